// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Objects as tables of attributes, encoded and decoded by one pair of loops.
 *
 * Decoding trusts nothing: every length is checked, a string without its NUL
 * is no string, what is not known is skipped.  So a module that is older or
 * newer than this library only leaves members at zero.  tests/fuzz feeds it
 * garbage.
 */
#include <string.h>
#include <sys/socket.h>

#include "dataplane/fields.h"

#define ROW(k, o, a, m, s)                             \
	{                                              \
		a, FIELD_##k, s, offsetof(struct o, m) \
	}
#define PUSH(k, o, a, m) ROW(k, o, a, m, false)
#define STATE(k, o, a, m) ROW(k, o, a, m, true)
#define TABLE(rows)                                    \
	{                                              \
		rows, sizeof(rows) / sizeof((rows)[0]) \
	}

static const struct field zone_rows[] = {
	PUSH(U16, dp_zone, XPF_ZONE_A_ID, id),
	PUSH(STR, dp_zone, XPF_ZONE_A_NAME, name),
	PUSH(U32, dp_zone, XPF_ZONE_A_FLAGS, flags),
	PUSH(U64, dp_zone, XPF_ZONE_A_SERVICES, services),
	PUSH(U64, dp_zone, XPF_ZONE_A_PROTOCOLS, protocols),
	STATE(U16, dp_zone, XPF_ZONE_A_SCREEN, screen),
	STATE(U64, dp_zone, XPF_ZONE_A_RX_PACKETS, traffic.rx_packets),
	STATE(U64, dp_zone, XPF_ZONE_A_RX_BYTES, traffic.rx_bytes),
	STATE(U64, dp_zone, XPF_ZONE_A_TX_PACKETS, traffic.tx_packets),
	STATE(U64, dp_zone, XPF_ZONE_A_TX_BYTES, traffic.tx_bytes),
	STATE(U64, dp_zone, XPF_ZONE_A_DROPS, traffic.drops),
};
const struct fields dp_zone_fields = TABLE(zone_rows);

static const struct field screen_rows[] = {
	PUSH(U16, dp_screen, XPF_SCREEN_A_ID, id),
	PUSH(STR, dp_screen, XPF_SCREEN_A_NAME, name),
	PUSH(U32, dp_screen, XPF_SCREEN_A_FLAGS, flags),
	PUSH(U64, dp_screen, XPF_SCREEN_A_ENABLED, enabled),
	PUSH(U32, dp_screen, XPF_SCREEN_A_SYN_ALARM, syn_alarm),
	PUSH(U32, dp_screen, XPF_SCREEN_A_SYN_TIMEOUT, syn_timeout),
	PUSH(U32, dp_screen, XPF_SCREEN_A_SYN_QUEUE, syn_queue),
};
static const struct fields dp_screen_fields = TABLE(screen_rows);

static const struct field interface_rows[] = {
	PUSH(U16, dp_interface, XPF_INTERFACE_A_ID, id),
	PUSH(STR, dp_interface, XPF_INTERFACE_A_IFNAME, ifname),
	PUSH(STR, dp_interface, XPF_INTERFACE_A_NAME, name),
	PUSH(U16, dp_interface, XPF_INTERFACE_A_ZONE, zone),
	PUSH(U16, dp_interface, XPF_INTERFACE_A_VRF, vrf),
	STATE(U64, dp_interface, XPF_INTERFACE_A_SERVICES, services),
	STATE(U64, dp_interface, XPF_INTERFACE_A_PROTOCOLS, protocols),
	STATE(U32, dp_interface, XPF_INTERFACE_A_IFINDEX, ifindex),
	STATE(U64, dp_interface, XPF_INTERFACE_A_RX_PACKETS,
	      traffic.rx_packets),
	STATE(U64, dp_interface, XPF_INTERFACE_A_RX_BYTES, traffic.rx_bytes),
	STATE(U64, dp_interface, XPF_INTERFACE_A_TX_PACKETS,
	      traffic.tx_packets),
	STATE(U64, dp_interface, XPF_INTERFACE_A_TX_BYTES, traffic.tx_bytes),
	STATE(U64, dp_interface, XPF_INTERFACE_A_DROPS, traffic.drops),
};
const struct fields dp_interface_fields = TABLE(interface_rows);

static const struct field app_rows[] = {
	PUSH(U32, dp_app, XPF_APP_A_ID, id),
	PUSH(STR, dp_app, XPF_APP_A_NAME, name),
	PUSH(U16, dp_app, XPF_APP_A_SPORT_LO, sport_lo),
	PUSH(U16, dp_app, XPF_APP_A_SPORT_HI, sport_hi),
	PUSH(U16, dp_app, XPF_APP_A_DPORT_LO, dport_lo),
	PUSH(U16, dp_app, XPF_APP_A_DPORT_HI, dport_hi),
	PUSH(U32, dp_app, XPF_APP_A_TIMEOUT, timeout),
	PUSH(U8, dp_app, XPF_APP_A_ALG, alg),
	STATE(U8, dp_app, XPF_APP_A_PROTOCOL, protocol),
};
const struct fields dp_app_fields = TABLE(app_rows);

