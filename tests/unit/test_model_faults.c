// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Every fault that the grammar cannot find, with its words and its place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "built.h"

struct fault_case {
	const char *conf;
	const char *want;
};

#define TRACE "set security flow traceoptions "
#define FAULT(path, stmt, text) "[edit " path "]\n  '" stmt "'\n    " text "\n"

static const struct fault_case faults[] = {
	/* traces */
	{ BASE TRACE "packet-filter f source-prefix 10.0.0.0/8\n" TRACE
		     "packet-filter f destination-prefix 2001:db8::/32\n",
	  FAULT("security flow traceoptions", "packet-filter f",
		"source and destination prefix must be of the same address family") },
	/* policies */
	{ BASE ALLOW POLICY "match source-address nobody\n",
	  FAULT("security policies from-zone trust to-zone untrust", "policy p",
		"Source address or address_set (nobody) not found.") },
	{ BASE ALLOW POLICY "match destination-address nobody\n",
	  FAULT("security policies from-zone trust to-zone untrust", "policy p",
		"Destination address or address_set (nobody) not found.") },
	{ BASE ALLOW POLICY "match application nothing\n",
	  FAULT("security policies from-zone trust to-zone untrust policy p match application",
		"nothing", "application or application-set must be defined") },
	{ BASE
	  "set security policies from-zone trust to-zone mars policy p then deny\n",
	  FAULT("security policies", "from-zone trust to-zone mars",
		"Security zone must be defined") },
	{ BASE POLICY "then permit\n",
	  FAULT("security policies from-zone trust to-zone untrust", "policy p",
		"Missing mandatory statement: 'match'") },
	{ BASE POLICY "match source-address any\n" POLICY "then permit\n",
	  FAULT("security policies from-zone trust to-zone untrust policy p",
		"match", "Missing mandatory statement: 'destination-address'")
		  FAULT("security policies from-zone trust to-zone untrust policy p",
			"match",
			"Missing mandatory statement: 'application'") },
	{ BASE POLICY "match source-address any\n" POLICY
		      "match destination-address any\n" POLICY
		      "match application any\n",
	  FAULT("security policies from-zone trust to-zone untrust", "policy p",
		"Missing mandatory statement: 'then'") },
	{ BASE ALLOW
	  "delete "
	  "security policies from-zone trust to-zone untrust policy p then permit\n" POLICY
	  "then count\n",
	  FAULT("security policies from-zone trust to-zone untrust policy p",
		"then",
		"Missing mandatory statement: 'permit', 'deny' or 'reject'") },
	{ BASE ALLOW POLICY "match source-address-excluded\n",
	  FAULT("security policies from-zone trust to-zone untrust", "policy p",
		"source-address-excluded cannot be used with address any") },
	{ BASE
	  "set security address-book global address n dns-name example.com\n"
	  "set security policies global policy g match source-address n\n"
	  "set security policies global policy g match source-address-excluded\n"
	  "set security policies global policy g match destination-address any\n"
	  "set security policies global policy g match application any\n"
	  "set security policies global policy g then permit\n",
	  FAULT("security policies global", "policy g",
		"source-address-excluded cannot be used with address n, which stands for no address") },
	{ BASE
	  "set security policies global policy g match source-address any\n"
	  "set security policies global policy g match destination-address any\n"
	  "set security policies global policy g match application any\n"
	  "set security policies global policy g match to-zone mars\n"
	  "set security policies global policy g then permit\n",
	  FAULT("security policies global policy g match to-zone", "mars",
		"Security zone must be defined") },
	/* addresses */
	{ BASE "set security address-book global address-set a address-set b\n"
	       "set security address-book global address-set b address-set c\n"
	       "set security address-book global address-set c address-set a\n",
	  FAULT("security address-book global address-set c", "address-set a",
		"address-set a includes itself") },
	{ BASE "set security address-book global address-set a address x\n",
	  FAULT("security address-book global address-set a", "address x",
		"Address x must be defined in the same address book") },
	{ BASE "set security address-book global address-set a description x\n",
	  FAULT("security address-book global", "address-set a",
		"Missing mandatory statement: 'address' or 'address-set'") },
	{ BASE
	  "set security address-book global address r range-address 10.0.0.9 to 10.0.0.1\n",
	  FAULT("security address-book global address r",
		"range-address 10.0.0.9",
		"invalid address range 10.0.0.9 to 10.0.0.1") },
	{ BASE
	  "set security address-book global address r range-address 10.0.0.9 to 2001:db8::1\n",
	  FAULT("security address-book global address r",
		"range-address 10.0.0.9",
		"invalid address range 10.0.0.9 to 2001:db8::1") },
	{ BASE "set security address-book global address any 10.0.0.0/8\n",
	  FAULT("security address-book global", "address any",
		"'any' is a reserved address name") },
	{ BASE "set security address-book a attach zone trust\n"
	       "set security address-book b attach zone trust\n",
	  FAULT("security address-book b attach", "zone trust",
		"Zone is already attached to another address book") },
	/* applications */
	{ BASE "set applications application-set s application-set t\n"
	       "set applications application-set t application-set s\n",
	  FAULT("applications application-set t", "application-set s",
		"application-set s includes itself") },
	{ BASE "set applications application-set s application nothing\n",
	  FAULT("applications application-set s", "application nothing",
		"application nothing must be defined") },
	{ BASE
	  "set applications application a protocol icmp destination-port 80\n",
	  FAULT("applications application a", "destination-port 80",
		"'destination-port' can only be used with a protocol that has ports") },
	{ BASE "set applications application a protocol tcp icmp-type 8\n",
	  FAULT("applications application a", "icmp-type 8",
		"'icmp-type' can only be used with protocol icmp") },
	{ BASE "set applications application a protocol icmp icmp-code 0\n",
	  FAULT("applications application a", "icmp-code 0",
		"'icmp-code' requires 'icmp-type'") },
	/* zones and interfaces */
	{ BASE "set security zones security-zone dmz interfaces ge-0/0/0.0\n",
	  FAULT("security zones security-zone dmz", "interfaces ge-0/0/0.0",
		"Interface ge-0/0/0.0 already assigned to another zone") },
	{ BASE "set security zones security-zone dmz interfaces ge-0/0/7.0\n",
	  FAULT("security zones security-zone dmz", "interfaces ge-0/0/7.0",
		"Interface ge-0/0/7.0 must be configured under interfaces") },
	{ BASE "set security zones security-zone junos-host tcp-rst\n",
	  FAULT("security zones", "security-zone junos-host",
		"'junos-host' is a reserved zone name") },
	{ BASE "set interfaces ge-0/0/0 unit 5 family inet\n",
	  FAULT("interfaces ge-0/0/0", "unit 5",
		"Only unit 0 is valid for this encapsulation") },
	{ BASE "set interfaces ge-0/0/2 vlan-tagging\n"
	       "set interfaces ge-0/0/2 unit 5 family inet\n",
	  FAULT("interfaces ge-0/0/2", "unit 5",
		"VLAN-ID must be specified on tagged ethernet interfaces") },
	{ BASE "set interfaces ge-0/0/2 vlan-tagging\n"
	       "set interfaces ge-0/0/2 unit 5 vlan-id 7\n"
	       "set interfaces ge-0/0/2 unit 6 vlan-id 7\n",
	  FAULT("interfaces ge-0/0/2 unit 6", "vlan-id 7",
		"duplicate VLAN-ID on interface") },
	{ BASE "set interfaces ge-0-0-0 unit 0 family inet\n",
	  FAULT("interfaces ge-0-0-0", "unit 0",
		"ge-0-0-0.0 and ge-0/0/0.0 are the same device ge-0-0-0") },
	{ BASE "set interfaces abcdefghijk vlan-tagging\n"
	       "set interfaces abcdefghijk unit 1000 vlan-id 10\n",
	  FAULT("interfaces abcdefghijk", "unit 1000",
		"interface name abcdefghijk.1000 is too long for Linux (at most 15 characters)") },
	{ BASE
	  "set interfaces ge-0/0/2 unit 0 family inet address 10.0.0.1/25\n",
	  FAULT("interfaces ge-0/0/2 unit 0 family inet", "address 10.0.0.1/25",
		"identical local address found on rt_inst [default] intfs [ge-0/0/0.0 and ge-0/0/2.0], family [inet].") },
	{ BASE "set interfaces ge-0/0/2 mtu 1514\n"
	       "set interfaces ge-0/0/2 unit 0 family inet mtu 1501\n",
	  FAULT("interfaces ge-0/0/2 unit 0 family inet", "mtu 1501",
		"protocol mtu 1501 exceeds the 1500 bytes that the interface mtu leaves") },
	/* routing */
	{ BASE "set routing-instances a instance-type virtual-router\n"
	       "set routing-instances b instance-type virtual-router\n"
	       "set routing-instances a interface ge-0/0/0.0\n"
	       "set routing-instances b interface ge-0/0/0.0\n",
	  FAULT("routing-instances b", "interface ge-0/0/0.0",
		"Interface ge-0/0/0.0 is already in another routing instance") },
	{ BASE "set routing-instances a interface ge-0/0/0.0\n",
	  FAULT("routing-instances", "a",
		"Missing mandatory statement: 'instance-type'") },
	{ BASE "set routing-instances default instance-type virtual-router\n",
	  FAULT("routing-instances", "default",
		"'default' is a reserved routing instance name") },
	{ BASE
	  "set routing-options static route 10.0.0.0/8 next-hop 2001:db8::1\n",
	  FAULT("routing-options static route 10.0.0.0/8 next-hop",
		"2001:db8::1",
		"next hop 2001:db8::1 is not of the family of the route") },
	{ BASE
	  "set routing-options rib inet6.0 static route 10.0.0.0/8 discard\n",
	  FAULT("routing-options rib inet6.0 static", "route 10.0.0.0/8",
		"prefix 10.0.0.0/8 is not of the family of the table") },
	{ BASE
	  "set routing-options static route 10.0.0.0/8 next-table x.inet.0\n",
	  FAULT("routing-options static route 10.0.0.0/8",
		"next-table x.inet.0",
		"Routing table x.inet.0 is not defined") },
	{ BASE
	  "set routing-options static route 10.0.0.0/8 next-table inet.0\n",
	  FAULT("routing-options static", "route 10.0.0.0/8",
		"next-table may loop") },
	{ BASE "set routing-options static route ::/0 next-hop fe80::1\n",
	  FAULT("routing-options static route ::/0 next-hop", "fe80::1",
		"link-local next hop fe80::1 needs qualified-next-hop with an interface") },
	{ BASE "set routing-options static route ::/0 discard\n"
	       "set routing-options rib inet6.0 static route ::/0 reject\n",
	  "error: static route ::/0 is configured twice\n" },
	/* NAT */
	{ BASE
	  "set security nat source rule-set a from zone trust\n"
	  "set security nat source rule-set a to zone untrust\n"
	  "set security nat source rule-set b from zone [ untrust trust ]\n"
	  "set security nat source rule-set b to zone untrust\n",
	  FAULT("security nat source", "rule-set b",
		"rule-set a and rule-set b have the same context") },
	{ BASE
	  "set security nat source rule-set a from zone trust\n"
	  "set security nat source rule-set a to zone untrust\n"
	  "set security nat source rule-set a rule r match protocol tcp\n"
	  "set security nat source rule-set a rule r then source-nat interface\n",
	  FAULT("security nat source rule-set a rule r", "match",
		"At least one of source-address, source-address-name, destination-address and destination-address-name must be configured") },
	{ BASE
	  "set security nat source rule-set a from zone trust\n"
	  "set security nat source rule-set a rule r match source-address 0.0.0.0/0\n"
	  "set security nat source rule-set a rule r then source-nat off\n",
	  FAULT("security nat source", "rule-set a",
		"Missing mandatory statement: 'to'") },
	/* all at once */
	{ BASE ALLOW POLICY
	  "match source-address nobody\n"
	  "set security zones security-zone dmz interfaces ge-0/0/0.0\n"
	  "set interfaces ge-0/0/0 unit 5 family inet\n",
	  FAULT("interfaces ge-0/0/0", "unit 5",
		"Only unit 0 is valid for this encapsulation")
		  FAULT("security zones security-zone dmz",
			"interfaces ge-0/0/0.0",
			"Interface ge-0/0/0.0 already assigned to another zone")
			  FAULT("security policies from-zone trust to-zone untrust",
				"policy p",
				"Source address or address_set (nobody) not found.") },
};

