// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show interfaces.  A device of the host is a physical interface; the units
 * that the configuration puts on it, or on a VLAN device above it, are its
 * logical interfaces.  A configured device that is not there is shown down.
 */
#include "oper/oper.h"

#include <inttypes.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "conf/store.h"
#include "dataplane/xdp.h"
#include "lib/vec.h"
#include "model/inbound.h"
#include "model/model.h"

struct device {
	struct net_link_state st; /* addrs: ours */
	char name[64]; /* of Junos */
	bool missing;
	bool covered; /* VLAN device of a unit */
	time_t cleared; /* 0: never */
};

struct listing {
	struct oper *o;
	struct baseline *base;
	VEC(struct device) dev;
};

/* ---- reading ---- */

static int take(const struct net_link_state *s, void *arg)
{
	struct listing *l = arg;
	struct device *d = vec_add(&l->dev);
	struct net_addr *a;

	d->st = *s;
	d->cleared = baseline_subtract(l->base, &d->st);
	a = calloc(s->n_addrs + 1, sizeof(*a));
	if (!a)
		abort();
	if (s->n_addrs)
		memcpy(a, s->addrs, s->n_addrs * sizeof(*a));
	d->st.addrs = a;
	device_name(s->name, d->name);
	return 0;
}

static struct device *find(struct listing *l, const char *ifname)
{
	struct device *d;

	vec_each(d, &l->dev)
		if (!strcmp(d->st.name, ifname))
			return d;
	return NULL;
}

/* "ge-0/0/0.100" -> "ge-0/0/0" */
static bool unit_of(const char *unit, const char *device)
{
	size_t n = strlen(device);

	return !strncmp(unit, device, n) && unit[n] == '.';
}

static void add_missing(struct listing *l)
{
	struct model_interface *const *i;
	struct device *d;
	char name[64];
	bool there;

	vec_each(i, &l->o->model->interfaces) {
		snprintf(name, sizeof(name), "%s", (*i)->name);
		name[strcspn(name, ".")] = '\0';
		there = false;
		vec_each(d, &l->dev) {
			there = there || !strcmp(d->name, name);
			if (!strcmp(d->st.name, (*i)->ifname) &&
			    strcmp(d->name, name))
				d->covered = true;
		}
		if (there)
			continue;
		d = vec_add(&l->dev);
		snprintf(d->name, sizeof(d->name), "%s", name);
		d->missing = true;
	}
}

/* The host's own loopback stands for lo0 only where there is none. */
static void hide_lo(struct listing *l)
{
	struct device *lo = find(l, "lo");

	if (lo && find(l, "lo0"))
		lo->covered = true;
}

static int by_name(const void *a, const void *b)
{
	const struct device *x = a, *y = b;

	return strverscmp(x->name, y->name);
}

static int read_devices(struct listing *l)
{
	struct net *n = oper_net(l->o);

	if (!n)
		return 1;
	l->base = baseline_read(l->o);
	if (net_links(n, take, l))
		return oper_error(l->o, "cannot read the interfaces");
	hide_lo(l);
	if (l->o->model)
		add_missing(l);
	if (l->dev.n)
		qsort(l->dev.v, l->dev.n, sizeof(*l->dev.v), by_name);
	return 0;
}

static void listing_free(struct listing *l)
{
	struct device *d;

	vec_each(d, &l->dev)
		free((void *)(uintptr_t)d->st.addrs);
	vec_free(&l->dev);
	baseline_free(l->base);
}

/* The units of a device, in the order of the configuration. */
#define each_unit(i, l, d)                              \
	if ((l)->o->model)                              \
		vec_each(i, &(l)->o->model->interfaces) \
			if (unit_of((*i)->name, (d)->name))

/* What carries a unit: the device itself, or a VLAN device. */
static const struct net_link_state *carrier(struct listing *l,
					    const struct device *d,
					    const struct model_interface *i)
{
	struct device *c = find(l, i->ifname);

	return c ? &c->st : &d->st;
}

