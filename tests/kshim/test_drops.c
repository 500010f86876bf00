// SPDX-License-Identifier: GPL-2.0
/*
 * The ring of dropped packets: the last ones in order, whole, whatever came
 * before; a reader that takes its time; one entry that is being written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include <kshim_run.h>

#include "drops.c"

static struct xpf_drops *d;
static u8 header[20] = { 0x45 };
static struct sk_buff skb = { .data = header, .len = 20, .linear = 20 };

static int fresh(void **state)
{
	d = xpf_drops_new();
	return !d;
}

static int gone(void **state)
{
	xpf_drops_free(d);
	return 0;
}

/* The n-th: its number is in its port, its length and its identification. */
static void drop(u32 n)
{
	struct xpf_pkt pkt = { .skb = &skb, .len = n, .policy = n };

	pkt.key.family = AF_INET;
	pkt.key.sport = htons(n & 0xffff);
	header[4] = n >> 8;
	header[5] = n;
	xpf_drops_add(d, &pkt, 7, XPF_R_POLICY_DENY);
}

static void is(const struct xpf_dropped *e, u32 n)
{
	assert_int_equal(e->number, n);
	assert_int_equal(e->length, n);
	assert_int_equal(e->policy, n);
	assert_int_equal(ntohs(e->key.sport), n & 0xffff);
	assert_int_equal(e->ip_id, n & 0xffff);
	assert_int_equal(e->ifindex, 7);
	assert_int_equal(e->reason, XPF_R_POLICY_DENY);
}

static void shows(u32 from, u32 to)
{
	struct xpf_dropped e;
	u64 cursor = 0;
	u32 n;

	for (n = from; n <= to; n++) {
		assert_true(xpf_drops_next(d, &cursor, &e));
		is(&e, n);
	}
	assert_false(xpf_drops_next(d, &cursor, &e));
	assert_false(xpf_drops_next(d, &cursor, &e));
}

static void test_last(void **state)
{
	u32 n;

	shows(1, 0);
	for (n = 1; n <= 3 * XPF_DROP_RECORDS; n++) {
		drop(n);
		shows(n > XPF_DROP_RECORDS ? n - XPF_DROP_RECORDS + 1 : 1, n);
	}
}

static void test_clear(void **state)
{
	u32 n;

	for (n = 1; n <= 10; n++)
		drop(n);
	xpf_drops_clear(d);
	shows(1, 0);
	drop(11);
	shows(11, 11);
	for (n = 12; n <= 11 + XPF_DROP_RECORDS; n++)
		drop(n);
	shows(12, 11 + XPF_DROP_RECORDS);
}

/* Who is overtaken goes on with the oldest that is left. */
static void test_slow_reader(void **state)
{
	struct xpf_dropped e;
	u64 cursor = 0;
	u32 n;

	for (n = 1; n <= 5; n++)
		drop(n);
	assert_true(xpf_drops_next(d, &cursor, &e));
	is(&e, 1);
	for (; n <= 5 + XPF_DROP_RECORDS; n++)
		drop(n);
	assert_true(xpf_drops_next(d, &cursor, &e));
	is(&e, 6);
}

static void test_being_written(void **state)
{
	u32 n;

	for (n = 1; n <= 3; n++)
		drop(n);
	d->ring->entry[2].number = 0;
	{
		struct xpf_dropped e;
		u64 cursor = 0;

		assert_true(xpf_drops_next(d, &cursor, &e));
		is(&e, 1);
		assert_true(xpf_drops_next(d, &cursor, &e));
		is(&e, 3);
	}
}

/* Headers that were never read, and those too short to have an id. */
static void test_no_headers(void **state)
{
	struct xpf_pkt pkt = { .skb = &skb };
	struct xpf_dropped e;
	u64 cursor = 0;

	header[5] = 9;
	xpf_drops_add(d, &pkt, 7, XPF_R_MALFORMED);
	pkt.key.family = AF_INET;
	skb.linear = 19;
	xpf_drops_add(d, &pkt, 7, XPF_R_MALFORMED);
	skb.linear = 20;
	assert_true(xpf_drops_next(d, &cursor, &e));
	assert_int_equal(e.ip_id, 0);
	assert_true(xpf_drops_next(d, &cursor, &e));
	assert_int_equal(e.ip_id, 0);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, fresh, gone)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_last),	TEST(test_clear),
		TEST(test_slow_reader), TEST(test_being_written),
		TEST(test_no_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
