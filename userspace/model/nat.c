// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit security nat source]: rule-sets and their rules, in order.  Which
 * rule-set goes first is the compiler's business; that no two have the same
 * direction is checked here, since Junos refuses it.
 *
 * Rules name addresses directly or from the global address book; both add up.
 * A name without addresses leaves the rule without them, and then the rule is
 * faulty: an empty list would mean any.
 */
#include "model/builder.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "model/id.h"

static size_t count(const struct cnode *n)
{
	size_t k = 0;

	for (; n; n = cn_next(n))
		k++;
	return k;
}

/* ---- direction ---- */

static void read_zones(struct builder *b, const struct cnode *n,
		       struct model_nat_end *e)
{
	const struct model_zone *z;

	e->zone = arena_new_array(b->a, const struct model_zone *, count(n));
	for (; n; n = cn_next(n)) {
		z = find_zone(b, n->value);
		if (z)
			e->zone[e->n_zone++] = z;
		else
			fault_at(b, n, "Security zone must be defined");
	}
}

static void read_interfaces(struct builder *b, const struct cnode *n,
			    struct model_nat_end *e)
{
	const struct model_interface *i;

	e->interface =
		arena_new_array(b->a, const struct model_interface *, count(n));
	for (; n; n = cn_next(n)) {
		i = find_interface(b, n->value);
		if (i)
			e->interface[e->n_interface++] = i;
		else
			fault_at(
				b, n,
				"Interface %s must be configured under interfaces",
				n->value);
	}
}

static void read_instances(struct builder *b, const struct cnode *n,
			   struct model_nat_end *e)
{
	const struct model_instance *i;

	e->instance =
		arena_new_array(b->a, const struct model_instance *, count(n));
	for (; n; n = cn_next(n)) {
		i = find_instance(b, n->value);
		if (!i && !strcmp(n->value, "default"))
			i = &b->m->main;
		if (i)
			e->instance[e->n_instance++] = i;
		else
			fault_at(b, n, "Routing instance must be defined");
	}
}

static const struct model_nat_end *
read_end(struct builder *b, const struct cnode *set, const char *word)
{
	struct model_nat_end *e = arena_new_obj(b->a, struct model_nat_end);
	const struct cnode *n = cn_child(set, word);

	if (!n) {
		fault_missing(b, set, word);
		return e;
	}
	read_zones(b, cn_first(n, "zone"), e);
	read_interfaces(b, cn_first(n, "interface"), e);
	read_instances(b, cn_first(n, "routing-instance"), e);
	if (!n->first)
		fault_at(
			b, n,
			"Missing mandatory statement: 'zone', 'interface' or 'routing-instance'");
	return e;
}

/* ---- match: addresses ---- */

struct ranges {
	VEC(struct addr_range) v;
};

static void add_prefixes(struct builder *b, const struct cnode *n,
			 struct ranges *out)
{
	struct prefix p;

	for (; n; n = cn_next(n)) {
		if (prefix_parse(n->value, &p))
			fault_at(b, n, "invalid ip prefix '%s'", n->value);
		else
			vec_push(&out->v, prefix_range(&p));
	}
}

static void add_names(struct builder *b, const struct cnode *n,
		      struct ranges *out)
{
	const struct model_address *a;
	unsigned int i;

	for (; n; n = cn_next(n)) {
		a = find_address(b, NULL, n->value);
		if (!a) {
			fault_at(
				b, n,
				"Address %s must be defined in the global address book",
				n->value);
			continue;
		}
		if (!a->n_ranges)
			fault_at(b, n, "address %s stands for no address",
				 a->name);
		for (i = 0; i < a->n_ranges; i++)
			vec_push(&out->v, a->range[i]);
	}
}

static const struct addr_range *
read_addresses(struct builder *b, const struct cnode *match, const char *word,
	       const char *name_word, unsigned int *n)
{
	struct ranges out = { 0 };
	struct addr_range *r;

	add_prefixes(b, cn_first(match, word), &out);
	add_names(b, cn_first(match, name_word), &out);
	r = arena_new_array(b->a, struct addr_range, out.v.n);
	if (out.v.n)
		memcpy(r, out.v.v, out.v.n * sizeof(*r));
	*n = (unsigned int)out.v.n;
	vec_free(&out.v);
	return r;
}

/* ---- match: services ---- */

struct port_range {
	uint16_t lo, hi;
};

