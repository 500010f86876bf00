// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Static routes: [edit routing-options] for inet.0 and inet6.0, the same
 * below a routing instance for its own tables.  `rib inet6.0 static` and
 * `static` of an IPv6 prefix are the same thing.
 *
 * Next hops of one preference are one route with several hops (ECMP); a
 * qualified-next-hop with a preference of its own is a route of its own, a
 * backup.  Junos' default preference of a static route is 5.
 */
#include "model/builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATIC_PREFERENCE 5
#define MAIN_TABLE 254 /* RT_TABLE_MAIN */

struct table {
	const struct model_instance *instance; /* NULL: the main one */
	int family; /* 0: either */
};

/* Whose interfaces its next hops are at. */
static const struct model_instance *hop_instance(const struct table *t)
{
	return t->instance && t->instance->forwarding ? NULL : t->instance;
}

static struct net_route *add_route(struct builder *b, const struct table *t,
				   const struct prefix *p,
				   enum net_route_kind kind,
				   uint32_t preference)
{
	struct net_route *r = vec_add(&b->m->net->routes);

	r->prefix = *p;
	r->kind = kind;
	r->table = t->instance ? t->instance->table : b->m->main.table;
	r->preference = preference;
	if (t->instance && t->instance->forwarding)
		r->hop_table = b->m->main.table;
	return r;
}

/* ---- next hops ---- */

static bool read_device(struct builder *b, const struct cnode *n,
			const char *name, const struct table *t,
			struct net_nexthop *out)
{
	const struct model_interface *i = find_interface(b, name);

	if (!i) {
		fault_at(b, n,
			 "Interface %s must be configured under interfaces",
			 name);
		return false;
	}
	if (i->instance != hop_instance(t)) {
		fault_at(b, n, "Interface %s is in another routing instance",
			 name);
		return false;
	}
	snprintf(out->dev, sizeof(out->dev), "%s", i->ifname);
	return true;
}

static bool link_local(const struct addr *a)
{
	return a->family == AF_INET6 && a->b[0] == 0xfe &&
	       (a->b[1] & 0xc0) == 0x80;
}

/* @dev: of a qualified-next-hop, may be NULL */
static bool read_hop(struct builder *b, const struct cnode *n, const char *text,
		     const char *dev, const struct table *t,
		     const struct prefix *p, struct net_nexthop *out)
{
	memset(out, 0, sizeof(*out));
	if (addr_parse(text, &out->via))
		return read_device(b, n, text, t, out);
	if (out->via.family != p->addr.family) {
		fault_at(b, n, "next hop %s is not of the family of the route",
			 text);
		return false;
	}
	if (link_local(&out->via) && !dev) {
		fault_at(
			b, n,
			"link-local next hop %s needs qualified-next-hop with an interface",
			text);
		return false;
	}
	return !dev || read_device(b, n, dev, t, out);
}

struct route_place {
	const struct table *table;
	const struct prefix *prefix;
	uint32_t preference;
	size_t first; /* of the plan's routes */
};

/* The hop joins the route of its preference. */
static void add_hop(struct builder *b, const struct route_place *at,
		    uint32_t preference, const struct net_nexthop *hop)
{
	struct net_plan *plan = b->m->net;
	struct net_route *r = NULL;
	size_t i;

	for (i = at->first; i < plan->routes.n && !r; i++)
		if (plan->routes.v[i].preference == preference)
			r = &plan->routes.v[i];
	if (!r)
		r = add_route(b, at->table, at->prefix, NET_ROUTE_UNICAST,
			      preference);
	vec_push(&r->hops, *hop);
}

static void read_hops(struct builder *b, const struct cnode *route,
		      const struct route_place *at)
{
	struct net_nexthop hop;
	const struct cnode *n;
	long preference;

	for (n = cn_first(route, "next-hop"); n; n = cn_next(n))
		if (read_hop(b, n, n->value, NULL, at->table, at->prefix, &hop))
			add_hop(b, at, at->preference, &hop);
	for (n = cn_first(route, "qualified-next-hop"); n; n = cn_next(n)) {
		preference = cn_number(n, "preference", at->preference);
		if (read_hop(b, n, cn_key(n, 0), cn_value(n, "interface"),
			     at->table, at->prefix, &hop))
			add_hop(b, at, (uint32_t)preference, &hop);
	}
}

