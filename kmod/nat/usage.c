// SPDX-License-Identifier: GPL-2.0
/*
 * The use of pools: peaks, and alarms at pool-utilization-alarm's thresholds;
 * and of rules: alarms at those of rule-session-count-alarm.
 *
 * A worker looks once a second while anything is translated; what fills a pool
 * and leaves it between two looks is seen only if somebody found no port.  That
 * is told once in REPEAT seconds and pool, however many sessions fail.
 *
 * What is remembered of a pool or rule goes by its id and outlives rulesets; their
 * number is bounded by that of pools and rules, and those that are gone are
 * forgotten.
 */
#include <linux/hashtable.h>
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "event.h"
#include "flow/session.h"
#include "nat/entry.h"
#include "nat/source.h"
#include "nat/usage.h"
#include "policy/counters.h"
#include "policy/ruleset.h"
#include "xpf.h"

#define TABLE_BITS 6
#define REPEAT 10 /* seconds */

struct use {
	struct hlist_node node;
	u32 id;
	bool rule; /* else a pool */
	u32 told; /* of exhaustion: seconds, 0: never */
	u32 look; /* that saw the pool last */
	struct xpf_pool_peak peak;
};

struct xpf_usage {
	struct xpf_net *xn;
	spinlock_t lock; /* guards what follows; BH disabled */
	u32 n, look;
	bool running;
	struct delayed_work work;
	DECLARE_HASHTABLE(table, TABLE_BITS);
};

static struct use *find(struct xpf_usage *u, u32 id, bool rule)
{
	struct use *e;

	hash_for_each_possible(u->table, e, node, id)
		if (e->id == id && e->rule == rule)
			return e;
	return NULL;
}

static struct use *get(struct xpf_usage *u, u32 id, bool rule)
{
	struct use *e = find(u, id, rule);

	if (e || u->n >= XPF_MAX_NAT_POOLS + XPF_MAX_NAT_RULES)
		return e;
	e = kzalloc(sizeof(*e), GFP_ATOMIC | __GFP_NOWARN);
	if (!e)
		return NULL;
	e->id = id;
	e->rule = rule;
	u->n++;
	hash_add(u->table, &e->node, id);
	return e;
}

static void tell(struct xpf_net *xn, enum xpf_event_kind kind,
		 const struct xpf_nat_pool *p, u64 used, u64 total)
{
	struct xpf_nat_entry v = {
		.inside.family = p->family,
		.outside.family = p->family,
		.pool = p->id,
		.used = min_t(u64, used, U32_MAX),
		.max = min_t(u64, total, U32_MAX),
	};

	xpf_event_nat(xn, kind, &v);
}

static void reach(struct use *e, u8 percent)
{
	if (e->peak.time && percent <= e->peak.percent)
		return;
	e->peak.percent = percent;
	e->peak.time = ktime_get_real_seconds();
}

void xpf_usage_exhausted(struct xpf_net *xn, const struct xpf_nat_pool *p)
{
	struct xpf_usage *u = xn->usage;
	u32 now = xpf_seconds();
	bool first = false;
	struct use *e;

	spin_lock_bh(&u->lock);
	e = get(u, p->id, false);
	if (e) {
		first = !e->told || now - e->told >= REPEAT;
		if (first)
			e->told = now;
		e->look = u->look;
	}
	spin_unlock_bh(&u->lock);
	if (first)
		tell(xn, XPF_EVENT_NAT_POOL_EXHAUSTED, p, 0, 0);
}

/* 0: nothing; else what to tell.  u->lock held. */
static enum xpf_event_kind judge(struct use *e, const struct xpf_nat_pool *p,
				 u8 percent)
{
	reach(e, percent);
	if (!e->peak.raised && p->raise && percent >= p->raise) {
		e->peak.raised = true;
		return XPF_EVENT_NAT_POOL_ALARM;
	}
	if (e->peak.raised && (!p->raise || percent <= p->clear)) {
		e->peak.raised = false;
		return XPF_EVENT_NAT_POOL_NORMAL;
	}
	return XPF_EVENT_UNSPEC;
}

/* Is any of it in use, or an alarm raised? */
static bool look_at(struct xpf_usage *u, const struct xpf_nat_pool *p)
{
	enum xpf_event_kind kind = XPF_EVENT_UNSPEC;
	struct xpf_pool_use use;
	u64 used, total;
	bool busy;
	struct use *e;

	xpf_nat_pool_use(u->xn, p, &use);
	used = use.blocks_total ? use.blocks : use.used;
	total = use.blocks_total ?: use.total;
	if (!total)
		return false;
	busy = used;
	spin_lock_bh(&u->lock);
	e = used ? get(u, p->id, false) : find(u, p->id, false);
	if (e) {
		kind = judge(e, p,
			     min_t(u64, div64_u64(used * 100, total), 100));
		e->look = u->look;
		busy |= e->peak.raised;
	}
	spin_unlock_bh(&u->lock);
	if (kind)
		tell(u->xn, kind, p, used, total);
	return busy;
}

