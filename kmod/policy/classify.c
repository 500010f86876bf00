// SPDX-License-Identifier: GPL-2.0
/*
 * The classifier's lookup: which rule of an image is the first to match?
 *
 * For each table of the packet's context, the interval of every dimension is
 * found by binary search; it names a bitmap of entries.  The summaries of the
 * bitmaps are ANDed, 4096 entries at a step; only words that are stored in
 * all of them are fetched and ANDed in turn, found by their rank (stored
 * words before them).  The first bit that survives is the first entry that
 * matches.  A table whose first rule comes after the best so far is skipped.
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

static u32 scalar(const struct xpf_fields *f, u32 field)
{
	switch ((enum xpf_image_field)field) {
	case XPF_F_SADDR:
		return be32_to_cpu(f->key->saddr4);
	case XPF_F_DADDR:
		return be32_to_cpu(f->key->daddr4);
	case XPF_F_SERVICE:
		return f->service;
	case XPF_F_SPORT:
		return f->sport;
	case XPF_F_FROM_ZONE:
		return f->from_zone;
	case XPF_F_TO_ZONE:
		return f->to_zone;
	case XPF_F_IN_IF:
		return f->in_if;
	case XPF_F_OUT_IF:
		return f->out_if;
	case XPF_F_IN_VRF:
		return f->in_vrf;
	case XPF_F_OUT_VRF:
		return f->out_vrf;
	case XPF_F_PROTO:
		return f->proto;
	case XPF_F_NEXT_HEADER:
		return f->next_header;
	case XPF_F_DPORT:
		return f->dport;
	case XPF_F_ICMP:
		return f->icmp;
	case XPF_F_TCP_FLAGS:
		return f->tcp_flags;
	case XPF_F_TOS:
		return f->tos;
	case XPF_F_LENGTH:
		return f->length;
	case XPF_F_TTL:
		return f->ttl;
	case XPF_F_FRAGMENT:
		return f->fragment;
	case XPF_F_OPTIONS:
		return f->options;
	case XPF_F_CLASS:
		return f->class;
	case __XPF_F_COUNT:
		break;
	}
	return 0;
}

static u32 interval(const u8 *data, const struct xpf_image_table *t,
		    const struct xpf_image_dim *d, const struct xpf_fields *f)
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

static u32 lookup_table(const u8 *data, const struct xpf_image_table *t,
			const struct xpf_fields *f, u32 first)
{
	const struct xpf_image_dim *d = (const void *)(data + t->dims_off);
	u32 sums = DIV_ROUND_UP(DIV_ROUND_UP(t->n_entries, 64), 64);
	const u32 *rule = (const u32 *)(data + t->rules_off);
	struct bitmap b[__XPF_F_COUNT];
	u32 i, entry = first ? entry_of(rule, t->n_entries, first) : 0;

	for (i = 0; i < t->n_dims; i++) {
		const u32 *offs = (const u32 *)(data + d[i].bitmaps_off);
		u32 off = offs[interval(data, t, &d[i], f)];

		if (!off)
			return XPF_IMAGE_NO_RULE;
		b[i].sum = (const u64 *)(data + off);
		b[i].rank = (const u32 *)(b[i].sum + sums);
		b[i].word = b[i].sum + sums + DIV_ROUND_UP(sums, 2);
	}
	if (t->n_dims)
		entry = first_common(b, t->n_dims, t->n_entries, entry);
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
