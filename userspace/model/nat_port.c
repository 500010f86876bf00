// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit security nat source pool P port]: which ports a pool of source NAT
 * gives, one by one or in blocks, and to how many sessions each; the alarms on
 * how much of it is in use.
 *
 * Without a range of its own a pool has the first ports of Junos' default, and
 * the others are for pairs of ports (RTP and RTCP); pools of blocks have all.
 */
#include "model/nat_match.h"

#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"

#define PORT_MIN 1024
#define PORT_SINGLE 63487
#define PORT_MAX 65535

static uint32_t number(const struct cnode *n, const char *leaf,
		       uint32_t otherwise)
{
	const char *v = cn_value(n, leaf);

	return v ? (uint32_t)strtoul(v, NULL, 10) : otherwise;
}

static const struct cnode *global(struct builder *b, const char *word)
{
	return cn_path(b->root, "security", "nat", "source", word, NULL);
}

/* `LOW [to HIGH]`; false: not to be understood. */
static bool read_range(struct builder *b, const struct cnode *n, uint16_t *lo,
		       uint16_t *hi)
{
	const char *low = value_named(n, "low");
	const char *high = value_named(cn_child(n, "to"), "high");
	uint16_t end;

	if (low && read_ports(low, lo, hi) &&
	    (!high || read_ports(high, hi, &end)) && *lo >= PORT_MIN &&
	    *lo <= *hi)
		return true;
	fault_at(b, n, "invalid port range");
	return false;
}

static void read_twins(struct builder *b, const struct cnode *range,
		       struct model_nat_pool *p)
{
	const struct cnode *n = cn_child(range, "twin-port");

	if (!n)
		n = global(b, "pool-default-twin-port-range");
	if (n) {
		read_range(b, n, &p->twin_lo, &p->twin_hi);
	} else if (p->port_hi <= PORT_SINGLE) {
		p->twin_lo = PORT_SINGLE + 1;
		p->twin_hi = PORT_MAX;
	}
	if (n && p->twin_lo <= p->port_hi && p->port_lo <= p->twin_hi)
		fault_at(b, n, "twin port range overlaps with port range");
}

static void read_block(struct builder *b, const struct cnode *n,
		       struct model_nat_pool *p)
{
	struct model_nat_block *k = &p->block;

	k->size = (uint16_t)number(n, "block-size", 128);
	k->max = (uint16_t)number(n, "maximum-blocks-per-host", 8);
	k->timeout = number(n, "active-block-timeout", 0);
	k->interim = number(n, "interim-logging-interval", 0);
	k->recycle = number(n, "last-block-recycle-timeout", 0);
	if (!cn_has(cn_child(n, "log"), "disable"))
		p->flags |= XPF_POOL_BLOCK_LOG;
	if (k->timeout && (k->timeout < 120 || k->timeout > 86400))
		fault_at(
			b, n,
			"active-block-timeout must be 0 or 120..86400 seconds");
}

/* ---- deterministic: hosts ---- */

struct host_list {
	struct builder *b;
	struct model_nat_pool *p;
	bool boundary;
	size_t room;
};

static void add_host(struct host_list *l, const struct cnode *n,
		     struct addr_range r)
{
	struct model_nat_pool *p = l->p;
	struct addr_range *grown;

	if (p->n_hosts && p->hosts[0].lo.family != r.lo.family) {
		fault_at(l->b, n, "IPv4 and IPv6 hosts in one pool");
		return;
	}
	if (p->n_hosts == XPF_MAX_POOL_RANGES) {
		fault_at(l->b, n, "number of hosts exceeds the limit (%d)",
			 XPF_MAX_POOL_RANGES);
		return;
	}
	if (p->n_hosts == l->room) {
		l->room = l->room ? l->room * 2 : 8;
		grown = arena_new_array(l->b->a, struct addr_range, l->room);
		if (p->n_hosts)
			memcpy(grown, p->hosts, p->n_hosts * sizeof(*grown));
		p->hosts = grown;
	}
	p->hosts[p->n_hosts++] = r;
}

