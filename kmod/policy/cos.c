// SPDX-License-Identifier: GPL-2.0
/*
 * The tables of an interface's class of service: what the manager may put into
 * them, and whether they say anything at all.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "policy/cos.h"

static bool all_below(const u8 *v, u32 n, u8 end)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (v[i] >= end && v[i] != XPF_COS_NONE)
			return false;
	return true;
}

bool xpf_cos_valid(const struct xpf_cos *c)
{
	return all_below(c->classify[0], sizeof(c->classify), 64) &&
	       all_below(c->classify_8021, sizeof(c->classify_8021), 64) &&
	       all_below(c->rewrite[0], sizeof(c->rewrite),
			 XPF_COS_PRECEDENCE + 8) &&
	       all_below(c->rewrite_8021, sizeof(c->rewrite_8021), 8);
}

static bool says(const u8 *v, size_t n)
{
	return memchr_inv(v, XPF_COS_NONE, n);
}

bool xpf_cos_classifies(const struct xpf_cos *c)
{
	return c && (says(c->classify[0], sizeof(c->classify)) ||
		     says(c->classify_8021, sizeof(c->classify_8021)));
}

bool xpf_cos_rewrites(const struct xpf_cos *c)
{
	return c && (says(c->rewrite[0], sizeof(c->rewrite)) ||
		     says(c->rewrite_8021, sizeof(c->rewrite_8021)));
}

const struct xpf_cos *xpf_cos_copy(const struct xpf_cos *c)
{
	return kmemdup(c, sizeof(*c), GFP_KERNEL_ACCOUNT);
}
