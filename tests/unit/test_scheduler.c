// SPDX-License-Identifier: GPL-3.0-or-later
/* When schedulers are active: windows, dates, midnight, the clock's changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "conf/conf.h"
#include "conf/schema.h"
#include "lib/diag.h"
#include "model/model.h"

static struct schema *schema;
static struct model *model;

static void zone(const char *tz)
{
	setenv("TZ", tz, 1);
	tzset();
}

/* The first scheduler of a configuration; NULL: refused. */
static const struct model_scheduler *scheduler(const char *text)
{
	struct diag *d = diag_new();
	struct tree *t = conf_parse(schema, "test", text, strlen(text), d);

	model_free(model);
	model = t && !diag_errors(d) ? model_build(t, d) : NULL;
	tree_free(t);
	diag_free(d);
	return model ? model->schedulers.v[0] : NULL;
}

/* Local time; @dst: 1 or 0 where it is there twice, else -1 */
static time_t at(const char *text, int dst)
{
	struct tm tm = { .tm_isdst = dst };

	assert_int_equal(sscanf(text, "%d-%d-%d %d:%d:%d", &tm.tm_year,
				&tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
				&tm.tm_min, &tm.tm_sec),
			 6);
	tm.tm_year -= 1900;
	tm.tm_mon--;
	return mktime(&tm);
}

static void is(const struct model_scheduler *s, const char *text, bool want)
{
	assert_non_null(s);
	if (scheduler_active(s, at(text, -1)) != want)
		fail_msg("%s: %s", text, want ? "inactive" : "active");
}

static void changes(const struct model_scheduler *s, const char *from,
		    const char *to)
{
	time_t now = at(from, -1), next;
	char got[40];
	struct tm tm;

	next = scheduler_change(s, now, now + 10 * 86400);
	localtime_r(&next, &tm);
	strftime(got, sizeof(got), "%Y-%m-%d %H:%M:%S", &tm);
	assert_string_equal(got, to);
}

/* 2026-11-23 is a Monday. */
static void windows(void **state)
{
	const struct model_scheduler *s;

	zone("UTC");
	s = scheduler("schedulers { scheduler s { daily { "
		      "start-time 08:00 stop-time 12:00; "
		      "start-time 13:30:10 stop-time 18:00; } "
		      "sunday exclude; saturday all-day; "
		      "friday { start-time 07:00 stop-time 08:00; } } }");
	is(s, "2026-11-23 07:59:59", false);
	is(s, "2026-11-23 08:00:00", true);
	is(s, "2026-11-23 11:59:59", true);
	is(s, "2026-11-23 12:00:00", false);
	is(s, "2026-11-23 13:30:09", false);
	is(s, "2026-11-23 13:30:10", true);
	is(s, "2026-11-22 09:00:00", false);
	is(s, "2026-11-21 00:00:00", true);
	is(s, "2026-11-21 23:59:59", true);
	is(s, "2026-11-27 07:30:00", true);
	is(s, "2026-11-27 09:00:00", false);
	changes(s, "2026-11-23 07:00:30", "2026-11-23 08:00:00");
	changes(s, "2026-11-23 12:00:00", "2026-11-23 13:30:10");
	changes(s, "2026-11-27 09:00:00", "2026-11-28 00:00:00");
	changes(s, "2026-11-22 09:00:00", "2026-11-23 08:00:00");
}

static void days(void **state)
{
	const struct model_scheduler *s;

	zone("UTC");
	s = scheduler("schedulers { scheduler s { monday { "
		      "start-time 22:00 stop-time 06:00; } } }");
	is(s, "2026-11-23 05:00:00", false); /* not of last Sunday */
	is(s, "2026-11-23 22:00:00", true);
	is(s, "2026-11-24 05:59:59", true);
	is(s, "2026-11-24 06:00:00", false);
	is(s, "2026-11-24 22:30:00", false);
	s = scheduler("schedulers { scheduler s { daily { "
		      "start-time 10:00:20 stop-time 10:00:40; } } }");
	changes(s, "2026-11-23 10:00:10", "2026-11-23 10:00:20");
	changes(s, "2026-11-23 10:00:20", "2026-11-23 10:00:40");
	changes(s, "2026-11-23 10:00:40", "2026-11-24 10:00:20");
	s = scheduler("schedulers { scheduler s { description x; } }");
	is(s, "2026-11-24 22:30:00", true);
}

