// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The order of the builders, what they share, and finding things in a model.
 *
 * The grammar has seen to types, mandatory statements and plain references
 * (conf/validate.c).  Builders repeat nothing of that on purpose, but they
 * take nothing for granted either: whatever cannot be resolved is a fault,
 * in the words the grammar would have used, and a fault that is in the list
 * already is not added twice.
 */
#include "model/builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"

/* ---- faults ---- */

/* Is it the same statement, wherever the place ends and the words begin? */
static bool is_same(const struct diag_item *it, const char *path,
		    const char *stmt)
{
	struct buf a, b;
	bool same;

	buf_init(&a);
	buf_init(&b);
	buf_printf(&a, "%.*s %s", (int)strlen(it->path) - 1, it->path,
		   it->stmt);
	buf_printf(&b, "%.*s %s", (int)strlen(path) - 1, path, stmt);
	same = !strcmp(a.data, b.data);
	buf_free(&a);
	buf_free(&b);
	return same;
}

static bool said_before(const struct diag *d, const char *path,
			const char *stmt, const char *text)
{
	const struct diag_item *it;
	int i, n = diag_count(d);

	/* Repetitions come close together: a whole list would be too long. */
	for (i = n > 2000 ? n - 2000 : 0; i < n; i++) {
		it = diag_get(d, i);
		if (it->path && it->stmt && !strcmp(it->text, text) &&
		    is_same(it, path, stmt))
			return true;
	}
	return false;
}

static void say(struct builder *b, enum diag_level level, const struct cnode *n,
		const char *fmt, va_list ap)
{
	struct buf path, stmt;
	char text[512];

	vsnprintf(text, sizeof(text), fmt, ap);
	buf_init(&path);
	buf_init(&stmt);
	buf_puts(&path, "[edit");
	if (n->parent && n->parent->parent) {
		buf_putc(&path, ' ');
		cn_edit_path(n->parent, &path);
	}
	/* one of several values: the place is the statement that has them */
	if (level == DIAG_ERROR && n->schema->kind == SN_LEAFLIST &&
	    !(n->schema->flags & SN_NOKEYWORD)) {
		buf_printf(&path, " %s", n->schema->keyword);
		buf_puts(&stmt, n->value);
	} else {
		cn_statement(n, &stmt);
	}
	buf_putc(&path, ']');
	if (!said_before(b->d, path.data, stmt.data, text))
		diag_stmt(b->d, level, path.data, stmt.data, "%s", text);
	buf_free(&path);
	buf_free(&stmt);
}

void fault_at(struct builder *b, const struct cnode *n, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(b, DIAG_ERROR, n, fmt, ap);
	va_end(ap);
}

/* Something just below the statement has been refused. */
static bool refused_below(const struct builder *b, const struct cnode *n)
{
	const struct diag_item *it;
	struct buf path;
	bool yes = false;
	int i;

	buf_init(&path);
	buf_puts(&path, "[edit ");
	cn_edit_path(n, &path);
	buf_putc(&path, ']');
	for (i = 0; i < diag_count(b->d) && !yes; i++) {
		it = diag_get(b->d, i);
		yes = it->level == DIAG_ERROR && it->path &&
		      !strcmp(it->path, path.data);
	}
	buf_free(&path);
	return yes;
}

void fault_undefined(struct builder *b, const struct cnode *n, const char *fmt,
		     ...)
{
	va_list ap;

	if (refused_below(b, n))
		return;
	va_start(ap, fmt);
	say(b, DIAG_ERROR, n, fmt, ap);
	va_end(ap);
}

void warn_at(struct builder *b, const struct cnode *n, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(b, DIAG_WARNING, n, fmt, ap);
	va_end(ap);
}

void fault_missing(struct builder *b, const struct cnode *n, const char *word)
{
	fault_at(b, n, "Missing mandatory statement: '%s'", word);
}

/* ---- reading the tree ---- */

const struct cnode *child_named(const struct cnode *n, const char *name)
{
	const struct cnode *c = n ? n->first : NULL;

	while (c && strcmp(c->schema->name, name))
		c = c->next;
	return c;
}

const char *value_named(const struct cnode *n, const char *name)
{
	const struct cnode *c = child_named(n, name);

	return c ? c->value : NULL;
}

char *keep(struct builder *b, const char *s)
{
	return s ? arena_strdup(b->a, s) : NULL;
}

/* ---- finding ---- */

const struct model_zone *model_zone(const struct model *m, const char *name)
{
	return map_get(&m->zone_map, name);
}

const struct model_zone *model_zone_by_id(const struct model *m, uint16_t id)
{
	size_t i;

	for (i = 0; i < m->zones.n; i++)
		if (m->zones.v[i]->id == id)
			return m->zones.v[i];
	return NULL;
}

const struct model_policy *model_policy_by_id(const struct model *m,
					      uint32_t id)
{
	size_t i;

	for (i = 0; i < m->policies.n; i++)
		if (m->policies.v[i]->id == id)
			return m->policies.v[i];
	return NULL;
}

const struct model_nat_rule *model_nat_rule_by_id(const struct model *m,
						  uint32_t id)
{
	struct model_nat_rule *const *r;
	size_t kind;

	for (kind = 0; id && kind < NAT_KINDS; kind++)
		vec_each(r, &m->nat[kind])
			if ((*r)->id == id)
				return *r;
	return NULL;
}

