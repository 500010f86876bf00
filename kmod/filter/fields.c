// SPDX-License-Identifier: GPL-2.0
/*
 * The fields of a packet as firewall filters see it: stateless, so a fragment
 * is a fragment.  xpf_parse() has checked the headers of what is no fragment;
 * what is read here beyond is checked here, and what is not there is absent
 * (XPF_F_ABSENT), which no condition on it matches.
 */
#include <linux/icmp.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "filter/fields.h"
#include "pkt/pkt.h"
#include <xpf/image.h>

#define MAX_HEADERS 12
#define FRAGMENT_HEADER 8
#define TRANSPORT 16 /* bytes of it that are looked at */

/* What has been found on the way through the headers. */
struct walk {
	u32 l4; /* where the transport header is */
	u8 proto;
	bool later; /* not the first fragment: no transport header */
};

u32 xpf_filter_need(const struct xpf_pkt *pkt)
{
	return pkt->l4 + FRAGMENT_HEADER + TRANSPORT;
}

static u32 options4(const u8 *l3, u32 header)
{
	static const struct {
		u8 type, bit;
	} known[] = {
		{ 7, XPF_OPT_ROUTE_RECORD },   { 148, XPF_OPT_ROUTER_ALERT },
		{ 130, XPF_OPT_SECURITY },     { 136, XPF_OPT_STREAM_ID },
		{ 68, XPF_OPT_TIMESTAMP },     { 131, XPF_OPT_LOOSE_ROUTE },
		{ 137, XPF_OPT_STRICT_ROUTE },
	};
	u32 at = 20, bits = 0, i;

	while (at < header && l3[at]) {
		if (l3[at] == 1) { /* no operation */
			at++;
			continue;
		}
		for (i = 0; i < ARRAY_SIZE(known); i++)
			if (known[i].type == l3[at])
				break;
		bits |= i < ARRAY_SIZE(known) ? known[i].bit : XPF_OPT_OTHER;
		if (at + 1 >= header || l3[at + 1] < 2)
			break;
		at += l3[at + 1];
	}
	return bits;
}

static void read4(struct xpf_fields *f, const struct xpf_pkt *pkt, const u8 *l3,
		  u32 linear, struct walk *w)
{
	u16 frag = get_unaligned_be16(l3 + 6);
	u32 header = (l3[0] & 0xf) * 4;

	w->proto = l3[9];
	w->l4 = header;
	w->later = frag & 0x1fff;
	f->next_header = w->proto;
	f->fragment = frag;
	if (pkt->flags & XPF_PKT_OPTIONS && header <= linear)
		f->options = options4(l3, header);
}

/* Step over what is an extension header; false: it is none, or cut off. */
static bool step6(struct xpf_fields *f, const u8 *l3, u32 linear,
		  struct walk *w)
{
	const u8 *h = l3 + w->l4;
	u32 size = 8;

	if (linear < w->l4 + 8)
		return false;
	switch (w->proto) {
	case IPPROTO_HOPOPTS:
		f->options |= XPF_EXT_HOP_BY_HOP;
		break;
	case IPPROTO_ROUTING:
		f->options |= XPF_EXT_ROUTING;
		break;
	case IPPROTO_DSTOPTS:
		f->options |= XPF_EXT_DESTINATION;
		break;
	case 135: /* mobility: nothing follows that we could use */
		f->options |= XPF_EXT_MOBILITY;
		return false;
	case IPPROTO_FRAGMENT:
		f->options |= XPF_EXT_FRAGMENT;
		f->fragment = 0x8000 | (h[3] & 1) << 13 |
			      get_unaligned_be16(h + 2) >> 3;
		w->later = f->fragment & 0x1fff;
		w->proto = h[0];
		w->l4 += FRAGMENT_HEADER;
		return !w->later;
	default:
		return false;
	}
	size = (h[1] + 1) * 8;
	w->proto = h[0];
	w->l4 += size;
	return true;
}

static void read6(struct xpf_fields *f, const u8 *l3, u32 linear,
		  struct walk *w)
{
	int i;

