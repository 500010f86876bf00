// SPDX-License-Identifier: GPL-3.0-or-later
/* show security nat source pool, show security nat destination pool. */
#include "oper/nat.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LABEL "%-19s: "

static int take(const struct dp_nat_pool *p, void *arg)
{
	struct nat_pool_counters *l = arg;

	vec_push(&l->v, *p);
	return 0;
}

int nat_pool_counters(struct oper *o, struct nat_pool_counters *l)
{
	struct dp_error e;

	if (!oper_dp(o))
		return 1;
	return dp_nat_pools(o->dp, take, l, &e) ? oper_dp_failed(o, &e) : 0;
}

struct dp_nat_pool nat_pool_counter(const struct nat_pool_counters *l,
				    uint32_t id)
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

uint64_t nat_pool_addresses(const struct model_nat_pool *p)
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

static bool translates_ports(const struct model_nat_pool *p)
{
	return !(p->flags & (XPF_POOL_NO_PORTS | XPF_POOL_SHIFT));
}

static void emit_ports(struct oper *o, const struct model_nat_pool *p)
{
	if (!translates_ports(p)) {
		writer_emit(o->w, LABEL "{source-pool-port-translation/%s}\n",
			    "Port", "no translation");
		return;
	}
	writer_emit(o->w, LABEL "{source-pool-port-translation/[%u, %u]}\n",
		    "Port", p->port_lo, p->port_hi);
	if (p->twin_lo)
		writer_emit(o->w, LABEL "{source-pool-twin-port/[%u, %u]}\n",
			    "Twin port", p->twin_lo, p->twin_hi);
	writer_emit(o->w, LABEL "{port-overloading-factor/%u}\n",
		    "Port overloading", p->overload);
}

static void emit_blocks(struct oper *o, const struct model_nat_pool *p,
			const struct dp_nat_pool *n)
{
	const struct model_nat_block *b = &p->block;

	writer_emit(o->w, LABEL "{source-pool-blk-size/%u}\n",
		    "Port block size", b->size);
	if (b->fixed) {
		writer_emit(o->w,
			    LABEL "{source-pool-determ-host-range-num/%u}\n",
			    "Host range num", p->n_hosts);
	} else {
		writer_emit(
			o->w,
			LABEL "{source-pool-blk-max-per-host/%u}\n" LABEL
			      "{source-pool-blk-atv-timeout/%u}\n" LABEL
			      "{source-pool-last-blk-rccl-timeout/%u}\n" LABEL
			      "{source-pool-blk-interim-log-cycle/%u}\n" LABEL
			      "{source-pool-blk-log/%s}\n",
			"Max blocks per host", b->max, "Block timeout",
			b->timeout, "Last block recycle", b->recycle,
			"Interim log cycle", b->interim, "PBA block log",
			p->flags & XPF_POOL_BLOCK_LOG ? "Enable" : "Disable");
	}
	writer_emit(o->w,
		    LABEL "{source-pool-blk-used/%u}/"
			  "{source-pool-blk-total/%" PRIu64 "}\n",
		    "Used/total blocks", n->blocks_used, model_nat_blocks(p));
}

static void emit_alarm(struct oper *o, const struct model_nat_pool *p,
		       const struct dp_nat_pool *n)
{
	if (p->raise)
		writer_emit(o->w,
			    LABEL "{raise-alarm-threshold/%u}%%\n" LABEL
				  "{clear-alarm-threshold/%u}%%\n" LABEL
				  "{alarm-status/%s}\n",
			    "Raise threshold", p->raise, "Clear threshold",
			    p->clear, "Alarm", n->alarm ? "raised" : "clear");
}

static void emit_used(struct oper *o, const struct model_nat_pool *p,
		      const struct dp_nat_pool *n)
{
	char lo[ADDR_STRLEN], hi[ADDR_STRLEN];
	unsigned int i;

	writer_emit(o->w, "%-37s%-15s%s\n", "Address range",
		    translates_ports(p) ? "Single Ports" : "",
		    translates_ports(p) ? "Twin Ports" : "");
	for (i = 0; i < p->n_ranges; i++) {
		writer_open(o->w, "source-pool-address-range");
		writer_emit(o->w,
			    "  {address-range-low/%15s} - "
			    "{address-range-high/%-15s}",
			    addr_str(&p->range[i].lo, lo),
			    addr_str(&p->range[i].hi, hi));
		if (translates_ports(p) && p->n_ranges == 1)
			writer_emit(o->w,
				    "  {single-port/%-15" PRIu64 "}"
				    "{twin-port/%" PRIu64 "}",
				    n->ports_used, n->twins_used);
		writer_emit(o->w, "\n");
		writer_close(o->w);
	}
	if (!translates_ports(p))
		return;
	writer_open(o->w, "source-pool-address-range-sum");
	writer_emit(o->w,
		    LABEL "{single-port-sum/%-15" PRIu64 "} "
			  "{twin-port-sum/%" PRIu64 "}\n",
		    "Total used ports", n->ports_used, n->twins_used);
	writer_close(o->w);
}

