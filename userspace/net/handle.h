/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a struct net is, for the files of this folder. */
#ifndef XPF_NET_HANDLE_H
#define XPF_NET_HANDLE_H

#include "net/net.h"

struct loop;
struct loop_fd;
struct loop_timer;
struct rtnl;

struct net_seen {		/* of a device, by its last event */
	int ifindex;
	unsigned int flags;
	char name[16];
};

struct net {
	struct rtnl *r;
	const struct net_plan *plan;	/* the last one; the caller's */
	VEC(int) raised;		/* devices that its preparation set up,
					 * and no plan before it had */
	uint32_t fragment_timeout;	/* that we set; 0: none */
	/* watching */
	struct loop *loop;
	struct rtnl *events;
	struct loop_fd *fd;
	struct loop_timer *timer;
	VEC(struct net_seen) seen;
};

#endif
