// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * An arena is a chain of blocks, the newest first.  Blocks double in size up
 * to a megabyte, so that a small request costs a page and a large tree a few
 * hundred allocations.  What does not fit half a block gets a block of its
 * own, linked behind the current one, so that the room left in the current
 * one stays usable.
 *
 * Nothing is ever given back before arena_free(): the owner's life is the
 * life of every object.
 */
#include "lib/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGN 16
#define FIRST_BLOCK 4096
#define LARGEST_BLOCK (1 << 20)

struct block {
	struct block *next;
	size_t size; /* of data */
	size_t used;
	_Alignas(ALIGN) unsigned char data[];
};

struct arena {
	struct block *head;
	size_t next_size;
	size_t bytes; /* taken from the system */
};

static void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

static struct block *block_new(struct arena *a, size_t size)
{
	struct block *b;

	if (size > SIZE_MAX - sizeof(*b))
		abort();
	b = must(calloc(1, sizeof(*b) + size));
	b->size = size;
	a->bytes += sizeof(*b) + size;
	return b;
}

struct arena *arena_new(void)
{
	struct arena *a = must(calloc(1, sizeof(*a)));

	a->next_size = FIRST_BLOCK;
	return a;
}

void arena_free(struct arena *a)
{
	struct block *b, *next;

	if (!a)
		return;
	for (b = a->head; b; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
}

static void *alloc_own_block(struct arena *a, size_t size)
{
	struct block *b = block_new(a, size);

	b->used = size;
	if (a->head) {
		b->next = a->head->next;
		a->head->next = b;
	} else {
		a->head = b;
	}
	return b->data;
}

static void *alloc_new_block(struct arena *a, size_t size)
{
	struct block *b = block_new(a, a->next_size);

	if (a->next_size < LARGEST_BLOCK)
		a->next_size *= 2;
	b->used = size;
	b->next = a->head;
	a->head = b;
	return b->data;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct block *b = a->head;
	void *p;

	if (size > SIZE_MAX - ALIGN)
		abort();
	size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (b && b->size - b->used >= size) {
		p = b->data + b->used;
		b->used += size;
		return p;
	}
	if (size > a->next_size / 2)
		return alloc_own_block(a, size);
	return alloc_new_block(a, size);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *p = arena_alloc(a, len + 1);

	memcpy(p, s, len);
	return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, ap2;
	char *p;
	int n;

	va_start(ap, fmt);
	va_copy(ap2, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, ap2);
	va_end(ap2);
	return p;
}

size_t arena_bytes(const struct arena *a)
{
	return a->bytes;
}
