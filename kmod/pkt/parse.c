// SPDX-License-Identifier: GPL-2.0
/*
 * Reading headers: everything about a packet that later steps need, with every
 * length checked once.  Pure code over bytes, so that it also compiles in
 * userspace for tests and fuzzing and can serve XDP.
 *
 * What is refused here, nobody needs to think about later: lengths that do not
 * add up, bad header checksums, source routes, IPv6 extension headers beyond
 * reason, addresses that no packet on a wire may carry, TCP flags that no
 * stack sends.  A fragment is only recognised, its transport header is not
 * looked at: it must be reassembled first.
 *
 * References: RFC 791, 8200, 9293, 768, 792, 4443; RFC 1812 section 5.3.7 and
 * RFC 6890 for addresses; RFC 5095 for the type 0 routing header.
 */
#include <linux/errno.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/kernel.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>

#include "pkt/pkt.h"

#define MAX_EXTENSIONS 8 /* IPv6 extension headers of one packet */

#define OPT_EOL 0
#define OPT_NOP 1
#define OPT_SCALE 3 /* RFC 7323 */

#define FLAG_MF 0x2000
#define FLAG_DF 0x4000
#define FRAG_OFFSET 0x1fff

/* Combinations of FIN, SYN, RST, ACK and URG that a stack may send; PSH, ECE
 * and CWR go with everything.
 */
static const u64 tcp_flags_valid =
	BIT_ULL(XPF_TCP_SYN) | BIT_ULL(XPF_TCP_SYN | XPF_TCP_URG) |
	BIT_ULL(XPF_TCP_SYN | XPF_TCP_ACK) | BIT_ULL(XPF_TCP_RST) |
	BIT_ULL(XPF_TCP_RST | XPF_TCP_ACK) |
	BIT_ULL(XPF_TCP_FIN | XPF_TCP_ACK) |
	BIT_ULL(XPF_TCP_FIN | XPF_TCP_ACK | XPF_TCP_URG) |
	BIT_ULL(XPF_TCP_ACK) | BIT_ULL(XPF_TCP_ACK | XPF_TCP_URG);

static inline bool link_local(const struct in6_addr *a)
{
	return a->s6_addr[0] == 0xfe && (a->s6_addr[1] & 0xc0) == 0x80;
}

static inline __be16 read16(const u8 *p)
{
	return *(const __be16 *)p;
}

static inline __be32 read32(const u8 *p)
{
	return *(const __be32 *)p;
}

/* The window scale of a SYN's options. */
static u8 tcp_scale(const u8 *opt, u32 len)
{
	while (len) {
		if (opt[0] == OPT_EOL)
			break;
		if (opt[0] == OPT_NOP) {
			opt++;
			len--;
			continue;
		}
		if (len < 2 || opt[1] < 2 || opt[1] > len)
			break;
		if (opt[0] == OPT_SCALE && opt[1] == 3)
			return min_t(u8, opt[2], 14);
		len -= opt[1];
		opt += opt[1];
	}
	return XPF_NO_SCALE;
}

/*
 * What is read of a packet on the way through its headers, until it is put
 * into struct xpf_pkt as a whole.
 */
struct headers {
	const u8 *l3;
	u32 linear; /* readable bytes */
	u32 len; /* of the packet */
	u32 l4;
	u32 ports; /* or ids, as they lie in the packet */
	u32 flags; /* XPF_PKT_* */
	u8 proto;
	u8 family;
};

/* Call a function that is rarely needed, without its argument being forced
 * out of registers where it is not.
 */
#define COLD(fn, pkt, hd)                     \
	({                                    \
		struct headers cold_ = *(hd); \
		int ret_ = fn(pkt, &cold_);   \
		*(hd) = cold_;                \
		ret_;                         \
	})

