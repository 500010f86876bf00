// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The value types that a pattern cannot describe: addresses and prefixes,
 * ports and protocols, names of interfaces, times.  One row of the table at
 * the end is one type; the grammar names it by `cli:check`.
 *
 * Each checker accepts what Junos accepts, brings it to the form Junos
 * stores (10/8 becomes 10.0.0.0/8, 1.2.3.4 as a prefix 1.2.3.4/32, a missing
 * unit .0), and otherwise says in Junos' words what is wrong.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "conf/conf.h"
#include "conf/type.h"
#include "conf/value_text.h"
#include "lib/addr.h"
#include "lib/buf.h"

enum { V4 = 1, V6 = 2, ANY_FAMILY = V4 | V6 };

/* ---- addresses ---- */

static bool all_digits(const char *s)
{
	return *s && !s[strspn(s, "0123456789")];
}

/* What is wrong with text that does not parse as an address. */
static const char *address_fault(const char *text, const char *whole)
{
	char part[8];
	const char *p, *dot;
	size_t n;

	if (strchr(text, ':') || text[strspn(text, "0123456789.")] || !*text)
		return value_fault("invalid ip address or hostname: %s", whole);
	for (p = text; *p; p = *dot ? dot + 1 : dot) {
		dot = p + strcspn(p, ".");
		n = (size_t)(dot - p);
		snprintf(part, sizeof(part), "%.*s", (int)n, p);
		if (n > 3 || !n || atoi(part) > 255)
			return value_fault(
				"invalid value '%.*s' in ip address: '%s'",
				(int)n, p, whole);
	}
	return value_fault("invalid ip address or hostname: %s", whole);
}

static const char *family_fault(int family, const char *value)
{
	return value_fault("invalid %s address: '%s'",
			   family == V4 ? "ipv4" : "ipv6", value);
}

static const char *read_address(const char *text, const char *whole, int family,
				struct addr *out)
{
	if (addr_parse(text, out))
		return address_fault(text, whole);
	if (!(family & (out->family == AF_INET ? V4 : V6)))
		return family_fault(family, whole);
	return NULL;
}

static const char *check_address(const char *value, int family, struct buf *out)
{
	char text[ADDR_STRLEN];
	const char *msg;
	struct addr a;

	msg = read_address(value, value, family, &a);
	if (msg)
		return msg;
	buf_puts(out, addr_str(&a, text));
	return NULL;
}

static const char *ip_address(const char *value, struct buf *out)
{
	return check_address(value, ANY_FAMILY, out);
}

static const char *ipv4_address(const char *value, struct buf *out)
{
	return check_address(value, V4, out);
}

static const char *ipv6_address(const char *value, struct buf *out)
{
	return check_address(value, V6, out);
}

static const char *host(const char *value, struct buf *out)
{
	struct addr a;
	size_t n = strlen(value);

	if (!addr_parse(value, &a))
		return check_address(value, ANY_FAMILY, out);
	if (!n || n > 255 || !value[strspn(value, "0123456789.")] ||
	    value[strspn(value, "abcdefghijklmnopqrstuvwxyz"
				"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_")])
		return value_fault("invalid ip address or hostname: %s", value);
	buf_puts(out, value);
	return NULL;
}

/* ---- prefixes ---- */

/* "10/8", "10.1/16": the octets that were left out are zero. */
static void fill_octets(char *text, size_t size)
{
	const char *p;
	int dots = 0;
	size_t n;

	if (strchr(text, ':') || !*text || text[strspn(text, "0123456789.")])
		return;
	for (p = text; *p; p++)
		dots += *p == '.';
	for (; dots < 3; dots++) {
		n = strlen(text);
		snprintf(text + n, size - n, ".0");
	}
}

static const char *read_prefix(const char *value, int family,
			       struct prefix *out)
{
	const char *slash = strchr(value, '/'), *msg;
	char text[ADDR_STRLEN + 8];
	unsigned int bits;

