// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * `show` in configuration mode, and all other commands that show
 * configurations: what the pipes behind them ask for becomes a form and a view
 * of the tree (conf/view.c).
 */
#include "xpfd/shell_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/version.h"
#include "xpfd/access.h"

/* ---- what the pipes say ---- */

static const struct {
	const char *word, *sub; /* display WORD SUB; NULL: any or none */
	enum conf_format format;
	unsigned int add, without;
} displays[] = {
	{ "set", NULL, CONF_SET, 0, 0 },
	{ "set", "explicit", CONF_SET, CONF_EXPLICIT, 0 },
	{ "set", "relative", CONF_SET, CONF_RELATIVE, 0 },
	{ "xml", NULL, CONF_XML, 0, 0 },
	{ "xml", "groups", CONF_XML, CONF_EXPAND | CONF_INHERIT, 0 },
	{ "xml", "interface-ranges", CONF_XML, CONF_EXPAND | CONF_INHERIT, 0 },
	/* there are no commit scripts: what they are given is what they leave */
	{ "commit-scripts", "view", CONF_XML, CONF_EXPAND | CONF_INHERIT, 0 },
	{ "mark-changed", NULL, CONF_TEXT, CONF_MARK, 0 },
	{ "json", NULL, CONF_JSON, 0, 0 },
	{ "changed", NULL, CONF_TEXT, CONF_CHANGED, 0 },
	{ "detail", NULL, CONF_TEXT, CONF_DETAIL, 0 },
	{ "omit", NULL, CONF_TEXT, 0, CONF_OMIT },
	{ "inheritance", NULL, CONF_TEXT, CONF_EXPAND | CONF_INHERIT, 0 },
	{ "inheritance", "brief", CONF_TEXT, CONF_BRIEF, 0 },
	{ "inheritance", "defaults", CONF_TEXT, CONF_DEFAULTS, 0 },
	{ "inheritance", "no-comments", CONF_TEXT, 0, CONF_INHERIT },
	{ "inheritance", "terse", CONF_TEXT, CONF_TERSE, 0 },
};

static enum conf_format format_of(const struct line *l, unsigned int *flags)
{
	enum conf_format format = CONF_TEXT;
	const struct pipe *p;
	size_t i, k;

	for (i = 0; i < l->pipes.n; i++) {
		p = &l->pipes.v[i];
		if (p->def->kind != PIPE_DISPLAY)
			continue;
		for (k = 0; k < sizeof(displays) / sizeof(*displays); k++) {
			if (strcmp(p->argv[0], displays[k].word) ||
			    (displays[k].sub &&
			     (p->argc < 2 ||
			      strcmp(p->argv[1], displays[k].sub))))
				continue;
			if (displays[k].format != CONF_TEXT)
				format = displays[k].format;
			*flags |= displays[k].add;
			*flags &= ~displays[k].without;
		}
		if (!strcmp(p->argv[0], "max-depth"))
			*flags |= CONF_DEPTH(strtoul(p->argv[1], NULL, 10));
	}
	return format;
}

/* ---- showing ---- */

/* A configuration as the answer to an RPC. */
static void wrap_xml(const struct shell *s, struct buf *b)
{
	char *text = buf_take(b), *line, *save = NULL;
	struct buf banner;

	buf_puts(
		b,
		"<rpc-reply xmlns:junos=\"http://xml.juniper.net/junos/" XPF_JUNOS
		"/junos\">\n");
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		buf_printf(b, "    %s\n", line);
	buf_init(&banner);
	if (s->config)
		config_banner(s, &banner);
	buf_printf(b,
		   "    <cli>\n        <banner>%s</banner>\n    </cli>\n"
		   "</rpc-reply>\n",
		   banner.data);
	buf_free(&banner);
	free(text);
}

static struct cnode *find_path(const struct tree *t, const char *path)
{
	struct cnode *n;
	struct words w;

	words_split(path, &w);
	n = conf_find(t, tree_root(t), w.n, (const char *const *)w.v);
	words_free(&w);
	return n;
}

/*
 * When it was committed, by whom, or when the candidate was changed: as
 * attributes of the outermost element.
 */
struct stamp {
	const char *what; /* "commit", "changed" */
	time_t when;
	const char *user; /* NULL: nobody's */
};

