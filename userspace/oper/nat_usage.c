// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show security nat resource-usage, show security nat interface-nat-ports: how
 * much of what source NAT gives out is in use.
 */
#include "oper/nat.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SINGLE (63488 - 1024)
#define TWIN (65536 - 63488)

static unsigned int percent(uint64_t used, uint64_t total)
{
	return total ? (unsigned int)(used * 100 / total) : 0;
}

/* Ports, or blocks of them where hosts have blocks. */
static void amounts(const struct dp_nat_pool *n, uint64_t *used,
		    uint64_t *total)
{
	*used = n->blocks_total ? n->blocks_used : n->ports_used;
	*total = n->blocks_total ? n->blocks_total : n->ports_total;
	if (*used > *total)
		*total = *used;
}

static void emit_time(struct oper *o, const struct dp_nat_pool *n)
{
	char when[64] = "";

	if (n->peak_time)
		oper_time((time_t)n->peak_time, when);
	writer_attr(o->w, "junos:seconds", "%" PRIu64, n->peak_time);
	writer_encode(o->w, "resource-usage-peak-date-time", "%s", when);
}

static void emit_row(struct oper *o, const struct model_nat_pool *p,
		     const struct dp_nat_pool *n)
{
	uint64_t used, total;

	amounts(n, &used, &total);
	writer_attr(o->w, "junos:style", "all-pat-pool");
	writer_open(o->w, "resource-usage-entry");
	writer_emit(o->w,
		    "{resource-usage-pool-name/%-32s} "
		    "{e:resource-usage-port-ol-factor/%u}"
		    "{e:resource-usage-peak-usage/%u%%}",
		    p->name, p->overload, n->peak);
	emit_time(o, n);
	writer_emit(o->w,
		    "{resource-usage-total-address/%-10" PRIu64 "} "
		    "{d:factor/%-7u} "
		    "{resource-usage-total-used/%-10" PRIu64 "} "
		    "{resource-usage-total-avail/%-10" PRIu64 "} "
		    "{resource-usage-total-total/%-10" PRIu64 "} "
		    "{resource-usage-total-usage/%u%%}\n",
		    nat_pool_addresses(p), p->overload, used, total - used,
		    total, percent(used, total));
	writer_close(o->w);
}

/* One pool: with its peak and when that was. */
static void emit_one(struct oper *o, const struct model_nat_pool *p,
		     const struct dp_nat_pool *n)
{
	uint64_t used, total;
	char when[64] = "-";

	amounts(n, &used, &total);
	if (n->peak_time)
		oper_time((time_t)n->peak_time, when);
	writer_attr(o->w, "junos:style", "pat-pool");
	writer_open(o->w, "resource-usage-entry");
	writer_emit(o->w,
		    "Source pool name: {resource-usage-pool-name/%s}, "
		    "Peak usage: {resource-usage-peak-usage/%u%%}, "
		    "Peak date time: {d:when/%s}\n"
		    "{e:resource-usage-port-ol-factor/%u}",
		    p->name, n->peak, when, p->overload);
	emit_time(o, n);
	writer_emit(o->w,
		    "%-12s %-10s %-10s %-10s %s\n"
		    "{resource-usage-total-address/%-12" PRIu64 "} "
		    "{resource-usage-total-used/%-10" PRIu64 "} "
		    "{resource-usage-total-avail/%-10" PRIu64 "} "
		    "{resource-usage-total-total/%-10" PRIu64 "} "
		    "{resource-usage-total-usage/%u%%}\n",
		    "Address", "Used", "Avail", "Total", "Usage",
		    nat_pool_addresses(p), used, total - used, total,
		    percent(used, total));
	writer_close(o->w);
}

static bool has_ports(const struct model_nat_pool *p)
{
	return p->kind == XPF_NAT_SOURCE &&
	       !(p->flags & (XPF_POOL_NO_PORTS | XPF_POOL_SHIFT));
}

