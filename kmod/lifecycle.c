// SPDX-License-Identifier: GPL-2.0
/*
 * From the ruleset's view: how sessions begin, are judged again, and end.
 *
 * A session remembers the generation of the ruleset that last permitted it.
 * When a commit brings a new one, every session is judged again once: by the
 * next packet that belongs to it, or by the sweep, whoever comes first.  The
 * policy says how (struct xpf_policy, rematch): usually it only has to be
 * there still and to permit.  What the new ruleset does not permit is closed
 * before another packet passes.
 *
 * The sweep is one pass over the table in process context, in slices.  It also
 * runs when devices change: it lets go of routes that the kernel has withdrawn
 * (so that a device can go) and refreshes what a wing knows of its device.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/in.h>
#include <linux/sched.h>
#include <net/dst.h>

#include "event.h"
#include "flow/expect.h"
#include "flow/ext.h"
#include "flow/session.h"
#include "flow/table.h"
#include "fwd/route.h"
#include "hook.h"
#include "lifecycle.h"
#include "nat/nat.h"
#include "nat/persist.h"
#include "nat/source.h"
#include "nat/usage.h"
#include "pkt/pkt.h"
#include "policy/ruleset.h"
#include "screen/screen.h"
#include "stat.h"
#include "xpf.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

static bool is_icmp(const struct xpf_key *key)
{
	return key->proto ==
	       (key->family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6);
}

void xpf_fields_set(struct xpf_fields *f, const struct xpf_key *key, u8 type,
		    u8 code, const struct xpf_binding *in,
		    const struct xpf_binding *out)
{
	bool icmp = is_icmp(key);

	*f = (struct xpf_fields){
		.key = key,
		.service = key->proto << 16 |
			   (icmp ? type << 8 | code : ntohs(key->dport)),
		.sport = icmp ? 0 : ntohs(key->sport),
		.from_zone = in->zone,
		.to_zone = out->zone,
		.in_if = in->id,
		.out_if = out->id,
		.in_vrf = in->vrf,
		.out_vrf = out->vrf,
	};
}

static u32 tcp_timeout(const struct xpf_ruleset *rs,
		       const struct xpf_session *s)
{
	switch ((enum xpf_session_state)s->state) {
	case XPF_STATE_NONE:
	case XPF_STATE_INIT:
	case XPF_STATE_SYN_RECV:
		return rs->timeouts.tcp_initial;
	case XPF_STATE_ESTABLISHED:
		return s->idle_timeout ?: rs->timeouts.tcp_established;
	case XPF_STATE_HALF_CLOSED:
		return rs->timeouts.tcp_half_closed;
	case XPF_STATE_TIME_WAIT:
	case XPF_STATE_CLOSED:
		return rs->timeouts.tcp_time_wait;
	}
	return 0;
}

u32 xpf_session_timeout(const struct xpf_ruleset *rs,
			const struct xpf_session *s)
{
	const struct xpf_key *key = xpf_session_key(s);

	if (key->proto == IPPROTO_TCP)
		return tcp_timeout(rs, s);
	if (s->idle_timeout)
		return s->idle_timeout;
	if (key->proto == IPPROTO_UDP)
		return rs->timeouts.udp;
	return is_icmp(key) ? rs->timeouts.icmp : rs->timeouts.other;
}

enum xpf_close_reason xpf_session_end(const struct xpf_session *s)
{
	if (s->state == XPF_STATE_TIME_WAIT)
		return XPF_CLOSE_TCP_FIN;
	if (s->state == XPF_STATE_CLOSED)
		return s->tcp.wing[1].flags & XPF_TCPW_RST ?
			       XPF_CLOSE_TCP_SERVER_RST :
			       XPF_CLOSE_TCP_CLIENT_RST;
	return XPF_CLOSE_IDLE;
}

u32 xpf_session_ifindex(const struct xpf_net *xn, const struct xpf_session *s,
			int wing)
{
	struct xpf_dev *d;
	u32 ifindex;

	rcu_read_lock();
	d = xpf_dev(xn, READ_ONCE(s->in_slot[wing]));
	ifindex = d ? d->dev->ifindex : 0;
	rcu_read_unlock();
	return ifindex;
}

/* Beginning and end. */