static bool stamp_of(struct shell *s, unsigned int flags, struct stamp *st)
{
	const struct commit_info *info = store_info(s->m->store, 0);
	struct candidate *c;

	memset(st, 0, sizeof(*st));
	if (flags & SHOW_COMMITTED && info) {
		st->what = "commit";
		st->when = info->when;
		st->user = info->user;
	} else if (flags & SHOW_CANDIDATE) {
		c = config_candidate(s);
		st->what = "changed";
		st->when = c->dirty || !info ? c->changed : info->when;
	}
	return st->when;
}

static void put_stamp(const struct stamp *st, enum conf_format format,
		      struct buf *out)
{
	bool xml = format == CONF_XML;
	char seconds[32], local[64];
	const char *v[3] = { seconds, local, st->user };
	static const char *const names[] = { "seconds", "localtime", "user" };
	struct tm tm;
	int i;

	snprintf(seconds, sizeof(seconds), "%lld", (long long)st->when);
	localtime_r(&st->when, &tm);
	strftime(local, sizeof(local), "%Y-%m-%d %H:%M:%S %Z", &tm);
	for (i = 0; i < 3 && v[i]; i++) {
		if (xml)
			buf_printf(out, " junos:%s-%s=\"%s\"", st->what,
				   names[i], v[i]);
		else
			buf_printf(out,
				   "%s            \"junos:%s-%s\" : \"%s\"",
				   i ? ",\n" : "", st->what, names[i], v[i]);
	}
}

/* The outermost element is the first thing in the text. */
static void add_stamp(struct shell *s, unsigned int flags,
		      enum conf_format format, struct buf *b)
{
	const char *open = format == CONF_XML ? "<configuration" :
						"\"configuration\" : {\n";
	struct stamp st;
	char *text, *at;

	if ((format != CONF_XML && format != CONF_JSON) ||
	    !stamp_of(s, flags, &st))
		return;
	text = buf_take(b);
	at = strstr(text, open);
	if (!at) {
		buf_puts(b, text);
		free(text);
		return;
	}
	at += strlen(open);
	buf_add(b, text, (size_t)(at - text));
	if (format == CONF_JSON)
		buf_puts(b, "        \"@\" : {\n");
	put_stamp(&st, format, b);
	if (format == CONF_JSON)
		buf_printf(b, "\n        }%s\n",
			   at[strspn(at, " \n")] == '}' ? "" : ",");
	buf_puts(b, at);
	free(text);
}

/* The group that every configuration inherits and nobody wrote. */
static bool shows_defaults(const struct line *l, int from)
{
	return !strcmp(line_word(l, from), "groups") &&
	       !strcmp(line_word(l, from + 1), "junos-defaults");
}

static void show(struct shell *s, const struct line *l, const struct tree *t,
		 const char *level, int from, enum conf_format format,
		 unsigned int flags)
{
	struct edit_error e = { 0 };
	struct cnode *at = find_path(t, level);
	struct buf b;

	buf_init(&b);
	if (at &&
	    conf_show(t, at, l->w.n - from, (const char *const *)l->w.v + from,
		      format, flags, &b, &e)) {
		from += e.word;
		shell_caret(s,
			    e.after ? line_col_after(l, from) :
				      line_col(l, from),
			    e.text);
	}
	if (b.len)
		add_stamp(s, flags, format, &b);
	if (b.len && format == CONF_XML)
		wrap_xml(s, &b);
	shell_text(s, &b);
	buf_free(&b);
}

void config_print(struct shell *s, const struct line *l, struct tree *t,
		  const char *level, int from, unsigned int flags)
{
	enum conf_format format = format_of(l, &flags);
	struct tree *view;

	if (!*level && shows_defaults(l, from)) {
		show(s, l, schema_defaults(s->m->schema), "", from + 2, format,
		     flags);
		return;
	}
	view = conf_view(t, flags, store_active(s->m->store));
	show(s, l, access_tree(s, view ? view : t, format == CONF_TEXT), level,
	     from, format, flags);
	tree_free(view);
}

/* ---- comparing ---- */

