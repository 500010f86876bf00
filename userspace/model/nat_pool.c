// SPDX-License-Identifier: GPL-3.0-or-later
/* [edit security nat source|destination pool]: addresses to translate to. */
#include "model/nat_match.h"

#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "model/id.h"

static bool add_range(struct builder *b, struct model_nat_pool *p,
		      const struct cnode *n, const char *low, const char *high)
{
	struct addr_range r;
	struct prefix pre;

	if (!low || prefix_parse(low, &pre)) {
		fault_at(b, n, "invalid ip prefix '%s'", low ? low : "");
		return false;
	}
	r = prefix_range(&pre);
	if (high) {
		if (addr_cmp(&r.lo, &r.hi) || prefix_parse(high, &pre) ||
		    pre.addr.family != r.lo.family ||
		    addr_cmp(&r.lo, &pre.addr) > 0) {
			fault_at(b, n, "invalid address range");
			return false;
		}
		r.hi = pre.addr;
	}
	if (p->n_ranges && p->range[0].lo.family != r.lo.family) {
		fault_at(b, n, "IPv4 and IPv6 addresses in one pool");
		return false;
	}
	if (p->n_ranges == XPF_MAX_POOL_RANGES) {
		fault_at(b, n, "number of addresses exceeds the limit (%d)",
			 XPF_MAX_POOL_RANGES);
		return false;
	}
	p->range[p->n_ranges++] = r;
	return true;
}

static const char *high_of(const struct cnode *n)
{
	return value_named(cn_child(n, "to"), "ipaddr");
}

/* The addresses of an address book's entry, of one family. */
static void read_address_name(struct builder *b, const struct cnode *pool,
			      struct model_nat_pool *p)
{
	const struct cnode *n = cn_child(pool, "address-name");
	const char *name = value_named(n, "pool-address-name");
	const struct model_address *a = name ? find_address(b, NULL, name) :
					       NULL;
	unsigned int i;

	if (!n) {
		fault_missing(b, pool, "address");
		return;
	}
	if (!a || !a->n_ranges || a->n_ranges > XPF_MAX_POOL_RANGES) {
		fault_at(b, n, "address %s cannot be a pool", name);
		return;
	}
	p->range = arena_new_array(b->a, struct addr_range, a->n_ranges);
	for (i = 0; i < a->n_ranges; i++) {
		if (a->range[i].lo.family != a->range[0].lo.family) {
			fault_at(b, n, "IPv4 and IPv6 addresses in one pool");
			return;
		}
		p->range[p->n_ranges++] = a->range[i];
	}
}

static void read_addresses(struct builder *b, const struct cnode *pool,
			   struct model_nat_pool *p)
{
	const struct cnode *first = cn_first(pool, "address"), *n;
	size_t k = 1;

	for (n = first; n; n = cn_next(n))
		k++;
	p->range = arena_new_array(b->a, struct addr_range, k);
	for (n = first; n; n = cn_next(n))
		if (!add_range(b, p, n,
			       p->kind == XPF_NAT_SOURCE ?
				       cn_key(n, 0) :
				       value_named(n, "ipaddr"),
			       high_of(n)))
			return;
	if (!p->n_ranges)
		read_address_name(b, pool, p);
}

static void read_host_base(struct builder *b, const struct cnode *pool,
			   struct model_nat_pool *p)
{
	const struct cnode *n = cn_child(pool, "host-address-base");
	const char *text = n ? value_named(n, "ipaddr") : NULL;
	struct prefix pre;

	if (!n)
		return;
	if (!text)
		text = n->value;
	if (!text || prefix_parse(text, &pre)) {
		fault_at(b, n, "invalid ip prefix '%s'", text ? text : "");
		return;
	}
	p->flags |= XPF_POOL_SHIFT;
	p->host_base = pre.addr;
	if (p->n_ranges && pre.addr.family != p->range[0].lo.family)
		fault_at(b, n, "host-address-base of another address family");
}

static void read_source(struct builder *b, const struct cnode *n,
			struct model_nat_pool *p)
{
	const struct cnode *all =
		cn_path(b->root, "security", "nat", "source", NULL);

