// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Lists of completions.  An offer is a word with its help; placeholders in
 * angle brackets stand for values that cannot be listed.  The finished list
 * is sorted by word, as recent Junos does it, with <[Enter]> first.
 */
#include "conf/complete.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/must.h"
#include "conf/type.h"
#include "lib/buf.h"

static char *dup(const char *s)
{
	char *d = strdup(s ? s : "");

	if (!d)
		abort();
	return d;
}

struct completion *offer(struct offers *o, char mark, const char *word,
			 const char *help, bool identifier)
{
	struct completions *out = o->out;
	struct completion *c;

	if (word && *word != '<' && strncmp(word, o->prefix, strlen(o->prefix)))
		return NULL;
	if (out->n >= o->cap) {
		o->cap = o->cap ? o->cap * 2 : 32;
		out->v = realloc(out->v, o->cap * sizeof(*out->v));
		if (!out->v)
			abort();
	}
	c = &out->v[out->n++];
	memset(c, 0, sizeof(*c));
	c->word = word ? dup(word) : NULL;
	c->help = dup(help);
	c->mark = mark;
	c->identifier = identifier;
	if (word && !strcmp(word, o->prefix))
		out->exact = true;
	return c;
}

void offer_enter(struct offers *o)
{
	struct completion *c;

	c = offer(o, ' ', "<[Enter]>", "Execute this command", false);
	if (c)
		c->enter = true;
}

/* ---- values ---- */

static void help_text(const struct snode *s, const struct vtype *t,
		      struct buf *b)
{
	buf_puts(b, s->help ? s->help : "");
	if (t->base == VT_INT && !t->check && t->nrange)
		buf_printf(b, " (%" PRId64 "..%" PRId64 "%s%s)", t->range[0].lo,
			   t->range[t->nrange - 1].hi, s->units ? " " : "",
			   s->units ? s->units : "");
}

static void placeholder(struct offers *o, const struct snode *s,
			const struct vtype *t)
{
	const char *word = s->placeholder;
	char name[128];
	struct buf b;

	if (!word && (s->flags & (SN_KEY | SN_NOKEYWORD)))
		word = type_placeholder(t);
	if (!word) {
		snprintf(name, sizeof(name), "<%s>", s->keyword);
		word = name;
	}
	buf_init(&b);
	help_text(s, t, &b);
	offer(o, ' ', word, b.data, true);
	buf_free(&b);
}

static void names(struct offers *o, const struct value_check *check)
{
	const char *word, *kind;
	char help[64];
	int number;
	size_t i;

	for (i = 0; (word = value_name(check, i, &kind, &number)); i++) {
		snprintf(help, sizeof(help), "%s %d", kind, number);
		offer(o, ' ', word, help, false);
	}
}

static void of_type(struct offers *o, const struct snode *s,
		    const struct vtype *t)
{
	size_t i;

	switch (t->base) {
	case VT_ENUM:
		for (i = 0; i < t->nword; i++)
			offer(o, ' ', t->word[i].word, t->word[i].help, false);
		return;
	case VT_UNION:
		for (i = 0; i < t->nmember; i++)
			of_type(o, s, t->member[i]);
		return;
	case VT_EMPTY:
		return;
	case VT_INT:
	case VT_STRING:
		placeholder(o, s, t);
		if (t->check)
			names(o, t->check);
		return;
	}
}

struct naming {
	struct offers *o;
	const struct snode *s;
};

/* An instance is shown with its description, if it has one. */
static void name_it(void *arg, const struct cnode *n, const char *word)
{
	struct naming *x = arg;
	const char *help = x->s->help;

	if (n && cn_value(n, "description"))
		help = cn_value(n, "description");
	offer(x->o, ' ', word, help, true);
}

void offer_value(struct offers *o, const struct snode *s,
		 const struct cnode *at, const struct tree *defaults)
{
	struct naming x = { o, s };
	size_t i;

	for (i = 0; at && i < s->nref; i++) {
		ref_each(s->ref[i].path, at, name_it, &x);
		if (defaults)
			ref_each(s->ref[i].path, tree_root(defaults), name_it,
				 &x);
	}
	of_type(o, s, s->type);
	if (*o->prefix && !snode_check_value(s, o->prefix, NULL))
		o->out->exact = true;
}

/* ---- the finished list ---- */

static int by_word(const void *a, const void *b)
{
	const struct completion *x = a, *y = b;

	if (x->enter != y->enter)
		return x->enter ? -1 : 1;
	if (!x->word || !y->word)
		return !x->word - !y->word;
	return strcmp(x->word, y->word);
}

void offer_finish(struct offers *o)
{
	struct completions *c = o->out;
	size_t i, n = 0;

	if (!c->n)
		return;
	qsort(c->v, c->n, sizeof(*c->v), by_word);
	for (i = 0; i < c->n; i++) {
		if (n && c->v[i].word && c->v[n - 1].word &&
		    !strcmp(c->v[i].word, c->v[n - 1].word)) {
			free(c->v[i].word);
			free(c->v[i].help);
			continue;
		}
		c->v[n++] = c->v[i];
	}
	c->n = n;
}

void completions_free(struct completions *c)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		free(c->v[i].word);
		free(c->v[i].help);
	}
	free(c->v);
	memset(c, 0, sizeof(*c));
}
