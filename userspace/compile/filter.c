// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Firewall filters -> objects and one image with a context a filter.  Rule i
 * of the image is term i over all filters, in order.
 *
 * A term is one entry, but for conditions that say "source or destination":
 * then there is one for each way in which it can be true.  A condition that
 * nothing can meet makes the term an entry that accepts nothing.
 */
#include "compile/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "model/model.h"

struct work {
	struct arena *a; /* scratch */
	struct classifier *c;
	uint32_t context;
};

static struct valset **numbers(struct work *w, const struct value_set *s)
{
	struct num_range *r = arena_new_array(w->a, struct num_range, s->n + 1);
	struct valset **set = arena_new_obj(w->a, struct valset *);
	unsigned int i;

	for (i = 0; i < s->n; i++)
		r[i] = (struct num_range){ s->range[i].lo, s->range[i].hi };
	*set = classifier_numbers(w->c, r, s->n);
	return set;
}

static struct valset **addresses(struct work *w, const struct address_set *s)
{
	struct valset **set = arena_new_obj(w->a, struct valset *);

	*set = classifier_addresses(w->c, s->range, s->n);
	return set;
}

/* A field of the entry that is said twice must be in both sets: `port` beside
 * `source-port`.  Sets are ascending ranges.
 */
static struct value_set both(struct work *w, const struct value_set *x,
			     const struct value_set *y)
{
	struct value_set out = { .given = true };
	struct value_range *r;
	unsigned int i = 0, k = 0;

	if (!x->given)
		return *y;
	if (!y->given)
		return *x;
	r = arena_new_array(w->a, struct value_range, x->n + y->n + 1);
	while (i < x->n && k < y->n) {
		uint32_t lo = x->range[i].lo > y->range[k].lo ? x->range[i].lo :
								y->range[k].lo;
		uint32_t hi = x->range[i].hi < y->range[k].hi ? x->range[i].hi :
								y->range[k].hi;

		if (lo <= hi)
			r[out.n++] = (struct value_range){ lo, hi };
		if (x->range[i].hi < y->range[k].hi)
			i++;
		else
			k++;
	}
	out.range = r;
	return out;
}

static void number_cond(struct work *w, struct entry *e, enum xpf_image_field f,
			const struct value_set *s)
{
	if (s->given)
		entry_in(e, f, numbers(w, s), 1);
}

static void address_cond(struct work *w, struct entry *e,
			 enum xpf_image_field f, const struct address_set *s)
{
	if (s->given)
		entry_in(e, f, addresses(w, s), 1);
}

/* Both address sets of one field hold: see add_entry(). */
static struct address_set both_addresses(struct work *w,
					 const struct address_set *x,
					 const struct address_set *y)
{
	struct address_set out = { .given = true };
	struct addr_range *r;
	unsigned int i, k;

	if (!x->given)
		return *y;
	if (!y->given)
		return *x;
	r = arena_new_array(w->a, struct addr_range, x->n + y->n + 1);
	for (i = 0, k = 0; i < x->n && k < y->n;) {
		const struct addr_range *p = &x->range[i], *q = &y->range[k];
		int hi = addr_cmp(&p->hi, &q->hi);

		if (addr_cmp(&p->lo, &q->hi) <= 0 &&
		    addr_cmp(&q->lo, &p->hi) <= 0) {
			r[out.n].lo = addr_cmp(&p->lo, &q->lo) > 0 ? p->lo :
								     q->lo;
			r[out.n++].hi = hi < 0 ? p->hi : q->hi;
		}
		if (hi < 0)
			i++;
		else
			k++;
	}
	out.range = r;
	return out;
}

/* @port, @addr: which end `port` and `address` are taken of */
static void add_entry(struct work *w, uint32_t rule,
		      const struct model_match *m, bool port_dst, bool addr_dst)
{
	static const struct value_set none;
	static const struct address_set nowhere;
	struct entry e = entry_any(rule);
	struct address_set src, dst;
	struct value_set sport, dport;

	sport = both(w, &m->sport, port_dst ? &none : &m->port);
	dport = both(w, &m->dport, port_dst ? &m->port : &none);
	src = both_addresses(w, &m->src, addr_dst ? &nowhere : &m->either);
	dst = both_addresses(w, &m->dst, addr_dst ? &m->either : &nowhere);
	address_cond(w, &e, XPF_F_SADDR, &src);
	address_cond(w, &e, XPF_F_DADDR, &dst);
	number_cond(w, &e, XPF_F_SPORT, &sport);
	number_cond(w, &e, XPF_F_DPORT, &dport);
	number_cond(w, &e, XPF_F_IN_IF, &m->interface);
	number_cond(w, &e, XPF_F_PROTO, &m->proto);
	number_cond(w, &e, XPF_F_NEXT_HEADER, &m->next_header);
	number_cond(w, &e, XPF_F_ICMP, &m->icmp);
	number_cond(w, &e, XPF_F_TCP_FLAGS, &m->tcp_flags);
	number_cond(w, &e, XPF_F_TOS, &m->tos);
	number_cond(w, &e, XPF_F_LENGTH, &m->length);
	number_cond(w, &e, XPF_F_TTL, &m->ttl);
	number_cond(w, &e, XPF_F_FRAGMENT, &m->fragment);
	number_cond(w, &e, XPF_F_OPTIONS, &m->options);
	number_cond(w, &e, XPF_F_CLASS, &m->class);
	classifier_add(w->c, w->context, &e);
}

