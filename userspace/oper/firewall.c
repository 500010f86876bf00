// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Firewall filters: what their counters and policers counted, and the log of
 * packets that their terms met.
 */
#include "oper/oper.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/vec.h"
#include "model/model.h"

#define COLUMNS "%-36s %20s %20s\n"

/* Strings of dumps live until the callback returns: names are kept. */
struct meter {
	struct dp_fw_meter m;
	char name[XPF_NAME_MAX];
};

struct filter {
	uint32_t id;
	char name[XPF_NAME_MAX];
};

struct state {
	VEC(struct filter) filters;
	VEC(struct meter) meters;
};

static int take_filter(const struct dp_fw_filter *f, void *arg)
{
	struct state *s = arg;
	struct filter *out = vec_add(&s->filters);

	out->id = f->id;
	snprintf(out->name, sizeof(out->name), "%s", f->name);
	return 0;
}

static int take_meter(const struct dp_fw_meter *m, void *arg)
{
	struct state *s = arg;
	struct meter *out = vec_add(&s->meters);

	out->m = *m;
	snprintf(out->name, sizeof(out->name), "%s", m->name);
	return 0;
}

static void state_free(struct state *s)
{
	vec_free(&s->filters);
	vec_free(&s->meters);
}

/* 0, or 1 and the error is said. */
static int state_read(struct oper *o, struct state *s)
{
	struct dp_error e;

	if (!oper_dp(o))
		return 1;
	if (dp_fw_filters(o->dp, take_filter, s, &e) ||
	    dp_fw_meters(o->dp, take_meter, s, &e)) {
		state_free(s);
		return oper_dp_failed(o, &e);
	}
	return 0;
}

