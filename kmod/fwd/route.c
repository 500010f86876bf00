// SPDX-License-Identifier: GPL-2.0
/*
 * Routes.  The kernel's input route lookup decides for both directions of a
 * session, each with a real packet in hand: so source address checks, policy
 * routing and routing instances (the device names its l3mdev) work as the
 * administrator set them up.  Nothing is rewritten before the lookup; the
 * destination after translation is passed beside the packet.
 *
 * A wing keeps its way as an adjacency (adj.c), which holds the kernel's route.
 * The kernel invalidates routes often, for reasons that rarely concern a
 * session; dst_check() then fails and the wing is looked up again in place.  A
 * session never dies of it, but it may not be led into another zone than its
 * policy permitted: such a packet is dropped (WRONG_ZONE) until routes are back,
 * or the policies are changed.
 *
 * The route of the reply is looked up when there is a reply.  What was asked for
 * a moment ago is not asked again (recent.c).
 *
 * With NAT64 the packet is of one family and its route of the other.  IPv6
 * input routes ask nothing of the source, so they serve.  IPv4's do, and the
 * source is our own there: those routes are looked up as for output, from the
 * routing instance that the packet came by.  That an IPv4 packet's source may
 * come in there is asked for nevertheless, of a route for the packet as it is.
 */
#include <net/dst.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>
#include <net/l3mdev.h>
#include <net/route.h>

#include "fwd/recent.h"
#include "fwd/route.h"
#include "fwd/steer.h"
#include "hook.h"
#include "pkt/reply.h"
#include "policy/ruleset.h"
#include "stat.h"

u16 xpf_route_mtu(const struct dst_entry *dst, u8 family)
{
	u32 mtu = family == AF_INET ?
			  ip_dst_mtu_maybe_forward(dst, true) :
			  max_t(u32, ip6_dst_mtu_maybe_forward(dst, true),
				IPV6_MIN_MTU);

	return clamp_t(u32, mtu, 1, U16_MAX);
}

/* What an IPv4 route is good for. */
static enum xpf_reason take4(struct rtable *rt, struct xpf_hop *hop)
{
	switch (rt->rt_type) {
	case RTN_UNICAST:
		if (rt->dst.error)
			return XPF_R_NO_ROUTE;
		hop->kind = XPF_HOP_FORWARD;
		hop->dst = &rt->dst;
		return XPF_R_NONE;
	case RTN_LOCAL:
		hop->kind = XPF_HOP_LOCAL;
		return XPF_R_NONE;
	case RTN_BROADCAST:
	case RTN_ANYCAST:
	case RTN_MULTICAST:
		hop->kind = XPF_HOP_BROADCAST;
		return XPF_R_NONE;
	}
	return XPF_R_NO_ROUTE;
}

/* May this IPv4 packet have come in here? */
static enum xpf_reason check_source4(struct xpf_pkt *pkt, __be32 daddr,
				     struct net_device *dev)
{
	int err;

	err = ip_route_input_noref(pkt->skb, daddr, pkt->key.saddr4, pkt->tos,
				   dev);
	if (!err)
		return XPF_R_NONE;
	return err == -ENOMEM || err == -ENOBUFS ? XPF_R_NO_MEMORY :
						   XPF_R_SPOOF;
}

static enum xpf_reason route4(struct xpf_pkt *pkt, __be32 daddr,
			      struct net_device *dev, struct xpf_hop *hop)
{
	enum xpf_reason why = check_source4(pkt, daddr, dev);

	return why ?: take4(skb_rtable(pkt->skb), hop);
}

/* For an IPv6 packet that will be an IPv4 one. */
static enum xpf_reason route64(struct xpf_pkt *pkt, __be32 daddr,
			       struct net_device *dev, struct xpf_hop *hop)
{
	struct flowi4 fl4 = {
		.daddr = daddr,
		.flowi4_oif = l3mdev_master_ifindex_rcu(dev),
		.flowi4_mark = pkt->skb->mark,
		.flowi4_flags = FLOWI_FLAG_ANYSRC,
	};
	struct rtable *rt = ip_route_output_key(pkt->xn->net, &fl4);
	enum xpf_reason why;

	if (IS_ERR(rt))
		return XPF_R_NO_ROUTE;
	why = take4(rt, hop);
	hop->held = hop->dst;
	if (!hop->held)
		ip_rt_put(rt);
	return why;
}

static enum xpf_reason route6(struct xpf_pkt *pkt, const struct in6_addr *daddr,
			      struct net_device *dev, struct xpf_hop *hop)
{
	struct sk_buff *skb = pkt->skb;
	struct flowi6 fl6 = {
		.flowi6_iif = dev->ifindex,
		.daddr = *daddr,
		.flowi6_mark = skb->mark,
		.flowi6_proto = pkt->key.proto,
	};
	bool xlat = pkt->key.family == AF_INET;
	const struct rt6_info *rt;
	struct dst_entry *dst;

	if (!xlat) {
		fl6.saddr = pkt->key.saddr;
		fl6.flowlabel = ip6_flowinfo(ipv6_hdr(skb));
	}
	dst = ip6_route_input_lookup(pkt->xn->net, dev, &fl6, xlat ? NULL : skb,
				     xlat ? 0 : RT6_LOOKUP_F_HAS_SADDR);
	rt = dst_rt6_info(dst);
	if (dst->error) {
		dst_release(dst);
		return XPF_R_NO_ROUTE;
	}
	if (rt->rt6i_flags & (RTF_LOCAL | RTF_ANYCAST)) {
		hop->kind = rt->rt6i_flags & RTF_LOCAL ? XPF_HOP_LOCAL :
							 XPF_HOP_BROADCAST;
		dst_release(dst);
		return XPF_R_NONE;
	}
	hop->kind = XPF_HOP_FORWARD;
	hop->dst = dst;
	hop->held = true;
	hop->cookie = rt6_get_cookie(rt);
	return XPF_R_NONE;
}

