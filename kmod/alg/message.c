// SPDX-License-Identifier: GPL-2.0
/*
 * From packets to messages and back.
 *
 * A datagram is one message.  A stream is read in its order: a segment that is
 * ahead of its turn is dropped, and comes again.  A message that is not
 * complete waits: its bytes are acknowledged by us, so that the sender goes on
 * (it might wait for that, RFC 896), and are put in front of the segment that
 * brings the rest; they are kept until the receiver has acknowledged them, as
 * nobody else can repeat them.  Only so many streams may wait at a time
 * (STREAMS); in others the beginning of a message is dropped until there is room
 * or it comes with its rest.
 *
 * What is sent twice is read twice, and must come out the same: pinholes are
 * found again by what they lead to, and the place of a replacement in the
 * stream is remembered by flow/seqadj.h.
 *
 * A packet that grows beyond the MTU is cut by the kernel as it cuts its own:
 * TCP by segmentation, UDP by fragmentation.
 */
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>

#include "alg/message.h"
#include "flow/session.h"
#include "flow/table.h"
#include "pkt/reply.h"
#include "stat.h"
#include "xpf.h"

#define STREAMS 64 /* one may wait for so many sessions of the table */

/* The bytes of one packet, what waited for it included. */
struct batch {
	struct xpf_alg_msg m;
	const struct xpf_alg_ops *ops;
	struct xpf_alg_stream *st; /* NULL: a datagram */
	const u8 *data;
	u32 len;
	u32 seq; /* of data[0] */
	u8 *joined; /* data, when it had to be put together */
};

/* Replacing. */

/* While nothing was replaced, what comes out is what came in. */
static bool append(struct xpf_alg_msg *m, const void *data, u32 n)
{
	if (m->out_len + n > m->out_room) {
		m->why = XPF_R_ALG_LIMIT;
		return false;
	}
	if (m->out)
		memcpy(m->out + m->out_len, data, n);
	m->out_len += n;
	return true;
}

static bool begin_out(struct xpf_alg_msg *m)
{
	if (m->out)
		return true;
	m->out = kmalloc(m->out_room, GFP_ATOMIC | __GFP_NOWARN);
	if (!m->out) {
		m->why = XPF_R_NO_MEMORY;
		return false;
	}
	memcpy(m->out, m->begin, m->out_len);
	return true;
}

bool xpf_alg_replace(struct xpf_alg_msg *m, u32 at, u32 len, const void *text,
		     u32 n)
{
	if (WARN_ON_ONCE(at < m->done || at + len > m->len))
		return true;
	if (len == n && !memcmp(m->data + at, text, n))
		return true;
	if (!begin_out(m) || !append(m, m->data + m->done, at - m->done) ||
	    !append(m, text, n))
		return false;
	m->done = at + len;
	m->changed = true;
	return true;
}

/* One message, to its end. */
static bool show(struct batch *b, u32 at, u32 len)
{
	struct xpf_alg_msg *m = &b->m;
	u32 from = m->out_len;
	s32 delta;

	m->data = b->data + at;
	m->len = len;
	m->done = 0;
	m->changed = false;
	if (!b->ops->message(m))
		return false;
	if (!append(m, m->data + m->done, len - m->done))
		return false;
	delta = m->out_len - from - len;
	if (!m->changed || !delta || !b->st)
		return true;
	if (xpf_seqadj_edit(&m->ext->seqadj, m->wing, b->seq + at,
			    b->seq + at + len, delta,
			    m->s->tcp.wing[!m->wing].maxack))
		return true;
	m->why = XPF_R_ALG_LIMIT;
	return false;
}

/* Putting back. */

static void set_length(struct xpf_pkt *pkt, u32 len)
{
	struct sk_buff *skb = pkt->skb;
	struct udphdr *uh = (struct udphdr *)(skb->data + pkt->l4);

	pkt->len = len;
	if (pkt->key.family == AF_INET) {
		ip_hdr(skb)->tot_len = htons(len);
		ip_send_check(ip_hdr(skb));
	} else {
		ipv6_hdr(skb)->payload_len =
			htons(len - sizeof(struct ipv6hdr));
	}
	if (pkt->key.proto == IPPROTO_UDP)
		uh->len = htons(len - pkt->l4);
}

