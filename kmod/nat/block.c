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
 * the pool; a struct xpf_block is there only while it has sessions, and nobody is
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
#include "nat/blocks.h"
#include "policy/pool.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

#define PERIOD (2 * HZ) /* in which blocks are looked at */
#define SLICE 256

/* Hosts. */

struct xpf_block_host *xpf_blocks_find_host(struct xpf_blocks *bl, u32 pool,
					    const struct xpf_key *key)
{
	struct xpf_block_host *h;

	hash_for_each_possible(bl->hosts, h, node,
			       xpf_blocks_hash(bl, &key->saddr, key->vrf, pool))
		if (h->pool == pool && h->vrf == key->vrf &&
		    ipv6_addr_equal(&h->addr, &key->saddr))
			return h;
	return NULL;
}

struct xpf_block_host *xpf_blocks_get_host(struct xpf_blocks *bl, u32 pool,
					   const struct xpf_key *key)
{
	struct xpf_block_host *h = xpf_blocks_find_host(bl, pool, key);

	if (h)
		return h;
	h = kzalloc(sizeof(*h), GFP_ATOMIC | __GFP_NOWARN);
	if (!h)
		return NULL;
	INIT_LIST_HEAD(&h->blocks);
	h->addr = key->saddr;
	h->vrf = key->vrf;
	h->family = xpf_blocks_family(&key->saddr);
	h->pool = pool;
	hash_add(bl->hosts, &h->node,
		 xpf_blocks_hash(bl, &h->addr, h->vrf, pool));
	return h;
}

void xpf_blocks_put_host(struct xpf_block_host *h)
{
	if (h->n_blocks || h->pinned)
		return;
	hash_del(&h->node);
	kfree(h);
}

/* Addresses outside. */

static struct xpf_block_outside *find_outside(struct xpf_blocks *bl,
					      const struct in6_addr *addr,
					      u16 vrf, u8 family,
					      const struct xpf_nat_pool *p)
{
	struct xpf_block_outside *o;

	hash_for_each_possible(bl->outsides, o, node,
			       xpf_blocks_hash(bl, addr, vrf, 0))
		if (o->vrf == vrf && o->family == family &&
		    o->lo == p->port_lo && o->size == p->block.size &&
		    ipv6_addr_equal(&o->addr, addr))
			return o;
	return NULL;
}

struct xpf_block_outside *xpf_blocks_get_outside(struct xpf_blocks *bl,
						 const struct in6_addr *addr,
						 u16 vrf,
						 const struct xpf_nat_pool *p)
{
	struct xpf_block_outside *o = find_outside(bl, addr, vrf, p->family, p);
	u32 n = xpf_blocks_of_addr(p);

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
	hash_add(bl->outsides, &o->node, xpf_blocks_hash(bl, addr, vrf, 0));
	return o;
}

void xpf_blocks_put_outside(struct xpf_block_outside *o)
{
	if (o->used)
		return;
	hash_del(&o->node);
	kfree(o);
}

/* Blocks coming and going. */

static void tell(struct xpf_blocks *bl, enum xpf_event_kind kind,
		 const struct xpf_block *b)
{
	struct xpf_nat_entry v;

	if (!b->log || b->fixed)
		return;
	xpf_block_view(b, &v);
	xpf_event_nat(bl->xn, kind, &v);
}

/* No port of it is in use.  bl->lock held. */
void xpf_block_end(struct xpf_blocks *bl, struct xpf_block *b)
{
	struct xpf_block_host *h = b->host;
	struct xpf_block_outside *o = b->out;

	lockdep_assert_held(&bl->lock);
	if (h->active == b)
		h->active = NULL;
	h->n_blocks--;
	tell(bl, XPF_EVENT_NAT_BLOCK_RELEASE, b);
	hash_del(&b->by_port);
	list_del(&b->of_host);
	if (bl->next == &b->all)
		bl->next = b->all.next;
	list_del(&b->all);
	list_del(&b->idle);
	__clear_bit(b->index, o->taken);
	o->used--;
	bl->n_blocks--;
	bl->n_timed -= b->timeout || b->recycle || b->interim;
	xpf_blocks_put_outside(o);
	xpf_blocks_put_host(h);
	kfree(b);
}

