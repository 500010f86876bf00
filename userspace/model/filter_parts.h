/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a filter's instance, for filter.c: meters and actions. */
#ifndef XPF_MODEL_FILTER_PARTS_H
#define XPF_MODEL_FILTER_PARTS_H

#include "conf/conf.h"
#include "model/filter_match.h"

/* Where an instance stands; NULL interface: anywhere. */
struct filter_site {
	const struct model_interface *interface;
	const struct cnode *unit;
	bool out;
};

/* A filter while it is instantiated. */
struct filter_making {
	struct builder *b;
	struct model_filter *f;
	struct filter_site at; /* interface NULL: for all */
	enum filter_family family;
	int depth;
};

/* "-INTERFACE-i"; "" where an instance stands for all. */
const char *filter_suffix(struct builder *b, const struct filter_site *at);

/* @list: "policer", "three-color-policer", ...; NULL: not defined */
const struct cnode *filter_find_policer(struct builder *b, const char *list,
					const char *name);

/* A filter's counter, made when it is first asked for. */
const struct model_meter *filter_counter(struct builder *b,
					 const struct model_filter *f,
					 const char *name);

/*
 * A policer's instance, made when it is first asked for.
 * @f: the filter; NULL: of an interface, where @family says which
 */
const struct model_meter *
filter_policer(struct builder *b, const struct cnode *n,
	       const struct model_filter *f, const char *term,
	       const struct filter_site *at, const char *family);

/* `then prefix-action`: @n is its definition. */
void filter_prefix_action(struct filter_making *k, const struct cnode *n,
			  struct model_filter_term *t);

/* Faults of policers that stand nowhere, too. */
void filter_check_policers(struct builder *b);
/* When filters have theirs. */
void filter_assign_meter_ids(struct builder *b);

/* filter_then.c: @then may be NULL */
void filter_then(struct filter_making *k, const struct cnode *then,
		 struct model_filter_term *t);

#endif
