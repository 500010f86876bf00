// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What is odd about rules and pools together: faults that neither has alone.
 *
 * The addresses of a source pool belong where the packet leaves: its answers
 * come in there.  A pool may say so by a routing instance; when it says another
 * one than the rule-set leads to, the word has no effect, and that is said.
 */
#include "model/nat_match.h"

static bool same_instance(const struct builder *b,
			  const struct model_instance *x,
			  const struct model_instance *y)
{
	return (x ? x : &b->m->main) == (y ? y : &b->m->main);
}

static bool zone_in(const struct builder *b, const struct model_zone *z,
		    const struct model_instance *want)
{
	struct model_interface *const *i;

	vec_each(i, &b->m->interfaces)
		if ((*i)->zone == z && !same_instance(b, (*i)->instance, want))
			return false;
	return true;
}

/* Is everything there in that instance? */
static bool end_in(const struct builder *b, const struct model_nat_end *e,
		   const struct model_instance *want)
{
	unsigned int i;

	for (i = 0; i < e->n_zone; i++)
		if (!zone_in(b, e->zone[i], want))
			return false;
	for (i = 0; i < e->n_interface; i++)
		if (!same_instance(b, e->interface[i]->instance, want))
			return false;
	for (i = 0; i < e->n_instance; i++)
		if (!same_instance(b, e->instance[i], want))
			return false;
	return true;
}

static void check_instance(struct builder *b, const struct model_nat_rule *r)
{
	const struct model_nat_pool *p = r->pool;

	if (p->instance && !end_in(b, r->to, p->instance))
		warn_at(b, cn_child(p->node, "routing-instance"),
			"rule-set %s leads to another routing instance: "
			"statement has no effect on rule %s",
			r->set, r->name);
}

/* Bindings lead back to hosts of their own family. */
static void check_persistent(struct builder *b, const struct model_nat_rule *r)
{
	unsigned int i;

	for (i = 0; r->persist && r->pool->n_ranges && i < r->n_src; i++)
		if (r->src[i].lo.family != r->pool->range[0].lo.family) {
			warn_at(b, r->node,
				"persistent-nat has no effect on hosts of "
				"another address family than pool %s",
				r->pool->name);
			return;
		}
}

void nat_check_rules(struct builder *b)
{
	struct model_nat_rule *const *r;

	vec_each(r, &b->m->nat[XPF_NAT_SOURCE])
		if ((*r)->pool) {
			check_instance(b, *r);
			check_persistent(b, *r);
		}
}
