// SPDX-License-Identifier: GPL-2.0
/*
 * The first packet: from a miss in the table to a session.
 *
 *   what it is -> destination NAT -> route -> zones -> policy -> source NAT
 *   -> both wings inserted
 *
 * or, when it is for this host, host-inbound-traffic instead of a policy.
 * Multicast and broadcast never make sessions: they go up to the host if
 * host-inbound names them, and nowhere else.  rules.c says whether it may be,
 * session.c makes it.
 */
#include <net/dst.h>
#include <net/ndisc.h>

#include "filter/filter.h"
#include "first/first.h"
#include "first/plan.h"
#include "flow/expect.h"
#include "flow/proxied.h"
#include "flow/table.h"
#include "flowtrace.h"
#include "fwd/gre.h"
#include "fwd/nat64.h"
#include "fwd/proxyndp.h"
#include "hook.h"
#include "lifecycle.h"
#include "nat/destination.h"
#include "nat/persist.h"
#include "nat/static.h"
#include "pkt/pkt.h"
#include "pkt/prefix.h"
#include "pkt/reply.h"
#include "pkt/xlate.h"
#include "policy/ruleset.h"
#include "screen/screen.h"
#include "screen/syncookie.h"
#include "stat.h"
#include "xpf.h"

/* Can it leave by the other family, and from whom? */
static enum xpf_verdict check_family(struct xpf_pkt *pkt,
				     const struct xpf_plan *plan)
{
	enum xpf_reason why;

	if (likely(plan->family == pkt->key.family))
		return XPF_NEXT;
	if (xpf_xlate_proto(pkt->key.family, pkt->key.proto) < 0)
		return xpf_drop(pkt, XPF_R_UNTRANSLATABLE);
	if (!plan->snat)
		return xpf_drop(pkt, XPF_R_NAT_NO_ADDRESS);
	why = xpf_nat64_admits(pkt);
	return why ? xpf_drop(pkt, why) : XPF_NEXT;
}

/* What it quotes cannot be translated by what nobody knows. */
static bool stray_translated(const struct xpf_pkt *pkt,
			     const struct xpf_plan *plan)
{
	return unlikely(pkt->flags & XPF_PKT_STRAY) &&
	       (plan->snat || plan->dnat);
}

static enum xpf_verdict transit(struct xpf_pkt *pkt, struct xpf_plan *plan)
{
	struct xpf_dev *out = xpf_dev_of(pkt->xn, plan->hop.dst->dev);
	const struct xpf_binding *b;
	enum xpf_verdict v;

	b = out ? xpf_binding(pkt->rs, out->slot) : NULL;
	if (!b)
		return xpf_drop(pkt, XPF_R_NO_ZONE);
	pkt->out = out;
	pkt->to_zone = b->zone;
	if (pkt->flags & XPF_PKT_LINK_LOCAL)
		return xpf_drop(pkt, XPF_R_BAD_ADDRESS);
	v = xpf_plan_check(pkt, plan);
	if (v != XPF_NEXT)
		return v;
	v = unlikely(plan->expect) ? xpf_plan_inherit(pkt, plan) :
				     xpf_plan_rules(pkt, b, plan);
	if (v != XPF_NEXT)
		return v;
	if (stray_translated(pkt, plan))
		return xpf_drop(pkt, XPF_R_ICMP_ERROR);
	if (pkt->ttl <= 1) {
		xpf_reply_ttl(pkt);
		return xpf_drop(pkt, XPF_R_TTL);
	}
	v = check_family(pkt, plan);
	if (v != XPF_NEXT)
		return v;
	if (!xpf_checksum_ok(pkt))
		return xpf_drop(pkt, XPF_R_BAD_CHECKSUM);
	if (unlikely(pkt->flags & XPF_PKT_PROXY))
		return xpf_syncookie_answer(pkt, plan->policy, plan->hop.dst);
	xpf_key_reverse(&plan->inside, &plan->reply);
	plan->reply.vrf = b->vrf;
	plan->from_zone = pkt->from_zone;
	plan->to_zone = b->zone;
	plan->in_slot = pkt->in->slot;
	plan->out_slot = out->slot;
	return xpf_plan_insert_transit(pkt, plan, out->dev);
}

/* Neighbour discovery and the like: a message, no conversation. */
static bool no_conversation(const struct xpf_pkt *pkt)
{
	return pkt->key.proto == IPPROTO_ICMPV6 &&
	       !(pkt->flags & XPF_PKT_ICMP_QUERY);
}

