// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Messages of source NAT: bindings of persistent NAT, blocks of ports, pools
 * that run out.
 */
#include "export/event_nat.h"

#include <stdio.h>

#include "model/model.h"

static void pool_name(struct message *m, const struct model *names, uint32_t id)
{
	const struct model_nat_pool *p = model_nat_pool_by_id(names, id);

	if (p)
		message_field(m, "nat-pool-name", "%s", p->name);
	else if (id)
		message_field(m, "nat-pool-name", "%u", id);
	else
		message_field(m, "nat-pool-name", "interface");
}

static void rule_name(struct message *m, const struct model *names, uint32_t id)
{
	const struct model_nat_rule *r = model_nat_rule_by_id(names, id);

	if (r)
		message_field(m, "nat-rule-name", "%s", r->name);
	else
		message_field(m, "nat-rule-name", "%u", id);
}

bool event_nat_binding(struct message *m, const struct dp_event *ev,
		       const struct model *names)
{
	const struct dp_nat_entry *e = &ev->nat;

	if (names->nat_persist_silent)
		return false;
	event_address(m, "internal-address", &e->inside);
	message_field(m, "internal-port", "%u", e->inside_port);
	event_address(m, "reflexive-address", &e->outside);
	message_field(m, "reflexive-port", "%u", e->outside_port);
	message_field(m, "protocol-id", "%u", e->protocol);
	pool_name(m, names, e->pool);
	rule_name(m, names, e->rule);
	message_field(m, "persistent-nat-type", "%s", dp_persist_str(e->kind));
	message_field(m, "session-number", "%u", e->sessions);
	message_field(m, "maximum-session-number", "%u", e->max);
	return true;
}

bool event_nat_block(struct message *m, const struct dp_event *ev,
		     const struct model *names)
{
	const struct dp_nat_entry *e = &ev->nat;

	event_address(m, "internal-ip", &e->inside);
	message_field(m, "block-used", "%u", e->blocks);
	message_field(m, "block-max-per-host", "%u", e->blocks_max);
	message_field(m, "block-port-low", "%u", e->outside_port);
	message_field(m, "block-port-high", "%u", e->port_hi);
	event_address(m, "reflexive-ip", &e->outside);
	pool_name(m, names, e->pool);
	message_field(m, "logical-system-id", "0");
	message_field(m, "epoch-time-64", "%llx",
		      (unsigned long long)(ev->time_ns / 1000000000));
	return true;
}

bool event_nat_pool(struct message *m, const struct dp_event *ev,
		    const struct model *names)
{
	const struct dp_nat_entry *e = &ev->nat;
	const struct model_nat_pool *p = model_nat_pool_by_id(names, e->pool);

	pool_name(m, names, e->pool);
	message_field(m, "utilization", "%llu",
		      e->max ? e->sessions * 100ULL / e->max : 0);
	message_field(m, "used", "%u", e->sessions);
	message_field(m, "total", "%u", e->max);
	message_field(m, "threshold", "%u",
		      !p				   ? 0 :
		      ev->kind == XPF_EVENT_NAT_POOL_ALARM ? p->raise :
							     p->clear);
	return true;
}

bool event_nat_exhausted(struct message *m, const struct dp_event *ev,
			 const struct model *names)
{
	pool_name(m, names, ev->nat.pool);
	return true;
}

bool event_nat_rule(struct message *m, const struct dp_event *ev,
		    const struct model *names)
{
	static const char *const types[] = {
		[XPF_NAT_SOURCE] = "source",
		[XPF_NAT_DESTINATION] = "destination",
		[XPF_NAT_STATIC] = "static",
	};
	const struct dp_nat_entry *e = &ev->nat;
	const struct model_nat_rule *r = model_nat_rule_by_id(names, e->rule);

	message_field(m, "nat-type", "%s", r ? types[r->kind] : "NAT");
	message_field(m, "nat-rule-set-name", "%s", r ? r->set : "");
	rule_name(m, names, e->rule);
	message_field(m, "used", "%u", e->sessions);
	message_field(m, "threshold", "%u", e->max);
	return true;
}
