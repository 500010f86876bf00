// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit interfaces]: logical units, which is what zones, instances and the
 * dataplane speak of.  Each unit is one Linux device: the interface itself,
 * or a VLAN on it.  (What the devices get configured to is link.c's.)
 *
 * Faults found here: names that Linux cannot have, two units that would be
 * the same device, units that the tagging of the interface does not allow.
 */
#include "model/builder.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/id.h"

#define IFNAME_SIZE 16

static void linux_name(const char *junos, size_t n, char out[64])
{
	size_t i;

	if (n > 63)
		n = 63;
	for (i = 0; i < n; i++)
		out[i] = junos[i] == '/' || junos[i] == ':' ? '-' : junos[i];
	out[n] = '\0';
}

int model_ifname(const char *junos, char out[16])
{
	size_t n = strlen(junos);
	char name[64];

	if (n > 2 && !strcmp(junos + n - 2, ".0"))
		n -= 2;
	linux_name(junos, n, name);
	if (!*name || strlen(name) >= IFNAME_SIZE)
		return -1;
	strcpy(out, name);
	return 0;
}

static void claim_ifname(struct builder *b, const struct cnode *unit,
			 struct model_interface *i)
{
	const struct model_interface *other;

	other = map_get(&b->m->ifname_map, i->ifname);
	if (other) {
		fault_at(b, unit, "%s and %s are the same device %s", i->name,
			 other->name, i->ifname);
		return;
	}
	map_put(&b->m->ifname_map, i->ifname, i);
}

/* Loopback, tunnels, integrated routing: units without tags. */
static bool has_plain_units(const char *dev)
{
	static const char *const media[] = {
		"lo",  "st", "irb", "gr-",  "ip-", "lt-", "mt-",
		"vt-", "pp", "dl",  "vlan", "fti", "ms-", "si-",
	};
	size_t i, n;

	for (i = 0; i < sizeof(media) / sizeof(*media); i++) {
		n = strlen(media[i]);
		if (!strncmp(dev, media[i], n) &&
		    (media[i][n - 1] == '-' || !dev[n] ||
		     isdigit((unsigned char)dev[n])))
			return true;
	}
	return false;
}

static void add_unit(struct builder *b, const struct cnode *dev,
		     const struct cnode *unit, bool tagged)
{
	struct model_interface *i = arena_new_obj(b->a, struct model_interface);
	const char *number = cn_key(unit, 0);
	char name[64];

	i->name = arena_printf(b->a, "%s.%s", cn_key(dev, 0), number);
	i->description = keep(b, cn_value(unit, "description"));
	if (tagged || (strcmp(number, "0") && has_plain_units(cn_key(dev, 0))))
		linux_name(i->name, strlen(i->name), name);
	else
		linux_name(cn_key(dev, 0), strlen(cn_key(dev, 0)), name);
	if (strlen(name) >= IFNAME_SIZE)
		fault_at(
			b, unit,
			"interface name %s is too long for Linux (at most %d characters)",
			name, IFNAME_SIZE - 1);
	i->ifname = keep(b, name);
	map_put(&b->m->interface_map, i->name, i);
	vec_push(&b->m->interfaces, i);
	if (tagged || !strcmp(number, "0"))
		claim_ifname(b, unit, i);
}

bool model_is_interface(const struct cnode *n)
{
	return n->schema->kind == SN_LIST &&
	       !strcmp(n->schema->name, "interface");
}

bool model_tagged(const struct cnode *dev)
{
	return cn_has(dev, "vlan-tagging") ||
	       cn_has(dev, "flexible-vlan-tagging") ||
	       cn_has(dev, "stacked-vlan-tagging");
}

/* How a unit of a tagged interface says which tags are its own. */
static bool has_vlan(const struct cnode *unit)
{
	return cn_has(unit, "vlan-id") || cn_has(unit, "vlan-tags") ||
	       cn_has(unit, "vlan-id-list") || cn_has(unit, "vlan-id-range");
}

/* A port of a bridge, whose members say which tags pass. */
static bool is_port(const struct cnode *unit)
{
	return cn_path(unit, "family", "bridge", NULL) ||
	       cn_path(unit, "family", "ethernet-switching", NULL);
}

bool model_is_vlan(const struct cnode *dev, const struct cnode *unit)
{
	return cn_has(unit, "vlan-id") ||
	       (cn_has(dev, "vlan-tagging") && !has_vlan(unit));
}

static void add_device(struct builder *b, const struct cnode *dev)
{
	bool tagged = model_tagged(dev);
	const struct cnode *unit;

	for (unit = cn_first(dev, "unit"); unit; unit = cn_next(unit)) {
		add_unit(b, dev, unit, tagged);
		if (cn_has(dev, "vlan-tagging") && !has_vlan(unit) &&
		    !is_port(unit))
			fault_at(
				b, unit,
				"VLAN-ID must be specified on tagged ethernet interfaces");
		if (!tagged && cn_has(unit, "vlan-id"))
			fault_at(
				b, cn_child(unit, "vlan-id"),
				"VLAN-ID can only be specified on tagged ethernet interfaces");
		if (tagged || !strcmp(cn_key(unit, 0), "0"))
			continue;
		if (has_plain_units(cn_key(dev, 0)))
			warn_at(b, unit,
				"statement has no effect in this version");
		else
			fault_at(b, unit,
				 "Only unit 0 is valid for this encapsulation");
	}
}

static void assign_ids(struct builder *b)
{
	struct model *m = b->m;
	struct id_item *item = calloc(m->interfaces.n + 1, sizeof(*item));
	size_t i;

	if (!item)
		abort();
	for (i = 0; i < m->interfaces.n; i++)
		item[i].name = m->interfaces.v[i]->name;
	id_assign(item, m->interfaces.n, 1, XPF_MAX_INTERFACES - 1);
	for (i = 0; i < m->interfaces.n; i++)
		m->interfaces.v[i]->id = (uint16_t)item[i].id;
	free(item);
}

void build_interfaces(struct builder *b)
{
	const struct cnode *top = cn_child(b->root, "interfaces"), *dev;

	for (dev = top ? top->first : NULL; dev; dev = dev->next)
		if (model_is_interface(dev))
			add_device(b, dev);
	if (b->m->interfaces.n >= XPF_MAX_INTERFACES) {
		fault_at(b, top, "more than %d logical interfaces",
			 XPF_MAX_INTERFACES - 1);
		return;
	}
	assign_ids(b);
}
