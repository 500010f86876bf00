// SPDX-License-Identifier: GPL-2.0
/*
 * Building a ruleset: object by object, then sealed, then handed over to be
 * published.
 *
 * Adding checks what one object can say (ids in range and not in use, zones
 * that exist); sealing checks what only the whole can: duplicates, references
 * to applications, both classifier images.  It also builds every index the
 * running ruleset needs and takes its counters over from the ruleset it will
 * replace, so that nothing can fail after it.
 *
 * Memory is bounded by the limits of uapi/linux/xpf.h and charged to whoever
 * sends the objects.
 */
#include <linux/bitmap.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "policy/build.h"
#include "policy/counters.h"
#include "policy/image.h"
#include "policy/pool.h"
#include "policy/ruleset.h"

#define MAX_POLICY_APPS (4U << 20) /* over all policies, resolved */

struct xpf_builder {
	struct xpf_ruleset *rs;
	u32 cap_policies, cap_nat_rules, cap_nat_pools, cap_apps, cap_bindings;
	u32 *app_ids; /* of all policies, one after another */
	u32 n_app_ids, cap_app_ids;
	struct xpf_image *image[__XPF_IMAGE_KINDS];
	u32 filled[__XPF_IMAGE_KINDS];
	DECLARE_BITMAP(binding_ids, XPF_MAX_INTERFACES);
};

static const struct xpf_timeouts default_timeouts = {
	.tcp_initial = 20,
	.tcp_established = 1800,
	.tcp_half_closed = 150,
	.tcp_time_wait = 2,
	.udp = 60,
	.icmp = 60,
	.other = 60,
};

struct xpf_builder *xpf_builder_new(void)
{
	struct xpf_builder *b = kzalloc(sizeof(*b), GFP_KERNEL_ACCOUNT);
	struct xpf_ruleset *rs;

	if (!b)
		return NULL;
	rs = kzalloc(sizeof(*rs), GFP_KERNEL_ACCOUNT);
	if (!rs)
		goto err_ruleset;
	b->rs = rs;
	rs->timeouts = default_timeouts;
	rs->zone =
		kvcalloc(XPF_MAX_ZONES, sizeof(*rs->zone), GFP_KERNEL_ACCOUNT);
	rs->bind =
		kvcalloc(XPF_MAX_SLOTS, sizeof(*rs->bind), GFP_KERNEL_ACCOUNT);
	if (!rs->zone || !rs->bind)
		goto err_arrays;
	rs->zone[XPF_ZONE_HOST].id = XPF_ZONE_HOST;
	strscpy(rs->zone[XPF_ZONE_HOST].name, "junos-host");
	return b;

err_arrays:
	xpf_ruleset_destroy(rs);
err_ruleset:
	kfree(b);
	return NULL;
}

void xpf_builder_free(struct xpf_builder *b)
{
	int i;

	if (!b)
		return;
	if (b->rs)
		xpf_ruleset_destroy(b->rs);
	for (i = 0; i < __XPF_IMAGE_KINDS; i++)
		kvfree(b->image[i]);
	kvfree(b->app_ids);
	kfree(b);
}

struct xpf_ruleset *xpf_builder_ruleset(struct xpf_builder *b)
{
	return b->rs;
}

u32 xpf_builder_count(const struct xpf_builder *b, u32 object)
{
	switch (object) {
	case XPF_A_ZONE:
		return b->rs->n_zones;
	case XPF_A_INTERFACE:
		return b->rs->n_bindings;
	case XPF_A_APP:
		return b->rs->n_apps;
	case XPF_A_POLICY:
		return b->rs->n_policies;
	case XPF_A_NAT_RULE:
		return b->rs->n_nat_rules;
	case XPF_A_NAT_POOL:
		return b->rs->n_nat_pools;
	}
	return 0;
}

static int fault(struct xpf_fault *f, int err, const char *text)
{
	f->text = text;
	return err;
}

static void fault_at(struct xpf_fault *f, u32 object, u32 index)
{
	f->object = object;
	f->index = index;
	f->text = NULL;
}

