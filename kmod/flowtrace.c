// SPDX-License-Identifier: GPL-2.0
/*
 * Which packets are followed, and what is noted of them on their way.
 */
#include <linux/ip.h>
#include <linux/skbuff.h>

#include "event.h"
#include "first/plan.h"
#include "flow/session.h"
#include "flowtrace.h"
#include "hook.h"
#include "pkt/pkt.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "tokens.h"

static bool wanted(const struct xpf_flowtrace *t, const struct xpf_pkt *pkt)
{
	u16 interface = pkt->bind ? pkt->bind->id : 0;
	u32 i;

	for (i = 0; i < t->n; i++)
		if (xpf_trace_fits(&t->filter[i], pkt, interface))
			return true;
	return !t->n;
}

/* Headers that were refused half way: the rest was not read. */
static void forget_headers(struct xpf_pkt *pkt)
{
	pkt->ttl = 0;
	pkt->tos = 0;
	pkt->tcp = (struct xpf_segment){ 0 };
}

void xpf_trace_begin(struct xpf_pkt *pkt, bool whole)
{
	const struct xpf_flowtrace *t = rcu_dereference(pkt->xn->trace);

	if (!t || !wanted(t, pkt))
		return;
	pkt->flags |= XPF_PKT_TRACED;
	memset(&pkt->traced, 0, sizeof(pkt->traced));
	if (!whole)
		forget_headers(pkt);
	if (pkt->key.family == AF_INET &&
	    skb_headlen(pkt->skb) >= sizeof(struct iphdr))
		pkt->traced.ip_id =
			ntohs(((const struct iphdr *)pkt->skb->data)->id);
}

void xpf_trace_plan(struct xpf_pkt *pkt)
{
	struct xpf_traced *t = &pkt->traced;
	const struct xpf_plan *plan = t->plan;

	t->plan = NULL;
	t->flags |= XPF_TRACED_FIRST;
	if (plan->family) {
		t->family = plan->family;
		t->daddr = plan->inside.daddr;
		t->dport = plan->inside.dport;
	}
	if (plan->dnat)
		t->dnat_rule = plan->dnat->id;
	if (plan->snat)
		t->snat_rule = plan->snat->id;
	if (plan->app)
		t->app = plan->app->id;
	if (plan->expect)
		t->flags |= XPF_TRACED_PINHOLE;
	if (plan->policy)
		t->flags |= XPF_TRACED_PERMITTED;
	if (plan->hop.kind != XPF_HOP_NONE)
		t->flags |= XPF_TRACED_ROUTED;
}

/* What the packet itself says. */
static u32 flags_of(const struct xpf_pkt *pkt)
{
	static const struct {
		u32 pkt, traced;
	} same[] = {
		{ XPF_PKT_FRAGMENT, XPF_TRACED_FRAGMENT },
		{ XPF_PKT_REASSEMBLED, XPF_TRACED_REASSEMBLED },
		{ XPF_PKT_ICMP_ERROR, XPF_TRACED_ICMP_ERROR },
		{ XPF_PKT_MULTICAST, XPF_TRACED_GROUP },
		{ XPF_PKT_LOCAL_OUT, XPF_TRACED_OUR_OWN },
		{ XPF_PKT_REPLIED, XPF_TRACED_REPLIED },
		{ XPF_PKT_FIRST, XPF_TRACED_CREATED | XPF_TRACED_FIRST },
		{ XPF_PKT_LAST, XPF_TRACED_LAST },
	};
	u32 flags = 0, i;

	for (i = 0; i < ARRAY_SIZE(same); i++)
		if (pkt->flags & same[i].pkt)
			flags |= same[i].traced;
	if (pkt->session && pkt->wing)
		flags |= XPF_TRACED_REPLY;
	return flags;
}

static bool enough(struct xpf_flowtrace *t, enum xpf_trace_verdict verdict)
{
	u32 kind = verdict == XPF_TRACED_DROPPED ? XPF_TRACE_DROPPED :
						   XPF_TRACE_PASSED;

	return t->flags & kind;
}

void xpf_trace_end(struct xpf_pkt *pkt, enum xpf_trace_verdict verdict,
		   enum xpf_reason reason)
{
	struct xpf_flowtrace *t = rcu_dereference(pkt->xn->trace);
	const struct xpf_session *s = pkt->session;

	pkt->flags &= ~XPF_PKT_TRACED;
	if (!t || !enough(t, verdict))
		return;
	if (t->per_second &&
	    !xpf_tokens_take(&t->rate, t->per_second, t->per_second)) {
		xpf_stat_inc(pkt->xn, XPF_S_TRACE_LIMITED);
		return;
	}
	if (pkt->traced.plan)
		xpf_trace_plan(pkt);
	pkt->traced.flags |= flags_of(pkt);
	if (pkt->out)
		pkt->traced.out_slot = pkt->out->slot;
	else if (s)
		pkt->traced.out_slot = s->in_slot[!pkt->wing];
	xpf_event_traced(pkt->xn, pkt, verdict, reason);
}

static bool may_come(const struct xpf_flowtrace *t, u16 interface)
{
	u32 i;

	for (i = 0; i < t->n; i++)
		if (!t->filter[i].interface ||
		    t->filter[i].interface == interface)
			return true;
	return !t->n;
}

void xpf_trace_bind(const struct xpf_net *xn, struct xpf_ruleset *rs)
{
	const struct xpf_flowtrace *t =
		rcu_dereference_protected(xn->trace, lockdep_is_held(&xn->ctl));
	struct xpf_binding *b;
	u32 i;

	for (i = 0; i < rs->n_bindings; i++) {
		b = &rs->binding[i];
		if (t && may_come(t, b->id))
			WRITE_ONCE(b->steps, b->steps | XPF_STEP_TRACE);
		else
			WRITE_ONCE(b->steps, b->steps & ~XPF_STEP_TRACE);
	}
}
