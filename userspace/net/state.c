// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Dumps of the kernel's tables into plain arrays.  A dump that the kernel
 * reports as inconsistent (its table changed while it was read) is repeated;
 * when it never settles, the last reading is taken: the difference to the
 * plan is computed again after the next event anyway.
 */
#include "net/state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "net/rtnl.h"

#define TRIES 5

static uint32_t get_u32(const struct nlattr *a)
{
	return a && mnl_attr_get_payload_len(a) >= 4 ? mnl_attr_get_u32(a) : 0;
}

static void get_str(const struct nlattr *a, char *out, size_t size)
{
	if (a && !mnl_attr_validate(a, MNL_TYPE_NUL_STRING))
		strncpy(out, mnl_attr_get_str(a), size - 1);
}

/* ---- devices ---- */

static bool is_ours(const struct nlattr *props)
{
	const struct nlattr *a;

	if (!props)
		return false;
	mnl_attr_for_each_nested(a, props)
		if (mnl_attr_get_type(a) == IFLA_ALT_IFNAME &&
		    !strncmp(mnl_attr_get_str(a), NET_MARK, strlen(NET_MARK)))
			return true;
	return false;
}

static void link_info(struct net_device *dev, const struct nlattr *info)
{
	const struct nlattr *tb[IFLA_INFO_MAX + 1];
	const struct nlattr *data[IFLA_VLAN_MAX + 1]; /* the larger one */

	if (!info)
		return;
	rtnl_nested(info, tb, IFLA_INFO_MAX);
	get_str(tb[IFLA_INFO_KIND], dev->st.kind, sizeof(dev->st.kind));
	if (!tb[IFLA_INFO_DATA])
		return;
	rtnl_nested(tb[IFLA_INFO_DATA], data, IFLA_VLAN_MAX);
	if (!strcmp(dev->st.kind, "vlan") && data[IFLA_VLAN_ID])
		dev->st.vlan_id = mnl_attr_get_u16(data[IFLA_VLAN_ID]);
	if (!strcmp(dev->st.kind, "vrf"))
		dev->table = get_u32(data[IFLA_VRF_TABLE]);
}

static void link_stats(struct net_link_state *st, const struct nlattr *a)
{
	struct rtnl_link_stats64 s = { 0 };
	size_t len;

	if (!a)
		return;
	len = mnl_attr_get_payload_len(a);
	memcpy(&s, mnl_attr_get_payload(a), len < sizeof(s) ? len : sizeof(s));
	st->rx_packets = s.rx_packets;
	st->rx_bytes = s.rx_bytes;
	st->rx_errors = s.rx_errors;
	st->rx_dropped = s.rx_dropped;
	st->tx_packets = s.tx_packets;
	st->tx_bytes = s.tx_bytes;
	st->tx_errors = s.tx_errors;
	st->tx_dropped = s.tx_dropped;
}

static int device_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct ifinfomsg *ifm = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *tb[IFLA_MAX + 1];
	struct net_state *s = arg;
	struct net_device *dev;

	if (nlh->nlmsg_type != RTM_NEWLINK)
		return MNL_CB_OK;
	rtnl_attrs(nlh, sizeof(*ifm), tb, IFLA_MAX);
	dev = vec_add(&s->devices);
	dev->st.ifindex = ifm->ifi_index;
	dev->st.flags = ifm->ifi_flags;
	dev->st.admin_up = ifm->ifi_flags & IFF_UP;
	/* IFF_RUNNING follows a moment later, by the kernel's link watch */
	dev->st.oper_up = ifm->ifi_flags & IFF_UP &&
			  ifm->ifi_flags & IFF_LOWER_UP;
	dev->st.master = (int)get_u32(tb[IFLA_MASTER]);
	/* a parent in another namespace is none that we could name */
	if (!tb[IFLA_LINK_NETNSID])
		dev->st.parent = (int)get_u32(tb[IFLA_LINK]);
	dev->st.mtu = get_u32(tb[IFLA_MTU]);
	get_str(tb[IFLA_IFNAME], dev->st.name, sizeof(dev->st.name));
	if (tb[IFLA_ADDRESS] && mnl_attr_get_payload_len(tb[IFLA_ADDRESS]) == 6)
		memcpy(dev->st.mac, mnl_attr_get_payload(tb[IFLA_ADDRESS]), 6);
	link_info(dev, tb[IFLA_LINKINFO]);
	link_stats(&dev->st, tb[IFLA_STATS64]);
	dev->ours = is_ours(tb[IFLA_PROP_LIST]);
	return MNL_CB_OK;
}

