// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Commit: one ordered list of steps.  Each is done for the new state; when
 * one fails, those before it are undone in reverse order and nothing has
 * changed.  What can fail comes before what takes effect:
 *
 *	stage	the kernel has the whole new ruleset and has verified it
 *	store	the new text is on the disk under a name that means nothing yet
 *	network	links, VRFs, addresses and routes that are new are there: before
 *		the swap, because the new ruleset speaks of them.  A new device
 *		has no zone before the swap, and drops
 *	swap	one pointer in the kernel: the new policy is in force
 *	publish	one rename on the disk: a restart finds the new state
 *
 * Nothing that is left then can fail the commit: what the network has too
 * much is taken away, and faults of that are warnings.
 *
 * Between swap and publish the kernel is ahead of the disk.  A crash there
 * makes the next start go back to the old ruleset, of a commit that nobody
 * was told was complete.
 */
#include "xpfd/manager.h"

#include <stdio.h>
#include <string.h>

#include "compile/compile.h"
#include "dataplane/dataplane.h"
#include "lib/log.h"
#include "model/model.h"
#include "net/net.h"
#include "export/messages.h"
#include "xpfd/alarms.h"
#include "xpfd/trace.h"

struct commit {
	struct manager *m;
	const struct commit_request *rq;
	struct diag *d;
	struct commit_info by;
	struct tree *tree;
	struct tree *was; /* the active configuration before */
	struct model *model;
	struct dp_ruleset *rs;
	bool again; /* the text is what it was */
	bool kernel; /* the ruleset is another one */
	bool swapped;
};

struct step {
	const char *name, *text;
	int (*apply)(struct commit *c);
	void (*undo)(struct commit *c);
};

/* ---- stage ---- */

/* The kernel's words, at the place that the operator typed. */
static void explain(struct commit *c, const struct dp_error *err)
{
	struct buf where;

	if (err->kind == DP_OBJECT_NONE) {
		diag_say(c->d, DIAG_ERROR, "dataplane: %s", err->text);
		return;
	}
	buf_init(&where);
	diag_stmt(c->d, DIAG_ERROR,
		  compile_explain(c->rs, err->kind, err->index, &where), NULL,
		  "dataplane: %s", err->text);
	buf_free(&where);
}

static int stage(struct commit *c)
{
	struct dp_error err = { 0 };
	struct dp_status st;

	if (!c->m->dp) {
		if (c->m->dp_wanted)
			diag_say(c->d, DIAG_WARNING,
				 "the dataplane module is not loaded: nothing "
				 "is forwarded");
		return 0;
	}
	c->kernel = dp_status(c->m->dp, &st, &err) || !st.generation ||
		    st.cookie != c->rs->cookie;
	if (!c->kernel || !dp_stage(c->m->dp, c->rs, &err))
		return 0;
	explain(c, &err);
	return -1;
}

static void unstage(struct commit *c)
{
	if (c->kernel && !c->swapped)
		dp_unstage(c->m->dp);
}

/* ---- store ---- */

static int store(struct commit *c)
{
	long confirm_s =
		c->rq->kind == COMMIT_CONFIRMED ? c->rq->minutes * 60L : 0;
	int err = c->again ?
			  0 :
			  store_stage(c->m->store, c->tree, &c->by, confirm_s);

	if (err)
		diag_say(c->d, DIAG_ERROR, "cannot write to %s: %s",
			 c->m->state_dir, strerror(-err));
	return err;
}

static void unstore(struct commit *c)
{
	if (!c->again)
		store_unstage(c->m->store);
}

/* ---- network ---- */

static int network(struct commit *c)
{
	if (!c->m->net)
		return 0;
	return net_prepare(c->m->net, c->model->net, c->d);
}

static void unnetwork(struct commit *c)
{
	struct diag *d;

	if (!c->m->net)
		return;
	if (c->m->held) { /* what was before, nobody knows */
		net_forget(c->m->net);
		return;
	}
	d = diag_new();
	if (net_undo(c->m->net, c->m->model->net, d))
		log_err("commit: the network is not what it was before");
	diag_free(d);
}

/* ---- swap ---- */

static int swap(struct commit *c)
{
	struct dp_error err = { 0 };

	if (!c->kernel)
		return 0;
	if (dp_swap(c->m->dp, c->rs, &err)) {
		explain(c, &err);
		return -1;
	}
	c->swapped = true;
	return 0;
}

static void unswap(struct commit *c)
{
	struct dp_error err = { 0 };

	if (c->swapped && !c->m->held &&
	    dp_commit(c->m->dp, c->m->ruleset, &err))
		log_err("commit: the old ruleset is not back: %s", err.text);
}

/* ---- publish ---- */

static int publish(struct commit *c)
{
	int err = c->again ? 0 : store_publish(c->m->store);

	if (err)
		diag_say(c->d, DIAG_ERROR, "cannot write to %s: %s",
			 c->m->state_dir, strerror(-err));
	return err;
}

