// SPDX-License-Identifier: GPL-2.0
/*
 * The bounds of the gateways, reached on purpose, one less and one more: pinholes
 * of a control session, of its calls, in all, and those that outlive theirs;
 * sessions by one pinhole; calls of SIP; questions of DNS.  What is refused
 * changes nothing, is counted, and there is room again when something goes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/in.h>
#include <kshim_run.h>
#include <linux/list.h>

#include "lib/calls.h"
#include "alg/dns.c"

static struct xpf_stats stats;
static struct xpf_net xn = { .stats = &stats };
static u64 alive = 1; /* sessions of this id and above */
static u32 released;

void xpf_expect_release(struct xpf_net *x, const struct xpf_expect *e)
{
	released++;
}

struct xpf_session *xpf_table_by_id(const struct xpf_table *t, u64 id)
{
	return id >= alive ? (struct xpf_session *)(uintptr_t)(id << 12) : NULL;
}

static u32 closed; /* sessions */

bool xpf_session_close(struct xpf_net *x, struct xpf_session *s,
		       enum xpf_close_reason why)
{
	closed++;
	return true;
}

bool xpf_alg_replace(struct xpf_alg_msg *m, u32 at, u32 len, const void *text,
		     u32 n)
{
	return false;
}

bool xpf_dns_parse(const u8 *data, u32 len, struct xpf_dns *d)
{
	return false;
}

const struct xpf_nat_rule *xpf_nat_search(const struct xpf_ruleset *rs,
					  enum xpf_image_kind image,
					  const struct xpf_fields *f)
{
	return NULL;
}

void xpf_map_addr(struct in6_addr *addr, const struct in6_addr *to, u8 len)
{
}

static u64 counted(enum xpf_stat id)
{
	return stats.stat[id];
}

static void session_of(struct xpf_ext *ext)
{
	memset(ext, 0, sizeof(*ext));
	INIT_LIST_HEAD(&ext->expects);
}

/* The n-th place that somebody may wait at. */
static struct xpf_expect at(u32 n, u32 flags, u32 call)
{
	struct xpf_expect e = { .flags = flags, .call = call, .timeout = 60 };

	e.key.family = AF_INET;
	e.key.proto = IPPROTO_UDP;
	e.key.daddr4 = htonl(0x0a000000 + (n >> 15));
	e.key.dport = htons(1024 + (n & 0x7fff));
	e.sent = e.key;
	e.in_zone = 1;
	return e;
}

static int add(struct xpf_ext *ext, u32 n, u32 flags, u32 call)
{
	struct xpf_expect e = at(n, flags, call);

	return xpf_expect_add(xn.expects, ext, &e, 100);
}

static int fresh(void **state)
{
	memset(&stats, 0, sizeof(stats));
	alive = 1;
	xn.expects = xpf_expects_new(&xn);
	xn.sip = xpf_sip_new(&xn);
	closed = 0;
	return 0;
}

static int gone(void **state)
{
	xpf_expects_free(xn.expects);
	xpf_sip_free(xn.sip);
	kshim_grace_period();
	return 0;
}

/* Of one session: @most begin, the next does not, and does once one is gone. */
static void one_session(u32 most, u32 call)
{
	struct xpf_expect first = at(0, 0, call);
	struct xpf_ext ext, other;
	u32 i;

	session_of(&ext);
	session_of(&other);
	for (i = 0; i < most; i++)
		assert_int_equal(add(&ext, i, 0, call), 0);
	assert_int_equal(add(&ext, most, 0, call), -ENOSPC);
	assert_int_equal(counted(XPF_S_PINHOLES), most);
	assert_int_equal(counted(XPF_S_PINHOLES_REFUSED), 1);
	assert_int_equal(ext.n_expects, most);
	/* one that is there is only refreshed; another session has its own */
	assert_int_equal(add(&ext, 1, 0, call), 1);
	assert_int_equal(add(&other, most, 0, call), 0);
	xpf_expect_drop(xn.expects, &ext, &first.sent);
	kshim_grace_period();
	assert_int_equal(add(&ext, 0, 0, call), 0);
	assert_int_equal(add(&ext, most + 1, 0, call), -ENOSPC);
	/* few callbacks fit at a time */
	for (i = 0; i < most; i++) {
		first = at(i, 0, call);
		xpf_expect_drop(xn.expects, &ext, &first.sent);
		kshim_grace_period();
	}
	assert_int_equal(ext.n_expects, 0);
	xpf_expect_end(xn.expects, &other);
	kshim_grace_period();
	assert_int_equal(atomic_read(&xn.expects->count), 0);
}

static void test_group(void **state)
{
	one_session(XPF_MAX_GROUP_PINHOLES, 0);
}

static void test_calls_of_group(void **state)
{
	one_session(XPF_MAX_CALL_PINHOLES, 7);
}

/* @n pinholes over as many control sessions as that takes. */
static struct xpf_ext *many(u32 n, u32 flags)
{
	struct xpf_ext *ext =
		calloc(n / XPF_MAX_GROUP_PINHOLES + 1, sizeof(*ext));
	u32 i;

