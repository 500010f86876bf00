// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Structured output in the manner of libxo: the format of the text names the
 * fields, so that the layout, the names and the values of an answer stand in
 * one place.
 *
 * The writer is a stream: it remembers the open containers and, for each, the
 * name of its last member, which is all that JSON needs to gather equal names
 * into one array.  A hundred thousand sessions cost no memory; text is gathered
 * in a buffer and leaves it in blocks.
 */
#include "lib/writer.h"

#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/conv.h"
#include "lib/vec.h"

#define NAMESPACE "http://xml.juniper.net/junos/24.4R1/junos"
#define BLOCK 65536
#define NAME_MAX_LEN 63

struct level {
	char name[NAME_MAX_LEN + 1];
	char last[NAME_MAX_LEN + 1]; /* JSON: the member that stands last */
	bool array; /* and is an open array */
};

struct writer {
	enum writer_format format;
	FILE *out;
	struct buf text; /* not yet given to it */
	bool begun;
	VEC(struct level) open;
	struct level top;
	struct buf attrs; /* of the next element, as the format wants */
	struct buf value;
	struct buf banner;
};

struct writer *writer_new(enum writer_format format, FILE *out)
{
	struct writer *w = calloc(1, sizeof(*w));

	if (!w)
		abort();
	w->format = format;
	w->out = out;
	buf_init(&w->text);
	buf_init(&w->attrs);
	buf_init(&w->value);
	buf_init(&w->banner);
	return w;
}

enum writer_format writer_format(const struct writer *w)
{
	return w->format;
}

static void drain(struct writer *w)
{
	fwrite(w->text.data, 1, w->text.len, w->out);
	buf_reset(&w->text);
}

void writer_flush(struct writer *w)
{
	drain(w);
	fflush(w->out);
}

static void puts_text(struct writer *w, const char *s)
{
	buf_puts(&w->text, s);
}

/* Several strings after each other, in text or in what it becomes. */
static void join(struct writer *w, const char *a, const char *b, const char *c)
{
	puts_text(w, a);
	puts_text(w, b);
	puts_text(w, c);
}

/* ---- the encodings ---- */

static void indent(struct writer *w, size_t extra)
{
	buf_pad(&w->text, ' ', (int)(4 * (w->open.n + extra)));
}

static void xml_escape(struct buf *out, const char *s)
{
	const char *run = s;

	for (; *s; s++) {
		unsigned char ch = (unsigned char)*s;

		/* XML 1.0 cannot carry the other control characters */
		if (ch >= ' ' ? ch != '<' && ch != '>' && ch != '&' :
				ch == '\t' || ch == '\n' || ch == '\r')
			continue;
		buf_add(out, run, (size_t)(s - run));
		run = s + 1;
		if (ch >= ' ')
			buf_puts(out, ch == '<' ? "&lt;" :
				      ch == '>' ? "&gt;" :
						  "&amp;");
	}
	buf_add(out, run, (size_t)(s - run));
}

static void json_string(struct buf *out, const char *s)
{
	const char *run = s;

	buf_putc(out, '"');
	for (; *s; s++) {
		if ((unsigned char)*s >= ' ' && *s != '"' && *s != '\\')
			continue;
		buf_add(out, run, (size_t)(s - run));
		run = s + 1;
		if (*s == '"' || *s == '\\')
			buf_printf(out, "\\%c", *s);
		else if (*s == '\n')
			buf_puts(out, "\\n");
		else
			buf_printf(out, "\\u%04x", (unsigned int)*s);
	}
	buf_add(out, run, (size_t)(s - run));
	buf_putc(out, '"');
}

static void begin(struct writer *w)
{
	if (w->begun)
		return;
	w->begun = true;
	if (w->format == WRITER_XML)
		puts_text(w, "<rpc-reply xmlns:junos=\"" NAMESPACE "\">\n");
	if (w->format == WRITER_JSON)
		puts_text(w, "{\n");
}

/* ---- members of a JSON container ---- */

static void set_name(char to[NAME_MAX_LEN + 1], const char *name)
{
	size_t n = strnlen(name, NAME_MAX_LEN);

	memcpy(to, name, n);
	to[n] = '\0';
}

static struct level *level(struct writer *w)
{
	return w->open.n ? &w->open.v[w->open.n - 1] : &w->top;
}

static void json_end_array(struct writer *w)
{
	struct level *l = level(w);

	if (!l->array)
		return;
	buf_putc(&w->text, '\n');
	indent(w, 1);
	buf_putc(&w->text, ']');
	l->array = false;
}

