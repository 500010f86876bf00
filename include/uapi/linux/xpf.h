/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * xpf: the netlink protocol of the dataplane, and its manual.
 *
 * One generic netlink family, "xpf", one instance a network namespace: every
 * operation speaks of the namespace of the socket.  All operations need
 * CAP_NET_ADMIN in the user namespace that owns the network namespace.
 * Numbers are in host byte order, addresses and nothing else in network byte
 * order.  Errors carry extack text; when the fault is in one object of a
 * transaction, the extack cookie (NLMSGERR_ATTR_COOKIE) is a struct
 * xpf_error_cookie that says which.  Attributes the module does not know are
 * refused (-EINVAL), never ignored.
 *
 * ENABLE and DISABLE
 *	A namespace costs nothing until ENABLE allocates its session table and
 *	attaches the hooks: XPF_A_MAX_SESSIONS (rounded up to a power of two).
 *	With no ruleset committed, everything but loopback is dropped (fail
 *	closed).  ENABLE of an enabled namespace with the same limits is no
 *	error and changes nothing: a manager that restarts re-adopts.  With
 *	other limits it is -EBUSY.  The memory is charged to who asks; more than
 *	XPF_MAX_USER_SESSIONS need CAP_NET_ADMIN of the host, as anybody may be
 *	root of a user namespace (-EPERM).  DISABLE closes every session, drops the
 *	ruleset and the counters, and lets the kernel forward as it would
 *	without the module.  Unloading the module does the same, but switches
 *	the kernel's forwarding off first (ip_forward, all.forwarding).
 *
 * GET_STATUS
 *	Versions, limits, generation and cookie of the running ruleset.
 *
 * The transaction: BEGIN, ADD..., IMAGE..., COMMIT | ABORT
 *	BEGIN opens an empty ruleset that belongs to the socket; only one is
 *	open at a time (-EBUSY), and closing the socket aborts it.  ADD carries
 *	any number of objects (XPF_A_ZONE, XPF_A_INTERFACE, ... in any order of
 *	messages; an object may refer only to ids added before it).  An ADD
 *	that fails has added the objects before the faulty one: abort.  IMAGE
 *	carries a piece of a classifier image (xpf/image.h): kind, total size,
 *	offset, bytes; pieces come in order, without gaps.  COMMIT verifies the
 *	whole (every reference, every image) and then swaps it in by one
 *	pointer, or fails and changes nothing; the transaction is over when it
 *	succeeded, and still open when it failed.  With XPF_A_VERIFY_ONLY it
 *	stops before the swap and leaves the transaction open: a COMMIT that
 *	follows can fail only for want of memory.  Rule i of the policy image
 *	is the policy added as the i-th; rule i of a NAT image is the i-th NAT
 *	rule of that kind, and kinds are added in the order of enum
 *	xpf_nat_kind.  The ruleset is remembered with XPF_A_COOKIE, by which a
 *	restarted manager knows what is running.  XPF_A_REMATCH says what
 *	happens to sessions:
 *	  NONE       sessions whose policy is gone or permits no more are closed
 *	  MODIFIED   and those whose policy changed are looked up again with the
 *	             new ruleset and closed unless the same policy permits them
 *	  EXTENSIVE  every session is looked up again, and lives if any policy
 *	             permits it
 *	Sessions whose NAT rule is gone, or has another digest than when they
 *	began, are closed in any case.
 *	Ids of zones, interfaces, VRFs, policies, applications, NAT rules,
 *	filters and meters are
 *	chosen by the manager, derived from names: they are stable over commits,
 *	restarts and nodes, and counters and sessions hang on them.
 *
 * Screens
 *	A zone may name a screen, added before it: what is looked for in the
 *	packets that come in by the zone's interfaces, and dropped.  Screens
 *	count by interface (XPF_INTERFACE_A_SCREENS); each has its own drop
 *	reason, and tells of what it found in XPF_EVENT_SCREEN, at most ten
 *	times a second.  CLEAR_STAT of XPF_STATSET_SCREEN takes XPF_A_INTERFACE
 *	with XPF_INTERFACE_A_ID for the counters of one interface.
 *
 * Dumps: GET_SESSION, GET_ZONE, GET_INTERFACE, GET_POLICY, GET_NAT_RULE,
 *	GET_NAT_POOL, GET_STAT, GET_REASON, GET_APP
 *	NLM_F_DUMP.  GET_SESSION takes a filter (XPF_A_FILTER); it resumes over
 *	any number of messages in time proportional to the table, never blocks
 *	the datapath, and shows each session that lived throughout exactly
 *	once.  Without NLM_F_DUMP GET_SESSION with XPF_A_COUNT_ONLY answers with
 *	the number of matching sessions.  Dumps of the ruleset's objects come in
 *	the order of evaluation; when a commit interrupts one, the rest of its
 *	messages carry NLM_F_DUMP_INTR.  The packets and bytes of a policy are
 *	those of sessions that are closed.
 *
 * GET_POLICY_USE
 *	NLM_F_DUMP: for each policy with live sessions an XPF_A_POLICY of ID,
 *	SESSIONS, and these sessions' PACKETS, BYTES, REPLY_PACKETS, REPLY_BYTES,
 *	as they were when the dump began.
 *
 * GET_NAT_BINDING, DEL_NAT_BINDING
 *	Bindings of persistent NAT, as XPF_A_NAT_ENTRY.  A dump shows them in
 *	the order in which they were made; without NLM_F_DUMP the answer is
 *	their number, XPF_A_COUNT, and an entry with TARGETS.  DEL ends those
 *	that no session uses, and answers with their number; an XPF_A_NAT_ENTRY
 *	may name POOL, INSIDE and INSIDE_PORT, which must all be the binding's.
 *
 * GET_NAT_BLOCK
 *	NLM_F_DUMP: blocks of ports that hosts have, as XPF_A_NAT_ENTRY, in the
 *	order in which they were given: OUTSIDE_PORT and PORT_HI are its ports,
 *	SESSIONS and MAX the ports in use and all of them.
 *
 * GET_NAT_PORTS
 *	NLM_F_DUMP: addresses outside with ports in use, as XPF_A_NAT_ENTRY, by
 *	protocol and layer of overloading (LAYERS, from 0): SESSIONS single
 *	ports, PORT_HI ports of pairs.  In no order; one that comes or goes
 *	meanwhile may be missed or shown twice.
 *
 * DEL_SESSION
 *	Close the sessions that match the filter (none: all of them); answers
 *	with XPF_A_COUNT.
 *
 * GET_SIP_CALL, GET_SIP_COUNT
 *	Dumps: calls of SIP (XPF_A_SIP_CALL); counters of its messages, method
 *	by method, and of all (XPF_A_SIP_COUNT).
 *
 * GET_PINHOLE
 *	NLM_F_DUMP: the connections that application layer gateways expect.
 *	One that comes or goes meanwhile may be missed or shown twice.
 *
 * DEL_PINHOLE
 *	Close those of a group (XPF_A_PINHOLE_GROUP; absent or 0: all); answers
 *	with XPF_A_COUNT.
 *
 * CLEAR_STAT
 *	Zero a set of counters: XPF_A_STAT_SET (bits XPF_STATSET_*).  With
 *	XPF_A_POLICY, which may hold XPF_POLICY_A_FROM_ZONE and
 *	XPF_POLICY_A_TO_ZONE, only policies between these zones are meant (0:
 *	global ones); the set must be XPF_STATSET_POLICY then.  XPF_A_NAT_RULE or
 *	XPF_A_NAT_POOL with its ID means this one only, and the set must be its.
 *	With the counters of a pool, its peak begins anew.
 *
 * GET_FW_FILTER, GET_FW_METER, GET_FW_LOG
 *	Dumps: filters; their counters and policers; the last logged packets.
 *
 * CLEAR_FW
 *	Zero meters: those of XPF_A_FW_METER (FILTER: of this filter, NAME: of
 *	this name; none: all).  With XPF_A_FW_LOG (an empty nest), the log
 *	instead.
 *
 * MATCH
 *	Run the classifier for a hypothetical first packet: XPF_A_FLOW; answers
 *	with XPF_A_ACTION and, unless the default policy decided, XPF_A_POLICY
 *	and the XPF_A_APP the session would get.
 *
 * CHECK
 *	Compare table, ports and bindings with what they must be; answers with
 *	the number of broken invariants, XPF_A_COUNT, and adds it to the counter
 *	"violations".  Traffic goes on meanwhile.
 *
 * GET_DROP
 *	NLM_F_DUMP: the last XPF_DROP_RECORDS packets that each processor dropped,
 *	as the XPF_A_EVENT that told of them, processor by processor, the oldest
 *	first; their time is that of a tick.
 *
 * SET_TRACE
 *	Follow packets, and tell of each in group "trace" what was decided about
 *	it: those that XPF_A_TRACE_FLAGS asks for and one of any number of filters
 *	fits (XPF_A_TRACE, at most XPF_MAX_TRACE_FILTERS; none: every packet), as
 *	long as there are no more than XPF_A_TRACE_RATE a second (others are
 *	counted: "traces-limited").  Replaces what was traced before; without
 *	flags nothing is.  It belongs to the socket, which ends it by closing;
 *	while another one traces it is -EBUSY.
 *
 * Events
 *	Multicast groups "session" (open, close, deny with log), "drop" (every
 *	dropped packet, only while somebody listens), "control" (ruleset
 *	committed, table thresholds) and "trace" (see SET_TRACE).  Events come
 *	in batches, at most some 20 ms late: one message holds many XPF_A_EVENT
 *	of one CPU, and XPF_A_EVENT_SEQ tells how many events that CPU
 *	(XPF_A_EVENT_CPU) had for the group (XPF_A_EVENT_GROUP) before them, lost
 *	ones included.  A gap in that number is what the reader missed, whether
 *	the kernel had no memory or the reader's socket no room; a message
 *	without events comes to show
 *	it when nothing else does.  The counter "events-lost" is the number of
 *	events that at least one reader missed so (of the first 16 of a group,
 *	and of all with NETLINK_BROADCAST_ERROR), "events-sent" that of the
 *	others.  Within one CPU events are in order; over CPUs XPF_EVENT_A_TIME_NS
 *	orders them.
 */
