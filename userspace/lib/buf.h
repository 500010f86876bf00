/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing string: the one way text is built. Always NUL-terminated. */
#ifndef XPF_LIB_BUF_H
#define XPF_LIB_BUF_H

#include <stddef.h>

struct buf {
	char *data;	/* never NULL after buf_init */
	size_t len;
	size_t cap;
};

void buf_init(struct buf *b);
void buf_free(struct buf *b);
void buf_reset(struct buf *b);
void buf_add(struct buf *b, const void *data, size_t len);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
/* A code point; NUL, which no text holds, is left out. */
void buf_put_utf8(struct buf *b, unsigned long c);
void buf_pad(struct buf *b, char c, int n);	/* n < 1: nothing */
void buf_printf(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
char *buf_take(struct buf *b);	/* caller frees; b is empty again */

#endif
