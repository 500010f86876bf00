// SPDX-License-Identifier: GPL-2.0
/*
 * A namespace whose firewall goes away must not go on as a bare router: the
 * switches that the manager sets when the ruleset is in force are set back
 * before the hooks are gone, whether a manager runs or not.  Who wants a router
 * without a firewall sets them again.
 *
 * What routes in IPv4 is the switch of each device, "all" only writes those; in
 * IPv6 it is "all" that counts.  The rest of what those sysctls do - joining
 * multicast groups, redirects - does not matter to who may pass, and is put in
 * order when somebody writes to them.
 */
#include "fwd/stop.h"

#include <linux/inetdevice.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>

void xpf_stop_forwarding(struct net *net)
{
	struct in_device *in_dev;
	struct net_device *dev;

	ASSERT_RTNL();
	WRITE_ONCE(IPV4_DEVCONF_ALL(net, FORWARDING), 0);
	WRITE_ONCE(IPV4_DEVCONF(*net->ipv4.devconf_dflt, FORWARDING), 0);
	for_each_netdev(net, dev) {
		in_dev = __in_dev_get_rtnl(dev);
		if (in_dev)
			IN_DEV_CONF_SET(in_dev, FORWARDING, 0);
	}
#if IS_ENABLED(CONFIG_IPV6)
	if (net->ipv6.devconf_all)
		WRITE_ONCE(net->ipv6.devconf_all->forwarding, 0);
#endif
	rt_genid_bump_ipv4(net);
}
