// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * From configurations to rulesets: which policy and which NAT rule a packet
 * meets, what a digest notices and what it does not, and that every object
 * can say where it came from.  Images are asked by compile/image.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compile/compile.h"
#include "compile/image.h"
#include "conf/conf.h"
#include "model/model.h"

static struct schema *schema;

#define BASE                                                               \
	"set interfaces ge-0/0/0 unit 0 family inet\n"                     \
	"set interfaces ge-0/0/1 unit 0 family inet\n"                     \
	"set interfaces ge-0/0/2 unit 0 family inet\n"                     \
	"set security zones security-zone trust interfaces ge-0/0/0.0\n"   \
	"set security zones security-zone untrust interfaces ge-0/0/1.0\n" \
	"set security zones security-zone dmz interfaces ge-0/0/2.0\n"     \
	"set routing-instances red instance-type virtual-router\n"

struct made {
	struct model *m;
	struct dp_ruleset *rs;
	struct diag *d;
};

static struct made make_limit(const char *text, size_t limit)
{
	struct made r = { .d = diag_new() };
	struct tree *t = tree_new(schema), *eff;
	struct buf out;

	conf_load(t, tree_root(t), LOAD_SET, "test", text, strlen(text), r.d);
	eff = conf_effective(t, r.d);
	r.m = model_build(eff, r.d);
	if (!r.m) {
		buf_init(&out);
		diag_print(r.d, &out);
		fail_msg("%s", out.data);
	}
	r.rs = compile_ruleset_limit(r.m, limit, r.d);
	tree_free(eff);
	tree_free(t);
	return r;
}

static struct made make(const char *text)
{
	struct made r = make_limit(text, 0);
	int kind;

	assert_non_null(r.rs);
	for (kind = 0; kind < __XPF_IMAGE_KINDS; kind++)
		if (r.rs->image[kind].data || kind == XPF_IMAGE_POLICY)
			assert_null(image_check(r.rs->image[kind].data,
						r.rs->image[kind].size));
	return r;
}

static void drop(struct made *r)
{
	compile_free(r->rs);
	model_free(r->m);
	diag_free(r->d);
}

/* ---- policies by name: "permit|action NAME match..." in short form ---- */

struct policy {
	const char *from, *to; /* NULL: global */
	const char *name;
	const char *src, *dst, *app, *then;
};

static void add_policy(struct buf *b, const struct policy *p)
{
	char at[256];

	if (p->from)
		snprintf(
			at, sizeof(at),
			"set security policies from-zone %s to-zone %s policy %s",
			p->from, p->to, p->name);
	else
		snprintf(at, sizeof(at),
			 "set security policies global policy %s", p->name);
	buf_printf(b, "%s match source-address %s\n", at, p->src);
	buf_printf(b, "%s match destination-address %s\n", at, p->dst);
	buf_printf(b, "%s match application %s\n", at, p->app);
	buf_printf(b, "%s then %s\n", at, p->then);
}

static struct made make_policies(const char *more, const struct policy *p,
				 size_t n)
{
	struct made r;
	struct buf b;

	buf_init(&b);
	buf_puts(&b, BASE);
	buf_puts(&b, more);
	while (n--)
		add_policy(&b, p++);
	r = make(b.data);
	buf_free(&b);
	return r;
}

/* ---- asking ---- */

struct flow {
	const char *from, *to;
	const char *src, *dst;
	uint8_t proto;
	uint16_t sport, dport; /* ICMP: dport = type << 8 | code */
};

static struct val addr_val(const char *text, int *family)
{
	struct val v = { 0, 0 };
	struct addr a;
	int i;

	assert_int_equal(addr_parse(text, &a), 0);
	*family = a.family == AF_INET ? 4 : 6;
	for (i = 0; i < (*family == 4 ? 4 : 8); i++) {
		v.hi = v.hi << 8 | a.b[i];
		v.lo = v.lo << 8 | a.b[i + 8];
	}
	if (*family == 4) {
		v.lo = v.hi;
		v.hi = 0;
	}
	return v;
}

static struct image_packet packet(const struct made *r, const struct flow *f)
{
	struct image_packet p = { 0 };
	const struct model_interface *i;
	size_t k;

