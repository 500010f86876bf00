// SPDX-License-Identifier: GPL-2.0
/*
 * The first packet: from a miss in the table to a session.
 *
 *   what it is -> destination NAT -> route -> zones -> policy -> source NAT
 *   -> both wings inserted
 *
 * or, when it is for this host, host-inbound-traffic instead of a policy.
 * Multicast and broadcast never make sessions: they go up to the host if
 * host-inbound names them, and nowhere else.
 *
 * Only two kinds of packet start a session: those that begin a conversation
 * (TCP SYN, ICMP query, any UDP) and those of protocols of which we know
 * nothing but addresses.  Everything else that has no session is dropped here,
 * before a policy is asked.
 *
 * Both wings are in the table before the packet moves on, so its answer can
 * never arrive too early, and two CPUs that see the first packets of one flow
 * agree on one session.
 */
#include <linux/in.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/udp.h>
#include <net/dst.h>
#include <net/ndisc.h>

#include "alg/alg.h"
#include "event.h"
#include "filter/filter.h"
#include "first.h"
#include "flow/expect.h"
#include "flow/ext.h"
#include "flow/session.h"
#include "flow/table.h"
#include "fwd/nat64.h"
#include "fwd/proxyndp.h"
#include "fwd/route.h"
#include "hook.h"
#include "lifecycle.h"
#include "nat/destination.h"
#include "nat/persist.h"
#include "nat/source.h"
#include "nat/static.h"
#include "pkt/pkt.h"
#include "pkt/prefix.h"
#include "pkt/reply.h"
#include "pkt/rewrite.h"
#include "pkt/xlate.h"
#include "policy/ruleset.h"
#include "screen/screen.h"
#include "stat.h"
#include "xpf.h"

#define NAT_TRIES 16 /* translations that are another's, at most */

/* What a new session will be; kept until it is inserted. */
struct plan {
	struct xpf_key inside; /* the flow after destination NAT */
	struct xpf_key reply; /* key of wing 1 */
	struct xpf_hop hop; /* of wing 0 */
	const struct xpf_policy *policy;
	const struct xpf_nat_rule *snat, *dnat;
	const struct xpf_app *app;
	u32 flags; /* XPF_SESSION_* */
	u16 from_zone, to_zone;
	u16 in_slot, out_slot;
	bool loose; /* TCP need not begin with a SYN */
	u8 family; /* of what leaves */
	u8 alg; /* enum xpf_alg that will read it */
	struct xpf_expect *expect; /* that waited for it; NULL: none */
};

bool xpf_checksum_ok(const struct xpf_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;
	u8 proto = pkt->key.proto;

	switch (proto) {
	case IPPROTO_UDP:
		if (!((struct udphdr *)(skb->data + pkt->l4))->check)
			return true;
		break;
	case IPPROTO_TCP:
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		break;
	default:
		return true;
	}
	if (pkt->key.family == AF_INET)
		return !nf_ip_checksum(skb, NF_INET_PRE_ROUTING, pkt->l4,
				       proto);
	return !nf_ip6_checksum(skb, NF_INET_PRE_ROUTING, pkt->l4, proto);
}

/* The session itself. */

static void set_wings(struct xpf_session *s, const struct xpf_pkt *pkt,
		      const struct plan *plan)
{
	struct xpf_wing *a = &s->wing[0], *b = &s->wing[1];

	a->key = pkt->key;
	b->key = plan->reply;
	a->in_zone = plan->from_zone;
	b->in_zone = plan->to_zone;
	s->in_slot[0] = plan->in_slot;
	s->in_slot[1] = plan->out_slot;
	if (plan->flags & XPF_SESSION_HOST_IN) {
		a->flags = XPF_WING_LOCAL;
		b->flags = XPF_WING_SELF;
	} else if (plan->flags & XPF_SESSION_HOST_OUT) {
		a->flags = XPF_WING_SELF;
		b->flags = XPF_WING_LOCAL;
	}
	if (!(plan->flags & (XPF_SESSION_SNAT | XPF_SESSION_DNAT)))
		return;
	if (a->key.family != b->key.family) {
		a->flags |= XPF_WING_XLAT;
		b->flags |= XPF_WING_XLAT;
	}
	a->flags |= XPF_WING_NAT;
	b->flags |= XPF_WING_NAT;
	a->csum_addr = xpf_delta_addr(&a->key, &b->key);
	b->csum_addr = xpf_delta_addr(&b->key, &a->key);
	a->csum_l4 = xpf_delta_l4(&a->key, &b->key);
	b->csum_l4 = xpf_delta_l4(&b->key, &a->key);
}

