// SPDX-License-Identifier: GPL-2.0
/*
 * All allocators of source NAT at once, against a list of sessions: random
 * hosts open and end sessions by rules of every kind, as first.c would, with the
 * list for a table.  After every step no two sessions share a translated tuple,
 * ports in use are those that sessions and bindings hold, a refusal is one that
 * brute force comes to as well, and a block is of one host.  In the end nothing
 * is left.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <cmocka.h>

#include <linux/in.h>
#include <kshim_run.h>
#include <linux/list.h>

#include "lib/random.h"

#include "lib/nat_world.h"

static void test_random(void **state)
{
	u32 i, opened = 0, refused = 0;
	struct xpf_key in;

	for (i = 0; i < 40000; i++) {
		/* It fills and empties by turns. */
		if (rnd(100) < (i / 4000 % 2 ? 30 : 70) &&
		    n_live < MAX_LIVE - 1) {
			in = random_flow();
			if (open_one(rnd(N_RULES), &in))
				refused++;
			else
				opened++;
		} else if (n_live) {
			close_one(rnd(n_live));
		}
		if (rnd(200) == 0)
			pass_time(rnd(40));
		if (i % 20 == 0)
			check();
	}
	assert_in_range(opened, 10000, 40000);
	assert_in_range(refused, 500, 40000);
	assert_int_not_equal(told.kind[XPF_EVENT_NAT_BLOCK_ALLOC], 0);
	assert_int_not_equal(told.kind[XPF_EVENT_NAT_POOL_EXHAUSTED], 0);
}

/* Without memory: refused, and nothing is lost. */
static void test_no_memory(void **state)
{
	struct xpf_key in;
	u32 i;

	for (i = 0; i < 6000; i++) {
		in = random_flow();
		if (in.sport < htons(2000))
			in.sport = htons(5000); /* bindings are shared */
		kshim_no_memory = rnd(2);
		if (rnd(3))
			open_one(rnd(2) ? INTERFACE : rnd(N_RULES), &in);
		else if (n_live)
			close_one(rnd(n_live));
		kshim_no_memory = false;
	}
	check();
}

static struct xpf_key flow(u32 host, u16 sport, u32 to, u16 dport)
{
	return (struct xpf_key){
		.saddr = v4(0x0a000000 + host),
		.daddr = v4(0xcb007200 + to),
		.sport = htons(sport),
		.dport = htons(dport),
		.vrf = VRF_IN,
		.proto = IPPROTO_UDP,
		.family = AF_INET,
	};
}

static u16 port_of(u32 i)
{
	return be16_to_cpu(live[i].out.sport);
}

static void test_in_order(void **state)
{
	struct xpf_key in = flow(1, 3003, 1, 80);
	u32 i;

	pool[ORDERED].size = 1;
	for (i = 0; i < 30; i++) {
		assert_int_equal(open_one(ORDERED, &in), 0);
		assert_int_equal(port_of(i), 3000 + i);
	}
	assert_int_equal(open_one(ORDERED, &in), -ENOSPC);
	close_one(7);
	assert_int_equal(open_one(ORDERED, &in), 0);
	assert_int_equal(port_of(29), 3007);
}

/* As many sessions as there are ports times sharers, if remotes differ. */
static void test_shared(void **state)
{
	struct xpf_key in;
	u32 i;

	for (i = 0; i < 30; i++) {
		in = flow(i, 5000, i / 10, 80);
		assert_int_equal(open_one(SHARED, &in), 0);
	}
	in = flow(30, 5000, 77, 80);
	assert_int_equal(open_one(SHARED, &in), -ENOSPC);
	close_one(3);
	assert_int_equal(open_one(SHARED, &in), 0);
	check();
}

/* One remote: a port serves once. */
static void test_shared_remote(void **state)
{
	u32 i, opened = 0;
	struct xpf_key in;

	for (i = 0; i < 30; i++) {
		in = flow(i, 5000, 1, 80);
		opened += !open_one(SHARED, &in);
	}
	assert_int_equal(opened, 10);
	check();
}

