/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An adjacency: the way out of a device to one next hop, shared by all wings
 * that take it, see adj.c.
 */
#ifndef XPF_ADJ_H
#define XPF_ADJ_H

#include <linux/in6.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <net/dst.h>
#include <net/ip6_fib.h>
#include <net/neighbour.h>
#include <net/route.h>

struct xpf_hop;
struct xpf_net;

enum xpf_adj_flags {
	XPF_ADJ_PLAIN	= 1 << 0,	/* nothing but a link layer header is
					 * put in front of its packets
					 */
	XPF_ADJ_VIA	= 1 << 1,	/* to a neighbour that neither route nor
					 * packet names: a filter does
					 */
};

struct xpf_adj {
	/* datapath: read only, but for mtu, headroom and neigh */
	struct dst_entry *dst;		/* owns a reference */
	struct net_device *dev;		/* of dst, which holds it */
	struct neighbour __rcu *neigh;	/* owns a reference; NULL: ask for it */
	u32 cookie;			/* for dst_check() */
	u16 slot;			/* struct xpf_dev of dev */
	u16 mtu;
	u16 headroom;			/* bytes that the device wants */
	u8 family;
	u8 flags;			/* enum xpf_adj_flags */

	const void *xdp_root;		/* queueing discipline that is plain */
	unsigned long used;		/* by XDP last, jiffies */

	struct in6_addr to;		/* next hop, first word for IPv4 */
	refcount_t ref;
	struct hlist_node node;		/* guarded by xn->adjs' lock */
	struct xpf_net *xn;
	struct rcu_head rcu;
};

/*
 * The adjacency of a route, made if nobody had it yet: a reference.
 * @daddr: of the packet as it leaves, the next hop if the route has none
 * NULL: no memory.  Context: BH disabled, RCU.
 */
struct xpf_adj *xpf_adj_get(struct xpf_net *xn, const struct xpf_hop *hop,
			    const struct in6_addr *daddr, u16 slot);
/* NULL is fine.  Context: any. */
void xpf_adj_put(struct xpf_adj *adj);

/* Read again what device and route say.  False: the kernel withdrew it. */
bool xpf_adj_refresh(struct xpf_adj *adj);

/* Find the neighbour; NULL: its address is not known.  Context: BH, RCU. */
struct neighbour *xpf_adj_find_neigh(struct xpf_adj *adj);

/* Has it an address, be it an old one? */
static inline bool xpf_neigh_valid(const struct neighbour *n)
{
	return READ_ONCE(n->nud_state) & NUD_VALID && !READ_ONCE(n->dead);
}

/* Is it known to be there?  If not, the kernel must see what is sent to it. */
static inline bool xpf_neigh_ready(const struct neighbour *n)
{
	return READ_ONCE(n->nud_state) & NUD_CONNECTED && !READ_ONCE(n->dead);
}

/* Is its header made, and of the usual size?  VLANs have none that is kept. */
static inline bool xpf_neigh_header(const struct neighbour *n)
{
	return (u32)READ_ONCE(n->hh.hh_len) - 1 < HH_DATA_MOD;
}

static inline struct neighbour *xpf_adj_neigh(struct xpf_adj *adj)
{
	struct neighbour *n = rcu_dereference(adj->neigh);

	if (likely(n) && likely(xpf_neigh_ready(n)))
		return n;
	n = xpf_adj_find_neigh(adj);
	return n && xpf_neigh_ready(n) ? n : NULL;
}

/* For those who keep it fresh by xpf_adj_used(). */
static inline struct neighbour *xpf_adj_any_neigh(struct xpf_adj *adj)
{
	struct neighbour *n = rcu_dereference(adj->neigh);

	if (likely(n) && likely(xpf_neigh_valid(n)))
		return n;
	return xpf_adj_find_neigh(adj);
}

/* An IPv6 route of the most common kind, checked without a call. */
static inline bool xpf_route6_valid(struct dst_entry *dst, u32 cookie)
{
	const struct rt6_info *rt = dst_rt6_info(dst);
	const struct fib6_info *from = rcu_dereference(rt->from);
	u32 now;

	if (likely(!rt->sernum && from && !(rt->rt6i_flags & RTF_EXPIRES) &&
		   !(from->fib6_flags & RTF_EXPIRES) &&
		   READ_ONCE(dst->obsolete) == DST_OBSOLETE_FORCE_CHK))
		return fib6_get_cookie_safe(from, &now) && now == cookie;
	return dst_check(dst, cookie);
}

/* dst_check(), which for IPv4 is only this. */
static inline bool xpf_dst_valid(const struct net *net, struct dst_entry *dst,
				 u32 cookie, u8 family)
{
	if (family == AF_INET)
		return READ_ONCE(dst->obsolete) == DST_OBSOLETE_FORCE_CHK &&
		       dst_rtable(dst)->rt_genid == rt_genid_ipv4(net);
	return xpf_route6_valid(dst, cookie);
}

static inline bool xpf_adj_valid(const struct net *net,
				 const struct xpf_adj *adj, u8 family)
{
	return xpf_dst_valid(net, adj->dst, adj->cookie, family);
}

/* The kernel does not see this packet: the neighbour is kept fresh for it. */
static inline void xpf_adj_used(struct xpf_adj *adj)
{
	unsigned long now = jiffies;

	if (READ_ONCE(adj->used) != now)
		WRITE_ONCE(adj->used, now);
}

/* A device is on its way out: let go of what would keep it.  Context: RTNL. */
void xpf_adj_dev_gone(struct xpf_net *xn, const struct net_device *dev);

/* For main.c. Stop: after all wings have gone. */
int xpf_adj_start(struct xpf_net *xn, u32 max_sessions);
void xpf_adj_stop(struct xpf_net *xn);

#endif
