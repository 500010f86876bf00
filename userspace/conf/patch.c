// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * load patch: reads what diff.c writes.  A banner sets the level; behind it
 * each statement is one line, or the lines of its block, with one sign.
 *
 *	-  is removed
 *	+  is added: behind the context before it, before the context behind
 *	   it, or at the end (where order means something: at the front)
 *	!  is marked, or moved behind the line before it with those that
 *	   follow it unmoved
 *
 * Removals are done as they are read.  Positions are settled list by list
 * when the list's lines end, because a moved instance takes its followers
 * along: which these are depends on all the moves.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "conf/lex.h"
#include "conf/parse.h"
#include "conf/path.h"
#include "lib/arena.h"
#include "lib/buf.h"
#include "lib/vec.h"

/* One instance whose position the patch speaks of. */
struct entry {
	struct cnode *n;
	char sign;
	bool follows; /* the line before is its predecessor */
};

struct patcher {
	struct tree *t;
	struct cnode *base; /* what [edit] means */
	struct cnode *level; /* NULL: the banner was wrong */
	const struct snode *list;
	const char *file;
	int line;
	struct diag *d;
	VEC(struct entry) entries; /* of one list, in their order */
	struct cnode *gone; /* by the line before */
	struct cnode *gone_parent, *gone_next;
};

static void fault(struct patcher *p, const char *text, const char *what)
{
	diag_at(p->d, DIAG_ERROR, p->file, p->line, 0, "%s: %s", text, what);
}

/* ---- positions ---- */

static bool is_entry(const struct patcher *p, const struct cnode *n)
{
	const struct entry *e;

	vec_each(e, &p->entries)
		if (e->n == n && e->sign != ' ')
			return true;
	return false;
}

/* An instance and those behind it that the patch does not place. */
static void move_chain(struct patcher *p, struct cnode *n, struct cnode *anchor,
		       bool after)
{
	struct cnode *follower = cn_next(n), *next;

	if (n == anchor)
		return;
	tree_move(n, anchor, after);
	for (; follower && follower != anchor && !is_entry(p, follower);
	     follower = next) {
		next = cn_next(follower);
		tree_move(follower, n, true);
		n = follower;
	}
}

static struct cnode *first_of(const struct cnode *n)
{
	return tree_first(n->parent, n->schema);
}

/* The context behind what is added in front; NULL: there is none. */
static struct cnode *successor(const struct patcher *p)
{
	const struct entry *e;

	vec_each(e, &p->entries)
		if (e->sign != '+')
			return e->sign == ' ' ? e->n : NULL;
	return NULL;
}

static void place_entry(struct patcher *p, size_t i)
{
	struct entry *e = &p->entries.v[i], *prev = e - 1;
	bool sequence = e->n->schema->flags & SN_SEQUENCE;
	struct cnode *next = successor(p);

	if (e->sign == ' ')
		return;
	if (i) {
		move_chain(p, e->n, prev->n, true);
	} else if (e->sign == '+' && next && !sequence) {
		tree_move(e->n, next, false);
	} else if (e->sign == '!' || sequence) {
		move_chain(p, e->n, first_of(e->n), false);
	}
}

static void settle(struct patcher *p)
{
	size_t i, n = 0;

	/* what was removed since has no place */
	for (i = 0; i < p->entries.n; i++)
		if (p->entries.v[i].n->parent)
			p->entries.v[n++] = p->entries.v[i];
	p->entries.n = n;
	for (i = 0; i < p->entries.n; i++)
		place_entry(p, i);
	p->entries.n = 0;
}

static void note(struct patcher *p, struct cnode *n, char sign)
{
	const struct entry *last;

	if (!n || n->schema->kind != SN_LIST)
		return;
	if (p->entries.n) {
		last = &p->entries.v[p->entries.n - 1];
		if (last->n->parent != n->parent ||
		    last->n->schema != n->schema)
			settle(p);
	}
	vec_push(&p->entries, ((struct entry){ n, sign, false }));
}

/* ---- statements ---- */

/* Words of a statement up to its brace or semicolon. */
static int head_words(struct arena *a, const char *text, const char **words,
		      int max)
{
	struct token tok;
	struct lex l;
	int n = 0;

	lex_init(&l, a, text, strlen(text));
	for (;;) {
		tok = lex_next(&l);
		if (tok.kind == TOK_COMMENT)
			continue;
		if ((tok.kind != TOK_WORD && tok.kind != TOK_LEFT &&
		     tok.kind != TOK_RIGHT) ||
		    n == max)
			return n;
		words[n++] =
			tok.quoted && word_is_sign(tok.text) ?
				arena_printf(a, "%c%s", WORD_GUARD, tok.text) :
				tok.text;
	}
}

#define MAX_HEAD 4096

