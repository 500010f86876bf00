/* SPDX-License-Identifier: GPL-2.0 */
/* Answering ARP for addresses that NAT translates: see proxyarp.c. */
#ifndef XPF_PROXYARP_H
#define XPF_PROXYARP_H

struct sk_buff;
struct xpf_dev;

/*
 * A received ARP packet: if it asks for an address that the device's binding
 * proxies, answer it.  The packet still goes to the stack.
 * Context: softirq, RCU.
 */
void xpf_proxy_arp(struct xpf_dev *in, struct sk_buff *skb);

#endif
