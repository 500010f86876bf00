// SPDX-License-Identifier: GPL-2.0
/*
 * Messages of DNS: what is found in good ones, and that no bad one is read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/random.h"

#include "alg/dns_parse.c"

/* www.example.net A, answered by a CNAME, an A and an AAAA. */
static const u8 answer[] = {
	0x12,
	0x34,
	0x81,
	0x80,
	0,
	1,
	0,
	3,
	0,
	0,
	0,
	0,
	3,
	'w',
	'w',
	'w',
	7,
	'e',
	'x',
	'a',
	'm',
	'p',
	'l',
	'e',
	3,
	'n',
	'e',
	't',
	0,
	0,
	1,
	0,
	1,
	/* CNAME a.example.net, at 33 */
	0xc0,
	12,
	0,
	5,
	0,
	1,
	0,
	0,
	0,
	60,
	0,
	4,
	1,
	'a',
	0xc0,
	16,
	/* A 203.0.113.5, at 49 */
	0xc0,
	45,
	0,
	1,
	0,
	1,
	0,
	0,
	0,
	60,
	0,
	4,
	203,
	0,
	113,
	5,
	/* AAAA 2001:db8::5, at 65 */
	0xc0,
	45,
	0,
	28,
	0,
	1,
	0,
	0,
	0,
	60,
	0,
	16,
	0x20,
	0x01,
	0x0d,
	0xb8,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	5,
};
#define QUESTION_END 33

static void test_answer(void **state)
{
	struct xpf_dns d;

	assert_true(xpf_dns_parse(answer, sizeof(answer), &d));
	assert_int_equal(d.id, 0x1234);
	assert_true(d.response);
	assert_int_equal(d.n_addrs, 2);
	assert_int_equal(d.addr[0].family, AF_INET);
	assert_int_equal(answer[d.addr[0].at], 203);
	assert_int_equal(d.addr[1].family, AF_INET6);
	assert_int_equal(answer[d.addr[1].at + 15], 5);
}

static void test_question(void **state)
{
	u8 copy[sizeof(answer)];
	struct xpf_dns a, q;

	memcpy(copy, answer, sizeof(copy));
	assert_true(xpf_dns_parse(answer, sizeof(answer), &a));
	copy[2] = 1;
	copy[7] = 0;
	copy[13] = 'W'; /* mixed case is the same question */
	assert_true(xpf_dns_parse(copy, QUESTION_END, &q));
	assert_false(q.response);
	assert_int_equal(q.question, a.question);
	copy[14] = 'x';
	assert_true(xpf_dns_parse(copy, QUESTION_END, &q));
	assert_int_not_equal(q.question, a.question);
}

/* Shorter than it says: never read, and never beyond its end. */
static void test_cut(void **state)
{
	struct xpf_dns d;
	u32 len;
	u8 *copy;

	for (len = 0; len < sizeof(answer); len++) {
		copy = malloc(len + !len);
		memcpy(copy, answer, len);
		assert_false(xpf_dns_parse(copy, len, &d));
		free(copy);
	}
}

static void test_bad(void **state)
{
	u8 copy[sizeof(answer)];
	struct xpf_dns d;

	memcpy(copy, answer, sizeof(copy));
	copy[34] = 34; /* a pointer ahead, or to itself */
	assert_false(xpf_dns_parse(copy, sizeof(copy), &d));
	copy[34] = 12;
	copy[12] = 0x80; /* a reserved kind of label */
	assert_false(xpf_dns_parse(copy, sizeof(copy), &d));
	copy[12] = 3;
	copy[7] = 4; /* more records than there are */
	assert_false(xpf_dns_parse(copy, sizeof(copy), &d));
	copy[7] = 3;
	copy[60] = 5; /* an address of five bytes */
	assert_false(xpf_dns_parse(copy, sizeof(copy), &d));
}

static void test_random(void **state)
{
	struct xpf_dns d;
	u32 i, k, n, len;
	u8 *copy;

	for (i = 0; i < 200000; i++) {
		len = sizeof(answer) - rnd(4) * rnd(20);
		copy = malloc(len);
		memcpy(copy, answer, len);
		for (k = rnd(6); k; k--)
			copy[rnd(len)] = rnd(256);
		if (xpf_dns_parse(copy, len, &d))
			for (n = 0; n < d.n_addrs; n++)
				assert_true(
					d.addr[n].at +
						(d.addr[n].family == AF_INET ?
							 4 :
							 16) <=
					len);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answer), cmocka_unit_test(test_question),
		cmocka_unit_test(test_cut),    cmocka_unit_test(test_bad),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
