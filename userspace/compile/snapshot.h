/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A snapshot under construction: what the parts of the compiler share. */
#ifndef XPF_COMPILE_SNAPSHOT_H
#define XPF_COMPILE_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#include "compile/classifier.h"
#include "dataplane/objects.h"

struct arena;
struct diag;
struct model;
struct model_term;

struct snapshot {
	struct dp_ruleset rs;	/* first: what the caller holds */
	struct arena *arena;	/* everything but the images */
	void *image[__XPF_IMAGE_KINDS];
	size_t limit;		/* of one image */
};

void snapshot_policies(struct snapshot *s, const struct model *m,
		       struct diag *d);
void snapshot_nat(struct snapshot *s, const struct model *m,
			 struct diag *d);

void snapshot_filters(struct snapshot *s, const struct model *m,
		      struct diag *d);
/* Of filters: as text, an interface's, and as part of the digest. */
struct buf;
void filters_print(const struct dp_ruleset *rs, struct buf *out);
void filters_print_places(const struct dp_ruleset *rs,
			  const struct dp_interface *p, struct buf *out);
uint64_t filters_digest(uint64_t h, const struct dp_ruleset *rs);

/* Ranges as the dataplane takes them. */
struct xpf_nat_range *snapshot_ranges(struct arena *a,
				      const struct addr_range *r,
				      unsigned int n);

/* Build @c into image @kind; returns false and the faulty context if it does
 * not fit, with the reason in @fault.
 */
bool snapshot_image(struct snapshot *s, enum xpf_image_kind kind,
		    struct classifier *c, size_t n_rules, const char **fault,
		    uint32_t *context);

/*
 * What a list of terms accepts, as alternatives: terms that leave the source
 * port open are one, each of the others is one of its own.
 */
struct service {
	struct valset *service;	/* NULL: any */
	struct valset *sport;	/* NULL: any */
};

struct services {
	struct service *v;
	size_t n;
};

struct services snapshot_services(struct arena *a, struct classifier *c,
				  const struct model_term *t, size_t n);

#endif
