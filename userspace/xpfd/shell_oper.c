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
#include "xpfd/access.h"

/* A command of the shell itself. */
struct own {
	const char *rpc;
	own_fn run;
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
	struct cnode *root = tree_root(t), *n = root;
	int from, argc = path_words(l, c, &from);

	if (argc)
		n = conf_find(t, root, argc,
			      (const char *const *)l->w.v + from);
	if (!n && config_check_path(s, l, from, t, root, "show"))
		return;
	if (access_hides(s, l, n) || config_compare(s, l, n ? n : root))
		return;
	if (!argc)
		last_commit(s, l);
	config_print(s, l, t, "", from,
		     CONF_SECRETS | CONF_OMIT | SHOW_COMMITTED);
}

/* A command that stands for a part of the configuration. */
static void run_shows(struct shell *s, struct line *l, const char *path)
{
	config_print(s, l, store_active(s->m->store), path, l->w.n,
		     CONF_SECRETS);
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
		access_compare(s, from, to, tree_root(to), &b);
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
		answer_line(s, l, "No commit scheduled.");
	else if (err)
		shell_err(s, "error: could not clear pending commit: %s\n",
			  strerror(-err));
	else
		answer_line(s, l, "Pending commit cleared");
}

/* ---- the session ---- */

static void emit_user(struct writer *w, const struct shell *u)
{
	char when[16], idle[16];
	int64_t minutes = (now_ms() - u->last_ms) / 60000;
	struct tm tm;

	localtime_r(&u->since, &tm);
	strftime(when, sizeof(when), "%l:%M%p", &tm);
	snprintf(idle, sizeof(idle), minutes ? "%d:%02d" : "-",
		 (int)(minutes / 60), (int)(minutes % 60));
	writer_open(w, "user-entry");
	writer_emit(w,
		    "{user/%-8s} {tty/%-8s} {from/%-33s} {login-time/%-7s} "
		    "{idle-time/%5s} {command/%s}\n",
		    u->user, u->tty, "-", when, idle,
		    u->config ? "cli (configure)" : "cli");
	writer_close(w);
}

static unsigned int count_users(void)
{
	const struct shell *u;
	unsigned int n = 0;

	for (u = shell_first(); u; u = u->next)
		n++;
	return n;
}

static void run_users(struct shell *s, struct line *l, struct command *c)
{
	const struct shell *u;
	struct answer a;
	struct writer *w = answer_begin(l, &a);

	writer_open_ns(w, "system-users-information", NULL);
	writer_open(w, "uptime-information");
	oper_load(w, time(NULL), count_users());
	writer_open(w, "user-table");
	writer_emit(w, "%-8s %-8s %-33s %-7s %5s %s\n", "USER", "TTY", "FROM",
		    "LOGIN@", "IDLE", "WHAT");
	for (u = shell_first(); u; u = u->next)
		emit_user(w, u);
	answer_end(s, &a);
}

static void run_set_cli(struct shell *s, struct line *l, struct command *c)
{
	int i;

	if (!c->n_args)
		shell_caret(s, (int)l->end, "missing argument.");
	for (i = 0; i < c->n_args; i++)
		cli_set(s, c->arg[i].s->name, c->arg[i].value);
}

static void run_timestamp(struct shell *s, struct line *l, struct command *c)
{
	const char *format = command_arg(c, "format");
	struct buf b;

	if (!format)
		format = CLI_TIMESTAMP;
	buf_init(&b);
	cli_set_timestamp(s, command_has(c, "disable") ? NULL : format, &b);
	answer_line(s, l, b.data);
	buf_free(&b);
}

static void run_history(struct shell *s, struct line *l, struct command *c)
{
	const char *count = command_arg(c, "count");
	struct answer a;
	struct buf b;

	buf_init(&b);
	cli_show_history(s, count ? atoi(count) : 0, &b);
	writer_raw(answer_begin(l, &a), b.data, b.len);
	answer_end(s, &a);
	buf_free(&b);
}

static void run_show_cli(struct shell *s, struct line *l, struct command *c)
{
	struct answer a;
	struct buf b;

	buf_init(&b);
	cli_show(s, &b);
	writer_raw(answer_begin(l, &a), b.data, b.len);
	answer_end(s, &a);
	buf_free(&b);
}

static void run_show_folder(struct shell *s, struct line *l, struct command *c)
{
	struct answer a;

	writer_emit(answer_begin(l, &a), "Current directory: {directory/%s}\n",
		    cli_folder(s));
	answer_end(s, &a);
}

static void run_authorization(struct shell *s, struct line *l,
			      struct command *c)
{
	struct answer a;

	access_print(s->access, answer_begin(l, &a));
	answer_end(s, &a);
}

static void shell_ended(struct shell *s, const char *text, size_t len)
{
	if (len && *text != '0')
		shell_err(s, "error: %s\n", text + 1);
}

static void run_start_shell(struct shell *s, struct line *l, struct command *c)
{
	shell_ask(s, RPC_ASK_SHELL, "", NULL, shell_ended);
}

