// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * `show | compare`: the difference of two trees as a patch.  For each level
 * that changed a banner, [edit PATH], then lines that begin with a sign:
 *
 *	-	was there	+	is there now
 *	!	was marked (inactive:, active:, protect:, unprotect:) or moved
 *	blank	context: the statement after which the next line stands
 *
 * Text behind the sign is indented by the depth of the level in the grammar
 * - containers and instances, not words - plus one for a value, two for a
 * statement that has children, three for a mark.  A list under one brace has
 * its word in the banner but not in the depth; the word of a container like
 * `family` stands before its children.
 *
 * In a list whose order means something an added instance shows its
 * predecessor; elsewhere only if it does not stand at the end, and its
 * successor if it stands first.  An instance moved if its predecessor is another one; those that follow it unchanged
 * move with it.  load patch (patch.c) reads exactly this.
 */
#include <string.h>

#include "conf/conf.h"
#include "conf/print.h"
#include "lib/buf.h"
#include "lib/map.h"

struct differ {
	struct buf *out;
	struct buf banner; /* the last one */
	struct buf text;
};

/* Where a difference is shown. */
struct place {
	const struct cnode *level; /* in either tree */
	const struct snode *list; /* its word is in the banner */
	const char *lead; /* its word is before each child */
	int depth;
};

static void compare_children(struct differ *d, const struct cnode *a,
			     const struct cnode *b, const struct place *at);

/* ---- lines ---- */

static void banner(struct differ *d, const struct place *at)
{
	struct buf b;

	buf_init(&b);
	buf_puts(&b, "[edit");
	if (at->level->parent)
		buf_putc(&b, ' ');
	cn_edit_path(at->level, &b);
	if (at->list)
		buf_printf(&b, " %s", at->list->keyword);
	buf_puts(&b, "]\n");
	if (strcmp(b.data, d->banner.data)) {
		buf_puts(d->out, b.data);
		buf_reset(&d->banner);
		buf_puts(&d->banner, b.data);
	}
	buf_free(&b);
}

static void lines(struct differ *d, const struct place *at, char sign,
		  int indent)
{
	const char *p = d->text.data, *nl;

	banner(d, at);
	for (; *p; p = nl + 1) {
		nl = strchr(p, '\n');
		if (!nl)
			break;
		buf_putc(d->out, sign);
		buf_pad(d->out, ' ', indent);
		buf_add(d->out, p, (size_t)(nl - p) + 1);
	}
	buf_reset(&d->text);
}

static int indent_of(const struct place *at, const struct cnode *n)
{
	bool value = n->schema->kind == SN_LEAF ||
		     n->schema->kind == SN_LEAFLIST;

	return at->depth + (value ? 1 : 2);
}

static void show_one(struct differ *d, const struct place *at, char sign,
		     const struct cnode *n)
{
	print_one(n, at->lead, &d->text);
	lines(d, at, sign, indent_of(at, n));
}

static void show_run(struct differ *d, const struct place *at, char sign,
		     const struct cnode *n)
{
	print_run(n, &d->text);
	lines(d, at, sign, indent_of(at, n));
}

static void show_brief(struct differ *d, const struct place *at, char sign,
		       const struct cnode *n)
{
	print_brief(n, at->lead, &d->text);
	lines(d, at, sign, indent_of(at, n));
}

static void show_mark(struct differ *d, const struct place *at,
		      const char *mark, const struct cnode *n)
{
	buf_puts(&d->text, mark);
	buf_putc(&d->text, ' ');
	print_brief(n, at->lead, &d->text);
	lines(d, at, '!', at->depth + 3);
}

/* ---- marks and annotations ---- */

