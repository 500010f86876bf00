// SPDX-License-Identifier: GPL-2.0
/* The hooks of kshim.h. */
#include <kshim.h>

bool kshim_no_memory;
u32 (*kshim_random)(void);
