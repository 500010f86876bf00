// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The configuration tree.  Children hang in one list in the order in which
 * Junos shows them: statements in the order of the grammar, instances of a
 * list and values of a leaf-list in the order of the user.  Nodes with more
 * than a few children have an index: a hash by statement and keys, and the
 * last child of each statement, so that lookup and append cost the same for
 * ten children and ten thousand.
 *
 * All memory is the arena's.  A removed node's memory is lost until the tree
 * dies; a candidate that is edited for long is renewed by tree_dup() at each
 * commit.
 *
 * Invariants: children sorted by schema->order; at most one node for a
 * container or leaf; list entries and leaf-list values unique by keys or
 * value; of one choice only one case is there.
 */
#include "conf/tree.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "conf/expression.h"
#include "conf/lex.h"
#include "lib/arena.h"
#include "lib/buf.h"
#include "lib/map.h"

#define INDEX_FROM 12 /* children */

struct tree {
	struct arena *arena;
	const struct schema *schema;
	struct cnode *root;
};

struct index {
	struct cnode **slot; /* open addressing, linear probing */
	size_t n, cap;
	struct cnode **tail; /* by order, from SNODE_FIRST_ORDER */
	size_t ntail;
};

/* ---- index ---- */

static unsigned int hash_of(const struct snode *s, const char *const *keys,
			    const char *value)
{
	unsigned int h = (unsigned int)((uintptr_t)s >> 4) * 2654435761u;
	size_t i;

	if (s->kind == SN_LIST)
		for (i = 0; i < s->nkey; i++)
			h = h * 31 + str_hash(keys[i]);
	else if (s->kind == SN_LEAFLIST)
		h = h * 31 + str_hash(value);
	return h ^ h >> 15;
}

static unsigned int hash_node(const struct cnode *n)
{
	return hash_of(n->schema, n->keys, n->value);
}

static bool same(const struct cnode *n, const struct snode *s,
		 const char *const *keys, const char *value)
{
	size_t i;

	if (n->schema != s)
		return false;
	if (s->kind == SN_LEAFLIST)
		return !strcmp(n->value, value);
	if (s->kind == SN_LIST)
		for (i = 0; i < s->nkey; i++)
			if (strcmp(n->keys[i], keys[i]))
				return false;
	return true;
}

static void index_insert(struct index *x, struct cnode *n)
{
	size_t i = hash_node(n) & (x->cap - 1);

	while (x->slot[i])
		i = (i + 1) & (x->cap - 1);
	x->slot[i] = n;
	x->n++;
}

static void index_add(struct tree *t, struct index *x, struct cnode *n)
{
	struct cnode **old = x->slot;
	size_t i, cap = x->cap;

	if ((x->n + 1) * 3 > x->cap * 2) {
		x->cap *= 2;
		x->n = 0;
		x->slot = arena_new_array(t->arena, struct cnode *, x->cap);
		for (i = 0; i < cap; i++)
			if (old[i])
				index_insert(x, old[i]);
	}
	index_insert(x, n);
}

static void index_del(struct index *x, const struct cnode *n)
{
	size_t mask = x->cap - 1, hole = hash_node(n) & mask, i, home;

	while (x->slot[hole] != n)
		hole = (hole + 1) & mask;
	for (i = (hole + 1) & mask; x->slot[i]; i = (i + 1) & mask) {
		home = hash_node(x->slot[i]) & mask;
		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		x->slot[hole] = x->slot[i];
		hole = i;
	}
	x->slot[hole] = NULL;
	x->n--;
}

static struct cnode **tail_of(struct index *x, const struct snode *s)
{
	return &x->tail[s->order - SNODE_FIRST_ORDER];
}

/* One more than the last order; with the root's children some are left out. */
static size_t orders(const struct snode *s)
{
	size_t n = s->nchild, last;

	if (!n)
		return 0;
	last = (size_t)s->child[n - 1]->order + 1;
	return last > n ? last : n;
}

static void index_build(struct tree *t, struct cnode *parent)
{
	struct index *x = arena_new_obj(t->arena, struct index);
	struct cnode *n;

	x->cap = 64;
	x->slot = arena_new_array(t->arena, struct cnode *, x->cap);
	x->ntail = orders(parent->schema) - SNODE_FIRST_ORDER;
	x->tail = arena_new_array(t->arena, struct cnode *, x->ntail);
	for (n = parent->first; n; n = n->next) {
		index_add(t, x, n);
		*tail_of(x, n->schema) = n;
	}
	parent->index = x;
}

static struct cnode *index_find(const struct index *x, const struct snode *s,
				const char *const *keys, const char *value)
{
	size_t i = hash_of(s, keys, value) & (x->cap - 1);

	for (; x->slot[i]; i = (i + 1) & (x->cap - 1))
		if (same(x->slot[i], s, keys, value))
			return x->slot[i];
	return NULL;
}

