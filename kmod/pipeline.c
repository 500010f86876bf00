// SPDX-License-Identifier: GPL-2.0
/*
 * The order of things.
 *
 *   received:   parse -> ruleset, zone -> input filter (packet-mode: straight
 *               to the exit, stateless.c) -> screen -> defragment -> lookup
 *               miss:  first/
 *               hit:   zone, generation -> state
 *               then:  route -> TTL, MTU -> output filter -> rewrite -> count
 *                      -> exit
 *               or up to the host, past the filter of lo0
 *   of our own: parse -> ruleset, zone -> output filters -> lookup
 *               -> miss | state -> out
 *
 * Most packets of established sessions never come here: what is plain about
 * them is settled in the express lane (express.h), by the same rules.
 *
 * A step looks at the packet and says what becomes of it; XPF_NEXT goes on.
 * Nothing is written to the packet before it is sure to leave, so every answer
 * to its sender quotes it as it was received.
 *
 * A known session's packet costs: parse, one hash, three cache lines of the
 * session plus the one of its counters, no lock and no atomic operation.
 */
#include <linux/in.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/ip.h>
#include <net/l3mdev.h>

#include "alg/alg.h"
#include "express.h"
#include "filter/cos.h"
#include "filter/filter.h"
#include "first/first.h"
#include "flow/ext.h"
#include "flow/session.h"
#include "flow/table.h"
#include "flowtrace.h"
#include "fwd/icmperr.h"
#include "fwd/misaddressed.h"
#include "fwd/mss.h"
#include "fwd/nat64.h"
#include "fwd/route.h"
#include "fwd/xmit.h"
#include "hook.h"
#include "lifecycle.h"
#include "lost.h"
#include "pipeline.h"
#include "pkt/frag.h"
#include "pkt/pkt.h"
#include "pkt/reply.h"
#include "pkt/rewrite.h"
#include "policy/ruleset.h"
#include "screen/screen.h"
#include "screen/syncookie.h"
#include "stat.h"
#include "stateless.h"
#include "xpf.h"

/* More of the headers is needed in the linear part. */
static noinline int parse_more(struct xpf_pkt *pkt, int r)
{
	struct sk_buff *skb = pkt->skb;

	while (r > 0) {
		if (!pskb_may_pull(skb, r))
			return -XPF_R_MALFORMED;
		r = xpf_parse(pkt, skb->data, skb_headlen(skb), skb->len);
	}
	return r;
}

/* Headers into pkt; the skb is linear as far as they go. */
static __always_inline enum xpf_reason read_headers(struct xpf_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;
	int r;

	r = xpf_parse(pkt, skb->data, skb_headlen(skb), skb->len);
	if (unlikely(r)) {
		r = parse_more(pkt, r);
		if (!pkt->key.family) /* it did not even come to that */
			memset(&pkt->key, 0, sizeof(pkt->key));
		if (r)
			return -r;
	}
	if (unlikely((pkt->key.family == AF_INET) !=
		     (skb->protocol == htons(ETH_P_IP))))
		return XPF_R_MALFORMED;
	return XPF_R_NONE;
}

/* Headers that nobody needs to think about; a screen may know them better. */
static noinline enum xpf_verdict refuse(struct xpf_pkt *pkt,
					enum xpf_reason why)
{
	xpf_trace_begin(pkt, false);
	if (pkt->in && pkt->bind && pkt->bind->steps & XPF_STEP_SCREEN) {
		pkt->from_zone = pkt->bind->zone;
		why = xpf_screen_refused(pkt, why);
	}
	return xpf_drop(pkt, why);
}

/* The same, and the skb is not longer than the packet. */
static __always_inline enum xpf_verdict parse(struct xpf_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;
	enum xpf_reason why = read_headers(pkt);

	if (unlikely(why))
		return refuse(pkt, why);
	if (unlikely(skb->len > pkt->len) && pskb_trim_rcsum(skb, pkt->len))
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	return XPF_NEXT;
}

