/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What travels between the manager and the dataplane, as plain structs: the
 * attributes of uapi/linux/xpf.h with host types.  The same struct describes
 * an object when it is pushed and when it is dumped; members under "state"
 * are only filled by dumps and ignored by a push.
 *
 * A push borrows everything: strings, arrays and images belong to the caller
 * (an arena, as a rule).  In dumps, strings live until the callback returns.
 */
#ifndef XPF_DATAPLANE_OBJECTS_H
#define XPF_DATAPLANE_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/xpf.h>

#include "lib/addr.h"

struct dp_traffic {
	uint64_t rx_packets, rx_bytes;
	uint64_t tx_packets, tx_bytes;
	uint64_t drops;
};

struct dp_timeouts {		/* seconds; 0: Junos' default */
	uint32_t tcp_initial, tcp_established;
	uint32_t tcp_half_closed, tcp_time_wait;
	uint32_t udp, icmp, other;
};

struct dp_config {
	uint8_t default_action;	/* enum xpf_action */
	uint32_t flags;		/* XPF_CONFIG_* */
	struct dp_timeouts timeouts;
	/* bytes at most in a SYN; 0: as it is */
	uint16_t mss_all, mss_ipsec, mss_gre_in, mss_gre_out;
	uint32_t aging_early;	/* seconds idle; 0: never early */
	uint32_t route_timeout;	/* seconds idle without a route; 0: as with */
	uint8_t aging_high, aging_low;	/* percent of the table */
	uint32_t algs;		/* bits of enum xpf_alg */
	uint32_t alg_flags;	/* XPF_ALG_* */
	uint32_t alg_dns_length;	/* bytes, 0: default */
	uint32_t alg_sip_media, alg_sip_ring, alg_sip_call; /* seconds, 0:
						 * default
						 */
	uint32_t alg_sunrpc_map, alg_msrpc_map;	/* likewise */
};

struct dp_screen {
	uint16_t id;		/* 1..1023 */
	const char *name;
	uint32_t flags;		/* XPF_SCREEN_F_* */
	uint64_t enabled;	/* bit n: enum xpf_screen_id n */
	uint32_t threshold[__XPF_SCREEN_COUNT];
	struct xpf_screen_limit limit[2][__XPF_LIMIT_COUNT];
	uint32_t syn_alarm, syn_timeout, syn_queue;
	uint8_t headers[32];	/* IPv6 headers, bit n % 8 of byte n / 8 */
	uint8_t hop_options[32], dst_options[32];
	const struct xpf_screen_white *white;
	size_t n_white;
};

struct dp_zone {
	uint16_t id;		/* 2..1023; 1 is junos-host, not pushed */
	const char *name;
	uint32_t flags;		/* XPF_ZONE_* */
	uint64_t services;	/* bit n: enum xpf_host_service n */
	uint64_t protocols;	/* bit n: enum xpf_host_protocol n */
	uint16_t screen;	/* id, 0: none */
	/* state */
	struct dp_traffic traffic;
};

struct dp_interface {
	uint16_t id;		/* 1..4095 */
	const char *ifname;	/* of Linux */
	const char *name;	/* of Junos */
	uint16_t zone;
	uint16_t vrf;
	bool has_services;	/* services replace the zone's */
	bool has_protocols;
	uint64_t services;
	uint64_t protocols;
	const struct xpf_nat_range *proxy_arp;	/* IPv4: answered for */
	size_t n_proxy_arp;
	uint32_t filters[XPF_FW_PLACES];	/* ids, 0: none */
	uint32_t policers[XPF_FW_PLACES];
	bool host;		/* lo0: filters of this host's packets */
	const struct xpf_cos *cos;	/* NULL: none */
	const struct xpf_nat_range *proxy_ndp;	/* IPv6 */
	size_t n_proxy_ndp;
	/* state */
	uint32_t ifindex;	/* 0: no such device now */
	struct dp_traffic traffic;
	uint64_t screened[__XPF_SCREEN_COUNT];	/* by enum xpf_screen_id */
	uint8_t xdp_in, xdp_out;	/* enum xpf_xdp_state */
};

