// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit applications], the predefined ones included: the effective tree holds
 * them as what every configuration inherits from the group junos-defaults
 * (yang/xpf-conf.yang), so an operator can look at them, and override one.
 *
 * An application is a list of terms: protocol, source and destination ports,
 * or ICMP type and code.  Application sets are resolved where they are named;
 * sets may hold sets.
 */
#include "model/builder.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "model/filter_match.h"
#include "model/id.h"

/* ---- ports ---- */

static bool read_port(const char *text, size_t n, uint16_t *out)
{
	char name[64];
	int port;

	if (!n || n >= sizeof(name))
		return false;
	memcpy(name, text, n);
	name[n] = '\0';
	port = value_port(name);
	if (port < 0)
		return false;
	*out = (uint16_t)port;
	return true;
}

bool read_ports(const char *text, uint16_t *lo, uint16_t *hi)
{
	const char *dash;

	/* A name may hold a dash: netbios-ssn. */
	if (read_port(text, strlen(text), lo)) {
		*hi = *lo;
		return true;
	}
	dash = strchr(text, '-');
	return dash && read_port(text, (size_t)(dash - text), lo) &&
	       read_port(dash + 1, strlen(dash + 1), hi) && *lo <= *hi;
}

/* ---- terms ---- */

static bool has_ports(uint8_t proto)
{
	return proto == IPPROTO_TCP || proto == IPPROTO_UDP ||
	       proto == IPPROTO_SCTP || proto == IPPROTO_DCCP ||
	       proto == IPPROTO_UDPLITE;
}

static void read_port_leaf(struct builder *b, const struct cnode *n,
			   const char *word, const struct model_term *t,
			   uint16_t *lo, uint16_t *hi)
{
	const struct cnode *leaf = cn_child(n, word);

	if (!leaf)
		return;
	if (!has_ports(t->proto))
		fault_at(b, leaf,
			 "'%s' can only be used with a protocol that has ports",
			 word);
	if (!read_ports(leaf->value, lo, hi))
		fault_at(b, leaf, "invalid port range '%s'", leaf->value);
}

/* Types and codes of either protocol, by the words that filters know, too. */
static const struct icmp_words {
	const char *type_word, *code_word, *name;
	const struct filter_name *types, *codes;
	uint8_t proto;
} icmp4_words = { "icmp-type",
		  "icmp-code",
		  "icmp",
		  filter_icmp_type_names,
		  filter_icmp_code_names,
		  IPPROTO_ICMP },
  icmp6_words = { "icmp6-type",
		  "icmp6-code",
		  "icmp6",
		  filter_icmp6_type_names,
		  filter_icmp6_code_names,
		  IPPROTO_ICMPV6 };

static int icmp_number(struct builder *b, const struct cnode *n,
		       const struct filter_name *names, const char *word)
{
	int v = filter_named(names, n->value);

	if (v >= 0 && v <= 255)
		return v;
	fault_at(b, n, "invalid %s '%s'", word, n->value);
	return -1;
}

static void read_icmp(struct builder *b, const struct cnode *n,
		      const struct icmp_words *w, struct model_term *t)
{
	const struct cnode *type = cn_child(n, w->type_word);
	const struct cnode *code = cn_child(n, w->code_word);
	int v, c;

	if ((type || code) && t->proto != w->proto)
		fault_at(b, type ? type : code,
			 "'%s' can only be used with protocol %s",
			 type ? w->type_word : w->code_word, w->name);
	if (code && !type)
		fault_at(b, code, "'%s' requires '%s'", w->code_word,
			 w->type_word);
	if (!type || t->proto != w->proto)
		return;
	v = icmp_number(b, type, w->types, "ICMP type");
	c = code ? icmp_number(b, code, w->codes, "ICMP code") : 0;
	if (v < 0 || c < 0)
		return;
	t->dport_lo = (uint16_t)(v << 8 | c);
	t->dport_hi = (uint16_t)(v << 8 | (code ? c : 0xff));
}

/* The first three numbers of a UUID are written little end first. */
static void read_uuid(const char *text, uint8_t uuid[16])
{
	static const uint8_t at[16] = { 3, 2, 1,  0,  5,  4,  7,  6,
					8, 9, 10, 11, 12, 13, 14, 15 };
	unsigned int v;
	size_t i;

	for (i = 0; i < 16; i++) {
		text += *text == '-';
		if (sscanf(text, "%2x", &v) != 1)
			return;
		uuid[at[i]] = (uint8_t)v;
		text += 2;
	}
}