/* Which ruleset, and where in it the packet's device belongs. */
static inline void bind_to(struct xpf_pkt *pkt, u16 slot)
{
	const struct xpf_ruleset *rs = rcu_dereference(pkt->xn->ruleset);

	pkt->rs = rs;
	pkt->bind = likely(rs) ? xpf_binding(rs, slot) : NULL;
	pkt->key.vrf = likely(pkt->bind) ? pkt->bind->vrf : 0;
}

static inline enum xpf_verdict check_binding(struct xpf_pkt *pkt)
{
	if (likely(pkt->bind))
		return XPF_NEXT;
	xpf_trace_begin(pkt, true);
	return xpf_drop(pkt, pkt->rs ? XPF_R_NO_ZONE : XPF_R_NO_RULESET);
}

static __always_inline enum xpf_verdict screen(struct xpf_pkt *pkt)
{
	if (likely(!(pkt->bind->steps & XPF_STEP_SCREEN)))
		return XPF_NEXT;
	return xpf_screen(pkt);
}

/* It has left the pipeline early; those that are dropped have been told of. */
static noinline enum xpf_verdict left(struct xpf_pkt *pkt, enum xpf_verdict v)
{
	enum xpf_trace_verdict how = XPF_TRACED_HOST;

	if (likely(!(pkt->flags & XPF_PKT_TRACED)) || v == XPF_NEXT)
		return v;
	if (v == XPF_STOLEN)
		how = pkt->flags & XPF_PKT_STATELESS ? XPF_TRACED_FORWARDED :
		      pkt->flags & XPF_PKT_FRAGMENT  ? XPF_TRACED_HELD :
						       XPF_TRACED_ANSWERED;
	xpf_trace_end(pkt, how, XPF_R_NONE);
	return v;
}

/* What is to be done before anything else: rare. */
static noinline enum xpf_verdict early(struct xpf_pkt *pkt)
{
	enum xpf_verdict v = XPF_NEXT;

	if (pkt->bind->steps & XPF_STEP_TRACE)
		xpf_trace_begin(pkt, true);
	if (pkt->bind->steps & XPF_STEP_FILTER_IN) {
		v = xpf_filter_input(pkt);
		if (v == XPF_NEXT && pkt->flags & XPF_PKT_STATELESS)
			v = left(pkt, xpf_stateless(pkt));
	}
	return v;
}

static noinline enum xpf_verdict defragment(struct xpf_pkt *pkt)
{
	enum xpf_verdict v = xpf_defrag(pkt);

	if (v != XPF_NEXT)
		return left(pkt, v);
	v = parse(pkt);
	if (v != XPF_NEXT)
		return v;
	if (pkt->in && pkt->bind->steps & XPF_STEP_TRACE)
		xpf_trace_begin(pkt, true);
	if (pkt->flags & XPF_PKT_FRAGMENT)
		return xpf_drop(pkt, XPF_R_FRAGMENT);
	return screen(pkt);
}

/* Find the session, unless that was tried just now, or make it. */
static inline enum xpf_verdict find(struct xpf_pkt *pkt, u64 miss)
{
	struct xpf_table *t = pkt->xn->table;

	if (unlikely(pkt->flags & XPF_PKT_ICMP_ERROR))
		return xpf_icmperr_find(pkt) ? XPF_NEXT : xpf_first_error(pkt);
	if (miss && likely(miss >> XPF_LANE_VRF == pkt->key.vrf)) {
		pkt->hash = (u32)miss;
		return xpf_first(pkt);
	}
	pkt->hash = xpf_table_hash(t, &pkt->key);
	pkt->session = xpf_table_lookup(t, &pkt->key, pkt->hash, pkt->wings,
					&pkt->wing);
	return likely(pkt->session) ? XPF_NEXT : xpf_first(pkt);
}

/* May this packet of a known session pass, by zone and by ruleset? */
static inline enum xpf_verdict admit(struct xpf_pkt *pkt)
{
	struct xpf_session *s = pkt->session;

	if (unlikely(s->wing[pkt->wing].in_zone != pkt->from_zone))
		return xpf_drop(pkt, XPF_R_WRONG_ZONE);
	if (likely(READ_ONCE(s->generation) == pkt->rs->generation))
		return XPF_NEXT;
	if (!xpf_session_rematch(pkt->xn, pkt->rs, s))
		return xpf_drop(pkt, XPF_R_SESSION_CLOSED);
	return XPF_NEXT;
}

