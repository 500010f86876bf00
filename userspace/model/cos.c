// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit class-of-service]: forwarding classes, and what interfaces make of code
 * points on their way in (classifiers) and out (rewrite rules).
 *
 * A class is a number below 16: that of its queue, unless another class has
 * taken it.  The four classes that Junos has by itself keep theirs, as long as
 * no class of the configuration stands at their queue.
 *
 * A table of an interface is what its rule says on top of what that imports.
 */
#include "model/cos.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"

#define MAX_CLASSES 16
#define MAX_IMPORTS 8

/* ---- classes ---- */

static const char *const junos_classes[] = {
	"best-effort",
	"expedited-forwarding",
	"assured-forwarding",
	"network-control",
};

static struct model_class *class_at(struct model *m, unsigned int id)
{
	struct model_class *c;

	vec_each(c, &m->classes)
		if (c->id == id)
			return c;
	return NULL;
}

static void add_class(struct builder *b, const struct cnode *n,
		      const char *name, unsigned int queue)
{
	struct model *m = b->m;
	const char *priority = cn_value(n, "policing-priority");
	unsigned int id = queue;
	struct model_class *c;

	vec_each(c, &m->classes)
		if (!strcmp(c->name, name)) {
			fault_at(b, n, "duplicate forwarding class '%s'", name);
			return;
		}
	if (m->classes.n == MAX_CLASSES) {
		fault_at(b, n, "more than %d forwarding classes", MAX_CLASSES);
		return;
	}
	while (class_at(m, id))
		id = (id + 1) % MAX_CLASSES;
	c = vec_add(&m->classes);
	c->name = keep(b, name);
	c->id = (uint8_t)id;
	c->queue = (uint8_t)queue;
	c->premium = priority ? !strcmp(priority, "premium") :
				!strcmp(name, "expedited-forwarding");
}

static bool queue_used(const struct model *m, unsigned int queue)
{
	const struct model_class *c;

	vec_each(c, &m->classes)
		if (c->queue == queue)
			return true;
	return false;
}

static bool class_named(const struct model *m, const char *name)
{
	const struct model_class *c;

	vec_each(c, &m->classes)
		if (!strcmp(c->name, name))
			return true;
	return false;
}

static int class_cmp(const void *a, const void *b)
{
	const struct model_class *x = a, *y = b;

	return x->id - y->id;
}

static void read_classes(struct builder *b, const struct cnode *top)
{
	const struct cnode *n;
	unsigned int i;

	for (n = cn_first(top, "class"); n; n = cn_next(n))
		if (cn_has(n, "queue-num"))
			add_class(b, n, cn_key(n, 0),
				  (unsigned int)cn_number(n, "queue-num", 0));
		else
			fault_missing(b, n, "queue-num");
	for (n = cn_first(top, "queue"); n; n = cn_next(n))
		if (value_named(n, "class-name"))
			add_class(b, n, value_named(n, "class-name"),
				  (unsigned int)atoi(cn_key(n, 0)));
	for (i = 0; i < 4; i++)
		if (!queue_used(b->m, i) &&
		    !class_named(b->m, junos_classes[i]))
			add_class(b, top, junos_classes[i], i);
	qsort(b->m->classes.v, b->m->classes.n, sizeof(*b->m->classes.v),
	      class_cmp);
}

uint16_t cos_premium(const struct model *m)
{
	const struct model_class *c;
	unsigned int set = 0;

	vec_each(c, &m->classes)
		if (c->premium)
			set |= 1U << c->id;
	return (uint16_t)set;
}

int cos_class(const struct model *m, const char *name)
{
	const struct model_class *c;

	vec_each(c, &m->classes)
		if (!strcmp(c->name, name))
			return c->id;
	return -1;
}

/* ---- code points ---- */

/* The kinds of code points that tables are of. */
struct kind {
	const char *word;
	const char *type; /* as show has it */
	unsigned int bits;
	const struct filter_name *names;
};

static const struct filter_name tag_names[] = {
	{ "be", 0 },   { "be1", 1 },  { "ef", 4 },  { "ef1", 5 },
	{ "af11", 2 }, { "af12", 3 }, { "nc1", 6 }, { "cs6", 6 },
	{ "nc2", 7 },  { "cs7", 7 },  { NULL, 0 },
};

