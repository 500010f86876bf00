// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Laws of the language on random configurations.  A tree is grown from the
 * grammar itself - any statement, any value that its type takes, marks,
 * annotations, groups - and must survive every form; the difference of two
 * trees, read as a patch, must turn one into the other.  A failure prints
 * the seed and the tree; XPF_SEED=n XPF_RUNS=1 runs that one again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"

static struct schema *schema;
static unsigned int seed;

static unsigned int rnd(unsigned int n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

static bool one_in(unsigned int n)
{
	return !rnd(n);
}

/* ---- growing ---- */

static const char *const samples[] = {
	"a",
	"b1",
	"zone-c",
	"10.0.0.1",
	"192.0.2.0/24",
	"10.1.2.3/32",
	"2001:db8::1",
	"2001:db8::/32",
	"192.0.2.7/24",
	"2001:db8::7/64",
	"ge-0/0/0",
	"ge-0/0/1.5",
	"trust0",
	"lo0.0",
	"tcp",
	"17",
	"80",
	"1000-2000",
	"http",
	"0",
	"7",
	"65000",
	"inet.0",
	"ri.inet6.0",
	"text with blanks",
	"quo\"te \\ and [brackets] {x};",
	"# no comment",
	"two\nlines",
	"tab\there",
	"/* no comment */",
	"$9$secret",
	"1m",
	"never",
	"any",
	"12:30:00",
	"host.example.com",
	"*",
	"<x>",
	"\\",
};

static bool sample(const struct snode *s, struct buf *out)
{
	char number[16];
	int tries;

	for (tries = 0; tries < 200; tries++) {
		const char *v =
			samples[rnd(sizeof(samples) / sizeof(*samples))];

		if (one_in(3)) {
			snprintf(number, sizeof(number), "%u",
				 rnd(1) ? 0 : 1u << rnd(31));
			v = number;
		}
		buf_reset(out);
		if (!snode_check_value(s, v, out) &&
		    (out->len || s->flags & SN_EMPTY))
			return true;
	}
	return false;
}

/* Words of an enumeration are in the completions. */
static bool word_of(struct tree *t, const struct cnode *at,
		    const struct snode *s, struct buf *out)
{
	const char *argv[2] = { s->keyword, "" };
	struct completions c;
	bool found = false;
	size_t i, n;

	if (s->flags & (SN_KEY | SN_NOKEYWORD))
		return false;
	conf_complete(t, at, "set", 2, argv, &c);
	for (n = 0; n < 8 && c.n && !found; n++) {
		i = rnd((unsigned int)c.n);
		buf_reset(out);
		found = c.v[i].word && !snode_check_value(s, c.v[i].word, out);
	}
	completions_free(&c);
	return found;
}

static bool value_of(struct tree *t, const struct cnode *at,
		     const struct snode *s, struct buf *out)
{
	static const char *const words[] = {
		"ssh", "ping",	 "all",	       "bgp",	   "ospf",
		"any", "daemon", "permit-all", "deny-all",
	};
	unsigned int i, from = rnd(9);

	if (sample(s, out) || word_of(t, at, s, out))
		return true;
	for (i = 0; i < 9; i++) {
		buf_reset(out);
		if (!snode_check_value(s, words[(from + i) % 9], out))
			return true;
	}
	return false;
}

static void mark(struct tree *t, struct cnode *n)
{
	if (one_in(12))
		n->flags |= CN_INACTIVE;
	if (one_in(30))
		n->flags |= CN_PROTECT;
	/* the annotation of a leaf-list is its first value's */
	if (one_in(15) && (n->schema->kind != SN_LEAFLIST || !n->prev ||
			   n->prev->schema != n->schema))
		tree_set_comment(t, n, one_in(3) ? "two\nlines" : "a \"note\"");
}

static void grow(struct tree *t, struct cnode *at, int depth);

static void grow_list(struct tree *t, struct cnode *at, const struct snode *s,
		      int depth)
{
	const char *keys[4];
	struct cnode *n;
	struct buf b[4];
	size_t i;
	bool ok = true;

	for (i = 0; i < s->nkey; i++) {
		buf_init(&b[i]);
		if (ok && snode_key_given(s, i, keys))
			ok = value_of(t, at, s->key[i], &b[i]);
		keys[i] = b[i].data;
	}
	if (ok) {
		n = tree_add(t, at, s, keys, NULL, NULL);
		mark(t, n);
		grow(t, n, depth + 1);
	}
	for (i = 0; i < s->nkey; i++)
		buf_free(&b[i]);
}

static void grow_child(struct tree *t, struct cnode *at, const struct snode *s,
		       int depth)
{
	struct cnode *n;
	unsigned int k;
	struct buf b;

	buf_init(&b);
	switch (s->kind) {
	case SN_CONTAINER:
		n = tree_add(t, at, s, NULL, NULL, NULL);
		grow(t, n, depth + 1);
		mark(t, n);
		break;
	case SN_LIST:
		for (k = rnd(4) + 1; k; k--)
			grow_list(t, at, s, depth);
		break;
	case SN_LEAF:
		if (value_of(t, at, s, &b))
			mark(t, tree_add(t, at, s, NULL, b.data, NULL));
		break;
	case SN_LEAFLIST:
		for (k = rnd(4) + 1; k; k--)
			if (value_of(t, at, s, &b))
				mark(t, tree_add(t, at, s, NULL, b.data, NULL));
		break;
	}
	buf_free(&b);
}

static void grow(struct tree *t, struct cnode *at, int depth)
{
	const struct snode *s = at->schema;
	unsigned int odds = depth < 3 ? 2 : 4;
	size_t i;

	for (i = 0; i < s->nchild; i++) {
		if (s->child[i]->flags & SN_KEY ||
		    s->child[i]->flags & SN_GROUPS)
			continue;
		if (one_in(odds))
			grow_child(t, at, s->child[i], depth);
	}
	if (one_in(20))
		grow_child(t, at, schema_universal(schema, s, "apply-groups"),
			   depth);
	if (one_in(50))
		grow_child(t, at, schema_universal(schema, s, "apply-macro"),
			   depth);
}

static struct tree *random_tree(void)
{
	struct tree *t = tree_new(schema);
	const char *name = "g1";

	if (one_in(3))
		grow(t,
		     tree_add(t, tree_root(t),
			      schema_universal(schema, schema_config(schema),
					       "groups"),
			      &name, NULL, NULL),
		     1);
	grow(t, tree_root(t), 0);
	return t;
}

/* ---- changing ---- */

static struct cnode *pick(struct cnode *n)
{
	struct cnode *c, *found = NULL;
	unsigned int k = 1;

	while (n->first && (n->schema->flags & SN_GROUPS || !one_in(5))) {
		found = NULL;
		k = 1;
		for (c = n->first; c; c = c->next)
			if (one_in(k++))
				found = c;
		n = found;
	}
	return n;
}

static void change(struct tree *t)
{
	struct cnode *n = pick(tree_root(t)), *sibling;
	const struct snode *s = n->schema;

	if (!n->parent)
		return;
	switch (rnd(6)) {
	case 0:
		tree_remove(t, n);
		break;
	case 1:
		if (s->kind == SN_LIST && !(s->flags & SN_GROUPS))
			grow_list(t, n->parent, s, 5);
		break;
	case 2:
		n->flags ^= CN_INACTIVE;
		break;
	case 3:
		sibling = tree_first(n->parent, s);
		if ((s->kind == SN_LIST || s->kind == SN_LEAFLIST) && sibling)
			tree_move(n, sibling, one_in(2));
		break;
	case 4:
		if (s->kind == SN_CONTAINER || s->kind == SN_LIST)
			grow(t, n, 6);
		break;
	case 5:
		if (s->kind != SN_LEAFLIST)
			tree_set_comment(t, n, one_in(2) ? NULL : "changed");
		break;
	}
}

/* ---- laws ---- */

static void complain(const char *law, const struct tree *a,
		     const struct tree *b, const char *text)
{
	struct buf x;

	buf_init(&x);
	conf_print(tree_root(a), CONF_TEXT, CONF_SECRETS, &x);
	fprintf(stderr, "---- %s: want\n%s", law, x.data);
	buf_reset(&x);
	conf_print(tree_root(b), CONF_TEXT, CONF_SECRETS, &x);
	fprintf(stderr, "---- got\n%s---- text\n%s", x.data, text);
	buf_free(&x);
}

static void reads_back(const struct tree *t, enum conf_format form)
{
	static const char *const names[] = {
		[CONF_TEXT] = "text",
		[CONF_SET] = "set",
		[CONF_JSON] = "json",
		[CONF_XML] = "xml",
	};
	struct diag *d = diag_new();
	struct tree *again;
	struct buf x, y;

	buf_init(&x);
	buf_init(&y);
	conf_print(tree_root(t), form, CONF_SECRETS, &x);
	again = conf_parse(schema, names[form], x.data, x.len, d);
	diag_print(d, &y);
	if (y.len || !tree_equal(t, again)) {
		fputs(y.data, stderr);
		complain(names[form], t, again, x.data);
		fail();
	}
	buf_reset(&y);
	conf_print(tree_root(again), form, CONF_SECRETS, &y);
	if (strcmp(x.data, y.data)) {
		fprintf(stderr, "---- again: want\n%s---- got\n%s---- text\n",
			x.data, y.data);
		fail();
	}
	tree_free(again);
	diag_free(d);
	buf_free(&x);
	buf_free(&y);
}

static void patches(const struct tree *a, const struct tree *b)
{
	struct tree *t = tree_dup(a);
	struct diag *d = diag_new();
	struct buf x, y;

	buf_init(&x);
	buf_init(&y);
	conf_compare(a, a, tree_root(a), &x);
	assert_string_equal(x.data, "");
	conf_compare(a, b, tree_root(b), &x);
	conf_load(t, tree_root(t), LOAD_PATCH, "patch", x.data, x.len, d);
	diag_print(d, &y);
	if (y.len || !tree_equal(t, b)) {
		fputs(y.data, stderr);
		complain("patch", b, t, x.data);
		fail();
	}
	tree_free(t);
	diag_free(d);
	buf_free(&x);
	buf_free(&y);
}

static void expands(const struct tree *t)
{
	struct diag *d = diag_new();
	struct tree *e = conf_effective(t, d), *again;
	struct diag *none = diag_new();

	conf_validate(e, d);
	/* what is expanded has nothing left to expand */
	again = conf_effective(e, none);
	assert_true(tree_equal(e, again));
	tree_free(again);
	tree_free(e);
	diag_free(none);
	diag_free(d);
}

static void test_laws(void **state)
{
	const char *runs = getenv("XPF_RUNS"), *first = getenv("XPF_SEED");
	unsigned int i, k, n = runs ? (unsigned int)atoi(runs) : 150;
	unsigned int from = first ? (unsigned int)atoi(first) : 1;
	struct tree *a, *b;

	for (i = from; i < from + n; i++) {
		seed = i;
		if (first)
			fprintf(stderr, "seed %u\n", i);
		a = random_tree();
		reads_back(a, CONF_TEXT);
		reads_back(a, CONF_SET);
		reads_back(a, CONF_XML);
		reads_back(a, CONF_JSON);
		expands(a);
		b = tree_dup(a);
		assert_true(tree_equal(a, b));
		for (k = rnd(12); k; k--)
			change(b);
		patches(a, b);
		patches(b, a);
		tree_free(a);
		tree_free(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_laws) };
	int failed;

	schema = schema_load();
	if (!schema)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	schema_free(schema);
	return failed;
}
