// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * commit and rollback: the manager's verdict in Junos' words.
 */
#include "xpfd/shell_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/diag.h"

#define CONFIRM_MINUTES 10 /* as on Junos */
#define CONFIRM_MAX 65535

enum {
	OPT_AND_QUIT,
	OPT_AT,
	OPT_CHECK,
	OPT_COMMENT,
	OPT_CONFIRMED,
	OPT_SYNCHRONIZE,
};

const struct option commit_options[] = {
	[OPT_AND_QUIT] = { "and-quit",
			   "Quit configuration mode if commit succeeds" },
	[OPT_AT] = { "at", "Time at which to activate configuration changes",
		     "<at>" },
	[OPT_CHECK] = { "check",
			"Check correctness of syntax; do not apply changes" },
	[OPT_COMMENT] = { "comment", "Message to write to commit log",
			  "<comment>" },
	[OPT_CONFIRMED] = { "confirmed",
			    "Automatically rollback if not confirmed",
			    "<timeout>", .optional = true, .number = true },
	[OPT_SYNCHRONIZE] = { "synchronize",
			      "Synchronize commit on both nodes" },
	{ .word = NULL },
};

static const char *local_time(time_t t, char text[64])
{
	struct tm tm;

	localtime_r(&t, &tm);
	strftime(text, 64, "%Y-%m-%d %H:%M:%S %Z", &tm);
	return text;
}

/* ---- faults ---- */

static void print_diag(struct shell *s, const struct diag *d, bool failed)
{
	struct buf b;

	buf_init(&b);
	diag_print(d, &b);
	if (failed)
		shell_err(s, "%s", b.data);
	else
		shell_text(s, &b);
	buf_free(&b);
}

/* ---- commit ---- */

static void who(const struct shell *s, const char *comment,
		struct commit_info *by)
{
	memset(by, 0, sizeof(*by));
	by->when = time(NULL);
	snprintf(by->user, sizeof(by->user), "%s", s->user);
	snprintf(by->via, sizeof(by->via), "cli");
	snprintf(by->comment, sizeof(by->comment), "%s",
		 comment ? comment : "");
	by->valid = true;
}

static int request_of(struct shell *s, const struct line *l,
		      const struct options *o, struct commit_request *rq)
{
	memset(rq, 0, sizeof(*rq));
	who(s, o->value[OPT_COMMENT], &rq->by);
	if (!!o->value[OPT_CHECK] + !!o->value[OPT_CONFIRMED] +
			    !!o->value[OPT_AT] >
		    1 ||
	    (o->value[OPT_CHECK] && o->value[OPT_AND_QUIT])) {
		shell_caret(s, (int)l->end, "syntax error.");
		return -1;
	}
	if (o->value[OPT_CHECK])
		rq->kind = COMMIT_CHECK;
	if (!o->value[OPT_CONFIRMED])
		return 0;
	rq->kind = COMMIT_CONFIRMED;
	rq->minutes = CONFIRM_MINUTES;
	if (*o->value[OPT_CONFIRMED])
		rq->minutes = atoi(o->value[OPT_CONFIRMED]);
	if (rq->minutes < 1 || rq->minutes > CONFIRM_MAX) {
		shell_err(s, "error: Value %d is not within range (1..%d)\n",
			  rq->minutes, CONFIRM_MAX);
		return -1;
	}
	return 0;
}

/* commit | display detail */
static void progress(void *arg, const char *text)
{
	char when[64];

	shell_out(arg, "%s: %s\n", local_time(time(NULL), when), text);
}

