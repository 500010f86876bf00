/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * xpf: firewall filters and policers in the netlink protocol, a part of xpf.h,
 * which is its manual.
 */
#ifndef _UAPI_LINUX_XPF_FILTER_H
#define _UAPI_LINUX_XPF_FILTER_H

#include <linux/types.h>

/*
 * Firewall filters.  A filter is a context of the image XPF_IMAGE_FILTER: the
 * n-th filter added is looked up in context n, and rule i is the term added as
 * the i-th.  Terms come filter by filter, in order.  No match: discard.
 */
enum xpf_fw_filter_attr {
	XPF_FW_FILTER_A_UNSPEC,
	XPF_FW_FILTER_A_ID,		/* u32: stable, never 0 */
	XPF_FW_FILTER_A_NAME,		/* string */
	__XPF_FW_FILTER_A_MAX,
};

#define XPF_FW_FILTER_A_MAX (__XPF_FW_FILTER_A_MAX - 1)

/* A counter or a policer: shared by the terms that name it; what it counts and
 * a policer's credit survive commits that do not change it.
 */
enum xpf_fw_meter_attr {
	XPF_FW_METER_A_UNSPEC,
	XPF_FW_METER_A_PAD,
	XPF_FW_METER_A_ID,		/* u32: stable, never 0 */
	XPF_FW_METER_A_NAME,		/* string */
	XPF_FW_METER_A_FILTER,		/* u32: id; 0: of an interface */
	XPF_FW_METER_A_KIND,		/* u8: enum xpf_meter_kind */
	XPF_FW_METER_A_FLAGS,		/* u32: XPF_METER_* */
	XPF_FW_METER_A_RATE,		/* u64: bit/s or packets/s (committed) */
	XPF_FW_METER_A_BURST,		/* u64: bytes or packets (committed) */
	XPF_FW_METER_A_PEAK_RATE,	/* u64: of TWO_RATE; HIERARCHICAL: premium */
	XPF_FW_METER_A_PEAK_BURST,	/* u64: likewise; SINGLE_RATE: excess */
	XPF_FW_METER_A_CLASS,		/* u8: when exceeded */
	XPF_FW_METER_A_LOSS,		/* u8: enum xpf_loss, when exceeded */
	XPF_FW_METER_A_PACKETS,		/* u64, in dumps; policer: that exceeded */
	XPF_FW_METER_A_BYTES,		/* u64, in dumps */
	XPF_FW_METER_A_PREMIUM,		/* u16: classes of HIERARCHICAL, 1 << class */
	__XPF_FW_METER_A_MAX,
};

#define XPF_FW_METER_A_MAX (__XPF_FW_METER_A_MAX - 1)

#define XPF_METER_DISCARD	(1U << 0)	/* what exceeds (red) */
#define XPF_METER_SET_CLASS	(1U << 1)
#define XPF_METER_SET_LOSS	(1U << 2)
#define XPF_METER_PACKETS	(1U << 3)	/* rate and burst are of packets */
#define XPF_METER_COLOR_AWARE	(1U << 4)
#define XPF_METER_OF_PREFIX	(1U << 5)	/* one of a prefix-action's set */

enum xpf_meter_kind {
	XPF_METER_COUNTER,
	XPF_METER_POLICER,		/* two colours */
	XPF_METER_SINGLE_RATE,		/* RFC 2697 */
	XPF_METER_TWO_RATE,		/* RFC 2698 */
	XPF_METER_HIERARCHICAL,		/* premium packets have a rate of their
					 * own, beyond which they are discarded,
					 * and leave the others less of theirs
					 */
};

enum xpf_loss {
	XPF_LOSS_LOW, XPF_LOSS_MEDIUM_LOW, XPF_LOSS_MEDIUM_HIGH, XPF_LOSS_HIGH,
};

enum xpf_fw_term_attr {
	XPF_FW_TERM_A_UNSPEC,
	XPF_FW_TERM_A_NAME,		/* string */
	XPF_FW_TERM_A_FILTER,		/* u32: id of a filter added before */
	XPF_FW_TERM_A_ACTION,		/* u8: enum xpf_fw_action */
	XPF_FW_TERM_A_REJECT,		/* u8: code of "destination unreachable",
					 * or XPF_FW_RESET
					 */
	XPF_FW_TERM_A_FLAGS,		/* u32: XPF_TERM_* */
	XPF_FW_TERM_A_COUNTER,		/* u32: id of a meter added before */
	XPF_FW_TERM_A_POLICER,		/* u32: likewise */
	XPF_FW_TERM_A_CLASS,		/* u8 */
	XPF_FW_TERM_A_LOSS,		/* u8: enum xpf_loss */
	XPF_FW_TERM_A_DSCP,		/* u8 */
	XPF_FW_TERM_A_ROUTE_BY,		/* string: device of a routing instance,
					 * "lo": of the main one
					 */
	XPF_FW_TERM_A_MIRROR,		/* string: device that gets a copy */
	XPF_FW_TERM_A_MIRROR_VIA,	/* 4 or 16 bytes: its next hop there */
	XPF_FW_TERM_A_PREDICATES,	/* binary: struct xpf_predicate[] */
	XPF_FW_TERM_A_MIRROR_RATE,	/* u32: one of so many packets; 0, 1: all */
	XPF_FW_TERM_A_MIRROR_RUN,	/* u8: packets after that one, too */
	XPF_FW_TERM_A_MIRROR_LENGTH,	/* u16: bytes of the copy at most; 0: all */
	XPF_FW_TERM_A_SAMPLE_RATE,	/* u32: likewise, of XPF_TERM_SAMPLE */
	XPF_FW_TERM_A_SAMPLE_RUN,	/* u8 */
	XPF_FW_TERM_A_NEXT_INTERFACE,	/* string: device by which it leaves */
	XPF_FW_TERM_A_NEXT_IP,		/* 4 or 16 bytes: what it is sent to; by
					 * the routes of ROUTE_BY, if any
					 */
	XPF_FW_TERM_A_PREFIX_COUNTER,	/* u32: id of the first meter of a set,
					 * whose meters were added one behind
					 * the other: one for each value of some
					 * bits of an IPv4 address
					 */
	XPF_FW_TERM_A_PREFIX_POLICER,	/* u32: likewise */
	XPF_FW_TERM_A_PREFIX_FROM,	/* u8: bits of the address before them */
	XPF_FW_TERM_A_PREFIX_TO,	/* u8: 1 .. 16 more than that, 32 at most */
	__XPF_FW_TERM_A_MAX,
};

