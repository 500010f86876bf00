// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * help: what the grammar itself says of statements and commands, searched and
 * printed.  In operational mode `help apropos` looks through the commands, in
 * configuration mode through the statements below the level.
 */
#include "xpfd/shell_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/command.h"
#include "lib/buf.h"

/* ---- tips ---- */

static const char *const tips[] = {
	"Type ? at any place in a line to see what may follow.",
	"Space completes keywords, Tab completes names as well.",
	"Use 'show | compare' before 'commit' to see what will change.",
	"Use 'commit confirmed 5' for a change that might lock you out: without "
	"another commit it is rolled back after five minutes.",
	"Use 'commit check' to see faults without any effect.",
	"Use '| match \"a|b\"' to see the lines that match one of two patterns.",
	"Use '| display set' to see a configuration as the commands that make "
	"it.",
	"Use '| display xml' or '| display json' for a program that reads.",
	"Use 'run' in configuration mode for a command of operational mode.",
	"Use 'top' or 'up' before a configuration command to run it at another "
	"level.",
	"Use 'show security match-policies' to ask which policy a packet would "
	"meet.",
	"Use 'monitor security packet-drop' to see each packet that is dropped, "
	"and why.",
	"Use 'request system configuration rescue save' to keep a configuration "
	"to which 'rollback rescue' returns.",
	"Use 'deactivate' to take a statement out of effect and keep its text.",
	"Use '| last 20' for the end of a long answer, '| no-more' for all of "
	"it.",
};

#define N_TIPS (sizeof(tips) / sizeof(*tips))

static void tip(struct line *l, struct command *c, struct buf *out)
{
	const char *v = command_arg(c, "number");
	size_t i = v ? (size_t)atoi(v) : (size_t)time(NULL);

	buf_printf(out, "Junos tip:\n  %s\n", tips[i % N_TIPS]);
}

/* ---- the log's messages ---- */

static const struct {
	const char *name, *severity, *text, *help;
} messages[] = {
#define XPF_SYSLOG(name, severity, text, help) { #name, severity, text, help },
#include "export/syslog.def"
#undef XPF_SYSLOG
};

static void syslog_help(struct shell *s, struct command *c, struct buf *out)
{
	const char *want = command_arg(c, "message");
	size_t i, n = sizeof(messages) / sizeof(*messages), len;

	len = want ? strlen(want) : 0;
	for (i = 0; i < n; i++) {
		if (!want) {
			buf_printf(out, "%-30s  %s\n", messages[i].name,
				   messages[i].text);
			continue;
		}
		if (strncasecmp(messages[i].name, want, len))
			continue;
		buf_printf(out,
			   "Name:          %s\nMessage:       %s\n"
			   "Description:   %s\nType:          Event: This "
			   "message reports an event, not an error\n"
			   "Severity:      %s\n\n",
			   messages[i].name, messages[i].text, messages[i].help,
			   messages[i].severity);
	}
	if (!out->len)
		shell_err(s, "error: no such message: %s\n", want);
}

/* ---- apropos ---- */

struct search {
	const char *text;
	struct buf *out;
};

static bool hits(const struct search *a, const struct snode *n,
		 const char *path)
{
	return strcasestr(path, a->text) ||
	       (n->help && strcasestr(n->help, a->text));
}

static void found(const struct search *a, const struct snode *n,
		  const char *path)
{
	buf_printf(a->out, "%s \n    %s\n", path, n->help ? n->help : "");
}

static void apropos_commands(const struct search *a, const struct snode *n,
			     const char *path)
{
	char here[512];
	size_t i;

	for (i = 0; i < n->nchild; i++) {
		const struct snode *c = n->child[i];

		if (c->kind != SN_CONTAINER || c->flags & SN_HIDDEN)
			continue;
		snprintf(here, sizeof(here), "%s%s%s", path, *path ? " " : "",
			 c->keyword);
		if (hits(a, c, here))
			found(a, c, here);
		apropos_commands(a, c, here);
	}
}

static const char *value_name(const struct snode *n, char buf[128])
{
	if (n->placeholder)
		return n->placeholder;
	snprintf(buf, 128, "<%s>", n->keyword);
	return buf;
}

/* A statement with its keys and value: "policy <policy-name>". */
static void statement(const struct snode *n, struct buf *out)
{
	char name[128];
	size_t i;

	if (!(n->flags & SN_NOKEYWORD))
		buf_puts(out, n->keyword);
	for (i = 0; i < n->nkey; i++) {
		if (i && !(n->key[i]->flags & SN_NOKEYWORD))
			buf_printf(out, " %s", n->key[i]->keyword);
		buf_printf(out, "%s%s", out->len ? " " : "",
			   value_name(n->key[i], name));
	}
	if ((n->kind == SN_LEAF || n->kind == SN_LEAFLIST) &&
	    !(n->flags & SN_EMPTY))
		buf_printf(out, "%s%s", out->len ? " " : "",
			   value_name(n, name));
}

static void apropos_statements(const struct search *a, const struct snode *n,
			       const char *path)
{
	struct buf words;
	char here[1024];
	size_t i;

	for (i = 0; i < n->nchild; i++) {
		const struct snode *c = n->child[i];

		if (c->flags & (SN_HIDDEN | SN_KEY))
			continue;
		buf_init(&words);
		statement(c, &words);
		snprintf(here, sizeof(here), "%s %s", path, words.data);
		buf_free(&words);
		/* a word above that fits is told of once, there */
		if (strcasestr(here + strlen(path), a->text) ||
		    (c->help && strcasestr(c->help, a->text)))
			found(a, c, here);
		if (!(c->flags & SN_FOREIGN))
			apropos_statements(a, c, here);
	}
}

