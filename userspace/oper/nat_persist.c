// SPDX-License-Identifier: GPL-3.0-or-later
/* show and clear security nat source persistent-nat-table. */
#include "oper/nat.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct wanted {
	struct oper *o;
	uint32_t pool; /* id, 0: any */
	struct addr inside;
	bool has_inside, has_pool;
	uint16_t port; /* 0: any */
	unsigned int shown;
};

static int read_wanted(struct oper *o, struct wanted *w)
{
	const char *ip = oper_arg(o, "internal-ip");
	const char *pool = oper_arg(o, "pool");
	struct model_nat_pool *const *p;
	struct prefix pre;

	*w = (struct wanted){ .o = o };
	if (!o->model)
		return oper_error(o, "no configuration is active");
	w->port = (uint16_t)oper_number(o, "internal-port", 0);
	if (ip) {
		if (prefix_parse(ip, &pre))
			return oper_error(o, "invalid address: %s", ip);
		w->inside = pre.addr;
		w->has_inside = true;
	}
	if (!pool)
		return 0;
	w->has_pool = true;
	vec_each(p, &o->model->nat_pools)
		if ((*p)->kind == XPF_NAT_SOURCE && !strcmp((*p)->name, pool))
			w->pool = (*p)->id;
	return w->pool ? 0 : oper_error(o, "NAT pool %s not found", pool);
}

static bool is_wanted(const struct wanted *w, const struct dp_nat_entry *e)
{
	if (w->has_pool && e->pool != w->pool)
		return false;
	if (w->port && e->inside_port != w->port)
		return false;
	return !w->has_inside || (e->inside.family == w->inside.family &&
				  !addr_cmp(&e->inside, &w->inside));
}

static const char *pool_name(const struct oper *o, const struct dp_nat_entry *e)
{
	const struct model_nat_pool *p =
		e->pool ? model_nat_pool_by_id(o->model, e->pool) : NULL;

	return p ? p->name : e->pool ? "-" : "interface";
}

static void heading(struct oper *o)
{
	writer_emit(o->w,
		    "%-33s%-34s%-12s%-18s%-12s%-16s%s\n"
		    "%-16s%-8s%-9s%-16s%-9s%-9s%-12s%-18s%-12s%-16s%s\n",
		    "Internal", "Reflective", "Source", "Type", "Left_time/",
		    "Curr_Sess_Num/", "Source", "In_IP", "In_Port", "I_Proto",
		    "Ref_IP", "Ref_Port", "R_Proto", "NAT Pool", "",
		    "Conf_time", "Max_Sess_Num", "NAT Rule");
}

static int emit(const struct dp_nat_entry *e, void *arg)
{
	char in[ADDR_STRLEN], out[ADDR_STRLEN], proto[8], time[24], used[24];
	const struct model_nat_rule *r;
	struct wanted *w = arg;
	struct oper *o = w->o;
	const char *name;

	if (!is_wanted(w, e))
		return 0;
	if (!w->shown++)
		heading(o);
	r = model_nat_rule_by_id(o->model, e->rule);
	name = e->protocol ? protocol_name(e->protocol, proto) : "*";
	if (e->sessions)
		snprintf(time, sizeof(time), "-/%u", e->timeout);
	else
		snprintf(time, sizeof(time), "%u/%u", e->left, e->timeout);
	snprintf(used, sizeof(used), "%u/%u", e->sessions, e->max);
	writer_open(o->w, "persist-nat-table-entry");
	writer_emit(o->w,
		    "{internal-ip/%-16s}{internal-port/%-8u}"
		    "{internal-protocol/%-9s}{reflective-ip/%-16s}"
		    "{reflective-port/%-9u}{reflective-protocol/%-9s}"
		    "{source-nat-pool/%-12s}{persist-nat-type/%-18s}"
		    "{persist-nat-left-time/%-12s}"
		    "{persist-nat-session-number/%-16s}"
		    "{source-nat-rule/%s}\n",
		    addr_str(&e->inside, in), e->inside_port, name,
		    addr_str(&e->outside, out), e->outside_port, name,
		    pool_name(o, e), dp_persist_str(e->kind), time, used,
		    r ? r->name : "-");
	writer_close(o->w);
	return 0;
}

static int emit_detail(const struct dp_nat_entry *e, void *arg)
{
	char in[ADDR_STRLEN], out[ADDR_STRLEN], proto[8];
	const struct model_nat_rule *r;
	struct wanted *w = arg;
	struct oper *o = w->o;

	if (!is_wanted(w, e))
		return 0;
	w->shown++;
	r = model_nat_rule_by_id(o->model, e->rule);
	writer_open(o->w, "persist-nat-table-entry");
	writer_emit(o->w,
		    "Internal address   : {internal-ip/%s}/{internal-port/%u} "
		    "{internal-protocol/%s}\n"
		    "Reflective address : {reflective-ip/%s}/"
		    "{reflective-port/%u}\n"
		    "Source NAT pool    : {source-nat-pool/%s}\n"
		    "Source NAT rule    : {source-nat-rule/%s}\n"
		    "Type               : {persist-nat-type/%s}\n"
		    "Left time          : {left-time/%u}\n"
		    "Configured time    : {configured-time/%u}\n"
		    "Current sessions   : {current-session-number/%u}\n"
		    "Maximum sessions   : {maximum-session-number/%u}\n\n",
		    addr_str(&e->inside, in), e->inside_port,
		    e->protocol ? protocol_name(e->protocol, proto) : "*",
		    addr_str(&e->outside, out), e->outside_port,
		    pool_name(o, e), r ? r->name : "-", dp_persist_str(e->kind),
		    e->left, e->timeout, e->sessions, e->max);
	writer_close(o->w);
	return 0;
}

static int summary(struct oper *o)
{
	struct dp_error e;
	uint64_t bindings;
	uint32_t targets;

	if (!oper_dp(o))
		return 1;
	if (dp_nat_usage(o->dp, &bindings, &targets, &e))
		return oper_dp_failed(o, &e);
	writer_open_ns(o->w, "persist-nat-table-statistic", "nat");
	writer_emit(o->w,
		    "Persistent NAT Table Statistics:\n"
		    "  binding total : {persist-nat-binding-total/%u}\n"
		    "  binding in use: {persist-nat-binding-in-use/%" PRIu64
		    "}\n"
		    "  enode total : {persist-nat-enode-total/%u}\n"
		    "  enode in use: {persist-nat-enode-in-use/%u}\n",
		    XPF_MAX_NAT_BINDINGS, bindings, XPF_MAX_NAT_TARGETS,
		    targets);
	writer_close(o->w);
	return 0;
}

int oper_persist_nat(struct oper *o)
{
	struct dp_error e;
	struct wanted w;

	if (oper_has(o, "summary"))
		return summary(o);
	if (read_wanted(o, &w) || !oper_dp(o))
		return 1;
	writer_open_ns(o->w, "persist-nat-table", "nat");
	if (dp_nat_bindings(o->dp, oper_has(o, "detail") ? emit_detail : emit,
			    &w, &e)) {
		writer_close(o->w);
		return oper_dp_failed(o, &e);
	}
	writer_close(o->w);
	return 0;
}

int oper_persist_nat_clear(struct oper *o)
{
	struct dp_error e;
	struct wanted w;
	uint64_t count;

	if (read_wanted(o, &w) || !oper_dp(o))
		return 1;
	if (dp_nat_bindings_clear(o->dp, w.pool,
				  w.has_inside ? &w.inside : NULL, w.port,
				  &count, &e))
		return oper_dp_failed(o, &e);
	return 0;
}
