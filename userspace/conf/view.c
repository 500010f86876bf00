// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What `show` shows, where it is more than the tree: with groups expanded,
 * with the faults of a candidate above the statements that have them, or with
 * a mark on all that differs from the active configuration.
 */
#include <string.h>

#include "conf/conf.h"
#include "conf/group.h"

/* ---- faults ---- */

static struct cnode *find(const struct tree *t, const struct cnode *from,
			  const char *text)
{
	struct cnode *n;
	struct words w;

	words_split(text, &w);
	n = conf_find(t, from, w.n, (const char *const *)w.v);
	words_free(&w);
	return n;
}

/* "[edit system]", 'host-name x': the statement in the tree. */
static struct cnode *place_of(const struct tree *t, const struct diag_item *it)
{
	struct cnode *level = tree_root(t), *n = NULL;
	struct buf path;
	size_t len;

	if (!it->path || strncmp(it->path, "[edit", 5))
		return NULL;
	buf_init(&path);
	buf_puts(&path, it->path + 5);
	len = strcspn(path.data, "]");
	path.data[len] = '\0';
	path.len = len;
	/* the place may end in the middle of a statement */
	if (it->stmt) {
		buf_printf(&path, " %s", it->stmt);
		n = find(t, level, path.data);
		path.data[len] = '\0';
	}
	if (!n && path.data[0])
		n = find(t, level, path.data);
	buf_free(&path);
	return n ? n : level;
}

static void note_fault(struct tree *t, const struct diag_item *it)
{
	struct cnode *n = place_of(t, it);
	struct buf b;

	/* the printer finds these itself: it says them in the block */
	if (!n || !n->parent || !strncasecmp(it->text, "missing mand", 12))
		return;
	buf_init(&b);
	if (n->note)
		buf_printf(&b, "%s\n", n->note);
	buf_printf(&b, "Warning: %s", it->text);
	n->note = tree_strdup(t, b.data);
	buf_free(&b);
}

static struct tree *with_faults(const struct tree *t)
{
	struct diag *d = diag_new();
	struct tree *e = conf_effective(t, d), *view = NULL;
	int i;

	conf_validate(e, d);
	tree_free(e);
	if (diag_errors(d))
		view = tree_dup(t);
	for (i = 0; view && i < diag_count(d); i++)
		if (diag_get(d, i)->level == DIAG_ERROR)
			note_fault(view, diag_get(d, i));
	diag_free(d);
	return view;
}

/* ---- changes ---- */

static bool mark_changed(struct cnode *n, const struct cnode *was)
{
	struct cnode *c;
	const struct cnode *w;
	bool any = !was;

	if (was && cn_equal(n, was))
		return false;
	for (c = n->first; c; c = c->next) {
		w = was ? tree_find(was, c->schema, c->keys, c->value) : NULL;
		any |= mark_changed(c, w);
	}
	n->flags |= CN_CHANGED;
	return any;
}

static struct tree *expanded(const struct tree *t, unsigned int flags)
{
	struct diag *d = diag_new();
	struct tree *e = group_expand(t, true, flags & CONF_DEFAULTS, d);

	diag_free(d);
	return e;
}

struct tree *conf_view(const struct tree *t, unsigned int flags,
		       const struct tree *active)
{
	struct tree *view = NULL, *was;

	if (flags & CONF_EXPAND)
		view = expanded(t, flags);
	else if (flags & CONF_WARNINGS)
		view = with_faults(t);
	if (!(flags & (CONF_CHANGED | CONF_MARK)) || !active)
		return view;
	if (!view)
		view = tree_dup(t);
	was = flags & CONF_EXPAND ? expanded(active, flags) : NULL;
	mark_changed(tree_root(view), tree_root(was ? was : active));
	tree_free(was);
	return view;
}
