// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a configuration resolves to: zones, books, sets, applications, NAT,
 * the network plan.  Stable ids are compared over reordered, extended and
 * reduced configurations.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "built.h"
#include "model/id.h"

/* ---- what resolves to what ---- */

static void test_base(void **state)
{
	struct built b = good(BASE ALLOW);
	const struct model_policy *p;

	assert_int_equal(b.m->zones.n, 3);
	assert_int_equal(b.m->default_action, XPF_ACTION_DENY);
	assert_int_equal(b.m->rematch, XPF_REMATCH_NONE);
	assert_int_equal(model_zone(b.m, "junos-host")->id, XPF_ZONE_HOST);
	assert_null(model_zone(b.m, "mars"));
	assert_int_equal(b.m->policies.n, 1);
	p = b.m->policies.v[0];
	assert_ptr_equal(p, model_policy_by_id(b.m, p->id));
	assert_ptr_equal(p->from, model_zone(b.m, "trust"));
	assert_true(p->src[0]->any);
	assert_int_equal(p->n_app, 0);
	assert_int_equal(p->action, XPF_ACTION_PERMIT);
	assert_int_equal(p->index, 1);
	assert_string_equal(model_interface(b.m, "ge-0/0/1.0")->zone->name,
			    "untrust");
	assert_string_equal(model_interface_by_ifname(b.m, "ge-0-0-1")->name,
			    "ge-0/0/1.0");
	drop(&b);
}

/* The zone's own book comes first, then the global one. */
static void test_books(void **state)
{
	struct built b = good(
		BASE ALLOW
		"set security address-book global address web 10.0.0.80/32\n"
		"set security address-book global address only 10.0.0.81/32\n"
		"set security address-book mine address web 192.0.2.80/32\n"
		"set security address-book mine attach zone untrust\n" POLICY
		"match destination-address web\n" POLICY
		"match destination-address only\n" POLICY
		"match source-address web\n");
	const struct model_policy *p = b.m->policies.v[0];
	char text[ADDR_STRLEN];

	assert_int_equal(p->n_dst, 3);
	assert_string_equal(p->dst[1]->book, "mine");
	assert_string_equal(addr_str(&p->dst[1]->range[0].lo, text),
			    "192.0.2.80");
	assert_string_equal(p->dst[2]->book, "global");
	assert_string_equal(p->src[1]->book, "global");
	drop(&b);
}

static void test_sets(void **state)
{
	struct built b = good(
		BASE
		"set security address-book global address a 10.0.0.0/8\n"
		"set security address-book global address b 2001:db8::/32\n"
		"set security address-book global address c range-address 1.1.1.1 to 1.1.1.9\n"
		"set security address-book global address-set s address a\n"
		"set security address-book global address-set s address-set t\n"
		"set security address-book global address-set t address b\n"
		"set security address-book global address-set t address c\n"
		"set applications application x protocol tcp destination-port ssh\n"
		"set applications application-set as application x\n"
		"set applications application-set as application-set bs\n"
		"set applications application-set bs application junos-dns-udp\n"
		"set applications application-set bs application x\n" POLICY
		"match source-address s\n" POLICY
		"match destination-address any-ipv6\n" POLICY
		"match application as\n" POLICY
		"match application junos-http\n" POLICY "then deny\n");
	const struct model_policy *p = b.m->policies.v[0];

	assert_int_equal(p->n_src, 1);
	assert_int_equal(p->src[0]->n_ranges, 3);
	assert_true(p->src[0]->is_set);
	assert_int_equal(p->dst[0]->n_ranges, 1);
	assert_false(p->dst[0]->any);
	assert_int_equal(p->n_app, 3);
	assert_string_equal(p->app[0]->name, "x");
	assert_int_equal(p->app[0]->term[0].dport_lo, 22);
	assert_string_equal(p->app[1]->name, "junos-dns-udp");
	assert_true(p->app[1]->predefined);
	assert_string_equal(p->app[2]->name, "junos-http");
	assert_int_equal(p->n_app_name, 2);
	assert_string_equal(p->app_name[0], "as");
	drop(&b);
}

