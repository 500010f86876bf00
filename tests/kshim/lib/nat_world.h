/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The allocators of source NAT, and sessions that hold what they gave: pools and
 * rules of every kind, flows that open and close as first/ would make them, with
 * a list for a table, and what must hold after each step.
 */
#ifndef KSHIM_NAT_WORLD_H
#define KSHIM_NAT_WORLD_H

#include <linux/in.h>
#include <linux/list.h>

#include "random.h"

#include "pkt/prefix.c"
#include "policy/pool.c"
#include "nat/ports.c"
#define find map_find
#define take map_take
#define create map_create
#define put_layer map_put_layer
#define make_key map_make_key
#define has_ports static_has_ports
#include "nat/maps.c"
#undef find
#undef take
#undef has_ports
#include "nat/static.c"
#define tell block_tell
#define age block_age
#include "nat/block.c"
#undef tell
#undef age
#undef SLICE
#define take block_take
#define take_port block_take_port
#include "nat/block_take.c"
#undef take
#undef MAX_TRIES
#define peek block_peek
#include "nat/walk.c"
#include "nat/block_view.c"
#undef peek
#define tell persist_tell
#define has_ports persist_has_ports
#undef MAX_ADDRS
#include "nat/persist.c"
#include "nat/target.c"
#define peek bind_peek
#include "nat/persist_view.c"
#undef peek
#undef tell
#define find usage_find
#define get usage_get
#define tell usage_tell
#include "nat/usage.c"
#undef find
#undef get
#undef tell
#undef MAX_TRIES
#include "nat/source.c"

#define VRF_IN 3
#define VRF_OUT 7
#define MAX_LIVE 4000
#define NAT_TRIES 16

static struct xpf_stats stats;
static struct xpf_net net = { .stats = &stats };
static struct xpf_ruleset rs = { .generation = 1 };

static struct {
	u32 kind[XPF_EVENT_NAT_RULE_NORMAL + 1];
	struct xpf_nat_entry last;
} told;

void xpf_event_nat(struct xpf_net *xn, enum xpf_event_kind kind,
		   const struct xpf_nat_entry *e)
{
	told.kind[kind]++;
	told.last = *e;
}

void xpf_counters_read(const struct xpf_counters *c, struct xpf_counters *sum)
{
	*sum = *c;
}

static struct in6_addr v4(u32 a)
{
	return (struct in6_addr){ .s6_addr32[0] = htonl(a) };
}

bool xpf_egress_addr(const struct net_device *out, struct xpf_key *key)
{
	key->saddr = v4(0xc6336401);
	return true;
}

/* Rules and pools. */

enum {
	INTERFACE,
	PAT,
	ORDERED,
	SHARED,
	BLOCK,
	BLOCK_SHARED,
	FIXED,
	UNPORTED,
	BOUND,
	BOUND_ADDR,
	N_RULES,
};

#define N_POOLS N_RULES

static struct xpf_nat_rule rule[N_RULES];
static struct xpf_nat_pool pool[N_POOLS];
static struct xpf_nat_range_at place[N_POOLS], hosts;
static struct xpf_counters counters;
static u32 index_of[N_RULES];

const struct xpf_nat_rule *xpf_nat_rule_by_id(const struct xpf_ruleset *r,
					      u32 id)
{
	return r->n_nat_rules && id - 1 < N_RULES ? &rule[id - 1] : NULL;
}

const struct xpf_nat_pool *xpf_nat_pool_by_id(const struct xpf_ruleset *r,
					      u32 id)
{
	return r->n_nat_pools && id - 1 < N_POOLS ? &pool[id - 1] : NULL;
}

static void ranges(struct xpf_nat_range_at *at, u32 *used, u32 *size, u32 first,
		   u32 n)
{
	struct in6_addr lo = v4(first), hi = v4(first + n - 1);
	struct xpf_nat_range r;

	memcpy(r.lo, &lo, 16);
	memcpy(r.hi, &hi, 16);
	*size = xpf_ranges_fill(at, AF_INET, &r, 1, used);
	assert_int_equal(*size, n);
}

