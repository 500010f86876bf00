/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Application layer gateways: what they are to the packet path, and to each
 * other.
 *
 * A session gets one when it is made, by the application that its policy named
 * (or by its port, where the application does not say), if it is enabled.  Its
 * packets are shown to it as they leave: it reads what the protocol says about
 * addresses and ports, opens pinholes (flow/expect.h), and replaces what must
 * read differently on the other side.
 *
 * A protocol is a struct xpf_alg_ops: how long is a message, and what to do
 * with one that is complete.  Parsers are pure (bytes in, findings out).
 */
#ifndef XPF_ALG_H
#define XPF_ALG_H

#include <linux/types.h>
#include <uapi/linux/xpf.h>

#include "flow/ext.h"
#include "fwd/xmit.h"
#include "pkt/pkt.h"

struct xpf_app;
struct xpf_expect;
struct xpf_ruleset;
struct xpf_session;

/* Which ALG a new session gets; XPF_ALG_NONE: none.  @app: NULL: any */
u8 xpf_alg_choose(const struct xpf_ruleset *rs, const struct xpf_app *app,
		  const struct xpf_key *key);

/* "ftp". */
const char *xpf_alg_name(u8 alg);

/* Before a session is inserted.  False: no memory, or too many. */
bool xpf_alg_attach(struct xpf_net *xn, struct xpf_session *s, u8 alg);

/*
 * Likewise, of a session that an ALG expected and that it will read too.  True
 * as well when the ALG is not enabled any more.
 */
bool xpf_alg_adopt(struct xpf_net *xn, const struct xpf_ruleset *rs,
		   struct xpf_session *s, const struct xpf_expect *from);

/*
 * A packet of an ALG's session is sure to leave: not yet translated, not yet
 * writable.  Returns XPF_NEXT, XPF_DROP or XPF_STOLEN.
 * @how: may become XPF_EXIT_STACK when it has grown too long
 */
enum xpf_verdict xpf_alg_packet(struct xpf_pkt *pkt, u32 mtu,
				enum xpf_exit *how);

/* ---- among the ALGs ---- */

#define XPF_ALG_GROWTH	4096	/* of what one packet brings, at most */
#define XPF_ALG_HOLD	8192	/* the longest message of a stream */

/* One direction of a TCP stream. */
struct xpf_alg_stream {
	u32 next;		/* number of the first byte not looked at */
	bool synced;		/* next is valid */
	bool midway;		/* next is within something not understood */
	bool skips;		/* skip_to is valid: until there */
	u32 skip_to;		/* nothing is looked at */
	u32 held_seq;		/* bytes that we acknowledged, and that wait */
	u32 held_len;
	u8 *held;		/* for the rest of their message */
};

struct xpf_alg_dns {
	u32 waits;		/* bits of the entries in use */
	u32 asked;		/* questions so far */
	u16 id[16];
	u32 number[16];		/* of asked */
	u32 question[16];	/* digest */
};

struct xpf_alg_sip {
	struct list_head calls;	/* guarded by the lock of calls */
	u32 n_calls;		/* likewise */
	u32 next;
	u32 seen[8];		/* digests of messages */
};

/* Questions that wait for their answers. */
struct xpf_alg_sunrpc {
	u32 next;
	struct {
		u32 xid;
		u8 proto;	/* 0: none */
		bool universal;
	} call[8];
};

struct xpf_alg_msrpc {
	bool bound;		/* to the endpoint mapper, as ... */
	u16 context;
	u32 next, waits;	/* bits of call */
	u32 call[8];
};

struct xpf_alg_pptp {
	u32 calls;		/* that were taken */
};

struct xpf_alg_rtsp {
	bool ends;		/* a TEARDOWN waits for its answer ... */
	u32 end_cseq;		/* ... with this number */
};

