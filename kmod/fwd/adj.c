// SPDX-License-Identifier: GPL-2.0
/*
 * Adjacencies: what all sessions that go by one route to one next hop have in
 * common: the kernel's route and neighbour, the device's needs.  They are
 * found by the route's address and the next hop's, so that a new session of a way
 * that is in use takes one reference, here, and none of the kernel's objects.
 * There are never more of them than wings of sessions: the last wing's end frees
 * it.  On a link that many can be on, whoever sends there chooses next hops: the
 * hash is keyed.
 *
 * The neighbour is asked for by the packets and kept only when it has answered
 * before: entries of hosts that never answer stay the kernel's to collect.
 * What is kept is let go of when it stops answering or its device goes.
 */
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/arp.h>
#include <net/ip6_route.h>
#include <net/ndisc.h>

#include "fwd/adj.h"
#include "fwd/recent.h"
#include "fwd/route.h"
#include "pkt/hash.h"
#include "xpf.h"

/* Of the hash.  Every session may lead to another neighbour: there is a bucket
 * for so many of them, within bounds.
 */
#define SESSIONS 16
#define MIN_BUCKETS 1024U
#define MAX_BUCKETS 65536U

#define FRESHEN (2 * HZ) /* less than the kernel's delay before it probes */

struct xpf_adjs {
	spinlock_t lock; /* guards changes; BH disabled */
	struct delayed_work freshen;
	struct xpf_hash_secret secret;
	u32 n_buckets; /* a power of two */
	struct hlist_head bucket[];
};

static struct hlist_head *bucket_of(struct xpf_net *xn,
				    const struct dst_entry *dst,
				    const struct in6_addr *to)
{
	struct xpf_adjs *adjs = xn->adjs;
	u32 hash = xpf_hash_addr(&adjs->secret, to, (uintptr_t)dst);

	return &adjs->bucket[hash & (adjs->n_buckets - 1)];
}

/* Where the packets of a route go next. */
static bool next_hop(const struct dst_entry *dst, u8 family,
		     const struct in6_addr *daddr, struct in6_addr *to)
{
	const struct rtable *rt;

	if (family == AF_INET6) {
		*to = *rt6_nexthop(dst_rt6_info(dst), (struct in6_addr *)daddr);
		return true;
	}
	rt = dst_rtable(dst);
	*to = (struct in6_addr){ .s6_addr32[0] = daddr->s6_addr32[0] };
	if (rt->rt_gw_family == AF_INET)
		to->s6_addr32[0] = rt->rt_gw4;
	return rt->rt_gw_family != AF_INET6;
}

static struct xpf_adj *find(const struct hlist_head *h,
			    const struct dst_entry *dst, u32 cookie,
			    const struct in6_addr *to, u8 via)
{
	struct xpf_adj *adj;

	hlist_for_each_entry_rcu(adj, h, node)
		if (adj->dst == dst && adj->cookie == cookie &&
		    (adj->flags & XPF_ADJ_VIA) == via &&
		    ipv6_addr_equal(&adj->to, to) &&
		    refcount_inc_not_zero(&adj->ref))
			return adj;
	return NULL;
}

static void read_device(struct xpf_adj *adj)
{
	const struct dst_entry *dst = adj->dst;

	WRITE_ONCE(adj->mtu, xpf_route_mtu(dst, adj->family));
	WRITE_ONCE(adj->headroom,
		   LL_RESERVED_SPACE(adj->dev) + dst->header_len);
}

static struct xpf_adj *make(struct xpf_net *xn, const struct xpf_hop *hop,
			    const struct in6_addr *to, bool plain, u16 slot)
{
	struct xpf_adj *adj = kzalloc(sizeof(*adj), GFP_ATOMIC | __GFP_NOWARN);

	if (!adj)
		return NULL;
	if (!dst_hold_safe(hop->dst)) {
		kfree(adj);
		return NULL;
	}
	adj->dst = hop->dst;
	adj->dev = hop->dst->dev;
	adj->family = hop->family;
	adj->cookie = hop->cookie;
	adj->slot = slot;
	adj->to = *to;
	adj->xn = xn;
	if (plain && !adj->dst->lwtstate && !adj->dst->xfrm &&
	    adj->dev->header_ops)
		adj->flags = XPF_ADJ_PLAIN;
	if (hop->via)
		adj->flags |= XPF_ADJ_VIA;
	refcount_set(&adj->ref, 1);
	read_device(adj);
	return adj;
}

struct xpf_adj *xpf_adj_get(struct xpf_net *xn, const struct xpf_hop *hop,
			    const struct in6_addr *daddr, u16 slot)
{
	struct hlist_head *h;
	struct xpf_adj *adj, *other;
	struct in6_addr to;
	u8 via = hop->via ? XPF_ADJ_VIA : 0;
	bool plain;

	plain = next_hop(hop->dst, hop->family, hop->via ?: daddr, &to);
	h = bucket_of(xn, hop->dst, &to);
	adj = find(h, hop->dst, hop->cookie, &to, via);
	if (likely(adj))
		return adj;
	adj = make(xn, hop, &to, plain, slot);
	if (!adj)
		return NULL;
	spin_lock(&xn->adjs->lock);
	other = find(h, hop->dst, hop->cookie, &to, via);
	if (!other)
		hlist_add_head_rcu(&adj->node, h);
	spin_unlock(&xn->adjs->lock);
	if (other) {
		dst_release(adj->dst);
		kfree(adj);
		return other;
	}
	return adj;
}

