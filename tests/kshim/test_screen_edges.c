// SPDX-License-Identifier: GPL-2.0
/*
 * Screens of one packet at their edges: headers that end where the packet ends,
 * and a byte before; tunnels in tunnels; what an ICMPv6 type must carry.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <kshim_run.h>

#include "lib/screened.h"

/* The bytes of an IPv6 packet behind its header. */
static void six(u8 next, const u8 *bytes, u32 n)
{
	begin(AF_INET6, next);
	if (n)
		memcpy(p.b + 40, bytes, n);
	p.len = 40 + n;
	end();
}

#define SIX(next, ...)                              \
	do {                                        \
		static const u8 b_[] = __VA_ARGS__; \
		six(next, b_, sizeof(b_));          \
	} while (0)

/* Headers that end where the packet ends, and those that do not. */
static void test_edges6(void **state)
{
	__set_bit(5, all.hop_option);
	__set_bit(201, all.dst_option);
	all.threshold[XPF_SCREEN_EXT_LIMIT] = 32;
	six(143, NULL, 0);
	sees_only(S(UNKNOWN_PROTOCOL));
	SIX(60, { 59, 0, 1, 4, 0, 0, 0, 0 });
	sees_only(0); /* nothing behind it */
	SIX(60, { 59, 0, 1, 4, 0, 0, 0 });
	sees_only(S(IPV6_MALFORMED));
	SIX(60, { 59, 1, 1, 4, 0, 0, 0, 0 });
	sees_only(S(IPV6_MALFORMED)); /* longer than the packet */
	SIX(0, { 59, 0, 0, 0, 5, 2, 0, 0 });
	sees_only(S(HOP_OPTION)); /* Pad1 has no length */
	SIX(0, { 59, 0, 1, 2, 0, 0, 1, 0 });
	sees_only(0); /* PadN without a byte, at the end */
	SIX(0, { 59, 0, 1, 3, 0, 0, 0, 9 });
	sees_only(S(IPV6_MALFORMED)); /* an option without a length */
	SIX(51, { 60, 4, [24] = 59, 0, 201, 4, 0, 0, 0, 0 });
	sees_only(S(DST_OPTION)); /* AH counts words, but two */
	SIX(50, { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 });
	sees_only(0); /* behind ESP nothing can be read */
	six(58, (const u8[]){ 128, 0 }, 2);
	sees_only(S(ICMPV6_MALFORMED));
}

/* Every type at every length; options of neighbours are 8 bytes each. */
static bool icmp6_twin(u8 type, u8 code, u32 len, u8 hops, u8 quoted)
{
	static const u32 least[256] = {
		[1 ... 4] = 48, [128 ... 129] = 8, [130 ... 132] = 24,
		[133] = 8,	[134] = 16,	   [135] = 24,
		[136] = 24,	[137] = 40,
	};

	if (!type || len < 4 || len < least[type])
		return false;
	if (type <= 4)
		return quoted >> 4 == 6;
	if (type < 133 || type > 137)
		return true;
	return !code && hops == 255 && !((len - least[type]) % 8);
}

static void test_icmp6_types(void **state)
{
	u32 type, len, how;

	for (type = 0; type < 256; type++)
		for (len = 0; len < 66; len++)
			for (how = 0; how < 8; how++) {
				u8 code = how & 1, hops = how & 2 ? 255 : 64;
				u8 quoted = how & 4 ? 0x60 : 1;

				begin(AF_INET6, 58);
				memset(p.b + 40, 1, len);
				p.b[7] = hops;
				p.b[40] = type;
				p.b[41] = code;
				p.b[48] = quoted;
				if (type >= 133 && type <= 137)
					p.b[48] = 1;
				p.len = 40 + len;
				end();
				assert_int_equal(!(seen_by(p.len) &
						   S(ICMPV6_MALFORMED)),
						 icmp6_twin(type, code, len,
							    hops, quoted));
			}
}

/* Exact lengths of neighbour discovery (RFC 4861 section 4). */
static void test_edges_neighbour(void **state)
{
	static const u32 least[] = { 8, 16, 24, 24, 40 };
	u32 i;

	for (i = 0; i < 5; i++) {
		icmp6(133 + i, least[i] - 8, 255);
		sees_only(0);
		p.b[p.l4 + 1] = 1; /* no code but 0 */
		sees_only(S(ICMPV6_MALFORMED));
		p.b[p.l4 + 1] = 0;
		p.len--;
		end();
		sees_only(S(ICMPV6_MALFORMED));
	}
}

static void piece_of(u8 family, u32 off, u32 n)
{
	u8 frag[8] = { family == AF_INET ? 1 : 58, 0, off >> 8, off };

	if (family == AF_INET6) {
		six(44, frag, 8);
	} else {
		begin(AF_INET, 1);
		put16(p.b + 6, off / 8);
	}
	p.len += n;
	end();
}