/* ssh and telnet want the terminal of the person who types. */
static void run_remote(struct shell *s, struct line *l, struct command *c)
{
	struct buf b;
	int i;

	buf_init(&b);
	for (i = 0; i < c->n_args; i++) {
		const char *name = c->arg[i].s->name, *v = c->arg[i].value;

		if (!strcmp(name, "inet"))
			buf_puts(&b, "-4\n");
		else if (!strcmp(name, "inet6"))
			buf_puts(&b, "-6\n");
		else if (!strcmp(name, "user"))
			buf_printf(&b, "-l\n%s\n", v);
		else if (!strcmp(name, "source"))
			buf_printf(&b, "-b\n%s\n", v);
		else if (!strcmp(name, "port") && !strcmp(c->rpc, "ssh"))
			buf_printf(&b, "-p\n%s\n", v);
	}
	buf_printf(&b, "--\n%s", command_arg(c, "host"));
	if (command_has(c, "port") && !strcmp(c->rpc, "telnet"))
		buf_printf(&b, "\n%s", command_arg(c, "port"));
	shell_ask(s, RPC_ASK_SHELL, c->rpc, b.data, shell_ended);
	buf_free(&b);
}

static void run_config_lock(struct shell *s, struct line *l, struct command *c)
{
	struct shell *holder = s->m->exclusive;

	if (!holder) {
		answer_line(s, l, "warning: the configuration is not locked");
		return;
	}
	holder->exclusive = false;
	s->m->exclusive = NULL;
	shell_out(s, "Configuration lock of %s (pid %d) cleared\n",
		  holder->user, (int)holder->pid);
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
	{ "clear-config-lock", run_config_lock, false },
	{ "get-system-users-information", run_users, false },
	{ "set-cli", run_set_cli, false },
	{ "set-cli-timestamp", run_timestamp, false },
	{ "get-cli-history", run_history, false },
	{ "get-cli", run_show_cli, false },
	{ "get-current-working-directory", run_show_folder, false },
	{ "get-authorization-information", run_authorization, false },
	{ "start-shell", run_start_shell, false },
	{ "ssh", run_remote, false },
	{ "telnet", run_remote, false },
	{ "help", own_help, false },
	{ "help-apropos", own_help, false },
	{ "help-reference", own_help, false },
	{ "help-syslog", own_help, false },
	{ "help-tip-cli", own_help, false },
	{ "help-topic", own_help, false },
	{ "request-reboot", own_shutdown, false },
	{ "request-halt", own_shutdown, false },
	{ "request-power-off", own_shutdown, false },
	{ "clear-reboot", own_clear_reboot, false },
	{ "request-zeroize", own_zeroize, false },
	{ "request-system-storage-cleanup", own_cleanup, false },
	{ "request-message", own_message, false },
	{ "request-logout-user", own_logout, false },
	{ "monitor-start", own_monitor_start, false },
	{ "monitor-stop", own_monitor_stop, false },
	{ "get-monitor-list", own_monitor_list, false },
	{ "monitor-security-flow-file", own_trace_file, false },
	{ "monitor-security-flow-filter", own_trace_filter, false },
	{ "monitor-security-flow-start", own_trace_start, false },
	{ "monitor-security-flow-stop", own_trace_stop, false },
	{ "clear-monitor-security-flow-filter", own_trace_forget, false },
	{ "get-security-alarms", own_alarms_show, false },
	{ "clear-security-alarms", own_alarms_clear, false },
	{ "get-monitor-security-flow", own_trace_show, false },
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
		.xdp = s->m->xdp,
		.now = time(NULL),
		.started = s->m->started,
		.user = s->user,
		.users = count_users(),
		.uid = s->uid,
		.folder = cli_folder(s),
		.has_screen = strcmp(s->tty, "none") != 0,
		.damaged = s->m->held,
		.schema = s->m->schema,
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
	struct job j = { &c, answer_format(l) };

	if (command_parse(s->m->schema, l->w.n - l->first,
			  (const char *const *)l->w.v + l->first, &c, &e)) {
		parse_caret(s, l, &e);
		return;
	}
	if (!access_command(s, l, &c)) {
		command_free(&c);
		return;
	}
	o = find_own(c.rpc);
	if (answer_wants_rpc(l)) {
		answer_rpc(s, l, &c);
	} else if (c.node->not_yet) {
		answer_line(s, l, c.node->not_yet);
	} else if (c.node->shows) {
		run_shows(s, l, c.node->shows);
	} else if (o) {
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
	access_filter_commands(s, l, out);
	/* marks are for statements, not for commands */
	if (where_oper(s, &l->w, l->first) & PIPE_CONFIG)
		return;
	for (i = 0; i < out->n; i++)
		out->v[i].mark = ' ';
}

/* ---- pipes ---- */

static unsigned int where_oper(struct shell *s, const struct words *w, int i)
{
	unsigned int where = PIPE_OPER;
	const struct own *o;
	struct edit_error e;
	struct command c;

	if (!command_parse(s->m->schema, w->n - i,
			   (const char *const *)w->v + i, &c, &e)) {
		o = find_own(c.rpc);
		if (c.node->shows || (o && o->shows_config))
			where = PIPE_CONFIG;
		if (o && o->run == run_show_configuration)
			where |= PIPE_COMPARE;
		command_free(&c);
	}
	return where;
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
