/* SPDX-License-Identifier: GPL-2.0 */
/* What source NAT keeps, over netlink: see ctl/nat.c. */
#ifndef XPF_CTL_NAT_H
#define XPF_CTL_NAT_H

struct genl_info;
struct netlink_callback;
struct sk_buff;
struct xpf_nat_entry;

/* 0 or -EMSGSIZE, and nothing was written. */
int xpf_nat_entry_put(struct sk_buff *skb, int attr,
		      const struct xpf_nat_entry *e);

int xpf_binding_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_nat_block_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_nat_ports_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_binding_count(struct sk_buff *skb, struct genl_info *info);
int xpf_binding_delete(struct sk_buff *skb, struct genl_info *info);

#endif
