// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The classifier against its twin (twin.h), and at its edges: conditions that
 * were forgotten, families, whole number lines, more entries than a table
 * takes, images that do not fit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compile/classifier.h"
#include "compile/image.h"
#include "lib/addr.h"
#include "twin.h"

static struct val addr_to_val(const struct addr *a)
{
	struct val v = { 0, 0 };
	int i;

	if (a->family == AF_INET) {
		v.lo = (uint32_t)a->b[0] << 24 | a->b[1] << 16 | a->b[2] << 8 |
		       a->b[3];
		return v;
	}
	for (i = 0; i < 8; i++) {
		v.hi = v.hi << 8 | a->b[i];
		v.lo = v.lo << 8 | a->b[i + 8];
	}
	return v;
}

static uint32_t look_up(const void *image, const struct packet *p)
{
	bool src6 = p->addr[0].family == AF_INET6;
	bool dst6 = p->addr[1].family == AF_INET6;
	struct image_packet ip = {
		.family = src6 == dst6 ? (src6 ? 6 : 4) :
			  src6	       ? XPF_IMAGE_FAMILY_64 :
					 XPF_IMAGE_FAMILY_46,
	};
	int f;

	for (f = 0; f < __XPF_F_COUNT; f++)
		ip.field[f] = is_addr(f) ?
				      addr_to_val(&p->addr[f == XPF_F_DADDR]) :
				      (struct val){ 0, p->num[f] };
	return image_lookup(image, &ip);
}

static void compare(const void *image, int packets, unsigned int *hits)
{
	uint32_t want, got;
	struct packet p;

	while (packets--) {
		p = random_packet();
		want = twin_lookup(&p);
		got = look_up(image, &p);
		if (want != got)
			print_error("family %d: want rule %u, got %u\n",
				    p.addr[0].family, want, got);
		assert_int_equal(want, got);
		*hits += want != XPF_IMAGE_NO_RULE;
	}
}

static void test_random(void **state)
{
	static const size_t sizes[] = { 1, 3, 10, 40, 100, 300 };
	unsigned int hits = 0;
	size_t size;
	void *image;
	int round;

	for (round = 0; round < 240; round++) {
		seed = (uint64_t)round + 1;
		random_sets();
		random_rules(sizes[round % 6], round & 1);
		image = build(&size);
		assert_null(image_check(image, size));
		compare(image, 400, &hits);
		free(image);
	}
	/* Rules must have been met, and missed, often enough to mean much. */
	assert_in_range(hits, 15000, 90000);
}

/* What the check is for: no single changed byte may make it read wild. */
static void test_corrupt(void **state)
{
	struct packet p;
	uint8_t *image, *copy;
	size_t size, i, at;

	seed = 7;
	random_sets();
	random_rules(60, false);
	image = build(&size);
	copy = malloc(size);
	assert_non_null(copy);
	for (i = 0; i < 20000; i++) {
		memcpy(copy, image, size);
		at = i < 400 ? i % size : rnd((uint32_t)size);
		copy[at] ^= (uint8_t)(1 << rnd(8));
		p = random_packet();
		if (!image_check(copy, size))
			look_up(copy, &p);
	}
	assert_non_null(image_check(image, size - 1));
	assert_non_null(image_check(image, 3));
	free(copy);
	free(image);
}

/* ---- edges ---- */

static struct addr_range range(const char *lo, const char *hi)
{
	struct addr_range r;

	assert_int_equal(addr_parse(lo, &r.lo), 0);
	assert_int_equal(addr_parse(hi, &r.hi), 0);
	return r;
}

static struct packet packet(const char *src, const char *dst)
{
	struct packet p = { 0 };

	assert_int_equal(addr_parse(src, &p.addr[0]), 0);
	assert_int_equal(addr_parse(dst, &p.addr[1]), 0);
	return p;
}

static void *finish(struct classifier *c, uint32_t n)
{
	void *image = NULL;
	uint32_t context;
	size_t size;

	assert_int_equal(classifier_build(c, n, &image, &size, &context),
			 CLASSIFIER_OK);
	assert_null(image_check(image, size));
	classifier_free(c);
	return image;
}

static void test_forgotten_denies(void **state)
{
	struct classifier *c = classifier_new(LIMIT);
	struct entry e = { .rule = 0 };
	struct packet p = packet("1.2.3.4", "5.6.7.8");
	struct valset *none;
	void *image;

	classifier_global(c, classifier_context(c));
	classifier_add(c, 0, &e); /* no condition was set */
	e = entry_any(1);
	none = classifier_addresses(c, NULL, 0);
	entry_in(&e, XPF_F_SADDR, &none, 1); /* an empty set */
	classifier_add(c, 0, &e);
	e = entry_any(2);
	entry_in(&e, XPF_F_SERVICE, NULL, 0); /* no set at all */
	classifier_add(c, 0, &e);
	image = finish(c, 3);
	assert_int_equal(look_up(image, &p), XPF_IMAGE_NO_RULE);
	free(image);
}

