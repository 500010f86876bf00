/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The classifier's twin, too simple to be wrong: rules are lists of ranges,
 * and a packet is tried against one rule after the other.  Random rulesets
 * share sets, overlap, negate, leave families out and pair source with
 * destination ports; packets are drawn from the ends of the ranges and their
 * neighbours, where such code breaks.
 *
 * For tests that include it: test_classifier.c asks userspace' reader of
 * images, kshim/test_compiler.c the kernel's.
 */
#ifndef XPF_TESTS_TWIN_H
#define XPF_TESTS_TWIN_H

#include <stdlib.h>
#include <string.h>

#include "compile/classifier.h"
#include "lib/addr.h"

#define LIMIT (64U << 20)
#define MAX_SETS 40
#define MAX_RANGES 6
#define MAX_RULES 300
#define MAX_COMBOS 3

static uint64_t seed;

static uint32_t rnd(uint32_t n)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(seed >> 33) % n;
}

/* ---- the twin ---- */

struct twin_set {
	struct addr_range addr[MAX_RANGES];
	struct num_range num[MAX_RANGES];
	size_t n;
};

struct twin_cond {
	enum cond_op op;
	int set[3]; /* numbers of sets */
	size_t n;
};

struct twin_rule {
	int context; /* 0, 1: pairs; 2: global */
	size_t n_combos; /* service and source port, correlated */
	struct twin_cond cond[MAX_COMBOS][__XPF_F_COUNT];
};

static struct twin_set addr_sets[MAX_SETS], num_sets[MAX_SETS];
static struct twin_rule rules[MAX_RULES];
static size_t n_rules;

static bool is_addr(int f)
{
	return f == XPF_F_SADDR || f == XPF_F_DADDR;
}

static int order(const struct addr *a, const struct addr *b)
{
	return memcmp(a->b, b->b, a->family == AF_INET ? 4 : 16);
}

struct packet {
	struct addr addr[2];
	uint32_t num[__XPF_F_COUNT];
};

static bool in_set(int f, int set, const struct packet *p)
{
	const struct twin_set *s = is_addr(f) ? &addr_sets[set] :
						&num_sets[set];
	size_t i;

	for (i = 0; i < s->n; i++) {
		const struct addr *a = &p->addr[f == XPF_F_DADDR];

		if (!is_addr(f)) {
			if (s->num[i].lo <= p->num[f] &&
			    p->num[f] <= s->num[i].hi)
				return true;
		} else if (s->addr[i].lo.family == a->family &&
			   order(&s->addr[i].lo, a) <= 0 &&
			   order(a, &s->addr[i].hi) <= 0) {
			return true;
		}
	}
	return false;
}

static bool cond_holds(int f, const struct twin_cond *c, const struct packet *p)
{
	bool in = false;
	size_t i;

	if (c->op == COND_ANY)
		return true;
	for (i = 0; i < c->n; i++)
		in = in || in_set(f, c->set[i], p);
	return c->op == COND_IN ? in : c->op == COND_NOT_IN ? !in : false;
}

static uint32_t twin_scan(int context, const struct packet *p)
{
	size_t i, k;
	int f;

	for (i = 0; i < n_rules; i++) {
		if (rules[i].context != context)
			continue;
		for (k = 0; k < rules[i].n_combos; k++) {
			for (f = 0; f < __XPF_F_COUNT; f++)
				if (!cond_holds(f, &rules[i].cond[k][f], p))
					break;
			if (f == __XPF_F_COUNT)
				return (uint32_t)i;
		}
	}
	return XPF_IMAGE_NO_RULE;
}

/* Zones 2 to 3 and 3 to 2 have contexts of their own. */
static uint32_t twin_lookup(const struct packet *p)
{
	uint32_t from = p->num[XPF_F_FROM_ZONE], to = p->num[XPF_F_TO_ZONE];
	uint32_t rule = XPF_IMAGE_NO_RULE;

	if (from == 2 && to == 3)
		rule = twin_scan(0, p);
	else if (from == 3 && to == 2)
		rule = twin_scan(1, p);
	return rule == XPF_IMAGE_NO_RULE ? twin_scan(2, p) : rule;
}

