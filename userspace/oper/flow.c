// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show and clear security flow: sessions with all their filters, the summary
 * and the statistics.  Sessions stream: one is printed while the next is
 * still in the kernel.
 */
#include "oper/oper.h"

#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "lib/vec.h"
#include "model/model.h"

/* ---- filters ---- */

static int filter_names(struct oper *o, struct dp_filter *f)
{
	const char *v = oper_arg(o, "zone");
	const struct model_interface *i;
	const struct model_zone *z;
	const struct model_app *a;

	if (v) {
		z = o->model ? model_zone(o->model, v) : NULL;
		if (!z)
			return oper_error(o, "security zone %s not found", v);
		f->zone = z->id;
		f->have |= DP_FILTER_ZONE;
	}
	v = oper_arg(o, "interface");
	if (v) {
		i = o->model ? model_interface(o->model, v) : NULL;
		f->ifindex = if_nametoindex(i ? i->ifname : v);
		if (!f->ifindex)
			return oper_error(o, "interface %s not found", v);
		f->have |= DP_FILTER_IFINDEX;
	}
	v = oper_arg(o, "application");
	if (v && strcmp(v, "any")) {
		a = o->model ? model_app(o->model, v) : NULL;
		if (!a)
			return oper_error(o, "application %s not found", v);
		f->app = a->id;
		f->have |= DP_FILTER_APP;
	}
	return 0;
}

static int filter_policy(struct oper *o, struct dp_filter *f)
{
	long n = oper_number(o, "policy-id", -1);

	if (n < 0)
		return 0;
	if (n < POLICY_FIRST) {
		f->policy = 0;
		if (n == POLICY_SELF_TRAFFIC) {
			f->flags_any = XPF_SESSION_HOST_IN |
				       XPF_SESSION_HOST_OUT;
			f->have |= DP_FILTER_FLAGS_ANY;
		}
	} else if (o->model &&
		   (size_t)(n - POLICY_FIRST) < o->model->policies.n) {
		f->policy = o->model->policies.v[n - POLICY_FIRST]->id;
	} else {
		return oper_error(o, "policy %ld not found", n);
	}
	f->have |= DP_FILTER_POLICY;
	return 0;
}

static void filter_numbers(const struct oper *o, struct dp_filter *f)
{
	const char *v = oper_arg(o, "source-prefix");

	if (v && !prefix_parse(v, &f->saddr))
		f->have |= DP_FILTER_SADDR;
	v = oper_arg(o, "destination-prefix");
	if (v && !prefix_parse(v, &f->daddr))
		f->have |= DP_FILTER_DADDR;
	v = oper_arg(o, "source-port");
	if (v) {
		f->sport = (uint16_t)value_port(v);
		f->have |= DP_FILTER_SPORT;
	}
	v = oper_arg(o, "destination-port");
	if (v) {
		f->dport = (uint16_t)value_port(v);
		f->have |= DP_FILTER_DPORT;
	}
	v = oper_arg(o, "protocol");
	if (v) {
		f->protocol = (uint8_t)value_protocol(v);
		f->have |= DP_FILTER_PROTOCOL;
	}
	v = oper_arg(o, "session-identifier");
	if (v) {
		f->id = strtoull(v, NULL, 10);
		f->have |= DP_FILTER_ID;
	}
	v = oper_arg(o, "family");
	if (v) {
		f->family = strcmp(v, "inet6") ? AF_INET : AF_INET6;
		f->have |= DP_FILTER_FAMILY;
	}
	if (oper_has(o, "nat") || oper_has(o, "nat-only")) {
		f->flags_any = XPF_SESSION_SNAT | XPF_SESSION_DNAT;
		f->have |= DP_FILTER_FLAGS_ANY;
	}
}

/* Kinds of sessions that there are none of: a flag that no session has. */
#define NO_SESSION (1U << 29)

