/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KSHIM_IPV6_H
#define KSHIM_IPV6_H

#include <linux/in6.h>
#include <linux/types.h>

static inline bool ipv6_addr_equal(const struct in6_addr *a,
				   const struct in6_addr *b)
{
	return !memcmp(a, b, sizeof(*a));
}

#define IPV6_ADDR_UNICAST	1

static inline int ipv6_addr_type(const struct in6_addr *a)
{
	const u8 *p = (const u8 *)a;

	return p[0] == 0xff ? 0 : IPV6_ADDR_UNICAST;
}

static inline bool ipv6_addr_loopback(const struct in6_addr *a)
{
	static const struct in6_addr lo = { { { [15] = 1 } } };

	return ipv6_addr_equal(a, &lo);
}

static inline bool ipv4_is_multicast(__be32 a)
{
	return (*(const u8 *)&a & 0xf0) == 0xe0;
}

static inline bool ipv4_is_loopback(__be32 a)
{
	return *(const u8 *)&a == 127;
}

#endif
