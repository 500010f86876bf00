/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The permission bits of login classes, by Junos' names, and which of them a
 * statement of the configuration needs.  Facts only: who has which is
 * login.h's.
 */
#ifndef XPF_XPFD_PERMISSION_H
#define XPF_XPFD_PERMISSION_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/schema.h"

struct permission {
	const char *name, *help;
};

/* In the order of `show cli authorization`; ends with a NULL name. */
extern const struct permission permissions[];

/* Every bit there is. */
uint64_t permission_all(void);
/* The bit of this name alone; 0: there is none. */
uint64_t permission_bit(const char *name);
/* The bits that a word of `permissions [ ... ]` gives; 0: no such word. */
uint64_t permission_bits(const char *name);

/* What seeing and changing a statement takes: any one bit of each. */
struct area {
	uint64_t view, control;
};

#define AREA_ROWS 48

/* The rows of the table that this grammar has, resolved once. */
struct areas {
	struct {
		const struct snode *s;
		struct area area;
	} row[AREA_ROWS];
	int n;
	uint64_t trace, trace_control;
	struct area other;	/* of what no row names: nobody's */
};

void areas_init(struct areas *a, const struct schema *s);
/*
 * The area of a statement whose parent lies in @above (area_top() for
 * statements of the top level).
 */
struct area area_of(const struct areas *a, const struct snode *s,
		    struct area above);
struct area area_top(const struct areas *a);

#endif
