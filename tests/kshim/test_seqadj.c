// SPDX-License-Identifier: GPL-2.0
/*
 * Moved sequence numbers against a naive twin: two ends send messages to each
 * other over a path that loses and reorders, with us in the middle, who replace
 * some messages by longer or shorter ones.  The ends believe nothing but what
 * they see: each must get exactly the translated messages of the other, in
 * order, and every acknowledgement and SACK block that reaches a sender must be
 * true in its own numbers.  The state machine sees every segment too and must
 * not refuse one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/packet.h"
#include "lib/random.h"

#include "flow/seqadj.c"
#include "flow/tcp.c"

#define MSGS 120
#define PATH 256
#define SACKS 3
#define TCP_LEN (20 + 2 + 2 + 8 * SACKS)

struct end {
	u32 isn; /* number of its first message */
	u32 out; /* as the other end sees it */
	u32 len[MSGS + 1], new[MSGS + 1];
	u32 start[MSGS + 1], moved[MSGS + 1]; /* naive: sums */
	bool got[MSGS + 1]; /* of the other's messages */
	bool sacked[MSGS + 1]; /* of its own */
	u32 acked; /* its messages before this one are */
	u32 sent; /* and never beyond this one */
};

struct flight {
	int from; /* wing */
	bool after; /* we have seen it */
	u32 due, first, n; /* messages */
	struct xpf_segment seg;
	u8 tcp[TCP_LEN];
};

static struct end end[2];
static struct xpf_seqadj sa;
static struct xpf_tcp tcp;
static u8 state;
static u32 next_seen[2]; /* the first message that we have not seen */
static struct flight path[PATH];
static u32 n_path, now, loss, passed, edited, folded;
static spinlock_t lock;

static u16 header_check(const u8 *h)
{
	/* The rest of the packet is the same on both sides. */
	return sum16(h, TCP_LEN, 0);
}

static u32 received(const struct end *e)
{
	u32 i = 0;

	while (i < MSGS && e->got[i])
		i++;
	return i;
}

static void put_sacks(u8 *h, const struct end *me, const struct end *peer)
{
	u32 i = received(me), n = 0, from;
	u8 *opt = h + 20;

	*opt++ = OPT_NOP;
	*opt++ = OPT_NOP;
	opt[0] = OPT_SACK;
	for (; i < MSGS && n < SACKS; i++) {
		if (!me->got[i])
			continue;
		for (from = i; i < MSGS && me->got[i]; i++)
			;
		put32(opt + 2 + 8 * n, peer->moved[from]);
		put32(opt + 6 + 8 * n++, peer->moved[i]);
	}
	opt[1] = 2 + 8 * n;
	memset(opt + opt[1], OPT_NOP, TCP_LEN - 22 - opt[1]);
}

static void launch(int from, u32 first, u32 n)
{
	struct end *me = &end[from], *peer = &end[!from];
	struct flight *f = &path[n_path];

	if (n_path == PATH)
		return;
	*f = (struct flight){
		.from = from, .first = first, .n = n, .due = now + 1 + rnd(6)
	};
	f->seg.seq = me->start[first];
	f->seg.len = me->start[first + n] - me->start[first];
	f->seg.ack = peer->moved[received(me)];
	f->seg.flags = XPF_TCP_ACK;
	f->seg.window = 60000;
	f->seg.scale = XPF_NO_SCALE;
	put32(f->tcp + 4, f->seg.seq);
	put32(f->tcp + 8, f->seg.ack);
	put16(f->tcp + 14, 60000);
	f->tcp[12] = TCP_LEN / 4 << 4;
	f->tcp[13] = XPF_TCP_ACK;
	put_sacks(f->tcp, me, peer);
	put16(f->tcp + 16, ~header_check(f->tcp));
	n_path++;
}

/* What an end may say that it sends: something not known to be there. */
static void speak(int from)
{
	struct end *e = &end[from];
	u32 first = e->acked + rnd(7), n = 1 + rnd(3);

	while (first < MSGS && e->sacked[first])
		first++;
	if (first + n > MSGS)
		n = first < MSGS ? MSGS - first : 0;
	e->sent = max(e->sent, n ? first + n : 0);
	launch(from, n ? first : e->sent, n);
}

