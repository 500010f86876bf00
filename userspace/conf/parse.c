// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Hierarchical text to tree.  A statement is modifiers, words and an end: a
 * semicolon, or a block in braces.  The words are matched by path.c; this
 * file owns the blocks, the modifiers (inactive:, protect:, replace:,
 * delete:), the annotations, and what happens after a mistake.
 *
 * A mistake never stops the reading.  The statement is reported with the
 * place of the offending word and its level in the hierarchy, as Junos does;
 * reading goes on behind its semicolon, or behind its block if it had one.
 *
 * Modes differ in what a statement does to what is there: merge adds,
 * override starts from nothing, replace empties what is marked `replace:`,
 * update (a diff against the loaded text) is override that keeps identical
 * parts untouched, which in one normal form is the same result.
 */
#include "conf/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/lex.h"
#include "conf/path.h"
#include "lib/arena.h"

#define MAX_DEPTH 64

enum marks {
	MARK_INACTIVE = 1,
	MARK_ACTIVE = 2,
	MARK_PROTECT = 4,
	MARK_UNPROTECT = 8,
	MARK_REPLACE = 16,
	MARK_DELETE = 32,
};

struct parser {
	struct lex lex;
	struct token tok; /* the next one */
	struct arena *arena; /* of words, dies with the parser */
	struct tree *tree;
	struct diag *diag;
	const char *file;
	const char *text;
	int line; /* of the text in its file, from 0 */
	bool replaces; /* `replace:` is obeyed */
	bool ended; /* the text broke off; said so */
	int depth;
	size_t applied; /* statements that were understood */
	struct cnode *made; /* by the last statement that ended */
	VEC(const char *) words;
	VEC(struct token) toks; /* of the words */
	const char *const *lead; /* before the words: of what braces enclose */
	const struct token *lead_toks;
	size_t leads;
};

static void next(struct parser *p)
{
	p->tok = lex_next(&p->lex);
}

/* ---- mistakes ---- */

static const char *place_path(struct parser *p, struct place at)
{
	struct buf b;
	char *text;

	buf_init(&b);
	buf_puts(&b, "[edit");
	if (at.node->parent)
		buf_putc(&b, ' ');
	cn_edit_path(at.node, &b);
	if (at.list)
		buf_printf(&b, " %s", at.list->keyword);
	buf_putc(&b, ']');
	text = arena_strdup(p->arena, b.data);
	buf_free(&b);
	return text;
}

/* The statement as the user wrote it, on one line. */
static const char *source(struct parser *p, size_t from, size_t to)
{
	char *text, *c;

	if (to - from > 200)
		to = from + 200;
	text = arena_strndup(p->arena, p->text + from, to - from);
	for (c = text; *c; c++)
		if (*c == '\n' || *c == '\t' || *c == '\r')
			*c = ' ';
	while (c > text && c[-1] == ' ')
		*--c = '\0';
	return text;
}

static void fault(struct parser *p, const struct token *t, const char *msg,
		  struct place at, size_t from, size_t to)
{
	char why[256];
	size_t n;

	if (t->kind == TOK_END && p->ended)
		return;
	p->ended |= t->kind == TOK_END;
	/* on a line something is missing, in a text something is wrong */
	if (!strcmp(msg, "missing argument."))
		msg = "syntax error";
	snprintf(why, sizeof(why), "%s", msg);
	n = strlen(why);
	if (n && why[n - 1] == '.')
		why[n - 1] = '\0';
	if (strncmp(why, "syntax error", 12) && *t->text &&
	    strstr(why, t->text))
		diag_at(p->diag, DIAG_ERROR, p->file, t->line, t->endcol, "%s",
			why);
	else
		diag_at(p->diag, DIAG_ERROR, p->file, t->line, t->endcol,
			"%s: %s", why,
			t->kind == TOK_END ? "end of text" : t->text);
	diag_place(p->diag, place_path(p, at), source(p, from, to), why);
}

/* Behind the block whose brace is the next token. */
static void skip_block(struct parser *p)
{
	int depth = 0;

	do {
		if (p->tok.kind == TOK_OPEN)
			depth++;
		if (p->tok.kind == TOK_CLOSE)
			depth--;
		if (!depth)
			break;
		next(p);
	} while (p->tok.kind != TOK_END);
}

/*
 * Behind a statement that was not understood.  Of a line nothing more is said;
 * of a block it is told where it ends, which is a fault of its own.
 */
