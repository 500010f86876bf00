// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Laws of editing on random configurations.  Each command is typed in words,
 * as a person does, and must leave exactly the tree that its meaning says -
 * found here by other means: the functions of the tree, or the text with the
 * words replaced.  After each of them the tree's invariants are looked at.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "grow.h"

static struct schema *schema;

/* ---- the invariants of tree.c, seen from outside ---- */

static bool wrong(struct buf *why, const struct cnode *n, const char *what)
{
	cn_edit_path(n, why);
	buf_printf(why, ": %s\n", what);
	return false;
}

static bool choices_hold(const struct cnode *a, struct buf *why)
{
	const struct cnode *b;

	for (b = a->next; b; b = b->next)
		if (a->schema->choice &&
		    a->schema->choice == b->schema->choice &&
		    a->schema->cas != b->schema->cas)
			return wrong(why, a, "two cases of a choice");
	return true;
}

static bool is_sound(const struct cnode *n, struct buf *why)
{
	const struct cnode *c, *prev = NULL;

	for (c = n->first; c; prev = c, c = c->next) {
		if (c->parent != n || c->prev != prev)
			return wrong(why, c, "wrong links");
		if (prev && prev->schema->order > c->schema->order)
			return wrong(why, c, "wrong order");
		if (tree_find(n, c->schema, c->keys, c->value) != c)
			return wrong(why, c, "not found, or twice");
		if ((!prev || prev->schema != c->schema) !=
		    (tree_first(n, c->schema) == c))
			return wrong(why, c, "not the first of its kind");
		if (!choices_hold(c, why) || !is_sound(c, why))
			return false;
	}
	return n->last == prev || wrong(why, n, "wrong last child");
}

/* ---- commands ---- */

static bool run(struct tree *t, const char *line, struct buf *why)
{
	struct edit_error e = { .word = 0 };
	struct words w;
	int err;

	words_split(line, &w);
	err = conf_edit(t, tree_root(t), w.n, (const char *const *)w.v, &e);
	words_free(&w);
	if (err || e.text[0])
		buf_printf(why, "%s\n%s\n", line, e.text);
	return !err && !e.text[0] && is_sound(tree_root(t), why);
}

/* want and got are given up. */
static bool same(struct tree *want, struct tree *got, const char *line,
		 struct buf *why)
{
	bool ok = tree_equal(want, got);

	if (!ok) {
		buf_printf(why, "%s\n---- want\n", line);
		conf_print(tree_root(want), CONF_TEXT, CONF_SECRETS, why);
		buf_puts(why, "---- got\n");
		conf_print(tree_root(got), CONF_TEXT, CONF_SECRETS, why);
	}
	tree_free(want);
	tree_free(got);
	return ok;
}

static void command(struct buf *line, const char *verb, const struct cnode *n)
{
	buf_puts(line, verb);
	buf_putc(line, ' ');
	cn_edit_path(n, line);
}

/* A statement that a command can name by itself. */
static const struct cnode *target(const struct tree *t)
{
	const struct cnode *n = pick(tree_root(t));

	/* a void container is nothing that was written */
	while (n->parent && cn_is_void(n))
		n = n->parent;
	return n->parent ? n : NULL;
}

static const struct cnode *entry(const struct tree *t)
{
	const struct cnode *n = target(t);

	while (n && n->parent && n->schema->kind != SN_LIST)
		n = n->parent;
	return n && n->parent ? n : NULL;
}

/* ---- the laws ---- */

static bool law_delete(const struct tree *a, const struct tree *b,
		       struct buf *why)
{
	const struct cnode *n = target(a);
	struct tree *want, *got;
	struct buf line;
	bool ok;

	if (!n)
		return true;
	want = tree_dup(a);
	got = tree_dup(a);
	buf_init(&line);
	command(&line, "delete", n);
	tree_remove(want, counterpart(want, n));
	ok = run(got, line.data, why);
	ok &= same(want, got, line.data, why);
	buf_free(&line);
	return ok;
}

static bool marks(const struct tree *a, const char *verb, unsigned int set,
		  unsigned int clear, struct buf *why)
{
	const struct cnode *n = target(a);
	struct tree *want, *got;
	struct cnode *m;
	struct buf line;
	bool ok;

	if (!n)
		return true;
	want = tree_dup(a);
	got = tree_dup(a);
	buf_init(&line);
	command(&line, verb, n);
	m = counterpart(want, n);
	m->flags = (m->flags & ~clear) | set;
	ok = run(got, line.data, why);
	ok &= same(want, got, line.data, why);
	buf_free(&line);
	return ok;
}

