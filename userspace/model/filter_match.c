// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The conditions of a firewall filter's term, as sets of values.
 *
 * All fields but addresses have 16 bits at most, so a set is made as a bitmap
 * (filter_bits.h).  What nothing of 16 bits can say (SPIs, flexible matches)
 * becomes predicates (filter_predicate.c).
 */
#include "model/filter_conditions.h"

#include <ctype.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include <xpf/image.h>

/* ---- conditions: one function a kind of values ---- */

/* Add what one value of a condition names. */
typedef void (*value_fn)(struct filter_conditions *t, const struct cnode *n,
			 struct bits *s);

static void add_protocol(struct filter_conditions *t, const struct cnode *n,
			 struct bits *s)
{
	int v = value_protocol(n->value);

	if (v < 0)
		fault_at(t->b, n, "unknown protocol '%s'", n->value);
	else
		bits_add(s, (uint32_t)v, (uint32_t)v);
}

static void add_port(struct filter_conditions *t, const struct cnode *n,
		     struct bits *s)
{
	uint16_t lo, hi;

	if (read_ports(n->value, &lo, &hi))
		bits_add(s, lo, hi);
	else
		fault_at(t->b, n, "invalid port range '%s'", n->value);
}

static void add_number(struct filter_conditions *t, const struct cnode *n,
		       struct bits *s)
{
	uint32_t lo, hi;

	if (filter_numbers(n->value, &lo, &hi))
		bits_add(s, lo, hi);
	else
		fault_at(t->b, n, "invalid range '%s'", n->value);
}

static void add_dscp(struct filter_conditions *t, const struct cnode *n,
		     struct bits *s)
{
	uint32_t v = filter_dscp(n->value);

	bits_add(s, v << 2, v << 2 | 3);
}

static void add_precedence(struct filter_conditions *t, const struct cnode *n,
			   struct bits *s)
{
	uint32_t v = (uint32_t)filter_named(filter_precedence_names, n->value) &
		     7;

	bits_add(s, v << 5, v << 5 | 31);
}

/* A number, a name, or a range of numbers. */
static void add_named(struct filter_conditions *t, const struct cnode *n,
		      const struct filter_name *names, uint32_t *lo,
		      uint32_t *hi)
{
	int v = filter_named(names, n->value);

	*lo = *hi = (uint32_t)v;
	if (v < 0 && !filter_numbers(n->value, lo, hi)) {
		fault_at(t->b, n, "invalid value '%s'", n->value);
		*lo = 1;
		*hi = 0;
	}
}

static void add_icmp_type(struct filter_conditions *t, const struct cnode *n,
			  struct bits *s)
{
	uint32_t lo, hi;

	add_named(t, n,
		  t->family == FILTER_INET6 ? filter_icmp6_type_names :
					      filter_icmp_type_names,
		  &lo, &hi);
	for (; lo <= hi && lo < 256; lo++)
		bits_add(s, lo << 8, lo << 8 | 0xff);
}

static void add_icmp_code(struct filter_conditions *t, const struct cnode *n,
			  struct bits *s)
{
	uint32_t lo, hi, type;

	add_named(t, n,
		  t->family == FILTER_INET6 ? filter_icmp6_code_names :
					      filter_icmp_code_names,
		  &lo, &hi);
	for (; lo <= hi && lo < 256; lo++)
		for (type = 0; type < 256; type++)
			bits_add(s, type << 8 | lo, type << 8 | lo);
}

/* Packets that have one of some bits. */
static void add_any_bit(struct bits *s, uint32_t bits)
{
	uint32_t v;

	for (v = 0; v < 256; v++)
		if (v & bits)
			bits_add(s, v, v);
}

static void add_option(struct filter_conditions *t, const struct cnode *n,
		       struct bits *s)
{
	int v = -1;
	const struct filter_name *o;

	for (o = filter_option_names; o->name; o++)
		if (!strcmp(o->name, n->value))
			v = o->value;
	if (v < 0)
		fault_at(t->b, n, "unknown IP option '%s'", n->value);
	else
		add_any_bit(s, (uint32_t)v);
}

static void add_extension(struct filter_conditions *t, const struct cnode *n,
			  struct bits *s)
{
	const struct filter_name *o;

	for (o = filter_extension_names; o->name; o++)
		if (!strcmp(o->name, n->value)) {
			add_any_bit(s, (uint32_t)o->value);
			return;
		}
	fault_at(t->b, n, "unknown extension header '%s'", n->value);
}

/* Classes of packets, whether a term before called them a hit or not. */
static void add_hit_or_not(struct bits *s, uint32_t lo, uint32_t hi)
{
	bits_add(s, lo, hi);
	bits_add(s, XPF_F_CLASS_HIT | lo, XPF_F_CLASS_HIT | hi);
}

