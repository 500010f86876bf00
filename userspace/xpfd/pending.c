// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The clock of `commit confirmed`.  The deadline is in the store, in
 * wall-clock time, because it must survive a restart and a reboot; here it is
 * only waited for.  When it passes, the configuration that was active before
 * is committed again, as a commit of its own: the history stays true.
 *
 * If that fails, it is tried again: whoever relies on the rollback has lost
 * the way to this machine.
 */
#include "xpfd/manager.h"

#include <errno.h>
#include <string.h>

#include "lib/log.h"
#include "lib/loop.h"
#include "export/messages.h"
#include "xpfd/shell.h"

#define RETRY_MS 10000
#define CHECK_MS 60000 /* the wall clock may be set while we wait */

static void expired(void *arg);

static void arm(struct manager *m, int64_t ms)
{
	loop_del_timer(m->pending);
	m->pending = loop_add_timer(m->loop, ms, 0, expired, m);
}

static int64_t left_ms(const struct manager *m)
{
	int64_t left = store_pending(m->store) - time(NULL);

	return left > 0 ? left * 1000 : 0;
}

void pending_arm(struct manager *m)
{
	int64_t ms;

	loop_del_timer(m->pending);
	m->pending = NULL;
	if (!store_pending(m->store))
		return;
	ms = left_ms(m);
	arm(m, ms < CHECK_MS ? ms : CHECK_MS);
}

static struct tree *former(struct manager *m)
{
	int back = store_pending_back(m->store);

	return back < 0 ? tree_new(m->schema) : store_rollback(m->store, back);
}

static int roll_back(struct manager *m)
{
	struct commit_request rq = {
		.kind = COMMIT_NOW,
		.by = { .user = "root", .via = "other" },
	};
	struct diag *d = diag_new();
	struct tree *t = former(m);
	struct buf b;
	int err;

	err = t ? manager_commit(m, t, &rq, d) : -errno;
	if (err) {
		buf_init(&b);
		diag_print(d, &b);
		log_err("automatic rollback failed:\n%s", b.data);
		buf_free(&b);
	}
	tree_free(t);
	diag_free(d);
	return err;
}

static void expired(void *arg)
{
	static const char text[] =
		"Commit was not confirmed; automatic rollback complete.\n";
	struct manager *m = arg;

	m->pending = NULL;
	if (left_ms(m)) {
		pending_arm(m);
		return;
	}
	if (roll_back(m)) {
		arm(m, RETRY_MS);
		return;
	}
	log_warn("commit was not confirmed; automatic rollback complete");
	messages_put(m->log, "UI_COMMIT_NOT_CONFIRMED",
		     "Commit was not confirmed; automatic rollback complete");
	shell_broadcast(m, text);
}

int manager_pending(const struct manager *m)
{
	return (int)((left_ms(m) + 59999) / 60000);
}

int manager_confirm(struct manager *m)
{
	int err;

	if (!store_pending(m->store))
		return 0;
	err = store_pending_clear(m->store);
	if (err) {
		log_err("%s: %s", m->state_dir, strerror(-err));
		return err;
	}
	pending_arm(m);
	messages_put(m->log, "UI_COMMIT_CONFIRMED", "Commit was confirmed");
	return 0;
}
