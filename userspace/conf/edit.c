// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The editing commands, one row of a table each.  All of them match their
 * words with the grammar first (path.c) and touch the tree only when the
 * whole command makes sense: a command with a mistake changes nothing.
 *
 * A command that is well formed but finds nothing to act on succeeds with a
 * warning in edit_error.text, for which no caret is drawn.
 */
#include "conf/edit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "conf/lex.h"
#include "conf/path.h"
#include "lib/arena.h"
#include "lib/buf.h"

struct edit {
	struct tree *t;
	struct cnode *level;
	struct arena *arena;
	struct edit_error *e;
	int argc;
	const char *const *argv;
	int skipped; /* words before argv, for the caret */
	unsigned int mode; /* PATH_ABBREV: somebody types */
};

static unsigned int group_mode(const struct cnode *level)
{
	return cn_in_group(level) ? PATH_GROUP : 0;
}

static int parse(const struct edit *x, unsigned int mode, int argc,
		 const char *const *argv, struct path *p)
{
	int err;

	err = path_parse(tree_schema(x->t), x->level->schema, NULL,
			 mode | x->mode | group_mode(x->level), argc, argv,
			 x->arena, p, x->e);
	if (err && x->e)
		x->e->word += (int)(argv - x->argv) + x->skipped;
	return err;
}

static int warning(const struct edit *x, const char *text)
{
	path_fault(x->e, -1, false, "warning: %s", text);
	return 0;
}

static int missing_argument(const struct edit *x)
{
	path_fault(x->e, x->argc + x->skipped, true, "missing argument.");
	return -1;
}

/* ---- protection ---- */

static const struct cnode *find_protected(const struct cnode *n)
{
	const struct cnode *c, *p;

	if (n->flags & CN_PROTECT)
		return n;
	for (c = n->first; c; c = c->next) {
		p = find_protected(c);
		if (p)
			return p;
	}
	return NULL;
}

/* Is the node or something above or below it protected? Says so. */
static bool is_protected(const struct edit *x, const struct cnode *n,
			 const char *verb)
{
	const struct cnode *p = find_protected(n), *up;
	struct buf guard, victim;

	for (up = n->parent; !p && up; up = up->parent)
		if (up->flags & CN_PROTECT)
			p = up;
	if (!p)
		return false;
	buf_init(&guard);
	buf_init(&victim);
	cn_edit_path(p, &guard);
	cn_edit_path(n, &victim);
	path_fault(x->e, -1, false,
		   "warning: [%s] is protected, '%s' cannot be %s", guard.data,
		   victim.data, verb);
	buf_free(&guard);
	buf_free(&victim);
	return true;
}

/* ---- set ---- */

/* New statements below a protected one are refused as changes of it. */
static bool set_is_protected(const struct edit *x, const struct path *p)
{
	struct cnode *n = x->level, *next;
	struct path part = *p;

	for (part.step.n = 1; part.step.n <= p->step.n; part.step.n++) {
		next = path_find(x->level, &part);
		if (!next)
			break;
		n = next;
	}
	for (; n; n = n->parent)
		if (n->flags & CN_PROTECT)
			return is_protected(x, n, "changed");
	return false;
}

/* What was just made of a script's line and means nothing by itself. */
static void drop_hollow(struct edit *x, struct cnode *n)
{
	struct cnode *up;

	if (!n || n->schema->kind != SN_CONTAINER || n->first ||
	    n->schema->flags & SN_PRESENCE || !n->schema->nchild)
		return;
	for (; n != x->level && n->schema->kind == SN_CONTAINER && !n->first &&
	       !(n->schema->flags & SN_PRESENCE);
	     n = up) {
		up = n->parent;
		tree_remove(x->t, n);
	}
	warning(x, "statement has no contents; ignored");
}

static int edit_set(struct edit *x)
{
	struct place from = { .node = x->level };
	struct cnode *last = NULL;
	struct path p;
	int err;

	if (!x->argc) {
		path_fault(x->e, x->skipped, true, "syntax error.");
		return -1;
	}
	err = parse(x, 0, x->argc, x->argv, &p);
	if (!err && !set_is_protected(x, &p))
		path_apply(x->t, from, &p, &last);
	if (x->mode & PATH_HOLLOW)
		drop_hollow(x, last);
	path_free(&p);
	return err;
}

/* ---- acting on what is there ---- */

typedef int (*act_fn)(struct edit *x, struct cnode *n);

static bool names_all(const struct step *st)
{
	return (st->s->kind == SN_LIST && !st->keys) ||
	       (st->s->kind == SN_LEAFLIST && !st->value);
}

