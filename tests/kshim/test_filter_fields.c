// SPDX-License-Identifier: GPL-2.0
/*
 * What firewall filters see of packets of all kinds, and which predicates hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <kshim_run.h>
#include <linux/skbuff.h>

#include "lib/arrive.h"

#include "filter/fields.c"
#include "pkt/parse.c"

static int received(void)
{
	return receive_as((struct xpf_pkt){ 0 });
}

static void arrive(void)
{
	assert_int_equal(received(), 0);
}

static struct xpf_fields fields(void)
{
	struct xpf_fields f;

	finish(&p);
	if (received()) /* the pipeline drops it before, and reads no more */
		pkt.flags |= XPF_PKT_OPTIONS;
	xpf_filter_fields(&f, &pkt, skb.data, skb.linear);
	return f;
}

static void test_plain(void **state)
{
	static const u8 families[] = { AF_INET, AF_INET6 };
	struct xpf_fields f;
	int i;

	for (i = 0; i < 2; i++) {
		begin(families[i], 6);
		add_l4(&p, 4000, 80, 100);
		p.b[p.l4 + 13] = 0x12;
		if (i)
			p.b[0] = 0x6b, p.b[1] = 0x80; /* class 0xb8 */
		else
			p.b[1] = 0xb8;
		f = fields();
		assert_int_equal(f.proto, 6);
		assert_int_equal(f.next_header, 6);
		assert_int_equal(f.sport, 4000);
		assert_int_equal(f.dport, 80);
		assert_int_equal(f.tcp_flags, 0x12);
		assert_int_equal(f.icmp, XPF_F_ABSENT);
		assert_int_equal(f.tos, 0xb8);
		assert_int_equal(f.ttl, 64);
		assert_int_equal(f.length, p.len);
		assert_int_equal(f.options, 0);
		assert_int_equal(f.fragment, 0);
		assert_ptr_equal(f.key, &pkt.key);
		begin(families[i], i ? 58 : 1);
		add_l4(&p, 7, 0, 10);
		p.b[p.l4 + 1] = 3;
		f = fields();
		assert_int_equal(f.icmp, (i ? 128 : 8) << 8 | 3);
		assert_int_equal(f.sport, XPF_F_ABSENT);
		assert_int_equal(f.tcp_flags, XPF_F_ABSENT);
		begin(families[i], i ? 1 : 58); /* of the other family */
		p.len += 8;
		f = fields();
		assert_int_equal(f.icmp, XPF_F_ABSENT);
	}
}

static void test_ports(void **state)
{
	static const u8 with[] = { 6, 17, 132, 33, 136 };
	struct xpf_fields f;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(with); i++) {
		begin(AF_INET, with[i]);
		add_l4(&p, 1000, 2000, 40);
		f = fields();
		assert_int_equal(f.sport, 1000);
		assert_int_equal(f.dport, 2000);
		assert_int_equal(f.tcp_flags,
				 with[i] == 6 ? 0x10 : XPF_F_ABSENT);
	}
	begin(AF_INET, 47);
	p.len += 20;
	f = fields();
	assert_int_equal(f.sport, XPF_F_ABSENT);
	assert_int_equal(f.dport, XPF_F_ABSENT);
}

static void test_fragments(void **state)
{
	struct xpf_fields f;

	begin(AF_INET, 17);
	add_l4(&p, 1, 53, 64);
	put16(p.b + 6, 0x2000); /* the first */
	f = fields();
	assert_int_equal(f.fragment, 0x2000);
	assert_int_equal(f.dport, 53);
	put16(p.b + 6, 0x4000); /* none */
	f = fields();
	assert_int_equal(f.fragment, 0x4000);
	assert_int_equal(f.dport, 53);
	put16(p.b + 6, 0x0009); /* the last: what looks like ports is none */
	f = fields();
	assert_int_equal(f.fragment, 9);
	assert_int_equal(f.dport, XPF_F_ABSENT);
	assert_int_equal(f.proto, 17);

	begin(AF_INET6, 44);
	p.len = p.l4 + 8 + 64;
	p.b[p.l4] = 17;
	put16(p.b + p.l4 + 2, 0 << 3 | 1);
	put16(p.b + p.l4 + 8, 7);
	put16(p.b + p.l4 + 10, 53);
	put16(p.b + p.l4 + 12, 64);
	f = fields();
	assert_int_equal(f.next_header, 44);
	assert_int_equal(f.proto, 17);
	assert_int_equal(f.fragment, 0xa000);
	assert_int_equal(f.options, XPF_EXT_FRAGMENT);
	assert_int_equal(f.dport, 53);
	put16(p.b + p.l4 + 2, 12 << 3);
	f = fields();
	assert_int_equal(f.fragment, 0x800c);
	assert_int_equal(f.proto, 17);
	assert_int_equal(f.dport, XPF_F_ABSENT);
}