/* Forty levels of two sets each: a million paths, but two applications. */
static void test_diamonds(void **state)
{
	struct built b;
	struct buf t;
	int i;

	buf_init(&t);
	buf_puts(
		&t, BASE ALLOW
		"set security address-book global address a 10.0.0.1/32\n"
		"set security address-book global address b 10.0.0.2/32\n"
		"set applications application-set l0 application junos-ssh\n"
		"set applications application-set r0 application junos-http\n"
		"set security address-book global address-set l0 address a\n"
		"set security address-book global address-set r0 address b\n" POLICY
		"match destination-address l40\n"
		"delete "
		"security policies from-zone trust to-zone untrust policy p match application any\n" POLICY
		"match application r40\n");
	for (i = 1; i <= 40; i++) {
		buf_printf(
			&t,
			"set applications application-set l%d application-set [ l%d r%d ]\n",
			i, i - 1, i - 1);
		buf_printf(
			&t,
			"set applications application-set r%d application-set [ l%d r%d ]\n",
			i, i - 1, i - 1);
		buf_printf(
			&t,
			"set security address-book global address-set l%d address-set [ l%d r%d ]\n",
			i, i - 1, i - 1);
		buf_printf(
			&t,
			"set security address-book global address-set r%d address-set [ l%d r%d ]\n",
			i, i - 1, i - 1);
	}
	b = good(t.data);
	assert_int_equal(b.m->policies.v[0]->n_app, 2);
	assert_int_equal(b.m->policies.v[0]->dst[1]->n_ranges, 2);
	drop(&b);
	buf_free(&t);
}

#define BIT(n) (1ULL << (n))

static void test_inbound(void **state)
{
	struct built b = good(
		BASE
		"set security zones security-zone trust host-inbound-traffic system-services ssh\n"
		"set security zones security-zone trust host-inbound-traffic protocols ospf\n"
		"set security zones security-zone untrust host-inbound-traffic system-services all\n"
		"set security zones security-zone untrust host-inbound-traffic system-services dhcp except\n"
		"set interfaces ge-0/0/2 unit 0 family inet\n"
		"set security zones security-zone trust interfaces ge-0/0/2.0 host-inbound-traffic system-services ping\n"
		"set security zones security-zone none tcp-rst\n");
	const struct model_zone *z = model_zone(b.m, "trust");
	const struct model_interface *i;

	assert_int_equal(z->services, BIT(XPF_SVC_SSH));
	assert_int_equal(z->protocols, BIT(XPF_PROTO_OSPF));
	z = model_zone(b.m, "untrust");
	assert_false(z->services & BIT(XPF_SVC_ALL));
	assert_false(z->services & BIT(XPF_SVC_ANY));
	assert_false(z->services & BIT(XPF_SVC_DHCP));
	assert_false(z->services & BIT(XPF_SVC_BOOTP));
	assert_true(z->services & BIT(XPF_SVC_SSH));
	z = model_zone(b.m, "none");
	assert_int_equal(z->services | z->protocols, 0);
	assert_true(z->tcp_rst);
	i = model_interface(b.m, "ge-0/0/2.0");
	assert_true(i->own_inbound);
	assert_int_equal(i->services, BIT(XPF_SVC_PING));
	assert_int_equal(i->protocols, 0);
	assert_false(model_interface(b.m, "ge-0/0/0.0")->own_inbound);
	drop(&b);
}

static void test_interfaces_all(void **state)
{
	struct built b = good(
		BASE "set interfaces xe-0/0/0 unit 0 family inet\n"
		     "set security zones security-zone rest interfaces all\n");

	assert_string_equal(model_interface(b.m, "xe-0/0/0.0")->zone->name,
			    "rest");
	assert_string_equal(model_interface(b.m, "ge-0/0/0.0")->zone->name,
			    "trust");
	drop(&b);
}

static void test_flow(void **state)
{
	struct built b = good(
		BASE
		"set security flow tcp-session no-syn-check\n"
		"set security flow tcp-session tcp-initial-timeout 30\n"
		"set security flow tcp-session time-wait-state session-timeout 9\n"
		"set security flow tcp-session time-wait-state apply-to-half-close-state\n"
		"set security flow udp-session timeout 99\n"
		"set security policies default-policy permit-all\n"
		"set security policies policy-rematch extensive\n");

	assert_int_equal(b.m->flow_flags, XPF_CONFIG_NO_SYN_CHECK);
	assert_int_equal(b.m->tcp_initial, 30);
	assert_int_equal(b.m->tcp_established, 0);
	assert_int_equal(b.m->tcp_time_wait, 9);
	assert_int_equal(b.m->tcp_half_closed, 9);
	assert_int_equal(b.m->udp, 99);
	assert_int_equal(b.m->default_action, XPF_ACTION_PERMIT);
	assert_int_equal(b.m->rematch, XPF_REMATCH_EXTENSIVE);
	drop(&b);
}

