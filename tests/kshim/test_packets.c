// SPDX-License-Identifier: GPL-2.0
/*
 * Every rewrite, byte for byte: packets/packets.tsv has packets as they come
 * in and as they must leave, made by an implementation of its own
 * (packets/generate.py).  What follows is what pipeline.c, icmperr.c and
 * nat64.c do with the pure parts, less the skb.
 *
 * Then, properties: there and back again is where one began, for any packet,
 * and checksums hold when they are counted the long way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>

#include "lib/packet.h"
#include "lib/random.h"

#include "pkt/parse.c"
#include "pkt/rewrite.c"
#define fold fold_xlate
#define put16 put16_xlate
#define put32 put32_xlate
#include "pkt/xlate.c"
#undef fold
#undef put16
#undef put32
#include "pkt/prefix.c"
#define move move_seqadj
#define known known_seqadj
#include "flow/seqadj.c"
#undef move
#undef known

#define VECTORS "tests/kshim/packets/packets.tsv"
#define ROOM 128 /* before a packet */
#define MAX 4096

struct bytes {
	u8 b[MAX] __attribute__((aligned(8)));
	u8 *at;
	u32 len;
};

struct vector {
	char *name, *op;
	int number; /* is the checksum partial; a prefix length */
	struct xpf_key key; /* of what leaves */
	struct in6_addr teller;
	int wing; /* that the packet came by; -1: no moved numbers */
	struct xpf_seqadj moved;
	struct bytes in, out;
};

static spinlock_t lock;

static u8 read_addr(const char *text, struct in6_addr *a)
{
	memset(a, 0, sizeof(*a));
	if (inet_pton(AF_INET6, text, a) == 1)
		return AF_INET6;
	if (inet_pton(AF_INET, text, a) == 1)
		return AF_INET;
	return 0;
}

static void read_hex(const char *text, struct bytes *b)
{
	unsigned int v;

	b->at = b->b + ROOM;
	b->len = strlen(text) / 2;
	assert_true(b->len <= MAX - ROOM);
	for (u32 i = 0; i < b->len; i++) {
		assert_int_equal(sscanf(text + i * 2, "%2x", &v), 1);
		b->at[i] = v;
	}
}

/* WING/DIRECTION.FROM.TO.DELTA...; whoever acknowledged, it was not these. */
static void read_edits(char *text, struct vector *v)
{
	int dir, delta;
	u32 from, to;
	char *one;

	v->wing = -1;
	one = text ? strsep(&text, "/") : NULL;
	if (one)
		v->wing = atoi(one);
	while ((one = strsep(&text, "/"))) {
		assert_int_equal(sscanf(one, "%d.%u.%u.%d", &dir, &from, &to,
					&delta),
				 4);
		assert_true(
			xpf_seqadj_edit(&v->moved, dir, from, to, delta, 0));
	}
}

/* A line's columns; false: a comment. */
static bool read_line(char *line, struct vector *v)
{
	char *f[10], *p = line;
	int n = 0;

	line[strcspn(line, "\n")] = 0;
	while (n < 10 && p)
		f[n++] = strsep(&p, "\t");
	if (line[0] == '#')
		return false;
	assert_true(n == 10 && !p);
	memset(v, 0, sizeof(*v));
	v->name = f[0];
	v->op = strsep(&f[1], "@");
	read_edits(f[1], v);
	v->number = atoi(f[2]);
	v->key.family = read_addr(f[3], &v->key.saddr);
	read_addr(f[4], &v->key.daddr);
	v->key.sport = htons(atoi(f[5]));
	v->key.dport = htons(atoi(f[6]));
	read_addr(f[7], &v->teller);
	read_hex(f[8], &v->in);
	read_hex(f[9], &v->out);
	return true;
}

static void replace(struct bytes *b, u32 strip, const u8 *head, u32 len)
{
	b->at += strip;
	b->len -= strip;
	b->at -= len;
	b->len += len;
	assert_true(b->at >= b->b);
	memcpy(b->at, head, len);
}

static u32 checksum6(const struct in6_addr *s, const struct in6_addr *d,
		     u8 proto, const u8 *h, u32 len)
{
	return 0xffff & ~sum16(h, len,
			       sum16((const u8 *)d, 16,
				     sum16((const u8 *)s, 16, len + proto)));
}

