/* SPDX-License-Identifier: GPL-2.0 */
/* Another hash than the kernel's: nothing depends on which. */
#ifndef KSHIM_JHASH_H
#define KSHIM_JHASH_H

#include <linux/types.h>

static inline u32 jhash2(const u32 *k, u32 n, u32 seed)
{
	u32 h = seed ^ 0x811c9dc5;

	while (n--) {
		h = (h ^ *k++) * 0x01000193;
		h ^= h >> 15;
	}
	return h;
}

static inline u32 jhash_3words(u32 a, u32 b, u32 c, u32 seed)
{
	u32 k[3] = { a, b, c };

	return jhash2(k, 3, seed);
}

static inline u32 jhash(const void *data, u32 len, u32 seed)
{
	const u8 *p = data;
	u32 word;

	for (; len--; p++) {
		word = *p;
		seed = jhash2(&word, 1, seed);
	}
	return seed;
}

#endif
