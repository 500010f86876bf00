// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A table of a million sessions is millions of conversions: none may cost an
 * allocation or the interpretation of a format that snprintf() would make of
 * it.
 */
#include "lib/conv.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lib/buf.h"

const char *conv_parse(const char *p, struct conv *c)
{
	memset(c, 0, sizeof(*c));
	c->spec = p++;
	for (;; p++) {
		if (*p == '-')
			c->left = true;
		else if (*p == '0')
			c->zero = true;
		else if (*p == '+' || *p == ' ' || *p == '#')
			c->special = true;
		else
			break;
	}
	if (*p == '*') {
		c->star = true;
		p++;
	}
	for (; *p >= '0' && *p <= '9'; p++)
		c->width = c->width * 10 + *p - '0';
	if (*p == '.') {
		c->precision = p++;
		c->star_precision = *p == '*';
		while (*p == '*' || (*p >= '0' && *p <= '9'))
			p++;
		c->precision_len = (size_t)(p - c->precision);
	}
	c->length = p;
	while (*p == 'l' || *p == 'h' || *p == 'z' || *p == 'j' || *p == 't')
		p++;
	c->length_len = (size_t)(p - c->length);
	c->kind = *p;
	if (*p)
		p++;
	c->len = (size_t)(p - c->spec);
	return p;
}

static bool is_long(const struct conv *c)
{
	return c->kind == 'p' || (c->length_len && *c->length != 'h');
}

/* ---- what is frequent ---- */

static void pad(struct buf *out, const char *text, size_t len, int width,
		bool left, char with)
{
	int more = width - (int)len;

	if (!left)
		buf_pad(out, with, more);
	buf_add(out, text, len);
	if (left)
		buf_pad(out, ' ', more);
}

static void print_string(const struct conv *c, struct buf *out, int width,
			 int precision, const char *s)
{
	size_t len = precision < 0 ? strlen(s) : strnlen(s, (size_t)precision);

	pad(out, s, len, width < 0 ? -width : width, c->left || width < 0, ' ');
}

static void print_integer(const struct conv *c, bool plain, struct buf *out,
			  int width, va_list *ap)
{
	bool is_signed = c->kind != 'u', negative = false;
	char text[24], *p = text + sizeof(text);
	bool zero = c->zero && !plain && !c->left;
	uint64_t v;
	int64_t i;

	if (is_signed) {
		i = is_long(c) ? va_arg(*ap, long) : va_arg(*ap, int);
		negative = i < 0;
		v = negative ? 0 - (uint64_t)i : (uint64_t)i;
	} else {
		v = is_long(c) ? va_arg(*ap, unsigned long) :
				 va_arg(*ap, unsigned int);
	}
	do
		*--p = (char)('0' + v % 10);
	while (v /= 10);
	if (negative && zero) {
		buf_putc(out, '-');
		width--;
	} else if (negative) {
		*--p = '-';
	}
	pad(out, p, (size_t)(text + sizeof(text) - p),
	    width < 0 ? -width : width, c->left || width < 0, zero ? '0' : ' ');
}

/* ---- what is not ---- */

static void format_of(const struct conv *c, bool plain, char out[32])
{
	if (!plain)
		snprintf(out, 32, "%.*s", (int)c->len, c->spec);
	else
		snprintf(out, 32, "%%%s%.*s%.*s%c",
			 memchr(c->spec, '#', c->len) ? "#" : "",
			 (int)c->precision_len,
			 c->precision ? c->precision : "", (int)c->length_len,
			 c->length, c->kind);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void print_any(const struct conv *c, bool plain, struct buf *out,
		      const int *stars, int n, va_list *ap)
{
	char f[32];

#define PRINT(value)                                                   \
	do {                                                           \
		if (n == 0)                                            \
			buf_printf(out, f, value);                     \
		else if (n == 1)                                       \
			buf_printf(out, f, stars[0], value);           \
		else                                                   \
			buf_printf(out, f, stars[0], stars[1], value); \
	} while (0)
	format_of(c, plain, f);
	if (strchr("eEfFgGaA", c->kind)) {
		double d = va_arg(*ap, double);

		PRINT(d);
	} else if (is_long(c)) {
		long v = va_arg(*ap, long);

		PRINT(v);
	} else {
		int v = va_arg(*ap, int);

		PRINT(v);
	}
#undef PRINT
}
#pragma GCC diagnostic pop

void conv_print(const struct conv *c, bool plain, struct buf *out, va_list *ap)
{
	int width = c->width, precision = -1, stars[2], n = 0;

	if (c->kind == '%') {
		buf_putc(out, '%');
		return;
	}
	if (c->star) {
		width = va_arg(*ap, int);
		if (!plain)
			stars[n++] = width;
	}
	if (c->star_precision)
		precision = stars[n++] = va_arg(*ap, int);
	else if (c->precision)
		precision = 0;
	if (precision == 0 && c->precision && !c->star_precision)
		sscanf(c->precision, ".%d", &precision);
	if (plain)
		width = 0;
	if (c->kind == 's')
		print_string(c, out, width, precision,
			     va_arg(*ap, const char *));
	else if (strchr("diu", c->kind) && !c->precision && !c->special)
		print_integer(c, plain, out, width, ap);
	else
		print_any(c, plain, out, stars, n, ap);
}

void conv_skip(const struct conv *c, va_list *ap)
{
	if (c->star)
		(void)va_arg(*ap, int);
	if (c->star_precision)
		(void)va_arg(*ap, int);
	if (c->kind == 's' || c->kind == 'p')
		(void)va_arg(*ap, const void *);
	else if (strchr("eEfFgGaA", c->kind))
		(void)va_arg(*ap, double);
	else if (is_long(c))
		(void)va_arg(*ap, long);
	else if (c->kind != '%')
		(void)va_arg(*ap, int);
}
