// SPDX-License-Identifier: GPL-3.0-or-later
/* show security nat source rule: rules with their hits. */
#include "oper/oper.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "oper/nat.h"

#define LABEL "  %-27s: "

const char *nat_action_of(const struct model_nat_rule *r)
{
	switch (r->action) {
	case XPF_NAT_OFF:
		return "off";
	case XPF_NAT_INTERFACE:
		return "interface";
	case XPF_NAT_POOL:
		return r->pool->name;
	case XPF_NAT_PREFIX:
	case XPF_NAT_INET:
	case XPF_NAT_NPTV6:
		break;
	}
	return "static";
}

/* ---- one rule ---- */

/* First name on the line of the label, the others below the colon. */
struct column {
	struct oper *o;
	const char *label, *member;
	unsigned int n;
};

static void emit_name(struct column *c, const char *name)
{
	writer_emit(c->o->w, LABEL "%s\n", c->n++ ? "" : c->label, name);
	writer_encode(c->o->w, c->member, "%s", name);
}

void nat_emit_end(struct oper *o, const char *side,
		  const struct model_nat_end *e)
{
	char label[32], context[32], member[40];
	struct column c = { o, label, member, 0 };
	unsigned int i;

	snprintf(context, sizeof(context), "rule-%s-context", side);
	context[5] |= 0x20; /* From -> from */
	snprintf(member, sizeof(member), "%s-name", context);

#define NAMES(what, array, n_array)                               \
	do {                                                      \
		snprintf(label, sizeof(label), "%s " what, side); \
		if (n_array)                                      \
			writer_encode(o->w, context, "%s", what); \
		for (i = 0; i < (n_array); i++)                   \
			emit_name(&c, (array)[i]->name);          \
	} while (0)
	if (!e)
		return;
	NAMES("zone", e->zone, e->n_zone);
	NAMES("interface", e->interface, e->n_interface);
	NAMES("routing instance", e->instance, e->n_instance);
#undef NAMES
}

/* @what: "source" or "destination" */
static void emit_range(struct oper *o, const char *label, const char *what,
		       const char *lo, const char *hi)
{
	char name[64];

	snprintf(name, sizeof(name), "%s-address-range-entry", what);
	writer_open(o->w, name);
	writer_emit(o->w, "    %-25s: %-15s - %s\n", label, lo, hi);
	snprintf(name, sizeof(name), "rule-%s-address-low-range", what);
	writer_encode(o->w, name, "%s", lo);
	snprintf(name, sizeof(name), "rule-%s-address-high-range", what);
	writer_encode(o->w, name, "%s", hi);
	writer_close(o->w);
}

void nat_emit_addresses(struct oper *o, const char *label, const char *what,
			const struct addr_range *r, unsigned int n)
{
	char lo[ADDR_STRLEN], hi[ADDR_STRLEN];
	unsigned int i;

	for (i = 0; i < n; i++)
		emit_range(o, i ? "" : label, what, addr_str(&r[i].lo, lo),
			   addr_str(&r[i].hi, hi));
	if (!n)
		emit_range(o, label, what, "0.0.0.0", "255.255.255.255");
}

void nat_emit_services(struct oper *o, const struct model_nat_rule *r)
{
	const struct model_term *t;
	char proto[8];
	unsigned int i;

	for (i = 0; i < r->n_service; i++) {
		t = &r->service[i];
		if (!t->any_proto)
			writer_emit(o->w, "    %-25s: {protocol/%s}\n",
				    "IP protocol",
				    protocol_name(t->proto, proto));
		if (t->dport_lo || t->dport_hi != 65535)
			writer_emit(o->w,
				    "    %-25s: {destination-port-low/"
				    "%-15u} - {destination-port-high/%u}\n",
				    "Destination port", t->dport_lo,
				    t->dport_hi);
	}
}

static void emit_action(struct oper *o, const struct model_nat_rule *r)
{
	bool block = r->persist == XPF_PERSIST_BLOCK;

	writer_open(o->w, "source-nat-rule-action-entry");
	writer_emit(o->w,
		    "  Action                        : "
		    "{source-nat-rule-action/%s}\n"
		    "    Persistent NAT type         : "
		    "{persistent-nat-type/%s}\n"
		    "    Persistent NAT mapping type : "
		    "{persistent-nat-mapping-type/%s}\n"
		    "    Inactivity timeout          : "
		    "{persistent-nat-timeout/%u}\n"
		    "    Max session number          : "
		    "{persistent-nat-max-session/%u}\n"
		    "    Persistent NAT block session: "
		    "{persistent-nat-blocksess/%s}\n",
		    nat_action_of(r),
		    block ? "N/A" : dp_persist_str((uint8_t)r->persist),
		    r->persist_address ? "address-mapping" :
					 "address-port-mapping",
		    r->persist_timeout, r->persist_sessions,
		    block ? "enabled" : "disabled");
	writer_close(o->w);
}