/* Every predefined application is known, and none of them is any protocol. */
static void test_predefined(void **state)
{
	static const struct {
		const char *name;
		int proto, lo, hi;
	} some[] = {
		{ "junos-ftp", 6, 21, 21 },
		{ "junos-dns-udp", 17, 53, 53 },
		{ "junos-x-windows", 6, 6000, 6063 },
		{ "junos-icmp-ping", 1, 0x800, 0x8ff },
		{ "junos-icmp6-dst-unreach-port", 58, 0x104, 0x104 },
		{ "junos-ospf", 89, 0, 65535 },
		{ "junos-gre", 47, 0, 65535 },
		{ "junos-tcp-any", 6, 0, 65535 },
		{ "junos-ms-rpc-epm", 6, 135, 135 },
	};
	struct built b = good(BASE);
	const struct model_app *a;
	size_t i, n = 0;

	for (i = 0; i < b.m->apps.n; i++) {
		a = b.m->apps.v[i];
		n += a->predefined && !strncmp(a->name, "junos-", 6);
		assert_true(a->n_terms > 0);
		assert_false(a->term[0].any_proto);
		assert_int_equal(a->index, i);
		assert_true(a->id);
	}
	assert_true(n > 180);
	for (i = 0; i < sizeof(some) / sizeof(*some); i++) {
		a = model_app(b.m, some[i].name);
		assert_non_null(a);
		assert_int_equal(a->term[0].proto, some[i].proto);
		assert_int_equal(a->term[0].dport_lo, some[i].lo);
		assert_int_equal(a->term[0].dport_hi, some[i].hi);
		assert_int_equal(a->term[0].sport_hi, 65535);
	}
	drop(&b);
}

/* An operator may override one; the rest of it is inherited. */
static void test_override(void **state)
{
	struct built b = good(
		BASE
		"set applications application junos-http destination-port 8080\n"
		"set applications application mine protocol tcp destination-port 1-2 inactivity-timeout never\n");
	const struct model_app *a = model_app(b.m, "junos-http");

	assert_false(a->predefined);
	assert_int_equal(a->term[0].proto, 6);
	assert_int_equal(a->term[0].dport_lo, 8080);
	a = model_app(b.m, "mine");
	assert_int_equal(a->term[0].dport_hi, 2);
	assert_int_equal(a->term[0].timeout, MODEL_NEVER);
	drop(&b);
}

static void test_nat(void **state)
{
	struct built b = good(
		BASE
		"set security address-book global address lan 10.0.0.0/24\n"
		"set security nat source rule-set a from zone trust\n"
		"set security nat source rule-set a to zone untrust\n"
		"set security nat source rule-set a rule r match source-address-name lan\n"
		"set security nat source rule-set a rule r match destination-port 80 to 90\n"
		"set security nat source rule-set a rule r match source-port 1000\n"
		"set security nat source rule-set a rule r then source-nat interface\n"
		"set security nat source rule-set a rule s match destination-address 0.0.0.0/0\n"
		"set security nat source rule-set a rule s match application junos-dns-udp\n"
		"set security nat source rule-set a rule s then source-nat off\n");
	const struct model_nat_rule *r = b.m->nat[XPF_NAT_SOURCE].v[0];

	assert_int_equal(b.m->nat[XPF_NAT_SOURCE].n, 2);
	assert_int_equal(r->action, XPF_NAT_INTERFACE);
	assert_int_equal(r->n_src, 1);
	assert_int_equal(r->n_dst, 0);
	assert_int_equal(r->n_service, 2); /* TCP and UDP */
	assert_int_equal(r->service[0].sport_lo, 1000);
	assert_int_equal(r->service[1].dport_hi, 90);
	r = b.m->nat[XPF_NAT_SOURCE].v[1];
	assert_int_equal(r->action, XPF_NAT_OFF);
	assert_int_equal(r->n_service, 1);
	assert_int_equal(r->service[0].dport_lo, 53);
	drop(&b);
}

/* ---- the network plan ---- */