/* @at: NULL unless it is to be done later */
static int commit(struct shell *s, const struct commit_request *rq,
		  const time_t *at)
{
	struct diag *d = diag_new();
	struct tree *t = config_tree(s);
	int rc;

	rc = at ? manager_schedule(s->m, t, rq, *at, d) :
		  manager_commit(s->m, t, rq, d);
	print_diag(s, d, rc != 0);
	if (rc && (at || rq->kind == COMMIT_CHECK))
		shell_err(s, "error: configuration check-out failed%s\n",
			  diag_summary(d));
	else if (rc)
		shell_err(s, "error: commit failed%s\n", diag_summary(d));
	diag_free(d);
	return rc;
}

static void commit_at(struct shell *s, const struct commit_request *rq,
		      const char *text)
{
	char when[64] = "reboot";
	const char *fault;
	time_t at;

	fault = schedule_parse(text, time(NULL), &at);
	if (fault) {
		shell_err(s, "error: %s\n", fault);
		return;
	}
	if (commit(s, rq, &at))
		return;
	if (at)
		local_time(at, when);
	shell_out(s,
		  "configuration check succeeds\n"
		  "commit at will be executed at %s\n",
		  when);
	config_quit(s);
}

static void commit_now(struct shell *s, const struct commit_request *rq,
		       bool quit)
{
	bool pending = manager_pending(s->m) > 0;

	if (commit(s, rq, NULL))
		return;
	/* either confirms a commit that waits for it */
	if (pending && rq->kind != COMMIT_CONFIRMED && manager_pending(s->m))
		manager_confirm(s->m);
	if (rq->kind == COMMIT_CHECK) {
		shell_out(s, "configuration check succeeds\n");
		return;
	}
	config_committed(s);
	if (rq->kind == COMMIT_CONFIRMED)
		shell_out(s,
			  "commit confirmed will be automatically rolled "
			  "back in %d minute%s unless confirmed\n",
			  rq->minutes, rq->minutes == 1 ? "" : "s");
	shell_out(s, "commit complete\n");
	if (quit)
		config_leave(s);
}

void config_commit(struct shell *s, struct line *l)
{
	struct commit_request rq;
	struct options o;

	if (line_options(s, l, l->first + 1, commit_options, false, &o) ||
	    request_of(s, l, &o, &rq) || !config_may_commit(s))
		return;
	if (pipeline_find(&l->pipes, PIPE_DISPLAY)) {
		rq.progress = progress;
		rq.arg = s;
	}
	if (!config_merge_others(s))
		shell_err(s, "error: configuration has been changed by "
			     "another user\n");
	else if (o.value[OPT_AT])
		commit_at(s, &rq, o.value[OPT_AT]);
	else
		commit_now(s, &rq, o.value[OPT_AND_QUIT]);
}

/* ---- rollback ---- */

static struct tree *rollback_tree(struct shell *s, const struct line *l)
{
	int i = l->first + 1, n = 0;
	const char *word = line_word(l, i);
	struct tree *t;

	if (*word && !strncmp("rescue", word, strlen(word))) {
		t = store_rescue(s->m->store);
		if (!t)
			shell_err(s, "error: rescue configuration does not "
				     "exist\n");
		return t;
	}
	if (*word && strspn(word, "0123456789") != strlen(word)) {
		shell_caret(s, line_col(l, i), "syntax error.");
		return NULL;
	}
	if (*word)
		n = atoi(word);
	if (strlen(word) > 4 || n >= STORE_ROLLBACKS) {
		shell_caret(s, line_col_after(l, i),
			    "Value must be a number "
			    "from 0 to 49");
		return NULL;
	}
	t = store_rollback(s->m->store, n);
	if (!t)
		shell_err(s,
			  "error: rollback configuration %d does not "
			  "exist\n",
			  n);
	return t;
}

void config_rollback(struct shell *s, struct line *l)
{
	struct tree *t;

	if (!config_writable(s))
		return;
	if (l->w.n > l->first + 2) {
		shell_caret(s, line_col(l, l->first + 2), "syntax error.");
		return;
	}
	t = rollback_tree(s, l);
	if (!t)
		return;
	config_replace(s, t);
	shell_out(s, "load complete\n");
}
