// SPDX-License-Identifier: GPL-2.0
/*
 * Routes that were asked for a moment ago.  Half of what the first packet of a
 * connection costs in the kernel is the lookup of its route, and connections
 * come in swarms: a browser opens six to the server it has just resolved, a
 * proxy hundreds.  So each CPU keeps the last routes by which packets were
 * forwarded, one in each place of a small array.
 *
 * An entry is good for what the kernel would have looked at: both addresses,
 * the device, traffic class, flow label and protocol; as long as the kernel
 * calls the route valid (any change of a table ends that), and only in the
 * second in which it was found, as what source checks depend on (rp_filter) can
 * change without a word.  What could make two such packets go different ways
 * closes it: routing rules beyond the kernel's own (routing instances have
 * some), marks, hashing of ports over several next hops, and errors, which are
 * hashed by what they quote.
 *
 * Entries hold references of routes, not of devices: a route whose device goes
 * lets go of it by itself.
 */
#include <linux/hash.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/ipv6.h>
#include <net/route.h>

#include "fwd/recent.h"
#include "fwd/route.h"
#include "pkt/pkt.h"
#include "xpf.h"

#define BITS 7

struct entry {
	struct dst_entry *dst; /* owns a reference; NULL: empty */
	u32 second; /* when it was found, see xpf_seconds() */
	u32 cookie; /* for dst_check() */
	int ifindex;
	__be32 traffic; /* TOS; or traffic class and flow label */
	u64 addr[4];
	u16 proto;
	u16 family;
};

struct xpf_recent {
	struct entry entry[1 << BITS];
};

/*
 * What is looked at: all of @e but the route.  False: nothing is remembered of
 * such packets.  IPv4's addresses fit into the first word.
 */
static __always_inline bool describe(const struct xpf_pkt *pkt,
				     const struct in6_addr *daddr,
				     const struct net_device *dev,
				     struct entry *e, const u8 family)
{
	const struct net *net = pkt->xn->net;

	if (unlikely(pkt->skb->mark) ||
	    unlikely(pkt->flags & XPF_PKT_ICMP_ERROR))
		return false;
	e->ifindex = dev->ifindex;
	e->proto = pkt->key.proto;
	e->family = family;
	if (family == AF_INET) {
#ifdef CONFIG_IP_MULTIPLE_TABLES
		if (net->ipv4.fib_has_custom_rules)
			return false;
#endif
#ifdef CONFIG_IP_ROUTE_MULTIPATH
		if (unlikely(READ_ONCE(
			    net->ipv4.sysctl_fib_multipath_hash_policy)))
			return false;
#endif
		e->traffic = (__force __be32)pkt->tos;
		e->addr[0] = xpf_flow4(pkt->key.saddr4, daddr->s6_addr32[0]);
		return true;
	}
#ifdef CONFIG_IPV6_MULTIPLE_TABLES
	if (net->ipv6.fib6_has_custom_rules)
		return false;
#endif
	if (unlikely(ip6_multipath_hash_policy(net)))
		return false;
	e->traffic = ip6_flowinfo(ipv6_hdr(pkt->skb));
	e->addr[0] = pkt->key.s[0];
	e->addr[1] = pkt->key.s[1];
	memcpy(&e->addr[2], daddr, sizeof(*daddr));
	return true;
}

static __always_inline struct entry *
place(const struct xpf_net *xn, const struct entry *e, const u8 family)
{
	u64 word = e->addr[0];

	if (family == AF_INET6)
		word ^= rol64(e->addr[1], 16) ^ rol64(e->addr[2], 32) ^
			rol64(e->addr[3], 48);
	return &this_cpu_ptr(xn->recent)->entry[hash_64(word, BITS)];
}

static __always_inline bool same(const struct entry *a, const struct entry *b,
				 const u8 family)
{
	u64 differ = a->addr[0] ^ b->addr[0];

	if (family == AF_INET6)
		differ |= (a->addr[1] ^ b->addr[1]) |
			  (a->addr[2] ^ b->addr[2]) | (a->addr[3] ^ b->addr[3]);
	return !differ && a->ifindex == b->ifindex &&
	       a->traffic == b->traffic && a->proto == b->proto &&
	       a->family == b->family;
}

static __always_inline bool get(struct xpf_pkt *pkt,
				const struct in6_addr *daddr,
				const struct net_device *dev,
				struct xpf_hop *hop, const u8 family)
{
	struct entry key __uninitialized, *e;

	if (!describe(pkt, daddr, dev, &key, family))
		return false;
	e = place(pkt->xn, &key, family);
	if (!e->dst || e->second != pkt->now || !same(e, &key, family) ||
	    !xpf_dst_valid(pkt->xn->net, e->dst, e->cookie, family))
		return false;
	hop->kind = XPF_HOP_FORWARD;
	hop->dst = e->dst;
	hop->cookie = e->cookie;
	/* The entry may be another's before the packet goes, but routes are
	 * freed after a grace period.
	 */
	if (family == AF_INET6)
		return true;
	if (unlikely(skb_dst(pkt->skb)))
		skb_dst_drop(pkt->skb);
	skb_dst_set_noref(pkt->skb, e->dst);
	return true;
}

bool xpf_recent_get(struct xpf_pkt *pkt, const struct in6_addr *daddr,
		    const struct net_device *dev, struct xpf_hop *hop)
{
	if (hop->family == AF_INET)
		return get(pkt, daddr, dev, hop, AF_INET);
	return get(pkt, daddr, dev, hop, AF_INET6);
}

void xpf_recent_put(const struct xpf_pkt *pkt, const struct in6_addr *daddr,
		    const struct net_device *dev, const struct xpf_hop *hop)
{
	struct entry key = { .addr = { 0 } }, *e;
	struct dst_entry *old;

	if (hop->kind != XPF_HOP_FORWARD || hop->dst->lwtstate ||
	    !describe(pkt, daddr, dev, &key, hop->family))
		return;
	e = place(pkt->xn, &key, hop->family);
	old = e->dst;
	key.second = pkt->now;
	key.cookie = hop->cookie;
	key.dst = hop->dst;
	if (old != key.dst) {
		if (!dst_hold_safe(key.dst))
			return;
		dst_release(old);
	}
	*e = key;
}

int xpf_recent_start(struct xpf_net *xn)
{
	xn->recent = alloc_percpu(struct xpf_recent);
	return xn->recent ? 0 : -ENOMEM;
}

void xpf_recent_stop(struct xpf_net *xn)
{
	int cpu, i;

	if (!xn->recent)
		return;
	for_each_possible_cpu(cpu)
		for (i = 0; i < 1 << BITS; i++)
			dst_release(per_cpu_ptr(xn->recent, cpu)->entry[i].dst);
	free_percpu(xn->recent);
	xn->recent = NULL;
}
