/* SPDX-License-Identifier: GPL-2.0 */
/* Ports in use by address and protocol, shared by all CPUs; see maps.c. */
#ifndef XPF_NAT_MAPS_H
#define XPF_NAT_MAPS_H

#include <linux/types.h>

#include "pkt/key.h"

struct xpf_maps;

enum xpf_port_how {
	XPF_PORT_RANDOM, /* the wanted one if it is free, or any */
	XPF_PORT_NEXT, /* in turn */
	XPF_PORT_TWIN, /* an even one, with the one behind it */
};

struct xpf_port_range {
	u16 lo, hi; /* within XPF_PORT_MIN..XPF_PORT_MAX */
	u16 layers; /* sessions that may share a port, never 0 */
	enum xpf_port_how how;
};

struct xpf_map_view {
	struct in6_addr addr;
	u16 vrf;
	u8 proto, family;
	u32 layer;
	u32 single, twin; /* in use, below and in Junos' twin range */
};

struct xpf_maps *xpf_maps_new(void);
void xpf_maps_free(struct xpf_maps *np);

/*
 * A port for key->saddr and key->proto, key->sport if that may be; 0: none.
 * Context: RCU, BH disabled.
 */
u16 xpf_maps_take(struct xpf_maps *np, u16 vrf, const struct xpf_key *key,
		  const struct xpf_port_range *r);
/* Give key->sport back; false: it was not in use. */
bool xpf_maps_put(struct xpf_maps *np, u16 vrf, const struct xpf_key *key);

/* Ports in use: of all maps; of the addresses that @fn takes, in a range. */
u64 xpf_maps_used(const struct xpf_maps *np);
u64 xpf_maps_count(const struct xpf_maps *np,
		   bool (*fn)(const struct in6_addr *addr, u8 family,
			      const void *arg),
		   const void *arg, u16 lo, u16 hi);

/*
 * Walk the maps, in no order; one that comes or goes meanwhile may be missed or
 * seen twice.
 * @cursor: in/out, start with 0
 * @fn: under RCU; non-zero stops the walk before this map
 */
int xpf_maps_walk(const struct xpf_maps *np, u32 *cursor,
		  int (*fn)(const struct xpf_map_view *v, void *arg),
		  void *arg);

#endif
