// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A packet's way as lines of a trace.
 *
 * The kernel tells of a packet once, at its end; the lines are what an SRX
 * writes while it goes along, in its order and words, as far as both do the
 * same.  Where the way ended is what the last lines say: what is not there was
 * not reached.  Addresses of memory, which an SRX shows for its developers, are
 * left out.
 */
#include "export/flowtrace.h"

#include <inttypes.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lib/buf.h"
#include "model/model.h"

struct trace {
	const struct dp_event *ev;
	const struct model *names;
	uint32_t what;
	flowtrace_fn fn;
	void *arg;
	char in[64], out[64]; /* interfaces */
};

/* ---- names ---- */

static void interface_name(char *out, size_t size, const struct model *names,
			   uint32_t ifindex)
{
	const struct model_interface *i;
	char name[IF_NAMESIZE];

	if (!ifindex || !if_indextoname(ifindex, name)) {
		snprintf(out, size, "N/A");
		return;
	}
	i = model_interface_by_ifname(names, name);
	snprintf(out, size, "%s", i ? i->name : name);
}

static const char *zone(const struct trace *t, uint16_t id)
{
	const struct model_zone *z = model_zone_by_id(t->names, id);

	if (z)
		return z->name;
	return id == XPF_ZONE_HOST ? "junos-host" : "N/A";
}

/* As `show security policies` counts them. */
static uint32_t policy_index(const struct model *m, uint32_t id)
{
	size_t i;

	for (i = 0; i < m->policies.n; i++)
		if (m->policies.v[i]->id == id)
			return (uint32_t)i + 4;
	return 2;
}

static const char *policy(const struct trace *t, uint32_t *index)
{
	const struct dp_event *ev = t->ev;
	const char *name = model_policy_name(t->names, ev->policy);

	*index = policy_index(t->names, ev->policy);
	if (name)
		return name;
	if (ev->to_zone == XPF_ZONE_HOST || ev->from_zone == XPF_ZONE_HOST) {
		*index = 1;
		return "self-traffic-policy";
	}
	return "default-policy-logical-system-00";
}

static const char *rule(const struct trace *t, uint32_t id)
{
	const struct model_nat_rule *r = model_nat_rule_by_id(t->names, id);

	return r ? r->name : "N/A";
}

static const char *protocol(uint8_t p, char buf[8])
{
	switch (p) {
	case IPPROTO_TCP:
		return "tcp";
	case IPPROTO_UDP:
		return "udp";
	case IPPROTO_ICMP:
		return "icmp";
	case IPPROTO_ICMPV6:
		return "icmp6";
	}
	snprintf(buf, 8, "%u", p);
	return buf;
}

/* ---- lines ---- */

/* "Nov 30 10:34:27 10:34:27.123456:CID-0:RT:" */
static void begin_line(struct buf *b, uint64_t time_ns)
{
	time_t s = (time_t)(time_ns / 1000000000);
	char date[32], clock[16];
	struct tm tm;

	localtime_r(&s, &tm);
	strftime(date, sizeof(date), "%b %e %H:%M:%S", &tm);
	strftime(clock, sizeof(clock), "%H:%M:%S", &tm);
	buf_printf(b, "%s %s.%06u:CID-0:RT:", date, clock,
		   (unsigned int)(time_ns / 1000 % 1000000));
}

__attribute__((format(printf, 3, 4))) static void
say(const struct trace *t, uint32_t kind, const char *fmt, ...)
{
	char text[512];
	struct buf b;
	va_list ap;

	if (!(t->what & (kind | TRACE_BASIC)))
		return;
	buf_init(&b);
	begin_line(&b, t->ev->time_ns);
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_printf(&b, "%s", text);
	t->fn(b.data, t->arg);
	buf_free(&b);
}

/* ---- what happened ---- */

static bool has(const struct trace *t, uint32_t flag)
{
	return t->ev->traced.flags & flag;
}

static void tcp_flags(const struct trace *t, char *out, size_t size)
{
	static const char *const names[] = { "fin", "syn", "rst",
					     "psh", "ack", "urg" };
	uint8_t flags = t->ev->traced.tcp_flags;
	size_t at = (size_t)snprintf(out, size, ", flag %x", flags);
	size_t i;

	for (i = 0; i < 6; i++)
		if (flags & 1u << i && at < size)
			at += (size_t)snprintf(out + at, size - at, " %s",
					       names[i]);
}

