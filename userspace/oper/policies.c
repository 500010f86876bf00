// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show security policies: what is configured comes from the model, what
 * happened from the dataplane.  The number of a policy is its place in the
 * model, as the sessions show it.
 */
#include "oper/oper.h"

#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "lib/buf.h"
#include "lib/vec.h"
#include "model/model.h"

/* ---- selection ---- */

static const char *zone_of(const struct model_zone *z)
{
	return z ? z->name : "junos-global";
}

static bool zone_selected(const struct oper *o, const char *arg,
			  const struct model_zone *z)
{
	const char *want = oper_arg(o, arg);

	return !want || (z && !strcmp(z->name, want));
}

static bool is_global(const struct model_policy *p)
{
	return !p->from && !p->to;
}

static bool selected(const struct oper *o, const struct model_policy *p)
{
	const char *name = oper_arg(o, "policy-name");

	if (name && strcmp(p->name, name))
		return false;
	if (oper_has(o, "global"))
		return is_global(p);
	return zone_selected(o, "from-zone", p->from) &&
	       zone_selected(o, "to-zone", p->to);
}

static int check_zone(struct oper *o, const char *arg)
{
	const char *name = oper_arg(o, arg);

	if (!name || !strcmp(name, "junos-host") || model_zone(o->model, name))
		return 0;
	return oper_error(o, "security zone %s not found", name);
}

static int check(struct oper *o)
{
	if (!o->model)
		return oper_error(o, "no configuration is active");
	return check_zone(o, "from-zone") || check_zone(o, "to-zone");
}

/* ---- the short form ---- */

static const char *action_words(const struct model_policy *p)
{
	return dp_action_str((uint8_t)p->action);
}

static void emit_addresses(struct oper *o, const char *side, bool excluded,
			   const struct model_address *const *a, unsigned int n)
{
	const char *sep = "";
	unsigned int i;

	writer_emit(o->w, "    %c%s addresses%s: ", side[0] - 32, side + 1,
		    excluded ? "(excluded)" : "");
	writer_open(o->w, *side == 's' ? "source-addresses" :
					 "destination-addresses");
	for (i = 0; i < n; i++, sep = ", ") {
		writer_emit(o->w, "%s%s", sep, a[i]->name);
		writer_open(o->w, *side == 's' ? "source-address" :
						 "destination-address");
		writer_encode(o->w, "address-name", "%s", a[i]->name);
		writer_close(o->w);
	}
	if (!n) {
		writer_emit(o->w, "any");
		writer_encode(o->w, "address-name", "any");
	}
	writer_close(o->w);
	writer_emit(o->w, "\n");
}

static void emit_applications(struct oper *o, const struct model_policy *p)
{
	const char *sep = "";
	unsigned int i;

	writer_emit(o->w, "    Applications: ");
	writer_open(o->w, "applications");
	for (i = 0; i < p->n_app; i++, sep = ", ") {
		writer_emit(o->w, "%s%s", sep, p->app[i]->name);
		writer_open(o->w, "application");
		writer_encode(o->w, "application-name", "%s", p->app[i]->name);
		writer_close(o->w);
	}
	if (!p->n_app) {
		writer_emit(o->w, "any");
		writer_encode(o->w, "application-name", "any");
	}
	writer_close(o->w);
	writer_emit(o->w, "\n");
}

static void emit_zones(struct oper *o, const char *label,
		       const struct model_zone **z, unsigned int n)
{
	unsigned int i;

	writer_emit(o->w, "    %s zones: ", label);
	for (i = 0; i < n; i++)
		writer_emit(o->w, "%s{context-zone-name/%s}", i ? ", " : "",
			    z[i]->name);
	writer_emit(o->w, "%s\n", n ? "" : "any");
}

static void emit_action(struct oper *o, const struct model_policy *p)
{
	bool log = p->log_init || p->log_close;

	writer_open(o->w, "policy-action");
	writer_emit(o->w, "    Action: {action-type/%s}%s%s\n", action_words(p),
		    log ? ", log" : "", p->count ? ", count" : "");
	if (log)
		writer_emit(o->w, "{e:log/}");
	if (p->count)
		writer_emit(o->w, "{e:count/}");
	writer_close(o->w);
}

/* One whose scheduler is inactive is not looked at. */
static const char *policy_state(const struct model_policy *p)
{
	return p->inactive ? "disabled" : "enabled";
}

