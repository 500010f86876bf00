// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The gateway of SIP: show security alg sip calls and counters, and the clear
 * of both.
 */
#include "oper/oper.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/vec.h"

struct call {
	char *id;
	uint32_t group;
	uint8_t state;
};

struct calls {
	VEC(struct call) v;
};

static int take_call(const struct dp_sip_call *c, void *arg)
{
	struct calls *l = arg;
	struct call call = { strdup(c->id ? c->id : ""), c->group, c->state };

	if (!call.id)
		abort();
	vec_push(&l->v, call);
	return 0;
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct call *)a)->id,
		      ((const struct call *)b)->id);
}

static void emit_call(struct oper *o, const struct call *c, bool detail)
{
	writer_open(o->w, "sip-call");
	if (detail)
		writer_emit(o->w,
			    "       Call ID  : {sip-call-id/%s}\n"
			    "       Method   : {sip-call-method/%s}\n"
			    "       State    : {sip-call-state/%s}\n"
			    "       Group ID : {sip-call-group-id/%u}\n",
			    c->id, "INVITE",
			    c->state == XPF_SIP_CONNECTED ? "CONNECTED" :
							    "SETUP",
			    c->group);
	else
		writer_emit(o->w,
			    "       Call ID: {sip-call-id/%s}\n"
			    "\t\t\tMethod: {sip-call-method/%s}\n",
			    c->id, "INVITE");
	writer_close(o->w);
}

int oper_sip_calls(struct oper *o)
{
	bool detail = oper_has(o, "detail");
	struct dp *dp = oper_dp(o);
	struct calls l = { 0 };
	struct dp_error e;
	struct call *c;
	int ret = 0;

	if (!dp)
		return 1;
	if (dp_sip_calls(dp, take_call, &l, &e)) {
		ret = oper_dp_failed(o, &e);
		goto out;
	}
	if (l.v.n)
		qsort(l.v.v, l.v.n, sizeof(*l.v.v), by_id);
	writer_open_ns(o->w, "sip-calls", NULL);
	writer_emit(o->w, "Total number of calls: {sip-call-total/%zu}\n",
		    (size_t)l.v.n);
	vec_each(c, &l.v)
		emit_call(o, c, detail);
	writer_close(o->w);
out:
	vec_each(c, &l.v)
		free(c->id);
	vec_free(&l.v);
	return ret;
}

/* ---- counters ---- */

static const char *const methods[__XPF_SIP_METHODS] = {
#define XPF_SIP_METHOD(name) #name,
#include <xpf/sip.def>
#undef XPF_SIP_METHOD
	"OTHER",
};

struct counts {
	struct dp_sip_count method[__XPF_SIP_METHODS];
	uint64_t dropped, refused, total;
};

static int take_count(const struct dp_sip_count *c, void *arg)
{
	struct counts *s = arg;
	size_t i;

	if (c->all) {
		s->dropped = c->dropped;
		s->refused = c->refused;
		return 0;
	}
	if (c->method >= __XPF_SIP_METHODS)
		return 0;
	s->method[c->method] = *c;
	for (i = 0; i < 7; i++)
		s->total += c->n[i][0] + c->n[i][1];
	return 0;
}

static void emit_method(struct oper *o, uint8_t method,
			const struct dp_sip_count *c)
{
	writer_open(o->w, "sip-counters-method");
	writer_emit(o->w,
		    "{method-name/%-10s}{t/%10" PRIu64 "}{t-1xx/%10" PRIu64
		    "}{t-2xx/%10" PRIu64 "}{t-3xx/%10" PRIu64
		    "}{t-4xx/%10" PRIu64 "}{t-5xx/%10" PRIu64
		    "}{t-6xx/%10" PRIu64 "}\n",
		    methods[method], c->n[0][0], c->n[1][0], c->n[2][0],
		    c->n[3][0], c->n[4][0], c->n[5][0], c->n[6][0]);
	writer_emit(o->w,
		    "          {rt/%10" PRIu64 "}{rt-1xx/%10" PRIu64
		    "}{rt-2xx/%10" PRIu64 "}{rt-3xx/%10" PRIu64
		    "}{rt-4xx/%10" PRIu64 "}{rt-5xx/%10" PRIu64
		    "}{rt-6xx/%10" PRIu64 "}\n",
		    c->n[0][1], c->n[1][1], c->n[2][1], c->n[3][1], c->n[4][1],
		    c->n[5][1], c->n[6][1]);
	writer_close(o->w);
}

int oper_sip_counters(struct oper *o)
{
	struct counts s = { 0 };
	struct dp *dp = oper_dp(o);
	struct dp_error e;
	uint8_t i;

	if (!dp)
		return 1;
	if (dp_sip_counts(dp, take_count, &s, &e))
		return oper_dp_failed(o, &e);
	writer_open_ns(o->w, "sip-counters", NULL);
	writer_emit(o->w,
		    "%-10s%10s%10s%10s%10s%10s%10s%10s\n"
		    "%-10s%10s%10s%10s%10s%10s%10s%10s\n",
		    "Method", "T", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx", "",
		    "RT", "RT", "RT", "RT", "RT", "RT", "RT");
	for (i = 0; i < __XPF_SIP_METHODS; i++)
		emit_method(o, i, &s.method[i]);
	writer_emit(o->w,
		    "\nSIP Error Counters:\n"
		    "  Total Pkt-in              : {total-packets-in/%" PRIu64
		    "}\n"
		    "  Total Pkt dropped on error: "
		    "{total-packets-dropped-on-error/%" PRIu64 "}\n"
		    "  Call Dropped due to limit : "
		    "{call-dropped-due-to-limit/%" PRIu64 "}\n",
		    s.total + s.dropped, s.dropped, s.refused);
	writer_close(o->w);
	return 0;
}

static int clear(struct oper *o, uint32_t what)
{
	struct dp *dp = oper_dp(o);
	struct dp_error e;

	if (!dp)
		return 1;
	if (dp_clear(dp, what, &e))
		return oper_dp_failed(o, &e);
	return 0;
}

int oper_sip_clear(struct oper *o)
{
	return clear(o, XPF_STATSET_SIP);
}

int oper_sip_clear_calls(struct oper *o)
{
	return clear(o, XPF_STATSET_SIP_CALL);
}
