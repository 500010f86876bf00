// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Scripts of commands: what `show | display set` prints and what engineers
 * paste.  Each line is one editing command at the current level; edit, top,
 * up and exit move the level as in the shell, where exit goes back to the level
 * of the last edit.  Lines that begin with # are comments.  Words may be
 * abbreviated as when typed, and so may the commands themselves: `se`, but not
 * `s`, which may be set, save, show or status.
 *
 * Faults are reported as Junos does for `load set`: FILE:LINE:(COL), where
 * the column counts the characters before the offending word.
 */
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/edit.h"
#include "conf/parse.h"
#include "conf/path.h"
#include "lib/arena.h"

struct script {
	struct tree *t;
	struct cnode *base, *level;
	struct cnode *back[16]; /* the levels that edits were entered at */
	int backs;
	struct diag *d;
	const char *file;
	int line;
};

static int column(const struct words *w, const char *line,
		  const struct edit_error *e)
{
	if (e->word >= 0 && e->word < w->n)
		return w->col[e->word];
	return (int)strlen(line);
}

static void fault(struct script *s, const char *line, const struct words *w,
		  const struct edit_error *e)
{
	const char *word = e->word >= 0 && e->word < w->n ? w->v[e->word] :
							    NULL;
	int n = (int)strlen(e->text);

	if (n && e->text[n - 1] == '.')
		n--;
	if (e->word < 0)
		diag_say(s->d, DIAG_WARNING, "%s",
			 strncmp(e->text, "warning: ", 9) ? e->text :
							    e->text + 9);
	else if (word && !strncmp(e->text, "syntax error", 12))
		diag_at(s->d, DIAG_ERROR, s->file, s->line, column(w, line, e),
			"%.*s: %s", n, e->text, word);
	else
		diag_at(s->d, DIAG_ERROR, s->file, s->line, column(w, line, e),
			"%.*s", n, e->text);
}

static void go_up(struct script *s, int n)
{
	while (n-- > 0 && s->level != s->base && s->level->parent)
		s->level = s->level->parent;
}

/* As deep as the levels are kept; what was forgotten is one level up. */
static void go_into(struct script *s, struct cnode *n)
{
	int room = (int)(sizeof(s->back) / sizeof(*s->back));

	if (s->backs == room) {
		memmove(s->back, s->back + 1,
			sizeof(s->back) - sizeof(*s->back));
		s->backs--;
	}
	s->back[s->backs++] = s->level;
	s->level = n;
}

static void go_back(struct script *s)
{
	if (s->backs)
		s->level = s->back[--s->backs];
	else
		go_up(s, 1);
}

/* ---- commands ---- */

/* All of configuration mode, since an abbreviation is one of any of them. */
static const char *const verbs[] = {
	"set",	     "delete",	 "edit",     "top",    "up",	  "exit",
	"quit",	     "activate", "annotate", "commit", "copy",	  "deactivate",
	"help",	     "insert",	 "load",     "prompt", "protect", "rename",
	"replace",   "rollback", "run",	     "save",   "show",	  "status",
	"unprotect", "update",	 "wildcard",
};

/* The command that a word stands for; NULL: several. */
static const char *full_verb(const char *word)
{
	const char *found = NULL;
	size_t i, n = strlen(word);
	bool many = false;

	for (i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (!strcmp(verbs[i], word))
			return word;
		if (strncmp(verbs[i], word, n))
			continue;
		many |= found != NULL;
		found = verbs[i];
	}
	if (many)
		return NULL;
	return found ? found : word;
}

static void run_line(struct script *s, const char *line);

/* False: it is none, and that was said. */
static bool find_verb(struct script *s, const char *line, struct words *w)
{
	struct edit_error e = { .word = 0 };
	const char *verb = full_verb(w->v[0]);

	if (!verb) {
		path_fault(&e, 0, true, "'%s' is ambiguous.", w->v[0]);
		fault(s, line, w, &e);
		return false;
	}
	if (verb == w->v[0])
		return true;
	free(w->v[0]);
	w->v[0] = strdup(verb);
	if (!w->v[0])
		abort();
	return true;
}

static void run_words(struct script *s, const char *line, struct words *w)
{
	const char *const *argv = (const char *const *)w->v;
	struct edit_error e = { .word = 0 };
	struct cnode *n;

	if (!find_verb(s, line, w))
		return;
	if (!strcmp(argv[0], "top")) {
		s->level = s->base;
		s->backs = 0;
		if (w->n > 1)
			run_line(s, line + w->col[1]);
		return;
	}
	if (!strcmp(argv[0], "exit") || !strcmp(argv[0], "quit")) {
		go_back(s);
		return;
	}
	if (!strcmp(argv[0], "up")) {
		go_up(s, w->n > 1 ? atoi(argv[1]) : 1);
		s->backs = 0;
		return;
	}
	if (!strcmp(argv[0], "edit")) {
		n = conf_edit_level(s->t, s->level, w->n - 1, argv + 1, &e);
		if (n) {
			go_into(s, n);
			return;
		}
		e.word++;
		fault(s, line, w, &e);
		return;
	}
	if (edit_run(s->t, s->level, PATH_HOLLOW | PATH_ABBREV, w->n, argv,
		     &e) ||
	    e.text[0])
		fault(s, line, w, &e);
}

/* What a configuration shows behind a secret, and what people write. */
static void drop_comment(const char *line, struct words *w)
{
	int i = 0;

	while (i < w->n && strncmp(line + w->col[i], "##", 2))
		i++;
	while (w->n > i)
		free(w->v[--w->n]);
}

static void run_line(struct script *s, const char *line)
{
	struct words w;

	words_split(line, &w);
	drop_comment(line, &w);
	if (w.n && w.v[0][0] != '#')
		run_words(s, line, &w);
	words_free(&w);
}

int parse_set(struct tree *t, struct cnode *at, const char *file,
	      const char *text, size_t len, struct diag *d)
{
	struct script s = {
		.t = t,
		.base = at,
		.level = at,
		.d = d,
		.file = file,
	};
	const char *p = text, *end = text + len, *nl;
	int before = diag_errors(d);
	char *line = NULL, *nul;
	size_t n, cap = 0;

	for (; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (!nl)
			nl = end;
		s.line++;
		n = (size_t)(nl - p);
		if (n + 1 > cap) {
			cap = n * 2 + 256;
			line = realloc(line, cap);
			if (!line)
				abort();
		}
		memcpy(line, p, n);
		line[n] = '\0';
		for (nul = line; (nul = memchr(nul, '\0', line + n - nul));)
			*nul = ' ';
		run_line(&s, line);
	}
	free(line);
	return diag_errors(d) - before;
}
