// SPDX-License-Identifier: GPL-2.0
/*
 * What source NAT keeps, over netlink: bindings of persistent NAT (dumped,
 * counted, ended), blocks of ports and maps of them.
 */
#include <net/sock.h>

#include "ctl/ctl.h"
#include "ctl/dumper.h"
#include "ctl/nat.h"
#include "ctl/netlink.h"
#include "nat/block.h"
#include "nat/maps.h"
#include "nat/persist.h"
#include "xpf.h"

static const struct nla_policy entry_policy[] = {
	[XPF_NAT_ENTRY_A_POOL] = { .type = NLA_U32 },
	[XPF_NAT_ENTRY_A_INSIDE] = NLA_POLICY_RANGE(NLA_BINARY, 4, 16),
	[XPF_NAT_ENTRY_A_INSIDE_PORT] = { .type = NLA_U16 },
};

static int put_end(struct sk_buff *skb, int addr, int port,
		   const struct xpf_nat_end *e)
{
	return nla_put(skb, addr, e->family == AF_INET ? 4 : 16, &e->addr) ||
	       nla_put_u16(skb, port, be16_to_cpu(e->port));
}

/* What bindings do not have. */
static int put_block(struct sk_buff *skb, const struct xpf_nat_entry *e)
{
	if (!e->layers && !e->port_hi)
		return 0;
	return nla_put_u16(skb, XPF_NAT_ENTRY_A_PORT_HI, e->port_hi) ||
	       nla_put_u16(skb, XPF_NAT_ENTRY_A_LAYERS, e->layers) ||
	       nla_put_u32(skb, XPF_NAT_ENTRY_A_BLOCKS, e->blocks) ||
	       nla_put_u32(skb, XPF_NAT_ENTRY_A_BLOCKS_MAX, e->blocks_max) ||
	       nla_put_u8(skb, XPF_NAT_ENTRY_A_STATE, e->state);
}

int xpf_nat_entry_put(struct sk_buff *skb, int attr,
		      const struct xpf_nat_entry *e)
{
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u32(skb, XPF_NAT_ENTRY_A_RULE, e->rule) ||
	    nla_put_u32(skb, XPF_NAT_ENTRY_A_POOL, e->pool) ||
	    nla_put_u8(skb, XPF_NAT_ENTRY_A_KIND, e->kind) ||
	    nla_put_u8(skb, XPF_NAT_ENTRY_A_PROTOCOL, e->inside.proto) ||
	    put_end(skb, XPF_NAT_ENTRY_A_INSIDE, XPF_NAT_ENTRY_A_INSIDE_PORT,
		    &e->inside) ||
	    put_end(skb, XPF_NAT_ENTRY_A_OUTSIDE, XPF_NAT_ENTRY_A_OUTSIDE_PORT,
		    &e->outside) ||
	    nla_put_u32(skb, XPF_NAT_ENTRY_A_SESSIONS, e->used) ||
	    nla_put_u32(skb, XPF_NAT_ENTRY_A_MAX, e->max) ||
	    nla_put_u32(skb, XPF_NAT_ENTRY_A_TIMEOUT, e->timeout) ||
	    nla_put_u32(skb, XPF_NAT_ENTRY_A_LEFT, e->left) ||
	    put_block(skb, e)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int write_one(const struct xpf_dumper *d, u8 cmd,
		     const struct xpf_nat_entry *e)
{
	void *hdr = xpf_dumper_begin(d, cmd);

	if (!hdr)
		return -EMSGSIZE;
	return xpf_dumper_end(d, hdr,
			      !xpf_nat_entry_put(d->skb, XPF_A_NAT_ENTRY, e));
}

static int write_binding(const struct xpf_nat_entry *e, void *arg)
{
	return write_one(arg, XPF_CMD_GET_NAT_BINDING, e);
}

static int walk_bindings(struct xpf_net *xn, u64 *cursor, struct xpf_dumper *d)
{
	return xpf_persist_walk(xn->persist, cursor, write_binding, d);
}

static int write_block(const struct xpf_nat_entry *e, void *arg)
{
	return write_one(arg, XPF_CMD_GET_NAT_BLOCK, e);
}

static int walk_blocks(struct xpf_net *xn, u64 *cursor, struct xpf_dumper *d)
{
	return xpf_block_walk(xn->blocks, cursor, write_block, d);
}

static int write_map(const struct xpf_map_view *v, void *arg)
{
	struct xpf_nat_entry e = {
		.inside.proto = v->proto,
		.inside.family = v->family,
		.outside.addr = v->addr,
		.outside.vrf = v->vrf,
		.outside.family = v->family,
		.used = v->single,
		.port_hi = v->twin,
		.layers = v->layer,
	};

	return write_one(arg, XPF_CMD_GET_NAT_PORTS, &e);
}

static int walk_maps(struct xpf_net *xn, u64 *cursor, struct xpf_dumper *d)
{
	u32 at = *cursor;
	int r = xpf_maps_walk(xn->maps, &at, write_map, d);

	*cursor = at;
	return r;
}

int xpf_binding_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return xpf_dumper_run(skb, cb, walk_bindings);
}

