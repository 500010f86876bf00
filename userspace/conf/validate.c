// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a commit checks beyond the grammar, on the effective tree: mandatory
 * statements, references, conditions; and a warning for each statement that
 * the grammar marks as without effect, and each secret of another machine.  All
 * faults are collected.
 *
 * Every check is local to a node and its cost independent of the size of the
 * tree, but for conditions with wildcards; the whole is linear.
 */
#include <ctype.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/expression.h"
#include "conf/must.h"
#include "conf/secret.h"
#include "conf/type.h"
#include "lib/buf.h"

struct checker {
	struct diag *d;
	struct buf path, stmt, text;
	struct must_memo *memo;
};

/* The place above a node, for the [edit ...] line. */
static const char *place(struct checker *c, const struct cnode *n)
{
	buf_reset(&c->path);
	buf_puts(&c->path, "[edit");
	if (n && n->parent)
		buf_putc(&c->path, ' ');
	if (n)
		cn_edit_path(n, &c->path);
	buf_putc(&c->path, ']');
	return c->path.data;
}

static const char *statement(struct checker *c, const struct cnode *n)
{
	buf_reset(&c->stmt);
	return cn_statement(n, &c->stmt);
}

/* Messages of the grammar: %s is the value. */
static const char *message(struct checker *c, const char *text,
			   const char *value)
{
	const char *p;

	buf_reset(&c->text);
	for (p = text; *p; p++) {
		if (p[0] == '%' && p[1] == 's') {
			buf_puts(&c->text, value ? value : "");
			p++;
		} else {
			buf_putc(&c->text, *p);
		}
	}
	return c->text.data;
}

/* "[edit ... match application]", 'any': the place is as deep as it goes. */
static void blame_deep(struct checker *c, const char *words, const char *stmt,
		       const char *text, const char *value)
{
	size_t n = c->path.len;

	if (n && c->path.data[n - 1] == ']')
		c->path.len--;
	buf_printf(&c->path, " %s]", words);
	diag_stmt(c->d, DIAG_ERROR, c->path.data, stmt, "%s",
		  message(c, text, value));
}

/* A key behind its own word is a place of its own. */
static void blame_key(struct checker *c, const struct cnode *n, size_t key,
		      const char *text)
{
	const struct snode *s = n->schema;
	struct buf words;
	size_t i;

	buf_init(&words);
	buf_puts(&words, s->keyword);
	for (i = 0; i < key; i++) {
		if (snode_key_named(s, i))
			buf_printf(&words, " %s", s->key[i]->keyword);
		buf_printf(&words, " %s", n->keys[i]);
	}
	buf_printf(&words, " %s", s->key[key]->keyword);
	place(c, n->parent);
	blame_deep(c, words.data, n->keys[key], text, n->keys[key]);
	buf_free(&words);
}

/* What is only remarked upon says so in its sentence. */
static enum diag_level level_of(const char **text)
{
	static const char mark[] = "warning: ";
	const size_t n = sizeof(mark) - 1;

	if (strncmp(*text, mark, n) != 0)
		return DIAG_ERROR;
	*text += n;
	return DIAG_WARNING;
}

static void blame(struct checker *c, const struct cnode *n, int up,
		  const char *text, const char *value)
{
	enum diag_level level = level_of(&text);

	if (!up && n->schema->kind == SN_LEAFLIST &&
	    !(n->schema->flags & SN_NOKEYWORD)) {
		place(c, n->parent);
		blame_deep(c, n->schema->keyword, n->value, text, value);
		return;
	}
	while (up-- > 0 && n->parent && n->parent->parent)
		n = n->parent;
	diag_stmt(c->d, level, place(c, n->parent), statement(c, n), "%s",
		  message(c, text, value));
}

static void check_required(struct checker *c, const struct cnode *n)
{
	const char *const *req;

	for (req = n->schema->required; *req; req++) {
		if (cn_has(n, *req))
			continue;
		diag_stmt(c->d, DIAG_ERROR, place(c, n->parent),
			  n->parent ? statement(c, n) : NULL,
			  "Missing mandatory statement: '%s'", *req);
	}
}

static void check_ref(struct checker *c, const struct cnode *n,
		      const struct snode *s, const char *value)
{
	const struct snode_ref *last = &s->ref[s->nref - 1];
	size_t i;

	for (i = 0; i < s->nref; i++)
		if (ref_defined(s->ref[i].path, n, value))
			return;
	for (i = 1; s->flags & SN_KEY && i < n->schema->nkey; i++)
		if (n->schema->key[i] == s && snode_key_named(n->schema, i)) {
			blame_key(c, n, i, last->message);
			return;
		}
	blame(c, n, last->up,
	      last->message ? last->message : "'%s' must be defined", value);
}

