// SPDX-License-Identifier: GPL-2.0
/*
 * Tear drops: which pieces of a datagram have been seen, exactly, so that a
 * fragment is an attack when it really lies over another, and neither its size
 * nor its order says anything.  A piece that comes twice is what networks do.
 *
 * Bounded: 1024 datagrams, 64 pieces of each.  What does not fit is not
 * watched; the kernel's reassembly refuses overlaps all the same, only
 * without a name (reason "fragment").
 */
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "screen/overlap.h"
#include "screen/packet.h"

#define BUCKETS 256
#define PLACES 4
#define PIECES 64
#define LIFETIME 30 /* seconds: of reassembly */

struct datagram {
	struct xpf_key key; /* ports are the identification; family 0: free */
	u32 since;
	bool torn;
	u16 n;
	struct {
		u16 lo, hi;
	} piece[PIECES];
};

struct bucket {
	spinlock_t lock; /* BH disabled; guards the datagrams */
	struct datagram datagram[PLACES];
};

struct xpf_overlaps {
	siphash_key_t secret;
	struct bucket bucket[BUCKETS];
};

struct xpf_overlaps *xpf_overlaps_new(void)
{
	struct xpf_overlaps *t = kvzalloc(sizeof(*t), GFP_KERNEL_ACCOUNT);
	u32 i;

	if (!t)
		return NULL;
	get_random_bytes(&t->secret, sizeof(t->secret));
	for (i = 0; i < BUCKETS; i++)
		spin_lock_init(&t->bucket[i].lock);
	return t;
}

void xpf_overlaps_free(struct xpf_overlaps *t)
{
	kvfree(t);
}

static bool over(const struct datagram *d, u32 now)
{
	return !d->key.family || now - d->since > LIFETIME;
}

static struct datagram *find(struct bucket *b, const struct xpf_key *key,
			     u32 now)
{
	struct datagram *d, *oldest = &b->datagram[0];

	for (d = b->datagram; d < b->datagram + PLACES; d++) {
		if (!over(d, now) && xpf_key_equal(&d->key, key))
			return d;
		if (over(oldest, now))
			continue;
		if (over(d, now) || now - d->since > now - oldest->since)
			oldest = d;
	}
	*oldest = (struct datagram){ .key = *key, .since = now };
	return oldest;
}

static bool tears(struct datagram *d, const struct xpf_piece *p)
{
	u32 i;

	for (i = 0; i < d->n; i++) {
		if (d->piece[i].lo == p->lo && d->piece[i].hi == p->hi)
			return false;
		if (p->lo < d->piece[i].hi && d->piece[i].lo < p->hi)
			return true;
	}
	if (d->n < PIECES) {
		d->piece[d->n].lo = p->lo;
		d->piece[d->n++].hi = p->hi;
	}
	return false;
}

bool xpf_overlap(struct xpf_overlaps *t, const struct xpf_key *key,
		 const struct xpf_piece *piece, u32 now)
{
	struct xpf_key k = *key;
	struct datagram *d;
	struct bucket *b;
	bool torn;

	if (piece->lo == piece->hi)
		return false;
	k.ports = piece->id;
	k.proto = piece->proto;
	b = &t->bucket[siphash(&k, sizeof(k), &t->secret) % BUCKETS];
	spin_lock(&b->lock);
	d = find(b, &k, now);
	d->torn = d->torn || tears(d, piece);
	torn = d->torn;
	spin_unlock(&b->lock);
	return torn;
}
