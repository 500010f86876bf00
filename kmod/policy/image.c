// SPDX-License-Identifier: GPL-2.0
/*
 * The verifier of classifier images (xpf/image.h): what it lets in, the
 * lookup may follow without a check.
 *
 * An image comes from the manager, which is trusted to say what the policy is
 * but not to be free of bugs: a wrong offset must end in an error text, never
 * in a wild read.  So every offset is checked against the image, every array
 * for its order, every bitmap for its shape and its bits.
 *
 * Time is linear in the size of the image because no byte belongs to two
 * things: everything claims its bytes, in units of 8, in a map of the image,
 * and what is claimed twice is refused.  Bitmaps alone may be named by many
 * intervals of their table; a second map remembers where those of the table
 * at hand start, so that each is read once.
 *
 * The file is pure: tests/kshim and the fuzzer compile it in userspace.
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "policy/image.h"

#define UNIT 8

struct verifier {
	const u8 *data;
	u32 size;
	u32 n_rules;
	unsigned long *claimed; /* a bit per unit */
	unsigned long *starts; /* bitmaps of this table start here */
	const char *why;
};

static int refuse(struct verifier *v, const char *why)
{
	v->why = why;
	return -EINVAL;
}

/* @off .. @off + @n * @size belongs to the caller alone. */
static int claim(struct verifier *v, u32 off, u64 n, u32 size)
{
	u64 bytes = round_up(n * size, UNIT);
	unsigned long first = off / UNIT, last;

	if (off % UNIT)
		return refuse(v, "image: offset not aligned");
	if (!bytes)
		return off ? refuse(v, "image: empty array has an offset") : 0;
	if (off > v->size || bytes > v->size - off)
		return refuse(v, "image: array out of bounds");
	last = first + bytes / UNIT;
	if (find_next_bit(v->claimed, last, first) < last)
		return refuse(v, "image: parts overlap");
	bitmap_set(v->claimed, first, last - first);
	return 0;
}

/* The bits of the last word that stand for no entry. */
static bool stray_bits(u64 word, u32 index, u32 n_bits)
{
	u32 used = n_bits - index * 64;

	return used < 64 && word >> used;
}

static int verify_bitmap(struct verifier *v, u32 off, u32 n_entries)
{
	u32 words = DIV_ROUND_UP(n_entries, 64);
	u32 sums = DIV_ROUND_UP(words, 64);
	const u64 *sum = (const u64 *)(v->data + off);
	const u32 *rank = (const u32 *)(sum + sums);
	const u64 *word;
	u32 head, n = 0, i;
	int err;

	if (off % UNIT)
		return refuse(v, "image: offset not aligned");
	if (off < v->size && test_bit(off / UNIT, v->starts))
		return 0;
	head = sums * 8 + round_up(sums * 4, UNIT);
	err = claim(v, off, head, 1);
	if (err)
		return err;
	for (i = 0; i < sums; i++) {
		if (rank[i] != n)
			return refuse(v, "image: bitmap rank wrong");
		if (stray_bits(sum[i], i, words))
			return refuse(v, "image: bitmap summary too long");
		n += hweight64(sum[i]);
	}
	if (!n)
		return refuse(v, "image: empty bitmap stored");
	err = claim(v, off + head, n, 8);
	if (err)
		return err;
	word = (const u64 *)(v->data + off + head);
	for (i = 0, n = 0; i < words; i++) {
		if (!(sum[i / 64] >> (i % 64) & 1))
			continue;
		if (!word[n])
			return refuse(v, "image: empty bitmap word stored");
		if (stray_bits(word[n], i, n_entries))
			return refuse(v, "image: bitmap names no entry");
		n++;
	}
	__set_bit(off / UNIT, v->starts);
	return 0;
}

static bool wide(const struct xpf_image_table *t, u32 field)
{
	return xpf_image_wide(t->family, field);
}

static int verify_bounds32(struct verifier *v, const struct xpf_image_dim *d)
{
	const u32 *b = (const u32 *)(v->data + d->bounds_off);
	u32 i;
	int err;

	err = claim(v, d->bounds_off, d->n_bounds, sizeof(*b));
	if (err)
		return err;
	if (b[0])
		return refuse(v,
			      "image: first interval does not start at zero");
	for (i = 1; i < d->n_bounds; i++)
		if (b[i] <= b[i - 1])
			return refuse(v, "image: intervals not ascending");
	return 0;
}

static int verify_bounds128(struct verifier *v, const struct xpf_image_dim *d)
{
	const struct xpf_image_u128 *b;
	u32 i;
	int err;

	b = (const struct xpf_image_u128 *)(v->data + d->bounds_off);
	err = claim(v, d->bounds_off, d->n_bounds, sizeof(*b));
	if (err)
		return err;
	if (b[0].hi || b[0].lo)
		return refuse(v,
			      "image: first interval does not start at zero");
	for (i = 1; i < d->n_bounds; i++)
		if (b[i].hi < b[i - 1].hi ||
		    (b[i].hi == b[i - 1].hi && b[i].lo <= b[i - 1].lo))
			return refuse(v, "image: intervals not ascending");
	return 0;
}

static int verify_dim(struct verifier *v, const struct xpf_image_table *t,
		      const struct xpf_image_dim *d)
{
	const u32 *bitmap = (const u32 *)(v->data + d->bitmaps_off);
	u32 i;
	int err;

	if (!d->n_bounds)
		return refuse(v, "image: dimension without intervals");
	if (wide(t, d->field))
		err = verify_bounds128(v, d);
	else
		err = verify_bounds32(v, d);
	if (!err)
		err = claim(v, d->bitmaps_off, d->n_bounds, sizeof(*bitmap));
	for (i = 0; !err && i < d->n_bounds; i++)
		if (bitmap[i])
			err = verify_bitmap(v, bitmap[i], t->n_entries);
	cond_resched();
	return err;
}

