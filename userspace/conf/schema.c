// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The grammar, read-only, as the grammar compiler put it into the program; and
 * what every firewall is born with, which is configuration like any other.
 */
#include "conf/schema.h"

#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/expression.h"
#include "conf/secret.h"
#include "conf/table.h"
#include "conf/type.h"
#include "lib/buf.h"
#include "lib/log.h"

struct schema {
	struct tree *defaults;
};

/* ---- loading ---- */

static bool build_defaults(struct schema *s)
{
	const char *const *text = grammar_table.defaults;
	struct diag *d = diag_new();
	struct buf b;
	bool ok;

	s->defaults = tree_new(s);
	for (; *text; text++)
		conf_load(s->defaults, tree_root(s->defaults), LOAD_MERGE,
			  "junos-defaults", *text, strlen(*text), d);
	buf_init(&b);
	diag_print(d, &b);
	if (b.len)
		log_err("grammar: %s", b.data);
	ok = !b.len;
	buf_free(&b);
	diag_free(d);
	return ok;
}

struct schema *schema_load(void)
{
	struct schema *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	if (build_defaults(s))
		return s;
	schema_free(s);
	return NULL;
}

void schema_free(struct schema *s)
{
	if (!s)
		return;
	tree_free(s->defaults);
	free(s);
}

/* ---- reading ---- */

const struct snode *schema_config(const struct schema *s)
{
	return grammar_table.config;
}

const struct snode *schema_command(const struct schema *s)
{
	return grammar_table.command;
}

const struct snode *schema_universal(const struct schema *s,
				     const struct snode *n, const char *keyword)
{
	const struct grammar_table *t = &grammar_table;
	size_t i;

	if (n->kind != SN_CONTAINER && n->kind != SN_LIST)
		return NULL;
	if (n == t->config)
		for (i = 0; i < ROOTED; i++)
			if (!strcmp(t->rooted[i]->keyword, keyword))
				return t->rooted[i];
	for (i = 0; i < UNIVERSAL; i++)
		if (!strcmp(t->universal[i]->keyword, keyword))
			return t->universal[i];
	return NULL;
}

const struct tree *schema_defaults(const struct schema *s)
{
	return s->defaults;
}

static const struct snode *find_word(const struct snode *n, const char *keyword)
{
	size_t lo = 0, hi = n->nword, mid;
	int cmp;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		cmp = strcmp(n->word[mid]->keyword, keyword);
		if (!cmp)
			return n->word[mid];
		if (cmp < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

const struct snode *snode_child(const struct snode *n, const char *keyword)
{
	size_t i;

	if (n->nword)
		return find_word(n, keyword);
	for (i = 0; i < n->nchild; i++)
		if (!(n->child[i]->flags & (SN_KEY | SN_NOKEYWORD)) &&
		    !strcmp(n->child[i]->keyword, keyword))
			return n->child[i];
	return NULL;
}

const struct snode *snode_child_named(const struct snode *n, const char *name)
{
	size_t i;

	for (i = 0; i < n->nchild; i++)
		if (!strcmp(n->child[i]->name, name))
			return n->child[i];
	return NULL;
}

bool snode_key_named(const struct snode *list, size_t nth)
{
	if (!nth)
		return list->flags & SN_NAMED_KEY;
	return !(list->key[nth]->flags & SN_NOKEYWORD);
}

bool snode_key_given(const struct snode *list, size_t nth,
		     const char *const *keys)
{
	const char *p = list->key[nth]->optional;
	size_t n;

	if (!p)
		return true;
	for (; *p; p += n) {
		p += strspn(p, " ");
		n = strcspn(p, " ");
		if (n && n == strlen(keys[nth - 1]) &&
		    !strncmp(p, keys[nth - 1], n))
			return true;
	}
	return false;
}

const char *snode_check_value(const struct snode *n, const char *value,
			      struct buf *out)
{
	struct buf scratch;
	const char *msg;

	if (out && expression_begins(n, value))
		return expression_normal(value, out) ?
			       value_fault("invalid expression: '%s'", value) :
			       NULL;
	if (out && n->flags & SN_SECRET)
		return secret_check(n, value, out);
	if (out)
		return type_check(n->type, value, out);
	buf_init(&scratch);
	msg = snode_check_value(n, value, &scratch);
	buf_free(&scratch);
	return msg;
}
