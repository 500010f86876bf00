// SPDX-License-Identifier: GPL-2.0
/*
 * Screens that need nothing but one packet: options, extension headers,
 * fragments, TCP flags, ICMP sizes, tunnels.  Pure code over bytes.
 *
 * It reads on its own and trusts no parser, because it also sees what
 * pkt/parse.c refuses: the packet is dropped then anyway, and the screen gives
 * it a better name.  Nothing behind the readable bytes is looked at; what a
 * length field promises and the packet does not have is malformed.
 *
 * The conditions are those of Junos (Security: Attack Detection and
 * Prevention).  Where it is silent: a hop-by-hop or destination header is
 * blocked as a whole when no option of it is named; user-defined header types
 * match any next header of the chain; DS-Lite is IPv4 in IPv6 with a private
 * address inside; 6over4 has the outer IPv4 address as interface id (RFC 2529).
 */
#include <linux/bitops.h>
#include <linux/in.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "pkt/pkt.h"
#include "policy/ruleset.h"
#include "screen/packet.h"

#define ICMP_LARGE 1024 /* bytes of the IP packet */
#define UNASSIGNED 143 /* first protocol number that is not assigned */
#define MAX_DATAGRAM 65535
#define NETBIOS 139
#define MAX_HEADERS 64 /* of one chain */

#define NH_SHIM6 140
#define NH_HIP 139

#define OPT_RR 7
#define OPT_TS 68
#define OPT_SEC 130
#define OPT_LSRR 131
#define OPT_SID 136
#define OPT_SSRR 137

struct look {
	const struct xpf_screen *s;
	const u8 *l3;
	u32 linear;
	u32 len; /* of the packet */
	u32 l4; /* offset of the transport header */
	u32 frag_off; /* bytes */
	u32 frag_id;
	bool fragment;
	u8 family;
	u8 proto;
	u8 hops; /* hop limit of IPv6 */
	enum xpf_screen_id hit;
};

static void hit(struct look *k, enum xpf_screen_id id)
{
	if (!k->hit && xpf_screen_on(k->s->enabled, id))
		k->hit = id;
}

/* May @n bytes at @off be read? */
static bool sees(const struct look *k, u32 off, u32 n)
{
	u32 end = min(k->linear, k->len);

	return off <= end && n <= end - off;
}

/* IPv4 options. */

/* One of at least three bytes. */
static void option4(struct look *k, const u8 *opt)
{
	bool pointer = opt[2] >= 4;

	switch (opt[0]) {
	case OPT_RR:
		if (!pointer)
			hit(k, XPF_SCREEN_BAD_OPTION);
		hit(k, XPF_SCREEN_RECORD_ROUTE);
		break;
	case OPT_TS:
		if (opt[1] < 4 || opt[2] < 5)
			hit(k, XPF_SCREEN_BAD_OPTION);
		hit(k, XPF_SCREEN_TIMESTAMP);
		break;
	case OPT_SEC:
		hit(k, XPF_SCREEN_SECURITY);
		break;
	case OPT_SID:
		if (opt[1] != 4)
			hit(k, XPF_SCREEN_BAD_OPTION);
		hit(k, XPF_SCREEN_STREAM);
		break;
	case OPT_LSRR:
		if (!pointer)
			hit(k, XPF_SCREEN_BAD_OPTION);
		hit(k, XPF_SCREEN_LOOSE_ROUTE);
		hit(k, XPF_SCREEN_SOURCE_ROUTE);
		break;
	case OPT_SSRR:
		if (!pointer)
			hit(k, XPF_SCREEN_BAD_OPTION);
		hit(k, XPF_SCREEN_STRICT_ROUTE);
		hit(k, XPF_SCREEN_SOURCE_ROUTE);
		break;
	}
}