#ifndef _UAPI_LINUX_XPF_H
#define _UAPI_LINUX_XPF_H

#include <linux/types.h>
#include <linux/xpf_alg.h>
#include <linux/xpf_event.h>
#include <linux/xpf_filter.h>
#include <linux/xpf_nat.h>
#include <linux/xpf_screen.h>
#include <linux/xpf_trace.h>

#define XPF_GENL_NAME		"xpf"
#define XPF_GENL_VERSION	1

#define XPF_GROUP_SESSION	"session"
#define XPF_GROUP_DROP		"drop"
#define XPF_GROUP_CONTROL	"control"
#define XPF_GROUP_TRACE		"trace"

#define XPF_NAME_MAX		64	/* with the NUL; Junos allows 63 */
#define XPF_MAX_USER_SESSIONS	65536	/* where the host's root has no say */
#define XPF_MAX_ZONES		1024	/* ids 1..1023 */
#define XPF_MAX_INTERFACES	4096	/* ids 1..4095 */
#define XPF_MAX_POLICIES	131072
#define XPF_MAX_APPS		65536
#define XPF_MAX_NAT_RULES	65536
#define XPF_MAX_NAT_POOLS	8192
#define XPF_MAX_NAT_BINDINGS	65536	/* of persistent NAT */
#define XPF_MAX_NAT_BLOCKS	65536	/* of ports, that hosts have */
#define XPF_MAX_BLOCK_BITS	524288	/* ports of a block times sharers */
#define XPF_MAX_NAT_TARGETS	262144	/* hosts that bindings remember */
#define XPF_MAX_POOL_RANGES	2000	/* of one pool */
#define XPF_MAX_SCREENS		1023	/* ids 1..1023 */
#define XPF_MAX_WHITE		1024	/* addresses of one screen */
#define XPF_MAX_PINHOLES	16384	/* that wait */
#define XPF_MAX_GROUP_PINHOLES	64	/* of one control session */
#define XPF_MAX_CALL_PINHOLES	1024	/* likewise, of its calls */
#define XPF_MAX_LEFT_PINHOLES	4096	/* whose control session is over */
#define XPF_MAX_SIP_CALLS	4096
#define XPF_MAX_SESSION_SIP_CALLS 256	/* of one control session */
#define XPF_MAX_IMAGE		(512U << 20)	/* bytes */
#define XPF_MAX_FILTERS		8192
#define XPF_MAX_TERMS		131072		/* of all filters */
#define XPF_MAX_METERS		65536		/* counters and policers */
#define XPF_MAX_PREDICATES	32		/* of one term */
#define XPF_FILTER_LOG		512		/* entries that are kept */
#define XPF_DROP_RECORDS	128		/* likewise, of each processor */

