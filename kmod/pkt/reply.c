// SPDX-License-Identifier: GPL-2.0
/*
 * Answers of our own: ICMP errors and TCP resets.
 *
 * They tell about the packet as it was received, so whoever calls must not
 * have rewritten it.  They leave by the routing instance that it came from.
 * Their number is limited by one token bucket a namespace, shared by all CPUs:
 * a firewall that answers a flood doubles it.  The kernel's own ICMP limits
 * come on top.
 *
 * Never answered: ICMP errors, multicast and broadcast in either address or on
 * the link, resets, fragments but the first (RFC 1122 3.2.2, RFC 4443 2.4).
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>
#include <net/l3mdev.h>
#include <net/route.h>
#include <net/tcp.h>

#include "flow/tcp.h"
#include "hook.h"
#include "pkt/pkt.h"
#include "pkt/reply.h"
#include "stat.h"
#include "tokens.h"
#include "xpf.h"

#define REPLIES_PER_SECOND 1000
#define REPLIES_BURST 200
#define RESET_TTL 64

void xpf_reply_init(struct xpf_net *xn)
{
	xpf_tokens_init(&xn->replies, REPLIES_BURST);
}

static bool take_token(struct xpf_net *xn)
{
	bool ok = xpf_tokens_take(&xn->replies, REPLIES_PER_SECOND,
				  REPLIES_BURST);

	if (!ok)
		xpf_stat_inc(xn, XPF_S_REPLY_LIMITED);
	return ok;
}

static bool may_answer(const struct xpf_pkt *pkt)
{
	const struct xpf_key *key = &pkt->key;

	if (pkt->flags & (XPF_PKT_ICMP_ERROR | XPF_PKT_MULTICAST |
			  XPF_PKT_FRAGMENT | XPF_PKT_LOCAL_OUT) ||
	    pkt->skb->pkt_type != PACKET_HOST)
		return false;
	if (key->family == AF_INET)
		return key->saddr4 && !ipv4_is_multicast(key->saddr4) &&
		       !ipv4_is_lbcast(key->saddr4);
	return key->s[0] && !ipv6_addr_is_multicast(&key->saddr);
}

/* icmp_send() learns namespace and device from a route. */
static bool have_route(struct xpf_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;

	if (skb_rtable(skb))
		return true;
	return !ip_route_input_noref(skb, pkt->key.daddr4, pkt->key.saddr4,
				     pkt->tos, skb->dev);
}

void xpf_reply_icmp(struct xpf_pkt *pkt, u8 type, u8 code, u32 info)
{
	struct sk_buff *skb = pkt->skb;

	if (!may_answer(pkt))
		return;
	if (pkt->key.family == AF_INET && !have_route(pkt))
		return;
	if (!take_token(pkt->xn))
		return;
	if (!(pkt->flags & XPF_PKT_REASSEMBLED))
		memset(skb->cb, 0, sizeof(skb->cb));
	if (pkt->key.family == AF_INET) {
		IPCB(skb)->iif = skb->dev->ifindex;
		icmp_send(skb, type, code, htonl(info));
	} else {
		IP6CB(skb)->iif = skb->dev->ifindex;
		icmpv6_send(skb, type, code, info);
	}
	pkt->flags |= XPF_PKT_REPLIED;
	if (type == (pkt->key.family == AF_INET ? ICMP_DEST_UNREACH :
						  ICMPV6_DEST_UNREACH))
		xpf_stat_inc(pkt->xn, XPF_S_UNREACH_SENT);
}

void xpf_reply_ttl(struct xpf_pkt *pkt)
{
	if (pkt->key.family == AF_INET)
		xpf_reply_icmp(pkt, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0);
	else
		xpf_reply_icmp(pkt, ICMPV6_TIME_EXCEED, ICMPV6_EXC_HOPLIMIT, 0);
}

void xpf_reply_too_big(struct xpf_pkt *pkt, u32 mtu)
{
	if (pkt->key.family == AF_INET)
		xpf_reply_icmp(pkt, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, mtu);
	else
		xpf_reply_icmp(pkt, ICMPV6_PKT_TOOBIG, 0, mtu);
}

