// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The table of events, and the messages of sessions.
 *
 * Fields, their names and their order are Junos' of 21.x: what reads an SRX's
 * logs reads these.  What xpf does not know it says in Junos' words for that
 * (N/A, UNKNOWN, -1).  An event that comes right after a commit may speak of
 * what is gone; then the id itself is shown.
 */
#include "export/event.h"

#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "dataplane/dataplane.h"
#include "export/event_nat.h"
#include "model/model.h"

#define U64(x) ((unsigned long long)(x))

/* ---- names of ids ---- */

void event_zone(struct message *m, const char *field, const struct model *names,
		uint16_t id)
{
	const struct model_zone *z = model_zone_by_id(names, id);

	if (z)
		message_field(m, field, "%s", z->name);
	else if (id == XPF_ZONE_HOST)
		message_field(m, field, "junos-host");
	else if (id)
		message_field(m, field, "%u", id);
	else
		message_field(m, field, "N/A");
}

void event_policy(struct message *m, const char *field,
		  const struct model *names, uint32_t id, uint32_t flags)
{
	const char *name = model_policy_name(names, id);

	if (name)
		message_field(m, field, "%s", name);
	else if (!id && flags & (XPF_SESSION_HOST_IN | XPF_SESSION_HOST_OUT))
		message_field(m, field, "self-traffic-policy");
	else if (id)
		message_field(m, field, "%u", id);
	else
		message_field(m, field, "default-policy");
}

void event_interface(struct message *m, const char *field,
		     const struct model *names, uint32_t ifindex)
{
	const struct model_interface *i;
	char name[IF_NAMESIZE];

	if (!ifindex || !if_indextoname(ifindex, name)) {
		message_field(m, field, "N/A");
		return;
	}
	i = model_interface_by_ifname(names, name);
	message_field(m, field, "%s", i ? i->name : name);
}

void event_address(struct message *m, const char *field, const struct addr *a)
{
	char text[ADDR_STRLEN];

	message_field(m, field, "%s", addr_str(a, text));
}

/* What the port is known for, where a policy asked for no application. */
static bool well_known(const struct model_app *app, uint8_t protocol,
		       uint16_t port)
{
	const struct model_term *t = app->term;

	return app->predefined && app->n_terms == 1 && !t->any_proto &&
	       t->proto == protocol && t->dport_lo == port &&
	       t->dport_hi == port && !t->sport_lo && !t->has_program &&
	       !t->has_uuid;
}

static const char *service(const struct model *names, uint32_t id,
			   uint8_t protocol, uint16_t port)
{
	size_t i;

	if (!id && protocol == IPPROTO_ICMP)
		return "icmp";
	if (!id && protocol == IPPROTO_ICMPV6)
		return "icmp6";
	for (i = 0; i < names->apps.n; i++)
		if (id ? names->apps.v[i]->id == id :
			 well_known(names->apps.v[i], protocol, port))
			return names->apps.v[i]->name;
	return "None";
}

static void nat_rule(struct message *m, const struct model *names,
		     const char *type, const char *name, uint32_t id)
{
	static const char *const types[] = {
		[XPF_NAT_SOURCE] = "source rule",
		[XPF_NAT_DESTINATION] = "destination rule",
		[XPF_NAT_STATIC] = "static rule",
	};
	const struct model_nat_rule *r = model_nat_rule_by_id(names, id);

	message_field(m, type, "%s", r ? types[r->kind] : "N/A");
	message_field(m, name, "%s", r ? r->name : "N/A");
}

/* ---- what several have ---- */

/* What only an inspection of applications knows. */
static void categories(struct message *m)
{
	message_field(m, "application-category", "N/A");
	message_field(m, "application-sub-category", "N/A");
	message_field(m, "application-risk", "-1");
	message_field(m, "application-characteristics", "N/A");
}

static void user(struct message *m)
{
	message_field(m, "username", "N/A");
	message_field(m, "roles", "N/A");
}

static void unknown_application(struct message *m)
{
	message_field(m, "application", "UNKNOWN");
	message_field(m, "nested-application", "UNKNOWN");
}

static bool is_icmp(uint8_t protocol)
{
	return protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6;
}

