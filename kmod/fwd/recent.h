/* SPDX-License-Identifier: GPL-2.0 */
/* Routes that were asked for a moment ago: see recent.c. */
#ifndef XPF_RECENT_H
#define XPF_RECENT_H

#include <linux/types.h>

struct in6_addr;
struct net_device;
struct xpf_hop;
struct xpf_net;
struct xpf_pkt;

int xpf_recent_start(struct xpf_net *xn);
/* No packet may be on its way any more. */
void xpf_recent_stop(struct xpf_net *xn);

/*
 * The way of a packet like this one, if it was asked for just now.  As after a
 * lookup, an IPv4 packet has the route then.
 * @daddr: where it goes, of the packet's own family
 * @dev: where it came in, or what stands for another routing instance
 * Context: softirq, RCU.
 */
bool xpf_recent_get(struct xpf_pkt *pkt, const struct in6_addr *daddr,
		    const struct net_device *dev, struct xpf_hop *hop);
/* Remember what was found instead. */
void xpf_recent_put(const struct xpf_pkt *pkt, const struct in6_addr *daddr,
		    const struct net_device *dev, const struct xpf_hop *hop);

#endif
