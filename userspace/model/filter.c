// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit firewall]: filters and policers, and where interfaces put them.
 *
 * A filter of the configuration becomes an instance of the model: one for all,
 * one for each place if it is interface-specific, one for each list that it is
 * part of.  Its counters and policers (filter_meter.c) are made with it; what
 * its terms do is read by filter_then.c.
 *
 * Ids come from names, so that what is counted survives commits.
 */
#include "model/filter_parts.h"

#include <stdlib.h>
#include <string.h>

#include "model/id.h"

#define MAX_INCLUDES 8

/* ---- filters ---- */

static void add_terms(struct filter_making *k, const struct cnode *filter);

/* `term T filter F`: the terms of F stand here. */
static void include(struct filter_making *k, const struct cnode *term,
		    const char *name)
{
	const struct cnode *list = term->parent->parent;
	const struct cnode *f = cn_entry(list, "filter", name, NULL);

	if (!f) {
		fault_at(k->b, cn_child(term, "filter"),
			 "Referenced filter '%s' is not defined", name);
		return;
	}
	if (k->depth >= MAX_INCLUDES) {
		fault_at(k->b, term, "filters include each other too deeply");
		return;
	}
	k->depth++;
	add_terms(k, f);
	k->depth--;
}

static bool drops(const struct cnode *then)
{
	return cn_has(then, "discard") || cn_has(then, "reject");
}

static void add_terms(struct filter_making *k, const struct cnode *filter)
{
	struct model_filter_term t;
	const struct cnode *n;

	for (n = cn_first(filter, "term"); n; n = cn_next(n)) {
		if (cn_has(n, "filter")) {
			include(k, n, cn_value(n, "filter"));
			continue;
		}
		t = (struct model_filter_term){
			.name = keep(k->b, cn_key(n, 0)),
			.node = n,
		};
		t.match = filter_match(k->b, cn_child(n, "from"), k->family,
				       drops(cn_child(n, "then")));
		filter_then(k, cn_child(n, "then"), &t);
		vec_push(&k->f->terms, t);
	}
}

static struct model_filter *new_filter(struct builder *b, const char *name,
				       enum filter_family family,
				       const struct cnode *node)
{
	struct model_filter *f = arena_new_obj(b->a, struct model_filter);

	f->name = name;
	f->inet = family != FILTER_INET6;
	f->inet6 = family != FILTER_INET;
	f->node = node;
	vec_push(&b->m->filters, f);
	return f;
}

static const struct model_filter *
find_filter(struct builder *b, const char *name, enum filter_family family)
{
	struct model_filter *const *f;

	vec_each(f, &b->m->filters)
		if (!strcmp((*f)->name, name) &&
		    (*f)->inet == (family != FILTER_INET6) &&
		    (*f)->inet6 == (family != FILTER_INET))
			return *f;
	return NULL;
}

/* The statement of a filter that may stand at a family of an interface. */
static const struct cnode *find_node(struct builder *b, const char *name,
				     enum filter_family *family)
{
	const struct cnode *top = cn_child(b->root, "firewall");
	const struct cnode *n;

	n = *family == FILTER_ANY ?
		    NULL :
		    cn_entry(cn_path(top, "family",
				     *family == FILTER_INET6 ? "inet6" : "inet",
				     NULL),
			     "filter", name, NULL);
	if (!n && *family == FILTER_INET)
		n = cn_entry(top, "filter", name, NULL);
	if (n)
		return n;
	*family = FILTER_ANY;
	return cn_entry(cn_path(top, "family", "any", NULL), "filter", name,
			NULL);
}

static void fill(struct builder *b, struct model_filter *f,
		 const struct cnode *n, enum filter_family family,
		 const struct filter_site *at)
{
	struct filter_making k = { .b = b, .f = f, .family = family, .at = *at };

	add_terms(&k, n);
}

/* One filter at one place. */
static const struct model_filter *
stand(struct builder *b, const struct cnode *ref, const char *name,
      enum filter_family family, const struct filter_site *at)
{
	const struct cnode *n = find_node(b, name, &family);
	const struct model_filter *have;
	struct model_filter *f;
	const char *full = name;

	if (!n) {
		fault_at(b, ref->parent,
			 "Referenced filter '%s' is not defined", name);
		return NULL;
	}
	if (cn_has(n, "interface-specific"))
		full = arena_printf(b->a, "%s%s", name, filter_suffix(b, at));
	have = find_filter(b, full, family);
	if (have)
		return have;
	f = new_filter(b, keep(b, full), family, n);
	fill(b, f, n, family,
	     cn_has(n, "interface-specific") ? at : &(struct filter_site){ 0 });
	return f;
}

/* `input-list [ A B ]`: the terms of all, and one end. */
static const struct model_filter *stand_list(struct builder *b,
					     const struct cnode *ref,
					     enum filter_family family,
					     const struct filter_site *at)
{
	const char *word = ref->schema->name;
	struct model_filter *f;
	enum filter_family is;
	const struct cnode *n;

	f = new_filter(b,
		       arena_printf(b->a, "%s-%c", at->interface->name,
				    at->out ? 'o' : 'i'),
		       family, ref);
	for (; ref && !strcmp(ref->schema->name, word); ref = ref->next) {
		is = family;
		n = find_node(b, ref->value, &is);
		if (n)
			fill(b, f, n, family, at);
		else
			fault_at(b, ref->parent,
				 "Referenced filter '%s' is not defined",
				 ref->value);
	}
	return f;
}

/* ---- interfaces ---- */

