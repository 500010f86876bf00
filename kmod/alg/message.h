/* SPDX-License-Identifier: GPL-2.0 */
/* Messages of a control session: cut from its packets and put back. */
#ifndef XPF_ALG_MESSAGE_H
#define XPF_ALG_MESSAGE_H

#include "alg/alg.h"

/*
 * Show the packet's messages to their protocol, and make it carry what came
 * out.  With the extension's lock.
 */
enum xpf_verdict xpf_alg_read(struct xpf_pkt *pkt, struct xpf_ext *e,
			      struct xpf_alg_state *a, const struct xpf_alg_ops *ops,
			      u32 mtu, enum xpf_exit *how);

/* What waits in a stream goes. */
void xpf_alg_let_go(struct xpf_net *xn, struct xpf_alg_stream *st);

#endif
