// SPDX-License-Identifier: GPL-2.0
/*
 * The netlink family: its table of operations, and the operations that are
 * neither transaction (txn.c), nor sessions (session.c), nor dumps (dump.c,
 * stats.c).  uapi/linux/xpf.h is the manual.
 *
 * Every operation needs CAP_NET_ADMIN in the user namespace that owns the
 * network namespace, and so does joining a group: events tell who talks to
 * whom.  Validation is strict.  Operations run in parallel (parallel_ops) and
 * serialise on xn->ctl, so a long commit delays no other family.
 */
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "ctl/ctl.h"
#include "ctl/dropped.h"
#include "ctl/dump.h"
#include "ctl/firewall.h"
#include "ctl/nat.h"
#include "ctl/netlink.h"
#include "ctl/pinhole.h"
#include "ctl/session.h"
#include "ctl/settrace.h"
#include "ctl/sip.h"
#include "ctl/stats.h"
#include "ctl/use.h"
#include "ctl/txn.h"
#include "flow/session.h"
#include "flow/table.h"
#include "hook.h"
#include "policy/ruleset.h"
#include "xpf.h"

#ifndef XPF_VERSION
#define XPF_VERSION "unversioned"
#endif

/*
 * Of one attribute, not none: the kernel tells anybody who asks what policies
 * there are (CTRL_CMD_GETPOLICY), and warns of one that is empty.
 */
static const struct nla_policy no_policy[] = {
	[XPF_A_PAD] = { .type = NLA_REJECT },
};

static const struct nla_policy enable_policy[] = {
	[XPF_A_MAX_SESSIONS] = NLA_POLICY_MIN(NLA_U32, 1),
};

static const struct nla_policy add_policy[] = {
	[XPF_A_CONFIG] = { .type = NLA_NESTED },
	[XPF_A_ZONE] = { .type = NLA_NESTED },
	[XPF_A_INTERFACE] = { .type = NLA_NESTED },
	[XPF_A_POLICY] = { .type = NLA_NESTED },
	[XPF_A_APP] = { .type = NLA_NESTED },
	[XPF_A_NAT_RULE] = { .type = NLA_NESTED },
	[XPF_A_NAT_POOL] = { .type = NLA_NESTED },
	[XPF_A_FW_FILTER] = { .type = NLA_NESTED },
	[XPF_A_FW_METER] = { .type = NLA_NESTED },
	[XPF_A_FW_TERM] = { .type = NLA_NESTED },
	[XPF_A_SCREEN] = { .type = NLA_NESTED },
};

static const struct nla_policy image_policy[] = {
	[XPF_A_IMAGE_KIND] = { .type = NLA_U8 },
	[XPF_A_IMAGE_SIZE] = { .type = NLA_U32 },
	[XPF_A_IMAGE_OFFSET] = { .type = NLA_U32 },
	[XPF_A_IMAGE_DATA] = { .type = NLA_BINARY },
};

static const struct nla_policy commit_policy[] = {
	[XPF_A_COOKIE] = { .type = NLA_U64 },
	[XPF_A_REMATCH] = NLA_POLICY_MAX(NLA_U8, XPF_REMATCH_EXTENSIVE),
	[XPF_A_VERIFY_ONLY] = { .type = NLA_FLAG },
};

static const struct nla_policy session_policy[] = {
	[XPF_A_FILTER] = { .type = NLA_NESTED },
	[XPF_A_COUNT_ONLY] = { .type = NLA_FLAG },
};

static const struct nla_policy binding_policy[] = {
	[XPF_A_NAT_ENTRY] = { .type = NLA_NESTED },
};

static const struct nla_policy pinhole_policy[] = {
	[XPF_A_PINHOLE_GROUP] = { .type = NLA_U32 },
};

static const struct nla_policy clear_policy[] = {
	[XPF_A_STAT_SET] = NLA_POLICY_MASK(NLA_U32, 0x3ff),
	[XPF_A_POLICY] = { .type = NLA_NESTED },
	[XPF_A_INTERFACE] = { .type = NLA_NESTED },
	[XPF_A_NAT_RULE] = { .type = NLA_NESTED },
	[XPF_A_NAT_POOL] = { .type = NLA_NESTED },
};

static const struct nla_policy of_interface_policy[] = {
	[XPF_INTERFACE_A_ID] =
		NLA_POLICY_RANGE(NLA_U16, 1, XPF_MAX_INTERFACES - 1),
};

