// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What libyang shares between the copies of a grouping - texts, types - is
 * shared by us, too: a table from its pointer to ours, while the grammar is
 * compiled.  The larger part of the grammar is such copies.
 */
#include "grammar/grammar.h"

#include <stdint.h>
#include <stdlib.h>

#include "lib/arena.h"

static size_t place(const struct shared *t, const void *from)
{
	size_t i = ((uintptr_t)from >> 3) * 0x9e3779b97f4a7c15ULL >> 20;

	for (i &= t->cap - 1; t->slot[i].from && t->slot[i].from != from;)
		i = (i + 1) & (t->cap - 1);
	return i;
}

static void widen(struct shared *t)
{
	struct shared old = *t;
	size_t i;

	t->cap = old.cap ? old.cap * 2 : 1024;
	t->slot = calloc(t->cap, sizeof(*t->slot));
	if (!t->slot)
		abort();
	for (i = 0; i < old.cap; i++)
		if (old.slot[i].from)
			t->slot[place(t, old.slot[i].from)] = old.slot[i];
	free(old.slot);
}

void **shared_slot(struct shared *t, const void *from)
{
	size_t i;

	if (t->n * 2 >= t->cap)
		widen(t);
	i = place(t, from);
	if (!t->slot[i].from) {
		t->slot[i].from = from;
		t->n++;
	}
	return &t->slot[i].to;
}

void shared_free(struct shared *t)
{
	free(t->slot);
	*t = (struct shared){ 0 };
}

const char *grammar_keep(struct grammar *g, const char *text)
{
	void **slot;

	if (!text)
		return NULL;
	slot = shared_slot(&g->texts, text);
	if (!*slot)
		*slot = arena_strdup(g->arena, text);
	return *slot;
}

/* Help is shown on one line: YANG's line breaks and indent become blanks. */
static char *one_line(struct grammar *g, const char *text)
{
	char *copy = arena_strdup(g->arena, text), *in, *out;

	for (in = out = copy; *in; in++) {
		if (*in == '\n') {
			while (in[1] == ' ' || in[1] == '\n')
				in++;
			*out++ = ' ';
		} else {
			*out++ = *in;
		}
	}
	*out = '\0';
	return copy;
}

const char *grammar_keep_help(struct grammar *g, const char *text)
{
	void **slot;

	if (!text)
		return NULL;
	slot = shared_slot(&g->helps, text);
	if (!*slot)
		*slot = one_line(g, text);
	return *slot;
}