const struct model_nat_pool *model_nat_pool_by_id(const struct model *m,
						  uint32_t id)
{
	struct model_nat_pool *const *p;

	vec_each(p, &m->nat_pools)
		if ((*p)->id == id)
			return *p;
	return NULL;
}

const struct model_app *model_app(const struct model *m, const char *name)
{
	return map_get(&m->app_map, name);
}

const struct model_interface *model_interface(const struct model *m,
					      const char *name)
{
	return map_get(&m->interface_map, name);
}

const struct model_interface *model_interface_by_ifname(const struct model *m,
							const char *ifname)
{
	return map_get(&m->ifname_map, ifname);
}

const struct model_instance *model_instance_by_id(const struct model *m,
						  uint16_t id)
{
	size_t i;

	for (i = 0; i < m->instances.n; i++)
		if (m->instances.v[i]->id == id)
			return m->instances.v[i];
	return NULL;
}

struct model_zone *find_zone(struct builder *b, const char *name)
{
	return map_get(&b->m->zone_map, name);
}

struct model_interface *find_interface(struct builder *b, const char *name)
{
	return map_get(&b->m->interface_map, name);
}

struct model_instance *find_instance(struct builder *b, const char *name)
{
	return map_get(&b->m->instance_map, name);
}

void each_routing_options(struct builder *b,
			  void (*fn)(struct builder *b,
				     const struct cnode *options,
				     const struct model_instance *inst))
{
	const struct cnode *top = cn_child(b->root, "routing-instances"), *n;

	fn(b, cn_child(b->root, "routing-options"), NULL);
	for (n = top ? top->first : NULL; n; n = n->next)
		if (n->schema->kind == SN_LIST)
			fn(b, cn_child(n, "routing-options"),
			   find_instance(b, cn_key(n, 0)));
}

/* ---- building ---- */

static struct model *model_new(void)
{
	struct arena *a = arena_new();
	struct model *m = arena_new_obj(a, struct model);

	m->arena = a;
	map_init(&m->zone_map);
	map_init(&m->interface_map);
	map_init(&m->ifname_map);
	map_init(&m->instance_map);
	map_init(&m->app_map);
	map_init(&m->screen_map);
	m->net = arena_new_obj(a, struct net_plan);
	return m;
}

static void run(struct builder *b)
{
	build_system(b);
	build_interfaces(b);
	build_instances(b);
	build_screens(b);
	build_zones(b);
	build_addresses(b);
	build_apps(b);
	build_schedulers(b);
	build_policies(b);
	build_nat(b);
	build_cos(b);
	build_filters(b);
	build_flow(b);
	build_log(b);
	build_trace(b);
	build_alarms(b);
	build_algs(b);
	build_links(b);
	build_routes(b);
	build_accounts(b);
	build_bgp(b);
	build_leases(b);
	build_ribs(b);
	build_next_tables(b);
	build_switching(b);
}

struct model *model_build(const struct tree *effective, struct diag *d)
{
	struct builder b = { .m = model_new(), .d = d };
	int before = diag_errors(d);

	b.a = b.m->arena;
	b.root = tree_root(effective);
	map_init(&b.zone_book);
	map_init(&b.app_set);
	run(&b);
	forget_addresses(&b);
	map_free(&b.zone_book);
	map_free(&b.app_set);
	if (diag_errors(d) == before)
		return b.m;
	model_free(b.m);
	return NULL;
}

static void plan_free(struct net_plan *p)
{
	struct net_link *l;
	struct net_route *r;

	vec_each(l, &p->links)
		vec_free(&l->addrs);
	vec_each(r, &p->routes)
		vec_free(&r->hops);
	vec_free(&p->links);
	vec_free(&p->vrfs);
	vec_free(&p->routes);
}

static void screens_free(struct model *m)
{
	struct model_white_list **l;
	struct model_screen **s;

	vec_each(s, &m->screens)
		vec_free(&(*s)->white);
	vec_each(l, &m->white_lists)
		vec_free(&(*l)->addresses);
	vec_free(&m->screens);
	vec_free(&m->white_lists);
	map_free(&m->screen_map);
}

void model_free(struct model *m)
{
	struct model_interface *const *i;
	struct model_filter **f;
	size_t kind;

	if (!m)
		return;
	vec_each(i, &m->interfaces)
		vec_free(&(*i)->filters.objects);
	forget_log(m);
	forget_trace(m);
	vec_free(&m->schedulers);
	screens_free(m);
	vec_free(&m->zones);
	vec_free(&m->interfaces);
	vec_free(&m->instances);
	vec_free(&m->addresses);
	vec_free(&m->apps);
	vec_free(&m->policies);
	for (kind = 0; kind < NAT_KINDS; kind++)
		vec_free(&m->nat[kind]);
	vec_free(&m->nat_pools);
	vec_each(f, &m->filters)
		vec_free(&(*f)->terms);
	vec_free(&m->filters);
	vec_free(&m->meters);
	vec_free(&m->classes);
	vec_free(&m->gone);
	map_free(&m->zone_map);
	map_free(&m->interface_map);
	map_free(&m->ifname_map);
	map_free(&m->instance_map);
	map_free(&m->app_map);
	if (m->net)
		plan_free(m->net);
	arena_free(m->arena);
}