struct match {
	VEC(uint8_t) protos;
	VEC(struct port_range) sports, dports;
	VEC(struct model_term) terms;
};

static void read_port_list(struct builder *b, const struct cnode *match,
			   const char *word, struct match *out, bool source)
{
	struct port_range r;
	const struct cnode *n;
	const char *hi;

	for (n = cn_first(match, word); n; n = cn_next(n)) {
		hi = value_named(cn_child(n, "to"), "high");
		if (!read_ports(cn_key(n, 0), &r.lo, &r.hi) ||
		    (hi && !read_ports(hi, &r.hi, &r.hi)) || r.lo > r.hi) {
			fault_at(b, n, "invalid port range");
			continue;
		}
		if (source)
			vec_push(&out->sports, r);
		else
			vec_push(&out->dports, r);
	}
}

static bool has_ports(uint8_t proto)
{
	return proto == IPPROTO_TCP || proto == IPPROTO_UDP;
}

static void read_protocols(struct builder *b, const struct cnode *match,
			   struct match *out)
{
	bool ports = out->sports.n || out->dports.n;
	const struct cnode *n;
	int proto;

	for (n = cn_first(match, "protocol"); n; n = cn_next(n)) {
		proto = value_protocol(n->value);
		if (proto < 0)
			fault_at(b, n, "invalid protocol '%s'", n->value);
		else if (ports && !has_ports((uint8_t)proto))
			fault_at(
				b, n,
				"ports can only be used with protocol tcp or udp");
		else
			vec_push(&out->protos, (uint8_t)proto);
	}
	/* Ports alone are ports of either. */
	if (ports && !out->protos.n) {
		vec_push(&out->protos, IPPROTO_TCP);
		vec_push(&out->protos, IPPROTO_UDP);
	}
}

/* Every protocol with every pair of ports. */
static void cross_terms(struct match *m)
{
	static const struct port_range every = { 0, UINT16_MAX };
	const struct port_range *s, *d;
	struct model_term *t;
	const uint8_t *proto;

	if (!m->sports.n)
		vec_push(&m->sports, every);
	if (!m->dports.n)
		vec_push(&m->dports, every);
	vec_each(proto, &m->protos)
		vec_each(s, &m->sports)
			vec_each(d, &m->dports) {
				t = vec_add(&m->terms);
				t->proto = *proto;
				t->sport_lo = s->lo;
				t->sport_hi = s->hi;
				t->dport_lo = d->lo;
				t->dport_hi = d->hi;
			}
}

static void read_apps(struct builder *b, const struct cnode *match,
		      struct match *out)
{
	const struct cnode *n = cn_first(match, "application");
	struct app_list list;
	unsigned int k;
	size_t i;

	app_list_begin(b, &list);
	if (n && out->protos.n)
		fault_at(
			b, n,
			"'application' cannot be used together with protocol or ports");
	for (; n; n = cn_next(n))
		if (!find_apps(b, n->value, &list))
			fault_at(
				b, n,
				"application or application-set must be defined");
	for (i = 0; i < list.v.n && !list.any; i++)
		for (k = 0; k < list.v.v[i]->n_terms; k++)
			vec_push(&out->terms, list.v.v[i]->term[k]);
	vec_free(&list.v);
}

static void read_service(struct builder *b, const struct cnode *match,
			 struct model_nat_rule *r)
{
	struct match m = { 0 };
	struct model_term *t;

	read_port_list(b, match, "source-port", &m, true);
	read_port_list(b, match, "destination-port", &m, false);
	read_protocols(b, match, &m);
	if (m.protos.n)
		cross_terms(&m);
	read_apps(b, match, &m);
	t = arena_new_array(b->a, struct model_term, m.terms.n);
	if (m.terms.n)
		memcpy(t, m.terms.v, m.terms.n * sizeof(*t));
	r->service = t;
	r->n_service = (unsigned int)m.terms.n;
	vec_free(&m.protos);
	vec_free(&m.sports);
	vec_free(&m.dports);
	vec_free(&m.terms);
}

/* ---- rules ---- */

/* Pools have no effect yet: a rule that names one translates nothing. */
static void read_action(struct builder *b, const struct cnode *rule,
			struct model_nat_rule *r)
{
	const struct cnode *then = cn_path(rule, "then", "source-nat", NULL);

