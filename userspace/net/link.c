// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Devices.  Those of the hardware are taken as they are found; VLAN devices and
 * the units of lo0 (dummy devices) are made, marked as ours by an alternative
 * name, and taken away when the configuration has them no more.  A configured device that vanishes from the
 * configuration keeps its state: it has lost its addresses and its zone, and
 * somebody else may use it.
 *
 * The switches of a device are set before it goes up, so that it never
 * listens to a router advertisement it should not hear.
 */
#include "net/change.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "lib/log.h"

#define MTU_DEFAULT 1500

const struct net_link *plan_link(const struct net_plan *p, const char *name)
{
	const struct net_link *l;

	if (p)
		vec_each(l, &p->links)
			if (!strcmp(l->name, name))
				return l;
	return NULL;
}

void link_fault(struct net_change *c, const struct net_link *l,
		const char *stmt, const char *what)
{
	const char *dot = strrchr(l->junos, '.');
	char path[128];

	if (dot)
		snprintf(path, sizeof(path), "[edit interfaces %.*s unit %s]",
			 (int)(dot - l->junos), l->junos, dot + 1);
	else
		snprintf(path, sizeof(path), "[edit interfaces %s]", l->junos);
	change_fault(c, path, stmt, "%s", what);
}

/* ---- requests ---- */

int link_mark(struct net_change *c, const char *name)
{
	struct ifinfomsg ifm = { .ifi_family = AF_UNSPEC };
	char mark[IFNAMSIZ + sizeof(NET_MARK)];
	struct nlattr *nest;
	struct nlmsghdr *nlh;

	snprintf(mark, sizeof(mark), "%s%s", NET_MARK, name);
	nlh = rtnl_begin(c->r, RTM_NEWLINKPROP,
			 NLM_F_CREATE | NLM_F_EXCL | NLM_F_APPEND, &ifm,
			 sizeof(ifm));
	mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	nest = mnl_attr_nest_start(nlh, IFLA_PROP_LIST);
	mnl_attr_put_strz(nlh, IFLA_ALT_IFNAME, mark);
	mnl_attr_nest_end(nlh, nest);
	return change_talk(c);
}

int link_delete(struct net_change *c, const struct net_device *dev)
{
	struct ifinfomsg ifm = {
		.ifi_family = AF_UNSPEC,
		.ifi_index = dev->st.ifindex,
	};

	rtnl_begin(c->r, RTM_DELLINK, 0, &ifm, sizeof(ifm));
	return change_talk(c);
}

static int set_flags(struct net_change *c, int ifindex, unsigned int flags,
		     unsigned int mask)
{
	struct ifinfomsg ifm = {
		.ifi_family = AF_UNSPEC,
		.ifi_index = ifindex,
		.ifi_flags = flags,
		.ifi_change = mask,
	};

	rtnl_begin(c->r, RTM_NEWLINK, 0, &ifm, sizeof(ifm));
	return change_talk(c);
}

static int set_u32(struct net_change *c, int ifindex, uint16_t attr,
		   uint32_t value)
{
	struct ifinfomsg ifm = {
		.ifi_family = AF_UNSPEC,
		.ifi_index = ifindex,
	};
	struct nlmsghdr *nlh;

	nlh = rtnl_begin(c->r, RTM_NEWLINK, 0, &ifm, sizeof(ifm));
	mnl_attr_put_u32(nlh, attr, value);
	return change_talk(c);
}

/* ---- VLAN devices ---- */

static int create_vlan(struct net_change *c, const struct net_link *l,
		       int parent)
{
	struct ifinfomsg ifm = { .ifi_family = AF_UNSPEC };
	struct nlattr *info, *data;
	struct nlmsghdr *nlh;
	int err;

	nlh = rtnl_begin(c->r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifm,
			 sizeof(ifm));
	mnl_attr_put_strz(nlh, IFLA_IFNAME, l->name);
	mnl_attr_put_u32(nlh, IFLA_LINK, (uint32_t)parent);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, "vlan");
	data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	mnl_attr_put_u16(nlh, IFLA_VLAN_ID, l->vlan_id);
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, info);
	err = change_talk(c);
	return err ? err : link_mark(c, l->name);
}