static void add_class(struct filter_conditions *t, const struct cnode *n,
		      struct bits *s)
{
	int v = filter_class(t->b, n->value);

	if (v < 0)
		fault_at(t->b, n, "forwarding-class '%s' is not defined",
			 n->value);
	else
		add_hit_or_not(s, (uint32_t)v << 2, (uint32_t)v << 2 | 3);
}

static void add_loss(struct filter_conditions *t, const struct cnode *n,
		     struct bits *s)
{
	uint32_t loss = filter_loss(n->value), class;

	for (class = 0; class < 16; class ++)
		add_hit_or_not(s, class << 2 | loss, class << 2 | loss);
}

static void read_hit(struct filter_conditions *t)
{
	struct bits s = { { 0 } };

	bits_add(&s, XPF_F_CLASS_HIT, 2 * XPF_F_CLASS_HIT - 1);
	bits_narrow(&t->class, &s, false);
}

static void add_interface(struct filter_conditions *t, const char *name,
			  struct bits *s)
{
	struct model_interface *const *i;
	size_t len = strlen(name);

	vec_each(i, &t->b->m->interfaces) {
		const char *have = (*i)->name;

		if (!strcmp(have, name) ||
		    (!strncmp(have, name, len) && have[len] == '.' &&
		     !strchr(name, '.')) ||
		    (len && name[len - 1] == '*' &&
		     !strncmp(have, name, len - 1)))
			bits_add(s, (*i)->id, (*i)->id);
	}
}

/* The interfaces whose `filter group` is this number. */
static void add_group(struct filter_conditions *t, const struct cnode *n,
		      struct bits *s)
{
	static const char *const families[] = { "inet", "inet6" };
	const struct cnode *top = cn_child(t->b->root, "interfaces"), *dev;
	const struct cnode *unit;
	long group = strtol(n->value, NULL, 10);
	char name[128];
	size_t f;

	for (dev = top ? top->first : NULL; dev; dev = dev->next) {
		if (!model_is_interface(dev))
			continue;
		for (unit = cn_first(dev, "unit"); unit; unit = cn_next(unit))
			for (f = 0; f < 2; f++) {
				if (cn_number(cn_path(unit, "family",
						      families[f], "filter",
						      NULL),
					      "group", 0) != group)
					continue;
				snprintf(name, sizeof(name), "%s.%s",
					 cn_key(dev, 0), cn_key(unit, 0));
				add_interface(t, name, s);
			}
	}
}

/* ---- reading one condition ---- */

/* All values of one leaf-list, first @n. */
static void read_list(struct filter_conditions *t, const struct cnode *n,
		      struct bits_field *f, value_fn add, bool except)
{
	const char *word = n->schema->name;
	struct bits s = { { 0 } };

	for (; n && !strcmp(n->schema->name, word); n = n->next)
		add(t, n, &s);
	bits_narrow(f, &s, except);
}

static const struct flag_name tcp_names[] = {
	{ "fin", 0x01 },    { "syn", 0x02 }, { "rst", 0x04 },
	{ "push", 0x08 },   { "psh", 0x08 }, { "ack", 0x10 },
	{ "urgent", 0x20 }, { "urg", 0x20 }, { NULL, 0 },
};

static const struct flag_name fragment_names[] = {
	{ "reserved", 4 },
	{ "dont-fragment", 2 },
	{ "more-fragments", 1 },
	{ NULL, 0 },
};

static void read_tcp(struct filter_conditions *t, const struct cnode *n,
		     const char *text)
{
	struct bits s = { { 0 } };
	bool ok = true;
	uint32_t v;

	for (v = 0; v < 256 && ok; v++)
		if (flag_expression(text, tcp_names, v, &ok))
			bits_add(&s, v, v);
	if (!ok)
		fault_at(t->b, n, "invalid bit-field expression '%s'", text);
	bits_narrow(&t->tcp_flags, &s, false);
}

/* A number means the three bits as Junos counts them: 8, 4, 2. */
static void read_fragment_flags(struct filter_conditions *t,
				const struct cnode *n)
{
	struct bits s = { { 0 } };
	unsigned long number;
	bool ok = true;
	uint32_t v;
	char *end;

	number = strtoul(n->value, &end, 0);
	for (v = 0; v < 8 && ok; v++)
		if (*end ? flag_expression(n->value, fragment_names, v, &ok) :
			   (v << 1 & number) != 0)
			bits_add(&s, v << 13, v << 13 | 0x1fff);
	if (!ok)
		fault_at(t->b, n, "invalid bit-field expression '%s'",
			 n->value);
	bits_narrow(&t->fragment, &s, false);
}

