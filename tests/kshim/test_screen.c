// SPDX-License-Identifier: GPL-2.0
/*
 * The tables of screens against twins that keep everything: rates per second,
 * ten targets in a sliding window, pieces of datagrams bit by bit, counts of
 * sessions.  And what the tables do when they are full.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <kshim_run.h>

#include "lib/random.h"

#include "screen/keyed.c"

#define shape rate_shape
#include "screen/rate.c"
#undef shape
#define shape scan_shape
#include "screen/scan.c"
#undef shape
#define shape overlap_shape
#include "screen/overlap.c"
#undef shape
#include "screen/limit.c"

/* ---- rates ---- */

#define KEYS 40

static struct xpf_rate_key rate_key(u32 i)
{
	struct xpf_rate_key key = { .what = XPF_SCREEN_UDP_FLOOD,
				    .family = AF_INET };

	key.addr.s6_addr[0] = i;
	key.port = i % 3;
	key.zone = i % 5;
	return key;
}

static void test_rate(void **state)
{
	struct xpf_keyed *t = xpf_rates_new();
	u32 now = U32_MAX - 3000, i, k;
	static struct {
		bool seen;
		u32 start, n;
	} twin[KEYS];
	bool evicted;

	for (i = 0; i < 200000; i++) {
		struct xpf_rate_key key;

		k = rnd(KEYS);
		key = rate_key(k);
		now += rnd(5) ? 0 : rnd(30);
		if (!twin[k].seen || now - twin[k].start >= 1000) {
			twin[k].seen = true;
			twin[k].start = now;
			twin[k].n = 0;
		}
		assert_int_equal(xpf_rate_count(t, &key, now, &evicted),
				 ++twin[k].n);
		assert_false(evicted);
	}
	xpf_keyed_free(t);
}

/* Who floods is remembered through a flood of addresses seen once. */
static void test_rate_full(void **state)
{
	struct xpf_keyed *t = xpf_rates_new();
	struct xpf_rate_key flood = rate_key(1), once = rate_key(2);
	u32 i, evictions = 0;
	bool evicted;

	for (i = 0; i < 2; i++)
		xpf_rate_count(t, &flood, 5, &evicted);
	for (i = 0; i < 500000; i++) {
		once.addr.s6_addr32[1] = i + 1;
		assert_int_equal(xpf_rate_count(t, &once, 5, &evicted), 1);
		evictions += evicted;
	}
	assert_in_range(evictions, 500000 - 8 * 8192, 500000);
	assert_int_equal(xpf_rate_count(t, &flood, 5, &evicted), 3);
	xpf_keyed_free(t);
}

/* ---- scans ---- */

#define SOURCES 5
#define HISTORY 400000

static struct {
	u64 time;
	u8 source, target;
} met[HISTORY];

/* Different targets of a source within the window before @at, it included. */
static u32 distinct(u32 at, u32 window)
{
	bool seen[64] = { false };
	u32 i, n = 0;

	for (i = at + 1; i--;) {
		if (met[at].time - met[i].time > window)
			break;
		if (met[i].source != met[at].source || seen[met[i].target])
			continue;
		seen[met[i].target] = true;
		n++;
	}
	return n;
}

/* When the ten newest targets of the window began. */
static u64 began(u32 at, u32 window)
{
	u64 last[64] = { 0 }, best[64];
	u32 i, k, n = 0;

	for (i = 0; i <= at; i++)
		if (met[i].source == met[at].source &&
		    met[at].time - met[i].time <= window)
			last[met[i].target] = met[i].time;
	for (i = 0; i < 64; i++) {
		if (!last[i])
			continue;
		for (k = n++; k && best[k - 1] < last[i]; k--)
			best[k] = best[k - 1];
		best[k] = last[i];
	}
	return best[XPF_SCAN_TARGETS - 1];
}

static void scan_against_twin(u32 window, u32 targets, u32 pace, u32 steps)
{
	struct xpf_keyed *t = xpf_scans_new();
	u64 refused[SOURCES] = { 0 }, now = 1000000;
	u32 i, attacks = 0;
	bool evicted, want;

	for (i = 0; i < steps; i++) {
		struct xpf_key who = { .family = AF_INET };
		struct in6_addr target = { 0 };

		now += rnd(pace);
		met[i].time = now;
		met[i].source = rnd(SOURCES);
		met[i].target = rnd(targets);
		who.saddr4 = met[i].source + 1;
		target.s6_addr[5] = met[i].target;
		want = distinct(i, window) >= XPF_SCAN_TARGETS;
		if (want)
			refused[met[i].source] = max(refused[met[i].source],
						     began(i, window) + window);
		want = want || now < refused[met[i].source];
		attacks += want;
		assert_int_equal(xpf_scan_meets(t, &who, &target, window, now,
						&evicted),
				 want);
		assert_false(evicted);
	}
	if (targets < XPF_SCAN_TARGETS)
		assert_int_equal(attacks, 0);
	else
		assert_in_range(attacks, 1, steps - 1);
	xpf_keyed_free(t);
}

