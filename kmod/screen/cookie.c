// SPDX-License-Identifier: GPL-2.0
/*
 * SYN cookies: five bits of the epoch, three of the MSS, and 24 of a keyed hash
 * over addresses, ports, zone, the client's sequence number, the epoch and
 * the MSS.  Each epoch has a key of its own; a key is made anew long before its
 * turn comes again, so nobody who learns one can use it for long.
 *
 * Scale and SACK do not fit in; as in Linux they travel in the low bits of the
 * timestamp that we send and the client echoes.  A client can lie about them,
 * and only to itself.
 */
#include <linux/kernel.h>

#include "pkt/pkt.h"
#include "screen/cookie.h"

#define EPOCH_BITS 5
#define HASH_BITS 24
#define CLOCK_BITS 5 /* four of the scale, one of SACK */

static const u16 sizes[8] = { 536, 1220, 1300, 1360, 1400, 1440, 1460, 8960 };

/* What is hashed: whole words. */
struct input {
	u64 addr[4];
	u64 flow;
	u32 isn;
	u16 zone;
	u16 size;
	u64 epoch;
};

static u32 cookie_of(const struct xpf_cookie_keys *keys,
		     const struct xpf_key *key, u16 zone, u32 isn, u32 size,
		     u32 epoch)
{
	struct input in = {
		.addr = { key->s[0], key->s[1], key->d[0], key->d[1] },
		.flow = key->tail,
		.isn = isn,
		.zone = zone,
		.size = size,
		.epoch = epoch,
	};
	u32 hash =
		siphash(&in, sizeof(in), &keys->key[epoch % XPF_COOKIE_KEYS]);

	return epoch << (32 - EPOCH_BITS) | size << HASH_BITS |
	       hash >> (32 - HASH_BITS);
}

u32 xpf_cookie_make(const struct xpf_cookie_keys *keys,
		    const struct xpf_key *key, u16 zone, u32 isn, u16 mss,
		    u32 seconds)
{
	u32 size = ARRAY_SIZE(sizes) - 1;

	while (size && sizes[size] > mss)
		size--;
	return cookie_of(keys, key, zone, isn, size,
			 seconds / XPF_COOKIE_EPOCH);
}

u16 xpf_cookie_check(const struct xpf_cookie_keys *keys,
		     const struct xpf_key *key, u16 zone, u32 isn, u32 cookie,
		     u32 seconds)
{
	u32 now = seconds / XPF_COOKIE_EPOCH;
	u32 size = cookie >> HASH_BITS & 7;
	u32 age = (now - (cookie >> (32 - EPOCH_BITS))) & 0x1f;

	if (age > 1 || age > now)
		return 0;
	if (cookie_of(keys, key, zone, isn, size, now - age) != cookie)
		return 0;
	return sizes[size];
}

u32 xpf_cookie_clock(const struct xpf_tcp_offer *offer, u32 ms)
{
	u32 scale = offer->scale == XPF_NO_SCALE ? 15 : offer->scale;

	return ms << CLOCK_BITS | scale << 1 | offer->sack;
}

void xpf_cookie_unclock(struct xpf_tcp_offer *offer, u32 clock)
{
	u32 scale = clock >> 1 & 15;

	offer->sack = clock & 1;
	offer->scale = scale == 15 ? XPF_NO_SCALE : scale;
}