static void drop_neigh(struct xpf_adj *adj)
{
	struct neighbour *old;

	old = unrcu_pointer(xchg(&adj->neigh, RCU_INITIALIZER(NULL)));
	if (old)
		neigh_release(old);
}

void xpf_adj_put(struct xpf_adj *adj)
{
	if (!adj || !refcount_dec_and_test(&adj->ref))
		return;
	spin_lock_bh(&adj->xn->adjs->lock);
	hlist_del_rcu(&adj->node);
	spin_unlock_bh(&adj->xn->adjs->lock);
	drop_neigh(adj);
	dst_release(adj->dst);
	kfree_rcu(adj, rcu);
}

bool xpf_adj_refresh(struct xpf_adj *adj)
{
	struct neighbour *n = rcu_dereference(adj->neigh);

	if (!dst_check(adj->dst, adj->cookie) || !netif_running(adj->dev))
		return false;
	if (n && (READ_ONCE(n->dead) || !(READ_ONCE(n->nud_state) & NUD_VALID)))
		drop_neigh(adj);
	read_device(adj);
	return true;
}

struct neighbour *xpf_adj_find_neigh(struct xpf_adj *adj)
{
	struct neighbour *n = rcu_dereference(adj->neigh), *old;

	if (n && !READ_ONCE(n->dead))
		return xpf_neigh_valid(n) ? n : NULL;
	if (adj->family == AF_INET)
		n = __ipv4_neigh_lookup_noref(
			adj->dev, (__force u32)adj->to.s6_addr32[0]);
	else
		n = __ipv6_neigh_lookup_noref(adj->dev, &adj->to);
	if (!n || !xpf_neigh_valid(n) || !refcount_inc_not_zero(&n->refcnt))
		return NULL;
	old = unrcu_pointer(xchg(&adj->neigh, RCU_INITIALIZER(n)));
	if (old)
		neigh_release(old);
	/*
	 * Ours or not by now: whoever lets go of it leaves it to be read until
	 * the end of this section.  A device that goes looks for neighbours
	 * after its table entries are dead, or finds this one.
	 */
	if (READ_ONCE(n->dead) || !netif_running(adj->dev)) {
		drop_neigh(adj);
		return NULL;
	}
	return n;
}

void xpf_adj_dev_gone(struct xpf_net *xn, const struct net_device *dev)
{
	struct xpf_adjs *adjs = xn->adjs;
	struct xpf_adj *adj;
	u32 i;

	for (i = 0; i < adjs->n_buckets; i++) {
		if (hlist_empty(&adjs->bucket[i]))
			continue;
		spin_lock_bh(&adjs->lock);
		hlist_for_each_entry(adj, &adjs->bucket[i], node)
			if (adj->dev == dev)
				drop_neigh(adj);
		spin_unlock_bh(&adjs->lock);
		cond_resched();
	}
}

/*
 * Neighbours that only XDP uses: to the kernel they are idle, and would become
 * stale.  Said to be in use, they are asked again when it is time.
 */
static void freshen(struct work_struct *work)
{
	struct xpf_adjs *adjs =
		container_of(to_delayed_work(work), struct xpf_adjs, freshen);
	struct neighbour *n;
	struct xpf_adj *adj;
	u32 i;

	for (i = 0; i < adjs->n_buckets; i++) {
		if (hlist_empty(&adjs->bucket[i]))
			continue;
		rcu_read_lock_bh();
		hlist_for_each_entry_rcu(adj, &adjs->bucket[i], node) {
			n = rcu_dereference_bh(adj->neigh);
			if (n && READ_ONCE(adj->used) &&
			    time_before(jiffies,
					READ_ONCE(adj->used) + 2 * FRESHEN))
				neigh_event_send(n, NULL);
		}
		rcu_read_unlock_bh();
		cond_resched();
	}
	schedule_delayed_work(&adjs->freshen, FRESHEN);
}

int xpf_adj_start(struct xpf_net *xn, u32 max_sessions)
{
	u32 n = roundup_pow_of_two(
		clamp(max_sessions / SESSIONS, MIN_BUCKETS, MAX_BUCKETS));
	int err;

	xn->adjs =
		kvzalloc(struct_size(xn->adjs, bucket, n), GFP_KERNEL_ACCOUNT);
	if (!xn->adjs)
		return -ENOMEM;
	xn->adjs->n_buckets = n;
	get_random_bytes(&xn->adjs->secret, sizeof(xn->adjs->secret));
	err = xpf_recent_start(xn);
	if (err) {
		kvfree(xn->adjs);
		xn->adjs = NULL;
		return err;
	}
	spin_lock_init(&xn->adjs->lock);
	INIT_DEFERRABLE_WORK(&xn->adjs->freshen, freshen);
	schedule_delayed_work(&xn->adjs->freshen, FRESHEN);
	return 0;
}

void xpf_adj_stop(struct xpf_net *xn)
{
	xpf_recent_stop(xn);
	cancel_delayed_work_sync(&xn->adjs->freshen);
	kvfree(xn->adjs);
	xn->adjs = NULL;
}
