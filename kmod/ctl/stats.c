// SPDX-License-Identifier: GPL-2.0
/*
 * Global counters and drop reasons: summed over CPUs when somebody asks,
 * named by stat.def and reason.def, dumped and zeroed.
 *
 * One reason is counted by the kernel: it gives up datagrams of which fragments
 * are missing when nobody of ours is there (pkt/frag.c).  What its own counters
 * of the namespace (ReasmTimeout of IPv4 and IPv6) have risen by is read as
 * fragment-timeout, one a datagram, and is part of dropped-packets.
 *
 * Zeroing races with the packet path on purpose: an increment that happens at
 * the same instant may survive or not, and nobody can tell.
 */
#include <linux/percpu.h>
#include <linux/rtnetlink.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/sock.h>

#include "alg/sip_call.h"
#include "ctl/ctl.h"
#include "ctl/netlink.h"
#include "ctl/stats.h"
#include "drops.h"
#include "hook.h"
#include "nat/usage.h"
#include "policy/counters.h"
#include "xpf.h"

struct text {
	const char *name;
	const char *text;
};

#define XPF_STAT(id, name, text) { name, text },
static const struct text stats[] = {
#include <xpf/stat.def>
};
#undef XPF_STAT

#define XPF_REASON(id, name, text) { name, text },
static const struct text reasons[] = {
#include <xpf/reason.def>
};
#undef XPF_REASON

const char *xpf_stat_name(enum xpf_stat s)
{
	return s < __XPF_S_COUNT ? stats[s].name : "";
}

const char *xpf_stat_text(enum xpf_stat s)
{
	return s < __XPF_S_COUNT ? stats[s].text : "";
}

const char *xpf_reason_name(enum xpf_reason r)
{
	return r < __XPF_R_COUNT ? reasons[r].name : "";
}

const char *xpf_reason_text(enum xpf_reason r)
{
	return r < __XPF_R_COUNT ? reasons[r].text : "";
}

static u64 reasm_timeouts(const struct net *net)
{
	size_t sync = offsetof(struct ipstats_mib, syncp);

	return snmp_fold_field64(net->mib.ip_statistics,
				 IPSTATS_MIB_REASMTIMEOUT, sync) +
	       snmp_fold_field64(net->mib.ipv6_statistics,
				 IPSTATS_MIB_REASMTIMEOUT, sync);
}

static u64 incomplete(const struct xpf_net *xn)
{
	return reasm_timeouts(xn->net) - xn->reasm_timeouts;
}

struct xpf_stats __percpu *xpf_stats_new(struct xpf_net *xn)
{
	xn->reasm_timeouts = reasm_timeouts(xn->net);
	return alloc_percpu(struct xpf_stats);
}

/* What devices count; those that are gone have left theirs in xn->stats. */
static u64 of_devices(const struct xpf_net *xn, enum xpf_stat s)
{
	const struct xpf_dev *dev;
	struct xpf_dev_stats d;
	unsigned int slot;
	u64 sum = 0;

	if (!xn->slots)
		return 0;
	rcu_read_lock();
	for_each_set_bit(slot, xn->slots, XPF_MAX_SLOTS) {
		dev = xpf_dev(xn, slot);
		if (!dev)
			continue;
		xpf_dev_read(dev, &d);
		sum += s == XPF_S_RX_PACKETS ? d.rx_packets :
		       s == XPF_S_RX_BYTES   ? d.rx_bytes :
		       s == XPF_S_TX_PACKETS ? d.tx_packets :
					       d.tx_bytes;
	}
	rcu_read_unlock();
	return sum;
}

u64 xpf_stat_read(const struct xpf_net *xn, enum xpf_stat s)
{
	u64 sum = 0;
	int cpu;

	if (!xn->stats)
		return 0;
	if (s == XPF_S_DROPPED)
		sum = incomplete(xn);
	else if (s >= XPF_S_RX_PACKETS && s <= XPF_S_TX_BYTES)
		sum = of_devices(xn, s);
	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu_ptr(xn->stats, cpu)->stat[s]);
	return sum;
}

u64 xpf_reason_read(const struct xpf_net *xn, enum xpf_reason r)
{
	u64 sum = 0;
	int cpu;

	if (!xn->stats)
		return 0;
	if (r == XPF_R_FRAGMENT_TIMEOUT)
		sum = incomplete(xn);
	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu_ptr(xn->stats, cpu)->reason[r]);
	return sum;
}

static void clear_global(struct xpf_net *xn)
{
	int cpu, i;

	for_each_possible_cpu(cpu) {
		struct xpf_stats *s = per_cpu_ptr(xn->stats, cpu);

		for (i = 0; i < __XPF_S_COUNT; i++)
			WRITE_ONCE(s->stat[i], 0);
		for (i = 0; i < __XPF_R_COUNT; i++)
			WRITE_ONCE(s->reason[i], 0);
	}
	xn->reasm_timeouts = reasm_timeouts(xn->net);
	for (i = XPF_S_RX_PACKETS; i <= XPF_S_TX_BYTES; i++)
		xpf_stat_add(xn, i, -of_devices(xn, i));
}