static const struct field policy_rows[] = {
	PUSH(U32, dp_policy, XPF_POLICY_A_ID, id),
	PUSH(STR, dp_policy, XPF_POLICY_A_NAME, name),
	PUSH(U16, dp_policy, XPF_POLICY_A_FROM_ZONE, from_zone),
	PUSH(U16, dp_policy, XPF_POLICY_A_TO_ZONE, to_zone),
	PUSH(U8, dp_policy, XPF_POLICY_A_ACTION, action),
	PUSH(U32, dp_policy, XPF_POLICY_A_FLAGS, flags),
	PUSH(U64, dp_policy, XPF_POLICY_A_DIGEST, digest),
	PUSH(U16, dp_policy, XPF_POLICY_A_MSS_INITIAL, mss_initial),
	PUSH(U16, dp_policy, XPF_POLICY_A_MSS_REVERSE, mss_reverse),
	STATE(U64, dp_policy, XPF_POLICY_A_HITS, hits),
	STATE(U64, dp_policy, XPF_POLICY_A_PACKETS, packets),
	STATE(U64, dp_policy, XPF_POLICY_A_BYTES, bytes),
	STATE(U32, dp_policy, XPF_POLICY_A_SESSIONS, sessions),
};
const struct fields dp_policy_fields = TABLE(policy_rows);

static const struct field nat_rule_rows[] = {
	PUSH(U32, dp_nat_rule, XPF_NAT_RULE_A_ID, id),
	PUSH(STR, dp_nat_rule, XPF_NAT_RULE_A_NAME, name),
	PUSH(STR, dp_nat_rule, XPF_NAT_RULE_A_SET, set),
	PUSH(U8, dp_nat_rule, XPF_NAT_RULE_A_KIND, kind),
	PUSH(U8, dp_nat_rule, XPF_NAT_RULE_A_ACTION, action),
	PUSH(U32, dp_nat_rule, XPF_NAT_RULE_A_POOL, pool),
	PUSH(U64, dp_nat_rule, XPF_NAT_RULE_A_DIGEST, digest),
	STATE(U64, dp_nat_rule, XPF_NAT_RULE_A_HITS, hits),
	STATE(U64, dp_nat_rule, XPF_NAT_RULE_A_FAILURES, failures),
	STATE(U32, dp_nat_rule, XPF_NAT_RULE_A_SESSIONS, sessions),
};
const struct fields dp_nat_rule_fields = TABLE(nat_rule_rows);

static const struct field nat_map_rows[] = {
	PUSH(ADDR, dp_nat_rule, XPF_NAT_RULE_A_OUTSIDE, outside),
	PUSH(ADDR, dp_nat_rule, XPF_NAT_RULE_A_INSIDE, inside),
	PUSH(U8, dp_nat_rule, XPF_NAT_RULE_A_PREFIX_LEN, prefix_len),
	PUSH(U16, dp_nat_rule, XPF_NAT_RULE_A_OUTSIDE_PORT, outside_port),
	PUSH(U16, dp_nat_rule, XPF_NAT_RULE_A_INSIDE_PORT, inside_port),
};
static const struct fields nat_map_fields = TABLE(nat_map_rows);

static const struct field nat_persist_rows[] = {
	PUSH(U8, dp_nat_rule, XPF_NAT_RULE_A_PERSIST, persist),
	PUSH(U32, dp_nat_rule, XPF_NAT_RULE_A_PERSIST_TIMEOUT, persist_timeout),
	PUSH(U32, dp_nat_rule, XPF_NAT_RULE_A_PERSIST_SESSIONS,
	     persist_sessions),
	PUSH(BOOL, dp_nat_rule, XPF_NAT_RULE_A_PERSIST_ADDRESS,
	     persist_address),
};
static const struct fields nat_persist_fields = TABLE(nat_persist_rows);

static const struct field nat_entry_rows[] = {
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_RULE, rule),
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_POOL, pool),
	STATE(U8, dp_nat_entry, XPF_NAT_ENTRY_A_KIND, kind),
	STATE(U8, dp_nat_entry, XPF_NAT_ENTRY_A_PROTOCOL, protocol),
	STATE(ADDR, dp_nat_entry, XPF_NAT_ENTRY_A_INSIDE, inside),
	STATE(U16, dp_nat_entry, XPF_NAT_ENTRY_A_INSIDE_PORT, inside_port),
	STATE(ADDR, dp_nat_entry, XPF_NAT_ENTRY_A_OUTSIDE, outside),
	STATE(U16, dp_nat_entry, XPF_NAT_ENTRY_A_OUTSIDE_PORT, outside_port),
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_SESSIONS, sessions),
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_MAX, max),
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_TIMEOUT, timeout),
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_LEFT, left),
	STATE(U32, dp_nat_entry, XPF_NAT_ENTRY_A_TARGETS, targets),
};
const struct fields dp_nat_entry_fields = TABLE(nat_entry_rows);

static const struct field nat_pool_rows[] = {
	PUSH(U32, dp_nat_pool, XPF_NAT_POOL_A_ID, id),
	PUSH(STR, dp_nat_pool, XPF_NAT_POOL_A_NAME, name),
	PUSH(U8, dp_nat_pool, XPF_NAT_POOL_A_FAMILY, family),
	PUSH(U32, dp_nat_pool, XPF_NAT_POOL_A_FLAGS, flags),
	PUSH(U16, dp_nat_pool, XPF_NAT_POOL_A_PORT_LO, port_lo),
	PUSH(U16, dp_nat_pool, XPF_NAT_POOL_A_PORT_HI, port_hi),
	PUSH(U32, dp_nat_pool, XPF_NAT_POOL_A_OVERFLOW, overflow),
	STATE(U64, dp_nat_pool, XPF_NAT_POOL_A_HITS, hits),
	STATE(U64, dp_nat_pool, XPF_NAT_POOL_A_FAILURES, failures),
	STATE(U64, dp_nat_pool, XPF_NAT_POOL_A_PORTS_USED, ports_used),
};
const struct fields dp_nat_pool_fields = TABLE(nat_pool_rows);

