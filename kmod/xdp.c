// SPDX-License-Identifier: GPL-2.0
/*
 * The express lane's exit for frames: bpf_xpf_xdp() is called by the program
 * in xdp/xpf.bpf.c, which is attached to a device, before there is an skb.  It
 * serves what express.c serves, of the same table and by the same functions,
 * and says where the frame is to be sent; everything else passes up.
 *
 * A frame knows less than an skb.  So it also passes up
 *  - while anybody listens on one of the devices that are passed (tcpdump), or
 *    a filter other than ours is there (tc, nft): they see every packet;
 *  - when the device it would leave by shapes or sorts its packets, or cannot
 *    send frames;
 *  - in fragments, or not for this host.
 * What a frame cannot tell at all, whether its checksum is complete and whether
 * the card has taken a VLAN tag off, decides who may attach the program to a
 * device: userspace/dataplane/xdp.c.
 *
 * VLANs are entered by the tag and left by putting one on.  Neighbours are kept
 * fresh by the worker of adj.c, as the kernel does not see these packets.
 */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/etherdevice.h>
#include <linux/filter.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/netfilter_netdev.h>
#include <net/sch_generic.h>
#include <net/xdp.h>

#include "express.h"
#include "fwd/link.h"
#include "xdp.h"

/* Where the frame is. */
struct frame {
	struct net_device *dev; /* that it belongs to, a VLAN perhaps */
	u8 *l3;
	__be16 proto;
};

static __always_inline bool listened(struct net_device *dev)
{
	return dev_nit_active(dev);
}

/* May frames of this device be taken?  @d: set if so. */
static __always_inline enum xpf_xdp_state entry(struct net_device *dev,
						struct xpf_dev **d)
{
	const struct nf_hook_entries *e;

	if (unlikely(listened(dev)))
		return XPF_XDP_TAP;
	if (unlikely(rcu_access_pointer(dev->rx_handler)))
		return XPF_XDP_PORT;
	e = rcu_dereference(dev->nf_hooks_ingress);
	if (unlikely(!e) || unlikely(e->num_hook_entries != 1) ||
	    unlikely(e->hooks[0].hook != xpf_hook_ingress))
		return XPF_XDP_FILTER;
#ifdef CONFIG_NET_XGRESS
	if (unlikely(rcu_access_pointer(dev->tcx_ingress)))
		return XPF_XDP_FILTER;
#endif
	*d = e->hooks[0].priv;
	return XPF_XDP_ON;
}

static noinline struct net_device *
enter_vlan(struct net_device *dev, struct xdp_buff *xdp, struct frame *f)
{
	const struct vlan_ethhdr *v = xdp->data;

	if (xdp->data + sizeof(*v) > xdp->data_end || listened(dev) ||
	    rcu_access_pointer(dev->rx_handler))
		return NULL;
	f->proto = v->h_vlan_encapsulated_proto;
	f->l3 = xdp->data + sizeof(*v);
	dev = __vlan_find_dev_deep_rcu(dev, v->h_vlan_proto,
				       ntohs(v->h_vlan_TCI) & VLAN_VID_MASK);
	return dev && dev->flags & IFF_UP ? dev : NULL;
}

/* False: not a frame of IP for this host. */
static __always_inline bool read_frame(struct xdp_buff *xdp, struct frame *f)
{
	const struct ethhdr *eth = xdp->data;

	f->dev = xdp->rxq->dev;
	f->l3 = xdp->data + sizeof(*eth);
	if (unlikely(xdp->data + sizeof(*eth) > xdp->data_end) ||
	    unlikely(xdp_buff_has_frags(xdp)))
		return false;
	f->proto = eth->h_proto;
	if (unlikely(eth_type_vlan(f->proto))) {
		f->dev = enter_vlan(f->dev, xdp, f);
		if (!f->dev)
			return false;
	}
	return ether_addr_equal_64bits(eth->h_dest, f->dev->dev_addr);
}

/* What a device has when nobody configured anything. */
static bool plain_queue(const struct Qdisc *q)
{
	static const char *const names[] = { "noqueue", "mq", "pfifo_fast",
					     "fq_codel" };

	return match_string(names, ARRAY_SIZE(names), q->ops->id) >= 0;
}