int oper_nat_usage(struct oper *o)
{
	const char *name = oper_arg(o, "source-pool");
	struct model_nat_pool *const *p;
	struct nat_pool_counters l = { { 0 } };
	unsigned int shown = 0;
	bool all = !name || !strcmp(name, "all");

	if (!o->model)
		return oper_error(o, "no configuration is active");
	if (nat_pool_counters(o, &l))
		return 1;
	writer_open_ns(o->w, "source-resource-usage-pool-information", "nat");
	if (all)
		writer_emit(o->w,
			    "PAT pools(including address-shared pool) port "
			    "utilization:\n"
			    "%-32s %-10s %-7s %-10s %-10s %-10s %s\n",
			    "Pool", "Address", "Factor", "Used", "Avail",
			    "Total", "Usage");
	vec_each(p, &o->model->nat_pools) {
		struct dp_nat_pool n = nat_pool_counter(&l, (*p)->id);

		if (!has_ports(*p) || (!all && strcmp(name, (*p)->name)))
			continue;
		if (all)
			emit_row(o, *p, &n);
		else
			emit_one(o, *p, &n);
		shown++;
	}
	writer_close(o->w);
	vec_free(&l.v);
	return all || shown ? 0 : oper_error(o, "NAT pool %s not found", name);
}

/* ---- ports of interfaces ---- */

/* Uses of ports by layer of overloading, over all addresses of interfaces. */
struct layers {
	const struct oper *o;
	uint64_t single[UINT8_MAX + 1], twin[UINT8_MAX + 1];
};

static bool of_interface(const struct oper *o, const struct addr *a)
{
	struct model_nat_pool *const *p;
	unsigned int i;

	vec_each(p, &o->model->nat_pools)
		for (i = 0; (*p)->kind == XPF_NAT_SOURCE && i < (*p)->n_ranges;
		     i++)
			if (a->family == (*p)->range[i].lo.family &&
			    addr_cmp(a, &(*p)->range[i].lo) >= 0 &&
			    addr_cmp(a, &(*p)->range[i].hi) <= 0)
				return false;
	return true;
}

static int add(const struct dp_nat_entry *e, void *arg)
{
	struct layers *l = arg;

	if (e->layers > UINT8_MAX || !of_interface(l->o, &e->outside))
		return 0;
	l->single[e->layers] += e->sessions;
	l->twin[e->layers] += e->port_hi;
	return 0;
}

static uint64_t left(uint64_t all, uint64_t used)
{
	return used < all ? all - used : 0;
}

int oper_nat_interface_ports(struct oper *o)
{
	struct layers l = { .o = o };
	struct dp_error e;
	unsigned int i, n;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	if (!oper_dp(o))
		return 1;
	if (dp_nat_ports(o->dp, add, &l, &e))
		return oper_dp_failed(o, &e);
	n = o->model->nat_overload;
	writer_open_ns(o->w, "interface-nat-ports-information", "nat");
	writer_emit(o->w,
		    "%-8s%-8s%-15s%-15s%-14s%s\n%-8s%-8s%-15s%-15s%-14s%s\n",
		    "Pool", "Total", "Single ports", "Single ports",
		    "Twin ports", "Twin ports", "index", "ports", "allocated",
		    "available", "allocated", "available");
	for (i = 0; i < n && i <= UINT8_MAX; i++) {
		writer_open(o->w, "interface-nat-ports-entry");
		writer_emit(o->w,
			    "{pool-index/%-8u}{total-ports/%-8u}"
			    "{single-ports-allocated/%-15" PRIu64 "}"
			    "{single-ports-available/%-15" PRIu64 "}"
			    "{twin-ports-allocated/%-14" PRIu64 "}"
			    "{twin-ports-available/%" PRIu64 "}\n",
			    i, SINGLE + TWIN, l.single[i],
			    left(SINGLE, l.single[i]), l.twin[i],
			    left(TWIN, l.twin[i]));
		writer_close(o->w);
	}
	writer_close(o->w);
	return 0;
}