static void test_options(void **state)
{
	static const struct {
		u8 type, bit;
	} known[] = {
		{ 7, XPF_OPT_ROUTE_RECORD },   { 148, XPF_OPT_ROUTER_ALERT },
		{ 130, XPF_OPT_SECURITY },     { 136, XPF_OPT_STREAM_ID },
		{ 68, XPF_OPT_TIMESTAMP },     { 131, XPF_OPT_LOOSE_ROUTE },
		{ 137, XPF_OPT_STRICT_ROUTE }, { 99, XPF_OPT_OTHER },
	};
	struct xpf_fields f;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		begin(AF_INET, 17);
		p.b[0] = 0x47;
		p.l4 = 28;
		add_l4(&p, 1, 53, 0);
		p.b[20] = 1;
		p.b[21] = known[i].type;
		p.b[22] = 4;
		f = fields();
		assert_int_equal(f.options, known[i].bit);
		assert_int_equal(f.dport, 53);
		p.b[25] = 99;
		p.b[26] = 3;
		assert_int_equal(fields().options,
				 known[i].bit | XPF_OPT_OTHER);
		p.b[25] = 0; /* the end */
		p.b[26] = 99;
		assert_int_equal(fields().options, known[i].bit);
		p.b[22] = 1; /* no length that leads on */
		p.b[25] = 99;
		assert_int_equal(fields().options, known[i].bit);
	}
}

static void test_extensions(void **state)
{
	static const struct {
		u8 type, bit;
	} known[] = {
		{ 0, XPF_EXT_HOP_BY_HOP },
		{ 43, XPF_EXT_ROUTING },
		{ 60, XPF_EXT_DESTINATION },
	};
	static const u8 last[] = { 50, 51, 135 };
	static const u8 bits[] = { XPF_EXT_ESP, XPF_EXT_AH, XPF_EXT_MOBILITY };
	struct xpf_fields f;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		begin(AF_INET6, known[i].type);
		p.b[p.l4] = 17;
		p.b[p.l4 + 1] = 1;
		if (known[i].type != 43) { /* padding */
			p.b[p.l4 + 2] = 1;
			p.b[p.l4 + 3] = 12;
		}
		p.l4 += 16;
		p.proto = 17;
		add_l4(&p, 9, 53, 4);
		f = fields();
		assert_int_equal(f.options, known[i].bit);
		assert_int_equal(f.next_header, known[i].type);
		assert_int_equal(f.proto, 17);
		assert_int_equal(f.dport, 53);
	}
	/* one behind the other */
	begin(AF_INET6, 0);
	p.b[p.l4] = 60;
	p.b[p.l4 + 2] = p.b[p.l4 + 10] = 1;
	p.b[p.l4 + 3] = p.b[p.l4 + 11] = 4;
	p.b[p.l4 + 8] = 17;
	p.l4 += 16;
	p.proto = 17;
	add_l4(&p, 9, 53, 4);
	f = fields();
	assert_int_equal(f.options, XPF_EXT_HOP_BY_HOP | XPF_EXT_DESTINATION);
	assert_int_equal(f.proto, 17);
	assert_int_equal(f.dport, 53);
	for (i = 0; i < ARRAY_SIZE(last); i++) {
		begin(AF_INET6, last[i]);
		p.len += 24;
		p.b[p.l4] = 59;
		p.b[p.l4 + 1] = last[i] == 51 ? 4 : 2;
		assert_int_equal(fields().options & bits[i], bits[i]);
	}
}