	p.field[XPF_F_SADDR] = addr_val(f->src, &p.family);
	p.field[XPF_F_DADDR] = addr_val(f->dst, &p.family);
	p.field[XPF_F_SERVICE].lo = (uint32_t)f->proto << 16 | f->dport;
	p.field[XPF_F_SPORT].lo = f->sport;
	p.field[XPF_F_FROM_ZONE].lo = model_zone(r->m, f->from)->id;
	p.field[XPF_F_TO_ZONE].lo = model_zone(r->m, f->to)->id;
	for (k = 0; k < r->m->interfaces.n; k++) {
		i = r->m->interfaces.v[k];
		if (i->zone == model_zone(r->m, f->from))
			p.field[XPF_F_IN_IF].lo = i->id;
		if (i->zone == model_zone(r->m, f->to))
			p.field[XPF_F_OUT_IF].lo = i->id;
	}
	return p;
}

/* The policy's name, "-" for none. */
static const char *policy_of(const struct made *r, struct flow f)
{
	struct image_packet p = packet(r, &f);
	uint32_t rule = image_lookup(r->rs->image[XPF_IMAGE_POLICY].data, &p);

	return rule == XPF_IMAGE_NO_RULE ? "-" : r->rs->policies[rule].name;
}

static const char *nat_of(const struct made *r, struct flow f)
{
	struct image_packet p = packet(r, &f);
	uint32_t rule =
		image_lookup(r->rs->image[XPF_IMAGE_SOURCE_NAT].data, &p);

	return rule == XPF_IMAGE_NO_RULE ? "-" : r->rs->nat_rules[rule].name;
}

#define FLOW(...) ((struct flow){ __VA_ARGS__ })
#define assert_policy(r, name, ...) \
	assert_string_equal(policy_of(r, FLOW(__VA_ARGS__)), name)
#define assert_nat(r, name, ...) \
	assert_string_equal(nat_of(r, FLOW(__VA_ARGS__)), name)

/* ---- policies ---- */

static void test_order(void **state)
{
	static const struct policy p[] = {
		{ "trust", "untrust", "web", "any", "any", "junos-http",
		  "permit" },
		{ "trust", "untrust", "six", "any-ipv6", "any", "any",
		  "permit" },
		{ "trust", "untrust", "late", "any", "any", "junos-http",
		  "deny" },
		{ NULL, NULL, "all-ssh", "any", "any", "junos-ssh", "permit" },
		{ "untrust", "trust", "in", "any", "any", "junos-ssh", "deny" },
	};
	struct made r = make_policies("", p, 5);

	assert_policy(&r, "web", "trust", "untrust", "1.1.1.1", "2.2.2.2", 6, 9,
		      80);
	assert_policy(&r, "web", "trust", "untrust", "::1", "::2", 6, 9, 80);
	assert_policy(&r, "six", "trust", "untrust", "::1", "::2", 6, 9, 81);
	assert_policy(&r, "-", "trust", "untrust", "1.1.1.1", "2.2.2.2", 6, 9,
		      81);
	assert_policy(&r, "-", "trust", "untrust", "1.1.1.1", "2.2.2.2", 17, 9,
		      80);
	/* A pair without a match falls to the global ones; a match does not. */
	assert_policy(&r, "all-ssh", "trust", "untrust", "1.1.1.1", "2.2.2.2",
		      6, 9, 22);
	assert_policy(&r, "in", "untrust", "trust", "1.1.1.1", "2.2.2.2", 6, 9,
		      22);
	assert_policy(&r, "all-ssh", "dmz", "dmz", "1.1.1.1", "2.2.2.2", 6, 9,
		      22);
	assert_policy(&r, "-", "dmz", "dmz", "1.1.1.1", "2.2.2.2", 6, 9, 23);
	drop(&r);
}

