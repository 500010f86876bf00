// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit protocols bgp], here and in each instance: what Junos' routing
 * process refuses and the grammar cannot say, because AS numbers are
 * inherited by a neighbor from its group, from BGP, and from elsewhere.
 */
#include "model/builder.h"

#include <string.h>

struct levels {
	const struct cnode *options; /* routing-options of the instance */
	const struct cnode *bgp, *group, *neighbor;
};

static bool says(const struct levels *l, const char *word)
{
	return cn_has(l->neighbor, word) || cn_has(l->group, word) ||
	       cn_has(l->bgp, word);
}

static bool has_local_as(struct builder *b, const struct levels *l)
{
	return says(l, "local-as") || cn_has(l->options, "autonomous-system") ||
	       cn_has(cn_child(b->root, "routing-options"),
		      "autonomous-system");
}

static bool is_internal(const struct levels *l)
{
	const char *type = cn_value(l->group, "type");

	return type && !strcmp(type, "internal");
}

static void check_neighbor(struct builder *b, const struct levels *l)
{
	const char *fault = NULL;

	if (!has_local_as(b, l))
		fault = "must define local autonomous system when enabling BGP";
	else if (!is_internal(l) && !says(l, "peer-as"))
		fault = "peer AS number must be configured for an external peer";
	if (fault)
		fault_at(b, l->neighbor,
			 "Error in neighbor %s of group %s:\n%s",
			 cn_key(l->neighbor, 0), cn_key(l->group, 0), fault);
}

static void check_bgp(struct builder *b, const struct cnode *at)
{
	struct levels l = { .options = cn_child(at, "routing-options"),
			    .bgp = cn_path(at, "protocols", "bgp", NULL) };

	if (cn_has(l.bgp, "disable"))
		return;
	for (l.group = cn_first(l.bgp, "group"); l.group;
	     l.group = cn_next(l.group))
		for (l.neighbor = cn_first(l.group, "neighbor"); l.neighbor;
		     l.neighbor = cn_next(l.neighbor))
			check_neighbor(b, &l);
}

void build_bgp(struct builder *b)
{
	const struct cnode *i;

	check_bgp(b, b->root);
	for (i = cn_first(cn_child(b->root, "routing-instances"), "instance");
	     i; i = cn_next(i))
		check_bgp(b, i);
}
