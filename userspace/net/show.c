// SPDX-License-Identifier: GPL-3.0-or-later
/* The kernel's state for show commands: read, translated, handed over. */
#include "net/net.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "net/change.h"
#include "net/handle.h"

static unsigned int device_addrs(const struct net_state *s, int ifindex,
				 struct net_addr *out)
{
	const struct net_ifaddr *a;
	unsigned int n = 0;

	vec_each(a, &s->addrs)
		if (a->ifindex == ifindex) {
			memset(&out[n], 0, sizeof(*out));
			out[n++].prefix = a->prefix;
		}
	return n;
}

static int show_link(const struct net_state *s, struct net_device *dev,
		     struct net_addr *addrs,
		     int (*fn)(const struct net_link_state *, void *),
		     void *arg)
{
	const struct net_device *vrf = state_vrf(s, dev);

	if (vrf)
		memcpy(dev->st.vrf, vrf->st.name, sizeof(dev->st.vrf));
	dev->st.addrs = addrs;
	dev->st.n_addrs = device_addrs(s, dev->st.ifindex, addrs);
	return fn(&dev->st, arg);
}

int net_links(struct net *n, int (*fn)(const struct net_link_state *, void *),
	      void *arg)
{
	struct net_state s = { 0 };
	struct net_addr *addrs = NULL;
	struct net_device *dev;
	int err;

	err = state_devices(n->r, &s);
	if (!err)
		err = state_addrs(n->r, &s);
	if (!err) {
		addrs = calloc(s.addrs.n + 1, sizeof(*addrs));
		if (!addrs)
			abort();
		vec_each(dev, &s.devices) {
			err = show_link(&s, dev, addrs, fn, arg);
			if (err)
				break;
		}
	}
	free(addrs);
	state_free(&s);
	return err;
}

/* ---- routes ---- */

static void device_name(const struct net_state *s, int ifindex, char name[16])
{
	const struct net_device *dev = state_device_at(s, ifindex);

	memset(name, 0, 16);
	if (dev)
		memcpy(name, dev->st.name, 16);
}

static int show_route(const struct net_state *s, const struct net_kroute *k,
		      int (*fn)(const struct net_route_state *, void *),
		      void *arg)
{
	struct net_nexthop *hops = calloc(k->n_hops + 1, sizeof(*hops));
	struct net_route_state st = {
		.prefix = k->prefix,
		.table = k->table,
		.metric = k->metric,
		.type = k->type,
		.protocol = k->protocol,
		.scope = k->scope,
		.prefsrc = k->prefsrc,
		.n_hops = k->n_hops,
		.hops = hops,
	};
	unsigned int i;
	int ret;

	if (!hops)
		abort();
	/* Where the kernel's search of an instance ends: no route of Junos. */
	if (k->protocol == RTPROT_XPF && k->metric == NET_VRF_END) {
		free(hops);
		return 0;
	}
	if (k->protocol == RTPROT_XPF)
		st.metric = route_preference(k->prefix.addr.family, k->metric);
	for (i = 0; i < k->n_hops; i++) {
		hops[i].via = k->hop[i].via;
		device_name(s, k->hop[i].ifindex, hops[i].dev);
	}
	st.via = hops[0].via;
	memcpy(st.dev, hops[0].dev, sizeof(st.dev));
	ret = fn(&st, arg);
	free(hops);
	return ret;
}

int net_routes(struct net *n, int family,
	       int (*fn)(const struct net_route_state *, void *), void *arg)
{
	const struct net_kroute *k;
	struct net_state s = { 0 };
	int err;

	err = state_devices(n->r, &s);
	if (!err)
		err = state_routes(n->r, &s, family, 0);
	if (!err && s.routes.n)
		qsort(s.routes.v, s.routes.n, sizeof(*s.routes.v), kroute_cmp);
	if (!err)
		vec_each(k, &s.routes) {
			err = show_route(&s, k, fn, arg);
			if (err)
				break;
		}
	state_free(&s);
	return err;
}

/* ---- neighbours ---- */

struct neighs {
	VEC(struct net_neigh_state) v;
	const struct net_state *s;
	int family;
};

static int neigh_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *tb[NDA_MAX + 1];
	struct net_neigh_state *st;
	struct neighs *all = arg;

	if (nlh->nlmsg_type != RTM_NEWNEIGH ||
	    (ndm->ndm_family != AF_INET && ndm->ndm_family != AF_INET6) ||
	    (all->family && ndm->ndm_family != all->family) ||
	    ndm->ndm_state & NUD_NOARP || !ndm->ndm_state)
		return MNL_CB_OK;
	rtnl_attrs(nlh, sizeof(*ndm), tb, NDA_MAX);
	st = vec_add(&all->v);
	rtnl_get_addr(tb[NDA_DST], ndm->ndm_family, &st->addr);
	if (tb[NDA_LLADDR] && mnl_attr_get_payload_len(tb[NDA_LLADDR]) == 6)
		memcpy(st->mac, mnl_attr_get_payload(tb[NDA_LLADDR]), 6);
	device_name(all->s, ndm->ndm_ifindex, st->dev);
	st->state = ndm->ndm_state;
	return MNL_CB_OK;
}

static int neigh_cmp(const void *a, const void *b)
{
	const struct net_neigh_state *x = a, *y = b;

	return addr_cmp(&x->addr, &y->addr);
}

int net_neighs(struct net *n, int family,
	       int (*fn)(const struct net_neigh_state *, void *), void *arg)
{
	struct ndmsg ndm = { .ndm_family = (uint8_t)family };
	struct net_state s = { 0 };
	struct neighs all = { .s = &s, .family = family };
	const struct net_neigh_state *st;
	int err;

	err = state_devices(n->r, &s);
	if (!err) {
		rtnl_begin(n->r, RTM_GETNEIGH, 0, &ndm, sizeof(ndm));
		err = rtnl_dump(n->r, neigh_cb, &all);
		if (err == -EINTR) /* good enough to look at */
			err = 0;
	}
	if (all.v.n)
		qsort(all.v.v, all.v.n, sizeof(*all.v.v), neigh_cmp);
	if (!err)
		vec_each(st, &all.v) {
			err = fn(st, arg);
			if (err)
				break;
		}
	vec_free(&all.v);
	state_free(&s);
	return err;
}
