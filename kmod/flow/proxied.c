// SPDX-License-Identifier: GPL-2.0
/*
 * See proxied.h.  Pure: no clock, no skb, no locks.
 *
 * The client was told scale 7, a clock of ours and SACK before the server was
 * asked.  What the server has instead: its windows are shifted, never to more
 * than they are; its clock is moved by a constant, and what the client echoes
 * is moved back.  If it has no scale at all, the client's windows are written
 * out as they were meant, as far as 16 bits go.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "flow/proxied.h"
#include "pkt/pkt.h"
#include "pkt/rewrite.h"

#define TCP_OPT_END 0
#define TCP_OPT_NOP 1
#define TCP_OPT_MSS 2
#define TCP_OPT_SCALE 3
#define TCP_OPT_SACK 4
#define TCP_OPT_TS 8

#define HEADER 20
#define AT_WINDOW 14

/* Is there one at *@at, or after padding?  It is whole, and not empty. */
static bool next_option(const u8 *opt, u32 len, u32 *at)
{
	while (*at + 1 < len && opt[*at] == TCP_OPT_NOP)
		++*at;
	return *at + 1 < len && opt[*at] != TCP_OPT_END && opt[*at + 1] >= 2 &&
	       opt[*at + 1] <= len - *at;
}

static void read_option(struct xpf_tcp_options *o, const u8 *opt)
{
	switch (opt[0]) {
	case TCP_OPT_MSS:
		if (opt[1] == 4)
			o->mss = get_unaligned_be16(opt + 2);
		break;
	case TCP_OPT_SCALE:
		if (opt[1] == 3)
			o->scale = min_t(u8, opt[2], 14);
		break;
	case TCP_OPT_SACK:
		o->sack = opt[1] == 2;
		break;
	case TCP_OPT_TS:
		if (opt[1] != 10)
			break;
		o->ts = true;
		o->tsval = get_unaligned_be32(opt + 2);
		o->tsecr = get_unaligned_be32(opt + 6);
		break;
	}
}

void xpf_tcp_options_read(struct xpf_tcp_options *o, const u8 *opt, u32 len)
{
	u32 at = 0;

	*o = (struct xpf_tcp_options){ .scale = XPF_NO_SCALE };
	for (; next_option(opt, len, &at); at += opt[at + 1])
		read_option(o, opt + at);
}

u32 xpf_tcp_options_write(const struct xpf_tcp_options *o, u8 *opt)
{
	u32 n = 0;

	if (o->mss) {
		opt[n] = TCP_OPT_MSS;
		opt[n + 1] = 4;
		put_unaligned_be16(o->mss, opt + n + 2);
		n += 4;
	}
	if (o->ts) {
		opt[n] = o->sack ? TCP_OPT_SACK : TCP_OPT_NOP;
		opt[n + 1] = o->sack ? 2 : TCP_OPT_NOP;
		opt[n + 2] = TCP_OPT_TS;
		opt[n + 3] = 10;
		put_unaligned_be32(o->tsval, opt + n + 4);
		put_unaligned_be32(o->tsecr, opt + n + 8);
		n += 12;
	}
	if (o->scale != XPF_NO_SCALE) {
		opt[n] = TCP_OPT_NOP;
		opt[n + 1] = TCP_OPT_SCALE;
		opt[n + 2] = 3;
		opt[n + 3] = o->scale;
		n += 4;
	}
	return n;
}

void xpf_proxied_answered(struct xpf_proxied *p,
			  const struct xpf_tcp_options *server)
{
	bool scaled = p->offer.scale != XPF_NO_SCALE;
	u8 shift = server->scale == XPF_NO_SCALE ? 0 : server->scale;

	p->left = scaled ? shift : 0;
	p->right = scaled ? XPF_PROXIED_SCALE : 0;
	p->up = scaled && server->scale == XPF_NO_SCALE ? p->offer.scale : 0;
	p->ts = p->offer.ts && server->ts;
	p->ahead = p->clock - server->tsval;
	p->state = XPF_PROXIED_OPEN;
}

static void move_clock(const struct xpf_proxied *p, int wing, u8 *opt, u32 len)
{
	u32 at = 0;
	u8 *t;

	for (; next_option(opt, len, &at); at += opt[at + 1]) {
		if (opt[at] != TCP_OPT_TS || opt[at + 1] != 10)
			continue;
		t = opt + at + (wing ? 2 : 6);
		put_unaligned_be32(get_unaligned_be32(t) +
					   (wing ? p->ahead : -p->ahead),
				   t);
	}
}

void xpf_proxied_send(const struct xpf_proxied *p, int wing, u8 *tcp, u32 len,
		      bool partial)
{
	u32 window;
	u16 before;

	if (p->state != XPF_PROXIED_OPEN)
		return;
	before = xpf_sum_tcp(tcp, len);
	window = get_unaligned_be16(tcp + AT_WINDOW);
	window = wing ? window << p->left >> p->right : window << p->up;
	put_unaligned_be16(min_t(u32, window, U16_MAX), tcp + AT_WINDOW);
	if (p->ts && len > HEADER)
		move_clock(p, wing, tcp + HEADER, len - HEADER);
	if (!partial)
		xpf_sum_tcp_apply(tcp, len, before);
}
