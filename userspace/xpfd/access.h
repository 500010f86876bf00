/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the person behind a session may do.  The files of the shell ask here
 * by one line each; who is asked about is always the peer of the socket.
 *
 * A line is judged before it runs (access_line, access_command); a command
 * that changes the candidate is judged again by what it changed
 * (access_settle), so that a verb which nobody thought of here changes no
 * more than its user may.
 */
#ifndef XPF_XPFD_ACCESS_H
#define XPF_XPFD_ACCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "conf/conf.h"
#include "xpfd/manager.h"

struct access;
struct command;
struct diag;
struct line;
struct shell;

/* ---- sessions (shell.c) ---- */

struct access *access_new(struct manager *m, const char *user, uid_t uid);
void access_free(struct access *a);
/* Is this somebody whom the active configuration knows? Asks it again. */
bool access_known(struct access *a);
/* Of the class: minutes, 0: none; a tip at login. */
long access_idle_minutes(struct access *a);
bool access_tip(struct access *a);
/* `show cli authorization` */
struct writer;
void access_print(struct access *a, struct writer *w);

/* Before a line runs: may its command?  False after a caret. */
bool access_line(struct shell *s, const struct line *l);
/* Before each step of a command that changes the candidate, and after it. */
void access_before(struct shell *s);
void access_settle(struct shell *s, const struct line *l);
/* The request has ended: copies and what was kept are given back. */
void access_done(struct shell *s);

/* ---- operational commands ---- */

/* May the command that was parsed?  False after a caret. */
bool access_command(struct shell *s, const struct line *l,
		    const struct command *c);
/* Take what may not be used out of what could follow. */
void access_filter_commands(struct shell *s, const struct line *l,
			    struct completions *out);

/* ---- configuration mode ---- */

/* The commands of the mode; and what follows one that takes a path. */
void access_filter_verbs(struct shell *s, struct completions *out);
void access_filter_path(struct shell *s, const struct cnode *level,
			const char *verb, int argc, const char *const *argv,
			struct completions *out);
/*
 * A statement of a tree as the user may see it: @n itself when that is all
 * of it, else a copy that lasts until the request ends; NULL: nothing.
 * @marks: say where something was taken away (Junos text only)
 */
struct cnode *access_node(struct shell *s, struct tree *t, struct cnode *n,
			  bool marks);
/* The same of a whole tree. */
struct tree *access_tree(struct shell *s, struct tree *t, bool marks);
/* conf_compare() of what the user may see. @level: in @to */
void access_compare(struct shell *s, struct tree *from, struct tree *to,
		    struct cnode *level, struct buf *out);
/* After a load: undo and report what may not be changed; how many. */
int access_loaded(struct shell *s, struct diag *d);
/* A path that may not be shown: a caret and true. */
bool access_hides(struct shell *s, const struct line *l,
		  const struct cnode *n);

#endif