	for (i = 0; i <= n / XPF_MAX_GROUP_PINHOLES; i++)
		session_of(&ext[i]);
	for (i = 0; i < n; i++)
		assert_int_equal(
			add(&ext[i / XPF_MAX_GROUP_PINHOLES], i, flags, 0), 0);
	return ext;
}

static void end_all(struct xpf_ext *ext, u32 n)
{
	u32 i;

	for (i = 0; i <= n / XPF_MAX_GROUP_PINHOLES; i++) {
		xpf_expect_end(xn.expects, &ext[i]);
		kshim_grace_period();
	}
}

static void test_all(void **state)
{
	struct xpf_ext *ext = many(XPF_MAX_PINHOLES, 0), last;

	session_of(&last);
	assert_int_equal(add(&last, XPF_MAX_PINHOLES, 0, 0), -ENOSPC);
	xpf_expect_end(xn.expects, &ext[0]);
	kshim_grace_period();
	assert_int_equal(add(&last, XPF_MAX_PINHOLES, 0, 0), 0);
	/* a control session that is over opens nothing more */
	assert_int_equal(add(&ext[0], 1, 0, 0), -ESHUTDOWN);
	end_all(ext + 1, XPF_MAX_PINHOLES - XPF_MAX_GROUP_PINHOLES - 1);
	xpf_expect_end(xn.expects, &last);
	kshim_grace_period();
	assert_int_equal(atomic_read(&xn.expects->count), 0);
	free(ext);
}

/* Those that may outlive their control session, as far as there is room. */
static void test_left(void **state)
{
	u32 n = XPF_MAX_LEFT_PINHOLES + XPF_MAX_GROUP_PINHOLES, i;
	u32 flags = XPF_EXPECT_SURVIVE | XPF_EXPECT_PERMANENT;
	struct xpf_ext *ext = many(n, flags);
	struct xpf_expect e;

	end_all(ext, n);
	assert_int_equal(xn.expects->left.n_expects, XPF_MAX_LEFT_PINHOLES);
	assert_int_equal(atomic_read(&xn.expects->count),
			 XPF_MAX_LEFT_PINHOLES);
	e = at(0, 0, 0);
	assert_non_null(xpf_expect_find(xn.expects, &e.key, 1, 101));
	e = at(n - 1, 0, 0); /* came too late */
	assert_null(xpf_expect_find(xn.expects, &e.key, 1, 101));
	for (i = 0; i < n; i++) {
		e = at(i, 0, 0);
		xpf_expect_drop(xn.expects, &xn.expects->left, &e.sent);
		kshim_grace_period();
	}
	assert_int_equal(atomic_read(&xn.expects->count), 0);
	free(ext);
}

/* Sessions of media by one pinhole of a call: four live ones. */
static void test_made(void **state)
{
	struct xpf_expect like = at(1,
				    XPF_EXPECT_PERMANENT |
					    XPF_EXPECT_ANY_SADDR |
					    XPF_EXPECT_ANY_SPORT,
				    7),
			  *e;
	struct xpf_key flow = like.key;
	struct xpf_ext ext;
	u64 id;

	session_of(&ext);
	flow.saddr4 = like.sent.daddr4; /* an address of the call */
	assert_int_equal(xpf_expect_add(xn.expects, &ext, &like, 100), 0);
	e = xpf_expect_find(xn.expects, &like.key, 1, 101);
	assert_non_null(e);
	for (id = 1; id <= XPF_EXPECT_MADE; id++) {
		assert_true(xpf_expect_take(xn.expects, e, &flow));
		xpf_expect_done(xn.expects, e, 101, &flow, id);
	}
	assert_false(xpf_expect_take(xn.expects, e, &flow));
	alive = 2; /* the first is over */
	assert_true(xpf_expect_take(xn.expects, e, &flow));
	xpf_expect_done(xn.expects, e, 101, &flow, id);
	assert_false(xpf_expect_take(xn.expects, e, &flow));
	xpf_expect_end(xn.expects, &ext);
}

/* ---- SIP ---- */

struct caller {
	struct xpf_session s;
	struct xpf_ext ext;
	struct xpf_alg_state alg;
	struct xpf_pkt pkt;
	struct xpf_alg_msg m;
};

static void caller(struct caller *c, u32 n)
{
	memset(c, 0, sizeof(*c));
	session_of(&c->ext);
	c->alg.xn = &xn;
	c->alg.kind = XPF_ALG_SIP;
	INIT_LIST_HEAD(&c->alg.sip.calls);
	c->s.wing[0].key.family = AF_INET;
	c->s.wing[0].key.saddr4 = htonl(0x0a000000 + n);
	c->pkt.xn = &xn;
	c->m.pkt = &c->pkt;
	c->m.s = &c->s;
	c->m.ext = &c->ext;
	c->m.alg = &c->alg;
}

static u32 call(struct caller *c, u32 n)
{
	char id[32];
	u32 len = snprintf(id, sizeof(id), "call-%u@phone", n);

	return xpf_sip_call_begin(&c->m, (u8 *)id, len);
}

