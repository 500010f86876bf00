// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Static routes that lead from one table into another (`next-table`).  Such a
 * route is not made yet; that its table is there, and does not lead back to
 * where the route is, is looked at as Junos does: by tables, whatever the
 * prefixes of the routes are.
 *
 * The steps from table to table are few, however many routes say them: each is
 * kept, and followed, once.
 */
#include "model/builder.h"

#include <stdlib.h>
#include <string.h>

#include "lib/vec.h"

struct step {
	struct model_rib from, to;
	bool taken, loops;
};

struct steps {
	struct builder *b;
	VEC(struct step) v;
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

static void check_route(struct steps *s, const struct cnode *route,
			const struct model_instance *inst)
{
	const struct cnode *n = cn_child(route, "next-table");
	struct model_rib rib;
	struct step step;

	if (find_rib(s->b, n->value, &rib) == RIB_UNDEFINED)
		fault_at(s->b, n, "Routing table %s is not defined", n->value);
	else if (read_step(s, route, inst, &step) && find_step(s, &step)->loops)
		fault_at(s->b, route, "next-table may loop");
	else
		warn_at(s->b, n,
			"next-table is not supported yet; the route is not installed");
}

void build_next_tables(struct builder *b)
{
	struct steps s = { .b = b };

	each_instance(&s, add_step);
	find_loops(&s);
	each_instance(&s, check_route);
	vec_free(&s.v);
}