/*
 * The priority of a tag is the priority of the skb: as it is, of what comes in;
 * above the four bits of its class, of what leaves (kmod/filter/cos.c).
 */
static void put_priorities(struct nlmsghdr *nlh)
{
	struct ifla_vlan_qos_mapping map;
	struct nlattr *nest;
	uint32_t tag, class;

	nest = mnl_attr_nest_start(nlh, IFLA_VLAN_INGRESS_QOS);
	for (tag = 1; tag < 8; tag++) {
		map = (struct ifla_vlan_qos_mapping){ tag, tag };
		mnl_attr_put(nlh, IFLA_VLAN_QOS_MAPPING, sizeof(map), &map);
	}
	mnl_attr_nest_end(nlh, nest);
	nest = mnl_attr_nest_start(nlh, IFLA_VLAN_EGRESS_QOS);
	for (tag = 1; tag < 8; tag++)
		for (class = 0; class < 16; class ++) {
			map = (struct ifla_vlan_qos_mapping){ tag << 4 | class,
							      tag };
			mnl_attr_put(nlh, IFLA_VLAN_QOS_MAPPING, sizeof(map),
				     &map);
		}
	mnl_attr_nest_end(nlh, nest);
}

static int set_priorities(struct net_change *c, int ifindex)
{
	struct ifinfomsg ifm = {
		.ifi_family = AF_UNSPEC,
		.ifi_index = ifindex,
	};
	struct nlattr *info, *data;
	struct nlmsghdr *nlh;

	nlh = rtnl_begin(c->r, RTM_NEWLINK, 0, &ifm, sizeof(ifm));
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, "vlan");
	data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	put_priorities(nlh);
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, info);
	return change_talk(c);
}

static bool is_vlan(const struct net_device *dev, int parent, uint16_t id)
{
	return !strcmp(dev->st.kind, "vlan") && dev->st.parent == parent &&
	       dev->st.vlan_id == id;
}

/* An id belongs to one device: ours under another name makes way. */
static void free_vlan_id(struct net_change *c, int parent, uint16_t id)
{
	const struct net_device *dev;

	vec_each(dev, &c->s.devices)
		if (dev->ours && is_vlan(dev, parent, id))
			link_delete(c, dev);
}

static void prepare_vlan(struct net_change *c, const struct net_link *l)
{
	struct net_device *parent = state_device(&c->s, l->parent);
	struct net_device *dev = state_device(&c->s, l->name);

	if (!parent)
		return;
	if (dev && is_vlan(dev, parent->st.ifindex, l->vlan_id))
		return;
	if (dev && !dev->ours) {
		link_fault(c, l, NULL, "a device of its name is in use");
		return;
	}
	if (dev)
		link_delete(c, dev);
	free_vlan_id(c, parent->st.ifindex, l->vlan_id);
	if (create_vlan(c, l, parent->st.ifindex))
		link_fault(c, l, "vlan-id", rtnl_error(c->r));
}

/* ---- units of lo0 ---- */

static int create_loopback(struct net_change *c, const struct net_link *l)
{
	struct ifinfomsg ifm = { .ifi_family = AF_UNSPEC };
	struct nlattr *info;
	struct nlmsghdr *nlh;
	int err;

	nlh = rtnl_begin(c->r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifm,
			 sizeof(ifm));
	mnl_attr_put_strz(nlh, IFLA_IFNAME, l->name);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, "dummy");
	mnl_attr_nest_end(nlh, info);
	err = change_talk(c);
	return err ? err : link_mark(c, l->name);
}

/* One that is there already, whoever made it, will do.  A kernel that has no dummy
 * devices goes without, as with hardware that is not there.
 */
static void prepare_loopback(struct net_change *c, const struct net_link *l)
{
	const struct net_device *dev = state_device(&c->s, l->name);
	int err;

	if (dev && strcmp(dev->st.kind, "dummy")) {
		link_fault(c, l, NULL, "a device of its name is in use");
		return;
	}
	err = dev ? 0 : create_loopback(c, l);
	if (err == -EOPNOTSUPP)
		log_warn("%s: this kernel has no dummy devices", l->junos);
	else if (err)
		link_fault(c, l, NULL, rtnl_error(c->r));
}

/* ---- every device ---- */

