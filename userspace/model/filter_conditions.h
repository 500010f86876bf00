/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A term's conditions while they are read: filter_match, filter_predicate. */
#ifndef XPF_MODEL_FILTER_CONDITIONS_H
#define XPF_MODEL_FILTER_CONDITIONS_H

#include "model/filter_bits.h"
#include "model/filter_match.h"

struct filter_conditions {
	struct builder *b;
	enum filter_family family;
	bool drops;
	struct model_match *m;
	struct bits_field sport, dport, port, proto, next_header, icmp_type;
	struct bits_field icmp_code, tcp_flags, tos, length, ttl, fragment, options;
	struct bits_field interface, class;
	VEC(struct xpf_predicate) predicates;
	VEC(const struct cnode *) src, dst, either; /* addresses and lists */
};

/* "A" or "A-B" */
bool filter_numbers(const char *text, uint32_t *lo, uint32_t *hi);

/* filter_predicate.c: @n is the first statement of its kind where it is a list. */
void filter_flexible_mask(struct filter_conditions *t, const struct cnode *n);
void filter_flexible_range(struct filter_conditions *t, const struct cnode *n);
void filter_flow_label(struct filter_conditions *t, const struct cnode *n);
/* Fields of 32 bits; false: @n is none. */
bool filter_words(struct filter_conditions *t, const struct cnode *n);

#endif
