// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A model as one struct dp_ruleset: settings, zones, interfaces and
 * applications are copied in the order of their stable ids, so that the order
 * of statements that has no meaning leaves no trace; policies and NAT rules
 * come with their images.  The cookie is the digest of all of it, names
 * included: two nodes with the same configuration agree on it.
 */
#include "compile/compile.h"

#include <stdlib.h>
#include <string.h>

#include "compile/digest.h"
#include "compile/snapshot.h"
#include "lib/arena.h"
#include "lib/diag.h"
#include "model/model.h"

static void take_config(struct snapshot *s, const struct model *m)
{
	s->rs.config = (struct dp_config){
		.default_action = (uint8_t)m->default_action,
		.flags = m->flow_flags,
		.timeouts = {
			.tcp_initial = m->tcp_initial,
			.tcp_established = m->tcp_established,
			.tcp_half_closed = m->tcp_half_closed,
			.tcp_time_wait = m->tcp_time_wait,
			.udp = m->udp,
			.icmp = m->icmp,
			.other = m->other,
		},
		.mss_all = m->mss_all,
		.mss_ipsec = m->mss_ipsec,
		.mss_gre_in = m->mss_gre_in,
		.mss_gre_out = m->mss_gre_out,
		.aging_early = m->aging_early,
		.route_timeout = m->route_timeout,
		.aging_high = m->aging_high,
		.aging_low = m->aging_low,
		.algs = m->algs,
		.alg_flags = m->alg_flags,
		.alg_dns_length = m->alg_dns_length,
		.alg_sip_media = m->alg_sip_media,
		.alg_sip_ring = m->alg_sip_ring,
		.alg_sip_call = m->alg_sip_call,
		.alg_sunrpc_map = m->alg_sunrpc_map,
		.alg_msrpc_map = m->alg_msrpc_map,
	};
	s->rs.rematch = (uint8_t)m->rematch;
}

