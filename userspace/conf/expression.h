/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policies joined by operators, in parentheses: one value of several words. */
#ifndef XPF_CONF_EXPRESSION_H
#define XPF_CONF_EXPRESSION_H

#include <stdbool.h>

struct buf;
struct snode;

/* Does a value begin an expression, where the grammar has one? */
bool expression_begins(const struct snode *s, const char *word);
/* How many parentheses a word leaves open. */
int expression_depth(const char *word);
/*
 * Append the expression in normal form: "( a && !b )".
 * Returns 0, or -1 if it is none.
 */
int expression_normal(const char *text, struct buf *out);
/* Write a value so that it is read back: an expression stands as it is. */
void expression_quote(const struct snode *s, const char *value,
		      struct buf *out);
/* The next name in an expression, or NULL. @p: moved behind it. */
const char *expression_name(const char **p, struct buf *name);

#endif
