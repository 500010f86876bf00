/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Arenas: memory with one owner.  A tree, a model, a snapshot and a request
 * each own one; freeing the arena frees everything it handed out.  An arena
 * never returns NULL: a manager that cannot get memory stops (abort), and the
 * kernel goes on forwarding without it.
 */
#ifndef XPF_LIB_ARENA_H
#define XPF_LIB_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a);
void *arena_alloc(struct arena *a, size_t size);	/* zeroed, aligned 16 */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
size_t arena_bytes(const struct arena *a);

#define arena_new_obj(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_new_array(a, type, n) \
	((type *)arena_alloc((a), sizeof(type) * (n)))

#endif
