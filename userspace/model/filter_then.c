// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the terms of firewall filters do: counters, policers, marks, routes,
 * mirrors, and the verdict.
 */
#include "model/filter_parts.h"

#include <string.h>

static const char *vrf_device(struct builder *b, const char *instance)
{
	const struct net_vrf *v;

	if (!strcmp(instance, "default"))
		return "lo";
	vec_each(v, &b->m->net->vrfs)
		if (!strcmp(v->instance, instance))
			return keep(b, v->name);
	return NULL;
}

static void read_route(struct builder *b, const struct cnode *then,
		       struct model_filter_term *t)
{
	const struct cnode *n = cn_child(then, "routing-instance");
	const char *name = value_named(n, "routing-instance-name");

	if (!n)
		return;
	t->route_by = name ? vrf_device(b, name) : NULL;
	if (!t->route_by)
		fault_at(b, name ? n->first : n,
			 "Referenced routing-instance '%s' is not defined",
			 name ? name : "");
}

/* `next-ip A/32 [routing-instance R]`, `next-ip6`, `next-interface`. */
static void read_next_instance(struct builder *b, const struct cnode *n,
			       struct model_filter_term *t)
{
	const char *name = cn_value(n, "routing-instance");

	if (!name)
		return;
	t->route_by = vrf_device(b, name);
	if (!t->route_by)
		fault_at(b, cn_child(n, "routing-instance"),
			 "Referenced routing-instance '%s' is not defined",
			 name);
}

static void read_next_ip(struct filter_making *k, const struct cnode *n,
			 struct model_filter_term *t)
{
	const char *text = value_named(n, "address");
	bool v6 = !strcmp(n->schema->name, "next-ip6");
	struct prefix p;

	if (!text || prefix_parse(text, &p)) {
		fault_missing(k->b, n, "address");
		return;
	}
	if (p.len != (v6 ? 128 : 32) || (p.addr.family == AF_INET6) != v6) {
		fault_at(k->b, n, "%s must be the address of a host",
			 n->schema->name);
		return;
	}
	if (k->family == (v6 ? FILTER_INET : FILTER_INET6)) {
		fault_at(k->b, n, "%s is not valid in a filter of family %s",
			 n->schema->name, v6 ? "inet" : "inet6");
		return;
	}
	t->next_ip = p.addr;
	read_next_instance(k->b, n, t);
}

static void read_next_interface(struct builder *b, const struct cnode *n,
				struct model_filter_term *t)
{
	const char *name = value_named(n, "interface-name");
	char device[16];

	if (!name) {
		fault_missing(b, n, "interface-name");
		return;
	}
	if (!find_interface(b, name) || model_ifname(name, device)) {
		fault_at(b, n,
			 "Interface %s must be configured under interfaces",
			 name);
		return;
	}
	t->next_if = keep(b, device);
	read_next_instance(b, n, t);
}

static void read_way(struct filter_making *k, const struct cnode *then,
		     struct model_filter_term *t)
{
	const struct cnode *ip = cn_child(then, "next-ip");
	const struct cnode *ip6 = cn_child(then, "next-ip6");
	const struct cnode *out = cn_child(then, "next-interface");

	read_route(k->b, then, t);
	if (ip)
		read_next_ip(k, ip, t);
	if (ip6)
		read_next_ip(k, ip6, t);
	if (out)
		read_next_interface(k->b, out, t);
}

static uint8_t reject_code(const char *name, bool v6)
{
	static const struct {
		const char *name;
		uint8_t v4, v6;
	} types[] = {
		{ "administratively-prohibited", 13, 1 },
		{ "bad-host-tos", 12, 1 },
		{ "bad-network-tos", 11, 1 },
		{ "beyond-scope", 13, 2 },
		{ "fragmentation-needed", 4, 1 },
		{ "host-prohibited", 10, 1 },
		{ "host-unknown", 7, 3 },
		{ "host-unreachable", 1, 3 },
		{ "network-prohibited", 9, 1 },
		{ "network-unknown", 6, 0 },
		{ "network-unreachable", 0, 0 },
		{ "no-route", 0, 0 },
		{ "address-unreachable", 1, 3 },
		{ "port-unreachable", 3, 4 },
		{ "precedence-cutoff", 15, 1 },
		{ "precedence-violation", 14, 1 },
		{ "protocol-unreachable", 2, 4 },
		{ "source-host-isolated", 8, 1 },
		{ "source-route-failed", 5, 1 },
		{ "tcp-reset", XPF_FW_RESET, XPF_FW_RESET },
	};
	size_t i;

	for (i = 0; name && i < sizeof(types) / sizeof(*types); i++)
		if (!strcmp(types[i].name, name))
			return v6 ? types[i].v6 : types[i].v4;
	return v6 ? 1 : 13;
}

static void read_verdict(struct filter_making *k, const struct cnode *then,
			 struct model_filter_term *t)
{
	const struct cnode *reject = cn_child(then, "reject");

	t->action = XPF_FW_ACCEPT;
	if (cn_has(then, "discard"))
		t->action = XPF_FW_DISCARD;
	else if (reject)
		t->action = XPF_FW_REJECT;
	else if (cn_has(then, "next"))
		t->action = XPF_FW_NEXT_TERM;
	if (reject)
		t->reject = reject_code(value_named(reject, "message-type"),
					k->family == FILTER_INET6);
}

static void read_marks(struct builder *b, const struct cnode *then,
		       struct model_filter_term *t)
{
	const char *loss = cn_value(then, "loss-priority");
	const char *dscp = cn_value(then, "dscp");
	const char *df = cn_value(then, "dont-fragment");

