// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * clear security nat statistics ...: of everything, of one kind's rules or
 * pools, of one of them.
 */
#include "oper/nat.h"

#include <string.h>

struct count {
	struct oper *o;
	uint32_t set;
	unsigned int cleared;
	int status;
};

static void clear_one(struct count *c, uint32_t id)
{
	struct dp_error e;

	if (c->status)
		return;
	if (dp_clear_nat(c->o->dp, c->set, id, &e))
		c->status = oper_dp_failed(c->o, &e);
	c->cleared++;
}

static bool is(const char *want, const char *name)
{
	return !want || !strcmp(want, "all") || !strcmp(want, name);
}

static int clear_rules(struct oper *o, enum xpf_nat_kind kind)
{
	const char *want = oper_arg(o, "rule-name");
	struct count c = { .o = o, .set = XPF_STATSET_NAT_RULE };
	struct model_nat_rule *const *r;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	if (!oper_dp(o))
		return 1;
	vec_each(r, &o->model->nat[kind])
		if (is(want, (*r)->name))
			clear_one(&c, (*r)->id);
	if (c.status || c.cleared || is(want, "all"))
		return c.status;
	return oper_error(o, "NAT rule %s not found", want);
}

static int clear_pools(struct oper *o, enum xpf_nat_kind kind)
{
	const char *want = oper_arg(o, "pool-name");
	struct count c = { .o = o, .set = XPF_STATSET_NAT_POOL };
	struct model_nat_pool *const *p;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	if (!oper_dp(o))
		return 1;
	vec_each(p, &o->model->nat_pools)
		if ((*p)->kind == kind && is(want, (*p)->name))
			clear_one(&c, (*p)->id);
	if (c.status || c.cleared || is(want, "all"))
		return c.status;
	return oper_error(o, "NAT pool %s not found", want);
}

int oper_nat_clear(struct oper *o)
{
	struct dp *dp = oper_dp(o);
	struct dp_error e;

	if (!dp)
		return 1;
	return dp_clear(dp, XPF_STATSET_NAT_RULE | XPF_STATSET_NAT_POOL, &e) ?
		       oper_dp_failed(o, &e) :
		       0;
}

int oper_nat_clear_source_rule(struct oper *o)
{
	return clear_rules(o, XPF_NAT_SOURCE);
}

int oper_nat_clear_destination_rule(struct oper *o)
{
	return clear_rules(o, XPF_NAT_DESTINATION);
}

int oper_nat_clear_static_rule(struct oper *o)
{
	return clear_rules(o, XPF_NAT_STATIC);
}

int oper_nat_clear_source_pool(struct oper *o)
{
	return clear_pools(o, XPF_NAT_SOURCE);
}

int oper_nat_clear_destination_pool(struct oper *o)
{
	return clear_pools(o, XPF_NAT_DESTINATION);
}
