/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Keyed tables of bounded size: what screens remember of addresses.  See
 * keyed.c.
 *
 * A place is a struct of the user's that begins with struct xpf_keyed_head and
 * the key.  How many and how large they are is a constant of each table, so
 * the search is compiled for it.
 */
#ifndef XPF_SCREEN_KEYED_H
#define XPF_SCREEN_KEYED_H

#include <linux/compiler.h>
#include <linux/siphash.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

struct xpf_keyed_head {
	u32 since;		/* in the table's own unit of time, may wrap */
	u32 life;		/* it is idle so long afterwards; 0: free */
	u32 worth;		/* among those alive the least is forgotten */
	u32 reserved;
};

struct xpf_keyed_shape {
	u32 buckets;		/* a power of two */
	u32 places;		/* of a bucket */
	u32 key;		/* bytes, a multiple of 8 */
	u32 place;		/* bytes, likewise, the head included */
};

struct xpf_keyed;

struct xpf_keyed *xpf_keyed_new(const struct xpf_keyed_shape *shape);
void xpf_keyed_free(struct xpf_keyed *t);	/* NULL is fine */

/* What follows is for xpf_keyed_get(). */

struct xpf_keyed_bucket {
	spinlock_t lock;	/* BH disabled; guards the places */
	u8 place[] __aligned(8);
};

struct xpf_keyed {
	siphash_key_t secret;
	u8 bucket[] __aligned(8);
};

static __always_inline size_t
xpf_keyed_stride(const struct xpf_keyed_shape *shape)
{
	return sizeof(struct xpf_keyed_bucket) +
	       (size_t)shape->places * shape->place;
}

static inline bool xpf_keyed_idle(const struct xpf_keyed_head *h, u32 now)
{
	return now - h->since >= h->life;
}

struct xpf_keyed_hold {
	struct xpf_keyed_bucket *bucket;
	bool fresh;		/* all behind the key is zero */
	bool evicted;		/* another key that was alive was forgotten */
};

/*
 * The place of a key, which is given one if it has none: a free or idle one,
 * else that of the least worth.  Its bucket is locked until xpf_keyed_put();
 * before that since, life and worth must be set.
 * Context: BH disabled.
 */
static __always_inline void *xpf_keyed_get(struct xpf_keyed *t,
					   const struct xpf_keyed_shape *shape,
					   const void *key, u32 now,
					   struct xpf_keyed_hold *hold)
{
	u32 n = siphash(key, shape->key, &t->secret) & (shape->buckets - 1);
	struct xpf_keyed_bucket *b =
		(void *)(t->bucket + n * xpf_keyed_stride(shape));
	struct xpf_keyed_head *h, *best = (void *)b->place;
	u32 i;

	hold->bucket = b;
	hold->fresh = false;
	hold->evicted = false;
	spin_lock(&b->lock);
	for (i = 0; i < shape->places; i++) {
		h = (void *)(b->place + i * shape->place);
		if (h->life && !memcmp(h + 1, key, shape->key))
			return h;
		if (xpf_keyed_idle(best, now))
			continue;
		if (xpf_keyed_idle(h, now) || h->worth < best->worth)
			best = h;
	}
	hold->fresh = true;
	hold->evicted = !xpf_keyed_idle(best, now);
	memcpy(best + 1, key, shape->key);
	memset((u8 *)(best + 1) + shape->key, 0,
	       shape->place - sizeof(*best) - shape->key);
	return best;
}

static inline void xpf_keyed_put(struct xpf_keyed_hold *hold)
{
	spin_unlock(&hold->bucket->lock);
}

#endif