static __always_inline int parse_tcp(struct xpf_pkt *pkt, struct headers *hd)
{
	const u8 *h = hd->l3 + hd->l4;
	struct xpf_segment *seg = &pkt->tcp;
	u32 header;

	if (unlikely(hd->linear < hd->l4 + sizeof(struct tcphdr)))
		return hd->len < hd->l4 + sizeof(struct tcphdr) ?
			       -XPF_R_MALFORMED :
			       hd->l4 + sizeof(struct tcphdr);
	header = (h[12] >> 4) * 4;
	if (unlikely(header < sizeof(struct tcphdr) ||
		     hd->len < hd->l4 + header))
		return -XPF_R_MALFORMED;
	pkt->payload = hd->l4 + header;
	hd->ports = (__force u32)read32(h);
	seg->seq = ntohl(read32(h + 4));
	seg->ack = ntohl(read32(h + 8));
	seg->len = hd->len - hd->l4 - header;
	seg->window = ntohs(read16(h + 14));
	seg->flags = h[13];
	if (unlikely(!(tcp_flags_valid >> (h[13] & 0x37) & 1)))
		return -XPF_R_TCP_FLAGS;
	if (unlikely(hd->linear < hd->l4 + header))
		return hd->l4 + header;
	if (likely(!(h[13] & XPF_TCP_SYN)))
		return 0;
	seg->scale = tcp_scale(h + sizeof(struct tcphdr),
			       header - sizeof(struct tcphdr));
	return 0;
}

/* UDP and UDP-Lite; the latter's length is its checksum's coverage. */
static __always_inline int parse_udp(struct xpf_pkt *pkt, struct headers *hd)
{
	const u8 *h = hd->l3 + hd->l4;
	u32 len, room;

	if (unlikely(hd->linear < hd->l4 + sizeof(struct udphdr)))
		return hd->len < hd->l4 + sizeof(struct udphdr) ?
			       -XPF_R_MALFORMED :
			       hd->l4 + sizeof(struct udphdr);
	pkt->payload = hd->l4 + sizeof(struct udphdr);
	hd->ports = (__force u32)read32(h);
	room = hd->len - hd->l4;
	len = ntohs(read16(h + 4));
	if (likely(len >= sizeof(struct udphdr) && len <= room))
		return 0;
	/* 0: all of it (UDP-Lite; UDP of more than 64 KB before its cutting) */
	if (!len && room >= sizeof(struct udphdr) &&
	    (hd->proto == IPPROTO_UDPLITE || room > U16_MAX))
		return 0;
	return -XPF_R_MALFORMED;
}

static int parse_sctp(struct xpf_pkt *pkt, struct headers *hd)
{
	if (hd->len < hd->l4 + 12)
		return -XPF_R_MALFORMED;
	if (hd->linear < hd->l4 + 12)
		return hd->l4 + 12;
	pkt->payload = hd->l4 + 12;
	hd->ports = (__force u32)read32(hd->l3 + hd->l4);
	return 0;
}

/* RFC 4340 5.1: generic header, data offset in words. */
static int parse_dccp(struct xpf_pkt *pkt, struct headers *hd)
{
	const u8 *h = hd->l3 + hd->l4;

	if (hd->len < hd->l4 + 12)
		return -XPF_R_MALFORMED;
	if (hd->linear < hd->l4 + 12)
		return hd->l4 + 12;
	if (h[4] < 3 || hd->len < hd->l4 + h[4] * 4)
		return -XPF_R_MALFORMED;
	pkt->payload = hd->l4 + 12;
	hd->ports = (__force u32)read32(h);
	return 0;
}

/* Queries carry an id that pairs them with replies; errors carry a packet. */
enum icmp_kind { ICMP_OTHER, ICMP_QUERY, ICMP_REPLY, ICMP_ERROR };

static enum icmp_kind icmp4_kind(u8 type)
{
	switch (type) {
	case ICMP_ECHO:
	case ICMP_TIMESTAMP:
	case ICMP_INFO_REQUEST:
	case ICMP_ADDRESS:
		return ICMP_QUERY;
	case ICMP_ECHOREPLY:
	case ICMP_TIMESTAMPREPLY:
	case ICMP_INFO_REPLY:
	case ICMP_ADDRESSREPLY:
		return ICMP_REPLY;
	case ICMP_DEST_UNREACH:
	case ICMP_SOURCE_QUENCH:
	case ICMP_REDIRECT:
	case ICMP_TIME_EXCEEDED:
	case ICMP_PARAMETERPROB:
		return ICMP_ERROR;
	}
	return ICMP_OTHER;
}