/* ---- one packet ---- */

static bool xlate(struct bytes *b, const struct xpf_pkt *pkt,
		  const struct xpf_key *to, u16 ident, bool partial)
{
	bool from4 = pkt->key.family == AF_INET;
	u8 *h = b->at + pkt->l4, head[XPF_XLATE_IP_MAX];
	u32 len = pkt->len - pkt->l4;
	struct xpf_xlate_ip ip = {
		.family = to->family,
		.proto = xpf_xlate_proto(pkt->key.family, pkt->key.proto),
		.tos = pkt->tos,
		.ttl = pkt->ttl - 1,
		.df = len + 20 > XPF_XLATE_MIN4,
		.fragment = from4 && !(pkt->flags & XPF_PKT_DF),
		.payload = len,
		.saddr = to->daddr,
		.daddr = to->saddr,
		.id = from4 ? get16(b->at + 4) : ident,
	};

	if (icmp_any(&pkt->key)) {
		if (!xpf_xlate_echo(h, pkt->key.family, to->dport,
				    from4 ? &to->daddr : &pkt->key.saddr,
				    from4 ? &to->saddr : &pkt->key.daddr, len))
			return false;
	} else {
		xpf_rewrite_l4(pkt, h, to, xpf_delta_addr(&pkt->key, to),
			       xpf_delta_l4(&pkt->key, to), partial);
		if (from4 && ip.proto == 17 && !get16(h + 6))
			put16(h + 6,
			      checksum6(&to->daddr, &to->saddr, 17, h, len));
	}
	replace(b, pkt->l4, head, xpf_xlate_ip(&ip, head));
	return true;
}

static bool translate(struct vector *v, const struct xpf_pkt *pkt)
{
	struct xpf_key to;

	xpf_key_reverse(&v->key, &to);
	if (pkt->key.family != to.family)
		return xlate(&v->in, pkt, &to, 0x4242, v->number);
	to.proto = pkt->key.proto;
	to.vrf = pkt->key.vrf;
	if (xpf_key_equal(&v->key, &pkt->key))
		xpf_rewrite_ttl(pkt->key.family, v->in.at);
	else
		xpf_rewrite(pkt, v->in.at, &to, xpf_delta_addr(&pkt->key, &to),
			    xpf_delta_l4(&pkt->key, &to), v->number);
	return true;
}

static bool rewrite_packet(struct vector *v, struct xpf_pkt *pkt)
{
	u32 len = pkt->payload - pkt->l4;

	if (v->wing >= 0)
		xpf_seqadj_receive(&v->moved, &lock, v->wing, &pkt->tcp);
	if (!translate(v, pkt))
		return false;
	if (v->wing >= 0)
		xpf_seqadj_send(&v->moved, &lock, v->wing, &pkt->tcp,
				v->in.at + (v->key.family == AF_INET ? 20 : 40),
				len, v->number);
	return true;
}

/* ---- one error ---- */

/* What was quoted had come by the other wing. */
static void unmove_quote(struct vector *v, const struct xpf_quote *q, u8 *h)
{
	if (v->wing >= 0)
		xpf_seqadj_quote(&v->moved, &lock, !v->wing, h, q->l4_len);
}

static void finish_error(struct bytes *b, u32 l4, u8 family)
{
	u8 *h = b->at + l4;
	u32 len = b->len - l4;

	put16(h + 2, 0);
	if (family == AF_INET)
		put16(h + 2, ~sum16(h, len, 0));
	else
		put16(h + 2,
		      checksum6((struct in6_addr *)(b->at + 8),
				(struct in6_addr *)(b->at + 24), 58, h, len));
}

