/* SPDX-License-Identifier: GPL-2.0 */
/* Initial sequence numbers that remember a SYN, see cookie.c. */
#ifndef XPF_SCREEN_COOKIE_H
#define XPF_SCREEN_COOKIE_H

#include <linux/siphash.h>
#include <linux/types.h>

#include "flow/proxied.h"
#include "pkt/key.h"

#define XPF_COOKIE_EPOCH	64	/* seconds; a cookie lives one or two */
#define XPF_COOKIE_KEYS		4

struct xpf_cookie_keys {
	siphash_key_t key[XPF_COOKIE_KEYS];	/* by epoch */
};

/*
 * The sequence number to answer a SYN with.
 * @key: the SYN's flow; @zone: where it came in
 */
u32 xpf_cookie_make(const struct xpf_cookie_keys *keys,
		    const struct xpf_key *key, u16 zone, u32 isn, u16 mss,
		    u32 seconds);
/*
 * The MSS of the SYN that was answered with @cookie, 0: there was none, or it
 * is too long ago.
 */
u16 xpf_cookie_check(const struct xpf_cookie_keys *keys,
		     const struct xpf_key *key, u16 zone, u32 isn, u32 cookie,
		     u32 seconds);

/* A clock that carries the rest of what was offered, and back. */
u32 xpf_cookie_clock(const struct xpf_tcp_offer *offer, u32 ms);
void xpf_cookie_unclock(struct xpf_tcp_offer *offer, u32 clock);

#endif
