// SPDX-License-Identifier: GPL-2.0
/*
 * Firewall filters over netlink: filters, meters and terms are read into a
 * ruleset, dumped with what they counted, and zeroed; the log is dumped and
 * emptied.  Shape is checked here, meaning by policy/filterset.c.
 */
#include <linux/rtnetlink.h>
#include <net/sock.h>

#include "ctl/ctl.h"
#include "ctl/dump.h"
#include "ctl/firewall.h"
#include "ctl/netlink.h"
#include "filter/log.h"
#include "policy/build.h"
#include "policy/counters.h"
#include "policy/ruleset.h"
#include "xpf.h"

#define NAME                                                    \
	{                                                       \
		.type = NLA_NUL_STRING, .len = XPF_NAME_MAX - 1 \
	}
#define DEVICE                                              \
	{                                                   \
		.type = NLA_NUL_STRING, .len = IFNAMSIZ - 1 \
	}
#define PUT64(skb, kind, member, value)                        \
	nla_put_u64_64bit(skb, XPF_##kind##_A_##member, value, \
			  XPF_##kind##_A_PAD)

static const struct nla_policy filter_policy[] = {
	[XPF_FW_FILTER_A_ID] = { .type = NLA_U32 },
	[XPF_FW_FILTER_A_NAME] = NAME,
};

static const struct nla_policy meter_policy[] = {
	[XPF_FW_METER_A_ID] = { .type = NLA_U32 },
	[XPF_FW_METER_A_NAME] = NAME,
	[XPF_FW_METER_A_FILTER] = { .type = NLA_U32 },
	[XPF_FW_METER_A_KIND] = NLA_POLICY_MAX(NLA_U8, XPF_METER_HIERARCHICAL),
	[XPF_FW_METER_A_FLAGS] = NLA_POLICY_MASK(NLA_U32, 0x3f),
	[XPF_FW_METER_A_RATE] = { .type = NLA_U64 },
	[XPF_FW_METER_A_BURST] = { .type = NLA_U64 },
	[XPF_FW_METER_A_PEAK_RATE] = { .type = NLA_U64 },
	[XPF_FW_METER_A_PEAK_BURST] = { .type = NLA_U64 },
	[XPF_FW_METER_A_CLASS] = NLA_POLICY_MAX(NLA_U8, 15),
	[XPF_FW_METER_A_LOSS] = NLA_POLICY_MAX(NLA_U8, XPF_LOSS_HIGH),
	[XPF_FW_METER_A_PREMIUM] = { .type = NLA_U16 },
};

static const struct nla_policy term_policy[] = {
	[XPF_FW_TERM_A_NAME] = NAME,
	[XPF_FW_TERM_A_FILTER] = { .type = NLA_U32 },
	[XPF_FW_TERM_A_ACTION] = NLA_POLICY_MAX(NLA_U8, XPF_FW_NEXT_TERM),
	[XPF_FW_TERM_A_REJECT] = { .type = NLA_U8 },
	[XPF_FW_TERM_A_FLAGS] = NLA_POLICY_MASK(NLA_U32, 0x7ff),
	[XPF_FW_TERM_A_COUNTER] = { .type = NLA_U32 },
	[XPF_FW_TERM_A_POLICER] = { .type = NLA_U32 },
	[XPF_FW_TERM_A_CLASS] = { .type = NLA_U8 },
	[XPF_FW_TERM_A_LOSS] = { .type = NLA_U8 },
	[XPF_FW_TERM_A_DSCP] = { .type = NLA_U8 },
	[XPF_FW_TERM_A_ROUTE_BY] = DEVICE,
	[XPF_FW_TERM_A_MIRROR] = DEVICE,
	[XPF_FW_TERM_A_MIRROR_VIA] = NLA_POLICY_RANGE(NLA_BINARY, 4, 16),
	[XPF_FW_TERM_A_PREDICATES] = { .type = NLA_BINARY },
	[XPF_FW_TERM_A_MIRROR_RATE] = { .type = NLA_U32 },
	[XPF_FW_TERM_A_MIRROR_RUN] = { .type = NLA_U8 },
	[XPF_FW_TERM_A_MIRROR_LENGTH] = { .type = NLA_U16 },
	[XPF_FW_TERM_A_SAMPLE_RATE] = { .type = NLA_U32 },
	[XPF_FW_TERM_A_SAMPLE_RUN] = { .type = NLA_U8 },
	[XPF_FW_TERM_A_NEXT_INTERFACE] = DEVICE,
	[XPF_FW_TERM_A_NEXT_IP] = NLA_POLICY_RANGE(NLA_BINARY, 4, 16),
	[XPF_FW_TERM_A_PREFIX_COUNTER] = { .type = NLA_U32 },
	[XPF_FW_TERM_A_PREFIX_POLICER] = { .type = NLA_U32 },
	[XPF_FW_TERM_A_PREFIX_FROM] = NLA_POLICY_MAX(NLA_U8, 32),
	[XPF_FW_TERM_A_PREFIX_TO] = NLA_POLICY_MAX(NLA_U8, 32),
};

static u8 get_u8(const struct nlattr *a)
{
	return a ? nla_get_u8(a) : 0;
}

static u32 get_u32(const struct nlattr *a)
{
	return a ? nla_get_u32(a) : 0;
}

static u64 get_u64(const struct nlattr *a)
{
	return a ? nla_get_u64(a) : 0;
}

static int need(const struct nlattr *a, const char *text,
		struct xpf_fault *fault)
{
	if (a)
		return 0;
	fault->text = text;
	return -EINVAL;
}

static int add_filter(struct xpf_builder *b, const struct nlattr *attr,
		      struct xpf_fault *fault, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XPF_FW_FILTER_A_MAX + 1];
	struct xpf_filter f = {};
	int err;

	err = nla_parse_nested(tb, XPF_FW_FILTER_A_MAX, attr, filter_policy,
			       extack);
	if (!err)
		err = need(tb[XPF_FW_FILTER_A_NAME], "filter without a name",
			   fault);
	if (err)
		return err;
	f.id = get_u32(tb[XPF_FW_FILTER_A_ID]);
	nla_strscpy(f.name, tb[XPF_FW_FILTER_A_NAME], sizeof(f.name));
	return xpf_builder_filter(b, &f, fault);
}

