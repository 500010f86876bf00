/* SPDX-License-Identifier: GPL-2.0 */
/* Does a packet come from where its source is?  See spoof.c. */
#ifndef XPF_SPOOF_H
#define XPF_SPOOF_H

#include <linux/types.h>

struct xpf_pkt;

/*
 * Does the route to the packet's source, by the routing instance of the
 * interface where it came in, lead out by that interface?
 * Context: softirq, RCU.
 */
bool xpf_source_valid(const struct xpf_pkt *pkt);

#endif
