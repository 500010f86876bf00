/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KSHIM_SIPHASH_H
#define KSHIM_SIPHASH_H

#include <linux/bitops.h>
#include <linux/types.h>

#define SIPHASH_PERMUTATION(a, b, c, d) ( \
	(a) += (b), (b) = rol64((b), 13), (b) ^= (a), (a) = rol64((a), 32), \
	(c) += (d), (d) = rol64((d), 16), (d) ^= (c), \
	(a) += (d), (d) = rol64((d), 21), (d) ^= (a), \
	(c) += (b), (b) = rol64((b), 17), (b) ^= (c), (c) = rol64((c), 32))

#define SIPHASH_CONST_0 0x736f6d6570736575ULL
#define SIPHASH_CONST_1 0x646f72616e646f6dULL
#define SIPHASH_CONST_2 0x6c7967656e657261ULL
#define SIPHASH_CONST_3 0x7465646279746573ULL

typedef struct {
	u64 key[2];
} siphash_key_t;

/* SipHash-2-4 over whole words, which is all that is hashed here. */
static inline u64 siphash(const void *data, size_t len,
			  const siphash_key_t *key)
{
	u64 v0 = key->key[0] ^ SIPHASH_CONST_0;
	u64 v1 = key->key[1] ^ SIPHASH_CONST_1;
	u64 v2 = key->key[0] ^ SIPHASH_CONST_2;
	u64 v3 = key->key[1] ^ SIPHASH_CONST_3;
	const u8 *p = data;
	u64 m, left = len;
	int i;

	if (len % 8)
		abort();
	for (;; p += 8, left -= 8) {
		if (left)
			memcpy(&m, p, 8);
		else
			m = (u64)len << 56;
		v3 ^= m;
		SIPHASH_PERMUTATION(v0, v1, v2, v3);
		SIPHASH_PERMUTATION(v0, v1, v2, v3);
		v0 ^= m;
		if (!left)
			break;
	}
	v2 ^= 0xff;
	for (i = 0; i < 4; i++)
		SIPHASH_PERMUTATION(v0, v1, v2, v3);
	return v0 ^ v1 ^ v2 ^ v3;
}

#endif
