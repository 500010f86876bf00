// SPDX-License-Identifier: GPL-2.0
/*
 * Source NAT: to the address of the egress interface, to a pool, or by a
 * static rule in the direction from inside.
 *
 * A pool gives the session one of its addresses: the one that belongs to the
 * host (shifting), always the same one of a host (paired), or any; when that
 * one has no port left, the next ones are tried.  Where ports stay as they
 * are, no port is taken: the table of sessions itself tells whether the
 * translated flow is still free (-EEXIST), and the next address is tried.
 *
 * Ports come from maps (maps.c) or, where hosts have blocks of them, from these
 * (block.c).  Where several sessions may share a port, too, the table tells
 * whether their remotes differ.
 *
 * Invariant: bits set = sessions that hold a translated port.
 */
#include <linux/in.h>
#include <linux/jhash.h>
#include <linux/random.h>

#include "nat/block.h"
#include "nat/egress.h"
#include "nat/maps.h"
#include "nat/persist.h"
#include "nat/source.h"
#include "nat/static.h"
#include "nat/usage.h"
#include "policy/pool.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

#define MAX_TRIES 256 /* addresses of a pool that are tried for one session */

enum port_use { NO_PORTS, PORTS, ECHO_ID };

static enum port_use port_use(const struct xpf_key *key)
{
	switch (key->proto) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		return PORTS;
	case IPPROTO_ICMP:
		return key->family == AF_INET ? ECHO_ID : NO_PORTS;
	case IPPROTO_ICMPV6:
		return key->family == AF_INET6 ? ECHO_ID : NO_PORTS;
	}
	return NO_PORTS;
}

/* A port was taken for the flow in @key. */
static int use_port(struct xpf_net *xn, struct xpf_key *key, u16 port)
{
	xpf_stat_inc(xn, XPF_S_NAT_ALLOCATED);
	key->sport = cpu_to_be16(port);
	if (port_use(key) == ECHO_ID)
		key->dport = key->sport;
	return XPF_SNAT_PORT;
}

/* A port of the address in @key, if its protocol has any. */
static int alloc_port(struct xpf_net *xn, u16 vrf, struct xpf_key *key,
		      const struct xpf_port_range *r)
{
	u16 port;

	if (port_use(key) == NO_PORTS)
		return 0;
	port = xpf_maps_take(xn->maps, vrf, key, r);
	return port ? use_port(xn, key, port) : -ENOSPC;
}

static struct xpf_port_range pool_ports(const struct xpf_nat_pool *p)
{
	return (struct xpf_port_range){
		.lo = p->port_lo,
		.hi = p->port_hi,
		.layers = p->overload,
		.how = p->flags & XPF_POOL_IN_ORDER ? XPF_PORT_NEXT :
						      XPF_PORT_RANDOM,
	};
}

/* Of the egress interface; @rule: NULL: gone */
static struct xpf_port_range interface_ports(const struct xpf_nat_rule *rule)
{
	return (struct xpf_port_range){
		.lo = XPF_PORT_MIN,
		.hi = XPF_PORT_SINGLE,
		.layers = rule ? rule->overload : 1,
		.how = rule && rule->in_order ? XPF_PORT_NEXT : XPF_PORT_RANDOM,
	};
}

static int from_interface(struct xpf_net *xn, const struct xpf_nat_rule *rule,
			  const struct net_device *out, u16 vrf,
			  struct xpf_key *key)
{
	struct xpf_port_range r = interface_ports(rule);
	struct in6_addr host = key->saddr;
	int ret;

	if (!xpf_egress_addr(out, key))
		return -EADDRNOTAVAIL;
	ret = alloc_port(xn, vrf, key, &r);
	if (unlikely(ret < 0))
		key->saddr = host;
	return ret;
}

/* The host's own ports; protocols without any pass by the host's address. */
static int from_block(struct xpf_net *xn, const struct xpf_nat_pool *p,
		      const struct xpf_key *host, u16 vrf, struct xpf_key *key,
		      const struct in6_addr *at)
{
	struct xpf_key new = *key;
	int r = xpf_block_take(xn, p, host, vrf, &new, at);

	if (r)
		return r;
	if (port_use(key) == NO_PORTS) {
		key->saddr = new.saddr;
		xpf_block_put(xn, vrf, &new);
		return 0;
	}
	key->saddr = new.saddr;
	return use_port(xn, key, be16_to_cpu(new.sport));
}

