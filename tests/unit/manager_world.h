/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A manager with everything real but the kernel: dataplane and network are
 * replaced by functions that write down what was asked of them and fail on
 * demand.
 */
#ifndef MANAGER_WORLD_H
#define MANAGER_WORLD_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "compile/compile.h"
#include "dataplane/dataplane.h"
#include "lib/loop.h"
#include "model/model.h"
#include "net/net.h"
#include "xpfd/manager.h"
#include "xpfd/shell.h"

static struct manager m;
static const struct schema *schema;
static char top[64], dir[80];

/* ---- the kernel that is not there ---- */

static struct {
	bool loaded, enabled;
	uint32_t generation;
	uint64_t cookie; /* what runs */
	bool forwarding;
	char trace[1024];
	const char *fail; /* the call that fails */
	void (*hook)(void); /* called by dp_swap() */
	char broadcast[128];
	/* asked for last */
	uint32_t tracing; /* XPF_TRACE_* */
	size_t trace_filters;
	struct dp_trace_filter trace_filter;
	/* what the first policy has passed */
	uint64_t closed, live, step; /* bytes; more each look */
} k;

static int traced(const char *call)
{
	strcat(k.trace, k.trace[0] ? " " : "");
	strcat(k.trace, call);
	return k.fail && !strcmp(k.fail, call) ? -EIO : 0;
}

static int dp_fail(struct dp_error *err, const char *call)
{
	if (!traced(call))
		return 0;
	err->code = -EIO;
	err->kind = DP_OBJECT_ZONE;
	err->index = 0;
	strcpy(err->text, "no such luck");
	return -EIO;
}

int dp_open(struct dp **out, struct dp_error *err)
{
	if (!k.loaded) {
		strcpy(err->text, "module xpf is not loaded");
		return -ENOENT;
	}
	*out = (struct dp *)&k;
	return 0;
}

void dp_close(struct dp *dp)
{
}

/* Nobody tells when the module comes and goes: the manager asks. */
int dp_watch_open(struct dp_watch **out, struct dp_error *err)
{
	strcpy(err->text, "no netlink here");
	return -ENOENT;
}

void dp_watch_close(struct dp_watch *w)
{
}

int dp_watch_fd(const struct dp_watch *w)
{
	return -1;
}

bool dp_watch_read(struct dp_watch *w)
{
	return false;
}

int dp_status(struct dp *dp, struct dp_status *out, struct dp_error *err)
{
	if (!k.loaded)
		return -ENOENT;
	memset(out, 0, sizeof(*out));
	out->enabled = k.enabled;
	out->generation = k.generation;
	out->cookie = k.cookie;
	return 0;
}

int dp_enable(struct dp *dp, uint32_t max_sessions, struct dp_error *err)
{
	k.enabled = true;
	return dp_fail(err, "enable");
}

int dp_stage(struct dp *dp, const struct dp_ruleset *rs, struct dp_error *err)
{
	return dp_fail(err, "stage");
}

int dp_swap(struct dp *dp, const struct dp_ruleset *rs, struct dp_error *err)
{
	int rc = dp_fail(err, "swap");

	if (rc)
		return rc;
	k.cookie = rs->cookie;
	k.generation++;
	if (k.hook)
		k.hook();
	return 0;
}

void dp_unstage(struct dp *dp)
{
	traced("unstage");
}

int dp_commit(struct dp *dp, const struct dp_ruleset *rs, struct dp_error *err)
{
	int rc = dp_fail(err, "commit");

	if (rc)
		return rc;
	k.cookie = rs->cookie;
	k.generation++;
	return 0;
}

int dp_commit_check(struct dp *dp, const struct dp_ruleset *rs,
		    struct dp_error *err)
{
	return dp_fail(err, "check");
}

int dp_policies(struct dp *dp, dp_policy_fn fn, void *arg, struct dp_error *err)
{
	struct dp_policy p = { .id = m.model->policies.v[0]->id };

	p.bytes = k.closed;
	return fn(&p, arg);
}

int dp_policy_use(struct dp *dp, dp_policy_fn fn, void *arg,
		  struct dp_error *err)
{
	struct dp_policy p = { .id = m.model->policies.v[0]->id };

	k.live += k.step;
	p.reply_bytes = k.live;
	return fn(&p, arg);
}

int dp_trace(struct dp *dp, const struct dp_trace_filter *filter, size_t n,
	     uint32_t flags, uint32_t rate, struct dp_error *err)
{
	traced("trace");
	k.tracing = flags;
	k.trace_filters = n;
	if (n)
		k.trace_filter = *filter;
	return 0;
}