static void filter_kinds(const struct oper *o, struct dp_filter *f)
{
	if (oper_has(o, "idp") || oper_has(o, "resource-manager") ||
	    oper_has(o, "services-offload") || oper_number(o, "conn-tag", 0)) {
		f->flags = NO_SESSION;
		f->have |= DP_FILTER_FLAGS;
	}
}

static int filter_of(struct oper *o, struct dp_filter *f)
{
	memset(f, 0, sizeof(*f));
	filter_kinds(o, f);
	filter_numbers(o, f);
	return filter_names(o, f) || filter_policy(o, f);
}

/* ---- sessions ---- */

struct listing {
	struct oper *o;
	uint64_t n;
	bool extensive;
	VEC(struct dp_session) sorted; /* with sort-by */
};

static const char *wing_interface(struct oper *o, const struct dp_session *s,
				  int i)
{
	uint32_t local = i ? XPF_SESSION_HOST_IN : XPF_SESSION_HOST_OUT;

	if (s->flags & local)
		return ".local..0";
	return names_interface(oper_names(o), s->wing[i].ifindex);
}

/* ICMP has another number in each family, and NAT64 has both. */
static uint8_t wing_protocol(const struct dp_session *s, int i)
{
	if (s->wing[i].saddr.family == s->wing[0].saddr.family)
		return s->protocol;
	switch (s->protocol) {
	case IPPROTO_ICMP:
		return IPPROTO_ICMPV6;
	case IPPROTO_ICMPV6:
		return IPPROTO_ICMP;
	}
	return s->protocol;
}

static void emit_wing(struct oper *o, const struct dp_session *s, int i)
{
	const struct dp_wing *w = &s->wing[i];
	char src[ADDR_STRLEN], dst[ADDR_STRLEN], proto[8];

	writer_open(o->w, "flow-information");
	writer_emit(o->w,
		    "  {direction/%s}: {source-address/%s}/"
		    "{source-port/%u} --> {destination-address/%s}/"
		    "{destination-port/%u};{protocol/%s}, "
		    "Conn Tag: {conn-tag/0x0}, If: {interface-name/%s}, "
		    "Pkts: {pkt-cnt/%" PRIu64 "}, "
		    "Bytes: {byte-cnt/%" PRIu64 "}, \n",
		    i ? "Out" : "In", addr_str(&w->saddr, src), w->sport,
		    addr_str(&w->daddr, dst), w->dport,
		    protocol_name(wing_protocol(s, i), proto),
		    wing_interface(o, s, i), w->packets, w->bytes);
	writer_close(o->w);
}

static void emit_wing_extensive(struct oper *o, const struct dp_session *s,
				int i)
{
	const struct dp_wing *w = &s->wing[i];
	char src[ADDR_STRLEN], dst[ADDR_STRLEN], proto[8];

	writer_open(o->w, "flow-information");
	writer_emit(o->w,
		    "  {direction/%s}: {source-address/%s}/"
		    "{source-port/%u} --> {destination-address/%s}/"
		    "{destination-port/%u};{protocol/%s},\n"
		    "  Conn Tag: {conn-tag/0x0}, "
		    "Interface: {interface-name/%s}, Zone: {zone/%s},\n",
		    i ? "Out" : "In", addr_str(&w->saddr, src), w->sport,
		    addr_str(&w->daddr, dst), w->dport,
		    protocol_name(wing_protocol(s, i), proto),
		    wing_interface(o, s, i),
		    names_zone(oper_names(o), w->zone));
	writer_emit(o->w,
		    "    Routing instance ID: {vrf/%u},\n"
		    "    Pkts: {pkt-cnt/%" PRIu64 "}, "
		    "Bytes: {byte-cnt/%" PRIu64 "}\n",
		    w->vrf, w->packets, w->bytes);
	writer_close(o->w);
}

