/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What few sessions need beside their four cache lines: the state of an ALG,
 * moved sequence numbers.  A session has at most one extension, made before it
 * is inserted or under the extension's absence by xpf_ext_get(), and freed a
 * grace period after the session left the hash.  Packets of a wing are shown
 * to it when the wing is marked XPF_WING_EXT: no other packet pays for it.
 *
 * Their number is bounded by a quarter of the sessions; at the bound the
 * session that would need one is refused (extensions-refused).
 */
#ifndef XPF_EXT_H
#define XPF_EXT_H

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "flow/proxied.h"
#include "flow/seqadj.h"

struct xpf_alg_state;
struct xpf_net;
struct xpf_session;

struct xpf_ext {
	struct xpf_net *xn;
	spinlock_t lock;	/* guards what follows; BH disabled */
	struct rcu_head rcu;
	struct xpf_seqadj seqadj;	/* TCP */
	struct xpf_proxied proxied;	/* TCP: opened by a cookie */
	struct xpf_alg_state *alg;		/* NULL: none; of the session's making */

	/* guarded by the lock of expectations */
	struct list_head expects;
	u32 n_expects;
	bool ended;			/* there will be no more */

	/* What an ALG made: as an operator sees it; of the session's making */
	u8 made_by;			/* enum xpf_alg */
	u32 group, resource;
};

/* The session's extension, NULL: none.  Context: RCU. */
#define xpf_ext(s) rcu_dereference((s)->ext)

/*
 * Find or make the extension of a session, all zero when it is new.
 * NULL: no memory, or too many of them; both are counted.
 * Context: BH disabled, RCU.
 */
struct xpf_ext *xpf_ext_get(struct xpf_net *xn, struct xpf_session *s);

/* A session is over, or was never inserted. */
void xpf_ext_free(struct xpf_session *s);

/* Of kmod/alg. */
void xpf_alg_free(struct xpf_alg_state *a);

int xpf_ext_init(void);
void xpf_ext_exit(void);	/* waits for those on their way out */

#endif
