/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_FIRST_H
#define XPF_FIRST_H

#include "verdict.h"

struct xpf_dev;
struct xpf_pkt;

/*
 * A received packet that belongs to no session.  XPF_NEXT: it does now
 * (pkt->session, pkt->wing); when XPF_PKT_FIRST is set it made it, otherwise
 * another CPU was faster.
 */
enum xpf_verdict xpf_first(struct xpf_pkt *pkt);

/*
 * A received ICMP error about a packet of no session.  If such are allowed, it
 * may have one of its own, without translation and for its direction, type and
 * code alone.
 */
enum xpf_verdict xpf_first_error(struct xpf_pkt *pkt);

/* The same for a packet of this host's own that leaves by @out. */
enum xpf_verdict xpf_first_self(struct xpf_pkt *pkt, struct xpf_dev *out);

#endif
