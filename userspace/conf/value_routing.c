// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The value types of routing and of filters: OSPF areas, autonomous systems
 * and paths of them, communities, hardware addresses, code points, types of
 * ICMP messages, ranges of numbers.  Like value.c, each checker accepts what
 * Junos accepts and brings it to the form Junos stores.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "conf/type.h"
#include "lib/addr.h"
#include "lib/buf.h"

static bool all_digits(const char *s)
{
	return *s && !s[strspn(s, "0123456789")];
}

/* Decimal, at most @max; -1: not such a number. */
static long long number(const char *s, long long max)
{
	long long n;

	if (!all_digits(s) || strlen(s) > 10)
		return -1;
	n = atoll(s);
	return n <= max ? n : -1;
}

/* ---- routing ---- */

/* An area is shown as an address: 0 is 0.0.0.0. */
static const char *area(const char *value, struct buf *out)
{
	long long n = number(value, 0xffffffffLL);
	char text[ADDR_STRLEN];
	struct addr a;

	if (n >= 0) {
		buf_printf(out, "%lld.%lld.%lld.%lld", n >> 24, n >> 16 & 255,
			   n >> 8 & 255, n & 255);
		return NULL;
	}
	if (addr_parse(value, &a) || a.family != AF_INET)
		return value_fault("invalid area identifier: '%s'", value);
	buf_puts(out, addr_str(&a, text));
	return NULL;
}

/* 1..4294967295, or two halves with a dot between (RFC 5396, asdot). */
static const char *as_number(const char *value, struct buf *out)
{
	const char *dot = strchr(value, '.');
	char high[8];

	if (!dot && number(value, 0xffffffffLL) > 0) {
		buf_printf(out, "%lld", atoll(value));
		return NULL;
	}
	if (dot && dot - value < (int)sizeof(high)) {
		snprintf(high, sizeof(high), "%.*s", (int)(dot - value), value);
		if (number(high, 65535) >= 0 && number(dot + 1, 65535) >= 0) {
			buf_puts(out, value);
			return NULL;
		}
	}
	if (!dot && all_digits(value))
		return value_fault(
			"Value %s is not within range (1..4294967295)", value);
	return value_fault("invalid autonomous system number: '%s'", value);
}

/* Every bracket closes what it opens. */
static bool balanced(const char *s)
{
	int round = 0, square = 0;

	for (; *s; s++) {
		round += (*s == '(') - (*s == ')');
		square += (*s == '[') - (*s == ']');
		if (round < 0 || square < 0)
			return false;
	}
	return !round && !square;
}

/* Terms are numbers, '.' or ranges; operators those of POSIX and '!'. */
static const char *as_path_regex(const char *value, struct buf *out)
{
	if (!*value || value[strspn(value, "0123456789 .*+?|()[]^$!{},:-\"")] ||
	    !balanced(value))
		return value_fault("invalid as-path regular expression: '%s'",
				   value);
	buf_puts(out, value);
	return NULL;
}

/* A number pair, an extended or large community, or an expression. */
static const char *community(const char *value, struct buf *out)
{
	static const char *const known[] = {
		"no-advertise", "no-export",	     "no-export-subconfed",
		"llgr-stale",	"no-llgr",	     "accept-own",
		"blackhole",	"graceful-shutdown",
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(value, known[i])) {
			buf_puts(out, value);
			return NULL;
		}
	if (!strchr(value, ':') || strchr(value, ' ') || !balanced(value))
		return value_fault("invalid community: '%s'", value);
	buf_puts(out, value);
	return NULL;
}

/* ---- links ---- */

static bool is_ether(const char *s, size_t n)
{
	unsigned int i, digits;
	const char *end = s + n;

	for (i = 0; i < 6; i++) {
		for (digits = 0; s < end && isxdigit((unsigned char)*s); s++)
			digits++;
		if (!digits || digits > 2)
			return false;
		if (i < 5 && (s == end || (*s != ':' && *s != '-')))
			return false;
		if (i < 5)
			s++;
	}
	return s == end;
}

/* Two digits each, with colons. */
static void put_ether(struct buf *out, const char *s)
{
	int i;

	for (i = 0; i < 6; i++) {
		buf_printf(out, "%s%02lx", i ? ":" : "", strtoul(s, NULL, 16));
		s += strcspn(s, ":-");
		if (*s)
			s++;
	}
}

