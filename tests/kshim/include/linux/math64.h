/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KSHIM_MATH64_H
#define KSHIM_MATH64_H

#include <linux/types.h>

static inline u64 div_u64(u64 n, u32 d)
{
	return n / d;
}

#endif
