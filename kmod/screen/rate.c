// SPDX-License-Identifier: GPL-2.0
/*
 * Rates: one table for all floods, shared by all CPUs, so that a threshold
 * means what was typed however packets are spread.
 *
 * It is a hash of buckets with eight places each, keyed by a secret.  A bucket
 * has a lock and two cache lines for each pair of places; nothing is ever
 * allocated.  When all places count, the least frequent one is forgotten: who
 * floods is kept, who was seen once is not, and a flood from invented
 * addresses displaces its own kind.
 */
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "screen/rate.h"

#define BUCKETS 8192
#define PLACES 8
#define SECOND 1000

struct place {
	struct xpf_rate_key key;
	u32 start; /* milliseconds */
	u32 count; /* 0: free */
};

struct bucket {
	spinlock_t lock; /* BH disabled; guards the places */
	struct place place[PLACES];
};

struct xpf_rates {
	siphash_key_t secret;
	struct bucket bucket[BUCKETS];
};

struct xpf_rates *xpf_rates_new(void)
{
	struct xpf_rates *t = kvzalloc(sizeof(*t), GFP_KERNEL_ACCOUNT);
	u32 i;

	if (!t)
		return NULL;
	get_random_bytes(&t->secret, sizeof(t->secret));
	for (i = 0; i < BUCKETS; i++)
		spin_lock_init(&t->bucket[i].lock);
	return t;
}

void xpf_rates_free(struct xpf_rates *t)
{
	kvfree(t);
}

static struct bucket *bucket_of(struct xpf_rates *t,
				const struct xpf_rate_key *k)
{
	return &t->bucket[siphash(k, sizeof(*k), &t->secret) % BUCKETS];
}

static bool over(const struct place *p, u32 now)
{
	return !p->count || now - p->start >= SECOND;
}

/* The key's place, or the one to give it. */
static struct place *find(struct bucket *b, const struct xpf_rate_key *key,
			  u32 now)
{
	struct place *p, *best = &b->place[0];

	for (p = b->place; p < b->place + PLACES; p++) {
		if (p->count && !memcmp(&p->key, key, sizeof(*key)))
			return p;
		if (over(best, now))
			continue;
		if (over(p, now) || p->count < best->count)
			best = p;
	}
	return best;
}

u32 xpf_rate_count(struct xpf_rates *t, const struct xpf_rate_key *key, u32 now,
		   bool *evicted)
{
	struct bucket *b = bucket_of(t, key);
	struct place *p;
	u32 count;

	spin_lock(&b->lock);
	p = find(b, key, now);
	*evicted = false;
	if (over(p, now) || memcmp(&p->key, key, sizeof(*key))) {
		*evicted = !over(p, now);
		p->key = *key;
		p->start = now;
		p->count = 0;
	}
	if (p->count < U32_MAX)
		p->count++;
	count = p->count;
	spin_unlock(&b->lock);
	return count;
}