/* Which message begins at this number; every boundary is one. */
static u32 boundary(const u32 *at, u32 seq)
{
	u32 i;

	for (i = 0; i <= MSGS; i++)
		if (at[i] == seq)
			return i;
	fail_msg("%u is no boundary", seq);
	return 0;
}

static bool in_the_middle(struct flight *f)
{
	struct end *e = &end[f->from];
	int why = 0;
	u32 i;

	xpf_seqadj_receive(&sa, &lock, f->from, &f->seg);
	if (f->first > next_seen[f->from])
		return false;
	assert_int_equal(xpf_tcp_packet(&tcp, f->from, &f->seg, 0, &state,
					&why),
			 XPF_TCP_OK);
	for (i = f->first; i < f->first + f->n; i++) {
		if (e->new[i] != e->len[i] &&
		    !xpf_seqadj_edit(&sa, f->from, e->start[i], e->start[i + 1],
				     e->new[i] - e->len[i],
				     tcp.wing[!f->from].maxack))
			return false;
		edited += e->new[i] != e->len[i];
		next_seen[f->from] = max(next_seen[f->from], i + 1);
	}
	xpf_seqadj_send(&sa, &lock, f->from, &f->seg, f->tcp, TCP_LEN, false);
	assert_int_equal(header_check(f->tcp), 0xffff);
	passed++;
	if (get_unaligned_be32(f->tcp + 4) == e->moved[f->first])
		return true;
	/* An old one, from before an edit that is history: it may come out
	 * anywhere in what was acknowledged, and nowhere else.
	 */
	folded++;
	i = tcp.wing[!f->from].maxack;
	assert_false(xpf_seq_after(f->seg.seq + f->seg.len, i));
	assert_false(xpf_seq_after(get_unaligned_be32(f->tcp + 4) + f->seg.len,
				   xpf_seqadj_out(&sa, f->from, i)));
	return false;
}

static bool old(const struct end *me, u32 seq)
{
	return xpf_seq_before(seq, me->start[me->acked]);
}

static void hear(struct flight *f)
{
	struct end *me = &end[!f->from], *peer = &end[f->from];
	u32 i = boundary(peer->moved, get_unaligned_be32(f->tcp + 4)), to, n;
	u8 *sack = f->tcp + 22;

	assert_int_equal(i, f->first);
	for (n = 0; n < f->n; n++)
		me->got[i + n] = true;
	/* What is older than what it knows already, a sender does not read. */
	if (old(me, get_unaligned_be32(f->tcp + 8)))
		return;
	to = boundary(me->start, get_unaligned_be32(f->tcp + 8));
	assert_true(to <= received(peer));
	me->acked = max(me->acked, to);
	for (i = 0; i + 1 < (u32)(sack[1] - 2) / 4; i += 2) {
		if (old(me, get_unaligned_be32(sack + 2 + 4 * i)))
			continue;
		n = boundary(me->start, get_unaligned_be32(sack + 2 + 4 * i));
		to = boundary(me->start, get_unaligned_be32(sack + 6 + 4 * i));
		assert_true(n < to);
		for (; n < to; n++) {
			assert_true(peer->got[n]);
			me->sacked[n] = true;
		}
	}
}

static void arrive(u32 i)
{
	struct flight f = path[i];

	path[i] = path[--n_path];
	if (rnd(100) < loss)
		return;
	if (f.after) {
		hear(&f);
		return;
	}
	if (!in_the_middle(&f) || n_path == PATH)
		return;
	f.after = true;
	f.due = now + 1 + rnd(6);
	path[n_path++] = f;
}

