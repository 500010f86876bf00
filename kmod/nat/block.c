// SPDX-License-Identifier: GPL-2.0
/*
 * Blocks of ports of the pools with port block-allocation or deterministic.
 *
 * A host takes its ports out of its active block.  When that is full, another
 * of its blocks with a free port serves, and only then it gets a new one, until
 * it has all that the pool permits.  With an active-block-timeout a block is
 * given up for a new one after that time, full or not, and takes no new
 * sessions.  All blocks of a host are of one address, as long as that has any.
 *
 * A block that is not active ends with its last session.  The active one stays
 * with the host, as Junos has it, until last-block-recycle-timeout if there is
 * one, or until another host needs it: blocks without sessions are taken back
 * where a pool has no other, those first that are idle for the longest time.
 *
 * Deterministic: the block is a function of the host's place among the hosts of
 * the pool; a struct block is there only while it has sessions, and nobody is
 * told.
 *
 * A port of a block is of one session whatever its protocol; with
 * port-overloading there are as many bits for it as sessions may share it.
 *
 * Everything is under one lock: only first and last packets come here.  Bounds:
 * XPF_MAX_NAT_BLOCKS, at which hosts are refused (-ENOSPC, nat-blocks-full).
 *
 * Invariant: bits set = sessions that hold a port of a block.
 */
#include <linux/bitmap.h>
#include <linux/hashtable.h>
#include <linux/jhash.h>
#include <linux/list.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "event.h"
#include "flow/session.h"
#include "nat/block.h"
#include "policy/pool.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

#define TABLE_BITS 12
#define MAX_TRIES 256 /* addresses of a pool that are tried for one block */
#define PERIOD (2 * HZ) /* in which blocks are looked at */

struct host {
	struct hlist_node node;
	struct list_head blocks;
	struct block *active; /* NULL: none */
	struct in6_addr addr;
	u32 pool;
	u32 n_blocks;
	u16 vrf;
	u8 family;
	bool pinned; /* it stays without blocks */
};

/* Which blocks of an address are taken. */
struct outside {
	struct hlist_node node;
	struct in6_addr addr;
	u16 vrf;
	u16 lo, size; /* of the first block; of each */
	u8 family;
	u32 n, used;
	unsigned long taken[];
};

struct block {
	struct hlist_node by_port;
	struct list_head of_host;
	struct list_head all;
	struct list_head idle; /* while no port is in use */
	struct host *host;
	struct outside *out;
	u64 number; /* in the order of their making */
	u32 index; /* in out */
	u32 pool;
	u32 used; /* bits set */
	u32 bits_next; /* where ports in order go on */
	u32 made, idle_since, told; /* seconds */
	u32 timeout, recycle, interim; /* seconds, 0: never */
	u16 lo, size, layers, max;
	bool retired; /* takes no new sessions */
	bool log, fixed; /* fixed: deterministic */
	unsigned long bits[];
};

struct xpf_blocks {
	struct xpf_net *xn;
	spinlock_t lock; /* guards what follows; BH disabled */
	u32 seed;
	u32 n_blocks, n_timed;
	u64 ports, last;
	struct list_head all, idle;
	struct delayed_work ageing;
	DECLARE_HASHTABLE(hosts, TABLE_BITS);
	DECLARE_HASHTABLE(outsides, TABLE_BITS);
	DECLARE_HASHTABLE(blocks, TABLE_BITS);
};

static u32 hash(const struct xpf_blocks *bl, const struct in6_addr *addr,
		u16 vrf, u32 more)
{
	return jhash2((const u32 *)addr, 4, bl->seed ^ (more << 16) ^ vrf);
}

/* Hosts. */

/* Between families the flow is of the outside's family, its source is not. */
static u8 family_of(const struct in6_addr *addr)
{
	const __be32 *w = addr->s6_addr32;

	return w[1] | w[2] | w[3] ? AF_INET6 : AF_INET;
}

static struct host *find_host(struct xpf_blocks *bl, u32 pool,
			      const struct xpf_key *key)
{
	struct host *h;

	hash_for_each_possible(bl->hosts, h, node,
			       hash(bl, &key->saddr, key->vrf, pool))
		if (h->pool == pool && h->vrf == key->vrf &&
		    ipv6_addr_equal(&h->addr, &key->saddr))
			return h;
	return NULL;
}

