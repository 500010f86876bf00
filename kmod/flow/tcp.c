// SPDX-License-Identifier: GPL-2.0
/*
 * TCP as a bystander sees it: which segments belong to a connection, and when
 * it begins and ends.
 *
 * Window tracking follows Guido van Rooij, "Real Stateful TCP Packet Filtering
 * in IP Filter" (2000), in the form that nf_conntrack gave it: a segment is
 * good if it starts before the highest sequence its receiver allowed, is no
 * older than a window, acknowledges nothing that was never sent and nothing
 * older than a window.  We are not at either end and may see segments that an
 * end never gets, so old and overlapping segments pass: the ends sort them out.
 *
 * What can end or restart a connection is held to more than the window, in the
 * spirit of RFC 5961:
 *  - a RST counts only at the exact sequence that its receiver expects, or
 *    right behind the last byte that its sender sent through us;
 *  - a SYN within a connection goes through without any effect: if its sender
 *    has really lost the connection, the peer's challenge ACK makes it send the
 *    exact RST that ends the session;
 *  - a SYN reopens a session only after it has ended.
 *
 * References: RFC 9293 (state machine, 3.5.2 reset), RFC 7323 (scaling), RFC
 * 5961; nf_conntrack_proto_tcp.c for the hard cases.
 */
#include <linux/kernel.h>
#include <uapi/linux/xpf.h>

#include "flow/tcp.h"

/* Behind the segment; SYN and FIN take a number each. */
static inline u32 segment_end(const struct xpf_segment *seg)
{
	return seg->seq + seg->len + !!(seg->flags & XPF_TCP_SYN) +
	       !!(seg->flags & XPF_TCP_FIN);
}

/*
 * The first we see of one side, a SYN with or without ACK.  Until the other
 * side acknowledges something, maxend is where the data begins: a SYN may bring
 * some (RFC 7413), of which the answer takes all, part, or nothing.
 */
static void start_wing(struct xpf_tcp *tcp, int wing,
		       const struct xpf_segment *seg)
{
	struct xpf_tcp_wing *w = &tcp->wing[wing];
	u8 flags = XPF_TCPW_SEEN;

	w->end = segment_end(seg);
	w->maxend = seg->seq + 1;
	w->maxwin = max_t(u32, seg->window, 1);
	w->scale = 0;
	if (seg->scale != XPF_NO_SCALE) {
		w->scale = seg->scale;
		flags |= XPF_TCPW_SCALE;
	}
	if (seg->flags & XPF_TCP_ACK) {
		w->maxack = seg->ack;
		flags |= XPF_TCPW_ACKED;
	}
	WRITE_ONCE(w->flags, flags);
}

/* Scaling needs the offer of both (RFC 7323 section 2.2). */
static void settle_scale(struct xpf_tcp *tcp)
{
	if (tcp->wing[0].flags & tcp->wing[1].flags & XPF_TCPW_SCALE)
		return;
	tcp->wing[0].scale = 0;
	tcp->wing[1].scale = 0;
}

/* Does it acknowledge the SYN of @w, to which there was no answer yet? */
static inline bool acks_syn(const struct xpf_tcp_wing *w, u32 ack)
{
	return !xpf_seq_before(ack, w->maxend) && !xpf_seq_after(ack, w->end);
}

bool xpf_tcp_open(struct xpf_tcp *tcp, const struct xpf_segment *seg,
		  bool loose, u8 *state)
{
	u8 kind = seg->flags &
		  (XPF_TCP_SYN | XPF_TCP_ACK | XPF_TCP_RST | XPF_TCP_FIN);

	memset(tcp, 0, sizeof(*tcp));
	if (kind == XPF_TCP_SYN) {
		start_wing(tcp, 0, seg);
		*state = XPF_STATE_INIT;
		return true;
	}
	if (!loose || kind & XPF_TCP_RST)
		return false;
	/* In the middle of a connection: neither window nor scale is known. */
	tcp->wing[0].flags = XPF_TCPW_LOOSE;
	tcp->wing[1].flags = XPF_TCPW_LOOSE;
	*state = XPF_STATE_ESTABLISHED;
	return true;
}

static enum xpf_tcp_result invalid(int *reason, enum xpf_reason why)
{
	*reason = why;
	return XPF_TCP_INVALID;
}

/* Only the SYN has been seen; the answer decides. */
static enum xpf_tcp_result reset_opening(struct xpf_tcp *tcp, int wing,
					 const struct xpf_segment *seg,
					 u8 *state, int *reason)
{
	const struct xpf_tcp_wing *tx = &tcp->wing[wing];
	const struct xpf_tcp_wing *rx = &tcp->wing[!wing];

	if (wing) {
		/* The port is closed: it must acknowledge our SYN. */
		if (!(seg->flags & XPF_TCP_ACK) || !acks_syn(rx, seg->ack))
			return invalid(reason, XPF_R_TCP_RST);
		*state = XPF_STATE_CLOSED;
		return XPF_TCP_OK;
	}
	/* The responder still holds an older connection and challenged our
	 * SYN (RFC 5961 section 4): this ends that one, not this.
	 */
	if (rx->flags & XPF_TCPW_ACKED && seg->seq == rx->maxack &&
	    seg->seq != tx->end)
		return XPF_TCP_STALE;
	if (seg->seq != tx->end)
		return invalid(reason, XPF_R_TCP_RST);
	*state = XPF_STATE_CLOSED;
	return XPF_TCP_OK;
}

