// SPDX-License-Identifier: GPL-2.0
/* See walk.h. */
#include <linux/sched.h>
#include <linux/slab.h>

#include "nat/entry.h"
#include "nat/walk.h"

int xpf_nat_walk(xpf_nat_peek_fn peek, void *list, u64 *cursor,
		 int (*fn)(const struct xpf_nat_entry *v, void *arg), void *arg)
{
	struct {
		struct xpf_nat_entry v[XPF_NAT_WALK_SOME];
		u64 number[XPF_NAT_WALK_SOME];
	} *some = kmalloc(sizeof(*some), GFP_KERNEL);
	int r = some ? 0 : -ENOMEM;
	u32 n, i;

	while (!r) {
		n = peek(list, *cursor, some->v, some->number);
		for (i = 0; i < n && !r; i++) {
			r = fn(&some->v[i], arg);
			if (!r)
				*cursor = some->number[i];
		}
		if (n < XPF_NAT_WALK_SOME)
			break;
		cond_resched();
	}
	kfree(some);
	return r;
}
