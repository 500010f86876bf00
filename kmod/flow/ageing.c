// SPDX-License-Identifier: GPL-2.0
/*
 * Ageing: once a second a worker scans the times at which sessions expire, and
 * closes those whose time has come; when the table is too full, those that are
 * idle, too.  Packets wait while it closes sessions, and a slot is free again a
 * grace period later: so it takes breath often, and waits when it has ended many.
 */
#include <linux/math64.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/workqueue.h>

#include "event.h"
#include "flow/session.h"
#include "flow/table.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

#define SLICE 16384 /* slots scanned between breaths */
#define ENDS 64 /* sessions closed between breaths: packets wait meanwhile */
#define RETIRE 8192 /* and before their slots have become free, all in one go */

/* Idle for @early seconds?  @e: when it would age out by itself */
static bool is_idle(const struct xpf_session *s, u32 e, u32 early, u32 now)
{
	u32 timeout = READ_ONCE(s->timeout);

	return early < timeout && e + early <= now + timeout;
}

/*
 * @early: seconds after which idle sessions go, 0: when their time has come
 * @ended: in/out, sessions that were closed
 * Returns where to go on.
 */
static u32 age_slice(struct xpf_table *t, u32 from, u32 to, u32 now, u32 early,
		     u32 *ended)
{
	u32 slot, e, enough = *ended + ENDS;
	struct xpf_session *s;

	rcu_read_lock_bh();
	for (slot = from; slot < to && *ended < enough; slot++) {
		e = READ_ONCE(t->expires[slot]) & ~XPF_EMBRYONIC;
		if (likely(!e))
			continue;
		s = &t->session[slot];
		if (likely(e > now)) {
			if (likely(!early) || !is_idle(s, e, early, now) ||
			    !READ_ONCE(s->live))
				continue;
			if (xpf_session_close(t->xn, s, XPF_CLOSE_IDLE))
				xpf_stat_inc(t->xn, XPF_S_SESSION_EARLY);
			++*ended;
			continue;
		}
		if (!READ_ONCE(s->live))
			continue;
		xpf_session_close(t->xn, s, xpf_session_end(s));
		++*ended;
	}
	rcu_read_unlock_bh();
	return slot;
}

/*
 * Early ageing begins when the table is filled to the high watermark, and ends
 * below the low one.  Returns the seconds after which idle sessions go.
 */
static u32 early_ageing(struct xpf_table *t)
{
	u32 used = atomic_read(&t->used), early, high, low;
	const struct xpf_ruleset *rs;

	rcu_read_lock();
	rs = rcu_dereference(t->xn->ruleset);
	early = rs ? rs->aging.early : 0;
	high = rs ? div_u64((u64)t->max * rs->aging.high, 100) : 0;
	low = rs ? div_u64((u64)t->max * rs->aging.low, 100) : 0;
	rcu_read_unlock();
	if (!t->early && early && used && used >= high) {
		WRITE_ONCE(t->early, true);
		xpf_event_table(t->xn, XPF_EVENT_AGING_BEGIN);
	} else if (t->early && (!early || used < min(low, high))) {
		WRITE_ONCE(t->early, false);
		xpf_event_table(t->xn, XPF_EVENT_AGING_END);
	}
	return t->early ? early : 0;
}

void xpf_table_age(struct work_struct *work)
{
	struct xpf_table *t =
		container_of(to_delayed_work(work), struct xpf_table, ageing);
	u32 limit = xpf_table_limit(t), now = xpf_seconds(), from;
	u32 early = early_ageing(t), ended = 0;

	for (from = 1; from < limit;) {
		from = age_slice(t, from, min(limit, from + SLICE), now, early,
				 &ended);
		if (ended < RETIRE) {
			cond_resched();
		} else {
			synchronize_rcu();
			ended = 0;
		}
	}
	if (READ_ONCE(t->above) && atomic_read(&t->used) < t->normal) {
		WRITE_ONCE(t->above, false);
		xpf_event_table(t->xn, XPF_EVENT_TABLE_NORMAL);
	}
	queue_delayed_work(system_unbound_wq, &t->ageing, HZ);
}
