// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The editing commands over many statements.  `wildcard delete PATH PATTERN`
 * removes the instances whose name matches: a shell pattern (ge-1/\052), or a
 * regular expression where the pattern cannot be one (^ge, t1-.+).  `wildcard
 * range VERB ...` runs an editing command for each of ge-0/0/[0-3,!2].
 */
#include "conf/edit.h"

#include <ctype.h>
#include <fnmatch.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/path.h"
#include "lib/arena.h"
#include "lib/buf.h"

/* ---- delete ---- */

struct finder {
	const char *pattern;
	bool glob;
	regex_t re;
	VEC(struct cnode *) found;
};

static const char *name_of(const struct cnode *n)
{
	return n->schema->kind == SN_LIST ? n->keys[0] : n->value;
}

static bool matches(const struct finder *f, const struct cnode *n)
{
	if (f->glob)
		return !fnmatch(f->pattern, name_of(n), 0);
	return !regexec(&f->re, name_of(n), 0, NULL, 0);
}

static void find_instances(struct finder *f, const struct cnode *parent,
			   const struct snode *s)
{
	struct cnode *n;

	if (s->kind != SN_LIST && s->kind != SN_LEAFLIST)
		return;
	for (n = tree_first(parent, s); n; n = cn_next(n))
		if (matches(f, n))
			vec_push(&f->found, n);
}

static bool is_glob(const char *p)
{
	return strpbrk(p, "*?[") && !strpbrk(p, "^$()|+\\") && !strstr(p, ".*");
}

/* The words before the pattern lead to a list without keys, or above it. */
static void find(struct finder *f, struct cnode *level, const struct path *p)
{
	const struct step *last = NULL;
	const struct cnode *parent;
	size_t i;

	if (p->step.n)
		last = &p->step.v[p->step.n - 1];
	if (last && !last->keys && !last->value &&
	    (last->s->kind == SN_LIST || last->s->kind == SN_LEAFLIST)) {
		find_instances(f, path_parent(level, p), last->s);
		return;
	}
	parent = path_find(level, p);
	for (i = 0; parent && i < parent->schema->nbare; i++)
		find_instances(f, parent, parent->schema->bare[i]);
}

static int find_all(struct tree *t, struct cnode *level, int argc,
		    const char *const *argv, struct finder *f,
		    struct edit_error *e)
{
	struct arena *a = arena_new();
	struct path p;
	int err;

	f->pattern = argv[argc - 1];
	f->glob = is_glob(f->pattern);
	if (!f->glob && regcomp(&f->re, f->pattern, REG_EXTENDED | REG_NOSUB)) {
		path_fault(e, argc, true, "invalid regular expression: '%s'.",
			   f->pattern);
		arena_free(a);
		return -1;
	}
	err = path_parse(tree_schema(t), level->schema, NULL,
			 PATH_TARGET | PATH_ABBREV |
				 (cn_in_group(level) ? PATH_GROUP : 0),
			 argc - 2, argv + 1, a, &p, e);
	if (err)
		e->word += 2;
	else
		find(f, level, &p);
	path_free(&p);
	arena_free(a);
	if (!f->glob)
		regfree(&f->re);
	return err;
}

static bool holds_protected(const struct cnode *n)
{
	const struct cnode *c;

	if (n->flags & CN_PROTECT)
		return true;
	for (c = n->first; c; c = c->next)
		if (holds_protected(c))
			return true;
	return false;
}

static void remove_found(struct tree *t, struct finder *f, struct edit_error *e)
{
	struct buf path;
	struct cnode **n;

	vec_each(n, &f->found) {
		if (!holds_protected(*n)) {
			tree_remove(t, *n);
			continue;
		}
		buf_init(&path);
		cn_edit_path(*n, &path);
		path_fault(e, -1, false,
			   "warning: [%s] is protected, '%s' cannot be deleted",
			   path.data, path.data);
		buf_free(&path);
	}
}

static int delete_words(int argc, const char *const *argv, struct edit_error *e)
{
	if (argc >= 2 && !strcmp(argv[0], "delete"))
		return 0;
	path_fault(e, argc < 2 ? argc + 1 : 1, argc < 2,
		   argc < 2 ? "missing argument." : "syntax error.");
	return -1;
}

int conf_wildcard_list(struct tree *t, struct cnode *level, int argc,
		       const char *const *argv, struct buf *out,
		       struct edit_error *e)
{
	struct finder f = { .pattern = NULL };
	struct cnode **n;
	int count;

	e->text[0] = '\0';
	if (delete_words(argc, argv, e) ||
	    find_all(t, level, argc, argv, &f, e)) {
		vec_free(&f.found);
		return -1;
	}
	vec_each(n, &f.found)
		buf_printf(out, "  matched: %s\n", name_of(*n));
	count = (int)f.found.n;
	vec_free(&f.found);
	return count;
}

