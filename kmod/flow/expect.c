// SPDX-License-Identifier: GPL-2.0
/*
 * Expectations, see expect.h.
 *
 * The hash is by destination, which is always known; who may come from where
 * is compared along the chain.  The seed is random: a peer chooses ports, and
 * must not choose the chain.  One lock guards all changes: they are as rare as
 * the commands that cause them.
 *
 * Time: a worker looks once a second while there are any; what is over by its
 * time is not found before either.
 */
#include <linux/jhash.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "flow/expect.h"
#include "flow/ext.h"
#include "flow/session.h"
#include "flow/table.h"
#include "stat.h"
#include "xpf.h"

static u32 place(const struct xpf_expects *es, const struct xpf_key *key)
{
	const u32 *d = (const u32 *)&key->daddr;
	u32 h;

	h = jhash_3words(d[0], d[1], d[2] ^ key->vrf, es->seed);
	h = jhash_3words(h, d[3],
			 (u32)be16_to_cpu(key->dport) << 16 | key->proto << 8 |
				 key->family,
			 es->seed);
	return h >> (32 - XPF_EXPECT_BITS);
}

static bool same_destination(const struct xpf_key *a, const struct xpf_key *b)
{
	return a->d[0] == b->d[0] && a->d[1] == b->d[1] &&
	       a->dport == b->dport && a->proto == b->proto &&
	       a->family == b->family && a->vrf == b->vrf;
}

static bool fits(const struct xpf_expect *e, const struct xpf_key *key,
		 u16 zone, u32 now)
{
	if (!same_destination(&e->key, key) || e->in_zone != zone ||
	    (s32)(e->expires - now) <= 0 || READ_ONCE(e->taken))
		return false;
	if (!(e->flags & XPF_EXPECT_ANY_SADDR) &&
	    (e->key.s[0] != key->s[0] || e->key.s[1] != key->s[1]))
		return false;
	return e->flags & XPF_EXPECT_ANY_SPORT || e->key.sport == key->sport;
}

/* A parsed key leaves what IPv4 does not use as it is. */
static struct xpf_key clean(const struct xpf_key *key)
{
	struct xpf_key k = *key;

	if (k.family != AF_INET)
		return k;
	memset(&k.saddr, 0, sizeof(k.saddr));
	memset(&k.daddr, 0, sizeof(k.daddr));
	k.saddr4 = key->saddr4;
	k.daddr4 = key->daddr4;
	return k;
}

struct xpf_expect *xpf_expect_find(const struct xpf_expects *es,
				   const struct xpf_key *key, u16 zone, u32 now)
{
	struct xpf_key k = clean(key);
	struct xpf_expect *e;

	hlist_for_each_entry_rcu(e, &es->hash[place(es, &k)], node)
		if (fits(e, &k, zone, now))
			return e;
	return NULL;
}

static void free_later(struct rcu_head *rcu)
{
	kfree(container_of(rcu, struct xpf_expect, rcu));
}

/* Out of the lists; the caller held the lock and says whose port it is now. */
static void unlink(struct xpf_expects *es, struct xpf_expect *e)
{
	lockdep_assert_held(&es->lock);
	hlist_del_rcu(&e->node);
	list_del(&e->sibling);
	e->ext->n_expects--;
	e->ext = NULL;
	atomic_dec(&es->count);
	call_rcu(&e->rcu, free_later);
}

static void discard(struct xpf_expects *es, struct xpf_expect *e)
{
	xpf_expect_release(es->xn, e);
	unlink(es, e);
}

/* Could one packet fit both? */
static bool overlap(const struct xpf_expect *a, const struct xpf_expect *b)
{
	if (!same_destination(&a->key, &b->key) || a->in_zone != b->in_zone)
		return false;
	if (!((a->flags | b->flags) & XPF_EXPECT_ANY_SADDR) &&
	    (a->key.s[0] != b->key.s[0] || a->key.s[1] != b->key.s[1]))
		return false;
	return (a->flags | b->flags) & XPF_EXPECT_ANY_SPORT ||
	       a->key.sport == b->key.sport;
}

