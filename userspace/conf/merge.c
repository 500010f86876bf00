// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Three trees to one: what somebody changed in a copy of a configuration,
 * applied to what the configuration has become meanwhile.  A statement that
 * only one side changed takes that side's form; where both changed it
 * differently it takes ours, and the conflict is told.
 *
 * The walk goes where our copy differs from what it was taken from; what is
 * the same there is left as others made it.
 */
#include <string.h>

#include "conf/conf.h"
#include "lib/buf.h"

struct merger {
	struct tree *to;
	struct diag *d;
};

#define MARKS (CN_INACTIVE | CN_PROTECT)

/* The counterpart of a statement at a level; NULL: there is none. */
static struct cnode *twin(const struct cnode *level, const struct cnode *n)
{
	struct cnode *t = tree_find(level, n->schema, n->keys, n->value);

	return t && !cn_is_void(t) ? t : NULL;
}

static bool is_level(const struct cnode *n)
{
	return n->schema->kind == SN_CONTAINER || n->schema->kind == SN_LIST;
}

/* ---- conflicts ---- */

static void conflict(struct merger *x, const struct cnode *level,
		     const struct cnode *n, const char *text)
{
	struct buf path, stmt;

	buf_init(&path);
	buf_init(&stmt);
	buf_puts(&path, level->parent ? "[edit " : "[edit");
	cn_edit_path(level, &path);
	buf_putc(&path, ']');
	diag_stmt(x->d, DIAG_WARNING, path.data, cn_statement(n, &stmt), "%s",
		  text);
	buf_free(&path);
	buf_free(&stmt);
}

static void value_conflict(struct merger *x, const struct cnode *level,
			   const struct cnode *ours, const char *theirs)
{
	struct buf b;

	buf_init(&b);
	buf_printf(&b, "statement does not match patch; '%s' != '%s'",
		   ours->value, theirs);
	conflict(x, level, ours, b.data);
	buf_free(&b);
}

/* ---- order ---- */

/* The one before in the same list or leaf-list. */
static const struct cnode *before(const struct cnode *n)
{
	const struct cnode *p = n->prev;

	return p && p->schema == n->schema ? p : NULL;
}

/* Where we put a new instance: behind what stands before it in ours. */
static void put_in_place(struct cnode *n, const struct cnode *ours,
			 struct cnode *level)
{
	const struct cnode *p;
	struct cnode *sibling = NULL;
	bool after = true;

	for (p = before(ours); p && !sibling; p = before(p))
		sibling = twin(level, p);
	if (!sibling && cn_next(ours)) {
		sibling = tree_first(level, ours->schema);
		after = false;
	}
	if (sibling && sibling != n)
		tree_move(n, sibling, after);
}

/* Did we put the instances that we had into another order? */
static bool reordered(const struct cnode *base, const struct cnode *first)
{
	const struct cnode *b = tree_first(base, first->schema), *m;

	for (m = first; m; m = cn_next(m)) {
		if (!twin(base, m))
			continue;
		while (b && !twin(first->parent, b))
			b = cn_next(b);
		if (!b || twin(base, m) != b)
			return true;
		b = cn_next(b);
	}
	return false;
}

/* Our order; what only others have stays behind what it stands behind. */
static void reorder(struct cnode *level, const struct cnode *first)
{
	struct cnode *n, *last = NULL, *follower, *next;
	const struct cnode *m;

	for (m = first; m; m = cn_next(m)) {
		n = twin(level, m);
		if (!n)
			continue;
		follower = cn_next(n);
		if (last && last != n)
			tree_move(n, last, true);
		last = n;
		for (; follower && !twin(first->parent, follower);
		     follower = next) {
			next = cn_next(follower);
			tree_move(follower, last, true);
			last = follower;
		}
	}
}

static void merge_order(const struct cnode *base, const struct cnode *ours,
			struct cnode *level)
{
	const struct cnode *m;

	for (m = ours->first; m; m = m->next)
		if (!before(m) && cn_next(m) && reordered(base, m))
			reorder(level, m);
}

/* ---- statements ---- */

static void merge_level(struct merger *x, const struct cnode *base,
			const struct cnode *ours, struct cnode *to);

static void merge_marks(struct merger *x, const struct cnode *base,
			const struct cnode *ours, struct cnode *to)
{
	unsigned int changed = (base ? base->flags : 0) ^ ours->flags;
	const char *was = base && base->comment ? base->comment : "";
	const char *is = ours->comment ? ours->comment : "";

	to->flags ^= (to->flags ^ ours->flags) & changed & MARKS;
	if (strcmp(was, is)) {
		tree_set_comment(x->to, to, ours->comment);
		to->flags ^= (to->flags ^ ours->flags) & CN_ABOVE;
	}
}

static void add(struct merger *x, struct cnode *level, const struct cnode *ours)
{
	struct cnode *n = tree_copy(x->to, level, ours);

	if (ours->schema->kind == SN_LIST || ours->schema->kind == SN_LEAFLIST)
		put_in_place(n, ours, level);
}

/* It is in ours, and it is there; @base: NULL when we added it, too. */
static void merge_both(struct merger *x, const struct cnode *base,
		       const struct cnode *ours, struct cnode *to)
{
	merge_marks(x, base, ours, to);
	if (is_level(ours)) {
		merge_level(x, base, ours, to);
		return;
	}
	if (ours->schema->kind != SN_LEAF || !strcmp(to->value, ours->value) ||
	    (base && !strcmp(base->value, ours->value)))
		return;
	if (!base || strcmp(to->value, base->value))
		value_conflict(x, to->parent, ours, to->value);
	to->value = tree_strdup(x->to, ours->value);
}

static void merge_child(struct merger *x, const struct cnode *base,
			const struct cnode *ours, struct cnode *level)
{
	struct cnode *to = twin(level, ours);

	if (base && cn_equal(base, ours))
		return;
	if (to) {
		merge_both(x, base, ours, to);
		return;
	}
	if (base)
		conflict(x, level, ours, "statement not found");
	add(x, level, ours);
}

static bool gone(const struct cnode *ours, const struct cnode *base)
{
	return !cn_is_void(base) && !twin(ours, base);
}

static void merge_level(struct merger *x, const struct cnode *base,
			const struct cnode *ours, struct cnode *to)
{
	const struct cnode *c;
	struct cnode *n;

	/* Looked at before any goes: an annotation moves on to the next value. */
	for (c = base ? base->first : NULL; c; c = c->next) {
		n = gone(ours, c) ? twin(to, c) : NULL;
		if (n && !cn_equal(n, c))
			conflict(x, to, c, "statement has been changed");
	}
	for (c = base ? base->first : NULL; c; c = c->next) {
		n = gone(ours, c) ? twin(to, c) : NULL;
		if (n)
			tree_remove(x->to, n);
	}
	for (c = ours->first; c; c = c->next)
		if (!cn_is_void(c))
			merge_child(x, base ? twin(base, c) : NULL, c, to);
	if (base)
		merge_order(base, ours, to);
}

struct tree *conf_merge(const struct tree *base, const struct tree *ours,
			const struct tree *theirs, struct diag *d)
{
	struct merger x = { .to = tree_dup(theirs), .d = d };

	merge_level(&x, tree_root(base), tree_root(ours), tree_root(x.to));
	return x.to;
}
