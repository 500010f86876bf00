// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What may follow in a configuration command.  The words so far are matched
 * by path.c, which says what it would take next - a keyword, a key, a value -
 * and this file lists the candidates for it.
 *
 * All offer what the grammar allows, whether it is there or not, and the instances
 * that are there.  `edit` wants what can be a level, `set` also what a value or a
 * key could be; every other verb names statements and instances, and of those
 * that move something (rename, copy, insert) only what is there.
 */
#include "conf/complete.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/path.h"
#include "conf/type.h"
#include "lib/arena.h"

enum verb_kind { VERB_SET, VERB_EDIT, VERB_TARGET, VERB_MOVE };

struct completer {
	struct offers o;
	const struct tree *t;
	const struct cnode *level;
	const struct cnode *at; /* where the words so far lead; or NULL */
	enum verb_kind verb;
	const struct path *path;
};

static enum verb_kind kind_of(const char *verb)
{
	if (!strcmp(verb, "set"))
		return VERB_SET;
	if (!strcmp(verb, "edit"))
		return VERB_EDIT;
	return strcmp(verb, "rename") ? VERB_TARGET : VERB_MOVE;
}

/* Does it name what is there or might be, and bring nothing new? */
static bool is_target(const struct completer *c)
{
	return c->verb == VERB_TARGET || c->verb == VERB_MOVE;
}

static char mark_of(const struct snode *s)
{
	if (s->kind == SN_LEAFLIST)
		return '+';
	if (s->kind == SN_LIST || (s->kind == SN_CONTAINER && s->nchild))
		return '>';
	return ' ';
}

/* ---- instances ---- */

static bool keys_match(const struct cnode *n, const struct path *p)
{
	size_t i;

	for (i = 0; i < p->key; i++)
		if (strcmp(n->keys[i], p->keys[i]))
			return false;
	return true;
}

static void instances(struct completer *c, const struct snode *s, size_t key)
{
	const struct cnode *n;
	const char *help;

	for (n = tree_first(c->at, s); n; n = cn_next(n)) {
		if (s->kind == SN_LEAFLIST) {
			offer(&c->o, ' ', n->value, s->help, true);
			continue;
		}
		if (key && !keys_match(n, c->path))
			continue;
		help = cn_value(n, "description");
		offer(&c->o, ' ', n->keys[key], help ? help : s->key[key]->help,
		      true);
	}
}

/* What is not there can be named: that is no mistake of the line. */
static void nameable(struct completer *c, const struct snode *value)
{
	if (is_target(c) && *c->o.prefix &&
	    !snode_check_value(value, c->o.prefix, NULL))
		c->o.out->exact = true;
}

/* "ge-0/0/1.400": an instance and one of those below it. */
static bool is_shorthand(const struct snode *s, const char *word)
{
	const char *dot = s->shorthand ? strrchr(word, '.') : NULL;

	return dot && dot > word && dot[1] &&
	       !dot[1 + strspn(dot + 1, "0123456789")];
}

static void keys(struct completer *c, const struct snode *s, size_t key)
{
	struct snode k = *s->key[key];

	instances(c, s, key);
	if (!key && is_shorthand(s, c->o.prefix))
		c->o.out->exact = true;
	nameable(c, s->key[key]);
	if (c->verb == VERB_MOVE)
		return;
	if (c->verb == VERB_TARGET)
		k.nref = 0;
	offer_value(&c->o, &k, c->at ? c->at : c->level,
		    schema_defaults(tree_schema(c->t)));
	if (!is_target(c) && s->nref && key == 0) {
		/* a reference of the list itself names its instances */
		k.ref = s->ref;
		k.nref = s->nref;
		offer_value(&c->o, &k, c->at ? c->at : c->level,
			    schema_defaults(tree_schema(c->t)));
	}
}

static void values(struct completer *c, const struct snode *s)
{
	const struct cnode *n;

	if (is_target(c)) {
		for (n = tree_first(c->at, s); n; n = cn_next(n))
			offer(&c->o, ' ', n->value, s->help, true);
		nameable(c, s);
		return;
	}
	offer_value(&c->o, s, c->at ? c->at : c->level,
		    schema_defaults(tree_schema(c->t)));
	if (s->kind != SN_LEAFLIST)
		return;
	if (!c->path->bracket)
		offer(&c->o, ' ', "[", "Open a set of values", false);
	else if (!*c->o.prefix)
		offer(&c->o, ' ', "]", "Close a set of values", false);
}

/* ---- keywords ---- */

static bool is_wanted(const struct completer *c, const struct snode *s)
{
	if (s->flags & (SN_KEY | SN_HIDDEN))
		return false;
	if (c->verb == VERB_MOVE)
		return tree_first(c->at, s);
	return c->verb != VERB_EDIT || s->kind == SN_LIST ||
	       (s->kind == SN_CONTAINER && s->nchild);
}

static void bare(struct completer *c, const struct snode *s)
{
	if (s->kind == SN_LIST)
		keys(c, s, 0);
	else if (s->kind != SN_CONTAINER)
		values(c, s);
}

