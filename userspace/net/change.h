/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One run of net_prepare() or net_finish(): the plan, what the kernel has,
 * and what went wrong.  Every step may be repeated: it looks at c->s, and
 * does nothing where the kernel has what the plan wants.
 */
#ifndef XPF_NET_CHANGE_H
#define XPF_NET_CHANGE_H

#include "net/handle.h"
#include "net/rtnl.h"
#include "net/state.h"

struct diag;

struct net_change {
	struct rtnl *r;
	const struct net_plan *plan;
	const struct net_plan *old;	/* NULL: not known */
	struct net_state s;
	struct net *net;
	struct diag *d;
	int faults;
	unsigned int requests;		/* that changed something */
};

/* A fault of an interface, of a VRF, of a route. */
void change_fault(struct net_change *c, const char *edit, const char *stmt,
		  const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* rtnl_talk(), counted. */
int change_talk(struct net_change *c);
/* Read a part of the state anew. */
void change_read_devices(struct net_change *c);
void change_read_addrs(struct net_change *c);

const struct net_link *plan_link(const struct net_plan *p, const char *name);
const struct net_vrf *plan_vrf(const struct net_plan *p, const char *name);

/* vrf.c: VRF devices, and the order of the kernel's routing rules */
void vrf_prepare(struct net_change *c);
void vrf_finish(struct net_change *c);

/* link.c: VLAN devices, membership, MTU, up and down */
void link_prepare(struct net_change *c);
void link_finish(struct net_change *c);
/* Set those down again that were set up for a plan that is none now. */
void link_undo(struct net_change *c);
/* Delete a device; name it ours. */
int link_delete(struct net_change *c, const struct net_device *dev);
int link_mark(struct net_change *c, const char *name);
/* Words to find an interface by: [edit interfaces ge-0/0/0 unit 0] */
void link_fault(struct net_change *c, const struct net_link *l,
		const char *stmt, const char *what);

/* addr.c */
void addr_prepare(struct net_change *c);
void addr_finish(struct net_change *c);

/* route.c: static routes; those of a plan that can be installed now */
void route_prepare(struct net_change *c);
void route_finish(struct net_change *c);
uint32_t route_metric(int family, uint32_t preference);
uint32_t route_preference(int family, uint32_t metric);

/* sysctl.c */
void sysctl_link(const struct net_link *l);
int sysctl_forwarding(bool on);
/* How long fragments wait for each other; 0: as the kernel would have it. */
void sysctl_fragments(uint32_t seconds);

#endif
