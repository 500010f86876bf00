// SPDX-License-Identifier: GPL-2.0
/*
 * The session table: one array of sessions, a hash that finds their wings, and
 * an array of expiry times.  All of it is allocated once, so that no packet
 * ever waits for memory and the table can be dumped by index.
 *
 * Hash.  A bucket is one cache line: eight pairs of a 16-bit tag (0: empty)
 * and a reference (slot * 2 + wing), a lock bit, and a link to an overflow
 * bucket from a small pool.  A chain is at most XPF_MAX_CHAIN long; the hash is
 * keyed, so nobody can aim at a bucket.  Entries never move: a reader that
 * started before a change sees all entries that lived throughout.  Only the
 * last bucket of a chain is ever unlinked, and only when empty; a reader that
 * strays with it into another chain misses nothing but what was inserted after
 * it began.
 *
 * Readers take no locks and no references.  They may meet an entry whose
 * session is being replaced: the key is compared, the grace period keeps the
 * memory.  An insertion locks the buckets of both wings in index order, looks
 * for equal keys, and only then publishes both tags.
 *
 * Slots.  Free ones are in lists linked through sessions, one a CPU and one
 * for all; those never used yet are counted only.  A closed slot waits in its
 * CPU's retire list for a grace period.  There are more slots than sessions
 * allowed, so that what waits does not count against the limit.
 *
 *   used + free + retired = size
 *
 * Expiry.  expires[slot] is a time in seconds, with the top bit set while the
 * session is embryonic; 0 when the slot is free.  (A packet that is late may
 * write it once more until the grace period is over.)  A worker scans it once a
 * second, sequentially, in slices (ageing.c); eviction samples it from a hand that moves
 * on.  A packet writes it only when it changes.
 */
#include <linux/sched.h>
#include <linux/bit_spinlock.h>
#include <linux/in.h>
#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "compat.h"
#include "event.h"
#include "flow/session.h"
#include "flow/table.h"
#include "pkt/pkt.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

#define CACHE 64 /* free slots that a CPU keeps, at most */
#define SAMPLE 64 /* sessions to choose a victim from */
#define SEARCH 4096 /* slots looked at, at most, until one is embryonic */
#define BATCH 1024 /* slots looked at between breaths */
#define NIL 0 /* slot 0 is never used */

static int proto_class(const struct xpf_session *s)
{
	switch (xpf_session_key(s)->proto) {
	case IPPROTO_TCP:
		return 0;
	case IPPROTO_UDP:
		return 1;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return 2;
	}
	return 3;
}

/* Lists of slots. */

static void slots_push(struct xpf_table *t, struct xpf_slots *l, u32 slot)
{
	t->session[slot].next = l->head;
	if (!l->count)
		l->tail = slot;
	l->head = slot;
	l->count++;
}

static u32 slots_pop(struct xpf_table *t, struct xpf_slots *l)
{
	u32 slot = l->head;

	if (!l->count)
		return NIL;
	l->head = t->session[slot].next;
	l->count--;
	return slot;
}

static void slots_splice(struct xpf_table *t, struct xpf_slots *to,
			 struct xpf_slots *from)
{
	if (!from->count)
		return;
	if (to->count)
		t->session[from->tail].next = to->head;
	else
		to->tail = from->tail;
	to->head = from->head;
	to->count += from->count;
	*from = (struct xpf_slots){ 0 };
}

/* Take half a cache full from the common list, else never used ones. */
static void refill(struct xpf_table *t, struct xpf_slots *l)
{
	u32 slot;

	spin_lock(&t->lock);
	while (l->count < CACHE / 2) {
		slot = slots_pop(t, &t->free);
		if (!slot && t->fresh < t->size)
			slot = t->fresh++;
		if (!slot)
			break;
		slots_push(t, l, slot);
	}
	spin_unlock(&t->lock);
}

/* Retiring: a closed slot is free one grace period later. */

static void retire_done(struct rcu_head *rcu);

static void retire_start(struct xpf_table_cpu *c)
{
	lockdep_assert_held(&c->lock);
	c->waiting = c->retired;
	c->retired = (struct xpf_slots){ 0 };
	c->pending = true;
	call_rcu(&c->rcu, retire_done);
}

