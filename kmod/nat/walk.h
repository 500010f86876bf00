/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Walking what source NAT keeps in numbered lists (bindings, blocks) without
 * holding their locks: some are copied at a time, and the walk goes on behind
 * the number where it was, whatever came and went meanwhile.
 */
#ifndef XPF_NAT_WALK_H
#define XPF_NAT_WALK_H

#include <linux/types.h>

struct xpf_nat_entry;

#define XPF_NAT_WALK_SOME 64

/*
 * The views and numbers of up to XPF_NAT_WALK_SOME entries behind number @after,
 * in order: how many.
 */
typedef u32 (*xpf_nat_peek_fn)(void *list, u64 after, struct xpf_nat_entry *v,
			       u64 *number);

/*
 * @cursor: number of the last entry that @fn took; 0 at first
 * @fn: returns non-zero to end; that entry then comes first the next time
 * Returns what @fn did, 0, or -ENOMEM.  Context: may sleep.
 */
int xpf_nat_walk(xpf_nat_peek_fn peek, void *list, u64 *cursor,
		 int (*fn)(const struct xpf_nat_entry *v, void *arg),
		 void *arg);

#endif