/* The next table's bitmaps are others. */
static void forget_bitmaps(struct verifier *v, const struct xpf_image_dim *d)
{
	const u32 *bitmap = (const u32 *)(v->data + d->bitmaps_off);
	u32 i;

	for (i = 0; i < d->n_bounds; i++)
		__clear_bit(bitmap[i] / UNIT, v->starts);
}

static int verify_rules(struct verifier *v, const struct xpf_image_table *t)
{
	const u32 *rule = (const u32 *)(v->data + t->rules_off);
	u32 i;
	int err;

	err = claim(v, t->rules_off, t->n_entries, sizeof(*rule));
	if (err)
		return err;
	for (i = 1; i < t->n_entries; i++)
		if (rule[i] < rule[i - 1])
			return refuse(v,
				      "image: rules of a table not in order");
	if (rule[t->n_entries - 1] >= v->n_rules)
		return refuse(v, "image: table names no rule");
	return 0;
}

static int verify_table(struct verifier *v, const struct xpf_image_table *t)
{
	const struct xpf_image_dim *d;
	u32 i;
	int err;

	if (!xpf_image_family_ok(t->family) || t->reserved)
		return refuse(v, "image: bad table");
	if (!t->n_entries || t->n_entries > XPF_IMAGE_MAX_ENTRIES)
		return refuse(v, "image: bad number of entries");
	if (t->n_dims > __XPF_F_COUNT)
		return refuse(v, "image: too many dimensions");
	err = verify_rules(v, t);
	if (err)
		return err;
	d = (const struct xpf_image_dim *)(v->data + t->dims_off);
	err = claim(v, t->dims_off, t->n_dims, sizeof(*d));
	for (i = 0; !err && i < t->n_dims; i++) {
		if (d[i].field >= __XPF_F_COUNT ||
		    (i && d[i].field <= d[i - 1].field))
			return refuse(v, "image: dimensions not in order");
		err = verify_dim(v, t, &d[i]);
	}
	if (err)
		return err;
	for (i = 0; i < t->n_dims; i++)
		forget_bitmaps(v, &d[i]);
	return 0;
}

static int verify_context(struct verifier *v, const struct xpf_image_context *c)
{
	const struct xpf_image_table *t;
	u32 i;
	int err;

	if (c->n_tables > XPF_IMAGE_MAX_TABLES)
		return refuse(v, "image: too many tables in a context");
	t = (const struct xpf_image_table *)(v->data + c->tables_off);
	err = claim(v, c->tables_off, c->n_tables, sizeof(*t));
	for (i = 0; !err && i < c->n_tables; i++)
		err = verify_table(v, &t[i]);
	return err;
}

static int verify_index(struct verifier *v, const struct xpf_image_header *h)
{
	const u16 *index = (const u16 *)(v->data + h->index_off);
	u32 n = h->n_zones * h->n_zones, i;
	int err;

	err = claim(v, h->index_off, n, sizeof(*index));
	for (i = 0; !err && i < n; i++)
		if (index[i] != 0xffff && index[i] >= h->n_contexts)
			err = refuse(v, "image: zone pair names no context");
	return err;
}

static int verify_header(struct verifier *v, const struct xpf_image_header *h)
{
	int err;

	err = claim(v, 0, 1, sizeof(*h));
	if (err)
		return err;
	if (h->magic != XPF_IMAGE_MAGIC)
		return refuse(v, "image: not a classifier image");
	if (h->version != XPF_IMAGE_VERSION)
		return refuse(v, "image: version not supported");
	if (h->size != v->size)
		return refuse(v, "image: size differs from its header");
	if (h->n_rules != v->n_rules)
		return refuse(
			v,
			"image: number of rules differs from the rules added");
	if (h->n_zones > XPF_MAX_ZONES)
		return refuse(v, "image: too many zones");
	if (h->n_contexts >= 0xffff)
		return refuse(v, "image: too many contexts");
	if (h->global != 0xffff && h->global >= h->n_contexts)
		return refuse(v, "image: bad global context");
	if (h->reserved)
		return refuse(v, "image: reserved field in use");
	return 0;
}

static int verify(struct verifier *v)
{
	const struct xpf_image_header *h = (const void *)v->data;
	const struct xpf_image_context *c;
	u32 i;
	int err;

	err = verify_header(v, h);
	if (!err)
		err = verify_index(v, h);
	if (err)
		return err;
	c = (const struct xpf_image_context *)(v->data + h->contexts_off);
	err = claim(v, h->contexts_off, h->n_contexts, sizeof(*c));
	for (i = 0; !err && i < h->n_contexts; i++)
		err = verify_context(v, &c[i]);
	return err;
}

int xpf_image_verify(const struct xpf_image *img, u32 n_rules, const char **why)
{
	struct verifier v = {
		.data = img->data,
		.size = img->size,
		.n_rules = n_rules,
	};
	size_t map = BITS_TO_LONGS(img->size / UNIT + 1) * sizeof(long);
	int err = -ENOMEM;

	if (IS_ENABLED(CONFIG_CPU_BIG_ENDIAN)) {
		*why = "image: not supported on this machine's byte order";
		return -EOPNOTSUPP;
	}
	if (img->size % UNIT || img->size < sizeof(struct xpf_image_header)) {
		*why = "image: bad size";
		return -EINVAL;
	}
	v.claimed = kvzalloc(map, GFP_KERNEL);
	v.starts = kvzalloc(map, GFP_KERNEL);
	if (v.claimed && v.starts)
		err = verify(&v);
	*why = err == -ENOMEM ? "image: no memory to verify it" : v.why;
	kvfree(v.claimed);
	kvfree(v.starts);
	return err;
}
