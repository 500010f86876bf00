// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show route forwarding-table: the kernel's routes as the kernel uses them,
 * local addresses, broadcast and multicast included.
 */
#include "oper/oper.h"

#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "lib/vec.h"
#include "model/model.h"

struct entry {
	struct prefix prefix;
	uint32_t table;
	uint8_t type, protocol;
	struct addr via;
	char dev[16];
};

struct listing {
	VEC(struct entry) v;
};

static void add(struct listing *l, const struct net_route_state *s,
		const struct addr *via, const char *dev)
{
	struct entry *e = vec_add(&l->v);

	e->prefix = s->prefix;
	e->table = s->table == RT_TABLE_LOCAL ? RT_TABLE_MAIN : s->table;
	e->type = s->type;
	e->protocol = s->protocol;
	e->via = *via;
	snprintf(e->dev, sizeof(e->dev), "%s", dev);
}

static int take(const struct net_route_state *s, void *arg)
{
	unsigned int i;

	for (i = 0; i < s->n_hops; i++)
		add(arg, s, &s->hops[i].via, s->hops[i].dev);
	if (!s->n_hops)
		add(arg, s, &s->via, s->dev);
	return 0;
}

static int by_place(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int c;

	if (x->prefix.addr.family != y->prefix.addr.family)
		return x->prefix.addr.family == AF_INET ? -1 : 1;
	if (x->table != y->table) {
		if (x->table == RT_TABLE_MAIN || y->table == RT_TABLE_MAIN)
			return x->table == RT_TABLE_MAIN ? -1 : 1;
		return x->table < y->table ? -1 : 1;
	}
	c = addr_cmp(&x->prefix.addr, &y->prefix.addr);
	return c ? c : x->prefix.len - y->prefix.len;
}

/* "default", or the routing instance; NULL: not of this firewall. */
static const char *table_of(const struct oper *o, uint32_t table)
{
	struct model_instance *const *i;

	if (table == RT_TABLE_MAIN)
		return "default";
	if (o->model)
		vec_each(i, &o->model->instances)
			if ((*i)->table == table)
				return (*i)->name;
	return NULL;
}

static const char *route_type(const struct entry *e)
{
	if (e->type == RTN_LOCAL || e->type == RTN_BROADCAST)
		return "intf";
	return e->protocol == RTPROT_KERNEL ? "intf" : "user";
}

static const char *hop_type(const struct entry *e)
{
	switch (e->type) {
	case RTN_LOCAL:
		return "locl";
	case RTN_BROADCAST:
		return "bcst";
	case RTN_MULTICAST:
		return "mcst";
	case RTN_BLACKHOLE:
		return "dscd";
	case RTN_UNREACHABLE:
	case RTN_PROHIBIT:
		return "rjct";
	default:
		return e->via.family ? "ucst" : "rslv";
	}
}

static bool wanted(const struct oper *o, const struct entry *e)
{
	const char *v = oper_arg(o, "family"), *name = table_of(o, e->table);
	struct prefix p;

	if (!name)
		return false;
	if (v &&
	    (strcmp(v, "inet6") ? AF_INET : AF_INET6) != e->prefix.addr.family)
		return false;
	v = oper_arg(o, "table");
	if (v && strcmp(v, name))
		return false;
	v = oper_arg(o, "destination");
	if (!v || prefix_parse(v, &p))
		return true;
	return p.addr.family == e->prefix.addr.family &&
	       p.len == e->prefix.len && !addr_cmp(&p.addr, &e->prefix.addr);
}

static void emit_entry(struct oper *o, const struct entry *e)
{
	char dest[PREFIX_STRLEN], via[ADDR_STRLEN];

	writer_open(o->w, "rt-entry");
	writer_emit(o->w,
		    "{rt-destination/%-18s} {destination-type/%-5s} "
		    "{route-reference-count/%5d} ",
		    e->prefix.len ? prefix_str(&e->prefix, dest) : "default",
		    route_type(e), 0);
	writer_open(o->w, "nh");
	writer_emit(o->w, "{to/%-18s} {nh-type/%-5s} {via/%s}\n",
		    e->via.family ? addr_str(&e->via, via) : "", hop_type(e),
		    *e->dev ? oper_interface(o, e->dev) : "");
	writer_close(o->w);
	writer_close(o->w);
}

static bool same_table(const struct entry *a, const struct entry *b)
{
	return a->table == b->table &&
	       a->prefix.addr.family == b->prefix.addr.family;
}

static void emit_table(struct oper *o, const struct entry *from,
		       const struct entry *to)
{
	bool four = from->prefix.addr.family == AF_INET;
	const struct entry *e;

	writer_open(o->w, "route-table");
	writer_emit(o->w,
		    "Routing table: {table-name/%s}.{address-family/%s}\n"
		    "%s:\n",
		    table_of(o, from->table), four ? "inet" : "inet6",
		    four ? "Internet" : "Internet6");
	if (oper_has(o, "summary")) {
		writer_emit(o->w, "  {route-count/%zu} routes\n",
			    (size_t)(to - from));
	} else {
		writer_emit(o->w, "%-18s %-5s %5s %-18s %-5s %s\n",
			    "Destination", "Type", "RtRef", "Next hop", "Type",
			    "Netif");
		for (e = from; e < to; e++)
			emit_entry(o, e);
	}
	writer_emit(o->w, "\n");
	writer_close(o->w);
}

int oper_forwarding_table(struct oper *o)
{
	struct listing l = { { 0 } };
	struct net *n = oper_net(o);
	size_t i, k = 0, from;

	if (!n)
		return 1;
	if (net_routes(n, AF_INET, take, &l) ||
	    net_routes(n, AF_INET6, take, &l))
		return oper_error(o, "cannot read the routing tables");
	for (i = 0; i < l.v.n; i++)
		if (wanted(o, &l.v.v[i]))
			l.v.v[k++] = l.v.v[i];
	l.v.n = k;
	if (l.v.n)
		qsort(l.v.v, l.v.n, sizeof(*l.v.v), by_place);
	writer_open_ns(o->w, "forwarding-table-information", "routing");
	for (i = from = 0; i < l.v.n; from = i) {
		for (i++; i < l.v.n && same_table(&l.v.v[from], &l.v.v[i]); i++)
			;
		emit_table(o, &l.v.v[from], &l.v.v[i]);
	}
	writer_close(o->w);
	vec_free(&l.v);
	return 0;
}
