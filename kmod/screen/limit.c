// SPDX-License-Identifier: GPL-2.0
/*
 * Counts of live sessions by address: exact, because each session that was
 * counted gives its count back when it closes, and shared by all CPUs.
 *
 * An entry lives while its count is not zero, so there are never more of them
 * than counted sessions, and the session table is their bound.  When there is
 * no memory for one, the session is refused: a limit that cannot be kept is
 * one that is reached.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "screen/limit.h"

#define BUCKETS 16384

struct entry {
	struct entry *next;
	struct xpf_limit_key key;
	u32 count;
};

struct bucket {
	spinlock_t lock; /* BH disabled; guards the list */
	struct entry *first;
};

struct xpf_limits {
	siphash_key_t secret;
	struct bucket bucket[BUCKETS];
};

struct xpf_limits *xpf_limits_new(void)
{
	struct xpf_limits *t = kvzalloc(sizeof(*t), GFP_KERNEL_ACCOUNT);
	u32 i;

	if (!t)
		return NULL;
	get_random_bytes(&t->secret, sizeof(t->secret));
	for (i = 0; i < BUCKETS; i++)
		spin_lock_init(&t->bucket[i].lock);
	return t;
}

void xpf_limits_free(struct xpf_limits *t)
{
	struct entry *e;
	u32 i;

	for (i = 0; t && i < BUCKETS; i++)
		while ((e = t->bucket[i].first)) {
			t->bucket[i].first = e->next;
			kfree(e);
		}
	kvfree(t);
}

static struct bucket *bucket_of(struct xpf_limits *t,
				const struct xpf_limit_key *k)
{
	return &t->bucket[siphash(k, sizeof(*k), &t->secret) % BUCKETS];
}

static struct entry **find(struct bucket *b, const struct xpf_limit_key *key)
{
	struct entry **at = &b->first;

	while (*at && memcmp(&(*at)->key, key, sizeof(*key)))
		at = &(*at)->next;
	return at;
}

static struct entry *add(struct bucket *b, const struct xpf_limit_key *key)
{
	struct entry *e = kmalloc(sizeof(*e), GFP_ATOMIC | __GFP_NOWARN);

	if (!e)
		return NULL;
	e->key = *key;
	e->count = 0;
	e->next = b->first;
	b->first = e;
	return e;
}

int xpf_limit_take(struct xpf_limits *t, const struct xpf_limit_key *key,
		   u32 max, bool force)
{
	struct bucket *b = bucket_of(t, key);
	struct entry *e;
	int err = 0;

	spin_lock(&b->lock);
	e = *find(b, key);
	if (!force && (e ? e->count : 0) >= max) {
		err = -EDQUOT;
		goto out;
	}
	if (!e)
		e = add(b, key);
	if (e)
		e->count++;
	else
		err = -ENOMEM;
out:
	spin_unlock(&b->lock);
	return err;
}

void xpf_limit_put(struct xpf_limits *t, const struct xpf_limit_key *key)
{
	struct bucket *b = bucket_of(t, key);
	struct entry **at, *e;

	spin_lock_bh(&b->lock);
	at = find(b, key);
	e = *at;
	if (e && !--e->count) {
		*at = e->next;
		kfree(e);
	}
	spin_unlock_bh(&b->lock);
}

u32 xpf_limit_read(struct xpf_limits *t, const struct xpf_limit_key *key)
{
	struct bucket *b = bucket_of(t, key);
	const struct entry *e;
	u32 count;

	spin_lock_bh(&b->lock);
	e = *find(b, key);
	count = e ? e->count : 0;
	spin_unlock_bh(&b->lock);
	return count;
}
