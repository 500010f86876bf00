/* SPDX-License-Identifier: GPL-2.0 */
/* GET_DROP: the last dropped packets on the wire. */
#ifndef XPF_CTL_DROPPED_H
#define XPF_CTL_DROPPED_H

struct netlink_callback;
struct sk_buff;

int xpf_drop_dump(struct sk_buff *skb, struct netlink_callback *cb);

#endif