static int filter_cmp(const void *a, const void *b)
{
	const struct filter *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static bool is_counter(const struct meter *m)
{
	return m->m.kind == XPF_METER_COUNTER;
}

static void emit_counter(struct oper *o, const struct meter *m)
{
	writer_open(o->w, "counter");
	writer_emit(o->w,
		    "{counter-name/%-36s} {byte-count/%20" PRIu64
		    "} {packet-count/%20" PRIu64 "}\n",
		    m->name, m->m.bytes, m->m.packets);
	writer_close(o->w);
}

static void emit_policer(struct oper *o, const struct meter *m)
{
	writer_open(o->w, "policer");
	writer_emit(o->w,
		    "{policer-name/%-36s} {byte-count/%20" PRIu64
		    "} {packet-count/%20" PRIu64 "}\n",
		    m->name, m->m.bytes, m->m.packets);
	writer_close(o->w);
}

/* Of a set of meters, NAME-0 and so on, those from one to another. */
struct range {
	const char *name;
	uint32_t from, to;
};

static bool in_range(const struct meter *m, const struct range *r)
{
	size_t len = strlen(r->name);
	unsigned long i;
	char *end;

	if (strncmp(m->name, r->name, len) || m->name[len] != '-')
		return false;
	i = strtoul(m->name + len + 1, &end, 10);
	return end != m->name + len + 1 && !*end && i >= r->from && i <= r->to;
}

/*
 * Meters of a filter that are of a kind.  @name: this one alone, or NULL; @set:
 * those of a prefix action instead, or NULL.
 */
static unsigned int emit_meters(struct oper *o, const struct state *s,
				uint32_t filter, bool counters,
				const char *name, const struct range *set)
{
	const struct meter *m;
	unsigned int n = 0;

	vec_each(m, &s->meters) {
		if (m->m.filter != filter || is_counter(m) != counters ||
		    !(m->m.flags & XPF_METER_OF_PREFIX) != !set ||
		    (name && strcmp(m->name, name)) ||
		    (set && !in_range(m, set)))
			continue;
		if (!n++) {
			writer_emit(o->w, "%s:\n",
				    counters ? "Counters" : "Policers");
			writer_emit(o->w, COLUMNS, "Name", "Bytes", "Packets");
		}
		if (counters)
			emit_counter(o, m);
		else
			emit_policer(o, m);
	}
	return n;
}

static unsigned int emit_filter(struct oper *o, const struct state *s,
				const struct filter *f, const char *counter)
{
	unsigned int n;

	writer_open(o->w, "filter-information");
	writer_emit(o->w, "\nFilter: {filter-name/%-55s}\n", f->name);
	n = emit_meters(o, s, f->id, true, counter, NULL);
	if (!counter)
		emit_meters(o, s, f->id, false, NULL, NULL);
	writer_close(o->w);
	return n;
}

int oper_firewall(struct oper *o)
{
	const char *name = oper_arg(o, "filtername");
	const char *counter = oper_arg(o, "counter");
	struct state s = { { 0 } };
	unsigned int shown = 0, counters = 0;
	const struct filter *f;

	if (state_read(o, &s))
		return 1;
	if (s.filters.n)
		qsort(s.filters.v, s.filters.n, sizeof(*s.filters.v),
		      filter_cmp);
	writer_open_ns(o->w, "firewall-information", "filter");
	vec_each(f, &s.filters) {
		if (name && strcmp(f->name, name))
			continue;
		counters += emit_filter(o, &s, f, counter);
		shown++;
	}
	writer_close(o->w);
	state_free(&s);
	if (name && !shown)
		return oper_error(o, "filter %s not found", name);
	if (counter && !counters)
		return oper_error(o, "counter %s not found", counter);
	return 0;
}

/* ---- prefix actions ---- */

int oper_prefix_actions(struct oper *o)
{
	const char *filter = oper_arg(o, "filter");
	const char *from = oper_arg(o, "from"), *to = oper_arg(o, "to");
	struct range r = {
		.name = oper_arg(o, "prefix-action"),
		.from = from ? (uint32_t)strtoul(from, NULL, 10) : 0,
		.to = to ? (uint32_t)strtoul(to, NULL, 10) : UINT32_MAX,
	};
	struct state s = { { 0 } };
	const struct filter *f;
	unsigned int n = 0;

	if (state_read(o, &s))
		return 1;
	writer_open_ns(o->w, "firewall-prefix-action-information", "filter");
	vec_each(f, &s.filters) {
		if (strcmp(f->name, filter))
			continue;
		writer_open(o->w, "filter-information");
		writer_emit(o->w, "\nFilter: {filter-name/%-55s}\n", f->name);
		n += emit_meters(o, &s, f->id, true, NULL, &r);
		n += emit_meters(o, &s, f->id, false, NULL, &r);
		writer_close(o->w);
	}
	writer_close(o->w);
	state_free(&s);
	if (!n)
		return oper_error(o, "prefix action %s not found in filter %s",
				  r.name, filter);
	return 0;
}

int oper_policers(struct oper *o)
{
	const char *name = oper_arg(o, "policer-name");
	struct state s = { { 0 } };

	if (state_read(o, &s))
		return 1;
	writer_open_ns(o->w, "firewall-information", "filter");
	writer_open(o->w, "filter-information");
	if (!emit_meters(o, &s, 0, false, name, NULL)) {
		writer_emit(o->w, "Policers:\n");
		writer_emit(o->w, COLUMNS, "Name", "Bytes", "Packets");
	}
	writer_close(o->w);
	writer_close(o->w);
	state_free(&s);
	return 0;
}

/* ---- clearing ---- */

int oper_firewall_clear_all(struct oper *o)
{
	struct dp_error e;

	if (!oper_dp(o))
		return 1;
	return dp_fw_clear(o->dp, 0, NULL, &e) ? oper_dp_failed(o, &e) : 0;
}

int oper_firewall_clear(struct oper *o)
{
	const char *name = oper_arg(o, "filter");
	const char *counter = oper_arg(o, "counter");
	struct state s = { { 0 } };
	unsigned int cleared = 0;
	const struct filter *f;
	struct dp_error e;
	int rc = 0;

	if (state_read(o, &s))
		return 1;
	vec_each(f, &s.filters) {
		if (!name || strcmp(f->name, name))
			continue;
		cleared++;
		if (!rc && dp_fw_clear(o->dp, f->id, counter, &e))
			rc = oper_dp_failed(o, &e);
	}
	state_free(&s);
	if (!cleared)
		return oper_error(o, "filter %s not found", name ? name : "");
	return rc;
}

int oper_firewall_clear_log(struct oper *o)
{
	struct dp_error e;

	if (!oper_dp(o))
		return 1;
	return dp_fw_clear_log(o->dp, &e) ? oper_dp_failed(o, &e) : 0;
}

/* ---- the log ---- */

struct logged {
	struct dp_fw_logged l;
	char filter[XPF_NAME_MAX], interface[XPF_NAME_MAX];
};

struct log {
	VEC(struct logged) v;
};

static int take_logged(const struct dp_fw_logged *l, void *arg)
{
	struct log *log = arg;
	struct logged *out = vec_add(&log->v);

	out->l = *l;
	snprintf(out->filter, sizeof(out->filter), "%s", l->filter);
	snprintf(out->interface, sizeof(out->interface), "%s", l->interface);
	return 0;
}

static char letter(uint8_t action)
{
	switch ((enum xpf_fw_action)action) {
	case XPF_FW_ACCEPT:
	case XPF_FW_NEXT_TERM:
		return 'A';
	case XPF_FW_REJECT:
		return 'R';
	case XPF_FW_DISCARD:
		break;
	}
	return 'D';
}

static void upper(char *s)
{
	for (; *s; s++)
		if (*s >= 'a' && *s <= 'z')
			*s = (char)(*s - 'a' + 'A');
}

static bool has_ports(const struct dp_fw_logged *l)
{
	return l->protocol == 6 || l->protocol == 17 || l->protocol == 132;
}

static void emit_brief(struct oper *o, const struct logged *e)
{
	char src[ADDR_STRLEN], dst[ADDR_STRLEN], proto[16], when[16], num[8];
	time_t t = (time_t)(e->l.time_ns / 1000000000);
	struct tm tm;

	localtime_r(&t, &tm);
	strftime(when, sizeof(when), "%H:%M:%S", &tm);
	snprintf(proto, sizeof(proto), "%s", protocol_name(e->l.protocol, num));
	upper(proto);
	writer_open(o->w, "log-information");
	writer_emit(o->w,
		    "{time/%-9s} {filter-name/%-9s} {action-name/%-6c} "
		    "{interface-name/%-13s} {protocol-name/%-15s} "
		    "{source-address/%-32s} {destination-address/%s}\n",
		    when, e->filter, letter(e->l.action), e->interface, proto,
		    addr_str(&e->l.saddr, src), addr_str(&e->l.daddr, dst));
	writer_close(o->w);
}

static void emit_detail(struct oper *o, const struct logged *e)
{
	char src[ADDR_STRLEN], dst[ADDR_STRLEN], proto[16], when[64], num[8];

	snprintf(proto, sizeof(proto), "%s", protocol_name(e->l.protocol, num));
	upper(proto);
	writer_open(o->w, "log-information");
	writer_emit(o->w,
		    "Time of Log: {time/%s}, Filter: {filter-name/%s}, "
		    "Filter action: {action-name/%s}, "
		    "Name of interface: {interface-name/%s}\n"
		    "Name of protocol: {protocol-name/%s}, "
		    "Packet Length: {packet-length/%u}, ",
		    oper_time((time_t)(e->l.time_ns / 1000000000), when),
		    e->filter, dp_fw_action_str(e->l.action), e->interface,
		    proto, e->l.length);
	addr_str(&e->l.saddr, src);
	addr_str(&e->l.daddr, dst);
	if (has_ports(&e->l))
		writer_emit(o->w,
			    "Source address: {source-address/%s:%u},\n"
			    "Destination address: "
			    "{destination-address/%s:%u}\n",
			    src, e->l.sport, dst, e->l.dport);
	else
		writer_emit(o->w,
			    "Source address: {source-address/%s},\n"
			    "Destination address: {destination-address/%s}\n",
			    src, dst);
	if (e->l.protocol == 1 || e->l.protocol == 58)
		writer_emit(o->w,
			    "ICMP type: {icmp-type/%u}, ICMP code: "
			    "{icmp-code/%u}\n",
			    e->l.sport, e->l.dport);
	writer_close(o->w);
}

int oper_firewall_log(struct oper *o)
{
	bool detail = oper_has(o, "detail");
	struct log log = { { 0 } };
	struct dp_error e;
	size_t i;

	if (!oper_dp(o))
		return 1;
	if (dp_fw_log(o->dp, take_logged, &log, &e))
		return oper_dp_failed(o, &e);
	writer_open_ns(o->w, "firewall-log-information", "filter");
	if (!detail) {
		writer_emit(o->w, "Log :\n");
		writer_emit(o->w, "%-9s %-9s %-6s %-13s %-15s %-32s %s\n",
			    "Time", "Filter", "Action", "Interface", "Protocol",
			    "Src Addr", "Dest Addr");
	}
	for (i = log.v.n; i--;) { /* the latest first */
		if (detail)
			emit_detail(o, &log.v.v[i]);
		else
			emit_brief(o, &log.v.v[i]);
	}
	writer_close(o->w);
	vec_free(&log.v);
	return 0;
}

/* ---- what stands where ---- */

struct place {
	const char *family;
	enum xpf_fw_place in, out;
};

static const struct place places[] = {
	{ "inet", XPF_FW_IN4, XPF_FW_OUT4 },
	{ "inet6", XPF_FW_IN6, XPF_FW_OUT6 },
	{ "any", XPF_FW_IN_ANY, XPF_FW_OUT_ANY },
};

static const char *name_at(const struct model_filters *f, bool policers,
			   enum xpf_fw_place p)
{
	if (policers)
		return f->policer[p] ? f->policer[p]->name : "";
	return f->filter[p] ? f->filter[p]->name : "";
}

static void emit_place(struct oper *o, const struct model_interface *i,
		       const struct place *p, bool policers, bool first)
{
	const char *in = name_at(&i->filters, policers, p->in);
	const char *out = name_at(&i->filters, policers, p->out);

	if (!first)
		writer_emit(o->w, "%27s", "");
	writer_open(o->w, "address-family");
	writer_emit(o->w, "{address-family-name/%-5s}", p->family);
	if (policers)
		writer_emit(o->w,
			    " {policer-input/%-20s} {policer-output/%s}\n", in,
			    out);
	else
		writer_emit(o->w, " {filter-input/%-20s} {filter-output/%s}\n",
			    in, out);
	writer_close(o->w);
}

static void emit_unit(struct oper *o, const struct model_interface *i, bool up,
		      bool policers)
{
	bool first = true;
	size_t p;

	writer_open(o->w, "logical-interface");
	writer_emit(o->w,
		    "{name/%-15s} {admin-status/%-5s} {oper-status/%-4s} ",
		    i->name, "up", up ? "up" : "down");
	for (p = 0; p < sizeof(places) / sizeof(*places); p++) {
		if (!*name_at(&i->filters, policers, places[p].in) &&
		    !*name_at(&i->filters, policers, places[p].out))
			continue;
		emit_place(o, i, &places[p], policers, first);
		first = false;
	}
	if (first)
		writer_emit(o->w, "\n");
	writer_close(o->w);
}

struct present {
	VEC(uint16_t) ids;
};

static int take_present(const struct dp_interface *i, void *arg)
{
	struct present *p = arg;

	if (i->ifindex)
		vec_push(&p->ids, i->id);
	return 0;
}

static bool is_present(const struct present *p, uint16_t id)
{
	const uint16_t *i;

	vec_each(i, &p->ids)
		if (*i == id)
			return true;
	return false;
}

static int show_places(struct oper *o, bool policers)
{
	const char *name = oper_arg(o, "interface-name");
	struct present present = { { 0 } };
	struct model_interface *const *i;
	struct dp_error e;
	size_t len = name ? strlen(name) : 0;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	if (!oper_dp(o))
		return 1;
	if (dp_interfaces(o->dp, take_present, &present, &e))
		return oper_dp_failed(o, &e);
	writer_open_ns(o->w, "interface-information", "interface");
	writer_emit(o->w, "%-15s %-5s %-4s %-5s %-20s %s\n", "Interface",
		    "Admin", "Link", "Proto",
		    policers ? "Input Policer" : "Input Filter",
		    policers ? "Output Policer" : "Output Filter");
	vec_each(i, &o->model->interfaces)
		if (!name || !strcmp((*i)->name, name) ||
		    (!strncmp((*i)->name, name, len) && (*i)->name[len] == '.'))
			emit_unit(o, *i,
				  is_present(&present, (*i)->id) ||
					  (*i)->filters.is_host,
				  policers);
	writer_close(o->w);
	vec_free(&present.ids);
	return 0;
}

int oper_interface_filters(struct oper *o)
{
	return show_places(o, false);
}

int oper_interface_policers(struct oper *o)
{
	return show_places(o, true);
}