/* ---- trees ---- */

struct tree *tree_new(const struct schema *s)
{
	struct tree *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	t->arena = arena_new();
	t->schema = s;
	t->root = arena_new_obj(t->arena, struct cnode);
	t->root->schema = schema_config(s);
	t->root->value = "";
	return t;
}

void tree_free(struct tree *t)
{
	if (!t)
		return;
	arena_free(t->arena);
	free(t);
}

struct cnode *tree_root(const struct tree *t)
{
	return t->root;
}

const struct schema *tree_schema(const struct tree *t)
{
	return t->schema;
}

size_t tree_bytes(const struct tree *t)
{
	return arena_bytes(t->arena);
}

char *tree_strdup(struct tree *t, const char *s)
{
	return arena_strdup(t->arena, s);
}

/* ---- finding ---- */

struct cnode *tree_find(const struct cnode *parent, const struct snode *s,
			const char *const *keys, const char *value)
{
	struct cnode *n;

	if (!parent)
		return NULL;
	if (parent->index)
		return index_find(parent->index, s, keys, value);
	for (n = parent->first; n; n = n->next)
		if (same(n, s, keys, value))
			return n;
	return NULL;
}

struct cnode *tree_first(const struct cnode *parent, const struct snode *s)
{
	struct cnode *n;
	struct index *x;
	int i;

	if (!parent)
		return NULL;
	x = parent->index;
	if (!x) {
		for (n = parent->first; n; n = n->next)
			if (n->schema == s)
				return n;
		return NULL;
	}
	if (!*tail_of(x, s))
		return NULL;
	/* it follows the last child of the nearest statement before it */
	for (i = s->order - SNODE_FIRST_ORDER - 1; i >= 0; i--)
		if (x->tail[i])
			return x->tail[i]->next;
	return parent->first;
}

/* ---- linking ---- */

/* The child after which a new one of this statement goes; NULL: first. */
static struct cnode *place(const struct cnode *parent, const struct snode *s)
{
	struct index *x = parent->index;
	struct cnode *n;
	int i;

	if (x) {
		for (i = s->order - SNODE_FIRST_ORDER; i >= 0; i--)
			if (x->tail[i])
				return x->tail[i];
		return NULL;
	}
	for (n = parent->last; n; n = n->prev)
		if (n->schema->order <= s->order)
			return n;
	return NULL;
}

static void link_after(struct cnode *parent, struct cnode *n,
		       struct cnode *prev)
{
	n->parent = parent;
	n->prev = prev;
	n->next = prev ? prev->next : parent->first;
	if (n->next)
		n->next->prev = n;
	else
		parent->last = n;
	if (prev)
		prev->next = n;
	else
		parent->first = n;
}

static void unlink_node(struct cnode *n)
{
	struct cnode *parent = n->parent;
	struct index *x = parent->index;

	if (x && *tail_of(x, n->schema) == n)
		*tail_of(x, n->schema) =
			n->prev && n->prev->schema == n->schema ? n->prev :
								  NULL;
	if (n->prev)
		n->prev->next = n->next;
	else
		parent->first = n->next;
	if (n->next)
		n->next->prev = n->prev;
	else
		parent->last = n->prev;
	n->prev = n->next = NULL;
}

static void maybe_index(struct tree *t, struct cnode *parent)
{
	const struct cnode *n;
	int count = 0;

	for (n = parent->first; n && count <= INDEX_FROM; n = n->next)
		count++;
	if (count > INDEX_FROM)
		index_build(t, parent);
}

static void attach(struct tree *t, struct cnode *parent, struct cnode *n)
{
	link_after(parent, n, place(parent, n->schema));
	if (parent->index) {
		index_add(t, parent->index, n);
		*tail_of(parent->index, n->schema) = n;
	} else {
		maybe_index(t, parent);
	}
}

static void drop_other_cases(struct tree *t, struct cnode *parent,
			     const struct snode *s)
{
	struct cnode *n, *next;

	if (!s->choice)
		return;
	for (n = parent->first; n; n = next) {
		next = n->next;
		if (n->schema->choice == s->choice && n->schema->cas != s->cas)
			tree_remove(t, n);
	}
}

static const char **dup_keys(struct tree *t, const struct snode *s,
			     const char *const *keys)
{
	const char **out;
	size_t i;

	if (s->kind != SN_LIST)
		return NULL;
	out = arena_new_array(t->arena, const char *, s->nkey);
	for (i = 0; i < s->nkey; i++)
		out[i] = arena_strdup(t->arena, keys[i]);
	return out;
}

