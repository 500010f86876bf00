// SPDX-License-Identifier: GPL-2.0
/*
 * Keyed tables against a twin that is a plain list: with one bucket, each place
 * that is given, kept or taken away is known; with many, whatever is found is
 * what was stored, and nothing is taken from who is alive while there is room.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <kshim_run.h>

#include "lib/random.h"

#include "screen/keyed.c"

struct place {
	struct xpf_keyed_head head;
	u64 key;
	u64 value;
};

static const struct xpf_keyed_shape one = {
	.buckets = 1,
	.places = 4,
	.key = 8,
	.place = sizeof(struct place),
};
static const struct xpf_keyed_shape many = {
	.buckets = 256,
	.places = 8,
	.key = 8,
	.place = sizeof(struct place),
};

/* ---- the twin ---- */

struct twin {
	u64 key, value;
	u32 since, life, worth;
};

static bool twin_idle(const struct twin *t, u32 now)
{
	return !t->life || now - t->since >= t->life;
}

/* The place that must be given up: any idle one, or the least of all. */
static bool may_go(const struct twin *list, u32 n, u32 i, u32 now)
{
	u32 k, idle = 0;

	for (k = 0; k < n; k++)
		idle += twin_idle(&list[k], now);
	if (idle)
		return twin_idle(&list[i], now);
	for (k = 0; k < n; k++)
		if (list[k].worth < list[i].worth)
			return false;
	return true;
}

static struct twin *twin_find(struct twin *list, u32 n, u64 key)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (list[i].life && list[i].key == key)
			return &list[i];
	return NULL;
}

/* Which of the twin's is not in the table any more? */
static u32 missing(const struct twin *list, u32 n, struct xpf_keyed *t)
{
	struct xpf_keyed_bucket *b = (void *)t->bucket;
	const struct place *p = (void *)b->place;
	u32 i, k;

	for (i = 0; i < n; i++) {
		for (k = 0; k < n; k++)
			if (p[k].head.life && p[k].key == list[i].key)
				break;
		if (list[i].life && k == n)
			return i;
	}
	for (i = 0; i < n && list[i].life; i++)
		;
	return i;
}

static void one_bucket(u32 start)
{
	struct xpf_keyed *t = xpf_keyed_new(&one);
	struct twin list[4] = { 0 }, *w;
	u32 i, now = start, evicted = 0;

	assert_non_null(t);
	for (i = 0; i < 50000; i++) {
		struct xpf_keyed_hold hold;
		u64 key = rnd(7) + 1, value = rnd64();
		struct place *p;
		bool gone;

		now += rnd(20);
		w = twin_find(list, 4, key);
		p = xpf_keyed_get(t, &one, &key, now, &hold);
		assert_int_equal(p->key, key);
		assert_int_equal(hold.fresh, !w);
		if (w) {
			assert_int_equal(p->value, w->value);
			assert_false(hold.evicted);
		} else {
			assert_int_equal(p->value, 0);
			/* as good as forgotten: its head is the last one's */
			w = &list[missing(list, 4, t)];
			gone = !twin_idle(w, now);
			assert_true(may_go(list, 4, w - list, now));
			assert_int_equal(hold.evicted, gone);
			evicted += gone;
		}
		*w = (struct twin){ .key = key,
				    .value = value,
				    .since = now,
				    .life = 1 + rnd(100),
				    .worth = rnd(9) };
		p->value = value;
		p->head.since = w->since;
		p->head.life = w->life;
		p->head.worth = w->worth;
		xpf_keyed_put(&hold);
	}
	assert_in_range(evicted, 100, 50000);
	xpf_keyed_free(t);
}

static void test_one_bucket(void **state)
{
	one_bucket(5);
	one_bucket(-30000); /* the clock turns over on the way */
}

static void test_many(void **state)
{
	struct xpf_keyed *t = xpf_keyed_new(&many);
	u32 i, now = 0, fresh = 0, evicted = 0;
	static u64 stored[4096];

	assert_non_null(t);
	for (i = 0; i < 200000; i++) {
		/* first a few keys that have room, then more than there is */
		u64 key = i < 100000 ? rnd(256) : rnd(4096);
		struct xpf_keyed_hold hold;
		struct place *p;

		now += rnd(2);
		p = xpf_keyed_get(t, &many, &key, now, &hold);
		fresh += hold.fresh;
		evicted += hold.evicted;
		if (!hold.fresh)
			assert_int_equal(p->value, stored[key]);
		p->value = stored[key] = rnd64();
		p->head = (struct xpf_keyed_head){ .since = now,
						   .life = U32_MAX,
						   .worth = 1 };
		xpf_keyed_put(&hold);
		if (i == 99999) {
			assert_int_equal(fresh, 256);
			assert_int_equal(evicted, 0);
		}
	}
	/* All are in use by now: each new key takes the place of another. */
	assert_in_range(fresh - evicted, 256 * 8 - 20, 256 * 8);
	xpf_keyed_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_bucket),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
