// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Attributes of what policies are made of: zones, screens, interfaces,
 * applications, policies, the global settings, and a flow that is asked about.
 */
#include <string.h>

#include "dataplane/fields_rows.h"

static const struct field zone_rows[] = {
	PUSH(U16, dp_zone, XPF_ZONE_A_ID, id),
	PUSH(STR, dp_zone, XPF_ZONE_A_NAME, name),
	PUSH(U32, dp_zone, XPF_ZONE_A_FLAGS, flags),
	PUSH(U64, dp_zone, XPF_ZONE_A_SERVICES, services),
	PUSH(U64, dp_zone, XPF_ZONE_A_PROTOCOLS, protocols),
	STATE(U16, dp_zone, XPF_ZONE_A_SCREEN, screen),
	STATE(U64, dp_zone, XPF_ZONE_A_RX_PACKETS, traffic.rx_packets),
	STATE(U64, dp_zone, XPF_ZONE_A_RX_BYTES, traffic.rx_bytes),
	STATE(U64, dp_zone, XPF_ZONE_A_TX_PACKETS, traffic.tx_packets),
	STATE(U64, dp_zone, XPF_ZONE_A_TX_BYTES, traffic.tx_bytes),
	STATE(U64, dp_zone, XPF_ZONE_A_DROPS, traffic.drops),
};
const struct fields dp_zone_fields = TABLE(zone_rows);

static const struct field screen_rows[] = {
	PUSH(U16, dp_screen, XPF_SCREEN_A_ID, id),
	PUSH(STR, dp_screen, XPF_SCREEN_A_NAME, name),
	PUSH(U32, dp_screen, XPF_SCREEN_A_FLAGS, flags),
	PUSH(U64, dp_screen, XPF_SCREEN_A_ENABLED, enabled),
	PUSH(U32, dp_screen, XPF_SCREEN_A_SYN_ALARM, syn_alarm),
	PUSH(U32, dp_screen, XPF_SCREEN_A_SYN_TIMEOUT, syn_timeout),
	PUSH(U32, dp_screen, XPF_SCREEN_A_SYN_QUEUE, syn_queue),
};
static const struct fields dp_screen_fields = TABLE(screen_rows);

static const struct field interface_rows[] = {
	PUSH(U16, dp_interface, XPF_INTERFACE_A_ID, id),
	PUSH(STR, dp_interface, XPF_INTERFACE_A_IFNAME, ifname),
	PUSH(STR, dp_interface, XPF_INTERFACE_A_NAME, name),
	PUSH(U16, dp_interface, XPF_INTERFACE_A_ZONE, zone),
	PUSH(U16, dp_interface, XPF_INTERFACE_A_VRF, vrf),
	STATE(U64, dp_interface, XPF_INTERFACE_A_SERVICES, services),
	STATE(U64, dp_interface, XPF_INTERFACE_A_PROTOCOLS, protocols),
	STATE(U32, dp_interface, XPF_INTERFACE_A_IFINDEX, ifindex),
	STATE(U64, dp_interface, XPF_INTERFACE_A_RX_PACKETS,
	      traffic.rx_packets),
	STATE(U64, dp_interface, XPF_INTERFACE_A_RX_BYTES, traffic.rx_bytes),
	STATE(U64, dp_interface, XPF_INTERFACE_A_TX_PACKETS,
	      traffic.tx_packets),
	STATE(U64, dp_interface, XPF_INTERFACE_A_TX_BYTES, traffic.tx_bytes),
	STATE(U64, dp_interface, XPF_INTERFACE_A_DROPS, traffic.drops),
	STATE(U8, dp_interface, XPF_INTERFACE_A_XDP_IN, xdp_in),
	STATE(U8, dp_interface, XPF_INTERFACE_A_XDP_OUT, xdp_out),
};
const struct fields dp_interface_fields = TABLE(interface_rows);