static void emit_hits(struct oper *o, const struct dp_nat_rule *n)
{
	writer_open(o->w, "source-nat-rule-hits-entry");
	writer_emit(o->w,
		    "  Translation hits           : "
		    "{rule-translation-hits/%" PRIu64 "}\n"
		    "    Successful sessions      : "
		    "{succ-hits/%" PRIu64 "}\n",
		    n->hits, n->hits > n->failures ? n->hits - n->failures : 0);
	if (n->failures)
		writer_emit(o->w,
			    "    Failed sessions          : "
			    "{failed-hits/%" PRIu64 "}\n",
			    n->failures);
	writer_emit(o->w,
		    "  Number of sessions         : "
		    "{concurrent-hits/%u}\n",
		    n->sessions);
	writer_close(o->w);
}

static void emit_rule(struct oper *o, const struct model_nat_rule *r,
		      unsigned int position, const struct nat_counters *c)
{
	struct dp_nat_rule n = nat_counter(c, r->id);

	writer_open(o->w, "source-nat-rule-entry");
	writer_emit(o->w,
		    "source NAT rule: {rule-name/%s}\n" LABEL
		    "{rule-set-name/%s}\n" LABEL "{rule-id/%u}\n" LABEL
		    "{rule-matching-position/%u}\n",
		    r->name, "Rule set", r->set, "Rule Id", position,
		    "Rule position", position);
	nat_emit_end(o, "From", r->from);
	nat_emit_end(o, "To", r->to);
	writer_emit(o->w, "  Match\n");
	nat_emit_addresses(o, "Source addresses", "source", r->src, r->n_src);
	nat_emit_addresses(o, "Destination addresses", "destination", r->dst,
			   r->n_dst);
	nat_emit_services(o, r);
	emit_action(o, r);
	emit_hits(o, &n);
	writer_close(o->w);
}

/* ---- the commands ---- */

void nat_count_prefixes(const struct addr_range *r, unsigned int n,
			unsigned int count[2])
{
	unsigned int i;

	for (i = 0; i < n; i++)
		count[r[i].lo.family == AF_INET6]++;
}

static void emit_totals(struct oper *o)
{
	struct model_nat_rule *const *r;
	unsigned int n[2] = { 0 };

	vec_each(r, &o->model->nat[XPF_NAT_SOURCE]) {
		nat_count_prefixes((*r)->src, (*r)->n_src, n);
		nat_count_prefixes((*r)->dst, (*r)->n_dst, n);
	}
	writer_open(o->w, "total-source-nat-rules");
	writer_emit(o->w, "Total rules: {total-src-rules/%zu}\n",
		    o->model->nat[XPF_NAT_SOURCE].n);
	writer_close(o->w);
	writer_open(o->w, "total-source-nat-rule-ref-addr-num");
	writer_emit(o->w,
		    "Total referenced IPv4/IPv6 ip-prefixes: "
		    "{total-source-nat-rule-ref-addr-num-v4/%u}/"
		    "{total-source-nat-rule-ref-addr-num-v6/%u}\n",
		    n[0], n[1]);
	writer_close(o->w);
}

int oper_source_nat_rules(struct oper *o)
{
	const char *name = oper_arg(o, "rule-name");
	struct model_nat_rule *const *r;
	struct nat_counters c = { { 0 } };
	unsigned int i = 0, shown = 0;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	if (name && !strcmp(name, "all"))
		name = NULL;
	if (nat_counters(o, &c))
		return 1;
	writer_open_ns(o->w, "source-nat-rule-detail-information", "nat");
	if (!name)
		emit_totals(o);
	vec_each(r, &o->model->nat[XPF_NAT_SOURCE]) {
		i++;
		if (name && strcmp((*r)->name, name))
			continue;
		emit_rule(o, *r, i, &c);
		shown++;
	}
	writer_close(o->w);
	vec_free(&c.v);
	return name && !shown ?
		       oper_error(o, "source NAT rule %s not found", name) :
		       0;
}
