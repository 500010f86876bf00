// SPDX-License-Identifier: GPL-2.0
/*
 * Rewriting by deltas against computing checksums anew: any packet, any
 * translation, and ICMP errors about them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/packet.h"
#include "lib/random.h"

#include "pkt/parse.c"
#include "pkt/rewrite.c"

static const u8 protos4[] = { 6, 17, 1, 136, 50, 132, 33 };
static const u8 protos6[] = { 6, 17, 58, 136, 50, 132, 33 };

/* Sources are odd and destinations even: no packet has two equal ones. */
static void random_addr(u8 family, struct in6_addr *a, bool source)
{
	int i;

	memset(a, 0, sizeof(*a));
	for (i = 0; i < (family == AF_INET ? 4 : 16); i++)
		a->s6_addr[i] = rnd(256);
	/* Words of all zeros and all ones are where ones' complement errs. */
	if (!rnd(4))
		memset(a->s6_addr + 2, rnd(2) ? 0xff : 0, 2);
	a->s6_addr[0] = family == AF_INET ? 10 : 0x20;
	a->s6_addr[1] = (a->s6_addr[1] & ~1) | source;
}

static u16 random_port(void)
{
	switch (rnd(8)) {
	case 0:
		return 0xffff;
	case 1:
		return 1;
	}
	return rnd(65536);
}

static void random_packet(struct packet *p)
{
	u8 family = rnd(2) ? AF_INET : AF_INET6;
	struct in6_addr s, d;

	start(p, family, family == AF_INET ? protos4[rnd(7)] : protos6[rnd(7)]);
	random_addr(family, &s, true);
	random_addr(family, &d, false);
	set_addr(p, &s, &d);
	add_l4(p, random_port(), random_port(), rnd(100));
	finish(p);
}

static struct xpf_pkt parsed(const struct packet *p)
{
	struct xpf_pkt pkt = { 0 };

	int r = xpf_parse(&pkt, p->b, p->len, p->len);

	if (r)
		fail_msg("family %d protocol %d: %d", p->family, p->proto, r);
	return pkt;
}

/* A key whose reverse is another flow of the same kind. */
static struct xpf_key random_target(const struct xpf_key *from)
{
	struct xpf_key to;

	xpf_key_reverse(from, &to);
	if (rnd(4))
		random_addr(from->family, &to.saddr, false);
	if (rnd(4))
		random_addr(from->family, &to.daddr, true);
	if (from->proto == 50)
		return to;
	if (rnd(4)) {
		to.dport = htons(random_port());
		if (icmp_any(from))
			to.sport = to.dport;
		else if (rnd(2))
			to.sport = htons(random_port());
	}
	return to;
}

static void check_headers(const struct packet *p, const struct xpf_key *to,
			  u8 ttl)
{
	struct xpf_pkt now = parsed(p);
	struct xpf_key back;

	xpf_key_reverse(&now.key, &back);
	assert_true(xpf_key_equal(&back, to));
	assert_int_equal(now.ttl, ttl);
}

static void test_random(void **st)
{
	struct packet p;
	struct xpf_pkt pkt;
	struct xpf_key to;
	int i;

	for (i = 0; i < 300000; i++) {
		random_packet(&p);
		pkt = parsed(&p);
		to = random_target(&pkt.key);
		xpf_rewrite(&pkt, p.b, &to, xpf_delta_addr(&pkt.key, &to),
			    xpf_delta_l4(&pkt.key, &to), false);
		check_headers(&p, &to, 63);
		if (check_at(&p))
			assert_int_equal(l4_sum(&p), 0xffff);
		if (p.proto == 132)
			assert_int_equal(get32(p.b + p.l4 + 8), sctp_crc(&p));
		if (p.proto == 17)
			assert_int_not_equal(get16(p.b + check_at(&p)), 0);
	}
}

/* There and back again: nothing is left of it but the hops. */
static void test_round_trip(void **st)
{
	struct packet p, orig;
	struct xpf_pkt pkt;
	struct xpf_key to, back;
	u16 addr, l4;
	int i;

	for (i = 0; i < 50000; i++) {
		random_packet(&p);
		orig = p;
		pkt = parsed(&p);
		to = random_target(&pkt.key);
		addr = xpf_delta_addr(&pkt.key, &to);
		l4 = xpf_delta_l4(&pkt.key, &to);
		xpf_rewrite(&pkt, p.b, &to, addr, l4, false);
		xpf_key_reverse(&pkt.key, &back);
		pkt = parsed(&p);
		addr = xpf_delta_back(addr);
		l4 = xpf_delta_back(l4);
		assert_int_equal(addr, xpf_delta_addr(&pkt.key, &back));
		assert_int_equal(l4, xpf_delta_l4(&pkt.key, &back));
		xpf_rewrite(&pkt, p.b, &back, addr, l4, false);
		assert_int_equal(p.b[orig.family == AF_INET ? 8 : 7], 62);
		p.b[orig.family == AF_INET ? 8 : 7] = 64;
		finish(&orig);
		finish(&p);
		assert_memory_equal(p.b, orig.b, p.len);
	}
}

