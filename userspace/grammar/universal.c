// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Statements that are allowed everywhere - apply-groups, apply-groups-except,
 * apply-macro, apply-flags - and the root's own: version, and groups, whose instances hold
 * a configuration each.  In YANG they would double the grammar.
 */
#include "grammar/grammar.h"

#include <stdlib.h>
#include <string.h>

#include "lib/arena.h"

static struct vtype *string_type(struct grammar *g)
{
	return arena_new_obj(g->arena, struct vtype);
}

/* For completion; that they exist is seen where they are expanded. */
static const struct snode_ref groups = { .path = "groups" };

static struct snode *universal(struct grammar *g, enum snode_kind kind,
			       const char *name, int order, const char *help)
{
	struct snode *n = grammar_snode(g, kind, name, NULL, help);

	n->flags = SN_UNIVERSAL | SN_ORDERED;
	n->order = order;
	n->parent = g->config;
	if (kind == SN_LEAF || kind == SN_LEAFLIST)
		n->type = string_type(g);
	if (kind == SN_LEAFLIST) {
		n->ref = &groups;
		n->nref = 1;
	}
	return n;
}

static struct snode *name_key(struct grammar *g, struct snode *list)
{
	struct snode *k = grammar_snode(g, SN_LEAF, "name", NULL, list->help);

	k->type = string_type(g);
	k->flags = SN_KEY;
	k->parent = list;
	return k;
}

/* The root's children with their own orders: nothing is there twice. */
static void build_foreign(struct grammar *g)
{
	struct snode *list, *c;
	VEC(struct snode *) v;
	size_t i, k;

	for (i = 0; i < g->config->nchild; i++) {
		list = g->config->child[i];
		if (!(list->flags & SN_FOREIGN))
			continue;
		memset(&v, 0, sizeof(v));
		for (k = 0; k < list->nchild; k++)
			vec_push(&v, list->child[k]);
		for (k = 0; k < g->config->nchild; k++) {
			c = g->config->child[k];
			if (c->flags & SN_FOREIGN)
				continue;
			list->flags |= c->flags & SN_EXPANDS;
			vec_push(&v, c);
		}
		list->child = arena_new_array(g->arena, struct snode *, v.n);
		memcpy(list->child, v.v, v.n * sizeof(*v.v));
		list->nchild = v.n;
		vec_free(&v);
	}
}

static void build_groups(struct grammar *g)
{
	struct snode *list =
		universal(g, SN_LIST, "groups", -7, "Configuration groups");
	struct snode *name;
	VEC(struct snode *) v = { 0 };
	size_t i;

	/* a group has the root's children, with their own orders kept */
	name = name_key(g, list);
	name->help = "Group name";
	name->placeholder = "<group_name>";
	vec_push(&v, name);
	for (i = 0; i < g->group->nchild; i++) {
		g->group->child[i]->order = -1;
		g->group->child[i]->parent = g->config;
		vec_push(&v, g->group->child[i]);
	}
	for (i = 0; i < g->config->nchild; i++)
		vec_push(&v, g->config->child[i]);
	list->child = arena_new_array(g->arena, struct snode *, v.n);
	memcpy(list->child, v.v, v.n * sizeof(*v.v));
	list->key = list->child;
	list->nkey = 1;
	list->nchild = v.n;
	list->flags |= SN_HOMOGENEOUS | SN_GROUPS;
	list->placeholder = "<group_name>";
	vec_free(&v);
	g->rooted[1] = list;
}

static void build_macro(struct grammar *g)
{
	struct snode *m = universal(g, SN_LIST, "apply-macro", -4,
				    "Parameters of a macro");
	struct snode *data, *value, *k[2], *v[3];

	data = universal(g, SN_LIST, "data", 1, "Parameter and its value");
	data->flags = SN_NOKEYWORD | SN_ONELINER | SN_ORDERED;
	data->parent = m;
	value = universal(g, SN_LEAF, "value", 1, "Value of the parameter");
	value->flags = SN_NOKEYWORD;
	value->parent = data;
	k[0] = name_key(g, data);
	v[0] = k[0];
	v[1] = value;
	grammar_set_children(g, data, v, 2);
	k[1] = name_key(g, m);
	v[0] = k[1];
	v[1] = data;
	grammar_set_children(g, m, v, 2);
	g->universal[2] = m;
}

/* "omit": the level is not shown, unless it is asked for. */
static void build_flags(struct grammar *g)
{
	struct snode *n = universal(g, SN_LEAF, "apply-flags", -3,
				    "Special handling of this level");

	n->placeholder = "omit";
	g->universal[3] = n;
}

void grammar_universal(struct grammar *g)
{
	g->universal[0] =
		universal(g, SN_LEAFLIST, "apply-groups", -6,
			  "Groups from which to inherit configuration data");
	g->universal[1] =
		universal(g, SN_LEAFLIST, "apply-groups-except", -5,
			  "Don't inherit configuration data from these groups");
	g->rooted[0] = universal(g, SN_LEAF, "version", SNODE_FIRST_ORDER,
				 "Software version information");
	build_foreign(g);
	build_flags(g);
	build_macro(g);
	build_groups(g);
}