static void test_faults(void **state)
{
	struct built b;
	struct buf out;
	size_t i;

	for (i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		b = build(faults[i].conf);
		buf_init(&out);
		diag_print(b.d, &out);
		if (b.m || strcmp(out.data, faults[i].want))
			print_error("case %zu:\n%s", i, faults[i].conf);
		assert_string_equal(out.data, faults[i].want);
		assert_null(b.m);
		buf_free(&out);
		drop(&b);
	}
}

/* Deeper than anybody means, in either order of definition. */
static void test_nesting(void **state)
{
	const struct diag_item *it;
	struct built b;
	struct buf t;
	int order, i, k;

	for (order = 0; order < 2; order++) {
		buf_init(&t);
		buf_puts(
			&t, BASE
			"set security address-book global address a 10.0.0.1/32\n"
			"set security address-book global address-set s0 address a\n"
			"set applications application-set s0 application junos-ssh\n");
		for (i = 1; i <= 64; i++) {
			k = order ? i : 65 - i;
			buf_printf(
				&t,
				"set security address-book global address-set s%d address-set s%d\n",
				k, k - 1);
			buf_printf(
				&t,
				"set applications application-set s%d application-set s%d\n",
				k, k - 1);
		}
		b = build(t.data);
		assert_null(b.m);
		assert_int_equal(diag_count(b.d), 2);
		it = diag_get(b.d, 0);
		assert_string_equal(it->text,
				    "address-sets are nested deeper than 64");
		it = diag_get(b.d, 1);
		assert_string_equal(
			it->text, "application-sets are nested deeper than 64");
		drop(&b);
		buf_free(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_nesting),
	};

	return cmocka_run_group_tests(tests, load_schema, drop_schema);
}
