// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Tree to Junos' hierarchical text.  Four layouts exist: a line ending in a
 * semicolon; a block in braces; a statement with its attributes on its own
 * line (oneliner); and a list or container that shares one brace or one word
 * among its children (homogeneous).  Values of a leaf-list are gathered in
 * brackets.
 *
 * What is printed reads back as the same tree, always: a statement that
 * carries an annotation or a mark inside is never squeezed into one line.
 */
#include "conf/print.h"

#include <string.h>

#include "conf/expression.h"
#include "conf/lex.h"
#include "conf/secret.h"
#include "lib/buf.h"

#define STEP 4

struct printer {
	struct buf *out;
	unsigned int flags;
};

static void print_children(struct printer *p, const struct cnode *n,
			   int indent);
static void print_node(struct printer *p, const struct cnode *n, int indent,
		       const char *lead);

/* ---- one line or a block ---- */

static bool marked(const struct cnode *n)
{
	return n->flags & (CN_INACTIVE | CN_PROTECT) || n->comment;
}

/* What follows a level on its line would be read as being in it. */
static bool is_last(const struct cnode *n)
{
	for (n = n->next; n; n = n->next)
		if (!cn_is_void(n))
			return false;
	return true;
}

/* Nothing below needs a line of its own. */
static bool is_bare(const struct cnode *n)
{
	const struct cnode *c;

	for (c = n->first; c; c = c->next) {
		if (cn_is_void(c))
			continue;
		if (marked(c) || c->note || c->schema->flags & SN_UNIVERSAL ||
		    (c->schema->kind == SN_LIST && c->first) ||
		    (c->schema->kind <= SN_LIST && !is_last(c)) || !is_bare(c))
			return false;
	}
	return true;
}

/* The only statement inside, counting the values of a leaf-list as one. */
static const struct cnode *only_child(const struct cnode *n)
{
	const struct cnode *c, *only = NULL;

	for (c = n->first; c; c = c->next) {
		if (cn_is_void(c))
			continue;
		if (only && (c->schema != only->schema ||
			     c->schema->kind != SN_LEAFLIST))
			return NULL;
		if (!only)
			only = c;
	}
	return only;
}

static bool has_content(const struct cnode *n)
{
	const struct cnode *c;

	for (c = n->first; c; c = c->next)
		if (!cn_is_void(c))
			return true;
	return false;
}

static bool has_only_values(const struct cnode *n)
{
	const struct cnode *c;

	for (c = n->first; c; c = c->next)
		if (!cn_is_void(c) && (c->schema->kind == SN_LIST ||
				       c->schema->kind == SN_CONTAINER))
			return false;
	return true;
}

/* "accept", "reject" without its reason, "next term" */
static bool is_flag(const struct cnode *n)
{
	if (n->schema->kind == SN_CONTAINER)
		return !has_content(n);
	return n->schema->kind == SN_LEAF &&
	       n->schema->flags & (SN_EMPTY | SN_ONELINER);
}

/*
 * A oneliner-plus instance holds one statement on its line ("route X next-hop
 * Y"), such a container any number of values ("archive size 1m files 3"), a
 * oneliner-single one not ("then accept", but "then { count c; accept; }").
 */
static bool print_is_line(const struct cnode *n)
{
	const struct cnode *c;

	if (n->schema->kind == SN_LEAF || n->schema->kind == SN_LEAFLIST ||
	    !has_content(n))
		return true;
	if (n->schema->flags & SN_ONELINER)
		return is_bare(n);
	if (!(n->schema->flags &
	      (SN_ONELINER_PLUS | SN_ONELINER_SINGLE | SN_ONELINER_FLAG)) ||
	    !is_bare(n))
		return false;
	c = only_child(n);
	if (n->schema->flags & SN_ONELINER_FLAG)
		return c && is_flag(c);
	if (!c)
		return n->schema->kind == SN_CONTAINER &&
		       n->schema->flags & SN_ONELINER_PLUS &&
		       has_only_values(n);
	if (c->schema->kind == SN_CONTAINER)
		return c->schema->flags & SN_ONELINER || !has_content(c);
	return c->schema->kind != SN_LIST;
}

