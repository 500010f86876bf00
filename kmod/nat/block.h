/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Blocks of ports: a host gets a range of one address for itself, so that one
 * line of the log says who was behind all of its sessions, or none is needed
 * since the block follows from the host.  See block.c.
 */
#ifndef XPF_NAT_BLOCK_H
#define XPF_NAT_BLOCK_H

#include <linux/types.h>

#include "nat/entry.h"
#include "pkt/key.h"

struct xpf_blocks;
struct xpf_nat_pool;
struct xpf_net;
struct xpf_ruleset;

struct xpf_blocks *xpf_blocks_new(struct xpf_net *xn);
void xpf_blocks_free(struct xpf_blocks *b);

/*
 * An address and a port of a block of the host.
 * @host: the flow inside; its source address and VRF are the host
 * @vrf: of the outside
 * @key: in: the flow; out: saddr, sport as outside
 * @at: outside address only, when not NULL: nothing else will do
 * Returns 0; -ENOSPC: no block, or the host has all it may have;
 * -EADDRNOTAVAIL: a host that deterministic NAT does not know.
 */
int xpf_block_take(struct xpf_net *xn, const struct xpf_nat_pool *p,
		   const struct xpf_key *host, u16 vrf, struct xpf_key *key,
		   const struct in6_addr *at);

/* Give key->sport of key->saddr back; false: it is of no block. */
bool xpf_block_put(struct xpf_net *xn, u16 vrf, const struct xpf_key *key);

/* The ruleset changed: blocks of pools that are gone or changed end when no
 * session uses them.
 */
void xpf_block_sweep(struct xpf_net *xn, const struct xpf_ruleset *rs);

/* Ports in use: all of them. */
u64 xpf_block_ports(const struct xpf_blocks *b);
/* Of a pool: ports, and blocks. */
void xpf_block_usage(struct xpf_blocks *b, u32 pool, u64 *ports, u32 *blocks);

/* How many blocks a pool has, and which one is the n-th host's. */
u32 xpf_block_total(const struct xpf_nat_pool *p);
bool xpf_block_of(const struct xpf_nat_pool *p, const struct in6_addr *host,
		  struct in6_addr *outside, u16 *lo);

/* Walk the blocks in the order in which they were given; as
 * xpf_persist_walk().
 */
int xpf_block_walk(struct xpf_blocks *b, u64 *cursor,
		   int (*fn)(const struct xpf_nat_entry *v, void *arg),
		   void *arg);

#endif
