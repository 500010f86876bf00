/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shell as one person sees it: a connection to the manager, a terminal,
 * and the settings of `set cli` that concern the terminal.
 */
#ifndef XPF_CLI_CLI_H
#define XPF_CLI_CLI_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "rpc/rpc.h"

struct pager;

struct cli {
	struct rpc *rpc;
	bool tty;		/* a person at a terminal; else a script */
	bool over;		/* the session has ended */
	bool failed;		/* the last command */
	char prompt[256];
	char banner[1024];	/* before the prompt: "[edit]" lines */
	bool config;
	int length;		/* lines of the screen; 0: do not page */
	int width;
	bool length_set, width_set;	/* by `set cli`: no resize changes it */
	int idle_minutes;	/* 0: for ever */
	bool complete_on_space;
	const char *line;	/* under way, for carets */
};

extern volatile sig_atomic_t interrupted;	/* ^C */

/* ---- main.c ---- */

int64_t cli_now_ms(void);
/* Milliseconds that a session without keys since @since_ms has left. */
int64_t cli_idle_left(const struct cli *c, int64_t since_ms);
void cli_idle_out(struct cli *c);	/* says so, and ends it */
/* Has the window another size now?  Takes it over. */
bool cli_resized(struct cli *c);

/* ---- run.c: one command, from EXEC to DONE ---- */

/* 0, or negative errno when the connection is gone. */
int cli_run(struct cli *c, const char *line);
/*
 * Frames up to the first DONE: messages, settings and the prompt.  -EACCES:
 * this user may not log in; the manager's reason was shown.
 */
int cli_hello(struct cli *c);
/* What belongs to no answer: PROMPT, OPTION, EXIT. False: something else. */
bool cli_note(struct cli *c, const struct rpc_frame *f);
/* "   ^" under the echoed line, and the message, as text. */
void cli_caret(struct cli *c, const struct rpc_frame *f, struct buf *out);
/* A row of "Possible completions:" */
void cli_candidate(const struct rpc_frame *f, struct buf *out);

/* ---- ask.c: questions of the manager ---- */

void cli_answer(struct cli *c, const struct rpc_frame *ask);
/* A line from standard input, without newline; NULL at its end. */
char *cli_read_line(void);

/* ---- edit.c: the line editor ---- */

void edit_init(struct cli *c);
/* A line, or NULL at end of input; the caller frees. */
char *edit_line(struct cli *c);

/* ---- pager.c ---- */

/* Text is queued and shown a screen at a time. @length 0: all at once. */
struct pager *pager_new(int length, int width);
void pager_free(struct pager *p);
void pager_add(struct pager *p, const char *text, size_t len);
void pager_unlimited(struct pager *p);	/* never stop again */
void pager_hold(struct pager *p);	/* stop at the end too */
void pager_end(struct pager *p);	/* nothing more will be added */
bool pager_waiting(const struct pager *p);	/* for a key */
size_t pager_ahead(const struct pager *p);	/* bytes not shown yet */
bool pager_quit(const struct pager *p);		/* the user has seen enough */
void pager_leave(struct pager *p);	/* that is so */
/* Show what fits. True: all is shown and the end known. */
bool pager_show(struct pager *p);
/* A key came; call when pager_waiting(). */
void pager_key(struct pager *p);
/* All of @text, at once or by keys. */
void pager_text(const struct cli *c, const char *text);

#endif
