/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Fragments that lie over each other.  See overlap.c.
 */
#ifndef XPF_SCREEN_OVERLAP_H
#define XPF_SCREEN_OVERLAP_H

#include <linux/types.h>

#include "pkt/key.h"

struct xpf_keyed;
struct xpf_piece;

struct xpf_keyed *xpf_overlaps_new(void);

/*
 * A fragment of the datagram (addresses, protocol, instance of @key, and
 * identification) came: does it lie over another of it, or did one before it?
 * The same piece once more does not.
 * @now: seconds
 * @evicted: out: another datagram had to be forgotten
 * Context: BH disabled.
 */
bool xpf_overlap(struct xpf_keyed *t, const struct xpf_key *key,
		 const struct xpf_piece *piece, u32 now, bool *evicted);

#endif