/* ---- words ---- */

static void word(struct printer *p, const char *text)
{
	char last = p->out->len ? p->out->data[p->out->len - 1] : '\n';

	if (last != ' ' && last != '\n')
		buf_putc(p->out, ' ');
	buf_puts(p->out, text);
}

static void value(struct printer *p, const struct cnode *n)
{
	word(p, "");
	if (secret_is_hidden(n->schema, n->value, p->flags)) {
		buf_puts(p->out, SECRET_DATA);
		return;
	}
	if (n->schema->flags & SN_SECRET) {
		secret_quote(n->value, p->out);
		return;
	}
	expression_quote(n->schema, n->value, p->out);
}

static void keys(struct printer *p, const struct cnode *n)
{
	const struct snode *s = n->schema;
	size_t i;

	for (i = 0; i < s->nkey; i++) {
		if (!snode_key_given(s, i, n->keys))
			continue;
		if (snode_key_named(s, i))
			word(p, s->key[i]->keyword);
		word(p, "");
		word_quote(p->out, n->keys[i]);
	}
}

/* Last of the siblings that are shown with this one. */
static const struct cnode *run_end(const struct cnode *n)
{
	while (n->next && n->next->schema == n->schema)
		n = n->next;
	return n;
}

static bool all_flagged(const struct cnode *n, const struct cnode *end,
			unsigned int flag)
{
	for (; n != end->next; n = n->next)
		if (!(n->flags & flag) && !cn_is_void(n))
			return false;
	return true;
}

static void marks(struct printer *p, unsigned int flags)
{
	if (flags & CN_INACTIVE)
		word(p, "inactive:");
	if (flags & CN_PROTECT)
		word(p, "protect:");
}

/* Marks that every instance of a run has stand before the whole. */
static unsigned int common_marks(const struct cnode *n, const struct cnode *end)
{
	unsigned int flags = 0;

	if (all_flagged(n, end, CN_INACTIVE))
		flags |= CN_INACTIVE;
	if (all_flagged(n, end, CN_PROTECT))
		flags |= CN_PROTECT;
	return flags;
}

static void values(struct printer *p, const struct cnode *n)
{
	const struct cnode *end = run_end(n), *c;
	unsigned int common = common_marks(n, end);

	if (n == end) {
		value(p, n);
		return;
	}
	word(p, "[");
	for (c = n; c != end->next; c = c->next) {
		marks(p, c->flags & ~common);
		value(p, c);
	}
	word(p, "]");
}

/* Attributes on their statement's line. */
static void inline_children(struct printer *p, const struct cnode *n)
{
	const struct cnode *c;

	for (c = n->first; c; c = c->next) {
		if (cn_is_void(c) || c->flags & CN_DENIED)
			continue;
		if (!(c->schema->flags & SN_NOKEYWORD))
			word(p, c->schema->keyword);
		switch (c->schema->kind) {
		case SN_LEAF:
			if (!(c->schema->flags & SN_EMPTY))
				value(p, c);
			break;
		case SN_LEAFLIST:
			values(p, c);
			c = run_end(c);
			break;
		case SN_LIST:
			keys(p, c);
			break;
		case SN_CONTAINER:
			inline_children(p, c);
			break;
		}
	}
}

/* ---- lines ---- */

static void margin(struct printer *p, int indent)
{
	buf_pad(p->out, ' ', indent);
}

static void comment(struct printer *p, const struct cnode *n, int indent)
{
	if (!n->comment)
		return;
	margin(p, indent);
	buf_printf(p->out, "/* %s */\n", n->comment);
}

static void notes(struct printer *p, const struct cnode *n,
		  const struct cnode *end, int indent)
{
	print_notes(n, end, p->flags, indent, p->out);
}

static void missing_children(struct printer *p, const struct cnode *n,
			     int indent)
{
	const char *const *req;
	const char *sep = "";

	if (!(p->flags & CONF_WARNINGS))
		return;
	for (req = n->schema->required; *req; req++) {
		if (cn_has(n, *req))
			continue;
		if (!*sep) {
			margin(p, indent);
			buf_puts(
				p->out,
				"## Warning: missing mandatory statement(s): ");
		}
		buf_printf(p->out, "%s'%s'", sep, *req);
		sep = ", ";
	}
	if (*sep)
		buf_putc(p->out, '\n');
}

