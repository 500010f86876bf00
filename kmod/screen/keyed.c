// SPDX-License-Identifier: GPL-2.0
/*
 * One kind of table for all that screens remember for a while: rates, scans,
 * datagrams in pieces.  It is shared by all CPUs, so that a threshold means
 * what was typed however packets are spread, and nothing is allocated once it
 * is made.
 *
 * It is a hash of buckets with a lock and a few places each, keyed by a
 * secret: nobody can choose addresses that share a bucket.  When all places of
 * a bucket are alive, the one of least worth is forgotten, which the caller
 * counts; what has the least worth is the caller's to say.  What must never
 * be forgotten (sessions of an address: limit.c) is not kept here.
 */
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "screen/keyed.h"

struct xpf_keyed *xpf_keyed_new(const struct xpf_keyed_shape *shape)
{
	size_t stride = xpf_keyed_stride(shape);
	struct xpf_keyed_bucket *b;
	struct xpf_keyed *t;
	u32 i;

	t = kvzalloc(sizeof(*t) + shape->buckets * stride, GFP_KERNEL_ACCOUNT);
	if (!t)
		return NULL;
	get_random_bytes(&t->secret, sizeof(t->secret));
	for (i = 0; i < shape->buckets; i++) {
		b = (void *)(t->bucket + i * stride);
		spin_lock_init(&b->lock);
	}
	return t;
}

void xpf_keyed_free(struct xpf_keyed *t)
{
	kvfree(t);
}
