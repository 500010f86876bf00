// SPDX-License-Identifier: GPL-2.0
/*
 * The express lane's exit for skbs.  It does what xpf_xmit() does, for packets
 * that need no more than a link layer header: the neighbour's ready-made one,
 * as neigh_output() would put it, and then the device (fwd/link.h).
 */
#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/gso.h>
#include <net/neighbour.h>

#include "express.h"
#include "fwd/link.h"

/* Is the header that leaves writable, with room for the next one? */
static __always_inline bool writable(const struct sk_buff *skb,
				     const struct xpf_adj *adj, u32 len)
{
	return likely(skb_headroom(skb) >= READ_ONCE(adj->headroom)) &&
	       (likely(!skb_cloned(skb)) || skb_clone_writable(skb, len));
}

static __always_inline bool fits(const struct sk_buff *skb, u32 len, u32 mtu)
{
	if (likely(len <= mtu))
		return true;
	return skb_is_gso(skb) && skb_gso_validate_network_len(skb, mtu);
}

static __always_inline u64 express(struct xpf_dev *in, struct sk_buff *skb,
				   const u8 family, const bool filters)
{
	struct xpf_lane x __uninitialized;
	struct neighbour *n;
	bool partial;

	if (!xpf_lane_enter(&x, in, family, skb->data, skb_headlen(skb),
			    skb->len, filters))
		return x.miss;
	if (unlikely(!fits(skb, x.len, READ_ONCE(x.adj->mtu))) ||
	    unlikely(!writable(skb, x.adj, x.l4 + sizeof(struct tcphdr))) ||
	    unlikely(skb_sec_path(skb)))
		return 0;
	n = xpf_adj_neigh(x.adj);
	if (unlikely(!n))
		return 0;
	if (unlikely(skb->len > x.len) && pskb_trim_rcsum(skb, x.len))
		return 0;
	partial = skb->ip_summed == CHECKSUM_PARTIAL &&
		  skb_checksum_start_offset(skb) == x.l4;
	if (!xpf_lane_pass(&x, in, family, skb->data, partial, filters, skb))
		return 0;
	xpf_stat_inc(in->xn, XPF_S_SESSION_HIT);
	skb_set_transport_header(skb, x.l4);
	xpf_link_forget(skb);
	if (family == AF_INET)
		xpf_link_prioritize(skb, in->xn->net, x.tos);
	if (likely(xpf_neigh_header(n))) {
		xpf_link_send(skb, n, x.adj->dst);
	} else {
		skb->dev = READ_ONCE(x.adj->dst->dev);
		skb_dst_set_noref(skb, x.adj->dst);
		neigh_output(n, skb, false);
	}
	return XPF_LANE_GONE;
}

static noinline u64 express4(struct xpf_dev *in, struct sk_buff *skb)
{
	return express(in, skb, AF_INET, false);
}

static noinline u64 express6(struct xpf_dev *in, struct sk_buff *skb)
{
	return express(in, skb, AF_INET6, false);
}

u64 xpf_express(struct xpf_dev *in, struct sk_buff *skb)
{
	if (likely(skb->protocol == htons(ETH_P_IP)))
		return express4(in, skb);
	return express6(in, skb);
}

u64 xpf_express_filtered(struct xpf_dev *in, struct sk_buff *skb)
{
	if (skb->protocol == htons(ETH_P_IP))
		return express(in, skb, AF_INET, true);
	return express(in, skb, AF_INET6, true);
}