static void set_state(struct xpf_pkt *pkt, u8 state)
{
	struct xpf_session *s = pkt->session;
	u32 config = pkt->rs->flags;

	WRITE_ONCE(s->state, state);
	WRITE_ONCE(s->timeout, xpf_session_timeout(pkt->rs, s));
	if ((state == XPF_STATE_CLOSED && config & XPF_CONFIG_RST_INVALIDATE) ||
	    (state == XPF_STATE_TIME_WAIT &&
	     config & XPF_CONFIG_FIN_INVALIDATE))
		pkt->flags |= XPF_PKT_LAST;
}

/* A new connection on the ports of one that has ended. */
static enum xpf_verdict reopen(struct xpf_pkt *pkt)
{
	xpf_session_close(pkt->xn, pkt->session, xpf_session_end(pkt->session));
	pkt->session = NULL;
	if (!pkt->in)
		return xpf_first_self(pkt, pkt->out);
	return xpf_first(pkt);
}

static inline u32 tcp_config(u32 flags, const struct xpf_session *s)
{
	u32 config = 0;

	if (unlikely(flags & XPF_CONFIG_NO_SEQ_CHECK) &&
	    !(s->flags & XPF_SESSION_SEQ_CHECK))
		config |= XPF_TCP_NO_SEQ_CHECK;
	if (unlikely(flags & XPF_CONFIG_RST_SEQ_CHECK))
		config |= XPF_TCP_RST_SEQ_CHECK;
	if (unlikely(flags & XPF_CONFIG_STRICT_SYN_CHECK))
		config |= XPF_TCP_STRICT;
	return config;
}

/* What the segment acknowledges, in the numbers of who is acknowledged. */
static noinline enum xpf_verdict ext_receive(struct xpf_pkt *pkt)
{
	struct xpf_ext *e = xpf_ext(pkt->session);
	enum xpf_verdict v;

	if (!e)
		return XPF_NEXT;
	v = xpf_syncookie_waiting(pkt, e);
	if (v == XPF_NEXT)
		xpf_seqadj_receive(&e->seqadj, &e->lock, pkt->wing, &pkt->tcp);
	return v;
}

/* What we acknowledged in the client's place the state machine must know. */
static noinline void ext_answered(struct xpf_pkt *pkt)
{
	struct xpf_session *s = pkt->session;
	u8 old = READ_ONCE(s->state), state = old;
	struct xpf_ext *e = xpf_ext(s);
	struct xpf_segment ack;
	int why;

	if (e && xpf_syncookie_answered(pkt, e, &ack) &&
	    xpf_tcp_packet(&s->tcp, 0, &ack, tcp_config(pkt->rs->flags, s),
			   &state, &why) == XPF_TCP_OK &&
	    state != old)
		set_state(pkt, state);
}

static __always_inline enum xpf_verdict state_tcp(struct xpf_pkt *pkt)
{
	struct xpf_session *s = pkt->session;
	u32 config = tcp_config(pkt->rs->flags, s);
	u8 old = READ_ONCE(s->state), state = old;
	enum xpf_tcp_result r;
	int why = XPF_R_INTERNAL;

	if (unlikely(pkt->tcp.flags &
		     (XPF_TCP_SYN | XPF_TCP_FIN | XPF_TCP_RST)) &&
	    pkt->in && !xpf_checksum_ok(pkt))
		return xpf_drop(pkt, XPF_R_BAD_CHECKSUM);
	if (unlikely(s->wing[pkt->wing].flags & XPF_WING_EXT) &&
	    ext_receive(pkt) != XPF_NEXT)
		return XPF_DROP;
	r = xpf_tcp_packet(&s->tcp, pkt->wing, &pkt->tcp, config, &state, &why);
	switch (r) {
	case XPF_TCP_OK:
		if (unlikely(state != old))
			set_state(pkt, state);
		xpf_table_touch(pkt->xn->table, s, pkt->now);
		fallthrough;
	case XPF_TCP_STALE:
		if (unlikely(pkt->tcp.flags & XPF_TCP_SYN) &&
		    s->wing[pkt->wing].flags & XPF_WING_EXT)
			ext_answered(pkt);
		return XPF_NEXT;
	case XPF_TCP_REOPEN:
		return reopen(pkt);
	case XPF_TCP_INVALID:
		break;
	}
	return xpf_drop(pkt, why);
}