static bool same_target(const struct xpf_expect *a, const struct xpf_expect *b)
{
	return a->ext == b->ext && a->flags == b->flags &&
	       !memcmp(&a->key, &b->key, sizeof(a->key)) &&
	       !memcmp(&a->sent, &b->sent, sizeof(a->sent));
}

static bool leads_to(const struct xpf_expect *e, const struct xpf_key *sent)
{
	return e->sent.d[0] == sent->d[0] && e->sent.d[1] == sent->d[1] &&
	       e->sent.dport == sent->dport && e->sent.proto == sent->proto;
}

static int insert(struct xpf_expects *es, struct xpf_ext *ext,
		  struct xpf_expect *e, u32 now)
{
	struct hlist_head *chain = &es->hash[place(es, &e->key)];
	struct xpf_expect *other;
	struct hlist_node *next;

	hlist_for_each_entry_safe(other, next, chain, node) {
		if (!overlap(other, e))
			continue;
		if (same_target(other, e)) {
			WRITE_ONCE(other->expires, now + e->timeout);
			return 1;
		}
		/* To the same place, but said by another, or otherwise: the
		 * latest word counts.
		 */
		if (other->taken || !leads_to(other, &e->sent))
			return -EEXIST;
		discard(es, other);
	}
	if (ext->n_expects >= (e->call ? XPF_MAX_CALL_PINHOLES :
					 XPF_MAX_GROUP_PINHOLES) ||
	    atomic_read(&es->count) >= XPF_MAX_PINHOLES)
		return -ENOSPC;
	e->id = ++es->last_id;
	hlist_add_head_rcu(&e->node, chain);
	list_add_tail(&e->sibling, &ext->expects);
	ext->n_expects++;
	if (atomic_inc_return(&es->count) == 1)
		queue_delayed_work(system_unbound_wq, &es->reap, HZ);
	return 0;
}

int xpf_expect_add(struct xpf_expects *es, struct xpf_ext *ext,
		   const struct xpf_expect *like, u32 now)
{
	struct xpf_expect *e;
	int r;

	e = kmemdup(like, sizeof(*e), GFP_ATOMIC | __GFP_NOWARN);
	if (!e)
		return -ENOMEM;
	e->key = clean(&like->key);
	e->sent = clean(&like->sent);
	e->ext = ext;
	e->taken = false;
	e->expires = now + e->timeout;
	spin_lock_bh(&es->lock);
	r = ext->ended ? -ESHUTDOWN : insert(es, ext, e, now);
	spin_unlock_bh(&es->lock);
	if (r)
		kfree(e);
	if (!r)
		xpf_stat_inc(es->xn, XPF_S_PINHOLES);
	else if (r < 0)
		xpf_stat_inc(es->xn, XPF_S_PINHOLES_REFUSED);
	return r;
}

bool xpf_expect_of(struct xpf_expects *es, struct xpf_ext *ext,
		   const struct xpf_key *sent, struct xpf_expect *copy)
{
	struct xpf_key k = clean(sent);
	struct xpf_expect *e;
	bool found = false;

	spin_lock_bh(&es->lock);
	list_for_each_entry(e, &ext->expects, sibling) {
		found = leads_to(e, &k) && !e->taken;
		if (!found)
			continue;
		*copy = *e;
		break;
	}
	spin_unlock_bh(&es->lock);
	return found;
}

bool xpf_expect_at(struct xpf_expects *es, struct xpf_ext *ext,
		   const struct xpf_key *key, struct xpf_expect *copy)
{
	struct xpf_key k = clean(key);
	struct xpf_expect *e;
	bool found = false;

	spin_lock_bh(&es->lock);
	list_for_each_entry(e, &ext->expects, sibling) {
		found = same_destination(&e->key, &k);
		if (!found)
			continue;
		*copy = *e;
		break;
	}
	spin_unlock_bh(&es->lock);
	return found;
}