int state_devices(struct rtnl *r, struct net_state *s)
{
	struct ifinfomsg ifm = { .ifi_family = AF_UNSPEC };
	size_t start = s->devices.n;
	int i, err;

	for (i = 0, err = -EINTR; i < TRIES && err == -EINTR; i++) {
		s->devices.n = start;
		rtnl_begin(r, RTM_GETLINK, 0, &ifm, sizeof(ifm));
		err = rtnl_dump(r, device_cb, s);
	}
	return err == -EINTR ? 0 : err;
}

/* ---- addresses ---- */

static int addr_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct ifaddrmsg *ifa = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *tb[IFA_MAX + 1], *local;
	struct net_state *s = arg;
	struct net_ifaddr *a;

	if (nlh->nlmsg_type != RTM_NEWADDR ||
	    (ifa->ifa_family != AF_INET && ifa->ifa_family != AF_INET6))
		return MNL_CB_OK;
	rtnl_attrs(nlh, sizeof(*ifa), tb, IFA_MAX);
	local = tb[IFA_LOCAL] ? tb[IFA_LOCAL] : tb[IFA_ADDRESS];
	a = vec_add(&s->addrs);
	a->ifindex = (int)ifa->ifa_index;
	rtnl_get_addr(local, ifa->ifa_family, &a->prefix.addr);
	a->prefix.len = ifa->ifa_prefixlen;
	a->flags = tb[IFA_FLAGS] ? get_u32(tb[IFA_FLAGS]) : ifa->ifa_flags;
	if (tb[IFA_PROTO])
		a->proto = mnl_attr_get_u8(tb[IFA_PROTO]);
	return MNL_CB_OK;
}

int state_addrs(struct rtnl *r, struct net_state *s)
{
	struct ifaddrmsg ifa = { .ifa_family = AF_UNSPEC };
	size_t start = s->addrs.n;
	int i, err;

	for (i = 0, err = -EINTR; i < TRIES && err == -EINTR; i++) {
		s->addrs.n = start;
		rtnl_begin(r, RTM_GETADDR, 0, &ifa, sizeof(ifa));
		err = rtnl_dump(r, addr_cb, s);
	}
	return err == -EINTR ? 0 : err;
}

/* ---- routes ---- */

static void add_hop(struct net_kroute *k, const struct nlattr *const *tb,
		    int ifindex, int family)
{
	const struct rtvia *via;
	struct net_hop *h;

	k->hop = realloc(k->hop, (k->n_hops + 1) * sizeof(*k->hop));
	if (!k->hop)
		abort();
	h = &k->hop[k->n_hops++];
	memset(h, 0, sizeof(*h));
	h->ifindex = ifindex;
	rtnl_get_addr(tb[RTA_GATEWAY], family, &h->via);
	if (tb[RTA_VIA] && mnl_attr_get_payload_len(tb[RTA_VIA]) == 18) {
		via = mnl_attr_get_payload(tb[RTA_VIA]);
		h->via.family = (uint8_t)via->rtvia_family;
		memcpy(h->via.b, via->rtvia_addr, 16);
	}
}

static void add_multipath(struct net_kroute *k, const struct nlattr *a,
			  int family)
{
	const struct rtnexthop *nh = mnl_attr_get_payload(a);
	const struct nlattr *tb[RTA_MAX + 1], *sub;
	int len = mnl_attr_get_payload_len(a), left;

	while (RTNH_OK(nh, len)) {
		memset(tb, 0, sizeof(tb));
		sub = (const struct nlattr *)(nh + 1);
		left = nh->rtnh_len - (int)sizeof(*nh);
		for (; mnl_attr_ok(sub, left);
		     left -= MNL_ALIGN(sub->nla_len), sub = mnl_attr_next(sub))
			if (mnl_attr_get_type(sub) <= RTA_MAX)
				tb[mnl_attr_get_type(sub)] = sub;
		add_hop(k, tb, nh->rtnh_ifindex, family);
		len -= NLMSG_ALIGN(nh->rtnh_len);
		nh = (const struct rtnexthop *)((const char *)nh +
						NLMSG_ALIGN(nh->rtnh_len));
	}
}

