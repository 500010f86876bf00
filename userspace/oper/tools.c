// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ping and traceroute: the host's own tools, in the VRF of the routing
 * instance, their output as it comes.  The words of the user travel as
 * arguments, never through a shell, and were checked by the grammar.
 */
#include "oper/oper.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/vec.h"
#include "model/model.h"

struct args {
	VEC(char *) v;
};

static void add(struct args *a, const char *word)
{
	char *copy = strdup(word);

	if (!copy)
		abort();
	vec_push(&a->v, copy);
}

/* "-c" and the value of an argument, if it is given. */
static void add_option(struct args *a, const struct oper *o, const char *name,
		       const char *option)
{
	const char *v = oper_arg(o, name);

	if (!v)
		return;
	add(a, option);
	if (*v)
		add(a, v);
}

static const struct net_vrf *find_vrf(const struct oper *o, const char *name)
{
	const struct net_vrf *v;

	if (o->model && o->model->net)
		vec_each(v, &o->model->net->vrfs)
			if (!strcmp(v->instance, name))
				return v;
	return NULL;
}

static int add_vrf(struct args *a, struct oper *o)
{
	const char *instance = oper_arg(o, "routing-instance");
	const struct net_vrf *vrf;

	if (!instance || !strcmp(instance, "master"))
		return 0;
	vrf = find_vrf(o, instance);
	if (!vrf)
		return oper_error(o, "routing instance %s not found", instance);
	add(a, "ip");
	add(a, "vrf");
	add(a, "exec");
	add(a, vrf->name);
	return 0;
}

static int run(struct oper *o, struct args *a)
{
	vec_push(&a->v, NULL);
	writer_flush(o->w);
	execvp(a->v.v[0], a->v.v);
	return oper_error(o, "%s: %s", a->v.v[0], strerror(errno));
}

static void add_family(struct args *a, const struct oper *o)
{
	if (oper_has(o, "inet"))
		add(a, "-4");
	if (oper_has(o, "inet6"))
		add(a, "-6");
}

static void add_interface(struct args *a, const struct oper *o)
{
	const char *v = oper_arg(o, "interface");
	const struct model_interface *i;

	if (!v)
		return;
	i = o->model ? model_interface(o->model, v) : NULL;
	add(a, a->v.n && !strcmp(a->v.v[a->v.n - 1], "ping") ? "-I" : "-i");
	add(a, i ? i->ifname : v);
}

int oper_ping(struct oper *o)
{
	struct args a = { { 0 } };

	if (add_vrf(&a, o))
		return 1;
	add(&a, "ping");
	add_interface(&a, o);
	add_family(&a, o);
	add_option(&a, o, "count", "-c");
	add_option(&a, o, "source", "-I");
	add_option(&a, o, "size", "-s");
	add_option(&a, o, "interval", "-i");
	add_option(&a, o, "wait", "-W");
	add_option(&a, o, "ttl", "-t");
	add_option(&a, o, "no-resolve", "-n");
	if (oper_has(o, "rapid")) {
		add(&a, "-i");
		add(&a, "0.01");
		if (!oper_has(o, "count")) {
			add(&a, "-c");
			add(&a, "5");
		}
	}
	if (oper_has(o, "do-not-fragment")) {
		add(&a, "-M");
		add(&a, "do");
	}
	add(&a, "--");
	add(&a, oper_arg(o, "host"));
	return run(o, &a);
}

int oper_traceroute(struct oper *o)
{
	struct args a = { { 0 } };

	if (add_vrf(&a, o))
		return 1;
	add(&a, "traceroute");
	add_interface(&a, o);
	add_family(&a, o);
	add_option(&a, o, "source", "-s");
	add_option(&a, o, "ttl", "-m");
	add_option(&a, o, "wait", "-w");
	add_option(&a, o, "no-resolve", "-n");
	add(&a, "--");
	add(&a, oper_arg(o, "host"));
	return run(o, &a);
}
