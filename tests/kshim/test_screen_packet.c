// SPDX-License-Identifier: GPL-2.0
/*
 * Screens of one packet: each by packets that offend it and packets that come
 * close and do not, one screen switched on at a time; and TCP flags, IPv4
 * options and IPv6 chains against twins that know every rule in other words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <kshim_run.h>

#include "lib/screened.h"

static void test_flags(void **state)
{
	u32 f, i, port;

	for (i = 0; i < 2; i++)
		for (f = 0; f < 256; f++)
			for (port = 138; port < 141; port++) {
				u64 want = 0;

				begin(families[i], 6);
				add_l4(&p, 1234, port, 0);
				p.b[p.l4 + 13] = f;
				end();
				if (f & 2 && f & 1)
					want |= S(SYN_FIN);
				if (f & 1 && !(f & 16))
					want |= S(FIN_NO_ACK);
				if (!(f % 64))
					want |= S(NO_FLAG);
				if (f & 32 && port == 139)
					want |= S(WINNUKE);
				sees_only(want);
			}
}

static void test_land(void **state)
{
	u32 i;

	for (i = 0; i < 2; i++) {
		begin(families[i], 6);
		add_l4(&p, 80, 80, 0);
		memcpy(daddr_of(&p), saddr_of(&p), i ? 16 : 4);
		end();
		sees_only(0);
		p.b[p.l4 + 13] = 2;
		sees_only(S(LAND));
		daddr_of(&p)[i ? 15 : 3] ^= 1;
		sees_only(0);
	}
}

static void test_sizes(void **state)
{
	u32 n;

	for (n = 0; n < 400; n++) {
		begin(AF_INET, 1);
		add_l4(&p, 1, 0, n);
		end();
		sees_only(0);
	}
	/* Longer than the buffer: only the length counts. */
	for (n = 1023; n < 1027; n++) {
		struct xpf_piece piece;

		begin(AF_INET, 1);
		add_l4(&p, 1, 0, 20);
		put16(p.b + 2, n);
		all.enabled = S(ICMP_LARGE);
		assert_int_equal(xpf_screen_headers(&all, p.b, p.len, n,
						    &piece) ==
					 XPF_SCREEN_ICMP_LARGE,
				 n > 1024);
	}
}

static void fragment4(u8 proto, u32 off, bool more)
{
	begin(AF_INET, proto);
	add_l4(&p, 1, 80, 40);
	put16(p.b + 6, off / 8 | (more ? 0x2000 : 0));
	end();
}

static void fragment6_of(u8 proto, u32 off, bool more)
{
	begin(AF_INET6, proto);
	memmove(p.b + 48, p.b + 40, 8);
	p.b[6] = 44;
	p.b[40] = proto;
	put16(p.b + 42, off | more);
	put32(p.b + 44, 99);
	p.l4 = 48;
	add_l4(&p, 1, 80, 40);
	end();
}

static void test_fragments(void **state)
{
	u32 off;

	fragment4(17, 0, true);
	sees_only(S(BLOCK_FRAG));
	fragment4(17, 800, false);
	sees_only(S(BLOCK_FRAG));
	fragment4(1, 800, false);
	sees_only(S(BLOCK_FRAG) | S(ICMP_FRAGMENT));
	fragment4(6, 0, true);
	sees_only(S(BLOCK_FRAG));
	p.b[p.l4 + 13] = 2;
	sees_only(S(BLOCK_FRAG) | S(SYN_FRAG));
	fragment4(6, 8, true);
	p.b[p.l4 + 13] = 2;
	sees_only(S(BLOCK_FRAG));
	for (off = 65400; off < 65536; off += 8) {
		u64 end_at = off + 48 + 20;

		fragment4(1, off, false);
		sees_only(S(BLOCK_FRAG) | S(ICMP_FRAGMENT) |
			  (end_at > 65535 ? S(PING_DEATH) : 0));
		fragment6_of(58, off, false);
		sees_only(S(BLOCK_FRAG) | S(ICMP_FRAGMENT) |
			  (off + 48 > 65535 ? S(PING_DEATH) : 0));
		fragment4(17, off, false);
		sees_only(S(BLOCK_FRAG));
	}
	fragment6_of(6, 0, true);
	p.b[p.l4 + 13] = 2;
	sees_only(S(BLOCK_FRAG) | S(SYN_FRAG));
}

