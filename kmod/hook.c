// SPDX-License-Identifier: GPL-2.0
/*
 * Where packets come from.
 *
 * Every layer-3 device of an enabled namespace has our function in its netdev
 * ingress hook: behind packet taps and tc, before VLAN and bridge code.  A
 * device is layer-3 when it is nobody's port: not of a bridge, bond or team,
 * whose masters are hooked instead.  Devices of a VRF are hooked, the VRF
 * itself is not: packets come in by the former.  The loopback device never is.
 *
 * LOCAL_OUT shows what this host sends.  The FORWARD hook drops whatever
 * reaches it: there is exactly one way through the box.
 *
 * A struct xpf_dev lives from the device's registration in the namespace (or
 * from the namespace's enabling) until it leaves it; counters survive a device
 * that becomes a port for a while.  Slots are handed out in a circle, so that
 * a session that remembers one rarely meets its next owner, and when it does,
 * the binding's zone is checked anyway.
 */
#include <linux/bitmap.h>
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/rtnetlink.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <net/l3mdev.h>

#include "arp.h"
#include "ctl/ctl.h"
#include "express.h"
#include "fwd/adj.h"
#include "fwd/proxyndp.h"
#include "hook.h"
#include "lifecycle.h"
#include "pipeline.h"
#include "pkt/pkt.h"
#include "policy/ruleset.h"
#include "xpf.h"

#define PRIORITY_INGRESS (-400)
#define PRIORITY_LOCAL_OUT (NF_IP_PRI_CONNTRACK + 1)

/* Hook functions. */

static_assert(XPF_DROP == NF_DROP);
static_assert(XPF_ACCEPT == NF_ACCEPT);
static_assert(XPF_STOLEN == NF_STOLEN);

static inline unsigned int verdict_of(enum xpf_verdict v)
{
	return likely(v < XPF_NEXT) ? (unsigned int)v : NF_DROP;
}

/*
 * Somebody else holds this skb too: a clone goes our way.  When it is for the
 * stack, that may as well have the original, unless the clone became another
 * packet (reassembled), which then is received again.
 */
static noinline unsigned int ingress_shared(struct xpf_dev *in,
					    struct sk_buff *skb)
{
	struct sk_buff *clone = skb_clone(skb, GFP_ATOMIC);
	unsigned int len = skb->len;

	if (!clone)
		return NF_DROP;
	switch (xpf_pipeline_ingress(in, clone, 0)) {
	case XPF_STOLEN:
		consume_skb(skb);
		return NF_STOLEN;
	case XPF_ACCEPT:
		/* as it was: neither reassembled nor translated */
		if (clone->len <= len && clone->head == skb->head) {
			consume_skb(clone);
			return NF_ACCEPT;
		}
		netif_rx(clone);
		consume_skb(skb);
		return NF_STOLEN;
	case XPF_DROP:
	case XPF_NEXT:
		break;
	}
	kfree_skb(clone);
	return NF_DROP;
}

/*
 * A tag within a tag 0, which is a priority only.  Behind us the stack takes off
 * both, and what then is of no VLAN it takes for its own without our having seen
 * it; a VLAN's comes again, by its device.
 */
static noinline unsigned int ingress_nested(struct xpf_dev *in,
					    struct sk_buff *skb)
{
	struct xpf_pkt pkt = {
		.skb = skb,
		.xn = in->xn,
		.in = in,
		.len = skb->len,
	};
	const struct vlan_hdr *tag;
	struct vlan_hdr copy;

	if (skb_vlan_tag_present(skb) && skb_vlan_tag_get_id(skb))
		return NF_ACCEPT;
	tag = skb_header_pointer(skb, 0, sizeof(copy), &copy);
	if (tag && ntohs(tag->h_vlan_TCI) & VLAN_VID_MASK)
		return NF_ACCEPT;
	return verdict_of(xpf_drop(&pkt, XPF_R_NOT_IP));
}

/* Not IP, as far as can be seen. */
static noinline unsigned int ingress_other(struct xpf_dev *in,
					   struct sk_buff *skb)
{
	if (skb->protocol == htons(ETH_P_ARP))
		return verdict_of(xpf_arp(in, skb));
	if (eth_type_vlan(skb->protocol))
		return ingress_nested(in, skb);
	return NF_ACCEPT;
}

