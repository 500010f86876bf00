// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Routing table groups: the subnets of an instance's interfaces
 * (`interface-routes rib-group`) and its static routes (`static rib-group`) are
 * in other tables as well, with the next hops that they have at home.
 */
#include "model/builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One of the tables of an instance. */
struct rib {
	const struct model_instance *instance; /* NULL: the main one */
	uint8_t family;
};

static uint32_t table_of(const struct builder *b, const struct rib *r)
{
	return r->instance ? r->instance->table : b->m->main.table;
}

/* "inet.0", "RED.inet6.0" */
static bool read_rib(struct builder *b, const char *name, struct rib *out)
{
	static const struct {
		const char *name;
		uint8_t family;
	} tables[] = { { "inet.0", AF_INET }, { "inet6.0", AF_INET6 } };
	size_t len = strlen(name), n, i;
	char instance[64];

	for (i = 0; i < 2; i++) {
		n = strlen(tables[i].name);
		if (len < n || strcmp(name + len - n, tables[i].name))
			continue;
		*out = (struct rib){ .family = tables[i].family };
		if (len == n)
			return true;
		if (name[len - n - 1] != '.' || len - n > sizeof(instance))
			return false;
		snprintf(instance, sizeof(instance), "%.*s", (int)(len - n - 1),
			 name);
		out->instance = find_instance(b, instance);
		return out->instance;
	}
	return false;
}

/* A route of @from, into the table of @to; where it is already, it stays. */
static void add_copy(struct builder *b, const struct net_route *r,
		     const struct rib *from, const struct rib *to)
{
	const struct net_nexthop *hop;
	struct net_route *copy = vec_add(&b->m->net->routes);

	*copy = (struct net_route){
		.prefix = r->prefix,
		.kind = r->kind,
		.table = table_of(b, to),
		.preference = r->preference,
		.hop_table = r->hop_table ? r->hop_table : table_of(b, from),
	};
	vec_each(hop, &r->hops)
		vec_push(&copy->hops, *hop);
}

static void copy_statics(struct builder *b, const struct rib *from,
			 const struct rib *to)
{
	size_t i, n = b->m->net->routes.n;
	struct net_route r;

	for (i = 0; i < n; i++) {
		r = b->m->net->routes.v[i]; /* the vector may move */
		if (r.table == table_of(b, from) && !r.copied &&
		    r.prefix.addr.family == to->family)
			add_copy(b, &r, from, to);
	}
	for (; i < b->m->net->routes.n; i++)
		b->m->net->routes.v[i].copied = true;
}

static bool of_instance(const struct builder *b, const struct net_link *l,
			const struct model_instance *inst)
{
	const struct net_vrf *v;

	if (!inst)
		return !l->vrf[0];
	vec_each(v, &b->m->net->vrfs)
		if (v->id == inst->id)
			return !strcmp(l->vrf, v->name);
	return false;
}

static void copy_subnets(struct builder *b, const struct rib *from,
			 const struct rib *to)
{
	const struct net_link *l;
	const struct net_addr *a;
	struct net_route r = { 0 };
	struct net_nexthop hop;

	vec_each(l, &b->m->net->links)
		vec_each(a, &l->addrs) {
			if (!of_instance(b, l, from->instance) ||
			    a->prefix.addr.family != to->family)
				continue;
			memset(&hop, 0, sizeof(hop));
			memcpy(hop.dev, l->name, sizeof(hop.dev));
			r.prefix = prefix_network(&a->prefix);
			vec_push(&r.hops, hop);
			add_copy(b, &r, from, to);
			b->m->net->routes.v[b->m->net->routes.n - 1].copied =
				true;
			vec_free(&r.hops);
		}
}

typedef void (*copy_fn)(struct builder *b, const struct rib *from,
			const struct rib *to);

/* To all tables of a group but the first, which is where they come from. */
static void export(struct builder *b, const struct cnode *at, const char *name,
		   const struct rib *from, copy_fn copy)
{
	const struct cnode *group, *n;
	struct rib to;

	group = cn_entry(cn_child(b->root, "routing-options"), "rib-groups",
			 name, NULL);
	if (!group) {
		fault_at(b, at, "Rib-group %s must be defined", name);
		return;
	}
	for (n = cn_first(group, "import-rib"); n; n = cn_next(n)) {
		if (!read_rib(b, n->value, &to)) {
			fault_at(b, n, "routing table %s is not defined",
				 n->value);
			continue;
		}
		if (to.family != from->family || to.instance == from->instance)
			continue;
		copy(b, from, &to);
	}
}

static void read_options(struct builder *b, const struct cnode *options,
			 const struct model_instance *inst)
{
	const struct cnode *group =
		cn_path(options, "interface-routes", "rib-group", NULL);
	const struct cnode *st = cn_child(options, "static");
	struct rib v4 = { inst, AF_INET }, v6 = { inst, AF_INET6 };
	const char *name;

	name = cn_value(group, "inet");
	if (name)
		export(b, group, name, &v4, copy_subnets);
	name = cn_value(group, "inet6");
	if (name)
		export(b, group, name, &v6, copy_subnets);
	name = cn_value(st, "rib-group");
	if (name) {
		export(b, st, name, &v4, copy_statics);
		export(b, st, name, &v6, copy_statics);
	}
}

void build_ribs(struct builder *b)
{
	each_routing_options(b, read_options);
}
