// SPDX-License-Identifier: GPL-2.0
/*
 * Static rules: one prefix for another, in both directions.
 *
 *	PREFIX	the host part is kept; between families it is the same number
 *		of bits on both sides (10.1.1.0/24 and 2001:db8::/120)
 *	INET	outside is an IPv6 prefix that carries IPv4 addresses, inside
 *		are these (RFC 6052): NAT64, and its reverse
 *	NPTV6	the sum of the address is kept, and so is every checksum
 *		(RFC 6296)
 *
 * Pure: reads an immutable ruleset.
 */
#include <linux/bitops.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/string.h>

#include "nat/static.h"
#include "pkt/prefix.h"
#include "policy/pool.h"
#include "policy/ruleset.h"

static bool has_ports(const struct xpf_key *key)
{
	return key->proto == IPPROTO_TCP || key->proto == IPPROTO_UDP ||
	       key->proto == IPPROTO_UDPLITE || key->proto == IPPROTO_SCTP ||
	       key->proto == IPPROTO_DCCP;
}

static u8 bits_of(u8 family)
{
	return family == AF_INET ? 32 : 128;
}

/* The last bits of @addr behind the first ones of @to. */
static void map_prefix(struct in6_addr *addr, u8 from, u8 len,
		       const struct in6_addr *to, u8 family)
{
	u8 host = bits_of(from) - len;
	struct in6_addr out = { 0 };
	u8 a = bits_of(from) / 8, b = bits_of(family) / 8, n;

	if (from == family) {
		xpf_map_addr(addr, to, len);
		return;
	}
	for (n = (host + 7) / 8; n; n--)
		out.s6_addr[--b] = addr->s6_addr[--a];
	xpf_map_addr(&out, to, bits_of(family) - host);
	*addr = out;
}

static __be16 shift_port(__be16 port, u16 from, u16 to)
{
	return cpu_to_be16(be16_to_cpu(port) - from + to);
}

bool xpf_static_in(const struct xpf_nat_rule *r, struct xpf_key *key)
{
	const struct xpf_nat_map *m = &r->map;

	switch ((enum xpf_nat_action)r->action) {
	case XPF_NAT_PREFIX:
		map_prefix(&key->daddr, m->family, m->len, &m->inside,
			   m->inside_family);
		if (m->outside_port && has_ports(key))
			key->dport = shift_port(key->dport, m->outside_port,
						m->inside_port);
		return true;
	case XPF_NAT_INET:
		xpf_extract(&key->daddr, m->len);
		return true;
	case XPF_NAT_NPTV6:
		return xpf_nptv6(&key->daddr, &m->inside, m->len, m->adjust_in);
	case XPF_NAT_OFF:
	case XPF_NAT_INTERFACE:
	case XPF_NAT_POOL:
		break;
	}
	return false;
}

bool xpf_static_out(const struct xpf_nat_rule *r, struct xpf_key *key)
{
	const struct xpf_nat_map *m = &r->map;

	switch ((enum xpf_nat_action)r->action) {
	case XPF_NAT_PREFIX:
		map_prefix(&key->saddr, m->inside_family,
			   m->len - bits_of(m->family) +
				   bits_of(m->inside_family),
			   &m->outside, m->family);
		if (m->outside_port && has_ports(key))
			key->sport = shift_port(key->sport, m->inside_port,
						m->outside_port);
		return true;
	case XPF_NAT_INET:
		xpf_embed(&key->saddr, &m->outside, m->len);
		return true;
	case XPF_NAT_NPTV6:
		return xpf_nptv6(&key->saddr, &m->outside, m->len,
				 m->adjust_out);
	case XPF_NAT_OFF:
	case XPF_NAT_INTERFACE:
	case XPF_NAT_POOL:
		break;
	}
	return false;
}

u8 xpf_static_outside(const struct xpf_nat_rule *r)
{
	return r->kind == XPF_NAT_STATIC ? r->map.family : AF_UNSPEC;
}

u8 xpf_static_inside(const struct xpf_nat_rule *r)
{
	return r->kind == XPF_NAT_STATIC ? r->map.inside_family : AF_UNSPEC;
}

bool xpf_pool_embeds(const struct xpf_nat_pool *p)
{
	/* 2^32 addresses are counted as 2^31. */
	return p->family == AF_INET6 && p->n_ranges == 1 &&
	       p->size >= BIT(31) && !p->range[0].lo.s6_addr32[3];
}