static bool law_marks(const struct tree *a, const struct tree *b,
		      struct buf *why)
{
	return marks(a, "deactivate", CN_INACTIVE, 0, why) &&
	       marks(a, "activate", 0, CN_INACTIVE, why) &&
	       marks(a, "protect", CN_PROTECT, 0, why) &&
	       marks(a, "unprotect", 0, CN_PROTECT, why);
}

static bool law_annotate(const struct tree *a, const struct tree *b,
			 struct buf *why)
{
	const struct cnode *n = target(a);
	struct tree *want, *got;
	struct cnode *m;
	struct buf line;
	bool ok;

	if (!n)
		return true;
	want = tree_dup(a);
	got = tree_dup(a);
	buf_init(&line);
	command(&line, "annotate", n);
	buf_puts(&line, " \"a \\\"new\\\" note\"");
	m = counterpart(want, n);
	if (n->schema->kind == SN_LEAFLIST)
		m = tree_first(m->parent, m->schema);
	tree_set_comment(want, m, "a \"new\" note");
	ok = run(got, line.data, why);
	ok &= same(want, got, line.data, why);
	buf_free(&line);
	return ok;
}

/* Each line of another's set form, typed, is that line loaded. */
static bool law_set(const struct tree *a, const struct tree *b, struct buf *why)
{
	struct tree *typed = tree_dup(a), *loaded = tree_dup(a);
	struct diag *d = diag_new();
	char *line, *next, *text;
	struct buf x;
	bool ok = true;

	buf_init(&x);
	conf_print(tree_root(b), CONF_SET, CONF_SECRETS, &x);
	text = strdup(x.data);
	for (line = text; *line && ok; line = next) {
		next = strchr(line, '\n');
		*next++ = '\0';
		ok = run(typed, line, why);
	}
	conf_load(loaded, tree_root(loaded), LOAD_SET, "set", x.data, x.len, d);
	ok &= same(loaded, typed, "set", why);
	free(text);
	diag_free(d);
	buf_free(&x);
	return ok;
}

/* New keys of an instance, of which there is none with them. */
static bool fresh_keys(const struct cnode *n, struct buf b[8],
		       const char *keys[8])
{
	size_t i;
	bool ok = n->schema->nkey <= 8;

	for (i = 0; i < n->schema->nkey && i < 8; i++) {
		buf_init(&b[i]);
		if (ok && snode_key_given(n->schema, i, keys))
			ok = grow_value(n->schema->key[i], &b[i]);
		keys[i] = b[i].data;
	}
	/* the group that apply-groups names is another matter */
	return ok && !(n->schema->flags & SN_GROUPS) &&
	       !tree_find(n->parent, n->schema, keys, NULL);
}

static void free_keys(const struct cnode *n, struct buf b[8])
{
	size_t i;

	for (i = 0; i < n->schema->nkey && i < 8; i++)
		buf_free(&b[i]);
}

/* "VERB PATH to KEYWORD KEYS" */
static void to_command(struct buf *line, const char *verb,
		       const struct cnode *n, const char *const *keys)
{
	struct cnode named = *n;

	named.keys = (const char **)(uintptr_t)keys;
	command(line, verb, n);
	buf_puts(line, " to ");
	cn_statement(&named, line);
}

static bool law_rename(const struct tree *a, const struct tree *b,
		       struct buf *why)
{
	const struct cnode *n = entry(a);
	struct tree *want, *got;
	const char *keys[8];
	struct buf k[8], line;
	bool ok = true;

	if (!n)
		return true;
	buf_init(&line);
	if (fresh_keys(n, k, keys)) {
		want = tree_dup(a);
		got = tree_dup(a);
		to_command(&line, "rename", n, keys);
		tree_rename(want, counterpart(want, n), keys, NULL);
		ok = run(got, line.data, why);
		ok &= same(want, got, line.data, why);
	}
	free_keys(n, k);
	buf_free(&line);
	return ok;
}

static bool law_copy(const struct tree *a, const struct tree *b,
		     struct buf *why)
{
	const struct cnode *n = entry(a), *c;
	struct tree *want, *got;
	const char *keys[8];
	struct buf k[8], line;
	struct cnode *m;
	bool ok = true;