/* The nodes that the last step of a path names. */
static int act_on(struct edit *x, const struct path *p, act_fn act)
{
	const struct step *last = &p->step.v[p->step.n - 1];
	struct cnode *parent, *n, *next;
	struct path one = *p;
	int err = 0, found = 0;
	size_t i;

	if (names_all(last)) {
		parent = path_parent(x->level, p);
		for (n = tree_first(parent, last->s); n && !err; n = next) {
			next = cn_next(n);
			err = act(x, n);
			found++;
		}
		return found ? err : warning(x, "statement not found");
	}
	/* "[ a b ]" is several steps for siblings */
	for (i = p->step.n; i-- > 0 && p->step.v[i].s == last->s;) {
		one.step.n = i + 1;
		n = path_find(x->level, &one);
		if (n) {
			err |= act(x, n);
			found++;
		}
		if (!last->stay && last->s->kind != SN_LEAFLIST)
			break;
	}
	return found ? err : warning(x, "statement not found");
}

static int act_delete(struct edit *x, struct cnode *n)
{
	if (!is_protected(x, n, "deleted"))
		tree_remove(x->t, n);
	return 0;
}

static int act_deactivate(struct edit *x, struct cnode *n)
{
	n->flags |= CN_INACTIVE;
	return 0;
}

static int act_activate(struct edit *x, struct cnode *n)
{
	n->flags &= ~(unsigned int)CN_INACTIVE;
	return 0;
}

static int act_protect(struct edit *x, struct cnode *n)
{
	n->flags |= CN_PROTECT;
	return 0;
}

static int act_unprotect(struct edit *x, struct cnode *n)
{
	n->flags &= ~(unsigned int)CN_PROTECT;
	return 0;
}

static int with_target(struct edit *x, act_fn act)
{
	struct path p;
	int err;

	if (!x->argc)
		return missing_argument(x);
	err = parse(x, PATH_TARGET, x->argc, x->argv, &p);
	if (!err)
		err = act_on(x, &p, act);
	path_free(&p);
	return err;
}

static int edit_delete(struct edit *x)
{
	struct cnode *n, *next;

	if (x->argc)
		return with_target(x, act_delete);
	for (n = x->level->first; n; n = next) {
		next = n->next;
		if (act_delete(x, n))
			return -1;
	}
	return 0;
}

static int edit_deactivate(struct edit *x)
{
	return with_target(x, act_deactivate);
}

static int edit_activate(struct edit *x)
{
	return with_target(x, act_activate);
}

static int edit_protect(struct edit *x)
{
	return with_target(x, act_protect);
}

static int edit_unprotect(struct edit *x)
{
	return with_target(x, act_unprotect);
}

static int edit_annotate(struct edit *x)
{
	const struct step *last;
	const char *text;
	struct cnode *n;
	struct path p;
	bool list;
	int err;

	if (x->argc < 2)
		return missing_argument(x);
	text = word_unguard(x->argv[x->argc - 1]);
	err = parse(x, PATH_TARGET, x->argc - 1, x->argv, &p);
	if (!err) {
		last = p.step.n ? &p.step.v[p.step.n - 1] : NULL;
		list = last && last->s->kind == SN_LIST && names_all(last);
		n = path_find(x->level, &p);
		if (n && n->schema->kind == SN_LEAFLIST)
			n = tree_first(n->parent, n->schema);
		if (list && !snode_shares_brace(last->s)) {
			err = missing_argument(x);
		} else if (n) {
			tree_set_comment(x->t, n, text);
			n->flags &= ~(unsigned int)CN_ABOVE;
			n->flags |= list ? CN_ABOVE : 0;
		} else {
			err = warning(x, "statement not found");
		}
	}
	path_free(&p);
	return err;
}

/* ---- rename, copy, insert: two things and a word between ---- */

static int find_word(const struct edit *x, const char *word)
{
	int i;

	for (i = x->argc - 1; i > 0; i--)
		if (!strcmp(x->argv[i], word))
			return i;
	return 0;
}

/*
 * The statement of the words before the separator; those behind it are a
 * statement of the same parent, with or without repeating its keyword.
 */
static struct cnode *find_source(struct edit *x, int argc, struct path *p)
{
	struct cnode *n;

	if (parse(x, PATH_TARGET, argc, x->argv, p))
		return NULL;
	n = p->step.n ? path_find(x->level, p) : NULL;
	if (!n)
		path_fault(x->e, argc + x->skipped - 1, true,
			   "statement not found.");
	return n;
}