static void options4(struct look *k)
{
	const u8 *opt = k->l3 + 20;
	u32 len = k->l4 - 20;

	if (!sees(k, 20, len))
		return;
	while (len) {
		if (opt[0] == 0)
			return;
		if (opt[0] == 1) {
			opt++;
			len--;
			continue;
		}
		if (len < 2 || opt[1] < 2 || opt[1] > len) {
			hit(k, XPF_SCREEN_BAD_OPTION);
			return;
		}
		if (opt[1] >= 3)
			option4(k, opt);
		else if (opt[0] == OPT_RR || opt[0] == OPT_TS ||
			 opt[0] == OPT_SEC || opt[0] == OPT_SID ||
			 opt[0] == OPT_LSRR || opt[0] == OPT_SSRR)
			hit(k, XPF_SCREEN_BAD_OPTION);
		len -= opt[1];
		opt += opt[1];
	}
}

static bool look4(struct look *k, u32 total)
{
	u32 header = (k->l3[0] & 15) * 4;
	u16 frag;

	if (k->linear < 20 || header < 20)
		return false;
	k->family = AF_INET;
	k->len = min_t(u32, get_unaligned_be16(k->l3 + 2) ?: total, total);
	if (k->len < header)
		return false;
	k->l4 = header;
	k->proto = k->l3[9];
	frag = get_unaligned_be16(k->l3 + 6);
	k->frag_off = (frag & 0x1fff) * 8;
	k->fragment = frag & 0x3fff;
	k->frag_id = get_unaligned_be16(k->l3 + 4);
	if (header > 20)
		options4(k);
	return true;
}

/* IPv6 extension headers. */

static bool extension(u8 next)
{
	switch (next) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_FRAGMENT:
	case IPPROTO_ESP:
	case IPPROTO_AH:
	case IPPROTO_DSTOPTS:
	case IPPROTO_MH:
	case NH_HIP:
	case NH_SHIM6:
		return true;
	}
	return false;
}

/* The options of a header from @off on, @len bytes. */
static void options6(struct look *k, u32 off, u32 len,
		     const unsigned long *blocked, enum xpf_screen_id id)
{
	const u8 *p = k->l3 + off;
	u32 size;

	if (!sees(k, off, len))
		return;
	while (len) {
		if (*p == 0) { /* Pad1 */
			p++;
			len--;
			continue;
		}
		if (len < 2 || p[1] + 2U > len) {
			hit(k, XPF_SCREEN_IPV6_MALFORMED);
			return;
		}
		if (test_bit(*p, blocked))
			hit(k, id);
		size = p[1] + 2;
		p += size;
		len -= size;
	}
}

/* Bytes of the header at @off, 0: the chain ends here. */
static u32 header_size(const struct look *k, u8 next, u32 off)
{
	switch (next) {
	case IPPROTO_FRAGMENT:
		return 8;
	case IPPROTO_AH:
		return (k->l3[off + 1] + 2) * 4;
	case IPPROTO_ESP:
		return 0;
	}
	return (k->l3[off + 1] + 1) * 8;
}

static void fragment6(struct look *k, u32 off)
{
	u16 frag = get_unaligned_be16(k->l3 + off + 2);

	k->frag_off = frag & 0xfff8;
	k->fragment = true;
	k->frag_id = get_unaligned_be32(k->l3 + off + 4);
}

static void header6(struct look *k, u8 next, u32 off, u32 size)
{
	switch (next) {
	case IPPROTO_HOPOPTS:
		options6(k, off + 2, size - 2, k->s->hop_option,
			 XPF_SCREEN_HOP_OPTION);
		break;
	case IPPROTO_DSTOPTS:
		options6(k, off + 2, size - 2, k->s->dst_option,
			 XPF_SCREEN_DST_OPTION);
		break;
	case IPPROTO_ROUTING:
		if (!k->l3[off + 2])
			hit(k, XPF_SCREEN_SOURCE_ROUTE);
		break;
	case IPPROTO_FRAGMENT:
		fragment6(k, off);
		break;
	}
}

/* RFC 8200 4.1: each once, but for destination options; hop by hop first. */
static bool in_order(u8 next, u32 n, u32 *destinations, unsigned long *seen)
{
	if (next == IPPROTO_HOPOPTS && n)
		return false;
	if (next == IPPROTO_DSTOPTS)
		return ++*destinations <= 2;
	if (test_bit(next, seen))
		return false;
	__set_bit(next, seen);
	return true;
}