static bool holds_secret(const struct cnode *n)
{
	const struct cnode *c;

	if (n->schema->flags & SN_SECRET)
		return true;
	for (c = n->first; c; c = c->next)
		if (holds_secret(c))
			return true;
	return false;
}

static void line_end(struct printer *p, const struct cnode *n)
{
	buf_putc(p->out, ';');
	if (holds_secret(n))
		buf_puts(p->out, " ## SECRET-DATA");
	print_origin(n, p->flags, p->out);
	buf_putc(p->out, '\n');
}

/* Only its name is shown, unless somebody wants to see what is omitted. */
static bool is_omitted(const struct printer *p, const struct cnode *n)
{
	const struct cnode *c;

	if (!(p->flags & CONF_OMIT))
		return false;
	for (c = n->first; c && c->schema->order < 0; c = c->next)
		if (!strcmp(c->schema->keyword, "apply-flags") &&
		    !strcmp(c->value, "omit") && !(c->flags & CN_INACTIVE))
			return true;
	return false;
}

/* ---- statements ---- */

static void print_value_line(struct printer *p, const struct cnode *n,
			     int indent)
{
	const struct cnode *end = run_end(n);
	unsigned int flags = common_marks(n, end);

	comment(p, n, indent);
	notes(p, n, end, indent);
	margin(p, indent);
	marks(p, flags);
	if (!(n->schema->flags & SN_NOKEYWORD))
		word(p, n->schema->keyword);
	values(p, n);
	line_end(p, n);
}

static void body(struct printer *p, const struct cnode *n, int indent)
{
	if (print_is_line(n)) {
		inline_children(p, n);
		line_end(p, n);
		return;
	}
	if (CONF_DEPTH_OF(p->flags) &&
	    indent >= STEP * (int)CONF_DEPTH_OF(p->flags)) {
		word(p, "{ ... }\n");
		return;
	}
	if (is_omitted(p, n)) {
		word(p, "{ /* OMITTED */ };\n");
		return;
	}
	word(p, "{");
	print_origin(n, p->flags, p->out);
	buf_putc(p->out, '\n');
	print_children(p, n, indent + STEP);
	missing_children(p, n, indent + STEP);
	margin(p, indent);
	buf_puts(p->out, "}\n");
}

/* @lead: the word of a container that its children carry: "family". */
static void print_node(struct printer *p, const struct cnode *n, int indent,
		       const char *lead)
{
	const struct snode *s = n->schema;

	if (!(n->flags & CN_ABOVE))
		comment(p, n, indent);
	notes(p, n, n, indent);
	margin(p, indent);
	marks(p, n->flags);
	if (lead)
		word(p, lead);
	if (!(s->flags & SN_NOKEYWORD) && !snode_shares_brace(n->schema))
		word(p, s->keyword);
	if (s->kind == SN_LIST)
		keys(p, n);
	if (n->flags & CN_DENIED) {
		buf_puts(p->out, s->kind == SN_LEAF ?
					 " /* ACCESS-DENIED */;\n" :
					 " { /* ACCESS-DENIED */ };\n");
		return;
	}
	if (s->kind == SN_LEAF) {
		if (!(s->flags & SN_EMPTY))
			value(p, n);
		line_end(p, n);
		return;
	}
	body(p, n, indent);
}

/* "family inet { }": the container is a word before each of its children. */
static bool print_shared_word(struct printer *p, const struct cnode *n,
			      int indent)
{
	const struct cnode *c;

	if (n->schema->kind != SN_CONTAINER ||
	    !(n->schema->flags & SN_HOMOGENEOUS) || marked(n) ||
	    !has_content(n))
		return false;
	for (c = n->first; c; c = c->next)
		if (c->schema->kind != SN_CONTAINER &&
		    c->schema->kind != SN_LIST)
			return false;
	for (c = n->first; c; c = c->next)
		if (!cn_is_void(c))
			print_node(p, c, indent, n->schema->keyword);
	return true;
}