static const struct nla_policy clear_fw_policy[] = {
	[XPF_A_FW_METER] = { .type = NLA_NESTED },
	[XPF_A_FW_LOG] = { .type = NLA_NESTED },
};

static const struct nla_policy trace_policy[] = {
	[XPF_A_TRACE] = { .type = NLA_NESTED },
	[XPF_A_TRACE_FLAGS] =
		NLA_POLICY_MASK(NLA_U32, XPF_TRACE_DROPPED | XPF_TRACE_PASSED),
	[XPF_A_TRACE_RATE] = { .type = NLA_U32 },
};

static const struct nla_policy pair_policy[] = {
	[XPF_POLICY_A_FROM_ZONE] = NLA_POLICY_MAX(NLA_U16, XPF_MAX_ZONES - 1),
	[XPF_POLICY_A_TO_ZONE] = NLA_POLICY_MAX(NLA_U16, XPF_MAX_ZONES - 1),
};

static const struct nla_policy match_policy[] = {
	[XPF_A_FLOW] = { .type = NLA_NESTED },
};

static const struct nla_policy flow_policy[] = {
	[XPF_FLOW_A_FROM_ZONE] = NLA_POLICY_MAX(NLA_U16, XPF_MAX_ZONES - 1),
	[XPF_FLOW_A_TO_ZONE] = NLA_POLICY_MAX(NLA_U16, XPF_MAX_ZONES - 1),
	[XPF_FLOW_A_SADDR] = NLA_POLICY_RANGE(NLA_BINARY, 4, 16),
	[XPF_FLOW_A_DADDR] = NLA_POLICY_RANGE(NLA_BINARY, 4, 16),
	[XPF_FLOW_A_PROTOCOL] = { .type = NLA_U8 },
	[XPF_FLOW_A_SPORT] = { .type = NLA_U16 },
	[XPF_FLOW_A_DPORT] = { .type = NLA_U16 },
};

static struct sk_buff *reply_new(struct genl_info *info, u8 cmd, void **hdr)
{
	struct sk_buff *skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);

	if (!skb)
		return NULL;
	*hdr = genlmsg_put_reply(skb, info, &xpf_genl_family, 0, cmd);
	if (*hdr)
		return skb;
	nlmsg_free(skb);
	return NULL;
}

static u32 count_devices(const struct xpf_net *xn)
{
	return list_count_nodes((struct list_head *)&xn->devs);
}

static int put_table(struct sk_buff *skb, const struct xpf_net *xn)
{
	struct xpf_table_usage u;
	u64 up = ktime_get_ns() - xn->enabled_ns;

	xpf_table_usage(xn->table, &u);
	return nla_put_u32(skb, XPF_STATUS_A_MAX_SESSIONS, u.max) ||
	       nla_put_u32(skb, XPF_STATUS_A_SESSIONS, u.used) ||
	       nla_put_u32(skb, XPF_STATUS_A_SESSION_UNICAST_TCP, u.tcp) ||
	       nla_put_u32(skb, XPF_STATUS_A_SESSION_UNICAST_UDP, u.udp) ||
	       nla_put_u32(skb, XPF_STATUS_A_SESSION_UNICAST_ICMP, u.icmp) ||
	       nla_put_u32(skb, XPF_STATUS_A_SESSION_UNICAST_OTHER, u.other) ||
	       nla_put_u32(skb, XPF_STATUS_A_INTERFACES, count_devices(xn)) ||
	       nla_put_u64_64bit(skb, XPF_STATUS_A_VIOLATIONS,
				 xpf_stat_read(xn, XPF_S_VIOLATIONS),
				 XPF_STATUS_A_PAD) ||
	       nla_put_u64_64bit(skb, XPF_STATUS_A_UPTIME_MS,
				 div_u64(up, NSEC_PER_MSEC), XPF_STATUS_A_PAD);
}

static int put_ruleset(struct sk_buff *skb, const struct xpf_ruleset *rs)
{
	return nla_put_u32(skb, XPF_STATUS_A_GENERATION, rs->generation) ||
	       nla_put_u64_64bit(skb, XPF_STATUS_A_COOKIE, rs->cookie,
				 XPF_STATUS_A_PAD) ||
	       nla_put_u32(skb, XPF_STATUS_A_ZONES, rs->n_zones) ||
	       nla_put_u32(skb, XPF_STATUS_A_POLICIES, rs->n_policies);
}

