/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The express lane: packets of which nothing is to be said but that they
 * belong to an established session and how they leave.  What is decided here
 * is decided by the same functions and on the same state as in pipeline.c; what
 * is not plain in any respect, or must be dropped, is left to it untouched.
 *
 *   read -> find -> judge -> (the exit: does it fit, is the neighbour there?)
 *   -> pass: TCP window, timeout, rewrite, counters
 *
 * Up to xpf_lane_pass() nothing is written.  The lane is closed for what other
 * steps must see: an interface with steps (enum xpf_steps) that concern such a
 * packet, coming or going, and a wing with any flag but XPF_WING_NAT.  So a new
 * feature that looks at packets of established sessions sets one of these, and
 * need not care.
 * Filters are asked from here as far as they are plain (filter/lane.h).
 * Screens look at what comes in only, and have no word for plain segments; plain
 * datagrams they count.
 *
 * All but the exit works on bytes and the session, not on an skb.  It is inlined
 * whole, so that the family is a constant and what is read of a packet stays in
 * registers.
 */
#ifndef XPF_EXPRESS_H
#define XPF_EXPRESS_H

#include <linux/in.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <linux/unaligned.h>
#include <net/checksum.h>

#include "filter/lane.h"
#include "flow/session.h"
#include "flow/table.h"
#include "fwd/adj.h"
#include "fwd/route.h"
#include "hook.h"
#include "pkt/key.h"
#include "pkt/rewrite.h"
#include "policy/ruleset.h"
#include "screen/packet.h"
#include "screen/screen.h"
#include "stat.h"
#include "xpf.h"

/* Steps that do not concern what comes in here to go on, or goes out here; and
 * those that are asked on the way, if filters are.
 */
#define XPF_LANE_NOT_IN	    (XPF_STEP_SCREEN | XPF_STEP_FILTER_OUT | \
			     XPF_STEP_FULL_OUT | XPF_STEP_FILTER_HOST)
#define XPF_LANE_NOT_OUT    (XPF_STEP_SCREEN | XPF_STEP_FILTER_IN | \
			     XPF_STEP_FULL_IN | XPF_STEP_FILTER_HOST | \
			     XPF_STEP_TRACE)
#define XPF_LANE_FILTER_IN  (XPF_LANE_NOT_IN | XPF_STEP_FILTER_IN)
#define XPF_LANE_FILTER_OUT (XPF_LANE_NOT_OUT | XPF_STEP_FILTER_OUT)

/* What became of a packet; or 0: nothing. */
#define XPF_LANE_GONE	 1ULL
/* Nothing, as it is of no session; the lower half is the hash of its key, and the
 * upper 16 bits are the instance in it: another ruleset may say another one.
 */
#define XPF_LANE_MISS	 BIT_ULL(32)
#define XPF_LANE_VRF	 48
/* Nothing, as filters must be asked: the other lane. */
#define XPF_LANE_FILTER	 BIT_ULL(33)

struct xpf_lane {
	const struct xpf_ruleset *rs;
	const struct xpf_binding *bind, *to;
	struct xpf_flow flow;
	struct xpf_segment tcp;
	u32 len;			/* bytes from the IP header on */
	u32 l4;
	u8 proto, ttl, tos;
	u8 wing;
	struct xpf_session *session;
	struct xpf_adj *adj;
	struct xpf_dev *out;
	u64 miss;			/* why nothing became of it */
};

static __always_inline u16 xpf_lane_be16(const u8 *p)
{
	return ntohs(*(const __be16 *)p);
}

static __always_inline u32 xpf_lane_be32(const u8 *p)
{
	return ntohl(*(const __be32 *)p);
}

/* Data or an acknowledgment, nothing else. */
static __always_inline bool xpf_lane_tcp(struct xpf_lane *x, const u8 *h)
{
	const u8 mask = XPF_TCP_FIN | XPF_TCP_SYN | XPF_TCP_RST | XPF_TCP_ACK;
	u32 header = (h[12] >> 4) * 4;

	if (unlikely((h[13] & mask) != XPF_TCP_ACK))
		return false;
	if (unlikely(header < sizeof(struct tcphdr) ||
		     x->l4 + header > x->len))
		return false;
	x->tcp.seq = xpf_lane_be32(h + 4);
	x->tcp.ack = xpf_lane_be32(h + 8);
	x->tcp.len = x->len - x->l4 - header;
	x->tcp.window = xpf_lane_be16(h + 14);
	x->tcp.flags = XPF_TCP_ACK;
	return true;
}