static void test_empty(void **state)
{
	struct packet p = packet("1.2.3.4", "5.6.7.8");
	void *image = finish(classifier_new(LIMIT), 0);

	assert_int_equal(look_up(image, &p), XPF_IMAGE_NO_RULE);
	free(image);
}

/* Excluding IPv4 addresses accepts all of IPv6; naming them none of it. */
static void test_families(void **state)
{
	struct addr_range r = range("10.0.0.0", "10.255.255.255");
	struct classifier *c = classifier_new(LIMIT);
	struct packet p4 = packet("10.1.1.1", "1.1.1.1");
	struct packet p6 = packet("2001:db8::1", "2001:db8::2");
	struct valset *ten = classifier_addresses(c, &r, 1);
	struct entry e;
	void *image;

	classifier_global(c, classifier_context(c));
	e = entry_any(0);
	entry_not_in(&e, XPF_F_SADDR, &ten, 1);
	classifier_add(c, 0, &e);
	e = entry_any(1);
	entry_in(&e, XPF_F_SADDR, &ten, 1);
	classifier_add(c, 0, &e);
	image = finish(c, 2);
	assert_int_equal(look_up(image, &p4), 1);
	assert_int_equal(look_up(image, &p6), 0);
	free(image);
}

static void test_whole_line(void **state)
{
	struct addr_range r[3] = {
		range("0.0.0.0", "127.255.255.255"),
		range("128.0.0.0", "255.255.255.255"),
		range("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		      "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
	};
	struct classifier *c = classifier_new(LIMIT);
	struct valset *s = classifier_addresses(c, r, 3);
	struct packet p;
	struct entry e;
	void *image;

	assert_true(s->line[VAL_V4].full);
	classifier_global(c, classifier_context(c));
	e = entry_any(0);
	entry_in(&e, XPF_F_DADDR, &s, 1);
	classifier_add(c, 0, &e);
	image = finish(c, 1);
	p = packet("0.0.0.0", "255.255.255.255");
	assert_int_equal(look_up(image, &p), 0);
	p = packet("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
	assert_int_equal(look_up(image, &p), 0);
	p = packet("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe");
	assert_int_equal(look_up(image, &p), XPF_IMAGE_NO_RULE);
	free(image);
}

/* More entries than one table takes: cut in order. */
static void test_many(void **state)
{
	const uint32_t n = XPF_IMAGE_MAX_ENTRIES + 1000;
	struct classifier *c = classifier_new(LIMIT);
	struct packet p = packet("1.1.1.1", "2.2.2.2");
	struct valset *s;
	struct entry e;
	void *image;
	uint32_t i;

	classifier_global(c, classifier_context(c));
	for (i = 0; i < n; i++) {
		e = entry_any(i);
		s = classifier_number(c, i);
		entry_in(&e, XPF_F_SERVICE, &s, 1);
		classifier_add(c, 0, &e);
	}
	image = finish(c, n);
	for (i = 0; i < n; i += 997) {
		p.num[XPF_F_SERVICE] = i;
		assert_int_equal(look_up(image, &p), i);
	}
	p.num[XPF_F_SERVICE] = n;
	assert_int_equal(look_up(image, &p), XPF_IMAGE_NO_RULE);
	free(image);
}

static void test_limits(void **state)
{
	struct classifier *c = classifier_new(4096);
	struct valset *s;
	uint32_t i, context;
	struct entry e;
	void *image;
	size_t size;

	classifier_context(c);
	classifier_global(c, classifier_context(c));
	for (i = 0; i < 2000; i++) {
		e = entry_any(i);
		s = classifier_number(c, i);
		entry_in(&e, XPF_F_SPORT, &s, 1);
		classifier_add(c, 1, &e);
	}
	assert_int_equal(classifier_build(c, 2000, &image, &size, &context),
			 CLASSIFIER_MEMORY);
	assert_int_equal(context, 1);
	classifier_free(c);

	c = classifier_new(LIMIT);
	for (i = 0; i < 0xffff; i++)
		classifier_context(c);
	assert_int_equal(classifier_build(c, 0, &image, &size, &context),
			 CLASSIFIER_CONTEXTS);
	classifier_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_corrupt),
		cmocka_unit_test(test_forgotten_denies),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_families),
		cmocka_unit_test(test_whole_line),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