static void say_packet(const struct trace *t, const char *filter)
{
	const struct dp_event *ev = t->ev;
	char src[ADDR_STRLEN], dst[ADDR_STRLEN], proto[8], flags[64] = "";

	addr_str(&ev->saddr, src);
	addr_str(&ev->daddr, dst);
	if (filter)
		say(t, TRACE_ALL,
		    "<%s/%u->%s/%u;%u,0x0> matched filter %s:", src, ev->sport,
		    dst, ev->dport, ev->protocol, filter);
	say(t, TRACE_ALL, "packet [%u] ipid = %u", ev->length,
	    ev->traced.ip_id);
	if (has(t, XPF_TRACED_OUR_OWN))
		say(t, TRACE_ALL, " flow process pak, self traffic to %s",
		    t->in);
	else
		say(t, TRACE_ALL, " flow process pak fast ifl %u in_ifp %s",
		    ev->ifindex, t->in);
	if (ev->protocol == IPPROTO_TCP && ev->traced.tcp_flags)
		tcp_flags(t, flags, sizeof(flags));
	else if (ev->protocol == IPPROTO_ICMP || ev->protocol == IPPROTO_ICMPV6)
		snprintf(flags, sizeof(flags), "%s",
			 has(t, XPF_TRACED_ICMP_ERROR) ? ", error" : "");
	say(t, TRACE_ALL, "  %s:%s/%u->%s/%u, %s%s", t->in, src, ev->sport, dst,
	    ev->dport, protocol(ev->protocol, proto), flags);
	if (has(t, XPF_TRACED_FRAGMENT))
		say(t, TRACE_FRAGMENT, "  is a fragment");
	if (has(t, XPF_TRACED_REASSEMBLED))
		say(t, TRACE_FRAGMENT, "  reassembled of its fragments");
	if (has(t, XPF_TRACED_GROUP))
		say(t, TRACE_MULTICAST, "  multicast or broadcast");
}

static void say_destination(const struct trace *t)
{
	const struct dp_traced *d = &t->ev->traced;
	char dst[ADDR_STRLEN], to[ADDR_STRLEN];

	addr_str(&t->ev->daddr, dst);
	addr_str(&d->daddr, to);
	say(t, TRACE_SESSION,
	    "flow_first_in_dst_nat: in <%s>, out <N/A> dst_adr %s, sp %u, "
	    "dp %u",
	    t->in, dst, t->ev->sport, t->ev->dport);
	if (addr_cmp(&t->ev->daddr, &d->daddr) || t->ev->dport != d->dport)
		say(t, TRACE_SESSION,
		    "flow_first_rule_dst_xlate: DST xlate: %s(%u) to %s(%u), "
		    "rule %s",
		    dst, t->ev->dport, to, d->dport, rule(t, d->dnat_rule));
	else
		say(t, TRACE_SESSION,
		    "flow_first_rule_dst_xlate: DST no-xlate: 0.0.0.0(0) to "
		    "%s(%u)",
		    dst, t->ev->dport);
}

static void say_route(const struct trace *t)
{
	char src[ADDR_STRLEN], to[ADDR_STRLEN];

	addr_str(&t->ev->saddr, src);
	addr_str(&t->ev->traced.daddr, to);
	say(t, TRACE_ROUTE,
	    "flow_first_routing: call flow_route_lookup(): src_ip %s, "
	    "x_dst_ip %s, in ifp %s, out ifp N/A sp %u, dp %u, ip_proto %u, "
	    "tos %x",
	    src, to, t->in, t->ev->sport, t->ev->dport, t->ev->protocol,
	    t->ev->traced.tos);
	if (!has(t, XPF_TRACED_ROUTED))
		return;
	if (t->ev->to_zone == XPF_ZONE_HOST)
		say(t, TRACE_ROUTE | TRACE_HOST,
		    "  routed (x_dst_ip %s) from %s (%s in 0) to .local..0", to,
		    zone(t, t->ev->from_zone), t->in);
	else
		say(t, TRACE_ROUTE,
		    "  routed (x_dst_ip %s) from %s (%s in 0) "
		    "to %s",
		    to, zone(t, t->ev->from_zone), t->in, t->out);
}

static bool by_policy(const struct dp_event *ev)
{
	return strstr(ev->reason_name, "policy") ||
	       !strcmp(ev->reason_name, "default-deny") ||
	       !strcmp(ev->reason_name, "host-outbound");
}

static void say_policy(const struct trace *t)
{
	const struct dp_event *ev = t->ev;
	uint32_t index;
	const char *name = policy(t, &index);

	if (!ev->to_zone ||
	    (!by_policy(ev) &&
	     !has(t, XPF_TRACED_PERMITTED | XPF_TRACED_CREATED)))
		return;
	say(t, TRACE_SESSION,
	    "flow_first_policy_search: policy search from zone %s-> zone %s",
	    zone(t, ev->from_zone), zone(t, ev->to_zone));
	if (has(t, XPF_TRACED_PINHOLE))
		say(t, TRACE_SESSION, "  matched a gate of an ALG");
	if (by_policy(ev)) {
		say(t, TRACE_DROPS | TRACE_SESSION,
		    "  %s by policy %s(%u), dropping pkt",
		    !strcmp(ev->reason_name, "policy-reject") ? "rejected" :
								"denied",
		    name, index);
		return;
	}
	say(t, TRACE_SESSION, "  permitted by policy %s(%u)", name, index);
	say(t, TRACE_SESSION, "  packet passed, Permitted by policy.");
}

