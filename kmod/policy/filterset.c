// SPDX-License-Identifier: GPL-2.0
/*
 * Filling and sealing the firewall filters of a ruleset.  Terms name meters
 * and filters by ids, which become pointers here; the image must have one
 * context a filter and one rule a term.
 *
 * The lo0 unit of a routing instance stands for the host there: each of the
 * instance's interfaces learns of its filters.  An instance without one takes
 * that of the main instance, as Junos does.
 */
#include <linux/bsearch.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "policy/builder.h"
#include "policy/cos.h"
#include "policy/counters.h"
#include "policy/filterset.h"
#include "policy/image.h"

/* Room for one more after @n; NULL: no memory. */
static void *one_more(void *old, u32 n, u32 *cap, size_t size)
{
	u32 want = max(*cap * 2, 16U);
	void *new;

	if (n < *cap)
		return old;
	new = kvmalloc_array(want, size, GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!new)
		return NULL;
	if (n)
		memcpy(new, old, n * size);
	kvfree(old);
	*cap = want;
	return new;
}

int xpf_builder_filter(struct xpf_builder *b, const struct xpf_filter *f,
		       struct xpf_fault *fault)
{
	struct xpf_filterset *s = &b->rs->filters;
	struct xpf_filter *v;
	u32 i;

	xpf_fault_at(fault, XPF_A_FW_FILTER, s->n_filters);
	if (!f->id)
		return xpf_fault(fault, -ERANGE, "filter id is 0");
	if (s->n_filters >= XPF_MAX_FILTERS)
		return xpf_fault(fault, -E2BIG, "too many filters");
	for (i = 0; i < s->n_filters; i++)
		if (s->filter[i].id == f->id)
			return xpf_fault(fault, -EEXIST,
					 "filter id already in use");
	v = one_more(s->filter, s->n_filters, &b->cap_filters.filters,
		     sizeof(*v));
	if (!v)
		return xpf_fault(fault, -ENOMEM, "no memory for filter");
	s->filter = v;
	v[s->n_filters++] = *f;
	return 0;
}

/* Credit is counted in signed 64 bits; a rate of 0 would never add any. */
#define MAX_BURST BIT_ULL(40)
#define MAX_RATE BIT_ULL(40)

static bool spec_valid(const struct xpf_policer_spec *p)
{
	bool premium = p->kind == XPF_METER_HIERARCHICAL;
	bool peak = p->kind == XPF_METER_TWO_RATE;
	bool excess = p->kind == XPF_METER_SINGLE_RATE || peak || premium;

	if (p->kind == XPF_METER_COUNTER)
		return true;
	return p->rate && p->rate <= MAX_RATE && p->burst &&
	       p->burst <= MAX_BURST &&
	       (!peak ||
		(p->peak_rate >= p->rate && p->peak_rate <= MAX_RATE)) &&
	       (!premium || (p->peak_rate && p->peak_rate <= p->rate)) &&
	       (!excess || (p->peak_burst && p->peak_burst <= MAX_BURST));
}

int xpf_builder_meter(struct xpf_builder *b, const struct xpf_meter *m,
		      struct xpf_fault *fault)
{
	struct xpf_filterset *s = &b->rs->filters;
	struct xpf_meter *v;

	xpf_fault_at(fault, XPF_A_FW_METER, s->n_meters);
	if (!m->id)
		return xpf_fault(fault, -ERANGE, "meter id is 0");
	if (s->n_meters >= XPF_MAX_METERS)
		return xpf_fault(fault, -E2BIG,
				 "too many counters and policers");
	if (!spec_valid(&m->spec))
		return xpf_fault(fault, -ERANGE,
				 "rate or burst size out of range");
	v = one_more(s->meter, s->n_meters, &b->cap_filters.meters, sizeof(*v));
	if (!v)
		return xpf_fault(fault, -ENOMEM, "no memory for meter");
	s->meter = v;
	v[s->n_meters++] = *m;
	return 0;
}

