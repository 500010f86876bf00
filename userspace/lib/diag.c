// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A list of faults in the order they were found, with all their text in one
 * arena.  Printing knows the three forms in which Junos shows a fault:
 *
 *	FILE:LINE:(COL) TEXT		a place in a text
 *	[edit PATH] / 'STMT' / TEXT	a statement of the configuration
 *	error: TEXT			anything else
 *
 * A fault at a place may have a path and a statement too (hierarchical
 * loads); then they follow, indented.  One list holds at most DIAG_MAX
 * faults: a broken file of a gigabyte must not become a list of a gigabyte.
 * What comes after is counted, not kept.
 */
#include "lib/diag.h"

#include <stdlib.h>
#include <strings.h>

#include "lib/arena.h"
#include "lib/buf.h"
#include "lib/vec.h"

#define DIAG_MAX 10000

struct diag {
	struct arena *arena;
	VEC(struct diag_item) items;
	int errors;
};

struct diag *diag_new(void)
{
	struct diag *d = calloc(1, sizeof(*d));

	if (!d)
		abort();
	d->arena = arena_new();
	return d;
}

void diag_free(struct diag *d)
{
	if (!d)
		return;
	arena_free(d->arena);
	vec_free(&d->items);
	free(d);
}

void diag_reset(struct diag *d)
{
	arena_free(d->arena);
	d->arena = arena_new();
	d->items.n = 0;
	d->errors = 0;
}

static char *vformat(struct arena *a, const char *fmt, va_list ap)
{
	va_list ap2;
	char *p;
	int n;

	va_copy(ap2, ap);
	n = vsnprintf(NULL, 0, fmt, ap2);
	va_end(ap2);
	if (n < 0)
		abort();
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	return p;
}

static struct diag_item *add(struct diag *d, enum diag_level level,
			     const char *fmt, va_list ap)
{
	struct diag_item *it;

	if (level == DIAG_ERROR)
		d->errors++;
	if (d->items.n >= DIAG_MAX)
		return NULL;
	it = vec_add(&d->items);
	it->level = level;
	it->text = vformat(d->arena, fmt, ap);
	return it;
}

static const char *keep(struct diag *d, const char *s)
{
	return s ? arena_strdup(d->arena, s) : NULL;
}

void diag_at(struct diag *d, enum diag_level level, const char *file, int line,
	     int col, const char *fmt, ...)
{
	struct diag_item *it;
	va_list ap;

	va_start(ap, fmt);
	it = add(d, level, fmt, ap);
	va_end(ap);
	if (!it)
		return;
	it->file = keep(d, file);
	it->line = line;
	it->col = col;
}

void diag_place(struct diag *d, const char *path, const char *stmt,
		const char *detail)
{
	struct diag_item *it;

	if (!d->items.n || d->items.n >= DIAG_MAX)
		return;
	it = &d->items.v[d->items.n - 1];
	it->path = keep(d, path);
	it->stmt = keep(d, stmt);
	it->detail = keep(d, detail);
}

void diag_stmt(struct diag *d, enum diag_level level, const char *path,
	       const char *stmt, const char *fmt, ...)
{
	struct diag_item *it;
	va_list ap;

	va_start(ap, fmt);
	it = add(d, level, fmt, ap);
	va_end(ap);
	if (!it)
		return;
	it->path = keep(d, path);
	it->stmt = keep(d, stmt);
}

void diag_say(struct diag *d, enum diag_level level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, level, fmt, ap);
	va_end(ap);
}

int diag_errors(const struct diag *d)
{
	return d->errors;
}

int diag_count(const struct diag *d)
{
	return (int)d->items.n;
}

const struct diag_item *diag_get(const struct diag *d, int i)
{
	if (i < 0 || (size_t)i >= d->items.n)
		return NULL;
	return &d->items.v[i];
}

const char *diag_summary(const struct diag *d)
{
	const struct diag_item *it;
	bool mandatory = false, statement = false;

	vec_each(it, &d->items) {
		if (it->level != DIAG_ERROR || it->file)
			continue;
		if (!strncasecmp(it->text, "missing mandatory", 17))
			mandatory = true;
		else if (it->path)
			statement = true;
	}
	if (mandatory)
		return ": (missing mandatory statements)";
	return statement ? ": (statements constraint check failed)" : "";
}

static const char *warn_prefix(const struct diag_item *it)
{
	return it->level == DIAG_WARNING ? "warning: " : "";
}

static void print_at(const struct diag_item *it, struct buf *out)
{
	buf_printf(out, "%s:%d:(%d) %s\n", it->file, it->line, it->col,
		   it->text);
	if (it->path)
		buf_printf(out, "  %s\n", it->path);
	if (it->stmt)
		buf_printf(out, "    '%s'\n", it->stmt);
	if (it->detail)
		buf_printf(out, "      %s\n", it->detail);
}

static void print_stmt(const struct diag_item *it, struct buf *out)
{
	buf_printf(out, "%s\n", it->path);
	if (it->stmt)
		buf_printf(out, "  '%s'\n", it->stmt);
	buf_printf(out, "    %s%s\n", warn_prefix(it), it->text);
}

void diag_print(const struct diag *d, struct buf *out)
{
	const struct diag_item *it;

	vec_each(it, &d->items) {
		if (it->file)
			print_at(it, out);
		else if (it->path)
			print_stmt(it, out);
		else
			buf_printf(out, "%s: %s\n",
				   it->level == DIAG_WARNING ? "warning" :
							       "error",
				   it->text);
	}
}
