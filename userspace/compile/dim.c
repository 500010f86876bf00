// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A sweep over the number line.  Every set begins and ends at known places;
 * between two neighbouring places the collection of active sets is constant,
 * and the bitmap is
 *
 *	any | (negated & ~named by an active set) | named by an active set
 *
 * Sets are shared: a set that a thousand entries name has its spans in the
 * sweep once, and its thousand bits as a few words.  So the work is the spans
 * of distinct sets (sorted once, by merging their sorted runs) plus, an
 * interval, the words of the sets active there - never entries times spans.
 *
 * Neighbouring intervals with one bitmap become one interval.
 */
#include "compile/dim.h"

#include <stdlib.h>
#include <string.h>

#include <xpf/image.h>

#include "compile/blob.h"

void dim_init(struct dim *d, struct blob *blob, struct bitmaps *bitmaps)
{
	memset(d, 0, sizeof(*d));
	d->blob = blob;
	d->bitmaps = bitmaps;
}

void dim_free(struct dim *d)
{
	vec_free(&d->sets);
	vec_free(&d->uses);
	vec_free(&d->any);
	vec_free(&d->negated);
	vec_free(&d->words);
	vec_free(&d->first);
	vec_free(&d->events);
	vec_free(&d->sorted);
	vec_free(&d->runs);
	vec_free(&d->active);
	vec_free(&d->place);
	vec_free(&d->bounds);
}

void dim_begin(struct dim *d, enum val_line line)
{
	d->line = line;
	d->epoch++; /* numbers of sets are of one dimension */
	d->sets.n = d->uses.n = d->any.n = d->negated.n = 0;
}

/* Append a bit to an ascending list of words; @from: its first word. */
#define add_bit(vec, from, bit)                                               \
	do {                                                                  \
		uint32_t _w = (bit) / 64;                                     \
                                                                              \
		if ((vec)->n == (from) || (vec)->v[(vec)->n - 1].index != _w) \
			vec_add(vec)->index = _w;                             \
		(vec)->v[(vec)->n - 1].bits |= 1ULL << ((bit) % 64);          \
	} while (0)

static uint32_t set_number(struct dim *d, struct valset *s)
{
	if (s->epoch != d->epoch) {
		s->epoch = d->epoch;
		s->local = (uint32_t)d->sets.n;
		vec_push(&d->sets, s);
	}
	return s->local;
}

static void add_uses(struct dim *d, uint32_t entry, bool negated,
		     struct valset *const *sets, size_t n)
{
	struct dim_use *u;
	size_t i;

	for (i = 0; i < n; i++) {
		u = vec_add(&d->uses);
		u->key = set_number(d, sets[i]) * 2 + negated;
		u->entry = entry;
	}
}

void dim_add(struct dim *d, uint32_t entry, enum cond_op op,
	     struct valset *const *sets, size_t n)
{
	switch (op) {
	case COND_NONE:
		break;
	case COND_ANY:
		add_bit(&d->any, 0, entry);
		break;
	case COND_IN:
		add_uses(d, entry, false, sets, n);
		break;
	case COND_NOT_IN:
		add_bit(&d->negated, 0, entry);
		add_uses(d, entry, true, sets, n);
		break;
	}
}

/* The uses, gathered by set: a counting sort that keeps entries ascending. */
static void gather_words(struct dim *d)
{
	size_t keys = d->sets.n * 2, i;
	uint32_t *pos, *order, sum = 0, n, from;

	pos = calloc(keys + 1, sizeof(*pos));
	order = calloc(d->uses.n + 1, sizeof(*order));
	if (!pos || !order)
		abort();
	for (i = 0; i < d->uses.n; i++)
		pos[d->uses.v[i].key + 1]++;
	for (i = 0; i <= keys; i++) {
		sum += pos[i];
		pos[i] = sum;
	}
	for (i = 0; i < d->uses.n; i++)
		order[pos[d->uses.v[i].key]++] = d->uses.v[i].entry;
	/* pos[key] is now the end of key. */
	d->words.n = d->first.n = 0;
	for (i = n = 0; i < keys; i++) {
		from = (uint32_t)d->words.n;
		vec_push(&d->first, from);
		for (; n < pos[i]; n++)
			add_bit(&d->words, from, order[n]);
	}
	vec_push(&d->first, (uint32_t)d->words.n);
	free(pos);
	free(order);
}

static void add_event(struct dim *d, struct val at, uint32_t set, bool on)
{
	struct dim_event *e = vec_add(&d->events);

	e->at = at;
	e->set = set;
	e->on = on;
}

/* One ascending run of events a set. */
static void collect_events(struct dim *d)
{
	struct val max = val_max(d->line);
	const struct val_spans *s;
	size_t i, k;

	d->events.n = d->runs.n = 0;
	for (i = 0; i < d->sets.n; i++) {
		s = &d->sets.v[i]->line[d->line];
		if (!s->n)
			continue;
		vec_push(&d->runs, d->events.n);
		for (k = 0; k < s->n; k++) {
			add_event(d, s->v[k].lo, (uint32_t)i, true);
			if (val_cmp(s->v[k].hi, max))
				add_event(d, val_next(s->v[k].hi), (uint32_t)i,
					  false);
		}
	}
	vec_push(&d->runs, d->events.n);
}

