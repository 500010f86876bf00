// SPDX-License-Identifier: GPL-2.0
/*
 * The TCP machine: whatever two ends and a forger say, it stays what tcp.h
 * promises.  A segment that is refused has changed nothing; one that is no sign of
 * life changes no state; a connection that was established never becomes younger,
 * one that was reset only begins anew by a SYN; what was sent is never unsent.
 *
 * Input: a byte of settings, then seven bytes a segment: who and which of his
 * numbers it is near, flags, offset of sequence and acknowledgement, length,
 * window.
 */
#include <kshim.h>

#include "flow/tcp.c"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/* abort() at a line of its own each. */
#define check(ok)                         \
	do {                              \
		if (!(ok))                \
			__builtin_trap(); \
	} while (0)

static u32 near(u32 number, u8 offset)
{
	static const u32 far[] = { 0, 1, 1000, 65535, 66000, 1 << 20, 1U << 31 };
	u32 o = far[(offset >> 3) % ARRAY_SIZE(far)] + (offset & 3);

	return offset & 4 ? number - o : number + o;
}

static struct xpf_segment segment(const struct xpf_tcp *tcp, const u8 *p)
{
	const struct xpf_tcp_wing *tx = &tcp->wing[p[0] & 1];
	const struct xpf_tcp_wing *rx = &tcp->wing[!(p[0] & 1)];

	return (struct xpf_segment){
		.flags = p[1] & 0x3f,
		.seq = near(p[0] & 2 ? rx->maxack : tx->end, p[2]),
		.ack = near(p[0] & 4 ? tx->maxack : rx->end, p[3]),
		.len = p[4] << (p[0] >> 6),
		.window = p[5] << 8 | p[6],
		.scale = p[0] & 8 ? p[6] % 15 : XPF_NO_SCALE,
	};
}

static void judge(const struct xpf_tcp *was, u8 old, const struct xpf_tcp *is,
		  u8 state, int wing, const struct xpf_segment *seg, u32 config,
		  enum xpf_tcp_result r)
{
	const struct xpf_tcp_wing *tx = &was->wing[wing];
	const u8 special = XPF_TCP_SYN | XPF_TCP_RST;
	bool plain = !(seg->flags & special);

	check(state >= XPF_STATE_INIT && state <= XPF_STATE_CLOSED);
	if (r == XPF_TCP_INVALID)
		check(state == old && !memcmp(was, is, sizeof(*was)));
	if (r == XPF_TCP_STALE || r == XPF_TCP_REOPEN)
		check(state == old);
	if (r == XPF_TCP_REOPEN)
		check(old >= XPF_STATE_TIME_WAIT && seg->flags & XPF_TCP_SYN);
	if (old == XPF_STATE_CLOSED)
		check(r == XPF_TCP_INVALID || r == XPF_TCP_REOPEN);
	if (old >= XPF_STATE_ESTABLISHED)
		check(state >= XPF_STATE_ESTABLISHED);
	if (seg->flags & XPF_TCP_RST && r == XPF_TCP_OK)
		check(state == XPF_STATE_CLOSED);
	if (state == XPF_STATE_CLOSED && old != XPF_STATE_CLOSED)
		check(seg->flags & XPF_TCP_RST);
	if (old > XPF_STATE_INIT)
		check(is->wing[wing].end - tx->end <= 1U << 31);
	if (plain && r == XPF_TCP_OK && !(config & XPF_TCP_NO_SEQ_CHECK) &&
	    !(tx->flags & XPF_TCPW_LOOSE))
		check(!xpf_seq_after(seg->seq, tx->maxend));
	if (config & XPF_TCP_STRICT && state <= XPF_STATE_SYN_RECV && wing)
		check(!seg->len || r == XPF_TCP_INVALID || r == XPF_TCP_STALE ||
		      seg->flags & XPF_TCP_RST);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct xpf_tcp tcp = { 0 }, was;
	struct xpf_segment seg;
	u8 state = 0, old;
	u32 config;
	int why = 0;

	if (size < 8)
		return 0;
	config = data[0] & 7;
	seg = segment(&tcp, data + 1);
	if (!xpf_tcp_open(&tcp, &seg, data[0] & 8, &state))
		return 0;
	for (data += 8, size -= 8; size >= 7; data += 7, size -= 7) {
		int wing = data[0] & 1;
		enum xpf_tcp_result r;

		seg = segment(&tcp, data);
		was = tcp;
		old = state;
		r = xpf_tcp_packet(&tcp, wing, &seg, config, &state, &why);
		judge(&was, old, &tcp, state, wing, &seg, config, r);
		xpf_tcp_in_flight(&tcp, wing, seg.seq);
		if (r == XPF_TCP_REOPEN &&
		    !xpf_tcp_open(&tcp, &seg, false, &state))
			return 0;
	}
	return 0;
}
