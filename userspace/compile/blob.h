/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A classifier image while it is written: bytes that grow up to a limit.
 * Past the limit nothing is stored any more, so that the writer may go on
 * without looking, and asks blob_full() where it would waste time.
 */
#ifndef XPF_COMPILE_BLOB_H
#define XPF_COMPILE_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct blob {
	uint8_t *data;
	size_t len, cap;
	size_t limit;
	bool full;
};

void blob_init(struct blob *b, size_t limit);
void blob_free(struct blob *b);
/* Room for @size bytes, zeroed, aligned to 8: its offset; 0 when full, and
 * for nothing: empty arrays have no offset.
 */
uint32_t blob_reserve(struct blob *b, size_t size);
/* What an offset of blob_reserve() stands for; valid until the next one. */
void *blob_at(const struct blob *b, uint32_t off);

static inline bool blob_full(const struct blob *b)
{
	return b->full;
}

#endif
