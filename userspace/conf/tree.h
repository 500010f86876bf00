/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The configuration tree: one normal form for every input form.  A container
 * is one node; a list entry is one node with its key values; a leaf is one
 * node with a value; a leaf-list is one node a value, siblings.  Nodes of one
 * tree live in one arena and keep the order in which Junos shows them.
 *
 * The reading half (cn_*) is what model/ and oper/ use; they are given
 * *effective* trees (conf/group.h), where groups are expanded and inactive
 * statements are gone.
 */
#ifndef XPF_CONF_TREE_H
#define XPF_CONF_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/schema.h"

enum cnode_flags {
	CN_INACTIVE	= 1 << 0,
	CN_PROTECT	= 1 << 1,
	CN_GHOST	= 1 << 2,	/* made by `edit`, nothing in it yet */
	CN_ABOVE	= 1 << 3,	/* comment stands above its list's brace */
	CN_DENIED	= 1 << 8,	/* in a copy: its reader may not see it */
	CN_EXPANDED	= 1 << 4,	/* ->group is the range it came from */
	CN_CHANGED	= 1 << 5,	/* differs from what is active */
};

struct cnode {
	const struct snode *schema;
	struct cnode *parent;
	struct cnode *first, *last;	/* children */
	struct cnode *next, *prev;	/* siblings */
	const char **keys;		/* lists: schema->nkey values */
	const char *value;		/* leaf, leaf-list; "" for empty */
	const char *comment;		/* annotation, NULL: none */
	const char *group;		/* inherited from, NULL: explicit */
	const char *note;		/* lines shown above it, NULL: none */
	unsigned int flags;
	int line;			/* in the text it came from, 0: none */
	void *index;			/* tree.c: children by key */
};

struct tree;

struct tree *tree_new(const struct schema *s);
void tree_free(struct tree *t);
struct tree *tree_dup(const struct tree *t);
bool tree_equal(const struct tree *a, const struct tree *b);
struct cnode *tree_root(const struct tree *t);
const struct schema *tree_schema(const struct tree *t);
size_t tree_bytes(const struct tree *t);

/* ---- changing: what parse, edit and group build with ---- */

/*
 * Find or make a child.  A leaf gets the value; making a statement of one
 * case of a choice removes those of the others.  A leaf-list value that is
 * there stays where it is.  @made may be NULL.
 */
struct cnode *tree_add(struct tree *t, struct cnode *parent,
		       const struct snode *s, const char *const *keys,
		       const char *value, bool *made);
struct cnode *tree_find(const struct cnode *parent, const struct snode *s,
			const char *const *keys, const char *value);
void tree_remove(struct tree *t, struct cnode *n);
void tree_clear(struct tree *t, struct cnode *n);	/* its children */
/* Put a list entry or leaf-list value next to a sibling of its kind. */
void tree_move(struct cnode *n, struct cnode *sibling, bool after);
/* New keys or value; the caller has looked that they are free. */
void tree_rename(struct tree *t, struct cnode *n, const char *const *keys,
		 const char *value);
/* A deep copy below @parent, merged over what is there. */
struct cnode *tree_copy(struct tree *t, struct cnode *parent,
			const struct cnode *from);
void tree_set_comment(struct tree *t, struct cnode *n, const char *comment);
char *tree_strdup(struct tree *t, const char *s);
/* First child of one statement; the others follow by cn_next(). */
struct cnode *tree_first(const struct cnode *parent, const struct snode *s);
/* Nothing that is shown, compared or inherited: an empty container. */
bool cn_is_void(const struct cnode *n);
/* The same statement with the same contents, in their order, and marks. */
bool cn_equal(const struct cnode *a, const struct cnode *b);
/* Below a group, where values may be wildcards. */
bool cn_in_group(const struct cnode *n);
/* Levels of containers and lists above and including this one. */
int cn_depth(const struct cnode *n);

/* Reading. `word` is the CLI keyword; a missing thing is NULL, never a crash;
 * every function takes a NULL node and then answers NULL, false or 0.
 */
struct cnode *cn_child(const struct cnode *n, const char *word);
/* First child list entry `word` whose keys are the given ones. */
struct cnode *cn_entry(const struct cnode *n, const char *word,
		       const char *key1, const char *key2);
/* Walk down containers: cn_path(root, "security", "flow", NULL) */
struct cnode *cn_path(const struct cnode *n, ...);
const char *cn_value(const struct cnode *n, const char *word);
bool cn_has(const struct cnode *n, const char *word);
long cn_number(const struct cnode *n, const char *word, long dflt);
const char *cn_key(const struct cnode *n, size_t i);
/* Siblings of one statement: for (e = cn_first(n, "policy"); e; e = cn_next(e)) */
struct cnode *cn_first(const struct cnode *n, const char *word);
struct cnode *cn_next(const struct cnode *n);

/* "security zones security-zone trust", for [edit ...] lines and messages.
 * Returns buf->data.
 */
struct buf;
const char *cn_edit_path(const struct cnode *n, struct buf *out);
/* "policy p1", the statement itself with its keys. */
const char *cn_statement(const struct cnode *n, struct buf *out);

#endif
