/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building lists of completions: shared by statements and commands. */
#ifndef XPF_CONF_COMPLETE_H
#define XPF_CONF_COMPLETE_H

#include "conf/conf.h"

struct offers {
	struct completions *out;
	const char *prefix;
	size_t cap;
};

/* @word NULL: help only. Not offered unless the prefix fits. */
struct completion *offer(struct offers *o, char mark, const char *word,
			 const char *help, bool identifier);
void offer_enter(struct offers *o);
/*
 * What a value of this leaf or key may be: words of its type, what its
 * references name seen from @at (may be NULL) and in the grammar's defaults,
 * and its placeholder.
 */
void offer_value(struct offers *o, const struct snode *s,
		 const struct cnode *at, const struct tree *defaults);
/* Sorted, without doubles; <[Enter]> first. */
void offer_finish(struct offers *o);

#endif
