// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Names for ids.  Zones, policies and applications are read once from the
 * module; a name may be shared (each zone pair has its own policies), so names
 * are found by id in general and by name only for filters, where the first
 * wins.
 */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/vec.h"
#include "xpfctl/names.h"

struct entry {
	uint32_t id;
	char *name;
};

struct names {
	VEC(struct entry) zones, policies, apps;
};

static int cmp_entry(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

static int on_zone(const struct dp_zone *z, void *arg)
{
	struct names *n = arg;
	struct entry *e = vec_add(&n->zones);

	e->id = z->id;
	e->name = strdup(z->name);
	return 0;
}

static int on_policy(const struct dp_policy *p, void *arg)
{
	struct names *n = arg;
	struct entry *e = vec_add(&n->policies);

	e->id = p->id;
	e->name = strdup(p->name);
	return 0;
}

static int on_app(const struct dp_app *a, void *arg)
{
	struct names *n = arg;
	struct entry *e = vec_add(&n->apps);

	e->id = a->id;
	e->name = strdup(a->name);
	return 0;
}

struct names *names_load(struct dp *dp)
{
	struct names *n = calloc(1, sizeof(*n));

	if (!n)
		abort();
	dp_zones(dp, on_zone, n, NULL);
	dp_policies(dp, on_policy, n, NULL);
	dp_apps(dp, on_app, n, NULL);
	if (n->zones.n)
		qsort(n->zones.v, n->zones.n, sizeof(struct entry), cmp_entry);
	if (n->policies.n)
		qsort(n->policies.v, n->policies.n, sizeof(struct entry),
		      cmp_entry);
	if (n->apps.n)
		qsort(n->apps.v, n->apps.n, sizeof(struct entry), cmp_entry);
	return n;
}

void names_free(struct names *n)
{
	struct entry *e;

	if (!n)
		return;
	vec_each(e, &n->zones)
		free(e->name);
	vec_each(e, &n->policies)
		free(e->name);
	vec_each(e, &n->apps)
		free(e->name);
	vec_free(&n->zones);
	vec_free(&n->policies);
	vec_free(&n->apps);
	free(n);
}

static const char *lookup(const struct entry *v, size_t n, uint32_t id)
{
	const struct entry key = { .id = id }, *e = NULL;
	static char number[4][16];
	static int turn;

	if (n)
		e = bsearch(&key, v, n, sizeof(*v), cmp_entry);
	if (e)
		return e->name;
	turn = (turn + 1) % 4;
	snprintf(number[turn], sizeof(number[turn]), "%u", id);
	return number[turn];
}

static int find(const struct entry *v, size_t n, const char *name, uint32_t *id)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(v[i].name, name))
			continue;
		*id = v[i].id;
		return 0;
	}
	return -ENOENT;
}

const char *names_zone(const struct names *n, uint16_t id)
{
	return id ? lookup(n->zones.v, n->zones.n, id) : "-";
}

const char *names_policy(const struct names *n, uint32_t id)
{
	return id ? lookup(n->policies.v, n->policies.n, id) : "default";
}

const char *names_app(const struct names *n, uint32_t id)
{
	return id ? lookup(n->apps.v, n->apps.n, id) : "any";
}

bool names_has_policy(const struct names *n, uint32_t id)
{
	const struct entry key = { .id = id };

	return n->policies.n && bsearch(&key, n->policies.v, n->policies.n,
					sizeof(key), cmp_entry);
}

int names_find_zone(const struct names *n, const char *name, uint16_t *id)
{
	uint32_t found = 0;
	int ret = find(n->zones.v, n->zones.n, name, &found);

	*id = found;
	return ret;
}

int names_find_policy(const struct names *n, const char *name, uint32_t *id)
{
	return find(n->policies.v, n->policies.n, name, id);
}

int names_find_app(const struct names *n, const char *name, uint32_t *id)
{
	return find(n->apps.v, n->apps.n, name, id);
}

static const struct {
	uint8_t number;
	const char *name;
} protocols[] = {
	{ 1, "icmp" },	{ 2, "igmp" },	 { 4, "ipip" },	  { 6, "tcp" },
	{ 17, "udp" },	{ 41, "ipv6" },	 { 46, "rsvp" },  { 47, "gre" },
	{ 50, "esp" },	{ 51, "ah" },	 { 58, "icmp6" }, { 89, "ospf" },
	{ 103, "pim" }, { 112, "vrrp" }, { 132, "sctp" }, { 136, "udplite" },
};

const char *protocol_name(uint8_t proto)
{
	static char number[8];

	for (size_t i = 0; i < sizeof(protocols) / sizeof(*protocols); i++)
		if (protocols[i].number == proto)
			return protocols[i].name;
	snprintf(number, sizeof(number), "%u", proto);
	return number;
}

int protocol_parse(const char *s, uint8_t *proto)
{
	char *end;
	unsigned long v;

	for (size_t i = 0; i < sizeof(protocols) / sizeof(*protocols); i++) {
		if (strcmp(protocols[i].name, s))
			continue;
		*proto = protocols[i].number;
		return 0;
	}
	v = strtoul(s, &end, 10);
	if (!*s || *end || v > UINT8_MAX)
		return -EINVAL;
	*proto = v;
	return 0;
}

const char *device_name(uint32_t ifindex)
{
	static struct {
		uint32_t ifindex;
		time_t at;
		char name[IF_NAMESIZE];
	} cache[16];
	time_t now = time(NULL);
	unsigned int i = ifindex % 16;

	if (!ifindex)
		return "-";
	if (cache[i].ifindex == ifindex && cache[i].at == now)
		return cache[i].name;
	cache[i].ifindex = ifindex;
	cache[i].at = now;
	if (!if_indextoname(ifindex, cache[i].name))
		snprintf(cache[i].name, sizeof(cache[i].name), "%u", ifindex);
	return cache[i].name;
}