static int add_meter(struct xpf_builder *b, const struct nlattr *attr,
		     struct xpf_fault *fault, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XPF_FW_METER_A_MAX + 1];
	struct xpf_meter m = {};
	int err;

	err = nla_parse_nested(tb, XPF_FW_METER_A_MAX, attr, meter_policy,
			       extack);
	if (!err)
		err = need(tb[XPF_FW_METER_A_NAME], "meter without a name",
			   fault);
	if (err)
		return err;
	m.id = get_u32(tb[XPF_FW_METER_A_ID]);
	m.filter_id = get_u32(tb[XPF_FW_METER_A_FILTER]);
	m.class = get_u8(tb[XPF_FW_METER_A_CLASS]);
	m.loss = get_u8(tb[XPF_FW_METER_A_LOSS]);
	if (tb[XPF_FW_METER_A_PREMIUM])
		m.premium = nla_get_u16(tb[XPF_FW_METER_A_PREMIUM]);
	m.spec = (struct xpf_policer_spec){
		.rate = get_u64(tb[XPF_FW_METER_A_RATE]),
		.peak_rate = get_u64(tb[XPF_FW_METER_A_PEAK_RATE]),
		.burst = get_u64(tb[XPF_FW_METER_A_BURST]),
		.peak_burst = get_u64(tb[XPF_FW_METER_A_PEAK_BURST]),
		.kind = get_u8(tb[XPF_FW_METER_A_KIND]),
		.flags = get_u32(tb[XPF_FW_METER_A_FLAGS]),
	};
	nla_strscpy(m.name, tb[XPF_FW_METER_A_NAME], sizeof(m.name));
	return xpf_builder_meter(b, &m, fault);
}

