// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A name's id is its hash, brought into the range.  So the same name has the
 * same id after a commit, after a restart and on the other node of a cluster,
 * and no file has to remember it.
 *
 * When two names want one id, the one that sorts first (bytes, as strcmp)
 * keeps it, and the other is hashed again with the number of the attempt,
 * until it finds a free one.  The result depends on the set of names only.
 * Adding or removing a name can therefore move another one, but only if the
 * two collide: with 50 zones among 1022 ids, one new zone in twenty finds its
 * first choice taken, and half of those give way themselves; policies and NAT
 * rules have 32 bits, and practically never meet.
 *
 * Hashes are FNV-1a of 64 bits with a final mix.  They are part of what nodes
 * of different versions must agree on: do not change them.
 */
#include "model/id.h"

#include <stdlib.h>
#include <string.h>

static uint64_t hash_name(const char *name, uint32_t attempt)
{
	uint64_t h = 0xcbf29ce484222325ULL;

	for (; *name; name++)
		h = (h ^ (uint8_t)*name) * 0x100000001b3ULL;
	h ^= attempt * 0x9e3779b97f4a7c15ULL;
	h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdULL;
	h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53ULL;
	return h ^ (h >> 33);
}

/* Ids in use: open addressing, offset by one so that 0 is free. */
struct used {
	uint64_t *slot;
	size_t cap;
};

/* False if it was in use already. */
static int take(struct used *u, uint32_t id)
{
	size_t k = id * 0x9e3779b1U & (u->cap - 1);

	for (; u->slot[k]; k = (k + 1) & (u->cap - 1))
		if (u->slot[k] == (uint64_t)id + 1)
			return 0;
	u->slot[k] = (uint64_t)id + 1;
	return 1;
}

static int name_cmp(const void *a, const void *b)
{
	const struct id_item *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

/* When hashing does not find a free id soon, the next free one will do. */
#define ATTEMPTS 64

static uint32_t pick(struct used *u, const char *name, uint32_t lo, uint32_t hi)
{
	uint64_t span = (uint64_t)hi - lo + 1;
	uint32_t id = lo, attempt;

	for (attempt = 0; attempt < ATTEMPTS; attempt++) {
		id = lo + (uint32_t)(hash_name(name, attempt) % span);
		if (take(u, id))
			return id;
	}
	do
		id = id == hi ? lo : id + 1;
	while (!take(u, id));
	return id;
}

void id_assign(struct id_item *items, size_t n, uint32_t lo, uint32_t hi)
{
	struct id_item **order = calloc(n + 1, sizeof(*order));
	struct used used = { .cap = 64 };
	size_t i;

	while (used.cap < n * 2)
		used.cap *= 2;
	used.slot = calloc(used.cap, sizeof(*used.slot));
	if (!order || !used.slot)
		abort();
	for (i = 0; i < n; i++)
		order[i] = &items[i];
	qsort(order, n, sizeof(*order), name_cmp);
	for (i = 0; i < n; i++)
		order[i]->id = pick(&used, order[i]->name, lo, hi);
	free(used.slot);
	free(order);
}