static struct xpf_nat_pool *set_pool(int i, u32 n, u16 lo, u16 hi)
{
	struct xpf_nat_pool *p = &pool[i];

	*p = (struct xpf_nat_pool){
		.id = i + 1,
		.family = AF_INET,
		.range = &place[i],
		.port_lo = lo,
		.port_hi = hi,
		.overload = 1,
		.source = true,
		.counters = &counters,
	};
	ranges(p->range, &p->n_ranges, &p->size, 0xcb007100 + (u32)i * 16, n);
	rule[i].pool = p;
	rule[i].action = XPF_NAT_POOL;
	return p;
}

static void set_rules(void)
{
	struct xpf_nat_pool *p;
	int i;

	for (i = 0; i < N_RULES; i++) {
		index_of[i] = i;
		rule[i] = (struct xpf_nat_rule){
			.id = i + 1,
			.changed = 1,
			.kind = XPF_NAT_SOURCE,
			.action = XPF_NAT_INTERFACE,
			.overload = 2,
			.counters = &counters,
		};
	}
	set_pool(PAT, 2, 2000, 2039);
	set_pool(ORDERED, 2, 3000, 3029)->flags = XPF_POOL_IN_ORDER;
	set_pool(SHARED, 1, 4000, 4009)->overload = 3;
	p = set_pool(BLOCK, 2, 5000, 5045); /* the last 6 are of no block */
	p->block = (struct xpf_nat_block){ .size = 8, .max = 3 };
	p->flags = XPF_POOL_BLOCK_LOG;
	p = set_pool(BLOCK_SHARED, 1, 6000, 6015);
	p->overload = 2;
	p->block = (struct xpf_nat_block){
		.size = 4, .max = 2, .timeout = 100, .recycle = 50
	};
	p = set_pool(FIXED, 2, 7000, 7019);
	p->block = (struct xpf_nat_block){ .size = 5, .max = 1 };
	p->host = &hosts;
	p->host_family = AF_INET;
	ranges(&hosts, &p->n_hosts, &p->host_count, 0x0a000000, 7);
	set_pool(UNPORTED, 3, 0, 0)->flags = XPF_POOL_NO_PORTS;
	set_pool(BOUND, 2, 8000, 8019);
	rule[BOUND].persist = (struct xpf_nat_persist){
		.kind = XPF_PERSIST_ANY_HOST, .timeout = 60, .max = 4
	};
	set_pool(BOUND_ADDR, 3, 9000, 9019);
	rule[BOUND_ADDR].persist = (struct xpf_nat_persist){
		.kind = XPF_PERSIST_ANY_HOST,
		.timeout = 60,
		.max = 9,
		.address = true,
	};
	rs.nat_rule = rule;
	rs.n_nat_rules = N_RULES;
	rs.nat_pool = pool;
	rs.n_nat_pools = N_POOLS;
	net.ruleset = &rs;
}

/* The list. */

static struct live {
	struct xpf_key in, out;
	int rule, held; /* XPF_SNAT_* */
} live[MAX_LIVE];
static u32 n_live;

static bool same_tuple(const struct xpf_key *a, const struct xpf_key *b)
{
	return xpf_key_equal(a, b);
}

static bool tuple_used(const struct xpf_key *out)
{
	u32 i;

	for (i = 0; i < n_live; i++)
		if (same_tuple(&live[i].out, out))
			return true;
	return false;
}

static void let_go(const struct live *l)
{
	struct xpf_key reply;

	xpf_key_reverse(&l->out, &reply);
	if (l->held & XPF_SNAT_BOUND)
		xpf_persist_put(&net, &reply);
	if (l->held & XPF_SNAT_PORT)
		xpf_snat_free(&net, VRF_OUT, &l->out);
}

/* How often a port of an address is held, of any protocol or of one. */
static u32 holders(const struct in6_addr *addr, u16 port, int proto)
{
	u32 i, n = 0;

	for (i = 0; i < n_live; i++)
		n += (live[i].held & XPF_SNAT_PORT) &&
		     be16_to_cpu(live[i].out.sport) == port &&
		     ipv6_addr_equal(&live[i].out.saddr, addr) &&
		     (proto < 0 || live[i].out.proto == proto);
	return n;
}