int dp_events_open(struct dp_events **out, unsigned int groups,
		   struct dp_error *err)
{
	*out = (struct dp_events *)(intptr_t)(eventfd(0, EFD_CLOEXEC) + 1);
	return 0;
}

void dp_events_close(struct dp_events *e)
{
	close((int)(intptr_t)e - 1);
}

int dp_events_fd(const struct dp_events *e)
{
	return (int)(intptr_t)e - 1;
}

int dp_events_read(struct dp_events *e, dp_event_fn fn, void *arg)
{
	return 0;
}

const char *dp_fw_action_str(uint8_t action)
{
	return "";
}

const char *dp_close_reason_str(uint8_t reason)
{
	return "";
}

const char *dp_persist_str(uint8_t kind)
{
	return "";
}

struct net *net_open(struct loop *l)
{
	return (struct net *)&k;
}

void net_close(struct net *n)
{
}

int net_prepare(struct net *n, const struct net_plan *plan, struct diag *d)
{
	if (!traced("prepare"))
		return 0;
	diag_say(d, DIAG_ERROR, "no such device");
	return 1;
}

int net_finish(struct net *n, const struct net_plan *plan, struct diag *d)
{
	return traced("finish") ? 1 : 0;
}

int net_apply(struct net *n, const struct net_plan *plan, struct diag *d)
{
	return traced("apply") ? 1 : 0;
}

int net_undo(struct net *n, const struct net_plan *plan, struct diag *d)
{
	return traced("undo") ? 1 : 0;
}

void net_forget(struct net *n)
{
	traced("forget");
}

int net_forwarding(struct net *n, bool on)
{
	k.forwarding = on;
	return 0;
}

void shell_broadcast(struct manager *mgr, const char *text)
{
	snprintf(k.broadcast, sizeof(k.broadcast), "%s", text);
}

/* ---- helpers ---- */

static const char *const text_a =
	"interfaces { ge-0/0/0 { unit 0 { family inet { address 10.0.1.1/24; "
	"} } } }\n"
	"security { zones { security-zone trust { interfaces { ge-0/0/0.0; "
	"} } } }\n";
static const char *const text_b =
	"interfaces { ge-0/0/0 { unit 0 { family inet { address 10.0.2.1/24; "
	"} } } }\n"
	"security { zones { security-zone inside { interfaces { ge-0/0/0.0; "
	"} } } }\n";

static struct tree *parse(const char *text)
{
	struct diag *d = diag_new();
	struct tree *t = conf_parse(schema, "test", text, strlen(text), d);

	assert_int_equal(diag_count(d), 0);
	diag_free(d);
	return t;
}

static bool active_is(const char *text)
{
	struct tree *t = parse(text);
	bool equal = tree_equal(t, store_active(m.store));

	tree_free(t);
	return equal;
}

static int commit_kind(const char *text, enum commit_kind kind, int minutes,
		       struct diag *d)
{
	struct commit_request rq = {
		.kind = kind,
		.minutes = minutes,
		.by = { .user = "admin", .via = "cli" },
	};
	struct diag *own = d ? d : diag_new();
	struct tree *t = parse(text);
	int rc;

	k.trace[0] = '\0';
	rc = manager_commit(&m, t, &rq, own);
	tree_free(t);
	if (!d)
		diag_free(own);
	return rc;
}

static int commit(const char *text)
{
	return commit_kind(text, COMMIT_NOW, 0, NULL);
}

static int open_with(const char *config, struct diag *d)
{
	struct diag *own = d ? d : diag_new();
	int rc;

	memset(&m, 0, sizeof(m));
	m.schema = schema;
	m.loop = loop_new();
	m.dp_wanted = true;
	k.trace[0] = '\0';
	rc = manager_open(&m, config, dir, own);
	if (!d)
		diag_free(own);
	return rc;
}

static void shut(void)
{
	manager_close(&m);
	loop_free(m.loop);
}

static void restart(void)
{
	shut();
	assert_int_equal(open_with(NULL, NULL), 0);
}

static int setup(void **state)
{
	strcpy(top, "/tmp/test_commit.XXXXXX");
	if (!mkdtemp(top))
		return -1;
	snprintf(dir, sizeof(dir), "%s/state", top);
	memset(&k, 0, sizeof(k));
	k.loaded = true;
	return open_with(NULL, NULL);
}

static int teardown(void **state)
{
	char cmd[128];

	shut();
	snprintf(cmd, sizeof(cmd), "rm -rf %s", top);
	return system(cmd);
}

static void stop_loop(void *arg)
{
	loop_stop(arg, 0);
}

static void spin(int ms)
{
	loop_add_timer(m.loop, ms, 0, stop_loop, m.loop);
	loop_run(m.loop);
}

#endif
