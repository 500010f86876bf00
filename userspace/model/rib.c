// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Routing table groups: the subnets of an instance's interfaces
 * (`interface-routes rib-group`) and its static routes (`static rib-group`) are
 * in other tables as well, with the next hops that they have at home.
 *
 * A name is that of a family's table, with the name of its instance in front.
 * Junos has more of them (inet.2 for the ways back of multicast, inet.3 for
 * labels) than there are here: they may be named, and that is all.
 */
#include "model/builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint32_t rib_table(const struct builder *b, const struct model_rib *r)
{
	return r->instance ? r->instance->table : b->m->main.table;
}

/* ---- names of tables ---- */

/* Those of a name's family, behind its instance: "inet" of "RED.inet.0". */
static const char *family_of(const char *name, size_t len)
{
	static const char *const families[] = {
		"inet",	     "inet6", "inetcolor", "inet6color",
		"l2circuit", "mpls",  "iso",	   "evpn",
	};
	const char *at;
	size_t i, n;

	if (!strncmp(name, "bgp.", 4))
		return name;
	for (i = 0; i < sizeof(families) / sizeof(*families); i++) {
		n = strlen(families[i]);
		at = name + len - n;
		if (len < n || strncmp(at, families[i], n))
			continue;
		if (at == name || (at > name + 1 && at[-1] == '.'))
			return at;
	}
	return NULL;
}

/* A table that the configuration itself makes. */
static bool is_made(const struct builder *b, const char *name)
{
	return cn_entry(cn_child(b->root, "routing-options"), "rib", name,
			NULL);
}

enum rib_kind find_rib(struct builder *b, const char *name,
		       struct model_rib *out)
{
	const char *number = strrchr(name, '.'), *family;
	char instance[64];

	*out = (struct model_rib){ 0 };
	family = number ? family_of(name, (size_t)(number - name)) : NULL;
	if (!family)
		return RIB_UNDEFINED;
	if (family > name) {
		if (family - name > (long)sizeof(instance))
			return RIB_UNDEFINED;
		snprintf(instance, sizeof(instance), "%.*s",
			 (int)(family - name - 1), name);
		out->instance = find_instance(b, instance);
		if (!out->instance)
			return is_made(b, name) ? RIB_OTHER : RIB_UNDEFINED;
	}
	if (!strcmp(family, "inet.0"))
		out->family = AF_INET;
	else if (!strcmp(family, "inet6.0"))
		out->family = AF_INET6;
	return out->family ? RIB_FOUND : RIB_OTHER;
}

bool named_rib(struct builder *b, const struct cnode *at, const char *name,
	       struct model_rib *out)
{
	switch (find_rib(b, name, out)) {
	case RIB_FOUND:
		return true;
	case RIB_OTHER:
		warn_at(b, at, "statement has no effect in this version");
		break;
	case RIB_UNDEFINED:
		fault_at(b, at, "Routing table %s is not defined", name);
		break;
	}
	return false;
}

/* ---- copies ---- */

struct net_route *rib_copy(struct builder *b, const struct net_route *r,
			   uint32_t from, uint32_t to)
{
	const struct net_nexthop *hop;
	struct net_route *copy = vec_add(&b->m->net->routes);

	*copy = (struct net_route){
		.prefix = r->prefix,
		.kind = r->kind,
		.table = to,
		.preference = r->preference,
		.hop_table = r->hop_table ? r->hop_table : from,
	};
	vec_each(hop, &r->hops)
		vec_push(&copy->hops, *hop);
	return copy;
}

static void copy_statics(struct builder *b, const struct model_rib *from,
			 const struct model_rib *to)
{
	size_t i, n = b->m->net->routes.n;
	struct net_route r;

	for (i = 0; i < n; i++) {
		r = b->m->net->routes.v[i]; /* the vector may move */
		if (r.table == rib_table(b, from) && !r.copied &&
		    r.prefix.addr.family == to->family)
			rib_copy(b, &r, rib_table(b, from), rib_table(b, to));
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

void rib_each_subnet(struct builder *b, const struct model_rib *rib,
		     void (*fn)(const struct net_route *r, void *arg),
		     void *arg)
{
	const struct net_link *l;
	const struct net_addr *a;
	struct net_route r = { .table = rib_table(b, rib) };
	struct net_nexthop hop;

	vec_each(l, &b->m->net->links)
		vec_each(a, &l->addrs) {
			if (!of_instance(b, l, rib->instance) ||
			    a->prefix.addr.family != rib->family)
				continue;
			memset(&hop, 0, sizeof(hop));
			memcpy(hop.dev, l->name, sizeof(hop.dev));
			r.prefix = prefix_network(&a->prefix);
			vec_push(&r.hops, hop);
			fn(&r, arg);
			vec_free(&r.hops);
		}
}

struct export
{
	struct builder *b;
	uint32_t to;
};

static void copy_subnet(const struct net_route *r, void *arg)
{
	const struct export *x = arg;

	rib_copy(x->b, r, r->table, x->to)->copied = true;
}

static void copy_subnets(struct builder *b, const struct model_rib *from,
			 const struct model_rib *to)
{
	struct export x = { b, rib_table(b, to) };

	rib_each_subnet(b, from, copy_subnet, &x);
}

typedef void (*copy_fn)(struct builder *b, const struct model_rib *from,
			const struct model_rib *to);

/* To all tables of a group but the first, which is where they come from. */
static void export(struct builder *b, const struct cnode *at, const char *name,
		   const struct model_rib *from, copy_fn copy)
{
	const struct cnode *group, *n;
	struct model_rib to;

	group = cn_entry(cn_child(b->root, "routing-options"), "rib-groups",
			 name, NULL);
	if (!group) {
		fault_at(b, at, "Rib-group %s must be defined", name);
		return;
	}
	for (n = cn_first(group, "import-rib"); n; n = cn_next(n)) {
		if (find_rib(b, n->value, &to) != RIB_FOUND ||
		    to.family != from->family || to.instance == from->instance)
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
	struct model_rib v4 = { inst, AF_INET }, v6 = { inst, AF_INET6 };
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

/* Of all groups, whether they are used or not. */
static void check_groups(struct builder *b)
{
	const struct cnode *options = cn_child(b->root, "routing-options");
	const struct cnode *g, *n;
	struct model_rib rib;

	for (g = cn_first(options, "rib-groups"); g; g = cn_next(g))
		for (n = cn_first(g, "import-rib"); n; n = cn_next(n))
			named_rib(b, n, n->value, &rib);
}

void build_ribs(struct builder *b)
{
	check_groups(b);
	each_routing_options(b, read_options);
}
