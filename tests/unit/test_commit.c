// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The manager with everything real but the kernel: dataplane and network are
 * replaced by functions that write down what was asked of them and fail on
 * demand.  A commit must do its steps in order, and when any of them fails,
 * nothing may have changed: not the disk, not the kernel, not the network.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

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

/* ---- tests ---- */

/* A fresh box: enabled before it has addresses, then denies everything. */
static void test_fresh(void **state)
{
	assert_string_equal(k.trace, "enable apply commit");
	assert_true(k.forwarding);
	assert_true(store_empty(m.store));
	assert_null(model_zone(m.model, "trust"));
}

static void test_order(void **state)
{
	struct model *old = m.model;

	assert_int_equal(commit(text_a), 0);
	assert_string_equal(k.trace, "stage prepare swap finish");
	assert_true(active_is(text_a));
	assert_ptr_not_equal(m.model, old);
	assert_int_equal(m.ruleset->cookie, k.cookie);
	assert_string_equal(store_info(m.store, 0)->user, "admin");
	assert_true(store_info(m.store, 0)->when > 1600000000);

	/* the same again: a commit of its own, no swap */
	assert_int_equal(commit(text_a), 0);
	assert_string_equal(k.trace, "prepare finish");
	assert_non_null(store_info(m.store, 1));
}

static void test_check(void **state)
{
	uint64_t cookie = k.cookie;

	assert_int_equal(commit_kind(text_a, COMMIT_CHECK, 0, NULL), 0);
	assert_string_equal(k.trace, "check");
	assert_true(store_empty(m.store));
	assert_int_equal(k.cookie, cookie);
	k.fail = "check";
	assert_int_equal(commit_kind(text_a, COMMIT_CHECK, 0, NULL), -1);
}

/* Its directory's file descriptor is still there: make the rename fail. */
static void block_publish(void)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/xpf.conf.new", dir);
	assert_int_equal(unlink(path), 0);
}

static void failing(const char *call, const char *trace)
{
	struct model *model = m.model;
	struct dp_ruleset *rs = m.ruleset;
	uint64_t cookie = k.cookie;
	struct diag *d = diag_new();

	k.fail = call;
	assert_int_equal(commit_kind(text_b, COMMIT_CONFIRMED, 5, d), -1);
	assert_string_equal(k.trace, trace);
	assert_true(diag_errors(d) > 0);
	k.fail = NULL;
	assert_true(active_is(text_a));
	assert_null(store_info(m.store, 1));
	assert_ptr_equal(m.model, model);
	assert_ptr_equal(m.ruleset, rs);
	assert_int_equal(k.cookie, cookie);
	assert_int_equal(manager_pending(&m), 0);
	diag_free(d);
	restart();
	assert_true(active_is(text_a));
	assert_null(store_info(m.store, 1));
	assert_int_equal(manager_pending(&m), 0);
}

static void test_failures(void **state)
{
	assert_int_equal(commit(text_a), 0);
	failing("stage", "stage unstage");
	failing("prepare", "stage prepare undo unstage");
	failing("swap", "stage prepare swap undo unstage");
	k.hook = block_publish;
	failing("", "stage prepare swap commit undo");
	k.hook = NULL;
	assert_int_equal(commit(text_b), 0);
	assert_true(active_is(text_b));
}

/* The kernel's refusal, at the place in the configuration. */
static void test_explain(void **state)
{
	struct diag *d = diag_new();

	k.fail = "stage";
	assert_int_equal(commit_kind(text_a, COMMIT_NOW, 0, d), -1);
	assert_int_equal(diag_count(d), 1);
	assert_non_null(strstr(diag_get(d, 0)->path, "security-zone trust"));
	assert_string_equal(diag_get(d, 0)->text, "dataplane: no such luck");
	diag_free(d);
}

static void test_faults(void **state)
{
	struct diag *d = diag_new();

	assert_int_equal(
		commit_kind(
			"security { nat { source { rule-set x { "
			"from zone nowhere; to zone neither; rule r { match { "
			"source-address 0.0.0.0/0; } then { source-nat { interface; "
			"} } } } } } }",
			COMMIT_NOW, 0, d),
		-1);
	assert_true(diag_errors(d) >= 2);
	assert_string_equal(k.trace, "");
	assert_true(store_empty(m.store));
	diag_free(d);
}