#define XPF_ZONE_NONE		0	/* no zone: drops */
#define XPF_ZONE_HOST		1	/* junos-host: the firewall itself */
#define XPF_VRF_MAIN		0	/* inet.0: ids of instances are 1..65535 */

enum xpf_cmd {
	XPF_CMD_UNSPEC,
	XPF_CMD_GET_STATUS,
	XPF_CMD_ENABLE,
	XPF_CMD_DISABLE,
	XPF_CMD_BEGIN,
	XPF_CMD_ADD,
	XPF_CMD_IMAGE,
	XPF_CMD_COMMIT,
	XPF_CMD_ABORT,
	XPF_CMD_GET_SESSION,
	XPF_CMD_DEL_SESSION,
	XPF_CMD_GET_ZONE,
	XPF_CMD_GET_INTERFACE,
	XPF_CMD_GET_POLICY,
	XPF_CMD_GET_APP,
	XPF_CMD_GET_NAT_RULE,
	XPF_CMD_GET_STAT,
	XPF_CMD_GET_REASON,
	XPF_CMD_CLEAR_STAT,
	XPF_CMD_MATCH,
	XPF_CMD_EVENT,		/* multicast only */
	XPF_CMD_CHECK,
	XPF_CMD_GET_NAT_POOL,
	XPF_CMD_GET_NAT_BINDING,
	XPF_CMD_DEL_NAT_BINDING,
	XPF_CMD_GET_FW_FILTER,
	XPF_CMD_GET_FW_METER,
	XPF_CMD_GET_FW_LOG,
	XPF_CMD_CLEAR_FW,
	XPF_CMD_GET_PINHOLE,
	XPF_CMD_DEL_PINHOLE,
	XPF_CMD_GET_NAT_BLOCK,
	XPF_CMD_GET_NAT_PORTS,
	XPF_CMD_GET_SIP_CALL,
	XPF_CMD_GET_SIP_COUNT,
	XPF_CMD_GET_POLICY_USE,
	XPF_CMD_SET_TRACE,
	XPF_CMD_GET_DROP,
	__XPF_CMD_MAX,
};

#define XPF_CMD_MAX (__XPF_CMD_MAX - 1)

/* Top level attributes of every message. */
enum xpf_attr {
	XPF_A_UNSPEC,
	XPF_A_PAD,
	XPF_A_STATUS,		/* nest: enum xpf_status_attr */
	XPF_A_MAX_SESSIONS,	/* u32 */
	XPF_A_COOKIE,		/* u64: the manager's name of a ruleset */
	XPF_A_REMATCH,		/* u8: enum xpf_rematch */
	XPF_A_CONFIG,		/* nest: enum xpf_config_attr (in ADD, once) */
	XPF_A_ZONE,		/* nest: enum xpf_zone_attr */
	XPF_A_INTERFACE,	/* nest: enum xpf_interface_attr */
	XPF_A_POLICY,		/* nest: enum xpf_policy_attr */
	XPF_A_APP,		/* nest: enum xpf_app_attr */
	XPF_A_NAT_RULE,		/* nest: enum xpf_nat_rule_attr */
	XPF_A_IMAGE_KIND,	/* u8: enum xpf_image_kind */
	XPF_A_IMAGE_SIZE,	/* u32: of the whole image */
	XPF_A_IMAGE_OFFSET,	/* u32: of this piece */
	XPF_A_IMAGE_DATA,	/* binary: this piece */
	XPF_A_FILTER,		/* nest: enum xpf_filter_attr */
	XPF_A_SESSION,		/* nest: enum xpf_session_attr */
	XPF_A_COUNT_ONLY,	/* flag */
	XPF_A_COUNT,		/* u64 */
	XPF_A_STAT_SET,		/* u32: XPF_STATSET_* */
	XPF_A_STAT,		/* nest: enum xpf_stat_attr */
	XPF_A_FLOW,		/* nest: enum xpf_flow_attr */
	XPF_A_ACTION,		/* u8: enum xpf_action */
	XPF_A_EVENT,		/* nest: enum xpf_event_attr */
	XPF_A_EVENT_CPU,	/* u32 */
	XPF_A_EVENT_SEQ,	/* u64: events of that CPU before these */
	XPF_A_VERIFY_ONLY,	/* flag */
	XPF_A_EVENT_GROUP,	/* u8: enum xpf_event_group */
	XPF_A_NAT_POOL,		/* nest: enum xpf_nat_pool_attr */
	XPF_A_NAT_ENTRY,	/* nest: enum xpf_nat_entry_attr */
	XPF_A_FW_FILTER,	/* nest: enum xpf_fw_filter_attr */
	XPF_A_FW_METER,		/* nest: enum xpf_fw_meter_attr */
	XPF_A_FW_TERM,		/* nest: enum xpf_fw_term_attr */
	XPF_A_FW_LOG,		/* nest: enum xpf_fw_log_attr */
	XPF_A_SCREEN,		/* nest: enum xpf_screen_attr */
	XPF_A_PINHOLE,		/* nest: enum xpf_pinhole_attr */
	XPF_A_PINHOLE_GROUP,	/* u32 */
	XPF_A_SIP_CALL,		/* nest: enum xpf_sip_call_attr */
	XPF_A_SIP_COUNT,	/* nest: enum xpf_sip_count_attr */
	XPF_A_TRACE,		/* nest: enum xpf_trace_attr */
	XPF_A_TRACE_FLAGS,	/* u32: XPF_TRACE_* */
	XPF_A_TRACE_RATE,	/* u32: packets a second, 0: no limit */
	__XPF_A_MAX,
};

