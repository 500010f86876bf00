/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/ip.h>
#include <linux/ipv6.h>
