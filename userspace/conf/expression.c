// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Where the grammar names policies it may combine them: "export ( a && !b )".
 * Such a value is kept as one string in normal form, a blank between any two
 * of its signs and names; it is printed as it is, and each name in it is a
 * reference of its own.
 *
 *	expression = "(" term { ("&&" | "||") term } ")"
 *	term = { "!" } ( expression | name )
 */
#include "conf/expression.h"

#include <string.h>

#include "conf/lex.h"
#include "conf/schema.h"
#include "lib/buf.h"

#define MAX_NESTING 16
#define SIGNS "()!&| \t\n"

bool expression_begins(const struct snode *s, const char *word)
{
	return s->flags & SN_EXPRESSION && *word == '(';
}

int expression_depth(const char *word)
{
	int depth = 0;

	for (; *word; word++)
		depth += (*word == '(') - (*word == ')');
	return depth;
}

struct reader {
	const char *p;
	struct buf *out;
	int depth;
};

static bool eat(struct reader *r, const char *sign)
{
	r->p += strspn(r->p, " \t\n");
	if (strncmp(r->p, sign, strlen(sign)))
		return false;
	r->p += strlen(sign);
	return true;
}

static int read_expression(struct reader *r);

static int read_term(struct reader *r)
{
	size_t n;

	while (eat(r, "!"))
		buf_putc(r->out, '!');
	if (eat(r, "("))
		return read_expression(r);
	n = strcspn(r->p, SIGNS "\"\\[]{};");
	if (!n)
		return -1;
	buf_add(r->out, r->p, n);
	r->p += n;
	return 0;
}

static int read_expression(struct reader *r)
{
	const char *sign = NULL;

	if (++r->depth > MAX_NESTING)
		return -1;
	buf_puts(r->out, "( ");
	do {
		if (sign)
			buf_printf(r->out, " %s ", sign);
		if (read_term(r))
			return -1;
		sign = eat(r, "&&") ? "&&" : eat(r, "||") ? "||" : NULL;
	} while (sign);
	if (!eat(r, ")"))
		return -1;
	buf_puts(r->out, " )");
	r->depth--;
	return 0;
}

int expression_normal(const char *text, struct buf *out)
{
	struct reader r = { .p = text, .out = out };

	if (!eat(&r, "(") || read_expression(&r))
		return -1;
	eat(&r, " ");
	return *r.p ? -1 : 0;
}

void expression_quote(const struct snode *s, const char *value, struct buf *out)
{
	if (expression_begins(s, value))
		buf_puts(out, value);
	else
		word_quote(out, value);
}

const char *expression_name(const char **p, struct buf *name)
{
	size_t n;

	*p += strspn(*p, SIGNS);
	n = strcspn(*p, SIGNS);
	if (!n)
		return NULL;
	buf_reset(name);
	buf_add(name, *p, n);
	*p += n;
	return name->data;
}
