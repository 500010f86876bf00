// SPDX-License-Identifier: GPL-2.0
/*
 * SIP on the wire: its calls, and how many messages there were.
 */
#include <net/genetlink.h>
#include <net/sock.h>

#include "alg/sip_call.h"
#include "ctl/netlink.h"
#include "ctl/sip.h"
#include "flow/session.h"
#include "xpf.h"

struct dump {
	struct sk_buff *skb;
	struct netlink_callback *cb;
};

static void *begin(const struct dump *d, u8 cmd)
{
	return genlmsg_put(d->skb, NETLINK_CB(d->cb->skb).portid,
			   d->cb->nlh->nlmsg_seq, &xpf_genl_family, NLM_F_MULTI,
			   cmd);
}

static int end(const struct dump *d, void *hdr, struct nlattr *nest, bool ok)
{
	if (!ok) {
		genlmsg_cancel(d->skb, hdr);
		return -EMSGSIZE;
	}
	nla_nest_end(d->skb, nest);
	genlmsg_end(d->skb, hdr);
	return 0;
}

static int dump_call(const struct xpf_sip_call *c, void *arg)
{
	const struct dump *d = arg;
	char id[XPF_SIP_ID_KEPT + 1];
	struct nlattr *nest;
	void *hdr = begin(d, XPF_CMD_GET_SIP_CALL);

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

int xpf_sip_call_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct xpf_net *xn = xpf_net(sock_net(skb->sk));
	struct dump d = { skb, cb };
	u32 cursor = cb->args[0];
	int err = 0;

	if (cursor == U32_MAX)
		return 0;
	mutex_lock(&xn->ctl);
	if (xn->enabled)
		err = xpf_sip_walk(xn->sip, &cursor, dump_call, &d);
	else
		cursor = U32_MAX;
	mutex_unlock(&xn->ctl);
	cb->args[0] = cursor;
	return err && !skb->len ? err : skb->len;
}

static int dump_method(const struct dump *d, const struct xpf_sip_calls *sip,
		       u8 method)
{
	void *hdr = begin(d, XPF_CMD_GET_SIP_COUNT);
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

static int dump_all(const struct dump *d, const struct xpf_sip_calls *sip)
{
	void *hdr = begin(d, XPF_CMD_GET_SIP_COUNT);
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

int xpf_sip_count_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct xpf_net *xn = xpf_net(sock_net(skb->sk));
	struct dump d = { skb, cb };
	u32 i = cb->args[0];
	int err = 0;

	mutex_lock(&xn->ctl);
	for (; xn->enabled && !err && i <= __XPF_SIP_METHODS; i++) {
		err = i < __XPF_SIP_METHODS ? dump_method(&d, xn->sip, i) :
					      dump_all(&d, xn->sip);
		if (err)
			break;
	}
	mutex_unlock(&xn->ctl);
	cb->args[0] = i;
	return err && !skb->len ? err : skb->len;
}