/* Out by the other family. */
static noinline enum xpf_reason route_xlat(struct xpf_pkt *pkt,
					   const struct in6_addr *daddr,
					   struct net_device *dev,
					   struct xpf_hop *hop)
{
	enum xpf_reason why;

	if (hop->family == AF_INET)
		return route64(pkt, daddr->s6_addr32[0], dev, hop);
	why = check_source4(pkt, pkt->key.daddr4, pkt->skb->dev);
	return why ?: route6(pkt, daddr, dev, hop);
}

enum xpf_reason xpf_route(struct xpf_pkt *pkt, const struct in6_addr *daddr,
			  u8 family, struct net_device *dev,
			  struct xpf_hop *hop)
{
	*hop = (struct xpf_hop){ .family = family };
	/* A filter chose the way, unless something after it did. */
	if (unlikely(pkt->steer) && dev == pkt->skb->dev)
		return xpf_steer(pkt, daddr, dev, hop);
	return xpf_route_by(pkt, daddr, dev, hop);
}

enum xpf_reason xpf_route_by(struct xpf_pkt *pkt, const struct in6_addr *daddr,
			     struct net_device *dev, struct xpf_hop *hop)
{
	const u8 family = hop->family;
	enum xpf_reason why;

	if (unlikely(pkt->key.family != family))
		return route_xlat(pkt, daddr, dev, hop);
	if (xpf_recent_get(pkt, daddr, dev, hop))
		return XPF_R_NONE;
	why = family == AF_INET ? route4(pkt, daddr->s6_addr32[0], dev, hop) :
				  route6(pkt, daddr, dev, hop);
	if (!why)
		xpf_recent_put(pkt, daddr, dev, hop);
	return why;
}

/* What stands for the instance of a device in a lookup of routes. */
static struct net_device *instance_of(const struct xpf_pkt *pkt, u16 slot)
{
	const struct xpf_dev *d = xpf_dev(pkt->xn, slot);

	if (!d)
		return NULL;
	return l3mdev_master_dev_rcu(d->dev) ?: pkt->xn->net->loopback_dev;
}

struct net_device *xpf_route_instance(const struct xpf_pkt *pkt, u16 vrf)
{
	const struct xpf_binding *b;
	u16 slot;

	if (vrf == pkt->key.vrf)
		return pkt->skb->dev;
	if (vrf == XPF_VRF_MAIN)
		return pkt->xn->net->loopback_dev;
	for (slot = 1; slot < XPF_MAX_SLOTS; slot++) {
		b = xpf_binding(pkt->rs, slot);
		if (b && b->vrf == vrf)
			return instance_of(pkt, slot);
	}
	return NULL;
}

void xpf_route_unreachable(struct xpf_pkt *pkt)
{
	/* RFC 1812 5.2.7.1, RFC 4443 3.1 */
	if (pkt->key.family == AF_INET)
		xpf_reply_icmp(pkt, ICMP_DEST_UNREACH, ICMP_NET_UNREACH, 0);
	else
		xpf_reply_icmp(pkt, ICMPV6_DEST_UNREACH, ICMPV6_NOROUTE, 0);
}

bool xpf_wing_set_hop(struct xpf_net *xn, struct xpf_wing *w,
		      const struct xpf_hop *hop, const struct in6_addr *daddr,
		      u16 slot)
{
	struct xpf_adj *adj = xpf_adj_get(xn, hop, daddr, slot);

	if (!adj)
		return false;
	xpf_adj_put(unrcu_pointer(xchg(&w->adj, RCU_INITIALIZER(adj))));
	return true;
}

void xpf_wing_drop_hop(struct xpf_wing *w)
{
	if (rcu_access_pointer(w->adj))
		xpf_adj_put(
			unrcu_pointer(xchg(&w->adj, RCU_INITIALIZER(NULL))));
}

enum xpf_reason xpf_wing_resolve(struct xpf_pkt *pkt, struct xpf_wing *w)
{
	const struct xpf_wing *other = &pkt->session->wing[!pkt->wing];
	struct net_device *dev = pkt->skb->dev;
	const struct xpf_binding *b;
	enum xpf_reason why;
	struct xpf_hop hop;
	struct xpf_dev *out;
	bool set;

	if (!pkt->in) /* needs a packet that came in */
		return XPF_R_NO_ROUTE;
	/* The other end may be in another instance, by NAT or by its routes. */
	if (unlikely(other->key.vrf != pkt->key.vrf))
		dev = instance_of(pkt, pkt->session->in_slot[!pkt->wing]) ?:
									    dev;
	why = xpf_route(pkt, &other->key.saddr, other->key.family, dev, &hop);
	if (why)
		return why;
	if (hop.kind != XPF_HOP_FORWARD)
		return XPF_R_NO_ROUTE;
	out = xpf_dev_of(pkt->xn, hop.dst->dev);
	b = out ? xpf_binding(pkt->rs, out->slot) : NULL;
	if (!b || b->zone != other->in_zone || b->vrf != other->key.vrf) {
		xpf_hop_put(&hop);
		return XPF_R_WRONG_ZONE;
	}
	xpf_stat_inc(pkt->xn, XPF_S_ROUTE_REVALIDATED);
	set = xpf_wing_set_hop(pkt->xn, w, &hop, &other->key.saddr, out->slot);
	xpf_hop_put(&hop);
	return set ? XPF_R_NONE : XPF_R_NO_MEMORY;
}
