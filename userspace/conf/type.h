/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Value types, compiled from YANG by grammar/ and checked by type.c.  A type
 * with a `check` extension is judged by the function of that name in value.c;
 * every other one by its range, words, length or patterns.
 */
#ifndef XPF_CONF_TYPE_H
#define XPF_CONF_TYPE_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct vtype;

enum vtype_base { VT_STRING, VT_INT, VT_ENUM, VT_EMPTY, VT_UNION };

struct vrange {
	int64_t lo, hi;
};

struct vword {
	const char *word;
	const char *help;
};

struct vpattern {
	const char *expr;
	const char *message;	/* NULL: the generic one */
	regex_t *re;		/* compiled when it is first wanted */
};

/* NULL: fine, the normal form is in @out; else a message in Junos' words. */
typedef const char *(*value_check_fn)(const char *value, struct buf *out);

struct value_check {
	const char *name;
	value_check_fn fn;
	const char *placeholder;
};

struct vtype {
	enum vtype_base base;
	const struct value_check *check;
	struct vrange *range;	/* of an integer, or of a string's length;
				 * with a check: of the quantity */
	size_t nrange;
	const char *range_message;
	struct vword *word;
	size_t nword;
	struct vpattern *pattern;
	size_t npattern;
	struct vtype **member;
	size_t nmember;
};

/*
 * Messages follow one convention: those that begin with a capital letter or
 * end with a period are whole; the shell adds " at 'VALUE'" to the others.
 */
const char *type_check(const struct vtype *t, const char *value,
		       struct buf *out);
const char *type_placeholder(const struct vtype *t);
/* The one word of an enumeration that begins so; NULL: none, or several. */
const char *type_complete(const struct vtype *t, const char *prefix);
/* Is it a number to this type, which JSON writes without quotes? */
bool type_is_number(const struct vtype *t, const char *value);

/* value.c: the checks, to one without a name */
extern const struct value_check value_checks[];
const struct value_check *value_check_find(const char *name);
/*
 * The names that a check takes for numbers, in order, to NULL.
 * @kind: what they are names of
 */
const char *value_name(const struct value_check *check, size_t nth,
		       const char **kind, int *number);
/* Digits and one of k, m, g, as the check "quantity" accepts them. */
int64_t value_quantity(const char *value);

/* value_routing.c: the rest of the checks, to one without a name. */
extern const struct value_check value_routing_checks[];

/* A message in a per-thread buffer. */
const char *value_fault(const char *fmt, ...)
	__attribute__((format(printf, 1, 2)));

#endif
