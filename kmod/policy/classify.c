// SPDX-License-Identifier: GPL-2.0
/*
 * The classifier's lookup: which rule of an image is the first to match?
 *
 * For each table of the packet's context, the interval of every dimension is
 * found by binary search; it names a bitmap of entries.  The summaries of the
 * bitmaps are ANDed, 4096 entries at a step; only words that are stored in
 * all of them are fetched and ANDed in turn, found by their rank (stored
 * words before them).  The first bit that survives is the first entry that
 * matches.  Of a table of few entries, as most are, there is one word only.  A
 * table whose first rule comes after the best so far is skipped.
 *
 * Everything read here was verified (policy/image.c): there are no checks.
 * The file is pure: tests/kshim compares it with a linear scan.
 */
#include <linux/bitops.h>
#include <linux/in6.h>
#include <linux/kernel.h>
#include <linux/socket.h>
#include <linux/unaligned.h>

#include "policy/image.h"
#include "policy/ruleset.h"

struct bitmap {
	const u64 *sum;
	const u32 *rank;
	const u64 *word;
};

/* The last i with bound[i] <= x; bound[0] is 0. */
static u32 find32(const u32 *bound, u32 n, u32 x)
{
	u32 lo = 0;

	while (n > 1) {
		u32 half = n / 2;

		if (bound[lo + half] <= x)
			lo += half;
		n -= half;
	}
	return lo;
}

static u32 find128(const struct xpf_image_u128 *bound, u32 n,
		   const struct in6_addr *addr)
{
	u64 hi = get_unaligned_be64(&addr->s6_addr[0]);
	u64 lo = get_unaligned_be64(&addr->s6_addr[8]);
	u32 at = 0;

	while (n > 1) {
		u32 half = n / 2;
		const struct xpf_image_u128 *b = &bound[at + half];

		if (b->hi < hi || (b->hi == hi && b->lo <= lo))
			at += half;
		n -= half;
	}
	return at;
}

#define AT(member) offsetof(struct xpf_fields, member)

/* Where a field is; a switch would be a tree of comparisons. */
static const u8 place[__XPF_F_COUNT] = {
	[XPF_F_SERVICE] = AT(service),
	[XPF_F_SPORT] = AT(sport),
	[XPF_F_FROM_ZONE] = AT(from_zone),
	[XPF_F_TO_ZONE] = AT(to_zone),
	[XPF_F_IN_IF] = AT(in_if),
	[XPF_F_OUT_IF] = AT(out_if),
	[XPF_F_IN_VRF] = AT(in_vrf),
	[XPF_F_OUT_VRF] = AT(out_vrf),
	[XPF_F_PROTO] = AT(proto),
	[XPF_F_NEXT_HEADER] = AT(next_header),
	[XPF_F_DPORT] = AT(dport),
	[XPF_F_ICMP] = AT(icmp),
	[XPF_F_TCP_FLAGS] = AT(tcp_flags),
	[XPF_F_TOS] = AT(tos),
	[XPF_F_LENGTH] = AT(length),
	[XPF_F_TTL] = AT(ttl),
	[XPF_F_FRAGMENT] = AT(fragment),
	[XPF_F_OPTIONS] = AT(options),
	[XPF_F_CLASS] = AT(class),
};

static inline u32 scalar(const struct xpf_fields *f, u32 field)
{
	if (field == XPF_F_SADDR)
		return be32_to_cpu(f->key->saddr4);
	if (field == XPF_F_DADDR)
		return be32_to_cpu(f->key->daddr4);
	return *(const u32 *)((const u8 *)f + place[field]);
}

static inline u32 interval(const u8 *data, const struct xpf_image_table *t,
			   const struct xpf_image_dim *d,
			   const struct xpf_fields *f)
{
	const void *bounds = data + d->bounds_off;

	if (xpf_image_wide(t->family, d->field))
		return find128(bounds, d->n_bounds,
			       d->field == XPF_F_SADDR ? &f->key->saddr :
							 &f->key->daddr);
	return find32(bounds, d->n_bounds, scalar(f, d->field));
}

static u64 word_at(const struct bitmap *b, u32 s, u32 bit)
{
	u64 below = b->sum[s] & (BIT_ULL(bit) - 1);

	return b->word[b->rank[s] + hweight64(below)];
}

/* The first entry from @from on that is set in all of @b, or @n_entries. */
static u32 first_common(const struct bitmap *b, u32 n, u32 n_entries, u32 from)
{
	u32 sums = DIV_ROUND_UP(DIV_ROUND_UP(n_entries, 64), 64);
	u32 s, i;

	for (s = from / 4096; s < sums; s++) {
		u64 sum = b[0].sum[s];

		for (i = 1; i < n; i++)
			sum &= b[i].sum[s];
		if (s == from / 4096)
			sum &= ~0ULL << (from / 64 % 64);
		for (; sum; sum &= sum - 1) {
			u32 bit = __ffs64(sum);
			u64 word = word_at(&b[0], s, bit);

			if (s * 64 + bit == from / 64)
				word &= ~0ULL << (from % 64);
			for (i = 1; word && i < n; i++)
				word &= word_at(&b[i], s, bit);
			if (word)
				return (s * 64 + bit) * 64 + __ffs64(word);
		}
	}
	return n_entries;
}

