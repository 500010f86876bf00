/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The session table of a namespace, see table.c.
 */
#ifndef XPF_TABLE_H
#define XPF_TABLE_H

#include <linux/bitops.h>
#include <linux/percpu.h>
#include <linux/prefetch.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <uapi/linux/xpf.h>

#include "flow/session.h"
#include "pkt/hash.h"

struct xpf_net;

#define XPF_ENTRIES	8
#define XPF_MAX_CHAIN	4		/* overflow buckets of one bucket */
#define XPF_MAX_OCCUPANCY (XPF_ENTRIES * (XPF_MAX_CHAIN + 1))
#define XPF_EMBRYONIC	BIT(31)		/* in expires[] */

/* One cache line. */
struct xpf_bucket {
	u16 tag[XPF_ENTRIES];		/* 0: empty */
	u32 ref[XPF_ENTRIES];		/* slot * 2 + wing */
	unsigned long lock;
	u32 next;			/* overflow bucket, 0: none */
} __aligned(64);

/* A list of slots, linked through their sessions. */
struct xpf_slots {
	u32 head, tail, count;
};

struct xpf_table_cpu {
	struct xpf_slots free;		/* of this CPU, BH disabled */
	spinlock_t lock;		/* guards what follows */
	struct xpf_slots retired;	/* closed, next grace period */
	struct xpf_slots waiting;	/* closed, this grace period */
	bool pending;
	struct rcu_head rcu;
	struct xpf_table *table;
	s64 proto[4];			/* live: TCP, UDP, ICMP, other */
};

struct xpf_table {
	/* datapath: read only */
	struct xpf_session *session;
	struct xpf_bucket *bucket;
	struct xpf_bucket *overflow;
	u32 *expires;
	u32 mask;			/* number of buckets - 1 */
	u32 size;			/* of session[] */
	struct xpf_hash_secret secret;
	struct xpf_table_cpu __percpu *cpu;
	struct xpf_net *xn;
	u32 max;			/* sessions allowed */
	u32 high, normal;		/* watermarks */

	atomic_t used ____cacheline_aligned;
	atomic_t retired;
	u32 hand;			/* of the eviction's clock */
	bool above;			/* the high watermark was announced */
	bool early;			/* sessions age out early */

	spinlock_t lock ____cacheline_aligned;	/* guards what follows */
	struct xpf_slots free;
	u32 fresh;			/* slots from here on: never used */
	u32 fresh_overflow;
	u32 free_overflow;		/* linked through next */
	u32 n_overflow;

	struct delayed_work ageing;
};

struct xpf_table_usage {
	u32 max;			/* sessions allowed */
	u32 size;			/* slots: used + free + retired */
	u32 used, free, retired;
	u32 tcp, udp, icmp, other;
	u64 bytes;			/* memory */
};

struct xpf_table *xpf_table_new(struct xpf_net *xn, u32 max_sessions);
/* No packet may be on its way any more (hooks gone, grace period over). */
void xpf_table_free(struct xpf_table *t);
void xpf_table_usage(const struct xpf_table *t, struct xpf_table_usage *u);

/*
 * How the wings lie in the buckets: @buckets[n] of them, overflow included,
 * hold n wings, n up to XPF_MAX_OCCUPANCY.  Context: process; traffic goes on.
 */
void xpf_table_occupancy(const struct xpf_table *t, u32 buckets[]);

static __always_inline u32 xpf_table_hash(const struct xpf_table *t,
					  const struct xpf_key *key)
{
	const struct xpf_flow f = xpf_key_flow(key);

	return xpf_hash(&t->secret, &f, key->family);
}

static inline u32 xpf_table_slot(const struct xpf_table *t,
				 const struct xpf_session *s)
{
	return s - t->session;
}

/* Slots below this may hold a session. */
static inline u32 xpf_table_limit(const struct xpf_table *t)
{
	return READ_ONCE(t->fresh);
}

static inline u16 xpf_bucket_tag(u32 hash)
{
	u16 tag = hash >> 16;

	return tag ? tag : 1;
}

static inline struct xpf_bucket *xpf_bucket_next(const struct xpf_table *t,
						 const struct xpf_bucket *b)
{
	u32 next = READ_ONCE(b->next);

	return unlikely(next) ? &t->overflow[next] : NULL;
}

/* The bucket of a wing will be wanted, for a change. */
static inline void xpf_table_prefetch(const struct xpf_table *t, u32 hash)
{
	prefetchw(&t->bucket[hash & t->mask]);
}

/* The top bits of 16-bit lanes of @word that equal @tag; lanes above a real
 * match may be marked falsely.
 */
static inline u64 xpf_bucket_match(u64 word, u16 tag)
{
	u64 x = word ^ tag * 0x0001000100010001ULL;

	return (x - 0x0001000100010001ULL) & ~x & 0x8000800080008000ULL;
}

static inline int xpf_bucket_lane(u64 lanes)
{
	int i = __ffs64(lanes) / 16;

	return IS_ENABLED(CONFIG_CPU_BIG_ENDIAN) ? 3 - i : i;
}

