// SPDX-License-Identifier: GPL-2.0
/*
 * Pools are counted through like one list, over several ranges and over the
 * ends of words; a shifted host finds its place; a prefix keeps the host part.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <cmocka.h>

#include "lib/random.h"

#include "policy/pool.c"

static struct xpf_nat_range_at place[64];
static struct xpf_nat_pool pool = { .range = place };

static struct in6_addr v4(const char *s)
{
	struct in6_addr a = { 0 };

	assert_int_equal(inet_pton(AF_INET, s, &a), 1);
	return a;
}

static struct in6_addr v6(const char *s)
{
	struct in6_addr a;

	assert_int_equal(inet_pton(AF_INET6, s, &a), 1);
	return a;
}

static struct xpf_nat_range range(struct in6_addr lo, struct in6_addr hi)
{
	struct xpf_nat_range r;

	memcpy(r.lo, &lo, sizeof(r.lo));
	memcpy(r.hi, &hi, sizeof(r.hi));
	return r;
}

static void assert_addr(u32 i, struct in6_addr want)
{
	struct in6_addr got;

	xpf_pool_addr(&pool, i, &got);
	assert_memory_equal(&got, &want, sizeof(got));
	assert_true(xpf_pool_has(&pool, &got));
}

static void test_counting(void **state)
{
	struct xpf_nat_range r[] = {
		range(v4("192.0.2.10"), v4("192.0.2.10")),
		range(v4("198.51.100.0"), v4("198.51.100.255")),
		range(v4("10.0.255.254"), v4("10.1.0.1")),
	};
	struct in6_addr out = v4("198.51.101.0"), low = v4("198.51.99.255");

	pool.family = AF_INET;
	assert_true(xpf_pool_fill(&pool, r, 3));
	assert_int_equal(pool.size, 1 + 256 + 4);
	assert_addr(0, v4("192.0.2.10"));
	assert_addr(1, v4("198.51.100.0"));
	assert_addr(256, v4("198.51.100.255"));
	assert_addr(257, v4("10.0.255.254"));
	assert_addr(260, v4("10.1.0.1"));
	assert_false(xpf_pool_has(&pool, &out));
	assert_false(xpf_pool_has(&pool, &low));
	r[2] = range(v4("10.0.0.2"), v4("10.0.0.1"));
	assert_false(xpf_pool_fill(&pool, r, 3));
}

static void test_counting6(void **state)
{
	struct xpf_nat_range r[] = {
		range(v6("2001:db8::ffff:ffff:ffff:fffe"),
		      v6("2001:db8:0:1::1")),
		range(v6("2001:db8:1::"),
		      v6("2001:db8:1:0:ffff:ffff:ffff:ffff")),
	};

	pool.family = AF_INET6;
	assert_true(xpf_pool_fill(&pool, r, 2));
	assert_int_equal(pool.size, 1U << 31);
	assert_addr(1, v6("2001:db8::ffff:ffff:ffff:ffff"));
	assert_addr(2, v6("2001:db8:0:1::"));
	assert_addr(3, v6("2001:db8:0:1::1"));
	assert_addr(4, v6("2001:db8:1::"));
	assert_addr(4 + 0x12345678, v6("2001:db8:1::1234:5678"));
}

static void test_shift(void **state)
{
	struct xpf_nat_range r =
		range(v4("198.51.100.20"), v4("198.51.100.29"));
	struct in6_addr host;

	pool.family = AF_INET;
	assert_true(xpf_pool_fill(&pool, &r, 1));
	pool.host_base = v4("10.0.0.250");
	host = v4("10.0.0.250");
	assert_int_equal(xpf_pool_shift(&pool, &host), 0);
	host = v4("10.0.1.3");
	assert_int_equal(xpf_pool_shift(&pool, &host), 9);
	host = v4("10.0.1.4");
	assert_int_equal(xpf_pool_shift(&pool, &host), U32_MAX);
	host = v4("10.0.0.249");
	assert_int_equal(xpf_pool_shift(&pool, &host), U32_MAX);
}

/* Bit by bit. */
static void test_prefix(void **state)
{
	struct in6_addr addr, to, was;
	u32 i, bit;
	u8 len;

	for (i = 0; i < 2000; i++) {
		len = rnd(129);
		for (bit = 0; bit < 16; bit++) {
			was.s6_addr[bit] = rnd(256);
			to.s6_addr[bit] = rnd(256);
		}
		addr = was;
		xpf_map_addr(&addr, &to, len);
		for (bit = 0; bit < 128; bit++) {
			const struct in6_addr *from = bit < len ? &to : &was;

			assert_int_equal(
				addr.s6_addr[bit / 8] >> (7 - bit % 8) & 1,
				from->s6_addr[bit / 8] >> (7 - bit % 8) & 1);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counting),
		cmocka_unit_test(test_counting6),
		cmocka_unit_test(test_shift),
		cmocka_unit_test(test_prefix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