static void dates(void **state)
{
	const struct model_scheduler *s;

	zone("UTC");
	s = scheduler("schedulers { scheduler s { "
		      "start-date 2026-11-23.08:00 stop-date 2026-11-25.10:00; "
		      "start-date 2027-01-01 stop-date 2027-01-02; } }");
	is(s, "2026-11-23 07:59:59", false);
	is(s, "2026-11-23 08:00:00", true);
	is(s, "2026-11-25 09:59:59", true);
	is(s, "2026-11-25 10:00:00", false);
	is(s, "2027-01-01 00:00:00", true);
	is(s, "2027-01-02 00:00:00", false);
	s = scheduler("schedulers { scheduler s { "
		      "start-date 12-20 stop-date 01-06; "
		      "daily { start-time 10:00 stop-time 11:00; } } }");
	is(s, "2026-12-19 10:30:00", false);
	is(s, "2026-12-31 10:30:00", true);
	is(s, "2027-01-01 10:30:00", true);
	is(s, "2027-01-01 11:30:00", false);
	is(s, "2027-01-06 10:30:00", false);
	assert_null(
		scheduler("schedulers { scheduler s { "
			  "start-date 2026-11-23 stop-date 2026-11-22; } }"));
	assert_null(scheduler("schedulers { scheduler s { "
			      "start-date 2026-11-23 stop-date 11-25; } }"));
}

/* 02:00 to 03:00 is not there on 2026-03-29 and is there twice on 10-25. */
static void clock_changes(void **state)
{
	const struct model_scheduler *s;
	time_t t;

	zone("Europe/Zurich");
	s = scheduler("schedulers { scheduler s { daily { "
		      "start-time 02:30 stop-time 03:30; } } }");
	is(s, "2026-03-29 01:59:59", false);
	is(s, "2026-03-29 03:00:00", true);
	changes(s, "2026-03-29 00:00:00", "2026-03-29 03:00:00");
	changes(s, "2026-03-29 03:00:00", "2026-03-29 03:30:00");
	s = scheduler("schedulers { scheduler s { daily { "
		      "start-time 02:15 stop-time 02:45; } } }");
	assert_true(scheduler_active(s, at("2026-10-25 02:30:00", 1)));
	assert_true(scheduler_active(s, at("2026-10-25 02:30:00", 0)));
	t = at("2026-10-25 02:30:00", 1);
	assert_int_equal(scheduler_change(s, t, t + 86400), t + 900);
	assert_int_equal(scheduler_change(s, t + 900, t + 86400), t + 2700);
	zone("America/New_York");
	is(s, "2026-11-23 02:30:00", true);
	zone("Asia/Kathmandu"); /* UTC+05:45 */
	is(s, "2026-11-23 02:15:00", true);
	is(s, "2026-11-23 02:14:59", false);
}

static void policies(void **state)
{
	static const char text[] =
		"schedulers { scheduler s { daily { "
		"start-time 08:00 stop-time 18:00; } } } "
		"security { zones { security-zone a; security-zone b; } "
		"policies { from-zone a to-zone b { "
		"policy p { match { source-address any; "
		"destination-address any; application any; } "
		"then { permit; } scheduler-name s; } } } }";
	time_t day = 0;

	zone("UTC");
	assert_non_null(scheduler(text));
	day = at("2026-11-23 00:00:00", -1);
	assert_true(schedulers_apply(model, day));
	assert_true(model->policies.v[0]->inactive);
	assert_false(schedulers_apply(model, day + 60));
	assert_int_equal(schedulers_change(model, day, day + 86400),
			 day + 8 * 3600);
	assert_int_equal(schedulers_change(model, day, day + 60), day + 60);
	assert_true(schedulers_apply(model, day + 8 * 3600));
	assert_false(model->policies.v[0]->inactive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows),  cmocka_unit_test(days),
		cmocka_unit_test(dates),    cmocka_unit_test(clock_changes),
		cmocka_unit_test(policies),
	};
	int failed;

	schema = schema_load();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	model_free(model);
	return failed;
}
