// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit firewall]: filters and policers, and where interfaces put them.
 *
 * A filter of the configuration becomes an instance of the model: one for all,
 * one for each place if it is interface-specific, one for each list that it is
 * part of.  Counters and policers are made with the instance, and named as
 * Junos names them: the counter, or POLICER-TERM, then -INTERFACE-i or -o.
 * A policer that is filter-specific has one instance in the filter; one that
 * is logical-interface-policer has one for an interface and direction, shared
 * by families.
 *
 * Ids come from these names, so that what is counted survives commits.
 */
#include "model/filter_match.h"

#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/type.h"
#include "model/id.h"

#define MAX_INCLUDES 8

/* Where an instance stands; NULL interface: anywhere. */
struct site {
	const struct model_interface *interface;
	const struct cnode *unit;
	bool out;
};

static const char *suffix(struct builder *b, const struct site *at)
{
	if (!at->interface)
		return "";
	return arena_printf(b->a, "-%s-%c", at->interface->name,
			    at->out ? 'o' : 'i');
}

/* ---- policers ---- */

static const struct cnode *find_policer(struct builder *b, const char *list,
					const char *name)
{
	return cn_entry(cn_child(b->root, "firewall"), list, name, NULL);
}

/* What an interface carries, in bit/s: as configured, or by its name. */
static uint64_t interface_speed(struct builder *b, const struct site *at)
{
	static const struct {
		const char *prefix;
		uint64_t speed;
	} media[] = {
		{ "ge-", 1000000000 },	{ "fe-", 100000000 },
		{ "xe-", 10000000000 }, { "et-", 100000000000 },
		{ "mge-", 2500000000 },
	};
	const char *name = at->interface ? at->interface->name : "";
	const char *speed = at->unit ? cn_value(at->unit->parent, "speed") :
				       NULL;
	int64_t v = speed ? value_quantity(speed) : -1;
	size_t i;

	(void)b;
	if (v > 0)
		return (uint64_t)v;
	for (i = 0; i < sizeof(media) / sizeof(*media); i++)
		if (!strncmp(name, media[i].prefix, strlen(media[i].prefix)))
			return media[i].speed;
	return 1000000000;
}

static uint64_t quantity(const struct cnode *n, const char *word)
{
	const char *v = cn_value(n, word);
	int64_t q = v ? value_quantity(v) : 0;

	return q > 0 ? (uint64_t)q : 0;
}

static void set_exceed(struct builder *b, const struct cnode *then,
		       struct model_meter *m)
{
	const char *loss = cn_value(then, "loss-priority");
	const char *class = cn_value(then, "forwarding-class");
	int number;

	if (cn_has(then, "discard"))
		m->flags |= XPF_METER_DISCARD;
	if (loss) {
		m->flags |= XPF_METER_SET_LOSS;
		m->loss = filter_loss(loss);
	}
	if (!class)
		return;
	number = filter_class(b, class);
	if (number < 0)
		fault_at(b, cn_child(then, "forwarding-class"),
			 "forwarding-class '%s' is not defined", class);
	m->flags |= XPF_METER_SET_CLASS;
	m->class = (uint8_t)(number & 15);
}

static void read_two_colours(struct builder *b, const struct cnode *n,
			     const struct site *at, struct model_meter *m)
{
	const struct cnode *limit = cn_child(n, "if-exceeding");
	const struct cnode *pps = cn_child(n, "if-exceeding-pps");
	long percent = cn_number(limit, "bandwidth-percent", 0);

	m->kind = XPF_METER_POLICER;
	if (pps) {
		m->flags |= XPF_METER_PACKETS;
		m->rate = quantity(pps, "pps-limit");
		m->burst = quantity(pps, "packet-burst");
	} else {
		m->rate = quantity(limit, "bandwidth-limit");
		m->burst = quantity(limit, "burst-size-limit");
	}
	if (percent)
		m->rate = interface_speed(b, at) / 100 * (uint64_t)percent;
	if (!m->rate)
		fault_missing(b,
			      limit ? limit :
			      pps   ? pps :
				      n,
			      pps ? "pps-limit" : "bandwidth-limit");
	else if (!m->burst)
		fault_missing(b, pps ? pps : limit,
			      pps ? "packet-burst" : "burst-size-limit");
	if (!cn_has(n, "then"))
		fault_missing(b, n, "then");
	set_exceed(b, cn_child(n, "then"), m);
}