static enum xpf_tcp_result reset(struct xpf_tcp *tcp, int wing,
				 const struct xpf_segment *seg, u32 config,
				 u8 *state, int *reason)
{
	const struct xpf_tcp_wing *tx = &tcp->wing[wing];
	const struct xpf_tcp_wing *rx = &tcp->wing[!wing];
	bool check = !(config & XPF_TCP_NO_SEQ_CHECK) ||
		     config & XPF_TCP_RST_SEQ_CHECK;

	if (*state == XPF_STATE_INIT)
		return reset_opening(tcp, wing, seg, state, reason);
	if (*state == XPF_STATE_TIME_WAIT)
		return XPF_TCP_STALE;
	if (check && !(tx->flags & XPF_TCPW_LOOSE) &&
	    !(rx->flags & XPF_TCPW_ACKED &&
	      seg->seq == READ_ONCE(rx->maxack)) &&
	    seg->seq != READ_ONCE(tx->end))
		return invalid(reason, XPF_R_TCP_RST);
	*state = XPF_STATE_CLOSED;
	return XPF_TCP_OK;
}

/* What a SYN+ACK must acknowledge: the SYN, and no less than it did before. */
static bool answers_syn(const struct xpf_tcp_wing *tx,
			const struct xpf_tcp_wing *rx, u32 ack)
{
	const u8 before = XPF_TCPW_SEEN | XPF_TCPW_ACKED;

	if ((tx->flags & before) != before)
		return acks_syn(rx, ack);
	return !xpf_seq_before(ack, tx->maxack) && !xpf_seq_after(ack, rx->end);
}

/*
 * An initiator that got no answer tries again, maybe as a new connection.  That
 * is no sign of life: who starts again and again from one port shall not keep
 * a session whose translation leads nowhere.
 */
static enum xpf_tcp_result syn_again(struct xpf_tcp *tcp, int wing,
				     const struct xpf_segment *seg)
{
	struct xpf_tcp_wing *tx = &tcp->wing[wing];

	if (seg->seq + 1 != tx->maxend)
		start_wing(tcp, wing, seg);
	else if (xpf_seq_after(segment_end(seg), tx->end))
		tx->end = segment_end(seg);
	return XPF_TCP_STALE;
}

/* A SYN, with or without ACK, within a session. */
static enum xpf_tcp_result syn(struct xpf_tcp *tcp, int wing,
			       const struct xpf_segment *seg, u8 *state,
			       int *reason)
{
	struct xpf_tcp_wing *tx = &tcp->wing[wing];
	struct xpf_tcp_wing *rx = &tcp->wing[!wing];
	bool ack = seg->flags & XPF_TCP_ACK;

	if (ack && rx->flags & XPF_TCPW_SEEN && *state <= XPF_STATE_SYN_RECV &&
	    !answers_syn(tx, rx, seg->ack))
		return invalid(reason, XPF_R_TCP_STATE);
	if (*state > XPF_STATE_SYN_RECV) {
		/* A repeated answer is old data; everything else is ignored. */
		if (ack && !wing)
			return invalid(reason, XPF_R_TCP_STATE);
		return XPF_TCP_STALE;
	}
	if (ack && !(rx->flags & XPF_TCPW_SEEN))
		return invalid(reason, XPF_R_TCP_STATE);
	if (!(tx->flags & XPF_TCPW_SEEN)) {
		/* The answer, or a simultaneous open. */
		start_wing(tcp, wing, seg);
		settle_scale(tcp);
		*state = XPF_STATE_SYN_RECV;
	} else if (*state == XPF_STATE_INIT) {
		return syn_again(tcp, wing, seg);
	} else if (segment_end(seg) != tx->end) {
		return XPF_TCP_STALE;
	}
	if (ack) {
		if (!(tx->flags & XPF_TCPW_ACKED)) {
			tx->maxack = seg->ack;
			tx->flags |= XPF_TCPW_ACKED;
		}
		rx->maxend = seg->ack + max_t(u32, seg->window, 1);
	}
	return XPF_TCP_OK;
}

/* One side or both have said FIN: over when both were acknowledged. */
static void closing(const struct xpf_tcp *tcp, u8 *state)
{
	const struct xpf_tcp_wing *a = &tcp->wing[0], *b = &tcp->wing[1];

	*state = XPF_STATE_HALF_CLOSED;
	if (!(a->flags & b->flags & XPF_TCPW_FIN))
		return;
	if ((a->flags | b->flags) & XPF_TCPW_LOOSE ||
	    (!xpf_seq_before(a->maxack, b->end) &&
	     !xpf_seq_before(b->maxack, a->end)))
		*state = XPF_STATE_TIME_WAIT;
}