/* Words that the keys or the value take at least. */
static int least_words(const struct snode *s)
{
	int i, n = 0;

	if (s->kind != SN_LIST)
		return 1;
	for (i = 0; i < (int)s->nkey; i++)
		n += !s->key[i]->optional;
	return n;
}

static int parse_sibling(struct edit *x, const struct cnode *n, int from,
			 unsigned int mode, struct path *p)
{
	const char *const *argv = x->argv + from;
	int argc = x->argc - from, err;
	bool keyword;

	if (!argc)
		return missing_argument(x);
	keyword = !strcmp(argv[0], n->schema->keyword) &&
		  !(n->schema->flags & SN_NOKEYWORD) &&
		  argc > least_words(n->schema);
	err = path_parse(
		tree_schema(x->t), n->parent->schema,
		keyword || n->schema->kind != SN_LIST ? NULL : n->schema,
		mode | x->mode | group_mode(n), argc, argv, x->arena, p, x->e);
	if (err && x->e)
		x->e->word += from + x->skipped;
	return err;
}

static int check_renamable(const struct edit *x, const struct cnode *n)
{
	if (n->schema->kind == SN_LIST || n->schema->kind == SN_LEAFLIST)
		return 0;
	path_fault(x->e, x->skipped, false, "syntax error.");
	return -1;
}

/* Values of a leaf-list have no list of keys: one word, one value. */
static int sibling_keys(struct edit *x, const struct cnode *n, int from,
			const char *const **keys, const char **value,
			struct path *p)
{
	const struct step *st;

	*value = NULL;
	*keys = NULL;
	if (n->schema->kind == SN_LEAFLIST) {
		memset(p, 0, sizeof(*p));
		*value = word_unguard(x->argv[x->argc - 1]);
		return 0;
	}
	if (parse_sibling(x, n, from, 0, p))
		return -1;
	st = &p->step.v[p->step.n - 1];
	if (st->s != n->schema) {
		path_fault(x->e, from + x->skipped, false, "syntax error.");
		return -1;
	}
	*keys = st->keys;
	return 0;
}

static int edit_rename(struct edit *x)
{
	struct path p = { .at = NULL }, q = { .at = NULL };
	const char *const *keys;
	const char *value;
	int to = find_word(x, "to"), err = -1;
	struct cnode *n;

	if (!to || to + 1 >= x->argc)
		return missing_argument(x);
	n = find_source(x, to, &p);
	if (n && !check_renamable(x, n) && !is_protected(x, n, "renamed") &&
	    !sibling_keys(x, n, to + 1, &keys, &value, &q)) {
		err = 0;
		if (tree_find(n->parent, n->schema, keys, value))
			warning(x, "statement already exists");
		else
			tree_rename(x->t, n, keys, value);
	}
	path_free(&p);
	path_free(&q);
	return err;
}

static void copy_below(struct edit *x, struct cnode *to,
		       const struct cnode *from)
{
	const struct cnode *c;

	for (c = from->first; c; c = c->next)
		tree_copy(x->t, to, c);
}

static int edit_copy(struct edit *x)
{
	struct path p = { .at = NULL }, q = { .at = NULL };
	const char *const *keys;
	const char *value;
	int to = find_word(x, "to"), err = -1;
	struct cnode *n, *m;

	if (!to || to + 1 >= x->argc)
		return missing_argument(x);
	n = find_source(x, to, &p);
	if (n && !check_renamable(x, n) &&
	    !sibling_keys(x, n, to + 1, &keys, &value, &q)) {
		err = 0;
		if (tree_find(n->parent, n->schema, keys, value)) {
			warning(x, "statement already exists");
		} else {
			m = tree_add(x->t, n->parent, n->schema, keys, value,
				     NULL);
			m->flags = n->flags & ~(unsigned int)CN_PROTECT;
			copy_below(x, m, n);
		}
	}
	path_free(&p);
	path_free(&q);
	return err;
}

static int edit_insert(struct edit *x)
{
	int before = find_word(x, "before"), after = find_word(x, "after");
	int at = before > after ? before : after, err = -1;
	struct path p = { .at = NULL }, q = { .at = NULL };
	struct cnode *n, *sibling = NULL;
	const char *const *keys;
	const char *value;

	if (!at || at + 1 >= x->argc)
		return missing_argument(x);
	n = find_source(x, at, &p);
	if (n && !(n->schema->flags & SN_ORDERED)) {
		path_fault(x->e, x->skipped, false, "syntax error.");
	} else if (n && !sibling_keys(x, n, at + 1, &keys, &value, &q)) {
		sibling = tree_find(n->parent, n->schema, keys, value);
		if (!sibling)
			path_fault(x->e, x->argc - 1 + x->skipped, true,
				   "statement not found.");
	}
	if (sibling) {
		tree_move(n, sibling, at == after);
		err = 0;
	}
	path_free(&p);
	path_free(&q);
	return err;
}