/* Stand where the next value of member @name goes. */
static void json_member(struct writer *w, const char *name)
{
	struct level *l = level(w);

	if (!strcmp(l->last, name)) {
		puts_text(w, ", \n");
	} else {
		if (l->last[0]) {
			json_end_array(w);
			puts_text(w, ", \n");
		}
		set_name(l->last, name);
		l->array = true;
		indent(w, 1);
		join(w, "\"", name, "\" : [\n");
	}
	indent(w, 1);
	buf_putc(&w->text, '{');
}

/* ---- elements ---- */

void writer_attr(struct writer *w, const char *name, const char *fmt, ...)
{
	char value[256];
	va_list ap;

	if (w->format == WRITER_TEXT)
		return;
	va_start(ap, fmt);
	vsnprintf(value, sizeof(value), fmt, ap);
	va_end(ap);
	if (w->format == WRITER_XML)
		buf_printf(&w->attrs, " %s=\"%s\"", name, value);
	if (w->format == WRITER_JSON)
		buf_printf(&w->attrs, "%s\"%s\" : \"%s\"",
			   w->attrs.len ? ", " : "", name, value);
}

static void push(struct writer *w, const char *name)
{
	struct level *l = vec_add(&w->open);

	set_name(l->name, name);
}

void writer_open(struct writer *w, const char *name)
{
	if (w->format == WRITER_TEXT)
		return;
	begin(w);
	if (w->format == WRITER_XML) {
		indent(w, 1);
		join(w, "<", name, w->attrs.data);
		puts_text(w, ">\n");
		push(w, name);
	} else {
		json_member(w, name);
		buf_putc(&w->text, '\n');
		push(w, name);
		if (w->attrs.len) {
			indent(w, 1);
			join(w, "\"attributes\" : {", w->attrs.data, "}");
			strcpy(level(w)->last, "attributes");
		}
	}
	buf_reset(&w->attrs);
}

void writer_open_ns(struct writer *w, const char *name, const char *space)
{
	if (space)
		writer_attr(w, "xmlns", NAMESPACE "-%s", space);
	writer_open(w, name);
}

void writer_close(struct writer *w)
{
	char name[NAME_MAX_LEN + 1];

	if (w->format == WRITER_TEXT || !w->open.n)
		return;
	set_name(name, level(w)->name);
	if (w->format == WRITER_JSON)
		json_end_array(w);
	w->open.n--;
	if (w->format == WRITER_XML) {
		indent(w, 1);
		join(w, "</", name, ">\n");
		return;
	}
	buf_putc(&w->text, '\n');
	indent(w, 1);
	buf_putc(&w->text, '}');
}

static void xml_field(struct writer *w, const char *name, const char *value,
		      bool empty)
{
	indent(w, 1);
	join(w, "<", name, w->attrs.data);
	if (empty) {
		puts_text(w, "/>\n");
		return;
	}
	buf_putc(&w->text, '>');
	xml_escape(&w->text, value);
	join(w, "</", name, ">\n");
}

static void json_field(struct writer *w, const char *name, const char *value,
		       bool empty)
{
	json_member(w, name);
	buf_putc(&w->text, '\n');
	indent(w, 2);
	if (w->attrs.len) {
		join(w, "\"attributes\" : {", w->attrs.data, "}, \n");
		indent(w, 2);
	}
	puts_text(w, "\"data\" : ");
	if (empty)
		puts_text(w, "[null]");
	else
		json_string(&w->text, value);
	buf_putc(&w->text, '\n');
	indent(w, 1);
	buf_putc(&w->text, '}');
}

static void field(struct writer *w, const char *name, const char *value,
		  bool empty)
{
	begin(w);
	if (w->format == WRITER_XML)
		xml_field(w, name, value, empty);
	else
		json_field(w, name, value, empty);
	buf_reset(&w->attrs);
}

/* ---- formats ---- */

static const char *trim(struct buf *b)
{
	char *p = b->data;

	while (b->len && b->data[b->len - 1] == ' ')
		b->data[--b->len] = '\0';
	while (*p == ' ')
		p++;
	return p;
}

/* "d:name/", "e:name/", "name/" behind the brace. */
static const char *field_head(const char *p, char *role,
			      char name[NAME_MAX_LEN + 1])
{
	size_t n;

	*role = 0;
	if ((*p == 'd' || *p == 'e') && p[1] == ':') {
		*role = *p;
		p += 2;
	}
	for (n = 0; p[n] && p[n] != '/' && p[n] != '}';)
		n++;
	memcpy(name, p, n < NAME_MAX_LEN ? n : NAME_MAX_LEN);
	name[n < NAME_MAX_LEN ? n : NAME_MAX_LEN] = '\0';
	p += n;
	return *p == '/' ? p + 1 : p;
}