#define XPF_FW_TERM_A_MAX (__XPF_FW_TERM_A_MAX - 1)

#define XPF_FW_RESET		0xff

#define XPF_TERM_LOG		(1U << 0)	/* to the kernel's log */
#define XPF_TERM_SYSLOG		(1U << 1)	/* an event */
#define XPF_TERM_SAMPLE		(1U << 2)	/* an event */
#define XPF_TERM_SET_CLASS	(1U << 3)
#define XPF_TERM_SET_LOSS	(1U << 4)
#define XPF_TERM_SET_DSCP	(1U << 5)
#define XPF_TERM_PACKET_MODE	(1U << 6)	/* past sessions and policies */
#define XPF_TERM_SET_DF		(1U << 7)	/* "don't fragment", of IPv4 */
#define XPF_TERM_CLEAR_DF	(1U << 8)
#define XPF_TERM_HIT		(1U << 9)	/* for conditions of later terms:
						 * 64 is added to the class
						 */
#define XPF_TERM_PREFIX_SOURCE	(1U << 10)	/* of the source's address */

enum xpf_fw_action {
	XPF_FW_DISCARD, XPF_FW_REJECT, XPF_FW_ACCEPT, XPF_FW_NEXT_TERM,
};

/* Where filters and policers stand at an interface. */
enum xpf_fw_place {
	XPF_FW_IN4, XPF_FW_IN6, XPF_FW_OUT4, XPF_FW_OUT6,
	XPF_FW_ARP,			/* received; a policer only */
	XPF_FW_IN_ANY, XPF_FW_OUT_ANY,	/* of both families, a filter only: what
					 * is received meets it first, what is
					 * sent last
					 */
	XPF_FW_PLACES,
};

/*
 * Class of service of an interface.  What comes in is classified before its
 * filter, what leaves is marked behind it.  Classes are written class << 2 |
 * loss; XPF_COS_NONE: the packet stays as it is.
 */
struct xpf_cos {
	__u8 classify[2][64];		/* IPv4, IPv6: class by code point */
	__u8 classify_8021[8];		/* class by priority of the tag */
	__u8 rewrite[2][64];		/* code point by class, or its first
					 * three bits: | XPF_COS_PRECEDENCE
					 */
	__u8 rewrite_8021[64];		/* priority of the tag by class: leaves
					 * as skb->priority >> 4
					 */
};

#define XPF_COS_NONE		0xff
#define XPF_COS_PRECEDENCE	0x40

/*
 * What a term asks beside its rule in the image: a few bits of the packet.
 * Predicates that follow each other with XPF_PREDICATE_OR are alternatives of
 * the one before them; all such groups must hold.  A packet that does not
 * reach as far does not match, excepted or not.
 */
struct xpf_predicate {
	__u8 start;		/* enum xpf_predicate_start */
	__u8 proto;		/* what the packet must carry; 0: anything */
	__u8 bits;		/* 1..32 */
	__u8 flags;		/* XPF_PREDICATE_* */
	__u32 offset;		/* bits from there, at most 2047 */
	__u32 mask;
	__u32 lo, hi;		/* lo <= (value & mask) <= hi */
};

/* Bytes from there that one may ask for. */
#define XPF_PREDICATE_REACH	((2047 + 32) / 8 + 1)

#define XPF_PREDICATE_OR	(1U << 0)
#define XPF_PREDICATE_EXCEPT	(1U << 1)

enum xpf_predicate_start {
	XPF_START_LINK, XPF_START_IP, XPF_START_TRANSPORT, XPF_START_PAYLOAD,
};

/* Of GET_FW_LOG, the oldest first. */
enum xpf_fw_log_attr {
	XPF_FW_LOG_A_UNSPEC,
	XPF_FW_LOG_A_PAD,
	XPF_FW_LOG_A_TIME_NS,		/* u64: CLOCK_REALTIME */
	XPF_FW_LOG_A_FILTER,		/* string */
	XPF_FW_LOG_A_ACTION,		/* u8: enum xpf_fw_action */
	XPF_FW_LOG_A_INTERFACE,		/* string: of Junos */
	XPF_FW_LOG_A_FAMILY,		/* u8 */
	XPF_FW_LOG_A_PROTOCOL,		/* u8 */
	XPF_FW_LOG_A_SADDR,
	XPF_FW_LOG_A_DADDR,
	XPF_FW_LOG_A_SPORT,		/* u16; ICMP: type */
	XPF_FW_LOG_A_DPORT,		/* u16; ICMP: code */
	XPF_FW_LOG_A_LENGTH,		/* u32 */
	__XPF_FW_LOG_A_MAX,
};

#define XPF_FW_LOG_A_MAX (__XPF_FW_LOG_A_MAX - 1)

#endif