	if (!n)
		return true;
	buf_init(&line);
	if (fresh_keys(n, k, keys)) {
		want = tree_dup(a);
		got = tree_dup(a);
		to_command(&line, "copy", n, keys);
		m = tree_add(want, counterpart(want, n->parent), n->schema,
			     keys, NULL, NULL);
		m->flags = n->flags;
		for (c = n->first; c; c = c->next)
			tree_copy(want, m, c);
		ok = run(got, line.data, why);
		ok &= same(want, got, line.data, why);
	}
	free_keys(n, k);
	buf_free(&line);
	return ok;
}

static bool law_insert(const struct tree *a, const struct tree *b,
		       struct buf *why)
{
	const struct cnode *n = entry(a), *other;
	bool after = one_in(2), ok;
	struct tree *want, *got;
	struct buf line;

	if (!n || !(n->schema->flags & SN_ORDERED))
		return true;
	other = one_in(2) ? tree_first(n->parent, n->schema) : cn_next(n);
	if (!other || other == n)
		return true;
	want = tree_dup(a);
	got = tree_dup(a);
	buf_init(&line);
	command(&line, "insert", n);
	buf_puts(&line, after ? " after " : " before ");
	cn_statement(other, &line);
	tree_move(counterpart(want, n), counterpart(want, other), after);
	ok = run(got, line.data, why);
	ok &= same(want, got, line.data, why);
	buf_free(&line);
	return ok;
}

/* The word that leads to a statement is offered where it stands. */
static bool law_complete(const struct tree *a, const struct tree *b,
			 struct buf *why)
{
	static const char *const verbs[] = { "set", "delete", "show" };
	const char *verb = verbs[rnd(3)], *argv[64], *word;
	const struct cnode *n = target(a);
	struct completions c;
	struct words w = { .n = 0 };
	struct buf line;
	bool found;
	size_t i;
	int argc;

	if (!n || n->schema->flags & (SN_NOKEYWORD | SN_HIDDEN) ||
	    !strcmp(n->schema->keyword, "apply-macro"))
		return true;
	buf_init(&line);
	cn_edit_path(n->parent, &line);
	words_split(line.data, &w);
	for (argc = 0; argc < w.n && argc < 63; argc++)
		argv[argc] = w.v[argc];
	argv[argc++] = "";
	conf_complete(a, tree_root(a), verb, argc, argv, &c);
	word = n->schema->keyword;
	found = n->schema->flags & SN_UNIVERSAL && n->schema->kind == SN_LEAF;
	for (i = 0; i < c.n; i++)
		found |= c.v[i].word && !strcmp(c.v[i].word, word);
	if (!found)
		buf_printf(why, "%s %s: %s is not offered (%s)\n", verb,
			   line.data, word, c.err.text);
	completions_free(&c);
	words_free(&w);
	buf_free(&line);
	return found;
}

/* ---- runs ---- */

static const struct {
	const char *name;
	law_fn law;
} laws[] = {
	{ "delete", law_delete },     { "marks", law_marks },
	{ "annotate", law_annotate }, { "set", law_set },
	{ "rename", law_rename },     { "copy", law_copy },
	{ "insert", law_insert },     { "complete", law_complete },
};

static void test_verbs(void **state)
{
	const char *runs = getenv("XPF_RUNS"), *first = getenv("XPF_SEED");
	unsigned int n = runs ? (unsigned int)atoi(runs) : 300;
	unsigned int from = first ? (unsigned int)atoi(first) : 1, i;
	struct tree *a, *b;
	size_t k;

	/* what is protected cannot be edited, which is tested elsewhere */
	grow_protects = false;
	for (i = from; i < from + n; i++) {
		grow_seed = i;
		a = random_tree(schema, i % 50 ? 60 : 2000);
		b = random_tree(schema, 30);
		for (k = 0; k < sizeof(laws) / sizeof(*laws); k++) {
			grow_seed = i * 31 + (unsigned int)k;
			if (obeys(laws[k].name, laws[k].law, a, b))
				continue;
			fprintf(stderr, "==== XPF_SEED=%u\n", i);
			fail();
		}
		tree_free(a);
		tree_free(b);
	}
}

static int prepare(void **state)
{
	schema = schema_load();
	return schema ? 0 : -1;
}

static int clean(void **state)
{
	schema_free(schema);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_verbs) };

	return cmocka_run_group_tests(tests, prepare, clean);
}
