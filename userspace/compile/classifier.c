// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * How entries become tables.  Entries of one context are split by family and
 * by which of their addresses are narrow (a list of what is accepted) or open
 * (anything, or anything but a list).  That is EffiCuts' observation on
 * separable rules: in a table whose sources are all narrow, the bitmap of a
 * source interval holds only the few entries that name it; the entries that
 * would set their bit everywhere stand in a table where that dimension has
 * hardly any intervals, or is left out.  So memory grows with the number of
 * rules, not with its square.
 *
 * An entry is in a family's tables only if its addresses allow the family; a
 * set without addresses of a family accepts none of it, and the complement of
 * such a set accepts all of it.
 *
 * Where NAT translates from one family to the other, there are tables for flows
 * whose source is of one and whose destination of the other, too.
 *
 * A class of more than XPF_IMAGE_MAX_ENTRIES entries is cut into several
 * tables, in order.
 */
#include "compile/classifier.h"

#include <stdlib.h>
#include <string.h>

#include "compile/blob.h"
#include "lib/addr.h"
#include "lib/arena.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	       "images are little-endian and written as they lie in memory");

#define NO_CONTEXT 0xffff

/* As stored: conditions that accept anything are left out. */
struct stored_cond {
	uint8_t field;
	uint8_t op;
	uint32_t n;
	struct valset **set;
};

struct stored_entry {
	uint32_t rule;
	uint32_t n_conds;
	struct stored_cond cond[];
};

struct context {
	VEC(struct stored_entry *) entries;
	uint32_t last_rule;
};

struct pair {
	uint16_t from, to;
	uint32_t context;
};

struct classifier {
	struct arena *arena;
	VEC(struct context) contexts;
	VEC(struct pair) pairs;
	uint32_t global;
	bool mixed;
	/* building */
	struct blob blob;
	struct bitmaps bitmaps;
	struct dim dim;
};

struct classifier *classifier_new(size_t limit)
{
	struct classifier *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	c->arena = arena_new();
	c->global = NO_CONTEXT;
	blob_init(&c->blob, limit);
	bitmaps_init(&c->bitmaps, &c->blob);
	dim_init(&c->dim, &c->blob, &c->bitmaps);
	return c;
}

void classifier_free(struct classifier *c)
{
	struct context *ctx;

	if (!c)
		return;
	vec_each(ctx, &c->contexts)
		vec_free(&ctx->entries);
	vec_free(&c->contexts);
	vec_free(&c->pairs);
	dim_free(&c->dim);
	bitmaps_free(&c->bitmaps);
	blob_free(&c->blob);
	arena_free(c->arena);
	free(c);
}

struct valset *classifier_addresses(struct classifier *c,
				    const struct addr_range *r, size_t n)
{
	return valset_addresses(c->arena, r, n);
}

struct valset *classifier_numbers(struct classifier *c,
				  const struct num_range *r, size_t n)
{
	return valset_numbers(c->arena, r, n);
}

struct valset *classifier_number(struct classifier *c, uint32_t value)
{
	struct num_range r = { value, value };

	return valset_numbers(c->arena, &r, 1);
}

struct entry entry_any(uint32_t rule)
{
	struct entry e = { .rule = rule };
	int f;

	for (f = 0; f < __XPF_F_COUNT; f++)
		e.cond[f].op = COND_ANY;
	return e;
}

void entry_in(struct entry *e, enum xpf_image_field f,
	      struct valset *const *set, size_t n)
{
	e->cond[f] = (struct cond){ COND_IN, set, n };
}

void entry_not_in(struct entry *e, enum xpf_image_field f,
		  struct valset *const *set, size_t n)
{
	e->cond[f] = (struct cond){ COND_NOT_IN, set, n };
}

uint32_t classifier_context(struct classifier *c)
{
	vec_add(&c->contexts);
	return (uint32_t)c->contexts.n - 1;
}

void classifier_add(struct classifier *c, uint32_t context,
		    const struct entry *e)
{
	struct context *ctx = &c->contexts.v[context];
	struct stored_cond *sc;
	struct stored_entry *se;
	uint32_t f, n = 0;

	if (ctx->entries.n && e->rule < ctx->last_rule)
		abort(); /* a fault of the caller: order is meaning */
	for (f = 0; f < __XPF_F_COUNT; f++) {
		if (e->cond[f].op == COND_NONE)
			return;
		n += e->cond[f].op != COND_ANY;
	}
	se = arena_alloc(c->arena, sizeof(*se) + n * sizeof(*sc));
	se->rule = e->rule;
	for (f = 0; f < __XPF_F_COUNT; f++) {
		if (e->cond[f].op == COND_ANY)
			continue;
		sc = &se->cond[se->n_conds++];
		sc->field = (uint8_t)f;
		sc->op = (uint8_t)e->cond[f].op;
		sc->n = (uint32_t)e->cond[f].n;
		if (!sc->n)
			continue;
		sc->set = arena_new_array(c->arena, struct valset *, sc->n);
		memcpy(sc->set, e->cond[f].set, sc->n * sizeof(*sc->set));
	}
	ctx->last_rule = e->rule;
	vec_push(&ctx->entries, se);
}

