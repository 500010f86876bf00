// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit interfaces] as Linux devices, for net/: one link for each interface
 * and one for each tagged unit, with their addresses.  Unit 0 of an untagged
 * interface is folded into the interface's own link, and lo0 is nothing but its
 * units.
 *
 * Addresses: the same one twice in a routing instance is a fault; subnets
 * that overlap are only worth a warning, as the more specific one still wins.
 */
#include "model/builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ETHERNET_HEADER 14
#define VLAN_HEADER 18

static struct net_link *add_link(struct builder *b, const char *name,
				 const char *junos)
{
	struct net_link *l = vec_add(&b->m->net->links);

	snprintf(l->name, sizeof(l->name), "%s", name);
	snprintf(l->junos, sizeof(l->junos), "%s", junos);
	return l;
}

static void add_addresses(struct builder *b, const struct cnode *family,
			  struct net_link *l)
{
	const struct cnode *n;
	struct net_addr *a;
	struct prefix p;

	for (n = cn_first(family, "address"); n; n = cn_next(n)) {
		if (prefix_parse(cn_key(n, 0), &p)) {
			fault_at(b, n, "invalid address '%s'", cn_key(n, 0));
			continue;
		}
		a = vec_add(&l->addrs);
		a->prefix = p;
		a->primary = cn_has(n, "primary");
		a->preferred = cn_has(n, "preferred");
		a->line = n->line;
	}
}

static uint32_t family_mtu(struct builder *b, const struct cnode *family,
			   uint32_t device)
{
	uint32_t mtu = (uint32_t)cn_number(family, "mtu", 0);

	if (device && mtu > device) {
		fault_at(
			b, cn_child(family, "mtu"),
			"protocol mtu %u exceeds the %u bytes that the interface mtu leaves",
			mtu, device);
		return 0;
	}
	return mtu;
}

static void fill_unit(struct builder *b, const struct cnode *unit,
		      struct net_link *l)
{
	const struct cnode *inet = cn_path(unit, "family", "inet", NULL);
	const struct cnode *inet6 = cn_path(unit, "family", "inet6", NULL);
	uint32_t mtu = family_mtu(b, inet, l->mtu);
	uint32_t mtu6 = family_mtu(b, inet6, l->mtu);

	add_addresses(b, inet, l);
	add_addresses(b, inet6, l);
	/* A Linux device has one MTU: the smaller one serves both. */
	if (!mtu || (mtu6 && mtu6 < mtu))
		mtu = mtu6;
	if (mtu)
		l->mtu = mtu;
	if (cn_has(unit, "disable"))
		l->disable = true;
	if (cn_has(unit, "description"))
		l->description = keep(b, cn_value(unit, "description"));
}

static const struct model_interface *interface_of(struct builder *b,
						  const struct cnode *dev,
						  const struct cnode *unit)
{
	char name[80];

	snprintf(name, sizeof(name), "%s.%s", cn_key(dev, 0), cn_key(unit, 0));
	return find_interface(b, name);
}

static void set_vrf(struct builder *b, const struct model_interface *i,
		    struct net_link *l)
{
	const struct net_vrf *v;

	if (!i->instance)
		return;
	vec_each(v, &b->m->net->vrfs)
		if (v->id == i->instance->id)
			snprintf(l->vrf, sizeof(l->vrf), "%s", v->name);
}

/* Does class of service look at the tag, or write it? */
static bool has_tags(const struct xpf_cos *c)
{
	uint8_t none[64];

	memset(none, XPF_COS_NONE, sizeof(none));
	return memcmp(c->classify_8021, none, sizeof(c->classify_8021)) ||
	       memcmp(c->rewrite_8021, none, sizeof(c->rewrite_8021));
}

static void add_vlan(struct builder *b, const struct cnode *unit,
		     const struct model_interface *i, size_t parent)
{
	struct net_link *l = add_link(b, i->ifname, i->name);
	const struct net_link *p = &b->m->net->links.v[parent];

	memcpy(l->parent, p->name, sizeof(l->parent));
	l->vlan_id = (uint16_t)cn_number(unit, "vlan-id", 0);
	l->mtu = p->mtu;
	l->tag_priority = i->filters.cos && has_tags(i->filters.cos);
	fill_unit(b, unit, l);
	set_vrf(b, i, l);
}