static void add_term(struct work *w, uint32_t rule, const struct model_match *m)
{
	int ports = m->port.given ? 2 : 1, addrs = m->either.given ? 2 : 1;
	int p, a;

	if (m->never)
		return;
	for (p = 0; p < ports; p++)
		for (a = 0; a < addrs; a++)
			add_entry(w, rule, m, p, a);
}

/* ---- objects ---- */

static struct dp_fw_meter meter_object(struct arena *a,
				       const struct model_meter *m)
{
	return (struct dp_fw_meter){
		.id = m->id,
		.name = arena_strdup(a, m->name),
		.filter = m->filter ? m->filter->id : 0,
		.kind = (uint8_t)m->kind,
		.flags = m->flags,
		.rate = m->rate,
		.burst = m->burst,
		.peak_rate = m->peak_rate,
		.peak_burst = m->peak_burst,
		.class = m->class,
		.loss = m->loss,
		.premium = m->premium,
	};
}

static struct dp_fw_term term_object(struct arena *a,
				     const struct model_filter *f,
				     const struct model_filter_term *t)
{
	const struct model_match *m = t->match;
	struct xpf_predicate *p =
		arena_new_array(a, struct xpf_predicate, m->n_predicates + 1);

	if (m->n_predicates)
		memcpy(p, m->predicate, m->n_predicates * sizeof(*p));
	return (struct dp_fw_term){
		.name = arena_strdup(a, t->name),
		.filter = f->id,
		.action = (uint8_t)t->action,
		.reject = t->reject,
		.flags = t->flags,
		.counter = t->counter ? t->counter->id : 0,
		.policer = t->policer ? t->policer->id : 0,
		.prefix_counter = t->prefix_counter ? t->prefix_counter->id : 0,
		.prefix_policer = t->prefix_policer ? t->prefix_policer->id : 0,
		.prefix_from = t->prefix_from,
		.prefix_to = t->prefix_to,
		.class = t->class,
		.loss = t->loss,
		.dscp = t->dscp,
		.route_by = t->route_by ? arena_strdup(a, t->route_by) : NULL,
		.next_if = t->next_if ? arena_strdup(a, t->next_if) : NULL,
		.next_ip = t->next_ip,
		.mirror = t->mirror ? arena_strdup(a, t->mirror) : NULL,
		.mirror_via = t->mirror_via,
		.mirror_rate = t->mirror_rate,
		.mirror_run = t->mirror_run,
		.mirror_length = t->mirror_length,
		.sample_rate = t->sample_rate,
		.sample_run = t->sample_run,
		.predicates = p,
		.n_predicates = m->n_predicates,
	};
}

static void take_meters(struct snapshot *s, const struct model *m)
{
	struct dp_fw_meter *out =
		arena_new_array(s->arena, struct dp_fw_meter, m->meters.n + 1);
	size_t i;

	for (i = 0; i < m->meters.n; i++)
		out[i] = meter_object(s->arena, m->meters.v[i]);
	s->rs.fw_meters = out;
	s->rs.n_fw_meters = m->meters.n;
}

static size_t count_terms(const struct model *m)
{
	struct model_filter *const *f;
	size_t n = 0;

	vec_each(f, &m->filters)
		n += (*f)->terms.n;
	return n;
}

static void take_image(struct snapshot *s, const struct model *m,
		       size_t n_terms, struct diag *d)
{
	struct work w = { .a = arena_new(), .c = classifier_new(s->limit) };
	struct model_filter *const *f;
	const char *fault;
	uint32_t context, rule = 0;
	size_t i;

	vec_each(f, &m->filters) {
		w.context = classifier_context(w.c);
		for (i = 0; i < (*f)->terms.n; i++)
			add_term(&w, rule++, (*f)->terms.v[i].match);
	}
	if (!snapshot_image(s, XPF_IMAGE_FILTER, w.c, n_terms, &fault,
			    &context))
		diag_stmt(d, DIAG_ERROR, "[edit firewall]", NULL, "%s", fault);
	classifier_free(w.c);
	arena_free(w.a);
}

void snapshot_filters(struct snapshot *s, const struct model *m, struct diag *d)
{
	size_t n_terms = count_terms(m), n = m->filters.n, i, k = 0;
	struct dp_fw_filter *filters;
	struct model_filter *const *f;
	struct dp_fw_term *terms;

	if (n > XPF_MAX_FILTERS || n_terms > XPF_MAX_TERMS ||
	    m->meters.n > XPF_MAX_METERS) {
		diag_stmt(
			d, DIAG_ERROR, "[edit firewall]", NULL,
			"number of filters (%zu), terms (%zu) or counters and policers (%zu) exceeds the limit (%d, %d, %d)",
			n, n_terms, m->meters.n, XPF_MAX_FILTERS, XPF_MAX_TERMS,
			XPF_MAX_METERS);
		return;
	}
	take_meters(s, m);
	filters = arena_new_array(s->arena, struct dp_fw_filter, n + 1);
	terms = arena_new_array(s->arena, struct dp_fw_term, n_terms + 1);
	vec_each(f, &m->filters) {
		filters[s->rs.n_fw_filters++] = (struct dp_fw_filter){
			.id = (*f)->id,
			.name = arena_strdup(s->arena, (*f)->name),
		};
		for (i = 0; i < (*f)->terms.n; i++)
			terms[k++] =
				term_object(s->arena, *f, &(*f)->terms.v[i]);
	}
	s->rs.fw_filters = filters;
	s->rs.fw_terms = terms;
	s->rs.n_fw_terms = n_terms;
	if (n)
		take_image(s, m, n_terms, d);
}