/* Where in the pool to begin for this host. */
static u32 pool_start(const struct xpf_net *xn, const struct xpf_nat_pool *p,
		      const struct xpf_key *key)
{
	u32 hash;

	if (p->size == 1)
		return 0;
	if (!(p->flags & (XPF_POOL_PAIRED | XPF_POOL_NO_PORTS)))
		return get_random_u32_below(p->size);
	hash = jhash2((const u32 *)&key->saddr, 4, xn->nat_seed);
	return reciprocal_scale(hash, p->size);
}

static int from_pool(struct xpf_net *xn, const struct xpf_nat_pool *p, u16 vrf,
		     struct xpf_key *key, u32 attempt)
{
	struct xpf_port_range ports = pool_ports(p);
	struct xpf_key new = *key;
	u32 i, at;
	int r;

	if (p->family != key->family)
		return -EADDRNOTAVAIL;
	if (p->flags & XPF_POOL_SHIFT) {
		at = xpf_pool_shift(p, &key->saddr);
		if (at == U32_MAX)
			return -EADDRNOTAVAIL;
		xpf_pool_addr(p, at, &key->saddr);
		return attempt ? -ENOSPC : 0;
	}
	if (p->block.size)
		return from_block(xn, p, key, vrf, key, NULL);
	at = pool_start(xn, p, key);
	if (p->flags & XPF_POOL_NO_PORTS) {
		if (attempt >= p->size)
			return -ENOSPC;
		xpf_pool_addr(p, (at + attempt) % p->size, &key->saddr);
		return 0;
	}
	for (i = 0; i < min(p->size, MAX_TRIES); i++) {
		xpf_pool_addr(p, (at + i) % p->size, &new.saddr);
		r = alloc_port(xn, vrf, &new, &ports);
		if (r != -ENOSPC) {
			*key = new;
			return r;
		}
	}
	return -ENOSPC;
}

static void count_pool(struct xpf_net *xn, const struct xpf_nat_pool *p, int r)
{
	if (r >= 0) {
		this_cpu_inc(p->counters->hits);
		return;
	}
	this_cpu_inc(p->counters->failures);
	if (r == -ENOSPC)
		xpf_usage_exhausted(xn, p);
}

/* A pool, and what it flows over into when it is full. */
static int from_pools(struct xpf_net *xn, const struct xpf_nat_rule *rule,
		      const struct net_device *out, u16 vrf,
		      struct xpf_key *key, u32 attempt)
{
	const struct xpf_nat_pool *p = rule->pool;
	bool interface;
	int r;

	do {
		r = from_pool(xn, p, vrf, key, attempt);
		count_pool(xn, p, r);
		if (r >= 0)
			return r;
		interface = p->flags & XPF_POOL_OVERFLOW_IF;
		p = p->overflow;
	} while (p);
	return interface ? from_interface(xn, rule, out, vrf, key) : r;
}

/* Static rules: nothing is allocated, so there is no other choice. */
static int from_static(const struct xpf_nat_rule *rule, struct xpf_key *key,
		       u32 attempt)
{
	if (xpf_static_outside(rule) != key->family ||
	    !xpf_static_out(rule, key))
		return -EADDRNOTAVAIL;
	return attempt ? -ENOSPC : 0;
}

int xpf_snat_port(struct xpf_net *xn, const struct xpf_nat_pool *p, u16 vrf,
		  struct xpf_key *key)
{
	struct xpf_port_range r = pool_ports(p);

	if (p->flags & (XPF_POOL_NO_PORTS | XPF_POOL_SHIFT))
		return 0;
	return alloc_port(xn, vrf, key, &r);
}

static noinline int choose_other(struct xpf_net *xn,
				 const struct xpf_nat_rule *rule,
				 const struct net_device *out, u16 vrf,
				 struct xpf_key *key, u32 attempt)
{
	struct xpf_key new = *key;
	int r = -EINVAL;

	switch ((enum xpf_nat_action)rule->action) {
	case XPF_NAT_POOL:
		r = from_pools(xn, rule, out, vrf, &new, attempt);
		break;
	case XPF_NAT_PREFIX:
	case XPF_NAT_INET:
	case XPF_NAT_NPTV6:
		r = from_static(rule, &new, attempt);
		break;
	case XPF_NAT_INTERFACE:
	case XPF_NAT_OFF:
		break;
	}
	if (r >= 0)
		*key = new;
	return r;
}

