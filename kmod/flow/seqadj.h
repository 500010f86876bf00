/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Moved sequence numbers of a TCP session.
 *
 * Each side counts the bytes that it sent itself.  Where we change how many
 * there are (an ALG replaces an address in the payload) or answered in place
 * of an end before it had a number (a SYN proxy), the other side must see
 * other numbers: those of a direction are moved by an offset on their way
 * through, and what the peer acknowledges is moved back.
 *
 * The state machine (flow/tcp.h) sees each side's own numbers only: a received
 * segment's acknowledgment is moved back before it, see
 * xpf_seqadj_receive(); sequence, acknowledgment and SACK blocks change when
 * the packet is rewritten, see xpf_seqadj_send().
 */
#ifndef XPF_SEQADJ_H
#define XPF_SEQADJ_H

#include <linux/spinlock.h>
#include <linux/types.h>

struct xpf_segment;

#define XPF_SEQADJ_EDITS 8	/* of a direction, not yet acknowledged */

/* Bytes [from, to) of the sender were replaced by others. */
struct xpf_seqadj_edit {
	u32 from, to;		/* in the sender's numbers */
	u32 offset;		/* of what follows */
};

struct xpf_seqadj_dir {
	u32 base;		/* offset of what is before all edits */
	u32 n;
	struct xpf_seqadj_edit edit[XPF_SEQADJ_EDITS]; /* in order */
};

struct xpf_seqadj {
	struct xpf_seqadj_dir dir[2];	/* by wing: of what it sends */
};

/*
 * Everything wing @wing sends is moved by @offset, from its first byte on.
 * Before the session's wings are marked XPF_WING_EXT, or with the extension's
 * lock.
 */
void xpf_seqadj_base(struct xpf_seqadj *sa, int wing, u32 offset);

/*
 * Bytes [@from, @to) that wing @wing sends become @delta bytes more (or
 * fewer; 0: others).  Told again about the same bytes it changes nothing.  Edits come in
 * the order of the stream: who edits lets no segment pass before those that
 * precede it, as their length decides about its place.
 * @acked: what the peer has acknowledged, in the sender's numbers
 * Returns false when too many edits wait for their acknowledgment, or this
 * one is not behind all others: the segment must not go on.
 */
bool xpf_seqadj_edit(struct xpf_seqadj *sa, int wing, u32 from, u32 to,
		     s32 delta, u32 acked);

/* Is @seq of wing @wing within bytes that were replaced? */
bool xpf_seqadj_inside(const struct xpf_seqadj *sa, int wing, u32 seq);

/* Was any of [@seq, @end) replaced? */
bool xpf_seqadj_touches(const struct xpf_seqadj *sa, int wing, u32 seq,
			u32 end);

/* A number of wing @wing's sender as its receiver sees it, and back. */
u32 xpf_seqadj_out(const struct xpf_seqadj *sa, int wing, u32 seq);
u32 xpf_seqadj_back(const struct xpf_seqadj *sa, int wing, u32 seq);

/*
 * A segment came in from wing @wing: from now on its acknowledgment is in the
 * numbers of the one who is acknowledged.  Takes @lock if anything but a
 * constant offset is there.
 */
void xpf_seqadj_receive(const struct xpf_seqadj *sa, spinlock_t *lock, int wing,
			struct xpf_segment *seg);

/*
 * Move the numbers in a header on its way out.
 * @seg: the segment as xpf_seqadj_receive() left it
 * @tcp: the TCP header, all @len bytes of it writable, options included
 * @partial: the checksum holds the sum of the pseudo header only
 */
void xpf_seqadj_send(const struct xpf_seqadj *sa, spinlock_t *lock, int wing,
		     const struct xpf_segment *seg, u8 *tcp, u32 len,
		     bool partial);

/*
 * A segment that wing @wing's sender sent, as an ICMP error quotes it after it
 * went through here, becomes again what was sent; not so a payload that was
 * replaced.
 * @tcp: what is there of its TCP header, @len bytes, 8 at least, or more
 */
void xpf_seqadj_quote(const struct xpf_seqadj *sa, spinlock_t *lock, int wing,
		      u8 *tcp, u32 len);

#endif