static int get_mirror(struct nlattr **tb, struct xpf_filter_term *t,
		      struct xpf_fault *fault)
{
	const struct nlattr *via = tb[XPF_FW_TERM_A_MIRROR_VIA];

	if (tb[XPF_FW_TERM_A_MIRROR])
		nla_strscpy(t->mirror, tb[XPF_FW_TERM_A_MIRROR],
			    sizeof(t->mirror));
	t->mirror_rate = get_u32(tb[XPF_FW_TERM_A_MIRROR_RATE]);
	t->mirror_run = get_u8(tb[XPF_FW_TERM_A_MIRROR_RUN]);
	if (tb[XPF_FW_TERM_A_MIRROR_LENGTH])
		t->mirror_length = nla_get_u16(tb[XPF_FW_TERM_A_MIRROR_LENGTH]);
	t->sample_rate = get_u32(tb[XPF_FW_TERM_A_SAMPLE_RATE]);
	t->sample_run = get_u8(tb[XPF_FW_TERM_A_SAMPLE_RUN]);
	if (!via)
		return 0;
	if (nla_len(via) != 4 && nla_len(via) != 16) {
		fault->text = "next hop of a mirror is no address";
		return -EINVAL;
	}
	t->mirror_family = nla_len(via) == 4 ? AF_INET : AF_INET6;
	memcpy(&t->mirror_via, nla_data(via), nla_len(via));
	return 0;
}

/* Where its packets go. */
static int get_way(struct nlattr **tb, struct xpf_filter_term *t,
		   struct xpf_fault *fault)
{
	const struct nlattr *ip = tb[XPF_FW_TERM_A_NEXT_IP];

	if (tb[XPF_FW_TERM_A_ROUTE_BY])
		nla_strscpy(t->route_by, tb[XPF_FW_TERM_A_ROUTE_BY],
			    sizeof(t->route_by));
	if (tb[XPF_FW_TERM_A_NEXT_INTERFACE])
		nla_strscpy(t->next_if, tb[XPF_FW_TERM_A_NEXT_INTERFACE],
			    sizeof(t->next_if));
	if (!ip)
		return 0;
	if (nla_len(ip) != 4 && nla_len(ip) != 16) {
		fault->text = "next hop of a term is no address";
		return -EINVAL;
	}
	t->next_family = nla_len(ip) == 4 ? AF_INET : AF_INET6;
	memcpy(&t->next_ip, nla_data(ip), nla_len(ip));
	return 0;
}

