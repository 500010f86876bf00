/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/types.h>

typedef struct {
	int refs;
} refcount_t;
