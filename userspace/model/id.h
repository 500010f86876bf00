/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stable ids: numbers that names get, whatever order they come in. */
#ifndef XPF_MODEL_ID_H
#define XPF_MODEL_ID_H

#include <stddef.h>
#include <stdint.h>

struct id_item {
	const char *name;	/* the full name; no two are the same */
	uint32_t id;		/* out */
};

/* Parts of a full name: cannot occur in one. */
#define ID_SEP "\x1f"

/*
 * Give every item an id in @lo..@hi. @n is at most their number.
 * The array is left in its order.
 */
void id_assign(struct id_item *items, size_t n, uint32_t lo, uint32_t hi);

#endif
