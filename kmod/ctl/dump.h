/* SPDX-License-Identifier: GPL-2.0 */
/* The running ruleset over netlink; see dump.c. */
#ifndef XPF_CTL_DUMP_H
#define XPF_CTL_DUMP_H

#include <net/netlink.h>

struct xpf_policy;

int xpf_zone_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_interface_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_policy_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_app_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_nat_rule_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_nat_pool_dump(struct sk_buff *skb, struct netlink_callback *cb);

/* A policy as a nest of type XPF_A_POLICY: 0 or -EMSGSIZE. */
int xpf_policy_put(struct sk_buff *skb, const struct xpf_policy *p);

#endif