/* Where the source address came from. */
static const char *pool_name(struct oper *o, const struct dp_session *s)
{
	const struct model_nat_rule *r =
		o->model ? model_nat_rule_by_id(o->model, s->nat_rule) : NULL;

	if (!(s->flags & XPF_SESSION_SNAT))
		return "Null";
	if (!r || r->action == XPF_NAT_INTERFACE)
		return "interface";
	return r->pool ? r->pool->name : "Null";
}

static void emit_head_extensive(struct oper *o, const struct dp_session *s,
				const char *policy, uint32_t index)
{
	writer_emit(o->w,
		    "Session ID: {session-identifier/%" PRIu64 "}, "
		    "Status: {status/Normal}, State: {state/%s}\n"
		    "Flags: {flags/%#x}\n"
		    "Policy name: {policy/%s/%u}\n"
		    "Source NAT pool: {nat-source-pool-name/%s}, "
		    "Application: {application-name/%s}\n",
		    s->id, dp_state_str(s->state), s->flags, policy, index,
		    pool_name(o, s), names_app(oper_names(o), s->app));
	writer_emit(o->w,
		    "Maximum timeout: {configured-timeout/%u}, "
		    "Current timeout: {timeout/%u}\n"
		    "Session State: {session-state/%s}\n"
		    "Start time: {start-time/%ld}, Duration: {duration/%u}\n",
		    s->timeout, s->expires,
		    s->state == XPF_STATE_CLOSED ? "Invalid" : "Valid",
		    (long)(o->now - s->age), s->age);
}

/* "FTP ALG, 1, 0": the group, and the resource that the session is. */
static void emit_resource(struct oper *o, const struct dp_session *s)
{
	char name[16];

	if (!s->alg)
		return;
	writer_open(o->w, "resource-information");
	writer_emit(o->w,
		    "Resource information : {client-name/%s} ALG, "
		    "{group-identifier/%u}, {resource-identifier/%u}\n",
		    oper_alg_name(s->alg, name), s->group, s->resource);
	writer_close(o->w);
}

static int emit_session(const struct dp_session *s, void *arg)
{
	struct listing *l = arg;
	struct oper *o = l->o;
	uint32_t index;
	const char *policy =
		names_policy(oper_names(o), s->policy, s->flags, &index);

	writer_emit(o->w, "%s", l->n++ ? "\n" : "");
	writer_attr(o->w, "junos:style", l->extensive ? "extensive" : "brief");
	writer_open(o->w, "flow-session");
	if (l->extensive) {
		emit_head_extensive(o, s, policy, index);
		emit_resource(o, s);
		emit_wing_extensive(o, s, 0);
		emit_wing_extensive(o, s, 1);
	} else {
		writer_emit(o->w,
			    "Session ID: "
			    "{session-identifier/%" PRIu64 "}, "
			    "Policy name: {policy/%s/%u}, "
			    "{e:configured-timeout/%u}Timeout: {timeout/%u}, "
			    "Session State: {session-state/%s}\n",
			    s->id, policy, index, s->timeout, s->expires,
			    s->state == XPF_STATE_CLOSED ? "Invalid" : "Valid");
		emit_resource(o, s);
		emit_wing(o, s, 0);
		emit_wing(o, s, 1);
	}
	writer_close(o->w);
	return 0;
}

/* First packets that got no session, though a policy permitted them. */
static int add_failed(const struct dp_stat *s, void *arg)
{
	static const char *const names[] = {
		"session-limit", "session-collision", "session-bucket",
		"nat-no-port",	 "nat-no-address",    "nat-failed",
	};
	uint64_t *n = arg;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], s->name))
			*n += s->value;
	return 0;
}