/* Routes of resets: from an address that is not ours, by the instance. */
static struct dst_entry *route_back4(const struct xpf_pkt *pkt)
{
	const struct net_device *dev = pkt->in->dev;
	struct flowi4 fl4 = {
		.daddr = pkt->key.saddr4,
		.saddr = pkt->key.daddr4,
		.flowi4_oif = l3mdev_master_ifindex_rcu(dev),
		.flowi4_proto = IPPROTO_TCP,
		.flowi4_flags = FLOWI_FLAG_ANYSRC,
	};
	struct rtable *rt = ip_route_output_key(pkt->xn->net, &fl4);

	return IS_ERR(rt) ? NULL : &rt->dst;
}

static struct dst_entry *route_back6(const struct xpf_pkt *pkt)
{
	const struct net_device *dev = pkt->in->dev;
	struct flowi6 fl6 = {
		.daddr = pkt->key.saddr,
		.saddr = pkt->key.daddr,
		.flowi6_oif = pkt->flags & XPF_PKT_LINK_LOCAL ?
				      dev->ifindex :
				      l3mdev_master_ifindex_rcu(dev),
		.flowi6_proto = IPPROTO_TCP,
		.flowi6_flags = FLOWI_FLAG_ANYSRC,
	};
	struct dst_entry *dst;

	dst = ip6_route_output(pkt->xn->net, NULL, &fl6);
	if (!dst->error)
		return dst;
	dst_release(dst);
	return NULL;
}

static struct xpf_tcp_answer reset_of(const struct xpf_pkt *pkt)
{
	if (pkt->tcp.flags & XPF_TCP_ACK)
		return (struct xpf_tcp_answer){
			.flags = XPF_TCP_RST,
			.seq = pkt->tcp.ack,
		};
	return (struct xpf_tcp_answer){
		.flags = XPF_TCP_RST | XPF_TCP_ACK,
		.ack = pkt->tcp.seq + pkt->tcp.len +
		       !!(pkt->tcp.flags & XPF_TCP_SYN) +
		       !!(pkt->tcp.flags & XPF_TCP_FIN),
	};
}

static u32 answer_len(const struct xpf_tcp_answer *a)
{
	return sizeof(struct tcphdr) + a->len;
}

static void put_tcp(const struct xpf_pkt *pkt, const struct xpf_tcp_answer *a,
		    struct sk_buff *skb)
{
	struct tcphdr *th = skb_put_zero(skb, answer_len(a));

	skb_set_transport_header(skb, (u8 *)th - skb->data);
	th->source = pkt->key.dport;
	th->dest = pkt->key.sport;
	th->doff = answer_len(a) / 4;
	tcp_flag_byte(th) = a->flags;
	th->seq = htonl(a->seq);
	th->ack_seq = htonl(a->ack);
	th->window = htons(a->window);
	memcpy(th + 1, a->opt, a->len);
}

static void put_answer4(const struct xpf_pkt *pkt,
			const struct xpf_tcp_answer *a, struct sk_buff *skb)
{
	struct iphdr *iph = skb_put_zero(skb, sizeof(*iph));
	struct tcphdr *th;

	skb_reset_network_header(skb);
	skb->protocol = htons(ETH_P_IP);
	iph->version = 4;
	iph->ihl = sizeof(*iph) / 4;
	iph->tot_len = htons(sizeof(*iph) + answer_len(a));
	iph->frag_off = htons(IP_DF);
	iph->ttl = RESET_TTL;
	iph->protocol = IPPROTO_TCP;
	iph->saddr = pkt->key.daddr4;
	iph->daddr = pkt->key.saddr4;
	ip_send_check(iph);
	put_tcp(pkt, a, skb);
	th = tcp_hdr(skb);
	th->check = tcp_v4_check(answer_len(a), iph->saddr, iph->daddr,
				 csum_partial(th, answer_len(a), 0));
}

