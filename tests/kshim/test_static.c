// SPDX-License-Identifier: GPL-2.0
/*
 * Static rules: what goes in comes out again as it was, within a family, from
 * one to the other, by prefix, by embedding and by NPTv6.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <kshim.h>

#include "lib/random.h"

#include "nat/static.c"
#include "pkt/prefix.c"
#include "policy/pool.c"

static struct in6_addr addr(const char *text)
{
	struct in6_addr a = { 0 };

	if (inet_pton(AF_INET6, text, &a) != 1)
		assert_int_equal(inet_pton(AF_INET, text, &a), 1);
	return a;
}

static u8 family(const char *text)
{
	return strchr(text, ':') ? AF_INET6 : AF_INET;
}

static struct xpf_nat_rule rule(u8 action, const char *outside,
				const char *inside, u8 len)
{
	struct xpf_nat_rule r = {
		.kind = XPF_NAT_STATIC,
		.action = action,
		.map = {
			.outside = addr(outside),
			.inside = addr(inside),
			.family = family(outside),
			.inside_family = family(inside),
			.len = len,
		},
	};

	r.map.adjust_in = xpf_nptv6_adjust(&r.map.outside, &r.map.inside, len);
	r.map.adjust_out = xpf_nptv6_adjust(&r.map.inside, &r.map.outside, len);
	return r;
}

static void check(const struct xpf_nat_rule *r, const char *out, const char *in)
{
	struct in6_addr a = addr(out), b = addr(in);
	struct xpf_key key = {
		.family = family(out),
		.proto = IPPROTO_TCP,
		.daddr = a,
		.dport = htons(8001),
	};
	u16 port = r->map.outside_port ?
			   8001 - r->map.outside_port + r->map.inside_port :
			   8001;

	assert_true(xpf_static_in(r, &key));
	assert_memory_equal(&key.daddr, &b, 16);
	assert_int_equal(ntohs(key.dport), port);
	key.saddr = key.daddr;
	key.sport = key.dport;
	assert_true(xpf_static_out(r, &key));
	assert_memory_equal(&key.saddr, &a, 16);
	assert_int_equal(ntohs(key.sport), 8001);
}

static void test_prefix(void **st)
{
	struct xpf_nat_rule r;

	r = rule(XPF_NAT_PREFIX, "198.51.100.0", "10.0.1.0", 24);
	check(&r, "198.51.100.7", "10.0.1.7");
	r.map.outside_port = 8000;
	r.map.inside_port = 80;
	check(&r, "198.51.100.7", "10.0.1.7");
	r = rule(XPF_NAT_PREFIX, "2001:db8:f::", "fd00::", 48);
	check(&r, "2001:db8:f:1::7", "fd00:0:0:1::7");
	r = rule(XPF_NAT_PREFIX, "198.51.100.16", "2001:db8:1::ab00", 28);
	check(&r, "198.51.100.23", "2001:db8:1::ab07");
	r = rule(XPF_NAT_PREFIX, "198.51.100.23", "2001:db8:1::ab07", 32);
	check(&r, "198.51.100.23", "2001:db8:1::ab07");
	r = rule(XPF_NAT_PREFIX, "10.1.0.0", "2001:db8:1::", 16);
	check(&r, "10.1.2.3", "2001:db8:1::203");
	r = rule(XPF_NAT_PREFIX, "2001:db8:1::ab00", "198.51.100.16", 124);
	check(&r, "2001:db8:1::ab07", "198.51.100.23");
	r = rule(XPF_NAT_PREFIX, "::", "0.0.0.0", 96);
	check(&r, "::198.51.100.23", "198.51.100.23");
	assert_int_equal(xpf_static_outside(&r), AF_INET6);
	assert_int_equal(xpf_static_inside(&r), AF_INET);
}

static void test_inet(void **st)
{
	struct xpf_nat_rule r = rule(XPF_NAT_INET, "64:ff9b::", "0.0.0.0", 96);

	check(&r, "64:ff9b::203.0.113.2", "203.0.113.2");
	r = rule(XPF_NAT_INET, "2001:db8:64::", "0.0.0.0", 48);
	check(&r, "2001:db8:64:cb00:71:200::", "203.0.113.2");
}

static void test_nptv6(void **st)
{
	struct xpf_nat_rule r =
		rule(XPF_NAT_NPTV6, "2001:db8:1::", "fd01:203:405::", 48);
	struct xpf_key key = { .family = AF_INET6 };

	/* RFC 6296 section 2.2 */
	check(&r, "2001:db8:1:d550::1234", "fd01:203:405:1::1234");
	key.daddr = addr("2001:db8:1:ffff::1");
	assert_false(xpf_static_in(&r, &key));
}

