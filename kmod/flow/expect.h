/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Expectations, which an operator calls pinholes or resources: connections
 * that the payload of another one, the control session, announced.  What comes
 * as announced needs no policy of its own; it inherits the control session's,
 * with application and logging, and is translated so that both ends see what
 * they were told.
 *
 * They are looked for on a session miss only, and only while there are any.
 * One belongs to the extension of its control session and dies with it (unless
 * it may survive that), at its time, or when its session has come, unless it is
 * permanent.  Their number is
 * bounded for each control session and for all together.
 */
#ifndef XPF_EXPECT_H
#define XPF_EXPECT_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <uapi/linux/xpf.h>

#include "flow/ext.h"
#include "pkt/key.h"

struct xpf_net;

#define XPF_EXPECT_BITS		10

enum xpf_expect_flags {
	XPF_EXPECT_ANY_SADDR	= 1 << 0,
	XPF_EXPECT_ANY_SPORT	= 1 << 1,
	XPF_EXPECT_PERMANENT	= 1 << 2,	/* for any number of sessions */
	XPF_EXPECT_SRC		= 1 << 3,	/* leaves with sent.saddr ... */
	XPF_EXPECT_SRC_PORT	= 1 << 4,	/* ... and sent.sport */
	XPF_EXPECT_SRC_ALLOC	= 1 << 5,	/* ... or a port of its own */
	XPF_EXPECT_DST		= 1 << 6,	/* leaves to sent.daddr, .dport */
	XPF_EXPECT_PORT		= 1 << 7,	/* key.dport is taken from the
						 * ports of key.daddr
						 */
	XPF_EXPECT_CONTROL	= 1 << 8,	/* the same ALG reads it */
	XPF_EXPECT_SURVIVE	= 1 << 9,	/* the end of its control session */
};

#define XPF_EXPECT_MADE		4	/* live sessions by one of a call */

struct xpf_expect {
	struct hlist_node node;
	struct list_head sibling;	/* guarded by the lock */
	struct rcu_head rcu;
	struct xpf_ext *ext;		/* of the control session */
	bool taken;			/* guarded by the lock */
	u8 n_made;			/* likewise; of made */
	u64 made[XPF_EXPECT_MADE];	/* ids of sessions, if it is a call's */

	/* What it waits for, as received; datapath: read only */
	struct xpf_key key;
	u16 in_zone, out_zone;
	u32 flags;			/* enum xpf_expect_flags */

	/* What becomes of it */
	struct xpf_key sent;		/* as it leaves, by flags */
	u32 policy, app, idle_timeout;
	u32 nat_rule;			/* of the control session */
	u32 group, id;			/* as an operator sees them */
	u64 control;			/* id of the control session */
	u32 call;			/* that it is of; 0: none */
	bool inside_nat;		/* leads to the side that source NAT hides */
	u8 alg;				/* enum xpf_alg */
	u8 log;

	u32 timeout;			/* seconds that it waits */
	u32 expires;			/* in xpf_seconds() */
};

struct xpf_expects {
	atomic_t count;
	spinlock_t lock;		/* guards what follows */
	struct hlist_head hash[1 << XPF_EXPECT_BITS];
	u32 last_id;
	u32 seed;
	struct xpf_ext left;		/* of those that survived theirs */
	struct delayed_work reap;
	struct xpf_net *xn;
};

struct xpf_expects *xpf_expects_new(struct xpf_net *xn);
/* No session may be left. */
void xpf_expects_free(struct xpf_expects *es);

/* Is any there?  What the packet path asks on a miss. */
static inline bool xpf_expects_any(const struct xpf_expects *es)
{
	return atomic_read(&es->count);
}

/*
 * Who waits for a packet with this key from this zone.  Context: RCU; it
 * stays readable until the end of the section.
 */
struct xpf_expect *xpf_expect_find(const struct xpf_expects *es,
				   const struct xpf_key *key, u16 zone,
				   u32 now);

/*
 * Add one, copied from @like, to an extension.  One that waits for the same
 * flow and leads to the same is refreshed instead.
 * Returns 0, 1 (refreshed; of @like nothing is kept), -EEXIST (somebody else
 * waits for it), -ENOSPC (too many), -ESHUTDOWN (the control session is over),
 * -ENOMEM.  Context: BH disabled.
 */
int xpf_expect_add(struct xpf_expects *es, struct xpf_ext *ext,
		   const struct xpf_expect *like, u32 now);

/* Of an extension's, the one that leads to the same; into @copy. */
bool xpf_expect_of(struct xpf_expects *es, struct xpf_ext *ext,
		   const struct xpf_key *sent, struct xpf_expect *copy);

/* Of an extension's, the one that waits at this place; into @copy. */
bool xpf_expect_at(struct xpf_expects *es, struct xpf_ext *ext,
		   const struct xpf_key *key, struct xpf_expect *copy);
/*
 * The other way of a conversation: of those with the same control session as
 * @e the one that leads to where a flow comes from.  What it waits at is what
 * that flow must seem to come from.
 */
bool xpf_expect_companion(struct xpf_expects *es, const struct xpf_expect *e,
			  const struct xpf_key *flow, struct xpf_key *at);

/*
 * A session is about to be made of it: true for the one who may.  Then either
 * back with it, or it is done (and gone, if it is not permanent).
 * @flow: as received
 */
bool xpf_expect_take(struct xpf_expects *es, struct xpf_expect *e,
		     const struct xpf_key *flow);
void xpf_expect_back(struct xpf_expects *es, struct xpf_expect *e);
void xpf_expect_done(struct xpf_expects *es, struct xpf_expect *e, u32 now,
		     const struct xpf_key *flow, u64 session);

/* Of an extension: those that lead to this destination, NULL: all. */
void xpf_expect_drop(struct xpf_expects *es, struct xpf_ext *ext,
		     const struct xpf_key *sent);
/*
 * Of an extension (NULL: of all): those of a call, and the sessions that came by
 * them.
 * Context: BH disabled, RCU.
 */
void xpf_expect_end_call(struct xpf_expects *es, struct xpf_ext *ext, u32 call);
/* The same for all, without their sessions, and there will be no more. */
void xpf_expect_end(struct xpf_expects *es, struct xpf_ext *ext);

/*
 * Show them.  @cursor: in/out, starts at 0.  @fn: non-zero stops the walk
 * before this one; called under RCU.  Returns what fn returned.
 */
int xpf_expect_walk(struct xpf_expects *es, u32 *cursor,
		    int (*fn)(const struct xpf_expect *e, void *arg),
		    void *arg);
/* Let go of all, or of those of one group. */
u32 xpf_expect_clear(struct xpf_expects *es, u32 group);

/* One is over without a session: give back what it holds. */
void xpf_expect_release(struct xpf_net *xn, const struct xpf_expect *e);

/* Ports that expectations hold: for the self-check. */
u32 xpf_expect_ports(struct xpf_expects *es);

#endif