static __always_inline enum xpf_verdict state(struct xpf_pkt *pkt)
{
	struct xpf_session *s = pkt->session;

	if (unlikely(pkt->flags & (XPF_PKT_FIRST | XPF_PKT_ICMP_ERROR)))
		return XPF_NEXT;
	if (pkt->key.proto == IPPROTO_TCP)
		return state_tcp(pkt);
	if (unlikely(pkt->wing && READ_ONCE(s->state) == XPF_STATE_INIT))
		set_state(pkt, XPF_STATE_ESTABLISHED);
	xpf_table_touch(pkt->xn->table, s, pkt->now);
	return XPF_NEXT;
}

static inline void count_bytes(struct xpf_pkt *pkt, u32 bytes)
{
	struct xpf_session_count *c = &pkt->session->count[pkt->wing];

	WRITE_ONCE(c->packets, c->packets + 1);
	WRITE_ONCE(c->bytes, c->bytes + bytes);
}

static inline void count(struct xpf_pkt *pkt)
{
	count_bytes(pkt, pkt->len);
}

/* Is the transport checksum of this packet left for the device to complete? */
static inline bool partial(const struct xpf_pkt *pkt)
{
	return pkt->skb->ip_summed == CHECKSUM_PARTIAL &&
	       skb_checksum_start_offset(pkt->skb) == pkt->l4;
}

/* The header is translated already; the session's extension has its turn. */
static noinline void ext_send(struct xpf_pkt *pkt)
{
	struct xpf_ext *e = xpf_ext(pkt->session);

	if (!e || pkt->key.proto != IPPROTO_TCP)
		return;
	xpf_seqadj_send(&e->seqadj, &e->lock, pkt->wing, &pkt->tcp,
			pkt->skb->data + pkt->l4, pkt->payload - pkt->l4,
			partial(pkt));
	xpf_proxied_send(&e->proxied, pkt->wing, pkt->skb->data + pkt->l4,
			 pkt->payload - pkt->l4, partial(pkt));
}

/* Translate, one hop on. False: no memory. */
static __always_inline bool rewrite(struct xpf_pkt *pkt,
				    const struct dst_entry *dst,
				    const struct xpf_wing *w,
				    const struct xpf_wing *other)
{
	struct sk_buff *skb = pkt->skb;

	if (unlikely(!xpf_xmit_writable(skb, dst,
					xpf_rewrite_len(pkt->payload))))
		return false;
	if (w->flags & XPF_WING_NAT)
		xpf_rewrite(pkt, skb->data, &other->key, w->csum_addr,
			    w->csum_l4, partial(pkt));
	else
		xpf_rewrite_ttl(pkt->key.family, skb->data);
	if (unlikely(w->flags & XPF_WING_EXT))
		ext_send(pkt);
	return true;
}

static noinline bool rewrite_error(struct xpf_pkt *pkt,
				   const struct dst_entry *dst)
{
	if (!xpf_xmit_writable(pkt->skb, dst, xpf_icmperr_len(pkt)))
		return false;
	if (pkt->session->wing[pkt->wing].flags & (XPF_WING_NAT | XPF_WING_EXT))
		xpf_icmperr_rewrite(pkt);
	xpf_rewrite_ttl(pkt->key.family, pkt->skb->data);
	return true;
}

static noinline enum xpf_verdict expired(struct xpf_pkt *pkt,
					 struct dst_entry *dst)
{
	skb_dst_drop(pkt->skb);
	skb_dst_set_noref(pkt->skb, dst);
	xpf_reply_ttl(pkt);
	return xpf_drop(pkt, XPF_R_TTL);
}

static noinline enum xpf_verdict no_way(struct xpf_pkt *pkt, struct xpf_wing *w,
					enum xpf_reason why)
{
	if (why == XPF_R_NO_ROUTE)
		xpf_route_lost(pkt, w);
	return xpf_drop(pkt, why);
}

