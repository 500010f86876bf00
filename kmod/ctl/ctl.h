/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The control side as the init ladder (main.c) sees it, and what it needs
 * from there.  Five moments, each with its way back, in this order:
 *
 *   module      xpf_ctl_prepare()   what namespaces need while they go
 *   namespace   xpf_ctl_net_init()  /proc/net/xpf
 *   module      xpf_ctl_init()      the family: from here on we are asked
 *   enable      xpf_ctl_start()     counters, event queue (xn->stats, ->events)
 *   ruleset     by netlink only
 *
 * Order of ENABLE, inside xpf_net_enable(): xpf_ctl_start(), then
 * xpf_nat_start(), xpf_table_new(), then the hooks; xpf_net_disable()
 * undoes it backwards, and calls xpf_ctl_stop() when no packet can be on its
 * way any more (hooks gone, grace period over).
 */
#ifndef XPF_CTL_H
#define XPF_CTL_H

#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

#include "xpf.h"

struct net_device;
struct netlink_ext_ack;

/* The running ruleset, NULL: none.  Context: xn->ctl held. */
static inline struct xpf_ruleset *xpf_ctl_ruleset(const struct xpf_net *xn)
{
	return rcu_dereference_protected(xn->ruleset,
					 lockdep_is_held(&xn->ctl));
}

/* Called by main.c. */
int xpf_ctl_prepare(void);
void xpf_ctl_cleanup(void);	/* waits for rulesets on their way out */
int xpf_ctl_init(void);
void xpf_ctl_exit(void);
int xpf_ctl_net_init(struct xpf_net *xn);
void xpf_ctl_net_exit(struct xpf_net *xn);

/* Allocate what ENABLE needs here.  Context: RTNL and xn->ctl held. */
int xpf_ctl_start(struct xpf_net *xn);
/* Free it, and the ruleset with it. */
void xpf_ctl_stop(struct xpf_net *xn);

/* A device was hooked or is about to be unhooked: /sys/class/net/X/xpf.
 * Context: RTNL; xn->ctl may be held.
 */
void xpf_ctl_dev_add(struct xpf_net *xn, struct net_device *dev);
void xpf_ctl_dev_del(struct xpf_net *xn, struct net_device *dev);

/* Bytes held for sessions, ports and the ruleset.  Context: xn->ctl held. */
u64 xpf_ctl_memory(const struct xpf_net *xn);

/*
 * Implemented by main.c, called for ENABLE and DISABLE with RTNL and xn->ctl
 * held.  Enabling with the same limits again is no error and changes nothing;
 * with others it is -EBUSY.  Disabling what is not enabled does nothing.
 */
int xpf_net_enable(struct xpf_net *xn, u32 max_sessions,
		   struct netlink_ext_ack *extack);
void xpf_net_disable(struct xpf_net *xn);

#endif