static void compare_comment(struct differ *d, const struct cnode *a,
			    const struct cnode *b, const struct place *at)
{
	const char *x = a->comment ? a->comment : "";
	const char *y = b->comment ? b->comment : "";

	if (!strcmp(x, y))
		return;
	if (*x) {
		buf_printf(&d->text, "/* %s */\n", x);
		lines(d, at, '-', indent_of(at, b));
	}
	if (*y) {
		buf_printf(&d->text, "/* %s */\n", y);
		lines(d, at, '+', indent_of(at, b));
	}
	show_brief(d, at, ' ', b);
}

static void compare_marks(struct differ *d, const struct cnode *a,
			  const struct cnode *b, const struct place *at)
{
	unsigned int changed = a->flags ^ b->flags;

	compare_comment(d, a, b, at);
	if (changed & CN_INACTIVE)
		show_mark(d, at,
			  b->flags & CN_INACTIVE ? "inactive:" : "active:", b);
	if (changed & CN_PROTECT)
		show_mark(d, at,
			  b->flags & CN_PROTECT ? "protect:" : "unprotect:", b);
}

/* ---- one statement ---- */

static bool same_below(const struct cnode *a, const struct cnode *b);

static const struct cnode *solid(const struct cnode *n)
{
	while (n && cn_is_void(n))
		n = n->next;
	return n;
}

static bool same_node(const struct cnode *a, const struct cnode *b)
{
	size_t i;

	if (a->schema != b->schema || strcmp(a->value, b->value) ||
	    (a->flags ^ b->flags) & (CN_INACTIVE | CN_PROTECT) ||
	    strcmp(a->comment ? a->comment : "", b->comment ? b->comment : ""))
		return false;
	for (i = 0; a->keys && i < a->schema->nkey; i++)
		if (strcmp(a->keys[i], b->keys[i]))
			return false;
	return same_below(a, b);
}

static bool same_below(const struct cnode *a, const struct cnode *b)
{
	const struct cnode *x = solid(a->first), *y = solid(b->first);

	for (; x && y; x = solid(x->next), y = solid(y->next))
		if (!same_node(x, y))
			return false;
	return !x && !y;
}

/* Both sides have the statement: what changed in it. */
static void compare_node(struct differ *d, const struct cnode *a,
			 const struct cnode *b, const struct place *at)
{
	struct place below = { .level = b, .depth = cn_depth(b) };

	if (b->schema->flags & SN_ONELINER) {
		if (same_node(a, b))
			return;
		show_one(d, at, '-', a);
		show_one(d, at, '+', b);
		return;
	}
	if (b->schema->kind == SN_LEAF && strcmp(a->value, b->value)) {
		show_one(d, at, '-', a);
		show_one(d, at, '+', b);
		return;
	}
	compare_marks(d, a, b, at);
	if (b->schema->flags & SN_HOMOGENEOUS &&
	    b->schema->kind == SN_CONTAINER) {
		below.level = b->parent;
		below.lead = b->schema->keyword;
	}
	compare_children(d, a, b, &below);
}

/* ---- leaf-lists ---- */

static bool same_values(const struct cnode *a, const struct cnode *b)
{
	for (; a && b; a = cn_next(a), b = cn_next(b))
		if (!same_node(a, b))
			return false;
	return !a && !b;
}

static void compare_values(struct differ *d, const struct cnode *a,
			   const struct cnode *b, const struct place *at)
{
	if (a && b && same_values(a, b))
		return;
	if (a)
		show_run(d, at, '-', a);
	if (b)
		show_run(d, at, '+', b);
}

/* ---- lists ---- */

static const struct cnode *next_solid(const struct cnode *n)
{
	do
		n = cn_next(n);
	while (n && cn_is_void(n));
	return n;
}

static const struct cnode *first_solid(const struct cnode *n)
{
	while (n && cn_is_void(n))
		n = cn_next(n);
	return n;
}

static const struct cnode *twin(const struct cnode *parent,
				const struct cnode *n)
{
	const struct cnode *t = tree_find(parent, n->schema, n->keys, n->value);

	return t && !cn_is_void(t) ? t : NULL;
}

