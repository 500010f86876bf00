/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A device of the namespace as the firewall sees it: hooked, counted, and
 * named by a slot, the index into the ruleset's bindings.  Slot 0 is nobody's:
 * a device has it that came when all others were taken, and drops everything.
 */
#ifndef XPF_HOOK_H
#define XPF_HOOK_H

#include <linux/list.h>
#include <linux/netfilter.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include <uapi/linux/xpf.h>

#include "xpf.h"

struct net_device;

struct xpf_dev_stats {
	u64 rx_packets, rx_bytes;	/* IP packets that came in */
	u64 tx_packets, tx_bytes;	/* IP packets sent */
	u64 drops;			/* of those that came in */
	u64 screen[__XPF_SCREEN_COUNT];	/* what screens found in them */
};

struct xpf_dev {
	/* datapath: read only */
	struct xpf_net *xn;
	struct xpf_dev_stats __percpu *stats;
	struct net_device *dev;
	u16 slot;

	/* guarded by RTNL */
	struct list_head list;		/* xn->devs */
	struct nf_hook_ops ops;
	bool hooked;
	bool all_groups;		/* see fwd/proxyndp.c */
	struct rcu_head rcu;
};

/* By slot; NULL: gone.  Context: RCU. */
static inline struct xpf_dev *xpf_dev(const struct xpf_net *xn, u16 slot)
{
	return rcu_dereference(xn->dev[slot]);
}

/* By device; NULL: not hooked.  Context: RCU. */
static inline struct xpf_dev *xpf_dev_of(struct xpf_net *xn,
					 const struct net_device *dev)
{
	struct xpf_dev *d;

	d = rcu_dereference(xn->near[(u32)dev->ifindex % XPF_NEAR]);
	return likely(d && d->dev == dev) ? d : xa_load(&xn->dev_index,
							dev->ifindex);
}

static inline void xpf_dev_rx(struct xpf_dev *d, u32 bytes)
{
	this_cpu_inc(d->stats->rx_packets);
	this_cpu_add(d->stats->rx_bytes, bytes);
}

static inline void xpf_dev_tx(struct xpf_dev *d, u32 bytes)
{
	this_cpu_inc(d->stats->tx_packets);
	this_cpu_add(d->stats->tx_bytes, bytes);
}

static inline void xpf_dev_drop(struct xpf_dev *d)
{
	this_cpu_inc(d->stats->drops);
}

static inline void xpf_dev_screened(struct xpf_dev *d, enum xpf_screen_id id)
{
	this_cpu_inc(d->stats->screen[id]);
}

/* Do packets come in here out of a tunnel: GRE, IP in IP, IPsec, WireGuard? */
bool xpf_dev_tunnel(const struct xpf_dev *d);

/* Sums over all CPUs. */
void xpf_dev_read(const struct xpf_dev *d, struct xpf_dev_stats *sum);
void xpf_dev_clear(struct xpf_dev *d);		/* all but the screens' */
void xpf_dev_clear_screens(struct xpf_dev *d);

/* In every device's ingress hook; @priv: its struct xpf_dev. */
unsigned int xpf_hook_ingress(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state);

/*
 * For main.c.  Start: hook all devices of a namespace; stop: unhook them, but
 * packets may still be on their way; free: nobody is.  Context: RTNL.
 */
int xpf_hook_start(struct xpf_net *xn);
void xpf_hook_stop(struct xpf_net *xn);
void xpf_hook_free(struct xpf_net *xn);
int xpf_hook_init(void);
void xpf_hook_exit(void);

#endif
