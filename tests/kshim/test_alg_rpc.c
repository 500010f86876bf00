// SPDX-License-Identifier: GPL-2.0
/*
 * What the RPC gateways read: where a program is, in answers to who asked, and
 * nothing beyond the end of a message.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/random.h"

#include "alg/sunrpc_parse.c"
#include "alg/msrpc_parse.c"
#include "alg/text.c"

static u8 message[512];
static u32 length;

static void begin(void)
{
	length = 0;
}

static void be32(u32 v)
{
	put_unaligned_be32(v, message + length);
	length += 4;
}

static void words(const u32 *v, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		be32(v[i]);
}

static void string(const char *s)
{
	u32 n = strlen(s);

	be32(n);
	memset(message + length, 0, n + 4);
	memcpy(message + length, s, n);
	length += (n + 3) & ~3;
}

static void getport(u32 proto)
{
	const u32 call[] = { 5, 0, 2, 100000, 2, 3, 1, 4, 9, 0, 0, 7, 1, proto };

	begin();
	words(call, ARRAY_SIZE(call));
}

static void getaddr(const char *netid)
{
	const u32 call[] = { 6, 0, 2, 100000, 4, 3, 0, 0, 0, 0, 7, 1 };

	begin();
	words(call, ARRAY_SIZE(call));
	string(netid);
	string("");
	string("me");
}

static void answer_addr(const char *text)
{
	const u32 reply[] = { 6, 1, 0, 0, 0, 0 };

	begin();
	words(reply, ARRAY_SIZE(reply));
	string(text);
}

static void test_getport(void **state)
{
	const u32 reply[] = { 5, 1, 0, 0, 0, 0, 2049 };
	struct xpf_sunrpc_call c;
	struct xpf_sunrpc_reply r;
	bool is_reply;
	u32 xid;

	getport(6);
	assert_true(xpf_sunrpc_head(message, length, &xid, &is_reply));
	assert_int_equal(xid, 5);
	assert_false(is_reply);
	assert_true(xpf_sunrpc_call(message, length, &c));
	assert_int_equal(c.proto, IPPROTO_TCP);
	assert_int_equal(c.program, 7);
	assert_false(c.universal);
	begin();
	words(reply, ARRAY_SIZE(reply));
	assert_true(xpf_sunrpc_reply(message, length, &c, &r));
	assert_int_equal(r.port, 2049);
	put_unaligned_be32(65536, message + 24);
	assert_false(xpf_sunrpc_reply(message, length, &c, &r));
	getport(99);
	assert_false(xpf_sunrpc_call(message, length, &c));
}

static void test_getaddr(void **state)
{
	static const char *const bad[] = {
		"",
		"10.0.0.1",
		"10.0.0.1.8",
		"10.0.0.1.8.256",
		"10.0.0.1.0.0",
		"10.0.0.1.8.1.",
		"a.b.c.d.8.1",
		"10.0.0.1.8.1x",
	};
	struct xpf_sunrpc_call c;
	struct xpf_sunrpc_reply r;
	char text[64];
	u32 i;

	getaddr("udp6");
	assert_true(xpf_sunrpc_call(message, length, &c));
	assert_true(c.universal);
	assert_int_equal(c.proto, IPPROTO_UDP);
	assert_int_equal(c.program, 7);
	answer_addr("2001:db8::1.8.1");
	assert_true(xpf_sunrpc_reply(message, length, &c, &r));
	assert_int_equal(r.port, 2049);
	assert_int_equal(r.family, AF_INET6);
	assert_int_equal(xpf_sunrpc_print(r.family, &r.addr, r.port, text), 15);
	assert_string_equal(text, "2001:db8::1.8.1");
	answer_addr("10.0.0.1.8.1");
	assert_true(xpf_sunrpc_reply(message, length, &c, &r));
	assert_int_equal(r.family, AF_INET);
	assert_int_equal(r.at, 28);
	assert_int_equal(r.len, 12);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		answer_addr(bad[i]);
		assert_false(xpf_sunrpc_reply(message, length, &c, &r));
	}
	getaddr("local");
	assert_false(xpf_sunrpc_call(message, length, &c));
}

/* An answer of the endpoint mapper: TCP port 135 of 10.0.0.1. */
static const u8
	mapped[] = {
		5,   0,	  2,	3,    0x10, 0,	 0,   0,   120,	 0,   0,   0,
		9,   0,	  0,	0, /* head */
		96,  0,	  0,	0,    1,    0,	 0,   0, /* hint, context */
		0,   0,	  0,	0,    0,    0,	 0,   0,   0,	 0,   0,   0,
		0,   0,	  0,	0,    0,    0,	 0,   0,   1,	 0,   0,   0,
		4,   0,	  0,	0,    0,    0,	 0,   0,   1,	 0,   0,   0,
		3,   0,	  0,	0,    48,   0,	 0,   0,   48,	 0,   0,   0,
		4,   0, /* four floors */
		19,  0,	  0x0d, 'i',  'n',  't', 'e', 'r', 'f',	 'a', 'c', 'e',
		's', 'o', 'f',	'm',  'i',  'n', 'e', 3,   0,	 2,   0,   0,
		0,   1,	  0,	0x0b, 0,    0,	 1,   0,   0x07, 2,   0,   0,
		135, 1,	  0,	0x09, 4,    0,	 10,  0,   0,	 1,
	};