static const char *ether_prefix(const char *value, struct buf *out)
{
	const char *slash = strchr(value, '/');
	size_t n = slash ? (size_t)(slash - value) : strlen(value);

	if (!is_ether(value, n) || (slash && number(slash + 1, 48) < 0))
		return value_fault("invalid mac address: '%s'", value);
	put_ether(out, value);
	if (slash)
		buf_puts(out, slash);
	return NULL;
}

/* An ATM circuit: its number, perhaps after that of the path. */
static const char *vci(const char *value, struct buf *out)
{
	unsigned int path = 0, circuit;
	int n = 0;

	if ((sscanf(value, "%4u.%5u%n", &path, &circuit, &n) < 2 || value[n]) &&
	    (sscanf(value, "%5u%n", &circuit, &n) < 1 || value[n]))
		return value_fault("invalid vci: '%s'", value);
	if (path > 4095 || circuit > 65535)
		return value_fault("invalid vci: '%s'", value);
	buf_puts(out, value);
	return NULL;
}

/* ---- ranges of numbers ---- */

/* "A" or "A-B"; @lo and @hi bound both. */
static const char *range(const char *value, long long lo, long long hi,
			 struct buf *out)
{
	const char *dash = strchr(value, '-');
	char first[16];
	long long a, b;

	snprintf(first, sizeof(first), "%.*s",
		 dash ? (int)(dash - value) : (int)sizeof(first), value);
	if (!all_digits(first) || (dash && !all_digits(dash + 1)))
		return value_fault("invalid numeric value: '%s'", value);
	a = number(first, hi);
	b = dash ? number(dash + 1, hi) : a;
	if (a < lo || b < lo)
		return value_fault("Value %s is not within range (%lld..%lld)",
				   value, lo, hi);
	if (a > b)
		return value_fault("invalid range: '%s'", value);
	buf_puts(out, value);
	return NULL;
}

static const char *vlan_range(const char *value, struct buf *out)
{
	return range(value, 1, 4094, out);
}

static const char *number_range(const char *value, struct buf *out)
{
	if (!strncmp(value, "0x", 2) && value[2] &&
	    !value[2 + strspn(value + 2, "0123456789abcdefABCDEF")]) {
		buf_puts(out, value);
		return NULL;
	}
	return range(value, 0, 0xffffffffLL, out);
}

/* ---- fields of packets ---- */

static const char *const dscps[] = {
	"af11", "af12", "af13", "af21", "af22", "af23", "af31", "af32", "af33",
	"af41", "af42", "af43", "be",	"cs0",	"cs1",	"cs2",	"cs3",	"cs4",
	"cs5",	"cs6",	"cs7",	"ef",	"nc1",	"nc2",	NULL,
};

static const char *const precedences[] = {
	"critical-ecp",
	"flash",
	"flash-override",
	"immediate",
	"internet-control",
	"net-control",
	"priority",
	"routine",
	NULL,
};

static const char *const icmp_types[] = {
	"destination-unreachable",
	"echo-reply",
	"echo-request",
	"info-reply",
	"info-request",
	"mask-reply",
	"mask-request",
	"parameter-problem",
	"redirect",
	"router-advertisement",
	"router-solicit",
	"source-quench",
	"time-exceeded",
	"timestamp",
	"timestamp-reply",
	"unreachable",
	NULL,
};

static const char *const icmp_codes[] = {
	"communication-prohibited-by-filtering",
	"destination-host-prohibited",
	"destination-host-unknown",
	"destination-network-prohibited",
	"destination-network-unknown",
	"fragmentation-needed",
	"host-precedence-violation",
	"host-unreachable",
	"host-unreachable-for-tos",
	"ip-header-bad",
	"network-unreachable",
	"network-unreachable-for-tos",
	"port-unreachable",
	"precedence-cutoff-in-effect",
	"protocol-unreachable",
	"redirect-for-host",
	"redirect-for-network",
	"redirect-for-tos-and-host",
	"redirect-for-tos-and-net",
	"required-option-missing",
	"source-host-isolated",
	"source-route-failed",
	"ttl-eq-zero-during-reassembly",
	"ttl-eq-zero-during-transit",
	NULL,
};

