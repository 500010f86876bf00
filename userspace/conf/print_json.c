// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Tree to Junos JSON: one object for the configuration, arrays for lists and
 * leaf-lists, [null] for flags, bare numbers for integers.  Marks are
 * metadata as Junos writes it: "@": { "inactive": true } inside an object,
 * "@name" beside a value.
 */
#include "conf/print.h"

#include <string.h>

#include "conf/secret.h"
#include "conf/type.h"
#include "lib/buf.h"

#define STEP 4

struct json {
	struct buf *out;
	unsigned int flags;
	unsigned int depth; /* objects open below the first */
};

static void string(struct buf *out, const char *s)
{
	buf_putc(out, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_printf(out, "\\%c", *s);
		else if (*s == '\n')
			buf_puts(out, "\\n");
		else if (*s == '\t')
			buf_puts(out, "\\t");
		else if ((unsigned char)*s < ' ')
			buf_printf(out, "\\u%04x", (unsigned char)*s);
		else
			buf_putc(out, *s);
	}
	buf_putc(out, '"');
}

static bool is_number(const char *s)
{
	if (*s == '-')
		s++;
	return *s && (s[1] == '\0' || s[0] != '0') && strlen(s) < 16 &&
	       !s[strspn(s, "0123456789")];
}

static void scalar(struct json *j, const struct snode *s, const char *value)
{
	if (s->flags & SN_EMPTY)
		buf_puts(j->out, "[null]");
	else if (secret_is_hidden(s, value, j->flags))
		buf_puts(j->out, "\"" SECRET_DATA "\"");
	else if (is_number(value) && type_is_number(s->type, value))
		buf_puts(j->out, value);
	else
		string(j->out, value);
}

/* A comma or nothing, and a new line; what separates members. */
static void separate(struct json *j, bool *first, int indent)
{
	if (!*first)
		buf_putc(j->out, ',');
	*first = false;
	buf_putc(j->out, '\n');
	buf_pad(j->out, ' ', indent);
}

static bool marked(const struct cnode *n)
{
	return n->flags & (CN_INACTIVE | CN_PROTECT) || n->comment;
}

static void metadata(struct json *j, const struct cnode *n)
{
	const char *sep = "";

	buf_putc(j->out, '{');
	if (n->flags & CN_INACTIVE) {
		buf_puts(j->out, "\"inactive\" : true");
		sep = ", ";
	}
	if (n->flags & CN_PROTECT) {
		buf_printf(j->out, "%s\"protect\" : true", sep);
		sep = ", ";
	}
	if (n->comment) {
		buf_printf(j->out, "%s\"comment\" : ", sep);
		string(j->out, n->comment);
		if (n->flags & CN_ABOVE)
			buf_puts(j->out, ", \"list\" : true");
	}
	buf_putc(j->out, '}');
}

static void members(struct json *j, const struct cnode *n, int indent,
		    bool *first);

static void object(struct json *j, const struct cnode *n, int indent)
{
	const struct snode *s = n->schema;
	bool first = true;
	size_t i;

	buf_putc(j->out, '{');
	if (marked(n)) {
		separate(j, &first, indent + STEP);
		buf_puts(j->out, "\"@\" : ");
		metadata(j, n);
	}
	if (s->kind == SN_LIST)
		for (i = 0; i < s->nkey; i++) {
			separate(j, &first, indent + STEP);
			buf_printf(j->out, "\"%s\" : ", s->key[i]->name);
			scalar(j, s->key[i], n->keys[i]);
		}
	if (!print_is_cut(j->flags, j->depth)) {
		j->depth++;
		members(j, n, indent + STEP, &first);
		j->depth--;
	}
	if (!first) {
		buf_putc(j->out, '\n');
		buf_pad(j->out, ' ', indent);
	}
	buf_putc(j->out, '}');
}

static const struct cnode *array(struct json *j, const struct cnode *n,
				 int indent)
{
	const struct snode *s = n->schema;
	bool first = true;

	buf_putc(j->out, '[');
	for (;;) {
		if (!cn_is_void(n)) {
			separate(j, &first, indent + STEP);
			if (s->kind == SN_LIST)
				object(j, n, indent + STEP);
			else
				scalar(j, s, n->value);
		}
		if (!n->next || n->next->schema != s)
			break;
		n = n->next;
	}
	buf_putc(j->out, '\n');
	buf_pad(j->out, ' ', indent);
	buf_putc(j->out, ']');
	return n;
}

