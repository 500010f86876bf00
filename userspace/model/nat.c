// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit security nat]: rule-sets and rules of the three kinds, in order.
 * Which rule-set goes first is the compiler's business; that no two have the
 * same direction is checked here, since Junos refuses it.
 */
#include "model/nat_match.h"

#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "model/id.h"

static const char *const kinds[] = {
	[XPF_NAT_SOURCE] = "source",
	[XPF_NAT_DESTINATION] = "destination",
	[XPF_NAT_STATIC] = "static",
};

/* ---- what a rule does ---- */

static void read_pool(struct builder *b, const struct cnode *n,
		      struct model_nat_rule *r)
{
	const char *name = value_named(n, "pool-name");

	r->action = XPF_NAT_POOL;
	r->pool = name ? nat_pool(b, r->kind, name) : NULL;
	if (!r->pool)
		fault_at(b, n, "%s NAT pool must be defined",
			 r->kind == XPF_NAT_SOURCE ? "Source" : "Destination");
}

/* `persistent-nat` of an action. */
static void read_persistent(struct builder *b, const struct cnode *action,
			    struct model_nat_rule *r)
{
	const struct cnode *n = cn_child(action, "persistent-nat"), *permit;
	const char *timeout, *max;

	if (!n && r->pool)
		n = cn_child(r->pool->node, "persistent-nat");
	if (!n)
		return;
	permit = cn_child(n, "permit");
	timeout = cn_value(n, "inactivity-timeout");
	max = cn_value(n, "max-session-number");
	if (cn_has(permit, "any-remote-host"))
		r->persist = XPF_PERSIST_ANY_HOST;
	else if (cn_has(permit, "target-host-port"))
		r->persist = XPF_PERSIST_TARGET_HOST_PORT;
	else if (cn_has(permit, "target-host"))
		r->persist = XPF_PERSIST_TARGET_HOST;
	else if (cn_has(n, "block-ext-session"))
		r->persist = XPF_PERSIST_BLOCK;
	else
		fault_missing(b, n, "permit");
	if (cn_has(n, "block-ext-session"))
		r->persist = XPF_PERSIST_BLOCK;
	r->persist_timeout = timeout ? (uint32_t)atoi(timeout) : 300;
	r->persist_sessions = max ? (uint32_t)atoi(max) : 30;
	r->persist_address = cn_has(n, "address-mapping");
	if (r->persist_address && r->action != XPF_NAT_POOL)
		fault_at(b, n, "address-mapping can only be used with a pool");
	if (r->pool && r->pool->flags & XPF_POOL_SHIFT)
		fault_at(
			b, n,
			"persistent-nat cannot be used with a pool with host-address-base");
}

static void read_source(struct builder *b, const struct cnode *then,
			struct model_nat_rule *r)
{
	if (cn_has(then, "interface"))
		r->action = XPF_NAT_INTERFACE;
	else if (cn_has(then, "pool"))
		read_pool(b, cn_child(then, "pool"), r);
	else if (!cn_has(then, "off"))
		fault_at(
			b, then,
			"Missing mandatory statement: 'off', 'pool' or 'interface'");
	if (r->action == XPF_NAT_INTERFACE)
		read_persistent(b, cn_child(then, "interface"), r);
	else if (r->action == XPF_NAT_POOL)
		read_persistent(b, cn_child(then, "pool"), r);
}

static void read_destination(struct builder *b, const struct cnode *then,
			     struct model_nat_rule *r)
{
	if (cn_has(then, "pool"))
		read_pool(b, cn_child(then, "pool"), r);
	else if (cn_has(then, "destination-prefix"))
		r->inert = true;
	else if (!cn_has(then, "off"))
		fault_at(b, then,
			 "Missing mandatory statement: 'off' or 'pool'");
}

/* A prefix, or an address of the book that is one. */
static bool one_prefix(struct builder *b, const struct cnode *n,
		       const char *text, const char *name, struct prefix *out)
{
	const struct model_address *a;

	if (text)
		return !prefix_parse(text, out);
	a = name ? find_address(b, NULL, name) : NULL;
	return a && a->n_ranges == 1 && range_prefix(&a->range[0], out);
}

static void read_mapped_port(struct builder *b, const struct cnode *prefix,
			     struct model_nat_rule *r)
{
	const struct cnode *n = cn_child(prefix, "mapped-port");
	const char *low = value_named(n, "low");
	const char *high = value_named(cn_child(n, "to"), "high");
	uint16_t lo, hi, end;

	if (!n)
		return;
	if (!low || !read_ports(low, &lo, &hi) ||
	    (high && !read_ports(high, &hi, &end)) || lo > hi) {
		fault_at(b, n, "invalid port range");
		return;
	}
	if (!r->n_service || !r->service[0].dport_lo) {
		fault_at(
			b, n,
			"destination-port must be configured with mapped-port");
		return;
	}
	r->outside_port = r->service[0].dport_lo;
	r->inside_port = lo;
	if (r->service[0].dport_hi - r->outside_port != hi - lo)
		fault_at(
			b, n,
			"mapped-port must have as many ports as destination-port");
}