/* One more, or one less, at the end of an address. */
static void step(struct addr *a, int by)
{
	unsigned int i = addr_bits(a) / 8;

	while (i--) {
		a->b[i] = (uint8_t)(a->b[i] + by);
		if (a->b[i] != (by > 0 ? 0 : 0xff))
			return;
	}
}

/* Network and broadcast address of a subnet are no hosts. */
static void add_range(struct host_list *l, const struct cnode *n,
		      struct addr_range r)
{
	struct prefix p;

	if (!l->boundary && r.lo.family == AF_INET && range_prefix(&r, &p) &&
	    p.len < 31) {
		step(&r.lo, 1);
		step(&r.hi, -1);
	}
	add_host(l, n, r);
}

static void read_hosts(struct builder *b, const struct cnode *det,
		       struct model_nat_pool *p)
{
	struct host_list l = { .b = b, .p = p };
	const struct cnode *host = cn_child(det, "host"), *n;
	const struct model_address *a;
	struct prefix pre;
	unsigned int i;

	l.boundary = cn_has(det, "include-boundary-addresses");
	for (n = cn_first(host, "address"); n; n = cn_next(n))
		if (prefix_parse(n->value, &pre))
			fault_at(b, n, "invalid ip prefix '%s'", n->value);
		else
			add_range(&l, n, prefix_range(&pre));
	for (n = cn_first(host, "address-name"); n; n = cn_next(n)) {
		a = find_address(b, NULL, n->value);
		for (i = 0; a && i < a->n_ranges; i++)
			add_range(&l, n, a->range[i]);
	}
	if (!p->n_hosts)
		fault_missing(b, det, "host");
}

/* How many, as far as it matters. */
static uint64_t count(const struct addr_range *r, unsigned int n)
{
	uint64_t all = 0, one;
	unsigned int i, k;

	for (i = 0; i < n; i++) {
		for (k = 0, one = 0; k < addr_bits(&r[i].lo) / 8; k++) {
			one = one * 256 + r[i].hi.b[k] - r[i].lo.b[k];
			if (one > UINT32_MAX)
				return UINT32_MAX;
		}
		all += one + 1;
	}
	return all < UINT32_MAX ? all : UINT32_MAX;
}

uint64_t model_nat_blocks(const struct model_nat_pool *p)
{
	return p->block.size ? (p->port_hi - p->port_lo + 1U) / p->block.size *
				       count(p->range, p->n_ranges) :
			       0;
}

static void read_deterministic(struct builder *b, const struct cnode *n,
			       struct model_nat_pool *p)
{
	p->block.size = (uint16_t)number(n, "block-size", 256);
	p->block.max = 1;
	p->block.fixed = true;
	read_hosts(b, n, p);
	if (count(p->hosts, p->n_hosts) > model_nat_blocks(p))
		fault_at(
			b, n,
			"deterministic NAT of %llu hosts needs more than the %llu blocks of the pool",
			(unsigned long long)count(p->hosts, p->n_hosts),
			(unsigned long long)model_nat_blocks(p));
}

static void check_block(struct builder *b, const struct cnode *n,
			const struct model_nat_pool *p)
{
	if (p->flags & (XPF_POOL_NO_PORTS | XPF_POOL_SHIFT))
		fault_at(
			b, n,
			"'port no-translation' or 'host-address-base' must not be configured with blocks of ports");
	else if (p->block.size > p->port_hi - p->port_lo + 1)
		fault_at(b, n,
			 "block-size must not exceed the number of ports (%u)",
			 p->port_hi - p->port_lo + 1U);
	else if ((uint32_t)p->block.size * p->overload > XPF_MAX_BLOCK_BITS)
		fault_at(
			b, n,
			"block-size times port-overloading-factor must not exceed %d",
			XPF_MAX_BLOCK_BITS);
}

static void read_blocks(struct builder *b, const struct cnode *port,
			struct model_nat_pool *p)
{
	const struct cnode *alloc = cn_child(port, "block-allocation");
	const struct cnode *det = cn_child(port, "deterministic");