/* The filter of lo0 comes before everything else that guards the host. */
static enum xpf_verdict host_filter(struct xpf_pkt *pkt)
{
	if (likely(!(pkt->bind->steps & XPF_STEP_FILTER_HOST)))
		return XPF_NEXT;
	return xpf_filter_host(pkt);
}

static enum xpf_verdict group(struct xpf_pkt *pkt)
{
	enum xpf_verdict v = host_filter(pkt);
	struct xpf_plan plan = { 0 };

	if (v != XPF_NEXT)
		return v;
	pkt->flags |= XPF_PKT_MULTICAST;
	pkt->to_zone = XPF_ZONE_HOST;
	if (!xpf_host_inbound(pkt->bind, pkt))
		return xpf_drop(pkt, XPF_R_MULTICAST);
	if (no_conversation(pkt))
		return XPF_ACCEPT;
	v = xpf_plan_self_policy(pkt, &plan);
	return v == XPF_NEXT ? XPF_ACCEPT : v;
}

/* host-inbound-traffic is asked about where it goes after translation. */
static bool admitted(const struct xpf_pkt *pkt, const struct xpf_plan *plan)
{
	struct xpf_pkt inside;

	if (likely(!plan->dnat))
		return xpf_host_inbound(pkt->bind, pkt);
	inside = *pkt;
	inside.key = plan->inside;
	return xpf_host_inbound(pkt->bind, &inside);
}

static enum xpf_verdict host(struct xpf_pkt *pkt, struct xpf_plan *plan)
{
	enum xpf_verdict v = host_filter(pkt);

	if (v != XPF_NEXT)
		return v;
	pkt->to_zone = XPF_ZONE_HOST;
	if (unlikely(pkt->flags & XPF_PKT_STRAY))
		return xpf_drop(pkt, XPF_R_ICMP_ERROR);
	/* It would have to come in once more, as another packet. */
	if (unlikely(plan->family != pkt->key.family))
		return xpf_drop(pkt, XPF_R_UNTRANSLATABLE);
	if (!admitted(pkt, plan))
		return xpf_drop(pkt, XPF_R_HOST_INBOUND);
	if (no_conversation(pkt))
		return XPF_ACCEPT;
	v = xpf_plan_check(pkt, plan);
	if (v == XPF_NEXT)
		v = xpf_plan_self_policy(pkt, plan);
	if (v != XPF_NEXT)
		return v;
	if (!xpf_checksum_ok(pkt))
		return xpf_drop(pkt, XPF_R_BAD_CHECKSUM);
	if (unlikely(pkt->flags & XPF_PKT_PROXY))
		return xpf_syncookie_answer(pkt, plan->policy, NULL);
	xpf_key_reverse(&plan->inside, &plan->reply);
	plan->flags |= XPF_SESSION_HOST_IN;
	plan->from_zone = pkt->from_zone;
	plan->to_zone = XPF_ZONE_HOST;
	plan->in_slot = pkt->in->slot;
	return xpf_plan_insert(pkt, plan);
}

/* To the outside of a binding? */
static int find_binding(struct xpf_pkt *pkt, struct xpf_plan *plan)
{
	const struct xpf_nat_rule *r;

	if (likely(!READ_ONCE(pkt->xn->n_bindings)))
		return 0;
	r = xpf_persist_in(pkt->xn, pkt->rs, &plan->inside);
	if (IS_ERR_OR_NULL(r))
		return PTR_ERR(r);
	plan->dnat = r;
	plan->flags |= XPF_SESSION_DNAT | XPF_SESSION_BOUND_IN;
	return 0;
}

/* What the rules say of what it came to. */
static noinline void find_rule(const struct xpf_pkt *pkt, struct xpf_plan *plan)
{
	static const struct xpf_binding unknown;
	struct xpf_fields f __uninitialized;

	xpf_fields_set(&f, &pkt->key, pkt->icmp_type, pkt->icmp_code, pkt->bind,
		       &unknown);
	plan->dnat = xpf_dnat(pkt->rs, &f, &plan->inside);
}

/* Where does it really go?  -errno: nowhere, by persistent NAT. */
static int find_inside(struct xpf_pkt *pkt, struct xpf_plan *plan)
{
	const struct xpf_ruleset *rs = pkt->rs;

	plan->inside = pkt->key;
	plan->family = pkt->key.family;
	if (unlikely(plan->expect)) {
		if (!(plan->expect->flags & XPF_EXPECT_DST))
			return 0;
		plan->inside.daddr = plan->expect->sent.daddr;
		plan->inside.dport = plan->expect->sent.dport;
		plan->flags |= XPF_SESSION_DNAT;
		return 0;
	}
	if (likely(!rs->nat[XPF_IMAGE_STATIC_NAT] &&
		   !rs->nat[XPF_IMAGE_DESTINATION_NAT]))
		return find_binding(pkt, plan);
	find_rule(pkt, plan);
	if (!plan->dnat)
		return find_binding(pkt, plan);
	plan->flags |= XPF_SESSION_DNAT;
	if (plan->dnat->kind == XPF_NAT_STATIC)
		plan->family = xpf_static_inside(plan->dnat);
	return 0;
}

