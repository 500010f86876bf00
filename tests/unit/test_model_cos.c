// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Forwarding classes and the numbers that they get; names of policies that a
 * commit has deleted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "built.h"
#include "model/cos.h"

static void test_classes(void **state)
{
	struct built b = good(BASE);

	assert_int_equal(b.m->classes.n, 4);
	assert_int_equal(cos_class(b.m, "best-effort"), 0);
	assert_int_equal(cos_class(b.m, "expedited-forwarding"), 1);
	assert_int_equal(cos_class(b.m, "assured-forwarding"), 2);
	assert_int_equal(cos_class(b.m, "network-control"), 3);
	assert_int_equal(cos_class(b.m, "gold"), -1);
	drop(&b);
}

#define CLASS "set class-of-service forwarding-classes class "

/* Of two classes of a queue, the second has another number. */
static void test_own_classes(void **state)
{
	struct built b = good(BASE CLASS "gold queue-num 5\n" CLASS
					 "iron queue-num 5\n" CLASS
					 "mud queue-num 0\n");

	assert_int_equal(b.m->classes.n, 6);
	assert_int_equal(cos_class(b.m, "gold"), 5);
	assert_int_equal(cos_class(b.m, "iron"), 6);
	assert_int_equal(b.m->classes.v[5].queue, 5);
	assert_int_equal(cos_class(b.m, "mud"), 0);
	assert_int_equal(cos_class(b.m, "best-effort"), -1);
	assert_int_equal(cos_class(b.m, "network-control"), 3);
	drop(&b);
}

static void test_gone(void **state)
{
	struct built a = good(BASE ALLOW), b = good(BASE), c = good(BASE);
	struct built d = good(BASE ALLOW);
	uint32_t id = a.m->policies.v[0]->id;

	assert_string_equal(model_policy_name(a.m, id), "p");
	assert_null(model_policy_name(b.m, id));
	assert_null(model_policy_name(b.m, 0));
	model_succeed(a.m, NULL);
	model_succeed(b.m, a.m);
	drop(&a);
	assert_string_equal(model_policy_name(b.m, id), "p");
	model_succeed(c.m, b.m);
	drop(&b);
	assert_string_equal(model_policy_name(c.m, id), "p");
	assert_int_equal(c.m->gone.n, 1);
	model_succeed(d.m, c.m); /* it is back */
	assert_int_equal(d.m->gone.n, 0);
	drop(&c);
	drop(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_own_classes),
		cmocka_unit_test(test_gone),
	};

	return cmocka_run_group_tests(tests, load_schema, drop_schema);
}
