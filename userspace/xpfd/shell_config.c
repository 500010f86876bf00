// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Configuration mode: the level, and the table of its commands.  The commands that change the candidate are conf_edit()'s;
 * here are only their columns, questions and messages.
 *
 * The level of a session is a path in words, not a pointer: others may delete
 * what it points to.  As on Junos the level then stays, empty.
 */
#include "xpfd/shell_priv.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/loop.h"
#include "lib/version.h"
#include "xpfd/access.h"

/* ---- candidate and level ---- */

const char *config_path(const struct shell *s)
{
	return s->level.n ? s->level.v[s->level.n - 1] : "";
}

void config_banner(const struct shell *s, struct buf *out)
{
	int minutes = manager_pending(s->m);

	if (minutes)
		buf_printf(out,
			   "# commit confirmed will be rolled back in %d "
			   "minute%s\n",
			   minutes, minutes == 1 ? "" : "s");
	buf_printf(out, "[edit%s%s]", *config_path(s) ? " " : "",
		   config_path(s));
}

static struct cnode *find_path(struct shell *s, const char *path)
{
	struct tree *t = config_tree(s);
	struct cnode *n;
	struct words w;

	words_split(path, &w);
	n = conf_find(t, tree_root(t), w.n, (const char *const *)w.v);
	words_free(&w);
	return n;
}

struct cnode *config_level(struct shell *s)
{
	if (!*config_path(s))
		return tree_root(config_tree(s));
	return find_path(s, config_path(s));
}

/* The level, made again if others removed it. */
struct cnode *config_level_made(struct shell *s)
{
	struct cnode *n = config_level(s);
	struct tree *t = config_tree(s);
	struct edit_error e;
	struct words w;

	if (n)
		return n;
	words_split(config_path(s), &w);
	n = conf_edit_level(t, tree_root(t), w.n, (const char *const *)w.v, &e);
	words_free(&w);
	return n ? n : tree_root(t);
}

/* Is @path above @below, or the same? */
static bool covers(const char *path, const char *below)
{
	size_t n = strlen(path);

	return !strncmp(path, below, n) && (!below[n] || below[n] == ' ');
}

/* Back through the levels that lie below where we go, then there. */
void config_go(struct shell *s, const char *path)
{
	char *copy = strdup(path);

	if (!copy)
		abort();
	while (s->level.n && (!*copy || covers(copy, config_path(s))))
		free(s->level.v[--s->level.n]);
	if (*copy)
		vec_push(&s->level, copy);
	else
		free(copy);
}

/* ---- moving ---- */

static int count_args(const struct line *l)
{
	return l->w.n - l->first - 1;
}

static const char *const *args(const struct line *l)
{
	return (const char *const *)l->w.v + l->first + 1;
}

/* The caret of an error in the words behind the command. */
void config_caret(struct shell *s, const struct line *l,
		  const struct edit_error *e)
{
	int i = l->first + 1 + e->word;
	char text[sizeof(e->text) + 1];
	size_t n;

	if (e->word < 0) { /* well formed, but nothing to act on */
		shell_out(s, "%s\n", e->text);
		return;
	}
	snprintf(text, sizeof(text), "%s", e->text);
	n = strlen(text);
	if (n && n < sizeof(text) - 1 && text[n - 1] != '.' &&
	    !strchr(text, '\''))
		strcat(text, ".");
	shell_caret(s, e->after ? line_col_after(l, i) : line_col(l, i), text);
}

static void cmd_edit(struct shell *s, struct line *l)
{
	struct edit_error e = { 0 };
	struct cnode *n;
	struct buf b;

	if (!count_args(l)) {
		shell_caret(s, (int)l->end, "missing argument.");
		return;
	}
	n = conf_edit_level(config_tree(s), config_level_made(s), count_args(l),
			    args(l), &e);
	if (!n) {
		config_caret(s, l, &e);
		return;
	}
	buf_init(&b);
	cn_edit_path(n, &b);
	vec_push(&s->level, buf_take(&b));
	buf_free(&b);
}

/* `top` and `up` before another command: there, for this command only. */
static void elsewhere(struct shell *s, struct line *l, int i, const char *path)
{
	char *there = strdup(path);
	size_t depth = s->level.n;

	if (!there)
		abort();
	vec_push(&s->level, there);
	l->first = i;
	config_exec(s, l);
	if (s->level.n <= depth || s->level.v[depth] != there)
		return;
	/* `top edit ...` stays where it went, and `exit` comes back here */
	memmove(&s->level.v[depth], &s->level.v[depth + 1],
		(s->level.n - depth - 1) * sizeof(*s->level.v));
	s->level.n--;
	free(there);
}