void classifier_pair(struct classifier *c, uint16_t from, uint16_t to,
		     uint32_t context)
{
	struct pair *p = vec_add(&c->pairs);

	p->from = from;
	p->to = to;
	p->context = context;
}

void classifier_global(struct classifier *c, uint32_t context)
{
	c->global = context;
}

void classifier_mixed(struct classifier *c)
{
	c->mixed = true;
}

/* ---- from entries to tables ---- */

static enum val_line line_of(uint32_t field, int family)
{
	if (field != XPF_F_SADDR && field != XPF_F_DADDR)
		return VAL_NUMBER;
	return xpf_image_wide((uint8_t)family, field) ? VAL_V6 : VAL_V4;
}

static const struct stored_cond *cond_of(const struct stored_entry *e,
					 uint32_t field)
{
	uint32_t i;

	for (i = 0; i < e->n_conds; i++)
		if (e->cond[i].field == field)
			return &e->cond[i];
	return NULL;
}

/* What a condition comes to on one number line. */
static enum cond_op effective_op(const struct stored_cond *c,
				 enum val_line line)
{
	bool empty = true, full = false;
	uint32_t i;

	if (!c)
		return COND_ANY;
	for (i = 0; i < c->n; i++) {
		empty = empty && !c->set[i]->line[line].n;
		full = full || c->set[i]->line[line].full;
	}
	if (c->op == COND_IN)
		return empty ? COND_NONE : full ? COND_ANY : COND_IN;
	if (c->op == COND_NOT_IN)
		return full ? COND_NONE : empty ? COND_ANY : COND_NOT_IN;
	return COND_NONE;
}

/* Classes of entries: bit 0, narrow source; bit 1, narrow destination. */
#define N_CLASSES 4
#define NOT_HERE (-1)

static int class_of(const struct stored_entry *e, int family)
{
	enum cond_op src, dst, op;
	uint32_t i;

	src = effective_op(cond_of(e, XPF_F_SADDR),
			   line_of(XPF_F_SADDR, family));
	dst = effective_op(cond_of(e, XPF_F_DADDR),
			   line_of(XPF_F_DADDR, family));
	if (src == COND_NONE || dst == COND_NONE)
		return NOT_HERE;
	for (i = 0; i < e->n_conds; i++) {
		op = effective_op(&e->cond[i],
				  line_of(e->cond[i].field, family));
		if (op == COND_NONE)
			return NOT_HERE;
	}
	return (src == COND_IN) | (dst == COND_IN) << 1;
}

struct table { /* to be written */
	uint8_t family;
	VEC(const struct stored_entry *) entries;
};

struct tables {
	VEC(struct table) v;
};

static void tables_add(struct tables *t, const struct context *ctx, int family,
		       int class)
{
	struct table *cur = NULL;
	size_t i;

	for (i = 0; i < ctx->entries.n; i++) {
		if (class_of(ctx->entries.v[i], family) != class)
			continue;
		if (!cur || cur->entries.n == XPF_IMAGE_MAX_ENTRIES) {
			cur = vec_add(&t->v);
			cur->family = (uint8_t)family;
		}
		vec_push(&cur->entries, ctx->entries.v[i]);
	}
}

static void tables_free(struct tables *t)
{
	struct table *p;

	vec_each(p, &t->v)
		vec_free(&p->entries);
	vec_free(&t->v);
}

static bool dim_needed(const struct table *t, uint32_t field)
{
	enum val_line line = line_of(field, t->family);
	size_t i;

	for (i = 0; i < t->entries.n; i++)
		if (effective_op(cond_of(t->entries.v[i], field), line) !=
		    COND_ANY)
			return true;
	return false;
}

static void build_dim(struct classifier *c, const struct table *t,
		      uint32_t field, struct xpf_image_dim *out)
{
	enum val_line line = line_of(field, t->family);
	const struct stored_cond *sc;
	size_t i;

	dim_begin(&c->dim, line);
	for (i = 0; i < t->entries.n; i++) {
		sc = cond_of(t->entries.v[i], field);
		dim_add(&c->dim, (uint32_t)i, effective_op(sc, line),
			sc ? sc->set : NULL, sc ? sc->n : 0);
	}
	memset(out, 0, sizeof(*out));
	out->field = field;
	dim_write(&c->dim, out);
}

static uint32_t write_rules(struct classifier *c, const struct table *t)
{
	uint32_t off, *rule;
	size_t i;

	off = blob_reserve(&c->blob, t->entries.n * sizeof(*rule));
	if (!off)
		return 0;
	rule = blob_at(&c->blob, off);
	for (i = 0; i < t->entries.n; i++)
		rule[i] = t->entries.v[i]->rule;
	return off;
}

