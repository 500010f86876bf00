// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * `xpfd --test`: the file is right and comes back as a tree, or every fault
 * of it is listed, those of syntax with line and column, those of meaning
 * with the path, all at once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "xpfd/manager.h"

static struct schema *schema;
static struct diag *diag;
static char path[64];

static struct tree *check_bytes(const char *text, size_t len)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	fclose(f);
	diag_reset(diag);
	return manager_check_file(schema, path, diag);
}

static struct tree *check(const char *text)
{
	return check_bytes(text, strlen(text));
}

/* A fault with this text, of the line or of the path. */
static bool has(const char *text, int line, const char *where)
{
	const struct diag_item *i;
	int n;

	for (n = 0; n < diag_count(diag); n++) {
		i = diag_get(diag, n);
		if (!strstr(i->text, text))
			continue;
		if (line && i->line == line && i->col > 0 &&
		    !strcmp(i->file, path))
			return true;
		if (where && i->path && strstr(i->path, where))
			return true;
	}
	return false;
}

static int setup(void **state)
{
	int fd;

	strcpy(path, "/tmp/test_check.XXXXXX");
	fd = mkstemp(path);
	close(fd);
	diag = diag_new();
	return fd < 0;
}

static int teardown(void **state)
{
	unlink(path);
	diag_free(diag);
	return 0;
}

/* Hierarchy and set lines of the same thing are the same tree. */
static void test_good(void **state)
{
	struct tree *a = check("security {\n    zones {\n        "
			       "security-zone trust {\n            "
			       "tcp-rst;\n        }\n    }\n}\n");
	struct tree *b = check("set security zones security-zone trust "
			       "tcp-rst\n");
	struct buf text;

	assert_non_null(a);
	assert_non_null(b);
	assert_int_equal(diag_errors(diag), 0);
	assert_true(tree_equal(a, b));
	buf_init(&text);
	conf_print(tree_root(b), CONF_SET, CONF_SECRETS, &text);
	assert_string_equal(text.data, "set security zones security-zone trust "
				       "tcp-rst\n");
	buf_free(&text);
	tree_free(a);
	tree_free(b);
}

static void test_empty(void **state)
{
	struct tree *t = check("");

	assert_non_null(t);
	tree_free(t);
}

static void test_all_faults(void **state)
{
	assert_null(check("security {\n"
			  "    zones {\n"
			  "        security-zone a {\n"
			  "            nonsense;\n"
			  "        }\n"
			  "    }\n"
			  "    policies {\n"
			  "        from-zone a to-zone nowhere {\n"
			  "            policy p {\n"
			  "                match {\n"
			  "                    source-address gone;\n"
			  "                    destination-address any;\n"
			  "                    application any;\n"
			  "                }\n"
			  "                then {\n"
			  "                    permit;\n"
			  "                }\n"
			  "            }\n"
			  "        }\n"
			  "    }\n"
			  "    wrong;\n"
			  "}\n"));
	assert_true(has("nonsense", 4, NULL));
	assert_true(has("wrong", 21, NULL));
	assert_true(has("zone must be defined", 0, "security policies"));
}

/* Faults that only the whole shows. */
static void test_meaning(void **state)
{
	assert_null(check("set security zones security-zone a interfaces "
			  "ge-0/0/0.0\n"
			  "set security zones security-zone b interfaces "
			  "ge-0/0/0.0\n"
			  "set interfaces ge-0/0/0 unit 0 family inet address "
			  "10.0.0.1/24\n"));
	assert_true(diag_errors(diag) > 0);
}

static void test_not_text(void **state)
{
	static const char bytes[] = "security {\0\xff\xfe zones { \x01 } }";

	assert_null(check_bytes(bytes, sizeof(bytes)));
	assert_true(diag_errors(diag) > 0);
}

static void test_no_file(void **state)
{
	assert_null(manager_check_file(schema, "/nowhere/at/all", diag));
	assert_int_equal(diag_errors(diag), 1);
	assert_string_equal(diag_get(diag, 0)->text,
			    "/nowhere/at/all: No such file or directory");
	assert_null(manager_check_file(schema, "/", diag));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_good),	 T(test_empty),	   T(test_all_faults),
		T(test_meaning), T(test_not_text), T(test_no_file),
	};
	int failed;

	schema = schema_load();
	if (!schema)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	schema_free(schema);
	return failed;
}