/* An IPv4 address out of an IPv6 one: is it of a host? */
static bool odd_inside(const struct xpf_pkt *pkt, const struct xpf_plan *plan)
{
	__be32 a = plan->inside.daddr4;

	if (likely(plan->family == pkt->key.family) || plan->family != AF_INET)
		return false;
	return ipv4_is_zeronet(a) || ipv4_is_loopback(a) ||
	       ipv4_is_multicast(a) || ntohl(a) >> 28 == 15;
}

/* By whose routes: the rule may say that the inside is in another instance. */
static struct net_device *route_dev(const struct xpf_pkt *pkt,
				    const struct xpf_plan *plan)
{
	const struct xpf_nat_rule *r = plan->dnat;
	struct net_device *dev = NULL;

	if (unlikely(plan->expect && plan->expect->sent.vrf != pkt->key.vrf)) {
		dev = xpf_route_instance(pkt, plan->expect->sent.vrf);
		return dev ?: pkt->skb->dev;
	}
	if (likely(!r))
		return pkt->skb->dev;
	if (plan->flags & XPF_SESSION_BOUND_IN)
		dev = xpf_route_instance(pkt, plan->inside.vrf);
	else if (r->has_vrf)
		dev = xpf_route_instance(pkt, r->vrf);
	else if (r->pool && r->pool->has_vrf)
		dev = xpf_route_instance(pkt, r->pool->vrf);
	return dev ?: pkt->skb->dev;
}

static bool is_solicitation(const struct xpf_pkt *pkt)
{
	return pkt->key.proto == IPPROTO_ICMPV6 &&
	       pkt->key.family == AF_INET6 &&
	       pkt->icmp_type == NDISC_NEIGHBOUR_SOLICITATION;
}

static enum xpf_verdict start(struct xpf_pkt *pkt, struct xpf_plan *plan)
{
	enum xpf_verdict v;
	enum xpf_reason why;

	if (odd_inside(pkt, plan))
		return xpf_drop(pkt, XPF_R_BAD_ADDRESS);
	why = xpf_route(pkt, &plan->inside.daddr, plan->family,
			route_dev(pkt, plan), &plan->hop);
	if (why) {
		if (why == XPF_R_NO_ROUTE)
			xpf_route_unreachable(pkt);
		return xpf_drop(pkt, why);
	}
	/* A frame to all may hold a packet to all, not one to somebody. */
	if (pkt->skb->pkt_type != PACKET_HOST &&
	    plan->hop.kind != XPF_HOP_BROADCAST) {
		xpf_hop_put(&plan->hop);
		return xpf_drop(pkt, XPF_R_MULTICAST);
	}
	if (plan->dnat && plan->hop.kind == XPF_HOP_BROADCAST)
		return xpf_drop(pkt, XPF_R_NAT_SELF);
	if (unlikely(plan->expect) && plan->hop.kind != XPF_HOP_FORWARD) {
		xpf_hop_put(&plan->hop);
		return xpf_drop(pkt, XPF_R_NAT_SELF);
	}
	switch (plan->hop.kind) {
	case XPF_HOP_FORWARD:
		v = transit(pkt, plan);
		xpf_hop_put(&plan->hop);
		return v;
	case XPF_HOP_LOCAL:
		return host(pkt, plan);
	case XPF_HOP_BROADCAST:
		return group(pkt);
	case XPF_HOP_NONE:
		break;
	}
	return xpf_drop(pkt, XPF_R_INTERNAL);
}

static enum xpf_verdict first(struct xpf_pkt *pkt)
{
	struct xpf_plan plan = { 0 };
	enum xpf_verdict v;
	int err;

