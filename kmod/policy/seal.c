// SPDX-License-Identifier: GPL-2.0
/*
 * Sealing a ruleset: what only the whole can say is checked (duplicates,
 * references, classifier images), every index that the running ruleset needs
 * is built, counters are taken over from the ruleset it will replace.  After
 * that nothing can fail, and it is handed over to be published.
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "policy/builder.h"
#include "policy/counters.h"
#include "policy/image.h"
#include "policy/pool.h"

/* Sorting arrays of indices by a member of what they index. */

/* Policies, NAT rules and pools begin with their id. */
struct objects {
	const void *base;
	size_t size;
};

static u32 id_of(const struct objects *o, u32 i)
{
	return *(const u32 *)(o->base + i * o->size);
}

static int cmp_id(const void *a, const void *b, const void *priv)
{
	u32 x = id_of(priv, *(const u32 *)a), y = id_of(priv, *(const u32 *)b);

	return x < y ? -1 : x > y;
}

/* Terms of an application stay in their order. */
static int cmp_app(const void *a, const void *b, const void *priv)
{
	const struct xpf_app *app = priv;
	u32 i = *(const u32 *)a, j = *(const u32 *)b;

	if (app[i].id != app[j].id)
		return app[i].id < app[j].id ? -1 : 1;
	return i < j ? -1 : i > j;
}

static int cmp_ifname(const void *a, const void *b, const void *priv)
{
	const struct xpf_binding *i = priv;

	return strncmp(i[*(const u32 *)a].ifname, i[*(const u32 *)b].ifname,
		       IFNAMSIZ);
}

static u32 *sorted(u32 n, cmp_r_func_t cmp, const void *array)
{
	u32 *index = kvmalloc_array(n, sizeof(*index), GFP_KERNEL_ACCOUNT);
	u32 i;

	if (!index)
		return NULL;
	for (i = 0; i < n; i++)
		index[i] = i;
	sort_r(index, n, sizeof(*index), cmp, NULL, array);
	return index;
}

/* An object that equals its neighbour: which? Otherwise @n. */
static u32 twice(const u32 *index, u32 n, cmp_r_func_t cmp, const void *array)
{
	u32 i;

	for (i = 1; i < n; i++)
		if (!cmp(&index[i - 1], &index[i], array))
			return max(index[i - 1], index[i]);
	return n;
}

static int seal_index(u32 **index, u32 n, cmp_r_func_t cmp, const void *array,
		      u32 object, const char *text, struct xpf_fault *f)
{
	u32 at;

	xpf_fault_at(f, object, 0);
	if (!n)
		return 0;
	*index = sorted(n, cmp, array);
	if (!*index)
		return xpf_fault(f, -ENOMEM, "no memory for index");
	at = twice(*index, n, cmp, array);
	if (at == n)
		return 0;
	xpf_fault_at(f, object, at);
	return xpf_fault(f, -EEXIST, text);
}

/* The first of the sorted terms that has this id, or @n. */
static u32 first_term(const struct xpf_ruleset *rs, const u32 *index, u32 id)
{
	u32 lo = 0, hi = rs->n_apps;

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;

		if (rs->app[index[mid]].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < rs->n_apps && rs->app[index[lo]].id == id)
		return lo;
	return rs->n_apps;
}

/* Write the terms of one application to @out (if any); how many? */
static u32 put_terms(const struct xpf_ruleset *rs, const u32 *index, u32 id,
		     u32 *out)
{
	u32 at = first_term(rs, index, id), n = 0;

	for (; at < rs->n_apps && rs->app[index[at]].id == id; at++, n++)
		if (out)
			out[n] = index[at];
	return n;
}

static int count_terms(struct xpf_builder *b, const u32 *index, u32 *total,
		       struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;
	const u32 *id = b->app_ids;
	u32 i, j, n;

	for (i = 0; i < rs->n_policies; i++) {
		xpf_fault_at(f, XPF_A_POLICY, i);
		for (j = 0; j < rs->policy[i].n_apps; j++) {
			n = put_terms(rs, index, *id++, NULL);
			if (!n)
				return xpf_fault(
					f, -ENOENT,
					"policy names an unknown application");
			if (n > MAX_POLICY_APPS - *total)
				return xpf_fault(
					f, -E2BIG,
					"too many applications in policies");
			*total += n;
		}
	}
	return 0;
}

