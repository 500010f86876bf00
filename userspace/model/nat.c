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

#define EI_SESSIONS 65536 /* of one endpoint-independent mapping */

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
		fault_undefined(b, n, "%s NAT pool must be defined",
				r->kind == XPF_NAT_SOURCE ? "Source" :
							    "Destination");
}

static void check_persistent(struct builder *b, const struct cnode *n,
			     const struct model_nat_rule *r)
{
	const char *what = n->schema->name;

	if (r->pool && r->pool->flags & XPF_POOL_SHIFT)
		fault_at(b, n,
			 "%s cannot be used with a pool with host-address-base",
			 what);
	if (r->pool && r->pool->block.fixed)
		fault_at(
			b, n,
			"%s cannot be used with a pool with port deterministic",
			what);
}

/*
 * `mapping-type endpoint-independent` is a binding too: whom it lets in,
 * `filtering-type` says; without that, whom the inside spoke to.
 */
static void read_mapping(struct builder *b, const struct cnode *then,
			 struct model_nat_rule *r)
{
	const struct cnode *type = cn_child(then, "mapping-type");
	const struct cnode *filter = cn_child(then, "filtering-type");
	const struct cnode *all = cn_child(filter, "endpoint-independent");
	const struct cnode *pool = r->pool ? r->pool->node : NULL;

	if (filter && !type) {
		fault_at(
			b, filter,
			"'mapping-type endpoint-independent' must be configured with filtering-type");
		return;
	}
	if (!cn_has(type, "endpoint-independent"))
		return;
	if (r->persist || r->action != XPF_NAT_POOL) {
		fault_at(
			b, type,
			r->persist ?
				"mapping-type cannot be used with persistent-nat" :
				"mapping-type can only be used with a pool");
		return;
	}
	/* Only from some prefixes is not known: then from nobody else. */
	r->persist = all && !cn_has(all, "prefix-list") ?
			     XPF_PERSIST_ANY_HOST :
			     XPF_PERSIST_TARGET_HOST_PORT;
	r->persist_timeout = (uint32_t)cn_number(
		pool,
		cn_has(pool, "ei-mapping-timeout") ? "ei-mapping-timeout" :
						     "mapping-timeout",
		300);
	r->persist_sessions = EI_SESSIONS;
	check_persistent(b, type, r);
}

/* `rule-session-count-alarm`: of live sessions. */
static void read_rule_alarm(struct builder *b, const struct cnode *then,
			    struct model_nat_rule *r)
{
	const struct cnode *n = cn_child(then, "rule-session-count-alarm");

	if (!n)
		return;
	r->raise = (uint32_t)cn_number(n, "raise-threshold", 0);
	r->clear = (uint32_t)cn_number(n, "clear-threshold",
				       (long)((uint64_t)r->raise * 4 / 5));
	if (!r->raise)
		fault_missing(b, n, "raise-threshold");
	else if (r->clear >= r->raise)
		fault_at(b, n,
			 "clear-threshold must be less than raise-threshold");
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
	check_persistent(b, n, r);
	if (r->persist_address && r->pool && r->pool->block.size &&
	    !r->pool->block.fixed)
		fault_at(
			b, n,
			"address-mapping cannot be used with a pool with port block-allocation");
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
	read_mapping(b, then, r);
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

/* NAT64: what is behind the prefix is IPv4 (RFC 6052 section 2.2). */
static void read_inet(struct builder *b, struct model_nat_rule *r)
{
	uint8_t len = r->outside.len;

	r->action = XPF_NAT_INET;
	if (r->outside.addr.family != AF_INET6 ||
	    (len != 96 && (len < 32 || len > 64 || len % 8)))
		fault_at(
			b, r->node,
			"destination-address must be an IPv6 prefix of length 32, 40, 48, 56, 64 or 96");
}

static void read_nptv6(struct builder *b, const struct cnode *n,
		       struct model_nat_rule *r)
{
	r->action = XPF_NAT_NPTV6;
	if (r->inside.addr.family != AF_INET6 || r->inside.len < 1 ||
	    r->inside.len > 64)
		fault_at(
			b, n,
			"nptv6-prefix must be an IPv6 prefix of at most 64 bits");
	else if (r->outside.addr.family != AF_INET6 ||
		 r->outside.len != r->inside.len)
		fault_at(
			b, n,
			"nptv6-prefix must have the length of the matched destination-address");
}

static unsigned int host_bits(const struct prefix *p)
{
	return (p->addr.family == AF_INET ? 32 : 128) - p->len;
}

static void read_prefix(struct builder *b, const struct cnode *n,
			struct model_nat_rule *r)
{
	r->action = XPF_NAT_PREFIX;
	if (r->outside.addr.family == r->inside.addr.family &&
	    r->outside.len != r->inside.len)
		fault_at(
			b, n,
			"Prefix must have the length of the matched destination-address");
	else if (host_bits(&r->outside) != host_bits(&r->inside))
		fault_at(
			b, n,
			"Prefix must have as many addresses as the matched destination-address");
	read_mapped_port(b, n, r);
}

/* What a static rule can do: the statement, and where its prefix is. */
struct static_action {
	const char *word, *value;
	bool name; /* of an address */
	void (*read)(struct builder *b, const struct cnode *n,
		     struct model_nat_rule *r);
};

static const struct static_action static_actions[] = {
	{ "prefix", "addr-prefix", false, read_prefix },
	{ "prefix-name", "addr-prefix-name", true, read_prefix },
	{ "nptv6-prefix", "addr-prefix", false, read_nptv6 },
	{ "nptv6-prefix-name", "addr-prefix-name", true, read_nptv6 },
	{ 0 },
};

static bool read_outside(struct builder *b, struct model_nat_rule *r)
{
	if (r->n_dst == 1 && range_prefix(&r->dst[0], &r->outside))
		return true;
	fault_at(b, r->node,
		 "destination-address must be one address or prefix");
	return false;
}

static void read_static(struct builder *b, const struct cnode *then,
			struct model_nat_rule *r)
{
	const struct static_action *s;
	const struct cnode *n;
	const char *text;

