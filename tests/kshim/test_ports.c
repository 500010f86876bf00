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

static u16 take(u16 want)
{
	u16 port = xpf_portmap_take(&map, want);

	if (!port) {
		assert_int_equal(set_size(), XPF_PORT_COUNT);
		return 0;
	}
	assert_in_range(port, XPF_PORT_MIN, XPF_PORT_MAX);
	assert_false(set[port]);
	if (want >= XPF_PORT_MIN && !set[want])
		assert_int_equal(port, want);
	set[port] = true;
	return port;
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
		cmocka_unit_test_setup(test_spread, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
