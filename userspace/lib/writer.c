// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Structured output in the manner of libxo: the format of the text names the
 * fields, so that the layout, the names and the values of an answer stand in
 * one place.
 *
 * The writer is a stream: it remembers the open containers and, for each, the
 * name of its last member, which is all that JSON needs to gather equal names
 * into one array.  A hundred thousand sessions cost no memory.
 */
#include "lib/writer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/vec.h"

#define NAMESPACE "http://xml.juniper.net/junos/24.4R1/junos"

struct level {
	char name[64];
	char last[64]; /* JSON: the member that stands last */
	bool array; /* and is an open array */
};

struct writer {
	enum writer_format format;
	FILE *out;
	bool begun;
	VEC(struct level) open;
	struct level top;
	struct buf attrs; /* of the next element, as the format wants */
	struct buf value;
};

struct writer *writer_new(enum writer_format format, FILE *out)
{
	struct writer *w = calloc(1, sizeof(*w));

	if (!w)
		abort();
	w->format = format;
	w->out = out;
	buf_init(&w->attrs);
	buf_init(&w->value);
	return w;
}

enum writer_format writer_format(const struct writer *w)
{
	return w->format;
}

void writer_flush(struct writer *w)
{
	fflush(w->out);
}

/* ---- the encodings ---- */

static void indent(struct writer *w, size_t extra)
{
	fprintf(w->out, "%*s", (int)(4 * (w->open.n + extra)), "");
}

static void xml_escape(FILE *out, const char *s)
{
	for (; *s; s++) {
		switch (*s) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		default:
			/* XML 1.0 cannot carry the other control characters */
			if ((unsigned char)*s >= ' ' || strchr("\t\n\r", *s))
				fputc(*s, out);
		}
	}
}

static void json_string(FILE *out, const char *s)
{
	fputc('"', out);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fprintf(out, "\\%c", *s);
		else if (*s == '\n')
			fputs("\\n", out);
		else if ((unsigned char)*s < ' ')
			fprintf(out, "\\u%04x", (unsigned int)*s);
		else
			fputc(*s, out);
	}
	fputc('"', out);
}

static void begin(struct writer *w)
{
	if (w->begun)
		return;
	w->begun = true;
	if (w->format == WRITER_XML)
		fputs("<rpc-reply xmlns:junos=\"" NAMESPACE "\">\n", w->out);
	if (w->format == WRITER_JSON)
		fputs("{\n", w->out);
}

/* ---- members of a JSON container ---- */

static struct level *level(struct writer *w)
{
	return w->open.n ? &w->open.v[w->open.n - 1] : &w->top;
}

static void json_end_array(struct writer *w)
{
	struct level *l = level(w);

	if (!l->array)
		return;
	fputc('\n', w->out);
	indent(w, 1);
	fputc(']', w->out);
	l->array = false;
}

/* Stand where the next value of member @name goes. */
static void json_member(struct writer *w, const char *name)
{
	struct level *l = level(w);

	if (!strcmp(l->last, name)) {
		fputs(", \n", w->out);
	} else {
		if (l->last[0]) {
			json_end_array(w);
			fputs(", \n", w->out);
		}
		snprintf(l->last, sizeof(l->last), "%s", name);
		l->array = true;
		indent(w, 1);
		fprintf(w->out, "\"%s\" : [\n", name);
	}
	indent(w, 1);
	fputc('{', w->out);
}

/* ---- elements ---- */

void writer_attr(struct writer *w, const char *name, const char *fmt, ...)
{
	char value[256];
	va_list ap;

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

	snprintf(l->name, sizeof(l->name), "%s", name);
}

