// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Beginning and end of the manager.
 *
 * Three beginnings.  Nothing was ever committed: the file that was given is
 * committed like any other configuration, and if it has a fault the manager
 * does not start.  Something was: that is what counts, and a file is only
 * compared with it, to say so when it differs (two truths about one firewall
 * is one too many).  What was committed cannot be read, or is no longer
 * accepted: the manager runs, so that it can be repaired, and touches neither
 * kernel nor network until the next commit.
 *
 * Adopting is not committing: the kernel is compared by the ruleset's cookie
 * and the network by its state, and a restart that finds both as they should
 * be sends nothing.
 */
#include "xpfd/manager.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "compile/compile.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "model/model.h"
#include "net/net.h"
#include "export/messages.h"
#include "svc/accounts.h"
#include "xpfd/alarms.h"
#include "xpfd/trace.h"

static void log_diag(const char *what, const struct diag *d)
{
	struct buf b;

	buf_init(&b);
	diag_print(d, &b);
	log_err("%s:\n%s", what, b.data);
	buf_free(&b);
}

/* Model and ruleset of the empty configuration: it denies everything. */
static int begin_empty(struct manager *m, struct diag *d)
{
	struct tree *t = tree_new(m->schema);
	int err = check_tree(t, &m->model, &m->ruleset, d);

	tree_free(t);
	return err;
}

static void hold(struct manager *m, const char *why, const struct diag *d)
{
	log_diag(why, d);
	log_err("what runs is left as it is until the next commit");
	m->held = true;
}

static void apply_network(struct manager *m)
{
	struct diag *d = diag_new();

	if (net_apply(m->net, m->model->net, d))
		log_diag("network", d);
	diag_free(d);
}

void manager_accounts(struct manager *m, struct diag *d)
{
	struct accounts_place p = {
		.root = "",
		.shell = m->account_shell,
		.state_dir = m->state_dir,
		.today = time(NULL) / 86400,
	};

	if (m->account_shell)
		accounts_apply(&p, m->model, d);
}

static void apply_accounts(struct manager *m)
{
	struct diag *d = diag_new();

	manager_accounts(m, d);
	if (diag_count(d))
		log_diag("accounts", d);
	diag_free(d);
}

/* Model and ruleset of what was committed before. */
static void adopt(struct manager *m)
{
	struct diag *d = diag_new();
	struct dp_ruleset *rs;
	struct model *model;

	if (check_tree(store_active(m->store), &model, &rs, d)) {
		hold(m, "the active configuration is no longer accepted", d);
	} else {
		compile_free(m->ruleset);
		model_free(m->model);
		m->ruleset = rs;
		m->model = model;
		messages_configure(m->log, model);
	}
	diag_free(d);
}

static void warn_if_other(struct manager *m, const char *config)
{
	struct diag *d = diag_new();
	struct tree *t = check_read(m->schema, config, d);

	if (!t || diag_errors(d) || !tree_equal(t, store_active(m->store)))
		log_warn("%s is not used: the configuration committed in %s "
			 "is; `load override %s` and `commit` change that",
			 config, m->state_dir, config);
	tree_free(t);
	diag_free(d);
}

static int first_commit(struct manager *m, const char *config,
			const struct tree *t, struct diag *d)
{
	struct commit_request rq = {
		.kind = COMMIT_NOW,
		.by = { .user = "root", .via = "other" },
	};

	snprintf(rq.by.comment, sizeof(rq.by.comment), "from %s", config);
	/* the warnings of its check come again with the commit */
	diag_reset(d);
	return manager_commit(m, t, &rq, d) ? -EINVAL : 0;
}

/* What is there already, from the store. */
static void begin_stored(struct manager *m, const char *config, struct diag *d)
{
	if (store_damaged(m->store)) {
		hold(m, "the active configuration cannot be read", d);
		diag_reset(d);
		return;
	}
	if (config)
		warn_if_other(m, config);
	adopt(m);
}

/*
 * A file with a fault is refused before anything is touched.  The dataplane
 * is enabled before there are addresses that somebody could talk to: without
 * a ruleset it drops everything.
 */
static int begin(struct manager *m, const char *config, struct diag *d)
{
	struct tree *t = NULL;
	int err = 0;

	if (!store_empty(m->store)) {
		begin_stored(m, config, d);
	} else if (config) {
		t = manager_check_file(m->schema, config, d);
		if (!t)
			return -EINVAL;
	}
	supervise_start(m);
	if (t)
		err = first_commit(m, config, t, d);
	else if (!m->held)
		apply_network(m);
	/* a commit has done so itself */
	if (!t && !m->held)
		apply_accounts(m);
	if (!err)
		supervise_push(m);
	tree_free(t);
	return err;
}

int manager_open(struct manager *m, const char *config, const char *state_dir,
		 struct diag *d)
{
	int err;

	snprintf(m->state_dir, sizeof(m->state_dir), "%s", state_dir);
	m->started = time(NULL);
	err = store_open(m->schema, state_dir, d, &m->store);
	if (err)
		return err;
	m->log = messages_open(m->loop, state_dir);
	m->net = net_open(m->loop);
	err = m->net ? begin_empty(m, d) : -EIO;
	if (!err)
		err = begin(m, config, d);
	if (err) {
		manager_close(m);
		return err;
	}
	pending_arm(m);
	schedule_arm(m);
	scheduler_arm(m);
	groups_arm(m, m->started);
	return 0;
}

void manager_close(struct manager *m)
{
	loop_del_timer(m->pending);
	m->pending = NULL;
	loop_del_timer(m->waiting);
	m->waiting = NULL;
	loop_del_timer(m->scheduler);
	m->scheduler = NULL;
	loop_del_timer(m->groups);
	m->groups = NULL;
	trace_free(m);
	alarms_free(m);
	supervise_stop(m);
	net_close(m->net);
	m->net = NULL;
	candidate_free(&m->shared);
	compile_free(m->ruleset);
	m->ruleset = NULL;
	model_free(m->model);
	m->model = NULL;
	messages_close(m->log);
	m->log = NULL;
	store_close(m->store);
	m->store = NULL;
}
