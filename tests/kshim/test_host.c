// SPDX-License-Identifier: GPL-2.0
/*
 * host-inbound-traffic: each service and protocol opens what it should, by
 * protocol and by port, and nothing else; multicast only where it is named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <kshim.h>

#include "policy/host.c"

#define SVC(x) BIT_ULL(XPF_SVC_##x)
#define PRO(x) BIT_ULL(XPF_PROTO_##x)

static bool ask(u64 services, u64 protocols, u8 family, u8 proto, u16 port,
		u32 flags)
{
	struct xpf_binding b = { .services = services, .protocols = protocols };
	struct xpf_pkt pkt = {
		.key = {
			.family = family, .proto = proto,
			.dport = cpu_to_be16(port),
		},
		.icmp_type = port, .ttl = 64, .flags = flags,
	};

	return xpf_host_inbound(&b, &pkt);
}

#define ask4(s, p, proto, port) ask(s, p, AF_INET, proto, port, 0)
#define ask6(s, p, proto, port) ask(s, p, AF_INET6, proto, port, 0)
#define group4(s, p, proto, port) \
	ask(s, p, AF_INET, proto, port, XPF_PKT_MULTICAST)
#define group6(s, p, proto, port) \
	ask(s, p, AF_INET6, proto, port, XPF_PKT_MULTICAST)

static void test_absent_denies(void **state)
{
	u32 proto, port;

	for (proto = 0; proto < 256; proto++)
		for (port = 0; port < 65536; port += 7)
			assert_false(ask4(0, 0, proto, port));
}

static void test_services(void **state)
{
	assert_true(ask4(SVC(SSH), 0, IPPROTO_TCP, 22));
	assert_true(ask6(SVC(SSH), 0, IPPROTO_TCP, 22));
	assert_false(ask4(SVC(SSH), 0, IPPROTO_UDP, 22));
	assert_false(ask4(SVC(SSH), 0, IPPROTO_TCP, 23));
	assert_false(ask4(SVC(TELNET), 0, IPPROTO_TCP, 22));
	assert_true(ask4(SVC(DNS), 0, IPPROTO_UDP, 53));
	assert_true(ask4(SVC(DNS), 0, IPPROTO_TCP, 53));
	assert_true(ask4(SVC(PING), 0, IPPROTO_ICMP, ICMP_ECHO));
	assert_false(ask4(SVC(PING), 0, IPPROTO_ICMP, ICMP_TIMESTAMP));
	assert_false(ask4(SVC(PING), 0, IPPROTO_ICMP, ICMP_REDIRECT));
	assert_true(ask6(SVC(PING), 0, IPPROTO_ICMPV6, 128));
	assert_false(ask6(SVC(PING), 0, IPPROTO_ICMP, ICMP_ECHO));
	assert_false(ask4(SVC(PING), 0, IPPROTO_ICMPV6, 128));
	assert_true(ask4(SVC(TRACEROUTE), 0, IPPROTO_UDP, 33434));
	assert_true(ask4(SVC(TRACEROUTE), 0, IPPROTO_UDP, 33523));
	assert_false(ask4(SVC(TRACEROUTE), 0, IPPROTO_UDP, 33524));
	assert_true(ask4(SVC(IKE), 0, IPPROTO_UDP, 500));
	assert_true(ask4(SVC(IKE), 0, IPPROTO_UDP, 4500));
	assert_true(ask4(SVC(IKE), 0, IPPROTO_ESP, 0));
	assert_false(ask4(SVC(IKE), 0, IPPROTO_GRE, 0));
	assert_true(ask6(SVC(DHCPV6), 0, IPPROTO_UDP, 547));
	assert_false(ask4(SVC(DHCPV6), 0, IPPROTO_UDP, 547));
	assert_false(ask4(SVC(SYSLOG), 0, IPPROTO_TCP, 514));
	assert_true(ask4(SVC(RSH), 0, IPPROTO_TCP, 514));
}

static void test_protocols(void **state)
{
	assert_true(ask4(0, PRO(BGP), IPPROTO_TCP, 179));
	assert_false(ask4(0, PRO(BGP), IPPROTO_UDP, 179));
	assert_true(ask4(0, PRO(OSPF), 89, 0));
	assert_false(ask6(0, PRO(OSPF), 89, 0));
	assert_true(ask6(0, PRO(OSPF3), 89, 0));
	assert_true(group4(0, PRO(OSPF), 89, 0));
	assert_true(group4(0, PRO(VRRP), 112, 0));
	assert_true(group4(0, PRO(RIP), IPPROTO_UDP, 520));
	assert_true(group6(0, PRO(RIPNG), IPPROTO_UDP, 521));
	assert_true(ask4(0, PRO(BFD), IPPROTO_UDP, 3784));
	assert_true(ask4(0, PRO(BFD), IPPROTO_UDP, 4784));
	assert_false(ask4(0, PRO(BFD), IPPROTO_UDP, 3786));
	assert_true(group4(0, PRO(LDP), IPPROTO_UDP, 646));
	assert_false(group4(0, PRO(LDP), IPPROTO_TCP, 646));
	assert_true(ask4(0, PRO(GRE), IPPROTO_GRE, 0));
	assert_false(ask4(0, PRO(OSPF), IPPROTO_TCP, 22));
}

static void test_multicast(void **state)
{
	assert_false(group4(SVC(SSH), 0, IPPROTO_TCP, 22));
	assert_false(group4(SVC(PING), 0, IPPROTO_ICMP, ICMP_ECHO));
	assert_false(group4(SVC(ANY), 0, IPPROTO_UDP, 5353));
	assert_false(group4(SVC(ALL), PRO(ALL), IPPROTO_UDP, 5353));
	assert_false(group4(SVC(DNS), 0, IPPROTO_UDP, 53));
	assert_true(group4(SVC(DHCP), 0, IPPROTO_UDP, 67));
	assert_true(group4(SVC(ALL), 0, IPPROTO_UDP, 67));
	assert_false(group4(SVC(ALL), 0, 89, 0));
	assert_true(group4(0, PRO(ALL), 89, 0));
}

static void test_all_and_any(void **state)
{
	assert_true(ask4(SVC(ALL), 0, IPPROTO_TCP, 22));
	assert_false(ask4(SVC(ALL), 0, IPPROTO_TCP, 12345));
	assert_false(ask4(SVC(ALL), 0, IPPROTO_TCP, 179));
	assert_true(ask4(SVC(ANY), 0, IPPROTO_TCP, 12345));
	assert_true(ask4(SVC(ANY), 0, IPPROTO_ICMP, ICMP_ECHO));
	assert_false(ask4(SVC(ANY), 0, 89, 0));
	assert_true(ask4(0, PRO(ALL), IPPROTO_TCP, 179));
	assert_false(ask4(0, PRO(ALL), IPPROTO_TCP, 22));
}

static bool nd(u8 type, u8 hop_limit, u64 protocols)
{
	struct xpf_binding b = { .protocols = protocols };
	struct xpf_pkt pkt = {
		.key = { .family = AF_INET6, .proto = IPPROTO_ICMPV6 },
		.icmp_type = type,
		.ttl = hop_limit,
		.flags = XPF_PKT_MULTICAST,
	};

	return xpf_host_inbound(&b, &pkt);
}

static void test_neighbour_discovery(void **state)
{
	assert_true(nd(135, 255, 0));
	assert_true(nd(136, 255, 0));
	assert_false(nd(135, 254, 0));
	assert_false(nd(136, 1, PRO(ALL)));
	assert_false(nd(133, 255, 0));
	assert_false(nd(134, 255, 0));
	assert_false(nd(137, 255, 0));
	assert_true(nd(137, 255, PRO(NDP)));
	assert_true(nd(134, 255, PRO(ROUTER_DISCOVERY)));
	assert_false(nd(134, 64, PRO(ROUTER_DISCOVERY)));
}

/* Every service and protocol of the enum stands for some packet. */
static void test_complete(void **state)
{
	size_t i;
	u64 seen = 0;

	for (i = 0; i < ARRAY_SIZE(service_rows); i++)
		seen |= BIT_ULL(service_rows[i].bit);
	seen |= SVC(ALL) | SVC(ANY);
	assert_int_equal(seen, BIT_ULL(__XPF_SVC_COUNT) - 1);
	for (seen = 0, i = 0; i < ARRAY_SIZE(protocol_rows); i++)
		seen |= BIT_ULL(protocol_rows[i].bit);
	/* IS-IS is not IP and never comes here. */
	seen |= PRO(ALL) | PRO(ISIS);
	assert_int_equal(seen, BIT_ULL(__XPF_PROTO_COUNT) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_absent_denies),
		cmocka_unit_test(test_services),
		cmocka_unit_test(test_protocols),
		cmocka_unit_test(test_multicast),
		cmocka_unit_test(test_all_and_any),
		cmocka_unit_test(test_neighbour_discovery),
		cmocka_unit_test(test_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
