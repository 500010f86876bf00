/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One binding of persistent NAT, and the table of them: what persist.c, target.c
 * and persist_view.c share, and nobody else.
 */
#ifndef XPF_NAT_BIND_H
#define XPF_NAT_BIND_H

#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <uapi/linux/xpf.h>

#include "nat/entry.h"
#include "pkt/key.h"

#define XPF_BIND_BITS 12

struct xpf_net;

struct xpf_bind {
	struct rcu_head rcu;
	struct hlist_node by_inside; /* unhashed: ends with its sessions */
	struct hlist_node by_outside;
	struct list_head all;
	struct list_head idle; /* while it has no session */
	struct list_head targets;
	struct xpf_nat_end inside, outside;
	u64 number; /* in the order of their making */
	u32 rule, pool;
	u32 generation; /* of the ruleset that made it */
	u32 sessions, max;
	u32 timeout, expires; /* seconds; expires: while idle */
	u32 n_targets;
	u8 kind;
	bool port; /* holds one */
	bool dead;
};

struct xpf_persist {
	struct xpf_net *xn;
	spinlock_t lock; /* guards what follows; BH disabled */
	u32 seed;
	u32 n_targets;
	u32 n_idle;
	u64 last;
	struct list_head all, idle;
	struct delayed_work ageing;
	DECLARE_HASHTABLE(inside, XPF_BIND_BITS);
	DECLARE_HASHTABLE(outside, XPF_BIND_BITS);
	DECLARE_HASHTABLE(target, XPF_BIND_BITS);
};

/* The inside speaks to a host.  p->lock held. */
void xpf_bind_remember(struct xpf_persist *p, struct xpf_bind *b,
		       const struct xpf_key *key);
/* May this come in, by whom the inside spoke to?  p->lock held. */
bool xpf_bind_admits(struct xpf_persist *p, const struct xpf_bind *b,
		     const struct xpf_key *key);
/* The binding ends.  p->lock held. */
void xpf_bind_forget(struct xpf_persist *p, struct xpf_bind *b);

/* As dumps and events show it.  p->lock held. */
void xpf_bind_view(const struct xpf_bind *b, struct xpf_nat_entry *v);

#endif