static struct host *get_host(struct xpf_blocks *bl, u32 pool,
			     const struct xpf_key *key)
{
	struct host *h = find_host(bl, pool, key);

	if (h)
		return h;
	h = kzalloc(sizeof(*h), GFP_ATOMIC | __GFP_NOWARN);
	if (!h)
		return NULL;
	INIT_LIST_HEAD(&h->blocks);
	h->addr = key->saddr;
	h->vrf = key->vrf;
	h->family = family_of(&key->saddr);
	h->pool = pool;
	hash_add(bl->hosts, &h->node, hash(bl, &h->addr, h->vrf, pool));
	return h;
}

static void put_host(struct host *h)
{
	if (h->n_blocks || h->pinned)
		return;
	hash_del(&h->node);
	kfree(h);
}

/* Addresses outside. */

static struct outside *find_outside(struct xpf_blocks *bl,
				    const struct in6_addr *addr, u16 vrf,
				    u8 family, const struct xpf_nat_pool *p)
{
	struct outside *o;

	hash_for_each_possible(bl->outsides, o, node, hash(bl, addr, vrf, 0))
		if (o->vrf == vrf && o->family == family &&
		    o->lo == p->port_lo && o->size == p->block.size &&
		    ipv6_addr_equal(&o->addr, addr))
			return o;
	return NULL;
}

static u32 blocks_of_addr(const struct xpf_nat_pool *p)
{
	return (p->port_hi - p->port_lo + 1) / p->block.size;
}

static struct outside *get_outside(struct xpf_blocks *bl,
				   const struct in6_addr *addr, u16 vrf,
				   const struct xpf_nat_pool *p)
{
	struct outside *o = find_outside(bl, addr, vrf, p->family, p);
	u32 n = blocks_of_addr(p);

	if (o)
		return o;
	o = kzalloc(struct_size(o, taken, BITS_TO_LONGS(n)),
		    GFP_ATOMIC | __GFP_NOWARN);
	if (!o)
		return NULL;
	o->addr = *addr;
	o->vrf = vrf;
	o->family = p->family;
	o->lo = p->port_lo;
	o->size = p->block.size;
	o->n = n;
	hash_add(bl->outsides, &o->node, hash(bl, addr, vrf, 0));
	return o;
}

static void put_outside(struct outside *o)
{
	if (o->used)
		return;
	hash_del(&o->node);
	kfree(o);
}

/* Blocks coming and going. */

static void view_of(const struct block *b, struct xpf_nat_entry *v)
{
	u32 now = xpf_seconds(), end = b->made + b->timeout;

	*v = (struct xpf_nat_entry){
		.inside.addr = b->host->addr,
		.inside.vrf = b->host->vrf,
		.inside.family = b->host->family,
		.outside.addr = b->out->addr,
		.outside.vrf = b->out->vrf,
		.outside.family = b->out->family,
		.outside.port = cpu_to_be16(b->lo),
		.pool = b->pool,
		.used = b->used,
		.max = b->size,
		.timeout = b->timeout,
		.port_hi = b->lo + b->size - 1,
		.blocks = b->host->n_blocks,
		.blocks_max = b->max,
		.layers = b->layers,
		.state = b->retired || b->host->active != b ?
				 XPF_BLOCK_INACTIVE :
			 b->used ? XPF_BLOCK_ACTIVE :
				   XPF_BLOCK_QUERY,
	};
	if (b->timeout && !b->retired && end > now)
		v->left = end - now;
}

static void tell(struct xpf_blocks *bl, enum xpf_event_kind kind,
		 const struct block *b)
{
	struct xpf_nat_entry v;

	if (!b->log || b->fixed)
		return;
	view_of(b, &v);
	xpf_event_nat(bl->xn, kind, &v);
}

/* No port of it is in use.  bl->lock held. */
static void end(struct xpf_blocks *bl, struct block *b)
{
	struct host *h = b->host;
	struct outside *o = b->out;

	lockdep_assert_held(&bl->lock);
	if (h->active == b)
		h->active = NULL;
	h->n_blocks--;
	tell(bl, XPF_EVENT_NAT_BLOCK_RELEASE, b);
	hash_del(&b->by_port);
	list_del(&b->of_host);
	list_del(&b->all);
	list_del(&b->idle);
	__clear_bit(b->index, o->taken);
	o->used--;
	bl->n_blocks--;
	bl->n_timed -= b->timeout || b->recycle || b->interim;
	put_outside(o);
	put_host(h);
	kfree(b);
}