static void emit_scheduler(struct oper *o, const struct model_policy *p,
			   const char *indent)
{
	if (p->scheduler)
		writer_emit(o->w, "%sScheduler name: {scheduler-name/%s}\n",
			    indent, p->scheduler->name);
}

static void emit_brief(struct oper *o, const struct model_policy *p, size_t i)
{
	writer_open(o->w, "policies");
	writer_open(o->w, "policy-information");
	writer_emit(o->w,
		    "  Policy: {policy-name/%s}, "
		    "State: {policy-state/%s}, "
		    "Index: {policy-identifier/%u}, "
		    "Scope Policy: {scope-policy-identifier/0}, "
		    "Sequence number: {policy-sequence-number/%u}, "
		    "Log Profile ID: {policy-log-profile-id/0}\n",
		    p->name, policy_state(p), policy_number(o->model, i),
		    p->index);
	if (is_global(p)) {
		emit_zones(o, "From", p->from_zone, p->n_from);
		emit_zones(o, "To", p->to_zone, p->n_to);
	}
	writer_emit(o->w, "    Source vrf group: any\n"
			  "    Destination vrf group: any\n");
	emit_addresses(o, "source", p->src_excluded,
		       (const struct model_address *const *)p->src, p->n_src);
	emit_addresses(o, "destination", p->dst_excluded,
		       (const struct model_address *const *)p->dst, p->n_dst);
	emit_applications(o, p);
	writer_emit(o->w, "    Source identity feeds: any\n"
			  "    Destination identity feeds: any\n");
	emit_scheduler(o, p, "    ");
	emit_action(o, p);
	writer_close(o->w);
	writer_close(o->w);
}

/* ---- the long form ---- */

/* `any` is two predefined addresses. */
static const char *address_name(const struct model_address *a,
				const struct addr_range *r)
{
	if (!a->any)
		return a->name;
	return r->lo.family == AF_INET ? "any-ipv4" : "any-ipv6";
}

static void emit_range(struct oper *o, const struct model_address *a,
		       const struct addr_range *r)
{
	const char *name = address_name(a, r);
	char lo[ADDR_STRLEN], hi[ADDR_STRLEN];
	unsigned int bits, fixed = 0;
	struct prefix p = { r->lo, 0 };
	struct addr_range q;

	/* a range that is a prefix is shown as one */
	bits = addr_bits(&r->lo);
	for (fixed = 0; fixed <= bits; fixed++) {
		p.len = (uint8_t)fixed;
		q = prefix_range(&p);
		if (!addr_cmp(&q.lo, &r->lo) && !addr_cmp(&q.hi, &r->hi))
			break;
	}
	addr_str(&r->lo, lo);
	if (fixed <= bits)
		writer_emit(o->w,
			    "    {address-name/%s}({book/%s}): "
			    "{address-prefix/%s/%u} \n",
			    name, a->book ? a->book : "global", lo, fixed);
	else
		writer_emit(o->w,
			    "    {address-name/%s}({book/%s}): "
			    "{address-range/%s~%s} \n",
			    name, a->book ? a->book : "global", lo,
			    addr_str(&r->hi, hi));
}

static void emit_ranges(struct oper *o, const char *side, bool excluded,
			const struct model_address *const *a, unsigned int n)
{
	unsigned int i, k;

	writer_emit(o->w, "  %c%s addresses%s:\n", side[0] - 32, side + 1,
		    excluded ? "(excluded)" : "");
	writer_open(o->w, *side == 's' ? "source-addresses" :
					 "destination-addresses");
	for (i = 0; i < n; i++) {
		for (k = 0; k < a[i]->n_ranges; k++) {
			writer_open(o->w, *side == 's' ? "source-address" :
							 "destination-address");
			emit_range(o, a[i], &a[i]->range[k]);
			writer_close(o->w);
		}
	}
	if (!n)
		writer_emit(o->w, "    any-ipv4(global): 0.0.0.0/0 \n"
				  "    any-ipv6(global): ::/0 \n");
	writer_close(o->w);
}

static void emit_ports(struct oper *o, const char *label, const char *name,
		       uint16_t lo, uint16_t hi)
{
	if (!lo && hi == 65535)
		hi = 0;
	writer_emit(o->w, "      %s: [%u-%u]\n", label, lo, hi);
	writer_open(o->w, name);
	writer_emit(o->w, "{e:low/%u}{e:high/%u}", lo, hi);
	writer_close(o->w);
}

