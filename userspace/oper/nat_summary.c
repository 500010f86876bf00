// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show security nat ... summary: pools and rules of a kind, a line each; and
 * what has the shape of a list: rule-sets, rule-application, paired-address.
 */
#include "oper/nat.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[] = { "source", "destination", "static" };

static const char *end_name(const struct model_nat_end *e)
{
	if (e && e->n_zone)
		return e->zone[0]->name;
	if (e && e->n_interface)
		return e->interface[0]->name;
	if (e && e->n_instance)
		return e->instance[0]->name;
	return "any";
}

/* XML of a summary has names of its own: ssg-source-rule-name, ... */
static void encode(struct oper *o, enum xpf_nat_kind kind, const char *what,
		   const char *value)
{
	char name[64];

	snprintf(name, sizeof(name), "ssg-%s-%s", words[kind], what);
	writer_encode(o->w, name, "%s", value);
}

static void open_entry(struct oper *o, enum xpf_nat_kind kind, const char *what)
{
	char name[64];

	snprintf(name, sizeof(name), "ssg-%s-%s-entry", words[kind], what);
	writer_open(o->w, name);
}

/* ---- pools ---- */

static void emit_pool(struct oper *o, const struct model_nat_pool *p)
{
	char lo[ADDR_STRLEN], hi[ADDR_STRLEN], range[2 * ADDR_STRLEN], n[24];
	const char *instance = p->instance ? p->instance->name : "default";
	char last[8];
	unsigned int i;

	snprintf(n, sizeof(n), "%" PRIu64, nat_pool_addresses(p));
	if (p->kind == XPF_NAT_SOURCE)
		snprintf(last, sizeof(last), "%s",
			 p->flags & (XPF_POOL_NO_PORTS | XPF_POOL_SHIFT) ?
				 "no" :
				 "yes");
	else
		snprintf(last, sizeof(last), "%u", p->port_lo);
	open_entry(o, p->kind, "pool");
	encode(o, p->kind, "pool-name", p->name);
	for (i = 0; i < p->n_ranges; i++) {
		snprintf(range, sizeof(range), "%s-%s",
			 addr_str(&p->range[i].lo, lo),
			 addr_str(&p->range[i].hi, hi));
		encode(o, p->kind, "pool-address-range", range);
		if (i)
			writer_emit(o->w, "%-20s %s\n", "", range);
		else
			writer_emit(o->w, "%-20s %-32s %-20s %-4s %s\n",
				    p->name, range, instance, last, n);
	}
	encode(o, p->kind, "pool-routing-instance", instance);
	encode(o, p->kind, p->kind == XPF_NAT_SOURCE ? "pool-pat" : "pool-port",
	       last);
	encode(o, p->kind, "pool-total-address", n);
	writer_close(o->w);
}

static void emit_pools(struct oper *o, enum xpf_nat_kind kind)
{
	struct model_nat_pool *const *p;
	size_t n = nat_pools_of(o->model, kind);

	writer_emit(o->w, "Total pools: %zu\n", n);
	writer_encode(o->w,
		      kind == XPF_NAT_SOURCE ?
			      "total-source-summary-pools" :
			      "total-destination-summary-pools",
		      "%zu", n);
	if (!n)
		return;
	writer_emit(o->w,
		    "%-20s %-32s %-20s %-4s %s\n%-20s %-32s %-20s %-4s %s\n",
		    "Pool", "Address", "Routing",
		    kind == XPF_NAT_SOURCE ? "PAT" : "Port", "Total", "Name",
		    "Range", "Instance", "", "Address");
	vec_each(p, &o->model->nat_pools)
		if ((*p)->kind == kind)
			emit_pool(o, *p);
}

/* ---- rules ---- */

static void emit_rule(struct oper *o, const struct model_nat_rule *r)
{
	const char *from = end_name(r->from), *action = nat_action_of(r);

	open_entry(o, r->kind, "rule");
	if (r->to)
		writer_emit(o->w, "%-17s %-16s %-17s %-20s %s\n", r->name,
			    r->set, from, end_name(r->to), action);
	else
		writer_emit(o->w, "%-17s %-16s %-17s %s\n", r->name, r->set,
			    from, action);
	encode(o, r->kind, "rule-name", r->name);
	encode(o, r->kind, "rule-set-name", r->set);
	encode(o, r->kind, "rule-action", action);
	encode(o, r->kind, "rule-context-from", from);
	if (r->to)
		encode(o, r->kind, "rule-context-to", end_name(r->to));
	writer_close(o->w);
}

