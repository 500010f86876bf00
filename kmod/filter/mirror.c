// SPDX-License-Identifier: GPL-2.0
/*
 * Port mirroring: copies of packets leave by another device.  With a next hop
 * its neighbour is resolved as for any packet; without one the copy goes to
 * everybody on that link, where the analyser listens.
 *
 * A copy never comes back to us: it leaves by the device's queue, past our
 * hooks.  The mirror's device must not be one whose packets are mirrored by
 * what is sent there, which the operator sees to as on any switch.
 */
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/arp.h>
#include <net/ndisc.h>
#include <net/neighbour.h>

#include "filter/mirror.h"
#include "pkt/pkt.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

static struct neighbour *next_hop(const struct xpf_filter_term *t,
				  struct net_device *dev)
{
	struct neigh_table *tbl = t->mirror_family == AF_INET ? &arp_tbl :
								&nd_tbl;
	const void *to = &t->mirror_via;
	struct neighbour *n;

	if (t->mirror_family == AF_INET)
		n = __ipv4_neigh_lookup_noref(
			dev, (__force u32)t->mirror_via.s6_addr32[0]);
	else
		n = __ipv6_neigh_lookup_noref(dev, &t->mirror_via);
	return n ?: __neigh_create(tbl, to, dev, false);
}

static bool send(struct sk_buff *skb, const struct xpf_filter_term *t,
		 struct net_device *dev)
{
	struct neighbour *n;

	if (t->mirror_family) {
		n = next_hop(t, dev);
		if (IS_ERR(n)) {
			kfree_skb(skb);
			return false;
		}
		neigh_output(n, skb, false);
		return true;
	}
	if (dev_hard_header(skb, dev, ntohs(skb->protocol), dev->broadcast,
			    dev->dev_addr, skb->len) < 0) {
		kfree_skb(skb);
		return false;
	}
	return dev_queue_xmit(skb) == NET_XMIT_SUCCESS;
}

void xpf_mirror(struct xpf_pkt *pkt, const struct xpf_filter_term *t)
{
	struct net_device *dev = dev_get_by_name_rcu(pkt->xn->net, t->mirror);
	struct sk_buff *copy = NULL;

	if (dev && dev->flags & IFF_UP)
		copy = skb_copy_expand(pkt->skb, LL_RESERVED_SPACE(dev), 0,
				       GFP_ATOMIC);
	if (!copy) {
		xpf_stat_inc(pkt->xn, XPF_S_MIRROR_FAILED);
		return;
	}
	if (t->mirror_length && copy->len > t->mirror_length &&
	    pskb_trim(copy, t->mirror_length)) {
		kfree_skb(copy);
		xpf_stat_inc(pkt->xn, XPF_S_MIRROR_FAILED);
		return;
	}
	skb_dst_drop(copy);
	skb_orphan(copy);
	nf_reset_ct(copy);
	skb_clear_tstamp(copy);
	skb_forward_csum(copy);
	skb_set_transport_header(copy, pkt->l4);
	copy->dev = dev;
	copy->pkt_type = PACKET_OUTGOING;
	xpf_stat_inc(pkt->xn,
		     send(copy, t, dev) ? XPF_S_MIRRORED : XPF_S_MIRROR_FAILED);
}