struct cnode *tree_add(struct tree *t, struct cnode *parent,
		       const struct snode *s, const char *const *keys,
		       const char *value, bool *made)
{
	struct cnode *n = tree_find(parent, s, keys, value);

	if (made)
		*made = !n;
	if (n) {
		if (s->kind == SN_LEAF && value && strcmp(n->value, value))
			n->value = arena_strdup(t->arena, value);
		if (cn_is_void(n)) {
			/* nobody could see its marks */
			n->flags = 0;
			n->comment = NULL;
		}
		return n;
	}
	drop_other_cases(t, parent, s);
	n = arena_new_obj(t->arena, struct cnode);
	n->schema = s;
	n->keys = dup_keys(t, s, keys);
	n->value = value && *value ? arena_strdup(t->arena, value) : "";
	attach(t, parent, n);
	return n;
}

/* The annotation of a leaf-list stays with its first value. */
static void pass_comment(struct cnode *from, struct cnode *to)
{
	if (!to || from == to || from->schema->kind != SN_LEAFLIST ||
	    to->schema != from->schema || !from->comment)
		return;
	to->comment = from->comment;
	from->comment = NULL;
}

void tree_remove(struct tree *t, struct cnode *n)
{
	if (!n->parent)
		return;
	pass_comment(n, n->next);
	if (n->parent->index)
		index_del(n->parent->index, n);
	unlink_node(n);
	n->parent = NULL;
}

void tree_clear(struct tree *t, struct cnode *n)
{
	n->first = n->last = NULL;
	n->index = NULL;
}

void tree_move(struct cnode *n, struct cnode *sibling, bool after)
{
	struct cnode *parent = n->parent;
	struct index *x = parent->index;

	if (n == sibling)
		return;
	pass_comment(n, n->next);
	unlink_node(n);
	link_after(parent, n, after ? sibling : sibling->prev);
	if (n->next)
		pass_comment(n->next, n);
	if (x && (!n->next || n->next->schema != n->schema))
		*tail_of(x, n->schema) = n;
}

void tree_rename(struct tree *t, struct cnode *n, const char *const *keys,
		 const char *value)
{
	struct index *x = n->parent->index;

	if (x)
		index_del(x, n);
	if (n->schema->kind == SN_LIST)
		n->keys = dup_keys(t, n->schema, keys);
	else
		n->value = arena_strdup(t->arena, value);
	if (x)
		index_add(t, x, n);
}

/* Annotations are kept so that every form can hold them. */
void tree_set_comment(struct tree *t, struct cnode *n, const char *comment)
{
	const char *p = comment ? comment : "";
	char *text, *out;

	text = out = arena_alloc(t->arena, strlen(p) * 2 + 1);
	for (; *p; p++) {
		if (!lex_is_text((unsigned char)*p) ||
		    (out == text && isspace((unsigned char)*p)))
			continue;
		if (*p == '/' && out > text && out[-1] == '*')
			*out++ = ' ';
		*out++ = *p;
	}
	while (out > text && isspace((unsigned char)out[-1]))
		*--out = '\0';
	n->comment = *text ? text : NULL;
}

/* ---- copying and comparing ---- */

static void copy_marks(struct tree *t, struct cnode *to,
		       const struct cnode *from)
{
	to->flags |= from->flags;
	to->line = from->line;
	if (from->comment)
		to->comment = arena_strdup(t->arena, from->comment);
	if (from->group)
		to->group = arena_strdup(t->arena, from->group);
	if (from->note)
		to->note = arena_strdup(t->arena, from->note);
}

static void copy_children(struct tree *t, struct cnode *to,
			  const struct cnode *from)
{
	const struct cnode *c;

	for (c = from->first; c; c = c->next)
		tree_copy(t, to, c);
}

struct cnode *tree_copy(struct tree *t, struct cnode *parent,
			const struct cnode *from)
{
	struct cnode *n;

	n = tree_add(t, parent, from->schema, from->keys, from->value, NULL);
	copy_marks(t, n, from);
	copy_children(t, n, from);
	return n;
}

struct tree *tree_dup(const struct tree *t)
{
	struct tree *d = tree_new(t->schema);

	copy_marks(d, d->root, t->root);
	copy_children(d, d->root, t->root);
	return d;
}

static bool equal_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static const struct cnode *solid(const struct cnode *n)
{
	while (n && cn_is_void(n))
		n = n->next;
	return n;
}

#define SHOWN_FLAGS (CN_INACTIVE | CN_PROTECT)

bool cn_equal(const struct cnode *a, const struct cnode *b)
{
	const struct cnode *x, *y;

	if (!same(a, b->schema, b->keys, b->value) ||
	    (a->flags ^ b->flags) & SHOWN_FLAGS ||
	    !equal_text(a->comment, b->comment))
		return false;
	if (a->schema->kind == SN_LEAF && strcmp(a->value, b->value))
		return false;
	x = solid(a->first);
	y = solid(b->first);
	for (; x && y; x = solid(x->next), y = solid(y->next))
		if (!cn_equal(x, y))
			return false;
	return !x && !y;
}