/* Offsets, with any flags. */
static void add_offset(struct filter_conditions *t, const struct cnode *n,
		       struct bits *s)
{
	uint32_t lo, hi, flags;

	if (!filter_numbers(n->value, &lo, &hi) || hi > 0x1fff) {
		fault_at(t->b, n, "invalid range '%s'", n->value);
		return;
	}
	for (flags = 0; flags < 8; flags++)
		bits_add(s, flags << 13 | lo, flags << 13 | hi);
}

/* Fragments: of IPv6 what has a fragment header, of IPv4 all but the first. */
static void read_fragment(struct filter_conditions *t, const char *word)
{
	bool v6 = t->family == FILTER_INET6;
	struct bits s = { { 0 } };
	uint32_t v;

	for (v = 0; v < BITS_VALUES; v++) {
		uint32_t offset = v & 0x1fff, more = v >> 13 & 1;
		bool yes;

		if (!strcmp(word, "first-fragment"))
			yes = !offset && more;
		else if (!strcmp(word, "last-fragment"))
			yes = offset && !more;
		else
			yes = v6 ? v >> 15 : offset != 0;
		if (yes)
			bits_add(&s, v, v);
	}
	bits_narrow(&t->fragment, &s, false);
}

static void read_interfaces(struct filter_conditions *t, const struct cnode *n)
{
	const char *word = n->schema->name;
	struct bits s = { { 0 } };
	const struct cnode *set, *c;

	for (; n && !strcmp(n->schema->name, word); n = n->next) {
		if (!strcmp(word, "interface")) {
			add_interface(t, cn_key(n, 0), &s);
			continue;
		}
		set = cn_entry(cn_child(t->b->root, "firewall"),
			       "interface-set", cn_key(n, 0), NULL);
		if (!set)
			fault_at(t->b, n,
				 "Referenced interface set '%s' is not defined",
				 cn_key(n, 0));
		for (c = set ? set->first : NULL; c; c = c->next)
			if (!strcmp(c->schema->name, "interface-list"))
				add_interface(t, cn_key(c, 0), &s);
	}
	bits_narrow(&t->interface, &s, false);
}

/* Conditions whose values go into a bitmap. */
struct plain {
	const char *word;
	size_t field;
	value_fn add;
	bool except;
};

#define PLAIN(word, field, add)                                            \
	{ word, offsetof(struct filter_conditions, field), add, false },   \
	{                                                                  \
		word "-except", offsetof(struct filter_conditions, field), \
			add, true                                          \
	}

static const struct plain plain[] = {
	PLAIN("protocol", proto, add_protocol),
	PLAIN("payload-protocol", proto, add_protocol),
	PLAIN("next-header", next_header, add_protocol),
	PLAIN("source-port", sport, add_port),
	PLAIN("destination-port", dport, add_port),
	PLAIN("icmp-type", icmp_type, add_icmp_type),
	PLAIN("icmp-code", icmp_code, add_icmp_code),
	PLAIN("dscp", tos, add_dscp),
	PLAIN("traffic-class", tos, add_dscp),
	PLAIN("precedence", tos, add_precedence),
	PLAIN("packet-length", length, add_number),
	PLAIN("ttl", ttl, add_number),
	PLAIN("hop-limit", ttl, add_number),
	PLAIN("fragment-offset", fragment, add_offset),
	PLAIN("ip-options", options, add_option),
	PLAIN("extension-header", options, add_extension),
	PLAIN("extension-headers", options, add_extension),
	PLAIN("forwarding-class", class, add_class),
	PLAIN("loss-priority", class, add_loss),
	PLAIN("interface-group", interface, add_group),
};

