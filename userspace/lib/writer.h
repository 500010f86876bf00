/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Structured output.  A command says once what it knows and how the text
 * looks; text, XML and JSON come from the same calls:
 *
 *	writer_open(w, "flow-session");
 *	writer_emit(w, "Session ID: {session-identifier/%u}, "
 *		    "Policy name: {policy/%s}\n", id, policy);
 *	writer_close(w);
 *
 * In a format, {name/%spec} is a field.  What stands outside of braces is
 * layout and exists in text only.  {d:name/%spec} shows in text only,
 * {e:name/%spec} is encoded in XML and JSON only.  A field without a
 * conversion, {e:name/}, is an empty element; {name/words} has the constant
 * value "words".  Width, '-' and '0' flags of a conversion are layout: values
 * are encoded without them and without blanks around.  A field may hold
 * several conversions and literal text; "{{" and "}}" are literal braces.
 * The compiler checks the arguments as for printf.
 *
 * JSON has Junos' shape: every member is an array.  Elements of one name must
 * follow each other within their container.
 */
#ifndef XPF_LIB_WRITER_H
#define XPF_LIB_WRITER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

enum writer_format { WRITER_TEXT, WRITER_XML, WRITER_JSON };

struct writer;

/* @out is borrowed; nothing is written before the first element. */
struct writer *writer_new(enum writer_format format, FILE *out);
/* Close what is open, end the document, flush, free. */
void writer_free(struct writer *w);
enum writer_format writer_format(const struct writer *w);
void writer_flush(struct writer *w);

/* The next element carries this attribute ("junos:seconds", "12"). */
void writer_attr(struct writer *w, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void writer_open(struct writer *w, const char *name);
/* The outermost element of an answer: xmlns=".../junos-SPACE" (may be NULL) */
void writer_open_ns(struct writer *w, const char *name, const char *space);
void writer_close(struct writer *w);
void writer_emit(struct writer *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* An element of XML and JSON alone, its name made at run time. */
void writer_encode(struct writer *w, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same without a value. */
void writer_empty(struct writer *w, const char *name);
/*
 * That a command failed, as Junos' XML says it: <xnm:error>.  False in a format
 * that has no words for it: it is for standard error then.
 */
bool writer_error(struct writer *w, const char *message);
/* The element of writer_error() alone, or of a warning: what is in it follows. */
void writer_open_fault(struct writer *w, bool warning);
/* The level that an answer was given at, "[edit]"; XML ends with it. */
void writer_banner(struct writer *w, const char *banner);
/* Text that has no structure: the output of another program, a file. In XML
 * and JSON it is one <output> element.
 */
void writer_raw(struct writer *w, const char *text, size_t len);

#endif
