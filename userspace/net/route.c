// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Static routes.  As in Junos, a static route is installed while a next hop
 * of it can be reached: it lies in the subnet of a device that is up, of the
 * same instance.  The others wait; devices that come up bring them in.  The
 * kernel would refuse them, or, for several next hops, all together.
 *
 * The preference becomes the metric.  In IPv6 the kernel's own routes have
 * metric 256, and a connected route must win over a static one, so there the
 * preference counts from 256.
 */
#include "net/change.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#define V6_BASE 256

uint32_t route_metric(int family, uint32_t preference)
{
	return family == AF_INET6 ? preference + V6_BASE : preference;
}

uint32_t route_preference(int family, uint32_t metric)
{
	if (family != AF_INET6 || metric < V6_BASE)
		return metric;
	return metric - V6_BASE;
}

/* ---- what can be installed ---- */

/* The table that the device's connected routes are in. */
static uint32_t device_table(const struct net_change *c,
			     const struct net_device *dev)
{
	const struct net_device *vrf = state_vrf(&c->s, dev);

	return vrf ? vrf->table : RT_TABLE_MAIN;
}

static const struct net_device *hop_by_name(const struct net_change *c,
					    const char *name, uint32_t table)
{
	const struct net_device *dev = state_device(&c->s, name);

	if (!dev || !dev->st.oper_up || device_table(c, dev) != table)
		return NULL;
	return dev;
}

/* By the longest subnet that holds it; an own address leads nowhere. */
static const struct net_device *
hop_by_addr(const struct net_change *c, const struct addr *via, uint32_t table)
{
	const struct net_device *dev, *best = NULL;
	const struct net_ifaddr *a;
	int len = -1;

	vec_each(a, &c->s.addrs) {
		if (a->prefix.len <= len || !prefix_contains(&a->prefix, via))
			continue;
		dev = state_device_at(&c->s, a->ifindex);
		if (!dev || !dev->st.oper_up || device_table(c, dev) != table)
			continue;
		if (!addr_cmp(&a->prefix.addr, via))
			return NULL;
		best = dev;
		len = a->prefix.len;
	}
	return best;
}

static bool resolve(const struct net_change *c, const struct net_nexthop *nh,
		    uint32_t table, struct net_hop *out)
{
	const struct net_device *dev;

	if (nh->dev[0])
		dev = hop_by_name(c, nh->dev, table);
	else
		dev = hop_by_addr(c, &nh->via, table);
	if (!dev)
		return false;
	out->via = nh->via;
	out->ifindex = dev->st.ifindex;
	return true;
}

static uint8_t route_type(enum net_route_kind kind)
{
	switch (kind) {
	case NET_ROUTE_UNICAST:
		return RTN_UNICAST;
	case NET_ROUTE_DISCARD:
		return RTN_BLACKHOLE;
	case NET_ROUTE_REJECT:
	case NET_ROUTE_TABLE:
		return RTN_UNREACHABLE;
	}
	return RTN_UNREACHABLE;
}

static void want(const struct net_change *c, struct net_state *out,
		 const struct net_route *r)
{
	const struct net_nexthop *nh;
	struct net_kroute k = {
		.prefix = prefix_network(&r->prefix),
		.table = r->table,
		.metric = route_metric(r->prefix.addr.family, r->preference),
		.type = route_type(r->kind),
		.protocol = RTPROT_XPF,
	};

	if (r->kind == NET_ROUTE_TABLE)
		return;
	if (r->kind == NET_ROUTE_UNICAST) {
		k.hop = calloc(r->hops.n + 1, sizeof(*k.hop));
		if (!k.hop)
			abort();
		vec_each(nh, &r->hops)
			if (resolve(c, nh,
				    r->hop_table ? r->hop_table : r->table,
				    &k.hop[k.n_hops]))
				k.n_hops++;
		if (!k.n_hops) {
			free(k.hop);
			return;
		}
	}
	vec_push(&out->routes, k);
}

static void want_vrf(struct net_state *out, const struct net_vrf *v,
		     uint8_t family)
{
	struct net_kroute k = {
		.prefix.addr.family = family,
		.table = v->table,
		.metric = NET_VRF_END,
		.type = RTN_UNREACHABLE,
		.protocol = RTPROT_XPF,
	};

	vec_push(&out->routes, k);
}

/* Sorted, and each key once. */
static void wanted(const struct net_change *c, struct net_state *out)
{
	const struct net_route *r;
	const struct net_vrf *v;

	vec_each(r, &c->plan->routes)
		want(c, out, r);
	vec_each(v, &c->plan->vrfs) {
		want_vrf(out, v, AF_INET);
		want_vrf(out, v, AF_INET6);
	}
	if (out->routes.n)
		qsort(out->routes.v, out->routes.n, sizeof(*out->routes.v),
		      kroute_cmp);
}

/* ---- requests ---- */

static void put_hops(struct nlmsghdr *nlh, const struct net_kroute *k)
{
	struct rtnexthop *nh;
	struct nlattr *nest;
	unsigned int i;
	char *end;

	nest = mnl_attr_nest_start(nlh, RTA_MULTIPATH);
	for (i = 0; i < k->n_hops; i++) {
		nh = mnl_nlmsg_get_payload_tail(nlh);
		memset(nh, 0, sizeof(*nh));
		nh->rtnh_ifindex = k->hop[i].ifindex;
		nlh->nlmsg_len += sizeof(*nh);
		if (k->hop[i].via.family)
			rtnl_put_addr(nlh, RTA_GATEWAY, &k->hop[i].via);
		end = mnl_nlmsg_get_payload_tail(nlh);
		nh->rtnh_len = (unsigned short)(end - (char *)nh);
	}
	mnl_attr_nest_end(nlh, nest);
}

