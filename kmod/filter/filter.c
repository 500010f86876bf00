// SPDX-License-Identifier: GPL-2.0
/*
 * Running a packet through a filter: the classifier finds the first term that
 * matches, the term acts, and `next term` asks again behind it.  What matches
 * no term is discarded.
 *
 * What a term does happens in this order: count, police, mark, log, mirror,
 * then its verdict.  A policer may discard before the term's verdict is asked.
 * Marks given by one term are seen by the terms after it.
 *
 * Merged packets (GRO) are counted and policed as the packets they are made of.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/if_vlan.h>
#include <linux/ktime.h>
#include <linux/skbuff.h>
#include <net/dsfield.h>
#include <net/inet_ecn.h>
#include <net/ip.h>

#include "event.h"
#include "filter/fields.h"
#include "filter/filter.h"
#include "filter/log.h"
#include "filter/mirror.h"
#include "filter/policer.h"
#include "flow/session.h"
#include "hook.h"
#include "pkt/reply.h"
#include "policy/image.h"
#include "stat.h"
#include "xpf.h"

/* One packet at one filter. */
struct run {
	struct xpf_pkt *pkt;
	const struct xpf_binding *bind; /* for the log */
	struct xpf_fields f;
	struct xpf_key key; /* if it will be another than the packet's */
	u32 bytes, packets; /* that a merged one is made of */
};

static void set_size(struct run *r)
{
	const struct xpf_pkt *pkt = r->pkt;
	const struct sk_buff *skb = pkt->skb;
	u32 size;

	r->bytes = pkt->len;
	r->packets = 1;
	if (!skb_is_gso(skb) || pkt->len <= pkt->payload)
		return;
	size = skb_shinfo(skb)->gso_size;
	r->packets = DIV_ROUND_UP(pkt->len - pkt->payload, size);
	r->bytes += (r->packets - 1) * pkt->payload;
	r->f.length = min(pkt->len, pkt->payload + size);
}

static u32 class_of(const struct xpf_mark *m)
{
	return (u32)m->class << 2 | m->loss;
}

/* False: no memory to read its headers. */
static bool start(struct run *r, struct xpf_pkt *pkt,
		  const struct xpf_binding *bind)
{
	struct sk_buff *skb = pkt->skb;
	u32 need = min(xpf_filter_need(pkt), skb->len);

	if (skb_headlen(skb) < need && !pskb_may_pull(skb, need))
		return false;
	r->pkt = pkt;
	r->bind = bind;
	xpf_filter_fields(&r->f, pkt, skb->data, skb_headlen(skb));
	r->f.in_if = pkt->in && pkt->bind ? pkt->bind->id : 0;
	r->f.class = class_of(&pkt->mark);
	set_size(r);
	return true;
}

static bool predicates(const struct run *r, const struct xpf_filter_term *t)
{
	struct sk_buff *skb = r->pkt->skb;
	const u8 *link = NULL;
	u32 len = 0;

	if (r->pkt->in && skb_mac_header_was_set(skb)) {
		link = skb_mac_header(skb);
		len = skb->data - link;
	}
	return xpf_filter_predicates(t->predicate, t->n_predicates, r->pkt,
				     r->f.proto, skb->data, skb_headlen(skb),
				     link, len);
}

static void count(const struct xpf_meter *m, const struct run *r)
{
	this_cpu_add(m->counters->packets, r->packets);
	this_cpu_add(m->counters->bytes, r->bytes);
}

static void set_class(struct run *r, u8 class)
{
	r->pkt->mark.class = class;
	r->pkt->mark.set |= XPF_MARK_CLASS;
	r->f.class = class_of(&r->pkt->mark);
}

static void set_loss(struct run *r, u8 loss)
{
	r->pkt->mark.loss = loss;
	r->pkt->mark.set |= XPF_MARK_LOSS;
	r->f.class = class_of(&r->pkt->mark);
}

static enum xpf_colour colour_of(u8 loss)
{
	switch ((enum xpf_loss)loss) {
	case XPF_LOSS_LOW:
		return XPF_GREEN;
	case XPF_LOSS_MEDIUM_LOW:
	case XPF_LOSS_MEDIUM_HIGH:
		return XPF_YELLOW;
	case XPF_LOSS_HIGH:
		break;
	}
	return XPF_RED;
}

