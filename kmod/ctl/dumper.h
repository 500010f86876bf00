/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Dumps of what a namespace keeps while it is enabled: one message a thing, and
 * going on where the last buffer was full.
 */
#ifndef XPF_CTL_DUMPER_H
#define XPF_CTL_DUMPER_H

#include <linux/types.h>

struct netlink_callback;
struct sk_buff;
struct xpf_net;

struct xpf_dumper {
	struct sk_buff *skb;
	struct netlink_callback *cb;
};

/* The next message; NULL: no room. */
void *xpf_dumper_begin(const struct xpf_dumper *d, u8 cmd);
/* It is whole, or is taken back.  0 or -EMSGSIZE. */
int xpf_dumper_end(const struct xpf_dumper *d, void *hdr, bool whole);

/*
 * @walk writes all things from *@cursor on (0: the first) until one returns an
 * error, and leaves the cursor there; behind the last it writes nothing more.
 * -EINTR: the namespace was disabled meanwhile.
 */
int xpf_dumper_run(struct sk_buff *skb, struct netlink_callback *cb,
		   int (*walk)(struct xpf_net *xn, u64 *cursor,
			       struct xpf_dumper *d));

#endif