static int add_term(struct xpf_builder *b, const struct nlattr *attr,
		    struct xpf_fault *fault, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XPF_FW_TERM_A_MAX + 1];
	const struct xpf_predicate *p = NULL;
	struct xpf_filter_term t = {};
	u32 len = 0;
	int err;

	err = nla_parse_nested(tb, XPF_FW_TERM_A_MAX, attr, term_policy,
			       extack);
	if (!err)
		err = need(tb[XPF_FW_TERM_A_NAME], "term without a name",
			   fault);
	if (!err)
		err = get_mirror(tb, &t, fault);
	if (!err)
		err = get_way(tb, &t, fault);
	if (err)
		return err;
	t.filter_id = get_u32(tb[XPF_FW_TERM_A_FILTER]);
	t.counter_id = get_u32(tb[XPF_FW_TERM_A_COUNTER]);
	t.policer_id = get_u32(tb[XPF_FW_TERM_A_POLICER]);
	t.flags = get_u32(tb[XPF_FW_TERM_A_FLAGS]);
	t.action = get_u8(tb[XPF_FW_TERM_A_ACTION]);
	t.reject = get_u8(tb[XPF_FW_TERM_A_REJECT]);
	t.class = get_u8(tb[XPF_FW_TERM_A_CLASS]);
	t.loss = get_u8(tb[XPF_FW_TERM_A_LOSS]);
	t.dscp = get_u8(tb[XPF_FW_TERM_A_DSCP]);
	t.prefix = (struct xpf_prefix_meters){
		.counter_id = get_u32(tb[XPF_FW_TERM_A_PREFIX_COUNTER]),
		.policer_id = get_u32(tb[XPF_FW_TERM_A_PREFIX_POLICER]),
		.from = get_u8(tb[XPF_FW_TERM_A_PREFIX_FROM]),
		.to = get_u8(tb[XPF_FW_TERM_A_PREFIX_TO]),
	};
	nla_strscpy(t.name, tb[XPF_FW_TERM_A_NAME], sizeof(t.name));
	if (tb[XPF_FW_TERM_A_PREDICATES]) {
		p = nla_data(tb[XPF_FW_TERM_A_PREDICATES]);
		len = nla_len(tb[XPF_FW_TERM_A_PREDICATES]);
	}
	if (len % sizeof(*p)) {
		fault->text = "predicates of odd length";
		return -EINVAL;
	}
	return xpf_builder_term(b, &t, p, len / sizeof(*p), fault);
}

int xpf_firewall_add(struct xpf_builder *b, const struct nlattr *attr,
		     struct xpf_fault *fault, struct netlink_ext_ack *extack)
{
	switch (nla_type(attr)) {
	case XPF_A_FW_FILTER:
		return add_filter(b, attr, fault, extack);
	case XPF_A_FW_METER:
		return add_meter(b, attr, fault, extack);
	}
	return add_term(b, attr, fault, extack);
}

/* Dumps. */

static int put_filter(struct sk_buff *skb, struct xpf_net *xn,
		      const struct xpf_ruleset *rs, u32 i)
{
	const struct xpf_filter *f = &rs->filters.filter[i];
	struct nlattr *nest = nla_nest_start(skb, XPF_A_FW_FILTER);

	if (!nest || nla_put_u32(skb, XPF_FW_FILTER_A_ID, f->id) ||
	    nla_put_string(skb, XPF_FW_FILTER_A_NAME, f->name))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static u32 count_filters(const struct xpf_ruleset *rs)
{
	return rs->filters.n_filters;
}

int xpf_fw_filter_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return xpf_ruleset_dump(skb, cb, XPF_CMD_GET_FW_FILTER, put_filter,
				count_filters);
}

static int put_meter(struct sk_buff *skb, struct xpf_net *xn,
		     const struct xpf_ruleset *rs, u32 i)
{
	const struct xpf_meter *m = &rs->filters.meter[i];
	struct nlattr *nest = nla_nest_start(skb, XPF_A_FW_METER);
	struct xpf_counters c;

	xpf_counters_read(m->counters, &c);
	if (!nest || nla_put_u32(skb, XPF_FW_METER_A_ID, m->id) ||
	    nla_put_string(skb, XPF_FW_METER_A_NAME, m->name) ||
	    nla_put_u32(skb, XPF_FW_METER_A_FILTER, m->filter_id) ||
	    nla_put_u8(skb, XPF_FW_METER_A_KIND, m->spec.kind) ||
	    nla_put_u32(skb, XPF_FW_METER_A_FLAGS, m->spec.flags) ||
	    PUT64(skb, FW_METER, RATE, m->spec.rate) ||
	    PUT64(skb, FW_METER, BURST, m->spec.burst) ||
	    PUT64(skb, FW_METER, PEAK_RATE, m->spec.peak_rate) ||
	    PUT64(skb, FW_METER, PEAK_BURST, m->spec.peak_burst) ||
	    PUT64(skb, FW_METER, PACKETS, c.packets) ||
	    PUT64(skb, FW_METER, BYTES, c.bytes))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static u32 count_meters(const struct xpf_ruleset *rs)
{
	return rs->filters.n_meters;
}

int xpf_fw_meter_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return xpf_ruleset_dump(skb, cb, XPF_CMD_GET_FW_METER, put_meter,
				count_meters);
}

