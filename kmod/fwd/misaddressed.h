/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ICMP errors of the kernel that are addressed to one of our translated
 * addresses, but concern a client behind it.
 */
#ifndef XPF_MISADDRESSED_H
#define XPF_MISADDRESSED_H

#include "verdict.h"

struct net_device;
struct xpf_pkt;

/*
 * Send an ICMP error to the client of the session that it is about.
 * @pkt: parsed, an ICMP error of our own; its ruleset is known
 * @out: the device that it leaves by, the loopback or a routing instance's,
 *	 whose ports know which instance it is
 * Returns XPF_ACCEPT for what is none of ours.
 */
enum xpf_verdict xpf_misaddressed_error(struct xpf_pkt *pkt,
					struct net_device *out);

/* The same once xpf_icmperr_find() has found the session. */
enum xpf_verdict xpf_misaddressed_found(struct xpf_pkt *pkt);

#endif
