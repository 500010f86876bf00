// SPDX-License-Identifier: GPL-2.0
/* Which block a new session of a host takes its port from; block.c says why. */
#include <linux/bitmap.h>
#include <linux/random.h>
#include <net/ipv6.h>

#include "nat/block.h"
#include "nat/blocks.h"
#include "policy/pool.h"
#include "xpf.h"

#define MAX_TRIES 256 /* addresses of a pool that are tried for one block */

/* Ports of a block. */

/* The wanted one, or the first free one behind a random place. */
static u32 find_bit(const struct xpf_block *b, u32 first, u32 want,
		    bool in_order)
{
	u32 end = first + b->size, at, bit;

	if (!in_order && want < b->size && !test_bit(first + want, b->bits))
		return first + want;
	at = in_order ? b->bits_next % b->size : get_random_u32_below(b->size);
	bit = find_next_zero_bit(b->bits, end, first + at);
	if (bit >= end)
		bit = find_next_zero_bit(b->bits, end, first);
	return bit < end ? bit : U32_MAX;
}

/* 0: none is free. */
static u16 take_port(struct xpf_blocks *bl, struct xpf_block *b, u16 want,
		     bool in_order)
{
	u32 bit = U32_MAX, layer;

	/* A port below lo is no place either: the difference wraps. */
	for (layer = 0; bit == U32_MAX && layer < b->layers; layer++)
		bit = find_bit(b, layer * b->size, (u16)(want - b->lo),
			       in_order);
	if (bit == U32_MAX)
		return 0;
	__set_bit(bit, b->bits);
	if (!b->used++)
		list_del_init(&b->idle);
	bl->ports++;
	b->bits_next = bit % b->size + 1;
	return b->lo + bit % b->size;
}

/* Choosing a block. */

static u16 from_own(struct xpf_blocks *bl, struct xpf_block_host *h,
		    const struct xpf_nat_pool *p, u16 want,
		    const struct in6_addr *at, struct in6_addr *addr)
{
	bool in_order = p->flags & XPF_POOL_IN_ORDER;
	struct xpf_block *b;
	u16 port;

	list_for_each_entry(b, &h->blocks, of_host) {
		if (!xpf_block_serves(b, p) ||
		    (at && !ipv6_addr_equal(at, &b->out->addr)))
			continue;
		port = take_port(bl, b, want, in_order);
		if (!port)
			continue;
		h->active = b;
		*addr = b->out->addr;
		return port;
	}
	return 0;
}

/* Where in a pool's addresses to begin for a host. */
static u32 start_of(const struct xpf_blocks *bl, const struct xpf_nat_pool *p,
		    const struct xpf_block_host *h)
{
	u32 i;

	if (p->size == 1)
		return 0;
	i = p->flags & XPF_POOL_PAIRED ? xpf_blocks_hash(bl, &h->addr, 0, 0) :
					 get_random_u32();
	return reciprocal_scale(i, p->size);
}

static struct xpf_block *at_address(struct xpf_blocks *bl,
				    const struct xpf_nat_pool *p,
				    struct xpf_block_host *h, u16 vrf,
				    const struct in6_addr *addr)
{
	struct xpf_block_outside *o = xpf_blocks_get_outside(bl, addr, vrf, p);
	struct xpf_block *b = NULL;
	u32 i;

	if (!o)
		return NULL;
	i = find_next_zero_bit(o->taken, o->n, get_random_u32_below(o->n));
	if (i >= o->n)
		i = find_next_zero_bit(o->taken, o->n, 0);
	if (i < o->n)
		b = xpf_block_make(bl, p, h, o, i);
	if (b)
		xpf_block_enter(bl, b);
	else
		xpf_blocks_put_outside(o);
	return b;
}

/* The pool has no other block: somebody's who does not use it. */
static bool recycle(struct xpf_blocks *bl, const struct xpf_nat_pool *p,
		    const struct xpf_block_host *but, const struct in6_addr *at)
{
	struct xpf_block *b;

	list_for_each_entry(b, &bl->idle, idle) {
		if (b->pool != p->id || b->host == but ||
		    (at && !ipv6_addr_equal(at, &b->out->addr)))
			continue;
		xpf_block_end(bl, b);
		return true;
	}
	return false;
}

