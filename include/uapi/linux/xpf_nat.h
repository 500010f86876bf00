/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * xpf: objects of address translation: rules, pools, and what is kept about
 * hosts.  Part of the protocol of linux/xpf.h, which includes this.
 */
#ifndef _UAPI_LINUX_XPF_NAT_H
#define _UAPI_LINUX_XPF_NAT_H

#include <linux/types.h>

enum xpf_nat_rule_attr {
	XPF_NAT_RULE_A_UNSPEC,
	XPF_NAT_RULE_A_PAD,
	XPF_NAT_RULE_A_ID,		/* u32: stable, never 0 */
	XPF_NAT_RULE_A_NAME,		/* string */
	XPF_NAT_RULE_A_SET,		/* string: name of the rule-set */
	XPF_NAT_RULE_A_KIND,		/* u8: enum xpf_nat_kind */
	XPF_NAT_RULE_A_ACTION,		/* u8: enum xpf_nat_action */
	XPF_NAT_RULE_A_HITS,		/* u64, in dumps */
	XPF_NAT_RULE_A_SESSIONS,	/* u32, in dumps: live */
	XPF_NAT_RULE_A_FAILURES,	/* u64, in dumps: no port, no address */
	XPF_NAT_RULE_A_POOL,		/* u32: id, of action POOL */
	XPF_NAT_RULE_A_OUTSIDE,		/* 4 or 16 bytes, of static rules */
	XPF_NAT_RULE_A_INSIDE,		/* likewise: the host part is kept */
	XPF_NAT_RULE_A_PREFIX_LEN,	/* u8: of outside; inside has as many
					 * bits behind its prefix
					 */
	XPF_NAT_RULE_A_OUTSIDE_PORT,	/* u16: first; 0: ports stay */
	XPF_NAT_RULE_A_INSIDE_PORT,	/* u16: what the first one becomes */
	XPF_NAT_RULE_A_DIGEST,		/* u64: of its match and translation */
	XPF_NAT_RULE_A_VRF,		/* u16: of INSIDE; absent: the ingress' */
	XPF_NAT_RULE_A_PERSIST,		/* u8: enum xpf_persist_kind, of source */
	XPF_NAT_RULE_A_PERSIST_TIMEOUT,	/* u32: seconds without a session */
	XPF_NAT_RULE_A_PERSIST_SESSIONS, /* u32: of one binding, at most */
	XPF_NAT_RULE_A_PERSIST_ADDRESS,	/* u8: 1: bind addresses, not ports */
	XPF_NAT_RULE_A_OVERLOAD,	/* u16: sessions that may share a port of
					 * the egress interface; absent: 1
					 */
	XPF_NAT_RULE_A_IN_ORDER,	/* u8: 1: its ports are given in turn */
	XPF_NAT_RULE_A_RAISE,		/* u32: live sessions that raise an alarm;
					 * absent: none do
					 */
	XPF_NAT_RULE_A_CLEAR,		/* u32: below RAISE: as few clear it */
	__XPF_NAT_RULE_A_MAX,
};

#define XPF_NAT_RULE_A_MAX (__XPF_NAT_RULE_A_MAX - 1)

/* Who may open sessions to the outside of a binding of persistent NAT. */
enum xpf_persist_kind {
	XPF_PERSIST_NONE,		/* there are no bindings */
	XPF_PERSIST_ANY_HOST,
	XPF_PERSIST_TARGET_HOST,	/* hosts that the inside spoke to */
	XPF_PERSIST_TARGET_HOST_PORT,	/* their ports that it spoke to */
	XPF_PERSIST_BLOCK,		/* nobody */
};

/* A block of ports: takes new sessions, does so but has none, does not. */
enum xpf_block_state {
	XPF_BLOCK_INACTIVE,
	XPF_BLOCK_ACTIVE,
	XPF_BLOCK_QUERY,
};

/* What source NAT keeps about an inside: in dumps, requests and events. */
enum xpf_nat_entry_attr {
	XPF_NAT_ENTRY_A_UNSPEC,
	XPF_NAT_ENTRY_A_PAD,
	XPF_NAT_ENTRY_A_RULE,		/* u32: id */
	XPF_NAT_ENTRY_A_POOL,		/* u32: id, 0: of the interface */
	XPF_NAT_ENTRY_A_KIND,		/* u8: enum xpf_persist_kind */
	XPF_NAT_ENTRY_A_PROTOCOL,	/* u8: 0: all */
	XPF_NAT_ENTRY_A_INSIDE,		/* 4 or 16 bytes */
	XPF_NAT_ENTRY_A_INSIDE_PORT,	/* u16: 0: all */
	XPF_NAT_ENTRY_A_OUTSIDE,
	XPF_NAT_ENTRY_A_OUTSIDE_PORT,
	XPF_NAT_ENTRY_A_SESSIONS,	/* u32: in use */
	XPF_NAT_ENTRY_A_MAX,		/* u32: of them */
	XPF_NAT_ENTRY_A_TIMEOUT,	/* u32 seconds: when idle */
	XPF_NAT_ENTRY_A_LEFT,		/* u32 seconds */
	XPF_NAT_ENTRY_A_TARGETS,	/* u32: hosts remembered, of all */
	XPF_NAT_ENTRY_A_PORT_HI,	/* u16: of a block, or the twins in use */
	XPF_NAT_ENTRY_A_LAYERS,		/* u16: sessions that may share a port */
	XPF_NAT_ENTRY_A_BLOCKS,		/* u32: of the host */
	XPF_NAT_ENTRY_A_BLOCKS_MAX,	/* u32: likewise, at most */
	XPF_NAT_ENTRY_A_STATE,		/* u8: enum xpf_block_state */
	__XPF_NAT_ENTRY_A_MAX,
};

