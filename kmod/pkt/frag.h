/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_FRAG_H
#define XPF_FRAG_H

#include "verdict.h"

struct xpf_pkt;

/*
 * Put fragments together.  @pkt: parsed, with key.vrf; its skb must not be
 * shared.  XPF_NEXT: the skb is the whole packet now, parse it again;
 * XPF_STOLEN: kept until the others are here, or gone.
 */
enum xpf_verdict xpf_defrag(struct xpf_pkt *pkt);

/* The largest fragment a reassembled packet came in, 0: it may be any. */
unsigned int xpf_frag_max(const struct xpf_pkt *pkt);

#endif
