// SPDX-License-Identifier: GPL-2.0
/*
 * The control side's part of every start and stop: module, namespace, enable
 * (ctl.h says in which order main.c calls them).
 */
#include <linux/slab.h>

#include "ctl/ctl.h"
#include "ctl/debugfs.h"
#include "ctl/events.h"
#include "ctl/netlink.h"
#include "ctl/procfs.h"
#include "ctl/stats.h"
#include "ctl/txn.h"
#include "drops.h"
#include "flow/table.h"
#include "policy/build.h"
#include "policy/ruleset.h"
#include "xpf.h"

int __init xpf_ctl_prepare(void)
{
	int err = xpf_ruleset_init();

	if (!err)
		xpf_debugfs_init();
	return err;
}

void xpf_ctl_cleanup(void)
{
	xpf_debugfs_exit();
	xpf_ruleset_exit();
}

int __init xpf_ctl_init(void)
{
	return xpf_netlink_init();
}

void xpf_ctl_exit(void)
{
	xpf_netlink_exit();
}

int xpf_ctl_net_init(struct xpf_net *xn)
{
	return xpf_procfs_add(xn);
}

void xpf_ctl_net_exit(struct xpf_net *xn)
{
	xpf_txn_drop(xn, 0);
	xpf_debugfs_del(xn);
	xpf_procfs_del(xn);
}

int xpf_ctl_start(struct xpf_net *xn)
{
	lockdep_assert_held(&xn->ctl);
	xn->stats = xpf_stats_new(xn);
	if (!xn->stats)
		return -ENOMEM;
	xn->drops = xpf_drops_new();
	if (!xn->drops)
		goto err_drops;
	xn->events = xpf_events_new(xn);
	if (!xn->events)
		goto err_events;
	xpf_debugfs_add(xn);
	return 0;

err_events:
	xpf_drops_free(xn->drops);
	xn->drops = NULL;
err_drops:
	free_percpu(xn->stats);
	xn->stats = NULL;
	return -ENOMEM;
}

void xpf_ctl_stop(struct xpf_net *xn)
{
	struct xpf_ruleset *rs;

	lockdep_assert_held(&xn->ctl);
	rs = rcu_replace_pointer(xn->ruleset, NULL, lockdep_is_held(&xn->ctl));
	xpf_ruleset_free(rs);
	kfree(rcu_replace_pointer(xn->trace, NULL, lockdep_is_held(&xn->ctl)));
	xpf_events_free(xn->events);
	xn->events = NULL;
	xpf_drops_free(xn->drops);
	xn->drops = NULL;
	free_percpu(xn->stats);
	xn->stats = NULL;
}

u64 xpf_ctl_memory(const struct xpf_net *xn)
{
	const struct xpf_ruleset *rs = xpf_ctl_ruleset(xn);
	struct xpf_table_usage u = {};

	if (xn->enabled)
		xpf_table_usage(xn->table, &u);
	return u.bytes + (rs ? rs->bytes : 0);
}