static enum icmp_kind icmp6_kind(u8 type)
{
	if (type == ICMPV6_ECHO_REQUEST)
		return ICMP_QUERY;
	if (type == ICMPV6_ECHO_REPLY)
		return ICMP_REPLY;
	return type < 128 ? ICMP_ERROR : ICMP_OTHER;
}

static enum icmp_kind icmp_kind(u8 proto, u8 type)
{
	return proto == IPPROTO_ICMP ? icmp4_kind(type) : icmp6_kind(type);
}

static int parse_icmp(struct xpf_pkt *pkt, struct headers *hd)
{
	const u8 *h = hd->l3 + hd->l4;
	u32 id;

	if (hd->len < hd->l4 + sizeof(struct icmphdr))
		return -XPF_R_MALFORMED;
	if (hd->linear < hd->l4 + sizeof(struct icmphdr))
		return hd->l4 + sizeof(struct icmphdr);
	pkt->payload = hd->l4 + sizeof(struct icmphdr);
	pkt->icmp_type = h[0];
	pkt->icmp_code = h[1];
	switch (icmp_kind(hd->proto, h[0])) {
	case ICMP_QUERY:
		hd->flags |= XPF_PKT_ICMP_QUERY;
		pkt->wings = XPF_WINGS_INITIATOR;
		break;
	case ICMP_REPLY:
		pkt->wings = XPF_WINGS_RESPONDER;
		break;
	case ICMP_ERROR:
		hd->flags |= XPF_PKT_ICMP_ERROR | XPF_PKT_NO_L4;
		return 0;
	case ICMP_OTHER:
		hd->flags |= XPF_PKT_NO_L4;
		return 0;
	}
	id = (__force u16)read16(h + 4);
	hd->ports = id << 16 | id;
	return 0;
}

static int parse_other(struct xpf_pkt *pkt, struct headers *hd)
{
	switch (hd->proto) {
	case IPPROTO_UDPLITE:
		return parse_udp(pkt, hd);
	case IPPROTO_ICMP:
		if (hd->family != AF_INET)
			break;
		return parse_icmp(pkt, hd);
	case IPPROTO_ICMPV6:
		if (hd->family != AF_INET6)
			break;
		return parse_icmp(pkt, hd);
	case IPPROTO_SCTP:
		return parse_sctp(pkt, hd);
	case IPPROTO_DCCP:
		return parse_dccp(pkt, hd);
	}
	hd->flags |= XPF_PKT_NO_L4;
	pkt->payload = hd->l4;
	return 0;
}

static __always_inline int parse_l4(struct xpf_pkt *pkt, struct headers *hd)
{
	if (likely(hd->proto == IPPROTO_TCP))
		return parse_tcp(pkt, hd);
	if (likely(hd->proto == IPPROTO_UDP))
		return parse_udp(pkt, hd);
	return COLD(parse_other, pkt, hd);
}

/* A fragment's transport header is not looked at. */
static int parse_fragment(struct xpf_pkt *pkt, struct headers *hd)
{
	hd->flags |= XPF_PKT_FRAGMENT | XPF_PKT_NO_L4;
	pkt->payload = hd->l4;
	return 0;
}

/* Options of an IPv4 header: well formed, and no source route. */
static int check_options(const u8 *opt, u32 len)
{
	while (len) {
		switch (opt[0]) {
		case IPOPT_END:
			return 0;
		case IPOPT_NOOP:
			opt++;
			len--;
			continue;
		case IPOPT_SSRR:
		case IPOPT_LSRR:
			return -XPF_R_SOURCE_ROUTE;
		}
		if (len < 2 || opt[1] < 2 || opt[1] > len)
			return -XPF_R_IP_OPTIONS;
		len -= opt[1];
		opt += opt[1];
	}
	return 0;
}

/*
 * 0/8, 127/8 and 240/4 are on no wire, a multicast source neither.  0.0.0.0
 * may ask a DHCP server; limited broadcast may be answered by one.
 */
static int odd_addresses4(const u8 *l3, u32 *flags)
{
	u8 s = l3[12], d = l3[16];

	if (d >= 224) {
		if (d >= 240 && read32(l3 + 16) != htonl(INADDR_BROADCAST))
			return -XPF_R_BAD_ADDRESS;
		*flags |= XPF_PKT_MULTICAST;
	}
	if (*flags & XPF_PKT_LOCAL_OUT)
		return 0;
	if (s && s != 127 && s < 224 && d && d != 127 &&
	    read32(l3 + 12) != read32(l3 + 16))
		return 0;
	if (!read32(l3 + 12) && *flags & XPF_PKT_MULTICAST)
		return 0;
	return -XPF_R_BAD_ADDRESS;
}