/* Marks of values stand beside them: one object a value, in their order. */
static void value_marks(struct json *j, const struct cnode *n, int indent,
			bool *first)
{
	const struct snode *s = n->schema;
	const struct cnode *c;
	bool any = false;
	const char *sep = "";

	for (c = n; c && c->schema == s; c = c->next)
		any |= marked(c);
	if (!any)
		return;
	separate(j, first, indent);
	buf_printf(j->out, "\"@%s\" : ", s->name);
	if (s->kind == SN_LEAF) {
		metadata(j, n);
		return;
	}
	buf_putc(j->out, '[');
	for (c = n; c && c->schema == s; c = c->next) {
		buf_puts(j->out, sep);
		metadata(j, c);
		sep = ", ";
	}
	buf_putc(j->out, ']');
}

static bool void_run(const struct cnode *n)
{
	const struct snode *s = n->schema;

	for (; n && n->schema == s; n = n->next)
		if (!cn_is_void(n))
			return false;
	return true;
}

static void members(struct json *j, const struct cnode *n, int indent,
		    bool *first)
{
	const struct cnode *c;

	for (c = n->first; c; c = c->next) {
		if (void_run(c)) {
			while (c->next && c->next->schema == c->schema)
				c = c->next;
			continue;
		}
		if (c->schema->kind == SN_LEAF ||
		    c->schema->kind == SN_LEAFLIST)
			value_marks(j, c, indent, first);
		separate(j, first, indent);
		buf_printf(j->out, "\"%s\" : ", c->schema->name);
		switch (c->schema->kind) {
		case SN_CONTAINER:
			object(j, c, indent);
			break;
		case SN_LEAF:
			scalar(j, c->schema, c->value);
			break;
		case SN_LIST:
		case SN_LEAFLIST:
			c = array(j, c, indent);
			break;
		}
	}
}

static int open_level(struct json *j, const struct cnode *n, int *depth)
{
	const struct snode *s = n->schema;
	int indent = STEP;
	size_t i;

	if (n->parent)
		indent = open_level(j, n->parent, depth);
	++*depth;
	buf_pad(j->out, ' ', indent);
	buf_printf(j->out, "\"%s\" : %s{\n", s->name,
		   s->kind == SN_LIST ? "[" : "");
	if (s->kind == SN_LIST)
		for (i = 0; i < s->nkey; i++) {
			buf_pad(j->out, ' ', indent + STEP);
			buf_printf(j->out, "\"%s\" : ", s->key[i]->name);
			scalar(j, s->key[i], n->keys[i]);
			buf_puts(j->out, ",\n");
		}
	return indent + STEP;
}

static void close_level(struct json *j, const struct cnode *n, int indent)
{
	for (; n; n = n->parent) {
		indent -= STEP;
		buf_putc(j->out, '\n');
		buf_pad(j->out, ' ', indent);
		buf_puts(j->out, n->schema->kind == SN_LIST ? "}]" : "}");
	}
	buf_puts(j->out, "\n}\n");
}

/* Members of the innermost level; a trailing comma or line is taken back. */
static void level_members(struct json *j, const struct cnode *level, int indent)
{
	bool first = true;
	size_t len;

	while (j->out->len && strchr("\n,", j->out->data[j->out->len - 1]))
		j->out->data[--j->out->len] = '\0';
	len = j->out->len;
	if (len && j->out->data[len - 1] != '{')
		first = false;
	members(j, level, indent, &first);
}

void print_json(const struct cnode *level, unsigned int flags, struct buf *out)
{
	struct json j = { .out = out, .flags = flags };
	bool leaf = level->schema->kind == SN_LEAF ||
		    level->schema->kind == SN_LEAFLIST;
	const struct cnode *open = leaf ? level->parent : level;
	struct cnode only;
	int depth = 0, indent;

	buf_puts(out, "{\n");
	indent = open_level(&j, open, &depth);
	if (leaf) {
		/* a parent that has this statement only */
		struct cnode parent = *open;

		only = *level;
		only.next = level->schema->kind == SN_LEAF ? NULL : level->next;
		parent.first = &only;
		level_members(&j, &parent, indent);
	} else {
		level_members(&j, level, indent);
	}
	close_level(&j, open, indent);
}
