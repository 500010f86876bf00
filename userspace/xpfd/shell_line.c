// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Command lines: words with their columns, pipes, abbreviations, and the
 * options of the commands that belong to the shell itself.  Every mistake is
 * a caret at the column where Junos puts it.
 */
#include "xpfd/shell_priv.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The words of one command; what follows the '|' is not among them. */
static void split(struct line *l)
{
	char *command = strndup(l->text, l->pipes.command);

	if (!command)
		abort();
	words_split(command, &l->w);
	l->end = l->pipes.command;
	while (l->pipes.n && l->end &&
	       isspace((unsigned char)command[l->end - 1]))
		l->end--;
	free(command);
}

int line_parse(struct shell *s, const char *text, unsigned int where,
	       struct line *l)
{
	struct pipe_error e;

	memset(l, 0, sizeof(*l));
	l->text = text;
	if (pipeline_parse(text, where, &l->pipes, &e)) {
		shell_caret(s, e.col, e.text);
		return -1;
	}
	split(l);
	return 0;
}

void line_free(struct line *l)
{
	words_free(&l->w);
	pipeline_free(&l->pipes);
}

const char *line_word(const struct line *l, int i)
{
	return i < l->w.n ? l->w.v[i] : "";
}

int line_col(const struct line *l, int i)
{
	return i < l->w.n ? l->w.col[i] : (int)l->end;
}

int line_col_after(const struct line *l, int i)
{
	const char *p;
	bool quoted = false;

	if (i >= l->w.n)
		return (int)l->end;
	for (p = l->text + l->w.col[i]; *p; p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (quoted && *p == '\\' && p[1])
			p++;
		else if (!quoted && isspace((unsigned char)*p))
			break;
	}
	return (int)(p - l->text);
}

int word_lookup(const void *table, size_t size, const char *word)
{
	const char *row = table, *name;
	size_t len = strlen(word);
	int i, found = WORD_NONE;

	for (i = 0;; i++, row += size) {
		memcpy(&name, row, sizeof(name));
		if (!name)
			return found;
		if (strncmp(name, word, len))
			continue;
		if (!name[len])
			return i;
		found = found == WORD_NONE ? i : WORD_AMBIGUOUS;
	}
}

static int option_value(struct shell *s, const struct line *l, int i,
			const struct option *o)
{
	const char *v = line_word(l, i);
	char text[128];

	if (i >= l->w.n) {
		if (o->optional)
			return 0;
		shell_caret(s, (int)l->end, "missing argument.");
		return -1;
	}
	if (!o->number || (*v && strspn(v, "0123456789") == strlen(v)))
		return 1;
	if (o->optional) /* another option follows */
		return 0;
	snprintf(text, sizeof(text),
		 "invalid numeric value: '%.32s' at "
		 "'%.32s'",
		 v, v);
	shell_caret(s, line_col_after(l, i), text);
	return -1;
}

int line_options(struct shell *s, const struct line *l, int i,
		 const struct option *table, bool rest, struct options *o)
{
	char text[128];
	int row, got;

	memset(o, 0, sizeof(*o));
	for (; i < l->w.n; i++) {
		row = word_lookup(table, sizeof(*table), l->w.v[i]);
		if (row == WORD_NONE && rest)
			break;
		if (row == WORD_AMBIGUOUS) {
			snprintf(text, sizeof(text), "'%.64s' is ambiguous.",
				 l->w.v[i]);
			shell_caret(s, line_col_after(l, i), text);
			return -1;
		}
		if (row == WORD_NONE || o->value[row]) {
			shell_caret(s, line_col(l, i), "syntax error.");
			return -1;
		}
		o->value[row] = "";
		if (table[row].value) {
			got = option_value(s, l, i + 1, &table[row]);
			if (got < 0)
				return -1;
			if (got)
				o->value[row] = l->w.v[++i];
		}
		if (table[row].last && i + 1 < l->w.n) {
			shell_caret(s, line_col(l, i + 1), "syntax error.");
			return -1;
		}
	}
	o->first = i;
	return 0;
}

/* The word before the one to complete wants a value. */
static bool wants_value(const struct line *l, int i, const struct option *table,
			struct completions *out, const struct option **o)
{
	bool need = false;
	int row;

	*o = NULL;
	for (; i < l->w.n - 1; i++) {
		row = word_lookup(table, sizeof(*table), l->w.v[i]);
		if (row < 0) {
			out->err.word = i;
			strcpy(out->err.text, "syntax error.");
			return false;
		}
		*o = &table[row];
		need = (*o)->value && i == l->w.n - 2;
		if ((*o)->value && !need &&
		    (!(*o)->optional || isdigit((unsigned char)*l->w.v[i + 1])))
			i++;
	}
	return need;
}

void line_complete_options(const struct line *l, int i,
			   const struct option *table, struct completions *out)
{
	const char *prefix = line_word(l, l->w.n - 1);
	const struct option *last, *o;

	if (wants_value(l, i, table, out, &last)) {
		complete_add(out, ' ', last->value, last->help, false);
		if (!last->optional)
			return;
	}
	if (out->err.text[0])
		return;
	if (!*prefix)
		complete_enter(out);
	for (o = table; o->word && !(last && last->last); o++)
		if (!strncmp(o->word, prefix, strlen(prefix)))
			complete_add(out, ' ', o->word, o->help, false);
}