static void emit_rules(struct oper *o, enum xpf_nat_kind kind)
{
	struct model_nat_rule *const *r;
	char name[64];

	snprintf(name, sizeof(name), "summary-total-%s-rules", words[kind]);
	writer_emit(o->w, "Total rules: %zu\n", o->model->nat[kind].n);
	writer_encode(o->w, name, "%zu", o->model->nat[kind].n);
	if (!o->model->nat[kind].n)
		return;
	if (kind == XPF_NAT_SOURCE)
		writer_emit(o->w, "%-17s %-16s %-17s %-20s %s\n", "Rule name",
			    "Rule set", "From", "To", "Action");
	else
		writer_emit(o->w, "%-17s %-16s %-17s %s\n", "Rule name",
			    "Rule set", "From", "Action");
	vec_each(r, &o->model->nat[kind])
		emit_rule(o, *r);
}

/* ---- the summaries ---- */

static int no_model(const struct oper *o)
{
	return o->model ? 0 : oper_error(o, "no configuration is active");
}

static bool translates_ports(const struct model_nat_pool *p)
{
	return p->kind == XPF_NAT_SOURCE &&
	       !(p->flags & (XPF_POOL_NO_PORTS | XPF_POOL_SHIFT));
}

int oper_source_nat_summary(struct oper *o)
{
	struct nat_pool_counters l = { { 0 } };
	struct model_nat_pool *const *p;
	uint64_t used = 0, total = 0;

	if (no_model(o) || nat_pool_counters(o, &l))
		return 1;
	vec_each(p, &o->model->nat_pools)
		if (translates_ports(*p)) {
			used += nat_pool_counter(&l, (*p)->id).ports_used;
			total += nat_pool_addresses(*p) * (*p)->overload *
				 ((*p)->port_hi - (*p)->port_lo + 1U);
		}
	writer_open_ns(o->w, "ssg-source-nat-summary-information", "nat");
	writer_emit(o->w,
		    "Total port number usage for port translation pool: "
		    "{total-source-summary-pat-port-num/%" PRIu64 "}\n"
		    "Maximum port number for port translation pool: "
		    "{max-source-pat-port-num/%" PRIu64 "}\n",
		    used, total);
	emit_pools(o, XPF_NAT_SOURCE);
	emit_rules(o, XPF_NAT_SOURCE);
	writer_close(o->w);
	vec_free(&l.v);
	return 0;
}

int oper_destination_nat_summary(struct oper *o)
{
	if (no_model(o))
		return 1;
	writer_open_ns(o->w, "ssg-destination-nat-summary-information", "nat");
	emit_pools(o, XPF_NAT_DESTINATION);
	emit_rules(o, XPF_NAT_DESTINATION);
	writer_close(o->w);
	return 0;
}

int oper_static_nat_summary(struct oper *o)
{
	if (no_model(o))
		return 1;
	writer_open_ns(o->w, "ssg-static-nat-summary-information", "nat");
	emit_rules(o, XPF_NAT_STATIC);
	writer_close(o->w);
	return 0;
}

/* ---- rule-sets ---- */

static void emit_set(struct oper *o, const struct model_nat_rule *r)
{
	writer_emit(o->w, "Rule-set name : {rule-set-name/%s}\n", r->set);
	if (r->to)
		writer_emit(o->w,
			    "    From      : {from-context/%-22s}"
			    "To : {to-context/%s}\n",
			    end_name(r->from), end_name(r->to));
	else
		writer_emit(o->w, "    From      : {from-context/%s}\n",
			    end_name(r->from));
}

static int rule_sets(struct oper *o, enum xpf_nat_kind kind)
{
	const char *want = oper_arg(o, "rule-set"), *last = NULL;
	struct model_nat_rule *const *r;
	char name[64];

	if (no_model(o))
		return 1;
	if (want && !strcmp(want, "all"))
		want = NULL;
	snprintf(name, sizeof(name), "%s-nat-rule-set-information",
		 words[kind]);
	writer_open_ns(o->w, name, "nat");
	snprintf(name, sizeof(name), "%s-nat-rule-set-entry", words[kind]);
	vec_each(r, &o->model->nat[kind]) {
		if (want && strcmp(want, (*r)->set))
			continue;
		if (!last || strcmp(last, (*r)->set)) {
			if (last)
				writer_close(o->w);
			writer_open(o->w, name);
			emit_set(o, *r);
		}
		last = (*r)->set;
		writer_emit(o->w, "    Rule      : {rule-name/%s}\n",
			    (*r)->name);
	}
	if (last)
		writer_close(o->w);
	writer_close(o->w);
	return want && !last ? oper_error(o, "%s NAT rule-set %s not found",
					  words[kind], want) :
			       0;
}

int oper_source_nat_rule_sets(struct oper *o)
{
	return rule_sets(o, XPF_NAT_SOURCE);
}

int oper_destination_nat_rule_sets(struct oper *o)
{
	return rule_sets(o, XPF_NAT_DESTINATION);
}