static const struct filter_name precedence_names[] = {
	{ "be", 0 },   { "be1", 1 },  { "ef", 2 },  { "ef1", 3 },
	{ "af11", 4 }, { "af12", 5 }, { "nc1", 6 }, { "cs6", 6 },
	{ "nc2", 7 },  { "cs7", 7 },  { NULL, 0 },
};

static const struct kind dscp = { "dscp", "dscp", 6, filter_dscp_names };
static const struct kind dscp6 = { "dscp-ipv6", "dscp-ipv6", 6,
				   filter_dscp_names };
static const struct kind tag = { "ieee-802.1", "ieee8021p", 3, tag_names };
static const struct kind precedence = { "inet-precedence", "ip", 3,
					precedence_names };

/* -1: it is none. */
static int bits_of(const struct kind *k, const char *text)
{
	const struct filter_name *n;

	if (strlen(text) == k->bits && !text[strspn(text, "01")])
		return (int)strtoul(text, NULL, 2);
	for (n = k->names; n->name; n++)
		if (!strcmp(n->name, text))
			return n->value;
	return -1;
}

static int code_point(struct builder *b, const struct cnode *at,
		      const struct kind *k, const char *text)
{
	const struct cnode *alias;
	int v;

	alias = cn_entry(cn_path(b->root, "class-of-service",
				 "code-point-aliases", NULL),
			 k->word, text, NULL);
	if (alias && value_named(alias, "bits"))
		text = value_named(alias, "bits");
	v = bits_of(k, text);
	if (v < 0)
		fault_at(b, at, "invalid %s code point '%s'", k->word, text);
	return v;
}

/* ---- tables ---- */

/* Class and loss of one entry of a rule; -1: its class is not defined. */
static int class_and_loss(struct builder *b, const struct cnode *class,
			  const struct cnode *loss)
{
	int c = cos_class(b->m, cn_key(class, 0));

	if (c < 0) {
		fault_at(b, class, "forwarding-class '%s' is not defined",
			 cn_key(class, 0));
		return -1;
	}
	return c << 2 | filter_loss(cn_key(loss, 0));
}

/* A default of Junos: an alias' code point and what it stands for. */
struct standard {
	const char *alias;
	uint8_t class, loss;
};

static const struct standard dscp_classes[] = {
	{ "ef", 1, XPF_LOSS_LOW },
	{ "af11", 2, XPF_LOSS_LOW },
	{ "af12", 2, XPF_LOSS_HIGH },
	{ "af13", 2, XPF_LOSS_HIGH },
	{ "nc1", 3, XPF_LOSS_LOW },
	{ "nc2", 3, XPF_LOSS_LOW },
	{ NULL, 0, 0 },
};

static const struct standard tag_classes[] = {
	{ "001", 0, XPF_LOSS_HIGH }, { "010", 1, XPF_LOSS_LOW },
	{ "011", 1, XPF_LOSS_HIGH }, { "100", 2, XPF_LOSS_LOW },
	{ "101", 2, XPF_LOSS_HIGH }, { "110", 3, XPF_LOSS_LOW },
	{ "111", 3, XPF_LOSS_HIGH }, { NULL, 0, 0 },
};

static const struct standard precedence_classes[] = {
	{ "001", 2, XPF_LOSS_LOW },
	{ "101", 1, XPF_LOSS_LOW },
	{ "110", 3, XPF_LOSS_LOW },
	{ "111", 3, XPF_LOSS_HIGH },
	{ NULL, 0, 0 },
};

static const struct standard marks[] = {
	{ "be", 0, XPF_LOSS_LOW },
	{ "be", 0, XPF_LOSS_HIGH },
	{ "ef", 1, XPF_LOSS_LOW },
	{ "ef", 1, XPF_LOSS_HIGH },
	{ "af11", 2, XPF_LOSS_LOW },
	{ "af12", 2, XPF_LOSS_HIGH },
	{ "nc1", 3, XPF_LOSS_LOW },
	{ "nc2", 3, XPF_LOSS_HIGH },
	{ NULL, 0, 0 },
};

static bool is_default(const char *name)
{
	return !strcmp(name, "default");
}

