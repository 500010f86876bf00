/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_PIPELINE_H
#define XPF_PIPELINE_H

#include "verdict.h"

struct net_device;
struct sk_buff;
struct xpf_dev;
struct xpf_net;

/*
 * An IP packet from a device.  @skb: not shared.  @miss: what xpf_express() returned, 0 if
 * that was not asked.  Context: softirq, RCU.
 */
enum xpf_verdict xpf_pipeline_ingress(struct xpf_dev *in, struct sk_buff *skb,
				      u64 miss);

/* An IP packet of this host, routed to @out.  Context: BH disabled, RCU. */
enum xpf_verdict xpf_pipeline_self(struct xpf_net *xn, struct sk_buff *skb,
				   struct net_device *out);

/* One that the kernel was about to forward without us. */
void xpf_pipeline_stray(struct xpf_net *xn, struct sk_buff *skb);

#endif
