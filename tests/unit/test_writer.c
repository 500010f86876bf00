// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One stream, three forms.  Python's parsers judge the shape of XML and JSON
 * in the shell's tests; here every byte is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/writer.h"

static void session(struct writer *w, uint64_t id, const char *policy)
{
	writer_open(w, "flow-session");
	writer_emit(w,
		    "Session ID: {session-identifier/%" PRIu64 "}, "
		    "Policy name: {policy/%-8s}|{d:pad/%3d}|\n",
		    id, policy, 7);
	writer_emit(w, "{e:valid/}{e:style/brief}");
	writer_close(w);
}

static char *render(enum writer_format format)
{
	struct writer *w;
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	w = writer_new(format, f);
	writer_open_ns(w, "flow-session-information", "flow");
	session(w, 5000000000ULL, "a<b&\"c\"");
	session(w, 2, "p");
	writer_attr(w, "junos:seconds", "%d", 90);
	writer_emit(w, "Total: {count/%05d} {{%s}} 100%%\n", 2, "done");
	writer_close(w);
	writer_free(w);
	fclose(f);
	return text;
}

static void test_text(void **state)
{
	char *s = render(WRITER_TEXT);

	assert_string_equal(
		s, "Session ID: 5000000000, Policy name: a<b&\"c\" |  7|\n"
		   "Session ID: 2, Policy name: p       |  7|\n"
		   "Total: 00002 {done} 100%\n");
	free(s);
}

static void test_xml(void **state)
{
	char *s = render(WRITER_XML);

	assert_string_equal(
		s,
		"<rpc-reply xmlns:junos=\"http://xml.juniper.net/junos/24.4R1/junos\">\n"
		"    <flow-session-information xmlns=\"http://xml.juniper.net/junos/24.4R1/junos-flow\">\n"
		"        <flow-session>\n"
		"            <session-identifier>5000000000</session-identifier>\n"
		"            <policy>a&lt;b&amp;\"c\"</policy>\n"
		"            <valid/>\n"
		"            <style>brief</style>\n"
		"        </flow-session>\n"
		"        <flow-session>\n"
		"            <session-identifier>2</session-identifier>\n"
		"            <policy>p</policy>\n"
		"            <valid/>\n"
		"            <style>brief</style>\n"
		"        </flow-session>\n"
		"        <count junos:seconds=\"90\">2</count>\n"
		"    </flow-session-information>\n"
		"    <cli>\n"
		"        <banner></banner>\n"
		"    </cli>\n"
		"</rpc-reply>\n");
	free(s);
}

static void test_json(void **state)
{
	struct writer *w;
	char *s;
	size_t len;
	FILE *f = open_memstream(&s, &len);

	w = writer_new(WRITER_JSON, f);
	writer_open_ns(w, "a", "x");
	writer_emit(w, "{b/%s}{b/%s}{c/}", "1\n", "\"2\"");
	writer_close(w);
	writer_free(w);
	fclose(f);
	assert_string_equal(
		s,
		"{\n"
		"    \"a\" : [\n"
		"    {\n"
		"        \"attributes\" : {\"xmlns\" : \"http://xml.juniper.net/junos/24.4R1/junos-x\"}, \n"
		"        \"b\" : [\n"
		"        {\n"
		"            \"data\" : \"1\\n\"\n"
		"        }, \n"
		"        {\n"
		"            \"data\" : \"\\\"2\\\"\"\n"
		"        }\n"
		"        ], \n"
		"        \"c\" : [\n"
		"        {\n"
		"            \"data\" : [null]\n"
		"        }\n"
		"        ]\n"
		"    }\n"
		"    ]\n"
		"}\n");
	free(s);
	free(render(WRITER_JSON));
}

/* An answer that says nothing is no document. */
static void test_nothing(void **state)
{
	char *s;
	size_t len;
	FILE *f = open_memstream(&s, &len);

	writer_free(writer_new(WRITER_XML, f));
	fclose(f);
	assert_string_equal(s, "");
	free(s);
}

/* What a conversion prints is what printf() would. */
#define SAME(fmt, ...)                                            \
	do {                                                      \
		char want_[256];                                  \
		char *got_;                                       \
		size_t len_;                                      \
		FILE *f_ = open_memstream(&got_, &len_);          \
		struct writer *w_ = writer_new(WRITER_TEXT, f_);  \
		snprintf(want_, sizeof(want_), fmt, __VA_ARGS__); \
		writer_emit(w_, fmt, __VA_ARGS__);                \
		writer_free(w_);                                  \
		fclose(f_);                                       \
		assert_string_equal(got_, want_);                 \
		free(got_);                                       \
	} while (0)

static void test_conversions(void **state)
{
	SAME("[%s|%5s|%-5s|%.2s|%7.2s|%-7.2s]", "abc", "abc", "abc", "abc",
	     "abc", "abc");
	SAME("[%d|%5d|%-5d|%05d|%+d|% d|%.3d]", -42, -42, -42, -42, 42, 42, 7);
	SAME("[%d|%i|%u|%5u|%05u]", INT32_MIN, INT32_MAX, UINT32_MAX, 7U, 7U);
	SAME("[%ld|%lu|%20lu|%-20lu|%020ld]", INT64_MIN, UINT64_MAX, UINT64_MAX,
	     UINT64_MAX, INT64_MIN);
	SAME("[%" PRIu64 "|%zu|%lld]", UINT64_MAX, (size_t)12, -5LL);
	SAME("[%*d|%*d|%-*s|%.*s|%*.*s]", 6, 42, -6, 42, 6, "ab", 1, "ab", 5, 1,
	     "ab");
	SAME("[%x|%#x|%08x|%X|%o]", 255U, 255U, 255U, 255U, 8U);
	SAME("[%.2f|%8.3f|%-8.1f|%05.2f|%g|%e]", 1.5, -2.25, 0.5, 1.0, 0.1,
	     12345.678);
	SAME("[%c|%-3c|%3c|%%]", 'x', 'y', 'z');
	SAME("%s%d%s", "", 0, "");
}

/* Values are encoded without what is layout; layout consumes its own. */
static void test_plain_values(void **state)
{
	struct writer *w;
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	w = writer_new(WRITER_XML, f);
	writer_emit(w, "%-*s %5.1f {a/%08d}{b/%-9.3f}{c/%*d}{d/%#x}{g/%lu}\n",
		    9, "layout", 1.5, -42, 2.5, 12, 7, 255U, UINT64_MAX);
	writer_free(w);
	fclose(f);
	assert_non_null(strstr(text, "<a>-42</a>"));
	assert_non_null(strstr(text, "<b>2.500</b>"));
	assert_non_null(strstr(text, "<c>7</c>"));
	assert_non_null(strstr(text, "<d>0xff</d>"));
	assert_non_null(strstr(text, "<g>18446744073709551615</g>"));
	free(text);
}

/* More than the writer gathers, and text that passes it by. */
static void test_blocks(void **state)
{
	struct writer *w;
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	int i;

	w = writer_new(WRITER_TEXT, f);
	for (i = 0; i < 20000; i++)
		writer_emit(w, "{line/%09d}\n", i);
	writer_raw(w, "raw\n", 4);
	writer_emit(w, "end\n");
	writer_free(w);
	fclose(f);
	assert_int_equal(len, 20000 * 10 + 8);
	assert_string_equal(text + 199990, "000019999\nraw\nend\n");
	free(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conversions),
		cmocka_unit_test(test_plain_values),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_xml),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
