// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Which statements have an effect:
 *
 *	effect-tool [-a] FILE...
 *
 * Each statement that the grammar does not mark as unsupported is taken away,
 * or given another value, in one configuration after the other, and what is
 * checked, built and compiled is compared with what it was.  To files in a
 * folder effect/ statements are added, too, with values of their types, below
 * what is there.  A line tells each statement that has changed nothing at all,
 * and of which no warning told either.  That is right for descriptions, for what is
 * the default, and for what is only used where it is named; all others lack
 * their mark.
 *
 * -a tells of all statements what was found:
 *
 *	absent	it is in none of the files and fits nowhere in them
 *	none	nothing has changed
 *	needed	it may not be missing, and that is all
 *	model	the model has it: for those who show it, log, or keep accounts
 *	effect	what the dataplane or the network is given, or what is said
 *
 * The model is compared as memory.  What model_build() asks of the allocator
 * comes from a region of its own, at the same addresses each time, and what
 * it gives back is zero again, so that two models are the same bytes unless
 * something is different in them.  Each try is a child that ends with its
 * answer.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compile/compile.h"
#include "conf/conf.h"
#include "conf/group.h"
#include "conf/schema.h"
#include "lib/arena.h"
#include "lib/map.h"
#include "lib/vec.h"
#include "model/model.h"
#include "tool.h"
#include "../unit/grow.h"
#include "xpfd/login.h"

/* ---- the allocator ---- */

#define REGION_SIZE (64UL << 20)

struct chunk {
	size_t size;
	_Alignas(16) unsigned char data[];
};

static unsigned char *region;
static size_t region_used;
static bool in_region;

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void __wrap_free(void *p);
void *__wrap_reallocarray(void *p, size_t n, size_t size);

static bool is_ours(const void *p)
{
	return region && (const unsigned char *)p >= region &&
	       (const unsigned char *)p < region + REGION_SIZE;
}

static struct chunk *chunk_of(void *p)
{
	return (struct chunk *)((unsigned char *)p -
				offsetof(struct chunk, data));
}

void *__wrap_malloc(size_t n)
{
	struct chunk *c;

	if (!in_region)
		return __real_malloc(n);
	c = (struct chunk *)(region + region_used);
	region_used += (sizeof(*c) + n + 15) & ~(size_t)15;
	if (region_used > REGION_SIZE)
		abort();
	c->size = n;
	return c->data;
}

void *__wrap_calloc(size_t n, size_t size)
{
	/* the region is zero */
	return in_region ? __wrap_malloc(n * size) : __real_calloc(n, size);
}

void __wrap_free(void *p)
{
	if (!is_ours(p))
		__real_free(p);
	else
		memset(p, 0, chunk_of(p)->size);
}

void *__wrap_realloc(void *p, size_t n)
{
	void *q;

	if (p && !is_ours(p))
		return __real_realloc(p, n);
	if (!p && !in_region)
		return __real_malloc(n);
	q = __wrap_malloc(n);
	if (p) {
		memcpy(q, p, n < chunk_of(p)->size ? n : chunk_of(p)->size);
		__wrap_free(p);
	}
	return q;
}

void *__wrap_reallocarray(void *p, size_t n, size_t size)
{
	return __wrap_realloc(p, n * size);
}

static void region_begin(void)
{
	if (!region) {
		region = mmap(NULL, REGION_SIZE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
			      0);
		if (region == MAP_FAILED)
			abort();
	}
	madvise(region, REGION_SIZE, MADV_DONTNEED);
	region_used = 0;
	in_region = true;
}

/* ---- what a configuration becomes ---- */

static uint64_t hash(uint64_t h, const void *data, size_t n)
{
	const unsigned char *p = data;

	while (n--)
		h = (h ^ *p++) * 0x100000001b3ULL;
	return h;
}

static uint64_t hash_text(uint64_t h, const char *text)
{
	return text ? hash(h, text, strlen(text) + 1) : hash(h, "", 1);
}

struct outcome {
	bool refused;
	uint64_t said, given, model;
};

