// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A command line to words.  Blanks separate; quotes hold together what they
 * surround, with the escapes of the configuration text; a bracket is a word
 * of its own where it opens or closes a set of values, not inside a word, so
 * that regular expressions survive.  Columns are kept for carets.
 */
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/lex.h"
#include "lib/vec.h"

struct splitter {
	VEC(char *) v;
	VEC(int) col;
	const char *line, *p;
	int depth; /* of brackets */
};

static bool is_blank(char c)
{
	return c && ((unsigned char)c <= ' ' || c == 0x7f);
}

static void add(struct splitter *s, const char *from, const char *text,
		size_t n)
{
	char *w = malloc(n + 2);

	if (!w)
		abort();
	memcpy(w + 1, text, n);
	w[n + 1] = '\0';
	/* a quoted sign is a value */
	if (*from == '"' && word_is_sign(w + 1))
		w[0] = WORD_GUARD;
	else
		memmove(w, w + 1, n + 1);
	vec_push(&s->v, w);
	vec_push(&s->col, (int)(from - s->line));
}

static bool closes(const struct splitter *s, const char *p)
{
	return *p == ']' && s->depth && (!p[1] || is_blank(p[1]));
}

static void take_word(struct splitter *s)
{
	char *text = malloc(strlen(s->p) + 1), *out = text;
	const char *from = s->p;
	bool quoted = false;

	if (!text)
		abort();
	for (; *s->p && (quoted || !is_blank(*s->p)); s->p++) {
		if (!quoted && closes(s, s->p) && s->p != from)
			break;
		if (*s->p == '"') {
			quoted = !quoted;
			continue;
		}
		if (quoted && *s->p == '\\' && s->p[1]) {
			s->p++;
			if (*s->p == 'n')
				*out++ = '\n';
			else if (*s->p == 't')
				*out++ = '\t';
			else if (*s->p == '"' || *s->p == '\\')
				*out++ = *s->p;
			else
				*out++ = '\\', *out++ = *s->p;
			continue;
		}
		if (lex_is_text((unsigned char)*s->p))
			*out++ = *s->p;
	}
	add(s, from, text, (size_t)(out - text));
	free(text);
}

void words_split(const char *line, struct words *w)
{
	struct splitter s = { .line = line, .p = line };

	w->open = false;
	while (*s.p) {
		while (is_blank(*s.p))
			s.p++;
		w->open = false;
		if (!*s.p)
			break;
		if (*s.p == '[') {
			add(&s, s.p, "[", 1);
			s.depth++;
			s.p++;
			continue;
		}
		if (closes(&s, s.p)) {
			add(&s, s.p, "]", 1);
			s.depth--;
			s.p++;
			continue;
		}
		take_word(&s);
		w->open = !*s.p;
	}
	w->v = s.v.v;
	w->n = (int)s.v.n;
	w->col = s.col.v;
}

void words_free(struct words *w)
{
	int i;

	for (i = 0; i < w->n; i++)
		free(w->v[i]);
	free(w->v);
	free(w->col);
	memset(w, 0, sizeof(*w));
}
