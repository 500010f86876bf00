// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Address books: [edit security address-book] global, those attached to
 * zones, and the older form below a zone.
 *
 * A name in a policy is looked up in the book of the policy's zone and then
 * in the global one, so a zone may have its own meaning of a name.  A set
 * holds addresses and sets of its own book; here it becomes the list of its
 * ranges.  "any", "any-ipv4" and "any-ipv6" are addresses like others.
 *
 * An address that stands for nothing (dns-name, wildcard-address and those of
 * feeds, so far) has no ranges: it matches no packet.
 */
#include "model/builder.h"

#include <stdlib.h>
#include <string.h>

struct book_entry {
	struct model_address *a;
	const struct cnode *node;
	enum { ENTRY_NEW, ENTRY_OPEN, ENTRY_DONE } state;
	int height; /* levels of sets below a set */
};

struct book {
	const char *name;
	struct map addresses, sets; /* struct book_entry by name */
};

static struct model_address *new_address(struct builder *b, const char *name,
					 const char *book)
{
	struct model_address *a = arena_new_obj(b->a, struct model_address);

	a->name = keep(b, name);
	a->book = book;
	a->index = (unsigned int)b->m->addresses.n;
	vec_push(&b->m->addresses, a);
	return a;
}

/* ---- single addresses ---- */

static void read_prefix(struct builder *b, const struct cnode *n,
			const char *text, struct model_address *a)
{
	struct addr_range *r = arena_new_obj(b->a, struct addr_range);
	struct prefix p;

	if (prefix_parse(text, &p)) {
		fault_at(b, n, "invalid ip prefix '%s'", text);
		return;
	}
	*r = prefix_range(&p);
	a->range = r;
	a->n_ranges = 1;
}

static void read_range(struct builder *b, const struct cnode *n,
		       struct model_address *a)
{
	struct addr_range *r = arena_new_obj(b->a, struct addr_range);
	const char *hi = value_named(cn_child(n, "to"), "range-high");

	if (!hi) {
		fault_missing(b, n, "to");
		return;
	}
	if (addr_parse(cn_key(n, 0), &r->lo) || addr_parse(hi, &r->hi) ||
	    r->lo.family != r->hi.family || addr_cmp(&r->lo, &r->hi) > 0) {
		fault_at(b, n, "invalid address range %s to %s", cn_key(n, 0),
			 hi);
		return;
	}
	a->range = r;
	a->n_ranges = 1;
}

static bool reserved(const char *name)
{
	return !strcmp(name, "any") || !strcmp(name, "any-ipv4") ||
	       !strcmp(name, "any-ipv6");
}

static void read_address(struct builder *b, struct book *book,
			 const struct cnode *n)
{
	struct book_entry *e = arena_new_obj(b->a, struct book_entry);
	const char *prefix = value_named(n, "ip-prefix");
	const struct cnode *range = cn_first(n, "range-address");

	e->node = n;
	e->state = ENTRY_DONE;
	e->a = new_address(b, cn_key(n, 0), book->name);
	e->a->description = keep(b, cn_value(n, "description"));
	map_put(&book->addresses, e->a->name, e);
	if (reserved(e->a->name))
		fault_at(b, n, "'%s' is a reserved address name", e->a->name);
	if (prefix)
		read_prefix(b, n, prefix, e->a);
	else if (range)
		read_range(b, range, e->a);
	else if (!cn_has(n, "dns-name") && !cn_has(n, "wildcard-address"))
		fault_at(
			b, n,
			"Missing mandatory statement: 'ip-prefix', 'dns-name', 'wildcard-address' or 'range-address'");
}

/* ---- sets ---- */

struct ranges {
	VEC(struct addr_range) v;
};

static void add_ranges(struct ranges *out, const struct model_address *a)
{
	unsigned int i;

	for (i = 0; i < a->n_ranges; i++)
		vec_push(&out->v, a->range[i]);
}

static void resolve_set(struct builder *b, struct book *book,
			struct book_entry *e, int depth);

