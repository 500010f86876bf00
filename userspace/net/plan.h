/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a configuration wants of the host's network: pure data, part of the
 * model, made real by net_apply().
 */
#ifndef XPF_NET_PLAN_H
#define XPF_NET_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/addr.h"
#include "lib/vec.h"

#define RTPROT_XPF 0x58

struct net_addr {
	struct prefix prefix;
	bool primary, preferred;
	int line;
};

/* One Linux device that the configuration names, physical or logical. */
struct net_link {
	char name[16];		/* of Linux: ge-0-0-0.100 */
	char junos[64];		/* of Junos: ge-0/0/0.100 */
	char parent[16];	/* VLAN: its device; else "" */
	uint16_t vlan_id;	/* 0: not a VLAN device */
	bool loopback;		/* a unit of lo0: made as a dummy device */
	bool tag_priority;	/* VLAN: tags carry what skbs say, see link.c */
	uint32_t mtu;		/* 0: leave it */
	bool disable;
	char vrf[16];		/* VRF device it belongs to; "" main */
	const char *description;
	VEC(struct net_addr) addrs;
};

struct net_vrf {
	char name[16];		/* of the Linux device */
	char instance[64];	/* of Junos */
	uint16_t id;		/* of the dataplane */
	uint32_t table;		/* stable: derived from the name */
};

enum net_route_kind {
	NET_ROUTE_UNICAST,
	NET_ROUTE_DISCARD,
	NET_ROUTE_REJECT,
	NET_ROUTE_TABLE,	/* next-table: others stand for it, see leaked */
};

struct net_nexthop {
	struct addr via;	/* family 0: none, by device */
	char dev[16];		/* "": by via alone */
};

struct net_route {
	struct prefix prefix;
	enum net_route_kind kind;
	uint32_t table;		/* RT_TABLE_MAIN or a VRF's */
	uint32_t preference;	/* Junos preference: becomes the metric */
	uint32_t hop_table;	/* where next hops are found; 0: in table */
	bool copied;		/* by a routing table group */
	bool leaked;		/* stands for a part of a NET_ROUTE_TABLE */
	const char *to;		/* NET_ROUTE_TABLE: Junos' name of the table */
	VEC(struct net_nexthop) hops;
};

/* Of the reject that stands where a NET_ROUTE_TABLE leads to no route. */
#define NET_LEAK_END	0x40000000
/* Metric of what ends the search in the table of a routing instance. */
#define NET_VRF_END	4278198272U

struct net_plan {
	char host_name[64];	/* "": leave it */
	VEC(struct net_link) links;
	VEC(struct net_vrf) vrfs;
	VEC(struct net_route) routes;
	uint32_t fragment_timeout;	/* seconds; 0: the kernel's */
};

#endif
