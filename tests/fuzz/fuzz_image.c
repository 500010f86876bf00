// SPDX-License-Identifier: GPL-2.0
/*
 * The image verifier: whatever it lets in must be safe to look up, under
 * AddressSanitizer, for any packet.
 *
 * Raw bytes hardly ever become an image, so most inputs are recipes: which of
 * a few good images (built by the naive twin of tests/kshim) to start from,
 * and which words of it to change to what.
 */
#include <kshim.h>

#include "../kshim/lib/naive.h"
#include "../kshim/lib/random.h"

#include "policy/classify.c"
#include "policy/image.c"

#define BASES 8

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static struct xpf_image *base[BASES];

static void random_entry(struct naive_entry *e, u32 rule, u32 contexts)
{
	u32 f, i;

	e->rule = rule;
	e->context = rnd(contexts);
	e->family = rnd(2) ? 4 : 6;
	for (f = 0; f < __XPF_F_COUNT; f++) {
		struct naive_cond *c = &e->cond[f];

		c->any = rnd(3);
		c->n = c->any ? 0 : 1 + rnd(NAIVE_RANGES - 1);
		for (i = 0; i < c->n; i++) {
			c->lo[i] = rnd(200);
			c->hi[i] = c->lo[i] + rnd(50);
		}
	}
}

static struct xpf_image *build_base(u32 which)
{
	u16 index[9] = { 0, 1, 0xffff, 0, 0, 1, 1, 0xffff, 0 };
	struct naive n = {
		.n_rules = 1 + which * 12,
		.n_zones = which % 4,
		.n_contexts = 2,
		.global = which % 2 ? 1 : 0xffff,
		.index = index,
	};
	struct xpf_image *img;
	u32 i;

	n.n_entries = n.n_rules;
	n.entry = calloc(n.n_entries, sizeof(*n.entry));
	for (i = 0; i < n.n_entries; i++)
		random_entry(&n.entry[i], i, 2);
	img = naive_build(&n);
	free(n.entry);
	return img;
}

static struct xpf_image *copy(const void *data, u32 size)
{
	struct xpf_image *img = malloc(sizeof(*img) + size);

	img->size = size;
	memcpy(img->data, data, size);
	return img;
}

/* Each change: a word of the image, an operation, a value. */
static void cook(struct xpf_image *img, const u8 *data, size_t size)
{
	for (; size >= 7; data += 7, size -= 7) {
		u32 at = (data[0] | data[1] << 8) % (img->size / 4) * 4, v, now;

		memcpy(&v, data + 3, 4);
		memcpy(&now, img->data + at, 4);
		switch (data[2] % 4) {
		case 0:
			now = v;
			break;
		case 1:
			now ^= v;
			break;
		case 2:
			now += v % 64 * 8;
			break;
		case 3:
			now -= v % 64 * 8;
			break;
		}
		memcpy(img->data + at, &now, 4);
	}
}

static void look_at_contexts(const struct xpf_image *img,
			     const struct xpf_fields *f)
{
	const struct xpf_image_header *h = (const void *)img->data;
	u32 c, rule;

	for (c = 0; c < h->n_contexts && c < 8; c++)
		for (rule = 0;; rule++) {
			rule = xpf_classify_context(img, c, f, rule);
			if (rule == XPF_IMAGE_NO_RULE)
				break;
			if (rule >= h->n_rules)
				abort();
			if (rule > 1000)
				break;
		}
}

static void look_up(const struct xpf_image *img)
{
	struct xpf_key key = { 0 };
	u32 i, rule;

	for (i = 0; i < 64; i++) {
		struct xpf_fields f = {
			.key = &key,
			.service = rnd(300),
			.sport = rnd(300),
			.from_zone = rnd(5),
			.to_zone = rnd(5),
			.in_if = rnd(300),
			.out_if = rnd(300),
			.in_vrf = rnd(300),
			.out_vrf = rnd(300),
			.proto = rnd(300),
			.dport = rnd(300),
			.tcp_flags = rnd(300),
			.fragment = rnd(300),
			.class = rnd(300),
		};

		key.family = i % 2 ? AF_INET6 : AF_INET;
		key.saddr.s6_addr[i % 2 ? 15 : 3] = rnd(256);
		key.daddr.s6_addr[i % 2 ? 15 : 3] = rnd(256);
		rule = xpf_classify(img, &f);
		look_at_contexts(img, &f);
		if (rule != XPF_IMAGE_NO_RULE &&
		    rule >= ((const struct xpf_image_header *)img->data)
				    ->n_rules)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	const struct xpf_image_header *h;
	struct xpf_image *img;
	const char *why = NULL;
	u32 i;

	if (!base[0])
		for (i = 0; i < BASES; i++)
			base[i] = build_base(i);
	if (!size)
		return 0;
	if (data[0] < 200) {
		img = copy(base[data[0] % BASES]->data,
			   base[data[0] % BASES]->size);
		cook(img, data + 1, size - 1);
	} else {
		img = copy(data + 1, size - 1);
	}
	h = (const struct xpf_image_header *)img->data;
	if (!xpf_image_verify(img, img->size >= sizeof(*h) ? h->n_rules : 0,
			      &why))
		look_up(img);
	else if (!why)
		abort();
	free(img);
	return 0;
}