static struct block *make(struct xpf_blocks *bl, const struct xpf_nat_pool *p,
			  struct host *h, struct outside *o, u32 index)
{
	u32 bits = p->block.size * p->overload;
	struct block *b;

	if (bl->n_blocks >= XPF_MAX_NAT_BLOCKS) {
		xpf_stat_inc(bl->xn, XPF_S_NAT_BLOCKS_FULL);
		return NULL;
	}
	b = kzalloc(struct_size(b, bits, BITS_TO_LONGS(bits)),
		    GFP_ATOMIC | __GFP_NOWARN);
	if (!b)
		return NULL;
	b->host = h;
	b->out = o;
	b->index = index;
	b->pool = p->id;
	b->lo = o->lo + index * o->size;
	b->size = o->size;
	b->layers = p->overload;
	b->max = p->block.max;
	b->timeout = p->block.timeout;
	b->recycle = p->block.recycle;
	b->interim = p->block.interim;
	b->log = p->flags & XPF_POOL_BLOCK_LOG;
	b->fixed = p->n_hosts;
	b->made = xpf_seconds();
	b->idle_since = b->made;
	b->told = b->made;
	return b;
}

static void enter(struct xpf_blocks *bl, struct block *b)
{
	struct host *h = b->host;
	struct outside *o = b->out;

	b->number = ++bl->last;
	__set_bit(b->index, o->taken);
	o->used++;
	h->n_blocks++;
	h->active = b;
	list_add(&b->of_host, &h->blocks);
	list_add_tail(&b->all, &bl->all);
	list_add_tail(&b->idle, &bl->idle);
	hash_add(bl->blocks, &b->by_port, hash(bl, &o->addr, o->vrf, b->lo));
	bl->n_blocks++;
	if (b->timeout || b->recycle || b->interim) {
		bl->n_timed++;
		queue_delayed_work(system_unbound_wq, &bl->ageing, PERIOD);
	}
	tell(bl, XPF_EVENT_NAT_BLOCK_ALLOC, b);
}

/* Ports of a block. */

/* The wanted one, or the first free one behind a random place. */
static u32 find_bit(const struct block *b, u32 first, u32 want, bool in_order)
{
	u32 end = first + b->size, at, bit;

	if (!in_order && want < b->size && !test_bit(first + want, b->bits))
		return first + want;
	at = in_order ? b->bits_next % b->size : get_random_u32_below(b->size);
	bit = find_next_zero_bit(b->bits, end, first + at);
	if (bit >= end)
		bit = find_next_zero_bit(b->bits, end, first);
	return bit < end ? bit : U32_MAX;
}

/* 0: none is free. */
static u16 take_port(struct xpf_blocks *bl, struct block *b, u16 want,
		     bool in_order)
{
	u32 bit = U32_MAX, layer;

	/* A port below lo is no place either: the difference wraps. */
	for (layer = 0; bit == U32_MAX && layer < b->layers; layer++)
		bit = find_bit(b, layer * b->size, (u16)(want - b->lo),
			       in_order);
	if (bit == U32_MAX)
		return 0;
	__set_bit(bit, b->bits);
	if (!b->used++)
		list_del_init(&b->idle);
	bl->ports++;
	b->bits_next = bit % b->size + 1;
	return b->lo + bit % b->size;
}

static bool put_port(struct xpf_blocks *bl, struct block *b, u16 port)
{
	u32 bit = port - b->lo, layer = b->layers;

	while (layer-- && !test_bit(layer * b->size + bit, b->bits))
		;
	if (layer == U32_MAX)
		return false;
	__clear_bit(layer * b->size + bit, b->bits);
	bl->ports--;
	if (--b->used)
		return true;
	b->idle_since = xpf_seconds();
	list_add_tail(&b->idle, &bl->idle);
	if (b->fixed || b->retired || b->host->active != b)
		end(bl, b);
	return true;
}