/* Where a datagram may end. */
static void test_edges_fragment(void **state)
{
	struct xpf_piece piece;

	piece_of(AF_INET, 65512, 3);
	assert_false(seen_by(PACKET_MAX) & S(PING_DEATH));
	piece_of(AF_INET, 65512, 4);
	assert_true(seen_by(PACKET_MAX) & S(PING_DEATH));
	piece_of(AF_INET6, 65528, 7);
	assert_false(seen_by(PACKET_MAX) & S(PING_DEATH));
	piece_of(AF_INET6, 65528, 8);
	assert_true(seen_by(PACKET_MAX) & S(PING_DEATH));
	piece_of(AF_INET, 16, 0);
	xpf_screen_headers(&all, p.b, p.len, p.len, &piece);
	assert_true(piece.fragment);
	assert_int_equal(piece.lo, 2);
	assert_int_equal(piece.hi, 2);
}

/* What is cut off behind the flags is still known by them. */
static void test_edges4(void **state)
{
	struct xpf_piece piece;

	begin(AF_INET, 143);
	end();
	sees_only(S(UNKNOWN_PROTOCOL)); /* a header and nothing else */
	p.b[0] = 0x44;
	sees_only(0); /* not even that */
	begin(AF_INET, 6);
	add_l4(&p, 1, 2, 0);
	p.b[p.l4 + 13] = 3;
	p.len = p.l4 + 14;
	end();
	assert_true(seen_by(PACKET_MAX) & S(SYN_FIN));
	begin(AF_INET6, 58); /* padding of the link is not of the packet */
	add_l4(&p, 1, 2, 0);
	p.b[p.l4] = 128;
	put16(p.b + 4, 1024 - 40);
	all.enabled = S(ICMP_LARGE);
	assert_int_equal(xpf_screen_headers(&all, p.b, p.len, 1030, &piece),
			 XPF_SCREEN_NONE);
	put16(p.b + 4, 1025 - 40);
	assert_int_equal(xpf_screen_headers(&all, p.b, p.len, 1030, &piece),
			 XPF_SCREEN_ICMP_LARGE);
}

/* A tunnel's packet of exactly these bytes. */
static void tunnel(u8 family, u8 proto, const u8 *inner, u32 n)
{
	begin(family, proto);
	memcpy(p.b + p.l4, inner, n);
	p.len = p.l4 + n;
	end();
}

static void test_edges_inner(void **state)
{
	u8 v4[28] = { 0x45, [3] = 20, [12] = 198, 51, 100, 1, 198, 51, 100, 2 };
	u8 v6[41] = { 0x60, [8] = 0x20, 1, [24] = 0x20, 1 };
	const u64 in4 = S(IPIP_4IN4), in6 = S(IPIP_6IN6);
	static const struct {
		u8 first, len, n;
		bool good;
	} four[] = {
		{ 0x45, 20, 20, true },	 { 0x45, 20, 19, false },
		{ 0x55, 20, 20, false }, { 0x44, 20, 20, false },
		{ 0x45, 19, 20, false }, { 0x45, 21, 20, false },
		{ 0x46, 20, 24, false }, { 0x46, 24, 24, true },
		{ 0x45, 20, 24, true },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(four); i++) {
		v4[0] = four[i].first;
		v4[3] = four[i].len;
		tunnel(AF_INET, 4, v4, four[i].n);
		sees_only(in4 | (four[i].good ? 0 : S(BAD_INNER)));
	}
	tunnel(AF_INET6, 41, v6, 40);
	sees_only(in6);
	tunnel(AF_INET6, 41, v6, 39);
	sees_only(in6 | S(BAD_INNER));
	v6[5] = 1;
	tunnel(AF_INET6, 41, v6, 40);
	sees_only(in6 | S(BAD_INNER));
	tunnel(AF_INET6, 41, v6, 41);
	sees_only(in6);
	tunnel(AF_INET, 4, v4, 0);
	sees_only(in4 | S(BAD_INNER));
}

