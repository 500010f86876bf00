// SPDX-License-Identifier: GPL-2.0
/*
 * Rates: one table for all floods.  When a bucket is full, the least frequent
 * of its places is forgotten: who floods is kept, who was seen once is not,
 * and a flood from invented addresses displaces its own kind.
 */
#include <linux/kernel.h>

#include "screen/keyed.h"
#include "screen/rate.h"

#define SECOND 1000

/* since: when this second began; worth: how often in it */
struct rate {
	struct xpf_keyed_head head;
	struct xpf_rate_key key;
};

static const struct xpf_keyed_shape shape = {
	.buckets = 8192,
	.places = 8,
	.key = sizeof(struct xpf_rate_key),
	.place = sizeof(struct rate),
};

struct xpf_keyed *xpf_rates_new(void)
{
	BUILD_BUG_ON(sizeof(struct xpf_rate_key) % 8);
	return xpf_keyed_new(&shape);
}

u32 xpf_rate_count(struct xpf_keyed *t, const struct xpf_rate_key *key, u32 now,
		   bool *evicted)
{
	struct xpf_keyed_hold hold;
	struct rate *p = xpf_keyed_get(t, &shape, key, now, &hold);
	u32 count;

	if (hold.fresh || xpf_keyed_idle(&p->head, now)) {
		p->head.since = now;
		p->head.life = SECOND;
		p->head.worth = 0;
	}
	if (p->head.worth < U32_MAX)
		p->head.worth++;
	count = p->head.worth;
	*evicted = hold.evicted;
	xpf_keyed_put(&hold);
	return count;
}
