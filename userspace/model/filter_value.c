// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The names of values in firewall filters: code points, ICMP types and codes,
 * options, losses.
 */
#include "model/filter_match.h"

#include <stdlib.h>
#include <string.h>

#include "model/cos.h"
#include <xpf/image.h>

int filter_named(const struct filter_name *n, const char *text)
{
	char *end;
	long v;

	for (; n->name; n++)
		if (!strcmp(n->name, text))
			return n->value;
	v = strtol(text, &end, 0);
	return *end || end == text ? -1 : (int)v;
}

const struct filter_name filter_dscp_names[] = {
	{ "be", 0 },	{ "cs0", 0 },	{ "cs1", 8 },	{ "cs2", 16 },
	{ "cs3", 24 },	{ "cs4", 32 },	{ "cs5", 40 },	{ "cs6", 48 },
	{ "cs7", 56 },	{ "ef", 46 },	{ "nc1", 48 },	{ "nc2", 56 },
	{ "af11", 10 }, { "af12", 12 }, { "af13", 14 }, { "af21", 18 },
	{ "af22", 20 }, { "af23", 22 }, { "af31", 26 }, { "af32", 28 },
	{ "af33", 30 }, { "af41", 34 }, { "af42", 36 }, { "af43", 38 },
	{ NULL, 0 },
};

const struct filter_name filter_precedence_names[] = {
	{ "routine", 0 },
	{ "priority", 1 },
	{ "immediate", 2 },
	{ "flash", 3 },
	{ "flash-override", 4 },
	{ "critical-ecp", 5 },
	{ "internet-control", 6 },
	{ "net-control", 7 },
	{ NULL, 0 },
};

const struct filter_name filter_icmp_type_names[] = {
	{ "echo-reply", 0 },
	{ "unreachable", 3 },
	{ "destination-unreachable", 3 },
	{ "source-quench", 4 },
	{ "redirect", 5 },
	{ "echo-request", 8 },
	{ "router-advertisement", 9 },
	{ "router-solicit", 10 },
	{ "time-exceeded", 11 },
	{ "parameter-problem", 12 },
	{ "timestamp", 13 },
	{ "timestamp-reply", 14 },
	{ "info-request", 15 },
	{ "info-reply", 16 },
	{ "mask-request", 17 },
	{ "mask-reply", 18 },
	{ NULL, 0 },
};

const struct filter_name filter_icmp_code_names[] = {
	{ "network-unreachable", 0 },
	{ "host-unreachable", 1 },
	{ "protocol-unreachable", 2 },
	{ "port-unreachable", 3 },
	{ "fragmentation-needed", 4 },
	{ "source-route-failed", 5 },
	{ "destination-network-unknown", 6 },
	{ "destination-host-unknown", 7 },
	{ "source-host-isolated", 8 },
	{ "destination-network-prohibited", 9 },
	{ "destination-host-prohibited", 10 },
	{ "network-unreachable-for-tos", 11 },
	{ "host-unreachable-for-tos", 12 },
	{ "communication-prohibited-by-filtering", 13 },
	{ "host-precedence-violation", 14 },
	{ "precedence-cutoff-in-effect", 15 },
	{ "redirect-for-network", 0 },
	{ "redirect-for-host", 1 },
	{ "redirect-for-tos-and-net", 2 },
	{ "redirect-for-tos-and-host", 3 },
	{ "ttl-eq-zero-during-transit", 0 },
	{ "ttl-eq-zero-during-reassembly", 1 },
	{ "ip-header-bad", 0 },
	{ "required-option-missing", 1 },
	{ NULL, 0 },
};

