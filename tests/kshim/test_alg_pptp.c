// SPDX-License-Identifier: GPL-2.0
/* Messages of PPTP: the ids of calls, and nothing beyond the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/random.h"

#include "alg/pptp_parse.c"

static const u8 reply[32] = {
	0, 32, 0, 1, 0x1a, 0x2b, 0x3c, 0x4d, 0, 8, 0, 0, 0x13, 0x88, 0, 100, 1,
};

static void test_reply(void **state)
{
	u8 copy[32];
	struct xpf_pptp p;

	assert_int_equal(xpf_pptp_frame(reply, 7), 0);
	assert_int_equal(xpf_pptp_frame(reply, 8), 32);
	assert_true(xpf_pptp_parse(reply, 32, &p));
	assert_true(p.accepted);
	assert_int_equal(p.own, 5000);
	assert_int_equal(p.peer, 100);
	memcpy(copy, reply, 32);
	copy[16] = 2; /* not taken */
	assert_true(xpf_pptp_parse(copy, 32, &p));
	assert_false(p.accepted);
	copy[9] = 13;
	assert_true(xpf_pptp_parse(copy, 32, &p));
	assert_true(p.over);
	assert_int_equal(p.peer_at, 0);
	copy[9] = 1; /* start of control */
	assert_false(xpf_pptp_parse(copy, 32, &p));
	copy[4] = 0;
	assert_true(xpf_pptp_frame(copy, 32) < 0);
}

static void test_cut(void **state)
{
	struct xpf_pptp p;
	u32 len, kind;
	u8 *copy;

	for (kind = 0; kind < 20; kind++)
		for (len = 0; len < 32; len++) {
			copy = malloc(len + !len);
			memcpy(copy, reply, len);
			if (len > 9)
				copy[9] = kind;
			xpf_pptp_frame(copy, len);
			if (xpf_pptp_parse(copy, len, &p))
				assert_true(max(p.own_at, p.peer_at) + 2 <=
					    len);
			free(copy);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reply),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
