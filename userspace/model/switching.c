// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Ethernet switching has no effect here; that is said where it is configured.
 * What its statements refer to is looked at all the same, because a device
 * does: a VLAN that an interface is a member of, by name or tag, has to be
 * one of [edit vlans], and a spanning tree is of interfaces that switch.
 *
 * Ranges of tags take what there is of them, and `all` is all.
 */
#include "model/builder.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/schema.h"
#include "lib/map.h"

#define TAGS 4096

struct vlans {
	struct map name;
	uint8_t tag[TAGS];
	bool all; /* one without a tag of its own has every tag */
};

/* "17" or "17-20"; false: a name. */
static bool read_tags(const char *text, long *lo, long *hi)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	*lo = *hi = strtol(text, &end, 10);
	if (*end == '-' && isdigit((unsigned char)end[1]))
		*hi = strtol(end + 1, &end, 10);
	return !*end && *lo <= *hi && *hi < TAGS;
}

static void add_tags(struct vlans *v, const char *text)
{
	long lo, hi;

	if (text && !strcmp(text, "all"))
		v->all = true;
	if (!text || !read_tags(text, &lo, &hi))
		return;
	for (; lo <= hi; lo++)
		v->tag[lo] = 1;
}

static void add_vlans(struct vlans *v, const struct cnode *top)
{
	const struct cnode *n, *c;

	for (n = top ? top->first : NULL; n; n = n->next) {
		if (n->schema->kind != SN_LIST)
			continue;
		map_put(&v->name, n->keys[0], v);
		add_tags(v, cn_value(n, "vlan-id"));
		add_tags(v, cn_value(n, "vlan-range"));
		for (c = cn_first(n, "vlan-id-list"); c; c = cn_next(c))
			add_tags(v, c->value);
	}
}

/* Of the whole, and of instances that are switches of their own. */
static void read_vlans(struct builder *b, struct vlans *v)
{
	const struct cnode *top = cn_child(b->root, "routing-instances"), *n;

	map_init(&v->name);
	add_vlans(v, cn_child(b->root, "vlans"));
	for (n = top ? top->first : NULL; n; n = n->next)
		add_vlans(v, cn_child(n, "vlans"));
}

static void check_member(struct builder *b, const struct vlans *v,
			 const struct cnode *n, const struct cnode *unit)
{
	const char *dev = cn_key(unit->parent, 0), *no = cn_key(unit, 0);
	long lo, hi;

	if (!strcmp(n->value, "all") || !strcmp(n->value, "default") ||
	    map_has(&v->name, n->value))
		return;
	if (!read_tags(n->value, &lo, &hi))
		fault_at(b, n,
			 "No vlan matches vlan name %s for interface %s.%s",
			 n->value, dev, no);
	else if (lo == hi && !v->tag[lo] && !v->all)
		fault_at(b, n,
			 "No vlan matches vlan tag %s for interface %s.%s",
			 n->value, dev, no);
}

static const struct cnode *switching_of(const struct cnode *unit)
{
	return cn_path(unit, "family", "ethernet-switching", NULL);
}

static void check_unit(struct builder *b, const struct vlans *v,
		       const struct cnode *unit)
{
	const struct cnode *vlan = cn_child(switching_of(unit), "vlan"), *n;

	for (n = cn_first(vlan, "members"); n; n = cn_next(n))
		check_member(b, v, n, unit);
}

static void check_members(struct builder *b, const struct vlans *v)
{
	const struct cnode *top = cn_child(b->root, "interfaces"), *dev, *unit;

	for (dev = top ? top->first : NULL; dev; dev = dev->next)
		if (model_is_interface(dev))
			for (unit = cn_first(dev, "unit"); unit;
			     unit = cn_next(unit))
				check_unit(b, v, unit);
}

/* ---- spanning trees ---- */

/* "ge-0/0/1", "ae0", with a unit perhaps; not `all`, nor a range's name. */
static bool is_port(const char *name)
{
	size_t n = strcspn(name, "0123456789");

	return name[n] && ((n > 1 && name[n - 1] == '-') ||
			   (n == 2 && !strncmp(name, "ae", 2)) ||
			   (n == 4 && !strncmp(name, "reth", 4)));
}

static const struct cnode *find_device(struct builder *b, const char *name)
{
	const struct cnode *top = cn_child(b->root, "interfaces");
	const char *keys[1] = { name };

	return top ? tree_find(top, snode_child_named(top->schema, "interface"),
			       keys, NULL) :
		     NULL;
}

static void check_port(struct builder *b, const struct cnode *n)
{
	const struct cnode *unit;
	const char *name = cn_key(n, 0), *dot = strchr(name, '.');
	char dev[64];

	if (!is_port(name) || cn_has(n, "disable"))
		return;
	snprintf(dev, sizeof(dev), "%.*s",
		 dot ? (int)(dot - name) : (int)strlen(name), name);
	unit = cn_entry(find_device(b, dev), "unit", dot ? dot + 1 : "0", NULL);
	if (!switching_of(unit) && !cn_path(unit, "family", "bridge", NULL))
		fault_at(
			b, n,
			"XSTP : Interface %s%s is not enabled for Ethernet Switching",
			name, dot ? "" : ".0");
}

static void check_tree(struct builder *b, const struct cnode *tree)
{
	const struct cnode *n, *part;
	static const char *const parts[] = { "msti", "vlan" };
	size_t i;

	for (n = cn_first(tree, "interface"); n; n = cn_next(n))
		check_port(b, n);
	for (i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		for (part = cn_first(tree, parts[i]); part;
		     part = cn_next(part))
			for (n = cn_first(part, "interface"); n; n = cn_next(n))
				check_port(b, n);
}

void build_switching(struct builder *b)
{
	const struct cnode *protocols = cn_child(b->root, "protocols");
	struct vlans *v = arena_new_obj(b->a, struct vlans);

	read_vlans(b, v);
	check_members(b, v);
	map_free(&v->name);
	check_tree(b, cn_child(protocols, "rstp"));
	check_tree(b, cn_child(protocols, "mstp"));
	check_tree(b, cn_child(protocols, "vstp"));
}