/* From ids, as added, to terms, as looked up. */
static int seal_apps(struct xpf_builder *b, struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;
	const u32 *id = b->app_ids;
	u32 total = 0, i, j, n, *index, *out;
	int err;

	xpf_fault_at(f, XPF_A_APP, 0);
	index = sorted(rs->n_apps, cmp_app, rs->app);
	if (!index)
		return xpf_fault(f, -ENOMEM, "no memory for index");
	err = count_terms(b, index, &total, f);
	if (err)
		goto out_index;
	out = kvmalloc_array(max(total, 1U), sizeof(*out), GFP_KERNEL_ACCOUNT);
	if (!out) {
		err = xpf_fault(f, -ENOMEM, "no memory for applications");
		goto out_index;
	}
	rs->policy_app = out;
	for (i = 0; i < rs->n_policies; i++) {
		struct xpf_policy *p = &rs->policy[i];

		p->app = out;
		for (j = 0, n = p->n_apps; j < n; j++)
			out += put_terms(rs, index, *id++, out);
		p->n_apps = out - p->app;
	}
	rs->bytes += total * sizeof(*out);
out_index:
	kvfree(index);
	return err;
}

/* Ports of source NAT come from maps, which begin at XPF_PORT_MIN. */
static bool source_pool_valid(const struct xpf_nat_pool *p)
{
	for (; p; p = p->overflow)
		if (!(p->flags & (XPF_POOL_NO_PORTS | XPF_POOL_SHIFT)) &&
		    p->port_lo < XPF_PORT_MIN)
			return false;
	return true;
}

/* Source rules use this pool, and what it flows over into. */
static void mark_source(struct xpf_ruleset *rs, const struct xpf_nat_pool *p)
{
	for (; p; p = p->overflow)
		rs->nat_pool[p - rs->nat_pool].source = true;
}

/* From ids of pools, as added, to pools. */
static int seal_pools(struct xpf_ruleset *rs, struct xpf_fault *f)
{
	u32 i;

	for (i = 0; i < rs->n_nat_pools; i++) {
		struct xpf_nat_pool *p = &rs->nat_pool[i];

		xpf_fault_at(f, XPF_A_NAT_POOL, i);
		if (!p->overflow_id)
			continue;
		p->overflow = xpf_nat_pool_by_id(rs, p->overflow_id);
		if (!p->overflow || p->overflow >= p)
			return xpf_fault(f, -ENOENT,
					 "overflow to an unknown pool");
	}
	for (i = 0; i < rs->n_nat_rules; i++) {
		struct xpf_nat_rule *r = &rs->nat_rule[i];

		xpf_fault_at(f, XPF_A_NAT_RULE, i);
		if (r->action != XPF_NAT_POOL)
			continue;
		r->pool = xpf_nat_pool_by_id(rs, r->pool_id);
		if (!r->pool)
			return xpf_fault(f, -ENOENT, "rule of an unknown pool");
		if (r->kind == XPF_NAT_SOURCE && !source_pool_valid(r->pool))
			return xpf_fault(f, -ERANGE,
					 "pool without source ports");
		if (r->kind == XPF_NAT_SOURCE)
			mark_source(rs, r->pool);
	}
	return 0;
}

int xpf_builder_seal_image(struct xpf_builder *b, u8 kind, u32 n_rules,
			   const struct xpf_image **out, struct xpf_fault *f)
{
	struct xpf_image *img = b->image[kind];
	const char *why = NULL;
	int err;

	xpf_fault_at(f, XPF_A_IMAGE_KIND, kind);
	if (!img)
		return n_rules ?
			       xpf_fault(f, -ENOENT, "rules without an image") :
			       0;
	if (b->filled[kind] != img->size)
		return xpf_fault(f, -EINVAL, "image is not complete");
	err = xpf_image_verify(img, n_rules, &why);
	if (err)
		return xpf_fault(f, err, why);
	*out = img;
	b->image[kind] = NULL;
	b->rs->bytes += img->size;
	return 0;
}