/*
 * Programs of RPC are told apart by their ALG, in what a client asks the mapper
 * for.  Without a port of its own such a term is the mapper's.
 */
static void read_program(struct builder *b, const struct cnode *n,
			 struct model_term *t)
{
	const struct cnode *program = cn_child(n, "rpc-program-number");
	const struct cnode *uuid = cn_child(n, "uuid");
	bool port = cn_has(n, "destination-port");
	const char *dash;

	if (uuid) {
		t->has_uuid = true;
		read_uuid(uuid->value, t->uuid);
	}
	if (program) {
		dash = strchr(program->value, '-');
		t->has_program = true;
		t->program_lo = (uint32_t)strtoul(program->value, NULL, 10);
		t->program_hi = dash ? (uint32_t)strtoul(dash + 1, NULL, 10) :
				       t->program_lo;
		if (t->program_hi < t->program_lo)
			fault_at(b, program, "invalid range '%s'",
				 program->value);
	}
	if (!has_ports(t->proto) || port)
		return;
	if (uuid)
		t->dport_lo = t->dport_hi = 135;
	else if (program)
		t->dport_lo = t->dport_hi = 111;
}

static uint32_t read_timeout(const struct cnode *n)
{
	const char *v = cn_value(n, "inactivity-timeout");

	if (v && !strcmp(v, "never"))
		return MODEL_NEVER;
	return (uint32_t)cn_number(n, "inactivity-timeout", 0);
}

/* @n: an application, or a term of one */
static void read_alg(struct builder *b, const struct cnode *n,
		     struct model_term *t)
{
	const struct cnode *c = cn_child(n, "alg");

	if (!c)
		c = cn_child(n, "application-protocol");
	if (!c)
		return;
	t->alg = alg_of(c->value);
	if (n->group && !strcmp(n->group, "junos-defaults"))
		return;
	if (t->alg != XPF_ALG_IGNORE && !(model_algs_built() >> t->alg & 1))
		warn_at(b, c, "statement has no effect in this version");
}

static void read_term(struct builder *b, const struct cnode *n,
		      struct model_term *t)
{
	const char *proto = cn_value(n, "protocol");
	int number = proto ? value_protocol(proto) : -1;

	t->sport_hi = UINT16_MAX;
	t->dport_hi = UINT16_MAX;
	if (!proto) {
		fault_missing(b, n, "protocol");
		return;
	}
	if (number < 0) {
		fault_at(b, cn_child(n, "protocol"), "invalid protocol '%s'",
			 proto);
		return;
	}
	t->proto = (uint8_t)number;
	t->timeout = read_timeout(n);
	read_alg(b, n, t);
	read_port_leaf(b, n, "source-port", t, &t->sport_lo, &t->sport_hi);
	read_port_leaf(b, n, "destination-port", t, &t->dport_lo, &t->dport_hi);
	read_program(b, n, t);
	read_icmp(b, n, &icmp4_words, t);
	read_icmp(b, n, &icmp6_words, t);
}

/* ---- applications ---- */

static void read_app(struct builder *b, const struct cnode *n)
{
	struct model_app *app = arena_new_obj(b->a, struct model_app);
	const struct cnode *c;
	struct model_term *t;
	unsigned int terms = 0;

	for (c = cn_first(n, "term"); c; c = cn_next(c))
		terms++;
	app->name = keep(b, cn_key(n, 0));
	app->predefined = n->group && !strcmp(n->group, "junos-defaults");
	app->index = (unsigned int)b->m->apps.n;
	app->n_terms = terms ? terms : 1;
	app->term = t = arena_new_array(b->a, struct model_term, app->n_terms);
	if (!strcmp(app->name, "any"))
		fault_at(b, n, "'any' is a reserved application name");
	if (!terms)
		read_term(b, n, t);
	for (c = cn_first(n, "term"); c; c = cn_next(c))
		read_term(b, c, t++);
	map_put(&b->m->app_map, app->name, app);
	vec_push(&b->m->apps, app);
}

static void assign_ids(struct builder *b)
{
	struct model *m = b->m;
	struct id_item *item = calloc(m->apps.n + 1, sizeof(*item));
	size_t i;

	if (!item)
		abort();
	for (i = 0; i < m->apps.n; i++)
		item[i].name = m->apps.v[i]->name;
	id_assign(item, m->apps.n, 1, UINT32_MAX);
	for (i = 0; i < m->apps.n; i++)
		m->apps.v[i]->id = item[i].id;
	free(item);
}

/* ---- lists ---- */

