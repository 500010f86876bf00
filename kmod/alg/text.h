/* SPDX-License-Identifier: GPL-2.0 */
/* Reading numbers, addresses and words in bytes that end where they end. */
#ifndef XPF_TEXT_H
#define XPF_TEXT_H

#include <linux/in6.h>
#include <linux/socket.h>
#include <linux/types.h>

struct xpf_text {
	const u8 *data;
	u32 len, at;
};

#define XPF_TEXT_ADDR	48	/* an address as text, with its NUL */

/* The first @n bytes, whatever their case. */
bool xpf_text_same(const u8 *data, const char *word, u32 n);

/* Does it only keep something alive, and says nothing? */
bool xpf_text_idle(const u8 *data, u32 len);

/* Step over one byte. */
bool xpf_text_char(struct xpf_text *t, u8 c);

/* A decimal number up to @max, of at most 10 digits. */
bool xpf_text_number(struct xpf_text *t, u32 max, u32 *v);

/*
 * An address that ends before the byte @end (or, with 0, before the first byte
 * that cannot belong to one).
 */
bool xpf_text_addr(struct xpf_text *t, u8 family, u8 end,
		   struct in6_addr *addr);

/* Returns the length. */
u32 xpf_text_put_addr(char text[XPF_TEXT_ADDR], u8 family,
		      const struct in6_addr *addr);

#endif
