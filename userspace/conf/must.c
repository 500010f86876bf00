// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Conditions on statements.  A condition is a tree of not, and, or over tests
 * of paths (match.c):
 *	"path"			something is there
 *	any "path"		the same, said of wildcards
 *	all "path"		it is there below every instance of the last
 *				wildcard in it
 *	unique "path"		it names at most one statement
 *	count "path" <= 8	how many it names (<, <=, ==, >=, >)
 *
 * A `unique` of many statements would look at all of them for each: its
 * values are counted once for each place where the path begins, and kept in
 * a memo for the time of one validation.  So the whole stays linear.
 */
#include "conf/must.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/match.h"
#include "conf/tree.h"
#include "lib/arena.h"
#include "lib/map.h"
#include "lib/vec.h"

struct reader {
	struct arena *arena;
	const char *p;
	bool bad;
};

static struct must *read_or(struct reader *r);

static void blanks(struct reader *r)
{
	while (isspace((unsigned char)*r->p))
		r->p++;
}

static bool eat(struct reader *r, const char *sign)
{
	blanks(r);
	if (strncmp(r->p, sign, strlen(sign)))
		return false;
	r->p += strlen(sign);
	return true;
}

static struct must *make(struct reader *r, enum must_op op, struct must *a,
			 struct must *b)
{
	struct must *m = arena_new_obj(r->arena, struct must);

	m->op = op;
	m->a = a;
	m->b = b;
	return m;
}

static const char *read_path(struct reader *r)
{
	const char *end;
	char *path;

	if (!eat(r, "\"") || !(end = strchr(r->p, '"'))) {
		r->bad = true;
		return "";
	}
	path = arena_strndup(r->arena, r->p, (size_t)(end - r->p));
	r->p = end + 1;
	return path;
}

static void read_compare(struct reader *r, struct must *m)
{
	static const struct {
		const char *sign;
		enum must_cmp cmp;
	} all[] = {
		{ "<=", CMP_LE }, { "<", CMP_LT }, { "==", CMP_EQ },
		{ ">=", CMP_GE }, { ">", CMP_GT },
	};
	char *end;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (eat(r, all[i].sign)) {
			m->cmp = all[i].cmp;
			m->number = strtoul(r->p, &end, 10);
			r->bad |= end == r->p;
			r->p = end;
			return;
		}
	r->bad = true;
}

static struct must *read_test(struct reader *r)
{
	static const struct {
		const char *word;
		enum must_op op;
	} all[] = {
		{ "any ", OP_PATH },
		{ "all ", OP_ALL },
		{ "unique ", OP_UNIQUE },
		{ "count ", OP_COUNT },
	};
	struct must *m;
	size_t i;

	if (eat(r, "!"))
		return make(r, OP_NOT, read_test(r), NULL);
	if (eat(r, "(")) {
		m = read_or(r);
		r->bad |= !eat(r, ")");
		return m;
	}
	m = make(r, OP_PATH, NULL, NULL);
	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (eat(r, all[i].word)) {
			m->op = all[i].op;
			break;
		}
	m->path = read_path(r);
	if (m->op == OP_COUNT)
		read_compare(r, m);
	return m;
}

static struct must *read_and(struct reader *r)
{
	struct must *m = read_test(r);

	while (!r->bad && eat(r, "&&"))
		m = make(r, OP_AND, m, read_test(r));
	return m;
}

static struct must *read_or(struct reader *r)
{
	struct must *m = read_and(r);

	while (!r->bad && eat(r, "||"))
		m = make(r, OP_OR, m, read_and(r));
	return m;
}

struct must *must_parse(struct arena *a, const char *text)
{
	struct reader r = { .arena = a, .p = text };
	struct must *m = read_or(&r);

	blanks(&r);
	return r.bad || *r.p ? NULL : m;
}

static bool compare(enum must_cmp cmp, size_t a, size_t b)
{
	switch (cmp) {
	case CMP_LT:
		return a < b;
	case CMP_LE:
		return a <= b;
	case CMP_EQ:
		return a == b;
	case CMP_GE:
		return a >= b;
	case CMP_GT:
		return a > b;
	}
	return false;
}