/* Room for @more elements after @n. Doubles, so that adding is linear. */
static void *grow(void *old, u32 n, u32 more, u32 *cap, size_t size)
{
	u32 want = max3(n + more, *cap * 2, 16U);
	void *new;

	if (n + more <= *cap)
		return old;
	new = kvmalloc_array(want, size, GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!new)
		return NULL;
	if (n)
		memcpy(new, old, n * size);
	kvfree(old);
	*cap = want;
	return new;
}

/* Append *@obj to the array @vec; false: no memory, nothing changed. */
#define append(vec, n, cap, obj)                                           \
	({                                                                 \
		typeof(vec) __v = grow(vec, n, 1, &(cap), sizeof(*(vec))); \
		if (__v) {                                                 \
			(vec) = __v;                                       \
			(vec)[(n)++] = *(obj);                             \
		}                                                          \
		!!__v;                                                     \
	})

int xpf_builder_zone(struct xpf_builder *b, const struct xpf_zone *z,
		     struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;

	fault_at(f, XPF_A_ZONE, rs->n_zones);
	if (z->id <= XPF_ZONE_HOST || z->id >= XPF_MAX_ZONES)
		return fault(f, -ERANGE, "zone id out of range");
	if (rs->zone[z->id].id)
		return fault(f, -EEXIST, "zone id already in use");
	rs->zone[z->id] = *z;
	rs->n_zones++;
	return 0;
}

static bool zone_exists(const struct xpf_ruleset *rs, u16 id)
{
	return id && id < XPF_MAX_ZONES && rs->zone[id].id;
}

static struct xpf_proxy *copy_proxy(const struct xpf_nat_range *r, u32 n)
{
	struct xpf_proxy *p = kvmalloc_array(n, sizeof(*p), GFP_KERNEL_ACCOUNT);
	u32 i;

	for (i = 0; p && i < n; i++) {
		p[i].lo = get_unaligned_be32(r[i].lo);
		p[i].hi = get_unaligned_be32(r[i].hi);
	}
	return p;
}

int xpf_builder_binding(struct xpf_builder *b, const struct xpf_binding *i,
			const struct xpf_nat_range *proxy, u32 n_proxy,
			struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;
	struct xpf_binding *new;

	fault_at(f, XPF_A_INTERFACE, rs->n_bindings);
	if (!i->id || i->id >= XPF_MAX_INTERFACES)
		return fault(f, -ERANGE, "interface id out of range");
	if (test_bit(i->id, b->binding_ids))
		return fault(f, -EEXIST, "interface id already in use");
	if (i->zone && (i->zone == XPF_ZONE_HOST || !zone_exists(rs, i->zone)))
		return fault(f, -ENOENT, "interface in an unknown zone");
	if (!append(rs->binding, rs->n_bindings, b->cap_bindings, i))
		return fault(f, -ENOMEM, "no memory for interface");
	__set_bit(i->id, b->binding_ids);
	if (!n_proxy)
		return 0;
	new = &rs->binding[rs->n_bindings - 1];
	new->proxy = copy_proxy(proxy, n_proxy);
	if (!new->proxy)
		return fault(f, -ENOMEM, "no memory for interface");
	new->n_proxy = n_proxy;
	return 0;
}

int xpf_builder_app(struct xpf_builder *b, const struct xpf_app *a,
		    struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;

	fault_at(f, XPF_A_APP, rs->n_apps);
	if (!a->id)
		return fault(f, -ERANGE, "application id is 0");
	if (rs->n_apps >= XPF_MAX_APPS)
		return fault(f, -E2BIG, "too many application terms");
	if (a->sport_lo > a->sport_hi || a->dport_lo > a->dport_hi)
		return fault(f, -ERANGE, "application port range is empty");
	if (!append(rs->app, rs->n_apps, b->cap_apps, a))
		return fault(f, -ENOMEM, "no memory for application");
	return 0;
}

static bool policy_zones_valid(const struct xpf_ruleset *rs,
			       const struct xpf_policy *p)
{
	if (!p->from_zone && !p->to_zone)
		return true; /* global */
	return zone_exists(rs, p->from_zone) && zone_exists(rs, p->to_zone);
}

