// SPDX-License-Identifier: GPL-2.0
/*
 * ICMP errors that the kernel makes about packets after we translated them,
 * such as "host unreachable" when the neighbour did not answer.  They are
 * addressed to the translated address.  If that is one of the host's, they leave
 * by the loopback device or by that of a routing instance; if it is of a pool, or
 * of the other IP version, by whatever route leads there.  They are caught and
 * sent to whom they concern: the client, about the packet that it sent.
 */
#include <linux/icmp.h>
#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/ip6_route.h>
#include <net/l3mdev.h>
#include <net/route.h>

#include "flow/session.h"
#include "flow/table.h"
#include "fwd/icmperr.h"
#include "fwd/misaddressed.h"
#include "fwd/nat64.h"
#include "hook.h"
#include "pkt/pkt.h"
#include "policy/ruleset.h"
#include "xpf.h"

static bool route4_out(struct xpf_pkt *pkt, int oif)
{
	const struct iphdr *iph = ip_hdr(pkt->skb);
	struct flowi4 fl4 = {
		.daddr = iph->daddr,
		.saddr = iph->saddr,
		.flowi4_oif = oif,
		.flowi4_mark = pkt->skb->mark,
		.flowi4_flags = FLOWI_FLAG_ANYSRC,
	};
	struct rtable *rt = ip_route_output_key(pkt->xn->net, &fl4);

	if (IS_ERR(rt))
		return false;
	skb_dst_drop(pkt->skb);
	skb_dst_set(pkt->skb, &rt->dst);
	return true;
}

static bool route6_out(struct xpf_pkt *pkt, int oif)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(pkt->skb);
	struct flowi6 fl6 = {
		.daddr = ip6h->daddr,
		.saddr = ip6h->saddr,
		.flowi6_oif = oif,
		.flowi6_mark = pkt->skb->mark,
	};
	struct dst_entry *dst = ip6_route_output(pkt->xn->net, NULL, &fl6);

	if (dst->error) {
		dst_release(dst);
		return false;
	}
	skb_dst_drop(pkt->skb);
	skb_dst_set(pkt->skb, dst);
	return true;
}

/* By the routing instance where the quoted packet came in. */
static bool route_back(struct xpf_pkt *pkt)
{
	u16 slot = READ_ONCE(pkt->session->in_slot[!pkt->wing]);
	const struct xpf_dev *to = xpf_dev(pkt->xn, slot);
	int oif;

	if (!to)
		return false;
	oif = l3mdev_master_ifindex_rcu(to->dev);
	return pkt->key.family == AF_INET ? route4_out(pkt, oif) :
					    route6_out(pkt, oif);
}

/* To the client instead, about the packet that the client sent. */
static enum xpf_verdict readdress(struct xpf_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;
	enum xpf_reason why;

	if (pkt->session->wing[pkt->wing].flags & XPF_WING_XLAT) {
		why = xpf_nat64_error(pkt, NULL);
		if (why)
			return xpf_drop(pkt, why);
		skb_orphan(skb); /* whose socket is of the other family */
	} else {
		if (skb_ensure_writable(skb, xpf_icmperr_len(pkt)))
			return xpf_drop(pkt, XPF_R_NO_MEMORY);
		xpf_icmperr_rewrite(pkt);
	}
	if (!route_back(pkt))
		return xpf_drop(pkt, XPF_R_NO_ROUTE);
	dst_output(pkt->xn->net, skb->sk, skb);
	return XPF_STOLEN;
}

static int vrf_of_port(struct net_device *dev, struct netdev_nested_priv *priv)
{
	struct xpf_pkt *pkt = priv->data;
	const struct xpf_dev *d = xpf_dev_of(pkt->xn, dev);
	const struct xpf_binding *b = d ? xpf_binding(pkt->rs, d->slot) : NULL;

	if (!b || !netif_is_l3_slave(dev))
		return 0;
	pkt->key.vrf = b->vrf;
	return 1;
}

enum xpf_verdict xpf_misaddressed_error(struct xpf_pkt *pkt,
					struct net_device *out)
{
	struct netdev_nested_priv priv = { .data = pkt };

	pkt->key.vrf = 0;
	if (netif_is_l3_master(out) &&
	    !netdev_walk_all_lower_dev_rcu(out, vrf_of_port, &priv))
		return XPF_ACCEPT;
	return xpf_icmperr_find(pkt) ? xpf_misaddressed_found(pkt) : XPF_ACCEPT;
}

/* An error about a packet as it came in is of no session that is translated. */
enum xpf_verdict xpf_misaddressed_found(struct xpf_pkt *pkt)
{
	const struct xpf_session *s = pkt->session;
	u8 local = XPF_WING_LOCAL | XPF_WING_SELF;

	if (s->wing[0].flags & local || s->wing[1].flags & local ||
	    !(s->wing[pkt->wing].flags & XPF_WING_NAT))
		return XPF_ACCEPT;
	return readdress(pkt);
}
