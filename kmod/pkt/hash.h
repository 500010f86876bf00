/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hash of a flow's key: words masked by secrets, multiplied to twice their
 * width and folded, twice.  Who does not know the secrets cannot say which
 * flows collide: two different keys do so for about one choice of secrets in
 * 2^32, and nothing that leaves the box depends on the hash.  A bucket's chain
 * is bounded in any case (flow/table.h).  tests/kshim/test_hash.c looks at the
 * distribution over keys as they are in the world, and over hostile ones.
 *
 * IPv4 keys are two words and IPv6 keys five; the family is part of the last.
 */
#ifndef XPF_HASH_H
#define XPF_HASH_H

#include <linux/math64.h>
#include <linux/types.h>

#include "pkt/key.h"

struct xpf_hash_secret {
	u64 k[8];
};

/* Both halves of the product of a and b, in one word. */
static __always_inline u64 xpf_hash_fold(u64 a, u64 b)
{
#ifdef __SIZEOF_INT128__
	__uint128_t p = (__uint128_t)a * b;

	return (u64)p ^ (u64)(p >> 64);
#else
	u64 low = (u64)(u32)a * (u32)b, high = (a >> 32) * (b >> 32);
	u64 x = (a >> 32) * (u32)b, y = (u64)(u32)a * (b >> 32);

	x += low >> 32;
	y += (u32)x;
	return (y << 32 | (u32)low) ^ (high + (x >> 32) + (y >> 32));
#endif
}

static __always_inline u32 xpf_hash(const struct xpf_hash_secret *s,
				    const struct xpf_flow *f, u8 family)
{
	u64 h = f->s0;

	if (family != AF_INET)
		h = xpf_hash_fold(f->s0 ^ s->k[4], f->s1 ^ s->k[5]) ^
		    xpf_hash_fold(f->d0 ^ s->k[6], f->d1 ^ s->k[7]);
	h = xpf_hash_fold(h ^ s->k[0], f->tail ^ s->k[1]);
	return xpf_hash_fold(h ^ s->k[2], s->k[3]);
}

/*
 * Likewise of an address and what it is looked for with.  Who has a network of
 * IPv6 may choose 64 bits of an address.
 */
static inline u32 xpf_hash_addr(const struct xpf_hash_secret *s,
				const struct in6_addr *addr, u64 with)
{
	u64 w[2], h;

	memcpy(w, addr, sizeof(w));
	h = xpf_hash_fold(w[0] ^ s->k[0], w[1] ^ s->k[1]);
	return xpf_hash_fold(h ^ with ^ s->k[2], s->k[3]);
}

#endif