/* Nothing shapes what leaves here.  Asked again when the root changes. */
static noinline bool unshaped(struct net_device *dev, const struct Qdisc *root)
{
	unsigned int i;

	if (!root || !plain_queue(root))
		return false;
	for (i = 0; i < dev->real_num_tx_queues; i++)
		if (!plain_queue(rcu_dereference(
			    netdev_get_tx_queue(dev, i)->qdisc)))
			return false;
	return true;
}

/*
 * May frames be sent by this device, which is no VLAN?
 * @adj: remembers the queues that were found to be plain; NULL: look again
 */
static __always_inline enum xpf_xdp_state leave(struct xpf_adj *adj,
						struct net_device *dev)
{
	const struct Qdisc *root = rcu_dereference(dev->qdisc);

	if (unlikely(!(READ_ONCE(dev->xdp_features) &
		       NETDEV_XDP_ACT_NDO_XMIT)) ||
	    unlikely(dev->type != ARPHRD_ETHER))
		return XPF_XDP_NO_SEND;
#ifdef CONFIG_NETFILTER_EGRESS
	if (unlikely(rcu_access_pointer(dev->nf_hooks_egress)))
		return XPF_XDP_FILTER;
#endif
#ifdef CONFIG_NET_XGRESS
	if (unlikely(rcu_access_pointer(dev->tcx_egress)))
		return XPF_XDP_FILTER;
#endif
	if (unlikely(!(dev->flags & IFF_UP)))
		return XPF_XDP_NO_SEND;
	if (unlikely(listened(dev)))
		return XPF_XDP_TAP;
	if (adj && likely(READ_ONCE(adj->xdp_root) == root))
		return XPF_XDP_ON;
	if (!unshaped(dev, root))
		return XPF_XDP_SHAPED;
	if (adj)
		WRITE_ONCE(adj->xdp_root, root);
	return XPF_XDP_ON;
}

/* The device that sends the frame, and the tag it then has, 0: none. */
static __always_inline struct net_device *
sender(struct xpf_adj *adj, struct net_device *out, __be32 *tag)
{
	struct net_device *real = out;

	*tag = 0;
	if (unlikely(is_vlan_dev(out))) {
		real = vlan_dev_real_dev(out);
		if (is_vlan_dev(real) || !(out->flags & IFF_UP) ||
		    listened(out))
			return NULL;
		*tag = htonl((u32)ntohs(vlan_dev_vlan_proto(out)) << 16 |
			     vlan_dev_vlan_id(out));
	}
	return likely(leave(adj, real) == XPF_XDP_ON) ? real : NULL;
}

/*
 * A new link layer header in front of @l3, and the frame begins there; it ends
 * with the packet, or the padding of the shortest frame.
 */
static __always_inline void put_link(struct xdp_buff *xdp, u8 *l3,
				     struct neighbour *n,
				     const struct net_device *out, __be32 tag,
				     u8 family, u32 bytes)
{
	const __be16 proto = htons(family == AF_INET ? ETH_P_IP : ETH_P_IPV6);
	const u32 len = tag ? VLAN_ETH_HLEN : ETH_HLEN;
	u8 *p = l3 - len;

	if (likely(!tag && READ_ONCE(n->hh.hh_len) == ETH_HLEN)) {
		xpf_link_header(n, l3);
	} else {
		neigh_ha_snapshot((char *)p, n, out);
		memcpy(p + ETH_ALEN, out->dev_addr, ETH_ALEN);
		if (tag)
			put_unaligned(tag, (__be32 *)(p + 2 * ETH_ALEN));
		put_unaligned(proto, (__be16 *)(l3 - 2));
	}
	xdp->data = p;
	p += max_t(u32, len + bytes, ETH_ZLEN);
	if (p < (u8 *)xdp->data_end)
		xdp->data_end = p;
	xdp_set_data_meta_invalid(xdp);
}