static const struct field fw_filter_rows[] = {
	PUSH(U32, dp_fw_filter, XPF_FW_FILTER_A_ID, id),
	PUSH(STR, dp_fw_filter, XPF_FW_FILTER_A_NAME, name),
};
const struct fields dp_fw_filter_fields = TABLE(fw_filter_rows);

static const struct field fw_meter_rows[] = {
	PUSH(U32, dp_fw_meter, XPF_FW_METER_A_ID, id),
	PUSH(STR, dp_fw_meter, XPF_FW_METER_A_NAME, name),
	PUSH(U32, dp_fw_meter, XPF_FW_METER_A_FILTER, filter),
	PUSH(U8, dp_fw_meter, XPF_FW_METER_A_KIND, kind),
	PUSH(U32, dp_fw_meter, XPF_FW_METER_A_FLAGS, flags),
	PUSH(U64, dp_fw_meter, XPF_FW_METER_A_RATE, rate),
	PUSH(U64, dp_fw_meter, XPF_FW_METER_A_BURST, burst),
	PUSH(U64, dp_fw_meter, XPF_FW_METER_A_PEAK_RATE, peak_rate),
	PUSH(U64, dp_fw_meter, XPF_FW_METER_A_PEAK_BURST, peak_burst),
	PUSH(U8, dp_fw_meter, XPF_FW_METER_A_CLASS, class),
	PUSH(U8, dp_fw_meter, XPF_FW_METER_A_LOSS, loss),
	STATE(U64, dp_fw_meter, XPF_FW_METER_A_PACKETS, packets),
	STATE(U64, dp_fw_meter, XPF_FW_METER_A_BYTES, bytes),
};
const struct fields dp_fw_meter_fields = TABLE(fw_meter_rows);

static const struct field fw_term_rows[] = {
	PUSH(STR, dp_fw_term, XPF_FW_TERM_A_NAME, name),
	PUSH(U32, dp_fw_term, XPF_FW_TERM_A_FILTER, filter),
	PUSH(U8, dp_fw_term, XPF_FW_TERM_A_ACTION, action),
	PUSH(U8, dp_fw_term, XPF_FW_TERM_A_REJECT, reject),
	PUSH(U32, dp_fw_term, XPF_FW_TERM_A_FLAGS, flags),
	PUSH(U32, dp_fw_term, XPF_FW_TERM_A_COUNTER, counter),
	PUSH(U32, dp_fw_term, XPF_FW_TERM_A_POLICER, policer),
	PUSH(U8, dp_fw_term, XPF_FW_TERM_A_CLASS, class),
	PUSH(U8, dp_fw_term, XPF_FW_TERM_A_LOSS, loss),
	PUSH(U8, dp_fw_term, XPF_FW_TERM_A_DSCP, dscp),
	PUSH(STR, dp_fw_term, XPF_FW_TERM_A_ROUTE_BY, route_by),
	PUSH(STR, dp_fw_term, XPF_FW_TERM_A_MIRROR, mirror),
};
static const struct fields fw_term_fields = TABLE(fw_term_rows);

static const struct field fw_log_rows[] = {
	STATE(U64, dp_fw_logged, XPF_FW_LOG_A_TIME_NS, time_ns),
	STATE(STR, dp_fw_logged, XPF_FW_LOG_A_FILTER, filter),
	STATE(U8, dp_fw_logged, XPF_FW_LOG_A_ACTION, action),
	STATE(STR, dp_fw_logged, XPF_FW_LOG_A_INTERFACE, interface),
	STATE(U8, dp_fw_logged, XPF_FW_LOG_A_FAMILY, family),
	STATE(U8, dp_fw_logged, XPF_FW_LOG_A_PROTOCOL, protocol),
	STATE(ADDR, dp_fw_logged, XPF_FW_LOG_A_SADDR, saddr),
	STATE(ADDR, dp_fw_logged, XPF_FW_LOG_A_DADDR, daddr),
	STATE(U16, dp_fw_logged, XPF_FW_LOG_A_SPORT, sport),
	STATE(U16, dp_fw_logged, XPF_FW_LOG_A_DPORT, dport),
	STATE(U32, dp_fw_logged, XPF_FW_LOG_A_LENGTH, length),
};
const struct fields dp_fw_log_fields = TABLE(fw_log_rows);

static const struct field config_rows[] = {
	PUSH(U8, dp_config, XPF_CONFIG_A_DEFAULT_ACTION, default_action),
	PUSH(U32, dp_config, XPF_CONFIG_A_FLAGS, flags),
	PUSH(U32, dp_config, XPF_CONFIG_A_TCP_INITIAL, timeouts.tcp_initial),
	PUSH(U32, dp_config, XPF_CONFIG_A_TCP_ESTABLISHED,
	     timeouts.tcp_established),
	PUSH(U32, dp_config, XPF_CONFIG_A_TCP_HALF_CLOSED,
	     timeouts.tcp_half_closed),
	PUSH(U32, dp_config, XPF_CONFIG_A_TCP_TIME_WAIT,
	     timeouts.tcp_time_wait),
	PUSH(U32, dp_config, XPF_CONFIG_A_UDP, timeouts.udp),
	PUSH(U32, dp_config, XPF_CONFIG_A_ICMP, timeouts.icmp),
	PUSH(U32, dp_config, XPF_CONFIG_A_OTHER, timeouts.other),
	PUSH(U16, dp_config, XPF_CONFIG_A_MSS_ALL, mss_all),
	PUSH(U16, dp_config, XPF_CONFIG_A_MSS_IPSEC, mss_ipsec),
	PUSH(U16, dp_config, XPF_CONFIG_A_MSS_GRE_IN, mss_gre_in),
	PUSH(U16, dp_config, XPF_CONFIG_A_MSS_GRE_OUT, mss_gre_out),
	PUSH(U32, dp_config, XPF_CONFIG_A_AGING_EARLY, aging_early),
	PUSH(U8, dp_config, XPF_CONFIG_A_AGING_HIGH, aging_high),
	PUSH(U8, dp_config, XPF_CONFIG_A_AGING_LOW, aging_low),
	PUSH(U32, dp_config, XPF_CONFIG_A_ALGS, algs),
	PUSH(U32, dp_config, XPF_CONFIG_A_ALG_FLAGS, alg_flags),
};
const struct fields dp_config_fields = TABLE(config_rows);