struct order {
	const struct cnode *old_parent;
	const struct cnode *prev; /* predecessor of the one looked at */
	const struct cnode *common; /* the last that both have */
	const struct cnode *shown; /* on the last line */
	bool first; /* something was added in front */
};

static const struct cnode *prev_common(const struct cnode *n,
				       const struct cnode *other)
{
	const struct snode *s = n->schema;

	for (n = n->prev; n && n->schema == s; n = n->prev)
		if (!cn_is_void(n) && twin(other, n))
			return n;
	return NULL;
}

static bool same_keys(const struct cnode *a, const struct cnode *b)
{
	size_t i;

	if (!a || !b)
		return a == b;
	for (i = 0; i < a->schema->nkey; i++)
		if (strcmp(a->keys[i], b->keys[i]))
			return false;
	return true;
}

static void context(struct differ *d, struct order *o, const struct place *at)
{
	if (o->prev && o->prev != o->shown)
		show_brief(d, at, ' ', o->prev);
}

/* Is there an instance behind this one that was there before? */
static bool is_inside(const struct order *o, const struct cnode *n)
{
	for (n = next_solid(n); n; n = next_solid(n))
		if (twin(o->old_parent, n))
			return true;
	return false;
}

static void show_added(struct differ *d, struct order *o, const struct cnode *n,
		       const struct place *at)
{
	bool sequence = n->schema->flags & SN_SEQUENCE;

	if (sequence || o->shown || is_inside(o, n))
		context(d, o, at);
	show_one(d, at, '+', n);
	o->shown = n;
	o->first |= !sequence && !o->common && is_inside(o, n);
}

/* Where order means nothing, what was added in front shows its successor. */
static void show_successor(struct differ *d, struct order *o,
			   const struct cnode *n, const struct place *at)
{
	if (!o->first || o->common)
		return;
	show_brief(d, at, ' ', n);
	o->shown = n;
}

static void show_moved(struct differ *d, struct order *o, const struct cnode *n,
		       const struct place *at)
{
	context(d, o, at);
	show_brief(d, at, '!', n);
	o->shown = n;
}

static void compare_entries(struct differ *d, const struct cnode *a,
			    const struct cnode *b, const struct snode *s,
			    const struct place *at)
{
	struct order o = { .old_parent = a };
	const struct cnode *n, *old;

	for (n = first_solid(tree_first(b, s)); n; n = next_solid(n)) {
		old = twin(a, n);
		if (!old)
			show_added(d, &o, n, at);
		else if (!same_keys(prev_common(old, b), o.common))
			show_moved(d, &o, n, at);
		else
			show_successor(d, &o, n, at);
		if (old)
			o.common = n;
		o.prev = n;
	}
	for (n = first_solid(tree_first(a, s)); n; n = next_solid(n))
		if (!twin(b, n))
			show_one(d, at, '-', n);
	for (n = first_solid(tree_first(b, s)); n; n = next_solid(n)) {
		old = twin(a, n);
		if (old)
			compare_node(d, old, n, at);
	}
}

static void compare_list(struct differ *d, const struct cnode *a,
			 const struct cnode *b, const struct snode *s,
			 const struct place *at)
{
	const struct cnode *x = first_solid(tree_first(a, s));
	const struct cnode *y = first_solid(tree_first(b, s));
	bool brace = s->flags & SN_HOMOGENEOUS && !(s->flags & SN_NOKEYWORD);
	struct place inside = *at;

	if (!x && !y)
		return;
	if (brace && (!x || !y)) {
		show_run(d, at, x ? '-' : '+', x ? x : y);
		return;
	}
	if (brace)
		inside.list = s;
	compare_entries(d, a, b, s, &inside);
}

/* ---- levels ---- */

static bool is_shared_word(const struct snode *s)
{
	return s->kind == SN_CONTAINER && s->flags & SN_HOMOGENEOUS;
}