unsigned int xpf_hook_ingress(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	u64 lane;

	if (unlikely(skb->protocol != htons(ETH_P_IP) &&
		     skb->protocol != htons(ETH_P_IPV6)))
		return ingress_other(priv, skb);
	/* Of a VLAN device, or of nobody; tag 0 is a priority only. */
	if (unlikely(skb_vlan_tag_present(skb) && skb_vlan_tag_get_id(skb)))
		return NF_ACCEPT;
	/* Not for us: the stack drops it, or hands it to a macvlan. */
	if (unlikely(skb->pkt_type > PACKET_MULTICAST))
		return NF_ACCEPT;
	if (unlikely(skb_shared(skb)))
		return ingress_shared(priv, skb);
	lane = xpf_express(priv, skb);
	if (likely(lane == XPF_LANE_GONE))
		return NF_STOLEN;
	if (unlikely(lane & XPF_LANE_FILTER)) {
		lane = xpf_express_filtered(priv, skb);
		if (lane == XPF_LANE_GONE)
			return NF_STOLEN;
	}
	return verdict_of(xpf_pipeline_ingress(priv, skb, lane));
}

static unsigned int local_out(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	unsigned int v;

	local_bh_disable();
	v = verdict_of(xpf_pipeline_self(xpf_net(state->net), skb, state->out));
	local_bh_enable();
	return v;
}

static unsigned int forward(void *priv, struct sk_buff *skb,
			    const struct nf_hook_state *state)
{
	local_bh_disable();
	xpf_pipeline_stray(xpf_net(state->net), skb);
	local_bh_enable();
	return NF_DROP;
}

static const struct nf_hook_ops stack_ops[] = {
	{ .hook = local_out,
	  .pf = NFPROTO_IPV4,
	  .hooknum = NF_INET_LOCAL_OUT,
	  .priority = PRIORITY_LOCAL_OUT },
	{ .hook = local_out,
	  .pf = NFPROTO_IPV6,
	  .hooknum = NF_INET_LOCAL_OUT,
	  .priority = PRIORITY_LOCAL_OUT },
	{ .hook = forward,
	  .pf = NFPROTO_IPV4,
	  .hooknum = NF_INET_FORWARD,
	  .priority = NF_IP_PRI_FIRST },
	{ .hook = forward,
	  .pf = NFPROTO_IPV6,
	  .hooknum = NF_INET_FORWARD,
	  .priority = NF_IP6_PRI_FIRST },
};

/* Devices. */

bool xpf_dev_tunnel(const struct xpf_dev *d)
{
	switch (d->dev->type) {
	case ARPHRD_TUNNEL:
	case ARPHRD_TUNNEL6:
	case ARPHRD_SIT:
	case ARPHRD_IPGRE:
	case ARPHRD_IP6GRE:
	case ARPHRD_NONE:
		return true;
	}
	return false;
}

void xpf_dev_read(const struct xpf_dev *d, struct xpf_dev_stats *sum)
{
	const struct xpf_dev_stats *s;
	int cpu, i;

	*sum = (struct xpf_dev_stats){ 0 };
	for_each_possible_cpu(cpu) {
		s = per_cpu_ptr(d->stats, cpu);
		sum->rx_packets += READ_ONCE(s->rx_packets);
		sum->rx_bytes += READ_ONCE(s->rx_bytes);
		sum->tx_packets += READ_ONCE(s->tx_packets);
		sum->tx_bytes += READ_ONCE(s->tx_bytes);
		sum->drops += READ_ONCE(s->drops);
		for (i = 0; i < __XPF_SCREEN_COUNT; i++)
			sum->screen[i] += READ_ONCE(s->screen[i]);
	}
}

/* What all devices have counted stays, see ctl/stats.c. */
static void keep_totals(const struct xpf_dev *d)
{
	struct xpf_dev_stats s;

	xpf_dev_read(d, &s);
	xpf_stat_add(d->xn, XPF_S_RX_PACKETS, s.rx_packets);
	xpf_stat_add(d->xn, XPF_S_RX_BYTES, s.rx_bytes);
	xpf_stat_add(d->xn, XPF_S_TX_PACKETS, s.tx_packets);
	xpf_stat_add(d->xn, XPF_S_TX_BYTES, s.tx_bytes);
}

