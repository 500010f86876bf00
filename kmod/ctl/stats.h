/* SPDX-License-Identifier: GPL-2.0 */
/* Counters, for the control side; see stats.c. */
#ifndef XPF_CTL_STATS_H
#define XPF_CTL_STATS_H

#include "policy/ruleset.h"
#include "stat.h"

struct netlink_callback;
struct sk_buff;

/* Counters of a namespace that is being enabled; NULL: no memory. */
struct xpf_stats __percpu *xpf_stats_new(struct xpf_net *xn);

const char *xpf_stat_name(enum xpf_stat s);
const char *xpf_stat_text(enum xpf_stat s);

/* Policies between two zones; 0: global ones. */
struct xpf_zone_pair {
	bool from_given, to_given;	/* if not: any */
	u16 from, to;
	u16 interface;		/* of screens: id; 0: all */
	u32 nat_id;		/* of a rule or pool; 0: all */
};

/*
 * @sets: XPF_STATSET_*
 * @pair: of the policies that are meant
 * Context: RTNL and xn->ctl held.
 */
void xpf_stats_clear(struct xpf_net *xn, u32 sets,
		     const struct xpf_zone_pair *pair);

int xpf_stat_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_reason_dump(struct sk_buff *skb, struct netlink_callback *cb);

#endif
