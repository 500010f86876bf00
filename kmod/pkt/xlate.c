// SPDX-License-Identifier: GPL-2.0
/*
 * From one IP version to the other: RFC 7915, section 4 (IPv4 to IPv6) and
 * section 5 (IPv6 to IPv4).
 *
 * Traffic class and hop limit are taken over.  Options and extension headers
 * are left out, as the RFC has it, but for a source route that is still to be
 * followed.  The flow label is zero.  The transport header stays where it is:
 * only ports and checksum change, and TCP, UDP and DCCP count addresses in
 * both versions alike, so that a session's deltas serve (rewrite.c).  ICMPv6
 * counts a pseudo header, ICMP does not.
 *
 * Of an error, everything up to the quoted transport header is made anew.
 * Extensions behind the quote (RFC 4884) speak of the other world and are cut.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <net/checksum.h>

#include "pkt/pkt.h"
#include "pkt/rewrite.h"
#include "pkt/xlate.h"

#define FLAG_MF 0x2000
#define FLAG_DF 0x4000
#define NO (-1)

static void put16(u8 *p, u16 v)
{
	p[0] = v >> 8;
	p[1] = v;
}

static void put32(u8 *p, u32 v)
{
	put16(p, v >> 16);
	put16(p + 2, v);
}

int xpf_xlate_proto(u8 family, u8 proto)
{
	switch (proto) {
	case IPPROTO_ICMP:
		return family == AF_INET ? IPPROTO_ICMPV6 : NO;
	case IPPROTO_ICMPV6:
		return family == AF_INET6 ? IPPROTO_ICMP : NO;
	case IPPROTO_HOPOPTS: /* headers of IPv6 that would be read as such */
	case IPPROTO_ROUTING:
	case IPPROTO_FRAGMENT:
	case IPPROTO_DSTOPTS:
	case IPPROTO_NONE:
	case IPPROTO_MH:
	case 139: /* HIP */
	case 140: /* SHIM6 */
	case IPPROTO_IGMP: /* groups */
	case IPPROTO_AH: /* signs the header */
		return NO;
	}
	return proto;
}

u32 xpf_xlate_source_route(const u8 *l3, u32 l4)
{
	u32 off = sizeof(struct ipv6hdr);
	u8 next = l3[6];

	while (off + 8 <= l4) {
		if (next == IPPROTO_ROUTING && l3[off + 3])
			return off + 3;
		next = l3[off];
		off += (l3[off + 1] + 1) * 8;
	}
	return 0;
}

static u16 length_of(u32 len)
{
	return len > U16_MAX ? 0 : len; /* to be cut by who segments it */
}

static u32 ip4(const struct xpf_xlate_ip *x, u8 *out)
{
	u16 flags = (x->df ? FLAG_DF : 0) | (x->more ? FLAG_MF : 0);
	__sum16 check;

	memset(out, 0, sizeof(struct iphdr));
	out[0] = 0x45;
	out[1] = x->tos;
	put16(out + 2, length_of(sizeof(struct iphdr) + x->payload));
	put16(out + 4, x->id);
	put16(out + 6, flags);
	out[8] = x->ttl;
	out[9] = x->proto;
	memcpy(out + 12, &x->saddr, 4);
	memcpy(out + 16, &x->daddr, 4);
	check = ip_fast_csum(out, 5);
	memcpy(out + 10, &check, sizeof(check));
	return sizeof(struct iphdr);
}

static u32 ip6(const struct xpf_xlate_ip *x, u8 *out)
{
	u32 more = x->fragment ? XPF_XLATE_FRAG : 0;

	put32(out, 6U << 28 | (u32)x->tos << 20);
	put16(out + 4, length_of(more + x->payload));
	out[6] = x->fragment ? IPPROTO_FRAGMENT : x->proto;
	out[7] = x->ttl;
	memcpy(out + 8, &x->saddr, 16);
	memcpy(out + 24, &x->daddr, 16);
	if (!more)
		return sizeof(struct ipv6hdr);
	out += sizeof(struct ipv6hdr);
	out[0] = x->proto;
	out[1] = 0;
	put16(out + 2, x->more);
	put32(out + 4, x->id);
	return sizeof(struct ipv6hdr) + XPF_XLATE_FRAG;
}