static const struct field app_rows[] = {
	PUSH(U32, dp_app, XPF_APP_A_ID, id),
	PUSH(STR, dp_app, XPF_APP_A_NAME, name),
	PUSH(U16, dp_app, XPF_APP_A_SPORT_LO, sport_lo),
	PUSH(U16, dp_app, XPF_APP_A_SPORT_HI, sport_hi),
	PUSH(U16, dp_app, XPF_APP_A_DPORT_LO, dport_lo),
	PUSH(U16, dp_app, XPF_APP_A_DPORT_HI, dport_hi),
	PUSH(U32, dp_app, XPF_APP_A_TIMEOUT, timeout),
	PUSH(U8, dp_app, XPF_APP_A_ALG, alg),
	STATE(U8, dp_app, XPF_APP_A_PROTOCOL, protocol),
};
const struct fields dp_app_fields = TABLE(app_rows);

static const struct field policy_rows[] = {
	PUSH(U32, dp_policy, XPF_POLICY_A_ID, id),
	PUSH(STR, dp_policy, XPF_POLICY_A_NAME, name),
	PUSH(U16, dp_policy, XPF_POLICY_A_FROM_ZONE, from_zone),
	PUSH(U16, dp_policy, XPF_POLICY_A_TO_ZONE, to_zone),
	PUSH(U8, dp_policy, XPF_POLICY_A_ACTION, action),
	PUSH(U32, dp_policy, XPF_POLICY_A_FLAGS, flags),
	PUSH(U64, dp_policy, XPF_POLICY_A_DIGEST, digest),
	PUSH(U16, dp_policy, XPF_POLICY_A_MSS_INITIAL, mss_initial),
	PUSH(U16, dp_policy, XPF_POLICY_A_MSS_REVERSE, mss_reverse),
	STATE(U64, dp_policy, XPF_POLICY_A_HITS, hits),
	STATE(U64, dp_policy, XPF_POLICY_A_PACKETS, packets),
	STATE(U64, dp_policy, XPF_POLICY_A_BYTES, bytes),
	STATE(U64, dp_policy, XPF_POLICY_A_REPLY_PACKETS, reply_packets),
	STATE(U64, dp_policy, XPF_POLICY_A_REPLY_BYTES, reply_bytes),
	STATE(U32, dp_policy, XPF_POLICY_A_SESSIONS, sessions),
};
const struct fields dp_policy_fields = TABLE(policy_rows);

static const struct field config_rows[] = {
	PUSH(U8, dp_config, XPF_CONFIG_A_DEFAULT_ACTION, default_action),
	PUSH(U32, dp_config, XPF_CONFIG_A_FLAGS, flags),
	PUSH(U32, dp_config, XPF_CONFIG_A_TCP_INITIAL, timeouts.tcp_initial),
	PUSH(U32, dp_config, XPF_CONFIG_A_TCP_ESTABLISHED,
	     timeouts.tcp_established),
	PUSH(U32, dp_config, XPF_CONFIG_A_TCP_HALF_CLOSED,
	     timeouts.tcp_half_closed),
	PUSH(U32, dp_config, XPF_CONFIG_A_TCP_TIME_WAIT,
	     timeouts.tcp_time_wait),
	PUSH(U32, dp_config, XPF_CONFIG_A_UDP, timeouts.udp),
	PUSH(U32, dp_config, XPF_CONFIG_A_ICMP, timeouts.icmp),
	PUSH(U32, dp_config, XPF_CONFIG_A_OTHER, timeouts.other),
	PUSH(U16, dp_config, XPF_CONFIG_A_MSS_ALL, mss_all),
	PUSH(U16, dp_config, XPF_CONFIG_A_MSS_IPSEC, mss_ipsec),
	PUSH(U16, dp_config, XPF_CONFIG_A_MSS_GRE_IN, mss_gre_in),
	PUSH(U16, dp_config, XPF_CONFIG_A_MSS_GRE_OUT, mss_gre_out),
	PUSH(U32, dp_config, XPF_CONFIG_A_AGING_EARLY, aging_early),
	PUSH(U8, dp_config, XPF_CONFIG_A_AGING_HIGH, aging_high),
	PUSH(U8, dp_config, XPF_CONFIG_A_AGING_LOW, aging_low),
	PUSH(U32, dp_config, XPF_CONFIG_A_ALGS, algs),
	PUSH(U32, dp_config, XPF_CONFIG_A_ALG_FLAGS, alg_flags),
	PUSH(U32, dp_config, XPF_CONFIG_A_ALG_DNS_LENGTH, alg_dns_length),
	PUSH(U32, dp_config, XPF_CONFIG_A_ROUTE_TIMEOUT, route_timeout),
	PUSH(U32, dp_config, XPF_CONFIG_A_ALG_SIP_MEDIA, alg_sip_media),
	PUSH(U32, dp_config, XPF_CONFIG_A_ALG_SUNRPC_MAP, alg_sunrpc_map),
	PUSH(U32, dp_config, XPF_CONFIG_A_ALG_MSRPC_MAP, alg_msrpc_map),
	PUSH(U32, dp_config, XPF_CONFIG_A_ALG_SIP_RING, alg_sip_ring),
	PUSH(U32, dp_config, XPF_CONFIG_A_ALG_SIP_CALL, alg_sip_call),
};
const struct fields dp_config_fields = TABLE(config_rows);

