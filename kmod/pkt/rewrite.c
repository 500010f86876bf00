// SPDX-License-Identifier: GPL-2.0
/*
 * Rewriting headers.  Pure code over bytes that are writable already.
 *
 * A delta is a 16-bit ones' complement sum: of the new words plus the
 * complements of the old ones.  A complete checksum C becomes ~(~C + delta).
 * A partial one (CHECKSUM_PARTIAL) is the bare sum of the pseudo header, which
 * holds addresses but no ports: it becomes sum + delta of the addresses.  Both
 * work on any byte order, as words are summed as they lie in memory.
 *
 * UDP: no checksum stays no checksum, and one that comes out as zero is sent
 * as 0xffff (RFC 768).  The checksum of ICMP covers no pseudo header, that of
 * ICMPv6 does.  SCTP has a CRC, which knows of ports but not of addresses and
 * depends on the length of the whole; a partial one is computed by the device
 * from nothing, and zero stays zero (RFC 9653).
 */
#include <linux/icmp.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <linux/unaligned.h>
#include <net/checksum.h>

#include "pkt/crc32c.h"
#include "pkt/pkt.h"
#include "pkt/rewrite.h"

/* Offsets of the checksum; more in rewrite.h. */
#define CHECK_DCCP 6
#define CHECK_SCTP 8
#define CHECK_ICMP 2
#define ICMP_ID 4
#define GRE_CALL 6