/* Addresses that say which tunnel it is, as source and as destination. */
static void test_edges_tunnel(void **state)
{
	static const struct {
		u8 addr[4];
		bool private;
	} lite[] = {
		{ { 9, 255, 0, 1 }, false },   { { 10, 0, 0, 0 }, true },
		{ { 11, 0, 0, 0 }, false },    { { 172, 15, 255, 1 }, false },
		{ { 172, 16, 0, 0 }, true },   { { 172, 31, 255, 1 }, true },
		{ { 172, 32, 0, 0 }, false },  { { 171, 16, 0, 1 }, false },
		{ { 192, 168, 0, 1 }, true },  { { 192, 169, 0, 1 }, false },
		{ { 191, 168, 0, 1 }, false }, { { 192, 0, 0, 0 }, true },
		{ { 192, 0, 0, 7 }, true },    { { 192, 0, 0, 8 }, false },
		{ { 192, 0, 1, 1 }, false },   { { 192, 1, 0, 1 }, false },
		{ { 193, 0, 0, 1 }, false },
	}, relay[] = {
		{ { 192, 88, 99, 1 }, true },  { { 193, 88, 99, 1 }, false },
		{ { 192, 89, 99, 1 }, false }, { { 192, 88, 98, 1 }, false },
	};
	static const struct {
		u8 addr[16];
		u64 mask;
	} six[] = {
		{ { 0x20, 2, 1 }, S(IPIP_6TO4) },
		{ { 0x20, 3, 1 }, 0 },
		{ { 0x21, 2, 1 }, 0 },
		{ { 0xfe, 0x80, [10] = 0x5e, 0xfe, 1 }, S(ISATAP) },
		{ { 0xfe, 0x80, [8] = 2, 0, 0x5e, 0xfe, 1 }, S(ISATAP) },
		{ { 0xfe, 0x80, [8] = 1, 0, 0x5e, 0xfe, 1 }, 0 },
		{ { 0xfe, 0x80, [8] = 2, 1, 0x5e, 0xfe, 1 }, 0 },
		{ { 0xfe, 0x80, [8] = 2, 0, 0x5f, 0xfe, 1 }, 0 },
		{ { 0xfe, 0x80, [8] = 2, 0, 0x5e, 0xff, 1 }, 0 },
		{ { 0xfe, 0x80, [11] = 1, 203, 0, 113, 9 }, 0 },
	};
	static const u8 ends[2][4] = { { 10, 1, 1, 1 }, { 203, 0, 113, 9 } };
	u32 i, dst;

	for (dst = 0; dst < 2; dst++) {
		u8 v4[20] = { 0x45, [3] = 20, [12] = 198, 51,  100,
			      1,    198,      51,	  100, 2 };
		u8 v6[40] = { 0x60, [8] = 0x20, 1, [24] = 0x20, 1 };

		for (i = 0; i < ARRAY_SIZE(lite); i++) {
			memcpy(v4 + 12 + 4 * dst, lite[i].addr, 4);
			tunnel(AF_INET6, 4, v4, 20);
			sees_only(S(IPIP_4IN6) |
				  (lite[i].private ? S(DSLITE) : 0));
		}
		for (i = 0; i < ARRAY_SIZE(six); i++) {
			memcpy(v6 + 8 + 16 * dst, six[i].addr, 16);
			tunnel(AF_INET, 41, v6, 40);
			sees_only(S(IPIP_6IN4) | six[i].mask);
		}
		/* the outer address of the same end, not of the other */
		memset(v6 + 8 + 16 * dst, 0, 16);
		v6[8 + 16 * dst] = 0xfe;
		memcpy(v6 + 20 + 16 * dst, ends[dst], 4);
		tunnel(AF_INET, 41, v6, 40);
		sees_only(S(IPIP_6IN4) | S(IPIP_6OVER4));
		memcpy(v6 + 20 + 16 * dst, ends[!dst], 4);
		tunnel(AF_INET, 41, v6, 40);
		sees_only(S(IPIP_6IN4));
	}
	for (i = 0; i < ARRAY_SIZE(relay); i++) {
		u8 v6[40] = { 0x60, [8] = 0x20, 1, [24] = 0x20, 1 };

		tunnel(AF_INET, 41, v6, 40);
		memcpy(p.b + 16, relay[i].addr, 4);
		sees_only(S(IPIP_6IN4) | (relay[i].private ? S(IPIP_6TO4) : 0));
	}
}

/* Teredo's indications, and GRE of another version. */
static void test_edges_carried(void **state)
{
	static const struct {
		u8 first;
		u64 mask;
	} teredo[] = { { 0, S(TEREDO) },
		       { 0x60, S(TEREDO) | S(BAD_INNER) },
		       { 0x70, 0 },
		       { 0x45, 0 } };
	u8 udp[10] = { 0x0d, 0xd8, 0, 53, [5] = 10 }, gre[4] = { 0, 0, 8 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(teredo); i++) {
		udp[8] = teredo[i].first;
		tunnel(AF_INET, 17, udp, 9);
		sees_only(teredo[i].mask);
		udp[9] = 0x60;
		tunnel(AF_INET, 17, udp, 10);
		sees_only(teredo[i].mask);
	}
	tunnel(AF_INET, 47, gre, 4);
	sees_only(S(GRE_4IN4) | S(BAD_INNER));
	gre[1] = 1;
	tunnel(AF_INET, 47, gre, 4);
	sees_only(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edges6),
		cmocka_unit_test(test_icmp6_types),
		cmocka_unit_test(test_edges_neighbour),
		cmocka_unit_test(test_edges_fragment),
		cmocka_unit_test(test_edges4),
		cmocka_unit_test(test_edges_inner),
		cmocka_unit_test(test_edges_tunnel),
		cmocka_unit_test(test_edges_carried),
	};

	all.threshold[XPF_SCREEN_EXT_LIMIT] = 32;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
