/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Screens: what is looked for in packets that come in by a screened zone, in
 * three places of the pipeline.  See screen.c.
 */
#ifndef XPF_SCREEN_H
#define XPF_SCREEN_H

#include "verdict.h"

struct xpf_net;
struct xpf_pkt;
struct xpf_proxied;
struct xpf_session;
struct xpf_binding;
struct xpf_key;
struct xpf_syncookies;

/* The tables of a namespace, made once; -ENOMEM.  Context: xn->ctl held. */
int xpf_screens_new(struct xpf_net *xn);
void xpf_screens_free(struct xpf_net *xn);

/* Every packet and every fragment.  Context: softirq, RCU. */
enum xpf_verdict xpf_screen(struct xpf_pkt *pkt);
/*
 * One of UDP that is plain in its headers: is it still below the threshold of
 * a flood?  It is counted.
 * @b: of the interface where it came in; it has a screen
 */
bool xpf_screen_datagram(struct xpf_net *xn, const struct xpf_binding *b,
			 const struct xpf_key *key);
/* One that the parser refuses for @why: the reason to drop it for. */
enum xpf_reason xpf_screen_refused(struct xpf_pkt *pkt, enum xpf_reason why);
/*
 * One that has no session; counts it against the limits of its addresses.  A
 * SYN of a flood leaves marked XPF_PKT_PROXY; an ACK that brings a cookie is
 * its client's SYN again, with @p, to which pkt->proxied then points.
 */
enum xpf_verdict xpf_screen_first(struct xpf_pkt *pkt, struct xpf_proxied *p);
/* It got no session after all. */
void xpf_screen_uncount(struct xpf_pkt *pkt);
/* A session that was counted is over. */
void xpf_screen_closed(struct xpf_net *xn, const struct xpf_session *s);

/* For syncookie.c: that part of the tables. */
struct xpf_syncookies *xpf_screens_cookies(const struct xpf_net *xn);

#endif
