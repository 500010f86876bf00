// SPDX-License-Identifier: GPL-2.0
/*
 * Moved sequence numbers, see seqadj.h.
 *
 * A direction has a base offset and a short list of edits in the order of
 * their place in the stream.  Several may be in flight at once, and a segment
 * may be sent again after later ones were edited, so each keeps its own place
 * and the offset that holds behind it; one is folded into the base when its
 * replacement has been acknowledged and room is needed, or when it is so far
 * behind that comparing with it would soon go wrong.
 *
 * Within an edit there is no correspondence of bytes.  What acknowledges a
 * part of the replacement acknowledges nothing of the original.  A segment
 * that begins within an edit is for the caller to notice.
 *
 * Pure but for the lock: readers of a constant offset, which is all a SYN
 * proxy leaves behind, take none.
 */
#include <linux/compiler.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "flow/seqadj.h"
#include "flow/tcp.h"
#include "pkt/pkt.h"
#include "pkt/rewrite.h"

#define OFFSET_SEQ 4
#define OFFSET_ACK 8
#define OFFSET_LEN 12
#define OFFSET_FLAGS 13
#define HEADER 20

#define OPT_END 0
#define OPT_NOP 1
#define OPT_SACK 5

/* An edit this far behind is history, acknowledged or not. */
#define FAR 0x40000000

static bool far(const struct xpf_seqadj_edit *e, u32 seq)
{
	return (s32)(seq - e->to) > FAR;
}

static u32 offset_before(const struct xpf_seqadj_dir *d, u32 i)
{
	return i ? d->edit[i - 1].offset : d->base;
}

static void fold_first(struct xpf_seqadj_dir *d)
{
	WRITE_ONCE(d->base, d->edit[0].offset);
	memmove(d->edit, d->edit + 1, (d->n - 1) * sizeof(*d->edit));
	WRITE_ONCE(d->n, d->n - 1);
}

void xpf_seqadj_base(struct xpf_seqadj *sa, int wing, u32 offset)
{
	struct xpf_seqadj_dir *d = &sa->dir[wing];
	u32 i;

	for (i = 0; i < d->n; i++)
		d->edit[i].offset += offset;
	WRITE_ONCE(d->base, d->base + offset);
}

/* 1: told before, 0: new, -1: overlaps with another. */
static int known(const struct xpf_seqadj_dir *d, u32 from, u32 to)
{
	const struct xpf_seqadj_edit *e;
	u32 i;

	for (i = 0; i < d->n; i++) {
		e = &d->edit[i];
		if (e->from == from && e->to == to)
			return 1;
		if (xpf_seq_before(from, e->to) && xpf_seq_before(e->from, to))
			return -1;
	}
	return 0;
}

bool xpf_seqadj_edit(struct xpf_seqadj *sa, int wing, u32 from, u32 to,
		     s32 delta, u32 acked)
{
	struct xpf_seqadj_dir *d = &sa->dir[wing];
	int was = known(d, from, to);

	if (was)
		return was > 0;
	while (d->n && (d->n == XPF_SEQADJ_EDITS || far(&d->edit[0], to))) {
		if (!far(&d->edit[0], to) &&
		    xpf_seq_before(acked, d->edit[0].to))
			return false;
		fold_first(d);
	}
	if (d->n && xpf_seq_before(from, d->edit[d->n - 1].to))
		return false;
	d->edit[d->n] = (struct xpf_seqadj_edit){
		.from = from,
		.to = to,
		.offset = offset_before(d, d->n) + delta,
	};
	WRITE_ONCE(d->n, d->n + 1);
	return true;
}

bool xpf_seqadj_inside(const struct xpf_seqadj *sa, int wing, u32 seq)
{
	const struct xpf_seqadj_dir *d = &sa->dir[wing];
	u32 i;

	for (i = 0; i < d->n; i++)
		if (xpf_seq_after(seq, d->edit[i].from) &&
		    xpf_seq_before(seq, d->edit[i].to))
			return true;
	return false;
}

bool xpf_seqadj_touches(const struct xpf_seqadj *sa, int wing, u32 seq, u32 end)
{
	const struct xpf_seqadj_dir *d = &sa->dir[wing];
	u32 i;

	for (i = 0; i < d->n; i++)
		if (xpf_seq_before(seq, d->edit[i].to) &&
		    xpf_seq_after(end, d->edit[i].from))
			return true;
	return false;
}

u32 xpf_seqadj_out(const struct xpf_seqadj *sa, int wing, u32 seq)
{
	const struct xpf_seqadj_dir *d = &sa->dir[wing];
	const struct xpf_seqadj_edit *e;
	u32 i;

	for (i = d->n; i; i--) {
		e = &d->edit[i - 1];
		if (!xpf_seq_before(seq, e->to))
			return seq + e->offset;
		if (xpf_seq_after(seq, e->from))
			return e->from + offset_before(d, i - 1);
	}
	return seq + READ_ONCE(d->base);
}

