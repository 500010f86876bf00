// SPDX-License-Identifier: GPL-2.0
/*
 * Extensions of sessions: where they come from and go to.
 */
#include <linux/slab.h>

#include "flow/expect.h"
#include "flow/ext.h"
#include "flow/session.h"
#include "flow/table.h"
#include "stat.h"
#include "xpf.h"

static struct kmem_cache *cache;

static struct xpf_ext *make(struct xpf_net *xn)
{
	struct xpf_ext *e;

	if (atomic_inc_return(&xn->exts) > xn->table->max / 4) {
		xpf_stat_inc(xn, XPF_S_EXT_LIMIT);
		goto err_count;
	}
	e = kmem_cache_zalloc(cache, GFP_ATOMIC | __GFP_NOWARN);
	if (!e)
		goto err_count;
	e->xn = xn;
	spin_lock_init(&e->lock);
	INIT_LIST_HEAD(&e->expects);
	return e;

err_count:
	atomic_dec(&xn->exts);
	return NULL;
}

static void discard(struct xpf_ext *e)
{
	atomic_dec(&e->xn->exts);
	kmem_cache_free(cache, e);
}

struct xpf_ext *xpf_ext_get(struct xpf_net *xn, struct xpf_session *s)
{
	struct xpf_ext *e = xpf_ext(s), *other;

	if (e)
		return e;
	e = make(xn);
	if (!e)
		return NULL;
	other = unrcu_pointer(cmpxchg(&s->ext, NULL, RCU_INITIALIZER(e)));
	if (!other)
		return e;
	discard(e);
	return other;
}

static void free_later(struct rcu_head *rcu)
{
	struct xpf_ext *e = container_of(rcu, struct xpf_ext, rcu);

	xpf_alg_free(e->alg);
	kmem_cache_free(cache, e);
}

void xpf_ext_free(struct xpf_session *s)
{
	struct xpf_ext *e = unrcu_pointer(xchg(&s->ext, NULL));

	if (!e)
		return;
	xpf_expect_end(e->xn->expects, e);
	atomic_dec(&e->xn->exts);
	call_rcu(&e->rcu, free_later);
}

int xpf_ext_init(void)
{
	cache = KMEM_CACHE(xpf_ext, SLAB_HWCACHE_ALIGN | SLAB_ACCOUNT);
	return cache ? 0 : -ENOMEM;
}

void xpf_ext_exit(void)
{
	rcu_barrier();
	kmem_cache_destroy(cache);
}
