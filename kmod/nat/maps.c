// SPDX-License-Identifier: GPL-2.0
/*
 * The maps of ports: one (ports.c) per routing instance, address, protocol and
 * layer.
 *
 * Where several sessions may share a port (port-overloading), a map is a layer
 * of them: how often a port is in use is the number of layers whose bit is
 * set.  Lower layers are filled first; which layer a port is given back to does
 * not matter.  That sharers have different remotes is for the table of sessions
 * to tell (-EEXIST).
 *
 * Maps are found in a small hash under RCU and made when the first session
 * needs them, in softirq: where memory is short at that instant, one of a few
 * spare maps is used, and a worker refills the spares.  Their number is bounded;
 * at the bound, maps without a port in use make room; they are looked for once a tick
 * and not more, as a session tries many addresses.
 *
 * A map that is taken out is marked dead under its lock, so that an allocator
 * that found it a moment before looks again; memory follows a grace period
 * later.  np->lock nests outside a map's lock.
 *
 * Invariant: bits set = sessions that hold a port of a map.
 */
#include <linux/bitops.h>
#include <linux/hash.h>
#include <linux/hashtable.h>
#include <linux/jiffies.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "nat/maps.h"
#include "nat/ports.h"
#include "xpf.h"

#define MAX_MAPS 4096 /* 8 KiB each */
#define SPARE_MAPS 4
#define MAP_HASH_BITS 8

struct map_key {
	union {
		struct {
			struct in6_addr addr;
			u16 vrf;
			u8 proto;
			u8 family;
			u32 layer;
		};
		u64 word[3];
	};
};

struct map {
	struct rcu_head rcu;
	struct hlist_node node;
	struct map_key key;
	spinlock_t lock; /* guards what follows; BH disabled */
	bool dead;
	struct xpf_portmap ports;
};

struct xpf_maps {
	spinlock_t lock; /* guards insertion, spares; BH disabled */
	u32 n_maps;
	u32 n_spares;
	u64 seed;
	u32 n_layers; /* any address ever had, at most */
	unsigned long reclaimed; /* jiffies */
	struct map *spare[SPARE_MAPS];
	struct work_struct refill;
	DECLARE_HASHTABLE(maps, MAP_HASH_BITS);
};

static void refill(struct xpf_maps *np, gfp_t gfp)
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
	refill(container_of(work, struct xpf_maps, refill), GFP_KERNEL);
}

struct xpf_maps *xpf_maps_new(void)
{
	struct xpf_maps *np = kzalloc(sizeof(*np), GFP_KERNEL);

	if (!np)
		return NULL;
	np->seed = get_random_u64();
	np->reclaimed = jiffies - 1;
	spin_lock_init(&np->lock);
	hash_init(np->maps);
	INIT_WORK(&np->refill, refill_work);
	refill(np, GFP_KERNEL);
	return np;
}

void xpf_maps_free(struct xpf_maps *np)
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

/* Maps are of our own addresses, and few: nobody aims at a bucket. */
static u32 hash_key(const struct xpf_maps *np, const struct map_key *mk)
{
	const u64 *w = mk->word;

	return hash_64(w[0] ^ rol64(w[1], 21) ^ rol64(w[2], 42) ^ np->seed, 32);
}

/* Context: RCU, or np->lock held. */
static struct map *find(const struct xpf_maps *np, const struct map_key *mk,
			u32 hash)
{
	struct map *m;

	hash_for_each_possible_rcu(np->maps, m, node, hash,
				   lockdep_is_held(&np->lock))
		if (!((m->key.word[0] ^ mk->word[0]) |
		      (m->key.word[1] ^ mk->word[1]) |
		      (m->key.word[2] ^ mk->word[2])))
			return m;
	return NULL;
}