/* ---- the memo ---- */

struct must_memo {
	struct arena *arena;
	struct map tables; /* by place and path */
	VEC(struct map *) all;
};

struct must_memo *must_memo_new(void)
{
	struct must_memo *memo = calloc(1, sizeof(*memo));

	if (!memo)
		abort();
	memo->arena = arena_new();
	map_init(&memo->tables);
	return memo;
}

void must_memo_free(struct must_memo *memo)
{
	struct map **m;

	vec_each(m, &memo->all)
		map_free(*m);
	vec_free(&memo->all);
	map_free(&memo->tables);
	arena_free(memo->arena);
	free(memo);
}

struct counter {
	struct must_memo *memo;
	struct map *table;
};

static void count_value(void *arg, const struct cnode *n, const char *word)
{
	struct counter *c = arg;
	size_t *count = map_get(c->table, word);

	if (!count) {
		count = arena_new_obj(c->memo->arena, size_t);
		map_put(c->table, word, count);
	}
	++*count;
}

/* Where the path begins, and the words behind its dots. */
static const struct cnode *beginning(const struct cnode *at, const char **path)
{
	if (**path != '.')
		return match_root(at);
	if (!strncmp(*path, ". ", 2))
		*path += 2;
	while (at && !strncmp(*path, ".. ", 3)) {
		at = at->parent;
		*path += 3;
	}
	return at;
}

static struct map *count_values(struct must_memo *memo,
				const struct cnode *from, const char *path)
{
	char key[64], text[512];
	struct counter c = { .memo = memo };
	struct match x = { .at = from, .fn = count_value, .arg = &c };

	snprintf(key, sizeof(key), "%p %p", (const void *)from,
		 (const void *)path);
	c.table = map_get(&memo->tables, key);
	if (c.table)
		return c.table;
	c.table = arena_new_obj(memo->arena, struct map);
	map_init(c.table);
	map_put(&memo->tables, arena_strdup(memo->arena, key), c.table);
	vec_push(&memo->all, c.table);
	/* without the value at its end */
	snprintf(text, sizeof(text), ". %.*s", (int)strlen(path) - 3, path);
	match_start(&x, from, text);
	return c.table;
}

static bool can_memo(const char *path)
{
	size_t n = strlen(path);

	return n > 3 && n < 400 && strchr(path, '$') == path + n - 2 &&
	       !strcmp(path + n - 3, " $$") && !strchr(path, '[');
}

static bool is_unique(const struct must *m, const struct cnode *at,
		      const char *value, struct must_memo *memo)
{
	struct match x = { .at = at, .value = value, .limit = 2 };
	const char *path = m->path;
	const struct cnode *from;
	size_t *count;

	if (memo && value && can_memo(path)) {
		from = beginning(at, &path);
		count = from ? map_get(count_values(memo, from, path), value) :
			       NULL;
		return !count || *count < 2;
	}
	match_start(&x, at, m->path);
	return x.count < 2;
}

bool must_holds(const struct must *m, const struct cnode *at, const char *value,
		struct must_memo *memo)
{
	struct match x = { .at = at, .value = value };

	switch (m->op) {
	case OP_NOT:
		return !must_holds(m->a, at, value, memo);
	case OP_AND:
		return must_holds(m->a, at, value, memo) &&
		       must_holds(m->b, at, value, memo);
	case OP_OR:
		return must_holds(m->a, at, value, memo) ||
		       must_holds(m->b, at, value, memo);
	case OP_PATH:
		x.limit = 1;
		match_start(&x, at, m->path);
		return x.count;
	case OP_UNIQUE:
		return is_unique(m, at, value, memo);
	case OP_ALL:
		x.star = 1;
		match_start(&x, at, m->path);
		return !x.failed;
	case OP_COUNT:
		x.limit = m->number + 1;
		match_start(&x, at, m->path);
		return compare(m->cmp, x.count, m->number);
	}
	return false;
}