static void need_rate(struct builder *b, const struct cnode *n,
		      const char *word, uint64_t *out)
{
	*out = quantity(n, word);
	if (!*out)
		fault_missing(b, n, word);
}

static void read_three_colours(struct builder *b, const struct cnode *n,
			       struct model_meter *m)
{
	const struct cnode *two = cn_child(n, "two-rate");
	const struct cnode *one = cn_child(n, "single-rate");
	const struct cnode *k = two ? two : one;

	m->kind = two ? XPF_METER_TWO_RATE : XPF_METER_SINGLE_RATE;
	if (!k) {
		fault_at(
			b, n,
			"Missing mandatory statement: 'single-rate' or 'two-rate'");
		return;
	}
	need_rate(b, k, "committed-information-rate", &m->rate);
	need_rate(b, k, "committed-burst-size", &m->burst);
	if (two) {
		need_rate(b, k, "peak-information-rate", &m->peak_rate);
		need_rate(b, k, "peak-burst-size", &m->peak_burst);
		if (m->peak_rate && m->peak_rate < m->rate)
			fault_at(
				b, cn_child(k, "peak-information-rate"),
				"peak-information-rate must not be less than committed-information-rate");
	} else {
		need_rate(b, k, "excess-burst-size", &m->peak_burst);
	}
	if (cn_has(k, "color-aware"))
		m->flags |= XPF_METER_COLOR_AWARE;
	if (cn_has(cn_path(n, "action", "loss-priority", "high", "then", NULL),
		   "discard"))
		m->flags |= XPF_METER_DISCARD;
	set_exceed(b, cn_child(n, "then"), m);
}

static struct model_meter *find_meter(struct builder *b,
				      const struct model_filter *f,
				      const char *interface, const char *name,
				      bool counter)
{
	struct model_meter *const *m;

	vec_each(m, &b->m->meters)
		if ((*m)->filter == f && !strcmp((*m)->name, name) &&
		    ((*m)->kind == XPF_METER_COUNTER) == counter &&
		    (f || !strcmp((*m)->interface, interface)))
			return *m;
	return NULL;
}

static struct model_meter *new_meter(struct builder *b,
				     const struct model_filter *f,
				     const char *interface, const char *name)
{
	struct model_meter *m = arena_new_obj(b->a, struct model_meter);

	m->name = name;
	m->filter = f;
	m->interface = interface;
	vec_push(&b->m->meters, m);
	return m;
}

/*
 * A policer's instance, made when it is first asked for.
 * @f: the filter; NULL: of an interface, where @family says which
 */
static const struct model_meter *
policer(struct builder *b, const struct cnode *n, bool three,
	const struct model_filter *f, const char *term, const struct site *at,
	const char *family)
{
	const char *name = cn_key(n, 0);
	const char *interface = at->interface ? at->interface->name : "";
	struct model_meter *m;

	if (cn_has(n, "logical-interface-policer") && at->interface) {
		f = NULL;
		name = arena_printf(b->a, "%s-%s-log_int-%c", name, interface,
				    at->out ? 'o' : 'i');
	} else if (!f) {
		name = arena_printf(b->a, "%s-%s-%s-%c", name, interface,
				    family, at->out ? 'o' : 'i');
	} else {
		if (!cn_has(n, "filter-specific"))
			name = arena_printf(b->a, "%s-%s", name, term);
		name = arena_printf(b->a, "%s%s", name, suffix(b, at));
	}
	m = find_meter(b, f, interface, name, false);
	if (m)
		return m;
	m = new_meter(b, f, interface, keep(b, name));
	if (three)
		read_three_colours(b, n, m);
	else
		read_two_colours(b, n, at, m);
	return m;
}

/* ---- what a term does ---- */

/* A filter while it is instantiated. */
struct making {
	struct builder *b;
	struct model_filter *f;
	struct site at; /* interface NULL: for all */
	enum filter_family family;
	int depth;
};

