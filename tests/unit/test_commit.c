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

#include "manager_world.h"
#include "xpfd/alarms.h"

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
#define TRACE_A "security { flow { traceoptions { file t; flag "

/* What is asked for is asked of the module, again if that has come anew. */
static void test_trace(void **state)
{
	assert_int_equal(commit(TRACE_A "packet-drops; } } }"), 0);
	assert_int_equal(k.tracing, XPF_TRACE_DROPPED);
	assert_int_equal(k.trace_filters, 0);
	assert_int_equal(
		commit(TRACE_A
		       "all; packet-filter f { protocol tcp; "
		       "destination-port 80-81; source-prefix 10.0.0.0/8; } "
		       "packet-filter g { interface ge-9/9/9.0; } } } }"),
		0);
	assert_int_equal(k.tracing, XPF_TRACE_DROPPED | XPF_TRACE_PASSED);
	assert_int_equal(k.trace_filters, 1); /* g has no packets */
	assert_int_equal(k.trace_filter.protocol, 6);
	assert_int_equal(k.trace_filter.dport_lo, 80);
	assert_int_equal(k.trace_filter.dport_hi, 81);
	assert_int_equal(k.trace_filter.saddr.len, 8);
	k.enabled = false;
	k.cookie = k.generation = k.tracing = 0;
	spin(1500);
	assert_int_equal(k.tracing, XPF_TRACE_DROPPED | XPF_TRACE_PASSED);
	assert_int_equal(commit(text_a), 0);
	assert_int_equal(k.tracing, 0);
	k.trace[0] = '\0';
	assert_int_equal(commit(text_a), 0);
	assert_int_equal(k.tracing, 0);
}

#define COUNTED(threshold)                                                    \
	"security { zones { security-zone a; security-zone b; } policies { "  \
	"from-zone a to-zone b { policy p { match { source-address any; "     \
	"destination-address any; application any; } then { permit; count { " \
	"alarm { " threshold " } } } } } } }"

/* An alarm for a second, or a minute, with too much; once while it lasts. */
static void test_traffic_alarm(void **state)
{
	k.step = 900;
	assert_int_equal(commit(COUNTED("per-second-threshold 900;")), 0);
	spin(2500);
	assert_null(alarms_get(&m, 0));
	k.step = 901;
	spin(2500);
	assert_non_null(alarms_get(&m, 0));
	assert_string_equal(
		alarms_get(&m, 0)->message,
		"RT_FLOW_POLICY_TRAFFIC: Policy p: 901 bytes in a second "
		"exceed 900");
	assert_null(alarms_get(&m, 1));
	k.step = 0;
	spin(1500);
	k.closed += 1000; /* of a session that has ended */
	spin(1500);
	assert_int_equal(alarms_get(&m, 1)->id, 2);
	assert_int_equal(alarms_clear(&m, 1, NULL), 1);
	assert_int_equal(alarms_get(&m, 0)->id, 2);
	assert_int_equal(alarms_clear(&m, 0, "policy"), 1);
	k.step = 500;
	assert_int_equal(commit(COUNTED("per-minute-threshold 1;")), 0);
	spin(3500);
	assert_int_equal(alarms_get(&m, 0)->threshold, 1024);
	assert_null(alarms_get(&m, 1));
	assert_int_equal(commit(text_a), 0);
}

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
		T(test_trace),		T(test_traffic_alarm),
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
