// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What NAT rules of all kinds match: the direction of their rule-set,
 * addresses, services.
 *
 * Rules name addresses directly or from the global address book; both add up.
 * A name without addresses leaves the rule without them, and then the rule is
 * faulty: an empty list would mean any.
 */
#include "model/nat_match.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "model/builder.h"

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

const struct model_instance *
nat_instance(struct builder *b, const struct cnode *n, const char *name)
{
	const struct model_instance *i = name ? find_instance(b, name) : NULL;

	if (!i && name && !strcmp(name, "default"))
		i = &b->m->main;
	if (!i)
		fault_undefined(b, n, "Routing instance must be defined");
	return i;
}

static void read_instances(struct builder *b, const struct cnode *n,
			   struct model_nat_end *e)
{
	const struct model_instance *i;

	e->instance =
		arena_new_array(b->a, const struct model_instance *, count(n));
	for (; n; n = cn_next(n)) {
		i = nat_instance(b, n, n->value);
		if (i)
			e->instance[e->n_instance++] = i;
	}
}

const struct model_nat_end *nat_end(struct builder *b, const struct cnode *set,
				    const char *word)
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

/* The value of `destination-address X`: a leaf-list of source rules, a
 * container with a nameless leaf of the others.
 */
static const char *value_of(const struct cnode *n)
{
	const struct cnode *v = n->first ? n->first : n;

	return v->value ? v->value : "";
}

static void add_prefixes(struct builder *b, const struct cnode *n,
			 struct ranges *out)
{
	struct prefix p;

	for (; n; n = cn_next(n)) {
		if (prefix_parse(value_of(n), &p))
			fault_at(b, n, "invalid ip prefix '%s'", value_of(n));
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
		a = find_address(b, NULL, value_of(n));
		if (!a) {
			fault_undefined(
				b, n,
				"Address %s must be defined in the global address book",
				value_of(n));
			continue;
		}
		if (!a->n_ranges)
			fault_at(b, n, "address %s stands for no address",
				 a->name);
		for (i = 0; i < a->n_ranges; i++)
			vec_push(&out->v, a->range[i]);
	}
}

const struct addr_range *nat_addresses(struct builder *b,
				       const struct cnode *match,
				       const char *word, unsigned int *n)
{
	struct ranges out = { 0 };
	struct addr_range *r;
	char name[64];

	snprintf(name, sizeof(name), "%s-name", word);
	add_prefixes(b, cn_first(match, word), &out);
	add_names(b, cn_first(match, name), &out);
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
	const char *lo, *hi;

	for (n = cn_first(match, word); n; n = cn_next(n)) {
		hi = value_named(cn_child(n, "to"), "high");
		lo = cn_key(n, 0) ? cn_key(n, 0) : value_named(n, "low");
		if (!lo || !read_ports(lo, &r.lo, &r.hi) ||
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

void nat_service(struct builder *b, const struct cnode *match,
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
