// SPDX-License-Identifier: GPL-2.0
/*
 * The check for spoofed sources, as the screen `ip spoofing` wants it: the
 * routing table says behind which interface an address is, and a packet from
 * there can come in by no other.  Of a route with several next hops each one
 * will do.  The lookup is that of the kernel's own rpfilter.
 *
 * An unspecified source (DHCP, duplicate address detection) claims nothing,
 * and one of the link is where it says.
 */
#include <net/ip_fib.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/l3mdev.h>

#include "fwd/spoof.h"
#include "hook.h"
#include "pkt/pkt.h"

static bool valid4(const struct xpf_pkt *pkt, const struct net_device *dev)
{
	struct flowi4 fl4 = {
		.flowi4_iif = LOOPBACK_IFINDEX,
		.daddr = pkt->key.saddr4,
		.flowi4_l3mdev = l3mdev_master_ifindex_rcu(dev),
		.flowi4_scope = RT_SCOPE_UNIVERSE,
	};
	struct fib_result res;

	if (!pkt->key.saddr4)
		return true;
	if (fib_lookup(pkt->xn->net, &fl4, &res, FIB_LOOKUP_IGNORE_LINKSTATE))
		return false;
	return res.type == RTN_UNICAST && fib_info_nh_uses_dev(res.fi, dev);
}

static bool valid6(const struct xpf_pkt *pkt, const struct net_device *dev)
{
	struct flowi6 fl6 = {
		.flowi6_iif = LOOPBACK_IFINDEX,
		.flowi6_oif = dev->ifindex,
		.daddr = pkt->key.saddr,
	};
	const struct rt6_info *rt;
	struct dst_entry *dst;
	bool ok;

	if (ipv6_addr_any(&pkt->key.saddr) || pkt->flags & XPF_PKT_LINK_LOCAL)
		return true;
	dst = ip6_route_lookup(pkt->xn->net, &fl6, pkt->skb,
			       RT6_LOOKUP_F_HAS_SADDR);
	rt = dst_rt6_info(dst);
	ok = !dst->error && !(rt->rt6i_flags & (RTF_REJECT | RTF_ANYCAST)) &&
	     rt->rt6i_idev && rt->rt6i_idev->dev == dev;
	dst_release(dst);
	return ok;
}

bool xpf_source_valid(const struct xpf_pkt *pkt)
{
	const struct net_device *dev = pkt->in->dev;

	return pkt->key.family == AF_INET ? valid4(pkt, dev) : valid6(pkt, dev);
}
