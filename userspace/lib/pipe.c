// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The words behind '|'.  A pipe is a row of a table; a pipe whose argument is
 * one of several words (display set) points to another table, to any depth.
 *
 * Errors are Junos': the column is of the whole line, at the first character
 * of a wrong word, behind an ambiguous one, and behind the line when
 * something is missing.
 */
#include "lib/pipe.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/vec.h"

#define CONF (PIPE_CONFIG | PIPE_COMPARE)

#define SHOWN (PIPE_OPER | CONF)

static const struct pipe_def commit_script_words[] = {
	{ "no-transients", "Suppress transient changes", .where = CONF },
	{ "view", "Show data as commit scripts are given it", .where = CONF },
	{ .word = NULL },
};

static const struct pipe_def inheritance_words[] = {
	{ "brief", "Display brief output", .where = CONF },
	{ "defaults", "Show default configuration values", .where = CONF },
	{ "no-comments", "Display inherited data without comments",
	  .where = CONF },
	{ "terse", "Display inline comments", .where = CONF },
	{ .word = NULL },
};

static const struct pipe_def set_words[] = {
	{ "explicit", "Show 'set' commands explicitly for presence containers",
	  .where = CONF },
	{ "relative", "Show 'set' commands relative to the current edit path",
	  .where = CONF },
	{ .word = NULL },
};

static const struct pipe_def xml_words[] = {
	{ "groups", "Tag inherited data with the source group name",
	  .where = CONF },
	{ "interface-ranges",
	  "Tag inherited data with the source interface-range name",
	  .where = CONF },
	{ "rpc", "Show the XML RPC of the command", .where = PIPE_OPER },
	{ .word = NULL },
};

static const struct pipe_def request_words[] = {
	{ "message", "Send output as a message to users", PIPE_ANY,
	  .arg = ARG_USER },
	{ .word = NULL },
};

static const struct pipe_def resolve_words[] = {
	{ "full-names", "Don't truncate names to fit original size", PIPE_ANY,
	  .arg = ARG_NONE },
	{ .word = NULL },
};

static const struct pipe_def display_words[] = {
	{ "changed", "Tag changes with junos:changed attribute (XML only)",
	  .where = CONF },
	{ "commit-scripts", "Show data after commit scripts have been applied",
	  CONF, .arg = ARG_WORD, .optional = true, .sub = commit_script_words },
	{ "detail", "Show configuration data detail",
	  .where = CONF | PIPE_COMMIT },
	{ "inheritance", "Show inherited configuration data and source group",
	  CONF, .arg = ARG_WORD, .optional = true, .sub = inheritance_words },
	{ "json", "Show output in JSON format", .where = PIPE_ANY },
	{ "mark-changed",
	  "Tag changes with junos:mark-changed attribute (XML only)",
	  .where = CONF },
	{ "max-depth", "Maximum depth of configuration data", CONF,
	  .arg = ARG_NUMBER, .name = "<depth>",
	  .name_help = "Number of levels to display" },
	{ "omit", "Emit configuration statements with the 'omit' option",
	  .where = CONF },
	/* the grammar writes every address so: conf/value.c */
	{ "rfc5952", "Display IPv6 addresses as per RFC 5952 specifications",
	  .where = CONF },
	{ "set", "Show 'set' commands that create configuration", CONF,
	  .arg = ARG_WORD, .optional = true, .sub = set_words },
	{ "xml", "Show output as XML tags", PIPE_ANY, .arg = ARG_WORD,
	  .optional = true, .sub = xml_words },
	{ .word = NULL },
};

static const struct pipe_def rollback_words[] = {
	{ "rescue", "Compare with the rescue configuration", PIPE_COMPARE,
	  .arg = ARG_NONE },
	{ "rollback", "Index of rollback configuration file (0..49)",
	  PIPE_COMPARE, .arg = ARG_NUMBER, .name = PIPE_ROLLBACK_NAME },
	{ .word = NULL },
};

#define TO_FILE .name = "<filename>", .name_help = "Output file name"