/* A block fills before the next one is given; the host has three at most. */
static void test_block_fills(void **state)
{
	struct xpf_key in;
	u32 i;

	for (i = 0; i < 24; i++) {
		in = flow(1, 100 + i, 1, 80);
		assert_int_equal(open_one(BLOCK, &in), 0);
		assert_int_equal(told.kind[XPF_EVENT_NAT_BLOCK_ALLOC],
				 i / 8 + 1);
		assert_int_equal(told.last.blocks, i / 8 + 1);
		assert_true(live[i].out.saddr4 == live[0].out.saddr4);
	}
	assert_int_equal(open_one(BLOCK, &in), -ENOSPC);
	in = flow(2, 100, 1, 80);
	assert_int_equal(open_one(BLOCK, &in), 0);
	/* Its own go one by one; the active one stays. */
	while (n_live)
		close_one(n_live - 1);
	assert_int_equal(told.kind[XPF_EVENT_NAT_BLOCK_RELEASE], 2);
	assert_int_equal(net.blocks->n_blocks, 2);
	rs.n_nat_pools = 0;
	xpf_block_sweep(&net, &rs);
	assert_int_equal(net.blocks->n_blocks, 0);
	assert_int_equal(told.kind[XPF_EVENT_NAT_BLOCK_RELEASE], 4);
}

/* Each is looked at once, and nobody goes by all that were before it. */
static void test_block_age(void **state)
{
	struct xpf_blocks *bl = xpf_blocks_new(&net);
	struct xpf_block *b = calloc(XPF_MAX_NAT_BLOCKS, sizeof(*b));
	clock_t begin;
	u32 i;

	for (i = 0; i < XPF_MAX_NAT_BLOCKS; i++) {
		b[i].timeout = 1;
		b[i].used = 1;
		b[i].number = ++bl->last;
		list_add_tail(&b[i].all, &bl->all);
	}
	begin = clock();
	block_age(&bl->ageing.work);
	/* CPU time: 1 ms, and 75 when each slice began at the first block */
	assert_true(clock() - begin < CLOCKS_PER_SEC / 40);
	for (i = 0; i < XPF_MAX_NAT_BLOCKS; i++)
		assert_true(b[i].retired);
	INIT_LIST_HEAD(&bl->all);
	xpf_blocks_free(bl);
	free(b);
}

/* Hosts that are idle give way: ten blocks, eleven hosts. */
static void test_block_recycled(void **state)
{
	struct xpf_key in;
	u32 i;

	for (i = 0; i < 10; i++) {
		in = flow(i, 100, 1, 80);
		assert_int_equal(open_one(BLOCK, &in), 0);
		if (i == 4)
			close_one(4);
	}
	assert_int_equal(net.blocks->n_blocks, 10);
	/* Those of another pool stay. */
	in = flow(1, 100, 1, 80);
	assert_int_equal(open_one(BLOCK_SHARED, &in), 0);
	close_one(n_live - 1);
	list_move(&list_last_entry(&net.blocks->idle, struct xpf_block, idle)
			   ->idle,
		  &net.blocks->idle);
	in = flow(10, 100, 1, 80);
	assert_int_equal(open_one(BLOCK, &in), 0);
	assert_int_equal(told.kind[XPF_EVENT_NAT_BLOCK_RELEASE], 1);
	assert_int_equal(net.blocks->n_blocks, 11);
	assert_true(told.last.inside.addr.s6_addr32[0] == htonl(0x0a00000a));
	in = flow(11, 100, 1, 80);
	assert_int_equal(open_one(BLOCK, &in), -ENOSPC);
	check();
}

/* What nobody has is given back by nobody. */
static void test_block_twice(void **state)
{
	struct xpf_key in = flow(1, 100, 1, 80), out;

	assert_int_equal(open_one(BLOCK, &in), 0);
	out = live[0].out;
	assert_true(xpf_block_put(&net, VRF_OUT, &out));
	assert_false(xpf_block_put(&net, VRF_OUT, &out));
	live[0].held = 0;
}

/* Timeouts: of an active block, of the last one, and the interim log. */
static void test_block_time(void **state)
{
	struct xpf_key in = flow(1, 100, 1, 80);
	u64 ports;
	u32 blocks;

	pool[BLOCK].block = (struct xpf_nat_block){
		.size = 8,
		.max = 3,
		.timeout = 100,
		.recycle = 50,
		.interim = 1800,
	};
	assert_int_equal(open_one(BLOCK, &in), 0);
	pass_time(101);
	in = flow(1, 101, 1, 80);
	assert_int_equal(open_one(BLOCK, &in), 0);
	xpf_block_usage(net.blocks, pool[BLOCK].id, &ports, &blocks);
	assert_int_equal(ports, 2);
	assert_int_equal(blocks, 2);
	close_one(0); /* of the retired block */
	assert_int_equal(told.kind[XPF_EVENT_NAT_BLOCK_RELEASE], 1);
	pass_time(1801);
	assert_int_equal(told.kind[XPF_EVENT_NAT_BLOCK_INTERIM], 1);
	close_one(0);
	assert_int_equal(net.blocks->n_blocks, 0);
	in = flow(1, 100, 1, 80);
	assert_int_equal(open_one(BLOCK, &in), 0);
	close_one(0);
	pass_time(49);
	assert_int_equal(net.blocks->n_blocks, 1);
	pass_time(1);
	assert_int_equal(net.blocks->n_blocks, 0);
}

