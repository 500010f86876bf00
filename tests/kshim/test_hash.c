// SPDX-License-Identifier: GPL-2.0
/*
 * The hash of flows: many secrets, and keys as they are in the world and as
 * somebody would choose them who wants them to collide: ports in a row, hosts
 * in a row, single bits, the same differences everywhere.  The buckets must be
 * filled as by chance, never up to what a chain can hold; every bit of the key
 * must move every bit of the hash half of the time; keys that collide under
 * one secret must not under another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "lib/random.h"

#include "flow/table.h"

#define KEYS (1U << 16)
#define BUCKETS (KEYS / 4) /* as full as the table can be */
#define SECRETS 24

static void draw(struct xpf_hash_secret *s)
{
	int i;

	for (i = 0; i < 8; i++)
		s->k[i] = rnd64();
}

static void key4(struct xpf_key *k, u32 s, u32 d, u16 sport, u16 dport)
{
	memset(k, 0, sizeof(*k));
	k->family = AF_INET;
	k->proto = 6;
	k->saddr4 = htonl(s);
	k->daddr4 = htonl(d);
	k->sport = htons(sport);
	k->dport = htons(dport);
}

static void key6(struct xpf_key *k, u64 s0, u64 s1, u64 d1, u16 sport)
{
	memset(k, 0, sizeof(*k));
	k->family = AF_INET6;
	k->proto = 6;
	k->s[0] = s0;
	k->s[1] = s1;
	k->d[0] = 0x20010db8;
	k->d[1] = d1;
	k->sport = htons(sport);
	k->dport = htons(443);
}

/* The i-th key of a kind. */
static void make(int kind, u32 i, struct xpf_key *k)
{
	switch (kind) {
	case 0: /* one client's ports */
		key4(k, 0x0a000102, 0xc6336401, i, 443);
		break;
	case 1: /* a net's hosts, one port */
		key4(k, 0x0a000000 + i, 0xc6336401, 40000, 53);
		break;
	case 2: /* both ends in step */
		key4(k, 0x0a000000 + i, 0x0b000000 + i, 1024 + i, 1024 + i);
		break;
	case 3: /* opposite: sums and exclusive ors stay the same */
		key4(k, 0x0a000000 + i, 0x0a000000 ^ i, i, ~i);
		break;
	case 4: /* a grid of hosts and ports */
		key4(k, 0x0a000000 + (i >> 8 << 8), 0xc6336401, (i & 255) << 8,
		     443);
		break;
	case 5: /* upper bits only */
		key4(k, i << 16, i << 16, 1, 1);
		break;
	case 6: /* IPv6: interface ids in a row */
		key6(k, 0x20010db8, i, 1, 40000);
		break;
	case 7: /* upper halves of it */
		key6(k, 0x20010db8, (u64)i << 48, 1, 40000);
		break;
	case 8: /* source and destination in step */
		key6(k, 0x20010db8, i, i, i);
		break;
	case 9: /* prefixes */
		key6(k, (u64)i << 40, 1, 1, 1);
		break;
	}
}

#define KINDS 10

static u32 hash_of(const struct xpf_hash_secret *s, const struct xpf_key *k)
{
	const struct xpf_flow f = xpf_key_flow(k);

	return xpf_hash(s, &f, k->family);
}

/* Buckets by the low bits; keys that share bucket and tag are compared. */
static void spreads(void **state)
{
	static u8 fill[BUCKETS];
	static u32 hashes[KEYS];
	struct xpf_hash_secret s;
	struct xpf_key k;
	u32 i, h, max, twins;
	double square;
	int kind, n;

	for (kind = 0; kind < KINDS; kind++) {
		for (n = 0; n < SECRETS; n++) {
			draw(&s);
			memset(fill, 0, sizeof(fill));
			memset(hashes, 0, sizeof(hashes));
			square = 0;
			twins = 0;
			max = 0;
			for (i = 0; i < KEYS; i++) {
				make(kind, i, &k);
				h = hash_of(&s, &k);
				fill[h % BUCKETS]++;
				twins += hashes[h % KEYS] == h;
				hashes[h % KEYS] = h;
			}
			for (i = 0; i < BUCKETS; i++) {
				max = max_t(u32, max, fill[i]);
				square += fill[i] * fill[i];
			}
			/* Chance: 4 + 16 squared mean, at most about 17. */
			assert_in_range(max, 5, 24);
			assert_in_range((u32)(square / BUCKETS * 100), 1500,
					2100);
			assert_in_range(twins, 0, 12);
		}
	}
}