/* The reply's addresses are those after translation. */
static void flow(struct message *m, const struct model *names,
		 const struct dp_session *s)
{
	const struct dp_wing *in = &s->wing[0], *out = &s->wing[1];

	event_address(m, "source-address", &in->saddr);
	message_field(m, "source-port", "%u", in->sport);
	event_address(m, "destination-address", &in->daddr);
	message_field(m, "destination-port", "%u", in->dport);
	message_field(m, "connection-tag", "0");
	message_field(m, "service-name", "%s",
		      service(names, s->app, s->protocol, out->sport));
	event_address(m, "nat-source-address", &out->daddr);
	message_field(m, "nat-source-port", "%u", out->dport);
	event_address(m, "nat-destination-address", &out->saddr);
	message_field(m, "nat-destination-port", "%u", out->sport);
	message_field(m, "nat-connection-tag", "0");
	nat_rule(m, names, "src-nat-rule-type", "src-nat-rule-name",
		 s->nat_rule);
	nat_rule(m, names, "dst-nat-rule-type", "dst-nat-rule-name",
		 s->dnat_rule);
	message_field(m, "protocol-id", "%u", s->protocol);
	event_policy(m, "policy-name", names, s->policy, s->flags);
	event_zone(m, "source-zone-name", names, in->zone);
	event_zone(m, "destination-zone-name", names, out->zone);
	message_field(m, "session-id-32", "%llu", U64(s->id));
}

/* In Junos' words, where it has some. */
static const char *close_reason(uint8_t reason)
{
	switch (reason) {
	case XPF_CLOSE_IDLE:
		return "idle Timeout";
	case XPF_CLOSE_CLEARED:
		return "CLI";
	case XPF_CLOSE_ALG:
		return "application failure or action";
	}
	return dp_close_reason_str(reason);
}

/* ---- the messages of sessions ---- */

static bool session_open(struct message *m, const struct dp_event *ev,
			 const struct model *names)
{
	flow(m, names, &ev->session);
	user(m);
	event_interface(m, "packet-incoming-interface", names,
			ev->session.wing[0].ifindex);
	unknown_application(m);
	message_field(m, "encrypted", "UNKNOWN");
	categories(m);
	return true;
}

static bool session_close(struct message *m, const struct dp_event *ev,
			  const struct model *names)
{
	const struct dp_session *s = &ev->session;

	message_field(m, "reason", "%s", close_reason(s->close_reason));
	flow(m, names, s);
	message_field(m, "packets-from-client", "%llu",
		      U64(s->wing[0].packets));
	message_field(m, "bytes-from-client", "%llu", U64(s->wing[0].bytes));
	message_field(m, "packets-from-server", "%llu",
		      U64(s->wing[1].packets));
	message_field(m, "bytes-from-server", "%llu", U64(s->wing[1].bytes));
	message_field(m, "elapsed-time", "%u", s->age);
	unknown_application(m);
	user(m);
	event_interface(m, "packet-incoming-interface", names,
			s->wing[0].ifindex);
	message_field(m, "encrypted", "UNKNOWN");
	categories(m);
	return true;
}

static bool session_deny(struct message *m, const struct dp_event *ev,
			 const struct model *names)
{
	event_address(m, "source-address", &ev->saddr);
	message_field(m, "source-port", "%u", ev->sport);
	event_address(m, "destination-address", &ev->daddr);
	message_field(m, "destination-port", "%u", ev->dport);
	message_field(m, "connection-tag", "0");
	message_field(m, "service-name", "%s",
		      service(names, 0, ev->protocol, ev->dport));
	message_field(m, "protocol-id", "%u", ev->protocol);
	message_field(m, "icmp-type", "%u",
		      is_icmp(ev->protocol) ? ev->dport >> 8 : 0);
	event_policy(m, "policy-name", names, ev->policy, 0);
	event_zone(m, "source-zone-name", names, ev->from_zone);
	event_zone(m, "destination-zone-name", names, ev->to_zone);
	unknown_application(m);
	user(m);
	event_interface(m, "packet-incoming-interface", names, ev->ifindex);
	message_field(m, "encrypted", "No");
	message_field(m, "reason", "%s",
		      !strcmp(ev->reason_name, "policy-reject") ?
			      "Rejected by policy" :
			      "Denied by policy");
	message_field(m, "session-id-32", "0");
	categories(m);
	return true;
}

#define FILTER_TEXT                                                  \
	"FW: {interface-name} {action} {protocol} {source-address} " \
	"{destination-address} {source-port} {destination-port} "    \
	"(1 packets)"
/* ---- screens ---- */

#define FROM_TO "source: {source-address}, destination: {destination-address}, "
#define FROM_TO_PORTS                              \
	"source: {source-address}:{source-port}, " \
	"destination: {destination-address}:{destination-port}, "
#define WHERE                                                               \
	"zone name: {source-zone-name}, interface name: {interface-name}, " \
	"action: {action}"

