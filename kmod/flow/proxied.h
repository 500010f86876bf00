/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A connection whose handshake with the client was ours (a SYN cookie), and
 * what its two ends believe of each other that is not so: how windows are
 * scaled, and what time it is.  Sequence numbers are moved by flow/seqadj.h.
 *
 * Both ends' real segments go through the state machine; what is changed here
 * is changed on the way out.
 */
#ifndef XPF_PROXIED_H
#define XPF_PROXIED_H

#include <linux/types.h>

enum xpf_proxied_state {
	XPF_PROXIED_NOT,	/* an ordinary session */
	XPF_PROXIED_WAITING,	/* SYN sent to the server */
	XPF_PROXIED_OPEN,	/* the server has answered */
};

/* What a client offered, as far as a cookie can tell. */
struct xpf_tcp_offer {
	u32 isn;		/* its first sequence number */
	u32 tsval;		/* its clock, if ts */
	u16 mss;
	u8 scale;		/* XPF_NO_SCALE: not offered */
	bool sack;
	bool ts;
};

struct xpf_proxied {
	u8 state;		/* enum xpf_proxied_state */
	u8 left, right;		/* shifts of the server's windows */
	u8 up;			/* of the client's, who must not scale */
	bool ts;		/* both have timestamps */
	u16 window;		/* of the client's ACK, as in its header */
	u32 cookie;		/* the server's ISN, as the client knows it */
	u32 isn;		/* as the server knows it */
	u32 clock;		/* what we told the client of our clock */
	u32 ahead;		/* our clock before the server's */
	struct xpf_tcp_offer offer;
};

/* Scale that a client is told of, whatever the server has. */
#define XPF_PROXIED_SCALE	7

/* Options of a SYN or SYN+ACK. */
struct xpf_tcp_options {
	u16 mss;		/* 0: none */
	u8 scale;		/* XPF_NO_SCALE: none */
	bool sack;
	bool ts;
	u32 tsval, tsecr;
};

void xpf_tcp_options_read(struct xpf_tcp_options *o, const u8 *opt, u32 len);
/* Up to 40 bytes; returns how many, a multiple of 4. */
u32 xpf_tcp_options_write(const struct xpf_tcp_options *o, u8 *opt);

/* The server's SYN+ACK came: how its windows and clock differ. */
void xpf_proxied_answered(struct xpf_proxied *p,
			  const struct xpf_tcp_options *server);

/*
 * Change window and timestamps of a header that wing @wing sent.
 * @tcp: the header, all @len bytes writable; not a SYN
 * @partial: the checksum holds the sum of the pseudo header only
 */
void xpf_proxied_send(const struct xpf_proxied *p, int wing, u8 *tcp, u32 len,
		      bool partial);

#endif
