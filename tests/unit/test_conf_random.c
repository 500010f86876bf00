// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Laws of the language on random configurations: a tree must survive every
 * form; the difference of two trees, read as a patch, must turn one into the
 * other; each manner of loading must do what it says.  A failure prints the
 * smallest trees for which it still fails, and the seed; XPF_SEED=n
 * XPF_RUNS=1 runs that one again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "grow.h"

static struct schema *schema;

static const char *const form_names[] = {
	[CONF_TEXT] = "text",
	[CONF_SET] = "set",
	[CONF_JSON] = "json",
	[CONF_XML] = "xml",
};

static struct tree *empty_tree;

/* ---- what laws are made of ---- */

static bool differs(const struct tree *want, const struct tree *got,
		    const char *what, struct buf *why)
{
	if (tree_equal(want, got))
		return false;
	buf_printf(why, "%s: want\n", what);
	conf_print(tree_root(want), CONF_TEXT, CONF_SECRETS, why);
	buf_puts(why, "---- got\n");
	conf_print(tree_root(got), CONF_TEXT, CONF_SECRETS, why);
	return true;
}

/* Load and expect no fault. */
static bool load(struct tree *t, struct cnode *at, enum load_how how,
		 const struct buf *text, struct buf *why)
{
	struct diag *d = diag_new();
	bool ok;

	conf_load(t, at, how, "test", text->data, text->len, d);
	ok = !diag_count(d);
	if (!ok) {
		diag_print(d, why);
		buf_printf(why, "---- of text\n%s", text->data);
	}
	diag_free(d);
	return ok;
}

static void print(const struct tree *t, enum conf_format form, struct buf *out)
{
	buf_reset(out);
	conf_print(tree_root(t), form, CONF_SECRETS, out);
}

/* ---- forms ---- */

static bool reads_back(const struct tree *t, enum conf_format form,
		       struct buf *why)
{
	struct tree *again = tree_new(schema);
	struct buf x, y;
	bool ok;

	buf_init(&x);
	buf_init(&y);
	print(t, form, &x);
	ok = load(again, tree_root(again), LOAD_MERGE, &x, why) &&
	     !differs(t, again, form_names[form], why);
	if (ok) {
		print(again, form, &y);
		ok = !strcmp(x.data, y.data);
		if (!ok)
			buf_printf(why, "printed again:\n%s---- was\n%s",
				   y.data, x.data);
	} else {
		buf_printf(why, "---- by text\n%s", x.data);
	}
	tree_free(again);
	buf_free(&x);
	buf_free(&y);
	return ok;
}

static bool law_forms(const struct tree *a, const struct tree *b,
		      struct buf *why)
{
	return reads_back(a, CONF_TEXT, why) && reads_back(a, CONF_SET, why) &&
	       reads_back(a, CONF_XML, why) && reads_back(a, CONF_JSON, why);
}

static bool law_copy(const struct tree *a, const struct tree *b,
		     struct buf *why)
{
	struct tree *c = tree_dup(a);
	bool ok = !differs(a, c, "copy", why);

	tree_free(c);
	return ok;
}

/* What is expanded has nothing left to expand; checking changes nothing. */
static bool law_effective(const struct tree *a, const struct tree *b,
			  struct buf *why)
{
	struct diag *d = diag_new(), *none = diag_new();
	struct tree *e = conf_effective(a, d), *again, *kept;
	bool ok;

	kept = tree_dup(e);
	conf_validate(e, d);
	again = conf_effective(e, none);
	ok = !differs(kept, e, "validated", why) &&
	     !differs(e, again, "effective", why);
	tree_free(again);
	tree_free(kept);
	tree_free(e);
	diag_free(none);
	diag_free(d);
	return ok;
}

/* ---- differences ---- */

static bool law_patch(const struct tree *a, const struct tree *b,
		      struct buf *why)
{
	struct tree *t = tree_dup(a);
	struct buf x;
	bool ok;

	buf_init(&x);
	conf_compare(a, a, tree_root(a), &x);
	if (x.len)
		buf_printf(why, "differs from itself:\n%s", x.data);
	buf_reset(&x);
	conf_compare(a, b, tree_root(b), &x);
	if (!why->len && !x.len != tree_equal(a, b))
		buf_puts(why, "silent about a difference\n");
	ok = !why->len && load(t, tree_root(t), LOAD_PATCH, &x, why) &&
	     !differs(b, t, "patched", why);
	if (!ok)
		buf_printf(why, "---- by patch\n%s", x.data);
	buf_free(&x);
	tree_free(t);
	return ok;
}

static bool law_unpatch(const struct tree *a, const struct tree *b,
			struct buf *why)
{
	return law_patch(b, a, why);
}

/* ---- manners of loading ---- */