/* The device shall sum up the transport part; addresses may still change. */
static void set_checksum(struct xpf_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;
	bool tcp = pkt->key.proto == IPPROTO_TCP;
	u32 at = tcp ? offsetof(struct tcphdr, check) :
		       offsetof(struct udphdr, check);
	__sum16 *check = (__sum16 *)(skb->data + pkt->l4 + at);
	u32 len = pkt->len - pkt->l4;

	if (!tcp && !*check && pkt->key.family == AF_INET)
		return;
	if (pkt->key.family == AF_INET)
		*check = ~csum_tcpudp_magic(ip_hdr(skb)->saddr,
					    ip_hdr(skb)->daddr, len,
					    pkt->key.proto, 0);
	else
		*check = ~csum_ipv6_magic(&ipv6_hdr(skb)->saddr,
					  &ipv6_hdr(skb)->daddr, len,
					  pkt->key.proto, 0);
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_headroom(skb) + pkt->l4;
	skb->csum_offset = at;
}

/* Cut into what the sender cut it into, or into what fits. */
static void set_segments(struct xpf_pkt *pkt, u32 mtu)
{
	struct skb_shared_info *sh = skb_shinfo(pkt->skb);
	u32 size = skb_is_gso(pkt->skb) ? sh->gso_size : mtu - pkt->payload;

	if (pkt->len - pkt->payload <= size) {
		skb_gso_reset(pkt->skb);
		return;
	}
	sh->gso_size = size;
	sh->gso_segs = DIV_ROUND_UP(pkt->len - pkt->payload, size);
	sh->gso_type = pkt->key.family == AF_INET ? SKB_GSO_TCPV4 :
						    SKB_GSO_TCPV6;
}

static void allow_cutting(struct xpf_pkt *pkt, enum xpf_exit *how)
{
	struct sk_buff *skb = pkt->skb;

	*how = XPF_EXIT_STACK;
	skb->ignore_df = 1;
	pkt->flags &= ~XPF_PKT_DF;
	if (pkt->key.family == AF_INET) {
		ip_hdr(skb)->frag_off &= ~htons(IP_DF);
		ip_send_check(ip_hdr(skb));
	}
}

/* The packet's payload becomes other bytes. */
static bool put_payload(struct xpf_pkt *pkt, const u8 *data, u32 n, u32 mtu,
			enum xpf_exit *how)
{
	struct sk_buff *skb = pkt->skb;
	u32 old = pkt->len - pkt->payload;
	u32 more = n > old ? n - old : 0;

	if (pkt->payload + n > IP_MAX_MTU)
		return false;
	if (more > skb_tailroom(skb) || skb_cloned(skb))
		if (pskb_expand_head(skb, 0, more, GFP_ATOMIC))
			return false;
	skb_reset_network_header(skb);
	if (more)
		skb_put(skb, more);
	else
		skb_trim(skb, pkt->payload + n);
	memcpy(skb->data + pkt->payload, data, n);
	set_length(pkt, pkt->payload + n);
	set_checksum(pkt);
	if (pkt->key.proto == IPPROTO_TCP)
		set_segments(pkt, mtu);
	else if (pkt->len > mtu)
		allow_cutting(pkt, how);
	return true;
}

/* Streams. */

void xpf_alg_let_go(struct xpf_net *xn, struct xpf_alg_stream *st)
{
	if (!st->held)
		return;
	kfree(st->held);
	st->held = NULL;
	atomic_dec(&xn->alg_held);
}

/* What we acknowledged is safe when the receiver has acknowledged it. */
static void let_go(struct batch *b)
{
	struct xpf_alg_stream *st = b->st;
	u32 acked = b->m.s->tcp.wing[!b->m.wing].maxack;

	if (st->held && !xpf_seq_before(acked, st->held_seq + st->held_len))
		xpf_alg_let_go(b->m.pkt->xn, st);
}

/* Tell the sender that its bytes up to @seq are here. */
static void acknowledge(struct batch *b, u32 seq)
{
	struct xpf_pkt *pkt = b->m.pkt;
	const struct xpf_tcp_wing *peer = &b->m.s->tcp.wing[!b->m.wing];
	u32 window = min(peer->maxwin >> peer->scale, 0xffffU);

	xpf_reply_ack(pkt,
		      xpf_seqadj_out(&b->m.ext->seqadj, !b->m.wing, peer->end),
		      seq, window);
}

/* May bytes wait in one stream more? */
static bool one_more(struct xpf_net *xn)
{
	if (atomic_inc_return(&xn->alg_held) <= xn->table->max / STREAMS)
		return true;
	atomic_dec(&xn->alg_held);
	return false;
}