static int put_logged(struct sk_buff *skb, struct netlink_callback *cb,
		      const struct xpf_logged *e)
{
	int len = e->family == AF_INET6 ? 16 : 4;
	struct nlattr *nest;
	void *hdr;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &xpf_genl_family, NLM_F_MULTI, XPF_CMD_GET_FW_LOG);
	if (!hdr)
		return -EMSGSIZE;
	nest = nla_nest_start(skb, XPF_A_FW_LOG);
	if (!nest || PUT64(skb, FW_LOG, TIME_NS, e->time_ns) ||
	    nla_put_string(skb, XPF_FW_LOG_A_FILTER, e->filter) ||
	    nla_put_u8(skb, XPF_FW_LOG_A_ACTION, e->action) ||
	    nla_put_string(skb, XPF_FW_LOG_A_INTERFACE, e->interface) ||
	    nla_put_u8(skb, XPF_FW_LOG_A_FAMILY, e->family) ||
	    nla_put_u8(skb, XPF_FW_LOG_A_PROTOCOL, e->proto) ||
	    nla_put(skb, XPF_FW_LOG_A_SADDR, len, &e->saddr) ||
	    nla_put(skb, XPF_FW_LOG_A_DADDR, len, &e->daddr) ||
	    nla_put_u16(skb, XPF_FW_LOG_A_SPORT, e->sport) ||
	    nla_put_u16(skb, XPF_FW_LOG_A_DPORT, e->dport) ||
	    nla_put_u32(skb, XPF_FW_LOG_A_LENGTH, e->length)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	genlmsg_end(skb, hdr);
	return 0;
}

/* args[0] and [1]: the number of the entry shown last. */
int xpf_fw_log_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct xpf_net *xn = xpf_net(sock_net(skb->sk));
	struct xpf_logged e;
	u64 seq, *shown = (u64 *)cb->ctx;

	mutex_lock(&xn->ctl);
	while (xn->filter_log) {
		seq = *shown;
		if (!xpf_filter_log_next(xn->filter_log, &seq, &e) ||
		    put_logged(skb, cb, &e))
			break;
		*shown = seq;
	}
	mutex_unlock(&xn->ctl);
	return skb->len;
}

/* Zeroing. */

static void clear_meters(const struct xpf_filterset *s, u32 filter,
			 const struct nlattr *name)
{
	const struct xpf_meter *m;
	u32 i;

	for (i = 0; i < s->n_meters; i++) {
		m = &s->meter[i];
		if (filter && m->filter_id != filter)
			continue;
		if (name && nla_strcmp(name, m->name))
			continue;
		xpf_counters_clear(m->counters);
	}
}

int xpf_fw_clear(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *which = info->attrs[XPF_A_FW_METER];
	struct nlattr *tb[XPF_FW_METER_A_MAX + 1] = {};
	struct xpf_net *xn = xpf_net(genl_info_net(info));
	const struct xpf_ruleset *rs;
	int err = 0;

	if (which)
		err = nla_parse_nested(tb, XPF_FW_METER_A_MAX, which,
				       meter_policy, info->extack);
	if (err)
		return err;
	mutex_lock(&xn->ctl);
	rs = xpf_ctl_ruleset(xn);
	if (info->attrs[XPF_A_FW_LOG]) {
		if (xn->filter_log)
			xpf_filter_log_clear(xn->filter_log);
	} else if (rs) {
		clear_meters(&rs->filters, get_u32(tb[XPF_FW_METER_A_FILTER]),
			     tb[XPF_FW_METER_A_NAME]);
	}
	mutex_unlock(&xn->ctl);
	return 0;
}