void xpf_dev_clear(struct xpf_dev *d)
{
	int cpu;

	keep_totals(d);
	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(d->stats, cpu), 0,
		       offsetof(struct xpf_dev_stats, screen));
}

void xpf_dev_clear_screens(struct xpf_dev *d)
{
	int cpu;

	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(d->stats, cpu)->screen, 0,
		       sizeof(d->stats->screen));
}

static bool is_layer3(struct net_device *dev)
{
	struct net_device *master = netdev_master_upper_dev_get(dev);

	if (dev->flags & IFF_LOOPBACK || netif_is_l3_master(dev))
		return false;
	return !master || netif_is_l3_master(master);
}

/* Attach or detach as the device's role asks. */
static int adjust_hook(struct xpf_dev *d)
{
	bool want = is_layer3(d->dev);
	int err;

	if (want == d->hooked)
		return 0;
	if (!want) {
		nf_unregister_net_hook(d->xn->net, &d->ops);
		d->hooked = false;
		return 0;
	}
	d->ops = (struct nf_hook_ops){
		.hook = xpf_hook_ingress,
		.priv = d,
		.dev = d->dev,
		.pf = NFPROTO_NETDEV,
		.hooknum = NF_NETDEV_INGRESS,
		.priority = PRIORITY_INGRESS,
	};
	err = nf_register_net_hook(d->xn->net, &d->ops);
	d->hooked = !err;
	return err;
}

static u16 new_slot(struct xpf_net *xn)
{
	u32 slot;

	slot = find_next_zero_bit(xn->slots, XPF_MAX_SLOTS, xn->last_slot + 1);
	if (slot >= XPF_MAX_SLOTS)
		slot = find_next_zero_bit(xn->slots, XPF_MAX_SLOTS, 1);
	if (slot >= XPF_MAX_SLOTS)
		return 0;
	xn->last_slot = slot;
	__set_bit(slot, xn->slots);
	return slot;
}

/* Hear what the device's binding wants to be heard. */
static void listen(struct xpf_dev *d)
{
	const struct xpf_ruleset *rs = rtnl_dereference(d->xn->ruleset);

	xpf_proxy_ndp_listen(d, rs ? xpf_binding(rs, d->slot) : NULL);
}

static void dev_free(struct rcu_head *rcu)
{
	struct xpf_dev *d = container_of(rcu, struct xpf_dev, rcu);

	free_percpu(d->stats);
	kfree(d);
}

/* Most devices are found here; whoever came last has the place. */
static struct xpf_dev __rcu **near_of(const struct xpf_dev *d)
{
	return &d->xn->near[(u32)d->dev->ifindex % XPF_NEAR];
}

static void dev_del(struct xpf_dev *d)
{
	struct xpf_net *xn = d->xn;

	if (d->hooked)
		nf_unregister_net_hook(xn->net, &d->ops);
	xpf_ctl_dev_del(xn, d->dev);
	xa_erase(&xn->dev_index, d->dev->ifindex);
	if (rcu_access_pointer(*near_of(d)) == d)
		RCU_INIT_POINTER(*near_of(d), NULL);
	if (d->slot) {
		keep_totals(d);
		RCU_INIT_POINTER(xn->dev[d->slot], NULL);
		xpf_ruleset_bind(xn, d->slot, NULL);
		__clear_bit(d->slot, xn->slots);
	}
	xpf_proxy_ndp_listen(d, NULL);
	list_del(&d->list);
	call_rcu(&d->rcu, dev_free);
}

static int dev_add(struct xpf_net *xn, struct net_device *dev)
{
	struct xpf_dev *d;
	int err = -ENOMEM;

	d = kzalloc(sizeof(*d), GFP_KERNEL);
	if (!d)
		return -ENOMEM;
	d->xn = xn;
	d->dev = dev;
	d->stats = alloc_percpu(struct xpf_dev_stats);
	if (!d->stats)
		goto err_free;
	err = xa_err(xa_store(&xn->dev_index, dev->ifindex, d, GFP_KERNEL));
	if (err)
		goto err_free;
	rcu_assign_pointer(*near_of(d), d);
	d->slot = new_slot(xn);
	if (d->slot) {
		rcu_assign_pointer(xn->dev[d->slot], d);
		xpf_ruleset_bind(xn, d->slot, dev->name);
		listen(d);
	} else {
		netdev_warn(dev, "xpf: too many devices, this one drops all\n");
	}
	list_add_tail(&d->list, &xn->devs);
	xpf_ctl_dev_add(xn, dev);
	err = adjust_hook(d);
	if (err)
		dev_del(d);
	return err;

err_free:
	free_percpu(d->stats);
	kfree(d);
	return err;
}