/*
 * Keep the bytes from @at on until the rest comes.  One message at a time: what
 * was acknowledged by us must reach its receiver before there is room for
 * more.  False: the sender keeps them, and will send them again.
 */
static bool hold(struct batch *b, u32 at)
{
	struct xpf_alg_stream *st = b->st;
	struct xpf_net *xn = b->m.pkt->xn;
	u32 n = b->len - at;
	u8 *copy;

	b->m.why = XPF_R_ALG_ORDER;
	if (n > XPF_ALG_HOLD || (st->held && (at || !b->joined)))
		return false;
	b->m.why = XPF_R_ALG_LIMIT;
	if (!st->held && !one_more(xn))
		return false;
	copy = kmemdup(b->data + at, n, GFP_ATOMIC | __GFP_NOWARN);
	if (!copy) {
		b->m.why = XPF_R_NO_MEMORY;
		if (!st->held)
			atomic_dec(&xn->alg_held);
		return false;
	}
	kfree(st->held);
	st->held = copy;
	st->held_len = n;
	st->held_seq = b->seq + at;
	return true;
}

enum order { IN_ORDER, AHEAD, HELD_ALREADY };

/* Put what waits in front of the segment, if it belongs there. */
static bool join(struct batch *b, enum order *order)
{
	struct xpf_alg_stream *st = b->st;
	u32 end = st->held_seq + st->held_len, seq = b->seq, n;

	if (!st->held || xpf_seq_before(seq, st->held_seq) ||
	    xpf_seq_after(seq, end))
		return true;
	if (!xpf_seq_after(seq + b->len, end)) {
		*order = HELD_ALREADY;
		return true;
	}
	n = end - seq;
	b->joined =
		kmalloc(st->held_len + b->len - n, GFP_ATOMIC | __GFP_NOWARN);
	if (!b->joined)
		return false;
	memcpy(b->joined, st->held, st->held_len);
	memcpy(b->joined + st->held_len, b->data + n, b->len - n);
	b->len = st->held_len + b->len - n;
	b->data = b->joined;
	b->m.begin = b->joined;
	b->m.out_room = b->len + XPF_ALG_GROWTH;
	b->seq = st->held_seq;
	return true;
}

static bool in_order(struct batch *b, enum order *order)
{
	struct xpf_alg_stream *st = b->st;
	u32 known = st->next;

	*order = IN_ORDER;
	if (!st->synced) {
		st->next = b->seq;
		st->synced = true;
		return true;
	}
	if (st->held && xpf_seq_after(st->held_seq + st->held_len, known))
		known = st->held_seq + st->held_len;
	if (xpf_seq_after(b->seq, known)) {
		*order = AHEAD;
		return true;
	}
	let_go(b);
	return join(b, order);
}

/* How long is the message at @at; 0: @waits says whether for its rest. */
static int frame(struct batch *b, u32 at, bool *waits)
{
	u32 len = b->len - at;
	bool wait = false;
	int n = len;

	if (b->ops->frame)
		n = b->ops->frame(b->m.alg, b->m.wing, b->data + at, len,
				  &wait);
	if (!n && wait && b->st && !b->st->midway && len <= XPF_ALG_HOLD)
		*waits = true;
	return n;
}

/* What somebody is not interested in: how many bytes of it are at @at. */
static u32 skipped(struct batch *b, u32 at)
{
	struct xpf_alg_stream *st = b->st;

	if (!st || !st->skips)
		return 0;
	if (xpf_seq_before(b->seq + at, st->skip_to))
		return min(st->skip_to - (b->seq + at), b->len - at);
	st->skips = false;
	return 0;
}

/* A message of which only the beginning is here passes unread, to its end. */
static int begin_skip(struct batch *b, u32 at, u32 n)
{
	if (b->st) {
		b->st->skips = true;
		b->st->skip_to = b->seq + at + n;
	}
	return b->len - at;
}

/*
 * Read all messages that are complete.
 * @used: out, how many bytes they are
 * @waits: out, whether the rest must wait for more
 */