static bool between(const struct xpf_policy *p,
		    const struct xpf_zone_pair *pair)
{
	return (!pair->from_given || p->from_zone == pair->from) &&
	       (!pair->to_given || p->to_zone == pair->to);
}

static void clear_ruleset(const struct xpf_ruleset *rs, u32 sets,
			  const struct xpf_zone_pair *pair)
{
	u32 i;

	if (sets & XPF_STATSET_POLICY)
		for (i = 0; i < rs->n_policies; i++)
			if (between(&rs->policy[i], pair))
				xpf_counters_clear(rs->policy[i].counters);
	if (sets & XPF_STATSET_NAT_RULE)
		for (i = 0; i < rs->n_nat_rules; i++)
			if (!pair->nat_id || rs->nat_rule[i].id == pair->nat_id)
				xpf_counters_clear(rs->nat_rule[i].counters);
	if (sets & XPF_STATSET_NAT_POOL)
		for (i = 0; i < rs->n_nat_pools; i++)
			if (!pair->nat_id || rs->nat_pool[i].id == pair->nat_id)
				xpf_counters_clear(rs->nat_pool[i].counters);
}

/* @interface: id; 0: of all */
static void clear_screens(struct xpf_net *xn, const struct xpf_ruleset *rs,
			  u16 interface)
{
	const struct xpf_binding *b;
	struct xpf_dev *dev;

	list_for_each_entry(dev, &xn->devs, list) {
		b = rs ? xpf_binding(rs, dev->slot) : NULL;
		if (!interface || (b && b->id == interface))
			xpf_dev_clear_screens(dev);
	}
}

void xpf_stats_clear(struct xpf_net *xn, u32 sets,
		     const struct xpf_zone_pair *pair)
{
	const struct xpf_ruleset *rs;
	struct xpf_dev *dev;

	ASSERT_RTNL();
	if (!xn->enabled)
		return;
	if (sets & XPF_STATSET_DROP && xn->drops)
		xpf_drops_clear(xn->drops);
	if (sets & XPF_STATSET_SIP && xn->sip)
		xpf_sip_clear(xn->sip);
	if (sets & XPF_STATSET_SIP_CALL && xn->sip)
		xpf_sip_end_all(xn->sip);
	if (sets & XPF_STATSET_GLOBAL)
		clear_global(xn);
	rs = xpf_ctl_ruleset(xn);
	if (rs)
		clear_ruleset(rs, sets, pair);
	if (sets & XPF_STATSET_NAT_POOL)
		xpf_usage_clear(xn->usage, pair->nat_id);
	if (sets & XPF_STATSET_SCREEN)
		clear_screens(xn, rs, pair->interface);
	if (sets & (XPF_STATSET_INTERFACE | XPF_STATSET_ZONE))
		list_for_each_entry(dev, &xn->devs, list)
			xpf_dev_clear(dev);
}

struct row {
	const struct text *text;
	u32 id;
	u64 value;
	u8 cmd;
};

static int put_row(struct sk_buff *skb, struct netlink_callback *cb,
		   const struct row *r)
{
	struct nlattr *nest;
	void *hdr;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &xpf_genl_family, NLM_F_MULTI, r->cmd);
	if (!hdr)
		return -EMSGSIZE;
	nest = nla_nest_start(skb, XPF_A_STAT);
	if (!nest || nla_put_string(skb, XPF_STAT_A_NAME, r->text->name) ||
	    nla_put_string(skb, XPF_STAT_A_TEXT, r->text->text) ||
	    nla_put_u32(skb, XPF_STAT_A_ID, r->id) ||
	    nla_put_u64_64bit(skb, XPF_STAT_A_VALUE, r->value,
			      XPF_STAT_A_PAD)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	genlmsg_end(skb, hdr);
	return 0;
}

int xpf_stat_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct xpf_net *xn = xpf_net(sock_net(skb->sk));

	mutex_lock(&xn->ctl);
	for (; cb->args[0] < __XPF_S_COUNT; cb->args[0]++) {
		struct row r = {
			&stats[cb->args[0]],
			cb->args[0],
			xpf_stat_read(xn, cb->args[0]),
			XPF_CMD_GET_STAT,
		};

		if (put_row(skb, cb, &r))
			break;
	}
	mutex_unlock(&xn->ctl);
	return skb->len;
}

int xpf_reason_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct xpf_net *xn = xpf_net(sock_net(skb->sk));

	mutex_lock(&xn->ctl);
	for (; cb->args[0] < __XPF_R_COUNT; cb->args[0]++) {
		struct row r = {
			&reasons[cb->args[0]],
			cb->args[0],
			xpf_reason_read(xn, cb->args[0]),
			XPF_CMD_GET_REASON,
		};

		if (put_row(skb, cb, &r))
			break;
	}
	mutex_unlock(&xn->ctl);
	return skb->len;
}