/* Seconds: its own, or what the model has for the protocol, or Junos'. */
static uint32_t timeout_of(const struct oper *o, const struct model_term *t)
{
	const struct model *m = o->model;

	if (t->timeout || t->any_proto)
		return t->timeout;
	switch (t->proto) {
	case IPPROTO_TCP:
		return m->tcp_established ? m->tcp_established : 1800;
	case IPPROTO_UDP:
		return m->udp ? m->udp : 60;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return m->icmp ? m->icmp : 60;
	}
	return m->other ? m->other : 60;
}

static void emit_term(struct oper *o, const struct model_term *t)
{
	char proto[8];

	writer_open(o->w, "application-term");
	writer_emit(o->w,
		    "    IP protocol: {protocol/%s}, ALG: {alg/0}, "
		    "Inactivity timeout: {inactivity-timeout/%u}\n",
		    t->any_proto ? "0" : protocol_name(t->proto, proto),
		    timeout_of(o, t));
	if (!t->any_proto &&
	    (t->proto == IPPROTO_ICMP || t->proto == IPPROTO_ICMPV6)) {
		writer_emit(o->w,
			    "      ICMP Information: "
			    "type={icmp-type/%u}, code={icmp-code/%u}\n",
			    t->dport_lo >> 8, t->dport_lo & 255);
	} else {
		emit_ports(o, "Source port range", "source-port-range",
			   t->sport_lo, t->sport_hi);
		emit_ports(o, "Destination ports", "destination-port-range",
			   t->dport_lo, t->dport_hi);
	}
	writer_close(o->w);
}

static void emit_services(struct oper *o, const struct model_policy *p)
{
	static const struct model_term any = { .any_proto = true };
	unsigned int i, k;

	writer_open(o->w, "applications");
	if (!p->n_app) {
		writer_emit(o->w, "  Application: {application-name/any}\n");
		emit_term(o, &any);
	}
	for (i = 0; i < p->n_app; i++) {
		writer_open(o->w, "application");
		writer_emit(o->w, "  Application: {application-name/%s}\n",
			    p->app[i]->name);
		for (k = 0; k < p->app[i]->n_terms; k++)
			emit_term(o, &p->app[i]->term[k]);
		writer_close(o->w);
	}
	writer_close(o->w);
}

struct counted {
	uint32_t id;
	struct dp_policy p;
};

struct counters {
	VEC(struct counted) v; /* by id */
};

static int count(const struct dp_policy *p, void *arg)
{
	struct counters *c = arg;
	struct counted *n = vec_add(&c->v);

	n->id = p->id;
	n->p = *p;
	n->p.name = NULL;
	return 0;
}