static void recover(struct parser *p, struct place at)
{
	static const char why[] =
		"error recovery ignores input until this point";

	while (p->tok.kind == TOK_WORD || p->tok.kind == TOK_LEFT ||
	       p->tok.kind == TOK_RIGHT || p->tok.kind == TOK_COMMENT)
		next(p);
	if (p->tok.kind == TOK_SEMI) {
		next(p);
		return;
	}
	if (p->tok.kind != TOK_OPEN)
		return;
	skip_block(p);
	if (p->tok.kind != TOK_CLOSE)
		return;
	diag_at(p->diag, DIAG_ERROR, p->file, p->tok.line, p->tok.endcol,
		"%s: %s", why, p->tok.text);
	diag_place(p->diag, place_path(p, at), p->tok.text, why);
	next(p);
}

/* ---- statements ---- */

static unsigned int mark_of(const struct token *t)
{
	static const struct {
		const char *word;
		unsigned int mark;
	} all[] = {
		{ "inactive:", MARK_INACTIVE },
		{ "active:", MARK_ACTIVE },
		{ "protect:", MARK_PROTECT },
		{ "unprotect:", MARK_UNPROTECT },
		{ "replace:", MARK_REPLACE },
		{ "delete:", MARK_DELETE },
	};
	size_t i;

	if (t->kind != TOK_WORD || t->quoted)
		return 0;
	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(t->text, all[i].word))
			return all[i].mark;
	return 0;
}

static void set_marks(struct cnode *n, unsigned int marks)
{
	if (marks & MARK_INACTIVE)
		n->flags |= CN_INACTIVE;
	if (marks & MARK_ACTIVE)
		n->flags &= ~(unsigned int)CN_INACTIVE;
	if (marks & MARK_PROTECT)
		n->flags |= CN_PROTECT;
	if (marks & MARK_UNPROTECT)
		n->flags &= ~(unsigned int)CN_PROTECT;
}

static const char *word_of(struct parser *p)
{
	if (p->tok.quoted && word_is_sign(p->tok.text))
		return arena_printf(p->arena, "%c%s", WORD_GUARD, p->tok.text);
	return p->tok.text;
}

/* Words up to the end of the statement, signs of lists included. */
static void take_words(struct parser *p)
{
	size_t i;

	p->words.n = p->toks.n = 0;
	for (i = 0; i < p->leads; i++) {
		vec_push(&p->words, p->lead[i]);
		vec_push(&p->toks, p->lead_toks[i]);
	}
	while (p->tok.kind == TOK_WORD || p->tok.kind == TOK_LEFT ||
	       p->tok.kind == TOK_RIGHT || p->tok.kind == TOK_COMMENT) {
		if (p->tok.kind != TOK_COMMENT) {
			vec_push(&p->words, word_of(p));
			vec_push(&p->toks, p->tok);
		}
		next(p);
	}
}

/* Only what has children, or a list whose keys open its block, has one. */
static bool takes_block(const struct path *path)
{
	const struct step *last;

	if (path->list)
		return path->list->nkey == 1 ||
		       path->list->flags & SN_HOMOGENEOUS;
	if (!path->step.n)
		return false;
	last = &path->step.v[path->step.n - 1];
	return !last->stay &&
	       (last->s->kind == SN_CONTAINER || last->s->kind == SN_LIST);
}

static bool parse_block(struct parser *p, struct place at);

/* A container whose braces hold nothing and that means nothing by itself. */
static void drop_empty(struct parser *p, struct cnode *n)
{
	struct buf path, stmt;

	if (n->schema->kind != SN_CONTAINER || n->first || !n->parent ||
	    n->schema->flags & SN_PRESENCE || !n->schema->nchild)
		return;
	buf_init(&path);
	buf_init(&stmt);
	buf_puts(&path, n->parent->parent ? "[edit " : "[edit");
	cn_edit_path(n->parent, &path);
	buf_putc(&path, ']');
	diag_stmt(p->diag, DIAG_WARNING, path.data, cn_statement(n, &stmt),
		  "statement has no contents; ignored");
	tree_remove(p->tree, n);
	buf_free(&path);
	buf_free(&stmt);
}

