/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One packet on its way through the box.  Built once at the door by
 * xpf_parse(), which checks every length; later steps trust it.  Addresses
 * are copied into the key (network order), ports and ICMP ids too; all header
 * offsets are from skb->data, which is the network header.
 */
#ifndef XPF_PKT_H
#define XPF_PKT_H

#include <linux/types.h>

#include "pkt/key.h"
#include "verdict.h"

struct sk_buff;
struct xpf_binding;
struct xpf_dev;
struct xpf_filter_term;
struct xpf_net;
struct xpf_plan;
struct xpf_proxied;
struct xpf_ruleset;
struct xpf_session;

enum xpf_pkt_flags {
	XPF_PKT_FRAGMENT	= 1 << 0,	/* must be reassembled first */
	XPF_PKT_REASSEMBLED	= 1 << 1,
	XPF_PKT_ICMP_ERROR	= 1 << 2,	/* carries another packet */
	XPF_PKT_MULTICAST	= 1 << 3,	/* or broadcast destination */
	XPF_PKT_LOCAL_OUT	= 1 << 4,	/* sent by this host */
	XPF_PKT_OPTIONS		= 1 << 5,	/* IPv4 options present */
	XPF_PKT_NO_L4		= 1 << 6,	/* no ports to look at */
	XPF_PKT_DF		= 1 << 7,	/* must not be fragmented */
	XPF_PKT_LINK_LOCAL	= 1 << 8,	/* an IPv6 address of the link */
	XPF_PKT_ICMP_QUERY	= 1 << 9,	/* may start a session */
	XPF_PKT_REPLIED		= 1 << 10,	/* a reset or ICMP error went out */
	XPF_PKT_FIRST		= 1 << 11,	/* made its session */
	XPF_PKT_LAST		= 1 << 12,	/* ends its session */
	XPF_PKT_PROXY		= 1 << 13,	/* a SYN to answer ourselves */
	XPF_PKT_STRAY		= 1 << 14,	/* an error about no session of
						 * ours: a session by itself
						 */
	XPF_PKT_STATELESS	= 1 << 15,	/* a filter sends it past sessions */
	XPF_PKT_TRACED		= 1 << 16,	/* pkt->traced is told at its end */
};

/* Wings a packet may belong to: an ICMP reply is never of the initiator. */
enum xpf_pkt_wings {
	XPF_WINGS_NONE,
	XPF_WINGS_INITIATOR,
	XPF_WINGS_RESPONDER,
	XPF_WINGS_ANY,
};

/* One TCP segment, host order. */
struct xpf_segment {
	u32 seq, ack;
	u32 len;		/* payload bytes */
	u16 window;
	u8 flags;		/* byte 13 of the header */
	u8 scale;		/* of a SYN; XPF_NO_SCALE: not offered */
};

#define XPF_NO_SCALE	0xff

#define XPF_TCP_FIN	0x01
#define XPF_TCP_SYN	0x02
#define XPF_TCP_RST	0x04
#define XPF_TCP_PSH	0x08
#define XPF_TCP_ACK	0x10
#define XPF_TCP_URG	0x20

/* Forwarding class, loss priority and code point, once a filter set them. */
struct xpf_mark {
	u8 set;			/* XPF_MARK_* */
	u8 class;		/* forwarding class, 0 = best effort */
	u8 loss;		/* enum xpf_loss */
	u8 dscp;
	u8 tag;			/* priority of the 802.1Q tag */
};

#define XPF_MARK_CLASS	0x01
#define XPF_MARK_LOSS	0x02
#define XPF_MARK_DSCP	0x04
#define XPF_MARK_TAG	0x08
#define XPF_MARK_SET_DF	0x10	/* of IPv4 */
#define XPF_MARK_CLEAR_DF	0x20
#define XPF_MARK_HIT	0x40	/* a term said so, for those behind it */

/* What becomes of a packet that is traced, for who asked: see flowtrace.h. */
struct xpf_traced {
	const struct xpf_plan *plan;	/* while its session is planned */
	u32 flags;		/* XPF_TRACED_* */
	u16 ip_id;		/* IPv4 */
	u32 dnat_rule, snat_rule, app;
	u16 out_slot;
	__be16 dport;		/* after destination NAT */
	u8 family;		/* of daddr; 0: it did not come to that */
	struct in6_addr daddr;
};

struct xpf_pkt {
	struct sk_buff *skb;
	struct xpf_net *xn;
	const struct xpf_ruleset *rs;	/* of this packet, for its whole way */
	struct xpf_dev *in;		/* NULL: LOCAL_OUT */
	struct xpf_dev *out;		/* once routed; NULL: to the host */
	const struct xpf_binding *bind;	/* of in; LOCAL_OUT: of out */
	struct xpf_session *session;
	struct xpf_key key;		/* as received, before any NAT */
	u32 hash;			/* of key */
	u32 len;			/* bytes from the IP header on */
	u32 flags;			/* enum xpf_pkt_flags */
	u32 now;			/* seconds, see xpf_seconds() */
	u16 l4;				/* offset of the transport header */
	u16 payload;			/* offset of what follows it */
	u8 wing;			/* 0: of the initiator, 1: reply */
	u8 wings;			/* enum xpf_pkt_wings */
	u8 ttl;				/* as received */
	u8 tos;				/* or traffic class */
	u8 icmp_type, icmp_code;
	u16 from_zone, to_zone;		/* ids */
	struct xpf_segment tcp;		/* flags are 0 for other protocols */
	u32 policy;			/* id of the one that decided */
	struct xpf_mark mark;		/* what filters gave it */
	const struct xpf_filter_term *steer;	/* that chose its way; NULL:
						 * routes do
						 */
	u32 counted;			/* XPF_SESSION_COUNTED, for its session */
	const struct xpf_proxied *proxied;	/* first.c: its session's; NULL:
						 * an ordinary one
						 */
	struct xpf_traced traced;	/* with XPF_PKT_TRACED */
};

/* The packet that an ICMP error quotes; offsets from the quote's start. */
struct xpf_quote {
	struct xpf_key key;		/* as quoted: vrf is not set */
	u16 l4;
	u16 l4_len;			/* bytes of it that are there */
	u16 l4_total;			/* that it had; 0: not known */
	u32 tcp_seq;
	bool query;			/* ICMP: of the initiator's kind */
};

/*
 * Read the headers of a packet.  Pure: touches nothing but @pkt.
 * @pkt: in: flags XPF_PKT_LOCAL_OUT and _REASSEMBLED, key.vrf; out: key, len,
 *	flags and everything that is read from headers
 * @l3: the IP header
 * @linear: bytes that may be read at @l3
 * @total: bytes that the packet has, headers included
 * Returns 0, or the number of bytes that must be readable (more than @linear,
 * not more than @total), or minus an enum xpf_reason.
 */
int xpf_parse(struct xpf_pkt *pkt, const u8 *l3, u32 linear, u32 total);

/* Read a packet quoted in an ICMP error: 0 or minus an enum xpf_reason. */
int xpf_parse_quote(struct xpf_quote *q, u8 family, const u8 *l3, u32 linear);

/* Is the transport checksum right?  Those of no use are not looked at. */
bool xpf_checksum_ok(const struct xpf_pkt *pkt);

#endif