/* What the rule says, without bindings; @key stays as it is if that fails. */
static int choose(struct xpf_net *xn, const struct xpf_nat_rule *rule,
		  const struct net_device *out, u16 vrf, struct xpf_key *key,
		  u32 attempt)
{
	if (rule->action == XPF_NAT_INTERFACE)
		return from_interface(xn, rule, out, vrf, key);
	return choose_other(xn, rule, out, vrf, key, attempt);
}

int xpf_snat_alloc(struct xpf_net *xn, const struct xpf_nat_rule *rule,
		   const struct net_device *out, u16 vrf, struct xpf_key *key,
		   u32 attempt)
{
	int r;

	if (rule->persist.kind)
		r = xpf_persist_out(xn, rule, out, vrf, key, attempt, choose);
	else
		r = choose(xn, rule, out, vrf, key, attempt);
	if (r >= 0) {
		xpf_usage_begins(xn);
		return r;
	}
	this_cpu_inc(rule->counters->failures);
	if (r == -ENOSPC)
		xpf_stat_inc(xn, XPF_S_NAT_EXHAUSTED);
	return r;
}

/* The pool that gave @addr; NULL: none, or one that leaves ports alone. */
static const struct xpf_nat_pool *pool_of(const struct xpf_nat_rule *rule,
					  const struct in6_addr *addr)
{
	const struct xpf_nat_pool *p = NULL;

	if (rule && rule->action == XPF_NAT_POOL)
		p = rule->pool;
	if (p && (p->flags & XPF_POOL_NO_PORTS || !xpf_pool_has(p, addr)))
		p = NULL;
	return p;
}

int xpf_snat_port_like(struct xpf_net *xn, const struct xpf_nat_rule *rule,
		       const struct xpf_key *host, u16 vrf, struct xpf_key *key)
{
	const struct xpf_nat_pool *p = pool_of(rule, &key->saddr);
	struct xpf_port_range r = p ? pool_ports(p) : interface_ports(rule);
	struct in6_addr at = key->saddr;

	if (p && p->block.size)
		return from_block(xn, p, host, vrf, key, &at);
	return alloc_port(xn, vrf, key, &r);
}

int xpf_snat_twin(struct xpf_net *xn, const struct xpf_nat_rule *rule, u16 vrf,
		  struct xpf_key *key)
{
	const struct xpf_nat_pool *p = pool_of(rule, &key->saddr);
	struct xpf_port_range r = {
		.lo = p ? p->twin_lo : XPF_PORT_SINGLE + 1,
		.hi = p ? p->twin_hi : XPF_PORT_MAX,
		.layers = p ? p->overload : 1,
		.how = XPF_PORT_TWIN,
	};

	return r.lo ? alloc_port(xn, vrf, key, &r) : -ENOSPC;
}

void xpf_snat_free(struct xpf_net *xn, u16 vrf, const struct xpf_key *key)
{
	if (xpf_block_put(xn, vrf, key) || xpf_maps_put(xn->maps, vrf, key))
		xpf_stat_inc(xn, XPF_S_NAT_RELEASED);
	else
		xpf_stat_inc(xn, XPF_S_VIOLATIONS);
}

u64 xpf_nat_ports_used(const struct xpf_net *xn)
{
	return xpf_maps_used(xn->maps) + xpf_block_ports(xn->blocks);
}

static bool of_pool(const struct in6_addr *addr, u8 family, const void *arg)
{
	const struct xpf_nat_pool *p = arg;

	return family == p->family && xpf_pool_has(p, addr);
}

void xpf_nat_pool_use(const struct xpf_net *xn, const struct xpf_nat_pool *p,
		      struct xpf_pool_use *u)
{
	*u = (struct xpf_pool_use){};
	if (!p->source || p->flags & (XPF_POOL_NO_PORTS | XPF_POOL_SHIFT))
		return;
	u->total = (u64)(p->port_hi - p->port_lo + 1) * p->size * p->overload;
	if (p->block.size) {
		u->blocks_total = xpf_block_total(p);
		xpf_block_usage(xn->blocks, p->id, &u->used, &u->blocks);
		return;
	}
	u->used = xpf_maps_count(xn->maps, of_pool, p, p->port_lo, p->port_hi);
	if (p->twin_lo)
		u->twins = xpf_maps_count(xn->maps, of_pool, p, p->twin_lo,
					  p->twin_hi);
}
