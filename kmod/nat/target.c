// SPDX-License-Identifier: GPL-2.0
/*
 * Hosts that bindings of persistent NAT spoke to, where that decides who may
 * come in.  Each binding remembers the last MAX_OWN_TARGETS of them, all of them
 * XPF_MAX_NAT_TARGETS, at which a host is not remembered and so may not come in
 * (nat-targets-full).
 *
 * Everything is under the lock of the table of bindings.
 */
#include <linux/jhash.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "nat/bind.h"
#include "stat.h"
#include "xpf.h"

#define MAX_OWN_TARGETS 256

struct target {
	struct hlist_node node;
	struct list_head of_bind;
	const struct xpf_bind *bind;
	struct in6_addr addr;
	__be16 port; /* 0: any */
};

static u32 hash_target(const struct xpf_persist *p, const struct xpf_bind *b,
		       const struct in6_addr *addr, __be16 port)
{
	return jhash2((const u32 *)addr, 4,
		      p->seed ^ (u32)b->number ^ (__force u16)port);
}

/* p->lock held. */
static struct target *find_target(struct xpf_persist *p,
				  const struct xpf_bind *b,
				  const struct in6_addr *addr, __be16 port)
{
	struct target *t;

	hash_for_each_possible(p->target, t, node,
			       hash_target(p, b, addr, port))
		if (t->bind == b && t->port == port &&
		    ipv6_addr_equal(&t->addr, addr))
			return t;
	return NULL;
}

static __be16 target_port(const struct xpf_bind *b, __be16 port)
{
	return b->kind == XPF_PERSIST_TARGET_HOST_PORT ? port : 0;
}

static void drop_target(struct xpf_persist *p, struct xpf_bind *b,
			struct target *t)
{
	hash_del(&t->node);
	list_del(&t->of_bind);
	kfree(t);
	b->n_targets--;
	p->n_targets--;
}

void xpf_bind_remember(struct xpf_persist *p, struct xpf_bind *b,
		       const struct xpf_key *key)
{
	__be16 port = target_port(b, key->dport);
	struct target *t;

	if (b->kind != XPF_PERSIST_TARGET_HOST &&
	    b->kind != XPF_PERSIST_TARGET_HOST_PORT)
		return;
	t = find_target(p, b, &key->daddr, port);
	if (t) {
		list_move(&t->of_bind, &b->targets);
		return;
	}
	if (b->n_targets >= MAX_OWN_TARGETS)
		drop_target(p, b,
			    list_last_entry(&b->targets, struct target,
					    of_bind));
	t = p->n_targets < XPF_MAX_NAT_TARGETS ?
		    kmalloc(sizeof(*t), GFP_ATOMIC | __GFP_NOWARN) :
		    NULL;
	if (!t) {
		xpf_stat_inc(p->xn, XPF_S_NAT_TARGETS_FULL);
		return;
	}
	t->bind = b;
	t->addr = key->daddr;
	t->port = port;
	hash_add(p->target, &t->node, hash_target(p, b, &t->addr, port));
	list_add(&t->of_bind, &b->targets);
	b->n_targets++;
	p->n_targets++;
}

bool xpf_bind_admits(struct xpf_persist *p, const struct xpf_bind *b,
		     const struct xpf_key *key)
{
	switch ((enum xpf_persist_kind)b->kind) {
	case XPF_PERSIST_ANY_HOST:
		return true;
	case XPF_PERSIST_TARGET_HOST:
	case XPF_PERSIST_TARGET_HOST_PORT:
		return find_target(p, b, &key->saddr,
				   target_port(b, key->sport));
	case XPF_PERSIST_NONE:
	case XPF_PERSIST_BLOCK:
		break;
	}
	return false;
}

void xpf_bind_forget(struct xpf_persist *p, struct xpf_bind *b)
{
	while (!list_empty(&b->targets))
		drop_target(p, b,
			    list_first_entry(&b->targets, struct target,
					     of_bind));
}
