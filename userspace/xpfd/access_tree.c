// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Both walks carry the area of a statement and, when the class has regular
 * expressions, its words.  Below `groups` the words are also tried without
 * the group's own: what may not be written at its place may not be inherited
 * into it; and a wildcard, which could stand for anything, is denied to those
 * to whom some statement is.
 */
#include "xpfd/access_tree.h"

#include <string.h>

#include "conf/conf.h"
#include "conf/secret.h"
#include "lib/buf.h"

struct walk {
	const struct login *l;
	const struct areas *a;
	struct tree *t;
	struct buf path;
	size_t group; /* where the words below the group begin; 0: none */
	bool words, marks;
	struct buf *denied;
	int count;
};

static void truncate_to(struct buf *b, size_t len)
{
	b->len = len;
	b->data[len] = '\0';
}

void access_words(const struct cnode *n, struct buf *path)
{
	const struct snode *s = n->schema;
	const char *sep = path->len ? " " : "";
	size_t i;

	if (!(s->flags & SN_NOKEYWORD)) {
		buf_printf(path, "%s%s", sep, s->keyword);
		sep = " ";
	}
	for (i = 0; s->kind == SN_LIST && i < s->nkey; i++) {
		if (i && !(s->key[i]->flags & SN_NOKEYWORD))
			buf_printf(path, " %s", s->key[i]->keyword);
		buf_printf(path, "%s%s", sep, n->keys[i]);
		sep = " ";
	}
	if ((s->kind == SN_LEAF || s->kind == SN_LEAFLIST) && *n->value &&
	    !(s->flags & SN_SECRET))
		buf_printf(path, "%s%s", sep, n->value);
}

struct area access_area(const struct areas *a, const struct cnode *n)
{
	if (!n->parent)
		return area_top(a);
	return area_of(a, n->schema, access_area(a, n->parent));
}

/* ---- one statement ---- */

static bool ask(const struct walk *w, struct area area,
		bool (*may)(const struct login *, struct area, const char *))
{
	const char *below;

	if (!may(w->l, area, w->path.data))
		return false;
	if (!w->words || !w->group || w->path.len <= w->group)
		return true;
	below = w->path.data + w->group + 1;
	if (w->l->statement.deny.text && strchr(below, '<'))
		return false;
	return may(w->l, area, below);
}

static bool sees(const struct walk *w, struct area area)
{
	return ask(w, area, login_sees);
}

/* A mere container is what is in it. */
static bool says_nothing(const struct cnode *n)
{
	return n->schema->kind == SN_CONTAINER &&
	       !(n->schema->flags & SN_PRESENCE) && !n->comment &&
	       !(n->flags & (CN_INACTIVE | CN_PROTECT)) && n->first;
}

static bool changes(const struct walk *w, const struct cnode *n,
		    struct area area)
{
	if (!w->l)
		return false;
	if (n->schema->flags & SN_SECRET && !login_changes_secrets(w->l))
		return false;
	return ask(w, area, login_changes);
}

/* Into a node; what leave() needs is returned in @len and @group. */
static void enter(struct walk *w, const struct cnode *n, size_t *len,
		  size_t *group)
{
	*len = w->path.len;
	*group = w->group;
	if (w->words)
		access_words(n, &w->path);
	if (n->schema->flags & SN_GROUPS)
		w->group = w->path.len;
}

static void leave(struct walk *w, size_t len, size_t group)
{
	truncate_to(&w->path, len);
	w->group = group;
}

/* The words of everything above a node and of itself. */
static void enter_all(struct walk *w, const struct cnode *n)
{
	size_t len, group;

	if (!n->parent)
		return;
	enter_all(w, n->parent);
	enter(w, n, &len, &group);
}

bool access_node_sees(const struct login *l, const struct areas *a,
		      const struct cnode *n)
{
	struct walk w = { .l = l, .a = a, .words = login_wants_paths(l) };
	bool yes;

	buf_init(&w.path);
	enter_all(&w, n);
	yes = sees(&w, access_area(a, n));
	buf_free(&w.path);
	return yes;
}

