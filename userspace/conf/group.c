// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The effective tree: what the manager acts on.  Inactive statements and
 * empty containers are gone, the groups are expanded, and what every
 * firewall is born with (the grammar's defaults) is there.
 *
 * Inheritance, as Junos does it: `apply-groups G` at a level applies what
 * group G says about that level and below.  Explicit statements win; of
 * several groups the first named wins; groups applied at a deeper level win
 * over those of the levels above.  A list entry of a group whose key is a
 * wildcard (<*>, <ge-*>) applies to the entries that exist and match; any
 * other is created.  Values of a leaf-list are added behind the explicit
 * ones.  `apply-groups-except G` ends the inheritance from G at a level.
 *
 * The walk descends the explicit tree and all groups at once: every level
 * carries the list of group nodes that speak about it, so that the cost is
 * the size of the tree plus the size of what the groups say about each part.
 */
#include "conf/group.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/range.h"
#include "conf/when.h"
#include "lib/buf.h"
#include "lib/vec.h"

/* A node of a group that speaks about the level we are at. */
struct source {
	const struct cnode *node;
	const char *group;
	int rank; /* 0: not applied here; higher wins */
};

struct level {
	VEC(struct source) src;
};

/* Which node of a chassis cluster this machine is; "": nobody said. */
static char node[16];

void group_set_node(const char *name)
{
	snprintf(node, sizeof(node), "%s", name);
}

static time_t (*clock_of)(time_t *) = time;

void group_set_clock(time_t (*fn)(time_t *))
{
	clock_of = fn;
}

struct expander {
	struct tree *to;
	struct diag *d;
	bool keep_inactive;
	int rank; /* counts down as groups are applied */
};

/* ---- wildcards ---- */

static bool is_wildcard(const char *key)
{
	size_t n = strlen(key);

	return n > 2 && key[0] == '<' && key[n - 1] == '>';
}

bool group_matches(const char *pattern, const char *key)
{
	char text[256];
	size_t n = strlen(pattern);

	if (!is_wildcard(pattern))
		return !strcmp(pattern, key);
	if (n - 2 >= sizeof(text))
		return false;
	memcpy(text, pattern + 1, n - 2);
	text[n - 2] = '\0';
	return !fnmatch(text, key, 0);
}

static bool entry_matches(const struct cnode *g, const struct cnode *n)
{
	size_t i;

	for (i = 0; i < g->schema->nkey; i++)
		if (!group_matches(g->keys[i], n->keys[i]))
			return false;
	return true;
}

static bool has_wildcard(const struct cnode *g)
{
	size_t i;

	if (g->schema->kind == SN_LIST)
		for (i = 0; i < g->schema->nkey; i++)
			if (is_wildcard(g->keys[i]))
				return true;
	return false;
}

/* ---- sources of a level ---- */

static bool is_list_of(const struct cnode *n, const char *word)
{
	return n->schema->flags & SN_UNIVERSAL &&
	       !strcmp(n->schema->keyword, word);
}

static void raise_group(struct expander *x, struct level *l, const char *name)
{
	struct source *s;

	vec_each(s, &l->src)
		if (!strcmp(s->group, name))
			s->rank = x->rank;
}

static bool group_exists(const struct cnode *root, const char *name)
{
	const struct cnode *n;

	for (n = root->first; n; n = n->next)
		if (n->schema->flags & SN_GROUPS && !strcmp(n->keys[0], name))
			return true;
	/* every configuration inherits it, whether it says so or not */
	return !strcmp(name, GROUP_DEFAULTS);
}

static const struct cnode *root_of(const struct cnode *n)
{
	while (n->parent)
		n = n->parent;
	return n;
}

/*
 * The name that apply-groups means: "${node}" is this node's own group, the first
 * one's in a cluster where nobody said which this is.
 */
static const char *name_of(const struct cnode *n, const char *value)
{
	if (strcmp(value, "${node}"))
		return value;
	if (node[0] || !cn_path(root_of(n), "chassis", "cluster", NULL))
		return node;
	return "node0";
}

static void check_group(struct expander *x, const struct cnode *n,
			const struct cnode *ref)
{
	struct buf path, stmt;

	if (group_exists(root_of(n), ref->value) || strchr(ref->value, '$'))
		return;
	buf_init(&path);
	buf_init(&stmt);
	buf_puts(&path, n->parent ? "[edit " : "[edit");
	cn_edit_path(n, &path);
	buf_putc(&path, ']');
	diag_stmt(x->d, DIAG_ERROR, path.data, cn_statement(ref, &stmt),
		  "Undefined group: '%s'", ref->value);
	buf_free(&path);
	buf_free(&stmt);
}

/* apply-groups and apply-groups-except of an explicit node. */
static void apply_here(struct expander *x, const struct cnode *n,
		       struct level *l)
{
	const struct cnode *c;
	struct source *s;
	int count = 0;

	for (c = n->first; c && c->schema->order < 0; c = c->next)
		if (is_list_of(c, "apply-groups"))
			count++;
	/* deeper levels outrank all above; earlier names the later ones */
	x->rank += count;
	for (c = n->first; c && c->schema->order < 0; c = c->next) {
		if (c->flags & CN_INACTIVE)
			continue;
		if (is_list_of(c, "apply-groups")) {
			check_group(x, n, c);
			raise_group(x, l, name_of(n, c->value));
			x->rank--;
		} else if (is_list_of(c, "apply-groups-except")) {
			vec_each(s, &l->src)
				if (!strcmp(s->group, c->value))
					s->rank = 0;
		}
	}
	x->rank += count;
}

/*
 * A group may apply others where it speaks: theirs is what it does not say.
 * They come behind all that is applied here, in the order of the groups that
 * apply them; a group that applies itself is applied once.
 */
static void apply_nested(struct expander *x, struct level *l)
{
	const struct cnode *c;
	struct source *s, *g;
	bool more = true;
	int rank = 0;

	while (more) {
		more = false;
		vec_each(s, &l->src) {
			c = s->rank ? s->node->first : NULL;
			for (; c && c->schema->order < 0; c = c->next) {
				if (c->flags & CN_INACTIVE ||
				    !is_list_of(c, "apply-groups"))
					continue;
				check_group(x, s->node, c);
				vec_each(g, &l->src) {
					if (g->rank ||
					    strcmp(g->group, c->value))
						continue;
					g->rank = --rank;
					more = true;
				}
			}
		}
	}
}

/* What the sources of a level say about one of its children. */
static void descend(const struct level *l, const struct cnode *n,
		    struct level *out)
{
	const struct source *s;
	const struct cnode *g;

	vec_each(s, &l->src) {
		g = tree_first(s->node, n->schema);
		for (; g; g = cn_next(g)) {
			if (g->flags & CN_INACTIVE)
				continue;
			if (n->schema->kind == SN_LIST && !entry_matches(g, n))
				continue;
			vec_push(&out->src,
				 ((struct source){ g, s->group, s->rank }));
		}
	}
}

/* ---- merging ---- */

static bool case_taken(const struct cnode *to, const struct snode *s)
{
	const struct cnode *c;

	if (!s->choice)
		return false;
	for (c = to->first; c; c = c->next)
		if (c->schema->choice == s->choice && c->schema->cas != s->cas)
			return true;
	return false;
}

/* A group's child that the level lacks is added; its own children follow
 * when the walk comes to it, because descend() finds them again.
 */
static void inherit_child(struct expander *x, struct cnode *to,
			  const struct cnode *g, const char *group)
{
	struct cnode *n;
	bool made;

	if (g->flags & CN_INACTIVE || has_wildcard(g) || g->schema->order < 0 ||
	    g->schema->flags & SN_UNIVERSAL || case_taken(to, g->schema))
		return;
	if (g->schema->kind == SN_LEAF && tree_find(to, g->schema, NULL, NULL))
		return;
	n = tree_add(x->to, to, g->schema, g->keys, g->value, &made);
	if (!made)
		return;
	n->group = tree_strdup(x->to, group);
	n->line = g->line;
}

static int by_rank(const void *a, const void *b)
{
	const struct source *x = a, *y = b;

	return y->rank - x->rank;
}

static void inherit(struct expander *x, struct cnode *to, struct level *l)
{
	const struct cnode *g;
	const struct source *s;
	struct level sorted = { { 0 } };

	vec_each(s, &l->src)
		if (s->rank)
			vec_push(&sorted.src, *s);
	if (sorted.src.n > 1)
		qsort(sorted.src.v, sorted.src.n, sizeof(*s), by_rank);
	vec_each(s, &sorted.src)
		for (g = s->node->first; g; g = g->next)
			inherit_child(x, to, g, s->group);
	vec_free(&sorted.src);
}

static void copy_mark(struct expander *x, struct cnode *to,
		      const struct cnode *from)
{
	if (x->keep_inactive)
		to->flags |= from->flags & (CN_INACTIVE | CN_PROTECT);
	to->line = from->line;
	if (from->flags & CN_EXPANDED && x->keep_inactive) {
		to->flags |= CN_EXPANDED;
		to->group = tree_strdup(x->to, from->group);
	}
	if (from->comment && x->keep_inactive)
		tree_set_comment(x->to, to, from->comment);
}

static bool is_left_out(const struct expander *x, const struct cnode *n)
{
	if (n->flags & CN_INACTIVE && !x->keep_inactive)
		return true;
	if (n->schema->flags & SN_GROUPS)
		return true;
	if (n->schema->flags & SN_UNIVERSAL && !x->keep_inactive)
		return true;
	return cn_is_void(n);
}

/*
 * @from: the explicit node, NULL below what a group made
 * @to: its image, to be completed
 */
static void expand(struct expander *x, const struct cnode *from,
		   struct cnode *to, struct level *l)
{
	const struct cnode *c;
	struct cnode *n;
	struct level below;
	int rank = x->rank;

	if (from)
		apply_here(x, from, l);
	apply_nested(x, l);
	for (c = from ? from->first : NULL; c; c = c->next) {
		if (is_left_out(x, c))
			continue;
		n = tree_add(x->to, to, c->schema, c->keys, c->value, NULL);
		copy_mark(x, n, c);
	}
	if (l->src.n)
		inherit(x, to, l);
	for (n = to->first; n; n = n->next) {
		if (n->schema->kind != SN_CONTAINER &&
		    n->schema->kind != SN_LIST)
			continue;
		memset(&below, 0, sizeof(below));
		descend(l, n, &below);
		c = from ? tree_find(from, n->schema, n->keys, n->value) : NULL;
		if (c && is_left_out(x, c))
			c = NULL;
		if (c || below.src.n)
			expand(x, c, n, &below);
		vec_free(&below.src);
	}
	x->rank = rank;
}

static void prune(struct tree *t, struct cnode *n)
{
	struct cnode *c, *next;

	for (c = n->first; c; c = next) {
		next = c->next;
		prune(t, c);
		if (cn_is_void(c))
			tree_remove(t, c);
	}
}

static void add_defaults(struct expander *x, const struct schema *s)
{
	struct level l = { { 0 } };

	vec_push(&l.src, ((struct source){ tree_root(schema_defaults(s)),
					   GROUP_DEFAULTS, 1 }));
	expand(x, NULL, tree_root(x->to), &l);
	vec_free(&l.src);
}

/* One pass: groups of @t into a new tree. */
static struct tree *expand_groups(const struct tree *t, bool keep_inactive,
				  struct diag *d)
{
	struct expander x = {
		.to = tree_new(tree_schema(t)),
		.d = d,
		.keep_inactive = keep_inactive,
		.rank = 1,
	};
	const struct cnode *root = tree_root(t), *g;
	struct level l = { { 0 } };

	for (g = root->first; g; g = g->next)
		if (g->schema->flags & SN_GROUPS && !(g->flags & CN_INACTIVE) &&
		    when_holds(g, node, clock_of(NULL)))
			vec_push(&l.src, ((struct source){ g, g->keys[0], 0 }));
	expand(&x, root, tree_root(x.to), &l);
	vec_free(&l.src);
	return x.to;
}

/* Is there anything that names others? */
static bool has_ranges(const struct cnode *n)
{
	const struct cnode *c;

	for (c = n->first; c; c = c->next)
		if (c->schema->flags & SN_EXPANDS &&
		    !(c->schema->flags & SN_GROUPS) &&
		    (c->schema->expands || has_ranges(c)))
			return true;
	return false;
}

struct tree *group_expand(const struct tree *t, bool keep_inactive,
			  bool defaults, struct diag *d)
{
	struct tree *ranged = NULL, *to;
	struct expander x;

	/* first, so that groups find what ranges name */
	if (has_ranges(tree_root(t))) {
		ranged = tree_dup(t);
		range_expand(ranged, tree_root(ranged), false, d);
	}
	to = expand_groups(ranged ? ranged : t, keep_inactive, d);
	tree_free(ranged);
	/* again, for those that groups made or completed */
	if (has_ranges(tree_root(to)))
		range_expand(to, tree_root(to), true, d);
	if (defaults) {
		x = (struct expander){ .to = to, .d = d, .rank = 1 };
		add_defaults(&x, tree_schema(t));
	}
	range_collect(to, tree_root(to), keep_inactive);
	if (!keep_inactive)
		range_forget(to, tree_root(to));
	prune(to, tree_root(to));
	return to;
}

struct tree *conf_effective(const struct tree *t, struct diag *d)
{
	return group_expand(t, false, true, d);
}