	if (!then)
		fault_missing(b, rule, "then");
	else if (cn_has(then, "interface"))
		r->action = XPF_NAT_INTERFACE;
	else if (!cn_has(then, "off") && !cn_has(then, "pool"))
		fault_at(
			b, then,
			"Missing mandatory statement: 'off', 'pool' or 'interface'");
}

static bool names_addresses(const struct cnode *match)
{
	return cn_has(match, "source-address") ||
	       cn_has(match, "source-address-name") ||
	       cn_has(match, "destination-address") ||
	       cn_has(match, "destination-address-name");
}

static struct model_nat_rule *read_rule(struct builder *b,
					const struct cnode *n)
{
	struct model_nat_rule *r = arena_new_obj(b->a, struct model_nat_rule);
	const struct cnode *match = cn_child(n, "match");

	r->name = keep(b, cn_key(n, 0));
	r->description = keep(b, cn_value(n, "description"));
	r->node = n;
	if (!match)
		fault_missing(b, n, "match");
	r->src = read_addresses(b, match, "source-address",
				"source-address-name", &r->n_src);
	r->dst = read_addresses(b, match, "destination-address",
				"destination-address-name", &r->n_dst);
	if (match && !names_addresses(match))
		fault_at(
			b, match,
			"At least one of source-address, source-address-name, destination-address and destination-address-name must be configured");
	read_service(b, match, r);
	read_action(b, n, r);
	return r;
}

/* ---- rule-sets ---- */

struct rule_set {
	const char *name;
	const struct cnode *node;
	const struct model_nat_end *from, *to;
};

/* Do two ends have a zone, an interface or an instance in common? */
static bool meet(const struct model_nat_end *x, const struct model_nat_end *y)
{
	unsigned int i, k;

	for (i = 0; i < x->n_zone; i++)
		for (k = 0; k < y->n_zone; k++)
			if (x->zone[i] == y->zone[k])
				return true;
	for (i = 0; i < x->n_interface; i++)
		for (k = 0; k < y->n_interface; k++)
			if (x->interface[i] == y->interface[k])
				return true;
	for (i = 0; i < x->n_instance; i++)
		for (k = 0; k < y->n_instance; k++)
			if (x->instance[i] == y->instance[k])
				return true;
	return false;
}

static void check_contexts(struct builder *b, const struct rule_set *set,
			   size_t n)
{
	size_t i, k;

	for (i = 1; i < n; i++)
		for (k = 0; k < i; k++)
			if (meet(set[i].from, set[k].from) &&
			    meet(set[i].to, set[k].to))
				fault_at(
					b, set[i].node,
					"rule-set %s and rule-set %s have the same context",
					set[k].name, set[i].name);
}

static void read_rule_set(struct builder *b, struct rule_set *set,
			  const struct cnode *n)
{
	struct model_nat_rule *r;
	unsigned int index = 0;
	const struct cnode *c;

	set->name = keep(b, cn_key(n, 0));
	set->node = n;
	set->from = read_end(b, n, "from");
	set->to = read_end(b, n, "to");
	for (c = cn_first(n, "rule"); c; c = cn_next(c)) {
		r = read_rule(b, c);
		r->set = set->name;
		r->from = set->from;
		r->to = set->to;
		r->index = ++index;
		vec_push(&b->m->source_nat, r);
	}
}

static void assign_ids(struct builder *b)
{
	struct model *m = b->m;
	struct id_item *item = calloc(m->source_nat.n + 1, sizeof(*item));
	struct arena *a = arena_new();
	size_t i;

	if (!item)
		abort();
	for (i = 0; i < m->source_nat.n; i++)
		item[i].name = arena_printf(a, "source" ID_SEP "%s" ID_SEP "%s",
					    m->source_nat.v[i]->set,
					    m->source_nat.v[i]->name);
	id_assign(item, m->source_nat.n, 1, UINT32_MAX);
	for (i = 0; i < m->source_nat.n; i++)
		m->source_nat.v[i]->id = item[i].id;
	free(item);
	arena_free(a);
}

void build_source_nat(struct builder *b)
{
	const struct cnode *top =
		cn_path(b->root, "security", "nat", "source", NULL);
	const struct cnode *n = cn_first(top, "rule-set");
	struct rule_set *set = calloc(count(n) + 1, sizeof(*set));
	size_t k = 0;

	if (!set)
		abort();
	for (; n; n = cn_next(n))
		read_rule_set(b, &set[k++], n);
	check_contexts(b, set, k);
	free(set);
	assign_ids(b);
}
