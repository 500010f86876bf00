// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Tree to Junos XML: <configuration> around nested elements named as in the
 * grammar, keys first, flags as empty elements, marks as attributes
 * (inactive="inactive", protect="protect"), annotations as
 * <junos:comment> elements before their statement (list="list": it stands
 * above the whole list).
 */
#include "conf/print.h"

#include "conf/secret.h"
#include "lib/buf.h"

#define STEP 4

struct xml {
	struct buf *out;
	unsigned int flags;
	unsigned int depth; /* levels open below the first */
};

static void escape(struct buf *out, const char *s)
{
	const char *p;

	for (p = s; *p; p++)
		switch (*p) {
		case '<':
			buf_puts(out, "&lt;");
			break;
		case '>':
			buf_puts(out, "&gt;");
			break;
		case '&':
			buf_puts(out, "&amp;");
			break;
		case '"':
			buf_puts(out, "&quot;");
			break;
		case ' ':
		case '\t':
		case '\n':
			/* readers take blanks at the ends for layout */
			if (p == s || !p[1])
				buf_printf(out, "&#%d;", *p);
			else
				buf_putc(out, *p);
			break;
		default:
			buf_putc(out, *p);
		}
}

static void changed(struct xml *x, const struct cnode *n)
{
	if (!(n->flags & CN_CHANGED))
		return;
	if (x->flags & CONF_CHANGED)
		buf_puts(x->out, " junos:changed=\"changed\"");
	if (x->flags & CONF_MARK)
		buf_puts(x->out, " junos:mark-changed=\"changed\"");
}

static void attributes(struct xml *x, const struct cnode *n)
{
	if (n->flags & CN_INACTIVE)
		buf_puts(x->out, " inactive=\"inactive\"");
	if (n->flags & CN_PROTECT)
		buf_puts(x->out, " protect=\"protect\"");
	changed(x, n);
	if (x->flags & CONF_INHERIT && n->group) {
		buf_puts(x->out, " junos:group=\"");
		escape(x->out, n->group);
		buf_putc(x->out, '"');
	}
}

static void element(struct xml *x, const char *name, const char *value,
		    int indent)
{
	buf_pad(x->out, ' ', indent);
	buf_printf(x->out, "<%s>", name);
	escape(x->out, value);
	buf_printf(x->out, "</%s>\n", name);
}

static void comment(struct xml *x, const struct cnode *n, int indent)
{
	if (!n->comment)
		return;
	buf_pad(x->out, ' ', indent);
	buf_printf(x->out, "<junos:comment%s>/* ",
		   n->flags & CN_ABOVE ? " list=\"list\"" : "");
	escape(x->out, n->comment);
	buf_puts(x->out, " */</junos:comment>\n");
}

static void print_children(struct xml *x, const struct cnode *n, int indent);

static void print_leaf(struct xml *x, const struct cnode *n)
{
	if (n->schema->flags & SN_EMPTY) {
		buf_puts(x->out, "/>\n");
		return;
	}
	buf_putc(x->out, '>');
	if (secret_is_hidden(n->schema, n->value, x->flags))
		buf_puts(x->out, SECRET_DATA);
	else
		escape(x->out, n->value);
	buf_printf(x->out, "</%s>\n", n->schema->name);
}

static void print_node(struct xml *x, const struct cnode *n, int indent)
{
	const struct snode *s = n->schema;
	size_t i;

	comment(x, n, indent);
	buf_pad(x->out, ' ', indent);
	buf_printf(x->out, "<%s", s->name);
	attributes(x, n);
	if (s->kind == SN_LEAF || s->kind == SN_LEAFLIST) {
		print_leaf(x, n);
		return;
	}
	buf_puts(x->out, ">\n");
	if (s->kind == SN_LIST)
		for (i = 0; i < s->nkey; i++)
			element(x, s->key[i]->name, n->keys[i], indent + STEP);
	if (!print_is_cut(x->flags, x->depth)) {
		x->depth++;
		print_children(x, n, indent + STEP);
		x->depth--;
	}
	buf_pad(x->out, ' ', indent);
	buf_printf(x->out, "</%s>\n", s->name);
}

static void print_children(struct xml *x, const struct cnode *n, int indent)
{
	const struct cnode *c;

	for (c = n->first; c; c = c->next)
		if (!cn_is_void(c))
			print_node(x, c, indent);
}

/* The elements above the level, so that the document is a configuration. */
static int open_level(struct xml *x, const struct cnode *n)
{
	int indent;
	size_t i;

	if (!n)
		return 0;
	indent = open_level(x, n->parent);
	buf_pad(x->out, ' ', indent);
	buf_printf(x->out, "<%s", n->schema->name);
	changed(x, n);
	buf_puts(x->out, ">\n");
	if (n->schema->kind == SN_LIST)
		for (i = 0; i < n->schema->nkey; i++)
			element(x, n->schema->key[i]->name, n->keys[i],
				indent + STEP);
	return indent + STEP;
}

static void close_level(struct xml *x, const struct cnode *n, int indent)
{
	for (; n; n = n->parent) {
		indent -= STEP;
		buf_pad(x->out, ' ', indent);
		buf_printf(x->out, "</%s>\n", n->schema->name);
	}
}

void print_xml(const struct cnode *level, unsigned int flags, struct buf *out)
{
	struct xml x = { .out = out, .flags = flags };
	bool leaf = level->schema->kind == SN_LEAF ||
		    level->schema->kind == SN_LEAFLIST;
	const struct cnode *open = leaf ? level->parent : level;
	int indent = open_level(&x, open);

	if (leaf)
		print_node(&x, level, indent);
	else
		print_children(&x, level, indent);
	close_level(&x, open, indent);
}
