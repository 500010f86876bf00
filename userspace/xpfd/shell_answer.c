// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Structured answers of the commands that the manager itself runs: the writer
 * of oper/, into memory, and from there to the user in one go.
 */
#include "xpfd/shell_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/command.h"
#include "lib/buf.h"
#include "lib/diag.h"
#include "lib/writer.h"

enum writer_format answer_format(const struct line *l)
{
	const struct pipe *p = pipeline_find(&l->pipes, PIPE_DISPLAY);

	if (p && !strcmp(p->argv[0], "xml"))
		return WRITER_XML;
	if (p && !strcmp(p->argv[0], "json"))
		return WRITER_JSON;
	return WRITER_TEXT;
}

static struct writer *begin(enum writer_format format, struct answer *a)
{
	memset(a, 0, sizeof(*a));
	a->out = open_memstream(&a->text, &a->len);
	if (!a->out)
		abort();
	a->w = writer_new(format, a->out);
	return a->w;
}

struct writer *answer_begin(const struct line *l, struct answer *a)
{
	return begin(answer_format(l), a);
}

struct writer *answer_begin_now(const struct shell *s, struct answer *a)
{
	return begin(s->format, a);
}

static void set_banner(struct shell *s, struct writer *w)
{
	struct buf banner;

	if (!s->config)
		return;
	buf_init(&banner);
	config_banner(s, &banner);
	writer_banner(w, banner.data);
	buf_free(&banner);
}

void answer_end(struct shell *s, struct answer *a)
{
	struct buf b = { 0 };

	set_banner(s, a->w);
	writer_free(a->w);
	fclose(a->out);
	b.data = a->text;
	b.len = a->len;
	shell_text(s, &b);
	free(a->text);
}

/* "syntax error: metric": what is wrong, and with what. */
static void put_message(struct writer *w, const struct diag_item *it)
{
	const char *colon = it->file ? strstr(it->text, ": ") : NULL;

	if (!colon) {
		writer_encode(w, "message", "%s", it->text);
		return;
	}
	writer_encode(w, "token", "%s", colon + 2);
	if (it->detail)
		writer_encode(w, "message", "%s", it->detail);
	else
		writer_encode(w, "message", "%.*s", (int)(colon - it->text),
			      it->text);
}

void answer_faults(struct writer *w, const struct diag *d)
{
	const struct diag_item *it;
	int i;

	for (i = 0; i < diag_count(d); i++) {
		it = diag_get(d, i);
		writer_open_fault(w, it->level == DIAG_WARNING);
		if (it->path)
			writer_encode(w, "edit-path", "%s", it->path);
		if (it->stmt)
			writer_encode(w, "statement", "%s", it->stmt);
		if (it->file) {
			writer_encode(w, "filename", "%s", it->file);
			writer_encode(w, "line-number", "%d", it->line);
			writer_encode(w, "column", "%d", it->col);
		}
		put_message(w, it);
		writer_close(w);
	}
}

bool answer_error(struct shell *s, const char *text)
{
	struct answer a;
	size_t len = strlen(text);
	char *message;

	if (s->format != WRITER_XML || strncmp(text, "error: ", 7))
		return false;
	while (len > 7 && text[len - 1] == '\n')
		len--;
	message = strndup(text + 7, len - 7);
	if (!message)
		abort();
	writer_error(answer_begin_now(s, &a), message);
	answer_end(s, &a);
	free(message);
	return true;
}

void answer_line(struct shell *s, const struct line *l, const char *text)
{
	struct answer a;

	if (!strncmp(text, "error: ", 7)) {
		shell_err(s, "%s\n", text);
		return;
	}
	writer_emit(answer_begin(l, &a), "{output/%s}\n", text);
	answer_end(s, &a);
}

bool answer_wants_rpc(const struct line *l)
{
	const struct pipe *p = pipeline_find(&l->pipes, PIPE_DISPLAY);

	return p && p->argc > 1 && !strcmp(p->argv[0], "xml") &&
	       !strcmp(p->argv[1], "rpc");
}

void answer_rpc(struct shell *s, const struct line *l, const struct command *c)
{
	struct answer a;
	struct writer *w = answer_begin(l, &a);
	int i;

	writer_open(w, "rpc");
	writer_open(w, c->rpc);
	for (i = 0; i < c->n_args; i++) {
		if (*c->arg[i].value)
			writer_encode(w, c->arg[i].s->name, "%s",
				      c->arg[i].value);
		else
			writer_empty(w, c->arg[i].s->name);
	}
	answer_end(s, &a);
}
