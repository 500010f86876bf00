/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KSHIM_CHECKSUM_H
#define KSHIM_CHECKSUM_H

#include <linux/types.h>

/* 0 when the checksum of an IPv4 header of @ihl words is right. */
static inline u16 ip_fast_csum(const void *iph, unsigned int ihl)
{
	const u16 *w = iph;
	u32 sum = 0, i;

	for (i = 0; i < ihl * 2; i++)
		sum += w[i];
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

/* RFC 1624 equation 3, of words in network order. */
static inline void csum_replace2(u16 *sum, u16 from, u16 to)
{
	u32 s = (u16)~*sum + (u16)~from + to;

	s = (s & 0xffff) + (s >> 16);
	s = (s & 0xffff) + (s >> 16);
	*sum = ~s;
}

#endif
