// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The part of a model that the dataplane's snapshot does not show, as text
 * for golden tests and debugging: the network plan.
 */
#include "model/model.h"

#include "lib/buf.h"

static void print_link(const struct net_link *l, struct buf *out)
{
	const struct net_addr *a;
	char text[PREFIX_STRLEN];

	buf_printf(out, "link %s %s", l->name, l->junos);
	if (l->parent[0])
		buf_printf(out, " vlan %u on %s", l->vlan_id, l->parent);
	if (l->loopback)
		buf_puts(out, " loopback");
	if (l->mtu)
		buf_printf(out, " mtu %u", l->mtu);
	if (l->vrf[0])
		buf_printf(out, " vrf %s", l->vrf);
	if (l->disable)
		buf_puts(out, " disable");
	vec_each(a, &l->addrs)
		buf_printf(out, " %s%s%s", prefix_str(&a->prefix, text),
			   a->primary ? "*" : "", a->preferred ? "+" : "");
	if (l->description)
		buf_printf(out, " \"%s\"", l->description);
	buf_putc(out, '\n');
}

static void print_route(const struct net_route *r, struct buf *out)
{
	static const char *const kinds[] = {
		[NET_ROUTE_UNICAST] = "",
		[NET_ROUTE_DISCARD] = " discard",
		[NET_ROUTE_REJECT] = " reject",
		[NET_ROUTE_TABLE] = " to",
	};
	const struct net_nexthop *h;
	char text[PREFIX_STRLEN];

	buf_printf(out, "route %s table %u preference %u%s",
		   prefix_str(&r->prefix, text), r->table, r->preference,
		   kinds[r->kind]);
	vec_each(h, &r->hops) {
		if (h->via.family)
			buf_printf(out, " via %s", addr_str(&h->via, text));
		if (h->dev[0])
			buf_printf(out, " dev %s", h->dev);
	}
	if (r->to)
		buf_printf(out, " %s", r->to);
	if (r->leaked)
		buf_puts(out, " leaked");
	if (r->hop_table)
		buf_printf(out, " of table %u", r->hop_table);
	buf_putc(out, '\n');
}

void model_print_plan(const struct model *m, struct buf *out)
{
	const struct net_plan *p = m->net;
	const struct net_route *r;
	const struct net_link *l;
	const struct net_vrf *v;

	if (p->host_name[0])
		buf_printf(out, "host-name %s\n", p->host_name);
	if (p->fragment_timeout)
		buf_printf(out, "fragment-timeout %u\n", p->fragment_timeout);
	vec_each(v, &p->vrfs)
		buf_printf(out, "vrf %s %s id %u table %u\n", v->name,
			   v->instance, v->id, v->table);
	vec_each(l, &p->links)
		print_link(l, out);
	vec_each(r, &p->routes)
		print_route(r, out);
}