static bool set_state(struct xpf_session *s, const struct xpf_pkt *pkt,
		      const struct plan *plan)
{
	const struct xpf_ruleset *rs = pkt->rs;

	s->state = XPF_STATE_INIT;
	if (plan->app) {
		s->app = plan->app->id;
		s->idle_timeout = plan->app->timeout;
	}
	if (plan->expect) {
		s->app = plan->expect->app;
		s->idle_timeout = plan->expect->idle_timeout;
	}
	if (pkt->key.proto == IPPROTO_TCP) {
		if (!xpf_tcp_open(&s->tcp, &pkt->tcp, plan->loose, &s->state))
			return false;
	} else {
		s->icmp_type = pkt->icmp_type;
		s->icmp_code = pkt->icmp_code;
	}
	s->timeout = xpf_session_timeout(rs, s);
	return true;
}

/* What is an ALG's: the session that it reads, or one that it made. */
static bool set_ext(struct xpf_session *s, const struct xpf_pkt *pkt,
		    const struct plan *plan)
{
	struct xpf_ext *e;

	if (likely(!plan->alg && !plan->expect))
		return true;
	if (plan->alg)
		return xpf_alg_attach(pkt->xn, s, plan->alg);
	/* For the operator only: the session does without. */
	e = xpf_ext_get(pkt->xn, s);
	if (e) {
		e->made_by = plan->expect->alg;
		e->group = plan->expect->group;
		e->resource = plan->expect->id;
	}
	return true;
}

/* Insert a session; -EEXIST: the answer's key is another's. */
static int insert(struct xpf_pkt *pkt, const struct plan *plan)
{
	struct xpf_net *xn = pkt->xn;
	struct xpf_session *s;
	u32 hash[2];
	int err;

	s = xpf_table_get(xn->table);
	if (!s)
		return -ENOSPC;
	set_wings(s, pkt, plan);
	s->flags = plan->flags | pkt->counted;
	if (plan->policy && plan->policy->flags & XPF_POLICY_SEQ_CHECK)
		s->flags |= XPF_SESSION_SEQ_CHECK;
	s->policy = plan->policy ? plan->policy->id : 0;
	s->log = plan->policy ? plan->policy->flags & (XPF_POLICY_LOG_INIT |
						       XPF_POLICY_LOG_CLOSE) :
				0;
	s->nat_rule = plan->snat ? plan->snat->id : 0;
	s->dnat_rule = plan->dnat ? plan->dnat->id : 0;
	s->generation = pkt->rs->generation;
	s->created = pkt->now;
	err = set_state(s, pkt, plan) ? 0 : -EINVAL;
	if (!err && !set_ext(s, pkt, plan))
		err = -ENOSPC;
	if (err)
		goto err_put;
	hash[0] = pkt->hash;
	hash[1] = xpf_table_hash(xn->table, &s->wing[1].key);
	err = xpf_table_insert(xn->table, s, hash);
	if (err)
		goto err_put;
	if (plan->hop.dst)
		xpf_wing_set_hop(xn, &s->wing[0], &plan->hop,
				 &s->wing[1].key.saddr, plan->out_slot);
	pkt->session = s;
	pkt->wing = 0;
	pkt->flags |= XPF_PKT_FIRST;
	return 0;

err_put:
	xpf_ext_free(s);
	xpf_table_put(xn->table, s);
	return err;
}