	memset(out, 0, sizeof(*out));
	snprintf(text, sizeof(text), "%.*s",
		 slash ? (int)(slash - value) : (int)strlen(value), value);
	if (slash)
		fill_octets(text, sizeof(text));
	msg = read_address(text, value, family, &out->addr);
	if (msg)
		return msg;
	bits = addr_bits(&out->addr);
	if (!slash) {
		out->len = (uint8_t)bits;
		return NULL;
	}
	slash++;
	if (!all_digits(slash))
		return value_fault(
			"missing or invalid prefix length '%s' in address '%s'",
			slash, value);
	if (strlen(slash) > 3 || atoi(slash) > (int)bits)
		return value_fault(
			"prefix length '%s' is larger than %u in address '%s'",
			slash, bits, value);
	out->len = (uint8_t)atoi(slash);
	return NULL;
}

static const char *check_prefix(const char *value, int family, struct buf *out)
{
	char text[PREFIX_STRLEN];
	const char *msg;
	struct prefix p;

	msg = read_prefix(value, family, &p);
	if (msg)
		return msg;
	buf_puts(out, prefix_str(&p, text));
	return NULL;
}

static const char *ip_prefix(const char *value, struct buf *out)
{
	return check_prefix(value, ANY_FAMILY, out);
}

static const char *ipv4_prefix(const char *value, struct buf *out)
{
	return check_prefix(value, V4, out);
}

static const char *ipv6_prefix(const char *value, struct buf *out)
{
	return check_prefix(value, V6, out);
}

/* Destinations of routes: no bits behind the mask. */
static const char *check_network(const char *value, int family, struct buf *out)
{
	char text[PREFIX_STRLEN], net[PREFIX_STRLEN];
	const char *msg;
	struct prefix p, n;

	if (!strcmp(value, "default"))
		value = family == V6 ? "::/0" : "0.0.0.0/0";
	msg = read_prefix(value, family, &p);
	if (msg)
		return msg;
	if (prefix_has_host_bits(&p)) {
		n = prefix_network(&p);
		return value_fault("host portion is not zero (%s): '%s'",
				   prefix_str(&n, net), value);
	}
	buf_puts(out, prefix_str(&p, text));
	return NULL;
}

static const char *network(const char *value, struct buf *out)
{
	return check_network(value, ANY_FAMILY, out);
}

static const char *ipv4_network(const char *value, struct buf *out)
{
	return check_network(value, V4, out);
}

static const char *ipv6_network(const char *value, struct buf *out)
{
	return check_network(value, V6, out);
}

/* Interface addresses: a network or broadcast address is no host's. */
static const char *check_interface_prefix(const char *value, int family,
					  struct buf *out)
{
	const char *msg = check_prefix(value, family, out);
	struct addr_range r;
	struct prefix p;

	if (msg || prefix_parse(out->data, &p))
		return msg;
	if (p.addr.b[0] >= 224 && family == V4)
		return value_fault("invalid ip address: '%s'", value);
	if (p.addr.b[0] == 0xff && family == V6)
		return value_fault("invalid ip address: '%s'", value);
	if (family != V4 || p.len > 30)
		return NULL;
	r = prefix_range(&p);
	if (!addr_cmp(&p.addr, &r.lo))
		return value_fault("Cannot assign network address '%s'", value);
	if (!addr_cmp(&p.addr, &r.hi))
		return value_fault("Cannot assign broadcast address '%s'",
				   value);
	return NULL;
}

static const char *ipv4_interface(const char *value, struct buf *out)
{
	return check_interface_prefix(value, V4, out);
}

static const char *ipv6_interface(const char *value, struct buf *out)
{
	return check_interface_prefix(value, V6, out);
}

/* ---- numbers and names ---- */

struct named {
	const char *name;
	int number;
};

