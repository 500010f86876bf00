// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The pipes that work on text, as a chain: each takes lines and hands on what
 * it lets through.  Only `last` keeps lines, and only as many as it shows.
 * Patterns are extended regular expressions that ignore case, as on Junos.
 */
#include "lib/pipe.h"

#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"

#define LAST_LINES 24

struct stage {
	enum pipe_kind kind;
	regex_t re;
	bool has_re;
	bool found; /* find */
	unsigned long number; /* last, trim */
	unsigned long lines;
	char **ring; /* last: lines, by line number modulo size */
	FILE *file;
	const char *path;
	bool full; /* resolve */
	const char *user; /* request message */
	struct buf gathered;
};

struct filter {
	struct stage *v;
	size_t n;
	struct buf line; /* not ended yet */
	filter_fn out;
	filter_message_fn message;
	void *arg;
};

static void say(struct filter *f, const char *fmt, unsigned long n,
		const char *path)
{
	char text[512];
	int len;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	len = snprintf(text, sizeof(text), fmt, n, path);
#pragma GCC diagnostic pop
	f->out(f->arg, text, (size_t)len);
}

/* ---- building ---- */

/* What Junos' own library says of a pattern. */
static const char *pattern_fault(int code)
{
	static const struct {
		int code;
		const char *text;
	} faults[] = {
		{ REG_BADPAT, "invalid regular expression" },
		{ REG_ECOLLATE, "invalid collating element" },
		{ REG_ECTYPE, "invalid character class" },
		{ REG_EESCAPE, "trailing backslash (\\)" },
		{ REG_ESUBREG, "invalid backreference number" },
		{ REG_EBRACK, "brackets ([ ]) not balanced" },
		{ REG_EPAREN, "parentheses not balanced" },
		{ REG_EBRACE, "braces not balanced" },
		{ REG_BADBR, "invalid repetition count(s)" },
		{ REG_ERANGE, "invalid character range" },
		{ REG_ESPACE, "out of memory" },
		{ REG_BADRPT, "repetition-operator operand invalid" },
	};
	size_t i;

	for (i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		if (faults[i].code == code)
			return faults[i].text;
	return faults[0].text;
}

static int stage_init(struct stage *s, const struct pipe *p, char *err,
		      size_t size)
{
	const char *arg = p->argc ? p->argv[0] : NULL;
	int rc;

	buf_init(&s->gathered);
	s->kind = p->def->kind;
	s->number = LAST_LINES;
	if (p->def->arg == ARG_NUMBER && arg)
		s->number = strtoul(arg, NULL, 10);
	if (p->def->arg == ARG_PATTERN) {
		rc = regcomp(&s->re, arg, REG_EXTENDED | REG_ICASE | REG_NOSUB);
		if (rc) {
			snprintf(err, size, "%s", pattern_fault(rc));
			return -1;
		}
		s->has_re = true;
	}
	if (p->def->arg == ARG_FILE) {
		s->path = arg;
		s->file = fopen(arg, s->kind == PIPE_APPEND ? "ae" : "we");
		if (!s->file) {
			snprintf(err, size, "%s: %s", arg, strerror(errno));
			return -1;
		}
	}
	s->full = s->kind == PIPE_RESOLVE && arg;
	s->user = s->kind == PIPE_REQUEST && p->argc > 1 ? p->argv[1] : NULL;
	if (s->kind == PIPE_LAST) {
		s->ring = calloc(s->number + 1, sizeof(*s->ring));
		if (!s->ring)
			abort();
	}
	return 0;
}

static void stage_free(struct stage *s)
{
	unsigned long i;

	if (s->has_re)
		regfree(&s->re);
	if (s->file)
		fclose(s->file);
	for (i = 0; s->ring && i < s->number; i++)
		free(s->ring[i]);
	free(s->ring);
	buf_free(&s->gathered);
}

static void filter_free(struct filter *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		stage_free(&f->v[i]);
	free(f->v);
	buf_free(&f->line);
	free(f);
}

struct filter *filter_new(const struct pipeline *p, filter_fn out, void *arg,
			  char *err, size_t size)
{
	struct filter *f = calloc(1, sizeof(*f));
	size_t i;

	if (!f)
		abort();
	f->v = calloc(p->n + 1, sizeof(*f->v));
	if (!f->v)
		abort();
	f->out = out;
	f->arg = arg;
	buf_init(&f->line);
	for (i = 0; i < p->n; i++) {
		if (p->v[i].def->kind >= PIPE_DISPLAY)
			continue;
		/* it is for what people read: set commands need their zeros */
		if (p->v[i].def->kind == PIPE_SUPPRESS_ZEROS &&
		    pipeline_find(p, PIPE_DISPLAY))
			continue;
		if (stage_init(&f->v[f->n++], &p->v[i], err, size)) {
			filter_free(f);
			return NULL;
		}
	}
	return f;
}

/* ---- running ---- */

void filter_on_message(struct filter *f, filter_message_fn fn)
{
	f->message = fn;
}

static bool matches(const struct stage *s, const char *line, size_t len)
{
	regmatch_t m = { .rm_so = 0, .rm_eo = (regoff_t)len };

	return !regexec(&s->re, line, 1, &m, REG_STARTEND);
}

/* A number by itself: "0", "0.00", "0%", "(0", "0," but not "ge-0/0/0", "0;" */
static bool is_count(const char *p, size_t len, bool *zero)
{
	bool digit = false;

	while (len && strchr("([", *p)) {
		p++;
		len--;
	}
	while (len && strchr("),]:%", p[len - 1]))
		len--;
	*zero = true;
	for (; len; p++, len--) {
		if (*p == '.' && digit)
			continue;
		if (*p < '0' || *p > '9')
			return false;
		digit = true;
		*zero &= *p == '0';
	}
	return digit;
}

/* What a line counts is nothing, all of it; a statement counts nothing. */
static bool only_zeros(const char *line, size_t len)
{
	const char *end = line + len, *p;
	bool zero, any = false;

	if (len && strchr(";{", line[len - 1]))
		return false;
	for (p = line; p < end; line = p) {
		while (line < end && strchr(" \t", *line))
			line++;
		for (p = line; p < end && !strchr(" \t", *p);)
			p++;
		if (!is_count(line, (size_t)(p - line), &zero))
			continue;
		if (!zero)
			return false;
		any = true;
	}
	return any;
}

static void keep(struct stage *s, const char *line, size_t len)
{
	char **slot;

	if (!s->number)
		return;
	slot = &s->ring[s->lines % s->number];
	free(*slot);
	*slot = strndup(line, len);
	if (!*slot)
		abort();
	s->lines++;
}

static void pass(struct filter *f, size_t i, const char *line, size_t len);

static void pass_text(struct filter *f, size_t i, const char *text)
{
	struct buf b;

	buf_init(&b);
	buf_printf(&b, "%s\n", text);
	pass(f, i, b.data, b.len - 1);
	buf_free(&b);
}

static void pass_resolved(struct filter *f, size_t i, const char *line,
			  size_t len)
{
	struct buf b;

	buf_init(&b);
	resolve_line(line, len, f->v[i].full, &b);
	buf_putc(&b, '\n');
	pass(f, i + 1, b.data, b.len - 1);
	buf_free(&b);
}

static void gather(struct stage *s, const char *line, size_t len)
{
	buf_add(&s->gathered, line, len + 1);
}

/* One line from stage @i on; its newline stands behind it. */
static void pass(struct filter *f, size_t i, const char *line, size_t len)
{
	struct stage *s = &f->v[i];
	size_t cut;

	if (i == f->n) {
		f->out(f->arg, line, len + 1);
		return;
	}
	switch (s->kind) {
	case PIPE_MATCH:
		if (!matches(s, line, len))
			return;
		break;
	case PIPE_EXCEPT:
		if (matches(s, line, len))
			return;
		break;
	case PIPE_FIND:
		if (!s->found && !matches(s, line, len))
			return;
		s->found = true;
		break;
	case PIPE_COUNT:
		s->lines++;
		return;
	case PIPE_LAST:
		keep(s, line, len);
		return;
	case PIPE_TRIM:
		cut = s->number < len ? s->number : len;
		line += cut;
		len -= cut;
		break;
	case PIPE_SAVE:
	case PIPE_APPEND:
	case PIPE_TEE:
		fwrite(line, 1, len + 1, s->file);
		s->lines++;
		if (s->kind != PIPE_TEE)
			return;
		break;
	case PIPE_RESOLVE:
		pass_resolved(f, i, line, len);
		return;
	case PIPE_REQUEST:
		gather(s, line, len);
		return;
	case PIPE_SUPPRESS_ZEROS:
		if (only_zeros(line, len))
			return;
		break;
	case PIPE_NO_MORE:
	case PIPE_HOLD:
	case PIPE_REFRESH:
	case PIPE_DISPLAY:
	case PIPE_COMPARE_WITH:
		break;
	}
	pass(f, i + 1, line, len);
}

/* Lines that are whole are passed where they are. */
void filter_feed(struct filter *f, const char *text, size_t len)
{
	const char *end = text + len, *nl;

	if (!f->n) {
		f->out(f->arg, text, len);
		return;
	}
	for (; text < end; text = nl + 1) {
		nl = memchr(text, '\n', (size_t)(end - text));
		if (nl && !f->line.len) {
			pass(f, 0, text, (size_t)(nl - text));
			continue;
		}
		buf_add(&f->line, text, (size_t)((nl ? nl + 1 : end) - text));
		if (!nl)
			break;
		pass(f, 0, f->line.data, f->line.len - 1);
		buf_reset(&f->line);
	}
}

/* The input of stage @i is over: what it still has to say. */
static void stage_end(struct filter *f, size_t i)
{
	struct stage *s = &f->v[i];
	unsigned long k, from;
	char text[64];

	if (s->kind == PIPE_COUNT) {
		snprintf(text, sizeof(text), "Count: %lu lines", s->lines);
		pass_text(f, i + 1, text);
	} else if (s->kind == PIPE_LAST) {
		from = s->lines > s->number ? s->lines - s->number : 0;
		for (k = from; k < s->lines; k++)
			pass_text(f, i + 1, s->ring[k % s->number]);
	} else if (s->kind == PIPE_FIND && !s->found) {
		pass_text(f, i + 1, "Pattern not found");
	} else if (s->kind == PIPE_REQUEST && f->message) {
		f->message(f->arg, s->user, s->gathered.data);
	} else if (s->file) {
		if (fflush(s->file) || ferror(s->file))
			say(f,
			    "error: could not write all lines (%lu) to "
			    "'%s'\n",
			    s->lines, s->path);
		else if (s->kind != PIPE_TEE)
			say(f, "Wrote %lu lines of output to '%s'\n", s->lines,
			    s->path);
	}
}

void filter_end(struct filter *f)
{
	size_t i;

	if (f->line.len) {
		buf_putc(&f->line, '\n');
		pass(f, 0, f->line.data, f->line.len - 1);
	}
	for (i = 0; i < f->n; i++)
		stage_end(f, i);
	filter_free(f);
}
