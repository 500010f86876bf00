/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The language: what the manager and the shell do with configurations.
 * Everything here is pure: no clock, no socket, no kernel; only load and
 * print touch text.  Statement names appear nowhere in conf/: they are all
 * in the grammar.
 */
#ifndef XPF_CONF_CONF_H
#define XPF_CONF_CONF_H

#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "conf/tree.h"
#include "lib/buf.h"
#include "lib/diag.h"

/* ---- text to tree (parse.c) ---- */

enum load_how {
	LOAD_OVERRIDE, LOAD_MERGE, LOAD_REPLACE, LOAD_UPDATE, LOAD_SET,
	LOAD_PATCH,
};

/*
 * Read a text into a tree at a place, recovering after every error.
 * @at: where relative loads apply; tree_root() otherwise
 * @file: name for messages ("terminal", a path)
 * Hierarchical and set input are told apart by @how; conf_parse() guesses.
 * Returns the number of errors added to @d; what was good is in the tree.
 */
int conf_load(struct tree *t, struct cnode *at, enum load_how how,
	      const char *file, const char *text, size_t len, struct diag *d);
/* A whole configuration of unknown form: set lines or hierarchy. */
struct tree *conf_parse(const struct schema *s, const char *file,
			const char *text, size_t len, struct diag *d);

/* ---- editing (edit.c): argv is the words after the command ---- */

/*
 * Run one of set, delete, activate, deactivate, protect, unprotect, rename,
 * copy, insert, annotate, "replace pattern", "wildcard delete" at a level;
 * argv[0] is the verb.
 * Returns 0, perhaps with "warning: ..." in @e->text; or -1 with the fault in
 * @e, ready to be shown behind a caret.
 */
struct edit_error {
	int word;		/* index of the offending word; argc: the end */
	bool after;		/* caret one past the word, not at its start */
	char text[256];
};

int conf_edit(struct tree *t, struct cnode *level, int argc,
	      const char *const *argv, struct edit_error *e);
/*
 * What `wildcard delete` would remove, a line each: "  matched: ge-1/0/0".
 * argv begins with "delete".  How many, or -1 and @e.
 */
int conf_wildcard_list(struct tree *t, struct cnode *level, int argc,
		       const char *const *argv, struct buf *out,
		       struct edit_error *e);
/* The level that `edit WORDS` goes to, creating it; NULL and @e. */
struct cnode *conf_edit_level(struct tree *t, struct cnode *level, int argc,
			      const char *const *argv, struct edit_error *e);
/* Like conf_edit_level(), creating nothing: NULL if it is not there. */
struct cnode *conf_find(const struct tree *t, const struct cnode *level,
			int argc, const char *const *argv);

/* ---- tree to text (print.c) ---- */

enum conf_format { CONF_TEXT, CONF_SET, CONF_JSON, CONF_XML };

#define CONF_SECRETS	1	/* show secrets (else: SECRET-DATA) */
#define CONF_WARNINGS	2	/* ## Warning: lines in place (candidate) */
#define CONF_INHERIT	4	/* ## 'x' was inherited from group 'g' */
#define CONF_RELATIVE	8	/* set: relative to the level */
#define CONF_BRIEF	16	/* of CONF_INHERIT: no empty ## lines */
#define CONF_TERSE	32	/* of CONF_INHERIT: behind the statement */
#define CONF_EXPAND	64	/* views: groups expanded, said or not */
#define CONF_DEFAULTS	128	/* views: with what every firewall has */
#define CONF_DETAIL	256	/* the help of each statement above it */
#define CONF_CHANGED	512	/* XML: junos:changed */
#define CONF_OMIT	1024	/* not the levels with apply-flags omit */
#define CONF_EXPLICIT	2048	/* set: presence containers by themselves */
#define CONF_MARK	4096	/* XML: junos:mark-changed */
/* text: so many levels, and "{ ... }" for what is below; 0: all */
#define CONF_DEPTH(n)	((unsigned int)((n) < 255 ? (n) : 255) << 16)
#define CONF_DEPTH_OF(flags) ((flags) >> 16 & 255)

void conf_print(const struct cnode *level, enum conf_format format,
		unsigned int flags, struct buf *out);
/*
 * `show WORDS` at a level: a container's or an instance's contents, a leaf's
 * line, all instances when the words end with a list's keyword.
 * Returns 0 also when nothing is there; -1 and @e when the words are wrong.
 */
int conf_show(const struct tree *t, const struct cnode *level, int argc,
	      const char *const *argv, enum conf_format format,
	      unsigned int flags, struct buf *out, struct edit_error *e);
/*
 * The tree that `show` shows of @t by these flags: expanded, with notes of
 * faults, marked where it differs from @active.  NULL: @t itself will do.
 */
struct tree *conf_view(const struct tree *t, unsigned int flags,
		       const struct tree *active);
/* show | compare: nothing when equal */
void conf_compare(const struct tree *from, const struct tree *to,
		  const struct cnode *level, struct buf *out);

/* ---- whole trees ---- */

/* Groups expanded, inactive gone (group.c): what the model is built from. */
struct tree *conf_effective(const struct tree *t, struct diag *d);
/*
 * What the clock says of the conditions of groups: a number that is another
 * one when other groups apply.  @wait: seconds, at most, after which it may
 * have changed; -1: no group asks for the time (when.c).
 */
uint64_t conf_clock(const struct tree *t, time_t now, int *wait);
/* Types, mandatory, references, musts; all faults; on the effective tree.
 * Also one warning per unsupported statement.
 */
void conf_validate(const struct tree *effective, struct diag *d);

/*
 * What changed from @base to @ours, applied to @theirs, as a new tree
 * (merge.c).  Where both changed the same statement differently ours wins, and
 * @d gets a warning: diag_count() tells whether there were conflicts.
 */
struct tree *conf_merge(const struct tree *base, const struct tree *ours,
			const struct tree *theirs, struct diag *d);

/* ---- completion (complete.c), for both modes ---- */

struct completion {
	char *word;		/* what it would become; NULL: only help */
	char *help;
	char mark;		/* ' ', '>' or '+' */
	bool identifier;	/* completed by Tab, not by Space */
	bool enter;		/* "<[Enter]>" */
};

struct completions {
	struct completion *v;
	size_t n;
	bool exact;		/* the last word is complete as it stands */
	bool open;		/* what the words before it name is not */
	struct edit_error err;	/* err.text[0]: an earlier word is wrong */
};

/*
 * What may follow. @argv's last word is the (maybe empty) prefix.
 * @verb: "set", "delete", "edit", "show", ...: decides whether existing
 * names or any value are wanted, and what ends a command.
 */
void conf_complete(const struct tree *t, const struct cnode *level,
		   const char *verb, int argc, const char *const *argv,
		   struct completions *out);
void completions_free(struct completions *c);

/* Numbers of what values name: "http" or "80", "tcp" or "6". -1: nothing. */
int value_port(const char *name);
int value_protocol(const char *name);

/* Split a command line as Junos does: blanks, "quotes", [ ]; columns kept. */
struct words {
	char **v;
	int *col;		/* 0-based start of each word in the line */
	int n;
	bool open;		/* ends inside a word: no blank after it */
};

void words_split(const char *line, struct words *w);
void words_free(struct words *w);

#endif
