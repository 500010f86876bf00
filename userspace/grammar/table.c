// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The grammar as C: tables that point into each other, so that the linker does
 * what a loader would.  A node is N + its number, a type T + its number; lists
 * of pointers - children, keys, words - stand one after another in C, and what
 * belongs to a node or a type likewise in the table of its kind.
 *
 * Everything is numbered first, then printed table by table: each function that
 * prints a table walks nodes or types in the order of their numbers, and so
 * does the one that counts how far each has come.
 */
#include "grammar/grammar.h"

#include <stdlib.h>
#include <string.h>

#include "conf/must.h"
#include "lib/arena.h"

_Static_assert(sizeof(struct snode) == 272, "print_node() knows every member");
_Static_assert(sizeof(struct vtype) == 88, "print_type() knows every member");

struct printer {
	FILE *f;
	struct shared numbers; /* of nodes, types, conditions: from 1 */
	VEC(struct snode *) nodes;
	VEC(struct vtype *) types;
	VEC(const struct must *) musts;
	size_t pointers, refs, conditions, required; /* as far as printed */
	size_t ranges, words, patterns, members;
};

static size_t number(struct printer *p, const void *what)
{
	return (size_t)(uintptr_t)*shared_slot(&p->numbers, what) - 1;
}

/* Has it none yet? Then it gets @n. */
static bool give_number(struct printer *p, const void *what, size_t n)
{
	void **slot = shared_slot(&p->numbers, what);

	if (*slot)
		return false;
	*slot = (void *)(uintptr_t)(n + 1);
	return true;
}

/* ---- numbering ---- */

static void number_type(struct printer *p, struct vtype *t)
{
	size_t i;

	if (!t || !give_number(p, t, p->types.n))
		return;
	vec_push(&p->types, t);
	for (i = 0; i < t->nmember; i++)
		number_type(p, t->member[i]);
}

static void number_must(struct printer *p, const struct must *m)
{
	if (!m || !give_number(p, m, p->musts.n))
		return;
	vec_push(&p->musts, m);
	number_must(p, m->a);
	number_must(p, m->b);
}

static void number_node(struct printer *p, struct snode *n)
{
	size_t i;

	if (!give_number(p, n, p->nodes.n))
		return;
	vec_push(&p->nodes, n);
	number_type(p, (struct vtype *)(uintptr_t)n->type);
	for (i = 0; i < n->nmust; i++)
		number_must(p, n->must[i].expr);
	for (i = 0; i < n->nchild; i++)
		number_node(p, n->child[i]);
}

/* ---- children by their words ---- */

#define FEW_CHILDREN 8

/* Of two that have one word the later is found, and stands first here. */
static int by_word(const void *a, const void *b)
{
	const struct snode *x = *(struct snode *const *)a;
	const struct snode *y = *(struct snode *const *)b;
	int cmp = strcmp(x->keyword, y->keyword);

	return cmp ? cmp : y->order - x->order;
}

static void index_words(struct grammar *g, struct snode *n)
{
	size_t i, kept = 0;

	if (n->nchild <= FEW_CHILDREN)
		return;
	n->word = arena_new_array(g->arena, struct snode *, n->nchild);
	for (i = 0; i < n->nchild; i++)
		if (!(n->child[i]->flags & (SN_KEY | SN_NOKEYWORD)))
			n->word[n->nword++] = n->child[i];
	qsort(n->word, n->nword, sizeof(*n->word), by_word);
	for (i = 0; i < n->nword; i++)
		if (!kept ||
		    strcmp(n->word[kept - 1]->keyword, n->word[i]->keyword))
			n->word[kept++] = n->word[i];
	n->nword = kept;
}

/* ---- printing ---- */

static void print_string(struct printer *p, const char *text)
{
	fputc('"', p->f);
	for (; *text; text++)
		if (*text == '"' || *text == '\\')
			fprintf(p->f, "\\%c", *text);
		else if (*text == '\n')
			fputs("\\n", p->f);
		else
			fputc(*text, p->f);
	fputs("\",", p->f);
}

static void print_text(struct printer *p, const char *name, const char *text)
{
	if (!text)
		return;
	fprintf(p->f, ".%s=", name);
	print_string(p, text);
}

static void print_number(struct printer *p, const char *name, long long n)
{
	if (n)
		fprintf(p->f, ".%s=%lld,", name, n);
}

/* A member that points to the next of a table, and those that were printed. */
static void print_part(struct printer *p, const char *name, const char *table,
		       size_t *at, size_t count)
{
	if (!count)
		return;
	fprintf(p->f, ".%s=%s+%zu,.n%s=%zu,", name, table, *at, name, count);
	*at += count;
}

