/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements that stand for others: interface-range, apply-path. */
#ifndef XPF_CONF_RANGE_H
#define XPF_CONF_RANGE_H

#include "conf/conf.h"

/*
 * Lists that expand into others, below a level: the instances that they name
 * are there afterwards, with what they lacked.
 * @again: after groups; faults are those of what the groups gave
 */
void range_expand(struct tree *t, struct cnode *level, bool again,
		  struct diag *d);
/* They have done their work: gone. */
void range_forget(struct tree *t, struct cnode *level);
/*
 * Leaves that collect what a path leads to.
 * @show: told in a note above the leaf; otherwise they are there
 */
void range_collect(struct tree *t, struct cnode *level, bool show);

/* Does a word of a group or path, perhaps a wildcard, match? (group.c) */
bool group_matches(const char *pattern, const char *word);

#endif
