/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_GRE_H
#define XPF_GRE_H

#include <linux/types.h>

struct xpf_pkt;

/*
 * GRE of a call of PPTP: from now on pkt->key has its id as the destination's
 * port.  False: it is other GRE, and nothing changed.
 */
bool xpf_gre_call(struct xpf_pkt *pkt);

/* Back to what it was. */
void xpf_gre_forget(struct xpf_pkt *pkt);

#endif