/* Has another CPU made the session meanwhile? */
static bool found_now(struct xpf_pkt *pkt)
{
	pkt->session = xpf_table_lookup(pkt->xn->table, &pkt->key, pkt->hash,
					pkt->wings, &pkt->wing);
	return pkt->session;
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

static enum xpf_reason reason_of(int err)
{
	switch (err) {
	case -EEXIST:
		return XPF_R_SESSION_COLLISION;
	case -ENOSPC:
		return XPF_R_SESSION_LIMIT;
	case -E2BIG:
		return XPF_R_SESSION_BUCKET;
	case -EINVAL:
		return XPF_R_SYN_CHECK;
	}
	return XPF_R_INTERNAL;
}

/* Source NAT. */

static enum xpf_reason nat_reason(int err)
{
	switch (err) {
	case -EADDRNOTAVAIL:
		return XPF_R_NAT_NO_ADDRESS;
	case -EDQUOT:
		return XPF_R_NAT_BINDING_FULL;
	case -EACCES:
		return XPF_R_NAT_BINDING;
	}
	return XPF_R_NAT_NO_PORT;
}

/* A flow that leaves by the other family: its source still is of the old. */
static int cross(const struct plan *plan, struct xpf_key *outside)
{
	const struct xpf_nat_pool *pool = plan->snat->pool;

	/* The n-th host has no place in a pool of another family. */
	if (pool && pool->flags & XPF_POOL_SHIFT)
		return -EADDRNOTAVAIL;
	outside->proto = xpf_xlate_proto(outside->family, outside->proto);
	outside->family = plan->family;
	return 0;
}

/* An IPv4 source behind an IPv6 prefix, one to one. */
static bool embed(const struct plan *plan, struct xpf_key *outside)
{
	const struct xpf_nat_pool *pool = plan->snat->pool;

	if (!pool || !xpf_pool_embeds(pool))
		return false;
	xpf_embed(&outside->saddr, &pool->range[0].lo, 96);
	this_cpu_inc(pool->counters->hits);
	return true;
}

/* Bindings lead back to hosts of the binding's own family: none here. */
static int alloc_crossed(struct xpf_pkt *pkt, const struct plan *plan,
			 const struct net_device *out, u16 vrf,
			 struct xpf_key *outside, u32 attempt)
{
	struct xpf_nat_rule rule = *plan->snat;

	rule.persist.kind = XPF_PERSIST_NONE;
	return xpf_snat_alloc(pkt->xn, &rule, out, vrf, outside, attempt);
}

/* @attempt: how many translations were taken by other sessions */
static int translate(struct xpf_pkt *pkt, struct plan *plan,
		     const struct net_device *out, u32 attempt)
{
	struct xpf_key outside = plan->inside;
	u16 vrf = plan->reply.vrf;
	int r = 0;

	if (plan->family != outside.family) {
		r = cross(plan, &outside);
		if (r)
			return r;
		if (!embed(plan, &outside))
			r = alloc_crossed(pkt, plan, out, vrf, &outside,
					  attempt);
	} else {
		r = xpf_snat_alloc(pkt->xn, plan->snat, out, vrf, &outside,
				   attempt);
	}
	if (r < 0)
		return r;
	outside.vrf = vrf;
	xpf_key_reverse(&outside, &plan->reply);
	plan->flags |= XPF_SESSION_SNAT;
	plan->flags &= ~(XPF_SESSION_PORT | XPF_SESSION_BOUND_OUT);
	if (r & XPF_SNAT_PORT)
		plan->flags |= XPF_SESSION_PORT;
	if (r & XPF_SNAT_BOUND)
		plan->flags |= XPF_SESSION_BOUND_OUT;
	return 0;
}

static void untranslate(struct xpf_pkt *pkt, const struct plan *plan)
{
	struct xpf_key outside;

	if (plan->flags & XPF_SESSION_BOUND_OUT)
		xpf_persist_put(pkt->xn, &plan->reply);
	if (!(plan->flags & XPF_SESSION_PORT))
		return;
	xpf_key_reverse(&plan->reply, &outside);
	xpf_snat_free(pkt->xn, outside.vrf, &outside);
}

/* Insert; when the translated reply is another's, try another translation. */
static int insert_translated(struct xpf_pkt *pkt, struct plan *plan,
			     const struct net_device *out)
{
	struct plan taken;
	int err, tries;

	for (tries = 0;; tries++) {
		err = insert(pkt, plan);
		if (err != -EEXIST || found_now(pkt) || tries == NAT_TRIES)
			break;
		if (plan->flags & XPF_SESSION_BOUND_OUT &&
		    !(plan->flags & XPF_SESSION_PORT))
			break; /* there is no other translation */
		taken = *plan;
		err = translate(pkt, plan, out, tries + 1);
		untranslate(pkt, &taken);
		if (err)
			return -EEXIST;
	}
	if (err)
		untranslate(pkt, plan);
	return err;
}

/* To somewhere else. */

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

static enum xpf_verdict check_kind(struct xpf_pkt *pkt, struct plan *plan)
{
	plan->loose = may_be_loose(pkt);
	if ((pkt->key.proto == IPPROTO_ICMP ||
	     pkt->key.proto == IPPROTO_ICMPV6) &&
	    !(pkt->flags & XPF_PKT_ICMP_QUERY))
		return xpf_drop(pkt, XPF_R_ICMP_TYPE);
	if (stray_dns_reply(pkt))
		return xpf_drop(pkt, XPF_R_DNS_REPLY);
	return check_syn(pkt, plan->loose);
}

/* What a policy that permits asks of the packet beside its match. */
static enum xpf_verdict check_permit(struct xpf_pkt *pkt,
				     const struct plan *plan)
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
static enum xpf_verdict inherit_policy(struct xpf_pkt *pkt, struct plan *plan)
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
				   struct plan *plan, struct xpf_fields *f)
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

