// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show route: the kernel's tables in the layout of Junos.  Table main is
 * inet.0 and inet6.0, the table of a routing instance carries its name.  Of
 * several routes to one destination the one of least metric is active, as in
 * the kernel.
 */
#include "oper/oper.h"

#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "lib/vec.h"
#include "model/model.h"

struct hop {
	struct addr via;
	char dev[16];
};

struct route {
	struct prefix prefix;
	uint32_t table, metric;
	uint8_t type;
	const char *protocol;
	const char *to; /* next-table: its name */
	uint32_t preference;
	uint64_t age;
	struct hop hop[16];
	unsigned int n_hops;
	bool active;
	bool worse; /* than another route to the address asked for */
};

struct routes {
	struct oper *o;
	VEC(struct route) v;
	VEC(const struct net_route *) leaks; /* and what stands for them */
};

/* ---- reading ---- */

static const struct protocol {
	uint8_t protocol;
	const char *name;
	uint32_t preference;
} protocols[] = {
	{ RTPROT_XPF, "Static", 5 },
	{ RTPROT_STATIC, "Static", 5 },
	{ RTPROT_BOOT, "Static", 5 },
	{ RTPROT_KERNEL, "Direct", 0 },
	{ RTPROT_RA, "Access-internal", 12 },
	{ RTPROT_DHCP, "Access-internal", 12 },
	{ RTPROT_BGP, "BGP", 170 },
	{ RTPROT_OSPF, "OSPF", 10 },
	{ RTPROT_ISIS, "IS-IS", 15 },
	{ RTPROT_RIP, "RIP", 100 },
};

static void set_protocol(struct route *r, const struct net_route_state *s)
{
	size_t i;

	r->protocol = "Kernel";
	r->preference = 254;
	for (i = 0; i < sizeof(protocols) / sizeof(*protocols); i++) {
		if (protocols[i].protocol != s->protocol)
			continue;
		r->protocol = protocols[i].name;
		r->preference = protocols[i].preference;
	}
	if (s->type == RTN_LOCAL) {
		r->protocol = "Local";
		r->preference = 0;
	}
	if (s->protocol == RTPROT_XPF && s->metric)
		r->preference = s->metric;
}

static bool is_shown(const struct net_route_state *s)
{
	if (s->type == RTN_LOCAL)
		return strcmp(s->dev, "lo") != 0;
	if (s->prefix.addr.family == AF_INET6 && s->prefix.addr.b[0] == 0xff)
		return false;
	return s->type == RTN_UNICAST || s->type == RTN_BLACKHOLE ||
	       s->type == RTN_UNREACHABLE || s->type == RTN_PROHIBIT;
}

/* An address of lo0 is a network of one, as Junos sees it. */
static bool is_loopback(const struct net_route_state *s)
{
	return s->type == RTN_LOCAL && !strncmp(s->dev, "lo0", 3) &&
	       (!s->dev[3] || s->dev[3] == '.') &&
	       s->prefix.len == addr_bits(&s->prefix.addr);
}

/* ---- next-table: one route here, several in the kernel ---- */

static void find_leaks(struct routes *l)
{
	const struct net_route *r;

	if (l->o->model)
		vec_each(r, &l->o->model->net->routes)
			if (r->leaked || r->kind == NET_ROUTE_TABLE)
				vec_push(&l->leaks, r);
}

static bool same_prefix(const struct prefix *a, const struct prefix *b)
{
	return a->len == b->len && !addr_cmp(&a->addr, &b->addr);
}

static const struct net_route *find_leak(const struct routes *l,
					 const struct prefix *p, uint32_t table,
					 uint32_t preference, bool leaked)
{
	const struct net_route *const *r;

	vec_each(r, &l->leaks)
		if ((*r)->leaked == leaked && (*r)->table == table &&
		    (!leaked || (*r)->preference == preference) &&
		    same_prefix(&(*r)->prefix, p))
			return *r;
	return NULL;
}

/*
 * What stands for a part of such a route is not shown; the reject behind them is
 * shown as the route.
 */
static bool is_leaked(const struct routes *l, const struct net_route_state *s,
		      struct route *r)
{
	const struct net_route *way;

	if (s->protocol != RTPROT_XPF ||
	    !find_leak(l, &s->prefix, s->table, s->metric, true))
		return false;
	way = s->metric == NET_LEAK_END ?
		      find_leak(l, &s->prefix, s->table, 0, false) :
		      NULL;
	if (!way)
		return true;
	r->to = way->to;
	r->preference = way->preference;
	return false;
}