u32 xpf_xlate_ip(const struct xpf_xlate_ip *x, u8 *out)
{
	return x->family == AF_INET ? ip4(x, out) : ip6(x, out);
}

/* Echo. */

static int echo_type(u8 from, u8 type)
{
	if (from == AF_INET)
		return type == ICMP_ECHO      ? ICMPV6_ECHO_REQUEST :
		       type == ICMP_ECHOREPLY ? ICMPV6_ECHO_REPLY :
						NO;
	return type == ICMPV6_ECHO_REQUEST ? ICMP_ECHO :
	       type == ICMPV6_ECHO_REPLY   ? ICMP_ECHOREPLY :
					     NO;
}

static u32 sum_words(const void *data, u32 bytes)
{
	u32 sum = 0;
	u16 w;

	for (; bytes; bytes -= 2, data += 2) {
		memcpy(&w, data, sizeof(w));
		sum += w;
	}
	return sum;
}

static u16 fold(u32 sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return (sum & 0xffff) + (sum >> 16);
}

static u16 pseudo6(const struct in6_addr *saddr, const struct in6_addr *daddr,
		   u32 len)
{
	u8 rest[6];

	put32(rest, len);
	put16(rest + 4, IPPROTO_ICMPV6);
	return fold(sum_words(saddr, 16) + sum_words(daddr, 16) +
		    sum_words(rest, sizeof(rest)));
}

bool xpf_xlate_echo(u8 *h, u8 from, __be16 id, const struct in6_addr *saddr6,
		    const struct in6_addr *daddr6, u32 len)
{
	u16 pseudo = pseudo6(saddr6, daddr6, len);
	int type = echo_type(from, h[0]);
	u16 sum, old, new;

	if (type == NO || h[1])
		return false;
	old = fold(sum_words(h, 2) + sum_words(h + 4, 2));
	h[0] = type;
	memcpy(h + 4, &id, sizeof(id));
	new = fold(sum_words(h, 2) + sum_words(h + 4, 2));
	memcpy(&sum, h + 2, sizeof(sum));
	if (from == AF_INET6)
		pseudo = ~pseudo;
	sum = ~fold((u32)(u16)~sum + (u16)~old + new + pseudo);
	memcpy(h + 2, &sum, sizeof(sum));
	return true;
}

/* Errors: the kind, and what the word behind the checksum becomes. */

struct kind {
	int type; /* NO: no equivalent */
	u8 code;
	u32 info;
};

static const struct kind none = { NO, 0, 0 };

static struct kind unreachable4(u8 code)
{
	switch (code) {
	case ICMP_PROT_UNREACH: /* the pointer says: next header */
		return (struct kind){ ICMPV6_PARAMPROB, ICMPV6_UNK_NEXTHDR, 6 };
	case ICMP_PORT_UNREACH:
		return (struct kind){ ICMPV6_DEST_UNREACH, ICMPV6_PORT_UNREACH,
				      0 };
	case ICMP_NET_ANO:
	case ICMP_HOST_ANO:
	case ICMP_PKT_FILTERED:
	case ICMP_PREC_CUTOFF:
		return (struct kind){ ICMPV6_DEST_UNREACH,
				      ICMPV6_ADM_PROHIBITED, 0 };
	case ICMP_PREC_VIOLATION:
		return none;
	}
	if (code > ICMP_PREC_CUTOFF)
		return none;
	return (struct kind){ ICMPV6_DEST_UNREACH, ICMPV6_NOROUTE, 0 };
}

/* Where a field of one header is in the other (RFC 7915 figures 3 and 6). */
static int pointer6(u8 at)
{
	static const s8 map[] = {
		0,  1,	4, 4, NO, NO, NO, NO, 7,  6,
		NO, NO, 8, 8, 8,  8,  24, 24, 24, 24,
	};

	return at < ARRAY_SIZE(map) ? map[at] : NO;
}

static int pointer4(u32 at)
{
	static const s8 map[] = { 0, 1, NO, NO, 2, 2, 9, 8 };

	if (at < ARRAY_SIZE(map))
		return map[at];
	return at < 24 ? 12 : at < 40 ? 16 : NO;
}

