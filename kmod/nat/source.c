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
 * Ports come from one map (ports.c) per routing instance, address and
 * protocol.  Maps are found in a small hash under RCU and made when the first
 * session needs them, in softirq: where memory is short at that instant, one
 * of a few spare maps is used, and a worker refills the spares.  Their number
 * is bounded; at the bound, maps without a port in use make room.
 *
 * A map that is taken out is marked dead under its lock, so that an allocator
 * that found it a moment before looks again; memory follows a grace period
 * later.  np->lock nests outside a map's lock.
 *
 * Invariant: bits set = sessions that hold a translated port.
 */
#include <linux/hashtable.h>
#include <linux/inetdevice.h>
#include <linux/jhash.h>
#include <linux/percpu_counter.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>

#include "policy/pool.h"
#include "nat/persist.h"
#include "nat/ports.h"
#include "nat/source.h"
#include "nat/static.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

#define MAX_MAPS 4096 /* 8 KiB each */
#define SPARE_MAPS 4
#define MAP_HASH_BITS 8
#define MAX_TRIES 256 /* addresses of a pool that are tried for one session */

struct map_key {
	struct in6_addr addr;
	u16 vrf;
	u8 proto;
	u8 family;
};

struct map {
	struct rcu_head rcu;
	struct hlist_node node;
	struct map_key key;
	spinlock_t lock; /* guards what follows; BH disabled */
	bool dead;
	struct xpf_portmap ports;
};

struct xpf_nat_ports {
	struct xpf_net *xn;
	spinlock_t lock; /* guards insertion, spares; BH disabled */
	u32 n_maps;
	u32 n_spares;
	u32 seed;
	struct map *spare[SPARE_MAPS];
	struct work_struct refill;
	DECLARE_HASHTABLE(maps, MAP_HASH_BITS);
};

static void refill(struct xpf_nat_ports *np, gfp_t gfp)
{
	struct map *m;

	while (READ_ONCE(np->n_spares) < SPARE_MAPS) {
		m = kzalloc(sizeof(*m), gfp);
		if (!m)
			return;
		spin_lock_bh(&np->lock);
		if (np->n_spares < SPARE_MAPS) {
			np->spare[np->n_spares] = m;
			WRITE_ONCE(np->n_spares, np->n_spares + 1);
			m = NULL;
		}
		spin_unlock_bh(&np->lock);
		kfree(m);
	}
}

static void refill_work(struct work_struct *work)
{
	refill(container_of(work, struct xpf_nat_ports, refill), GFP_KERNEL);
}

struct xpf_nat_ports *xpf_nat_ports_new(struct xpf_net *xn)
{
	struct xpf_nat_ports *np = kzalloc(sizeof(*np), GFP_KERNEL);

	if (!np)
		return NULL;
	np->xn = xn;
	np->seed = get_random_u32();
	spin_lock_init(&np->lock);
	hash_init(np->maps);
	INIT_WORK(&np->refill, refill_work);
	refill(np, GFP_KERNEL);
	return np;
}

void xpf_nat_ports_free(struct xpf_nat_ports *np)
{
	struct hlist_node *next;
	struct map *m;
	int i;

	if (!np)
		return;
	cancel_work_sync(&np->refill);
	hash_for_each_safe(np->maps, i, next, m, node)
		kfree(m);
	while (np->n_spares)
		kfree(np->spare[--np->n_spares]);
	kfree(np);
}

static void make_key(struct map_key *mk, u16 vrf, const struct xpf_key *key)
{
	*mk = (struct map_key){
		.addr = key->saddr,
		.vrf = vrf,
		.proto = key->proto,
		.family = key->family,
	};
}

static u32 hash_key(const struct xpf_nat_ports *np, const struct map_key *mk)
{
	BUILD_BUG_ON(sizeof(*mk) != 20);
	return jhash2((const u32 *)mk, sizeof(*mk) / 4, np->seed);
}

/* Context: RCU, or np->lock held. */
static struct map *find(const struct xpf_nat_ports *np,
			const struct map_key *mk, u32 hash)
{
	struct map *m;

	hash_for_each_possible_rcu(np->maps, m, node, hash,
				   lockdep_is_held(&np->lock))
		if (!memcmp(&m->key, mk, sizeof(*mk)))
			return m;
	return NULL;
}

