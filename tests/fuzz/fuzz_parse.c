// SPDX-License-Identifier: GPL-3.0-or-later
/* Hierarchical text, sound or not: see load.h. */
#include "load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_load(LOAD_MERGE, data, size);
}