static void print_entry(struct printer *p, const struct cnode *n, int indent,
			unsigned int without)
{
	struct cnode copy = *n;

	copy.flags &= ~without;
	if (n->flags & CN_ABOVE)
		copy.comment = NULL;
	print_node(p, &copy, indent, NULL);
}

/* "interfaces { a; b; }" */
static void print_list(struct printer *p, const struct cnode *n, int indent)
{
	const struct cnode *end = run_end(n), *c;
	unsigned int flags = common_marks(n, end);

	if (n->flags & CN_ABOVE)
		comment(p, n, indent);
	margin(p, indent);
	marks(p, flags);
	word(p, n->schema->keyword);
	buf_puts(p->out, " {\n");
	for (c = n; c != end->next; c = c->next)
		if (!cn_is_void(c))
			print_entry(p, c, indent + STEP, flags);
	margin(p, indent);
	buf_puts(p->out, "}\n");
}

static bool void_run(const struct cnode *n, const struct cnode *end)
{
	for (; n != end->next; n = n->next)
		if (!cn_is_void(n))
			return false;
	return true;
}

static void print_children(struct printer *p, const struct cnode *n, int indent)
{
	const struct cnode *c;

	for (c = n->first; c; c = c->next) {
		if (c->schema->kind == SN_LEAFLIST) {
			print_value_line(p, c, indent);
			c = run_end(c);
		} else if (snode_shares_brace(c->schema)) {
			if (!void_run(c, run_end(c)))
				print_list(p, c, indent);
			c = run_end(c);
		} else if (!cn_is_void(c) && !print_shared_word(p, c, indent)) {
			print_node(p, c, indent, NULL);
		}
	}
}

void print_one(const struct cnode *n, const char *lead, struct buf *out)
{
	struct printer p = { .out = out, .flags = CONF_SECRETS };

	print_node(&p, n, 0, lead);
}

void print_run(const struct cnode *n, struct buf *out)
{
	struct printer p = { .out = out, .flags = CONF_SECRETS };

	if (n->schema->kind == SN_LEAFLIST)
		print_value_line(&p, n, 0);
	else if (snode_shares_brace(n->schema))
		print_list(&p, n, 0);
	else
		print_node(&p, n, 0, NULL);
}

void print_entries(const struct cnode *n, unsigned int flags, struct buf *out)
{
	struct printer p = { .out = out, .flags = flags };
	const struct cnode *end = run_end(n);

	for (; n != end->next; n = n->next)
		if (!cn_is_void(n))
			print_entry(&p, n, 0, 0);
}

void print_brief(const struct cnode *n, const char *lead, struct buf *out)
{
	struct printer p = { .out = out, .flags = CONF_SECRETS };

	if (lead)
		word(&p, lead);
	if (!(n->schema->flags & SN_NOKEYWORD) &&
	    !snode_shares_brace(n->schema))
		word(&p, n->schema->keyword);
	if (n->schema->kind == SN_LIST)
		keys(&p, n);
	if (n->schema->kind == SN_LEAF && !(n->schema->flags & SN_EMPTY))
		value(&p, n);
	if (n->schema->kind == SN_LEAFLIST)
		value(&p, n);
	if (print_is_line(n))
		buf_puts(out, ";\n");
	else
		buf_puts(out, " { ... }\n");
}

void print_text(const struct cnode *level, unsigned int flags, int indent,
		struct buf *out)
{
	struct printer p = { .out = out, .flags = flags };

	if (level->schema->kind == SN_LEAF)
		print_node(&p, level, indent, NULL);
	else if (level->schema->kind == SN_LEAFLIST)
		print_value_line(&p, level, indent);
	else
		print_children(&p, level, indent);
}

void conf_print(const struct cnode *level, enum conf_format format,
		unsigned int flags, struct buf *out)
{
	switch (format) {
	case CONF_TEXT:
		print_text(level, flags, 0, out);
		break;
	case CONF_SET:
		print_set(level, flags, out);
		break;
	case CONF_JSON:
		print_json(level, flags, out);
		break;
	case CONF_XML:
		print_xml(level, flags, out);
		break;
	}
}
