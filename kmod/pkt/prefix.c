// SPDX-License-Identifier: GPL-2.0
/*
 * IPv4 addresses inside IPv6 ones, and prefixes exchanged.
 *
 * RFC 6052 section 2.2: the four bytes follow the prefix but for byte 8 (bits
 * 64 to 71), which is always zero; what follows them is zero too, and is not
 * looked at on the way back.
 *
 * RFC 6296: after the prefix was exchanged, the difference is added to one
 * 16-bit word that the prefix does not reach, so that the sum of the address
 * stays what it was and no checksum over it needs to change.  With prefixes of
 * up to 48 bits that is the subnet (bits 48 to 63); with longer ones it is the
 * first word of the interface identifier that is not 0xffff.  As 0xffff and 0
 * are one number, a word of 0xffff could not be told from 0 on the way back:
 * no word becomes it, and addresses that have nothing else are refused.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "pkt/prefix.h"

#define U_BYTE 8 /* bits 64 to 71 */

void xpf_embed(struct in6_addr *addr, const struct in6_addr *prefix, u8 len)
{
	struct in6_addr out = { 0 };
	u8 at = len / 8, i;

	memcpy(out.s6_addr, prefix->s6_addr, at);
	for (i = 0; i < 4; i++) {
		if (at == U_BYTE)
			at++;
		out.s6_addr[at++] = addr->s6_addr[i];
	}
	*addr = out;
}

void xpf_extract(struct in6_addr *addr, u8 len)
{
	struct in6_addr out = { 0 };
	u8 at = len / 8, i;

	for (i = 0; i < 4; i++) {
		if (at == U_BYTE)
			at++;
		out.s6_addr[i] = addr->s6_addr[at++];
	}
	*addr = out;
}

static u16 add16(u16 a, u16 b)
{
	u32 sum = (u32)a + b;

	return (sum & 0xffff) + (sum >> 16);
}

static u16 word(const struct in6_addr *a, u8 i)
{
	u16 w;

	memcpy(&w, &a->s6_addr[i * 2], sizeof(w));
	return w;
}

u16 xpf_prefix_sum(const struct in6_addr *prefix, u8 len)
{
	struct in6_addr p = { 0 };
	u8 bytes = len / 8, i;
	u16 sum = 0;

	memcpy(p.s6_addr, prefix->s6_addr, bytes);
	if (len % 8)
		p.s6_addr[bytes] = prefix->s6_addr[bytes] & ~(0xff >> len % 8);
	for (i = 0; i < 8; i++)
		sum = add16(sum, word(&p, i));
	return sum;
}

u16 xpf_nptv6_adjust(const struct in6_addr *from, const struct in6_addr *to,
		     u8 len)
{
	u16 adjust = add16(xpf_prefix_sum(from, len), ~xpf_prefix_sum(to, len));

	return adjust == 0xffff ? 0 : adjust;
}

/* Which word takes the difference; 8: none can. */
static u8 word_to_adjust(const struct in6_addr *a, u8 len)
{
	u8 i;

	if (len <= 48)
		return word(a, 3) == 0xffff ? 8 : 3;
	for (i = 4; i < 8 && word(a, i) == 0xffff; i++)
		;
	return i;
}

bool xpf_nptv6(struct in6_addr *addr, const struct in6_addr *to, u8 len,
	       u16 adjust)
{
	u8 at = word_to_adjust(addr, len), bytes = len / 8;
	u8 keep = 0xff >> len % 8;
	u16 w;

	if (at == 8)
		return false;
	w = add16(word(addr, at), adjust);
	if (w == 0xffff)
		w = 0;
	memcpy(&addr->s6_addr[at * 2], &w, sizeof(w));
	memcpy(addr->s6_addr, to->s6_addr, bytes);
	if (len % 8)
		addr->s6_addr[bytes] = (to->s6_addr[bytes] & ~keep) |
				       (addr->s6_addr[bytes] & keep);
	return true;
}
