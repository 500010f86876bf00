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
#include <linux/kernel.h>

#include "screen/keyed.h"
#include "screen/overlap.h"
#include "screen/packet.h"

#define PIECES 64
#define LIFETIME 30 /* seconds: of reassembly */

/* since, worth: when its first piece came */
struct datagram {
	struct xpf_keyed_head head;
	struct xpf_key key; /* ports are the identification */
	bool torn;
	u16 n;
	struct {
		u16 lo, hi;
	} piece[PIECES];
} __aligned(8);

static const struct xpf_keyed_shape shape = {
	.buckets = 256,
	.places = 4,
	.key = sizeof(struct xpf_key),
	.place = sizeof(struct datagram),
};

struct xpf_keyed *xpf_overlaps_new(void)
{
	return xpf_keyed_new(&shape);
}

/* An identification is used again: that is another datagram. */
static void begin(struct datagram *d, u32 now)
{
	d->head.since = now;
	d->head.life = LIFETIME + 1;
	d->head.worth = now;
	d->torn = false;
	d->n = 0;
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

bool xpf_overlap(struct xpf_keyed *t, const struct xpf_key *key,
		 const struct xpf_piece *piece, u32 now, bool *evicted)
{
	struct xpf_keyed_hold hold;
	struct xpf_key k = *key;
	struct datagram *d;
	bool torn;

	*evicted = false;
	if (piece->lo == piece->hi)
		return false;
	k.ports = piece->id;
	k.proto = piece->proto;
	d = xpf_keyed_get(t, &shape, &k, now, &hold);
	if (hold.fresh || xpf_keyed_idle(&d->head, now))
		begin(d, now);
	d->torn = d->torn || tears(d, piece);
	torn = d->torn;
	*evicted = hold.evicted;
	xpf_keyed_put(&hold);
	return torn;
}
