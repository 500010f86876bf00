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

struct writer *answer_begin(const struct line *l, struct answer *a)
{
	memset(a, 0, sizeof(*a));
	a->out = open_memstream(&a->text, &a->len);
	if (!a->out)
		abort();
	a->w = writer_new(answer_format(l), a->out);
	return a->w;
}

void answer_end(struct shell *s, struct answer *a)
{
	struct buf b = { 0 };

	writer_free(a->w);
	fclose(a->out);
	b.data = a->text;
	b.len = a->len;
	shell_text(s, &b);
	free(a->text);
}

void answer_line(struct shell *s, const struct line *l, const char *text)
{
	struct answer a;

	if (!strncmp(text, "error: ", 7)) {
		if (answer_format(l) != WRITER_XML) {
			shell_err(s, "%s\n", text);
			return;
		}
		writer_error(answer_begin(l, &a), text + 7);
		answer_end(s, &a);
		s->failed = true;
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
