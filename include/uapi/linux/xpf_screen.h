/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * xpf: screens, and their limits of single addresses.  Part of the protocol of
 * linux/xpf.h, which includes this.
 */
#ifndef _UAPI_LINUX_XPF_SCREEN_H
#define _UAPI_LINUX_XPF_SCREEN_H

#include <linux/types.h>

/* What a screen looks for; xpf/screen.def has the names. */
enum xpf_screen_id {
	XPF_SCREEN_NONE,
	XPF_SCREEN_ICMP_FLOOD,
	XPF_SCREEN_UDP_FLOOD,
	XPF_SCREEN_WINNUKE,
	XPF_SCREEN_TCP_PORT_SCAN,
	XPF_SCREEN_UDP_PORT_SCAN,
	XPF_SCREEN_IP_SWEEP,
	XPF_SCREEN_TCP_SWEEP,
	XPF_SCREEN_UDP_SWEEP,
	XPF_SCREEN_TEAR_DROP,
	XPF_SCREEN_SYN_FLOOD,
	XPF_SCREEN_SYN_FLOOD_SRC,
	XPF_SCREEN_SYN_FLOOD_DST,
	XPF_SCREEN_SPOOFING,
	XPF_SCREEN_PING_DEATH,
	XPF_SCREEN_SOURCE_ROUTE,
	XPF_SCREEN_LAND,
	XPF_SCREEN_SYN_FRAG,
	XPF_SCREEN_NO_FLAG,
	XPF_SCREEN_UNKNOWN_PROTOCOL,
	XPF_SCREEN_BAD_OPTION,
	XPF_SCREEN_RECORD_ROUTE,
	XPF_SCREEN_TIMESTAMP,
	XPF_SCREEN_SECURITY,
	XPF_SCREEN_LOOSE_ROUTE,
	XPF_SCREEN_STRICT_ROUTE,
	XPF_SCREEN_STREAM,
	XPF_SCREEN_ICMP_FRAGMENT,
	XPF_SCREEN_ICMP_LARGE,
	XPF_SCREEN_SYN_FIN,
	XPF_SCREEN_FIN_NO_ACK,
	XPF_SCREEN_SOURCE_LIMIT,
	XPF_SCREEN_SYN_ACK_ACK,
	XPF_SCREEN_BLOCK_FRAG,
	XPF_SCREEN_DEST_LIMIT,
	XPF_SCREEN_EXT_HEADER,
	XPF_SCREEN_HOP_OPTION,
	XPF_SCREEN_DST_OPTION,
	XPF_SCREEN_EXT_LIMIT,
	XPF_SCREEN_IPV6_MALFORMED,
	XPF_SCREEN_ICMPV6_MALFORMED,
	XPF_SCREEN_BAD_INNER,
	XPF_SCREEN_GRE_6IN4,
	XPF_SCREEN_GRE_4IN6,
	XPF_SCREEN_GRE_6IN6,
	XPF_SCREEN_GRE_4IN4,
	XPF_SCREEN_TEREDO,
	XPF_SCREEN_IPIP_6TO4,
	XPF_SCREEN_IPIP_6IN4,
	XPF_SCREEN_IPIP_4IN6,
	XPF_SCREEN_IPIP_4IN4,
	XPF_SCREEN_IPIP_6IN6,
	XPF_SCREEN_IPIP_6OVER4,
	XPF_SCREEN_ISATAP,
	XPF_SCREEN_DSLITE,
	__XPF_SCREEN_COUNT,	/* at most 64 */
};

/* Thresholds: floods and limits count, scans and sweeps are microseconds in
 * which ten targets are seen, EXT_LIMIT is a number of headers.
 */
enum xpf_screen_attr {
	XPF_SCREEN_A_UNSPEC,
	XPF_SCREEN_A_PAD,
	XPF_SCREEN_A_ID,		/* u16 */
	XPF_SCREEN_A_NAME,		/* string */
	XPF_SCREEN_A_FLAGS,		/* u32: XPF_SCREEN_F_* */
	XPF_SCREEN_A_ENABLED,		/* u64: bits of enum xpf_screen_id */
	XPF_SCREEN_A_THRESHOLDS,	/* binary: u32[__XPF_SCREEN_COUNT] */
	XPF_SCREEN_A_SYN_ALARM,		/* u32: proxied SYNs a second */
	XPF_SCREEN_A_SYN_TIMEOUT,	/* u32: seconds */
	XPF_SCREEN_A_SYN_QUEUE,		/* u32: connections that may wait */
	XPF_SCREEN_A_EXT_HEADERS,	/* binary: 32 bytes, bit n: header n */
	XPF_SCREEN_A_HOP_OPTIONS,	/* binary: 32 bytes, bit n: option n */
	XPF_SCREEN_A_DST_OPTIONS,	/* binary: likewise */
	XPF_SCREEN_A_WHITE,		/* binary: struct xpf_screen_white[] */
	XPF_SCREEN_A_LIMITS,		/* binary: struct xpf_screen_limit
					 * [2][__XPF_LIMIT_COUNT], by source
					 * and by destination; with
					 * SOURCE_LIMIT and DEST_LIMIT enabled
					 */
	__XPF_SCREEN_A_MAX,
};

#define XPF_SCREEN_A_MAX (__XPF_SCREEN_A_MAX - 1)

#define XPF_SCREEN_F_ALARM_ONLY	(1U << 0)	/* count and tell, drop nothing */

#define XPF_WHITE_SYN_SOURCE	(1U << 0)	/* exempt: SYNs from there */
#define XPF_WHITE_SYN_DEST	(1U << 1)	/* SYNs to there */
#define XPF_WHITE_UDP		(1U << 2)	/* UDP from or to there */

/* Sessions that a limit of one address is about: all, or of a protocol. */
enum xpf_limit_of {
	XPF_LIMIT_ALL,
	XPF_LIMIT_TCP,
	XPF_LIMIT_UDP,
	XPF_LIMIT_ICMP,
	__XPF_LIMIT_COUNT,
};

struct xpf_screen_limit {	/* of one address; 0: none */
	__u32 sessions;		/* that live at once */
	__u32 rate;		/* that begin within a second */
	__u32 packets;		/* of a second, of any sessions or none */
};

#define XPF_WHITE_LIMIT(dest, of) (1U << ((dest) * __XPF_LIMIT_COUNT + (of)))

/* A prefix that floods are not looked for in, and limits do not concern. */
struct xpf_screen_white {
	__u8 addr[16];		/* IPv4: the first four bytes */
	__u8 family;
	__u8 len;
	__u8 what;		/* XPF_WHITE_* */
	__u8 limits;		/* XPF_WHITE_LIMIT: as source or destination */
};

#endif
