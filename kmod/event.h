/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events to userspace, batched; implemented in ctl/events.c.  All may be
 * called in softirq context, never sleep, and cost one load when nobody
 * listens.  What cannot be queued is counted (XPF_S_EVENTS_LOST).
 */
#ifndef XPF_EVENT_H
#define XPF_EVENT_H

#include <uapi/linux/xpf.h>

#include "verdict.h"

struct xpf_nat_entry;
struct xpf_net;
struct xpf_session;
struct xpf_pkt;

/* Only for sessions whose policy logs; the caller has looked. */
void xpf_event_open(struct xpf_net *xn, const struct xpf_session *s);
void xpf_event_close(struct xpf_net *xn, const struct xpf_session *s,
		     enum xpf_close_reason why);
/* A denied first packet whose policy logs. @policy: id, 0 = default */
void xpf_event_deny(struct xpf_net *xn, const struct xpf_pkt *pkt, u32 policy,
		    enum xpf_reason reason);
/* Every drop; called by xpf_drop(). */
void xpf_event_drop(struct xpf_net *xn, const struct xpf_pkt *pkt,
		    enum xpf_reason reason);
/* A packet that a term of a filter with syslog or sample met. */
void xpf_event_filter(struct xpf_net *xn, const struct xpf_pkt *pkt,
		      enum xpf_event_kind kind, const char *filter, u8 action);
/* @threshold: that was exceeded, 0: none; @alarm: it passed all the same */
void xpf_event_screen(struct xpf_net *xn, const struct xpf_pkt *pkt,
		      enum xpf_screen_id id, u32 threshold, bool alarm);
/* How a packet went. @verdict: enum xpf_trace_verdict */
void xpf_event_traced(struct xpf_net *xn, const struct xpf_pkt *pkt,
		      u8 verdict, enum xpf_reason reason);
void xpf_event_table(struct xpf_net *xn, enum xpf_event_kind kind);
/* XPF_EVENT_NAT_*: of a binding. */
void xpf_event_nat(struct xpf_net *xn, enum xpf_event_kind kind,
		   const struct xpf_nat_entry *e);

#endif
