/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a login class means for a whole configuration: a copy without what may
 * not be seen, and the undoing of what may not be changed.
 */
#ifndef XPF_XPFD_ACCESS_TREE_H
#define XPF_XPFD_ACCESS_TREE_H

#include "conf/tree.h"
#include "xpfd/login.h"

struct buf;

/*
 * A copy of @n and what stands above it, in a tree of its own, with secrets
 * hidden and without what @l may not see.
 * @marks: where a statement was taken away, one that says so
 * @out: the copy of @n; NULL: nothing of it may be seen
 * Returns the tree, which the caller frees.
 */
struct tree *access_copy(const struct login *l, const struct areas *a,
			 const struct tree *t, const struct cnode *n,
			 bool marks, struct cnode **out);

/* Of one node, with the areas and expressions of everything above. */
bool access_node_sees(const struct login *l, const struct areas *a,
		      const struct cnode *n);
struct area access_area(const struct areas *a, const struct cnode *n);

/* The words of a node, behind what is there: " keyword key". */
void access_words(const struct cnode *n, struct buf *path);

/*
 * Undo the changes from @before to @now that @l may not make.
 * @l: NULL undoes all of them
 * @denied: their paths, a line each
 * Returns how many there were.
 */
int access_undo(const struct login *l, const struct areas *a, struct tree *now,
		const struct tree *before, struct buf *denied);

#endif