static void begin(u32 edits)
{
	struct xpf_segment seg = { .flags = XPF_TCP_SYN, .window = 60000 };
	int why = 0, w;
	u32 i;

	memset(&sa, 0, sizeof(sa));
	memset(end, 0, sizeof(end));
	memset(next_seen, 0, sizeof(next_seen));
	n_path = now = 0;
	for (w = 0; w < 2; w++) {
		struct end *e = &end[w];

		/* Near the wrap as often as not. */
		e->isn = rnd(2) ? 0U - rnd(2000) : rnd(~0U);
		e->out = rnd(2) ? e->isn : rnd(~0U); /* a SYN proxy was here */
		xpf_seqadj_base(&sa, w, e->out - e->isn);
		e->start[0] = e->isn;
		e->moved[0] = e->out;
		for (i = 0; i < MSGS; i++) {
			e->len[i] = 1 + rnd(60);
			e->new[i] = rnd(100) < edits ? 1 + rnd(80) : e->len[i];
			e->start[i + 1] = e->start[i] + e->len[i];
			e->moved[i + 1] = e->moved[i] + e->new[i];
		}
	}
	seg.scale = XPF_NO_SCALE;
	seg.seq = end[0].isn - 1;
	assert_true(xpf_tcp_open(&tcp, &seg, false, &state));
	seg.flags |= XPF_TCP_ACK;
	seg.seq = end[1].isn - 1;
	seg.ack = end[0].isn;
	assert_int_equal(xpf_tcp_packet(&tcp, 1, &seg, 0, &state, &why),
			 XPF_TCP_OK);
	seg.flags = XPF_TCP_ACK;
	seg.seq = end[0].isn;
	seg.ack = end[1].isn;
	assert_int_equal(xpf_tcp_packet(&tcp, 0, &seg, 0, &state, &why),
			 XPF_TCP_OK);
}

static void converse(u32 edits, u32 lose)
{
	u32 i;

	begin(edits);
	loss = lose;
	while (end[0].acked < MSGS || end[1].acked < MSGS) {
		assert_true(now++ < 100000);
		speak(0);
		speak(1);
		for (i = 0; i < n_path;) {
			if (path[i].due <= now)
				arrive(i);
			else
				i++;
		}
	}
	assert_int_equal(received(&end[0]), MSGS);
	assert_int_equal(received(&end[1]), MSGS);
}

static void test_conversations(void **state_)
{
	u32 i;

	for (i = 0; i < 60; i++) {
		converse(0, 0);
		converse(10, 5);
		converse(30, 20);
		converse(100, 10);
	}
	assert_true(passed > 10000);
	assert_true(edited > 5000);
}

/* Within an edit nothing corresponds. */
static void test_inside(void **state_)
{
	memset(&sa, 0, sizeof(sa));
	assert_true(xpf_seqadj_edit(&sa, 0, 100, 110, 5, 0));
	assert_int_equal(xpf_seqadj_out(&sa, 0, 100), 100);
	assert_int_equal(xpf_seqadj_out(&sa, 0, 105), 100);
	assert_int_equal(xpf_seqadj_out(&sa, 0, 110), 115);
	assert_int_equal(xpf_seqadj_back(&sa, 0, 114), 100);
	assert_int_equal(xpf_seqadj_back(&sa, 0, 115), 110);
	assert_true(xpf_seqadj_inside(&sa, 0, 101));
	assert_true(xpf_seqadj_inside(&sa, 0, 109));
	assert_false(xpf_seqadj_inside(&sa, 0, 100));
	assert_false(xpf_seqadj_inside(&sa, 0, 110));
	assert_int_equal(xpf_seqadj_out(&sa, 1, 200), 200);
	/* The same again, an overlap, one that is older. */
	assert_true(xpf_seqadj_edit(&sa, 0, 100, 110, 5, 0));
	assert_int_equal(xpf_seqadj_out(&sa, 0, 110), 115);
	assert_false(xpf_seqadj_edit(&sa, 0, 105, 120, 5, 0));
	assert_false(xpf_seqadj_edit(&sa, 0, 50, 60, 5, 0));
}

/* Too many edits wait: no more until one is acknowledged. */
static void test_bound(void **state_)
{
	u32 i;

	memset(&sa, 0, sizeof(sa));
	for (i = 0; i < XPF_SEQADJ_EDITS; i++)
		assert_true(
			xpf_seqadj_edit(&sa, 0, 100 * i, 100 * i + 10, 1, 0));
	assert_false(xpf_seqadj_edit(&sa, 0, 5000, 5010, 1, 9));
	assert_true(xpf_seqadj_edit(&sa, 0, 5000, 5010, 1, 10));
	assert_int_equal(sa.dir[0].base, 1);
	assert_int_equal(xpf_seqadj_out(&sa, 0, 5010),
			 5010 + XPF_SEQADJ_EDITS + 1);
	/* Far behind: history, whatever was acknowledged. */
	assert_true(xpf_seqadj_edit(&sa, 0, 3U << 29, (3U << 29) + 9, 1, 0));
	assert_int_equal(sa.dir[0].n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conversations),
		cmocka_unit_test(test_inside),
		cmocka_unit_test(test_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
