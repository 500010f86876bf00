/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_CTL_SIP_H
#define XPF_CTL_SIP_H

struct netlink_callback;
struct sk_buff;

int xpf_sip_call_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_sip_count_dump(struct sk_buff *skb, struct netlink_callback *cb);

#endif
