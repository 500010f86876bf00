// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Policies -> the policy image and its objects.  Every zone pair that has
 * policies is a context, the global policies are another one whose entries
 * also look at the zones.  Rule i of the image is policy i of the list.
 *
 * An address or an application is one classifier set, made once, however many
 * policies name it.
 */
#include "compile/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "compile/digest.h"
#include "lib/arena.h"
#include "lib/diag.h"
#include "model/model.h"

struct made_address {
	struct valset *set; /* NULL: not made yet */
	uint64_t digest;
};

struct made_app {
	struct services services;
	uint64_t digest;
	bool made;
};

struct policies {
	struct snapshot *s;
	const struct model *m;
	struct classifier *c;
	struct made_address *address;
	struct made_app *app;
	uint32_t *context; /* of a zone pair, + 1 */
	uint32_t global; /* + 1 */
	bool self; /* policies of junos-host exist */
	VEC(const struct model_policy *) first; /* of a context */
	VEC(struct valset *) src, dst, open;
};

static struct made_address *made_address(struct policies *p,
					 const struct model_address *a)
{
	struct made_address *made = &p->address[a->index];
	const struct val_spans *s;
	uint64_t h = DIGEST_START;
	int line;

	if (made->set)
		return made;
	made->set = classifier_addresses(p->c, a->range, a->n_ranges);
	for (line = 0; line < VAL_LINES; line++) {
		s = &made->set->line[line];
		h = digest_bytes(h, s->v, s->n * sizeof(*s->v));
	}
	made->digest = digest_add(h, a->any);
	return made;
}

static uint64_t term_digest(uint64_t h, const struct model_term *t)
{
	h = digest_add(h, (uint64_t)t->any_proto << 8 | t->proto);
	h = digest_add(h, (uint64_t)t->sport_lo << 16 | t->sport_hi);
	h = digest_add(h, (uint64_t)t->dport_lo << 16 | t->dport_hi);
	if (t->has_program)
		h = digest_add(h,
			       (uint64_t)t->program_lo << 32 | t->program_hi);
	if (t->has_uuid)
		h = digest_bytes(h, t->uuid, sizeof(t->uuid));
	return h;
}

static struct made_app *made_app(struct policies *p, const struct model_app *a)
{
	struct made_app *made = &p->app[a->index];
	unsigned int i;

	if (made->made)
		return made;
	made->made = true;
	made->services =
		snapshot_services(p->s->arena, p->c, a->term, a->n_terms);
	made->digest = DIGEST_START;
	for (i = 0; i < a->n_terms; i++)
		made->digest = term_digest(made->digest, &a->term[i]);
	return made;
}

/* ---- entries ---- */

static void address_cond(struct entry *e, enum xpf_image_field f,
			 struct policies *p, bool excluded,
			 const struct model_address *const *list,
			 unsigned int n)
{
	struct valset **set;
	unsigned int i;

	for (i = 0; i < n && !excluded; i++)
		if (list[i]->any)
			return;
	if (f == XPF_F_SADDR)
		p->src.n = 0;
	else
		p->dst.n = 0;
	for (i = 0; i < n; i++) {
		set = f == XPF_F_SADDR ? vec_add(&p->src) : vec_add(&p->dst);
		*set = made_address(p, list[i])->set;
	}
	set = f == XPF_F_SADDR ? p->src.v : p->dst.v;
	/* Nothing named: nothing accepted, excluded or not. */
	if (excluded && n)
		entry_not_in(e, f, set, n);
	else
		entry_in(e, f, set, n);
}

static void zone_cond(struct entry *e, enum xpf_image_field f,
		      struct policies *p, const struct model_zone *const *zone,
		      unsigned int n)
{
	struct num_range *r;
	struct valset **set;
	unsigned int i;

	if (!n && !p->self)
		return;
	r = calloc(n + 1, sizeof(*r));
	if (!r)
		abort();
	for (i = 0; i < n; i++)
		r[i].lo = r[i].hi = zone[i]->id;
	/* Any zone, but junos-host has to be named. */
	if (!n)
		r[0].lo = r[0].hi = XPF_ZONE_HOST;
	/* Entries borrow the array until they are added. */
	set = arena_new_obj(p->s->arena, struct valset *);
	*set = classifier_numbers(p->c, r, n ? n : 1);
	if (n)
		entry_in(e, f, set, 1);
	else
		entry_not_in(e, f, set, 1);
	free(r);
}

