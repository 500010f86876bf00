// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Junos JSON to tree.  Objects are statements, arrays their instances or
 * values, [null] a flag; "@" inside an object carries its marks, "@name"
 * beside a member those of its values in their order.  Numbers and booleans
 * are values like strings.  {"configuration": ...} may stand around.
 *
 * A text that is not JSON is reported once, where it breaks; what was
 * complete before is in the tree.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "conf/dom.h"
#include "conf/parse.h"
#include "lib/arena.h"
#include "lib/buf.h"

#define MAX_DEPTH 64

struct json {
	struct arena *arena;
	const char *p, *end;
	const char *line_start;
	int line;
	const char *file;
	struct diag *d;
	bool broken;
};

static void broken(struct json *j, const char *text)
{
	if (!j->broken)
		diag_at(j->d, DIAG_ERROR, j->file, j->line,
			(int)(j->p - j->line_start) + 1, "syntax error: %s",
			text);
	j->broken = true;
	j->p = j->end;
}

static int peek(struct json *j)
{
	for (; j->p < j->end; j->p++) {
		if (*j->p == '\n') {
			j->line++;
			j->line_start = j->p + 1;
		} else if (!isspace((unsigned char)*j->p)) {
			return (unsigned char)*j->p;
		}
	}
	return -1;
}

static bool eat(struct json *j, char c)
{
	if (peek(j) != c)
		return false;
	j->p++;
	return true;
}

static unsigned long hex4(struct json *j)
{
	unsigned long c = 0;
	int i;

	for (i = 0; i < 4; i++, j->p++) {
		if (j->p >= j->end || !isxdigit((unsigned char)*j->p)) {
			broken(j, "bad escape");
			return 0;
		}
		c = c * 16 +
		    (unsigned long)(isdigit((unsigned char)*j->p) ?
					    *j->p - '0' :
					    tolower((unsigned char)*j->p) -
						    'a' + 10);
	}
	return c;
}

static void escape(struct json *j, struct buf *b)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at;
	unsigned long c;

	j->p++;
	if (j->p >= j->end)
		return;
	if (*j->p == 'u') {
		j->p++;
		c = hex4(j);
		/* the second half of a pair */
		if (c >= 0xd800 && c < 0xdc00 && j->end - j->p > 2 &&
		    j->p[0] == '\\' && j->p[1] == 'u') {
			j->p += 2;
			c = 0x10000 + ((c - 0xd800) << 10) +
			    ((hex4(j) - 0xdc00) & 0x3ff);
		}
		buf_put_utf8(b, c);
		return;
	}
	at = *j->p ? strchr(from, *j->p) : NULL;
	if (!at) {
		broken(j, "bad escape");
		return;
	}
	buf_putc(b, to[at - from]);
	j->p++;
}

static const char *string(struct json *j)
{
	const char *out;
	struct buf b;

	if (!eat(j, '"')) {
		broken(j, "string expected");
		return "";
	}
	buf_init(&b);
	while (j->p < j->end && *j->p != '"') {
		if (*j->p == '\\') {
			escape(j, &b);
			continue;
		}
		if (*j->p)
			buf_putc(&b, *j->p);
		j->p++;
	}
	if (j->p >= j->end)
		broken(j, "string not closed");
	else
		j->p++;
	out = arena_strdup(j->arena, b.data);
	buf_free(&b);
	return out;
}

/* A number or one of true, false, null: NULL is no value. */
static const char *bare(struct json *j)
{
	const char *from = j->p;
	size_t n;

	while (j->p < j->end &&
	       (isalnum((unsigned char)*j->p) || strchr("+-.", *j->p)) && *j->p)
		j->p++;
	n = (size_t)(j->p - from);
	if (!n) {
		broken(j, "value expected");
		return NULL;
	}
	if (n == 4 && !memcmp(from, "null", 4))
		return NULL;
	return arena_strndup(j->arena, from, n);
}

/* ---- marks ---- */

static void mark(struct json *j, struct dom *e, const char *key)
{
	const char *v = peek(j) == '"' ? string(j) : bare(j);
	bool on = v && strcmp(v, "false");

	if (!strcmp(key, "comment")) {
		size_t n = v ? strlen(v) : 0;

		if (n >= 4 && !strncmp(v, "/*", 2) &&
		    !strcmp(v + n - 2, "*/")) {
			v = arena_strndup(j->arena, v + 2, n - 4);
			while (*v == ' ')
				v++;
		}
		e->comment = v;
	} else if (!strcmp(key, "inactive")) {
		e->marks |= on ? DOM_INACTIVE : DOM_ACTIVE;
	} else if (!strcmp(key, "active")) {
		e->marks |= on ? DOM_ACTIVE : DOM_INACTIVE;
	} else if (!strcmp(key, "protect")) {
		e->marks |= on ? DOM_PROTECT : DOM_UNPROTECT;
	} else if (!strcmp(key, "list")) {
		e->marks |= on ? DOM_LIST : 0;
	} else if (!strcmp(key, "operation") && v) {
		if (!strcmp(v, "delete"))
			e->marks |= DOM_DELETE;
		if (!strcmp(v, "replace"))
			e->marks |= DOM_REPLACE;
	}
}