static const struct field flow_rows[] = {
	PUSH(U16, dp_flow, XPF_FLOW_A_FROM_ZONE, from_zone),
	PUSH(U16, dp_flow, XPF_FLOW_A_TO_ZONE, to_zone),
	PUSH(ADDR, dp_flow, XPF_FLOW_A_SADDR, saddr),
	PUSH(ADDR, dp_flow, XPF_FLOW_A_DADDR, daddr),
	PUSH(U8, dp_flow, XPF_FLOW_A_PROTOCOL, protocol),
	PUSH(U16, dp_flow, XPF_FLOW_A_SPORT, sport),
	PUSH(U16, dp_flow, XPF_FLOW_A_DPORT, dport),
};
const struct fields dp_flow_fields = TABLE(flow_rows);

static const struct field session_rows[] = {
	STATE(U64, dp_session, XPF_SESSION_A_ID, id),
	STATE(U8, dp_session, XPF_SESSION_A_FAMILY, family),
	STATE(U8, dp_session, XPF_SESSION_A_PROTOCOL, protocol),
	STATE(U8, dp_session, XPF_SESSION_A_STATE, state),
	STATE(U8, dp_session, XPF_SESSION_A_CLOSE_REASON, close_reason),
	STATE(U32, dp_session, XPF_SESSION_A_FLAGS, flags),
	STATE(U32, dp_session, XPF_SESSION_A_POLICY, policy),
	STATE(U32, dp_session, XPF_SESSION_A_APP, app),
	STATE(U32, dp_session, XPF_SESSION_A_NAT_RULE, nat_rule),
	STATE(U32, dp_session, XPF_SESSION_A_DNAT_RULE, dnat_rule),
	STATE(U32, dp_session, XPF_SESSION_A_TIMEOUT, timeout),
	STATE(U32, dp_session, XPF_SESSION_A_EXPIRES, expires),
	STATE(U32, dp_session, XPF_SESSION_A_AGE, age),
	STATE(U8, dp_session, XPF_SESSION_A_ALG, alg),
	STATE(U32, dp_session, XPF_SESSION_A_GROUP, group),
	STATE(U32, dp_session, XPF_SESSION_A_RESOURCE, resource),
};
static const struct fields session_fields = TABLE(session_rows);

static const struct field wing_rows[] = {
	STATE(ADDR, dp_wing, XPF_WING_A_SADDR, saddr),
	STATE(ADDR, dp_wing, XPF_WING_A_DADDR, daddr),
	STATE(U16, dp_wing, XPF_WING_A_SPORT, sport),
	STATE(U16, dp_wing, XPF_WING_A_DPORT, dport),
	STATE(U32, dp_wing, XPF_WING_A_IFINDEX, ifindex),
	STATE(U16, dp_wing, XPF_WING_A_ZONE, zone),
	STATE(U16, dp_wing, XPF_WING_A_VRF, vrf),
	STATE(U64, dp_wing, XPF_WING_A_PACKETS, packets),
	STATE(U64, dp_wing, XPF_WING_A_BYTES, bytes),
};
static const struct fields wing_fields = TABLE(wing_rows);

static const struct field pinhole_rows[] = {
	STATE(U32, dp_pinhole, XPF_PINHOLE_A_ID, id),
	STATE(U32, dp_pinhole, XPF_PINHOLE_A_GROUP, group),
	STATE(U8, dp_pinhole, XPF_PINHOLE_A_ALG, alg),
	STATE(U64, dp_pinhole, XPF_PINHOLE_A_SESSION, session),
	STATE(U8, dp_pinhole, XPF_PINHOLE_A_FAMILY, family),
	STATE(U8, dp_pinhole, XPF_PINHOLE_A_PROTOCOL, protocol),
	STATE(ADDR, dp_pinhole, XPF_PINHOLE_A_SADDR, saddr),
	STATE(U16, dp_pinhole, XPF_PINHOLE_A_SPORT, sport),
	STATE(ADDR, dp_pinhole, XPF_PINHOLE_A_DADDR, daddr),
	STATE(U16, dp_pinhole, XPF_PINHOLE_A_DPORT, dport),
	STATE(ADDR, dp_pinhole, XPF_PINHOLE_A_TO_ADDR, to_addr),
	STATE(U16, dp_pinhole, XPF_PINHOLE_A_TO_PORT, to_port),
	STATE(U16, dp_pinhole, XPF_PINHOLE_A_FROM_ZONE, from_zone),
	STATE(U16, dp_pinhole, XPF_PINHOLE_A_TO_ZONE, to_zone),
	STATE(U32, dp_pinhole, XPF_PINHOLE_A_POLICY, policy),
	STATE(U32, dp_pinhole, XPF_PINHOLE_A_EXPIRES, expires),
	STATE(U8, dp_pinhole, XPF_PINHOLE_A_PERMANENT, permanent),
};
const struct fields dp_pinhole_fields = TABLE(pinhole_rows);

