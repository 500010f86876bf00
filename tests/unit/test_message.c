// SPDX-License-Identifier: GPL-3.0-or-later
/* Messages of the log: their forms, to the character. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "export/message.h"

static const struct message_kind kind = {
	"RT_FLOW", "RT_FLOW_TEST", MESSAGE_USER,
	LOG_INFO,  MESSAGE_FLOW,   "from {source}/{port} {gone} to {open",
};

/* 2026-11-23 16:00:00.123 UTC */
#define WHEN (1795449600ULL * 1000000000 + 123456789)

static void fill(struct message *m)
{
	message_init(m);
	message_begin(m, &kind, WHEN);
	message_field(m, "source", "%s", "a\"b\\c]d\ne");
	message_field(m, "port", "%d", 80);
}

static void is_line(const struct message_style *s, const char *want)
{
	struct message m;
	struct buf b;

	fill(&m);
	buf_init(&b);
	message_line(&m, s, &b);
	assert_string_equal(b.data, want);
	buf_free(&b);
	message_free(&m);
}

static void forms(void **state)
{
	struct message_style s = { .host = "srx", .facility = -1 };

	is_line(&s, "Nov 23 17:00:00  srx RT_FLOW: RT_FLOW_TEST: "
		    "from a\"b\\c]d e/80 N/A to {open");
	s.form = MESSAGE_BSD;
	is_line(&s, "<14>Nov 23 17:00:00 srx RT_FLOW: RT_FLOW_TEST: "
		    "from a\"b\\c]d e/80 N/A to {open");
	s.form = MESSAGE_BRIEF;
	is_line(&s, "<14>1 2026-11-23T17:00:00.123+01:00 srx RT_FLOW - "
		    "RT_FLOW_TEST [junos@2636.1.1.1.2.129 "
		    "source=\"a\\\"b\\\\c\\]d e\" port=\"80\"]");
	s.form = MESSAGE_STRUCTURED;
	s.utc = true;
	s.facility = 16;
	s.host = NULL;
	s.tag = "tag";
	is_line(&s, "<134>1 2026-11-23T16:00:00.123Z - tag - RT_FLOW_TEST "
		    "[junos@2636.1.1.1.2.129 source=\"a\\\"b\\\\c\\]d e\" "
		    "port=\"80\"] from a\"b\\c]d e/80 N/A to {open");
}

static void options(void **state)
{
	struct message_style s = {
		.facility = -1,
		.prefix = "branch",
		.year = true,
		.millisecond = true,
		.priority = true,
	};

	is_line(&s, "Nov 23 17:00:00.123 2026  branch: RT_FLOW: "
		    "%USER-6-RT_FLOW_TEST: from a\"b\\c]d e/80 N/A to {open");
}

static void names(void **state)
{
	assert_int_equal(message_facility("interactive-commands"), 23);
	assert_int_equal(message_facility("nonsense"), -1);
	assert_int_equal(message_severity("critical"), LOG_CRIT);
	assert_int_equal(message_severity("any"), -1);
	assert_int_equal(message_categories("session"),
			 MESSAGE_SESSION_OPEN | MESSAGE_SESSION_CLOSE |
				 MESSAGE_SESSION_DENY);
	assert_int_equal(message_categories("idp"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms),
		cmocka_unit_test(options),
		cmocka_unit_test(names),
	};

	setenv("TZ", "CET-1", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
