/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * xpf: following packets on their way, which is traced by no one unless
 * somebody asks.  Part of the protocol of linux/xpf.h, which includes this.
 */
#ifndef _UAPI_LINUX_XPF_TRACE_H
#define _UAPI_LINUX_XPF_TRACE_H

#include <linux/types.h>

#define XPF_MAX_TRACE_FILTERS	128

/* Which packets: all that is given must be so, of the packet as received. */
enum xpf_trace_attr {
	XPF_TRACE_A_UNSPEC,
	XPF_TRACE_A_PROTOCOL,	/* u8 */
	XPF_TRACE_A_SADDR,	/* 4 or 16 bytes */
	XPF_TRACE_A_SADDR_LEN,	/* u8: prefix length */
	XPF_TRACE_A_DADDR,
	XPF_TRACE_A_DADDR_LEN,
	XPF_TRACE_A_SPORT_LO,	/* u16 */
	XPF_TRACE_A_SPORT_HI,
	XPF_TRACE_A_DPORT_LO,
	XPF_TRACE_A_DPORT_HI,
	XPF_TRACE_A_INTERFACE,	/* u16: id, where it comes in; of what the
				 * firewall sends: where it goes out
				 */
	__XPF_TRACE_A_MAX,
};

#define XPF_TRACE_A_MAX (__XPF_TRACE_A_MAX - 1)

/* What is told of them. */
#define XPF_TRACE_DROPPED	(1U << 0)
#define XPF_TRACE_PASSED	(1U << 1)

/* How a packet went: XPF_EVENT_A_TRACED. */
enum xpf_traced_attr {
	XPF_TRACED_A_UNSPEC,
	XPF_TRACED_A_VERDICT,	/* u8: enum xpf_trace_verdict */
	XPF_TRACED_A_FLAGS,	/* u32: XPF_TRACED_* */
	XPF_TRACED_A_IP_ID,	/* u16: identification, IPv4 */
	XPF_TRACED_A_TTL,	/* u8 */
	XPF_TRACED_A_TOS,	/* u8 */
	XPF_TRACED_A_TCP_FLAGS,	/* u8 */
	XPF_TRACED_A_TCP_SEQ,	/* u32 */
	XPF_TRACED_A_TCP_ACK,	/* u32 */
	XPF_TRACED_A_TCP_LEN,	/* u32 */
	XPF_TRACED_A_TCP_WINDOW, /* u16 */
	/* Of the first packet of a flow, as far as it came: */
	XPF_TRACED_A_DADDR,	/* after destination NAT */
	XPF_TRACED_A_DPORT,	/* u16 */
	XPF_TRACED_A_DNAT_RULE,	/* u32: id */
	XPF_TRACED_A_SNAT_RULE,	/* u32: id */
	XPF_TRACED_A_APP,	/* u32: id */
	XPF_TRACED_A_OUT_IFINDEX, /* u32: where it goes out */
	__XPF_TRACED_A_MAX,
};

#define XPF_TRACED_A_MAX (__XPF_TRACED_A_MAX - 1)

enum xpf_trace_verdict {
	XPF_TRACED_DROPPED,	/* XPF_EVENT_A_REASON says why */
	XPF_TRACED_HOST,	/* goes up to the firewall itself */
	XPF_TRACED_FORWARDED,
	XPF_TRACED_SENT,	/* by the firewall itself */
	XPF_TRACED_HELD,	/* a fragment that waits for the others */
	XPF_TRACED_ANSWERED,	/* by us in somebody's place */
};

#define XPF_TRACED_FIRST	(1U << 0)	/* no session was found */
#define XPF_TRACED_CREATED	(1U << 1)	/* it made its session */
#define XPF_TRACED_ROUTED	(1U << 2)	/* a route was found */
#define XPF_TRACED_PERMITTED	(1U << 3)	/* by a policy */
#define XPF_TRACED_PINHOLE	(1U << 4)	/* of an ALG */
#define XPF_TRACED_REASSEMBLED	(1U << 5)
#define XPF_TRACED_FRAGMENT	(1U << 6)
#define XPF_TRACED_GROUP	(1U << 7)	/* multicast or broadcast */
#define XPF_TRACED_ICMP_ERROR	(1U << 8)
#define XPF_TRACED_REPLIED	(1U << 9)	/* a reset or an ICMP error */
#define XPF_TRACED_REPLY	(1U << 10)	/* of the session's responder */
#define XPF_TRACED_LAST		(1U << 11)	/* it ended its session */
#define XPF_TRACED_OUR_OWN	(1U << 12)	/* sent by the firewall */

#endif
