/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where packets go: the kernel's routing table asked, and a wing's answer kept.
 */
#ifndef XPF_ROUTE_H
#define XPF_ROUTE_H

#include <linux/types.h>
#include <net/dst.h>
#include <net/route.h>

#include "flow/session.h"
#include "pkt/pkt.h"
#include "policy/ruleset.h"
#include "xpf.h"


enum xpf_hop_kind {
	XPF_HOP_NONE,		/* no way there */
	XPF_HOP_FORWARD,
	XPF_HOP_LOCAL,		/* one of our addresses */
	XPF_HOP_BROADCAST,	/* broadcast, multicast, anycast */
};

struct xpf_hop {
	enum xpf_hop_kind kind;
	struct dst_entry *dst;	/* XPF_HOP_FORWARD: a reference */
	u32 cookie;
	u16 mtu;
};

/*
 * Route a received packet as the kernel would, source checks included.
 * @daddr: where it goes after translation, first word for IPv4
 * @dev: where it came in, or what stands for another routing instance
 * Returns the reason to drop it or XPF_R_NONE.  Context: softirq, RCU.
 */
enum xpf_reason xpf_route(struct xpf_pkt *pkt, const struct in6_addr *daddr,
			  struct net_device *dev, struct xpf_hop *hop);

/* The device that stands for a routing instance; NULL: it has none. */
struct net_device *xpf_route_instance(const struct xpf_pkt *pkt, u16 vrf);

/* Answer the sender when there is no route, as a router does. */
void xpf_route_unreachable(struct xpf_pkt *pkt);

/* Give a wing its way out; takes the reference of @hop over. */
void xpf_wing_set_hop(struct xpf_wing *w, const struct xpf_hop *hop, u16 slot);
/* Let go of a wing's way: the next packet looks for one again. */
void xpf_wing_drop_hop(struct xpf_wing *w);

/* Look the route of the packet's wing up again. */
enum xpf_reason xpf_wing_resolve(struct xpf_pkt *pkt, struct xpf_wing *w);

/* dst_check(), which for IPv4 is only this. */
static inline bool xpf_route_valid(const struct net *net,
				   struct dst_entry *dst, u8 family, u32 cookie)
{
	if (likely(family == AF_INET))
		return READ_ONCE(dst->obsolete) == DST_OBSOLETE_FORCE_CHK &&
			dst_rtable(dst)->rt_genid == rt_genid_ipv4(net);
	return dst_check(dst, cookie);
}

/* Does the wing still lead to the zone that the policy permitted? */
static inline bool xpf_wing_bound(const struct xpf_pkt *pkt,
				  const struct xpf_wing *w, u16 zone)
{
	const struct xpf_binding *b = xpf_binding(pkt->rs,
						  READ_ONCE(w->out_slot));

	return likely(b) && likely(b->zone == zone);
}

/*
 * The route of the packet's wing, good for this packet: the one kept, or
 * looked up again when the kernel's tables changed.  The way may change, the
 * zone it leads to may not.
 * @dst: out
 * Returns the reason to drop the packet, or XPF_R_NONE.  Context: RCU.
 */
static inline enum xpf_reason
xpf_wing_route(struct xpf_pkt *pkt, struct xpf_wing *w, u16 zone,
	       struct dst_entry **dst)
{
	struct dst_entry *d = rcu_dereference(w->dst);
	enum xpf_reason why;

	*dst = d;
	if (likely(d) && likely(READ_ONCE(w->mtu)) &&
	    likely(xpf_route_valid(pkt->xn->net, d, pkt->key.family,
				   READ_ONCE(w->cookie))) &&
	    likely(xpf_wing_bound(pkt, w, zone)))
		return XPF_R_NONE;
	why = xpf_wing_resolve(pkt, w);
	if (why)
		return why;
	/* Somebody may have let go of it at once. */
	*dst = rcu_dereference(w->dst);
	return *dst ? XPF_R_NONE : XPF_R_NO_ROUTE;
}

u16 xpf_route_mtu(const struct dst_entry *dst, u8 family);

#endif