/* ---- what rules match of protocols and ports ---- */

static void emit_term(struct oper *o, const struct model_term *t)
{
	char proto[8];

	writer_open(o->w, "rule-application-term");
	writer_emit(o->w,
		    "    IP protocol: {protocol/%s}, Source port range: "
		    "[{source-port-low/%u}-{source-port-high/%u}], "
		    "Destination port range: "
		    "[{destination-port-low/%u}-{destination-port-high/%u}]\n",
		    t->any_proto ? "any" : protocol_name(t->proto, proto),
		    t->sport_lo, t->sport_hi, t->dport_lo, t->dport_hi);
	writer_close(o->w);
}

static int applications(struct oper *o, enum xpf_nat_kind kind)
{
	const char *want = oper_arg(o, "rule-name");
	struct model_nat_rule *const *r;
	unsigned int i, shown = 0;
	char name[64];

	if (no_model(o))
		return 1;
	if (want && !strcmp(want, "all"))
		want = NULL;
	snprintf(name, sizeof(name), "%s-nat-rule-application-information",
		 words[kind]);
	writer_open_ns(o->w, name, "nat");
	vec_each(r, &o->model->nat[kind]) {
		if (want && strcmp(want, (*r)->name))
			continue;
		shown++;
		writer_open(o->w, "rule-application-entry");
		writer_emit(o->w,
			    "Rule-set: {rule-set-name/%s}, "
			    "Rule: {rule-name/%s}\n",
			    (*r)->set, (*r)->name);
		if (!(*r)->n_service)
			writer_emit(o->w, "    any\n");
		for (i = 0; i < (*r)->n_service; i++)
			emit_term(o, &(*r)->service[i]);
		writer_close(o->w);
	}
	writer_close(o->w);
	return want && !shown ? oper_error(o, "%s NAT rule %s not found",
					   words[kind], want) :
				0;
}

int oper_source_nat_applications(struct oper *o)
{
	return applications(o, XPF_NAT_SOURCE);
}

int oper_destination_nat_applications(struct oper *o)
{
	return applications(o, XPF_NAT_DESTINATION);
}

/* ---- paired addresses: as the sessions have them ---- */

struct pair {
	struct addr inside, outside;
	const struct model_nat_pool *pool;
};

struct pairs {
	const struct oper *o;
	const char *pool; /* NULL: any */
	VEC(struct pair) v;
};

static int take_pair(const struct dp_session *s, void *arg)
{
	struct pairs *l = arg;
	const struct model_nat_rule *r =
		s->flags & XPF_SESSION_SNAT ?
			model_nat_rule_by_id(l->o->model, s->nat_rule) :
			NULL;

	if (!r || !r->pool || !(r->pool->flags & XPF_POOL_PAIRED) ||
	    (l->pool && strcmp(l->pool, r->pool->name)))
		return 0;
	vec_push(&l->v, ((struct pair){ s->wing[0].saddr, s->wing[1].daddr,
					r->pool }));
	return 0;
}

static int by_pair(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int r = strcmp(x->pool->name, y->pool->name);

	if (!r)
		r = x->inside.family - y->inside.family;
	if (!r)
		r = addr_cmp(&x->inside, &y->inside);
	return r ? r : addr_cmp(&x->outside, &y->outside);
}

static void emit_pair(struct oper *o, const struct pair *p)
{
	char in[ADDR_STRLEN], out[ADDR_STRLEN];

	writer_open(o->w, "source-nat-paired-address-entry");
	writer_emit(o->w,
		    "{pool-name/%-32s}{internal-address/%-40s}"
		    "{external-address/%s}\n",
		    p->pool->name, addr_str(&p->inside, in),
		    addr_str(&p->outside, out));
	writer_close(o->w);
}

int oper_nat_pairs(struct oper *o)
{
	struct pairs l = { .o = o, .pool = oper_arg(o, "pool-name") };
	const struct pair *p, *last = NULL;
	struct dp_error e;

	if (no_model(o) || !oper_dp(o))
		return 1;
	if (dp_sessions(o->dp, NULL, take_pair, &l, &e)) {
		vec_free(&l.v);
		return oper_dp_failed(o, &e);
	}
	if (l.v.n)
		qsort(l.v.v, l.v.n, sizeof(*l.v.v), by_pair);
	writer_open_ns(o->w, "source-nat-paired-address-information", "nat");
	writer_emit(o->w, "%-32s%-40s%s\n", "Pool name", "Internal address",
		    "External address");
	vec_each(p, &l.v) {
		if (!last || by_pair(last, p))
			emit_pair(o, p);
		last = p;
	}
	writer_close(o->w);
	vec_free(&l.v);
	return 0;
}