static const struct field flow_rows[] = {
	PUSH(U16, dp_flow, XPF_FLOW_A_FROM_ZONE, from_zone),
	PUSH(U16, dp_flow, XPF_FLOW_A_TO_ZONE, to_zone),
	PUSH(ADDR, dp_flow, XPF_FLOW_A_SADDR, saddr),
	PUSH(ADDR, dp_flow, XPF_FLOW_A_DADDR, daddr),
	PUSH(U8, dp_flow, XPF_FLOW_A_PROTOCOL, protocol),
	PUSH(U16, dp_flow, XPF_FLOW_A_SPORT, sport),
	PUSH(U16, dp_flow, XPF_FLOW_A_DPORT, dport),
};
const struct fields dp_flow_fields = TABLE(flow_rows);

static bool put_filters(struct msg *m, const struct dp_interface *i)
{
	static const uint32_t none[XPF_FW_PLACES];
	bool ok = true;

	if (memcmp(i->filters, none, sizeof(none)))
		ok = msg_put(m, XPF_INTERFACE_A_FILTERS, i->filters,
			     sizeof(i->filters));
	if (memcmp(i->policers, none, sizeof(none)))
		ok = ok && msg_put(m, XPF_INTERFACE_A_POLICERS, i->policers,
				   sizeof(i->policers));
	if (i->host)
		ok = ok && msg_put(m, XPF_INTERFACE_A_HOST, NULL, 0);
	if (i->cos)
		ok = ok &&
		     msg_put(m, XPF_INTERFACE_A_COS, i->cos, sizeof(*i->cos));
	return ok;
}

bool msg_put_zone(struct msg *m, const struct dp_zone *z)
{
	struct nlattr *nest = msg_nest_open(m, XPF_A_ZONE);
	bool ok;

	if (!nest)
		return false;
	ok = msg_put_fields(m, &dp_zone_fields, z);
	if (z->screen)
		ok = ok && msg_put(m, XPF_ZONE_A_SCREEN, &z->screen,
				   sizeof(z->screen));
	return msg_nest_close(m, nest, ok);
}

