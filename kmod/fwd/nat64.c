// SPDX-License-Identifier: GPL-2.0
/*
 * NAT64 and NAT46: packets of sessions whose wings are of two families.
 *
 * What the headers become is pkt/xlate.c's; here they are taken off the skb
 * and put on it, and sizes are settled:
 *
 *	to IPv4	  up to 1260 bytes may be cut on their way, larger ones not:
 *		  for these the sender is told the MTU, plus 20 (RFC 7915, 5.1)
 *	to IPv6	  what must not be cut is not, and the sender is told the MTU,
 *		  less 20; what may be cut leaves in pieces that every IPv6 link
 *		  carries, and gets a fragment header when it is whole, unless
 *		  natv6v4 no-v6-frag-header is configured (Junos); segments of
 *		  a large packet that is yet to be cut by its receiver get none
 *
 * Fragments were put together before, and leave in pieces that are not larger
 * than they came, but for the headers.  Checksums that the device completes
 * stay unfinished: its pseudo header changes only by the addresses.  UDP with
 * no checksum gets one on its way to IPv6.
 *
 * Nothing is written before it is certain that the packet leaves, as answers
 * to its sender quote it.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/skbuff.h>
#include <linux/udp.h>
#include <net/dst.h>
#include <net/gso.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/ipv6.h>

#include "flow/session.h"
#include "fwd/adj.h"
#include "fwd/icmperr.h"
#include "fwd/nat64.h"
#include "fwd/route.h"
#include "pkt/frag.h"
#include "pkt/pkt.h"
#include "pkt/prefix.h"
#include "pkt/reply.h"
#include "pkt/rewrite.h"
#include "pkt/xlate.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

#define FRAG6_GROWTH (XPF_XLATE_GROWTH + XPF_XLATE_FRAG)
#define QUOTE_MAX 256 /* as in icmperr.c */

/* The plan for one packet. */
struct job {
	const struct xpf_wing *w, *other;
	struct dst_entry *dst;
	u32 mtu;
	u32 header; /* bytes of the new IP header */
	u32 len; /* of the new packet */
	u32 frag_max; /* largest piece it may leave in, 0: any */
	bool df; /* to IPv4 */
	bool fragment; /* to IPv6: with a fragment header */
	enum xpf_exit how;
};

static enum xpf_reason too_big(struct xpf_pkt *pkt, u32 mtu)
{
	/* A route of the other family is no help to who answers. */
	skb_dst_drop(pkt->skb);
	xpf_reply_too_big(pkt, mtu);
	return XPF_R_TOO_BIG;
}

/* Do the segments fit once they have the new header? */
static bool segments_fit(const struct xpf_pkt *pkt, const struct job *j)
{
	struct sk_buff *skb = pkt->skb;

	if (!skb_is_gso(skb))
		return false;
	skb_set_transport_header(skb, pkt->l4);
	return j->mtu + pkt->l4 > j->header &&
	       skb_gso_validate_network_len(skb, j->mtu + pkt->l4 - j->header);
}

static enum xpf_reason fit4(struct xpf_pkt *pkt, struct job *j)
{
	u32 max = xpf_frag_max(pkt);

	j->header = sizeof(struct iphdr);
	j->len = pkt->len - pkt->l4 + j->header;
	if (pkt->flags & XPF_PKT_REASSEMBLED) {
		j->how = XPF_EXIT_STACK;
		j->frag_max = max > FRAG6_GROWTH + 68 ? max - FRAG6_GROWTH : 0;
		return XPF_R_NONE;
	}
	j->df = j->len > XPF_XLATE_MIN4;
	if (j->len <= j->mtu || segments_fit(pkt, j))
		return XPF_R_NONE;
	j->how = XPF_EXIT_STACK;
	if (!j->df)
		return XPF_R_NONE;
	return too_big(pkt,
		       max_t(u32, j->mtu + XPF_XLATE_GROWTH, XPF_XLATE_MIN6));
}

static enum xpf_reason fit6(struct xpf_pkt *pkt, struct job *j)
{
	u32 max = xpf_frag_max(pkt);

