// SPDX-License-Identifier: GPL-2.0
/*
 * Destination NAT, by static rules and by pools.
 *
 * Nothing is allocated: what a destination becomes follows from the rule and
 * the address alone.  A pool of several addresses is taken in order: the n-th
 * address of an aligned block becomes the n-th of the pool.
 *
 * Pure: reads an immutable ruleset.
 */
#include <linux/in.h>
#include <linux/in6.h>

#include "nat/destination.h"
#include "nat/static.h"
#include "policy/pool.h"
#include "policy/ruleset.h"

static bool has_ports(const struct xpf_key *key)
{
	return key->proto == IPPROTO_TCP || key->proto == IPPROTO_UDP ||
	       key->proto == IPPROTO_UDPLITE || key->proto == IPPROTO_SCTP ||
	       key->proto == IPPROTO_DCCP;
}

static u32 low_word(const struct xpf_key *key)
{
	return be32_to_cpu(
		key->daddr.s6_addr32[key->family == AF_INET ? 0 : 3]);
}

static void to_pool(const struct xpf_nat_pool *p, struct xpf_key *key)
{
	xpf_pool_addr(p, low_word(key) % p->size, &key->daddr);
	if (p->port_lo && has_ports(key))
		key->dport = cpu_to_be16(p->port_lo);
}

const struct xpf_nat_rule *xpf_dnat(const struct xpf_ruleset *rs,
				    const struct xpf_fields *f,
				    struct xpf_key *key)
{
	const struct xpf_nat_rule *r;

	r = xpf_nat_lookup(rs, XPF_IMAGE_STATIC_NAT, f);
	if (r && r->map.family == key->family && xpf_static_in(r, key))
		return r;
	r = xpf_nat_lookup(rs, XPF_IMAGE_DESTINATION_NAT, f);
	if (!r || r->action != XPF_NAT_POOL || r->pool->family != key->family)
		return NULL;
	to_pool(r->pool, key);
	this_cpu_inc(r->pool->counters->hits);
	return r;
}