static int zone_cmp(const void *a, const void *b)
{
	const struct dp_zone *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static void take_zones(struct snapshot *s, const struct model *m)
{
	struct dp_zone *out =
		arena_new_array(s->arena, struct dp_zone, m->zones.n + 1);
	const struct model_zone *z;
	size_t i, n = 0;

	for (i = 0; i < m->zones.n; i++) {
		z = m->zones.v[i];
		if (z->id == XPF_ZONE_HOST)
			continue;
		out[n].id = z->id;
		out[n].name = arena_strdup(s->arena, z->name);
		out[n].flags = z->tcp_rst * XPF_ZONE_TCP_RST |
			       z->policy_in * XPF_ZONE_POLICY_IN |
			       z->policy_out * XPF_ZONE_POLICY_OUT;
		out[n].screen = z->screen ? z->screen->id : 0;
		out[n].services = z->services;
		out[n++].protocols = z->protocols;
	}
	qsort(out, n, sizeof(*out), zone_cmp);
	s->rs.zones = out;
	s->rs.n_zones = n;
}

static int screen_cmp(const void *a, const void *b)
{
	const struct dp_screen *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static const struct xpf_screen_white *take_white(struct arena *a,
						 const struct model_screen *s)
{
	struct xpf_screen_white *out =
		arena_new_array(a, struct xpf_screen_white, s->white.n + 1);

	if (s->white.n)
		memcpy(out, s->white.v, s->white.n * sizeof(*out));
	return out;
}

static void take_screens(struct snapshot *s, const struct model *m)
{
	struct dp_screen *out =
		arena_new_array(s->arena, struct dp_screen, m->screens.n + 1);
	struct dp_screen *d = out;
	struct model_screen *const *p;

	vec_each(p, &m->screens) {
		d->id = (*p)->id;
		d->name = arena_strdup(s->arena, (*p)->name);
		d->flags = (*p)->alarm_only ? XPF_SCREEN_F_ALARM_ONLY : 0;
		d->enabled = (*p)->enabled;
		memcpy(d->threshold, (*p)->threshold, sizeof(d->threshold));
		memcpy(d->limit, (*p)->limit, sizeof(d->limit));
		d->syn_alarm = (*p)->syn_alarm;
		d->syn_timeout = (*p)->syn_timeout;
		d->syn_queue = (*p)->syn_queue;
		memcpy(d->headers, (*p)->headers, sizeof(d->headers));
		memcpy(d->hop_options, (*p)->hop_options,
		       sizeof(d->hop_options));
		memcpy(d->dst_options, (*p)->dst_options,
		       sizeof(d->dst_options));
		d->white = take_white(s->arena, *p);
		d->n_white = (*p)->white.n;
		d++;
	}
	qsort(out, m->screens.n, sizeof(*out), screen_cmp);
	s->rs.screens = out;
	s->rs.n_screens = m->screens.n;
}

static int interface_cmp(const void *a, const void *b)
{
	const struct dp_interface *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static void take_places(struct snapshot *s, const struct model_filters *f,
			struct dp_interface *out)
{
	struct xpf_cos *cos;
	int i;

	for (i = 0; i < XPF_FW_PLACES; i++) {
		out->filters[i] = f->filter[i] ? f->filter[i]->id : 0;
		out->policers[i] = f->policer[i] ? f->policer[i]->id : 0;
	}
	out->host = f->is_host;
	if (!f->cos)
		return;
	cos = arena_new_obj(s->arena, struct xpf_cos);
	*cos = *f->cos;
	out->cos = cos;
}

static void take_interfaces(struct snapshot *s, const struct model *m)
{
	struct dp_interface *out = arena_new_array(
		s->arena, struct dp_interface, m->interfaces.n + 1);
	const struct model_interface *i;
	size_t k, n = m->interfaces.n;

	for (k = 0; k < n; k++) {
		i = m->interfaces.v[k];
		out[k] = (struct dp_interface){
			.id = i->id,
			.ifname = arena_strdup(s->arena, i->ifname),
			.name = arena_strdup(s->arena, i->name),
			.zone = i->zone ? i->zone->id : XPF_ZONE_NONE,
			.vrf = i->instance ? i->instance->id : XPF_VRF_MAIN,
			.has_services = i->own_inbound,
			.has_protocols = i->own_inbound,
			.services = i->own_inbound ? i->services : 0,
			.protocols = i->own_inbound ? i->protocols : 0,
			.proxy_arp = snapshot_ranges(s->arena, i->proxy_arp,
						     i->n_proxy_arp),
			.n_proxy_arp = i->n_proxy_arp,
			.proxy_ndp = snapshot_ranges(s->arena, i->proxy_ndp,
						     i->n_proxy_ndp),
			.n_proxy_ndp = i->n_proxy_ndp,
		};
		take_places(s, &i->filters, &out[k]);
	}
	qsort(out, n, sizeof(*out), interface_cmp);
	s->rs.interfaces = out;
	s->rs.n_interfaces = n;
}

/* ---- applications: those that policies name, a term an object ---- */

static int app_cmp(const void *a, const void *b)
{
	const struct model_app *const *x = a, *const *y = b;

	return ((*x)->id > (*y)->id) - ((*x)->id < (*y)->id);
}

static size_t used_apps(const struct model *m, const struct model_app **out)
{
	bool *used = calloc(m->apps.n + 1, sizeof(*used));
	size_t i, k, n = 0;

	if (!used)
		abort();
	for (i = 0; i < m->policies.n; i++)
		for (k = 0; k < m->policies.v[i]->n_app; k++)
			used[m->policies.v[i]->app[k]->index] = true;
	for (i = 0; i < m->apps.n; i++)
		if (used[i])
			out[n++] = m->apps.v[i];
	free(used);
	qsort(out, n, sizeof(*out), app_cmp);
	return n;
}

static struct dp_app app_object(struct arena *a, const struct model_app *app,
				const struct model_term *t)
{
	return (struct dp_app){
		.id = app->id,
		.name = arena_strdup(a, app->name),
		.any_protocol = t->any_proto,
		.protocol = t->proto,
		.sport_lo = t->sport_lo,
		.sport_hi = t->sport_hi,
		.dport_lo = t->dport_lo,
		.dport_hi = t->dport_hi,
		.timeout = t->timeout,
		.alg = t->alg,
		.has_program = t->has_program,
		.program_lo = t->program_lo,
		.program_hi = t->program_hi,
		.uuid = t->has_uuid ? t->uuid : NULL,
	};
}

static void take_apps(struct snapshot *s, const struct model *m, struct diag *d)
{
	const struct model_app **app = calloc(m->apps.n + 1, sizeof(*app));
	size_t n, i, k, terms = 0, at = 0;
	struct dp_app *out;

	if (!app)
		abort();
	n = used_apps(m, app);
	for (i = 0; i < n; i++)
		terms += app[i]->n_terms;
	if (terms > XPF_MAX_APPS)
		diag_stmt(
			d, DIAG_ERROR, "[edit applications]", NULL,
			"number of application terms (%zu) exceeds the limit (%d)",
			terms, XPF_MAX_APPS);
	out = arena_new_array(s->arena, struct dp_app, terms + 1);
	for (i = 0; i < n; i++)
		for (k = 0; k < app[i]->n_terms; k++)
			out[at++] =
				app_object(s->arena, app[i], &app[i]->term[k]);
	s->rs.apps = out;
	s->rs.n_apps = terms;
	free(app);
}

/* ---- the digest ---- */

static uint64_t digest_config(uint64_t h, const struct dp_ruleset *rs)
{
	const struct dp_timeouts *t = &rs->config.timeouts;

	h = digest_add(h, rs->config.default_action);
	h = digest_add(h, rs->config.flags);
	h = digest_add(h, (uint64_t)t->tcp_initial << 32 | t->tcp_established);
	h = digest_add(h,
		       (uint64_t)t->tcp_half_closed << 32 | t->tcp_time_wait);
	h = digest_add(h, (uint64_t)t->udp << 32 | t->icmp);
	h = digest_add(h,
		       (uint64_t)rs->config.algs << 32 | rs->config.alg_flags);
	if (rs->config.alg_dns_length || rs->config.alg_sip_media)
		h = digest_add(h, (uint64_t)rs->config.alg_sip_media << 32 |
					  rs->config.alg_dns_length);
	if (rs->config.alg_sunrpc_map || rs->config.alg_msrpc_map)
		h = digest_add(h, (uint64_t)rs->config.alg_sunrpc_map << 32 |
					  rs->config.alg_msrpc_map);
	if (rs->config.alg_sip_ring || rs->config.alg_sip_call)
		h = digest_add(h, (uint64_t)rs->config.alg_sip_call << 32 |
					  rs->config.alg_sip_ring);
	h = digest_add(h, t->other);
	h = digest_add(h, (uint64_t)rs->config.mss_all << 48 |
				  (uint64_t)rs->config.mss_ipsec << 32 |
				  (uint64_t)rs->config.mss_gre_in << 16 |
				  rs->config.mss_gre_out);
	if (rs->config.route_timeout)
		h = digest_add(h, rs->config.route_timeout);
	return digest_add(h, (uint64_t)rs->config.aging_early << 16 |
				     rs->config.aging_high << 8 |
				     rs->config.aging_low);
}

static uint64_t digest_zones(uint64_t h, const struct dp_ruleset *rs)
{
	const struct dp_zone *z;
	size_t i;

	h = digest_add(h, rs->n_zones);
	for (i = 0; i < rs->n_zones; i++) {
		z = &rs->zones[i];
		h = digest_string(digest_add(h, z->id), z->name);
		h = digest_add(digest_add(h, z->services), z->protocols);
		h = digest_add(h, z->flags);
		if (z->screen)
			h = digest_add(h, z->screen);
	}
	return h;
}

/* A ruleset without screens has the digest that it had before there were any. */
static uint64_t digest_screens(uint64_t h, const struct dp_ruleset *rs)
{
	const struct dp_screen *p;
	size_t i;

	for (i = 0; i < rs->n_screens; i++) {
		p = &rs->screens[i];
		h = digest_string(digest_add(h, p->id), p->name);
		h = digest_add(digest_add(h, p->flags), p->enabled);
		h = digest_bytes(h, p->threshold, sizeof(p->threshold));
		h = digest_add(h,
			       (uint64_t)p->syn_alarm << 32 | p->syn_timeout);
		h = digest_add(h, p->syn_queue);
		h = digest_bytes(h, p->headers, sizeof(p->headers));
		h = digest_bytes(h, p->hop_options, sizeof(p->hop_options));
		h = digest_bytes(h, p->dst_options, sizeof(p->dst_options));
		h = digest_bytes(h, p->white, p->n_white * sizeof(*p->white));
		h = digest_bytes(h, p->limit, sizeof(p->limit));
	}
	return h;
}

static uint64_t digest_interfaces(uint64_t h, const struct dp_ruleset *rs)
{
	const struct dp_interface *p;
	size_t i;

	h = digest_add(h, rs->n_interfaces);
	for (i = 0; i < rs->n_interfaces; i++) {
		p = &rs->interfaces[i];
		h = digest_string(digest_add(h, p->id), p->name);
		h = digest_string(h, p->ifname);
		h = digest_add(h, (uint64_t)p->zone << 32 | p->vrf);
		h = digest_add(h, p->has_services * 2U + p->has_protocols);
		h = digest_add(digest_add(h, p->services), p->protocols);
		h = digest_bytes(h, p->proxy_arp,
				 p->n_proxy_arp * sizeof(*p->proxy_arp));
		if (p->n_proxy_ndp)
			h = digest_bytes(h, p->proxy_ndp,
					 p->n_proxy_ndp *
						 sizeof(*p->proxy_ndp));
	}
	return h;
}

static uint64_t digest_apps(uint64_t h, const struct dp_ruleset *rs)
{
	const struct dp_app *p;
	size_t i;

	h = digest_add(h, rs->n_apps);
	for (i = 0; i < rs->n_apps; i++) {
		p = &rs->apps[i];
		h = digest_string(digest_add(h, p->id), p->name);
		h = digest_add(h, p->any_protocol * 256U + p->protocol);
		h = digest_add(h, (uint64_t)p->sport_lo << 16 | p->sport_hi);
		h = digest_add(h, (uint64_t)p->dport_lo << 16 | p->dport_hi);
		h = digest_add(h, (uint64_t)p->alg << 32 | p->timeout);
		if (p->has_program)
			h = digest_add(h, (uint64_t)p->program_lo << 32 |
						  p->program_hi);
		if (p->uuid)
			h = digest_bytes(h, p->uuid, 16);
	}
	return h;
}

static uint64_t digest_policies(uint64_t h, const struct dp_ruleset *rs)
{
	const struct dp_policy *p;
	size_t i;

	h = digest_add(h, rs->n_policies);
	for (i = 0; i < rs->n_policies; i++) {
		p = &rs->policies[i];
		h = digest_string(digest_add(h, p->id), p->name);
		h = digest_add(h, (uint64_t)p->from_zone << 16 | p->to_zone);
		h = digest_add(h, (uint64_t)p->flags << 8 | p->action);
		h = digest_add(h,
			       (uint64_t)p->mss_initial << 16 | p->mss_reverse);
		h = digest_add(h, p->digest);
		h = digest_bytes(h, p->apps, p->n_apps * sizeof(*p->apps));
	}
	return h;
}

static uint64_t digest_nat_rules(uint64_t h, const struct dp_ruleset *rs)
{
	const struct dp_nat_rule *p;
	size_t i;

	h = digest_add(h, rs->n_nat_rules);
	for (i = 0; i < rs->n_nat_rules; i++) {
		p = &rs->nat_rules[i];
		h = digest_string(digest_add(h, p->id), p->name);
		h = digest_string(h, p->set);
		h = digest_add(h, (uint64_t)p->kind << 8 | p->action);
		h = digest_add(h, (uint64_t)p->pool << 8 | p->prefix_len);
		h = digest_bytes(h, &p->outside, sizeof(p->outside));
		h = digest_bytes(h, &p->inside, sizeof(p->inside));
		h = digest_add(h, (uint64_t)p->outside_port << 16 |
					  p->inside_port);
		h = digest_add(digest_add(h, p->digest),
			       p->has_vrf ? p->vrf + 1U : 0);
		h = digest_add(h, (uint64_t)p->overload << 1 | p->in_order);
		if (p->raise)
			h = digest_add(h, (uint64_t)p->raise << 32 | p->clear);
	}
	return h;
}

static uint64_t digest_ports(uint64_t h, const struct dp_nat_pool *p)
{
	h = digest_add(h, (uint64_t)p->twin_lo << 48 |
				  (uint64_t)p->twin_hi << 32 |
				  (uint64_t)p->overload << 16 | p->block_size);
	h = digest_add(h, (uint64_t)p->block_max << 32 | p->block_timeout);
	h = digest_add(h, (uint64_t)p->block_recycle << 32 | p->block_interim);
	h = digest_add(h, (uint64_t)p->hosts_family << 16 |
				  (uint64_t)p->raise << 8 | p->clear);
	return digest_bytes(h, p->hosts, p->n_hosts * sizeof(*p->hosts));
}

static uint64_t digest_nat_pools(uint64_t h, const struct dp_ruleset *rs)
{
	const struct dp_nat_pool *p;
	size_t i;

	h = digest_add(h, rs->n_nat_pools);
	for (i = 0; i < rs->n_nat_pools; i++) {
		p = &rs->nat_pools[i];
		h = digest_string(digest_add(h, p->id), p->name);
		h = digest_add(h, (uint64_t)p->flags << 8 | p->family);
		h = digest_add(h, (uint64_t)p->port_lo << 16 | p->port_hi);
		h = digest_ports(h, p);
		h = digest_bytes(h, &p->host_base, sizeof(p->host_base));
		h = digest_add(h, p->has_vrf ? p->vrf + 1U : 0);
		h = digest_bytes(digest_add(h, p->overflow), p->ranges,
				 p->n_ranges * sizeof(*p->ranges));
	}
	return h;
}

/* What happens to sessions at the commit is not part of what then runs. */
uint64_t compile_digest(const struct dp_ruleset *rs)
{
	uint64_t h = DIGEST_START;
	int kind;

	h = digest_config(h, rs);
	h = digest_zones(h, rs);
	h = digest_screens(h, rs);
	h = digest_interfaces(h, rs);
	h = digest_apps(h, rs);
	h = digest_policies(h, rs);
	h = digest_nat_pools(h, rs);
	h = digest_nat_rules(h, rs);
	h = filters_digest(h, rs);
	for (kind = 0; kind < __XPF_IMAGE_KINDS; kind++)
		h = digest_bytes(h, rs->image[kind].data, rs->image[kind].size);
	return h ? h : 1; /* 0 names no ruleset */
}

/* ---- images ---- */

bool snapshot_image(struct snapshot *s, enum xpf_image_kind kind,
		    struct classifier *c, size_t n_rules, const char **fault,
		    uint32_t *context)
{
	static const char *const words[] = {
		[CLASSIFIER_MEMORY] =
			"rules need more classifier memory than the dataplane takes",
		[CLASSIFIER_CONTEXTS] = "too many pairs of zones have policies",
		[CLASSIFIER_TABLES] =
			"too many rules of one kind for one context",
	};
	enum classifier_fault f;

	f = classifier_build(c, (uint32_t)n_rules, &s->image[kind],
			     &s->rs.image[kind].size, context);
	if (f != CLASSIFIER_OK) {
		*fault = words[f];
		return false;
	}
	s->rs.image[kind].data = s->image[kind];
	return true;
}

/* ---- the whole ---- */

struct dp_ruleset *compile_ruleset_limit(const struct model *m, size_t limit,
					 struct diag *d)
{
	struct snapshot *s = calloc(1, sizeof(*s));
	int before = diag_errors(d);

	if (!s)
		abort();
	s->arena = arena_new();
	s->limit = limit && limit < XPF_MAX_IMAGE ? limit : XPF_MAX_IMAGE;
	take_config(s, m);
	take_screens(s, m);
	take_zones(s, m);
	take_interfaces(s, m);
	take_apps(s, m, d);
	snapshot_policies(s, m, d);
	snapshot_nat(s, m, d);
	snapshot_filters(s, m, d);
	if (diag_errors(d) != before) {
		compile_free(&s->rs);
		return NULL;
	}
	s->rs.cookie = compile_digest(&s->rs);
	return &s->rs;
}

struct dp_ruleset *compile_ruleset(const struct model *m, struct diag *d)
{
	return compile_ruleset_limit(m, 0, d);
}

void compile_free(struct dp_ruleset *rs)
{
	struct snapshot *s = (struct snapshot *)(void *)rs;
	int kind;

	if (!s)
		return;
	for (kind = 0; kind < __XPF_IMAGE_KINDS; kind++)
		free(s->image[kind]);
	arena_free(s->arena);
	free(s);
}