/* ---- the table ---- */

static int edit_replace(struct edit *x)
{
	return edit_replace_pattern(x->t, x->level, x->argc, x->argv, x->e);
}

static int edit_wildcards(struct edit *x)
{
	return edit_wildcard(x->t, x->level, x->mode, x->argc, x->argv, x->e);
}

static const struct {
	const char *verb;
	int (*fn)(struct edit *x);
} verbs[] = {
	{ "set", edit_set },	       { "delete", edit_delete },
	{ "activate", edit_activate }, { "deactivate", edit_deactivate },
	{ "protect", edit_protect },   { "unprotect", edit_unprotect },
	{ "rename", edit_rename },     { "copy", edit_copy },
	{ "insert", edit_insert },     { "annotate", edit_annotate },
	{ "replace", edit_replace },   { "wildcard", edit_wildcards },
};

int edit_run(struct tree *t, struct cnode *level, unsigned int mode, int argc,
	     const char *const *argv, struct edit_error *e)
{
	struct edit x = {
		.t = t,
		.level = level,
		.e = e,
		.argc = argc - 1,
		.argv = argv + 1,
		.skipped = 1,
		.mode = mode,
	};
	int err = -1;
	size_t i;

	if (e)
		e->text[0] = '\0';
	x.arena = arena_new();
	for (i = 0; argc && i < sizeof(verbs) / sizeof(*verbs); i++)
		if (!strcmp(verbs[i].verb, argv[0]))
			break;
	if (!argc || i == sizeof(verbs) / sizeof(*verbs))
		path_fault(e, 0, false, "unknown command.");
	else
		err = verbs[i].fn(&x);
	arena_free(x.arena);
	return err;
}

int conf_edit(struct tree *t, struct cnode *level, int argc,
	      const char *const *argv, struct edit_error *e)
{
	return edit_run(t, level, PATH_ABBREV, argc, argv, e);
}

/* ---- levels ---- */

static bool is_level(const struct path *p)
{
	const struct step *last;

	if (p->list || !p->step.n)
		return false;
	last = &p->step.v[p->step.n - 1];
	return !last->stay && !names_all(last) && last->s->nchild &&
	       (last->s->kind == SN_CONTAINER || last->s->kind == SN_LIST);
}

/* Like path_apply(), but what is new stays invisible while it is empty. */
static struct cnode *make_level(struct tree *t, struct cnode *at,
				const struct path *p)
{
	const struct step *st;
	struct cnode *n;

	vec_each(st, &p->step) {
		at = path_leave(at, st->up);
		if (st->s->kind != SN_CONTAINER && st->s->kind != SN_LIST)
			continue;
		n = tree_find(at, st->s, st->keys, st->value);
		if (!n) {
			n = tree_add(t, at, st->s, st->keys, st->value, NULL);
			n->flags |= CN_GHOST;
		}
		at = n;
	}
	return at;
}

struct cnode *conf_edit_level(struct tree *t, struct cnode *level, int argc,
			      const char *const *argv, struct edit_error *e)
{
	struct edit x = {
		.t = t,
		.level = level,
		.e = e,
		.argc = argc,
		.argv = argv,
		.mode = PATH_ABBREV,
	};
	struct cnode *n = NULL;
	struct path p = { .at = NULL };

	if (e)
		e->text[0] = '\0';
	x.arena = arena_new();
	if (!parse(&x, PATH_OPEN, argc, argv, &p)) {
		if (p.list)
			missing_argument(&x);
		else if (!is_level(&p))
			path_fault(e, argc - 1, false, "syntax error.");
		else
			n = make_level(t, level, &p);
	}
	path_free(&p);
	arena_free(x.arena);
	return n;
}

struct cnode *conf_find(const struct tree *t, const struct cnode *level,
			int argc, const char *const *argv)
{
	struct arena *a = arena_new();
	struct edit_error e;
	const struct cnode *n = NULL;
	struct path p;

	if (!path_parse(tree_schema(t), level->schema, NULL,
			PATH_TARGET | PATH_ABBREV | group_mode(level), argc,
			argv, a, &p, &e))
		n = path_follow(level, &p);
	path_free(&p);
	arena_free(a);
	/* the tree is the caller's, who may change what we find */
	return (struct cnode *)(uintptr_t)n;
}
