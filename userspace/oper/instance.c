// SPDX-License-Identifier: GPL-3.0-or-later
/* show route instance, test security-zone: what belongs to what. */
#include "oper/oper.h"

#include <string.h>

#include "lib/vec.h"
#include "model/model.h"

static void emit_interfaces(struct oper *o, const struct model_instance *i)
{
	struct model_interface *const *f;
	bool first = true;

	vec_each(f, &o->model->interfaces) {
		if ((*f)->instance != i)
			continue;
		if (first)
			writer_emit(o->w, "  Interfaces:\n");
		first = false;
		writer_emit(o->w, "    {interface-name/%s}\n", (*f)->name);
	}
}

static void emit_instance(struct oper *o, const struct model_instance *i,
			  bool is_main, bool detail)
{
	const char *name = is_main ? "master" : i->name;

	writer_open(o->w, "instance-core");
	if (!detail) {
		writer_emit(o->w, "{instance-name/%-20s} {instance-type/%s}\n",
			    name, is_main ? "forwarding" : "virtual-router");
		writer_close(o->w);
		return;
	}
	writer_emit(o->w,
		    "{instance-name/%s}:\n"
		    "  Type: {instance-type/%s}   State: "
		    "{instance-state/Active}\n",
		    name, is_main ? "forwarding" : "virtual-router");
	if (i->description)
		writer_emit(o->w, "  Description: {description/%s}\n",
			    i->description);
	emit_interfaces(o, is_main ? NULL : i);
	writer_emit(o->w,
		    "  Tables:\n"
		    "    {e:table-id/%u}{irib-name/%s%sinet.0}\n"
		    "    {irib-name/%s%sinet6.0}\n",
		    i->table, is_main ? "" : i->name, is_main ? "" : ".",
		    is_main ? "" : i->name, is_main ? "" : ".");
	writer_close(o->w);
}

int oper_instances(struct oper *o)
{
	const char *want = oper_arg(o, "instance-name");
	bool detail = oper_has(o, "detail");
	struct model_instance *const *i;
	unsigned int shown = 0;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	writer_open_ns(o->w, "instance-information", "routing");
	if (!detail)
		writer_emit(o->w, "%-20s %s\n", "Instance", "Type");
	if (!want || !strcmp(want, "master")) {
		emit_instance(o, &o->model->main, true, detail);
		shown++;
	}
	vec_each(i, &o->model->instances) {
		if (want && strcmp(want, (*i)->name))
			continue;
		emit_instance(o, *i, false, detail);
		shown++;
	}
	writer_close(o->w);
	return want && !shown ?
		       oper_error(o, "routing instance %s not found", want) :
		       0;
}

int oper_test_zone(struct oper *o)
{
	const char *name = oper_arg(o, "interface");
	const struct model_interface *i;

	i = o->model ? model_interface(o->model, name) : NULL;
	if (!i)
		return oper_error(o, "interface %s is not configured", name);
	writer_open(o->w, "interface-zone");
	writer_emit(o->w,
		    "Interface: {interface-name/%s}, "
		    "Security zone: {zone-name/%s}\n",
		    i->name, i->zone ? i->zone->name : "Null");
	writer_close(o->w);
	return 0;
}
