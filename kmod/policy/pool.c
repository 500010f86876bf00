// SPDX-License-Identifier: GPL-2.0
/*
 * Pools of addresses: see pool.h.
 *
 * Addresses are counted as 128-bit numbers, those of IPv4 too, so there is one
 * arithmetic for both.
 */
#include <linux/in6.h>
#include <linux/limits.h>
#include <linux/socket.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "policy/pool.h"
#include "policy/ruleset.h"

#define MAX_ADDRS 0x80000000U

struct num {
	u64 hi, lo;
};

static struct num num_of(u8 family, const struct in6_addr *a)
{
	const __be32 *w = a->s6_addr32;

	if (family == AF_INET)
		return (struct num){ 0, be32_to_cpu(w[0]) };
	return (struct num){
		(u64)be32_to_cpu(w[0]) << 32 | be32_to_cpu(w[1]),
		(u64)be32_to_cpu(w[2]) << 32 | be32_to_cpu(w[3]),
	};
}

static void put_num(u8 family, struct num v, struct in6_addr *a)
{
	__be32 *w = a->s6_addr32;

	if (family == AF_INET) {
		w[0] = cpu_to_be32(v.lo);
		w[1] = 0;
		w[2] = 0;
		w[3] = 0;
		return;
	}
	w[0] = cpu_to_be32(v.hi >> 32);
	w[1] = cpu_to_be32(v.hi);
	w[2] = cpu_to_be32(v.lo >> 32);
	w[3] = cpu_to_be32(v.lo);
}

static struct num plus(struct num v, u32 n)
{
	v.lo += n;
	v.hi += v.lo < n;
	return v;
}

/* How far is @b above @a?  U32_MAX: below it, or too far to be counted. */
static u32 distance(struct num a, struct num b)
{
	u64 lo = b.lo - a.lo, hi = b.hi - a.hi - (b.lo < a.lo);

	return hi || lo >= U32_MAX ? U32_MAX : lo;
}

static bool above(struct num a, struct num b)
{
	return a.hi > b.hi || (a.hi == b.hi && a.lo > b.lo);
}

u32 xpf_ranges_fill(struct xpf_nat_range_at *at, u8 family,
		    const struct xpf_nat_range *r, u32 n, u32 *used)
{
	u32 i, count, size = 0;
	struct num lo, hi;

	*used = 0;
	for (i = 0; i < n && size < MAX_ADDRS; i++, ++*used) {
		lo = num_of(family, (const struct in6_addr *)r[i].lo);
		hi = num_of(family, (const struct in6_addr *)r[i].hi);
		if (above(lo, hi))
			return 0;
		memcpy(&at[i].lo, r[i].lo, sizeof(at[i].lo));
		at[i].first = size;
		count = distance(lo, hi);
		size += count < MAX_ADDRS - size ? count + 1 : MAX_ADDRS - size;
	}
	return size;
}

bool xpf_pool_fill(struct xpf_nat_pool *p, const struct xpf_nat_range *r, u32 n)
{
	p->size = xpf_ranges_fill(p->range, p->family, r, n, &p->n_ranges);
	return p->size;
}

/* The range that address @i is in. */
static const struct xpf_nat_range_at *range_of(const struct xpf_nat_pool *p,
					       u32 i)
{
	u32 lo = 0, hi = p->n_ranges;

	while (hi - lo > 1) {
		u32 mid = lo + (hi - lo) / 2;

		if (p->range[mid].first <= i)
			lo = mid;
		else
			hi = mid;
	}
	return &p->range[lo];
}

void xpf_pool_addr(const struct xpf_nat_pool *p, u32 i, struct in6_addr *addr)
{
	const struct xpf_nat_range_at *r = range_of(p, i);

	put_num(p->family, plus(num_of(p->family, &r->lo), i - r->first), addr);
}

u32 xpf_pool_shift(const struct xpf_nat_pool *p, const struct in6_addr *host)
{
	u32 i = distance(num_of(p->family, &p->host_base),
			 num_of(p->family, host));

	return i < p->size ? i : U32_MAX;
}

u32 xpf_pool_place(const struct xpf_nat_range_at *r, u32 n, u32 size, u8 family,
		   const struct in6_addr *addr)
{
	struct num a = num_of(family, addr);
	u32 i, end, at;

	for (i = 0; i < n; i++) {
		end = i + 1 < n ? r[i + 1].first : size;
		at = distance(num_of(family, &r[i].lo), a);
		if (at < end - r[i].first)
			return r[i].first + at;
	}
	return U32_MAX;
}

bool xpf_pool_has(const struct xpf_nat_pool *p, const struct in6_addr *addr)
{
	return xpf_pool_place(p->range, p->n_ranges, p->size, p->family,
			      addr) != U32_MAX;
}

void xpf_map_addr(struct in6_addr *addr, const struct in6_addr *to, u8 len)
{
	u8 bytes = len / 8, bits = len % 8, keep = 0xff >> bits;

	memcpy(addr->s6_addr, to->s6_addr, bytes);
	if (bits)
		addr->s6_addr[bytes] = (to->s6_addr[bytes] & ~keep) |
				       (addr->s6_addr[bytes] & keep);
}