/* Ports of one term never go with those of another. */
static void test_correlated(void **state)
{
	static const struct policy p[] = {
		{ "trust", "untrust", "p", "any", "any", "[ x junos-ntp ]",
		  "permit" },
	};
	struct made r = make_policies(
		"set applications application x term a protocol tcp source-port 1000-2000 destination-port 99\n"
		"set applications application x term b protocol tcp source-port 3000 destination-port 88\n"
		"set applications application x term c protocol tcp destination-port 77\n",
		p, 1);

#define A "trust", "untrust", "1.1.1.1", "2.2.2.2"
	assert_policy(&r, "p", A, 6, 1000, 99);
	assert_policy(&r, "p", A, 6, 2000, 99);
	assert_policy(&r, "-", A, 6, 2001, 99);
	assert_policy(&r, "-", A, 6, 3000, 99);
	assert_policy(&r, "p", A, 6, 3000, 88);
	assert_policy(&r, "-", A, 6, 1500, 88);
	assert_policy(&r, "p", A, 6, 5, 77);
	assert_policy(&r, "p", A, 6, 1500, 77);
	assert_policy(&r, "p", A, 17, 5, 123);
	assert_policy(&r, "-", A, 17, 1500, 99);
	drop(&r);
}

static void test_icmp(void **state)
{
	static const struct policy p[] = {
		{ "trust", "untrust", "ping", "any", "any",
		  "[ junos-icmp-ping junos-icmp6-echo-request ]", "permit" },
		{ "trust", "untrust", "code", "any", "any",
		  "junos-icmp6-dst-unreach-port", "permit" },
		{ "trust", "untrust", "gre", "any", "any", "junos-gre",
		  "permit" },
	};
	struct made r = make_policies("", p, 3);

	assert_policy(&r, "ping", A, 1, 0, 8 << 8);
	assert_policy(&r, "-", A, 1, 0, 0);
	assert_policy(&r, "ping", "trust", "untrust", "::1", "::2", 58, 0,
		      128 << 8);
	assert_policy(&r, "code", "trust", "untrust", "::1", "::2", 58, 0,
		      1 << 8 | 4);
	assert_policy(&r, "-", "trust", "untrust", "::1", "::2", 58, 0,
		      1 << 8 | 3);
	assert_policy(&r, "gre", A, 47, 0, 0);
	drop(&r);
}

static void test_addresses(void **state)
{
	static const struct policy p[] = {
		{ "trust", "untrust", "ex", "lan", "srv", "any",
		  "permit\nset security policies from-zone trust to-zone untrust policy ex match source-address-excluded" },
		{ "trust", "untrust", "in", "lan", "[ srv rng ]", "any",
		  "deny" },
		{ "trust", "untrust", "dns", "name", "any", "any", "permit" },
	};
	struct made r = make_policies(
		"set security address-book global address lan 10.0.0.0/24\n"
		"set security address-book global address srv 192.0.2.1/32\n"
		"set security address-book global address rng range-address 192.0.2.7 to 192.0.2.9\n"
		"set security address-book global address name dns-name example.com\n",
		p, 3);

	assert_policy(&r, "ex", "trust", "untrust", "10.0.1.0", "192.0.2.1", 6,
		      1, 1);
	assert_policy(&r, "in", "trust", "untrust", "10.0.0.255", "192.0.2.1",
		      6, 1, 1);
	assert_policy(&r, "in", "trust", "untrust", "10.0.0.0", "192.0.2.9", 6,
		      1, 1);
	assert_policy(&r, "-", "trust", "untrust", "10.0.0.0", "192.0.2.10", 6,
		      1, 1);
	assert_policy(&r, "-", "trust", "untrust", "10.0.0.0", "192.0.2.6", 6,
		      1, 1);
	/* An address that stands for nothing matches nothing. */
	assert_policy(&r, "-", "trust", "untrust", "::1", "::2", 6, 1, 1);
	drop(&r);
}

static void test_global_zones(void **state)
{
	static const struct policy p[] = {
		{ NULL, NULL, "g", "any", "any", "any",
		  "permit\nset security policies global policy g match from-zone [ trust dmz ]\n"
		  "set security policies global policy g match to-zone untrust" },
	};
	struct made r = make_policies("", p, 1);

	assert_policy(&r, "g", A, 6, 1, 1);
	assert_policy(&r, "g", "dmz", "untrust", "::1", "::2", 6, 1, 1);
	assert_policy(&r, "-", "dmz", "trust", "::1", "::2", 6, 1, 1);
	assert_policy(&r, "-", "untrust", "untrust", "::1", "::2", 6, 1, 1);
	drop(&r);
}

