// SPDX-License-Identifier: GPL-2.0
/*
 * Calls of SIP, see sip_call.h.
 *
 * One lock guards them all: a message of a call takes it two or three times,
 * never while another lock is taken in it.  What belongs to a call is let go
 * after the lock is.  Its session's extension cannot go away meanwhile: that is
 * freed a grace period after the session, and takes the calls out first.
 */
#include <linux/jhash.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "alg/alg.h"
#include "alg/sip_call.h"
#include "flow/expect.h"
#include "flow/session.h"
#include "policy/ruleset.h"
#include "xpf.h"

#define WATCH_S 5

static u32 local_len(const u8 *id, u32 len)
{
	const u8 *at = memchr(id, '@', len);

	return min_t(u32, at ? at - id : len, XPF_SIP_ID_KEPT);
}

static u32 place(const struct xpf_sip_calls *sip, const u8 *id, u32 len)
{
	return jhash(id, len, sip->seed) >> (32 - XPF_SIP_CALL_BITS);
}

/* Between the same two, whoever speaks, however its session is translated? */
static bool same_ends(const struct xpf_sip_call *c, const struct xpf_session *s)
{
	const struct in6_addr *a = &s->wing[0].key.saddr;
	const struct in6_addr *b = &s->wing[1].key.saddr;

	return c->family == s->wing[0].key.family &&
	       ((xpf_addr_equal(c->family, &c->end[0], a) &&
		 xpf_addr_equal(c->family, &c->end[1], b)) ||
		(xpf_addr_equal(c->family, &c->end[0], b) &&
		 xpf_addr_equal(c->family, &c->end[1], a)));
}

static struct xpf_sip_call *find(const struct xpf_sip_calls *sip,
				 const struct xpf_session *s, const u8 *id,
				 u32 len)
{
	struct xpf_sip_call *c;
	u32 n = local_len(id, len);

	hlist_for_each_entry(c, &sip->hash[place(sip, id, n)], node)
		if (c->local_len == n && !memcmp(c->id, id, n) &&
		    same_ends(c, s))
			return c;
	return NULL;
}

static struct xpf_sip_call *find_tag(const struct xpf_sip_calls *sip, u32 tag)
{
	struct xpf_sip_call *c;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(sip->hash); i++)
		hlist_for_each_entry(c, &sip->hash[i], node)
			if (c->tag == tag)
				return c;
	return NULL;
}

u32 xpf_sip_call_find(const struct xpf_alg_msg *m, const u8 *id, u32 len,
		      u8 *state)
{
	struct xpf_sip_calls *sip = m->pkt->xn->sip;
	const struct xpf_sip_call *c;
	u32 tag = 0;

	spin_lock_bh(&sip->lock);
	c = find(sip, m->s, id, len);
	if (c) {
		tag = c->tag;
		*state = c->state;
	}
	spin_unlock_bh(&sip->lock);
	return tag;
}

static void fill(struct xpf_sip_call *c, struct xpf_alg_msg *m, const u8 *id,
		 u32 len)
{
	c->ext = m->ext;
	c->alg = m->alg;
	c->group = m->alg->group;
	c->began = m->pkt->now;
	c->state = XPF_SIP_SETUP;
	c->family = m->s->wing[0].key.family;
	c->end[0] = m->s->wing[0].key.saddr;
	c->end[1] = m->s->wing[1].key.saddr;
	c->id_len = min_t(u32, len, XPF_SIP_ID_KEPT);
	c->local_len = local_len(id, len);
	memcpy(c->id, id, c->id_len);
}

u32 xpf_sip_call_begin(struct xpf_alg_msg *m, const u8 *id, u32 len)
{
	struct xpf_sip_calls *sip = m->pkt->xn->sip;
	struct xpf_sip_call *c;

	c = kzalloc(sizeof(*c), GFP_ATOMIC | __GFP_NOWARN);
	if (!c)
		return 0;
	fill(c, m, id, len);
	spin_lock_bh(&sip->lock);
	if (sip->n_calls >= XPF_MAX_SIP_CALLS ||
	    m->alg->sip.n_calls >= XPF_MAX_SESSION_SIP_CALLS) {
		spin_unlock_bh(&sip->lock);
		atomic64_inc(&sip->refused);
		kfree(c);
		return 0;
	}
	do {
		c->tag = ++sip->last_tag;
	} while (!c->tag);
	hlist_add_head(&c->node, &sip->hash[place(sip, c->id, c->local_len)]);
	list_add(&c->sibling, &m->alg->sip.calls);
	m->alg->sip.n_calls++;
	if (!sip->n_calls++)
		queue_delayed_work(system_unbound_wq, &sip->watch,
				   WATCH_S * HZ);
	spin_unlock_bh(&sip->lock);
	return c->tag;
}

void xpf_sip_call_connected(struct xpf_net *xn, u32 tag)
{
	struct xpf_sip_call *c;

	spin_lock_bh(&xn->sip->lock);
	c = find_tag(xn->sip, tag);
	if (c)
		c->state = XPF_SIP_CONNECTED;
	spin_unlock_bh(&xn->sip->lock);
}