static const struct field status_rows[] = {
	STATE(BOOL, dp_status, XPF_STATUS_A_ENABLED, enabled),
	STATE(U32, dp_status, XPF_STATUS_A_GENERATION, generation),
	STATE(U64, dp_status, XPF_STATUS_A_COOKIE, cookie),
	STATE(U32, dp_status, XPF_STATUS_A_MAX_SESSIONS, max_sessions),
	STATE(U32, dp_status, XPF_STATUS_A_SESSIONS, sessions),
	STATE(U32, dp_status, XPF_STATUS_A_SESSION_SIZE, session_size),
	STATE(U64, dp_status, XPF_STATUS_A_MEMORY, memory),
	STATE(U32, dp_status, XPF_STATUS_A_ZONES, zones),
	STATE(U32, dp_status, XPF_STATUS_A_INTERFACES, interfaces),
	STATE(U32, dp_status, XPF_STATUS_A_POLICIES, policies),
	STATE(U64, dp_status, XPF_STATUS_A_VIOLATIONS, violations),
	STATE(U64, dp_status, XPF_STATUS_A_UPTIME_MS, uptime_ms),
	STATE(U32, dp_status, XPF_STATUS_A_SESSION_UNICAST_TCP, sessions_tcp),
	STATE(U32, dp_status, XPF_STATUS_A_SESSION_UNICAST_UDP, sessions_udp),
	STATE(U32, dp_status, XPF_STATUS_A_SESSION_UNICAST_ICMP, sessions_icmp),
	STATE(U32, dp_status, XPF_STATUS_A_SESSION_UNICAST_OTHER,
	      sessions_other),
};
static const struct fields status_fields = TABLE(status_rows);

static const struct field stat_rows[] = {
	STATE(STR, dp_stat, XPF_STAT_A_NAME, name),
	STATE(STR, dp_stat, XPF_STAT_A_TEXT, text),
	STATE(U32, dp_stat, XPF_STAT_A_ID, id),
	STATE(U64, dp_stat, XPF_STAT_A_VALUE, value),
};
static const struct fields stat_fields = TABLE(stat_rows);

static const struct field event_rows[] = {
	STATE(U8, dp_event, XPF_EVENT_A_KIND, kind),
	STATE(U64, dp_event, XPF_EVENT_A_TIME_NS, time_ns),
	STATE(U16, dp_event, XPF_EVENT_A_REASON, reason),
	STATE(STR, dp_event, XPF_EVENT_A_REASON_NAME, reason_name),
	STATE(U32, dp_event, XPF_EVENT_A_POLICY, policy),
	STATE(U8, dp_event, XPF_EVENT_A_FAMILY, family),
	STATE(U8, dp_event, XPF_EVENT_A_PROTOCOL, protocol),
	STATE(ADDR, dp_event, XPF_EVENT_A_SADDR, saddr),
	STATE(ADDR, dp_event, XPF_EVENT_A_DADDR, daddr),
	STATE(U16, dp_event, XPF_EVENT_A_SPORT, sport),
	STATE(U16, dp_event, XPF_EVENT_A_DPORT, dport),
	STATE(U16, dp_event, XPF_EVENT_A_FROM_ZONE, from_zone),
	STATE(U16, dp_event, XPF_EVENT_A_TO_ZONE, to_zone),
	STATE(U32, dp_event, XPF_EVENT_A_IFINDEX, ifindex),
	STATE(U32, dp_event, XPF_EVENT_A_LENGTH, length),
	STATE(U32, dp_event, XPF_EVENT_A_GENERATION, generation),
	STATE(STR, dp_event, XPF_EVENT_A_FILTER, filter),
	STATE(U8, dp_event, XPF_EVENT_A_ACTION, action),
	STATE(U8, dp_event, XPF_EVENT_A_SCREEN, screen),
	STATE(BOOL, dp_event, XPF_EVENT_A_ALARM_ONLY, alarm_only),
	STATE(U32, dp_event, XPF_EVENT_A_THRESHOLD, threshold),
};
static const struct fields event_fields = TABLE(event_rows);

/* The bit of dp_filter.have that says a row holds. */
static const struct {
	uint32_t have;
	struct field row;
} filter_rows[] = {
	{ DP_FILTER_ID, PUSH(U64, dp_filter, XPF_FILTER_A_ID, id) },
	{ DP_FILTER_FAMILY, PUSH(U8, dp_filter, XPF_FILTER_A_FAMILY, family) },
	{ DP_FILTER_PROTOCOL,
	  PUSH(U8, dp_filter, XPF_FILTER_A_PROTOCOL, protocol) },
	{ DP_FILTER_SADDR,
	  PUSH(ADDR, dp_filter, XPF_FILTER_A_SADDR, saddr.addr) },
	{ DP_FILTER_SADDR,
	  PUSH(U8, dp_filter, XPF_FILTER_A_SADDR_LEN, saddr.len) },
	{ DP_FILTER_DADDR,
	  PUSH(ADDR, dp_filter, XPF_FILTER_A_DADDR, daddr.addr) },
	{ DP_FILTER_DADDR,
	  PUSH(U8, dp_filter, XPF_FILTER_A_DADDR_LEN, daddr.len) },
	{ DP_FILTER_SPORT, PUSH(U16, dp_filter, XPF_FILTER_A_SPORT, sport) },
	{ DP_FILTER_DPORT, PUSH(U16, dp_filter, XPF_FILTER_A_DPORT, dport) },
	{ DP_FILTER_IFINDEX,
	  PUSH(U32, dp_filter, XPF_FILTER_A_IFINDEX, ifindex) },
	{ DP_FILTER_ZONE, PUSH(U16, dp_filter, XPF_FILTER_A_ZONE, zone) },
	{ DP_FILTER_POLICY, PUSH(U32, dp_filter, XPF_FILTER_A_POLICY, policy) },
	{ DP_FILTER_APP, PUSH(U32, dp_filter, XPF_FILTER_A_APP, app) },
	{ DP_FILTER_VRF, PUSH(U16, dp_filter, XPF_FILTER_A_VRF, vrf) },
	{ DP_FILTER_FLAGS, PUSH(U32, dp_filter, XPF_FILTER_A_FLAGS, flags) },
	{ DP_FILTER_FLAGS_ANY,
	  PUSH(U32, dp_filter, XPF_FILTER_A_FLAGS_ANY, flags_any) },
};

