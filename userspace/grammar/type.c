// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * YANG types to our own: base, range, words, patterns, members.  Patterns must
 * compile as POSIX expressions; the grammar keeps to what both know.
 */
#include "grammar/grammar.h"

#include <stdio.h>
#include <string.h>

#include "lib/arena.h"
#include "lib/log.h"

static void copy_range(struct grammar *g, struct vtype *t,
		       const struct lysc_range *r)
{
	LY_ARRAY_COUNT_TYPE i;

	if (!r)
		return;
	t->range_message = grammar_keep(g, r->emsg);
	t->nrange = LY_ARRAY_COUNT(r->parts);
	t->range = arena_new_array(g->arena, struct vrange, t->nrange);
	LY_ARRAY_FOR(r->parts, i)
	{
		t->range[i].lo = r->parts[i].min_64;
		t->range[i].hi = r->parts[i].max_64;
	}
}

static void default_range(struct grammar *g, struct vtype *t, LY_DATA_TYPE base)
{
	static const struct {
		LY_DATA_TYPE base;
		int64_t lo, hi;
	} all[] = {
		{ LY_TYPE_UINT8, 0, UINT8_MAX },
		{ LY_TYPE_UINT16, 0, UINT16_MAX },
		{ LY_TYPE_UINT32, 0, UINT32_MAX },
		{ LY_TYPE_UINT64, 0, INT64_MAX },
		{ LY_TYPE_INT8, INT8_MIN, INT8_MAX },
		{ LY_TYPE_INT16, INT16_MIN, INT16_MAX },
		{ LY_TYPE_INT32, INT32_MIN, INT32_MAX },
		{ LY_TYPE_INT64, INT64_MIN, INT64_MAX },
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (all[i].base != base)
			continue;
		t->nrange = 1;
		t->range = arena_new_obj(g->arena, struct vrange);
		*t->range = (struct vrange){ all[i].lo, all[i].hi };
	}
}

static void copy_patterns(struct grammar *g, struct vtype *t,
			  struct lysc_pattern **pats)
{
	LY_ARRAY_COUNT_TYPE i;
	struct vpattern *p;
	regex_t re;

	t->npattern = LY_ARRAY_COUNT(pats);
	t->pattern = arena_new_array(g->arena, struct vpattern, t->npattern);
	LY_ARRAY_FOR(pats, i)
	{
		p = &t->pattern[i];
		p->message = grammar_keep(g, pats[i]->emsg);
		p->expr = arena_printf(g->arena, "^(%s)$", pats[i]->expr);
		if (regcomp(&re, p->expr, REG_EXTENDED | REG_NOSUB)) {
			log_err("grammar: bad pattern %s", pats[i]->expr);
			g->failed = true;
			t->npattern = i;
			return;
		}
		regfree(&re);
	}
}

static void copy_words(struct grammar *g, struct vtype *t,
		       const struct lysc_type_enum *le)
{
	LY_ARRAY_COUNT_TYPE i;

	t->base = VT_ENUM;
	t->nword = LY_ARRAY_COUNT(le->enums);
	t->word = arena_new_array(g->arena, struct vword, t->nword);
	LY_ARRAY_FOR(le->enums, i)
	{
		t->word[i].word = grammar_keep(g, le->enums[i].name);
		t->word[i].help = grammar_keep(g, le->enums[i].dsc);
	}
}

static void copy_members(struct grammar *g, struct vtype *t,
			 const struct lysc_type_union *lu)
{
	LY_ARRAY_COUNT_TYPE i;

	t->base = VT_UNION;
	t->nmember = LY_ARRAY_COUNT(lu->types);
	t->member = arena_new_array(g->arena, struct vtype *, t->nmember);
	LY_ARRAY_FOR(lu->types, i)
	t->member[i] = grammar_type(g, lu->types[i]);
}

/* "8000..100000000000", from the extension */
static void quantity_range(struct grammar *g, struct vtype *t, const char *text)
{
	long long lo, hi;

	if (!text)
		return;
	if (sscanf(text, "%lld..%lld", &lo, &hi) != 2) {
		log_err("grammar: bad range %s", text);
		g->failed = true;
		return;
	}
	t->nrange = 1;
	t->range = arena_new_obj(g->arena, struct vrange);
	*t->range = (struct vrange){ lo, hi };
}

static void fill_type(struct grammar *g, struct vtype *t,
		      const struct lysc_type *lt)
{
	const struct lysc_type_num *num = (const struct lysc_type_num *)lt;
	const struct lysc_type_str *str = (const struct lysc_type_str *)lt;
	const char *check = grammar_ext(lt->exts, "check");

	if (check) {
		t->check = value_check_find(check);
		if (!t->check) {
			log_err("grammar: no check named %s", check);
			g->failed = true;
		}
	}
	switch (lt->basetype) {
	case LY_TYPE_STRING:
		t->base = VT_STRING;
		copy_range(g, t, str->length);
		copy_patterns(g, t, str->patterns);
		quantity_range(g, t, grammar_ext(lt->exts, "range"));
		break;
	case LY_TYPE_ENUM:
		copy_words(g, t, (const struct lysc_type_enum *)lt);
		break;
	case LY_TYPE_UNION:
		copy_members(g, t, (const struct lysc_type_union *)lt);
		break;
	case LY_TYPE_EMPTY:
		t->base = VT_EMPTY;
		break;
	default:
		t->base = VT_INT;
		if (num->range)
			copy_range(g, t, num->range);
		else
			default_range(g, t, lt->basetype);
	}
}

/* Leaves of one typedef share libyang's type, and so they do ours. */
struct vtype *grammar_type(struct grammar *g, const struct lysc_type *lt)
{
	void **slot = shared_slot(&g->types, lt);
	struct vtype *t = *slot;

	if (t)
		return t;
	t = arena_new_obj(g->arena, struct vtype);
	*slot = t;
	fill_type(g, t, lt);
	return t;
}
