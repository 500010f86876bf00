/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Answers of our own to a packet that goes no further.
 */
#ifndef XPF_REPLY_H
#define XPF_REPLY_H

#include <linux/types.h>

struct dst_entry;
struct xpf_net;
struct xpf_pkt;

void xpf_reply_init(struct xpf_net *xn);

/*
 * Send an ICMP (for IPv4) or ICMPv6 error to the sender of a received packet,
 * which must be as it was received.  Not to errors, groups, or faster than
 * the limit.
 * @info: MTU or pointer, host order
 */
void xpf_reply_icmp(struct xpf_pkt *pkt, u8 type, u8 code, u32 info);

/* Reset the connection attempt or the stray segment (RFC 9293 3.5.2). */
void xpf_reply_reset(struct xpf_pkt *pkt);

/* A segment without data. */
struct xpf_tcp_answer {
	u32 seq, ack;
	u16 window;
	u8 flags;		/* XPF_TCP_* */
	u8 len;			/* of options, a multiple of 4 */
	u8 opt[40];
};

/*
 * Answer a segment in place of whom it was for; false: it could not be.  There
 * is no limit: one answer for one segment is the caller's promise.
 */
bool xpf_reply_tcp(struct xpf_pkt *pkt, const struct xpf_tcp_answer *a);

/*
 * A segment for this host that comes in as if its peer had sent it.
 * @slot: of the device where it comes in; @key: its own
 */
void xpf_reply_host(struct xpf_net *xn, u16 slot, const struct xpf_key *key,
		    const struct xpf_tcp_answer *a);

/* Acknowledge a segment of a session, in place of its peer. */
void xpf_reply_ack(struct xpf_pkt *pkt, u32 seq, u32 ack, u16 window);

/* Say that the packet was refused: a reset or "administratively prohibited". */
void xpf_reply_reject(struct xpf_pkt *pkt);

/* Time exceeded; packet too big. @dst: the route it would have taken */
void xpf_reply_ttl(struct xpf_pkt *pkt);
void xpf_reply_too_big(struct xpf_pkt *pkt, u32 mtu);

#endif