/* ---- starting ---- */

static void test_readopt(void **state)
{
	uint32_t generation;

	assert_int_equal(commit(text_a), 0);
	generation = k.generation;
	restart();
	assert_string_equal(k.trace, "apply");
	assert_int_equal(k.generation, generation);
	assert_true(active_is(text_a));
	assert_non_null(model_zone(m.model, "trust"));

	/* after a reboot */
	shut();
	k.enabled = false;
	k.cookie = k.generation = 0;
	assert_int_equal(open_with(NULL, NULL), 0);
	assert_string_equal(k.trace, "enable apply commit");

	/* killed between swap and publish: the kernel is ahead */
	shut();
	k.cookie = 12345;
	assert_int_equal(open_with(NULL, NULL), 0);
	assert_string_equal(k.trace, "apply commit");
	assert_int_equal(k.cookie, m.ruleset->cookie);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void test_first_config(void **state)
{
	struct diag *d = diag_new();
	char path[96];

	shut();
	snprintf(path, sizeof(path), "%s/start.conf", top);
	write_file(path,
		   "security { zones { security-zone a { nonsense; } } }");
	assert_int_equal(open_with(path, d), -EINVAL);
	assert_true(diag_errors(d) > 0);
	assert_non_null(strstr(diag_get(d, 0)->file, "start.conf"));
	loop_free(m.loop);

	write_file(path, text_a);
	diag_reset(d);
	assert_int_equal(open_with(path, d), 0);
	assert_true(active_is(text_a));
	assert_string_equal(store_info(m.store, 0)->via, "other");
	assert_string_equal(k.trace, "stage prepare swap finish");

	/* what was committed is what counts from now on */
	shut();
	write_file(path, text_b);
	assert_int_equal(open_with(path, d), 0);
	assert_true(active_is(text_a));
	assert_string_equal(k.trace, "apply");
	diag_free(d);
}

static void test_second_manager(void **state)
{
	struct manager first = m;
	struct diag *d = diag_new();

	assert_int_equal(open_with(NULL, d), -EBUSY);
	assert_non_null(strstr(diag_get(d, 0)->text, "in use by process"));
	assert_string_equal(k.trace, "");
	loop_free(m.loop);
	diag_free(d);
	m = first;
}

/* The active file is broken: what runs goes on, and can be repaired. */
static void test_held(void **state)
{
	struct diag *d = diag_new();
	uint64_t cookie;
	char path[96];

	assert_int_equal(commit(text_a), 0);
	assert_int_equal(commit(text_b), 0);
	cookie = k.cookie;
	shut();
	snprintf(path, sizeof(path), "%s/xpf.conf", dir);
	write_file(path, "");
	assert_int_equal(open_with(NULL, d), 0);
	assert_string_equal(k.trace, "");
	assert_true(m.held);
	assert_int_equal(k.cookie, cookie);
	spin(1200); /* the supervisor keeps its hands off, too */
	assert_string_equal(k.trace, "");

	k.fail = "prepare";
	assert_int_equal(commit(text_a), -1);
	assert_string_equal(k.trace, "stage prepare forget unstage");
	k.fail = NULL;
	assert_true(m.held);
	assert_int_equal(commit(text_a), 0);
	assert_false(m.held);
	restart();
	assert_true(active_is(text_a));
	diag_free(d);
}

/* ---- the module comes and goes ---- */

static void test_module(void **state)
{
	struct diag *d = diag_new();

	shut();
	k.loaded = k.enabled = false;
	k.cookie = k.generation = 0;
	assert_int_equal(open_with(NULL, NULL), 0);
	assert_null(m.dp);
	assert_false(k.forwarding);
	assert_int_equal(commit_kind(text_a, COMMIT_NOW, 0, d), 0);
	assert_int_equal(diag_errors(d), 0);
	assert_int_equal(diag_count(d), 1); /* the warning */
	assert_string_equal(k.trace, "prepare finish");

	k.trace[0] = '\0';
	k.loaded = true;
	spin(1500);
	assert_string_equal(k.trace, "enable commit");
	assert_true(k.forwarding);
	assert_int_equal(k.cookie, m.ruleset->cookie);

	k.loaded = k.enabled = false;
	k.cookie = k.generation = 0;
	spin(1500);
	assert_null(m.dp);
	assert_false(k.forwarding);
	diag_free(d);
}

/* Unloaded and loaded again faster than anybody looks. */
static void test_replaced(void **state)
{
	assert_int_equal(commit(text_a), 0);
	k.enabled = false;
	k.cookie = k.generation = 0;
	k.trace[0] = '\0';
	spin(1500);
	assert_string_equal(k.trace, "enable commit");
	assert_true(k.forwarding);
	assert_non_null(m.events);
}

static void test_meddled(void **state)
{
	assert_int_equal(commit(text_a), 0);
	k.cookie = 99;
	k.trace[0] = '\0';
	spin(1500);
	assert_string_equal(k.trace, "commit");
	assert_int_equal(k.cookie, m.ruleset->cookie);
}

/* ---- confirmed commits ---- */

static void test_confirm(void **state)
{
	assert_int_equal(commit(text_a), 0);
	assert_int_equal(commit_kind(text_b, COMMIT_CONFIRMED, 5, NULL), 0);
	assert_int_equal(manager_pending(&m), 5);
	assert_int_equal(commit(text_b), 0);
	assert_int_equal(manager_pending(&m), 0);

	assert_int_equal(commit_kind(text_a, COMMIT_CONFIRMED, 5, NULL), 0);
	assert_int_equal(manager_pending(&m), 5);
	restart();
	assert_int_equal(manager_pending(&m), 5);
	assert_int_equal(commit_kind(text_a, COMMIT_CHECK, 0, NULL), 0);
	assert_int_equal(manager_pending(&m), 0);
	restart();
	assert_int_equal(manager_pending(&m), 0);
	assert_true(active_is(text_a));
}

/* Moves the deadline of the pending commit to @s seconds from now. */
static void set_deadline(int s)
{
	unsigned long long commit_no, back;
	char path[96], text[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/pending", dir);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%llu %llu", &commit_no, &back), 2);
	fclose(f);
	snprintf(text, sizeof(text), "%llu %llu %lld 300\n", commit_no, back,
		 (long long)time(NULL) + s);
	write_file(path, text);
}

