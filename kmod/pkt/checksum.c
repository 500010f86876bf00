// SPDX-License-Identifier: GPL-2.0
/*
 * Is the transport checksum of a packet right?  Asked where a packet decides
 * something for others: it begins a session, ends one, quotes one.
 */
#include <linux/in.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/udp.h>

#include "pkt/pkt.h"

bool xpf_checksum_ok(const struct xpf_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;
	u8 proto = pkt->key.proto;

	switch (proto) {
	case IPPROTO_UDP:
		if (!((struct udphdr *)(skb->data + pkt->l4))->check)
			return true;
		break;
	case IPPROTO_TCP:
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		break;
	default:
		return true;
	}
	if (pkt->key.family == AF_INET)
		return !nf_ip_checksum(skb, NF_INET_PRE_ROUTING, pkt->l4,
				       proto);
	return !nf_ip6_checksum(skb, NF_INET_PRE_ROUTING, pkt->l4, proto);
}
