// SPDX-License-Identifier: GPL-2.0
/*
 * The packet parser: what it reads, what it refuses and why, and that it never
 * looks at a byte it was not given (each parse is of an allocation of exactly
 * the bytes that may be read).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/packet.h"
#include "lib/random.h"

#include "pkt/parse.c"

static struct xpf_pkt pkt;

/* As the datapath does it: more and more bytes, until there are enough. */
static int parse_bytes(const u8 *b, u32 len, u32 linear, u32 flags)
{
	u8 *copy;
	int r;

	for (;;) {
		copy = malloc(linear ? linear : 1);
		memcpy(copy, b, linear);
		memset(&pkt, 0, sizeof(pkt));
		pkt.flags = flags;
		pkt.key.vrf = 7;
		r = xpf_parse(&pkt, copy, linear, len);
		free(copy);
		if (r <= 0)
			return r;
		assert_true(r > linear && r <= len);
		linear = r;
	}
}

static int parse(const struct packet *p)
{
	return parse_bytes(p->b, p->len, p->len, 0);
}

#define passes(p)                                        \
	do {                                             \
		int r_ = parse(p);                       \
                                                         \
		if (r_)                                  \
			fail_msg("refused for %d", -r_); \
	} while (0)
#define refused(p, why)                                      \
	do {                                                 \
		int r_ = parse(p);                           \
                                                             \
		if (r_ != -XPF_R_##why)                      \
			fail_msg("%d is not %s", -r_, #why); \
	} while (0)

static struct packet basic(u8 family, u8 proto)
{
	static const u8 s4[] = { 10, 1, 0, 2 }, d4[] = { 10, 2, 0, 3 };
	static const u8 s6[16] = { 0x20, 1, 0xd, 0xb8, [15] = 2 };
	static const u8 d6[16] = { 0x20, 1, 0xd, 0xb8, [15] = 3 };
	struct packet p;

	start(&p, family, proto);
	if (family == AF_INET)
		set_addr(&p, s4, d4);
	else
		set_addr(&p, s6, d6);
	add_l4(&p, 1234, 80, 32);
	finish(&p);
	return p;
}

#define v4(proto) basic(AF_INET, proto)
#define v6(proto) basic(AF_INET6, proto)

static void test_tcp(void **st)
{
	u8 families[] = { AF_INET, AF_INET6 };
	struct packet p;
	int i;

	for (i = 0; i < 2; i++) {
		p = basic(families[i], 6);
		put32(p.b + p.l4 + 4, 0x11223344);
		put32(p.b + p.l4 + 8, 0x55667788);
		passes(&p);
		assert_int_equal(pkt.key.family, families[i]);
		assert_int_equal(pkt.key.proto, 6);
		assert_int_equal(pkt.key.vrf, 7);
		assert_int_equal(ntohs(pkt.key.sport), 1234);
		assert_int_equal(ntohs(pkt.key.dport), 80);
		assert_int_equal(pkt.tcp.seq, 0x11223344);
		assert_int_equal(pkt.tcp.ack, 0x55667788);
		assert_int_equal(pkt.tcp.window, 1000);
		assert_int_equal(pkt.tcp.flags, 0x10);
		assert_int_equal(pkt.tcp.len, 32);
		assert_int_equal(pkt.len, p.len);
		assert_int_equal(pkt.l4, p.l4);
		assert_int_equal(pkt.payload, p.l4 + 20);
		assert_int_equal(pkt.ttl, 64);
		assert_int_equal(pkt.wings, XPF_WINGS_ANY);
		assert_int_equal(pkt.flags, i ? XPF_PKT_DF : 0);
	}
}

static void test_tcp_options(void **st)
{
	static const u8 opts[12] = { 2, 4, 5, 0xb4, 1, 3, 3, 9, 0 };
	struct packet p = v4(6);
	u8 *h = p.b + p.l4;

	h[12] = 8 << 4;
	h[13] = 0x02;
	memcpy(h + 20, opts, 12);
	passes(&p);
	assert_int_equal(pkt.tcp.scale, 9);
	h[27] = 200;
	passes(&p);
	assert_int_equal(pkt.tcp.scale, 14); /* RFC 7323 2.3 */
	h[25] = 0; /* the list ends before it */
	passes(&p);
	assert_int_equal(pkt.tcp.scale, XPF_NO_SCALE);
	h[21] = 0; /* an option of no length */
	passes(&p);
	assert_int_equal(pkt.tcp.scale, XPF_NO_SCALE);
	h[21] = 200; /* longer than the header */
	passes(&p);
	assert_int_equal(pkt.tcp.scale, XPF_NO_SCALE);
}

static void test_tcp_flags(void **st)
{
	static const u8 good[] = { 0x02, 0x22, 0x12, 0x04, 0x14,
				   0x11, 0x31, 0x10, 0x30 };
	struct packet p = v4(6);
	int flags, i, is_good;

	for (flags = 0; flags < 256; flags++) {
		is_good = 0;
		for (i = 0; i < ARRAY_SIZE(good); i++)
			is_good |= good[i] == (flags & 0x37);
		p.b[p.l4 + 13] = flags;
		if (is_good)
			passes(&p);
		else
			refused(&p, TCP_FLAGS);
	}
}

static void test_tcp_lengths(void **st)
{
	struct packet p = v4(6);

	p.b[p.l4 + 12] = 4 << 4;
	refused(&p, MALFORMED);
	p.b[p.l4 + 12] = 14 << 4; /* 56 of 52 bytes */
	refused(&p, MALFORMED);
	p.b[p.l4 + 12] = 13 << 4;
	passes(&p);
	p = v4(6);
	p.len = p.l4 + 19;
	finish(&p);
	refused(&p, MALFORMED);
}

static void test_udp(void **st)
{
	struct packet p = v4(17);

	passes(&p);
	assert_int_equal(pkt.payload, p.l4 + 8);
	put16(p.b + p.l4 + 4, 7);
	refused(&p, MALFORMED);
	put16(p.b + p.l4 + 4, 41);
	refused(&p, MALFORMED);
	put16(p.b + p.l4 + 4, 0);
	refused(&p, MALFORMED);
	put16(p.b + p.l4 + 4, 20); /* shorter than the packet: allowed */
	passes(&p);
	p = v6(136);
	passes(&p);
	assert_int_equal(ntohs(pkt.key.dport), 80);
	put16(p.b + p.l4 + 4, 9);
	passes(&p);
	put16(p.b + p.l4 + 4, 3);
	refused(&p, MALFORMED);
}

static void test_icmp(void **st)
{
	struct packet p = v4(1);
	int type;

	passes(&p);
	assert_int_equal(pkt.key.sport, pkt.key.dport);
	assert_int_equal(ntohs(pkt.key.sport), 1234);
	assert_int_equal(pkt.wings, XPF_WINGS_INITIATOR);
	assert_true(pkt.flags & XPF_PKT_ICMP_QUERY);
	p.b[p.l4] = 0;
	passes(&p);
	assert_int_equal(pkt.wings, XPF_WINGS_RESPONDER);
	assert_false(pkt.flags & XPF_PKT_ICMP_QUERY);
	for (type = 0; type < 256; type++) {
		p.b[p.l4] = type;
		passes(&p);
		assert_int_equal(!!(pkt.flags & XPF_PKT_ICMP_ERROR),
				 type == 3 || type == 4 || type == 5 ||
					 type == 11 || type == 12);
	}
	p = v6(58);
	for (type = 0; type < 256; type++) {
		p.b[p.l4] = type;
		passes(&p);
		assert_int_equal(!!(pkt.flags & XPF_PKT_ICMP_ERROR),
				 type < 128);
		assert_int_equal(!!(pkt.flags & XPF_PKT_ICMP_QUERY),
				 type == 128);
	}
	/* ICMP of the other family is just a protocol. */
	p = v4(58);
	passes(&p);
	assert_true(pkt.flags & XPF_PKT_NO_L4);
	p = v6(1);
	passes(&p);
	assert_true(pkt.flags & XPF_PKT_NO_L4);
	p = v4(1);
	p.len = p.l4 + 7;
	finish(&p);
	refused(&p, MALFORMED);
}

static void test_other_protocols(void **st)
{
	struct packet p = v4(47);

	passes(&p);
	assert_true(pkt.flags & XPF_PKT_NO_L4);
	assert_int_equal(pkt.key.ports, 0);
	p = v4(132);
	p.len = p.l4 + 12;
	finish(&p);
	put16(p.b + p.l4 + 2, 36412);
	passes(&p);
	assert_int_equal(ntohs(pkt.key.dport), 36412);
	p.len = p.l4 + 11;
	finish(&p);
	refused(&p, MALFORMED);
	p = v4(33);
	add_l4(&p, 7, 5001, 4);
	finish(&p);
	passes(&p);
	assert_int_equal(ntohs(pkt.key.dport), 5001);
	p.b[p.l4 + 4] = 4; /* a header of sixteen bytes fits as well */
	passes(&p);
	p.b[p.l4 + 4] = 5;
	refused(&p, MALFORMED);
	p.b[p.l4 + 4] = 2;
	refused(&p, MALFORMED);
}

static void test_lengths4(void **st)
{
	struct packet p = v4(17);
	int i;

	p.b[10] ^= 1;
	refused(&p, BAD_CHECKSUM);
	p = v4(17);
	put16(p.b + 2, p.len + 1);
	refused(&p, MALFORMED);
	put16(p.b + 2, 19);
	refused(&p, MALFORMED);
	for (i = 0; i < 20; i++)
		assert_int_equal(parse_bytes(p.b, i, i, 0), -XPF_R_MALFORMED);
	for (i = 0; i < 16; i++) {
		p = v4(17);
		p.b[0] = i << 4 | 5;
		finish(&p);
		if (i == 4)
			passes(&p);
		else if (i == 6) /* garbage, but of another kind */
			assert_true(parse(&p) < 0);
		else
			refused(&p, MALFORMED);
	}
	for (i = 0; i < 5; i++) {
		p = v4(17);
		p.b[0] = 0x40 | i;
		refused(&p, MALFORMED);
	}
	/* headers do not go on in the padding of a short Ethernet frame */
	for (i = 0; i < 5; i++) {
		p = v4(((u8[]){ 1, 6, 17, 132, 136 })[i]);
		p.len = p.l4 + 7;
		finish(&p);
		p.len = p.l4 + 30;
		refused(&p, MALFORMED);
	}
	/* padding behind the packet, as of short Ethernet frames */
	p = v4(17);
	p.len += 10;
	passes(&p);
	assert_int_equal(pkt.len, p.len - 10);
}

static struct packet with_options(const u8 *opts, u32 n)
{
	struct packet p = v4(17);
	u32 header = 20 + (n + 3) / 4 * 4;

	memmove(p.b + header, p.b + 20, p.len - 20);
	memset(p.b + 20, 0, header - 20);
	memcpy(p.b + 20, opts, n);
	p.b[0] = 0x40 | header / 4;
	p.len += header - 20;
	p.l4 = header;
	finish(&p);
	return p;
}

#define options(...) \
	with_options((u8[]){ __VA_ARGS__ }, sizeof((u8[]){ __VA_ARGS__ }))

static void test_options(void **st)
{
	struct packet p;

	p = options(148, 4, 0, 0); /* router alert */
	passes(&p);
	assert_true(pkt.flags & XPF_PKT_OPTIONS);
	assert_int_equal(ntohs(pkt.key.dport), 80);
	p = options(7, 7, 4, 0, 0, 0, 0, 1);
	passes(&p);
	p = options(1, 1, 131, 3);
	refused(&p, SOURCE_ROUTE);
	p = options(137, 7, 4, 0, 0, 0, 0, 0);
	refused(&p, SOURCE_ROUTE);
	p = options(0, 131, 3, 0); /* behind the end */
	passes(&p);
	p = options(7, 1, 0, 0);
	refused(&p, IP_OPTIONS);
	p = options(7, 0, 0, 0);
	refused(&p, IP_OPTIONS);
	p = options(7, 9, 0, 0);
	refused(&p, IP_OPTIONS);
	p = options(1, 1, 1, 7);
	refused(&p, IP_OPTIONS);
}

static struct packet addressed4(u32 s, u32 d)
{
	struct packet p = v4(17);
	u8 a[8];

	put32(a, s);
	put32(a + 4, d);
	set_addr(&p, a, a + 4);
	finish(&p);
	return p;
}

static void test_addresses4(void **st)
{
	static const struct {
		u32 s, d;
		int why, flags;
	} rows[] = {
		{ 0x0a000001, 0x0a000002, 0, 0 },
		{ 0x01000001, 0xdfffffff, 0, 0 },
		{ 0x0a000001, 0x0a000001, XPF_R_BAD_ADDRESS, 0 },
		{ 0x7f000001, 0x0a000002, XPF_R_BAD_ADDRESS, 0 },
		{ 0x0a000001, 0x7f000001, XPF_R_BAD_ADDRESS, 0 },
		{ 0x00000000, 0x0a000002, XPF_R_BAD_ADDRESS, 0 },
		{ 0x00000001, 0x0a000002, XPF_R_BAD_ADDRESS, 0 },
		{ 0x00000001, 0xffffffff, XPF_R_BAD_ADDRESS, 0 },
		{ 0x0a000001, 0x00000000, XPF_R_BAD_ADDRESS, 0 },
		{ 0xe0000001, 0x0a000002, XPF_R_BAD_ADDRESS, 0 },
		{ 0xf0000001, 0x0a000002, XPF_R_BAD_ADDRESS, 0 },
		{ 0xffffffff, 0x0a000002, XPF_R_BAD_ADDRESS, 0 },
		{ 0x0a000001, 0xf0000001, XPF_R_BAD_ADDRESS, 0 },
		{ 0x0a000001, 0xfffffffe, XPF_R_BAD_ADDRESS, 0 },
		{ 0x0a000001, 0xe0000005, 0, XPF_PKT_MULTICAST },
		{ 0x0a000001, 0xffffffff, 0, XPF_PKT_MULTICAST },
		{ 0x00000000, 0xffffffff, 0, XPF_PKT_MULTICAST },
	};
	struct packet p;
	int i, r;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		p = addressed4(rows[i].s, rows[i].d);
		r = parse(&p);
		if (r != -rows[i].why || (!r && pkt.flags != rows[i].flags))
			fail_msg("row %d: %d, flags %x", i, r, pkt.flags);
		/* Our own may be anything. */
		assert_int_equal(
			parse_bytes(p.b, p.len, p.len, XPF_PKT_LOCAL_OUT) ==
				-XPF_R_BAD_ADDRESS,
			rows[i].d >= 0xf0000000 && rows[i].d != 0xffffffff);
	}
}

static void test_addresses6(void **st)
{
	static const u8 any[16], loop[16] = { [15] = 1 };
	static const u8 mapped[16] = { [10] = 0xff, 0xff, 10, 0, 0, 1 };
	static const u8 all[16] = { 0xff, 2, [15] = 1 };
	static const u8 link[16] = { 0xfe, 0x80, [15] = 1 };
	static const u8 host[16] = { 0x20, 1, [15] = 9 };
	static const struct {
		const u8 *s, *d;
		int why, flags;
	} rows[] = {
		{ host, link, 0, XPF_PKT_LINK_LOCAL },
		{ link, host, 0, XPF_PKT_LINK_LOCAL },
		{ link, all, 0, XPF_PKT_LINK_LOCAL | XPF_PKT_MULTICAST },
		{ any, all, 0, XPF_PKT_MULTICAST },
		{ any, host, XPF_R_BAD_ADDRESS, 0 },
		{ loop, host, XPF_R_BAD_ADDRESS, 0 },
		{ loop, all, XPF_R_BAD_ADDRESS, 0 },
		{ host, loop, XPF_R_BAD_ADDRESS, 0 },
		{ host, any, XPF_R_BAD_ADDRESS, 0 },
		{ mapped, host, XPF_R_BAD_ADDRESS, 0 },
		{ host, mapped, XPF_R_BAD_ADDRESS, 0 },
		{ all, host, XPF_R_BAD_ADDRESS, 0 },
		{ host, host, XPF_R_BAD_ADDRESS, 0 },
	};
	struct packet p;
	int i, r;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		p = v6(17);
		set_addr(&p, rows[i].s, rows[i].d);
		r = parse(&p);
		if (r != -rows[i].why ||
		    (!r && pkt.flags != (rows[i].flags | XPF_PKT_DF)))
			fail_msg("row %d: %d, flags %x", i, r, pkt.flags);
	}
}