static bool is_tunnel(const char *device)
{
	static const char *const kinds[] = { "gr-", "ip-", "lt-", "st" };
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strncmp(device, kinds[i], strlen(kinds[i])))
			return true;
	return false;
}

static bool wanted(struct listing *l, const char *device, const char *unit)
{
	const char *name = oper_arg(l->o, "interface-name");

	if (oper_has(l->o, "tunnel") && !is_tunnel(device))
		return false;
	if (!name || !strcmp(name, device))
		return true;
	return unit ? !strcmp(name, unit) : unit_of(name, device);
}

static const char *up(bool b)
{
	return b ? "up" : "down";
}

/* ---- terse ---- */

static void emit_addresses(struct oper *o, const struct net_link_state *s)
{
	static const int families[] = { AF_INET, AF_INET6 };
	char prefix[PREFIX_STRLEN];
	bool begun = false, first;
	unsigned int f, i;

	for (f = 0; f < 2; f++) {
		first = true;
		for (i = 0; i < s->n_addrs; i++) {
			if (s->addrs[i].prefix.addr.family != families[f])
				continue;
			if (!first)
				writer_emit(o->w, "\n%44s", "");
			else if (begun)
				writer_emit(o->w, "\n%35s", "");
			if (first) {
				if (begun)
					writer_close(o->w);
				writer_open(o->w, "address-family");
				writer_emit(o->w,
					    "{address-family-name/%-8s}"
					    " ",
					    f ? "inet6" : "inet");
			}
			first = false;
			begun = true;
			writer_open(o->w, "interface-address");
			writer_emit(o->w, "{ifa-local/%s}",
				    prefix_str(&s->addrs[i].prefix, prefix));
			writer_close(o->w);
		}
	}
	if (begun)
		writer_close(o->w);
}

static void emit_terse_unit(struct listing *l, const struct device *d,
			    const struct model_interface *i)
{
	const struct net_link_state *s = carrier(l, d, i);
	struct oper *o = l->o;

	writer_open(o->w, "logical-interface");
	writer_emit(o->w,
		    "{name/%-23s} {admin-status/%-5s} "
		    "{oper-status/%-4s} ",
		    i->name, up(d->missing || s->admin_up),
		    up(!d->missing && s->oper_up));
	emit_addresses(o, s);
	writer_emit(o->w, "\n");
	writer_close(o->w);
}

static void emit_terse(struct listing *l, const struct device *d)
{
	struct oper *o = l->o;
	struct model_interface *const *i;
	const char *name = oper_arg(o, "interface-name");
	unsigned int units = 0;

	writer_open(o->w, "physical-interface");
	if (!name || !strcmp(name, d->name)) {
		writer_emit(o->w,
			    "{name/%-23s} {admin-status/%-5s} "
			    "{oper-status/%s}",
			    d->name, up(d->missing || d->st.admin_up),
			    up(!d->missing && d->st.oper_up));
		each_unit(i, l, d) units++;
		/* a device the configuration does not know */
		if (!units && d->st.n_addrs) {
			writer_emit(o->w, "%*s", d->st.oper_up ? 3 : 1, "");
			emit_addresses(o, &d->st);
		}
		writer_emit(o->w, "\n");
	}
	each_unit(i, l, d) if (wanted(l, d->name, (*i)->name))
		emit_terse_unit(l, d, *i);
	writer_close(o->w);
}

/* ---- descriptions ---- */

/* Of a device; that of its unit 0 stands in the plan's place for it. */
static const char *description_of(const struct oper *o, const char *device)
{
	const struct tree *t = o->store ? store_active(o->store) : NULL;
	const struct cnode *n;

	if (!t)
		return NULL;
	n = cn_child(tree_root(t), "interfaces");
	for (n = n ? n->first : NULL; n; n = n->next)
		if (n->schema->nkey && !strcmp(cn_key(n, 0), device))
			return cn_value(n, "description");
	return NULL;
}