static bool loads(const struct tree *a, const struct tree *b, enum load_how how,
		  enum conf_format form, const struct tree *want,
		  struct buf *why)
{
	struct tree *t = tree_dup(a);
	struct buf x;
	bool ok;

	buf_init(&x);
	print(b, form, &x);
	ok = load(t, tree_root(t), how, &x, why) &&
	     !differs(want, t, form_names[form], why);
	buf_free(&x);
	tree_free(t);
	return ok;
}

static bool law_override(const struct tree *a, const struct tree *b,
			 struct buf *why)
{
	return loads(a, b, LOAD_OVERRIDE, CONF_TEXT, b, why) &&
	       loads(a, b, LOAD_OVERRIDE, CONF_XML, b, why) &&
	       loads(a, b, LOAD_OVERRIDE, CONF_JSON, b, why) &&
	       loads(a, b, LOAD_UPDATE, CONF_TEXT, b, why) &&
	       loads(a, b, LOAD_UPDATE, CONF_XML, b, why);
}

static bool is_marked(const struct cnode *n)
{
	if (n->flags & (CN_INACTIVE | CN_PROTECT))
		return true;
	for (n = n->first; n; n = n->next)
		if (is_marked(n))
			return true;
	return false;
}

/*
 * Merging what is there changes nothing; nothing merged with b is b; and
 * merging twice is merging once.  In whatever form: but a mark before a brace
 * is of all that is in it, also of what was there before.
 */
static bool law_merge(const struct tree *a, const struct tree *b,
		      struct buf *why)
{
	struct tree *once = tree_dup(a);
	struct buf x;
	bool ok;

	buf_init(&x);
	print(b, CONF_TEXT, &x);
	ok = load(once, tree_root(once), LOAD_MERGE, &x, why) &&
	     loads(a, a, LOAD_MERGE, CONF_TEXT, a, why) &&
	     loads(a, a, LOAD_MERGE, CONF_XML, a, why) &&
	     loads(a, a, LOAD_MERGE, CONF_JSON, a, why) &&
	     loads(empty_tree, b, LOAD_MERGE, CONF_TEXT, b, why) &&
	     loads(once, b, LOAD_MERGE, CONF_TEXT, once, why) &&
	     loads(a, b, LOAD_REPLACE, CONF_TEXT, once, why);
	if (ok && !is_marked(tree_root(b)))
		ok = loads(a, b, LOAD_MERGE, CONF_XML, once, why) &&
		     loads(a, b, LOAD_MERGE, CONF_JSON, once, why);
	buf_free(&x);
	tree_free(once);
	return ok;
}

/* "replace:" before each of b's outermost statements: those are b's then,
 * the others stay.
 */
static bool law_replace(const struct tree *a, const struct tree *b,
			struct buf *why)
{
	struct tree *want = tree_dup(a), *t = tree_dup(a);
	const struct cnode *n;
	struct cnode *old;
	struct buf x;
	bool ok;

	buf_init(&x);
	for (n = tree_root(b)->first; n; n = n->next) {
		if (n->schema->kind != SN_CONTAINER || n->comment ||
		    n->flags & (CN_INACTIVE | CN_PROTECT) || cn_is_void(n))
			continue;
		buf_printf(&x, "replace: %s {\n", n->schema->keyword);
		conf_print(n, CONF_TEXT, CONF_SECRETS, &x);
		buf_puts(&x, "}\n");
		old = tree_find(tree_root(want), n->schema, NULL, NULL);
		if (old)
			tree_remove(want, old);
		tree_copy(want, tree_root(want), n);
	}
	ok = load(t, tree_root(t), LOAD_REPLACE, &x, why) &&
	     !differs(want, t, "replaced", why);
	buf_free(&x);
	tree_free(want);
	tree_free(t);
	return ok;
}

/* A level printed alone and loaded at the same place is that level. */
static bool law_relative(const struct tree *a, const struct tree *b,
			 struct buf *why)
{
	const struct cnode *n = pick(tree_root(a));
	struct tree *t = tree_dup(a);
	struct cnode *m;
	struct buf x;
	bool ok = true;

	buf_init(&x);
	while (n->schema->kind == SN_LEAF || n->schema->kind == SN_LEAFLIST)
		n = n->parent;
	m = counterpart(t, n);
	conf_print(n, CONF_TEXT, CONF_SECRETS, &x);
	if (n->parent && m) {
		tree_clear(t, m);
		ok = load(t, m, LOAD_MERGE, &x, why) &&
		     !differs(a, t, "relative", why);
	}
	buf_free(&x);
	tree_free(t);
	return ok;
}

/* ---- merging what two have changed ---- */

static bool merges_to(const struct tree *base, const struct tree *ours,
		      const struct tree *theirs, const struct tree *want,
		      struct buf *why)
{
	struct diag *d = diag_new();
	struct tree *t = conf_merge(base, ours, theirs, d);
	bool ok;

