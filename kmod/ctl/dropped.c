// SPDX-License-Identifier: GPL-2.0
/*
 * The last dropped packets, each as the event that told of it.
 */
#include <net/genetlink.h>

#include "ctl/dropped.h"
#include "ctl/dumper.h"
#include "ctl/netlink.h"
#include "drops.h"
#include "stat.h"
#include "xpf.h"

static bool put_key(struct sk_buff *skb, const struct xpf_key *k)
{
	int len = k->family == AF_INET6 ? 16 : 4;

	if (!k->family)
		return true;
	return !nla_put_u8(skb, XPF_EVENT_A_FAMILY, k->family) &&
	       !nla_put_u8(skb, XPF_EVENT_A_PROTOCOL, k->proto) &&
	       !nla_put(skb, XPF_EVENT_A_SADDR, len, &k->saddr) &&
	       !nla_put(skb, XPF_EVENT_A_DADDR, len, &k->daddr) &&
	       !nla_put_u16(skb, XPF_EVENT_A_SPORT, be16_to_cpu(k->sport)) &&
	       !nla_put_u16(skb, XPF_EVENT_A_DPORT, be16_to_cpu(k->dport));
}

static bool put(struct sk_buff *skb, const struct xpf_dropped *e)
{
	struct nlattr *nest = nla_nest_start(skb, XPF_A_EVENT);

	if (!nest || nla_put_u8(skb, XPF_EVENT_A_KIND, XPF_EVENT_DROP) ||
	    nla_put_u64_64bit(skb, XPF_EVENT_A_TIME_NS, e->time_ns,
			      XPF_EVENT_A_PAD) ||
	    nla_put_u16(skb, XPF_EVENT_A_REASON, e->reason) ||
	    nla_put_string(skb, XPF_EVENT_A_REASON_NAME,
			   xpf_reason_name(e->reason)) ||
	    nla_put_u32(skb, XPF_EVENT_A_POLICY, e->policy) ||
	    !put_key(skb, &e->key) ||
	    nla_put_u16(skb, XPF_EVENT_A_FROM_ZONE, e->from_zone) ||
	    nla_put_u16(skb, XPF_EVENT_A_TO_ZONE, e->to_zone) ||
	    nla_put_u32(skb, XPF_EVENT_A_LENGTH, e->length) ||
	    nla_put_u32(skb, XPF_EVENT_A_IFINDEX, e->ifindex) ||
	    nla_put_u16(skb, XPF_EVENT_A_IP_ID, e->ip_id))
		return false;
	nla_nest_end(skb, nest);
	return true;
}

static int walk(struct xpf_net *xn, u64 *cursor, struct xpf_dumper *d)
{
	struct xpf_dropped e;
	u64 at = *cursor;
	void *hdr;
	int err;

	while (xpf_drops_next(xn->drops, &at, &e)) {
		hdr = xpf_dumper_begin(d, XPF_CMD_GET_DROP);
		err = hdr ? xpf_dumper_end(d, hdr, put(d->skb, &e)) : -EMSGSIZE;
		if (err)
			return err;
		*cursor = at;
	}
	*cursor = at;
	return 0;
}

int xpf_drop_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return xpf_dumper_run(skb, cb, walk);
}