/* A table that is filled; out: by code point, or by class. */
struct filling {
	struct builder *b;
	const struct kind *kind;
	const char *list; /* "classifiers", "rewrite-rules" */
	uint8_t *out;
	int depth;
};

static void fill(struct filling *f, const struct cnode *at, const char *name);

static void fill_imports(struct filling *f, const struct cnode *rule)
{
	const struct cnode *n;

	if (f->depth >= MAX_IMPORTS) {
		fault_at(f->b, rule, "imports are nested too deeply");
		return;
	}
	f->depth++;
	for (n = cn_first(rule, "import"); n; n = cn_next(n))
		fill(f, n, n->value);
	f->depth--;
}

static const struct standard *standard_classes(const struct kind *k)
{
	if (k == &tag)
		return tag_classes;
	return k == &precedence ? precedence_classes : dscp_classes;
}

static void fill_default(struct filling *f)
{
	bool in = !strcmp(f->list, "classifiers");
	const struct standard *s = in ? standard_classes(f->kind) : marks;

	if (in)
		memset(f->out, 0, 1U << f->kind->bits); /* best effort */
	for (; s->alias; s++) {
		uint8_t class = (uint8_t)(s->class << 2 | s->loss);
		const char *alias = s->alias;
		int bits;

		/* of two bits less, AF has no second colour */
		if (!in && f->kind->bits == 3 && !strcmp(alias, "af12"))
			alias = "af11";
		bits = bits_of(f->kind, alias);
		if (in)
			f->out[bits] = class;
		else
			f->out[class] = (uint8_t)bits;
	}
}

static void fill_class(struct filling *f, const struct cnode *class)
{
	const struct cnode *loss, *n;
	int bits, which;

	for (loss = cn_first(class, "loss-priority"); loss;
	     loss = cn_next(loss)) {
		which = class_and_loss(f->b, class, loss);
		if (which < 0)
			return;
		n = cn_child(loss, "code-point");
		if (!n)
			n = cn_first(loss, "code-points");
		for (; n; n = cn_next(n)) {
			bits = code_point(f->b, n, f->kind, n->value);
			if (bits < 0)
				continue;
			if (!strcmp(f->list, "classifiers"))
				f->out[bits] = (uint8_t)which;
			else
				f->out[which] = (uint8_t)bits;
		}
	}
}

static void fill(struct filling *f, const struct cnode *at, const char *name)
{
	bool in = !strcmp(f->list, "classifiers");
	const struct cnode *rule, *n;

	if (is_default(name)) {
		fill_default(f);
		return;
	}
	rule = cn_entry(cn_path(f->b->root, "class-of-service", f->list, NULL),
			f->kind->word, name, NULL);
	if (!rule) {
		fault_at(f->b, at, "%s %s must be defined",
			 in ? "Classifier" : "Rewrite rule", name);
		return;
	}
	fill_imports(f, rule);
	for (n = cn_first(rule, "forwarding-class"); n; n = cn_next(n))
		fill_class(f, n);
}

/* An interface while its tables are filled. */
struct applying {
	struct builder *b;
	struct model_interface *i;
	const struct cnode *unit;
};

/* What stands at a unit, if it does. @list: as in struct filling */
static bool apply(struct applying *a, const char *list, const struct kind *k,
		  uint8_t *out)
{
	struct builder *b = a->b;
	const struct cnode *unit = a->unit;
	struct model_cos_object *o;
	bool in = !strcmp(list, "classifiers");
	const struct cnode *n = cn_path(unit, list, k->word, NULL);
	struct filling f = { .b = b, .kind = k, .list = list, .out = out };
	const char *name =
		value_named(n, in ? "classifier-name" : "rewrite-rule-name");

	if (!name)
		return false;
	fill(&f, n, name);
	o = vec_add(&a->i->filters.objects);
	o->object = in ? "Classifier" : "Rewrite";
	o->type = k->type;
	o->name = is_default(name) ? arena_printf(b->a, "%s-default", k->type) :
				     keep(b, name);
	return true;
}

/* ---- interfaces ---- */

