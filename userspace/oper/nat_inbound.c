// SPDX-License-Identifier: GPL-3.0-or-later
/* show security nat destination, show security nat static: their rules. */
#include "oper/nat.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LABEL "  %-27s: "

static int count(const struct dp_nat_rule *r, void *arg)
{
	struct nat_counters *c = arg;

	vec_push(&c->v, *r);
	return 0;
}

int nat_counters(struct oper *o, struct nat_counters *c)
{
	struct dp_error e;

	if (!oper_dp(o))
		return 1;
	return dp_nat_rules(o->dp, count, c, &e) ? oper_dp_failed(o, &e) : 0;
}

struct dp_nat_rule nat_counter(const struct nat_counters *c, uint32_t id)
{
	const struct dp_nat_rule *r;

	vec_each(r, &c->v)
		if (r->id == id)
			return *r;
	return (struct dp_nat_rule){ 0 };
}

size_t nat_pools_of(const struct model *m, enum xpf_nat_kind kind)
{
	struct model_nat_pool *const *p;
	size_t n = 0;

	vec_each(p, &m->nat_pools)
		n += (*p)->kind == kind;
	return n;
}

/* What the two kinds call things. */
struct kind {
	enum xpf_nat_kind kind;
	const char *space, *entry, *total, *title;
	enum xpf_nat_action only; /* 0: rules of any action */
};

static const struct kind destination = {
	XPF_NAT_DESTINATION,	      "destination-nat-rule-detail-information",
	"destination-nat-rule-entry", "destination-nat",
	"Destination NAT rule",
};
static const struct kind fixed = {
	XPF_NAT_STATIC,		 "static-nat-rule-detail-information",
	"static-nat-rule-entry", "static-nat",
	"Static NAT rule",
};

static const struct kind prefixes = {
	XPF_NAT_STATIC,		 "static-nat-rule-detail-information",
	"static-nat-rule-entry", "NPTv6",
	"Static NAT rule",	 XPF_NAT_NPTV6,
};
static const struct kind across = {
	XPF_NAT_STATIC,		 "static-nat-rule-detail-information",
	"static-nat-rule-entry", "NAT64",
	"Static NAT rule",	 XPF_NAT_INET,
};

static bool of_kind(const struct kind *k, const struct model_nat_rule *r)
{
	return !k->only || r->action == k->only;
}

/* What Junos shows for translations that have no host prefix of their own. */
static const char *static_host(const struct model_nat_rule *r,
			       char buf[ADDR_STRLEN])
{
	if (r->action == XPF_NAT_INET)
		return "inet";
	return addr_str(&r->inside.addr, buf);
}

static void emit_static(struct oper *o, const struct model_nat_rule *r)
{
	char outside[ADDR_STRLEN], inside[ADDR_STRLEN];

	writer_emit(
		o->w,
		LABEL "{destination-address/%s}\n" LABEL
		      "{host-address/%s}\n" LABEL "{netmask/%u}\n",
		"Destination addresses", addr_str(&r->outside.addr, outside),
		r->action == XPF_NAT_NPTV6 ? "NPTv6 prefix" : "Host addresses",
		static_host(r, inside), "Netmask", r->outside.len);
	if (r->outside_port)
		writer_emit(o->w,
			    LABEL "{destination-port/%u}\n" LABEL
				  "{mapped-port/%u}\n",
			    "Destination port", r->outside_port, "Mapped port",
			    r->inside_port);
}

static void emit_destination(struct oper *o, const struct model_nat_rule *r)
{
	if (r->n_src)
		nat_emit_addresses(o, "Source addresses", "source", r->src,
				   r->n_src);
	nat_emit_addresses(o, "Destination addresses", "destination", r->dst,
			   r->n_dst);
	nat_emit_services(o, r);
	writer_emit(o->w, LABEL "{destination-nat-rule-action/%s}\n", "Action",
		    r->pool ? r->pool->name : "off");
}

static void emit_rule(struct oper *o, const struct kind *k,
		      const struct model_nat_rule *r, unsigned int position,
		      const struct nat_counters *c)
{
	struct dp_nat_rule n = nat_counter(c, r->id);

	writer_open(o->w, k->entry);
	writer_emit(o->w,
		    "%s: {rule-name/%-22s} Rule-set: {rule-set-name/%s}\n" LABEL
		    "{rule-id/%u}\n" LABEL "{rule-matching-position/%u}\n",
		    k->title, r->name, r->set, "Rule-Id", position,
		    "Rule position", position);
	nat_emit_end(o, "From", r->from);
	if (r->kind == XPF_NAT_STATIC)
		emit_static(o, r);
	else
		emit_destination(o, r);
	writer_emit(o->w,
		    LABEL "{rule-translation-hits/%" PRIu64 "}\n"
			  "    Successful sessions      : {succ-hits/%" PRIu64
			  "}\n" LABEL "{concurrent-hits/%u}\n",
		    "Translation hits", n.hits, n.hits, "Number of sessions",
		    n.sessions);
	writer_close(o->w);
}

static void emit_totals(struct oper *o, const struct kind *k)
{
	struct model_nat_rule *const *r;
	unsigned int n[2] = { 0 };
	size_t rules = 0;

	vec_each(r, &o->model->nat[k->kind]) {
		if (!of_kind(k, *r))
			continue;
		rules++;
		nat_count_prefixes((*r)->src, (*r)->n_src, n);
		nat_count_prefixes((*r)->dst, (*r)->n_dst, n);
	}
	writer_emit(o->w,
		    "Total %s rules: {total-rules/%zu}\n"
		    "Total referenced IPv4/IPv6 ip-prefixes: "
		    "{total-ref-prefixes/%u/%u}\n",
		    k->total, rules, n[0], n[1]);
}

static int show(struct oper *o, const struct kind *k)
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
	writer_open_ns(o->w, k->space, "nat");
	if (!name)
		emit_totals(o, k);
	vec_each(r, &o->model->nat[k->kind]) {
		i++;
		if (!of_kind(k, *r) || (name && strcmp((*r)->name, name)))
			continue;
		emit_rule(o, k, *r, i, &c);
		shown++;
	}
	writer_close(o->w);
	vec_free(&c.v);
	return name && !shown ?
		       oper_error(o, "%s NAT rule %s not found",
				  k->kind == XPF_NAT_STATIC ? "static" :
							      "destination",
				  name) :
		       0;
}

int oper_destination_nat_rules(struct oper *o)
{
	return show(o, &destination);
}

int oper_static_nat_rules(struct oper *o)
{
	return show(o, &fixed);
}

int oper_nptv6_rules(struct oper *o)
{
	return show(o, &prefixes);
}

int oper_nat64_rules(struct oper *o)
{
	return show(o, &across);
}
