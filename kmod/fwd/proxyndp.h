/* SPDX-License-Identifier: GPL-2.0 */
/* Answering neighbour solicitations for addresses that NAT translates: see
 * proxyndp.c.
 */
#ifndef XPF_PROXYNDP_H
#define XPF_PROXYNDP_H

#include <linux/types.h>

struct xpf_binding;
struct xpf_dev;
struct xpf_pkt;

/*
 * A neighbour solicitation was received: if it asks for an address that the
 * device's binding proxies, answer it.  True: it did, and nobody else needs to
 * see the packet.  Context: softirq, RCU.
 */
bool xpf_proxy_ndp(struct xpf_pkt *pkt);

/*
 * The device's binding is @b now (NULL: none): hear the groups of solicited
 * addresses, or no longer.  Context: RTNL.
 */
void xpf_proxy_ndp_listen(struct xpf_dev *d, const struct xpf_binding *b);

#endif
