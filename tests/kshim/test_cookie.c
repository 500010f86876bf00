// SPDX-License-Identifier: GPL-2.0
/*
 * SYN cookies: each one is known again for one or two epochs and in no other
 * flow, made-up ones are not; options survive their way through a clock.  And
 * what is changed in a proxied session's headers, with checksums computed the
 * long way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <kshim_run.h>

#include "lib/packet.h"
#include "lib/random.h"

#include "flow/proxied.c"
#include "screen/cookie.c"

static struct xpf_cookie_keys keys;

static struct xpf_key some_key(void)
{
	return (struct xpf_key){
		.s = { rnd64(), rnd64() },
		.d = { rnd64(), rnd64() },
		.tail = rnd64(),
	};
}

static int setup(void **state)
{
	u32 i;

	for (i = 0; i < XPF_COOKIE_KEYS; i++) {
		keys.key[i].key[0] = rnd64();
		keys.key[i].key[1] = rnd64();
	}
	return 0;
}

static void test_known_again(void **state)
{
	static const u16 offered[] = { 1,    536,  537,	 1219, 1220, 1399,
				       1400, 1459, 1460, 8960, 65535 };
	static const u16 kept[] = { 536,  536,	536,  536,  1220, 1360,
				    1400, 1440, 1460, 8960, 8960 };
	u32 i, k, at, age;

	for (i = 0; i < 20000; i++) {
		struct xpf_key key = some_key();
		u32 isn = rnd64(), cookie;
		u16 zone = rnd(1000), mss;

		k = rnd(11);
		at = 1000 + rnd(10000000);
		age = rnd(300);
		cookie =
			xpf_cookie_make(&keys, &key, zone, isn, offered[k], at);
		mss = xpf_cookie_check(&keys, &key, zone, isn, cookie,
				       at + age);
		if ((at + age) / 64 - at / 64 <= 1)
			assert_int_equal(mss, kept[k]);
		else
			assert_int_equal(mss, 0);
	}
}

static void test_of_this_flow(void **state)
{
	u32 i, forged = 0;

	for (i = 0; i < 200000; i++) {
		struct xpf_key key = some_key(), other = key;
		u32 isn = rnd64(), at = 1000 + rnd(1000000), cookie;
		u16 zone = rnd(1000);

		cookie = xpf_cookie_make(&keys, &key, zone, isn, 1460, at);
		switch (rnd(5)) {
		case 0:
			(rnd(2) ? other.s : other.d)[rnd(2)] ^= 1ULL << rnd(64);
			break;
		case 1:
			other.tail ^= 1ULL << rnd(64);
			break;
		case 2:
			isn++;
			break;
		case 3:
			zone ^= 1;
			break;
		case 4:
			cookie ^= 1U << rnd(24);
			break;
		}
		forged += xpf_cookie_check(&keys, &other, zone, isn, cookie,
					   at) != 0;
	}
	assert_in_range(forged, 0, 2);
}

static void test_clock(void **state)
{
	u32 scale, sack, ms;

	for (scale = 0; scale <= 15; scale++)
		for (sack = 0; sack < 2; sack++)
			for (ms = 0; ms < 100; ms++) {
				struct xpf_tcp_offer a = {
					.scale = scale == 15 ? XPF_NO_SCALE :
							       scale,
					.sack = sack,
				}, b = { 0 };

				xpf_cookie_unclock(
					&b, xpf_cookie_clock(&a, ms * 977));
				assert_int_equal(a.scale, b.scale);
				assert_int_equal(a.sack, b.sack);
			}
	assert_true((s32)(xpf_cookie_clock(&(struct xpf_tcp_offer){ 0 }, 5) -
			  xpf_cookie_clock(&(struct xpf_tcp_offer){ .scale = 14,
								    .sack = 1 },
					   4)) > 0);
}

static void test_options(void **state)
{
	u32 i, len;
	u8 opt[40];

	for (i = 0; i < 20000; i++) {
		struct xpf_tcp_options a = {
			.mss = rnd(3) ? rnd(65536) : 0,
			.scale = rnd(3) ? rnd(15) : XPF_NO_SCALE,
			.ts = rnd(2),
		}, b;

		if (a.ts) {
			a.sack = rnd(2);
			a.tsval = rnd64();
			a.tsecr = rnd64();
		}
		len = xpf_tcp_options_write(&a, opt);
		assert_true(len <= 40 && len % 4 == 0);
		xpf_tcp_options_read(&b, opt, len);
		assert_int_equal(a.mss, b.mss);
		assert_int_equal(a.scale, b.scale);
		assert_int_equal(a.sack, b.sack);
		assert_int_equal(a.ts, b.ts);
		assert_int_equal(a.tsval, b.tsval);
		assert_int_equal(a.tsecr, b.tsecr);
	}
	for (i = 0; i < 100000; i++) { /* ASan looks */
		struct xpf_tcp_options o;
		u8 *junk;

		len = rnd(41);
		junk = malloc(len + !len);
		while (len--)
			junk[len] = rnd(12);
		len = i % 41;
		free(junk);
		junk = malloc(len + !len);
		memset(junk, i % 11, len);
		xpf_tcp_options_read(&o, junk, len);
		free(junk);
	}
}