static void test_host_zone(void **state)
{
	static const struct policy p[] = {
		{ "trust", "junos-host", "self", "any", "any", "junos-ssh",
		  "deny" },
		{ "junos-host", "untrust", "out", "any", "any", "any",
		  "permit" },
	};
	struct made r = make_policies("", p, 2);

	assert_policy(&r, "self", "trust", "junos-host", "1.1.1.1", "2.2.2.2",
		      6, 1, 22);
	assert_policy(&r, "out", "junos-host", "untrust", "1.1.1.1", "2.2.2.2",
		      6, 1, 22);
	assert_int_equal(r.rs->policies[0].to_zone, XPF_ZONE_HOST);
	assert_int_equal(r.rs->n_zones, 3);
	drop(&r);
}

/* ---- NAT ---- */

#define RS "set security nat source rule-set "

/* interface > zone > instance, and to before from; then the order. */
static void test_nat_precedence(void **state)
{
	struct made r =
		make(BASE RS
		     "vr from routing-instance default\n" RS
		     "vr to routing-instance default\n" RS
		     "vr rule vr match source-address 0.0.0.0/0\n" RS
		     "vr rule vr then source-nat interface\n" RS
		     "z from zone trust\n" RS "z to zone untrust\n" RS
		     "z rule z1 match source-address 10.0.0.0/24\n" RS
		     "z rule z1 then source-nat off\n" RS
		     "z rule z2 match source-address 10.0.0.0/16\n" RS
		     "z rule z2 then source-nat interface\n" RS
		     "i from zone trust\n" RS "i to interface ge-0/0/1.0\n" RS
		     "i rule i match destination-address 192.0.2.0/24\n" RS
		     "i rule i then source-nat interface\n");

	assert_nat(&r, "i", "trust", "untrust", "10.0.0.1", "192.0.2.1", 6, 1,
		   1);
	assert_nat(&r, "z1", "trust", "untrust", "10.0.0.1", "192.0.3.1", 6, 1,
		   1);
	assert_nat(&r, "z2", "trust", "untrust", "10.0.1.1", "192.0.3.1", 6, 1,
		   1);
	assert_nat(&r, "vr", "trust", "untrust", "10.9.1.1", "192.0.3.1", 6, 1,
		   1);
	assert_nat(&r, "vr", "trust", "dmz", "10.0.0.1", "192.0.2.1", 6, 1, 1);
	/* 0.0.0.0/0 says nothing of IPv6. */
	assert_nat(&r, "-", "trust", "dmz", "::1", "::2", 6, 1, 1);
	assert_int_equal(r.rs->n_nat_rules, 4);
	assert_string_equal(r.rs->nat_rules[0].set, "i");
	assert_int_equal(r.rs->nat_rules[1].action, XPF_NAT_OFF);
	drop(&r);
}

static void test_nat_service(void **state)
{
	struct made r = make(
		BASE RS
		"z from zone [ trust dmz ]\n" RS "z to zone untrust\n" RS
		"z rule r match source-address 0.0.0.0/0\n" RS
		"z rule r match source-port 1000 to 2000\n" RS
		"z rule r match destination-port 53\n" RS
		"z rule r match protocol udp\n" RS
		"z rule r then source-nat interface\n" RS
		"z rule s match source-address 0.0.0.0/0\n" RS
		"z rule s match application [ junos-http junos-https ]\n" RS
		"z rule s then source-nat off\n");

	assert_nat(&r, "r", A, 17, 1500, 53);
	assert_nat(&r, "-", A, 17, 1500, 54);
	assert_nat(&r, "-", A, 17, 999, 53);
	assert_nat(&r, "-", A, 6, 1500, 53);
	assert_nat(&r, "s", A, 6, 1500, 443);
	assert_nat(&r, "s", "dmz", "untrust", "1.1.1.1", "2.2.2.2", 6, 1, 80);
	assert_nat(&r, "-", "untrust", "trust", "1.1.1.1", "2.2.2.2", 6, 1, 80);
	drop(&r);
}

/* ---- digests ---- */

#define ONE(src, app, then)                                                                                     \
	BASE "set security address-book global address a 10.0.0.0/8\n"                                          \
	     "set security policies from-zone trust to-zone untrust policy p match source-address " src         \
	     "\nset security policies from-zone trust to-zone untrust policy p match destination-address any\n" \
	     "set security policies from-zone trust to-zone untrust policy p match application " app            \
	     "\nset security policies from-zone trust to-zone untrust policy p then " then                      \
	     "\n"