static bool one_by_one(int r)
{
	return r == PAT || r == ORDERED || r == SHARED;
}

/* Is really no port left for the flow, by trying all? */
static bool nothing_left(int r, const struct xpf_key *in)
{
	const struct xpf_nat_pool *p = rule[r].pool;
	struct in6_addr addr;
	u32 i, port;

	for (i = 0; i < p->size; i++) {
		xpf_pool_addr(p, i, &addr);
		for (port = p->port_lo; port <= p->port_hi; port++)
			if (holders(&addr, port, in->proto) < p->overload)
				return false;
	}
	return true;
}

/* Likewise where it is a block that would have it. */
static bool no_block_left(int r, const struct xpf_key *in)
{
	const struct xpf_nat_pool *p = rule[r].pool;
	const struct xpf_block_host *h =
		xpf_blocks_find_host(net.blocks, p->id, in);
	u32 blocks = 0, free = 0;
	struct xpf_block *b;

	if (h)
		list_for_each_entry(b, &h->blocks, of_host) {
			blocks++;
			if (!b->retired && b->used < b->size * b->layers)
				return false;
		}
	if (p->n_hosts)
		return blocks;
	list_for_each_entry(b, &net.blocks->all, all)
		free += b->pool == p->id && b->used;
	return blocks >= p->block.max || free == xpf_block_total(p) ||
	       (h && blocks);
}

static void check_refused(int r, const struct xpf_key *in, int err)
{
	const struct xpf_nat_pool *p = rule[r].pool;

	if (err == -EADDRNOTAVAIL) {
		assert_int_equal(r, FIXED);
		assert_true(ntohl(in->saddr4) - 0x0a000000 >= 7);
		return;
	}
	if (err == -EDQUOT)
		assert_int_not_equal(rule[r].persist.kind, XPF_PERSIST_NONE);
	if (err != -ENOSPC)
		return;
	if (one_by_one(r))
		assert_true(nothing_left(r, in));
	else if (p && p->block.size)
		assert_true(no_block_left(r, in));
}

/* As insert_translated() does it. */
static int open_one(int r, const struct xpf_key *in)
{
	struct live l = { .in = *in, .rule = r }, taken;
	int tries, err;

	for (tries = 0;; tries++) {
		l.out = *in;
		err = xpf_snat_alloc(&net, &rule[r], NULL, VRF_OUT, &l.out,
				     tries);
		l.held = err;
		l.out.vrf = VRF_OUT;
		if (tries)
			let_go(&taken);
		if (err < 0)
			break;
		if (!tuple_used(&l.out)) {
			live[n_live++] = l;
			return 0;
		}
		/* A port that is the session's alone cannot collide. */
		if (l.held & XPF_SNAT_PORT && r != SHARED &&
		    r != BLOCK_SHARED && r != INTERFACE)
			fail_msg("rule %d gave out a port twice", r);
		if (tries == NAT_TRIES ||
		    !(l.held & XPF_SNAT_PORT || r == UNPORTED)) {
			let_go(&l);
			return -EEXIST;
		}
		taken = l;
	}
	if (!tries && !kshim_no_memory)
		check_refused(r, in, err);
	return err;
}

static void close_one(u32 i)
{
	let_go(&live[i]);
	live[i] = live[--n_live];
}

/* What must always be so. */

/* A binding serves as many sessions as its rule says. */
static void check_bound(const struct live *l)
{
	u32 i, n = 0;

	if (l->rule != BOUND && l->rule != BOUND_ADDR)
		return;
	for (i = 0; i < n_live; i++)
		n += live[i].rule == l->rule &&
		     live[i].in.saddr4 == l->in.saddr4 &&
		     (l->rule == BOUND_ADDR ||
		      (live[i].in.sport == l->in.sport &&
		       live[i].in.proto == l->in.proto));
	assert_true(n <= rule[l->rule].persist.max ||
		    l->in.proto == IPPROTO_GRE);
}