/* Take maps out that nobody uses.  np->lock held. */
static void reclaim(struct xpf_nat_ports *np)
{
	struct hlist_node *next;
	struct map *m;
	int i;

	hash_for_each_safe(np->maps, i, next, m, node) {
		spin_lock(&m->lock);
		m->dead = !m->ports.used;
		if (m->dead) {
			hash_del_rcu(&m->node);
			np->n_maps--;
		}
		spin_unlock(&m->lock);
		if (m->dead)
			kfree_rcu(m, rcu);
	}
}

static struct map *take_spare(struct xpf_nat_ports *np)
{
	struct map *m = NULL;

	if (np->n_spares) {
		WRITE_ONCE(np->n_spares, np->n_spares - 1);
		m = np->spare[np->n_spares];
	}
	schedule_work(&np->refill);
	return m;
}

/* Find or make.  np->lock held. */
static struct map *create(struct xpf_nat_ports *np, const struct map_key *mk,
			  u32 hash)
{
	struct map *m = find(np, mk, hash);

	if (m)
		return m;
	if (np->n_maps >= MAX_MAPS)
		reclaim(np);
	if (np->n_maps >= MAX_MAPS)
		return NULL;
	m = kzalloc(sizeof(*m), GFP_ATOMIC | __GFP_NOWARN);
	if (!m)
		m = take_spare(np);
	if (!m)
		return NULL;
	m->key = *mk;
	spin_lock_init(&m->lock);
	np->n_maps++;
	hash_add_rcu(np->maps, &m->node, hash);
	return m;
}

static struct map *find_or_create(struct xpf_nat_ports *np,
				  const struct map_key *mk)
{
	u32 hash = hash_key(np, mk);
	struct map *m = find(np, mk, hash);

	if (m)
		return m;
	spin_lock_bh(&np->lock);
	m = create(np, mk, hash);
	spin_unlock_bh(&np->lock);
	return m;
}

/* The port, 0 if there is none. */
static u16 take_port(struct xpf_nat_ports *np, const struct map_key *mk,
		     u16 want, u16 lo, u16 hi)
{
	struct map *m;
	u16 port = 0;
	bool dead;

	rcu_read_lock();
	do {
		m = find_or_create(np, mk);
		if (!m)
			break;
		spin_lock_bh(&m->lock);
		dead = m->dead;
		if (!dead)
			port = xpf_portmap_take(&m->ports, want, lo, hi);
		spin_unlock_bh(&m->lock);
	} while (dead);
	rcu_read_unlock();
	return port;
}

/* The primary address of a device: one on the destination's subnet if there
 * is one, else the first.  Context: RCU.
 */
static bool egress_addr4(const struct net_device *out, __be32 daddr,
			 __be32 *saddr)
{
	const struct in_device *in_dev = __in_dev_get_rcu(out);
	const struct in_ifaddr *ifa;
	__be32 first = 0;

	if (!in_dev)
		return false;
	in_dev_for_each_ifa_rcu(ifa, in_dev) {
		if (ifa->ifa_flags & IFA_F_SECONDARY ||
		    ifa->ifa_scope > RT_SCOPE_LINK)
			continue;
		if (inet_ifa_match(daddr, ifa)) {
			*saddr = ifa->ifa_local;
			return true;
		}
		if (!first)
			first = ifa->ifa_local;
	}
	*saddr = first;
	return first;
}

/* How good an address is as a source; 0: not usable. */
static int score6(const struct inet6_ifaddr *ifp, const struct in6_addr *daddr)
{
	bool local = ipv6_addr_type(daddr) & IPV6_ADDR_LINKLOCAL;
	u32 flags = READ_ONCE(ifp->flags);
	int score = 1;

	if (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED) &&
	    !(flags & IFA_F_OPTIMISTIC))
		return 0;
	if (!!(ipv6_addr_type(&ifp->addr) & IPV6_ADDR_LINKLOCAL) != local)
		return 0;
	if (ipv6_prefix_equal(&ifp->addr, daddr, ifp->prefix_len))
		score += 4;
	if (!(flags & IFA_F_DEPRECATED))
		score += 8;
	if (!(flags & IFA_F_TEMPORARY))
		score += 2;
	return score;
}