static const char *vrf_device(struct builder *b, const char *instance)
{
	const struct net_vrf *v;

	if (!strcmp(instance, "default"))
		return "lo";
	vec_each(v, &b->m->net->vrfs)
		if (!strcmp(v->instance, instance))
			return keep(b, v->name);
	return NULL;
}

static void read_route(struct builder *b, const struct cnode *then,
		       struct model_filter_term *t)
{
	const struct cnode *n = cn_child(then, "routing-instance");
	const char *name = value_named(n, "routing-instance-name");

	if (!n)
		return;
	t->route_by = name ? vrf_device(b, name) : NULL;
	if (!t->route_by)
		fault_at(b, n,
			 "Referenced routing-instance '%s' is not defined",
			 name ? name : "");
}

static uint8_t reject_code(const char *name, bool v6)
{
	static const struct {
		const char *name;
		uint8_t v4, v6;
	} types[] = {
		{ "administratively-prohibited", 13, 1 },
		{ "bad-host-tos", 12, 1 },
		{ "bad-network-tos", 11, 1 },
		{ "beyond-scope", 13, 2 },
		{ "fragmentation-needed", 4, 1 },
		{ "host-prohibited", 10, 1 },
		{ "host-unknown", 7, 3 },
		{ "host-unreachable", 1, 3 },
		{ "network-prohibited", 9, 1 },
		{ "network-unknown", 6, 0 },
		{ "network-unreachable", 0, 0 },
		{ "no-route", 0, 0 },
		{ "address-unreachable", 1, 3 },
		{ "port-unreachable", 3, 4 },
		{ "precedence-cutoff", 15, 1 },
		{ "precedence-violation", 14, 1 },
		{ "protocol-unreachable", 2, 4 },
		{ "source-host-isolated", 8, 1 },
		{ "source-route-failed", 5, 1 },
		{ "tcp-reset", XPF_FW_RESET, XPF_FW_RESET },
	};
	size_t i;

	for (i = 0; name && i < sizeof(types) / sizeof(*types); i++)
		if (!strcmp(types[i].name, name))
			return v6 ? types[i].v6 : types[i].v4;
	return v6 ? 1 : 13;
}

static void read_verdict(struct making *k, const struct cnode *then,
			 struct model_filter_term *t)
{
	const struct cnode *reject = cn_child(then, "reject");

	t->action = XPF_FW_ACCEPT;
	if (cn_has(then, "discard"))
		t->action = XPF_FW_DISCARD;
	else if (reject)
		t->action = XPF_FW_REJECT;
	else if (cn_has(then, "next"))
		t->action = XPF_FW_NEXT_TERM;
	if (reject)
		t->reject = reject_code(value_named(reject, "message-type"),
					k->family == FILTER_INET6);
}

static void read_marks(struct builder *b, const struct cnode *then,
		       struct model_filter_term *t)
{
	const char *class = cn_value(then, "forwarding-class");
	const char *loss = cn_value(then, "loss-priority");
	const char *dscp = cn_value(then, "dscp");
	int number;

	if (!dscp)
		dscp = cn_value(then, "traffic-class");
	if (dscp) {
		t->flags |= XPF_TERM_SET_DSCP;
		t->dscp = filter_dscp(dscp);
	}
	if (loss) {
		t->flags |= XPF_TERM_SET_LOSS;
		t->loss = filter_loss(loss);
	}
	if (!class)
		return;
	number = filter_class(b, class);
	if (number < 0)
		fault_at(b, cn_child(then, "forwarding-class"),
			 "forwarding-class '%s' is not defined", class);
	t->flags |= XPF_TERM_SET_CLASS;
	t->class = (uint8_t)(number & 15);
}

/* `then port-mirror`: where to is said in forwarding-options. */
static void read_mirror(struct making *k, const struct cnode *then,
			struct model_filter_term *t)
{
	const char *family = k->family == FILTER_INET6 ? "inet6" : "inet";
	const char *instance = cn_value(then, "port-mirror-instance");
	const struct cnode *n = cn_child(then, "port-mirror");
	const struct cnode *top, *out, *hop;
	struct builder *b = k->b;
	char device[16];

