// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The `show` of a path.  Where a path ends with a list's or leaf-list's
 * keyword, what is shown is the statement with all its instances; a tree of
 * its own, with nothing but these, goes to the printers, so that every form
 * has what stands above.
 */
#include <string.h>

#include "conf/path.h"
#include "conf/print.h"
#include "lib/arena.h"

/* The containers and instances above, then every instance. */
static struct cnode *copy_above(struct tree *to, const struct cnode *n)
{
	struct cnode *parent;

	if (!n->parent)
		return tree_root(to);
	parent = copy_above(to, n->parent);
	return tree_add(to, parent, n->schema, n->keys, n->value, NULL);
}

static void show_instances(const struct tree *t, const struct cnode *parent,
			   const struct snode *s, enum conf_format format,
			   unsigned int flags, struct buf *out)
{
	struct tree *only = tree_new(tree_schema(t));
	struct cnode *at = copy_above(only, parent);
	const struct cnode *n;

	for (n = tree_first(parent, s); n; n = cn_next(n))
		tree_copy(only, at, n);
	flags &= ~(unsigned int)CONF_WARNINGS;
	if (format == CONF_TEXT && snode_shares_brace(s) && at->first)
		print_entries(at->first, flags, out);
	else if (at->first)
		conf_print(at, format, flags, out);
	tree_free(only);
}

/* What is shown without its own line has its marks said above. */
static void tell_marks(const struct cnode *n, struct buf *out)
{
	static const struct {
		unsigned int flag;
		const char *word;
	} marks[] = { { CN_INACTIVE, "inactive:" },
		      { CN_PROTECT, "protect:" } };
	struct buf path;
	size_t i;

	if (!n || !n->parent)
		return;
	tell_marks(n->parent, out);
	for (i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (!(n->flags & marks[i].flag))
			continue;
		buf_init(&path);
		buf_printf(out, "##\n## %s %s\n##\n", marks[i].word,
			   cn_edit_path(n, &path));
		buf_free(&path);
	}
}

static bool has_line(const struct cnode *n)
{
	return n->schema->kind == SN_LEAF || n->schema->kind == SN_LEAFLIST;
}

static bool names_all(const struct path *p)
{
	const struct step *last;

	if (!p->step.n)
		return false;
	last = &p->step.v[p->step.n - 1];
	return (last->s->kind == SN_LIST && !last->keys) ||
	       (last->s->kind == SN_LEAFLIST && !last->value);
}

int conf_show(const struct tree *t, const struct cnode *level, int argc,
	      const char *const *argv, enum conf_format format,
	      unsigned int flags, struct buf *out, struct edit_error *e)
{
	struct arena *a = arena_new();
	const struct cnode *n;
	struct path p;
	int err;

	err = path_parse(tree_schema(t), level->schema, NULL,
			 PATH_TARGET | PATH_ABBREV |
				 (cn_in_group(level) ? PATH_GROUP : 0),
			 argc, argv, a, &p, e);
	if (!err && names_all(&p)) {
		const struct snode *s = p.step.v[p.step.n - 1].s;

		p.step.n--;
		n = path_follow(level, &p);
		if (format == CONF_TEXT && tree_first(n, s))
			tell_marks(n, out);
		if (n)
			show_instances(t, n, s, format, flags, out);
	} else if (!err) {
		n = path_follow(level, &p);
		if (format == CONF_TEXT && n)
			tell_marks(has_line(n) ? n->parent : n, out);
		if (n)
			conf_print(n, format, flags, out);
	}
	path_free(&p);
	arena_free(a);
	return err;
}