static void retire_done(struct rcu_head *rcu)
{
	struct xpf_table_cpu *c = container_of(rcu, struct xpf_table_cpu, rcu);
	struct xpf_table *t = c->table;
	struct xpf_slots l;
	u32 slot, i;

	spin_lock_bh(&c->lock);
	l = c->waiting;
	c->waiting = (struct xpf_slots){ 0 };
	c->pending = false;
	if (c->retired.count)
		retire_start(c);
	spin_unlock_bh(&c->lock);

	/* Nobody can write to these any more. */
	for (slot = l.head, i = 0; i < l.count; i++) {
		WRITE_ONCE(t->expires[slot], 0);
		xpf_session_release(&t->session[slot]);
		slot = t->session[slot].next;
	}
	atomic_sub(l.count, &t->retired);
	spin_lock_bh(&t->lock);
	slots_splice(t, &t->free, &l);
	spin_unlock_bh(&t->lock);
}

static void retire(struct xpf_table *t, u32 slot)
{
	struct xpf_table_cpu *c = this_cpu_ptr(t->cpu);

	spin_lock(&c->lock);
	slots_push(t, &c->retired, slot);
	if (!c->pending)
		retire_start(c);
	spin_unlock(&c->lock);
}

/* The hash. */

/* To sparse two locks are one, as the second is not always taken. */
static void lock_two(struct xpf_table *t, u32 a, u32 b) __acquires(bitlock)
{
	bit_spin_lock(0, &t->bucket[min(a, b)].lock);
	if (a != b) {
		bit_spin_lock(0, &t->bucket[max(a, b)].lock);
		__release(bitlock);
	}
}

static void unlock_two(struct xpf_table *t, u32 a, u32 b) __releases(bitlock)
{
	if (a != b) {
		__acquire(bitlock);
		bit_spin_unlock(0, &t->bucket[max(a, b)].lock);
	}
	bit_spin_unlock(0, &t->bucket[min(a, b)].lock);
}

/* An empty entry of a chain whose lock is held; @skip is taken already. */
struct place {
	struct xpf_bucket *b;
	int i;
};

static struct xpf_bucket *new_overflow(struct xpf_table *t)
{
	struct xpf_bucket *b = NULL;
	u32 i = NIL;

	spin_lock(&t->lock);
	if (t->free_overflow) {
		i = t->free_overflow;
		t->free_overflow = t->overflow[i].next;
	} else if (t->fresh_overflow < t->n_overflow) {
		i = t->fresh_overflow++;
	}
	spin_unlock(&t->lock);
	if (i) {
		b = &t->overflow[i];
		WRITE_ONCE(b->next, NIL);
	}
	return b;
}

static bool find_place(struct xpf_table *t, u32 index, const struct place *skip,
		       struct place *p)
{
	struct xpf_bucket *b = &t->bucket[index], *last = NULL, *more;
	int depth = 0, i;

	for (; b; last = b, b = xpf_bucket_next(t, b), depth++) {
		for (i = 0; i < XPF_ENTRIES; i++) {
			if (b->tag[i] || (skip && skip->b == b && skip->i == i))
				continue;
			*p = (struct place){ b, i };
			return true;
		}
	}
	if (depth > XPF_MAX_CHAIN)
		return false;
	more = new_overflow(t);
	if (!more)
		return false;
	xpf_stat_inc(t->xn, XPF_S_BUCKET_OVERFLOW);
	/* pairs with xpf_bucket_next(): a reader finds it empty, not wild */
	smp_store_release(&last->next, (u32)(more - t->overflow));
	*p = (struct place){ more, 0 };
	return true;
}