static struct in6_addr random_addr(u8 family)
{
	struct in6_addr a = { 0 };
	int i;

	for (i = 0; i < (family == AF_INET ? 4 : 16); i++)
		a.s6_addr[i] = rnd(256);
	return a;
}

static struct xpf_nat_rule random_rule(void)
{
	static const u8 inet[] = { 32, 40, 48, 56, 64, 96 };
	struct xpf_nat_rule r = { .kind = XPF_NAT_STATIC };
	struct xpf_nat_map *m = &r.map;
	u8 host;

	switch (rnd(3)) {
	case 0:
		r.action = XPF_NAT_PREFIX;
		m->family = rnd(2) ? AF_INET : AF_INET6;
		m->inside_family = rnd(2) ? AF_INET : AF_INET6;
		host = rnd(33);
		m->len = (m->family == AF_INET ? 32 : 128) - host;
		if (rnd(2)) {
			m->outside_port = 8000;
			m->inside_port = 80;
		}
		break;
	case 1:
		r.action = XPF_NAT_INET;
		m->family = AF_INET6;
		m->inside_family = AF_INET;
		m->len = inet[rnd(6)];
		break;
	default:
		r.action = XPF_NAT_NPTV6;
		m->family = AF_INET6;
		m->inside_family = AF_INET6;
		m->len = 1 + rnd(64);
	}
	m->outside = random_addr(m->family);
	m->inside = random_addr(m->inside_family);
	if (m->len == 96 && r.action == XPF_NAT_INET)
		m->outside.s6_addr[8] = 0; /* RFC 6052 section 2.2 */
	m->adjust_in = xpf_nptv6_adjust(&m->outside, &m->inside, m->len);
	m->adjust_out = xpf_nptv6_adjust(&m->inside, &m->outside, m->len);
	return r;
}

/* Out and in again is where it was, of every kind, for any address. */
static void test_round_trip(void **st)
{
	u32 i, refused = 0;

	for (i = 0; i < 50000; i++) {
		struct xpf_nat_rule r = random_rule();
		const struct xpf_nat_map *m = &r.map;
		struct in6_addr host = random_addr(m->inside_family);
		struct xpf_key key = {
			.family = m->inside_family,
			.proto = IPPROTO_UDP,
			.sport = htons(80 + rnd(100)),
		};
		__be16 port = key.sport;

		if (r.action != XPF_NAT_INET)
			xpf_map_addr(
				&host, &m->inside,
				m->len - (m->family == AF_INET ? 32 : 128) +
					(m->inside_family == AF_INET ? 32 :
								       128));
		key.saddr = host;
		if (!xpf_static_out(&r, &key)) {
			assert_int_equal(r.action, XPF_NAT_NPTV6);
			refused++;
			continue;
		}
		key.daddr = key.saddr;
		key.dport = key.sport;
		key.family = m->family;
		assert_true(xpf_static_in(&r, &key));
		assert_memory_equal(&key.daddr, &host, 16);
		assert_int_equal(key.dport, port);
	}
	assert_in_range(refused, 0, 100);
}

static void test_others(void **st)
{
	struct xpf_nat_rule r = { .kind = XPF_NAT_SOURCE,
				  .action = XPF_NAT_INTERFACE };
	struct xpf_key key = { .family = AF_INET };

	assert_false(xpf_static_in(&r, &key));
	assert_false(xpf_static_out(&r, &key));
	assert_int_equal(xpf_static_outside(&r), AF_UNSPEC);
	assert_int_equal(xpf_static_inside(&r), AF_UNSPEC);
}

/* Only a whole prefix of 96 bits or less carries IPv4 addresses. */
static void test_pool(void **st)
{
	static const struct {
		const char *lo, *hi;
		bool embeds;
	} all[] = {
		{ "2001:db8:46::", "2001:db8:46::ffff:ffff", true },
		{ "2001:db8:46::", "2001:db8:46:ffff:ffff:ffff:ffff:ffff",
		  true },
		{ "2001:db8:46::", "2001:db8:46::ffff", false },
		{ "2001:db8:46::1", "2001:db8:46::ffff:ffff", false },
		{ "10.0.0.0", "10.255.255.255", false },
	};
	struct xpf_nat_range_at at[1];
	struct xpf_nat_range r;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		struct in6_addr lo = addr(all[i].lo), hi = addr(all[i].hi);
		struct xpf_nat_pool p = { .range = at,
					  .family = family(all[i].lo) };

		memcpy(r.lo, &lo, 16);
		memcpy(r.hi, &hi, 16);
		assert_true(xpf_pool_fill(&p, &r, 1));
		assert_int_equal(xpf_pool_embeds(&p), all[i].embeds);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_inet),
		cmocka_unit_test(test_nptv6),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_pool),
		cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
