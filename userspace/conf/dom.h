/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What XML and JSON have in common: named elements with values below each
 * other, and marks.
 */
#ifndef XPF_CONF_DOM_H
#define XPF_CONF_DOM_H

#include "conf/tree.h"
#include "lib/diag.h"

struct arena;

enum dom_marks {
	DOM_INACTIVE = 1, DOM_ACTIVE = 2, DOM_PROTECT = 4, DOM_UNPROTECT = 8,
	DOM_DELETE = 16, DOM_REPLACE = 32,
	DOM_LIST = 64,		/* the comment is the whole list's */
};

struct dom {
	const char *name;
	const char *value;	/* text; NULL: none */
	const char *comment;
	unsigned int marks;
	int line, col;
	struct dom *first, *last, *next;
};

struct dom *dom_new(struct arena *a, struct dom *parent, const char *name,
		    int line, int col);

/* Children of a document's node below a statement. @d gets the faults. */
void dom_apply(struct tree *t, struct cnode *at, const struct dom *doc,
	       const char *file, struct diag *d);

#endif