/* Bindings live for their timeout after their last session, not less. */
static void test_binding_time(void **state)
{
	struct xpf_key in = flow(1, 5000, 1, 80), out;
	u64 held, bound;

	assert_int_equal(open_one(BOUND, &in), 0);
	out = live[0].out;
	pass_time(200);
	close_one(0);
	pass_time(59);
	xpf_persist_sums(net.persist, &held, &bound);
	assert_int_equal(held, 1);
	in = flow(1, 5000, 2, 81);
	assert_int_equal(open_one(BOUND, &in), 0);
	assert_true(live[0].out.saddr4 == out.saddr4 &&
		    live[0].out.sport == out.sport);
	close_one(0);
	pass_time(59);
	xpf_persist_sums(net.persist, &held, &bound);
	assert_int_equal(held, 1);
	pass_time(1);
	xpf_persist_sums(net.persist, &held, &bound);
	assert_int_equal(held, 0);
	assert_int_equal(xpf_nat_ports_used(&net), 0);
	assert_int_equal(told.kind[XPF_EVENT_NAT_BINDING_DELETE], 1);
}

/* TCP and UDP of one port are two endpoints, and two bindings. */
static void test_binding_protocols(void **state)
{
	struct xpf_key in = flow(1, 5000, 1, 80);
	u32 bindings, targets;

	assert_int_equal(open_one(BOUND, &in), 0);
	in.proto = IPPROTO_TCP;
	assert_int_equal(open_one(BOUND, &in), 0);
	xpf_persist_usage(net.persist, &bindings, &targets);
	assert_int_equal(bindings, 2);
}

/* Who comes in to an address that a host has, goes to that host and port. */
static void test_binding_address(void **state)
{
	struct xpf_key in = flow(1, 5000, 1, 80), back;

	assert_int_equal(open_one(BOUND_ADDR, &in), 0);
	xpf_key_reverse(&live[0].out, &back);
	back.saddr = v4(0xcb0072ff);
	back.dport = htons(4711);
	assert_ptr_equal(xpf_persist_in(&net, &rs, &back), &rule[BOUND_ADDR]);
	assert_true(back.daddr4 == in.saddr4 && back.dport == htons(4711) &&
		    back.vrf == VRF_IN);
	back.daddr = live[0].out.saddr;
	back.vrf = VRF_OUT;
	xpf_persist_put(&net, &back);
}

static void test_twins(void **state)
{
	struct xpf_key key = flow(1, 5000, 1, 80);
	u16 even;
	u32 i;

	pool[PAT].twin_lo = 64001;
	pool[PAT].twin_hi = 64008;
	xpf_pool_addr(&pool[PAT], 0, &key.saddr);
	for (i = 0; i < 3; i++) {
		assert_int_equal(xpf_snat_twin(&net, &rule[PAT], VRF_OUT, &key),
				 XPF_SNAT_PORT);
		even = be16_to_cpu(key.sport);
		assert_in_range(even, 64002, 64006);
		assert_int_equal(even % 2, 0);
		assert_int_equal(xpf_nat_ports_used(&net), 2 * (i + 1));
	}
	assert_int_equal(xpf_snat_twin(&net, &rule[PAT], VRF_OUT, &key),
			 -ENOSPC);
	for (i = 64002; i < 64008; i++) {
		key.sport = htons(i);
		xpf_snat_free(&net, VRF_OUT, &key);
	}
	assert_int_equal(stats.stat[XPF_S_VIOLATIONS], 0);
}

/* The alarm comes once, and goes; a peak stays. */
static void test_alarm(void **state)
{
	struct xpf_pool_peak peak;
	struct xpf_key in;
	u32 i;

	pool[PAT].raise = 80;
	pool[PAT].clear = 50;
	for (i = 0; i < 64; i++) {
		in = flow(1, 100 + i, 1, 80);
		assert_int_equal(open_one(PAT, &in), 0);
		pass_time(1);
		assert_int_equal(told.kind[XPF_EVENT_NAT_POOL_ALARM], i == 63);
	}
	while (n_live > 40) {
		assert_int_equal(told.kind[XPF_EVENT_NAT_POOL_NORMAL], 0);
		close_one(0);
		pass_time(1);
	}
	assert_int_equal(told.kind[XPF_EVENT_NAT_POOL_NORMAL], 1);
	assert_int_equal(told.kind[XPF_EVENT_NAT_POOL_ALARM], 1);
	xpf_usage_peak(net.usage, pool[PAT].id, &peak);
	assert_int_equal(peak.percent, 80);
	assert_true(peak.time && !peak.raised);
	xpf_usage_clear(net.usage, pool[PAT].id);
	pass_time(1);
	xpf_usage_peak(net.usage, pool[PAT].id, &peak);
	assert_int_equal(peak.percent, 50);
}