static inline u16 fold(u64 sum)
{
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static u64 sum_addr(const struct in6_addr *a, u32 flip)
{
	const u32 *w = (const u32 *)a;

	return (u64)(w[0] ^ flip) + (w[1] ^ flip) + (w[2] ^ flip) +
	       (w[3] ^ flip);
}

static inline u16 flip16(__be16 v)
{
	return ~(__force u16)v;
}

static inline u32 flip32(__be32 v)
{
	return ~(__force u32)v;
}

static bool icmp_over_ip(const struct xpf_key *key)
{
	return key->family == AF_INET && key->proto == IPPROTO_ICMP;
}

static bool icmp_any(const struct xpf_key *key)
{
	return key->proto ==
	       (key->family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6);
}

/* Minus zero changes nothing, but would turn a zero checksum round. */
static u16 delta(u64 sum)
{
	u16 d = fold(sum);

	return d == 0xffff ? 0 : d;
}

u16 xpf_delta_addr(const struct xpf_key *from, const struct xpf_key *to)
{
	if (from->family == AF_INET && to->family == AF_INET)
		return delta((u64)flip32(from->saddr4) + flip32(from->daddr4) +
			     (__force u32)to->saddr4 + (__force u32)to->daddr4);
	/* The zero words of IPv4 addresses add nothing: either they cancel
	 * out, or they are all ones.
	 */
	return delta(sum_addr(&from->saddr, ~0U) + sum_addr(&from->daddr, ~0U) +
		     sum_addr(&to->saddr, 0) + sum_addr(&to->daddr, 0));
}

u16 xpf_delta_ports(const struct xpf_key *from, const struct xpf_key *to,
		    u16 delta_addr)
{
	u64 sum = icmp_over_ip(from) ? 0 : delta_addr;

	sum += flip16(from->sport) + (__force u16)to->dport;
	if (!icmp_any(from)) /* the id is there once */
		sum += flip16(from->dport) + (__force u16)to->sport;
	return delta(sum);
}

static inline void put_ports(u8 *h, __be16 sport, __be16 dport)
{
	((__be16 *)h)[0] = sport;
	((__be16 *)h)[1] = dport;
}

/* @len: of the whole packet from its SCTP header on; 0: not known */
static void sctp_ports(u8 *h, __be16 sport, __be16 dport, u32 len, bool partial)
{
	u32 crc = get_unaligned_le32(h + CHECK_SCTP);
	u32 old = get_unaligned_le32(h);

	put_ports(h, sport, dport);
	if (partial || !crc || !len)
		return;
	crc ^= xpf_crc32c_delta(old ^ get_unaligned_le32(h), len);
	put_unaligned_le32(crc, h + CHECK_SCTP);
}

static void rewrite_other(const struct xpf_pkt *pkt, u8 *h,
			  const struct xpf_key *to, u16 delta_addr,
			  u16 delta_l4, bool partial)
{
	switch (pkt->key.proto) {
	case IPPROTO_GRE:
		/* A call's, by fwd/gre.c. */
		if (pkt->key.dport)
			*(__be16 *)(h + GRE_CALL) = to->sport;
		break;
	case IPPROTO_SCTP:
		sctp_ports(h, to->dport, to->sport, pkt->len - pkt->l4,
			   partial);
		break;
	case IPPROTO_DCCP:
		xpf_put_ports(h, to);
		if (partial)
			xpf_sum_partial(h + CHECK_DCCP, delta_addr);
		else
			xpf_sum_apply(h + CHECK_DCCP, delta_l4);
		break;
	}
}

static void rewrite_icmp(const struct xpf_pkt *pkt, u8 *h,
			 const struct xpf_key *to, u16 delta_addr, u16 delta_l4,
			 bool partial)
{
	if (pkt->flags & XPF_PKT_NO_L4 || !icmp_any(&pkt->key))
		return;
	*(__be16 *)(h + ICMP_ID) = to->dport;
	if (!partial)
		xpf_sum_apply(h + CHECK_ICMP, delta_l4);
	else if (pkt->key.family == AF_INET6)
		xpf_sum_partial(h + CHECK_ICMP, delta_addr);
}

void xpf_rewrite_l4(const struct xpf_pkt *pkt, u8 *h, const struct xpf_key *to,
		    u16 delta_addr, u16 delta_l4, bool partial)
{
	switch (pkt->key.proto) {
	case IPPROTO_TCP:
		xpf_rewrite_tcp(h, to, delta_addr, delta_l4, partial);
		break;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		xpf_rewrite_udp(h, to, delta_addr, delta_l4, partial);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		rewrite_icmp(pkt, h, to, delta_addr, delta_l4, partial);
		break;
	default:
		rewrite_other(pkt, h, to, delta_addr, delta_l4, partial);
		break;
	}
}

void xpf_rewrite(const struct xpf_pkt *pkt, u8 *l3, const struct xpf_key *to,
		 u16 delta_addr, u16 delta_l4, bool partial)
{
	xpf_rewrite_ip(pkt->key.family, l3, to, delta_addr);
	xpf_rewrite_l4(pkt, l3 + pkt->l4, to, delta_addr, delta_l4, partial);
}

void xpf_rewrite_here(const struct xpf_pkt *pkt, u8 *l3,
		      const struct xpf_key *to, u16 delta_addr, u16 delta_l4,
		      bool partial)
{
	struct iphdr *iph = (struct iphdr *)l3;

	/* What one hop more would do, backwards. */
	if (pkt->key.family == AF_INET6) {
		((struct ipv6hdr *)l3)->hop_limit++;
	} else {
		iph->ttl++;
		xpf_sum_apply((u8 *)&iph->check, XPF_TTL_DELTA ^ 0xffff);
	}
	xpf_rewrite(pkt, l3, to, delta_addr, delta_l4, partial);
}

void xpf_rewrite_addr(u8 family, u8 *l3, const struct in6_addr *saddr,
		      const struct in6_addr *daddr)
{
	struct iphdr *iph = (struct iphdr *)l3;
	struct ipv6hdr *ip6h = (struct ipv6hdr *)l3;
	u64 sum;

	if (family == AF_INET6) {
		if (saddr)
			ip6h->saddr = *saddr;
		if (daddr)
			ip6h->daddr = *daddr;
		return;
	}
	sum = (u64)flip32(iph->saddr) + flip32(iph->daddr);
	if (saddr)
		iph->saddr = saddr->s6_addr32[0];
	if (daddr)
		iph->daddr = daddr->s6_addr32[0];
	sum += (u64)(__force u32)iph->saddr + (__force u32)iph->daddr;
	xpf_sum_apply((u8 *)&iph->check, fold(sum));
}

void xpf_rewrite_quote(const struct xpf_quote *q, u8 *quote,
		       const struct xpf_key *orig)
{
	xpf_rewrite_addr(q->key.family, quote, &orig->saddr, &orig->daddr);
	xpf_rewrite_quote_l4(q, quote + q->l4, orig);
}

void xpf_rewrite_quote_l4(const struct xpf_quote *q, u8 *h,
			  const struct xpf_key *orig)
{
	struct xpf_key to;
	u16 change;

	xpf_key_reverse(orig, &to);
	change = xpf_delta_l4(&q->key, &to);
	switch (q->key.proto) {
	case IPPROTO_TCP:
		put_ports(h, orig->sport, orig->dport);
		if (q->l4_len >= XPF_CHECK_TCP + 2)
			xpf_sum_apply(h + XPF_CHECK_TCP, change);
		break;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		put_ports(h, orig->sport, orig->dport);
		xpf_sum_udp(h + XPF_CHECK_UDP, change);
		break;
	case IPPROTO_DCCP:
		put_ports(h, orig->sport, orig->dport);
		xpf_sum_apply(h + CHECK_DCCP, change);
		break;
	case IPPROTO_SCTP:
		if (q->l4_len >= CHECK_SCTP + 4)
			sctp_ports(h, orig->sport, orig->dport, q->l4_total,
				   false);
		else
			put_ports(h, orig->sport, orig->dport);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		if (!icmp_any(&q->key))
			break;
		*(__be16 *)(h + ICMP_ID) = orig->sport;
		xpf_sum_apply(h + CHECK_ICMP, change);
		break;
	}
}