static uint64_t hash_rules(uint64_t h, const struct rules *r)
{
	h = hash(h, &r->listed, sizeof(r->listed));
	return hash_text(hash_text(h, r->allow.text), r->deny.text);
}

/* What the manager reads for itself: who may do what. */
static uint64_t hash_logins(uint64_t h, const struct cnode *root)
{
	const struct cnode *login = cn_path(root, "system", "login", NULL), *n;
	struct login l;

	for (n = cn_first(login, "user"); n; n = cn_next(n)) {
		login_load(&l, root, cn_key(n, 0), 1000);
		h = hash(h, &l.bits, sizeof(l.bits));
		h = hash(h, &l.idle_minutes, sizeof(l.idle_minutes));
		h = hash(h, &l.tip, sizeof(l.tip));
		h = hash_rules(hash_rules(h, &l.command), &l.statement);
		login_free(&l);
	}
	return h;
}

static uint64_t hash_ruleset(uint64_t h, struct dp_ruleset *rs)
{
	struct buf out;
	size_t i;

	buf_init(&out);
	compile_print(rs, false, &out);
	h = hash(h, out.data, out.len);
	buf_free(&out);
	for (i = 0; i < sizeof(rs->image) / sizeof(*rs->image); i++)
		h = hash(h, rs->image[i].data, rs->image[i].size);
	return hash(h, &rs->cookie, sizeof(rs->cookie));
}

/* Padding of what is copied from there is the same each time. */
static __attribute__((noinline)) void clear_stack(void)
{
	char room[128 << 10];

	memset(room, 0, sizeof(room));
	__asm__ volatile("" : : "r"(room) : "memory");
}

static struct outcome judge(const struct tree *eff)
{
	struct outcome o = { .given = 1, .said = 1, .model = 1 };
	struct diag *d = diag_new();
	struct dp_ruleset *rs = NULL;
	struct model *m;
	struct buf out;

	buf_init(&out);
	conf_validate(eff, d);
	region_begin();
	clear_stack();
	m = model_build(eff, d);
	in_region = false;
	o.refused = !m || diag_errors(d);
	if (!o.refused) {
		o.model = hash(1, region, region_used);
		schedulers_apply(m, 1000000000);
		rs = compile_ruleset(m, d);
		model_print_plan(m, &out);
		o.given = hash(1, out.data, out.len);
		buf_reset(&out);
	}
	if (rs)
		o.given = hash_ruleset(o.given, rs);
	o.refused |= !rs;
	o.given = hash_logins(o.given, tree_root(eff));
	diag_print(d, &out);
	o.said = hash(1, out.data, out.len);
	buf_free(&out);
	compile_free(rs);
	return o;
}

/* ---- statements ---- */

enum state { ABSENT, NONE, NEEDED, MODEL, EFFECT };

static const char *const states[] = { "absent", "none", "needed", "model",
				      "effect" };

struct statement {
	const struct snode *s;
	enum state state;
	VEC(const char *) values;
};

static VEC(struct statement) all;

static bool is_one(const struct snode *s)
{
	return !s->nchild || s->nchild == s->nkey || s->flags & SN_PRESENCE;
}

static bool is_passed(const struct snode *s)
{
	/* marked; or it stands for others and is gone when they are there */
	return s->flags & (SN_HIDDEN | SN_KEY | SN_UNSUPPORTED | SN_FOREIGN) ||
	       s->expands || s->collects;
}

static void collect(const struct snode *n)
{
	size_t i;

	for (i = 0; i < n->nchild; i++) {
		if (is_passed(n->child[i]))
			continue;
		if (is_one(n->child[i]))
			vec_push(&all, ((struct statement){ n->child[i] }));
		collect(n->child[i]);
	}
}

static int by_node(const void *a, const void *b)
{
	const struct statement *x = a, *y = b;

	return (x->s > y->s) - (x->s < y->s);
}

static struct statement *find(const struct snode *s)
{
	struct statement key = { .s = s };