/* The same by the other IP version. */
static noinline enum xpf_verdict forward_xlat(struct xpf_pkt *pkt,
					      struct xpf_wing *w,
					      const struct xpf_wing *other)
{
	const struct xpf_binding *b;
	struct xpf_adj *adj;
	enum xpf_reason why;
	enum xpf_verdict v;
	enum xpf_exit how;
	struct xpf_dev *out;
	u32 len = pkt->len; /* as received */

	why = xpf_wing_route(pkt, w, other->in_zone, other->key.family, &adj);
	if (why)
		return no_way(pkt, w, why);
	if (w->flags & XPF_WING_LOST)
		xpf_route_found(pkt, w);
	out = xpf_dev(pkt->xn, adj->slot);
	if (!out)
		return xpf_drop(pkt, XPF_R_NO_ROUTE);
	if (pkt->ttl <= 1) {
		xpf_reply_ttl(pkt);
		return xpf_drop(pkt, XPF_R_TTL);
	}
	b = xpf_binding(pkt->rs, out->slot);
	if (unlikely(b && b->steps & XPF_STEP_FILTER_OUT)) {
		v = xpf_filter_output(pkt, b);
		if (v != XPF_NEXT)
			return v;
	}
	why = xpf_nat64(pkt, adj->dst, READ_ONCE(adj->mtu), &how);
	if (why)
		return xpf_drop(pkt, why);
	if (unlikely(pkt->mark.set))
		xpf_cos_mark(pkt);
	if (w->flags & XPF_WING_EXT && !(pkt->flags & XPF_PKT_ICMP_ERROR))
		ext_send(pkt);
	if (pkt->tcp.flags & XPF_TCP_SYN && pkt->rs->mss.any)
		xpf_mss_clamp(pkt, adj->dst, out, partial(pkt));
	count_bytes(pkt, len);
	xpf_dev_tx(out, pkt->len);
	return xpf_xmit(pkt, adj, how);
}

/* Out of another device: sure to leave from the rewrite on. */
static __always_inline enum xpf_verdict forward(struct xpf_pkt *pkt)
{
	struct xpf_wing *w = &pkt->session->wing[pkt->wing];
	const struct xpf_wing *other = &pkt->session->wing[!pkt->wing];
	struct dst_entry *dst;
	struct xpf_adj *adj;
	enum xpf_reason why;
	enum xpf_exit how;
	const struct xpf_binding *b;
	enum xpf_verdict v;
	struct xpf_dev *out;
	bool ready;

	if (unlikely(w->flags & XPF_WING_XLAT))
		return forward_xlat(pkt, w, other);
	why = xpf_wing_route(pkt, w, other->in_zone, pkt->key.family, &adj);
	if (unlikely(why))
		return no_way(pkt, w, why);
	dst = adj->dst;
	out = xpf_dev(pkt->xn, adj->slot);
	if (unlikely(!out))
		return xpf_drop(pkt, XPF_R_NO_ROUTE);
	if (unlikely(pkt->ttl <= 1))
		return expired(pkt, dst);
	how = xpf_xmit_fits(pkt, dst, READ_ONCE(adj->mtu));
	if (unlikely(how == XPF_EXIT_NONE))
		return xpf_drop(pkt, XPF_R_TOO_BIG);
	b = xpf_binding(pkt->rs, out->slot);
	if (unlikely(b && b->steps & XPF_STEP_FILTER_OUT)) {
		v = xpf_filter_output(pkt, b);
		if (v != XPF_NEXT)
			return v;
	}
	if (unlikely(w->flags & (XPF_WING_EXT | XPF_WING_LOST))) {
		if (w->flags & XPF_WING_LOST)
			xpf_route_found(pkt, w);
		v = w->flags & XPF_WING_EXT ?
			    xpf_alg_packet(pkt, READ_ONCE(adj->mtu), &how) :
			    XPF_NEXT;
		if (v != XPF_NEXT)
			return v;
	}
	ready = unlikely(pkt->flags & XPF_PKT_ICMP_ERROR) ?
			rewrite_error(pkt, dst) :
			rewrite(pkt, dst, w, other);
	if (unlikely(!ready))
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	if (unlikely(pkt->tcp.flags & XPF_TCP_SYN) && pkt->rs->mss.any)
		xpf_mss_clamp(pkt, dst, out, partial(pkt));
	if (unlikely(pkt->mark.set))
		xpf_cos_mark(pkt);
	count(pkt);
	xpf_dev_tx(out, pkt->len);
	return xpf_xmit(pkt, adj, how);
}