static bool egress_addr6(const struct net_device *out,
			 const struct in6_addr *daddr, struct in6_addr *saddr)
{
	const struct inet6_dev *idev = __in6_dev_get(out);
	const struct inet6_ifaddr *ifp;
	int best = 0;

	if (!idev)
		return false;
	list_for_each_entry_rcu(ifp, &idev->addr_list, if_list) {
		int score = score6(ifp, daddr);

		if (score > best) {
			best = score;
			*saddr = ifp->addr;
		}
	}
	return best;
}

static bool egress_addr(const struct net_device *out, struct xpf_key *key)
{
	struct in6_addr daddr = key->daddr;
	__be32 saddr4;
	bool ok;

	rcu_read_lock();
	if (key->family == AF_INET6) {
		ok = egress_addr6(out, &daddr, &key->saddr);
	} else {
		ok = egress_addr4(out, key->daddr4, &saddr4);
		if (ok) /* it may have been an IPv6 address */
			key->saddr =
				(struct in6_addr){ .s6_addr32[0] = saddr4 };
	}
	rcu_read_unlock();
	return ok;
}

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

/* A port of the address in @key, if its protocol has any. */
static int alloc_port(struct xpf_net *xn, u16 vrf, struct xpf_key *key, u16 lo,
		      u16 hi)
{
	enum port_use use = port_use(key);
	struct map_key mk;
	u16 port;

	if (use == NO_PORTS)
		return 0;
	make_key(&mk, vrf, key);
	port = take_port(xn->nat, &mk, be16_to_cpu(key->sport), lo, hi);
	if (!port)
		return -ENOSPC;
	xpf_stat_inc(xn, XPF_S_NAT_ALLOCATED);
	key->sport = cpu_to_be16(port);
	if (use == ECHO_ID)
		key->dport = key->sport;
	return XPF_SNAT_PORT;
}

static int from_interface(struct xpf_net *xn, const struct net_device *out,
			  u16 vrf, struct xpf_key *key)
{
	if (!egress_addr(out, key))
		return -EADDRNOTAVAIL;
	return alloc_port(xn, vrf, key, XPF_PORT_MIN, XPF_PORT_MAX);
}

/* Where in the pool to begin for this host. */
static u32 pool_start(const struct xpf_nat_ports *np,
		      const struct xpf_nat_pool *p, const struct xpf_key *key)
{
	u32 hash;

	if (p->size == 1)
		return 0;
	if (!(p->flags & (XPF_POOL_PAIRED | XPF_POOL_NO_PORTS)))
		return get_random_u32_below(p->size);
	hash = jhash2((const u32 *)&key->saddr, 4, np->seed);
	return reciprocal_scale(hash, p->size);
}

static int from_pool(struct xpf_net *xn, const struct xpf_nat_pool *p, u16 vrf,
		     struct xpf_key *key, u32 attempt)
{
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
	at = pool_start(xn->nat, p, key);
	if (p->flags & XPF_POOL_NO_PORTS) {
		if (attempt >= p->size)
			return -ENOSPC;
		xpf_pool_addr(p, (at + attempt) % p->size, &key->saddr);
		return 0;
	}
	for (i = 0; i < min(p->size, MAX_TRIES); i++) {
		xpf_pool_addr(p, (at + i) % p->size, &new.saddr);
		r = alloc_port(xn, vrf, &new, p->port_lo, p->port_hi);
		if (r != -ENOSPC) {
			*key = new;
			return r;
		}
	}
	return -ENOSPC;
}

static void count_pool(const struct xpf_nat_pool *p, int r)
{
	if (r < 0)
		this_cpu_inc(p->counters->failures);
	else
		this_cpu_inc(p->counters->hits);
}

