// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Addresses of configured devices.  Ours carry IFA_PROTO; an address that is
 * there already, whoever put it, is not touched, and only ours are taken
 * away.  Duplicate address detection is left on, as in Junos: an IPv6 address
 * of a new device is usable after a second.
 */
#include "net/change.h"

#include <errno.h>
#include <string.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

static int request(struct net_change *c, uint16_t type, uint16_t flags,
		   int ifindex, const struct prefix *p)
{
	struct ifaddrmsg ifa = {
		.ifa_family = p->addr.family,
		.ifa_prefixlen = p->len,
		.ifa_index = (uint32_t)ifindex,
		.ifa_scope = RT_SCOPE_UNIVERSE,
	};
	struct addr_range range;
	struct nlmsghdr *nlh;

	/* fe80::/10: the kernel wants to be told */
	if (p->addr.family == AF_INET6 && p->addr.b[0] == 0xfe &&
	    (p->addr.b[1] & 0xc0) == 0x80)
		ifa.ifa_scope = RT_SCOPE_LINK;
	nlh = rtnl_begin(c->r, type, flags, &ifa, sizeof(ifa));
	rtnl_put_addr(nlh, IFA_LOCAL, &p->addr);
	rtnl_put_addr(nlh, IFA_ADDRESS, &p->addr);
	if (type == RTM_NEWADDR)
		mnl_attr_put_u8(nlh, IFA_PROTO, RTPROT_XPF);
	if (type == RTM_NEWADDR && p->addr.family == AF_INET && p->len < 31) {
		range = prefix_range(p);
		rtnl_put_addr(nlh, IFA_BROADCAST, &range.hi);
	}
	return change_talk(c);
}

static bool same(const struct prefix *a, const struct prefix *b)
{
	return a->len == b->len && !addr_cmp(&a->addr, &b->addr);
}

static const struct net_ifaddr *find(const struct net_change *c, int ifindex,
				     const struct prefix *p)
{
	const struct net_ifaddr *a;

	vec_each(a, &c->s.addrs)
		if (a->ifindex == ifindex && same(&a->prefix, p))
			return a;
	return NULL;
}

/* IPv6 takes an address once a device, whatever its prefix length. */
static void make_way(struct net_change *c, int ifindex, const struct prefix *p)
{
	const struct net_ifaddr *a;

	if (p->addr.family != AF_INET6)
		return;
	vec_each(a, &c->s.addrs)
		if (a->ifindex == ifindex && a->proto == RTPROT_XPF &&
		    !addr_cmp(&a->prefix.addr, &p->addr))
			request(c, RTM_DELADDR, 0, ifindex, &a->prefix);
}

static void add(struct net_change *c, const struct net_link *l, int ifindex,
		const struct net_addr *a)
{
	char text[PREFIX_STRLEN], stmt[80];
	int err;

	if (find(c, ifindex, &a->prefix))
		return;
	make_way(c, ifindex, &a->prefix);
	err = request(c, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, ifindex,
		      &a->prefix);
	if (!err || err == -EEXIST || err == -ENODEV)
		return;
	snprintf(stmt, sizeof(stmt), "address %s",
		 prefix_str(&a->prefix, text));
	link_fault(c, l, stmt, rtnl_error(c->r));
}

/* The first address of a subnet is what the kernel prefers as a source. */
static void prepare_link(struct net_change *c, const struct net_link *l,
			 int ifindex)
{
	const struct net_addr *a;

	vec_each(a, &l->addrs)
		if (a->primary || a->preferred)
			add(c, l, ifindex, a);
	vec_each(a, &l->addrs)
		if (!a->primary && !a->preferred)
			add(c, l, ifindex, a);
}

void addr_prepare(struct net_change *c)
{
	unsigned int before = c->requests;
	const struct net_device *dev;
	const struct net_link *l;

	vec_each(l, &c->plan->links) {
		dev = state_device(&c->s, l->name);
		if (dev)
			prepare_link(c, l, dev->st.ifindex);
	}
	if (c->requests != before)
		change_read_addrs(c);
}

static bool wanted(const struct net_change *c, const struct net_ifaddr *have)
{
	const struct net_device *dev = state_device_at(&c->s, have->ifindex);
	const struct net_link *l;
	const struct net_addr *a;

	l = dev ? plan_link(c->plan, dev->st.name) : NULL;
	if (l)
		vec_each(a, &l->addrs)
			if (same(&a->prefix, &have->prefix))
				return true;
	return false;
}

void addr_finish(struct net_change *c)
{
	unsigned int before = c->requests;
	const struct net_ifaddr *a;

	vec_each(a, &c->s.addrs)
		if (a->proto == RTPROT_XPF && !wanted(c, a))
			request(c, RTM_DELADDR, 0, a->ifindex, &a->prefix);
	if (c->requests != before)
		change_read_addrs(c);
}