/* MTUs that routers that do not tell may have (RFC 1191 section 7). */
static u32 plateau(u32 len)
{
	static const u16 mtu[] = { 65535, 32000, 17914, 8166, 4352, 2002,
				   1492,  1006,	 508,	296,  68 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(mtu) - 1 && mtu[i] >= len; i++)
		;
	return mtu[i];
}

static u32 least(u32 a, u32 b)
{
	return b && b < a ? b : a;
}

/* RFC 7915 section 4.2; never below what IPv6 asks of every link. */
static u32 mtu6(const struct xpf_xlate_error *e, u32 mtu)
{
	const u8 *quoted = e->l3 + e->pkt->payload;
	u32 in = e->mtu_in ? e->mtu_in + XPF_XLATE_GROWTH : 0;

	if (!mtu)
		mtu = plateau(get_unaligned_be16(quoted + 2));
	mtu = least(least(mtu + XPF_XLATE_GROWTH, in), e->mtu_out);
	return max_t(u32, mtu, XPF_XLATE_MIN6);
}

/* RFC 7915 section 5.2 */
static u32 mtu4(const struct xpf_xlate_error *e, u32 mtu)
{
	u32 in = e->mtu_in ? e->mtu_in - XPF_XLATE_GROWTH : 0;

	mtu = max_t(u32, mtu, XPF_XLATE_MIN6) - XPF_XLATE_GROWTH;
	return min_t(u32, least(least(mtu, in), e->mtu_out), U16_MAX);
}

static struct kind kind4(const struct xpf_xlate_error *e, const u8 *h)
{
	int at;

	switch (h[0]) {
	case ICMP_DEST_UNREACH:
		if (h[1] == ICMP_FRAG_NEEDED)
			return (struct kind){ ICMPV6_PKT_TOOBIG, 0,
					      mtu6(e,
						   get_unaligned_be16(h + 6)) };
		return unreachable4(h[1]);
	case ICMP_TIME_EXCEEDED:
		return (struct kind){ ICMPV6_TIME_EXCEED, h[1], 0 };
	case ICMP_PARAMETERPROB:
		at = h[1] == 0 || h[1] == 2 ? pointer6(h[4]) : NO;
		return at == NO ? none :
				  (struct kind){ ICMPV6_PARAMPROB,
						 ICMPV6_HDR_FIELD, at };
	}
	return none;
}

static struct kind unreachable6(u8 code)
{
	switch (code) {
	case ICMPV6_NOROUTE:
	case ICMPV6_NOT_NEIGHBOUR: /* beyond scope of source */
	case ICMPV6_ADDR_UNREACH:
		return (struct kind){ ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0 };
	case ICMPV6_ADM_PROHIBITED:
		return (struct kind){ ICMP_DEST_UNREACH, ICMP_HOST_ANO, 0 };
	case ICMPV6_PORT_UNREACH:
		return (struct kind){ ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0 };
	}
	return none;
}

static struct kind kind6(const struct xpf_xlate_error *e, const u8 *h)
{
	int at;

	switch (h[0]) {
	case ICMPV6_DEST_UNREACH:
		return unreachable6(h[1]);
	case ICMPV6_PKT_TOOBIG:
		return (struct kind){ ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED,
				      mtu4(e, get_unaligned_be32(h + 4)) };
	case ICMPV6_TIME_EXCEED:
		return (struct kind){ ICMP_TIME_EXCEEDED, h[1], 0 };
	case ICMPV6_PARAMPROB:
		if (h[1] == ICMPV6_UNK_NEXTHDR)
			return (struct kind){ ICMP_DEST_UNREACH,
					      ICMP_PROT_UNREACH, 0 };
		at = h[1] == ICMPV6_HDR_FIELD ?
			     pointer4(get_unaligned_be32(h + 4)) :
			     NO;
		return at == NO ? none :
				  (struct kind){ ICMP_PARAMETERPROB, 0,
						 (u32)at << 24 };
	}
	return none;
}