/* Give back the chain's last bucket if nothing is in it; lock held. */
static void trim_chain(struct xpf_table *t, u32 index)
{
	struct xpf_bucket *prev = &t->bucket[index],
			  *b = xpf_bucket_next(t, prev), *n;
	int i;

	if (likely(!b))
		return;
	while ((n = xpf_bucket_next(t, b))) {
		prev = b;
		b = n;
	}
	for (i = 0; i < XPF_ENTRIES; i++)
		if (b->tag[i])
			return;
	WRITE_ONCE(prev->next, NIL);
	spin_lock(&t->lock);
	WRITE_ONCE(b->next, t->free_overflow);
	t->free_overflow = b - t->overflow;
	spin_unlock(&t->lock);
}

static void publish(struct place *p, u32 hash, u32 ref)
{
	WRITE_ONCE(p->b->ref[p->i], ref);
	/* pairs with xpf_table_lookup(): a tag seen, its reference is valid */
	smp_store_release(&p->b->tag[p->i], xpf_bucket_tag(hash));
}

static bool unpublish(struct xpf_table *t, u32 index, u32 ref)
{
	struct xpf_bucket *b = &t->bucket[index];
	int i;

	for (; b; b = xpf_bucket_next(t, b)) {
		for (i = 0; i < XPF_ENTRIES; i++) {
			if (!b->tag[i] || b->ref[i] != ref)
				continue;
			WRITE_ONCE(b->tag[i], 0);
			trim_chain(t, index);
			return true;
		}
	}
	return false;
}

/*
 * A bucket without overflow where nothing has this tag, and a place in it: one
 * look says both.  False: look closer.
 */
static inline bool place_at_once(struct xpf_table *t, u32 index, u32 hash,
				 struct place *p)
{
	struct xpf_bucket *b = &t->bucket[index];
	const u64 *lanes = (const u64 *)b->tag;
	const u16 tag = xpf_bucket_tag(hash);
	u64 empty;

	if (unlikely(b->next | xpf_bucket_match(lanes[0], tag) |
		     xpf_bucket_match(lanes[1], tag)))
		return false;
	empty = xpf_bucket_match(lanes[0], 0);
	if (likely(empty)) {
		*p = (struct place){ b, xpf_bucket_lane(empty) };
		return true;
	}
	empty = xpf_bucket_match(lanes[1], 0);
	if (!empty)
		return false;
	*p = (struct place){ b, 4 + xpf_bucket_lane(empty) };
	return true;
}

/* Two places for a session that is not there yet.  Both locks held. */
static int find_places(struct xpf_table *t, const struct xpf_session *s,
		       const u32 hash[2], struct place p[2])
{
	u32 a = hash[0] & t->mask, b = hash[1] & t->mask;
	u8 any[2] = { XPF_WINGS_ANY, XPF_WINGS_ANY }, wing;

	if (likely(a != b && place_at_once(t, a, hash[0], &p[0]) &&
		   place_at_once(t, b, hash[1], &p[1])))
		return 0;
	/* The same id may be in use by both ends: see struct xpf_pkt. */
	if (s->wing[0].key.sport == s->wing[0].key.dport &&
	    (s->wing[0].key.proto == IPPROTO_ICMP ||
	     s->wing[0].key.proto == IPPROTO_ICMPV6)) {
		any[0] = XPF_WINGS_INITIATOR;
		any[1] = XPF_WINGS_RESPONDER;
	}
	if (xpf_table_lookup(t, &s->wing[0].key, hash[0], any[0], &wing) ||
	    xpf_table_lookup(t, &s->wing[1].key, hash[1], any[1], &wing))
		return -EEXIST;
	if (find_place(t, a, NULL, &p[0]) && find_place(t, b, &p[0], &p[1]))
		return 0;
	trim_chain(t, a);
	return -ENOSPC;
}

int xpf_table_insert(struct xpf_table *t, struct xpf_session *s,
		     const u32 hash[2])
{
	u32 a = hash[0] & t->mask, b = hash[1] & t->mask;
	u32 ref = xpf_table_slot(t, s) * 2;
	struct place p[2];
	int err;

	lock_two(t, a, b);
	err = find_places(t, s, hash, p);
	if (err)
		goto out;
	s->live = 1;
	xpf_table_touch(t, s, s->created);
	this_cpu_inc(t->cpu->proto[proto_class(s)]);
	publish(&p[0], hash[0], ref);
	publish(&p[1], hash[1], ref + 1);
out:
	unlock_two(t, a, b);
	return err;
}

