// SPDX-License-Identifier: GPL-2.0
/* Blocks of ports as others see them: views, sums, which one is whose. */
#include "flow/session.h"
#include "nat/block.h"
#include "nat/blocks.h"
#include "nat/walk.h"
#include "policy/pool.h"
#include "xpf.h"

void xpf_block_view(const struct xpf_block *b, struct xpf_nat_entry *v)
{
	u32 now = xpf_seconds(), end = b->made + b->timeout;

	*v = (struct xpf_nat_entry){
		.inside.addr = b->host->addr,
		.inside.vrf = b->host->vrf,
		.inside.family = b->host->family,
		.outside.addr = b->out->addr,
		.outside.vrf = b->out->vrf,
		.outside.family = b->out->family,
		.outside.port = cpu_to_be16(b->lo),
		.pool = b->pool,
		.used = b->used,
		.max = b->size,
		.timeout = b->timeout,
		.port_hi = b->lo + b->size - 1,
		.blocks = b->host->n_blocks,
		.blocks_max = b->max,
		.layers = b->layers,
		.state = b->retired || b->host->active != b ?
				 XPF_BLOCK_INACTIVE :
			 b->used ? XPF_BLOCK_ACTIVE :
				   XPF_BLOCK_QUERY,
	};
	if (b->timeout && !b->retired && end > now)
		v->left = end - now;
}

/* Numbers. */

u32 xpf_block_total(const struct xpf_nat_pool *p)
{
	u64 n = p->block.size ? (u64)xpf_blocks_of_addr(p) * p->size : 0;

	return min_t(u64, n, U32_MAX);
}

bool xpf_block_of(const struct xpf_nat_pool *p, const struct in6_addr *host,
		  struct in6_addr *outside, u16 *lo)
{
	u32 n = xpf_blocks_of_addr(p);
	u32 at = xpf_pool_place(p->host, p->n_hosts, p->host_count,
				p->host_family, host);

	if (!n || xpf_blocks_family(host) != p->host_family || at == U32_MAX ||
	    at / n >= p->size)
		return false;
	xpf_pool_addr(p, at / n, outside);
	*lo = p->port_lo + at % n * p->block.size;
	return true;
}

u64 xpf_block_ports(const struct xpf_blocks *b)
{
	return READ_ONCE(b->ports);
}

void xpf_block_usage(struct xpf_blocks *bl, u32 pool, u64 *ports, u32 *blocks)
{
	const struct xpf_block *b;

	*ports = 0;
	*blocks = 0;
	spin_lock_bh(&bl->lock);
	list_for_each_entry(b, &bl->all, all) {
		if (b->pool != pool)
			continue;
		*ports += b->used;
		++*blocks;
	}
	spin_unlock_bh(&bl->lock);
}

static u32 peek(void *list, u64 after, struct xpf_nat_entry *v, u64 *number)
{
	struct xpf_blocks *bl = list;
	const struct xpf_block *b;
	u32 n = 0;

	spin_lock_bh(&bl->lock);
	list_for_each_entry(b, &bl->all, all) {
		if (b->number <= after)
			continue;
		number[n] = b->number;
		xpf_block_view(b, &v[n++]);
		if (n == XPF_NAT_WALK_SOME)
			break;
	}
	spin_unlock_bh(&bl->lock);
	return n;
}

int xpf_block_walk(struct xpf_blocks *bl, u64 *cursor,
		   int (*fn)(const struct xpf_nat_entry *v, void *arg),
		   void *arg)
{
	return xpf_nat_walk(peek, bl, cursor, fn, arg);
}