/* A pool, and what it flows over into when it is full. */
static int from_pools(struct xpf_net *xn, const struct xpf_nat_pool *p,
		      const struct net_device *out, u16 vrf,
		      struct xpf_key *key, u32 attempt)
{
	bool interface;
	int r;

	do {
		r = from_pool(xn, p, vrf, key, attempt);
		count_pool(p, r);
		if (r >= 0)
			return r;
		interface = p->flags & XPF_POOL_OVERFLOW_IF;
		p = p->overflow;
	} while (p);
	return interface ? from_interface(xn, out, vrf, key) : r;
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
	if (p->flags & (XPF_POOL_NO_PORTS | XPF_POOL_SHIFT))
		return 0;
	return alloc_port(xn, vrf, key, p->port_lo, p->port_hi);
}

/* What the rule says, without bindings. */
static int choose(struct xpf_net *xn, const struct xpf_nat_rule *rule,
		  const struct net_device *out, u16 vrf, struct xpf_key *key,
		  u32 attempt)
{
	struct xpf_key new = *key;
	int r = -EINVAL;

	switch ((enum xpf_nat_action)rule->action) {
	case XPF_NAT_INTERFACE:
		r = from_interface(xn, out, vrf, &new);
		break;
	case XPF_NAT_POOL:
		r = from_pools(xn, rule->pool, out, vrf, &new, attempt);
		break;
	case XPF_NAT_PREFIX:
	case XPF_NAT_INET:
	case XPF_NAT_NPTV6:
		r = from_static(rule, &new, attempt);
		break;
	case XPF_NAT_OFF:
		break;
	}
	if (r >= 0)
		*key = new;
	return r;
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
	if (r >= 0)
		return r;
	this_cpu_inc(rule->counters->failures);
	if (r == -ENOSPC)
		xpf_stat_inc(xn, XPF_S_NAT_EXHAUSTED);
	return r;
}

int xpf_snat_port_like(struct xpf_net *xn, const struct xpf_nat_rule *rule,
		       u16 vrf, struct xpf_key *key)
{
	const struct xpf_nat_pool *p = NULL;

	if (rule && rule->action == XPF_NAT_POOL)
		p = rule->pool;
	if (p &&
	    (p->flags & XPF_POOL_NO_PORTS || !xpf_pool_has(p, &key->saddr)))
		p = NULL;
	return alloc_port(xn, vrf, key, p ? p->port_lo : XPF_PORT_MIN,
			  p ? p->port_hi : XPF_PORT_MAX);
}

void xpf_snat_free(struct xpf_net *xn, u16 vrf, const struct xpf_key *key)
{
	struct map_key mk;
	struct map *m;
	bool ok = false;

	make_key(&mk, vrf, key);
	rcu_read_lock();
	m = find(xn->nat, &mk, hash_key(xn->nat, &mk));
	if (m) {
		spin_lock_bh(&m->lock);
		ok = xpf_portmap_put(&m->ports, be16_to_cpu(key->sport));
		spin_unlock_bh(&m->lock);
	}
	rcu_read_unlock();
	if (ok)
		xpf_stat_inc(xn, XPF_S_NAT_RELEASED);
	else
		xpf_stat_inc(xn, XPF_S_VIOLATIONS);
}

u64 xpf_nat_ports_used(const struct xpf_nat_ports *np)
{
	struct map *m;
	u64 used = 0;
	int i;

	rcu_read_lock();
	hash_for_each_rcu(np->maps, i, m, node)
		used += READ_ONCE(m->ports.used);
	rcu_read_unlock();
	return used;
}

u64 xpf_nat_pool_used(const struct xpf_nat_ports *np,
		      const struct xpf_nat_pool *p)
{
	struct map *m;
	u64 used = 0;
	int i;

	if (p->flags & (XPF_POOL_NO_PORTS | XPF_POOL_SHIFT))
		return 0;
	rcu_read_lock();
	hash_for_each_rcu(np->maps, i, m, node) {
		if (m->key.family != p->family ||
		    !xpf_pool_has(p, &m->key.addr))
			continue;
		used += xpf_portmap_used(&m->ports, p->port_lo, p->port_hi);
	}
	rcu_read_unlock();
	return used;
}