static void test_pieces(void **state)
{
	struct xpf_piece piece;

	all.enabled = 0;
	fragment4(17, 1480, true);
	put16(p.b + 4, 4711);
	xpf_screen_headers(&all, p.b, p.len, p.len, &piece);
	assert_true(piece.fragment);
	assert_int_equal(piece.id, 4711);
	assert_int_equal(piece.proto, 17);
	assert_int_equal(piece.lo, 185);
	assert_int_equal(piece.hi, 191);
	fragment6_of(17, 80, false);
	p.len--;
	end();
	xpf_screen_headers(&all, p.b, p.len, p.len, &piece);
	assert_int_equal(piece.id, 99);
	assert_int_equal(piece.lo, 10);
	assert_int_equal(piece.hi, 16);
	begin(AF_INET, 17);
	add_l4(&p, 1, 2, 3);
	end();
	xpf_screen_headers(&all, p.b, p.len, p.len, &piece);
	assert_false(piece.fragment);
}

/* What a list of IPv4 options is, in other words than the screen's. */
static u64 options_twin(const u8 *o, u32 len)
{
	static const struct {
		u8 type, least, pointer;
		u64 mask;
	} known[] = {
		{ 7, 3, 4, S(RECORD_ROUTE) },
		{ 68, 4, 5, S(TIMESTAMP) },
		{ 130, 3, 0, S(SECURITY) },
		{ 131, 3, 4, S(LOOSE_ROUTE) | S(SOURCE_ROUTE) },
		{ 136, 4, 0, S(STREAM) },
		{ 137, 3, 4, S(STRICT_ROUTE) | S(SOURCE_ROUTE) },
	};
	u64 mask = 0;
	u32 at = 0, i;

	while (at < len && o[at]) {
		u32 size = o[at] == 1 ? 1 : at + 1 < len ? o[at + 1] : 0;

		if (o[at] != 1 && (size < 2 || at + size > len))
			return mask | S(BAD_OPTION);
		for (i = 0; i < 6; i++) {
			if (known[i].type != o[at])
				continue;
			if (size < known[i].least ||
			    (known[i].type == 136 && size != 4) ||
			    o[at + 2] < known[i].pointer)
				mask |= S(BAD_OPTION);
			if (size >= 3)
				mask |= known[i].mask;
		}
		at += size;
	}
	return mask;
}

static void test_options(void **state)
{
	static const u8 types[] = { 0, 1, 7, 68, 130, 131, 136, 137, 148, 1 };
	u32 round, i, len;

	for (round = 0; round < 60000; round++) {
		begin(AF_INET, 17);
		len = rnd(11) * 4;
		for (i = 0; i < len; i++)
			p.b[20 + i] = rnd(3) ? rnd(9) : types[rnd(10)];
		p.b[0] = 0x45 + len / 4;
		p.l4 = p.len = 20 + len;
		if (rnd(4)) /* or nothing behind the options */
			add_l4(&p, 1, 2, 4);
		end();
		sees_only(options_twin(p.b + 20, len));
	}
}

/* IPv6 chains of random headers. */
static void test_chain(void **state)
{
	static const u8 kinds[] = { 0, 43, 60, 51, 135, 139, 140 };
	u32 round, i, n, off;

	memset(all.ext_header, 0, sizeof(all.ext_header));
	__set_bit(43, all.ext_header);
	__set_bit(51, all.ext_header);
	__set_bit(253, all.ext_header);
	__set_bit(5, all.hop_option);
	__set_bit(201, all.dst_option);
	all.threshold[XPF_SCREEN_EXT_LIMIT] = 3;
	for (round = 0; round < 60000; round++) {
		u32 times[256] = { 0 };
		u64 want = 0;
		u8 *next;

		begin(AF_INET6, 17);
		next = p.b + 6;
		off = 40;
		n = rnd(6);
		for (i = 0; i < n; i++) {
			u8 kind = kinds[rnd(7)], opt = rnd(2) ? 5 : 201;

			if (kind == 0 && i)
				want |= S(IPV6_MALFORMED);
			if (kind && ++times[kind] > (kind == 60 ? 2 : 1))
				want |= S(IPV6_MALFORMED);
			if (kind == 43 || kind == 51)
				want |= S(EXT_HEADER);
			*next = kind;
			next = p.b + off;
			memset(next, 0, 8);
			if (kind == 0 || kind == 60) {
				next[2] = opt;
				next[3] = 4;
				if (kind == 0 && opt == 5)
					want |= S(HOP_OPTION);
				if (kind == 60 && opt == 201)
					want |= S(DST_OPTION);
			}
			if (kind == 43) {
				next[2] = rnd(2) * 4;
				if (!next[2])
					want |= S(SOURCE_ROUTE);
			}
			off += 8;
		}
		if (n > 3)
			want |= S(EXT_LIMIT);
		*next = rnd(4) ? 17 : 253;
		if (*next == 253)
			want |= S(EXT_HEADER) | S(UNKNOWN_PROTOCOL);
		p.l4 = off;
		p.proto = *next;
		add_l4(&p, 1, 2, 4);
		if (p.proto == 253)
			p.len = off + 8;
		end();
		sees_only(want);
	}
	memset(all.ext_header, 0, sizeof(all.ext_header));
}

