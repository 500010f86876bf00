// SPDX-License-Identifier: GPL-2.0
/*
 * Scans and sweeps: the last ten different targets of a source, each with the
 * time it was met last.  Ten within the window are an attack; the source is
 * then refused until the window that began with the oldest of them is over.
 * The window slides with every packet, so no ten fall between two of them.
 *
 * Targets are kept as they are, not as hashes: two targets never count as
 * one.  The table is bounded like that of rates; a full bucket forgets the
 * source that was quiet longest.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "screen/scan.h"

#define BUCKETS 2048
#define PLACES 4

struct met {
	struct in6_addr target;
	u64 time;
};

struct source {
	struct xpf_key who; /* family 0: free */
	u64 last; /* when it was seen */
	u64 refused; /* until then */
	u32 window;
	u32 n;
	struct met met[XPF_SCAN_TARGETS];
};

struct bucket {
	spinlock_t lock; /* BH disabled; guards the sources */
	struct source source[PLACES];
};

struct xpf_scans {
	siphash_key_t secret;
	struct bucket bucket[BUCKETS];
};

struct xpf_scans *xpf_scans_new(void)
{
	struct xpf_scans *t = kvzalloc(sizeof(*t), GFP_KERNEL_ACCOUNT);
	u32 i;

	if (!t)
		return NULL;
	get_random_bytes(&t->secret, sizeof(t->secret));
	for (i = 0; i < BUCKETS; i++)
		spin_lock_init(&t->bucket[i].lock);
	return t;
}

void xpf_scans_free(struct xpf_scans *t)
{
	kvfree(t);
}

static bool quiet(const struct source *s, u64 now)
{
	return !s->who.family ||
	       (now - s->last > s->window && now >= s->refused);
}

static struct source *find(struct bucket *b, const struct xpf_key *who)
{
	struct source *s, *oldest = &b->source[0];

	for (s = b->source; s < b->source + PLACES; s++) {
		if (s->who.family && xpf_key_equal(&s->who, who))
			return s;
		if (!oldest->who.family)
			continue;
		if (!s->who.family || s->last < oldest->last)
			oldest = s;
	}
	return oldest;
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
	s->last = now;
	s->window = window;
	if (s->n == XPF_SCAN_TARGETS)
		s->refused = max(s->refused, oldest_of(s)->time + window);
	return s->n == XPF_SCAN_TARGETS || now < s->refused;
}

bool xpf_scan_meets(struct xpf_scans *t, const struct xpf_key *who,
		    const struct in6_addr *target, u32 window, u64 now,
		    bool *evicted)
{
	struct bucket *b =
		&t->bucket[siphash(who, sizeof(*who), &t->secret) % BUCKETS];
	struct source *s;
	bool attack;

	spin_lock(&b->lock);
	s = find(b, who);
	*evicted = false;
	if (!s->who.family || !xpf_key_equal(&s->who, who)) {
		*evicted = !quiet(s, now);
		s->who = *who;
		s->n = 0;
		s->refused = 0;
	}
	attack = judge(s, target, window, now);
	spin_unlock(&b->lock);
	return attack;
}
