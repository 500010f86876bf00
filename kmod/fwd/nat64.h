/* SPDX-License-Identifier: GPL-2.0 */
/* Packets that leave by the other IP version: see nat64.c. */
#ifndef XPF_NAT64_H
#define XPF_NAT64_H

#include <linux/types.h>

#include "fwd/xmit.h"
#include "verdict.h"

struct dst_entry;
struct xpf_pkt;

/*
 * Translate a packet of a session whose wings are of two families.  @pkt
 * speaks of the new packet afterwards, as far as xpf_xmit() asks: family, l4,
 * payload, len.  The sender is told when it is too big.
 * @dst, @mtu: the route it takes
 * @how: out
 * Returns the reason to drop it or XPF_R_NONE.  Context: softirq, RCU.
 */
enum xpf_reason xpf_nat64(struct xpf_pkt *pkt, struct dst_entry *dst, u32 mtu,
			  enum xpf_exit *how);

/* Likewise for an ICMP error that xpf_icmperr_find() found the session of.
 * @dst: NULL: not known yet
 */
enum xpf_reason xpf_nat64_error(struct xpf_pkt *pkt,
				const struct dst_entry *dst);

/*
 * May this packet be translated, by its extension headers?  Answers the sender
 * of one that must take a way that is not known on the other side.
 */
enum xpf_reason xpf_nat64_admits(struct xpf_pkt *pkt);

#endif
