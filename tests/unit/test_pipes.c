// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Pipes: parsing with columns, completion, and what each does to lines that
 * arrive in pieces.
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

#include "lib/buf.h"
#include "lib/pipe.h"

static void collect(void *arg, const char *text, size_t len)
{
	buf_add(arg, text, len);
}

/* @in through the pipes of @line, @step bytes at a time. */
static char *run(const char *line, const char *in, size_t step)
{
	size_t len = strlen(in), i;
	struct pipe_error e;
	struct pipeline p;
	struct filter *f;
	char err[128];
	struct buf b;
	char *out;

	buf_init(&b);
	assert_int_equal(pipeline_parse(line, PIPE_ANY, &p, &e), 0);
	f = filter_new(&p, collect, &b, err, sizeof(err));
	assert_non_null(f);
	for (i = 0; i < len; i += step)
		filter_feed(f, in + i, len - i < step ? len - i : step);
	filter_end(f);
	pipeline_free(&p);
	out = buf_take(&b);
	buf_free(&b);
	return out;
}

static void expect(const char *line, const char *in, const char *out)
{
	static const size_t steps[] = { 1, 3, 1000 };
	size_t i;
	char *s;

	for (i = 0; i < 3; i++) {
		s = run(line, in, steps[i]);
		assert_string_equal(s, out);
		free(s);
	}
}

static void test_run(void **state)
{
	const char *in = "alpha one\nbeta two\nGamma one\n\ndelta\n";

	expect("show x", in, in);
	expect("show x | match ONE", in, "alpha one\nGamma one\n");
	expect("show x|except one|count", in, "Count: 3 lines\n");
	expect("show x | match \"^(beta|delta)\"", in, "beta two\ndelta\n");
	expect("show x | find gamma", in, "Gamma one\n\ndelta\n");
	expect("show x | find nope", in, "Pattern not found\n");
	expect("show x | last 2", in, "\ndelta\n");
	expect("show x | last 0", in, "");
	expect("show x | last", in, in);
	expect("show x | last 3 | match a", in, "Gamma one\ndelta\n");
	expect("show x | trim 6", in, "one\nwo\none\n\n\n");
	expect("show x | no-more | hold", in, in);
	expect("show x | m a | cou", "", "Count: 0 lines\n");
	expect("show x | count", "no newline", "Count: 1 lines\n");
	expect("show x | match e", "no newline", "no newline\n");
	expect("show x | except \\$$", "a$\nb\n", "b\n");
	expect("show x | match a | except b | find c | trim 1 | last 1",
	       "ca\nab\nac\nad\nxa\n", "a\n");
	expect("show x | display set | match a", "a\nb\n", "a\n");
}

static void test_zeros(void **state)
{
	const char *in = "Errors: 0, Drops: 0\n  Input  : 0 (0 pps)\n"
			 "Speed: 0, MTU: 1500\nge-0/0/0 up\n\nmtu 0;\n"
			 "0.00%\n10\n";

	expect("show x | suppress-zeros", in,
	       "Speed: 0, MTU: 1500\nge-0/0/0 up\n\nmtu 0;\n10\n");
	expect("show x | sup | count", in, "Count: 5 lines\n");
	expect("show x | display set | suppress-zeros", "set unit 0\n",
	       "set unit 0\n");
}

/* The host's own name and address are known without any server. */
static void test_resolve(void **state)
{
	expect("show x | resolve", "a 127.0.0.1/22 --> 127.0.0.1.\n",
	       "a localhost/22 --> localhost.\n");
	expect("show x | resolve full-names", "(127.0.0.1)\n", "(localhost)\n");
	expect("show x | resolve", "1.2.3 12:30:45 1.2.3.4.5.6 0x7f00\n",
	       "1.2.3 12:30:45 1.2.3.4.5.6 0x7f00\n");
	expect("show x | resolve", "fe80 12:34 ge-0/0/0.0 aa::bb::cc\n",
	       "fe80 12:34 ge-0/0/0.0 aa::bb::cc\n");
}

static void message(void *arg, const char *user, const char *text)
{
	buf_printf(arg, "to %s: %s", user, text);
}

static void test_message(void **state)
{
	struct pipe_error e;
	struct pipeline p;
	struct filter *f;
	char err[64];
	struct buf b;

	buf_init(&b);
	assert_int_equal(pipeline_parse("x | req mess joe", PIPE_ANY, &p, &e),
			 0);
	f = filter_new(&p, collect, &b, err, sizeof(err));
	assert_non_null(f);
	filter_on_message(f, message);
	filter_feed(f, "one\ntwo", 7);
	filter_end(f);
	assert_string_equal(b.data, "to joe: one\ntwo\n");
	buf_free(&b);
	pipeline_free(&p);
}

static void bad_pattern(const char *line, const char *text)
{
	struct pipe_error e;
	struct pipeline p;
	char err[64];

	assert_int_equal(pipeline_parse(line, PIPE_ANY, &p, &e), 0);
	assert_null(filter_new(&p, collect, NULL, err, sizeof(err)));
	assert_string_equal(err, text);
	pipeline_free(&p);
}

static void test_patterns(void **state)
{
	bad_pattern("show x | match (", "parentheses not balanced");
	bad_pattern("show x | match [a", "brackets ([ ]) not balanced");
	bad_pattern("show x | except a{1", "braces not balanced");
	bad_pattern("show x | find [b-a]", "invalid character range");
}

