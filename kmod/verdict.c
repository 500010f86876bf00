// SPDX-License-Identifier: GPL-2.0
/*
 * Dropping a packet: the one place where it is counted, traced and told.
 * Whoever drops says `return xpf_drop(pkt, XPF_R_...)`; the hook frees.
 */
#include "event.h"
#include "hook.h"
#include "pkt/pkt.h"
#include "stat.h"
#include "trace.h"
#include "verdict.h"

enum xpf_verdict xpf_drop(struct xpf_pkt *pkt, enum xpf_reason reason)
{
	struct xpf_net *xn = pkt->xn;

	if (WARN_ON_ONCE(reason <= XPF_R_NONE || reason >= __XPF_R_COUNT))
		reason = XPF_R_INTERNAL;
	this_cpu_inc(xn->stats->reason[reason]);
	xpf_stat_inc(xn, XPF_S_DROPPED);
	if (pkt->in)
		xpf_dev_drop(pkt->in);
	trace_xpf_drop(pkt, reason);
	xpf_event_drop(xn, pkt, reason);
	return XPF_DROP;
}