static void say_source(const struct trace *t)
{
	const struct dp_wing *in = &t->ev->session.wing[0];
	const struct dp_wing *out = &t->ev->session.wing[1];
	char was[ADDR_STRLEN], is[ADDR_STRLEN];
	bool made = has(t, XPF_TRACED_CREATED);
	bool changed = made && (addr_cmp(&in->saddr, &out->daddr) ||
				in->sport != out->dport);

	if (!made && !t->ev->traced.snat_rule)
		return;
	say(t, TRACE_SESSION,
	    "flow_first_src_xlate:  nat_src_xlated: %s, "
	    "nat_src_xlate_failed: %s, rule %s",
	    changed ? "True" : "False",
	    strncmp(t->ev->reason_name, "nat", 3) ? "False" : "True",
	    rule(t, t->ev->traced.snat_rule));
	if (changed)
		say(t, TRACE_SESSION, "  dip id = 0/0, %s/%u->%s/%u protocol 0",
		    addr_str(&in->saddr, was), in->sport,
		    addr_str(&out->daddr, is), out->dport);
}

static void say_first(const struct trace *t)
{
	say(t, TRACE_LOOKUP,
	    "  no session found, start first path. in_tunnel - 0x0, "
	    "from_cp_flag - 0");
	say(t, TRACE_SESSION, "  flow_first_create_session");
	if (t->ev->traced.daddr.family) {
		say_destination(t);
		say_route(t);
	}
	say_policy(t);
	say_source(t);
	if (!has(t, XPF_TRACED_CREATED))
		return;
	if (t->ev->to_zone != XPF_ZONE_HOST)
		say(t, TRACE_SESSION,
		    "  choose interface %s as outgoing phy if", t->out);
	say(t, TRACE_SESSION,
	    "  Session (id:%" PRIu64 ") created for first "
	    "pak",
	    t->ev->session.id);
	say(t, TRACE_SESSION, "  flow_first_install_session");
}

static void say_lookup(const struct trace *t)
{
	const struct dp_event *ev = t->ev;
	char src[ADDR_STRLEN], dst[ADDR_STRLEN];

	say(t, TRACE_LOOKUP, " find flow: sa %s, da %s, sp %u, dp %u, proto %u",
	    addr_str(&ev->saddr, src), addr_str(&ev->daddr, dst), ev->sport,
	    ev->dport, ev->protocol);
	if (has(t, XPF_TRACED_FIRST)) {
		say_first(t);
	} else if (ev->session.id) {
		say(t, TRACE_LOOKUP, "  flow got session.");
		say(t, TRACE_LOOKUP | TRACE_SESSION,
		    "  flow session id %" PRIu64 "%s", ev->session.id,
		    has(t, XPF_TRACED_REPLY) ? ", reply direction" : "");
	}
}

static void say_tcp(const struct trace *t)
{
	const struct dp_traced *d = &t->ev->traced;

	if (t->ev->protocol != IPPROTO_TCP || !t->ev->session.id)
		return;
	say(t, TRACE_TCP, "  tcp seq check: seq %u, len %u, ack %u, win %u",
	    d->tcp_seq, d->tcp_len, d->tcp_ack, d->tcp_window);
	if (has(t, XPF_TRACED_LAST))
		say(t, TRACE_TCP | TRACE_SESSION,
		    "  session id %" PRIu64 " ends with this packet",
		    t->ev->session.id);
}

/* The header it leaves with is the reverse of the other wing's. */
static void say_leaves(const struct trace *t)
{
	const struct dp_wing *other =
		&t->ev->session.wing[!has(t, XPF_TRACED_REPLY)];
	char src[ADDR_STRLEN], dst[ADDR_STRLEN];

	if (t->ev->session.id)
		say(t, TRACE_SESSION, "  post addr xlation: %s->%s.",
		    addr_str(&other->daddr, src), addr_str(&other->saddr, dst));
	if (t->ev->traced.verdict == XPF_TRACED_FORWARDED)
		say(t, TRACE_ROUTE, "  exit by %s", t->out);
}

