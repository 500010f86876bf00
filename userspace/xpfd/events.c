// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The kernel's events, into the log: sessions of policies with `log`, denied
 * packets, a table that fills.  Lines are Junos' structured RT_FLOW messages,
 * with the names that the running configuration gives to the ids.  An event
 * that comes right after a commit may speak of what is gone; then the id
 * itself is shown.
 *
 * The system's log gets them too, a hundred a second and then the number of
 * those left out: a flood of denied packets must not drown the machine that
 * withstands it.
 */
#include "xpfd/manager.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "dataplane/dataplane.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "model/model.h"
#include "xpfd/messages.h"

#define SYSLOG_PER_S 100

struct names {
	const struct model *m;
	char text[3][16]; /* of ids that have no name */
};

/* ---- names of ids ---- */

static const char *number(struct names *n, int slot, uint32_t id)
{
	snprintf(n->text[slot], sizeof(n->text[slot]), "%u", id);
	return n->text[slot];
}

static const char *zone(struct names *n, int slot, uint16_t id)
{
	const struct model_zone *z = model_zone_by_id(n->m, id);

	if (z)
		return z->name;
	if (id == XPF_ZONE_HOST)
		return "junos-host";
	return id ? number(n, slot, id) : "N/A";
}

static const char *policy(struct names *n, uint32_t id, uint32_t flags)
{
	const struct model_policy *p = model_policy_by_id(n->m, id);

	if (p)
		return p->name;
	if (flags & (XPF_SESSION_HOST_IN | XPF_SESSION_HOST_OUT))
		return "self-traffic-policy";
	return id ? number(n, 2, id) : "default-policy";
}

static const char *app(const struct names *n, uint32_t id)
{
	size_t i;

	for (i = 0; id && i < n->m->apps.n; i++)
		if (n->m->apps.v[i]->id == id)
			return n->m->apps.v[i]->name;
	return "None";
}

static void nat_rule(struct buf *b, const struct names *n, const char *side,
		     uint32_t id)
{
	static const char *const types[] = {
		[XPF_NAT_SOURCE] = "source rule",
		[XPF_NAT_DESTINATION] = "destination rule",
		[XPF_NAT_STATIC] = "static rule",
	};
	const struct model_nat_rule *r = model_nat_rule_by_id(n->m, id);

	buf_printf(b, " %s-nat-rule-type=\"%s\"", side,
		   r ? types[r->kind] : "N/A");
	buf_printf(b, " %s-nat-rule-name=\"%s\"", side, r ? r->name : "N/A");
}

static void interface(struct buf *b, const struct names *n, uint32_t ifindex)
{
	const struct model_interface *i;
	char name[IF_NAMESIZE];

	if (!ifindex || !if_indextoname(ifindex, name)) {
		buf_puts(b, "N/A");
		return;
	}
	i = model_interface_by_ifname(n->m, name);
	buf_puts(b, i ? i->name : name);
}

/* ---- lines ---- */

static void field(struct buf *b, const char *name, const char *value)
{
	buf_printf(b, " %s=\"%s\"", name, value);
}

static void endpoint(struct buf *b, const char *prefix, const char *side,
		     const struct addr *a, uint16_t port)
{
	char text[ADDR_STRLEN];

	buf_printf(b, " %s%s-address=\"%s\" %s%s-port=\"%u\"", prefix, side,
		   addr_str(a, text), prefix, side, port);
}

/* The reply's addresses are those after translation. */
static void flow(struct buf *b, struct names *n, const struct dp_session *s)
{
	const struct dp_wing *in = &s->wing[0], *out = &s->wing[1];

	endpoint(b, "", "source", &in->saddr, in->sport);
	endpoint(b, "", "destination", &in->daddr, in->dport);
	field(b, "connection-tag", "0");
	field(b, "service-name", app(n, s->app));
	endpoint(b, "nat-", "source", &out->daddr, out->dport);
	endpoint(b, "nat-", "destination", &out->saddr, out->sport);
	field(b, "nat-connection-tag", "0");
	nat_rule(b, n, "src", s->nat_rule);
	nat_rule(b, n, "dst", s->dnat_rule);
	buf_printf(b, " protocol-id=\"%u\"", s->protocol);
	field(b, "policy-name", policy(n, s->policy, s->flags));
	field(b, "source-zone-name", zone(n, 0, in->zone));
	field(b, "destination-zone-name", zone(n, 1, out->zone));
	buf_printf(b, " session-id=\"%llu\"", (unsigned long long)s->id);
}

static void session_tail(struct buf *b, const struct names *n,
			 const struct dp_session *s)
{
	field(b, "username", "N/A");
	field(b, "roles", "N/A");
	buf_puts(b, " packet-incoming-interface=\"");
	interface(b, n, s->wing[0].ifindex);
	buf_puts(b, "\"");
	field(b, "application", "UNKNOWN");
	buf_puts(b, "]");
}

static void session_open(struct buf *b, struct names *n,
			 const struct dp_event *ev)
{
	buf_puts(b, "RT_FLOW_SESSION_CREATE [junos@2636.1.1.1.2.129");
	flow(b, n, &ev->session);
	session_tail(b, n, &ev->session);
}

