/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For tests of the screens of one packet: which of them see the packet that was
 * built in p, each asked alone.
 */
#ifndef KSHIM_SCREENED_H
#define KSHIM_SCREENED_H

#include "packet.h"
#include "random.h"

#include "screen/packet.c"

static struct xpf_screen all;
static struct packet p;

/* Which screens see it, each asked alone. */
static u64 seen_by(u32 linear)
{
	u8 *copy = malloc(p.len + !p.len);
	struct xpf_piece piece;
	u64 mask = 0;
	int id, hit;

	memcpy(copy, p.b, p.len);
	for (id = 1; id < __XPF_SCREEN_COUNT; id++) {
		all.enabled = 1ULL << id;
		hit = xpf_screen_headers(&all, copy, min(linear, p.len), p.len,
					 &piece);
		if (hit == id)
			mask |= 1ULL << id;
		else /* what is off never strikes */
			assert_int_equal(hit, XPF_SCREEN_NONE);
	}
	free(copy);
	return mask;
}

#define S(id) (1ULL << XPF_SCREEN_##id)
#define sees_only(mask) assert_int_equal(seen_by(PACKET_MAX), mask)

static const u8 families[] = { AF_INET, AF_INET6 };

static void begin(u8 family, u8 proto)
{
	static const u8 a[16] = { 10, 1, 1, 1, [15] = 1 };
	static const u8 b[16] = { 203, 0, 113, 9, [15] = 2 };

	start(&p, family, proto);
	set_addr(&p, a, b);
}

static void end(void)
{
	if (p.family == AF_INET)
		put16(p.b + 2, p.len);
	else
		put16(p.b + 4, p.len - 40);
}

static void icmp6(u8 type, u32 payload, u8 hops)
{
	begin(AF_INET6, 58);
	add_l4(&p, 0, 0, payload);
	memset(p.b + p.l4, 0, payload + 8);
	p.b[p.l4] = type;
	p.b[7] = hops;
	end();
}

#endif
