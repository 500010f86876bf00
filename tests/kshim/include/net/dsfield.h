/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/types.h>

/* As the kernel's, with the checksum computed the long way. */
static inline void ipv4_change_dsfield(struct iphdr *iph, u8 mask, u8 value)
{
	u8 *b = (u8 *)iph;
	u32 sum = 0, i;

	b[1] = (b[1] & mask) | value;
	b[10] = b[11] = 0;
	for (i = 0; i < 20; i += 2)
		sum += b[i] << 8 | b[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	sum = ~(sum + (sum >> 16));
	b[10] = sum >> 8;
	b[11] = sum;
}

static inline void ipv6_change_dsfield(struct ipv6hdr *ip6h, u8 mask, u8 value)
{
	u8 *b = (u8 *)ip6h;
	u16 v = b[0] << 8 | b[1];

	v = (v & (mask << 4 | 0xf00f)) | value << 4;
	b[0] = v >> 8;
	b[1] = v;
}
