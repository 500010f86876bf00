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

#endif