static void write_table(struct classifier *c, const struct table *t,
			uint32_t at)
{
	struct xpf_image_dim dim[__XPF_F_COUNT];
	struct xpf_image_table out = {
		.family = t->family,
		.n_entries = (uint32_t)t->entries.n,
	};
	uint32_t f;

	bitmaps_begin(&c->bitmaps, t->entries.n);
	out.rules_off = write_rules(c, t);
	for (f = 0; f < __XPF_F_COUNT && !blob_full(&c->blob); f++)
		if (dim_needed(t, f))
			build_dim(c, t, f, &dim[out.n_dims++]);
	out.dims_off = blob_reserve(&c->blob, out.n_dims * sizeof(*dim));
	if (blob_full(&c->blob))
		return;
	memcpy(blob_at(&c->blob, out.dims_off), dim, out.n_dims * sizeof(*dim));
	memcpy(blob_at(&c->blob, at), &out, sizeof(out));
}

static enum classifier_fault
write_context(struct classifier *c, const struct context *ctx, uint32_t at)
{
	enum classifier_fault fault = CLASSIFIER_OK;
	struct xpf_image_context out = { 0 };
	struct tables t = { 0 };
	int class;
	size_t i;

	for (class = 0; class < N_CLASSES; class ++) {
		tables_add(&t, ctx, 4, class);
		tables_add(&t, ctx, 6, class);
		if (!c->mixed)
			continue;
		tables_add(&t, ctx, XPF_IMAGE_FAMILY_46, class);
		tables_add(&t, ctx, XPF_IMAGE_FAMILY_64, class);
	}
	out.n_tables = (uint32_t)t.v.n;
	out.tables_off =
		blob_reserve(&c->blob, t.v.n * sizeof(struct xpf_image_table));
	if (t.v.n > XPF_IMAGE_MAX_TABLES)
		fault = CLASSIFIER_TABLES;
	for (i = 0; i < t.v.n && !fault && !blob_full(&c->blob); i++)
		write_table(
			c, &t.v.v[i],
			out.tables_off +
				(uint32_t)(i * sizeof(struct xpf_image_table)));
	if (blob_full(&c->blob))
		fault = CLASSIFIER_MEMORY;
	if (!fault)
		memcpy(blob_at(&c->blob, at), &out, sizeof(out));
	tables_free(&t);
	return fault;
}

/* ---- the image ---- */

static uint32_t zones_needed(const struct classifier *c)
{
	const struct pair *p;
	uint32_t n = 0;

	vec_each(p, &c->pairs) {
		if (p->from >= n)
			n = p->from + 1U;
		if (p->to >= n)
			n = p->to + 1U;
	}
	return n;
}

static void write_index(struct classifier *c, struct xpf_image_header *h)
{
	size_t cells, i;
	const struct pair *p;
	uint16_t *cell;

	h->n_zones = zones_needed(c);
	cells = (size_t)h->n_zones * h->n_zones;
	h->index_off = blob_reserve(&c->blob, cells * sizeof(*cell));
	if (blob_full(&c->blob))
		return;
	cell = blob_at(&c->blob, h->index_off);
	for (i = 0; i < cells; i++)
		cell[i] = NO_CONTEXT;
	vec_each(p, &c->pairs)
		cell[p->from * h->n_zones + p->to] = (uint16_t)p->context;
}

static enum classifier_fault
write_all(struct classifier *c, struct xpf_image_header *h, uint32_t *context)
{
	enum classifier_fault fault = CLASSIFIER_OK;
	uint32_t i, size = sizeof(struct xpf_image_context);

	*context = UINT32_MAX;
	if (c->contexts.n >= NO_CONTEXT)
		return CLASSIFIER_CONTEXTS;
	blob_reserve(&c->blob, sizeof(*h));
	write_index(c, h);
	h->n_contexts = (uint32_t)c->contexts.n;
	h->contexts_off = blob_reserve(&c->blob, c->contexts.n * size);
	if (blob_full(&c->blob))
		return CLASSIFIER_MEMORY;
	for (i = 0; i < h->n_contexts && !fault; i++) {
		*context = i;
		fault = write_context(c, &c->contexts.v[i],
				      h->contexts_off + i * size);
	}
	return fault;
}

enum classifier_fault classifier_build(struct classifier *c, uint32_t n_rules,
				       void **data, size_t *size,
				       uint32_t *context)
{
	struct xpf_image_header h = {
		.magic = XPF_IMAGE_MAGIC,
		.version = XPF_IMAGE_VERSION,
		.n_rules = n_rules,
		.global = c->global,
	};
	enum classifier_fault fault = write_all(c, &h, context);

	if (fault) {
		blob_free(&c->blob);
		return fault;
	}
	h.size = (uint32_t)c->blob.len;
	memcpy(blob_at(&c->blob, 0), &h, sizeof(h));
	*data = c->blob.data;
	*size = c->blob.len;
	c->blob.data = NULL;
	blob_free(&c->blob);
	return CLASSIFIER_OK;
}
