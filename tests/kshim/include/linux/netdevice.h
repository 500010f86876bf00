/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KSHIM_NETDEVICE_H
#define KSHIM_NETDEVICE_H

#include <linux/types.h>

struct net_device {
	bool lltx;
};

#endif
