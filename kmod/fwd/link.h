/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The last steps of a packet that needs no more than a link layer header: what
 * it leaves behind, the neighbour's ready-made header, the device.
 *
 * Devices without a queue (VLAN, veth, tunnels' ends) are asked directly when
 * nothing stands between: no tap, no filter, nothing to cut or to sum up.
 */
#ifndef XPF_LINK_H
#define XPF_LINK_H

#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/ip.h>
#include <net/neighbour.h>
#include <net/route.h>
#include <net/sch_generic.h>

#include "compat.h"

/* The link layer header in front of the packet, as neigh_hh_output() puts it. */
static __always_inline u32 xpf_link_header(const struct neighbour *n, u8 *l3)
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
static __always_inline void xpf_link_forget(struct sk_buff *skb)
{
	if (unlikely(skb->destructor))
		skb_orphan(skb);
	skb_forward_csum(skb);
	skb_clear_tstamp(skb);
	nf_reset_ct(skb);
	if (unlikely(skb_dst(skb)))
		skb_dst_drop(skb);
}

static __always_inline void
xpf_link_prioritize(struct sk_buff *skb, const struct net *net, u8 tos)
{
	if (READ_ONCE(net->ipv4.sysctl_ip_fwd_update_priority))
		skb->priority = rt_tos2priority(tos);
}

/*
 * Does nothing stand between this packet and the driver?  No queue, no tap, no
 * filter, and nothing that the driver could not send as it is.
 */
static __always_inline bool xpf_link_direct(struct sk_buff *skb,
					    struct net_device *dev,
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

/*
 * To the device, which has a queue or is asked directly.
 * @n: the next hop, its header known (xpf_neigh_header())
 * @skb: begins with the IP header, room for another before it
 */
static __always_inline void xpf_link_send(struct sk_buff *skb,
					  const struct neighbour *n,
					  struct dst_entry *dst)
{
	struct net_device *dev = READ_ONCE(dst->dev);
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	int rc;

	__skb_push(skb, xpf_link_header(n, skb->data));
	skb->dev = dev;
	if (unlikely(!xpf_link_direct(skb, dev, txq))) {
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

#endif
