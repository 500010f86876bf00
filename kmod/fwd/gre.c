// SPDX-License-Identifier: GPL-2.0
/*
 * Enhanced GRE (RFC 2637, 4.1): its key names the call that the receiver knows.
 *
 * GRE is a flow between two addresses, and so a session has both directions.
 * Only where a gateway expects a call, or has made a session for it, does the
 * id count: then each direction is a flow of its own, as each has its own id.
 * That is asked when no plain session is found, so that other GRE pays nothing.
 */
#include <linux/in.h>
#include <linux/skbuff.h>
#include <linux/unaligned.h>

#include "fwd/gre.h"
#include "pkt/pkt.h"

#define HEADER 8
#define KEY_AND_VERSION 0x2007
#define KEY_VERSION_1 0x2001
#define PPP 0x880b
#define CALL 6

bool xpf_gre_call(struct xpf_pkt *pkt)
{
	const u8 *h;

	if (pkt->key.proto != IPPROTO_GRE || pkt->len < pkt->l4 + HEADER ||
	    pkt->flags & (XPF_PKT_ICMP_ERROR | XPF_PKT_FRAGMENT) ||
	    !pskb_may_pull(pkt->skb, pkt->l4 + HEADER))
		return false;
	h = pkt->skb->data + pkt->l4;
	if ((get_unaligned_be16(h) & KEY_AND_VERSION) != KEY_VERSION_1 ||
	    get_unaligned_be16(h + 2) != PPP)
		return false;
	pkt->key.dport = cpu_to_be16(get_unaligned_be16(h + CALL));
	pkt->payload = pkt->l4 + HEADER;
	return pkt->key.dport;
}

void xpf_gre_forget(struct xpf_pkt *pkt)
{
	pkt->key.dport = 0;
	pkt->payload = pkt->l4;
}
