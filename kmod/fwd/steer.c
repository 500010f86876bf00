// SPDX-License-Identifier: GPL-2.0
/*
 * The ways that firewall filters choose: `then routing-instance`, `next-ip` and
 * `next-interface`.
 *
 * The kernel's routes are asked all the same.  First for the packet as it is
 * (in the instance, if one is named): its source must be one that may come in
 * there, and what is for the firewall itself, or for everybody, stays so.  Then
 * for the next hop, or for the destination by that interface.  Where there is no
 * such route the term's wish has no effect, as on Junos, and the packet goes by
 * its own.
 *
 * What is found is a hop like any other: policy, NAT and session are of the
 * zone that it leads to, and the session keeps it as its adjacency.  A next hop
 * on the link is a neighbour that neither the route nor the packet names, so
 * the exits that leave the rest to the stack, which would ask these, are made
 * here: IPv4 is cut by us; IPv6 that was put together leaves as it is, if it
 * fits.
 */
#include <linux/netdevice.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <net/addrconf.h>
#include <net/arp.h>
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/ip_fib.h>
#include <net/l3mdev.h>
#include <net/ndisc.h>
#include <net/neighbour.h>

#include "fwd/adj.h"
#include "fwd/route.h"
#include "fwd/steer.h"
#include "pkt/pkt.h"
#include "policy/ruleset.h"
#include "xpf.h"

/* What is asked for. */
struct wish {
	const struct in6_addr *to;
	struct net_device *out; /* NULL: any */
	struct net_device *dev; /* by whose routes */
	bool via; /* @to is a next hop */
};

/*
 * A route to there, by that device: not what the kernel makes up where it has
 * none.
 */
static bool has_route4(struct net *net, struct flowi4 *fl4)
{
	struct flowi4 copy = *fl4;
	struct fib_result res;

	copy.flowi4_iif = LOOPBACK_IFINDEX;
	return !fib_lookup(net, &copy, &res, 0) && res.type == RTN_UNICAST;
}

static bool find4(const struct xpf_pkt *pkt, const struct wish *w,
		  struct xpf_hop *hop)
{
	struct flowi4 fl4 = {
		.daddr = w->to->s6_addr32[0],
		.flowi4_oif = w->out ? w->out->ifindex :
				       l3mdev_master_ifindex_rcu(w->dev),
		.flowi4_mark = pkt->skb->mark,
		.flowi4_flags = FLOWI_FLAG_ANYSRC,
	};
	struct rtable *rt;

	if (!has_route4(pkt->xn->net, &fl4))
		return false;
	rt = ip_route_output_key(pkt->xn->net, &fl4);
	if (IS_ERR(rt))
		return false;
	if (rt->rt_type != RTN_UNICAST || rt->dst.error) {
		ip_rt_put(rt);
		return false;
	}
	hop->dst = &rt->dst;
	hop->via = w->via && !rt->rt_gw_family ? w->to : NULL;
	return true;
}

static struct dst_entry *lookup6(const struct xpf_pkt *pkt,
				 const struct wish *w)
{
	struct flowi6 fl6 = {
		.flowi6_iif = w->dev->ifindex,
		.daddr = *w->to,
		.flowi6_mark = pkt->skb->mark,
	};

	if (!w->out)
		return ip6_route_input_lookup(pkt->xn->net, w->dev, &fl6, NULL,
					      0);
	fl6.flowi6_iif = LOOPBACK_IFINDEX;
	fl6.flowi6_oif = w->out->ifindex;
	return ip6_route_output_flags(pkt->xn->net, NULL, &fl6,
				      RT6_LOOKUP_F_IFACE);
}

static bool find6(const struct xpf_pkt *pkt, const struct wish *w,
		  struct xpf_hop *hop)
{
	struct dst_entry *dst = lookup6(pkt, w);
	const struct rt6_info *rt = dst_rt6_info(dst);

	if (dst->error || rt->rt6i_flags & (RTF_LOCAL | RTF_ANYCAST)) {
		dst_release(dst);
		return false;
	}
	hop->dst = dst;
	hop->cookie = rt6_get_cookie(rt);
	hop->via = w->via && !(rt->rt6i_flags & RTF_GATEWAY) ? w->to : NULL;
	return true;
}

