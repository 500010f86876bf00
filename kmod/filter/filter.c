// SPDX-License-Identifier: GPL-2.0
/*
 * Running a packet through a filter: the classifier finds the first term that
 * matches, the term acts, and `next term` asks again behind it.  What matches
 * no term is discarded.
 *
 * What a term does happens in this order: count, police, mark, log, mirror,
 * then its verdict.  A policer may discard before the term's verdict is asked.
 * Marks given by one term are seen by the terms after it.
 * What is said here of packets of established sessions, lane.c says too.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/ktime.h>
#include <linux/skbuff.h>
#include <net/ip.h>

#include "event.h"
#include "filter/cos.h"
#include "filter/fields.h"
#include "filter/filter.h"
#include "filter/log.h"
#include "filter/mirror.h"
#include "filter/policer.h"
#include "flow/session.h"
#include "pkt/reply.h"
#include "pkt/xlate.h"
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
	u32 size = skb_is_gso(skb) ? skb_shinfo(skb)->gso_size : 0;

	r->f.length = xpf_filter_size(pkt->len, pkt->payload, size, &r->bytes,
				      &r->packets);
}

static u32 class_of(const struct xpf_mark *m)
{
	u32 hit = m->set & XPF_MARK_HIT ? XPF_F_CLASS_HIT : 0;

	return hit | (u32)m->class << 2 | m->loss;
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

/* All that a predicate may ask for, if it is there, in reach.  False: no memory. */
static bool pull_predicates(const struct run *r)
{
	struct sk_buff *skb = r->pkt->skb;
	u32 need = min(r->pkt->payload + XPF_PREDICATE_REACH, skb->len);

	return skb_headlen(skb) >= need || pskb_may_pull(skb, need);
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

static bool premium(const struct run *r, const struct xpf_meter *m)
{
	return m->premium >> (r->pkt->mark.class & 15) & 1;
}

/* False: the policer discards it. */
static bool police(struct run *r, const struct xpf_meter *m)
{
	static const u8 loss[] = {
		[XPF_GREEN] = XPF_LOSS_LOW,
		[XPF_YELLOW] = XPF_LOSS_MEDIUM_HIGH,
		[XPF_RED] = XPF_LOSS_HIGH,
	};
	enum xpf_colour c, was = colour_of(r->pkt->mark.loss);
	bool layered = m->spec.kind == XPF_METER_HIERARCHICAL;

	if (layered)
		was = premium(r, m) ? XPF_GREEN : XPF_YELLOW;
	c = xpf_policer_packet(m->policer, ktime_get_ns(), r->bytes, r->packets,
			       was);
	if (m->spec.kind != XPF_METER_POLICER && !layered)
		set_loss(r, loss[c]);
	if (c != XPF_RED)
		return true;
	count(m, r);
	if (m->spec.flags & XPF_METER_DISCARD || (layered && was == XPF_GREEN))
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

enum chosen { MIRRORED, SAMPLED };

/* Is this packet one of the one in @rate, or of the @run behind it? */
static bool choose(const struct xpf_filter_term *t, enum chosen what, u32 rate,
		   u32 run)
{
	u32 n;

	if (rate <= 1)
		return true;
	n = (u32)atomic_inc_return(&t->chosen[what]) - 1;
	return n % rate <= run;
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
	if (t->flags & XPF_TERM_SAMPLE &&
	    choose(t, SAMPLED, t->sample_rate, t->sample_run))
		xpf_event_filter(r->pkt->xn, r->pkt, XPF_EVENT_SAMPLE, f->name,
				 action);
}

static enum xpf_verdict reject(const struct run *r, u8 how)
{
	struct xpf_pkt *pkt = r->pkt;

	/* Codes are those of the family that the filter looked at. */
	if (unlikely(r->f.key->family != pkt->key.family) &&
	    how != XPF_FW_RESET)
		how = pkt->key.family == AF_INET ? ICMP_PKT_FILTERED :
						   ICMPV6_ADM_PROHIBITED;
	if (how == XPF_FW_RESET)
		xpf_reply_reset(pkt);
	else if (pkt->key.family == AF_INET)
		xpf_reply_icmp(pkt, ICMP_DEST_UNREACH, how, 0);
	else
		xpf_reply_icmp(pkt, ICMPV6_DEST_UNREACH, how, 0);
	return xpf_drop(pkt, XPF_R_FILTER_REJECT);
}

/* Whether it may be cut; what is cut already may. */
static void set_df(struct xpf_pkt *pkt, bool df)
{
	if (pkt->key.family != AF_INET)
		return;
	pkt->mark.set &= ~(XPF_MARK_SET_DF | XPF_MARK_CLEAR_DF);
	pkt->mark.set |= df ? XPF_MARK_SET_DF : XPF_MARK_CLEAR_DF;
	pkt->flags &= ~XPF_PKT_DF;
	if (df)
		pkt->flags |= XPF_PKT_DF;
}

/* One of a set of meters, by its address.  False: a policer discards it. */
static bool meet_set(struct run *r, const struct xpf_filter_term *t)
{
	const struct xpf_prefix_meters *p = &t->prefix;
	u32 at;

	if (p->to == p->from || r->f.key->family != AF_INET)
		return true;
	at = ntohl(t->flags & XPF_TERM_PREFIX_SOURCE ? r->f.key->saddr4 :
						       r->f.key->daddr4);
	at = at >> (32 - p->to) & ((1U << (p->to - p->from)) - 1);
	if (p->counter)
		count(p->counter + at, r);
	return !p->policer || police(r, p->policer + at);
}

/* What few terms do.  False: a policer discards it. */
static noinline bool do_more(struct run *r, const struct xpf_filter_term *t)
{
	struct xpf_pkt *pkt = r->pkt;

	if (!meet_set(r, t))
		return false;

	if (t->flags & (XPF_TERM_SET_DF | XPF_TERM_CLEAR_DF))
		set_df(pkt, t->flags & XPF_TERM_SET_DF);
	if (t->flags & XPF_TERM_HIT) {
		pkt->mark.set |= XPF_MARK_HIT;
		r->f.class = class_of(&pkt->mark);
	}
	if (t->flags & XPF_TERM_PACKET_MODE)
		pkt->flags |= XPF_PKT_STATELESS;
	if (xpf_term_steers(t))
		pkt->steer = t;
	return true;
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
	if (unlikely(t->more) && !do_more(r, t))
		return xpf_drop(pkt, XPF_R_POLICER);
	mark(r, t);
	if (unlikely(t->flags &
		     (XPF_TERM_LOG | XPF_TERM_SYSLOG | XPF_TERM_SAMPLE)))
		tell(r, f, t);
	if (unlikely(*t->mirror) &&
	    choose(t, MIRRORED, t->mirror_rate, t->mirror_run))
		xpf_mirror(pkt, t);
	switch ((enum xpf_fw_action)t->action) {
	case XPF_FW_ACCEPT:
		return XPF_ACCEPT;
	case XPF_FW_NEXT_TERM:
		return XPF_NEXT;
	case XPF_FW_REJECT:
		return reject(r, t->reject);
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
		if (unlikely(t->n_predicates)) {
			if (!pull_predicates(r))
				return xpf_drop(r->pkt, XPF_R_NO_MEMORY);
			if (!predicates(r, t))
				continue;
		}
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
	enum xpf_verdict v = XPF_NEXT;

	if (unlikely(b->filter[XPF_FW_IN_ANY]) && !out)
		v = apply(r, b->filter[XPF_FW_IN_ANY]);
	if (v != XPF_NEXT)
		return v;
	if (b->policer[place] && !police(r, b->policer[place]))
		return xpf_drop(r->pkt, XPF_R_POLICER);
	if (b->filter[place])
		v = apply(r, b->filter[place]);
	if (unlikely(b->filter[XPF_FW_OUT_ANY]) && out && v == XPF_NEXT)
		v = apply(r, b->filter[XPF_FW_OUT_ANY]);
	return v;
}

enum xpf_verdict xpf_filter_input(struct xpf_pkt *pkt)
{
	struct run r;

	if (pkt->bind->filters.cos)
		xpf_cos_classify(pkt);
	if (!start(&r, pkt, pkt->bind))
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	return pass(&r, &pkt->bind->filters, false);
}

enum xpf_verdict xpf_filter_arp(struct xpf_pkt *pkt)
{
	struct run r = { .pkt = pkt, .bytes = pkt->len, .packets = 1 };

	if (police(&r, pkt->bind->filters.policer[XPF_FW_ARP]))
		return XPF_NEXT;
	return xpf_drop(pkt, XPF_R_POLICER);
}

enum xpf_verdict xpf_filter_host(struct xpf_pkt *pkt)
{
	struct run r;

	if (!start(&r, pkt, pkt->bind))
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	return pass(&r, pkt->bind->filters.host, false);
}

/*
 * The same of the other IP version (fwd/nat64.c).  Of ICMP, echoes are known by
 * type; what an error becomes is not, so no condition on it matches.
 */
static void translate_family(struct run *r, const struct xpf_wing *other)
{
	const struct xpf_pkt *pkt = r->pkt;
	bool to4 = other->key.family == AF_INET;
	int proto = xpf_xlate_proto(pkt->key.family, r->f.proto);
	u32 grown = to4 ? 20 : 40, icmp = XPF_F_ABSENT;

	xpf_key_reverse(&other->key, &r->key);
	r->f.key = &r->key;
	r->f.proto = proto < 0 ? 0 : proto;
	r->f.next_header = r->f.proto;
	r->f.fragment = 0;
	r->f.options = 0;
	r->f.length = r->f.length - pkt->l4 + grown;
	if (pkt->flags & XPF_PKT_ICMP_QUERY ||
	    pkt->wings == XPF_WINGS_RESPONDER)
		icmp = pkt->wings == XPF_WINGS_RESPONDER ?
			       (to4 ? ICMP_ECHOREPLY : ICMPV6_ECHO_REPLY) << 8 :
			       (to4 ? ICMP_ECHO : ICMPV6_ECHO_REQUEST) << 8;
	if (r->f.icmp != XPF_F_ABSENT)
		r->f.icmp = icmp;
	if (r->f.sport == XPF_F_ABSENT)
		return;
	r->f.sport = ntohs(r->key.sport);
	r->f.dport = ntohs(r->key.dport);
}

/* What the packet's key will be once it has been translated. */
static void translate(struct run *r)
{
	const struct xpf_pkt *pkt = r->pkt;
	const struct xpf_wing *w, *other;

	r->f.ttl--;
	if (!pkt->session)
		return;
	w = &pkt->session->wing[pkt->wing];
	other = &pkt->session->wing[!pkt->wing];
	if (unlikely(w->flags & XPF_WING_XLAT)) {
		translate_family(r, other);
		return;
	}
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
	if (v == XPF_NEXT && b->filters.cos)
		xpf_cos_rewrite(pkt, b->filters.cos, r.f.key->family);
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
	if (b->cos)
		xpf_cos_rewrite(pkt, b->cos, pkt->key.family);
	if (!pkt->mark.set)
		return XPF_NEXT;
	if (skb_ensure_writable(pkt->skb, sizeof(struct iphdr)))
		return xpf_drop(pkt, XPF_R_NO_MEMORY);
	xpf_cos_mark(pkt);
	return XPF_NEXT;
}
