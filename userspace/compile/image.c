// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The check walks the image from its header and looks at every offset before
 * it follows it.  A bitmap that many intervals share is looked at once an
 * interval: this reader may be slow.
 */
#include "compile/image.h"

#include <stdlib.h>
#include <string.h>

static const void *at(const void *data, uint32_t off)
{
	return (const uint8_t *)data + off;
}

const struct xpf_image_header *image_header(const void *data)
{
	return data;
}

const struct xpf_image_context *image_contexts(const void *data)
{
	return at(data, image_header(data)->contexts_off);
}

const struct xpf_image_table *image_tables(const void *data,
					   const struct xpf_image_context *c)
{
	return at(data, c->tables_off);
}

const struct xpf_image_dim *image_dims(const void *data,
				       const struct xpf_image_table *t)
{
	return at(data, t->dims_off);
}

const uint32_t *image_rules(const void *data, const struct xpf_image_table *t)
{
	return at(data, t->rules_off);
}

uint16_t image_pair(const void *data, uint32_t from, uint32_t to)
{
	const struct xpf_image_header *h = image_header(data);
	const uint16_t *index = at(data, h->index_off);

	if (from >= h->n_zones || to >= h->n_zones)
		return 0xffff;
	return index[from * h->n_zones + to];
}

static bool wide(const struct xpf_image_table *t, const struct xpf_image_dim *d)
{
	return xpf_image_wide(t->family, d->field);
}

struct val image_bound(const void *data, const struct xpf_image_table *t,
		       const struct xpf_image_dim *d, uint32_t i)
{
	const struct xpf_image_u128 *b6 = at(data, d->bounds_off);
	const uint32_t *b4 = at(data, d->bounds_off);

	if (wide(t, d))
		return (struct val){ b6[i].hi, b6[i].lo };
	return (struct val){ 0, b4[i] };
}

/* ---- check ---- */

struct check {
	const uint8_t *data;
	size_t size;
	const char *fault;
};

static bool fail(struct check *c, const char *what)
{
	if (!c->fault)
		c->fault = what;
	return false;
}

static bool room(struct check *c, uint32_t off, uint64_t n, size_t each,
		 size_t align)
{
	if (!n)
		return !off || fail(c, "an empty array has an offset");
	if (off % align)
		return fail(c, "an offset is not aligned");
	if (off < sizeof(struct xpf_image_header) || off > c->size ||
	    n > (c->size - off) / each)
		return fail(c, "an offset is out of bounds");
	return true;
}

static size_t words_at(size_t n_summary)
{
	return n_summary * 8 + ((n_summary * 4 + 7) & ~7UL);
}

static bool check_bitmap(struct check *c, uint32_t off, uint32_t n_bits)
{
	size_t words = (n_bits + 63) / 64, sums = (words + 63) / 64, i;
	const uint64_t *summary = at(c->data, off), *word;
	const uint32_t *rank;
	uint32_t below = 0;
	uint64_t s;

	if (!off)
		return true;
	if (!room(c, off, words_at(sums), 1, 8))
		return false;
	rank = at(c->data, off + (uint32_t)sums * 8);
	for (i = 0; i < sums; i++) {
		if (rank[i] != below)
			return fail(c, "a rank is wrong");
		below += (uint32_t)__builtin_popcountll(summary[i]);
	}
	if (words % 64 && summary[sums - 1] >> (words % 64))
		return fail(c, "a summary bit is past the bitmap");
	off += (uint32_t)words_at(sums);
	if (!below || !room(c, off, below, 8, 8))
		return fail(c, "a bitmap has no words");
	word = at(c->data, off);
	for (i = 0; i < sums; i++)
		for (s = summary[i]; s; s &= s - 1, word++) {
			if (!*word)
				return fail(c, "a stored word is zero");
			if (i * 64 + __builtin_ctzll(s) == words - 1 &&
			    n_bits % 64 && *word >> (n_bits % 64))
				return fail(c, "a bit is past the entries");
		}
	return true;
}

static bool check_dim(struct check *c, const struct xpf_image_table *t,
		      const struct xpf_image_dim *d)
{
	struct val prev = { 0, 0 }, cur;
	const uint32_t *map;
	uint32_t i;

	if (!d->n_bounds)
		return fail(c, "a dimension has no intervals");
	if (!room(c, d->bounds_off, d->n_bounds, wide(t, d) ? 16 : 4, 8) ||
	    !room(c, d->bitmaps_off, d->n_bounds, 4, 8))
		return false;
	map = at(c->data, d->bitmaps_off);
	for (i = 0; i < d->n_bounds; i++, prev = cur) {
		cur = image_bound(c->data, t, d, i);
		if (!i && (cur.hi || cur.lo))
			return fail(c, "a dimension does not start at zero");
		if (i && val_cmp(prev, cur) >= 0)
			return fail(c, "intervals do not ascend");
		if (!check_bitmap(c, map[i], t->n_entries))
			return false;
	}
	return true;
}

static bool check_table(struct check *c, const struct xpf_image_table *t,
			uint32_t n_rules)
{
	const struct xpf_image_dim *d;
	const uint32_t *rule;
	uint32_t i;

	if (!xpf_image_family_ok(t->family) || t->reserved ||
	    t->n_dims > __XPF_F_COUNT || !t->n_entries ||
	    t->n_entries > XPF_IMAGE_MAX_ENTRIES)
		return fail(c, "a table is malformed");
	if (!room(c, t->rules_off, t->n_entries, 4, 8) ||
	    !room(c, t->dims_off, t->n_dims, sizeof(*d), 8))
		return false;
	rule = image_rules(c->data, t);
	for (i = 0; i < t->n_entries; i++)
		if (rule[i] >= n_rules || (i && rule[i] < rule[i - 1]))
			return fail(c, "rules of entries do not ascend");
	d = image_dims(c->data, t);
	for (i = 0; i < t->n_dims; i++) {
		if (d[i].field >= __XPF_F_COUNT ||
		    (i && d[i].field <= d[i - 1].field))
			return fail(c, "fields of dimensions do not ascend");
		if (!check_dim(c, t, &d[i]))
			return false;
	}
	return true;
}