/* 0: it passes up; below 0: where filters are asked. */
static __always_inline int drive(struct xdp_buff *xdp, struct xpf_dev *in,
				 u8 *l3, const u8 family, const bool filters)
{
	struct xpf_lane x __uninitialized;
	u32 room = l3 - (u8 *)xdp->data_hard_start;
	u32 linear = (u8 *)xdp->data_end - l3;
	struct net_device *out, *real;
	struct neighbour *n;
	__be32 tag;

	if (l3 > (u8 *)xdp->data_end)
		return 0;
	if (!xpf_lane_enter(&x, in, family, l3, linear, linear, filters))
		return unlikely(x.miss & XPF_LANE_FILTER) ? -1 : 0;
	out = READ_ONCE(x.adj->dst->dev);
	if (unlikely(x.len > READ_ONCE(x.adj->mtu)) ||
	    unlikely(room < sizeof(struct xdp_frame) + VLAN_ETH_HLEN))
		return 0;
	real = sender(x.adj, out, &tag);
	if (unlikely(!real))
		return 0;
	n = xpf_adj_any_neigh(x.adj);
	if (unlikely(!n) ||
	    !xpf_lane_pass(&x, in, family, l3, false, filters, NULL))
		return 0;
	put_link(xdp, l3, n, out, tag, family, x.len);
	xpf_adj_used(x.adj);
	xpf_stat_inc(in->xn, XPF_S_SESSION_HIT);
	xpf_stat_inc(in->xn, XPF_S_XDP_HIT);
	return real->ifindex;
}

static noinline int filtered(struct xdp_buff *xdp, struct xpf_dev *in, u8 *l3,
			     u8 family)
{
	int r = family == AF_INET ? drive(xdp, in, l3, AF_INET, true) :
				    drive(xdp, in, l3, AF_INET6, true);

	return max(r, 0);
}

static __always_inline int serve(struct xdp_buff *xdp, struct xpf_dev *in,
				 u8 *l3, const u8 family)
{
	int r = drive(xdp, in, l3, family, false);

	return likely(r >= 0) ? r : filtered(xdp, in, l3, family);
}

static __always_inline int frame(struct xdp_buff *xdp)
{
	struct xpf_dev *in;
	struct frame f;

	if (!read_frame(xdp, &f))
		return 0;
	if (unlikely(entry(f.dev, &in) != XPF_XDP_ON))
		return 0;
	if (likely(f.proto == htons(ETH_P_IP)))
		return serve(xdp, in, f.l3, AF_INET);
	if (f.proto == htons(ETH_P_IPV6))
		return serve(xdp, in, f.l3, AF_INET6);
	return 0;
}

/* Is our program there?  It bears the name of its function. */
static bool attached(const struct net_device *dev)
{
	const struct bpf_prog *p = READ_ONCE(dev->xdp_state[XDP_MODE_DRV].prog);

	return p && !strcmp(p->aux->name, XPF_XDP_PROGRAM);
}

void xpf_xdp_read(struct net_device *dev, u8 *in, u8 *out)
{
	struct net_device *real = dev;
	struct xpf_dev *d;

	if (is_vlan_dev(dev))
		real = vlan_dev_real_dev(dev);
	*in = !attached(real) ? XPF_XDP_OFF : entry(dev, &d);
	if (*in == XPF_XDP_ON && real != dev && listened(real))
		*in = XPF_XDP_TAP;
	*out = leave(NULL, real);
}

__bpf_kfunc_start_defs();

/*
 * Forward a frame of an established session.  Returns the index of the device
 * that is to send it, or 0: it is as it was, and passes up.
 */
__bpf_kfunc int bpf_xpf_xdp(struct xdp_md *ctx)
{
	int to;

	rcu_read_lock();
	to = frame((struct xdp_buff *)ctx);
	rcu_read_unlock();
	return to;
}

__bpf_kfunc_end_defs();

BTF_KFUNCS_START(xpf_kfuncs)
BTF_ID_FLAGS(func, bpf_xpf_xdp)
BTF_KFUNCS_END(xpf_kfuncs)

static const struct btf_kfunc_id_set kfuncs = {
	.owner = THIS_MODULE,
	.set = &xpf_kfuncs,
};

int xpf_xdp_init(void)
{
	return register_btf_kfunc_id_set(BPF_PROG_TYPE_XDP, &kfuncs);
}
