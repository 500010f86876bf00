// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The editing commands that search: `replace pattern`, which rewrites names
 * and values by a regular expression, and `wildcard delete`, whose last word
 * is a shell pattern over the instances of a list.
 */
#include "conf/edit.h"

#include <fnmatch.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "conf/path.h"
#include "lib/arena.h"
#include "lib/buf.h"

/* ---- replace pattern ---- */

struct replacer {
	struct tree *t;
	regex_t re;
	const char *with;
	long upto; /* changes left; -1: no limit */
	bool conflict;
};

/* Every match in a word replaced; \1..\9 and & as in sed. */
static bool rewrite(struct replacer *r, const char *in, struct buf *out)
{
	regmatch_t m[10];
	const char *w;
	bool changed = false;
	int flags = 0, k;

	buf_reset(out);
	while (r->upto && !regexec(&r->re, in, 10, m, flags)) {
		buf_add(out, in, (size_t)m[0].rm_so);
		for (w = r->with; *w; w++) {
			k = *w == '&' ? 0 : -1;
			if (w[0] == '\\' && w[1] >= '0' && w[1] <= '9')
				k = *++w - '0';
			if (k < 0)
				buf_putc(out, *w);
			else if (m[k].rm_so >= 0)
				buf_add(out, in + m[k].rm_so,
					(size_t)(m[k].rm_eo - m[k].rm_so));
		}
		changed = true;
		in += m[0].rm_eo;
		if (m[0].rm_eo == m[0].rm_so) {
			if (!*in)
				break;
			buf_putc(out, *in++);
		}
		flags = REG_NOTBOL;
	}
	buf_puts(out, in);
	if (changed && r->upto > 0)
		r->upto--;
	return changed;
}

static void replace_keys(struct replacer *r, struct cnode *n, struct buf *b)
{
	const char *keys[4];
	bool changed = false;
	size_t i;

	for (i = 0; i < n->schema->nkey && i < 4; i++) {
		keys[i] = n->keys[i];
		if (rewrite(r, n->keys[i], b)) {
			keys[i] = tree_strdup(r->t, b->data);
			changed = true;
		}
	}
	if (!changed)
		return;
	if (tree_find(n->parent, n->schema, keys, NULL))
		r->conflict = true;
	else
		tree_rename(r->t, n, keys, NULL);
}

static void replace_value(struct replacer *r, struct cnode *n, struct buf *b)
{
	if (n->schema->flags & SN_EMPTY || !rewrite(r, n->value, b))
		return;
	if (n->schema->kind == SN_LEAF)
		n->value = tree_strdup(r->t, b->data);
	else if (tree_find(n->parent, n->schema, NULL, b->data))
		tree_remove(r->t, n);
	else
		tree_rename(r->t, n, NULL, b->data);
}

static void replace_below(struct replacer *r, struct cnode *level,
			  struct buf *b)
{
	struct cnode *n, *next;

	for (n = level->first; n; n = next) {
		next = n->next;
		if (n->schema->kind == SN_LIST)
			replace_keys(r, n, b);
		else if (n->schema->kind != SN_CONTAINER)
			replace_value(r, n, b);
		replace_below(r, n, b);
	}
}

int edit_replace_pattern(struct tree *t, struct cnode *level, int argc,
			 const char *const *argv, struct edit_error *e)
{
	struct replacer r = { .t = t, .upto = -1 };
	struct buf b;

	if (argc < 4 || strcmp(argv[0], "pattern") || strcmp(argv[2], "with")) {
		path_fault(e, argc < 4 ? argc + 1 : 1, argc < 4,
			   argc < 4 ? "missing argument." : "syntax error.");
		return -1;
	}
	r.with = argv[3];
	if (argc == 6 && !strcmp(argv[4], "upto"))
		r.upto = strtol(argv[5], NULL, 10);
	if (regcomp(&r.re, argv[1], REG_EXTENDED)) {
		path_fault(e, 2, true, "invalid regular expression: '%s'.",
			   argv[1]);
		return -1;
	}
	buf_init(&b);
	replace_below(&r, level, &b);
	buf_free(&b);
	regfree(&r.re);
	if (r.conflict)
		path_fault(e, -1, false, "warning: statement already exists");
	return 0;
}

/* ---- wildcard delete ---- */

static bool matches(const struct cnode *n, const char *pattern)
{
	const char *word = n->schema->kind == SN_LIST ? n->keys[0] : n->value;

	return !fnmatch(pattern, word, 0);
}

/* The children of one statement that a pattern names, removed. */
static int delete_matching(struct tree *t, struct cnode *parent,
			   const struct snode *s, const char *pattern)
{
	struct cnode *n, *next;
	int count = 0;

	for (n = tree_first(parent, s); n; n = next) {
		next = cn_next(n);
		if (!matches(n, pattern) || n->flags & CN_PROTECT)
			continue;
		tree_remove(t, n);
		count++;
	}
	return count;
}

int edit_wildcard_delete(struct tree *t, struct cnode *level, int argc,
			 const char *const *argv, struct edit_error *e)
{
	struct cnode *parent = level;
	const struct snode *s = NULL;
	struct arena *a;
	struct path p;
	int count = 0, err, i;

	if (argc < 2 || strcmp(argv[0], "delete")) {
		path_fault(e, argc < 2 ? argc + 1 : 1, argc < 2,
			   argc < 2 ? "missing argument." : "syntax error.");
		return -1;
	}
	a = arena_new();
	err = path_parse(tree_schema(t), level->schema, NULL,
			 PATH_TARGET | PATH_ABBREV |
				 (cn_in_group(level) ? PATH_GROUP : 0),
			 argc - 2, argv + 1, a, &p, e);
	if (err)
		e->word += 2;
	/* the words before lead to a list without keys, or to its parent */
	if (!err && p.step.n &&
	    (p.step.v[p.step.n - 1].s->kind == SN_LIST ||
	     p.step.v[p.step.n - 1].s->kind == SN_LEAFLIST) &&
	    !p.step.v[p.step.n - 1].keys && !p.step.v[p.step.n - 1].value) {
		s = p.step.v[p.step.n - 1].s;
		parent = path_parent(level, &p);
	} else if (!err) {
		parent = path_find(level, &p);
	}
	if (!err && parent && s)
		count = delete_matching(t, parent, s, argv[argc - 1]);
	else if (!err && parent)
		for (i = 0; i < (int)parent->schema->nbare; i++)
			count += delete_matching(t, parent,
						 parent->schema->bare[i],
						 argv[argc - 1]);
	path_free(&p);
	arena_free(a);
	if (!err && !count)
		path_fault(e, -1, false, "warning: statement not found");
	return err;
}
