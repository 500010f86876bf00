// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Junos XML to tree.  What a configuration needs of XML: elements, text,
 * attributes, the five named and the numeric entities, CDATA; comments,
 * declarations and processing instructions are skipped, namespaces dropped
 * (prefix and all), no DTD, so nothing expands.  <rpc-reply> and
 * <configuration> may stand around the statements.
 *
 * A document that is not well formed is reported once, at the place where it
 * breaks; what was complete before is in the tree.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "conf/dom.h"
#include "conf/parse.h"
#include "lib/arena.h"
#include "lib/buf.h"

#define MAX_DEPTH 64

struct xml {
	struct arena *arena;
	const char *p, *end;
	const char *line_start;
	int line;
	const char *file;
	struct diag *d;
	bool broken;
	const char *comment; /* of the next element */
	unsigned int comment_marks;
};

static void broken(struct xml *x, const char *text)
{
	if (!x->broken)
		diag_at(x->d, DIAG_ERROR, x->file, x->line,
			(int)(x->p - x->line_start) + 1, "syntax error: %s",
			text);
	x->broken = true;
	x->p = x->end;
}

static void advance(struct xml *x, size_t n)
{
	for (; n && x->p < x->end; n--, x->p++)
		if (*x->p == '\n') {
			x->line++;
			x->line_start = x->p + 1;
		}
}

static bool at(const struct xml *x, const char *text)
{
	size_t n = strlen(text);

	return (size_t)(x->end - x->p) >= n && !memcmp(x->p, text, n);
}

static void skip_blanks(struct xml *x)
{
	while (x->p < x->end && isspace((unsigned char)*x->p))
		advance(x, 1);
}

static void skip_past(struct xml *x, const char *text)
{
	while (x->p < x->end && !at(x, text))
		advance(x, 1);
	advance(x, strlen(text));
}

static bool is_name(int c)
{
	return isalnum(c) || c == '-' || c == '_' || c == '.' || c == ':';
}

/* Without its namespace prefix. */
static const char *name(struct xml *x)
{
	const char *from = x->p, *colon;

	while (x->p < x->end && is_name((unsigned char)*x->p))
		x->p++;
	if (x->p == from) {
		broken(x, "name expected");
		return "";
	}
	colon = memchr(from, ':', (size_t)(x->p - from));
	if (colon)
		from = colon + 1;
	return arena_strndup(x->arena, from, (size_t)(x->p - from));
}

static void entity(struct xml *x, struct buf *b)
{
	static const struct {
		const char *text;
		char c;
	} all[] = {
		{ "&lt;", '<' },   { "&gt;", '>' },    { "&amp;", '&' },
		{ "&quot;", '"' }, { "&apos;", '\'' },
	};
	unsigned long c = 0;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (at(x, all[i].text)) {
			buf_putc(b, all[i].c);
			advance(x, strlen(all[i].text));
			return;
		}
	if (!at(x, "&#")) {
		broken(x, "unknown entity");
		return;
	}
	advance(x, 2);
	if (at(x, "x")) {
		for (x->p++; x->p < x->end && isxdigit((unsigned char)*x->p) &&
			     c < 0x110000;
		     x->p++)
			c = c * 16 +
			    (unsigned long)(isdigit((unsigned char)*x->p) ?
						    *x->p - '0' :
						    tolower((unsigned char)*x
								    ->p) -
							    'a' + 10);
	} else {
		for (; x->p < x->end && isdigit((unsigned char)*x->p) &&
		       c < 0x110000;
		     x->p++)
			c = c * 10 + (unsigned long)(*x->p - '0');
	}
	if (!at(x, ";") || !c || c > 0x10ffff) {
		broken(x, "bad character reference");
		return;
	}
	x->p++;
	buf_put_utf8(b, c);
}

static void attribute(struct xml *x, struct dom *e)
{
	const char *key = name(x);
	struct buf b;
	char quote;

	skip_blanks(x);
	if (!at(x, "=")) {
		broken(x, "= expected");
		return;
	}
	advance(x, 1);
	skip_blanks(x);
	quote = x->p < x->end ? *x->p : '\0';
	if (quote != '"' && quote != '\'') {
		broken(x, "quote expected");
		return;
	}
	advance(x, 1);
	buf_init(&b);
	while (x->p < x->end && *x->p != quote) {
		if (*x->p == '&') {
			entity(x, &b);
			continue;
		}
		buf_putc(&b, *x->p);
		advance(x, 1);
	}
	advance(x, 1);
	if (!strcmp(key, "inactive"))
		e->marks |= DOM_INACTIVE;
	else if (!strcmp(key, "active"))
		e->marks |= strcmp(b.data, "false") ? DOM_ACTIVE : DOM_INACTIVE;
	else if (!strcmp(key, "protect"))
		e->marks |= DOM_PROTECT;
	else if (!strcmp(key, "unprotect"))
		e->marks |= DOM_UNPROTECT;
	else if (!strcmp(key, "list"))
		e->marks |= DOM_LIST;
	else if (!strcmp(key, "delete") || !strcmp(b.data, "delete"))
		e->marks |= DOM_DELETE;
	else if (!strcmp(key, "replace") || !strcmp(b.data, "replace"))
		e->marks |= DOM_REPLACE;
	buf_free(&b);
}

