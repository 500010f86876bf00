// SPDX-License-Identifier: GPL-2.0
/*
 * The express lane's exit for skbs.  It does what xpf_xmit() does, for packets
 * that need no more than a link layer header: the neighbour's ready-made one,
 * as neigh_output() would put it, and then the device's queue.
 *
 * Devices without a queue (VLAN, veth, tunnels' ends) are asked directly when
 * nothing stands between: no tap, no filter, nothing to cut or to sum up.
 */
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/gso.h>
#include <net/ip.h>
#include <net/neighbour.h>
#include <net/sch_generic.h>

#include "compat.h"
#include "express.h"

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

/* The link layer header in front of the packet, as neigh_hh_output() puts it. */
static __always_inline u32 put_header(const struct neighbour *n, u8 *l3)
{
	const struct hh_cache *hh = &n->hh;
	unsigned int seq;
	u32 len;

	do {
		seq = read_seqbegin(&hh->hh_lock);
		len = READ_ONCE(hh->hh_len);
		memcpy(l3 - HH_DATA_MOD, hh->hh_data, HH_DATA_MOD);
	} while (read_seqretry(&hh->hh_lock, seq));
	return len;
}

/* What came with the packet from where it was, and stays behind. */
static __always_inline void forget(struct sk_buff *skb)
{
	if (unlikely(skb->destructor))
		skb_orphan(skb);
	skb_forward_csum(skb);
	skb_clear_tstamp(skb);
	nf_reset_ct(skb);
	if (unlikely(skb_dst(skb)))
		skb_dst_drop(skb);
}

static __always_inline void prioritize(struct sk_buff *skb,
				       const struct net *net, u8 tos)
{
	if (READ_ONCE(net->ipv4.sysctl_ip_fwd_update_priority))
		skb->priority = rt_tos2priority(tos);
}

/*
 * Does nothing stand between this packet and the driver?  No queue, no tap, no
 * filter, and nothing that the driver could not send as it is.
 */
static __always_inline bool direct(struct sk_buff *skb, struct net_device *dev,
				   const struct netdev_queue *txq)
{
	if (rcu_dereference_bh(txq->qdisc)->enqueue ||
	    dev->real_num_tx_queues != 1 || netif_xmit_stopped(txq) ||
	    !xpf_dev_lockless(dev) || !(dev->flags & IFF_UP))
		return false;
#ifdef CONFIG_NETFILTER_EGRESS
	if (rcu_access_pointer(dev->nf_hooks_egress))
		return false;
#endif
#ifdef CONFIG_NET_XGRESS
	if (rcu_access_pointer(dev->tcx_egress))
		return false;
#endif
	return !skb_is_nonlinear(skb) && !skb_is_gso(skb) &&
	       skb->ip_summed != CHECKSUM_PARTIAL &&
	       !skb_vlan_tag_present(skb) && !skb_has_extensions(skb) &&
	       !dev_nit_active(dev);
}

/* What dev_queue_xmit() comes down to, then. */
static __always_inline void transmit(struct sk_buff *skb, struct dst_entry *dst)
{
	struct net_device *dev = READ_ONCE(dst->dev);
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	int rc;

	skb->dev = dev;
	if (unlikely(!direct(skb, dev, txq))) {
		skb_dst_set_noref(skb, dst);
		dev_queue_xmit(skb);
		return;
	}
	if (unlikely(!(dev->priv_flags & IFF_XMIT_DST_RELEASE)))
		skb_dst_set_noref(skb, dst);
	skb_reset_mac_header(skb);
	skb_set_queue_mapping(skb, 0);
	rc = netdev_start_xmit(skb, dev, txq, false);
	if (unlikely(!dev_xmit_complete(rc))) {
		dev_core_stats_tx_dropped_inc(dev);
		kfree_skb(skb);
	}
}

static __always_inline u64 express(struct xpf_dev *in, struct sk_buff *skb,
				   const u8 family)
{
	struct xpf_lane x __uninitialized;
	struct neighbour *n;
	bool partial;

	if (!xpf_lane_enter(&x, in, family, skb->data, skb_headlen(skb),
			    skb->len))
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
	if (!xpf_lane_pass(&x, in, family, skb->data, partial))
		return 0;
	xpf_stat_inc(in->xn, XPF_S_SESSION_HIT);
	skb_set_transport_header(skb, x.l4);
	forget(skb);
	if (family == AF_INET)
		prioritize(skb, in->xn->net, x.tos);
	if (likely(xpf_neigh_header(n))) {
		__skb_push(skb, put_header(n, skb->data));
		transmit(skb, x.adj->dst);
	} else {
		skb->dev = READ_ONCE(x.adj->dst->dev);
		skb_dst_set_noref(skb, x.adj->dst);
		neigh_output(n, skb, false);
	}
	return XPF_LANE_GONE;
}

static noinline u64 express4(struct xpf_dev *in, struct sk_buff *skb)
{
	return express(in, skb, AF_INET);
}

static noinline u64 express6(struct xpf_dev *in, struct sk_buff *skb)
{
	return express(in, skb, AF_INET6);
}

u64 xpf_express(struct xpf_dev *in, struct sk_buff *skb)
{
	if (likely(skb->protocol == htons(ETH_P_IP)))
		return express4(in, skb);
	return express6(in, skb);
}
