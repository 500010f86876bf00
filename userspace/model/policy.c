// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit security policies]: the policies of each pair of zones in order, then
 * the global ones, and what happens when none of them matches.
 *
 * Nothing widens here.  A policy without a condition is not a policy for
 * everything but a fault; a name that resolves to nothing is a fault, and so
 * is excluding addresses that are none, which would match everything.  A
 * policy without an action denies, if it ever got here.
 */
#include "model/builder.h"

#include <stdlib.h>
#include <string.h>

#include "model/id.h"

#define RESERVED_POLICY_IDS 15 /* the default policy is 0 */

/* ---- match ---- */

struct side { /* source or destination */
	const char *word, *excluded_word;
	const char *title;
};

static const struct side source = {
	"source-address",
	"source-address-excluded",
	"Source",
};
static const struct side destination = {
	"destination-address",
	"destination-address-excluded",
	"Destination",
};

static unsigned int count(const struct cnode *n)
{
	unsigned int k = 0;

	for (; n; n = cn_next(n))
		k++;
	return k;
}

/* What may not stand behind an -excluded. */
static void check_excluded(struct builder *b, const struct cnode *policy,
			   const struct side *s, const struct model_address *a)
{
	if (a->any)
		fault_at(b, policy, "%s cannot be used with address any",
			 s->excluded_word);
	else if (!a->n_ranges)
		fault_at(
			b, policy,
			"%s cannot be used with address %s, which stands for no address",
			s->excluded_word, a->name);
}

static void read_addresses(struct builder *b, const struct cnode *policy,
			   const struct side *s, const struct model_zone *zone,
			   bool excluded, const struct model_address ***out,
			   unsigned int *n_out)
{
	const struct cnode *match = cn_child(policy, "match"), *n;
	const struct model_address *a;

	n = cn_first(match, s->word);
	if (!n && match)
		fault_missing(b, match, s->word);
	*out = arena_new_array(b->a, const struct model_address *, count(n));
	for (; n; n = cn_next(n)) {
		a = find_address(b, zone, n->value);
		if (!a) {
			fault_at(b, policy,
				 "%s address or address_set (%s) not found.",
				 s->title, n->value);
			continue;
		}
		if (excluded)
			check_excluded(b, policy, s, a);
		(*out)[(*n_out)++] = a;
	}
}

static void read_apps(struct builder *b, const struct cnode *match,
		      struct model_policy *p)
{
	const struct cnode *n = cn_first(match, "application");
	struct app_list list;

	app_list_begin(b, &list);
	if (!n && match)
		fault_missing(b, match, "application");
	p->app_name = arena_new_array(b->a, const char *, count(n));
	for (; n; n = cn_next(n)) {
		p->app_name[p->n_app_name++] = keep(b, n->value);
		if (!find_apps(b, n->value, &list))
			fault_at(
				b, n,
				"application or application-set must be defined");
	}
	/* "any" beside others is any; no application at all is a fault. */
	if (!list.any && list.v.n) {
		p->n_app = (unsigned int)list.v.n;
		p->app = arena_new_array(b->a, const struct model_app *,
					 p->n_app);
		memcpy(p->app, list.v.v, p->n_app * sizeof(*p->app));
	}
	vec_free(&list.v);
}

static void read_zones(struct builder *b, const struct cnode *match,
		       const char *word, const struct model_zone ***out,
		       unsigned int *n_out)
{
	const struct cnode *n = cn_first(match, word);
	const struct model_zone *z;
	bool any = false;

	*out = arena_new_array(b->a, const struct model_zone *, count(n));
	for (; n; n = cn_next(n)) {
		z = find_zone(b, n->value);
		if (!strcmp(n->value, "any"))
			any = true;
		else if (z)
			(*out)[(*n_out)++] = z;
		else
			fault_at(b, n, "Security zone must be defined");
	}
	if (any)
		*n_out = 0;
}

/* ---- then ---- */

