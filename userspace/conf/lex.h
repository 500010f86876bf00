/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words and signs of configuration text, with their places. */
#ifndef XPF_CONF_LEX_H
#define XPF_CONF_LEX_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

enum token_kind {
	TOK_END, TOK_WORD, TOK_OPEN, TOK_CLOSE, TOK_SEMI, TOK_LEFT, TOK_RIGHT,
	TOK_COMMENT,
};

struct token {
	enum token_kind kind;
	const char *text;	/* words: unquoted; comments: inside */
	bool quoted;
	int line, col, endcol;	/* 1-based; endcol: of its last character */
	size_t from, to;	/* offsets of the token in the text */
};

struct lex {
	struct arena *arena;	/* where the words live */
	const char *text;
	size_t len, pos;
	int line;
	size_t line_start;
};

void lex_init(struct lex *l, struct arena *a, const char *text, size_t len);
struct token lex_next(struct lex *l);

/* Control characters are never part of a value or an annotation. */
static inline bool lex_is_text(int c)
{
	return (c >= ' ' && c != 0x7f) || c == '\n' || c == '\t';
}

/*
 * Words of a line are plain strings, in which a bracket or a mark is a sign.
 * Where such a word was quoted it is a value: then it begins with this byte,
 * which no text contains.
 */
#define WORD_GUARD '\001'
bool word_is_sign(const char *word);
static inline const char *word_unguard(const char *word)
{
	return *word == WORD_GUARD ? word + 1 : word;
}

/* Write a word so that it is read back as one: quoted if it has to be. */
void word_quote(struct buf *out, const char *word);

#endif
