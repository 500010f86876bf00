// SPDX-License-Identifier: GPL-2.0
/*
 * From a plan to a session: its fields, its translation, both wings inserted.
 *
 * Both wings are in the table before the packet moves on, so its answer can
 * never arrive too early, and two CPUs that see the first packets of one flow
 * agree on one session: whoever comes second finds the other's.
 */
#include "alg/alg.h"
#include "first/plan.h"
#include "flow/expect.h"
#include "flow/ext.h"
#include "flow/session.h"
#include "flow/table.h"
#include "lifecycle.h"
#include "nat/persist.h"
#include "nat/source.h"
#include "nat/static.h"
#include "pkt/pkt.h"
#include "pkt/prefix.h"
#include "pkt/rewrite.h"
#include "pkt/xlate.h"
#include "policy/ruleset.h"
#include "screen/syncookie.h"
#include "stat.h"
#include "xpf.h"

#define NAT_TRIES 16 /* translations that are another's, at most */

static void set_deltas(struct xpf_wing *a, struct xpf_wing *b)
{
	a->csum_addr = xpf_delta_addr(&a->key, &b->key);
	a->csum_l4 = xpf_delta_ports(&a->key, &b->key, a->csum_addr);
	if (likely(a->key.family == b->key.family)) {
		b->csum_addr = xpf_delta_back(a->csum_addr);
		b->csum_l4 = xpf_delta_back(a->csum_l4);
		return;
	}
	/* ICMP has no pseudo header, ICMPv6 has. */
	a->flags |= XPF_WING_XLAT;
	b->flags |= XPF_WING_XLAT;
	b->csum_addr = xpf_delta_addr(&b->key, &a->key);
	b->csum_l4 = xpf_delta_ports(&b->key, &a->key, b->csum_addr);
}

static void set_wings(struct xpf_session *s, const struct xpf_pkt *pkt,
		      const struct xpf_plan *plan)
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
	a->flags |= XPF_WING_NAT;
	b->flags |= XPF_WING_NAT;
	set_deltas(a, b);
}

