// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Operational mode: a line becomes the name of an RPC and its arguments
 * (conf/command.h); the table here has the commands that concern the session
 * or the configuration, all others are oper/'s and run in a child.
 */
#include "xpfd/shell_priv.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/command.h"
#include "lib/buf.h"
#include "lib/loop.h"
#include "lib/writer.h"
#include "oper/oper.h"

/* A command of the shell itself. */
struct own {
	const char *rpc;
	void (*run)(struct shell *s, struct line *l, struct command *c);
	bool shows_config;
};

/* ---- modes ---- */

static void run_configure(struct shell *s, struct line *l, struct command *c)
{
	if (s->config) {
		shell_err(s, "error: already in configuration mode\n");
		return;
	}
	if (command_has(c, "private"))
		config_enter(s, CONFIG_PRIVATE);
	else if (command_has(c, "exclusive"))
		config_enter(s, CONFIG_EXCLUSIVE);
	else
		config_enter(s, CONFIG_SHARED);
}

static void run_quit(struct shell *s, struct line *l, struct command *c)
{
	if (s->config)
		config_leave(s);
	else
		shell_end(s);
}

/* ---- configuration ---- */

static int path_words(const struct line *l, const struct command *c, int *from)
{
	const char *path = command_arg(c, "path");
	int i;

	*from = l->w.n;
	for (i = 0; path && i < c->n_args; i++)
		if (!strcmp(c->arg[i].s->name, "path"))
			*from = l->first + c->arg[i].word;
	return l->w.n - *from;
}

static void last_commit(struct shell *s, const struct line *l)
{
	const struct commit_info *info = store_info(s->m->store, 0);
	char when[64];

	if (info && !pipeline_find(&l->pipes, PIPE_DISPLAY))
		shell_out(s, "## Last commit: %s by %s\n",
			  oper_time(info->when, when), info->user);
}

static void run_show_configuration(struct shell *s, struct line *l,
				   struct command *c)
{
	struct tree *t = store_active(s->m->store);
	struct cnode *root = tree_root(t);
	int from, argc = path_words(l, c, &from);

	if (argc &&
	    !conf_find(t, root, argc, (const char *const *)l->w.v + from) &&
	    config_check_path(s, l, from, t, root, "show"))
		return;
	if (!argc)
		last_commit(s, l);
	config_print(s, l, t, "", from,
		     CONF_SECRETS | CONF_OMIT | SHOW_COMMITTED);
}

static struct tree *rollback(struct shell *s, const char *number)
{
	struct tree *t = store_rollback(s->m->store, atoi(number));

	if (!t)
		shell_err(s,
			  "error: rollback configuration %s does not "
			  "exist\n",
			  number);
	return t;
}

static void run_show_rollback(struct shell *s, struct line *l,
			      struct command *c)
{
	const char *with = command_arg(c, "compare");
	struct tree *to = rollback(s, command_arg(c, "rollback")), *from;
	struct buf b;

	if (!to)
		return;
	if (!with) {
		config_print(s, l, to, "", l->w.n, CONF_SECRETS);
		tree_free(to);
		return;
	}
	from = rollback(s, with);
	if (from) {
		buf_init(&b);
		conf_compare(from, to, tree_root(to), &b);
		shell_text(s, &b);
		buf_free(&b);
	}
	tree_free(from);
	tree_free(to);
}

static void run_show_rescue(struct shell *s, struct line *l, struct command *c)
{
	struct tree *t = store_rescue(s->m->store);

	if (!t) {
		shell_err(s, "error: rescue configuration does not exist\n");
		return;
	}
	config_print(s, l, t, "", l->w.n, CONF_SECRETS);
	tree_free(t);
}

static void run_rescue_save(struct shell *s, struct line *l, struct command *c)
{
	struct commit_info by = { .when = time(NULL), .valid = true };
	int err;

	snprintf(by.user, sizeof(by.user), "%s", s->user);
	strcpy(by.via, "cli");
	err = store_rescue_save(s->m->store, &by);
	if (err)
		shell_err(s,
			  "error: could not save the rescue "
			  "configuration: %s\n",
			  strerror(-err));
}

static void run_rescue_delete(struct shell *s, struct line *l,
			      struct command *c)
{
	int err = store_rescue_delete(s->m->store);

	if (err == -ENOENT)
		shell_err(s, "error: rescue configuration does not exist\n");
	else if (err)
		shell_err(s,
			  "error: could not delete the rescue "
			  "configuration: %s\n",
			  strerror(-err));
}