bool xpf_table_remove(struct xpf_table *t, struct xpf_session *s)
{
	u32 a = xpf_table_hash(t, &s->wing[0].key) & t->mask;
	u32 b = xpf_table_hash(t, &s->wing[1].key) & t->mask;
	u32 slot = xpf_table_slot(t, s);
	bool mine;

	lock_two(t, a, b);
	mine = s->live;
	if (mine) {
		WRITE_ONCE(s->live, 0);
		WRITE_ONCE(t->expires[slot], 0);
		WARN_ON_ONCE(!unpublish(t, a, slot * 2));
		WARN_ON_ONCE(!unpublish(t, b, slot * 2 + 1));
	}
	unlock_two(t, a, b);
	return mine;
}

static unsigned long *lock_of(struct xpf_table *t, const struct xpf_session *s)
{
	return &t->bucket[xpf_table_hash(t, &s->wing[0].key) & t->mask].lock;
}

void xpf_table_lock(struct xpf_table *t, const struct xpf_session *s)
	__acquires(bitlock)
{
	bit_spin_lock(0, lock_of(t, s));
}

void xpf_table_unlock(struct xpf_table *t, const struct xpf_session *s)
	__releases(bitlock)
{
	bit_spin_unlock(0, lock_of(t, s));
}

void xpf_table_retire(struct xpf_table *t, struct xpf_session *s)
{
	this_cpu_dec(t->cpu->proto[proto_class(s)]);
	atomic_inc(&t->retired);
	atomic_dec(&t->used);
	retire(t, xpf_table_slot(t, s));
}

/* Room. */

/* Is a better to evict than b?  Embryonic first, then what expires first. */
static inline bool worse(u32 a, u32 b)
{
	if ((a ^ b) & XPF_EMBRYONIC)
		return a & XPF_EMBRYONIC;
	return a < b;
}

/*
 * Close the least valuable of a sample.  An established session goes only
 * when it has been idle for more than half of its timeout.
 */
static bool evict(struct xpf_table *t)
{
	u32 limit = xpf_table_limit(t), i, n = 0, e, slot, victim = NIL,
	    best = 0;
	struct xpf_session *s;

	/* Races only repeat or skip slots. */
	slot = READ_ONCE(t->hand);
	for (i = 0; i < SEARCH; i++) {
		if (n >= SAMPLE && best & XPF_EMBRYONIC)
			break;
		slot = slot + 1 < limit ? slot + 1 : 1;
		e = READ_ONCE(t->expires[slot]);
		if (!e)
			continue;
		n++;
		if (!victim || worse(e, best)) {
			victim = slot;
			best = e;
		}
	}
	WRITE_ONCE(t->hand, slot);
	if (!victim)
		return false;
	s = &t->session[victim];
	if (!(best & XPF_EMBRYONIC) &&
	    best > xpf_seconds() + READ_ONCE(s->timeout) / 2)
		return false;
	if (xpf_session_close(t->xn, s, XPF_CLOSE_EVICTED))
		xpf_stat_inc(t->xn, XPF_S_SESSION_EVICTED);
	return true;
}

static void announce(struct xpf_table *t, u32 used)
{
	if (used >= t->high && !xchg(&t->above, true))
		xpf_event_table(t->xn, XPF_EVENT_TABLE_HIGH);
}

/* The slot of the next session is in no cache, or has been in another's. */
static inline void prefetch_next(const struct xpf_table *t,
				 const struct xpf_slots *l)
{
	const char *next = (const char *)&t->session[l->head];

	prefetchw(next);
	prefetchw(next + 64);
	prefetchw(next + 128);
	prefetchw(next + 192);
}

struct xpf_session *xpf_table_get(struct xpf_table *t)
{
	struct xpf_slots *l = &this_cpu_ptr(t->cpu)->free;
	struct xpf_session *s;
	u32 slot, used, tries, epoch;