static void apropos(struct shell *s, struct command *c, struct buf *out)
{
	struct search a = { command_arg(c, "string"), out };
	const struct cnode *level = s->config ? config_level(s) : NULL;

	if (s->config)
		apropos_statements(
			&a, level ? level->schema : schema_config(s->m->schema),
			"set");
	else
		apropos_commands(&a, schema_command(s->m->schema), "");
	if (!out->len)
		shell_err(s, "error: nothing is known of '%s'\n", a.text);
}

/* ---- reference and topic ---- */

/* The statement or command that the words lead to; keys are left out. */
static const struct snode *lead(const struct snode *n, int argc, char **argv)
{
	const struct snode *next;
	int i;

	for (i = 0; n && i < argc; i++) {
		next = snode_child(n, argv[i]);
		/* a list's instance may be named, and then is skipped */
		if (!next && n->nkey && i)
			continue;
		n = next;
	}
	return n;
}

static void hierarchy(const struct snode *n, struct buf *out)
{
	struct buf words;

	if (!n->parent)
		return;
	hierarchy(n->parent, out);
	buf_init(&words);
	statement(n, &words);
	buf_printf(out, "%s%s", out->len ? " " : "", words.data);
	buf_free(&words);
}

static void list_below(const struct snode *n, struct buf *out)
{
	struct buf words;
	size_t i;

	for (i = 0; i < n->nchild; i++) {
		if (n->child[i]->flags & (SN_HIDDEN | SN_KEY))
			continue;
		buf_init(&words);
		statement(n->child[i], &words);
		buf_printf(out, "    %-30s  %s\n", words.data,
			   n->child[i]->help ? n->child[i]->help : "");
		buf_free(&words);
	}
}

static void describe(const struct snode *n, bool is_command, struct buf *out)
{
	struct buf level, syntax;

	buf_init(&level);
	buf_init(&syntax);
	statement(n, &syntax);
	if (n->parent)
		hierarchy(n->parent, &level);
	buf_printf(out, "%s\n\n  Syntax\n\n    %s%s%s%s\n\n", n->keyword,
		   is_command ? level.data : "",
		   is_command && level.len ? " " : "", syntax.data,
		   is_command ? "" :
		   n->nchild  ? " { ... }" :
				";");
	if (!is_command)
		buf_printf(out, "  Hierarchy Level\n\n    [edit%s%s]\n\n",
			   level.len ? " " : "", level.data);
	buf_printf(out, "  Description\n\n    %s.\n\n",
		   n->help ? n->help : "None");
	if (n->nchild > n->nkey) {
		buf_puts(out, "  Options\n\n");
		list_below(n, out);
		buf_putc(out, '\n');
	}
	if (n->dflt)
		buf_printf(out, "  Default\n\n    %s%s%s\n\n", n->dflt,
			   n->units ? " " : "", n->units ? n->units : "");
	if (n->permission)
		buf_printf(out, "  Required Privilege Level\n\n    %s\n\n",
			   n->permission);
	if (n->flags & SN_UNSUPPORTED)
		buf_puts(out, "  This statement has no effect yet.\n\n");
	if (n->not_yet)
		buf_printf(out, "  Not there yet; it answers:\n\n    %s\n\n",
			   n->not_yet);
	buf_free(&level);
	buf_free(&syntax);
}

static void reference(struct shell *s, struct command *c, const char *arg,
		      struct buf *out)
{
	const struct snode *n, *op;
	struct words w;

	words_split(command_arg(c, arg), &w);
	n = lead(schema_config(s->m->schema), w.n, w.v);
	op = lead(schema_command(s->m->schema), w.n, w.v);
	if (n)
		describe(n, false, out);
	if (op)
		describe(op, true, out);
	if (!out->len)
		shell_err(s, "error: nothing is known of '%s'\n",
			  command_arg(c, arg));
	words_free(&w);
}

/* ---- the command ---- */

static void introduction(struct buf *out)
{
	buf_puts(out,
		 "Type ? at any place in a line to see what may follow. Space "
		 "and Tab complete\nkeywords, Tab completes names.\n\n"
		 "  help apropos <string>       what mentions a string\n"
		 "  help reference <statement>  one statement or command\n"
		 "  help topic <topic>          what belongs to a topic\n"
		 "  help syslog <message>       messages of the log\n"
		 "  help tip cli                a tip\n");
}

void own_help(struct shell *s, struct line *l, struct command *c)
{
	const char *what = c->rpc + (c->rpc[4] ? 5 : 4);
	struct answer a;
	struct buf b;

	buf_init(&b);
	if (!strcmp(what, "apropos"))
		apropos(s, c, &b);
	else if (!strcmp(what, "reference"))
		reference(s, c, "statement", &b);
	else if (!strcmp(what, "topic"))
		reference(s, c, "topic", &b);
	else if (!strcmp(what, "syslog"))
		syslog_help(s, c, &b);
	else if (!strcmp(what, "tip-cli"))
		tip(l, c, &b);
	else
		introduction(&b);
	if (b.len) {
		writer_raw(answer_begin(l, &a), b.data, b.len);
		answer_end(s, &a);
	}
	buf_free(&b);
}
