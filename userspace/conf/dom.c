// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Elements to tree.  Names are those of the grammar (XML and JSON know no
 * CLI words); the keys of an instance are elements inside it, anywhere.  An
 * element that does not fit is reported with its place and left out with all
 * it holds; the rest goes on.
 */
#include "conf/dom.h"

#include <ctype.h>
#include <string.h>

#include "conf/lex.h"
#include "conf/path.h"
#include "lib/arena.h"
#include "lib/buf.h"

struct applier {
	struct tree *t;
	const char *file;
	struct diag *d;
	struct arena *arena;
	bool in_group;
};

struct dom *dom_new(struct arena *a, struct dom *parent, const char *name,
		    int line, int col)
{
	struct dom *n = arena_new_obj(a, struct dom);

	n->name = name;
	n->line = line;
	n->col = col;
	if (parent) {
		if (parent->last)
			parent->last->next = n;
		else
			parent->first = n;
		parent->last = n;
	}
	return n;
}

static void fault(struct applier *x, const struct dom *e, const char *text)
{
	diag_at(x->d, DIAG_ERROR, x->file, e->line, e->col, "%s: %s", text,
		e->name);
}

/* Without the control characters that the other forms cannot hold. */
static const char *clean(struct applier *x, const char *value)
{
	char *copy = arena_strdup(x->arena, value), *out = copy;

	for (; *value; value++)
		if (lex_is_text((unsigned char)*value))
			*out++ = *value;
	*out = '\0';
	return copy;
}

/* The value in normal form, or NULL and a fault. */
static const char *value_of(struct applier *x, const struct snode *s,
			    const struct dom *e)
{
	const char *value = clean(x, e->value ? e->value : ""), *msg, *out;
	struct buf b;

	if (s->flags & SN_EMPTY)
		return "";
	if (x->in_group && path_is_pattern(value) && !(s->flags & SN_SECRET))
		return value;
	buf_init(&b);
	msg = snode_check_value(s, value, &b);
	out = msg ? NULL : arena_strdup(x->arena, b.data);
	buf_free(&b);
	if (msg)
		diag_at(x->d, DIAG_ERROR, x->file, e->line, e->col, "%s: %s",
			msg, value);
	return out;
}

static const struct dom *child_named(const struct dom *e, const char *name)
{
	const struct dom *c;

	for (c = e->first; c; c = c->next)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

static bool take_keys(struct applier *x, const struct snode *s,
		      const struct dom *e, const char **keys)
{
	const struct dom *k;
	size_t i;

	for (i = 0; i < s->nkey; i++) {
		k = child_named(e, s->key[i]->name);
		if (!snode_key_given(s, i, keys)) {
			keys[i] = "";
			continue;
		}
		if (!k) {
			diag_at(x->d, DIAG_ERROR, x->file, e->line, e->col,
				"missing <%s>: %s", s->key[i]->name, e->name);
			return false;
		}
		keys[i] = value_of(x, s->key[i], k);
		if (!keys[i])
			return false;
	}
	return true;
}

static void set_marks(struct applier *x, struct cnode *n, const struct dom *e)
{
	if (e->marks & DOM_INACTIVE)
		n->flags |= CN_INACTIVE;
	if (e->marks & DOM_ACTIVE)
		n->flags &= ~(unsigned int)CN_INACTIVE;
	if (e->marks & DOM_PROTECT)
		n->flags |= CN_PROTECT;
	if (e->marks & DOM_UNPROTECT)
		n->flags &= ~(unsigned int)CN_PROTECT;
	/* the annotation of a leaf-list is its first value's */
	if (e->comment)
		tree_set_comment(x->t,
				 n->schema->kind == SN_LEAFLIST ?
					 tree_first(n->parent, n->schema) :
					 n,
				 e->comment);
	if (e->comment && e->marks & DOM_LIST && snode_shares_brace(n->schema))
		n->flags |= CN_ABOVE;
	n->line = e->line;
}

static const struct snode *find(const struct applier *x, const struct cnode *at,
				const char *name)
{
	const struct snode *s = snode_child_named(at->schema, name);

	if (s && s->flags & SN_KEY)
		return NULL;
	return s ? s : schema_universal(tree_schema(x->t), at->schema, name);
}

static bool is_key(const struct cnode *at, const char *name)
{
	size_t i;

	for (i = 0; i < at->schema->nkey; i++)
		if (!strcmp(at->schema->key[i]->name, name))
			return true;
	return false;
}

static void remove_it(struct applier *x, struct cnode *at,
		      const struct snode *s, const char *const *keys,
		      const struct dom *e)
{
	struct cnode *n;

	if (s->kind == SN_LEAFLIST && !e->value) {
		while ((n = tree_first(at, s)))
			tree_remove(x->t, n);
		return;
	}
	n = tree_find(at, s, keys, e->value ? e->value : "");
	if (n)
		tree_remove(x->t, n);
}

static void apply_children(struct applier *x, struct cnode *at,
			   const struct dom *e);

static void apply(struct applier *x, struct cnode *at, const struct dom *e)
{
	const struct snode *s = find(x, at, e->name);
	const char *keys[4] = { NULL }, *value = NULL;
	bool group = x->in_group;
	struct cnode *n;

	if (!s) {
		if (!is_key(at, e->name))
			fault(x, e, "syntax error");
		return;
	}
	if (s->kind == SN_LIST && !take_keys(x, s, e, keys))
		return;
	if (e->marks & (DOM_DELETE | DOM_REPLACE))
		remove_it(x, at, s, keys, e);
	if (e->marks & DOM_DELETE)
		return;
	if (s->kind == SN_LEAF || s->kind == SN_LEAFLIST) {
		value = value_of(x, s, e);
		if (!value)
			return;
	}
	n = tree_add(x->t, at, s, keys, value, NULL);
	set_marks(x, n, e);
	x->in_group |= s->flags & SN_GROUPS;
	if (s->kind == SN_CONTAINER || s->kind == SN_LIST)
		apply_children(x, n, e);
	x->in_group = group;
}

static void apply_children(struct applier *x, struct cnode *at,
			   const struct dom *e)
{
	const struct dom *c;

	for (c = e->first; c; c = c->next)
		apply(x, at, c);
}

void dom_apply(struct tree *t, struct cnode *at, const struct dom *doc,
	       const char *file, struct diag *d)
{
	struct applier x = {
		.t = t,
		.file = file,
		.d = d,
		.in_group = cn_in_group(at),
	};

	x.arena = arena_new();
	apply_children(&x, at, doc);
	arena_free(x.arena);
}