static void place_filter(struct builder *b, const struct cnode *family,
			 const struct filter_site *at, enum filter_family is,
			 const struct model_filter **out)
{
	const struct cnode *n = cn_child(family, "filter");
	const struct cnode *one = cn_child(n, at->out ? "output" : "input");
	const struct cnode *list =
		cn_first(n, at->out ? "output-list" : "input-list");
	const char *name = one && one->value && *one->value ?
				   one->value :
				   value_named(one, "filter-name");

	if (name)
		*out = stand(b, one, name, is, at);
	else if (list)
		*out = stand_list(b, list, is, at);
}

static void place_policer(struct builder *b, const struct cnode *family,
			  const struct filter_site *at, const char *word,
			  const char *name, const struct model_meter **out)
{
	const struct cnode *n = cn_child(family, "policer");
	const char *p = cn_value(n, word);
	const struct cnode *node;

	if (!p)
		return;
	node = filter_find_policer(b, "policer", p);
	if (node)
		*out = filter_policer(b, node, NULL, NULL, at, name);
	else
		fault_at(b, cn_child(n, word),
			 "Referenced policer '%s' is not defined", p);
}

/* `filter` of the unit, or the same below `family any`. */
static void read_any(struct builder *b, const struct cnode *unit,
		     struct filter_site *at, struct model_filters *f)
{
	const struct cnode *any = cn_path(unit, "family", "any", NULL);
	const struct model_filter **in = &f->filter[XPF_FW_IN_ANY];
	const struct model_filter **out = &f->filter[XPF_FW_OUT_ANY];

	at->out = false;
	place_filter(b, unit, at, FILTER_ANY, in);
	if (!*in)
		place_filter(b, any, at, FILTER_ANY, in);
	at->out = true;
	place_filter(b, unit, at, FILTER_ANY, out);
	if (!*out)
		place_filter(b, any, at, FILTER_ANY, out);
}

static void read_unit(struct builder *b, const struct cnode *unit,
		      struct model_interface *i)
{
	static const struct {
		const char *family;
		enum filter_family is;
		bool out;
	} places[XPF_FW_ARP] = {
		[XPF_FW_IN4] = { "inet", FILTER_INET, false },
		[XPF_FW_IN6] = { "inet6", FILTER_INET6, false },
		[XPF_FW_OUT4] = { "inet", FILTER_INET, true },
		[XPF_FW_OUT6] = { "inet6", FILTER_INET6, true },
	};
	struct filter_site at = { .interface = i, .unit = unit };
	struct model_filters *f = &i->filters;
	const struct cnode *family;
	size_t p;

	f->is_host = !strncmp(i->name, "lo0.", 4);
	for (p = 0; p < XPF_FW_ARP; p++) {
		at.out = places[p].out;
		family = cn_path(unit, "family", places[p].family, NULL);
		place_filter(b, family, &at, places[p].is, &f->filter[p]);
		place_policer(b, family, &at, at.out ? "output" : "input",
			      places[p].family, &f->policer[p]);
	}
	read_any(b, unit, &at, f);
	at.out = false;
	place_policer(b, cn_path(unit, "family", "inet", NULL), &at, "arp",
		      "arp", &f->policer[XPF_FW_ARP]);
}

static void read_interfaces(struct builder *b)
{
	const struct cnode *top = cn_child(b->root, "interfaces"), *dev, *unit;
	struct model_interface *i;

	for (dev = top ? top->first : NULL; dev; dev = dev->next) {
		if (!model_is_interface(dev))
			continue;
		for (unit = cn_first(dev, "unit"); unit; unit = cn_next(unit)) {
			i = find_interface(b, arena_printf(b->a, "%s.%s",
							   cn_key(dev, 0),
							   cn_key(unit, 0)));
			if (i)
				read_unit(b, unit, i);
		}
	}
}

/* ---- the whole ---- */

/* Filters that stand nowhere are there all the same, and may be faulty. */
static void read_all(struct builder *b, const struct cnode *top,
		     enum filter_family family)
{
	const struct filter_site nowhere = { 0 };
	struct model_filter *f;
	const struct cnode *n;

	for (n = cn_first(top, "filter"); n; n = cn_next(n)) {
		if (cn_has(n, "interface-specific") ||
		    find_filter(b, cn_key(n, 0), family))
			continue;
		f = new_filter(b, keep(b, cn_key(n, 0)), family, n);
		fill(b, f, n, family, &nowhere);
	}
}

static void assign_filter_ids(struct builder *b)
{
	size_t n = b->m->filters.n, i;
	struct id_item *item = calloc(n + 1, sizeof(*item));

	if (!item)
		abort();
	for (i = 0; i < n; i++) {
		const struct model_filter *f = b->m->filters.v[i];

		item[i].name = arena_printf(b->a, "%d%d" ID_SEP "%s", f->inet,
					    f->inet6, f->name);
	}
	id_assign(item, n, 1, UINT32_MAX);
	for (i = 0; i < n; i++)
		b->m->filters.v[i]->id = item[i].id;
	free(item);
}

void build_filters(struct builder *b)
{
	const struct cnode *top = cn_child(b->root, "firewall");

	filter_check_policers(b);
	read_all(b, cn_path(top, "family", "inet", NULL), FILTER_INET);
	read_all(b, top, FILTER_INET);
	read_all(b, cn_path(top, "family", "inet6", NULL), FILTER_INET6);
	read_all(b, cn_path(top, "family", "any", NULL), FILTER_ANY);
	read_interfaces(b);
	assign_filter_ids(b);
	filter_assign_meter_ids(b);
}