/*
 * Translate what goes up to this host, or has just left it: nothing but
 * addresses and ports changes, and what a session's extension moves; the stack
 * goes on with it.
 */
static noinline bool translate_here(struct xpf_pkt *pkt)
{
	const struct xpf_wing *w = &pkt->session->wing[pkt->wing];
	const struct xpf_wing *other = &pkt->session->wing[!pkt->wing];
	bool error = pkt->flags & XPF_PKT_ICMP_ERROR;
	struct sk_buff *skb = pkt->skb;

	if (skb_ensure_writable(skb, error ? xpf_icmperr_len(pkt) :
					     xpf_rewrite_len(pkt->payload)))
		return false;
	if (error)
		xpf_icmperr_rewrite(pkt);
	else if (w->flags & XPF_WING_NAT)
		xpf_rewrite_here(pkt, skb->data, &other->key, w->csum_addr,
				 w->csum_l4, partial(pkt));
	if (!error && w->flags & XPF_WING_EXT)
		ext_send(pkt);
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->ip_summed = CHECKSUM_NONE;
	return true;
}

/* The last packet has passed: TCP's by itself, others' by their gateway. */
static enum xpf_close_reason end_of(const struct xpf_session *s)
{
	return xpf_session_key(s)->proto == IPPROTO_TCP ? xpf_session_end(s) :
							  XPF_CLOSE_ALG;
}

/* It has passed, and its session ends with it, or its trace is to be told. */
static noinline void passed(struct xpf_pkt *pkt, enum xpf_trace_verdict how)
{
	struct xpf_session *s = pkt->session;

	if (pkt->flags & XPF_PKT_TRACED)
		xpf_trace_end(pkt, how, XPF_R_NONE);
	if (pkt->flags & XPF_PKT_LAST)
		xpf_session_close(pkt->xn, s, end_of(s));
}

static enum xpf_verdict deliver(struct xpf_pkt *pkt)
{
	/* A first packet has met it before it got its session. */
	if (unlikely(pkt->bind->steps & XPF_STEP_FILTER_HOST) &&
	    !(pkt->flags & XPF_PKT_FIRST)) {
		enum xpf_verdict v = xpf_filter_host(pkt);

		if (v != XPF_NEXT)
			return v;
	}
	if (unlikely(pkt->session->wing[pkt->wing].flags &
		     (XPF_WING_NAT | XPF_WING_EXT)) &&
	    !translate_here(pkt))
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	count(pkt);
	xpf_stat_inc(pkt->xn, XPF_S_HOST_RX_PACKETS);
	if (unlikely(pkt->flags & (XPF_PKT_LAST | XPF_PKT_TRACED)))
		passed(pkt, XPF_TRACED_HOST);
	return XPF_ACCEPT;
}

static inline void pkt_init(struct xpf_pkt *pkt, struct xpf_net *xn,
			    struct sk_buff *skb, u32 flags)
{
	pkt->skb = skb;
	pkt->xn = xn;
	pkt->session = NULL;
	pkt->out = NULL;
	pkt->flags = flags;
	pkt->key.tail = 0;
	pkt->len = skb->len;
	pkt->from_zone = 0;
	pkt->to_zone = 0;
	pkt->policy = 0;
	pkt->mark = (struct xpf_mark){ 0 };
	pkt->steer = NULL;
	pkt->counted = 0;
	pkt->now = xpf_seconds();
}

