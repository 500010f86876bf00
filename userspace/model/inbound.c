// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One table each for system-services and protocols; the words are Junos'.
 * `except` takes a bit away from `all` or `any-service`; the dataplane only
 * ever sees what is left (zone.c).
 */
#include "model/inbound.h"

#include <stddef.h>
#include <string.h>

#include <linux/xpf.h>

#include "lib/buf.h"

static const char *const services[__XPF_SVC_COUNT] = {
	[XPF_SVC_ALL] = "all",
	[XPF_SVC_ANY] = "any-service",
	[XPF_SVC_SSH] = "ssh",
	[XPF_SVC_PING] = "ping",
	[XPF_SVC_DNS] = "dns",
	[XPF_SVC_HTTP] = "http",
	[XPF_SVC_HTTPS] = "https",
	[XPF_SVC_DHCP] = "dhcp",
	[XPF_SVC_DHCPV6] = "dhcpv6",
	[XPF_SVC_BOOTP] = "bootp",
	[XPF_SVC_NTP] = "ntp",
	[XPF_SVC_SNMP] = "snmp",
	[XPF_SVC_SNMP_TRAP] = "snmp-trap",
	[XPF_SVC_TRACEROUTE] = "traceroute",
	[XPF_SVC_TELNET] = "telnet",
	[XPF_SVC_FTP] = "ftp",
	[XPF_SVC_TFTP] = "tftp",
	[XPF_SVC_NETCONF] = "netconf",
	[XPF_SVC_SYSLOG] = "syslog",
	[XPF_SVC_RADIUS] = "radius",
	[XPF_SVC_IKE] = "ike",
	[XPF_SVC_RPM] = "rpm",
	[XPF_SVC_LSPING] = "lsping",
	[XPF_SVC_LSSELFPING] = "lsselfping",
	[XPF_SVC_FINGER] = "finger",
	[XPF_SVC_RLOGIN] = "rlogin",
	[XPF_SVC_RSH] = "rsh",
	[XPF_SVC_REVERSE_SSH] = "reverse-ssh",
	[XPF_SVC_REVERSE_TELNET] = "reverse-telnet",
	[XPF_SVC_SIP] = "sip",
	[XPF_SVC_R2CP] = "r2cp",
	[XPF_SVC_IDENT_RESET] = "ident-reset",
	[XPF_SVC_XNM_CLEAR_TEXT] = "xnm-clear-text",
	[XPF_SVC_XNM_SSL] = "xnm-ssl",
	[XPF_SVC_TCP_ENCAP] = "tcp-encap",
	[XPF_SVC_WEBAPI_CLEAR_TEXT] = "webapi-clear-text",
	[XPF_SVC_WEBAPI_SSL] = "webapi-ssl",
	[XPF_SVC_APPQOE] = "appqoe",
	[XPF_SVC_HIGH_AVAILABILITY] = "high-availability",
};

static const char *const protocols[__XPF_PROTO_COUNT] = {
	[XPF_PROTO_ALL] = "all",
	[XPF_PROTO_BFD] = "bfd",
	[XPF_PROTO_BGP] = "bgp",
	[XPF_PROTO_DVMRP] = "dvmrp",
	[XPF_PROTO_IGMP] = "igmp",
	[XPF_PROTO_LDP] = "ldp",
	[XPF_PROTO_MSDP] = "msdp",
	[XPF_PROTO_NDP] = "ndp",
	[XPF_PROTO_NHRP] = "nhrp",
	[XPF_PROTO_OSPF] = "ospf",
	[XPF_PROTO_OSPF3] = "ospf3",
	[XPF_PROTO_PGM] = "pgm",
	[XPF_PROTO_PIM] = "pim",
	[XPF_PROTO_RIP] = "rip",
	[XPF_PROTO_RIPNG] = "ripng",
	[XPF_PROTO_ROUTER_DISCOVERY] = "router-discovery",
	[XPF_PROTO_RSVP] = "rsvp",
	[XPF_PROTO_SAP] = "sap",
	[XPF_PROTO_VRRP] = "vrrp",
	[XPF_PROTO_ISIS] = "isis",
	[XPF_PROTO_GRE] = "gre",
	[XPF_PROTO_ESP] = "esp",
};

static int find(const char *const *table, int n, const char *word)
{
	int i;

	for (i = 0; i < n; i++)
		if (table[i] && !strcmp(table[i], word))
			return i;
	return -1;
}

int inbound_service(const char *word)
{
	return find(services, __XPF_SVC_COUNT, word);
}

int inbound_protocol(const char *word)
{
	return find(protocols, __XPF_PROTO_COUNT, word);
}

const char *inbound_service_name(int bit)
{
	return bit >= 0 && bit < __XPF_SVC_COUNT ? services[bit] : NULL;
}

const char *inbound_protocol_name(int bit)
{
	return bit >= 0 && bit < __XPF_PROTO_COUNT ? protocols[bit] : NULL;
}

void inbound_print(uint64_t set, const char *(*name)(int bit), struct buf *out)
{
	const char *sep = "";
	int bit;

	if (!set)
		buf_putc(out, '-');
	for (bit = 0; bit < 64; bit++) {
		if (!(set >> bit & 1))
			continue;
		buf_puts(out, sep);
		buf_puts(out, name(bit) ? name(bit) : "?");
		sep = ",";
	}
}