/* 1..126, 128..223 */
static inline bool plain4(u8 first)
{
	return (u8)(first - 1) < 223 && first != 127;
}

static int parse4_options(struct xpf_pkt *pkt, struct headers *hd)
{
	u32 header = hd->l4;

	if (hd->linear < header)
		return header;
	hd->flags |= XPF_PKT_OPTIONS;
	return check_options(hd->l3 + sizeof(struct iphdr),
			     header - sizeof(struct iphdr));
}

static __always_inline int parse4(struct xpf_pkt *pkt, struct headers *hd,
				  u32 total)
{
	const u8 *l3 = hd->l3;
	u32 header = (l3[0] & 0xf) * 4;
	u16 frag;
	int r;

	if (unlikely(hd->linear < sizeof(struct iphdr)))
		return total < sizeof(struct iphdr) ? -XPF_R_MALFORMED :
						      (int)sizeof(struct iphdr);
	hd->family = AF_INET;
	hd->proto = l3[9];
	hd->l4 = header;
	hd->len = ntohs(read16(l3 + 2));
	pkt->key.s[0] = 0;
	pkt->key.s[1] = 0;
	pkt->key.d[0] = 0;
	pkt->key.d[1] = 0;
	pkt->key.saddr4 = read32(l3 + 12);
	pkt->key.daddr4 = read32(l3 + 16);
	pkt->ttl = l3[8];
	pkt->tos = l3[1];
	if (unlikely(!hd->len && total > U16_MAX))
		hd->len = total; /* merged on receipt */
	if (unlikely(header < sizeof(struct iphdr) || hd->len < header ||
		     hd->len > total))
		return -XPF_R_MALFORMED;
	if (unlikely(header > sizeof(struct iphdr))) {
		r = COLD(parse4_options, pkt, hd);
		if (r)
			return r;
	}
	if (likely(!(hd->flags & XPF_PKT_LOCAL_OUT)) &&
	    unlikely(ip_fast_csum(l3, header / 4)))
		return -XPF_R_BAD_CHECKSUM;
	if (unlikely(!plain4(l3[12]) || !plain4(l3[16]) ||
		     read32(l3 + 12) == read32(l3 + 16))) {
		r = odd_addresses4(l3, &hd->flags);
		if (r)
			return r;
	}
	frag = ntohs(read16(l3 + 6));
	if (frag & FLAG_DF)
		hd->flags |= XPF_PKT_DF;
	if (unlikely(frag & (FLAG_MF | FRAG_OFFSET)))
		return COLD(parse_fragment, pkt, hd);
	return parse_l4(pkt, hd);
}

static __always_inline int check_addresses6(const struct xpf_pkt *pkt,
					    u32 *flags)
{
	const struct in6_addr *s = &pkt->key.saddr, *d = &pkt->key.daddr;

	if (unlikely(d->s6_addr[0] == 0xff))
		*flags |= XPF_PKT_MULTICAST;
	if (unlikely(link_local(s) || link_local(d)))
		*flags |= XPF_PKT_LINK_LOCAL;
	if (unlikely(*flags & XPF_PKT_LOCAL_OUT))
		return 0;
	if (unlikely(s->s6_addr[0] == 0xff))
		return -XPF_R_BAD_ADDRESS;
	/* ::, ::1, ::ffff:0:0/96, deprecated ::/96 */
	if (unlikely(!pkt->key.s[0]) &&
	    (pkt->key.s[1] || !(*flags & XPF_PKT_MULTICAST)))
		return -XPF_R_BAD_ADDRESS;
	if (unlikely(!pkt->key.d[0]))
		return -XPF_R_BAD_ADDRESS;
	if (unlikely(pkt->key.s[0] == pkt->key.d[0] &&
		     pkt->key.s[1] == pkt->key.d[1]))
		return -XPF_R_BAD_ADDRESS;
	return 0;
}