/* The other side of a comparison: a tree to free, or NULL and a message. */
static struct tree *compare_with(struct shell *s, const struct pipe *p)
{
	struct tree *t;
	int n = 0;

	/* a private candidate: what was changed in it, not by others */
	if (!p->argc && s->private)
		return tree_dup(config_candidate(s)->base);
	if (p->argc && !strcmp(p->argv[0], "rescue")) {
		t = store_rescue(s->m->store);
		if (!t)
			shell_err(s, "error: no rescue configuration\n");
		return t;
	}
	if (p->argc > 1)
		n = atoi(p->argv[1]);
	t = n < STORE_ROLLBACKS ? store_rollback(s->m->store, n) : NULL;
	if (!t)
		shell_err(s, "error: rollback %d does not exist\n", n);
	return t;
}

static void compare_trees(struct shell *s, struct tree *from, struct tree *to,
			  struct cnode *n)
{
	struct buf b;

	buf_init(&b);
	access_compare(s, from, to, n, &b);
	shell_text(s, &b);
	buf_free(&b);
	tree_free(from);
}

static struct tree *compared(struct shell *s)
{
	return s->config ? config_tree(s) : store_active(s->m->store);
}

/* '0' and the file, or why not; the pending text is "PATH\nFILE". */
static void compare_answer(struct shell *s, const char *text, size_t len)
{
	char *file = strchr(s->pending, '\n');
	struct diag *d = diag_new();
	struct tree *to = compared(s), *from;
	struct cnode *n;
	struct buf b;

	*file++ = '\0';
	n = find_path(to, s->pending);
	if (!len || *text != '0' || !n) {
		shell_err(s, "error: could not open file '%s': %s\n", file,
			  len ? text + 1 : "");
	} else {
		from = conf_parse(s->m->schema, file, text + 1, len - 1, d);
		buf_init(&b);
		diag_print(d, &b);
		shell_text(s, &b);
		buf_free(&b);
		compare_trees(s, from, to, n);
	}
	diag_free(d);
}

static bool is_file(const struct pipe *p)
{
	return p->argc == 1 && strcmp(p->argv[0], "rescue");
}

static void compare_file(struct shell *s, struct cnode *n, const char *file)
{
	struct buf b;

	buf_init(&b);
	cn_edit_path(n, &b);
	free(s->pending);
	if (asprintf(&s->pending, "%s\n%s", b.data, file) < 0)
		abort();
	buf_free(&b);
	shell_ask(s, RPC_ASK_READ, file, NULL, compare_answer);
}

bool config_compare(struct shell *s, const struct line *l, struct cnode *n)
{
	const struct pipe *p = pipeline_find(&l->pipes, PIPE_COMPARE_WITH);
	struct tree *from;

	if (!p)
		return false;
	if (is_file(p)) {
		compare_file(s, n, p->argv[0]);
		return true;
	}
	from = compare_with(s, p);
	if (from)
		compare_trees(s, from, compared(s), n);
	return true;
}

static void last_changed(struct shell *s)
{
	const struct commit_info *info = store_info(s->m->store, 0);
	struct candidate *c = config_candidate(s);
	time_t when = c->dirty || !info ? c->changed : info->when;
	char text[64];
	struct tm tm;

	if (!when)
		return;
	localtime_r(&when, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %Z", &tm);
	shell_out(s, "## Last changed: %s\n", text);
}

void config_show(struct shell *s, struct line *l)
{
	struct tree *t = config_tree(s);
	struct cnode *level = config_level_made(s), *n = level;
	int from = l->first + 1, argc = l->w.n - from;
	unsigned int flags = CONF_SECRETS | CONF_OMIT | SHOW_CANDIDATE;

	if (argc)
		n = conf_find(t, level, argc,
			      (const char *const *)l->w.v + from);
	if (!n && config_check_path(s, l, from, t, level, "show"))
		return;
	if (argc && access_hides(s, l, n))
		return;
	if (config_compare(s, l, n ? n : level))
		return;
	if (!pipeline_find(&l->pipes, PIPE_DISPLAY) && n && !n->parent)
		last_changed(s);
	/* what is active has no faults to look for */
	if (config_candidate(s)->dirty)
		flags |= CONF_WARNINGS;
	config_print(s, l, t, config_path(s), from, flags);
}