static void emit_description(struct oper *o, const char *name, bool admin,
			     bool link, const char *text)
{
	if (!text)
		return;
	writer_open(o->w, "physical-interface");
	writer_emit(o->w,
		    "{name/%-15s} {admin-status/%-5s} "
		    "{oper-status/%-4s} {description/%s}\n",
		    name, up(admin), up(link), text);
	writer_close(o->w);
}

static void emit_descriptions(struct listing *l, const struct device *d)
{
	const struct net_link_state *s;
	struct model_interface *const *i;

	emit_description(l->o, d->name, d->missing || d->st.admin_up,
			 !d->missing && d->st.oper_up,
			 description_of(l->o, d->name));
	each_unit(i, l, d)
	{
		s = carrier(l, d, *i);
		emit_description(l->o, (*i)->name, d->missing || s->admin_up,
				 !d->missing && s->oper_up, (*i)->description);
	}
}

/* ---- the long form ---- */

static void emit_cleared(struct oper *o, const struct device *d)
{
	char when[64];

	writer_emit(o->w,
		    "  Statistics last cleared: {statistics-cleared/%s}\n",
		    d->cleared ? oper_time(d->cleared, when) : "Never");
}

static void emit_traffic(struct oper *o, const struct net_link_state *s)
{
	writer_open(o->w, "traffic-statistics");
	writer_emit(o->w,
		    "  Traffic statistics:\n"
		    "   Input  bytes  : {input-bytes/%20" PRIu64 "}\n"
		    "   Output bytes  : {output-bytes/%20" PRIu64 "}\n"
		    "   Input  packets: {input-packets/%20" PRIu64 "}\n"
		    "   Output packets: {output-packets/%20" PRIu64 "}\n",
		    s->rx_bytes, s->tx_bytes, s->rx_packets, s->tx_packets);
	writer_close(o->w);
}

static void emit_errors(struct oper *o, const struct net_link_state *s)
{
	writer_open(o->w, "input-error-list");
	writer_emit(o->w,
		    "  Input errors:\n"
		    "    Errors: {input-errors/%" PRIu64 "}, "
		    "Drops: {input-drops/%" PRIu64 "}\n",
		    s->rx_errors, s->rx_dropped);
	writer_close(o->w);
	writer_open(o->w, "output-error-list");
	writer_emit(o->w,
		    "  Output errors:\n"
		    "    Errors: {output-errors/%" PRIu64 "}, "
		    "Drops: {output-drops/%" PRIu64 "}\n",
		    s->tx_errors, s->tx_dropped);
	writer_close(o->w);
}

static void emit_protocol(struct oper *o, const struct net_link_state *s,
			  int family)
{
	char dest[PREFIX_STRLEN], local[ADDR_STRLEN];
	struct prefix network;
	bool begun = false;
	unsigned int i;

	for (i = 0; i < s->n_addrs; i++) {
		const struct prefix *p = &s->addrs[i].prefix;

		if (p->addr.family != family)
			continue;
		if (!begun) {
			writer_open(o->w, "address-family");
			writer_emit(o->w,
				    "    Protocol "
				    "{address-family-name/%s}, "
				    "MTU: {mtu/%u}\n",
				    family == AF_INET ? "inet" : "inet6",
				    s->mtu);
		}
		begun = true;
		network = prefix_network(p);
		writer_open(o->w, "interface-address");
		writer_emit(o->w,
			    "      Addresses, Flags: Is-Preferred%s\n"
			    "        Destination: {ifa-destination/%s}, "
			    "Local: {ifa-local/%s}\n",
			    i ? "" : " Is-Primary", prefix_str(&network, dest),
			    addr_str(&p->addr, local));
		writer_close(o->w);
	}
	if (begun)
		writer_close(o->w);
}

static void emit_allowed(struct oper *o, uint64_t bits,
			 const char *(*name)(int))
{
	int i;

	for (i = 0; i < 64; i++)
		if ((bits >> i & 1) && name(i))
			writer_emit(o->w, " {inbound/%s}", name(i));
}