	if (alloc && det) {
		fault_at(
			b, det,
			"'block-allocation' must not be configured when configure deterministic");
		return;
	}
	if (alloc)
		read_block(b, alloc, p);
	else if (det)
		read_deterministic(b, det, p);
	if (alloc || det)
		check_block(b, alloc ? alloc : det, p);
}

/* ---- alarms ---- */

static void read_alarm(struct builder *b, const struct cnode *pool,
		       struct model_nat_pool *p)
{
	const struct cnode *n = cn_child(pool, "pool-utilization-alarm");

	if (!n)
		n = global(b, "pool-utilization-alarm");
	if (!n)
		return;
	p->raise = (uint8_t)number(n, "raise-threshold", 0);
	p->clear = (uint8_t)number(n, "clear-threshold", p->raise * 4U / 5);
	if (!p->raise)
		fault_missing(b, n, "raise-threshold");
	else if (p->clear >= p->raise)
		fault_at(b, n,
			 "clear-threshold must be less than raise-threshold");
}

/* ---- all of them ---- */

bool nat_ports_in_order(struct builder *b)
{
	return cn_has(global(b, "port-randomization"), "disable");
}

uint16_t nat_interface_overload(struct builder *b)
{
	const struct cnode *n = global(b, "interface");

	if (cn_has(cn_child(n, "port-overloading"), "off"))
		return 1;
	return (uint16_t)number(n, "port-overloading-factor",
				NAT_INTERFACE_OVERLOAD);
}

void nat_ports(struct builder *b, const struct cnode *pool,
	       struct model_nat_pool *p)
{
	const struct cnode *port = cn_child(pool, "port");
	const struct cnode *range = cn_child(port, "range");
	const struct cnode *own = range && cn_has(range, "low") ? range : NULL;
	const struct cnode *all = global(b, "pool-default-port-range");
	bool blocks = cn_has(port, "block-allocation") ||
		      cn_has(port, "deterministic");

	p->port_lo = PORT_MIN;
	p->port_hi = blocks ? PORT_MAX : PORT_SINGLE;
	p->overload = (uint16_t)number(port, "port-overloading-factor", 1);
	if (cn_has(port, "no-translation"))
		p->flags |= XPF_POOL_NO_PORTS;
	if (nat_ports_in_order(b) || cn_has(range, "round-robin") ||
	    cn_has(cn_child(port, "automatic"), "round-robin"))
		p->flags |= XPF_POOL_IN_ORDER;
	if (own || all)
		read_range(b, own ? own : all, &p->port_lo, &p->port_hi);
	if (!blocks && !(p->flags & (XPF_POOL_NO_PORTS | XPF_POOL_SHIFT)))
		read_twins(b, range, p);
	read_blocks(b, port, p);
	read_alarm(b, pool, p);
}

/* Blocks are found by address and port, so their addresses are theirs alone. */
static bool overlap(const struct model_nat_pool *x,
		    const struct model_nat_pool *y)
{
	unsigned int i, k;

	for (i = 0; i < x->n_ranges; i++)
		for (k = 0; k < y->n_ranges; k++)
			if (x->range[i].lo.family == y->range[k].lo.family &&
			    addr_cmp(&x->range[i].lo, &y->range[k].hi) <= 0 &&
			    addr_cmp(&y->range[k].lo, &x->range[i].hi) <= 0)
				return true;
	return false;
}

void nat_check_blocks(struct builder *b)
{
	struct model_nat_pool *const *p, *const *q;

	vec_each(p, &b->m->nat_pools) {
		if (!(*p)->block.size)
			continue;
		vec_each(q, &b->m->nat_pools)
			if (*p != *q && (*q)->kind == XPF_NAT_SOURCE &&
			    (!(*q)->block.size || p < q) && overlap(*p, *q))
				fault_at(
					b, (*p)->node,
					"Addresses of pool %s with blocks of ports overlap with those of pool %s",
					(*p)->name, (*q)->name);
	}
}
