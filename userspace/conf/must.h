/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Paths into the configuration and conditions on them: the algebra behind
 * the extensions `ref` and `must` (their language: yang/xpf-cli.yang).
 */
#ifndef XPF_CONF_MUST_H
#define XPF_CONF_MUST_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct cnode;

enum must_op {
	OP_PATH,
	OP_ALL,
	OP_UNIQUE,
	OP_COUNT,
	OP_NOT,
	OP_AND,
	OP_OR,
};

enum must_cmp { CMP_LT, CMP_LE, CMP_EQ, CMP_GE, CMP_GT };

struct must {
	enum must_op op;
	struct must *a, *b;
	const char *path;
	enum must_cmp cmp;
	size_t number;
};

/* Parsed by the grammar compiler. NULL: a mistake in the grammar. */
struct must *must_parse(struct arena *a, const char *text);
/* What one validation remembers of a tree that does not change. */
struct must_memo;
struct must_memo *must_memo_new(void);
void must_memo_free(struct must_memo *memo);
bool must_holds(const struct must *m, const struct cnode *at,
		const char *value, struct must_memo *memo);

/* Is the value defined where a `ref` says? */
bool ref_defined(const char *path, const struct cnode *at, const char *value);

/* Call fn for every place that the path of a `ref` names: what completes. */
typedef void (*ref_fn)(void *arg, const struct cnode *n, const char *word);
void ref_each(const char *path, const struct cnode *at, ref_fn fn, void *arg);

#endif
