// SPDX-License-Identifier: GPL-2.0
/*
 * The session table against a list: random insertions, lookups, closes, time
 * and grace periods, with a hash that spreads and with one that does not, in
 * a table with room and in one without.  After every few steps all sessions
 * must be found, by both wings, closed ones not, and slots add up.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <kshim_run.h>

#include "lib/random.h"

#include "flow/ageing.c"
#include "flow/table.c"

#define MODEL_MAX 8192

static struct xpf_net net;
static struct xpf_stats stats;
static struct xpf_table *t;

/* The list. */
static struct model {
	struct xpf_session *s;
	u64 id;
	struct xpf_key key[2];
	u32 expires;
	bool embryonic;
} model[MODEL_MAX];
static u32 n_model;
static u32 closed[XPF_CLOSE_SHUTDOWN + 1];
static u32 events[XPF_EVENT_TABLE_NORMAL + 1];

void xpf_event_table(struct xpf_net *xn, enum xpf_event_kind kind)
{
	events[kind]++;
}

void xpf_session_release(struct xpf_session *s)
{
}

enum xpf_close_reason xpf_session_end(const struct xpf_session *s)
{
	return XPF_CLOSE_IDLE;
}

bool xpf_session_close(struct xpf_net *xn, struct xpf_session *s,
		       enum xpf_close_reason why)
{
	u32 i;

	if (!xpf_table_remove(t, s))
		return false;
	xpf_table_retire(t, s);
	closed[why]++;
	for (i = 0; i < n_model; i++)
		if (model[i].s == s)
			break;
	assert_int_not_equal(i, n_model);
	if (why == XPF_CLOSE_IDLE)
		assert_true(model[i].expires <= xpf_seconds());
	model[i] = model[--n_model];
	return true;
}

static void open_table(u32 sessions, u32 mask)
{
	net.stats = &stats;
	memset(&stats, 0, sizeof(stats));
	memset(closed, 0, sizeof(closed));
	memset(events, 0, sizeof(events));
	n_model = 0;
	t = xpf_table_new(&net, sessions);
	assert_non_null(t);
	net.table = t;
	if (mask)
		t->mask = mask;
}

static void close_table(void)
{
	xpf_table_free(t);
	assert_int_equal(n_model, 0);
	assert_int_equal(kshim_n_callbacks, 0);
}

static struct xpf_key random_key(u32 range)
{
	static const u8 protos[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP };
	struct xpf_key k = { 0 };

	k.family = rnd(2) ? AF_INET : AF_INET6;
	k.proto = protos[rnd(3)];
	k.vrf = rnd(3);
	k.saddr.s6_addr[3] = rnd(range);
	k.daddr.s6_addr[3] = 100 + rnd(range);
	if (k.family == AF_INET6) {
		k.saddr.s6_addr[12] = rnd(3);
		k.daddr.s6_addr[7] = rnd(3);
	}
	k.sport = htons(rnd(range));
	k.dport = k.proto == IPPROTO_ICMP ? k.sport : htons(rnd(range));
	return k;
}

static struct xpf_session *naive(const struct xpf_key *key, u8 wings, u8 *wing)
{
	u32 i, w;

	for (i = 0; i < n_model; i++)
		for (w = 0; w < 2; w++)
			if (wings >> w & 1 &&
			    xpf_key_equal(&model[i].key[w], key)) {
				*wing = w;
				return model[i].s;
			}
	return NULL;
}

static u8 wings_for(const struct xpf_key *key)
{
	/* ICMP: a query or a reply; the same id may be used both ways */
	if (key->proto != IPPROTO_ICMP)
		return XPF_WINGS_ANY;
	return rnd(2) ? XPF_WINGS_INITIATOR : XPF_WINGS_RESPONDER;
}

