/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_ARP_H
#define XPF_ARP_H

#include "verdict.h"

struct sk_buff;
struct xpf_dev;

/* An ARP packet from a device.  Context: softirq, RCU. */
enum xpf_verdict xpf_arp(struct xpf_dev *in, struct sk_buff *skb);

#endif