enum xpf_verdict xpf_pipeline_ingress(struct xpf_dev *in, struct sk_buff *skb,
				      u64 miss)
{
	struct xpf_pkt pkt __uninitialized;
	struct xpf_session *s;
	enum xpf_verdict v;

	pkt_init(&pkt, in->xn, skb, 0);
	pkt.in = in;
	xpf_dev_rx(in, skb->len);
	bind_to(&pkt, in->slot);
	v = parse(&pkt);
	if (unlikely(v != XPF_NEXT))
		return v;
	v = check_binding(&pkt);
	if (unlikely(v != XPF_NEXT))
		return v;
	pkt.from_zone = pkt.bind->zone;
	if (unlikely(pkt.bind->steps & (XPF_STEP_FILTER_IN | XPF_STEP_TRACE))) {
		v = early(&pkt);
		if (v != XPF_NEXT)
			return v;
	}
	v = screen(&pkt);
	if (unlikely(v != XPF_NEXT))
		return v;
	if (unlikely(pkt.flags & XPF_PKT_FRAGMENT)) {
		v = defragment(&pkt);
		if (v != XPF_NEXT)
			return v;
	}
	v = find(&pkt, miss);
	if (unlikely(v != XPF_NEXT))
		return left(&pkt, v);
	if (likely(!(pkt.flags & XPF_PKT_FIRST))) {
		v = admit(&pkt);
		if (likely(v == XPF_NEXT))
			v = state(&pkt);
		if (unlikely(v != XPF_NEXT))
			return v;
		xpf_stat_inc(pkt.xn, XPF_S_SESSION_HIT);
	}
	s = pkt.session;
	if (unlikely(s->wing[pkt.wing].flags & XPF_WING_LOCAL))
		return deliver(&pkt);
	if (unlikely(s->wing[pkt.wing].flags & XPF_WING_SELF))
		return xpf_drop(&pkt, XPF_R_SPOOF);
	if (unlikely(!xpf_xmit_admits(&pkt)))
		return xpf_drop(&pkt, XPF_R_POLICY_DENY);
	v = forward(&pkt);
	if (unlikely(pkt.flags & (XPF_PKT_LAST | XPF_PKT_TRACED)))
		passed(&pkt, XPF_TRACED_FORWARDED);
	return v;
}

/* Of our own. */

/* What comes by the loopback or a routing instance's device: only errors. */
static enum xpf_verdict by_no_port(struct xpf_pkt *pkt, struct net_device *out)
{
	pkt->rs = rcu_dereference(pkt->xn->ruleset);
	if (!pkt->rs || read_headers(pkt) || !(pkt->flags & XPF_PKT_ICMP_ERROR))
		return XPF_ACCEPT;
	return xpf_misaddressed_error(pkt, out);
}

/* What needs no session: groups, pieces, errors, neighbour discovery. */
static bool sessionless(const struct xpf_pkt *pkt)
{
	if (pkt->flags &
	    (XPF_PKT_MULTICAST | XPF_PKT_FRAGMENT | XPF_PKT_ICMP_ERROR))
		return true;
	return (pkt->key.proto == IPPROTO_ICMP ||
		pkt->key.proto == IPPROTO_ICMPV6) &&
	       pkt->flags & XPF_PKT_NO_L4;
}

static enum xpf_verdict self_known(struct xpf_pkt *pkt)
{
	struct xpf_session *s = pkt->session;

	if (!(s->wing[pkt->wing].flags & XPF_WING_SELF))
		return xpf_drop(pkt, XPF_R_SESSION_COLLISION);
	/* It is ours to say by which zone the answers come, but policies of
	 * another zone have not been asked.
	 */
	if (s->wing[!pkt->wing].in_zone != pkt->to_zone) {
		if (s->flags & XPF_SESSION_HOST_OUT &&
		    pkt->rs->zone[pkt->to_zone].flags & XPF_ZONE_POLICY_OUT)
			return reopen(pkt);
		WRITE_ONCE(s->wing[!pkt->wing].in_zone, pkt->to_zone);
		WRITE_ONCE(s->in_slot[!pkt->wing], pkt->out->slot);
	}
	if (READ_ONCE(s->generation) != pkt->rs->generation &&
	    !xpf_session_rematch(pkt->xn, pkt->rs, s))
		return xpf_drop(pkt, XPF_R_SESSION_CLOSED);
	return state(pkt);
}

