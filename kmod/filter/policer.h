/* SPDX-License-Identifier: GPL-2.0 */
/* Does a packet conform to a rate?  Pure: time is a parameter. */
#ifndef XPF_FILTER_POLICER_H
#define XPF_FILTER_POLICER_H

#include "policy/filterset.h"

/* In the order of what is worse. */
enum xpf_colour {
	XPF_GREEN,
	XPF_YELLOW,
	XPF_RED,
};

/**
 * xpf_policer_packet() - the colour of a packet, and its price paid
 * @p: shared by all CPUs
 * @now: ns, of a clock that all CPUs share; what lies before the last call
 *	counts as that call's time
 * @bytes: of its IP packets, all of them if it is a merged one
 * @packets: how many it is made of, never 0
 * @was: its colour so far, for colour-aware policers; hierarchical ones: green
 *	if it is premium
 *
 * Two colours: XPF_GREEN or XPF_RED.  A merged packet conforms when its first
 * segment does; the others are paid for all the same, by those that follow.
 * Context: BH disabled.
 */
enum xpf_colour xpf_policer_packet(struct xpf_policer *p, u64 now, u32 bytes,
				   u32 packets, enum xpf_colour was);

#endif