#define XPF_A_MAX (__XPF_A_MAX - 1)

/* In the extack of a failed ADD, IMAGE or COMMIT. */
struct xpf_error_cookie {
	__u32 object;	/* XPF_A_ZONE, ..., XPF_A_IMAGE_KIND for an image */
	__u32 index;	/* the n-th of its kind in the transaction, from 0;
			 * of an image: enum xpf_image_kind
			 */
};

enum xpf_status_attr {
	XPF_STATUS_A_UNSPEC,
	XPF_STATUS_A_PAD,
	XPF_STATUS_A_VERSION,		/* string: of the module */
	XPF_STATUS_A_ENABLED,		/* u8 */
	XPF_STATUS_A_GENERATION,	/* u32: 0 = no ruleset yet */
	XPF_STATUS_A_COOKIE,		/* u64 */
	XPF_STATUS_A_MAX_SESSIONS,	/* u32 */
	XPF_STATUS_A_SESSIONS,		/* u32: in use */
	XPF_STATUS_A_SESSION_SIZE,	/* u32: bytes, both wings, no buckets */
	XPF_STATUS_A_MEMORY,		/* u64: bytes of table and ruleset */
	XPF_STATUS_A_ZONES,		/* u32 */
	XPF_STATUS_A_INTERFACES,	/* u32: devices hooked */
	XPF_STATUS_A_POLICIES,		/* u32 */
	XPF_STATUS_A_VIOLATIONS,	/* u64: invariants found broken */
	XPF_STATUS_A_UPTIME_MS,		/* u64: since ENABLE */
	XPF_STATUS_A_SESSION_UNICAST_TCP, /* u32, by protocol */
	XPF_STATUS_A_SESSION_UNICAST_UDP, /* u32 */
	XPF_STATUS_A_SESSION_UNICAST_ICMP, /* u32 */
	XPF_STATUS_A_SESSION_UNICAST_OTHER, /* u32 */
	__XPF_STATUS_A_MAX,
};

#define XPF_STATUS_A_MAX (__XPF_STATUS_A_MAX - 1)

/* Settings of a ruleset, all optional; timeouts in seconds, 0 = default. */
enum xpf_config_attr {
	XPF_CONFIG_A_UNSPEC,
	XPF_CONFIG_A_DEFAULT_ACTION,	/* u8: DENY (default) or PERMIT */
	XPF_CONFIG_A_FLAGS,		/* u32: XPF_CONFIG_* */
	XPF_CONFIG_A_TCP_INITIAL,	/* u32: 20 */
	XPF_CONFIG_A_TCP_ESTABLISHED,	/* u32: 1800 */
	XPF_CONFIG_A_TCP_HALF_CLOSED,	/* u32: 150 */
	XPF_CONFIG_A_TCP_TIME_WAIT,	/* u32: 2 */
	XPF_CONFIG_A_UDP,		/* u32: 60 */
	XPF_CONFIG_A_ICMP,		/* u32: 60 */
	XPF_CONFIG_A_OTHER,		/* u32: 60 */
	XPF_CONFIG_A_MSS_ALL,		/* u16: of every SYN; 0: as it is */
	XPF_CONFIG_A_MSS_IPSEC,		/* u16: into and out of IPsec */
	XPF_CONFIG_A_MSS_GRE_IN,	/* u16: out of a GRE tunnel */
	XPF_CONFIG_A_MSS_GRE_OUT,	/* u16: into one */
	XPF_CONFIG_A_AGING_EARLY,	/* u32: seconds idle; 0: never early */
	XPF_CONFIG_A_AGING_HIGH,	/* u8: percent of the table: it begins */
	XPF_CONFIG_A_AGING_LOW,		/* u8: percent: it ends */
	XPF_CONFIG_A_ALGS,		/* u32: bits of enum xpf_alg, enabled */
	XPF_CONFIG_A_ALG_FLAGS,		/* u32: XPF_ALG_* */
	XPF_CONFIG_A_ALG_DNS_LENGTH,	/* u32 bytes: 512 */
	XPF_CONFIG_A_ROUTE_TIMEOUT,	/* u32: seconds idle without a route;
					 * 0: as with one
					 */
	XPF_CONFIG_A_ALG_SIP_MEDIA,	/* u32 seconds: 120 */
	XPF_CONFIG_A_ALG_SUNRPC_MAP,	/* u32 seconds: 28800 */
	XPF_CONFIG_A_ALG_MSRPC_MAP,	/* u32 seconds: 28800 */
	XPF_CONFIG_A_ALG_SIP_RING,	/* u32 seconds: 180 */
	XPF_CONFIG_A_ALG_SIP_CALL,	/* u32 seconds: 43200 */
	__XPF_CONFIG_A_MAX,
};