static void chain6(struct look *k)
{
	DECLARE_BITMAP(seen, 256) = { 0 };
	u32 off = 40, n, size, destinations = 0;
	u8 next = k->l3[6];

	for (n = 0; n < MAX_HEADERS; n++) {
		if (test_bit(next, k->s->ext_header))
			hit(k, XPF_SCREEN_EXT_HEADER);
		if (!extension(next))
			break;
		if (!in_order(next, n, &destinations, seen))
			hit(k, XPF_SCREEN_IPV6_MALFORMED);
		if (k->len < off + 8) {
			hit(k, XPF_SCREEN_IPV6_MALFORMED);
			n++;
			break;
		}
		if (!sees(k, off, 8))
			break;
		size = header_size(k, next, off);
		if (!size) {
			n++;
			break;
		}
		if (off + size > k->len) {
			hit(k, XPF_SCREEN_IPV6_MALFORMED);
			n++;
			break;
		}
		header6(k, next, off, size);
		next = k->l3[off];
		off += size;
		if (k->frag_off) { /* what follows is not a header */
			n++;
			break;
		}
	}
	k->proto = next;
	k->l4 = off;
	if (n > k->s->threshold[XPF_SCREEN_EXT_LIMIT])
		hit(k, XPF_SCREEN_EXT_LIMIT);
}

static bool look6(struct look *k, u32 total)
{
	u32 len;

	if (k->linear < 40)
		return false;
	k->family = AF_INET6;
	k->hops = k->l3[7];
	len = get_unaligned_be16(k->l3 + 4);
	if (len && len + 40 > total)
		hit(k, XPF_SCREEN_IPV6_MALFORMED);
	k->len = len ? min(len + 40, total) : total;
	if (k->l3[8] == 0xff)
		hit(k, XPF_SCREEN_IPV6_MALFORMED);
	chain6(k);
	return true;
}

/* Fragments. */

static u32 payload(const struct look *k)
{
	return k->len > k->l4 ? k->len - k->l4 : 0;
}

static bool is_icmp(const struct look *k)
{
	return k->proto ==
	       (k->family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6);
}

static void fragment(struct look *k)
{
	u32 header = k->family == AF_INET ? k->l4 : 0;

	hit(k, XPF_SCREEN_BLOCK_FRAG);
	if (!is_icmp(k))
		return;
	if (k->frag_off + payload(k) + header > MAX_DATAGRAM)
		hit(k, XPF_SCREEN_PING_DEATH);
	hit(k, XPF_SCREEN_ICMP_FRAGMENT);
}

/* Transport headers. */

static bool to_itself(const struct look *k)
{
	if (k->family == AF_INET)
		return !memcmp(k->l3 + 12, k->l3 + 16, 4);
	return !memcmp(k->l3 + 8, k->l3 + 24, 16);
}

static void tcp(struct look *k)
{
	const u8 *h = k->l3 + k->l4;
	u8 flags;

	if (!sees(k, k->l4, 14))
		return;
	flags = h[13] & 0x3f;
	if (flags & XPF_TCP_SYN) {
		if (k->fragment)
			hit(k, XPF_SCREEN_SYN_FRAG);
		if (to_itself(k))
			hit(k, XPF_SCREEN_LAND);
		if (flags & XPF_TCP_FIN)
			hit(k, XPF_SCREEN_SYN_FIN);
	}
	if (!flags)
		hit(k, XPF_SCREEN_NO_FLAG);
	if ((flags & (XPF_TCP_FIN | XPF_TCP_ACK)) == XPF_TCP_FIN)
		hit(k, XPF_SCREEN_FIN_NO_ACK);
	if (flags & XPF_TCP_URG && get_unaligned_be16(h + 2) == NETBIOS)
		hit(k, XPF_SCREEN_WINNUKE);
}

