// SPDX-License-Identifier: GPL-2.0
/*
 * Dumps of the running ruleset: zones, interfaces, policies, applications,
 * NAT rules, with their counters.  One driver walks an array and resumes at
 * an index; one function a kind writes an object.
 *
 * The dump's sequence is the ruleset's generation: when a commit comes in
 * between two messages, genl_dump_check_consistent() marks the rest, and the
 * reader starts again.
 */
#include <linux/rtnetlink.h>
#include <net/sock.h>

#include "ctl/ctl.h"
#include "ctl/dump.h"
#include "ctl/netlink.h"
#include "ctl/traffic.h"
#include "nat/source.h"
#include "nat/usage.h"
#include "policy/counters.h"
#include "policy/ruleset.h"
#include "xpf.h"

#define PUT64(skb, kind, member, value)                        \
	nla_put_u64_64bit(skb, XPF_##kind##_A_##member, value, \
			  XPF_##kind##_A_PAD)

static int put_one(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		   xpf_put_fn put, struct xpf_net *xn,
		   const struct xpf_ruleset *rs)
{
	void *hdr;
	int err;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &xpf_genl_family, NLM_F_MULTI, cmd);
	if (!hdr)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, hdr);
	err = put(skb, xn, rs, cb->args[0]);
	if (err) {
		genlmsg_cancel(skb, hdr);
		return err == -ENOENT ? 0 : err;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

int xpf_ruleset_dump(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		     xpf_put_fn put, u32 (*count)(const struct xpf_ruleset *rs))
{
	struct xpf_net *xn = xpf_net(sock_net(skb->sk));
	const struct xpf_ruleset *rs;
	int err = 0;

	rtnl_lock();
	mutex_lock(&xn->ctl);
	rs = xpf_ctl_ruleset(xn);
	cb->seq = rs ? rs->generation : 1;
	for (; !err && rs && cb->args[0] < count(rs); cb->args[0]++) {
		err = put_one(skb, cb, cmd, put, xn, rs);
		if (err)
			break;
	}
	mutex_unlock(&xn->ctl);
	rtnl_unlock();
	return skb->len ?: err;
}

static int put_zone(struct sk_buff *skb, struct xpf_net *xn,
		    const struct xpf_ruleset *rs, u32 i)
{
	const struct xpf_zone *z = &rs->zone[i];
	struct xpf_traffic t;
	struct nlattr *nest;

	if (!z->id)
		return -ENOENT;
	xpf_traffic_zone(xn, rs, z->id, &t);
	nest = nla_nest_start(skb, XPF_A_ZONE);
	if (!nest || nla_put_u16(skb, XPF_ZONE_A_ID, z->id) ||
	    nla_put_string(skb, XPF_ZONE_A_NAME, z->name) ||
	    nla_put_u32(skb, XPF_ZONE_A_FLAGS, z->flags) ||
	    (z->screen && nla_put_u16(skb, XPF_ZONE_A_SCREEN,
				      rs->screen[z->screen - 1].id)) ||
	    PUT64(skb, ZONE, SERVICES, z->services) ||
	    PUT64(skb, ZONE, PROTOCOLS, z->protocols) ||
	    PUT64(skb, ZONE, RX_PACKETS, t.rx_packets) ||
	    PUT64(skb, ZONE, RX_BYTES, t.rx_bytes) ||
	    PUT64(skb, ZONE, TX_PACKETS, t.tx_packets) ||
	    PUT64(skb, ZONE, TX_BYTES, t.tx_bytes) ||
	    PUT64(skb, ZONE, DROPS, t.drops))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static u32 count_zones(const struct xpf_ruleset *rs)
{
	return XPF_MAX_ZONES;
}

int xpf_zone_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return xpf_ruleset_dump(skb, cb, XPF_CMD_GET_ZONE, put_zone,
				count_zones);
}

static int put_interface(struct sk_buff *skb, struct xpf_net *xn,
			 const struct xpf_ruleset *rs, u32 i)
{
	const struct xpf_binding *b = &rs->binding[i];
	struct xpf_traffic t;
	struct nlattr *nest;

	xpf_traffic_interface(xn, rs, b, &t);
	nest = nla_nest_start(skb, XPF_A_INTERFACE);
	if (!nest || nla_put_u16(skb, XPF_INTERFACE_A_ID, b->id) ||
	    nla_put_string(skb, XPF_INTERFACE_A_IFNAME, b->ifname) ||
	    nla_put_string(skb, XPF_INTERFACE_A_NAME, b->name) ||
	    nla_put_u16(skb, XPF_INTERFACE_A_ZONE, b->zone) ||
	    nla_put_u16(skb, XPF_INTERFACE_A_VRF, b->vrf) ||
	    PUT64(skb, INTERFACE, SERVICES, b->services) ||
	    PUT64(skb, INTERFACE, PROTOCOLS, b->protocols) ||
	    nla_put_u32(skb, XPF_INTERFACE_A_IFINDEX, t.ifindex) ||
	    PUT64(skb, INTERFACE, RX_PACKETS, t.rx_packets) ||
	    PUT64(skb, INTERFACE, RX_BYTES, t.rx_bytes) ||
	    PUT64(skb, INTERFACE, TX_PACKETS, t.tx_packets) ||
	    PUT64(skb, INTERFACE, TX_BYTES, t.tx_bytes) ||
	    PUT64(skb, INTERFACE, DROPS, t.drops) ||
	    nla_put(skb, XPF_INTERFACE_A_SCREENS, sizeof(t.screen), t.screen) ||
	    nla_put_u8(skb, XPF_INTERFACE_A_XDP_IN, t.xdp_in) ||
	    nla_put_u8(skb, XPF_INTERFACE_A_XDP_OUT, t.xdp_out))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static u32 count_interfaces(const struct xpf_ruleset *rs)
{
	return rs->n_bindings;
}

int xpf_interface_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return xpf_ruleset_dump(skb, cb, XPF_CMD_GET_INTERFACE, put_interface,
				count_interfaces);
}

int xpf_policy_put(struct sk_buff *skb, const struct xpf_policy *p)
{
	struct nlattr *nest = nla_nest_start(skb, XPF_A_POLICY);
	struct xpf_counters c;

	xpf_counters_read(p->counters, &c);
	if (!nest || nla_put_u32(skb, XPF_POLICY_A_ID, p->id) ||
	    nla_put_string(skb, XPF_POLICY_A_NAME, p->name) ||
	    nla_put_u16(skb, XPF_POLICY_A_FROM_ZONE, p->from_zone) ||
	    nla_put_u16(skb, XPF_POLICY_A_TO_ZONE, p->to_zone) ||
	    nla_put_u8(skb, XPF_POLICY_A_ACTION, p->action) ||
	    nla_put_u32(skb, XPF_POLICY_A_FLAGS, p->flags) ||
	    PUT64(skb, POLICY, DIGEST, p->digest) ||
	    nla_put_u16(skb, XPF_POLICY_A_MSS_INITIAL, p->mss[0]) ||
	    nla_put_u16(skb, XPF_POLICY_A_MSS_REVERSE, p->mss[1]) ||
	    PUT64(skb, POLICY, HITS, c.hits) ||
	    PUT64(skb, POLICY, PACKETS, c.packets) ||
	    PUT64(skb, POLICY, BYTES, c.bytes) ||
	    PUT64(skb, POLICY, REPLY_PACKETS, c.reply_packets) ||
	    PUT64(skb, POLICY, REPLY_BYTES, c.reply_bytes) ||
	    nla_put_u32(skb, XPF_POLICY_A_SESSIONS, c.sessions))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_policy(struct sk_buff *skb, struct xpf_net *xn,
		      const struct xpf_ruleset *rs, u32 i)
{
	return xpf_policy_put(skb, &rs->policy[i]);
}

static u32 count_policies(const struct xpf_ruleset *rs)
{
	return rs->n_policies;
}

int xpf_policy_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return xpf_ruleset_dump(skb, cb, XPF_CMD_GET_POLICY, put_policy,
				count_policies);
}

static int put_app(struct sk_buff *skb, struct xpf_net *xn,
		   const struct xpf_ruleset *rs, u32 i)
{
	const struct xpf_app *a = &rs->app[i];
	struct nlattr *nest = nla_nest_start(skb, XPF_A_APP);

	if (!nest || nla_put_u32(skb, XPF_APP_A_ID, a->id) ||
	    nla_put_string(skb, XPF_APP_A_NAME, a->name) ||
	    (!a->any_proto && nla_put_u8(skb, XPF_APP_A_PROTOCOL, a->proto)) ||
	    nla_put_u16(skb, XPF_APP_A_SPORT_LO, a->sport_lo) ||
	    nla_put_u16(skb, XPF_APP_A_SPORT_HI, a->sport_hi) ||
	    nla_put_u16(skb, XPF_APP_A_DPORT_LO, a->dport_lo) ||
	    nla_put_u16(skb, XPF_APP_A_DPORT_HI, a->dport_hi) ||
	    nla_put_u32(skb, XPF_APP_A_TIMEOUT, a->timeout) ||
	    (a->has_program &&
	     (nla_put_u32(skb, XPF_APP_A_PROGRAM_LO, a->program_lo) ||
	      nla_put_u32(skb, XPF_APP_A_PROGRAM_HI, a->program_hi))) ||
	    (a->has_uuid &&
	     nla_put(skb, XPF_APP_A_UUID, sizeof(a->uuid), a->uuid)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static u32 count_apps(const struct xpf_ruleset *rs)
{
	return rs->n_apps;
}

int xpf_app_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return xpf_ruleset_dump(skb, cb, XPF_CMD_GET_APP, put_app, count_apps);
}

static int put_nat_rule(struct sk_buff *skb, struct xpf_net *xn,
			const struct xpf_ruleset *rs, u32 i)
{
	const struct xpf_nat_rule *r = &rs->nat_rule[i];
	struct nlattr *nest = nla_nest_start(skb, XPF_A_NAT_RULE);
	struct xpf_counters c;

	xpf_counters_read(r->counters, &c);
	if (!nest || nla_put_u32(skb, XPF_NAT_RULE_A_ID, r->id) ||
	    nla_put_string(skb, XPF_NAT_RULE_A_NAME, r->name) ||
	    nla_put_string(skb, XPF_NAT_RULE_A_SET, r->set) ||
	    nla_put_u8(skb, XPF_NAT_RULE_A_KIND, r->kind) ||
	    nla_put_u8(skb, XPF_NAT_RULE_A_ACTION, r->action) ||
	    PUT64(skb, NAT_RULE, HITS, c.hits) ||
	    PUT64(skb, NAT_RULE, FAILURES, c.failures) ||
	    nla_put_u32(skb, XPF_NAT_RULE_A_SESSIONS, c.sessions))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static u32 count_nat_rules(const struct xpf_ruleset *rs)
{
	return rs->n_nat_rules;
}

int xpf_nat_rule_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return xpf_ruleset_dump(skb, cb, XPF_CMD_GET_NAT_RULE, put_nat_rule,
				count_nat_rules);
}

static int put_pool_use(struct sk_buff *skb, struct xpf_net *xn,
			const struct xpf_nat_pool *p)
{
	struct xpf_pool_peak peak;
	struct xpf_pool_use u;

	xpf_nat_pool_use(xn, p, &u);
	xpf_usage_peak(xn->usage, p->id, &peak);
	return PUT64(skb, NAT_POOL, PORTS_USED, u.used) ||
	       PUT64(skb, NAT_POOL, PORTS_TOTAL, u.total) ||
	       PUT64(skb, NAT_POOL, TWINS_USED, u.twins) ||
	       nla_put_u32(skb, XPF_NAT_POOL_A_BLOCKS_USED, u.blocks) ||
	       nla_put_u32(skb, XPF_NAT_POOL_A_BLOCKS_TOTAL, u.blocks_total) ||
	       nla_put_u8(skb, XPF_NAT_POOL_A_PEAK, peak.percent) ||
	       nla_put_u8(skb, XPF_NAT_POOL_A_ALARM, peak.raised) ||
	       PUT64(skb, NAT_POOL, PEAK_TIME, peak.time);
}

static int put_nat_pool(struct sk_buff *skb, struct xpf_net *xn,
			const struct xpf_ruleset *rs, u32 i)
{
	const struct xpf_nat_pool *p = &rs->nat_pool[i];
	struct nlattr *nest = nla_nest_start(skb, XPF_A_NAT_POOL);
	struct xpf_counters c;

	xpf_counters_read(p->counters, &c);
	if (!nest || nla_put_u32(skb, XPF_NAT_POOL_A_ID, p->id) ||
	    nla_put_string(skb, XPF_NAT_POOL_A_NAME, p->name) ||
	    nla_put_u8(skb, XPF_NAT_POOL_A_FAMILY, p->family) ||
	    nla_put_u32(skb, XPF_NAT_POOL_A_FLAGS, p->flags) ||
	    nla_put_u16(skb, XPF_NAT_POOL_A_PORT_LO, p->port_lo) ||
	    nla_put_u16(skb, XPF_NAT_POOL_A_PORT_HI, p->port_hi) ||
	    PUT64(skb, NAT_POOL, HITS, c.hits) ||
	    PUT64(skb, NAT_POOL, FAILURES, c.failures) ||
	    put_pool_use(skb, xn, p))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static u32 count_nat_pools(const struct xpf_ruleset *rs)
{
	return rs->n_nat_pools;
}

int xpf_nat_pool_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return xpf_ruleset_dump(skb, cb, XPF_CMD_GET_NAT_POOL, put_nat_pool,
				count_nat_pools);
}
