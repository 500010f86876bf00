// SPDX-License-Identifier: GPL-2.0
/*
 * Messages of RTSP: the ports of a Transport, and that nothing is read beyond
 * the end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/random.h"

#include "alg/sip_parse.c"
#include "alg/text.c"
#include "alg/rtsp_parse.c"

static const char setup[] =
	"SETUP rtsp://203.0.113.2/a RTSP/1.0\r\n"
	"cseq: 3\r\n"
	"Transport: RTP/AVP/TCP;interleaved=0-1,RTP/AVP;unicast;"
	"client_port=4588-4589;destination=10.0.1.2\r\n"
	"\r\n";

static const char answer[] = "RTSP/1.0 200 OK\r\n"
			     "CSeq: 3\r\n"
			     "Transport: RTP/AVP;unicast;client_port=4588-4589;"
			     "source=\"2001:db8::1\";server_port=6256\r\n"
			     "\r\n"
			     "Transport: ;client_port=1\r\n";

static bool same(const char *data, const struct xpf_rtsp_spot *p,
		 const char *text)
{
	return p->len == strlen(text) && !memcmp(data + p->at, text, p->len);
}

static void test_setup(void **state)
{
	struct xpf_rtsp r;
	char text[16];

	assert_true(xpf_rtsp_parse((const u8 *)setup, strlen(setup), &r));
	assert_int_equal(r.status, 0);
	assert_int_equal(r.cseq, 3);
	assert_false(r.teardown);
	assert_int_equal(r.n_spots, 2);
	assert_int_equal(r.spot[0].where, XPF_RTSP_CLIENT);
	assert_true(same(setup, &r.spot[0], "4588-4589"));
	assert_int_equal(r.spot[0].hi, 4589);
	assert_true(same(setup, &r.spot[1], "10.0.1.2"));
	xpf_rtsp_print(&r.spot[0], 7, 8, text);
	assert_string_equal(text, "7-8");
}

static void test_answer(void **state)
{
	struct xpf_rtsp r;

	assert_true(xpf_rtsp_parse((const u8 *)answer, strlen(answer), &r));
	assert_int_equal(r.status, 200);
	assert_int_equal(r.n_spots, 3);
	assert_int_equal(r.spot[1].family, AF_INET6);
	assert_int_equal(r.spot[2].where, XPF_RTSP_SERVER);
	assert_int_equal(r.spot[2].lo, 6256);
	assert_int_equal(r.spot[2].hi, 6256);
}

static void test_others(void **state)
{
	static const char end[] = "TEARDOWN * RTSP/1.0\r\nCSeq: 9\r\n\r\n";
	static const char bad[] = "GET / HTTP/1.0\r\n\r\n";
	struct xpf_rtsp r;

	assert_true(xpf_rtsp_parse((const u8 *)end, strlen(end), &r));
	assert_true(r.teardown);
	assert_int_equal(r.cseq, 9);
	assert_false(xpf_rtsp_parse((const u8 *)bad, strlen(bad), &r));
	assert_int_equal(xpf_rtsp_frame((const u8 *)"$\1\2\0", 4), 516);
	assert_int_equal(xpf_rtsp_frame((const u8 *)"$\1\2", 3), 0);
	assert_int_equal(xpf_rtsp_frame((const u8 *)end, strlen(end)),
			 strlen(end));
}

static void test_random(void **state)
{
	static const char odd[] = "\r\n ;:,=-\"0$";
	const char *good[] = { setup, answer };
	u32 i, k, n, at, len;
	struct xpf_rtsp r;
	u8 *copy;

	for (i = 0; i < 100000; i++) {
		len = strlen(good[i & 1]);
		len -= rnd(2) * rnd(len);
		copy = malloc(len + !len);
		memcpy(copy, good[i & 1], len);
		for (k = len ? rnd(8) : 0; k; k--)
			copy[rnd(len)] = rnd(4) ? odd[rnd(sizeof(odd))] :
						  rnd(256);
		xpf_rtsp_frame(copy, len);
		at = 0;
		if (xpf_rtsp_parse(copy, len, &r))
			for (n = 0; n < r.n_spots; n++) {
				assert_true(r.spot[n].at >= at);
				at = r.spot[n].at + r.spot[n].len;
				assert_true(at <= len);
			}
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_setup),
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