#define XPF_CONFIG_A_MAX (__XPF_CONFIG_A_MAX - 1)

#define XPF_CONFIG_NO_SYN_CHECK		(1U << 0)
#define XPF_CONFIG_NO_SEQ_CHECK		(1U << 1)
#define XPF_CONFIG_RST_INVALIDATE	(1U << 2)	/* RST closes at once */
#define XPF_CONFIG_FIN_INVALIDATE	(1U << 3)
#define XPF_CONFIG_STRICT_SYN_CHECK	(1U << 4)	/* no data before the
							 * handshake is done
							 */
#define XPF_CONFIG_RST_SEQ_CHECK	(1U << 5)	/* always done, but
							 * with NO_SEQ_CHECK
							 * only if asked for
							 */
#define XPF_CONFIG_NO_SYN_CHECK_TUNNEL	(1U << 6)
#define XPF_CONFIG_ALLOW_DNS_REPLY	(1U << 7)	/* may begin a session */
#define XPF_CONFIG_SYN_PROXY		(1U << 8)	/* of SYN floods: bounded
							 * by the screen's queue
							 */
#define XPF_CONFIG_NO_V6_FRAG_HEADER	(1U << 9)	/* IPv4 that may be cut
							 * becomes IPv6 without
							 * a fragment header
							 */
#define XPF_CONFIG_ALLOW_STRAY_ERROR	(1U << 10)	/* ICMP errors about no
							 * session: by policy
							 */

/* Zone id 1 (junos-host) always exists and is not added. */
enum xpf_zone_attr {
	XPF_ZONE_A_UNSPEC,
	XPF_ZONE_A_PAD,
	XPF_ZONE_A_ID,		/* u16 */
	XPF_ZONE_A_NAME,	/* string */
	XPF_ZONE_A_FLAGS,	/* u32: XPF_ZONE_* */
	XPF_ZONE_A_SERVICES,	/* u64: bits of enum xpf_host_service */
	XPF_ZONE_A_PROTOCOLS,	/* u64: bits of enum xpf_host_protocol */
	XPF_ZONE_A_RX_PACKETS,	/* u64, in dumps */
	XPF_ZONE_A_RX_BYTES,	/* u64 */
	XPF_ZONE_A_TX_PACKETS,	/* u64 */
	XPF_ZONE_A_TX_BYTES,	/* u64 */
	XPF_ZONE_A_DROPS,	/* u64 */
	XPF_ZONE_A_SCREEN,	/* u16: id; absent: none */
	__XPF_ZONE_A_MAX,
};

#define XPF_ZONE_A_MAX (__XPF_ZONE_A_MAX - 1)

#define XPF_ZONE_TCP_RST	(1U << 0)
#define XPF_ZONE_POLICY_IN	(1U << 1)	/* policies decide, too, what */
#define XPF_ZONE_POLICY_OUT	(1U << 2)	/* goes to and from this host */

/*
 * Frames of a device and the XDP program, which is attached to devices and is
 * called XPF_XDP_PROGRAM: are those that come in taken, may some leave by it?
 * What is not is the skb path's.
 */
#define XPF_XDP_PROGRAM	"xpf_xdp"

enum xpf_xdp_state {
	XPF_XDP_OFF,		/* the program is not attached */
	XPF_XDP_ON,
	XPF_XDP_TAP,		/* somebody listens: tcpdump */
	XPF_XDP_FILTER,		/* filters of others: tc, nft */
	XPF_XDP_PORT,		/* of a bridge or a bond */
	XPF_XDP_SHAPED,		/* the queueing discipline sorts packets */
	XPF_XDP_NO_SEND,	/* down, or cannot send frames */
	__XPF_XDP_COUNT,
};

/* A logical interface of the configuration, bound to a device by its name;
 * the device may come, go and be renamed.
 */
enum xpf_interface_attr {
	XPF_INTERFACE_A_UNSPEC,
	XPF_INTERFACE_A_PAD,
	XPF_INTERFACE_A_ID,		/* u16: stable */
	XPF_INTERFACE_A_IFNAME,		/* string: of Linux, "ge-0-0-0.100" */
	XPF_INTERFACE_A_NAME,		/* string: of Junos, "ge-0/0/0.100" */
	XPF_INTERFACE_A_ZONE,		/* u16 */
	XPF_INTERFACE_A_VRF,		/* u16: id of the routing instance */
	XPF_INTERFACE_A_SERVICES,	/* u64: replaces the zone's, if present */
	XPF_INTERFACE_A_PROTOCOLS,	/* u64: likewise */
	XPF_INTERFACE_A_IFINDEX,	/* u32, in dumps: 0 = no such device */
	XPF_INTERFACE_A_RX_PACKETS,	/* u64, in dumps */
	XPF_INTERFACE_A_RX_BYTES,
	XPF_INTERFACE_A_TX_PACKETS,
	XPF_INTERFACE_A_TX_BYTES,
	XPF_INTERFACE_A_DROPS,
	XPF_INTERFACE_A_PROXY_ARP,	/* binary: struct xpf_nat_range[], IPv4 */
	XPF_INTERFACE_A_FILTERS,	/* binary: u32[XPF_FW_PLACES], filter ids
					 * by place, 0 = none
					 */
	XPF_INTERFACE_A_POLICERS,	/* binary: likewise, of meters */
	XPF_INTERFACE_A_HOST,		/* flag: its filters are for packets to
					 * and from this host in its VRF (lo0)
					 */
	XPF_INTERFACE_A_COS,		/* binary: struct xpf_cos */
	XPF_INTERFACE_A_SCREENS,	/* binary, in dumps: u64 by enum
					 * xpf_screen_id
					 */
	XPF_INTERFACE_A_PROXY_NDP,	/* likewise, IPv6 */
	XPF_INTERFACE_A_XDP_IN,		/* u8, in dumps: enum xpf_xdp_state */
	XPF_INTERFACE_A_XDP_OUT,	/* u8, likewise, of what leaves */
	__XPF_INTERFACE_A_MAX,
};

