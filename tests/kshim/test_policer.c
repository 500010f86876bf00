// SPDX-License-Identifier: GPL-2.0
/*
 * Policers against reference models in exact arithmetic, as the RFCs tell them
 * (2697, 2698, token bucket): random rates from 1 bit/s to 100 Gbit/s, random
 * arrivals, merged packets.  Then one policer under several threads: what
 * passes is what one would have let pass.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <kshim.h>
#include <sched.h>
#include <linux/spinlock.h>

#include "lib/random.h"

/* The shim's locks only see that one thread does not nest them. */
static void lock(spinlock_t *l)
{
	while (__atomic_exchange_n(&l->held, 1, __ATOMIC_ACQUIRE))
		sched_yield();
}

static void unlock(spinlock_t *l)
{
	__atomic_store_n(&l->held, 0, __ATOMIC_RELEASE);
}

#define spin_lock(l) lock(l)
#define spin_unlock(l) unlock(l)

#include "filter/policer.c"

typedef __int128 s128;

/* Credit in units of 1/8e9 byte (or 1/1e9 packet): nothing is ever lost. */
struct model {
	struct xpf_policer_spec s;
	s128 unit, c, p;
	u64 last;
	bool begun;
};

static void model_init(struct model *m, const struct xpf_policer_spec *s)
{
	m->s = *s;
	m->unit = s->flags & XPF_METER_PACKETS ? 1000000000 : 8000000000;
	m->c = (s128)s->burst * m->unit;
	m->p = (s128)s->peak_burst * m->unit;
	m->begun = false;
}

static s128 capped(s128 v, u64 burst, s128 unit)
{
	return v > (s128)burst * unit ? (s128)burst * unit : v;
}

/* Whole bytes alone may be spent, and only they overflow into the excess. */
static void model_fill(struct model *m, u64 now)
{
	s128 add, over;

	if (!m->begun)
		m->last = now;
	m->begun = true;
	if (now <= m->last)
		return;
	add = (s128)(now - m->last) * m->s.rate;
	over = m->c + add - (s128)m->s.burst * m->unit;
	m->c = capped(m->c + add, m->s.burst, m->unit);
	if (m->s.kind == XPF_METER_SINGLE_RATE && over > 0)
		m->p = capped(m->p + over / m->unit * m->unit, m->s.peak_burst,
			      m->unit);
	if (m->s.kind == XPF_METER_TWO_RATE ||
	    m->s.kind == XPF_METER_HIERARCHICAL)
		m->p = capped(m->p + (s128)(now - m->last) * m->s.peak_rate,
			      m->s.peak_burst, m->unit);
	m->last = now;
}

static bool model_take(s128 *v, s128 unit, u32 first, u32 all)
{
	if (*v < (s128)first * unit)
		return false;
	*v -= (s128)all * unit;
	return true;
}

static enum xpf_colour model_packet(struct model *m, u64 now, u32 bytes,
				    u32 packets, enum xpf_colour was)
{
	bool aware = m->s.flags & XPF_METER_COLOR_AWARE;
	u32 first = (bytes + packets - 1) / packets, all = bytes;

	if (m->s.flags & XPF_METER_PACKETS) {
		first = 1;
		all = packets;
	}
	if (!aware && m->s.kind != XPF_METER_HIERARCHICAL)
		was = XPF_GREEN;
	model_fill(m, now);
	if (m->s.kind == XPF_METER_HIERARCHICAL && was == XPF_GREEN) {
		if (!model_take(&m->p, m->unit, first, all))
			return XPF_RED;
		/* in debt by one burst at most, to whole bytes */
		m->c -= (s128)all * m->unit;
		if (m->c < -(s128)m->s.burst * m->unit)
			m->c = -(s128)m->s.burst * m->unit +
			       (m->c % m->unit + m->unit) % m->unit;
		return XPF_GREEN;
	}
	if (m->s.kind == XPF_METER_HIERARCHICAL)
		return model_take(&m->c, m->unit, first, all) ? XPF_GREEN :
								XPF_RED;
	if (m->s.kind == XPF_METER_POLICER)
		return model_take(&m->c, m->unit, first, all) ? XPF_GREEN :
								XPF_RED;
	if (m->s.kind == XPF_METER_SINGLE_RATE) {
		if (was == XPF_GREEN && model_take(&m->c, m->unit, first, all))
			return XPF_GREEN;
		if (was != XPF_RED && model_take(&m->p, m->unit, first, all))
			return XPF_YELLOW;
		return XPF_RED;
	}
	if (was == XPF_RED || !model_take(&m->p, m->unit, first, all))
		return XPF_RED;
	if (was == XPF_GREEN && model_take(&m->c, m->unit, first, all))
		return XPF_GREEN;
	return XPF_YELLOW;
}

