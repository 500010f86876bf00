/* SPDX-License-Identifier: GPL-2.0 */
/* The transaction: one ruleset on its way in; see txn.c. */
#ifndef XPF_CTL_TXN_H
#define XPF_CTL_TXN_H

#include <linux/types.h>
#include <net/genetlink.h>

struct xpf_net;

int xpf_txn_begin(struct sk_buff *skb, struct genl_info *info);
int xpf_txn_add(struct sk_buff *skb, struct genl_info *info);
int xpf_txn_image(struct sk_buff *skb, struct genl_info *info);
int xpf_txn_commit(struct sk_buff *skb, struct genl_info *info);
int xpf_txn_abort(struct sk_buff *skb, struct genl_info *info);

/* The socket is closed; @portid 0: whoever it is. */
void xpf_txn_drop(struct xpf_net *xn, u32 portid);

#endif
