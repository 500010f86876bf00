// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Offset 0 belongs to the image's header, which is reserved first; that makes
 * 0 free to mean "no room".
 */
#include "compile/blob.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 4096

void blob_init(struct blob *b, size_t limit)
{
	memset(b, 0, sizeof(*b));
	/* Offsets are 32 bits wide. */
	b->limit = limit < UINT32_MAX ? limit : UINT32_MAX;
}

void blob_free(struct blob *b)
{
	free(b->data);
	b->data = NULL;
	b->len = b->cap = 0;
}

static void grow(struct blob *b, size_t need)
{
	size_t cap = b->cap ? b->cap : FIRST_SIZE;

	while (cap < need)
		cap *= 2;
	b->data = realloc(b->data, cap);
	if (!b->data)
		abort();
	memset(b->data + b->cap, 0, cap - b->cap);
	b->cap = cap;
}

uint32_t blob_reserve(struct blob *b, size_t size)
{
	size_t off = b->len;

	if (!size)
		return 0;
	if (b->full || size > b->limit - off || size > SIZE_MAX - 8) {
		b->full = true;
		return 0;
	}
	size = (size + 7) & ~(size_t)7;
	if (off + size > b->cap)
		grow(b, off + size);
	b->len = off + size;
	return (uint32_t)off;
}

void *blob_at(const struct blob *b, uint32_t off)
{
	return b->data + off;
}
