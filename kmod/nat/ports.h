/* SPDX-License-Identifier: GPL-2.0 */
/* The ports in use of one translated address; see ports.c. */
#ifndef XPF_NAT_PORTS_H
#define XPF_NAT_PORTS_H

#include <linux/types.h>

#include "policy/pool.h"

#define XPF_PORT_COUNT	(XPF_PORT_MAX - XPF_PORT_MIN + 1)

struct xpf_portmap {
	u32 used;
	u32 next;	/* where ports in order go on */
	unsigned long bits[XPF_PORT_COUNT / BITS_PER_LONG];
};

/**
 * xpf_portmap_take() - take a free port
 * @pm: the caller holds its lock
 * @want: taken if it is in range and free; 0: any
 * @lo: the range, XPF_PORT_MIN <= @lo <= @hi
 * @hi: its end, included
 *
 * Return: the port, or 0 when all of the range are in use.
 */
u16 xpf_portmap_take(struct xpf_portmap *pm, u16 want, u16 lo, u16 hi);

/* The same, in order: the first free port behind the last one given so. */
u16 xpf_portmap_next(struct xpf_portmap *pm, u16 lo, u16 hi);

/* An even port and the one behind it, both free before: the even one, or 0. */
u16 xpf_portmap_twin(struct xpf_portmap *pm, u16 lo, u16 hi);

/* Ports of a range that are in use. */
u32 xpf_portmap_used(const struct xpf_portmap *pm, u16 lo, u16 hi);

/* Give a port back; false: it was not in use. */
bool xpf_portmap_put(struct xpf_portmap *pm, u16 port);

#endif