	j->header = sizeof(struct ipv6hdr);
	j->len = pkt->len - pkt->l4 + j->header;
	if (pkt->flags & XPF_PKT_REASSEMBLED) {
		if (pkt->flags & XPF_PKT_DF && max + FRAG6_GROWTH > j->mtu)
			return too_big(pkt, j->mtu - FRAG6_GROWTH);
		j->how = XPF_EXIT_STACK;
		j->frag_max = clamp_t(u32, max + FRAG6_GROWTH, XPF_XLATE_MIN6,
				      j->mtu);
		return XPF_R_NONE;
	}
	if (skb_is_gso(pkt->skb) && segments_fit(pkt, j))
		return XPF_R_NONE;
	if (pkt->flags & XPF_PKT_DF)
		return j->len <= j->mtu ?
			       XPF_R_NONE :
			       too_big(pkt, j->mtu - XPF_XLATE_GROWTH);
	if (j->len > XPF_XLATE_MIN6 - XPF_XLATE_FRAG) {
		j->how = XPF_EXIT_STACK;
		j->frag_max = XPF_XLATE_MIN6;
		return XPF_R_NONE;
	}
	j->fragment = !(pkt->rs->flags & XPF_CONFIG_NO_V6_FRAG_HEADER);
	if (j->fragment) {
		j->header += XPF_XLATE_FRAG;
		j->len += XPF_XLATE_FRAG;
	}
	return XPF_R_NONE;
}

/* Large packets that are to be cut later, by software or by the device. */
static bool convert_gso(struct sk_buff *skb, u8 to)
{
	struct skb_shared_info *shinfo = skb_shinfo(skb);
	const unsigned int v4 = SKB_GSO_TCPV4 | SKB_GSO_TCP_FIXEDID;

	if (!skb_is_gso(skb))
		return true;
	/* Their pieces have headers of their own. */
	if (shinfo->gso_type & SKB_GSO_FRAGLIST)
		return false;
	if (to == AF_INET && shinfo->gso_type & SKB_GSO_TCPV6) {
		shinfo->gso_type &= ~SKB_GSO_TCPV6;
		shinfo->gso_type |= SKB_GSO_TCPV4;
	} else if (to == AF_INET6 && shinfo->gso_type & SKB_GSO_TCPV4) {
		shinfo->gso_type &= ~v4;
		shinfo->gso_type |= SKB_GSO_TCPV6;
	}
	return true;
}

/* Room for @grow more bytes and the device's header, all that is there ours. */
static bool make_room(struct sk_buff *skb, const struct dst_entry *dst,
		      u32 grow, u32 len)
{
	u32 need = grow, have = skb_headroom(skb);

	if (dst)
		need += LL_RESERVED_SPACE(dst->dev) + dst->header_len;
	else
		need += LL_MAX_HEADER;
	if (have >= need && (!skb_cloned(skb) || skb_clone_writable(skb, len)))
		return true;
	need = have < need ? SKB_DATA_ALIGN(need - have) : 0;
	return !pskb_expand_head(skb, need, 0, GFP_ATOMIC);
}

/* The first @strip bytes are replaced by @len others. */
static void replace(struct xpf_pkt *pkt, u32 strip, const u8 *head, u32 len,
		    u8 family)
{
	struct sk_buff *skb = pkt->skb;

	skb_forward_csum(skb);
	__skb_pull(skb, strip);
	memcpy(__skb_push(skb, len), head, len);
	skb_reset_network_header(skb);
	skb_reset_mac_len(skb);
	skb->protocol = htons(family == AF_INET ? ETH_P_IP : ETH_P_IPV6);
	pkt->key.family = family;
	pkt->len = skb->len;
	xpf_stat_inc(pkt->xn,
		     family == AF_INET ? XPF_S_XLAT_64 : XPF_S_XLAT_46);
}

/* What the stack's fragmentation reads. */
static void set_cb(struct xpf_pkt *pkt, u32 frag_max)
{
	struct sk_buff *skb = pkt->skb;

	memset(skb->cb, 0, sizeof(skb->cb));
	if (pkt->key.family == AF_INET)
		IPCB(skb)->frag_max_size = frag_max;
	else
		IP6CB(skb)->frag_max_size = frag_max;
	skb->ignore_df = 1;
	pkt->flags |= XPF_PKT_REASSEMBLED; /* that is: cb is to be kept */
}

static u16 new_id(struct xpf_pkt *pkt)
{
	struct iphdr iph = {
		.saddr = pkt->session->wing[!pkt->wing].key.daddr4,
		.daddr = pkt->session->wing[!pkt->wing].key.saddr4,
		.protocol = pkt->key.proto,
	};

	__ip_select_ident(pkt->xn->net, &iph,
			  max_t(int, skb_shinfo(pkt->skb)->gso_segs, 1));
	return ntohs(iph.id);
}

static bool partial(const struct xpf_pkt *pkt)
{
	return pkt->skb->ip_summed == CHECKSUM_PARTIAL &&
	       skb_checksum_start_offset(pkt->skb) == pkt->l4;
}

