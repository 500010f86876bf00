// SPDX-License-Identifier: GPL-2.0
/*
 * May a session begin?  What kind of packet it is, what the policies say, and
 * which rule translates its source.
 *
 * Only two kinds of packet start a session: those that begin a conversation
 * (TCP SYN, ICMP query, any UDP) and those of protocols of which we know
 * nothing but addresses.  Everything else that has no session is dropped here,
 * before a policy is asked.
 */
#include "alg/alg.h"
#include "event.h"
#include "first/plan.h"
#include "flow/expect.h"
#include "hook.h"
#include "lifecycle.h"
#include "pkt/pkt.h"
#include "pkt/reply.h"
#include "policy/ruleset.h"
#include "xpf.h"

static enum xpf_verdict denied(struct xpf_pkt *pkt, const struct xpf_policy *p)
{
	u8 action = p ? p->action : pkt->rs->default_action;
	enum xpf_reason why = !pkt->in ? XPF_R_HOST_OUTBOUND :
			      !p       ? XPF_R_DEFAULT_DENY :
			      action == XPF_ACTION_REJECT ?
				   XPF_R_POLICY_REJECT :
				   XPF_R_POLICY_DENY;

	if (p) {
		pkt->policy = p->id;
		this_cpu_inc(p->counters->hits);
		if (p->flags & XPF_POLICY_LOG_INIT)
			xpf_event_deny(pkt->xn, pkt, p->id, why);
	}
	if (action == XPF_ACTION_REJECT && pkt->in)
		xpf_reply_reject(pkt);
	return xpf_drop(pkt, why);
}

/* A segment of no connection, where a connection would have to begin. */
static enum xpf_verdict check_syn(struct xpf_pkt *pkt, bool loose)
{
	u8 kind = pkt->tcp.flags &
		  (XPF_TCP_SYN | XPF_TCP_ACK | XPF_TCP_RST | XPF_TCP_FIN);

	if (pkt->key.proto != IPPROTO_TCP)
		return XPF_NEXT;
	if (kind == XPF_TCP_SYN && pkt->tcp.len &&
	    pkt->rs->flags & XPF_CONFIG_STRICT_SYN_CHECK)
		return xpf_drop(pkt, XPF_R_SYN_CHECK);
	if (kind == XPF_TCP_SYN || (loose && !(kind & XPF_TCP_RST)))
		return XPF_NEXT;
	if (pkt->rs->zone[pkt->from_zone].flags & XPF_ZONE_TCP_RST)
		xpf_reply_reset(pkt);
	return xpf_drop(pkt, XPF_R_SYN_CHECK);
}

/* May a connection begin in its middle? */
static bool may_be_loose(const struct xpf_pkt *pkt)
{
	u32 flags = pkt->rs->flags;

	if (flags & XPF_CONFIG_NO_SYN_CHECK)
		return true;
	return flags & XPF_CONFIG_NO_SYN_CHECK_TUNNEL && pkt->in &&
	       xpf_dev_tunnel(pkt->in);
}

/* Somebody's answer, where a question would have to begin (RFC 1035 4.1.1). */
static bool stray_dns_reply(const struct xpf_pkt *pkt)
{
	__be16 id_flags[2], *p;

	if (pkt->key.proto != IPPROTO_UDP || pkt->key.dport != htons(53) ||
	    pkt->rs->flags & XPF_CONFIG_ALLOW_DNS_REPLY)
		return false;
	p = skb_header_pointer(pkt->skb, pkt->payload, sizeof(id_flags),
			       id_flags);
	return p && p[1] & htons(0x8000);
}

enum xpf_verdict xpf_plan_check(struct xpf_pkt *pkt, struct xpf_plan *plan)
{
	plan->loose = may_be_loose(pkt);
	if ((pkt->key.proto == IPPROTO_ICMP ||
	     pkt->key.proto == IPPROTO_ICMPV6) &&
	    !(pkt->flags & (XPF_PKT_ICMP_QUERY | XPF_PKT_STRAY)))
		return xpf_drop(pkt, XPF_R_ICMP_TYPE);
	if (stray_dns_reply(pkt))
		return xpf_drop(pkt, XPF_R_DNS_REPLY);
	return check_syn(pkt, plan->loose);
}

