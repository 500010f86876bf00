// SPDX-License-Identifier: GPL-2.0
/*
 * What gateways read in text: addresses against the C library, lines of FTP
 * one by one, and that what is printed is read back as the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>

#include "lib/random.h"

#include "alg/text.c"
#include "alg/ftp_parse.c"

static bool read_addr(const char *s, u8 family, struct in6_addr *a)
{
	struct xpf_text t = { (const u8 *)s, strlen(s), 0 };

	return xpf_text_addr(&t, family, 0, a) && t.at == t.len;
}

static void test_addresses(void **state)
{
	static const char *const good6[] = {
		"::",
		"::1",
		"1::",
		"2001:db8::2",
		"1:2:3:4:5:6:7:8",
		"1:2:3:4:5:6:7::",
		"::2:3:4:5:6:7:8",
		"fe80::a:0:0:1",
		"1:0:0:4:0:0:0:8",
		"ABCD:ef::",
	};
	static const char *const bad6[] = {
		"",
		":",
		":::",
		"1:2:3",
		"1::2::3",
		"12345::",
		"1:2:3:4:5:6:7:8:9",
		"1:2:3:4:5:6:7:",
		":1::",
		"1::2:",
		"g::",
		"1:2:3:4:5:6:7:8::",
	};
	static const char *const bad4[] = {
		"",	    "1.2.3",   "1.2.3.256",
		"01.2.3.4", "1..2.3",  "1.2.3.4.5",
		"1.2.3.4x", "a.b.c.d", "1.2.3.99999999999",
	};
	struct in6_addr a, b;
	char text[XPF_TEXT_ADDR], want[INET6_ADDRSTRLEN];
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(good6); i++) {
		assert_true(read_addr(good6[i], AF_INET6, &a));
		inet_pton(AF_INET6, good6[i], &b);
		assert_memory_equal(&a, &b, 16);
	}
	for (i = 0; i < ARRAY_SIZE(bad6); i++)
		if (read_addr(bad6[i], AF_INET6, &a))
			fail_msg("%s was read", bad6[i]);
	for (i = 0; i < ARRAY_SIZE(bad4); i++)
		if (read_addr(bad4[i], AF_INET, &a))
			fail_msg("%s was read", bad4[i]);
	for (i = 0; i < 20000; i++) {
		for (k = 0; k < 8; k++)
			((u16 *)&a)[k] = rnd(3) ? 0 : rnd(0x10000);
		xpf_text_put_addr(text, AF_INET6, &a);
		assert_true(read_addr(text, AF_INET6, &b));
		assert_memory_equal(&a, &b, 16);
		assert_non_null(inet_ntop(AF_INET6, &a, want, sizeof(want)));
		if (!strchr(want, '.'))
			assert_string_equal(text, want);
	}
}

static struct xpf_ftp parse(const char *line, bool server)
{
	struct xpf_ftp f;

	xpf_ftp_parse((const u8 *)line, strlen(line), server, &f);
	return f;
}

static void test_ftp_lines(void **state)
{
	static const struct {
		const char *line;
		bool server;
		enum xpf_ftp_what what;
		u16 port;
		const char *part; /* that would be replaced */
	} rows[] = {
		{ "PORT 10,0,1,2,4,5\r\n", false, XPF_FTP_PORT, 1029,
		  "10,0,1,2,4,5" },
		{ "port  10,0,1,2,4,5\r\n", false, XPF_FTP_PORT, 1029,
		  "10,0,1,2,4,5" },
		{ "PORT 10,0,1,2,4,5,6\r\n", false, XPF_FTP_BAD, 0, NULL },
		{ "PORT 10,0,1,256,4,5\r\n", false, XPF_FTP_BAD, 0, NULL },
		{ "PORT 10,0,1,2,0,0\r\n", false, XPF_FTP_BAD, 0, NULL },
		{ "PORT\r\n", false, XPF_FTP_OTHER, 0, NULL },
		{ "PORT 10,0,1,2,4,5\r\n", true, XPF_FTP_OTHER, 0, NULL },
		{ "RETR PORT 10,0,1,2,4,5\r\n", false, XPF_FTP_OTHER, 0, NULL },
		{ "EPRT |1|10.0.1.2|1029|\r\n", false, XPF_FTP_EPRT, 1029,
		  "|1|10.0.1.2|1029|" },
		{ "EPRT |2|2001:db8::1|1029|\r\n", false, XPF_FTP_EPRT, 1029,
		  "|2|2001:db8::1|1029|" },
		{ "EPRT !2!2001:db8::1!1029!\r\n", false, XPF_FTP_EPRT, 1029,
		  "!2!2001:db8::1!1029!" },
		{ "EPRT |3|10.0.1.2|1029|\r\n", false, XPF_FTP_BAD, 0, NULL },
		{ "EPRT |1|10.0.1.2|0|\r\n", false, XPF_FTP_BAD, 0, NULL },
		{ "EPRT |1|10.0.1.2|70000|\r\n", false, XPF_FTP_BAD, 0, NULL },
		{ "EPRT |1|10.0.1.2|10", false, XPF_FTP_BAD, 0, NULL },
		{ "227 Entering Passive Mode (10,0,1,2,4,5).\r\n", true,
		  XPF_FTP_PASV, 1029, "10,0,1,2,4,5" },
		{ "227 Mode 1: =10,0,1,2,4,5\r\n", true, XPF_FTP_PASV, 1029,
		  "10,0,1,2,4,5" },
		{ "227 nothing\r\n", true, XPF_FTP_BAD, 0, NULL },
		{ "2270 (10,0,1,2,4,5)\r\n", true, XPF_FTP_OTHER, 0, NULL },
		{ "229 Extended (|||6446|)\r\n", true, XPF_FTP_EPSV, 6446,
		  "|||6446|" },
		{ "229 Extended (|1||6446|)\r\n", true, XPF_FTP_BAD, 0, NULL },
		{ "229 Extended (|||0|)\r\n", true, XPF_FTP_BAD, 0, NULL },
		{ "229 (", true, XPF_FTP_BAD, 0, NULL },
		{ "AUTH TLS\r\n", false, XPF_FTP_AUTH, 0, NULL },
		{ "234 go\r\n", true, XPF_FTP_AUTH_OK, 0, NULL },
		{ "", true, XPF_FTP_OTHER, 0, NULL },
	};
	struct xpf_ftp f;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		f = parse(rows[i].line, rows[i].server);
		if (f.what != rows[i].what)
			fail_msg("%s: %d", rows[i].line, f.what);
		if (!rows[i].part)
			continue;
		assert_int_equal(f.port, rows[i].port);
		assert_int_equal(f.len, strlen(rows[i].part));
		assert_memory_equal(rows[i].line + f.at, rows[i].part, f.len);
	}
}