/* The quoted header, as it was before it was translated. */
static bool quoted_ip(const struct xpf_xlate_error *e, struct xpf_xlate_ip *x)
{
	const u8 *l3 = e->l3 + e->pkt->payload;
	const struct xpf_quote *q = e->quote;
	int proto = xpf_xlate_proto(q->key.family, q->key.proto);
	u16 flags;

	*x = (struct xpf_xlate_ip){
		.family = e->orig->family,
		.proto = proto,
		.saddr = e->orig->saddr,
		.daddr = e->orig->daddr,
	};
	if (q->key.family == AF_INET) {
		flags = get_unaligned_be16(l3 + 6);
		x->tos = l3[1];
		x->ttl = l3[8];
		x->payload = max_t(int, get_unaligned_be16(l3 + 2) - q->l4, 0);
		x->more = flags & FLAG_MF;
		x->fragment = x->more;
		x->id = get_unaligned_be16(l3 + 4);
	} else {
		x->tos = get_unaligned_be16(l3) >> 4;
		x->ttl = l3[7];
		x->payload = max_t(int,
				   get_unaligned_be16(l3 + 4) +
					   (int)sizeof(struct ipv6hdr) - q->l4,
				   0);
		x->df = x->payload > XPF_XLATE_MIN4 - sizeof(struct iphdr);
	}
	return proto != NO;
}

/* Bytes of the quote without what RFC 4884 puts behind it. */
static u32 quote_len(const struct xpf_xlate_error *e)
{
	const u8 *h = e->l3 + e->pkt->l4;
	u32 len = e->pkt->len - e->pkt->payload, told;

	told = e->pkt->key.family == AF_INET ? h[5] * 4 : h[4] * 8;
	switch (e->pkt->key.family == AF_INET ? h[0] : h[0] + 256) {
	case ICMP_DEST_UNREACH:
	case ICMP_TIME_EXCEEDED:
	case ICMP_PARAMETERPROB:
	case ICMPV6_DEST_UNREACH + 256:
	case ICMPV6_TIME_EXCEED + 256:
		break;
	default:
		return len;
	}
	if (!told || told >= len)
		return len;
	return min(len, max_t(u32, told, e->quote->l4 + 8));
}

static void put_icmp(u8 *h, const struct kind *k)
{
	h[0] = k->type;
	h[1] = k->code;
	put16(h + 2, 0);
	put32(h + 4, k->info);
}

bool xpf_xlate_error(const struct xpf_xlate_error *e,
		     struct xpf_xlate_head *head)
{
	const struct xpf_pkt *pkt = e->pkt;
	const u8 *icmp = e->l3 + pkt->l4;
	bool from4 = pkt->key.family == AF_INET;
	struct kind k = from4 ? kind4(e, icmp) : kind6(e, icmp);
	struct xpf_xlate_ip outer = {
		.family = e->orig->family,
		.proto = from4 ? IPPROTO_ICMPV6 : IPPROTO_ICMP,
		.tos = pkt->tos,
		.ttl = pkt->ttl - 1,
		.id = e->id,
		.saddr = e->saddr,
		.daddr = e->orig->saddr,
	};
	u32 outer_len = from4 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr);
	struct xpf_xlate_ip inner;
	u32 inner_len, room;

	if (k.type == NO || !quoted_ip(e, &inner))
		return false;
	head->l4 = outer_len;
	inner_len = xpf_xlate_ip(&inner, head->b + outer_len + 8);
	put_icmp(head->b + outer_len, &k);
	head->len = outer_len + 8 + inner_len;
	head->strip = pkt->payload + e->quote->l4;
	room = from4 ? XPF_XLATE_MIN6 - head->len : U16_MAX - head->len;
	head->keep = min(quote_len(e) - e->quote->l4, room);
	outer.payload = 8 + inner_len + head->keep;
	outer.df = outer_len + outer.payload > XPF_XLATE_MIN4;
	xpf_xlate_ip(&outer, head->b);
	return true;
}

void xpf_xlate_quote(const struct xpf_quote *q, u8 *h,
		     const struct xpf_key *orig)
{
	bool from4 = q->key.family == AF_INET;
	u32 len = q->l4_total ?: q->l4_len;

	if (q->key.proto != (from4 ? IPPROTO_ICMP : IPPROTO_ICMPV6)) {
		xpf_rewrite_quote_l4(q, h, orig);
		return;
	}
	xpf_xlate_echo(h, q->key.family, orig->sport,
		       from4 ? &orig->saddr : &q->key.saddr,
		       from4 ? &orig->daddr : &q->key.daddr, len);
}
