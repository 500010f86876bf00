// SPDX-License-Identifier: GPL-2.0
/*
 * SET_TRACE: which packets are followed from now on.
 *
 * A trace is built whole, then takes the place of the former one; the steps of
 * the running ruleset's interfaces follow.  It belongs to a socket, as a
 * transaction does, so that nobody's tracing outlives its reader.
 */
#include <linux/bitops.h>
#include <linux/slab.h>

#include "ctl/ctl.h"
#include "ctl/settrace.h"
#include "ctl/netlink.h"
#include "flowtrace.h"
#include "policy/ruleset.h"
#include "tokens.h"
#include "xpf.h"

static const struct nla_policy filter_policy[] = {
	[XPF_TRACE_A_PROTOCOL] = { .type = NLA_U8 },
	[XPF_TRACE_A_SADDR] = NLA_POLICY_RANGE(NLA_BINARY, 4, 16),
	[XPF_TRACE_A_SADDR_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[XPF_TRACE_A_DADDR] = NLA_POLICY_RANGE(NLA_BINARY, 4, 16),
	[XPF_TRACE_A_DADDR_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
	[XPF_TRACE_A_SPORT_LO] = { .type = NLA_U16 },
	[XPF_TRACE_A_SPORT_HI] = { .type = NLA_U16 },
	[XPF_TRACE_A_DPORT_LO] = { .type = NLA_U16 },
	[XPF_TRACE_A_DPORT_HI] = { .type = NLA_U16 },
	[XPF_TRACE_A_INTERFACE] =
		NLA_POLICY_RANGE(NLA_U16, 1, XPF_MAX_INTERFACES - 1),
};

/* An address and its length; both ends are of one family. */
static bool read_prefix(const struct nlattr *addr, const struct nlattr *length,
			u8 *family, struct in6_addr *out, u64 mask[2])
{
	u8 len, of;

	if (!addr)
		return !length;
	if (nla_len(addr) != 4 && nla_len(addr) != 16)
		return false;
	of = nla_len(addr) == 4 ? AF_INET : AF_INET6;
	len = length ? nla_get_u8(length) : nla_len(addr) * 8;
	if (len > nla_len(addr) * 8 || (*family && *family != of))
		return false;
	*family = of;
	memcpy(out, nla_data(addr), nla_len(addr));
	xpf_trace_mask(mask, len);
	return true;
}

static bool read_ports(const struct nlattr *lo, const struct nlattr *hi,
		       u16 *from, u16 *to)
{
	*from = lo ? nla_get_u16(lo) : 0;
	*to = hi ? nla_get_u16(hi) : lo ? *from : U16_MAX;
	return *from <= *to;
}

static int read_filter(struct xpf_trace_filter *f, const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XPF_TRACE_A_MAX + 1];
	int err;

	err = nla_parse_nested(tb, XPF_TRACE_A_MAX, attr, filter_policy,
			       extack);
	if (err)
		return err;
	if (!read_prefix(tb[XPF_TRACE_A_SADDR], tb[XPF_TRACE_A_SADDR_LEN],
			 &f->family, &f->saddr, f->smask) ||
	    !read_prefix(tb[XPF_TRACE_A_DADDR], tb[XPF_TRACE_A_DADDR_LEN],
			 &f->family, &f->daddr, f->dmask)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "bad prefix in the trace");
		return -EINVAL;
	}
	if (!read_ports(tb[XPF_TRACE_A_SPORT_LO], tb[XPF_TRACE_A_SPORT_HI],
			&f->sport_lo, &f->sport_hi) ||
	    !read_ports(tb[XPF_TRACE_A_DPORT_LO], tb[XPF_TRACE_A_DPORT_HI],
			&f->dport_lo, &f->dport_hi)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "bad ports in the trace");
		return -EINVAL;
	}
	f->any_port = !f->sport_lo && f->sport_hi == U16_MAX && !f->dport_lo &&
		      f->dport_hi == U16_MAX;
	f->any_proto = !tb[XPF_TRACE_A_PROTOCOL];
	if (!f->any_proto)
		f->proto = nla_get_u8(tb[XPF_TRACE_A_PROTOCOL]);
	if (tb[XPF_TRACE_A_INTERFACE])
		f->interface = nla_get_u16(tb[XPF_TRACE_A_INTERFACE]);
	return 0;
}