static void emit_security(struct oper *o, const struct model_interface *i)
{
	uint64_t services = i->services, protocols = i->protocols;

	if (!i->zone) {
		writer_emit(o->w, "    Security: Zone: {zone-name/Null}\n");
		return;
	}
	if (!i->own_inbound) {
		services = i->zone->services;
		protocols = i->zone->protocols;
	}
	writer_emit(o->w, "    Security: Zone: {zone-name/%s}\n",
		    i->zone->name);
	writer_open(o->w, "allowed-host-inbound-traffic");
	writer_emit(o->w, "    Allowed host-inbound traffic :");
	emit_allowed(o, services, inbound_service_name);
	emit_allowed(o, protocols, inbound_protocol_name);
	writer_emit(o->w, "\n");
	writer_close(o->w);
}

static int take_flow(const struct dp_interface *i, void *arg)
{
	struct dp_interface *want = arg;

	if (i->id == want->id) {
		want->traffic = i->traffic;
		want->xdp_in = i->xdp_in;
		want->xdp_out = i->xdp_out;
		want->ifindex = i->ifindex;
	}
	return 0;
}

/* Junos has no such lines; they tell which of two ways packets take. */
static void emit_xdp(struct oper *o, const struct dp_interface *d,
		     const char *ifname)
{
	const char *why = NULL;

	if (!d->ifindex)
		return;
	if (d->xdp_in == XPF_XDP_OFF)
		why = o->xdp ? xdp_reason(o->xdp, ifname) : "switched off";
	writer_emit(o->w,
		    "    XDP input: {xdp-input/%s}%s%s, "
		    "XDP output: {xdp-output/%s}\n",
		    dp_xdp_str(d->xdp_in), why ? ": " : "", why ? why : "",
		    dp_xdp_str(d->xdp_out));
}

static void emit_flow(struct oper *o, const struct model_interface *i)
{
	struct dp_interface d = { .id = i->id };

	if (!oper_dp(o) || dp_interfaces(o->dp, take_flow, &d, NULL))
		return;
	writer_open(o->w, "flow-statistics");
	writer_emit(o->w,
		    "    Flow Statistics :\n"
		    "    Flow Input statistics :\n"
		    "      Packets :                          "
		    "{flow-input-packets/%" PRIu64 "}\n"
		    "      Bytes permitted by policy :        "
		    "{flow-input-bytes/%" PRIu64 "}\n"
		    "    Flow Output statistics:\n"
		    "      Packets :                          "
		    "{flow-output-packets/%" PRIu64 "}\n"
		    "      Bytes permitted by policy :        "
		    "{flow-output-bytes/%" PRIu64 "}\n"
		    "    Flow error statistics "
		    "(Packets dropped due to):\n"
		    "      Any reason:                        "
		    "{flow-dropped-packets/%" PRIu64 "}\n",
		    d.traffic.rx_packets, d.traffic.rx_bytes,
		    d.traffic.tx_packets, d.traffic.tx_bytes, d.traffic.drops);
	writer_close(o->w);
	emit_xdp(o, &d, i->ifname);
}

static void emit_unit(struct listing *l, const struct device *d,
		      const struct model_interface *i, bool more)
{
	const struct net_link_state *s = carrier(l, d, i);
	struct oper *o = l->o;

	writer_open(o->w, "logical-interface");
	writer_emit(o->w,
		    "\n  Logical interface {name/%s} "
		    "(Index {local-index/%d})\n",
		    i->name, s->ifindex);
	if (i->description)
		writer_emit(o->w, "    Description: {description/%s}\n",
			    i->description);
	writer_emit(o->w, "    Flags: %s SNMP-Traps ",
		    !d->missing && s->oper_up ? "Up" : "Down");
	if (s->vlan_id)
		writer_emit(o->w, "VLAN-Tag [ 0x8100.{vlan-id/%u} ] ",
			    s->vlan_id);
	writer_emit(o->w, "Encapsulation: {encapsulation/ENET2}\n");
	writer_emit(o->w,
		    "    Input packets : {input-packets/%" PRIu64 "}\n"
		    "    Output packets: {output-packets/%" PRIu64 "}\n",
		    s->rx_packets, s->tx_packets);
	emit_security(o, i);
	if (more)
		emit_flow(o, i);
	emit_protocol(o, s, AF_INET);
	emit_protocol(o, s, AF_INET6);
	writer_close(o->w);
}

