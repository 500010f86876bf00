// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Application layer gateways: show security alg, show and clear security
 * resource-manager.  A group is a control session that a gateway reads with
 * what it announced; a resource is one such announcement, a pinhole.
 */
#include "oper/oper.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/vec.h"
#include "model/model.h"

const char *oper_alg_name(uint8_t alg, char buf[16])
{
	size_t i;

	snprintf(buf, 16, "%s", dp_alg_str(alg));
	for (i = 0; buf[i]; i++)
		buf[i] = (char)toupper((unsigned char)buf[i]);
	return buf;
}

int oper_alg_status(struct oper *o)
{
	/* In Junos' order. */
	static const uint8_t order[] = {
		XPF_ALG_DNS,   XPF_ALG_FTP,  XPF_ALG_H323,    XPF_ALG_MGCP,
		XPF_ALG_MSRPC, XPF_ALG_PPTP, XPF_ALG_RSH,     XPF_ALG_RTSP,
		XPF_ALG_SCCP,  XPF_ALG_SIP,  XPF_ALG_SQL,     XPF_ALG_SUNRPC,
		XPF_ALG_TALK,  XPF_ALG_TFTP, XPF_ALG_IKE_ESP, XPF_ALG_TWAMP,
	};
	uint32_t on = o->model ? o->model->algs & model_algs_built() : 0;
	char name[16];
	size_t i;

	writer_open_ns(o->w, "alg-status", NULL);
	writer_emit(o->w, "ALG Status :\n");
	for (i = 0; i < sizeof(order); i++) {
		writer_open(o->w, "alg-status-entry");
		writer_emit(o->w, "  {alg-name/%-8s} : {alg-state/%s}\n",
			    oper_alg_name(order[i], name),
			    on >> order[i] & 1 ? "Enabled" : "Disabled");
		writer_close(o->w);
	}
	writer_close(o->w);
	return 0;
}

struct pinholes {
	VEC(struct dp_pinhole) v;
};

static int take(const struct dp_pinhole *p, void *arg)
{
	struct pinholes *l = arg;

	vec_push(&l->v, *p);
	return 0;
}

static int by_group(const void *a, const void *b)
{
	const struct dp_pinhole *x = a, *y = b;

	if (x->group != y->group)
		return (x->group > y->group) - (x->group < y->group);
	return (x->id > y->id) - (x->id < y->id);
}

/* All of them, in order; false after an error message. */
static bool read_all(struct oper *o, struct pinholes *l)
{
	struct dp *dp = oper_dp(o);
	struct dp_error e;

	if (!dp)
		return false;
	if (dp_pinholes(dp, take, l, &e)) {
		oper_dp_failed(o, &e);
		return false;
	}
	if (l->v.n)
		qsort(l->v.v, l->v.n, sizeof(*l->v.v), by_group);
	return true;
}

static void emit_group(struct oper *o, const struct dp_pinhole *p)
{
	char name[16];

	writer_open(o->w, "resource-manager-group");
	writer_emit(o->w,
		    "Group ID {group-identifier/%u}: "
		    "Application - {client-name/%s} ALG\n",
		    p->group, oper_alg_name(p->alg, name));
	writer_close(o->w);
}

int oper_alg_groups(struct oper *o)
{
	long want = oper_number(o, "group-number", 0);
	uint32_t last = 0, groups = 0;
	struct pinholes l = { 0 };
	const struct dp_pinhole *p;

	if (!read_all(o, &l))
		return 1;
	writer_open_ns(o->w, "resource-manager-group-active", NULL);
	vec_each(p, &l.v) {
		if (p->group == last || (want && p->group != (uint32_t)want))
			continue;
		last = p->group;
		groups++;
		emit_group(o, p);
	}
	writer_emit(o->w,
		    "Total groups {group-total/%u}, "
		    "active groups {group-active/%u}\n",
		    groups, groups);
	writer_close(o->w);
	vec_free(&l.v);
	return 0;
}

