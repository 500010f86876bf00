// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Source NAT rules -> one context of the source NAT image.
 *
 * Junos prefers the rule-set whose direction is more specific: an interface
 * over a zone over a routing instance, the destination side counting more
 * than the source side (Junos NAT guide, "source NAT rule precedence").
 * Within one degree the configuration's order holds.  So rules are sorted
 * once, here, and the classifier's first match is Junos' choice.  Rule i of
 * the image is rule i of the sorted list.
 */
#include "compile/snapshot.h"

#include <stdlib.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "model/model.h"

/* 0 is the most specific. */
static int end_rank(const struct model_nat_end *e)
{
	if (e->n_interface)
		return 0;
	return e->n_zone ? 1 : 2;
}

static int rule_rank(const struct model_nat_rule *r)
{
	return end_rank(r->to) * 3 + end_rank(r->from);
}

static const struct model_nat_rule **sorted(struct arena *a,
					    const struct model *m)
{
	size_t n = m->source_nat.n, i, k = 0;
	const struct model_nat_rule **list;
	int rank;

	list = arena_new_array(a, const struct model_nat_rule *, n + 1);
	for (rank = 0; rank < 9; rank++)
		for (i = 0; i < n; i++)
			if (rule_rank(m->source_nat.v[i]) == rank)
				list[k++] = m->source_nat.v[i];
	return list;
}

struct nat {
	struct arena *a; /* scratch */
	struct classifier *c;
};

static void ids_cond(struct nat *nat, struct entry *e, enum xpf_image_field f,
		     const struct num_range *r, size_t n)
{
	struct valset **set = arena_new_obj(nat->a, struct valset *);

	*set = classifier_numbers(nat->c, r, n);
	entry_in(e, f, set, 1);
}

/* The fields that tell one end of the flow by zone, interface and VRF. */
struct end_fields {
	enum xpf_image_field zone, interface, vrf;
};

static const struct end_fields from_fields = {
	XPF_F_FROM_ZONE,
	XPF_F_IN_IF,
	XPF_F_IN_VRF,
};
static const struct end_fields to_fields = {
	XPF_F_TO_ZONE,
	XPF_F_OUT_IF,
	XPF_F_OUT_VRF,
};

static void end_cond(struct nat *nat, struct entry *e,
		     const struct end_fields *f,
		     const struct model_nat_end *end)
{
	struct num_range *r;
	unsigned int i, n;

	/* One kind of the three is given; were there more, all would hold. */
	n = end->n_zone > end->n_interface ? end->n_zone : end->n_interface;
	n = n > end->n_instance ? n : end->n_instance;
	r = arena_new_array(nat->a, struct num_range, n + 1);
	for (i = 0; i < end->n_zone; i++)
		r[i].lo = r[i].hi = end->zone[i]->id;
	if (end->n_zone)
		ids_cond(nat, e, f->zone, r, end->n_zone);
	for (i = 0; i < end->n_interface; i++)
		r[i].lo = r[i].hi = end->interface[i]->id;
	if (end->n_interface)
		ids_cond(nat, e, f->interface, r, end->n_interface);
	for (i = 0; i < end->n_instance; i++)
		r[i].lo = r[i].hi = end->instance[i]->id;
	if (end->n_instance)
		ids_cond(nat, e, f->vrf, r, end->n_instance);
}

static void address_cond(struct nat *nat, struct entry *e,
			 enum xpf_image_field f, const struct addr_range *r,
			 unsigned int n)
{
	struct valset **set;

	if (!n)
		return;
	set = arena_new_obj(nat->a, struct valset *);
	*set = classifier_addresses(nat->c, r, n);
	entry_in(e, f, set, 1);
}

static void add_rule(struct nat *nat, uint32_t rule,
		     const struct model_nat_rule *r)
{
	struct entry e = entry_any(rule);
	struct services s;
	size_t i;

	end_cond(nat, &e, &from_fields, r->from);
	end_cond(nat, &e, &to_fields, r->to);
	address_cond(nat, &e, XPF_F_SADDR, r->src, r->n_src);
	address_cond(nat, &e, XPF_F_DADDR, r->dst, r->n_dst);
	if (!r->n_service) {
		classifier_add(nat->c, 0, &e);
		return;
	}
	s = snapshot_services(nat->a, nat->c, r->service, r->n_service);
	for (i = 0; i < s.n; i++) {
		e.cond[XPF_F_SERVICE].op = COND_ANY;
		e.cond[XPF_F_SPORT].op = COND_ANY;
		if (s.v[i].service)
			entry_in(&e, XPF_F_SERVICE, &s.v[i].service, 1);
		if (s.v[i].sport)
			entry_in(&e, XPF_F_SPORT, &s.v[i].sport, 1);
		classifier_add(nat->c, 0, &e);
	}
}

static struct dp_nat_rule *
objects(struct arena *a, const struct model_nat_rule *const *list, size_t n)
{
	struct dp_nat_rule *out = arena_new_array(a, struct dp_nat_rule, n + 1);
	size_t i;

	for (i = 0; i < n; i++) {
		out[i].id = list[i]->id;
		out[i].name = arena_strdup(a, list[i]->name);
		out[i].set = arena_strdup(a, list[i]->set);
		out[i].kind = XPF_NAT_SOURCE;
		out[i].action = (uint8_t)list[i]->action;
	}
	return out;
}

void snapshot_source_nat(struct snapshot *s, const struct model *m,
			 struct diag *d)
{
	const char *path = "[edit security nat source]", *fault;
	size_t n = m->source_nat.n, i;
	const struct model_nat_rule **list;
	struct nat nat;
	uint32_t context;

	if (n > XPF_MAX_NAT_RULES) {
		diag_stmt(d, DIAG_ERROR, path, NULL,
			  "number of rules (%zu) exceeds the limit (%d)", n,
			  XPF_MAX_NAT_RULES);
		return;
	}
	nat.a = arena_new();
	nat.c = classifier_new(s->limit);
	list = sorted(nat.a, m);
	s->rs.nat_rules = objects(s->arena, list, n);
	s->rs.n_nat_rules = n;
	classifier_global(nat.c, classifier_context(nat.c));
	for (i = 0; i < n; i++)
		add_rule(&nat, (uint32_t)i, list[i]);
	if (!snapshot_image(s, XPF_IMAGE_SOURCE_NAT, nat.c, n, &fault,
			    &context))
		diag_stmt(d, DIAG_ERROR, path, NULL, "%s", fault);
	classifier_free(nat.c);
	arena_free(nat.a);
}
