// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Attributes of what the module tells about itself: sessions, pinholes, status,
 * counters, events, and the filter that says which sessions are meant.
 */
#include <string.h>

#include "dataplane/fields_rows.h"

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

static const struct field sip_call_rows[] = {
	STATE(STR, dp_sip_call, XPF_SIP_CALL_A_ID, id),
	STATE(U32, dp_sip_call, XPF_SIP_CALL_A_GROUP, group),
	STATE(U32, dp_sip_call, XPF_SIP_CALL_A_AGE, age),
	STATE(U8, dp_sip_call, XPF_SIP_CALL_A_STATE, state),
};
const struct fields dp_sip_call_fields = TABLE(sip_call_rows);

static const struct field sip_count_rows[] = {
	STATE(U8, dp_sip_count, XPF_SIP_COUNT_A_METHOD, method),
	STATE(U64, dp_sip_count, XPF_SIP_COUNT_A_DROPPED, dropped),
	STATE(U64, dp_sip_count, XPF_SIP_COUNT_A_REFUSED, refused),
};
static const struct fields sip_count_fields = TABLE(sip_count_rows);

void nest_get_sip_count(const struct nlattr *nest, struct dp_sip_count *c)
{
	const struct nlattr *a;

	nest_get(nest, &sip_count_fields, c, sizeof(*c));
	c->all = true;
	mnl_attr_for_each_nested(a, nest) {
		if (mnl_attr_get_type(a) != XPF_SIP_COUNT_A_MESSAGES ||
		    mnl_attr_get_payload_len(a) != sizeof(c->n))
			continue;
		memcpy(c->n, mnl_attr_get_payload(a), sizeof(c->n));
		c->all = false;
	}
}

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
	STATE(U16, dp_event, XPF_EVENT_A_IP_ID, ip_id),
	STATE(U32, dp_event, XPF_EVENT_A_GENERATION, generation),
	STATE(STR, dp_event, XPF_EVENT_A_FILTER, filter),
	STATE(U8, dp_event, XPF_EVENT_A_ACTION, action),
	STATE(U8, dp_event, XPF_EVENT_A_SCREEN, screen),
	STATE(BOOL, dp_event, XPF_EVENT_A_ALARM_ONLY, alarm_only),
	STATE(U32, dp_event, XPF_EVENT_A_THRESHOLD, threshold),
};
static const struct fields event_fields = TABLE(event_rows);

static const struct field traced_rows[] = {
	STATE(U8, dp_traced, XPF_TRACED_A_VERDICT, verdict),
	STATE(U32, dp_traced, XPF_TRACED_A_FLAGS, flags),
	STATE(U16, dp_traced, XPF_TRACED_A_IP_ID, ip_id),
	STATE(U8, dp_traced, XPF_TRACED_A_TTL, ttl),
	STATE(U8, dp_traced, XPF_TRACED_A_TOS, tos),
	STATE(U8, dp_traced, XPF_TRACED_A_TCP_FLAGS, tcp_flags),
	STATE(U32, dp_traced, XPF_TRACED_A_TCP_SEQ, tcp_seq),
	STATE(U32, dp_traced, XPF_TRACED_A_TCP_ACK, tcp_ack),
	STATE(U32, dp_traced, XPF_TRACED_A_TCP_LEN, tcp_len),
	STATE(U16, dp_traced, XPF_TRACED_A_TCP_WINDOW, tcp_window),
	STATE(ADDR, dp_traced, XPF_TRACED_A_DADDR, daddr),
	STATE(U16, dp_traced, XPF_TRACED_A_DPORT, dport),
	STATE(U32, dp_traced, XPF_TRACED_A_DNAT_RULE, dnat_rule),
	STATE(U32, dp_traced, XPF_TRACED_A_SNAT_RULE, snat_rule),
	STATE(U32, dp_traced, XPF_TRACED_A_APP, app),
	STATE(U32, dp_traced, XPF_TRACED_A_OUT_IFINDEX, out_ifindex),
};
static const struct fields traced_fields = TABLE(traced_rows);

static bool put_trace_prefix(struct msg *m, uint16_t addr, uint16_t length,
			     const struct prefix *p)
{
	return !p->addr.family ||
	       (msg_put(m, addr, p->addr.b, addr_bytes(p->addr.family)) &&
		msg_put(m, length, &p->len, sizeof(p->len)));
}

static bool put_trace_ports(struct msg *m, uint16_t lo, uint16_t hi,
			    uint16_t from, uint16_t to)
{
	return (!from && !to) || (msg_put(m, lo, &from, sizeof(from)) &&
				  msg_put(m, hi, &to, sizeof(to)));
}

bool msg_put_trace(struct msg *m, const struct dp_trace_filter *f)
{
	struct nlattr *nest = msg_nest_open(m, XPF_A_TRACE);
	uint8_t protocol = (uint8_t)f->protocol;
	bool ok;

	if (!nest)
		return false;
	ok = (f->protocol < 0 ||
	      msg_put(m, XPF_TRACE_A_PROTOCOL, &protocol, 1)) &&
	     put_trace_prefix(m, XPF_TRACE_A_SADDR, XPF_TRACE_A_SADDR_LEN,
			      &f->saddr) &&
	     put_trace_prefix(m, XPF_TRACE_A_DADDR, XPF_TRACE_A_DADDR_LEN,
			      &f->daddr) &&
	     put_trace_ports(m, XPF_TRACE_A_SPORT_LO, XPF_TRACE_A_SPORT_HI,
			     f->sport_lo, f->sport_hi) &&
	     put_trace_ports(m, XPF_TRACE_A_DPORT_LO, XPF_TRACE_A_DPORT_HI,
			     f->dport_lo, f->dport_hi) &&
	     (!f->interface || msg_put(m, XPF_TRACE_A_INTERFACE, &f->interface,
				       sizeof(f->interface)));
	return msg_nest_close(m, nest, ok);
}

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

bool msg_put_filter(struct msg *m, const struct dp_filter *f)
{
	struct nlattr *nest = msg_nest_open(m, XPF_A_FILTER);
	bool ok = true;

	if (!nest)
		return false;
	for (size_t i = 0; i < sizeof(filter_rows) / sizeof(*filter_rows); i++)
		if (f->have & filter_rows[i].have)
			ok = ok && msg_put_field(m, &filter_rows[i].row, f);
	return msg_nest_close(m, nest, ok);
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
		if (mnl_attr_get_type(attr) == XPF_EVENT_A_TRACED)
			nest_get(attr, &traced_fields, &ev->traced,
				 sizeof(ev->traced));
	}
}