static u32 count_filters(const struct genl_info *info)
{
	const struct nlattr *attr;
	u32 n = 0;
	int rem;

	nla_for_each_attr(attr, genlmsg_data(info->genlhdr),
			  genlmsg_len(info->genlhdr), rem)
		n += nla_type(attr) == XPF_A_TRACE;
	return n;
}

static u32 opt_u32(const struct nlattr *a)
{
	return a ? nla_get_u32(a) : 0;
}

/* NULL: nothing is to be traced. */
static struct xpf_flowtrace *build(struct genl_info *info)
{
	u32 flags = opt_u32(info->attrs[XPF_A_TRACE_FLAGS]), i = 0;
	u32 n = count_filters(info);
	struct xpf_flowtrace *t;
	struct nlattr *attr;
	int rem, err;

	if (n > XPF_MAX_TRACE_FILTERS) {
		GENL_SET_ERR_MSG(info, "too many filters of the trace");
		return ERR_PTR(-E2BIG);
	}
	t = kzalloc(struct_size(t, filter, n), GFP_KERNEL_ACCOUNT);
	if (!t)
		return ERR_PTR(-ENOMEM);
	t->n = n;
	t->portid = info->snd_portid;
	t->flags = flags;
	t->per_second = opt_u32(info->attrs[XPF_A_TRACE_RATE]);
	xpf_tokens_init(&t->rate, t->per_second);
	nla_for_each_attr(attr, genlmsg_data(info->genlhdr),
			  genlmsg_len(info->genlhdr), rem) {
		if (nla_type(attr) != XPF_A_TRACE)
			continue;
		err = read_filter(&t->filter[i++], attr, info->extack);
		if (err) {
			kfree(t);
			return ERR_PTR(err);
		}
	}
	if (!flags) {
		kfree(t);
		return NULL;
	}
	return t;
}

static struct xpf_flowtrace *running(const struct xpf_net *xn)
{
	return rcu_dereference_protected(xn->trace, lockdep_is_held(&xn->ctl));
}

static void replace(struct xpf_net *xn, struct xpf_flowtrace *t)
{
	struct xpf_flowtrace *old = running(xn);
	struct xpf_ruleset *rs = xpf_ctl_ruleset(xn);

	rcu_assign_pointer(xn->trace, t);
	if (rs)
		xpf_trace_bind(xn, rs);
	if (old)
		kfree_rcu(old, rcu);
}

int xpf_trace_set(struct sk_buff *skb, struct genl_info *info)
{
	struct xpf_net *xn = xpf_net(genl_info_net(info));
	struct xpf_flowtrace *t = build(info), *old;
	int err = 0;

	if (IS_ERR(t))
		return PTR_ERR(t);
	mutex_lock(&xn->ctl);
	old = running(xn);
	if (!xn->enabled) {
		GENL_SET_ERR_MSG(info, "not enabled in this namespace");
		err = -ENODEV;
	} else if (old && old->portid != info->snd_portid) {
		GENL_SET_ERR_MSG(info, "somebody else is tracing");
		err = -EBUSY;
	} else {
		replace(xn, t);
	}
	mutex_unlock(&xn->ctl);
	if (err)
		kfree(t);
	return err;
}

void xpf_trace_drop(struct xpf_net *xn, u32 portid)
{
	struct xpf_flowtrace *t;

	mutex_lock(&xn->ctl);
	t = running(xn);
	if (t && (!portid || t->portid == portid))
		replace(xn, NULL);
	mutex_unlock(&xn->ctl);
}
