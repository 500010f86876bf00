// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Structured answers of the commands that the manager itself runs: the writer
 * of oper/, into memory, and from there to the user in one go.
 */
#include "xpfd/shell_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
		shell_err(s, "%s\n", text);
		return;
	}
	writer_emit(answer_begin(l, &a), "{output/%s}\n", text);
	answer_end(s, &a);
}
