// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * NAT rules -> one context of their image; static rules have two, one for each
 * direction in which a session may begin.
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
#include <string.h>

#include "compile/digest.h"
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
	return (r->to ? end_rank(r->to) * 3 : 0) + end_rank(r->from);
}

static const struct model_nat_rule **
sorted(struct arena *a, const struct model *m, enum xpf_nat_kind kind)
{
	size_t n = m->nat[kind].n, i, k = 0;
	const struct model_nat_rule **list;
	int rank;

	list = arena_new_array(a, const struct model_nat_rule *, n + 1);
	for (rank = 0; rank < 9; rank++)
		for (i = 0; i < n; i++)
			if (rule_rank(m->nat[kind].v[i]) == rank)
				list[k++] = m->nat[kind].v[i];
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

/* What comes from outside; all there is of source and destination rules. */
static void add_rule(struct nat *nat, uint32_t rule,
		     const struct model_nat_rule *r)
{
	struct entry e = entry_any(rule);
	struct services s;
	size_t i;

	end_cond(nat, &e, &from_fields, r->from);
	if (r->to)
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

/* All addresses of a family. */
static void family_cond(struct nat *nat, struct entry *e,
			enum xpf_image_field f, int family)
{
	struct addr_range *all = arena_new_obj(nat->a, struct addr_range);
	struct prefix p = { .addr.family = (uint8_t)family };

	*all = prefix_range(&p);
	address_cond(nat, e, f, all, 1);
}

/*
 * A static rule for what comes from inside: everything mirrored.  The source
 * becomes one of outside's family, so the destination must be of it, too.
 */
static void add_mirrored(struct nat *nat, uint32_t rule,
			 const struct model_nat_rule *r)
{
	struct entry e = entry_any(rule);
	struct addr_range *inside = arena_new_obj(nat->a, struct addr_range);
	struct num_range *ports;

	*inside = prefix_range(&r->inside);
	end_cond(nat, &e, &to_fields, r->from);
	if (r->instance) {
		ports = arena_new_obj(nat->a, struct num_range);
		ports->lo = ports->hi = r->instance->id;
		ids_cond(nat, &e, XPF_F_IN_VRF, ports, 1);
	}
	if (r->action == XPF_NAT_INET)
		family_cond(nat, &e, XPF_F_SADDR, AF_INET);
	else
		address_cond(nat, &e, XPF_F_SADDR, inside, 1);
	if (r->n_src)
		address_cond(nat, &e, XPF_F_DADDR, r->src, r->n_src);
	else
		family_cond(nat, &e, XPF_F_DADDR, r->outside.addr.family);
	if (r->outside_port) {
		ports = arena_new_obj(nat->a, struct num_range);
		ports->lo = r->inside_port;
		ports->hi = r->inside_port + (uint32_t)r->service[0].dport_hi -
			    r->service[0].dport_lo;
		ids_cond(nat, &e, XPF_F_SPORT, ports, 1);
	}
	classifier_add(nat->c, 0, &e);
}

/* ---- objects ---- */

static uint64_t digest_end(uint64_t h, const struct model_nat_end *e)
{
	unsigned int i;

	if (!e)
		return digest_add(h, 0);
	h = digest_add(h, (uint64_t)e->n_zone << 40 |
				  (uint64_t)e->n_interface << 20 |
				  e->n_instance);
	for (i = 0; i < e->n_zone; i++)
		h = digest_add(h, e->zone[i]->id);
	for (i = 0; i < e->n_interface; i++)
		h = digest_add(h, e->interface[i]->id);
	for (i = 0; i < e->n_instance; i++)
		h = digest_add(h, e->instance[i]->id);
	return h;
}

static uint64_t digest_addr(uint64_t h, const struct addr *a)
{
	return digest_bytes(digest_add(h, a->family), a->b, sizeof(a->b));
}

static uint64_t digest_ranges(uint64_t h, const struct addr_range *r,
			      unsigned int n)
{
	unsigned int i;

	h = digest_add(h, n);
	for (i = 0; i < n; i++)
		h = digest_addr(digest_addr(h, &r[i].lo), &r[i].hi);
	return h;
}

static uint64_t digest_pool(uint64_t h, const struct model_nat_pool *p)
{
	for (; p; p = p->overflow) {
		h = digest_add(h, (uint64_t)p->id << 32 | p->flags);
		h = digest_add(h, (uint64_t)p->port_lo << 16 | p->port_hi);
		h = digest_add(h, (uint64_t)p->block.size << 16 | p->overload);
		h = digest_ranges(h, p->hosts, p->n_hosts);
		h = digest_add(h, p->instance ? p->instance->id + 1U : 0);
		h = digest_addr(h, &p->host_base);
		h = digest_ranges(h, p->range, p->n_ranges);
	}
	return h;
}

/*
 * What sessions of the rule depend on: whom it takes, and what they become.
 * When it changes, they are closed.
 */
static uint64_t digest_rule(const struct model_nat_rule *r)
{
	uint64_t h = digest_add(DIGEST_START,
				(uint64_t)r->kind << 8 | (uint64_t)r->action);
	const struct model_term *t;
	unsigned int i;

	h = digest_end(digest_end(h, r->from), r->to);
	h = digest_ranges(digest_ranges(h, r->src, r->n_src), r->dst, r->n_dst);
	for (i = 0; i < r->n_service; i++) {
		t = &r->service[i];
		h = digest_add(h, (uint64_t)t->any_proto << 8 | t->proto);
		h = digest_add(h, (uint64_t)t->sport_lo << 48 |
					  (uint64_t)t->sport_hi << 32 |
					  (uint64_t)t->dport_lo << 16 |
					  t->dport_hi);
	}
	h = digest_pool(h, r->pool);
	h = digest_addr(h, &r->outside.addr);
	h = digest_addr(h, &r->inside.addr);
	h = digest_add(h, (uint64_t)r->outside.len << 32 |
				  (uint64_t)r->outside_port << 16 |
				  r->inside_port);
	h = digest_add(h, (uint64_t)r->persist << 1 | r->persist_address);
	h = digest_add(h, (uint64_t)r->persist_timeout << 32 |
				  r->persist_sessions);
	return digest_add(h, r->instance ? r->instance->id + 1U : 0);
}

static struct dp_nat_rule object(struct arena *a, const struct model *m,
				 const struct model_nat_rule *r)
{
	struct dp_nat_rule out = {
		.id = r->id,
		.name = arena_strdup(a, r->name),
		.set = arena_strdup(a, r->set),
		.kind = (uint8_t)r->kind,
		.action = (uint8_t)r->action,
		.pool = r->pool ? r->pool->id : 0,
		.digest = digest_rule(r),
		.persist = (uint8_t)r->persist,
		.persist_address = r->persist_address,
		.persist_timeout = r->persist_timeout,
		.persist_sessions = r->persist_sessions,
		.raise = r->raise,
		.clear = r->clear,
		.has_vrf = r->instance,
		.vrf = r->instance ? r->instance->id : XPF_VRF_MAIN,
	};

	if (r->kind == XPF_NAT_SOURCE) {
		out.overload = m->nat_overload;
		out.in_order = m->nat_in_order;
	}
	if (r->action < XPF_NAT_PREFIX)
		return out;
	out.outside = r->outside.addr;
	out.inside = r->inside.addr;
	out.prefix_len = r->outside.len;
	out.outside_port = r->outside_port;
	out.inside_port = r->inside_port;
	return out;
}

struct xpf_nat_range *
snapshot_ranges(struct arena *a, const struct addr_range *r, unsigned int n)
{
	struct xpf_nat_range *out =
		arena_new_array(a, struct xpf_nat_range, n + 1);
	unsigned int i;

	for (i = 0; i < n; i++) {
		memcpy(out[i].lo, r[i].lo.b, sizeof(out[i].lo));
		memcpy(out[i].hi, r[i].hi.b, sizeof(out[i].hi));
	}
	return out;
}

static struct dp_nat_pool pool_object(struct arena *a,
				      const struct model_nat_pool *p)
{
	return (struct dp_nat_pool){
		.id = p->id,
		.name = arena_strdup(a, p->name),
		.family = p->range[0].lo.family,
		.flags = p->flags,
		.ranges = snapshot_ranges(a, p->range, p->n_ranges),
		.n_ranges = p->n_ranges,
		.port_lo = p->port_lo,
		.port_hi = p->port_hi,
		.twin_lo = p->twin_lo,
		.twin_hi = p->twin_hi,
		.overload = p->overload,
		.block_size = p->block.size,
		.block_max = p->block.max,
		.block_timeout = p->block.timeout,
		.block_recycle = p->block.recycle,
		.block_interim = p->block.interim,
		.hosts = snapshot_ranges(a, p->hosts, p->n_hosts),
		.n_hosts = p->n_hosts,
		.hosts_family = p->n_hosts ? p->hosts[0].lo.family : 0,
		.raise = p->raise,
		.clear = p->clear,
		.host_base = p->host_base,
		.overflow = p->overflow ? p->overflow->id : 0,
		.has_vrf = p->instance,
		.vrf = p->instance ? p->instance->id : XPF_VRF_MAIN,
	};
}

/* Pools that overflow go last: they name others, which come before them. */
static void take_pools(struct snapshot *s, const struct model *m)
{
	struct dp_nat_pool *out = arena_new_array(s->arena, struct dp_nat_pool,
						  m->nat_pools.n + 1);
	const struct model_nat_pool *p;
	size_t i, n = 0;
	int last;

	for (last = 0; last < 2; last++)
		for (i = 0; i < m->nat_pools.n; i++) {
			p = m->nat_pools.v[i];
			if (!!p->overflow == last)
				out[n++] = pool_object(s->arena, p);
		}
	s->rs.nat_pools = out;
	s->rs.n_nat_pools = n;
}

/* ---- images ---- */

struct kind {
	enum xpf_nat_kind kind;
	enum xpf_image_kind image;
	bool routed; /* looked up when the real destination is known */
	const char *path;
	void (*add)(struct nat *nat, uint32_t rule,
		    const struct model_nat_rule *r);
};

static const struct kind all[] = {
	{ XPF_NAT_SOURCE, XPF_IMAGE_SOURCE_NAT, true,
	  "[edit security nat source]", add_rule },
	{ XPF_NAT_DESTINATION, XPF_IMAGE_DESTINATION_NAT, false,
	  "[edit security nat destination]", add_rule },
	{ XPF_NAT_STATIC, XPF_IMAGE_STATIC_NAT, false,
	  "[edit security nat static]", add_rule },
	{ XPF_NAT_STATIC, XPF_IMAGE_STATIC_SOURCE, true,
	  "[edit security nat static]", add_mirrored },
};

static void take_image(struct snapshot *s, const struct kind *k, bool mixed,
		       const struct model_nat_rule *const *list, size_t n,
		       struct diag *d)
{
	struct nat nat = { .a = arena_new(), .c = classifier_new(s->limit) };
	const char *fault;
	uint32_t context;
	size_t i;

	if (mixed)
		classifier_mixed(nat.c);
	classifier_global(nat.c, classifier_context(nat.c));
	for (i = 0; i < n; i++)
		k->add(&nat, (uint32_t)i, list[i]);
	if (!snapshot_image(s, k->image, nat.c, n, &fault, &context))
		diag_stmt(d, DIAG_ERROR, k->path, NULL, "%s", fault);
	classifier_free(nat.c);
	arena_free(nat.a);
}

void snapshot_nat(struct snapshot *s, const struct model *m, struct diag *d)
{
	const struct model_nat_rule **list;
	struct dp_nat_rule *out;
	size_t total = 0, i, k, n, kind;

	for (kind = 0; kind < NAT_KINDS; kind++)
		total += m->nat[kind].n;
	if (total > XPF_MAX_NAT_RULES || m->nat_pools.n > XPF_MAX_NAT_POOLS) {
		diag_stmt(
			d, DIAG_ERROR, "[edit security nat]", NULL,
			"number of rules (%zu) or pools (%zu) exceeds the limit (%d, %d)",
			total, m->nat_pools.n, XPF_MAX_NAT_RULES,
			XPF_MAX_NAT_POOLS);
		return;
	}
	take_pools(s, m);
	out = arena_new_array(s->arena, struct dp_nat_rule, total + 1);
	s->rs.nat_rules = out;
	for (k = 0; k < sizeof(all) / sizeof(*all); k++) {
		n = m->nat[all[k].kind].n;
		if (!n)
			continue;
		list = sorted(s->arena, m, all[k].kind);
		for (i = 0; i < n && all[k].image != XPF_IMAGE_STATIC_SOURCE;
		     i++)
			out[s->rs.n_nat_rules++] = object(s->arena, m, list[i]);
		take_image(s, &all[k], all[k].routed && model_nat_crosses(m),
			   list, n, d);
	}
}
