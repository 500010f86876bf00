/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_ICMPERR_H
#define XPF_ICMPERR_H

#include <linux/types.h>

struct xpf_pkt;

/*
 * Find the session of which an ICMP error speaks: sets pkt->session, and
 * pkt->wing to the direction in which the error travels.  False: of none.
 */
bool xpf_icmperr_find(struct xpf_pkt *pkt);

/*
 * Translate an error of a session, outside and inside.  Everything up to
 * xpf_icmperr_len() must be writable.
 */
void xpf_icmperr_rewrite(struct xpf_pkt *pkt);
unsigned int xpf_icmperr_len(const struct xpf_pkt *pkt);

#endif
