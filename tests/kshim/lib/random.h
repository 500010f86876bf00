/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers that are the same in every run. */
#ifndef KSHIM_RANDOM_H
#define KSHIM_RANDOM_H

#include <kshim.h>

static u64 rnd_state = 0x9e3779b97f4a7c15ULL;

static inline u32 rnd(u32 below)
{
	rnd_state ^= rnd_state << 13;
	rnd_state ^= rnd_state >> 7;
	rnd_state ^= rnd_state << 17;
	return below ? (u32)(rnd_state >> 32) % below : 0;
}

static inline u64 rnd64(void)
{
	return (u64)rnd(0x10000) << 48 | (u64)rnd(0x10000) << 32 |
	       (u64)rnd(0x10000) << 16 | rnd(0x10000);
}

#endif