/* ---- what may be seen ---- */

static void hide_secret(struct walk *w, struct cnode *n)
{
	struct buf b;

	if (!(n->schema->flags & SN_SECRET) || n->schema->flags & SN_EMPTY ||
	    login_sees_secrets(w->l))
		return;
	buf_init(&b);
	secret_hide(n->value, &b);
	n->value = tree_strdup(w->t, b.data);
	buf_free(&b);
}

static bool prune(struct walk *w, struct cnode *n, struct area area);

static bool prune_children(struct walk *w, struct cnode *n, struct area area)
{
	struct cnode *c, *next;
	bool any = false;

	for (c = n->first; c; c = next) {
		next = c->next;
		if (prune(w, c, area))
			any = true;
	}
	return any;
}

/* Instances are known by name only to those who may see them. */
static void take_away(struct walk *w, struct cnode *n, bool was_void)
{
	if (!w->marks || n->schema->kind == SN_LIST || was_void ||
	    n->schema->kind == SN_LEAFLIST) {
		tree_remove(w->t, n);
		return;
	}
	tree_clear(w->t, n);
	n->value = "";
	n->comment = NULL;
	n->flags = CN_DENIED;
}

/* May it or something in it be seen?  The rest is gone. */
static bool prune(struct walk *w, struct cnode *n, struct area above)
{
	struct area area = area_of(w->a, n->schema, above);
	bool self, any, was_void = cn_is_void(n);
	size_t len, group;

	enter(w, n, &len, &group);
	self = sees(w, area);
	any = prune_children(w, n, area);
	leave(w, len, group);
	if (!self && !any)
		take_away(w, n, was_void);
	else
		hide_secret(w, n);
	return self || any;
}

static struct cnode *chain(struct tree *t, const struct cnode *n)
{
	if (!n->parent)
		return tree_root(t);
	return tree_add(t, chain(t, n->parent), n->schema, n->keys, n->value,
			NULL);
}

static struct cnode *copy_of(struct tree *t, const struct cnode *n)
{
	const struct cnode *c;

	if (n->parent)
		return tree_copy(t, chain(t, n->parent), n);
	for (c = n->first; c; c = c->next)
		tree_copy(t, tree_root(t), c);
	return tree_root(t);
}

struct tree *access_copy(const struct login *l, const struct areas *a,
			 const struct tree *t, const struct cnode *n,
			 bool marks, struct cnode **out)
{
	struct walk w = {
		.l = l,
		.a = a,
		.t = tree_new(tree_schema(t)),
		.marks = marks,
		.words = login_wants_paths(l),
	};

	buf_init(&w.path);
	*out = copy_of(w.t, n);
	if (!n->parent) {
		prune_children(&w, *out, area_top(a));
	} else {
		w.marks = false;
		enter_all(&w, n->parent);
		if (!prune(&w, *out, access_area(a, n->parent)))
			*out = NULL;
	}
	buf_free(&w.path);
	return w.t;
}

/* ---- what may be changed ---- */

static void deny(struct walk *w)
{
	if (w->count++ < 100)
		buf_printf(w->denied, "%s\n", w->path.data);
}

static bool may_change_all(struct walk *w, const struct cnode *n,
			   struct area above)
{
	struct area area = area_of(w->a, n->schema, above);
	const struct cnode *c;
	size_t len, group;
	bool yes;

	enter(w, n, &len, &group);
	yes = cn_is_void(n) || says_nothing(n) || changes(w, n, area);
	for (c = n->first; c && yes; c = c->next)
		yes = may_change_all(w, c, area);
	leave(w, len, group);
	return yes;
}

static const struct cnode *twin(const struct cnode *parent,
				const struct cnode *n)
{
	if (!parent)
		return NULL;
	return tree_find(parent, n->schema, n->keys, n->value);
}