static const char *const icmp6_types[] = {
	"certificate-path-advertisement",
	"certificate-path-solicitation",
	"destination-unreachable",
	"echo-reply",
	"echo-request",
	"home-agent-address-discovery-reply",
	"home-agent-address-discovery-request",
	"inverse-neighbor-discovery-advertisement",
	"inverse-neighbor-discovery-solicitation",
	"membership-query",
	"membership-report",
	"membership-termination",
	"mobile-prefix-advertisement-reply",
	"mobile-prefix-solicitation",
	"neighbor-advertisement",
	"neighbor-solicit",
	"node-information-reply",
	"node-information-request",
	"packet-too-big",
	"parameter-problem",
	"private-experimentation-100",
	"private-experimentation-101",
	"private-experimentation-200",
	"private-experimentation-201",
	"redirect",
	"router-advertisement",
	"router-renumbering",
	"router-solicit",
	"time-exceeded",
	NULL,
};

static const char *const icmp6_codes[] = {
	"address-unreachable",
	"administratively-prohibited",
	"ip6-header-bad",
	"no-route-to-destination",
	"port-unreachable",
	"ttl-eq-zero-during-reassembly",
	"ttl-eq-zero-during-transit",
	"unrecognized-next-header",
	"unrecognized-option",
	NULL,
};

static const char *field(const char *value, const char *const *names, int max,
			 struct buf *out)
{
	for (; *names; names++)
		if (!strcmp(*names, value)) {
			buf_puts(out, value);
			return NULL;
		}
	if (isdigit((unsigned char)*value))
		return range(value, 0, max, out);
	return value_fault("number: '%s': Value must be a number from 0 to %d",
			   value, max);
}

/* "0x2e" or "b101110" */
static bool is_based(const char *value, long max)
{
	const char *digits;
	int base;

	if (!strncmp(value, "0x", 2)) {
		digits = value + 2;
		base = 16;
	} else if (*value == 'b') {
		digits = value + 1;
		base = 2;
	} else {
		return false;
	}
	return *digits && strlen(digits) <= 8 &&
	       !digits[strspn(digits,
			      base == 2 ? "01" : "0123456789abcdefABCDEF")] &&
	       strtol(digits, NULL, base) <= max;
}

/* One number, in any base, a name, or the six bits themselves. */
static const char *dscp(const char *value, struct buf *out)
{
	if ((strlen(value) == 6 && !value[strspn(value, "01")]) ||
	    is_based(value, 63)) {
		buf_puts(out, value);
		return NULL;
	}
	if (isdigit((unsigned char)*value) && strchr(value, '-'))
		return value_fault("invalid numeric value: '%s'", value);
	return field(value, dscps, 63, out);
}

static const char *precedence(const char *value, struct buf *out)
{
	return field(value, precedences, 7, out);
}

static const char *icmp_type(const char *value, struct buf *out)
{
	return field(value, icmp_types, 255, out);
}

static const char *icmp_code(const char *value, struct buf *out)
{
	return field(value, icmp_codes, 255, out);
}

static const char *icmp6_type(const char *value, struct buf *out)
{
	return field(value, icmp6_types, 255, out);
}

static const char *icmp6_code(const char *value, struct buf *out)
{
	return field(value, icmp6_codes, 255, out);
}

/* A destination without host bits, or an address and a mask with gaps. */
static const char *ipv4_wild(const char *value, struct buf *out)
{
	const char *slash = strchr(value, '/');
	char text[ADDR_STRLEN];
	struct addr a, m;

	if (!slash || !strchr(slash, '.'))
		return value_check_find("ipv4-network")->fn(value, out);
	snprintf(text, sizeof(text), "%.*s", (int)(slash - value), value);
	if (addr_parse(text, &a) || a.family != AF_INET ||
	    addr_parse(slash + 1, &m) || m.family != AF_INET)
		return value_fault("invalid ip address or hostname: %s", value);
	buf_puts(out, value);
	return NULL;
}

const struct value_check value_routing_checks[] = {
	{ "area", area, "<area-id>" },
	{ "as-number", as_number, "<as-number>" },
	{ "as-path-regex", as_path_regex, "<path>" },
	{ "community", community, "<members>" },
	{ "ether-prefix", ether_prefix, "<mac-address>" },
	{ "vci", vci, "<vci-identifier>" },
	{ "vlan-range", vlan_range, "<vlan-id>" },
	{ "number-range", number_range, "<range>" },
	{ "dscp", dscp, NULL },
	{ "precedence", precedence, NULL },
	{ "icmp-type", icmp_type, NULL },
	{ "icmp-code", icmp_code, NULL },
	{ "icmp6-type", icmp6_type, NULL },
	{ "icmp6-code", icmp6_code, NULL },
	{ "ipv4-wild", ipv4_wild, "<ip-prefix>" },
	{ NULL, NULL, NULL },
};