const struct filter_name filter_icmp6_type_names[] = {
	{ "destination-unreachable", 1 },
	{ "packet-too-big", 2 },
	{ "time-exceeded", 3 },
	{ "parameter-problem", 4 },
	{ "private-experimentation-100", 100 },
	{ "private-experimentation-101", 101 },
	{ "echo-request", 128 },
	{ "echo-reply", 129 },
	{ "membership-query", 130 },
	{ "membership-report", 131 },
	{ "membership-termination", 132 },
	{ "router-solicit", 133 },
	{ "router-advertisement", 134 },
	{ "neighbor-solicit", 135 },
	{ "neighbor-advertisement", 136 },
	{ "redirect", 137 },
	{ "router-renumbering", 138 },
	{ "node-information-request", 139 },
	{ "node-information-reply", 140 },
	{ "inverse-neighbor-discovery-solicitation", 141 },
	{ "inverse-neighbor-discovery-advertisement", 142 },
	{ "home-agent-address-discovery-request", 144 },
	{ "home-agent-address-discovery-reply", 145 },
	{ "mobile-prefix-solicitation", 146 },
	{ "mobile-prefix-advertisement-reply", 147 },
	{ "certificate-path-solicitation", 148 },
	{ "certificate-path-advertisement", 149 },
	{ "private-experimentation-200", 200 },
	{ "private-experimentation-201", 201 },
	{ NULL, 0 },
};

const struct filter_name filter_icmp6_code_names[] = {
	{ "no-route-to-destination", 0 },
	{ "administratively-prohibited", 1 },
	{ "address-unreachable", 3 },
	{ "port-unreachable", 4 },
	{ "ttl-eq-zero-during-transit", 0 },
	{ "ttl-eq-zero-during-reassembly", 1 },
	{ "ip6-header-bad", 0 },
	{ "unrecognized-next-header", 1 },
	{ "unrecognized-option", 2 },
	{ NULL, 0 },
};

const struct filter_name filter_option_names[] = {
	{ "any", 0xff },
	{ "route-record", XPF_OPT_ROUTE_RECORD },
	{ "router-alert", XPF_OPT_ROUTER_ALERT },
	{ "security", XPF_OPT_SECURITY },
	{ "stream-id", XPF_OPT_STREAM_ID },
	{ "timestamp", XPF_OPT_TIMESTAMP },
	{ "loose-source-route", XPF_OPT_LOOSE_ROUTE },
	{ "strict-source-route", XPF_OPT_STRICT_ROUTE },
	{ "7", XPF_OPT_ROUTE_RECORD },
	{ "148", XPF_OPT_ROUTER_ALERT },
	{ "130", XPF_OPT_SECURITY },
	{ "136", XPF_OPT_STREAM_ID },
	{ "68", XPF_OPT_TIMESTAMP },
	{ "131", XPF_OPT_LOOSE_ROUTE },
	{ "137", XPF_OPT_STRICT_ROUTE },
	{ NULL, 0 },
};

const struct filter_name filter_extension_names[] = {
	{ "any", 0xff },
	{ "hop-by-hop", XPF_EXT_HOP_BY_HOP },
	{ "routing", XPF_EXT_ROUTING },
	{ "fragment", XPF_EXT_FRAGMENT },
	{ "destination", XPF_EXT_DESTINATION },
	{ "dstopts", XPF_EXT_DESTINATION },
	{ "ah", XPF_EXT_AH },
	{ "esp", XPF_EXT_ESP },
	{ "mobility", XPF_EXT_MOBILITY },
	{ NULL, 0 },
};

uint8_t filter_dscp(const char *text)
{
	if (strlen(text) == 6 && !text[strspn(text, "01")])
		return (uint8_t)strtoul(text, NULL, 2);
	if (*text == 'b' && text[1] && !text[1 + strspn(text + 1, "01")])
		return (uint8_t)(strtoul(text + 1, NULL, 2) & 63);
	return (uint8_t)(filter_named(filter_dscp_names, text) & 63);
}

uint8_t filter_loss(const char *name)
{
	static const struct filter_name names[] = {
		{ "low", XPF_LOSS_LOW },
		{ "medium-low", XPF_LOSS_MEDIUM_LOW },
		{ "medium-high", XPF_LOSS_MEDIUM_HIGH },
		{ "high", XPF_LOSS_HIGH },
		{ NULL, 0 },
	};

	return (uint8_t)(filter_named(names, name) & 3);
}

int filter_class(struct builder *b, const char *name)
{
	return cos_class(b->m, name);
}

bool filter_then_class(struct builder *b, const struct cnode *then,
		       uint8_t *class)
{
	const char *name = cn_value(then, "forwarding-class");
	int number;

	if (!name)
		return false;
	number = filter_class(b, name);
	if (number < 0)
		fault_at(b, cn_child(then, "forwarding-class"),
			 "forwarding-class '%s' is not defined", name);
	*class = (uint8_t)(number & 15);
	return true;
}
