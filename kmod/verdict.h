/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a step says about a packet, and the only way to drop one.
 */
#ifndef XPF_VERDICT_H
#define XPF_VERDICT_H

#include <linux/types.h>

/* Zero is the safe value; the first three are NF_DROP, NF_ACCEPT, NF_STOLEN. */
enum xpf_verdict {
	XPF_DROP,	/* free the packet: set by xpf_drop() only */
	XPF_ACCEPT,	/* hand it to the stack: local, not IP */
	XPF_STOLEN,	/* somebody else owns the skb now */
	XPF_NEXT,	/* go on with the next step */
};

#define XPF_REASON(id, name, text) XPF_R_##id,
enum xpf_reason {
#include <xpf/reason.def>
	__XPF_R_COUNT,
};
#undef XPF_REASON

struct xpf_pkt;

/* Count, trace and tell listeners why; always returns XPF_DROP. */
enum xpf_verdict xpf_drop(struct xpf_pkt *pkt, enum xpf_reason reason);

#endif