static bool rewrite_error(struct vector *v, const struct xpf_pkt *pkt)
{
	u8 *l3 = v->in.at;
	struct xpf_xlate_head head;
	struct xpf_quote q;
	struct xpf_xlate_error e = {
		.pkt = pkt,
		.l3 = l3,
		.quote = &q,
		.orig = &v->key,
		.saddr = v->teller,
		.mtu_in = 1500,
		.mtu_out = 1500,
	};

	assert_int_equal(xpf_parse_quote(&q, pkt->key.family, l3 + pkt->payload,
					 pkt->len - pkt->payload),
			 0);
	if (v->key.family != pkt->key.family) {
		if (!xpf_xlate_error(&e, &head))
			return false;
		v->in.len = head.strip + head.keep;
		xpf_xlate_quote(&q, l3 + head.strip, &v->key);
		unmove_quote(v, &q, l3 + head.strip);
		replace(&v->in, head.strip, head.b, head.len);
		finish_error(&v->in, head.l4, v->key.family);
		return true;
	}
	v->key.proto = q.key.proto;
	if (!xpf_key_equal(&v->key, &q.key) || v->wing >= 0) {
		xpf_rewrite_quote(&q, l3 + pkt->payload, &v->key);
		unmove_quote(v, &q, l3 + pkt->payload + q.l4);
		xpf_rewrite_addr(pkt->key.family, l3, &v->teller,
				 &v->key.saddr);
		finish_error(&v->in, pkt->l4, pkt->key.family);
	}
	xpf_rewrite_ttl(pkt->key.family, l3);
	return true;
}

/* ---- addresses ---- */

static void check_embed(struct vector *v)
{
	struct in6_addr prefix = v->key.saddr, a = { 0 };
	u8 len = v->number;

	memcpy(&a, v->in.at, v->in.len);
	xpf_embed(&a, &prefix, len);
	assert_memory_equal(&a, v->out.at, 16);
	xpf_extract(&a, len);
	assert_memory_equal(&a, v->in.at, 4);
}

static void check_nptv6(struct vector *v)
{
	u8 len = v->number;
	struct in6_addr in = v->key.saddr, out = v->key.daddr, a;

	memcpy(&a, v->in.at, 16);
	assert_true(xpf_nptv6(&a, &out, len, xpf_nptv6_adjust(&in, &out, len)));
	assert_memory_equal(&a, v->out.at, 16);
	assert_true(xpf_nptv6(&a, &in, len, xpf_nptv6_adjust(&out, &in, len)));
	assert_memory_equal(&a, v->in.at, 16);
}

static void show(const char *what, const u8 *b, u32 len)
{
	print_error("%s", what);
	for (u32 i = 0; i < len; i++)
		print_error("%02x", b[i]);
	print_error("\n");
}

static void check(struct vector *v)
{
	struct xpf_pkt pkt = { 0 };
	int r = xpf_parse(&pkt, v->in.at, v->in.len, v->in.len);
	bool ok;

	if (r)
		fail_msg("%s: not parsed: %d", v->name, r);
	ok = !strcmp(v->op, "error") ? rewrite_error(v, &pkt) :
				       rewrite_packet(v, &pkt);
	if (ok != !!v->out.len)
		fail_msg("%s: %s", v->name, ok ? "translated" : "refused");
	if (!ok || (v->in.len == v->out.len &&
		    !memcmp(v->in.at, v->out.at, v->out.len)))
		return;
	show("got  ", v->in.at, v->in.len);
	show("want ", v->out.at, v->out.len);
	fail_msg("%s", v->name);
}

static void test_vectors(void **st)
{
	FILE *f = fopen(VECTORS, "r");
	struct vector v;
	char *line = NULL;
	size_t cap = 0;
	int n = 0;

	assert_non_null(f);
	while (getline(&line, &cap, f) > 0) {
		if (!read_line(line, &v))
			continue;
		n++;
		if (!strcmp(v.op, "embed"))
			check_embed(&v);
		else if (!strcmp(v.op, "nptv6"))
			check_nptv6(&v);
		else
			check(&v);
	}
	free(line);
	fclose(f);
	assert_true(n > 1400);
}

/* ---- properties ---- */

static void random_in6(struct in6_addr *a, u8 first)
{
	for (int i = 0; i < 16; i++)
		a->s6_addr[i] = rnd(256);
	if (!rnd(4))
		memset(a->s6_addr + 2 * rnd(8), rnd(2) ? 0xff : 0, 2);
	a->s6_addr[0] = first;
}