static void test_expire(void **state)
{
	assert_int_equal(commit(text_a), 0);
	assert_int_equal(commit_kind(text_b, COMMIT_CONFIRMED, 5, NULL), 0);
	shut();
	set_deadline(2);
	assert_int_equal(open_with(NULL, NULL), 0);
	assert_true(active_is(text_b));
	m.shared.tree = parse(text_b);
	spin(300);
	assert_true(active_is(text_b));
	k.trace[0] = '\0';
	spin(2500);
	assert_true(active_is(text_a));
	assert_string_equal(k.trace, "stage prepare swap finish");
	assert_string_equal(store_info(m.store, 0)->user, "root");
	assert_string_equal(store_info(m.store, 0)->via, "other");
	assert_string_equal(store_info(m.store, 1)->user, "admin");
	assert_int_equal(manager_pending(&m), 0);
	assert_true(tree_equal(m.shared.tree, store_active(m.store)));
	assert_string_equal(k.broadcast, "Commit was not confirmed; automatic "
					 "rollback complete.\n");
}

/* It passed while nobody was there. */
static void test_expired_before(void **state)
{
	static const char *const edit[] = { "set", "system", "domain-name",
					    "a.example" };
	struct edit_error e;
	const struct cnode *system;

	assert_int_equal(commit(text_a), 0);
	assert_int_equal(commit_kind(text_b, COMMIT_CONFIRMED, 5, NULL), 0);
	shut();
	set_deadline(-100);
	assert_int_equal(open_with(NULL, NULL), 0);
	m.shared.tree = parse(text_b);
	assert_int_equal(conf_edit(m.shared.tree, tree_root(m.shared.tree), 4,
				   edit, &e),
			 0);
	m.shared.dirty = true;
	spin(100);
	assert_true(active_is(text_a));
	/* nobody's changes are lost */
	system = cn_child(tree_root(m.shared.tree), "system");
	assert_string_equal(cn_value(system, "domain-name"), "a.example");
}

/* ---- commits that wait ---- */

