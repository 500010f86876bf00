/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the headers of one packet say against it, see packet.c.
 */
#ifndef XPF_SCREEN_PACKET_H
#define XPF_SCREEN_PACKET_H

#include <linux/types.h>
#include <uapi/linux/xpf.h>

#define XPF_PORT_TEREDO 3544 /* RFC 4380; UDP of any other is plain */

struct xpf_screen;

/* A fragment's place in its datagram, for overlap.c. */
struct xpf_piece {
	u32 id;			/* identification */
	u16 lo, hi;		/* from and to (not included), 8 bytes each */
	u8 proto;
	bool fragment;		/* if not: the rest is not set */
};

static inline bool xpf_screen_on(u64 enabled, enum xpf_screen_id id)
{
	return enabled >> id & 1;
}

/*
 * The first screen that the headers offend, XPF_SCREEN_NONE: none.  Pure.
 * @l3: the IP header
 * @linear: bytes that may be read; what is behind is not looked at
 * @total: bytes that the packet has
 * @piece: out
 */
enum xpf_screen_id xpf_screen_headers(const struct xpf_screen *s, const u8 *l3,
				      u32 linear, u32 total,
				      struct xpf_piece *piece);

#endif
