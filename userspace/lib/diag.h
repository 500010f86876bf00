/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The user's mistakes.  A function that reads what a user wrote collects all
 * faults in a diag list, each with its place (file, line, column) or its path
 * in the configuration, and never stops at the first.  Text is Junos' wording
 * without the leading "error:"; printing adds what the form needs.
 */
#ifndef XPF_LIB_DIAG_H
#define XPF_LIB_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

struct buf;

enum diag_level { DIAG_ERROR, DIAG_WARNING };

struct diag_item {
	enum diag_level level;
	const char *file;	/* NULL: no place in a text */
	int line, col;		/* 1-based; 0: unknown */
	const char *path;	/* "[edit security zones]", NULL: none */
	const char *stmt;	/* the statement in quotes below, or NULL */
	const char *detail;	/* said below the statement, or NULL */
	const char *text;
};

struct diag;

struct diag *diag_new(void);
void diag_free(struct diag *d);
void diag_reset(struct diag *d);

/* A fault at a place of a text: FILE:LINE:(COL) TEXT */
void diag_at(struct diag *d, enum diag_level level, const char *file, int line,
	     int col, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));
/* Where in the hierarchy the last fault of diag_at() lies. */
void diag_place(struct diag *d, const char *path, const char *stmt,
		const char *detail);
/* A fault of a statement: [edit PATH] / 'STMT' / TEXT */
void diag_stmt(struct diag *d, enum diag_level level, const char *path,
	       const char *stmt, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* Anything else: "error: TEXT" */
void diag_say(struct diag *d, enum diag_level level, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

int diag_errors(const struct diag *d);		/* number of errors */
int diag_count(const struct diag *d);		/* errors and warnings */
const struct diag_item *diag_get(const struct diag *d, int i);

/*
 * What stands behind "commit failed:" for faults of a configuration, with a
 * colon before it: ": (missing mandatory statements)"; "" when only a daemon
 * would have found them.
 */
const char *diag_summary(const struct diag *d);
/* As Junos shows them: [edit ...] line, 'statement' by 2, text by 4. */
void diag_print(const struct diag *d, struct buf *out);

#endif