static void count_open(struct xpf_net *xn, const struct xpf_nat_rule *rule)
{
	if (!rule)
		return;
	if (unlikely(rule->raise))
		xpf_usage_begins(xn);
	this_cpu_inc(rule->counters->hits);
	this_cpu_inc(rule->counters->sessions);
}

void xpf_session_opened(struct xpf_net *xn, const struct xpf_session *s,
			const struct xpf_policy *p,
			const struct xpf_nat_rule *snat,
			const struct xpf_nat_rule *dnat)
{
	xpf_stat_inc(xn, XPF_S_SESSION_CREATED);
	if (p) {
		this_cpu_inc(p->counters->hits);
		this_cpu_inc(p->counters->sessions);
	}
	count_open(xn, snat);
	count_open(xn, dnat);
	if (s->log & XPF_POLICY_LOG_INIT)
		xpf_event_open(xn, s);
	trace_xpf_session_open(xn->table, s);
}

/*
 * Which live sessions a policy's or rule's counters hold: those of its id that
 * were judged last when these counters existed already.  (A policy that is
 * deleted and made anew has new ones; sessions that have not been looked at
 * meanwhile are in neither.)  While a session is in the hash, its policy and
 * generation change under its table lock only, together with the counts.
 */
static bool counted(u32 generation, u32 since)
{
	return (s32)(generation - since) >= 0;
}

static void count_close(const struct xpf_ruleset *rs,
			const struct xpf_session *s, u32 rule)
{
	const struct xpf_nat_rule *r = xpf_nat_rule_by_id(rs, rule);

	if (r && counted(s->generation, r->since))
		this_cpu_dec(r->counters->sessions);
}

static void account_close(const struct xpf_ruleset *rs,
			  const struct xpf_session *s)
{
	const struct xpf_policy *p = xpf_policy_by_id(rs, s->policy);

	if (p && counted(s->generation, p->since)) {
		this_cpu_dec(p->counters->sessions);
		this_cpu_add(p->counters->packets, s->count[0].packets);
		this_cpu_add(p->counters->bytes, s->count[0].bytes);
		this_cpu_add(p->counters->reply_packets, s->count[1].packets);
		this_cpu_add(p->counters->reply_bytes, s->count[1].bytes);
	}
	count_close(rs, s, s->nat_rule);
	count_close(rs, s, s->dnat_rule);
}

bool xpf_session_close(struct xpf_net *xn, struct xpf_session *s,
		       enum xpf_close_reason why)
{
	const struct xpf_ruleset *rs;
	struct xpf_key outside;

	if (!xpf_table_remove(xn->table, s))
		return false;
	s->close_reason = why;
	xpf_stat_inc(xn, XPF_S_SESSION_CLOSED);
	rs = rcu_dereference_check(xn->ruleset, rcu_read_lock_bh_held());
	if (rs)
		account_close(rs, s);
	if (s->flags & XPF_SESSION_PORT) {
		xpf_key_reverse(&s->wing[1].key, &outside);
		xpf_snat_free(xn, outside.vrf, &outside);
	}
	if (unlikely(s->flags & XPF_SESSION_BOUND_OUT))
		xpf_persist_put(xn, &s->wing[1].key);
	if (unlikely(s->flags & XPF_SESSION_BOUND_IN))
		xpf_persist_put(xn, &s->wing[0].key);
	if (unlikely(s->flags & XPF_SESSION_COUNTED))
		xpf_screen_closed(xn, s);
	if (s->flags & XPF_SESSION_PORT_IN) {
		xpf_key_reverse(&s->wing[0].key, &outside);
		xpf_snat_free(xn, outside.vrf, &outside);
	}
	if (s->log & XPF_POLICY_LOG_CLOSE)
		xpf_event_close(xn, s, why);
	trace_xpf_session_close(xn->table, s);
	xpf_session_release(s);
	xpf_table_retire(xn->table, s);
	return true;
}