struct digests {
	uint64_t policy, cookie;
};

static struct digests digests_of(const char *text)
{
	struct made r = make(text);
	struct digests d = { r.rs->policies[0].digest, r.rs->cookie };

	assert_int_equal(d.cookie, compile_digest(r.rs));
	drop(&r);
	return d;
}

static void test_digest(void **state)
{
	static const char *const others[] = {
		ONE("any", "junos-ssh", "permit"),
		ONE("a", "any", "permit"),
		ONE("a", "junos-ssh", "deny"),
		ONE("[ a any-ipv6 ]", "junos-ssh", "permit"),
		ONE("a", "junos-http", "permit"),
		ONE("a", "junos-ssh",
		    "permit") "set security address-book global address a 10.0.0.0/9\n",
		ONE("a", "junos-ssh",
		    "permit") "set applications application junos-ssh destination-port 23\n",
		ONE("a", "junos-ssh",
		    "permit") "set security policies from-zone trust to-zone untrust policy p match source-address-excluded\n",
	};
	struct digests one = digests_of(ONE("a", "junos-ssh", "permit")), two;
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(*others); i++) {
		two = digests_of(others[i]);
		assert_int_not_equal(one.policy, two.policy);
		assert_int_not_equal(one.cookie, two.cookie);
	}
	/* What it logs is not what it matches. */
	two = digests_of(ONE(
		"a", "junos-ssh",
		"permit") "set security policies from-zone trust to-zone untrust policy p then log session-init\n");
	assert_int_equal(one.policy, two.policy);
	assert_int_not_equal(one.cookie, two.cookie);
	/* Text that means nothing to the dataplane. */
	two = digests_of(
		"set security zones security-zone dmz description x\n"
		"set system host-name fw\n" ONE(
			"a", "junos-ssh",
			"permit") "set security address-book global address b 1.1.1.1/32\n");
	assert_int_equal(one.policy, two.policy);
	assert_int_equal(one.cookie, two.cookie);
	/* The order of lists that have none. */
	one = digests_of(
		ONE("[ a any-ipv6 ]", "[ junos-ssh junos-http ]", "permit"));
	two = digests_of(
		ONE("[ any-ipv6 a ]", "[ junos-http junos-ssh ]", "permit"));
	assert_int_equal(one.policy, two.policy);
}

/* ---- objects ---- */

static void test_objects(void **state)
{
	struct made r = make(ONE(
		"a", "[ junos-sip junos-ssh ]",
		"reject") "set security policies from-zone trust to-zone untrust policy p then log session-close\n"
			  "set security policies from-zone trust to-zone untrust policy p then count\n"
			  "set security zones security-zone dmz tcp-rst\n"
			  "set security zones security-zone dmz interfaces ge-0/0/2.0 host-inbound-traffic system-services ping\n"
			  "set routing-instances red interface ge-0/0/2.0\n"
			  "set interfaces ge-0/0/3 unit 0 family inet\n");
	const struct dp_interface *i;
	size_t k;

	assert_int_equal(r.rs->n_apps, 3); /* sip has two terms */
	assert_int_equal(r.rs->policies[0].n_apps, 2);
	assert_int_equal(r.rs->policies[0].flags,
			 XPF_POLICY_LOG_CLOSE | XPF_POLICY_COUNT);
	assert_int_equal(r.rs->policies[0].action, XPF_ACTION_REJECT);
	for (k = 0; k < r.rs->n_interfaces; k++) {
		i = &r.rs->interfaces[k];
		if (k)
			assert_true(i->id > r.rs->interfaces[k - 1].id);
		if (!strcmp(i->name, "ge-0/0/3.0"))
			assert_int_equal(i->zone, XPF_ZONE_NONE);
		if (strcmp(i->name, "ge-0/0/2.0"))
			continue;
		assert_int_equal(i->zone, model_zone(r.m, "dmz")->id);
		assert_int_equal(i->vrf, r.m->instances.v[0]->id);
		assert_true(i->has_services && i->has_protocols);
		assert_int_equal(i->services, 1ULL << XPF_SVC_PING);
		assert_string_equal(i->ifname, "ge-0-0-2");
	}
	assert_int_equal(k, 4);
	drop(&r);
}