static void test_scan(void **state)
{
	scan_against_twin(5000, 12, 160, 3000);
	scan_against_twin(5000, 40, 220, 3000);
	scan_against_twin(1000, 60, 50, 3000);
	scan_against_twin(5000, 9, 10, 3000);
}

/* The tenth is the first that is refused; nine are never. */
static void test_scan_edge(void **state)
{
	struct xpf_keyed *t = xpf_scans_new();
	struct xpf_key who = { .family = AF_INET6 };
	struct in6_addr target = { 0 };
	bool evicted;
	u32 i;

	for (i = 0; i < 30; i++) {
		target.s6_addr[0] = i;
		assert_int_equal(xpf_scan_meets(t, &who, &target, 5000,
						10000 + i * 500, &evicted),
				 i >= 9);
	}
	for (i = 0; i < 100; i++) {
		target.s6_addr[0] = i;
		assert_false(xpf_scan_meets(t, &who, &target, 5000,
					    100000 + i * 560, &evicted));
	}
	xpf_keyed_free(t);
}

/* ---- overlaps ---- */

static void test_overlap(void **state)
{
	struct xpf_keyed *t = xpf_overlaps_new();
	bool evicted;
	u32 round, i;

	for (round = 1; round < 4000; round++) {
		struct xpf_key key = { .saddr4 = round, .family = AF_INET };
		u8 units[256] = { 0 };
		bool torn = false;

		for (i = 0; i < 12; i++) {
			struct xpf_piece p = { .id = 7, .proto = 17 };
			bool same = true, touches = false;
			static u16 los[12], his[12];
			u32 k, u;

			p.lo = rnd(100);
			p.hi = p.lo + 1 + rnd(round % 3 ? 8 : 30);
			for (u = p.lo; u < p.hi; u++)
				touches |= units[u];
			same = false;
			for (k = 0; k < i; k++)
				same |= los[k] == p.lo && his[k] == p.hi;
			los[i] = p.lo;
			his[i] = p.hi;
			torn |= touches && !same;
			assert_int_equal(xpf_overlap(t, &key, &p, 5, &evicted),
					 torn);
			if (torn)
				break;
			for (u = p.lo; u < p.hi; u++)
				units[u] = 1;
		}
	}
	xpf_keyed_free(t);
}

/* Another identification, protocol or time is another datagram. */
static void test_overlap_apart(void **state)
{
	struct xpf_keyed *t = xpf_overlaps_new();
	bool evicted;
	struct xpf_key key = { .saddr4 = 1, .daddr4 = 2, .family = AF_INET };
	struct xpf_piece p = { .id = 1, .proto = 17, .lo = 0, .hi = 10 };
	struct xpf_piece q = { .id = 1, .proto = 17, .lo = 5, .hi = 15 };

	assert_false(xpf_overlap(t, &key, &p, 100, &evicted));
	q.id = 2;
	assert_false(xpf_overlap(t, &key, &q, 100, &evicted));
	q.id = 1;
	q.proto = 6;
	assert_false(xpf_overlap(t, &key, &q, 100, &evicted));
	q.proto = 17;
	assert_true(xpf_overlap(t, &key, &q, 130, &evicted));
	assert_true(xpf_overlap(t, &key, &p, 130, &evicted));
	assert_false(xpf_overlap(t, &key, &q, 131, &evicted));
	xpf_keyed_free(t);
}

/* ---- limits ---- */

static void test_limit(void **state)
{
	struct xpf_limits *t = xpf_limits_new();
	static u32 twin[50];
	u32 i, k;

	for (i = 0; i < 200000; i++) {
		struct xpf_limit_key key = { .what = XPF_SCREEN_SOURCE_LIMIT,
					     .family = AF_INET };
		bool force = !rnd(20);

		k = rnd(50);
		key.addr.s6_addr[3] = k % 25;
		key.zone = k / 25;
		if (rnd(2)) {
			bool room = force || twin[k] < 20;

			assert_int_equal(xpf_limit_take(t, &key, 20, force),
					 room ? 0 : -EDQUOT);
			twin[k] += room;
		} else if (twin[k]) {
			xpf_limit_put(t, &key);
			twin[k]--;
		}
		assert_int_equal(xpf_limit_read(t, &key), twin[k]);
	}
	xpf_limits_free(t);
}

static void test_limit_memory(void **state)
{
	struct xpf_limits *t = xpf_limits_new();
	struct xpf_limit_key key = { .family = AF_INET };

	kshim_no_memory = true;
	assert_int_equal(xpf_limit_take(t, &key, 20, false), -ENOMEM);
	kshim_no_memory = false;
	assert_int_equal(xpf_limit_take(t, &key, 1, false), 0);
	assert_int_equal(xpf_limit_take(t, &key, 1, false), -EDQUOT);
	xpf_limits_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_rate_full),
		cmocka_unit_test(test_scan),
		cmocka_unit_test(test_scan_edge),
		cmocka_unit_test(test_overlap),
		cmocka_unit_test(test_overlap_apart),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_limit_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
