/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of a field that a term accepts, while its conditions are read. */
#ifndef XPF_MODEL_FILTER_BITS_H
#define XPF_MODEL_FILTER_BITS_H

#include "model/builder.h"
#include "model/filter.h"

#define BITS_VALUES 65536

struct bits {
	uint64_t w[BITS_VALUES / 64];
};

/* One field while it is read: everything, until a condition says less. */
struct bits_field {
	bool given;
	struct bits *bits;
};

void bits_add(struct bits *s, uint32_t lo, uint32_t hi);

/* What one condition accepts, taken with what the others do. */
void bits_narrow(struct bits_field *f, struct bits *s, bool except);

/*
 * As ranges; the field is done with.
 * @max: largest value that a packet can have
 */
struct value_set bits_ranges(struct builder *b, struct bits_field *f,
			     uint32_t max);

#endif
