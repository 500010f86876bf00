/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The only place that knows how kernels differ.  Decided by what compiles, by
 * the types of functions where that is enough (_Generic), never by version
 * numbers: distributions backport internal changes within a stable series.
 */
#ifndef XPF_COMPAT_H
#define XPF_COMPAT_H

#include <linux/netdevice.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

/* Zeroed memory of any size, by large pages where possible, charged to who asks;
 * vfree() it.
 */
static inline void *xpf_vmalloc_huge(size_t size)
{
	return vmalloc_huge(size,
			    GFP_KERNEL_ACCOUNT | __GFP_ZERO | __GFP_NOWARN);
}

/* Does the device transmit without the lock of its queue? */
static inline bool xpf_dev_lockless(const struct net_device *dev)
{
#ifdef NETIF_F_LLTX
	return dev->features & NETIF_F_LLTX;
#else
	return dev->lltx;
#endif
}

#endif