/* lo0: each unit is a device of its own, as it may be of an instance of its own. */
static void add_loopback(struct builder *b, const struct cnode *dev)
{
	const struct model_interface *i;
	const struct cnode *unit;
	struct net_link *l;

	for (unit = cn_first(dev, "unit"); unit; unit = cn_next(unit)) {
		i = interface_of(b, dev, unit);
		if (!i)
			continue;
		l = add_link(b, i->ifname, i->name);
		l->loopback = true;
		l->disable = cn_has(dev, "disable");
		fill_unit(b, unit, l);
		set_vrf(b, i, l);
	}
}

static void check_vlans(struct builder *b, const struct cnode *dev)
{
	const struct cnode *unit, *seen[4096] = { NULL };
	long id;

	for (unit = cn_first(dev, "unit"); unit; unit = cn_next(unit)) {
		id = cn_number(unit, "vlan-id", 0);
		if (id <= 0 || id >= 4096)
			continue;
		if (seen[id])
			fault_at(b, cn_child(unit, "vlan-id"),
				 "duplicate VLAN-ID on interface");
		seen[id] = unit;
	}
}

static void add_device(struct builder *b, const struct cnode *dev)
{
	bool tagged = model_tagged(dev);
	long mtu = cn_number(dev, "mtu", 0);
	const struct model_interface *i;
	const struct cnode *unit;
	size_t at = b->m->net->links.n;
	struct net_link *l;
	char name[16];

	if (model_ifname(cn_key(dev, 0), name)) {
		fault_at(
			b, dev,
			"interface name %s is too long for Linux (at most %zu characters)",
			cn_key(dev, 0), sizeof(name) - 1);
		return;
	}
	l = add_link(b, name, cn_key(dev, 0));
	if (mtu)
		l->mtu = (uint32_t)mtu -
			 (tagged ? VLAN_HEADER : ETHERNET_HEADER);
	l->disable = cn_has(dev, "disable");
	l->description = keep(b, cn_value(dev, "description"));
	for (unit = cn_first(dev, "unit"); unit; unit = cn_next(unit)) {
		i = interface_of(b, dev, unit);
		if (!i)
			continue;
		if (tagged && model_is_vlan(dev, unit)) {
			add_vlan(b, unit, i, at);
		} else if (!tagged && !strcmp(cn_key(unit, 0), "0")) {
			l = &b->m->net->links.v[at];
			snprintf(l->junos, sizeof(l->junos), "%s", i->name);
			fill_unit(b, unit, l);
			set_vrf(b, i, l);
		}
	}
	check_vlans(b, dev);
}

/* ---- addresses of one routing instance ---- */

struct placed {
	const struct net_link *link;
	const struct net_addr *addr;
};

static int instance_cmp(const struct placed *x, const struct placed *y)
{
	int c = strcmp(x->link->vrf, y->link->vrf);

	return c ? c :
		   x->addr->prefix.addr.family - y->addr->prefix.addr.family;
}

static int address_cmp(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	int c = instance_cmp(x, y);

	return c ? c : addr_cmp(&x->addr->prefix.addr, &y->addr->prefix.addr);
}

/* Wider subnets come before those they hold. */
static int subnet_cmp(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	struct prefix p = prefix_network(&x->addr->prefix);
	struct prefix q = prefix_network(&y->addr->prefix);
	int c = instance_cmp(x, y);

	if (!c)
		c = addr_cmp(&p.addr, &q.addr);
	return c ? c : p.len - q.len;
}

static const struct cnode *device_node(struct builder *b,
				       const struct net_link *l)
{
	const struct cnode *top = cn_child(b->root, "interfaces"), *dev;
	const char *name = l->parent[0] ? l->parent : l->name;
	char ifname[16];

	for (dev = top ? top->first : NULL; dev; dev = dev->next)
		if (model_is_interface(dev) &&
		    !model_ifname(cn_key(dev, 0), ifname) &&
		    !strcmp(ifname, name))
			break;
	return dev ? dev : top;
}