static void test_towers(void **state)
{
	struct xpf_msrpc r;

	assert_int_equal(xpf_msrpc_frame(mapped, sizeof(mapped)),
			 sizeof(mapped));
	assert_int_equal(xpf_msrpc_frame(mapped, 9), 0);
	assert_true(xpf_msrpc_frame((const u8 *)"GET / HTTP", 10) < 0);
	assert_true(xpf_msrpc_parse(mapped, sizeof(mapped), true, &r));
	assert_int_equal(r.kind, XPF_MSRPC_RESPONSE);
	assert_int_equal(r.call, 9);
	assert_int_equal(r.n_towers, 1);
	assert_int_equal(r.tower[0].port, 135);
	assert_int_equal(r.tower[0].proto, IPPROTO_TCP);
	assert_int_equal(mapped[r.tower[0].addr_at], 10);
	assert_memory_equal(r.tower[0].uuid, "interfacesofmine", 16);
	assert_true(xpf_msrpc_parse(mapped, sizeof(mapped), false, &r));
	assert_int_equal(r.n_towers, 0);
}

static void read_all(const u8 *data, u32 len)
{
	struct xpf_sunrpc_call c = { .xid = 6, .universal = rnd(2) };
	struct xpf_sunrpc_reply r;
	struct xpf_msrpc m;
	bool reply;
	u32 xid, i;

	xpf_sunrpc_head(data, len, &xid, &reply);
	if (xpf_sunrpc_reply(data, len, &c, &r))
		assert_true(r.at + r.len <= len);
	xpf_sunrpc_call(data, len, &c);
	xpf_msrpc_frame(data, len);
	if (xpf_msrpc_parse(data, len, true, &m))
		for (i = 0; i < m.n_towers; i++)
			assert_true(m.tower[i].addr_at + 4 <= len);
}

static void test_random(void **state)
{
	u32 i, k, len;
	u8 *copy;

	for (i = 0; i < 60000; i++) {
		switch (i % 4) {
		case 0:
			getaddr("tcp");
			break;
		case 1:
			answer_addr("10.0.0.1.8.1");
			break;
		case 2:
			getport(17);
			break;
		case 3:
			memcpy(message, mapped, sizeof(mapped));
			length = sizeof(mapped);
			break;
		}
		len = length - rnd(2) * rnd(length);
		copy = malloc(len + !len);
		memcpy(copy, message, len);
		for (k = len ? rnd(6) : 0; k; k--)
			copy[rnd(len)] = rnd(2) ? rnd(256) : 0xff;
		read_all(copy, len);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_getport),
		cmocka_unit_test(test_getaddr),
		cmocka_unit_test(test_towers),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
