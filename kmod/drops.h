/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The last packets that were dropped, remembered whether anybody listens or
 * not: who asks why a packet died asks afterwards.
 */
#ifndef XPF_DROPS_H
#define XPF_DROPS_H

#include <linux/types.h>

#include "pkt/key.h"
#include "verdict.h"

struct xpf_drops;
struct xpf_pkt;

struct xpf_dropped {
	u64 number;		/* on its CPU, from 1; 0: being written */
	u64 time_ns;		/* CLOCK_REALTIME, of the last tick */
	struct xpf_key key;	/* family 0: its headers were not read */
	u32 policy, length, ifindex;
	u16 from_zone, to_zone;
	u16 ip_id;		/* IPv4 */
	u16 reason;		/* enum xpf_reason */
};

/* Context: process.  NULL: no memory */
struct xpf_drops *xpf_drops_new(void);
void xpf_drops_free(struct xpf_drops *d);

/* Remember; the oldest of this CPU goes.  Context: BH disabled. */
void xpf_drops_add(struct xpf_drops *d, const struct xpf_pkt *pkt, u32 ifindex,
		   enum xpf_reason reason);
/*
 * The next one from *@cursor on (0: the first), CPU by CPU, the oldest first.
 * False: there is none.  Those that are written meanwhile may be missed.
 * Context: process.
 */
bool xpf_drops_next(struct xpf_drops *d, u64 *cursor, struct xpf_dropped *out);
/* Forget those so far. */
void xpf_drops_clear(struct xpf_drops *d);

/* The identification of an IPv4 header; 0: it has none. */
u16 xpf_dropped_ip_id(const struct xpf_pkt *pkt);

#endif