static void print_pointers(struct printer *p, struct snode *const *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		fprintf(p->f, "N+%zu,", number(p, v[i]));
}

static void print_node(struct printer *p, const struct snode *n)
{
	size_t keys = p->pointers, i;

	fprintf(p->f, "{.kind=%d,.flags=%u,", (int)n->kind, n->flags);
	print_text(p, "name", n->name);
	print_text(p, "keyword", n->keyword);
	print_text(p, "help", n->help);
	print_text(p, "placeholder", n->placeholder);
	print_text(p, "dflt", n->dflt);
	print_text(p, "units", n->units);
	if (n->parent)
		fprintf(p->f, ".parent=N+%zu,", number(p, n->parent));
	if (n->nkey)
		fprintf(p->f, ".key=C+%zu,.nkey=%zu,", keys, n->nkey);
	print_part(p, "child", "C", &p->pointers, n->nchild);
	print_part(p, "bare", "C", &p->pointers, n->nbare);
	print_part(p, "word", "C", &p->pointers, n->nword);
	print_part(p, "ref", "R", &p->refs, n->nref);
	print_part(p, "must", "U", &p->conditions, n->nmust);
	print_number(p, "max", n->max);
	print_number(p, "choice", n->choice);
	print_number(p, "cas", n->cas);
	print_number(p, "order", n->order);
	if (n->type)
		fprintf(p->f, ".type=T+%zu,", number(p, n->type));
	fprintf(p->f, ".required=Q+%zu,", n->required[0] ? p->required : 0);
	for (i = 0; n->required[i]; i++)
		;
	p->required += i ? i + 1 : 0;
	print_text(p, "shorthand", n->shorthand);
	print_text(p, "optional", n->optional);
	print_text(p, "expands", n->expands);
	print_text(p, "collects", n->collects);
	if (n->flags & SN_UNSUPPORTED)
		print_text(p, "warning", n->warning);
	print_text(p, "rest", n->rest);
	print_text(p, "rpc", n->rpc);
	print_text(p, "permission", n->permission);
	print_text(p, "not_yet", n->not_yet);
	print_text(p, "shows", n->shows);
	fputs("},\n", p->f);
}

static void print_check(struct printer *p, const struct value_check *check)
{
	const struct value_check *c;

	if (!check)
		return;
	for (c = value_checks; c->name; c++)
		if (c == check)
			fprintf(p->f, ".check=value_checks+%td,",
				c - value_checks);
	for (c = value_routing_checks; c->name; c++)
		if (c == check)
			fprintf(p->f, ".check=value_routing_checks+%td,",
				c - value_routing_checks);
}

static void print_type(struct printer *p, const struct vtype *t)
{
	fprintf(p->f, "{.base=%d,", (int)t->base);
	print_check(p, t->check);
	print_part(p, "range", "V", &p->ranges, t->nrange);
	print_text(p, "range_message", t->range_message);
	print_part(p, "word", "W", &p->words, t->nword);
	print_part(p, "pattern", "P", &p->patterns, t->npattern);
	print_part(p, "member", "X", &p->members, t->nmember);
	fputs("},\n", p->f);
}

static void print_nodes(struct printer *p)
{
	struct snode **n;
	size_t i;

	fputs("static struct snode *C[] = {\n", p->f);
	vec_each(n, &p->nodes) {
		print_pointers(p, (*n)->child, (*n)->nchild);
		print_pointers(p, (*n)->bare, (*n)->nbare);
		print_pointers(p, (*n)->word, (*n)->nword);
	}
	fputs("0 };\nstatic const struct snode_ref R[] = {\n", p->f);
	vec_each(n, &p->nodes)
		for (i = 0; i < (*n)->nref; i++) {
			fputc('{', p->f);
			print_text(p, "path", (*n)->ref[i].path);
			print_text(p, "message", (*n)->ref[i].message);
			print_number(p, "up", (*n)->ref[i].up);
			fputs("},\n", p->f);
		}
	fputs("{ 0 } };\nstatic const struct snode_must U[] = {\n", p->f);
	vec_each(n, &p->nodes)
		for (i = 0; i < (*n)->nmust; i++) {
			fprintf(p->f, "{.expr=M+%zu,",
				number(p, (*n)->must[i].expr));
			print_text(p, "message", (*n)->must[i].message);
			fputs("},\n", p->f);
		}
	fputs("{ 0 } };\nstatic const char *const Q[] = { 0,\n", p->f);
	vec_each(n, &p->nodes) {
		if (!(*n)->required[0])
			continue;
		for (i = 0; (*n)->required[i]; i++)
			fprintf(p->f, "\"%s\",", (*n)->required[i]);
		fputs("0,\n", p->f);
	}
	p->required = 1;
	fprintf(p->f, "};\nstatic struct snode N[%zu] = {\n", p->nodes.n);
	vec_each(n, &p->nodes)
		print_node(p, *n);
	fputs("};\n", p->f);
}