/* False: the policer discards it. */
static bool police(struct run *r, const struct xpf_meter *m)
{
	static const u8 loss[] = {
		[XPF_GREEN] = XPF_LOSS_LOW,
		[XPF_YELLOW] = XPF_LOSS_MEDIUM_HIGH,
		[XPF_RED] = XPF_LOSS_HIGH,
	};
	enum xpf_colour c;

	c = xpf_policer_packet(m->policer, ktime_get_ns(), r->bytes, r->packets,
			       colour_of(r->pkt->mark.loss));
	if (m->spec.kind != XPF_METER_POLICER)
		set_loss(r, loss[c]);
	if (c != XPF_RED)
		return true;
	count(m, r);
	if (m->spec.flags & XPF_METER_DISCARD)
		return false;
	if (m->spec.flags & XPF_METER_SET_LOSS)
		set_loss(r, m->loss);
	if (m->spec.flags & XPF_METER_SET_CLASS)
		set_class(r, m->class);
	return true;
}

static void keep(const struct run *r, const struct xpf_filter *f, u8 action)
{
	struct xpf_logged e = {
		.time_ns = ktime_get_real_ns(),
		.length = r->pkt->len,
		.action = action,
		.family = r->f.key->family,
		.proto = r->f.proto,
		.saddr = r->f.key->saddr,
		.daddr = r->f.key->daddr,
	};

	if (r->f.icmp != XPF_F_ABSENT) {
		e.sport = r->f.icmp >> 8;
		e.dport = r->f.icmp & 0xff;
	} else if (r->f.sport != XPF_F_ABSENT) {
		e.sport = r->f.sport;
		e.dport = r->f.dport;
	}
	strscpy(e.filter, f->name);
	strscpy(e.interface, r->bind->name);
	xpf_filter_log_add(r->pkt->xn->filter_log, &e);
	xpf_stat_inc(r->pkt->xn, XPF_S_FILTER_LOGGED);
}

static void tell(const struct run *r, const struct xpf_filter *f,
		 const struct xpf_filter_term *t)
{
	u8 action = t->action == XPF_FW_NEXT_TERM ? XPF_FW_ACCEPT : t->action;

	if (t->flags & XPF_TERM_LOG)
		keep(r, f, action);
	if (t->flags & XPF_TERM_SYSLOG)
		xpf_event_filter(r->pkt->xn, r->pkt, XPF_EVENT_FILTER_LOG,
				 f->name, action);
	if (t->flags & XPF_TERM_SAMPLE)
		xpf_event_filter(r->pkt->xn, r->pkt, XPF_EVENT_SAMPLE, f->name,
				 action);
}

static enum xpf_verdict reject(struct xpf_pkt *pkt, u8 how)
{
	if (how == XPF_FW_RESET)
		xpf_reply_reset(pkt);
	else if (pkt->key.family == AF_INET)
		xpf_reply_icmp(pkt, ICMP_DEST_UNREACH, how, 0);
	else
		xpf_reply_icmp(pkt, ICMPV6_DEST_UNREACH, how, 0);
	return xpf_drop(pkt, XPF_R_FILTER_REJECT);
}

static void mark(struct run *r, const struct xpf_filter_term *t)
{
	if (t->flags & XPF_TERM_SET_CLASS)
		set_class(r, t->class);
	if (t->flags & XPF_TERM_SET_LOSS)
		set_loss(r, t->loss);
	if (t->flags & XPF_TERM_SET_DSCP) {
		r->pkt->mark.dscp = t->dscp;
		r->pkt->mark.set |= XPF_MARK_DSCP;
	}
	if (*t->route_by)
		r->pkt->route_by = t->route_by;
}

/* A term that matches; XPF_ACCEPT: the filter is done with the packet. */
static enum xpf_verdict act(struct run *r, const struct xpf_filter *f,
			    const struct xpf_filter_term *t)
{
	struct xpf_pkt *pkt = r->pkt;

	if (t->counter)
		count(t->counter, r);
	if (t->policer && !police(r, t->policer))
		return xpf_drop(pkt, XPF_R_POLICER);
	mark(r, t);
	if (unlikely(t->flags &
		     (XPF_TERM_LOG | XPF_TERM_SYSLOG | XPF_TERM_SAMPLE)))
		tell(r, f, t);
	if (unlikely(*t->mirror))
		xpf_mirror(pkt, t);
	switch ((enum xpf_fw_action)t->action) {
	case XPF_FW_ACCEPT:
		return XPF_ACCEPT;
	case XPF_FW_NEXT_TERM:
		return XPF_NEXT;
	case XPF_FW_REJECT:
		return reject(pkt, t->reject);
	case XPF_FW_DISCARD:
		break;
	}
	return xpf_drop(pkt, XPF_R_FILTER_DISCARD);
}

/* XPF_NEXT: the packet goes on. */
static enum xpf_verdict apply(struct run *r, const struct xpf_filter *f)
{
	const struct xpf_filterset *s = &r->pkt->rs->filters;
	const struct xpf_filter_term *t;
	enum xpf_verdict v;
	u32 rule = 0;

