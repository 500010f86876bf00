/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths into the configuration, word by word: what ref and must stand on. */
#ifndef XPF_CONF_MATCH_H
#define XPF_CONF_MATCH_H

#include "conf/must.h"

#define MATCH_WORD 256

struct match {
	const struct cnode *at; /* the statement that is checked */
	const char *value;
	char (*words)[MATCH_WORD];
	int n;
	size_t count, limit; /* stop when so many are found */
	bool add_value; /* the value is one word more */
	ref_fn fn;
	void *arg;
	int star; /* word after the last <*>, for all */
	bool failed; /* all: one instance lacks the rest */
	const struct cnode *root; /* where paths begin; NULL: match_root() */
	bool born; /* only what every firewall is born with */
};

/*
 * The root of the configuration that a statement is in: for what is in a
 * logical system or a tenant, that one.
 */
const struct cnode *match_root(const struct cnode *n);

/* Follow @path; @from is where a path without leading dots begins. */
void match_start(struct match *m, const struct cnode *from, const char *path);

#endif
