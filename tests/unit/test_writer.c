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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_xml),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