	for (tries = 0;; tries++) {
		used = atomic_inc_return(&t->used);
		if (likely(used <= t->max))
			break;
		atomic_dec(&t->used);
		if (tries == 2 || !evict(t))
			return NULL;
	}
	if (!l->count)
		refill(t, l);
	slot = slots_pop(t, l);
	if (unlikely(!slot)) {
		atomic_dec(&t->used);
		return NULL;
	}
	if (unlikely(used >= t->high && !READ_ONCE(t->above)))
		announce(t, used);
	prefetch_next(t, l);
	s = &t->session[slot];
	epoch = s->epoch + 1;
	memset(s, 0, sizeof(*s));
	s->epoch = epoch;
	return s;
}

void xpf_table_put(struct xpf_table *t, struct xpf_session *s)
{
	slots_push(t, &this_cpu_ptr(t->cpu)->free, xpf_table_slot(t, s));
	atomic_dec(&t->used);
}

/* Time. */

u64 xpf_session_id(const struct xpf_table *t, const struct xpf_session *s)
{
	return (u64)READ_ONCE(s->epoch) * t->size + xpf_table_slot(t, s);
}

u32 xpf_session_expires(const struct xpf_table *t, const struct xpf_session *s)
{
	u32 e = READ_ONCE(t->expires[xpf_table_slot(t, s)]) & ~XPF_EMBRYONIC;
	u32 now = xpf_seconds();

	return e > now ? e - now : 0;
}

/* Looking at all of it. */

int xpf_table_walk(struct xpf_table *t, u32 *cursor,
		   int (*fn)(struct xpf_session *s, void *arg), void *arg)
{
	u32 slot = max(*cursor, 1U), end;
	struct xpf_session *s;
	int r = 0;

	while (!r && slot < xpf_table_limit(t)) {
		end = min(xpf_table_limit(t), slot + BATCH);
		rcu_read_lock();
		for (; slot < end; slot++) {
			s = &t->session[slot];
			if (!READ_ONCE(t->expires[slot]) || !READ_ONCE(s->live))
				continue;
			r = fn(s, arg);
			if (r)
				break;
		}
		rcu_read_unlock();
		cond_resched();
	}
	*cursor = slot;
	return r;
}

struct xpf_session *xpf_table_by_id(const struct xpf_table *t, u64 id)
{
	u32 slot;
	struct xpf_session *s;

	div_u64_rem(id, t->size, &slot);
	s = &t->session[slot];
	return slot && xpf_session_id(t, s) == id && READ_ONCE(s->live) ? s :
									  NULL;
}

void xpf_table_usage(const struct xpf_table *t, struct xpf_table_usage *u)
{
	s64 n[4] = { 0 };
	const struct xpf_table_cpu *c;
	u32 free;
	int cpu, i;

	free = READ_ONCE(t->free.count) + t->size - READ_ONCE(t->fresh);
	for_each_possible_cpu(cpu) {
		c = per_cpu_ptr(t->cpu, cpu);
		free += READ_ONCE(c->free.count);
		for (i = 0; i < 4; i++)
			n[i] += READ_ONCE(c->proto[i]);
	}
	*u = (struct xpf_table_usage){
		.max = t->max,
		.size = t->size - 1,
		.used = atomic_read(&t->used),
		.retired = atomic_read(&t->retired),
		.free = free,
		.tcp = max(n[0], 0),
		.udp = max(n[1], 0),
		.icmp = max(n[2], 0),
		.other = max(n[3], 0),
		.bytes = (u64)t->size * (sizeof(*t->session) + sizeof(u32)) +
			 ((u64)t->mask + 1 + t->n_overflow) *
				 sizeof(struct xpf_bucket),
	};
}

void xpf_table_occupancy(const struct xpf_table *t, u32 buckets[])
{
	const struct xpf_bucket *b;
	u32 index, n, i;
	int depth;

	memset(buckets, 0, (XPF_MAX_OCCUPANCY + 1) * sizeof(*buckets));
	for (index = 0; index <= t->mask; index++) {
		b = &t->bucket[index];
		for (n = 0, depth = 0; b && depth <= XPF_MAX_CHAIN; depth++) {
			for (i = 0; i < XPF_ENTRIES; i++)
				n += !!READ_ONCE(b->tag[i]);
			b = xpf_bucket_next(t, b);
		}
		buckets[n]++;
		if (!(index % BATCH))
			cond_resched();
	}
}