static void session_close(struct buf *b, struct names *n,
			  const struct dp_event *ev)
{
	const struct dp_session *s = &ev->session;

	buf_puts(b, "RT_FLOW_SESSION_CLOSE [junos@2636.1.1.1.2.129");
	field(b, "reason", dp_close_reason_str(s->close_reason));
	flow(b, n, s);
	buf_printf(b,
		   " packets-from-client=\"%llu\" bytes-from-client=\"%llu\" "
		   "packets-from-server=\"%llu\" bytes-from-server=\"%llu\" "
		   "elapsed-time=\"%u\"",
		   (unsigned long long)s->wing[0].packets,
		   (unsigned long long)s->wing[0].bytes,
		   (unsigned long long)s->wing[1].packets,
		   (unsigned long long)s->wing[1].bytes, s->age);
	session_tail(b, n, s);
}

static void session_deny(struct buf *b, struct names *n,
			 const struct dp_event *ev)
{
	bool icmp = ev->protocol == IPPROTO_ICMP ||
		    ev->protocol == IPPROTO_ICMPV6;

	buf_puts(b, "RT_FLOW_SESSION_DENY [junos@2636.1.1.1.2.129");
	endpoint(b, "", "source", &ev->saddr, ev->sport);
	endpoint(b, "", "destination", &ev->daddr, ev->dport);
	field(b, "connection-tag", "0");
	field(b, "service-name", "None");
	buf_printf(b, " protocol-id=\"%u\" icmp-type=\"%u\"", ev->protocol,
		   icmp ? ev->dport >> 8 : 0);
	field(b, "policy-name", policy(n, ev->policy, 0));
	field(b, "source-zone-name", zone(n, 0, ev->from_zone));
	field(b, "destination-zone-name", zone(n, 1, ev->to_zone));
	field(b, "application", "UNKNOWN");
	field(b, "username", "N/A");
	field(b, "roles", "N/A");
	buf_puts(b, " packet-incoming-interface=\"");
	interface(b, n, ev->ifindex);
	buf_puts(b, "\"");
	field(b, "reason", "Denied by policy");
	buf_puts(b, "]");
}

/* Returns the program that speaks; NULL: nothing to say. */
static const char *line(struct buf *b, struct names *n,
			const struct dp_event *ev)
{
	switch ((enum xpf_event_kind)ev->kind) {
	case XPF_EVENT_SESSION_OPEN:
		session_open(b, n, ev);
		return "RT_FLOW";
	case XPF_EVENT_SESSION_CLOSE:
		session_close(b, n, ev);
		return "RT_FLOW";
	case XPF_EVENT_SESSION_DENY:
		session_deny(b, n, ev);
		return "RT_FLOW";
	case XPF_EVENT_TABLE_HIGH:
		buf_puts(b, "RT_FLOW_SESSION_TABLE_HIGH: 90 % of the session "
			    "table is in use");
		return "RT_FLOW";
	case XPF_EVENT_TABLE_NORMAL:
		buf_puts(b, "RT_FLOW_SESSION_TABLE_NORMAL: the session table "
			    "has room again");
		return "RT_FLOW";
	case XPF_EVENT_RULESET:
	case XPF_EVENT_DROP:
	case XPF_EVENT_UNSPEC:
		return NULL;
	}
	return NULL;
}

/* ---- the flow of events ---- */

static void to_syslog(const char *program, const char *text)
{
	static int64_t second;
	static unsigned int said, left_out;
	int64_t now = now_ms() / 1000;

	if (now != second) {
		if (left_out)
			log_info("RT_FLOW: %u messages left out", left_out);
		second = now;
		said = left_out = 0;
	}
	if (said++ < SYSLOG_PER_S)
		log_info("%s: %s", program, text);
	else
		left_out++;
}

static void on_event(const struct dp_event *ev, uint64_t lost, void *arg)
{
	struct manager *m = arg;
	struct names n = { .m = m->model };
	const char *program;
	struct buf b;

	if (lost)
		messages_put(m->log, "RT_FLOW_EVENTS_LOST",
			     "%llu events were lost", (unsigned long long)lost);
	if (!ev)
		return;
	buf_init(&b);
	program = line(&b, &n, ev);
	if (program) {
		messages_add(m->log, ev->time_ns, program, b.data);
		to_syslog(program, b.data);
	}
	buf_free(&b);
}

static void on_readable(void *arg, int fd, int events)
{
	struct manager *m = arg;
	int rc = dp_events_read(m->events, on_event, m);

	messages_flush(m->log);
	if (rc >= 0 || rc == -EAGAIN || rc == -EINTR || rc == -ENOBUFS)
		return;
	log_warn("dataplane: events: %s", strerror(-rc));
	events_close(m);
}

int events_open(struct manager *m)
{
	struct dp_error err = { 0 };
	int rc;

	events_close(m);
	rc = dp_events_open(&m->events, DP_GROUP_SESSION | DP_GROUP_CONTROL,
			    &err);
	if (rc) {
		m->events = NULL;
		return rc;
	}
	m->events_fd = loop_add_fd(m->loop, dp_events_fd(m->events), LOOP_READ,
				   on_readable, m);
	return 0;
}

void events_close(struct manager *m)
{
	loop_del_fd(m->events_fd);
	m->events_fd = NULL;
	if (m->events)
		dp_events_close(m->events);
	m->events = NULL;
}
