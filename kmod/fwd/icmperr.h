/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_ICMPERR_H
#define XPF_ICMPERR_H

#include <linux/types.h>

struct xpf_pkt;
struct xpf_quote;

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

/*
 * The quoted segment's numbers become its sender's own again, where they were
 * moved (flow/seqadj.h).
 * @h: the quoted transport header, already translated
 */
void xpf_icmperr_unmove(const struct xpf_pkt *pkt, const struct xpf_quote *q,
			u8 *h);

#endif