static int by_id(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static struct dp_policy *counted(const struct counters *c, uint32_t id)
{
	struct counted key = { .id = id }, *n = NULL;

	if (c->v.n)
		n = bsearch(&key, c->v.v, c->v.n, sizeof(key), by_id);
	return n ? &n->p : NULL;
}

/* What live sessions have carried is on top of what is counted. */
static int add_use(const struct dp_policy *use, void *arg)
{
	struct dp_policy *p = counted(arg, use->id);

	if (p) {
		p->packets += use->packets;
		p->bytes += use->bytes;
		p->reply_packets += use->reply_packets;
		p->reply_bytes += use->reply_bytes;
	}
	return 0;
}

static int read_counters(struct oper *o, struct counters *c)
{
	struct dp *dp = oper_dp(o);
	struct dp_error e;

	if (!dp)
		return 1;
	if (dp_policies(dp, count, c, &e))
		return oper_dp_failed(o, &e);
	if (c->v.n)
		qsort(c->v.v, c->v.n, sizeof(*c->v.v), by_id);
	if (dp_policy_use(dp, add_use, c, &e))
		return oper_dp_failed(o, &e);
	return 0;
}

static const struct dp_policy *counter(const struct counters *c, uint32_t id)
{
	static const struct dp_policy none;
	const struct dp_policy *p = counted(c, id);

	return p ? p : &none;
}

/* @what: "bytes", "packets".  What a policy lets in it lets out. */
static void emit_carried(struct oper *o, const char *what, uint64_t initial,
			 uint64_t reply)
{
	static const char *const ways[][2] = { { "Input ", "input" },
					       { "Output", "output" } };
	char tag[64], label[32];
	unsigned int i;

	for (i = 0; i < 2; i++) {
		snprintf(label, sizeof(label), "%s %s", ways[i][0], what);
		writer_emit(o->w, "    %-19s: %20" PRIu64 "\n", label,
			    initial + reply);
		writer_emit(o->w, "      Initial direction: %20" PRIu64 "\n",
			    initial);
		writer_emit(o->w, "      Reply direction  : %20" PRIu64 "\n",
			    reply);
		snprintf(tag, sizeof(tag), "%s-%s", ways[i][1], what);
		writer_encode(o->w, tag, "%" PRIu64, initial + reply);
		snprintf(tag, sizeof(tag), "%s-%s-init", ways[i][1], what);
		writer_encode(o->w, tag, "%" PRIu64, initial);
		snprintf(tag, sizeof(tag), "%s-%s-reply", ways[i][1], what);
		writer_encode(o->w, tag, "%" PRIu64, reply);
	}
}

static void emit_statistics(struct oper *o, const struct dp_policy *p)
{
	uint64_t ended = p->hits > p->sessions ? p->hits - p->sessions : 0;

	writer_open(o->w, "policy-statistics-information");
	writer_emit(o->w, "  Policy statistics:\n");
	emit_carried(o, "bytes", p->bytes, p->reply_bytes);
	emit_carried(o, "packets", p->packets, p->reply_packets);
	writer_emit(o->w,
		    "    Active sessions    : {active-sessions/%20u}\n"
		    "    Session deletions  : "
		    "{session-deletions/%20" PRIu64 "}\n"
		    "    Policy lookups     : "
		    "{policy-lookups/%20" PRIu64 "}\n",
		    p->sessions, ended, p->hits);
	writer_close(o->w);
}

static const char *yes_no(bool yes)
{
	return yes ? "Yes" : "No";
}

static void emit_tcp_options(struct oper *o, const struct model_policy *p)
{
	writer_emit(o->w,
		    "  Per policy TCP Options: "
		    "SYN check: {policy-tcp-options-syn-check/%s}, "
		    "SEQ check: {policy-tcp-options-sequence-check/%s}, "
		    "Window scale: {policy-tcp-options-window-scale/%s}\n",
		    yes_no(p->options & XPF_POLICY_SYN_CHECK),
		    yes_no(p->options & XPF_POLICY_SEQ_CHECK),
		    yes_no(p->window_scale));
	if (p->mss_initial || p->mss_reverse)
		writer_emit(o->w,
			    "  Per policy TCP MSS: "
			    "initial: {policy-tcp-mss-initial/%u}, "
			    "reverse: {policy-tcp-mss-reverse/%u}\n",
			    p->mss_initial, p->mss_reverse);
	if (p->options & (XPF_POLICY_DROP_DNAT | XPF_POLICY_DROP_NO_DNAT))
		writer_emit(o->w, "  Destination Address: {drop-address/%s}\n",
			    p->options & XPF_POLICY_DROP_DNAT ?
				    "drop-translated" :
				    "drop-untranslated");
}

static void emit_detail(struct oper *o, const struct model_policy *p, size_t i,
			const struct counters *c)
{
	writer_open(o->w, "policies");
	writer_open(o->w, "policy-information");
	writer_emit(o->w,
		    "Policy: {policy-name/%s}, "
		    "action-type: {action-type/%s}, "
		    "services-offload:not-configured , "
		    "State: {policy-state/%s}, "
		    "Index: {policy-identifier/%u}, "
		    "Scope Policy: {scope-policy-identifier/0}\n",
		    p->name, action_words(p), policy_state(p),
		    policy_number(o->model, i));
	if (p->description)
		writer_emit(o->w, "  Description: {description/%s}\n",
			    p->description);
	writer_emit(o->w,
		    "  Policy Type: {policy-type/Configured}\n"
		    "  Sequence number: {policy-sequence-number/%u}\n",
		    p->index);
	if (is_global(p)) {
		emit_zones(o, "From", p->from_zone, p->n_from);
		emit_zones(o, "To", p->to_zone, p->n_to);
	} else {
		writer_emit(o->w,
			    "  From zone: {source-zone-name/%s}, "
			    "To zone: {destination-zone-name/%s}\n",
			    zone_of(p->from), zone_of(p->to));
	}
	writer_emit(o->w, "  Source vrf group:\n    any\n"
			  "  Destination vrf group:\n    any\n");
	emit_ranges(o, "source", p->src_excluded,
		    (const struct model_address *const *)p->src, p->n_src);
	emit_ranges(o, "destination", p->dst_excluded,
		    (const struct model_address *const *)p->dst, p->n_dst);
	emit_services(o, p);
	writer_emit(o->w, "  Source identity feeds:\n    any\n"
			  "  Destination identity feeds:\n    any\n");
	emit_scheduler(o, p, "  ");
	emit_tcp_options(o, p);
	if (p->log_init || p->log_close)
		writer_emit(o->w, "  Session log: {session-log/%s%s%s}\n",
			    p->log_init ? "at-create" : "",
			    p->log_init && p->log_close ? ", " : "",
			    p->log_close ? "at-close" : "");
	if (p->count)
		emit_statistics(o, counter(c, p->id));
	writer_close(o->w);
	writer_close(o->w);
}

/* ---- the list ---- */

static void emit_default(struct oper *o)
{
	writer_open(o->w, "default-policy");
	writer_emit(o->w,
		    "Default policy: {default-policy-action/%s-all}\n"
		    "Default policy log Profile ID: "
		    "{default-policy-log-profile-id/0}\n"
		    "Pre ID default policy: {pre-id-default-policy/%s}\n"
		    "Default HTTP Mux policy: {http-mux-policy/%s}\n",
		    dp_action_str((uint8_t)o->model->default_action),
		    "permit-all", "permit-all");
	writer_close(o->w);
}

/* A heading whenever the pair of zones changes. */
static void emit_context(struct oper *o, const struct model_policy *p,
			 bool detail)
{
	writer_open(o->w, "security-context");
	if (is_global(p)) {
		writer_emit(o->w, "{e:global-context/}%s",
			    detail ? "" : "Global policies:\n");
		return;
	}
	writer_open(o->w, "context-information");
	writer_encode(o->w, "source-zone-name", "%s", zone_of(p->from));
	writer_encode(o->w, "destination-zone-name", "%s", zone_of(p->to));
	writer_close(o->w);
	if (!detail)
		writer_emit(o->w, "From zone: %s, To zone: %s\n",
			    zone_of(p->from), zone_of(p->to));
}

static void emit_policies(struct oper *o, bool detail, const struct counters *c)
{
	const struct model_policy *p, *last = NULL;
	size_t i;

	for (i = 0; i < o->model->policies.n; i++) {
		p = o->model->policies.v[i];
		if (!selected(o, p))
			continue;
		if (!last || last->from != p->from || last->to != p->to) {
			if (last)
				writer_close(o->w);
			emit_context(o, p, detail);
		}
		last = p;
		if (detail)
			emit_detail(o, p, i, c);
		else
			emit_brief(o, p, i);
	}
	if (last)
		writer_close(o->w);
}

int oper_policies(struct oper *o)
{
	bool detail = oper_has(o, "detail");
	struct counters c = { { 0 } };

	if (check(o) || (detail && read_counters(o, &c)))
		return 1;
	writer_open_ns(o->w, "security-policies", "policy");
	if (!oper_has(o, "from-zone") && !oper_has(o, "to-zone") &&
	    !oper_has(o, "global") && !oper_has(o, "policy-name"))
		emit_default(o);
	emit_policies(o, detail, &c);
	writer_close(o->w);
	vec_free(&c.v);
	return 0;
}

/* ---- hit-count ---- */

struct hit {
	const char *from, *to, *name, *action;
	uint64_t n;
};

static int ascending(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	return (x->n > y->n) - (x->n < y->n);
}

static int descending(const void *a, const void *b)
{
	return ascending(b, a);
}

static const char *capital(enum xpf_action a)
{
	switch (a) {
	case XPF_ACTION_PERMIT:
		return "Permit";
	case XPF_ACTION_REJECT:
		return "Reject";
	case XPF_ACTION_DENY:
		break;
	}
	return "Deny";
}

static int default_hits(const struct dp_stat *s, void *arg)
{
	if (!strcmp(s->name, "default-deny"))
		*(uint64_t *)arg = s->value;
	return 0;
}

static void emit_hits(struct oper *o, const struct hit *h, size_t n)
{
	size_t i;

	writer_open_ns(o->w, "policy-hit-count", "policy");
	writer_emit(o->w,
		    "Logical system: {logical-system-name/%s}\n"
		    "%-7s %-16s %-17s %-14s %-13s %s\n",
		    "root-logical-system", "Index", "From zone", "To zone",
		    "Name", "Policy count", "Action");
	for (i = 0; i < n; i++) {
		writer_open(o->w, "policy-hit-count-entry");
		writer_emit(o->w,
			    "{policy-hit-count-index/%-7zu} "
			    "{policy-hit-count-from-zone/%-16s} "
			    "{policy-hit-count-to-zone/%-17s} "
			    "{policy-hit-count-policy-name/%-14s} "
			    "{policy-hit-count-count/%-13" PRIu64 "} "
			    "{policy-hit-count-action/%s}\n",
			    i + 1, h[i].from, h[i].to, h[i].name, h[i].n,
			    h[i].action);
		writer_close(o->w);
	}
	writer_emit(o->w, "\nNumber of policy: {total-policy-number/%zu}\n", n);
	writer_close(o->w);
}

int oper_policies_hit_count(struct oper *o)
{
	VEC(struct hit) hits = { 0 };
	const struct model_policy *p;
	struct counters c = { { 0 } };
	struct hit *h;
	uint64_t n = 0;
	size_t i;

	if (check(o) || read_counters(o, &c))
		return 1;
	if (!oper_has(o, "from-zone") && !oper_has(o, "to-zone") &&
	    !oper_has(o, "global")) {
		dp_reasons(o->dp, default_hits, &n, NULL);
		vec_push(
			&hits,
			((struct hit){ "all-zone", "all-zone", "default-policy",
				       capital(o->model->default_action), n }));
	}
	for (i = 0; i < o->model->policies.n; i++) {
		p = o->model->policies.v[i];
		if (!selected(o, p))
			continue;
		h = vec_add(&hits);
		*h = (struct hit){ zone_of(p->from), zone_of(p->to), p->name,
				   capital(p->action),
				   counter(&c, p->id)->hits };
	}
	if (hits.n && (oper_has(o, "ascending") || oper_has(o, "descending")))
		qsort(hits.v, hits.n, sizeof(*hits.v),
		      oper_has(o, "ascending") ? ascending : descending);
	emit_hits(o, hits.v, hits.n);
	vec_free(&hits);
	vec_free(&c.v);
	return 0;
}

/* ---- clear ---- */

static int clear(struct oper *o, uint32_t sets)
{
	struct dp *dp = oper_dp(o);
	struct dp_error e;

	if (!dp)
		return 1;
	return dp_clear(dp, sets, &e) ? oper_dp_failed(o, &e) : 0;
}

/* The id of the zone that an argument names; NULL: none is named. */
static const uint16_t *zone_arg(const struct oper *o, const char *arg,
				uint16_t *id)
{
	const char *name = oper_arg(o, arg);
	const struct model_zone *z = name ? model_zone(o->model, name) : NULL;

	*id = z ? z->id : XPF_ZONE_HOST;
	return name ? id : NULL;
}

int oper_policies_clear(struct oper *o)
{
	struct dp *dp = oper_dp(o);
	const uint16_t *from, *to;
	struct dp_error e;
	uint16_t id[2];

	if (check(o))
		return 1;
	if (!dp)
		return 1;
	from = zone_arg(o, "from-zone", &id[0]);
	to = zone_arg(o, "to-zone", &id[1]);
	return dp_clear_policies(dp, from, to, &e) ? oper_dp_failed(o, &e) : 0;
}

int oper_policies_statistics_clear(struct oper *o)
{
	return clear(o, XPF_STATSET_POLICY);
}

int oper_statistics_clear(struct oper *o)
{
	return clear(o, XPF_STATSET_GLOBAL);
}

int oper_counters_clear(struct oper *o)
{
	return clear(o, XPF_STATSET_GLOBAL | XPF_STATSET_POLICY |
				XPF_STATSET_ZONE | XPF_STATSET_INTERFACE |
				XPF_STATSET_NAT_RULE);
}