static void read_static(struct builder *b, const struct cnode *then,
			struct model_nat_rule *r)
{
	const struct cnode *n = cn_child(then, "prefix");
	const struct cnode *name = cn_child(then, "prefix-name");

	r->action = XPF_NAT_PREFIX;
	if (cn_has(then, "inet") || cn_has(then, "nptv6-prefix") ||
	    cn_has(then, "nptv6-prefix-name")) {
		r->inert = true;
		return;
	}
	if (!n && !name) {
		fault_at(
			b, then,
			"Missing mandatory statement: 'prefix' or 'prefix-name'");
		return;
	}
	if (!one_prefix(b, n, value_named(n, "addr-prefix"),
			value_named(name, "addr-prefix-name"), &r->inside)) {
		fault_at(b, n ? n : name,
			 "Prefix must be one address or prefix");
		return;
	}
	if (cn_has(n ? n : name, "routing-instance"))
		r->instance = nat_instance(b, n ? n : name,
					   cn_value(n ? n : name,
						    "routing-instance"));
	if (r->n_dst != 1 || !range_prefix(&r->dst[0], &r->outside)) {
		fault_at(b, r->node,
			 "destination-address must be one address or prefix");
		return;
	}
	if (r->outside.len != r->inside.len ||
	    r->outside.addr.family != r->inside.addr.family)
		fault_at(
			b, n ? n : name,
			"Prefix must have the length of the matched destination-address");
	read_mapped_port(b, n ? n : name, r);
}

static void read_action(struct builder *b, const struct cnode *rule,
			struct model_nat_rule *r)
{
	static const char *const words[] = {
		[XPF_NAT_SOURCE] = "source-nat",
		[XPF_NAT_DESTINATION] = "destination-nat",
		[XPF_NAT_STATIC] = "static-nat",
	};
	const struct cnode *then = cn_path(rule, "then", words[r->kind], NULL);

	if (!then) {
		fault_missing(b, rule, "then");
		return;
	}
	switch (r->kind) {
	case XPF_NAT_SOURCE:
		read_source(b, then, r);
		break;
	case XPF_NAT_DESTINATION:
		read_destination(b, then, r);
		break;
	case XPF_NAT_STATIC:
		read_static(b, then, r);
		break;
	}
}

/* ---- rules ---- */

static void check_match(struct builder *b, const struct cnode *match,
			const struct model_nat_rule *r)
{
	bool dst = cn_has(match, "destination-address") ||
		   cn_has(match, "destination-address-name");

	if (r->kind == XPF_NAT_SOURCE && !dst &&
	    !cn_has(match, "source-address") &&
	    !cn_has(match, "source-address-name"))
		fault_at(
			b, match,
			"At least one of source-address, source-address-name, destination-address and destination-address-name must be configured");
	if (r->kind != XPF_NAT_SOURCE && !dst)
		fault_missing(b, match, "destination-address");
}

static struct model_nat_rule *
read_rule(struct builder *b, enum xpf_nat_kind kind, const struct cnode *n)
{
	struct model_nat_rule *r = arena_new_obj(b->a, struct model_nat_rule);
	const struct cnode *match = cn_child(n, "match");

	r->kind = kind;
	r->name = keep(b, cn_key(n, 0));
	r->description = keep(b, cn_value(n, "description"));
	r->node = n;
	if (!match)
		fault_missing(b, n, "match");
	else
		check_match(b, match, r);
	r->src = nat_addresses(b, match, "source-address", &r->n_src);
	r->dst = nat_addresses(b, match, "destination-address", &r->n_dst);
	nat_service(b, match, r);
	read_action(b, n, r);
	return r;
}

/* ---- rule-sets ---- */

struct rule_set {
	const char *name;
	const struct cnode *node;
	const struct model_nat_end *from, *to;
};

/* Do two ends have a zone, an interface or an instance in common? */
static bool meet(const struct model_nat_end *x, const struct model_nat_end *y)
{
	unsigned int i, k;

	for (i = 0; i < x->n_zone; i++)
		for (k = 0; k < y->n_zone; k++)
			if (x->zone[i] == y->zone[k])
				return true;
	for (i = 0; i < x->n_interface; i++)
		for (k = 0; k < y->n_interface; k++)
			if (x->interface[i] == y->interface[k])
				return true;
	for (i = 0; i < x->n_instance; i++)
		for (k = 0; k < y->n_instance; k++)
			if (x->instance[i] == y->instance[k])
				return true;
	return false;
}

