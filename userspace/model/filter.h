/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Firewall filters, resolved: what each term matches as sets of values, what
 * it does as pointers.
 *
 * A filter of the model is an instance: one for each interface and direction
 * where the configuration's filter is interface-specific or part of a list,
 * else one for all.  So is a meter: a counter of a filter, or a policer of a
 * term, of a filter or of an interface.
 */
#ifndef XPF_MODEL_FILTER_H
#define XPF_MODEL_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/xpf.h>

#include "lib/addr.h"
#include "lib/vec.h"

struct cnode;
struct model_interface;

struct value_range {		/* inclusive */
	uint32_t lo, hi;
};

/* Values of one field; not given: any. */
struct value_set {
	bool given;
	const struct value_range *range;	/* ascending */
	unsigned int n;				/* 0 and given: none */
};

struct address_set {
	bool given;
	const struct addr_range *range;
	unsigned int n;
};

struct model_match {
	bool never;		/* asks for what cannot be: matches nothing */
	struct address_set src, dst, either;
	struct value_set sport, dport, port;	/* port: either */
	struct value_set proto, next_header, icmp, tcp_flags, tos, length;
	struct value_set ttl, fragment, options, interface, class;
	const struct xpf_predicate *predicate;
	unsigned int n_predicates;
};

struct model_filter;

struct model_meter {
	const char *name;	/* "pol-t1-ge-0/0/0.0-i" */
	uint32_t id;		/* stable */
	const struct model_filter *filter;	/* NULL: of an interface */
	const char *interface;	/* of interface policers: its name */
	enum xpf_meter_kind kind;
	uint32_t flags;		/* XPF_METER_* */
	uint64_t rate, burst, peak_rate, peak_burst;
	uint8_t class, loss;
	uint16_t premium;	/* classes of HIERARCHICAL, 1 << class */
};

struct model_filter_term {
	const char *name;
	const struct model_match *match;
	enum xpf_fw_action action;
	uint8_t reject;
	uint32_t flags;		/* XPF_TERM_* */
	uint8_t class, loss, dscp;
	const struct model_meter *counter, *policer;
	/* The first of a set, one for each value of bits from..to of an
	 * address; NULL: none.
	 */
	const struct model_meter *prefix_counter, *prefix_policer;
	uint8_t prefix_from, prefix_to;
	const char *route_by;	/* device; NULL: none */
	const char *next_if;	/* device; NULL: none */
	struct addr next_ip;	/* family 0: none */
	const char *mirror;	/* device; NULL: none */
	struct addr mirror_via;	/* family 0: none */
	uint32_t mirror_rate, sample_rate;	/* one of so many; 0: each */
	uint8_t mirror_run, sample_run;	/* and so many behind it */
	uint16_t mirror_length;	/* bytes of a copy; 0: all */
	const struct cnode *node;	/* while its tree lives */
};

struct model_filter {
	const char *name;	/* "F", "F-ge-0/0/0.0-i" */
	uint32_t id;		/* stable */
	bool inet, inet6;	/* families it looks at; any: both */
	VEC(struct model_filter_term) terms;
	const struct cnode *node;	/* while its tree lives */
};

/* A classifier or a rewrite rule at an interface, as show tells of it. */
struct model_cos_object {
	const char *object;	/* "Classifier", "Rewrite" */
	const char *name;
	const char *type;	/* "dscp", "ieee8021p", ... */
};

/* What stands at an interface, by enum xpf_fw_place. */
struct model_filters {
	const struct model_filter *filter[XPF_FW_PLACES];
	const struct model_meter *policer[XPF_FW_PLACES];
	bool is_host;		/* lo0: of packets to and from this host */
	const struct xpf_cos *cos;	/* NULL: none */
	VEC(struct model_cos_object) objects;	/* what it is made of */
};

#endif