	top = cn_path(b->root, "forwarding-options", "port-mirroring", NULL);
	if (instance) {
		n = cn_child(then, "port-mirror-instance");
		top = cn_entry(top, "instance", instance, NULL);
	}
	if (!n || cn_has(top, "disable"))
		return;
	out = cn_first(cn_path(top, "family", family, "output", NULL),
		       "interface");
	if (!out)
		out = cn_first(cn_path(top, "family", "any", "output", NULL),
			       "interface");
	if (!out) {
		fault_at(
			b, n,
			"port-mirroring family %s output interface must be configured",
			family);
		return;
	}
	if (model_ifname(cn_key(out, 0), device)) {
		fault_at(b, n,
			 "Interface %s must be configured under interfaces",
			 cn_key(out, 0));
		return;
	}
	t->mirror = keep(b, device);
	hop = cn_first(out, "next-hop");
	if (hop && addr_parse(cn_key(hop, 0), &t->mirror_via))
		t->mirror_via.family = 0;
}

static void read_meters(struct making *k, const struct cnode *then,
			struct model_filter_term *t)
{
	const char *count = cn_value(then, "count");
	const char *name = cn_value(then, "policer");
	const struct cnode *three = cn_child(then, "three-color-policer");
	const struct cnode *n = cn_child(then, "policer");
	struct builder *b = k->b;
	const struct cnode *p;

	if (count) {
		count = arena_printf(b->a, "%s%s", count, suffix(b, &k->at));
		t->counter = find_meter(b, k->f, NULL, count, true);
		if (!t->counter)
			t->counter = new_meter(b, k->f, NULL, count);
	}
	if (three) {
		n = cn_child(three, "single-rate");
		if (!n)
			n = cn_child(three, "two-rate");
		name = n ? n->value : NULL;
	}
	if (!name)
		return;
	p = find_policer(b, three ? "three-color-policer" : "policer", name);
	if (!p) {
		fault_at(b, n, "Referenced policer '%s' is not defined", name);
		return;
	}
	t->policer = policer(b, p, three, k->f, t->name, &k->at, NULL);
}

static void read_then(struct making *k, const struct cnode *then,
		      struct model_filter_term *t)
{
	read_verdict(k, then, t);
	read_meters(k, then, t);
	read_marks(k->b, then, t);
	read_route(k->b, then, t);
	read_mirror(k, then, t);
	if (cn_has(then, "log"))
		t->flags |= XPF_TERM_LOG;
	if (cn_has(then, "syslog"))
		t->flags |= XPF_TERM_SYSLOG;
	if (cn_has(then, "sample"))
		t->flags |= XPF_TERM_SAMPLE;
}

/* ---- filters ---- */

static void add_terms(struct making *k, const struct cnode *filter);

/* `term T filter F`: the terms of F stand here. */
static void include(struct making *k, const struct cnode *term,
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

static void add_terms(struct making *k, const struct cnode *filter)
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
		t.match = filter_match(k->b, cn_child(n, "from"), k->family);
		read_then(k, cn_child(n, "then"), &t);
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

	n = cn_entry(cn_path(top, "family",
			     *family == FILTER_INET6 ? "inet6" : "inet", NULL),
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
		 const struct site *at)
{
	struct making k = { .b = b, .f = f, .family = family, .at = *at };

	add_terms(&k, n);
}

/* One filter at one place. */
static const struct model_filter *
stand(struct builder *b, const struct cnode *ref, const char *name,
      enum filter_family family, const struct site *at)
{
	const struct cnode *n = find_node(b, name, &family);
	const struct model_filter *have;
	struct model_filter *f;
	const char *full = name;

	if (!n) {
		fault_at(b, ref, "Referenced filter '%s' is not defined", name);
		return NULL;
	}
	if (cn_has(n, "interface-specific"))
		full = arena_printf(b->a, "%s%s", name, suffix(b, at));
	have = find_filter(b, full, family);
	if (have)
		return have;
	f = new_filter(b, keep(b, full), family, n);
	fill(b, f, n, family,
	     cn_has(n, "interface-specific") ? at : &(struct site){ 0 });
	return f;
}

/* `input-list [ A B ]`: the terms of all, and one end. */
static const struct model_filter *stand_list(struct builder *b,
					     const struct cnode *ref,
					     enum filter_family family,
					     const struct site *at)
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
			fault_at(b, ref,
				 "Referenced filter '%s' is not defined",
				 ref->value);
	}
	return f;
}

