// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The bitmap under construction is a plain array of words with a summary of
 * the words that were touched; building, hashing, writing and clearing it
 * cost no more than the words that are in use.
 *
 * Bitmaps of equal content are written once.  The hash only proposes: what is
 * in the image is compared byte by byte.
 */
#include "compile/bitmap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "compile/blob.h"

struct bitmap_slot {
	uint64_t hash;
	uint32_t off; /* 0: free */
};

static void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

void bitmaps_init(struct bitmaps *bm, struct blob *blob)
{
	memset(bm, 0, sizeof(*bm));
	bm->blob = blob;
}

void bitmaps_free(struct bitmaps *bm)
{
	free(bm->word);
	free(bm->summary);
	free(bm->slot);
}

void bitmaps_begin(struct bitmaps *bm, size_t n_bits)
{
	bm->n_words = (n_bits + 63) / 64;
	bm->n_summary = (bm->n_words + 63) / 64;
	if (bm->n_words > bm->word_cap) {
		free(bm->word);
		free(bm->summary);
		bm->word = must(calloc(bm->n_words, sizeof(*bm->word)));
		bm->summary = must(calloc(bm->n_summary, sizeof(*bm->summary)));
		bm->word_cap = bm->n_words;
	}
	if (bm->n) {
		memset(bm->slot, 0, bm->cap * sizeof(*bm->slot));
		bm->n = 0;
	}
}

void bitmaps_set(struct bitmaps *bm, const struct bitword *w, size_t n)
{
	for (; n; n--, w++) {
		bm->word[w->index] |= w->bits;
		bm->summary[w->index / 64] |= 1ULL << (w->index % 64);
	}
}

void bitmaps_clear(struct bitmaps *bm, const struct bitword *w, size_t n)
{
	for (; n; n--, w++) {
		bm->word[w->index] &= ~w->bits;
		if (!bm->word[w->index])
			bm->summary[w->index / 64] &=
				~(1ULL << (w->index % 64));
	}
}

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15ULL;
	return h ^ (h >> 29);
}

/* Of the bitmap under construction; @n_set: its words that are not zero. */
static uint64_t content_hash(const struct bitmaps *bm, size_t *n_set)
{
	uint64_t h = 0x243f6a8885a308d3ULL, s;
	size_t i, n = 0;

	for (i = 0; i < bm->n_summary; i++) {
		h = mix(h, bm->summary[i]);
		for (s = bm->summary[i]; s; s &= s - 1) {
			h = mix(h, bm->word[i * 64 + __builtin_ctzll(s)]);
			n++;
		}
	}
	*n_set = n;
	return h;
}

static size_t rank_off(const struct bitmaps *bm)
{
	return bm->n_summary * sizeof(uint64_t);
}

static size_t words_off(const struct bitmaps *bm)
{
	return rank_off(bm) + ((bm->n_summary * sizeof(uint32_t) + 7) & ~7UL);
}

static bool same_content(const struct bitmaps *bm, uint32_t off)
{
	const uint8_t *p = blob_at(bm->blob, off);
	const uint64_t *w;
	uint64_t s;
	size_t i;

	if (memcmp(p, bm->summary, bm->n_summary * sizeof(*bm->summary)))
		return false;
	w = (const uint64_t *)(const void *)(p + words_off(bm));
	for (i = 0; i < bm->n_summary; i++)
		for (s = bm->summary[i]; s; s &= s - 1)
			if (*w++ != bm->word[i * 64 + __builtin_ctzll(s)])
				return false;
	return true;
}

static void slots_grow(struct bitmaps *bm)
{
	struct bitmap_slot *old = bm->slot;
	size_t old_cap = bm->cap, i, k;

	bm->cap = old_cap ? old_cap * 2 : 64;
	bm->slot = must(calloc(bm->cap, sizeof(*bm->slot)));
	for (i = 0; i < old_cap; i++) {
		if (!old[i].off)
			continue;
		k = old[i].hash & (bm->cap - 1);
		while (bm->slot[k].off)
			k = (k + 1) & (bm->cap - 1);
		bm->slot[k] = old[i];
	}
	free(old);
}

/* The slot of this content: its offset is 0 if it is new. */
static struct bitmap_slot *slot_find(struct bitmaps *bm, uint64_t hash)
{
	size_t k;

	if (bm->n * 2 >= bm->cap)
		slots_grow(bm);
	for (k = hash & (bm->cap - 1); bm->slot[k].off;
	     k = (k + 1) & (bm->cap - 1))
		if (bm->slot[k].hash == hash &&
		    same_content(bm, bm->slot[k].off))
			break;
	return &bm->slot[k];
}

static void reset(struct bitmaps *bm)
{
	uint64_t s;
	size_t i;

	for (i = 0; i < bm->n_summary; i++) {
		for (s = bm->summary[i]; s; s &= s - 1)
			bm->word[i * 64 + __builtin_ctzll(s)] = 0;
		bm->summary[i] = 0;
	}
}

static uint32_t store(struct bitmaps *bm, size_t n_set)
{
	uint32_t off = blob_reserve(bm->blob,
				    words_off(bm) + n_set * sizeof(uint64_t));
	uint32_t *rank, below = 0;
	uint64_t *w, s;
	uint8_t *p;
	size_t i;

	if (!off)
		return 0;
	p = blob_at(bm->blob, off);
	memcpy(p, bm->summary, bm->n_summary * sizeof(*bm->summary));
	rank = (uint32_t *)(void *)(p + rank_off(bm));
	w = (uint64_t *)(void *)(p + words_off(bm));
	for (i = 0; i < bm->n_summary; i++) {
		rank[i] = below;
		for (s = bm->summary[i]; s; s &= s - 1, below++)
			*w++ = bm->word[i * 64 + __builtin_ctzll(s)];
	}
	return off;
}

uint32_t bitmaps_write(struct bitmaps *bm)
{
	struct bitmap_slot *slot;
	uint32_t off = 0;
	uint64_t hash;
	size_t n_set;

	hash = content_hash(bm, &n_set);
	if (!n_set)
		return 0;
	slot = slot_find(bm, hash);
	if (slot->off) {
		off = slot->off;
	} else {
		off = store(bm, n_set);
		if (off) {
			slot->hash = hash;
			slot->off = off;
			bm->n++;
		}
	}
	reset(bm);
	return off;
}