static const struct step steps[] = {
	/* kernel: verified */
	{ "stage", "loading the ruleset into the dataplane", stage, unstage },
	/* disk: written */
	{ "store", "writing the configuration", store, unstore },
	/* devices, addresses, routes */
	{ "network", "preparing interfaces and routes", network, unnetwork },
	/* kernel: in force */
	{ "swap", "activating the ruleset", swap, unswap },
	/* disk: a restart finds it */
	{ "publish", "activating the configuration", publish, NULL },
};

#define STEPS (sizeof(steps) / sizeof(steps[0]))

static void tell(const struct commit_request *rq, const char *text)
{
	if (rq->progress)
		rq->progress(rq->arg, text);
}

static int run_steps(struct commit *c)
{
	size_t i;

	for (i = 0; i < STEPS; i++) {
		tell(c->rq, steps[i].text);
		if (!steps[i].apply(c))
			continue;
		log_warn("commit: failed in step %s", steps[i].name);
		/* the step itself too: it may have come half way */
		for (i++; i-- > 0;)
			if (steps[i].undo)
				steps[i].undo(c);
		return -1;
	}
	return 0;
}

/* ---- afterwards ---- */

static void finish_network(struct commit *c)
{
	struct diag *d = diag_new();
	struct buf b;

	if (c->m->net && net_finish(c->m->net, c->model->net, d)) {
		buf_init(&b);
		diag_print(d, &b);
		log_warn("network:\n%s", b.data);
		buf_free(&b);
		diag_say(c->d, DIAG_WARNING,
			 "the network has rests of the former configuration; "
			 "see the log");
	}
	diag_free(d);
}

/* The new state is the state. */
static void take_over(struct commit *c)
{
	struct manager *m = c->m;
	struct model *old = m->model;

	model_succeed(c->model, old);
	m->model = c->model;
	compile_free(m->ruleset);
	m->ruleset = c->rs;
	m->held = false;
	finish_network(c);
	manager_accounts(m, c->d);
	supervise_xdp(m);
	messages_configure(m->log, m->model);
	trace_apply(m);
	alarms_apply(m);
	scheduler_arm(m);
	groups_arm(m, c->by.when);
	model_free(old);
	pending_arm(m);
}

static void announce(const struct commit *c)
{
	static const char *const kind[] = {
		[COMMIT_NOW] = "commit",
		[COMMIT_CHECK] = "commit check",
		[COMMIT_CONFIRMED] = "commit confirmed",
	};

	messages_put(c->m->log, "UI_COMMIT",
		     "User '%s' performed '%s' via %s (comment: %s)",
		     c->by.user, kind[c->rq->kind], c->by.via,
		     c->by.comment[0] ? c->by.comment : "none");
}

/* Would the kernel take it?  Nothing is left behind. */
static int check(struct commit *c)
{
	struct dp_error err = { 0 };
	int rc = 0;

	if (c->m->dp && dp_commit_check(c->m->dp, c->rs, &err)) {
		explain(c, &err);
		rc = -1;
	}
	compile_free(c->rs);
	model_free(c->model);
	return rc ? rc : manager_confirm(c->m);
}

static int commit(struct commit *c)
{
	c->was = tree_dup(store_active(c->m->store));
	if (run_steps(c)) {
		tree_free(c->was);
		tree_free(c->tree);
		compile_free(c->rs);
		model_free(c->model);
		return -1;
	}
	take_over(c);
	candidate_follow(c->m, c->was);
	tree_free(c->was);
	announce(c);
	return 0;
}

int manager_commit(struct manager *m, const struct tree *candidate,
		   const struct commit_request *rq, struct diag *d)
{
	struct commit c = { .m = m, .rq = rq, .d = d, .by = rq->by };

	if (!c.by.when)
		c.by.when = time(NULL);
	c.by.valid = true;
	tell(rq, "expanding groups, checking and compiling the configuration");
	if (check_tree(candidate, &c.model, &c.rs, d))
		return -1;
	tell(rq, "configuration check succeeds");
	if (rq->kind == COMMIT_CHECK)
		return check(&c);
	/* store_stage() wants a tree that it may keep */
	c.tree = tree_dup(candidate);
	return commit(&c);
}

int manager_again(struct manager *m, struct diag *d)
{
	static const struct commit_request rq = { .kind = COMMIT_NOW };
	struct commit c = {
		.m = m,
		.rq = &rq,
		.d = d,
		.by.when = time(NULL),
		.again = true,
	};

	if (check_tree(store_active(m->store), &c.model, &c.rs, d))
		return -1;
	if (!run_steps(&c)) {
		take_over(&c);
		return 0;
	}
	compile_free(c.rs);
	model_free(c.model);
	return -1;
}
