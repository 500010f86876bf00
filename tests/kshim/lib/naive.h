/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The classifier's naive twin: rules as lists of ranges, a builder of images
 * that knows no trick, and a lookup that tries one rule after the other.
 */
#ifndef NAIVE_H
#define NAIVE_H

#include <kshim.h>
#include <linux/xpf.h>
#include <xpf/image.h>

#include "policy/ruleset.h"

typedef unsigned __int128 u128;

#define NAIVE_RANGES	4
#define NAIVE_CONTEXTS	8

struct naive_cond {
	bool any;
	u32 n;			/* 0 and not any: nothing matches */
	u128 lo[NAIVE_RANGES], hi[NAIVE_RANGES];
};

struct naive_entry {
	u32 rule;
	u32 context;
	u8 family;		/* 4 or 6 */
	struct naive_cond cond[__XPF_F_COUNT];
};

struct naive {
	u32 n_rules, n_entries;
	u32 n_zones, n_contexts;
	u32 global;		/* 0xffff: none */
	u16 *index;		/* n_zones * n_zones */
	struct naive_entry *entry;	/* by rule */
};

/* malloc()ed, struct xpf_image. */
struct xpf_image *naive_build(const struct naive *n);
u32 naive_lookup(const struct naive *n, const struct xpf_fields *f);
/* In one context, from rule @first on. */
u32 naive_context(const struct naive *n, u32 context,
		  const struct xpf_fields *f, u32 first);

#endif
