/* SPDX-License-Identifier: GPL-2.0 */
/* Counters, for the control side; see stats.c. */
#ifndef XPF_CTL_STATS_H
#define XPF_CTL_STATS_H

#include "policy/ruleset.h"
#include "stat.h"

struct netlink_callback;
struct sk_buff;

struct xpf_stats __percpu *xpf_stats_new(void);

const char *xpf_stat_name(enum xpf_stat s);
const char *xpf_stat_text(enum xpf_stat s);

/* @sets: XPF_STATSET_*.  Context: RTNL and xn->ctl held. */
void xpf_stats_clear(struct xpf_net *xn, u32 sets);

int xpf_stat_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_reason_dump(struct sk_buff *skb, struct netlink_callback *cb);

#endif
