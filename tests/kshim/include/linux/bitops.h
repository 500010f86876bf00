/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KSHIM_BITOPS_H
#define KSHIM_BITOPS_H

#include <linux/types.h>

static inline u64 rol64(u64 w, unsigned int n)
{
	return w << n | w >> (64 - n);
}

#endif