static void test_fragments4(void **st)
{
	struct packet p = v4(17);

	put16(p.b + 6, 0x4000);
	finish(&p);
	passes(&p);
	assert_int_equal(pkt.flags, XPF_PKT_DF);
	put16(p.b + 6, 0x2000);
	finish(&p);
	passes(&p);
	assert_true(pkt.flags & XPF_PKT_FRAGMENT);
	assert_int_equal(pkt.key.ports, 0);
	put16(p.b + 6, 3);
	p.len = 20; /* nothing in it is looked at */
	finish(&p);
	passes(&p);
	assert_true(pkt.flags & XPF_PKT_FRAGMENT);
}

/* An IPv6 packet with a chain of extension headers before UDP. */
static struct packet chained(const u8 *types, u32 n)
{
	struct packet p = v6(17);
	u32 i, size = n * 8;

	memmove(p.b + 40 + size, p.b + 40, p.len - 40);
	memset(p.b + 40, 0, size);
	for (i = 0; i < n; i++) {
		p.b[i ? 40 + (i - 1) * 8 : 6] = types[i];
		if (types[i] == 43)
			p.b[40 + i * 8 + 2] = 4; /* segment routing */
	}
	p.b[40 + (n - 1) * 8] = 17;
	p.l4 += size;
	p.len += size;
	put16(p.b + 4, p.len - 40);
	return p;
}