/* What leads to where a flow comes from. */
static struct xpf_key reply_to(const struct xpf_key *flow)
{
	struct xpf_key from = {
		.daddr = flow->saddr,
		.dport = flow->sport,
		.proto = flow->proto,
		.family = flow->family,
	};

	return clean(&from);
}

bool xpf_expect_companion(struct xpf_expects *es, const struct xpf_expect *e,
			  const struct xpf_key *flow, struct xpf_key *at)
{
	const struct xpf_expect *other;
	struct xpf_key from = reply_to(flow);
	bool found = false;

	spin_lock_bh(&es->lock);
	if (!e->ext)
		goto out;
	list_for_each_entry(other, &e->ext->expects, sibling) {
		found = other->flags & XPF_EXPECT_PORT &&
			leads_to(other, &from);
		if (!found)
			continue;
		*at = other->key;
		break;
	}
out:
	spin_unlock_bh(&es->lock);
	return found;
}

/* Sessions by one that is a call's, which are over, make room. */
static void forget_dead(struct xpf_expects *es, struct xpf_expect *e)
{
	u32 i, n = 0;

	lockdep_assert_held(&es->lock);
	for (i = 0; i < e->n_made; i++)
		if (xpf_table_by_id(es->xn->table, e->made[i]))
			e->made[n++] = e->made[i];
	e->n_made = n;
}

/* Is a flow's source where somebody of the same call will be reached? */
static bool of_call(const struct xpf_expect *e, const struct xpf_key *flow)
{
	const struct xpf_expect *other;

	list_for_each_entry(other, &e->ext->expects, sibling)
		if (other->call == e->call && other->sent.d[0] == flow->s[0] &&
		    other->sent.d[1] == flow->s[1])
			return true;
	return false;
}

/*
 * Media may begin to come from anywhere; while they do, nobody else's may, but
 * for those of an address that the call named (it moved, or speaks by more
 * than one port).
 */
static bool has_room(struct xpf_expects *es, struct xpf_expect *e,
		     const struct xpf_key *flow)
{
	struct xpf_key k = clean(flow);
	bool room;

	if (!e->call)
		return true;
	spin_lock_bh(&es->lock);
	forget_dead(es, e);
	room = e->ext &&
	       (!e->n_made || (e->n_made < XPF_EXPECT_MADE && of_call(e, &k)));
	spin_unlock_bh(&es->lock);
	return room;
}

bool xpf_expect_take(struct xpf_expects *es, struct xpf_expect *e,
		     const struct xpf_key *flow)
{
	bool mine;

	if (e->flags & XPF_EXPECT_PERMANENT)
		return has_room(es, e, flow);
	spin_lock_bh(&es->lock);
	mine = !e->taken && e->ext;
	if (mine)
		WRITE_ONCE(e->taken, true);
	spin_unlock_bh(&es->lock);
	return mine;
}

/*
 * One that is taken is nobody else's to free; when its control session ends
 * meanwhile, xpf_expect_end() leaves it, orphaned, to whoever has it.
 */
static void settle(struct xpf_expects *es, struct xpf_expect *e, bool used)
{
	spin_lock_bh(&es->lock);
	if (!e->ext) {
		if (!used)
			xpf_expect_release(es->xn, e);
		call_rcu(&e->rcu, free_later);
	} else if (used) {
		unlink(es, e);
	} else {
		WRITE_ONCE(e->taken, false);
	}
	spin_unlock_bh(&es->lock);
}

void xpf_expect_back(struct xpf_expects *es, struct xpf_expect *e)
{
	if (!(e->flags & XPF_EXPECT_PERMANENT))
		settle(es, e, false);
}

static void remember(struct xpf_expects *es, struct xpf_expect *e, u64 session)
{
	forget_dead(es, e);
	if (e->n_made < XPF_EXPECT_MADE)
		e->made[e->n_made++] = session;
}