/* Take maps out that nobody uses.  np->lock held. */
static void reclaim(struct xpf_maps *np)
{
	struct hlist_node *next;
	struct map *m;
	int i;

	if (!time_after(jiffies, np->reclaimed))
		return;
	np->reclaimed = jiffies;
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

static struct map *take_spare(struct xpf_maps *np)
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
static struct map *create(struct xpf_maps *np, const struct map_key *mk,
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
	if (mk->layer >= np->n_layers)
		WRITE_ONCE(np->n_layers, mk->layer + 1);
	hash_add_rcu(np->maps, &m->node, hash);
	return m;
}

static struct map *find_or_create(struct xpf_maps *np, const struct map_key *mk)
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

static u16 take(struct xpf_portmap *pm, u16 want,
		const struct xpf_port_range *r)
{
	switch (r->how) {
	case XPF_PORT_RANDOM:
		return xpf_portmap_take(pm, want, r->lo, r->hi);
	case XPF_PORT_NEXT:
		return xpf_portmap_next(pm, r->lo, r->hi);
	case XPF_PORT_TWIN:
		return xpf_portmap_twin(pm, r->lo, r->hi);
	}
	return 0;
}

/* Of one layer; @full: the layer is there, and has no port left. */
static u16 take_layer(struct xpf_maps *np, const struct map_key *mk, u16 want,
		      const struct xpf_port_range *r, bool *full)
{
	struct map *m;
	u16 port = 0;
	bool dead;

	*full = false;
	do {
		m = find_or_create(np, mk);
		if (!m)
			return 0;
		spin_lock(&m->lock);
		dead = m->dead;
		if (!dead)
			port = take(&m->ports, want, r);
		spin_unlock(&m->lock);
	} while (dead);
	*full = !port;
	return port;
}

u16 xpf_maps_take(struct xpf_maps *np, u16 vrf, const struct xpf_key *key,
		  const struct xpf_port_range *r)
{
	struct map_key mk;
	u16 port = 0;
	bool full;

	make_key(&mk, vrf, key);
	do {
		port = take_layer(np, &mk, be16_to_cpu(key->sport), r, &full);
	} while (full && ++mk.layer < r->layers);
	return port;
}

static bool put_layer(struct xpf_maps *np, const struct map_key *mk, u16 port)
{
	struct map *m = find(np, mk, hash_key(np, mk));
	bool ok;

	if (!m)
		return false;
	spin_lock_bh(&m->lock);
	ok = xpf_portmap_put(&m->ports, port);
	spin_unlock_bh(&m->lock);
	return ok;
}

bool xpf_maps_put(struct xpf_maps *np, u16 vrf, const struct xpf_key *key)
{
	struct map_key mk;
	bool ok = false;

	make_key(&mk, vrf, key);
	rcu_read_lock();
	for (; !ok && mk.layer < READ_ONCE(np->n_layers); mk.layer++)
		ok = put_layer(np, &mk, be16_to_cpu(key->sport));
	rcu_read_unlock();
	return ok;
}

u64 xpf_maps_used(const struct xpf_maps *np)
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

u64 xpf_maps_count(const struct xpf_maps *np,
		   bool (*fn)(const struct in6_addr *addr, u8 family,
			      const void *arg),
		   const void *arg, u16 lo, u16 hi)
{
	struct map *m;
	u64 used = 0;
	int i;

	rcu_read_lock();
	hash_for_each_rcu(np->maps, i, m, node)
		if (fn(&m->key.addr, m->key.family, arg))
			used += xpf_portmap_used(&m->ports, lo, hi);
	rcu_read_unlock();
	return used;
}

int xpf_maps_walk(const struct xpf_maps *np, u32 *cursor,
		  int (*fn)(const struct xpf_map_view *v, void *arg), void *arg)
{
	struct xpf_map_view v;
	u32 at = 0, i;
	struct map *m;
	int r = 0;

	rcu_read_lock();
	hash_for_each_rcu(np->maps, i, m, node) {
		if (at++ < *cursor)
			continue;
		v = (struct xpf_map_view){
			.addr = m->key.addr,
			.vrf = m->key.vrf,
			.proto = m->key.proto,
			.family = m->key.family,
			.layer = m->key.layer,
			.single = xpf_portmap_used(&m->ports, XPF_PORT_MIN,
						   XPF_PORT_SINGLE),
			.twin = xpf_portmap_used(&m->ports, XPF_PORT_SINGLE + 1,
						 XPF_PORT_MAX),
		};
		r = fn(&v, arg);
		if (r)
			break;
		*cursor = at;
	}
	rcu_read_unlock();
	return r;
}