#define XPF_INTERFACE_A_MAX (__XPF_INTERFACE_A_MAX - 1)

enum xpf_policy_attr {
	XPF_POLICY_A_UNSPEC,
	XPF_POLICY_A_PAD,
	XPF_POLICY_A_ID,		/* u32: stable, never 0 */
	XPF_POLICY_A_NAME,		/* string */
	XPF_POLICY_A_FROM_ZONE,		/* u16: 0 for a global policy */
	XPF_POLICY_A_TO_ZONE,		/* u16 */
	XPF_POLICY_A_ACTION,		/* u8: enum xpf_action */
	XPF_POLICY_A_FLAGS,		/* u32: XPF_POLICY_* */
	XPF_POLICY_A_DIGEST,		/* u64: of its match; changes with it */
	XPF_POLICY_A_APPS,		/* binary: u32 app ids, in order */
	XPF_POLICY_A_HITS,		/* u64, in dumps: sessions or denials */
	XPF_POLICY_A_PACKETS,		/* u64, in dumps: the initiators' */
	XPF_POLICY_A_BYTES,		/* u64 */
	XPF_POLICY_A_SESSIONS,		/* u32, in dumps: live */
	XPF_POLICY_A_MSS_INITIAL,	/* u16: of the initiator's SYN, 0: as */
	XPF_POLICY_A_MSS_REVERSE,	/* u16: of the answer; it is */
	XPF_POLICY_A_REPLY_PACKETS,	/* u64, in dumps: the responders' */
	XPF_POLICY_A_REPLY_BYTES,	/* u64 */
	__XPF_POLICY_A_MAX,
};

#define XPF_POLICY_A_MAX (__XPF_POLICY_A_MAX - 1)

#define XPF_POLICY_LOG_INIT	(1U << 0)
#define XPF_POLICY_LOG_CLOSE	(1U << 1)
#define XPF_POLICY_COUNT	(1U << 2)
#define XPF_POLICY_SYN_CHECK	(1U << 3)	/* whatever the settings say */
#define XPF_POLICY_SEQ_CHECK	(1U << 4)	/* likewise */
#define XPF_POLICY_DROP_DNAT	(1U << 5)	/* permits only what has not */
#define XPF_POLICY_DROP_NO_DNAT	(1U << 6)	/* or has a new destination */
#define XPF_POLICY_INACTIVE	(1U << 7)	/* not now: permits nothing */

/* One term of an application: the first of a policy's list that fits the
 * flow names the session's application and sets its timeout.  Ranges are
 * inclusive.
 */
enum xpf_app_attr {
	XPF_APP_A_UNSPEC,
	XPF_APP_A_ID,			/* u32: shared by terms of one app */
	XPF_APP_A_NAME,			/* string */
	XPF_APP_A_PROTOCOL,		/* u8; absent: any */
	XPF_APP_A_SPORT_LO,		/* u16 */
	XPF_APP_A_SPORT_HI,		/* u16 */
	XPF_APP_A_DPORT_LO,		/* u16; ICMP: type * 256 + code */
	XPF_APP_A_DPORT_HI,		/* u16 */
	XPF_APP_A_TIMEOUT,		/* u32 seconds; 0: of the protocol */
	XPF_APP_A_ALG,			/* u8: enum xpf_alg; NONE: by its port */
	/* What a client may ask of the mapper there; absent: nothing. */
	XPF_APP_A_PROGRAM_LO,		/* u32: of Sun RPC */
	XPF_APP_A_PROGRAM_HI,		/* u32 */
	XPF_APP_A_UUID,			/* 16 bytes, as in a tower of MS-RPC;
					 * all ones: any
					 */
	__XPF_APP_A_MAX,
};

#define XPF_APP_A_MAX (__XPF_APP_A_MAX - 1)

/* What a wing looks like on the wire, as received; [1] is the reply. */
enum xpf_wing_attr {
	XPF_WING_A_UNSPEC,
	XPF_WING_A_PAD,
	XPF_WING_A_SADDR,	/* 4 or 16 bytes */
	XPF_WING_A_DADDR,
	XPF_WING_A_SPORT,	/* u16; ICMP echo: the id in both */
	XPF_WING_A_DPORT,
	XPF_WING_A_IFINDEX,	/* u32: where its packets come in */
	XPF_WING_A_ZONE,	/* u16 */
	XPF_WING_A_VRF,		/* u16 */
	XPF_WING_A_PACKETS,	/* u64 */
	XPF_WING_A_BYTES,	/* u64 */
	__XPF_WING_A_MAX,
};

#define XPF_WING_A_MAX (__XPF_WING_A_MAX - 1)