static void merge(const struct dim_event *a, const struct dim_event *a_end,
		  const struct dim_event *b, const struct dim_event *b_end,
		  struct dim_event *out)
{
	while (a < a_end && b < b_end)
		*out++ = val_cmp(b->at, a->at) < 0 ? *b++ : *a++;
	while (a < a_end)
		*out++ = *a++;
	while (b < b_end)
		*out++ = *b++;
}

/* Merge neighbouring runs until one is left. */
static void sort_events(struct dim *d)
{
	size_t *run = d->runs.v, n = d->runs.n - 1, i, k;
	struct dim_event *from, *to, *tmp;

	while (d->sorted.n < d->events.n)
		vec_add(&d->sorted);
	from = d->events.v;
	to = d->sorted.v;
	for (; n > 1; n = k) {
		for (i = k = 0; i < n; i += 2, k++) {
			size_t mid = run[i + 1];
			size_t end = i + 2 <= n ? run[i + 2] : mid;

			merge(from + run[i], from + mid, from + mid, from + end,
			      to + run[i]);
			run[k] = run[i];
		}
		run[k] = d->events.n;
		tmp = from;
		from = to;
		to = tmp;
	}
	if (from != d->events.v)
		memcpy(d->events.v, from, d->events.n * sizeof(*from));
}

static void switch_set(struct dim *d, const struct dim_event *e)
{
	uint32_t last, at;

	if (e->on) {
		d->place.v[e->set] = (uint32_t)d->active.n;
		vec_push(&d->active, e->set);
		return;
	}
	at = d->place.v[e->set];
	last = d->active.v[--d->active.n];
	d->active.v[at] = last;
	d->place.v[last] = at;
}

static uint32_t interval_bitmap(struct dim *d)
{
	const uint32_t *first = d->first.v;
	size_t i, k;

	bitmaps_set(d->bitmaps, d->negated.v, d->negated.n);
	for (i = 0; d->negated.n && i < d->active.n; i++) {
		k = d->active.v[i] * 2 + 1;
		bitmaps_clear(d->bitmaps, d->words.v + first[k],
			      first[k + 1] - first[k]);
	}
	for (i = 0; i < d->active.n; i++) {
		k = d->active.v[i] * 2;
		bitmaps_set(d->bitmaps, d->words.v + first[k],
			    first[k + 1] - first[k]);
	}
	bitmaps_set(d->bitmaps, d->any.v, d->any.n);
	return bitmaps_write(d->bitmaps);
}

static void add_bound(struct dim *d, struct val at)
{
	uint32_t bitmap = interval_bitmap(d);
	struct dim_bound *b;

	if (d->bounds.n && d->bounds.v[d->bounds.n - 1].bitmap == bitmap)
		return;
	b = vec_add(&d->bounds);
	b->at = at;
	b->bitmap = bitmap;
}

static void sweep(struct dim *d)
{
	const struct dim_event *e = d->events.v;
	size_t i = 0, n = d->events.n;
	struct val at = { 0, 0 };

	d->active.n = d->place.n = d->bounds.n = 0;
	while (d->place.n < d->sets.n)
		vec_push(&d->place, 0);
	while (!blob_full(d->blob)) {
		for (; i < n && !val_cmp(e[i].at, at); i++)
			switch_set(d, &e[i]);
		add_bound(d, at);
		if (i == n)
			break;
		at = e[i].at;
	}
}

static void write_bounds(const struct dim *d, struct xpf_image_dim *out)
{
	bool wide = d->line == VAL_V6;
	size_t n = d->bounds.n, i;
	struct xpf_image_u128 *b6;
	uint32_t *b4, *map;

	out->n_bounds = (uint32_t)n;
	out->bounds_off =
		blob_reserve(d->blob, n * (wide ? sizeof(*b6) : sizeof(*b4)));
	out->bitmaps_off = blob_reserve(d->blob, n * sizeof(*map));
	if (blob_full(d->blob))
		return;
	b6 = blob_at(d->blob, out->bounds_off);
	b4 = blob_at(d->blob, out->bounds_off);
	map = blob_at(d->blob, out->bitmaps_off);
	for (i = 0; i < n; i++) {
		map[i] = d->bounds.v[i].bitmap;
		if (wide) {
			b6[i].hi = d->bounds.v[i].at.hi;
			b6[i].lo = d->bounds.v[i].at.lo;
		} else {
			b4[i] = (uint32_t)d->bounds.v[i].at.lo;
		}
	}
}

void dim_write(struct dim *d, struct xpf_image_dim *out)
{
	gather_words(d);
	collect_events(d);
	sort_events(d);
	sweep(d);
	write_bounds(d, out);
}