/* What `replace:` and `delete:` name, all instances if it has no keys. */
static void forget(struct parser *p, struct cnode *from,
		   const struct path *whole)
{
	struct path named = *whole;
	const struct path *path = &named;
	struct cnode *n;

	path_statement(&named);
	if (path->list) {
		from = path_find(from, path);
		while ((n = from ? tree_first(from, path->list) : NULL))
			tree_remove(p->tree, n);
		return;
	}
	do {
		while ((n = path_find(from, path)))
			tree_remove(p->tree, n);
		named.step.n--;
	} while (named.step.n && named.step.v[named.step.n].s ==
					 named.step.v[named.step.n - 1].s);
}

struct head {
	unsigned int marks;
	const char *comment;
	struct token first;
};

/*
 * Marks and annotation belong to the statement, not to the attributes behind
 * it.  Of "kw [ a b ]" every value is marked, the first annotated.
 */
static void mark_statement(struct parser *p, struct place at,
			   const struct path *path, const struct head *h)
{
	struct path named = *path;
	const struct step *st;
	struct cnode *parent, *n = NULL, *first = NULL, *made = NULL;

	p->made = NULL;
	path_statement(&named);
	parent = path_parent(at.node, &named);
	if (!parent || !named.step.n)
		return;
	st = &named.step.v[named.step.n - 1];
	for (; st >= named.step.v && (!n || st->s == n->schema); st--) {
		n = tree_find(parent, st->s, st->keys, st->value);
		if (!n)
			return;
		set_marks(n, h->marks);
		n->line = h->first.line;
		if (!first)
			made = n;
		first = n;
		if (n->schema->kind != SN_LEAFLIST && !st->stay)
			break;
	}
	if (first && first->schema->kind == SN_LEAFLIST)
		first = tree_first(parent, first->schema);
	if (first && h->comment)
		tree_set_comment(p->tree, first, h->comment);
	p->made = made;
}

/* The same of "kw { a; b; }", a list under one brace, once it is read. */
static void mark_list(struct parser *p, struct place at, const struct head *h)
{
	struct cnode *n = tree_first(at.node, at.list);

	if (n && h->comment && !n->comment) {
		tree_set_comment(p->tree, n, h->comment);
		if (snode_shares_brace(n->schema))
			n->flags |= CN_ABOVE;
	}
	for (; n; n = cn_next(n))
		set_marks(n, h->marks);
}

/* False: the block is empty. */
static bool parse_inner(struct parser *p, struct place to)
{
	bool any;

	next(p);
	any = parse_block(p, to);
	if (p->tok.kind == TOK_CLOSE)
		next(p);
	else
		fault(p, &p->tok, "syntax error", to, p->tok.from, p->tok.to);
	return any;
}

static void apply(struct parser *p, struct place at, const struct path *path,
		  const struct head *h)
{
	struct cnode *last, *made = NULL;
	struct place to;
	bool any;

	if (h->marks & MARK_DELETE || (h->marks & MARK_REPLACE && p->replaces))
		forget(p, at.node, path);
	if (h->marks & MARK_DELETE) {
		p->applied++;
		if (p->tok.kind == TOK_OPEN)
			skip_block(p);
		next(p);
		return;
	}
	p->applied++;
	to = path_apply(p->tree, at, path, &last);
	if (last && !path->list) {
		mark_statement(p, at, path, h);
		made = p->made;
	}
	if (p->tok.kind == TOK_SEMI) {
		next(p);
		if (last && last == to.node)
			drop_empty(p, last);
		return;
	}
	any = parse_inner(p, to);
	p->made = made;
	if (to.list)
		mark_list(p, to, h);
	else if (!any && !p->ended)
		drop_empty(p, to.node);
}

static unsigned int path_mode(const struct parser *p, struct place at,
			      const struct head *h)
{
	unsigned int mode = 0;

	if (p->tok.kind == TOK_OPEN)
		mode |= PATH_OPEN;
	else
		mode |= PATH_HOLLOW;
	if (h->marks & MARK_DELETE)
		mode |= PATH_TARGET;
	if (cn_in_group(at.node))
		mode |= PATH_GROUP;
	return mode;
}

/* Do values come next, and no other statement? */
static bool lacks_values(const struct parser *p, const struct path *path)
{
	return p->tok.kind == TOK_OPEN && !p->leads && !path->bracket &&
	       path->want == WANT_VALUE && path->wanted &&
	       path->wanted->kind == SN_LEAFLIST;
}

/*
 * "kw { a; b; }" where "kw [ a b ]" is written: releases differ in what has a
 * block of its own.
 */