/*
 * Step over one extension header.
 * @next: in: what it is; out: what follows it
 * @off: in: where it is; out: behind it
 * Returns 0, bytes needed, or minus a reason.
 */
static int skip_extension(const u8 *l3, u32 linear, u32 len, u8 *next, u32 *off)
{
	u32 size;

	if (len < *off + 8)
		return -XPF_R_EXT_HEADERS;
	if (linear < *off + 8)
		return *off + 8;
	if (*next == IPPROTO_ROUTING && !l3[*off + 2])
		return -XPF_R_SOURCE_ROUTE;
	size = (l3[*off + 1] + 1) * 8;
	if (len < *off + size)
		return -XPF_R_EXT_HEADERS;
	*next = l3[*off];
	*off += size;
	return 0;
}

/* Walk the chain to the transport header or the fragment header. */
static int parse_extensions(struct xpf_pkt *pkt, struct headers *hd)
{
	u32 off = sizeof(struct ipv6hdr);
	u8 next = hd->proto;
	int i, r;

	for (i = 0; i <= MAX_EXTENSIONS; i++) {
		switch (next) {
		case IPPROTO_HOPOPTS:
			if (i) /* RFC 8200: only the first */
				return -XPF_R_EXT_HEADERS;
			fallthrough;
		case IPPROTO_ROUTING:
		case IPPROTO_DSTOPTS:
			r = skip_extension(hd->l3, hd->linear, hd->len, &next,
					   &off);
			if (r)
				return r;
			continue;
		}
		if (next == IPPROTO_FRAGMENT && hd->len < off + 8)
			return -XPF_R_EXT_HEADERS;
		hd->proto = next;
		hd->l4 = off;
		return 0;
	}
	return -XPF_R_EXT_HEADERS;
}

static __always_inline int parse6(struct xpf_pkt *pkt, struct headers *hd,
				  u32 total)
{
	const u8 *l3 = hd->l3;
	const struct ipv6hdr *ip6h = (const struct ipv6hdr *)l3;
	int r;

	if (unlikely(hd->linear < sizeof(*ip6h)))
		return total < sizeof(*ip6h) ? -XPF_R_MALFORMED :
					       (int)sizeof(*ip6h);
	hd->family = AF_INET6;
	hd->proto = l3[6];
	hd->l4 = sizeof(*ip6h);
	hd->len = sizeof(*ip6h) + ntohs(read16(l3 + 4));
	hd->flags |= XPF_PKT_DF;
	pkt->key.saddr = ip6h->saddr;
	pkt->key.daddr = ip6h->daddr;
	pkt->ttl = l3[7];
	pkt->tos = ntohs(read16(l3)) >> 4;
	if (unlikely(hd->len == sizeof(*ip6h) &&
		     total > sizeof(*ip6h) + U16_MAX))
		hd->len = total; /* merged on receipt */
	if (unlikely(hd->len > total))
		return -XPF_R_MALFORMED;
	r = check_addresses6(pkt, &hd->flags);
	if (unlikely(r))
		return r;
	if (unlikely(hd->proto != IPPROTO_TCP && hd->proto != IPPROTO_UDP)) {
		r = COLD(parse_extensions, pkt, hd);
		if (r)
			return r;
		if (hd->proto == IPPROTO_FRAGMENT)
			return COLD(parse_fragment, pkt, hd);
	}
	return parse_l4(pkt, hd);
}

int xpf_parse(struct xpf_pkt *pkt, const u8 *l3, u32 linear, u32 total)
{
	struct headers hd = {
		.l3 = l3,
		.linear = linear,
		.flags = pkt->flags & (XPF_PKT_LOCAL_OUT | XPF_PKT_REASSEMBLED),
	};
	int r;

	if (unlikely(!linear))
		return total ? 1 : -XPF_R_MALFORMED;
	pkt->wings = XPF_WINGS_ANY;
	pkt->icmp_type = 0;
	pkt->icmp_code = 0;
	pkt->tcp.flags = 0;
	pkt->tcp.scale = XPF_NO_SCALE;
	if (likely(l3[0] >> 4 == 4))
		r = parse4(pkt, &hd, total);
	else if (likely(l3[0] >> 4 == 6))
		r = parse6(pkt, &hd, total);
	else
		return -XPF_R_MALFORMED;
	pkt->flags = hd.flags;
	pkt->l4 = hd.l4;
	pkt->key.tail =
		xpf_key_tail(hd.ports, pkt->key.vrf, hd.proto, hd.family);
	if (likely(!r))
		pkt->len = hd.len;
	return r;
}