u32 xpf_seqadj_back(const struct xpf_seqadj *sa, int wing, u32 seq)
{
	const struct xpf_seqadj_dir *d = &sa->dir[wing];
	const struct xpf_seqadj_edit *e;
	u32 i;

	for (i = d->n; i; i--) {
		e = &d->edit[i - 1];
		if (!xpf_seq_before(seq, e->to + e->offset))
			return seq - e->offset;
		if (xpf_seq_after(seq, e->from + offset_before(d, i - 1)))
			return e->from;
	}
	return seq - READ_ONCE(d->base);
}

static bool constant(const struct xpf_seqadj *sa)
{
	return !(READ_ONCE(sa->dir[0].n) | READ_ONCE(sa->dir[1].n));
}

void xpf_seqadj_receive(const struct xpf_seqadj *sa, spinlock_t *lock, int wing,
			struct xpf_segment *seg)
{
	if (!(seg->flags & XPF_TCP_ACK))
		return;
	if (constant(sa)) {
		seg->ack -= READ_ONCE(sa->dir[!wing].base);
		return;
	}
	spin_lock_bh(lock);
	seg->ack = xpf_seqadj_back(sa, !wing, seg->ack);
	spin_unlock_bh(lock);
}

/* What wing @wing acknowledges: on its way to the peer, or as it was said. */
static u32 peers(const struct xpf_seqadj *sa, int wing, bool quoted, u32 seq)
{
	return quoted ? xpf_seqadj_out(sa, !wing, seq) :
			xpf_seqadj_back(sa, !wing, seq);
}

/* SACK blocks speak of what the peer sent. */
static void move_sack(const struct xpf_seqadj *sa, int wing, bool quoted,
		      u8 *opt, u32 len)
{
	for (; len >= 4; opt += 4, len -= 4)
		put_unaligned_be32(
			peers(sa, wing, quoted, get_unaligned_be32(opt)), opt);
}

static void move_options(const struct xpf_seqadj *sa, int wing, bool quoted,
			 u8 *opt, u32 len)
{
	u32 at = 0, n;

	while (at + 1 < len && opt[at] != OPT_END) {
		if (opt[at] == OPT_NOP) {
			at++;
			continue;
		}
		n = opt[at + 1];
		if (n < 2 || n > len - at)
			return;
		if (opt[at] == OPT_SACK)
			move_sack(sa, wing, quoted, opt + at + 2, n - 2);
		at += n;
	}
}

static void move(const struct xpf_seqadj *sa, int wing,
		 const struct xpf_segment *seg, u8 *tcp, u32 len)
{
	put_unaligned_be32(xpf_seqadj_out(sa, wing, seg->seq),
			   tcp + OFFSET_SEQ);
	if (!(seg->flags & XPF_TCP_ACK))
		return;
	put_unaligned_be32(seg->ack, tcp + OFFSET_ACK);
	if (len > HEADER)
		move_options(sa, wing, false, tcp + HEADER, len - HEADER);
}

void xpf_seqadj_send(const struct xpf_seqadj *sa, spinlock_t *lock, int wing,
		     const struct xpf_segment *seg, u8 *tcp, u32 len,
		     bool partial)
{
	u16 before = xpf_sum_tcp(tcp, len);

	if (constant(sa)) {
		move(sa, wing, seg, tcp, len);
	} else {
		spin_lock_bh(lock);
		move(sa, wing, seg, tcp, len);
		spin_unlock_bh(lock);
	}
	if (!partial)
		xpf_sum_tcp_apply(tcp, len, before);
}

/* move() the other way, of a header that may be cut. */
static void unmove(const struct xpf_seqadj *sa, int wing, u8 *tcp, u32 len)
{
	put_unaligned_be32(
		xpf_seqadj_back(sa, wing, get_unaligned_be32(tcp + OFFSET_SEQ)),
		tcp + OFFSET_SEQ);
	if (len <= OFFSET_FLAGS || !(tcp[OFFSET_FLAGS] & XPF_TCP_ACK))
		return;
	put_unaligned_be32(peers(sa, wing, true,
				 get_unaligned_be32(tcp + OFFSET_ACK)),
			   tcp + OFFSET_ACK);
	if (len > HEADER)
		move_options(sa, wing, true, tcp + HEADER, len - HEADER);
}

void xpf_seqadj_quote(const struct xpf_seqadj *sa, spinlock_t *lock, int wing,
		      u8 *tcp, u32 len)
{
	u16 before;

	if (len > OFFSET_LEN)
		len = min_t(u32, len, (tcp[OFFSET_LEN] >> 4) * 4);
	if (len <= OFFSET_SEQ + 3)
		return;
	before = xpf_sum_tcp(tcp, len);
	spin_lock_bh(lock);
	unmove(sa, wing, tcp, len);
	spin_unlock_bh(lock);
	if (len >= XPF_CHECK_TCP + 2)
		xpf_sum_tcp_apply(tcp, len, before);
}
