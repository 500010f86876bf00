// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Open addressing with linear probing over a power of two of slots, at most
 * two thirds full.  The hash of each key is kept, which makes growing cheap
 * and most misses free of a strcmp().  Removal shifts the run back instead
 * of leaving tombstones, so that a map never degrades.
 *
 * The hash is FNV-1a with a final mix.  Keys are words of a configuration
 * that an administrator may write, not strangers' packets: no secret seed.
 */
#include "lib/map.h"

#include <stdlib.h>
#include <string.h>

struct map_slot {
	const char *key; /* NULL: free */
	void *val;
	unsigned int hash;
};

#define FIRST_CAP 8

unsigned int str_hash(const char *s)
{
	unsigned int h = 2166136261u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	h ^= h >> 16;
	h *= 0x85ebca6bu;
	return h ^ h >> 13;
}

void map_init(struct map *m)
{
	memset(m, 0, sizeof(*m));
}

void map_free(struct map *m)
{
	free(m->slots);
	map_init(m);
}

/* The slot that holds the key, or the free one where it would go. */
static struct map_slot *find(const struct map *m, const char *key,
			     unsigned int hash)
{
	size_t i = hash & (m->cap - 1);
	struct map_slot *s;

	for (;;) {
		s = &m->slots[i];
		if (!s->key || (s->hash == hash && !strcmp(s->key, key)))
			return s;
		i = (i + 1) & (m->cap - 1);
	}
}

static void grow(struct map *m)
{
	struct map old = *m;
	size_t i;

	m->cap = old.cap ? old.cap * 2 : FIRST_CAP;
	m->slots = calloc(m->cap, sizeof(*m->slots));
	if (!m->slots)
		abort();
	for (i = 0; i < old.cap; i++)
		if (old.slots[i].key)
			*find(m, old.slots[i].key, old.slots[i].hash) =
				old.slots[i];
	free(old.slots);
}

void *map_get(const struct map *m, const char *key)
{
	return m->n ? find(m, key, str_hash(key))->val : NULL;
}

bool map_has(const struct map *m, const char *key)
{
	return m->n && find(m, key, str_hash(key))->key;
}

void map_put(struct map *m, const char *key, void *val)
{
	unsigned int hash = str_hash(key);
	struct map_slot *s;

	if ((m->n + 1) * 3 > m->cap * 2)
		grow(m);
	s = find(m, key, hash);
	if (!s->key)
		m->n++;
	*s = (struct map_slot){ .key = key, .val = val, .hash = hash };
}

void map_del(struct map *m, const char *key)
{
	size_t mask = m->cap - 1, hole, i, home;
	struct map_slot *s;

	if (!m->n)
		return;
	s = find(m, key, str_hash(key));
	if (!s->key)
		return;
	m->n--;
	hole = (size_t)(s - m->slots);
	for (i = (hole + 1) & mask; m->slots[i].key; i = (i + 1) & mask) {
		home = m->slots[i].hash & mask;
		/* it may move back unless its home lies after the hole */
		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		m->slots[hole] = m->slots[i];
		hole = i;
	}
	memset(&m->slots[hole], 0, sizeof(*m->slots));
}
