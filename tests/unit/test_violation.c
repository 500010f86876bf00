// SPDX-License-Identifier: GPL-3.0-or-later
/* Violations of policies: the threshold, the time, the key, the bound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/addr.h"
#include "xpfd/violation.h"

static struct dp_event from(const char *src, const char *dst, uint32_t policy,
			    uint16_t port)
{
	struct dp_event ev = { .policy = policy, .dport = port, .protocol = 6 };

	addr_parse(src, &ev.saddr);
	addr_parse(dst, &ev.daddr);
	return ev;
}

/* How many of @n packets in one second raise an alarm. */
static int raised(struct violations *v, const struct dp_event *ev, int n,
		  uint64_t second)
{
	int i, r = 0;

	for (i = 0; i < n; i++)
		r += violations_add(v, ev, second);
	return r;
}

static void test_threshold(void **state)
{
	struct model_alarm asked = { .threshold = 5, .duration = 1, .size = 8 };
	struct dp_event a = from("10.0.1.2", "10.0.2.2", 1, 80);
	struct violations *v = violations_new(ALARM_SOURCE, &asked);

	assert_int_equal(raised(v, &a, 4, 100), 0);
	assert_int_equal(raised(v, &a, 1, 100), 1);
	/* anew */
	assert_int_equal(raised(v, &a, 4, 100), 0);
	assert_int_equal(raised(v, &a, 4, 101), 0);
	assert_int_equal(raised(v, &a, 1, 101), 1);
	violations_free(v);
	asked.threshold = 0;
	assert_null(violations_new(ALARM_SOURCE, &asked));
}

static void test_duration(void **state)
{
	struct model_alarm asked = { .threshold = 4,
				     .duration = 10,
				     .size = 8 };
	struct dp_event a = from("2001:db8::1", "2001:db8::2", 1, 80);
	struct violations *v = violations_new(ALARM_DESTINATION, &asked);

	assert_int_equal(raised(v, &a, 2, 100), 0);
	assert_int_equal(raised(v, &a, 2, 109), 1);
	assert_int_equal(raised(v, &a, 3, 120), 0);
	assert_int_equal(raised(v, &a, 3, 130), 0); /* too late */
	assert_int_equal(raised(v, &a, 1, 130), 1);
	violations_free(v);
}

static void test_keys(void **state)
{
	static const bool differs[ALARM_KINDS][4] = {
		/* another source, destination, policy, port */
		[ALARM_SOURCE] = { true, false, false, false },
		[ALARM_DESTINATION] = { false, true, false, false },
		[ALARM_POLICY] = { false, false, true, false },
		[ALARM_APPLICATION] = { false, false, false, true },
	};
	struct model_alarm asked = { .threshold = 2, .duration = 1, .size = 8 };
	struct dp_event a = from("10.0.1.2", "10.0.2.2", 1, 80), b[4] = {
		from("10.0.1.3", "10.0.2.2", 1, 80),
		from("10.0.1.2", "10.0.2.3", 1, 80),
		from("10.0.1.2", "10.0.2.2", 2, 80),
		from("10.0.1.2", "10.0.2.2", 1, 81),
	};
	struct violations *v;
	int kind, i;

	for (kind = 0; kind < ALARM_KINDS; kind++) {
		for (i = 0; i < 4; i++) {
			v = violations_new((enum model_alarm_kind)kind, &asked);
			assert_false(violations_add(v, &a, 1));
			assert_int_equal(!violations_add(v, &b[i], 1),
					 differs[kind][i]);
			violations_free(v);
		}
	}
}

/* Many strangers do not take the place of the one who comes all the time. */
static void test_bound(void **state)
{
	struct model_alarm asked = { .threshold = 1000,
				     .duration = 3600,
				     .size = 64 };
	struct dp_event ev = from("10.0.1.2", "10.0.2.2", 1, 80), other;
	struct violations *v = violations_new(ALARM_SOURCE, &asked);
	int i, r = 0;

	for (i = 0; i < 3000; i++) {
		char text[32];

		r += violations_add(v, &ev, 10 + (uint64_t)i / 100);
		if (i % 100) /* fewer than there is room for */
			continue;
		snprintf(text, sizeof(text), "10.1.%d.1", i / 100);
		other = from(text, "10.0.2.2", 1, 80);
		assert_false(violations_add(v, &other, 10 + (uint64_t)i / 100));
	}
	assert_int_equal(r, 3);
	violations_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_threshold),
		cmocka_unit_test(test_duration),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