static void tell_rule(struct xpf_net *xn, enum xpf_event_kind kind,
		      const struct xpf_nat_rule *r, u64 sessions)
{
	struct xpf_nat_entry v = {
		.rule = r->id,
		.pool = r->pool_id,
		.used = min_t(u64, sessions, U32_MAX),
		.max = kind == XPF_EVENT_NAT_RULE_ALARM ? r->raise : r->clear,
	};

	v.inside.family = AF_INET;
	v.outside.family = AF_INET;
	xpf_event_nat(xn, kind, &v);
}

/* An alarm is raised once, until it is cleared.  u->lock held. */
static enum xpf_event_kind
judge_rule(struct use *e, const struct xpf_nat_rule *r, u64 sessions)
{
	if (!e->peak.raised && r->raise && sessions >= r->raise) {
		e->peak.raised = true;
		return XPF_EVENT_NAT_RULE_ALARM;
	}
	if (e->peak.raised && (!r->raise || sessions <= r->clear)) {
		e->peak.raised = false;
		return XPF_EVENT_NAT_RULE_NORMAL;
	}
	return XPF_EVENT_UNSPEC;
}

/* Has it sessions that an alarm is about, or one that is raised? */
static bool look_at_rule(struct xpf_usage *u, const struct xpf_nat_rule *r)
{
	enum xpf_event_kind kind = XPF_EVENT_UNSPEC;
	struct xpf_counters c;
	u64 sessions;
	bool busy;
	struct use *e;

	xpf_counters_read(r->counters, &c);
	sessions = c.sessions > 0 ? c.sessions : 0;
	busy = r->raise && sessions;
	spin_lock_bh(&u->lock);
	e = busy ? get(u, r->id, true) : find(u, r->id, true);
	if (e) {
		kind = judge_rule(e, r, sessions);
		e->look = u->look;
		busy |= e->peak.raised;
	}
	spin_unlock_bh(&u->lock);
	if (kind)
		tell_rule(u->xn, kind, r, sessions);
	return busy;
}

/* Those that no ruleset has any more. */
static void forget(struct xpf_usage *u)
{
	struct hlist_node *next;
	struct use *e;
	int i;

	spin_lock_bh(&u->lock);
	hash_for_each_safe(u->table, i, next, e, node) {
		if (e->look == u->look)
			continue;
		hash_del(&e->node);
		u->n--;
		kfree(e);
	}
	spin_unlock_bh(&u->lock);
}

static void work(struct work_struct *w)
{
	struct xpf_usage *u =
		container_of(to_delayed_work(w), struct xpf_usage, work);
	const struct xpf_ruleset *rs;
	bool busy = false;
	u32 i;

	WRITE_ONCE(u->running, false);
	WRITE_ONCE(u->look, u->look + 1);
	rcu_read_lock();
	rs = rcu_dereference(u->xn->ruleset);
	for (i = 0; rs && i < rs->n_nat_pools; i++)
		if (rs->nat_pool[i].source)
			busy |= look_at(u, &rs->nat_pool[i]);
	for (i = 0; rs && i < rs->n_nat_rules; i++)
		busy |= look_at_rule(u, &rs->nat_rule[i]);
	rcu_read_unlock();
	forget(u);
	if (busy)
		xpf_usage_begins(u->xn);
}

void xpf_usage_begins(struct xpf_net *xn)
{
	struct xpf_usage *u = xn->usage;

	if (likely(READ_ONCE(u->running)))
		return;
	WRITE_ONCE(u->running, true);
	queue_delayed_work(system_unbound_wq, &u->work, HZ);
}

void xpf_usage_peak(struct xpf_usage *u, u32 pool, struct xpf_pool_peak *peak)
{
	struct use *e;

	spin_lock_bh(&u->lock);
	e = find(u, pool, false);
	*peak = e ? e->peak : (struct xpf_pool_peak){};
	spin_unlock_bh(&u->lock);
}

void xpf_usage_clear(struct xpf_usage *u, u32 pool)
{
	struct use *e;
	int i;

	spin_lock_bh(&u->lock);
	hash_for_each(u->table, i, e, node) {
		if (e->rule || (pool && e->id != pool))
			continue;
		e->peak.percent = 0;
		e->peak.time = 0;
	}
	spin_unlock_bh(&u->lock);
}

struct xpf_usage *xpf_usage_new(struct xpf_net *xn)
{
	struct xpf_usage *u = kzalloc(sizeof(*u), GFP_KERNEL);

	if (!u)
		return NULL;
	u->xn = xn;
	spin_lock_init(&u->lock);
	hash_init(u->table);
	INIT_DELAYED_WORK(&u->work, work);
	return u;
}

void xpf_usage_free(struct xpf_usage *u)
{
	struct hlist_node *next;
	struct use *e;
	int i;

	if (!u)
		return;
	/* No session is left that could begin it again. */
	cancel_delayed_work_sync(&u->work);
	hash_for_each_safe(u->table, i, next, e, node)
		kfree(e);
	kfree(u);
}