/* What the client makes of a window is as near as can be, and not above. */
static void assert_window(u16 told, u64 bytes)
{
	u64 read = (u64)told << XPF_PROXIED_SCALE;

	assert_true(read <= bytes);
	assert_true(read + 128 > min(bytes, (u64)65535 << XPF_PROXIED_SCALE));
}

static void test_send(void **state)
{
	u32 i;

	for (i = 0; i < 20000; i++) {
		bool scaled = rnd(4), ts;
		struct xpf_tcp_offer offer = {
			.scale = scaled ? 7 : XPF_NO_SCALE,
			.ts = rnd(4),
		};
		struct xpf_proxied p = { .offer = offer,
					 .clock = rnd64(),
					 .state = XPF_PROXIED_WAITING };
		struct xpf_tcp_options server = {
			.scale = scaled && rnd(4) ? rnd(15) : XPF_NO_SCALE,
			.ts = rnd(4),
			.tsval = rnd64(),
		}, segment = { .scale = XPF_NO_SCALE, .ts = true,
			       .tsval = rnd64(), .tsecr = rnd64() }, got;
		static struct packet pkt;
		u16 window = rnd(65536);
		u64 bytes;
		int wing = rnd(2);

		start(&pkt, AF_INET, 6);
		add_l4(&pkt, 1, 2, 0);
		xpf_tcp_options_write(&segment, pkt.b + 40);
		pkt.b[32] = 8 << 4;
		pkt.len += 12 + rnd(20);
		put16(pkt.b + 34, window);
		finish(&pkt);
		xpf_proxied_send(&p, wing, pkt.b + 20, 32, false);
		assert_int_equal(get16(pkt.b + 34), window);
		xpf_proxied_answered(&p, &server);
		xpf_proxied_send(&p, wing, pkt.b + 20, 32, false);
		assert_int_equal(l4_sum(&pkt), 0xffff);
		xpf_tcp_options_read(&got, pkt.b + 40, 12);
		bytes = window;
		if (!scaled) /* both read what is written */
			assert_int_equal(get16(pkt.b + 34), window);
		else if (wing) /* never more than the server has room for */
			assert_window(get16(pkt.b + 34),
				      bytes << (server.scale == XPF_NO_SCALE ?
							0 :
							server.scale));
		else if (server.scale == XPF_NO_SCALE) /* as it was meant */
			assert_int_equal(get16(pkt.b + 34),
					 min(bytes << 7, (u64)65535));
		else
			assert_int_equal(get16(pkt.b + 34), window);
		ts = server.ts && offer.ts;
		assert_int_equal(got.tsval - segment.tsval,
				 ts && wing ? p.clock - server.tsval : 0);
		assert_int_equal(segment.tsecr - got.tsecr,
				 ts && !wing ? p.clock - server.tsval : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_known_again, setup),
		cmocka_unit_test_setup(test_of_this_flow, setup),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_send),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
