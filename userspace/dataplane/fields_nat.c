// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Attributes of NAT: rules, pools, and the entries that the module keeps.
 */
#include "dataplane/fields_rows.h"

static const struct field nat_rule_rows[] = {
	PUSH(U32, dp_nat_rule, XPF_NAT_RULE_A_ID, id),
	PUSH(STR, dp_nat_rule, XPF_NAT_RULE_A_NAME, name),
	PUSH(STR, dp_nat_rule, XPF_NAT_RULE_A_SET, set),
	PUSH(U8, dp_nat_rule, XPF_NAT_RULE_A_KIND, kind),
	PUSH(U8, dp_nat_rule, XPF_NAT_RULE_A_ACTION, action),
	PUSH(U32, dp_nat_rule, XPF_NAT_RULE_A_POOL, pool),
	PUSH(U64, dp_nat_rule, XPF_NAT_RULE_A_DIGEST, digest),
	STATE(U64, dp_nat_rule, XPF_NAT_RULE_A_HITS, hits),
	STATE(U64, dp_nat_rule, XPF_NAT_RULE_A_FAILURES, failures),
	STATE(U32, dp_nat_rule, XPF_NAT_RULE_A_SESSIONS, sessions),
};
const struct fields dp_nat_rule_fields = TABLE(nat_rule_rows);

static const struct field nat_map_rows[] = {
	PUSH(ADDR, dp_nat_rule, XPF_NAT_RULE_A_OUTSIDE, outside),
	PUSH(ADDR, dp_nat_rule, XPF_NAT_RULE_A_INSIDE, inside),
	PUSH(U8, dp_nat_rule, XPF_NAT_RULE_A_PREFIX_LEN, prefix_len),
	PUSH(U16, dp_nat_rule, XPF_NAT_RULE_A_OUTSIDE_PORT, outside_port),
	PUSH(U16, dp_nat_rule, XPF_NAT_RULE_A_INSIDE_PORT, inside_port),
};
static const struct fields nat_map_fields = TABLE(nat_map_rows);

static const struct field nat_persist_rows[] = {
	PUSH(U8, dp_nat_rule, XPF_NAT_RULE_A_PERSIST, persist),
	PUSH(U32, dp_nat_rule, XPF_NAT_RULE_A_PERSIST_TIMEOUT, persist_timeout),
	PUSH(U32, dp_nat_rule, XPF_NAT_RULE_A_PERSIST_SESSIONS,
	     persist_sessions),
	PUSH(BOOL, dp_nat_rule, XPF_NAT_RULE_A_PERSIST_ADDRESS,
	     persist_address),
};
static const struct fields nat_persist_fields = TABLE(nat_persist_rows);

static const struct field nat_port_rows[] = {
	PUSH(U16, dp_nat_rule, XPF_NAT_RULE_A_OVERLOAD, overload),
	PUSH(BOOL, dp_nat_rule, XPF_NAT_RULE_A_IN_ORDER, in_order),
};
static const struct fields nat_port_fields = TABLE(nat_port_rows);

static const struct field nat_alarm_rows[] = {
	PUSH(U32, dp_nat_rule, XPF_NAT_RULE_A_RAISE, raise),
	PUSH(U32, dp_nat_rule, XPF_NAT_RULE_A_CLEAR, clear),
};
static const struct fields nat_alarm_fields = TABLE(nat_alarm_rows);

static const struct field nat_entry_rows[] = {
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_RULE, rule),
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_POOL, pool),
	STATE(U8, dp_nat_entry, XPF_NAT_ENTRY_A_KIND, kind),
	STATE(U8, dp_nat_entry, XPF_NAT_ENTRY_A_PROTOCOL, protocol),
	STATE(ADDR, dp_nat_entry, XPF_NAT_ENTRY_A_INSIDE, inside),
	STATE(U16, dp_nat_entry, XPF_NAT_ENTRY_A_INSIDE_PORT, inside_port),
	STATE(ADDR, dp_nat_entry, XPF_NAT_ENTRY_A_OUTSIDE, outside),
	STATE(U16, dp_nat_entry, XPF_NAT_ENTRY_A_OUTSIDE_PORT, outside_port),
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_SESSIONS, sessions),
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_MAX, max),
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_TIMEOUT, timeout),
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_LEFT, left),
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_TARGETS, targets),
	STATE(U16, dp_nat_entry, XPF_NAT_ENTRY_A_PORT_HI, port_hi),
	STATE(U16, dp_nat_entry, XPF_NAT_ENTRY_A_LAYERS, layers),
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_BLOCKS, blocks),
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_BLOCKS_MAX, blocks_max),
	STATE(U8, dp_nat_entry, XPF_NAT_ENTRY_A_STATE, state),
};
const struct fields dp_nat_entry_fields = TABLE(nat_entry_rows);

