/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The classifier builder: ordered rules in, one image (xpf/image.h) out.
 * It knows fields and numbers, and nothing of policies or NAT.
 *
 * A rule is one or more entries.  An entry accepts a packet when every one of
 * its ten conditions does; a condition that was not set accepts nothing, so
 * that what is forgotten denies.
 */
#ifndef XPF_COMPILE_CLASSIFIER_H
#define XPF_COMPILE_CLASSIFIER_H

#include <stddef.h>
#include <stdint.h>

#include <linux/xpf.h>
#include <xpf/image.h>

#include "compile/dim.h"

struct addr_range;
struct classifier;

struct cond {
	enum cond_op op;
	struct valset *const *set;	/* the union of these */
	size_t n;
};

struct entry {
	uint32_t rule;
	struct cond cond[__XPF_F_COUNT];
};

enum classifier_fault {
	CLASSIFIER_OK,
	CLASSIFIER_MEMORY,	/* the image outgrows its limit */
	CLASSIFIER_CONTEXTS,	/* too many contexts */
	CLASSIFIER_TABLES,	/* too many rules in one context */
};

/* @limit: largest image in bytes */
struct classifier *classifier_new(size_t limit);
void classifier_free(struct classifier *c);

/* Sets live as long as the classifier. Rules that share a set share the work
 * and the memory that it costs.
 */
struct valset *classifier_addresses(struct classifier *c,
				    const struct addr_range *r, size_t n);
struct valset *classifier_numbers(struct classifier *c,
				  const struct num_range *r, size_t n);
struct valset *classifier_number(struct classifier *c, uint32_t value);

/* An entry of a rule that accepts everything, to be narrowed. */
struct entry entry_any(uint32_t rule);
/* Take a condition; the array @set is borrowed until classifier_add(). */
void entry_in(struct entry *e, enum xpf_image_field f,
	      struct valset *const *set, size_t n);
void entry_not_in(struct entry *e, enum xpf_image_field f,
		  struct valset *const *set, size_t n);

/* A list of rules; returns its number. */
uint32_t classifier_context(struct classifier *c);
/* Entries in the order of their rules. */
void classifier_add(struct classifier *c, uint32_t context,
		    const struct entry *e);
/* Flows may have a source of one family and a destination of the other. */
void classifier_mixed(struct classifier *c);

/* Which context a zone pair is looked up in, and which one after that. */
void classifier_pair(struct classifier *c, uint16_t from, uint16_t to,
		     uint32_t context);
void classifier_global(struct classifier *c, uint32_t context);

/*
 * @n_rules: of the whole image
 * @data, @size: the image, to be freed by free()
 * @context: of a fault, the context where it happened; UINT32_MAX: in none
 */
enum classifier_fault classifier_build(struct classifier *c, uint32_t n_rules,
				       void **data, size_t *size,
				       uint32_t *context);

#endif