static enum xpf_verdict
ask_rules(struct xpf_pkt *pkt, const struct xpf_binding *out, struct plan *plan)
{
	struct xpf_fields f;
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

/* Translated as the control session's payload promised. */
static int translate_expected(struct xpf_pkt *pkt, struct plan *plan)
{
	const struct xpf_expect *e = plan->expect;
	struct xpf_key outside = plan->inside;
	int r = 0;

	if (!(e->flags & XPF_EXPECT_SRC))
		return 0;
	outside.vrf = plan->reply.vrf;
	outside.saddr = e->sent.saddr;
	if (e->flags & XPF_EXPECT_SRC_PORT)
		outside.sport = e->sent.sport;
	if (e->flags & XPF_EXPECT_SRC_ALLOC)
		r = xpf_snat_port_like(pkt->xn, plan->snat, outside.vrf,
				       &outside);
	if (r < 0)
		return r;
	xpf_key_reverse(&outside, &plan->reply);
	plan->flags |= XPF_SESSION_SNAT;
	if (r == XPF_SNAT_PORT)
		plan->flags |= XPF_SESSION_PORT;
	return 0;
}

static int insert_expected(struct xpf_pkt *pkt, struct plan *plan)
{
	struct xpf_expect *e = plan->expect;
	int err;

	if (!xpf_expect_take(pkt->xn->expects, e)) {
		/* By the same packet's twin on another CPU, as a rule. */
		found_now(pkt);
		return -EEXIST;
	}
	plan->flags |= XPF_SESSION_ALG;
	if (e->flags & XPF_EXPECT_PORT && !(e->flags & XPF_EXPECT_PERMANENT))
		plan->flags |= XPF_SESSION_PORT_IN;
	err = translate_expected(pkt, plan);
	if (!err) {
		err = insert(pkt, plan);
		if (err)
			untranslate(pkt, plan);
	}
	if (!err) {
		xpf_expect_done(pkt->xn->expects, e, pkt->now);
		return 0;
	}
	xpf_expect_back(pkt->xn->expects, e);
	if (err == -EEXIST)
		found_now(pkt);
	return err;
}

static enum xpf_verdict insert_transit(struct xpf_pkt *pkt, struct plan *plan,
				       const struct net_device *out)
{
	int err;

	if (unlikely(plan->expect)) {
		err = insert_expected(pkt, plan);
	} else if (plan->snat) {
		err = translate(pkt, plan, out, 0);
		if (err)
			return xpf_drop(pkt, nat_reason(err));
		err = insert_translated(pkt, plan, out);
	} else {
		err = insert(pkt, plan);
		if (err == -EEXIST)
			found_now(pkt);
	}
	if (!err) {
		xpf_session_opened(pkt->xn, pkt->session, plan->policy,
				   plan->snat, plan->dnat);
		return XPF_NEXT;
	}
	if (err == -EEXIST) {
		xpf_stat_inc(pkt->xn, XPF_S_SESSION_COLLISION);
		if (pkt->session)
			return XPF_NEXT;
	}
	return xpf_drop(pkt, reason_of(err));
}

/* Can it leave by the other family, and from whom? */
static enum xpf_verdict check_family(struct xpf_pkt *pkt,
				     const struct plan *plan)
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

static enum xpf_verdict transit(struct xpf_pkt *pkt, struct plan *plan)
{
	struct xpf_dev *out = xpf_dev_of(plan->hop.dst->dev);
	const struct xpf_binding *b;
	enum xpf_verdict v;

	b = out ? xpf_binding(pkt->rs, out->slot) : NULL;
	if (!b)
		return xpf_drop(pkt, XPF_R_NO_ZONE);
	pkt->out = out;
	pkt->to_zone = b->zone;
	if (pkt->flags & XPF_PKT_LINK_LOCAL)
		return xpf_drop(pkt, XPF_R_BAD_ADDRESS);
	v = check_kind(pkt, plan);
	if (v != XPF_NEXT)
		return v;
	v = unlikely(plan->expect) ? inherit_policy(pkt, plan) :
				     ask_rules(pkt, b, plan);
	if (v != XPF_NEXT)
		return v;
	if (pkt->ttl <= 1) {
		xpf_reply_ttl(pkt);
		return xpf_drop(pkt, XPF_R_TTL);
	}
	v = check_family(pkt, plan);
	if (v != XPF_NEXT)
		return v;
	if (!xpf_checksum_ok(pkt))
		return xpf_drop(pkt, XPF_R_BAD_CHECKSUM);
	xpf_key_reverse(&plan->inside, &plan->reply);
	plan->reply.vrf = b->vrf;
	plan->from_zone = pkt->from_zone;
	plan->to_zone = b->zone;
	plan->in_slot = pkt->in->slot;
	plan->out_slot = out->slot;
	return insert_transit(pkt, plan, out->dev);
}

/* To this host. */

static enum xpf_verdict insert_plain(struct xpf_pkt *pkt, struct plan *plan)
{
	int err = insert(pkt, plan);

	if (!err) {
		xpf_session_opened(pkt->xn, pkt->session, plan->policy, NULL,
				   plan->dnat);
		return XPF_NEXT;
	}
	if (err == -EEXIST && found_now(pkt))
		return XPF_NEXT;
	return xpf_drop(pkt, reason_of(err));
}

/* Neighbour discovery and the like: a message, no conversation. */
static bool no_conversation(const struct xpf_pkt *pkt)
{
	return pkt->key.proto == IPPROTO_ICMPV6 &&
	       !(pkt->flags & XPF_PKT_ICMP_QUERY);
}

/*
 * Policies to and from junos-host decide beside host-inbound-traffic, where
 * there are any for the zone.
 */
static enum xpf_verdict ask_self_policy(struct xpf_pkt *pkt, struct plan *plan)
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
	struct plan plan = { 0 };

	if (v != XPF_NEXT)
		return v;
	pkt->flags |= XPF_PKT_MULTICAST;
	pkt->to_zone = XPF_ZONE_HOST;
	if (!xpf_host_inbound(pkt->bind, pkt))
		return xpf_drop(pkt, XPF_R_MULTICAST);
	if (no_conversation(pkt))
		return XPF_ACCEPT;
	v = ask_self_policy(pkt, &plan);
	return v == XPF_NEXT ? XPF_ACCEPT : v;
}

