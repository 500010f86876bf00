// SPDX-License-Identifier: GPL-2.0
/*
 * A ring of XPF_FILTER_LOG entries under one lock: when it is full, the oldest
 * entry gives way.  Entries hold names, not pointers: they outlive the ruleset
 * that wrote them.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "filter/log.h"

struct xpf_filter_log {
	spinlock_t lock; /* BH disabled; guards the rest */
	u64 written; /* entries so far: the last one's number */
	u64 cleared; /* entries up to this number are not shown */
	struct xpf_logged entry[XPF_FILTER_LOG];
};

struct xpf_filter_log *xpf_filter_log_new(void)
{
	struct xpf_filter_log *l = kvzalloc(sizeof(*l), GFP_KERNEL);

	if (l)
		spin_lock_init(&l->lock);
	return l;
}

void xpf_filter_log_free(struct xpf_filter_log *l)
{
	kvfree(l);
}

void xpf_filter_log_add(struct xpf_filter_log *l, const struct xpf_logged *e)
{
	spin_lock(&l->lock);
	l->entry[l->written++ % XPF_FILTER_LOG] = *e;
	spin_unlock(&l->lock);
}

bool xpf_filter_log_next(struct xpf_filter_log *l, u64 *seq,
			 struct xpf_logged *e)
{
	u64 oldest;
	bool found;

	spin_lock_bh(&l->lock);
	oldest = l->written > XPF_FILTER_LOG ? l->written - XPF_FILTER_LOG : 0;
	*seq = max3(*seq, oldest, l->cleared);
	found = *seq < l->written;
	if (found)
		*e = l->entry[(*seq)++ % XPF_FILTER_LOG];
	spin_unlock_bh(&l->lock);
	return found;
}

void xpf_filter_log_clear(struct xpf_filter_log *l)
{
	spin_lock_bh(&l->lock);
	l->cleared = l->written;
	spin_unlock_bh(&l->lock);
}