/* One entry for all that leaves the source port open, one for each of those
 * that do not.
 */
static void add_entries(struct policies *p, uint32_t context, struct entry *e,
			const struct model_policy *mp)
{
	const struct services *s;
	bool any = !mp->n_app;
	unsigned int i;
	size_t k;

	p->open.n = 0;
	for (i = 0; i < mp->n_app; i++) {
		s = &made_app(p, mp->app[i])->services;
		for (k = 0; k < s->n; k++) {
			if (s->v[k].sport)
				continue;
			any = any || !s->v[k].service;
			vec_push(&p->open, s->v[k].service);
		}
	}
	if (!any)
		entry_in(e, XPF_F_SERVICE, p->open.v, p->open.n);
	if (any || p->open.n)
		classifier_add(p->c, context, e);
	for (i = 0; i < mp->n_app && !any; i++) {
		s = &made_app(p, mp->app[i])->services;
		for (k = 0; k < s->n; k++) {
			if (!s->v[k].sport)
				continue;
			e->cond[XPF_F_SERVICE].op = COND_ANY;
			if (s->v[k].service)
				entry_in(e, XPF_F_SERVICE, &s->v[k].service, 1);
			entry_in(e, XPF_F_SPORT, &s->v[k].sport, 1);
			classifier_add(p->c, context, e);
		}
	}
}

static uint32_t context_of(struct policies *p, const struct model_policy *mp)
{
	uint32_t *slot = &p->global;

	if (mp->from)
		slot = &p->context[mp->from->id * XPF_MAX_ZONES + mp->to->id];
	if (!*slot) {
		*slot = classifier_context(p->c) + 1;
		vec_push(&p->first, mp);
		if (mp->from)
			classifier_pair(p->c, mp->from->id, mp->to->id,
					*slot - 1U);
		else
			classifier_global(p->c, *slot - 1U);
	}
	return *slot - 1U;
}

static void add_policy(struct policies *p, uint32_t rule,
		       const struct model_policy *mp)
{
	struct entry e = entry_any(rule);

	address_cond(&e, XPF_F_SADDR, p, mp->src_excluded, mp->src, mp->n_src);
	address_cond(&e, XPF_F_DADDR, p, mp->dst_excluded, mp->dst, mp->n_dst);
	if (!mp->from) {
		zone_cond(&e, XPF_F_FROM_ZONE, p, mp->from_zone, mp->n_from);
		zone_cond(&e, XPF_F_TO_ZONE, p, mp->to_zone, mp->n_to);
	}
	add_entries(p, context_of(p, mp), &e, mp);
}

/* ---- objects ---- */

static uint64_t zones_digest(const struct model_zone *const *zone,
			     unsigned int n)
{
	uint64_t sum = n;

	while (n--)
		sum += digest_add(DIGEST_START, zone[n]->id);
	return sum;
}

static uint64_t addresses_digest(struct policies *p,
				 const struct model_address *const *list,
				 unsigned int n)
{
	uint64_t sum = n;

	while (n--)
		sum += made_address(p, list[n])->digest;
	return sum;
}

/* Of what it matches and does; sums, where order has no meaning. */
static uint64_t policy_digest(struct policies *p, const struct model_policy *mp)
{
	uint64_t h = DIGEST_START, sum = mp->n_app;
	unsigned int i;

	h = digest_add(h, mp->from ? mp->from->id : 0);
	h = digest_add(h, mp->to ? mp->to->id : 0);
	h = digest_add(h, zones_digest(mp->from_zone, mp->n_from));
	h = digest_add(h, zones_digest(mp->to_zone, mp->n_to));
	h = digest_add(h, addresses_digest(p, mp->src, mp->n_src));
	h = digest_add(h, addresses_digest(p, mp->dst, mp->n_dst));
	h = digest_add(h, mp->src_excluded * 2U + mp->dst_excluded);
	for (i = 0; i < mp->n_app; i++)
		sum += made_app(p, mp->app[i])->digest;
	h = digest_add(h, sum);
	return digest_add(h, mp->action);
}

