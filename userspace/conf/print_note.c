// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Lines that begin with ## above a statement: where it was inherited from,
 * what is wrong with it, what it is for.  They are for the eye; a reader takes
 * them for comments.
 */
#include "conf/print.h"

#include <string.h>

#include "lib/buf.h"

struct noter {
	struct buf *out;
	int indent;
	bool any, brief;
};

static void line(struct noter *t, const char *text, size_t len)
{
	buf_pad(t->out, ' ', t->indent);
	buf_puts(t->out, len ? "## " : "##");
	buf_add(t->out, text, len);
	buf_putc(t->out, '\n');
}

static void note(struct noter *t, const char *text)
{
	size_t n;

	if (!t->any && !t->brief)
		line(t, "", 0);
	t->any = true;
	for (;; text += n + 1) {
		n = strcspn(text, "\n");
		line(t, text, n);
		if (!text[n])
			return;
	}
}

/* What a group gave, in the words of the statement that are its own. */
static const char *inherited_word(const struct cnode *n)
{
	if (n->schema->kind == SN_LIST)
		return n->keys[0];
	if (n->schema->kind == SN_CONTAINER || n->schema->flags & SN_EMPTY)
		return n->schema->keyword;
	return n->value;
}

/* The list of the grammar that expands into this one: interface-range. */
static const char *range_word(const struct cnode *n)
{
	const struct snode *s;
	size_t i;

	for (; n; n = n->parent)
		for (i = 0, s = n->schema; i < s->nchild; i++)
			if (s->child[i]->expands)
				return s->child[i]->keyword;
	return "range";
}

static void origin(const struct cnode *n, struct buf *out)
{
	if (n->flags & CN_EXPANDED)
		buf_printf(out, "expanded from %s '%s'", range_word(n->parent),
			   n->group);
	else
		buf_printf(out, "inherited from group '%s'", n->group);
}

static void tell_origin(struct noter *t, const struct cnode *n)
{
	struct buf b;

	buf_init(&b);
	buf_printf(&b, "'%s' was ", inherited_word(n));
	origin(n, &b);
	note(t, b.data);
	buf_free(&b);
}

/* What stands on the first line of each hierarchy needs no explanation. */
static void tell_help(struct noter *t, const struct cnode *n)
{
	const struct snode *s = n->schema;
	struct buf b;

	if (!s->help || !n->parent ||
	    (s->kind == SN_CONTAINER && !n->parent->parent))
		return;
	buf_init(&b);
	buf_printf(&b, "%s: %s",
		   s->kind == SN_LIST && s->flags & SN_NOKEYWORD ? n->keys[0] :
								   s->keyword,
		   s->help);
	if (s->units)
		buf_printf(&b, "\nunits: %s", s->units);
	if (s->dflt)
		buf_printf(&b, "\ndefault: %s", s->dflt);
	note(t, b.data);
	buf_free(&b);
}

void print_notes(const struct cnode *n, const struct cnode *end,
		 unsigned int flags, int indent, struct buf *out)
{
	struct noter t = {
		.out = out,
		.indent = indent,
		.brief = flags & CONF_BRIEF,
	};

	if (flags & CONF_DETAIL)
		tell_help(&t, n);
	for (; n != end->next; n = n->next) {
		if (n->note)
			note(&t, n->note);
		if (n->group && flags & CONF_INHERIT && !(flags & CONF_TERSE))
			tell_origin(&t, n);
	}
	if (t.any && !t.brief)
		line(&t, "", 0);
}

void print_origin(const struct cnode *n, unsigned int flags, struct buf *out)
{
	if (!n->group || !(flags & CONF_TERSE))
		return;
	buf_puts(out, " ## ");
	origin(n, out);
}
