// SPDX-License-Identifier: GPL-2.0
/*
 * Filling a ruleset, object by object.  Adding checks what one object can say:
 * ids in range and not in use, zones that exist.  What only the whole can say
 * is checked when it is sealed (seal.c).
 *
 * Memory is bounded by the limits of uapi/linux/xpf.h and charged to whoever
 * sends the objects.
 */
#include <linux/bitmap.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "pkt/prefix.h"
#include "policy/builder.h"
#include "policy/cos.h"
#include "policy/image.h"
#include "policy/pool.h"

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
	case XPF_A_FW_FILTER:
		return b->rs->filters.n_filters;
	case XPF_A_FW_METER:
		return b->rs->filters.n_meters;
	case XPF_A_FW_TERM:
		return b->rs->filters.n_terms;
	case XPF_A_SCREEN:
		return b->rs->n_screens;
	}
	return 0;
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

/* Index plus one; 0: no such screen. */
static u16 find_screen(const struct xpf_ruleset *rs, u16 id)
{
	u32 i;

	for (i = 0; i < rs->n_screens; i++)
		if (rs->screen[i].id == id)
			return i + 1;
	return 0;
}

static bool white_valid(const struct xpf_screen_white *w, u32 n)
{
	for (; n; n--, w++)
		if ((w->family != AF_INET && w->family != AF_INET6) ||
		    w->len > (w->family == AF_INET ? 32 : 128))
			return false;
	return true;
}

static bool limits_packets(const struct xpf_screen *s)
{
	int of;

	for (of = 0; of < __XPF_LIMIT_COUNT; of++)
		if (s->limit[0][of].packets || s->limit[1][of].packets)
			return true;
	return false;
}

int xpf_builder_screen(struct xpf_builder *b, const struct xpf_screen *s,
		       const struct xpf_screen_white *w, u32 n,
		       struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;
	struct xpf_screen screen = *s;

	xpf_fault_at(f, XPF_A_SCREEN, rs->n_screens);
	if (!s->id || s->id > XPF_MAX_SCREENS)
		return xpf_fault(f, -ERANGE, "screen id out of range");
	if (s->enabled & ~GENMASK_ULL(__XPF_SCREEN_COUNT - 1, 1))
		return xpf_fault(f, -EOPNOTSUPP, "unknown screen");
	if (find_screen(rs, s->id))
		return xpf_fault(f, -EEXIST, "screen id already in use");
	if (n > XPF_MAX_WHITE)
		return xpf_fault(f, -E2BIG, "too many white-listed addresses");
	if (!white_valid(w, n))
		return xpf_fault(f, -EINVAL, "bad white-listed address");
	screen.packet_rates = limits_packets(s);
	screen.white = NULL;
	screen.n_white = n;
	if (n) {
		screen.white =
			kvmalloc_array(n, sizeof(*w), GFP_KERNEL_ACCOUNT);
		if (!screen.white)
			return xpf_fault(f, -ENOMEM, "no memory for screen");
		memcpy(screen.white, w, n * sizeof(*w));
	}
	if (append(rs->screen, rs->n_screens, b->cap_screens, &screen))
		return 0;
	kvfree(screen.white);
	return xpf_fault(f, -ENOMEM, "no memory for screen");
}