enum xpf_session_attr {
	XPF_SESSION_A_UNSPEC,
	XPF_SESSION_A_PAD,
	XPF_SESSION_A_ID,		/* u64: never reused */
	XPF_SESSION_A_FAMILY,		/* u8: AF_INET, AF_INET6 */
	XPF_SESSION_A_PROTOCOL,		/* u8 */
	XPF_SESSION_A_STATE,		/* u8: enum xpf_session_state */
	XPF_SESSION_A_FLAGS,		/* u32: XPF_SESSION_* */
	XPF_SESSION_A_POLICY,		/* u32: id, 0 = default policy or self */
	XPF_SESSION_A_APP,		/* u32: id, 0 = any */
	XPF_SESSION_A_NAT_RULE,		/* u32: source NAT rule id, 0 = none */
	XPF_SESSION_A_TIMEOUT,		/* u32 seconds: when idle */
	XPF_SESSION_A_EXPIRES,		/* u32 seconds: left */
	XPF_SESSION_A_AGE,		/* u32 seconds: since creation */
	XPF_SESSION_A_WING0,		/* nest: enum xpf_wing_attr, initiator */
	XPF_SESSION_A_WING1,		/* nest: responder */
	XPF_SESSION_A_CLOSE_REASON,	/* u8: enum xpf_close_reason, events */
	XPF_SESSION_A_DNAT_RULE,	/* u32: destination or static NAT rule */
	XPF_SESSION_A_ALG,		/* u8: enum xpf_alg, that reads it or
					 * that made it
					 */
	XPF_SESSION_A_GROUP,		/* u32: of the ALG; a control session
					 * and what it made
					 */
	XPF_SESSION_A_RESOURCE,		/* u32: what made it; 0: the control
					 * session itself
					 */
	__XPF_SESSION_A_MAX,
};

#define XPF_SESSION_A_MAX (__XPF_SESSION_A_MAX - 1)

#define XPF_SESSION_SNAT	(1U << 0)
#define XPF_SESSION_DNAT	(1U << 1)
#define XPF_SESSION_HOST_IN	(1U << 2)	/* to the firewall itself */
#define XPF_SESSION_HOST_OUT	(1U << 3)	/* from it */
#define XPF_SESSION_ALG		(1U << 4)	/* by a pinhole of an ALG */

/* All given conditions must hold. An address condition is address + length;
 * it is compared with the initiator's packet as received.
 */
enum xpf_filter_attr {
	XPF_FILTER_A_UNSPEC,
	XPF_FILTER_A_PAD,
	XPF_FILTER_A_ID,	/* u64 */
	XPF_FILTER_A_FAMILY,	/* u8 */
	XPF_FILTER_A_PROTOCOL,	/* u8 */
	XPF_FILTER_A_SADDR,	/* 4 or 16 bytes */
	XPF_FILTER_A_SADDR_LEN,	/* u8: prefix length */
	XPF_FILTER_A_DADDR,
	XPF_FILTER_A_DADDR_LEN,
	XPF_FILTER_A_SPORT,	/* u16 */
	XPF_FILTER_A_DPORT,	/* u16 */
	XPF_FILTER_A_IFINDEX,	/* u32: of either wing */
	XPF_FILTER_A_ZONE,	/* u16: of either wing */
	XPF_FILTER_A_POLICY,	/* u32 */
	XPF_FILTER_A_APP,	/* u32 */
	XPF_FILTER_A_VRF,	/* u16 */
	XPF_FILTER_A_FLAGS,	/* u32: all of these XPF_SESSION_* */
	XPF_FILTER_A_FLAGS_ANY,	/* u32: at least one of these */
	__XPF_FILTER_A_MAX,
};

#define XPF_FILTER_A_MAX (__XPF_FILTER_A_MAX - 1)

enum xpf_flow_attr {
	XPF_FLOW_A_UNSPEC,
	XPF_FLOW_A_FROM_ZONE,	/* u16 */
	XPF_FLOW_A_TO_ZONE,	/* u16 */
	XPF_FLOW_A_SADDR,
	XPF_FLOW_A_DADDR,
	XPF_FLOW_A_PROTOCOL,	/* u8 */
	XPF_FLOW_A_SPORT,	/* u16 */
	XPF_FLOW_A_DPORT,	/* u16 */
	__XPF_FLOW_A_MAX,
};

#define XPF_FLOW_A_MAX (__XPF_FLOW_A_MAX - 1)

enum xpf_stat_attr {
	XPF_STAT_A_UNSPEC,
	XPF_STAT_A_PAD,
	XPF_STAT_A_NAME,	/* string: of stat.def or reason.def */
	XPF_STAT_A_VALUE,	/* u64 */
	XPF_STAT_A_TEXT,	/* string: what an operator reads */
	XPF_STAT_A_ID,		/* u32: of a reason, XPF_EVENT_A_REASON */
	__XPF_STAT_A_MAX,
};

#define XPF_STAT_A_MAX (__XPF_STAT_A_MAX - 1)

#define XPF_STATSET_GLOBAL	(1U << 0)	/* stat.def and reason.def */
#define XPF_STATSET_POLICY	(1U << 1)
#define XPF_STATSET_ZONE	(1U << 2)
#define XPF_STATSET_INTERFACE	(1U << 3)
#define XPF_STATSET_NAT_RULE	(1U << 4)
#define XPF_STATSET_NAT_POOL	(1U << 5)
#define XPF_STATSET_SCREEN	(1U << 6)
#define XPF_STATSET_SIP		(1U << 7)
#define XPF_STATSET_DROP	(1U << 8)	/* what GET_DROP shows */
#define XPF_STATSET_SIP_CALL	(1U << 9)	/* calls, which end, and their media */

