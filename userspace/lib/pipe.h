/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pipes of a command line: "show ... | match tcp | count".  One table of
 * words serves parsing, completion and help; shell and manager parse the same
 * line with the same code and each runs its share.
 */
#ifndef XPF_LIB_PIPE_H
#define XPF_LIB_PIPE_H

#include <stdbool.h>
#include <stddef.h>

/* Where a pipe makes sense. */
enum pipe_where {
	PIPE_OPER	= 1 << 0,	/* after an operational command */
	PIPE_CONFIG	= 1 << 1,	/* after one that shows configuration */
	PIPE_COMPARE	= 1 << 2,	/* after show in configuration mode */
	PIPE_COMMIT	= 1 << 3,	/* after commit */
	PIPE_ANY	= PIPE_OPER | PIPE_CONFIG | PIPE_COMPARE | PIPE_COMMIT,
};

enum pipe_kind {
	PIPE_MATCH, PIPE_EXCEPT, PIPE_FIND, PIPE_COUNT, PIPE_LAST, PIPE_TRIM,
	PIPE_NO_MORE, PIPE_HOLD, PIPE_SAVE, PIPE_APPEND, PIPE_TEE,
	PIPE_REFRESH, PIPE_RESOLVE, PIPE_REQUEST, PIPE_SUPPRESS_ZEROS,
	/* what is shown, not how: run by the manager */
	PIPE_DISPLAY, PIPE_COMPARE_WITH,
};

enum pipe_arg {
	ARG_NONE, ARG_NUMBER, ARG_PATTERN, ARG_FILE, ARG_USER, ARG_WORD,
};

struct pipe_def {
	const char *word, *help;
	unsigned int where;		/* enum pipe_where */
	enum pipe_kind kind;
	enum pipe_arg arg;
	bool optional;			/* the argument */
	const struct pipe_def *sub;	/* ARG_WORD: one of these */
	bool file;			/* or a file's name */
	const char *name, *name_help;	/* of the argument; NULL: by kind */
};

extern const struct pipe_def pipe_defs[];	/* ends with a NULL word */
#define PIPE_ARGS 4
/* Completion: what stands in the store takes the place of this argument. */
#define PIPE_ROLLBACK_NAME "<rollback>"

struct pipe {
	const struct pipe_def *def;
	int argc;			/* words after the pipe's own */
	char *argv[PIPE_ARGS];		/* ARG_WORD: in full */
};

struct pipe_error {
	int col;			/* 0-based, in the line */
	char text[128];
	/* what the word might have become, when it is ambiguous */
	const struct pipe_def *among;
	const char *prefix;		/* in the line, not terminated */
	size_t prefix_len;
};

struct pipeline {
	size_t command;			/* length of what precedes the first | */
	struct pipe *v;
	size_t n;
};

/* Offset of the first '|' that is not in quotes, or the length. */
size_t pipe_first(const char *line);
/*
 * Returns 0, or -1 with @e; @p is to be freed in both cases.
 * @where: pipes that are not for it do not exist
 */
int pipeline_parse(const char *line, unsigned int where, struct pipeline *p,
		   struct pipe_error *e);
void pipeline_free(struct pipeline *p);
/* The n-th pipe of a kind: NULL when there is none. */
const struct pipe *pipeline_find(const struct pipeline *p, enum pipe_kind k);

/* What may stand at the end of @line, which holds a '|': called for each
 * word; @def is NULL for a placeholder.  @used: length of the prefix typed.
 */
typedef void (*pipe_offer_fn)(void *arg, const struct pipe_def *def,
			      const char *word, const char *help);
/* Returns -1 with @e when what precedes is wrong. */
int pipe_complete(const char *line, unsigned int where, pipe_offer_fn fn,
		  void *arg, size_t *used, struct pipe_error *e);

/* ---- running them (filter.c) ---- */

typedef void (*filter_fn)(void *arg, const char *text, size_t len);
struct filter;

#define REFRESH_S 1	/* `| refresh` without a number */

/* What the shell runs of @p (borrowed). NULL and why in @err. */
struct filter *filter_new(const struct pipeline *p, filter_fn out, void *arg,
			  char *err, size_t size);
void filter_feed(struct filter *f, const char *text, size_t len);
/*
 * What `| request message` gathered: whom it is for, "all" or a user, and the
 * text; called by filter_end().
 */
typedef void (*filter_message_fn)(void *arg, const char *user,
				  const char *text);
void filter_on_message(struct filter *f, filter_message_fn fn);
void filter_end(struct filter *f);	/* the rest comes out; frees */

/* ---- resolve.c ---- */

struct buf;

/*
 * A line with its addresses replaced by the names that the resolver knows.  A
 * name is cut to the width of its address unless @full.
 */
void resolve_line(const char *line, size_t len, bool full, struct buf *out);

#endif
