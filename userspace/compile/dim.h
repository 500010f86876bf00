/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One dimension of a classifier table: from the sets that entries name to
 * intervals, each with the bitmap of the entries that accept it.
 */
#ifndef XPF_COMPILE_DIM_H
#define XPF_COMPILE_DIM_H

#include <stddef.h>
#include <stdint.h>

#include "compile/bitmap.h"
#include "compile/valset.h"
#include "lib/vec.h"

/* What an entry says of a field.  Saying nothing accepts nothing. */
enum cond_op { COND_NONE, COND_ANY, COND_IN, COND_NOT_IN };

struct xpf_image_dim;

struct dim_use {		/* entry names a set */
	uint32_t key;		/* number of the set * 2 + negated */
	uint32_t entry;
};

struct dim_event {		/* a set begins or ends */
	struct val at;
	uint32_t set;
	uint32_t on;
};

struct dim_bound {
	struct val at;
	uint32_t bitmap;
};

struct dim {
	struct blob *blob;
	struct bitmaps *bitmaps;
	enum val_line line;
	uint64_t epoch;
	VEC(struct valset *) sets;
	VEC(struct dim_use) uses;
	VEC(struct bitword) any;	/* entries that accept everything */
	VEC(struct bitword) negated;	/* all but what they name */
	/* scratch of dim_write() */
	VEC(struct bitword) words;	/* of all sets, by key */
	VEC(uint32_t) first;		/* in words, by key */
	VEC(struct dim_event) events, sorted;
	VEC(size_t) runs;
	VEC(uint32_t) active, place;
	VEC(struct dim_bound) bounds;
};

/* Sets belong to one struct dim: they carry its marks. */
void dim_init(struct dim *d, struct blob *blob, struct bitmaps *bitmaps);
void dim_free(struct dim *d);

void dim_begin(struct dim *d, enum val_line line);
/* Entries in ascending order; @sets: of COND_IN and COND_NOT_IN. */
void dim_add(struct dim *d, uint32_t entry, enum cond_op op,
	     struct valset *const *sets, size_t n);
/* Write intervals and bitmaps; @out's offsets, not its field, are filled.
 * When the image is full the result is meaningless (blob_full()).
 */
void dim_write(struct dim *d, struct xpf_image_dim *out);

#endif