static void emit_source(struct oper *o, const struct model_nat_pool *p,
			const struct dp_nat_pool *n)
{
	char base[ADDR_STRLEN] = "0.0.0.0", when[64];

	if (p->flags & XPF_POOL_SHIFT)
		addr_str(&p->host_base, base);
	writer_emit(o->w,
		    LABEL "{routing-instance-name/%s}\n" LABEL
			  "{host-address-base/%s}\n",
		    "Routing instance",
		    p->instance ? p->instance->name : "default",
		    "Host address base", base);
	emit_ports(o, p);
	writer_emit(o->w,
		    LABEL "{source-pool-address-assignment/%s}\n" LABEL
			  "{total-pool-address/%" PRIu64 "}\n" LABEL
			  "{address-pool-hits/%" PRIu64 "}\n" LABEL
			  "{source-pool-failures/%" PRIu64 "}\n",
		    "Address assignment",
		    p->flags & XPF_POOL_PAIRED ? "paired" : "no-paired",
		    "Total addresses", nat_pool_addresses(p),
		    "Translation hits", n->hits, "Translation fails",
		    n->failures);
	if (p->overflow || p->flags & XPF_POOL_OVERFLOW_IF)
		writer_emit(o->w, LABEL "{source-pool-overflow-pool/%s}\n",
			    "Overflow pool",
			    p->overflow ? p->overflow->name : "interface");
	if (p->block.size)
		emit_blocks(o, p, n);
	emit_alarm(o, p, n);
	if (n->peak_time)
		writer_emit(o->w,
			    LABEL "{peak-usage/%u%%} @ {peak-date-time/%s}\n",
			    "Peak usage", n->peak,
			    oper_time((time_t)n->peak_time, when));
	emit_used(o, p, n);
}

static void emit_destination(struct oper *o, const struct model_nat_pool *p,
			     const struct dp_nat_pool *n)
{
	char port[8];

	snprintf(port, sizeof(port), "%u", p->port_lo);
	writer_emit(o->w,
		    LABEL "{total-pool-address/%" PRIu64 "}\n" LABEL
			  "{destination-pool-translation-hits/%" PRIu64 "}\n",
		    "Total address", nat_pool_addresses(p), "Translation hits",
		    n->hits);
	emit_ranges(o, p, "Port", port);
}

static void emit(struct oper *o, const struct model_nat_pool *p,
		 unsigned int id, const struct nat_pool_counters *l)
{
	bool source = p->kind == XPF_NAT_SOURCE;
	struct dp_nat_pool n = nat_pool_counter(l, p->id);

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

static void emit_total(struct oper *o, enum xpf_nat_kind kind)
{
	size_t n = nat_pools_of(o->model, kind);

	if (kind != XPF_NAT_SOURCE) {
		writer_emit(o->w,
			    "Total destination-nat pools: {total-pools/%zu}\n",
			    n);
		return;
	}
	writer_open(o->w, "total-source-nat-pools");
	writer_emit(o->w, "Total pools: {total-source-pools/%zu}\n", n);
	writer_close(o->w);
}

static int show(struct oper *o, enum xpf_nat_kind kind)
{
	const char *name = oper_arg(o, "pool-name");
	struct model_nat_pool *const *p;
	struct nat_pool_counters l = { { 0 } };
	unsigned int id = 0, shown = 0;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	if (name && !strcmp(name, "all"))
		name = NULL;
	if (nat_pool_counters(o, &l))
		return 1;
	writer_open_ns(o->w,
		       kind == XPF_NAT_SOURCE ?
			       "source-nat-pool-detail-information" :
			       "destination-nat-pool-information",
		       "nat");
	if (!name)
		emit_total(o, kind);
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