enum screen_message {
	SCREEN_TCP,
	SCREEN_UDP,
	SCREEN_ICMP,
	SCREEN_IP,
	SCREEN_TCP_SRC_IP,
	SCREEN_TCP_DST_IP,
	SCREEN_SESSION_LIMIT,
};

#define KIND(name, words)                                       \
	[SCREEN_##name] = { "RT_IDS",	    "RT_SCREEN_" #name, \
			    MESSAGE_USER,   LOG_ERR,            \
			    MESSAGE_SCREEN, "{attack-name} " words WHERE }

static const struct message_kind screen_kinds[] = {
	KIND(TCP, FROM_TO_PORTS),
	KIND(UDP, FROM_TO_PORTS),
	KIND(ICMP, FROM_TO),
	KIND(IP, FROM_TO "protocol-id: {protocol-id}, "),
	KIND(TCP_SRC_IP, "source: {source-address}, "),
	KIND(TCP_DST_IP, "destination: {destination-address}, "),
	KIND(SESSION_LIMIT, "{message} {ip-address}, "),
};

static const struct {
	const char *attack;
	uint8_t message;
} screens[__XPF_SCREEN_COUNT] = {
#define XPF_SCREEN(id, word, label, element, name, kind) \
	[XPF_SCREEN_##id] = { name, SCREEN_##kind },
#include <xpf/screen.def>
#undef XPF_SCREEN
};

static void screen_ends(struct message *m, const struct dp_event *ev,
			bool ports)
{
	event_address(m, "source-address", &ev->saddr);
	if (ports)
		message_field(m, "source-port", "%u", ev->sport);
	event_address(m, "destination-address", &ev->daddr);
	if (ports)
		message_field(m, "destination-port", "%u", ev->dport);
}

static void screen_packet(struct message *m, const struct dp_event *ev)
{
	bool by_source = ev->screen == XPF_SCREEN_SOURCE_LIMIT;

	switch ((enum screen_message)screens[ev->screen].message) {
	case SCREEN_TCP:
	case SCREEN_UDP:
		screen_ends(m, ev, true);
		break;
	case SCREEN_ICMP:
		screen_ends(m, ev, false);
		break;
	case SCREEN_IP:
		screen_ends(m, ev, false);
		message_field(m, "protocol-id", "%u", ev->protocol);
		break;
	case SCREEN_TCP_SRC_IP:
		event_address(m, "source-address", &ev->saddr);
		break;
	case SCREEN_TCP_DST_IP:
		event_address(m, "destination-address", &ev->daddr);
		break;
	case SCREEN_SESSION_LIMIT:
		message_field(m, "message", "%s",
			      by_source ? "source:" : "destination:");
		event_address(m, "ip-address",
			      by_source ? &ev->saddr : &ev->daddr);
		break;
	}
}

static bool screen(struct message *m, const struct dp_event *ev,
		   const struct model *names)
{
	if (!ev->screen || ev->screen >= __XPF_SCREEN_COUNT)
		return false;
	m->kind = &screen_kinds[screens[ev->screen].message];
	message_field(m, "attack-name", "%s", screens[ev->screen].attack);
	screen_packet(m, ev);
	event_zone(m, "source-zone-name", names, ev->from_zone);
	event_interface(m, "interface-name", names, ev->ifindex);
	message_field(m, "action", "%s",
		      ev->alarm_only ? "alarm-without-drop" : "drop");
	return true;
}

static bool no_fields(struct message *m, const struct dp_event *ev,
		      const struct model *names)
{
	return true;
}

/* `then syslog` of a firewall filter, in the words of the forwarding engine. */
static bool filter_log(struct message *m, const struct dp_event *ev,
		       const struct model *names)
{
	static const struct message_kind inet6 = {
		"PFE",	    "PFE_FW_SYSLOG_IP6_GEN", MESSAGE_FIREWALL,
		LOG_NOTICE, MESSAGE_SYSTEM,	     FILTER_TEXT
	};
	static const char *const letters[] = {
		[XPF_FW_DISCARD] = "D",
		[XPF_FW_REJECT] = "R",
		[XPF_FW_ACCEPT] = "A",
		[XPF_FW_NEXT_TERM] = "A",
	};

	if (ev->family == AF_INET6)
		m->kind = &inet6;
	event_interface(m, "interface-name", names, ev->ifindex);
	message_field(m, "action", "%s", letters[ev->action & 3]);
	if (ev->protocol == IPPROTO_TCP)
		message_field(m, "protocol", "tcp");
	else if (ev->protocol == IPPROTO_UDP)
		message_field(m, "protocol", "udp");
	else if (is_icmp(ev->protocol))
		message_field(m, "protocol", "icmp");
	else
		message_field(m, "protocol", "%u", ev->protocol);
	event_address(m, "source-address", &ev->saddr);
	event_address(m, "destination-address", &ev->daddr);
	message_field(m, "source-port", "%u", ev->sport);
	message_field(m, "destination-port", "%u", ev->dport);
	message_field(m, "filter-name", "%s", ev->filter);
	return true;
}

/* ---- the table ---- */

#define FLOW_TEXT                                                              \
	"{source-address}/{source-port}->"                                     \
	"{destination-address}/{destination-port} 0x{connection-tag} "         \
	"{service-name} {nat-source-address}/{nat-source-port}->"              \
	"{nat-destination-address}/{nat-destination-port} "                    \
	"0x{nat-connection-tag} {src-nat-rule-type} {src-nat-rule-name} "      \
	"{dst-nat-rule-type} {dst-nat-rule-name} {protocol-id} {policy-name} " \
	"{source-zone-name} {destination-zone-name} {session-id-32} "

#define TAIL_TEXT                                            \
	"{application-category} {application-sub-category} " \
	"{application-risk} {application-characteristics}"

static const struct event_row rows[] = {
	{ XPF_EVENT_SESSION_OPEN,
	  { "RT_FLOW", "RT_FLOW_SESSION_CREATE", MESSAGE_USER, LOG_INFO,
	    MESSAGE_SESSION_OPEN,
	    "session created " FLOW_TEXT "{username}({roles}) "
	    "{packet-incoming-interface} {application} {nested-application} "
	    "{encrypted} " TAIL_TEXT },
	  session_open },
	{ XPF_EVENT_SESSION_CLOSE,
	  { "RT_FLOW", "RT_FLOW_SESSION_CLOSE", MESSAGE_USER, LOG_INFO,
	    MESSAGE_SESSION_CLOSE,
	    "session closed {reason}: " FLOW_TEXT
	    "{packets-from-client}({bytes-from-client}) "
	    "{packets-from-server}({bytes-from-server}) {elapsed-time} "
	    "{application} {nested-application} {username}({roles}) "
	    "{packet-incoming-interface} {encrypted} " TAIL_TEXT },
	  session_close },
	{ XPF_EVENT_SESSION_DENY,
	  { "RT_FLOW", "RT_FLOW_SESSION_DENY", MESSAGE_USER, LOG_INFO,
	    MESSAGE_SESSION_DENY,
	    "session denied {source-address}/{source-port}->"
	    "{destination-address}/{destination-port} 0x{connection-tag} "
	    "{service-name} {protocol-id}({icmp-type}) {policy-name} "
	    "{source-zone-name} {destination-zone-name} {application} "
	    "{nested-application} {username}({roles}) "
	    "{packet-incoming-interface} {encrypted} {reason} "
	    "{session-id-32} " TAIL_TEXT },
	  session_deny },
	{ XPF_EVENT_FILTER_LOG,
	  { "PFE", "PFE_FW_SYSLOG_IP", MESSAGE_FIREWALL, LOG_NOTICE,
	    MESSAGE_SYSTEM, FILTER_TEXT },
	  filter_log },
	{ XPF_EVENT_SCREEN,
	  { "RT_IDS", "RT_SCREEN_IP", MESSAGE_USER, LOG_ERR, MESSAGE_SCREEN,
	    "{attack-name}" },
	  screen },
	{ XPF_EVENT_TABLE_HIGH,
	  { "RT_FLOW", "RT_FLOW_SESSION_TABLE_HIGH", MESSAGE_USER, LOG_WARNING,
	    MESSAGE_FLOW, "90 % of the session table is in use" },
	  no_fields },
	{ XPF_EVENT_TABLE_NORMAL,
	  { "RT_FLOW", "RT_FLOW_SESSION_TABLE_NORMAL", MESSAGE_USER, LOG_NOTICE,
	    MESSAGE_FLOW, "the session table is below its mark again" },
	  no_fields },
	{ XPF_EVENT_AGING_BEGIN,
	  { "RT_FLOW", "RT_FLOW_AGING_BEGIN", MESSAGE_USER, LOG_WARNING,
	    MESSAGE_FLOW,
	    "the session table is above its high watermark: idle sessions age "
	    "out early" },
	  no_fields },
	{ XPF_EVENT_AGING_END,
	  { "RT_FLOW", "RT_FLOW_AGING_END", MESSAGE_USER, LOG_NOTICE,
	    MESSAGE_FLOW,
	    "the session table is below its low watermark: sessions age out "
	    "as usual" },
	  no_fields },
	{ XPF_EVENT_NAT_BLOCK_ALLOC,
	  { "RT_NAT", "RT_SRC_NAT_PBA_ALLOC", MESSAGE_USER, LOG_INFO,
	    MESSAGE_NAT, EVENT_NAT_BLOCK("allocates") },
	  event_nat_block },
	{ XPF_EVENT_NAT_BLOCK_RELEASE,
	  { "RT_NAT", "RT_SRC_NAT_PBA_RELEASE", MESSAGE_USER, LOG_INFO,
	    MESSAGE_NAT, EVENT_NAT_BLOCK("releases") },
	  event_nat_block },
	{ XPF_EVENT_NAT_BLOCK_INTERIM,
	  { "RT_NAT", "RT_SRC_NAT_PBA_INTERIM", MESSAGE_USER, LOG_INFO,
	    MESSAGE_NAT, EVENT_NAT_BLOCK("interim") },
	  event_nat_block },
	{ XPF_EVENT_NAT_POOL_ALARM,
	  { "RT_NAT", "RT_SRC_NAT_POOL_ALARM_RAISE", MESSAGE_USER, LOG_WARNING,
	    MESSAGE_NAT,
	    "utilization {utilization}% of source pool {nat-pool-name} "
	    "({used}/{total}) is above the raise threshold {threshold}%" },
	  event_nat_pool },
	{ XPF_EVENT_NAT_POOL_NORMAL,
	  { "RT_NAT", "RT_SRC_NAT_POOL_ALARM_CLEAR", MESSAGE_USER, LOG_NOTICE,
	    MESSAGE_NAT,
	    "utilization {utilization}% of source pool {nat-pool-name} "
	    "({used}/{total}) is below the clear threshold {threshold}%" },
	  event_nat_pool },
	{ XPF_EVENT_NAT_POOL_EXHAUSTED,
	  { "RT_NAT", "RT_SRC_NAT_OUTOF_PORTS", MESSAGE_USER, LOG_WARNING,
	    MESSAGE_NAT, "source pool {nat-pool-name} is out of ports" },
	  event_nat_exhausted },
	{ XPF_EVENT_NAT_RULE_ALARM,
	  { "RT_NAT", "RT_NAT_RULE_ALARM_RAISE", MESSAGE_USER, LOG_WARNING,
	    MESSAGE_NAT,
	    "{used} sessions of {nat-type} rule {nat-rule-name} in rule-set "
	    "{nat-rule-set-name} reach the raise threshold {threshold}" },
	  event_nat_rule },
	{ XPF_EVENT_NAT_RULE_NORMAL,
	  { "RT_NAT", "RT_NAT_RULE_ALARM_CLEAR", MESSAGE_USER, LOG_NOTICE,
	    MESSAGE_NAT,
	    "{used} sessions of {nat-type} rule {nat-rule-name} in rule-set "
	    "{nat-rule-set-name} are within the clear threshold {threshold}" },
	  event_nat_rule },
	{ XPF_EVENT_NAT_BINDING_CREATE,
	  { "RT_NAT", "RT_PST_NAT_BINDING_CREATE", MESSAGE_USER, LOG_INFO,
	    MESSAGE_NAT, "persistent NAT binding created: " EVENT_NAT_BINDING },
	  event_nat_binding },
	{ XPF_EVENT_NAT_BINDING_MATCH,
	  { "RT_NAT", "RT_PST_NAT_BINDING_MATCH", MESSAGE_USER, LOG_INFO,
	    MESSAGE_NAT, "persistent NAT binding matched: " EVENT_NAT_BINDING },
	  event_nat_binding },
	{ XPF_EVENT_NAT_BINDING_DELETE,
	  { "RT_NAT", "RT_PST_NAT_BINDING_DELETE", MESSAGE_USER, LOG_INFO,
	    MESSAGE_NAT, "persistent NAT binding deleted: " EVENT_NAT_BINDING },
	  event_nat_binding },
};

bool event_message(struct message *m, const struct dp_event *ev,
		   const struct model *names)
{
	const struct event_row *row;

	for (row = rows; row < rows + sizeof(rows) / sizeof(*rows); row++) {
		if (row->event != ev->kind)
			continue;
		message_begin(m, &row->kind, ev->time_ns);
		return row->fields(m, ev, names);
	}
	return false;
}