/*
 * The kernel takes the device down and up when its VRF changes, and IPv6
 * addresses may go with that; they are looked at afterwards.
 */
static void prepare_vrf(struct net_change *c, const struct net_link *l,
			const struct net_device *dev)
{
	const struct net_device *now = state_vrf(&c->s, dev), *vrf;
	int master = 0;

	if (l->vrf[0]) {
		vrf = state_device(&c->s, l->vrf);
		if (!vrf)
			return; /* said by vrf.c */
		master = vrf->st.ifindex;
	}
	if (dev->st.master == master)
		return;
	if (dev->st.master && !now) {
		if (master)
			link_fault(c, l, NULL,
				   "device is a port of another device");
		return;
	}
	if (!master && !now->ours)
		return;
	if (set_u32(c, dev->st.ifindex, IFLA_MASTER, (uint32_t)master))
		link_fault(c, l, NULL, rtnl_error(c->r));
}

static void prepare_mtu(struct net_change *c, const struct net_link *l,
			const struct net_device *dev)
{
	const struct net_link *old = plan_link(c->old, l->name);
	const struct net_device *parent;
	uint32_t mtu = l->mtu;

	/* no longer configured: back to what such a device begins with */
	if (!mtu && old && old->mtu) {
		parent = l->parent[0] ? state_device(&c->s, l->parent) : NULL;
		mtu = parent ? parent->st.mtu : MTU_DEFAULT;
	}
	if (mtu && dev->st.mtu != mtu &&
	    set_u32(c, dev->st.ifindex, IFLA_MTU, mtu))
		link_fault(c, l, "mtu", rtnl_error(c->r));
}

static void prepare_one(struct net_change *c, const struct net_link *l)
{
	const struct net_device *dev = state_device(&c->s, l->name);
	bool up;

	if (!dev)
		return;
	sysctl_link(l);
	if (l->tag_priority && set_priorities(c, dev->st.ifindex))
		link_fault(c, l, NULL, rtnl_error(c->r));
	prepare_vrf(c, l, dev);
	prepare_mtu(c, l, dev);
	up = dev->st.flags & IFF_UP;
	if (up == !l->disable)
		return;
	if (set_flags(c, dev->st.ifindex, l->disable ? 0 : IFF_UP, IFF_UP))
		link_fault(c, l, NULL, rtnl_error(c->r));
	else if (!l->disable && c->old && !plan_link(c->old, l->name))
		vec_push(&c->net->raised, dev->st.ifindex);
}

void link_undo(struct net_change *c)
{
	int *ifindex;

	vec_each(ifindex, &c->net->raised)
		if (set_flags(c, *ifindex, 0, IFF_UP))
			change_fault(c, NULL, NULL,
				     "cannot set a device down: %s",
				     rtnl_error(c->r));
	c->net->raised.n = 0;
}

void link_prepare(struct net_change *c)
{
	unsigned int before = c->requests;
	const struct net_link *l;

	vec_each(l, &c->plan->links)
		if (l->vlan_id)
			prepare_vlan(c, l);
		else if (l->loopback)
			prepare_loopback(c, l);
	if (c->requests != before)
		change_read_devices(c);
	before = c->requests;
	/* a VLAN device cannot be up, or larger, before its parent is */
	vec_each(l, &c->plan->links)
		if (!l->parent[0])
			prepare_one(c, l);
	if (c->requests != before)
		change_read_devices(c);
	before = c->requests;
	vec_each(l, &c->plan->links)
		if (l->parent[0])
			prepare_one(c, l);
	if (c->requests != before)
		change_read_devices(c);
}

void link_finish(struct net_change *c)
{
	const struct net_device *dev, *vrf;
	unsigned int before = c->requests;

	vec_each(dev, &c->s.devices) {
		if (plan_link(c->plan, dev->st.name))
			continue;
		if (dev->ours && (!strcmp(dev->st.kind, "vlan") ||
				  !strcmp(dev->st.kind, "dummy"))) {
			link_delete(c, dev);
			continue;
		}
		vrf = state_vrf(&c->s, dev);
		if (vrf && vrf->ours)
			set_u32(c, dev->st.ifindex, IFLA_MASTER, 0);
	}
	if (c->requests != before)
		change_read_devices(c);
}