static bool predicates_valid(const struct xpf_predicate *p, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (p[i].start > XPF_START_PAYLOAD || !p[i].bits ||
		    p[i].bits > 32 || p[i].offset > 2047 ||
		    p[i].flags & ~(XPF_PREDICATE_OR | XPF_PREDICATE_EXCEPT) ||
		    (!i && p[i].flags & XPF_PREDICATE_OR))
			return false;
	return true;
}

/* Counters of those that take one of so many; false: no memory. */
static bool choosing(struct xpf_filter_term *t)
{
	if (t->mirror_rate <= 1 && t->sample_rate <= 1)
		return true;
	t->chosen = kcalloc(2, sizeof(*t->chosen), GFP_KERNEL_ACCOUNT);
	return t->chosen;
}

int xpf_builder_term(struct xpf_builder *b, const struct xpf_filter_term *t,
		     const struct xpf_predicate *p, u32 n,
		     struct xpf_fault *fault)
{
	struct xpf_filterset *s = &b->rs->filters;
	struct xpf_predicate *copy = NULL;
	struct xpf_filter_term *v;

	xpf_fault_at(fault, XPF_A_FW_TERM, s->n_terms);
	if (s->n_terms >= XPF_MAX_TERMS)
		return xpf_fault(fault, -E2BIG, "too many terms");
	if (t->class > 15 || t->loss > XPF_LOSS_HIGH || t->dscp > 63 ||
	    (t->reject > 15 && t->reject != XPF_FW_RESET))
		return xpf_fault(fault, -ERANGE, "term's action out of range");
	if (t->prefix.to > 32 || t->prefix.from > t->prefix.to ||
	    t->prefix.to - t->prefix.from > 16 ||
	    (t->prefix.to == t->prefix.from) !=
		    (!t->prefix.counter_id && !t->prefix.policer_id))
		return xpf_fault(fault, -ERANGE, "term's prefix out of range");
	if (n > XPF_MAX_PREDICATES || !predicates_valid(p, n))
		return xpf_fault(fault, -EINVAL, "bad predicate of a term");
	v = one_more(s->term, s->n_terms, &b->cap_filters.terms, sizeof(*v));
	if (!v)
		return xpf_fault(fault, -ENOMEM, "no memory for term");
	s->term = v;
	if (n) {
		copy = kmemdup(p, n * sizeof(*p), GFP_KERNEL_ACCOUNT);
		if (!copy)
			return xpf_fault(fault, -ENOMEM, "no memory for term");
	}
	v += s->n_terms;
	*v = *t;
	if (!choosing(v)) {
		kfree(copy);
		return xpf_fault(fault, -ENOMEM, "no memory for term");
	}
	s->n_terms++;
	v->predicate = copy;
	v->n_predicates = n;
	return 0;
}

/* Sealing. */

static int cmp_meter(const void *a, const void *b, const void *priv)
{
	const struct xpf_meter *m = priv;
	u32 x = m[*(const u32 *)a].id, y = m[*(const u32 *)b].id;

	return x < y ? -1 : x > y;
}

struct by_id {
	const struct xpf_meter *meter;
	u32 id;
};

static int cmp_find(const void *key, const void *elem)
{
	const struct by_id *k = key;
	u32 id = k->meter[*(const u32 *)elem].id;

	return k->id < id ? -1 : k->id > id;
}

const struct xpf_meter *xpf_meter_by_id(const struct xpf_filterset *s, u32 id)
{
	struct by_id key = { s->meter, id };
	const u32 *at;

	if (!id || !s->n_meters || !s->meter_by_id)
		return NULL;
	at = bsearch(&key, s->meter_by_id, s->n_meters, sizeof(u32), cmp_find);
	return at ? &s->meter[*at] : NULL;
}

