// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Checking a value against its type.  Integers are brought to decimal
 * without leading zeros, words to themselves, everything else stays as it
 * was typed unless a checker of value.c knows a better normal form.
 *
 * A union takes the first member that accepts.  When none does, the message
 * of the last member is given: grammars put the type that a user most likely
 * meant at the end.
 */
#include "conf/type.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"

const char *value_fault(const char *fmt, ...)
{
	static __thread char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return text;
}

static bool in_range(const struct vtype *t, int64_t n)
{
	size_t i;

	for (i = 0; i < t->nrange; i++)
		if (n >= t->range[i].lo && n <= t->range[i].hi)
			return true;
	return !t->nrange;
}

static const char *check_int(const struct vtype *t, const char *value,
			     struct buf *out)
{
	char *end;
	int64_t n;

	if (!isdigit((unsigned char)*value) && *value != '-')
		return value_fault("invalid numeric value: '%s'", value);
	errno = 0;
	n = strtoll(value, &end, 10);
	if (*end || end == value || (end == value + 1 && *value == '-'))
		return value_fault("invalid numeric value: '%s'", value);
	if (errno || !in_range(t, n)) {
		if (t->range_message)
			return t->range_message;
		return value_fault("Value %s is not within range (%" PRId64
				   "..%" PRId64 ")",
				   value, t->range[0].lo,
				   t->range[t->nrange - 1].hi);
	}
	buf_printf(out, "%" PRId64, n);
	return NULL;
}

static const char *check_word(const struct vtype *t, const char *value,
			      struct buf *out)
{
	size_t i;

	for (i = 0; i < t->nword; i++)
		if (!strcmp(t->word[i].word, value)) {
			buf_puts(out, value);
			return NULL;
		}
	return value_fault("invalid value: '%s'", value);
}

/* The grammar compiler has seen that it compiles; once it has, it stays. */
static bool matches(struct vpattern *p, const char *value)
{
	if (!p->re) {
		p->re = malloc(sizeof(*p->re));
		if (!p->re || regcomp(p->re, p->expr, REG_EXTENDED | REG_NOSUB))
			abort();
	}
	return !regexec(p->re, value, 0, NULL, 0);
}

static const char *check_string(const struct vtype *t, const char *value,
				struct buf *out)
{
	size_t len = strlen(value), i;
	struct vpattern *p;

	if (!in_range(t, (int64_t)len)) {
		if (t->range_message)
			return t->range_message;
		return value_fault("Must be a string of %" PRId64 " to %" PRId64
				   " characters",
				   t->range[0].lo, t->range[t->nrange - 1].hi);
	}
	for (i = 0; i < t->npattern; i++) {
		p = &t->pattern[i];
		if (matches(p, value))
			continue;
		if (p->message)
			return p->message;
		return value_fault("invalid value: '%s'", value);
	}
	buf_puts(out, value);
	return NULL;
}

static const char *check_union(const struct vtype *t, const char *value,
			       struct buf *out)
{
	const char *msg = NULL;
	size_t i;

	for (i = 0; i < t->nmember; i++) {
		msg = type_check(t->member[i], value, out);
		if (!msg)
			return NULL;
	}
	return msg;
}

static const char *check_base(const struct vtype *t, const char *value,
			      struct buf *out)
{
	switch (t->base) {
	case VT_STRING:
		return check_string(t, value, out);
	case VT_INT:
		return check_int(t, value, out);
	case VT_ENUM:
		return check_word(t, value, out);
	case VT_UNION:
		return check_union(t, value, out);
	case VT_EMPTY:
		return *value ? value_fault("invalid value: '%s'", value) :
				NULL;
	}
	return NULL;
}

/* What `range` says of a number that may end in k, m or g. */
static const char *check_quantity(const struct vtype *t, const char *value)
{
	if (in_range(t, value_quantity(value)))
		return NULL;
	return value_fault("Value %s is not within range (%" PRId64 "..%" PRId64
			   ")",
			   value, t->range[0].lo, t->range[t->nrange - 1].hi);
}

static int words_with(const struct vtype *t, const char *prefix,
		      const char **word)
{
	size_t i, n = strlen(prefix);
	int count = 0;

	for (i = 0; i < t->nword; i++)
		if (!strncmp(t->word[i].word, prefix, n)) {
			*word = t->word[i].word;
			count++;
		}
	for (i = 0; i < t->nmember; i++)
		count += words_with(t->member[i], prefix, word);
	return count;
}

const char *type_complete(const struct vtype *t, const char *prefix)
{
	const char *word = NULL;

	return *prefix && words_with(t, prefix, &word) == 1 ? word : NULL;
}

const char *type_check(const struct vtype *t, const char *value,
		       struct buf *out)
{
	size_t len = out->len;
	const char *msg;

	msg = t->check ? t->check->fn(value, out) : check_base(t, value, out);
	if (!msg && t->check && t->nrange)
		msg = check_quantity(t, value);
	if (msg) {
		out->len = len;
		out->data[len] = '\0';
	}
	return msg;
}

bool type_is_number(const struct vtype *t, const char *value)
{
	struct buf out;
	size_t i;

	if (!t || t->check || t->base != VT_UNION)
		return t && !t->check && t->base == VT_INT;
	buf_init(&out);
	for (i = 0; i < t->nmember; i++)
		if (!type_check(t->member[i], value, &out))
			break;
	buf_free(&out);
	return i < t->nmember && type_is_number(t->member[i], value);
}

const char *type_placeholder(const struct vtype *t)
{
	if (t->check && t->check->placeholder)
		return t->check->placeholder;
	if (t->base == VT_UNION && t->nmember)
		return type_placeholder(t->member[t->nmember - 1]);
	return NULL;
}
