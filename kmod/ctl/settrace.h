/* SPDX-License-Identifier: GPL-2.0 */
/* SET_TRACE; see settrace.c. */
#ifndef XPF_CTL_SETTRACE_H
#define XPF_CTL_SETTRACE_H

#include <linux/types.h>

struct genl_info;
struct sk_buff;
struct xpf_net;

int xpf_trace_set(struct sk_buff *skb, struct genl_info *info);
/* The trace of this socket ends; 0: whose it may be. */
void xpf_trace_drop(struct xpf_net *xn, u32 portid);

#endif
