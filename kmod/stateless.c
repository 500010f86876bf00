// SPDX-License-Identifier: GPL-2.0
/*
 * Packets that go past sessions: `then packet-mode` of an input filter, Junos'
 * selective stateless packet-based forwarding.  Such a packet is routed, one by
 * one, as a router does: no screen, no session, no policy, no NAT, and its
 * fragments are not put together.  Filters of both interfaces, class of service
 * and IPsec policies see it.  Answers come back the same way only where a
 * filter says so.
 *
 * Nothing that is for the firewall itself goes past its guards, and nothing
 * leaves by a device that is in no zone.
 */
#include <linux/skbuff.h>
#include <net/dst.h>

#include "filter/cos.h"
#include "filter/filter.h"
#include "fwd/adj.h"
#include "fwd/route.h"
#include "fwd/xmit.h"
#include "hook.h"
#include "pkt/pkt.h"
#include "pkt/reply.h"
#include "pkt/rewrite.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "stateless.h"
#include "xpf.h"

static enum xpf_verdict expired(struct xpf_pkt *pkt, struct dst_entry *dst)
{
	skb_dst_drop(pkt->skb);
	skb_dst_set_noref(pkt->skb, dst);
	xpf_reply_ttl(pkt);
	return xpf_drop(pkt, XPF_R_TTL);
}

/* Sure to leave from the new TTL on. */
static enum xpf_verdict leave(struct xpf_pkt *pkt, struct xpf_adj *adj,
			      const struct xpf_binding *b)
{
	struct sk_buff *skb = pkt->skb;
	enum xpf_verdict v;
	enum xpf_exit how;

	if (!xpf_xmit_admits(pkt))
		return xpf_drop(pkt, XPF_R_POLICY_DENY);
	if (pkt->ttl <= 1)
		return expired(pkt, adj->dst);
	how = xpf_xmit_fits(pkt, adj->dst, READ_ONCE(adj->mtu));
	if (how == XPF_EXIT_NONE)
		return xpf_drop(pkt, XPF_R_TOO_BIG);
	if (b->steps & XPF_STEP_FILTER_OUT) {
		v = xpf_filter_output(pkt, b);
		if (v != XPF_NEXT)
			return v;
	}
	if (!xpf_xmit_writable(skb, adj->dst, pkt->l4))
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	xpf_rewrite_ttl(pkt->key.family, skb->data);
	if (pkt->mark.set)
		xpf_cos_mark(pkt);
	xpf_stat_inc(pkt->xn, XPF_S_PACKET_MODE);
	xpf_dev_tx(pkt->out, pkt->len);
	return xpf_xmit(pkt, adj, how);
}

static enum xpf_verdict go(struct xpf_pkt *pkt, struct xpf_hop *hop)
{
	const struct xpf_binding *b;
	enum xpf_verdict v;
	struct xpf_adj *adj;

	pkt->out = xpf_dev_of(pkt->xn, hop->dst->dev);
	b = pkt->out ? xpf_binding(pkt->rs, pkt->out->slot) : NULL;
	if (!b)
		return xpf_drop(pkt, XPF_R_NO_ZONE);
	pkt->to_zone = b->zone;
	if (pkt->flags & XPF_PKT_LINK_LOCAL)
		return xpf_drop(pkt, XPF_R_BAD_ADDRESS);
	adj = xpf_adj_get(pkt->xn, hop, &pkt->key.daddr, pkt->out->slot);
	if (!adj)
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	v = leave(pkt, adj, b);
	xpf_adj_put(adj);
	return v;
}

enum xpf_verdict xpf_stateless(struct xpf_pkt *pkt)
{
	enum xpf_reason why;
	enum xpf_verdict v;
	struct xpf_hop hop;

	if (pkt->flags & XPF_PKT_MULTICAST)
		return XPF_NEXT;
	why = xpf_route(pkt, &pkt->key.daddr, pkt->key.family, pkt->skb->dev,
			&hop);
	if (why) {
		if (why == XPF_R_NO_ROUTE)
			xpf_route_unreachable(pkt);
		return xpf_drop(pkt, why);
	}
	if (hop.kind != XPF_HOP_FORWARD) {
		skb_dst_drop(pkt->skb);
		return XPF_NEXT;
	}
	/* A frame to all may hold a packet to all, not one to somebody. */
	if (pkt->skb->pkt_type != PACKET_HOST)
		v = xpf_drop(pkt, XPF_R_MULTICAST);
	else
		v = go(pkt, &hop);
	xpf_hop_put(&hop);
	return v;
}
