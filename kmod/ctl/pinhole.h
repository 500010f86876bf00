/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_CTL_PINHOLE_H
#define XPF_CTL_PINHOLE_H

struct genl_info;
struct netlink_callback;
struct sk_buff;

int xpf_pinhole_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_pinhole_delete(struct sk_buff *skb, struct genl_info *info);

#endif