int xpf_builder_policy(struct xpf_builder *b, const struct xpf_policy *p,
		       const u32 *apps, u32 n_apps, struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;
	u32 *ids;

	fault_at(f, XPF_A_POLICY, rs->n_policies);
	if (!p->id)
		return fault(f, -ERANGE, "policy id is 0");
	if (rs->n_policies >= XPF_MAX_POLICIES)
		return fault(f, -E2BIG, "too many policies");
	if (!policy_zones_valid(rs, p))
		return fault(f, -ENOENT, "policy of an unknown zone");
	if (n_apps > MAX_POLICY_APPS - b->n_app_ids)
		return fault(f, -E2BIG, "too many applications in policies");
	ids = grow(b->app_ids, b->n_app_ids, n_apps, &b->cap_app_ids,
		   sizeof(*ids));
	if (n_apps && !ids)
		return fault(f, -ENOMEM, "no memory for policy");
	b->app_ids = ids;
	if (!append(rs->policy, rs->n_policies, b->cap_policies, p))
		return fault(f, -ENOMEM, "no memory for policy");
	rs->policy[rs->n_policies - 1].n_apps = n_apps;
	if (n_apps)
		memcpy(ids + b->n_app_ids, apps, n_apps * sizeof(*ids));
	b->n_app_ids += n_apps;
	return 0;
}

int xpf_builder_nat_pool(struct xpf_builder *b, const struct xpf_nat_pool *p,
			 const struct xpf_nat_range *r, u32 n,
			 struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;
	struct xpf_nat_pool pool = *p;
	int err;

	fault_at(f, XPF_A_NAT_POOL, rs->n_nat_pools);
	if (!p->id)
		return fault(f, -ERANGE, "NAT pool id is 0");
	if (rs->n_nat_pools >= XPF_MAX_NAT_POOLS)
		return fault(f, -E2BIG, "too many NAT pools");
	if (p->port_lo > p->port_hi)
		return fault(f, -ERANGE, "NAT pool's port range is empty");
	if (!n || n > XPF_MAX_POOL_RANGES)
		return fault(f, -ERANGE, "number of addresses out of range");
	pool.range = kvmalloc_array(n, sizeof(*pool.range), GFP_KERNEL_ACCOUNT);
	if (!pool.range)
		return fault(f, -ENOMEM, "no memory for NAT pool");
	err = xpf_pool_fill(&pool, r, n) ?
		      0 :
		      fault(f, -ERANGE, "address range is empty");
	if (!err &&
	    !append(rs->nat_pool, rs->n_nat_pools, b->cap_nat_pools, &pool))
		err = fault(f, -ENOMEM, "no memory for NAT pool");
	if (err)
		kvfree(pool.range);
	return err;
}

/* May a rule of this kind do this? */
static bool nat_action_valid(const struct xpf_nat_rule *r)
{
	switch ((enum xpf_nat_kind)r->kind) {
	case XPF_NAT_SOURCE:
		return r->action != XPF_NAT_PREFIX;
	case XPF_NAT_DESTINATION:
		return r->action == XPF_NAT_OFF || r->action == XPF_NAT_POOL;
	case XPF_NAT_STATIC:
		return r->action == XPF_NAT_PREFIX;
	}
	return false;
}

int xpf_builder_nat_rule(struct xpf_builder *b, const struct xpf_nat_rule *r,
			 struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;
	u32 n = rs->n_nat_rules;

	fault_at(f, XPF_A_NAT_RULE, n);
	if (!r->id)
		return fault(f, -ERANGE, "NAT rule id is 0");
	if (n >= XPF_MAX_NAT_RULES)
		return fault(f, -E2BIG, "too many NAT rules");
	if (n && rs->nat_rule[n - 1].kind > r->kind)
		return fault(f, -EINVAL, "NAT rules not kind by kind");
	if (!nat_action_valid(r))
		return fault(f, -EINVAL, "NAT rule cannot do this");
	if (r->action == XPF_NAT_PREFIX &&
	    r->map.len > (r->map.family == AF_INET ? 32 : 128))
		return fault(f, -ERANGE, "prefix length out of range");
	if (!append(rs->nat_rule, rs->n_nat_rules, b->cap_nat_rules, r))
		return fault(f, -ENOMEM, "no memory for NAT rule");
	if (!rs->nat_count[r->kind]++)
		rs->nat_first[r->kind] = n;
	return 0;
}

