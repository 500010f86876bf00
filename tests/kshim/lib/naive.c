// SPDX-License-Identifier: GPL-2.0
/* See naive.h.  Slow and plain on purpose. */
#include "naive.h"
#include "policy/image.h"

/* A buffer that grows, in units of 8; offsets stay valid, pointers do not. */
struct blob {
	u8 *data;
	u32 len, cap;
};

static u32 room(struct blob *b, size_t len)
{
	u32 at = b->len;

	len = (len + 7) / 8 * 8;
	if (b->len + len > b->cap) {
		b->cap = (b->len + len) * 2;
		b->data = realloc(b->data, b->cap);
	}
	memset(b->data + at, 0, len);
	b->len += len;
	return at;
}

static bool cond_fits(const struct naive_cond *c, u128 x)
{
	u32 i;

	if (c->any)
		return true;
	for (i = 0; i < c->n; i++)
		if (x >= c->lo[i] && x <= c->hi[i])
			return true;
	return false;
}

static int cmp128(const void *a, const void *b)
{
	u128 x = *(const u128 *)a, y = *(const u128 *)b;

	return x < y ? -1 : x > y;
}

struct work {
	struct blob *b;
	const struct naive_entry **e;
	u32 n; /* entries */
	u8 family;
};

static u32 put_bitmap(struct work *w, u32 field, u128 x)
{
	u32 words = (w->n + 63) / 64, sums = (words + 63) / 64, i, n = 0, at;
	u64 word[1024] = { 0 }, sum[16] = { 0 };
	u32 rank[16] = { 0 };

	for (i = 0; i < w->n; i++)
		if (cond_fits(&w->e[i]->cond[field], x))
			word[i / 64] |= 1ULL << (i % 64);
	for (i = 0; i < words; i++) {
		if (i % 64 == 0)
			rank[i / 64] = n;
		if (word[i]) {
			sum[i / 64] |= 1ULL << (i % 64);
			n++;
		}
	}
	if (!n)
		return 0;
	at = room(w->b, sums * 8);
	memcpy(w->b->data + at, sum, sums * 8);
	i = room(w->b, sums * 4);
	memcpy(w->b->data + i, rank, sums * 4);
	for (i = 0; i < words; i++) {
		if (!word[i])
			continue;
		n = room(w->b, 8);
		memcpy(w->b->data + n, &word[i], 8);
	}
	return at;
}

static void put_dim(struct work *w, u32 at, u32 field)
{
	bool wide = w->family == 6 && field <= XPF_F_DADDR;
	u128 max = wide ? ~(u128)0 : U32_MAX;
	u128 *bound = calloc(w->n * NAIVE_RANGES * 2 + 1, sizeof(*bound));
	u32 n = 1, i, j, uniq = 1, bounds, bitmaps;
	struct xpf_image_dim *d;

	for (i = 0; i < w->n; i++) {
		const struct naive_cond *c = &w->e[i]->cond[field];

		for (j = 0; !c->any && j < c->n; j++) {
			bound[n++] = c->lo[j];
			if (c->hi[j] < max)
				bound[n++] = c->hi[j] + 1;
		}
	}
	qsort(bound, n, sizeof(*bound), cmp128);
	for (i = 1; i < n; i++)
		if (bound[i] != bound[uniq - 1])
			bound[uniq++] = bound[i];
	bounds = room(w->b, uniq * (wide ? 16 : 4));
	bitmaps = room(w->b, uniq * 4);
	for (i = 0; i < uniq; i++) {
		struct xpf_image_u128 v = { bound[i] >> 64, (u64)bound[i] };
		u32 v32 = bound[i], off;

		if (wide)
			memcpy(w->b->data + bounds + i * 16, &v, 16);
		else
			memcpy(w->b->data + bounds + i * 4, &v32, 4);
		off = put_bitmap(w, field, bound[i]);
		memcpy(w->b->data + bitmaps + i * 4, &off, 4);
	}
	d = (struct xpf_image_dim *)(w->b->data + at);
	d->field = field;
	d->n_bounds = uniq;
	d->bounds_off = bounds;
	d->bitmaps_off = bitmaps;
	free(bound);
}

static bool all_any(const struct work *w, u32 field)
{
	u32 i;

	for (i = 0; i < w->n; i++)
		if (!w->e[i]->cond[field].any)
			return false;
	return true;
}