/* CHECKSUM_PARTIAL: the field holds the bare sum of the pseudo header. */
static void test_partial(void **st)
{
	struct packet p;
	struct xpf_pkt pkt;
	struct xpf_key to;
	u32 at;
	int i;

	for (i = 0; i < 100000; i++) {
		random_packet(&p);
		at = check_at(&p);
		if (!at || p.proto == 1)
			continue;
		put16(p.b + at, pseudo_sum(&p));
		pkt = parsed(&p);
		to = random_target(&pkt.key);
		xpf_rewrite(&pkt, p.b, &to, xpf_delta_addr(&pkt.key, &to),
			    xpf_delta_l4(&pkt.key, &to), true);
		/* what the device would do */
		put16(p.b + at, ~sum16(p.b + p.l4, p.len - p.l4, 0));
		assert_int_equal(l4_sum(&p), 0xffff);
	}
}

/* SCTP: left to the device, or not used at all (RFC 9653). */
static void test_sctp_without_crc(void **st)
{
	struct packet p;
	struct xpf_pkt pkt;
	struct xpf_key to;
	u32 crc;
	int i;

	for (i = 0; i < 10000; i++) {
		do
			random_packet(&p);
		while (p.proto != 132);
		crc = i & 1 ? 0 : get32(p.b + p.l4 + 8);
		put32(p.b + p.l4 + 8, crc);
		pkt = parsed(&p);
		to = random_target(&pkt.key);
		xpf_rewrite(&pkt, p.b, &to, xpf_delta_addr(&pkt.key, &to),
			    xpf_delta_l4(&pkt.key, &to), !(i & 1));
		check_headers(&p, &to, 63);
		assert_int_equal(get32(p.b + p.l4 + 8), crc);
	}
}

static void test_udp_without_checksum(void **st)
{
	struct packet p;
	struct xpf_pkt pkt;
	struct xpf_key to;
	int i;

	for (i = 0; i < 10000; i++) {
		do
			random_packet(&p);
		while (p.proto != 17);
		put16(p.b + check_at(&p), 0);
		pkt = parsed(&p);
		to = random_target(&pkt.key);
		xpf_rewrite(&pkt, p.b, &to, xpf_delta_addr(&pkt.key, &to),
			    xpf_delta_l4(&pkt.key, &to), false);
		assert_int_equal(get16(p.b + check_at(&p)), 0);
	}
}

static void test_hop(void **st)
{
	struct packet p;
	int i;

	for (i = 0; i < 100000; i++) {
		random_packet(&p);
		p.b[p.family == AF_INET ? 8 : 7] = 1 + rnd(255);
		finish(&p);
		xpf_rewrite_ttl(p.family, p.b);
		if (p.family == AF_INET)
			assert_int_equal(sum16(p.b, 20, 0), 0xffff);
	}
}

/* A packet as it was sent, and as it was sent on; then its quote is restored. */
static void test_quote(void **st)
{
	struct packet p, orig;
	struct xpf_quote q;
	struct xpf_pkt pkt;
	struct xpf_key to;
	u32 len;
	int i;

	for (i = 0; i < 100000; i++) {
		random_packet(&p);
		orig = p;
		pkt = parsed(&p);
		to = random_target(&pkt.key);
		xpf_rewrite(&pkt, p.b, &to, xpf_delta_addr(&pkt.key, &to),
			    xpf_delta_l4(&pkt.key, &to), false);
		len = p.l4 + 8 + rnd(p.len - p.l4 + 1);
		if (len > p.len)
			len = p.len;
		if (xpf_parse_quote(&q, p.family, p.b, len))
			continue; /* too short a quote */
		xpf_rewrite_quote(&q, p.b, &pkt.key);
		assert_memory_equal(saddr_of(&p), saddr_of(&orig),
				    p.family == AF_INET ? 8 : 32);
		if (p.family == AF_INET)
			assert_int_equal(sum16(p.b, 20, 0), 0xffff);
		assert_memory_equal(p.b + p.l4, orig.b + p.l4, 2);
		if (len == p.len && check_at(&p))
			assert_int_equal(l4_sum(&p), 0xffff);
		if (p.proto == 132 && len >= p.l4 + 12)
			assert_int_equal(get32(p.b + p.l4 + 8), sctp_crc(&p));
	}
}

static void test_addresses(void **st)
{
	struct in6_addr s, d;
	struct packet p;
	int i;

	for (i = 0; i < 50000; i++) {
		random_packet(&p);
		random_addr(p.family, &s, true);
		random_addr(p.family, &d, false);
		xpf_rewrite_addr(p.family, p.b, i & 1 ? &s : NULL,
				 i & 2 ? &d : NULL);
		if (p.family == AF_INET)
			assert_int_equal(sum16(p.b, 20, 0), 0xffff);
		if (i & 1)
			assert_memory_equal(saddr_of(&p), &s,
					    p.family == AF_INET ? 4 : 16);
		if (i & 2)
			assert_memory_equal(daddr_of(&p), &d,
					    p.family == AF_INET ? 4 : 16);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_partial),
		cmocka_unit_test(test_sctp_without_crc),
		cmocka_unit_test(test_udp_without_checksum),
		cmocka_unit_test(test_hop),
		cmocka_unit_test(test_quote),
		cmocka_unit_test(test_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