static void universal(struct completer *c, const struct snode *at)
{
	static const char *const all[] = {
		"apply-groups",
		"apply-groups-except",
		"groups",
	};
	const struct snode *s;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		s = schema_universal(tree_schema(c->t), at, all[i]);
		/* from what would the root except itself? */
		if (!strcmp(all[i], "apply-groups-except") && !at->parent)
			continue;
		if (s && is_wanted(c, s))
			offer(&c->o, mark_of(s), s->keyword, s->help, false);
	}
}

static bool already_set(const struct completer *c, const struct snode *s)
{
	const struct step *st;

	vec_each(st, &c->path->step)
		if (st->s == s && s->kind == SN_LEAF)
			return true;
	return false;
}

static void keywords(struct completer *c, const struct snode *at)
{
	const struct snode *s;
	size_t i;

	for (i = 0; i < at->nchild; i++) {
		s = at->child[i];
		if (is_target(c) && !(s->flags & SN_KEY) &&
		    !strcmp(c->o.prefix, s->keyword))
			c->o.out->exact = true;
		if (!is_wanted(c, s) || already_set(c, s))
			continue;
		if (s->flags & SN_NOKEYWORD)
			bare(c, s);
		else
			offer(&c->o, mark_of(s), s->keyword, s->help, false);
	}
	universal(c, at);
	/* hidden or not there, but a word of the grammar */
	s = snode_child(at, c->o.prefix);
	if (!s)
		s = schema_universal(tree_schema(c->t), at, c->o.prefix);
	if (s && c->verb != VERB_EDIT)
		c->o.out->exact = true;
}

/* May the command end before this word? */
static bool may_end(const struct completer *c)
{
	const struct path *p = c->path;
	const struct step *last;

	if (p->bracket)
		return false;
	if (is_target(c))
		return true;
	if (!p->step.n || p->want != WANT_KEYWORD || p->wanted)
		return false;
	last = &p->step.v[p->step.n - 1];
	if (c->verb == VERB_EDIT)
		return last->s->kind == SN_CONTAINER ||
		       last->s->kind == SN_LIST;
	return last->s->kind != SN_CONTAINER || last->s->flags & SN_PRESENCE ||
	       !last->s->nchild;
}

/* What may follow a oneliner on its line: statements beside it. */
static void around(struct completer *c)
{
	const struct snode *at = c->path->at, *s;
	unsigned int up;
	size_t i;

	for (up = 0; up < c->path->may_leave && at->parent; up++) {
		at = at->parent;
		for (i = 0; i < at->nchild; i++) {
			s = at->child[i];
			if (is_wanted(c, s) && !(s->flags & SN_NOKEYWORD) &&
			    !already_set(c, s))
				offer(&c->o, mark_of(s), s->keyword, s->help,
				      false);
		}
	}
}

static void candidates(struct completer *c)
{
	const struct path *p = c->path;

	if (!*c->o.prefix && may_end(c))
		offer_enter(&c->o);
	if (p->wanted && p->want == WANT_KEY)
		keys(c, p->wanted, p->key);
	else if (p->wanted && p->want == WANT_KEY_WORD)
		offer(&c->o, ' ', p->wanted->key[p->key]->keyword,
		      p->wanted->key[p->key]->help, false);
	else if (p->wanted)
		values(c, p->wanted);
	else if (p->at->kind == SN_CONTAINER || p->at->kind == SN_LIST)
		keywords(c, p->at);
	if (!p->wanted && c->verb == VERB_SET)
		around(c);
}

/* The parent of what comes next: levels only, values lead nowhere. */
static const struct cnode *place(const struct completer *c,
				 const struct path *p)
{
	struct path q = *p;
	const struct step *last;
	const struct cnode *n;
	unsigned int up = 0;

	while (q.step.n) {
		last = &q.step.v[q.step.n - 1];
		if (!last->stay && (last->s->kind == SN_CONTAINER ||
				    (last->s->kind == SN_LIST && last->keys)))
			break;
		up += last->up;
		q.step.n--;
	}
	/* the reading half of the interface: nothing is changed */
	for (n = path_follow(c->level, &q); n && up; up--)
		n = n->parent;
	return n;
}

void conf_complete(const struct tree *t, const struct cnode *level,
		   const char *verb, int argc, const char *const *argv,
		   struct completions *out)
{
	struct completer c = {
		.o = { .out = out, .prefix = argc ? argv[argc - 1] : "" },
		.t = t,
		.level = level,
		.verb = kind_of(verb),
	};
	unsigned int mode = PATH_ABBREV;
	struct arena *a = arena_new();
	struct edit_error e = { .word = 0 };
	struct path p;

	memset(out, 0, sizeof(*out));
	mode |= is_target(&c) ? PATH_TARGET : PATH_OPEN;
	if (cn_in_group(level))
		mode |= PATH_GROUP;
	if (path_parse(tree_schema(t), level->schema, NULL, mode,
		       argc ? argc - 1 : 0, argv, a, &p, &e) &&
	    !p.wanted) {
		out->err = e;
	} else {
		if (p.list && !p.wanted) {
			p.want = WANT_KEY;
			p.wanted = p.list;
			p.key = 0;
		}
		out->open = p.wanted;
		c.path = &p;
		c.at = place(&c, &p);
		candidates(&c);
		offer_finish(&c.o);
	}
	path_free(&p);
	arena_free(a);
}