static const struct named ports[] = {
	{ "afs", 1483 },
	{ "bgp", 179 },
	{ "biff", 512 },
	{ "bootpc", 68 },
	{ "bootps", 67 },
	{ "cmd", 514 },
	{ "cvspserver", 2401 },
	{ "dhcp", 67 },
	{ "domain", 53 },
	{ "eklogin", 2105 },
	{ "ekshell", 2106 },
	{ "exec", 512 },
	{ "finger", 79 },
	{ "ftp", 21 },
	{ "ftp-data", 20 },
	{ "http", 80 },
	{ "https", 443 },
	{ "ident", 113 },
	{ "imap", 143 },
	{ "kerberos-sec", 88 },
	{ "klogin", 543 },
	{ "kpasswd", 761 },
	{ "krb-prop", 754 },
	{ "krbupdate", 760 },
	{ "kshell", 544 },
	{ "ldap", 389 },
	{ "ldp", 646 },
	{ "login", 513 },
	{ "mobileip-agent", 434 },
	{ "mobilip-mn", 435 },
	{ "msdp", 639 },
	{ "netbios-dgm", 138 },
	{ "netbios-ns", 137 },
	{ "netbios-ssn", 139 },
	{ "nfsd", 2049 },
	{ "nntp", 119 },
	{ "ntalk", 518 },
	{ "ntp", 123 },
	{ "pop3", 110 },
	{ "pptp", 1723 },
	{ "printer", 515 },
	{ "radacct", 1813 },
	{ "radius", 1812 },
	{ "rip", 520 },
	{ "rkinit", 2108 },
	{ "smtp", 25 },
	{ "snmp", 161 },
	{ "snmptrap", 162 },
	{ "snpp", 444 },
	{ "socks", 1080 },
	{ "ssh", 22 },
	{ "sunrpc", 111 },
	{ "syslog", 514 },
	{ "tacacs", 49 },
	{ "tacacs-ds", 65 },
	{ "talk", 517 },
	{ "telnet", 23 },
	{ "tftp", 69 },
	{ "timed", 525 },
	{ "who", 513 },
	{ "xdmcp", 177 },
	{ "zephyr-clt", 2103 },
	{ "zephyr-hm", 2104 },
	{ NULL, 0 },
};

static const struct named protocols[] = {
	{ "ah", 51 },	     { "dstopts", 60 },	 { "egp", 8 },
	{ "esp", 50 },	     { "fragment", 44 }, { "gre", 47 },
	{ "hop-by-hop", 0 }, { "icmp", 1 },	 { "icmp6", 58 },
	{ "icmpv6", 58 },    { "igmp", 2 },	 { "ipip", 4 },
	{ "ipv6", 41 },	     { "l2tp", 115 },	 { "no-next-header", 59 },
	{ "ospf", 89 },	     { "pim", 103 },	 { "routing", 43 },
	{ "rsvp", 46 },	     { "sctp", 132 },	 { "tcp", 6 },
	{ "udp", 17 },	     { "vrrp", 112 },	 { NULL, 0 },
};

const char *value_name(const struct value_check *check, size_t nth,
		       const char **kind, int *number)
{
	const struct named *table = NULL;

	if (!strncmp(check->name, "port", 4)) {
		table = ports;
		*kind = "Port";
	} else if (!strcmp(check->name, "protocol")) {
		table = protocols;
		*kind = "IP protocol";
	}
	if (!table)
		return NULL;
	*number = table[nth].number;
	return table[nth].name;
}

static int named_number(const struct named *table, const char *name)
{
	for (; table->name; table++)
		if (!strcmp(table->name, name))
			return table->number;
	return -1;
}

int value_port(const char *name)
{
	if (all_digits(name) && strlen(name) < 6)
		return atoi(name) <= 65535 ? atoi(name) : -1;
	return named_number(ports, name);
}

int value_protocol(const char *name)
{
	if (all_digits(name) && strlen(name) < 4)
		return atoi(name) <= 255 ? atoi(name) : -1;
	return named_number(protocols, name);
}

static const char *number_fault(const char *value, int max)
{
	return value_fault("number: '%s': Value must be a number from 0 to %d",
			   value, max);
}

static const char *named_value(const char *value, const struct named *table,
			       int max, struct buf *out)
{
	if (all_digits(value)) {
		if (strlen(value) > 5 || atoi(value) > max)
			return number_fault(value, max);
		buf_printf(out, "%d", atoi(value));
		return NULL;
	}
	if (named_number(table, value) < 0)
		return number_fault(value, max);
	buf_puts(out, value);
	return NULL;
}

static const char *port(const char *value, struct buf *out)
{
	return named_value(value, ports, 65535, out);
}

static const char *protocol(const char *value, struct buf *out)
{
	return named_value(value, protocols, 255, out);
}

