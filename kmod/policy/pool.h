/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pools: ranges of addresses as one list that is counted through, and static
 * prefixes.  Pure: tests/kshim counts along.
 */
#ifndef XPF_POLICY_POOL_H
#define XPF_POLICY_POOL_H

#include <linux/types.h>

/* Ports that source NAT may give out. */
#define XPF_PORT_MIN	1024
#define XPF_PORT_MAX	65535
#define XPF_PORT_SINGLE	63487	/* the others are for pairs, as Junos has it */

struct in6_addr;
struct xpf_nat_map;
struct xpf_nat_pool;
struct xpf_nat_range;
struct xpf_nat_range_at;

/*
 * Take over ranges, in their order, into p->range, which has room for them,
 * and count them; of more addresses than 2^31 only the first are used.
 * Returns false when one is empty.
 */
bool xpf_pool_fill(struct xpf_nat_pool *p, const struct xpf_nat_range *r,
		   u32 n);

/* The same with any list of ranges; returns how many addresses, 0: one range is
 * empty.  @used: ranges that count
 */
u32 xpf_ranges_fill(struct xpf_nat_range_at *at, u8 family,
		    const struct xpf_nat_range *r, u32 n, u32 *used);

/* Address @i of a pool, below p->size. */
void xpf_pool_addr(const struct xpf_nat_pool *p, u32 i, struct in6_addr *addr);

/* The place of a host behind p->host_base; U32_MAX: it has none in the pool. */
u32 xpf_pool_shift(const struct xpf_nat_pool *p, const struct in6_addr *host);

/* Which of all addresses of @n ranges is this one?  U32_MAX: none */
u32 xpf_pool_place(const struct xpf_nat_range_at *r, u32 n, u32 size, u8 family,
		   const struct in6_addr *addr);

/* Does an address belong to the pool? */
bool xpf_pool_has(const struct xpf_nat_pool *p, const struct in6_addr *addr);

/* @addr with the prefix of length @len replaced by that of @to. */
void xpf_map_addr(struct in6_addr *addr, const struct in6_addr *to, u8 len);

#endif