static __always_inline bool xpf_lane_udp(const struct xpf_lane *x, const u8 *h)
{
	u32 len = xpf_lane_be16(h + 4);

	return likely(len >= sizeof(struct udphdr)) &&
	       likely(len <= x->len - x->l4);
}

/*
 * Headers without anything unusual.  Addresses are not looked at: those that
 * no packet may have are in no session.
 * @linear, @total: as for xpf_parse()
 */
static __always_inline bool xpf_lane_read(struct xpf_lane *x, u8 family,
					  const u8 *l3, u32 linear, u32 total)
{
	const u32 l4 = family == AF_INET ? sizeof(struct iphdr) :
					   sizeof(struct ipv6hdr);
	const u8 *h = l3 + l4;

	if (unlikely(linear < l4 + sizeof(struct udphdr)))
		return false;
	if (family == AF_INET) {
		if (unlikely(l3[0] != 0x45 ||
			     *(const __be16 *)(l3 + 6) & htons(0x3fff)))
			return false;
		x->len = xpf_lane_be16(l3 + 2);
		x->proto = l3[9];
		x->ttl = l3[8];
		x->tos = l3[1];
		x->flow.s0 = xpf_flow4(*(const __be32 *)(l3 + 12),
				       *(const __be32 *)(l3 + 16));
	} else {
		if (unlikely(l3[0] >> 4 != 6))
			return false;
		x->len = l4 + xpf_lane_be16(l3 + 4);
		x->proto = l3[6];
		x->ttl = l3[7];
		x->flow.s0 = get_unaligned((const u64 *)(l3 + 8));
		x->flow.s1 = get_unaligned((const u64 *)(l3 + 16));
		x->flow.d0 = get_unaligned((const u64 *)(l3 + 24));
		x->flow.d1 = get_unaligned((const u64 *)(l3 + 32));
	}
	x->l4 = l4;
	if (unlikely(x->len > total || x->len < l4 + sizeof(struct udphdr)))
		return false;
	if (x->proto == IPPROTO_TCP) {
		if (unlikely(linear < l4 + sizeof(struct tcphdr)) ||
		    unlikely(!xpf_lane_tcp(x, h)))
			return false;
	} else if (unlikely(x->proto != IPPROTO_UDP) ||
		   unlikely(!xpf_lane_udp(x, h))) {
		return false;
	}
	x->flow.tail = xpf_key_tail(*(const u32 *)h, x->bind->vrf, x->proto,
				    family);
	return family != AF_INET || likely(!ip_fast_csum(l3, 5));
}

/* Zone, ruleset, state: may it pass without any more questions? */
static __always_inline bool xpf_lane_admits(struct xpf_lane *x)
{
	struct xpf_session *s = x->session;
	const struct xpf_wing *w = &s->wing[x->wing];
	u8 state = READ_ONCE(s->state);

	if (unlikely(w->in_zone != x->bind->zone) ||
	    unlikely(w->flags & ~XPF_WING_NAT) ||
	    unlikely(READ_ONCE(s->generation) != x->rs->generation))
		return false;
	if (likely(state == XPF_STATE_ESTABLISHED))
		return true;
	/* The answer changes it. */
	return x->proto == IPPROTO_UDP && !x->wing && state == XPF_STATE_INIT;
}

/* Do these steps let it pass here, or where filters are asked? */
static __always_inline bool xpf_lane_open(struct xpf_lane *x, u16 steps,
					  const u16 passed)
{
	if (likely(!(steps & ~passed)))
		return true;
	if (!(steps & ~(passed | XPF_STEP_FILTER_IN | XPF_STEP_FILTER_OUT)))
		x->miss = XPF_LANE_FILTER;
	return false;
}