static void emit_device(struct listing *l, const struct device *d)
{
	const struct net_link_state *s = &d->st;
	struct oper *o = l->o;
	const char *text = description_of(o, d->name);
	char mac[18];

	writer_emit(o->w,
		    "Physical interface: {name/%s}, "
		    "{admin-status/%s}, Physical link is {oper-status/%s}\n",
		    d->name,
		    d->missing || s->admin_up ? "Enabled" :
						"Administratively down",
		    !d->missing && s->oper_up ? "Up" : "Down");
	if (d->missing) {
		writer_emit(o->w, "  Device is not present\n");
		return;
	}
	writer_emit(o->w,
		    "  Interface index: {local-index/%d}, "
		    "SNMP ifIndex: {snmp-index/%d}\n",
		    s->ifindex, s->ifindex);
	if (text)
		writer_emit(o->w, "  Description: {description/%s}\n", text);
	writer_emit(o->w,
		    "  Link-level type: {link-level-type/%s}, "
		    "MTU: {mtu/%u}\n"
		    "  Device flags   : %s%s\n",
		    s->flags & IFF_LOOPBACK ? "Loopback" : "Ethernet", s->mtu,
		    "Present", s->oper_up ? " Running" : "");
	if (!(s->flags & IFF_LOOPBACK))
		writer_emit(o->w,
			    "  Current address: "
			    "{current-physical-address/%s}\n",
			    mac_str(s->mac, mac));
}

static void emit_long(struct listing *l, const struct device *d)
{
	struct oper *o = l->o;
	bool extensive = oper_has(o, "extensive");
	bool more = extensive || oper_has(o, "detail") ||
		    oper_has(o, "statistics");
	struct model_interface *const *i;

	writer_open(o->w, "physical-interface");
	emit_device(l, d);
	if (!d->missing && more) {
		emit_cleared(o, d);
		emit_traffic(o, &d->st);
	}
	if (!d->missing && extensive)
		emit_errors(o, &d->st);
	each_unit(i, l, d) if (wanted(l, d->name, (*i)->name))
		emit_unit(l, d, *i, more);
	writer_emit(o->w, "\n");
	writer_close(o->w);
}

/* ---- the command ---- */

int oper_interfaces(struct oper *o)
{
	const char *name = oper_arg(o, "interface-name");
	bool terse = oper_has(o, "terse") || oper_has(o, "brief");
	bool descriptions = oper_has(o, "descriptions");
	struct listing l = { .o = o };
	unsigned int shown = 0;
	struct device *d;

	if (read_devices(&l))
		return 1;
	writer_open_ns(o->w, "interface-information", "interface");
	if (terse)
		writer_emit(o->w, "%-23s %-5s %-4s %-8s %-21s %s\n",
			    "Interface", "Admin", "Link", "Proto", "Local",
			    "Remote");
	if (descriptions)
		writer_emit(o->w, "%-15s %-5s %-4s %s\n", "Interface", "Admin",
			    "Link", "Description");
	vec_each(d, &l.dev) {
		if (d->covered || !wanted(&l, d->name, NULL))
			continue;
		shown++;
		if (terse)
			emit_terse(&l, d);
		else if (descriptions)
			emit_descriptions(&l, d);
		else
			emit_long(&l, d);
	}
	writer_close(o->w);
	listing_free(&l);
	return name && !shown ? oper_error(o, "device %s not found", name) : 0;
}
