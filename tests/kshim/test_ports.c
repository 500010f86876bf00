// SPDX-License-Identifier: GPL-2.0
/*
 * The port map against a naive set: wanted ports, random ones, exhaustion to
 * the last port, giving back what was not taken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/random.h"

#include "nat/ports.c"

static struct xpf_portmap map;
static bool set[65536];

static u32 set_size(void)
{
	u32 i, n = 0;

	for (i = 0; i < 65536; i++)
		n += set[i];
	return n;
}

static int setup(void **state)
{
	memset(&map, 0, sizeof(map));
	memset(set, 0, sizeof(set));
	return 0;
}

static u32 set_in(u16 lo, u16 hi)
{
	u32 i, n = 0;

	for (i = lo; i <= hi; i++)
		n += set[i];
	return n;
}

static u16 take_in(u16 want, u16 lo, u16 hi)
{
	u16 port = xpf_portmap_take(&map, want, lo, hi);

	if (!port) {
		assert_int_equal(set_in(lo, hi), hi - lo + 1);
		return 0;
	}
	assert_in_range(port, lo, hi);
	assert_false(set[port]);
	if (want >= lo && want <= hi && !set[want])
		assert_int_equal(port, want);
	set[port] = true;
	return port;
}

static u16 take(u16 want)
{
	return take_in(want, XPF_PORT_MIN, XPF_PORT_MAX);
}

static void put(u16 port)
{
	assert_int_equal(xpf_portmap_put(&map, port), set[port]);
	set[port] = false;
}

static void test_random(void **state)
{
	u32 i;

	for (i = 0; i < 100000; i++) {
		if (rnd(5) < 3)
			take(rnd(2) ? rnd(65536) : 0);
		else
			put(rnd(65536));
		if (i % 1000 == 0)
			assert_int_equal(map.used, set_size());
	}
}

static void test_exhaustion(void **state)
{
	u32 i;

	for (i = 0; i < XPF_PORT_COUNT; i++)
		assert_int_not_equal(take(0), 0);
	assert_int_equal(take(0), 0);
	assert_int_equal(take(40000), 0);
	put(40000);
	put(1024);
	put(65535);
	assert_int_equal(take(40000), 40000);
	assert_int_not_equal(take(0), 0);
	assert_int_not_equal(take(80), 0);
	assert_int_equal(take(0), 0);
	assert_int_equal(map.used, XPF_PORT_COUNT);
}

static void test_low_ports(void **state)
{
	u32 i;

	for (i = 0; i < XPF_PORT_MIN; i++)
		assert_in_range(take(i), XPF_PORT_MIN, XPF_PORT_MAX);
	put(0);
	put(1023);
}

/* Pools with ranges of their own share a map, and only the map is full. */
static void test_ranges(void **state)
{
	u32 i;

	for (i = 0; i < 3000; i++) {
		u16 lo = XPF_PORT_MIN + rnd(XPF_PORT_COUNT);
		u16 hi = min_t(u32, lo + rnd(20), XPF_PORT_MAX);

		take_in(rnd(65536), lo, hi);
		assert_int_equal(xpf_portmap_used(&map, lo, hi),
				 set_in(lo, hi));
	}
	for (i = 0; i < 11; i++)
		take_in(0, 2000, 2009);
	assert_int_equal(take_in(2005, 2000, 2009), 0);
	assert_int_equal(xpf_portmap_used(&map, 2000, 2009), 10);
	put(2005);
	assert_int_equal(take_in(0, 2000, 2009), 2005);
	assert_int_equal(xpf_portmap_used(&map, XPF_PORT_MIN, XPF_PORT_MAX),
			 set_size());
}

/* Ports spread: no two draws in a row tell the third. */
static void test_spread(void **state)
{
	u32 near = 0, i;
	u16 last = 0, port;

	for (i = 0; i < 10000; i++) {
		port = take(0);
		near += abs(port - last) < 8;
		last = port;
	}
	assert_in_range(near, 0, 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_random, setup),
		cmocka_unit_test_setup(test_exhaustion, setup),
		cmocka_unit_test_setup(test_low_ports, setup),
		cmocka_unit_test_setup(test_ranges, setup),
		cmocka_unit_test_setup(test_spread, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
