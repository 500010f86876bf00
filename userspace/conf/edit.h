/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of scripts share with conf_edit(). */
#ifndef XPF_CONF_EDIT_H
#define XPF_CONF_EDIT_H

#include "conf/conf.h"

/* conf_edit(); with @mode 0 no abbreviations, as befits a file. */
int edit_run(struct tree *t, struct cnode *level, unsigned int mode, int argc,
	     const char *const *argv, struct edit_error *e);

/* argv: "pattern" A "with" B ["upto" N] */
int edit_replace_pattern(struct tree *t, struct cnode *level, int argc,
			 const char *const *argv, struct edit_error *e);
/* argv: "delete" PATH PATTERN, or "range" VERB with [0-3] in its words */
int edit_wildcard(struct tree *t, struct cnode *level, unsigned int mode,
		  int argc, const char *const *argv, struct edit_error *e);

#endif
