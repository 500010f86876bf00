/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compiling the grammar: what the parts of the grammar compiler share.  It runs
 * when xpf is built (main.c); libyang is seen by it alone.
 */
#ifndef XPF_GRAMMAR_GRAMMAR_H
#define XPF_GRAMMAR_GRAMMAR_H

#include <libyang/libyang.h>
#include <stdio.h>

#include "conf/schema.h"
#include "conf/table.h"
#include "conf/type.h"
#include "lib/vec.h"

struct arena;

/* From what is libyang's to what is ours: keep.c. */
struct shared {
	struct {
		const void *from;
		void *to;
	} *slot;
	size_t n, cap;
};

struct grammar {
	struct arena *arena;
	struct snode *config, *command;
	struct snode *group;		/* what groups have beside */
	struct snode *universal[UNIVERSAL]; /* apply-groups, -except, ... */
	struct snode *rooted[ROOTED];	/* version, groups */
	VEC(const char *) defaults;	/* texts that all inherit */
	struct shared types, texts, helps;
	unsigned int choices;
	bool failed;
};

typedef const struct lysc_ext_instance *exts_t;

struct children {
	VEC(struct snode *) all;
};

/* keep.c: our copy of one of libyang's texts; help on one line */
const char *grammar_keep(struct grammar *g, const char *text);
const char *grammar_keep_help(struct grammar *g, const char *text);
/* Where ours is, or is to be put: NULL until then. */
void **shared_slot(struct shared *t, const void *from);
void shared_free(struct shared *t);

/* type.c */
struct vtype *grammar_type(struct grammar *g, const struct lysc_type *lt);

/* node.c: arguments of our extensions; the nth of several */
const char *grammar_ext_nth(exts_t exts, const char *name, size_t nth);
const char *grammar_ext(exts_t exts, const char *name);
unsigned int grammar_flags(exts_t exts);
struct snode *grammar_snode(struct grammar *g, enum snode_kind kind,
			    const char *name, const char *keyword,
			    const char *help);
/* One node without children; then those below it. */
struct snode *grammar_node(struct grammar *g, const struct lysc_node *ln);
void grammar_children(struct grammar *g, struct snode *parent,
		      struct children *c, const struct lysc_node *first,
		      unsigned int choice, unsigned int cas);
void grammar_below(struct grammar *g, struct snode *n,
		   const struct lysc_node *first);
void grammar_set_children(struct grammar *g, struct snode *n,
			  struct snode **v, size_t count);

/* universal.c, command.c */
void grammar_universal(struct grammar *g);
void grammar_commands(struct grammar *g, const struct lys_module *mod);

/* table.c: all of it as C */
void grammar_print(struct grammar *g, FILE *f);

#endif