static void test_malformed6(void **state)
{
	begin(AF_INET6, 17);
	add_l4(&p, 1, 2, 4);
	end();
	sees_only(0);
	put16(p.b + 4, p.len - 39); /* longer than it is */
	sees_only(S(IPV6_MALFORMED));
	end();
	p.b[8] = 0xff; /* from a group */
	sees_only(S(IPV6_MALFORMED));
	p.b[8] = 0;
	p.b[6] = 60; /* cut off in a header */
	p.len = 44;
	end();
	sees_only(S(IPV6_MALFORMED));
	begin(AF_INET6, 0); /* an option beyond its header */
	p.b[40] = 59;
	p.b[42] = 5;
	p.b[43] = 9;
	p.len = 48;
	end();
	sees_only(S(IPV6_MALFORMED));
}

static void test_icmp6(void **state)
{
	icmp6(128, 0, 64);
	sees_only(0);
	p.len -= 2;
	end();
	sees_only(S(ICMPV6_MALFORMED));
	icmp6(1, 40, 64);
	sees_only(S(ICMPV6_MALFORMED)); /* of no IPv6 packet */
	p.b[p.l4 + 8] = 0x60;
	sees_only(0);
	icmp6(1, 39, 64);
	p.b[p.l4 + 8] = 0x60;
	sees_only(S(ICMPV6_MALFORMED));
	icmp6(135, 16, 255);
	sees_only(0);
	icmp6(135, 16, 254); /* from behind a router */
	sees_only(S(ICMPV6_MALFORMED));
	icmp6(135, 24, 255); /* an option without a length */
	sees_only(S(ICMPV6_MALFORMED));
	p.b[p.l4 + 25] = 1;
	sees_only(0);
	p.b[p.l4 + 25] = 2;
	sees_only(S(ICMPV6_MALFORMED));
	icmp6(0, 20, 64);
	sees_only(S(ICMPV6_MALFORMED));
}

static void test_protocols(void **state)
{
	static const u8 spoken[] = { 1, 4, 6, 17, 41, 47, 58 };
	u32 proto, i;

	for (proto = 0; proto < 256; proto++) {
		bool known = false;

		for (i = 0; i < sizeof(spoken); i++)
			known |= spoken[i] == proto;
		if (known)
			continue;
		begin(AF_INET, proto);
		p.len += 40;
		end();
		sees_only(proto >= 143 ? S(UNKNOWN_PROTOCOL) : 0);
	}
}

/* A packet within the packet, from @off on. */
static void inside(u32 off, u8 family, const u8 *src)
{
	u8 *h = p.b + off;

	memset(h, 0, 48);
	if (family == AF_INET) {
		h[0] = 0x45;
		put16(h + 2, 28);
		memcpy(h + 12, src, 4);
		p.len = off + 28;
	} else {
		h[0] = 0x60;
		put16(h + 4, 8);
		memcpy(h + 8, src, 16);
		h[24] = 0x20;
		h[25] = 0x01;
		p.len = off + 48;
	}
	end();
}

static const u8 plain6[16] = { 0x20, 0x01, 0x0d, 0xb8, 8, [8] = 1 };
static const u8 public4[4] = { 198, 51, 100, 1 };