int xpf_builder_image(struct xpf_builder *b, u8 kind, u32 size, u32 offset,
		      const void *data, u32 len, struct xpf_fault *f)
{
	struct xpf_image *img;

	fault_at(f, XPF_A_IMAGE_KIND, kind);
	if (kind >= __XPF_IMAGE_KINDS)
		return fault(f, -EOPNOTSUPP, "image kind not supported");
	if (size < sizeof(struct xpf_image_header) || size > XPF_MAX_IMAGE)
		return fault(f, -ERANGE, "image size out of range");
	img = b->image[kind];
	if (!img && !offset) {
		img = kvzalloc(struct_size(img, data, size),
			       GFP_KERNEL_ACCOUNT);
		if (!img)
			return fault(f, -ENOMEM, "no memory for image");
		img->size = size;
		b->image[kind] = img;
	}
	if (!img || img->size != size || offset != b->filled[kind])
		return fault(f, -EINVAL, "image pieces not in order");
	if (!len || len > size - offset)
		return fault(f, -ERANGE, "image piece out of bounds");
	memcpy(img->data + offset, data, len);
	b->filled[kind] += len;
	return 0;
}

/* Sorting arrays of indices by a member of what they index. */

static int cmp_policy(const void *a, const void *b, const void *priv)
{
	const struct xpf_policy *p = priv;
	u32 x = p[*(const u32 *)a].id, y = p[*(const u32 *)b].id;

	return x < y ? -1 : x > y;
}

static int cmp_nat_rule(const void *a, const void *b, const void *priv)
{
	const struct xpf_nat_rule *r = priv;
	u32 x = r[*(const u32 *)a].id, y = r[*(const u32 *)b].id;

	return x < y ? -1 : x > y;
}

