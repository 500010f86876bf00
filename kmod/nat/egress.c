// SPDX-License-Identifier: GPL-2.0
/*
 * The address of the egress interface, by which source NAT without a pool makes
 * sessions leave: one on the destination's subnet if there is one, else the
 * first that may be used.
 */
#include <linux/inetdevice.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>

#include "nat/egress.h"
#include "pkt/key.h"

/* The primary address of a device: one on the destination's subnet if there
 * is one, else the first.  Context: RCU.
 */
static bool egress_addr4(const struct net_device *out, __be32 daddr,
			 __be32 *saddr)
{
	const struct in_device *in_dev = __in_dev_get_rcu(out);
	const struct in_ifaddr *ifa;
	__be32 first = 0;

	if (!in_dev)
		return false;
	in_dev_for_each_ifa_rcu(ifa, in_dev) {
		if (ifa->ifa_flags & IFA_F_SECONDARY ||
		    ifa->ifa_scope > RT_SCOPE_LINK)
			continue;
		if (inet_ifa_match(daddr, ifa)) {
			*saddr = ifa->ifa_local;
			return true;
		}
		if (!first)
			first = ifa->ifa_local;
	}
	*saddr = first;
	return first;
}

/* How good an address is as a source; 0: not usable. */
static int score6(const struct inet6_ifaddr *ifp, const struct in6_addr *daddr)
{
	bool local = ipv6_addr_type(daddr) & IPV6_ADDR_LINKLOCAL;
	u32 flags = READ_ONCE(ifp->flags);
	int score = 1;

	if (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED) &&
	    !(flags & IFA_F_OPTIMISTIC))
		return 0;
	if (!!(ipv6_addr_type(&ifp->addr) & IPV6_ADDR_LINKLOCAL) != local)
		return 0;
	if (ipv6_prefix_equal(&ifp->addr, daddr, ifp->prefix_len))
		score += 4;
	if (!(flags & IFA_F_DEPRECATED))
		score += 8;
	if (!(flags & IFA_F_TEMPORARY))
		score += 2;
	return score;
}

static bool egress_addr6(const struct net_device *out,
			 const struct in6_addr *daddr, struct in6_addr *saddr)
{
	const struct inet6_dev *idev = __in6_dev_get(out);
	const struct inet6_ifaddr *ifp;
	int best = 0;

	if (!idev)
		return false;
	list_for_each_entry_rcu(ifp, &idev->addr_list, if_list) {
		int score = score6(ifp, daddr);

		if (score > best) {
			best = score;
			*saddr = ifp->addr;
		}
	}
	return best;
}

bool xpf_egress_addr(const struct net_device *out, struct xpf_key *key)
{
	struct in6_addr daddr = key->daddr;
	__be32 saddr4;
	bool ok;

	if (key->family == AF_INET6) {
		ok = egress_addr6(out, &daddr, &key->saddr);
	} else {
		ok = egress_addr4(out, key->daddr4, &saddr4);
		if (ok) /* it may have been an IPv6 address */
			key->saddr =
				(struct in6_addr){ .s6_addr32[0] = saddr4 };
	}
	return ok;
}