static void assert_explains(const struct made *r, enum dp_object kind,
			    size_t index, const char *want)
{
	struct buf b;

	buf_init(&b);
	assert_string_equal(compile_explain(r->rs, kind, index, &b), want);
	buf_free(&b);
}

static void test_explain(void **state)
{
	struct made r = make(ONE(
		"a", "junos-ssh",
		"permit") "set security policies global policy \"a;b\" match source-address any\n"
			  "set security policies global policy \"a;b\" match destination-address any\n"
			  "set security policies global policy \"a;b\" match application any\n"
			  "set security policies global policy \"a;b\" then deny\n" RS
			  "z from zone trust\n" RS "z to zone untrust\n" RS
			  "z rule r match source-address 0.0.0.0/0\n" RS
			  "z rule r then source-nat interface\n");
	size_t k;

	assert_explains(
		&r, DP_OBJECT_POLICY, 0,
		"[edit security policies from-zone trust to-zone untrust policy p]");
	assert_explains(&r, DP_OBJECT_POLICY, 1,
			"[edit security policies global policy \"a;b\"]");
	assert_explains(&r, DP_OBJECT_POLICY, 2, "[edit security policies]");
	assert_explains(&r, DP_OBJECT_NAT_RULE, 0,
			"[edit security nat source rule-set z rule r]");
	assert_explains(&r, DP_OBJECT_APP, 0,
			"[edit applications application junos-ssh]");
	assert_explains(&r, DP_OBJECT_IMAGE, XPF_IMAGE_SOURCE_NAT,
			"[edit security nat source]");
	assert_explains(&r, DP_OBJECT_CONFIG, 0, "[edit security flow]");
	for (k = 0; k < r.rs->n_zones; k++)
		if (!strcmp(r.rs->zones[k].name, "dmz"))
			assert_explains(
				&r, DP_OBJECT_ZONE, k,
				"[edit security zones security-zone dmz]");
	for (k = 0; k < r.rs->n_interfaces; k++)
		if (!strcmp(r.rs->interfaces[k].name, "ge-0/0/1.0"))
			assert_explains(
				&r, DP_OBJECT_INTERFACE, k,
				"[edit security zones security-zone untrust interfaces ge-0/0/1.0]");
	drop(&r);
}

/* ---- limits ---- */

static void test_limit(void **state)
{
	struct made r;
	struct buf b;
	size_t size;
	int i;

	buf_init(&b);
	buf_puts(&b, BASE);
	for (i = 0; i < 300; i++)
		buf_printf(
			&b,
			"set security address-book global address a%d 10.%d.%d.0/24\n"
			"set security policies from-zone trust to-zone dmz policy p%d match source-address a%d\n"
			"set security policies from-zone trust to-zone dmz policy p%d match destination-address any\n"
			"set security policies from-zone trust to-zone dmz policy p%d match application any\n"
			"set security policies from-zone trust to-zone dmz policy p%d then deny\n",
			i, i / 256, i % 256, i, i, i, i, i);
	r = make_limit(b.data, 4 << 20);
	assert_non_null(r.rs);
	size = r.rs->image[XPF_IMAGE_POLICY].size;
	drop(&r);
	r = make_limit(b.data, size - 8);
	assert_null(r.rs);
	buf_reset(&b);
	diag_print(r.d, &b);
	assert_string_equal(
		b.data,
		"[edit security policies from-zone trust to-zone dmz]\n"
		"    rules need more classifier memory than the dataplane takes\n");
	drop(&r);
	buf_free(&b);
}

static void test_empty(void **state)
{
	struct made r = make("set system host-name fw\n");

	assert_int_equal(r.rs->n_policies, 0);
	assert_int_equal(r.rs->config.default_action, XPF_ACTION_DENY);
	assert_true(r.rs->cookie);
	drop(&r);
}

static int setup(void **state)
{
	schema = schema_load();
	return schema ? 0 : -1;
}

static int teardown(void **state)
{
	schema_free(schema);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_correlated),
		cmocka_unit_test(test_icmp),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_global_zones),
		cmocka_unit_test(test_host_zone),
		cmocka_unit_test(test_nat_precedence),
		cmocka_unit_test(test_nat_service),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_explain),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
