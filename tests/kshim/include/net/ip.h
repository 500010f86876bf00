/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/checksum.h>

#define IP_DF		0x4000
#define IP_MF		0x2000
#define IP_OFFSET	0x1fff