/* host-inbound-traffic is asked about where it goes after translation. */
static bool admitted(const struct xpf_pkt *pkt, const struct plan *plan)
{
	struct xpf_pkt inside;

	if (likely(!plan->dnat))
		return xpf_host_inbound(pkt->bind, pkt);
	inside = *pkt;
	inside.key = plan->inside;
	return xpf_host_inbound(pkt->bind, &inside);
}

static enum xpf_verdict host(struct xpf_pkt *pkt, struct plan *plan)
{
	enum xpf_verdict v = host_filter(pkt);

	if (v != XPF_NEXT)
		return v;
	pkt->to_zone = XPF_ZONE_HOST;
	/* It would have to come in once more, as another packet. */
	if (unlikely(plan->family != pkt->key.family))
		return xpf_drop(pkt, XPF_R_UNTRANSLATABLE);
	if (!admitted(pkt, plan))
		return xpf_drop(pkt, XPF_R_HOST_INBOUND);
	if (no_conversation(pkt))
		return XPF_ACCEPT;
	v = check_kind(pkt, plan);
	if (v == XPF_NEXT)
		v = ask_self_policy(pkt, plan);
	if (v != XPF_NEXT)
		return v;
	if (!xpf_checksum_ok(pkt))
		return xpf_drop(pkt, XPF_R_BAD_CHECKSUM);
	xpf_key_reverse(&plan->inside, &plan->reply);
	plan->flags |= XPF_SESSION_HOST_IN;
	plan->from_zone = pkt->from_zone;
	plan->to_zone = XPF_ZONE_HOST;
	plan->in_slot = pkt->in->slot;
	return insert_plain(pkt, plan);
}