static bool set_state(struct xpf_session *s, const struct xpf_pkt *pkt,
		      const struct xpf_plan *plan)
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
		    const struct xpf_plan *plan)
{
	struct xpf_ext *e;

	if (unlikely(pkt->proxied) &&
	    !xpf_syncookie_attach(pkt->xn, s, pkt->proxied))
		return false;
	if (likely(!plan->alg && !plan->expect))
		return true;
	/* Where there is no room, names are resolved without a gateway. */
	if (plan->alg)
		return xpf_alg_attach(pkt->xn, s, plan->alg) ||
		       plan->alg == XPF_ALG_DNS;
	if (plan->expect->flags & XPF_EXPECT_CONTROL &&
	    !xpf_alg_adopt(pkt->xn, pkt->rs, s, plan->expect))
		return false;
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
static int insert(struct xpf_pkt *pkt, const struct xpf_plan *plan)
{
	struct xpf_net *xn = pkt->xn;
	struct xpf_session *s;
	u32 hash[2];
	int err;

	s = xpf_table_get(xn->table);
	if (!s)
		return -ENOSPC;
	set_wings(s, pkt, plan);
	hash[0] = pkt->hash;
	hash[1] = xpf_table_hash(xn->table, &s->wing[1].key);
	xpf_table_prefetch(xn->table, hash[1]);
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

static enum xpf_reason reason_of(int err)
{
	switch (err) {
	case -EEXIST:
		return XPF_R_SESSION_COLLISION;
	case -EPERM: /* of a pinhole: it is somebody else's by now */
		return XPF_R_ALG_STRANGER;
	case -EBUSY: /* the ports are others', to the same remote */
		return XPF_R_NAT_NO_PORT;
	case -ENOSPC:
		return XPF_R_SESSION_LIMIT;
	case -E2BIG:
		return XPF_R_SESSION_BUCKET;
	case -EINVAL:
		return XPF_R_SYN_CHECK;
	}
	return XPF_R_INTERNAL;
}

enum xpf_reason xpf_nat_reason(int err)
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
static int cross(const struct xpf_plan *plan, struct xpf_key *outside)
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
static bool embed(const struct xpf_plan *plan, struct xpf_key *outside)
{
	const struct xpf_nat_pool *pool = plan->snat->pool;

	if (!pool || !xpf_pool_embeds(pool))
		return false;
	xpf_embed(&outside->saddr, &pool->range[0].lo, 96);
	this_cpu_inc(pool->counters->hits);
	return true;
}

/* Bindings lead back to hosts of the binding's own family: none here. */
static int alloc_crossed(struct xpf_pkt *pkt, const struct xpf_plan *plan,
			 const struct net_device *out, u16 vrf,
			 struct xpf_key *outside, u32 attempt)
{
	struct xpf_nat_rule rule = *plan->snat;

	rule.persist.kind = XPF_PERSIST_NONE;
	return xpf_snat_alloc(pkt->xn, &rule, out, vrf, outside, attempt);
}

/* @attempt: how many translations were taken by other sessions */
static int translate(struct xpf_pkt *pkt, struct xpf_plan *plan,
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

static void untranslate(struct xpf_pkt *pkt, const struct xpf_plan *plan)
{
	struct xpf_key outside;

	if (plan->flags & XPF_SESSION_BOUND_OUT)
		xpf_persist_put(pkt->xn, &plan->reply);
	if (!(plan->flags & XPF_SESSION_PORT))
		return;
	xpf_key_reverse(&plan->reply, &outside);
	xpf_snat_free(pkt->xn, outside.vrf, &outside);
}

/* The translated reply is another's: take another translation. */
static noinline int translate_anew(struct xpf_pkt *pkt, struct xpf_plan *plan,
				   const struct net_device *out, u32 attempt)
{
	struct xpf_plan taken = *plan;
	int err = translate(pkt, plan, out, attempt);

	untranslate(pkt, &taken);
	if (err)
		return taken.flags & XPF_SESSION_PORT ? -EBUSY : -EEXIST;
	return 0;
}

/* Insert, by another translation where need be. */
static int insert_translated(struct xpf_pkt *pkt, struct xpf_plan *plan,
			     const struct net_device *out)
{
	int err, tries;

	for (tries = 0;; tries++) {
		err = insert(pkt, plan);
		if (err != -EEXIST || found_now(pkt) || tries == NAT_TRIES)
			break;
		if (plan->flags & XPF_SESSION_BOUND_OUT &&
		    !(plan->flags & XPF_SESSION_PORT))
			break; /* there is no other translation */
		err = translate_anew(pkt, plan, out, tries + 1);
		if (err)
			return err;
	}
	if (err)
		untranslate(pkt, plan);
	if (err == -EEXIST && !pkt->session && plan->flags & XPF_SESSION_PORT)
		err = -EBUSY;
	return err;
}

/* Translated as the control session's payload promised. */
static int translate_expected(struct xpf_pkt *pkt, struct xpf_plan *plan)
{
	const struct xpf_expect *e = plan->expect;
	struct xpf_key outside = plan->inside, at;
	int r = 0;

	if (!(e->flags & XPF_EXPECT_SRC))
		return 0;
	outside.vrf = plan->reply.vrf;
	outside.saddr = e->sent.saddr;
	/* From where its peer was told that it is. */
	if (e->flags & XPF_EXPECT_SRC_ALLOC &&
	    xpf_expect_companion(pkt->xn->expects, e, &plan->inside, &at)) {
		outside.saddr = at.daddr;
		outside.sport = at.dport;
		xpf_key_reverse(&outside, &plan->reply);
		plan->flags |= XPF_SESSION_SNAT;
		return 0;
	}
	if (e->flags & XPF_EXPECT_SRC_PORT)
		outside.sport = e->sent.sport;
	if (e->flags & XPF_EXPECT_SRC_ALLOC)
		r = xpf_snat_port_like(pkt->xn, plan->snat, &plan->inside,
				       outside.vrf, &outside);
	if (r < 0)
		return r;
	xpf_key_reverse(&outside, &plan->reply);
	plan->flags |= XPF_SESSION_SNAT;
	if (r == XPF_SNAT_PORT)
		plan->flags |= XPF_SESSION_PORT;
	return 0;
}

static int insert_expected(struct xpf_pkt *pkt, struct xpf_plan *plan)
{
	struct xpf_expect *e = plan->expect;
	int err;

	if (!xpf_expect_take(pkt->xn->expects, e, &pkt->key)) {
		/* By the same packet's twin on another CPU, as a rule. */
		if (found_now(pkt) || !e->call)
			return -EEXIST;
		return -EPERM;
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
		xpf_expect_done(pkt->xn->expects, e, pkt->now, &pkt->key,
				xpf_session_id(pkt->xn->table, pkt->session));
		return 0;
	}
	xpf_expect_back(pkt->xn->expects, e);
	if (err == -EEXIST)
		found_now(pkt);
	return err;
}

enum xpf_verdict xpf_plan_insert_transit(struct xpf_pkt *pkt,
					 struct xpf_plan *plan,
					 const struct net_device *out)
{
	int err;

	if (unlikely(plan->expect)) {
		err = insert_expected(pkt, plan);
	} else if (plan->snat) {
		err = translate(pkt, plan, out, 0);
		if (err)
			return xpf_drop(pkt, xpf_nat_reason(err));
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
	if (err == -EBUSY)
		xpf_stat_inc(pkt->xn, XPF_S_NAT_EXHAUSTED);
	if (err == -EEXIST) {
		xpf_stat_inc(pkt->xn, XPF_S_SESSION_COLLISION);
		if (pkt->session)
			return XPF_NEXT;
	}
	return xpf_drop(pkt, reason_of(err));
}

enum xpf_verdict xpf_plan_insert(struct xpf_pkt *pkt, struct xpf_plan *plan)
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