static int cmp_nat_pool(const void *a, const void *b, const void *priv)
{
	const struct xpf_nat_pool *p = priv;
	u32 x = p[*(const u32 *)a].id, y = p[*(const u32 *)b].id;

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

	fault_at(f, object, 0);
	if (!n)
		return 0;
	*index = sorted(n, cmp, array);
	if (!*index)
		return fault(f, -ENOMEM, "no memory for index");
	at = twice(*index, n, cmp, array);
	if (at == n)
		return 0;
	fault_at(f, object, at);
	return fault(f, -EEXIST, text);
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
		fault_at(f, XPF_A_POLICY, i);
		for (j = 0; j < rs->policy[i].n_apps; j++) {
			n = put_terms(rs, index, *id++, NULL);
			if (!n)
				return fault(
					f, -ENOENT,
					"policy names an unknown application");
			if (n > MAX_POLICY_APPS - *total)
				return fault(
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

	fault_at(f, XPF_A_APP, 0);
	index = sorted(rs->n_apps, cmp_app, rs->app);
	if (!index)
		return fault(f, -ENOMEM, "no memory for index");
	err = count_terms(b, index, &total, f);
	if (err)
		goto out_index;
	out = kvmalloc_array(max(total, 1U), sizeof(*out), GFP_KERNEL_ACCOUNT);
	if (!out) {
		err = fault(f, -ENOMEM, "no memory for applications");
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

/* From ids of pools, as added, to pools. */
static int seal_pools(struct xpf_ruleset *rs, struct xpf_fault *f)
{
	u32 i;

	for (i = 0; i < rs->n_nat_pools; i++) {
		struct xpf_nat_pool *p = &rs->nat_pool[i];

		fault_at(f, XPF_A_NAT_POOL, i);
		if (!p->overflow_id)
			continue;
		p->overflow = xpf_nat_pool_by_id(rs, p->overflow_id);
		if (!p->overflow || p->overflow >= p)
			return fault(f, -ENOENT, "overflow to an unknown pool");
	}
	for (i = 0; i < rs->n_nat_rules; i++) {
		struct xpf_nat_rule *r = &rs->nat_rule[i];

		fault_at(f, XPF_A_NAT_RULE, i);
		if (r->action != XPF_NAT_POOL)
			continue;
		r->pool = xpf_nat_pool_by_id(rs, r->pool_id);
		if (!r->pool)
			return fault(f, -ENOENT, "rule of an unknown pool");
		if (r->kind == XPF_NAT_SOURCE && !source_pool_valid(r->pool))
			return fault(f, -ERANGE, "pool without source ports");
	}
	return 0;
}

static int seal_image(struct xpf_builder *b, u8 kind, u32 n_rules,
		      const struct xpf_image **out, struct xpf_fault *f)
{
	struct xpf_image *img = b->image[kind];
	const char *why = NULL;
	int err;

	fault_at(f, XPF_A_IMAGE_KIND, kind);
	if (!img)
		return n_rules ? fault(f, -ENOENT, "rules without an image") :
				 0;
	if (b->filled[kind] != img->size)
		return fault(f, -EINVAL, "image is not complete");
	err = xpf_image_verify(img, n_rules, &why);
	if (err)
		return fault(f, err, why);
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
		err = seal_image(b, all[i].image, rs->nat_count[all[i].kind],
				 &rs->nat[all[i].image], f);
	return err;
}

static int seal_counters(struct xpf_ruleset *rs, const struct xpf_ruleset *old)
{
	u32 i;

	for (i = 0; i < rs->n_policies; i++) {
		struct xpf_policy *p = &rs->policy[i];
		const struct xpf_policy *o = NULL;

		if (old)
			o = xpf_policy_by_id(old, p->id);
		p->ref = o ? xpf_counters_get(o->ref) : xpf_counters_new();
		if (!p->ref)
			return -ENOMEM;
		p->counters = xpf_counters_percpu(p->ref);
		cond_resched();
	}
	for (i = 0; i < rs->n_nat_rules; i++) {
		struct xpf_nat_rule *r = &rs->nat_rule[i];
		const struct xpf_nat_rule *o = NULL;

		if (old)
			o = xpf_nat_rule_by_id(old, r->id);
		r->ref = o ? xpf_counters_get(o->ref) : xpf_counters_new();
		if (!r->ref)
			return -ENOMEM;
		r->counters = xpf_counters_percpu(r->ref);
	}
	return 0;
}

static int seal_pool_counters(struct xpf_ruleset *rs,
			      const struct xpf_ruleset *old)
{
	u32 i;

	for (i = 0; i < rs->n_nat_pools; i++) {
		struct xpf_nat_pool *p = &rs->nat_pool[i];
		const struct xpf_nat_pool *o = NULL;

		if (old)
			o = xpf_nat_pool_by_id(old, p->id);
		p->ref = o ? xpf_counters_get(o->ref) : xpf_counters_new();
		if (!p->ref)
			return -ENOMEM;
		p->counters = xpf_counters_percpu(p->ref);
	}
	return 0;
}

static int seal_indices(struct xpf_ruleset *rs, struct xpf_fault *f)
{
	int err;

	err = seal_index(&rs->policy_by_id, rs->n_policies, cmp_policy,
			 rs->policy, XPF_A_POLICY, "policy id already in use",
			 f);
	if (err)
		return err;
	err = seal_index(&rs->nat_rule_by_id, rs->n_nat_rules, cmp_nat_rule,
			 rs->nat_rule, XPF_A_NAT_RULE,
			 "NAT rule id already in use", f);
	if (err)
		return err;
	err = seal_index(&rs->nat_pool_by_id, rs->n_nat_pools, cmp_nat_pool,
			 rs->nat_pool, XPF_A_NAT_POOL,
			 "NAT pool id already in use", f);
	if (err)
		return err;
	return seal_index(&rs->binding_by_ifname, rs->n_bindings, cmp_ifname,
			  rs->binding, XPF_A_INTERFACE,
			  "two interfaces with one device", f);
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
		err = seal_image(b, XPF_IMAGE_POLICY, rs->n_policies,
				 &rs->policies, f);
	if (!err)
		err = seal_nat(b, f);
	if (err)
		return err;
	fault_at(f, 0, 0);
	if (seal_counters(rs, old) || seal_pool_counters(rs, old))
		return fault(f, -ENOMEM, "no memory for counters");
	rs->bytes += sizeof(*rs) + XPF_MAX_ZONES * sizeof(*rs->zone) +
		     XPF_MAX_SLOTS * sizeof(*rs->bind) +
		     (size_t)rs->n_policies * (sizeof(*rs->policy) + 4) +
		     (size_t)rs->n_nat_rules * (sizeof(*rs->nat_rule) + 4) +
		     (size_t)rs->n_nat_pools * (sizeof(*rs->nat_pool) + 4) +
		     (size_t)rs->n_bindings * (sizeof(*rs->binding) + 4) +
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