void app_list_begin(struct builder *b, struct app_list *list)
{
	memset(list, 0, sizeof(*list));
	list->epoch = ++b->app_epoch;
}

static void add_app(struct builder *b, struct app_list *out,
		    const struct model_app *app)
{
	if (b->app_seen[app->index] == out->epoch)
		return;
	b->app_seen[app->index] = out->epoch;
	vec_push(&out->v, app);
}

/* ---- sets: resolved once, to the applications they come to ---- */

struct app_set {
	const struct cnode *node;
	const char *name;
	enum { SET_NEW, SET_OPEN, SET_DONE } state;
	const struct model_app **app;
	size_t n;
	int height; /* levels of sets below */
};

static void resolve_set(struct builder *b, struct app_set *set, int depth);

static void resolve_inner(struct builder *b, struct app_set *set, int depth)
{
	const struct cnode *n;
	struct app_set *inner;

	for (n = cn_first(set->node, "application-set"); n; n = cn_next(n)) {
		inner = map_get(&b->app_set, cn_key(n, 0));
		if (!inner)
			fault_at(b, n, "application-set %s must be defined",
				 cn_key(n, 0));
		else if (inner->state == SET_OPEN)
			fault_at(b, n, "application-set %s includes itself",
				 inner->name);
		else if (depth == MAX_NESTING ||
			 inner->height == MAX_NESTING - 1)
			fault_at(b, n,
				 "application-sets are nested deeper than %d",
				 MAX_NESTING);
		else
			resolve_set(b, inner, depth + 1);
		if (inner && set->height <= inner->height)
			set->height = inner->height + 1;
	}
}

static void collect_members(struct builder *b, const struct app_set *set,
			    struct app_list *out)
{
	const struct app_set *inner;
	const struct model_app *app;
	const struct cnode *n;
	size_t i;

	for (n = cn_first(set->node, "application"); n; n = cn_next(n)) {
		app = model_app(b->m, cn_key(n, 0));
		if (app)
			add_app(b, out, app);
		else
			fault_at(b, n, "application %s must be defined",
				 cn_key(n, 0));
	}
	for (n = cn_first(set->node, "application-set"); n; n = cn_next(n)) {
		inner = map_get(&b->app_set, cn_key(n, 0));
		for (i = 0; inner && i < inner->n; i++)
			add_app(b, out, inner->app[i]);
	}
}

static void resolve_set(struct builder *b, struct app_set *set, int depth)
{
	struct app_list list;

	if (set->state == SET_DONE)
		return;
	set->state = SET_OPEN;
	resolve_inner(b, set, depth);
	app_list_begin(b, &list);
	collect_members(b, set, &list);
	set->n = list.v.n;
	set->app = arena_new_array(b->a, const struct model_app *, set->n);
	if (set->n)
		memcpy(set->app, list.v.v, set->n * sizeof(*set->app));
	vec_free(&list.v);
	set->state = SET_DONE;
	if (!cn_has(set->node, "application") &&
	    !cn_has(set->node, "application-set"))
		fault_at(
			b, set->node,
			"Missing mandatory statement: 'application' or 'application-set'");
}

bool find_apps(struct builder *b, const char *name, struct app_list *out)
{
	const struct model_app *app;
	const struct app_set *set;
	size_t i;

	if (!strcmp(name, "any")) {
		out->any = true;
		return true;
	}
	app = model_app(b->m, name);
	if (app) {
		add_app(b, out, app);
		return true;
	}
	set = map_get(&b->app_set, name);
	for (i = 0; set && i < set->n; i++)
		add_app(b, out, set->app[i]);
	return set;
}

static void read_set(struct builder *b, const struct cnode *n)
{
	struct app_set *set = arena_new_obj(b->a, struct app_set);

	set->node = n;
	set->name = keep(b, cn_key(n, 0));
	if (model_app(b->m, set->name))
		fault_at(
			b, n,
			"Application set must not have the same name as an application");
	map_put(&b->app_set, set->name, set);
}

void build_apps(struct builder *b)
{
	const struct cnode *top = cn_child(b->root, "applications"), *n;

	for (n = cn_first(top, "application"); n; n = cn_next(n))
		read_app(b, n);
	b->app_seen = arena_new_array(b->a, uint32_t, b->m->apps.n);
	for (n = cn_first(top, "application-set"); n; n = cn_next(n))
		read_set(b, n);
	for (n = cn_first(top, "application-set"); n; n = cn_next(n))
		resolve_set(b, map_get(&b->app_set, cn_key(n, 0)), 1);
	assign_ids(b);
}