static bool read_plain(struct filter_conditions *t, const struct cnode *n)
{
	const char *word = n->schema->name;
	struct bits_field *f;
	size_t i;

	for (i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (!strcmp(plain[i].word, word)) {
			f = (struct bits_field *)(void *)((char *)t +
							  plain[i].field);
			read_list(t, n, f, plain[i].add, plain[i].except);
			return true;
		}
	return false;
}

/* "Neither port" is said of both; "one of them" keeps its own set. */
static void read_port(struct filter_conditions *t, const struct cnode *n)
{
	read_list(t, n, &t->port, add_port, false);
}

static void read_port_except(struct filter_conditions *t, const struct cnode *n)
{
	read_list(t, n, &t->sport, add_port, true);
	read_list(t, n, &t->dport, add_port, true);
}

/* The first statement of each kind stands for all of them. */
static void read_condition(struct filter_conditions *t, const struct cnode *n)
{
	const char *word = n->schema->name;

	if (read_plain(t, n) || filter_words(t, n))
		return;
	if (!strcmp(word, "port"))
		read_port(t, n);
	else if (!strcmp(word, "port-except"))
		read_port_except(t, n);
	else if (!strcmp(word, "tcp-flags"))
		read_tcp(t, n, n->value);
	else if (!strcmp(word, "tcp-established"))
		read_tcp(t, n, "ack | rst");
	else if (!strcmp(word, "tcp-initial"))
		read_tcp(t, n, "syn & !ack");
	else if (!strcmp(word, "fragment-flags"))
		read_fragment_flags(t, n);
	else if (strstr(word, "-fragment"))
		read_fragment(t, word);
	else if (!strcmp(word, "interface") || !strcmp(word, "interface-set"))
		read_interfaces(t, n);
	else if (!strcmp(word, "service-filter-hit"))
		read_hit(t);
	else if (!strcmp(word, "flow-label"))
		filter_flow_label(t, n);
	else if (!strcmp(word, "flexible-match-mask"))
		for (; n && !strcmp(n->schema->name, word); n = n->next)
			filter_flexible_mask(t, n);
	else if (!strcmp(word, "flexible-match-range"))
		for (; n && !strcmp(n->schema->name, word); n = n->next)
			filter_flexible_range(t, n);
	else if (!t->drops) /* marked unsupported */
		t->m->never = true;
}

static bool read_address(struct filter_conditions *t, const struct cnode *n)
{
	const char *word = n->schema->name;

	if (!strcmp(word, "source-address") ||
	    !strcmp(word, "source-prefix-list"))
		vec_push(&t->src, n);
	else if (!strcmp(word, "destination-address") ||
		 !strcmp(word, "destination-prefix-list"))
		vec_push(&t->dst, n);
	else if (!strcmp(word, "address") || !strcmp(word, "prefix-list"))
		vec_push(&t->either, n);
	else
		return false;
	return true;
}

static bool seen_before(const struct cnode *n)
{
	const struct cnode *p;

	for (p = n->prev; p; p = p->prev)
		if (p->schema == n->schema)
			return true;
	return false;
}

static void write_sets(struct filter_conditions *t)
{
	struct model_match *m = t->m;
	struct builder *b = t->b;

	m->src = filter_addresses(b, t->src.v, t->src.n);
	m->dst = filter_addresses(b, t->dst.v, t->dst.n);
	m->either = filter_addresses(b, t->either.v, t->either.n);
	if (t->icmp_code.given) {
		bits_narrow(&t->icmp_type, t->icmp_code.bits, false);
		free(t->icmp_code.bits);
	}
	m->sport = bits_ranges(b, &t->sport, 65535);
	m->dport = bits_ranges(b, &t->dport, 65535);
	m->port = bits_ranges(b, &t->port, 65535);
	m->proto = bits_ranges(b, &t->proto, 255);
	m->next_header = bits_ranges(b, &t->next_header, 255);
	m->icmp = bits_ranges(b, &t->icmp_type, 65535);
	m->tcp_flags = bits_ranges(b, &t->tcp_flags, 255);
	m->tos = bits_ranges(b, &t->tos, 255);
	m->length = bits_ranges(b, &t->length, 65535);
	m->ttl = bits_ranges(b, &t->ttl, 255);
	m->fragment = bits_ranges(b, &t->fragment, 65535);
	m->options = bits_ranges(b, &t->options, 255);
	m->interface = bits_ranges(b, &t->interface, 65535);
	m->class = bits_ranges(b, &t->class, 2 * XPF_F_CLASS_HIT - 1);
}

const struct model_match *filter_match(struct builder *b,
				       const struct cnode *from,
				       enum filter_family family, bool drops)
{
	struct filter_conditions t = {
		.b = b,
		.family = family,
		.drops = drops,
	};
	struct xpf_predicate *p;
	const struct cnode *n;

	t.m = arena_new_obj(b->a, struct model_match);
	for (n = from ? from->first : NULL; n; n = n->next)
		if (!read_address(&t, n) && !seen_before(n))
			read_condition(&t, n);
	write_sets(&t);
	if (t.predicates.n > XPF_MAX_PREDICATES)
		fault_at(b, from, "too many conditions in a term");
	p = arena_new_array(b->a, struct xpf_predicate, t.predicates.n + 1);
	if (t.predicates.n)
		memcpy(p, t.predicates.v, t.predicates.n * sizeof(*p));
	t.m->predicate = p;
	t.m->n_predicates = (unsigned int)t.predicates.n;
	vec_free(&t.predicates);
	vec_free(&t.src);
	vec_free(&t.dst);
	vec_free(&t.either);
	return t.m;
}
