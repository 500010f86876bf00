// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A cursor walks the grammar.  At a container or list entry the next word is
 * a keyword, or a value that stands without one; after a list's keyword come
 * its keys, the second and later ones led by their own keywords ("from-zone A
 * to-zone B"); after a leaf its value, or several in brackets.  A value does
 * not move the cursor, so that attributes may follow each other on one line
 * ("term t1 protocol tcp destination-port 80").
 *
 * Exact keywords win over values without keyword, and those over
 * abbreviations.
 *
 * Where somebody types, a word that is nothing to a oneliner that has all it
 * needs is one of the statement around it: "from source-address 10/8 protocol
 * tcp".  The step it makes says how many levels were left.
 */
#include "conf/path.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/expression.h"
#include "conf/lex.h"
#include "conf/type.h"
#include "lib/arena.h"
#include "lib/buf.h"

struct walk {
	const struct schema *schema;
	unsigned int mode;
	int argc, i;
	const char *const *argv;
	struct arena *arena;
	struct path *out;
	struct edit_error *err;
	const struct snode *at, *list;
	const struct snode *start;
	unsigned int depth; /* levels below the start */
	unsigned int up; /* levels left since the last step */
	bool in_group;
};

void path_fault(struct edit_error *e, int word, bool after, const char *fmt,
		...)
{
	va_list ap;

	if (!e)
		return;
	e->word = word;
	e->after = after;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
}

static int syntax_error(struct walk *w)
{
	path_fault(w->err, w->i, false, "syntax error.");
	return -1;
}

static int missing(struct walk *w)
{
	path_fault(w->err, w->argc, true, "missing argument.");
	return -1;
}

/* Out of words: remember what would have come next. */
static int want(struct walk *w, enum want want, const struct snode *s)
{
	w->out->want = want;
	w->out->wanted = s;
	return missing(w);
}

bool path_is_pattern(const char *value)
{
	size_t n = strlen(value);

	return (n > 2 && value[0] == '<' && value[n - 1] == '>') ||
	       strchr(value, '$');
}

/* The value in normal form, or NULL and the fault. */
static const char *take_value(struct walk *w, const struct snode *s,
			      const char *value)
{
	const char *msg, *p;
	struct buf b;

	if (!strcmp(value, "[") || !strcmp(value, "]")) {
		syntax_error(w);
		return NULL;
	}
	value = word_unguard(value);
	if (w->in_group && path_is_pattern(value) && !(s->flags & SN_SECRET))
		return arena_strdup(w->arena, value);
	buf_init(&b);
	msg = snode_check_value(s, value, &b);
	p = arena_strdup(w->arena, msg ? value : b.data);
	buf_free(&b);
	if (msg && w->mode & PATH_ABBREV && type_complete(s->type, value))
		return arena_strdup(w->arena, type_complete(s->type, value));
	if (!msg || w->mode & PATH_TARGET)
		return p;
	if (isupper((unsigned char)*msg) || msg[strlen(msg) - 1] == '.')
		path_fault(w->err, w->i, true, "%s", msg);
	else
		path_fault(w->err, w->i, true, "%s at '%s'", msg, value);
	return NULL;
}

static struct step *add_step(struct walk *w, const struct snode *s)
{
	struct step *st = vec_add(&w->out->step);

	st->s = s;
	st->word = w->i;
	st->up = w->up;
	w->up = 0;
	return st;
}

static bool is(const struct walk *w, const char *word)
{
	return w->i < w->argc && !strcmp(w->argv[w->i], word);
}

/* ---- values ---- */

static int want(struct walk *w, enum want want, const struct snode *s);

/* The words of an expression as one, to the last of which the walk goes. */
static const char *take_expression(struct walk *w, const struct snode *s)
{
	const char *text;
	struct buf b;
	int depth = 0;

	buf_init(&b);
	for (; w->i < w->argc; w->i++) {
		buf_printf(&b, "%s%s", b.len ? " " : "", w->argv[w->i]);
		depth += expression_depth(w->argv[w->i]);
		if (depth <= 0 || is(w, "]"))
			break;
	}
	text = arena_strdup(w->arena, b.data);
	buf_free(&b);
	if (w->i < w->argc)
		return text;
	want(w, WANT_VALUE, s);
	return NULL;
}

static int take_one(struct walk *w, const struct snode *s, unsigned int flags)
{
	const char *v = w->argv[w->i];
	struct step *st;

	if (expression_begins(s, v))
		v = take_expression(w, s);
	if (v)
		v = take_value(w, s, v);
	if (!v)
		return -1;
	st = add_step(w, s);
	st->value = v;
	st->flags = flags;
	w->i++;
	return 0;
}

static unsigned int take_marks(struct walk *w)
{
	unsigned int flags = 0;

	for (;; w->i++) {
		if (is(w, "inactive:"))
			flags |= CN_INACTIVE;
		else if (is(w, "protect:"))
			flags |= CN_PROTECT;
		else
			return flags;
	}
}

static int take_bracket(struct walk *w, const struct snode *s,
			int (*one)(struct walk *, const struct snode *,
				   unsigned int))
{
	unsigned int flags;

	for (w->i++; w->i < w->argc;) {
		if (is(w, "]")) {
			w->i++;
			return 0;
		}
		flags = take_marks(w);
		if (w->i >= w->argc)
			break;
		if (one(w, s, flags))
			return -1;
	}
	w->out->bracket = true;
	return want(w, s->kind == SN_LIST ? WANT_KEY : WANT_VALUE, s);
}

static int take_leaf(struct walk *w, const struct snode *s)
{
	if (s->flags & SN_EMPTY) {
		w->i--;
		add_step(w, s)->value = "";
		w->i++;
		return 0;
	}
	if (w->i >= w->argc) {
		if (!(w->mode & PATH_TARGET))
			return want(w, WANT_VALUE, s);
		w->out->want = WANT_VALUE;
		w->out->wanted = s;
		w->i--;
		add_step(w, s);
		w->i++;
		return 0;
	}
	if (s->kind == SN_LEAFLIST && is(w, "["))
		return take_bracket(w, s, take_one);
	return take_one(w, s, 0);
}

/* ---- lists ---- */

/* "ge-0/0/1.400": entry ge-0/0/1, and 400 of the list it abbreviates. */
static int take_shorthand(struct walk *w, const struct snode *s,
			  const char *word, const char *dot)
{
	const struct snode *sub = snode_child(s, s->shorthand);
	char *head = arena_strndup(w->arena, word, (size_t)(dot - word));
	const char **keys = arena_new_array(w->arena, const char *, 2);
	struct step *st;

	keys[0] = take_value(w, s->key[0], head);
	keys[1] = keys[0] ? take_value(w, sub->key[0], dot + 1) : NULL;
	if (!keys[1])
		return -1;
	st = add_step(w, s);
	st->keys = keys;
	st = add_step(w, sub);
	st->keys = keys + 1;
	w->i++;
	w->at = sub;
	w->depth += 2;
	return 0;
}

static const char *shorthand_dot(const struct walk *w, const struct snode *s,
				 const char *word)
{
	const char *dot = strrchr(word, '.');

	if (!s->shorthand || !dot || (w->in_group && path_is_pattern(word)) ||
	    !dot[1] || dot[1 + strspn(dot + 1, "0123456789")])
		return NULL;
	return dot;
}

static int take_instance(struct walk *w, const struct snode *s,
			 unsigned int flags)
{
	const char **keys = arena_new_array(w->arena, const char *, 1);
	struct step *st;

	keys[0] = take_value(w, s->key[0], w->argv[w->i]);
	if (!keys[0])
		return -1;
	st = add_step(w, s);
	st->keys = keys;
	st->flags = flags;
	st->stay = true;
	w->i++;
	return 0;
}

static bool keyword_is(const struct walk *w, const char *keyword)
{
	size_t n = strlen(w->argv[w->i]);

	if (!strcmp(w->argv[w->i], keyword))
		return true;
	return w->mode & PATH_ABBREV && n &&
	       !strncmp(w->argv[w->i], keyword, n);
}

static int take_keys(struct walk *w, const struct snode *s)
{
	const char **keys = arena_new_array(w->arena, const char *, s->nkey);
	int first = w->i;
	struct step *st;
	size_t k;

	w->out->keys = keys;
	for (k = 0; k < s->nkey; k++) {
		w->out->key = k;
		if (!snode_key_given(s, k, keys)) {
			keys[k] = "";
			continue;
		}
		if (snode_key_named(s, k)) {
			if (w->i >= w->argc)
				return want(w, WANT_KEY_WORD, s);
			if (!keyword_is(w, s->key[k]->keyword))
				return syntax_error(w);
			w->i++;
		}
		if (w->i >= w->argc)
			return want(w, WANT_KEY, s);
		keys[k] = take_value(w, s->key[k], w->argv[w->i]);
		if (!keys[k])
			return -1;
		w->i++;
	}
	st = add_step(w, s);
	st->keys = keys;
	st->word = first;
	w->at = s;
	w->depth++;
	if (s->flags & SN_GROUPS)
		w->in_group = true;
	return 0;
}

static int take_list(struct walk *w)
{
	const struct snode *s = w->list;
	const char *dot;

	w->list = NULL;
	if (w->i >= w->argc) {
		w->out->key = 0;
		if (w->mode & PATH_TARGET) {
			w->out->want = WANT_KEY;
			w->out->wanted = s;
			w->i--;
			add_step(w, s);
			w->i++;
			return 0;
		}
		return want(w, WANT_KEY, s);
	}
	if (is(w, "[")) {
		if (s->nkey != 1)
			return syntax_error(w);
		return take_bracket(w, s, take_instance);
	}
	dot = shorthand_dot(w, s, w->argv[w->i]);
	if (dot)
		return take_shorthand(w, s, w->argv[w->i], dot);
	return take_keys(w, s);
}

/* ---- keywords ---- */

static bool accepts(const struct walk *w, const struct snode *s,
		    const char *word)
{
	const struct snode *v = s->kind == SN_LIST ? s->key[0] : s;

	if (s->kind == SN_CONTAINER)
		return false;
	word = word_unguard(word);
	if (w->in_group && path_is_pattern(word))
		return true;
	if (s->kind == SN_LIST && shorthand_dot(w, s, word))
		return true;
	return !snode_check_value(v, word, NULL);
}

static const struct snode *find_bare(const struct walk *w, const char *word)
{
	size_t i;

	for (i = 0; i < w->at->nbare; i++)
		if (accepts(w, w->at->bare[i], word))
			return w->at->bare[i];
	return NULL;
}

static const struct snode *find_bare_prefix(const struct walk *w,
					    const char *word)
{
	const struct snode *s;
	size_t i;

	for (i = 0; i < w->at->nbare; i++) {
		s = w->at->bare[i];
		if (s->kind == SN_LIST)
			s = s->key[0];
		if (s->kind != SN_CONTAINER && type_complete(s->type, word))
			return w->at->bare[i];
	}
	return NULL;
}

static const struct snode *find_prefix(const struct walk *w, const char *word,
				       bool *ambiguous)
{
	const struct snode *c, *found = NULL;
	size_t i, n = strlen(word);

	*ambiguous = false;
	for (i = 0; i < w->at->nchild; i++) {
		c = w->at->child[i];
		if (c->flags & (SN_KEY | SN_NOKEYWORD | SN_HIDDEN) ||
		    strncmp(c->keyword, word, n))
			continue;
		*ambiguous = found;
		if (found)
			return NULL;
		found = c;
	}
	return found;
}

static int take_bare(struct walk *w, const struct snode *s)
{
	if (s->kind == SN_LIST) {
		w->list = s;
		return take_list(w);
	}
	if (s->kind == SN_LEAFLIST && is(w, "["))
		return take_bracket(w, s, take_one);
	return take_one(w, s, 0);
}

/* The word is nothing: say what it was most likely meant to be. */
static int unknown(struct walk *w)
{
	const struct snode *s = w->at->nbare ? w->at->bare[0] : NULL;
	const char *word = w->argv[w->i];
	size_t n = w->out->step.n;

	if (!s || w->at->nbare > 1 || s->kind == SN_CONTAINER ||
	    (s->kind == SN_LEAF && n && w->out->step.v[n - 1].s == s) ||
	    (w->mode & PATH_TARGET) || !strcmp(word, "["))
		return syntax_error(w);
	if (!take_value(w, s->kind == SN_LIST ? s->key[0] : s, word))
		return -1;
	return syntax_error(w);
}

static int take_keyword(struct walk *w, const struct snode *s)
{
	w->i++;
	switch (s->kind) {
	case SN_CONTAINER:
		w->i--;
		add_step(w, s);
		w->i++;
		w->at = s;
		w->depth++;
		return 0;
	case SN_LIST:
		if (w->i >= w->argc && w->mode & PATH_OPEN) {
			w->list = s;
			return 0;
		}
		w->list = s;
		return take_list(w);
	case SN_LEAF:
	case SN_LEAFLIST:
		return take_leaf(w, s);
	}
	return -1;
}

/* Take the word as one of this level's. 1: it is none. */
static int take_here(struct walk *w)
{
	const char *word = w->argv[w->i];
	const struct snode *s;
	bool ambiguous = false;

	s = snode_child(w->at, word);
	if (!s)
		s = schema_universal(w->schema, w->at, word);
	if (s)
		return take_keyword(w, s);
	if (!strcmp(word, "[") && w->at->nbare == 1)
		return take_bare(w, w->at->bare[0]);
	s = find_bare(w, word);
	if (s)
		return take_bare(w, s);
	if (w->mode & PATH_ABBREV && *word)
		s = find_prefix(w, word, &ambiguous);
	if (s)
		return take_keyword(w, s);
	if (w->mode & PATH_ABBREV && !ambiguous)
		s = find_bare_prefix(w, word);
	if (s)
		return take_bare(w, s);
	if (!ambiguous)
		return 1;
	path_fault(w->err, w->i, true, "'%s' is ambiguous.", word);
	return -1;
}

/* Does what has been said so far mean something? */
static bool says_something(const struct walk *w)
{
	const struct step *last;

	if (!w->out->step.n)
		return false;
	last = &w->out->step.v[w->out->step.n - 1];
	return last->s->kind != SN_CONTAINER || last->s->flags & SN_PRESENCE ||
	       !last->s->nchild;
}

/*
 * A level that stands on one line, or that its one value has completed:
 * "local-preference 100", "transmit-rate percent 10".
 */
static bool is_done(const struct walk *w)
{
	const struct snode *at = w->at;
	const struct snode *last = w->out->step.v[w->out->step.n - 1].s;

	if (at->flags & SN_ONELINER ||
	    (at->kind == SN_LIST && at->nchild == at->nkey))
		return true;
	return at->flags & SN_ONELINER_PLUS &&
	       (last == at || (last->parent == at &&
			       (last->choice || last->flags & SN_NOKEYWORD)));
}

static bool may_leave(const struct walk *w)
{
	return w->mode & PATH_ABBREV && !(w->mode & PATH_TARGET) && w->depth &&
	       says_something(w) && is_done(w);
}

static void leave(struct walk *w)
{
	w->depth--;
	w->up++;
	w->at = w->depth ? w->at->parent : w->start;
}

/* Keywords alone: a value that fits somewhere around is a mistake here. */
static const struct snode *find_around(struct walk *w)
{
	const char *word = w->argv[w->i];
	const struct snode *s = NULL;
	bool ambiguous;

	while (!s && *word && may_leave(w)) {
		leave(w);
		s = snode_child(w->at, word);
		if (!s)
			s = find_prefix(w, word, &ambiguous);
	}
	return s;
}

static int take_word(struct walk *w)
{
	const struct snode *s;
	struct walk here;
	int err;

	w->out->want = WANT_KEYWORD;
	if (w->at->kind == SN_LEAF || w->at->kind == SN_LEAFLIST)
		return syntax_error(w);
	err = take_here(w);
	if (err <= 0)
		return err;
	here = *w;
	s = find_around(w);
	if (s)
		return take_keyword(w, s);
	*w = here;
	return unknown(w);
}

/* May a set command end here? */
static bool complete(const struct walk *w)
{
	const struct path *p = w->out;

	return says_something(w) ||
	       (p->step.n && w->mode & PATH_HOLLOW &&
		!(p->step.v[p->step.n - 1].s->flags & SN_HOMOGENEOUS));
}

int path_parse(const struct schema *s, const struct snode *at,
	       const struct snode *list, unsigned int mode, int argc,
	       const char *const *argv, struct arena *a, struct path *out,
	       struct edit_error *e)
{
	struct walk w = {
		.schema = s,
		.mode = mode,
		.argc = argc,
		.argv = argv,
		.arena = a,
		.out = out,
		.err = e,
		.at = at,
		.list = list,
		.start = at,
		.in_group = mode & PATH_GROUP,
	};
	int err = 0;

	memset(out, 0, sizeof(*out));
	if (list && argc)
		err = take_list(&w);
	while (!err && w.i < argc)
		err = take_word(&w);
	if (!err && !(mode & (PATH_TARGET | PATH_OPEN)) && !complete(&w))
		err = missing(&w);
	out->at = w.at;
	out->list = w.list;
	while (!err && !w.list && out->step.n && may_leave(&w)) {
		leave(&w);
		out->may_leave++;
	}
	return err;
}

void path_free(struct path *p)
{
	vec_free(&p->step);
}

void path_statement(struct path *p)
{
	const struct step *st = p->step.v;
	size_t n = 1;

	if (!p->step.n)
		return;
	if (st->s->kind == SN_CONTAINER && st->s->flags & SN_HOMOGENEOUS &&
	    p->step.n > 1)
		n++;
	while (n < p->step.n && st[n].s == st[n - 1].s &&
	       (st[n].s->kind == SN_LEAFLIST || st[n].stay))
		n++;
	p->step.n = n;
}

/* ---- on the tree ---- */

struct cnode *path_leave(struct cnode *at, unsigned int levels)
{
	while (levels--)
		at = at->parent;
	return at;
}

struct place path_apply(struct tree *t, struct place from, const struct path *p,
			struct cnode **last)
{
	struct cnode *at = from.node, *n = NULL;
	const struct step *st;

	vec_each(st, &p->step) {
		at = path_leave(at, st->up);
		n = tree_add(t, at, st->s, st->keys, st->value, NULL);
		n->flags |= st->flags;
		if ((st->s->kind == SN_CONTAINER || st->s->kind == SN_LIST) &&
		    !st->stay)
			at = n;
	}
	if (last)
		*last = n;
	return (struct place){ at, p->list };
}

static struct cnode *find_step(struct cnode *at, const struct step *st)
{
	struct cnode *n;

	if (st->s->kind == SN_LIST && !st->keys)
		return tree_first(at, st->s);
	if (st->s->kind == SN_LEAFLIST && !st->value)
		return tree_first(at, st->s);
	n = tree_find(at, st->s, st->keys, st->value);
	if (n && st->s->kind == SN_LEAF && st->value &&
	    !(st->s->flags & SN_EMPTY) && strcmp(n->value, st->value))
		return NULL;
	return n;
}

/* Values do not lead anywhere: only the last step may be one. */
static struct cnode *follow(struct cnode *from, const struct path *p, size_t n)
{
	const struct step *st;
	size_t i;

	for (i = 0; from && i < n; i++) {
		st = &p->step.v[i];
		from = path_leave(from, st->up);
		if (i + 1 < p->step.n &&
		    (st->s->kind == SN_LEAF || st->s->kind == SN_LEAFLIST))
			continue;
		from = find_step(from, st);
	}
	return from;
}

struct cnode *path_parent(struct cnode *from, const struct path *p)
{
	return follow(from, p, p->step.n ? p->step.n - 1 : 0);
}

const struct cnode *path_follow(const struct cnode *from, const struct path *p)
{
	union {
		const struct cnode *in;
		struct cnode *out;
	} u = { from };

	return follow(u.out, p, p->step.n);
}

struct cnode *path_find(struct cnode *from, const struct path *p)
{
	return follow(from, p, p->step.n);
}