/* ---- random rulesets ---- */

static struct addr random_addr(int family)
{
	struct addr a = { .family = (uint8_t)family };
	int i;

	if (rnd(20) == 0) {
		memset(a.b, rnd(2) ? 0xff : 0, family == AF_INET ? 4 : 16);
		return a;
	}
	/* Few bits vary, so that ranges meet. */
	a.b[0] = 10;
	if (family == AF_INET) {
		a.b[2] = (uint8_t)rnd(2);
		a.b[3] = (uint8_t)rnd(256);
		return a;
	}
	for (i = 0; i < 3; i++)
		a.b[5 * i + 5] = rnd(3) ? 0 : rnd(2) ? 0xff : (uint8_t)rnd(3);
	return a;
}

static uint32_t random_num(void)
{
	switch (rnd(6)) {
	case 0:
		return 0;
	case 1:
		return UINT32_MAX - rnd(2);
	case 2:
		return 6U << 16 | rnd(200);
	case 3:
		return 17U << 16 | rnd(200);
	default:
		return rnd(8);
	}
}

static void random_sets(void)
{
	struct twin_set *s;
	size_t i, k;

	for (i = 0; i < MAX_SETS; i++) {
		s = &addr_sets[i];
		s->n = rnd(MAX_RANGES + 1);
		for (k = 0; k < s->n; k++) {
			int family = rnd(2) ? AF_INET : AF_INET6;
			struct addr a = random_addr(family);
			struct addr b = random_addr(family);

			s->addr[k].lo = order(&a, &b) < 0 ? a : b;
			s->addr[k].hi = order(&a, &b) < 0 ? b : a;
			if (rnd(3) == 0)
				s->addr[k].hi = s->addr[k].lo;
			if (rnd(12) == 0) {
				memset(s->addr[k].lo.b, 0, 16);
				memset(s->addr[k].hi.b, 0xff, 16);
			}
		}
		s = &num_sets[i];
		s->n = rnd(MAX_RANGES + 1);
		for (k = 0; k < s->n; k++) {
			uint32_t a = random_num(), b = random_num();

			s->num[k].lo = a < b ? a : b;
			s->num[k].hi = a < b ? b : a;
			if (rnd(2))
				s->num[k].hi = s->num[k].lo;
		}
	}
}

static void random_cond(struct twin_cond *c, int f, bool sparse)
{
	size_t i;

	memset(c, 0, sizeof(*c));
	c->op = COND_ANY;
	if (rnd(sparse ? 2 : 6) == 0 && f != XPF_F_SADDR)
		return;
	if (f > XPF_F_SPORT && rnd(4))
		return;
	if (f == XPF_F_SPORT && rnd(2))
		return;
	c->op = is_addr(f) && rnd(4) == 0 ? COND_NOT_IN : COND_IN;
	c->n = 1 + rnd(3);
	for (i = 0; i < c->n; i++)
		c->set[i] = (int)rnd(MAX_SETS);
}

static void random_rules(size_t n, bool sparse)
{
	size_t i, k;
	int f;

	n_rules = n;
	memset(rules, 0, sizeof(rules));
	for (i = 0; i < n; i++) {
		rules[i].context = (int)(i * 3 / n);
		rules[i].n_combos = 1 + (rnd(4) == 0) * rnd(MAX_COMBOS);
		for (f = 0; f < __XPF_F_COUNT; f++)
			random_cond(&rules[i].cond[0][f], f, sparse);
		for (k = 1; k < rules[i].n_combos; k++) {
			memcpy(rules[i].cond[k], rules[i].cond[0],
			       sizeof(rules[i].cond[0]));
			random_cond(&rules[i].cond[k][XPF_F_SERVICE],
				    XPF_F_SERVICE, sparse);
			random_cond(&rules[i].cond[k][XPF_F_SPORT], XPF_F_SPORT,
				    sparse);
		}
	}
}