static void add_member_set(struct builder *b, struct book *book,
			   struct book_entry *parent, const struct cnode *n,
			   int depth, struct ranges *out)
{
	struct book_entry *e = map_get(&book->sets, cn_key(n, 0));

	if (!e) {
		fault_at(
			b, n,
			"Address set %s must be defined in the same address book",
			cn_key(n, 0));
		return;
	}
	if (e->state == ENTRY_OPEN) {
		fault_at(b, n, "address-set %s includes itself", e->a->name);
		return;
	}
	if (depth == MAX_NESTING || e->height == MAX_NESTING - 1) {
		fault_at(b, n, "address-sets are nested deeper than %d",
			 MAX_NESTING);
		return;
	}
	resolve_set(b, book, e, depth + 1);
	if (parent->height <= e->height)
		parent->height = e->height + 1;
	add_ranges(out, e->a);
}

static void add_member(struct builder *b, struct book *book,
		       const struct cnode *n, struct ranges *out)
{
	const struct book_entry *e = map_get(&book->addresses, cn_key(n, 0));

	if (e)
		add_ranges(out, e->a);
	else
		fault_at(b, n,
			 "Address %s must be defined in the same address book",
			 cn_key(n, 0));
}

static int range_cmp(const void *a, const void *b)
{
	const struct addr_range *x = a, *y = b;
	int c = addr_cmp(&x->lo, &y->lo);

	return c ? c : addr_cmp(&x->hi, &y->hi);
}

/* Sets share members; a range that lies in another one is left out, so that
 * sets of sets cannot grow beyond the addresses there are.
 */
static void tidy(struct ranges *r)
{
	struct addr_range *last;
	size_t i, k = 0;

	if (!r->v.n)
		return;
	qsort(r->v.v, r->v.n, sizeof(*r->v.v), range_cmp);
	for (i = 1; i < r->v.n; i++) {
		last = &r->v.v[k];
		if (r->v.v[i].lo.family != last->hi.family ||
		    addr_cmp(&r->v.v[i].hi, &last->hi) > 0)
			r->v.v[++k] = r->v.v[i];
	}
	r->v.n = k + 1;
}

static void resolve_set(struct builder *b, struct book *book,
			struct book_entry *e, int depth)
{
	struct ranges out = { 0 };
	struct addr_range *r;
	const struct cnode *n;

	if (e->state == ENTRY_DONE)
		return;
	e->state = ENTRY_OPEN;
	for (n = cn_first(e->node, "address"); n; n = cn_next(n))
		add_member(b, book, n, &out);
	for (n = cn_first(e->node, "address-set"); n; n = cn_next(n))
		add_member_set(b, book, e, n, depth, &out);
	e->state = ENTRY_DONE;
	if (!cn_has(e->node, "address") && !cn_has(e->node, "address-set"))
		fault_at(
			b, e->node,
			"Missing mandatory statement: 'address' or 'address-set'");
	tidy(&out);
	r = arena_new_array(b->a, struct addr_range, out.v.n);
	if (out.v.n)
		memcpy(r, out.v.v, out.v.n * sizeof(*r));
	e->a->range = r;
	e->a->n_ranges = (unsigned int)out.v.n;
	vec_free(&out.v);
}

static void read_set(struct builder *b, struct book *book,
		     const struct cnode *n)
{
	struct book_entry *e = arena_new_obj(b->a, struct book_entry);

	e->node = n;
	e->a = new_address(b, cn_key(n, 0), book->name);
	e->a->description = keep(b, cn_value(n, "description"));
	e->a->is_set = true;
	if (reserved(e->a->name))
		fault_at(b, n, "'%s' is a reserved address name", e->a->name);
	if (map_has(&book->addresses, e->a->name))
		fault_at(
			b, n,
			"Address set must not have the same name as an address");
	map_put(&book->sets, e->a->name, e);
}

/* ---- books ---- */

static struct book *read_book(struct builder *b, const char *name,
			      const struct cnode *n)
{
	struct book *book = arena_new_obj(b->a, struct book);
	const struct cnode *c;

	book->name = keep(b, name);
	vec_push(&b->books, book);
	map_init(&book->addresses);
	map_init(&book->sets);
	for (c = cn_first(n, "address"); c; c = cn_next(c))
		read_address(b, book, c);
	for (c = cn_first(n, "address-set"); c; c = cn_next(c))
		read_set(b, book, c);
	for (c = cn_first(n, "address-set"); c; c = cn_next(c))
		resolve_set(b, book, map_get(&book->sets, cn_key(c, 0)), 1);
	return book;
}

