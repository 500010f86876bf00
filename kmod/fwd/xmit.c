// SPDX-License-Identifier: GPL-2.0
/*
 * The exits.  A packet that has been translated is never given back to the
 * stack to be routed: it goes straight to its next hop, or through dst_output()
 * when something must still be done to it: cutting a packet that was
 * reassembled or may be fragmented, IPsec, encapsulation by the route.
 *
 * What ip_forward() does to a packet and a netdev hook has to do itself, is
 * done here, but for TTL and MTU, which the pipeline checks before anything is
 * rewritten.  A packet that waits for its neighbour to resolve is queued by
 * the neighbour, after policy and translation.
 */
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <net/arp.h>
#include <net/dst.h>
#include <net/gso.h>
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>
#include <net/ndisc.h>
#include <net/neighbour.h>
#include <net/route.h>
#include <net/xfrm.h>

#include "fwd/adj.h"
#include "fwd/link.h"
#include "fwd/steer.h"
#include "fwd/xmit.h"
#include "pkt/frag.h"
#include "pkt/pkt.h"
#include "pkt/reply.h"
#include "xpf.h"

static enum xpf_exit too_big(struct xpf_pkt *pkt, struct dst_entry *dst,
			     u32 mtu)
{
	skb_dst_drop(pkt->skb);
	skb_dst_set_noref(pkt->skb, dst);
	xpf_reply_too_big(pkt, mtu);
	return XPF_EXIT_NONE;
}

enum xpf_exit xpf_xmit_fits_how(struct xpf_pkt *pkt, struct dst_entry *dst,
				u32 mtu)
{
	struct sk_buff *skb = pkt->skb;

	if (unlikely(dst->lwtstate))
		return XPF_EXIT_STACK;
	if (unlikely(pkt->flags & XPF_PKT_REASSEMBLED)) {
		/* Its pieces were allowed to be that large, not larger. */
		if (pkt->flags & XPF_PKT_DF && xpf_frag_max(pkt) > mtu)
			return too_big(pkt, dst, mtu);
		return XPF_EXIT_STACK;
	}
	if (likely(pkt->len <= mtu))
		return XPF_EXIT_NEIGHBOUR;
	if (skb_is_gso(skb) && skb_gso_validate_network_len(skb, mtu))
		return XPF_EXIT_NEIGHBOUR;
	if (!(pkt->flags & XPF_PKT_DF))
		return XPF_EXIT_STACK;
	return too_big(pkt, dst, mtu);
}

bool xpf_xmit_xfrm_admits(struct xpf_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;

	memset(skb->cb, 0, sizeof(skb->cb));
	return pkt->key.family == AF_INET ?
		       xfrm4_policy_check(NULL, XFRM_POLICY_FWD, skb) :
		       xfrm6_policy_check(NULL, XFRM_POLICY_FWD, skb);
}

/* IPsec policies look at the packet as it leaves. */
static bool transform(struct xpf_pkt *pkt)
{
	return pkt->key.family == AF_INET ? xfrm4_route_forward(pkt->skb) :
					    xfrm6_route_forward(pkt->skb);
}

static enum xpf_verdict by_stack(struct xpf_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;

	if (!(pkt->flags & XPF_PKT_REASSEMBLED))
		memset(skb->cb, 0, sizeof(skb->cb));
	if (pkt->key.family == AF_INET) {
		IPCB(skb)->iif = skb->dev->ifindex;
		IPCB(skb)->flags |= IPSKB_FORWARDED;
	} else {
		IP6CB(skb)->iif = skb->dev->ifindex;
		IP6CB(skb)->flags |= IP6SKB_FORWARDED;
	}
	dst_output(pkt->xn->net, NULL, skb);
	return XPF_STOLEN;
}

static inline struct neighbour *next_hop(const struct xpf_pkt *pkt,
					 struct dst_entry *dst, bool *other)
{
	const struct in6_addr *to;
	struct neighbour *n;

	if (pkt->key.family == AF_INET)
		return ip_neigh_for_gw(dst_rtable(dst), pkt->skb, other);
	to = rt6_nexthop(dst_rt6_info(dst), &ipv6_hdr(pkt->skb)->daddr);
	n = __ipv6_neigh_lookup_noref(dst->dev, to);
	return likely(n) ? n : __neigh_create(&nd_tbl, to, dst->dev, false);
}

static inline void prioritize(const struct xpf_pkt *pkt)
{
	if (pkt->key.family == AF_INET &&
	    likely(!(pkt->mark.set & (XPF_MARK_CLASS | XPF_MARK_TAG))))
		xpf_link_prioritize(pkt->skb, pkt->xn->net, pkt->tos);
}

/* Something else must be done to it, or its neighbour be asked for. */
static noinline enum xpf_verdict
xmit_slowly(struct xpf_pkt *pkt, struct xpf_adj *adj, enum xpf_exit how)
{
	struct dst_entry *dst = adj->dst;
	struct sk_buff *skb = pkt->skb;
	struct neighbour *n;
	bool other = false; /* an IPv4 route by an IPv6 gateway */

	skb_dst_set_noref(skb, dst);
	if (unlikely(pkt->xn->net->xfrm.policy_count[XFRM_POLICY_OUT])) {
		if (!transform(pkt))
			return xpf_drop(pkt, XPF_R_POLICY_DENY);
		dst = skb_dst(skb);
		if (dst->xfrm)
			how = XPF_EXIT_STACK;
	}
	if (unlikely(adj->flags & XPF_ADJ_VIA) && !dst->xfrm) {
		prioritize(pkt);
		return xpf_steer_xmit(pkt, adj, how);
	}
	if (unlikely(how == XPF_EXIT_STACK))
		return by_stack(pkt);
	skb->dev = dst->dev;
	prioritize(pkt);
	n = next_hop(pkt, dst, &other);
	if (IS_ERR_OR_NULL(n))
		return xpf_drop(pkt, XPF_R_NO_NEIGHBOUR);
	neigh_output(n, skb, other);
	return XPF_STOLEN;
}

enum xpf_verdict xpf_xmit(struct xpf_pkt *pkt, struct xpf_adj *adj,
			  enum xpf_exit how)
{
	struct sk_buff *skb = pkt->skb;
	struct neighbour *n = NULL;

	skb_set_transport_header(skb, pkt->l4);
	xpf_link_forget(skb);
	if (likely(how == XPF_EXIT_NEIGHBOUR && adj->flags & XPF_ADJ_PLAIN &&
		   !pkt->xn->net->xfrm.policy_count[XFRM_POLICY_OUT]))
		n = xpf_adj_neigh(adj);
	if (unlikely(!n || !xpf_neigh_header(n)))
		return xmit_slowly(pkt, adj, how);
	prioritize(pkt);
	xpf_link_send(skb, n, adj->dst);
	return XPF_STOLEN;
}
