// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show security screen ids-option, statistics, white-list; clear security
 * screen statistics.
 *
 * The kernel counts by interface; a zone's statistics are the sum of those of
 * its interfaces, and without a zone those of all.
 */
#include "oper/oper.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/vec.h"
#include "model/model.h"

/* ---- the rows of both tables ---- */

struct row {
	const char *label;
	const char *element; /* "": of the row of all tunnels */
	const char *word;
};

static const struct row rows[__XPF_SCREEN_COUNT] = {
#define XPF_SCREEN(id, w, l, e, attack, message) \
	[XPF_SCREEN_##id] = { .label = l, .element = e, .word = w },
#include <xpf/screen.def>
#undef XPF_SCREEN
};

static bool of_tunnels(int id)
{
	return !rows[id].label[0];
}

/* ---- show security screen ids-option ---- */

/* What is said of a screen with a threshold. */
static const char *threshold_label(int id)
{
	switch ((enum xpf_screen_id)id) {
	case XPF_SCREEN_ICMP_FLOOD:
		return "ICMP flood threshold";
	case XPF_SCREEN_UDP_FLOOD:
		return "UDP flood threshold";
	case XPF_SCREEN_TCP_PORT_SCAN:
		return "TCP port scan threshold";
	case XPF_SCREEN_UDP_PORT_SCAN:
		return "UDP port scan threshold";
	case XPF_SCREEN_IP_SWEEP:
		return "ICMP address sweep threshold";
	case XPF_SCREEN_TCP_SWEEP:
		return "TCP sweep threshold";
	case XPF_SCREEN_UDP_SWEEP:
		return "UDP sweep threshold";
	case XPF_SCREEN_SYN_FLOOD:
		return "TCP SYN flood attack threshold";
	case XPF_SCREEN_SYN_FLOOD_SRC:
		return "TCP SYN flood source threshold";
	case XPF_SCREEN_SYN_FLOOD_DST:
		return "TCP SYN flood destination threshold";
	case XPF_SCREEN_SYN_ACK_ACK:
		return "TCP SYN-ACK-ACK proxy threshold";
	case XPF_SCREEN_EXT_LIMIT:
		return "IPv6 extension header limit";
	default: /* the others have none */
		return NULL;
	}
}

static void emit_number(struct oper *o, const char *label, uint32_t n)
{
	writer_open(o->w, "ids-option-entry");
	writer_emit(o->w, "  {ids-option-name/%-42s} {ids-option-value/%u}\n",
		    label, n);
	writer_close(o->w);
}

static void emit_enabled(struct oper *o, const char *label)
{
	writer_open(o->w, "ids-option-entry");
	writer_emit(o->w,
		    "  {ids-option-name/%-42s} {ids-option-value/enabled}\n",
		    label);
	writer_close(o->w);
}

static void emit_tunnel(struct oper *o, const char *word)
{
	char label[64];

	snprintf(label, sizeof(label), "IP tunnel %s", word);
	emit_enabled(o, label);
}

static void emit_syn_flood(struct oper *o, const struct model_screen *s)
{
	emit_number(o, "TCP SYN flood attack threshold",
		    s->threshold[XPF_SCREEN_SYN_FLOOD]);
	emit_number(o, "TCP SYN flood alarm threshold", s->syn_alarm);
	emit_number(o, "TCP SYN flood source threshold",
		    s->threshold[XPF_SCREEN_SYN_FLOOD_SRC]);
	emit_number(o, "TCP SYN flood destination threshold",
		    s->threshold[XPF_SCREEN_SYN_FLOOD_DST]);
	emit_number(o, "TCP SYN flood timeout", s->syn_timeout);
	emit_number(o, "TCP SYN flood queue size", s->syn_queue);
}

/* What addresses may have, by-source or by-destination. */
static void emit_limits(struct oper *o, const struct model_screen *s, int dest)
{
	static const char *const of[] = { "", " TCP", " UDP", " ICMP" };
	const char *by = dest ? "destination" : "source";
	const struct xpf_screen_limit *l = s->limit[dest];
	char label[64];
	int i;

	for (i = 0; i < __XPF_LIMIT_COUNT; i++) {
		snprintf(label, sizeof(label), "Session %s limit%s threshold",
			 by, of[i]);
		if (l[i].sessions)
			emit_number(o, label, l[i].sessions);
		snprintf(label, sizeof(label), "Session %s limit%s rate", by,
			 of[i]);
		if (l[i].rate)
			emit_number(o, label, l[i].rate);
		snprintf(label, sizeof(label), "Session %s limit%s packet rate",
			 by, of[i]);
		if (l[i].packets)
			emit_number(o, label, l[i].packets);
	}
}

static void emit_option(struct oper *o, const struct model_screen *s, int id)
{
	const char *label = threshold_label(id);

	if (id == XPF_SCREEN_SYN_FLOOD)
		emit_syn_flood(o, s);
	else if (id == XPF_SCREEN_SOURCE_LIMIT || id == XPF_SCREEN_DEST_LIMIT)
		emit_limits(o, s, id == XPF_SCREEN_DEST_LIMIT);
	else if (id == XPF_SCREEN_SYN_FLOOD_SRC ||
		 id == XPF_SCREEN_SYN_FLOOD_DST)
		return;
	else if (label)
		emit_number(o, label, s->threshold[id]);
	else if (of_tunnels(id))
		emit_tunnel(o, rows[id].word);
	else
		emit_enabled(o, rows[id].label);
}

static void emit_use(struct oper *o, const struct model_screen *s)
{
	struct model_zone *const *z;

	writer_emit(o->w, "\nZones:\n");
	vec_each(z, &o->model->zones)
		if ((*z)->screen == s)
			writer_emit(o->w, "  {zone-name/%s}\n", (*z)->name);
}

int oper_screen(struct oper *o)
{
	const char *name = oper_arg(o, "screen-name");
	const struct model_screen *s;
	int id;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	s = model_screen(o->model, name);
	if (!s)
		return oper_error(o, "screen object %s not found",
				  name ? name : "");
	writer_open_ns(o->w, "ids-option-information", "screen");
	writer_emit(o->w, "Screen object status:\n\n"
			  "Name                                         "
			  "Value\n");
	writer_encode(o->w, "ids-option-screen-name", "%s", s->name);
	for (id = 1; id < __XPF_SCREEN_COUNT; id++)
		if (s->enabled >> id & 1)
			emit_option(o, s, id);
	if (s->alarm_only)
		emit_enabled(o, "Alarm without drop");
	if (oper_has(o, "detail"))
		emit_use(o, s);
	writer_close(o->w);
	return 0;
}

/* ---- show security screen statistics ---- */

struct sum {
	uint16_t zone; /* 0: any */
	const char *name; /* of the interface, NULL: any */
	uint64_t n[__XPF_SCREEN_COUNT];
};

static bool meant(const struct sum *s, const struct dp_interface *i)
{
	if (s->zone && i->zone != s->zone)
		return false;
	return !s->name || !strcmp(s->name, i->name);
}

static int add(const struct dp_interface *i, void *arg)
{
	struct sum *s = arg;
	int id;

	for (id = 1; id < __XPF_SCREEN_COUNT && meant(s, i); id++)
		s->n[id] += i->screened[id];
	return 0;
}

/* The arguments as ids; false: they name nothing, which was said. */
static bool read_scope(struct oper *o, struct sum *s)
{
	const char *zone = oper_arg(o, "zone");
	const struct model_zone *z;

	if (!o->model)
		return oper_error(o, "no configuration is active"), false;
	s->name = oper_arg(o, "interface");
	if (s->name && !model_interface(o->model, s->name))
		return oper_error(o, "interface %s not found", s->name), false;
	if (!zone)
		return true;
	z = model_zone(o->model, zone);
	if (!z)
		return oper_error(o, "security zone %s not found", zone), false;
	s->zone = z->id;
	return true;
}

static void emit_count(struct oper *o, const char *label, const char *element,
		       uint64_t n)
{
	char name[64];

	writer_emit(o->w, "  %-42s %" PRIu64 "\n", label, n);
	snprintf(name, sizeof(name), "ids-statistics-%s", element);
	writer_encode(o->w, name, "%" PRIu64, n);
}

int oper_screen_statistics(struct oper *o)
{
	struct sum s = { 0 };
	uint64_t tunnels = 0;
	struct dp_error e;
	int id;

	if (!read_scope(o, &s) || !oper_dp(o))
		return 1;
	if (dp_interfaces(o->dp, add, &s, &e))
		return oper_dp_failed(o, &e);
	writer_open_ns(o->w, "ids-statistics", "screen");
	writer_emit(o->w, "Screen statistics:\n\n"
			  "IDS attack type                              "
			  "Statistics\n");
	for (id = 1; id < __XPF_SCREEN_COUNT; id++)
		if (of_tunnels(id))
			tunnels += s.n[id];
		else
			emit_count(o, rows[id].label, rows[id].element,
				   s.n[id]);
	emit_count(o, "IP tunnel summary", "ip-tunnel-summary", tunnels);
	writer_close(o->w);
	return 0;
}

/* ---- clear security screen statistics ---- */

int oper_screen_clear(struct oper *o)
{
	struct model_interface *const *i;
	struct sum s = { 0 };
	struct dp_error e;
	int rc = 0;

	if (!read_scope(o, &s) || !oper_dp(o))
		return 1;
	if (!s.zone && !s.name)
		rc = dp_clear_screens(o->dp, 0, &e);
	vec_each(i, &o->model->interfaces) {
		struct dp_interface d = {
			.zone = (*i)->zone ? (*i)->zone->id : 0,
			.name = (*i)->name,
		};

		if ((s.zone || s.name) && meant(&s, &d) && !rc)
			rc = dp_clear_screens(o->dp, (*i)->id, &e);
	}
	if (rc)
		return oper_dp_failed(o, &e);
	writer_open_ns(o->w, "clear-ids-statistics-information", "screen");
	writer_emit(o->w, "{message/IDS %s%sstatistics have been cleared.}\n",
		    s.zone ? "zone " : "", s.name ? "interface " : "");
	writer_close(o->w);
	return 0;
}

/* ---- show security screen white-list ---- */

static void emit_white_list(struct oper *o, const struct model_white_list *l)
{
	const char *const *a;

	writer_open(o->w, "screen-white-list");
	writer_emit(o->w, "Screen white list:\n  {white-list-name/%s}\n",
		    l->name);
	vec_each(a, &l->addresses)
		writer_emit(o->w, "    {white-list-address/%s}\n", *a);
	writer_close(o->w);
}

int oper_screen_white_list(struct oper *o)
{
	const char *name = oper_arg(o, "white-list-name");
	struct model_white_list *const *l;
	unsigned int n = 0;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	writer_open_ns(o->w, "screen-white-list-information", "screen");
	vec_each(l, &o->model->white_lists) {
		if (name && strcmp(name, (*l)->name))
			continue;
		emit_white_list(o, *l);
		n++;
	}
	writer_close(o->w);
	if (name && !n)
		return oper_error(o, "white list %s not found", name);
	return 0;
}
