// SPDX-License-Identifier: GPL-2.0
/*
 * Filters in the express lane: what they see and count there is what they see
 * and count in the pipeline, and where they leave a packet to it, they have
 * done nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include <kshim_run.h>
#include <linux/in6.h>

#include "lib/filter_world.h"
#include "filter/lane.c"

static struct xpf_filter_met met;

static bool lane(void)
{
	const struct xpf_filter_lane at = {
		.rs = &rs,
		.session = &session,
		.in = &here,
		.out = &here,
		.l3 = skb.data,
		.len = pkt.len,
		.size = skb.info.gso_size,
		.l4 = pkt.l4,
		.proto = pkt.key.proto,
		.ttl = pkt.ttl,
		.tos = pkt.tos,
	};

	if (!xpf_filter_lane(&at, &met))
		return false;
	xpf_filter_lane_count(&met);
	return true;
}

static enum xpf_verdict pipeline(void)
{
	enum xpf_verdict v = XPF_NEXT;

	if (here.steps & XPF_STEP_FILTER_IN)
		v = xpf_filter_input(&pkt);
	if (v == XPF_NEXT && here.steps & XPF_STEP_FILTER_OUT)
		v = xpf_filter_output(&pkt, &here);
	return v;
}

static void limit(u64 burst)
{
	policer.spec = meter[3].spec =
		(struct xpf_policer_spec){ .kind = XPF_METER_POLICER,
					   .rate = 8,
					   .burst = burst,
					   .flags = XPF_METER_DISCARD };
	policer.filled = now_ns;
	policer.committed = (struct xpf_credit){ .left = burst };
}

static void segment(u8 family, u32 payload)
{
	begin(family, 6);
	add_l4(&p, 4000, 80, payload);
	finish(&p);
	arrive();
}

static void fresh(u16 steps)
{
	int i;

	reset();
	rs.filters.n_terms = 4;
	here.steps = steps;
	for (i = 0; i < 4; i++)
		term[i].plain = true;
}

/* All that filters are shown, in both families, with and without NAT. */
static void test_fields(void **state)
{
	static const u16 steps[] = { XPF_STEP_FILTER_IN, XPF_STEP_FILTER_OUT };
	int i;

	for (i = 0; i < 32; i++) {
		u8 family = i & 1 ? AF_INET : AF_INET6;
		struct xpf_fields f;
		struct xpf_key key;

		fresh(steps[i >> 1 & 1]);
		matches[0] = true;
		if (i & 8)
			segment(family, 333);
		else
			udp(family);
		known(i & 4);
		if (i & 4) { /* its destination, too */
			if (pkt.key.family == AF_INET)
				session.wing[1].key.saddr4 ^= htonl(2);
			else
				session.wing[1].key.saddr.s6_addr[14] ^= 1;
		}
		if (i & 16 && i & 8)
			skb.info.gso_size = 100;
		assert_int_equal(pipeline(), XPF_NEXT);
		f = asked;
		key = seen;
		memset(&asked, 0xee, sizeof(asked));
		assert_true(lane());
		assert_memory_equal(&seen.saddr, &key.saddr, 16);
		assert_memory_equal(&seen.daddr, &key.daddr, 16);
		assert_int_equal(seen.family, family);
		f.key = asked.key;
		assert_int_equal(asked.proto, f.proto);
		assert_memory_equal(&asked, &f, sizeof(f));
	}
}

static void test_counts(void **state)
{
	fresh(XPF_STEP_FILTER_IN | XPF_STEP_FILTER_OUT);
	segment(AF_INET, 250);
	known(false);
	skb.info.gso_size = 100;
	matches[0] = matches[1] = true;
	term[0].action = XPF_FW_NEXT_TERM;
	term[0].counter = &meter[0];
	term[1].counter = &meter[1];
	assert_true(lane());
	assert_int_equal(counted[0].packets, 2 * 3);
	assert_int_equal(counted[0].bytes, 2 * (250 + 3 * 40));
	assert_int_equal(counted[1].packets, 2 * 3);
	/* an end without a term, one that discards, one that is not plain */
	matches[1] = false;
	assert_false(lane());
	matches[1] = true;
	term[1].action = XPF_FW_DISCARD;
	term[1].plain = false;
	assert_false(lane());
	term[1].action = XPF_FW_ACCEPT;
	assert_false(lane());
	term[1].plain = true;
	term[0].plain = false;
	assert_false(lane());
	assert_int_equal(counted[0].packets, 2 * 3);
	assert_int_equal(counted[1].packets, 2 * 3);
	/* no filter of this family */
	term[0].plain = true;
	here.filters.filter[XPF_FW_IN4] = NULL;
	assert_true(lane());
	assert_int_equal(counted[0].packets, 3 * 3);
}

static void test_many(void **state)
{
	static struct xpf_filter_term many[12];
	int i;

	fresh(XPF_STEP_FILTER_IN);
	udp(AF_INET);
	known(false);
	for (i = 0; i < 12; i++) {
		many[i] = (struct xpf_filter_term){ .action = XPF_FW_NEXT_TERM,
						    .plain = true,
						    .counter = &meter[0] };
		matches[i] = true;
	}
	rs.filters.term = many;
	rs.filters.n_terms = 12;
	many[XPF_LANE_COUNTERS - 1].action = XPF_FW_ACCEPT;
	assert_true(lane());
	assert_int_equal(counted[0].packets, XPF_LANE_COUNTERS);
	many[XPF_LANE_COUNTERS - 1].action = XPF_FW_NEXT_TERM;
	many[XPF_LANE_COUNTERS].action = XPF_FW_ACCEPT;
	assert_false(lane());
	assert_int_equal(counted[0].packets, XPF_LANE_COUNTERS);
	assert_int_equal(pipeline(), XPF_NEXT);
	assert_int_equal(counted[0].packets, 2 * XPF_LANE_COUNTERS + 1);
}

static void test_policer(void **state)
{
	fresh(XPF_STEP_FILTER_IN);
	udp(AF_INET);
	known(false);
	matches[0] = true;
	term[0].policer = &meter[3];
	term[0].counter = &meter[0];
	limit(150);
	assert_true(lane());
	assert_int_equal(policer.committed.left, 50);
	/* who is refused has paid nothing, and is not counted twice */
	assert_false(lane());
	assert_int_equal(policer.committed.left, 50);
	assert_int_equal(counted[0].packets, 1);
	assert_int_equal(counted[3].packets, 0);
	assert_int_equal(pipeline(), XPF_DROP);
	assert_int_equal(counted[0].packets, 2);
	assert_int_equal(counted[3].packets, 1);
	/* two of them are the pipeline's */
	limit(1000);
	here.filters.policer[XPF_FW_IN4] = &meter[3];
	assert_false(lane());
	assert_int_equal(policer.committed.left, 1000);
	term[0].policer = NULL;
	assert_true(lane());
	assert_int_equal(policer.committed.left, 900);
	/* and a datagram that a screen counts */
	here.steps |= XPF_STEP_SCREEN;
	assert_false(lane());
	assert_int_equal(policer.committed.left, 900);
	segment(AF_INET, 60);
	known(false);
	assert_true(lane());
	assert_int_equal(policer.committed.left, 800);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_policer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
