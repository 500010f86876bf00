/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Blocks of ports as block.c, block_take.c and block_view.c share them, and
 * nobody else.  All functions want the lock of the blocks held.
 */
#ifndef XPF_NAT_BLOCKS_H
#define XPF_NAT_BLOCKS_H

#include <linux/hashtable.h>
#include <linux/jhash.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "nat/entry.h"
#include "pkt/key.h"
#include "policy/ruleset.h"

#define XPF_BLOCK_BITS 12

struct xpf_block;
struct xpf_net;

struct xpf_block_host {
	struct hlist_node node;
	struct list_head blocks;
	struct xpf_block *active; /* NULL: none */
	struct in6_addr addr;
	u32 pool;
	u32 n_blocks;
	u16 vrf;
	u8 family;
	bool pinned; /* it stays without blocks */
};

/* Which blocks of an address are taken. */
struct xpf_block_outside {
	struct hlist_node node;
	struct in6_addr addr;
	u16 vrf;
	u16 lo, size; /* of the first block; of each */
	u8 family;
	u32 n, used;
	unsigned long taken[];
};

struct xpf_block {
	struct hlist_node by_port;
	struct list_head of_host;
	struct list_head all;
	struct list_head idle; /* while no port is in use */
	struct xpf_block_host *host;
	struct xpf_block_outside *out;
	u64 number; /* in the order of their making */
	u32 index; /* in out */
	u32 pool;
	u32 used; /* bits set */
	u32 bits_next; /* where ports in order go on */
	u32 made, idle_since, told; /* seconds */
	u32 timeout, recycle, interim; /* seconds, 0: never */
	u16 lo, size, layers, max;
	bool retired; /* takes no new sessions */
	bool log, fixed; /* fixed: deterministic */
	unsigned long bits[];
};

struct xpf_blocks {
	struct xpf_net *xn;
	spinlock_t lock; /* guards what follows; BH disabled */
	u32 seed;
	u32 n_blocks, n_timed;
	u64 ports, last;
	struct list_head all, idle;
	struct list_head *next; /* of all, for ageing */
	struct delayed_work ageing;
	DECLARE_HASHTABLE(hosts, XPF_BLOCK_BITS);
	DECLARE_HASHTABLE(outsides, XPF_BLOCK_BITS);
	DECLARE_HASHTABLE(blocks, XPF_BLOCK_BITS);
};

static inline u32 xpf_blocks_hash(const struct xpf_blocks *bl,
				  const struct in6_addr *addr, u16 vrf,
				  u32 more)
{
	return jhash2((const u32 *)addr, 4, bl->seed ^ (more << 16) ^ vrf);
}

/* Between families the flow is of the outside's family, its source is not. */
static inline u8 xpf_blocks_family(const struct in6_addr *addr)
{
	const __be32 *w = addr->s6_addr32;

	return w[1] | w[2] | w[3] ? AF_INET6 : AF_INET;
}

static inline u32 xpf_blocks_of_addr(const struct xpf_nat_pool *p)
{
	return (p->port_hi - p->port_lo + 1) / p->block.size;
}

/* Hosts: found; found or made; gone when they have no block. */
struct xpf_block_host *xpf_blocks_find_host(struct xpf_blocks *bl, u32 pool,
					    const struct xpf_key *key);
struct xpf_block_host *xpf_blocks_get_host(struct xpf_blocks *bl, u32 pool,
					   const struct xpf_key *key);
void xpf_blocks_put_host(struct xpf_block_host *h);

/* Addresses outside, likewise. */
struct xpf_block_outside *xpf_blocks_get_outside(struct xpf_blocks *bl,
						 const struct in6_addr *addr,
						 u16 vrf,
						 const struct xpf_nat_pool *p);
void xpf_blocks_put_outside(struct xpf_block_outside *o);

/* A block of a host, not entered yet; NULL: no memory, or too many. */
struct xpf_block *xpf_block_make(struct xpf_blocks *bl,
				 const struct xpf_nat_pool *p,
				 struct xpf_block_host *h,
				 struct xpf_block_outside *o, u32 index);
void xpf_block_enter(struct xpf_blocks *bl, struct xpf_block *b);
/* No port of it is in use. */
void xpf_block_end(struct xpf_blocks *bl, struct xpf_block *b);
/* Does it serve new sessions of the pool as it is now? */
bool xpf_block_serves(struct xpf_block *b, const struct xpf_nat_pool *p);

/* As dumps and events show it. */
void xpf_block_view(const struct xpf_block *b, struct xpf_nat_entry *v);

#endif