static int wildcard_delete(struct tree *t, struct cnode *level, int argc,
			   const char *const *argv, struct edit_error *e)
{
	struct finder f = { .pattern = NULL };
	int err;

	err = delete_words(argc, argv, e);
	if (!err)
		err = find_all(t, level, argc, argv, &f, e);
	if (!err && !f.found.n)
		path_fault(e, -1, false, "warning: statement not found");
	if (!err)
		remove_found(t, &f, e);
	vec_free(&f.found);
	return err;
}

/* ---- range ---- */

#define RANGE_MAX 4096 /* commands */

struct range {
	struct tree *t;
	struct cnode *level;
	unsigned int mode;
	int argc, count;
	const char **argv;
	struct edit_error *e;
	struct arena *arena;
};

/* The numbers of "0-3,7,!2"; @in[0..max]. False: it is no such list. */
static bool numbers(const char *p, const char *end, bool *in, long max)
{
	long from, to;
	bool add;
	char *next;

	for (;; p++) {
		add = *p != '!';
		p += !add;
		if (!isdigit((unsigned char)*p))
			return false;
		from = to = strtol(p, &next, 10);
		if (*next == '-' && isdigit((unsigned char)next[1]))
			to = strtol(next + 1, &next, 10);
		if (from > to || to > max)
			return false;
		for (; from <= to; from++)
			in[from] = add;
		p = next;
		if (p == end)
			return true;
		if (*p != ',')
			return false;
	}
}

/* A bracket with numbers in it: its ends. */
static const char *find_bracket(const char *word, const char **close)
{
	const char *open = strchr(word, '[');

	for (; open; open = strchr(open + 1, '[')) {
		*close = strchr(open, ']');
		if (*close && *close > open + 1 &&
		    strspn(open + 1, "0123456789-,!") ==
			    (size_t)(*close - open - 1))
			return open;
	}
	return NULL;
}

static int run_words(struct range *r, int from);

static int run_bracket(struct range *r, int i, const char *open,
		       const char *close)
{
	static bool in[65536];
	const char *word = r->argv[i];
	bool *mine;
	long n;
	int err = 0;

	memset(in, 0, sizeof(in));
	if (!numbers(open + 1, close, in, 65535)) {
		path_fault(r->e, i, true, "invalid range: '%s'.", word);
		return -1;
	}
	/* the words behind may have brackets, too */
	mine = arena_alloc(r->arena, sizeof(in));
	memcpy(mine, in, sizeof(in));
	for (n = 0; n < 65536 && !err; n++) {
		if (!mine[n])
			continue;
		r->argv[i] = arena_printf(r->arena, "%.*s%ld%s",
					  (int)(open - word), word, n,
					  close + 1);
		err = run_words(r, i);
	}
	r->argv[i] = word;
	return err;
}

static int run_words(struct range *r, int from)
{
	const char *open, *close;
	int i;

	for (i = from; i < r->argc; i++) {
		open = find_bracket(r->argv[i], &close);
		if (open)
			return run_bracket(r, i, open, close);
	}
	if (++r->count > RANGE_MAX) {
		path_fault(r->e, r->argc, true, "too many objects.");
		return -1;
	}
	return edit_run(r->t, r->level, r->mode, r->argc, r->argv, r->e);
}

/* The line was split at a bracket that stands alone: "[0-3]" is one word. */
static void join_brackets(struct range *r, int argc, const char *const *argv)
{
	int i;

	for (i = 0; i < argc; i++) {
		if (i + 2 < argc && !strcmp(argv[i], "[") &&
		    !strcmp(argv[i + 2], "]") &&
		    !argv[i + 1][strspn(argv[i + 1], "0123456789-,!")]) {
			r->argv[r->argc++] =
				arena_printf(r->arena, "[%s]", argv[i + 1]);
			i += 2;
		} else {
			r->argv[r->argc++] = argv[i];
		}
	}
}

/* argv: "range" VERB ... */
static int wildcard_range(struct tree *t, struct cnode *level,
			  unsigned int mode, int argc, const char *const *argv,
			  struct edit_error *e)
{
	struct range r = {
		.t = t,
		.level = level,
		.mode = mode,
		.e = e,
	};
	int err;

	if (argc < 3 || !strcmp(argv[1], "wildcard") ||
	    !strcmp(argv[1], "replace")) {
		path_fault(e, argc < 3 ? argc + 1 : 2, argc < 3,
			   argc < 3 ? "missing argument." : "syntax error.");
		return -1;
	}
	r.arena = arena_new();
	r.argv = arena_new_array(r.arena, const char *, (size_t)argc);
	join_brackets(&r, argc - 1, argv + 1);
	err = run_words(&r, 1);
	if (err && e->word >= 0)
		e->word += 2;
	arena_free(r.arena);
	return err;
}

int edit_wildcard(struct tree *t, struct cnode *level, unsigned int mode,
		  int argc, const char *const *argv, struct edit_error *e)
{
	if (argc && !strcmp(argv[0], "range"))
		return wildcard_range(t, level, mode, argc, argv, e);
	return wildcard_delete(t, level, argc, argv, e);
}