static int take(const struct net_route_state *s, void *arg)
{
	struct routes *l = arg;
	struct route *r;
	unsigned int i;

	if (!is_shown(s))
		return 0;
	r = vec_add(&l->v);
	r->prefix = s->prefix;
	r->table = s->table == RT_TABLE_LOCAL ? RT_TABLE_MAIN : s->table;
	r->metric = s->metric;
	r->type = s->type;
	r->age = s->age_s;
	set_protocol(r, s);
	if (l->leaks.n && is_leaked(l, s, r)) {
		l->v.n--;
		return 0;
	}
	if (is_loopback(s)) {
		r->protocol = "Direct";
		r->type = RTN_UNICAST;
	}
	for (i = 0; i < s->n_hops && i < 16; i++) {
		r->hop[i].via = s->hops[i].via;
		memcpy(r->hop[i].dev, s->hops[i].dev, 16);
	}
	r->n_hops = i;
	if (!i) {
		r->hop[0].via = s->via;
		memcpy(r->hop[0].dev, s->dev, 16);
		r->n_hops = 1;
	}
	return 0;
}

static int by_place(const void *a, const void *b)
{
	const struct route *x = a, *y = b;
	int c;

	if (x->prefix.addr.family != y->prefix.addr.family)
		return x->prefix.addr.family == AF_INET ? -1 : 1;
	if (x->table != y->table) {
		if (x->table == RT_TABLE_MAIN)
			return -1;
		if (y->table == RT_TABLE_MAIN)
			return 1;
		return x->table < y->table ? -1 : 1;
	}
	c = addr_cmp(&x->prefix.addr, &y->prefix.addr);
	if (!c)
		c = x->prefix.len - y->prefix.len;
	if (!c)
		c = (x->preference > y->preference) -
		    (x->preference < y->preference);
	return c;
}

static bool same_table(const struct route *a, const struct route *b)
{
	return a->prefix.addr.family == b->prefix.addr.family &&
	       a->table == b->table;
}

static bool same_destination(const struct route *a, const struct route *b)
{
	return same_table(a, b) && a->prefix.len == b->prefix.len &&
	       !addr_cmp(&a->prefix.addr, &b->prefix.addr);
}

/* ---- tables ---- */

static const char *table_instance(const struct oper *o, uint32_t table)
{
	struct model_instance *const *i;

	if (table == RT_TABLE_MAIN)
		return "";
	if (o->model)
		vec_each(i, &o->model->instances)
			if ((*i)->table == table)
				return (*i)->name;
	return NULL;
}

static const char *table_name(const struct oper *o, const struct route *r,
			      char buf[96])
{
	const char *instance = table_instance(o, r->table);
	const char *inet = r->prefix.addr.family == AF_INET ? "inet.0" :
							      "inet6.0";

	if (!instance)
		snprintf(buf, 96, "__table_%u__.%s", r->table, inet);
	else
		snprintf(buf, 96, "%s%s%s", instance, *instance ? "." : "",
			 inet);
	return buf;
}

/* ---- selection ---- */

/* One address, and not what a prefix holds, is asked for. */
static bool asks_address(const struct oper *o, const struct prefix *p)
{
	return p->len == addr_bits(&p->addr) && !oper_has(o, "exact") &&
	       !oper_has(o, "longer") && !oper_has(o, "orlonger");
}

static bool destination_fits(const struct oper *o, const struct route *r)
{
	const char *v = oper_arg(o, "destination");
	struct prefix p;

	if (!v)
		return true;
	if (prefix_parse(v, &p) || p.addr.family != r->prefix.addr.family)
		return false;
	if (oper_has(o, "exact"))
		return p.len == r->prefix.len &&
		       !addr_cmp(&p.addr, &r->prefix.addr);
	/* an address: the routes that lead to it; a prefix: what it holds */
	if (asks_address(o, &p))
		return prefix_contains(&r->prefix, &p.addr);
	if (oper_has(o, "longer") && p.len == r->prefix.len)
		return false;
	return r->prefix.len >= p.len && prefix_contains(&p, &r->prefix.addr);
}

