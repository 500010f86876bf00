// SPDX-License-Identifier: GPL-2.0
/*
 * The classifier and its verifier against the naive twin: random rulesets,
 * packets drawn from the ends of ranges, both families, zone pairs and global
 * context.  Then images with one fault each, which must not get in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/naive.h"
#include "lib/random.h"

#include "policy/classify.c"
#include "policy/image.c"

static u128 field_max(u8 family, u32 field)
{
	if (family == 6 && field <= XPF_F_DADDR)
		return ~(u128)0;
	return field == XPF_F_SPORT ? 0xffff : U32_MAX;
}

/* Small numbers meet each other; large ones test the width. */
static u128 some_value(u8 family, u32 field)
{
	u128 max = field_max(family, field);

	switch (rnd(4)) {
	case 0:
		return max - rnd(20);
	case 1:
		return ((u128)rnd64() << 64 | rnd64()) & max;
	case 2:
		return ((u128)1 << (rnd(2) ? 64 : 31)) - 10 + rnd(20) > max ?
			       rnd(20) :
			       ((u128)1 << 31) - 10 + rnd(20);
	default:
		return rnd(60);
	}
}

static void random_cond(struct naive_cond *c, u8 family, u32 field)
{
	u32 i;

	memset(c, 0, sizeof(*c));
	c->any = rnd(field < XPF_F_SPORT ? 4 :
		     field < XPF_F_PROTO ? 8 :
					   100) != 1;
	c->n = c->any ? 0 : rnd(NAIVE_RANGES + 1);
	for (i = 0; i < c->n; i++) {
		u128 a = some_value(family, field);
		u128 b = some_value(family, field);

		if (a > field_max(family, field))
			a = 7;
		if (b > field_max(family, field))
			b = 7;
		c->lo[i] = a < b ? a : b;
		c->hi[i] = a < b ? b : a;
		if (!rnd(3))
			c->hi[i] = c->lo[i];
	}
}

static struct naive *random_rules(u32 n_rules)
{
	struct naive *n = calloc(1, sizeof(*n));
	u32 i, f, pairs;

	n->n_rules = n_rules;
	n->n_entries = n_rules * 2;
	n->n_zones = rnd(5);
	n->n_contexts = 1 + rnd(NAIVE_CONTEXTS - 1);
	n->global = rnd(3) ? rnd(n->n_contexts) : 0xffff;
	pairs = n->n_zones * n->n_zones;
	n->index = calloc(pairs + 1, sizeof(*n->index));
	for (i = 0; i < pairs; i++)
		n->index[i] = rnd(3) ? rnd(n->n_contexts) : 0xffff;
	n->entry = calloc(n->n_entries + 1, sizeof(*n->entry));
	for (i = 0; i < n->n_entries; i++) {
		struct naive_entry *e = &n->entry[i];

		e->rule = i / 2;
		e->context = rnd(n->n_contexts);
		e->family = rnd(2) ? 4 : 6;
		for (f = 0; f < __XPF_F_COUNT; f++)
			random_cond(&e->cond[f], e->family, f);
	}
	return n;
}

static void free_rules(struct naive *n)
{
	free(n->index);
	free(n->entry);
	free(n);
}

static u128 near_an_end(const struct naive *n, u8 family, u32 field)
{
	const struct naive_cond *c;
	u128 v;
	u32 k;

	if (!n->n_entries || !rnd(5))
		return some_value(family, field) & field_max(family, field);
	c = &n->entry[rnd(n->n_entries)].cond[field];
	if (c->any || !c->n)
		return rnd(60);
	k = rnd(c->n);
	v = rnd(2) ? c->lo[k] : c->hi[k];
	v += rnd(3);
	return (v - 1) & field_max(family, field);
}

static void put_addr(u8 family, struct in6_addr *a, u128 v)
{
	int i, len = family == 6 ? 16 : 4;

	memset(a, 0, sizeof(*a));
	for (i = len - 1; i >= 0; i--, v >>= 8)
		a->s6_addr[i] = (u8)v;
}

static void random_packet(const struct naive *n, struct xpf_key *key,
			  struct xpf_fields *f)
{
	u8 family = rnd(2) ? 4 : 6;

