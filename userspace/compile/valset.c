// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Bringing ranges to normal form: sort by start, then merge what overlaps or
 * touches.  A range whose ends are reversed, or of different families, is
 * nobody's: it is left out, which makes the set smaller, never larger.
 */
#include "compile/valset.h"

#include <stdlib.h>

#include "lib/addr.h"
#include "lib/arena.h"

static int span_cmp(const void *a, const void *b)
{
	const struct val_span *x = a, *y = b;

	return val_cmp(x->lo, y->lo);
}

static bool touches(const struct val_span *a, const struct val_span *b,
		    struct val max)
{
	if (val_cmp(a->hi, max) == 0)
		return true;
	return val_cmp(b->lo, val_next(a->hi)) <= 0;
}

static void normalise(struct val_spans *out, enum val_line line,
		      struct val_span *v, size_t n)
{
	struct val max = val_max(line);
	size_t i, k = 0;

	if (!n)
		return;
	qsort(v, n, sizeof(*v), span_cmp);
	for (i = 1; i < n; i++) {
		if (!touches(&v[k], &v[i], max))
			v[++k] = v[i];
		else if (val_cmp(v[i].hi, v[k].hi) > 0)
			v[k].hi = v[i].hi;
	}
	out->v = v;
	out->n = k + 1;
	out->full = k == 0 && !v[0].lo.hi && !v[0].lo.lo &&
		    val_cmp(v[0].hi, max) == 0;
}

static uint64_t load_be(const uint8_t *b, int n)
{
	uint64_t v = 0;

	while (n--)
		v = v << 8 | *b++;
	return v;
}

static struct val addr_val(const struct addr *a)
{
	struct val v = { 0, 0 };

	if (a->family == AF_INET) {
		v.lo = load_be(a->b, 4);
	} else {
		v.hi = load_be(a->b, 8);
		v.lo = load_be(a->b + 8, 8);
	}
	return v;
}

static void collect(struct valset *s, struct arena *a, enum val_line line,
		    int family, const struct addr_range *r, size_t n)
{
	struct val_span *v, span;
	size_t i, k = 0;

	for (i = 0; i < n; i++)
		k += r[i].lo.family == family;
	if (!k)
		return;
	v = arena_new_array(a, struct val_span, k);
	for (i = k = 0; i < n; i++) {
		if (r[i].lo.family != family || r[i].hi.family != family)
			continue;
		span.lo = addr_val(&r[i].lo);
		span.hi = addr_val(&r[i].hi);
		if (val_cmp(span.lo, span.hi) <= 0)
			v[k++] = span;
	}
	normalise(&s->line[line], line, v, k);
}

struct valset *valset_addresses(struct arena *a, const struct addr_range *r,
				size_t n)
{
	struct valset *s = arena_new_obj(a, struct valset);

	collect(s, a, VAL_V4, AF_INET, r, n);
	collect(s, a, VAL_V6, AF_INET6, r, n);
	return s;
}

struct valset *valset_numbers(struct arena *a, const struct num_range *r,
			      size_t n)
{
	struct valset *s = arena_new_obj(a, struct valset);
	struct val_span *v = arena_new_array(a, struct val_span, n);
	size_t i, k = 0;

	for (i = 0; i < n; i++) {
		if (r[i].lo > r[i].hi)
			continue;
		v[k].lo = (struct val){ 0, r[i].lo };
		v[k++].hi = (struct val){ 0, r[i].hi };
	}
	normalise(&s->line[VAL_NUMBER], VAL_NUMBER, v, k);
	return s;
}