#define chain(...) chained((u8[]){ __VA_ARGS__ }, sizeof((u8[]){ __VA_ARGS__ }))

static void test_extensions(void **st)
{
	struct packet p;

	p = chain(0, 60, 43, 60);
	passes(&p);
	assert_int_equal(pkt.l4, 72);
	assert_int_equal(pkt.key.proto, 17);
	assert_int_equal(ntohs(pkt.key.dport), 80);
	p = chain(60, 0); /* hop-by-hop comes first */
	refused(&p, EXT_HEADERS);
	p = chain(60, 60, 60, 60, 60, 60, 60, 60);
	passes(&p);
	p = chain(60, 60, 60, 60, 60, 60, 60, 60, 60);
	refused(&p, EXT_HEADERS);
	p = chain(43);
	p.b[42] = 0; /* RFC 5095 */
	refused(&p, SOURCE_ROUTE);
	p = chain(60);
	p.b[41] = 200; /* longer than the packet */
	refused(&p, EXT_HEADERS);
	p = chain(60);
	p.len = 47;
	put16(p.b + 4, 7);
	refused(&p, EXT_HEADERS);
	p = chain(44);
	passes(&p);
	assert_true(pkt.flags & XPF_PKT_FRAGMENT);
	p = chain(60, 44);
	passes(&p);
	assert_true(pkt.flags & XPF_PKT_FRAGMENT);
	p = v6(44);
	p.len = 44;
	put16(p.b + 4, 4);
	refused(&p, EXT_HEADERS);
	p = v6(59);
	passes(&p);
	assert_true(pkt.flags & XPF_PKT_NO_L4);
}