/* Up to what means something; strcspn() makes a table each time. */
static size_t plain_run(const char *p)
{
	size_t n = 0;

	while (p[n] && p[n] != '{' && p[n] != '}' && p[n] != '%')
		n++;
	return n;
}

static const char *emit_field(struct writer *w, const char *p, va_list *ap)
{
	bool text = w->format == WRITER_TEXT, empty, skip;
	struct buf *out = text ? &w->text : &w->value;
	char name[NAME_MAX_LEN + 1], role;
	struct conv c;
	size_t n;

	p = field_head(p, &role, name);
	empty = *p == '}';
	skip = role == (text ? 'e' : 'd');
	if (!text)
		buf_reset(out);
	while (*p && *p != '}') {
		n = *p == '{' ? 1 : plain_run(p);
		if (n) {
			if (!skip)
				buf_add(out, p, n);
			p += n;
			continue;
		}
		p = conv_parse(p, &c);
		if (skip)
			conv_skip(&c, ap);
		else
			conv_print(&c, !text, out, ap);
	}
	if (!text && !skip)
		field(w, name, trim(out), empty);
	return *p ? p + 1 : p;
}

/* A conversion outside of braces is consumed in any format. */
static const char *emit_conv(struct writer *w, const char *p, va_list *ap)
{
	struct conv c;

	p = conv_parse(p, &c);
	if (w->format == WRITER_TEXT)
		conv_print(&c, false, &w->text, ap);
	else
		conv_skip(&c, ap);
	return p;
}

void writer_emit(struct writer *w, const char *fmt, ...)
{
	const char *p = fmt;
	va_list ap;
	size_t n;

	va_start(ap, fmt);
	while (*p) {
		n = plain_run(p);
		if (!n && *p == '%') {
			p = emit_conv(w, p, &ap);
			continue;
		}
		if (!n && *p == '{' && p[1] != '{') {
			p = emit_field(w, p + 1, &ap);
			continue;
		}
		if (!n) { /* "{{" or "}}" */
			n = 1;
			p += p[1] == *p;
		}
		if (w->format == WRITER_TEXT)
			buf_add(&w->text, p, n);
		p += n;
	}
	va_end(ap);
	if (w->text.len >= BLOCK)
		drain(w);
}

void writer_encode(struct writer *w, const char *name, const char *fmt, ...)
{
	char *value;
	va_list ap;
	int len;

	if (w->format == WRITER_TEXT)
		return;
	va_start(ap, fmt);
	len = vasprintf(&value, fmt, ap);
	va_end(ap);
	if (len < 0)
		abort();
	field(w, name, value, false);
	free(value);
}

void writer_empty(struct writer *w, const char *name)
{
	if (w->format != WRITER_TEXT)
		field(w, name, "", true);
}

void writer_raw(struct writer *w, const char *text, size_t len)
{
	char *copy;

	if (w->format == WRITER_TEXT) {
		drain(w);
		fwrite(text, 1, len, w->out);
		return;
	}
	copy = strndup(text, len);
	if (!copy)
		abort();
	field(w, "output", copy, false);
	free(copy);
}

void writer_banner(struct writer *w, const char *banner)
{
	buf_reset(&w->banner);
	buf_puts(&w->banner, banner);
}

void writer_open_fault(struct writer *w, bool warning)
{
	static const char space[] = "http://xml.juniper.net/xnm/1.1/xnm";

	writer_attr(w, "xmlns", "%s", space);
	writer_attr(w, "xmlns:xnm", "%s", space);
	writer_open(w, warning ? "xnm:warning" : "xnm:error");
}

bool writer_error(struct writer *w, const char *message)
{
	if (w->format != WRITER_XML)
		return false;
	writer_open_fault(w, false);
	writer_encode(w, "message", "%s", message);
	writer_close(w);
	return true;
}

void writer_free(struct writer *w)
{
	if (!w)
		return;
	while (w->open.n)
		writer_close(w);
	if (w->begun && w->format == WRITER_XML) {
		puts_text(w, "    <cli>\n        <banner>");
		xml_escape(&w->text, w->banner.data);
		puts_text(w, "</banner>\n    </cli>\n</rpc-reply>\n");
	}
	if (w->begun && w->format == WRITER_JSON) {
		json_end_array(w);
		puts_text(w, "\n}\n");
	}
	writer_flush(w);
	vec_free(&w->open);
	buf_free(&w->text);
	buf_free(&w->attrs);
	buf_free(&w->value);
	buf_free(&w->banner);
	free(w);
}
