/* SPDX-License-Identifier: GPL-2.0 */
/* Firewall filters over netlink: their objects, dumps and log. */
#ifndef XPF_CTL_FIREWALL_H
#define XPF_CTL_FIREWALL_H

#include <net/genetlink.h>

struct xpf_builder;
struct xpf_fault;

/* A filter, a meter or a term into a ruleset in the making. */
int xpf_firewall_add(struct xpf_builder *b, const struct nlattr *attr,
		     struct xpf_fault *fault, struct netlink_ext_ack *extack);

int xpf_fw_filter_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_fw_meter_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_fw_log_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_fw_clear(struct sk_buff *skb, struct genl_info *info);

#endif