/* ---- routes ---- */

uint32_t route_preference_of(const struct cnode *route)
{
	const char *v =
		value_named(cn_child(route, "preference"), "metric-value");

	return v ? (uint32_t)strtoul(v, NULL, 10) : STATIC_PREFERENCE;
}

static void read_route(struct builder *b, const struct cnode *n,
		       const struct table *t)
{
	uint32_t preference = route_preference_of(n);
	struct route_place at = { t, NULL, preference, b->m->net->routes.n };
	struct prefix p;

	if (prefix_parse(cn_key(n, 0), &p)) {
		fault_at(b, n, "invalid prefix '%s'", cn_key(n, 0));
		return;
	}
	at.prefix = &p;
	if (t->family && p.addr.family != t->family) {
		fault_at(b, n, "prefix %s is not of the family of the table",
			 cn_key(n, 0));
		return;
	}
	if (cn_has(n, "discard"))
		add_route(b, t, &p, NET_ROUTE_DISCARD, preference);
	else if (cn_has(n, "reject"))
		add_route(b, t, &p, NET_ROUTE_REJECT, preference);
	else if (cn_has(n, "next-table"))
		return; /* next_table.c */
	else
		read_hops(b, n, &at);
}

static void read_static(struct builder *b, const struct cnode *options,
			const struct table *t)
{
	const struct cnode *st = cn_child(options, "static"), *n;

	for (n = cn_first(st, "route"); n; n = cn_next(n))
		read_route(b, n, t);
}

/* inet.0 and inet6.0, below an instance with its name in front. */
static void read_ribs(struct builder *b, const struct cnode *options,
		      const struct model_instance *inst)
{
	const struct cnode *n;
	struct model_rib rib;
	struct table t;

	for (n = cn_first(options, "rib"); n; n = cn_next(n)) {
		if (!named_rib(b, n, cn_key(n, 0), &rib))
			continue;
		if (inst && rib.instance != inst) {
			fault_at(
				b, n,
				"Routing table %s is of another routing instance",
				cn_key(n, 0));
			continue;
		}
		t = (struct table){ rib.instance, rib.family };
		read_static(b, n, &t);
	}
}

static void read_options(struct builder *b, const struct cnode *options,
			 const struct model_instance *inst)
{
	struct table t = { .instance = inst };

	read_static(b, options, &t);
	read_ribs(b, options, inst);
}

/* ---- the same route at two places ---- */

static int route_cmp(const void *a, const void *b)
{
	const struct net_route *x = *(const struct net_route *const *)a;
	const struct net_route *y = *(const struct net_route *const *)b;
	int c;

	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
	c = addr_cmp(&x->prefix.addr, &y->prefix.addr);
	if (c)
		return c;
	if (x->prefix.len != y->prefix.len)
		return x->prefix.len - y->prefix.len;
	return (x->preference > y->preference) -
	       (x->preference < y->preference);
}

static void check_routes(struct builder *b)
{
	struct net_plan *p = b->m->net;
	const struct net_route **v = calloc(p->routes.n + 1, sizeof(*v));
	char text[PREFIX_STRLEN];
	size_t i;

	if (!v)
		abort();
	for (i = 0; i < p->routes.n; i++)
		v[i] = &p->routes.v[i];
	qsort(v, p->routes.n, sizeof(*v), route_cmp);
	for (i = 1; i < p->routes.n; i++)
		if (!route_cmp(&v[i - 1], &v[i]))
			diag_say(b->d, DIAG_ERROR,
				 "static route %s is configured twice",
				 prefix_str(&v[i]->prefix, text));
	free(v);
}

void build_routes(struct builder *b)
{
	each_routing_options(b, read_options);
	check_routes(b);
}