static void try_insert(u32 range)
{
	struct xpf_key key = random_key(range), reply;
	struct xpf_session *s;
	bool icmp = key.proto == IPPROTO_ICMP, taken;
	u32 hash[2];
	u8 w;
	int err;

	s = xpf_table_get(t);
	if (!s) {
		assert_true(n_model >= t->max);
		return;
	}
	assert_true(n_model < t->max);
	assert_int_equal(s->live, 0);
	xpf_key_reverse(&key, &reply);
	if (!rnd(3) && !icmp)
		reply.dport = htons(rnd(range)); /* as if translated */
	s->wing[0].key = key;
	s->wing[1].key = reply;
	s->created = xpf_seconds();
	s->timeout = 1 + rnd(60);
	s->state = rnd(2) ? XPF_STATE_INIT : XPF_STATE_ESTABLISHED;
	hash[0] = xpf_table_hash(t, &key);
	hash[1] = xpf_table_hash(t, &reply);
	taken = naive(&key, icmp ? XPF_WINGS_INITIATOR : XPF_WINGS_ANY, &w) ||
		naive(&reply, icmp ? XPF_WINGS_RESPONDER : XPF_WINGS_ANY, &w);
	err = xpf_table_insert(t, s, hash);
	assert_int_equal(err == -EEXIST, taken);
	if (err) {
		if (err != -EEXIST)
			assert_int_equal(err, -ENOSPC);
		xpf_table_put(t, s);
		return;
	}
	assert_true(n_model < MODEL_MAX);
	model[n_model++] = (struct model){
		.s = s,
		.id = xpf_session_id(t, s),
		.key = { key, reply },
		.expires = s->created + s->timeout,
		.embryonic = s->state == XPF_STATE_INIT,
	};
}

static void try_lookup(u32 range)
{
	struct xpf_key key = random_key(range);
	struct xpf_session *want, *got;
	u8 wings, w = 9, v = 9;

	if (n_model && rnd(2))
		key = model[rnd(n_model)].key[rnd(2)];
	wings = wings_for(&key);
	want = naive(&key, wings, &w);
	got = xpf_table_lookup(t, &key, xpf_table_hash(t, &key), wings, &v);
	assert_ptr_equal(got, want);
	assert_int_equal(v, w);
}

static void touch_some(void)
{
	struct model *m;

	if (!n_model)
		return;
	m = &model[rnd(n_model)];
	if (rnd(2)) {
		m->s->state = XPF_STATE_ESTABLISHED;
		m->embryonic = false;
	}
	xpf_table_touch(t, m->s, xpf_seconds());
	m->expires = xpf_seconds() + m->s->timeout;
}

static void close_some(void)
{
	struct xpf_session *s;

	if (!n_model)
		return;
	s = model[rnd(n_model)].s;
	assert_true(xpf_session_close(&net, s, XPF_CLOSE_CLEARED));
	assert_false(xpf_session_close(&net, s, XPF_CLOSE_CLEARED));
}

static int count_one(struct xpf_session *s, void *arg)
{
	u32 *n = arg;

	(*n)++;
	return 0;
}

/* Every wing is in some bucket, every bucket is in the histogram. */
static void check_occupancy(void)
{
	u32 buckets[XPF_MAX_OCCUPANCY + 1], i, n = 0, wings = 0;

	xpf_table_occupancy(t, buckets);
	for (i = 0; i <= XPF_MAX_OCCUPANCY; i++) {
		n += buckets[i];
		wings += i * buckets[i];
	}
	assert_int_equal(n, t->mask + 1);
	assert_int_equal(wings, 2 * n_model);
}

static void check_all(void)
{
	struct xpf_table_usage u;
	u32 i, cursor = 0, seen = 0;

	for (i = 0; i < n_model; i++) {
		assert_true(xpf_table_holds(t, model[i].s));
		assert_ptr_equal(xpf_table_by_id(t, model[i].id), model[i].s);
	}
	xpf_table_usage(t, &u);
	assert_int_equal(u.used, n_model);
	assert_int_equal(u.used + u.free + u.retired, u.size);
	assert_int_equal(u.tcp + u.udp + u.icmp + u.other, n_model);
	assert_int_equal(xpf_table_walk(t, &cursor, count_one, &seen), 0);
	assert_int_equal(seen, n_model);
	check_occupancy();
}

static void step(u32 range)
{
	switch (rnd(16)) {
	case 0 ... 6:
		try_insert(range);
		break;
	case 7 ... 10:
		try_lookup(range);
		break;
	case 11:
		touch_some();
		break;
	case 12 ... 13:
		close_some();
		break;
	case 14:
		if (!rnd(20))
			jiffies += HZ * rnd(5);
		if (!rnd(10))
			xpf_table_age(&t->ageing.work);
		break;
	case 15:
		kshim_grace_period();
		break;
	}
}

static void run(u32 sessions, u32 mask, u32 range, u32 steps)
{
	u32 i;

	open_table(sessions, mask);
	for (i = 0; i < steps; i++) {
		step(range);
		if (!(i % 500))
			check_all();
	}
	check_all();
	close_table();
}

static void test_with_room(void **st)
{
	run(4096, 0, 200, 60000);
}

static void test_full(void **st)
{
	run(64, 0, 200, 60000);
}