	diag_print(d, why);
	ok = !diag_count(d) && !differs(want, t, "merge", why);
	tree_free(t);
	diag_free(d);
	return ok;
}

/* Who changed nothing is of no account; the same change twice is one. */
static bool law_commit_merge(const struct tree *a, const struct tree *b,
			     struct buf *why)
{
	return merges_to(a, b, a, b, why) && merges_to(a, a, b, b, why) &&
	       merges_to(a, b, b, b, why);
}

/* ---- runs ---- */

static const struct {
	const char *name;
	law_fn law;
} laws[] = {
	{ "forms", law_forms },		{ "copy", law_copy },
	{ "effective", law_effective }, { "patch", law_patch },
	{ "patch back", law_unpatch },	{ "override", law_override },
	{ "merge", law_merge },		{ "replace", law_replace },
	{ "relative", law_relative },	{ "commit merge", law_commit_merge },
};

static void all_laws(const struct tree *a, const struct tree *b,
		     unsigned int seed)
{
	size_t i;

	for (i = 0; i < sizeof(laws) / sizeof(*laws); i++) {
		grow_seed = seed;
		if (obeys(laws[i].name, laws[i].law, a, b))
			continue;
		fprintf(stderr, "==== XPF_SEED=%u\n", seed);
		fail();
	}
}

static unsigned int env_number(const char *name, unsigned int dflt)
{
	const char *v = getenv(name);

	return v ? (unsigned int)atoi(v) : dflt;
}

static void test_small_trees(void **state)
{
	unsigned int n = env_number("XPF_RUNS", 150), k;
	unsigned int i, from = env_number("XPF_SEED", 1);
	struct tree *a, *b;

	for (i = from; i < from + n; i++) {
		grow_seed = i;
		a = random_tree(schema, 60);
		b = one_in(3) ? random_tree(schema, 30) : tree_dup(a);
		for (k = rnd(12); k; k--)
			change(b);
		all_laws(a, b, i);
		tree_free(a);
		tree_free(b);
	}
}

static void test_large_trees(void **state)
{
	unsigned int n = env_number("XPF_RUNS", 3), i, k;
	unsigned int from = env_number("XPF_SEED", 1);
	struct tree *a, *b;

	for (i = from; i < from + n; i++) {
		grow_seed = i;
		a = random_tree(schema, 2000);
		b = tree_dup(a);
		for (k = 200; k; k--)
			change(b);
		all_laws(a, b, i);
		tree_free(a);
		tree_free(b);
	}
}

/* ---- every statement of the grammar, alone ---- */

struct walk {
	size_t statements, dry;
};

/* Values for which no sample fits are a gap of this test. */
static void one_statement(struct walk *w, struct tree *t, struct cnode *at,
			  const struct snode *s)
{
	struct cnode *n = NULL;
	size_t i;

	if (s->kind == SN_CONTAINER)
		n = tree_add(t, at, s, NULL, NULL, NULL);
	else if (s->kind == SN_LIST)
		n = grow_entry(t, at, s);
	else
		n = grow_leaf(t, at, s);
	w->statements++;
	if (!n) {
		w->dry++;
		fprintf(stderr, "no value known for %s of %s\n", s->keyword,
			at->schema->keyword);
		return;
	}
	if (!obeys("forms", law_forms, t, empty_tree) ||
	    !obeys("patch", law_patch, t, empty_tree) ||
	    !obeys("patch back", law_unpatch, t, empty_tree))
		fail();
	/* what a foreign list holds is walked where it is at home */
	for (i = 0; i < s->nchild && !(s->flags & SN_FOREIGN); i++)
		if (!(s->child[i]->flags & SN_KEY))
			one_statement(w, t, n, s->child[i]);
	tree_remove(t, n);
}

static void test_every_statement(void **state)
{
	const struct snode *s = schema_config(schema);
	struct walk w = { 0 };
	struct tree *t;
	size_t i;

	for (i = 0; i < s->nchild; i++) {
		grow_seed = (unsigned int)i;
		/* a removed node's memory lives as long as its tree */
		t = tree_new(schema);
		one_statement(&w, t, tree_root(t), s->child[i]);
		tree_free(t);
	}
	print_message("%zu statements, %zu without a value\n", w.statements,
		      w.dry);
	assert_true(w.dry * 50 <= w.statements);
}

static int prepare(void **state)
{
	schema = schema_load();
	if (schema)
		empty_tree = tree_new(schema);
	return schema ? 0 : -1;
}

static int clean(void **state)
{
	tree_free(empty_tree);
	schema_free(schema);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small_trees),
		cmocka_unit_test(test_large_trees),
		cmocka_unit_test(test_every_statement),
	};

	return cmocka_run_group_tests(tests, prepare, clean);
}