static void run_clear_commit(struct shell *s, struct line *l, struct command *c)
{
	int err = manager_unschedule(s->m);

	if (err == -ENOENT)
		shell_out(s, "No commit scheduled.\n");
	else if (err)
		shell_err(s, "error: could not clear pending commit: %s\n",
			  strerror(-err));
	else
		shell_out(s, "Pending commit cleared\n");
}

/* ---- the session ---- */

static void run_users(struct shell *s, struct line *l, struct command *c)
{
	char when[16], idle[16];
	const struct shell *u;
	int64_t minutes;
	struct tm tm;

	shell_out(s, "%-8s %-8s %-33s %-7s %5s %s\n", "USER", "TTY", "FROM",
		  "LOGIN@", "IDLE", "WHAT");
	for (u = shell_first(); u; u = u->next) {
		localtime_r(&u->since, &tm);
		strftime(when, sizeof(when), "%l:%M%p", &tm);
		minutes = (now_ms() - u->last_ms) / 60000;
		snprintf(idle, sizeof(idle), minutes ? "%d:%02d" : "-",
			 (int)(minutes / 60), (int)(minutes % 60));
		shell_out(s, "%-8s %-8s %-33s %-7s %5s %s\n", u->user, u->tty,
			  "-", when, idle,
			  u->config ? "cli (configure)" : "cli");
	}
}

static void run_set_cli(struct shell *s, struct line *l, struct command *c)
{
	int i;

	if (!c->n_args)
		shell_caret(s, (int)l->end, "missing argument.");
	for (i = 0; i < c->n_args; i++)
		cli_set(s, c->arg[i].s->name, c->arg[i].value);
}

static void run_show_cli(struct shell *s, struct line *l, struct command *c)
{
	struct buf b;

	buf_init(&b);
	cli_show(s, &b);
	shell_text(s, &b);
	buf_free(&b);
}

static void shell_ended(struct shell *s, const char *text, size_t len)
{
}

static void run_start_shell(struct shell *s, struct line *l, struct command *c)
{
	shell_ask(s, RPC_ASK_SHELL, "", NULL, shell_ended);
}

static void file_read(struct shell *s, const char *text, size_t len)
{
	struct buf b;

	if (!len || *text != '0') {
		shell_err(s, "error: could not open file: %s\n",
			  len ? text + 1 : "");
		return;
	}
	buf_init(&b);
	buf_add(&b, text + 1, len - 1);
	shell_text(s, &b);
	buf_free(&b);
}

static void run_show_file(struct shell *s, struct line *l, struct command *c)
{
	shell_ask(s, RPC_ASK_READ, command_arg(c, "filename"), NULL, file_read);
}

/* ---- help ---- */

static void apropos(struct buf *out, const struct snode *n, const char *path,
		    const char *text)
{
	char here[512];
	size_t i;

	for (i = 0; i < n->nchild; i++) {
		const struct snode *c = n->child[i];

		if (c->kind != SN_CONTAINER)
			continue;
		snprintf(here, sizeof(here), "%s%s%s", path, *path ? " " : "",
			 c->keyword);
		if (strcasestr(here, text) ||
		    (c->help && strcasestr(c->help, text)))
			buf_printf(out, "%s\n    %s\n", here,
				   c->help ? c->help : "");
		apropos(out, c, here, text);
	}
}

static void run_help(struct shell *s, struct line *l, struct command *c)
{
	const char *text = command_arg(c, "apropos");
	struct buf b;

	if (!text)
		text = command_arg(c, "topic");
	if (!text) {
		shell_out(s,
			  "Type ? at any place in a line to see what may "
			  "follow. Space and Tab complete\nkeywords, Tab "
			  "completes names. 'help apropos <string>' searches "
			  "the commands.\n");
		return;
	}
	buf_init(&b);
	apropos(&b, schema_command(s->m->schema), "", text);
	if (!b.len)
		buf_printf(&b, "error: nothing is known of '%s'\n", text);
	shell_text(s, &b);
	buf_free(&b);
}

static const struct own own[] = {
	{ "configure", run_configure, false },
	{ "quit", run_quit, false },
	{ "get-configuration", run_show_configuration, true },
	{ "get-rollback-information", run_show_rollback, true },
	{ "get-rescue-information", run_show_rescue, true },
	{ "request-save-rescue-configuration", run_rescue_save, false },
	{ "request-delete-rescue-configuration", run_rescue_delete, false },
	{ "clear-system-commit", run_clear_commit, false },
	{ "get-system-users-information", run_users, false },
	{ "set-cli", run_set_cli, false },
	{ "get-cli", run_show_cli, false },
	{ "start-shell", run_start_shell, false },
	{ "get-file", run_show_file, false },
	{ "help", run_help, false },
	{ NULL, NULL, false },
};

