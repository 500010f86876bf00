/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading classifier images (xpf/image.h): for printing them, for asking
 * them with no kernel at hand, and for tests.  Plain and slow; the kernel has
 * its own reader, and this one is its twin.
 */
#ifndef XPF_COMPILE_IMAGE_H
#define XPF_COMPILE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/xpf.h>
#include <xpf/image.h>

#include "compile/valset.h"

/* A packet: addresses in field[XPF_F_SADDR] and [XPF_F_DADDR]. */
struct image_packet {
	int family;		/* of a table: 4, 6, 46 or 64 */
	struct val field[__XPF_F_COUNT];
};

/* Is every word of it as xpf/image.h demands? NULL, or what is not. */
const char *image_check(const void *data, size_t size);

/* Functions below take images that were checked. */

/* The least rule that accepts @p in the context of its zone pair, then in
 * the global one; XPF_IMAGE_NO_RULE: none.
 */
uint32_t image_lookup(const void *data, const struct image_packet *p);

const struct xpf_image_header *image_header(const void *data);
const struct xpf_image_context *image_contexts(const void *data);
const struct xpf_image_table *image_tables(const void *data,
					   const struct xpf_image_context *c);
const struct xpf_image_dim *image_dims(const void *data,
				       const struct xpf_image_table *t);
const uint32_t *image_rules(const void *data, const struct xpf_image_table *t);
/* Context of a zone pair, or 0xffff. */
uint16_t image_pair(const void *data, uint32_t from, uint32_t to);
struct val image_bound(const void *data, const struct xpf_image_table *t,
		       const struct xpf_image_dim *d, uint32_t i);
/* Is entry @bit in the bitmap of interval @i? */
bool image_bit(const void *data, const struct xpf_image_table *t,
	       const struct xpf_image_dim *d, uint32_t i, uint32_t bit);

#endif