const struct pipe_def pipe_defs[] = {
	{ "append", "Append output text to file", PIPE_ANY, .kind = PIPE_APPEND,
	  .arg = ARG_FILE, TO_FILE },
	{ "compare", "Compare configuration changes with prior version",
	  PIPE_COMPARE, .kind = PIPE_COMPARE_WITH, .arg = ARG_WORD,
	  .optional = true, .sub = rollback_words, .file = true,
	  .name = "<filename>", .name_help = "Filename of configuration file" },
	{ "count", "Count occurrences", PIPE_ANY, .kind = PIPE_COUNT },
	{ "display", "Show additional kinds of information", PIPE_ANY,
	  .kind = PIPE_DISPLAY, .arg = ARG_WORD, .sub = display_words },
	{ "except", "Show only text that does not match a pattern", PIPE_ANY,
	  .kind = PIPE_EXCEPT, .arg = ARG_PATTERN,
	  .name_help = "Pattern to avoid" },
	{ "find", "Search for first occurrence of pattern", PIPE_ANY,
	  .kind = PIPE_FIND, .arg = ARG_PATTERN,
	  .name_help = "Pattern to search for" },
	{ "hold", "Hold text without exiting the --More-- prompt", PIPE_ANY,
	  .kind = PIPE_HOLD },
	{ "last", "Display end of output only", PIPE_ANY, .kind = PIPE_LAST,
	  .arg = ARG_NUMBER, .optional = true, .name = "<lines>",
	  .name_help = "Number of lines from end of output to display" },
	{ "match", "Show only text that matches a pattern", PIPE_ANY,
	  .kind = PIPE_MATCH, .arg = ARG_PATTERN,
	  .name_help = "Pattern to match against" },
	{ "no-more", "Don't paginate output", PIPE_ANY, .kind = PIPE_NO_MORE },
	{ "refresh", "Refresh a continuous display of the command", PIPE_OPER,
	  .kind = PIPE_REFRESH, .arg = ARG_NUMBER, .optional = true },
	{ "request", "Make system-level requests", PIPE_ANY,
	  .kind = PIPE_REQUEST, .arg = ARG_WORD, .sub = request_words },
	{ "resolve", "Resolve IP addresses", PIPE_ANY, .kind = PIPE_RESOLVE,
	  .arg = ARG_WORD, .optional = true, .sub = resolve_words },
	{ "save", "Save output text to file", PIPE_ANY, .kind = PIPE_SAVE,
	  .arg = ARG_FILE, TO_FILE },
	{ "suppress-zeros", "Suppresses lines with zero values", PIPE_ANY,
	  .kind = PIPE_SUPPRESS_ZEROS },
	{ "tee", "Write to standard output and file", PIPE_ANY,
	  .kind = PIPE_TEE, .arg = ARG_FILE, TO_FILE },
	{ "trim", "Trim specified number of columns from start of line",
	  PIPE_ANY, .kind = PIPE_TRIM, .arg = ARG_NUMBER, .name = "<columns>",
	  .name_help = "Number of columns to trim" },
	{ .word = NULL },
};

static const char *arg_name(const struct pipe_def *d)
{
	if (d->name)
		return d->name;
	switch (d->arg) {
	case ARG_NUMBER:
		return "<number>";
	case ARG_PATTERN:
		return "<pattern>";
	case ARG_FILE:
		return "<filename>";
	case ARG_USER:
		return "<user>";
	case ARG_NONE:
	case ARG_WORD:
		break;
	}
	return "";
}

static const char *arg_help(const struct pipe_def *d)
{
	if (d->name_help)
		return d->name_help;
	switch (d->arg) {
	case ARG_NUMBER:
		return "Number";
	case ARG_PATTERN:
		return "Search pattern or regular expression";
	case ARG_FILE:
		return "Name of the file";
	case ARG_USER:
		return "Name of a user, or 'all'";
	case ARG_NONE:
	case ARG_WORD:
		break;
	}
	return "";
}

size_t pipe_first(const char *line)
{
	bool quoted = false;
	size_t i;

	for (i = 0; line[i]; i++) {
		if (quoted && line[i] == '\\' && line[i + 1])
			i++;
		else if (line[i] == '"')
			quoted = !quoted;
		else if (line[i] == '|' && !quoted)
			break;
	}
	return i;
}

/* ---- words ---- */