/* Of a rule's sessions, exactly at the thresholds; and it ends with them. */
static void test_rule_alarm(void **state)
{
	struct xpf_nat_rule *r = &rule[PAT];
	struct xpf_counters sessions = { 0 };

	r->counters = &sessions;
	xpf_usage_begins(&net);
	sessions.sessions = 20;
	pass_time(1);
	assert_int_equal(told.kind[XPF_EVENT_NAT_RULE_ALARM], 0);
	r->raise = 20;
	r->clear = 10;
	sessions.sessions = 19;
	xpf_usage_begins(&net);
	pass_time(1);
	assert_int_equal(told.kind[XPF_EVENT_NAT_RULE_ALARM], 0);
	sessions.sessions = 20;
	pass_time(1);
	pass_time(1);
	assert_int_equal(told.kind[XPF_EVENT_NAT_RULE_ALARM], 1);
	assert_int_equal(told.last.rule, r->id);
	assert_int_equal(told.last.used, 20);
	assert_int_equal(told.last.max, 20);
	sessions.sessions = 11;
	pass_time(1);
	assert_int_equal(told.kind[XPF_EVENT_NAT_RULE_NORMAL], 0);
	sessions.sessions = 10;
	pass_time(1);
	assert_int_equal(told.kind[XPF_EVENT_NAT_RULE_NORMAL], 1);
	assert_int_equal(told.last.max, 10);
	/* once more, and the statement is taken away */
	sessions.sessions = 25;
	pass_time(1);
	assert_int_equal(told.kind[XPF_EVENT_NAT_RULE_ALARM], 2);
	r->raise = r->clear = 0;
	pass_time(1);
	assert_int_equal(told.kind[XPF_EVENT_NAT_RULE_NORMAL], 2);
	/* a pool of that id has its own */
	assert_int_equal(told.kind[XPF_EVENT_NAT_POOL_ALARM], 0);
}

/* The last host that fits is remembered, one more is not and may not come in. */
static void test_targets_full(void **state)
{
	struct xpf_key in, back;
	u32 n;
	int i;

	rule[BOUND].persist.kind = XPF_PERSIST_TARGET_HOST_PORT;
	net.persist->n_targets = XPF_MAX_NAT_TARGETS - 2;
	for (i = 0; i < 3; i++) {
		in = flow(1, 5000, 10 + i, 80);
		assert_int_equal(open_one(BOUND, &in), 0);
		assert_int_equal(stats.stat[XPF_S_NAT_TARGETS_FULL], i == 2);
	}
	assert_int_equal(net.persist->n_targets, XPF_MAX_NAT_TARGETS);
	for (i = 0; i < 3; i++) {
		xpf_key_reverse(&live[i].out, &back);
		n = IS_ERR_OR_NULL(xpf_persist_in(&net, &rs, &back));
		assert_int_equal(n, i == 2);
		xpf_key_reverse(&live[i].out, &back);
		if (!n)
			xpf_persist_put(&net, &back);
	}
	while (n_live)
		close_one(0);
	pass_time(61);
	assert_int_equal(net.persist->n_targets, XPF_MAX_NAT_TARGETS - 2);
	net.persist->n_targets = 0;
}

static bool shares_address(u32 i, u32 j)
{
	return ipv6_addr_equal(&live[i].out.saddr, &live[j].out.saddr);
}

/* A host has one address while that has ports; hosts are spread over all. */
static void test_paired(void **state)
{
	u32 i, host, used = 0;
	struct xpf_key in;

	set_pool(PAT, 8, 2000, 2099)->flags = XPF_POOL_PAIRED;
	for (host = 0; host < 64; host++)
		for (i = 0; i < 5; i++) {
			in = flow(host, 100 + i, 1, 80);
			assert_int_equal(open_one(PAT, &in), 0);
			assert_true(shares_address(host * 5, host * 5 + i));
			used |= 1 << (ntohl(live[host * 5].out.saddr4) & 7);
		}
	assert_int_equal(used, 0xff);
}

