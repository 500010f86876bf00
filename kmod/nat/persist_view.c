// SPDX-License-Identifier: GPL-2.0
/* Bindings of persistent NAT as others see them: sums, views, a walk. */
#include "flow/session.h"
#include "nat/bind.h"
#include "nat/persist.h"
#include "nat/walk.h"
#include "xpf.h"

void xpf_bind_view(const struct xpf_bind *b, struct xpf_nat_entry *v)
{
	u32 now = xpf_seconds();

	*v = (struct xpf_nat_entry){
		.inside = b->inside,
		.outside = b->outside,
		.rule = b->rule,
		.pool = b->pool,
		.used = b->sessions,
		.max = b->max,
		.timeout = b->timeout,
		.kind = b->kind,
	};
	if (b->sessions)
		v->left = b->timeout;
	else if (b->expires > now)
		v->left = b->expires - now;
}

void xpf_persist_sums(struct xpf_persist *p, u64 *ports, u64 *sessions)
{
	const struct xpf_bind *b;

	*ports = 0;
	*sessions = 0;
	spin_lock_bh(&p->lock);
	list_for_each_entry(b, &p->all, all) {
		*ports += b->port;
		*sessions += b->sessions;
	}
	spin_unlock_bh(&p->lock);
}

void xpf_persist_usage(const struct xpf_persist *p, u32 *bindings, u32 *targets)
{
	*bindings = READ_ONCE(p->xn->n_bindings);
	*targets = READ_ONCE(p->n_targets);
}

static u32 peek(void *list, u64 after, struct xpf_nat_entry *v, u64 *number)
{
	struct xpf_persist *p = list;
	const struct xpf_bind *b;
	u32 n = 0;

	spin_lock_bh(&p->lock);
	list_for_each_entry(b, &p->all, all) {
		if (b->number <= after)
			continue;
		number[n] = b->number;
		xpf_bind_view(b, &v[n++]);
		if (n == XPF_NAT_WALK_SOME)
			break;
	}
	spin_unlock_bh(&p->lock);
	return n;
}

int xpf_persist_walk(struct xpf_persist *p, u64 *cursor,
		     int (*fn)(const struct xpf_nat_entry *v, void *arg),
		     void *arg)
{
	return xpf_nat_walk(peek, p, cursor, fn, arg);
}
