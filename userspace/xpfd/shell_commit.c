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

/* ---- what is said of a commit ---- */

/* An outcome: faults, and what failed or what was done. */
struct outcome {
	struct diag *d;
	const char *failed; /* "commit failed"; NULL: it did not */
	const char *done; /* "commit-success" */
	char said[256]; /* beside it, lines; "" */
	const char *last; /* "commit complete" */
};

static void tell_text(struct shell *s, const struct outcome *o)
{
	print_diag(s, o->d, o->failed);
	if (o->failed)
		shell_err(s, "error: %s%s\n", o->failed, diag_summary(o->d));
	else if (o->done)
		shell_out(s, "%s%s\n", o->said, o->last);
}

/* <commit-results>, as a Junos XML client is answered. */
static void tell_structured(struct shell *s, const struct outcome *o)
{
	struct answer a;
	struct writer *w = answer_begin_now(s, &a);

	writer_open(w, "commit-results");
	if (s->format == WRITER_XML)
		answer_faults(w, o->d);
	if (o->failed) {
		writer_open_fault(w, false);
		writer_encode(w, "message", "%s%s", o->failed,
			      diag_summary(o->d));
		writer_close(w);
	} else {
		writer_attr(w, "junos:style", "normal");
		writer_open(w, "routing-engine");
		writer_encode(w, "name", "re0");
		writer_empty(w, o->done);
		if (o->said[0])
			writer_encode(w, "output", "%.*s",
				      (int)strcspn(o->said, "\n"), o->said);
		writer_close(w);
	}
	answer_end(s, &a);
	s->failed |= o->failed != NULL;
}

static void tell(struct shell *s, const struct outcome *o)
{
	/* there is no JSON for faults */
	if (s->format == WRITER_JSON && !o->failed)
		print_diag(s, o->d, false);
	if (s->format == WRITER_XML || (s->format == WRITER_JSON && !o->failed))
		tell_structured(s, o);
	else
		tell_text(s, o);
}

/* ---- committing ---- */

static void commit_at(struct shell *s, const struct commit_request *rq,
		      const char *text)
{
	struct outcome o = { .d = diag_new() };
	char when[64] = "reboot";
	const char *fault;
	time_t at;

	fault = schedule_parse(text, time(NULL), &at);
	if (fault) {
		shell_err(s, "error: %s\n", fault);
		diag_free(o.d);
		return;
	}
	if (manager_schedule(s->m, config_tree(s), rq, at, o.d))
		o.failed = "configuration check-out failed";
	if (at)
		local_time(at, when);
	o.done = "commit-check-success";
	snprintf(o.said, sizeof(o.said),
		 s->format == WRITER_TEXT ? "configuration check succeeds\n"
					    "commit at will be executed at %s" :
					    "commit at will be executed at %s",
		 when);
	o.last = "";
	tell(s, &o);
	diag_free(o.d);
	if (!o.failed)
		config_quit(s);
}

static bool commit_succeeds(struct shell *s, const struct commit_request *rq,
			    struct outcome *o)
{
	bool pending = manager_pending(s->m) > 0;
	bool check = rq->kind == COMMIT_CHECK;

	if (manager_commit(s->m, config_tree(s), rq, o->d)) {
		o->failed = check ? "configuration check-out failed" :
				    "commit failed";
		return false;
	}
	/* either confirms a commit that waits for it */
	if (pending && rq->kind != COMMIT_CONFIRMED && manager_pending(s->m))
		manager_confirm(s->m);
	o->done = check ? "commit-check-success" : "commit-success";
	o->last = check ? "configuration check succeeds" : "commit complete";
	if (rq->kind == COMMIT_CONFIRMED)
		snprintf(o->said, sizeof(o->said),
			 "commit confirmed will be automatically rolled "
			 "back in %d minutes unless confirmed\n",
			 rq->minutes);
	return true;
}

static void commit_now(struct shell *s, const struct commit_request *rq,
		       bool quit)
{
	struct outcome o = { .d = diag_new() };
	bool done = commit_succeeds(s, rq, &o) && rq->kind != COMMIT_CHECK;

	if (done)
		config_committed(s);
	tell(s, &o);
	diag_free(o.d);
	if (done && quit)
		config_leave(s);
}

static bool wants_detail(const struct line *l)
{
	const struct pipe *p = pipeline_find(&l->pipes, PIPE_DISPLAY);

	return p && !strcmp(p->argv[0], "detail");
}

void config_commit(struct shell *s, struct line *l)
{
	struct commit_request rq;
	struct options o;

	if (line_options(s, l, l->first + 1, commit_options, false, &o) ||
	    request_of(s, l, &o, &rq) || !config_may_commit(s))
		return;
	if (wants_detail(l)) {
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