int xpf_nat_block_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return xpf_dumper_run(skb, cb, walk_blocks);
}

int xpf_nat_ports_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return xpf_dumper_run(skb, cb, walk_maps);
}

static int answer(struct genl_info *info, u8 cmd, u64 count, u32 targets)
{
	struct sk_buff *skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	struct nlattr *nest;
	void *hdr;

	if (!skb)
		return -ENOMEM;
	hdr = genlmsg_put_reply(skb, info, &xpf_genl_family, 0, cmd);
	if (!hdr || nla_put_u64_64bit(skb, XPF_A_COUNT, count, XPF_A_PAD))
		goto err_size;
	nest = nla_nest_start(skb, XPF_A_NAT_ENTRY);
	if (!nest || nla_put_u32(skb, XPF_NAT_ENTRY_A_TARGETS, targets))
		goto err_size;
	nla_nest_end(skb, nest);
	genlmsg_end(skb, hdr);
	return genlmsg_reply(skb, info);

err_size:
	nlmsg_free(skb);
	return -EMSGSIZE;
}

int xpf_binding_count(struct sk_buff *skb, struct genl_info *info)
{
	struct xpf_net *xn = xpf_net(genl_info_net(info));
	u32 bindings = 0, targets = 0;

	mutex_lock(&xn->ctl);
	if (xn->enabled)
		xpf_persist_usage(xn->persist, &bindings, &targets);
	mutex_unlock(&xn->ctl);
	return answer(info, XPF_CMD_GET_NAT_BINDING, bindings, targets);
}

/* What a binding that is to end must have; NULL: no matter. */
struct wanted {
	const struct nlattr *pool, *inside, *port;
};

static bool is_wanted(const struct xpf_nat_entry *e, void *arg)
{
	const struct wanted *w = arg;
	int len = e->inside.family == AF_INET ? 4 : 16;

	if (w->pool && nla_get_u32(w->pool) != e->pool)
		return false;
	if (w->port && nla_get_u16(w->port) != be16_to_cpu(e->inside.port))
		return false;
	return !w->inside ||
	       (nla_len(w->inside) == len &&
		!memcmp(nla_data(w->inside), &e->inside.addr, len));
}

int xpf_binding_delete(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[ARRAY_SIZE(entry_policy)] = {};
	struct xpf_net *xn = xpf_net(genl_info_net(info));
	struct wanted w;
	u32 n = 0;
	int err;

	if (info->attrs[XPF_A_NAT_ENTRY]) {
		err = nla_parse_nested(tb, ARRAY_SIZE(entry_policy) - 1,
				       info->attrs[XPF_A_NAT_ENTRY],
				       entry_policy, info->extack);
		if (err)
			return err;
	}
	w.pool = tb[XPF_NAT_ENTRY_A_POOL];
	w.inside = tb[XPF_NAT_ENTRY_A_INSIDE];
	w.port = tb[XPF_NAT_ENTRY_A_INSIDE_PORT];
	mutex_lock(&xn->ctl);
	if (xn->enabled)
		n = xpf_persist_clear(xn, is_wanted, &w);
	mutex_unlock(&xn->ctl);
	return answer(info, XPF_CMD_DEL_NAT_BINDING, n, 0);
}
