// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Completion in configuration mode: what may not be used is not offered.  A
 * statement stays if something in it may be seen, because the way to it leads
 * through.
 */
#include "xpfd/access_priv.h"

#include <stdlib.h>
#include <string.h>

#include "conf/path.h"
#include "lib/arena.h"
#include "lib/buf.h"
#include "xpfd/access_tree.h"

void access_remove(struct completions *c, size_t i)
{
	free(c->v[i].word);
	free(c->v[i].help);
	memmove(&c->v[i], &c->v[i + 1], (c->n - i - 1) * sizeof(*c->v));
	c->n--;
}

void access_filter_verbs(struct shell *s, struct completions *out)
{
	const struct login *l = access_login(s->access);
	size_t i;

	if (login_is_super(l))
		return;
	for (i = out->n; i-- > 0;)
		if (!out->v[i].enter && out->v[i].word &&
		    !login_runs(l, "configure", out->v[i].word))
			access_remove(out, i);
}

/* Is @below a statement somewhere under @top? */
static bool lies_below(const struct snode *top, const struct snode *below)
{
	for (; below; below = below->parent)
		if (below == top)
			return true;
	return false;
}

struct judge {
	const struct login *l;
	const struct areas *a;
	bool change;
};

static bool may(const struct judge *j, struct area area, const char *path)
{
	return j->change ? login_changes(j->l, area, path) :
			   login_sees(j->l, area, path);
}

/* A part of what is below has an area of its own that may be used. */
static bool may_below(const struct judge *j, const struct snode *s)
{
	int i;

	if (j->l->statement.allow.text)
		return true;
	for (i = 0; i < j->a->n; i++)
		if (lies_below(s, j->a->row[i].s) &&
		    may(j, j->a->row[i].area, ""))
			return true;
	return false;
}

/* Whether the statement that the words name may be used. */
static bool judge_words(struct shell *s, const struct judge *j,
			const struct cnode *level, int argc,
			const char *const *argv, bool identifier)
{
	struct area area = access_area(j->a, level);
	struct arena *arena = arena_new();
	const struct step *st = NULL;
	struct buf words;
	struct path p;
	bool yes = true;
	int i;

	buf_init(&words);
	cn_edit_path(level, &words);
	for (i = 0; i < argc; i++)
		buf_printf(&words, "%s%s", words.len ? " " : "", argv[i]);
	if (!path_parse(s->m->schema, level->schema, NULL,
			PATH_TARGET | PATH_ABBREV | PATH_OPEN, argc, argv,
			arena, &p, NULL) ||
	    p.step.n) {
		vec_each(st, &p.step)
			area = area_of(j->a, st->s, area);
		st = p.step.n ? &p.step.v[p.step.n - 1] : NULL;
		if (p.list)
			area = area_of(j->a, p.list, area);
		yes = may(j, area, words.data) ||
		      (!identifier && (st || p.list) &&
		       may_below(j, p.list ? p.list : st->s));
	}
	path_free(&p);
	arena_free(arena);
	buf_free(&words);
	return yes;
}

static bool is_showing(const char *verb)
{
	return !strcmp(verb, "show") || !strcmp(verb, "edit") ||
	       !strcmp(verb, "save");
}

void access_filter_path(struct shell *s, const struct cnode *level,
			const char *verb, int argc, const char *const *argv,
			struct completions *out)
{
	struct judge j = { access_login(s->access), access_areas(s->access),
			   !is_showing(verb) };
	const char **words;
	size_t i;

	if (login_is_super(j.l) || !level || argc < 1)
		return;
	words = calloc((size_t)argc + 1, sizeof(*words));
	if (!words)
		abort();
	memcpy(words, argv, (size_t)(argc - 1) * sizeof(*words));
	for (i = out->n; i-- > 0;) {
		if (out->v[i].enter || !out->v[i].word ||
		    *out->v[i].word == '<')
			continue;
		words[argc - 1] = out->v[i].word;
		if (!judge_words(s, &j, level, argc, words,
				 out->v[i].identifier))
			access_remove(out, i);
	}
	free(words);
}