static int route_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *tb[RTA_MAX + 1];
	struct net_state *s = arg;
	struct net_kroute *k;

	if (nlh->nlmsg_type != RTM_NEWROUTE || rtm->rtm_flags & RTM_F_CLONED ||
	    (rtm->rtm_family != AF_INET && rtm->rtm_family != AF_INET6))
		return MNL_CB_OK;
	rtnl_attrs(nlh, sizeof(*rtm), tb, RTA_MAX);
	k = vec_add(&s->routes);
	k->prefix.addr.family = rtm->rtm_family;
	k->prefix.len = rtm->rtm_dst_len;
	rtnl_get_addr(tb[RTA_DST], rtm->rtm_family, &k->prefix.addr);
	k->table = tb[RTA_TABLE] ? get_u32(tb[RTA_TABLE]) : rtm->rtm_table;
	k->metric = get_u32(tb[RTA_PRIORITY]);
	k->type = rtm->rtm_type;
	k->protocol = rtm->rtm_protocol;
	k->scope = rtm->rtm_scope;
	rtnl_get_addr(tb[RTA_PREFSRC], rtm->rtm_family, &k->prefsrc);
	if (tb[RTA_MULTIPATH])
		add_multipath(k, tb[RTA_MULTIPATH], rtm->rtm_family);
	else if (tb[RTA_OIF])
		add_hop(k, tb, (int)get_u32(tb[RTA_OIF]), rtm->rtm_family);
	return MNL_CB_OK;
}

static void drop_routes(struct net_state *s, size_t start)
{
	while (s->routes.n > start)
		free(s->routes.v[--s->routes.n].hop);
}

static int dump_routes(struct rtnl *r, struct net_state *s, int family,
		       uint8_t protocol)
{
	struct rtmsg rtm = {
		.rtm_family = (uint8_t)family,
		.rtm_protocol = protocol,
	};
	size_t start = s->routes.n;
	int i, err;

	for (i = 0, err = -EINTR; i < TRIES && err == -EINTR; i++) {
		drop_routes(s, start);
		rtnl_begin(r, RTM_GETROUTE, 0, &rtm, sizeof(rtm));
		err = rtnl_dump(r, route_cb, s);
	}
	return err == -EINTR ? 0 : err;
}

int state_routes(struct rtnl *r, struct net_state *s, int family,
		 uint8_t protocol)
{
	int err = 0;

	if (family != AF_INET6)
		err = dump_routes(r, s, AF_INET, protocol);
	if (!err && family != AF_INET)
		err = dump_routes(r, s, AF_INET6, protocol);
	return err;
}

int kroute_cmp(const void *pa, const void *pb)
{
	const struct net_kroute *a = pa, *b = pb;
	int c = addr_cmp(&a->prefix.addr, &b->prefix.addr);

	if (!c)
		c = a->prefix.len - b->prefix.len;
	if (!c)
		c = (a->table > b->table) - (a->table < b->table);
	if (!c)
		c = (a->metric > b->metric) - (a->metric < b->metric);
	return c;
}

/* ---- looking up ---- */

void state_free(struct net_state *s)
{
	drop_routes(s, 0);
	vec_free(&s->routes);
	vec_free(&s->addrs);
	vec_free(&s->devices);
}

struct net_device *state_device(const struct net_state *s, const char *name)
{
	struct net_device *dev;

	vec_each(dev, &s->devices)
		if (!strcmp(dev->st.name, name))
			return dev;
	return NULL;
}

struct net_device *state_device_at(const struct net_state *s, int ifindex)
{
	struct net_device *dev;

	vec_each(dev, &s->devices)
		if (dev->st.ifindex == ifindex)
			return dev;
	return NULL;
}

struct net_device *state_vrf(const struct net_state *s,
			     const struct net_device *dev)
{
	struct net_device *vrf = NULL;

	if (dev->st.master)
		vrf = state_device_at(s, dev->st.master);
	return vrf && !strcmp(vrf->st.kind, "vrf") ? vrf : NULL;
}
