/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * printf conversions, one at a time, for the writer: as they stand, or
 * without what is only layout.  What commands print most, strings and
 * integers, is formatted here; the rest is left to snprintf().
 */
#ifndef XPF_LIB_CONV_H
#define XPF_LIB_CONV_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf;

struct conv {
	const char *spec;	/* the whole, "%-20s" */
	size_t len;
	bool left, zero, special; /* '-', '0'; one of "+ #" */
	bool star, star_precision;
	int width;
	const char *precision;	/* ".2", NULL: none */
	size_t precision_len;
	const char *length;	/* "ll" */
	size_t length_len;
	char kind;		/* 's', 'u', ... */
};

/* @p stands at the '%'; returns what follows the conversion. */
const char *conv_parse(const char *p, struct conv *c);
/* @plain: no width, no flags of layout.  Consumes the arguments. */
void conv_print(const struct conv *c, bool plain, struct buf *out,
		va_list *ap);
/* Only consumes them. */
void conv_skip(const struct conv *c, va_list *ap);

#endif