/* ---- predicates ---- */

static bool holds(const struct xpf_predicate *q, u32 n, u8 proto)
{
	return xpf_filter_predicates(q, n, &pkt, proto, skb.data, skb.linear,
				     skb.mac, 14);
}

static void test_predicates(void **state)
{
	struct xpf_predicate q[3] = { { 0 } };
	u32 bits;

	begin(AF_INET, 17);
	add_l4(&p, 0x1234, 0x5678, 8);
	put32(p.b + p.l4 + 8, 0xdeadbeef);
	finish(&p);
	arrive();
	q[0] = (struct xpf_predicate){ .start = XPF_START_PAYLOAD,
				       .bits = 32,
				       .mask = U32_MAX,
				       .lo = 0xdeadbeef,
				       .hi = 0xdeadbeef };
	assert_true(holds(q, 1, 17));
	q[0].lo = q[0].hi = 0xdeadbeee;
	assert_false(holds(q, 1, 17));
	q[0].hi++;
	assert_true(holds(q, 1, 17));
	q[0].flags = XPF_PREDICATE_EXCEPT;
	assert_false(holds(q, 1, 17));
	q[0].lo = q[0].hi = 0;
	assert_true(holds(q, 1, 17));
	q[0].offset = 33; /* not there: neither is, nor is excepted */
	assert_false(holds(q, 1, 17));
	q[0] = (struct xpf_predicate){ .start = XPF_START_TRANSPORT,
				       .bits = 16,
				       .mask = 0xff00,
				       .lo = 0x1200,
				       .hi = 0x1200,
				       .proto = 17 };
	assert_true(holds(q, 1, 17));
	assert_false(holds(q, 1, 6));
	/* alternatives, and groups that all must hold */
	q[1] = q[0];
	q[1].offset = 16;
	assert_false(holds(q, 2, 17));
	q[1].flags = XPF_PREDICATE_OR;
	assert_true(holds(q, 2, 17));
	q[0].lo = q[0].hi = 0x5600;
	assert_false(holds(q, 2, 17));
	q[1].lo = q[1].hi = 0x5600;
	assert_true(holds(q, 2, 17));
	q[2] = q[0];
	assert_false(holds(q, 3, 17));
	q[2].lo = q[2].hi = 0x1200;
	assert_true(holds(q, 3, 17));
	/* any offset and width */
	for (bits = 1; bits <= 32; bits++) {
		q[0] = (struct xpf_predicate){ .start = XPF_START_PAYLOAD,
					       .bits = bits,
					       .mask = U32_MAX,
					       .offset = 32 - bits };
		q[0].lo = q[0].hi = 0xdeadbeef & (U32_MAX >> (32 - bits));
		assert_true(holds(q, 1, 17));
	}
	q[0] = (struct xpf_predicate){ .start = XPF_START_IP,
				       .bits = 8,
				       .mask = 0xff,
				       .offset = 72,
				       .lo = 17,
				       .hi = 17 };
	assert_true(holds(q, 1, 17));
	q[0] = (struct xpf_predicate){ .start = XPF_START_LINK,
				       .bits = 8,
				       .mask = 0xff,
				       .lo = 0xee,
				       .hi = 0xee };
	assert_true(holds(q, 1, 17));
	q[0].offset = 14 * 8;
	assert_false(holds(q, 1, 17));
	assert_false(xpf_filter_predicates(q, 1, &pkt, 17, skb.data, skb.linear,
					   NULL, 0));
	pkt.flags |= XPF_PKT_FRAGMENT;
	q[0] = (struct xpf_predicate){
		.start = XPF_START_PAYLOAD, .bits = 8, .mask = 0, .hi = 1
	};
	assert_false(holds(q, 1, 17));
	q[0].start = XPF_START_IP;
	assert_true(holds(q, 1, 17));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_fragments),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_extensions),
		cmocka_unit_test(test_predicates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
