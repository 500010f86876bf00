/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Translating a packet in place by checksum deltas that were computed once for
 * its session (RFC 1624 equation 3).
 */
#ifndef XPF_REWRITE_H
#define XPF_REWRITE_H

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/kernel.h>
#include <linux/types.h>

#include "pkt/key.h"

struct xpf_pkt;

/*
 * What turns the checksums of a packet with key @from into those of one with
 * the reverse of @to: for the IP header or pseudo header, and for the
 * transport header, of which the addresses' part is known already.
 */
u16 xpf_delta_addr(const struct xpf_key *from, const struct xpf_key *to);
u16 xpf_delta_ports(const struct xpf_key *from, const struct xpf_key *to,
		    u16 delta_addr);

static inline u16 xpf_delta_l4(const struct xpf_key *from,
			       const struct xpf_key *to)
{
	return xpf_delta_ports(from, to, xpf_delta_addr(from, to));
}

/* The delta of the other direction, where both are of one family. */
static inline u16 xpf_delta_back(u16 delta)
{
	return delta ? ~delta : 0;
}

/* Bytes from the IP header on that xpf_rewrite() may write to. */
static inline u32 xpf_rewrite_len(u16 payload)
{
	return payload;
}

/*
 * Make addresses, ports and ids those of the reverse of @to, one hop on.
 * @pkt: parsed from these bytes
 * @l3: the IP header, xpf_rewrite_len() bytes of it linear and writable
 * @partial: the transport checksum holds the sum of the pseudo header only
 */
void xpf_rewrite(const struct xpf_pkt *pkt, u8 *l3, const struct xpf_key *to,
		 u16 delta_addr, u16 delta_l4, bool partial);

/* The same for a packet that goes no hop on: to this host, or from it. */
void xpf_rewrite_here(const struct xpf_pkt *pkt, u8 *l3,
		      const struct xpf_key *to, u16 delta_addr, u16 delta_l4,
		      bool partial);

/* The transport header alone. @h: where it is; the IP header may be of another
 * version by then.
 */
void xpf_rewrite_l4(const struct xpf_pkt *pkt, u8 *h, const struct xpf_key *to,
		    u16 delta_addr, u16 delta_l4, bool partial);

/* The parts of it, for headers that are known to be of these kinds. */

#define XPF_CHECK_TCP	16	/* offsets of the checksum */
#define XPF_CHECK_UDP	6

/* What one hop less does to the sum of an IPv4 header. */
#define XPF_TTL_DELTA ((__force u16)htons(0xfeff))

static inline u16 xpf_sum_fold(u32 sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* Change a checksum that is complete. */
static inline void xpf_sum_apply(u8 *check, u32 delta)
{
	u16 *c = (u16 *)check;

	*c = ~xpf_sum_fold((*c ^ 0xffff) + delta);
}

/* One that is the bare sum of the pseudo header. */
static inline void xpf_sum_partial(u8 *check, u16 delta)
{
	u16 *c = (u16 *)check;

	*c = xpf_sum_fold(*c + delta);
}

/*
 * A TCP header that is changed in place: what it adds up to before, all but the
 * checksum itself, and the checksum put right afterwards.
 * @len: bytes of the header, even
 */
static inline u16 xpf_sum_tcp(const u8 *tcp, u32 len)
{
	u32 sum = 0, i;
	u16 word;

	for (i = 0; i + 1 < len; i += 2) {
		if (i == XPF_CHECK_TCP)
			continue;
		memcpy(&word, tcp + i, sizeof(word));
		sum += word;
	}
	return xpf_sum_fold(sum);
}

static inline void xpf_sum_tcp_apply(u8 *tcp, u32 len, u16 before)
{
	u16 check;

	memcpy(&check, tcp + XPF_CHECK_TCP, sizeof(check));
	check = ~xpf_sum_fold((u16)~check + (u16)~before +
			      xpf_sum_tcp(tcp, len));
	memcpy(tcp + XPF_CHECK_TCP, &check, sizeof(check));
}

static inline void xpf_sum_udp(u8 *check, u16 delta)
{
	u16 *c = (u16 *)check;

	if (!*c)
		return;
	xpf_sum_apply(check, delta);
	if (!*c)
		*c = 0xffff;
}

static inline void xpf_put_ports(u8 *h, const struct xpf_key *to)
{
	*(u32 *)h = to->ports << 16 | to->ports >> 16;
}

/* Addresses, one hop on. */
static __always_inline void xpf_rewrite_ip(u8 family, u8 *l3,
					   const struct xpf_key *to,
					   u16 delta_addr)
{
	struct ipv6hdr *ip6h = (struct ipv6hdr *)l3;
	struct iphdr *iph = (struct iphdr *)l3;

	if (likely(family == AF_INET)) {
		iph->saddr = to->daddr4;
		iph->daddr = to->saddr4;
		iph->ttl--;
		xpf_sum_apply((u8 *)&iph->check,
			      (u32)delta_addr + XPF_TTL_DELTA);
	} else {
		ip6h->saddr = to->daddr;
		ip6h->daddr = to->saddr;
		ip6h->hop_limit--;
	}
}

static __always_inline void xpf_rewrite_tcp(u8 *h, const struct xpf_key *to,
					    u16 delta_addr, u16 delta_l4,
					    bool partial)
{
	xpf_put_ports(h, to);
	if (unlikely(partial))
		xpf_sum_partial(h + XPF_CHECK_TCP, delta_addr);
	else
		xpf_sum_apply(h + XPF_CHECK_TCP, delta_l4);
}

static __always_inline void xpf_rewrite_udp(u8 *h, const struct xpf_key *to,
					    u16 delta_addr, u16 delta_l4,
					    bool partial)
{
	xpf_put_ports(h, to);
	if (unlikely(partial))
		xpf_sum_partial(h + XPF_CHECK_UDP, delta_addr);
	else
		xpf_sum_udp(h + XPF_CHECK_UDP, delta_l4);
}

/* One hop on, nothing else. */
static __always_inline void xpf_rewrite_ttl(u8 family, u8 *l3)
{
	if (family == AF_INET6) {
		((struct ipv6hdr *)l3)->hop_limit--;
		return;
	}
	((struct iphdr *)l3)->ttl--;
	xpf_sum_apply((u8 *)&((struct iphdr *)l3)->check, XPF_TTL_DELTA);
}

/*
 * Restore the packet that an ICMP error quotes to what its sender sent.
 * @quote: start of the quoted IP header, @q->l4 + @q->l4_len bytes writable
 * @orig: the key it had when it was sent
 */
struct xpf_quote;
void xpf_rewrite_quote(const struct xpf_quote *q, u8 *quote,
		       const struct xpf_key *orig);
/* Its transport header alone. @h: where it is */
void xpf_rewrite_quote_l4(const struct xpf_quote *q, u8 *h,
			  const struct xpf_key *orig);
/* Addresses of an IP header alone, with its checksum; NULL: keep. */
void xpf_rewrite_addr(u8 family, u8 *l3, const struct in6_addr *saddr,
		      const struct in6_addr *daddr);

#endif