/* Its way out, if that is still what it was and nothing is done to it there. */
static __always_inline bool xpf_lane_route(struct xpf_lane *x,
					   const struct xpf_net *xn, u8 family,
					   const bool filters)
{
	struct xpf_session *s = x->session;
	struct xpf_adj *adj = rcu_dereference(s->wing[x->wing].adj);
	const struct xpf_binding *b;

	if (unlikely(!adj) || unlikely(!(adj->flags & XPF_ADJ_PLAIN)) ||
	    unlikely(!xpf_adj_valid(xn->net, adj, family)))
		return false;
	b = xpf_binding(x->rs, adj->slot);
	if (unlikely(!b) ||
	    unlikely(!xpf_lane_open(x, b->steps,
				    filters ? XPF_LANE_FILTER_OUT :
					      XPF_LANE_NOT_OUT)) ||
	    unlikely(b->zone != s->wing[!x->wing].in_zone))
		return false;
	x->adj = adj;
	x->to = b;
	x->out = xpf_dev(xn, adj->slot);
	return likely(x->out);
}

/*
 * A segment that no screen looks for: see plain_tcp() of screen/screen.c; or a
 * datagram of which screens want to know no more than that it came.
 */
static __always_inline bool xpf_lane_unscreened(const struct xpf_lane *x,
						const u8 *l3)
{
	const u8 *h = l3 + x->l4;

	if (x->proto == IPPROTO_TCP)
		return !(h[13] & XPF_TCP_URG);
	return xpf_lane_be16(h) != XPF_PORT_TEREDO &&
	       xpf_lane_be16(h + 2) != XPF_PORT_TEREDO;
}

/*
 * Everything up to the exit.  True: it may leave by x->adj once that is ready;
 * @x is filled in.  False: x->miss says more.
 * @filters: constant: they will be asked
 * Context: softirq, RCU.
 */
static __always_inline bool xpf_lane_enter(struct xpf_lane *x,
					   const struct xpf_dev *in, u8 family,
					   const u8 *l3, u32 linear, u32 total,
					   const bool filters)
{
	const struct xpf_net *xn = in->xn;
	const struct xpf_table *t = xn->table;
	u32 hash;

	x->miss = 0;
	x->rs = rcu_dereference(xn->ruleset);
	if (unlikely(!x->rs))
		return false;
	x->bind = xpf_binding(x->rs, in->slot);
	if (unlikely(!x->bind) ||
	    unlikely(!xpf_lane_open(x, x->bind->steps,
				    filters ? XPF_LANE_FILTER_IN :
					      XPF_LANE_NOT_IN)))
		return false;
	if (unlikely(!xpf_lane_read(x, family, l3, linear, total)))
		return false;
	if (unlikely(x->bind->steps & XPF_STEP_SCREEN) &&
	    !xpf_lane_unscreened(x, l3))
		return false;
	hash = xpf_hash(&t->secret, &x->flow, family);
	x->session = xpf_table_find(t, &x->flow, family, hash, XPF_WINGS_ANY,
				    &x->wing);
	if (unlikely(!x->session)) {
		x->miss = (u64)x->bind->vrf << XPF_LANE_VRF | XPF_LANE_MISS |
			  hash;
		return false;
	}
	if (unlikely(!xpf_lane_admits(x)) || unlikely(x->ttl <= 1))
		return false;
	/* IPsec policies are the pipeline's. */
	if (unlikely(xn->net->xfrm.policy_count[XFRM_POLICY_FWD]) ||
	    unlikely(xn->net->xfrm.policy_count[XFRM_POLICY_OUT]))
		return false;
	return xpf_lane_route(x, xn, family, filters);
}

/*
 * What the pipeline does for a segment of an established connection.  Unless
 * nobody checks, it drops what is out of the window.
 */
static __always_inline bool xpf_lane_in_window(const struct xpf_tcp *tcp,
					       u8 wing,
					       const struct xpf_segment *seg)
{
	const struct xpf_tcp_wing *tx = &tcp->wing[wing];

	return likely(xpf_tcp_in_window(tx, &tcp->wing[!wing], seg,
					seg->seq + seg->len)) ||
	       tx->flags & XPF_TCPW_LOOSE;
}