void writer_open(struct writer *w, const char *name)
{
	if (w->format == WRITER_TEXT)
		return;
	begin(w);
	if (w->format == WRITER_XML) {
		indent(w, 1);
		fprintf(w->out, "<%s%s>\n", name, w->attrs.data);
		push(w, name);
	} else {
		json_member(w, name);
		fputc('\n', w->out);
		push(w, name);
		if (w->attrs.len) {
			indent(w, 1);
			fprintf(w->out, "\"attributes\" : {%s}", w->attrs.data);
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
	char name[64];

	if (w->format == WRITER_TEXT || !w->open.n)
		return;
	snprintf(name, sizeof(name), "%s", level(w)->name);
	if (w->format == WRITER_JSON)
		json_end_array(w);
	w->open.n--;
	if (w->format == WRITER_XML) {
		indent(w, 1);
		fprintf(w->out, "</%s>\n", name);
		return;
	}
	fputc('\n', w->out);
	indent(w, 1);
	fputc('}', w->out);
}

static void xml_field(struct writer *w, const char *name, const char *value,
		      bool empty)
{
	indent(w, 1);
	fprintf(w->out, "<%s%s", name, w->attrs.data);
	if (empty) {
		fputs("/>\n", w->out);
		return;
	}
	fputc('>', w->out);
	xml_escape(w->out, value);
	fprintf(w->out, "</%s>\n", name);
}

static void json_field(struct writer *w, const char *name, const char *value,
		       bool empty)
{
	json_member(w, name);
	fputc('\n', w->out);
	indent(w, 2);
	if (w->attrs.len) {
		fprintf(w->out, "\"attributes\" : {%s}, \n", w->attrs.data);
		indent(w, 2);
	}
	fputs("\"data\" : ", w->out);
	if (empty)
		fputs("[null]", w->out);
	else
		json_string(w->out, value);
	fputc('\n', w->out);
	indent(w, 1);
	fputc('}', w->out);
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

/* One printf conversion with its argument. */
struct conv {
	char spec[24]; /* the whole, "%-20s" */
	char plain[24]; /* without what is only layout, "%s" */
	int stars;
};

static const char *conv_parse(const char *p, struct conv *c)
{
	char *s = c->spec, *q = c->plain;
	bool precision = false;

	c->stars = 0;
	*s++ = *q++ = *p++;
	for (; *p && s < c->spec + sizeof(c->spec) - 1; p++) {
		*s++ = *p;
		if (*p == '*')
			c->stars++;
		if (*p == '.')
			precision = true;
		if (isalpha((unsigned char)*p) || *p == '#' || precision ||
		    *p == '*')
			*q++ = *p;
		if (strchr("diouxXeEfgGcsp%", *p)) {
			p++;
			break;
		}
	}
	*s = *q = '\0';
	return p;
}

/* Both renderings consume one and the same argument. */
static void conv_print(const struct conv *c, bool plain, struct buf *out,
		       va_list *ap)
{
	const char *f = plain ? c->plain : c->spec;
	char kind = f[strlen(f) - 1], text[512];
	int star = 0;

	if (c->stars)
		star = va_arg(*ap, int);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#define PRINT(value)                                                  \
	do {                                                          \
		if (c->stars)                                         \
			snprintf(text, sizeof(text), f, star, value); \
		else                                                  \
			snprintf(text, sizeof(text), f, value);       \
	} while (0)
	text[0] = '\0';
	if (kind == 's') {
		const char *s = va_arg(*ap, const char *);

		if (!strcmp(f, "%s")) {
			buf_puts(out, s);
			return;
		}
		PRINT(s);
	} else if (kind == '%') {
		strcpy(text, "%");
	} else if (strchr("eEfgG", kind)) {
		double d = va_arg(*ap, double);

		PRINT(d);
	} else if (strstr(f, "ll") || strchr(f, 'l') || strchr(f, 'z') ||
		   strchr(f, 'j')) {
		long v = va_arg(*ap, long);

		PRINT(v);
	} else {
		int v = va_arg(*ap, int);

		PRINT(v);
	}
#undef PRINT
#pragma GCC diagnostic pop
	buf_puts(out, text);
}

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
static const char *field_head(const char *p, char *role, char name[64])
{
	size_t n;

	*role = 0;
	if ((*p == 'd' || *p == 'e') && p[1] == ':') {
		*role = *p;
		p += 2;
	}
	n = strcspn(p, "/}");
	snprintf(name, 64, "%.*s", (int)n, p);
	p += n;
	return *p == '/' ? p + 1 : p;
}

static const char *emit_field(struct writer *w, const char *p, va_list *ap)
{
	bool text = w->format == WRITER_TEXT, empty;
	struct conv c;
	char name[64], role;

	p = field_head(p, &role, name);
	empty = *p == '}';
	buf_reset(&w->value);
	while (*p && *p != '}') {
		if (*p != '%') {
			buf_putc(&w->value, *p++);
			continue;
		}
		p = conv_parse(p, &c);
		conv_print(&c, !text, &w->value, ap);
	}
	if (text && role != 'e')
		fputs(w->value.data, w->out);
	if (!text && role != 'd')
		field(w, name, trim(&w->value), empty);
	return *p ? p + 1 : p;
}

/* Layout outside of braces; its conversions are consumed in any format. */
static const char *emit_layout(struct writer *w, const char *p, va_list *ap)
{
	struct conv c;

	if (*p != '%') {
		if (w->format == WRITER_TEXT)
			fputc(*p, w->out);
		return p + 1;
	}
	p = conv_parse(p, &c);
	buf_reset(&w->value);
	conv_print(&c, false, &w->value, ap);
	if (w->format == WRITER_TEXT)
		fputs(w->value.data, w->out);
	return p;
}

void writer_emit(struct writer *w, const char *fmt, ...)
{
	const char *p = fmt;
	va_list ap;

	va_start(ap, fmt);
	while (*p) {
		if ((*p == '{' || *p == '}') && p[1] == *p)
			p++;
		else if (*p == '{') {
			p = emit_field(w, p + 1, &ap);
			continue;
		}
		p = emit_layout(w, p, &ap);
	}
	va_end(ap);
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

void writer_raw(struct writer *w, const char *text, size_t len)
{
	char *copy;

	if (w->format == WRITER_TEXT) {
		fwrite(text, 1, len, w->out);
		return;
	}
	copy = strndup(text, len);
	if (!copy)
		abort();
	field(w, "output", copy, false);
	free(copy);
}

void writer_free(struct writer *w)
{
	if (!w)
		return;
	while (w->open.n)
		writer_close(w);
	if (w->begun && w->format == WRITER_XML)
		fputs("    <cli>\n        <banner></banner>\n    </cli>\n"
		      "</rpc-reply>\n",
		      w->out);
	if (w->begun && w->format == WRITER_JSON) {
		json_end_array(w);
		fputs("\n}\n", w->out);
	}
	fflush(w->out);
	vec_free(&w->open);
	buf_free(&w->attrs);
	buf_free(&w->value);
	free(w);
}
