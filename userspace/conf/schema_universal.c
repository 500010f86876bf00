// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Statements that are allowed everywhere - apply-groups, apply-groups-except,
 * apply-macro, apply-flags - and the root's own: version, and groups, whose instances hold
 * a configuration each.  In YANG they would double the grammar.
 */
#include "conf/grammar.h"

#include <stdlib.h>
#include <string.h>

#include "lib/arena.h"

static struct vtype *string_type(struct schema *s)
{
	return arena_new_obj(s->arena, struct vtype);
}

/* For completion; that they exist is seen where they are expanded. */
static const struct snode_ref groups = { .path = "groups" };

static struct snode *universal(struct schema *s, enum snode_kind kind,
			       const char *name, int order, const char *help)
{
	struct snode *n = grammar_snode(s, kind, name, NULL, help);

	n->flags = SN_UNIVERSAL | SN_ORDERED;
	n->order = order;
	n->parent = s->config;
	if (kind == SN_LEAF || kind == SN_LEAFLIST)
		n->type = string_type(s);
	if (kind == SN_LEAFLIST) {
		n->ref = &groups;
		n->nref = 1;
	}
	return n;
}

static struct snode *name_key(struct schema *s, struct snode *list)
{
	struct snode *k = grammar_snode(s, SN_LEAF, "name", NULL, list->help);

	k->type = string_type(s);
	k->flags = SN_KEY;
	k->parent = list;
	return k;
}

static void build_groups(struct schema *s)
{
	struct snode *g =
		universal(s, SN_LIST, "groups", -7, "Configuration groups");
	VEC(struct snode *) v = { 0 };
	size_t i;

	/* a group has the root's children, with their own orders kept */
	vec_push(&v, name_key(s, g));
	for (i = 0; i < s->config->nchild; i++)
		vec_push(&v, s->config->child[i]);
	g->child = arena_new_array(s->arena, struct snode *, v.n);
	memcpy(g->child, v.v, v.n * sizeof(*v.v));
	g->key = g->child;
	g->nkey = 1;
	g->nchild = v.n;
	g->words = s->config->words;
	g->flags |= SN_HOMOGENEOUS | SN_GROUPS;
	g->placeholder = "<group_name>";
	vec_free(&v);
	s->rooted[1] = g;
}

static void build_macro(struct schema *s)
{
	struct snode *m = universal(s, SN_LIST, "apply-macro", -4,
				    "Parameters of a macro");
	struct snode *data, *value, *k[2], *v[3];

	data = universal(s, SN_LIST, "data", 1, "Parameter and its value");
	data->flags = SN_NOKEYWORD | SN_ONELINER | SN_ORDERED;
	data->parent = m;
	value = universal(s, SN_LEAF, "value", 1, "Value of the parameter");
	value->flags = SN_NOKEYWORD;
	value->parent = data;
	k[0] = name_key(s, data);
	v[0] = k[0];
	v[1] = value;
	grammar_set_children(s, data, v, 2);
	k[1] = name_key(s, m);
	v[0] = k[1];
	v[1] = data;
	grammar_set_children(s, m, v, 2);
	s->universal[2] = m;
}

/* "omit": the level is not shown, unless it is asked for. */
static void build_flags(struct schema *s)
{
	struct snode *n = universal(s, SN_LEAF, "apply-flags", -3,
				    "Special handling of this level");

	n->placeholder = "omit";
	s->universal[3] = n;
}

void grammar_universal(struct schema *s)
{
	s->universal[0] =
		universal(s, SN_LEAFLIST, "apply-groups", -6,
			  "Groups from which to inherit configuration data");
	s->universal[1] =
		universal(s, SN_LEAFLIST, "apply-groups-except", -5,
			  "Don't inherit configuration data from these groups");
	s->rooted[0] = universal(s, SN_LEAF, "version", SNODE_FIRST_ORDER,
				 "Software version information");
	build_flags(s);
	build_macro(s);
	build_groups(s);
}

const struct snode *schema_universal(const struct schema *s,
				     const struct snode *n, const char *keyword)
{
	size_t i;

	if (n->kind != SN_CONTAINER && n->kind != SN_LIST)
		return NULL;
	if (n == s->config)
		for (i = 0; i < 2; i++)
			if (!strcmp(s->rooted[i]->keyword, keyword))
				return s->rooted[i];
	for (i = 0; i < UNIVERSAL; i++)
		if (!strcmp(s->universal[i]->keyword, keyword))
			return s->universal[i];
	return NULL;
}
