// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Class of service: the forwarding classes, and which classifiers and rewrite
 * rules stand at which interface.
 */
#include "oper/oper.h"

#include <string.h>

#include "model/model.h"

static void emit_class(struct oper *o, const struct model_class *c)
{
	writer_open(o->w, "forwarding-class");
	writer_emit(o->w,
		    "  {forwarding-class-name/%-36s} {forwarding-class-id/%4u} "
		    "{forwarding-class-queue-number/%21u}\n",
		    c->name, c->id, c->queue);
	writer_close(o->w);
}

int oper_cos(struct oper *o)
{
	const struct model_class *c;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	writer_open_ns(o->w, "cos-information", "cos");
	writer_open(o->w, "cos-forwarding-class-information");
	writer_emit(o->w, "%-38s %4s %21s\n", "Forwarding class", "ID",
		    "Queue");
	vec_each(c, &o->model->classes)
		emit_class(o, c);
	writer_close(o->w);
	writer_close(o->w);
	return 0;
}

static void emit_object(struct oper *o, const struct model_cos_object *c)
{
	writer_open(o->w, "cos-objects");
	writer_emit(o->w,
		    "{cos-object-type/%-23s} {cos-object-name/%-22s} "
		    "{cos-object-subtype/%s}\n",
		    c->object, c->name, c->type);
	writer_close(o->w);
}

static void emit_unit(struct oper *o, const struct model_interface *i)
{
	const struct model_cos_object *c;

	writer_open(o->w, "i-logical-map");
	writer_emit(o->w,
		    "  Logical interface: {i-logical-name/%s}, "
		    "Index: {i-logical-index/%u}\n",
		    i->name, i->id);
	if (i->filters.objects.n)
		writer_emit(o->w, "%-23s %-22s %s\n", "Object", "Name", "Type");
	vec_each(c, &i->filters.objects)
		emit_object(o, c);
	writer_close(o->w);
}

static size_t device_length(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? (size_t)(dot - name) : strlen(name);
}

/* @name: a device, or one of its units; NULL: all */
static bool wanted(const char *name, const struct model_interface *i)
{
	size_t len = name ? strlen(name) : 0;

	if (!strncmp(i->name, "lo0.", 4))
		return false;
	return !name || !strcmp(i->name, name) ||
	       (!strncmp(i->name, name, len) && i->name[len] == '.');
}

static bool same_device(const struct model_interface *a,
			const struct model_interface *b)
{
	size_t len = device_length(a->name);

	return len == device_length(b->name) && !strncmp(a->name, b->name, len);
}

int oper_cos_interfaces(struct oper *o)
{
	const char *name = oper_arg(o, "interface-name");
	const struct model_interface *last = NULL;
	struct model_interface *const *i;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	writer_open_ns(o->w, "cos-interface-information", "cos");
	vec_each(i, &o->model->interfaces) {
		if (!wanted(name, *i))
			continue;
		if (!last || !same_device(last, *i)) {
			if (last)
				writer_close(o->w);
			writer_open(o->w, "interface-map");
			writer_emit(o->w,
				    "Physical interface: "
				    "{interface-name/%.*s}\n",
				    (int)device_length((*i)->name), (*i)->name);
		}
		last = *i;
		emit_unit(o, *i);
	}
	if (last)
		writer_close(o->w);
	writer_close(o->w);
	return 0;
}
