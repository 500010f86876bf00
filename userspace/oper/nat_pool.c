// SPDX-License-Identifier: GPL-3.0-or-later
/* show security nat source pool, show security nat destination pool. */
#include "oper/nat.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LABEL "%-19s: "

struct pools {
	VEC(struct dp_nat_pool) v;
};

static int take(const struct dp_nat_pool *p, void *arg)
{
	struct pools *l = arg;

	vec_push(&l->v, *p);
	return 0;
}

static struct dp_nat_pool counters(const struct pools *l, uint32_t id)
{
	const struct dp_nat_pool *p;

	vec_each(p, &l->v)
		if (p->id == id)
			return *p;
	return (struct dp_nat_pool){ 0 };
}

/* How many addresses, as far as they are used. */
static uint64_t size_of(const struct addr_range *r)
{
	unsigned int bytes = addr_bits(&r->lo) / 8, i;
	uint64_t n = 0;

	for (i = 0; i < bytes; i++)
		n = n * 256 + (uint64_t)r->hi.b[i] - r->lo.b[i];
	return n + 1;
}

static uint64_t addresses(const struct model_nat_pool *p)
{
	uint64_t n = 0;
	unsigned int i;

	for (i = 0; i < p->n_ranges; i++)
		n += size_of(&p->range[i]);
	return n;
}

static void emit_ranges(struct oper *o, const struct model_nat_pool *p,
			const char *heading, const char *tail)
{
	char lo[ADDR_STRLEN], hi[ADDR_STRLEN];
	unsigned int i;

	writer_emit(o->w, "%-37s%s\n", "Address range", heading);
	for (i = 0; i < p->n_ranges; i++) {
		writer_open(o->w, "address-range-entry");
		writer_emit(o->w,
			    "  {address-range-low/%15s} - "
			    "{address-range-high/%-15s}   %s\n",
			    addr_str(&p->range[i].lo, lo),
			    addr_str(&p->range[i].hi, hi), tail);
		writer_close(o->w);
	}
}

static void emit_source(struct oper *o, const struct model_nat_pool *p,
			const struct dp_nat_pool *n)
{
	bool ports = !(p->flags & (XPF_POOL_NO_PORTS | XPF_POOL_SHIFT));
	char base[ADDR_STRLEN] = "0.0.0.0";

	if (p->flags & XPF_POOL_SHIFT)
		addr_str(&p->host_base, base);
	writer_emit(o->w, LABEL "{host-address-base/%s}\n", "Host address base",
		    base);
	if (ports)
		writer_emit(o->w,
			    LABEL "[{port-range-low/%u}, "
				  "{port-range-high/%u}]\n",
			    "Port", p->port_lo, p->port_hi);
	else
		writer_emit(o->w, LABEL "{port-translation/%s}\n", "Port",
			    "no translation");
	writer_emit(o->w,
		    LABEL "{address-assignment/%s}\n" LABEL
			  "{total-pool-address/%" PRIu64 "}\n" LABEL
			  "{source-pool-translation-hits/%" PRIu64 "}\n" LABEL
			  "{source-pool-failures/%" PRIu64 "}\n",
		    "Address assignment",
		    p->flags & XPF_POOL_PAIRED ? "paired" : "no-paired",
		    "Total addresses", addresses(p), "Translation hits",
		    n->hits, "Translation fails", n->failures);
	emit_ranges(o, p, "", "");
	if (ports)
		writer_emit(o->w, LABEL "{total-used-ports/%" PRIu64 "}\n",
			    "Total used ports", n->ports_used);
}

static void emit_destination(struct oper *o, const struct model_nat_pool *p,
			     const struct dp_nat_pool *n)
{
	char port[8];

	snprintf(port, sizeof(port), "%u", p->port_lo);
	writer_emit(o->w,
		    LABEL "{total-pool-address/%" PRIu64 "}\n" LABEL
			  "{destination-pool-translation-hits/%" PRIu64 "}\n",
		    "Total address", addresses(p), "Translation hits", n->hits);
	emit_ranges(o, p, "Port", port);
}

static void emit(struct oper *o, const struct model_nat_pool *p,
		 unsigned int id, const struct pools *l)
{
	bool source = p->kind == XPF_NAT_SOURCE;
	struct dp_nat_pool n = counters(l, p->id);

	writer_open(o->w, source ? "source-nat-pool-info-entry" :
				   "destination-nat-pool-entry");
	writer_emit(o->w, "\n" LABEL "{pool-name/%s}\n" LABEL "{pool-id/%u}\n",
		    "Pool name", p->name, "Pool id", id);
	if (source)
		emit_source(o, p, &n);
	else
		emit_destination(o, p, &n);
	writer_close(o->w);
}

static int show(struct oper *o, enum xpf_nat_kind kind)
{
	const char *name = oper_arg(o, "pool-name");
	struct model_nat_pool *const *p;
	struct pools l = { { 0 } };
	unsigned int id = 0, shown = 0;
	struct dp_error e;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	if (name && !strcmp(name, "all"))
		name = NULL;
	if (!oper_dp(o))
		return 1;
	if (dp_nat_pools(o->dp, take, &l, &e))
		return oper_dp_failed(o, &e);
	writer_open_ns(o->w,
		       kind == XPF_NAT_SOURCE ?
			       "source-nat-pool-detail-information" :
			       "destination-nat-pool-information",
		       "nat");
	if (!name)
		writer_emit(o->w, "Total %spools: {total-pools/%zu}\n",
			    kind == XPF_NAT_SOURCE ? "" : "destination-nat ",
			    nat_pools_of(o->model, kind));
	vec_each(p, &o->model->nat_pools) {
		if ((*p)->kind != kind)
			continue;
		id++;
		if (name && strcmp((*p)->name, name))
			continue;
		emit(o, *p, id, &l);
		shown++;
	}
	writer_close(o->w);
	vec_free(&l.v);
	return name && !shown ? oper_error(o, "NAT pool %s not found", name) :
				0;
}

int oper_source_nat_pools(struct oper *o)
{
	return show(o, XPF_NAT_SOURCE);
}

int oper_destination_nat_pools(struct oper *o)
{
	return show(o, XPF_NAT_DESTINATION);
}