static __always_inline bool xpf_lane_window(struct xpf_tcp *tcp, u8 wing,
					    const struct xpf_segment *seg)
{
	if (unlikely(!xpf_lane_in_window(tcp, wing, seg)))
		return false;
	xpf_tcp_advance(&tcp->wing[wing], &tcp->wing[!wing], seg,
			seg->seq + seg->len);
	return true;
}

/* What screens and the state machine do, the last that may refuse it. */
static __always_inline bool xpf_lane_state(struct xpf_lane *x,
					   struct xpf_net *xn)
{
	struct xpf_session *s = x->session;

	if (x->proto == IPPROTO_TCP)
		return likely(xpf_lane_window(&s->tcp, x->wing, &x->tcp));
	return likely(!(x->bind->steps & XPF_STEP_SCREEN)) ||
	       xpf_screen_datagram(xn, x->bind, &s->wing[x->wing].key);
}

/* The same once filters have looked at it. */
static __always_inline bool xpf_lane_filtered(struct xpf_lane *x,
					      struct xpf_net *xn, const u8 *l3,
					      const struct sk_buff *skb)
{
	const struct xpf_filter_lane p = {
		.rs = x->rs,
		.session = x->session,
		.in = x->bind,
		.out = x->to,
		.l3 = l3,
		.len = x->len,
		.size = skb && skb_is_gso(skb) ? skb_shinfo(skb)->gso_size : 0,
		.l4 = x->l4,
		.proto = x->proto,
		.ttl = x->ttl,
		.tos = x->tos,
		.wing = x->wing,
	};
	struct xpf_filter_met met __uninitialized;

	if (x->proto == IPPROTO_TCP &&
	    unlikely(!xpf_lane_in_window(&x->session->tcp, x->wing, &x->tcp)))
		return false;
	if (!xpf_filter_lane(&p, &met) || !xpf_lane_state(x, xn))
		return false;
	xpf_filter_lane_count(&met);
	return true;
}

/*
 * The packet leaves: state, translation, counters.  False: it must not, and
 * nothing has been written.
 * @l3: writable as far as the transport header's fixed part
 * @partial: see xpf_rewrite()
 * @filters: as for xpf_lane_enter()
 * @skb: that it is in, or NULL
 */
static __always_inline bool xpf_lane_pass(struct xpf_lane *x,
					  struct xpf_dev *in, u8 family, u8 *l3,
					  bool partial, const bool filters,
					  const struct sk_buff *skb)
{
	struct xpf_session *s = x->session;
	const struct xpf_wing *w = &s->wing[x->wing];
	const struct xpf_key *to = &s->wing[!x->wing].key;
	struct xpf_session_count *c = &s->count[x->wing];

	if (filters ? !xpf_lane_filtered(x, in->xn, l3, skb) :
		      !xpf_lane_state(x, in->xn))
		return false; /* the pipeline drops it, or looks closer */
	xpf_table_touch(in->xn->table, s, xpf_seconds());
	if (!(w->flags & XPF_WING_NAT)) {
		xpf_rewrite_ttl(family, l3);
	} else {
		xpf_rewrite_ip(family, l3, to, w->csum_addr);
		if (x->proto == IPPROTO_TCP)
			xpf_rewrite_tcp(l3 + x->l4, to, w->csum_addr,
					w->csum_l4, partial);
		else
			xpf_rewrite_udp(l3 + x->l4, to, w->csum_addr,
					w->csum_l4, partial);
	}
	WRITE_ONCE(c->packets, c->packets + 1);
	WRITE_ONCE(c->bytes, c->bytes + x->len);
	xpf_dev_rx(in, x->len);
	xpf_dev_tx(x->out, x->len);
	return true;
}

/*
 * An IP packet from a device, not shared.  Not gone: untouched, for the
 * pipeline, which is told what is returned.  Context: softirq, RCU.
 */
u64 xpf_express(struct xpf_dev *in, struct sk_buff *skb);
/* The same once that has said XPF_LANE_FILTER. */
u64 xpf_express_filtered(struct xpf_dev *in, struct sk_buff *skb);

#endif