struct dp_policy {
	uint32_t id;		/* never 0 */
	const char *name;
	uint16_t from_zone, to_zone;	/* both 0: global */
	uint8_t action;		/* enum xpf_action */
	uint32_t flags;		/* XPF_POLICY_* */
	uint64_t digest;	/* of its match */
	const uint32_t *apps;	/* ids, in order; none: any */
	size_t n_apps;
	uint16_t mss_initial, mss_reverse;	/* 0: as it is */
	/* state */
	uint64_t hits;
	uint64_t packets, bytes;	/* of closed sessions: initiators' */
	uint64_t reply_packets, reply_bytes;
	uint32_t sessions;
};

struct dp_app {			/* one term */
	uint32_t id;		/* never 0; terms of one application share it */
	const char *name;
	bool any_protocol;
	uint8_t protocol;
	uint16_t sport_lo, sport_hi;	/* 0 and 65535: any */
	uint16_t dport_lo, dport_hi;	/* ICMP: type * 256 + code */
	uint32_t timeout;	/* seconds, 0: of the protocol */
	uint8_t alg;		/* enum xpf_alg */
	bool has_program;
	uint32_t program_lo, program_hi;	/* of Sun RPC */
	const uint8_t *uuid;	/* of MS-RPC: 16 bytes; NULL: none */
};

struct dp_nat_pool {
	uint32_t id;		/* never 0 */
	const char *name;
	uint8_t family;
	uint32_t flags;		/* XPF_POOL_* */
	const struct xpf_nat_range *ranges;
	size_t n_ranges;
	uint16_t port_lo, port_hi;
	uint16_t twin_lo, twin_hi;	/* 0: no pairs of ports */
	uint16_t overload;	/* sessions that share a port */
	uint16_t block_size, block_max;	/* 0: no blocks of ports */
	uint32_t block_timeout, block_recycle, block_interim;	/* seconds */
	const struct xpf_nat_range *hosts;	/* of deterministic NAT */
	size_t n_hosts;
	uint8_t hosts_family;
	uint8_t raise, clear;	/* percent */
	struct addr host_base;	/* with XPF_POOL_SHIFT */
	uint32_t overflow;	/* id of a pool before this one; 0: none */
	bool has_vrf;
	uint16_t vrf;		/* of its addresses, with has_vrf */
	/* state */
	uint64_t hits, failures;
	uint64_t ports_used, ports_total, twins_used;
	uint32_t blocks_used, blocks_total;
	uint8_t peak;		/* percent in use */
	uint64_t peak_time;	/* seconds since 1970, 0: never */
	uint8_t alarm;		/* 1: is raised */
};

struct dp_nat_rule {
	uint32_t id;		/* never 0 */
	const char *name;
	const char *set;	/* the rule-set */
	uint8_t kind;		/* enum xpf_nat_kind */
	uint8_t action;		/* enum xpf_nat_action */
	uint32_t pool;		/* id, of action POOL */
	uint64_t digest;	/* of its match and translation */
	bool has_vrf;
	uint16_t vrf;		/* of the inside, with has_vrf */
	uint8_t persist;	/* enum xpf_persist_kind */
	bool persist_address;	/* addresses are bound, not ports */
	uint32_t persist_timeout, persist_sessions;
	uint32_t raise, clear;	/* sessions: of an alarm, 0: none */
	uint16_t overload;	/* sessions that share a port of the interface */
	bool in_order;		/* its ports are not random */
	/* of static rules; INET has no inside */
	struct addr outside, inside;
	uint8_t prefix_len;
	uint16_t outside_port, inside_port;	/* 0: ports stay */
	/* state */
	uint64_t hits;
	uint64_t failures;
	uint32_t sessions;
};

/* A binding of persistent NAT. */
struct dp_nat_entry {
	uint32_t rule, pool;	/* ids; pool 0: of the interface */
	uint8_t kind;		/* enum xpf_persist_kind */
	uint8_t protocol;	/* 0: all */
	struct addr inside, outside;
	uint16_t inside_port, outside_port;	/* 0: all */
	uint32_t sessions, max;
	uint32_t timeout, left;	/* seconds */
	uint32_t targets;	/* dp_nat_usage(): hosts remembered */
	/* of a block of ports */
	uint16_t port_hi, layers;
	uint32_t blocks, blocks_max;	/* of the host */
	uint8_t state;		/* enum xpf_block_state */
};

