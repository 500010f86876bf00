/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Growing arrays.  VEC(type) declares one; elements live in .v, their number
 * is .n.  Zero-initialised is empty.
 */
#ifndef XPF_LIB_VEC_H
#define XPF_LIB_VEC_H

#include <stddef.h>

#define VEC(type) struct { type *v; size_t n, cap; }

void *vec_grow(void *v, size_t *cap, size_t n, size_t elem);

/* Room for one more; returns a pointer to it, zeroed. */
#define vec_add(vec) \
	((vec)->v = vec_grow((vec)->v, &(vec)->cap, (vec)->n + 1, \
			     sizeof(*(vec)->v)), \
	 __builtin_memset(&(vec)->v[(vec)->n], 0, sizeof(*(vec)->v)), \
	 &(vec)->v[(vec)->n++])
#define vec_push(vec, val) (*vec_add(vec) = (val))
#define vec_free(vec) \
	(free((vec)->v), (vec)->v = NULL, (vec)->n = (vec)->cap = 0)
#define vec_each(p, vec) \
	for ((p) = (vec)->v; (size_t)((p) - (vec)->v) < (vec)->n; (p)++)

#endif
