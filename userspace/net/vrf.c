// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Routing instances: one VRF device each, with a table of its own.
 *
 * Two things the kernel does not do by itself (Documentation/networking/
 * vrf.rst).  A table without a default route lets a lookup fall through to
 * the main table, which would join instances: route.c adds an unreachable
 * default of the worst metric to each.  And the rule for the local table
 * comes before that for VRFs, so that an address of one instance would be
 * local in all: the rule moves behind it, once, before the first VRF exists.
 */
#include "net/change.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <linux/fib_rules.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "lib/log.h"

#define LOCAL_PREF 32765 /* behind the VRF rule at 1000 */

const struct net_vrf *plan_vrf(const struct net_plan *p, const char *name)
{
	const struct net_vrf *v;

	if (p)
		vec_each(v, &p->vrfs)
			if (!strcmp(v->name, name))
				return v;
	return NULL;
}

static void vrf_fault(struct net_change *c, const struct net_vrf *v,
		      const char *what)
{
	char path[128];

	snprintf(path, sizeof(path), "[edit routing-instances %s]",
		 v->instance);
	change_fault(c, path, NULL, "%s", what);
}

static int rule_request(struct net_change *c, uint16_t type, uint16_t flags,
			int family, uint32_t pref)
{
	struct fib_rule_hdr frh = {
		.family = (uint8_t)family,
		.table = RT_TABLE_LOCAL,
		.action = FR_ACT_TO_TBL,
	};
	struct nlmsghdr *nlh;

	nlh = rtnl_begin(c->r, type, flags, &frh, sizeof(frh));
	mnl_attr_put_u32(nlh, FRA_PRIORITY, pref);
	mnl_attr_put_u32(nlh, FRA_TABLE, RT_TABLE_LOCAL);
	return rtnl_talk(c->r);
}

/* The new rule is there before the old one goes: nothing is lost between. */
static void move_local_rule(struct net_change *c, int family)
{
	int err;

	err = rule_request(c, RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL, family,
			   LOCAL_PREF);
	if (err && err != -EEXIST) {
		if (err != -EAFNOSUPPORT)
			log_err("routing rules: %s", rtnl_error(c->r));
		return;
	}
	err = rule_request(c, RTM_DELRULE, 0, family, 0);
	if (err && err != -ENOENT)
		log_err("routing rules: %s", rtnl_error(c->r));
}

static int create(struct net_change *c, const struct net_vrf *v)
{
	struct ifinfomsg ifm = {
		.ifi_family = AF_UNSPEC,
		.ifi_flags = IFF_UP,
		.ifi_change = IFF_UP,
	};
	struct nlattr *info, *data;
	struct nlmsghdr *nlh;
	int err;

	nlh = rtnl_begin(c->r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifm,
			 sizeof(ifm));
	mnl_attr_put_strz(nlh, IFLA_IFNAME, v->name);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, "vrf");
	data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	mnl_attr_put_u32(nlh, IFLA_VRF_TABLE, v->table);
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, info);
	err = change_talk(c);
	return err ? err : link_mark(c, v->name);
}

static void prepare_one(struct net_change *c, const struct net_vrf *v)
{
	struct net_device *dev = state_device(&c->s, v->name);

	if (dev && (strcmp(dev->st.kind, "vrf") || dev->table != v->table)) {
		if (!dev->ours) {
			vrf_fault(c, v, "a device of its name is in use");
			return;
		}
		link_delete(c, dev);
		dev = NULL;
	}
	if (!dev && create(c, v))
		vrf_fault(c, v, rtnl_error(c->r));
}

void vrf_prepare(struct net_change *c)
{
	unsigned int before = c->requests;
	const struct net_vrf *v;

	if (!c->plan->vrfs.n)
		return;
	move_local_rule(c, AF_INET);
	move_local_rule(c, AF_INET6);
	vec_each(v, &c->plan->vrfs)
		prepare_one(c, v);
	if (c->requests != before)
		change_read_devices(c);
}

void vrf_finish(struct net_change *c)
{
	const struct net_device *dev;

	vec_each(dev, &c->s.devices)
		if (dev->ours && !strcmp(dev->st.kind, "vrf") &&
		    !plan_vrf(c->plan, dev->st.name))
			link_delete(c, dev);
}