/* Does the wish take effect?  @hop is as it was, if not. */
static bool grant(const struct xpf_pkt *pkt, const struct in6_addr *daddr,
		  struct net_device *dev, struct xpf_hop *hop)
{
	const struct xpf_filter_term *t = pkt->steer;
	struct xpf_hop new = { .kind = XPF_HOP_FORWARD,
			       .family = hop->family,
			       .held = true };
	struct wish w = { .to = daddr, .dev = dev };
	bool found;

	if (t->next_family) {
		if (t->next_family != hop->family)
			return false;
		w.to = &t->next_ip;
		w.via = true;
	}
	if (*t->next_if) {
		w.out = dev_get_by_name_rcu(pkt->xn->net, t->next_if);
		if (!w.out)
			return false;
	}
	found = hop->family == AF_INET ? find4(pkt, &w, &new) :
					 find6(pkt, &w, &new);
	if (!found)
		return false;
	if (!netif_carrier_ok(new.dst->dev)) { /* its routes may stay */
		xpf_hop_put(&new);
		return false;
	}
	xpf_hop_put(hop);
	*hop = new;
	return true;
}

enum xpf_reason xpf_steer(struct xpf_pkt *pkt, const struct in6_addr *daddr,
			  struct net_device *dev, struct xpf_hop *hop)
{
	const struct xpf_filter_term *t = pkt->steer;
	enum xpf_reason why;

	if (*t->route_by) {
		dev = dev_get_by_name_rcu(pkt->xn->net, t->route_by);
		if (!dev)
			return XPF_R_NO_ROUTE;
	}
	why = xpf_route_by(pkt, daddr, dev, hop);
	if (!t->next_family && !*t->next_if)
		return why;
	if (why == XPF_R_NONE && hop->kind != XPF_HOP_FORWARD)
		return why;
	if (why != XPF_R_NONE && why != XPF_R_NO_ROUTE)
		return why;
	return grant(pkt, daddr, dev, hop) ? XPF_R_NONE : why;
}

/* The exits. */

static DEFINE_PER_CPU(struct neighbour *, piece_to);

static int send_piece(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct neighbour *n = this_cpu_read(piece_to);

	skb->protocol = htons(ETH_P_IP);
	skb->dev = n->dev;
	return neigh_output(n, skb, false);
}

static enum xpf_verdict in_pieces(struct xpf_pkt *pkt, struct neighbour *n)
{
	struct sk_buff *skb = pkt->skb;

	if (skb_is_gso(skb))
		return xpf_drop(pkt, XPF_R_TOO_BIG);
	if (!(pkt->flags & XPF_PKT_REASSEMBLED))
		memset(skb->cb, 0, sizeof(skb->cb));
	IPCB(skb)->iif = skb->dev->ifindex;
	IPCB(skb)->flags |= IPSKB_FORWARDED;
	skb->dev = n->dev;
	this_cpu_write(piece_to, n);
	ip_do_fragment(pkt->xn->net, NULL, skb, send_piece);
	return XPF_STOLEN;
}

static struct neighbour *neighbour_of(const struct xpf_adj *adj)
{
	struct net_device *dev = adj->dev;
	struct neighbour *n;

	if (adj->family == AF_INET) {
		n = __ipv4_neigh_lookup_noref(
			dev, (__force u32)adj->to.s6_addr32[0]);
		return n ?: __neigh_create(&arp_tbl, &adj->to, dev, false);
	}
	n = __ipv6_neigh_lookup_noref(dev, &adj->to);
	return n ?: __neigh_create(&nd_tbl, &adj->to, dev, false);
}

enum xpf_verdict xpf_steer_xmit(struct xpf_pkt *pkt, struct xpf_adj *adj,
				enum xpf_exit how)
{
	struct neighbour *n = neighbour_of(adj);
	struct sk_buff *skb = pkt->skb;

	if (IS_ERR_OR_NULL(n))
		return xpf_drop(pkt, XPF_R_NO_NEIGHBOUR);
	if (how == XPF_EXIT_STACK) {
		if (adj->family == AF_INET)
			return in_pieces(pkt, n);
		if (pkt->len > READ_ONCE(adj->mtu))
			return xpf_drop(pkt, XPF_R_TOO_BIG);
	}
	skb->dev = n->dev;
	neigh_output(n, skb, false);
	return XPF_STOLEN;
}