/* The device is new here, or its role changed; not on its way out. */
static void dev_update(struct xpf_net *xn, struct net_device *dev)
{
	struct xpf_dev *d = xa_load(&xn->dev_index, dev->ifindex);
	int err = 0;

	if (dev->reg_state != NETREG_REGISTERED)
		return;
	if (d)
		err = adjust_hook(d);
	else if (is_layer3(dev))
		err = dev_add(xn, dev);
	if (err)
		netdev_err(dev, "xpf: cannot hook it: %d\n", err);
}

static int event(struct notifier_block *nb, unsigned long what, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct xpf_net *xn = xpf_net(dev_net(dev));
	struct xpf_dev *d;

	ASSERT_RTNL();
	if (!xn->table)
		return NOTIFY_DONE;
	d = xa_load(&xn->dev_index, dev->ifindex);
	switch (what) {
	case NETDEV_REGISTER:
	case NETDEV_CHANGEUPPER:
		dev_update(xn, dev);
		break;
	case NETDEV_UNREGISTER:
		if (d)
			dev_del(d);
		xpf_adj_dev_gone(xn, dev);
		xpf_sweep_start(xn);
		break;
	case NETDEV_CHANGENAME:
		if (d && d->slot) {
			xpf_ruleset_bind(xn, d->slot, dev->name);
			listen(d);
		}
		break;
	case NETDEV_DOWN:
		xpf_adj_dev_gone(xn, dev);
		fallthrough;
	case NETDEV_CHANGEMTU:
		xpf_sweep_start(xn);
		break;
	}
	return NOTIFY_DONE;
}

/*
 * The last of all: when a device goes, its VRF or bridge lets go of it in a
 * notifier of its own, and what that tells us must not come after the end.
 */
static struct notifier_block notifier = {
	.notifier_call = event,
	.priority = INT_MIN,
};

/* Of a namespace. */

static void del_all(struct xpf_net *xn)
{
	struct xpf_dev *d, *next;

	list_for_each_entry_safe(d, next, &xn->devs, list)
		dev_del(d);
}

int xpf_hook_start(struct xpf_net *xn)
{
	struct net_device *dev;
	int err = -ENOMEM;

	ASSERT_RTNL();
	xn->dev = kvcalloc(XPF_MAX_SLOTS, sizeof(*xn->dev), GFP_KERNEL);
	xn->slots = bitmap_zalloc(XPF_MAX_SLOTS, GFP_KERNEL);
	if (!xn->dev || !xn->slots)
		goto err_free;
	xn->last_slot = 0;
	err = nf_register_net_hooks(xn->net, stack_ops, ARRAY_SIZE(stack_ops));
	if (err)
		goto err_free;
	for_each_netdev(xn->net, dev) {
		if (!is_layer3(dev))
			continue;
		err = dev_add(xn, dev);
		if (err)
			goto err_stop;
	}
	return 0;

err_stop:
	xpf_hook_stop(xn);
	synchronize_net();
err_free:
	xpf_hook_free(xn);
	return err;
}

void xpf_hook_stop(struct xpf_net *xn)
{
	ASSERT_RTNL();
	del_all(xn);
	nf_unregister_net_hooks(xn->net, stack_ops, ARRAY_SIZE(stack_ops));
}

void xpf_hook_free(struct xpf_net *xn)
{
	kvfree(xn->dev);
	bitmap_free(xn->slots);
	xn->dev = NULL;
	xn->slots = NULL;
}

int xpf_hook_init(void)
{
	return register_netdevice_notifier(&notifier);
}

void xpf_hook_exit(void)
{
	unregister_netdevice_notifier(&notifier);
}