/* ---- the builder under test ---- */

static struct valset *made_addr[MAX_SETS], *made_num[MAX_SETS];

static void add_rule(struct classifier *c, const uint32_t *ctx, uint32_t i)
{
	struct valset *set[__XPF_F_COUNT][3];
	const struct twin_cond *tc;
	struct entry e;
	size_t k, j;
	int f;

	for (k = 0; k < rules[i].n_combos; k++) {
		e = entry_any(i);
		for (f = 0; f < __XPF_F_COUNT; f++) {
			tc = &rules[i].cond[k][f];
			for (j = 0; j < tc->n; j++)
				set[f][j] = is_addr(f) ? made_addr[tc->set[j]] :
							 made_num[tc->set[j]];
			if (tc->op == COND_IN)
				entry_in(&e, f, set[f], tc->n);
			else if (tc->op == COND_NOT_IN)
				entry_not_in(&e, f, set[f], tc->n);
		}
		classifier_add(c, ctx[rules[i].context], &e);
	}
}

static void *build(size_t *size)
{
	struct classifier *c = classifier_new(LIMIT);
	uint32_t ctx[3], context, i;
	void *image = NULL;

	for (i = 0; i < MAX_SETS; i++) {
		made_addr[i] = classifier_addresses(c, addr_sets[i].addr,
						    addr_sets[i].n);
		made_num[i] =
			classifier_numbers(c, num_sets[i].num, num_sets[i].n);
	}
	for (i = 0; i < 3; i++)
		ctx[i] = classifier_context(c);
	classifier_pair(c, 2, 3, ctx[0]);
	classifier_pair(c, 3, 2, ctx[1]);
	classifier_mixed(c);
	classifier_global(c, ctx[2]);
	for (i = 0; i < n_rules; i++)
		add_rule(c, ctx, i);
	assert_int_equal(classifier_build(c, (uint32_t)n_rules, &image, size,
					  &context),
			 CLASSIFIER_OK);
	classifier_free(c);
	return image;
}

/* ---- packets, from the ends of what the rules name ---- */

static void step_addr(struct addr *a)
{
	int i = a->family == AF_INET ? 3 : 15;

	switch (rnd(3)) {
	case 0:
		for (; i >= 0 && ++a->b[i] == 0; i--)
			;
		break;
	case 1:
		for (; i >= 0 && a->b[i]-- == 0; i--)
			;
		break;
	}
}

static struct addr packet_addr(int family)
{
	const struct twin_set *s = &addr_sets[rnd(MAX_SETS)];
	struct addr a = random_addr(family);
	const struct addr_range *r;

	if (s->n) {
		r = &s->addr[rnd((uint32_t)s->n)];
		if (r->lo.family == family)
			a = rnd(2) ? r->lo : r->hi;
	}
	step_addr(&a);
	return a;
}

static uint32_t packet_num(void)
{
	const struct twin_set *s = &num_sets[rnd(MAX_SETS)];
	uint32_t x = random_num();

	if (s->n && rnd(4))
		x = rnd(2) ? s->num[rnd((uint32_t)s->n)].lo :
			     s->num[rnd((uint32_t)s->n)].hi;
	return x + rnd(3) - 1;
}

static struct packet random_packet(void)
{
	int family = rnd(2) ? AF_INET : AF_INET6, f;
	struct packet p;

	p.addr[0] = packet_addr(family);
	if (!rnd(4)) /* translated from one family to the other */
		family = family == AF_INET ? AF_INET6 : AF_INET;
	p.addr[1] = packet_addr(family);
	for (f = 0; f < __XPF_F_COUNT; f++)
		p.num[f] = packet_num();
	if (rnd(5)) {
		p.num[XPF_F_FROM_ZONE] = 2 + rnd(2);
		p.num[XPF_F_TO_ZONE] = 2 + rnd(2);
	}
	return p;
}

#endif
