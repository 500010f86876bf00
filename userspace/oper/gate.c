// SPDX-License-Identifier: GPL-3.0-or-later
/* show security flow gate: the pinholes that gateways opened, as Junos says it. */
#include "oper/oper.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "conf/conf.h"

struct gates {
	struct oper *o;
	struct prefix src, dst; /* family 0: any */
	int sport, dport, protocol; /* -1: any */
	bool summary, failed;
	unsigned int n;
};

static bool within(const struct prefix *p, const struct addr *a)
{
	return !p->addr.family || (a->family ? prefix_contains(p, a) : !p->len);
}

static bool wanted(const struct gates *g, const struct dp_pinhole *p)
{
	return within(&g->src, &p->saddr) && within(&g->dst, &p->daddr) &&
	       (g->sport < 0 || g->sport == p->sport) &&
	       (g->dport < 0 || g->dport == p->dport) &&
	       (g->protocol < 0 || g->protocol == p->protocol);
}

static const char *any_or(const struct dp_pinhole *p, const struct addr *a,
			  char buf[ADDR_STRLEN])
{
	if (a->family)
		return addr_str(a, buf);
	return p->family == AF_INET6 ? "::" : "0.0.0.0";
}

/* Junos' flag of a gate that is good for any number of sessions. */
#define GATE_PERSISTENT 0x8000
#define GATE_VALID 0x0080

static int emit(const struct dp_pinhole *p, void *arg)
{
	char from[ADDR_STRLEN], at[ADDR_STRLEN], to[ADDR_STRLEN], name[16];
	struct gates *g = arg;
	char proto[8];
	const char *s;

	if (!wanted(g, p))
		return 0;
	g->n++;
	if (g->summary)
		return 0;
	s = any_or(p, &p->saddr, from);
	addr_str(&p->daddr, at);
	writer_open(g->o->w, "flow-gate");
	writer_emit(g->o->w,
		    "Hole: {source-address-low/%s}-{source-address-high/%s}/"
		    "{source-port-low/%u}-{source-port-high/%u}->"
		    "{destination-address-low/%s}-"
		    "{destination-address-high/%s}/"
		    "{destination-port-low/%u}-{destination-port-high/%u}\n"
		    "  Translated: {translated-source-address/%s}/"
		    "{translated-source-port/%u}->"
		    "{translated-destination-address/%s}/"
		    "{translated-destination-port/%u}\n"
		    "  Protocol: {protocol/%s}\n"
		    "  Application: {application-name/%s ALG}/"
		    "{application-value/%u}\n"
		    "  Age: {age/%u} seconds\n"
		    "  Flags: {flags/0x%04x}\n"
		    "  Zone: {gate-zone/%s}\n"
		    "  Reference count: {reference-count/%u}\n"
		    "  Resource: {resource-manager-information/%u-%u-%u}\n\n",
		    s, s, p->sport, p->sport, at, at, p->dport, p->dport, s,
		    p->sport, any_or(p, &p->to_addr, to), p->to_port,
		    protocol_name(p->protocol, proto),
		    oper_alg_name(p->alg, name), p->alg, p->expires,
		    GATE_VALID | (p->permanent ? GATE_PERSISTENT : 0),
		    names_zone(oper_names(g->o), p->from_zone), 1, p->alg,
		    p->group, p->id);
	writer_close(g->o->w);
	return 0;
}

int oper_flow_gates(struct oper *o)
{
	struct gates g = {
		.o = o,
		.sport = oper_value(o, "source-port", value_port),
		.dport = oper_value(o, "destination-port", value_port),
		.protocol = oper_value(o, "protocol", value_protocol),
		.summary = oper_has(o, "summary"),
	};
	struct dp *dp = oper_dp(o);
	struct dp_error e;
	const char *v;

	if (!dp || !oper_names(o))
		return 1;
	v = oper_arg(o, "source-prefix");
	if (v)
		prefix_parse(v, &g.src);
	v = oper_arg(o, "destination-prefix");
	if (v)
		prefix_parse(v, &g.dst);
	writer_open_ns(o->w, "flow-gate-information", "flow");
	if (dp_pinholes(dp, emit, &g, &e))
		return oper_dp_failed(o, &e);
	writer_emit(o->w,
		    "Valid gates: {displayed-gate-valid/%u}\n"
		    "Pending gates: {displayed-gate-pending/%u}\n"
		    "Invalidated gates: {displayed-gate-invalidated/%u}\n"
		    "Gates in other states: {displayed-gate-other/%u}\n"
		    "Total gates: {displayed-gate-count/%u}\n",
		    g.n, 0, 0, 0, g.n);
	writer_close(o->w);
	return 0;
}