static void random_key(struct xpf_key *k, u8 family, u8 proto)
{
	memset(k, 0, sizeof(*k));
	k->family = family;
	k->proto = proto;
	random_in6(&k->saddr, 0x20);
	random_in6(&k->daddr, 0x30);
	if (family == AF_INET) {
		memset(&k->saddr.s6_addr[4], 0, 12);
		memset(&k->daddr.s6_addr[4], 0, 12);
	}
	if (proto == 50)
		return;
	k->sport = htons(1 + rnd(65535));
	k->dport = proto == 1 || proto == 58 ? k->sport : htons(rnd(65536));
}

static void random_packet(struct packet *p, const struct xpf_key *k)
{
	start(p, k->family, k->proto);
	set_addr(p, &k->saddr, &k->daddr);
	add_l4(p, ntohs(k->sport), ntohs(k->dport), rnd(200));
	if (k->family == AF_INET)
		put16(p->b + 6, 0x4000);
	finish(p);
}

static void brute(struct bytes *b, u8 family)
{
	struct packet p = { .family = family, .len = b->len };

	memcpy(p.b, b->at, b->len);
	p.proto = b->at[family == AF_INET ? 9 : 6];
	p.l4 = family == AF_INET ? 20 : 40;
	if (family == AF_INET)
		assert_int_equal(sum16(p.b, 20, 0), 0xffff);
	if (check_at(&p))
		assert_int_equal(l4_sum(&p), 0xffff);
	if (p.proto == 132)
		assert_int_equal(get32(p.b + p.l4 + 8), sctp_crc(&p));
}

static void there(struct bytes *b, const struct xpf_key *leaves)
{
	struct xpf_pkt pkt = { 0 };
	struct xpf_key to;

	assert_int_equal(xpf_parse(&pkt, b->at, b->len, b->len), 0);
	xpf_key_reverse(leaves, &to);
	assert_true(xlate(b, &pkt, &to, 0, false));
	brute(b, leaves->family);
}

static void set_df(u8 *l3)
{
	put16(l3 + 6, 0x4000);
	put16(l3 + 10, 0);
	put16(l3 + 10, ~sum16(l3, 20, 0));
}

static void test_there_and_back(void **st)
{
	static const u8 protos[] = { 6, 17, 136, 132, 33, 50, 1 };
	struct xpf_key a, b;
	struct packet p;
	struct bytes x;
	u8 proto, from;
	int i;

	for (i = 0; i < 200000; i++) {
		proto = protos[rnd(7)];
		from = rnd(2) ? AF_INET : AF_INET6;
		random_key(&a, from,
			   proto == 1 && from == AF_INET6 ? 58 : proto);
		random_key(&b, from == AF_INET ? AF_INET6 : AF_INET,
			   proto == 1 && from == AF_INET ? 58 : proto);
		random_packet(&p, &a);
		x.at = x.b + ROOM;
		x.len = p.len;
		memcpy(x.at, p.b, p.len);
		there(&x, &b);
		/* small, so it may be cut, and would get a header for that */
		if (from == AF_INET6)
			set_df(x.at);
		there(&x, &a);
		assert_int_equal(x.len, p.len);
		x.at[from == AF_INET ? 8 : 7] += 2;
		if (from == AF_INET)
			set_df(x.at);
		assert_memory_equal(x.at, p.b, p.len);
	}
}

static void set_prefix(struct in6_addr *a, const struct in6_addr *prefix,
		       u8 len)
{
	for (int i = 0; i < len; i++) {
		a->s6_addr[i / 8] &= ~(0x80 >> i % 8);
		a->s6_addr[i / 8] |= prefix->s6_addr[i / 8] & 0x80 >> i % 8;
	}
}

