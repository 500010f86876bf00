// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Addresses of firewall filters.  The longest prefix that covers an address
 * decides whether it is meant or excepted; prefix lists add to the addresses
 * that stand beside them.  What only excepts therefore names nothing, as on
 * Junos.
 */
#include "model/filter_match.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct painted {
	struct prefix p;
	bool except;
};

struct paints {
	VEC(struct painted) v;
};

/* An address and a mask with gaps: all prefixes that it comes to. */
#define MAX_WILD 16 /* bits of gaps */

static bool wild(const char *text, bool except, struct paints *out)
{
	const char *slash = strchr(text, '/');
	struct addr a, m;
	uint32_t addr, mask, low, gaps, v = 0;
	char buf[ADDR_STRLEN];
	struct painted *p;
	uint8_t len;

	snprintf(buf, sizeof(buf), "%.*s", (int)(slash - text), text);
	if (addr_parse(buf, &a) || addr_parse(slash + 1, &m))
		return false;
	addr = (uint32_t)a.b[0] << 24 | (uint32_t)a.b[1] << 16 |
	       (uint32_t)a.b[2] << 8 | a.b[3];
	mask = (uint32_t)m.b[0] << 24 | (uint32_t)m.b[1] << 16 |
	       (uint32_t)m.b[2] << 8 | m.b[3];
	low = mask ? mask & -mask : 0;
	len = mask ? (uint8_t)(32 - __builtin_ctz(mask)) : 0;
	gaps = ~mask & ~(low - 1);
	if (!mask)
		gaps = 0;
	if (__builtin_popcount(gaps) > MAX_WILD)
		return false;
	do {
		uint32_t x = (addr & mask) | v;

		p = vec_add(&out->v);
		p->except = except;
		p->p.len = len;
		p->p.addr.family = AF_INET;
		p->p.addr.b[0] = (uint8_t)(x >> 24);
		p->p.addr.b[1] = (uint8_t)(x >> 16);
		p->p.addr.b[2] = (uint8_t)(x >> 8);
		p->p.addr.b[3] = (uint8_t)x;
		v = (v - gaps) & gaps; /* the next subset of the gaps */
	} while (v);
	return true;
}

static void paint(struct builder *b, const struct cnode *n, const char *text,
		  bool except, struct paints *out)
{
	const char *slash = strchr(text, '/');
	struct painted p = { .except = except };

	if (slash && strchr(slash, '.')) {
		if (!wild(text, except, out))
			fault_at(b, n, "invalid mask: too many gaps");
		return;
	}
	if (prefix_parse(text, &p.p)) {
		fault_at(b, n, "invalid prefix '%s'", text);
		return;
	}
	p.p = prefix_network(&p.p);
	vec_push(&out->v, p);
}

static void paint_list(struct builder *b, const struct cnode *n, bool except,
		       struct paints *out)
{
	const struct cnode *list = cn_entry(cn_child(b->root, "policy-options"),
					    "prefix-list", cn_key(n, 0), NULL);
	const struct cnode *c;

	if (!list) {
		fault_at(b, n, "Referenced prefix-list '%s' is not defined",
			 cn_key(n, 0));
		return;
	}
	for (c = list->first; c; c = c->next)
		if (!strcmp(c->schema->name, "prefix-list-item"))
			paint(b, n, cn_key(c, 0), except, out);
}

/* By first address, the wider prefix first; excepted goes over meant. */
static int paint_cmp(const void *a, const void *b)
{
	const struct painted *x = a, *y = b;
	int c = (x->p.addr.family > y->p.addr.family) -
		(x->p.addr.family < y->p.addr.family);

	if (!c)
		c = memcmp(x->p.addr.b, y->p.addr.b, 16);
	if (!c)
		c = (x->p.len > y->p.len) - (x->p.len < y->p.len);
	return c ? c : x->except - y->except;
}

static bool step(struct addr *a, int by)
{
	int i = a->family == AF_INET ? 3 : 15;

	for (; i >= 0; i--) {
		a->b[i] = (uint8_t)(a->b[i] + by);
		if (a->b[i] != (by > 0 ? 0 : 255))
			return true;
	}
	return false; /* past the end */
}

struct sweep {
	VEC(struct addr_range) out;
};

static void emit(struct sweep *s, struct addr lo, struct addr hi, bool except)
{
	struct addr_range r = { lo, hi };

	if (!except && addr_cmp(&lo, &hi) <= 0)
		vec_push(&s->out, r);
}

/*
 * Prefixes nest or are apart: one at @i, with all inside it, is painted from
 * its start to its end.  Returns the index of what comes after it.
 */
static size_t sweep_one(struct sweep *s, const struct paints *p, size_t i)
{
	struct addr_range whole = prefix_range(&p->v.v[i].p), in;
	struct addr at = whole.lo;
	bool except = p->v.v[i].except, done = false;
	size_t k = i + 1;

	while (k < p->v.n && prefix_contains(&p->v.v[i].p, &p->v.v[k].p.addr)) {
		if (p->v.v[k].p.len == p->v.v[i].p.len) {
			except = p->v.v[k++].except; /* the same again */
			continue;
		}
		in = prefix_range(&p->v.v[k].p);
		if (addr_cmp(&at, &in.lo) < 0) {
			struct addr end = in.lo;

			step(&end, -1);
			emit(s, at, end, except);
		}
		k = sweep_one(s, p, k);
		at = in.hi;
		done = !step(&at, 1) || addr_cmp(&in.hi, &whole.hi) >= 0;
	}
	if (!done)
		emit(s, at, whole.hi, except);
	return k;
}

static void list_of(struct builder *b, const struct cnode *const *nodes,
		    size_t n, struct paints *p)
{
	const struct cnode *c;
	size_t i;

	for (i = 0; i < n; i++) {
		c = nodes[i];
		if (strstr(c->schema->name, "prefix-list"))
			paint_list(b, c, cn_has(c, "except"), p);
		else
			paint(b, c, cn_key(c, 0), cn_has(c, "except"), p);
	}
	if (p->v.n)
		qsort(p->v.v, p->v.n, sizeof(*p->v.v), paint_cmp);
}

struct address_set filter_addresses(struct builder *b,
				    const struct cnode *const *nodes, size_t n)
{
	struct address_set out = { .given = n > 0 };
	struct sweep s = { { 0 } };
	struct paints p = { { 0 } };
	struct addr_range *r;
	size_t i = 0;

	if (!n)
		return out;
	list_of(b, nodes, n, &p);
	while (i < p.v.n)
		i = sweep_one(&s, &p, i);
	r = arena_new_array(b->a, struct addr_range, s.out.n + 1);
	if (s.out.n)
		memcpy(r, s.out.v, s.out.n * sizeof(*r));
	out.range = r;
	out.n = (unsigned int)s.out.n;
	vec_free(&s.out);
	vec_free(&p.v);
	return out;
}
