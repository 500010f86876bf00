/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compiling the grammar: what schema.c and its parts share.  libyang is seen
 * by those files alone.
 */
#ifndef XPF_CONF_GRAMMAR_H
#define XPF_CONF_GRAMMAR_H

#include <libyang/libyang.h>

#include "conf/schema.h"
#include "conf/type.h"
#include "lib/vec.h"

struct arena;
struct map;
struct tree;

/* From what is libyang's to what is ours: schema_keep.c. */
struct shared {
	struct {
		const void *from;
		void *to;
	} *slot;
	size_t n, cap;
};

#define UNIVERSAL 4

struct schema {
	struct arena *arena;
	struct snode *config, *command;
	struct snode *universal[UNIVERSAL]; /* apply-groups, -except, ... */
	struct snode *rooted[2];	/* version, groups */
	struct tree *defaults;
	VEC(struct map *) maps;
	VEC(struct vpattern *) patterns;
	struct shared types, texts, helps; /* while compiling */
	unsigned int choices;
	bool failed;
};

typedef const struct lysc_ext_instance *exts_t;

struct children {
	VEC(struct snode *) all;
};

/* schema_keep.c: our copy of one of libyang's texts; help on one line */
const char *grammar_keep(struct schema *s, const char *text);
const char *grammar_keep_help(struct schema *s, const char *text);
/* Where ours is, or is to be put: NULL until then. */
void **shared_slot(struct shared *t, const void *from);
void shared_free(struct shared *t);

/* schema_type.c */
struct vtype *grammar_type(struct schema *s, const struct lysc_type *lt);

/* schema_node.c: arguments of our extensions; the nth of several */
const char *grammar_ext_nth(exts_t exts, const char *name, size_t nth);
const char *grammar_ext(exts_t exts, const char *name);
unsigned int grammar_flags(exts_t exts);
struct snode *grammar_snode(struct schema *s, enum snode_kind kind,
			    const char *name, const char *keyword,
			    const char *help);
/* One node without children; then those below it. */
struct snode *grammar_node(struct schema *s, const struct lysc_node *ln);
void grammar_children(struct schema *s, struct snode *parent,
		      struct children *c, const struct lysc_node *first,
		      unsigned int choice, unsigned int cas);
void grammar_below(struct schema *s, struct snode *n,
		   const struct lysc_node *first);
void grammar_set_children(struct schema *s, struct snode *n,
			  struct snode **v, size_t count);

/* schema_universal.c, schema_command.c */
void grammar_universal(struct schema *s);
void grammar_commands(struct schema *s, const struct lys_module *mod);

#endif