static void every_bit_counts(void **state)
{
	static u32 flips[40 * 8][32];
	struct xpf_hash_secret s;
	struct xpf_key a, b;
	int bit, out, n, v6;
	u32 d;

	for (v6 = 0; v6 < 2; v6++) {
		memset(flips, 0, sizeof(flips));
		for (n = 0; n < 512; n++) {
			draw(&s);
			if (v6)
				key6(&a, rnd64(), rnd64(), rnd64(),
				     (u32)rnd64());
			else
				key4(&a, (u32)rnd64(), (u32)rnd64(),
				     (u32)rnd64(), (u32)rnd64());
			for (bit = 0; bit < 39 * 8; bit++) {
				b = a;
				((u8 *)&b)[bit / 8] ^= 1 << bit % 8;
				d = hash_of(&s, &a) ^ hash_of(&s, &b);
				for (out = 0; out < 32; out++)
					flips[bit][out] += d >> out & 1;
			}
		}
		for (bit = 0; bit < 39 * 8; bit++) {
			/* not part of an IPv4 key */
			if (!v6 && bit < 32 * 8 && bit / 8 % 16 >= 4)
				continue;
			for (out = 0; out < 32; out++)
				assert_in_range(flips[bit][out], 128, 384);
		}
	}
}

/* The i-th next hop of somebody who wants them to be in one list. */
static struct in6_addr hop(int kind, u32 i)
{
	struct in6_addr a = { 0 };
	u32 *w = (u32 *)&a;

	switch (kind) {
	case 0: /* IPv4, in a row */
		w[0] = htonl(0x0a000000 + i);
		break;
	case 1: /* IPv4, upper bits */
		w[0] = htonl(i << 16);
		break;
	case 2: /* a link of IPv6: its hosts in a row */
		w[0] = 0x20010db8;
		w[3] = htonl(i);
		break;
	case 3: /* the other half of what is free there */
		w[0] = 0x20010db8;
		w[2] = htonl(i);
		w[3] = 1;
		break;
	case 4: /* both in step */
		w[0] = 0x20010db8;
		w[2] = htonl(i);
		w[3] = htonl(~i);
		break;
	case 5: /* routes to prefixes */
		w[0] = htonl(i);
		w[3] = htonl(i);
		break;
	}
	return a;
}

static void next_hops(void **state)
{
	static u8 fill[BUCKETS];
	struct xpf_hash_secret s;
	struct in6_addr a;
	u32 i, max;
	int kind, n;

	for (kind = 0; kind < 6; kind++) {
		for (n = 0; n < SECRETS; n++) {
			draw(&s);
			memset(fill, 0, sizeof(fill));
			max = 0;
			for (i = 0; i < KEYS; i++) {
				u8 *f;

				a = hop(kind, i);
				f = &fill[xpf_hash_addr(&s, &a, 0xffff8880) %
					  BUCKETS];
				*f += *f < 255;
			}
			for (i = 0; i < BUCKETS; i++)
				max = max_t(u32, max, fill[i]);
			assert_in_range(max, 5, 24);
		}
	}
}

/* Found by trying under one secret, of no use under the next. */
static void secret_matters(void **state)
{
	struct xpf_hash_secret s, other;
	struct xpf_key first, k;
	u32 i, n = 0, again = 0, h;

	draw(&s);
	draw(&other);
	key4(&first, 1, 2, 3, 4);
	h = hash_of(&s, &first) & 0xfff;
	for (i = 0; i < 1U << 20; i++) {
		key4(&k, 0x0a000000 + (i >> 16), 2, i, 4);
		if ((hash_of(&s, &k) & 0xfff) != h)
			continue;
		n++;
		again += (hash_of(&other, &k) & 0xfff) ==
			 (hash_of(&other, &first) & 0xfff);
	}
	assert_in_range(n, 128, 512);
	assert_in_range(again, 0, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spreads),
		cmocka_unit_test(every_bit_counts),
		cmocka_unit_test(next_hops),
		cmocka_unit_test(secret_matters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
