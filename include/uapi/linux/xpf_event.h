/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * xpf: what listeners are told, by group.  Part of the protocol of linux/xpf.h,
 * which includes this.
 */
#ifndef _UAPI_LINUX_XPF_EVENT_H
#define _UAPI_LINUX_XPF_EVENT_H

#include <linux/types.h>

enum xpf_event_attr {
	XPF_EVENT_A_UNSPEC,
	XPF_EVENT_A_PAD,
	XPF_EVENT_A_KIND,	/* u8: enum xpf_event_kind */
	XPF_EVENT_A_TIME_NS,	/* u64: CLOCK_REALTIME */
	XPF_EVENT_A_SESSION,	/* nest: enum xpf_session_attr */
	XPF_EVENT_A_REASON,	/* u16: of a drop, see XPF_CMD_GET_REASON */
	XPF_EVENT_A_POLICY,	/* u32: that denied, 0 = default policy */
	XPF_EVENT_A_FAMILY,	/* u8: the dropped packet from here on */
	XPF_EVENT_A_PROTOCOL,	/* u8 */
	XPF_EVENT_A_SADDR,
	XPF_EVENT_A_DADDR,
	XPF_EVENT_A_SPORT,	/* u16 */
	XPF_EVENT_A_DPORT,	/* u16 */
	XPF_EVENT_A_FROM_ZONE,	/* u16 */
	XPF_EVENT_A_TO_ZONE,	/* u16: 0 = not known yet */
	XPF_EVENT_A_IFINDEX,	/* u32 */
	XPF_EVENT_A_LENGTH,	/* u32 */
	XPF_EVENT_A_GENERATION,	/* u32: ruleset committed */
	XPF_EVENT_A_REASON_NAME, /* string: of reason.def */
	XPF_EVENT_A_NAT,	/* nest: enum xpf_nat_entry_attr */
	XPF_EVENT_A_FILTER,	/* string: FILTER_LOG, SAMPLE */
	XPF_EVENT_A_ACTION,	/* u8: enum xpf_fw_action */
	XPF_EVENT_A_SCREEN,	/* u8: enum xpf_screen_id */
	XPF_EVENT_A_ALARM_ONLY,	/* u8: it passed all the same */
	XPF_EVENT_A_THRESHOLD,	/* u32: that was exceeded, 0: has none */
	XPF_EVENT_A_TRACED,	/* nest: enum xpf_traced_attr, with the packet */
	XPF_EVENT_A_IP_ID,	/* u16: of the dropped packet, IPv4 */
	__XPF_EVENT_A_MAX,
};

#define XPF_EVENT_A_MAX (__XPF_EVENT_A_MAX - 1)

enum xpf_event_group {
	XPF_EVENT_GROUP_SESSION,
	XPF_EVENT_GROUP_DROP,
	XPF_EVENT_GROUP_CONTROL,
	XPF_EVENT_GROUP_TRACE,
};

enum xpf_event_kind {
	XPF_EVENT_UNSPEC,
	XPF_EVENT_SESSION_OPEN,		/* policy with log session-init */
	XPF_EVENT_SESSION_CLOSE,	/* policy with log session-close */
	XPF_EVENT_SESSION_DENY,		/* denied or rejected, with log */
	XPF_EVENT_DROP,
	XPF_EVENT_RULESET,
	XPF_EVENT_TABLE_HIGH,		/* 90 % of the sessions in use */
	XPF_EVENT_TABLE_NORMAL,
	XPF_EVENT_AGING_BEGIN,		/* sessions age out early */
	XPF_EVENT_AGING_END,
	XPF_EVENT_NAT_BINDING_CREATE,	/* persistent NAT */
	XPF_EVENT_NAT_BINDING_MATCH,	/* a session from outside */
	XPF_EVENT_NAT_BINDING_DELETE,
	XPF_EVENT_FILTER_LOG,		/* group session: term with syslog */
	XPF_EVENT_SAMPLE,		/* group session: term with sample */
	XPF_EVENT_SCREEN,		/* in group "session" */
	XPF_EVENT_NAT_BLOCK_ALLOC,	/* of ports, to a host */
	XPF_EVENT_NAT_BLOCK_RELEASE,
	XPF_EVENT_NAT_BLOCK_INTERIM,	/* it still has it */
	XPF_EVENT_NAT_POOL_ALARM,	/* used, of max, is above RAISE */
	XPF_EVENT_NAT_POOL_NORMAL,	/* below CLEAR again */
	XPF_EVENT_NAT_POOL_EXHAUSTED,	/* no port or address, once in 10 s */
	XPF_EVENT_TRACED,		/* group trace: how a packet went */
	XPF_EVENT_NAT_RULE_ALARM,	/* its sessions are RAISE, or more */
	XPF_EVENT_NAT_RULE_NORMAL,	/* CLEAR again, or fewer */
};

#endif