static const struct field nat_pool_rows[] = {
	PUSH(U32, dp_nat_pool, XPF_NAT_POOL_A_ID, id),
	PUSH(STR, dp_nat_pool, XPF_NAT_POOL_A_NAME, name),
	PUSH(U8, dp_nat_pool, XPF_NAT_POOL_A_FAMILY, family),
	PUSH(U32, dp_nat_pool, XPF_NAT_POOL_A_FLAGS, flags),
	PUSH(U16, dp_nat_pool, XPF_NAT_POOL_A_PORT_LO, port_lo),
	PUSH(U16, dp_nat_pool, XPF_NAT_POOL_A_PORT_HI, port_hi),
	PUSH(U32, dp_nat_pool, XPF_NAT_POOL_A_OVERFLOW, overflow),
	STATE(U64, dp_nat_pool, XPF_NAT_POOL_A_HITS, hits),
	STATE(U64, dp_nat_pool, XPF_NAT_POOL_A_FAILURES, failures),
	STATE(U64, dp_nat_pool, XPF_NAT_POOL_A_PORTS_USED, ports_used),
	PUSH(U16, dp_nat_pool, XPF_NAT_POOL_A_OVERLOAD, overload),
	PUSH(U16, dp_nat_pool, XPF_NAT_POOL_A_TWIN_LO, twin_lo),
	PUSH(U16, dp_nat_pool, XPF_NAT_POOL_A_TWIN_HI, twin_hi),
	PUSH(U16, dp_nat_pool, XPF_NAT_POOL_A_BLOCK_SIZE, block_size),
	PUSH(U16, dp_nat_pool, XPF_NAT_POOL_A_BLOCK_MAX, block_max),
	PUSH(U32, dp_nat_pool, XPF_NAT_POOL_A_BLOCK_TIMEOUT, block_timeout),
	PUSH(U32, dp_nat_pool, XPF_NAT_POOL_A_BLOCK_RECYCLE, block_recycle),
	PUSH(U32, dp_nat_pool, XPF_NAT_POOL_A_BLOCK_INTERIM, block_interim),
	PUSH(U8, dp_nat_pool, XPF_NAT_POOL_A_RAISE, raise),
	PUSH(U8, dp_nat_pool, XPF_NAT_POOL_A_CLEAR, clear),
	STATE(U64, dp_nat_pool, XPF_NAT_POOL_A_PORTS_TOTAL, ports_total),
	STATE(U64, dp_nat_pool, XPF_NAT_POOL_A_TWINS_USED, twins_used),
	STATE(U32, dp_nat_pool, XPF_NAT_POOL_A_BLOCKS_USED, blocks_used),
	STATE(U32, dp_nat_pool, XPF_NAT_POOL_A_BLOCKS_TOTAL, blocks_total),
	STATE(U8, dp_nat_pool, XPF_NAT_POOL_A_PEAK, peak),
	STATE(U64, dp_nat_pool, XPF_NAT_POOL_A_PEAK_TIME, peak_time),
	STATE(U8, dp_nat_pool, XPF_NAT_POOL_A_ALARM, alarm),
};
const struct fields dp_nat_pool_fields = TABLE(nat_pool_rows);

bool msg_put_nat_rule(struct msg *m, const struct dp_nat_rule *r)
{
	struct nlattr *nest = msg_nest_open(m, XPF_A_NAT_RULE);
	bool ok;

	if (!nest)
		return false;
	ok = msg_put_fields(m, &dp_nat_rule_fields, r);
	if (r->action >= XPF_NAT_PREFIX)
		ok = ok && msg_put_fields(m, &nat_map_fields, r);
	if (r->persist)
		ok = ok && msg_put_fields(m, &nat_persist_fields, r);
	if (r->kind == XPF_NAT_SOURCE)
		ok = ok && msg_put_fields(m, &nat_port_fields, r);
	if (r->raise)
		ok = ok && msg_put_fields(m, &nat_alarm_fields, r);
	if (r->has_vrf)
		ok = ok &&
		     msg_put(m, XPF_NAT_RULE_A_VRF, &r->vrf, sizeof(r->vrf));
	return msg_nest_close(m, nest, ok);
}

bool msg_put_nat_pool(struct msg *m, const struct dp_nat_pool *p)
{
	struct nlattr *nest = msg_nest_open(m, XPF_A_NAT_POOL);
	bool ok;

	if (!nest)
		return false;
	ok = msg_put_fields(m, &dp_nat_pool_fields, p) &&
	     msg_put(m, XPF_NAT_POOL_A_RANGES, p->ranges,
		     p->n_ranges * sizeof(*p->ranges));
	if (p->n_hosts)
		ok = ok &&
		     msg_put(m, XPF_NAT_POOL_A_HOSTS, p->hosts,
			     p->n_hosts * sizeof(*p->hosts)) &&
		     msg_put(m, XPF_NAT_POOL_A_HOSTS_FAMILY, &p->hosts_family,
			     sizeof(p->hosts_family));
	if (p->has_vrf)
		ok = ok &&
		     msg_put(m, XPF_NAT_POOL_A_VRF, &p->vrf, sizeof(p->vrf));
	if (p->flags & XPF_POOL_SHIFT)
		ok = ok && msg_put(m, XPF_NAT_POOL_A_HOST_BASE, p->host_base.b,
				   addr_bytes(p->host_base.family));
	return msg_nest_close(m, nest, ok);
}

bool msg_put_wanted(struct msg *m, uint32_t pool, const struct addr *inside,
		    uint16_t port)
{
	struct nlattr *nest;
	bool ok = true;

	if (!pool && !inside && !port)
		return true;
	nest = msg_nest_open(m, XPF_A_NAT_ENTRY);
	if (!nest)
		return false;
	if (pool)
		ok = msg_put(m, XPF_NAT_ENTRY_A_POOL, &pool, sizeof(pool));
	if (inside)
		ok = ok && msg_put(m, XPF_NAT_ENTRY_A_INSIDE, inside->b,
				   addr_bytes(inside->family));
	if (port)
		ok = ok && msg_put(m, XPF_NAT_ENTRY_A_INSIDE_PORT, &port,
				   sizeof(port));
	return msg_nest_close(m, nest, ok);
}
