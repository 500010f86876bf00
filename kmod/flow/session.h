/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The session: one permitted conversation, two wings.  A wing is one
 * direction as it is received: its key finds it, and its packets leave as the
 * reverse of the other wing's key (that is the whole NAT state).
 *
 * Sessions live in one preallocated array; a slot goes back to the free list
 * one grace period after its wings left the hash, so the packet path holds no
 * references.  One CPU's packets may race another's on the same session:
 * fields written by the packet path are single words, written with
 * WRITE_ONCE() and never read-modify-written atomically.
 *
 * A session is four cache lines: one for each wing, one for the state that
 * every packet reads, one for counters and what only shows and events read.
 * What few sessions need (an ALG, moved sequence numbers, ...) is in an
 * extension: flow/ext.h.
 */
#ifndef XPF_SESSION_H
#define XPF_SESSION_H

#include <linux/cache.h>
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/types.h>
#include <uapi/linux/xpf.h>

#include "flow/tcp.h"
#include "pkt/key.h"

struct xpf_adj;
struct xpf_ext;
struct xpf_net;
struct xpf_policy;
struct xpf_table;

/* Beside XPF_SESSION_* in flags, for nobody else to see. */
#define XPF_SESSION_PORT	0x80000000U	/* holds a source NAT port */
#define XPF_SESSION_SEQ_CHECK	0x40000000U	/* its policy asks for it */
#define XPF_SESSION_BOUND_OUT	0x20000000U	/* of a binding, from inside */
#define XPF_SESSION_BOUND_IN	0x10000000U	/* likewise, from outside */
#define XPF_SESSION_BY_SOURCE	0x08000000U	/* counted: screen/limit.h */
#define XPF_SESSION_BY_DEST	0x04000000U
#define XPF_SESSION_BY_LOGIN	0x02000000U
#define XPF_SESSION_BY_SOURCE_PROTO 0x00800000U	/* those of its protocol */
#define XPF_SESSION_BY_DEST_PROTO 0x00400000U
#define XPF_SESSION_COUNTED	0x0ec00000U	/* by any of these */
#define XPF_SESSION_PORT_IN	0x01000000U	/* holds the one it came to */

enum xpf_wing_flags {
	XPF_WING_LOCAL	= 1 << 0,	/* packets go up to this host */
	XPF_WING_SELF	= 1 << 1,	/* packets come from this host */
	XPF_WING_NAT	= 1 << 2,	/* packets leave translated */
	XPF_WING_EXT	= 1 << 3,	/* the extension sees its packets */
	XPF_WING_XLAT	= 1 << 4,	/* the other wing is of the other family */
	XPF_WING_LOST	= 1 << 5,	/* its route is gone: see lost.c */
};

struct xpf_wing {
	struct xpf_key key;		/* as received */
	struct xpf_adj __rcu *adj;	/* where its packets go; owns a
					 * reference; NULL: not known yet
					 */
	u16 in_zone;			/* its packets must come in here */
	u16 flags;			/* enum xpf_wing_flags */
	u16 csum_addr;			/* checksum delta: addresses */
	u16 csum_l4;			/* of the transport header */
	u32 room[2];			/* to keep wings in their lines */
};

struct xpf_session_count {
	u64 packets;
	u64 bytes;
};

struct xpf_session {
	struct xpf_wing wing[2];

	union {
		struct xpf_tcp tcp;
		struct {		/* ICMP: of the first packet */
			u8 icmp_type, icmp_code;
		};
	};
	u32 generation;			/* ruleset that last permitted it;
					 * see xpf_table_lock()
					 */
	u32 timeout;			/* seconds until idle, in this state */
	u32 idle_timeout;		/* likewise, once established */
	u32 flags;			/* XPF_SESSION_* */
	u8 state;			/* enum xpf_session_state */
	u8 log;				/* XPF_POLICY_LOG_* */
	u8 close_reason;		/* enum xpf_close_reason */
	u8 live;			/* in the hash; cleared by who closes */
	u32 dnat_rule;			/* id */

	struct xpf_session_count count[2];
	struct xpf_ext __rcu *ext;	/* NULL: none; freed with the session */
	u32 epoch;			/* uses of this slot before */
	u32 created;			/* seconds since boot */
	u32 policy;			/* id; 0: default policy or self;
					 * see xpf_table_lock()
					 */
	union {
		u32 app;		/* while it lives */
		u32 next;		/* then: guarded by the list it is on */
	};
	u32 nat_rule;			/* id, of source or static NAT */
	u16 in_slot[2];			/* where its packets come in */
} ____cacheline_aligned;

/* Seconds since some point before boot; never wraps in practice. */
static inline u32 xpf_seconds(void)
{
#if BITS_PER_LONG == 64
	return jiffies / HZ;
#else
	return div_u64(get_jiffies_64(), HZ);
#endif
}

static inline const struct xpf_key *xpf_session_key(const struct xpf_session *s)
{
	return &s->wing[0].key;
}

/* Waiting for an answer, or over: the first to go when room is needed. */
static inline bool xpf_session_embryonic(const struct xpf_session *s)
{
	switch ((enum xpf_session_state)READ_ONCE(s->state)) {
	case XPF_STATE_ESTABLISHED:
	case XPF_STATE_HALF_CLOSED:
		return false;
	case XPF_STATE_NONE:
	case XPF_STATE_INIT:
	case XPF_STATE_SYN_RECV:
	case XPF_STATE_TIME_WAIT:
	case XPF_STATE_CLOSED:
		return true;
	}
	return true;
}

/* Names a session, and no other until the table is freed. */
u64 xpf_session_id(const struct xpf_table *t, const struct xpf_session *s);

/* Index of the device where the packets of a wing come in, 0: none. */
u32 xpf_session_ifindex(const struct xpf_net *xn, const struct xpf_session *s,
			int wing);

/* Seconds until it ages out, 0 = now. */
u32 xpf_session_expires(const struct xpf_table *t, const struct xpf_session *s);

/*
 * Unhash a session and retire its slot; counters, ports and events follow.
 * True for the one caller that did it.  Context: BH disabled, RCU.
 */
bool xpf_session_close(struct xpf_net *xn, struct xpf_session *s,
		       enum xpf_close_reason why);

/* What it means that a session came to its end by itself. */
enum xpf_close_reason xpf_session_end(const struct xpf_session *s);

/* Let go of what a session holds; nobody can see it any more. */
void xpf_session_release(struct xpf_session *s);

#endif
