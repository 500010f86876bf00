// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Counters and policers of filters and interfaces: instances, named as Junos
 * names them: the counter, or POLICER-TERM, then -INTERFACE-i or -o.  A policer
 * that is filter-specific has one instance in the filter; one that is
 * logical-interface-policer has one for an interface and direction, shared by
 * families.
 *
 * Ids come from these names, so that what is counted survives commits.
 */
#include "model/filter_parts.h"

#include <stdlib.h>
#include <string.h>

#include "conf/type.h"
#include "model/cos.h"
#include "model/id.h"

const char *filter_suffix(struct builder *b, const struct filter_site *at)
{
	if (!at->interface)
		return "";
	return arena_printf(b->a, "-%s-%c", at->interface->name,
			    at->out ? 'o' : 'i');
}

const struct cnode *filter_find_policer(struct builder *b, const char *list,
					const char *name)
{
	return cn_entry(cn_child(b->root, "firewall"), list, name, NULL);
}

/* What an interface carries, in bit/s: as configured, or by its name. */
static uint64_t interface_speed(struct builder *b, const struct filter_site *at)
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

	if (cn_has(then, "discard"))
		m->flags |= XPF_METER_DISCARD;
	if (loss) {
		m->flags |= XPF_METER_SET_LOSS;
		m->loss = filter_loss(loss);
	}
	if (filter_then_class(b, then, &m->class))
		m->flags |= XPF_METER_SET_CLASS;
}

static void read_two_colours(struct builder *b, const struct cnode *n,
			     const struct filter_site *at,
			     struct model_meter *m)
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

/* `aggregate` and `premium`: each a rate, and what exceeds it. */
static void need_limit(struct builder *b, const struct cnode *n,
		       const char *part, uint64_t *rate, uint64_t *burst)
{
	const struct cnode *k = cn_child(n, part);
	const struct cnode *limit = cn_child(k, "if-exceeding");

	*rate = *burst = 0;
	if (!limit) {
		fault_missing(b, k ? k : n, k ? "if-exceeding" : part);
		return;
	}
	need_rate(b, limit, "bandwidth-limit", rate);
	need_rate(b, limit, "burst-size-limit", burst);
	if (!cn_has(k, "then"))
		fault_missing(b, k, "then");
}

static void read_hierarchical(struct builder *b, const struct cnode *n,
			      struct model_meter *m)
{
	const struct cnode *premium = cn_child(n, "premium");

	m->kind = XPF_METER_HIERARCHICAL;
	need_limit(b, n, "aggregate", &m->rate, &m->burst);
	need_limit(b, n, "premium", &m->peak_rate, &m->peak_burst);
	if (m->rate && m->peak_rate > m->rate)
		fault_at(
			b, premium,
			"bandwidth-limit of premium must not exceed that of aggregate");
	if (cn_has(premium, "then") &&
	    !cn_has(cn_child(premium, "then"), "discard"))
		fault_at(b, cn_child(premium, "then"),
			 "action of premium must be discard");
	m->premium = cos_premium(b->m);
	set_exceed(b, cn_path(n, "aggregate", "then", NULL), m);
}

static void read_policer(struct builder *b, const struct cnode *n,
			 const struct filter_site *at, struct model_meter *m)
{
	if (!strcmp(n->schema->name, "hierarchical-policer"))
		read_hierarchical(b, n, m);
	else if (!strcmp(n->schema->name, "three-color-policer"))
		read_three_colours(b, n, m);
	else
		read_two_colours(b, n, at, m);
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

const struct model_meter *filter_counter(struct builder *b,
					 const struct model_filter *f,
					 const char *name)
{
	struct model_meter *m = find_meter(b, f, NULL, name, true);

	return m ? m : new_meter(b, f, NULL, name);
}

const struct model_meter *
filter_policer(struct builder *b, const struct cnode *n,
	       const struct model_filter *f, const char *term,
	       const struct filter_site *at, const char *family)
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
		name = arena_printf(b->a, "%s%s", name, filter_suffix(b, at));
	}
	m = find_meter(b, f, interface, name, false);
	if (m)
		return m;
	m = new_meter(b, f, interface, keep(b, name));
	read_policer(b, n, at, m);
	return m;
}

/*
 * A set of @n meters, one behind the other: NAME-0, NAME-1, ...
 * @policer: NULL: counters
 */
static const struct model_meter *make_set(struct filter_making *k,
					  const char *name,
					  const struct cnode *policer,
					  unsigned int n)
{
	struct builder *b = k->b;
	const char *first = arena_printf(b->a, "%s-0", name);
	const struct model_meter *have;
	unsigned int i, at = (unsigned int)b->m->meters.n;
	struct model_meter *m;

	have = find_meter(b, k->f, NULL, first, !policer);
	if (have)
		return have;
	for (i = 0; i < n; i++) {
		m = new_meter(b, k->f, NULL,
			      arena_printf(b->a, "%s-%u", name, i));
		if (policer)
			read_policer(b, policer, &k->at, m);
		m->flags |= XPF_METER_OF_PREFIX;
	}
	return b->m->meters.v[at];
}

void filter_prefix_action(struct filter_making *k, const struct cnode *n,
			  struct model_filter_term *t)
{
	const struct cnode *src = cn_child(n, "source-prefix-length");
	const struct cnode *dst = cn_child(n, "destination-prefix-length");
	long from = cn_number(n, "subnet-prefix-length", 0), to;
	const char *policer = cn_value(n, "policer"), *name = cn_key(n, 0);
	const struct cnode *p =
		policer ? filter_find_policer(k->b, "policer", policer) : NULL;
	unsigned int size;

	if (!src && !dst) {
		fault_missing(k->b, n, "destination-prefix-length");
		return;
	}
	to = strtol(src ? src->value : dst->value, NULL, 10);
	if (to - from < 1 || to - from > 16) {
		fault_at(
			k->b, src ? src : dst,
			"prefix length must be 1 to 16 more than subnet-prefix-length");
		return;
	}
	if (!cn_has(n, "filter-specific"))
		name = arena_printf(k->b->a, "%s-%s", name, t->name);
	name = arena_printf(k->b->a, "%s%s", name, filter_suffix(k->b, &k->at));
	size = 1U << (to - from);
	t->prefix_from = (uint8_t)from;
	t->prefix_to = (uint8_t)to;
	if (src)
		t->flags |= XPF_TERM_PREFIX_SOURCE;
	if (cn_has(n, "count"))
		t->prefix_counter = make_set(k, name, NULL, size);
	if (p)
		t->prefix_policer = make_set(k, name, p, size);
}

void filter_check_policers(struct builder *b)
{
	const struct cnode *top = cn_child(b->root, "firewall"), *n;
	const struct filter_site nowhere = { 0 };
	struct model_meter scratch;

	for (n = cn_first(top, "policer"); n; n = cn_next(n)) {
		scratch = (struct model_meter){ 0 };
		read_two_colours(b, n, &nowhere, &scratch);
	}
	for (n = cn_first(top, "three-color-policer"); n; n = cn_next(n)) {
		scratch = (struct model_meter){ 0 };
		read_three_colours(b, n, &scratch);
	}
	for (n = cn_first(top, "hierarchical-policer"); n; n = cn_next(n)) {
		scratch = (struct model_meter){ 0 };
		read_hierarchical(b, n, &scratch);
	}
}

void filter_assign_meter_ids(struct builder *b)
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
