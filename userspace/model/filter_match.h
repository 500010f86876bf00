/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What terms of firewall filters match: for filter.c. */
#ifndef XPF_MODEL_FILTER_MATCH_H
#define XPF_MODEL_FILTER_MATCH_H

#include "model/builder.h"
#include "model/filter.h"

enum filter_family { FILTER_INET, FILTER_INET6, FILTER_ANY };

/*
 * @from: may be NULL: everything matches.  @drops: what matches is dropped.  Of a
 * condition that has no effect yet nobody knows what it would fit: a term that
 * drops does without it, any other one matches nothing.
 */
const struct model_match *filter_match(struct builder *b,
				       const struct cnode *from,
				       enum filter_family family, bool drops);

/* Addresses, prefix lists and exceptions of one condition. */
struct address_set filter_addresses(struct builder *b,
				    const struct cnode *const *nodes, size_t n);

/* Names of values; a list ends with NULL. */
struct filter_name {
	const char *name;
	int value;
};
extern const struct filter_name filter_dscp_names[];
extern const struct filter_name filter_precedence_names[];
extern const struct filter_name filter_icmp_type_names[];
extern const struct filter_name filter_icmp_code_names[];
extern const struct filter_name filter_icmp6_type_names[];
extern const struct filter_name filter_icmp6_code_names[];
extern const struct filter_name filter_option_names[];
extern const struct filter_name filter_extension_names[];
/* The value of a name or a number; -1: it is neither. */
int filter_named(const struct filter_name *n, const char *text);

/* The number of a forwarding class, by its name; -1: there is none. */
int filter_class(struct builder *b, const char *name);
/* `forwarding-class` of a `then`, which must be one; false: none is named. */
bool filter_then_class(struct builder *b, const struct cnode *then,
		       uint8_t *class);
/* "low", "medium-low", ... */
uint8_t filter_loss(const char *name);
/* Six bits by name, number, or themselves. */
uint8_t filter_dscp(const char *text);

/*
 * The bits that an expression of flags accepts, as Junos has them:
 * "(syn & !ack) | 0x4".  @value: a field's value.  Sets *@ok to false if it is
 * no expression.
 */
struct flag_name {
	const char *name;
	uint32_t bit;
};
bool flag_expression(const char *text, const struct flag_name *names,
		     uint32_t value, bool *ok);

#endif