static struct xpf_block *any_address(struct xpf_blocks *bl,
				     const struct xpf_nat_pool *p,
				     struct xpf_block_host *h, u16 vrf)
{
	u32 at = start_of(bl, p, h), i;
	struct in6_addr addr;
	struct xpf_block *b;

	if (!list_empty(&h->blocks)) {
		addr = list_first_entry(&h->blocks, struct xpf_block, of_host)
			       ->out->addr;
		b = at_address(bl, p, h, vrf, &addr);
		if (b)
			return b;
	}
	for (i = 0; i < min(p->size, MAX_TRIES); i++) {
		xpf_pool_addr(p, (at + i) % p->size, &addr);
		b = at_address(bl, p, h, vrf, &addr);
		if (b)
			return b;
	}
	return NULL;
}

static struct xpf_block *new_block(struct xpf_blocks *bl,
				   const struct xpf_nat_pool *p,
				   struct xpf_block_host *h, u16 vrf,
				   const struct in6_addr *at)
{
	struct xpf_block *b;

	if (h->active && !h->active->used && !xpf_block_serves(h->active, p))
		xpf_block_end(bl, h->active);
	if (h->n_blocks >= p->block.max)
		return NULL;
	do {
		b = at ? at_address(bl, p, h, vrf, at) :
			 any_address(bl, p, h, vrf);
	} while (!b && recycle(bl, p, h, at));
	return b;
}

static struct xpf_block *fixed_block(struct xpf_blocks *bl,
				     const struct xpf_nat_pool *p,
				     struct xpf_block_host *h, u16 vrf)
{
	struct in6_addr addr;
	struct xpf_block_outside *o;
	struct xpf_block *b;
	u32 index;
	u16 lo;

	if (!xpf_block_of(p, &h->addr, &addr, &lo))
		return NULL;
	o = xpf_blocks_get_outside(bl, &addr, vrf, p);
	if (!o)
		return NULL;
	index = (lo - o->lo) / o->size;
	b = test_bit(index, o->taken) ? NULL :
					xpf_block_make(bl, p, h, o, index);
	if (b)
		xpf_block_enter(bl, b);
	else
		xpf_blocks_put_outside(o);
	return b;
}

/* bl->lock held. */
static int take(struct xpf_blocks *bl, const struct xpf_nat_pool *p,
		const struct xpf_key *host, u16 vrf, struct xpf_key *key,
		const struct in6_addr *at)
{
	struct xpf_block_host *h = xpf_blocks_get_host(bl, p->id, host);
	u16 want = be16_to_cpu(key->sport), port;
	struct in6_addr addr;
	struct xpf_block *b;

	if (!h)
		return -ENOSPC;
	port = from_own(bl, h, p, want, at, &addr);
	if (!port) {
		h->pinned = true;
		b = p->n_hosts ? fixed_block(bl, p, h, vrf) :
				 new_block(bl, p, h, vrf, at);
		h->pinned = false;
		if (!b) {
			xpf_blocks_put_host(h);
			return -ENOSPC;
		}
		port = take_port(bl, b, want, p->flags & XPF_POOL_IN_ORDER);
		addr = b->out->addr;
	}
	key->saddr = addr;
	key->sport = cpu_to_be16(port);
	return 0;
}

int xpf_block_take(struct xpf_net *xn, const struct xpf_nat_pool *p,
		   const struct xpf_key *host, u16 vrf, struct xpf_key *key,
		   const struct in6_addr *at)
{
	struct xpf_blocks *bl = xn->blocks;
	struct in6_addr addr;
	u16 lo;
	int r;

	if (p->n_hosts && !xpf_block_of(p, &host->saddr, &addr, &lo))
		return -EADDRNOTAVAIL;
	spin_lock_bh(&bl->lock);
	r = take(bl, p, host, vrf, key, at);
	spin_unlock_bh(&bl->lock);
	return r;
}
