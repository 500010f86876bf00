// SPDX-License-Identifier: GPL-3.0-or-later
/* Which target of the log takes which message. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "conf/conf.h"
#include "conf/schema.h"
#include "export/logfile.h"
#include "export/messages.h"
#include "lib/diag.h"
#include "lib/loop.h"
#include "model/model.h"

static struct schema *schema;
static struct loop *loop;
static char dir[] = "/tmp/xpf-log-XXXXXX";

static const struct message_kind session = {
	"RT_FLOW", "RT_FLOW_SESSION_CREATE", MESSAGE_USER,
	LOG_INFO,  MESSAGE_SESSION_OPEN,     "session created {a}",
};
static const struct message_kind screen = {
	"RT_IDS", "RT_SCREEN_TCP", MESSAGE_USER,
	LOG_ERR,  MESSAGE_SCREEN,  "screen {a}",
};

static void configure(struct messages *log, const char *text)
{
	struct diag *d = diag_new();
	struct tree *t = conf_parse(schema, "test", text, strlen(text), d);
	struct model *m;

	assert_non_null(t);
	m = model_build(t, d);
	assert_int_equal(diag_errors(d), 0);
	messages_configure(log, m);
	model_free(m);
	tree_free(t);
	diag_free(d);
}

static void send_one(struct messages *log, const struct message_kind *kind)
{
	struct message m;

	message_init(&m);
	message_begin(&m, kind, 1795449600ULL * 1000000000);
	message_field(&m, "a", "x");
	messages_send(log, &m);
	messages_flush(log);
	message_free(&m);
}

/* How many lines of a file hold this text; the file begins anew. */
static int take(const char *name, const char *text)
{
	char path[300], line[2048];
	int n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/log/%s", dir, name);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		n += strstr(line, text) != NULL;
	if (f)
		fclose(f);
	unlink(path);
	return n;
}

static void send_all(struct messages *log)
{
	send_one(log, &session);
	send_one(log, &screen);
	messages_put(log, "UI_COMMIT", "User '%s'", "root");
	messages_put(log, "XPF_DATAPLANE_LOST", "gone");
}

static void without_configuration(void **state)
{
	struct messages *log = messages_open(loop, dir);

	send_all(log);
	assert_int_equal(take("messages", ""), 4);
	send_all(log); /* a file that was removed is made again */
	assert_int_equal(take("messages", "RT_FLOW_SESSION_CREATE [junos@"), 1);
	messages_close(log);
}

static void by_facility_and_severity(void **state)
{
	struct messages *log = messages_open(loop, dir);

	configure(log, "system { syslog { "
		       "file all { any any; } "
		       "file errors { any error; } "
		       "file daemons { daemon any; any none; } "
		       "file nosession { any any; user none; } "
		       "file orders { interactive-commands any; } "
		       "file matched { any any; match \"SCREEN|COMMIT\"; } "
		       "file messages { any warning; } } }");
	send_all(log);
	assert_int_equal(take("all", ""), 4);
	assert_int_equal(take("errors", ""), 2);
	assert_int_equal(take("daemons", ""), 1);
	assert_int_equal(take("nosession", ""), 2);
	assert_int_equal(take("orders", "UI_COMMIT: User 'root'"), 1);
	assert_int_equal(take("matched", ""), 2);
	assert_int_equal(take("messages", ""), 2);
	assert_int_equal(take("security-log", "[junos@"), 2);
	/* Targets that stay are the same, those that are gone get nothing. */
	configure(log, "system { syslog { file all { any any; } } }");
	send_all(log);
	assert_int_equal(take("all", ""), 4);
	assert_int_equal(take("errors", ""), 0);
	assert_int_equal(take("messages", ""), 4);
	messages_close(log);
}

static void by_category(void **state)
{
	struct messages *log = messages_open(loop, dir);

	configure(log, "security { log { mode stream; "
		       "stream a { category session-open; file { a; } } "
		       "stream b { category screen; file { b; } } "
		       "stream c { severity error; file { c; } } "
		       "stream d { file { d; } } } }");
	send_all(log);
	assert_int_equal(take("a", ""), 1);
	assert_int_equal(take("b", "screen x"), 1);
	assert_int_equal(take("c", ""), 1);
	assert_int_equal(take("d", ""), 2);
	assert_int_equal(take("messages", ""), 2); /* what is no security log */
	configure(log, "security { log { disable; } }");
	send_all(log);
	assert_int_equal(take("messages", ""), 2);
	messages_close(log);
}

static void within_rates(void **state)
{
	struct messages *log = messages_open(loop, dir);
	int i;

	configure(log, "security { log { mode stream-event; event-rate 3; "
		       "rate-cap 5; stream d { file { d; } } "
		       "stream e { rate-limit { 2; } file { e; } } } }");
	for (i = 0; i < 9; i++)
		send_one(log, &session);
	assert_int_equal(take("messages", ""), 3);
	assert_int_equal(take("d", ""), 5);
	assert_int_equal(take("e", ""), 2);
	messages_close(log);
}

static void bounded_files(void **state)
{
	struct messages *log = messages_open(loop, dir);
	int i;

	configure(log, "system { syslog { archive size 70k files 3; "
		       "file small { any any; } } }");
	for (i = 0; i < 1200; i++)
		messages_put(log, "UI_COMMIT", "%0200d", i);
	assert_true(take("small", "") > 0);
	assert_true(take("small.0", "") > 100);
	assert_true(take("small.1", "") > 100);
	assert_int_equal(take("small.2", ""), 0);
	messages_close(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_configuration),
		cmocka_unit_test(by_facility_and_severity),
		cmocka_unit_test(by_category),
		cmocka_unit_test(within_rates),
		cmocka_unit_test(bounded_files),
	};
	char command[64];
	int failed;

	if (!mkdtemp(dir))
		return 1;
	schema = schema_load();
	loop = loop_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	loop_free(loop);
	snprintf(command, sizeof(command), "rm -r %s", dir);
	return system(command) || failed;
}
