// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * monitor security packet-drop: every drop as the dataplane tells it, with
 * its reason, until ^C or `count`.  What was lost on the way is said.
 *
 * show security packet-drop records: the last ones, which the dataplane
 * remembers whether anybody looks or not.
 */
#include "oper/oper.h"

#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "lib/vec.h"
#include "model/model.h"

struct watch {
	struct oper *o;
	long left; /* of count; -1: no end */
	struct prefix src, dst;
	int sport, dport, protocol; /* -1: any */
	const char *zone, *interface;
};

/* ---- reasons in words ---- */

struct reason_text {
	char name[32], text[96];
};

static struct reason_text reasons[256];
static size_t n_reasons;

static int take_reason(const struct dp_stat *s, void *arg)
{
	struct reason_text *r = &reasons[n_reasons];

	if (n_reasons == 256)
		return 0;
	n_reasons++;
	snprintf(r->name, sizeof(r->name), "%s", s->name);
	snprintf(r->text, sizeof(r->text), "%s", s->text);
	return 0;
}

static const char *reason_text(const char *name)
{
	size_t i;

	for (i = 0; i < n_reasons; i++)
		if (!strcmp(reasons[i].name, name))
			return reasons[i].text;
	return name;
}

/* Which part of the firewall dropped it, in Junos' capitals. */
static const char *part(const char *name)
{
	static const struct {
		const char *prefix, *part;
	} parts[] = {
		{ "policy", "POLICY" },	  { "default-deny", "POLICY" },
		{ "host-out", "POLICY" }, { "policer", "FILTER" },
		{ "filter", "FILTER" },	  { "nat", "NAT" },
		{ "screen", "SCREEN" },	  { "alg", "ALG" },
		{ "dns-reply", "ALG" },
	};
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (!strncmp(name, parts[i].prefix, strlen(parts[i].prefix)))
			return parts[i].part;
	return "FLOW";
}

/* ---- filter ---- */

static void watch_init(struct watch *w, struct oper *o)
{
	const char *v;

	memset(w, 0, sizeof(*w));
	w->o = o;
	w->left = oper_number(o, "count", -1);
	v = oper_arg(o, "source-prefix");
	if (v)
		prefix_parse(v, &w->src);
	v = oper_arg(o, "destination-prefix");
	if (v)
		prefix_parse(v, &w->dst);
	w->sport = oper_value(o, "source-port", value_port);
	w->dport = oper_value(o, "destination-port", value_port);
	w->protocol = oper_value(o, "protocol", value_protocol);
	w->zone = oper_arg(o, "from-zone");
	w->interface = oper_arg(o, "interface");
}

static bool within(const struct prefix *p, const struct addr *a)
{
	return !p->addr.family || prefix_contains(p, a);
}

static bool wanted(const struct watch *w, const struct dp_event *ev)
{
	struct names *n = oper_names(w->o);

	return within(&w->src, &ev->saddr) && within(&w->dst, &ev->daddr) &&
	       (w->sport < 0 || w->sport == ev->sport) &&
	       (w->dport < 0 || w->dport == ev->dport) &&
	       (w->protocol < 0 || w->protocol == ev->protocol) &&
	       (!w->zone || !strcmp(w->zone, names_zone(n, ev->from_zone))) &&
	       (!w->interface ||
		!strcmp(w->interface, names_interface(n, ev->ifindex)));
}

/* ---- events ---- */

static void emit_packet(struct oper *o, const struct dp_event *ev)
{
	time_t s = (time_t)(ev->time_ns / 1000000000);
	char src[ADDR_STRLEN], dst[ADDR_STRLEN], proto[8], when[32];
	struct names *n = oper_names(o);
	struct tm tm;

	localtime_r(&s, &tm);
	strftime(when, sizeof(when), "%H:%M:%S", &tm);
	writer_open(o->w, "packet-drop");
	writer_emit(o->w,
		    "{time/%s.%06u}:LSYS-ID-00 {source-address/%s}/"
		    "{source-port/%u}-->{destination-address/%s}/"
		    "{destination-port/%u};{protocol/%s},ipid-{ip-id/%u},"
		    "{interface-name/%s},",
		    when, (unsigned int)(ev->time_ns / 1000 % 1000000),
		    ev->saddr.family ? addr_str(&ev->saddr, src) : "-",
		    ev->sport,
		    ev->daddr.family ? addr_str(&ev->daddr, dst) : "-",
		    ev->dport, protocol_name(ev->protocol, proto), ev->ip_id,
		    names_interface(n, ev->ifindex));
	writer_emit(o->w,
		    "Dropped by {module/%s}:{reason/%s}"
		    "{e:reason-name/%s} {source-zone/%s}-->"
		    "{destination-zone/%s}",
		    part(ev->reason_name), reason_text(ev->reason_name),
		    ev->reason_name, names_zone(n, ev->from_zone),
		    names_zone(n, ev->to_zone));
	if (ev->policy) {
		uint32_t index;
		const char *name = names_policy(n, ev->policy, 0, &index);

		writer_emit(o->w, " {policy-name/%s/%u}", name, index);
	}
	writer_emit(o->w, "\n");
	writer_close(o->w);
}