static void policer_init(struct xpf_policer *p,
			 const struct xpf_policer_spec *s)
{
	memset(p, 0, sizeof(*p));
	spin_lock_init(&p->lock);
	p->spec = *s;
	p->committed.left = s->burst;
	p->peak.left = s->peak_burst;
}

static u64 some_rate(void)
{
	static const u64 rates[] = {
		1,	 8,	    8000,	    64001,
		1000000, 999999937, 10000000000ULL, 100000000000ULL
	};

	return rates[rnd(8)] + rnd(7);
}

static void random_spec(struct xpf_policer_spec *s)
{
	*s = (struct xpf_policer_spec){
		.rate = some_rate(),
		.burst = 1500 + rnd(200000),
		.kind = XPF_METER_POLICER + rnd(4),
		.flags = rnd(2) ? XPF_METER_COLOR_AWARE : 0,
	};
	if (!rnd(4) && s->kind == XPF_METER_POLICER)
		s->flags |= XPF_METER_PACKETS;
	if (s->kind != XPF_METER_POLICER)
		s->peak_burst = 1500 + rnd(200000);
	if (s->kind == XPF_METER_TWO_RATE)
		s->peak_rate = s->rate + rnd(1000000);
	if (s->kind == XPF_METER_HIERARCHICAL)
		s->peak_rate = s->rate / (1 + rnd(4)) + !(s->rate / 4);
}

/* About as long as a packet takes, and sometimes for ever. */
static u64 some_time(const struct xpf_policer_spec *s, u32 bytes)
{
	u64 fair = (u64)((s128)bytes * 8000000000LL / s->rate);

	switch (rnd(8)) {
	case 0:
		return 0;
	case 1:
		return rnd(3);
	case 2:
		return fair * rnd(20);
	case 3:
		return rnd(50) ? fair : 1ULL << (40 + rnd(20));
	default:
		return fair / (1 + rnd(4)) + rnd(3);
	}
}

static u32 seen[3];

static void one_policer(u32 arrivals)
{
	struct xpf_policer_spec s;
	struct xpf_policer p;
	struct model m;
	u64 now = 1 + rnd(1000000);
	u32 i, bytes, packets, was, got;

	random_spec(&s);
	policer_init(&p, &s);
	model_init(&m, &s);
	for (i = 0; i < arrivals; i++) {
		packets = rnd(6) ? 1 : 1 + rnd(44);
		bytes = packets * (28 + rnd(1473));
		was = rnd(3);
		now += some_time(&s, bytes);
		if (now >= 1ULL << 62)
			return;
		got = xpf_policer_packet(&p, now, bytes, packets, was);
		assert_int_equal(got,
				 model_packet(&m, now, bytes, packets, was));
		seen[got]++;
	}
}

static void test_models(void **state)
{
	int i;

	for (i = 0; i < 3000; i++)
		one_policer(300);
	for (i = 0; i < 3; i++)
		assert_true(seen[i] > 10000);
}

/* A clock that goes back is one that stands still. */
static void test_backwards(void **state)
{
	struct xpf_policer_spec s = {
		.rate = 8000000000,
		.burst = 1500,
		.kind = XPF_METER_POLICER,
	};
	struct xpf_policer p;

	policer_init(&p, &s);
	assert_int_equal(xpf_policer_packet(&p, 5000, 1500, 1, 0), XPF_GREEN);
	assert_int_equal(xpf_policer_packet(&p, 4000, 100, 1, 0), XPF_RED);
	assert_int_equal(xpf_policer_packet(&p, 5099, 100, 1, 0), XPF_RED);
	assert_int_equal(xpf_policer_packet(&p, 5100, 100, 1, 0), XPF_GREEN);
}