static const struct own *find_own(const char *rpc)
{
	const struct own *o;

	for (o = own; o->rpc; o++)
		if (!strcmp(o->rpc, rpc))
			return o;
	return NULL;
}

/* ---- commands that read state ---- */

struct job {
	const struct command *c;
	enum writer_format format;
};

static int run_job(struct shell *s, void *arg)
{
	struct job *j = arg;
	struct oper_arg *v = calloc((size_t)j->c->n_args + 1, sizeof(*v));
	struct oper o = {
		.w = writer_new(j->format, stdout),
		.arg = v,
		.n_args = (size_t)j->c->n_args,
		.model = s->m->model,
		.store = s->m->store,
		.host = shell_host(s),
		.log_dir = s->m->state_dir,
		.now = time(NULL),
		.started = s->m->started,
	};
	int i, rc;

	for (i = 0; v && i < j->c->n_args; i++)
		v[i] = (struct oper_arg){ j->c->arg[i].s->name,
					  j->c->arg[i].value };
	rc = oper_run(&o, j->c->rpc);
	writer_free(o.w);
	free(v);
	return rc;
}

/* Their output comes as it happens and never ends by itself. */
static bool is_live(const char *rpc)
{
	return !strcmp(rpc, "ping") || !strcmp(rpc, "traceroute") ||
	       !strncmp(rpc, "monitor-", 8);
}

static enum writer_format format_of(const struct line *l)
{
	const struct pipe *p = pipeline_find(&l->pipes, PIPE_DISPLAY);

	if (p && !strcmp(p->argv[0], "xml"))
		return WRITER_XML;
	if (p && !strcmp(p->argv[0], "json"))
		return WRITER_JSON;
	return WRITER_TEXT;
}

static void parse_caret(struct shell *s, const struct line *l,
			const struct edit_error *e)
{
	int i = l->first + e->word;

	shell_caret(s, e->after ? line_col_after(l, i) : line_col(l, i),
		    e->text);
}

void oper_exec(struct shell *s, struct line *l)
{
	const struct own *o;
	struct edit_error e = { 0 };
	struct command c;
	struct job j = { &c, format_of(l) };

	if (command_parse(s->m->schema, l->w.n - l->first,
			  (const char *const *)l->w.v + l->first, &c, &e)) {
		parse_caret(s, l, &e);
		return;
	}
	o = find_own(c.rpc);
	if (o) {
		o->run(s, l, &c);
	} else {
		if (is_live(c.rpc))
			rpc_send(s->rpc, RPC_LIVE, NULL, 0);
		shell_spawn(s, run_job, &j);
	}
	command_free(&c);
}

static unsigned int where_oper(struct shell *s, const struct words *w, int i);

void oper_complete(struct shell *s, const struct line *l,
		   struct completions *out)
{
	size_t i;

	command_complete(s->m->schema, store_active(s->m->store),
			 l->w.n - l->first,
			 (const char *const *)l->w.v + l->first, out);
	out->err.word += l->first;
	/* marks are for statements, not for commands */
	if (where_oper(s, &l->w, l->first) == PIPE_CONFIG)
		return;
	for (i = 0; i < out->n; i++)
		out->v[i].mark = ' ';
}

/* ---- pipes ---- */

static unsigned int where_oper(struct shell *s, const struct words *w, int i)
{
	const struct own *o = NULL;
	struct edit_error e;
	struct command c;

	if (!command_parse(s->m->schema, w->n - i,
			   (const char *const *)w->v + i, &c, &e)) {
		o = find_own(c.rpc);
		command_free(&c);
	}
	return o && o->shows_config ? PIPE_CONFIG : PIPE_OPER;
}

static unsigned int where_config(struct shell *s, const struct words *w)
{
	const char *word;
	int i, row;

	for (i = 0; i < w->n; i++) {
		row = config_lookup(s, w->v[i]);
		word = row >= 0 ? config_cmds[row].word : "";
		if (!strcmp(word, "run"))
			return where_oper(s, w, i + 1);
		if (!strcmp(word, "show"))
			return PIPE_CONFIG | PIPE_COMPARE;
		if (!strcmp(word, "commit"))
			return PIPE_COMMIT;
		if (strcmp(word, "top") && strcmp(word, "up") &&
		    !isdigit((unsigned char)*w->v[i]))
			break;
	}
	return PIPE_OPER;
}

unsigned int shell_where(struct shell *s, const char *text)
{
	char *command = strndup(text, pipe_first(text));
	unsigned int where;
	struct words w;

	if (!command)
		abort();
	words_split(command, &w);
	where = s->config ? where_config(s, &w) : where_oper(s, &w, 0);
	words_free(&w);
	free(command);
	return where;
}