static void cmd_top(struct shell *s, struct line *l)
{
	if (count_args(l))
		elsewhere(s, l, l->first + 1, "");
	else
		config_go(s, "");
}

static void cmd_up(struct shell *s, struct line *l)
{
	struct cnode *n = config_level_made(s);
	int i = l->first + 1, levels = 1;
	struct buf b;

	if (isdigit((unsigned char)*line_word(l, i)))
		levels = atoi(line_word(l, i++));
	while (levels-- > 0 && n->parent)
		n = n->parent;
	buf_init(&b);
	cn_edit_path(n, &b);
	if (i < l->w.n)
		elsewhere(s, l, i, b.data);
	else
		config_go(s, b.data);
	buf_free(&b);
}

static const struct option exit_options[] = {
	{ "configuration-mode", "Exit configuration mode" },
	{ .word = NULL },
};

static void cmd_exit(struct shell *s, struct line *l)
{
	struct options o;

	if (line_options(s, l, l->first + 1, exit_options, false, &o))
		return;
	if (o.value[0] || !s->level.n)
		config_leave(s);
	else
		free(s->level.v[--s->level.n]);
}

/* ---- changing ---- */

static void edit(struct shell *s, const struct line *l, int from)
{
	struct edit_error e = { 0 };
	int argc = l->w.n - from;

	if (!config_writable(s))
		return;
	if (conf_edit(config_tree(s), config_level_made(s), argc,
		      (const char *const *)l->w.v + from, &e)) {
		if (e.word > 0)
			e.word--; /* it counts the verb, too */
		config_caret(s, l, &e);
		return;
	}
	config_changed(s);
	if (e.text[0])
		shell_out(s, "%s\n", e.text);
}

static void cmd_change(struct shell *s, struct line *l)
{
	if (!strcmp(line_word(l, l->first), "set") &&
	    config_asks_password(s, l))
		return;
	edit(s, l, l->first);
}

static void delete_all(struct shell *s, const char *text, size_t len)
{
	static const char *const argv[] = { "delete" };
	struct edit_error e = { 0 };
	struct cnode *n;

	if (*text != 'y')
		return;
	n = find_path(s, s->pending);
	if (n && conf_edit(config_tree(s), n, 1, argv, &e))
		shell_err(s, "error: %s\n", e.text);
	config_changed(s);
}

static void cmd_delete(struct shell *s, struct line *l)
{
	if (!config_writable(s))
		return;
	if (count_args(l)) {
		edit(s, l, l->first);
		return;
	}
	s->pending = strdup(config_path(s));
	if (!*config_path(s))
		shell_out(s, "This will delete the entire configuration\n");
	shell_ask(s, RPC_ASK_YES, "Delete everything under this level?", "no",
		  delete_all);
}

static void wildcard_answer(struct shell *s, const char *text, size_t len)
{
	char *command = strchr(s->pending, '\n');
	struct edit_error e = { 0 };
	struct cnode *n;
	struct words w;

	if (*text != 'y')
		return;
	*command++ = '\0'; /* before it, the level */
	n = find_path(s, s->pending);
	words_split(command, &w);
	if (n &&
	    (conf_edit(config_tree(s), n, w.n, (const char *const *)w.v, &e) ||
	     e.text[0]))
		shell_out(s, "%s\n", e.text);
	config_changed(s);
	words_free(&w);
}

/* `wildcard delete` shows what it would do, and asks. */
static void cmd_wildcard(struct shell *s, struct line *l)
{
	int n, from = line_col(l, l->first + 1);
	struct edit_error e = { 0 };
	struct buf b;

	if (strcmp(line_word(l, l->first + 1), "delete")) {
		edit(s, l, l->first);
		return;
	}
	if (!config_writable(s))
		return;
	buf_init(&b);
	n = conf_wildcard_list(config_tree(s), config_level_made(s),
			       count_args(l), args(l), &b, &e);
	shell_text(s, &b);
	if (n < 0) {
		e.word -= e.word > 0; /* it counts the verb, too */
		config_caret(s, l, &e);
	} else if (!n) {
		shell_out(s, "warning: statement not found\n");
	} else {
		buf_reset(&b);
		buf_printf(&b, "Delete %d objects?", n);
		if (asprintf(&s->pending, "%s\nwildcard %.*s", config_path(s),
			     (int)l->end - from, l->text + from) < 0)
			abort();
		shell_ask(s, RPC_ASK_YES, b.data, "no", wildcard_answer);
	}
	buf_free(&b);
}

/* ---- paths ---- */

int config_check_path(struct shell *s, const struct line *l, int i,
		      struct tree *t, struct cnode *level, const char *verb)
{
	struct completions c = { 0 };
	const char **argv;
	int argc = l->w.n - i, k, rc = 0;