/* RFC 4861 section 6.1, 7.1, 8.1 */
static bool neighbour_valid(const struct look *k, const u8 *h, u32 len)
{
	static const u8 least[] = { 8, 16, 24, 24, 40 };
	u32 off = least[h[0] - 133];

	if (len < off || k->hops != 255 || h[1])
		return false;
	while (off < len) {
		if (!sees(k, k->l4 + off, 2))
			return len - off >= 2; /* not to be seen */
		if (!h[off + 1] || h[off + 1] * 8U > len - off)
			return false;
		off += h[off + 1] * 8;
	}
	return true;
}

static bool icmp6_valid(const struct look *k, u32 len)
{
	const u8 *h = k->l3 + k->l4;

	if (len < 4)
		return false;
	if (!sees(k, k->l4, 4))
		return true;
	if (h[0] >= 1 && h[0] <= 4) { /* an error and what it is about */
		if (len < 8 + 40)
			return false;
		return !sees(k, k->l4 + 8, 1) || h[8] >> 4 == 6;
	}
	if (h[0] == 128 || h[0] == 129)
		return len >= 8;
	if (h[0] >= 130 && h[0] <= 132)
		return len >= 24;
	if (h[0] >= 133 && h[0] <= 137)
		return neighbour_valid(k, h, len);
	return h[0] != 0;
}

static void icmp(struct look *k)
{
	if (k->len > ICMP_LARGE)
		hit(k, XPF_SCREEN_ICMP_LARGE);
	if (k->family == AF_INET6 && !k->fragment &&
	    !icmp6_valid(k, payload(k)))
		hit(k, XPF_SCREEN_ICMPV6_MALFORMED);
}

/* Tunnels. */

static void inner(struct look *k, u8 family, u32 off)
{
	u32 room = k->len > off ? k->len - off : 0;
	const u8 *h = k->l3 + off;
	u32 len;

	if (family == AF_INET) {
		if (room >= 20 && !sees(k, off, 20))
			return;
		len = room < 20 ? 0 : get_unaligned_be16(h + 2);
		if (room < 20 || h[0] >> 4 != 4 || (h[0] & 15) < 5 ||
		    len < (h[0] & 15) * 4U || len > room)
			hit(k, XPF_SCREEN_BAD_INNER);
		return;
	}
	if (room >= 40 && !sees(k, off, 40))
		return;
	if (room < 40 || h[0] >> 4 != 6 ||
	    get_unaligned_be16(h + 4) + 40U > room)
		hit(k, XPF_SCREEN_BAD_INNER);
}

static void gre(struct look *k)
{
	const u8 *h = k->l3 + k->l4;
	u32 size = 4;
	bool v4;

	if (!sees(k, k->l4, 4) || h[1] & 7)
		return;
	size += h[0] & 0xc0 ? 4 : 0; /* checksum, routing */
	size += h[0] & 0x20 ? 4 : 0; /* key */
	size += h[0] & 0x10 ? 4 : 0; /* sequence */
	switch (get_unaligned_be16(h + 2)) {
	case 0x0800:
		v4 = true;
		break;
	case 0x86dd:
		v4 = false;
		break;
	default:
		return;
	}
	if (k->family == AF_INET)
		hit(k, v4 ? XPF_SCREEN_GRE_4IN4 : XPF_SCREEN_GRE_6IN4);
	else
		hit(k, v4 ? XPF_SCREEN_GRE_4IN6 : XPF_SCREEN_GRE_6IN6);
	inner(k, v4 ? AF_INET : AF_INET6, k->l4 + size);
}

/* 0000:5efe or 0200:5efe before an IPv4 address (RFC 5214) */
static bool isatap(const u8 *addr)
{
	return !(addr[8] & 0xfd) && !addr[9] && addr[10] == 0x5e &&
	       addr[11] == 0xfe;
}

static bool six_over_four(const u8 *addr, const u8 *outer)
{
	return !memcmp(addr + 8, "\0\0\0", 4) && !memcmp(addr + 12, outer, 4);
}

static bool six_to_four(const u8 *addr)
{
	return addr[0] == 0x20 && addr[1] == 0x02;
}

