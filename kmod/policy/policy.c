// SPDX-License-Identifier: GPL-2.0
/*
 * What a ruleset says about a first packet: the policy that decides, the
 * source NAT rule, the application that names the session; and how a session
 * finds its policy again by the id that commits do not change.
 *
 * Pure: reads an immutable ruleset, under RCU in the kernel.
 */
#include <linux/bsearch.h>
#include <linux/kernel.h>

#include "policy/image.h"
#include "policy/ruleset.h"

const struct xpf_policy *xpf_policy_lookup(const struct xpf_ruleset *rs,
					   const struct xpf_fields *f)
{
	u32 rule;

	if (!rs->policies)
		return NULL;
	rule = xpf_classify(rs->policies, f);
	return rule < rs->n_policies ? &rs->policy[rule] : NULL;
}

static enum xpf_nat_kind kind_of(enum xpf_image_kind image)
{
	switch (image) {
	case XPF_IMAGE_DESTINATION_NAT:
		return XPF_NAT_DESTINATION;
	case XPF_IMAGE_STATIC_NAT:
	case XPF_IMAGE_STATIC_SOURCE:
		return XPF_NAT_STATIC;
	case XPF_IMAGE_POLICY:
	case XPF_IMAGE_FILTER:
	case XPF_IMAGE_SOURCE_NAT:
	case __XPF_IMAGE_KINDS:
		break;
	}
	return XPF_NAT_SOURCE;
}

const struct xpf_nat_rule *xpf_nat_search(const struct xpf_ruleset *rs,
					  enum xpf_image_kind image,
					  const struct xpf_fields *f)
{
	enum xpf_nat_kind kind = kind_of(image);
	u32 rule = xpf_classify(rs->nat[image], f);

	if (rule >= rs->nat_count[kind])
		return NULL;
	return &rs->nat_rule[rs->nat_first[kind] + rule];
}

static bool app_fits(const struct xpf_app *a, u8 proto, u16 sport, u16 dport)
{
	return (a->any_proto || a->proto == proto) && sport >= a->sport_lo &&
	       sport <= a->sport_hi && dport >= a->dport_lo &&
	       dport <= a->dport_hi;
}

const struct xpf_app *xpf_policy_app(const struct xpf_ruleset *rs,
				     const struct xpf_policy *p, u8 proto,
				     u16 sport, u16 dport)
{
	u32 i;

	for (i = 0; i < p->n_apps; i++) {
		const struct xpf_app *a = &rs->app[p->app[i]];

		if (app_fits(a, proto, sport, dport))
			return a;
	}
	return NULL;
}

/* All these objects start with their id. */
struct by_id {
	const void *base;
	size_t size;
	u32 id;
};

static int cmp_id(const void *key, const void *elem)
{
	const struct by_id *k = key;
	u32 id = *(const u32 *)(k->base + *(const u32 *)elem * k->size);

	return k->id < id ? -1 : k->id > id;
}

const struct xpf_policy *xpf_policy_by_id(const struct xpf_ruleset *rs, u32 id)
{
	struct by_id key = { rs->policy, sizeof(*rs->policy), id };
	const u32 *at;

	BUILD_BUG_ON(offsetof(struct xpf_policy, id));
	if (!id || !rs->n_policies)
		return NULL;
	at = bsearch(&key, rs->policy_by_id, rs->n_policies, sizeof(u32),
		     cmp_id);
	return at ? &rs->policy[*at] : NULL;
}

static bool any_app(const struct xpf_ruleset *rs, u32 id,
		    bool (*fits)(const struct xpf_app *a, const void *what),
		    const void *what)
{
	const struct xpf_policy *p = xpf_policy_by_id(rs, id);
	u32 i;

	if (!p)
		return !id;
	for (i = 0; i < p->n_apps; i++)
		if (fits(&rs->app[p->app[i]], what))
			return true;
	return !p->n_apps;
}

static bool has_program(const struct xpf_app *a, const void *what)
{
	u32 program = *(const u32 *)what;

	return a->has_program && program >= a->program_lo &&
	       program <= a->program_hi;
}

bool xpf_policy_program(const struct xpf_ruleset *rs, u32 id, u32 program)
{
	return any_app(rs, id, has_program, &program);
}

static bool has_uuid(const struct xpf_app *a, const void *what)
{
	static const u8 any[16] = { [0 ... 15] = 0xff };

	return a->has_uuid &&
	       (!memcmp(a->uuid, what, 16) || !memcmp(a->uuid, any, 16));
}

bool xpf_policy_uuid(const struct xpf_ruleset *rs, u32 id, const u8 uuid[16])
{
	return any_app(rs, id, has_uuid, uuid);
}

const struct xpf_nat_rule *xpf_nat_rule_by_id(const struct xpf_ruleset *rs,
					      u32 id)
{
	struct by_id key = { rs->nat_rule, sizeof(*rs->nat_rule), id };
	const u32 *at;

	BUILD_BUG_ON(offsetof(struct xpf_nat_rule, id));
	if (!id || !rs->n_nat_rules)
		return NULL;
	at = bsearch(&key, rs->nat_rule_by_id, rs->n_nat_rules, sizeof(u32),
		     cmp_id);
	return at ? &rs->nat_rule[*at] : NULL;
}

const struct xpf_nat_pool *xpf_nat_pool_by_id(const struct xpf_ruleset *rs,
					      u32 id)
{
	struct by_id key = { rs->nat_pool, sizeof(*rs->nat_pool), id };
	const u32 *at;

	BUILD_BUG_ON(offsetof(struct xpf_nat_pool, id));
	if (!id || !rs->n_nat_pools)
		return NULL;
	at = bsearch(&key, rs->nat_pool_by_id, rs->n_nat_pools, sizeof(u32),
		     cmp_id);
	return at ? &rs->nat_pool[*at] : NULL;
}
