/* SPDX-License-Identifier: GPL-2.0 */
/* Filters in the express lane: those that do no more than let pass and count. */
#ifndef XPF_FILTER_LANE_H
#define XPF_FILTER_LANE_H

#include <linux/types.h>

struct xpf_binding;
struct xpf_ruleset;
struct xpf_meter;
struct xpf_session;

#define XPF_LANE_COUNTERS 8

/* A plain TCP segment or UDP datagram of a session, as the lane knows it. */
struct xpf_filter_lane {
	const struct xpf_ruleset *rs;
	const struct xpf_session *session;
	const struct xpf_binding *in; /* where it came in */
	const struct xpf_binding *out; /* where it leaves */
	const u8 *l3;
	u32 len; /* bytes from the IP header on */
	u16 size; /* of a merged one's segments; or 0 */
	u8 l4; /* offset of the transport header */
	u8 proto, ttl, tos;
	u8 wing;
};

/* What it met. */
struct xpf_filter_met {
	u32 bytes, packets; /* that a merged one is made of */
	u32 n_counters;
	const struct xpf_meter *policer; /* NULL: none */
	const struct xpf_meter *counter[XPF_LANE_COUNTERS];
};

/*
 * True: all filters and the policer that it meets let it pass; @met is filled
 * in.  False: nothing has been counted or paid, the pipeline must look.
 * Context: softirq, RCU.
 */
bool xpf_filter_lane(const struct xpf_filter_lane *p,
		     struct xpf_filter_met *met);
/* It passes: filters count it. */
void xpf_filter_lane_count(const struct xpf_filter_met *met);

#endif
