/* SPDX-License-Identifier: GPL-2.0 */
/* Sessions as netlink and /proc see them; see session.c. */
#ifndef XPF_CTL_SESSION_H
#define XPF_CTL_SESSION_H

#include <linux/types.h>
#include <net/genetlink.h>

struct xpf_net;
struct xpf_session;

extern const struct nla_policy xpf_filter_policy[];

int xpf_session_dump_start(struct netlink_callback *cb);
int xpf_session_dump(struct sk_buff *skb, struct netlink_callback *cb);
int xpf_session_dump_done(struct netlink_callback *cb);
int xpf_session_count(struct sk_buff *skb, struct genl_info *info);
int xpf_session_delete(struct sk_buff *skb, struct genl_info *info);

/*
 * Write a session as a nest of type @attr.
 * Return: 0 or -EMSGSIZE, with nothing written.  Context: RCU.
 */
int xpf_session_put(struct sk_buff *skb, int attr, const struct xpf_net *xn,
		    const struct xpf_session *s);

#endif
