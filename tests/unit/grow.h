/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Configurations grown from the grammar itself: any statement, values that
 * its type takes, marks, annotations, groups.  The same seed grows the same
 * tree.  And the way back: a tree for which a law does not hold is cut down
 * to the smallest one for which it still does not.
 */
#ifndef XPF_TEST_GROW_H
#define XPF_TEST_GROW_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/type.h"

static unsigned int grow_seed;
static bool grow_marks = true; /* inactive, protect, annotations */
static bool grow_protects = true;

static unsigned int rnd(unsigned int n)
{
	grow_seed = grow_seed * 1664525u + 1013904223u;
	return (grow_seed >> 8) % n;
}

static bool one_in(unsigned int n)
{
	return !rnd(n);
}

/* ---- values ---- */

static const char *const grow_samples[] = {
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
	"ssh",
	"ping",
	"all",
	"bgp",
	"daemon",
	"64512:100",
	"target:65000:1",
	"00:11:22:33:44:55",
	"2026-01-02.10:00",
	"10k",
	"0.0.0.0",
	"1.5",
	"49.0001.0100.0000.0001.00",
	"10.0.0.0-10.0.0.9",
	"1-5",
	"0x800",
	"1.3.6.1.2",
	"100g",
	"cli",
	"$6$abc$defghij",
	"af11",
	"be",
	"10.0.0.0/255.0.255.0",
	"65000:1:2",
	"+02:00",
	"000",
	"101",
	"110000",
	"http://www.example.com/a",
	"unlimited",
	"1/64",
};

#define GROW_N_SAMPLES (sizeof(grow_samples) / sizeof(*grow_samples))

static void grow_guess(const struct vtype *t, char *out, size_t size)
{
	const struct vrange *r;
	int64_t n;

	if (t->base == VT_UNION && t->nmember && !t->check && !one_in(4)) {
		grow_guess(t->member[rnd((unsigned int)t->nmember)], out, size);
	} else if (t->base == VT_ENUM && t->nword) {
		snprintf(out, size, "%s",
			 t->word[rnd((unsigned int)t->nword)].word);
	} else if (t->base == VT_INT && t->nrange && !t->check) {
		r = &t->range[rnd((unsigned int)t->nrange)];
		n = one_in(4) ? r->lo : one_in(3) ? r->hi : r->lo + rnd(1000);
		snprintf(out, size, "%lld", (long long)(n > r->hi ? r->hi : n));
	} else if (one_in(8)) {
		snprintf(out, size, "%u", 1u << rnd(31));
	} else {
		snprintf(out, size, "%s", grow_samples[rnd(GROW_N_SAMPLES)]);
	}
}

/* A value that the type takes, in normal form. False: none was found. */
static bool grow_value(const struct snode *s, struct buf *out)
{
	unsigned int tries, from = rnd(GROW_N_SAMPLES);
	char text[128];

	for (tries = 0; tries < 40 + GROW_N_SAMPLES; tries++) {
		if (tries < 40)
			grow_guess(s->type, text, sizeof(text));
		else
			snprintf(text, sizeof(text), "%s",
				 grow_samples[(from + tries) % GROW_N_SAMPLES]);
		buf_reset(out);
		if (s->flags & SN_EMPTY)
			return true;
		if (!snode_check_value(s, text, out) && out->len)
			return true;
	}
	return false;
}

/* ---- trees ---- */

static void grow_mark(struct tree *t, struct cnode *n)
{
	if (!grow_marks)
		return;
	if (one_in(12))
		n->flags |= CN_INACTIVE;
	if (grow_protects && one_in(30))
		n->flags |= CN_PROTECT;
	/* the annotation of a leaf-list is its first value's */
	if (one_in(15) && (n->schema->kind != SN_LEAFLIST || !n->prev ||
			   n->prev->schema != n->schema))
		tree_set_comment(t, n, one_in(3) ? "two\nlines" : "a \"note\"");
}

static void grow(struct tree *t, struct cnode *at, int depth);