	if (!dscp)
		dscp = cn_value(then, "traffic-class");
	if (dscp) {
		t->flags |= XPF_TERM_SET_DSCP;
		t->dscp = filter_dscp(dscp);
	}
	if (loss) {
		t->flags |= XPF_TERM_SET_LOSS;
		t->loss = filter_loss(loss);
	}
	if (filter_then_class(b, then, &t->class))
		t->flags |= XPF_TERM_SET_CLASS;
	if (cn_has(then, "service-filter-hit"))
		t->flags |= XPF_TERM_HIT;
	if (df)
		t->flags |= strcmp(df, "set") ? XPF_TERM_CLEAR_DF :
						XPF_TERM_SET_DF;
}

/* `rate` and `run-length`: one of so many packets, and those behind it. */
static void read_chosen(const struct cnode *input, uint32_t *rate, uint8_t *run)
{
	*rate = (uint32_t)cn_number(input, "rate", 0);
	*run = (uint8_t)cn_number(input, "run-length", 0);
}

/* `then sample`: how many is said in forwarding-options. */
static void read_sample(struct filter_making *k, const struct cnode *then,
			struct model_filter_term *t)
{
	const char *family = k->family == FILTER_INET6 ? "inet6" : "inet";
	const struct cnode *top =
		cn_path(k->b->root, "forwarding-options", "sampling", NULL);
	const struct cnode *input;

	if (!cn_has(then, "sample") || cn_has(top, "disable"))
		return;
	t->flags |= XPF_TERM_SAMPLE;
	input = cn_path(top, "family", family, "input", NULL);
	if (!input)
		input = cn_child(top, "input");
	read_chosen(input, &t->sample_rate, &t->sample_run);
}

/* `then port-mirror`: where to is said in forwarding-options. */
static void read_mirror(struct filter_making *k, const struct cnode *then,
			struct model_filter_term *t)
{
	const char *family = k->family == FILTER_INET6 ? "inet6" : "inet";
	const char *instance = cn_value(then, "port-mirror-instance");
	const struct cnode *n = cn_child(then, "port-mirror");
	const struct cnode *top, *out, *hop;
	struct builder *b = k->b;
	char device[16];

	top = cn_path(b->root, "forwarding-options", "port-mirroring", NULL);
	if (instance) {
		n = cn_child(then, "port-mirror-instance");
		top = cn_entry(top, "instance", instance, NULL);
	}
	if (!n || cn_has(top, "disable"))
		return;
	out = cn_first(cn_path(top, "family", family, "output", NULL),
		       "interface");
	if (!out)
		out = cn_first(cn_path(top, "family", "any", "output", NULL),
			       "interface");
	if (!out) {
		fault_at(
			b, n,
			"port-mirroring family %s output interface must be configured",
			family);
		return;
	}
	if (model_ifname(cn_key(out, 0), device)) {
		fault_at(b, n,
			 "Interface %s must be configured under interfaces",
			 cn_key(out, 0));
		return;
	}
	t->mirror = keep(b, device);
	read_chosen(cn_child(top, "input"), &t->mirror_rate, &t->mirror_run);
	t->mirror_length = (uint16_t)cn_number(cn_child(top, "input"),
					       "maximum-packet-length", 0);
	hop = cn_first(out, "next-hop");
	if (hop && addr_parse(cn_key(hop, 0), &t->mirror_via))
		t->mirror_via.family = 0;
}

static void read_meters(struct filter_making *k, const struct cnode *then,
			struct model_filter_term *t)
{
	const char *count = cn_value(then, "count");
	const char *name = cn_value(then, "policer");
	const struct cnode *three = cn_child(then, "three-color-policer");
	const struct cnode *layered = cn_child(then, "hierarchical-policer");
	const struct cnode *n = cn_child(then, "policer");
	const char *list = "policer";
	struct builder *b = k->b;
	const struct cnode *p;

	if (count) {
		count = arena_printf(b->a, "%s%s", count,
				     filter_suffix(b, &k->at));
		t->counter = filter_counter(b, k->f, count);
	}
	if (layered) {
		list = "hierarchical-policer";
		n = layered;
		name = n->value;
	}
	if (three) {
		list = "three-color-policer";
		n = cn_child(three, "single-rate");
		if (!n)
			n = cn_child(three, "two-rate");
		name = n ? n->value : NULL;
	}
	if (!name)
		return;
	p = filter_find_policer(b, list, name);
	if (!p) {
		fault_at(b, n, "Referenced policer '%s' is not defined", name);
		return;
	}
	t->policer = filter_policer(b, p, k->f, t->name, &k->at, NULL);
}

static void read_prefix_action(struct filter_making *k,
			       const struct cnode *then,
			       struct model_filter_term *t)
{
	const struct cnode *n = cn_child(then, "prefix-action"), *def;

	if (!n)
		return;
	def = cn_entry(cn_path(k->b->root, "firewall", "family", "inet", NULL),
		       "prefix-action", n->value, NULL);
	if (k->family == FILTER_INET6)
		fault_at(
			k->b, n,
			"prefix-action is not valid in a filter of family inet6");
	else if (def)
		filter_prefix_action(k, def, t);
}

void filter_then(struct filter_making *k, const struct cnode *then,
		 struct model_filter_term *t)
{
	read_verdict(k, then, t);
	read_meters(k, then, t);
	read_prefix_action(k, then, t);
	read_marks(k->b, then, t);
	read_way(k, then, t);
	read_mirror(k, then, t);
	if (cn_has(then, "log"))
		t->flags |= XPF_TERM_LOG;
	if (cn_has(then, "syslog"))
		t->flags |= XPF_TERM_SYSLOG;
	if (cn_has(then, "packet-mode"))
		t->flags |= XPF_TERM_PACKET_MODE;
	read_sample(k, then, t);
}