/* Prefix translation is neutral to sums, and its own inverse. */
static void test_nptv6(void **st)
{
	struct in6_addr in, out, a, orig;
	struct xpf_key x, y, to;
	int i, refused = 0;
	u8 len;

	for (i = 0; i < 300000; i++) {
		len = 1 + rnd(XPF_NPTV6_MAX);
		random_in6(&in, 0xfd);
		random_in6(&out, 0x20);
		random_in6(&a, 0xfd);
		set_prefix(&a, &in, len);
		orig = a;
		if (!xpf_nptv6(&a, &out, len,
			       xpf_nptv6_adjust(&in, &out, len))) {
			assert_memory_equal(&a, &orig, 16);
			refused++;
			continue;
		}
		random_key(&x, AF_INET6, 6);
		y = x;
		x.saddr = orig;
		y.saddr = a;
		xpf_key_reverse(&y, &to);
		assert_int_equal(xpf_delta_l4(&x, &to), 0);
		assert_int_equal(xpf_delta_addr(&x, &to), 0);
		assert_true(xpf_nptv6(&a, &in, len,
				      xpf_nptv6_adjust(&out, &in, len)));
		assert_memory_equal(&a, &orig, 16);
	}
	assert_true(refused && refused < 100000);
}

static void test_embed(void **st)
{
	static const u8 lens[] = { 32, 40, 48, 56, 64, 96 };
	struct in6_addr prefix, a, v4 = { 0 };
	int i, len;

	for (len = 0; len <= 128; len++)
		assert_int_equal(xpf_embed_len_ok(len),
				 !!memchr(lens, len, sizeof(lens)));
	for (i = 0; i < 100000; i++) {
		len = lens[rnd(6)];
		random_in6(&prefix, 0x20);
		random_in6(&a, 0x20);
		memcpy(&v4, &a, 4);
		a = v4;
		xpf_embed(&a, &prefix, len);
		assert_memory_equal(&a, &prefix, len / 8);
		if (len < 96)
			assert_int_equal(a.s6_addr[8], 0);
		xpf_extract(&a, len);
		assert_memory_equal(&a, &v4, 16);
	}
}

static void test_protocols(void **st)
{
	static const u8 not6[] = { 0, 1, 2, 43, 44, 51, 59, 60, 135, 139, 140 };
	static const u8 not4[] = { 0, 2, 43, 44, 51, 58, 59, 60, 135, 139, 140 };
	int p;

	for (p = 0; p < 256; p++) {
		assert_int_equal(xpf_xlate_proto(AF_INET6, p) < 0,
				 !!memchr(not6, p, sizeof(not6)));
		assert_int_equal(xpf_xlate_proto(AF_INET, p) < 0,
				 !!memchr(not4, p, sizeof(not4)));
	}
}

static void test_source_route(void **st)
{
	u8 b[80] = { 0x60 };

	b[6] = 0; /* hop by hop, destination, routing */
	b[40] = 60;
	b[48] = 43;
	b[56] = 17;
	b[58] = 2;
	assert_int_equal(xpf_xlate_source_route(b, 64), 0);
	b[59] = 1;
	assert_int_equal(xpf_xlate_source_route(b, 64), 59);
}

/* A quote of a protocol without ports may be cut anywhere; no more is kept of
 * it than there is, whatever the message says of its length (RFC 4884).
 */
static void short_quote(void **state)
{
	static const struct xpf_key orig = { .family = AF_INET6, .proto = 47 };
	u8 b[64] __aligned(8) = { 0x45 }, *quote = b + 28;
	u32 there;

	b[20] = 3; /* unreachable */
	b[25] = 1; /* the quote: one word */
	quote[0] = 0x45;
	quote[3] = 60;
	quote[9] = 47;
	for (there = 0; there < 12; there++) {
		struct xpf_pkt pkt = {
			.key.family = AF_INET,
			.l4 = 20,
			.payload = 28,
			.len = 28 + 20 + there,
			.ttl = 60,
		};
		struct xpf_quote q;
		struct xpf_xlate_error e = {
			.pkt = &pkt,
			.l3 = b,
			.quote = &q,
			.orig = &orig,
		};
		struct xpf_xlate_head head;

		assert_int_equal(
			xpf_parse_quote(&q, AF_INET, quote, 20 + there), 0);
		assert_true(xpf_xlate_error(&e, &head));
		assert_in_range(head.keep, 0, there);
		assert_int_equal(head.b[4] << 8 | head.b[5],
				 head.len - 40 + head.keep);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_quote),
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_nptv6),
		cmocka_unit_test(test_embed),
		cmocka_unit_test(test_protocols),
		cmocka_unit_test(test_source_route),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