	return bsearch(&key, all.v, all.n, sizeof(key), by_node);
}

/* ---- tries ---- */

static struct outcome was;
static struct tree *eff;
static struct arena *values;

static enum state compare(const struct outcome *is)
{
	if (is->refused)
		return NEEDED;
	if (is->given != was.given || is->said != was.said)
		return EFFECT;
	return is->model != was.model ? MODEL : NONE;
}

static int answer(pid_t pid, const char *what)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		abort();
	if (!WIFEXITED(status)) {
		fprintf(stderr, "killed: %s\n", what);
		exit(2);
	}
	return WEXITSTATUS(status);
}

/* @value: NULL: without the statement */
static enum state try(struct cnode *n, const char *value)
{
	struct outcome o;
	pid_t pid = fork();

	if (pid < 0)
		abort();
	if (!pid) {
		if (value)
			tree_rename(eff, n, NULL, value);
		else
			tree_remove(eff, n);
		o = judge(eff);
		_exit(compare(&o));
	}
	return (enum state)answer(pid, n->schema->name);
}

static void attempt(struct statement *st, struct cnode *n, const char *value)
{
	enum state s = try(n, value);

	if (s > st->state)
		st->state = s;
}

static void visit(struct cnode *n)
{
	struct statement *st = find(n->schema);
	struct cnode *c;
	const char **v;

	if (st && st->state < EFFECT) {
		attempt(st, n, NULL);
		if (n->schema->kind == SN_LEAF && n->value)
			vec_each(v, &st->values)
				if (st->state < EFFECT && strcmp(*v, n->value))
					attempt(st, n, *v);
	}
	for (c = n->first; c; c = c->next)
		visit(c);
}

/* ---- what is not in the file is put there ---- */

#define PLACES 2
#define TRIES 3

struct places {
	const struct snode *s;
	struct cnode *at[PLACES];
	size_t n;
};

static void find_places(struct places *p, struct cnode *n)
{
	struct cnode *c;

	if (p->n == PLACES)
		return;
	if (n->schema == p->s) {
		p->at[p->n++] = n;
		return;
	}
	for (c = n->first; c; c = c->next)
		find_places(p, c);
}

/* Its keys, if it has any, are whatever they may be. */
static struct cnode *grow_node(struct cnode *at, const struct snode *s,
			       const char *value)
{
	const char *keys[4];
	struct buf b[4];
	struct buf v;
	size_t i;

	for (i = 0; i < s->nkey; i++) {
		buf_init(&b[i]);
		if (!snode_key_given(s, i, keys))
			buf_puts(&b[i], "");
		else if (!grow_value(s->key[i], &b[i]))
			return NULL;
		keys[i] = b[i].data;
	}
	buf_init(&v);
	if (!value && (s->kind == SN_LEAF || s->kind == SN_LEAFLIST)) {
		if (!grow_value(s, &v))
			return NULL;
		value = v.data;
	}
	return tree_add(eff, at, s, keys, value, NULL);
}

/* The ancestors that are missing below a place, down to the parent of @s. */
static struct cnode *grow_parents(struct cnode *at, const struct snode *s)
{
	if (s->parent == at->schema)
		return at;
	at = grow_parents(at, s->parent);
	return at ? grow_node(at, s->parent, NULL) : NULL;
}

/* One place, one value: what comes of it, and as if nothing had been. */
static enum state put(const struct snode *s, struct cnode *at,
		      const char *value)
{
	struct cnode *parent = grow_parents(at, s), *n;
	enum state is = ABSENT;
	struct outcome o;

	if (!parent)
		return ABSENT;
	was = judge(eff);
	n = grow_node(parent, s, value);
	if (!n)
		return ABSENT;
	o = judge(eff);
	/* a place where nothing may be is none */
	if (!o.refused)
		is = was.refused ? NEEDED : compare(&o);
	tree_remove(eff, n);
	return is;
}

static enum state put_all(const struct statement *st, const struct places *p)
{
	const char *value = st->values.n ? st->values.v[0] : NULL;
	enum state best = ABSENT, is;
	unsigned int k;
	size_t i;