/* "A" or "A-B" of numbers up to max, or of names. */
static const char *range_of(const char *value, const struct named *table,
			    int max, struct buf *out)
{
	const char *dash = strchr(value, '-'), *msg;
	char lo[32];
	int a, b;

	/* a name may hold a dash: ftp-data, netbios-ssn */
	if (!dash || named_number(table, value) >= 0)
		return named_value(value, table, max, out);
	if (dash - value >= (int)sizeof(lo))
		return number_fault(value, max);
	snprintf(lo, sizeof(lo), "%.*s", (int)(dash - value), value);
	msg = named_value(lo, table, max, out);
	if (msg)
		return msg;
	buf_putc(out, '-');
	msg = named_value(dash + 1, table, max, out);
	if (msg)
		return msg;
	a = all_digits(lo) ? atoi(lo) : named_number(table, lo);
	b = all_digits(dash + 1) ? atoi(dash + 1) :
				   named_number(table, dash + 1);
	if (a > b)
		return value_fault("invalid range: '%s'", value);
	return NULL;
}

static const char *port_range(const char *value, struct buf *out)
{
	return range_of(value, ports, 65535, out);
}

/* A row of vlan ids: 1..4094. */
static const char *vlan_id(const char *value, struct buf *out)
{
	if (!all_digits(value))
		return value_fault("invalid numeric value: '%s'", value);
	if (strlen(value) > 4 || atoi(value) < 1 || atoi(value) > 4094)
		return value_fault("Value %s is not within range (1..4094)",
				   value);
	buf_printf(out, "%d", atoi(value));
	return NULL;
}

/* ---- interfaces ---- */

/* What may stand before slot, card and port. */
static bool is_media(const char *name)
{
	static const char *const all[] = {
		"ams", "at",  "bc",   "br",  "ce1",  "cl", "coc1", "coc3",
		"ct1", "ct3", "dl",   "ds",  "e1",   "e3", "em",   "es",
		"et",  "fe",  "fte",  "fxp", "ge",   "gr", "ip",   "ls",
		"lsq", "lt",  "mams", "mge", "ml",   "mo", "ms",   "mt",
		"pc",  "pd",  "pe",   "pf",  "pime", "pt", "rlsq", "rms",
		"rsp", "sd",  "se",   "si",  "so",   "sp", "t1",   "t3",
		"ud",  "umd", "vcp",  "vms", "vt",   "wl", "xe",   "xle",
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!strcmp(name, all[i]))
			return true;
	return false;
}

/* Junos' media-slot/card/port, or a free name that Linux can have. */
static bool is_device(const char *s, size_t n)
{
	const char *dash = memchr(s, '-', n);
	const char *slash = memchr(s, '/', n);
	unsigned int a, b, c;
	char text[32], media[8], rest[32];

	if (!n || n >= sizeof(text))
		return false;
	memcpy(text, s, n);
	text[n] = '\0';
	if (slash) {
		rest[0] = '\0';
		if (!dash ||
		    sscanf(text, "%7[a-z1-9]-%2u/%2u/%3u%31s", media, &a, &b,
			   &c, rest) < 4 ||
		    !is_media(media))
			return false;
		return !rest[0] || (rest[0] == ':' && all_digits(rest + 1));
	}
	if (n > 15 || !isalpha((unsigned char)text[0]))
		return false;
	return !text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")];
}

static const char *interface_fault(const char *value)
{
	return value_fault("invalid interface type in '%s'.", value);
}

static const char *device(const char *value, struct buf *out)
{
	if (!is_device(value, strlen(value)))
		return interface_fault(value);
	buf_puts(out, value);
	return NULL;
}

/* A device and its unit; without one it is unit 0. */
static const char *interface_unit(const char *value, struct buf *out)
{
	const char *dot = strrchr(value, '.');
	size_t n = dot ? (size_t)(dot - value) : strlen(value);

	if (!is_device(value, n))
		return interface_fault(value);
	if (dot && (!all_digits(dot + 1) || strlen(dot + 1) > 5 ||
		    atoi(dot + 1) > 16385))
		return value_fault("invalid unit number in '%s'.", value);
	if (dot)
		buf_printf(out, "%.*s.%d", (int)n, value, atoi(dot + 1));
	else
		buf_printf(out, "%s.0", value);
	return NULL;
}

/* "all", a device or a unit, kept as it was written. */
static const char *interface_any(const char *value, struct buf *out)
{
	const char *dot = strrchr(value, '.');
	size_t n = dot ? (size_t)(dot - value) : strlen(value);

	if (!is_device(value, n) || (dot && !all_digits(dot + 1)))
		return interface_fault(value);
	buf_puts(out, value);
	return NULL;
}

