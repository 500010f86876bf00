/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writers of each form; conf_print() in print.c chooses among them. */
#ifndef XPF_CONF_PRINT_H
#define XPF_CONF_PRINT_H

#include "conf/conf.h"

void print_text(const struct cnode *level, unsigned int flags, int indent,
		struct buf *out);
void print_set(const struct cnode *level, unsigned int flags, struct buf *out);
void print_xml(const struct cnode *level, unsigned int flags, struct buf *out);
void print_json(const struct cnode *level, unsigned int flags,
		struct buf *out);

/* One statement as it stands in its parent, but for its siblings. @lead: the
 * word of a homogeneous container above it, or NULL.
 */
void print_one(const struct cnode *n, const char *lead, struct buf *out);
/* The same with all instances or values that are shown together. */
void print_run(const struct cnode *n, struct buf *out);
/* The instances of a list under one brace, without it. */
void print_entries(const struct cnode *n, unsigned int flags, struct buf *out);
/* "policy p1 { ... }", or its line if it has nothing below. */
void print_brief(const struct cnode *n, const char *lead, struct buf *out);

/* The ## lines above a statement, or above a run of values up to @end. */
void print_notes(const struct cnode *n, const struct cnode *end,
		 unsigned int flags, int indent, struct buf *out);
/* The same behind it, if that is wanted: CONF_TERSE. */
void print_origin(const struct cnode *n, unsigned int flags, struct buf *out);

/* `display max-depth`: is what is in a statement so deep left out? */
static inline bool print_is_cut(unsigned int flags, unsigned int depth)
{
	return CONF_DEPTH_OF(flags) && depth >= CONF_DEPTH_OF(flags);
}

#endif