/* What a permission asks for beside the match. */
static void read_permit(const struct cnode *permit, struct model_policy *p)
{
	static const struct {
		const char *in, *word;
		uint32_t flag;
	} options[] = {
		{ "tcp-options", "syn-check-required", XPF_POLICY_SYN_CHECK },
		{ "tcp-options", "sequence-check-required",
		  XPF_POLICY_SEQ_CHECK },
		{ "destination-address", "drop-translated",
		  XPF_POLICY_DROP_DNAT },
		{ "destination-address", "drop-untranslated",
		  XPF_POLICY_DROP_NO_DNAT },
	};
	const struct cnode *tcp = cn_child(permit, "tcp-options");
	size_t i;

	for (i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (cn_has(cn_child(permit, options[i].in), options[i].word))
			p->options |= options[i].flag;
	p->window_scale = cn_has(tcp, "window-scale");
	p->mss_initial = (uint16_t)cn_number(tcp, "initial-tcp-mss", 0);
	p->mss_reverse = (uint16_t)cn_number(tcp, "reverse-tcp-mss", 0);
}

/* Bytes a second, but kilobytes a minute. */
static void read_alarm(const struct cnode *alarm, struct model_policy *p)
{
	p->alarm_second = (uint64_t)cn_number(alarm, "per-second-threshold", 0);
	p->alarm_minute =
		(uint64_t)cn_number(alarm, "per-minute-threshold", 0) * 1024;
}

static void read_action(struct builder *b, const struct cnode *policy,
			struct model_policy *p)
{
	const struct cnode *then = cn_child(policy, "then");
	const struct cnode *log = cn_child(then, "log");

	if (!then) {
		fault_missing(b, policy, "then");
		return;
	}
	if (cn_has(then, "permit"))
		p->action = XPF_ACTION_PERMIT;
	else if (cn_has(then, "reject"))
		p->action = XPF_ACTION_REJECT;
	else if (!cn_has(then, "deny"))
		fault_at(
			b, then,
			"Missing mandatory statement: 'permit', 'deny' or 'reject'");
	read_permit(cn_child(then, "permit"), p);
	p->log_init = cn_has(log, "session-init");
	p->log_close = cn_has(log, "session-close");
	p->count = cn_has(then, "count");
	read_alarm(cn_path(then, "count", "alarm", NULL), p);
}

/* ---- policies ---- */

/* Does a criterion narrow the match?  "any" and "none" do not. */
static bool narrows(const struct cnode *match, const char *word)
{
	const struct cnode *n = cn_child(match, word);

	if (!n || !n->value)
		return n;
	for (; n; n = cn_next(n))
		if (!strcmp(n->value, "any") || !strcmp(n->value, "none"))
			return false;
	return true;
}

/*
 * A policy that depends on what has no effect yet - who the user is, what the
 * application turns out to be, a tunnel - would permit more than was meant
 * without it.  It is left out; the commit has warned.
 */
static bool depends_on_missing(const struct cnode *policy)
{
	static const char *const criteria[] = {
		"source-identity",
		"source-identity-feed",
		"destination-identity-context",
		"destination-identity-feed",
		"source-end-user-profile",
		"destination-identity-context-profile",
		"dynamic-application",
		"url-category",
		"source-l3vpn-vrf-group",
		"destination-l3vpn-vrf-group",
	};
	const struct cnode *match = cn_child(policy, "match");
	const struct cnode *permit = cn_path(policy, "then", "permit", NULL);
	const struct cnode *app;
	size_t i;

	for (i = 0; i < sizeof(criteria) / sizeof(*criteria); i++)
		if (narrows(match, criteria[i]))
			return true;
	for (app = cn_first(match, "application"); app; app = cn_next(app))
		if (!strcmp(app->value, "junos-defaults"))
			return true;
	return cn_has(permit, "tunnel") ||
	       cn_has(permit, "firewall-authentication");
}

static struct model_policy *read_policy(struct builder *b,
					const struct cnode *n,
					const struct model_zone *from,
					const struct model_zone *to)
{
	struct model_policy *p = arena_new_obj(b->a, struct model_policy);
	const struct cnode *match = cn_child(n, "match");

	p->name = keep(b, cn_key(n, 0));
	p->description = keep(b, cn_value(n, "description"));
	p->from = from;
	p->to = to;
	p->node = n;
	p->src_excluded = cn_has(match, source.excluded_word);
	p->dst_excluded = cn_has(match, destination.excluded_word);
	if (!match)
		fault_missing(b, n, "match");
	read_addresses(b, n, &source, from, p->src_excluded, &p->src,
		       &p->n_src);
	read_addresses(b, n, &destination, to, p->dst_excluded, &p->dst,
		       &p->n_dst);
	read_apps(b, match, p);
	read_action(b, n, p);
	p->scheduler = find_scheduler(b, cn_value(n, "scheduler-name"));
	vec_push(&b->m->policies, p);
	return p;
}

static void read_pair(struct builder *b, const struct cnode *pair)
{
	const struct model_zone *from = find_zone(b, cn_key(pair, 0));
	const struct model_zone *to = find_zone(b, cn_key(pair, 1));
	const struct cnode *n;
	unsigned int index = 0;

	if (!from || !to) {
		fault_at(b, pair, "Security zone must be defined");
		return;
	}
	if (from->id == XPF_ZONE_HOST && to->id == XPF_ZONE_HOST)
		fault_at(b, pair,
			 "from-zone and to-zone cannot both be junos-host");
	for (n = cn_first(pair, "policy"); n; n = cn_next(n))
		if (!depends_on_missing(n))
			read_policy(b, n, from, to)->index = ++index;
}

static void read_global(struct builder *b, const struct cnode *global)
{
	const struct cnode *n, *match;
	struct model_policy *p;
	unsigned int index = 0;

	for (n = cn_first(global, "policy"); n; n = cn_next(n)) {
		if (depends_on_missing(n))
			continue;
		p = read_policy(b, n, NULL, NULL);
		p->index = ++index;
		match = cn_child(n, "match");
		read_zones(b, match, "from-zone", &p->from_zone, &p->n_from);
		read_zones(b, match, "to-zone", &p->to_zone, &p->n_to);
	}
}

static void assign_ids(struct builder *b)
{
	struct model *m = b->m;
	struct id_item *item = calloc(m->policies.n + 1, sizeof(*item));
	struct arena *a = arena_new();
	const struct model_policy *p;
	size_t i;

	if (!item)
		abort();
	for (i = 0; i < m->policies.n; i++) {
		p = m->policies.v[i];
		item[i].name = arena_printf(a, "%s" ID_SEP "%s" ID_SEP "%s",
					    p->from ? p->from->name : "",
					    p->to ? p->to->name : "", p->name);
	}
	id_assign(item, m->policies.n, RESERVED_POLICY_IDS + 1, UINT32_MAX);
	for (i = 0; i < m->policies.n; i++)
		m->policies.v[i]->id = item[i].id;
	free(item);
	arena_free(a);
}

static void read_settings(struct builder *b, const struct cnode *top)
{
	const struct cnode *rematch = cn_child(top, "policy-rematch");
	const char *dflt =
		value_named(cn_child(top, "default-policy"), "default-action");

	if (dflt && !strcmp(dflt, "permit-all"))
		b->m->default_action = XPF_ACTION_PERMIT;
	if (cn_has(rematch, "extensive"))
		b->m->rematch = XPF_REMATCH_EXTENSIVE;
	else if (rematch)
		b->m->rematch = XPF_REMATCH_MODIFIED;
}

static bool names_host(const struct model_zone *const *zone, unsigned int n)
{
	while (n--)
		if (zone[n]->id == XPF_ZONE_HOST)
			return true;
	return false;
}

/* @zone: those it names, none: all */
static void mark_zones(struct builder *b, const struct model_zone *const *zone,
		       unsigned int n, bool in)
{
	struct model_zone *z;
	size_t i, k;

	for (i = 0; i < b->m->zones.n; i++) {
		z = b->m->zones.v[i];
		for (k = 0; k < n && zone[k] != z; k++)
			;
		if (n && k == n)
			continue;
		if (in)
			z->policy_in = true;
		else
			z->policy_out = true;
	}
}

/* Where policies decide what goes to and from the firewall itself. */
static void mark_self(struct builder *b)
{
	const struct model_policy *p;
	size_t i;

	for (i = 0; i < b->m->policies.n; i++) {
		p = b->m->policies.v[i];
		if (p->from && p->to->id == XPF_ZONE_HOST)
			mark_zones(b, &p->from, 1, true);
		else if (p->from && p->from->id == XPF_ZONE_HOST)
			mark_zones(b, &p->to, 1, false);
		if (p->from)
			continue;
		if (names_host(p->to_zone, p->n_to))
			mark_zones(b, p->from_zone, p->n_from, true);
		if (names_host(p->from_zone, p->n_from))
			mark_zones(b, p->to_zone, p->n_to, false);
	}
}

void build_policies(struct builder *b)
{
	const struct cnode *top =
		cn_path(b->root, "security", "policies", NULL);
	const struct cnode *n;

	for (n = cn_first(top, "from-zone"); n; n = cn_next(n))
		read_pair(b, n);
	read_global(b, cn_child(top, "global"));
	read_settings(b, top);
	mark_self(b);
	if (b->m->policies.n > XPF_MAX_POLICIES)
		fault_at(b, top,
			 "number of policies (%zu) exceeds the limit (%d)",
			 b->m->policies.n, XPF_MAX_POLICIES);
	else
		assign_ids(b);
}