bool xpf_block_put(struct xpf_net *xn, u16 vrf, const struct xpf_key *key)
{
	u16 port = be16_to_cpu(key->sport), lo;
	struct xpf_blocks *bl = xn->blocks;
	struct outside *o;
	struct block *b;
	bool ok = false;

	if (!READ_ONCE(bl->n_blocks))
		return false;
	spin_lock_bh(&bl->lock);
	hash_for_each_possible(bl->outsides, o, node,
			       hash(bl, &key->saddr, vrf, 0)) {
		if (o->vrf != vrf || o->family != key->family || port < o->lo ||
		    !ipv6_addr_equal(&o->addr, &key->saddr))
			continue;
		lo = o->lo + (port - o->lo) / o->size * o->size;
		hash_for_each_possible(bl->blocks, b, by_port,
				       hash(bl, &o->addr, vrf, lo))
			if (b->out == o && b->lo == lo)
				break;
		ok = b && put_port(bl, b, port);
		if (ok)
			break;
	}
	spin_unlock_bh(&bl->lock);
	return ok;
}

/* Choosing a block. */

/* Does the block serve new sessions of the pool as it is now? */
static bool serves(struct block *b, const struct xpf_nat_pool *p)
{
	if (b->timeout && xpf_seconds() - b->made >= b->timeout)
		b->retired = true;
	return !b->retired && b->out->lo == p->port_lo &&
	       b->size == p->block.size && b->layers == p->overload;
}

static u16 from_own(struct xpf_blocks *bl, struct host *h,
		    const struct xpf_nat_pool *p, u16 want,
		    const struct in6_addr *at, struct in6_addr *addr)
{
	bool in_order = p->flags & XPF_POOL_IN_ORDER;
	struct block *b;
	u16 port;

	list_for_each_entry(b, &h->blocks, of_host) {
		if (!serves(b, p) ||
		    (at && !ipv6_addr_equal(at, &b->out->addr)))
			continue;
		port = take_port(bl, b, want, in_order);
		if (!port)
			continue;
		h->active = b;
		*addr = b->out->addr;
		return port;
	}
	return 0;
}

/* Where in a pool's addresses to begin for a host. */
static u32 start_of(const struct xpf_blocks *bl, const struct xpf_nat_pool *p,
		    const struct host *h)
{
	u32 i;

	if (p->size == 1)
		return 0;
	i = p->flags & XPF_POOL_PAIRED ? hash(bl, &h->addr, 0, 0) :
					 get_random_u32();
	return reciprocal_scale(i, p->size);
}

static struct block *at_address(struct xpf_blocks *bl,
				const struct xpf_nat_pool *p, struct host *h,
				u16 vrf, const struct in6_addr *addr)
{
	struct outside *o = get_outside(bl, addr, vrf, p);
	struct block *b = NULL;
	u32 i;

	if (!o)
		return NULL;
	i = find_next_zero_bit(o->taken, o->n, get_random_u32_below(o->n));
	if (i >= o->n)
		i = find_next_zero_bit(o->taken, o->n, 0);
	if (i < o->n)
		b = make(bl, p, h, o, i);
	if (b)
		enter(bl, b);
	else
		put_outside(o);
	return b;
}

/* The pool has no other block: somebody's who does not use it. */
static bool recycle(struct xpf_blocks *bl, const struct xpf_nat_pool *p,
		    const struct host * not, const struct in6_addr *at)
{
	struct block *b;

	list_for_each_entry(b, &bl->idle, idle) {
		if (b->pool != p->id || b->host == not ||
		    (at && !ipv6_addr_equal(at, &b->out->addr)))
			continue;
		end(bl, b);
		return true;
	}
	return false;
}

static struct block *any_address(struct xpf_blocks *bl,
				 const struct xpf_nat_pool *p, struct host *h,
				 u16 vrf)
{
	u32 at = start_of(bl, p, h), i;
	struct in6_addr addr;
	struct block *b;

	if (!list_empty(&h->blocks)) {
		addr = list_first_entry(&h->blocks, struct block, of_host)
			       ->out->addr;
		b = at_address(bl, p, h, vrf, &addr);
		if (b)
			return b;
	}
	for (i = 0; i < min(p->size, MAX_TRIES); i++) {
		xpf_pool_addr(p, (at + i) % p->size, &addr);
		b = at_address(bl, p, h, vrf, &addr);
		if (b)
			return b;
	}
	return NULL;
}