static int request(struct net_change *c, uint16_t type, uint16_t flags,
		   const struct net_kroute *k)
{
	struct rtmsg rtm = {
		.rtm_family = k->prefix.addr.family,
		.rtm_dst_len = k->prefix.len,
		.rtm_protocol = RTPROT_XPF,
		.rtm_scope = RT_SCOPE_UNIVERSE,
		.rtm_type = k->type,
	};
	struct nlmsghdr *nlh;

	if (k->n_hops == 1 && !k->hop[0].via.family &&
	    rtm.rtm_family == AF_INET)
		rtm.rtm_scope = RT_SCOPE_LINK;
	/* a route is deleted by its key, with all its next hops */
	if (type == RTM_DELROUTE)
		rtm.rtm_scope = RT_SCOPE_NOWHERE;
	nlh = rtnl_begin(c->r, type, flags, &rtm, sizeof(rtm));
	rtnl_put_addr(nlh, RTA_DST, &k->prefix.addr);
	mnl_attr_put_u32(nlh, RTA_TABLE, k->table);
	mnl_attr_put_u32(nlh, RTA_PRIORITY, k->metric);
	if (type == RTM_DELROUTE)
		return change_talk(c);
	if (k->n_hops == 1) {
		mnl_attr_put_u32(nlh, RTA_OIF, (uint32_t)k->hop[0].ifindex);
		if (k->hop[0].via.family)
			rtnl_put_addr(nlh, RTA_GATEWAY, &k->hop[0].via);
	} else if (k->n_hops) {
		put_hops(nlh, k);
	}
	return change_talk(c);
}

static bool same_hops(const struct net_kroute *a, const struct net_kroute *b)
{
	unsigned int i, j;

	if (a->n_hops != b->n_hops)
		return false;
	for (i = 0; i < a->n_hops; i++) {
		for (j = 0; j < b->n_hops; j++)
			if (a->hop[i].ifindex == b->hop[j].ifindex &&
			    !addr_cmp(&a->hop[i].via, &b->hop[j].via))
				break;
		if (j == b->n_hops)
			return false;
	}
	return true;
}

/* The kernel binds IPv6 routes without a next hop to lo. */
static bool same_route(const struct net_kroute *a, const struct net_kroute *b)
{
	return a->type == b->type &&
	       (a->type != RTN_UNICAST || same_hops(a, b));
}

static void fault(struct net_change *c, const struct net_kroute *k, int err)
{
	const struct net_vrf *v;
	char edit[160] = "[edit routing-options static]";
	char prefix[PREFIX_STRLEN], stmt[80];

	vec_each(v, &c->plan->vrfs)
		if (v->table == k->table)
			snprintf(edit, sizeof(edit),
				 "[edit routing-instances "
				 "%s routing-options static]",
				 v->instance);
	snprintf(stmt, sizeof(stmt), "route %s",
		 prefix_str(&k->prefix, prefix));
	change_fault(c, edit, stmt, "%s",
		     err == -EEXIST ?
			     "a route of another program is in its place" :
			     rtnl_error(c->r));
}

static void install(struct net_change *c, const struct net_kroute *k,
		    bool there)
{
	int err;

	err = request(c, RTM_NEWROUTE,
		      NLM_F_CREATE | (there ? NLM_F_REPLACE : NLM_F_EXCL), k);
	/* the device went down this moment: its event brings us back */
	if (err && err != -ENETDOWN && err != -ENODEV && err != -ENETUNREACH &&
	    err != -EHOSTUNREACH)
		fault(c, k, err);
}

static void read_ours(struct net_change *c)
{
	struct net_state *s = &c->s;

	while (s->routes.n)
		free(s->routes.v[--s->routes.n].hop);
	if (state_routes(c->r, s, AF_UNSPEC, RTPROT_XPF))
		change_fault(c, NULL, NULL, "cannot read routes");
	if (s->routes.n)
		qsort(s->routes.v, s->routes.n, sizeof(*s->routes.v),
		      kroute_cmp);
}

static const struct net_kroute *lookup(const struct net_state *s,
				       const struct net_kroute *k)
{
	if (!s->routes.n)
		return NULL;
	return bsearch(k, s->routes.v, s->routes.n, sizeof(*s->routes.v),
		       kroute_cmp);
}

void route_prepare(struct net_change *c)
{
	const struct net_kroute *k, *have;
	struct net_state want_s = { 0 };

	read_ours(c);
	wanted(c, &want_s);
	vec_each(k, &want_s.routes) {
		if (k > want_s.routes.v && !kroute_cmp(k, k - 1))
			continue; /* the first of two wins */
		have = lookup(&c->s, k);
		if (!have || !same_route(have, k))
			install(c, k, have);
	}
	state_free(&want_s);
}

void route_finish(struct net_change *c)
{
	struct net_state want_s = { 0 };
	const struct net_kroute *k;

	route_prepare(c);
	wanted(c, &want_s);
	vec_each(k, &c->s.routes)
		if (!lookup(&want_s, k))
			request(c, RTM_DELROUTE, 0, k);
	state_free(&want_s);
}