	for (i = 0; i < p->n; i++)
		for (k = 0; k < TRIES && best < MODEL; k++) {
			grow_seed = k * 977 + (unsigned int)i;
			is = put(st->s, p->at[i], k ? NULL : value);
			if (is > best)
				best = is;
		}
	return best;
}

static void plant(struct statement *st)
{
	struct places p = { .s = st->s };
	int status;
	pid_t pid;

	while (!p.n && p.s->parent) {
		p.s = p.s->parent;
		find_places(&p, tree_root(eff));
	}
	pid = fork();
	if (pid < 0)
		abort();
	if (!pid)
		_exit(put_all(st, &p));
	status = answer(pid, st->s->name);
	if ((enum state)status > st->state)
		st->state = (enum state)status;
}

/* Values that others have, to put in the place of one. */
static void gather(const struct cnode *n)
{
	struct statement *st = find(n->schema);
	const struct cnode *c;
	const char **v;

	if (st && n->schema->kind == SN_LEAF && n->value && st->values.n < 4) {
		vec_each(v, &st->values)
			if (!strcmp(*v, n->value))
				break;
		if (v == st->values.v + st->values.n)
			vec_push(&st->values, arena_strdup(values, n->value));
	}
	for (c = n->first; c; c = c->next)
		gather(c);
}

static struct tree *read_tree(const struct schema *s, const char *file)
{
	struct diag *d = diag_new();
	struct tree *t, *e = NULL;
	size_t len;
	char *text = read_file(file, &len);

	t = conf_parse(s, file, text, len, d);
	if (t && !diag_errors(d))
		/* without what every firewall has: it would only cost */
		e = group_expand(t, false, false, d);
	tree_free(t);
	free(text);
	diag_free(d);
	return e;
}

static void words(const struct snode *n, struct buf *out)
{
	size_t i;

	if (!n->parent)
		return;
	words(n->parent, out);
	if (!(n->flags & SN_NOKEYWORD) || n->kind == SN_LEAF)
		buf_printf(out, " %s", n->keyword);
	for (i = 0; i < n->nkey; i++)
		buf_printf(out, " <%s>", n->key[i]->keyword);
}

static void list(const struct snode *n, bool whole)
{
	const struct statement *st;
	struct buf b;
	size_t i;

	for (i = 0; i < n->nchild; i++) {
		if (is_passed(n->child[i]))
			continue;
		st = find(n->child[i]);
		if (st && (whole || st->state == NONE)) {
			buf_init(&b);
			words(st->s, &b);
			printf("%s\t%s\n", states[st->state], b.data + 1);
			buf_free(&b);
		}
		list(n->child[i], whole);
	}
}

int main(int argc, char **argv)
{
	struct schema *s = schema_load();
	bool whole = argc > 1 && !strcmp(argv[1], "-a");
	int first = whole ? 2 : 1, i;
	struct statement *st;

	if (!s || argc <= first)
		return 2;
	values = arena_new();
	collect(schema_config(s));
	qsort(all.v, all.n, sizeof(*all.v), by_node);
	for (i = first; i < argc; i++) {
		eff = read_tree(s, argv[i]);
		if (eff)
			gather(tree_root(eff));
		tree_free(eff);
	}
	for (i = first; i < argc; i++) {
		eff = read_tree(s, argv[i]);
		if (eff)
			judge(eff); /* to be warm */
		if (eff)
			was = judge(eff);
		if (eff && was.model != judge(eff).model)
			fprintf(stderr, "%s: not the same twice\n", argv[i]);
		if (!eff || was.refused)
			fprintf(stderr, "%s: is refused\n", argv[i]);
		else
			visit(tree_root(eff));
		if (eff && !was.refused && strstr(argv[i], "effect/"))
			vec_each(st, &all)
				if (st->state < EFFECT)
					plant(st);
		tree_free(eff);
	}
	list(schema_config(s), whole);
	return 0;
}