static void put_table(struct work *w, u32 at)
{
	u32 rules = room(w->b, w->n * 4), dims = 0, f, n = 0, i;
	struct xpf_image_table *t;

	for (i = 0; i < w->n; i++)
		memcpy(w->b->data + rules + i * 4, &w->e[i]->rule, 4);
	for (f = 0; f < __XPF_F_COUNT; f++)
		n += !all_any(w, f);
	if (n)
		dims = room(w->b, n * sizeof(struct xpf_image_dim));
	for (f = 0, i = 0; f < __XPF_F_COUNT; f++)
		if (!all_any(w, f))
			put_dim(w, dims + i++ * sizeof(struct xpf_image_dim),
				f);
	t = (struct xpf_image_table *)(w->b->data + at);
	t->family = w->family;
	t->n_dims = n;
	t->n_entries = w->n;
	t->rules_off = rules;
	t->dims_off = dims;
}

static u32 collect(const struct naive *n, u32 context, u8 family,
		   const struct naive_entry **e)
{
	u32 i, found = 0;

	for (i = 0; i < n->n_entries; i++)
		if (n->entry[i].context == context &&
		    n->entry[i].family == family)
			e[found++] = &n->entry[i];
	return found;
}

static void put_context(const struct naive *n, struct blob *b, u32 at,
			u32 context)
{
	const struct naive_entry **e = calloc(n->n_entries + 1, sizeof(*e));
	struct work w[2] = { { b, e, 0, 4 }, { b, e, 0, 6 } };
	struct xpf_image_context *c;
	u32 i, tables = 0, off = 0, k = 0;

	for (i = 0; i < 2; i++)
		tables += collect(n, context, w[i].family, e) > 0;
	if (tables)
		off = room(b, tables * sizeof(struct xpf_image_table));
	for (i = 0; i < 2; i++) {
		w[i].n = collect(n, context, w[i].family, e);
		if (w[i].n)
			put_table(&w[i],
				  off + k++ * sizeof(struct xpf_image_table));
	}
	c = (struct xpf_image_context *)(b->data + at);
	c->n_tables = tables;
	c->tables_off = off;
	free(e);
}

struct xpf_image *naive_build(const struct naive *n)
{
	u32 at, index = 0, contexts = 0, i, size;
	struct xpf_image_header *h;
	struct xpf_image *img;
	struct blob b = { 0 };

	at = room(&b, sizeof(*h));
	if (n->n_zones) {
		size = n->n_zones * n->n_zones * 2;
		index = room(&b, size);
		memcpy(b.data + index, n->index, size);
	}
	if (n->n_contexts)
		contexts = room(&b, n->n_contexts *
					    sizeof(struct xpf_image_context));
	for (i = 0; i < n->n_contexts; i++)
		put_context(n, &b,
			    contexts + i * sizeof(struct xpf_image_context), i);
	h = (struct xpf_image_header *)(b.data + at);
	*h = (struct xpf_image_header){
		.magic = XPF_IMAGE_MAGIC,
		.version = XPF_IMAGE_VERSION,
		.size = b.len,
		.n_rules = n->n_rules,
		.n_zones = n->n_zones,
		.index_off = index,
		.n_contexts = n->n_contexts,
		.contexts_off = contexts,
		.global = n->global,
	};
	img = malloc(sizeof(*img) + b.len);
	img->size = b.len;
	memcpy(img->data, b.data, b.len);
	free(b.data);
	return img;
}

static u128 value(const struct xpf_fields *f, u32 field)
{
	const u8 *a = field == XPF_F_SADDR ? f->key->saddr.s6_addr :
					     f->key->daddr.s6_addr;

	switch ((enum xpf_image_field)field) {
	case XPF_F_SADDR:
	case XPF_F_DADDR:
		if (f->key->family == AF_INET)
			return get_unaligned_be32(a);
		return (u128)get_unaligned_be64(a) << 64 |
		       get_unaligned_be64(a + 8);
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

u32 naive_context(const struct naive *n, u32 context,
		  const struct xpf_fields *f, u32 first)
{
	u8 family = f->key->family == AF_INET6 ? 6 : 4;
	u32 i, k;

	for (i = 0; i < n->n_entries; i++) {
		const struct naive_entry *e = &n->entry[i];

		if (e->rule < first || e->context != context ||
		    e->family != family)
			continue;
		for (k = 0; k < __XPF_F_COUNT; k++)
			if (!cond_fits(&e->cond[k], value(f, k)))
				break;
		if (k == __XPF_F_COUNT)
			return e->rule;
	}
	return XPF_IMAGE_NO_RULE;
}

u32 naive_lookup(const struct naive *n, const struct xpf_fields *f)
{
	u32 rule = XPF_IMAGE_NO_RULE, pair;

	if (f->from_zone < n->n_zones && f->to_zone < n->n_zones) {
		pair = n->index[f->from_zone * n->n_zones + f->to_zone];
		if (pair != 0xffff)
			rule = naive_context(n, pair, f, 0);
	}
	if (rule == XPF_IMAGE_NO_RULE && n->global != 0xffff)
		rule = naive_context(n, n->global, f, 0);
	return rule;
}
