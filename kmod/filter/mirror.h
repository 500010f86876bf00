/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_FILTER_MIRROR_H
#define XPF_FILTER_MIRROR_H

struct xpf_filter_term;
struct xpf_pkt;

/*
 * Send a copy of the packet, as it is now, to the device that the term names,
 * there to its next hop if it names one.  The packet itself is untouched.
 * Context: BH disabled, RCU.
 */
void xpf_mirror(struct xpf_pkt *pkt, const struct xpf_filter_term *t);

#endif