/* RFC 7915 section 4.5: IPv6 wants one.  The header is at skb->data. */
static void checksum_udp(struct sk_buff *skb, const struct job *j, u32 len)
{
	struct udphdr *uh = (struct udphdr *)skb->data;

	uh->check = csum_ipv6_magic(&j->other->key.daddr, &j->other->key.saddr,
				    len, IPPROTO_UDP,
				    skb_checksum(skb, 0, len, 0));
	if (!uh->check)
		uh->check = CSUM_MANGLED_0;
}

/* The transport header, where it is. */
static bool translate_l4(struct xpf_pkt *pkt, const struct job *j)
{
	struct sk_buff *skb = pkt->skb;
	u8 *h = skb->data + pkt->l4;
	bool from4 = pkt->key.family == AF_INET;
	const struct xpf_key *other = &j->other->key;
	u32 len = pkt->len - pkt->l4;

	if (pkt->key.proto == IPPROTO_ICMP || pkt->key.proto == IPPROTO_ICMPV6)
		return xpf_xlate_echo(h, pkt->key.family, other->dport,
				      from4 ? &other->daddr : &pkt->key.saddr,
				      from4 ? &other->saddr : &pkt->key.daddr,
				      len);
	xpf_rewrite_l4(pkt, h, other, j->w->csum_addr, j->w->csum_l4,
		       partial(pkt));
	if (from4 && pkt->key.proto == IPPROTO_UDP &&
	    !((struct udphdr *)h)->check) {
		__skb_pull(skb, pkt->l4);
		checksum_udp(skb, j, len);
		__skb_push(skb, pkt->l4);
	}
	return true;
}

static enum xpf_reason translate(struct xpf_pkt *pkt, struct job *j)
{
	struct sk_buff *skb = pkt->skb;
	u8 head[XPF_XLATE_IP_MAX], to = j->other->key.family;
	struct xpf_xlate_ip ip = {
		.family = to,
		.tos = pkt->tos,
		.ttl = pkt->ttl - 1,
		.df = j->df,
		.fragment = j->fragment,
		.payload = pkt->len - pkt->l4,
		.saddr = j->other->key.daddr,
		.daddr = j->other->key.saddr,
	};
	int proto = xpf_xlate_proto(pkt->key.family, pkt->key.proto);
	u32 len;

	if (proto < 0)
		return XPF_R_UNTRANSLATABLE;
	ip.proto = proto;
	if (skb->ip_summed == CHECKSUM_PARTIAL && ip.proto != IPPROTO_TCP &&
	    ip.proto != IPPROTO_UDP && ip.proto != IPPROTO_SCTP &&
	    skb_checksum_help(skb))
		return XPF_R_NO_MEMORY;
	if (!make_room(skb, j->dst, j->header, pkt->payload))
		return XPF_R_NO_MEMORY;
	ip.id = to == AF_INET ? new_id(pkt) : ntohs(ip_hdr(skb)->id);
	if (!convert_gso(skb, to) || !translate_l4(pkt, j))
		return XPF_R_UNTRANSLATABLE;
	len = xpf_xlate_ip(&ip, head);
	replace(pkt, pkt->l4, head, len, to);
	pkt->payload += len - pkt->l4;
	pkt->l4 = len;
	if (j->how == XPF_EXIT_STACK)
		set_cb(pkt, j->frag_max);
	return XPF_R_NONE;
}

/* Who a message is from, in the family of its receiver. */
static struct in6_addr teller(const struct xpf_pkt *pkt,
			      const struct xpf_wing *w,
			      const struct xpf_wing *quoted)
{
	const struct xpf_session *s = pkt->session;
	const struct xpf_nat_rule *r;
	struct in6_addr addr = pkt->key.saddr;

	/* Routers on the IPv4 side can be named behind the prefix; others
	 * show as the host that they speak for.
	 */
	r = xpf_nat_rule_by_id(pkt->rs, pkt->wing ? s->dnat_rule : s->nat_rule);
	if (w->key.family != AF_INET || !r || r->action != XPF_NAT_INET)
		return quoted->key.daddr;
	xpf_embed(&addr, &r->map.outside, r->map.len);
	return addr;
}

/* Of the link that a wing's packets leave by; 0: not known. */
static u32 mtu_of(const struct xpf_wing *w)
{
	const struct xpf_adj *adj = rcu_dereference(w->adj);

	return adj ? READ_ONCE(adj->mtu) : 0;
}