static void check_contexts(struct builder *b, const struct rule_set *set,
			   size_t n)
{
	size_t i, k;

	for (i = 1; i < n; i++)
		for (k = 0; k < i; k++)
			if (meet(set[i].from, set[k].from) &&
			    (!set[i].to || meet(set[i].to, set[k].to)))
				fault_at(
					b, set[i].node,
					"rule-set %s and rule-set %s have the same context",
					set[k].name, set[i].name);
}

static void read_rule_set(struct builder *b, enum xpf_nat_kind kind,
			  struct rule_set *set, const struct cnode *n)
{
	struct model_nat_rule *r;
	unsigned int index = 0;
	const struct cnode *c;

	set->name = keep(b, cn_key(n, 0));
	set->node = n;
	set->from = nat_end(b, n, "from");
	set->to = kind == XPF_NAT_SOURCE ? nat_end(b, n, "to") : NULL;
	for (c = cn_first(n, "rule"); c; c = cn_next(c)) {
		r = read_rule(b, kind, c);
		if (r->inert)
			continue;
		r->set = set->name;
		r->from = set->from;
		r->to = set->to;
		r->index = ++index;
		vec_push(&b->m->nat[kind], r);
	}
}

/* Over all kinds, since the dataplane knows a rule by its id alone. */
static void assign_ids(struct builder *b)
{
	struct arena *a = arena_new();
	VEC(struct id_item) items = { 0 };
	struct model_nat_rule *const *r;
	size_t kind, i = 0;

	for (kind = 0; kind < NAT_KINDS; kind++)
		vec_each(r, &b->m->nat[kind])
			vec_add(&items)->name = arena_printf(
				a, "%s" ID_SEP "%s" ID_SEP "%s", kinds[kind],
				(*r)->set, (*r)->name);
	id_assign(items.v, items.n, 1, UINT32_MAX);
	for (kind = 0; kind < NAT_KINDS; kind++)
		vec_each(r, &b->m->nat[kind])
			(*r)->id = items.v[i++].id;
	vec_free(&items);
	arena_free(a);
}

static size_t count(const struct cnode *n)
{
	size_t k = 0;

	for (; n; n = cn_next(n))
		k++;
	return k;
}

static void build_kind(struct builder *b, enum xpf_nat_kind kind)
{
	const struct cnode *top =
		cn_path(b->root, "security", "nat", kinds[kind], NULL);
	const struct cnode *n = cn_first(top, "rule-set");
	struct rule_set *set = calloc(count(n) + 1, sizeof(*set));
	size_t k = 0;

	if (!set)
		abort();
	if (kind != XPF_NAT_STATIC)
		nat_pools(b, kind, top);
	for (; n; n = cn_next(n))
		read_rule_set(b, kind, &set[k++], n);
	check_contexts(b, set, k);
	free(set);
}

/* ---- proxy-arp ---- */

static void read_proxy(struct builder *b, const struct cnode *n)
{
	struct model_interface *i = find_interface(b, cn_key(n, 0));
	const struct cnode *first = cn_first(n, "address"), *c;
	struct prefix lo, hi;
	struct addr_range *r;
	const char *to;

	if (!i) {
		fault_at(b, n,
			 "Interface %s must be configured under interfaces",
			 cn_key(n, 0));
		return;
	}
	r = arena_new_array(b->a, struct addr_range, count(first) + 1);
	i->proxy_arp = r;
	for (c = first; c; c = cn_next(c)) {
		to = value_named(cn_child(c, "to"), "ipaddr");
		if (prefix_parse(cn_key(c, 0), &lo) ||
		    prefix_parse(to ? to : cn_key(c, 0), &hi) ||
		    lo.addr.family != AF_INET || hi.addr.family != AF_INET) {
			fault_at(b, c, "invalid address range");
			continue;
		}
		r[i->n_proxy_arp].lo = to ? lo.addr : prefix_range(&lo).lo;
		r[i->n_proxy_arp].hi = to ? hi.addr : prefix_range(&lo).hi;
		if (addr_cmp(&r[i->n_proxy_arp].lo, &r[i->n_proxy_arp].hi) > 0)
			fault_at(b, c, "invalid address range");
		i->n_proxy_arp++;
	}
}

void build_nat(struct builder *b)
{
	const struct cnode *n;

	build_kind(b, XPF_NAT_SOURCE);
	build_kind(b, XPF_NAT_DESTINATION);
	build_kind(b, XPF_NAT_STATIC);
	nat_pool_ids(b);
	b->m->nat_persist_silent = cn_path(b->root, "security", "nat", "source",
					   "persistent-nat", "log", "disable",
					   NULL);
	for (n = cn_first(cn_path(b->root, "security", "nat", "proxy-arp",
				  NULL),
			  "interface");
	     n; n = cn_next(n))
		read_proxy(b, n);
	assign_ids(b);
}