	for (;; rule++) {
		rule = xpf_classify_context(s->image, f - s->filter, &r->f,
					    rule);
		if (rule >= s->n_terms)
			return xpf_drop(r->pkt, XPF_R_FILTER_DISCARD);
		t = &s->term[rule];
		if (unlikely(t->n_predicates) && !predicates(r, t))
			continue;
		v = act(r, f, t);
		if (v == XPF_ACCEPT)
			return XPF_NEXT;
		if (v != XPF_NEXT)
			return v;
	}
}

static enum xpf_verdict pass(struct run *r, const struct xpf_bind_filters *b,
			     bool out)
{
	int place = (r->f.key->family == AF_INET6) +
		    (out ? XPF_FW_OUT4 : XPF_FW_IN4);

	if (b->policer[place] && !police(r, b->policer[place]))
		return xpf_drop(r->pkt, XPF_R_POLICER);
	return b->filter[place] ? apply(r, b->filter[place]) : XPF_NEXT;
}

enum xpf_verdict xpf_filter_input(struct xpf_pkt *pkt)
{
	struct run r;

	if (!start(&r, pkt, pkt->bind))
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	return pass(&r, &pkt->bind->filters, false);
}

enum xpf_verdict xpf_filter_host(struct xpf_pkt *pkt)
{
	struct run r;

	if (!start(&r, pkt, pkt->bind))
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	return pass(&r, pkt->bind->filters.host, false);
}

/* What the packet's key will be once it has been translated. */
static void translate(struct run *r)
{
	const struct xpf_pkt *pkt = r->pkt;
	const struct xpf_wing *w = &pkt->session->wing[pkt->wing];
	const struct xpf_wing *other = &pkt->session->wing[!pkt->wing];

	r->f.ttl--;
	if (!(w->flags & XPF_WING_NAT))
		return;
	if (pkt->flags & XPF_PKT_ICMP_ERROR) {
		/* As fwd/icmperr.c does with its outer header. */
		r->key = pkt->key;
		r->key.daddr = other->key.saddr;
		if (!ipv6_addr_equal(&w->key.saddr, &other->key.daddr))
			r->key.saddr = other->key.daddr;
		r->f.key = &r->key;
		return;
	}
	xpf_key_reverse(&other->key, &r->key);
	r->f.key = &r->key;
	if (r->f.sport == XPF_F_ABSENT)
		return;
	r->f.sport = ntohs(r->key.sport);
	r->f.dport = ntohs(r->key.dport);
}

/* The code point that the interface gives to the packet's class. */
static void rewrite_rule(struct run *r, const struct xpf_bind_filters *b)
{
	u8 dscp = b->rewrite[class_of(&r->pkt->mark) & 63];

	if (dscp == 0xff)
		return;
	r->pkt->mark.dscp = dscp;
	r->pkt->mark.set |= XPF_MARK_DSCP;
}

enum xpf_verdict xpf_filter_output(struct xpf_pkt *pkt,
				   const struct xpf_binding *b)
{
	enum xpf_verdict v;
	struct run r;

	if (!start(&r, pkt, b))
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	translate(&r);
	r.f.out_if = b->id;
	v = pass(&r, &b->filters, true);
	if (v == XPF_NEXT && b->filters.rewrites)
		rewrite_rule(&r, &b->filters);
	return v;
}

enum xpf_verdict xpf_filter_self(struct xpf_pkt *pkt)
{
	const struct xpf_bind_filters *b = &pkt->bind->filters;
	enum xpf_verdict v = XPF_NEXT;
	struct run r;

	if (!start(&r, pkt, pkt->bind))
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	r.f.out_if = pkt->bind->id;
	if (b->host)
		v = pass(&r, b->host, true);
	if (v == XPF_NEXT)
		v = pass(&r, b, true);
	if (v != XPF_NEXT)
		return v;
	if (b->rewrites)
		rewrite_rule(&r, b);
	if (!pkt->mark.set)
		return XPF_NEXT;
	if (skb_ensure_writable(pkt->skb, sizeof(struct iphdr)))
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	xpf_filter_mark(pkt);
	return XPF_NEXT;
}

void xpf_filter_mark(struct xpf_pkt *pkt)
{
	const struct xpf_mark *m = &pkt->mark;
	struct sk_buff *skb = pkt->skb;
	u8 tos = m->dscp << 2;

	if (m->set & XPF_MARK_CLASS)
		skb->priority = m->class;
	if (!(m->set & XPF_MARK_DSCP))
		return;
	if (pkt->key.family == AF_INET)
		ipv4_change_dsfield((struct iphdr *)skb->data, INET_ECN_MASK,
				    tos);
	else
		ipv6_change_dsfield((struct ipv6hdr *)skb->data, INET_ECN_MASK,
				    tos);
	pkt->tos = tos | (pkt->tos & INET_ECN_MASK);
}