static bool read_quote(const struct xpf_pkt *pkt, struct xpf_quote *q)
{
	u32 len = min_t(u32, pkt->len, pkt->payload + QUOTE_MAX);

	if (!pskb_may_pull(pkt->skb, len))
		return false;
	return !xpf_parse_quote(q, pkt->key.family,
				pkt->skb->data + pkt->payload,
				len - pkt->payload);
}

static void checksum_error(const struct xpf_pkt *pkt, u32 l4)
{
	struct sk_buff *skb = pkt->skb;
	u32 len = skb->len - l4;
	__sum16 *check = (__sum16 *)(skb->data + l4 + 2);
	__wsum sum = skb_checksum(skb, l4, len, 0);

	if (pkt->key.family == AF_INET)
		*check = csum_fold(sum);
	else
		*check = csum_ipv6_magic(&ipv6_hdr(skb)->saddr,
					 &ipv6_hdr(skb)->daddr, len,
					 IPPROTO_ICMPV6, sum);
	skb->ip_summed = CHECKSUM_NONE;
}

enum xpf_reason xpf_nat64_error(struct xpf_pkt *pkt,
				const struct dst_entry *dst)
{
	const struct xpf_wing *w = &pkt->session->wing[pkt->wing];
	const struct xpf_wing *quoted = &pkt->session->wing[!pkt->wing];
	struct sk_buff *skb = pkt->skb;
	u8 to = quoted->key.family;
	struct xpf_xlate_head head;
	struct xpf_quote q;
	struct xpf_xlate_error e = {
		.pkt = pkt,
		.quote = &q,
		.orig = &quoted->key,
		.mtu_in = mtu_of(quoted),
		.mtu_out = mtu_of(w),
	};

	if (!read_quote(pkt, &q))
		return XPF_R_ICMP_ERROR;
	e.l3 = skb->data;
	e.saddr = teller(pkt, w, quoted);
	e.id = to == AF_INET ? new_id(pkt) : 0;
	if (!xpf_xlate_error(&e, &head))
		return XPF_R_UNTRANSLATABLE;
	if (!make_room(skb, dst, XPF_XLATE_HEAD_MAX,
		       min_t(u32, pkt->len, pkt->payload + QUOTE_MAX)) ||
	    pskb_trim(skb, head.strip + head.keep))
		return XPF_R_NO_MEMORY;
	xpf_xlate_quote(&q, skb->data + head.strip, &quoted->key);
	xpf_icmperr_unmove(pkt, &q, skb->data + head.strip);
	replace(pkt, head.strip, head.b, head.len, to);
	pkt->l4 = head.l4;
	checksum_error(pkt, head.l4);
	xpf_stat_inc(pkt->xn, XPF_S_ICMP_ERROR_TRANSLATED);
	return XPF_R_NONE;
}

/* An error is never too big to be told: it is cut where IPv4 asks for it. */
static enum xpf_reason error(struct xpf_pkt *pkt, struct job *j)
{
	enum xpf_reason why = xpf_nat64_error(pkt, j->dst);

	if (!why && pkt->len > j->mtu) {
		j->how = XPF_EXIT_STACK;
		set_cb(pkt, 0);
	}
	return why;
}

/* RFC 7915 section 5.1.1: the way that it is to go is not known there. */
enum xpf_reason xpf_nat64_admits(struct xpf_pkt *pkt)
{
	u32 at;

	if (likely(pkt->key.family == AF_INET) ||
	    likely(pkt->l4 == sizeof(struct ipv6hdr)))
		return XPF_R_NONE;
	at = xpf_xlate_source_route(pkt->skb->data, pkt->l4);
	if (!at)
		return XPF_R_NONE;
	xpf_reply_icmp(pkt, ICMPV6_PARAMPROB, ICMPV6_HDR_FIELD, at);
	return XPF_R_SOURCE_ROUTE;
}

enum xpf_reason xpf_nat64(struct xpf_pkt *pkt, struct dst_entry *dst, u32 mtu,
			  enum xpf_exit *how)
{
	struct job j = {
		.w = &pkt->session->wing[pkt->wing],
		.other = &pkt->session->wing[!pkt->wing],
		.dst = dst,
		.mtu = mtu,
		.how = dst->lwtstate ? XPF_EXIT_STACK : XPF_EXIT_NEIGHBOUR,
	};
	enum xpf_reason why;

	if (pkt->flags & XPF_PKT_ICMP_ERROR) {
		why = error(pkt, &j);
	} else {
		why = xpf_nat64_admits(pkt);
		if (!why)
			why = pkt->key.family == AF_INET ? fit6(pkt, &j) :
							   fit4(pkt, &j);
		if (!why)
			why = translate(pkt, &j);
	}
	*how = j.how;
	return why;
}