/* The first entry of a rule that is not before @first, or @n. */
static u32 entry_of(const u32 *rule, u32 n, u32 first)
{
	u32 lo = 0, hi = n;

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;

		if (rule[mid] < first)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The entries of which dimension @d says nothing against; NULL: none. */
static inline const u64 *bitmap_of(const u8 *data,
				   const struct xpf_image_table *t,
				   const struct xpf_image_dim *d,
				   const struct xpf_fields *f)
{
	const u32 *offs = (const u32 *)(data + d->bitmaps_off);
	u32 off = offs[interval(data, t, d, f)];

	return off ? (const u64 *)(data + off) : NULL;
}

/* Up to 64 entries: a bitmap is its summary, its rank and one word. */
static u32 first_of_few(const u8 *data, const struct xpf_image_table *t,
			const struct xpf_fields *f, u32 from)
{
	const struct xpf_image_dim *d = (const void *)(data + t->dims_off);
	u64 left = ~0ULL << from;
	const u64 *b;
	u32 i;

	for (i = 0; i < t->n_dims; i++) {
		b = bitmap_of(data, t, &d[i], f);
		left &= b ? b[2] : 0;
		if (!left)
			return t->n_entries;
	}
	return __ffs64(left);
}

static u32 first_of_many(const u8 *data, const struct xpf_image_table *t,
			 const struct xpf_fields *f, u32 from)
{
	const struct xpf_image_dim *d = (const void *)(data + t->dims_off);
	u32 sums = DIV_ROUND_UP(DIV_ROUND_UP(t->n_entries, 64), 64);
	struct bitmap b[__XPF_F_COUNT];
	u32 i;

	for (i = 0; i < t->n_dims; i++) {
		b[i].sum = bitmap_of(data, t, &d[i], f);
		if (!b[i].sum)
			return t->n_entries;
		b[i].rank = (const u32 *)(b[i].sum + sums);
		b[i].word = b[i].sum + sums + DIV_ROUND_UP(sums, 2);
	}
	return first_common(b, t->n_dims, t->n_entries, from);
}

static u32 lookup_table(const u8 *data, const struct xpf_image_table *t,
			const struct xpf_fields *f, u32 first)
{
	const u32 *rule = (const u32 *)(data + t->rules_off);
	u32 entry = first ? entry_of(rule, t->n_entries, first) : 0;

	if (t->n_dims && entry < t->n_entries)
		entry = t->n_entries <= 64 ? first_of_few(data, t, f, entry) :
					     first_of_many(data, t, f, entry);
	return entry < t->n_entries ? rule[entry] : XPF_IMAGE_NO_RULE;
}

static u32 lookup_context(const u8 *data, const struct xpf_image_context *c,
			  const struct xpf_fields *f, u32 first)
{
	const struct xpf_image_table *t = (const void *)(data + c->tables_off);
	u8 family = f->mixed ? f->mixed : f->key->family == AF_INET6 ? 6 : 4;
	u32 best = XPF_IMAGE_NO_RULE;
	u32 i;

	for (i = 0; i < c->n_tables; i++) {
		const u32 *rule = (const u32 *)(data + t[i].rules_off);

		if (t[i].family == family && rule[0] < best)
			best = min(best, lookup_table(data, &t[i], f, first));
	}
	return best;
}

u32 xpf_classify(const struct xpf_image *img, const struct xpf_fields *f)
{
	const struct xpf_image_header *h = (const void *)img->data;
	const struct xpf_image_context *c;
	u32 rule = XPF_IMAGE_NO_RULE;

	c = (const struct xpf_image_context *)(img->data + h->contexts_off);
	if (f->from_zone < h->n_zones && f->to_zone < h->n_zones) {
		const u16 *index = (const u16 *)(img->data + h->index_off);
		u16 pair = index[f->from_zone * h->n_zones + f->to_zone];

		if (pair != 0xffff)
			rule = lookup_context(img->data, &c[pair], f, 0);
	}
	if (rule == XPF_IMAGE_NO_RULE && h->global != 0xffff)
		rule = lookup_context(img->data, &c[h->global], f, 0);
	return rule;
}

u32 xpf_classify_context(const struct xpf_image *img, u32 context,
			 const struct xpf_fields *f, u32 first)
{
	const struct xpf_image_header *h = (const void *)img->data;
	const struct xpf_image_context *c;

	c = (const struct xpf_image_context *)(img->data + h->contexts_off);
	return lookup_context(img->data, &c[context], f, first);
}
