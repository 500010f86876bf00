// SPDX-License-Identifier: GPL-2.0
/*
 * The module and its namespaces: who is started in which order, and stopped in
 * the other.
 *
 *   module load       every namespace gets a struct xpf_net, a few hundred
 *                     bytes, and /proc/net/xpf
 *   ENABLE            counters, ports, table, hooks: packets flow through us
 *   DISABLE           hooks off, a grace period, then the rest
 *   namespace exit    DISABLE
 *   module unload     DISABLE everywhere
 */
#include <linux/ktime.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>

#include "alg/sip_call.h"
#include "ctl/ctl.h"
#include "filter/log.h"
#include "flow/expect.h"
#include "flow/ext.h"
#include "flow/table.h"
#include "fwd/adj.h"
#include "fwd/stop.h"
#include "hook.h"
#include "lifecycle.h"
#include "nat/nat.h"
#include "pkt/reply.h"
#include "screen/screen.h"
#include "xdp.h"
#include "xpf.h"

#define MIN_SESSIONS 1024U
#define MAX_SESSIONS (64U << 20)

unsigned int xpf_net_id __ro_after_init;

static u32 round_sessions(u32 max)
{
	return roundup_pow_of_two(clamp(max, MIN_SESSIONS, MAX_SESSIONS));
}

int xpf_net_enable(struct xpf_net *xn, u32 max_sessions,
		   struct netlink_ext_ack *extack)
{
	int err = -ENOMEM;

	ASSERT_RTNL();
	lockdep_assert_held(&xn->ctl);
	max_sessions = round_sessions(max_sessions);
	if (xn->enabled) {
		if (max_sessions == xn->max_sessions)
			return 0;
		NL_SET_ERR_MSG(extack, "enabled already, with other limits");
		return -EBUSY;
	}
	err = xpf_ctl_start(xn);
	if (err)
		return err;
	xpf_reply_init(xn);
	err = -ENOMEM;
	xn->filter_log = xpf_filter_log_new();
	if (!xn->filter_log)
		goto err_ctl;
	err = xpf_nat_start(xn);
	if (err)
		goto err_log;
	err = xpf_adj_start(xn, max_sessions);
	if (err)
		goto err_nat;
	err = -ENOMEM;
	xn->expects = xpf_expects_new(xn);
	if (!xn->expects)
		goto err_adj;
	xn->sip = xpf_sip_new(xn);
	if (!xn->sip)
		goto err_expects;
	xn->table = xpf_table_new(xn, max_sessions);
	if (!xn->table) {
		NL_SET_ERR_MSG(extack, "no memory for that many sessions");
		goto err_sip;
	}
	err = xpf_hook_start(xn);
	if (err) {
		NL_SET_ERR_MSG(extack, "cannot hook the devices");
		goto err_table;
	}
	xn->max_sessions = max_sessions;
	xn->enabled_ns = ktime_get_ns();
	xn->enabled = true;
	return 0;

err_table:
	xpf_sweep_stop(xn);
	xpf_table_free(xn->table);
	xn->table = NULL;
err_sip:
	xpf_sip_free(xn->sip);
	xn->sip = NULL;
err_expects:
	xpf_expects_free(xn->expects);
	xn->expects = NULL;
err_adj:
	xpf_adj_stop(xn);
err_nat:
	xpf_nat_stop(xn);
err_log:
	xpf_filter_log_free(xn->filter_log);
	xn->filter_log = NULL;
err_ctl:
	xpf_ctl_stop(xn);
	return err;
}

void xpf_net_disable(struct xpf_net *xn)
{
	ASSERT_RTNL();
	lockdep_assert_held(&xn->ctl);
	if (!xn->enabled)
		return;
	xn->enabled = false;
	xpf_hook_stop(xn);
	synchronize_net();
	/* No packet is on its way any more. */
	xpf_sweep_stop(xn);
	xpf_sip_stop(xn->sip);
	xpf_table_free(xn->table);
	xn->table = NULL;
	xpf_expects_free(xn->expects);
	xn->expects = NULL;
	xpf_sip_free(xn->sip);
	xn->sip = NULL;
	xpf_adj_stop(xn);
	xpf_nat_stop(xn);
	xpf_screens_free(xn);
	xpf_filter_log_free(xn->filter_log);
	xn->filter_log = NULL;
	xpf_hook_free(xn);
	xpf_ctl_stop(xn);
}

static int __net_init net_init(struct net *net)
{
	struct xpf_net *xn = xpf_net(net);

	xn->net = net;
	mutex_init(&xn->ctl);
	INIT_LIST_HEAD(&xn->devs);
	xa_init(&xn->dev_index);
	xpf_sweep_init(xn);
	return xpf_ctl_net_init(xn);
}

static void __net_exit net_pre_exit(struct net *net)
{
	struct xpf_net *xn = xpf_net(net);

	rtnl_lock();
	mutex_lock(&xn->ctl);
	/* unloaded, with a manager or without: no firewall, no router */
	if (xn->enabled)
		xpf_stop_forwarding(net);
	xpf_net_disable(xn);
	mutex_unlock(&xn->ctl);
	rtnl_unlock();
}

static void __net_exit net_exit(struct net *net)
{
	struct xpf_net *xn = xpf_net(net);

	xpf_ctl_net_exit(xn);
	xa_destroy(&xn->dev_index);
	mutex_destroy(&xn->ctl);
}

static struct pernet_operations net_ops = {
	.init = net_init,
	.pre_exit = net_pre_exit,
	.exit = net_exit,
	.id = &xpf_net_id,
	.size = sizeof(struct xpf_net),
};

static int __init xpf_init(void)
{
	int err;

	err = xpf_ctl_prepare();
	if (err)
		return err;
	err = xpf_ext_init();
	if (err)
		goto err_ctl;
	err = register_pernet_subsys(&net_ops);
	if (err)
		goto err_ext;
	err = xpf_hook_init();
	if (err)
		goto err_pernet;
	err = xpf_ctl_init();
	if (err)
		goto err_hook;
	/* Without it there is one way in less. */
	err = xpf_xdp_init();
	if (err)
		pr_warn("xpf: no XDP: %d\n", err);
	return 0;

err_hook:
	xpf_hook_exit();
err_pernet:
	unregister_pernet_subsys(&net_ops);
	rcu_barrier();
err_ext:
	xpf_ext_exit();
err_ctl:
	xpf_ctl_cleanup();
	return err;
}

static void __exit xpf_exit(void)
{
	xpf_ctl_exit();
	xpf_hook_exit();
	unregister_pernet_subsys(&net_ops);
	rcu_barrier();
	xpf_ext_exit();
	xpf_ctl_cleanup();
}

module_init(xpf_init);
module_exit(xpf_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Stateful firewall dataplane");
MODULE_VERSION(XPF_VERSION);
MODULE_SOFTDEP("pre: nf_defrag_ipv6");
