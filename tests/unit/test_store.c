// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The configuration store.  Its promise is about crashes, so the heart of
 * this test is a child that commits under ptrace and is killed before or
 * after its n-th system call, for every n: whatever n is, the directory must
 * hold the old state or the new, with every rollback in its place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conf/conf.h"
#include "conf/store.h"
#include "lib/buf.h"

static struct schema *schema;
static char dir[64];

static void run(const char *fmt, ...)
{
	char cmd[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(cmd, sizeof(cmd), fmt, ap);
	va_end(ap);
	assert_int_equal(system(cmd), 0);
}

static int setup(void **state)
{
	strcpy(dir, "/tmp/test_store.XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
	run("rm -rf %s", dir);
	return 0;
}

static struct tree *host(int n)
{
	struct diag *d = diag_new();
	char text[64];
	struct tree *t;

	snprintf(text, sizeof(text), "system {\n    host-name h%d;\n}\n", n);
	t = conf_parse(schema, "test", text, strlen(text), d);
	assert_non_null(t);
	assert_int_equal(diag_count(d), 0);
	diag_free(d);
	return t;
}

/* The number in the host name, 0 if there is none. */
static int number(const struct tree *t)
{
	struct buf b;
	char *p;
	int n;

	buf_init(&b);
	conf_print(tree_root(t), CONF_TEXT, 0, &b);
	p = strstr(b.data, "host-name h");
	n = p ? atoi(p + 11) : 0;
	buf_free(&b);
	return n;
}

static int rollback(struct store *st, int i)
{
	struct tree *t = store_rollback(st, i);
	int n;

	if (!t)
		return 0;
	n = number(t);
	tree_free(t);
	return n;
}

static struct store *reopen(struct store *st)
{
	struct diag *d = diag_new();
	struct store *out = NULL;

	store_close(st);
	assert_int_equal(store_open(schema, dir, d, &out), 0);
	assert_int_equal(diag_count(d), 0);
	diag_free(d);
	return out;
}

static const struct commit_info root = {
	.when = 1795453200,
	.user = "root",
	.via = "cli",
};

static void commit(struct store *st, int n)
{
	struct commit_info by = root;

	by.when += n;
	snprintf(by.comment, sizeof(by.comment), "number\n%d", n);
	assert_int_equal(store_commit(st, host(n), &by), 0);
}

static int confirmed(struct store *st, int n, long seconds)
{
	struct tree *t = host(n);
	int err = store_stage(st, t, &root, seconds);

	return err ? err : store_publish(st);
}

static void write_file(const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void test_commit(void **state)
{
	struct store *st = reopen(NULL);
	char text[256] = "";
	char path[128];
	struct stat sb;
	FILE *f;

	assert_true(store_empty(st));
	assert_null(store_info(st, 0));
	commit(st, 1);
	commit(st, 2);
	st = reopen(st);
	assert_false(store_empty(st));
	assert_int_equal(number(store_active(st)), 2);
	assert_int_equal(rollback(st, 0), 2);
	assert_int_equal(rollback(st, 1), 1);
	assert_null(store_rollback(st, 2));
	assert_string_equal(store_info(st, 1)->comment, "number 1");
	assert_string_equal(store_info(st, 0)->user, "root");
	assert_string_equal(store_info(st, 0)->via, "cli");
	assert_int_equal(store_info(st, 0)->when, root.when + 2);
	store_close(st);

	snprintf(path, sizeof(path), "%s/xpf.conf", dir);
	f = fopen(path, "r");
	assert_non_null(fgets(text, sizeof(text), f));
	assert_string_equal(
		text, "## Last commit: 2026-11-23 17:00:02 UTC by root\n");
	fstat(fileno(f), &sb);
	assert_int_equal(sb.st_mode & 0777, 0600);
	fclose(f);
}

static void test_rollbacks(void **state)
{
	struct store *st = reopen(NULL);
	int i;

	for (i = 1; i <= 60; i++)
		commit(st, i);
	st = reopen(st);
	for (i = 0; i < STORE_ROLLBACKS; i++) {
		assert_int_equal(rollback(st, i), 60 - i);
		assert_int_equal(store_info(st, i)->when, root.when + 60 - i);
	}
	assert_null(store_rollback(st, STORE_ROLLBACKS));
	assert_int_equal(errno, ERANGE);
	assert_null(store_info(st, STORE_ROLLBACKS));
	assert_null(store_info(st, -1));
	store_close(st);
	run("test $(ls %s | wc -l) = 51", dir); /* 50 and the lock */
}

static void test_unstage(void **state)
{
	struct store *st = reopen(NULL);
	struct tree *t = host(2);

	commit(st, 1);
	assert_int_equal(store_stage(st, t, &root, 600), 0);
	store_unstage(st);
	tree_free(t);
	assert_int_equal(store_pending(st), 0);
	assert_int_equal(store_publish(st), -EINVAL);
	commit(st, 3); /* takes the serial number that 2 would have had */
	st = reopen(st);
	assert_int_equal(store_pending(st), 0);
	assert_int_equal(rollback(st, 0), 3);
	assert_int_equal(rollback(st, 1), 1);
	store_close(st);
}

static void test_lock(void **state)
{
	struct store *st = reopen(NULL), *other = NULL;
	struct diag *d = diag_new();
	char want[128];

	snprintf(want, sizeof(want),
		 "configuration database %s is in use by "
		 "process %d",
		 dir, getpid());
	assert_int_equal(store_open(schema, dir, d, &other), -EBUSY);
	assert_string_equal(diag_get(d, 0)->text, want);
	assert_null(other);
	diag_free(d);
	store_close(st);
	store_close(reopen(NULL));
}

static void test_damaged(void **state)
{
	static const char *const bad[] = {
		"",
		"system {\n",
		"system { host-name h9; }\n",
		"## Last commit: 2026-11-23 17:00:02 UTC by root\nsystem {\n",
	};
	struct store *st = reopen(NULL);
	struct diag *d = diag_new();
	size_t i;

	commit(st, 1);
	commit(st, 2);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		store_close(st);
		diag_reset(d);
		write_file("xpf.conf", bad[i]);
		assert_int_equal(store_open(schema, dir, d, &st), 0);
		assert_true(store_damaged(st));
		assert_false(store_empty(st));
		assert_true(diag_errors(d) > 0);
		assert_int_equal(rollback(st, 0), 0);
		assert_int_equal(rollback(st, 1), 1);
	}
	commit(st, 3);
	assert_false(store_damaged(st));
	st = reopen(st);
	assert_int_equal(rollback(st, 0), 3);
	assert_int_equal(rollback(st, 1), 1);
	run("grep -q 'Last commit' %s/xpf.conf.damaged", dir);

	run("rm %s/xpf.conf", dir);
	store_close(st);
	assert_int_equal(store_open(schema, dir, d, &st), 0);
	assert_true(store_damaged(st));
	store_close(st);
	diag_free(d);
}

static void test_rescue(void **state)
{
	struct store *st = reopen(NULL);
	struct tree *t;

	commit(st, 1);
	assert_null(store_rescue(st));
	assert_null(store_rescue_info(st));
	assert_int_equal(store_rescue_save(st, &root), 0);
	commit(st, 2);
	st = reopen(st);
	t = store_rescue(st);
	assert_int_equal(number(t), 1);
	tree_free(t);
	assert_int_equal(store_rescue_info(st)->when, root.when);
	assert_int_equal(store_rescue_delete(st), 0);
	assert_null(store_rescue(st));
	assert_int_equal(store_rescue_delete(st), -ENOENT);
	store_close(st);
}

static void test_pending(void **state)
{
	struct store *st = reopen(NULL);
	time_t now = time(NULL);

	commit(st, 1);
	assert_int_equal(confirmed(st, 2, 600), 0);
	st = reopen(st);
	assert_in_range(store_pending(st), now + 600, now + 610);
	assert_int_equal(store_pending_back(st), 1);

	/* another before the first was confirmed */
	assert_int_equal(confirmed(st, 3, 60), 0);
	st = reopen(st);
	assert_in_range(store_pending(st), now + 60, now + 70);
	assert_int_equal(rollback(st, store_pending_back(st)), 1);

	/* a commit confirms */
	commit(st, 4);
	assert_int_equal(store_pending(st), 0);
	st = reopen(st);
	assert_int_equal(store_pending(st), 0);

	/* and so does saying so */
	assert_int_equal(confirmed(st, 5, 60), 0);
	assert_int_equal(store_pending_clear(st), 0);
	st = reopen(st);
	assert_int_equal(store_pending(st), 0);
	store_close(st);
}

static void test_pending_clock(void **state)
{
	struct store *st = reopen(NULL);
	time_t now = time(NULL);

	commit(st, 1);
	assert_int_equal(confirmed(st, 2, 60), 0);
	/* the clock was years ahead when it was written */
	write_file("pending", "2 1 99999999999 60\n");
	st = reopen(st);
	assert_in_range(store_pending(st), now + 60, now + 70);
	write_file("pending", "7 1 99999999999 60\n");
	st = reopen(st);
	assert_int_equal(store_pending(st), 0);
	assert_int_equal(access("pending", F_OK), -1);
	store_close(st);
}

/* The first commit of all can be a confirmed one. */
static void test_pending_first(void **state)
{
	struct store *st = reopen(NULL);

	assert_int_equal(confirmed(st, 1, 60), 0);
	st = reopen(st);
	assert_true(store_pending(st) != 0);
	assert_int_equal(store_pending_back(st), -1);
	store_close(st);
}

/* ---- crashes ---- */

static _Noreturn void child_commits(int n, long seconds)
{
	struct diag *d = diag_new();
	struct store *st;
	struct tree *t;

	if (store_open(schema, dir, d, &st))
		_exit(9);
	t = host(n);
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	raise(SIGSTOP);
	_exit(store_stage(st, t, &root, seconds) || store_publish(st));
}

/* Returns true when the child came to its end before the @stop-th stop. */
static bool commit_killed(int n, long seconds, int stop)
{
	int status, i;
	pid_t pid;

	pid = fork();
	if (!pid)
		child_commits(n, seconds);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSTOPPED(status));
	for (i = 0; i < stop; i++) {
		ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
		waitpid(pid, &status, 0);
		if (WIFEXITED(status)) {
			assert_int_equal(WEXITSTATUS(status), 0);
			return true;
		}
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	assert_true(WIFSIGNALED(status));
	return false;
}

static void check_history(struct store *st, int newest, int oldest)
{
	int i;

	for (i = 0; i <= newest - oldest; i++) {
		assert_int_equal(rollback(st, i), newest - i);
		assert_non_null(store_info(st, i));
	}
}

/*
 * Kill at every system call, after each starting again from @state with
 * @newest committed.
 */
static int crash_everywhere(int newest, int oldest, long seconds, bool pends)
{
	bool end = false;
	struct store *st;
	int stop, now;

	run("cp -a %s %s.saved", dir, dir);
	for (stop = 1; !end; stop++) {
		end = commit_killed(newest + 1, seconds, stop);
		st = reopen(NULL);
		now = number(store_active(st));
		if (now == newest + 1) {
			check_history(st, now, oldest);
			assert_int_equal(store_pending(st) != 0, seconds != 0);
		} else {
			assert_false(end);
			assert_int_equal(now, newest);
			check_history(st, now, oldest);
			assert_int_equal(store_pending(st) != 0, pends);
		}
		commit(st, newest + 9); /* and life goes on */
		st = reopen(st);
		assert_int_equal(number(store_active(st)), newest + 9);
		assert_int_equal(store_pending(st), 0);
		assert_int_equal(rollback(st, 1), now);
		store_close(st);
		run("rm -rf %s && cp -a %s.saved %s", dir, dir, dir);
	}
	run("rm -rf %s.saved", dir);
	return stop;
}

static void test_crash_young(void **state)
{
	struct store *st = reopen(NULL);

	commit(st, 1);
	commit(st, 2);
	commit(st, 3);
	store_close(st);
	assert_true(crash_everywhere(3, 1, 0, false) > 20);
}

static void test_crash_full(void **state)
{
	struct store *st = reopen(NULL);
	int i;

	for (i = 1; i <= 55; i++)
		commit(st, i);
	store_close(st);
	/* number 49 is 6 before, and must be 7 or still 6 afterwards */
	assert_true(crash_everywhere(55, 7, 0, false) > 100);
}

static void test_crash_confirmed(void **state)
{
	struct store *st = reopen(NULL);

	commit(st, 1);
	assert_int_equal(confirmed(st, 2, 600), 0);
	store_close(st);
	crash_everywhere(2, 1, 300, true); /* one more confirmed */
	crash_everywhere(2, 1, 0, true); /* a commit confirms it */
}

/* Many commits, killed at any time at all. */
static void test_crash_loop(void **state)
{
	struct store *st = reopen(NULL);
	int round, i, status, done, last = 1;
	int fds[2];
	pid_t pid;

	commit(st, 1);
	store_close(st);
	for (round = 0; round < 40 || (last < 20 && round < 400); round++) {
		assert_int_equal(pipe(fds), 0);
		pid = fork();
		if (!pid) {
			st = reopen(NULL);
			for (i = last + 1;; i++) {
				commit(st, i);
				if (write(fds[1], &i, sizeof(i)) < 0)
					_exit(1);
			}
		}
		close(fds[1]);
		usleep((useconds_t)(rand() % 40000));
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		while (read(fds[0], &done, sizeof(done)) == sizeof(done))
			last = done;
		close(fds[0]);
		st = reopen(NULL);
		i = number(store_active(st));
		assert_in_range(i, last, last + 1);
		last = i;
		check_history(st, last, last > 45 ? last - 45 : 1);
		store_close(st);
	}
	assert_true(last > 1);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_commit),	       T(test_rollbacks),
		T(test_unstage),       T(test_lock),
		T(test_damaged),       T(test_rescue),
		T(test_pending),       T(test_pending_clock),
		T(test_pending_first), T(test_crash_young),
		T(test_crash_full),    T(test_crash_confirmed),
		T(test_crash_loop),
	};
	int failed;

	schema = schema_load();
	if (!schema)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	schema_free(schema);
	return failed;
}
