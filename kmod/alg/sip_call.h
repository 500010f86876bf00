/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls of SIP: which pinholes and sessions of media belong together, and when
 * they end.
 *
 * A call is known by the first part of its Call-ID and by its two ends, as its
 * messages may come by several sessions.  It belongs to the session that began
 * it and dies with it.  Their number is bounded for each session and in all,
 * and so is their time (maximum-call-duration).
 */
#ifndef XPF_SIP_CALL_H
#define XPF_SIP_CALL_H

#include <linux/atomic.h>
#include <linux/in6.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <uapi/linux/xpf.h>

#include "alg/sip_parse.h"

struct xpf_alg_msg;
struct xpf_alg_state;
struct xpf_ext;
struct xpf_net;

#define XPF_SIP_CALL_BITS	8
#define XPF_SIP_ID_KEPT		64	/* bytes of a Call-ID that are kept */

struct xpf_sip_call {
	struct hlist_node node;
	struct list_head sibling;	/* of its session's */
	struct xpf_ext *ext;		/* of its session */
	struct xpf_alg_state *alg;
	u32 tag;			/* never 0 */
	u32 group;
	u32 began;			/* in xpf_seconds() */
	u8 state;			/* enum xpf_sip_state */
	u8 family;
	u8 id_len, local_len;		/* of it all, and before the @ */
	struct in6_addr end[2];		/* as they are */
	char id[XPF_SIP_ID_KEPT];
};

/* Of one namespace. */
struct xpf_sip_calls {
	spinlock_t lock;		/* guards what follows */
	struct hlist_head hash[1 << XPF_SIP_CALL_BITS];
	u32 n_calls, last_tag, seed;
	struct delayed_work watch;	/* while there are any */
	struct xpf_net *xn;
	/* [method][class of answer, 0: request][again] */
	atomic64_t count[__XPF_SIP_METHODS][7][2];
	atomic64_t dropped, refused;	/* messages; calls: too many */
};

struct xpf_sip_calls *xpf_sip_new(struct xpf_net *xn);
/* No packet is on its way any more; the table is still there. */
void xpf_sip_stop(struct xpf_sip_calls *sip);
/* No session may be left. */
void xpf_sip_free(struct xpf_sip_calls *sip);

/* The call that a message belongs to, with its state; 0: none is known. */
u32 xpf_sip_call_find(const struct xpf_alg_msg *m, const u8 *id, u32 len,
		      u8 *state);
/* Begin one.  0: there are too many. */
u32 xpf_sip_call_begin(struct xpf_alg_msg *m, const u8 *id, u32 len);
void xpf_sip_call_connected(struct xpf_net *xn, u32 tag);
/* It is over, and so are its pinholes and its media. */
void xpf_sip_call_end(const struct xpf_alg_msg *m, u32 tag);
/* Its session is over. */
void xpf_sip_forget(struct xpf_alg_state *a);

/* One by one, as long as @fn returns 0.  Context: RCU. */
int xpf_sip_walk(struct xpf_sip_calls *sip, u32 *cursor,
		 int (*fn)(const struct xpf_sip_call *c, void *arg),
		 void *arg);

void xpf_sip_clear(struct xpf_sip_calls *sip);	/* counters */
void xpf_sip_end_all(struct xpf_sip_calls *sip);	/* calls, with their media */

#endif
