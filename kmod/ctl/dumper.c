// SPDX-License-Identifier: GPL-2.0
#include <net/genetlink.h>
#include <net/sock.h>

#include "ctl/dumper.h"
#include "ctl/netlink.h"
#include "xpf.h"

/* Where a dump is, and in which tables. */
struct place {
	u64 cursor;
	u64 enabled_ns;
};

void *xpf_dumper_begin(const struct xpf_dumper *d, u8 cmd)
{
	return genlmsg_put(d->skb, NETLINK_CB(d->cb->skb).portid,
			   d->cb->nlh->nlmsg_seq, &xpf_genl_family, NLM_F_MULTI,
			   cmd);
}

int xpf_dumper_end(const struct xpf_dumper *d, void *hdr, bool whole)
{
	if (!whole) {
		genlmsg_cancel(d->skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(d->skb, hdr);
	return 0;
}

int xpf_dumper_run(struct sk_buff *skb, struct netlink_callback *cb,
		   int (*walk)(struct xpf_net *xn, u64 *cursor,
			       struct xpf_dumper *d))
{
	struct xpf_net *xn = xpf_net(sock_net(skb->sk));
	struct place *at = (struct place *)cb->ctx;
	struct xpf_dumper d = { skb, cb };
	int err = 0;

	NL_ASSERT_DUMP_CTX_FITS(struct place);
	mutex_lock(&xn->ctl);
	if (!at->cursor)
		at->enabled_ns = xn->enabled_ns;
	if (xn->enabled && xn->enabled_ns == at->enabled_ns)
		err = walk(xn, &at->cursor, &d);
	else if (at->cursor)
		err = -EINTR;
	mutex_unlock(&xn->ctl);
	if (err == -EMSGSIZE && skb->len)
		return skb->len;
	return err ?: skb->len;
}
