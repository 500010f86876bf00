// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show security nat source port-block, show security nat source deterministic:
 * which ports of which address are a host's.
 *
 * Blocks that hosts got are the dataplane's to tell.  Those of deterministic
 * NAT follow from the configuration, so all of them are shown, with the ports
 * in use of those that have sessions.
 */
#include "oper/nat.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct blocks {
	VEC(struct dp_nat_entry) v;
};

struct wanted {
	const char *pool;
	struct addr host, outside;
	bool has_host, has_outside;
	uint16_t port; /* 0: any */
};

static int take(const struct dp_nat_entry *e, void *arg)
{
	struct blocks *l = arg;

	vec_push(&l->v, *e);
	return 0;
}

static int read_addr(struct oper *o, const char *arg, struct addr *a, bool *has)
{
	const char *text = oper_arg(o, arg);
	struct prefix p;

	*has = text;
	if (!text)
		return 0;
	if (prefix_parse(text, &p))
		return oper_error(o, "invalid address: %s", text);
	*a = p.addr;
	return 0;
}

static const struct model_nat_pool *find_pool(const struct oper *o,
					      const char *name)
{
	struct model_nat_pool *const *p;

	vec_each(p, &o->model->nat_pools)
		if ((*p)->kind == XPF_NAT_SOURCE && !strcmp((*p)->name, name))
			return *p;
	return NULL;
}

static int read_wanted(struct oper *o, struct wanted *w)
{
	*w = (struct wanted){ .pool = oper_arg(o, "pool") };
	if (!o->model)
		return oper_error(o, "no configuration is active");
	w->port = (uint16_t)oper_number(o, "xlated-port", 0);
	if (read_addr(o, "host-ip", &w->host, &w->has_host) ||
	    read_addr(o, "xlated-ip", &w->outside, &w->has_outside))
		return 1;
	if (w->pool && !find_pool(o, w->pool))
		return oper_error(o, "NAT pool %s not found", w->pool);
	return 0;
}

static bool same(const struct addr *x, const struct addr *y)
{
	return x->family == y->family && !addr_cmp(x, y);
}

static bool is_wanted(const struct wanted *w, const struct dp_nat_entry *e)
{
	return (!w->has_host || same(&w->host, &e->inside)) &&
	       (!w->has_outside || same(&w->outside, &e->outside)) &&
	       (!w->port ||
		(w->port >= e->outside_port && w->port <= e->port_hi));
}

/* ---- blocks that hosts got ---- */

static void emit_block(struct oper *o, const struct dp_nat_entry *e)
{
	char in[ADDR_STRLEN], out[ADDR_STRLEN], ports[16], used[32], state[32];
	char left[16] = "-";

	if (e->timeout && e->state != XPF_BLOCK_INACTIVE)
		snprintf(left, sizeof(left), "%u", e->left);
	snprintf(ports, sizeof(ports), "%u-%u", e->outside_port, e->port_hi);
	snprintf(used, sizeof(used), "%u/%u*%u", e->sessions, e->max,
		 e->layers);
	snprintf(state, sizeof(state), "%s/%s", dp_block_str(e->state), left);
	writer_open(o->w, "pba-blk-table-entry");
	writer_emit(o->w,
		    "{blk-internal-ip/%-30s}{blk-reflexive-ip/%-31s}"
		    "{d:ports/%-12s}{d:used/%-18s}{d:state/%s}\n"
		    "{e:blk-low-port/%u}{e:blk-high-port/%u}"
		    "{e:blk-ports-used/%u}{e:blk-ports-total/%u}"
		    "{e:blk-ports-ol/%u}{e:blk-status/%s}"
		    "{e:blk-left-time/%s}",
		    addr_str(&e->inside, in), addr_str(&e->outside, out), ports,
		    used, state, e->outside_port, e->port_hi, e->sessions,
		    e->max, e->layers, dp_block_str(e->state), left);
	writer_close(o->w);
}

static void emit_pool(struct oper *o, const struct model_nat_pool *p,
		      const struct blocks *l, const struct wanted *w)
{
	const struct dp_nat_entry *e;
	unsigned int used = 0;

	vec_each(e, &l->v)
		used += e->pool == p->id;
	writer_open(o->w, "pba-pool-info-entry");
	writer_emit(o->w,
		    "\nPool name: {pba-pool-name/%s}\n"
		    "Port-overloading-factor: {pba-olfactor/%5u}     "
		    "Port block size: {pba-size/%4u}\n"
		    "Max port blocks per host: {pba-per-host/%4u}     "
		    "Port block active timeout: {pba-timeout/%4u}\n"
		    "{e:pba-last-blk-timeout/%u}"
		    "Used/total port blocks: {pba-blk-used/%u}/"
		    "{pba-blk-total/%" PRIu64 "}\n"
		    "%-30s%-31s%-12s%-18s%s\n%-61s%-12s%-18s%s\n",
		    p->name, p->overload, p->block.size, p->block.max,
		    p->block.timeout, p->block.recycle, used,
		    model_nat_blocks(p), "Host_IP", "External_IP", "Port_Block",
		    "Ports_Used/", "Block_State/", "", "Range", "Ports_Total",
		    "Left_Time(s)");
	vec_each(e, &l->v)
		if (e->pool == p->id && is_wanted(w, e))
			emit_block(o, e);
	writer_close(o->w);
}

