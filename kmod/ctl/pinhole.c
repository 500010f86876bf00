// SPDX-License-Identifier: GPL-2.0
/*
 * Pinholes on the wire: the dump, and letting go of them.
 */
#include <net/genetlink.h>
#include <net/sock.h>

#include "ctl/dumper.h"
#include "ctl/netlink.h"
#include "ctl/pinhole.h"
#include "flow/expect.h"
#include "flow/session.h"
#include "xpf.h"

static int put_addr(struct sk_buff *skb, int attr, u8 family,
		    const struct in6_addr *addr)
{
	return nla_put(skb, attr, family == AF_INET ? 4 : 16, addr);
}

/* Where it leads to: what is not translated is as it came. */
static const struct in6_addr *leads_to(const struct xpf_expect *e, __be16 *port)
{
	bool dst = e->flags & XPF_EXPECT_DST;

	*port = dst ? e->sent.dport : e->key.dport;
	return dst ? &e->sent.daddr : &e->key.daddr;
}

static int put(struct sk_buff *skb, const struct xpf_expect *e)
{
	struct nlattr *nest = nla_nest_start(skb, XPF_A_PINHOLE);
	s32 left = READ_ONCE(e->expires) - xpf_seconds();
	const struct in6_addr *to;
	__be16 port;

	to = leads_to(e, &port);
	if (!nest || nla_put_u32(skb, XPF_PINHOLE_A_ID, e->id) ||
	    nla_put_u32(skb, XPF_PINHOLE_A_GROUP, e->group) ||
	    nla_put_u8(skb, XPF_PINHOLE_A_ALG, e->alg) ||
	    nla_put_u64_64bit(skb, XPF_PINHOLE_A_SESSION, e->control,
			      XPF_PINHOLE_A_PAD) ||
	    nla_put_u8(skb, XPF_PINHOLE_A_FAMILY, e->key.family) ||
	    nla_put_u8(skb, XPF_PINHOLE_A_PROTOCOL, e->key.proto) ||
	    put_addr(skb, XPF_PINHOLE_A_DADDR, e->key.family, &e->key.daddr) ||
	    nla_put_u16(skb, XPF_PINHOLE_A_DPORT, be16_to_cpu(e->key.dport)) ||
	    put_addr(skb, XPF_PINHOLE_A_TO_ADDR, e->key.family, to) ||
	    nla_put_u16(skb, XPF_PINHOLE_A_TO_PORT, be16_to_cpu(port)) ||
	    nla_put_u16(skb, XPF_PINHOLE_A_FROM_ZONE, e->in_zone) ||
	    nla_put_u16(skb, XPF_PINHOLE_A_TO_ZONE, e->out_zone) ||
	    nla_put_u32(skb, XPF_PINHOLE_A_POLICY, e->policy) ||
	    nla_put_u32(skb, XPF_PINHOLE_A_EXPIRES, max(left, 0)) ||
	    nla_put_u8(skb, XPF_PINHOLE_A_PERMANENT,
		       !!(e->flags & XPF_EXPECT_PERMANENT)))
		return -EMSGSIZE;
	if (!(e->flags & XPF_EXPECT_ANY_SADDR) &&
	    put_addr(skb, XPF_PINHOLE_A_SADDR, e->key.family, &e->key.saddr))
		return -EMSGSIZE;
	if (!(e->flags & XPF_EXPECT_ANY_SPORT) &&
	    nla_put_u16(skb, XPF_PINHOLE_A_SPORT, be16_to_cpu(e->key.sport)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int dump_one(const struct xpf_expect *e, void *arg)
{
	const struct xpf_dumper *d = arg;
	void *hdr = xpf_dumper_begin(d, XPF_CMD_GET_PINHOLE);

	return hdr ? xpf_dumper_end(d, hdr, !put(d->skb, e)) : -EMSGSIZE;
}

static int walk(struct xpf_net *xn, u64 *cursor, struct xpf_dumper *d)
{
	u32 at = *cursor;
	int r = xpf_expect_walk(xn->expects, &at, dump_one, d);

	*cursor = at;
	return r;
}

int xpf_pinhole_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return xpf_dumper_run(skb, cb, walk);
}

int xpf_pinhole_delete(struct sk_buff *skb, struct genl_info *info)
{
	struct xpf_net *xn = xpf_net(genl_info_net(info));
	const struct nlattr *group = info->attrs[XPF_A_PINHOLE_GROUP];
	struct sk_buff *answer;
	u32 n = 0;
	void *hdr;

	answer = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!answer)
		return -ENOMEM;
	mutex_lock(&xn->ctl);
	if (xn->enabled)
		n = xpf_expect_clear(xn->expects,
				     group ? nla_get_u32(group) : 0);
	mutex_unlock(&xn->ctl);
	hdr = genlmsg_put_reply(answer, info, &xpf_genl_family, 0,
				XPF_CMD_DEL_PINHOLE);
	if (!hdr || nla_put_u64_64bit(answer, XPF_A_COUNT, n, XPF_A_PAD)) {
		nlmsg_free(answer);
		return -EMSGSIZE;
	}
	genlmsg_end(answer, hdr);
	return genlmsg_reply(answer, info);
}
