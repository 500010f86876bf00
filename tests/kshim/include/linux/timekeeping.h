/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KSHIM_TIMEKEEPING_H
#define KSHIM_TIMEKEEPING_H

#include <kshim_run.h>

static inline s64 ktime_get_real_seconds(void)
{
	return 1000000000 + jiffies / HZ;
}

static inline u64 ktime_get_coarse_real_ns(void)
{
	return ktime_get_real_seconds() * 1000000000ULL;
}

#endif
