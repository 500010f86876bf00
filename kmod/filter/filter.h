/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Firewall filters and policers of interfaces: stateless, packet by packet.
 * Each is called only when the binding's steps say that there is one.
 */
#ifndef XPF_FILTER_H
#define XPF_FILTER_H

#include "pkt/pkt.h"
#include "policy/ruleset.h"

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
