// SPDX-License-Identifier: GPL-2.0
/*
 * Messages of SIP and descriptions of sessions: where addresses stand in good
 * ones, and that nothing is read beyond the end of bad ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/random.h"

#include "alg/sdp.c"
#define line_end sip_line_end
#define read_addr sip_read_addr
#include "alg/sip_parse.c"
#include "alg/text.c"

#include "lib/alg_law.h"

static const char invite[] =
	"INVITE sip:bob@203.0.113.2 SIP/2.0\r\n"
	"Via: SIP/2.0/UDP 10.0.1.2:5061;rport;branch=z9hG4bK1\r\n"
	"v: SIP/2.0/TCP [2001:db8::1]:5070;received=2001:db8::2;rport=99,\r\n"
	"\tSIP/2.0/UDP pc33.example.net\r\n"
	"From: \"sip:1.1.1.1\" <sip:alice@10.0.1.2>;tag=1\r\n"
	"To: <sip:bob@example.net>\r\n"
	"Call-ID: abc@10.0.1.2\r\n"
	"CSeq: 1 INVITE\r\n"
	"Contact: <sip:alice@10.0.1.2:5061;transport=udp>;expires=60, "
	"<sips:10.0.1.2.example.net>\r\n"
	"c: application/sdp\r\n"
	"l:   4\r\n"
	"\r\n"
	"v=0\n";

static const char sdp[] = "v=0\r\n"
			  "o=- 1 1 IN IP4 10.0.1.2\r\n"
			  "s=-\r\n"
			  "c=IN IP4 10.0.1.2\r\n"
			  "t=0 0\r\n"
			  "m=audio 4000/2 RTP/AVP 0\r\n"
			  "a=rtcp:4100 IN IP4 10.0.1.3\r\n"
			  "m=video 0 RTP/AVP 31\r\n"
			  "m=video 5000 RTP/AVP 31\r\n"
			  "c=IN IP6 2001:db8::5\r\n"
			  "m=image 6000 TCP t38\r\n";

static bool same(const u8 *data, u32 at, u32 len, const char *text)
{
	return len == strlen(text) && !memcmp(data + at, text, len);
}

static void test_invite(void **state)
{
	static const struct {
		enum xpf_sip_where where;
		const char *text;
		u16 port;
	} want[] = {
		{ XPF_SIP_TARGET, "203.0.113.2", 0 },
		{ XPF_SIP_VIA, "10.0.1.2:5061", 5061 },
		{ XPF_SIP_VIA, "[2001:db8::1]:5070", 5070 },
		{ XPF_SIP_RECEIVED, "2001:db8::2", 0 },
		{ XPF_SIP_RPORT, "99", 99 },
		{ XPF_SIP_PERSON, "10.0.1.2", 0 },
		{ XPF_SIP_CALL_ID, "10.0.1.2", 0 },
		{ XPF_SIP_CONTACT, "10.0.1.2:5061", 5061 },
		{ XPF_SIP_LENGTH, "4", 0 },
	};
	const u8 *data = (const u8 *)invite;
	struct xpf_sip s;
	u32 i;

	assert_true(xpf_sip_parse(data, strlen(invite), &s));
	assert_int_equal(s.method, XPF_SIP_INVITE);
	assert_int_equal(s.status, 0);
	assert_true(s.sdp);
	assert_int_equal(s.body_len, 4);
	assert_int_equal(s.expires, 60);
	assert_true(same(data, s.call_id, s.call_id_len, "abc@10.0.1.2"));
	assert_int_equal(s.n_spots, ARRAY_SIZE(want));
	for (i = 0; i < ARRAY_SIZE(want); i++) {
		assert_int_equal(s.spot[i].where, want[i].where);
		assert_int_equal(s.spot[i].port, want[i].port);
		assert_true(
			same(data, s.spot[i].at, s.spot[i].len, want[i].text));
	}
}

static void test_response(void **state)
{
	static const char text[] = "SIP/2.0 487 Gone\r\nCSeq: 7 INVITE\r\n\r\n";
	struct xpf_sip s;

	assert_true(xpf_sip_parse((const u8 *)text, strlen(text), &s));
	assert_int_equal(s.status, 487);
	assert_int_equal(s.method, XPF_SIP_INVITE);
	assert_int_equal(s.body_len, 0);
}

static void test_bad(void **state)
{
	static const char *const bad[] = {
		"INVITE sip:a SIP/2.0\r\n",
		"INVITE sip:a HTTP/1.1\r\n\r\n",
		"SIP/2.0 99 Low\r\n\r\n",
		"SIP/2.0 700 High\r\n\r\n",
		"BYE sip:a SIP/2.0\r\nl: 5\r\n\r\nfour",
		"BYE sip:a SIP/2.0\r\nl: 0\r\nContent-Length: 4\r\n\r\nfour",
		"BYE sip:a SIP/2.0\r\nl: x\r\n\r\n",
		"GET / HTTP/1.0\r\n\r\n",
	};
	struct xpf_sip s;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(
			xpf_sip_parse((const u8 *)bad[i], strlen(bad[i]), &s));
}

static void test_frame(void **state)
{
	const u8 *data = (const u8 *)invite;
	u32 len = strlen(invite), i;

	for (i = 0; i + 4 < len; i++)
		assert_int_equal(xpf_sip_frame(data, i), 0);
	/* Longer than what is there: the rest is known to come. */
	assert_int_equal(xpf_sip_frame(data, len - 4), len);
	assert_int_equal(xpf_sip_frame(data, len), len);
	assert_int_equal(xpf_sip_frame((const u8 *)"\r\n\r\nBYE", 7), 4);
	assert_true(xpf_text_idle((const u8 *)"\r\n\r\n", 4));
	assert_false(xpf_text_idle(data, len));
}

static void test_sdp(void **state)
{
	const u8 *data = (const u8 *)sdp;
	struct xpf_sdp s;

	assert_true(xpf_sdp_parse(data, strlen(sdp), &s));
	assert_int_equal(s.n_addrs, 4);
	assert_true(
		same(data, s.addr[2].text.at, s.addr[2].text.len, "10.0.1.3"));
	assert_int_equal(s.addr[3].family, AF_INET6);
	assert_int_equal(s.n_media, 4);
	assert_int_equal(s.media[0].port, 4000);
	assert_true(same(data, s.media[0].port_text.at,
			 s.media[0].port_text.len, "4000"));
	assert_int_equal(s.media[0].rtcp, 4100);
	assert_int_equal(s.media[0].family, AF_INET);
	assert_int_equal(s.media[1].port, 0);
	assert_int_equal(s.media[2].family, AF_INET6);
	assert_int_equal(s.media[3].family, AF_INET);
	assert_true(s.media[3].tcp);
}

static void spoil(const char *good, void (*check)(const u8 *, u32))
{
	static const char odd[] = "\r\n ;:,<>@[]\"\\0=.sip";
	u32 i, k, len, size = strlen(good);
	u8 *copy;

	for (i = 0; i < 60000; i++) {
		len = size - rnd(2) * rnd(size);
		copy = malloc(len + !len);
		memcpy(copy, good, len);
		for (k = len ? rnd(8) : 0; k; k--)
			copy[rnd(len)] = rnd(4) ? odd[rnd(sizeof(odd))] :
						  rnd(256);
		check(copy, len);
		free(copy);
	}
}

static void test_random(void **state)
{
	spoil(invite, law_sip);
	spoil(sdp, law_sdp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_invite), cmocka_unit_test(test_response),
		cmocka_unit_test(test_bad),    cmocka_unit_test(test_frame),
		cmocka_unit_test(test_sdp),    cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