/* A value without keyword must not be the keyword of its neighbour. */
static bool grow_is_word(const struct cnode *at, const struct snode *s,
			 const char *value)
{
	return s->flags & SN_NOKEYWORD && snode_child(at->schema, value);
}

/* One instance with keys of its own; NULL: no keys were found. */
static struct cnode *grow_entry(struct tree *t, struct cnode *at,
				const struct snode *s)
{
	struct cnode *n = NULL;
	const char *keys[8];
	struct buf b[8];
	bool ok = s->nkey <= 8;
	size_t i;

	for (i = 0; i < s->nkey && i < 8; i++) {
		buf_init(&b[i]);
		if (ok && snode_key_given(s, i, keys))
			ok = grow_value(s->key[i], &b[i]);
		keys[i] = b[i].data;
	}
	if (ok && !grow_is_word(at, s, keys[0]))
		n = tree_add(t, at, s, keys, NULL, NULL);
	for (i = 0; i < s->nkey && i < 8; i++)
		buf_free(&b[i]);
	return n;
}

/* A leaf or one more value of a leaf-list. */
static struct cnode *grow_leaf(struct tree *t, struct cnode *at,
			       const struct snode *s)
{
	struct cnode *n = NULL;
	struct buf b;

	buf_init(&b);
	if (grow_value(s, &b) && !grow_is_word(at, s, b.data))
		n = tree_add(t, at, s, NULL, b.data, NULL);
	buf_free(&b);
	return n;
}

static void grow_list(struct tree *t, struct cnode *at, const struct snode *s,
		      int depth)
{
	struct cnode *n = grow_entry(t, at, s);

	if (!n)
		return;
	grow_mark(t, n);
	grow(t, n, depth + 1);
}

/* How many more; a tree that grows again has some already. */
static unsigned int grow_count(const struct cnode *at, const struct snode *s)
{
	unsigned int n = rnd(4) + 1, room = s->max;
	const struct cnode *c;

	if (s->kind == SN_LEAF)
		return 1;
	if (!s->max)
		return n;
	for (c = tree_first(at, s); c && c->schema == s && room; c = c->next)
		room--;
	return room < n ? room : n;
}

static void grow_child(struct tree *t, struct cnode *at, const struct snode *s,
		       int depth)
{
	struct cnode *n;
	unsigned int k;

	switch (s->kind) {
	case SN_CONTAINER:
		n = tree_add(t, at, s, NULL, NULL, NULL);
		grow(t, n, depth + 1);
		grow_mark(t, n);
		break;
	case SN_LIST:
		for (k = grow_count(at, s); k; k--)
			grow_list(t, at, s, depth);
		break;
	case SN_LEAF:
	case SN_LEAFLIST:
		for (k = grow_count(at, s); k; k--) {
			n = grow_leaf(t, at, s);
			if (n)
				grow_mark(t, n);
		}
		break;
	}
}

/* Nodes that one tree gets at most, so that a larger grammar is no reason
 * for larger trees.
 */
static size_t grow_left;

static void grow(struct tree *t, struct cnode *at, int depth)
{
	const struct schema *schema = tree_schema(t);
	const struct snode *s = at->schema;
	unsigned int odds = depth < 3 ? 2 : 4;
	size_t i, n = s->nchild, from = n ? rnd((unsigned int)n) : 0;

	/* a few of many */
	if (n > 24)
		odds *= (unsigned int)n / 12;
	for (i = 0; i < n && grow_left; i++) {
		const struct snode *c = s->child[(from + i) % n];

		/* yanglint does not know what foreign lists hold */
		if (c->flags & (SN_KEY | SN_GROUPS | SN_FOREIGN) ||
		    !one_in(odds))
			continue;
		grow_left--;
		grow_child(t, at, c, depth);
	}
	if (one_in(20))
		grow_child(t, at, schema_universal(schema, s, "apply-groups"),
			   depth);
	if (one_in(50))
		grow_child(t, at, schema_universal(schema, s, "apply-macro"),
			   depth);
}

