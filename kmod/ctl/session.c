// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions over netlink: dump, count and close, all with one filter.
 *
 * A dump holds no lock between two messages, only a cursor into the table; a
 * session that lives throughout has one slot and is shown once.  The walk is
 * cut into steps, so that neither RCU nor the CPU is held for long when few
 * sessions match.  xn->ctl keeps the table from being taken away during a
 * step; if it was disabled and enabled in between, the dump ends early and
 * says so (NLM_F_DUMP_INTR).
 */
#include <linux/inet.h>
#include <linux/slab.h>
#include <net/sock.h>

#include "ctl/netlink.h"
#include "ctl/session.h"
#include "alg/alg.h"
#include "flow/ext.h"
#include "flow/session.h"
#include "flow/table.h"
#include "xpf.h"

#define STEP 4096 /* sessions looked at before we breathe */

const struct nla_policy xpf_filter_policy[] = {
	[XPF_FILTER_A_ID] = { .type = NLA_U64 },
	[XPF_FILTER_A_FAMILY] = { .type = NLA_U8 },
	[XPF_FILTER_A_PROTOCOL] = { .type = NLA_U8 },
	[XPF_FILTER_A_SADDR] = NLA_POLICY_RANGE(NLA_BINARY, 4, 16),
	[XPF_FILTER_A_SADDR_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[XPF_FILTER_A_DADDR] = NLA_POLICY_RANGE(NLA_BINARY, 4, 16),
	[XPF_FILTER_A_DADDR_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[XPF_FILTER_A_SPORT] = { .type = NLA_U16 },
	[XPF_FILTER_A_DPORT] = { .type = NLA_U16 },
	[XPF_FILTER_A_IFINDEX] = { .type = NLA_U32 },
	[XPF_FILTER_A_ZONE] = { .type = NLA_U16 },
	[XPF_FILTER_A_POLICY] = { .type = NLA_U32 },
	[XPF_FILTER_A_APP] = { .type = NLA_U32 },
	[XPF_FILTER_A_VRF] = { .type = NLA_U16 },
	[XPF_FILTER_A_FLAGS] = { .type = NLA_U32 },
	[XPF_FILTER_A_FLAGS_ANY] = { .type = NLA_U32 },
};

/* An address condition: family 0 means none. */
struct prefix {
	u8 family;
	u8 len;
	u8 addr[16];
};

struct filter {
	u32 have; /* BIT(XPF_FILTER_A_*) */
	u64 id;
	u8 family, proto;
	u16 sport, dport;
	u16 zone, vrf;
	u32 ifindex, policy, app, flags, flags_any;
	struct prefix saddr, daddr;
};

static int parse_prefix(struct prefix *p, const struct nlattr *addr,
			const struct nlattr *len,
			struct netlink_ext_ack *extack)
{
	int bytes;

	if (!addr && !len)
		return 0;
	bytes = addr ? nla_len(addr) : 0;
	p->len = len ? nla_get_u8(len) : bytes * 8;
	if ((bytes != 4 && bytes != 16) || p->len > bytes * 8) {
		NL_SET_ERR_MSG(extack, "bad address or prefix length");
		return -EINVAL;
	}
	p->family = bytes == 4 ? AF_INET : AF_INET6;
	memcpy(p->addr, nla_data(addr), bytes);
	return 0;
}

static int parse_filter(struct filter *f, const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XPF_FILTER_A_MAX + 1];
	int err, i;

	BUILD_BUG_ON(XPF_FILTER_A_MAX > 31);
	memset(f, 0, sizeof(*f));
	if (!attr)
		return 0;
	err = nla_parse_nested(tb, XPF_FILTER_A_MAX, attr, xpf_filter_policy,
			       extack);
	if (err)
		return err;
	for (i = 1; i <= XPF_FILTER_A_MAX; i++)
		if (tb[i])
			f->have |= BIT(i);
#define GET(type, attr, member)                               \
	do {                                                  \
		if (tb[attr])                                 \
			f->member = nla_get_##type(tb[attr]); \
	} while (0)
	GET(u64, XPF_FILTER_A_ID, id);
	GET(u8, XPF_FILTER_A_FAMILY, family);
	GET(u8, XPF_FILTER_A_PROTOCOL, proto);
	GET(u16, XPF_FILTER_A_SPORT, sport);
	GET(u16, XPF_FILTER_A_DPORT, dport);
	GET(u32, XPF_FILTER_A_IFINDEX, ifindex);
	GET(u16, XPF_FILTER_A_ZONE, zone);
	GET(u32, XPF_FILTER_A_POLICY, policy);
	GET(u32, XPF_FILTER_A_APP, app);
	GET(u16, XPF_FILTER_A_VRF, vrf);
	GET(u32, XPF_FILTER_A_FLAGS, flags);
	GET(u32, XPF_FILTER_A_FLAGS_ANY, flags_any);
#undef GET
	err = parse_prefix(&f->saddr, tb[XPF_FILTER_A_SADDR],
			   tb[XPF_FILTER_A_SADDR_LEN], extack);
	if (err)
		return err;
	return parse_prefix(&f->daddr, tb[XPF_FILTER_A_DADDR],
			    tb[XPF_FILTER_A_DADDR_LEN], extack);
}

static bool in_prefix(const struct prefix *p, u8 family,
		      const struct in6_addr *addr)
{
	u8 bytes = p->len / 8, bits = p->len % 8;
	u8 mask = ~(0xff >> bits);

	if (!p->family)
		return true;
	if (p->family != family || memcmp(p->addr, addr, bytes))
		return false;
	return !bits || !((p->addr[bytes] ^ addr->s6_addr[bytes]) & mask);
}

static bool matches(const struct filter *f, const struct xpf_net *xn,
		    const struct xpf_session *s)
{
	const struct xpf_wing *w = s->wing;
	const struct xpf_key *k = &w[0].key;
	u32 flags = READ_ONCE(s->flags);

#define DIFFERS(attr, is) (f->have & BIT(attr) && !(is))
	if (DIFFERS(XPF_FILTER_A_ID, f->id == xpf_session_id(xn->table, s)) ||
	    DIFFERS(XPF_FILTER_A_FAMILY, f->family == k->family) ||
	    DIFFERS(XPF_FILTER_A_PROTOCOL, f->proto == k->proto) ||
	    DIFFERS(XPF_FILTER_A_SPORT, f->sport == be16_to_cpu(k->sport)) ||
	    DIFFERS(XPF_FILTER_A_DPORT, f->dport == be16_to_cpu(k->dport)) ||
	    DIFFERS(XPF_FILTER_A_IFINDEX,
		    f->ifindex == xpf_session_ifindex(xn, s, 0) ||
			    f->ifindex == xpf_session_ifindex(xn, s, 1)) ||
	    DIFFERS(XPF_FILTER_A_ZONE,
		    f->zone == w[0].in_zone || f->zone == w[1].in_zone) ||
	    DIFFERS(XPF_FILTER_A_POLICY, f->policy == READ_ONCE(s->policy)) ||
	    DIFFERS(XPF_FILTER_A_APP, f->app == s->app) ||
	    DIFFERS(XPF_FILTER_A_VRF, f->vrf == k->vrf) ||
	    DIFFERS(XPF_FILTER_A_FLAGS, (flags & f->flags) == f->flags) ||
	    DIFFERS(XPF_FILTER_A_FLAGS_ANY, flags & f->flags_any))
		return false;
#undef DIFFERS
	return in_prefix(&f->saddr, k->family, &k->saddr) &&
	       in_prefix(&f->daddr, k->family, &k->daddr);
}

static int put_wing(struct sk_buff *skb, int attr, const struct xpf_net *xn,
		    const struct xpf_session *s, int i)
{
	const struct xpf_wing *w = &s->wing[i];
	const struct xpf_key *k = &w->key;
	int len = k->family == AF_INET6 ? 16 : 4;
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest || nla_put(skb, XPF_WING_A_SADDR, len, &k->saddr) ||
	    nla_put(skb, XPF_WING_A_DADDR, len, &k->daddr) ||
	    nla_put_u16(skb, XPF_WING_A_SPORT, be16_to_cpu(k->sport)) ||
	    nla_put_u16(skb, XPF_WING_A_DPORT, be16_to_cpu(k->dport)) ||
	    nla_put_u32(skb, XPF_WING_A_IFINDEX,
			xpf_session_ifindex(xn, s, i)) ||
	    nla_put_u16(skb, XPF_WING_A_ZONE, w->in_zone) ||
	    nla_put_u16(skb, XPF_WING_A_VRF, k->vrf) ||
	    nla_put_u64_64bit(skb, XPF_WING_A_PACKETS,
			      READ_ONCE(s->count[i].packets), XPF_WING_A_PAD) ||
	    nla_put_u64_64bit(skb, XPF_WING_A_BYTES,
			      READ_ONCE(s->count[i].bytes), XPF_WING_A_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

#define VISIBLE_FLAGS                                                \
	(XPF_SESSION_SNAT | XPF_SESSION_DNAT | XPF_SESSION_HOST_IN | \
	 XPF_SESSION_HOST_OUT | XPF_SESSION_ALG)

/* Context: RCU, or the session is the caller's. */
static int put_alg(struct sk_buff *skb, const struct xpf_session *s)
{
	const struct xpf_ext *e = rcu_dereference_check(s->ext, true);
	u8 alg = e ? e->made_by : XPF_ALG_NONE;
	u32 group = e ? e->group : 0;

	if (e && e->alg) {
		alg = e->alg->kind;
		group = e->alg->group;
	}
	if (!alg)
		return 0;
	return nla_put_u8(skb, XPF_SESSION_A_ALG, alg) ||
	       nla_put_u32(skb, XPF_SESSION_A_GROUP, group) ||
	       nla_put_u32(skb, XPF_SESSION_A_RESOURCE, e->resource);
}

int xpf_session_put(struct sk_buff *skb, int attr, const struct xpf_net *xn,
		    const struct xpf_session *s)
{
	const struct xpf_key *k = &s->wing[0].key;
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u64_64bit(skb, XPF_SESSION_A_ID,
			      xpf_session_id(xn->table, s),
			      XPF_SESSION_A_PAD) ||
	    nla_put_u8(skb, XPF_SESSION_A_FAMILY, k->family) ||
	    nla_put_u8(skb, XPF_SESSION_A_PROTOCOL, k->proto) ||
	    nla_put_u8(skb, XPF_SESSION_A_STATE, READ_ONCE(s->state)) ||
	    nla_put_u32(skb, XPF_SESSION_A_FLAGS,
			READ_ONCE(s->flags) & VISIBLE_FLAGS) ||
	    nla_put_u32(skb, XPF_SESSION_A_POLICY, READ_ONCE(s->policy)) ||
	    nla_put_u32(skb, XPF_SESSION_A_APP, s->app) ||
	    nla_put_u32(skb, XPF_SESSION_A_NAT_RULE, s->nat_rule) ||
	    nla_put_u32(skb, XPF_SESSION_A_DNAT_RULE, s->dnat_rule) ||
	    put_alg(skb, s) ||
	    nla_put_u32(skb, XPF_SESSION_A_TIMEOUT, READ_ONCE(s->timeout)) ||
	    nla_put_u32(skb, XPF_SESSION_A_EXPIRES,
			xpf_session_expires(xn->table, s)) ||
	    nla_put_u32(skb, XPF_SESSION_A_AGE, xpf_seconds() - s->created) ||
	    nla_put_u8(skb, XPF_SESSION_A_CLOSE_REASON,
		       READ_ONCE(s->close_reason)) ||
	    put_wing(skb, XPF_SESSION_A_WING0, xn, s, 0) ||
	    put_wing(skb, XPF_SESSION_A_WING1, xn, s, 1)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/* One walk, in steps; what to do with a match is up to @visit. */
struct walk {
	struct xpf_net *xn;
	const struct filter *filter;
	int (*visit)(struct walk *w, struct xpf_session *s);
	u32 left; /* until the step ends */
	u64 count;
	struct sk_buff *skb;
	struct netlink_callback *cb;
};

#define BREATHE 1

static int step(struct xpf_session *s, void *arg)
{
	struct walk *w = arg;

	if (!w->left)
		return BREATHE;
	w->left--;
	if (!matches(w->filter, w->xn, s))
		return 0;
	return w->visit(w, s);
}

/* xn->ctl held.  0 at the end of the table, or what visit returned. */
static int walk(struct walk *w, u32 *cursor)
{
	int err;

	do {
		w->left = STEP;
		err = xpf_table_walk(w->xn->table, cursor, step, w);
		cond_resched();
	} while (err == BREATHE);
	return err;
}

struct dump {
	struct filter *filter;
	u64 enabled_ns; /* tells one table from another */
	u32 cursor;
};

static int visit_dump(struct walk *w, struct xpf_session *s)
{
	void *hdr = genlmsg_put(w->skb, NETLINK_CB(w->cb->skb).portid,
				w->cb->nlh->nlmsg_seq, &xpf_genl_family,
				NLM_F_MULTI, XPF_CMD_GET_SESSION);

	if (!hdr)
		return -EMSGSIZE;
	if (xpf_session_put(w->skb, XPF_A_SESSION, w->xn, s)) {
		genlmsg_cancel(w->skb, hdr);
		return -EMSGSIZE;
	}
	if (!READ_ONCE(s->live)) { /* closed meanwhile: app is something else */
		genlmsg_cancel(w->skb, hdr);
		return 0;
	}
	genlmsg_end(w->skb, hdr);
	return 0;
}

int xpf_session_dump_start(struct netlink_callback *cb)
{
	const struct genl_info *info = &genl_dumpit_info(cb)->info;
	struct dump *d = (struct dump *)cb->ctx;
	struct xpf_net *xn = xpf_net(sock_net(cb->skb->sk));
	int err;

	NL_ASSERT_DUMP_CTX_FITS(struct dump);
	d->filter = kmalloc(sizeof(*d->filter), GFP_KERNEL);
	if (!d->filter)
		return -ENOMEM;
	err = parse_filter(d->filter, info->attrs[XPF_A_FILTER], cb->extack);
	if (err) {
		kfree(d->filter);
		return err;
	}
	mutex_lock(&xn->ctl);
	d->enabled_ns = xn->enabled_ns;
	mutex_unlock(&xn->ctl);
	return 0;
}

int xpf_session_dump_done(struct netlink_callback *cb)
{
	struct dump *d = (struct dump *)cb->ctx;

	kfree(d->filter);
	return 0;
}

int xpf_session_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump *d = (struct dump *)cb->ctx;
	struct xpf_net *xn = xpf_net(sock_net(skb->sk));
	struct walk w = {
		.xn = xn,
		.filter = d->filter,
		.visit = visit_dump,
		.skb = skb,
		.cb = cb,
	};
	int err = 0;

	mutex_lock(&xn->ctl);
	if (xn->enabled && xn->enabled_ns == d->enabled_ns)
		err = walk(&w, &d->cursor);
	else if (d->enabled_ns)
		err = -EINTR;
	mutex_unlock(&xn->ctl);
	if (err == -EMSGSIZE && skb->len)
		return skb->len;
	return err ?: skb->len;
}

static int visit_count(struct walk *w, struct xpf_session *s)
{
	w->count++;
	return 0;
}

static int visit_close(struct walk *w, struct xpf_session *s)
{
	bool closed;

	local_bh_disable();
	closed = xpf_session_close(w->xn, s, XPF_CLOSE_CLEARED);
	local_bh_enable();
	w->count += closed;
	return 0;
}

static int reply_count(struct genl_info *info, u8 cmd, u64 count)
{
	struct sk_buff *skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	void *hdr;

	if (!skb)
		return -ENOMEM;
	hdr = genlmsg_put_reply(skb, info, &xpf_genl_family, 0, cmd);
	if (!hdr || nla_put_u64_64bit(skb, XPF_A_COUNT, count, XPF_A_PAD)) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return genlmsg_reply(skb, info);
}

static int walk_once(struct genl_info *info, u8 cmd,
		     int (*visit)(struct walk *w, struct xpf_session *s))
{
	struct xpf_net *xn = xpf_net(genl_info_net(info));
	struct filter *f = kmalloc(sizeof(*f), GFP_KERNEL);
	struct walk w = { .xn = xn, .filter = f, .visit = visit };
	u32 cursor = 0;
	int err;

	if (!f)
		return -ENOMEM;
	err = parse_filter(f, info->attrs[XPF_A_FILTER], info->extack);
	if (!err) {
		mutex_lock(&xn->ctl);
		if (xn->enabled)
			walk(&w, &cursor);
		mutex_unlock(&xn->ctl);
		err = reply_count(info, cmd, w.count);
	}
	kfree(f);
	return err;
}

int xpf_session_count(struct sk_buff *skb, struct genl_info *info)
{
	if (!info->attrs[XPF_A_COUNT_ONLY]) {
		GENL_SET_ERR_MSG(info, "sessions are dumped or counted");
		return -EINVAL;
	}
	return walk_once(info, XPF_CMD_GET_SESSION, visit_count);
}

int xpf_session_delete(struct sk_buff *skb, struct genl_info *info)
{
	return walk_once(info, XPF_CMD_DEL_SESSION, visit_close);
}
