// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit access address-assignment]: the ranges of a pool lie in its network
 * and begin before they end.
 */
#include "lib/addr.h"
#include "model/builder.h"

static bool address(const struct cnode *range, const char *word,
		    struct prefix *p)
{
	const char *v = cn_value(range, word);

	return v && !prefix_parse(v, p);
}

static void check_range(struct builder *b, const struct cnode *range,
			const struct prefix *net)
{
	struct addr_range all = prefix_range(net);
	struct prefix low, high;

	if (!address(range, "low", &low) || !address(range, "high", &high))
		return;
	if (addr_cmp(&low.addr, &all.lo) < 0 ||
	    addr_cmp(&high.addr, &all.hi) > 0)
		fault_at(b, range,
			 "address range is not within the network of the pool");
	else if (addr_cmp(&low.addr, &high.addr) > 0)
		fault_at(b, range, "invalid address range");
}

static void check_family(struct builder *b, const struct cnode *family)
{
	const char *text = cn_value(family, "network");
	const struct cnode *r;
	struct prefix net;

	if (!text)
		text = cn_value(family, "prefix");
	if (!text || prefix_parse(text, &net))
		return;
	for (r = cn_first(family, "range"); r; r = cn_next(r))
		check_range(b, r, &net);
}

void build_leases(struct builder *b)
{
	const struct cnode *pools =
		cn_path(b->root, "access", "address-assignment", NULL);
	const struct cnode *p, *family;

	for (p = cn_first(pools, "pool"); p; p = cn_next(p)) {
		family = cn_child(p, "family");
		check_family(b, cn_child(family, "inet"));
		check_family(b, cn_child(family, "inet6"));
	}
}
