/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grammar as it is inside the program: C that the grammar compiler
 * (userspace/grammar) wrote when xpf was built.
 */
#ifndef XPF_CONF_TABLE_H
#define XPF_CONF_TABLE_H

struct snode;

#define UNIVERSAL 4
#define ROOTED 2

struct grammar_table {
	const struct snode *config, *command;
	const struct snode *universal[UNIVERSAL]; /* apply-groups, ... */
	const struct snode *rooted[ROOTED];	/* version, groups */
	const char *const *defaults;		/* junos-defaults, to NULL */
};

extern const struct grammar_table grammar_table;

#endif