bool tree_equal(const struct tree *a, const struct tree *b)
{
	return cn_equal(a->root, b->root);
}

/* ---- reading ---- */

static const struct snode *word_schema(const struct cnode *n, const char *word)
{
	size_t i;

	/* values without keyword are asked for by their YANG name */
	for (i = 0; i < n->schema->nbare; i++)
		if (!strcmp(n->schema->bare[i]->name, word) ||
		    !strcmp(n->schema->bare[i]->keyword, word))
			return n->schema->bare[i];
	return snode_child(n->schema, word);
}

struct cnode *cn_child(const struct cnode *n, const char *word)
{
	return cn_first(n, word);
}

struct cnode *cn_entry(const struct cnode *n, const char *word,
		       const char *key1, const char *key2)
{
	const char *keys[2] = { key1, key2 };
	const struct snode *s = n ? word_schema(n, word) : NULL;

	if (!s || s->kind != SN_LIST || !key1 || s->nkey > 2 ||
	    (s->nkey == 2 && !key2))
		return NULL;
	return tree_find(n, s, keys, NULL);
}

struct cnode *cn_path(const struct cnode *n, ...)
{
	struct cnode *at = NULL;
	const char *word;
	va_list ap;

	va_start(ap, n);
	while (n && (word = va_arg(ap, const char *)))
		n = at = cn_child(n, word);
	va_end(ap);
	return at;
}

const char *cn_value(const struct cnode *n, const char *word)
{
	const struct cnode *c = cn_first(n, word);

	return c ? c->value : NULL;
}

bool cn_has(const struct cnode *n, const char *word)
{
	return cn_first(n, word);
}

long cn_number(const struct cnode *n, const char *word, long dflt)
{
	const char *v = cn_value(n, word);

	return v && *v ? strtol(v, NULL, 10) : dflt;
}

const char *cn_key(const struct cnode *n, size_t i)
{
	return n && n->keys && i < n->schema->nkey ? n->keys[i] : NULL;
}

struct cnode *cn_first(const struct cnode *n, const char *word)
{
	const struct snode *s = n ? word_schema(n, word) : NULL;

	return s ? tree_first(n, s) : NULL;
}

struct cnode *cn_next(const struct cnode *n)
{
	if (!n || !n->next || n->next->schema != n->schema)
		return NULL;
	return n->next;
}

bool cn_is_void(const struct cnode *n)
{
	const struct snode *s = n->schema;
	const struct cnode *c;

	if (n->flags & CN_DENIED)
		return false;
	if (s->kind == SN_LIST ? !(n->flags & CN_GHOST) :
				 s->kind != SN_CONTAINER ||
					 s->flags & SN_PRESENCE || !s->nchild)
		return false;
	for (c = n->first; c; c = c->next)
		if (!cn_is_void(c))
			return false;
	return true;
}

bool cn_in_group(const struct cnode *n)
{
	for (; n; n = n->parent)
		if (n->schema->flags & SN_GROUPS)
			return true;
	return false;
}

int cn_depth(const struct cnode *n)
{
	int depth = 0;

	for (; n && n->parent; n = n->parent)
		depth++;
	return depth;
}

/* ---- naming ---- */

static void add_word(struct buf *out, const char *word)
{
	if (out->len && out->data[out->len - 1] != ' ' &&
	    out->data[out->len - 1] != '[')
		buf_putc(out, ' ');
	buf_puts(out, word);
}

static void add_value(struct buf *out, const char *word)
{
	add_word(out, "");
	word_quote(out, word);
}

const char *cn_statement(const struct cnode *n, struct buf *out)
{
	const struct snode *s = n->schema;
	size_t i;

	if (!(s->flags & SN_NOKEYWORD))
		add_word(out, s->keyword);
	if (s->kind == SN_LIST)
		for (i = 0; i < s->nkey; i++) {
			if (!snode_key_given(s, i, n->keys))
				continue;
			if (snode_key_named(s, i))
				add_word(out, s->key[i]->keyword);
			add_value(out, n->keys[i]);
		}
	if ((s->kind == SN_LEAF && !(s->flags & SN_EMPTY)) ||
	    s->kind == SN_LEAFLIST) {
		add_word(out, "");
		expression_quote(s, n->value, out);
	}
	return out->data;
}

static void add_path(const struct cnode *n, struct buf *out)
{
	if (!n->parent)
		return;
	add_path(n->parent, out);
	cn_statement(n, out);
}

const char *cn_edit_path(const struct cnode *n, struct buf *out)
{
	add_path(n, out);
	return out->data;
}