static void marks(struct json *j, struct dom *e)
{
	const char *key;

	if (!eat(j, '{')) {
		broken(j, "{ expected");
		return;
	}
	while (!j->broken && !eat(j, '}')) {
		key = string(j);
		if (!eat(j, ':')) {
			broken(j, ": expected");
			return;
		}
		mark(j, e, key);
		if (!eat(j, ',') && peek(j) != '}')
			broken(j, ", expected");
	}
}

/* ---- values ---- */

static void value(struct json *j, struct dom *parent, const char *name,
		  int depth);

static void object(struct json *j, struct dom *e, int depth);

/* Marks of values, to be given to those that follow. */
struct beside {
	const char *name;
	struct dom marks; /* its children, one a value */
};

static void read_beside(struct json *j, struct beside *b, const char *name)
{
	memset(b, 0, sizeof(*b));
	b->name = name;
	if (!eat(j, '[')) {
		marks(j, dom_new(j->arena, &b->marks, "@", 0, 0));
		return;
	}
	while (!j->broken && !eat(j, ']')) {
		marks(j, dom_new(j->arena, &b->marks, "@", 0, 0));
		if (!eat(j, ',') && peek(j) != ']')
			broken(j, ", expected");
	}
}

static void give_marks(const struct beside *b, struct dom *e)
{
	const struct dom *m = b->marks.first;

	for (; e && m; e = e->next, m = m->next) {
		e->marks |= m->marks;
		e->comment = m->comment;
	}
}

static void member(struct json *j, struct dom *e, const char *key,
		   struct beside *b, int depth)
{
	struct dom *before = e->last;

	if (!strcmp(key, "@")) {
		marks(j, e);
		return;
	}
	if (*key == '@') {
		read_beside(j, b, key + 1);
		return;
	}
	value(j, e, key, depth + 1);
	if (b->name && !strcmp(b->name, key)) {
		give_marks(b, before ? before->next : e->first);
		b->name = NULL;
	}
}

static void object(struct json *j, struct dom *e, int depth)
{
	struct beside b = { .name = NULL };
	const char *key;

	if (depth > MAX_DEPTH) {
		broken(j, "too deep");
		return;
	}
	j->p++;
	while (!j->broken && !eat(j, '}')) {
		key = string(j);
		if (!eat(j, ':')) {
			broken(j, ": expected");
			return;
		}
		member(j, e, key, &b, depth);
		if (!eat(j, ',') && peek(j) != '}')
			broken(j, ", expected");
	}
}

static void single(struct json *j, struct dom *parent, const char *name,
		   int depth)
{
	int c = peek(j);
	struct dom *e;

	e = dom_new(j->arena, parent, name, j->line,
		    (int)(j->p - j->line_start) + 1);
	if (c == '{')
		object(j, e, depth);
	else if (c == '"')
		e->value = string(j);
	else
		e->value = bare(j);
}

static void value(struct json *j, struct dom *parent, const char *name,
		  int depth)
{
	if (!eat(j, '[')) {
		single(j, parent, name, depth);
		return;
	}
	while (!j->broken && !eat(j, ']')) {
		single(j, parent, name, depth);
		if (!eat(j, ',') && peek(j) != ']')
			broken(j, ", expected");
	}
}

int parse_json(struct tree *t, struct cnode *at, const char *file,
	       const char *text, size_t len, struct diag *d)
{
	struct json j = {
		.p = text,
		.end = text + len,
		.line_start = text,
		.line = 1,
		.file = file,
		.d = d,
	};
	int before = diag_errors(d);
	struct dom *doc;

	j.arena = arena_new();
	doc = dom_new(j.arena, NULL, "", 1, 1);
	if (peek(&j) == '{')
		object(&j, doc, 0);
	else
		broken(&j, "{ expected");
	if (!j.broken && peek(&j) >= 0)
		broken(&j, "end expected");
	if (doc->first && !strcmp(doc->first->name, "configuration"))
		doc = doc->first;
	dom_apply(t, at, doc, file, d);
	arena_free(j.arena);
	return diag_errors(d) - before;
}
