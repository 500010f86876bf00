// SPDX-License-Identifier: GPL-2.0
/*
 * A token bucket for what happens seldom, or is to happen seldom: replies,
 * traces.  Its unit of time is the jiffy.
 */
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/minmax.h>

#include "tokens.h"

void xpf_tokens_init(struct xpf_rate *r, u32 burst)
{
	spin_lock_init(&r->lock);
	r->tokens = burst;
	r->filled = jiffies;
}

bool xpf_tokens_take(struct xpf_rate *r, u32 per_second, u32 burst)
{
	unsigned long now = jiffies;
	u64 add;
	bool ok;

	spin_lock(&r->lock);
	add = div_u64((u64)(now - r->filled) * per_second, HZ);
	if (add) {
		r->tokens = min_t(u64, r->tokens + add, burst);
		r->filled = now;
	}
	ok = r->tokens;
	r->tokens -= ok;
	spin_unlock(&r->lock);
	return ok;
}
