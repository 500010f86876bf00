// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Static routes that lead from one table into another (`next-table`).  That the
 * table is there, and does not lead back to where the route is, is looked at as
 * Junos does: by tables, whatever the prefixes of the routes are.  The steps from
 * table to table are few, however many routes say them: each is kept, and
 * followed, once.
 *
 * The kernel has no such route, so others stand for it (`leaked`): what the other
 * table has within the prefix, static routes and subnets of interfaces, and as
 * the prefix itself the longest of those that hold it; behind them all a reject.
 * What the table has of its own below the prefix goes before, as by the longest
 * match it would.  The other table's own ways into third tables stand there
 * already, as they are made in that order.  Addresses of the firewall in the
 * other table are no destinations from here.
 */
#include "model/builder.h"

#include <stdlib.h>
#include <string.h>

#include "lib/vec.h"

struct step {
	struct model_rib from, to;
	bool taken, loops;
};

/* One such route. */
struct leak {
	struct step step;
	struct prefix prefix;
	uint32_t from, to; /* tables */
	uint32_t preference;
	bool made;
};

struct steps {
	struct builder *b;
	VEC(struct step) v;
	VEC(struct leak) leaks;
};

typedef void (*route_fn)(struct steps *s, const struct cnode *route,
			 const struct model_instance *inst);

/* ---- all such routes ---- */

static void each_route(struct steps *s, const struct cnode *options,
		       const struct model_instance *inst, route_fn fn)
{
	const struct cnode *st = cn_child(options, "static"), *n;

	for (n = cn_first(st, "route"); n; n = cn_next(n))
		if (cn_has(n, "next-table"))
			fn(s, n, inst);
}

static void each_options(struct steps *s, const struct cnode *options,
			 const struct model_instance *inst, route_fn fn)
{
	const struct cnode *n;
	struct model_rib rib;

	each_route(s, options, inst, fn);
	for (n = cn_first(options, "rib"); n; n = cn_next(n))
		if (find_rib(s->b, cn_key(n, 0), &rib) == RIB_FOUND)
			each_route(s, n, rib.instance, fn);
}

static void each_instance(struct steps *s, route_fn fn)
{
	const struct cnode *top = cn_child(s->b->root, "routing-instances"), *n;

	each_options(s, cn_child(s->b->root, "routing-options"), NULL, fn);
	for (n = top ? top->first : NULL; n; n = n->next)
		if (n->schema->kind == SN_LIST)
			each_options(s, cn_child(n, "routing-options"),
				     find_instance(s->b, cn_key(n, 0)), fn);
}

/* ---- steps ---- */

static bool same(const struct model_rib *a, const struct model_rib *b)
{
	return a->instance == b->instance && a->family == b->family;
}

/* False: it leads nowhere that is known. */
static bool read_step(struct steps *s, const struct cnode *route,
		      const struct model_instance *inst, struct step *out)
{
	struct prefix p;

	if (prefix_parse(cn_key(route, 0), &p) ||
	    find_rib(s->b, cn_value(route, "next-table"), &out->to) !=
		    RIB_FOUND)
		return false;
	out->from = (struct model_rib){ inst, p.addr.family };
	out->taken = out->loops = false;
	return true;
}

static struct step *find_step(struct steps *s, const struct step *x)
{
	struct step *old;

	vec_each(old, &s->v)
		if (same(&old->from, &x->from) && same(&old->to, &x->to))
			return old;
	return NULL;
}

static void add_step(struct steps *s, const struct cnode *route,
		     const struct model_instance *inst)
{
	struct step step;

	if (read_step(s, route, inst, &step) && !find_step(s, &step))
		vec_push(&s->v, step);
}

/* Does a way lead from a table to another?  No step of it is taken twice. */
static bool leads(struct steps *s, const struct model_rib *from,
		  const struct model_rib *to)
{
	struct step *step;

	if (same(from, to))
		return true;
	vec_each(step, &s->v) {
		if (step->taken || !same(&step->from, from))
			continue;
		step->taken = true;
		if (leads(s, &step->to, to))
			return true;
	}
	return false;
}

static void find_loops(struct steps *s)
{
	struct step *step, *other;

	vec_each(step, &s->v) {
		vec_each(other, &s->v)
			other->taken = false;
		step->loops = leads(s, &step->to, &step->from);
	}
}

/* False: it leads nowhere. */
static bool check_route(struct steps *s, const struct cnode *route,
			const struct model_instance *inst)
{
	const struct cnode *n = cn_child(route, "next-table");
	struct model_rib rib;
	struct step step;

	if (!named_rib(s->b, n, n->value, &rib))
		return false;
	if (!read_step(s, route, inst, &step))
		return false; /* of its prefix route.c has told */
	if (step.to.family != step.from.family) {
		fault_at(s->b, n,
			 "Routing table %s is not of the family of the route",
			 n->value);
		return false;
	}
	if (find_step(s, &step)->loops) {
		fault_at(s->b, route, "next-table may loop");
		return false;
	}
	return true;
}

/* ---- what stands for them ---- */