/* Over a long time it is the rate that passes, to the byte. */
static void test_rate(void **state)
{
	struct xpf_policer_spec s = {
		.rate = 12345679,
		.burst = 15000,
		.kind = XPF_METER_POLICER,
	};
	u64 passed = 0, now, end = 60 * 1000000000ULL;
	struct xpf_policer p;

	policer_init(&p, &s);
	for (now = 1; now < end; now += 77777)
		if (xpf_policer_packet(&p, now, 1000, 1, 0) == XPF_GREEN)
			passed += 1000;
	assert_in_range(passed, 12345679ULL * 60 / 8 - 1000,
			12345679ULL * 60 / 8 + 15000);
}

/* Premium packets have their rate, and the others what they leave. */
static void test_hierarchy(void **state)
{
	struct xpf_policer_spec s = {
		.rate = 8000000, /* 1,000 bytes a ms */
		.burst = 10000,
		.peak_rate = 3200000, /* 400 of them */
		.peak_burst = 10000,
		.kind = XPF_METER_HIERARCHICAL,
	};
	u64 passed[2] = { 0 }, now, ms;
	struct xpf_policer p;

	policer_init(&p, &s);
	for (ms = 1; ms <= 20000; ms++) {
		now = ms * 1000000;
		if (xpf_policer_packet(&p, now, 800, 1, XPF_GREEN) == XPF_GREEN)
			passed[0] += 800;
		if (xpf_policer_packet(&p, now, 900, 1, XPF_YELLOW) ==
		    XPF_GREEN)
			passed[1] += 900;
	}
	assert_in_range(passed[0], 8000000 - 1000, 8000000 + 10000);
	/* less what premium had by its burst */
	assert_in_range(passed[1], 12000000 - 11000, 12000000 + 10000);
	/* alone, the others have all of it */
	passed[1] = 0;
	for (; ms <= 40000; ms++)
		if (xpf_policer_packet(&p, ms * 1000000, 1100, 1, XPF_YELLOW) ==
		    XPF_GREEN)
			passed[1] += 1100;
	assert_in_range(passed[1], 20000000 - 2000, 20000000 + 10000);
	/* nothing of theirs can starve what is promised */
	assert_int_equal(xpf_policer_packet(&p, ms * 1000000, 9900, 1,
					    XPF_GREEN),
			 XPF_GREEN);
	assert_int_equal(xpf_policer_packet(&p, ms * 1000000, 9900, 1,
					    XPF_GREEN),
			 XPF_RED);
}

#define THREADS 4

struct race {
	struct xpf_policer p;
	u64 passed[THREADS];
	u64 clock;
};

static void *hammer(void *arg)
{
	struct race *r = ((void **)arg)[0];
	u64 *passed = ((void **)arg)[1];
	u32 i;

	for (i = 0; i < 200000; i++) {
		u64 now = __atomic_add_fetch(&r->clock, 1000, __ATOMIC_RELAXED);

		if (xpf_policer_packet(&r->p, now, 500, 1, 0) == XPF_GREEN)
			*passed += 500;
	}
	return NULL;
}

static void test_threads(void **state)
{
	struct xpf_policer_spec s = {
		.rate = 1000000000,
		.burst = 50000,
		.kind = XPF_METER_POLICER,
	};
	static struct race r;
	void *arg[THREADS][2];
	pthread_t t[THREADS];
	u64 passed = 0, want;
	int i;

	policer_init(&r.p, &s);
	r.clock = 1;
	for (i = 0; i < THREADS; i++) {
		arg[i][0] = &r;
		arg[i][1] = &r.passed[i];
		assert_int_equal(pthread_create(&t[i], NULL, hammer, arg[i]),
				 0);
	}
	for (i = 0; i < THREADS; i++) {
		pthread_join(t[i], NULL);
		passed += r.passed[i];
	}
	/* 0.8 s of 1 Gbit/s; four times as much was sent */
	want = 1000000000ULL / 8 * 8 / 10;
	assert_in_range(passed, want - 1000, want + 50000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_models),
		cmocka_unit_test(test_backwards),
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_hierarchy),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
