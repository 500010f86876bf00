/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readers of one form each; conf_load() in load.c chooses among them. */
#ifndef XPF_CONF_PARSE_H
#define XPF_CONF_PARSE_H

#include "conf/conf.h"

/* Each returns the number of errors it added; the good is in the tree.
 * @replaces: the mark `replace:` is obeyed, not ignored
 */
int parse_text(struct tree *t, struct cnode *at, bool replaces,
	       const char *file, const char *text, size_t len, struct diag *d);
/*
 * One statement of a patch, without mode of its own.
 * @list: its keys come first, or NULL
 * @made: the statement's node, or the last of its values
 */
int parse_statement_at(struct tree *t, struct cnode *at,
		       const struct snode *list, const char *file, int line,
		       const char *text, struct cnode **made, struct diag *d);
int parse_patch(struct tree *t, struct cnode *at, const char *file,
		const char *text, size_t len, struct diag *d);
int parse_xml(struct tree *t, struct cnode *at, const char *file,
	      const char *text, size_t len, struct diag *d);
int parse_json(struct tree *t, struct cnode *at, const char *file,
	       const char *text, size_t len, struct diag *d);
int parse_set(struct tree *t, struct cnode *at, const char *file,
	      const char *text, size_t len, struct diag *d);

#endif
