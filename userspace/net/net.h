/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The host's network, through rtnetlink: the only place that speaks it.
 *
 * What a configuration wants is a struct net_plan (net/plan.h).  Bringing the
 * namespace there reads what is, computes the difference and changes only
 * that: nothing that stays the same is touched, so nothing flaps.  Objects we
 * made are marked (routes by protocol RTPROT_XPF, addresses by the same
 * number as IFA_PROTO, devices by an alternative name "xpf:NAME"), so that
 * what others made is left alone and what we made is known after a restart.
 */
#ifndef XPF_NET_NET_H
#define XPF_NET_NET_H

#include <stdbool.h>
#include <stdint.h>

#include "net/plan.h"

struct diag;
struct loop;
struct net;

/* @l: watch for devices that come and go; NULL: don't. NULL on failure. */
struct net *net_open(struct loop *l);
void net_close(struct net *n);

/*
 * The two halves of a change, so that a ruleset can be swapped in between.
 * net_prepare() adds and changes: afterwards everything of @plan is there.
 * net_finish() takes away what we made and @plan has not.  Either may be
 * repeated; what is as it should be is not touched.
 * @plan: must live until another plan is given, or net_close()
 * A missing device is no fault: it is configured when it appears.  Faults go
 * to @d as errors; returns their number.
 */
int net_prepare(struct net *n, const struct net_plan *plan, struct diag *d);
int net_finish(struct net *n, const struct net_plan *plan, struct diag *d);
/*
 * What net_prepare() did for a plan that will not be is undone: @plan, the one
 * before it, is applied, and devices that were set up go down again.
 */
int net_undo(struct net *n, const struct net_plan *plan, struct diag *d);
/* The plan given last lives no more, and no other takes its place. */
void net_forget(struct net *n);
/* Both. */
int net_apply(struct net *n, const struct net_plan *plan, struct diag *d);

/*
 * Let the kernel route, in both families, or not.  Off unless the dataplane
 * stands in the way: a router without its firewall must not forward.
 */
int net_forwarding(struct net *n, bool on);

/* ---- what is, for show commands; callbacks return non-zero to stop ---- */

struct net_link_state {
	int ifindex, master, parent;
	char name[16], kind[16], vrf[16];
	uint8_t mac[6];
	uint32_t mtu, flags;	/* IFF_* */
	bool admin_up, oper_up;
	uint64_t rx_packets, rx_bytes, rx_errors, rx_dropped;
	uint64_t tx_packets, tx_bytes, tx_errors, tx_dropped;
	const struct net_addr *addrs;
	unsigned int n_addrs;
	uint16_t vlan_id;
};

struct net_route_state {
	struct prefix prefix;
	uint32_t table;
	uint32_t metric;	/* of our own routes: Junos' preference */
	uint8_t type, protocol, scope;
	struct addr via, prefsrc;
	char dev[16];
	unsigned int n_hops;
	const struct net_nexthop *hops;
	uint32_t age_s;		/* 0: the kernel does not know */
};

struct net_neigh_state {
	struct addr addr;
	uint8_t mac[6];
	char dev[16];
	uint16_t state;		/* NUD_* */
};

int net_links(struct net *n, int (*fn)(const struct net_link_state *, void *),
	      void *arg);
int net_routes(struct net *n, int family,
	       int (*fn)(const struct net_route_state *, void *), void *arg);
int net_neighs(struct net *n, int family,
	       int (*fn)(const struct net_neigh_state *, void *), void *arg);

#endif
