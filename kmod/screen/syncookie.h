/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Connections whose handshake is ours while SYNs flood, see syncookie.c.
 */
#ifndef XPF_SYNCOOKIE_H
#define XPF_SYNCOOKIE_H

#include <linux/types.h>

#include "verdict.h"

struct dst_entry;
struct xpf_ext;
struct xpf_net;
struct xpf_pkt;
struct xpf_policy;
struct xpf_proxied;
struct xpf_segment;
struct xpf_session;
struct xpf_syncookies;

struct xpf_syncookies *xpf_syncookies_new(void);
void xpf_syncookies_free(struct xpf_syncookies *c);	/* NULL is fine */

/*
 * Answer a SYN (XPF_PKT_PROXY) in the server's place; nothing is remembered.
 * @p: the policy that permits it, NULL: the default one
 * @dst: the route to the server, NULL: it is this host
 * The packet ends here.
 */
enum xpf_verdict xpf_syncookie_answer(struct xpf_pkt *pkt,
				      const struct xpf_policy *p,
				      const struct dst_entry *dst);

/*
 * Does an ACK without a session bring a cookie of ours?  Then the packet is
 * the client's SYN again from here on, and @p what its session must know.
 */
bool xpf_syncookie_open(struct xpf_pkt *pkt, struct xpf_proxied *p);

/* Make it known to the session, before it is inserted. False: no room. */
bool xpf_syncookie_attach(struct xpf_net *xn, struct xpf_session *s,
			  const struct xpf_proxied *p);

/*
 * Before the state machine, while the server has not answered yet: a client
 * that grows impatient asks it once more, and a challenge of the server is met.
 */
enum xpf_verdict xpf_syncookie_waiting(struct xpf_pkt *pkt, struct xpf_ext *e);

/*
 * Behind the state machine, a SYN: did the server answer?  Then it has its ACK,
 * the packet is a window update for the client, and @ack the segment that the
 * machine has not seen.
 */
bool xpf_syncookie_answered(struct xpf_pkt *pkt, struct xpf_ext *e,
			    struct xpf_segment *ack);

#endif