	memset(key, 0, sizeof(*key));
	key->family = family == 6 ? AF_INET6 : AF_INET;
	put_addr(family, &key->saddr, near_an_end(n, family, XPF_F_SADDR));
	put_addr(family, &key->daddr, near_an_end(n, family, XPF_F_DADDR));
	*f = (struct xpf_fields){
		.key = key,
		.service = near_an_end(n, family, XPF_F_SERVICE),
		.sport = near_an_end(n, family, XPF_F_SPORT),
		.from_zone = rnd(6),
		.to_zone = rnd(6),
		.in_if = near_an_end(n, family, XPF_F_IN_IF),
		.out_if = near_an_end(n, family, XPF_F_OUT_IF),
		.in_vrf = near_an_end(n, family, XPF_F_IN_VRF),
		.out_vrf = near_an_end(n, family, XPF_F_OUT_VRF),
		.proto = near_an_end(n, family, XPF_F_PROTO),
		.next_header = near_an_end(n, family, XPF_F_NEXT_HEADER),
		.dport = near_an_end(n, family, XPF_F_DPORT),
		.icmp = near_an_end(n, family, XPF_F_ICMP),
		.tcp_flags = near_an_end(n, family, XPF_F_TCP_FLAGS),
		.tos = near_an_end(n, family, XPF_F_TOS),
		.length = near_an_end(n, family, XPF_F_LENGTH),
		.ttl = near_an_end(n, family, XPF_F_TTL),
		.fragment = near_an_end(n, family, XPF_F_FRAGMENT),
		.options = near_an_end(n, family, XPF_F_OPTIONS),
		.class = near_an_end(n, family, XPF_F_CLASS),
	};
}

static u32 matched, looked_up, resumed;

/* Every rule of a context that matches, found one after the other. */
static void resume(const struct naive *n, const struct xpf_image *img,
		   const struct xpf_fields *f)
{
	u32 context = rnd(n->n_contexts), rule = rnd(3) ? 0 : rnd(n->n_rules);
	u32 want, i;

	if (n->n_rules > 50 && rnd(20))
		return;
	for (i = 0; i < 20; i++, rule++) {
		want = naive_context(n, context, f, rule);
		rule = xpf_classify_context(img, context, f, rule);
		assert_int_equal(rule, want);
		if (rule == XPF_IMAGE_NO_RULE)
			return;
		resumed++;
	}
}

static void one_ruleset(u32 n_rules, u32 packets)
{
	struct naive *n = random_rules(n_rules);
	struct xpf_image *img = naive_build(n);
	const char *why = NULL;
	struct xpf_fields f;
	struct xpf_key key;
	u32 i;

	if (xpf_image_verify(img, n_rules, &why))
		fail_msg("a good image was refused: %s", why);
	for (i = 0; i < packets; i++) {
		u32 rule = (random_packet(n, &key, &f), naive_lookup(n, &f));

		assert_int_equal(xpf_classify(img, &f), rule);
		resume(n, img, &f);
		matched += rule != XPF_IMAGE_NO_RULE;
		looked_up++;
	}
	free(img);
	free_rules(n);
}

static void test_small(void **state)
{
	int i;

	for (i = 0; i < 1500; i++)
		one_ruleset(rnd(12), 60);
	/* Neither answer may be the rare one. */
	assert_in_range(matched, looked_up / 10, looked_up * 9 / 10);
	assert_true(resumed > looked_up / 2);
}

static void test_medium(void **state)
{
	int i;

	for (i = 0; i < 30; i++)
		one_ruleset(100 + rnd(300), 500);
}

static void test_large(void **state)
{
	one_ruleset(3000, 1000);
}

static void test_no_memory(void **state)
{
	struct naive *n = random_rules(10);
	struct xpf_image *img = naive_build(n);
	const char *why = NULL;

	kshim_no_memory = true;
	assert_int_equal(xpf_image_verify(img, 10, &why), -ENOMEM);
	kshim_no_memory = false;
	assert_non_null(why);
	free(img);
	free_rules(n);
}

/* One ruleset with all parts, and where they are. */
struct parts {
	struct naive *n;
	struct xpf_image *img;
	struct xpf_image_header *h;
	u16 *index;
	struct xpf_image_context *c;
	struct xpf_image_table *t;
	struct xpf_image_dim *d;
	u32 *rules, *bounds, *bitmaps;
	u64 *sum, *word;
	u32 *rank;
};

