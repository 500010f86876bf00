/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KSHIM_MATH64_H
#define KSHIM_MATH64_H

#include <linux/types.h>

static inline u64 div_u64(u64 n, u32 d)
{
	return n / d;
}

static inline u64 mul_u64_u64_shr(u64 a, u64 b, unsigned int shift)
{
	return (u64)((unsigned __int128)a * b >> shift);
}

static inline u64 mul_u64_u64_div_u64(u64 a, u64 b, u64 div)
{
	unsigned __int128 q = (unsigned __int128)a * b / div;

	if (q >> 64)
		__builtin_trap(); /* the processor's division traps, too */
	return (u64)q;
}

#endif