/* A session of media is both ways': also of where it came from. */
static void keep(struct xpf_expects *es, struct xpf_expect *e, u32 now,
		 const struct xpf_key *flow, u64 session)
{
	struct xpf_key from = reply_to(flow);
	struct xpf_expect *other;

	WRITE_ONCE(e->expires, now + e->timeout);
	if (!e->call)
		return;
	spin_lock_bh(&es->lock);
	if (!e->ext)
		goto out;
	remember(es, e, session);
	list_for_each_entry(other, &e->ext->expects, sibling)
		if (other->call == e->call && leads_to(other, &from))
			remember(es, other, session);
out:
	spin_unlock_bh(&es->lock);
}

void xpf_expect_done(struct xpf_expects *es, struct xpf_expect *e, u32 now,
		     const struct xpf_key *flow, u64 session)
{
	xpf_stat_inc(es->xn, XPF_S_PINHOLES_USED);
	if (e->flags & XPF_EXPECT_PERMANENT)
		keep(es, e, now, flow, session);
	else
		settle(es, e, true);
}

/* Taken ones are let loose: their taker frees them. */
static void let_go(struct xpf_expects *es, struct xpf_expect *e)
{
	if (!e->taken) {
		discard(es, e);
		return;
	}
	hlist_del_rcu(&e->node);
	list_del(&e->sibling);
	e->ext->n_expects--;
	e->ext = NULL;
	atomic_dec(&es->count);
}

void xpf_expect_drop(struct xpf_expects *es, struct xpf_ext *ext,
		     const struct xpf_key *sent)
{
	struct xpf_key k = {};
	struct xpf_expect *e, *next;

	if (sent)
		k = clean(sent);
	spin_lock_bh(&es->lock);
	list_for_each_entry_safe(e, next, &ext->expects, sibling)
		if (!sent || leads_to(e, &k))
			let_go(es, e);
	spin_unlock_bh(&es->lock);
}

static struct xpf_expect *of_ext(struct xpf_ext *ext, u32 call)
{
	struct xpf_expect *e;

	list_for_each_entry(e, &ext->expects, sibling)
		if (e->call == call)
			return e;
	return NULL;
}

/* The same, whosever it is. */
static struct xpf_expect *of_any(struct xpf_expects *es, u32 call)
{
	struct xpf_expect *e;
	u32 i;

	for (i = 0; i < 1 << XPF_EXPECT_BITS; i++)
		hlist_for_each_entry(e, &es->hash[i], node)
			if (e->call == call)
				return e;
	return NULL;
}

/* Of the first pinhole of a call: its sessions; and it is gone.  0: no more. */
static bool end_one(struct xpf_expects *es, struct xpf_ext *ext, u32 call,
		    u64 made[XPF_EXPECT_MADE], u32 *n)
{
	struct xpf_expect *e;

	spin_lock_bh(&es->lock);
	e = ext ? of_ext(ext, call) : of_any(es, call);
	if (e) {
		*n = e->n_made;
		memcpy(made, e->made, sizeof(e->made));
		let_go(es, e);
	}
	spin_unlock_bh(&es->lock);
	return e;
}

void xpf_expect_end_call(struct xpf_expects *es, struct xpf_ext *ext, u32 call)
{
	u64 made[XPF_EXPECT_MADE];
	struct xpf_session *s;
	u32 i, n;

	while (end_one(es, ext, call, made, &n)) {
		for (i = 0; i < n; i++) {
			s = xpf_table_by_id(es->xn->table, made[i]);
			if (s)
				xpf_session_close(es->xn, s, XPF_CLOSE_ALG);
		}
	}
}

/* May it stay without its control session? */
static bool leave(struct xpf_expects *es, struct xpf_expect *e)
{
	if (!(e->flags & XPF_EXPECT_SURVIVE) || e->taken ||
	    es->left.n_expects >= XPF_MAX_LEFT_PINHOLES)
		return false;
	e->ext->n_expects--;
	e->ext = &es->left;
	es->left.n_expects++;
	list_move_tail(&e->sibling, &es->left.expects);
	return true;
}