static void say_end(const struct trace *t, const char *reason)
{
	const uint32_t host = TRACE_HOST;

	switch ((enum xpf_trace_verdict)t->ev->traced.verdict) {
	case XPF_TRACED_DROPPED:
		say(t, TRACE_ALL, "  packet dropped, %s", reason);
		if (has(t, XPF_TRACED_REPLIED))
			say(t, TRACE_ALL, "  its sender is told");
		say(t, TRACE_BASIC,
		    " ----- flow_process_pkt rc 0x7 (fp rc -1)");
		return;
	case XPF_TRACED_HOST:
		say(t, host, "  packet goes to the firewall itself");
		break;
	case XPF_TRACED_SENT:
		say(t, host, "  packet of the firewall itself leaves by %s",
		    t->in);
		break;
	case XPF_TRACED_FORWARDED:
		break;
	case XPF_TRACED_HELD:
		say(t, TRACE_FRAGMENT, "  waits for the other fragments");
		break;
	case XPF_TRACED_ANSWERED:
		say(t, TRACE_TCP, "  answered in the server's place");
		break;
	}
	say(t, TRACE_BASIC, " ----- flow_process_pkt rc 0x0 (fp rc 0)");
}

/* ---- the whole ---- */

static const char *reason_words(const char *name)
{
#define XPF_REASON(id, n, text) { n, text },
	static const struct {
		const char *name, *text;
	} reasons[] = {
#include <xpf/reason.def>
	};
#undef XPF_REASON
	size_t i;

	for (i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
		if (!strcmp(reasons[i].name, name))
			return reasons[i].text;
	return name;
}

/* Is it one that somebody who wants only these lines wants to see? */
static bool concerns(const struct dp_event *ev, uint32_t what)
{
	const struct dp_traced *d = &ev->traced;
	bool host = d->verdict == XPF_TRACED_HOST ||
		    d->verdict == XPF_TRACED_SENT ||
		    ev->to_zone == XPF_ZONE_HOST;
	bool piece = d->flags & (XPF_TRACED_FRAGMENT | XPF_TRACED_REASSEMBLED);

	if (what & (TRACE_BASIC | TRACE_LOOKUP))
		return true;
	return (what & TRACE_DROPS && d->verdict == XPF_TRACED_DROPPED) ||
	       (what & (TRACE_SESSION | TRACE_ROUTE) &&
		d->flags & (XPF_TRACED_FIRST | XPF_TRACED_LAST)) ||
	       (what & TRACE_TCP && ev->protocol == IPPROTO_TCP) ||
	       (what & TRACE_FRAGMENT && piece) ||
	       (what & TRACE_MULTICAST && d->flags & XPF_TRACED_GROUP) ||
	       (what & TRACE_HOST && host);
}

void flowtrace_print(const struct dp_event *ev, const struct model *names,
		     uint32_t what, const char *filter, flowtrace_fn fn,
		     void *arg)
{
	struct trace t = { ev, names, what, fn, arg, "", "" };

	if (!concerns(ev, what))
		return;
	/* Of a packet that is only of interest as it was dropped, all is. */
	if (what & TRACE_DROPS && ev->traced.verdict == XPF_TRACED_DROPPED)
		t.what = TRACE_ALL;
	interface_name(t.in, sizeof(t.in), names, ev->ifindex);
	interface_name(t.out, sizeof(t.out), names, ev->traced.out_ifindex);
	say_packet(&t, filter);
	say_lookup(&t);
	say_tcp(&t);
	if (ev->traced.verdict != XPF_TRACED_DROPPED)
		say_leaves(&t);
	say_end(&t, reason_words(ev->reason_name));
}

void flowtrace_lost(uint64_t n, uint64_t time_ns, flowtrace_fn fn, void *arg)
{
	struct buf b;

	buf_init(&b);
	begin_line(&b, time_ns);
	buf_printf(&b, "%" PRIu64 " packets were not traced: too many at once",
		   n);
	fn(b.data, arg);
	buf_free(&b);
}

/* ---- filters ---- */

static bool within(const struct prefix *p, const struct addr *a)
{
	return !p->addr.family ||
	       (p->addr.family == a->family && prefix_contains(p, a));
}

static bool between(uint16_t port, uint16_t lo, uint16_t hi)
{
	return (!lo && !hi) || (port >= lo && port <= hi);
}

bool flowtrace_fits(const struct model_trace_filter *f,
		    const struct dp_event *ev, const struct model *names)
{
	char interface[64];

	if (!within(&f->src, &ev->saddr) || !within(&f->dst, &ev->daddr) ||
	    (f->protocol >= 0 && f->protocol != ev->protocol) ||
	    !between(ev->sport, f->sport_lo, f->sport_hi) ||
	    !between(ev->dport, f->dport_lo, f->dport_hi))
		return false;
	if (!f->interface)
		return true;
	interface_name(interface, sizeof(interface), names, ev->ifindex);
	return !strcmp(interface, f->interface);
}