bool msg_put_screen(struct msg *m, const struct dp_screen *s)
{
	struct nlattr *nest = msg_nest_open(m, XPF_A_SCREEN);
	bool ok;

	if (!nest)
		return false;
	ok = msg_put_fields(m, &dp_screen_fields, s) &&
	     msg_put(m, XPF_SCREEN_A_THRESHOLDS, s->threshold,
		     sizeof(s->threshold)) &&
	     msg_put(m, XPF_SCREEN_A_LIMITS, s->limit, sizeof(s->limit)) &&
	     msg_put(m, XPF_SCREEN_A_EXT_HEADERS, s->headers,
		     sizeof(s->headers)) &&
	     msg_put(m, XPF_SCREEN_A_HOP_OPTIONS, s->hop_options,
		     sizeof(s->hop_options)) &&
	     msg_put(m, XPF_SCREEN_A_DST_OPTIONS, s->dst_options,
		     sizeof(s->dst_options));
	if (s->n_white)
		ok = ok && msg_put(m, XPF_SCREEN_A_WHITE, s->white,
				   s->n_white * sizeof(*s->white));
	return msg_nest_close(m, nest, ok);
}

bool msg_put_interface(struct msg *m, const struct dp_interface *i)
{
	struct nlattr *nest = msg_nest_open(m, XPF_A_INTERFACE);
	bool ok;

	if (!nest)
		return false;
	ok = msg_put_fields(m, &dp_interface_fields, i);
	if (i->has_services)
		ok = ok && msg_put(m, XPF_INTERFACE_A_SERVICES, &i->services,
				   sizeof(i->services));
	if (i->n_proxy_arp)
		ok = ok && msg_put(m, XPF_INTERFACE_A_PROXY_ARP, i->proxy_arp,
				   i->n_proxy_arp * sizeof(*i->proxy_arp));
	ok = ok && put_filters(m, i);
	if (i->n_proxy_ndp)
		ok = ok && msg_put(m, XPF_INTERFACE_A_PROXY_NDP, i->proxy_ndp,
				   i->n_proxy_ndp * sizeof(*i->proxy_ndp));
	if (i->has_protocols)
		ok = ok && msg_put(m, XPF_INTERFACE_A_PROTOCOLS, &i->protocols,
				   sizeof(i->protocols));
	return msg_nest_close(m, nest, ok);
}

bool msg_put_policy(struct msg *m, const struct dp_policy *p)
{
	struct nlattr *nest = msg_nest_open(m, XPF_A_POLICY);
	bool ok;

	if (!nest)
		return false;
	ok = msg_put_fields(m, &dp_policy_fields, p);
	if (p->n_apps)
		ok = ok && msg_put(m, XPF_POLICY_A_APPS, p->apps,
				   p->n_apps * sizeof(*p->apps));
	return msg_nest_close(m, nest, ok);
}

bool msg_put_app(struct msg *m, const struct dp_app *a)
{
	struct nlattr *nest = msg_nest_open(m, XPF_A_APP);
	bool ok;

	if (!nest)
		return false;
	ok = msg_put_fields(m, &dp_app_fields, a);
	if (!a->any_protocol)
		ok = ok && msg_put(m, XPF_APP_A_PROTOCOL, &a->protocol, 1);
	if (a->has_program)
		ok = ok &&
		     msg_put(m, XPF_APP_A_PROGRAM_LO, &a->program_lo, 4) &&
		     msg_put(m, XPF_APP_A_PROGRAM_HI, &a->program_hi, 4);
	if (a->uuid)
		ok = ok && msg_put(m, XPF_APP_A_UUID, a->uuid, 16);
	return msg_nest_close(m, nest, ok);
}

void nest_get_interface(const struct nlattr *nest, struct dp_interface *i)
{
	const struct nlattr *attr;
	size_t len;

	nest_get(nest, &dp_interface_fields, i, sizeof(*i));
	i->has_services = true;
	i->has_protocols = true;
	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) != XPF_INTERFACE_A_SCREENS)
			continue;
		len = mnl_attr_get_payload_len(attr);
		if (len > sizeof(i->screened))
			len = sizeof(i->screened);
		memcpy(i->screened, mnl_attr_get_payload(attr), len);
	}
}

void nest_get_app(const struct nlattr *nest, struct dp_app *a)
{
	const struct nlattr *attr;

	nest_get(nest, &dp_app_fields, a, sizeof(*a));
	a->any_protocol = true;
	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) == XPF_APP_A_PROTOCOL)
			a->any_protocol = false;
}
