/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kernel has: devices, addresses and routes, read by dumps. */
#ifndef XPF_NET_STATE_H
#define XPF_NET_STATE_H

#include "net/net.h"

struct rtnl;

#define NET_MARK "xpf:"		/* alternative names of devices we made */

struct net_device {
	struct net_link_state st;	/* vrf, addrs: not filled */
	uint32_t table;			/* of a VRF device */
	bool ours;
};

struct net_ifaddr {
	int ifindex;
	struct prefix prefix;
	uint8_t proto;		/* IFA_PROTO */
	uint32_t flags;		/* IFA_F_* */
};

struct net_hop {
	struct addr via;	/* family 0: none */
	int ifindex;
};

struct net_kroute {
	struct prefix prefix;
	uint32_t table, metric;	/* as the kernel has it */
	uint8_t type, protocol, scope;
	struct addr prefsrc;
	unsigned int n_hops;
	struct net_hop *hop;
};

struct net_state {
	VEC(struct net_device) devices;
	VEC(struct net_ifaddr) addrs;
	VEC(struct net_kroute) routes;
};

/* Each adds to @s what one dump yields; 0 or negative errno. */
int state_devices(struct rtnl *r, struct net_state *s);
int state_addrs(struct rtnl *r, struct net_state *s);
/* @family: AF_UNSPEC both; @protocol: 0 any */
int state_routes(struct rtnl *r, struct net_state *s, int family,
		 uint8_t protocol);
void state_free(struct net_state *s);

/* NULL: there is none. */
struct net_device *state_device(const struct net_state *s, const char *name);
struct net_device *state_device_at(const struct net_state *s, int ifindex);
/* The VRF device that @dev is a port of, or NULL. */
struct net_device *state_vrf(const struct net_state *s,
			     const struct net_device *dev);

/* In the order of family, prefix, table, metric. */
int kroute_cmp(const void *a, const void *b);

#endif
