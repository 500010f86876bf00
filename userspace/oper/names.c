// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The dataplane speaks in ids; the user in names.  The model has the names of
 * zones, policies and applications; interfaces are asked of the dataplane
 * once, because only it knows which device carries a configured unit now.
 */
#include "oper/oper.h"

#include <ctype.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "lib/vec.h"
#include "model/model.h"

struct device {
	uint32_t ifindex;
	char name[64];
};

struct numbered {
	uint32_t id, number;
	const char *name;
};

struct names {
	const struct model *model;
	VEC(struct device *) devices; /* names of them are handed out */
	VEC(struct numbered) policies; /* by id */
};

uint32_t policy_number(const struct model *m, size_t i)
{
	return POLICY_FIRST + (uint32_t)i;
}

static struct device *new_device(struct names *n, uint32_t ifindex)
{
	struct device *d = calloc(1, sizeof(*d));

	if (!d)
		abort();
	d->ifindex = ifindex;
	vec_push(&n->devices, d);
	return d;
}

static int add_device(const struct dp_interface *i, void *arg)
{
	struct names *n = arg;
	struct device *d;

	if (!i->ifindex)
		return 0;
	d = new_device(n, i->ifindex);
	snprintf(d->name, sizeof(d->name), "%s", i->name);
	return 0;
}

static int by_id(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

struct names *oper_names(struct oper *o)
{
	struct names *n = o->names;
	size_t i;

	if (n)
		return n;
	n = o->names = calloc(1, sizeof(*n));
	if (!n)
		abort();
	n->model = o->model;
	if (o->dp)
		dp_interfaces(o->dp, add_device, n, NULL);
	for (i = 0; o->model && i < o->model->policies.n; i++)
		vec_push(&n->policies,
			 ((struct numbered){
				 .id = o->model->policies.v[i]->id,
				 .number = policy_number(o->model, i),
				 .name = o->model->policies.v[i]->name,
			 }));
	if (n->policies.n)
		qsort(n->policies.v, n->policies.n, sizeof(*n->policies.v),
		      by_id);
	return n;
}

void names_free(struct names *n)
{
	struct device **d;

	vec_each(d, &n->devices)
		free(*d);
	vec_free(&n->devices);
	vec_free(&n->policies);
	free(n);
}

const char *names_zone(const struct names *n, uint16_t id)
{
	const struct model_zone *z;

	if (id == XPF_ZONE_HOST)
		return "junos-host";
	z = n->model ? model_zone_by_id(n->model, id) : NULL;
	return z ? z->name : id ? "unknown" : "none";
}

const char *names_interface(struct names *n, uint32_t ifindex)
{
	char ifname[IF_NAMESIZE];
	struct device **known, *d;

	vec_each(known, &n->devices)
		if ((*known)->ifindex == ifindex)
			return (*known)->name;
	if (!ifindex)
		return ".local..0";
	/* asked of the kernel once */
	d = new_device(n, ifindex);
	if (if_indextoname(ifindex, ifname))
		strcpy(d->name, ifname);
	else
		snprintf(d->name, sizeof(d->name), "#%u", ifindex);
	return d->name;
}

const char *names_policy(const struct names *n, uint32_t id, uint32_t flags,
			 uint32_t *index)
{
	struct numbered key = { .id = id }, *p = NULL;

	if (n->policies.n)
		p = bsearch(&key, n->policies.v, n->policies.n, sizeof(key),
			    by_id);
	if (id && p) {
		*index = p->number;
		return p->name;
	}
	if (!id && (flags & (XPF_SESSION_HOST_IN | XPF_SESSION_HOST_OUT))) {
		*index = POLICY_SELF_TRAFFIC;
		return "self-traffic-policy";
	}
	*index = id ? id : POLICY_DEFAULT;
	return id ? "unknown" : "default-policy-logical-system-00";
}

const char *names_app(const struct names *n, uint32_t id)
{
	size_t i;

	for (i = 0; id && n->model && i < n->model->apps.n; i++)
		if (n->model->apps.v[i]->id == id)
			return n->model->apps.v[i]->name;
	return id ? "unknown" : "any";
}

const char *protocol_name(uint8_t protocol, char buf[8])
{
	static const struct {
		uint8_t n;
		const char *name;
	} known[] = {
		{ IPPROTO_ICMP, "icmp" }, { IPPROTO_IGMP, "igmp" },
		{ IPPROTO_IPIP, "ipip" }, { IPPROTO_TCP, "tcp" },
		{ IPPROTO_EGP, "egp" },	  { IPPROTO_UDP, "udp" },
		{ IPPROTO_IPV6, "ipv6" }, { IPPROTO_RSVP, "rsvp" },
		{ IPPROTO_GRE, "gre" },	  { IPPROTO_ESP, "esp" },
		{ IPPROTO_AH, "ah" },	  { IPPROTO_ICMPV6, "icmp6" },
		{ 89, "ospf" },		  { IPPROTO_PIM, "pim" },
		{ 112, "vrrp" },	  { IPPROTO_SCTP, "sctp" },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].n == protocol)
			return known[i].name;
	snprintf(buf, 8, "%u", protocol);
	return buf;
}

/* Two letters and three numbers: the names that have slashes on Junos. */
const char *device_name(const char *ifname, char buf[64])
{
	unsigned int a, b, c;
	char type[3], rest;

	if (sscanf(ifname, "%2[a-z]-%u-%u-%u%c", type, &a, &b, &c, &rest) == 4)
		snprintf(buf, 64, "%s-%u/%u/%u", type, a, b, c);
	else if (!strcmp(ifname, "lo"))
		strcpy(buf, "lo0");
	else
		snprintf(buf, 64, "%s", ifname);
	return buf;
}

const char *oper_interface(const struct oper *o, const char *ifname)
{
	const struct model_interface *i;
	static char name[64];

	i = o->model ? model_interface_by_ifname(o->model, ifname) : NULL;
	return i ? i->name : device_name(ifname, name);
}

const char *mac_str(const uint8_t m[6], char buf[18])
{
	snprintf(buf, 18, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2],
		 m[3], m[4], m[5]);
	return buf;
}
