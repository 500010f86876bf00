// SPDX-License-Identifier: GPL-2.0
/*
 * Scans and sweeps: the last ten different targets of a source, each with the
 * time it was met last.  Ten within the window are an attack; the source is
 * then refused until the window that began with the oldest of them is over.
 * The window slides with every packet, so no ten fall between two of them.
 *
 * Targets are kept as they are, not as hashes: two targets never count as
 * one.  A full bucket forgets the source that was quiet longest.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "screen/keyed.h"
#include "screen/scan.h"

/* The table's unit of time: microseconds in powers of two. */
#define TICK 10

struct met {
	struct in6_addr target;
	u64 time;
};

/* since, worth: when it was seen */
struct source {
	struct xpf_keyed_head head;
	struct xpf_key who;
	u64 refused; /* until then */
	u32 n;
	struct met met[XPF_SCAN_TARGETS];
};

static const struct xpf_keyed_shape shape = {
	.buckets = 2048,
	.places = 4,
	.key = sizeof(struct xpf_key),
	.place = sizeof(struct source),
};

struct xpf_keyed *xpf_scans_new(void)
{
	return xpf_keyed_new(&shape);
}

/* Forget what is older than the window. */
static void slide(struct source *s, u32 window, u64 now)
{
	u32 i, n = 0;

	for (i = 0; i < s->n; i++)
		if (now - s->met[i].time <= window)
			s->met[n++] = s->met[i];
	s->n = n;
}

static struct met *oldest_of(struct source *s)
{
	struct met *m = &s->met[0];
	u32 i;

	for (i = 1; i < s->n; i++)
		if (s->met[i].time < m->time)
			m = &s->met[i];
	return m;
}

static void meet(struct source *s, const struct in6_addr *target, u64 now)
{
	struct met *m;
	u32 i;

	for (i = 0; i < s->n; i++) {
		if (memcmp(&s->met[i].target, target, sizeof(*target)))
			continue;
		s->met[i].time = now;
		return;
	}
	m = s->n < XPF_SCAN_TARGETS ? &s->met[s->n++] : oldest_of(s);
	m->target = *target;
	m->time = now;
}

static bool judge(struct source *s, const struct in6_addr *target, u32 window,
		  u64 now)
{
	slide(s, window, now);
	meet(s, target, now);
	if (s->n == XPF_SCAN_TARGETS)
		s->refused = max(s->refused, oldest_of(s)->time + window);
	return s->n == XPF_SCAN_TARGETS || now < s->refused;
}

/* It is of interest while it is refused, or could still be. */
static void stay(struct source *s, u32 window, u64 now)
{
	u64 until = max(s->refused, now + window);

	s->head.since = now >> TICK;
	s->head.life = ((until - now) >> TICK) + 1;
	s->head.worth = s->head.since;
}

bool xpf_scan_meets(struct xpf_keyed *t, const struct xpf_key *who,
		    const struct in6_addr *target, u32 window, u64 now,
		    bool *evicted)
{
	struct xpf_keyed_hold hold;
	struct source *s = xpf_keyed_get(t, &shape, who, now >> TICK, &hold);
	bool attack = judge(s, target, window, now);

	stay(s, window, now);
	*evicted = hold.evicted;
	xpf_keyed_put(&hold);
	return attack;
}
