// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Expressions of flags: "syn & !ack", "(fin|rst)", "0x2".
 *
 *   or:   and { ("|" | ",") and }
 *   and:  not { ("&" | "+") not }
 *   not:  "!" not | "(" or ")" | name | number
 *
 * A name or a number holds when one of its bits is set.  The value is judged
 * while the text is read: the sets of values are small, and nothing is built.
 */
#include "model/filter_match.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 32

struct expr {
	const char *at;
	const struct flag_name *names;
	uint32_t value;
	int depth;
	bool ok;
};

static bool read_or(struct expr *e);

static char peek(struct expr *e)
{
	while (isspace((unsigned char)*e->at))
		e->at++;
	return *e->at;
}

static bool read_flag(struct expr *e)
{
	const struct flag_name *f;
	unsigned long bits;
	size_t len;
	char *end;

	if (isdigit((unsigned char)*e->at)) {
		bits = strtoul(e->at, &end, 0);
		e->at = end;
		return e->value & bits;
	}
	for (len = 0; isalpha((unsigned char)e->at[len]) || e->at[len] == '-';)
		len++;
	for (f = e->names; len && f->name; f++)
		if (strlen(f->name) == len && !strncmp(f->name, e->at, len)) {
			e->at += len;
			return e->value & f->bit;
		}
	e->ok = false;
	return false;
}

static bool read_not(struct expr *e)
{
	bool v;

	if (!e->ok || e->depth > MAX_DEPTH) {
		e->ok = false;
		return false;
	}
	switch (peek(e)) {
	case '!':
		e->at++;
		e->depth++;
		v = !read_not(e);
		e->depth--;
		return v;
	case '(':
		e->at++;
		e->depth++;
		v = read_or(e);
		e->depth--;
		if (peek(e) != ')') {
			e->ok = false;
			return false;
		}
		e->at++;
		return v;
	}
	return read_flag(e);
}

static bool read_and(struct expr *e)
{
	bool v = read_not(e);

	while (e->ok && (peek(e) == '&' || *e->at == '+')) {
		e->at++;
		v = read_not(e) && v;
	}
	return v;
}

static bool read_or(struct expr *e)
{
	bool v = read_and(e);

	while (e->ok && (peek(e) == '|' || *e->at == ',')) {
		e->at++;
		v = read_and(e) || v;
	}
	return v;
}

bool flag_expression(const char *text, const struct flag_name *names,
		     uint32_t value, bool *ok)
{
	struct expr e = { text, names, value, 0, true };
	bool v = read_or(&e);

	if (!e.ok || peek(&e))
		*ok = false;
	return v;
}