struct xpf_alg_state {
	struct xpf_net *xn;
	u8 kind;		/* enum xpf_alg */
	bool opaque;		/* nothing is looked at any more */
	s8 nat_side;		/* whose ports source NAT gives out; -1: none */
	u32 nat_rule;		/* by which */
	u32 flags;		/* XPF_ALG_*, of the running ruleset */
	u32 group;
	u32 announced;		/* expectations so far */
	struct xpf_alg_stream stream[2];
	union {
		struct {
			bool asked_tls;
		} ftp;
		struct xpf_alg_dns dns;
		struct xpf_alg_msrpc msrpc;
		struct xpf_alg_pptp pptp;
		struct xpf_alg_rtsp rtsp;
		struct xpf_alg_sip sip;
		struct xpf_alg_sunrpc sunrpc;
	};
};

/* A message, and what it becomes. */
struct xpf_alg_msg {
	struct xpf_pkt *pkt;
	struct xpf_session *s;
	struct xpf_ext *ext;
	struct xpf_alg_state *alg;
	int wing;		/* who says it */
	u32 call;		/* that what it announces is of; 0: none */
	u32 idle;		/* timeout of sessions that it announces; 0: as
				 * of the control session
				 */
	const u8 *data;
	u32 len;
	u32 done;		/* bytes of it that are in out already */
	const u8 *begin;	/* of all that the packet brought */
	u8 *out;		/* NULL: nothing was replaced yet */
	u32 out_len, out_room;
	bool changed;
	enum xpf_reason why;	/* when it may not pass */
};

struct xpf_alg_ops {
	/*
	 * How long is the message that begins with these bytes?  0: its end
	 * is not there yet.  Negative: what follows is none.  More than @len:
	 * so many bytes pass unread.
	 * @hold: out, whether an incomplete one must wait for its rest
	 */
	int (*frame)(const struct xpf_alg_state *alg, int wing, const u8 *data,
		     u32 len, bool *hold);
	/* False: it may not pass, see m->why. */
	bool (*message)(struct xpf_alg_msg *m);
};

extern const struct xpf_alg_ops xpf_alg_dns, xpf_alg_ftp, xpf_alg_msrpc,
	xpf_alg_pptp, xpf_alg_rtsp, xpf_alg_sip, xpf_alg_sunrpc, xpf_alg_tftp;

const struct xpf_alg_ops *xpf_alg_ops(u8 kind);

/* Where somebody will be reached. */
struct xpf_alg_end {
	struct in6_addr addr;	/* IPv4: the first word */
	u16 port;
	u8 family;
};

/* Replace @len bytes at @at, behind all that were replaced before. */
bool xpf_alg_replace(struct xpf_alg_msg *m, u32 at, u32 len, const void *text,
		     u32 n);

enum xpf_alg_announce_flags {
	XPF_ALG_ANY_PEER	= 1 << 0,	/* from any address */
	XPF_ALG_KEEP		= 1 << 1,	/* for any number of sessions */
	XPF_ALG_SAME_PORT	= 1 << 2,	/* to the control session's */
	XPF_ALG_CONTROL		= 1 << 3,	/* to be read as well */
	XPF_ALG_SURVIVE		= 1 << 4,	/* the control session */
};

/*
 * The sender of a message said where its peer shall connect to: open a pinhole
 * for that.
 * @end: in: what it said; out: what the peer must be told
 * @timeout: seconds that the pinhole waits
 * False: it may not, or there is no room; m->why says.
 */
bool xpf_alg_announce(struct xpf_alg_msg *m, u8 proto, struct xpf_alg_end *end,
		      u32 flags, u32 timeout);

/* The same for two UDP ports in a row, which stay so. */
bool xpf_alg_announce_pair(struct xpf_alg_msg *m, struct xpf_alg_end end[2],
			   u32 flags, u32 timeout);

/*
 * The peer was told to come to @end: in: what it was told; out: where it is
 * led to.  False: it was not.
 */
bool xpf_alg_announced(const struct xpf_alg_msg *m, u8 proto,
		       struct xpf_alg_end *end);

/* Is @addr what the sender is, or what it is to its peer? */
bool xpf_alg_own_addr(const struct xpf_alg_msg *m,
		      const struct xpf_alg_end *end);

#endif