#define MARKS (CN_INACTIVE | CN_PROTECT | CN_ABOVE)

static bool differs(const struct cnode *a, const struct cnode *b)
{
	const char *x = a->comment ? a->comment : "";
	const char *y = b->comment ? b->comment : "";

	return (a->flags ^ b->flags) & MARKS || strcmp(a->value, b->value) ||
	       strcmp(x, y);
}

static void put_back(struct walk *w, struct cnode *n, const struct cnode *old)
{
	n->flags = (n->flags & ~(unsigned int)MARKS) | (old->flags & MARKS);
	n->value = tree_strdup(w->t, old->value);
	tree_set_comment(w->t, n, old->comment);
}

static void undo_children(struct walk *w, struct cnode *n,
			  const struct cnode *old, struct area area);

/* A statement that is there now, and perhaps was before. */
static void undo_node(struct walk *w, struct cnode *n, const struct cnode *old,
		      struct area above)
{
	struct area area = area_of(w->a, n->schema, above);
	size_t len, group;
	bool gone = false;

	enter(w, n, &len, &group);
	if (!old && !cn_is_void(n) && !(w->l && says_nothing(n)) &&
	    !changes(w, n, area)) {
		deny(w);
		gone = true;
	} else if (old && differs(n, old) && !changes(w, n, area)) {
		deny(w);
		put_back(w, n, old);
	}
	if (!gone)
		undo_children(w, n, old, area);
	leave(w, len, group);
	if (gone)
		tree_remove(w->t, n);
}

/* One that was there and is not any more. */
static void undo_removal(struct walk *w, struct cnode *parent,
			 const struct cnode *old, struct area area)
{
	size_t len, group;

	if (cn_is_void(old) || may_change_all(w, old, area))
		return;
	enter(w, old, &len, &group);
	deny(w);
	leave(w, len, group);
	tree_copy(w->t, parent, old);
}

/* Order means something: those that both have stand as they stood. */
static bool in_order(const struct cnode *n, const struct cnode *old)
{
	const struct cnode *a = n->first, *b = old->first;

	for (;;) {
		while (a && !(a->schema->flags & SN_ORDERED && twin(old, a)))
			a = a->next;
		while (b && !(b->schema->flags & SN_ORDERED && twin(n, b)))
			b = b->next;
		if (!a || !b)
			return !a && !b;
		if (twin(n, b) != a)
			return false;
		a = a->next;
		b = b->next;
	}
}

static void reorder(struct cnode *n, const struct cnode *old)
{
	struct cnode *last = NULL, *c;
	const struct cnode *b;

	for (b = old->first; b; b = b->next) {
		c = b->schema->flags & SN_ORDERED ?
			    tree_find(n, b->schema, b->keys, b->value) :
			    NULL;
		if (c && last && last->schema == c->schema)
			tree_move(c, last, true);
		if (c)
			last = c;
	}
}

static void undo_children(struct walk *w, struct cnode *n,
			  const struct cnode *old, struct area area)
{
	const struct cnode *o;
	struct cnode *c, *next;

	for (c = n->first; c; c = next) {
		next = c->next;
		undo_node(w, c, twin(old, c), area);
	}
	if (!old)
		return;
	for (o = old->first; o; o = o->next)
		if (!twin(n, o))
			undo_removal(w, n, o, area);
	if (!in_order(n, old) && !changes(w, n, area)) {
		deny(w);
		reorder(n, old);
	}
}

int access_undo(const struct login *l, const struct areas *a, struct tree *now,
		const struct tree *before, struct buf *denied)
{
	struct walk w = {
		.l = l,
		.a = a,
		.t = now,
		.words = true,
		.denied = denied,
	};

	buf_init(&w.path);
	undo_children(&w, tree_root(now), tree_root(before), area_top(a));
	buf_free(&w.path);
	return w.count;
}