/* To the outside of a binding? */
static int find_binding(struct xpf_pkt *pkt, struct plan *plan)
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

/* Where does it really go?  -errno: nowhere, by persistent NAT. */
static int find_inside(struct xpf_pkt *pkt, struct plan *plan)
{
	static const struct xpf_binding unknown;
	const struct xpf_ruleset *rs = pkt->rs;
	struct xpf_fields f;

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
	xpf_fields_set(&f, &pkt->key, pkt->icmp_type, pkt->icmp_code, pkt->bind,
		       &unknown);
	plan->dnat = xpf_dnat(rs, &f, &plan->inside);
	if (!plan->dnat)
		return find_binding(pkt, plan);
	plan->flags |= XPF_SESSION_DNAT;
	if (plan->dnat->kind == XPF_NAT_STATIC)
		plan->family = xpf_static_inside(plan->dnat);
	return 0;
}

/* An IPv4 address out of an IPv6 one: is it of a host? */
static bool odd_inside(const struct xpf_pkt *pkt, const struct plan *plan)
{
	__be32 a = plan->inside.daddr4;

	if (likely(plan->family == pkt->key.family) || plan->family != AF_INET)
		return false;
	return ipv4_is_zeronet(a) || ipv4_is_loopback(a) ||
	       ipv4_is_multicast(a) || ntohl(a) >> 28 == 15;
}

/* By whose routes: the rule may say that the inside is in another instance. */
static struct net_device *route_dev(const struct xpf_pkt *pkt,
				    const struct plan *plan)
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

static enum xpf_verdict start(struct xpf_pkt *pkt, struct plan *plan)
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
	struct plan plan = { 0 };
	enum xpf_verdict v;
	int err;

	if (unlikely(pkt->bind->n_proxy6) && is_solicitation(pkt) &&
	    xpf_proxy_ndp(pkt)) {
		consume_skb(pkt->skb);
		return XPF_STOLEN;
	}
	if (pkt->flags & XPF_PKT_MULTICAST)
		return group(pkt);
	if (unlikely(xpf_expects_any(pkt->xn->expects)))
		plan.expect = xpf_expect_find(pkt->xn->expects, &pkt->key,
					      pkt->from_zone, pkt->now);
	err = find_inside(pkt, &plan);
	if (unlikely(err))
		return xpf_drop(pkt, nat_reason(err));
	v = start(pkt, &plan);
	if (unlikely(plan.flags & XPF_SESSION_BOUND_IN) &&
	    !(pkt->flags & XPF_PKT_FIRST))
		xpf_persist_put(pkt->xn, &pkt->key);
	return v;
}

enum xpf_verdict xpf_first(struct xpf_pkt *pkt)
{
	enum xpf_verdict v;

	xpf_stat_inc(pkt->xn, XPF_S_SESSION_MISS);
	if (likely(!(pkt->bind->steps & XPF_STEP_SCREEN)))
		return first(pkt);
	v = xpf_screen_first(pkt);
	if (v == XPF_NEXT)
		v = first(pkt);
	/* What was counted for a session that did not come to be. */
	if (pkt->counted && !(pkt->flags & XPF_PKT_FIRST))
		xpf_screen_uncount(pkt);
	return v;
}

enum xpf_verdict xpf_first_self(struct xpf_pkt *pkt, struct xpf_dev *out)
{
	struct plan plan = {
		.flags = XPF_SESSION_HOST_OUT,
		.from_zone = XPF_ZONE_HOST,
		.to_zone = pkt->to_zone,
		.out_slot = out->slot,
		.loose = true,
	};
	enum xpf_verdict v;

	/* Ours to refuse a stranger's segment with; it opens nothing. */
	if (pkt->key.proto == IPPROTO_TCP && pkt->tcp.flags & XPF_TCP_RST)
		return XPF_ACCEPT;
	v = ask_self_policy(pkt, &plan);
	if (v != XPF_NEXT)
		return v;
	xpf_key_reverse(&pkt->key, &plan.reply);
	return insert_plain(pkt, &plan);
}