static void test_lengths6(void **st)
{
	struct packet p = v6(17);
	int i;

	put16(p.b + 4, p.len - 39);
	refused(&p, MALFORMED);
	for (i = 0; i < 40; i++)
		assert_int_equal(parse_bytes(p.b, i, i, 0), -XPF_R_MALFORMED);
}

/* Whatever part of it is linear first, the result is the same. */
static void test_pulling(void **st)
{
	struct packet p[] = { v4(6),
			      v4(17),
			      v4(1),
			      v6(6),
			      v6(17),
			      v6(58),
			      options(148, 4, 0, 0),
			      chain(0, 60, 43) };
	struct xpf_pkt want;
	u32 i, linear;

	p[0].b[p[0].l4 + 13] = 2;
	p[0].b[p[0].l4 + 12] = 8 << 4;
	for (i = 0; i < ARRAY_SIZE(p); i++) {
		passes(&p[i]);
		want = pkt;
		for (linear = 0; linear < p[i].len; linear++) {
			assert_int_equal(
				parse_bytes(p[i].b, p[i].len, linear, 0), 0);
			assert_memory_equal(&pkt.key, &want.key,
					    sizeof(pkt.key));
			assert_int_equal(pkt.flags, want.flags);
			assert_int_equal(pkt.payload, want.payload);
			assert_memory_equal(&pkt.tcp, &want.tcp,
					    sizeof(pkt.tcp));
		}
	}
}

