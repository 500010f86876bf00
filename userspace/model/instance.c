// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit routing-instances]: virtual routers.  Each is a VRF device of its own
 * with a table of its own; ids come from the name: the VRF id in the
 * dataplane, and the table 1000 above it, which is clear of Linux' own tables
 * (253 to 255) and of what people use by hand.
 *
 * The device is vrf-NAME.  A name too long for that is cut, and the VRF id,
 * which is unique, is put behind it: vrf-custom-1a2b.
 */
#include "model/builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/id.h"

#define TABLE_BASE 1000
#define MAIN_TABLE 254 /* RT_TABLE_MAIN */
#define VRF_MAX 65535

static bool reserved(const char *name)
{
	static const char *const names[] = { "default", "master", "inet",
					     "inet6" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static void bind_interfaces(struct builder *b, const struct cnode *n,
			    const struct model_instance *inst)
{
	struct model_interface *i;
	const struct cnode *c;

	for (c = cn_first(n, "interface"); c; c = cn_next(c)) {
		if (inst->forwarding) {
			fault_at(
				b, c,
				"interface is not allowed for instance-type forwarding");
			continue;
		}
		/* one that is not there yet is remarked upon, and no fault */
		i = find_interface(b, cn_key(c, 0));
		if (!i)
			continue;
		if (i->instance && i->instance != inst)
			fault_at(
				b, c,
				"Interface %s is already in another routing instance",
				i->name);
		else
			i->instance = inst;
	}
}

/*
 * Of whatever type, its interfaces and routes are kept apart in a VRF; one of
 * type forwarding has no interfaces: its routes lead to those of the main one.
 */
static void check_type(struct builder *b, const struct cnode *n,
		       struct model_instance *inst)
{
	const char *type = cn_value(n, "instance-type");

	/* that of `system management-instance` has none */
	if (!type && !strcmp(cn_key(n, 0), "mgmt_junos"))
		return;
	if (!type)
		fault_missing(b, n, "instance-type");
	else if (!strcmp(type, "forwarding"))
		inst->forwarding = true;
	else if (strcmp(type, "virtual-router") && strcmp(type, "vrf"))
		warn_at(b, cn_child(n, "instance-type"),
			"treated as virtual-router in this version");
}

static void add_instance(struct builder *b, const struct cnode *n)
{
	struct model_instance *inst =
		arena_new_obj(b->a, struct model_instance);

	inst->name = keep(b, cn_key(n, 0));
	inst->description = keep(b, cn_value(n, "description"));
	if (reserved(inst->name))
		fault_at(b, n, "'%s' is a reserved routing instance name",
			 inst->name);
	check_type(b, n, inst);
	map_put(&b->m->instance_map, inst->name, inst);
	vec_push(&b->m->instances, inst);
	bind_interfaces(b, n, inst);
}

static void add_vrf(struct builder *b, const struct model_instance *inst)
{
	struct net_vrf *v = vec_add(&b->m->net->vrfs);

	v->id = inst->id;
	v->table = inst->table;
	snprintf(v->instance, sizeof(v->instance), "%s", inst->name);
	if (strlen(inst->name) <= sizeof(v->name) - 1 - strlen("vrf-"))
		snprintf(v->name, sizeof(v->name), "vrf-%.11s", inst->name);
	else
		snprintf(v->name, sizeof(v->name), "vrf-%.6s-%04x", inst->name,
			 inst->id);
}

static void assign_ids(struct builder *b)
{
	struct model *m = b->m;
	struct id_item *item = calloc(m->instances.n + 1, sizeof(*item));
	size_t i;

	if (!item)
		abort();
	for (i = 0; i < m->instances.n; i++)
		item[i].name = m->instances.v[i]->name;
	id_assign(item, m->instances.n, 1, VRF_MAX);
	for (i = 0; i < m->instances.n; i++) {
		m->instances.v[i]->id = (uint16_t)item[i].id;
		m->instances.v[i]->table = TABLE_BASE + item[i].id;
		add_vrf(b, m->instances.v[i]);
	}
	free(item);
}

/* A short name may look like another one's cut name. */
static void check_devices(struct builder *b, const struct cnode *top)
{
	const struct net_plan *p = b->m->net;
	struct map seen;
	size_t i;

	map_init(&seen);
	for (i = 0; i < p->vrfs.n; i++) {
		if (map_has(&seen, p->vrfs.v[i].name) ||
		    map_has(&b->m->ifname_map, p->vrfs.v[i].name))
			fault_at(b, top, "two devices would be named %s",
				 p->vrfs.v[i].name);
		map_put(&seen, p->vrfs.v[i].name, &p->vrfs.v[i]);
	}
	map_free(&seen);
}

void build_instances(struct builder *b)
{
	const struct cnode *top = cn_child(b->root, "routing-instances"), *n;

	b->m->main = (struct model_instance){
		.name = "default",
		.id = XPF_VRF_MAIN,
		.table = MAIN_TABLE,
	};
	for (n = top ? top->first : NULL; n; n = n->next)
		if (n->schema->kind == SN_LIST)
			add_instance(b, n);
	assign_ids(b);
	if (top)
		check_devices(b, top);
}
