/* SPDX-License-Identifier: GPL-3.0-or-later */
/* String to pointer, hashed. Keys are borrowed: they must outlive the map. */
#ifndef XPF_LIB_MAP_H
#define XPF_LIB_MAP_H

#include <stdbool.h>
#include <stddef.h>

struct map {
	struct map_slot *slots;
	size_t n, cap;
};

void map_init(struct map *m);
void map_free(struct map *m);
void *map_get(const struct map *m, const char *key);	/* NULL: absent */
bool map_has(const struct map *m, const char *key);
void map_put(struct map *m, const char *key, void *val);	/* replaces */
void map_del(struct map *m, const char *key);
unsigned int str_hash(const char *s);

#endif
