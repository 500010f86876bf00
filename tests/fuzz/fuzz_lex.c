// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The lexer on any bytes: it ends, its places lie inside the text, and a word
 * that is quoted is read back as the same word.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/lex.h"
#include "lib/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same_again(const char *word)
{
	struct arena *a = arena_new();
	struct token t;
	struct words w;
	struct buf b;
	struct lex l;

	buf_init(&b);
	word_quote(&b, word);
	lex_init(&l, a, b.data, b.len);
	t = lex_next(&l);
	if (t.kind != TOK_WORD || strcmp(t.text, word) ||
	    lex_next(&l).kind != TOK_END)
		abort();
	words_split(b.data, &w);
	if (w.n != 1 || strcmp(word_unguard(w.v[0]), word))
		abort();
	words_free(&w);
	buf_free(&b);
	arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	size_t last = 0;
	struct token t;
	struct lex l;

	lex_init(&l, a, (const char *)data, size);
	for (t = lex_next(&l); t.kind != TOK_END; t = lex_next(&l)) {
		if (t.from < last || t.to <= t.from || t.to > size ||
		    t.line < 1 || t.col < 1)
			abort();
		last = t.to;
		if (t.kind == TOK_WORD)
			same_again(t.text);
	}
	arena_free(a);
	return 0;
}