/* Bytes of a fixed-size kind, 0 of others. */
static size_t kind_size(enum field_kind kind)
{
	switch (kind) {
	case FIELD_U8:
	case FIELD_BOOL:
		return 1;
	case FIELD_U16:
		return 2;
	case FIELD_U32:
		return 4;
	case FIELD_U64:
		return 8;
	case FIELD_STR:
	case FIELD_ADDR:
		return 0;
	}
	return 0;
}

static size_t addr_bytes(uint8_t family)
{
	return family == AF_INET6 ? 16 : 4;
}

bool msg_put(struct msg *m, uint16_t attr, const void *data, size_t len)
{
	if (len > UINT16_MAX - MNL_ATTR_HDRLEN)
		return false;
	return mnl_attr_put_check(m->nlh, m->cap, attr, len, data);
}

static bool put_field(struct msg *m, const struct field *f, const void *obj)
{
	const char *at = (const char *)obj + f->off;
	const struct addr *addr;
	const char *str;

	switch ((enum field_kind)f->kind) {
	case FIELD_STR:
		memcpy(&str, at, sizeof(str));
		return !str || msg_put(m, f->attr, str, strlen(str) + 1);
	case FIELD_ADDR:
		addr = (const struct addr *)at;
		return msg_put(m, f->attr, addr->b, addr_bytes(addr->family));
	case FIELD_U8:
	case FIELD_U16:
	case FIELD_U32:
	case FIELD_U64:
	case FIELD_BOOL:
		break;
	}
	return msg_put(m, f->attr, at, kind_size(f->kind));
}

static bool put_fields(struct msg *m, const struct fields *f, const void *obj)
{
	for (size_t i = 0; i < f->n; i++)
		if (!f->field[i].state && !put_field(m, &f->field[i], obj))
			return false;
	return true;
}

/* A nest that is closed, or gone as if it had never been opened. */
static struct nlattr *nest_open(struct msg *m, uint16_t attr)
{
	return mnl_attr_nest_start_check(m->nlh, m->cap, attr);
}

static bool nest_close(struct msg *m, struct nlattr *nest, bool ok)
{
	const char *end = mnl_nlmsg_get_payload_tail(m->nlh);

	if (ok && end - (const char *)nest <= UINT16_MAX)
		mnl_attr_nest_end(m->nlh, nest);
	else
		mnl_attr_nest_cancel(m->nlh, nest);
	return ok && end - (const char *)nest <= UINT16_MAX;
}

bool msg_put_nest(struct msg *m, uint16_t attr, const struct fields *f,
		  const void *obj)
{
	struct nlattr *nest = nest_open(m, attr);

	return nest && nest_close(m, nest, put_fields(m, f, obj));
}

bool msg_put_nat_rule(struct msg *m, const struct dp_nat_rule *r)
{
	struct nlattr *nest = nest_open(m, XPF_A_NAT_RULE);
	bool ok;

	if (!nest)
		return false;
	ok = put_fields(m, &dp_nat_rule_fields, r);
	if (r->action >= XPF_NAT_PREFIX)
		ok = ok && put_fields(m, &nat_map_fields, r);
	if (r->persist)
		ok = ok && put_fields(m, &nat_persist_fields, r);
	if (r->has_vrf)
		ok = ok &&
		     msg_put(m, XPF_NAT_RULE_A_VRF, &r->vrf, sizeof(r->vrf));
	return nest_close(m, nest, ok);
}

bool msg_put_fw_term(struct msg *m, const struct dp_fw_term *t)
{
	struct nlattr *nest = nest_open(m, XPF_A_FW_TERM);
	bool ok;

	if (!nest)
		return false;
	ok = put_fields(m, &fw_term_fields, t);
	if (t->mirror_via.family)
		ok = ok && msg_put(m, XPF_FW_TERM_A_MIRROR_VIA, t->mirror_via.b,
				   addr_bytes(t->mirror_via.family));
	if (t->n_predicates)
		ok = ok && msg_put(m, XPF_FW_TERM_A_PREDICATES, t->predicates,
				   t->n_predicates * sizeof(*t->predicates));
	return nest_close(m, nest, ok);
}

bool msg_put_nat_pool(struct msg *m, const struct dp_nat_pool *p)
{
	struct nlattr *nest = nest_open(m, XPF_A_NAT_POOL);
	bool ok;

	if (!nest)
		return false;
	ok = put_fields(m, &dp_nat_pool_fields, p) &&
	     msg_put(m, XPF_NAT_POOL_A_RANGES, p->ranges,
		     p->n_ranges * sizeof(*p->ranges));
	if (p->has_vrf)
		ok = ok &&
		     msg_put(m, XPF_NAT_POOL_A_VRF, &p->vrf, sizeof(p->vrf));
	if (p->flags & XPF_POOL_SHIFT)
		ok = ok && msg_put(m, XPF_NAT_POOL_A_HOST_BASE, p->host_base.b,
				   addr_bytes(p->host_base.family));
	return nest_close(m, nest, ok);
}