/* An address, or the interface behind which the next router is. */
static const char *next_hop(const char *value, struct buf *out)
{
	struct addr a;

	if (!addr_parse(value, &a))
		return check_address(value, ANY_FAMILY, out);
	if (isalpha((unsigned char)*value) && !strchr(value, ':') &&
	    is_device(value, strcspn(value, ".")))
		return interface_unit(value, out);
	return address_fault(value, value);
}

/* ---- times, quantities ---- */

/* Digits and one of k, m, g; the number must fit 64 bits. */
static const char *quantity(const char *value, struct buf *out)
{
	size_t n = strspn(value, "0123456789");

	if (!n || n > 15 ||
	    (value[n] && (!strchr("kmg", value[n]) || value[n + 1])))
		return value_fault("invalid numeric value: '%s'", value);
	buf_puts(out, value);
	return NULL;
}

static const char *time_of_day(const char *value, struct buf *out)
{
	unsigned int h, m, s = 0;
	int n = 0, n2 = 0;

	if (all_digits(value) && strlen(value) == 4)
		n = sscanf(value, "%2u%2u", &h, &m) == 2 ? 4 : 0;
	else if (sscanf(value, "%2u:%2u%n:%2u%n", &h, &m, &n, &s, &n2) < 2)
		n = 0;
	if (!n || value[n2 ? n2 : n] || h > 24 || m > 59 || s > 59)
		return value_fault("invalid time: '%s'", value);
	buf_printf(out, "%02u:%02u:%02u", h, m, s);
	return NULL;
}

int64_t value_quantity(const char *value)
{
	char *end;
	int64_t n = strtoll(value, &end, 10);

	if (*end == 'k')
		return n * 1000;
	if (*end == 'm')
		return n * 1000000;
	return *end == 'g' ? n * 1000000000 : n;
}

/* Anything that is printable; control characters are never meant. */
static const char *text(const char *value, struct buf *out)
{
	const char *p;

	for (p = value; *p; p++)
		if ((unsigned char)*p < ' ' && *p != '\n' && *p != '\t')
			return value_fault("invalid character in string");
	buf_puts(out, value);
	return NULL;
}

const struct value_check value_checks[] = {
	{ "text", text, "<text>" },
	{ "ip-address", ip_address, "<address>" },
	{ "ipv4-address", ipv4_address, "<address>" },
	{ "ipv6-address", ipv6_address, "<address>" },
	{ "host", host, "<host>" },
	{ "ip-prefix", ip_prefix, "<ip-prefix>" },
	{ "ipv4-prefix", ipv4_prefix, "<ip-prefix>" },
	{ "ipv6-prefix", ipv6_prefix, "<ip-prefix>" },
	{ "network", network, "<destination>" },
	{ "ipv4-network", ipv4_network, "<destination>" },
	{ "ipv6-network", ipv6_network, "<destination>" },
	{ "ipv4-interface", ipv4_interface, "<address>" },
	{ "ipv6-interface", ipv6_interface, "<address>" },
	{ "port", port, "<port>" },
	{ "port-range", port_range, "<port>" },
	{ "protocol", protocol, "<protocol>" },
	{ "vlan-id", vlan_id, "<vlan-id>" },
	{ "device", device, "<interface-name>" },
	{ "interface-unit", interface_unit, "<interface-name>" },
	{ "interface-any", interface_any, "<interface-name>" },
	{ "next-hop", next_hop, "<next-hop>" },
	{ "quantity", quantity, NULL },
	{ "time", time_of_day, "<time>" },
	{ "time-stamp", value_time_stamp, "<time>" },
	{ "mac-address", value_mac_address, "<mac-address>" },
	{ "wildcard-address", value_wildcard_address, "<address/mask>" },
	{ "regex", value_regex, "<regular-expression>" },
	{ NULL, NULL, NULL },
};

const struct value_check *value_check_find(const char *name)
{
	size_t i;

	for (i = 0; value_checks[i].name; i++)
		if (!strcmp(value_checks[i].name, name))
			return &value_checks[i];
	for (i = 0; value_routing_checks[i].name; i++)
		if (!strcmp(value_routing_checks[i].name, name))
			return &value_routing_checks[i];
	return NULL;
}
