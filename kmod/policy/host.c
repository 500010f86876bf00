// SPDX-License-Identifier: GPL-2.0
/*
 * host-inbound-traffic: what may reach the firewall itself.
 *
 * Two tables say which packets a system-service or a protocol stands for, by
 * IP protocol and by port, as the Junos documentation lists them.  A packet
 * is admitted when a row fits and its bit, or the bit of "all", is set for
 * the interface.  Nothing set means nothing admitted.
 *
 * Multicast and broadcast need a row that expects them (M): "ssh" or
 * "any-service" never open anything that was sent to a group.
 *
 * Without neighbour discovery an IPv6 interface is dead, so solicitations and
 * advertisements pass always, if their hop limit proves that they come from
 * the link (RFC 4861 6.1, 7.1).  Replies to the firewall's own traffic belong
 * to a session and do not come here.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/kernel.h>
#include <linux/socket.h>

#include "pkt/pkt.h"
#include "policy/ruleset.h"

#define M 1 /* also to multicast and broadcast */
#define V4 2 /* only IPv4 */
#define V6 4 /* only IPv6 */
#define ICMP 8 /* lo..hi are types */
#define GTSM 16 /* hop limit must be 255 */

#define NDISC_ROUTER_SOLICIT 133
#define NDISC_ROUTER_ADVERT 134
#define NDISC_NEIGH_SOLICIT 135
#define NDISC_NEIGH_ADVERT 136
#define NDISC_REDIRECT 137
#define ICMP_RDISC_ADVERT 9
#define ICMP_RDISC_SOLICIT 10
#define IPPROTO_IGMP_ 2
#define IPPROTO_OSPF 89
#define IPPROTO_NHRP 54
#define IPPROTO_VRRP 112
#define IPPROTO_PGM 113

/* One kind of packet. A port range of 0..0 is any port, or no ports at all. */
struct row {
	u8 bit;
	u8 proto;
	u8 flags;
	u16 lo, hi;
};

#define TCP(bit, port)                          \
	{                                       \
		bit, IPPROTO_TCP, 0, port, port \
	}
#define UDP(bit, port)                          \
	{                                       \
		bit, IPPROTO_UDP, 0, port, port \
	}
#define UDPM(bit, port)                         \
	{                                       \
		bit, IPPROTO_UDP, M, port, port \
	}
#define PROTO(bit, proto, f)        \
	{                           \
		bit, proto, f, 0, 0 \
	}

static const struct row service_rows[] = {
	TCP(XPF_SVC_SSH, 22),
	{ XPF_SVC_PING, IPPROTO_ICMP, V4 | ICMP, ICMP_ECHO, ICMP_ECHO },
	{ XPF_SVC_PING, IPPROTO_ICMPV6, V6 | ICMP, ICMPV6_ECHO_REQUEST,
	  ICMPV6_ECHO_REQUEST },
	TCP(XPF_SVC_DNS, 53),
	UDP(XPF_SVC_DNS, 53),
	TCP(XPF_SVC_HTTP, 80),
	TCP(XPF_SVC_HTTPS, 443),
	{ XPF_SVC_DHCP, IPPROTO_UDP, M | V4, 67, 68 },
	{ XPF_SVC_BOOTP, IPPROTO_UDP, M | V4, 67, 68 },
	{ XPF_SVC_DHCPV6, IPPROTO_UDP, M | V6, 546, 547 },
	UDPM(XPF_SVC_NTP, 123),
	UDP(XPF_SVC_SNMP, 161),
	UDP(XPF_SVC_SNMP_TRAP, 162),
	{ XPF_SVC_TRACEROUTE, IPPROTO_UDP, 0, 33434, 33523 },
	TCP(XPF_SVC_TELNET, 23),
	TCP(XPF_SVC_FTP, 21),
	UDP(XPF_SVC_TFTP, 69),
	TCP(XPF_SVC_NETCONF, 830),
	UDP(XPF_SVC_SYSLOG, 514),
	{ XPF_SVC_RADIUS, IPPROTO_UDP, 0, 1812, 1813 },
	{ XPF_SVC_RADIUS, IPPROTO_UDP, 0, 1645, 1646 },
	UDP(XPF_SVC_IKE, 500),
	UDP(XPF_SVC_IKE, 4500),
	PROTO(XPF_SVC_IKE, IPPROTO_ESP, 0),
	PROTO(XPF_SVC_IKE, IPPROTO_AH, 0),
	TCP(XPF_SVC_RPM, 7),
	UDP(XPF_SVC_RPM, 7),
	UDP(XPF_SVC_LSPING, 3503),
	UDP(XPF_SVC_LSSELFPING, 8503),
	TCP(XPF_SVC_FINGER, 79),
	TCP(XPF_SVC_RLOGIN, 513),
	TCP(XPF_SVC_RSH, 514),
	TCP(XPF_SVC_REVERSE_SSH, 2901),
	TCP(XPF_SVC_REVERSE_TELNET, 2900),
	TCP(XPF_SVC_SIP, 5060),
	UDP(XPF_SVC_SIP, 5060),
	UDP(XPF_SVC_R2CP, 28672),
	TCP(XPF_SVC_IDENT_RESET, 113),
	TCP(XPF_SVC_XNM_CLEAR_TEXT, 3221),
	TCP(XPF_SVC_XNM_SSL, 3220),
	TCP(XPF_SVC_TCP_ENCAP, 443),
	TCP(XPF_SVC_WEBAPI_CLEAR_TEXT, 3080),
	TCP(XPF_SVC_WEBAPI_SSL, 3443),
	UDP(XPF_SVC_APPQOE, 36000),
	UDP(XPF_SVC_HIGH_AVAILABILITY, 3784),
	UDP(XPF_SVC_HIGH_AVAILABILITY, 4784),
	TCP(XPF_SVC_HIGH_AVAILABILITY, 8443),
};