static void emit_detail(struct oper *o, const struct dp_pinhole *p)
{
	char from[ADDR_STRLEN] = "0.0.0.0", at[ADDR_STRLEN], to[ADDR_STRLEN];
	char proto[8];

	if (p->saddr.family)
		addr_str(&p->saddr, from);
	writer_emit(o->w,
		    "  Session ID: {session-identifier/%" PRIu64 "}, "
		    "Protocol: {protocol/%s}\n"
		    "  From: {source-address/%s}/{source-port/%u}, "
		    "Zone: {source-zone/%s}\n"
		    "  To: {destination-address/%s}/{destination-port/%u}, "
		    "Zone: {destination-zone/%s}\n"
		    "  Translated to: {translated-address/%s}/"
		    "{translated-port/%u}\n"
		    "  Timeout: {timeout/%u} seconds\n",
		    p->session, protocol_name(p->protocol, proto), from,
		    p->sport, names_zone(oper_names(o), p->from_zone),
		    addr_str(&p->daddr, at), p->dport,
		    names_zone(oper_names(o), p->to_zone),
		    addr_str(&p->to_addr, to), p->to_port, p->expires);
}

int oper_alg_resources(struct oper *o)
{
	long want = oper_number(o, "resource-number", 0);
	struct pinholes l = { 0 };
	const struct dp_pinhole *p;
	char name[16];
	uint32_t n = 0;

	if (!oper_names(o) || !read_all(o, &l))
		return 1;
	writer_open_ns(o->w, "resource-manager-resource-active", NULL);
	vec_each(p, &l.v) {
		if (want && p->id != (uint32_t)want)
			continue;
		n++;
		writer_open(o->w, "resource-manager-resource");
		writer_emit(o->w,
			    "Resource ID {resource-identifier/%u}: "
			    "Group ID - {group-identifier/%u}, "
			    "Application - {client-name/%s} ALG\n",
			    p->id, p->group, oper_alg_name(p->alg, name));
		if (want)
			emit_detail(o, p);
		writer_close(o->w);
	}
	writer_emit(o->w,
		    "Total Resources {resource-total/%u}, "
		    "active resources {resource-active/%u}\n",
		    n, n);
	writer_close(o->w);
	vec_free(&l.v);
	return 0;
}

/* ---- settings ---- */

static const struct {
	const char *stat, *label, *element;
} shown[] = {
	{ "alg-sessions", "Control sessions", "control-sessions" },
	{ "pinholes-opened", "Resources opened", "resources-opened" },
	{ "pinholes-used", "Resources used", "resources-used" },
	{ "pinholes-expired", "Resources expired", "resources-expired" },
	{ "pinholes-refused", "Resources refused", "resources-refused" },
	{ "alg-errors", "Messages not understood", "messages-not-understood" },
	{ "alg-held", "Segments put together", "segments-held" },
};

static int emit_stat(const struct dp_stat *s, void *arg)
{
	struct oper *o = arg;
	char format[96];
	size_t i;

	for (i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		if (strcmp(shown[i].stat, s->name))
			continue;
		snprintf(format, sizeof(format),
			 "  %%-24s: {%s/%%" PRIu64 "}\n", shown[i].element);
		writer_emit(o->w, format, shown[i].label, s->value);
	}
	return 0;
}

int oper_alg_settings(struct oper *o)
{
	struct dp *dp = oper_dp(o);
	struct dp_error e;

	if (!dp)
		return 1;
	writer_open_ns(o->w, "resource-manager-settings", NULL);
	writer_emit(o->w,
		    "Resource manager settings:\n"
		    "  %-24s: {maximum-resources/%u}\n"
		    "  %-24s: {maximum-resources-per-group/%u}\n",
		    "Maximum resources", XPF_MAX_PINHOLES, "Maximum in a group",
		    XPF_MAX_GROUP_PINHOLES);
	if (dp_stats(dp, emit_stat, o, &e))
		return oper_dp_failed(o, &e);
	writer_close(o->w);
	return 0;
}

int oper_alg_clear(struct oper *o)
{
	long group = oper_number(o, "group-number", 0);
	struct dp *dp = oper_dp(o);
	struct dp_error e;
	uint64_t n;

	if (!dp)
		return 1;
	if (dp_pinhole_clear(dp, (uint32_t)group, &n, &e))
		return oper_dp_failed(o, &e);
	writer_emit(o->w, "{cleared-resources/%" PRIu64 "} resources cleared\n",
		    n);
	return 0;
}
