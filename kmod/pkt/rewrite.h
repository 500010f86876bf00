/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Translating a packet in place by checksum deltas that were computed once for
 * its session (RFC 1624 equation 3).
 */
#ifndef XPF_REWRITE_H
#define XPF_REWRITE_H

#include <linux/types.h>

#include "pkt/key.h"

struct xpf_pkt;

/*
 * What turns the checksums of a packet with key @from into those of one with
 * the reverse of @to: for the IP header or pseudo header, and for the
 * transport header.
 */
u16 xpf_delta_addr(const struct xpf_key *from, const struct xpf_key *to);
u16 xpf_delta_l4(const struct xpf_key *from, const struct xpf_key *to);

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

/* One hop on, nothing else. */
void xpf_rewrite_ttl(u8 family, u8 *l3);

/*
 * Restore the packet that an ICMP error quotes to what its sender sent.
 * @quote: start of the quoted IP header, @q->l4 + @q->l4_len bytes writable
 * @orig: the key it had when it was sent
 */
struct xpf_quote;
void xpf_rewrite_quote(const struct xpf_quote *q, u8 *quote,
		       const struct xpf_key *orig);
/* Addresses of an IP header alone, with its checksum; NULL: keep. */
void xpf_rewrite_addr(u8 family, u8 *l3, const struct in6_addr *saddr,
		      const struct in6_addr *daddr);

#endif