struct dp_fw_filter {		/* a firewall filter */
	uint32_t id;		/* never 0 */
	const char *name;
};

struct dp_fw_meter {		/* a counter or a policer */
	uint32_t id;		/* never 0 */
	const char *name;
	uint32_t filter;	/* id; 0: of an interface */
	uint8_t kind;		/* enum xpf_meter_kind */
	uint32_t flags;		/* XPF_METER_* */
	uint64_t rate, burst, peak_rate, peak_burst;
	uint8_t class, loss;	/* when exceeded */
	/* state */
	uint64_t packets, bytes;
	uint16_t premium;	/* of HIERARCHICAL: 1 << class */
};

struct dp_fw_term {
	const char *name;
	uint32_t filter;	/* id */
	uint8_t action;		/* enum xpf_fw_action */
	uint8_t reject;
	uint32_t flags;		/* XPF_TERM_* */
	uint32_t counter, policer;	/* ids of meters, 0: none */
	uint32_t prefix_counter, prefix_policer;	/* first ones of sets */
	uint8_t prefix_from, prefix_to;	/* bits of the address */
	uint8_t class, loss, dscp;
	const char *route_by;	/* device; NULL: none */
	const char *next_if;	/* device; NULL: none */
	struct addr next_ip;	/* family 0: none */
	const char *mirror;	/* device; NULL: none */
	struct addr mirror_via;	/* family 0: none */
	uint32_t mirror_rate, sample_rate;	/* one of so many; 0: each */
	uint8_t mirror_run, sample_run;	/* and so many behind it */
	uint16_t mirror_length;	/* bytes of a copy; 0: all */
	const struct xpf_predicate *predicates;
	size_t n_predicates;
};

struct dp_fw_logged {		/* a packet in the log of filters */
	uint64_t time_ns;	/* CLOCK_REALTIME */
	const char *filter;
	uint8_t action;		/* enum xpf_fw_action */
	const char *interface;	/* of Junos */
	uint8_t family, protocol;
	struct addr saddr, daddr;
	uint16_t sport, dport;	/* ICMP: type and code */
	uint32_t length;
};

struct dp_image {
	const void *data;	/* xpf/image.h; NULL: no such rules */
	size_t size;
};

/* The kinds of objects, for errors and explanations. */
enum dp_object {
	DP_OBJECT_NONE,
	DP_OBJECT_CONFIG,
	DP_OBJECT_ZONE,
	DP_OBJECT_INTERFACE,
	DP_OBJECT_APP,
	DP_OBJECT_POLICY,
	DP_OBJECT_NAT_POOL,
	DP_OBJECT_NAT_RULE,
	DP_OBJECT_IMAGE,
	DP_OBJECT_FW_FILTER,
	DP_OBJECT_FW_METER,
	DP_OBJECT_FW_TERM,
	DP_OBJECT_SCREEN,
};

/*
 * Everything one commit pushes.  policies[] and nat_rules[] stand in the
 * order of the rules of their image: rule i of the image is policies[i], or
 * the i-th NAT rule of its kind; NAT rules stand kind by kind.
 */
struct dp_ruleset {
	struct dp_config config;
	const struct dp_screen *screens;
	size_t n_screens;
	const struct dp_zone *zones;
	size_t n_zones;
	const struct dp_interface *interfaces;
	size_t n_interfaces;
	const struct dp_app *apps;
	size_t n_apps;
	const struct dp_policy *policies;
	size_t n_policies;
	const struct dp_nat_pool *nat_pools;
	size_t n_nat_pools;
	const struct dp_nat_rule *nat_rules;
	size_t n_nat_rules;
	/* filter i is context i of the image; term i is rule i */
	const struct dp_fw_filter *fw_filters;
	size_t n_fw_filters;
	const struct dp_fw_meter *fw_meters;
	size_t n_fw_meters;
	const struct dp_fw_term *fw_terms;
	size_t n_fw_terms;
	struct dp_image image[__XPF_IMAGE_KINDS]; /* enum xpf_image_kind */
	uint64_t cookie;	/* the manager's name of this ruleset */
	uint8_t rematch;	/* enum xpf_rematch */
};

