/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of the shell share.  A request is under way from EXEC to
 * DONE; it ends when its command returns, unless the command asked a question
 * (shell_ask) or started a child (shell_spawn): then it ends with the answer
 * or with the child.
 */
#ifndef XPF_XPFD_SHELL_PRIV_H
#define XPF_XPFD_SHELL_PRIV_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>
#include <time.h>

#include "conf/conf.h"
#include "lib/pipe.h"
#include "lib/vec.h"
#include "lib/writer.h"
#include "rpc/rpc.h"
#include "xpfd/manager.h"
#include "xpfd/shell.h"

struct access;
struct child;
struct monitor;
struct loop_fd;
struct shell;

/* A command line on its way: the words of the command, pipes apart. */
struct line {
	const char *text;
	size_t end;		/* of the command: blanks before '|' not in it */
	struct words w;
	int first;		/* word where the command in question begins */
	struct pipeline pipes;
};

typedef void (*shell_answer_fn)(struct shell *s, const char *text, size_t len);

struct shell {
	struct manager *m;
	struct shell *next;
	struct rpc *rpc;
	struct loop_fd *io;
	struct loop_timer *idle;
	bool closing;

	uid_t uid;
	struct access *access;		/* what this user may do */
	pid_t pid;
	char user[64], tty[64];
	time_t since;
	int64_t last_ms;		/* of the last request: idle since */

	bool config, exclusive, private;
	struct candidate own;		/* private: this session's */
	VEC(char *) level;		/* paths `exit` goes back through */
	char *options[9];		/* `set cli`, see shell_cli.c */
	VEC(char *) history[2];		/* of operational, configuration mode */

	/* the request under way */
	bool busy;
	bool failed;
	enum writer_format format;	/* of what it answers */
	int ambiguous;			/* column of such a caret; 0: none */
	shell_answer_fn answer;
	char *pending;			/* what the answer is about */
	struct child *child;

	struct monitor *monitor;	/* `monitor start`; NULL: none */
};

/* ---- shell.c: answers ---- */

