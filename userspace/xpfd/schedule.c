// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * `commit at`: a configuration that has passed the check waits in the store
 * for its time, or for the next boot.  It is committed by whoever wanted it,
 * with everything that a commit does; a time that passes while the manager is
 * away is made up for at its start.
 *
 * What cannot be committed when the time has come is given up: it would hold
 * up all other commits.
 */
#include "xpfd/manager.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/log.h"
#include "lib/loop.h"
#include "export/messages.h"

#define CHECK_MS 60000 /* the wall clock may be set while we wait */

/* ---- times ---- */

/* Two digits, or all of a field of four. */
static const char *number(const char *p, size_t digits, int max, int *out)
{
	size_t i;

	*out = 0;
	for (i = 0; i < digits && isdigit((unsigned char)p[i]); i++)
		*out = *out * 10 + p[i] - '0';
	return i && (i == digits || digits == 2) && *out <= max ? p + i : NULL;
}

static const char *clock_of(const char *p, struct tm *tm)
{
	tm->tm_sec = 0;
	p = number(p, 2, 23, &tm->tm_hour);
	if (!p || *p != ':')
		return NULL;
	p = number(p + 1, 2, 59, &tm->tm_min);
	if (p && *p == ':')
		p = number(p + 1, 2, 59, &tm->tm_sec);
	return p && !*p ? p : NULL;
}

static const char *date_of(const char *p, struct tm *tm)
{
	p = number(p, 4, 9999, &tm->tm_year);
	if (!p || *p != '-')
		return NULL;
	p = number(p + 1, 2, 12, &tm->tm_mon);
	if (!p || *p != '-')
		return NULL;
	p = number(p + 1, 2, 31, &tm->tm_mday);
	if (!p || *p != ' ' || !tm->tm_mon || !tm->tm_mday)
		return NULL;
	tm->tm_year -= 1900;
	tm->tm_mon--;
	return p + strspn(p, " ");
}

const char *schedule_parse(const char *text, time_t now, time_t *at)
{
	const char *clock = text;
	struct tm tm;
	int day;

	*at = 0;
	if (!strcmp(text, "reboot"))
		return NULL;
	localtime_r(&now, &tm);
	tm.tm_isdst = -1;
	if (strchr(text, '-'))
		clock = date_of(text, &tm);
	day = tm.tm_mday;
	if (!clock || !clock_of(clock, &tm))
		return "invalid time; use hh:mm[:ss] or yyyy-mm-dd hh:mm[:ss]";
	*at = mktime(&tm);
	if (tm.tm_mday != day)
		return "invalid time; there is no such day";
	return *at > now ? NULL : "invalid time; it has passed";
}

/* ---- the machine's boots ---- */

static void boot_id(char id[40])
{
	FILE *f = fopen("/proc/sys/kernel/random/boot_id", "re");

	if (!f || !fgets(id, 40, f))
		strcpy(id, "unknown");
	id[strcspn(id, "\n")] = '\0';
	if (f)
		fclose(f);
}

/* ---- waiting ---- */

static int commit_now(struct manager *m, const struct store_waiting *w)
{
	struct commit_request rq = { .kind = COMMIT_NOW, .by = w->by };
	struct tree *t = store_waiting_tree(m->store);
	struct diag *d = diag_new();
	struct buf b;
	int err = -1;

	rq.by.when = 0; /* now */
	if (t && tree_equal(t, store_active(m->store)))
		err = 0; /* it was, before we could strike it off */
	else if (t)
		err = manager_commit(m, t, &rq, d);
	if (err) {
		buf_init(&b);
		diag_print(d, &b);
		log_err("commit at: failed:\n%s", b.data);
		messages_put(m->log, "UI_COMMIT_AT_FAILED",
			     "Commit at of user '%s' failed", w->by.user);
		buf_free(&b);
	}
	tree_free(t);
	diag_free(d);
	return err;
}

static void expired(void *arg)
{
	struct manager *m = arg;
	struct store_waiting w;

	m->waiting = NULL;
	if (!store_waits(m->store, &w))
		return;
	if (w.at > time(NULL)) {
		schedule_arm(m);
		return;
	}
	if (!commit_now(m, &w))
		messages_put(m->log, "UI_COMMIT_AT_COMPLETED",
			     "Commit at of user '%s' was executed", w.by.user);
	store_wait_clear(m->store);
}

void schedule_arm(struct manager *m)
{
	struct store_waiting w;
	int64_t ms = 0;
	char id[40];

	loop_del_timer(m->waiting);
	m->waiting = NULL;
	if (!store_waits(m->store, &w))
		return;
	boot_id(id);
	if (!w.at && !strcmp(w.boot, id))
		return;
	if (w.at > time(NULL))
		ms = (w.at - time(NULL)) * 1000;
	m->waiting = loop_add_timer(m->loop, ms < CHECK_MS ? ms : CHECK_MS, 0,
				    expired, m);
}

int manager_schedule(struct manager *m, const struct tree *candidate,
		     const struct commit_request *rq, time_t at, struct diag *d)
{
	struct commit_request check = *rq;
	struct store_waiting w = { .by = rq->by, .at = at };
	int err;

	check.kind = COMMIT_CHECK;
	if (manager_commit(m, candidate, &check, d))
		return -1;
	boot_id(w.boot);
	err = store_wait(m->store, candidate, &w);
	if (err) {
		diag_say(d, DIAG_ERROR, "cannot write to %s: %s", m->state_dir,
			 strerror(-err));
		return -1;
	}
	schedule_arm(m);
	messages_put(m->log, "UI_COMMIT_AT",
		     "User '%s' requested commit at via %s", w.by.user,
		     w.by.via);
	return 0;
}

int manager_unschedule(struct manager *m)
{
	struct store_waiting w;
	int err;

	if (!store_waits(m->store, &w))
		return -ENOENT;
	err = store_wait_clear(m->store);
	schedule_arm(m);
	if (!err)
		messages_put(m->log, "UI_COMMIT_AT_ABORT",
			     "Pending commit was cleared");
	return err;
}