static void emit_summary(struct oper *o, const struct dp_status *st, uint64_t n,
			 uint64_t failed)
{
	writer_open_ns(o->w, "flow-session-summary-information", "flow");
	writer_emit(o->w,
		    "Unicast-sessions: "
		    "{active-unicast-sessions/%" PRIu64 "}\n"
		    "Multicast-sessions: {active-multicast-sessions/0}\n"
		    "Services-offload-sessions: "
		    "{active-services-offload-sessions/0}\n"
		    "Failed-sessions: {failed-sessions/%" PRIu64 "}\n"
		    "Sessions-in-drop-flow: {active-sessions-drop-flow/0}\n"
		    "Sessions-in-use: {active-sessions/%" PRIu64 "}\n"
		    "  Valid sessions: {active-session-valid/%" PRIu64 "}\n"
		    "  Pending sessions: {active-session-pending/0}\n"
		    "  Invalidated sessions: {active-session-invalidated/0}\n"
		    "  Sessions in other states: {active-session-other/0}\n"
		    "Maximum-sessions: {max-sessions/%u}\n",
		    n, failed, n, n, st->max_sessions);
	writer_close(o->w);
}

/* ---- in the order of their traffic ---- */

static int keep(const struct dp_session *s, void *arg)
{
	struct listing *l = arg;

	vec_push(&l->sorted, *s);
	return 0;
}

static int by_packets(const void *a, const void *b)
{
	const struct dp_session *x = a, *y = b;
	uint64_t m = x->wing[0].packets + x->wing[1].packets;
	uint64_t n = y->wing[0].packets + y->wing[1].packets;

	return (m < n) - (m > n);
}

static int by_bytes(const void *a, const void *b)
{
	const struct dp_session *x = a, *y = b;
	uint64_t m = x->wing[0].bytes + x->wing[1].bytes;
	uint64_t n = y->wing[0].bytes + y->wing[1].bytes;

	return (m < n) - (m > n);
}

static void emit_sorted(struct listing *l)
{
	bool packets = !strcmp(oper_arg(l->o, "sort-by"), "packets");
	const struct dp_session *s;

	if (l->sorted.n)
		qsort(l->sorted.v, l->sorted.n, sizeof(*s),
		      packets ? by_packets : by_bytes);
	vec_each(s, &l->sorted)
		emit_session(s, l);
	vec_free(&l->sorted);
}

int oper_flow_session(struct oper *o)
{
	struct listing l = { .o = o, .extensive = oper_has(o, "extensive") };
	bool sorted = oper_has(o, "sort-by");
	struct dp *dp = oper_dp(o);
	struct dp_status st;
	struct dp_filter f;
	struct dp_error e;
	uint64_t n, failed = 0;

	if (!dp || filter_of(o, &f))
		return 1;
	if (oper_has(o, "summary")) {
		if (dp_status(dp, &st, &e) ||
		    dp_session_count(dp, &f, &n, &e) ||
		    dp_reasons(dp, add_failed, &failed, &e))
			return oper_dp_failed(o, &e);
		emit_summary(o, &st, n, failed);
		return 0;
	}
	oper_names(o); /* before the dump: it uses the same socket */
	writer_open_ns(o->w, "flow-session-information", "flow");
	if (dp_sessions(dp, &f, sorted ? keep : emit_session, &l, &e))
		return oper_dp_failed(o, &e);
	if (sorted)
		emit_sorted(&l);
	writer_emit(o->w,
		    "Total sessions: "
		    "{displayed-session-count/%" PRIu64 "}\n",
		    l.n);
	writer_close(o->w);
	return 0;
}

int oper_flow_clear(struct oper *o)
{
	struct dp *dp = oper_dp(o);
	struct dp_filter f;
	struct dp_error e;
	uint64_t n;

	if (!dp || filter_of(o, &f))
		return 1;
	if (dp_session_clear(dp, &f, &n, &e))
		return oper_dp_failed(o, &e);
	writer_open_ns(o->w, "flow-session-clear-information", "flow");
	writer_emit(o->w,
		    "{active-sessions-cleared/%" PRIu64 "} active "
		    "sessions cleared\n",
		    n);
	writer_close(o->w);
	return 0;
}