static bool check_context(struct check *c, const struct xpf_image_context *ctx,
			  uint32_t n_rules)
{
	const struct xpf_image_table *t;
	uint32_t i;

	if (ctx->n_tables > XPF_IMAGE_MAX_TABLES)
		return fail(c, "a context has too many tables");
	if (!room(c, ctx->tables_off, ctx->n_tables, sizeof(*t), 8))
		return false;
	t = image_tables(c->data, ctx);
	for (i = 0; i < ctx->n_tables; i++)
		if (!check_table(c, &t[i], n_rules))
			return false;
	return true;
}

static bool check_header(struct check *c, const struct xpf_image_header *h)
{
	uint64_t cells = (uint64_t)h->n_zones * h->n_zones, i;
	const uint16_t *index;

	if (h->magic != XPF_IMAGE_MAGIC || h->version != XPF_IMAGE_VERSION ||
	    h->size != c->size || h->reserved)
		return fail(c, "the header is malformed");
	if (h->n_rules > XPF_IMAGE_MAX_RULES || h->n_zones > XPF_MAX_ZONES ||
	    h->n_contexts >= 0xffff ||
	    (h->global >= h->n_contexts && h->global != 0xffff))
		return fail(c, "the header counts too much");
	if (!room(c, h->index_off, cells, 2, 8) ||
	    !room(c, h->contexts_off, h->n_contexts,
		  sizeof(struct xpf_image_context), 8))
		return false;
	index = at(c->data, h->index_off);
	for (i = 0; i < cells; i++)
		if (index[i] >= h->n_contexts && index[i] != 0xffff)
			return fail(c, "the index names no context");
	return true;
}

const char *image_check(const void *data, size_t size)
{
	const struct xpf_image_header *h = data;
	struct check c = { data, size, NULL };
	uint32_t i;

	if (size < sizeof(*h))
		return "it is shorter than its header";
	if (check_header(&c, h))
		for (i = 0; i < h->n_contexts; i++)
			if (!check_context(&c, &image_contexts(data)[i],
					   h->n_rules))
				break;
	return c.fault;
}

/* ---- lookup ---- */

bool image_bit(const void *data, const struct xpf_image_table *t,
	       const struct xpf_image_dim *d, uint32_t i, uint32_t bit)
{
	size_t sums = ((t->n_entries + 63) / 64 + 63) / 64;
	const uint32_t *map = at(data, d->bitmaps_off), *rank;
	uint32_t w = bit / 64, n;
	const uint64_t *summary, *word;
	uint64_t below;

	if (!map[i])
		return false;
	summary = at(data, map[i]);
	rank = at(data, map[i] + (uint32_t)sums * 8);
	word = at(data, map[i] + (uint32_t)words_at(sums));
	if (!(summary[w / 64] >> (w % 64) & 1))
		return false;
	below = summary[w / 64] & ((1ULL << (w % 64)) - 1);
	n = rank[w / 64] + (uint32_t)__builtin_popcountll(below);
	return word[n] >> (bit % 64) & 1;
}

static uint32_t interval_of(const void *data, const struct xpf_image_table *t,
			    const struct xpf_image_dim *d, struct val x)
{
	uint32_t lo = 0, hi = d->n_bounds, mid;

	while (hi - lo > 1) {
		mid = lo + (hi - lo) / 2;
		if (val_cmp(image_bound(data, t, d, mid), x) <= 0)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

static uint32_t table_lookup(const void *data, const struct xpf_image_table *t,
			     const struct image_packet *p)
{
	const struct xpf_image_dim *d = image_dims(data, t);
	uint32_t i, k, ivl[__XPF_F_COUNT];

	for (k = 0; k < t->n_dims; k++)
		ivl[k] = interval_of(data, t, &d[k], p->field[d[k].field]);
	for (i = 0; i < t->n_entries; i++) {
		for (k = 0; k < t->n_dims; k++)
			if (!image_bit(data, t, &d[k], ivl[k], i))
				break;
		if (k == t->n_dims)
			return image_rules(data, t)[i];
	}
	return XPF_IMAGE_NO_RULE;
}

static uint32_t context_lookup(const void *data, uint32_t context,
			       const struct image_packet *p)
{
	const struct xpf_image_context *c = image_contexts(data) + context;
	const struct xpf_image_table *t;
	uint32_t best = XPF_IMAGE_NO_RULE, i, rule;

	if (context == 0xffff)
		return best;
	t = image_tables(data, c);
	for (i = 0; i < c->n_tables; i++) {
		if (t[i].family != p->family)
			continue;
		rule = table_lookup(data, &t[i], p);
		if (rule < best)
			best = rule;
	}
	return best;
}

uint32_t image_lookup(const void *data, const struct image_packet *p)
{
	uint32_t rule;

	rule = context_lookup(data,
			      image_pair(data,
					 (uint32_t)p->field[XPF_F_FROM_ZONE].lo,
					 (uint32_t)p->field[XPF_F_TO_ZONE].lo),
			      p);
	if (rule != XPF_IMAGE_NO_RULE)
		return rule;
	return context_lookup(data, image_header(data)->global, p);
}