void xpf_expect_release(struct xpf_net *xn, const struct xpf_expect *e)
{
	struct xpf_key outside;

	if (!(e->flags & XPF_EXPECT_PORT))
		return;
	xpf_key_reverse(&e->key, &outside);
	xpf_snat_free(xn, outside.vrf, &outside);
}

void xpf_session_release(struct xpf_session *s)
{
	xpf_wing_drop_hop(&s->wing[0]);
	xpf_wing_drop_hop(&s->wing[1]);
	xpf_ext_free(s);
}

/* Judging again. */

/* What the host-inbound check needs of a packet, from a session. */
static bool still_admitted(const struct xpf_binding *b,
			   const struct xpf_session *s)
{
	struct xpf_pkt pkt = {};

	xpf_key_reverse(&s->wing[1].key, &pkt.key);
	if (is_icmp(&pkt.key)) {
		pkt.icmp_type = s->icmp_type;
		pkt.icmp_code = s->icmp_code;
	}
	return xpf_host_inbound(b, &pkt);
}

static bool same_zone(const struct xpf_binding *b, u16 zone)
{
	return b && b->zone == zone;
}

static bool permits(const struct xpf_ruleset *rs, const struct xpf_policy *p)
{
	if (!p)
		return rs->default_action == XPF_ACTION_PERMIT;
	return p->action == XPF_ACTION_PERMIT &&
	       !(p->flags & XPF_POLICY_INACTIVE);
}

/* Ask the classifier; with @any another policy may take the session over. */
static bool lookup_again(const struct xpf_ruleset *rs, struct xpf_session *s,
			 bool any, const struct xpf_binding *in,
			 const struct xpf_binding *out)
{
	const struct xpf_policy *p;
	struct xpf_key key = *xpf_session_key(s);
	struct xpf_fields f;

	key.daddr = s->wing[1].key.saddr; /* after translation */
	if (!is_icmp(&key))
		key.dport = s->wing[1].key.sport;
	xpf_fields_set(&f, &key, s->icmp_type, s->icmp_code, in, out);
	f.mixed = xpf_fields_mixed(key.family, s->wing[1].key.family);
	p = xpf_policy_lookup(rs, &f);
	if (!permits(rs, p))
		return false;
	if ((p ? p->id : 0) == s->policy)
		return true;
	if (!any)
		return false;
	WRITE_ONCE(s->policy, p ? p->id : 0);
	return true;
}

static bool policy_permits(const struct xpf_ruleset *rs, struct xpf_session *s,
			   const struct xpf_binding *in,
			   const struct xpf_binding *out)
{
	const struct xpf_policy *p = xpf_policy_by_id(rs, s->policy);
	bool gone = s->policy && !p;
	bool any = p ? p->rematch_any : rs->rematch_any;
	u32 due = p ? p->rematch : rs->rematch;
	bool permitted = !gone && permits(rs, p);

	/* An ALG's data lives with its policy, which does not name it. */
	if (s->flags & XPF_SESSION_ALG)
		return permitted;
	if (permitted && !xpf_rematch_due(due, s->generation))
		return true;
	if (!permitted && !any)
		return false;
	return lookup_again(rs, s, any, in, out);
}

/* Is it still translated so? */
static bool same_rule(const struct xpf_ruleset *rs, const struct xpf_session *s,
		      u32 rule)
{
	const struct xpf_nat_rule *r;

	if (!rule)
		return true;
	r = xpf_nat_rule_by_id(rs, rule);
	return r && counted(s->generation, r->changed);
}

/*
 * Policies of junos-host decide where there are any.  No policy is known of a
 * session that began when there were none: then any may take it.
 */
static bool self_permits(const struct xpf_ruleset *rs, struct xpf_session *s,
			 const struct xpf_binding *in,
			 const struct xpf_binding *out, u32 zone_flags,
			 u32 flag)
{
	if (!(zone_flags & flag)) {
		WRITE_ONCE(s->policy, 0);
		return true;
	}
	if (!s->policy)
		return lookup_again(rs, s, true, in, out);
	return policy_permits(rs, s, in, out);
}