static bool selected(const struct oper *o, const struct route *r)
{
	const char *v = oper_arg(o, "protocol"), *instance;
	char name[96];

	if (r->worse || (v && strcasecmp(v, r->protocol)))
		return false;
	v = oper_arg(o, "table");
	if (v && strcmp(v, table_name(o, r, name)))
		return false;
	v = oper_arg(o, "instance");
	instance = table_instance(o, r->table);
	if (v && strcmp(v, "master") && (!instance || strcmp(v, instance)))
		return false;
	if (v && !strcmp(v, "master") && r->table != RT_TABLE_MAIN)
		return false;
	return destination_fits(o, r);
}

/* An address has one best route: of those that hold it, the longest. */
static void keep_best(struct routes *l)
{
	const char *v = oper_arg(l->o, "destination");
	const struct route *r;
	struct prefix p;
	struct route *x;

	if (!v || prefix_parse(v, &p) || !asks_address(l->o, &p))
		return;
	vec_each(x, &l->v)
		vec_each(r, &l->v)
			if (same_table(r, x) && r->prefix.len > x->prefix.len &&
			    destination_fits(l->o, r))
				x->worse = true;
}

/* ---- showing ---- */

static void emit_hop(struct oper *o, const struct route *r, const struct hop *h,
		     bool first)
{
	char via[ADDR_STRLEN];

	writer_open(o->w, "nh");
	if (r->to)
		writer_emit(o->w, "%22sto table {nh-table/%s}\n", "", r->to);
	else if (r->type == RTN_LOCAL)
		writer_emit(o->w,
			    "%23s{e:nh-type/Local}Local via "
			    "{nh-local-interface/%s}\n",
			    "", oper_interface(o, h->dev));
	else if (r->type == RTN_BLACKHOLE)
		writer_emit(o->w, "%23s{nh-type/Discard}\n", "");
	else if (r->type != RTN_UNICAST)
		writer_emit(o->w, "%23s{nh-type/Reject}\n", "");
	else if (h->via.family)
		writer_emit(o->w, "%20s%c to {to/%s} via {via/%s}\n", "",
			    first ? '>' : ' ', addr_str(&h->via, via),
			    oper_interface(o, h->dev));
	else
		writer_emit(o->w, "%20s%c via {via/%s}\n", "",
			    first ? '>' : ' ', oper_interface(o, h->dev));
	writer_close(o->w);
}

static void emit_entry(struct oper *o, const struct route *r)
{
	char age[32];
	unsigned int i;

	writer_open(o->w, "rt-entry");
	writer_emit(o->w,
		    "%c[{e:active-tag/%s}{protocol-name/%s}/"
		    "{preference/%u}] {age/%s}\n",
		    r->active ? '*' : ' ', r->active ? "*" : "", r->protocol,
		    r->preference, oper_age(r->age, age));
	for (i = 0; i < r->n_hops; i++)
		emit_hop(o, r, &r->hop[i], !i);
	writer_close(o->w);
}

static void emit_route(struct oper *o, const struct route *r, bool first)
{
	char prefix[PREFIX_STRLEN];

	if (first) {
		prefix_str(&r->prefix, prefix);
		writer_emit(o->w, "{rt-destination/%-18s}%s", prefix,
			    strlen(prefix) > 18 ? "\n                   " :
						  " ");
	} else {
		writer_emit(o->w, "%19s", "");
	}
	emit_entry(o, r);
}

struct totals {
	unsigned int destinations, routes, active;
};

static struct totals totals(struct routes *l, size_t from, size_t to)
{
	struct totals t = { 0 };
	size_t i;

	for (i = from; i < to; i++) {
		t.routes++;
		t.active += l->v.v[i].active;
		t.destinations += i == from ||
				  !same_destination(&l->v.v[i - 1], &l->v.v[i]);
	}
	return t;
}

static void emit_terse(struct oper *o, const struct route *r, bool first)
{
	char prefix[PREFIX_STRLEN], via[ADDR_STRLEN];
	const struct hop *h = &r->hop[0];

	prefix_str(&r->prefix, prefix);
	writer_open(o->w, "rt-entry");
	writer_emit(o->w,
		    "%c ? {rt-destination/%-18s} "
		    "{protocol-code/%c} {preference/%3u}%31s"
		    "%c{nh/%s}\n",
		    r->active ? '*' : ' ', first ? prefix : "", r->protocol[0],
		    r->preference, "", '>',
		    r->to		 ? r->to :
		    r->type == RTN_LOCAL ? "Local" :
		    h->via.family	 ? addr_str(&h->via, via) :
					   oper_interface(o, h->dev));
	writer_close(o->w);
}