struct dp_wing {
	struct addr saddr, daddr;	/* as received */
	uint16_t sport, dport;		/* host order */
	uint32_t ifindex;
	uint16_t zone;
	uint16_t vrf;
	uint64_t packets, bytes;
};

struct dp_session {
	uint64_t id;
	uint8_t family;		/* AF_INET, AF_INET6 */
	uint8_t protocol;
	uint8_t state;		/* enum xpf_session_state */
	uint8_t close_reason;	/* enum xpf_close_reason, in events */
	uint32_t flags;		/* XPF_SESSION_* */
	uint32_t policy;	/* id; 0: default policy or self */
	uint32_t app;		/* id; 0: any */
	uint32_t nat_rule;	/* id of the source or static rule; 0: none */
	uint32_t dnat_rule;	/* likewise, destination or static */
	uint32_t timeout;	/* seconds, when idle */
	uint32_t expires;	/* seconds left */
	uint32_t age;		/* seconds since creation */
	uint8_t alg;		/* enum xpf_alg that reads or made it */
	uint32_t group, resource;	/* 0: a control session itself */
	struct dp_wing wing[2];	/* initiator, responder */
};

/* Conditions of a session filter: those named in `have` must all hold. */
enum dp_filter_field {
	DP_FILTER_ID		= 1 << 0,
	DP_FILTER_FAMILY	= 1 << 1,
	DP_FILTER_PROTOCOL	= 1 << 2,
	DP_FILTER_SADDR		= 1 << 3,
	DP_FILTER_DADDR		= 1 << 4,
	DP_FILTER_SPORT		= 1 << 5,
	DP_FILTER_DPORT		= 1 << 6,
	DP_FILTER_IFINDEX	= 1 << 7,
	DP_FILTER_ZONE		= 1 << 8,
	DP_FILTER_POLICY	= 1 << 9,
	DP_FILTER_APP		= 1 << 10,
	DP_FILTER_VRF		= 1 << 11,
	DP_FILTER_FLAGS		= 1 << 12,
	DP_FILTER_FLAGS_ANY	= 1 << 13,
};

struct dp_filter {
	uint32_t have;		/* DP_FILTER_*; 0: every session */
	uint64_t id;
	uint8_t family;
	uint8_t protocol;
	struct prefix saddr, daddr;	/* of the initiator's packet */
	uint16_t sport, dport;
	uint32_t ifindex;	/* of either wing */
	uint16_t zone;		/* of either wing */
	uint16_t vrf;
	uint32_t policy;
	uint32_t app;
	uint32_t flags;		/* all of these XPF_SESSION_* */
	uint32_t flags_any;	/* at least one of these */
};

struct dp_flow {		/* a hypothetical first packet */
	uint16_t from_zone, to_zone;
	struct addr saddr, daddr;
	uint8_t protocol;
	uint16_t sport, dport;	/* ICMP: dport = type * 256 + code */
};

struct dp_match {
	uint32_t policy;	/* id; 0: the default policy */
	uint8_t action;		/* enum xpf_action */
	uint32_t app;		/* id; 0: any */
};

struct dp_status {
	char version[32];	/* of the module */
	bool enabled;
	uint32_t generation;	/* of the ruleset; 0: none */
	uint64_t cookie;
	uint32_t max_sessions;
	uint32_t sessions;
	uint32_t session_size;	/* bytes */
	uint64_t memory;	/* bytes of table and ruleset */
	uint32_t zones;
	uint32_t interfaces;	/* devices hooked */
	uint32_t policies;
	uint64_t violations;
	uint64_t uptime_ms;	/* since it was enabled */
	uint32_t sessions_tcp, sessions_udp, sessions_icmp, sessions_other;
};

