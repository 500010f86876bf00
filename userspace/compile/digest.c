// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Eight bytes a step: an image of a hundred megabytes takes a few hundredths
 * of a second.  Lengths are part of what is digested, so that neighbouring
 * fields cannot trade bytes.
 */
#include "compile/digest.h"

#include <string.h>

uint64_t digest_bytes(uint64_t h, const void *data, size_t size)
{
	const uint8_t *p = data;
	uint64_t v;
	size_t n;

	h = digest_add(h, size);
	for (n = size; n >= sizeof(v); n -= sizeof(v), p += sizeof(v)) {
		memcpy(&v, p, sizeof(v));
		h = digest_add(h, v);
	}
	if (n) {
		v = 0;
		memcpy(&v, p, n);
		h = digest_add(h, v);
	}
	return h;
}

uint64_t digest_string(uint64_t h, const char *s)
{
	return digest_bytes(h, s ? s : "", s ? strlen(s) : 0);
}