enum xpf_action {
	XPF_ACTION_DENY,
	XPF_ACTION_REJECT,
	XPF_ACTION_PERMIT,
};

enum xpf_rematch {
	XPF_REMATCH_NONE,
	XPF_REMATCH_MODIFIED,
	XPF_REMATCH_EXTENSIVE,
};

enum xpf_nat_kind { XPF_NAT_SOURCE, XPF_NAT_DESTINATION, XPF_NAT_STATIC };

/* What a rule does. Which kind may do what:
 *	source		OFF, INTERFACE, POOL
 *	destination	OFF, POOL
 *	static		in both directions
 *			PREFIX: outside <-> inside, of one family or two
 *			INET: outside is an IPv6 prefix of 32, 40, 48, 56, 64
 *			or 96 bits; inside, which is not given, are the IPv4
 *			addresses that it carries (RFC 6052)
 *			NPTV6: IPv6 prefixes of at most 64 bits (RFC 6296)
 * A flow whose destination becomes one of the other family must get a source
 * of that family: from a source rule or a static one.
 */
enum xpf_nat_action {
	XPF_NAT_OFF, XPF_NAT_INTERFACE, XPF_NAT_POOL, XPF_NAT_PREFIX,
	XPF_NAT_INET, XPF_NAT_NPTV6,
};

enum xpf_image_kind {
	XPF_IMAGE_POLICY,
	XPF_IMAGE_SOURCE_NAT,
	XPF_IMAGE_DESTINATION_NAT,
	XPF_IMAGE_STATIC_NAT,		/* of what comes from outside */
	XPF_IMAGE_STATIC_SOURCE,	/* of what comes from inside */
	XPF_IMAGE_FILTER,		/* a context a filter */
	__XPF_IMAGE_KINDS,
};

enum xpf_session_state {
	XPF_STATE_NONE,
	XPF_STATE_INIT,		/* one direction seen; TCP: SYN */
	XPF_STATE_SYN_RECV,	/* TCP: SYN+ACK seen */
	XPF_STATE_ESTABLISHED,	/* both directions; TCP: handshake done */
	XPF_STATE_HALF_CLOSED,	/* TCP: one FIN */
	XPF_STATE_TIME_WAIT,	/* TCP: both FIN, or RST */
	XPF_STATE_CLOSED,
};

enum xpf_close_reason {
	XPF_CLOSE_UNSET,
	XPF_CLOSE_IDLE,		/* idle timeout */
	XPF_CLOSE_TCP_FIN,
	XPF_CLOSE_TCP_RST,
	XPF_CLOSE_ICMP_ERROR,
	XPF_CLOSE_CLEARED,	/* by the operator */
	XPF_CLOSE_POLICY,	/* the ruleset permits it no more */
	XPF_CLOSE_EVICTED,	/* table full */
	XPF_CLOSE_INTERFACE,	/* its device is gone */
	XPF_CLOSE_NO_ROUTE,
	XPF_CLOSE_SHUTDOWN,
	XPF_CLOSE_TCP_CLIENT_RST,
	XPF_CLOSE_TCP_SERVER_RST,
	XPF_CLOSE_ALG,		/* its gateway has seen its end */
};

/* host-inbound-traffic system-services */
enum xpf_host_service {
	XPF_SVC_ALL, XPF_SVC_ANY, XPF_SVC_SSH, XPF_SVC_PING, XPF_SVC_DNS,
	XPF_SVC_HTTP, XPF_SVC_HTTPS, XPF_SVC_DHCP, XPF_SVC_DHCPV6,
	XPF_SVC_BOOTP, XPF_SVC_NTP, XPF_SVC_SNMP, XPF_SVC_SNMP_TRAP,
	XPF_SVC_TRACEROUTE, XPF_SVC_TELNET, XPF_SVC_FTP, XPF_SVC_TFTP,
	XPF_SVC_NETCONF, XPF_SVC_SYSLOG, XPF_SVC_RADIUS, XPF_SVC_IKE,
	XPF_SVC_RPM, XPF_SVC_LSPING, XPF_SVC_LSSELFPING, XPF_SVC_FINGER,
	XPF_SVC_RLOGIN, XPF_SVC_RSH, XPF_SVC_REVERSE_SSH,
	XPF_SVC_REVERSE_TELNET, XPF_SVC_SIP, XPF_SVC_R2CP, XPF_SVC_IDENT_RESET,
	XPF_SVC_XNM_CLEAR_TEXT, XPF_SVC_XNM_SSL, XPF_SVC_TCP_ENCAP,
	XPF_SVC_WEBAPI_CLEAR_TEXT, XPF_SVC_WEBAPI_SSL, XPF_SVC_APPQOE,
	XPF_SVC_HIGH_AVAILABILITY,
	__XPF_SVC_COUNT,	/* at most 64 */
};

/* host-inbound-traffic protocols */
enum xpf_host_protocol {
	XPF_PROTO_ALL, XPF_PROTO_BFD, XPF_PROTO_BGP, XPF_PROTO_DVMRP,
	XPF_PROTO_IGMP, XPF_PROTO_LDP, XPF_PROTO_MSDP, XPF_PROTO_NDP,
	XPF_PROTO_NHRP, XPF_PROTO_OSPF, XPF_PROTO_OSPF3, XPF_PROTO_PGM,
	XPF_PROTO_PIM, XPF_PROTO_RIP, XPF_PROTO_RIPNG,
	XPF_PROTO_ROUTER_DISCOVERY, XPF_PROTO_RSVP, XPF_PROTO_SAP,
	XPF_PROTO_VRRP, XPF_PROTO_ISIS, XPF_PROTO_GRE, XPF_PROTO_ESP,
	__XPF_PROTO_COUNT,	/* at most 64 */
};

#endif