struct xpf_block *xpf_block_make(struct xpf_blocks *bl,
				 const struct xpf_nat_pool *p,
				 struct xpf_block_host *h,
				 struct xpf_block_outside *o, u32 index)
{
	u32 bits = p->block.size * p->overload;
	struct xpf_block *b;

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

void xpf_block_enter(struct xpf_blocks *bl, struct xpf_block *b)
{
	struct xpf_block_host *h = b->host;
	struct xpf_block_outside *o = b->out;

	b->number = ++bl->last;
	__set_bit(b->index, o->taken);
	o->used++;
	h->n_blocks++;
	h->active = b;
	list_add(&b->of_host, &h->blocks);
	list_add_tail(&b->all, &bl->all);
	list_add_tail(&b->idle, &bl->idle);
	hash_add(bl->blocks, &b->by_port,
		 xpf_blocks_hash(bl, &o->addr, o->vrf, b->lo));
	bl->n_blocks++;
	if (b->timeout || b->recycle || b->interim) {
		bl->n_timed++;
		queue_delayed_work(system_unbound_wq, &bl->ageing, PERIOD);
	}
	tell(bl, XPF_EVENT_NAT_BLOCK_ALLOC, b);
}

static bool put_port(struct xpf_blocks *bl, struct xpf_block *b, u16 port)
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
		xpf_block_end(bl, b);
	return true;
}

bool xpf_block_put(struct xpf_net *xn, u16 vrf, const struct xpf_key *key)
{
	u16 port = be16_to_cpu(key->sport), lo;
	struct xpf_blocks *bl = xn->blocks;
	struct xpf_block_outside *o;
	struct xpf_block *b;
	bool ok = false;

	if (!READ_ONCE(bl->n_blocks))
		return false;
	spin_lock_bh(&bl->lock);
	hash_for_each_possible(bl->outsides, o, node,
			       xpf_blocks_hash(bl, &key->saddr, vrf, 0)) {
		if (o->vrf != vrf || o->family != key->family || port < o->lo ||
		    !ipv6_addr_equal(&o->addr, &key->saddr))
			continue;
		lo = o->lo + (port - o->lo) / o->size * o->size;
		hash_for_each_possible(bl->blocks, b, by_port,
				       xpf_blocks_hash(bl, &o->addr, vrf, lo))
			if (b->out == o && b->lo == lo)
				break;
		ok = b && put_port(bl, b, port);
		if (ok)
			break;
	}
	spin_unlock_bh(&bl->lock);
	return ok;
}

/* Does the block serve new sessions of the pool as it is now? */
bool xpf_block_serves(struct xpf_block *b, const struct xpf_nat_pool *p)
{
	if (b->timeout && xpf_seconds() - b->made >= b->timeout)
		b->retired = true;
	return !b->retired && b->out->lo == p->port_lo &&
	       b->size == p->block.size && b->layers == p->overload;
}

/* Time. */

static void tick(struct xpf_blocks *bl, struct xpf_block *b, u32 now)
{
	if (b->timeout && now - b->made >= b->timeout)
		b->retired = true;
	if (!b->used &&
	    (b->retired || (b->recycle && now - b->idle_since >= b->recycle))) {
		xpf_block_end(bl, b);
		return;
	}
	if (b->interim && now - b->told >= b->interim) {
		b->told = now;
		tell(bl, XPF_EVENT_NAT_BLOCK_INTERIM, b);
	}
}

static u32 tick_some(struct xpf_blocks *bl, u32 now)
{
	struct xpf_block *b;
	u32 n;

	for (n = 0; n < SLICE && bl->next != &bl->all; n++) {
		b = list_entry(bl->next, struct xpf_block, all);
		bl->next = b->all.next;
		tick(bl, b, now);
	}
	return n;
}

static void age(struct work_struct *work)
{
	struct xpf_blocks *bl =
		container_of(to_delayed_work(work), struct xpf_blocks, ageing);
	u32 now = xpf_seconds(), n;

	spin_lock_bh(&bl->lock);
	bl->next = bl->all.next;
	spin_unlock_bh(&bl->lock);
	do {
		spin_lock_bh(&bl->lock);
		n = tick_some(bl, now);
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
	struct xpf_block *b, *next;

	spin_lock_bh(&bl->lock);
	list_for_each_entry_safe(b, next, &bl->all, all) {
		p = xpf_nat_pool_by_id(rs, b->pool);
		if (p && p->block.size && xpf_block_serves(b, p) &&
		    xpf_pool_has(p, &b->out->addr))
			continue;
		b->retired = true;
		if (!b->used)
			xpf_block_end(bl, b);
	}
	spin_unlock_bh(&bl->lock);
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
	struct xpf_block *b, *next;

	if (!bl)
		return;
	cancel_delayed_work_sync(&bl->ageing);
	spin_lock_bh(&bl->lock);
	list_for_each_entry_safe(b, next, &bl->all, all) {
		WARN_ON_ONCE(b->used);
		if (!b->used)
			xpf_block_end(bl, b);
	}
	spin_unlock_bh(&bl->lock);
	kvfree(bl);
}
