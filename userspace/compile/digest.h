/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digests of 64 bits, by which a restarted manager knows a ruleset and the
 * dataplane sees that a policy changed.  They guard against accidents, not
 * against somebody who may write the configuration.
 */
#ifndef XPF_COMPILE_DIGEST_H
#define XPF_COMPILE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define DIGEST_START 0x6a09e667f3bcc909ULL

/* Each step maps digests one to one, so nothing that differed gets lost. */
static inline uint64_t digest_add(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15ULL;
	return h ^ (h >> 32);
}

uint64_t digest_bytes(uint64_t h, const void *data, size_t size);
uint64_t digest_string(uint64_t h, const char *s);	/* NULL: like "" */

#endif