static const struct row protocol_rows[] = {
	UDP(XPF_PROTO_BFD, 3784),
	UDP(XPF_PROTO_BFD, 3785),
	UDP(XPF_PROTO_BFD, 4784),
	UDP(XPF_PROTO_BFD, 6784),
	TCP(XPF_PROTO_BGP, 179),
	PROTO(XPF_PROTO_DVMRP, IPPROTO_IGMP_, M | V4),
	PROTO(XPF_PROTO_IGMP, IPPROTO_IGMP_, M | V4),
	{ XPF_PROTO_IGMP, IPPROTO_ICMPV6, M | V6 | ICMP, 130, 132 },
	{ XPF_PROTO_IGMP, IPPROTO_ICMPV6, M | V6 | ICMP, 143, 143 },
	TCP(XPF_PROTO_LDP, 646),
	UDPM(XPF_PROTO_LDP, 646),
	TCP(XPF_PROTO_MSDP, 639),
	{ XPF_PROTO_NDP, IPPROTO_ICMPV6, M | V6 | ICMP | GTSM,
	  NDISC_NEIGH_SOLICIT, NDISC_REDIRECT },
	PROTO(XPF_PROTO_NHRP, IPPROTO_NHRP, 0),
	PROTO(XPF_PROTO_OSPF, IPPROTO_OSPF, M | V4),
	PROTO(XPF_PROTO_OSPF3, IPPROTO_OSPF, M | V6),
	PROTO(XPF_PROTO_PGM, IPPROTO_PGM, M),
	PROTO(XPF_PROTO_PIM, IPPROTO_PIM, M),
	{ XPF_PROTO_RIP, IPPROTO_UDP, M | V4, 520, 520 },
	{ XPF_PROTO_RIPNG, IPPROTO_UDP, M | V6, 521, 521 },
	{ XPF_PROTO_ROUTER_DISCOVERY, IPPROTO_ICMP, M | V4 | ICMP,
	  ICMP_RDISC_ADVERT, ICMP_RDISC_SOLICIT },
	{ XPF_PROTO_ROUTER_DISCOVERY, IPPROTO_ICMPV6, M | V6 | ICMP | GTSM,
	  NDISC_ROUTER_SOLICIT, NDISC_ROUTER_ADVERT },
	PROTO(XPF_PROTO_RSVP, IPPROTO_RSVP, M),
	UDPM(XPF_PROTO_SAP, 9875),
	PROTO(XPF_PROTO_VRRP, IPPROTO_VRRP, M),
	PROTO(XPF_PROTO_GRE, IPPROTO_GRE, 0),
	PROTO(XPF_PROTO_ESP, IPPROTO_ESP, 0),
};

/* Present whatever the interface says: see the head of the file. */
static const struct row always_rows[] = {
	{ 0, IPPROTO_ICMPV6, M | V6 | ICMP | GTSM, NDISC_NEIGH_SOLICIT,
	  NDISC_NEIGH_ADVERT },
};

static bool fits(const struct row *r, const struct xpf_pkt *pkt)
{
	u16 port = r->flags & ICMP ? pkt->icmp_type :
				     be16_to_cpu(pkt->key.dport);

	if (r->proto != pkt->key.proto)
		return false;
	if (pkt->flags & XPF_PKT_MULTICAST && !(r->flags & M))
		return false;
	if (r->flags & V4 && pkt->key.family != AF_INET)
		return false;
	if (r->flags & V6 && pkt->key.family != AF_INET6)
		return false;
	if (r->flags & GTSM && pkt->ttl != 255)
		return false;
	return !r->hi || (port >= r->lo && port <= r->hi);
}

static bool admitted(const struct row *rows, size_t n, u64 bits, u64 all,
		     const struct xpf_pkt *pkt)
{
	size_t i;

	if (!bits)
		return false;
	if (bits & all)
		bits = ~0ULL;
	for (i = 0; i < n; i++)
		if (bits & BIT_ULL(rows[i].bit) && fits(&rows[i], pkt))
			return true;
	return false;
}

/* any-service: every port, named or not, but of unicast only. */
static bool any_service(const struct xpf_binding *b, const struct xpf_pkt *pkt)
{
	if (!(b->services & BIT_ULL(XPF_SVC_ANY)) ||
	    pkt->flags & XPF_PKT_MULTICAST)
		return false;
	return pkt->key.proto == IPPROTO_TCP || pkt->key.proto == IPPROTO_UDP;
}

bool xpf_host_inbound(const struct xpf_binding *b, const struct xpf_pkt *pkt)
{
	BUILD_BUG_ON(__XPF_SVC_COUNT > 64 || __XPF_PROTO_COUNT > 64);

	if (admitted(always_rows, ARRAY_SIZE(always_rows), 1, 0, pkt))
		return true;
	if (any_service(b, pkt))
		return true;
	return admitted(service_rows, ARRAY_SIZE(service_rows), b->services,
			BIT_ULL(XPF_SVC_ALL) | BIT_ULL(XPF_SVC_ANY), pkt) ||
	       admitted(protocol_rows, ARRAY_SIZE(protocol_rows), b->protocols,
			BIT_ULL(XPF_PROTO_ALL), pkt);
}