static void attach(struct builder *b, struct book *book, const struct cnode *n)
{
	const struct cnode *z;

	for (z = cn_first(n, "zone"); z; z = cn_next(z)) {
		if (!find_zone(b, cn_key(z, 0)))
			fault_at(b, z, "Security zone must be defined");
		else if (map_has(&b->zone_book, cn_key(z, 0)))
			fault_at(
				b, z,
				"Zone is already attached to another address book");
		else
			map_put(&b->zone_book, find_zone(b, cn_key(z, 0))->name,
				book);
	}
}

static void read_books(struct builder *b, const struct cnode *security)
{
	const struct cnode *n;
	struct book *book;

	for (n = cn_first(security, "address-book"); n; n = cn_next(n)) {
		book = read_book(b, cn_key(n, 0), n);
		if (strcmp(book->name, "global"))
			attach(b, book, cn_child(n, "attach"));
		else
			b->global = book;
	}
}

static void read_zone_books(struct builder *b, const struct cnode *security)
{
	const struct cnode *zones = cn_child(security, "zones"), *n, *c;
	const char *name;

	for (n = cn_first(zones, "security-zone"); n; n = cn_next(n)) {
		c = cn_child(n, "address-book");
		if (!c)
			continue;
		name = find_zone(b, cn_key(n, 0))->name;
		if (map_has(&b->zone_book, name))
			fault_at(
				b, c,
				"Zone is already attached to another address book");
		else
			map_put(&b->zone_book, name, read_book(b, name, c));
	}
}

/* What feeds would fill. */
static void read_feeds(struct builder *b, const struct cnode *security)
{
	const struct cnode *dynamic = cn_child(security, "dynamic-address"), *n;
	struct book *book = arena_new_obj(b->a, struct book);
	struct book_entry *e;

	book->name = "dynamic-address";
	map_init(&book->addresses);
	map_init(&book->sets);
	vec_push(&b->books, book);
	for (n = cn_first(dynamic, "address-name"); n; n = cn_next(n)) {
		e = arena_new_obj(b->a, struct book_entry);
		e->node = n;
		e->state = ENTRY_DONE;
		e->a = new_address(b, cn_key(n, 0), book->name);
		map_put(&book->addresses, e->a->name, e);
	}
	b->feeds = book;
}

static const struct model_address *
any_address(struct builder *b, const char *name, bool v4, bool v6)
{
	struct model_address *a = new_address(b, name, "global");
	struct addr_range *r = arena_new_array(b->a, struct addr_range, 2);
	struct prefix p;

	if (v4 && !prefix_parse("0.0.0.0/0", &p))
		r[a->n_ranges++] = prefix_range(&p);
	if (v6 && !prefix_parse("::/0", &p))
		r[a->n_ranges++] = prefix_range(&p);
	a->range = r;
	a->any = v4 && v6;
	return a;
}

void build_addresses(struct builder *b)
{
	const struct cnode *security = cn_child(b->root, "security");

	b->any = any_address(b, "any", true, true);
	b->any4 = any_address(b, "any-ipv4", true, false);
	b->any6 = any_address(b, "any-ipv6", false, true);
	read_books(b, security);
	read_zone_books(b, security);
	read_feeds(b, security);
}

void forget_addresses(struct builder *b)
{
	size_t i;

	for (i = 0; i < b->books.n; i++) {
		map_free(&b->books.v[i]->addresses);
		map_free(&b->books.v[i]->sets);
	}
	vec_free(&b->books);
}

static const struct model_address *in_book(const struct book *book,
					   const char *name)
{
	const struct book_entry *e;

	if (!book)
		return NULL;
	e = map_get(&book->addresses, name);
	if (!e)
		e = map_get(&book->sets, name);
	return e ? e->a : NULL;
}

const struct model_address *
find_address(struct builder *b, const struct model_zone *zone, const char *name)
{
	const struct model_address *a = NULL;

	if (!strcmp(name, "any"))
		return b->any;
	if (!strcmp(name, "any-ipv4"))
		return b->any4;
	if (!strcmp(name, "any-ipv6"))
		return b->any6;
	if (zone)
		a = in_book(map_get(&b->zone_book, zone->name), name);
	if (!a)
		a = in_book(b->global, name);
	return a ? a : in_book(b->feeds, name);
}