/* Without, its sessions go by several. */
static void test_not_paired(void **state)
{
	struct xpf_key in;
	u32 i, n = 0;

	set_pool(PAT, 8, 2000, 2099);
	for (i = 0; i < 64; i++) {
		in = flow(1, 100 + i, 1, 80);
		assert_int_equal(open_one(PAT, &in), 0);
		n += shares_address(0, i);
	}
	assert_in_range(n, 1, 40);
}

/* Full pools flow over into another, that one nowhere, or into an interface. */
static void test_overflow(void **state)
{
	u32 i, failed = 0;
	struct xpf_key in;

	set_pool(PAT, 1, 2000, 2003)->overflow = &pool[ORDERED];
	set_pool(ORDERED, 1, 3000, 3001);
	for (i = 0; i < 9; i++) {
		in = flow(1, 100 + i, 1, 80);
		failed += open_one(PAT, &in) == -ENOSPC;
	}
	assert_int_equal(failed, 3);
	for (i = 0; i < 6; i++)
		assert_in_range(port_of(i), i < 4 ? 2000 : 3000,
				i < 4 ? 2003 : 3001);
	pool[PAT].overflow = NULL;
	pool[PAT].flags = XPF_POOL_OVERFLOW_IF;
	in = flow(1, 4000, 1, 80);
	assert_int_equal(open_one(PAT, &in), 0);
	assert_int_equal(live[6].out.saddr4, htonl(0xc6336401));
	/* what has its port back goes there again */
	close_one(0);
	in = flow(1, 4001, 1, 80);
	assert_int_equal(open_one(PAT, &in), 0);
	assert_in_range(port_of(n_live - 1), 2000, 2003);
}

/* However many fail, it is told once in ten seconds. */
static void test_exhausted(void **state)
{
	struct xpf_key in;
	u32 i;

	for (i = 0; i < 100; i++) {
		in = flow(1, 100 + i, 1, 80);
		open_one(PAT, &in);
	}
	assert_int_equal(told.kind[XPF_EVENT_NAT_POOL_EXHAUSTED], 1);
	pass_time(11);
	assert_int_equal(open_one(PAT, &in), -ENOSPC);
	assert_int_equal(told.kind[XPF_EVENT_NAT_POOL_EXHAUSTED], 2);
}

/*
 * There are as many maps as there may be.  Who then wants one more looks whether
 * one can go, but not again and again: every session of an address without a map
 * asks.
 */
static void test_maps_full(void **state)
{
	const struct xpf_port_range r = {
		.lo = XPF_PORT_MIN,
		.hi = XPF_PORT_SINGLE,
		.layers = 1,
	};
	struct xpf_key key = { .family = AF_INET, .proto = IPPROTO_TCP };
	struct xpf_maps *np = xpf_maps_new();
	u32 i;

	for (i = 0; i < MAX_MAPS; i++) {
		key.saddr4 = htonl(0x0a000000 + i);
		assert_int_not_equal(xpf_maps_take(np, 0, &key, &r), 0);
	}
	kshim_locked = 0;
	for (i = 0; i < 256; i++) {
		key.saddr4 = htonl(0x0b000000 + i);
		assert_int_equal(xpf_maps_take(np, 0, &key, &r), 0);
	}
	assert_in_range(kshim_locked, 256, MAX_MAPS + 512);
	key.saddr4 = htonl(0x0a000000);
	key.sport = htons(XPF_PORT_MIN + 1);
	for (i = XPF_PORT_MIN; !xpf_maps_put(np, 0, &key); i++)
		key.sport = htons(i);
	jiffies++;
	key.saddr4 = htonl(0x0b000000);
	assert_int_not_equal(xpf_maps_take(np, 0, &key, &r), 0);
	xpf_maps_free(np);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_random),	    TEST(test_no_memory),
		TEST(test_in_order),	    TEST(test_shared),
		TEST(test_shared_remote),   TEST(test_block_fills),
		TEST(test_block_age),	    TEST(test_block_recycled),
		TEST(test_block_twice),	    TEST(test_block_time),
		TEST(test_binding_time),    TEST(test_binding_protocols),
		TEST(test_binding_address), TEST(test_twins),
		TEST(test_alarm),	    TEST(test_rule_alarm),
		TEST(test_targets_full),    TEST(test_paired),
		TEST(test_not_paired),	    TEST(test_overflow),
		TEST(test_exhausted),	    cmocka_unit_test(test_maps_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
