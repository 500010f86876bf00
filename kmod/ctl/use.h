/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the live sessions of each policy have carried: GET_POLICY_USE.  A policy's
 * own counters hold what those that ended have; who wants all adds both up.
 */
#ifndef XPF_CTL_USE_H
#define XPF_CTL_USE_H

struct netlink_callback;
struct sk_buff;

int xpf_policy_use_start(struct netlink_callback *cb);
int xpf_policy_use_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_policy_use_done(struct netlink_callback *cb);

#endif