static int seal_nat(struct xpf_builder *b, struct xpf_fault *f)
{
	static const struct {
		u8 image, kind;
	} all[] = {
		{ XPF_IMAGE_SOURCE_NAT, XPF_NAT_SOURCE },
		{ XPF_IMAGE_DESTINATION_NAT, XPF_NAT_DESTINATION },
		{ XPF_IMAGE_STATIC_NAT, XPF_NAT_STATIC },
		{ XPF_IMAGE_STATIC_SOURCE, XPF_NAT_STATIC },
	};
	struct xpf_ruleset *rs = b->rs;
	int err = seal_pools(rs, f);
	size_t i;

	for (i = 0; !err && i < ARRAY_SIZE(all); i++)
		err = xpf_builder_seal_image(b, all[i].image,
					     rs->nat_count[all[i].kind],
					     &rs->nat[all[i].image], f);
	return err;
}

/* Those of the same object in the running ruleset, or new ones. */
static bool take_counters(struct xpf_counters_ref *old,
			  struct xpf_counters_ref **ref,
			  struct xpf_counters __percpu **counters)
{
	*ref = old ? xpf_counters_get(old) : xpf_counters_new();
	if (!*ref)
		return false;
	*counters = xpf_counters_percpu(*ref);
	return true;
}

static bool seal_counters(struct xpf_ruleset *rs, const struct xpf_ruleset *old)
{
	const struct xpf_policy *p;
	const struct xpf_nat_rule *r;
	const struct xpf_nat_pool *o;
	u32 i;

	for (i = 0; i < rs->n_policies; i++) {
		p = old ? xpf_policy_by_id(old, rs->policy[i].id) : NULL;
		if (!take_counters(p ? p->ref : NULL, &rs->policy[i].ref,
				   &rs->policy[i].counters))
			return false;
		cond_resched();
	}
	for (i = 0; i < rs->n_nat_rules; i++) {
		r = old ? xpf_nat_rule_by_id(old, rs->nat_rule[i].id) : NULL;
		if (!take_counters(r ? r->ref : NULL, &rs->nat_rule[i].ref,
				   &rs->nat_rule[i].counters))
			return false;
	}
	for (i = 0; i < rs->n_nat_pools; i++) {
		o = old ? xpf_nat_pool_by_id(old, rs->nat_pool[i].id) : NULL;
		if (!take_counters(o ? o->ref : NULL, &rs->nat_pool[i].ref,
				   &rs->nat_pool[i].counters))
			return false;
	}
	return true;
}

static int seal_ids(u32 **index, u32 n, const void *base, size_t size,
		    u32 object, const char *text, struct xpf_fault *f)
{
	struct objects all = { base, size };

	return seal_index(index, n, cmp_id, &all, object, text, f);
}

static int seal_indices(struct xpf_ruleset *rs, struct xpf_fault *f)
{
	int err;

	BUILD_BUG_ON(offsetof(struct xpf_policy, id) ||
		     offsetof(struct xpf_nat_rule, id) ||
		     offsetof(struct xpf_nat_pool, id));
	err = seal_ids(&rs->policy_by_id, rs->n_policies, rs->policy,
		       sizeof(*rs->policy), XPF_A_POLICY,
		       "policy id already in use", f);
	if (!err)
		err = seal_ids(&rs->nat_rule_by_id, rs->n_nat_rules,
			       rs->nat_rule, sizeof(*rs->nat_rule),
			       XPF_A_NAT_RULE, "NAT rule id already in use", f);
	if (!err)
		err = seal_ids(&rs->nat_pool_by_id, rs->n_nat_pools,
			       rs->nat_pool, sizeof(*rs->nat_pool),
			       XPF_A_NAT_POOL, "NAT pool id already in use", f);
	if (err)
		return err;
	return seal_index(&rs->binding_by_ifname, rs->n_bindings, cmp_ifname,
			  rs->binding, XPF_A_INTERFACE,
			  "two interfaces with one device", f);
}

/* Interfaces take the screen of their zone. */
static void seal_screens(struct xpf_ruleset *rs)
{
	u32 i;

	for (i = 0; i < rs->n_bindings; i++) {
		struct xpf_binding *b = &rs->binding[i];
		u16 screen = rs->zone[b->zone].screen;

		if (!screen)
			continue;
		b->screen = &rs->screen[screen - 1];
		b->steps |= XPF_STEP_SCREEN;
		if (b->screen->packet_rates)
			b->steps |= XPF_STEP_FULL_IN;
	}
}

