/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a change at the beginning of a message does to its CRC-32C, without the
 * rest of it: a CRC is linear, so the difference of two messages has the
 * difference of their CRCs, and the zeros that follow the four bytes that
 * differ only multiply it by a power of x.  Pure.
 */
#ifndef XPF_CRC32C_H
#define XPF_CRC32C_H

#include <linux/types.h>

#define XPF_CRC32C_POLY	0x82f63b78	/* RFC 9260 appendix A, reflected */

/* a * b modulo the polynomial; the top bit is x^0. */
static inline u32 xpf_crc32c_mul(u32 a, u32 b)
{
	u32 product = 0;

	for (; a; a <<= 1) {
		if (a & (1U << 31))
			product ^= b;
		b = b >> 1 ^ (b & 1 ? XPF_CRC32C_POLY : 0);
	}
	return product;
}

/*
 * The exclusive or of the CRCs of two messages of @len bytes whose first four
 * differ by @flip, read as a little-endian number.
 */
static inline u32 xpf_crc32c_delta(u32 flip, u32 len)
{
	u32 power = 1U << 23; /* x^8: one byte */

	for (; len && flip; len >>= 1) {
		if (len & 1)
			flip = xpf_crc32c_mul(power, flip);
		power = xpf_crc32c_mul(power, power);
	}
	return flip;
}

#endif
