// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ping, traceroute and others: the host's own tools, in the VRF of the routing
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

static bool is_ping(const struct args *a)
{
	return !strcmp(a->v.v[a->v.n - 1], "ping");
}

static void add_interface(struct args *a, const struct oper *o)
{
	const char *v = oper_arg(o, "interface");
	const struct model_interface *i;

	if (!v)
		return;
	i = o->model ? model_interface(o->model, v) : NULL;
	add(a, is_ping(a) ? "-I" : "-i");
	add(a, i ? i->ifname : v);
}

/* The host's ping counts from one and says some things in other words. */
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
	vec_push(&a.v, NULL);
	return ping_run(o, (const char *const *)a.v.v);
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

int oper_monitor_traffic(struct oper *o)
{
	struct args a = { { 0 } };

	add(&a, "tcpdump");
	add(&a, "-l");
	add_interface(&a, o);
	if (!oper_has(o, "interface")) {
		add(&a, "-i");
		add(&a, "any");
	}
	add_option(&a, o, "count", "-c");
	add_option(&a, o, "size", "-s");
	add_option(&a, o, "no-resolve", "-n");
	add_option(&a, o, "no-domain-names", "-N");
	add_option(&a, o, "layer2-headers", "-e");
	add_option(&a, o, "detail", "-v");
	add_option(&a, o, "extensive", "-vv");
	if (oper_has(o, "matching")) {
		add(&a, "--");
		add(&a, oper_arg(o, "matching"));
	}
	return run(o, &a);
}

/* ---- neighbours ---- */

static int flush_neighbours(struct oper *o, const char *family,
			    const char *address)
{
	const char *interface = oper_arg(o, "interface");
	const struct model_interface *i = NULL;
	struct args a = { { 0 } };

	if (interface && o->model)
		i = model_interface(o->model, interface);
	add(&a, "ip");
	add(&a, family);
	add(&a, "neigh");
	add(&a, "flush");
	if (address) {
		add(&a, "to");
		add(&a, address);
	}
	if (interface) {
		add(&a, "dev");
		add(&a, i ? i->ifname : interface);
	}
	if (!address && !interface)
		add(&a, "all");
	return run(o, &a);
}

int oper_arp_clear(struct oper *o)
{
	return flush_neighbours(o, "-4", oper_arg(o, "hostname"));
}

int oper_neighbors_clear(struct oper *o)
{
	return flush_neighbours(o, "-6", oper_arg(o, "host"));
}

/* ---- restart ---- */

int oper_restart(struct oper *o)
{
	static const struct {
		const char *name, *unit, *title;
	} processes[] = {
		{ "dhcp-service", "kea-dhcp4-server",
		  "Dynamic Host Configuration Protocol process" },
		{ "dns", "systemd-resolved", "Domain name service process" },
		{ "event-processing", "rsyslog", "Event processing process" },
		{ "network-security", "xpfd", "Network security daemon" },
		{ "ntp", "chrony", "Network Time Daemon" },
		{ "routing", "frr", "Routing protocols process" },
		{ "snmp", "snmpd",
		  "Simple Network Management Protocol "
		  "process" },
		{ "ssh", "ssh", "Secure shell process" },
		{ "web-management", "xpf-apid",
		  "Web management gatekeeper "
		  "process" },
	};
	const char *name = oper_arg(o, "process");
	const char *argv[8] = { "systemctl", "--no-block" };
	unsigned int n = 2;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(processes) / sizeof(*processes); i++)
		if (!strcmp(processes[i].name, name))
			break;
	if (i == sizeof(processes) / sizeof(*processes))
		return oper_error(o, "%s subsystem not running", name);
	if (oper_has(o, "soft")) {
		argv[n++] = "kill";
		argv[n++] = "--signal=HUP";
	} else if (oper_has(o, "immediately")) {
		argv[n++] = "kill";
		argv[n++] = "--signal=KILL";
	} else {
		argv[n++] = "restart";
	}
	argv[n++] = processes[i].unit;
	argv[n] = NULL;
	rc = program_output(o, argv);
	if (rc)
		return rc == 1 || rc == 127 ?
			       rc :
			       oper_error(o, "%s subsystem not running", name);
	writer_emit(o->w, "{output/%s restarted}\n", processes[i].title);
	return 0;
}