static enum xpf_verdict self_session(struct xpf_pkt *pkt)
{
	struct xpf_table *t = pkt->xn->table;
	enum xpf_verdict v;

	pkt->hash = xpf_table_hash(t, &pkt->key);
	pkt->session = xpf_table_lookup(t, &pkt->key, pkt->hash, pkt->wings,
					&pkt->wing);
	if (!pkt->session && pkt->wings == XPF_WINGS_RESPONDER)
		return XPF_ACCEPT; /* an answer to a group's ping */
	v = pkt->session ? self_known(pkt) : xpf_first_self(pkt, pkt->out);
	if (v != XPF_NEXT)
		return v;
	count(pkt);
	if (unlikely(pkt->session->wing[pkt->wing].flags &
		     (XPF_WING_NAT | XPF_WING_EXT)) &&
	    !translate_here(pkt))
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	return XPF_ACCEPT;
}

/* Our own error about a packet that was translated, on its way up to us or out. */
static enum xpf_verdict self_error(struct xpf_pkt *pkt)
{
	if (!xpf_icmperr_find(pkt))
		return XPF_ACCEPT;
	if (!(pkt->session->wing[pkt->wing].flags & XPF_WING_SELF))
		return xpf_misaddressed_found(pkt);
	if (!(pkt->session->wing[pkt->wing].flags & XPF_WING_NAT))
		return XPF_ACCEPT;
	return translate_here(pkt) ? XPF_ACCEPT :
				     xpf_drop(pkt, XPF_R_NO_MEMORY);
}

enum xpf_verdict xpf_pipeline_self(struct xpf_net *xn, struct sk_buff *skb,
				   struct net_device *out)
{
	enum xpf_verdict v;
	struct xpf_pkt pkt;

	pkt_init(&pkt, xn, skb, XPF_PKT_LOCAL_OUT);
	pkt.in = NULL;
	pkt.from_zone = XPF_ZONE_HOST;
	/* What leaves a routing instance comes again, by its real device. */
	if (out->flags & IFF_LOOPBACK || netif_is_l3_master(out))
		return by_no_port(&pkt, out);
	pkt.out = xpf_dev_of(xn, out);
	bind_to(&pkt, pkt.out ? pkt.out->slot : 0);
	v = parse(&pkt);
	if (v != XPF_NEXT)
		return v;
	v = check_binding(&pkt);
	if (v != XPF_NEXT)
		return v;
	pkt.to_zone = pkt.bind->zone;
	if (unlikely(pkt.bind->steps &
		     (XPF_STEP_FILTER_HOST | XPF_STEP_FILTER_OUT |
		      XPF_STEP_TRACE))) {
		if (pkt.bind->steps & XPF_STEP_TRACE)
			xpf_trace_begin(&pkt, true);
		v = pkt.bind->steps & (XPF_STEP_FILTER_HOST |
				       XPF_STEP_FILTER_OUT) ?
			    xpf_filter_self(&pkt) :
			    XPF_NEXT;
		if (v != XPF_NEXT)
			return v;
	}
	if (!sessionless(&pkt)) {
		v = self_session(&pkt);
		if (v != XPF_ACCEPT)
			return v;
	} else if (unlikely(pkt.flags & XPF_PKT_ICMP_ERROR)) {
		v = self_error(&pkt);
		if (v != XPF_ACCEPT)
			return v;
	}
	xpf_dev_tx(pkt.out, pkt.len);
	xpf_stat_inc(xn, XPF_S_HOST_TX_PACKETS);
	if (unlikely(pkt.flags & (XPF_PKT_LAST | XPF_PKT_TRACED)))
		passed(&pkt, XPF_TRACED_SENT);
	return XPF_ACCEPT;
}

void xpf_pipeline_stray(struct xpf_net *xn, struct sk_buff *skb)
{
	struct xpf_pkt pkt;

	pkt_init(&pkt, xn, skb, XPF_PKT_LOCAL_OUT);
	pkt.in = NULL;
	xpf_parse(&pkt, skb->data, skb_headlen(skb), skb->len);
	xpf_drop(&pkt, XPF_R_FORWARD_HOOK);
}
