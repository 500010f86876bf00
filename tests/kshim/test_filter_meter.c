// SPDX-License-Identifier: GPL-2.0
/*
 * What policers and counters do to the packets of a filter: prefix actions,
 * colours, hierarchies, merged packets, and policers of interfaces.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <kshim_run.h>
#include <linux/in6.h>

#include "lib/filter_world.h"

/* One meter of a set, by some bits of an address. */
static void test_prefix(void **state)
{
	u32 at;

	reset();
	matches[0] = true;
	term[0].more = true;
	term[0].prefix = (struct xpf_prefix_meters){ .counter = meter,
						     .from = 30,
						     .to = 32 };
	for (at = 0; at < 4; at++) {
		udp(AF_INET);
		pkt.key.daddr4 = htonl(0x0a000000 | at);
		pkt.key.saddr4 = htonl(0x0a000000 | (3 - at));
		assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
		assert_int_equal(counted[at].packets, 1);
	}
	term[0].flags = XPF_TERM_PREFIX_SOURCE;
	term[0].prefix.from = 29;
	term[0].prefix.to = 31;
	udp(AF_INET);
	pkt.key.daddr4 = htonl(0x0a000000);
	pkt.key.saddr4 = htonl(0xfffffff5); /* ...10.1 */
	xpf_filter_input(&pkt);
	assert_int_equal(counted[2].packets, 2);
	/* another family has no such bits */
	udp(AF_INET6);
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(counted[0].packets + counted[1].packets +
				 counted[2].packets + counted[3].packets,
			 5);
	/* each with a credit of its own */
	term[0].prefix.counter = NULL;
	term[0].prefix.policer = &meter[2];
	meter[3].policer = meter[2].policer = &policer;
	policer.spec = meter[3].spec =
		(struct xpf_policer_spec){ .kind = XPF_METER_POLICER,
					   .rate = 8,
					   .burst = 100,
					   .flags = XPF_METER_DISCARD };
	policer.committed.left = 100;
	udp(AF_INET);
	pkt.key.saddr4 = htonl(0x00000002); /* 01.0 */
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
	assert_int_equal(dropped, XPF_R_POLICER);
}

/* All of term 0's packets through a policer that has its bursts. */
static void credited(struct xpf_policer_spec spec)
{
	reset();
	matches[0] = true;
	term[0].policer = &meter[3];
	policer.spec = meter[3].spec = spec;
	policer.committed.left = spec.burst;
	policer.peak.left = spec.peak_burst;
	udp(AF_INET);
}

/* The class says whether a packet is premium, and it never only gets a mark. */
static void test_hierarchical(void **state)
{
	credited((struct xpf_policer_spec){ .kind = XPF_METER_HIERARCHICAL,
					    .rate = 16,
					    .burst = 150,
					    .peak_rate = 8,
					    .peak_burst = 100,
					    .flags = XPF_METER_SET_LOSS });
	meter[3].premium = 1 << 5;
	meter[3].loss = XPF_LOSS_HIGH;
	pkt.mark.class = 5;
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(pkt.mark.set, 0);
	assert_int_equal(policer.committed.left, 50);
	assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
	assert_int_equal(dropped, XPF_R_POLICER);
	assert_int_equal(policer.committed.left, 50);
	assert_int_equal(counted[3].packets, 1);
	pkt.mark.class = 4;
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(pkt.mark.loss, XPF_LOSS_HIGH);
	assert_int_equal(counted[3].packets, 2);
}