static void on_event(const struct dp_event *ev, uint64_t lost, void *arg)
{
	struct watch *w = arg;

	if (lost)
		writer_emit(w->o->w,
			    "{packets-lost/%" PRIu64 "} drops were "
			    "not shown: too many at once\n",
			    lost);
	if (!ev || ev->kind != XPF_EVENT_DROP || !w->left || !wanted(w, ev))
		return;
	emit_packet(w->o, ev);
	if (w->left > 0)
		w->left--;
}

int oper_packet_drop(struct oper *o)
{
	struct dp_events *events;
	struct pollfd p = { .events = POLLIN };
	struct dp_error e;
	struct watch w;
	int rc;

	if (!oper_dp(o))
		return 1;
	watch_init(&w, o);
	oper_names(o);
	dp_reasons(o->dp, take_reason, NULL, NULL);
	if (dp_events_open(&events, DP_GROUP_DROP, &e))
		return oper_dp_failed(o, &e);
	writer_open_ns(o->w, "packet-drop-information", "flow");
	writer_emit(o->w, "Starting packet drop:\n");
	p.fd = dp_events_fd(events);
	while (w.left) {
		writer_flush(o->w);
		if (poll(&p, 1, -1) < 0 && errno != EINTR)
			break;
		rc = dp_events_read(events, on_event, &w);
		if (rc < 0 && rc != -EAGAIN && rc != -ENOBUFS)
			break;
	}
	writer_close(o->w);
	dp_events_close(events);
	return 0;
}

/* ---- show security packet-drop records ---- */

/* One of them: names of events point into messages, so they are copied. */
struct record {
	struct dp_event ev;
	char reason[32];
	size_t order; /* as it was told */
};

struct records {
	struct watch w;
	VEC(struct record) v;
};

static int take_record(const struct dp_event *ev, void *arg)
{
	struct records *rs = arg;
	struct record *r;

	if (!wanted(&rs->w, ev))
		return 0;
	r = vec_add(&rs->v);
	r->ev = *ev;
	snprintf(r->reason, sizeof(r->reason), "%s", ev->reason_name);
	r->order = rs->v.n;
	return 0;
}

static int by_time(const void *a, const void *b)
{
	const struct record *x = a, *y = b;

	if (x->ev.time_ns != y->ev.time_ns)
		return x->ev.time_ns < y->ev.time_ns ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

int oper_packet_drops(struct oper *o)
{
	struct records rs = { 0 };
	struct dp_error e = { 0 };
	size_t i, first = 0;

	if (!oper_dp(o))
		return 1;
	watch_init(&rs.w, o);
	oper_names(o);
	dp_reasons(o->dp, take_reason, NULL, NULL);
	if (dp_drops(o->dp, take_record, &rs, &e)) {
		vec_free(&rs.v);
		return oper_dp_failed(o, &e);
	}
	if (rs.v.n)
		qsort(rs.v.v, rs.v.n, sizeof(*rs.v.v), by_time);
	if (rs.w.left >= 0 && (size_t)rs.w.left < rs.v.n)
		first = rs.v.n - (size_t)rs.w.left;
	writer_open_ns(o->w, "packet-drop-information", "flow");
	for (i = first; i < rs.v.n; i++) {
		rs.v.v[i].ev.reason_name = rs.v.v[i].reason;
		emit_packet(o, &rs.v.v[i].ev);
	}
	writer_close(o->w);
	vec_free(&rs.v);
	return 0;
}

int oper_packet_drops_clear(struct oper *o)
{
	struct dp *dp = oper_dp(o);
	struct dp_error e;

	if (!dp)
		return 1;
	return dp_clear(dp, XPF_STATSET_DROP, &e) ? oper_dp_failed(o, &e) : 0;
}