static void put_answer6(const struct xpf_pkt *pkt,
			const struct xpf_tcp_answer *a, struct sk_buff *skb)
{
	struct ipv6hdr *ip6h = skb_put_zero(skb, sizeof(*ip6h));
	struct tcphdr *th;

	skb_reset_network_header(skb);
	skb->protocol = htons(ETH_P_IPV6);
	ip6_flow_hdr(ip6h, 0, 0);
	ip6h->payload_len = htons(answer_len(a));
	ip6h->nexthdr = IPPROTO_TCP;
	ip6h->hop_limit = RESET_TTL;
	ip6h->saddr = pkt->key.daddr;
	ip6h->daddr = pkt->key.saddr;
	put_tcp(pkt, a, skb);
	th = tcp_hdr(skb);
	th->check = tcp_v6_check(answer_len(a), &ip6h->saddr, &ip6h->daddr,
				 csum_partial(th, answer_len(a), 0));
}

static void put_answer(const struct xpf_pkt *pkt,
		       const struct xpf_tcp_answer *a, struct sk_buff *skb)
{
	memset(skb->cb, 0, sizeof(skb->cb));
	if (pkt->key.family == AF_INET)
		put_answer4(pkt, a, skb);
	else
		put_answer6(pkt, a, skb);
}

static bool send_answer(struct xpf_pkt *pkt, const struct xpf_tcp_answer *a)
{
	bool v4 = pkt->key.family == AF_INET;
	struct dst_entry *dst;
	struct sk_buff *skb;

	dst = v4 ? route_back4(pkt) : route_back6(pkt);
	if (!dst)
		return false;
	skb = alloc_skb(LL_RESERVED_SPACE(dst->dev) + sizeof(struct ipv6hdr) +
				answer_len(a),
			GFP_ATOMIC);
	if (!skb) {
		dst_release(dst);
		return false;
	}
	skb_reserve(skb, LL_RESERVED_SPACE(dst->dev));
	put_answer(pkt, a, skb);
	skb_dst_set(skb, dst);
	skb->dev = dst->dev;
	/* Not by LOCAL_OUT: it is no traffic of this host. */
	dst_output(pkt->xn->net, NULL, skb);
	return true;
}

void xpf_reply_reset(struct xpf_pkt *pkt)
{
	struct xpf_tcp_answer a = reset_of(pkt);

	if (pkt->key.proto != IPPROTO_TCP || pkt->tcp.flags & XPF_TCP_RST ||
	    !may_answer(pkt) || !take_token(pkt->xn))
		return;
	if (!send_answer(pkt, &a))
		return;
	pkt->flags |= XPF_PKT_REPLIED;
	xpf_stat_inc(pkt->xn, XPF_S_RST_SENT);
}

bool xpf_reply_tcp(struct xpf_pkt *pkt, const struct xpf_tcp_answer *a)
{
	return may_answer(pkt) && send_answer(pkt, a);
}

void xpf_reply_host(struct xpf_net *xn, u16 slot, const struct xpf_key *key,
		    const struct xpf_tcp_answer *a)
{
	const struct xpf_dev *in = xpf_dev(xn, slot);
	struct xpf_pkt answered = { .xn = xn };
	struct sk_buff *skb;

	if (!in)
		return;
	skb = alloc_skb(NET_SKB_PAD + ETH_HLEN + sizeof(struct ipv6hdr) +
				answer_len(a),
			GFP_ATOMIC);
	if (!skb)
		return;
	skb_reserve(skb, NET_SKB_PAD + ETH_HLEN);
	xpf_key_reverse(key, &answered.key);
	put_answer(&answered, a, skb);
	skb->dev = in->dev;
	skb->pkt_type = PACKET_HOST;
	skb_reset_mac_header(skb);
	netif_rx(skb);
}

void xpf_reply_ack(struct xpf_pkt *pkt, u32 seq, u32 ack, u16 window)
{
	struct xpf_tcp_answer a = {
		.flags = XPF_TCP_ACK,
		.seq = seq,
		.ack = ack,
		.window = window,
	};

	xpf_reply_tcp(pkt, &a);
}

void xpf_reply_reject(struct xpf_pkt *pkt)
{
	if (pkt->key.proto == IPPROTO_TCP)
		xpf_reply_reset(pkt);
	else if (pkt->key.family == AF_INET)
		xpf_reply_icmp(pkt, ICMP_DEST_UNREACH, ICMP_PKT_FILTERED, 0);
	else
		xpf_reply_icmp(pkt, ICMPV6_DEST_UNREACH, ICMPV6_ADM_PROHIBITED,
			       0);
}