static void test_sip_calls(void **state)
{
	u32 sessions = XPF_MAX_SIP_CALLS / XPF_MAX_SESSION_SIP_CALLS, i, j;
	struct caller *c = calloc(sessions + 1, sizeof(*c));
	u32 tag = 0;
	u8 now;

	for (i = 0; i <= sessions; i++)
		caller(&c[i], i);
	for (i = 0; i < sessions; i++) {
		for (j = 0; j < XPF_MAX_SESSION_SIP_CALLS; j++) {
			tag = call(&c[i], j);
			assert_int_not_equal(tag, 0);
		}
		/* of one session */
		assert_int_equal(call(&c[i], j), 0);
		assert_int_equal(atomic64_read(&xn.sip->refused), i + 1);
	}
	assert_int_equal(xn.sip->n_calls, XPF_MAX_SIP_CALLS);
	/* in all */
	assert_int_equal(call(&c[sessions], 0), 0);
	assert_int_equal(
		xpf_sip_call_find(&c[0].m, (u8 *)"call-3@phone", 12, &now), 4);
	xpf_sip_call_end(&c[sessions - 1].m, tag);
	assert_int_not_equal(call(&c[sessions], 0), 0);
	assert_int_equal(call(&c[sessions], 1), 0);
	for (i = 0; i <= sessions; i++)
		xpf_sip_forget(&c[i].alg);
	assert_int_equal(xn.sip->n_calls, 0);
	free(c);
}

/*
 * A call ends when it has lasted too long, with its media, whichever control
 * session announced them; another call goes on.
 */
static void test_sip_duration(void **state)
{
	struct xpf_ruleset rs = { .alg.sip_call = 180 };
	struct xpf_expect e[2];
	u32 most = 180 / WATCH_S, i, tag[2];
	struct caller c, other;

	caller(&c, 1);
	caller(&other, 2);
	xn.ruleset = &rs;
	for (i = 0; i < 2; i++) {
		c.pkt.now = xpf_seconds() + i * WATCH_S;
		tag[i] = call(&c, i);
	}
	for (i = 0; i < 2; i++) {
		e[i] = at(i, XPF_EXPECT_PERMANENT, tag[0]);
		e[i].n_made = 1;
		e[i].made[0] = 10 + i;
		assert_int_equal(xpf_expect_add(xn.expects,
						i ? &other.ext : &c.ext, &e[i],
						xpf_seconds()),
				 0);
	}
	for (i = 0; i + 1 < most; i++) {
		jiffies += WATCH_S * HZ;
		watch(&xn.sip->watch.work);
	}
	assert_int_equal(xn.sip->n_calls, 2);
	assert_int_equal(closed, 0);
	jiffies += WATCH_S * HZ;
	watch(&xn.sip->watch.work);
	assert_int_equal(xn.sip->n_calls, 1);
	assert_int_equal(closed, 2);
	assert_int_equal(atomic_read(&xn.expects->count), 0);
	jiffies += WATCH_S * HZ;
	watch(&xn.sip->watch.work);
	assert_int_equal(xn.sip->n_calls, 0);
	/* no configuration yet: nothing ends */
	xn.ruleset = NULL;
	c.pkt.now = xpf_seconds() - 100000;
	assert_int_not_equal(call(&c, 3), 0);
	watch(&xn.sip->watch.work);
	assert_int_equal(xn.sip->n_calls, 1);
	xpf_sip_forget(&c.alg);
}

/* ---- DNS ---- */

static struct xpf_dns question(u16 id)
{
	return (struct xpf_dns){ .id = id, .question = id * 7U };
}

static bool waits_for(struct xpf_alg_dns *q, u16 id)
{
	struct xpf_dns d = question(id);

	return answered(q, &d, false);
}

static void test_dns_questions(void **state)
{
	struct xpf_alg_dns q = { 0 };
	struct xpf_dns d;
	u16 id;

	for (id = 1; id <= 17; id++) {
		d = question(id);
		asked(&q, &d);
		asked(&q, &d); /* again: the same one */
	}
	assert_false(waits_for(&q, 1)); /* the oldest */
	for (id = 2; id <= 17; id++)
		assert_true(waits_for(&q, id));
	assert_int_equal(q.waits, 0);
}

/* One that waits long is not forgotten while there is room. */
static void test_dns_slow_answer(void **state)
{
	struct xpf_alg_dns q = { .asked = U32_MAX - 20 };
	struct xpf_dns d = question(1);
	u16 id;

	asked(&q, &d);
	for (id = 2; id < 100; id++) {
		d = question(id);
		asked(&q, &d);
		assert_true(waits_for(&q, id));
	}
	assert_true(waits_for(&q, 1));
	assert_false(waits_for(&q, 1));
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, fresh, gone)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_group),
		TEST(test_calls_of_group),
		TEST(test_all),
		TEST(test_left),
		TEST(test_made),
		TEST(test_sip_calls),
		TEST(test_sip_duration),
		TEST(test_dns_questions),
		TEST(test_dns_slow_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
