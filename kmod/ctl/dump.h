/* SPDX-License-Identifier: GPL-2.0 */
/* The running ruleset over netlink; see dump.c. */
#ifndef XPF_CTL_DUMP_H
#define XPF_CTL_DUMP_H

#include <net/netlink.h>

struct xpf_net;
struct xpf_policy;
struct xpf_ruleset;

/* Write object @i: 0, -EMSGSIZE, or -ENOENT when there is none to show. */
typedef int (*xpf_put_fn)(struct sk_buff *skb, struct xpf_net *xn,
			  const struct xpf_ruleset *rs, u32 i);

/* Messages of command @cmd, one an object. */
int xpf_ruleset_dump(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		     xpf_put_fn put,
		     u32 (*count)(const struct xpf_ruleset *rs));

int xpf_zone_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_interface_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_policy_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_app_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_nat_rule_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_nat_pool_dump(struct sk_buff *skb, struct netlink_callback *cb);

/* A policy as a nest of type XPF_A_POLICY: 0 or -EMSGSIZE. */
int xpf_policy_put(struct sk_buff *skb, const struct xpf_policy *p);

#endif