void shell_out(struct shell *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void shell_err(struct shell *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void shell_text(struct shell *s, const struct buf *b);
/* The caret at a 0-based column of the line, and what is wrong there. */
void shell_caret(struct shell *s, int col, const char *text);
void shell_ask(struct shell *s, enum rpc_ask kind, const char *question,
	       const char *text, shell_answer_fn fn);
void shell_done(struct shell *s);	/* the request has ended */
void shell_end(struct shell *s);	/* so has the session */
void shell_flow(struct shell *s);	/* read or not, by what is pending */
bool shell_full(const struct shell *s);	/* the peer reads too slowly */

struct shell *shell_first(void);	/* all sessions, by ->next */
const char *shell_host(const struct shell *s);
/* "user@host> " */
void shell_prompt(const struct shell *s, struct buf *out);

/* ---- shell_line.c: command lines ---- */

int line_parse(struct shell *s, const char *text, unsigned int where,
	       struct line *l);
void line_free(struct line *l);
const char *line_word(const struct line *l, int i);	/* "" past the end */
int line_col(const struct line *l, int i);	/* of a word; its end */
int line_col_after(const struct line *l, int i);

/* A word that a command takes, with or without a value of its own. */
struct option {
	const char *word, *help;
	const char *value;	/* "<minutes>": placeholder; NULL: a flag */
	bool optional;		/* the value */
	bool number;
	bool last;		/* nothing follows it */
};

#define OPTIONS_MAX 12

struct options {
	const char *value[OPTIONS_MAX];	/* by row; "" for a flag; NULL: absent */
	int first;			/* word behind those consumed */
};

/*
 * The words from @i on by @table, in any order; 0, or -1 after a caret.
 * A word that is none of them ends it if @rest (and is o->first).
 */
int line_options(struct shell *s, const struct line *l, int i,
		 const struct option *table, bool rest, struct options *o);
/* Row of a table of options or commands that @word means: >= 0; -1 none, -2
 * ambiguous.  Rows are @size bytes long and begin with the word; the table
 * ends with a NULL word.
 */
int word_lookup(const void *table, size_t size, const char *word);
#define WORD_NONE	(-1)
#define WORD_AMBIGUOUS	(-2)

/* ---- configuration mode ---- */

/* What may follow a command: for completion. */
enum config_args {
	CONFIG_NOTHING, CONFIG_STATEMENT, CONFIG_OPTIONS, CONFIG_OPER,
	CONFIG_COMMAND, CONFIG_UP, CONFIG_ROLLBACK, CONFIG_FILE, CONFIG_LOAD,
};

struct config_cmd {
	const char *word, *help;
	void (*run)(struct shell *s, struct line *l);
	enum config_args args;
	const struct option *options;
	bool private;			/* of `configure private` only */
};

/* Is it a command of the mode that the session is in? */
bool config_has(const struct shell *s, const struct config_cmd *c);
/* word_lookup() among those that are. */
int config_lookup(const struct shell *s, const char *word);

extern const struct config_cmd config_cmds[];	/* ends with a NULL word */
extern const struct option commit_options[], load_options[];

enum config_mode { CONFIG_SHARED, CONFIG_EXCLUSIVE, CONFIG_PRIVATE };

void config_enter(struct shell *s, enum config_mode mode);
void config_leave(struct shell *s);	/* asks if there are changes */
void config_quit(struct shell *s);	/* without a question */
void config_exec(struct shell *s, struct line *l);
/* The session is gone: give back what it held. */
void config_drop(struct shell *s);
/* "[edit security zones]" */
void config_banner(const struct shell *s, struct buf *out);
const char *config_path(const struct shell *s);	/* of the level; "" */
/* shell_candidate.c: what the session edits, its own or the shared one */
struct candidate *config_candidate(struct shell *s);
struct tree *config_tree(struct shell *s);
/* Another tree for it, which is taken over: rollback. */
void config_replace(struct shell *s, struct tree *t);
/* It is the active configuration now. */
void config_committed(struct shell *s);
/* Is it different from the active configuration? */
bool config_is_changed(struct shell *s);
/*
 * A private candidate with what others committed meanwhile; false after
 * telling what conflicts: the candidate has our side of it then.
 */
bool config_merge_others(struct shell *s);
void config_update(struct shell *s, struct line *l);
/* The level in the candidate; NULL when others have removed it. */
struct cnode *config_level(struct shell *s);
void config_changed(struct shell *s);	/* the candidate did */
void config_go(struct shell *s, const char *path);	/* "" is the top */
/* A caret and false when another session holds the lock. */
bool config_writable(struct shell *s);
bool config_may_commit(struct shell *s);
void config_users(struct shell *s, struct buf *out, const struct shell *but);
/* The level, made again if others removed it. */
struct cnode *config_level_made(struct shell *s);
/* The caret of an error in the words behind the command. */
void config_caret(struct shell *s, const struct line *l,
		  const struct edit_error *e);
/* shell_show.c */
void config_show(struct shell *s, struct line *l);
/* Is there a `| compare`? Then it is done, from @n on. */
bool config_compare(struct shell *s, const struct line *l, struct cnode *n);
/*
 * Show a tree as the pipes want it: @level is a path in it, the words from
 * @from on are a path below that.
 */
#define SHOW_CANDIDATE	(1U << 30)	/* beside CONF_*: junos:changed-... */
#define SHOW_COMMITTED	(1U << 31)	/* junos:commit-... */
void config_print(struct shell *s, const struct line *l, struct tree *t,
		  const char *level, int from, unsigned int flags);
/* A path of the configuration in words from @i on; caret if it cannot be. */
int config_check_path(struct shell *s, const struct line *l, int i,
		      struct tree *t, struct cnode *level, const char *verb);

/* shell_password.c: a `set` that asks for a password; true: it does. */
bool config_asks_password(struct shell *s, const struct line *l);

void config_commit(struct shell *s, struct line *l);
void config_rollback(struct shell *s, struct line *l);
void config_load(struct shell *s, struct line *l);
void config_save(struct shell *s, struct line *l);

/* ---- shell_answer.c: structured answers of our own ---- */

struct answer {
	FILE *out;
	char *text;
	size_t len;
	struct writer *w;
};

/* As the pipes of the line want it. */
enum writer_format answer_format(const struct line *l);
struct writer *answer_begin(const struct line *l, struct answer *a);
void answer_end(struct shell *s, struct answer *a);
/* The same in the form that the request under way is answered in. */
struct writer *answer_begin_now(const struct shell *s, struct answer *a);
/* Faults of a configuration, as elements; those of texts have their place. */
void answer_faults(struct writer *w, const struct diag *d);
/* "error: TEXT\n" as an element, if the answer is to be XML; else false. */
bool answer_error(struct shell *s, const char *text);
/* One line; an error when it begins with "error: ". */
void answer_line(struct shell *s, const struct line *l, const char *text);
/* | display xml rpc: the request itself */
struct command;
bool answer_wants_rpc(const struct line *l);
void answer_rpc(struct shell *s, const struct line *l, const struct command *c);

/* ---- operational commands ---- */

/* A command that concerns the session or the configuration. */
typedef void (*own_fn)(struct shell *s, struct line *l, struct command *c);

void oper_exec(struct shell *s, struct line *l);
/* shell_help.c */
void own_help(struct shell *s, struct line *l, struct command *c);
/* shell_request.c: what ends or changes the whole system, asked first */
void own_shutdown(struct shell *s, struct line *l, struct command *c);
void own_clear_reboot(struct shell *s, struct line *l, struct command *c);
void own_zeroize(struct shell *s, struct line *l, struct command *c);
void own_cleanup(struct shell *s, struct line *l, struct command *c);
void own_message(struct shell *s, struct line *l, struct command *c);
void own_logout(struct shell *s, struct line *l, struct command *c);
/* shell_monitor.c: log files that are shown as they grow */
void own_monitor_start(struct shell *s, struct line *l, struct command *c);
void own_monitor_stop(struct shell *s, struct line *l, struct command *c);
void own_monitor_list(struct shell *s, struct line *l, struct command *c);
void monitor_drop(struct shell *s);	/* the session is gone */
/* shell_alarm.c */
void own_alarms_show(struct shell *s, struct line *l, struct command *c);
void own_alarms_clear(struct shell *s, struct line *l, struct command *c);
/* shell_trace.c: monitor security flow */
void own_trace_file(struct shell *s, struct line *l, struct command *c);
void own_trace_filter(struct shell *s, struct line *l, struct command *c);
void own_trace_start(struct shell *s, struct line *l, struct command *c);
void own_trace_stop(struct shell *s, struct line *l, struct command *c);
void own_trace_forget(struct shell *s, struct line *l, struct command *c);
void own_trace_show(struct shell *s, struct line *l, struct command *c);
/* Which pipes fit the command of a line: enum pipe_where. */
unsigned int shell_where(struct shell *s, const char *text);

/* ---- children ---- */

/*
 * Run @fn in a child whose standard output and error go to the user; the
 * request ends with it.  The child sees the manager as it was, and must use
 * none of its descriptors.  Its return value is the exit status.
 */
void shell_spawn(struct shell *s, int (*fn)(struct shell *s, void *arg),
		 void *arg);
/* Run a program of the system in a child; its words end with NULL. */
void shell_program(struct shell *s, const char *const *argv);
void child_interrupt(struct child *c);
void child_kill(struct child *c);
void child_flow(struct child *c);

/* ---- completion ---- */

void shell_complete(struct shell *s, char key, const char *text);
void shell_candidates(struct shell *s, const char *text, int end);
void config_complete(struct shell *s, const struct line *l,
		     struct completions *out);
void oper_complete(struct shell *s, const struct line *l,
		   struct completions *out);
/* Behind a command that takes a statement: shell_verbs.c */
void complete_verb(struct shell *s, const struct line *l, const char *verb,
		   struct completions *out);
void line_complete_options(const struct line *l, int i,
			   const struct option *table,
			   struct completions *out);
void complete_add(struct completions *out, char mark, const char *word,
		  const char *help, bool identifier);
void complete_enter(struct completions *out);

/* ---- set cli ---- */

void cli_options_init(struct shell *s, const struct rpc_frame *hello);
void cli_options_free(struct shell *s);
int cli_set(struct shell *s, const char *name, const char *value);
void cli_show(struct shell *s, struct buf *out);
bool cli_timestamp(const struct shell *s);	/* is it wanted? */
#define CLI_TIMESTAMP "%b %d %T"	/* as on Junos, unless one is given */
/* "Nov 23 17:00:00", as the user wants it */
void cli_timestamp_now(const struct shell *s, struct buf *out);
/* NULL: none; @out: what is said of it */
void cli_set_timestamp(struct shell *s, const char *format, struct buf *out);
/* `show cli history`: the last @count lines of the session's mode */
void cli_remember(struct shell *s, const char *line);
void cli_show_history(struct shell *s, int count, struct buf *out);
const char *cli_prompt(const struct shell *s);	/* "": none was set */
const char *cli_folder(const struct shell *s);	/* where the person is */
int64_t cli_idle_minutes(const struct shell *s);	/* 0: for ever */

#endif