static void comment_text(struct xml *x, const char *text)
{
	size_t n = strlen(text);

	if (n >= 4 && !strncmp(text, "/*", 2) && !strcmp(text + n - 2, "*/")) {
		text += 2;
		n -= 4;
	}
	while (n && isspace((unsigned char)*text))
		text++, n--;
	while (n && isspace((unsigned char)text[n - 1]))
		n--;
	x->comment = arena_strndup(x->arena, text, n);
}

static void element(struct xml *x, struct dom *parent, int depth);

static void cdata(struct xml *x, struct buf *b)
{
	const char *from;

	advance(x, 9);
	from = x->p;
	while (x->p < x->end && !at(x, "]]>"))
		advance(x, 1);
	buf_add(b, from, (size_t)(x->p - from));
	advance(x, 3);
}

/* Blanks at the ends of text are layout, unless written as references. */
static void trim(struct xml *x, struct dom *e, const struct buf *b,
		 size_t first_kept, size_t last_kept)
{
	size_t from = 0, to = b->len;

	while (from < to && from < first_kept &&
	       isspace((unsigned char)b->data[from]))
		from++;
	while (to > from && to > last_kept &&
	       isspace((unsigned char)b->data[to - 1]))
		to--;
	if (to > from)
		e->value = arena_strndup(x->arena, b->data + from, to - from);
}

/* What is between the tags of an element. */
static void content(struct xml *x, struct dom *e, int depth)
{
	size_t first = SIZE_MAX, last = 0;
	struct buf b;

	buf_init(&b);
	while (x->p < x->end && !at(x, "</")) {
		if (at(x, "<!--")) {
			skip_past(x, "-->");
		} else if (at(x, "<?")) {
			skip_past(x, "?>");
		} else if (*x->p == '&' || at(x, "<![CDATA[")) {
			first = first < b.len ? first : b.len;
			if (*x->p == '&')
				entity(x, &b);
			else
				cdata(x, &b);
			last = b.len;
		} else if (*x->p == '<') {
			element(x, e, depth + 1);
		} else {
			if (*x->p)
				buf_putc(&b, *x->p);
			advance(x, 1);
		}
	}
	trim(x, e, &b, first, last);
	buf_free(&b);
}

static void close_tag(struct xml *x, const struct dom *e)
{
	if (!at(x, "</")) {
		broken(x, "element not closed");
		return;
	}
	advance(x, 2);
	if (strcmp(name(x), e->name)) {
		broken(x, e->name);
		return;
	}
	skip_blanks(x);
	if (!at(x, ">"))
		broken(x, "> expected");
	else
		advance(x, 1);
}

/* A <junos:comment> speaks of the element after it. */
static void detach_comment(struct xml *x, struct dom *parent, struct dom *e)
{
	struct dom **p = &parent->first, *last = NULL;

	comment_text(x, e->value ? e->value : "");
	x->comment_marks = e->marks & DOM_LIST;
	while (*p != e) {
		last = *p;
		p = &(*p)->next;
	}
	*p = NULL;
	parent->last = last;
}

static void element(struct xml *x, struct dom *parent, int depth)
{
	int line = x->line, col = (int)(x->p - x->line_start) + 1;
	bool is_comment = at(x, "<junos:comment");
	struct dom *e;

	if (depth > MAX_DEPTH) {
		broken(x, "too deep");
		return;
	}
	advance(x, 1);
	e = dom_new(x->arena, parent, name(x), line, col);
	if (!is_comment) {
		e->comment = x->comment;
		e->marks |= x->comment_marks;
		x->comment = NULL;
		x->comment_marks = 0;
	}
	for (skip_blanks(x); x->p < x->end && is_name((unsigned char)*x->p);
	     skip_blanks(x))
		attribute(x, e);
	if (at(x, "/>")) {
		advance(x, 2);
	} else if (at(x, ">")) {
		advance(x, 1);
		content(x, e, depth);
		close_tag(x, e);
	} else {
		broken(x, "> expected");
	}
	if (is_comment)
		detach_comment(x, parent, e);
}

static const struct dom *inside(const struct dom *doc)
{
	static const char *const around[] = {
		"rpc-reply",
		"data",
		"configuration",
		"config",
	};
	const struct dom *c;
	size_t i;

	for (i = 0; i < sizeof(around) / sizeof(*around); i++)
		for (c = doc->first; c; c = c->next)
			if (!strcmp(c->name, around[i])) {
				doc = c;
				break;
			}
	return doc;
}

int parse_xml(struct tree *t, struct cnode *at_node, const char *file,
	      const char *text, size_t len, struct diag *d)
{
	struct xml x = {
		.p = text,
		.end = text + len,
		.line_start = text,
		.line = 1,
		.file = file,
		.d = d,
	};
	int before = diag_errors(d);
	struct dom *doc;

	x.arena = arena_new();
	doc = dom_new(x.arena, NULL, "", 1, 1);
	for (skip_blanks(&x); x.p < x.end; skip_blanks(&x)) {
		if (at(&x, "<?"))
			skip_past(&x, "?>");
		else if (at(&x, "<!--"))
			skip_past(&x, "-->");
		else if (*x.p == '<')
			element(&x, doc, 0);
		else
			broken(&x, "element expected");
	}
	dom_apply(t, at_node, inside(doc), file, d);
	arena_free(x.arena);
	return diag_errors(d) - before;
}