int xpf_builder_zone(struct xpf_builder *b, const struct xpf_zone *z,
		     u16 screen, struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;

	xpf_fault_at(f, XPF_A_ZONE, rs->n_zones);
	if (z->id <= XPF_ZONE_HOST || z->id >= XPF_MAX_ZONES)
		return xpf_fault(f, -ERANGE, "zone id out of range");
	if (rs->zone[z->id].id)
		return xpf_fault(f, -EEXIST, "zone id already in use");
	if (screen && !find_screen(rs, screen))
		return xpf_fault(f, -ENOENT, "zone with an unknown screen");
	rs->zone[z->id] = *z;
	rs->zone[z->id].screen = screen ? find_screen(rs, screen) : 0;
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

static struct xpf_nat_range *copy_proxy6(const struct xpf_nat_range *r, u32 n)
{
	struct xpf_nat_range *p =
		kvmalloc_array(n, sizeof(*p), GFP_KERNEL_ACCOUNT);

	if (p)
		memcpy(p, r, n * sizeof(*p));
	return p;
}

int xpf_builder_binding(struct xpf_builder *b, const struct xpf_binding *i,
			const struct xpf_nat_range *proxy, u32 n_proxy,
			struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;
	struct xpf_binding *new;

	xpf_fault_at(f, XPF_A_INTERFACE, rs->n_bindings);
	if (!i->id || i->id >= XPF_MAX_INTERFACES)
		return xpf_fault(f, -ERANGE, "interface id out of range");
	if (test_bit(i->id, b->binding_ids))
		return xpf_fault(f, -EEXIST, "interface id already in use");
	if (i->zone && (i->zone == XPF_ZONE_HOST || !zone_exists(rs, i->zone)))
		return xpf_fault(f, -ENOENT, "interface in an unknown zone");
	if (i->filters.cos && !xpf_cos_valid(i->filters.cos))
		return xpf_fault(f, -ERANGE, "class of service out of range");
	if (!append(rs->binding, rs->n_bindings, b->cap_bindings, i))
		return xpf_fault(f, -ENOMEM, "no memory for interface");
	__set_bit(i->id, b->binding_ids);
	new = &rs->binding[rs->n_bindings - 1];
	new->proxy6 = NULL;
	if (i->filters.cos)
		new->filters.cos = xpf_cos_copy(i->filters.cos);
	if (i->filters.cos && !new->filters.cos)
		return xpf_fault(f, -ENOMEM, "no memory for interface");
	if (i->n_proxy6)
		new->proxy6 = copy_proxy6(i->proxy6, i->n_proxy6);
	if (i->n_proxy6 && !new->proxy6)
		return xpf_fault(f, -ENOMEM, "no memory for interface");
	if (!n_proxy)
		return 0;
	new->proxy = copy_proxy(proxy, n_proxy);
	if (!new->proxy)
		return xpf_fault(f, -ENOMEM, "no memory for interface");
	new->n_proxy = n_proxy;
	return 0;
}

int xpf_builder_app(struct xpf_builder *b, const struct xpf_app *a,
		    struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;

	xpf_fault_at(f, XPF_A_APP, rs->n_apps);
	if (!a->id)
		return xpf_fault(f, -ERANGE, "application id is 0");
	if (rs->n_apps >= XPF_MAX_APPS)
		return xpf_fault(f, -E2BIG, "too many application terms");
	if (a->sport_lo > a->sport_hi || a->dport_lo > a->dport_hi)
		return xpf_fault(f, -ERANGE, "application port range is empty");
	if (!append(rs->app, rs->n_apps, b->cap_apps, a))
		return xpf_fault(f, -ENOMEM, "no memory for application");
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

	xpf_fault_at(f, XPF_A_POLICY, rs->n_policies);
	if (!p->id)
		return xpf_fault(f, -ERANGE, "policy id is 0");
	if (rs->n_policies >= XPF_MAX_POLICIES)
		return xpf_fault(f, -E2BIG, "too many policies");
	if (!policy_zones_valid(rs, p))
		return xpf_fault(f, -ENOENT, "policy of an unknown zone");
	if (n_apps > MAX_POLICY_APPS - b->n_app_ids)
		return xpf_fault(f, -E2BIG,
				 "too many applications in policies");
	ids = grow(b->app_ids, b->n_app_ids, n_apps, &b->cap_app_ids,
		   sizeof(*ids));
	if (n_apps && !ids)
		return xpf_fault(f, -ENOMEM, "no memory for policy");
	b->app_ids = ids;
	if (!append(rs->policy, rs->n_policies, b->cap_policies, p))
		return xpf_fault(f, -ENOMEM, "no memory for policy");
	rs->policy[rs->n_policies - 1].n_apps = n_apps;
	rs->mss.any |= p->mss[0] || p->mss[1];
	if (n_apps)
		memcpy(ids + b->n_app_ids, apps, n_apps * sizeof(*ids));
	b->n_app_ids += n_apps;
	return 0;
}

static bool block_valid(const struct xpf_nat_pool *p)
{
	const struct xpf_nat_block *b = &p->block;

	if (!b->size)
		return !p->host_count;
	return b->max && p->port_lo >= XPF_PORT_MIN &&
	       b->size <= p->port_hi - p->port_lo + 1 &&
	       (u32)b->size * p->overload <= XPF_MAX_BLOCK_BITS &&
	       !(p->flags & (XPF_POOL_NO_PORTS | XPF_POOL_SHIFT));
}

static bool ports_valid(const struct xpf_nat_pool *p)
{
	return p->port_lo <= p->port_hi && p->overload &&
	       p->twin_lo <= p->twin_hi &&
	       (!p->twin_hi || p->twin_lo >= XPF_PORT_MIN) && p->raise <= 100 &&
	       p->clear <= p->raise;
}

static struct xpf_nat_range_at *new_ranges(u32 n)
{
	if (!n || n > XPF_MAX_POOL_RANGES)
		return NULL;
	return kvmalloc_array(n, sizeof(struct xpf_nat_range_at),
			      GFP_KERNEL_ACCOUNT);
}

/* Hosts of deterministic NAT. */
static int fill_hosts(struct xpf_nat_pool *p, const struct xpf_nat_range *r,
		      u32 n, struct xpf_fault *f)
{
	if (!n)
		return 0;
	if (p->host_family != AF_INET && p->host_family != AF_INET6)
		return xpf_fault(f, -EINVAL, "hosts of no address family");
	p->host = new_ranges(n);
	if (!p->host)
		return xpf_fault(f, -ENOMEM, "no memory for NAT pool");
	p->host_count =
		xpf_ranges_fill(p->host, p->host_family, r, n, &p->n_hosts);
	if (!p->host_count)
		return xpf_fault(f, -ERANGE, "range of hosts is empty");
	return 0;
}

int xpf_builder_nat_pool(struct xpf_builder *b, const struct xpf_nat_pool *p,
			 const struct xpf_nat_range *r, u32 n,
			 const struct xpf_nat_range *hosts, u32 n_hosts,
			 struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;
	struct xpf_nat_pool pool = *p;
	int err;

	xpf_fault_at(f, XPF_A_NAT_POOL, rs->n_nat_pools);
	if (!p->id)
		return xpf_fault(f, -ERANGE, "NAT pool id is 0");
	if (rs->n_nat_pools >= XPF_MAX_NAT_POOLS)
		return xpf_fault(f, -E2BIG, "too many NAT pools");
	if (!ports_valid(p))
		return xpf_fault(f, -ERANGE, "NAT pool's port range is empty");
	if (!n || n > XPF_MAX_POOL_RANGES || n_hosts > XPF_MAX_POOL_RANGES)
		return xpf_fault(f, -ERANGE,
				 "number of addresses out of range");
	pool.range = new_ranges(n);
	if (!pool.range)
		return xpf_fault(f, -ENOMEM, "no memory for NAT pool");
	err = xpf_pool_fill(&pool, r, n) ?
		      fill_hosts(&pool, hosts, n_hosts, f) :
		      xpf_fault(f, -ERANGE, "address range is empty");
	if (!err && !block_valid(&pool))
		err = xpf_fault(f, -ERANGE, "blocks of ports out of range");
	if (!err &&
	    !append(rs->nat_pool, rs->n_nat_pools, b->cap_nat_pools, &pool))
		err = xpf_fault(f, -ENOMEM, "no memory for NAT pool");
	if (err) {
		kvfree(pool.range);
		kvfree(pool.host);
	}
	return err;
}

/* May a rule of this kind do this? */
static bool nat_action_valid(const struct xpf_nat_rule *r)
{
	switch ((enum xpf_nat_kind)r->kind) {
	case XPF_NAT_SOURCE:
		return r->action < XPF_NAT_PREFIX;
	case XPF_NAT_DESTINATION:
		return r->action == XPF_NAT_OFF || r->action == XPF_NAT_POOL;
	case XPF_NAT_STATIC:
		return r->action >= XPF_NAT_PREFIX;
	}
	return false;
}

/* Prefixes of a static rule; adjustments are computed here. */
static bool nat_map_valid(struct xpf_nat_rule *r)
{
	struct xpf_nat_map *m = &r->map;
	int bits = m->family == AF_INET ? 32 : 128;
	int inside = m->inside_family == AF_INET ? 32 : 128;

	switch ((enum xpf_nat_action)r->action) {
	case XPF_NAT_PREFIX:
		return m->len <= bits && bits - m->len <= inside;
	case XPF_NAT_INET:
		m->inside_family = AF_INET;
		return m->family == AF_INET6 && xpf_embed_len_ok(m->len);
	case XPF_NAT_NPTV6:
		if (m->family != AF_INET6 || m->inside_family != AF_INET6 ||
		    !m->len || m->len > XPF_NPTV6_MAX)
			return false;
		m->adjust_in =
			xpf_nptv6_adjust(&m->outside, &m->inside, m->len);
		m->adjust_out =
			xpf_nptv6_adjust(&m->inside, &m->outside, m->len);
		break;
	case XPF_NAT_OFF:
	case XPF_NAT_INTERFACE:
	case XPF_NAT_POOL:
		break;
	}
	return true;
}

int xpf_builder_nat_rule(struct xpf_builder *b, const struct xpf_nat_rule *r,
			 struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;
	struct xpf_nat_rule rule = *r;
	u32 n = rs->n_nat_rules;

	xpf_fault_at(f, XPF_A_NAT_RULE, n);
	if (!r->id)
		return xpf_fault(f, -ERANGE, "NAT rule id is 0");
	if (n >= XPF_MAX_NAT_RULES)
		return xpf_fault(f, -E2BIG, "too many NAT rules");
	if (n && rs->nat_rule[n - 1].kind > r->kind)
		return xpf_fault(f, -EINVAL, "NAT rules not kind by kind");
	if (!nat_action_valid(r))
		return xpf_fault(f, -EINVAL, "NAT rule cannot do this");
	if (r->persist.kind && (r->kind != XPF_NAT_SOURCE || !r->persist.max ||
				r->persist.timeout > 86400))
		return xpf_fault(f, -ERANGE, "bad limits of persistent NAT");
	if (r->persist.address && r->action != XPF_NAT_POOL)
		return xpf_fault(f, -EINVAL, "addresses are bound by pools");
	if (!r->overload)
		return xpf_fault(f, -ERANGE, "ports that nobody may use");
	if (r->clear && r->clear >= r->raise)
		return xpf_fault(f, -ERANGE, "alarm clears where it is raised");
	if (!nat_map_valid(&rule))
		return xpf_fault(f, -ERANGE, "prefix length out of range");
	if (!append(rs->nat_rule, rs->n_nat_rules, b->cap_nat_rules, &rule))
		return xpf_fault(f, -ENOMEM, "no memory for NAT rule");
	if (!rs->nat_count[r->kind]++)
		rs->nat_first[r->kind] = n;
	return 0;
}

int xpf_builder_image(struct xpf_builder *b, u8 kind, u32 size, u32 offset,
		      const void *data, u32 len, struct xpf_fault *f)
{
	struct xpf_image *img;

	xpf_fault_at(f, XPF_A_IMAGE_KIND, kind);
	if (kind >= __XPF_IMAGE_KINDS)
		return xpf_fault(f, -EOPNOTSUPP, "image kind not supported");
	if (size < sizeof(struct xpf_image_header) || size > XPF_MAX_IMAGE)
		return xpf_fault(f, -ERANGE, "image size out of range");
	img = b->image[kind];
	if (!img && !offset) {
		img = kvzalloc(struct_size(img, data, size),
			       GFP_KERNEL_ACCOUNT);
		if (!img)
			return xpf_fault(f, -ENOMEM, "no memory for image");
		img->size = size;
		b->image[kind] = img;
	}
	if (!img || img->size != size || offset != b->filled[kind])
		return xpf_fault(f, -EINVAL, "image pieces not in order");
	if (!len || len > size - offset)
		return xpf_fault(f, -ERANGE, "image piece out of bounds");
	memcpy(img->data + offset, data, len);
	b->filled[kind] += len;
	return 0;
}
