// SPDX-License-Identifier: GPL-2.0
/* The life of what source NAT keeps: maps, blocks, bindings, use. */
#include <linux/random.h>

#include "nat/block.h"
#include "nat/maps.h"
#include "nat/nat.h"
#include "nat/persist.h"
#include "nat/usage.h"
#include "xpf.h"

int xpf_nat_start(struct xpf_net *xn)
{
	xn->nat_seed = get_random_u32();
	xn->maps = xpf_maps_new();
	xn->blocks = xpf_blocks_new(xn);
	xn->persist = xpf_persist_new(xn);
	xn->usage = xpf_usage_new(xn);
	if (xn->maps && xn->blocks && xn->persist && xn->usage)
		return 0;
	xpf_nat_stop(xn);
	return -ENOMEM;
}

/* Bindings give their ports back. */
void xpf_nat_stop(struct xpf_net *xn)
{
	xpf_usage_free(xn->usage);
	xn->usage = NULL;
	xpf_persist_free(xn->persist);
	xn->persist = NULL;
	xpf_blocks_free(xn->blocks);
	xn->blocks = NULL;
	xpf_maps_free(xn->maps);
	xn->maps = NULL;
}

void xpf_nat_sweep(struct xpf_net *xn, const struct xpf_ruleset *rs)
{
	xpf_persist_sweep(xn, rs);
	xpf_block_sweep(xn, rs);
}
