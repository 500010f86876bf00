/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The TCP state machine of a session.  Pure: no clock, no skb, no locks.
 */
#ifndef XPF_TCP_H
#define XPF_TCP_H

#include <linux/minmax.h>
#include <linux/types.h>
#include <uapi/linux/xpf.h>

#include "pkt/pkt.h"

enum xpf_tcp_wing_flags {
	XPF_TCPW_SEEN	= 1 << 0,	/* end and maxwin are valid */
	XPF_TCPW_SCALE	= 1 << 1,	/* offered window scaling */
	XPF_TCPW_ACKED	= 1 << 2,	/* maxack is valid */
	XPF_TCPW_FIN	= 1 << 3,	/* sent a FIN; end is behind it */
	XPF_TCPW_LOOSE	= 1 << 4,	/* window not known: do not check */
	XPF_TCPW_RST	= 1 << 5,	/* ended the connection by a reset */
};

/*
 * What one side has sent.  Every field but maxend is written by packets of
 * this side only, maxend only by those of the other: that is what makes the
 * machine work without a lock.
 */
struct xpf_tcp_wing {
	u32 end;		/* highest sequence number sent, plus one */
	u32 maxend;		/* highest it may send: peer's ack + window;
				 * before any ack: where its data begins
				 */
	u32 maxwin;		/* largest window it advertised, scaled */
	u32 maxack;		/* highest it acknowledged */
	u8 scale;
	u8 flags;		/* enum xpf_tcp_wing_flags */
};

struct xpf_tcp {
	struct xpf_tcp_wing wing[2];
};

enum xpf_tcp_config {
	XPF_TCP_NO_SEQ_CHECK	= 1 << 0,
	XPF_TCP_RST_SEQ_CHECK	= 1 << 1,	/* resets all the same */
	XPF_TCP_STRICT		= 1 << 2,	/* no data before the handshake
						 * is done
						 */
};

enum xpf_tcp_result {
	XPF_TCP_INVALID,	/* drop: see *reason */
	XPF_TCP_OK,		/* forward, state may have changed */
	XPF_TCP_STALE,		/* forward, but it is no sign of life */
	XPF_TCP_REOPEN,		/* a new connection on an old one's ports */
};

/* A first packet. @loose: it need not be a SYN; true: session may start. */
bool xpf_tcp_open(struct xpf_tcp *tcp, const struct xpf_segment *seg,
		  bool loose, u8 *state);

static inline bool xpf_seq_before(u32 a, u32 b)
{
	return (s32)(a - b) < 0;
}

static inline bool xpf_seq_after(u32 a, u32 b)
{
	return xpf_seq_before(b, a);
}

/*
 * Slack behind the highest byte seen: a retransmission may be that old, since
 * a window can have been larger than we know and a merged segment is 64 KB.
 */
#define XPF_TCP_SLACK	66000

/* Is the segment within what both sides agreed on?  @end: behind it */
static inline bool xpf_tcp_in_window(const struct xpf_tcp_wing *tx,
				     const struct xpf_tcp_wing *rx,
				     const struct xpf_segment *seg, u32 end)
{
	u32 rx_win = max_t(u32, READ_ONCE(rx->maxwin), XPF_TCP_SLACK);
	u32 tx_win = max_t(u32, READ_ONCE(tx->maxwin), XPF_TCP_SLACK);
	u32 rx_end = READ_ONCE(rx->end);

	if (unlikely(xpf_seq_after(seg->seq, READ_ONCE(tx->maxend))))
		return false;
	if (unlikely(xpf_seq_before(end, READ_ONCE(tx->end) - rx_win)))
		return false;
	if (!(seg->flags & XPF_TCP_ACK) || !(rx->flags & XPF_TCPW_SEEN))
		return true;
	return likely(!xpf_seq_after(seg->ack, rx_end)) &&
		likely(!xpf_seq_before(seg->ack, rx_end - tx_win));
}

/* Learn from a segment that is in the window. */
static inline void xpf_tcp_advance(struct xpf_tcp_wing *tx,
				   struct xpf_tcp_wing *rx,
				   const struct xpf_segment *seg, u32 end)
{
	u32 win = seg->window;

	if (!(seg->flags & XPF_TCP_SYN))
		win <<= tx->scale;
	if (win > tx->maxwin)
		WRITE_ONCE(tx->maxwin, win);
	if (xpf_seq_after(end, tx->end))
		WRITE_ONCE(tx->end, end);
	if (!(seg->flags & XPF_TCP_ACK))
		return;
	if (!(tx->flags & XPF_TCPW_ACKED)) {
		tx->maxack = seg->ack;
		WRITE_ONCE(tx->flags, tx->flags | XPF_TCPW_ACKED);
	} else if (xpf_seq_after(seg->ack, tx->maxack)) {
		WRITE_ONCE(tx->maxack, seg->ack);
	}
	if (!win)
		win = 1;	/* a probe of a closed window is allowed */
	if (xpf_seq_after(seg->ack + win, rx->maxend))
		WRITE_ONCE(rx->maxend, seg->ack + win);
}

enum xpf_tcp_result xpf_tcp_packet_slow(struct xpf_tcp *tcp, int wing,
					const struct xpf_segment *seg,
					u32 config, u8 *state, int *reason);

/*
 * A packet of a known session.
 * @wing: 0 from the initiator, 1 from the responder
 * @state: in/out, enum xpf_session_state
 * @reason: out, enum xpf_reason when the result is XPF_TCP_INVALID
 */
static __always_inline enum xpf_tcp_result
xpf_tcp_packet(struct xpf_tcp *tcp, int wing, const struct xpf_segment *seg,
	       u32 config, u8 *state, int *reason)
{
	const u8 special = XPF_TCP_SYN | XPF_TCP_FIN | XPF_TCP_RST;
	struct xpf_tcp_wing *tx = &tcp->wing[wing];
	struct xpf_tcp_wing *rx = &tcp->wing[!wing];
	u32 end = seg->seq + seg->len;

	/* Data or an ACK in the middle: what the rest comes down to, then. */
	if (unlikely(*state != XPF_STATE_ESTABLISHED ||
		     (seg->flags & (special | XPF_TCP_ACK)) != XPF_TCP_ACK ||
		     config & XPF_TCP_NO_SEQ_CHECK ||
		     tx->flags & XPF_TCPW_LOOSE))
		return xpf_tcp_packet_slow(tcp, wing, seg, config, state,
					   reason);
	if (unlikely(!xpf_tcp_in_window(tx, rx, seg, end))) {
		*reason = XPF_R_TCP_WINDOW;
		return XPF_TCP_INVALID;
	}
	xpf_tcp_advance(tx, rx, seg, end);
	return XPF_TCP_OK;
}

/* Does a segment quoted in an ICMP error belong to what @wing has in flight? */
bool xpf_tcp_in_flight(const struct xpf_tcp *tcp, int wing, u32 seq);

#endif