static void print_musts(struct printer *p)
{
	const struct must **m;

	fprintf(p->f, "static struct must M[%zu] = {\n", p->musts.n + 1);
	vec_each(m, &p->musts) {
		fprintf(p->f, "{.op=%d,.cmp=%d,", (int)(*m)->op,
			(int)(*m)->cmp);
		if ((*m)->a)
			fprintf(p->f, ".a=M+%zu,", number(p, (*m)->a));
		if ((*m)->b)
			fprintf(p->f, ".b=M+%zu,", number(p, (*m)->b));
		print_text(p, "path", (*m)->path);
		print_number(p, "number", (long long)(*m)->number);
		fputs("},\n", p->f);
	}
	fputs("};\n", p->f);
}

static void print_types(struct printer *p)
{
	struct vtype **t;
	size_t i;

	fputs("static struct vrange V[] = {\n", p->f);
	vec_each(t, &p->types)
		for (i = 0; i < (*t)->nrange; i++)
			fprintf(p->f, "{%lldLL,%lldLL},\n",
				(long long)(*t)->range[i].lo,
				(long long)(*t)->range[i].hi);
	fputs("{ 0 } };\nstatic struct vword W[] = {\n", p->f);
	vec_each(t, &p->types)
		for (i = 0; i < (*t)->nword; i++) {
			fputc('{', p->f);
			print_text(p, "word", (*t)->word[i].word);
			print_text(p, "help", (*t)->word[i].help);
			fputs("},\n", p->f);
		}
	fputs("{ 0 } };\nstatic struct vpattern P[] = {\n", p->f);
	vec_each(t, &p->types)
		for (i = 0; i < (*t)->npattern; i++) {
			fputc('{', p->f);
			print_text(p, "expr", (*t)->pattern[i].expr);
			print_text(p, "message", (*t)->pattern[i].message);
			fputs("},\n", p->f);
		}
	fputs("{ 0 } };\nstatic struct vtype *X[] = {\n", p->f);
	vec_each(t, &p->types)
		for (i = 0; i < (*t)->nmember; i++)
			fprintf(p->f, "T+%zu,", number(p, (*t)->member[i]));
	fprintf(p->f, "0 };\nstatic struct vtype T[%zu] = {\n", p->types.n);
	vec_each(t, &p->types)
		print_type(p, *t);
	fputs("};\n", p->f);
}

static void print_root(struct printer *p, const struct grammar *g)
{
	const char **text;

	fputs("static const char *const defaults[] = {\n", p->f);
	vec_each(text, &g->defaults)
		print_string(p, *text);
	fprintf(p->f,
		"0 };\nconst struct grammar_table grammar_table = {\n"
		".config=N+%zu,.command=N+%zu,.defaults=defaults,\n.universal={",
		number(p, g->config), number(p, g->command));
	print_pointers(p, g->universal, UNIVERSAL);
	fputs("},\n.rooted={", p->f);
	print_pointers(p, g->rooted, ROOTED);
	fputs("},\n};\n", p->f);
}

void grammar_print(struct grammar *g, FILE *f)
{
	struct printer p = { .f = f };
	struct snode **n;
	size_t i;

	number_node(&p, g->config);
	number_node(&p, g->command);
	for (i = 0; i < UNIVERSAL; i++)
		number_node(&p, g->universal[i]);
	for (i = 0; i < ROOTED; i++)
		number_node(&p, g->rooted[i]);
	vec_each(n, &p.nodes)
		index_words(g, *n);
	fprintf(f,
		"/* written by userspace/grammar */\n"
		"#include \"conf/must.h\"\n#include \"conf/schema.h\"\n"
		"#include \"conf/table.h\"\n#include \"conf/type.h\"\n"
		"static struct snode N[%zu];\nstatic struct vtype T[%zu];\n"
		"static struct must M[%zu];\n",
		p.nodes.n, p.types.n, p.musts.n + 1);
	print_types(&p);
	print_musts(&p);
	print_nodes(&p);
	print_root(&p, g);
	shared_free(&p.numbers);
	vec_free(&p.nodes);
	vec_free(&p.types);
	vec_free(&p.musts);
}