/* RTNL and xn->ctl held. */
static int put_status(struct sk_buff *skb, struct xpf_net *xn)
{
	const struct xpf_ruleset *rs = xpf_ctl_ruleset(xn);
	struct nlattr *nest = nla_nest_start(skb, XPF_A_STATUS);

	if (!nest || nla_put_string(skb, XPF_STATUS_A_VERSION, XPF_VERSION) ||
	    nla_put_u8(skb, XPF_STATUS_A_ENABLED, xn->enabled) ||
	    nla_put_u32(skb, XPF_STATUS_A_SESSION_SIZE,
			sizeof(struct xpf_session)) ||
	    nla_put_u64_64bit(skb, XPF_STATUS_A_MEMORY, xpf_ctl_memory(xn),
			      XPF_STATUS_A_PAD) ||
	    (xn->enabled && put_table(skb, xn)) || (rs && put_ruleset(skb, rs)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int get_status(struct sk_buff *skb, struct genl_info *info)
{
	struct xpf_net *xn = xpf_net(genl_info_net(info));
	struct sk_buff *reply;
	void *hdr;
	int err;

	reply = reply_new(info, XPF_CMD_GET_STATUS, &hdr);
	if (!reply)
		return -ENOMEM;
	rtnl_lock();
	mutex_lock(&xn->ctl);
	err = put_status(reply, xn);
	mutex_unlock(&xn->ctl);
	rtnl_unlock();
	if (err) {
		nlmsg_free(reply);
		return err;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

static int enable(struct sk_buff *skb, struct genl_info *info)
{
	struct xpf_net *xn = xpf_net(genl_info_net(info));
	u32 sessions;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, XPF_A_MAX_SESSIONS)) {
		GENL_SET_ERR_MSG(info, "the number of sessions is missing");
		return -EINVAL;
	}
	sessions = nla_get_u32(info->attrs[XPF_A_MAX_SESSIONS]);
	if (sessions > XPF_MAX_USER_SESSIONS &&
	    !netlink_capable(skb, CAP_NET_ADMIN)) {
		GENL_SET_ERR_MSG(info,
				 "that many sessions are the host's to give");
		return -EPERM;
	}
	rtnl_lock();
	mutex_lock(&xn->ctl);
	err = xpf_net_enable(xn, sessions, info->extack);
	mutex_unlock(&xn->ctl);
	rtnl_unlock();
	return err;
}

static int disable(struct sk_buff *skb, struct genl_info *info)
{
	struct xpf_net *xn = xpf_net(genl_info_net(info));

	xpf_txn_drop(xn, 0);
	rtnl_lock();
	mutex_lock(&xn->ctl);
	xpf_net_disable(xn);
	mutex_unlock(&xn->ctl);
	rtnl_unlock();
	return 0;
}

static int parse_interface(struct xpf_zone_pair *pair, u32 sets,
			   struct genl_info *info)
{
	struct nlattr *tb[ARRAY_SIZE(of_interface_policy)];
	int err;

	if (sets != XPF_STATSET_SCREEN) {
		GENL_SET_ERR_MSG(info, "only screens are of an interface");
		return -EINVAL;
	}
	err = nla_parse_nested(tb, ARRAY_SIZE(of_interface_policy) - 1,
			       info->attrs[XPF_A_INTERFACE],
			       of_interface_policy, info->extack);
	if (!err && tb[XPF_INTERFACE_A_ID])
		pair->interface = nla_get_u16(tb[XPF_INTERFACE_A_ID]);
	return err;
}

static const struct nla_policy of_nat_policy[] = {
	[XPF_NAT_RULE_A_ID] = { .type = NLA_U32 },
};

/* One rule, or one pool. */
static int parse_nat(struct xpf_zone_pair *pair, u32 sets,
		     struct genl_info *info)
{
	bool rule = info->attrs[XPF_A_NAT_RULE];
	struct nlattr *tb[ARRAY_SIZE(of_nat_policy)];
	int err;

	BUILD_BUG_ON((int)XPF_NAT_RULE_A_ID != (int)XPF_NAT_POOL_A_ID);
	if (sets != (rule ? XPF_STATSET_NAT_RULE : XPF_STATSET_NAT_POOL)) {
		GENL_SET_ERR_MSG(info, "one rule or pool needs its set alone");
		return -EINVAL;
	}
	err = nla_parse_nested(
		tb, ARRAY_SIZE(of_nat_policy) - 1,
		info->attrs[rule ? XPF_A_NAT_RULE : XPF_A_NAT_POOL],
		of_nat_policy, info->extack);
	if (!err && tb[XPF_NAT_RULE_A_ID])
		pair->nat_id = nla_get_u32(tb[XPF_NAT_RULE_A_ID]);
	return err;
}

static int parse_pair(struct xpf_zone_pair *pair, u32 sets,
		      struct genl_info *info)
{
	struct nlattr *tb[ARRAY_SIZE(pair_policy)];
	int err;

	*pair = (struct xpf_zone_pair){};
	if (info->attrs[XPF_A_INTERFACE])
		return parse_interface(pair, sets, info);
	if (info->attrs[XPF_A_NAT_RULE] || info->attrs[XPF_A_NAT_POOL])
		return parse_nat(pair, sets, info);
	if (!info->attrs[XPF_A_POLICY])
		return 0;
	if (sets != XPF_STATSET_POLICY) {
		GENL_SET_ERR_MSG(info, "only policies are between zones");
		return -EINVAL;
	}
	err = nla_parse_nested(tb, ARRAY_SIZE(pair_policy) - 1,
			       info->attrs[XPF_A_POLICY], pair_policy,
			       info->extack);
	if (err)
		return err;
	pair->from_given = tb[XPF_POLICY_A_FROM_ZONE];
	pair->to_given = tb[XPF_POLICY_A_TO_ZONE];
	if (pair->from_given)
		pair->from = nla_get_u16(tb[XPF_POLICY_A_FROM_ZONE]);
	if (pair->to_given)
		pair->to = nla_get_u16(tb[XPF_POLICY_A_TO_ZONE]);
	return 0;
}

static int clear_stat(struct sk_buff *skb, struct genl_info *info)
{
	struct xpf_net *xn = xpf_net(genl_info_net(info));
	struct xpf_zone_pair pair;
	u32 sets;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, XPF_A_STAT_SET)) {
		GENL_SET_ERR_MSG(info, "which counters to clear is missing");
		return -EINVAL;
	}
	sets = nla_get_u32(info->attrs[XPF_A_STAT_SET]);
	err = parse_pair(&pair, sets, info);
	if (err)
		return err;
	rtnl_lock();
	mutex_lock(&xn->ctl);
	xpf_stats_clear(xn, sets, &pair);
	mutex_unlock(&xn->ctl);
	rtnl_unlock();
	return 0;
}

static int check(struct sk_buff *skb, struct genl_info *info)
{
	struct xpf_net *xn = xpf_net(genl_info_net(info));
	struct sk_buff *reply;
	u64 broken = 0;
	void *hdr;

	reply = reply_new(info, XPF_CMD_CHECK, &hdr);
	if (!reply)
		return -ENOMEM;
	mutex_lock(&xn->ctl);
	if (xn->enabled)
		broken = xpf_table_check(xn);
	mutex_unlock(&xn->ctl);
	if (nla_put_u64_64bit(reply, XPF_A_COUNT, broken, XPF_A_PAD)) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

struct flow {
	struct xpf_key key;
	struct xpf_fields fields;
	u16 dport; /* or ICMP type and code */
};

static u16 opt_u16(const struct nlattr *a)
{
	return a ? nla_get_u16(a) : 0;
}

static int flow_addrs(struct xpf_key *k, struct nlattr **tb)
{
	const struct nlattr *s = tb[XPF_FLOW_A_SADDR];
	const struct nlattr *d = tb[XPF_FLOW_A_DADDR];
	int len;

	if (!s || !d)
		return -EINVAL;
	len = nla_len(s);
	if ((len != 4 && len != 16) || nla_len(d) != len)
		return -EINVAL;
	k->family = len == 4 ? AF_INET : AF_INET6;
	memcpy(&k->saddr, nla_data(s), len);
	memcpy(&k->daddr, nla_data(d), len);
	return 0;
}

static int parse_flow(struct flow *f, struct genl_info *info)
{
	struct nlattr *tb[XPF_FLOW_A_MAX + 1];
	int err;

	memset(f, 0, sizeof(*f));
	if (GENL_REQ_ATTR_CHECK(info, XPF_A_FLOW)) {
		GENL_SET_ERR_MSG(info, "the flow is missing");
		return -EINVAL;
	}
	err = nla_parse_nested(tb, XPF_FLOW_A_MAX, info->attrs[XPF_A_FLOW],
			       flow_policy, info->extack);
	if (err)
		return err;
	if (flow_addrs(&f->key, tb)) {
		GENL_SET_ERR_MSG(info, "the flow's addresses are bad");
		return -EINVAL;
	}
	if (tb[XPF_FLOW_A_PROTOCOL])
		f->key.proto = nla_get_u8(tb[XPF_FLOW_A_PROTOCOL]);
	f->dport = opt_u16(tb[XPF_FLOW_A_DPORT]);
	f->fields.key = &f->key;
	f->fields.service = f->key.proto << 16 | f->dport;
	f->fields.sport = opt_u16(tb[XPF_FLOW_A_SPORT]);
	f->fields.from_zone = opt_u16(tb[XPF_FLOW_A_FROM_ZONE]);
	f->fields.to_zone = opt_u16(tb[XPF_FLOW_A_TO_ZONE]);
	return 0;
}

static int put_match_app(struct sk_buff *skb, const struct xpf_app *a)
{
	struct nlattr *nest = nla_nest_start(skb, XPF_A_APP);

	if (!nest || nla_put_u32(skb, XPF_APP_A_ID, a->id) ||
	    nla_put_string(skb, XPF_APP_A_NAME, a->name))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_match(struct sk_buff *skb, const struct xpf_ruleset *rs,
		     const struct flow *f)
{
	const struct xpf_policy *p = xpf_policy_lookup(rs, &f->fields);
	const struct xpf_app *a = NULL;

	if (p)
		a = xpf_policy_app(rs, p, f->key.proto, f->fields.sport,
				   f->dport);
	if (nla_put_u8(skb, XPF_A_ACTION, p ? p->action : rs->default_action) ||
	    (p && xpf_policy_put(skb, p)) || (a && put_match_app(skb, a)))
		return -EMSGSIZE;
	return 0;
}

static int match(struct sk_buff *skb, struct genl_info *info)
{
	struct xpf_net *xn = xpf_net(genl_info_net(info));
	const struct xpf_ruleset *rs;
	struct sk_buff *reply;
	struct flow f;
	void *hdr;
	int err;

	err = parse_flow(&f, info);
	if (err)
		return err;
	reply = reply_new(info, XPF_CMD_MATCH, &hdr);
	if (!reply)
		return -ENOMEM;
	rcu_read_lock();
	rs = rcu_dereference(xn->ruleset);
	err = rs ? put_match(reply, rs, &f) : -ENOENT;
	rcu_read_unlock();
	if (err) {
		if (!rs)
			GENL_SET_ERR_MSG(info, "no configuration committed");
		nlmsg_free(reply);
		return err;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

#define POLICY(p) .policy = p, .maxattr = ARRAY_SIZE(p) - 1
#define DO(c, p, fn)                                       \
	{                                                  \
		.cmd = XPF_CMD_##c, POLICY(p), .doit = fn, \
		.flags = GENL_UNS_ADMIN_PERM               \
	}
#define DUMP(c, fn)                                                  \
	{                                                            \
		.cmd = XPF_CMD_##c, POLICY(no_policy), .dumpit = fn, \
		.flags = GENL_UNS_ADMIN_PERM                         \
	}

static const struct genl_ops ops[] = {
	DO(GET_STATUS, no_policy, get_status),
	DO(ENABLE, enable_policy, enable),
	DO(DISABLE, no_policy, disable),
	DO(BEGIN, no_policy, xpf_txn_begin),
	DO(ADD, add_policy, xpf_txn_add),
	DO(IMAGE, image_policy, xpf_txn_image),
	DO(COMMIT, commit_policy, xpf_txn_commit),
	DO(ABORT, no_policy, xpf_txn_abort),
	{
		.cmd = XPF_CMD_GET_SESSION,
		POLICY(session_policy),
		.doit = xpf_session_count,
		.start = xpf_session_dump_start,
		.dumpit = xpf_session_dump,
		.done = xpf_session_dump_done,
		.flags = GENL_UNS_ADMIN_PERM,
	},
	DO(DEL_SESSION, session_policy, xpf_session_delete),
	DUMP(GET_ZONE, xpf_zone_dump),
	DUMP(GET_INTERFACE, xpf_interface_dump),
	DUMP(GET_POLICY, xpf_policy_dump),
	{
		.cmd = XPF_CMD_GET_POLICY_USE,
		POLICY(no_policy),
		.start = xpf_policy_use_start,
		.dumpit = xpf_policy_use_dump,
		.done = xpf_policy_use_done,
		.flags = GENL_UNS_ADMIN_PERM,
	},
	DUMP(GET_APP, xpf_app_dump),
	DUMP(GET_NAT_RULE, xpf_nat_rule_dump),
	DUMP(GET_NAT_POOL, xpf_nat_pool_dump),
	{
		.cmd = XPF_CMD_GET_NAT_BINDING,
		POLICY(no_policy),
		.doit = xpf_binding_count,
		.dumpit = xpf_binding_dump,
		.flags = GENL_UNS_ADMIN_PERM,
	},
	DO(DEL_NAT_BINDING, binding_policy, xpf_binding_delete),
	DUMP(GET_NAT_BLOCK, xpf_nat_block_dump),
	DUMP(GET_NAT_PORTS, xpf_nat_ports_dump),
	DUMP(GET_FW_FILTER, xpf_fw_filter_dump),
	DUMP(GET_FW_METER, xpf_fw_meter_dump),
	DUMP(GET_FW_LOG, xpf_fw_log_dump),
	DO(CLEAR_FW, clear_fw_policy, xpf_fw_clear),
	DUMP(GET_PINHOLE, xpf_pinhole_dump),
	DO(DEL_PINHOLE, pinhole_policy, xpf_pinhole_delete),
	DUMP(GET_SIP_CALL, xpf_sip_call_dump),
	DUMP(GET_SIP_COUNT, xpf_sip_count_dump),
	DUMP(GET_DROP, xpf_drop_dump),
	DO(SET_TRACE, trace_policy, xpf_trace_set),
	DUMP(GET_STAT, xpf_stat_dump),
	DUMP(GET_REASON, xpf_reason_dump),
	DO(CLEAR_STAT, clear_policy, clear_stat),
	DO(MATCH, match_policy, match),
	DO(CHECK, no_policy, check),
};

static const struct genl_multicast_group groups[] = {
	[XPF_GRP_SESSION] = {
		.name = XPF_GROUP_SESSION, .flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[XPF_GRP_DROP] = {
		.name = XPF_GROUP_DROP, .flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[XPF_GRP_CONTROL] = {
		.name = XPF_GROUP_CONTROL, .flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[XPF_GRP_TRACE] = {
		.name = XPF_GROUP_TRACE, .flags = GENL_MCAST_CAP_NET_ADMIN,
	},
};

MODULE_ALIAS_GENL_FAMILY(XPF_GENL_NAME);

struct genl_family xpf_genl_family __ro_after_init = {
	.name = XPF_GENL_NAME,
	.version = XPF_GENL_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
	.resv_start_op = XPF_CMD_UNSPEC + 1,
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
	.module = THIS_MODULE,
};

/* A socket that closes takes its transaction and its trace with it. */
static int socket_closed(struct notifier_block *nb, unsigned long event,
			 void *arg)
{
	const struct netlink_notify *n = arg;
	struct xpf_net *xn;

	if (event != NETLINK_URELEASE || n->protocol != NETLINK_GENERIC)
		return NOTIFY_DONE;
	xn = xpf_net(n->net);
	if (READ_ONCE(xn->txn))
		xpf_txn_drop(xn, n->portid);
	if (rcu_access_pointer(xn->trace))
		xpf_trace_drop(xn, n->portid);
	return NOTIFY_DONE;
}

static struct notifier_block close_notifier = {
	.notifier_call = socket_closed,
};

int __init xpf_netlink_init(void)
{
	int err;

	err = netlink_register_notifier(&close_notifier);
	if (err)
		return err;
	err = genl_register_family(&xpf_genl_family);
	if (err)
		netlink_unregister_notifier(&close_notifier);
	return err;
}

void xpf_netlink_exit(void)
{
	genl_unregister_family(&xpf_genl_family);
	netlink_unregister_notifier(&close_notifier);
}