static const struct xpf_filter *filter_by_id(const struct xpf_filterset *s,
					     u32 id)
{
	u32 i;

	for (i = 0; i < s->n_filters; i++)
		if (s->filter[i].id == id)
			return &s->filter[i];
	return NULL;
}

static int seal_meters(struct xpf_filterset *s, struct xpf_fault *f)
{
	u32 i;

	if (!s->n_meters)
		return 0;
	s->meter_by_id =
		kvmalloc_array(s->n_meters, sizeof(u32), GFP_KERNEL_ACCOUNT);
	if (!s->meter_by_id)
		return xpf_fault(f, -ENOMEM, "no memory for index");
	for (i = 0; i < s->n_meters; i++)
		s->meter_by_id[i] = i;
	sort_r(s->meter_by_id, s->n_meters, sizeof(u32), cmp_meter, NULL,
	       s->meter);
	for (i = 1; i < s->n_meters; i++) {
		const u32 *at = &s->meter_by_id[i];

		if (s->meter[at[0]].id != s->meter[at[-1]].id)
			continue;
		xpf_fault_at(f, XPF_A_FW_METER, max(at[0], at[-1]));
		return xpf_fault(f, -EEXIST, "meter id already in use");
	}
	return 0;
}

/* @policer: else a counter */
static bool find_meter(const struct xpf_filterset *s, u32 id, bool policer,
		       const struct xpf_meter **out)
{
	*out = xpf_meter_by_id(s, id);
	if (!id)
		return true;
	return *out && ((*out)->spec.kind != XPF_METER_COUNTER) == policer;
}

/* The first of a set that is there as a whole. */
static bool find_set(const struct xpf_filterset *s, u32 id, u32 n, bool policer,
		     const struct xpf_meter **out)
{
	const struct xpf_meter *m;
	u32 i;

	if (!find_meter(s, id, policer, out))
		return false;
	m = *out;
	if (!m)
		return true;
	if (n > s->n_meters - (m - s->meter))
		return false;
	for (i = 0; i < n; i++)
		if (m[i].spec.kind != m->spec.kind ||
		    m[i].filter_id != m->filter_id ||
		    !(m[i].spec.flags & XPF_METER_OF_PREFIX))
			return false;
	return true;
}

static bool find_sets(const struct xpf_filterset *s,
		      struct xpf_prefix_meters *p)
{
	u32 n = 1U << (p->to - p->from);

	return find_set(s, p->counter_id, n, false, &p->counter) &&
	       find_set(s, p->policer_id, n, true, &p->policer);
}

static bool plain_meter(const struct xpf_meter *m)
{
	const u8 marks = XPF_METER_SET_CLASS | XPF_METER_SET_LOSS;

	return !m ||
	       (m->spec.kind == XPF_METER_POLICER &&
		m->spec.flags & XPF_METER_DISCARD && !(m->spec.flags & marks));
}

static bool plain_term(const struct xpf_filter_term *t)
{
	return (t->action == XPF_FW_ACCEPT || t->action == XPF_FW_NEXT_TERM) &&
	       !t->flags && !t->n_predicates && !*t->mirror && !t->more &&
	       plain_meter(t->policer);
}

static int seal_terms(struct xpf_filterset *s, struct xpf_fault *f)
{
	const u32 rare = XPF_TERM_SET_DF | XPF_TERM_CLEAR_DF |
			 XPF_TERM_PACKET_MODE | XPF_TERM_HIT;
	u32 i, at = 0;

	for (i = 0; i < s->n_terms; i++) {
		struct xpf_filter_term *t = &s->term[i];

		xpf_fault_at(f, XPF_A_FW_TERM, i);
		while (at < s->n_filters && s->filter[at].id != t->filter_id)
			at++;
		if (at == s->n_filters)
			return xpf_fault(f, -ENOENT,
					 "terms not filter by filter");
		if (!find_meter(s, t->counter_id, false, &t->counter) ||
		    !find_meter(s, t->policer_id, true, &t->policer))
			return xpf_fault(f, -ENOENT,
					 "term of an unknown meter");
		if (!find_sets(s, &t->prefix))
			return xpf_fault(f, -ENOENT,
					 "term of an unknown set of meters");
		t->more = t->flags & rare || xpf_term_steers(t) || t->prefix.to;
		t->plain = plain_term(t);
		if (t->plain && t->action == XPF_FW_ACCEPT)
			s->filter[at].plain = true;
		s->routes |= xpf_term_steers(t);
		cond_resched();
	}
	return 0;
}