static struct block *new_block(struct xpf_blocks *bl,
			       const struct xpf_nat_pool *p, struct host *h,
			       u16 vrf, const struct in6_addr *at)
{
	struct block *b;

	if (h->active && !h->active->used && !serves(h->active, p))
		end(bl, h->active);
	if (h->n_blocks >= p->block.max)
		return NULL;
	do {
		b = at ? at_address(bl, p, h, vrf, at) :
			 any_address(bl, p, h, vrf);
	} while (!b && recycle(bl, p, h, at));
	return b;
}

static struct block *fixed_block(struct xpf_blocks *bl,
				 const struct xpf_nat_pool *p, struct host *h,
				 u16 vrf)
{
	struct in6_addr addr;
	struct outside *o;
	struct block *b;
	u32 index;
	u16 lo;

	if (!xpf_block_of(p, &h->addr, &addr, &lo))
		return NULL;
	o = get_outside(bl, &addr, vrf, p);
	if (!o)
		return NULL;
	index = (lo - o->lo) / o->size;
	b = test_bit(index, o->taken) ? NULL : make(bl, p, h, o, index);
	if (b)
		enter(bl, b);
	else
		put_outside(o);
	return b;
}

/* bl->lock held. */
static int take(struct xpf_blocks *bl, const struct xpf_nat_pool *p,
		const struct xpf_key *host, u16 vrf, struct xpf_key *key,
		const struct in6_addr *at)
{
	struct host *h = get_host(bl, p->id, host);
	u16 want = be16_to_cpu(key->sport), port;
	struct in6_addr addr;
	struct block *b;

	if (!h)
		return -ENOSPC;
	port = from_own(bl, h, p, want, at, &addr);
	if (!port) {
		h->pinned = true;
		b = p->n_hosts ? fixed_block(bl, p, h, vrf) :
				 new_block(bl, p, h, vrf, at);
		h->pinned = false;
		if (!b) {
			put_host(h);
			return -ENOSPC;
		}
		port = take_port(bl, b, want, p->flags & XPF_POOL_IN_ORDER);
		addr = b->out->addr;
	}
	key->saddr = addr;
	key->sport = cpu_to_be16(port);
	return 0;
}

int xpf_block_take(struct xpf_net *xn, const struct xpf_nat_pool *p,
		   const struct xpf_key *host, u16 vrf, struct xpf_key *key,
		   const struct in6_addr *at)
{
	struct xpf_blocks *bl = xn->blocks;
	struct in6_addr addr;
	u16 lo;
	int r;

	if (p->n_hosts && !xpf_block_of(p, &host->saddr, &addr, &lo))
		return -EADDRNOTAVAIL;
	spin_lock_bh(&bl->lock);
	r = take(bl, p, host, vrf, key, at);
	spin_unlock_bh(&bl->lock);
	return r;
}

/* Time. */

/* Ended: true. */
static bool tick(struct xpf_blocks *bl, struct block *b, u32 now)
{
	if (b->timeout && now - b->made >= b->timeout)
		b->retired = true;
	if (!b->used &&
	    (b->retired || (b->recycle && now - b->idle_since >= b->recycle))) {
		end(bl, b);
		return true;
	}
	if (b->interim && now - b->told >= b->interim) {
		b->told = now;
		tell(bl, XPF_EVENT_NAT_BLOCK_INTERIM, b);
	}
	return false;
}

#define SLICE 256

/* Numbers grow along the list, so that a walk can go on where it was. */
static u32 tick_some(struct xpf_blocks *bl, u64 *after, u32 now)
{
	struct block *b, *next;
	u32 n = 0;

	list_for_each_entry_safe(b, next, &bl->all, all) {
		if (b->number <= *after)
			continue;
		*after = b->number;
		tick(bl, b, now);
		if (++n == SLICE)
			break;
	}
	return n;
}

static void age(struct work_struct *work)
{
	struct xpf_blocks *bl =
		container_of(to_delayed_work(work), struct xpf_blocks, ageing);
	u32 now = xpf_seconds(), n;
	u64 after = 0;

	do {
		spin_lock_bh(&bl->lock);
		n = tick_some(bl, &after, now);
		spin_unlock_bh(&bl->lock);
		cond_resched();
	} while (n == SLICE);
	if (READ_ONCE(bl->n_timed))
		queue_delayed_work(system_unbound_wq, &bl->ageing, PERIOD);
}

