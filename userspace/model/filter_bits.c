// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Sets of 16-bit values as bitmaps: values that are named are added, those that
 * are excepted taken away, conditions on one field are intersected, and what is
 * left is written as ranges.
 */
#include "model/filter_bits.h"

#include <stdlib.h>

void bits_add(struct bits *s, uint32_t lo, uint32_t hi)
{
	for (; lo <= hi && lo < BITS_VALUES; lo++)
		s->w[lo / 64] |= 1ULL << (lo % 64);
}

static bool bits_has(const struct bits *s, uint32_t v)
{
	return s->w[v / 64] >> (v % 64) & 1;
}

static void bits_invert(struct bits *s)
{
	size_t i;

	for (i = 0; i < BITS_VALUES / 64; i++)
		s->w[i] = ~s->w[i];
}

static void bits_and(struct bits *s, const struct bits *o)
{
	size_t i;

	for (i = 0; i < BITS_VALUES / 64; i++)
		s->w[i] &= o->w[i];
}

void bits_narrow(struct bits_field *f, struct bits *s, bool except)
{
	if (except)
		bits_invert(s);
	if (f->given) {
		bits_and(f->bits, s);
		return;
	}
	f->bits = malloc(sizeof(*f->bits));
	if (!f->bits)
		abort();
	*f->bits = *s;
	f->given = true;
}

static uint32_t next_edge(const struct bits *s, uint32_t v, bool now)
{
	while (v < BITS_VALUES && bits_has(s, v) == now)
		v += !(v % 64) && s->w[v / 64] == (now ? ~0ULL : 0) ? 64 : 1;
	return v < BITS_VALUES ? v : BITS_VALUES;
}

struct value_set bits_ranges(struct builder *b, struct bits_field *f,
			     uint32_t max)
{
	struct value_set out = { .given = f->given };
	struct value_range *r;
	uint32_t v, end;
	unsigned int n = 0;

	if (!f->given)
		return out;
	for (v = next_edge(f->bits, 0, false); v <= max;
	     v = next_edge(f->bits, end, false)) {
		end = next_edge(f->bits, v, true);
		n++;
	}
	r = arena_new_array(b->a, struct value_range, n + 1);
	for (v = next_edge(f->bits, 0, false); v <= max;
	     v = next_edge(f->bits, end, false)) {
		end = next_edge(f->bits, v, true);
		r[out.n].lo = v;
		r[out.n++].hi = end - 1 < max ? end - 1 : max;
	}
	out.range = r;
	free(f->bits);
	return out;
}
