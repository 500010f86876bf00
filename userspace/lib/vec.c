// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The one function behind VEC(): make room.  Capacity doubles from eight, so
 * that a push is constant time on average.
 */
#include "lib/vec.h"

#include <stdlib.h>

void *vec_grow(void *v, size_t *cap, size_t n, size_t elem)
{
	size_t want = *cap ? *cap : 8;

	if (n <= *cap)
		return v;
	while (want < n)
		want *= 2;
	v = reallocarray(v, want, elem);
	if (!v)
		abort();
	*cap = want;
	return v;
}
