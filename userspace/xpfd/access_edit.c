// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Configuration mode.  `set` is judged by its words.  Every other command
 * that changes the candidate runs, and what it changed is judged: the
 * candidate before it is kept, the difference walked, and what was not
 * permitted undone - of a load statement by statement, of any other command
 * the whole.
 */
#include "xpfd/access_priv.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "conf/path.h"
#include "lib/arena.h"
#include "lib/buf.h"
#include "lib/diag.h"
#include "xpfd/access_tree.h"

/* ---- which command ---- */

/* The verb behind any `top` and `up N`, and where it stands. */
static const struct config_cmd *verb_of(const struct shell *s,
					const struct line *l, int *at)
{
	int i = l->first, row;

	for (;; i++) {
		row = config_lookup(s, line_word(l, i));
		if (i >= l->w.n || row < 0)
			return NULL;
		*at = i;
		if (strcmp(config_cmds[row].word, "top") &&
		    strcmp(config_cmds[row].word, "up"))
			return &config_cmds[row];
		if (isdigit((unsigned char)*line_word(l, i + 1)))
			i++;
		if (i + 1 >= l->w.n)
			return &config_cmds[row];
	}
}

static bool is_one_of(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (!strcmp(word, *list))
			return true;
	return false;
}

/* They change no statement, or only by the right to use them at all. */
static const char *const harmless[] = {
	"commit", "edit", "exit",   "help", "quit", "rollback", "run",
	"save",	  "show", "status", "top",  "up",   "update",	NULL,
};

/* What every user of configuration mode may do, to get out of it again. */
static const char *const always[] = { "exit", "help",	"quit",
				      "run",  "status", NULL };

/* Returning to an earlier configuration changes anything: a bit of its own. */
static bool may_rollback(struct shell *s, const struct line *l, int i)
{
	const struct login *login = access_login(s->access);
	const char *which = line_word(l, i + 1);

	if (!*which || !strcmp(which, "0") ||
	    login->bits & permission_bit("rollback"))
		return true;
	shell_caret(s, line_col_after(l, i + 1), "permission denied.");
	return false;
}

/* Who is bound by expressions on statements may not replace them all. */
static bool may_load(struct shell *s, const struct line *l, int i)
{
	const char *how = line_word(l, i + 1);

	if (!login_wants_paths(access_login(s->access)) || !*how ||
	    (strncmp("override", how, strlen(how)) &&
	     strncmp("factory-default", how, strlen(how))))
		return true;
	shell_caret(s, line_col_after(l, i + 1), "permission denied.");
	return false;
}

static bool may_use(const struct login *login, const char *verb,
		    const char *words)
{
	return login_runs(login, is_one_of(verb, always) ? "none" : "configure",
			  words);
}

bool access_line(struct shell *s, const struct line *l)
{
	const struct login *login = access_login(s->access);
	const struct config_cmd *c;
	struct buf words;
	bool yes;
	int i;

	s->access->guarded = false;
	if (!s->config || login_is_super(login))
		return true;
	c = verb_of(s, l, &i);
	if (!c) /* it will be refused as unknown or ambiguous */
		return true;
	buf_init(&words);
	buf_printf(&words, "%s%s", c->word,
		   i + 1 < l->w.n ? l->text + line_col_after(l, i) : "");
	words.len = strlen(words.data);
	yes = may_use(login, c->word, words.data);
	buf_free(&words);
	if (!yes) {
		shell_caret(s, line_col(l, i), "unknown command.");
		return false;
	}
	if (!strcmp(c->word, "rollback"))
		return may_rollback(s, l, i);
	if (!strcmp(c->word, "load") && !may_load(s, l, i))
		return false;
	if (!strcmp(c->word, "set") && i == l->first && config_level(s))
		return access_set(s, l);
	s->access->guarded = !is_one_of(c->word, harmless);
	return true;
}

/* ---- set ---- */

static void step_words(const struct step *st, struct buf *path)
{
	struct cnode n = {
		.schema = st->s,
		.value = st->value ? st->value : "",
	};
	const char **keys = NULL;

	if (st->s->kind == SN_LIST) {
		if (!st->keys)
			return;
		keys = calloc(st->s->nkey + 1, sizeof(*keys));
		if (!keys)
			abort();
		memcpy(keys, st->keys, st->s->nkey * sizeof(*keys));
		n.keys = keys;
	}
	access_words(&n, path);
	free(keys);
}

