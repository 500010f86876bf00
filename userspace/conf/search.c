// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * `replace pattern`: names and values rewritten by a regular expression.  What
 * a statement would not take as its value stays as it is, and so does what is
 * protected.
 */
#include "conf/edit.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/path.h"
#include "lib/buf.h"

/* ---- replace pattern ---- */

struct replacer {
	struct tree *t;
	regex_t re;
	const char *with;
	long upto; /* changes left; -1: no limit */
	char fault[256]; /* the first thing that could not be replaced */
};

static void complain(struct replacer *r, const char *text)
{
	if (!r->fault[0])
		snprintf(r->fault, sizeof(r->fault), "%s", text);
}

/* The rewritten value as the statement takes it; NULL: it does not. */
static const char *value_of(struct replacer *r, const struct cnode *n,
			    const struct snode *s, const struct buf *b)
{
	const char *msg, *value = NULL;
	struct buf out;

	if (cn_in_group(n) && path_is_pattern(b->data))
		return tree_strdup(r->t, b->data);
	buf_init(&out);
	msg = snode_check_value(s, b->data, &out);
	if (msg)
		complain(r, msg);
	else
		value = tree_strdup(r->t, out.data);
	buf_free(&out);
	return value;
}

/* Every match in a word replaced; \1..\9 and & as in sed. */
static bool rewrite(struct replacer *r, const char *in, struct buf *out)
{
	regmatch_t m[10];
	const char *w;
	bool changed = false;
	int flags = 0, k;

	buf_reset(out);
	while (r->upto && !regexec(&r->re, in, 10, m, flags)) {
		buf_add(out, in, (size_t)m[0].rm_so);
		for (w = r->with; *w; w++) {
			k = *w == '&' ? 0 : -1;
			if (w[0] == '\\' && w[1] >= '0' && w[1] <= '9')
				k = *++w - '0';
			if (k < 0)
				buf_putc(out, *w);
			else if (m[k].rm_so >= 0)
				buf_add(out, in + m[k].rm_so,
					(size_t)(m[k].rm_eo - m[k].rm_so));
		}
		changed = true;
		in += m[0].rm_eo;
		if (m[0].rm_eo == m[0].rm_so) {
			if (!*in)
				break;
			buf_putc(out, *in++);
		}
		flags = REG_NOTBOL;
	}
	buf_puts(out, in);
	if (changed && r->upto > 0)
		r->upto--;
	return changed;
}

static void replace_keys(struct replacer *r, struct cnode *n, struct buf *b)
{
	const char *keys[4];
	bool changed = false;
	size_t i;

	for (i = 0; i < n->schema->nkey && i < 4; i++) {
		keys[i] = n->keys[i];
		if (!rewrite(r, n->keys[i], b))
			continue;
		keys[i] = value_of(r, n, n->schema->key[i], b);
		if (!keys[i])
			return;
		changed = true;
	}
	if (!changed)
		return;
	if (tree_find(n->parent, n->schema, keys, NULL))
		complain(r, "statement already exists");
	else
		tree_rename(r->t, n, keys, NULL);
}

static void replace_value(struct replacer *r, struct cnode *n, struct buf *b)
{
	const char *value;

	if (n->schema->flags & SN_EMPTY || !rewrite(r, n->value, b))
		return;
	value = value_of(r, n, n->schema, b);
	if (!value)
		return;
	if (n->schema->kind == SN_LEAF)
		n->value = value;
	else if (tree_find(n->parent, n->schema, NULL, value))
		tree_remove(r->t, n);
	else
		tree_rename(r->t, n, NULL, value);
}

static void replace_below(struct replacer *r, struct cnode *level,
			  struct buf *b)
{
	struct cnode *n, *next;

	for (n = level->first; n; n = next) {
		next = n->next;
		if (n->flags & CN_PROTECT)
			continue;
		if (n->schema->kind == SN_LIST)
			replace_keys(r, n, b);
		else if (n->schema->kind != SN_CONTAINER)
			replace_value(r, n, b);
		replace_below(r, n, b);
	}
}

int edit_replace_pattern(struct tree *t, struct cnode *level, int argc,
			 const char *const *argv, struct edit_error *e)
{
	struct replacer r = { .t = t, .upto = -1 };
	struct buf b;

	if (argc < 4 || strcmp(argv[0], "pattern") || strcmp(argv[2], "with")) {
		path_fault(e, argc < 4 ? argc + 1 : 1, argc < 4,
			   argc < 4 ? "missing argument." : "syntax error.");
		return -1;
	}
	r.with = argv[3];
	if (argc > 4 && (argc != 6 || strcmp(argv[4], "upto") || !*argv[5] ||
			 argv[5][strspn(argv[5], "0123456789")])) {
		path_fault(e, argc == 5 ? 6 : 5, argc == 5,
			   argc == 5 ? "missing argument." : "syntax error.");
		return -1;
	}
	if (argc == 6)
		r.upto = strtol(argv[5], NULL, 10);
	if (regcomp(&r.re, argv[1], REG_EXTENDED)) {
		path_fault(e, 2, true, "invalid regular expression: '%s'.",
			   argv[1]);
		return -1;
	}
	buf_init(&b);
	replace_below(&r, level, &b);
	buf_free(&b);
	regfree(&r.re);
	if (r.fault[0])
		path_fault(e, -1, false, "warning: %s", r.fault);
	return 0;
}