int xpf_builder_seal(struct xpf_builder *b, const struct xpf_ruleset *old,
		     struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;
	int err;

	err = seal_indices(rs, f);
	if (!err)
		err = seal_apps(b, f);
	if (!err)
		err = xpf_builder_seal_image(b, XPF_IMAGE_POLICY,
					     rs->n_policies, &rs->policies, f);
	if (!err)
		err = seal_nat(b, f);
	if (!err)
		err = xpf_filterset_seal(b, f);
	if (err)
		return err;
	xpf_fault_at(f, 0, 0);
	seal_screens(rs);
	if (!seal_counters(rs, old) ||
	    !xpf_filterset_share(&rs->filters, old ? &old->filters : NULL))
		return xpf_fault(f, -ENOMEM, "no memory for counters");
	rs->bytes += sizeof(*rs) + XPF_MAX_ZONES * sizeof(*rs->zone) +
		     XPF_MAX_SLOTS * sizeof(*rs->bind) +
		     (size_t)rs->n_policies * (sizeof(*rs->policy) + 4) +
		     (size_t)rs->n_nat_rules * (sizeof(*rs->nat_rule) + 4) +
		     (size_t)rs->n_nat_pools * (sizeof(*rs->nat_pool) + 4) +
		     (size_t)rs->n_bindings * (sizeof(*rs->binding) + 4) +
		     (size_t)rs->n_screens * sizeof(*rs->screen) +
		     (size_t)rs->n_apps * sizeof(*rs->app);
	return 0;
}

static bool same_policy(const struct xpf_policy *a, const struct xpf_policy *b)
{
	return a->digest == b->digest && a->action == b->action &&
	       a->from_zone == b->from_zone && a->to_zone == b->to_zone;
}

static void set_rematch(u32 *rematch, bool *any, u32 generation,
			enum xpf_rematch how, bool same)
{
	switch (how) {
	case XPF_REMATCH_NONE:
		return;
	case XPF_REMATCH_MODIFIED:
		if (same)
			return;
		*any = false;
		break;
	case XPF_REMATCH_EXTENSIVE:
		*any = true;
		break;
	}
	*rematch = generation;
}

/* Counters that were taken over began when they were made. */
static void mark_since(struct xpf_ruleset *rs, const struct xpf_ruleset *old)
{
	u32 i;

	for (i = 0; i < rs->n_policies; i++) {
		struct xpf_policy *p = &rs->policy[i];
		const struct xpf_policy *o = NULL;

		if (old)
			o = xpf_policy_by_id(old, p->id);
		p->since = o ? o->since : rs->generation;
	}
	for (i = 0; i < rs->n_nat_rules; i++) {
		struct xpf_nat_rule *r = &rs->nat_rule[i];
		const struct xpf_nat_rule *o = NULL;

		if (old)
			o = xpf_nat_rule_by_id(old, r->id);
		r->since = o ? o->since : rs->generation;
		r->changed = o && o->digest == r->digest ? o->changed :
							   rs->generation;
	}
}

/* What earlier commits asked for is still asked for: sessions are looked up
 * lazily, and some may not have been reached yet.
 */
static void mark_rematch(struct xpf_ruleset *rs, const struct xpf_ruleset *old,
			 enum xpf_rematch how)
{
	u32 i;

	for (i = 0; i < rs->n_policies; i++) {
		struct xpf_policy *p = &rs->policy[i];
		const struct xpf_policy *o = xpf_policy_by_id(old, p->id);

		if (o) {
			p->rematch = o->rematch;
			p->rematch_any = o->rematch_any;
		}
		set_rematch(&p->rematch, &p->rematch_any, rs->generation, how,
			    o && same_policy(o, p));
	}
	rs->rematch = old->rematch;
	rs->rematch_any = old->rematch_any;
	set_rematch(&rs->rematch, &rs->rematch_any, rs->generation, how,
		    rs->default_action == old->default_action);
}

struct xpf_ruleset *xpf_builder_take(struct xpf_builder *b,
				     const struct xpf_ruleset *old,
				     u32 generation, enum xpf_rematch how)
{
	struct xpf_ruleset *rs = b->rs;

	rs->generation = generation;
	mark_since(rs, old);
	if (old)
		mark_rematch(rs, old, how);
	b->rs = NULL;
	return rs;
}