__attribute__((unused)) static struct tree *random_tree(const struct schema *schema, size_t nodes)
{
	struct tree *t = tree_new(schema);
	const char *name = "g1";
	size_t before;

	grow_left = nodes;
	if (one_in(3))
		grow(t,
		     tree_add(t, tree_root(t),
			      schema_universal(schema, schema_config(schema),
					       "groups"),
			      &name, NULL, NULL),
		     1);
	do {
		before = grow_left;
		grow(t, tree_root(t), 0);
	} while (nodes > 200 && grow_left && grow_left < before);
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

static inline void change(struct tree *t)
{
	struct cnode *n = pick(tree_root(t)), *sibling;
	const struct snode *s = n->schema;

	if (!n->parent)
		return;
	grow_left = 20;
	switch (rnd(6)) {
	case 0:
		tree_remove(t, n);
		break;
	case 1:
		if (s->kind == SN_LIST && !(s->flags & SN_GROUPS))
			grow_list(t, n->parent, s, 5);
		break;
	case 2:
		if (grow_marks)
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
		if (grow_marks && s->kind != SN_LEAFLIST)
			tree_set_comment(t, n, one_in(2) ? NULL : "changed");
		break;
	}
}

/* ---- laws, and cutting down what breaks them ---- */

/*
 * A law of one or two trees.  It may use rnd(): it is called with the same
 * seed again and again.  Returns true if it holds, else says why not.
 */
typedef bool (*law_fn)(const struct tree *a, const struct tree *b,
		       struct buf *why);

static inline bool law_holds(law_fn law, unsigned int seed,
			     const struct tree *a, const struct tree *b,
			     struct buf *why)
{
	buf_reset(why);
	grow_seed = seed;
	return law(a, b, why);
}

/* The node of another tree that stands where this one stands in its own. */
static inline struct cnode *counterpart(struct tree *t, const struct cnode *n)
{
	struct cnode *p;

	if (!n->parent)
		return tree_root(t);
	p = counterpart(t, n->parent);
	return p ? tree_find(p, n->schema, n->keys, n->value) : NULL;
}

/* One pass over all nodes; true if something could go. */
static inline bool cut(struct tree **t, const struct tree *other, bool first,
		       law_fn law, unsigned int seed, struct buf *why)
{
	struct cnode *n = tree_root(*t)->first, *next, *m;
	struct tree *less;
	bool any = false;

	while (n) {
		for (next = n; next && !next->next; next = next->parent)
			;
		next = next ? next->next : NULL;
		less = tree_dup(*t);
		m = counterpart(less, n);
		if (m)
			tree_remove(less, m);
		if (m && !law_holds(law, seed, first ? less : other,
				    first ? other : less, why)) {
			/* what comes next, in the smaller tree */
			next = next ? counterpart(less, next) : NULL;
			tree_free(*t);
			*t = less;
			any = true;
		} else {
			tree_free(less);
			next = n->first ? n->first : next;
		}
		n = next;
	}
	return any;
}

static inline void show_tree(const char *name, const struct tree *t)
{
	struct buf x;

	buf_init(&x);
	conf_print(tree_root(t), CONF_TEXT, CONF_SECRETS, &x);
	fprintf(stderr, "---- %s\n%s", name, x.data);
	buf_free(&x);
}

/* The law must hold; else its smallest counterexample is shown. */
static inline bool obeys(const char *name, law_fn law, const struct tree *a,
			 const struct tree *b)
{
	unsigned int seed = grow_seed;
	struct tree *x, *y;
	struct buf why;
	bool ok;

	buf_init(&why);
	ok = law_holds(law, seed, a, b, &why);
	if (!ok) {
		x = tree_dup(a);
		y = tree_dup(b);
		while (cut(&x, y, true, law, seed, &why) ||
		       cut(&y, x, false, law, seed, &why))
			;
		law_holds(law, seed, x, y, &why);
		fprintf(stderr, "==== %s\n", name);
		show_tree("a", x);
		show_tree("b", y);
		fprintf(stderr, "---- why\n%s\n", why.data);
		tree_free(x);
		tree_free(y);
	}
	buf_free(&why);
	return ok;
}

#endif