/* Only one side has it. */
static void show_whole(struct differ *d, const struct place *at, char sign,
		       const struct cnode *n)
{
	struct place below = *at;
	const struct cnode *c;

	if (!is_shared_word(n->schema) ||
	    n->flags & (CN_INACTIVE | CN_PROTECT) || n->comment) {
		if (at->lead)
			show_one(d, at, sign, n);
		else
			show_run(d, at, sign, n);
		return;
	}
	below.lead = n->schema->keyword;
	below.depth++;
	for (c = solid(n->first); c; c = solid(c->next))
		if (!(c->schema->flags & SN_UNIVERSAL))
			show_one(d, &below, sign, c);
		else if (c->schema->kind == SN_LIST || !c->prev ||
			 c->prev->schema != c->schema)
			show_run(d, &(struct place){ n, .depth = below.depth },
				 sign, c);
}

static void compare_single(struct differ *d, const struct cnode *a,
			   const struct cnode *b, const struct snode *s,
			   const struct place *at)
{
	const struct cnode *x = solid(tree_first(a, s));
	const struct cnode *y = solid(tree_first(b, s));

	if (x && x->schema != s)
		x = NULL;
	if (y && y->schema != s)
		y = NULL;
	if (x && y)
		compare_node(d, x, y, at);
	else if (x)
		show_whole(d, at, '-', x);
	else if (y)
		show_whole(d, at, '+', y);
}

static void compare_statement(struct differ *d, const struct cnode *a,
			      const struct cnode *b, const struct snode *s,
			      const struct place *at)
{
	struct place own = { .level = b ? b : a, .depth = at->depth };

	/* apply-groups stands inside, not behind the word */
	if (at->lead && s->flags & SN_UNIVERSAL)
		at = &own;
	switch (s->kind) {
	case SN_CONTAINER:
	case SN_LEAF:
		compare_single(d, a, b, s, at);
		break;
	case SN_LEAFLIST:
		compare_values(d, tree_first(a, s), tree_first(b, s), at);
		break;
	case SN_LIST:
		compare_list(d, a, b, s, at);
		break;
	}
}

static const struct cnode *skip_run(const struct cnode *n)
{
	const struct snode *s = n->schema;

	while (n && n->schema == s)
		n = n->next;
	return n;
}

/* Statements of both sides in the order of the grammar. */
static void compare_children(struct differ *d, const struct cnode *a,
			     const struct cnode *b, const struct place *at)
{
	const struct cnode *x = a ? a->first : NULL, *y = b ? b->first : NULL;
	const struct snode *s;

	while (x || y) {
		if (!y || (x && x->schema->order <= y->schema->order))
			s = x->schema;
		else
			s = y->schema;
		compare_statement(d, a, b, s, at);
		if (x && x->schema == s)
			x = skip_run(x);
		if (y && y->schema == s)
			y = skip_run(y);
	}
}

/* The node of another tree at the same place. */
static const struct cnode *counterpart(const struct tree *t,
				       const struct cnode *n)
{
	const struct cnode *parent;

	if (!n->parent)
		return tree_root(t);
	parent = counterpart(t, n->parent);
	return parent ? tree_find(parent, n->schema, n->keys, n->value) : NULL;
}

void conf_compare(const struct tree *from, const struct tree *to,
		  const struct cnode *level, struct buf *out)
{
	const struct cnode *a = counterpart(from, level);
	const struct cnode *b = counterpart(to, level);
	struct place at = { .level = level, .depth = cn_depth(level) };
	struct differ d = { .out = out };

	buf_init(&d.banner);
	buf_init(&d.text);
	if (level->schema->kind == SN_LEAF ||
	    level->schema->kind == SN_LEAFLIST) {
		at.level = level->parent;
		at.depth--;
		compare_statement(&d, a ? a->parent : NULL,
				  b ? b->parent : NULL, level->schema, &at);
	} else {
		compare_children(&d, a, b, &at);
	}
	buf_free(&d.banner);
	buf_free(&d.text);
}