struct cursor {
	const char *line, *p;
	unsigned int where;
	struct pipe_error *e;
};

struct word {
	const char *start; /* in the line */
	size_t len; /* there, quotes included */
	char *text; /* without quotes; NULL: no word */
};

static void word_next(struct cursor *c, struct word *w)
{
	bool quoted = false;
	struct buf b;

	while (*c->p && isspace((unsigned char)*c->p))
		c->p++;
	w->start = c->p;
	w->text = NULL;
	w->len = 0;
	if (!*c->p || *c->p == '|')
		return;
	buf_init(&b);
	for (; *c->p; c->p++) {
		if (!quoted && (*c->p == '|' || isspace((unsigned char)*c->p)))
			break;
		if (*c->p == '"')
			quoted = !quoted;
		else if (quoted && *c->p == '\\' && c->p[1] == '"')
			buf_putc(&b, *++c->p);
		else
			buf_putc(&b, *c->p);
	}
	w->len = (size_t)(c->p - w->start);
	w->text = buf_take(&b);
	buf_free(&b);
}

static int fail(struct cursor *c, const char *at, const char *text)
{
	c->e->col = (int)(at - c->line);
	snprintf(c->e->text, sizeof(c->e->text), "%s", text);
	return -1;
}

/* The row that @w names or abbreviates. */
static const struct pipe_def *
lookup(struct cursor *c, const struct pipe_def *defs, const struct word *w)
{
	const struct pipe_def *d, *found = NULL;
	size_t len = strlen(w->text);
	int n = 0;

	for (d = defs; d->word; d++) {
		if (!(d->where & c->where) || strncmp(d->word, w->text, len))
			continue;
		if (!d->word[len])
			return d;
		found = d;
		n++;
	}
	if (n == 1)
		return found;
	if (!n) {
		fail(c, w->start, "syntax error.");
		return NULL;
	}
	fail(c, w->start + w->len, "");
	snprintf(c->e->text, sizeof(c->e->text), "'%.64s' is ambiguous.",
		 w->text);
	c->e->among = defs;
	c->e->prefix = w->start;
	c->e->prefix_len = w->len;
	return NULL;
}

/* It is none of the words, not even the beginning of one. */
static bool is_new(const struct pipe_def *d, const struct word *w)
{
	for (; d->word; d++)
		if (!strncmp(d->word, w->text, strlen(w->text)))
			return false;
	return true;
}

static bool is_number(const char *s)
{
	return *s && strspn(s, "0123456789") == strlen(s) && strlen(s) < 10;
}

static void add_arg(struct pipe *p, const char *text)
{
	if (p->argc == PIPE_ARGS)
		return;
	p->argv[p->argc] = strdup(text);
	if (!p->argv[p->argc++])
		abort();
}

/* The arguments of @d, down its tables; what follows must be '|' or the end. */
static int parse_args(struct cursor *c, const struct pipe_def *d,
		      struct pipe *p)
{
	struct word w;
	int rc = 0;

	word_next(c, &w);
	if (!w.text) {
		if (d->arg == ARG_NONE || d->optional)
			return 0;
		return fail(c, c->line + strlen(c->line), "missing argument.");
	}
	if (d->arg == ARG_NONE) {
		rc = fail(c, w.start, "syntax error.");
	} else if (d->arg == ARG_WORD && !(d->file && is_new(d->sub, &w))) {
		d = lookup(c, d->sub, &w);
		free(w.text);
		if (!d)
			return -1;
		add_arg(p, d->word);
		return parse_args(c, d, p);
	} else if (d->arg == ARG_NUMBER && !is_number(w.text)) {
		rc = fail(c, w.start + w.len, "");
		snprintf(c->e->text, sizeof(c->e->text),
			 "invalid numeric value: '%.32s' at '%.32s'", w.text,
			 w.text);
	} else {
		add_arg(p, w.text);
	}
	free(w.text);
	if (rc)
		return rc;
	word_next(c, &w);
	if (w.text)
		rc = fail(c, w.start, "syntax error.");
	free(w.text);
	return rc;
}