struct dp_stat {		/* a counter, or a drop reason */
	const char *name;	/* "rx-packets", "policy-deny": never changes */
	const char *text;	/* what the operator reads */
	uint32_t id;		/* reasons: XPF_EVENT_A_REASON */
	uint64_t value;
};

/* Which packets are traced; what is not given is zero, no protocol is -1. */
struct dp_trace_filter {
	int protocol;
	struct prefix saddr, daddr;	/* of one family */
	uint16_t sport_lo, sport_hi;	/* 0, 0: any */
	uint16_t dport_lo, dport_hi;
	uint16_t interface;		/* id */
};

/* How a packet went: see linux/xpf_trace.h. */
struct dp_traced {
	uint8_t verdict;		/* enum xpf_trace_verdict */
	uint32_t flags;			/* XPF_TRACED_* */
	uint16_t ip_id;
	uint8_t ttl, tos, tcp_flags;
	uint32_t tcp_seq, tcp_ack, tcp_len;
	uint16_t tcp_window;
	struct addr daddr;		/* after destination NAT */
	uint16_t dport;
	uint32_t dnat_rule, snat_rule, app;
	uint32_t out_ifindex;
};

struct dp_event {
	uint8_t kind;		/* enum xpf_event_kind */
	uint64_t time_ns;	/* CLOCK_REALTIME */
	struct dp_session session;	/* SESSION_OPEN, _CLOSE */
	/* SESSION_DENY, DROP: the packet */
	uint16_t reason;
	const char *reason_name;	/* "" : none */
	uint32_t policy;	/* that denied; 0: default policy */
	uint8_t family;
	uint8_t protocol;
	struct addr saddr, daddr;
	uint16_t sport, dport;
	uint16_t from_zone, to_zone;	/* 0: not known yet */
	uint32_t ifindex;
	uint32_t length;
	uint16_t ip_id;		/* DROP: IPv4 */
	uint32_t generation;	/* RULESET */
	struct dp_nat_entry nat;	/* NAT_* */
	const char *filter;	/* FILTER_LOG, SAMPLE; "": none */
	uint8_t action;		/* likewise: enum xpf_fw_action */
	/* SCREEN: with the packet */
	uint8_t screen;		/* enum xpf_screen_id */
	bool alarm_only;	/* it passed all the same */
	uint32_t threshold;	/* 0: has none */
	struct dp_traced traced;	/* TRACED: with packet and session */
};

struct dp_pinhole {
	uint32_t id, group;
	uint8_t alg;			/* enum xpf_alg */
	uint64_t session;		/* that announced it */
	uint8_t family, protocol;
	struct addr saddr;		/* family 0: any */
	uint16_t sport;			/* 0: any */
	struct addr daddr, to_addr;	/* as it comes; as it goes on */
	uint16_t dport, to_port;
	uint16_t from_zone, to_zone;
	uint32_t policy;
	uint32_t expires;		/* seconds left */
	uint8_t permanent;
};

struct dp_sip_call {
	const char *id;
	uint32_t group, age;		/* seconds */
	uint8_t state;			/* enum xpf_sip_state */
};

struct dp_sip_count {
	bool all;			/* what follows is not of a method */
	uint64_t dropped, refused;	/* messages, calls */
	uint8_t method;			/* enum xpf_sip_method */
	uint64_t n[7][2];		/* requests, answers; first, again */
};

/* Names of the protocol's enums, for every show command. */
const char *dp_action_str(uint8_t action);		/* "permit" */
const char *dp_alg_str(uint8_t alg);			/* "ftp" */
const char *dp_state_str(uint8_t state);		/* "established" */
const char *dp_close_reason_str(uint8_t reason);	/* "idle timeout" */
const char *dp_block_str(uint8_t state);		/* "Active" */
const char *dp_persist_str(uint8_t kind);		/* "any-remote-host" */
const char *dp_xdp_str(uint8_t state);		/* enum xpf_xdp_state */
const char *dp_fw_action_str(uint8_t action);		/* "discard" */
const char *dp_event_kind_str(uint8_t kind);		/* "session-open" */
const char *dp_screen_str(uint8_t screen);		/* "syn-flood" */

#endif