bool msg_put_wanted(struct msg *m, uint32_t pool, const struct addr *inside,
		    uint16_t port)
{
	struct nlattr *nest;
	bool ok = true;

	if (!pool && !inside && !port)
		return true;
	nest = nest_open(m, XPF_A_NAT_ENTRY);
	if (!nest)
		return false;
	if (pool)
		ok = msg_put(m, XPF_NAT_ENTRY_A_POOL, &pool, sizeof(pool));
	if (inside)
		ok = ok && msg_put(m, XPF_NAT_ENTRY_A_INSIDE, inside->b,
				   addr_bytes(inside->family));
	if (port)
		ok = ok && msg_put(m, XPF_NAT_ENTRY_A_INSIDE_PORT, &port,
				   sizeof(port));
	return nest_close(m, nest, ok);
}

static bool put_filters(struct msg *m, const struct dp_interface *i)
{
	static const uint32_t none[XPF_FW_PLACES];
	bool ok = true;

	if (memcmp(i->filters, none, sizeof(none)))
		ok = msg_put(m, XPF_INTERFACE_A_FILTERS, i->filters,
			     sizeof(i->filters));
	if (memcmp(i->policers, none, sizeof(none)))
		ok = ok && msg_put(m, XPF_INTERFACE_A_POLICERS, i->policers,
				   sizeof(i->policers));
	if (i->host)
		ok = ok && msg_put(m, XPF_INTERFACE_A_HOST, NULL, 0);
	if (i->rewrite)
		ok = ok && msg_put(m, XPF_INTERFACE_A_REWRITE, i->rewrite, 64);
	return ok;
}

bool msg_put_zone(struct msg *m, const struct dp_zone *z)
{
	struct nlattr *nest = nest_open(m, XPF_A_ZONE);
	bool ok;

	if (!nest)
		return false;
	ok = put_fields(m, &dp_zone_fields, z);
	if (z->screen)
		ok = ok && msg_put(m, XPF_ZONE_A_SCREEN, &z->screen,
				   sizeof(z->screen));
	return nest_close(m, nest, ok);
}

bool msg_put_screen(struct msg *m, const struct dp_screen *s)
{
	struct nlattr *nest = nest_open(m, XPF_A_SCREEN);
	bool ok;

	if (!nest)
		return false;
	ok = put_fields(m, &dp_screen_fields, s) &&
	     msg_put(m, XPF_SCREEN_A_THRESHOLDS, s->threshold,
		     sizeof(s->threshold)) &&
	     msg_put(m, XPF_SCREEN_A_EXT_HEADERS, s->headers,
		     sizeof(s->headers)) &&
	     msg_put(m, XPF_SCREEN_A_HOP_OPTIONS, s->hop_options,
		     sizeof(s->hop_options)) &&
	     msg_put(m, XPF_SCREEN_A_DST_OPTIONS, s->dst_options,
		     sizeof(s->dst_options));
	if (s->n_white)
		ok = ok && msg_put(m, XPF_SCREEN_A_WHITE, s->white,
				   s->n_white * sizeof(*s->white));
	return nest_close(m, nest, ok);
}

bool msg_put_interface(struct msg *m, const struct dp_interface *i)
{
	struct nlattr *nest = nest_open(m, XPF_A_INTERFACE);
	bool ok;

	if (!nest)
		return false;
	ok = put_fields(m, &dp_interface_fields, i);
	if (i->has_services)
		ok = ok && msg_put(m, XPF_INTERFACE_A_SERVICES, &i->services,
				   sizeof(i->services));
	if (i->n_proxy_arp)
		ok = ok && msg_put(m, XPF_INTERFACE_A_PROXY_ARP, i->proxy_arp,
				   i->n_proxy_arp * sizeof(*i->proxy_arp));
	ok = ok && put_filters(m, i);
	if (i->n_proxy_ndp)
		ok = ok && msg_put(m, XPF_INTERFACE_A_PROXY_NDP, i->proxy_ndp,
				   i->n_proxy_ndp * sizeof(*i->proxy_ndp));
	if (i->has_protocols)
		ok = ok && msg_put(m, XPF_INTERFACE_A_PROTOCOLS, &i->protocols,
				   sizeof(i->protocols));
	return nest_close(m, nest, ok);
}

bool msg_put_policy(struct msg *m, const struct dp_policy *p)
{
	struct nlattr *nest = nest_open(m, XPF_A_POLICY);
	bool ok;

	if (!nest)
		return false;
	ok = put_fields(m, &dp_policy_fields, p);
	if (p->n_apps)
		ok = ok && msg_put(m, XPF_POLICY_A_APPS, p->apps,
				   p->n_apps * sizeof(*p->apps));
	return nest_close(m, nest, ok);
}

bool msg_put_app(struct msg *m, const struct dp_app *a)
{
	struct nlattr *nest = nest_open(m, XPF_A_APP);
	bool ok;

	if (!nest)
		return false;
	ok = put_fields(m, &dp_app_fields, a);
	if (!a->any_protocol)
		ok = ok && msg_put(m, XPF_APP_A_PROTOCOL, &a->protocol, 1);
	return nest_close(m, nest, ok);
}

bool msg_put_filter(struct msg *m, const struct dp_filter *f)
{
	struct nlattr *nest = nest_open(m, XPF_A_FILTER);
	bool ok = true;

	if (!nest)
		return false;
	for (size_t i = 0; i < sizeof(filter_rows) / sizeof(*filter_rows); i++)
		if (f->have & filter_rows[i].have)
			ok = ok && put_field(m, &filter_rows[i].row, f);
	return nest_close(m, nest, ok);
}