static enum xpf_tcp_result unusual(struct xpf_tcp *tcp, int wing,
				   const struct xpf_segment *seg, u32 config,
				   u8 *state, int *reason)
{
	struct xpf_tcp_wing *rx = &tcp->wing[!wing];
	struct xpf_tcp_wing *tx = &tcp->wing[wing];
	enum xpf_tcp_result r;

	if (seg->flags & XPF_TCP_RST) {
		if (*state == XPF_STATE_CLOSED)
			return invalid(reason, XPF_R_TCP_CLOSED);
		r = reset(tcp, wing, seg, config, state, reason);
		if (*state == XPF_STATE_CLOSED)
			WRITE_ONCE(tx->flags, tx->flags | XPF_TCPW_RST);
		return r;
	}
	if (*state >= XPF_STATE_TIME_WAIT &&
	    (seg->flags & (XPF_TCP_SYN | XPF_TCP_ACK)) == XPF_TCP_SYN)
		return XPF_TCP_REOPEN;
	if (*state == XPF_STATE_CLOSED)
		return invalid(reason, XPF_R_TCP_CLOSED);
	if (seg->flags & XPF_TCP_SYN)
		return syn(tcp, wing, seg, state, reason);
	if (*state != XPF_STATE_INIT)
		return XPF_TCP_OK;
	/* An ACK before the answer: the initiator can have none, and of the
	 * responder it is a challenge that the initiator will reset.
	 */
	if (!wing || seg->flags & XPF_TCP_FIN || acks_syn(rx, seg->ack))
		return invalid(reason, XPF_R_TCP_STATE);
	tx->maxack = seg->ack;
	tx->flags |= XPF_TCPW_ACKED;
	return XPF_TCP_STALE;
}

/* Data before the handshake is done, but for what comes with its last ACK. */
static bool too_early(const struct xpf_tcp *tcp, int wing,
		      const struct xpf_segment *seg, u8 state)
{
	if (!seg->len || state > XPF_STATE_SYN_RECV)
		return false;
	return wing || state == XPF_STATE_INIT || seg->flags & XPF_TCP_SYN ||
	       !(seg->flags & XPF_TCP_ACK) || seg->ack != tcp->wing[1].end;
}

enum xpf_tcp_result xpf_tcp_packet_slow(struct xpf_tcp *tcp, int wing,
					const struct xpf_segment *seg,
					u32 config, u8 *state, int *reason)
{
	struct xpf_tcp_wing *tx = &tcp->wing[wing];
	struct xpf_tcp_wing *rx = &tcp->wing[!wing];
	enum xpf_tcp_result r;
	u32 end;

	if (config & XPF_TCP_STRICT && too_early(tcp, wing, seg, *state))
		return invalid(reason, XPF_R_TCP_STATE);
	if (seg->flags & (XPF_TCP_SYN | XPF_TCP_RST) ||
	    *state == XPF_STATE_INIT || *state == XPF_STATE_CLOSED) {
		r = unusual(tcp, wing, seg, config, state, reason);
		if (r != XPF_TCP_OK || seg->flags & (XPF_TCP_SYN | XPF_TCP_RST))
			return r;
	}
	end = segment_end(seg);
	if (!(config & XPF_TCP_NO_SEQ_CHECK || tx->flags & XPF_TCPW_LOOSE) &&
	    !xpf_tcp_in_window(tx, rx, seg, end))
		return invalid(reason, XPF_R_TCP_WINDOW);
	xpf_tcp_advance(tx, rx, seg, end);
	if (*state == XPF_STATE_ESTABLISHED && !(seg->flags & XPF_TCP_FIN))
		return XPF_TCP_OK;
	if (*state == XPF_STATE_TIME_WAIT)
		return XPF_TCP_STALE;
	if (seg->flags & XPF_TCP_FIN && !(tx->flags & XPF_TCPW_FIN))
		WRITE_ONCE(tx->flags, tx->flags | XPF_TCPW_FIN);
	if ((tx->flags | rx->flags) & XPF_TCPW_FIN)
		closing(tcp, state);
	else if (!wing && seg->ack == READ_ONCE(rx->end))
		*state = XPF_STATE_ESTABLISHED;
	return XPF_TCP_OK;
}

bool xpf_tcp_in_flight(const struct xpf_tcp *tcp, int wing, u32 seq)
{
	const struct xpf_tcp_wing *w = &tcp->wing[wing];

	if (w->flags & XPF_TCPW_LOOSE)
		return true;
	if (!(w->flags & XPF_TCPW_SEEN))
		return false;
	return !xpf_seq_after(seq, w->end) &&
	       !xpf_seq_before(seq, w->end - max_t(u32, tcp->wing[!wing].maxwin,
						   XPF_TCP_SLACK));
}