void xpf_expect_end(struct xpf_expects *es, struct xpf_ext *ext)
{
	struct xpf_expect *e, *next;

	spin_lock_bh(&es->lock);
	ext->ended = true;
	list_for_each_entry_safe(e, next, &ext->expects, sibling)
		if (!leave(es, e))
			let_go(es, e);
	spin_unlock_bh(&es->lock);
}

static void reap(struct work_struct *work)
{
	struct xpf_expects *es =
		container_of(to_delayed_work(work), struct xpf_expects, reap);
	u32 now = xpf_seconds(), i;
	struct hlist_node *next;
	struct xpf_expect *e;

	for (i = 0; i < 1 << XPF_EXPECT_BITS; i++) {
		if (hlist_empty(&es->hash[i]))
			continue;
		spin_lock_bh(&es->lock);
		hlist_for_each_entry_safe(e, next, &es->hash[i], node) {
			if (e->taken || (s32)(e->expires - now) > 0)
				continue;
			forget_dead(es, e);
			if (e->n_made) {
				WRITE_ONCE(e->expires, now + e->timeout);
				continue;
			}
			xpf_stat_inc(es->xn, XPF_S_PINHOLES_EXPIRED);
			discard(es, e);
		}
		spin_unlock_bh(&es->lock);
	}
	if (atomic_read(&es->count))
		queue_delayed_work(system_unbound_wq, &es->reap, HZ);
}

int xpf_expect_walk(struct xpf_expects *es, u32 *cursor,
		    int (*fn)(const struct xpf_expect *e, void *arg), void *arg)
{
	u32 at = *cursor >> 16, skip = *cursor & 0xffff, n;
	const struct xpf_expect *e;
	int r = 0;

	rcu_read_lock();
	for (; !r && at < 1 << XPF_EXPECT_BITS; at++, skip = 0) {
		n = 0;
		hlist_for_each_entry_rcu(e, &es->hash[at], node) {
			if (n >= skip)
				r = fn(e, arg);
			if (r)
				break;
			n++;
		}
		if (r) {
			*cursor = at << 16 | n;
			break;
		}
	}
	rcu_read_unlock();
	if (!r)
		*cursor = U32_MAX;
	return r;
}

u32 xpf_expect_clear(struct xpf_expects *es, u32 group)
{
	struct hlist_node *next;
	struct xpf_expect *e;
	u32 i, n = 0;

	for (i = 0; i < 1 << XPF_EXPECT_BITS; i++) {
		spin_lock_bh(&es->lock);
		hlist_for_each_entry_safe(e, next, &es->hash[i], node) {
			if (e->taken || (group && e->group != group))
				continue;
			discard(es, e);
			n++;
		}
		spin_unlock_bh(&es->lock);
	}
	return n;
}

u32 xpf_expect_ports(struct xpf_expects *es)
{
	const struct xpf_expect *e;
	u32 i, n = 0;

	spin_lock_bh(&es->lock);
	for (i = 0; i < 1 << XPF_EXPECT_BITS; i++)
		hlist_for_each_entry(e, &es->hash[i], node)
			n += !!(e->flags & XPF_EXPECT_PORT);
	spin_unlock_bh(&es->lock);
	return n;
}

struct xpf_expects *xpf_expects_new(struct xpf_net *xn)
{
	struct xpf_expects *es = kvzalloc(sizeof(*es), GFP_KERNEL);

	if (!es)
		return NULL;
	es->xn = xn;
	es->seed = get_random_u32();
	spin_lock_init(&es->lock);
	INIT_LIST_HEAD(&es->left.expects);
	INIT_DELAYED_WORK(&es->reap, reap);
	return es;
}

void xpf_expects_free(struct xpf_expects *es)
{
	if (!es)
		return;
	cancel_delayed_work_sync(&es->reap);
	xpf_expect_drop(es, &es->left, NULL);
	rcu_barrier();
	kvfree(es);
}