/* The statement that gave a link this address. */
static const struct cnode *address_node(struct builder *b,
					const struct placed *x)
{
	bool v4 = x->addr->prefix.addr.family == AF_INET;
	const struct cnode *dev = device_node(b, x->link), *unit, *n;
	const char *dot = strrchr(x->link->junos, '.');
	struct prefix p;

	unit = cn_entry(dev, "unit", dot ? dot + 1 : "0", NULL);
	n = cn_first(cn_path(unit, "family", v4 ? "inet" : "inet6", NULL),
		     "address");
	for (; n; n = cn_next(n))
		if (n->line == x->addr->line &&
		    !prefix_parse(cn_key(n, 0), &p) &&
		    p.len == x->addr->prefix.len &&
		    !addr_cmp(&p.addr, &x->addr->prefix.addr))
			return n;
	return dev;
}

static void identical(struct builder *b, const struct placed *x,
		      const struct placed *y)
{
	fault_at(
		b, address_node(b, y),
		"identical local address found on rt_inst [%s] intfs [%s and %s], family [%s].",
		x->link->vrf[0] ? x->link->vrf : "default", x->link->junos,
		y->link->junos,
		x->addr->prefix.addr.family == AF_INET ? "inet" : "inet6");
}

static void overlap(struct builder *b, const struct placed *x,
		    const struct placed *y)
{
	struct prefix wide = prefix_network(&x->addr->prefix);
	char text[PREFIX_STRLEN];

	warn_at(b, address_node(b, y),
		"subnet %s of %s overlaps with that of %s",
		prefix_str(&wide, text), x->link->junos, y->link->junos);
}

static bool host(const struct placed *p)
{
	return p->addr->prefix.len == addr_bits(&p->addr->prefix.addr);
}

/* @wide: the last subnet that no other one holds */
static void check_subnets(struct builder *b, struct placed *v, size_t n)
{
	const struct placed *wide = NULL;
	struct prefix net;
	size_t i;

	qsort(v, n, sizeof(*v), subnet_cmp);
	for (i = 0; i < n; i++) {
		if (host(&v[i]))
			continue;
		net = prefix_network(wide ? &wide->addr->prefix :
					    &v[i].addr->prefix);
		if (!wide || instance_cmp(wide, &v[i]) ||
		    !prefix_contains(&net, &v[i].addr->prefix.addr))
			wide = &v[i];
		else if (wide->link != v[i].link && address_cmp(wide, &v[i]))
			overlap(b, wide, &v[i]);
	}
}

/* Link-local addresses are the link's own affair. */
static bool local(const struct net_addr *a)
{
	const struct addr *p = &a->prefix.addr;

	return p->family == AF_INET6 && p->b[0] == 0xfe &&
	       (p->b[1] & 0xc0) == 0x80;
}

static void check_addresses(struct builder *b)
{
	const struct net_link *l;
	const struct net_addr *a;
	VEC(struct placed) v = { 0 };
	struct placed *p;
	size_t i;

	vec_each(l, &b->m->net->links)
		vec_each(a, &l->addrs) {
			if (local(a))
				continue;
			p = vec_add(&v);
			p->link = l;
			p->addr = a;
		}
	if (!v.n)
		return;
	qsort(v.v, v.n, sizeof(*v.v), address_cmp);
	for (i = 1; i < v.n; i++)
		if (!address_cmp(&v.v[i - 1], &v.v[i]))
			identical(b, &v.v[i - 1], &v.v[i]);
	check_subnets(b, v.v, v.n);
	vec_free(&v);
}

void build_links(struct builder *b)
{
	const struct cnode *top = cn_child(b->root, "interfaces"), *dev;

	for (dev = top ? top->first : NULL; dev; dev = dev->next)
		if (model_is_interface(dev)) {
			if (!strcmp(cn_key(dev, 0), "lo0"))
				add_loopback(b, dev);
			else
				add_device(b, dev);
		}
	check_addresses(b);
}
