// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A growing string.  The invariant is len < cap and data[len] == 0, so that
 * data is a C string at any moment; it may hold NUL bytes of its own, in
 * which case len is the truth.  Growth doubles; out of memory aborts, as in
 * arenas.
 */
#include "lib/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 64

static void reserve(struct buf *b, size_t more)
{
	size_t cap = b->cap;

	if (more >= SIZE_MAX / 2 - b->len)
		abort();
	if (b->len + more < cap)
		return;
	while (cap <= b->len + more)
		cap *= 2;
	b->data = realloc(b->data, cap);
	if (!b->data)
		abort();
	b->cap = cap;
}

void buf_init(struct buf *b)
{
	b->cap = FIRST_CAP;
	b->len = 0;
	b->data = malloc(b->cap);
	if (!b->data)
		abort();
	b->data[0] = '\0';
}

void buf_free(struct buf *b)
{
	free(b->data);
	b->data = NULL;
	b->len = b->cap = 0;
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	b->data[0] = '\0';
}

void buf_add(struct buf *b, const void *data, size_t len)
{
	if (!len)
		return;
	reserve(b, len);
	memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_putc(struct buf *b, char c)
{
	reserve(b, 1);
	b->data[b->len++] = c;
	b->data[b->len] = '\0';
}

void buf_put_utf8(struct buf *b, unsigned long c)
{
	if (!c)
		return;
	if (c < 0x80) {
		buf_putc(b, (char)c);
		return;
	}
	if (c < 0x800) {
		buf_putc(b, (char)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			buf_putc(b, (char)(0xe0 | c >> 12));
		} else {
			buf_putc(b, (char)(0xf0 | c >> 18));
			buf_putc(b, (char)(0x80 | (c >> 12 & 0x3f)));
		}
		buf_putc(b, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	buf_putc(b, (char)(0x80 | (c & 0x3f)));
}

void buf_pad(struct buf *b, char c, int n)
{
	if (n < 1)
		return;
	reserve(b, (size_t)n);
	memset(b->data + b->len, c, (size_t)n);
	b->len += (size_t)n;
	b->data[b->len] = '\0';
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, ap2;
	int n;

	va_start(ap, fmt);
	va_copy(ap2, ap);
	n = vsnprintf(b->data + b->len, b->cap - b->len, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	if ((size_t)n >= b->cap - b->len) {
		reserve(b, (size_t)n);
		vsnprintf(b->data + b->len, b->cap - b->len, fmt, ap2);
	}
	va_end(ap2);
	b->len += (size_t)n;
}

char *buf_take(struct buf *b)
{
	char *s = b->data;

	buf_init(b);
	return s;
}