	if (unlikely(pkt->bind->n_proxy6) && is_solicitation(pkt) &&
	    xpf_proxy_ndp(pkt)) {
		consume_skb(pkt->skb);
		return XPF_STOLEN;
	}
	if (pkt->flags & XPF_PKT_MULTICAST)
		return group(pkt);
	if (unlikely(pkt->flags & XPF_PKT_TRACED))
		pkt->traced.plan = &plan;
	if (unlikely(xpf_expects_any(pkt->xn->expects)))
		plan.expect = xpf_expect_find(pkt->xn->expects, &pkt->key,
					      pkt->from_zone, pkt->now);
	err = find_inside(pkt, &plan);
	if (unlikely(err))
		return xpf_drop(pkt, xpf_nat_reason(err));
	v = start(pkt, &plan);
	if (unlikely(pkt->flags & XPF_PKT_TRACED))
		xpf_trace_plan(pkt);
	if (unlikely(plan.flags & XPF_SESSION_BOUND_IN) &&
	    !(pkt->flags & XPF_PKT_FIRST))
		xpf_persist_put(pkt->xn, &pkt->key);
	return v;
}

/* Does it belong to a call that a gateway knows? */
static bool known_call(struct xpf_pkt *pkt)
{
	struct xpf_table *t = pkt->xn->table;
	u32 hash = pkt->hash;

	if (!xpf_gre_call(pkt))
		return false;
	pkt->hash = xpf_table_hash(t, &pkt->key);
	pkt->session = xpf_table_lookup(t, &pkt->key, pkt->hash, pkt->wings,
					&pkt->wing);
	if (pkt->session)
		return true;
	if (xpf_expects_any(pkt->xn->expects) &&
	    xpf_expect_find(pkt->xn->expects, &pkt->key, pkt->from_zone,
			    pkt->now))
		return false;
	xpf_gre_forget(pkt);
	pkt->hash = hash;
	return false;
}

enum xpf_verdict xpf_first(struct xpf_pkt *pkt)
{
	struct xpf_proxied proxied;
	enum xpf_verdict v;

	if (unlikely(pkt->key.proto == IPPROTO_GRE) && known_call(pkt))
		return XPF_NEXT;
	xpf_stat_inc(pkt->xn, XPF_S_SESSION_MISS);
	pkt->proxied = NULL;
	if (likely(!(pkt->bind->steps & XPF_STEP_SCREEN)))
		return first(pkt);
	v = xpf_screen_first(pkt, &proxied);
	if (v == XPF_NEXT)
		v = first(pkt);
	pkt->proxied = NULL;
	/* What was counted for a session that did not come to be. */
	if (pkt->counted && !(pkt->flags & XPF_PKT_FIRST))
		xpf_screen_uncount(pkt);
	return v;
}

enum xpf_verdict xpf_first_error(struct xpf_pkt *pkt)
{
	struct xpf_table *t = pkt->xn->table;
	u16 what = pkt->icmp_type << 8 | pkt->icmp_code;

	if (likely(!(pkt->rs->flags & XPF_CONFIG_ALLOW_STRAY_ERROR)) ||
	    pkt->flags & XPF_PKT_MULTICAST || !xpf_checksum_ok(pkt))
		return xpf_drop(pkt, XPF_R_ICMP_ERROR);
	/* No query has two ids that differ, and no error is the answer. */
	pkt->key.sport = cpu_to_be16(what);
	pkt->key.dport = cpu_to_be16(~what);
	pkt->flags |= XPF_PKT_STRAY;
	pkt->wings = XPF_WINGS_INITIATOR;
	pkt->hash = xpf_table_hash(t, &pkt->key);
	pkt->session = xpf_table_lookup(t, &pkt->key, pkt->hash, pkt->wings,
					&pkt->wing);
	return pkt->session ? XPF_NEXT : xpf_first(pkt);
}

enum xpf_verdict xpf_first_self(struct xpf_pkt *pkt, struct xpf_dev *out)
{
	struct xpf_plan plan = {
		.flags = XPF_SESSION_HOST_OUT,
		.from_zone = XPF_ZONE_HOST,
		.to_zone = pkt->to_zone,
		.out_slot = out->slot,
		.loose = true,
	};
	enum xpf_verdict v;

	pkt->proxied = NULL;
	/* Ours to refuse a stranger's segment with; it opens nothing. */
	if (pkt->key.proto == IPPROTO_TCP && pkt->tcp.flags & XPF_TCP_RST)
		return XPF_ACCEPT;
	if (unlikely(pkt->flags & XPF_PKT_TRACED))
		pkt->traced.plan = &plan;
	v = xpf_plan_self_policy(pkt, &plan);
	if (v == XPF_NEXT) {
		xpf_key_reverse(&pkt->key, &plan.reply);
		v = xpf_plan_insert(pkt, &plan);
	}
	if (unlikely(pkt->flags & XPF_PKT_TRACED))
		xpf_trace_plan(pkt);
	return v;
}
