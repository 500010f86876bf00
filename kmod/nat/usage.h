/* SPDX-License-Identifier: GPL-2.0 */
/* How much of the pools of source NAT is in use: see usage.c. */
#ifndef XPF_NAT_USAGE_H
#define XPF_NAT_USAGE_H

#include <linux/types.h>

struct xpf_nat_pool;
struct xpf_net;
struct xpf_usage;

struct xpf_usage *xpf_usage_new(struct xpf_net *xn);
void xpf_usage_free(struct xpf_usage *u);

/* Something is in use from now on.  Cheap when it was before. */
void xpf_usage_begins(struct xpf_net *xn);

/* A session found no port, or no address.  Context: BH disabled. */
void xpf_usage_exhausted(struct xpf_net *xn, const struct xpf_nat_pool *p);

struct xpf_pool_peak {
	u8 percent;
	bool raised;		/* the alarm */
	u64 time;		/* seconds since 1970, 0: never used */
};

void xpf_usage_peak(struct xpf_usage *u, u32 pool, struct xpf_pool_peak *peak);
/* Peaks begin anew. @pool: id, 0: of all */
void xpf_usage_clear(struct xpf_usage *u, u32 pool);

#endif
