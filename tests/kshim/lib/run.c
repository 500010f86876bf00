// SPDX-License-Identifier: GPL-2.0
/* What kshim_run.h declares. */
#include <kshim_run.h>

struct kshim_callback kshim_callbacks[KSHIM_CALLBACKS];
int kshim_n_callbacks;
unsigned long jiffies = 300 * HZ;
unsigned long kshim_locked;
