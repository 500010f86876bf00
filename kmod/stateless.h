/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_STATELESS_H
#define XPF_STATELESS_H

#include "verdict.h"

struct xpf_pkt;

/*
 * A received packet that a filter sends past sessions (`then packet-mode`).
 * XPF_NEXT: it is for this host, or for many: sessions and policies are asked
 * after all.  Context: softirq, RCU.
 */
enum xpf_verdict xpf_stateless(struct xpf_pkt *pkt);

#endif
