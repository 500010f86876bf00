// SPDX-License-Identifier: GPL-3.0-or-later
/* Text and JSON, see out.h.  Strings from the kernel may hold anything. */
#include <inttypes.h>
#include <stdarg.h>

#include "xpfctl/out.h"

void out_text(struct out *o, const char *fmt, ...)
{
	va_list ap;

	if (o->json)
		return;
	va_start(ap, fmt);
	vfprintf(o->file, fmt, ap);
	va_end(ap);
}

static void quote(struct out *o, const char *s)
{
	fputc('"', o->file);
	for (; *s; s++) {
		unsigned char c = *s;

		if (c == '"' || c == '\\')
			fprintf(o->file, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			fprintf(o->file, "\\u%04x", c);
		else
			fputc(c, o->file);
	}
	fputc('"', o->file);
}

static void key_of(struct out *o, const char *key)
{
	if (o->more)
		fputc(',', o->file);
	o->more = true;
	if (!key)
		return;
	quote(o, key);
	fputc(':', o->file);
}

static void open_with(struct out *o, const char *key, char c)
{
	if (!o->json)
		return;
	key_of(o, key);
	fputc(c, o->file);
	o->more = false;
}

static void close_with(struct out *o, char c)
{
	if (!o->json)
		return;
	fputc(c, o->file);
	o->more = true;
}

void out_list(struct out *o, const char *key)
{
	open_with(o, key, '[');
}

void out_list_end(struct out *o)
{
	close_with(o, ']');
}

void out_record(struct out *o, const char *key)
{
	open_with(o, key, '{');
}

void out_record_end(struct out *o)
{
	close_with(o, '}');
}

void out_str(struct out *o, const char *key, const char *val)
{
	if (!o->json)
		return;
	key_of(o, key);
	quote(o, val);
}

void out_u64(struct out *o, const char *key, uint64_t val)
{
	if (!o->json)
		return;
	key_of(o, key);
	fprintf(o->file, "%" PRIu64, val);
}

void out_hex(struct out *o, const char *key, uint64_t val)
{
	char text[17];

	snprintf(text, sizeof(text), "%016" PRIx64, val);
	out_str(o, key, text);
}

void out_bool(struct out *o, const char *key, bool val)
{
	if (!o->json)
		return;
	key_of(o, key);
	fputs(val ? "true" : "false", o->file);
}

void out_done(struct out *o)
{
	if (o->json)
		fputc('\n', o->file);
	o->more = false;
	fflush(o->file);
}