static int parse_head(struct patcher *p, struct arena *a, const char *text,
		      const char *const *words, int n, struct path *path)
{
	struct edit_error e;

	if (!path_parse(tree_schema(p->t), p->level->schema, p->list,
			PATH_TARGET | (cn_in_group(p->level) ? PATH_GROUP : 0),
			n, words, a, path, &e) &&
	    path->step.n) {
		path_statement(path);
		return 0;
	}
	fault(p, "syntax error", n ? words[n - 1] : text);
	return -1;
}

static struct cnode *find_head(struct patcher *p, const char *text,
			       const char *skip)
{
	const char **words = calloc(MAX_HEAD, sizeof(*words));
	struct arena *a = arena_new();
	struct cnode *n = NULL;
	struct path path;
	int count;

	if (!words)
		abort();
	count = head_words(a, text + (skip ? strlen(skip) : 0), words,
			   MAX_HEAD);
	if (!parse_head(p, a, text, words, count, &path)) {
		n = path_find(p->level, &path);
		if (!n)
			fault(p, "statement not found", words[0]);
	}
	path_free(&path);
	arena_free(a);
	free(words);
	return n;
}

/* It may come back on the next line, changed: then it keeps its place. */
static void remove_node(struct patcher *p, struct cnode *n)
{
	p->gone = n;
	p->gone_parent = n->parent;
	p->gone_next = cn_next(n);
	tree_remove(p->t, n);
}

static bool came_back(const struct patcher *p, const struct cnode *n)
{
	const struct cnode *old = p->gone;

	return old && n && old->schema == n->schema &&
	       n->parent == p->gone_parent && n->schema->kind == SN_LIST &&
	       tree_find(n->parent, n->schema, old->keys, NULL) == n;
}

/* All values of a bracket list, or all instances under one brace. */
static void remove_path(struct patcher *p, struct path *path)
{
	const struct snode *s = path->step.v[path->step.n - 1].s;
	struct cnode *n;
	bool any = false;

	do {
		while ((n = path_find(p->level, path))) {
			remove_node(p, n);
			any = true;
			if (s->kind != SN_LIST ||
			    path->step.v[path->step.n - 1].keys)
				break;
		}
		path->step.n--;
	} while (path->step.n && path->step.v[path->step.n - 1].s == s &&
		 s->kind == SN_LEAFLIST);
	/* of a choice, what was added before has replaced it already */
	if (!any && !s->choice)
		fault(p, "statement not found", s->keyword);
}

static void remove_statement(struct patcher *p, const char *text)
{
	const char **words = calloc(MAX_HEAD, sizeof(*words));
	const char **w = words;
	struct arena *a = arena_new();
	struct path path;
	int count;

	if (!words)
		abort();
	count = head_words(a, text, words, MAX_HEAD);
	while (count && (!strcmp(*w, "inactive:") || !strcmp(*w, "protect:"))) {
		w++;
		count--;
	}
	if (!parse_head(p, a, text, w, count, &path))
		remove_path(p, &path);
	path_free(&path);
	arena_free(a);
	free(words);
}

/* A marked or moved statement. */
static void change_statement(struct patcher *p, const char *text)
{
	static const struct {
		const char *word;
		unsigned int set, clear;
	} all[] = {
		{ "inactive:", CN_INACTIVE, 0 },
		{ "active:", 0, CN_INACTIVE },
		{ "protect:", CN_PROTECT, 0 },
		{ "unprotect:", 0, CN_PROTECT },
	};
	struct cnode *n;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (strncmp(text, all[i].word, strlen(all[i].word)))
			continue;
		n = find_head(p, text, all[i].word);
		if (n)
			n->flags = (n->flags & ~all[i].clear) | all[i].set;
		return;
	}
	n = find_head(p, text, NULL);
	if (n)
		note(p, n, '!');
}

static void replace_entry(struct patcher *p, const struct cnode *old,
			  struct cnode *n)
{
	struct entry *e;

	vec_each(e, &p->entries)
		if (e->n == old)
			e->n = n;
}

static void add_statement(struct patcher *p, const char *text)
{
	struct cnode *made = NULL;

	parse_statement_at(p->t, p->level, p->list, p->file, p->line - 1, text,
			   &made, p->d);
	if (came_back(p, made)) {
		replace_entry(p, p->gone, made);
		if (p->gone_next)
			tree_move(made, p->gone_next, false);
	} else {
		note(p, made, '+');
	}
	p->gone = NULL;
}

/* ---- annotations: lines of their own before their statement ---- */

static bool is_comment(const char *text)
{
	size_t n = strlen(text);

	return n >= 6 && !strncmp(text, "/* ", 3) &&
	       !strcmp(text + n - 3, " */") && !strstr(text, "*/\n");
}

struct pending {
	bool minus, plus;
	char *comment;
};

static void annotate(struct patcher *p, struct pending *c, const char *text)
{
	struct cnode *n = find_head(p, text, NULL);

	if (n)
		tree_set_comment(p->t, n, c->plus ? c->comment : NULL);
	free(c->comment);
	memset(c, 0, sizeof(*c));
}