static void parts_open(struct parts *p)
{
	struct naive *n = calloc(1, sizeof(*n));
	u32 i, f;

	n->n_rules = n->n_entries = 70;
	n->n_zones = 2;
	n->n_contexts = 1;
	n->index = calloc(4, sizeof(u16));
	n->entry = calloc(n->n_entries, sizeof(*n->entry));
	for (i = 0; i < n->n_entries; i++) {
		n->entry[i].rule = i;
		n->entry[i].family = 4;
		for (f = 0; f < __XPF_F_COUNT; f++)
			n->entry[i].cond[f].any = f > XPF_F_DADDR;
		for (f = 0; f <= XPF_F_DADDR; f++) {
			n->entry[i].cond[f].n = 1;
			n->entry[i].cond[f].lo[0] = 100 + i;
			n->entry[i].cond[f].hi[0] = 1000;
		}
	}
	p->n = n;
	p->img = naive_build(n);
	p->h = (void *)p->img->data;
	p->index = (void *)(p->img->data + p->h->index_off);
	p->c = (void *)(p->img->data + p->h->contexts_off);
	p->t = (void *)(p->img->data + p->c->tables_off);
	p->d = (void *)(p->img->data + p->t->dims_off);
	p->rules = (void *)(p->img->data + p->t->rules_off);
	p->bounds = (void *)(p->img->data + p->d->bounds_off);
	p->bitmaps = (void *)(p->img->data + p->d->bitmaps_off);
	for (i = 0; !p->bitmaps[i]; i++)
		;
	for (i = p->d->n_bounds - 1; !p->bitmaps[i]; i--)
		;
	p->sum = (void *)(p->img->data + p->bitmaps[i]);
	p->rank = (void *)(p->sum + 1);
	p->word = p->sum + 2;
}

static void parts_close(struct parts *p)
{
	free(p->img);
	free_rules(p->n);
}

/* Break one thing: it is refused, with a word. */
#define REFUSED(statement)                                                    \
	do {                                                                  \
		struct parts p;                                               \
		const char *why = NULL;                                       \
		parts_open(&p);                                               \
		assert_int_equal(xpf_image_verify(p.img, 70, &why), 0);       \
		statement;                                                    \
		why = NULL;                                                   \
		assert_int_equal(xpf_image_verify(p.img, 70, &why), -EINVAL); \
		assert_non_null(why);                                         \
		parts_close(&p);                                              \
	} while (0)

static void test_refused(void **state)
{
	REFUSED(p.h->magic++);
	REFUSED(p.h->version++);
	REFUSED(p.h->size += 8);
	REFUSED(p.h->n_rules--);
	REFUSED(p.h->reserved = 1);
	REFUSED(p.h->n_zones = 1025);
	REFUSED(p.h->n_zones = 900);
	REFUSED(p.h->index_off = 0);
	REFUSED(p.h->index_off += 4);
	REFUSED(p.h->index_off = p.h->contexts_off);
	REFUSED(p.index[3] = 1);
	REFUSED(p.h->n_contexts = 0xffff);
	REFUSED(p.h->n_contexts = 1000);
	REFUSED(p.h->contexts_off = p.img->size);
	REFUSED(p.h->contexts_off = 0xfffffff8);
	REFUSED(p.h->global = 1);
	REFUSED(p.c->n_tables = 17);
	REFUSED(p.c->n_tables = 0);
	REFUSED(p.c->tables_off += 8);
	REFUSED(p.t->family = 5);
	REFUSED(p.t->reserved = 1);
	REFUSED(p.t->n_entries = 0);
	REFUSED(p.t->n_entries = 65537);
	REFUSED(p.t->n_entries = 64);
	REFUSED(p.t->n_dims = __XPF_F_COUNT + 1);
	REFUSED(p.t->rules_off = p.t->dims_off);
	REFUSED(p.rules[5] = 3);
	REFUSED(p.rules[69] = 70);
	REFUSED(p.d[1].field = __XPF_F_COUNT);
	REFUSED(p.d[1].field = 0);
	REFUSED(p.d->n_bounds = 0);
	REFUSED(p.d->n_bounds = 0x20000000);
	REFUSED(p.d[1].bounds_off = p.d[0].bounds_off);
	REFUSED(p.bounds[0] = 1);
	REFUSED(p.bounds[2] = p.bounds[1]);
	REFUSED(p.bitmaps[1] += 4);
	REFUSED(p.bitmaps[1] = p.img->size);
	REFUSED(p.bitmaps[1] = p.t->rules_off);
	REFUSED(p.sum[0] |= 4);
	REFUSED(p.sum[0] = 0);
	REFUSED(p.rank[0] = 1);
	REFUSED(p.word[0] = 0);
	REFUSED(p.word[1] |= 1ULL << 6);
	REFUSED(p.img->size -= 8);
	REFUSED(p.img->size -= 4);
	REFUSED(p.img->size = 8);
}

/* Intervals of a table may share a bitmap, over dimensions too. */
static void test_shared(void **state)
{
	const char *why = NULL;
	struct parts p;
	u32 *other;

	parts_open(&p);
	p.bitmaps[1] = p.bitmaps[2];
	assert_int_equal(xpf_image_verify(p.img, 70, &why), 0);
	other = (u32 *)(p.img->data + p.d[1].bitmaps_off);
	other[1] = p.bitmaps[2];
	assert_int_equal(xpf_image_verify(p.img, 70, &why), 0);
	parts_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_medium),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
