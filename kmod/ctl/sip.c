// SPDX-License-Identifier: GPL-2.0
/*
 * SIP on the wire: its calls, and how many messages there were.
 */
#include <net/genetlink.h>

#include "alg/sip_call.h"
#include "ctl/dumper.h"
#include "ctl/sip.h"
#include "flow/session.h"
#include "xpf.h"

static int end(const struct xpf_dumper *d, void *hdr, struct nlattr *nest,
	       bool ok)
{
	if (ok)
		nla_nest_end(d->skb, nest);
	return xpf_dumper_end(d, hdr, ok);
}

static int dump_call(const struct xpf_sip_call *c, void *arg)
{
	const struct xpf_dumper *d = arg;
	char id[XPF_SIP_ID_KEPT + 1];
	struct nlattr *nest;
	void *hdr = xpf_dumper_begin(d, XPF_CMD_GET_SIP_CALL);

	if (!hdr)
		return -EMSGSIZE;
	memcpy(id, c->id, c->id_len);
	id[c->id_len] = '\0';
	nest = nla_nest_start(d->skb, XPF_A_SIP_CALL);
	return end(
		d, hdr, nest,
		nest && !nla_put_string(d->skb, XPF_SIP_CALL_A_ID, id) &&
			!nla_put_u32(d->skb, XPF_SIP_CALL_A_GROUP, c->group) &&
			!nla_put_u8(d->skb, XPF_SIP_CALL_A_STATE, c->state) &&
			!nla_put_u32(d->skb, XPF_SIP_CALL_A_AGE,
				     xpf_seconds() - c->began));
}

static int walk_calls(struct xpf_net *xn, u64 *cursor, struct xpf_dumper *d)
{
	u32 at = *cursor;
	int r = xpf_sip_walk(xn->sip, &at, dump_call, d);

	*cursor = at;
	return r;
}

int xpf_sip_call_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return xpf_dumper_run(skb, cb, walk_calls);
}

static int dump_method(const struct xpf_dumper *d,
		       const struct xpf_sip_calls *sip, u8 method)
{
	void *hdr = xpf_dumper_begin(d, XPF_CMD_GET_SIP_COUNT);
	struct nlattr *nest;
	u64 n[7][2];
	u32 i;

	if (!hdr)
		return -EMSGSIZE;
	for (i = 0; i < 14; i++)
		n[i / 2][i % 2] =
			atomic64_read(&sip->count[method][i / 2][i % 2]);
	nest = nla_nest_start(d->skb, XPF_A_SIP_COUNT);
	return end(
		d, hdr, nest,
		nest && !nla_put_u8(d->skb, XPF_SIP_COUNT_A_METHOD, method) &&
			!nla_put(d->skb, XPF_SIP_COUNT_A_MESSAGES, sizeof(n),
				 n));
}

static int dump_all(const struct xpf_dumper *d, const struct xpf_sip_calls *sip)
{
	void *hdr = xpf_dumper_begin(d, XPF_CMD_GET_SIP_COUNT);
	struct nlattr *nest;

	if (!hdr)
		return -EMSGSIZE;
	nest = nla_nest_start(d->skb, XPF_A_SIP_COUNT);
	return end(d, hdr, nest,
		   nest &&
			   !nla_put_u64_64bit(d->skb, XPF_SIP_COUNT_A_DROPPED,
					      atomic64_read(&sip->dropped),
					      XPF_SIP_COUNT_A_PAD) &&
			   !nla_put_u64_64bit(d->skb, XPF_SIP_COUNT_A_REFUSED,
					      atomic64_read(&sip->refused),
					      XPF_SIP_COUNT_A_PAD));
}

static int walk_counts(struct xpf_net *xn, u64 *cursor, struct xpf_dumper *d)
{
	int err;

	for (; *cursor <= __XPF_SIP_METHODS; ++*cursor) {
		err = *cursor < __XPF_SIP_METHODS ?
			      dump_method(d, xn->sip, *cursor) :
			      dump_all(d, xn->sip);
		if (err)
			return err;
	}
	return 0;
}

int xpf_sip_count_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return xpf_dumper_run(skb, cb, walk_counts);
}