/* At a '|'. */
static int parse_one(struct cursor *c, struct pipe *p)
{
	struct word w;

	c->p++;
	word_next(c, &w);
	if (!w.text)
		return fail(c, c->line + strlen(c->line), "missing argument.");
	p->def = lookup(c, pipe_defs, &w);
	free(w.text);
	return p->def ? parse_args(c, p->def, p) : -1;
}

int pipeline_parse(const char *line, unsigned int where, struct pipeline *p,
		   struct pipe_error *e)
{
	struct cursor c = { .line = line, .where = where, .e = e };
	VEC(struct pipe) v = { 0 };
	int rc = 0;

	memset(e, 0, sizeof(*e));
	p->command = pipe_first(line);
	c.p = line + p->command;
	while (!rc && *c.p)
		rc = parse_one(&c, vec_add(&v));
	p->v = v.v;
	p->n = v.n;
	return rc;
}

void pipeline_free(struct pipeline *p)
{
	size_t i;
	int k;

	for (i = 0; i < p->n; i++)
		for (k = 0; k < p->v[i].argc; k++)
			free(p->v[i].argv[k]);
	free(p->v);
	p->v = NULL;
	p->n = 0;
}

const struct pipe *pipeline_find(const struct pipeline *p, enum pipe_kind k)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->v[i].def && p->v[i].def->kind == k)
			return &p->v[i];
	return NULL;
}

/* ---- completion ---- */

static void offer(const struct pipe_def *defs, unsigned int where,
		  const char *prefix, pipe_offer_fn fn, void *arg)
{
	for (; defs->word; defs++)
		if ((defs->where & where) &&
		    !strncmp(defs->word, prefix, strlen(prefix)))
			fn(arg, defs, defs->word, defs->help);
}

/* Behind a pipe that is complete, with nothing begun. */
static void offer_end(pipe_offer_fn fn, void *arg)
{
	fn(arg, NULL, "<[Enter]>", "Execute this command");
	fn(arg, NULL, "|", "Pipe through a command");
}

/* What follows an argument: nothing. */
static const struct pipe_def done = { .arg = ARG_NONE };

/*
 * Walk the words of the last pipe.  The last word, if no blank follows it, is
 * the prefix of what is offered.
 */
static int complete_last(struct cursor *c, pipe_offer_fn fn, void *arg,
			 size_t *used)
{
	const struct pipe_def *defs = pipe_defs, *d = NULL;
	struct word w;

	for (;;) {
		word_next(c, &w);
		if (w.text && *c->p) { /* a blank follows */
			if (d && d->file && is_new(defs, &w))
				d = &done;
			else if (!d || d->arg == ARG_WORD)
				d = lookup(c, defs, &w);
			else if (d->arg != ARG_NONE)
				d = &done;
			else
				fail(c, w.start, "syntax error.");
			free(w.text);
			if (!d || c->e->text[0])
				return -1;
			defs = d->sub;
			continue;
		}
		*used = w.len;
		if (!d || d->arg == ARG_WORD) {
			if (d && d->file)
				fn(arg, NULL, arg_name(d), arg_help(d));
			offer(defs, c->where, w.text ? w.text : "", fn, arg);
		} else if (d->arg != ARG_NONE) {
			fn(arg, NULL, arg_name(d), arg_help(d));
		} else if (w.text) {
			fail(c, w.start, "syntax error.");
		}
		if (d && !w.text && (d->arg == ARG_NONE || d->optional))
			offer_end(fn, arg);
		free(w.text);
		return c->e->text[0] ? -1 : 0;
	}
}

int pipe_complete(const char *line, unsigned int where, pipe_offer_fn fn,
		  void *arg, size_t *used, struct pipe_error *e)
{
	struct cursor c = { .line = line, .where = where, .e = e };
	struct pipe p = { 0 };
	size_t next;
	int rc, k;

	memset(e, 0, sizeof(*e));
	c.p = line + pipe_first(line);
	for (;;) {
		next = pipe_first(c.p + 1);
		if (!c.p[1 + next])
			break;
		rc = parse_one(&c, &p);
		for (k = 0; k < p.argc; k++)
			free(p.argv[k]);
		memset(&p, 0, sizeof(p));
		if (rc)
			return rc;
	}
	c.p++;
	return complete_last(&c, fn, arg, used);
}
