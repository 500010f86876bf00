// SPDX-License-Identifier: GPL-2.0
/*
 * What filter.c does, for packets of the express lane: the same classifier on
 * the same fields, as far as terms are plain (struct xpf_filter_term).  First
 * all terms are found, then the policer is asked, then they count: what does
 * not pass for any reason is left to the pipeline, which must find nothing
 * done.  A policer that refuses has taken nothing, so that asking it again
 * changes no rate; but what it took could not be given back when somebody else
 * refuses.  So it is the only one that is asked.
 */
#include <linux/ktime.h>
#include <linux/percpu.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <linux/unaligned.h>

#include "filter/filter.h"
#include "filter/lane.h"
#include "filter/policer.h"
#include "flow/session.h"
#include "policy/image.h"

struct passing {
	const struct xpf_filter_lane *p;
	struct xpf_filter_met *met;
	struct xpf_fields f;
	struct xpf_key key; /* if it will be another than the packet's */
};

static u32 payload_of(const struct xpf_filter_lane *p)
{
	if (p->proto == IPPROTO_TCP)
		return p->l4 + (p->l3[p->l4 + 12] >> 4) * 4;
	return p->l4 + sizeof(struct udphdr);
}

static void read_fields(struct passing *r)
{
	const struct xpf_filter_lane *p = r->p;
	const struct xpf_key *key = &p->session->wing[p->wing].key;

	r->f = (struct xpf_fields){
		.key = key,
		.in_if = p->in->id,
		.proto = p->proto,
		.next_header = p->proto,
		.sport = ntohs(key->sport),
		.dport = ntohs(key->dport),
		.icmp = XPF_F_ABSENT,
		.tcp_flags = XPF_F_ABSENT,
		.tos = p->tos,
		.length = p->len,
		.ttl = p->ttl,
	};
	if (key->family == AF_INET)
		r->f.fragment = get_unaligned_be16(p->l3 + 6);
	if (p->proto == IPPROTO_TCP)
		r->f.tcp_flags = p->l3[p->l4 + 13];
	r->f.length = xpf_filter_size(p->len, payload_of(p), p->size,
				      &r->met->bytes, &r->met->packets);
}

static bool meet_policer(struct passing *r, const struct xpf_meter *m)
{
	if (!m)
		return true;
	if (r->met->policer)
		return false;
	r->met->policer = m;
	return true;
}

static bool meet_term(struct passing *r, const struct xpf_filter_term *t)
{
	if (!t->plain || !meet_policer(r, t->policer))
		return false;
	if (!t->counter)
		return true;
	if (r->met->n_counters == XPF_LANE_COUNTERS)
		return false;
	r->met->counter[r->met->n_counters++] = t->counter;
	return true;
}

static bool meet_filter(struct passing *r, const struct xpf_filter *f)
{
	const struct xpf_filterset *s = &r->p->rs->filters;
	u32 rule = 0;

	for (;; rule++) {
		rule = xpf_classify_context(s->image, f - s->filter, &r->f,
					    rule);
		if (rule >= s->n_terms || !meet_term(r, &s->term[rule]))
			return false;
		if (s->term[rule].action == XPF_FW_ACCEPT)
			return true;
	}
}

static bool meet(struct passing *r, const struct xpf_bind_filters *b,
		 enum xpf_fw_place place)
{
	place += r->f.key->family == AF_INET6;
	return meet_policer(r, b->policer[place]) &&
	       (!b->filter[place] || meet_filter(r, b->filter[place]));
}

/* As it will leave. */
static void leave(struct passing *r)
{
	const struct xpf_session *s = r->p->session;
	const struct xpf_wing *w = &s->wing[r->p->wing];

	r->f.ttl--;
	r->f.out_if = r->p->out->id;
	if (!(w->flags & XPF_WING_NAT))
		return;
	xpf_key_reverse(&s->wing[!r->p->wing].key, &r->key);
	r->f.key = &r->key;
	r->f.sport = ntohs(r->key.sport);
	r->f.dport = ntohs(r->key.dport);
}

/* A datagram pays one only: screens count it too. */
static bool pay(const struct passing *r)
{
	const struct xpf_filter_lane *p = r->p;
	const struct xpf_filter_met *met = r->met;

	if (!met->policer)
		return true;
	if (p->proto == IPPROTO_UDP && p->in->steps & XPF_STEP_SCREEN)
		return false;
	return xpf_policer_packet(met->policer->policer, ktime_get_ns(),
				  met->bytes, met->packets,
				  XPF_GREEN) != XPF_RED;
}

bool xpf_filter_lane(const struct xpf_filter_lane *p,
		     struct xpf_filter_met *met)
{
	struct passing r;

	met->n_counters = 0;
	met->policer = NULL;
	r.p = p;
	r.met = met;
	read_fields(&r);
	if (p->in->steps & XPF_STEP_FILTER_IN &&
	    !meet(&r, &p->in->filters, XPF_FW_IN4))
		return false;
	if (p->out->steps & XPF_STEP_FILTER_OUT) {
		leave(&r);
		if (!meet(&r, &p->out->filters, XPF_FW_OUT4))
			return false;
	}
	return pay(&r);
}

void xpf_filter_lane_count(const struct xpf_filter_met *met)
{
	u32 i;

	for (i = 0; i < met->n_counters; i++) {
		struct xpf_counters __percpu *c = met->counter[i]->counters;

		this_cpu_add(c->packets, met->packets);
		this_cpu_add(c->bytes, met->bytes);
	}
}