	read_host_base(b, n, p);
	nat_ports(b, n, p);
	if (cn_has(cn_child(n, "address-pooling"), "paired") ||
	    cn_has(all, "address-persistent"))
		p->flags |= XPF_POOL_PAIRED;
}

static void read_destination(struct builder *b, const struct cnode *pool,
			     struct model_nat_pool *p)
{
	const struct cnode *n = cn_child(pool, "address");
	const char *port = cn_value(n, "port");
	uint16_t hi;

	if (!port)
		return;
	if (!read_ports(port, &p->port_lo, &hi) || hi != p->port_lo)
		fault_at(b, n, "invalid port '%s'", port);
	p->port_hi = p->port_lo;
}

static void read_pool(struct builder *b, enum xpf_nat_kind kind,
		      const struct cnode *n)
{
	struct model_nat_pool *p = arena_new_obj(b->a, struct model_nat_pool);

	p->kind = kind;
	p->overload = 1;
	p->name = keep(b, cn_key(n, 0));
	p->node = n;
	if (cn_has(n, "routing-instance"))
		p->instance = nat_instance(
			b, cn_child(n, "routing-instance"),
			value_named(cn_child(n, "routing-instance"),
				    "ri-name"));
	read_addresses(b, n, p);
	if (kind == XPF_NAT_SOURCE)
		read_source(b, n, p);
	else
		read_destination(b, n, p);
	vec_push(&b->m->nat_pools, p);
}

/* `overflow-pool`: an other pool with ports, or the egress interface. */
static void read_overflow(struct builder *b, struct model_nat_pool *p)
{
	const struct cnode *n = cn_child(p->node, "overflow-pool");
	const char *name = n ? value_named(n, "pool-name") : NULL;

	if (!n)
		return;
	if (cn_has(n, "interface")) {
		p->flags |= XPF_POOL_OVERFLOW_IF;
		return;
	}
	p->overflow = name ? nat_pool(b, p->kind, name) : NULL;
	if (!p->overflow || p->overflow == p)
		fault_undefined(
			b, n, "Overflow pool must be another source NAT pool");
	else if (p->overflow->flags & (XPF_POOL_NO_PORTS | XPF_POOL_SHIFT) ||
		 cn_has(p->overflow->node, "overflow-pool"))
		fault_at(
			b, n,
			"Overflow pool must translate ports and have no overflow pool itself");
}

void nat_pools(struct builder *b, enum xpf_nat_kind kind,
	       const struct cnode *top)
{
	struct model_nat_pool *const *p;
	const struct cnode *n;

	for (n = cn_first(top, "pool"); n; n = cn_next(n))
		read_pool(b, kind, n);
	vec_each(p, &b->m->nat_pools)
		if ((*p)->kind == kind && kind == XPF_NAT_SOURCE)
			read_overflow(b, *p);
	if (kind == XPF_NAT_SOURCE)
		nat_check_blocks(b);
}

const struct model_nat_pool *nat_pool(struct builder *b, enum xpf_nat_kind kind,
				      const char *name)
{
	struct model_nat_pool *const *p;

	vec_each(p, &b->m->nat_pools)
		if ((*p)->kind == kind && !strcmp((*p)->name, name))
			return *p;
	return NULL;
}

void nat_pool_ids(struct builder *b)
{
	struct model *m = b->m;
	struct id_item *item = calloc(m->nat_pools.n + 1, sizeof(*item));
	struct arena *a = arena_new();
	size_t i;

	if (!item)
		abort();
	for (i = 0; i < m->nat_pools.n; i++)
		item[i].name = arena_printf(a, "%d" ID_SEP "%s",
					    m->nat_pools.v[i]->kind,
					    m->nat_pools.v[i]->name);
	id_assign(item, m->nat_pools.n, 1, UINT32_MAX);
	for (i = 0; i < m->nat_pools.n; i++)
		m->nat_pools.v[i]->id = item[i].id;
	free(item);
	arena_free(a);
}