/* What a policy that permits asks of the packet beside its match. */
static enum xpf_verdict check_permit(struct xpf_pkt *pkt,
				     const struct xpf_plan *plan)
{
	u32 flags = plan->policy->flags;

	if (flags & XPF_POLICY_SYN_CHECK && plan->loose)
		return check_syn(pkt, false);
	if ((flags & XPF_POLICY_DROP_DNAT && plan->dnat) ||
	    (flags & XPF_POLICY_DROP_NO_DNAT && !plan->dnat))
		return xpf_drop(pkt, XPF_R_POLICY_DENY);
	return XPF_NEXT;
}

/* The control session's policy decided already, and must still permit. */
enum xpf_verdict xpf_plan_inherit(struct xpf_pkt *pkt, struct xpf_plan *plan)
{
	const struct xpf_expect *e = plan->expect;
	const struct xpf_policy *p = xpf_policy_by_id(pkt->rs, e->policy);

	if (pkt->to_zone != e->out_zone)
		return xpf_drop(pkt, XPF_R_WRONG_ZONE);
	if (e->policy && !p)
		return xpf_drop(pkt, XPF_R_POLICY_DENY);
	if ((p ? p->action : pkt->rs->default_action) != XPF_ACTION_PERMIT)
		return denied(pkt, p);
	plan->policy = p;
	pkt->policy = e->policy;
	if (e->flags & XPF_EXPECT_SRC_ALLOC)
		plan->snat = xpf_nat_rule_by_id(pkt->rs, e->nat_rule);
	return XPF_NEXT;
}

static enum xpf_verdict ask_policy(struct xpf_pkt *pkt,
				   const struct xpf_binding *in,
				   const struct xpf_binding *out,
				   struct xpf_plan *plan, struct xpf_fields *f)
{
	const struct xpf_policy *p;

	xpf_fields_set(f, &plan->inside, pkt->icmp_type, pkt->icmp_code, in,
		       out);
	f->mixed = xpf_fields_mixed(pkt->key.family, plan->family);
	p = xpf_policy_lookup(pkt->rs, f);
	if ((p ? p->action : pkt->rs->default_action) != XPF_ACTION_PERMIT)
		return denied(pkt, p);
	plan->policy = p;
	if (!p)
		return XPF_NEXT;
	pkt->policy = p->id;
	plan->app = xpf_policy_app(pkt->rs, p, pkt->key.proto, f->sport,
				   f->service & 0xffff);
	return check_permit(pkt, plan);
}

enum xpf_verdict xpf_plan_rules(struct xpf_pkt *pkt,
				const struct xpf_binding *out,
				struct xpf_plan *plan)
{
	struct xpf_fields f __uninitialized;
	enum xpf_verdict v = ask_policy(pkt, pkt->bind, out, plan, &f);

	if (v != XPF_NEXT)
		return v;
	if (pkt->rs->alg.enabled && plan->family == pkt->key.family)
		plan->alg = xpf_alg_choose(pkt->rs, plan->app, &plan->inside);
	plan->snat = xpf_nat_lookup(pkt->rs, XPF_IMAGE_STATIC_SOURCE, &f) ?:
			     xpf_nat_lookup(pkt->rs, XPF_IMAGE_SOURCE_NAT, &f);
	if (plan->snat && plan->snat->action == XPF_NAT_OFF)
		plan->snat = NULL;
	return XPF_NEXT;
}

/*
 * Policies to and from junos-host decide beside host-inbound-traffic, where
 * there are any for the zone.
 */
enum xpf_verdict xpf_plan_self_policy(struct xpf_pkt *pkt,
				      struct xpf_plan *plan)
{
	struct xpf_binding self = {
		.zone = XPF_ZONE_HOST,
		.vrf = pkt->key.vrf,
	};
	bool in = pkt->in;
	u16 zone = in ? pkt->from_zone : pkt->to_zone;
	struct xpf_fields f;

	if (likely(!(pkt->rs->zone[zone].flags &
		     (in ? XPF_ZONE_POLICY_IN : XPF_ZONE_POLICY_OUT))))
		return XPF_NEXT;
	if (!plan->inside.family) { /* not translated */
		plan->inside = pkt->key;
		plan->family = pkt->key.family;
	}
	return in ? ask_policy(pkt, pkt->bind, &self, plan, &f) :
		    ask_policy(pkt, &self, pkt->bind, plan, &f);
}
