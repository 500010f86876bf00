// SPDX-License-Identifier: GPL-3.0-or-later
/* show security zones. */
#include "oper/oper.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/vec.h"
#include "model/inbound.h"
#include "model/model.h"

static void emit_interfaces(struct oper *o, const struct model_zone *z)
{
	struct model_interface *const *i;
	unsigned int n = 0;

	vec_each(i, &o->model->interfaces)
		n += (*i)->zone == z;
	writer_emit(o->w,
		    "  Interfaces bound: "
		    "{zones-security-interfaces-bound/%u}\n"
		    "  Interfaces:\n",
		    n);
	writer_open(o->w, "zones-security-interfaces");
	vec_each(i, &o->model->interfaces)
		if ((*i)->zone == z)
			writer_emit(o->w,
				    "    "
				    "{zones-security-interface-name/%s}\n",
				    (*i)->name);
	writer_close(o->w);
}

static int take_traffic(const struct dp_zone *z, void *arg)
{
	struct dp_zone *want = arg;

	if (z->id == want->id)
		want->traffic = z->traffic;
	return 0;
}

static void emit_bits(struct oper *o, const char *label, const char *member,
		      uint64_t bits, const char *(*name)(int))
{
	const char *sep = "";
	int i;

	writer_emit(o->w, "  %s:", label);
	for (i = 0; i < 64; i++) {
		if (!(bits >> i & 1) || !name(i))
			continue;
		writer_emit(o->w, "%s %s", sep, name(i));
		writer_encode(o->w, member, "%s", name(i));
		sep = ",";
	}
	writer_emit(o->w, "%s\n", bits ? "" : " none");
}

static void emit_traffic(struct oper *o, uint16_t id)
{
	struct dp_zone z = { .id = id };

	if (!oper_dp(o) || dp_zones(o->dp, take_traffic, &z, NULL))
		return;
	writer_emit(o->w,
		    "  Traffic statistics:\n"
		    "    Input  packets: {input-packets/%" PRIu64 "}, "
		    "bytes: {input-bytes/%" PRIu64 "}\n"
		    "    Output packets: {output-packets/%" PRIu64 "}, "
		    "bytes: {output-bytes/%" PRIu64 "}\n"
		    "    Packets dropped: {dropped-packets/%" PRIu64 "}\n",
		    z.traffic.rx_packets, z.traffic.rx_bytes,
		    z.traffic.tx_packets, z.traffic.tx_bytes, z.traffic.drops);
}

static void emit_zone(struct oper *o, const struct model_zone *z, bool detail)
{
	bool host = z->id == XPF_ZONE_HOST;

	writer_open(o->w, "zones-security");
	writer_emit(o->w, "\nSecurity zone: {zones-security-zonename/%s}\n",
		    z->name);
	if (z->description)
		writer_emit(o->w,
			    "  Description: "
			    "{zones-security-description/%s}\n",
			    z->description);
	writer_emit(o->w,
		    "  Zone ID: {zones-security-zone-id/%u}\n"
		    "  Send reset for non-SYN session TCP packets: "
		    "{zones-security-send-reset/%s}\n"
		    "  Policy configurable: "
		    "{zones-security-policy-configurable/Yes}  \n",
		    z->id, z->tcp_rst ? "On" : "Off");
	emit_interfaces(o, z);
	writer_emit(o->w, "  Advanced-connection-tracking timeout: "
			  "{advanced-connection-tracking-timeout/1800}\n"
			  "  Unidirectional-session-refreshing: "
			  "{unidirectional-session-refreshing/No}\n");
	if (detail && !host) {
		emit_bits(o, "Host-inbound system services", "system-service",
			  z->services, inbound_service_name);
		emit_bits(o, "Host-inbound protocols", "protocol", z->protocols,
			  inbound_protocol_name);
	}
	if (detail)
		emit_traffic(o, z->id);
	writer_close(o->w);
}

static void emit_terse(struct oper *o, const char *name)
{
	writer_open(o->w, "zones-security");
	writer_emit(o->w,
		    "{zones-security-zonename/%-27s} "
		    "{zones-security-type/Security}\n",
		    name);
	writer_close(o->w);
}

/* 1: it was asked for. */
static unsigned int show(struct oper *o, const struct model_zone *z, bool terse,
			 bool detail)
{
	const char *name = oper_arg(o, "zone-name");

	if (name && strcmp(name, z->name))
		return 0;
	if (terse)
		emit_terse(o, z->name);
	else
		emit_zone(o, z, detail);
	return 1;
}

int oper_zones(struct oper *o)
{
	bool terse = oper_has(o, "terse"), detail = oper_has(o, "detail");
	static const struct model_zone host = {
		.name = "junos-host",
		.id = XPF_ZONE_HOST,
	};
	struct model_zone *const *z;
	unsigned int n = 0;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	writer_open_ns(o->w, "zones-information", "zones");
	if (terse)
		writer_emit(o->w, "%-27s %s\n", "Zone", "Type");
	vec_each(z, &o->model->zones)
		if ((*z)->id != XPF_ZONE_HOST)
			n += show(o, *z, terse, detail);
	n += show(o, &host, terse, detail);
	writer_close(o->w);
	if (!n)
		return oper_error(o, "security zone %s not found",
				  oper_arg(o, "zone-name"));
	return 0;
}
