/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compressed bitmaps of one classifier table: put together from lists of
 * words, written to the image in the form of xpf/image.h, each content once.
 */
#ifndef XPF_COMPILE_BITMAP_H
#define XPF_COMPILE_BITMAP_H

#include <stddef.h>
#include <stdint.h>

struct blob;

struct bitword {		/* 64 bits of a bitmap, never all zero */
	uint32_t index;
	uint64_t bits;
};

struct bitmaps {
	struct blob *blob;
	size_t n_words, n_summary;
	uint64_t *word, *summary;	/* the bitmap under construction */
	size_t word_cap;
	struct bitmap_slot *slot;	/* those already written, by content */
	size_t n, cap;
};

void bitmaps_init(struct bitmaps *bm, struct blob *blob);
void bitmaps_free(struct bitmaps *bm);
/* Start a table: forget what was written, take bitmaps of @n_bits. */
void bitmaps_begin(struct bitmaps *bm, size_t n_bits);

/* Bits into the bitmap under construction, and out of it. */
void bitmaps_set(struct bitmaps *bm, const struct bitword *w, size_t n);
void bitmaps_clear(struct bitmaps *bm, const struct bitword *w, size_t n);
/* Write it, or find its like, and start an empty one. Returns its offset in
 * the image; 0: empty, or the image is full.
 */
uint32_t bitmaps_write(struct bitmaps *bm);

#endif