static void test_policers(void **state)
{
	credited((struct xpf_policer_spec){ .kind = XPF_METER_POLICER,
					    .rate = 8,
					    .burst = 100,
					    .flags = XPF_METER_DISCARD });
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(counted[3].packets, 0);
	assert_int_equal(pkt.mark.set, 0);
	assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
	assert_int_equal(dropped, XPF_R_POLICER);
	assert_int_equal(counted[3].packets, 1);
	assert_int_equal(counted[3].bytes, 100);
	/* what exceeds may be marked instead */
	meter[3].spec.flags = XPF_METER_SET_LOSS;
	meter[3].loss = XPF_LOSS_MEDIUM_HIGH;
	meter[3].class = 9;
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(pkt.mark.loss, XPF_LOSS_MEDIUM_HIGH);
	assert_int_equal(pkt.mark.set, XPF_MARK_LOSS);
	meter[3].spec.flags = XPF_METER_SET_CLASS;
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(pkt.mark.class, 9);
	assert_int_equal(counted[3].packets, 3);
	/* three colours are told by the loss priority */
	policer.spec.kind = meter[3].spec.kind = XPF_METER_SINGLE_RATE;
	policer.spec.peak_burst = 100;
	meter[3].spec.flags = 0;
	policer.committed.left = policer.peak.left = 100;
	pkt.mark = (struct xpf_mark){ 0 };
	xpf_filter_input(&pkt);
	assert_int_equal(pkt.mark.loss, XPF_LOSS_LOW);
	assert_int_equal(pkt.mark.set, XPF_MARK_LOSS);
	xpf_filter_input(&pkt);
	assert_int_equal(pkt.mark.loss, XPF_LOSS_MEDIUM_HIGH);
	xpf_filter_input(&pkt);
	assert_int_equal(pkt.mark.loss, XPF_LOSS_HIGH);
	assert_int_equal(counted[3].packets, 4);
	/* and known by it */
	policer.spec.flags = XPF_METER_COLOR_AWARE;
	policer.committed.left = policer.peak.left = 500;
	pkt.mark.loss = XPF_LOSS_HIGH;
	xpf_filter_input(&pkt);
	assert_int_equal(pkt.mark.loss, XPF_LOSS_HIGH);
	pkt.mark.loss = XPF_LOSS_MEDIUM_LOW;
	xpf_filter_input(&pkt);
	assert_int_equal(pkt.mark.loss, XPF_LOSS_MEDIUM_HIGH);
	pkt.mark.loss = XPF_LOSS_LOW;
	xpf_filter_input(&pkt);
	assert_int_equal(pkt.mark.loss, XPF_LOSS_LOW);
}

static void test_places(void **state)
{
	struct xpf_bind_filters lo = { 0 };

	reset();
	udp(AF_INET);
	memset(here.filters.filter, 0, sizeof(here.filters.filter));
	policer.spec = meter[3].spec =
		(struct xpf_policer_spec){ .kind = XPF_METER_POLICER,
					   .rate = 8,
					   .burst = 100,
					   .flags = XPF_METER_DISCARD };
	here.filters.policer[XPF_FW_IN4] = &meter[3];
	assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
	assert_int_equal(dropped, XPF_R_POLICER);
	udp(AF_INET6);
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	here.filters.policer[XPF_FW_IN6] = &meter[3];
	assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
	/* ARP */
	here.filters.policer[XPF_FW_ARP] = &meter[3];
	dropped = XPF_R_NONE;
	assert_int_equal(xpf_filter_arp(&pkt), XPF_DROP);
	assert_int_equal(dropped, XPF_R_POLICER);
	policer.committed.left = 1000;
	assert_int_equal(xpf_filter_arp(&pkt), XPF_NEXT);
	/* the host: input of lo0 */
	here.filters.host = &lo;
	lo.filter[XPF_FW_IN6] = &filters[0];
	assert_int_equal(xpf_filter_host(&pkt), XPF_DROP);
	matches[0] = true;
	assert_int_equal(xpf_filter_host(&pkt), XPF_NEXT);
	udp(AF_INET);
	matches[0] = false;
	assert_int_equal(xpf_filter_host(&pkt), XPF_NEXT);
	/* what it sends: output of lo0, then of the interface */
	pkt.in = NULL;
	assert_int_equal(xpf_filter_self(&pkt), XPF_NEXT);
	lo.filter[XPF_FW_OUT4] = &filters[0];
	assert_int_equal(xpf_filter_self(&pkt), XPF_DROP);
	matches[0] = true;
	assert_int_equal(xpf_filter_self(&pkt), XPF_NEXT);
	assert_int_equal(asked.out_if, 5);
	assert_int_equal(asked.in_if, 0);
	lo.filter[XPF_FW_OUT4] = NULL;
	here.filters.filter[XPF_FW_OUT4] = &filters[0];
	matches[0] = false;
	assert_int_equal(xpf_filter_self(&pkt), XPF_DROP);
	matches[0] = true;
	term[0].flags = XPF_TERM_SET_DSCP;
	term[0].dscp = 8;
	assert_int_equal(xpf_filter_self(&pkt), XPF_NEXT);
	assert_int_equal(skb.data[1], 32);
	kshim_no_memory = true;
	assert_int_equal(xpf_filter_self(&pkt), XPF_DROP);
	kshim_no_memory = false;
	/* what only the first bytes are in reach of is drawn near */
	udp(AF_INET);
	skb.linear = 30;
	assert_int_equal(xpf_filter_host(&pkt), XPF_NEXT);
	assert_true(skb.linear >= 36);
}

static void test_merged(void **state)
{
	reset();
	matches[0] = true;
	term[0].counter = &meter[0];
	begin(AF_INET, 6);
	add_l4(&p, 1, 80, 250);
	finish(&p);
	arrive();
	skb.info.gso_size = 100;
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(counted[0].packets, 3);
	assert_int_equal(counted[0].bytes, 250 + 3 * 40);
	assert_int_equal(asked.length, 140);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_hierarchical),
		cmocka_unit_test(test_policers),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_merged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
