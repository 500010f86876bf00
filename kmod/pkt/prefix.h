/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Addresses that carry others: IPv4 in IPv6 (RFC 6052), and one IPv6 prefix
 * for another without a change to any checksum (RFC 6296).  Pure.
 */
#ifndef XPF_PREFIX_H
#define XPF_PREFIX_H

#include <linux/in6.h>
#include <linux/types.h>

/* May a prefix of this length carry an IPv4 address? */
static inline bool xpf_embed_len_ok(u8 len)
{
	return len == 96 || (len >= 32 && len <= 64 && !(len % 8));
}

/*
 * @addr becomes the IPv6 address of an IPv4 one behind a prefix, and back:
 * the IPv4 address is in the first word, the others are zero.
 * @len: xpf_embed_len_ok()
 */
void xpf_embed(struct in6_addr *addr, const struct in6_addr *prefix, u8 len);
void xpf_extract(struct in6_addr *addr, u8 len);

#define XPF_NPTV6_MAX	64	/* longest prefix that can be translated */

/* The ones' complement sum of a prefix, as its words lie in memory. */
u16 xpf_prefix_sum(const struct in6_addr *prefix, u8 len);

/*
 * Translate an address to another prefix.
 * @adjust: sum of the prefix it has, plus the complement of that of @to; never
 *	a representation of zero but 0
 * Returns false when no word of the address can take the difference up; it is
 * untouched then.
 */
bool xpf_nptv6(struct in6_addr *addr, const struct in6_addr *to, u8 len,
	       u16 adjust);

/* What xpf_nptv6() adds on the way from one prefix to another. */
u16 xpf_nptv6_adjust(const struct in6_addr *from, const struct in6_addr *to,
		     u8 len);

#endif
