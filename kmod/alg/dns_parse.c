// SPDX-License-Identifier: GPL-2.0
/*
 * Messages of DNS (RFC 1035): is it one, what does it ask, which addresses does
 * it hold.
 *
 * Pure.  A name is only stepped over; a pointer in it must lead back, into what
 * was read, and is followed by nobody: what a name says is of no interest, but
 * for the question, whose bytes make a digest.  Its letters count as lower case,
 * as resolvers mix the case to be harder to guess (0x20).
 */
#include <linux/in6.h>
#include <linux/kernel.h>
#include <linux/socket.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "alg/dns_parse.h"

#define HEADER 12
#define NAME_MAX_LEN 255
#define TYPE_A 1
#define TYPE_AAAA 28
#define CLASS_IN 1
#define RESPONSE 0x8000

/* Over a name; 0: it is none. */
static u32 skip_name(const u8 *msg, u32 len, u32 at)
{
	u32 from = at;

	while (at < len && at - from < NAME_MAX_LEN) {
		if (!msg[at])
			return at + 1;
		if ((msg[at] & 0xc0) == 0xc0) {
			if (at + 2 > len ||
			    (get_unaligned_be16(msg + at) & 0x3fff) >= at)
				return 0;
			return at + 2;
		}
		if (msg[at] & 0xc0)
			return 0;
		at += msg[at] + 1;
	}
	return 0;
}

static u32 digest(const u8 *data, u32 len)
{
	u32 h = 2166136261U, i;
	u8 c;

	for (i = 0; i < len; i++) {
		c = data[i];
		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		h = (h ^ c) * 16777619U;
	}
	return h;
}

static void remember(struct xpf_dns *d, u32 at, u16 type, u16 size)
{
	u8 family = type == TYPE_A && size == 4	    ? AF_INET :
		    type == TYPE_AAAA && size == 16 ? AF_INET6 :
						      0;

	if (!family || d->n_addrs == XPF_DNS_ADDRS)
		return;
	d->addr[d->n_addrs++] = (struct xpf_dns_addr){ at, family };
}

bool xpf_dns_parse(const u8 *msg, u32 len, struct xpf_dns *d)
{
	u32 questions, records, at = HEADER, i;
	u16 flags, type, class, size;

	memset(d, 0, sizeof(*d));
	if (len < HEADER || len > 65535)
		return false;
	flags = get_unaligned_be16(msg + 2);
	d->id = get_unaligned_be16(msg);
	d->response = flags & RESPONSE;
	d->opcode = flags >> 11 & 15;
	questions = get_unaligned_be16(msg + 4);
	records = get_unaligned_be16(msg + 6) + get_unaligned_be16(msg + 8) +
		  get_unaligned_be16(msg + 10);
	for (i = 0; i < questions; i++) {
		at = skip_name(msg, len, at);
		if (!at || at + 4 > len)
			return false;
		at += 4;
	}
	d->question = digest(msg + HEADER, at - HEADER);
	for (i = 0; i < records; i++) {
		at = skip_name(msg, len, at);
		if (!at || at + 10 > len)
			return false;
		type = get_unaligned_be16(msg + at);
		class = get_unaligned_be16(msg + at + 2);
		size = get_unaligned_be16(msg + at + 8);
		at += 10;
		if (size > len - at)
			return false;
		if (class == CLASS_IN)
			remember(d, at, type, size);
		at += size;
	}
	return true;
}