/* The counts are of the whole table, the routes those asked for. */
static void emit_table(struct routes *l, size_t from, size_t to)
{
	struct totals t = totals(l, from, to);
	struct oper *o = l->o;
	bool terse = oper_has(o, "terse"), any = false, begun = false;
	char name[96];
	size_t i;

	for (i = from; i < to; i++)
		any = any || selected(o, &l->v.v[i]);
	if (!any)
		return;
	writer_open(o->w, "route-table");
	writer_emit(o->w,
		    "\n{table-name/%s}: {destination-count/%u} "
		    "destinations, {total-route-count/%u} routes "
		    "({active-route-count/%u} active, "
		    "{holddown-route-count/0} holddown, "
		    "{hidden-route-count/0} hidden)\n"
		    "+ = Active Route, - = Last Active, * = Both\n\n",
		    table_name(o, &l->v.v[from], name), t.destinations,
		    t.routes, t.active);
	if (terse)
		writer_emit(o->w, "A V Destination        P Prf   Metric 1"
				  "   Metric 2  Next hop        AS path\n");
	for (i = from; i < to; i++) {
		const struct route *r = &l->v.v[i];
		bool first = i == from || !same_destination(r - 1, r) ||
			     !selected(o, r - 1);

		if (!selected(o, r))
			continue;
		if (terse) {
			emit_terse(o, r, first);
			continue;
		}
		if (first && begun)
			writer_close(o->w);
		if (first)
			writer_open(o->w, "rt");
		begun = true;
		emit_route(o, r, first);
	}
	if (begun)
		writer_close(o->w);
	writer_close(o->w);
}

static void emit_summary(struct routes *l, size_t from, size_t to)
{
	static const char *const names[] = {
		"Direct", "Local", "Static", "Access-internal", "OSPF",
		"IS-IS",  "RIP",   "BGP",    "Kernel",
	};
	struct totals t = totals(l, from, to);
	struct oper *o = l->o;
	unsigned int n, active;
	char name[96];
	size_t i, k;

	writer_open(o->w, "route-table");
	writer_emit(o->w,
		    "\n{table-name/%s}: {destination-count/%u} "
		    "destinations, {total-route-count/%u} routes "
		    "({active-route-count/%u} active, "
		    "{holddown-route-count/0} holddown, "
		    "{hidden-route-count/0} hidden)\n",
		    table_name(o, &l->v.v[from], name), t.destinations,
		    t.routes, t.active);
	for (k = 0; k < sizeof(names) / sizeof(*names); k++) {
		for (n = active = 0, i = from; i < to; i++) {
			if (strcmp(l->v.v[i].protocol, names[k]))
				continue;
			n++;
			active += l->v.v[i].active;
		}
		if (!n)
			continue;
		writer_open(o->w, "protocols");
		writer_emit(o->w,
			    "{protocol-name/%20s}: "
			    "{protocol-route-count/%6u} routes, "
			    "{active-route-count/%6u} active\n",
			    names[k], n, active);
		writer_close(o->w);
	}
	writer_close(o->w);
}

static void mark_active(struct routes *l)
{
	size_t i;

	for (i = 0; i < l->v.n; i++)
		l->v.v[i].active =
			!i || !same_destination(&l->v.v[i - 1], &l->v.v[i]);
}

int oper_routes(struct oper *o)
{
	struct routes l = { .o = o };
	bool summary = oper_has(o, "summary");
	struct net *n = oper_net(o);
	size_t i, from;

	if (!n)
		return 1;
	find_leaks(&l);
	if (net_routes(n, AF_INET, take, &l) ||
	    net_routes(n, AF_INET6, take, &l))
		return oper_error(o, "cannot read the routing tables");
	if (l.v.n)
		qsort(l.v.v, l.v.n, sizeof(*l.v.v), by_place);
	mark_active(&l);
	keep_best(&l);
	writer_open_ns(o->w,
		       summary ? "route-summary-information" :
				 "route-information",
		       "routing");
	for (i = from = 0; i < l.v.n; from = i) {
		for (i++; i < l.v.n && same_table(&l.v.v[from], &l.v.v[i]); i++)
			;
		if (summary)
			emit_summary(&l, from, i);
		else
			emit_table(&l, from, i);
	}
	writer_close(o->w);
	vec_free(&l.leaks);
	vec_free(&l.v);
	return 0;
}