static void fill_policy(struct policies *p, struct dp_policy *out,
			const struct model_policy *mp)
{
	uint32_t *apps = NULL;
	unsigned int i;

	if (mp->n_app)
		apps = arena_new_array(p->s->arena, uint32_t, mp->n_app);
	for (i = 0; i < mp->n_app; i++)
		apps[i] = mp->app[i]->id;
	*out = (struct dp_policy){
		.id = mp->id,
		.name = arena_strdup(p->s->arena, mp->name),
		.from_zone = mp->from ? mp->from->id : 0,
		.to_zone = mp->to ? mp->to->id : 0,
		.action = (uint8_t)mp->action,
		.flags = mp->log_init * XPF_POLICY_LOG_INIT |
			 mp->log_close * XPF_POLICY_LOG_CLOSE |
			 mp->count * XPF_POLICY_COUNT | mp->options |
			 mp->inactive * XPF_POLICY_INACTIVE,
		.mss_initial = mp->mss_initial,
		.mss_reverse = mp->mss_reverse,
		.digest = policy_digest(p, mp),
		.apps = apps,
		.n_apps = mp->n_app,
	};
}

/* ---- faults ---- */

static const char *context_path(struct arena *a, const struct policies *p,
				uint32_t context)
{
	const struct model_policy *mp;

	if (context >= p->first.n)
		return "[edit security policies]";
	mp = p->first.v[context];
	if (!mp->from)
		return "[edit security policies global]";
	return arena_printf(a,
			    "[edit security policies from-zone %s to-zone %s]",
			    mp->from->name, mp->to->name);
}

static void run(struct policies *p, struct diag *d)
{
	size_t n = p->m->policies.n, i;
	struct dp_policy *out =
		arena_new_array(p->s->arena, struct dp_policy, n);
	const char *fault;
	uint32_t context;

	for (i = 0; i < p->m->zones.n; i++)
		p->self = p->self || p->m->zones.v[i]->policy_in ||
			  p->m->zones.v[i]->policy_out;
	for (i = 0; i < n; i++) {
		if (!p->m->policies.v[i]->inactive)
			add_policy(p, (uint32_t)i, p->m->policies.v[i]);
		fill_policy(p, &out[i], p->m->policies.v[i]);
	}
	p->s->rs.policies = out;
	p->s->rs.n_policies = n;
	if (!snapshot_image(p->s, XPF_IMAGE_POLICY, p->c, n, &fault, &context))
		diag_stmt(d, DIAG_ERROR, context_path(p->s->arena, p, context),
			  NULL, "%s", fault);
}

void snapshot_policies(struct snapshot *s, const struct model *m,
		       struct diag *d)
{
	struct policies p = { .s = s, .m = m };

	if (m->policies.n > XPF_MAX_POLICIES) {
		diag_stmt(d, DIAG_ERROR, "[edit security policies]", NULL,
			  "number of policies (%zu) exceeds the limit (%d)",
			  m->policies.n, XPF_MAX_POLICIES);
		return;
	}
	p.c = classifier_new(s->limit);
	if (model_nat_crosses(m))
		classifier_mixed(p.c);
	p.address = calloc(m->addresses.n + 1, sizeof(*p.address));
	p.app = calloc(m->apps.n + 1, sizeof(*p.app));
	p.context = calloc(XPF_MAX_ZONES * XPF_MAX_ZONES, sizeof(*p.context));
	if (!p.address || !p.app || !p.context)
		abort();
	run(&p, d);
	free(p.address);
	free(p.app);
	free(p.context);
	vec_free(&p.first);
	vec_free(&p.src);
	vec_free(&p.dst);
	vec_free(&p.open);
	classifier_free(p.c);
}