	r->action = XPF_NAT_PREFIX;
	for (s = static_actions; s->word; s++)
		if (cn_has(then, s->word))
			break;
	if (!s->word && !cn_has(then, "inet")) {
		fault_at(
			b, then,
			"Missing mandatory statement: 'prefix' or 'prefix-name'");
		return;
	}
	n = cn_child(then, s->word ? s->word : "inet");
	if (cn_has(n, "routing-instance"))
		r->instance =
			nat_instance(b, n, cn_value(n, "routing-instance"));
	if (!s->word) {
		if (read_outside(b, r))
			read_inet(b, r);
		return;
	}
	text = value_named(n, s->value);
	if (!one_prefix(b, n, s->name ? NULL : text, s->name ? text : NULL,
			&r->inside)) {
		fault_at(b, n, "Prefix must be one address or prefix");
		return;
	}
	if (read_outside(b, r))
		s->read(b, n, r);
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
	read_rule_alarm(b, then, r);
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

/* ---- proxy-arp, proxy-ndp ---- */

/* Ranges of one interface. @upper: what the upper limit's value is called */
static const struct addr_range *read_ranges(struct builder *b,
					    const struct cnode *n, int family,
					    const char *upper,
					    unsigned int *n_ranges)
{
	const struct cnode *first = cn_first(n, "address"), *c;
	struct addr_range *r =
		arena_new_array(b->a, struct addr_range, count(first) + 1);
	struct prefix lo, hi;
	const char *to;
	unsigned int k = 0;

	for (c = first; c; c = cn_next(c)) {
		to = value_named(cn_child(c, "to"), upper);
		if (prefix_parse(cn_key(c, 0), &lo) ||
		    prefix_parse(to ? to : cn_key(c, 0), &hi) ||
		    lo.addr.family != family || hi.addr.family != family) {
			fault_at(b, c, "invalid address range");
			continue;
		}
		r[k].lo = to ? lo.addr : prefix_range(&lo).lo;
		r[k].hi = to ? hi.addr : prefix_range(&lo).hi;
		if (addr_cmp(&r[k].lo, &r[k].hi) > 0)
			fault_at(b, c, "invalid address range");
		k++;
	}
	*n_ranges = k;
	return r;
}

static void read_proxy(struct builder *b, const struct cnode *n, int family)
{
	struct model_interface *i = find_interface(b, cn_key(n, 0));

	if (!i)
		fault_at(b, n,
			 "Interface %s must be configured under interfaces",
			 cn_key(n, 0));
	else if (family == AF_INET)
		i->proxy_arp =
			read_ranges(b, n, family, "ipaddr", &i->n_proxy_arp);
	else
		i->proxy_ndp =
			read_ranges(b, n, family, "ipv6addr", &i->n_proxy_ndp);
}

static void build_proxy(struct builder *b, const char *word, int family)
{
	const struct cnode *n = cn_first(
		cn_path(b->root, "security", "nat", word, NULL), "interface");

	for (; n; n = cn_next(n))
		read_proxy(b, n, family);
}

void build_nat(struct builder *b)
{
	build_kind(b, XPF_NAT_SOURCE);
	build_kind(b, XPF_NAT_DESTINATION);
	build_kind(b, XPF_NAT_STATIC);
	nat_pool_ids(b);
	nat_check_rules(b);
	b->m->nat_persist_silent = cn_path(b->root, "security", "nat", "source",
					   "persistent-nat", "log", "disable",
					   NULL);
	b->m->nat_in_order = nat_ports_in_order(b);
	b->m->nat_overload = nat_interface_overload(b);
	build_proxy(b, "proxy-arp", AF_INET);
	build_proxy(b, "proxy-ndp", AF_INET6);
	if (cn_path(b->root, "security", "nat", "natv6v4", "no-v6-frag-header",
		    NULL))
		b->m->flow_flags |= XPF_CONFIG_NO_V6_FRAG_HEADER;
	assign_ids(b);
}

bool model_nat_crosses(const struct model *m)
{
	struct model_nat_rule *const *r;

	vec_each(r, &m->nat[XPF_NAT_STATIC])
		if ((*r)->action == XPF_NAT_INET ||
		    (*r)->outside.addr.family != (*r)->inside.addr.family)
			return true;
	return false;
}