	argv = calloc((size_t)argc + 1, sizeof(*argv));
	if (!argv)
		abort();
	for (k = 0; k < argc; k++)
		argv[k] = l->w.v[i + k];
	argv[argc] = "";
	conf_complete(t, level, verb, argc + 1, argv, &c);
	if (c.err.text[0]) {
		k = i + c.err.word;
		shell_caret(s,
			    c.err.after ? line_col_after(l, k) : line_col(l, k),
			    c.err.text);
		rc = -1;
	}
	completions_free(&c);
	free(argv);
	return rc;
}

/* ---- the rest ---- */

static void cmd_run(struct shell *s, struct line *l)
{
	if (!count_args(l)) {
		shell_caret(s, (int)l->end, "missing argument.");
		return;
	}
	l->first++;
	oper_exec(s, l);
}

static void cmd_help(struct shell *s, struct line *l)
{
	oper_exec(s, l);
}

static void cmd_status(struct shell *s, struct line *l)
{
	struct buf b;

	buf_init(&b);
	config_users(s, &b, NULL);
	shell_out(s, "Users currently editing the configuration:\n%s", b.data);
	buf_free(&b);
}

#define PATH(verb, text)                                       \
	{                                                      \
		verb, text, cmd_change, CONFIG_STATEMENT, NULL \
	}

const struct config_cmd config_cmds[] = {
	PATH("activate", "Remove the inactive tag from a statement"),
	PATH("annotate", "Annotate the statement with a comment"),
	{ "commit", "Commit current set of changes", config_commit,
	  CONFIG_OPTIONS, commit_options },
	PATH("copy", "Copy a statement"),
	PATH("deactivate", "Add the inactive tag to a statement"),
	{ "delete", "Delete a data element", cmd_delete, CONFIG_STATEMENT,
	  NULL },
	{ "edit", "Edit a sub-element", cmd_edit, CONFIG_STATEMENT, NULL },
	{ "exit", "Exit from this level", cmd_exit, CONFIG_OPTIONS,
	  exit_options },
	{ "help", "Provide help information", cmd_help, CONFIG_OPER, NULL },
	PATH("insert", "Insert a new ordered data element"),
	{ "load", "Load configuration from ASCII file", config_load,
	  CONFIG_LOAD, load_options },
	PATH("protect", "Protect the statement"),
	{ "quit", "Quit from this level", cmd_exit, CONFIG_OPTIONS,
	  exit_options },
	PATH("rename", "Rename a statement"),
	PATH("replace", "Replace character string in configuration"),
	{ "rollback", "Roll back to previous committed configuration",
	  config_rollback, CONFIG_ROLLBACK, NULL },
	{ "run", "Run an operational-mode command", cmd_run, CONFIG_OPER,
	  NULL },
	{ "save", "Save configuration to ASCII file", config_save, CONFIG_FILE,
	  NULL },
	PATH("set", "Set a parameter"),
	{ "show", "Show a parameter", config_show, CONFIG_STATEMENT, NULL },
	{ "status", "Show users currently editing configuration", cmd_status,
	  CONFIG_NOTHING, NULL },
	{ "top", "Exit to top level of configuration", cmd_top, CONFIG_COMMAND,
	  NULL },
	PATH("unprotect", "Unprotect the statement"),
	{ "up", "Exit one level of configuration", cmd_up, CONFIG_UP, NULL },
	{ "update", "Update private database", config_update, CONFIG_NOTHING,
	  NULL, .private = true },
	{ "wildcard", "Wildcard operations", cmd_wildcard, CONFIG_STATEMENT,
	  NULL },
	{ .word = NULL },
};

bool config_has(const struct shell *s, const struct config_cmd *c)
{
	return !c->private || s->private;
}

int config_lookup(const struct shell *s, const char *word)
{
	int row = word_lookup(config_cmds, sizeof(*config_cmds), word);

	return row < 0 || config_has(s, &config_cmds[row]) ? row : WORD_NONE;
}

void config_exec(struct shell *s, struct line *l)
{
	const char *word = line_word(l, l->first);
	int row = config_lookup(s, word);
	char text[128];

	if (row == WORD_NONE) {
		shell_caret(s, line_col(l, l->first), "unknown command.");
		return;
	}
	if (row == WORD_AMBIGUOUS) {
		snprintf(text, sizeof(text), "'%.64s' is ambiguous.", word);
		shell_caret(s, line_col_after(l, l->first), text);
		return;
	}
	/* conf_edit() takes its verb in full */
	free(l->w.v[l->first]);
	l->w.v[l->first] = strdup(config_cmds[row].word);
	if (config_cmds[row].args == CONFIG_NOTHING && count_args(l))
		shell_caret(s, line_col(l, l->first + 1), "syntax error.");
	else
		config_cmds[row].run(s, l);
}