static void six_in_four(struct look *k)
{
	const u8 *h = k->l3 + k->l4;
	bool relay = k->l3[16] == 192 && k->l3[17] == 88 && k->l3[18] == 99;

	if (sees(k, k->l4, 40) && h[0] >> 4 == 6) {
		if (isatap(h + 8) || isatap(h + 24))
			hit(k, XPF_SCREEN_ISATAP);
		if (six_over_four(h + 8, k->l3 + 12) ||
		    six_over_four(h + 24, k->l3 + 16))
			hit(k, XPF_SCREEN_IPIP_6OVER4);
		relay |= six_to_four(h + 8) || six_to_four(h + 24);
	}
	if (relay)
		hit(k, XPF_SCREEN_IPIP_6TO4);
	hit(k, XPF_SCREEN_IPIP_6IN4);
	inner(k, AF_INET6, k->l4);
}

static bool private4(const u8 *a)
{
	return a[0] == 10 || (a[0] == 172 && (a[1] & 0xf0) == 16) ||
	       (a[0] == 192 && a[1] == 168) ||
	       (a[0] == 192 && !a[1] && !a[2] && a[3] < 8);
}

static void four_in_six(struct look *k)
{
	const u8 *h = k->l3 + k->l4;

	if (sees(k, k->l4, 20) && h[0] >> 4 == 4 &&
	    (private4(h + 12) || private4(h + 16)))
		hit(k, XPF_SCREEN_DSLITE);
	hit(k, XPF_SCREEN_IPIP_4IN6);
	inner(k, AF_INET, k->l4);
}

/* RFC 4380: perhaps an indication, then an IPv6 packet. */
static void teredo(struct look *k)
{
	const u8 *h = k->l3 + k->l4;
	u32 off = k->l4 + 8;

	if (!sees(k, k->l4, 9))
		return;
	if (get_unaligned_be16(h) != XPF_PORT_TEREDO &&
	    get_unaligned_be16(h + 2) != XPF_PORT_TEREDO)
		return;
	if (h[8] >> 4 == 6 || !h[8])
		hit(k, XPF_SCREEN_TEREDO);
	if (h[8] >> 4 == 6)
		inner(k, AF_INET6, off);
}

static void transport(struct look *k)
{
	bool v4 = k->family == AF_INET;

	switch (k->proto) {
	case IPPROTO_TCP:
		tcp(k);
		break;
	case IPPROTO_UDP:
		teredo(k);
		break;
	case IPPROTO_GRE:
		gre(k);
		break;
	case IPPROTO_IPIP:
		if (v4) {
			hit(k, XPF_SCREEN_IPIP_4IN4);
			inner(k, AF_INET, k->l4);
		} else {
			four_in_six(k);
		}
		break;
	case IPPROTO_IPV6:
		if (v4) {
			six_in_four(k);
		} else {
			hit(k, XPF_SCREEN_IPIP_6IN6);
			inner(k, AF_INET6, k->l4);
		}
		break;
	}
}

static void tell_piece(const struct look *k, struct xpf_piece *piece)
{
	piece->fragment = k->fragment;
	piece->id = k->frag_id;
	piece->proto = k->proto;
	piece->lo = k->frag_off / 8;
	piece->hi = piece->lo + DIV_ROUND_UP(payload(k), 8);
}

enum xpf_screen_id xpf_screen_headers(const struct xpf_screen *s, const u8 *l3,
				      u32 linear, u32 total,
				      struct xpf_piece *piece)
{
	struct look k = {
		.s = s,
		.l3 = l3,
		.linear = min(linear, total),
		.len = total,
	};
	bool known = false;

	piece->fragment = false;
	if (k.linear && l3[0] >> 4 == 4)
		known = look4(&k, total);
	else if (k.linear && l3[0] >> 4 == 6)
		known = look6(&k, total);
	if (!known)
		return k.hit;
	if (k.proto >= UNASSIGNED)
		hit(&k, XPF_SCREEN_UNKNOWN_PROTOCOL);
	if (k.fragment)
		fragment(&k);
	if (is_icmp(&k))
		icmp(&k);
	if (!k.frag_off)
		transport(&k);
	tell_piece(&k, piece);
	return k.hit;
}