/* The index of the first word that may not be set, -1: all of them may. */
static int denied_step(struct shell *s, const struct cnode *level,
		       const struct path *p)
{
	const struct login *l = access_login(s->access);
	const struct areas *a = access_areas(s->access);
	struct area area = access_area(a, level);
	struct level {
		size_t len;
		struct area area;
	} *above = calloc(p->step.n + 1, sizeof(*above)), *top = above;
	const struct step *st;
	struct buf words;
	int bad = -1;
	size_t len;

	if (!above)
		abort();
	buf_init(&words);
	cn_edit_path(level, &words);
	for (st = p->step.v; st < p->step.v + p->step.n && bad < 0; st++) {
		bool value = st->s->kind == SN_LEAF ||
			     st->s->kind == SN_LEAFLIST;

		if (st->up) {
			top -= st->up;
			area = top->area;
			words.len = top->len;
			words.data[words.len] = '\0';
		}
		len = words.len;
		if (!value && !st->stay)
			*top++ = (struct level){ len, area };
		step_words(st, &words);
		if (!value || st->s->flags & SN_UNIVERSAL)
			area = area_of(a, st->s, area);
		if ((value || st + 1 == p->step.v + p->step.n) &&
		    (!login_changes(l, area_of(a, st->s, area), words.data) ||
		     (st->s->flags & SN_SECRET && !login_changes_secrets(l))))
			bad = st->word;
		if (value || st->stay) {
			words.len = len;
			words.data[len] = '\0';
		}
	}
	buf_free(&words);
	free(above);
	return bad;
}

bool access_set(struct shell *s, const struct line *l)
{
	const struct cnode *level = config_level(s);
	const char *const *argv = (const char *const *)l->w.v + l->first + 1;
	struct arena *a;
	struct edit_error e;
	struct path p;
	int bad = -1;

	if (cn_in_group(level) ||
	    !strncmp(line_word(l, l->first + 1), "groups",
		     strlen(line_word(l, l->first + 1)))) {
		s->access->guarded = true;
		return true;
	}
	a = arena_new();
	if (!path_parse(s->m->schema, level->schema, NULL, PATH_ABBREV,
			l->w.n - l->first - 1, argv, a, &p, &e))
		bad = denied_step(s, level, &p);
	path_free(&p);
	arena_free(a);
	if (bad < 0)
		return true;
	shell_caret(s, line_col_after(l, l->first + 1 + bad),
		    "permission denied.");
	return false;
}

/* ---- everything else ---- */

void access_before(struct shell *s)
{
	tree_free(s->access->before);
	s->access->before = NULL;
	if (s->access->guarded && s->config)
		s->access->before = tree_dup(config_tree(s));
}

/* What was denied may still be wanted at once: undo all of the command. */
void access_settle(struct shell *s, const struct line *l)
{
	const struct areas *areas = access_areas(s->access);
	struct tree *before = s->access->before;
	struct buf denied, all;

	s->access->before = NULL;
	if (!before || !s->config) {
		tree_free(before);
		return;
	}
	buf_init(&denied);
	buf_init(&all);
	if (access_undo(access_login(s->access), areas, config_tree(s), before,
			&denied)) {
		access_undo(NULL, areas, config_tree(s), before, &all);
		if (l)
			shell_caret(s, (int)l->end, "permission denied.");
		else
			shell_err(s, "error: permission denied: %.*s\n",
				  (int)strcspn(denied.data, "\n"), denied.data);
	}
	buf_free(&denied);
	buf_free(&all);
	tree_free(before);
}

int access_loaded(struct shell *s, struct diag *d)
{
	struct buf denied;
	char *line, *save = NULL, *text;
	int n;

	if (!s->access->before)
		return 0;
	buf_init(&denied);
	n = access_undo(access_login(s->access), access_areas(s->access),
			config_tree(s), s->access->before, &denied);
	text = buf_take(&denied);
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		diag_say(d, DIAG_ERROR, "permission denied: %s", line);
	free(text);
	buf_free(&denied);
	return n;
}