uint64_t attr_uint(const struct nlattr *attr)
{
	const void *p = mnl_attr_get_payload(attr);
	uint64_t u64 = 0;
	uint32_t u32 = 0;
	uint16_t u16 = 0;

	switch (mnl_attr_get_payload_len(attr)) {
	case 1:
		return *(const uint8_t *)p;
	case 2:
		memcpy(&u16, p, sizeof(u16));
		return u16;
	case 4:
		memcpy(&u32, p, sizeof(u32));
		return u32;
	case 8:
		memcpy(&u64, p, sizeof(u64));
		return u64;
	}
	return 0;
}

const char *attr_str(const struct nlattr *attr)
{
	const char *s = mnl_attr_get_payload(attr);

	return memchr(s, '\0', mnl_attr_get_payload_len(attr)) ? s : "";
}

static void get_addr(const struct nlattr *attr, struct addr *addr)
{
	size_t len = mnl_attr_get_payload_len(attr);

	if (len != 4 && len != 16)
		return;
	addr->family = len == 4 ? AF_INET : AF_INET6;
	memcpy(addr->b, mnl_attr_get_payload(attr), len);
}

static void get_field(const struct nlattr *attr, const struct field *f,
		      void *obj)
{
	char *at = (char *)obj + f->off;
	size_t size = kind_size(f->kind);
	const char *str;

	switch ((enum field_kind)f->kind) {
	case FIELD_STR:
		str = attr_str(attr);
		memcpy(at, &str, sizeof(str));
		return;
	case FIELD_ADDR:
		get_addr(attr, (struct addr *)at);
		return;
	case FIELD_BOOL:
		*(bool *)at = attr_uint(attr);
		return;
	case FIELD_U8:
	case FIELD_U16:
	case FIELD_U32:
	case FIELD_U64:
		break;
	}
	if (mnl_attr_get_payload_len(attr) == size)
		memcpy(at, mnl_attr_get_payload(attr), size);
}

/* Attributes mostly come in the order of the table: look from @at on first. */
static size_t get_known(const struct nlattr *attr, const struct fields *f,
			void *obj, size_t at)
{
	uint16_t type = mnl_attr_get_type(attr);

	for (size_t k = 0; k < f->n; k++, at++) {
		if (at == f->n)
			at = 0;
		if (f->field[at].attr == type) {
			get_field(attr, &f->field[at], obj);
			return at + 1 < f->n ? at + 1 : 0;
		}
	}
	return 0;
}

/* No string is NULL, whatever the message lacks. */
static void empty_strings(const struct fields *f, void *obj)
{
	static const char *const empty = "";

	for (size_t i = 0; i < f->n; i++)
		if (f->field[i].kind == FIELD_STR)
			memcpy((char *)obj + f->field[i].off, &empty,
			       sizeof(empty));
}

void nest_get(const struct nlattr *nest, const struct fields *f, void *obj,
	      size_t size)
{
	const struct nlattr *attr;
	size_t at = 0;

	memset(obj, 0, size);
	empty_strings(f, obj);
	mnl_attr_for_each_nested(attr, nest)
		at = get_known(attr, f, obj, at);
}

void nest_get_interface(const struct nlattr *nest, struct dp_interface *i)
{
	const struct nlattr *attr;
	size_t len;

	nest_get(nest, &dp_interface_fields, i, sizeof(*i));
	i->has_services = true;
	i->has_protocols = true;
	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) != XPF_INTERFACE_A_SCREENS)
			continue;
		len = mnl_attr_get_payload_len(attr);
		if (len > sizeof(i->screened))
			len = sizeof(i->screened);
		memcpy(i->screened, mnl_attr_get_payload(attr), len);
	}
}

void nest_get_app(const struct nlattr *nest, struct dp_app *a)
{
	const struct nlattr *attr;

	nest_get(nest, &dp_app_fields, a, sizeof(*a));
	a->any_protocol = true;
	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) == XPF_APP_A_PROTOCOL)
			a->any_protocol = false;
}

void nest_get_session(const struct nlattr *nest, struct dp_session *s)
{
	const struct nlattr *attr;

	nest_get(nest, &session_fields, s, sizeof(*s));
	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) == XPF_SESSION_A_WING0)
			nest_get(attr, &wing_fields, &s->wing[0],
				 sizeof(s->wing[0]));
		if (mnl_attr_get_type(attr) == XPF_SESSION_A_WING1)
			nest_get(attr, &wing_fields, &s->wing[1],
				 sizeof(s->wing[1]));
	}
}

void nest_get_status(const struct nlattr *nest, struct dp_status *s)
{
	const struct nlattr *attr;

	nest_get(nest, &status_fields, s, sizeof(*s));
	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) == XPF_STATUS_A_VERSION)
			strncpy(s->version, attr_str(attr),
				sizeof(s->version) - 1);
}

void nest_get_stat(const struct nlattr *nest, struct dp_stat *s)
{
	nest_get(nest, &stat_fields, s, sizeof(*s));
}

void nest_get_event(const struct nlattr *nest, struct dp_event *ev)
{
	const struct nlattr *attr;

	nest_get(nest, &event_fields, ev, sizeof(*ev));
	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) == XPF_EVENT_A_SESSION)
			nest_get_session(attr, &ev->session);
		if (mnl_attr_get_type(attr) == XPF_EVENT_A_NAT)
			nest_get(attr, &dp_nat_entry_fields, &ev->nat,
				 sizeof(ev->nat));
	}
}
