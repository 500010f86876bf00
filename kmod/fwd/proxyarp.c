// SPDX-License-Identifier: GPL-2.0
/*
 * Proxy ARP.
 *
 * An address that only NAT knows is no address of a device, so nobody would
 * answer for it on its subnet.  The kernel's own proxy does not either: it
 * answers only for what it would forward to another device, and a route to
 * such an address leads back to where the question came from.  So we answer,
 * for the addresses the configuration names, on the interface it names.
 *
 * Neighbour discovery of IPv6: proxyndp.c.
 */
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/netdevice.h>
#include <net/arp.h>

#include "fwd/proxyarp.h"
#include "hook.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

/* ARP for Ethernet and IPv4, as a whole. */
struct arp_ipv4 {
	struct arphdr h;
	u8 sender_hw[ETH_ALEN];
	__be32 sender;
	u8 target_hw[ETH_ALEN];
	__be32 target;
} __packed;

static bool proxied(const struct xpf_binding *b, u32 addr)
{
	u32 i;

	for (i = 0; i < b->n_proxy; i++)
		if (addr >= b->proxy[i].lo && addr <= b->proxy[i].hi)
			return true;
	return false;
}

static bool is_request(const struct arphdr *h)
{
	return h->ar_op == htons(ARPOP_REQUEST) &&
	       h->ar_pro == htons(ETH_P_IP) && h->ar_pln == 4 &&
	       h->ar_hrd == htons(ARPHRD_ETHER) && h->ar_hln == ETH_ALEN;
}

void xpf_proxy_arp(struct xpf_dev *in, struct sk_buff *skb)
{
	const struct xpf_ruleset *rs = rcu_dereference(in->xn->ruleset);
	const struct xpf_binding *b = rs ? xpf_binding(rs, in->slot) : NULL;
	const struct arp_ipv4 *a;
	struct arp_ipv4 copy;

	if (!b || !b->n_proxy)
		return;
	a = skb_header_pointer(skb, 0, sizeof(copy), &copy);
	/* Who asks for what it has itself is looking for a double. */
	if (!a || !is_request(&a->h) || a->sender == a->target ||
	    !proxied(b, be32_to_cpu(a->target)))
		return;
	xpf_stat_inc(in->xn, XPF_S_PROXY_ARP);
	arp_send(ARPOP_REPLY, ETH_P_ARP, a->sender, in->dev, a->target,
		 a->sender_hw, in->dev->dev_addr, a->sender_hw);
}
