/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How often something happened to an address within a second.  See rate.c.
 */
#ifndef XPF_SCREEN_RATE_H
#define XPF_SCREEN_RATE_H

#include <linux/in6.h>
#include <linux/types.h>

struct xpf_keyed;

/* Of whom; all of it is compared, so zero what does not apply. */
struct xpf_rate_key {
	struct in6_addr addr;
	u16 zone;
	u16 port;		/* as it lies in the packet */
	u16 vrf;
	u8 what;		/* enum xpf_screen_id */
	u8 family;
};

struct xpf_keyed *xpf_rates_new(void);

/*
 * Count one more, and say how many there were in this second, it included.  A
 * second begins with the first event of its key.
 * @now: milliseconds, may wrap
 * @evicted: out: another key that was still counting had to be forgotten
 * Context: BH disabled.
 */
u32 xpf_rate_count(struct xpf_keyed *t, const struct xpf_rate_key *key,
		   u32 now, bool *evicted);

#endif