static void test_ftp_round_trip(void **state)
{
	static const char *const lines[] = {
		"PORT 1,2,3,4,5,6\r\n", "EPRT |1|1.2.3.4|7|\r\n",
		"EPRT |2|::1|7|\r\n",	"227 (1,2,3,4,5,6)\r\n",
		"229 (|||7|)\r\n",
	};
	char text[XPF_FTP_TEXT], line[256];
	struct xpf_ftp f, g;
	struct in6_addr a;
	u32 i, k, n;
	u16 port;

	for (i = 0; i < 5000; i++) {
		for (k = 0; k < 8; k++)
			((u16 *)&a)[k] = rnd(2) ? 0 : rnd(0x10000);
		k = rnd(ARRAY_SIZE(lines));
		f = parse(lines[k], k > 2);
		if (f.family != AF_INET6)
			memset((u8 *)&a + 4, 0, 12);
		port = 1 + rnd(65535);
		n = xpf_ftp_print(&f, &a, port, text);
		assert_true(n < XPF_FTP_TEXT - 1);
		snprintf(line, sizeof(line), "%.*s%.*s%s", (int)f.at, lines[k],
			 (int)n, text, lines[k] + f.at + f.len);
		g = parse(line, k > 2);
		assert_int_equal(g.what, f.what);
		assert_int_equal(g.port, port);
		assert_int_equal(g.len, n);
		if (f.family)
			assert_memory_equal(&g.addr, &a, 16);
	}
}

static void test_ftp_cut(void **state)
{
	const u8 *two = (const u8 *)"USER a\r\nPORT 1,";

	assert_int_equal(xpf_ftp_line(two, 15, false), 8);
	assert_int_equal(xpf_ftp_line(two + 8, 7, false), 0);
	assert_true(xpf_ftp_matters(two + 8, 7, false));
	assert_true(xpf_ftp_matters(two + 8, 1, false));
	assert_false(xpf_ftp_matters(two, 7, false));
	assert_true(xpf_ftp_matters((const u8 *)"22", 2, true));
	assert_false(xpf_ftp_matters((const u8 *)"220", 3, true));
	assert_int_equal(xpf_ftp_line((const u8 *)"A\rB", 3, true), 2);
	assert_int_equal(xpf_ftp_line((const u8 *)"A\r", 2, true), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_ftp_lines),
		cmocka_unit_test(test_ftp_round_trip),
		cmocka_unit_test(test_ftp_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
