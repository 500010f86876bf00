/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Firewall filters and policers of interfaces: stateless, packet by packet.
 * Each is called only when the binding's steps say that there is one.
 */
#ifndef XPF_FILTER_H
#define XPF_FILTER_H

#include <linux/kernel.h>

#include "pkt/pkt.h"
#include "policy/ruleset.h"

/*
 * A merged packet (GRO) is counted and policed as what it is made of.
 * @len: of the packet, @payload: offset of what follows its headers
 * @size: of its segments, 0: it is not merged
 * Returns the length of the longest.
 */
static inline u32 xpf_filter_size(u32 len, u32 payload, u32 size, u32 *bytes,
				  u32 *packets)
{
	*bytes = len;
	*packets = 1;
	if (!size || len <= payload)
		return len;
	*packets = DIV_ROUND_UP(len - payload, size);
	*bytes += (*packets - 1) * payload;
	return min(len, payload + size);
}

/* What came in, as it came in; a fragment is one.  Context: softirq, RCU. */
enum xpf_verdict xpf_filter_input(struct xpf_pkt *pkt);

/*
 * What is about to leave.  The packet has not been rewritten yet (so that an
 * answer to its sender shows what he sent), but is judged as it will be.
 * @b: where it leaves
 */
enum xpf_verdict xpf_filter_output(struct xpf_pkt *pkt,
				   const struct xpf_binding *b);

/* What goes up to this host: the filter of lo0 in its instance. */
enum xpf_verdict xpf_filter_host(struct xpf_pkt *pkt);

/* What this host sends: lo0's output filter, then that of the interface. */
enum xpf_verdict xpf_filter_self(struct xpf_pkt *pkt);

/* ARP that came in where a policer looks at it; @pkt has no key. */
enum xpf_verdict xpf_filter_arp(struct xpf_pkt *pkt);

#endif