static void test_noise(void **st)
{
	struct packet p;
	int i, n;

	for (i = 0; i < 200000; i++) {
		p = rnd(2) ? v4(rnd(256)) : chain(rnd(64), rnd(64), rnd(64));
		for (n = rnd(6); n; n--)
			p.b[rnd(p.len)] = rnd(256);
		p.len = rnd(p.len + 1);
		if (rnd(2) && p.len > 60 && p.family == AF_INET)
			finish(&p);
		if (parse_bytes(p.b, p.len, rnd(p.len + 1), 0))
			continue;
		assert_true(pkt.l4 >= 20 && pkt.l4 <= pkt.payload);
		assert_true(pkt.payload <= pkt.len && pkt.len <= p.len);
	}
}

static int quote_bytes(struct xpf_quote *q, u8 family, const u8 *b, u32 len)
{
	u8 *copy = malloc(len ? len : 1);
	int r;

	memcpy(copy, b, len);
	r = xpf_parse_quote(q, family, copy, len);
	free(copy);
	return r;
}

static void test_quote(void **st)
{
	struct packet p = v4(6);
	struct xpf_quote q;
	int i;

	put32(p.b + p.l4 + 4, 0x01020304);
	assert_int_equal(quote_bytes(&q, AF_INET, p.b, 28), 0);
	assert_int_equal(q.key.proto, 6);
	assert_int_equal(ntohs(q.key.sport), 1234);
	assert_int_equal(q.tcp_seq, 0x01020304);
	assert_int_equal(q.l4_len, 8);
	for (i = 0; i < 28; i++)
		assert_true(quote_bytes(&q, AF_INET, p.b, i) < 0);
	assert_true(quote_bytes(&q, AF_INET6, p.b, 28) < 0);
	put16(p.b + 6, 5); /* not the first fragment: no ports */
	assert_true(quote_bytes(&q, AF_INET, p.b, 28) < 0);
	p = v4(1);
	assert_int_equal(quote_bytes(&q, AF_INET, p.b, 28), 0);
	assert_true(q.query);
	p.b[20] = 0;
	assert_int_equal(quote_bytes(&q, AF_INET, p.b, 28), 0);
	assert_false(q.query);
	p.b[20] = 3; /* errors are not quoted */
	assert_true(quote_bytes(&q, AF_INET, p.b, 28) < 0);
	p = chain(0, 43, 60);
	assert_int_equal(quote_bytes(&q, AF_INET6, p.b, p.l4 + 8), 0);
	assert_int_equal(q.key.proto, 17);
	assert_int_equal(ntohs(q.key.dport), 80);
	p = chain(44);
	assert_int_equal(quote_bytes(&q, AF_INET6, p.b, p.l4 + 8), 0);
	assert_int_equal(q.key.proto, 17);
	put16(p.b + 42, 8);
	assert_true(quote_bytes(&q, AF_INET6, p.b, p.l4 + 8) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tcp),
		cmocka_unit_test(test_tcp_options),
		cmocka_unit_test(test_tcp_flags),
		cmocka_unit_test(test_tcp_lengths),
		cmocka_unit_test(test_udp),
		cmocka_unit_test(test_icmp),
		cmocka_unit_test(test_other_protocols),
		cmocka_unit_test(test_lengths4),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_addresses4),
		cmocka_unit_test(test_addresses6),
		cmocka_unit_test(test_fragments4),
		cmocka_unit_test(test_extensions),
		cmocka_unit_test(test_lengths6),
		cmocka_unit_test(test_pulling),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_quote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
