/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hash of a flow's key: SipHash-1-3, keyed by a secret, so that nobody
 * outside can choose flows that collide.  It is what hsiphash() is on 64-bit
 * machines, but for the length, which is not hashed: IPv4 keys are two words
 * and IPv6 keys five, and the family is part of the last one.
 */
#ifndef XPF_HASH_H
#define XPF_HASH_H

#include <linux/bitops.h>
#include <linux/siphash.h>
#include <linux/types.h>

#include "pkt/key.h"

struct xpf_hash_secret {
	u64 v[4];		/* initial state, made of the key */
};

static inline void xpf_hash_init(struct xpf_hash_secret *s, u64 k0, u64 k1)
{
	s->v[0] = k0 ^ SIPHASH_CONST_0;
	s->v[1] = k1 ^ SIPHASH_CONST_1;
	s->v[2] = k0 ^ SIPHASH_CONST_2;
	s->v[3] = k1 ^ SIPHASH_CONST_3;
}

static __always_inline u32 xpf_hash(const struct xpf_hash_secret *s,
				    const struct xpf_key *key)
{
	u64 v0 = s->v[0], v1 = s->v[1], v2 = s->v[2], v3 = s->v[3];

#define XPF_HASH_WORD(word) do {					\
		u64 m_ = (word);					\
		v3 ^= m_;						\
		SIPHASH_PERMUTATION(v0, v1, v2, v3);			\
		v0 ^= m_;						\
	} while (0)

	if (key->family == AF_INET) {
		XPF_HASH_WORD((__force u64)key->saddr4 << 32 |
			      (__force u32)key->daddr4);
	} else {
		XPF_HASH_WORD(key->s[0]);
		XPF_HASH_WORD(key->s[1]);
		XPF_HASH_WORD(key->d[0]);
		XPF_HASH_WORD(key->d[1]);
	}
	XPF_HASH_WORD(key->tail);
#undef XPF_HASH_WORD
	v2 ^= 0xff;
	SIPHASH_PERMUTATION(v0, v1, v2, v3);
	SIPHASH_PERMUTATION(v0, v1, v2, v3);
	SIPHASH_PERMUTATION(v0, v1, v2, v3);
	v0 ^= v1 ^ v2 ^ v3;
	return v0 ^ v0 >> 32;
}

#endif
