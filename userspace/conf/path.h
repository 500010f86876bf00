/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words to statements: the one place where the words of a line - of a set
 * command, of a hierarchical statement, of an edit, delete or show path - are
 * matched with the grammar.  The result names statements of the grammar; the
 * tree is touched by path_apply() and path_find() alone.
 */
#ifndef XPF_CONF_PATH_H
#define XPF_CONF_PATH_H

#include "conf/conf.h"
#include "conf/tree.h"
#include "lib/vec.h"

struct arena;

/* One statement below the one before it; values and flags do not descend. */
struct step {
	const struct snode *s;
	const char *const *keys;	/* lists; NULL: all instances */
	const char *value;		/* leaves; NULL: whatever it is */
	int word;			/* index of its first word */
	unsigned int flags;		/* CN_*: "[ a inactive: b ]" */
	bool stay;			/* an instance of "[ a b ]" */
	unsigned int up;		/* levels left before it */
};

/* What the word after the last one could be: for completion. */
enum want { WANT_KEYWORD, WANT_KEY, WANT_KEY_WORD, WANT_VALUE };

struct path {
	VEC(struct step) step;
	enum want want;
	const struct snode *wanted;	/* whose key or value */
	const char *const *keys;	/* WANT_KEY*: those before */
	size_t key;			/* which */
	bool bracket;			/* inside [ ] */
	unsigned int may_leave;		/* levels that other words may leave */
	const struct snode *at;		/* where it ends */
	const struct snode *list;	/* a list whose keys come next */
};

#define PATH_TARGET	1	/* names what exists: values, keys may lack */
#define PATH_ABBREV	2	/* typed: unique prefixes of keywords will do,
				 * and a oneliner may be left */
#define PATH_OPEN	4	/* a block follows: nothing is incomplete */
#define PATH_GROUP	8	/* starts inside a group: wildcards allowed */
#define PATH_HOLLOW	16	/* a container may have nothing in it */

/* A statement, or a list of which the keys are still to come. */
struct place {
	struct cnode *node;
	const struct snode *list;
};

/*
 * Match words, starting at a statement of the grammar.
 * Returns 0, or -1 with the fault in @e.  Free the path in both cases.
 */
int path_parse(const struct schema *s, const struct snode *at,
	       const struct snode *list, unsigned int mode, int argc,
	       const char *const *argv, struct arena *a, struct path *out,
	       struct edit_error *e);
void path_free(struct path *p);

/*
 * Cut a path to the statement that it names in its block: what follows on the
 * line are attributes.  Values of one leaf-list stay together.
 */
void path_statement(struct path *p);

/* Make the path below a place. @last: the node of the last step. */
struct place path_apply(struct tree *t, struct place from,
			const struct path *p, struct cnode **last);
/* Leave so many levels, as a step wants it. */
struct cnode *path_leave(struct cnode *at, unsigned int levels);
/* Follow it as far as its last step but one; NULL: something is not there. */
struct cnode *path_parent(struct cnode *from, const struct path *p);
/* The node itself; of several instances the first. */
struct cnode *path_find(struct cnode *from, const struct path *p);

/* The same for those who only read. */
const struct cnode *path_follow(const struct cnode *from,
				const struct path *p);

/* Does a value hold a wildcard or a variable, as groups may? */
bool path_is_pattern(const char *value);
void path_fault(struct edit_error *e, int word, bool after, const char *fmt,
		...) __attribute__((format(printf, 4, 5)));

#endif
