// SPDX-License-Identifier: GPL-2.0
/*
 * Dropping a packet: the one place where it is counted, traced and told.
 * Whoever drops says `return xpf_drop(pkt, XPF_R_...)`; the hook frees.
 */
#include <linux/netdevice.h>

#include "drops.h"
#include "event.h"
#include "flowtrace.h"
#include "hook.h"
#include "pkt/pkt.h"
#include "stat.h"
#include "trace.h"
#include "verdict.h"

static u32 ifindex_of(const struct xpf_pkt *pkt)
{
	const struct net_device *dev = pkt->in ? pkt->in->dev : pkt->skb->dev;

	return dev ? dev->ifindex : 0;
}

enum xpf_verdict xpf_drop(struct xpf_pkt *pkt, enum xpf_reason reason)
{
	struct xpf_net *xn = pkt->xn;

	if (WARN_ON_ONCE(reason <= XPF_R_NONE || reason >= __XPF_R_COUNT))
		reason = XPF_R_INTERNAL;
	this_cpu_inc(xn->stats->reason[reason]);
	xpf_stat_inc(xn, XPF_S_DROPPED);
	if (pkt->in)
		xpf_dev_drop(pkt->in);
	xpf_drops_add(xn->drops, pkt, ifindex_of(pkt), reason);
	trace_xpf_drop(pkt, reason);
	xpf_event_drop(xn, pkt, reason);
	if (unlikely(pkt->flags & XPF_PKT_TRACED))
		xpf_trace_end(pkt, XPF_TRACED_DROPPED, reason);
	return XPF_DROP;
}
