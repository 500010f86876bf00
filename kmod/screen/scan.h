/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who looks at too many targets in too short a time.  See scan.c.
 */
#ifndef XPF_SCREEN_SCAN_H
#define XPF_SCREEN_SCAN_H

#include <linux/types.h>

#include "pkt/key.h"

#define XPF_SCAN_TARGETS 10	/* that many are an attack */

struct xpf_keyed;

struct xpf_keyed *xpf_scans_new(void);

/*
 * A source meets a target.  True: it met ten different ones within @window, or
 * did so and that window is not over.
 * @who: source (and destination, when ports are the targets), with what
 *	distinguishes kinds of scans in its ports
 * @target: address, or port in its first bytes; the rest zero
 * @window, @now: microseconds
 * @evicted: out: another source had to be forgotten while it was watched
 * Context: BH disabled.
 */
bool xpf_scan_meets(struct xpf_keyed *t, const struct xpf_key *who,
		    const struct in6_addr *target, u32 window, u64 now,
		    bool *evicted);

#endif