static bool read_all(struct batch *b, u32 *used, bool *waits)
{
	u32 at = 0;
	bool unread;
	int n;

	*waits = false;
	while (at < b->len) {
		n = skipped(b, at);
		unread = n;
		if (!n)
			n = frame(b, at, waits);
		if (n <= 0)
			break;
		if (n > b->len - at) {
			n = begin_skip(b, at, n);
			unread = true;
		}
		if (!unread && !(b->st && b->st->midway)) {
			if (!show(b, at, n))
				return false;
		} else if (!append(&b->m, b->data + at, n)) {
			return false;
		}
		/* What we let pass unread ends with a message. */
		if (b->st)
			b->st->midway = false;
		at += n;
	}
	*used = at;
	if (*waits || at == b->len)
		return true;
	if (b->st)
		b->st->midway = true;
	*used = b->len;
	return append(&b->m, b->data + at, b->len - at);
}

static enum xpf_verdict swallow(struct batch *b)
{
	xpf_stat_inc(b->m.pkt->xn, XPF_S_ALG_HELD);
	consume_skb(b->m.pkt->skb);
	return XPF_STOLEN;
}

static enum xpf_verdict stream(struct batch *b, u32 mtu, enum xpf_exit *how)
{
	struct xpf_pkt *pkt = b->m.pkt;
	bool last = pkt->tcp.flags & XPF_TCP_FIN, waits;
	enum order order;
	u32 used;

	if (!in_order(b, &order))
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	if (order == AHEAD)
		return xpf_drop(pkt, XPF_R_ALG_ORDER);
	if (order == HELD_ALREADY) {
		acknowledge(b, b->st->held_seq + b->st->held_len);
		return swallow(b);
	}
	/* Known already, and nothing was replaced: as it was then. */
	if (!b->joined && !xpf_seq_after(b->seq + b->len, b->st->next) &&
	    !xpf_seqadj_touches(&b->m.ext->seqadj, b->m.wing, b->seq,
				b->seq + b->len))
		return XPF_NEXT;
	if (!b->joined &&
	    xpf_seqadj_inside(&b->m.ext->seqadj, b->m.wing, b->seq))
		return xpf_drop(pkt, XPF_R_ALG_ORDER);
	if (!read_all(b, &used, &waits))
		return xpf_drop(pkt, b->m.why);
	if (waits && !last) {
		if (hold(b, used))
			acknowledge(b, b->seq + b->len);
		else if (!used)
			return xpf_drop(pkt, b->m.why);
		if (!used)
			return swallow(b);
	} else if (waits) {
		if (!append(&b->m, b->data + used, b->len - used))
			return xpf_drop(pkt, b->m.why);
		used = b->len;
	}
	if (xpf_seq_after(b->seq + used, b->st->next))
		b->st->next = b->seq + used;
	pkt->tcp.seq = b->seq;
	if (!b->m.out && !b->joined && used == b->len)
		return XPF_NEXT;
	if (!begin_out(&b->m))
		return xpf_drop(pkt, b->m.why);
	return put_payload(pkt, b->m.out, b->m.out_len, mtu, how) ?
		       XPF_NEXT :
		       xpf_drop(pkt, XPF_R_NO_MEMORY);
}

static enum xpf_verdict datagram(struct batch *b, u32 mtu, enum xpf_exit *how)
{
	struct xpf_pkt *pkt = b->m.pkt;

	if (!show(b, 0, b->len))
		return xpf_drop(pkt, b->m.why);
	if (!b->m.changed)
		return XPF_NEXT;
	return put_payload(pkt, b->m.out, b->m.out_len, mtu, how) ?
		       XPF_NEXT :
		       xpf_drop(pkt, XPF_R_NO_MEMORY);
}

enum xpf_verdict xpf_alg_read(struct xpf_pkt *pkt, struct xpf_ext *e,
			      struct xpf_alg_state *a,
			      const struct xpf_alg_ops *ops, u32 mtu,
			      enum xpf_exit *how)
{
	struct batch b = {
		.m = {
			.pkt = pkt,
			.s = pkt->session,
			.ext = e,
			.alg = a,
			.wing = pkt->wing,
			.why = XPF_R_INTERNAL,
		},
		.ops = ops,
	};
	enum xpf_verdict v;

	if (skb_linearize(pkt->skb))
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	b.data = pkt->skb->data + pkt->payload;
	b.len = pkt->len - pkt->payload;
	b.m.begin = b.data;
	b.m.out_room = b.len + XPF_ALG_GROWTH;
	if (pkt->key.proto == IPPROTO_TCP) {
		b.st = &a->stream[pkt->wing];
		b.seq = pkt->tcp.seq;
		v = stream(&b, mtu, how);
	} else {
		v = datagram(&b, mtu, how);
	}
	kfree(b.joined);
	kfree(b.m.out);
	return v;
}