/* Few buckets: chains grow to their bound, and shrink again. */
static void test_crowded(void **st)
{
	run(4096, 7, 60, 60000);
	run(4096, 31, 60, 60000);
}

/* Few keys: most insertions collide. */
static void test_collisions(void **st)
{
	run(4096, 0, 3, 60000);
}

static void fill(u32 n, u8 state, u32 timeout, u32 base)
{
	struct xpf_session *s;
	u32 hash[2], i;

	for (i = 0; i < n; i++) {
		s = xpf_table_get(t);
		assert_non_null(s);
		s->wing[0].key = (struct xpf_key){
			.saddr4 = htonl(base + i),
			.daddr4 = htonl(9),
			.proto = IPPROTO_TCP,
			.family = AF_INET,
		};
		xpf_key_reverse(&s->wing[0].key, &s->wing[1].key);
		s->created = xpf_seconds();
		s->state = state;
		s->timeout = timeout;
		hash[0] = xpf_table_hash(t, &s->wing[0].key);
		hash[1] = xpf_table_hash(t, &s->wing[1].key);
		assert_int_equal(xpf_table_insert(t, s, hash), 0);
		model[n_model++] = (struct model){
			.s = s,
			.id = xpf_session_id(t, s),
			.key = { s->wing[0].key, s->wing[1].key },
			.expires = s->created + timeout,
			.embryonic = state == XPF_STATE_INIT,
		};
	}
}

static u32 count_embryonic(void)
{
	u32 i, n = 0;

	for (i = 0; i < n_model; i++)
		n += model[i].embryonic;
	return n;
}

/* A flood of half-open sessions evicts half-open ones, and nothing else. */
static void test_flood(void **st)
{
	open_table(1024, 0);
	fill(700, XPF_STATE_ESTABLISHED, 1800, 0x0a000000);
	fill(324, XPF_STATE_INIT, 20, 0x0b000000);
	assert_int_equal(events[XPF_EVENT_TABLE_HIGH], 1);
	fill(3000, XPF_STATE_INIT, 20, 0x0c000000);
	assert_int_equal(n_model, 1024);
	assert_int_equal(count_embryonic(), 324);
	assert_int_equal(closed[XPF_CLOSE_EVICTED], 3000);
	check_all();
	close_table();
}

/* Established sessions go only when they have been idle for half their time. */
static void test_full_of_established(void **st)
{
	u32 i;

	open_table(1024, 0);
	fill(1024, XPF_STATE_ESTABLISHED, 100, 0x0a000000);
	assert_null(xpf_table_get(t));
	jiffies += 51 * HZ;
	for (i = 0; i < n_model; i += 2) {
		xpf_table_touch(t, model[i].s, xpf_seconds());
		model[i].expires = xpf_seconds() + 100;
	}
	for (i = 0; i < 500; i++)
		fill(1, XPF_STATE_INIT, 20, 0x0b000000 + i);
	/* Half of them were in use and are all there still. */
	assert_true(n_model - count_embryonic() >= 512);
	check_all();
	close_table();
}

static void test_watermarks(void **st)
{
	open_table(1024, 0);
	fill(910, XPF_STATE_ESTABLISHED, 10, 0x0a000000);
	assert_int_equal(events[XPF_EVENT_TABLE_HIGH], 0);
	fill(100, XPF_STATE_ESTABLISHED, 1000, 0x0b000000);
	assert_int_equal(events[XPF_EVENT_TABLE_HIGH], 1);
	xpf_table_age(&t->ageing.work);
	assert_int_equal(events[XPF_EVENT_TABLE_NORMAL], 0);
	jiffies += 11 * HZ;
	xpf_table_age(&t->ageing.work);
	assert_int_equal(n_model, 100);
	assert_int_equal(events[XPF_EVENT_TABLE_NORMAL], 1);
	close_table();
}

/* An id is never used twice, though its slot is. */
static void test_ids(void **st)
{
	u64 last = 0;
	u32 i;

	open_table(1024, 0);
	for (i = 0; i < 20000; i++) {
		fill(1, XPF_STATE_INIT, 20, 0x0a000000);
		if (xpf_table_slot(t, model[0].s) == last % t->size)
			assert_true(model[0].id > last);
		last = model[0].id;
		close_some();
		assert_null(xpf_table_by_id(t, last));
		kshim_grace_period();
	}
	close_table();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_with_room),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_crowded),
		cmocka_unit_test(test_collisions),
		cmocka_unit_test(test_flood),
		cmocka_unit_test(test_full_of_established),
		cmocka_unit_test(test_watermarks),
		cmocka_unit_test(test_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