static void test_plan(void **state)
{
	struct built b = good(
		"set system host-name fw\n"
		"set interfaces ge-0/0/0 mtu 1514\n"
		"set interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/24 primary\n"
		"set interfaces ge-0/0/1 vlan-tagging\n"
		"set interfaces ge-0/0/1 mtu 1518\n"
		"set interfaces ge-0/0/1 unit 100 vlan-id 7\n"
		"set interfaces ge-0/0/1 unit 100 family inet address 10.1.0.1/24\n"
		"set interfaces ge-0/0/1 unit 100 family inet mtu 1400\n"
		"set interfaces ge-0/0/1 unit 101 vlan-id 8\n"
		"set interfaces ge-0/0/1 unit 101 disable\n"
		"set interfaces ge-0/0/1 unit 101 family inet address 10.0.0.1/24\n"
		"set routing-instances customer-with-a-long-name instance-type virtual-router\n"
		"set routing-instances customer-with-a-long-name interface ge-0/0/1.101\n"
		"set routing-instances red instance-type virtual-router\n"
		"set routing-instances red routing-options static route 0/0 discard\n"
		"set routing-options static route 0/0 next-hop [ 10.0.0.254 10.0.0.253 ]\n"
		"set routing-options static route 10.9.0.0/16 qualified-next-hop 10.0.0.9 preference 200\n"
		"set routing-options static route 10.9.0.0/16 next-hop 10.0.0.8\n"
		"set routing-options static route 10.9.0.0/16 preference 6\n"
		"set routing-options rib inet6.0 static route ::/0 qualified-next-hop fe80::1 interface ge-0/0/0.0\n");
	const struct net_plan *p = b.m->net;
	struct buf out;

	assert_int_equal(p->vrfs.n, 2);
	assert_int_equal(strlen(p->vrfs.v[0].name), 15);
	assert_memory_equal(p->vrfs.v[0].name, "vrf-custom-", 11);
	assert_string_equal(p->vrfs.v[1].name, "vrf-red");
	assert_in_range(p->vrfs.v[1].table, 1001, 66535);
	assert_int_equal(p->vrfs.v[1].table, 1000 + p->vrfs.v[1].id);
	assert_int_equal(p->links.n, 4);
	assert_int_equal(p->links.v[0].mtu, 1500);
	assert_true(p->links.v[0].addrs.v[0].primary);
	assert_string_equal(p->links.v[1].name, "ge-0-0-1");
	assert_int_equal(p->links.v[1].addrs.n, 0);
	assert_string_equal(p->links.v[2].name, "ge-0-0-1.100");
	assert_string_equal(p->links.v[2].parent, "ge-0-0-1");
	assert_int_equal(p->links.v[2].vlan_id, 7);
	assert_int_equal(p->links.v[2].mtu, 1400);
	assert_int_equal(p->links.v[3].mtu, 1500);
	assert_true(p->links.v[3].disable);
	assert_string_equal(p->links.v[3].vrf, p->vrfs.v[0].name);
	assert_int_equal(p->routes.n, 5);
	assert_int_equal(p->routes.v[0].hops.n, 2);
	assert_int_equal(p->routes.v[0].preference, 5);
	assert_int_equal(p->routes.v[1].preference, 6);
	assert_int_equal(p->routes.v[2].preference, 200);
	assert_string_equal(p->routes.v[3].hops.v[0].dev, "ge-0-0-0");
	assert_int_equal(p->routes.v[4].kind, NET_ROUTE_DISCARD);
	assert_int_equal(p->routes.v[4].table, p->vrfs.v[1].table);
	buf_init(&out);
	model_print_plan(b.m, &out);
	assert_memory_equal(out.data, "host-name fw\nvrf vrf-custom-", 27);
	buf_free(&out);
	drop(&b);
}

static void test_overlap_warns(void **state)
{
	struct built b = good(
		BASE
		"set interfaces ge-0/0/2 unit 0 family inet address 10.0.0.129/25\n"
		"set interfaces ge-0/0/3 unit 0 family inet address 10.0.0.5/32\n");
	struct buf out;

	buf_init(&out);
	diag_print(b.d, &out);
	assert_string_equal(
		out.data,
		"[edit interfaces ge-0/0/2 unit 0 family inet]\n"
		"  'address 10.0.0.129/25'\n"
		"    warning: subnet 10.0.0.0/24 of ge-0/0/0.0 overlaps with that of ge-0/0/2.0\n");
	buf_free(&out);
	drop(&b);
}