static const struct xpf_bind_filters *host_of(const struct xpf_ruleset *rs,
					      u16 vrf)
{
	u32 i;

	for (i = 0; i < rs->n_bindings; i++)
		if (rs->binding[i].filters.is_host && rs->binding[i].vrf == vrf)
			return &rs->binding[i].filters;
	return vrf == XPF_VRF_MAIN ? NULL : host_of(rs, XPF_VRF_MAIN);
}

static bool any_filter(const struct xpf_bind_filters *b, int from, int to)
{
	for (; from <= to; from++)
		if (b->filter[from] || b->policer[from])
			return true;
	return false;
}

/* Could it be that one of these lets a packet pass that it saw only part of? */
static bool plain_filters(const struct xpf_bind_filters *b, int from, int to)
{
	for (; from <= to; from++)
		if ((b->filter[from] && !b->filter[from]->plain) ||
		    !plain_meter(b->policer[from]))
			return false;
	return true;
}

static int seal_binding(struct xpf_ruleset *rs, struct xpf_binding *b,
			struct xpf_fault *f)
{
	struct xpf_bind_filters *x = &b->filters;
	bool full_in, full_out;
	int i;

	for (i = 0; i < XPF_FW_PLACES; i++) {
		x->filter[i] = filter_by_id(&rs->filters, x->filter_id[i]);
		if (x->filter_id[i] && !x->filter[i])
			return xpf_fault(f, -ENOENT,
					 "interface of an unknown filter");
		if (!find_meter(&rs->filters, x->policer_id[i], true,
				&x->policer[i]))
			return xpf_fault(f, -ENOENT,
					 "interface of an unknown policer");
	}
	if (x->filter[XPF_FW_ARP])
		return xpf_fault(f, -EINVAL, "no filter looks at ARP");
	if (x->policer[XPF_FW_IN_ANY] || x->policer[XPF_FW_OUT_ANY])
		return xpf_fault(f, -EINVAL, "no policer is of all families");
	full_in = x->filter[XPF_FW_IN_ANY] || xpf_cos_classifies(x->cos);
	full_out = x->filter[XPF_FW_OUT_ANY] || xpf_cos_rewrites(x->cos);
	if (any_filter(x, XPF_FW_IN4, XPF_FW_IN6) || full_in)
		b->steps |= XPF_STEP_FILTER_IN;
	if (any_filter(x, XPF_FW_OUT4, XPF_FW_OUT6) || full_out)
		b->steps |= XPF_STEP_FILTER_OUT;
	if (!plain_filters(x, XPF_FW_IN4, XPF_FW_IN6) || full_in)
		b->steps |= XPF_STEP_FULL_IN;
	if (!plain_filters(x, XPF_FW_OUT4, XPF_FW_OUT6) || full_out)
		b->steps |= XPF_STEP_FULL_OUT;
	return 0;
}

static int seal_bindings(struct xpf_ruleset *rs, struct xpf_fault *f)
{
	u32 i;
	int err;

	for (i = 0; i < rs->n_bindings; i++) {
		xpf_fault_at(f, XPF_A_INTERFACE, i);
		err = seal_binding(rs, &rs->binding[i], f);
		if (err)
			return err;
	}
	for (i = 0; i < rs->n_bindings; i++) {
		struct xpf_binding *b = &rs->binding[i];
		const struct xpf_bind_filters *host = host_of(rs, b->vrf);

		if (!host || (!any_filter(host, XPF_FW_IN4, XPF_FW_OUT6) &&
			      !any_filter(host, XPF_FW_IN_ANY, XPF_FW_OUT_ANY)))
			continue;
		b->filters.host = host;
		b->steps |= XPF_STEP_FILTER_HOST;
	}
	return 0;
}