static void test_ipip(void **state)
{
	static const u8 to4[16] = { 0x20, 0x02, 1, [8] = 9 };
	static const u8 isatap_addr[16] = { 0xfe, 0x80, [8] = 2, 0, 0x5e,
					    0xfe, 10,	1,	 1, 1 };
	static const u8 over[16] = { 0xfe, 0x80, [12] = 10, 1, 1, 1 };
	static const u8 private[4] = { 192, 168, 1, 1 };

	begin(AF_INET, 4);
	inside(20, AF_INET, public4);
	sees_only(S(IPIP_4IN4));
	begin(AF_INET, 41);
	inside(20, AF_INET6, plain6);
	sees_only(S(IPIP_6IN4));
	inside(20, AF_INET6, to4);
	sees_only(S(IPIP_6IN4) | S(IPIP_6TO4));
	inside(20, AF_INET6, isatap_addr);
	sees_only(S(IPIP_6IN4) | S(ISATAP));
	inside(20, AF_INET6, over);
	sees_only(S(IPIP_6IN4) | S(IPIP_6OVER4));
	inside(20, AF_INET6, plain6);
	p.b[20] = 0x50;
	sees_only(S(IPIP_6IN4) | S(BAD_INNER));
	inside(20, AF_INET6, plain6);
	put16(p.b + 24, 9);
	sees_only(S(IPIP_6IN4) | S(BAD_INNER));
	begin(AF_INET6, 4);
	inside(40, AF_INET, public4);
	sees_only(S(IPIP_4IN6));
	inside(40, AF_INET, private);
	sees_only(S(IPIP_4IN6) | S(DSLITE));
	begin(AF_INET6, 41);
	inside(40, AF_INET6, plain6);
	sees_only(S(IPIP_6IN6));
}

static void test_gre(void **state)
{
	static const u64 want[2][2] = { { S(GRE_4IN4), S(GRE_6IN4) },
					{ S(GRE_4IN6), S(GRE_6IN6) } };
	u32 i, k, flags, size;

	for (i = 0; i < 2; i++)
		for (k = 0; k < 2; k++)
			for (flags = 0; flags < 8; flags++) {
				begin(families[i], 47);
				size = 4 + 4 * (flags & 1) + 2 * (flags & 2) +
				       (flags & 4);
				memset(p.b + p.l4, 0, size);
				p.b[p.l4] = (flags & 1) << 7 |
					    (flags & 2) << 4 | (flags & 4) << 2;
				put16(p.b + p.l4 + 2, k ? 0x86dd : 0x0800);
				inside(p.l4 + size, families[k],
				       k ? plain6 : public4);
				sees_only(want[i][k]);
				p.b[p.l4 + size] = 0;
				sees_only(want[i][k] | S(BAD_INNER));
			}
	begin(AF_INET, 47);
	put16(p.b + 22, 0x880b); /* PPTP's own */
	p.len = 40;
	end();
	sees_only(0);
}

static void test_teredo(void **state)
{
	u32 i;

	for (i = 0; i < 3; i++) {
		begin(AF_INET, 17);
		add_l4(&p, i == 1 ? 3544 : 5000, i == 2 ? 3544 : 53, 0);
		inside(28, AF_INET6, plain6);
		sees_only(i ? S(TEREDO) : 0);
	}
}

/* Cut anywhere, nothing behind the cut is touched (ASan looks). */
static void test_cuts(void **state)
{
	u32 round, i;

	for (round = 0; round < 20000; round++) {
		begin(families[rnd(2)],
		      "\x00\x01\x04\x06\x11\x29\x2c\x2f\x3a\x3c"[rnd(10)]);
		p.len = p.l4 + rnd(80);
		for (i = p.l4; i < p.len; i++)
			p.b[i] = rnd(4) ? rnd(64) : rnd(256);
		if (!rnd(4))
			p.b[0] += rnd(11);
		end();
		p.len = rnd(p.len + 1);
		seen_by(p.len ? rnd(p.len + 1) : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_land),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_fragments),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_chain),
		cmocka_unit_test(test_malformed6),
		cmocka_unit_test(test_icmp6),
		cmocka_unit_test(test_protocols),
		cmocka_unit_test(test_ipip),
		cmocka_unit_test(test_gre),
		cmocka_unit_test(test_teredo),
		cmocka_unit_test(test_cuts),
	};

	all.threshold[XPF_SCREEN_EXT_LIMIT] = 32;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