/* Both wings of a live session must be found by their keys. */
bool xpf_table_holds(const struct xpf_table *t, const struct xpf_session *s)
{
	u8 wings, wing;
	int i;

	for (i = 0; i < 2; i++) {
		wings = i ? XPF_WINGS_RESPONDER : XPF_WINGS_INITIATOR;
		if (xpf_table_lookup(t, &s->wing[i].key,
				     xpf_table_hash(t, &s->wing[i].key), wings,
				     &wing) != s)
			return false;
	}
	return true;
}

/* Coming and going. */

static int alloc_arrays(struct xpf_table *t)
{
	t->session = xpf_vmalloc_huge(array_size(t->size, sizeof(*t->session)));
	t->expires = xpf_vmalloc_huge(array_size(t->size, sizeof(u32)));
	t->bucket = xpf_vmalloc_huge(
		array_size(t->mask + 1UL, sizeof(struct xpf_bucket)));
	t->overflow = xpf_vmalloc_huge(
		array_size(t->n_overflow, sizeof(struct xpf_bucket)));
	t->cpu = alloc_percpu(struct xpf_table_cpu);
	if (!t->session || !t->expires || !t->bucket || !t->overflow || !t->cpu)
		return -ENOMEM;
	return 0;
}

static void free_arrays(struct xpf_table *t)
{
	free_percpu(t->cpu);
	vfree(t->overflow);
	vfree(t->bucket);
	vfree(t->expires);
	vfree(t->session);
	kfree(t);
}

struct xpf_table *xpf_table_new(struct xpf_net *xn, u32 max_sessions)
{
	struct xpf_table *t;
	struct xpf_table_cpu *c;
	int cpu, i;

	BUILD_BUG_ON(sizeof(struct xpf_bucket) != 64);
	BUILD_BUG_ON(sizeof(struct xpf_session) != 256);
	t = kzalloc(sizeof(*t), GFP_KERNEL);
	if (!t)
		return NULL;
	t->xn = xn;
	t->max = max_sessions;
	/* Room for a burst of closes to wait for their grace period. */
	t->size = max_sessions + max_sessions / 64 + 8192 +
		  CACHE * num_possible_cpus();
	t->mask = roundup_pow_of_two(max(max_sessions / 2, 64U)) - 1;
	t->n_overflow = (t->mask + 1) / 16 + 2; /* full: 2 % need one */
	t->high = max_sessions / 10 * 9;
	t->normal = max_sessions / 20 * 17;
	t->fresh = NIL + 1;
	t->fresh_overflow = NIL + 1;
	spin_lock_init(&t->lock);
	for (i = 0; i < ARRAY_SIZE(t->secret.k); i++)
		t->secret.k[i] = get_random_u64();
	if (alloc_arrays(t)) {
		free_arrays(t);
		return NULL;
	}
	for_each_possible_cpu(cpu) {
		c = per_cpu_ptr(t->cpu, cpu);
		c->table = t;
		spin_lock_init(&c->lock);
	}
	INIT_DELAYED_WORK(&t->ageing, xpf_table_age);
	queue_delayed_work(system_unbound_wq, &t->ageing, HZ);
	return t;
}

static int close_one(struct xpf_session *s, void *arg)
{
	struct xpf_table *t = arg;

	local_bh_disable();
	xpf_session_close(t->xn, s, XPF_CLOSE_SHUTDOWN);
	local_bh_enable();
	return 0;
}

void xpf_table_free(struct xpf_table *t)
{
	u32 cursor = 0;

	if (!t)
		return;
	cancel_delayed_work_sync(&t->ageing);
	xpf_table_walk(t, &cursor, close_one, t);
	/*
	 * Nothing is retired any more.  A callback that was pending may start
	 * one more, for what was retired meanwhile; that one starts no other.
	 * (c->pending does not tell: the callback goes on after it is cleared.)
	 */
	rcu_barrier();
	rcu_barrier();
	free_arrays(t);
}