int xpf_filterset_seal(struct xpf_builder *b, struct xpf_fault *f)
{
	struct xpf_ruleset *rs = b->rs;
	struct xpf_filterset *s = &rs->filters;
	const struct xpf_image_header *h;
	int err;

	err = seal_meters(s, f);
	if (!err)
		err = seal_terms(s, f);
	if (!err)
		err = xpf_builder_seal_image(b, XPF_IMAGE_FILTER, s->n_terms,
					     &s->image, f);
	if (err)
		return err;
	h = s->image ? (const void *)s->image->data : NULL;
	xpf_fault_at(f, XPF_A_IMAGE_KIND, XPF_IMAGE_FILTER);
	if ((h ? h->n_contexts : 0) != s->n_filters)
		return xpf_fault(
			f, -EINVAL,
			"image: number of contexts differs from the filters added");
	rs->bytes += (size_t)s->n_filters * sizeof(*s->filter) +
		     (size_t)s->n_terms * sizeof(*s->term) +
		     (size_t)s->n_meters * (sizeof(*s->meter) + 4);
	return seal_bindings(rs, f);
}

/* Meters go on. */

static bool same_spec(const struct xpf_policer_spec *a,
		      const struct xpf_policer_spec *b)
{
	return a->kind == b->kind && a->flags == b->flags &&
	       a->rate == b->rate && a->burst == b->burst &&
	       a->peak_rate == b->peak_rate && a->peak_burst == b->peak_burst;
}

static struct xpf_policer *policer_new(const struct xpf_policer_spec *spec)
{
	struct xpf_policer *p = kzalloc(sizeof(*p), GFP_KERNEL_ACCOUNT);

	if (!p)
		return NULL;
	spin_lock_init(&p->lock);
	refcount_set(&p->refs, 1);
	p->spec = *spec;
	p->committed.left = spec->burst;
	p->peak.left = spec->peak_burst;
	return p;
}

static void policer_put(struct xpf_policer *p)
{
	if (p && refcount_dec_and_test(&p->refs))
		kfree(p);
}

static bool share_policer(struct xpf_meter *m, const struct xpf_meter *old)
{
	if (m->spec.kind == XPF_METER_COUNTER)
		return true;
	if (old && old->policer && same_spec(&old->spec, &m->spec)) {
		refcount_inc(&old->policer->refs);
		m->policer = old->policer;
		return true;
	}
	m->policer = policer_new(&m->spec);
	return m->policer;
}

bool xpf_filterset_share(struct xpf_filterset *s,
			 const struct xpf_filterset *old)
{
	const struct xpf_meter *o;
	struct xpf_meter *m;
	u32 i;

	for (i = 0; i < s->n_meters; i++) {
		m = &s->meter[i];
		o = old ? xpf_meter_by_id(old, m->id) : NULL;
		m->ref = o ? xpf_counters_get(o->ref) : xpf_counters_new();
		if (!m->ref || !share_policer(m, o))
			return false;
		m->counters = xpf_counters_percpu(m->ref);
		cond_resched();
	}
	return true;
}

void xpf_filterset_destroy(struct xpf_filterset *s)
{
	u32 i;

	for (i = 0; i < s->n_meters; i++) {
		policer_put(s->meter[i].policer);
		xpf_counters_put(s->meter[i].ref);
	}
	for (i = 0; i < s->n_terms; i++) {
		kfree(s->term[i].predicate);
		kfree(s->term[i].chosen);
	}
	kvfree(s->image);
	kvfree(s->filter);
	kvfree(s->term);
	kvfree(s->meter);
	kvfree(s->meter_by_id);
}
