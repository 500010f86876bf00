/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Operational commands: the words of a line to the name of an RPC and its
 * arguments.  The tree of commands is data (yang/xpf-rpc-*.yang); who runs
 * them looks the name up in a table of its own.
 */
#ifndef XPF_CONF_COMMAND_H
#define XPF_CONF_COMMAND_H

#include "conf/conf.h"

struct command_arg {
	const struct snode *s;	/* s->name: YANG name of the leaf */
	char *value;		/* normal form; "" for a flag */
	int word;		/* index of its first word */
};

struct command {
	const char *rpc;	/* "get-flow-session-information" */
	const struct snode *node; /* its help, its arguments */
	char *words;		/* "show security flow session", in full */
	struct command_arg *arg;
	int n_args;
};

/*
 * Words with unique abbreviations to a command.
 * Returns 0, or -1 with the fault in @e, ready for the caret.
 */
int command_parse(const struct schema *s, int argc, const char *const *argv,
		  struct command *out, struct edit_error *e);
void command_free(struct command *c);

/* Value of an argument by its YANG name; NULL: not given. */
const char *command_arg(const struct command *c, const char *name);
bool command_has(const struct command *c, const char *name);
/* "detail" of detail, terse, ...: the first of these flags that is given. */
const char *command_style(const struct command *c, const char *const *flags);

/*
 * What may follow; argv's last word is the (maybe empty) prefix.
 * @active: where names of zones, policies, interfaces come from; may be NULL
 */
void command_complete(const struct schema *s, const struct tree *active,
		      int argc, const char *const *argv,
		      struct completions *out);

#endif