static void check_shares(const struct live *l)
{
	const struct xpf_nat_pool *p = rule[l->rule].pool;
	u16 port = be16_to_cpu(l->out.sport);
	struct in6_addr addr;
	u16 lo;

	if (!(l->held & XPF_SNAT_PORT) || l->rule == INTERFACE)
		return;
	assert_in_range(port, p->port_lo, p->port_hi);
	assert_true(xpf_pool_has(p, &l->out.saddr));
	assert_true(holders(&l->out.saddr, port,
			    p->block.size ? -1 : l->out.proto) <= p->overload);
	if (!p->n_hosts)
		return;
	/* By hand: four blocks an address. */
	lo = (ntohl(l->in.saddr4) - 0x0a000000) % 4 * 5 + 7000;
	addr = v4(0xcb007100 + FIXED * 16 +
		  (ntohl(l->in.saddr4) - 0x0a000000) / 4);
	assert_in_range(port, lo, lo + 4);
	assert_true(ipv6_addr_equal(&addr, &l->out.saddr));
}

/* The owner of each block, by the sessions. */
static void check_owners(int r)
{
	const struct xpf_nat_pool *p = rule[r].pool;
	u32 owner[2][64] = { 0 }, i, a, b;

	for (i = 0; i < n_live; i++) {
		if (live[i].rule != r || !(live[i].held & XPF_SNAT_PORT))
			continue;
		a = ntohl(live[i].out.saddr4) - ntohl(place[r].lo.s6_addr32[0]);
		b = (be16_to_cpu(live[i].out.sport) - p->port_lo) /
		    p->block.size;
		assert_true(a < 2 && b < 64);
		if (owner[a][b])
			assert_int_equal(owner[a][b], live[i].in.saddr4);
		owner[a][b] = live[i].in.saddr4;
	}
}

static void check(void)
{
	u64 held, bound, ports = 0, bindings = 0;
	u32 i;

	for (i = 0; i < n_live; i++) {
		ports += !!(live[i].held & XPF_SNAT_PORT);
		bindings += !!(live[i].held & XPF_SNAT_BOUND);
		check_shares(&live[i]);
		check_bound(&live[i]);
	}
	xpf_persist_sums(net.persist, &held, &bound);
	assert_int_equal(xpf_nat_ports_used(&net), ports + held);
	assert_int_equal(bound, bindings);
	assert_int_equal(stats.stat[XPF_S_VIOLATIONS], 0);
	check_owners(BLOCK);
	check_owners(BLOCK_SHARED);
	check_owners(FIXED);
}

static void pass_time(u32 seconds)
{
	jiffies += seconds * HZ;
	block_age(&net.blocks->ageing.work);
	age(&net.persist->ageing.work);
	work(&net.usage->work.work);
}

static struct xpf_key random_flow(void)
{
	static const u8 protos[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_GRE };

	return (struct xpf_key){
		.saddr = v4(0x0a000000 + rnd(12)),
		.daddr = v4(0xcb007201 + rnd(3)),
		.sport = htons(1024 + rnd(9000)),
		.dport = htons(80 + rnd(2)),
		.vrf = VRF_IN,
		.proto = protos[rnd(10) ? rnd(2) : 2],
		.family = AF_INET,
	};
}

static int setup(void **state)
{
	memset(&stats, 0, sizeof(stats));
	memset(&told, 0, sizeof(told));
	n_live = 0;
	set_rules();
	net.maps = xpf_maps_new();
	net.blocks = xpf_blocks_new(&net);
	net.persist = xpf_persist_new(&net);
	net.usage = xpf_usage_new(&net);
	return 0;
}

static int teardown(void **state)
{
	while (n_live)
		close_one(0);
	xpf_persist_clear(&net, NULL, NULL);
	assert_int_equal(xpf_nat_ports_used(&net), 0);
	xpf_usage_free(net.usage);
	xpf_persist_free(net.persist);
	xpf_blocks_free(net.blocks);
	xpf_maps_free(net.maps);
	return 0;
}

#endif