static void unlink(struct xpf_sip_calls *sip, struct xpf_sip_call *c)
{
	lockdep_assert_held(&sip->lock);
	hlist_del(&c->node);
	list_del(&c->sibling);
	c->alg->sip.n_calls--;
	sip->n_calls--;
	kfree(c);
}

void xpf_sip_call_end(const struct xpf_alg_msg *m, u32 tag)
{
	struct xpf_net *xn = m->pkt->xn;
	struct xpf_ext *owner = NULL;
	struct xpf_sip_call *c;

	spin_lock_bh(&xn->sip->lock);
	c = find_tag(xn->sip, tag);
	if (c) {
		owner = c->ext;
		unlink(xn->sip, c);
	}
	spin_unlock_bh(&xn->sip->lock);
	if (!owner)
		return;
	xpf_expect_end_call(xn->expects, owner, tag);
	if (owner != m->ext)
		xpf_expect_end_call(xn->expects, m->ext, tag);
}

void xpf_sip_forget(struct xpf_alg_state *a)
{
	struct xpf_sip_call *c, *next;

	if (a->kind != XPF_ALG_SIP)
		return;
	spin_lock_bh(&a->xn->sip->lock);
	list_for_each_entry_safe(c, next, &a->sip.calls, sibling)
		unlink(a->xn->sip, c);
	spin_unlock_bh(&a->xn->sip->lock);
}

int xpf_sip_walk(struct xpf_sip_calls *sip, u32 *cursor,
		 int (*fn)(const struct xpf_sip_call *c, void *arg), void *arg)
{
	u32 at = *cursor >> 16, skip = *cursor & 0xffff, n;
	const struct xpf_sip_call *c;
	int r = 0;

	for (; at < ARRAY_SIZE(sip->hash); at++, skip = 0) {
		n = 0;
		spin_lock_bh(&sip->lock);
		hlist_for_each_entry(c, &sip->hash[at], node) {
			if (n >= skip)
				r = fn(c, arg);
			if (r)
				break;
			n++;
		}
		spin_unlock_bh(&sip->lock);
		if (r) {
			*cursor = at << 16 | n;
			return r;
		}
	}
	*cursor = U32_MAX;
	return 0;
}

void xpf_sip_clear(struct xpf_sip_calls *sip)
{
	atomic64_t *c = &sip->count[0][0][0];
	u32 i;

	for (i = 0; i < sizeof(sip->count) / sizeof(*c); i++)
		atomic64_set(&c[i], 0);
	atomic64_set(&sip->dropped, 0);
	atomic64_set(&sip->refused, 0);
}

/* One that has lasted too long is none any more; 0: there is none such. */
static u32 take_overdue(struct xpf_sip_calls *sip, u32 now, u32 most)
{
	struct xpf_sip_call *c;
	u32 i, tag = 0;

	spin_lock_bh(&sip->lock);
	for (i = 0; !tag && i < ARRAY_SIZE(sip->hash); i++)
		hlist_for_each_entry(c, &sip->hash[i], node)
			if (now - c->began >= most) {
				tag = c->tag;
				unlink(sip, c);
				break;
			}
	spin_unlock_bh(&sip->lock);
	return tag;
}

static void end_overdue(struct xpf_sip_calls *sip, u32 most)
{
	u32 tag;

	while ((tag = take_overdue(sip, xpf_seconds(), most)))
		xpf_expect_end_call(sip->xn->expects, NULL, tag);
}

void xpf_sip_end_all(struct xpf_sip_calls *sip)
{
	local_bh_disable();
	rcu_read_lock();
	end_overdue(sip, 0);
	rcu_read_unlock();
	local_bh_enable();
}

static void watch(struct work_struct *work)
{
	struct xpf_sip_calls *sip = container_of(to_delayed_work(work),
						 struct xpf_sip_calls, watch);
	const struct xpf_ruleset *rs;

	local_bh_disable();
	rcu_read_lock();
	rs = rcu_dereference(sip->xn->ruleset);
	end_overdue(sip, rs ? rs->alg.sip_call : U32_MAX);
	rcu_read_unlock();
	local_bh_enable();
	if (READ_ONCE(sip->n_calls))
		queue_delayed_work(system_unbound_wq, &sip->watch,
				   WATCH_S * HZ);
}

void xpf_sip_stop(struct xpf_sip_calls *sip)
{
	cancel_delayed_work_sync(&sip->watch);
}

struct xpf_sip_calls *xpf_sip_new(struct xpf_net *xn)
{
	struct xpf_sip_calls *sip = kvzalloc(sizeof(*sip), GFP_KERNEL);

	if (!sip)
		return NULL;
	spin_lock_init(&sip->lock);
	sip->seed = get_random_u32();
	sip->xn = xn;
	INIT_DELAYED_WORK(&sip->watch, watch);
	return sip;
}

void xpf_sip_free(struct xpf_sip_calls *sip)
{
	kvfree(sip);
}
