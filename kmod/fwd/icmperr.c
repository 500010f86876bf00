// SPDX-License-Identifier: GPL-2.0
/*
 * ICMP errors: they belong to the session of the packet that they quote.
 *
 * The quoted packet is one that we sent on, so its reverse, as received from
 * the other side, is the key of the wing in which the error travels.  With
 * NAT, that wing's translation is applied to the destination outside, and the
 * quoted packet becomes again what its sender sent; so path MTU discovery and
 * traceroute work through translation (RFC 5508).  The source is changed when
 * the wing's source is translated: a router behind it must not show.
 *
 * What an error says changes nothing here.  It is forwarded only when it can
 * be true: for TCP the quoted segment must be one that is in flight (RFC 5927),
 * and its checksum must hold, as we are going to replace it by a right one.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/skbuff.h>
#include <net/ip6_checksum.h>

#include "flow/ext.h"
#include "flow/session.h"
#include "flow/table.h"
#include "fwd/icmperr.h"
#include "pkt/pkt.h"
#include "pkt/rewrite.h"
#include "stat.h"
#include "xpf.h"

/* Quoted bytes that are looked at: headers with all their options. */
#define QUOTE_MAX 256

unsigned int xpf_icmperr_len(const struct xpf_pkt *pkt)
{
	return min_t(u32, pkt->len, pkt->payload + QUOTE_MAX);
}

static bool read_quote(const struct xpf_pkt *pkt, struct xpf_quote *q)
{
	u32 len = xpf_icmperr_len(pkt);

	if (!pskb_may_pull(pkt->skb, len))
		return false;
	return !xpf_parse_quote(q, pkt->key.family,
				pkt->skb->data + pkt->payload,
				len - pkt->payload);
}

static u8 wings_of(const struct xpf_quote *q)
{
	if (q->key.proto != IPPROTO_ICMP && q->key.proto != IPPROTO_ICMPV6)
		return XPF_WINGS_ANY;
	return q->query ? XPF_WINGS_RESPONDER : XPF_WINGS_INITIATOR;
}

/* The quoted segment's number as its sender counts. */
static u32 sent_seq(const struct xpf_session *s, int wing, u32 seq)
{
	struct xpf_ext *e;

	if (likely(!(s->wing[wing].flags & XPF_WING_EXT)))
		return seq;
	e = xpf_ext(s);
	if (!e)
		return seq;
	spin_lock_bh(&e->lock);
	seq = xpf_seqadj_back(&e->seqadj, wing, seq);
	spin_unlock_bh(&e->lock);
	return seq;
}

bool xpf_icmperr_find(struct xpf_pkt *pkt)
{
	const struct xpf_table *t = pkt->xn->table;
	struct xpf_session *s;
	struct xpf_quote q;
	struct xpf_key key;

	if (!read_quote(pkt, &q) ||
	    (!(pkt->flags & XPF_PKT_LOCAL_OUT) && !xpf_checksum_ok(pkt)))
		return false;
	q.key.vrf = pkt->key.vrf;
	xpf_key_reverse(&q.key, &key);
	s = xpf_table_lookup(t, &key, xpf_table_hash(t, &key), wings_of(&q),
			     &pkt->wing);
	if (!s)
		return false;
	if (key.proto == IPPROTO_TCP &&
	    !xpf_tcp_in_flight(&s->tcp, !pkt->wing,
			       sent_seq(s, !pkt->wing, q.tcp_seq)))
		return false;
	pkt->session = s;
	return true;
}

static void complete_checksum(const struct xpf_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;
	u32 len = pkt->len - pkt->l4;
	u8 *icmp = skb->data + pkt->l4;
	__sum16 *check = (__sum16 *)(icmp + 2);
	__wsum sum;

	*check = 0;
	sum = skb_checksum(skb, pkt->l4, len, 0);
	if (pkt->key.family == AF_INET)
		*check = csum_fold(sum);
	else
		*check = csum_ipv6_magic(&ipv6_hdr(skb)->saddr,
					 &ipv6_hdr(skb)->daddr, len,
					 IPPROTO_ICMPV6, sum);
	skb->ip_summed = CHECKSUM_NONE;
}

void xpf_icmperr_unmove(const struct xpf_pkt *pkt, const struct xpf_quote *q,
			u8 *h)
{
	const struct xpf_session *s = pkt->session;
	struct xpf_ext *e;

	if (q->key.proto != IPPROTO_TCP ||
	    likely(!(s->wing[!pkt->wing].flags & XPF_WING_EXT)))
		return;
	e = xpf_ext(s);
	if (e)
		xpf_seqadj_quote(&e->seqadj, &e->lock, !pkt->wing, h,
				 q->l4_len);
}

void xpf_icmperr_rewrite(struct xpf_pkt *pkt)
{
	const struct xpf_wing *w = &pkt->session->wing[pkt->wing];
	const struct xpf_wing *quoted = &pkt->session->wing[!pkt->wing];
	bool hide = !ipv6_addr_equal(&w->key.saddr, &quoted->key.daddr);
	u8 *l3 = pkt->skb->data;
	struct xpf_quote q;

	if (WARN_ON_ONCE(!read_quote(pkt, &q)))
		return;
	xpf_rewrite_quote(&q, l3 + pkt->payload, &quoted->key);
	xpf_icmperr_unmove(pkt, &q, l3 + pkt->payload + q.l4);
	xpf_rewrite_addr(pkt->key.family, l3, hide ? &quoted->key.daddr : NULL,
			 &quoted->key.saddr);
	complete_checksum(pkt);
	xpf_stat_inc(pkt->xn, XPF_S_ICMP_ERROR_TRANSLATED);
}