/* ---- blocks that follow from the host ---- */

static const struct dp_nat_entry *
block_at(const struct blocks *l, uint32_t pool, const struct dp_nat_entry *at)
{
	const struct dp_nat_entry *e;

	vec_each(e, &l->v)
		if (e->pool == pool && e->outside_port == at->outside_port &&
		    same(&e->outside, &at->outside))
			return e;
	return NULL;
}

static void emit_fixed(struct oper *o, const struct model_nat_pool *p,
		       const struct dp_nat_entry *e)
{
	char in[ADDR_STRLEN], out[ADDR_STRLEN], ports[16], used[32];

	snprintf(ports, sizeof(ports), "%u-%u", e->outside_port, e->port_hi);
	snprintf(used, sizeof(used), "%u/%u*%u", e->sessions, p->block.size,
		 p->overload);
	writer_open(o->w, "determ-blk-table-entry");
	writer_emit(o->w,
		    "{blk-internal-ip/%-30s}{blk-reflexive-ip/%-31s}"
		    "{d:ports/%-12s}{d:used/%s}\n"
		    "{e:blk-low-port/%u}{e:blk-high-port/%u}"
		    "{e:blk-ports-used/%u}{e:blk-ports-total/%u}"
		    "{e:blk-ports-ol/%u}",
		    addr_str(&e->inside, in), addr_str(&e->outside, out), ports,
		    used, e->outside_port, e->port_hi, e->sessions,
		    p->block.size, p->overload);
	writer_close(o->w);
}

static void next_addr(struct addr *a)
{
	unsigned int i = addr_bits(a) / 8;

	while (i-- && !++a->b[i])
		;
}

/* The n-th host has the n-th block: both are counted through. */
static void each_fixed(struct oper *o, const struct model_nat_pool *p,
		       const struct blocks *l, const struct wanted *w)
{
	uint32_t of_addr = (p->port_hi - p->port_lo + 1U) / p->block.size;
	struct addr out = p->range[0].lo, host;
	const struct dp_nat_entry *b;
	unsigned int i, range = 0;
	uint32_t at = 0;

	for (i = 0; i < p->n_hosts; i++)
		for (host = p->hosts[i].lo;
		     addr_cmp(&host, &p->hosts[i].hi) <= 0; next_addr(&host)) {
			struct dp_nat_entry e = {
				.inside = host,
				.outside = out,
				.outside_port = (uint16_t)(p->port_lo +
							   at * p->block.size),
			};

			e.port_hi =
				(uint16_t)(e.outside_port + p->block.size - 1);
			b = block_at(l, p->id, &e);
			e.sessions = b ? b->sessions : 0;
			if (is_wanted(w, &e))
				emit_fixed(o, p, &e);
			if (++at < of_addr)
				continue;
			at = 0;
			if (!addr_cmp(&out, &p->range[range].hi) &&
			    range + 1 < p->n_ranges)
				out = p->range[++range].lo;
			else
				next_addr(&out);
		}
}

static void emit_deterministic(struct oper *o, const struct model_nat_pool *p,
			       const struct blocks *l, const struct wanted *w)
{
	const struct dp_nat_entry *e;
	unsigned int used = 0;

	vec_each(e, &l->v)
		used += e->pool == p->id;
	writer_open(o->w, "determ-pool-info-entry");
	writer_emit(o->w,
		    "\nPool name: {determ-pool-name/%s}\n"
		    "Port-overloading-factor: {determ-olfactor/%5u}     "
		    "Port block size: {determ-blk-size/%4u}\n"
		    "Used/total port blocks: {determ-blk-used/%u}/"
		    "{determ-blk-total/%" PRIu64 "}\n"
		    "%-30s%-31s%-12s%s\n%-61s%-12s%s\n",
		    p->name, p->overload, p->block.size, used,
		    model_nat_blocks(p), "Host_IP", "External_IP", "Port_Block",
		    "Ports_Used/", "", "Range", "Ports_Total");
	writer_close(o->w);
	each_fixed(o, p, l, w);
}

/* ---- the commands ---- */

static int show(struct oper *o, bool fixed)
{
	struct model_nat_pool *const *p;
	struct blocks l = { { 0 } };
	struct dp_error e;
	struct wanted w;

	if (read_wanted(o, &w) || !oper_dp(o))
		return 1;
	if (dp_nat_blocks(o->dp, take, &l, &e)) {
		vec_free(&l.v);
		return oper_dp_failed(o, &e);
	}
	writer_open_ns(o->w, fixed ? "determ-blk-table" : "pba-blk-table",
		       "nat");
	vec_each(p, &o->model->nat_pools) {
		if ((*p)->kind != XPF_NAT_SOURCE || !(*p)->block.size ||
		    (*p)->block.fixed != fixed ||
		    (w.pool && strcmp(w.pool, (*p)->name)))
			continue;
		if (fixed)
			emit_deterministic(o, *p, &l, &w);
		else
			emit_pool(o, *p, &l, &w);
	}
	writer_close(o->w);
	vec_free(&l.v);
	return 0;
}

int oper_nat_blocks(struct oper *o)
{
	return show(o, false);
}

int oper_nat_deterministic(struct oper *o)
{
	return show(o, true);
}
