// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The lexer knows six signs, words, quoted strings and comments.  A comment
 * from # to the end of the line vanishes (that is where "## SECRET-DATA",
 * "## Last changed" and warnings travel); one between slash-star and
 * star-slash is a token, because it annotates the statement that follows.
 *
 * Inside quotes a backslash protects a quote or a backslash, \n and \t mean
 * what they mean in C, and any other backslash stands for itself: regular
 * expressions are full of them.  A string may span lines.  Control characters
 * are blanks, and vanish from strings.  The lexer never fails: an unclosed string or comment ends with
 * the text, and the parser finds the statement incomplete.
 */
#include "conf/lex.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/buf.h"

void lex_init(struct lex *l, struct arena *a, const char *text, size_t len)
{
	memset(l, 0, sizeof(*l));
	l->arena = a;
	l->text = text;
	l->len = len;
	l->line = 1;
}

static int peek(const struct lex *l, size_t ahead)
{
	if (l->pos + ahead >= l->len)
		return -1;
	return (unsigned char)l->text[l->pos + ahead];
}

static void advance(struct lex *l)
{
	if (l->text[l->pos++] == '\n') {
		l->line++;
		l->line_start = l->pos;
	}
}

static bool is_blank(int c)
{
	return c >= 0 && (c <= ' ' || c == 0x7f);
}

static bool is_sign(int c)
{
	return c == '{' || c == '}' || c == ';' || c == '[' || c == ']';
}

static void skip_blanks(struct lex *l)
{
	for (;;) {
		while (l->pos < l->len && is_blank(peek(l, 0)))
			advance(l);
		if (peek(l, 0) != '#')
			return;
		while (l->pos < l->len && peek(l, 0) != '\n')
			l->pos++;
	}
}

static void lex_comment(struct lex *l, struct token *t)
{
	size_t from, to;

	l->pos += 2;
	from = l->pos;
	while (l->pos < l->len && !(peek(l, 0) == '*' && peek(l, 1) == '/'))
		advance(l);
	to = l->pos;
	if (l->pos < l->len)
		l->pos += 2;
	while (from < to && is_blank((unsigned char)l->text[from]))
		from++;
	while (to > from && is_blank((unsigned char)l->text[to - 1]))
		to--;
	t->kind = TOK_COMMENT;
	t->text = arena_strndup(l->arena, l->text + from, to - from);
}

static char unescape(struct lex *l)
{
	int c = peek(l, 1);

	switch (c) {
	case '"':
	case '\\':
		l->pos++;
		return (char)c;
	case 'n':
		l->pos++;
		return '\n';
	case 't':
		l->pos++;
		return '\t';
	}
	return '\\';
}

static void lex_string(struct lex *l, struct token *t)
{
	size_t end = l->pos + 1;
	char *out;
	int c;

	while (end < l->len && l->text[end] != '"')
		end += l->text[end] == '\\' ? 2 : 1;
	if (end > l->len)
		end = l->len;
	t->kind = TOK_WORD;
	t->quoted = true;
	t->text = out = arena_alloc(l->arena, end - l->pos + 1);
	l->pos++;
	while ((c = peek(l, 0)) >= 0 && c != '"') {
		if (c == '\\')
			c = unescape(l);
		if (lex_is_text(c))
			*out++ = (char)c;
		advance(l);
	}
	if (c == '"')
		l->pos++;
}

static void lex_word(struct lex *l, struct token *t)
{
	size_t from = l->pos;
	bool wildcard = peek(l, 0) == '<';
	int c;

	/* brackets of a wildcard, <ge-[0-3]>, are no signs */
	while ((c = peek(l, 0)) >= 0 && !is_blank(c) && c != '"' &&
	       (!is_sign(c) || (wildcard && (c == '[' || c == ']')))) {
		l->pos++;
		wildcard &= c != '>';
	}
	t->kind = TOK_WORD;
	t->text = arena_strndup(l->arena, l->text + from, l->pos - from);
}

static void lex_sign(struct lex *l, struct token *t)
{
	switch (l->text[l->pos++]) {
	case '{':
		t->kind = TOK_OPEN;
		t->text = "{";
		break;
	case '}':
		t->kind = TOK_CLOSE;
		t->text = "}";
		break;
	case ';':
		t->kind = TOK_SEMI;
		t->text = ";";
		break;
	case '[':
		t->kind = TOK_LEFT;
		t->text = "[";
		break;
	case ']':
		t->kind = TOK_RIGHT;
		t->text = "]";
		break;
	}
}

struct token lex_next(struct lex *l)
{
	struct token t = { .kind = TOK_END, .text = "" };
	int c;

	skip_blanks(l);
	t.from = l->pos;
	t.line = l->line;
	t.col = (int)(l->pos - l->line_start) + 1;
	c = peek(l, 0);
	if (c == '/' && peek(l, 1) == '*')
		lex_comment(l, &t);
	else if (c == '"')
		lex_string(l, &t);
	else if (is_sign(c))
		lex_sign(l, &t);
	else if (c >= 0)
		lex_word(l, &t);
	t.to = l->pos;
	t.endcol = t.to > t.from ? (int)(l->pos - l->line_start) : t.col;
	return t;
}

bool word_is_sign(const char *word)
{
	return !strcmp(word, "[") || !strcmp(word, "]") ||
	       !strcmp(word, "inactive:") || !strcmp(word, "protect:");
}

/* Names of groups may be wildcards, which stand bare: <*>, <ge-*>. */
static bool is_wildcard(const char *word)
{
	size_t n = strlen(word);

	return n > 2 && word[0] == '<' && word[n - 1] == '>' &&
	       !word[strcspn(word, " \t\n\r\"{}[];#\\")];
}

static bool is_plain(const char *word)
{
	return *word &&
	       !word[strcspn(word, " \t\n\r\f\v\"{}[];#&|<>()=*?!'\\$")];
}

void word_quote(struct buf *out, const char *word)
{
	if (is_plain(word) || is_wildcard(word) || !strcmp(word, "*")) {
		buf_puts(out, word);
		return;
	}
	buf_putc(out, '"');
	for (; *word; word++) {
		if (*word == '\n' || *word == '\t') {
			buf_puts(out, *word == '\n' ? "\\n" : "\\t");
			continue;
		}
		if (*word == '"' || *word == '\\')
			buf_putc(out, '\\');
		buf_putc(out, *word);
	}
	buf_putc(out, '"');
}
