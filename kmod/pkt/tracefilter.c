// SPDX-License-Identifier: GPL-2.0
/*
 * One filter of the trace against one packet.  An address of IPv4 is in the
 * first word of the key and nothing else is, so both families are compared
 * alike.  Who asks for ports gets packets that have some: no fragments, and not
 * the ids of ICMP.
 */
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "pkt/pkt.h"
#include "pkt/tracefilter.h"

static bool within(const u64 addr[2], const u64 prefix[2], const u64 mask[2])
{
	return !((addr[0] ^ prefix[0]) & mask[0]) &&
	       !((addr[1] ^ prefix[1]) & mask[1]);
}

static bool has_ports(const struct xpf_pkt *pkt)
{
	return !(pkt->flags & XPF_PKT_NO_L4) &&
	       pkt->key.proto != IPPROTO_ICMP &&
	       pkt->key.proto != IPPROTO_ICMPV6;
}

static bool between(__be16 port, u16 lo, u16 hi)
{
	return ntohs(port) >= lo && ntohs(port) <= hi;
}

bool xpf_trace_fits(const struct xpf_trace_filter *f, const struct xpf_pkt *pkt,
		    u16 interface)
{
	const struct xpf_key *k = &pkt->key;

	if (f->interface && f->interface != interface)
		return false;
	if (f->family && f->family != k->family)
		return false;
	if (!f->any_proto && (!k->family || f->proto != k->proto))
		return false;
	if (!within(k->s, f->s, f->smask) || !within(k->d, f->d, f->dmask))
		return false;
	if (f->any_port)
		return true;
	return has_ports(pkt) && between(k->sport, f->sport_lo, f->sport_hi) &&
	       between(k->dport, f->dport_lo, f->dport_hi);
}

void xpf_trace_mask(u64 mask[2], u8 len)
{
	u8 *m = (u8 *)mask;
	u32 i;

	memset(m, 0, 16);
	for (i = 0; i < len / 8; i++)
		m[i] = 0xff;
	if (len % 8)
		m[i] = 0xff << (8 - len % 8);
}