static bool still_permitted(const struct xpf_ruleset *rs, struct xpf_session *s)
{
	const struct xpf_binding *in = xpf_binding(rs, s->in_slot[0]);
	const struct xpf_binding *out = xpf_binding(rs, s->in_slot[1]);
	struct xpf_binding self = {
		.zone = XPF_ZONE_HOST,
		.vrf = s->wing[0].key.vrf,
	};

	if (!same_rule(rs, s, s->nat_rule) || !same_rule(rs, s, s->dnat_rule))
		return false;
	if (s->flags & XPF_SESSION_HOST_OUT)
		return same_zone(out, s->wing[1].in_zone) &&
		       self_permits(rs, s, &self, out,
				    rs->zone[out->zone].flags,
				    XPF_ZONE_POLICY_OUT);
	if (!same_zone(in, s->wing[0].in_zone))
		return false;
	if (s->flags & XPF_SESSION_HOST_IN)
		return still_admitted(in, s) &&
		       self_permits(rs, s, in, &self, rs->zone[in->zone].flags,
				    XPF_ZONE_POLICY_IN);
	return same_zone(out, s->wing[1].in_zone) &&
	       policy_permits(rs, s, in, out);
}

/* A rule that came back after its counters were dropped counts anew. */
static void count_again(const struct xpf_ruleset *rs,
			const struct xpf_session *s, u32 rule)
{
	const struct xpf_nat_rule *r = xpf_nat_rule_by_id(rs, rule);

	if (r && !counted(s->generation, r->since))
		this_cpu_inc(r->counters->sessions);
}

/* A session was judged: it moves with its counts.  @old: policy id before */
static void move_counts(const struct xpf_ruleset *rs,
			const struct xpf_session *s, u32 old)
{
	const struct xpf_policy *from = xpf_policy_by_id(rs, old);
	const struct xpf_policy *to = xpf_policy_by_id(rs, s->policy);

	if (from && !counted(s->generation, from->since))
		from = NULL;
	if (from != to) {
		if (from)
			this_cpu_dec(from->counters->sessions);
		if (to)
			this_cpu_inc(to->counters->sessions);
	}
	count_again(rs, s, s->nat_rule);
	count_again(rs, s, s->dnat_rule);
}

enum judgement { CLOSE, KEEP, KNOWN };

/*
 * Packets on several CPUs and the sweep meet one session at once: one of them
 * judges, the others find it done, by this ruleset or by a later one.
 */
static enum judgement judge(const struct xpf_ruleset *rs, struct xpf_session *s)
{
	u32 old = s->policy;

	if (!s->live)
		return CLOSE;
	if (counted(s->generation, rs->generation))
		return KNOWN;
	if (!still_permitted(rs, s))
		return CLOSE;
	move_counts(rs, s, old);
	/* Filters may have chosen its way, and may choose another now. */
	if (unlikely(rs->filters.routes)) {
		xpf_wing_drop_hop(&s->wing[0]);
		xpf_wing_drop_hop(&s->wing[1]);
	}
	WRITE_ONCE(s->generation, rs->generation);
	return KEEP;
}

bool xpf_session_rematch(struct xpf_net *xn, const struct xpf_ruleset *rs,
			 struct xpf_session *s)
{
	enum judgement j;

	if (READ_ONCE(s->generation) == rs->generation)
		return true;
	xpf_table_lock(xn->table, s);
	j = judge(rs, s);
	xpf_table_unlock(xn->table, s);
	switch (j) {
	case CLOSE:
		xpf_session_close(xn, s, XPF_CLOSE_POLICY);
		return false;
	case KEEP:
		xpf_stat_inc(xn, XPF_S_SESSION_REMATCHED);
		return true;
	case KNOWN:
		return true;
	}
	return false;
}

/* The sweep. */

static void sweep_wing(struct xpf_wing *w)
{
	struct xpf_adj *adj = rcu_dereference(w->adj);

	if (adj && !xpf_adj_refresh(adj))
		xpf_wing_drop_hop(w);
}