static void parse_values(struct parser *p, struct place at,
			 const struct head *h)
{
	size_t n = p->words.n;
	const char **lead = arena_alloc(p->arena, n * sizeof(*lead));
	struct token *toks = arena_alloc(p->arena, n * sizeof(*toks));

	memcpy(lead, p->words.v, n * sizeof(*lead));
	memcpy(toks, p->toks.v, n * sizeof(*toks));
	next(p);
	p->lead = lead;
	p->lead_toks = toks;
	p->leads = n;
	parse_block(p, at);
	p->leads = 0;
	if (p->tok.kind == TOK_CLOSE)
		next(p);
	else
		fault(p, &p->tok, "syntax error", at, h->first.from,
		      p->tok.from);
}

static void parse_statement(struct parser *p, struct place at,
			    const struct head *h)
{
	struct edit_error e;
	struct path path;
	struct token bad;
	size_t end;

	take_words(p);
	end = p->tok.kind == TOK_SEMI || p->tok.kind == TOK_OPEN ? p->tok.to :
								   p->tok.from;
	if (p->tok.kind == TOK_CLOSE || p->tok.kind == TOK_END) {
		fault(p, &p->tok, "syntax error", at, h->first.from, end);
		return;
	}
	if (p->words.n == p->leads) {
		fault(p, &p->tok, "syntax error", at, h->first.from, end);
		recover(p, at);
		return;
	}
	if (path_parse(tree_schema(p->tree), at.node->schema, at.list,
		       path_mode(p, at, h), (int)p->words.n, p->words.v,
		       p->arena, &path, &e)) {
		if (lacks_values(p, &path)) {
			path_free(&path);
			parse_values(p, at, h);
			return;
		}
		bad = e.word < (int)p->toks.n ? p->toks.v[e.word] : p->tok;
		fault(p, &bad, e.text, at, h->first.from, end);
		recover(p, at);
		path_free(&path);
		return;
	}
	if (p->tok.kind == TOK_OPEN && !takes_block(&path)) {
		fault(p, &p->tok, "syntax error", at, h->first.from, end);
		recover(p, at);
		path_free(&path);
		return;
	}
	apply(p, at, &path, h);
	path_free(&path);
}

/*
 * Statements up to the closing brace, which is left for the caller.  False if
 * none of them, or none that was understood, was there.
 */
static bool parse_block(struct parser *p, struct place at)
{
	const size_t before = p->applied;
	struct head h = { 0 };
	unsigned int mark;

	if (++p->depth > MAX_DEPTH) {
		fault(p, &p->tok, "syntax error", at, p->tok.from, p->tok.to);
		while (p->tok.kind != TOK_END)
			next(p);
	}
	while (p->tok.kind != TOK_END && p->tok.kind != TOK_CLOSE) {
		if (p->tok.kind == TOK_COMMENT) {
			h.comment = p->tok.text;
			next(p);
			continue;
		}
		if (!h.marks)
			h.first = p->tok;
		mark = mark_of(&p->tok);
		if (mark) {
			h.marks |= mark;
			next(p);
			continue;
		}
		parse_statement(p, at, &h);
		memset(&h, 0, sizeof(h));
	}
	p->depth--;
	return p->applied != before;
}

static int parse_all(struct parser *p, struct place from, const char *text,
		     size_t len)
{
	int before = diag_errors(p->diag);

	p->arena = arena_new();
	p->text = text;
	lex_init(&p->lex, p->arena, text, len);
	p->lex.line += p->line;
	next(p);
	parse_block(p, from);
	while (p->tok.kind != TOK_END) {
		/* a brace too many */
		fault(p, &p->tok, "syntax error", from, p->tok.from, p->tok.to);
		next(p);
		parse_block(p, from);
	}
	vec_free(&p->words);
	vec_free(&p->toks);
	arena_free(p->arena);
	return diag_errors(p->diag) - before;
}

int parse_text(struct tree *t, struct cnode *at, bool replaces,
	       const char *file, const char *text, size_t len, struct diag *d)
{
	struct parser p = {
		.tree = t,
		.diag = d,
		.file = file,
		.replaces = replaces,
	};

	return parse_all(&p, (struct place){ .node = at }, text, len);
}

int parse_statement_at(struct tree *t, struct cnode *at,
		       const struct snode *list, const char *file, int line,
		       const char *text, struct cnode **made, struct diag *d)
{
	struct parser p = { .tree = t, .diag = d, .file = file, .line = line };
	int errors;

	errors = parse_all(&p, (struct place){ at, list }, text, strlen(text));
	*made = p.made;
	return errors;
}
