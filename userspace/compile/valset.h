/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sets of values of one packet field, in normal form: ascending spans that
 * neither overlap nor touch.  Addresses of both families live in one set, in
 * two number lines; all other fields have one of 32 bits.
 */
#ifndef XPF_COMPILE_VALSET_H
#define XPF_COMPILE_VALSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct addr_range;
struct arena;

enum val_line { VAL_V4, VAL_V6, VAL_NUMBER, VAL_LINES };

struct val {			/* lines of 32 bits leave hi at 0 */
	uint64_t hi, lo;
};

struct val_span {		/* inclusive */
	struct val lo, hi;
};

struct num_range {		/* inclusive */
	uint32_t lo, hi;
};

struct val_spans {
	const struct val_span *v;
	size_t n;
	bool full;		/* the whole line */
};

struct valset {
	struct val_spans line[VAL_LINES];
	/* scratch of dim.c: number in the dimension under construction */
	uint64_t epoch;
	uint32_t local;
};

/* Ranges in any order, overlapping or not. */
struct valset *valset_addresses(struct arena *a, const struct addr_range *r,
				size_t n);
struct valset *valset_numbers(struct arena *a, const struct num_range *r,
			      size_t n);

static inline int val_cmp(struct val a, struct val b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	return (a.lo > b.lo) - (a.lo < b.lo);
}

static inline struct val val_next(struct val a)
{
	a.lo++;
	a.hi += !a.lo;
	return a;
}

/* The last value of a line. */
static inline struct val val_max(enum val_line line)
{
	if (line == VAL_V6)
		return (struct val){ UINT64_MAX, UINT64_MAX };
	return (struct val){ 0, UINT32_MAX };
}

#endif
