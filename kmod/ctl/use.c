// SPDX-License-Identifier: GPL-2.0
/*
 * The table is walked once, when the dump begins; a session that ends just then
 * may be counted here and by its policy, or by neither, until the next dump.
 */
#include <linux/mm.h>
#include <net/sock.h>

#include "ctl/ctl.h"
#include "ctl/dumper.h"
#include "ctl/use.h"
#include "flow/table.h"
#include "policy/ruleset.h"
#include "xpf.h"

struct use {
	u32 policy; /* id */
	u32 sessions;
	struct xpf_session_count count[2];
};

struct uses {
	const struct xpf_ruleset *rs; /* while ctl is held */
	u32 n;
	struct use use[] __counted_by(n); /* as the ruleset's policies */
};

struct at {
	struct uses *uses; /* NULL: not enabled */
	u32 next;
};

static int add(struct xpf_session *s, void *arg)
{
	struct uses *u = arg;
	const struct xpf_policy *p =
		xpf_policy_by_id(u->rs, READ_ONCE(s->policy));
	struct use *to;
	int i;

	if (!p)
		return 0;
	to = &u->use[p - u->rs->policy];
	to->sessions++;
	for (i = 0; i < 2; i++) {
		to->count[i].packets += READ_ONCE(s->count[i].packets);
		to->count[i].bytes += READ_ONCE(s->count[i].bytes);
	}
	return 0;
}

static struct uses *count_all(struct xpf_net *xn, const struct xpf_ruleset *rs)
{
	struct uses *u = kvzalloc(struct_size(u, use, rs->n_policies),
				  GFP_KERNEL_ACCOUNT);
	u32 i, cursor = 0;

	if (!u)
		return NULL;
	u->n = rs->n_policies;
	u->rs = rs;
	for (i = 0; i < u->n; i++)
		u->use[i].policy = rs->policy[i].id;
	xpf_table_walk(xn->table, &cursor, add, u);
	return u;
}

int xpf_policy_use_start(struct netlink_callback *cb)
{
	struct xpf_net *xn = xpf_net(sock_net(cb->skb->sk));
	struct at *at = (struct at *)cb->ctx;
	const struct xpf_ruleset *rs;
	int err = 0;

	NL_ASSERT_DUMP_CTX_FITS(struct at);
	mutex_lock(&xn->ctl);
	rs = xn->enabled ? xpf_ctl_ruleset(xn) : NULL;
	if (rs) {
		at->uses = count_all(xn, rs);
		err = at->uses ? 0 : -ENOMEM;
	}
	mutex_unlock(&xn->ctl);
	return err;
}

static int put_count(struct sk_buff *skb, const struct use *u)
{
	const struct xpf_session_count *c = u->count;

	if (nla_put_u32(skb, XPF_POLICY_A_ID, u->policy) ||
	    nla_put_u32(skb, XPF_POLICY_A_SESSIONS, u->sessions) ||
	    nla_put_u64_64bit(skb, XPF_POLICY_A_PACKETS, c[0].packets,
			      XPF_POLICY_A_PAD) ||
	    nla_put_u64_64bit(skb, XPF_POLICY_A_BYTES, c[0].bytes,
			      XPF_POLICY_A_PAD) ||
	    nla_put_u64_64bit(skb, XPF_POLICY_A_REPLY_PACKETS, c[1].packets,
			      XPF_POLICY_A_PAD) ||
	    nla_put_u64_64bit(skb, XPF_POLICY_A_REPLY_BYTES, c[1].bytes,
			      XPF_POLICY_A_PAD))
		return -EMSGSIZE;
	return 0;
}

static int put(const struct xpf_dumper *d, const struct use *u)
{
	void *hdr = xpf_dumper_begin(d, XPF_CMD_GET_POLICY_USE);
	struct nlattr *nest;

	if (!hdr)
		return -EMSGSIZE;
	nest = nla_nest_start(d->skb, XPF_A_POLICY);
	if (!nest || put_count(d->skb, u))
		return xpf_dumper_end(d, hdr, false);
	nla_nest_end(d->skb, nest);
	return xpf_dumper_end(d, hdr, true);
}

int xpf_policy_use_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct xpf_dumper d = { skb, cb };
	struct at *at = (struct at *)cb->ctx;
	int err = 0;

	for (; at->uses && at->next < at->uses->n; at->next++) {
		if (!at->uses->use[at->next].sessions)
			continue;
		err = put(&d, &at->uses->use[at->next]);
		if (err)
			break;
	}
	return skb->len ?: err;
}

int xpf_policy_use_done(struct netlink_callback *cb)
{
	struct at *at = (struct at *)cb->ctx;

	kvfree(at->uses);
	return 0;
}