static void add_leak(struct steps *s, const struct cnode *route,
		     const struct model_instance *inst)
{
	struct leak leak;
	struct prefix p;

	if (!check_route(s, route, inst) ||
	    !read_step(s, route, inst, &leak.step) ||
	    prefix_parse(cn_key(route, 0), &p))
		return;
	leak.prefix = prefix_network(&p);
	leak.from = rib_table(s->b, &leak.step.from);
	leak.to = rib_table(s->b, &leak.step.to);
	leak.preference = route_preference_of(route);
	leak.made = false;
	vec_push(&s->leaks, leak);
	*(struct net_route *)vec_add(&s->b->m->net->routes) =
		(struct net_route){
			.prefix = leak.prefix,
			.kind = NET_ROUTE_TABLE,
			.table = leak.from,
			.preference = leak.preference,
			.to = arena_printf(s->b->a, "%s",
					   cn_value(route, "next-table")),
		};
}

struct within {
	struct steps *s;
	const struct leak *leak;
	const struct prefix *p;
	bool found;
};

static bool holds(const struct prefix *a, const struct prefix *b)
{
	return a->addr.family == b->addr.family && a->len <= b->len &&
	       prefix_contains(a, &b->addr);
}

static void look_at_own(const struct net_route *r, void *arg)
{
	struct within *w = arg;

	if (r->prefix.len > w->leak->prefix.len && holds(&r->prefix, w->p))
		w->found = true;
}

/* A subnet goes before a static route of the same prefix, too. */
static void look_at_subnet(const struct net_route *r, void *arg)
{
	struct within *w = arg;

	if (r->prefix.len >= w->leak->prefix.len && holds(&r->prefix, w->p))
		w->found = true;
}

/* Has the table a longer way of its own to there? */
static bool own_way(struct steps *s, const struct leak *leak,
		    const struct prefix *p)
{
	struct within w = { s, leak, p, false };
	const struct net_route *r;

	vec_each(r, &s->b->m->net->routes)
		if (r->table == leak->from && !r->leaked)
			look_at_own(r, &w);
	rib_each_subnet(s->b, &leak->step.from, look_at_subnet, &w);
	return w.found;
}

static void leak_as(struct steps *s, const struct leak *leak,
		    const struct net_route *r, const struct prefix *p)
{
	struct net_route *copy;

	if (own_way(s, leak, p))
		return;
	copy = rib_copy(s->b, r, leak->to, leak->from);
	copy->prefix = *p;
	copy->leaked = true;
	if (p == &leak->prefix)
		copy->preference += leak->preference;
}

/* The routes of a table and the subnets there, gathered: making adds to them. */
struct gathered {
	VEC(struct net_route) v;
};

static void gather(const struct net_route *r, void *arg)
{
	struct gathered *g = arg;
	struct net_route copy = *r;
	const struct net_nexthop *hop;

	memset(&copy.hops, 0, sizeof(copy.hops));
	vec_each(hop, &r->hops)
		vec_push(&copy.hops, *hop);
	vec_push(&g->v, copy);
}

static void make(struct steps *s, const struct leak *leak)
{
	const uint8_t family = leak->step.to.family;
	struct gathered g = { 0 };
	struct net_route *r, end = { .prefix = leak->prefix,
				     .kind = NET_ROUTE_REJECT,
				     .preference = NET_LEAK_END };
	int longest = -1;

	vec_each(r, &s->b->m->net->routes)
		if (r->table == leak->to && r->kind != NET_ROUTE_TABLE &&
		    r->prefix.addr.family == family)
			gather(r, &g);
	rib_each_subnet(s->b, &leak->step.to, gather, &g);
	vec_each(r, &g.v) {
		r->prefix = prefix_network(&r->prefix);
		if (holds(&r->prefix, &leak->prefix) && r->prefix.len > longest)
			longest = r->prefix.len;
	}
	vec_each(r, &g.v) {
		if (holds(&r->prefix, &leak->prefix)) {
			if (r->prefix.len == longest &&
			    r->preference < NET_LEAK_END)
				leak_as(s, leak, r, &leak->prefix);
		} else if (holds(&leak->prefix, &r->prefix)) {
			leak_as(s, leak, r, &r->prefix);
		}
		vec_free(&r->hops);
	}
	vec_free(&g.v);
	rib_copy(s->b, &end, leak->to, leak->from)->leaked = true;
}

/* Does what @leak leads to still wait for ways of its own? */
static bool must_wait(struct steps *s, const struct leak *leak)
{
	const struct leak *other;

	vec_each(other, &s->leaks)
		if (!other->made && same(&other->step.from, &leak->step.to))
			return true;
	return false;
}

/* They do not loop, so that one never waits. */
static void make_all(struct steps *s)
{
	struct leak *leak;
	size_t left = s->leaks.n, before;

	do {
		before = left;
		vec_each(leak, &s->leaks) {
			if (leak->made || must_wait(s, leak))
				continue;
			make(s, leak);
			leak->made = true;
			left--;
		}
	} while (left && left < before);
}

void build_next_tables(struct builder *b)
{
	struct steps s = { .b = b };

	each_instance(&s, add_step);
	find_loops(&s);
	each_instance(&s, add_leak);
	make_all(&s);
	vec_free(&s.leaks);
	vec_free(&s.v);
}