static void test_ifname(void **state)
{
	char out[16];

	assert_int_equal(model_ifname("ge-0/0/0.0", out), 0);
	assert_string_equal(out, "ge-0-0-0");
	assert_int_equal(model_ifname("ge-0/0/0.100", out), 0);
	assert_string_equal(out, "ge-0-0-0.100");
	assert_int_equal(model_ifname("trust0", out), 0);
	assert_string_equal(out, "trust0");
	assert_int_equal(model_ifname("ge-0/0/0.10", out), 0);
	assert_string_equal(out, "ge-0-0-0.10");
	assert_int_equal(model_ifname("abcdefghijklmno", out), 0);
	assert_int_equal(model_ifname("abcdefghijklmnop", out), -1);
	assert_int_equal(model_ifname("", out), -1);
}

/* ---- stable ids ---- */

static void test_ids_stable(void **state)
{
	struct built a = good(BASE ALLOW
			      "set security zones security-zone dmz tcp-rst\n");
	struct built b = good(
		"set security zones security-zone dmz tcp-rst\n"
		"set security zones security-zone another tcp-rst\n" BASE
		"set security policies from-zone untrust to-zone trust policy p match source-address any\n"
		"set security policies from-zone untrust to-zone trust policy p match destination-address any\n"
		"set security policies from-zone untrust to-zone trust policy p match application any\n"
		"set security policies from-zone untrust to-zone trust policy p then deny\n" ALLOW);

	assert_int_equal(model_zone(a.m, "trust")->id,
			 model_zone(b.m, "trust")->id);
	assert_int_equal(model_zone(a.m, "dmz")->id,
			 model_zone(b.m, "dmz")->id);
	assert_int_equal(model_interface(a.m, "ge-0/0/1.0")->id,
			 model_interface(b.m, "ge-0/0/1.0")->id);
	assert_string_equal(b.m->policies.v[1]->name, "p");
	assert_int_equal(a.m->policies.v[0]->id, b.m->policies.v[1]->id);
	assert_int_not_equal(b.m->policies.v[0]->id, b.m->policies.v[1]->id);
	/* Nodes of any version must agree on these numbers. */
	assert_int_equal(model_zone(a.m, "trust")->id, 654);
	assert_int_equal(model_zone(a.m, "untrust")->id, 386);
	assert_int_equal(model_interface(a.m, "ge-0/0/0.0")->id, 3669);
	assert_int_equal(model_app(a.m, "junos-http")->id, 2634631314);
	drop(&a);
	drop(&b);
}

/* A full range: every id used once, whatever the order of names. */
static void test_ids_full(void **state)
{
	static char name[1022][8];
	static struct id_item a[1022], b[1022];
	bool seen[1024] = { false };
	size_t i, n = 1022;

	for (i = 0; i < n; i++) {
		snprintf(name[i], sizeof(name[i]), "z%zu", i);
		a[i].name = name[i];
		b[n - 1 - i].name = name[i];
	}
	id_assign(a, n, 2, 1023);
	id_assign(b, n, 2, 1023);
	for (i = 0; i < n; i++) {
		assert_in_range(a[i].id, 2, 1023);
		assert_false(seen[a[i].id]);
		seen[a[i].id] = true;
		assert_int_equal(a[i].id, b[n - 1 - i].id);
	}
}

/* How many of 50 zones move when a 51st comes. */
static void test_ids_moves(void **state)
{
	static char name[51][16];
	struct id_item a[51], b[51];
	int round, moved = 0;
	size_t i;

	for (round = 0; round < 200; round++) {
		for (i = 0; i < 51; i++) {
			snprintf(name[i], sizeof(name[i]), "zone-%d-%zu", round,
				 i);
			a[i].name = b[i].name = name[i];
		}
		id_assign(a, 50, 2, 1023);
		id_assign(b, 51, 2, 1023);
		for (i = 0; i < 50; i++)
			moved += a[i].id != b[i].id;
	}
	/* Out of 10,000: one new name in twenty collides, half give way. */
	assert_in_range(moved, 0, 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base),
		cmocka_unit_test(test_books),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_diamonds),
		cmocka_unit_test(test_inbound),
		cmocka_unit_test(test_interfaces_all),
		cmocka_unit_test(test_flow),
		cmocka_unit_test(test_predefined),
		cmocka_unit_test(test_override),
		cmocka_unit_test(test_nat),
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_overlap_warns),
		cmocka_unit_test(test_ifname),
		cmocka_unit_test(test_ids_stable),
		cmocka_unit_test(test_ids_full),
		cmocka_unit_test(test_ids_moves),
	};

	return cmocka_run_group_tests(tests, load_schema, drop_schema);
}
