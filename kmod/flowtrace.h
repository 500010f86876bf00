/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Following packets on their way (uapi: SET_TRACE).
 *
 * Who does not trace pays nothing: interfaces of which packets are wanted have
 * XPF_STEP_TRACE among their steps, a word that every packet's way has read
 * already, and that keeps the express lane off.  A packet that fits has
 * XPF_PKT_TRACED from then on; what is decided about it is noted in pkt->traced
 * where pkt itself does not have it, and all of it is told once, at its end.
 *
 * Bounds: XPF_MAX_TRACE_FILTERS filters; a rate, beyond which packets are
 * counted only (XPF_S_TRACE_LIMITED); the queue of events, which counts what
 * its reader misses.
 */
#ifndef XPF_FLOWTRACE_H
#define XPF_FLOWTRACE_H

#include <linux/rcupdate.h>
#include <linux/types.h>
#include <uapi/linux/xpf.h>

#include "pkt/tracefilter.h"
#include "verdict.h"
#include "xpf.h"

struct xpf_pkt;
struct xpf_ruleset;

struct xpf_flowtrace {
	struct rcu_head rcu;
	u32 portid;			/* of the socket it belongs to */
	u32 flags;			/* XPF_TRACE_* */
	u32 per_second;			/* 0: no limit */
	struct xpf_rate rate;
	u32 n;				/* 0: every packet */
	struct xpf_trace_filter filter[] __counted_by(n);
};

/*
 * Is this one to be followed?  Called where it came in and its headers are
 * known; @whole: all of them.  Context: BH disabled, RCU.
 */
void xpf_trace_begin(struct xpf_pkt *pkt, bool whole);
/* Note what pkt->traced.plan came to, which is no more from now on. */
void xpf_trace_plan(struct xpf_pkt *pkt);
/* It is gone, or its way is clear: tell.  Only with XPF_PKT_TRACED. */
void xpf_trace_end(struct xpf_pkt *pkt, enum xpf_trace_verdict verdict,
		   enum xpf_reason reason);

/* Steps of a ruleset's interfaces, as the trace wants them.  Context: ctl. */
void xpf_trace_bind(const struct xpf_net *xn, struct xpf_ruleset *rs);

#endif