static void classify(struct applying *a, struct xpf_cos *c)
{
	const char *fixed = cn_value(a->unit, "forwarding-class");
	uint8_t by_precedence[64];
	int class, i;

	memset(by_precedence, XPF_COS_NONE, sizeof(by_precedence));
	if (apply(a, "classifiers", &precedence, by_precedence))
		for (i = 0; i < 64; i++)
			c->classify[0][i] = by_precedence[i >> 3];
	apply(a, "classifiers", &dscp, c->classify[0]);
	apply(a, "classifiers", &dscp6, c->classify[1]);
	apply(a, "classifiers", &tag, c->classify_8021);
	if (!fixed)
		return;
	class = cos_class(a->b->m, fixed);
	if (class < 0) {
		fault_at(a->b, cn_child(a->unit, "forwarding-class"),
			 "forwarding-class '%s' is not defined", fixed);
		return;
	}
	memset(c->classify, class << 2 | XPF_LOSS_LOW, sizeof(c->classify));
}

static void mark(struct applying *a, struct xpf_cos *c)
{
	int i;

	if (apply(a, "rewrite-rules", &precedence, c->rewrite[0]))
		for (i = 0; i < 64; i++)
			if (c->rewrite[0][i] != XPF_COS_NONE)
				c->rewrite[0][i] |= XPF_COS_PRECEDENCE;
	apply(a, "rewrite-rules", &dscp, c->rewrite[0]);
	apply(a, "rewrite-rules", &dscp6, c->rewrite[1]);
	apply(a, "rewrite-rules", &tag, c->rewrite_8021);
}

static const struct cnode *unit_of(const struct cnode *dev, const char *unit)
{
	const struct cnode *n = cn_entry(dev, "unit", unit, NULL);

	return n ? n : cn_entry(dev, "unit", "*", NULL);
}

/* An interface's own statement goes before one with wildcards. */
static const struct cnode *find_unit(struct builder *b, const char *name)
{
	const struct cnode *top =
		cn_path(b->root, "class-of-service", "interfaces", NULL);
	const struct cnode *dev, *found = NULL;
	const char *dot = strrchr(name, '.');
	char device[128];

	if (!dot || (size_t)(dot - name) >= sizeof(device))
		return NULL;
	memcpy(device, name, (size_t)(dot - name));
	device[dot - name] = '\0';
	for (dev = top ? top->first : NULL; dev; dev = dev->next) {
		if (!cn_key(dev, 0) || fnmatch(cn_key(dev, 0), device, 0))
			continue;
		if (!strcmp(cn_key(dev, 0), device))
			return unit_of(dev, dot + 1);
		if (!found)
			found = unit_of(dev, dot + 1);
	}
	return found;
}

static bool says_nothing(const struct xpf_cos *c)
{
	struct xpf_cos none;

	memset(&none, XPF_COS_NONE, sizeof(none));
	return !memcmp(c, &none, sizeof(none));
}

static void read_unit(struct builder *b, struct model_interface *i)
{
	struct applying a = { b, i, find_unit(b, i->name) };
	struct xpf_cos *c;

	if (!a.unit)
		return;
	c = arena_new_obj(b->a, struct xpf_cos);
	memset(c, XPF_COS_NONE, sizeof(*c));
	classify(&a, c);
	mark(&a, c);
	if (!says_nothing(c))
		i->filters.cos = c;
}

/* Rules that stand nowhere may be faulty, too. */
static void check(struct builder *b, const char *list)
{
	static const struct kind *const kinds[] = { &dscp, &dscp6, &tag,
						    &precedence };
	const struct cnode *top =
		cn_path(b->root, "class-of-service", list, NULL);
	const struct cnode *n;
	uint8_t scratch[64];
	size_t k;

	for (k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
		for (n = cn_first(top, kinds[k]->word); n; n = cn_next(n)) {
			struct filling f = { .b = b,
					     .kind = kinds[k],
					     .list = list,
					     .out = scratch };

			fill(&f, n, cn_key(n, 0));
		}
}

void build_cos(struct builder *b)
{
	const struct cnode *top = cn_child(b->root, "class-of-service");
	struct model_interface *const *i;

	read_classes(b, cn_child(top, "forwarding-classes"));
	if (!top)
		return;
	check(b, "classifiers");
	check(b, "rewrite-rules");
	vec_each(i, &b->m->interfaces)
		read_unit(b, *i);
}
