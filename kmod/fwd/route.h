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
#include "fwd/adj.h"
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
	struct dst_entry *dst;	/* XPF_HOP_FORWARD; xpf_hop_put() it */
	u32 cookie;
	u8 family;
	bool held;		/* owns a reference; else it is the packet's */
	const struct in6_addr *via;	/* next hop on the link that a filter
					 * chose; NULL: by route and destination
					 */
};

/*
 * Route a received packet as the kernel would, source checks included.
 * @daddr: where it goes after translation, first word for IPv4
 * @family: of @daddr; that of the packet, but with NAT64
 * @dev: where it came in, or what stands for another routing instance
 * Returns the reason to drop it or XPF_R_NONE.  Context: softirq, RCU.
 */
enum xpf_reason xpf_route(struct xpf_pkt *pkt, const struct in6_addr *daddr,
			  u8 family, struct net_device *dev,
			  struct xpf_hop *hop);

/*
 * The same, whatever a filter said; @hop->family is set already.
 * @dev: as above
 */
enum xpf_reason xpf_route_by(struct xpf_pkt *pkt, const struct in6_addr *daddr,
			     struct net_device *dev, struct xpf_hop *hop);

/* The device that stands for a routing instance; NULL: it has none. */
struct net_device *xpf_route_instance(const struct xpf_pkt *pkt, u16 vrf);

static inline void xpf_hop_put(struct xpf_hop *hop)
{
	if (hop->held)
		dst_release(hop->dst);
}

/* Answer the sender when there is no route, as a router does. */
void xpf_route_unreachable(struct xpf_pkt *pkt);

/*
 * Give a wing its way out.  @daddr: where its packets go, translated
 * False: no memory; the next packet looks for a way again.
 */
bool xpf_wing_set_hop(struct xpf_net *xn, struct xpf_wing *w,
		      const struct xpf_hop *hop, const struct in6_addr *daddr,
		      u16 slot);
/* Let go of a wing's way: the next packet looks for one again. */
void xpf_wing_drop_hop(struct xpf_wing *w);

/* Look the route of the packet's wing up again. */
enum xpf_reason xpf_wing_resolve(struct xpf_pkt *pkt, struct xpf_wing *w);

/* Does this way still lead to the zone that the policy permitted? */
static inline bool xpf_adj_bound(const struct xpf_ruleset *rs,
				 const struct xpf_adj *adj, u16 zone)
{
	const struct xpf_binding *b = xpf_binding(rs, adj->slot);

	return likely(b) && likely(b->zone == zone);
}

/*
 * The way of the packet's wing, good for this packet: the one kept, or looked
 * up again when the kernel's tables changed.  The way may change, the zone it
 * leads to may not.
 * @family: of what leaves
 * @adj: out
 * Returns the reason to drop the packet, or XPF_R_NONE.  Context: RCU.
 */
static inline enum xpf_reason
xpf_wing_route(struct xpf_pkt *pkt, struct xpf_wing *w, u16 zone, u8 family,
	       struct xpf_adj **adj)
{
	struct xpf_adj *a = rcu_dereference(w->adj);
	enum xpf_reason why;

	*adj = a;
	if (likely(a) &&
	    likely(xpf_adj_valid(pkt->xn->net, a, family)) &&
	    likely(xpf_adj_bound(pkt->rs, a, zone)))
		return XPF_R_NONE;
	why = xpf_wing_resolve(pkt, w);
	if (why)
		return why;
	/* Somebody may have let go of it at once. */
	*adj = rcu_dereference(w->adj);
	return *adj ? XPF_R_NONE : XPF_R_NO_ROUTE;
}

u16 xpf_route_mtu(const struct dst_entry *dst, u8 family);

#endif