/* What is new brings its annotation along. */
static void add_commented(struct patcher *p, struct pending *c,
			  const char *text)
{
	struct buf b;

	buf_init(&b);
	if (c->plus)
		buf_printf(&b, "/* %s */ ", c->comment);
	buf_puts(&b, text);
	add_statement(p, b.data);
	buf_free(&b);
	free(c->comment);
	memset(c, 0, sizeof(*c));
}

static void keep_comment(struct pending *c, char sign, const char *text)
{
	size_t n = strlen(text);

	if (sign == '-') {
		c->minus = true;
		return;
	}
	c->plus = true;
	free(c->comment);
	c->comment = strndup(text + 3, n > 6 ? n - 6 : 0);
}

/* ---- lines ---- */

static void statement(struct patcher *p, struct pending *c, char sign,
		      const char *text)
{
	if (!p->level)
		return;
	if (is_comment(text)) {
		keep_comment(c, sign, text);
		return;
	}
	switch (sign) {
	case '-':
		c->minus = false;
		p->gone = NULL;
		remove_statement(p, text);
		break;
	case '+':
		add_commented(p, c, text);
		break;
	case '!':
		change_statement(p, text);
		break;
	case ' ':
		if (c->minus || c->plus)
			annotate(p, c, text);
		else
			note(p, find_head(p, text, NULL), ' ');
		break;
	default:
		fault(p, "syntax error", text);
	}
}

/* "[edit security zones]" */
static void banner(struct patcher *p, const char *text)
{
	struct arena *a = arena_new();
	struct edit_error e;
	struct words w;
	struct path path;
	char *inside = arena_strdup(a, text + 5), *end = strrchr(inside, ']');

	settle(p);
	p->level = p->base;
	p->list = NULL;
	if (end)
		*end = '\0';
	words_split(inside, &w);
	if (path_parse(tree_schema(p->t), p->base->schema, NULL, PATH_OPEN, w.n,
		       (const char *const *)w.v, a, &path, &e)) {
		fault(p, "syntax error", text);
		p->level = NULL;
	} else {
		p->list = path.list;
		p->level = path_apply(p->t, (struct place){ p->base, NULL },
				      &path, NULL)
				   .node;
	}
	path_free(&path);
	words_free(&w);
	arena_free(a);
}

static bool is_banner(const char *line)
{
	return !strncmp(line, "[edit", 5) && (line[5] == ' ' || line[5] == ']');
}

/* What a line does to the depth of its statement. */
static int depth_of(const char *line)
{
	size_t n = strlen(line);

	if (n > 6 && !strcmp(line + n - 7, "{ ... }"))
		return 0;
	if (n && line[n - 1] == '{')
		return 1;
	return n && line[strspn(line, " ")] == '}' ? -1 : 0;
}

/* The lines of one statement, without their sign and common indent. */
struct gather {
	struct buf text;
	char sign;
	int indent, depth;
	bool comment; /* inside one */
};

static void gather_line(struct gather *g, const char *line)
{
	int n;

	if (!g->text.len) {
		g->sign = *line;
		g->indent = (int)strspn(line + 1, " ");
	} else {
		buf_putc(&g->text, '\n');
	}
	line++;
	for (n = 0; n < g->indent && *line == ' '; n++)
		line++;
	buf_puts(&g->text, line);
	if (!g->comment && !strncmp(line + strspn(line, " "), "/*", 2))
		g->comment = true;
	else if (!g->comment)
		g->depth += depth_of(line);
	if (g->comment && strstr(line, "*/"))
		g->comment = false;
}

static void read_lines(struct patcher *p, char *text)
{
	struct pending c = { .comment = NULL };
	struct gather g = { .sign = 0 };
	char *line, *next;

	buf_init(&g.text);
	for (line = text; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		p->line++;
		if (!g.comment && is_banner(line)) {
			banner(p, line);
			buf_reset(&g.text);
			g.depth = 0;
			continue;
		}
		if (!*line && !g.text.len)
			continue;
		gather_line(&g, *line ? line : " ");
		if (g.depth > 0 || g.comment)
			continue;
		statement(p, &c, g.sign, g.text.data);
		buf_reset(&g.text);
		g.depth = 0;
	}
	settle(p);
	free(c.comment);
	buf_free(&g.text);
}

int parse_patch(struct tree *t, struct cnode *at, const char *file,
		const char *text, size_t len, struct diag *d)
{
	struct patcher p = {
		.t = t,
		.base = at,
		.level = at,
		.d = d,
		.file = file,
	};
	int before = diag_errors(d);
	struct buf copy;

	buf_init(&copy);
	buf_add(&copy, text, len);
	read_lines(&p, copy.data);
	buf_free(&copy);
	vec_free(&p.entries);
	return diag_errors(d) - before;
}
