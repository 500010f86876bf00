// SPDX-License-Identifier: GPL-2.0
/*
 * Proxy neighbour discovery, the IPv6 sibling of proxyarp.c.
 *
 * The kernel's proxy entries are single addresses; a configuration names
 * ranges, up to whole prefixes.  So we answer, for the addresses that the
 * configuration names, on the interface that it names: as a proxy does
 * (RFC 4861 section 7.2.8), without the override flag, so that a host which
 * really has the address is believed before us.  Who only wants to know
 * whether an address is free (duplicate address detection) is told that it is
 * not, by a message to all nodes: two would translate and answer otherwise.
 *
 * Solicitations go to groups, as many as there are low 24 bits, so a device
 * with such a range hears all groups.
 *
 * An address of the firewall's own is left to the stack.
 */
#include <linux/etherdevice.h>
#include <linux/icmpv6.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/netfilter_ipv6.h>
#include <linux/skbuff.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/ip6_checksum.h>
#include <net/ipv6.h>
#include <net/ndisc.h>

#include "fwd/proxyndp.h"
#include "hook.h"
#include "pkt/pkt.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

#define OPTION_SIZE 8 /* a link-layer address of Ethernet, with its header */
#define HOP_LIMIT 255 /* nobody forwarded it */

static bool proxied(const struct xpf_binding *b, const struct in6_addr *a)
{
	u32 i;

	for (i = 0; i < b->n_proxy6; i++)
		if (memcmp(a, b->proxy6[i].lo, sizeof(*a)) >= 0 &&
		    memcmp(a, b->proxy6[i].hi, sizeof(*a)) <= 0)
			return true;
	return false;
}

/* RFC 4861 section 7.1.1 */
static const struct nd_msg *solicitation(const struct xpf_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;
	const struct nd_msg *m;

	if (pkt->ttl != HOP_LIMIT || pkt->icmp_code ||
	    pkt->len < pkt->l4 + sizeof(*m) ||
	    !pskb_may_pull(skb, pkt->l4 + sizeof(*m)) ||
	    nf_ip6_checksum(skb, NF_INET_PRE_ROUTING, pkt->l4, IPPROTO_ICMPV6))
		return NULL;
	m = (const struct nd_msg *)(skb->data + pkt->l4);
	return ipv6_addr_is_multicast(&m->target) ? NULL : m;
}

/* A link-local address of the device; @target where it has none. */
static struct in6_addr own_address(const struct net_device *dev,
				   const struct in6_addr *target)
{
	const struct inet6_dev *idev = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifp;

	if (idev)
		list_for_each_entry_rcu(ifp, &idev->addr_list, if_list)
			if (ipv6_addr_type(&ifp->addr) & IPV6_ADDR_LINKLOCAL &&
			    !(READ_ONCE(ifp->flags) & IFA_F_TENTATIVE))
				return ifp->addr;
	return *target;
}

static void put_advertisement(struct sk_buff *skb, const struct net_device *dev,
			      const struct in6_addr *to,
			      const struct in6_addr *target, bool solicited)
{
	struct ipv6hdr *ip6h = skb_put_zero(skb, sizeof(*ip6h));
	struct nd_msg *m = skb_put_zero(skb, sizeof(*m) + OPTION_SIZE);
	u32 len = sizeof(*m) + OPTION_SIZE;

	skb_reset_network_header(skb);
	skb_set_transport_header(skb, sizeof(*ip6h));
	ip6_flow_hdr(ip6h, 0, 0);
	ip6h->payload_len = htons(len);
	ip6h->nexthdr = IPPROTO_ICMPV6;
	ip6h->hop_limit = HOP_LIMIT;
	ip6h->saddr = own_address(dev, target);
	ip6h->daddr = *to;
	m->icmph.icmp6_type = NDISC_NEIGHBOUR_ADVERTISEMENT;
	m->icmph.icmp6_router = 1;
	m->icmph.icmp6_solicited = solicited;
	m->target = *target;
	m->opt[0] = ND_OPT_TARGET_LL_ADDR;
	m->opt[1] = OPTION_SIZE / 8;
	memcpy(m->opt + 2, dev->dev_addr, ETH_ALEN);
	m->icmph.icmp6_cksum = csum_ipv6_magic(&ip6h->saddr, &ip6h->daddr, len,
					       IPPROTO_ICMPV6,
					       csum_partial(m, len, 0));
}

static void advertise(struct net_device *dev, const struct in6_addr *to,
		      const u8 *hw, const struct in6_addr *target,
		      bool solicited)
{
	struct sk_buff *skb;

	skb = alloc_skb(LL_RESERVED_SPACE(dev) + sizeof(struct ipv6hdr) +
				sizeof(struct nd_msg) + OPTION_SIZE,
			GFP_ATOMIC);
	if (!skb)
		return;
	skb_reserve(skb, LL_RESERVED_SPACE(dev));
	put_advertisement(skb, dev, to, target, solicited);
	skb->dev = dev;
	skb->protocol = htons(ETH_P_IPV6);
	if (dev_hard_header(skb, dev, ETH_P_IPV6, hw, dev->dev_addr, skb->len) <
	    0) {
		kfree_skb(skb);
		return;
	}
	dev_queue_xmit(skb);
}

bool xpf_proxy_ndp(struct xpf_pkt *pkt)
{
	static const u8 all_nodes[ETH_ALEN] = { 0x33, 0x33, 0, 0, 0, 1 };
	struct net_device *dev = pkt->in->dev;
	bool dad = ipv6_addr_any(&pkt->key.saddr);
	const struct nd_msg *m;
	struct in6_addr target;
	u8 hw[ETH_ALEN];

	if (dev->type != ARPHRD_ETHER || !skb_mac_header_was_set(pkt->skb))
		return false;
	m = solicitation(pkt);
	if (!m || !proxied(pkt->bind, &m->target) ||
	    ipv6_chk_addr(pkt->xn->net, &m->target, dev, 0))
		return false;
	target = m->target;
	ether_addr_copy(hw, eth_hdr(pkt->skb)->h_source);
	xpf_stat_inc(pkt->xn, XPF_S_PROXY_NDP);
	if (dad)
		advertise(dev, &in6addr_linklocal_allnodes, all_nodes, &target,
			  false);
	else
		advertise(dev, &pkt->key.saddr, hw, &target, true);
	return true;
}

void xpf_proxy_ndp_listen(struct xpf_dev *d, const struct xpf_binding *b)
{
	bool want = b && b->n_proxy6;

	ASSERT_RTNL();
	if (want == d->all_groups || dev_set_allmulti(d->dev, want ? 1 : -1))
		return;
	d->all_groups = want;
}