/* ---- statistics ---- */

struct stat_line {
	const char *stat; /* of stat.def; NULL: we have no such thing */
	const char *text, *name;
	uint64_t value;
};

static int take_stat(const struct dp_stat *s, void *arg)
{
	struct stat_line *l;

	for (l = arg; l->text; l++)
		if (l->stat && !strcmp(l->stat, s->name))
			l->value = s->value;
	return 0;
}

static int emit_reason(const struct dp_stat *s, void *arg)
{
	struct oper *o = arg;

	if (!s->value || !strcmp(s->name, "none"))
		return 0;
	writer_open(o->w, "flow-drop-reason");
	writer_emit(o->w,
		    "{e:name/%s}      {text/%s}: "
		    "{packets/%" PRIu64 "}\n",
		    s->name, s->text, s->value);
	writer_close(o->w);
	return 0;
}

int oper_flow_statistics(struct oper *o)
{
	struct stat_line lines[] = {
		{ "rx-packets", "Packets received", "flow-pkts-received" },
		{ "tx-packets", "Packets transmitted",
		  "flow-pkts-transmitted" },
		{ "host-rx-packets", "Packets forwarded/queued",
		  "flow-pkts-forwarded" },
		{ NULL, "Packets copied", "flow-pkts-copied" },
		{ "dropped-packets", "Packets dropped", "flow-pkts-dropped" },
		{ NULL, "Services-offload packets processed",
		  "flow-services-offload-pkts" },
		{ "fragments-received", "Fragment packets", "flow-frag-count" },
		{ NULL, "Pre fragments generated", "flow-pre-frag" },
		{ NULL, "Post fragments generated", "flow-post-frag" },
		{ NULL, NULL, NULL },
	};
	struct dp *dp = oper_dp(o);
	struct stat_line *l;
	struct dp_status st;
	struct dp_error e;

	if (!dp)
		return 1;
	if (dp_status(dp, &st, &e) || dp_stats(dp, take_stat, lines, &e))
		return oper_dp_failed(o, &e);
	writer_open_ns(o->w, "flow-statistics-all", "flow");
	writer_emit(o->w, "    Current sessions: {flow-session-count/%u}\n",
		    st.sessions);
	for (l = lines; l->text; l++) {
		writer_emit(o->w, "    %s: %" PRIu64 "\n", l->text, l->value);
		writer_encode(o->w, l->name, "%" PRIu64, l->value);
	}
	if (lines[4].value) {
		writer_emit(o->w, "    Dropped by reason:\n");
		if (dp_reasons(dp, emit_reason, o, &e))
			return oper_dp_failed(o, &e);
	}
	writer_close(o->w);
	return 0;
}

/* ---- status ---- */

int oper_flow_status(struct oper *o)
{
	struct dp *dp = oper_dp(o);
	struct dp_status st;
	struct dp_error e;

	if (!dp)
		return 1;
	if (dp_status(dp, &st, &e))
		return oper_dp_failed(o, &e);
	writer_open_ns(o->w, "flow-status-all", "flow");
	writer_emit(o->w,
		    "  Flow forwarding mode:\n"
		    "    Inet forwarding mode: "
		    "{flow-forwarding-mode-inet/flow based}\n"
		    "    Inet6 forwarding mode: "
		    "{flow-forwarding-mode-inet6/flow based}\n"
		    "    MPLS forwarding mode: "
		    "{flow-forwarding-mode-mpls/drop}\n"
		    "    ISO forwarding mode: "
		    "{flow-forwarding-mode-iso/drop}\n"
		    "  Flow trace status\n"
		    "    Flow tracing status: {flow-tracing-status/off}\n"
		    "  Flow session distribution\n"
		    "    Current sessions: {flow-session-count/%u}, "
		    "maximum: {flow-session-maximum/%u}\n",
		    st.sessions, st.max_sessions);
	writer_close(o->w);
	return 0;
}