/*
 * Find a wing.
 * @f: the flow
 * @wings: enum xpf_pkt_wings, the ones that may match
 * @wing: out, 0 or 1
 * Context: RCU; the session stays readable until the end of the section.
 */
static __always_inline struct xpf_session *
xpf_table_find(const struct xpf_table *t, const struct xpf_flow *f, u8 family,
	       u32 hash, u8 wings, u8 *wing)
{
	const struct xpf_bucket *b = &t->bucket[hash & t->mask];
	const u16 tag = xpf_bucket_tag(hash);
	struct xpf_session *s;
	int depth = 0, half;
	u64 lanes;
	u32 ref;

	do {
#pragma GCC unroll 2
		for (half = 0; half < XPF_ENTRIES; half += 4) {
			lanes = READ_ONCE(*(const u64 *)&b->tag[half]);
			lanes = xpf_bucket_match(lanes, tag);
			for (; lanes; lanes &= lanes - 1) {
				/* pairs with publish(): the tag came last */
				smp_rmb();
				ref = READ_ONCE(b->ref[half +
						xpf_bucket_lane(lanes)]);
				s = &t->session[ref >> 1];
				if (unlikely(!xpf_key_is(&s->wing[ref & 1].key,
							 f, family)))
					continue;
				if (unlikely(!(wings >> (ref & 1) & 1)))
					continue;
				*wing = ref & 1;
				return s;
			}
		}
		b = xpf_bucket_next(t, b);
	} while (unlikely(b) && ++depth <= XPF_MAX_CHAIN);
	return NULL;
}

static inline struct xpf_session *
xpf_table_lookup(const struct xpf_table *t, const struct xpf_key *key,
		 u32 hash, u8 wings, u8 *wing)
{
	const struct xpf_flow f = xpf_key_flow(key);

	return xpf_table_find(t, &f, key->family, hash, wings, wing);
}

/*
 * A free slot, its session all zero but for epoch; NULL when the table is full
 * and nothing in it may be evicted.  Give it to xpf_table_insert() or back to
 * xpf_table_put().  Context: BH disabled, RCU.
 */
struct xpf_session *xpf_table_get(struct xpf_table *t);
void xpf_table_put(struct xpf_table *t, struct xpf_session *s);

/*
 * Make a session findable, both wings at once.
 * @hash: of its wings
 * Returns 0; -EEXIST when another session has one of the keys; -ENOSPC when
 * a bucket cannot grow.  Context: BH disabled.
 */
int xpf_table_insert(struct xpf_table *t, struct xpf_session *s,
		     const u32 hash[2]);

/*
 * For xpf_session_close(): unhash, true for the one caller that did it; and,
 * when all is settled, give the slot away: it is free again one grace period
 * later.
 */
bool xpf_table_remove(struct xpf_table *t, struct xpf_session *s);
void xpf_table_retire(struct xpf_table *t, struct xpf_session *s);

/*
 * Keep a session as it is while it is judged and counted: nobody removes it
 * meanwhile, and who holds this lock may change its policy and generation.  It
 * may have left the hash before: look at s->live.  Context: BH disabled, RCU.
 */
void xpf_table_lock(struct xpf_table *t, const struct xpf_session *s);
void xpf_table_unlock(struct xpf_table *t, const struct xpf_session *s);

/* A packet of it was seen at @now: it lives for its timeout from then on. */
static inline void xpf_table_touch(struct xpf_table *t,
				   const struct xpf_session *s, u32 now)
{
	u32 *e = &t->expires[xpf_table_slot(t, s)];
	u32 v = now + READ_ONCE(s->timeout);

	if (unlikely(xpf_session_embryonic(s)))
		v |= XPF_EMBRYONIC;
	if (unlikely(READ_ONCE(*e) != v))
		WRITE_ONCE(*e, v);
}

/* ageing.c: a round of it, and the next is queued.  @work: of a table */
void xpf_table_age(struct work_struct *work);

/*
 * Walk the sessions for a dump or a clear.
 * @cursor: in/out, start with 0; a place in the table, stable over calls
 * @fn: under rcu_read_lock(); non-zero stops the walk before this session
 * Returns what fn returned, 0 at the end.  Context: process.
 */
int xpf_table_walk(struct xpf_table *t, u32 *cursor,
		   int (*fn)(struct xpf_session *s, void *arg), void *arg);

/* By id; NULL: gone.  Context: RCU. */
struct xpf_session *xpf_table_by_id(const struct xpf_table *t, u64 id);

/* Are both wings found by their keys?  Context: RCU. */
bool xpf_table_holds(const struct xpf_table *t, const struct xpf_session *s);

/* The commit of a ruleset: look sessions up again, soon all of them. */
void xpf_table_rematch(struct xpf_net *xn, enum xpf_rematch how);

/* Count broken invariants into XPF_S_VIOLATIONS; returns how many.
 * Context: process.
 */
u32 xpf_table_check(struct xpf_net *xn);

#endif