/* Ports or id of a quoted transport header; RFC 792 promises 8 bytes. */
static int quote_l4(struct xpf_quote *q, const u8 *h)
{
	switch (q->key.proto) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		if (q->l4_len < 8)
			return -XPF_R_ICMP_ERROR;
		q->key.sport = read16(h);
		q->key.dport = read16(h + 2);
		q->tcp_seq = ntohl(read32(h + 4));
		return 0;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		break;
	default:
		return 0;
	}
	if ((q->key.proto == IPPROTO_ICMP) != (q->key.family == AF_INET))
		return 0;
	if (q->l4_len < 8)
		return -XPF_R_ICMP_ERROR;
	switch (icmp_kind(q->key.proto, h[0])) {
	case ICMP_QUERY:
		q->query = true;
		break;
	case ICMP_REPLY:
		break;
	case ICMP_ERROR:
	case ICMP_OTHER:
		return -XPF_R_ICMP_ERROR;
	}
	q->key.sport = read16(h + 4);
	q->key.dport = q->key.sport;
	return 0;
}

static int quote4(struct xpf_quote *q, const u8 *l3, u32 linear)
{
	const struct iphdr *iph = (const struct iphdr *)l3;
	u32 header;

	if (linear < sizeof(*iph))
		return -XPF_R_ICMP_ERROR;
	header = (l3[0] & 0xf) * 4;
	if (l3[0] >> 4 != 4 || header < sizeof(*iph) || linear < header)
		return -XPF_R_ICMP_ERROR;
	if (ntohs(iph->frag_off) & FRAG_OFFSET)
		return -XPF_R_ICMP_ERROR;
	if (!(ntohs(iph->frag_off) & FLAG_MF) && ntohs(iph->tot_len) > header)
		q->l4_total = ntohs(iph->tot_len) - header;
	q->key.saddr4 = iph->saddr;
	q->key.daddr4 = iph->daddr;
	q->key.proto = iph->protocol;
	q->l4 = header;
	return 0;
}

static int quote6(struct xpf_quote *q, const u8 *l3, u32 linear)
{
	const struct ipv6hdr *ip6h = (const struct ipv6hdr *)l3;
	u32 off = sizeof(*ip6h), end;
	bool whole = true;
	u8 next;
	int i;

	if (linear < sizeof(*ip6h) || l3[0] >> 4 != 6)
		return -XPF_R_ICMP_ERROR;
	end = sizeof(*ip6h) + ntohs(ip6h->payload_len);
	q->key.saddr = ip6h->saddr;
	q->key.daddr = ip6h->daddr;
	next = ip6h->nexthdr;
	for (i = 0; i <= MAX_EXTENSIONS; i++) {
		switch (next) {
		case IPPROTO_HOPOPTS:
		case IPPROTO_ROUTING:
		case IPPROTO_DSTOPTS:
			if (skip_extension(l3, linear, linear, &next, &off))
				return -XPF_R_ICMP_ERROR;
			continue;
		case IPPROTO_FRAGMENT:
			if (linear < off + 8 ||
			    ntohs(read16(l3 + off + 2)) & 0xfff8)
				return -XPF_R_ICMP_ERROR;
			whole = !(l3[off + 3] & 1);
			next = l3[off];
			off += 8;
			continue;
		}
		q->key.proto = next;
		q->l4 = off;
		if (whole && end > off)
			q->l4_total = end - off;
		return 0;
	}
	return -XPF_R_ICMP_ERROR;
}

int xpf_parse_quote(struct xpf_quote *q, u8 family, const u8 *l3, u32 linear)
{
	int r;

	*q = (struct xpf_quote){ .key.family = family };
	r = family == AF_INET ? quote4(q, l3, linear) : quote6(q, l3, linear);
	if (r)
		return r;
	q->l4_len = min_t(u32, linear - q->l4, U16_MAX);
	return quote_l4(q, l3 + q->l4);
}