static int sweep_session(struct xpf_session *s, void *arg)
{
	struct xpf_net *xn = arg;
	const struct xpf_ruleset *rs = rcu_dereference(xn->ruleset);

	local_bh_disable();
	sweep_wing(&s->wing[0]);
	sweep_wing(&s->wing[1]);
	if (rs)
		xpf_session_rematch(xn, rs, s);
	local_bh_enable();
	return 0;
}

static void sweep(struct work_struct *work)
{
	struct xpf_net *xn = container_of(work, struct xpf_net, sweep);
	const struct xpf_ruleset *rs;
	u32 cursor = 0;

	rcu_read_lock();
	rs = rcu_dereference(xn->ruleset);
	if (rs)
		xpf_nat_sweep(xn, rs);
	rcu_read_unlock();
	xpf_table_walk(xn->table, &cursor, sweep_session, xn);
}

void xpf_sweep_init(struct xpf_net *xn)
{
	INIT_WORK(&xn->sweep, sweep);
}

void xpf_sweep_start(struct xpf_net *xn)
{
	if (xn->table)
		queue_work(system_unbound_wq, &xn->sweep);
}

void xpf_sweep_stop(struct xpf_net *xn)
{
	cancel_work_sync(&xn->sweep);
}

void xpf_table_rematch(struct xpf_net *xn, enum xpf_rematch how)
{
	/* The policies of the new ruleset carry @how. */
	xpf_sweep_start(xn);
}

/* The self-check. */

struct check {
	struct xpf_net *xn;
	u32 sessions, broken;
	u64 translated, bound;
};

static int check_session(struct xpf_session *s, void *arg)
{
	struct check *c = arg;
	bool held;

	local_bh_disable();
	held = xpf_table_holds(c->xn->table, s);
	local_bh_enable();
	if (!READ_ONCE(s->live))
		return 0;
	c->sessions++;
	if (!held) {
		/* Being closed at this moment is no fault. */
		if (READ_ONCE(s->live))
			c->broken++;
		return 0;
	}
	c->translated += !!(s->flags & XPF_SESSION_PORT) +
			 !!(s->flags & XPF_SESSION_PORT_IN);
	c->bound += !!(s->flags & XPF_SESSION_BOUND_OUT);
	c->bound += !!(s->flags & XPF_SESSION_BOUND_IN);
	return 0;
}

static u64 changes(const struct xpf_net *xn)
{
	return xpf_stat_read(xn, XPF_S_SESSION_CREATED) +
	       xpf_stat_read(xn, XPF_S_PINHOLES) +
	       xpf_stat_read(xn, XPF_S_PINHOLES_EXPIRED) +
	       xpf_stat_read(xn, XPF_S_SESSION_CLOSED) +
	       xpf_stat_read(xn, XPF_S_NAT_BINDING_CREATED) +
	       xpf_stat_read(xn, XPF_S_NAT_BINDING_DELETED);
}

/* Sums can only be compared when nothing moved meanwhile. */
static u32 check_sums(struct xpf_net *xn, const struct check *c, u64 before)
{
	u64 ports = xpf_nat_ports_used(xn);
	u32 waiting = xpf_expect_ports(xn->expects);
	struct xpf_table_usage u;
	u64 held, bound;
	u32 broken = 0;

	xpf_persist_sums(xn->persist, &held, &bound);
	xpf_table_usage(xn->table, &u);
	rcu_barrier();
	xpf_table_usage(xn->table, &u);
	if (changes(xn) != before)
		return 0;
	broken += u.used + u.free + u.retired != u.size;
	broken += u.used != c->sessions;
	broken += ports != c->translated + held + waiting;
	broken += bound != c->bound;
	return broken;
}

u32 xpf_table_check(struct xpf_net *xn)
{
	struct check c = { .xn = xn };
	u64 before = changes(xn);
	u32 cursor = 0, broken;

	xpf_table_walk(xn->table, &cursor, check_session, &c);
	broken = c.broken + check_sums(xn, &c, before);
	if (broken)
		xpf_stat_add(xn, XPF_S_VIOLATIONS, broken);
	return broken;
}
