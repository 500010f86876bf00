// SPDX-License-Identifier: GPL-2.0
/*
 * The TCP machine against scripts: what RFC 9293 and 5961 let two ends do,
 * what attackers try, and a simulation of two honest ends over a bad network,
 * of whose segments none may be refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/random.h"

#include "flow/tcp.c"

#define S XPF_TCP_SYN
#define A XPF_TCP_ACK
#define F XPF_TCP_FIN
#define R XPF_TCP_RST

static struct xpf_tcp tcp;
static u8 state;
static int why;
static u32 config;

/* Sequence numbers near the wrap, so that everything is tried across it. */
#define ISN0 0xfffffff0U
#define ISN1 0x7ffffff0U

static struct xpf_segment seg(u8 flags, u32 seq, u32 ack, u32 len)
{
	return (struct xpf_segment){
		.flags = flags,
		.seq = seq,
		.ack = ack,
		.len = len,
		.window = 1000,
		.scale = XPF_NO_SCALE,
	};
}

static enum xpf_tcp_result put(int wing, u8 flags, u32 s, u32 a, u32 len)
{
	struct xpf_segment x = seg(flags, s, a, len);

	why = 0;
	return xpf_tcp_packet(&tcp, wing, &x, config, &state, &why);
}

#define ok(...) assert_int_equal(put(__VA_ARGS__), XPF_TCP_OK)
#define stale(...) assert_int_equal(put(__VA_ARGS__), XPF_TCP_STALE)
#define bad(reason, ...)                                             \
	do {                                                         \
		assert_int_equal(put(__VA_ARGS__), XPF_TCP_INVALID); \
		assert_int_equal(why, XPF_R_##reason);               \
	} while (0)
#define in(s) assert_int_equal(state, XPF_STATE_##s)

/* Relative numbers: c(n) is the n-th byte of the client, the SYN is 0. */
#define c(n) (ISN0 + (n))
#define s(n) (ISN1 + (n))

static bool open_with(u8 flags, bool loose)
{
	struct xpf_segment x = seg(flags, c(0), 0, 0);

	return xpf_tcp_open(&tcp, &x, loose, &state);
}

static void syn_seen(void)
{
	config = 0;
	assert_true(open_with(S, false));
	in(INIT);
}

static void established(void)
{
	syn_seen();
	ok(1, S | A, s(0), c(1), 0);
	in(SYN_RECV);
	ok(0, A, c(1), s(1), 0);
	in(ESTABLISHED);
}

static void test_first_packet(void **st)
{
	u8 flags;

	for (flags = 0; flags < 64; flags++) {
		bool is_syn = (flags & (S | A | R | F)) == S;

		assert_int_equal(open_with(flags, false), is_syn);
		assert_int_equal(open_with(flags, true),
				 is_syn || !(flags & R));
	}
}

static void test_life(void **st)
{
	established();
	ok(0, A, c(1), s(1), 100);
	ok(1, A, s(1), c(101), 500);
	ok(0, A, c(101), s(501), 0);
	ok(0, F | A, c(101), s(501), 0);
	in(HALF_CLOSED);
	ok(1, A, s(501), c(102), 300); /* the other side may go on */
	ok(0, A, c(102), s(801), 0);
	in(HALF_CLOSED);
	ok(1, F | A, s(801), c(102), 0);
	in(HALF_CLOSED); /* not over before it is acknowledged */
	ok(0, A, c(102), s(802), 0);
	in(TIME_WAIT);
	stale(1, F | A, s(801), c(102), 0); /* no sign of life */
	stale(0, A, c(102), s(802), 0);
	in(TIME_WAIT);
}

static void test_both_close_at_once(void **st)
{
	established();
	ok(0, F | A, c(1), s(1), 0);
	ok(1, F | A, s(1), c(1), 0);
	in(HALF_CLOSED);
	ok(0, A, c(2), s(2), 0);
	in(HALF_CLOSED);
	ok(1, A, s(2), c(2), 0);
	in(TIME_WAIT);
}

static void test_simultaneous_open(void **st)
{
	syn_seen();
	ok(1, S, s(0), 0, 0);
	in(SYN_RECV);
	ok(0, S | A, c(0), s(1), 0);
	ok(1, S | A, s(0), c(1), 0);
	ok(0, A, c(1), s(1), 10);
	in(ESTABLISHED);
	ok(1, A, s(1), c(11), 10);
}

static void test_handshake_repeats(void **st)
{
	syn_seen();
	stale(0, S, c(0), 0, 0); /* the SYN again */
	in(INIT);
	stale(0, S, c(5000), 0, 0); /* another try */
	bad(TCP_STATE, 1, S | A, s(0), c(1), 0); /* answers the first */
	ok(1, S | A, s(0), c(5001), 0);
	ok(1, S | A, s(0), c(5001), 0);
	in(SYN_RECV);
	ok(0, A, c(5001), s(1), 0);
	in(ESTABLISHED);
	stale(1, S | A, s(0), c(5001), 0); /* our ACK was lost */
}

static void test_handshake_forgeries(void **st)
{
	syn_seen();
	bad(TCP_STATE, 0, A, c(1), s(1), 0); /* ACK of nothing */
	bad(TCP_STATE, 0, S | A, c(0), s(1), 0);
	bad(TCP_STATE, 1, S | A, s(0), c(2), 0);
	bad(TCP_STATE, 1, S | A, s(0), c(0), 0);
	bad(TCP_STATE, 1, F | A, s(0), c(1), 0);
	bad(TCP_STATE, 1, A, s(1), c(1), 0); /* no SYN in it */
	in(INIT);
	ok(1, S | A, s(0), c(1), 0);
	/* The responder alone cannot complete the handshake. */
	ok(1, A, s(1), c(1), 10);
	in(SYN_RECV);
	bad(TCP_WINDOW, 0, A, c(1), s(500), 0); /* ACK of what was not sent */
	in(SYN_RECV);
}

static void test_port_closed(void **st)
{
	syn_seen();
	bad(TCP_RST, 1, R, 0, 0, 0);
	bad(TCP_RST, 1, R | A, 0, c(2), 0);
	bad(TCP_RST, 1, R | A, 0, c(0), 0);
	in(INIT);
	ok(1, R | A, 0, c(1), 0);
	in(CLOSED);
	bad(TCP_CLOSED, 0, A, c(1), s(1), 0);
	bad(TCP_CLOSED, 1, R | A, 0, c(1), 0);
}

static void test_client_gives_up(void **st)
{
	syn_seen();
	bad(TCP_RST, 0, R, c(7), 0, 0);
	in(INIT);
	ok(0, R, c(1), 0, 0);
	in(CLOSED);
}

/* RFC 5961: only the exact sequence resets. */
static void test_blind_reset(void **st)
{
	u32 n, hits = 0;
	u8 keep;

	established();
	ok(0, A, c(1), s(1), 100);
	ok(1, A, s(1), c(51), 100); /* has seen half of it */
	for (n = 0; n < 3000; n++) {
		struct xpf_tcp before_ = tcp;

		keep = state;
		if (put(0, R, c(0) + n - 1000, 0, 0) == XPF_TCP_OK) {
			/* expected by the server, or behind what was sent */
			assert_true(n == 1051 || n == 1101);
			in(CLOSED);
			hits++;
		} else {
			assert_int_equal(why, XPF_R_TCP_RST);
			assert_int_equal(state, keep);
			assert_memory_equal(&tcp, &before_, sizeof(tcp));
		}
		tcp = before_;
		state = keep;
	}
	assert_int_equal(hits, 2);
}

/* no-sequence-check lets any reset end a session, rst-sequence-check not. */
static void test_reset_check_alone(void **st)
{
	established();
	config = XPF_TCP_NO_SEQ_CHECK | XPF_TCP_RST_SEQ_CHECK;
	ok(0, A, c(5000000), s(1), 10);
	established();
	config = XPF_TCP_NO_SEQ_CHECK | XPF_TCP_RST_SEQ_CHECK;
	bad(TCP_RST, 1, R, s(500), 0, 0);
	in(ESTABLISHED);
	config = XPF_TCP_NO_SEQ_CHECK;
	ok(1, R, s(500), 0, 0);
	in(CLOSED);
}

/* strict-syn-check: no data before the handshake is done. */
static void test_strict(void **st)
{
	syn_seen();
	config = XPF_TCP_STRICT;
	bad(TCP_STATE, 0, S, c(0), 0, 10);
	bad(TCP_STATE, 1, S | A, s(0), c(1), 10);
	ok(1, S | A, s(0), c(1), 0);
	in(SYN_RECV);
	bad(TCP_STATE, 1, A, s(1), c(1), 100);
	bad(TCP_STATE, 0, A, c(1), s(0), 100);
	in(SYN_RECV);
	ok(0, A, c(1), s(1), 100); /* the ACK may have been lost before us */
	in(ESTABLISHED);
	ok(1, A, s(1), c(101), 100);
	syn_seen(); /* without it, the responder may be fast */
	ok(1, S | A, s(0), c(1), 0);
	ok(1, A, s(1), c(1), 100);
}

static void test_reset_of_data_in_flight(void **st)
{
	/* Ten segments and the RST, none acknowledged yet. */
	established();
	for (int i = 0; i < 9; i++)
		ok(0, A, c(1 + i * 100), s(1), 100);
	ok(0, R | A, c(901), s(1), 0);
	in(CLOSED);
}

/* RFC 5961 section 4: a SYN within a connection changes nothing, and the
 * client that really lost it can get rid of the old one.
 */
static void test_syn_within(void **st)
{
	struct xpf_tcp before_;

	established();
	ok(0, A, c(1), s(1), 100);
	ok(1, A, s(1), c(101), 100);
	before_ = tcp;
	stale(0, S, c(70000), 0, 0);
	stale(1, S, s(70000), 0, 0);
	bad(TCP_STATE, 0, S | A, c(0), s(1), 0);
	assert_memory_equal(&tcp, &before_, sizeof(tcp));
	in(ESTABLISHED);
	/* the server's challenge, and the RST it provokes */
	ok(1, A, s(101), c(101), 0);
	ok(0, R, c(101), 0, 0);
	in(CLOSED);
	assert_int_equal(put(0, S, c(70000), 0, 0), XPF_TCP_REOPEN);
}

/* The same, when we have forgotten the old connection and the server not. */
static void test_challenge_of_first_syn(void **st)
{
	syn_seen();
	stale(1, A, s(4000), c(9999), 0);
	in(INIT);
	stale(0, R, c(9999), 0, 0);
	in(INIT);
	stale(0, S, c(0), 0, 0);
	ok(1, S | A, s(0), c(1), 0);
	ok(0, A, c(1), s(1), 0);
	in(ESTABLISHED);
}

static void test_reopen(void **st)
{
	established();
	ok(0, F | A, c(1), s(1), 0);
	ok(1, F | A, s(1), c(2), 0);
	ok(0, A, c(2), s(2), 0);
	in(TIME_WAIT);
	stale(1, S | A, s(0), c(1), 0);
	assert_int_equal(put(0, S, c(90000), 0, 0), XPF_TCP_REOPEN);
	assert_int_equal(put(1, S, s(90000), 0, 0), XPF_TCP_REOPEN);
}

static void test_window(void **st)
{
	established();
	/* The server offered 1000 bytes. */
	ok(0, A, c(1), s(1), 1000);
	ok(0, A, c(1), s(1), 1000); /* again */
	bad(TCP_WINDOW, 0, A, c(1500), s(1), 10);
	bad(TCP_WINDOW, 0, A, c(1) + 0x40000000, s(1), 10);
	bad(TCP_WINDOW, 0, A, c(1001) - 2 * XPF_TCP_SLACK, s(1), 10);
	bad(TCP_WINDOW, 0, A, c(1001), s(2), 10); /* acks the unsent */
	bad(TCP_WINDOW, 0, A, c(1001), s(1) - 2 * XPF_TCP_SLACK, 10);
	bad(TCP_WINDOW, 0, F | A, c(3000), s(1), 0);
	in(ESTABLISHED);
	config = XPF_TCP_NO_SEQ_CHECK;
	ok(0, A, c(1) + 0x40000000, s(1), 10);
	config = 0;
}

static void test_scaling(void **st)
{
	struct xpf_segment x;
	int answered;

	for (answered = 0; answered < 2; answered++) {
		x = seg(S, c(0), 0, 0);
		x.scale = 7;
		assert_true(xpf_tcp_open(&tcp, &x, false, &state));
		x = seg(S | A, s(0), c(1), 0);
		x.scale = answered ? 4 : XPF_NO_SCALE;
		assert_int_equal(xpf_tcp_packet(&tcp, 1, &x, 0, &state, &why),
				 XPF_TCP_OK);
		ok(0, A, c(1), s(1), 0); /* 1000, scaled or not */
		assert_int_equal(put(1, A, s(100001), c(1), 10),
				 answered ? XPF_TCP_OK : XPF_TCP_INVALID);
		assert_int_equal(put(1, A, s(130000), c(1), 10),
				 XPF_TCP_INVALID);
	}
}

static void test_zero_window_probe(void **st)
{
	struct xpf_segment x;

	established();
	x = seg(A, s(1), c(1), 0);
	x.window = 0;
	assert_int_equal(xpf_tcp_packet(&tcp, 1, &x, 0, &state, &why),
			 XPF_TCP_OK);
	ok(0, A, c(1), s(1), 1);
}

static void test_loose(void **st)
{
	assert_true(open_with(A, true));
	in(ESTABLISHED);
	ok(1, A, 12345, 999, 100);
	ok(0, A, 0x80000000, 12445, 100);
	ok(0, F | A, 0x80000064, 12445, 0);
	in(HALF_CLOSED);
	ok(1, F | A, 12445, 1, 0);
	in(TIME_WAIT);
	assert_true(open_with(A, true));
	ok(1, R, 42, 0, 0);
	in(CLOSED);
}

static void test_in_flight(void **st)
{
	established();
	ok(0, A, c(1), s(1), 100);
	assert_true(xpf_tcp_in_flight(&tcp, 0, c(1)));
	assert_true(xpf_tcp_in_flight(&tcp, 0, c(101)));
	assert_false(xpf_tcp_in_flight(&tcp, 0, c(102)));
	assert_false(xpf_tcp_in_flight(&tcp, 0, c(0) - XPF_TCP_SLACK - 1000));
	assert_false(xpf_tcp_in_flight(&tcp, 0, c(0) + 0x80000000));
}

/*
 * Two honest ends with large scaled windows over a network that loses,
 * repeats and reorders, before and behind us.  We see what the sender's side
 * of the network lets through, in its order.
 */
struct end {
	u32 isn, sent, acked, got; /* bytes, the SYN is byte 0 */
	u32 window; /* what the other offers */
	u8 scale;
};

#define FLIGHT 64
struct flight {
	struct xpf_segment seg;
	int from;
};

static void send_data(struct end *e, struct end *peer, int from,
		      struct flight *f)
{
	u32 len = rnd(4) ? rnd(1449) : 0;

	/* Go back to what is not acknowledged, now and then. */
	if (!rnd(8))
		e->sent = e->acked;
	if (e->sent + len > e->acked + e->window)
		len = e->acked + e->window - e->sent;
	*f = (struct flight){ .from = from,
			      .seg = {
				      .flags = A,
				      .seq = e->isn + e->sent,
				      .len = len,
				      .ack = peer->isn + e->got,
				      .window = 60000,
				      .scale = XPF_NO_SCALE,
			      } };
	e->sent += len;
}

static void deliver(struct end *to, const struct end *from,
		    const struct flight *f)
{
	u32 at = f->seg.seq - from->isn, ack = f->seg.ack - to->isn;

	if (at <= to->got && at + f->seg.len > to->got)
		to->got = at + f->seg.len;
	if (ack > to->acked && ack <= to->sent + 10000000)
		to->acked = ack;
	if (to->sent < to->acked)
		to->sent = to->acked;
	to->window = 60000 << from->scale;
}

static void simulate(u8 scale0, u8 scale1)
{
	struct end e[2] = {
		{ .isn = ISN0,
		  .sent = 1,
		  .acked = 1,
		  .got = 1,
		  .scale = scale0 },
		{ .isn = ISN1,
		  .sent = 1,
		  .acked = 1,
		  .got = 1,
		  .scale = scale1 },
	};
	struct flight wire[FLIGHT];
	struct xpf_segment x;
	u32 n = 0, i, round;

	e[0].window = 60000;
	e[1].window = 60000;
	x = (struct xpf_segment){
		.flags = S, .seq = ISN0, .window = 60000, .scale = scale0
	};
	assert_true(xpf_tcp_open(&tcp, &x, false, &state));
	x = (struct xpf_segment){ .flags = S | A,
				  .seq = ISN1,
				  .ack = ISN0 + 1,
				  .window = 60000,
				  .scale = scale1 };
	assert_int_equal(xpf_tcp_packet(&tcp, 1, &x, 0, &state, &why),
			 XPF_TCP_OK);
	x = (struct xpf_segment){ .flags = A,
				  .seq = ISN0 + 1,
				  .ack = ISN1 + 1,
				  .window = 60000,
				  .scale = XPF_NO_SCALE };
	assert_int_equal(xpf_tcp_packet(&tcp, 0, &x, 0, &state, &why),
			 XPF_TCP_OK);
	for (round = 0; round < 20000; round++) {
		int from = rnd(2);

		if (n < FLIGHT && rnd(3))
			send_data(&e[from], &e[!from], from, &wire[n++]);
		if (!n)
			continue;
		/* Mostly in order, sometimes not; lost before or behind us. */
		i = rnd(5) ? 0 : rnd(n);
		if (!rnd(30))
			goto gone;
		x = wire[i].seg;
		if (xpf_tcp_packet(&tcp, wire[i].from, &x, 0, &state, &why) !=
		    XPF_TCP_OK)
			fail_msg("round %u: refused for %d", round, why);
		if (rnd(30))
			deliver(&e[!wire[i].from], &e[wire[i].from], &wire[i]);
		if (!rnd(20))
			continue; /* and once more */
	gone:
		memmove(&wire[i], &wire[i + 1], (n - i - 1) * sizeof(*wire));
		n--;
	}
	assert_true(e[0].got > 100000 && e[1].got > 100000);
}

static void test_honest_ends(void **st)
{
	int i;

	for (i = 0; i < 20; i++)
		simulate(rnd(8), rnd(8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_packet),
		cmocka_unit_test(test_life),
		cmocka_unit_test(test_both_close_at_once),
		cmocka_unit_test(test_simultaneous_open),
		cmocka_unit_test(test_handshake_repeats),
		cmocka_unit_test(test_handshake_forgeries),
		cmocka_unit_test(test_port_closed),
		cmocka_unit_test(test_client_gives_up),
		cmocka_unit_test(test_blind_reset),
		cmocka_unit_test(test_reset_check_alone),
		cmocka_unit_test(test_strict),
		cmocka_unit_test(test_reset_of_data_in_flight),
		cmocka_unit_test(test_syn_within),
		cmocka_unit_test(test_challenge_of_first_syn),
		cmocka_unit_test(test_reopen),
		cmocka_unit_test(test_window),
		cmocka_unit_test(test_scaling),
		cmocka_unit_test(test_zero_window_probe),
		cmocka_unit_test(test_loose),
		cmocka_unit_test(test_in_flight),
		cmocka_unit_test(test_honest_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