static void test_files(void **state)
{
	char path[] = "/tmp/test_pipes.XXXXXX", line[128], want[128];
	char text[64] = "";
	FILE *f;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	snprintf(line, sizeof(line), "show x | save %s", path);
	snprintf(want, sizeof(want), "Wrote 2 lines of output to '%s'\n", path);
	expect(line, "a\nb\n", want);
	snprintf(line, sizeof(line), "show x | tee %s | count", path);
	expect(line, "c\n", "Count: 1 lines\n");
	f = fopen(path, "r");
	assert_non_null(fgets(text, sizeof(text), f));
	assert_string_equal(text, "c\n");
	fclose(f);
	unlink(path);
}

static void wrong(const char *line, unsigned int where, int col,
		  const char *text)
{
	struct pipe_error e;
	struct pipeline p;

	assert_int_equal(pipeline_parse(line, where, &p, &e), -1);
	assert_string_equal(e.text, text);
	assert_int_equal(e.col, col);
	pipeline_free(&p);
}

static void test_errors(void **state)
{
	/*     0123456789012345678901 */
	wrong("show x | nope", PIPE_ANY, 9, "syntax error.");
	wrong("show x | ", PIPE_ANY, 9, "missing argument.");
	wrong("show x | match", PIPE_ANY, 14, "missing argument.");
	wrong("show x | match a b", PIPE_ANY, 17, "syntax error.");
	wrong("show x | co", PIPE_ANY, 11, "'co' is ambiguous.");
	wrong("show x | display bad", PIPE_ANY, 17, "syntax error.");
	wrong("show x | display set bad", PIPE_ANY, 21, "syntax error.");
	wrong("show x | display", PIPE_ANY, 16, "missing argument.");
	wrong("show x | display set", PIPE_OPER, 17, "syntax error.");
	wrong("show x | compare", PIPE_OPER, 9, "syntax error.");
	wrong("show x | compare /x y", PIPE_COMPARE, 20, "syntax error.");
	wrong("show x | compare ro", PIPE_COMPARE, 19, "missing argument.");
	wrong("show x | display max-depth x", PIPE_CONFIG, 28,
	      "invalid numeric value: 'x' at 'x'");
	wrong("show x | last x", PIPE_OPER, 15,
	      "invalid numeric value: 'x' at 'x'");
	wrong("show x | count x", PIPE_OPER, 15, "syntax error.");
}

static void test_parse(void **state)
{
	const char *line = "set a \"x|y\\\"|\" | dis in br | comp roll 3";
	struct pipe_error e;
	struct pipeline p;

	assert_int_equal(pipeline_parse(line, PIPE_ANY, &p, &e), 0);
	assert_int_equal(p.command, 15);
	assert_int_equal(p.n, 2);
	assert_int_equal(p.v[0].argc, 2);
	assert_string_equal(p.v[0].argv[0], "inheritance");
	assert_string_equal(p.v[0].argv[1], "brief");
	assert_string_equal(p.v[1].argv[0], "rollback");
	assert_string_equal(p.v[1].argv[1], "3");
	assert_ptr_equal(pipeline_find(&p, PIPE_COMPARE_WITH), &p.v[1]);
	assert_null(pipeline_find(&p, PIPE_COUNT));
	pipeline_free(&p);
}

static void note(void *arg, const struct pipe_def *def, const char *word,
		 const char *help)
{
	buf_printf(arg, "%s ", word);
}

static void offers(const char *line, unsigned int where, const char *words)
{
	struct pipe_error e;
	struct buf b;
	size_t used;

	buf_init(&b);
	assert_int_equal(pipe_complete(line, where, note, &b, &used, &e), 0);
	assert_string_equal(b.data, words);
	buf_free(&b);
}

static void test_complete(void **state)
{
	struct pipe_error e;
	size_t used;

	offers("show x | c", PIPE_OPER, "count ");
	offers("show x | c", PIPE_ANY, "compare count ");
	offers("show x | match ", PIPE_OPER, "<pattern> ");
	offers("show x | match a", PIPE_OPER, "<pattern> ");
	offers("show x | match a ", PIPE_OPER, "<[Enter]> | ");
	offers("show x | match a | display ", PIPE_OPER, "json xml ");
	offers("show x | s", PIPE_OPER, "save suppress-zeros ");
	offers("show x | compare ", PIPE_COMPARE,
	       "<filename> rescue rollback <[Enter]> | ");
	offers("show x | compare /x ", PIPE_COMPARE, "<[Enter]> | ");
	offers("show x | display s", PIPE_CONFIG, "set ");
	offers("show x | display set ", PIPE_CONFIG,
	       "explicit relative <[Enter]> | ");
	offers("show x | count ", PIPE_OPER, "<[Enter]> | ");
	offers("show x | count | t", PIPE_OPER, "tee trim ");
	assert_int_equal(pipe_complete("show | nope ", PIPE_OPER, note, NULL,
				       &used, &e),
			 -1);
	assert_int_equal(e.col, 7);
	assert_int_equal(pipe_complete("show | nope | c", PIPE_OPER, note, NULL,
				       &used, &e),
			 -1);
	assert_int_equal(e.col, 7);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_run),
		cmocka_unit_test(test_zeros),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_resolve),
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