static void test_schedule_times(void **state)
{
	static const time_t now = 1774224000 + 12 * 3600; /* 2026-03-23 12:00 */
	static const struct {
		const char *text;
		long seconds; /* from now; -1: refused */
	} times[] = {
		{ "12:00:01", 1 },
		{ "13:30", 5400 },
		{ "9:00", -1 },
		{ "12:00", -1 },
		{ "24:00", -1 },
		{ "12:60", -1 },
		{ "12", -1 },
		{ "12:30 ", -1 },
		{ "2026-03-24 12:00", 86400 },
		{ "2026-03-24 00:00:30", 43230 },
		{ "2026-03-24", -1 },
		{ "2026-13-01 10:00", -1 },
		{ "2027-02-29 10:00", -1 },
		{ "2026-03-22 12:00", -1 },
		{ "tomorrow", -1 },
		{ "", -1 },
	};
	const char *fault;
	time_t at;
	size_t i;

	setenv("TZ", "UTC", 1);
	tzset();
	for (i = 0; i < sizeof(times) / sizeof(*times); i++) {
		fault = schedule_parse(times[i].text, now, &at);
		if (!fault != (times[i].seconds >= 0) ||
		    (!fault && at != now + times[i].seconds))
			fail_msg("'%s': %s", times[i].text,
				 fault ? fault : "taken");
	}
	assert_null(schedule_parse("reboot", now, &at));
	assert_int_equal(at, 0);
}

static int schedule(const char *text, time_t at)
{
	struct commit_request rq = { .by = { .user = "admin", .via = "cli" } };
	struct diag *d = diag_new();
	struct tree *t = parse(text);
	int rc = manager_schedule(&m, t, &rq, at, d);

	tree_free(t);
	diag_free(d);
	return rc;
}

static void test_schedule(void **state)
{
	struct store_waiting w;

	assert_int_equal(manager_unschedule(&m), -ENOENT);
	assert_int_equal(commit(text_a), 0);
	assert_int_equal(schedule(text_b, time(NULL) + 2), 0);
	assert_true(store_waits(m.store, &w));
	assert_string_equal(w.by.user, "admin");
	restart();
	assert_true(store_waits(m.store, &w));
	spin(200);
	assert_true(active_is(text_a));
	spin(2500);
	assert_true(active_is(text_b));
	assert_string_equal(store_info(m.store, 0)->user, "admin");
	assert_false(store_waits(m.store, &w));
	/* taken back */
	assert_int_equal(schedule(text_a, time(NULL) + 1), 0);
	assert_int_equal(manager_unschedule(&m), 0);
	spin(1500);
	assert_true(active_is(text_b));
}

/* What waits for a boot is not done by a restart of the manager. */
static void test_schedule_boot(void **state)
{
	struct store_waiting w;
	char cmd[256];

	assert_int_equal(commit(text_a), 0);
	assert_int_equal(schedule(text_b, 0), 0);
	restart();
	spin(100);
	assert_true(active_is(text_a));
	shut();
	snprintf(cmd, sizeof(cmd),
		 "sed -i 's/^## Boot: .*/## Boot: another/' %s/waiting.conf",
		 dir);
	assert_int_equal(system(cmd), 0);
	assert_int_equal(open_with(NULL, NULL), 0);
	spin(100);
	assert_true(active_is(text_b));
	assert_false(store_waits(m.store, &w));
}

/* A log file with the operator's doings. */
static void test_messages(void **state)
{
	char cmd[256];

	assert_int_equal(commit(text_a), 0);
	snprintf(cmd, sizeof(cmd),
		 "grep -q \"UI_COMMIT: User 'admin' "
		 "performed 'commit' via cli\" %s/log/messages",
		 dir);
	assert_int_equal(system(cmd), 0);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_fresh),		T(test_order),
		T(test_check),		T(test_failures),
		T(test_explain),	T(test_faults),
		T(test_readopt),	T(test_first_config),
		T(test_second_manager), T(test_held),
		T(test_module),		T(test_replaced),
		T(test_meddled),	T(test_confirm),
		T(test_expire),		T(test_expired_before),
		T(test_schedule_times), T(test_schedule),
		T(test_schedule_boot),	T(test_messages),
	};
	struct schema *s = schema_load();
	int failed;

	if (!s)
		return 1;
	schema = s;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	schema_free(s);
	return failed;
}