void xpf_block_sweep(struct xpf_net *xn, const struct xpf_ruleset *rs)
{
	struct xpf_blocks *bl = xn->blocks;
	const struct xpf_nat_pool *p;
	struct block *b, *next;

	spin_lock_bh(&bl->lock);
	list_for_each_entry_safe(b, next, &bl->all, all) {
		p = xpf_nat_pool_by_id(rs, b->pool);
		if (p && p->block.size && serves(b, p) &&
		    xpf_pool_has(p, &b->out->addr))
			continue;
		b->retired = true;
		if (!b->used)
			end(bl, b);
	}
	spin_unlock_bh(&bl->lock);
}

/* Numbers. */

u32 xpf_block_total(const struct xpf_nat_pool *p)
{
	u64 n = p->block.size ? (u64)blocks_of_addr(p) * p->size : 0;

	return min_t(u64, n, U32_MAX);
}

bool xpf_block_of(const struct xpf_nat_pool *p, const struct in6_addr *host,
		  struct in6_addr *outside, u16 *lo)
{
	u32 n = blocks_of_addr(p);
	u32 at = xpf_pool_place(p->host, p->n_hosts, p->host_count,
				p->host_family, host);

	if (!n || family_of(host) != p->host_family || at == U32_MAX ||
	    at / n >= p->size)
		return false;
	xpf_pool_addr(p, at / n, outside);
	*lo = p->port_lo + at % n * p->block.size;
	return true;
}

u64 xpf_block_ports(const struct xpf_blocks *b)
{
	return READ_ONCE(b->ports);
}

void xpf_block_usage(struct xpf_blocks *bl, u32 pool, u64 *ports, u32 *blocks)
{
	const struct block *b;

	*ports = 0;
	*blocks = 0;
	spin_lock_bh(&bl->lock);
	list_for_each_entry(b, &bl->all, all) {
		if (b->pool != pool)
			continue;
		*ports += b->used;
		++*blocks;
	}
	spin_unlock_bh(&bl->lock);
}

#define PEEK 64

static u32 peek(struct xpf_blocks *bl, u64 after, struct xpf_nat_entry *v,
		u64 *number)
{
	const struct block *b;
	u32 n = 0;

	spin_lock_bh(&bl->lock);
	list_for_each_entry(b, &bl->all, all) {
		if (b->number <= after)
			continue;
		number[n] = b->number;
		view_of(b, &v[n++]);
		if (n == PEEK)
			break;
	}
	spin_unlock_bh(&bl->lock);
	return n;
}

int xpf_block_walk(struct xpf_blocks *bl, u64 *cursor,
		   int (*fn)(const struct xpf_nat_entry *v, void *arg),
		   void *arg)
{
	struct {
		struct xpf_nat_entry v[PEEK];
		u64 number[PEEK];
	} *some = kmalloc(sizeof(*some), GFP_KERNEL);
	int r = some ? 0 : -ENOMEM;
	u32 n, i;

	while (!r) {
		n = peek(bl, *cursor, some->v, some->number);
		for (i = 0; i < n && !r; i++) {
			r = fn(&some->v[i], arg);
			if (!r)
				*cursor = some->number[i];
		}
		if (n < PEEK)
			break;
		cond_resched();
	}
	kfree(some);
	return r;
}

struct xpf_blocks *xpf_blocks_new(struct xpf_net *xn)
{
	struct xpf_blocks *bl = kvzalloc(sizeof(*bl), GFP_KERNEL);

	if (!bl)
		return NULL;
	bl->xn = xn;
	bl->seed = get_random_u32();
	spin_lock_init(&bl->lock);
	INIT_LIST_HEAD(&bl->all);
	INIT_LIST_HEAD(&bl->idle);
	hash_init(bl->hosts);
	hash_init(bl->outsides);
	hash_init(bl->blocks);
	INIT_DELAYED_WORK(&bl->ageing, age);
	return bl;
}

void xpf_blocks_free(struct xpf_blocks *bl)
{
	struct block *b, *next;

	if (!bl)
		return;
	cancel_delayed_work_sync(&bl->ageing);
	spin_lock_bh(&bl->lock);
	list_for_each_entry_safe(b, next, &bl->all, all) {
		WARN_ON_ONCE(b->used);
		if (!b->used)
			end(bl, b);
	}
	spin_unlock_bh(&bl->lock);
	kvfree(bl);
}