#define XPF_NAT_ENTRY_A_LAST (__XPF_NAT_ENTRY_A_MAX - 1)

/* Addresses that rules translate to, both ends included; an IPv4 address is
 * in the first four bytes and the others are zero.
 */
struct xpf_nat_range {
	__u8 lo[16];
	__u8 hi[16];
};

enum xpf_nat_pool_attr {
	XPF_NAT_POOL_A_UNSPEC,
	XPF_NAT_POOL_A_PAD,
	XPF_NAT_POOL_A_ID,		/* u32: stable, never 0 */
	XPF_NAT_POOL_A_NAME,		/* string */
	XPF_NAT_POOL_A_FAMILY,		/* u8: AF_INET, AF_INET6 */
	XPF_NAT_POOL_A_FLAGS,		/* u32: XPF_POOL_* */
	XPF_NAT_POOL_A_RANGES,		/* binary: struct xpf_nat_range[] */
	XPF_NAT_POOL_A_PORT_LO,		/* u16: source: absent 1024; destination: */
	XPF_NAT_POOL_A_PORT_HI,		/* u16: LO is the new port, 0: it stays */
	XPF_NAT_POOL_A_HOST_BASE,	/* address, with XPF_POOL_SHIFT */
	XPF_NAT_POOL_A_OVERFLOW,	/* u32: id of a pool added before */
	XPF_NAT_POOL_A_HITS,		/* u64, in dumps: translations */
	XPF_NAT_POOL_A_FAILURES,	/* u64, in dumps */
	XPF_NAT_POOL_A_PORTS_USED,	/* u64, in dumps: of a pool with ports */
	XPF_NAT_POOL_A_VRF,		/* u16: of its addresses; absent: the
					 * ingress' of a destination pool
					 */
	XPF_NAT_POOL_A_OVERLOAD,	/* u16: sessions that may share a port, if
					 * their remotes differ; absent: 1
					 */
	XPF_NAT_POOL_A_TWIN_LO,		/* u16: for pairs of ports; 0: none */
	XPF_NAT_POOL_A_TWIN_HI,
	XPF_NAT_POOL_A_BLOCK_SIZE,	/* u16: ports of a block; 0: no blocks */
	XPF_NAT_POOL_A_BLOCK_MAX,	/* u16: blocks of a host */
	XPF_NAT_POOL_A_BLOCK_TIMEOUT,	/* u32 seconds: takes new sessions */
	XPF_NAT_POOL_A_BLOCK_RECYCLE,	/* u32 seconds: the last one, unused */
	XPF_NAT_POOL_A_BLOCK_INTERIM,	/* u32 seconds: between events */
	XPF_NAT_POOL_A_HOSTS,		/* binary: struct xpf_nat_range[]: the
					 * n-th host has the n-th block
					 */
	XPF_NAT_POOL_A_HOSTS_FAMILY,	/* u8 */
	XPF_NAT_POOL_A_RAISE,		/* u8 percent in use: raises the alarm */
	XPF_NAT_POOL_A_CLEAR,		/* u8 percent: clears it */
	XPF_NAT_POOL_A_PORTS_TOTAL,	/* u64, in dumps */
	XPF_NAT_POOL_A_TWINS_USED,	/* u64, in dumps */
	XPF_NAT_POOL_A_BLOCKS_USED,	/* u32, in dumps */
	XPF_NAT_POOL_A_BLOCKS_TOTAL,	/* u32, in dumps */
	XPF_NAT_POOL_A_PEAK,		/* u8, in dumps: percent in use */
	XPF_NAT_POOL_A_PEAK_TIME,	/* u64, in dumps: seconds since 1970 */
	XPF_NAT_POOL_A_ALARM,		/* u8, in dumps: 1: is raised */
	__XPF_NAT_POOL_A_MAX,
};

#define XPF_NAT_POOL_A_MAX (__XPF_NAT_POOL_A_MAX - 1)

#define XPF_POOL_NO_PORTS	(1U << 0)	/* ports are not translated */
#define XPF_POOL_SHIFT		(1U << 1)	/* n-th host to n-th address */
#define XPF_POOL_PAIRED		(1U << 2)	/* one address a host */
#define XPF_POOL_OVERFLOW_IF	(1U << 3)	/* when full: of the egress */
#define XPF_POOL_IN_ORDER	(1U << 4)	/* ports in turn, not random */
#define XPF_POOL_BLOCK_LOG	(1U << 5)	/* events tell of blocks */
#define XPF_POOL_FLAGS		((1U << 6) - 1)

#endif
