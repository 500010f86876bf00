/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Headers of one IP version made those of the other (RFC 7915).  Pure: bytes
 * in, bytes out; fwd/nat64.c moves them in and out of an skb.
 */
#ifndef XPF_XLATE_H
#define XPF_XLATE_H

#include <linux/types.h>

#include "pkt/key.h"

struct xpf_pkt;
struct xpf_quote;

/* The largest IPv4 packet that becomes an IPv6 one every link can carry, and
 * back: no larger one may be cut on its way (RFC 7915 section 5.1).
 */
#define XPF_XLATE_MIN4	1260
#define XPF_XLATE_MIN6	1280
#define XPF_XLATE_GROWTH 20	/* an IPv6 header is longer by these bytes */
#define XPF_XLATE_FRAG	8	/* fragment header of IPv6 */

/* What a protocol is called on the other side; -1: it has no equivalent.
 * @family: where it comes from
 */
int xpf_xlate_proto(u8 family, u8 proto);

/*
 * Extension headers of an IPv6 packet that must not be left out: a source
 * route that has not come to its end.  Returns the offset of the byte that
 * says so, 0: there is none.
 * @l4: where the transport header begins
 */
u32 xpf_xlate_source_route(const u8 *l3, u32 l4);

/* An IP header to be made. */
struct xpf_xlate_ip {
	u8 family;
	u8 proto;
	u8 tos, ttl;
	bool df;		/* IPv4 */
	bool fragment;		/* IPv6: with a fragment header */
	bool more;		/* fragments follow */
	u32 id;
	u32 payload;		/* bytes that follow the header */
	struct in6_addr saddr, daddr;
};

#define XPF_XLATE_IP_MAX 48

/* Write it, with its checksum; returns its length. */
u32 xpf_xlate_ip(const struct xpf_xlate_ip *x, u8 *out);

/*
 * Turn the message of an echo into that of the other version, checksum
 * included.
 * @h: the ICMP header
 * @from: the family it comes from
 * @id: its new one
 * @v6: key of the packet that is (or was) IPv6
 * @len: bytes of the message
 * Returns false when it is none.
 */
bool xpf_xlate_echo(u8 *h, u8 from, __be16 id, const struct in6_addr *saddr6,
		    const struct in6_addr *daddr6, u32 len);

/* An ICMP error to be translated. */
struct xpf_xlate_error {
	const struct xpf_pkt *pkt;
	const u8 *l3;		/* its bytes, linear as far as quoted ports */
	const struct xpf_quote *quote;
	const struct xpf_key *orig; /* the quoted packet's, of other family */
	struct in6_addr saddr;	/* who tells, in the other family */
	u32 mtu_in, mtu_out;	/* of the links; 0: does not matter */
	u16 id;			/* of an IPv4 header */
};

#define XPF_XLATE_HEAD_MAX (2 * XPF_XLATE_IP_MAX + 8)

/* What takes the place of everything before the quoted transport header. */
struct xpf_xlate_head {
	u8 b[XPF_XLATE_HEAD_MAX];
	u32 len;		/* of b */
	u32 l4;			/* where the ICMP header is in it; its checksum
				 * is zero and still to be computed
				 */
	u32 strip;		/* bytes of the packet it replaces */
	u32 keep;		/* bytes of the quote's transport that stay */
};

/* False: the error has no equivalent. */
bool xpf_xlate_error(const struct xpf_xlate_error *e,
		     struct xpf_xlate_head *head);
/* And the quoted transport header, in place. @h: q->l4_len bytes writable */
void xpf_xlate_quote(const struct xpf_quote *q, u8 *h,
		     const struct xpf_key *orig);

#endif