/* ---- interfaces ---- */

static void place_filter(struct builder *b, const struct cnode *family,
			 const struct site *at, enum filter_family is,
			 const struct model_filter **out)
{
	const struct cnode *n = cn_child(family, "filter");
	const struct cnode *one = cn_child(n, at->out ? "output" : "input");
	const struct cnode *list =
		cn_first(n, at->out ? "output-list" : "input-list");
	const char *name = value_named(one, "filter-name");

	if (name)
		*out = stand(b, one, name, is, at);
	else if (list)
		*out = stand_list(b, list, is, at);
}

static void place_policer(struct builder *b, const struct cnode *family,
			  const struct site *at, const char *name,
			  const struct model_meter **out)
{
	const struct cnode *n = cn_child(family, "policer");
	const char *word = at->out ? "output" : "input";
	const char *p = cn_value(n, word);
	const struct cnode *node;

	if (!p)
		return;
	node = find_policer(b, "policer", p);
	if (node)
		*out = policer(b, node, false, NULL, NULL, at, name);
	else
		fault_at(b, cn_child(n, word),
			 "Referenced policer '%s' is not defined", p);
}

static void read_unit(struct builder *b, const struct cnode *unit,
		      struct model_interface *i)
{
	static const struct {
		const char *family;
		enum filter_family is;
		bool out;
	} places[XPF_FW_PLACES] = {
		[XPF_FW_IN4] = { "inet", FILTER_INET, false },
		[XPF_FW_IN6] = { "inet6", FILTER_INET6, false },
		[XPF_FW_OUT4] = { "inet", FILTER_INET, true },
		[XPF_FW_OUT6] = { "inet6", FILTER_INET6, true },
	};
	struct model_filters *f = &i->filters;
	const struct cnode *family;
	size_t p;

	f->is_host = !strncmp(i->name, "lo0.", 4);
	for (p = 0; p < XPF_FW_PLACES; p++) {
		struct site at = { i, unit, places[p].out };

		family = cn_path(unit, "family", places[p].family, NULL);
		place_filter(b, family, &at, places[p].is, &f->filter[p]);
		place_policer(b, family, &at, places[p].family, &f->policer[p]);
	}
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
	const struct site nowhere = { 0 };
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

static void check_policers(struct builder *b)
{
	const struct cnode *top = cn_child(b->root, "firewall"), *n;
	const struct site nowhere = { 0 };
	struct model_meter scratch;

	for (n = cn_first(top, "policer"); n; n = cn_next(n)) {
		scratch = (struct model_meter){ 0 };
		read_two_colours(b, n, &nowhere, &scratch);
	}
	for (n = cn_first(top, "three-color-policer"); n; n = cn_next(n)) {
		scratch = (struct model_meter){ 0 };
		read_three_colours(b, n, &scratch);
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

static void assign_meter_ids(struct builder *b)
{
	size_t n = b->m->meters.n, i;
	struct id_item *item = calloc(n + 1, sizeof(*item));

	if (!item)
		abort();
	for (i = 0; i < n; i++) {
		const struct model_meter *m = b->m->meters.v[i];

		item[i].name = arena_printf(
			b->a, "%u" ID_SEP "%s" ID_SEP "%d" ID_SEP "%s",
			m->filter ? m->filter->id : 0,
			m->filter ? "" : m->interface, m->kind == 0, m->name);
	}
	id_assign(item, n, 1, UINT32_MAX);
	for (i = 0; i < n; i++)
		b->m->meters.v[i]->id = item[i].id;
	free(item);
}

void build_filters(struct builder *b)
{
	const struct cnode *top = cn_child(b->root, "firewall");

	check_policers(b);
	read_all(b, cn_path(top, "family", "inet", NULL), FILTER_INET);
	read_all(b, top, FILTER_INET);
	read_all(b, cn_path(top, "family", "inet6", NULL), FILTER_INET6);
	read_all(b, cn_path(top, "family", "any", NULL), FILTER_ANY);
	read_interfaces(b);
	assign_filter_ids(b);
	assign_meter_ids(b);
}
