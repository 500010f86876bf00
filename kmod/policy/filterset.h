/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The firewall filters of a ruleset: filters, their terms, and the meters
 * (counters and policers) that terms and interfaces share.  Meters belong to
 * stable ids: what they counted, and a policer's credit, go on over commits.
 */
#ifndef XPF_POLICY_FILTERSET_H
#define XPF_POLICY_FILTERSET_H

#include <linux/if.h>
#include <linux/in6.h>
#include <linux/percpu.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <uapi/linux/xpf.h>

struct xpf_counters;
struct xpf_counters_ref;
struct xpf_image;

struct xpf_filter {
	u32 id;
	bool plain;		/* some term that accepts is */
	char name[XPF_NAME_MAX];
};

/* What a policer enforces; a change of it starts a new credit. */
struct xpf_policer_spec {
	u64 rate, peak_rate;	/* bit/s, or packets/s */
	u64 burst, peak_burst;	/* bytes, or packets; never 0 where used */
	u8 kind;		/* enum xpf_meter_kind */
	u8 flags;		/* XPF_METER_* */
};

/* A set of meters, one for each value of some bits of an address. */
struct xpf_prefix_meters {
	u32 counter_id, policer_id;
	const struct xpf_meter *counter, *policer;	/* the first; NULL: none */
	u8 from, to;		/* bits of the address; 0, 0: there is no set */
};

/* One bucket: what is left may be below zero by one merged packet. */
struct xpf_credit {
	s64 left;		/* bytes or packets */
	u64 rest;		/* of the division, see filter/policer.c */
};

/* Shared by all CPUs, and by all rulesets that hold the same meter. */
struct xpf_policer {
	spinlock_t lock;	/* guards the buckets; BH disabled */
	u64 filled;		/* ns, when credit was added last */
	struct xpf_credit committed, peak;
	struct xpf_policer_spec spec;
	refcount_t refs;	/* process context */
};

struct xpf_meter {
	u32 id;
	u32 filter_id;
	u8 class, loss;
	u16 premium;			/* of HIERARCHICAL: 1 << class */
	struct xpf_policer_spec spec;
	struct xpf_policer *policer;	/* NULL: a counter */
	struct xpf_counters __percpu *counters;
	struct xpf_counters_ref *ref;
	char name[XPF_NAME_MAX];
};

struct xpf_filter_term {
	u32 filter_id, counter_id, policer_id;
	u32 flags;			/* XPF_TERM_* */
	u8 action;			/* enum xpf_fw_action */
	u8 reject;
	u8 class, loss, dscp;
	u8 mirror_family;		/* 0: no next hop */
	u8 n_predicates;
	bool plain;			/* lets pass or goes on, and does no
					 * more than count and discard what
					 * exceeds a policer: filter/lane.c
					 */
	u8 mirror_run, sample_run;
	u16 mirror_length;		/* 0: all of it */
	u32 mirror_rate, sample_rate;	/* one of so many */
	const struct xpf_predicate *predicate;
	const struct xpf_meter *counter, *policer;	/* NULL: none */
	atomic_t *chosen;		/* [2]: seen by mirror and by sample;
					 * NULL: each packet is taken
					 */
	bool more;			/* it does what few do: do_more() */
	struct in6_addr mirror_via;
	char mirror[IFNAMSIZ];		/* "": no copy */
	char route_by[IFNAMSIZ];	/* "": by its own instance */
	char next_if[IFNAMSIZ];		/* "": by its route */
	struct in6_addr next_ip;
	u8 next_family;			/* 0: by its destination */
	struct xpf_prefix_meters prefix;
	char name[XPF_NAME_MAX];
};

/* Does it choose the way of packets? */
static inline bool xpf_term_steers(const struct xpf_filter_term *t)
{
	return *t->route_by || *t->next_if || t->next_family;
}

/* What packets of an interface meet. */
struct xpf_bind_filters {
	u32 filter_id[XPF_FW_PLACES], policer_id[XPF_FW_PLACES];
	const struct xpf_filter *filter[XPF_FW_PLACES];
	const struct xpf_meter *policer[XPF_FW_PLACES];
	const struct xpf_bind_filters *host;	/* of lo0 in its VRF */
	bool is_host;			/* this one is lo0 */
	const struct xpf_cos *cos;	/* NULL: no class of service */
};

struct xpf_filterset {
	const struct xpf_image *image;	/* NULL: no filters */
	struct xpf_filter *filter;	/* in the order of contexts */
	struct xpf_filter_term *term;	/* in the order of rules */
	struct xpf_meter *meter;
	u32 *meter_by_id;
	u32 n_filters, n_terms, n_meters;
	bool routes;			/* some term chooses an instance */
};

struct xpf_filterset_caps {
	u32 filters, terms, meters;
};

/* Meters of the same id in @old go on; false: no memory. */
bool xpf_filterset_share(struct xpf_filterset *s,
			 const struct xpf_filterset *old);
void xpf_filterset_destroy(struct xpf_filterset *s);

const struct xpf_meter *xpf_meter_by_id(const struct xpf_filterset *s, u32 id);

#endif