static void check_names(struct checker *c, const struct cnode *n)
{
	const char *p = n->value;
	struct buf name;

	if (!expression_begins(n->schema, p)) {
		check_ref(c, n, n->schema, p);
		return;
	}
	buf_init(&name);
	while (expression_name(&p, &name))
		check_ref(c, n, n->schema, name.data);
	buf_free(&name);
}

static void check_must(struct checker *c, const struct cnode *n,
		       const struct snode *s, const char *value)
{
	size_t i;

	for (i = 0; i < s->nmust; i++)
		if (!must_holds(s->must[i].expr, n, value, c->memo))
			blame(c, n, 0, s->must[i].message, value);
}

/* One warning for the highest such statement, and for a run of siblings. */
static void check_unsupported(struct checker *c, const struct cnode *n)
{
	const struct snode *s = n->schema;
	bool many = s->flags & SN_HOMOGENEOUS || s->kind == SN_LEAFLIST ||
		    (s->kind == SN_LIST && n->next && n->next->schema == s);

	if (!(s->flags & SN_UNSUPPORTED) || n->group)
		return;
	if ((s->kind == SN_LIST || s->kind == SN_LEAFLIST) && n->prev &&
	    n->prev->schema == s)
		return;
	diag_stmt(c->d, DIAG_WARNING, place(c, n->parent),
		  many ? s->keyword : statement(c, n), "%s", s->warning);
}

static void check_types(struct checker *c, const struct cnode *n)
{
	const char *msg;

	/* what came from a group was not checked when it was read */
	if (!n->group || n->schema->kind == SN_CONTAINER ||
	    n->schema->flags & SN_UNIVERSAL)
		return;
	if (n->schema->kind == SN_LIST)
		msg = snode_check_value(n->schema->key[0], n->keys[0], NULL);
	else
		msg = snode_check_value(n->schema, n->value, NULL);
	if (msg)
		blame(c, n, 0, msg, NULL);
}

/* Who needs it gets none: it is safe, but must be known. */
static void check_secret(struct checker *c, const struct cnode *n)
{
	const unsigned int flags = n->schema->flags;
	struct buf clear;

	if (!(flags & SN_SECRET) || flags & SN_HASH || !n->value ||
	    !secret_is_encoded(n->value))
		return;
	buf_init(&clear);
	if (secret_decode(n->value, &clear))
		diag_stmt(c->d, DIAG_WARNING, place(c, n->parent),
			  n->schema->keyword,
			  "encrypted value cannot be decrypted");
	buf_free(&clear);
}

/* Said once, of the first that is too many. */
static void check_count(struct checker *c, const struct cnode *n)
{
	const struct snode *s = n->schema;
	unsigned int count = 1;

	if (!s->max || (n->prev && n->prev->schema == s))
		return;
	for (n = cn_next(n); n; n = cn_next(n))
		if (count++ == s->max)
			diag_stmt(c->d, DIAG_ERROR, place(c, n->parent),
				  statement(c, n),
				  "number of elements exceeds limit of %u",
				  s->max);
}

static void check_values(struct checker *c, const struct cnode *n)
{
	const struct snode *s = n->schema;
	size_t i;

	switch (s->kind) {
	case SN_LIST:
		for (i = 0; i < s->nkey; i++) {
			if (s->key[i]->nref)
				check_ref(c, n, s->key[i], n->keys[i]);
			check_must(c, n, s->key[i], n->keys[i]);
		}
		if (s->nref)
			check_ref(c, n, s, n->keys[0]);
		check_must(c, n, s, n->keys[0]);
		break;
	case SN_CONTAINER:
		check_must(c, n, s, NULL);
		break;
	case SN_LEAF:
	case SN_LEAFLIST:
		if (s->nref)
			check_names(c, n);
		check_must(c, n, s, n->value);
		break;
	}
}

static void check(struct checker *c, const struct cnode *n, bool unsupported)
{
	const struct cnode *child;

	if (n->schema->flags & SN_UNIVERSAL)
		return;
	if (!unsupported)
		check_unsupported(c, n);
	unsupported |= n->schema->flags & SN_UNSUPPORTED;
	if (n->parent)
		check_values(c, n);
	if (!unsupported)
		check_secret(c, n);
	check_types(c, n);
	check_count(c, n);
	check_required(c, n);
	for (child = n->first; child; child = child->next)
		check(c, child, unsupported);
}

void conf_validate(const struct tree *effective, struct diag *d)
{
	struct checker c = { .d = d };

	c.memo = must_memo_new();
	buf_init(&c.path);
	buf_init(&c.stmt);
	buf_init(&c.text);
	check(&c, tree_root(effective), false);
	must_memo_free(c.memo);
	buf_free(&c.path);
	buf_free(&c.stmt);
	buf_free(&c.text);
}