	w->proto = l3[6];
	w->l4 = 40;
	f->next_header = w->proto;
	for (i = 0; i < MAX_HEADERS; i++)
		if (!step6(f, l3, linear, w))
			break;
	if (w->proto == IPPROTO_AH)
		f->options |= XPF_EXT_AH;
	if (w->proto == IPPROTO_ESP)
		f->options |= XPF_EXT_ESP;
}

static void read_transport(struct xpf_fields *f, const struct walk *w, bool v6,
			   const u8 *l3, u32 linear)
{
	const u8 *h = l3 + w->l4;

	if (w->later || linear < w->l4 + 4)
		return;
	switch (w->proto) {
	case IPPROTO_TCP:
		if (linear >= w->l4 + 14)
			f->tcp_flags = h[13];
		fallthrough;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		f->sport = get_unaligned_be16(h);
		f->dport = get_unaligned_be16(h + 2);
		return;
	case IPPROTO_ICMP:
		if (!v6)
			f->icmp = h[0] << 8 | h[1];
		return;
	case IPPROTO_ICMPV6:
		if (v6)
			f->icmp = h[0] << 8 | h[1];
		return;
	}
}

void xpf_filter_fields(struct xpf_fields *f, const struct xpf_pkt *pkt,
		       const u8 *l3, u32 linear)
{
	bool v6 = pkt->key.family == AF_INET6;
	struct walk w = { 0 };

	*f = (struct xpf_fields){
		.key = &pkt->key,
		.sport = XPF_F_ABSENT,
		.dport = XPF_F_ABSENT,
		.icmp = XPF_F_ABSENT,
		.tcp_flags = XPF_F_ABSENT,
		.tos = pkt->tos,
		.length = pkt->len,
		.ttl = pkt->ttl,
	};
	if (v6)
		read6(f, l3, linear, &w);
	else
		read4(f, pkt, l3, linear, &w);
	f->proto = w.proto;
	read_transport(f, &w, v6, l3, linear);
}

/* Predicates. */

static bool read_bits(const struct xpf_predicate *p, const u8 *at, u32 len,
		      u32 *out)
{
	u32 first = p->offset / 8, last = (p->offset + p->bits - 1) / 8, i;
	u64 v = 0;

	if (last >= len)
		return false;
	for (i = first; i <= last; i++)
		v = v << 8 | at[i];
	v >>= (last + 1) * 8 - p->offset - p->bits;
	*out = v & (U32_MAX >> (32 - p->bits));
	return true;
}

struct place {
	const u8 *at;
	u32 len;
};

static struct place place_of(const struct xpf_predicate *p,
			     const struct xpf_pkt *pkt, const u8 *l3,
			     u32 linear, const u8 *link, u32 link_len)
{
	u32 off = 0;

	switch ((enum xpf_predicate_start)p->start) {
	case XPF_START_LINK:
		return (struct place){ link, link ? link_len : 0 };
	case XPF_START_IP:
		break;
	case XPF_START_TRANSPORT:
		off = pkt->l4;
		break;
	case XPF_START_PAYLOAD:
		off = pkt->payload;
		break;
	}
	/* Of a fragment we know no transport header. */
	if (off && pkt->flags & XPF_PKT_FRAGMENT)
		return (struct place){ 0 };
	return (struct place){ l3 + off, linear > off ? linear - off : 0 };
}

bool xpf_filter_predicates(const struct xpf_predicate *p, u32 n,
			   const struct xpf_pkt *pkt, u8 proto, const u8 *l3,
			   u32 linear, const u8 *link, u32 link_len)
{
	bool holds = true;
	u32 i;

	for (i = 0; i < n; i++) {
		struct place at =
			place_of(&p[i], pkt, l3, linear, link, link_len);
		bool this = false;
		u32 v;

		if (!(p[i].flags & XPF_PREDICATE_OR)) {
			if (!holds)
				return false;
			holds = false;
		}
		if ((!p[i].proto || p[i].proto == proto) &&
		    read_bits(&p[i], at.at, at.len, &v)) {
			v &= p[i].mask;
			this = (v >= p[i].lo && v <= p[i].hi) ==
			       !(p[i].flags & XPF_PREDICATE_EXCEPT);
		}
		holds |= this;
	}
	return holds;
}
