// SPDX-License-Identifier: GPL-2.0
/*
 * From attributes to objects: one function a kind reads the nested attributes
 * of uapi/linux/xpf.h into a struct of the ruleset.  Shape is checked here,
 * by strict policies; meaning by the builder (policy/build.c).
 */
#include <linux/if.h>

#include "ctl/firewall.h"
#include "ctl/object.h"
#include "policy/build.h"
#include "policy/ruleset.h"

#define DNS_LENGTH 512 /* RFC 1035 4.2.1 */
#define SIP_MEDIA 120
#define SIP_RING 180
#define SIP_CALL (720 * 60)
#define RPC_MAP (480 * 60)

#define NAME                                                    \
	{                                                       \
		.type = NLA_NUL_STRING, .len = XPF_NAME_MAX - 1 \
	}

static const struct nla_policy config_policy[] = {
	[XPF_CONFIG_A_DEFAULT_ACTION] = { .type = NLA_U8 },
	[XPF_CONFIG_A_FLAGS] = NLA_POLICY_MASK(NLA_U32, 0x7ff),
	[XPF_CONFIG_A_TCP_INITIAL] = { .type = NLA_U32 },
	[XPF_CONFIG_A_TCP_ESTABLISHED] = { .type = NLA_U32 },
	[XPF_CONFIG_A_TCP_HALF_CLOSED] = { .type = NLA_U32 },
	[XPF_CONFIG_A_TCP_TIME_WAIT] = { .type = NLA_U32 },
	[XPF_CONFIG_A_UDP] = { .type = NLA_U32 },
	[XPF_CONFIG_A_ICMP] = { .type = NLA_U32 },
	[XPF_CONFIG_A_OTHER] = { .type = NLA_U32 },
	[XPF_CONFIG_A_MSS_ALL] = { .type = NLA_U16 },
	[XPF_CONFIG_A_MSS_IPSEC] = { .type = NLA_U16 },
	[XPF_CONFIG_A_MSS_GRE_IN] = { .type = NLA_U16 },
	[XPF_CONFIG_A_MSS_GRE_OUT] = { .type = NLA_U16 },
	[XPF_CONFIG_A_AGING_EARLY] = { .type = NLA_U32 },
	[XPF_CONFIG_A_AGING_HIGH] = NLA_POLICY_MAX(NLA_U8, 100),
	[XPF_CONFIG_A_AGING_LOW] = NLA_POLICY_MAX(NLA_U8, 100),
	[XPF_CONFIG_A_ALGS] =
		NLA_POLICY_MASK(NLA_U32, BIT(__XPF_ALG_COUNT) - 1),
	[XPF_CONFIG_A_ALG_DNS_LENGTH] = { .type = NLA_U32 },
	[XPF_CONFIG_A_ALG_SIP_MEDIA] = { .type = NLA_U32 },
	[XPF_CONFIG_A_ALG_SUNRPC_MAP] = { .type = NLA_U32 },
	[XPF_CONFIG_A_ALG_MSRPC_MAP] = { .type = NLA_U32 },
	[XPF_CONFIG_A_ALG_SIP_RING] = { .type = NLA_U32 },
	[XPF_CONFIG_A_ALG_SIP_CALL] = { .type = NLA_U32 },
	[XPF_CONFIG_A_ALG_FLAGS] = NLA_POLICY_MASK(NLA_U32, XPF_ALG_FLAGS),
	[XPF_CONFIG_A_ROUTE_TIMEOUT] = { .type = NLA_U32 },
};

static const struct nla_policy zone_policy[] = {
	[XPF_ZONE_A_ID] = { .type = NLA_U16 },
	[XPF_ZONE_A_NAME] = NAME,
	[XPF_ZONE_A_FLAGS] = NLA_POLICY_MASK(NLA_U32, 0x7),
	[XPF_ZONE_A_SERVICES] = { .type = NLA_U64 },
	[XPF_ZONE_A_PROTOCOLS] = { .type = NLA_U64 },
	[XPF_ZONE_A_SCREEN] = { .type = NLA_U16 },
};

static const struct nla_policy screen_policy[] = {
	[XPF_SCREEN_A_ID] = { .type = NLA_U16 },
	[XPF_SCREEN_A_NAME] = NAME,
	[XPF_SCREEN_A_FLAGS] =
		NLA_POLICY_MASK(NLA_U32, XPF_SCREEN_F_ALARM_ONLY),
	[XPF_SCREEN_A_ENABLED] = { .type = NLA_U64 },
	[XPF_SCREEN_A_THRESHOLDS] =
		NLA_POLICY_EXACT_LEN(sizeof(u32) * __XPF_SCREEN_COUNT),
	[XPF_SCREEN_A_SYN_ALARM] = { .type = NLA_U32 },
	[XPF_SCREEN_A_SYN_TIMEOUT] = { .type = NLA_U32 },
	[XPF_SCREEN_A_SYN_QUEUE] = { .type = NLA_U32 },
	[XPF_SCREEN_A_EXT_HEADERS] = NLA_POLICY_EXACT_LEN(32),
	[XPF_SCREEN_A_HOP_OPTIONS] = NLA_POLICY_EXACT_LEN(32),
	[XPF_SCREEN_A_DST_OPTIONS] = NLA_POLICY_EXACT_LEN(32),
	[XPF_SCREEN_A_WHITE] = { .type = NLA_BINARY },
	[XPF_SCREEN_A_LIMITS] =
		NLA_POLICY_EXACT_LEN(sizeof_field(struct xpf_screen, limit)),
};

static const struct nla_policy interface_policy[] = {
	[XPF_INTERFACE_A_ID] = { .type = NLA_U16 },
	[XPF_INTERFACE_A_IFNAME] = { .type = NLA_NUL_STRING,
				     .len = IFNAMSIZ - 1 },
	[XPF_INTERFACE_A_NAME] = NAME,
	[XPF_INTERFACE_A_ZONE] = { .type = NLA_U16 },
	[XPF_INTERFACE_A_VRF] = { .type = NLA_U16 },
	[XPF_INTERFACE_A_SERVICES] = { .type = NLA_U64 },
	[XPF_INTERFACE_A_PROTOCOLS] = { .type = NLA_U64 },
	[XPF_INTERFACE_A_PROXY_ARP] = { .type = NLA_BINARY },
	[XPF_INTERFACE_A_FILTERS] =
		NLA_POLICY_EXACT_LEN(XPF_FW_PLACES * sizeof(u32)),
	[XPF_INTERFACE_A_POLICERS] =
		NLA_POLICY_EXACT_LEN(XPF_FW_PLACES * sizeof(u32)),
	[XPF_INTERFACE_A_HOST] = { .type = NLA_FLAG },
	[XPF_INTERFACE_A_COS] = NLA_POLICY_EXACT_LEN(sizeof(struct xpf_cos)),
	[XPF_INTERFACE_A_PROXY_NDP] = { .type = NLA_BINARY },
};

static const struct nla_policy policy_policy[] = {
	[XPF_POLICY_A_ID] = { .type = NLA_U32 },
	[XPF_POLICY_A_NAME] = NAME,
	[XPF_POLICY_A_FROM_ZONE] = { .type = NLA_U16 },
	[XPF_POLICY_A_TO_ZONE] = { .type = NLA_U16 },
	[XPF_POLICY_A_ACTION] = NLA_POLICY_MAX(NLA_U8, XPF_ACTION_PERMIT),
	[XPF_POLICY_A_FLAGS] = NLA_POLICY_MASK(NLA_U32, 0xff),
	[XPF_POLICY_A_MSS_INITIAL] = { .type = NLA_U16 },
	[XPF_POLICY_A_MSS_REVERSE] = { .type = NLA_U16 },
	[XPF_POLICY_A_DIGEST] = { .type = NLA_U64 },
	[XPF_POLICY_A_APPS] = { .type = NLA_BINARY },
};

static const struct nla_policy app_policy[] = {
	[XPF_APP_A_ID] = { .type = NLA_U32 },
	[XPF_APP_A_NAME] = NAME,
	[XPF_APP_A_PROTOCOL] = { .type = NLA_U8 },
	[XPF_APP_A_SPORT_LO] = { .type = NLA_U16 },
	[XPF_APP_A_SPORT_HI] = { .type = NLA_U16 },
	[XPF_APP_A_DPORT_LO] = { .type = NLA_U16 },
	[XPF_APP_A_DPORT_HI] = { .type = NLA_U16 },
	[XPF_APP_A_TIMEOUT] = { .type = NLA_U32 },
	[XPF_APP_A_ALG] = NLA_POLICY_MAX(NLA_U8, __XPF_ALG_COUNT - 1),
	[XPF_APP_A_PROGRAM_LO] = { .type = NLA_U32 },
	[XPF_APP_A_PROGRAM_HI] = { .type = NLA_U32 },
	[XPF_APP_A_UUID] = NLA_POLICY_EXACT_LEN(16),
};

static const struct nla_policy nat_rule_policy[] = {
	[XPF_NAT_RULE_A_ID] = { .type = NLA_U32 },
	[XPF_NAT_RULE_A_NAME] = NAME,
	[XPF_NAT_RULE_A_SET] = NAME,
	[XPF_NAT_RULE_A_KIND] = NLA_POLICY_MAX(NLA_U8, XPF_NAT_STATIC),
	[XPF_NAT_RULE_A_ACTION] = NLA_POLICY_MAX(NLA_U8, XPF_NAT_NPTV6),
	[XPF_NAT_RULE_A_POOL] = { .type = NLA_U32 },
	[XPF_NAT_RULE_A_OUTSIDE] = { .type = NLA_BINARY, .len = 16 },
	[XPF_NAT_RULE_A_INSIDE] = { .type = NLA_BINARY, .len = 16 },
	[XPF_NAT_RULE_A_PREFIX_LEN] = { .type = NLA_U8 },
	[XPF_NAT_RULE_A_OUTSIDE_PORT] = { .type = NLA_U16 },
	[XPF_NAT_RULE_A_INSIDE_PORT] = { .type = NLA_U16 },
	[XPF_NAT_RULE_A_DIGEST] = { .type = NLA_U64 },
	[XPF_NAT_RULE_A_VRF] = { .type = NLA_U16 },
	[XPF_NAT_RULE_A_PERSIST] = NLA_POLICY_MAX(NLA_U8, XPF_PERSIST_BLOCK),
	[XPF_NAT_RULE_A_PERSIST_TIMEOUT] = { .type = NLA_U32 },
	[XPF_NAT_RULE_A_PERSIST_SESSIONS] = { .type = NLA_U32 },
	[XPF_NAT_RULE_A_PERSIST_ADDRESS] = NLA_POLICY_MAX(NLA_U8, 1),
	[XPF_NAT_RULE_A_OVERLOAD] = { .type = NLA_U16 },
	[XPF_NAT_RULE_A_IN_ORDER] = NLA_POLICY_MAX(NLA_U8, 1),
	[XPF_NAT_RULE_A_RAISE] = { .type = NLA_U32 },
	[XPF_NAT_RULE_A_CLEAR] = { .type = NLA_U32 },
};

static const struct nla_policy nat_pool_policy[] = {
	[XPF_NAT_POOL_A_ID] = { .type = NLA_U32 },
	[XPF_NAT_POOL_A_NAME] = NAME,
	[XPF_NAT_POOL_A_FAMILY] = { .type = NLA_U8 },
	[XPF_NAT_POOL_A_FLAGS] = NLA_POLICY_MASK(NLA_U32, XPF_POOL_FLAGS),
	[XPF_NAT_POOL_A_RANGES] = { .type = NLA_BINARY },
	[XPF_NAT_POOL_A_PORT_LO] = { .type = NLA_U16 },
	[XPF_NAT_POOL_A_PORT_HI] = { .type = NLA_U16 },
	[XPF_NAT_POOL_A_HOST_BASE] = { .type = NLA_BINARY, .len = 16 },
	[XPF_NAT_POOL_A_OVERFLOW] = { .type = NLA_U32 },
	[XPF_NAT_POOL_A_VRF] = { .type = NLA_U16 },
	[XPF_NAT_POOL_A_OVERLOAD] = { .type = NLA_U16 },
	[XPF_NAT_POOL_A_TWIN_LO] = { .type = NLA_U16 },
	[XPF_NAT_POOL_A_TWIN_HI] = { .type = NLA_U16 },
	[XPF_NAT_POOL_A_BLOCK_SIZE] = { .type = NLA_U16 },
	[XPF_NAT_POOL_A_BLOCK_MAX] = { .type = NLA_U16 },
	[XPF_NAT_POOL_A_BLOCK_TIMEOUT] = { .type = NLA_U32 },
	[XPF_NAT_POOL_A_BLOCK_RECYCLE] = { .type = NLA_U32 },
	[XPF_NAT_POOL_A_BLOCK_INTERIM] = { .type = NLA_U32 },
	[XPF_NAT_POOL_A_HOSTS] = { .type = NLA_BINARY },
	[XPF_NAT_POOL_A_HOSTS_FAMILY] = { .type = NLA_U8 },
	[XPF_NAT_POOL_A_RAISE] = NLA_POLICY_MAX(NLA_U8, 100),
	[XPF_NAT_POOL_A_CLEAR] = NLA_POLICY_MAX(NLA_U8, 100),
};

/* Attributes that may be absent, with what absence means. */

static u8 get_u8(struct nlattr **tb, int type, u8 absent)
{
	return tb[type] ? nla_get_u8(tb[type]) : absent;
}

static u16 get_u16(struct nlattr **tb, int type, u16 absent)
{
	return tb[type] ? nla_get_u16(tb[type]) : absent;
}

static u32 get_u32(struct nlattr **tb, int type, u32 absent)
{
	return tb[type] ? nla_get_u32(tb[type]) : absent;
}

static u64 get_u64(struct nlattr **tb, int type, u64 absent)
{
	return tb[type] ? nla_get_u64(tb[type]) : absent;
}

static void get_name(struct nlattr **tb, int type, char *name, size_t size)
{
	if (tb[type])
		nla_strscpy(name, tb[type], size);
}

static int need(struct nlattr **tb, int type, const char *text,
		struct xpf_fault *fault)
{
	if (tb[type])
		return 0;
	fault->text = text;
	return -EINVAL;
}

/* An address of a family; absent: zero. */
static int get_addr(struct nlattr **tb, int type, u8 family,
		    struct in6_addr *addr, struct xpf_fault *fault)
{
	int len = family == AF_INET ? 4 : 16;

	if (family != AF_INET && family != AF_INET6) {
		fault->text = "address family is neither IPv4 nor IPv6";
		return -EAFNOSUPPORT;
	}
	if (!tb[type])
		return 0;
	if (nla_len(tb[type]) != len) {
		fault->text = "address of another family";
		return -EINVAL;
	}
	memcpy(addr, nla_data(tb[type]), len);
	return 0;
}

static void get_timeout(struct nlattr **tb, int type, u32 *seconds)
{
	*seconds = get_u32(tb, type, 0) ?: *seconds;
}

static void get_mss(struct nlattr **tb, struct xpf_mss *mss)
{
	mss->all = get_u16(tb, XPF_CONFIG_A_MSS_ALL, 0);
	mss->ipsec = get_u16(tb, XPF_CONFIG_A_MSS_IPSEC, 0);
	mss->gre_in = get_u16(tb, XPF_CONFIG_A_MSS_GRE_IN, 0);
	mss->gre_out = get_u16(tb, XPF_CONFIG_A_MSS_GRE_OUT, 0);
	mss->any |= mss->all || mss->ipsec || mss->gre_in || mss->gre_out;
}

static int add_config(struct xpf_builder *b, const struct nlattr *attr,
		      struct xpf_fault *fault, struct netlink_ext_ack *extack)
{
	struct xpf_ruleset *rs = xpf_builder_ruleset(b);
	struct xpf_timeouts *t = &rs->timeouts;
	struct nlattr *tb[XPF_CONFIG_A_MAX + 1];
	u8 action;
	int err;

	err = nla_parse_nested(tb, XPF_CONFIG_A_MAX, attr, config_policy,
			       extack);
	if (err)
		return err;
	action = get_u8(tb, XPF_CONFIG_A_DEFAULT_ACTION, XPF_ACTION_DENY);
	if (action != XPF_ACTION_DENY && action != XPF_ACTION_PERMIT) {
		fault->text = "default action is neither deny nor permit";
		return -ERANGE;
	}
	rs->default_action = action;
	rs->flags = get_u32(tb, XPF_CONFIG_A_FLAGS, 0);
	rs->alg.enabled = get_u32(tb, XPF_CONFIG_A_ALGS, 0);
	rs->alg.flags = get_u32(tb, XPF_CONFIG_A_ALG_FLAGS, 0);
	rs->alg.dns_length = get_u32(tb, XPF_CONFIG_A_ALG_DNS_LENGTH, 0) ?:
				     DNS_LENGTH;
	rs->route_timeout = get_u32(tb, XPF_CONFIG_A_ROUTE_TIMEOUT, 0);
	rs->alg.sip_media = get_u32(tb, XPF_CONFIG_A_ALG_SIP_MEDIA, 0) ?:
				    SIP_MEDIA;
	rs->alg.sip_ring = get_u32(tb, XPF_CONFIG_A_ALG_SIP_RING, 0) ?:
								       SIP_RING;
	rs->alg.sip_call = get_u32(tb, XPF_CONFIG_A_ALG_SIP_CALL, 0) ?:
								       SIP_CALL;
	rs->alg.sunrpc_map = get_u32(tb, XPF_CONFIG_A_ALG_SUNRPC_MAP, 0) ?:
				     RPC_MAP;
	rs->alg.msrpc_map = get_u32(tb, XPF_CONFIG_A_ALG_MSRPC_MAP, 0) ?:
									 RPC_MAP;
	get_timeout(tb, XPF_CONFIG_A_TCP_INITIAL, &t->tcp_initial);
	get_timeout(tb, XPF_CONFIG_A_TCP_ESTABLISHED, &t->tcp_established);
	get_timeout(tb, XPF_CONFIG_A_TCP_HALF_CLOSED, &t->tcp_half_closed);
	get_timeout(tb, XPF_CONFIG_A_TCP_TIME_WAIT, &t->tcp_time_wait);
	get_timeout(tb, XPF_CONFIG_A_UDP, &t->udp);
	get_timeout(tb, XPF_CONFIG_A_ICMP, &t->icmp);
	get_timeout(tb, XPF_CONFIG_A_OTHER, &t->other);
	get_mss(tb, &rs->mss);
	rs->aging.early = get_u32(tb, XPF_CONFIG_A_AGING_EARLY, 0);
	rs->aging.high = get_u8(tb, XPF_CONFIG_A_AGING_HIGH, 100);
	rs->aging.low = get_u8(tb, XPF_CONFIG_A_AGING_LOW, 100);
	return 0;
}

static int add_zone(struct xpf_builder *b, const struct nlattr *attr,
		    struct xpf_fault *fault, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XPF_ZONE_A_MAX + 1];
	struct xpf_zone z = {};
	int err;

	err = nla_parse_nested(tb, XPF_ZONE_A_MAX, attr, zone_policy, extack);
	if (!err)
		err = need(tb, XPF_ZONE_A_NAME, "zone without a name", fault);
	if (err)
		return err;
	z.id = get_u16(tb, XPF_ZONE_A_ID, 0);
	z.flags = get_u32(tb, XPF_ZONE_A_FLAGS, 0);
	z.services = get_u64(tb, XPF_ZONE_A_SERVICES, 0);
	z.protocols = get_u64(tb, XPF_ZONE_A_PROTOCOLS, 0);
	get_name(tb, XPF_ZONE_A_NAME, z.name, sizeof(z.name));
	return xpf_builder_zone(b, &z, get_u16(tb, XPF_ZONE_A_SCREEN, 0),
				fault);
}

/* 256 bits in bytes: bit n is bit n % 8 of byte n / 8. */
static void get_bits(struct nlattr **tb, int type, unsigned long *bits)
{
	const u8 *p;
	int i;

	if (!tb[type])
		return;
	p = nla_data(tb[type]);
	for (i = 0; i < 256; i++)
		if (p[i / 8] >> (i % 8) & 1)
			__set_bit(i, bits);
}

static int add_screen(struct xpf_builder *b, const struct nlattr *attr,
		      struct xpf_fault *fault, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XPF_SCREEN_A_MAX + 1];
	const struct nlattr *white;
	struct xpf_screen s = {};
	int err;

	err = nla_parse_nested(tb, XPF_SCREEN_A_MAX, attr, screen_policy,
			       extack);
	if (!err)
		err = need(tb, XPF_SCREEN_A_NAME, "screen without a name",
			   fault);
	if (err)
		return err;
	s.id = get_u16(tb, XPF_SCREEN_A_ID, 0);
	s.flags = get_u32(tb, XPF_SCREEN_A_FLAGS, 0);
	s.enabled = get_u64(tb, XPF_SCREEN_A_ENABLED, 0);
	s.syn_alarm = get_u32(tb, XPF_SCREEN_A_SYN_ALARM, 0);
	s.syn_timeout = get_u32(tb, XPF_SCREEN_A_SYN_TIMEOUT, 0);
	s.syn_queue = get_u32(tb, XPF_SCREEN_A_SYN_QUEUE, 0);
	get_name(tb, XPF_SCREEN_A_NAME, s.name, sizeof(s.name));
	if (tb[XPF_SCREEN_A_THRESHOLDS])
		memcpy(s.threshold, nla_data(tb[XPF_SCREEN_A_THRESHOLDS]),
		       sizeof(s.threshold));
	if (tb[XPF_SCREEN_A_LIMITS])
		memcpy(s.limit, nla_data(tb[XPF_SCREEN_A_LIMITS]),
		       sizeof(s.limit));
	get_bits(tb, XPF_SCREEN_A_EXT_HEADERS, s.ext_header);
	get_bits(tb, XPF_SCREEN_A_HOP_OPTIONS, s.hop_option);
	get_bits(tb, XPF_SCREEN_A_DST_OPTIONS, s.dst_option);
	white = tb[XPF_SCREEN_A_WHITE];
	if (white && nla_len(white) % sizeof(struct xpf_screen_white)) {
		fault->text = "white-listed addresses of odd length";
		return -EINVAL;
	}
	return xpf_builder_screen(
		b, &s, white ? nla_data(white) : NULL,
		white ? nla_len(white) / sizeof(struct xpf_screen_white) : 0,
		fault);
}

static void get_filters(struct nlattr **tb, struct xpf_bind_filters *f)
{
	if (tb[XPF_INTERFACE_A_FILTERS])
		nla_memcpy(f->filter_id, tb[XPF_INTERFACE_A_FILTERS],
			   sizeof(f->filter_id));
	if (tb[XPF_INTERFACE_A_POLICERS])
		nla_memcpy(f->policer_id, tb[XPF_INTERFACE_A_POLICERS],
			   sizeof(f->policer_id));
	f->is_host = tb[XPF_INTERFACE_A_HOST];
	/* the message's own bytes until the builder copies them */
	if (tb[XPF_INTERFACE_A_COS])
		f->cos = nla_data(tb[XPF_INTERFACE_A_COS]);
}

static int add_interface(struct xpf_builder *b, const struct nlattr *attr,
			 struct xpf_fault *fault,
			 struct netlink_ext_ack *extack)
{
	const struct xpf_ruleset *rs = xpf_builder_ruleset(b);
	struct nlattr *tb[XPF_INTERFACE_A_MAX + 1];
	const struct xpf_zone *z = &rs->zone[XPF_ZONE_NONE];
	const struct xpf_nat_range *proxy = NULL;
	struct xpf_binding i = {};
	u32 n_proxy = 0;
	int err;

	err = nla_parse_nested(tb, XPF_INTERFACE_A_MAX, attr, interface_policy,
			       extack);
	if (!err)
		err = need(tb, XPF_INTERFACE_A_IFNAME,
			   "interface without a device name", fault);
	if (!err)
		err = need(tb, XPF_INTERFACE_A_NAME, "interface without a name",
			   fault);
	if (err)
		return err;
	i.id = get_u16(tb, XPF_INTERFACE_A_ID, 0);
	i.zone = get_u16(tb, XPF_INTERFACE_A_ZONE, XPF_ZONE_NONE);
	i.vrf = get_u16(tb, XPF_INTERFACE_A_VRF, XPF_VRF_MAIN);
	if (i.zone < XPF_MAX_ZONES)
		z = &rs->zone[i.zone];
	i.services = get_u64(tb, XPF_INTERFACE_A_SERVICES, z->services);
	i.protocols = get_u64(tb, XPF_INTERFACE_A_PROTOCOLS, z->protocols);
	get_name(tb, XPF_INTERFACE_A_IFNAME, i.ifname, sizeof(i.ifname));
	get_name(tb, XPF_INTERFACE_A_NAME, i.name, sizeof(i.name));
	if (tb[XPF_INTERFACE_A_PROXY_ARP]) {
		proxy = nla_data(tb[XPF_INTERFACE_A_PROXY_ARP]);
		n_proxy =
			nla_len(tb[XPF_INTERFACE_A_PROXY_ARP]) / sizeof(*proxy);
	}
	get_filters(tb, &i.filters);
	if (tb[XPF_INTERFACE_A_PROXY_NDP]) {
		i.proxy6 = nla_data(tb[XPF_INTERFACE_A_PROXY_NDP]);
		i.n_proxy6 = nla_len(tb[XPF_INTERFACE_A_PROXY_NDP]) /
			     sizeof(*i.proxy6);
	}
	return xpf_builder_binding(b, &i, proxy, n_proxy, fault);
}

static int add_policy(struct xpf_builder *b, const struct nlattr *attr,
		      struct xpf_fault *fault, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XPF_POLICY_A_MAX + 1];
	struct xpf_policy p = {};
	const u32 *apps = NULL;
	u32 n_apps = 0;
	int err;

	err = nla_parse_nested(tb, XPF_POLICY_A_MAX, attr, policy_policy,
			       extack);
	if (!err)
		err = need(tb, XPF_POLICY_A_NAME, "policy without a name",
			   fault);
	if (err)
		return err;
	p.id = get_u32(tb, XPF_POLICY_A_ID, 0);
	p.from_zone = get_u16(tb, XPF_POLICY_A_FROM_ZONE, 0);
	p.to_zone = get_u16(tb, XPF_POLICY_A_TO_ZONE, 0);
	p.action = get_u8(tb, XPF_POLICY_A_ACTION, XPF_ACTION_DENY);
	p.flags = get_u32(tb, XPF_POLICY_A_FLAGS, 0);
	p.digest = get_u64(tb, XPF_POLICY_A_DIGEST, 0);
	p.mss[0] = get_u16(tb, XPF_POLICY_A_MSS_INITIAL, 0);
	p.mss[1] = get_u16(tb, XPF_POLICY_A_MSS_REVERSE, 0);
	get_name(tb, XPF_POLICY_A_NAME, p.name, sizeof(p.name));
	if (tb[XPF_POLICY_A_APPS]) {
		if (nla_len(tb[XPF_POLICY_A_APPS]) % sizeof(*apps)) {
			fault->text = "application ids of odd length";
			return -EINVAL;
		}
		apps = nla_data(tb[XPF_POLICY_A_APPS]);
		n_apps = nla_len(tb[XPF_POLICY_A_APPS]) / sizeof(*apps);
	}
	return xpf_builder_policy(b, &p, apps, n_apps, fault);
}

static int add_app(struct xpf_builder *b, const struct nlattr *attr,
		   struct xpf_fault *fault, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XPF_APP_A_MAX + 1];
	struct xpf_app a = {};
	int err;

	err = nla_parse_nested(tb, XPF_APP_A_MAX, attr, app_policy, extack);
	if (!err)
		err = need(tb, XPF_APP_A_NAME, "application without a name",
			   fault);
	if (err)
		return err;
	a.id = get_u32(tb, XPF_APP_A_ID, 0);
	a.any_proto = !tb[XPF_APP_A_PROTOCOL];
	a.proto = get_u8(tb, XPF_APP_A_PROTOCOL, 0);
	a.sport_lo = get_u16(tb, XPF_APP_A_SPORT_LO, 0);
	a.sport_hi = get_u16(tb, XPF_APP_A_SPORT_HI, U16_MAX);
	a.dport_lo = get_u16(tb, XPF_APP_A_DPORT_LO, 0);
	a.dport_hi = get_u16(tb, XPF_APP_A_DPORT_HI, U16_MAX);
	a.timeout = get_u32(tb, XPF_APP_A_TIMEOUT, 0);
	a.alg = get_u8(tb, XPF_APP_A_ALG, XPF_ALG_NONE);
	a.has_program = tb[XPF_APP_A_PROGRAM_LO] || tb[XPF_APP_A_PROGRAM_HI];
	a.program_lo = get_u32(tb, XPF_APP_A_PROGRAM_LO, 0);
	a.program_hi = get_u32(tb, XPF_APP_A_PROGRAM_HI, a.program_lo);
	a.has_uuid = tb[XPF_APP_A_UUID];
	if (a.has_uuid)
		memcpy(a.uuid, nla_data(tb[XPF_APP_A_UUID]), sizeof(a.uuid));
	get_name(tb, XPF_APP_A_NAME, a.name, sizeof(a.name));
	return xpf_builder_app(b, &a, fault);
}

static int get_map(struct nlattr **tb, struct xpf_nat_map *m,
		   struct xpf_fault *fault)
{
	int err;

	err = need(tb, XPF_NAT_RULE_A_OUTSIDE, "static rule without a prefix",
		   fault);
	if (err)
		return err;
	m->family = nla_len(tb[XPF_NAT_RULE_A_OUTSIDE]) == 4 ? AF_INET :
							       AF_INET6;
	m->len = get_u8(tb, XPF_NAT_RULE_A_PREFIX_LEN, 0);
	m->outside_port = get_u16(tb, XPF_NAT_RULE_A_OUTSIDE_PORT, 0);
	m->inside_port = get_u16(tb, XPF_NAT_RULE_A_INSIDE_PORT, 0);
	err = get_addr(tb, XPF_NAT_RULE_A_OUTSIDE, m->family, &m->outside,
		       fault);
	if (err)
		return err;
	m->inside_family = m->family;
	if (tb[XPF_NAT_RULE_A_INSIDE])
		m->inside_family = nla_len(tb[XPF_NAT_RULE_A_INSIDE]) == 4 ?
					   AF_INET :
					   AF_INET6;
	return get_addr(tb, XPF_NAT_RULE_A_INSIDE, m->inside_family, &m->inside,
			fault);
}

static int add_nat_rule(struct xpf_builder *b, const struct nlattr *attr,
			struct xpf_fault *fault, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XPF_NAT_RULE_A_MAX + 1];
	struct xpf_nat_rule r = {};
	int err;

	err = nla_parse_nested(tb, XPF_NAT_RULE_A_MAX, attr, nat_rule_policy,
			       extack);
	if (!err)
		err = need(tb, XPF_NAT_RULE_A_NAME, "NAT rule without a name",
			   fault);
	if (!err)
		err = need(tb, XPF_NAT_RULE_A_KIND, "NAT rule without a kind",
			   fault);
	if (!err)
		err = need(tb, XPF_NAT_RULE_A_ACTION,
			   "NAT rule without an action", fault);
	if (err)
		return err;
	r.id = get_u32(tb, XPF_NAT_RULE_A_ID, 0);
	r.kind = get_u8(tb, XPF_NAT_RULE_A_KIND, 0);
	r.action = get_u8(tb, XPF_NAT_RULE_A_ACTION, 0);
	r.pool_id = get_u32(tb, XPF_NAT_RULE_A_POOL, 0);
	r.digest = get_u64(tb, XPF_NAT_RULE_A_DIGEST, 0);
	r.has_vrf = tb[XPF_NAT_RULE_A_VRF];
	r.vrf = get_u16(tb, XPF_NAT_RULE_A_VRF, XPF_VRF_MAIN);
	r.persist.kind = get_u8(tb, XPF_NAT_RULE_A_PERSIST, XPF_PERSIST_NONE);
	r.persist.timeout = get_u32(tb, XPF_NAT_RULE_A_PERSIST_TIMEOUT, 300);
	r.persist.max = get_u32(tb, XPF_NAT_RULE_A_PERSIST_SESSIONS, 30);
	r.persist.address = get_u8(tb, XPF_NAT_RULE_A_PERSIST_ADDRESS, 0);
	r.overload = get_u16(tb, XPF_NAT_RULE_A_OVERLOAD, 1);
	r.in_order = get_u8(tb, XPF_NAT_RULE_A_IN_ORDER, 0);
	r.raise = get_u32(tb, XPF_NAT_RULE_A_RAISE, 0);
	r.clear = get_u32(tb, XPF_NAT_RULE_A_CLEAR, 0);
	if (r.action >= XPF_NAT_PREFIX) {
		err = get_map(tb, &r.map, fault);
		if (err)
			return err;
	}
	get_name(tb, XPF_NAT_RULE_A_NAME, r.name, sizeof(r.name));
	get_name(tb, XPF_NAT_RULE_A_SET, r.set, sizeof(r.set));
	return xpf_builder_nat_rule(b, &r, fault);
}

static void get_block(struct nlattr **tb, struct xpf_nat_block *b)
{
	b->size = get_u16(tb, XPF_NAT_POOL_A_BLOCK_SIZE, 0);
	b->max = get_u16(tb, XPF_NAT_POOL_A_BLOCK_MAX, 1);
	b->timeout = get_u32(tb, XPF_NAT_POOL_A_BLOCK_TIMEOUT, 0);
	b->recycle = get_u32(tb, XPF_NAT_POOL_A_BLOCK_RECYCLE, 0);
	b->interim = get_u32(tb, XPF_NAT_POOL_A_BLOCK_INTERIM, 0);
}

static int get_pool(struct nlattr **tb, struct xpf_nat_pool *p,
		    struct xpf_fault *fault)
{
	p->id = get_u32(tb, XPF_NAT_POOL_A_ID, 0);
	p->family = get_u8(tb, XPF_NAT_POOL_A_FAMILY, AF_UNSPEC);
	p->flags = get_u32(tb, XPF_NAT_POOL_A_FLAGS, 0);
	p->port_lo = get_u16(tb, XPF_NAT_POOL_A_PORT_LO, 0);
	p->port_hi = get_u16(tb, XPF_NAT_POOL_A_PORT_HI, p->port_lo);
	p->overload = get_u16(tb, XPF_NAT_POOL_A_OVERLOAD, 1);
	p->twin_lo = get_u16(tb, XPF_NAT_POOL_A_TWIN_LO, 0);
	p->twin_hi = get_u16(tb, XPF_NAT_POOL_A_TWIN_HI, p->twin_lo);
	p->raise = get_u8(tb, XPF_NAT_POOL_A_RAISE, 0);
	p->clear = get_u8(tb, XPF_NAT_POOL_A_CLEAR, 0);
	p->overflow_id = get_u32(tb, XPF_NAT_POOL_A_OVERFLOW, 0);
	p->has_vrf = tb[XPF_NAT_POOL_A_VRF];
	p->vrf = get_u16(tb, XPF_NAT_POOL_A_VRF, XPF_VRF_MAIN);
	p->host_family = get_u8(tb, XPF_NAT_POOL_A_HOSTS_FAMILY, AF_UNSPEC);
	get_block(tb, &p->block);
	get_name(tb, XPF_NAT_POOL_A_NAME, p->name, sizeof(p->name));
	return get_addr(tb, XPF_NAT_POOL_A_HOST_BASE, p->family, &p->host_base,
			fault);
}

/* Ranges of addresses; an absent list has none. */
static int get_ranges(struct nlattr **tb, int type,
		      const struct xpf_nat_range **r, u32 *n,
		      struct xpf_fault *fault)
{
	*r = tb[type] ? nla_data(tb[type]) : NULL;
	*n = tb[type] ? nla_len(tb[type]) / sizeof(**r) : 0;
	if (!tb[type] || nla_len(tb[type]) % sizeof(**r) == 0)
		return 0;
	fault->text = "addresses of odd length";
	return -EINVAL;
}

static int add_nat_pool(struct xpf_builder *b, const struct nlattr *attr,
			struct xpf_fault *fault, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[XPF_NAT_POOL_A_MAX + 1];
	const struct xpf_nat_range *ranges, *hosts;
	struct xpf_nat_pool p = {};
	u32 n, n_hosts;
	int err;

	err = nla_parse_nested(tb, XPF_NAT_POOL_A_MAX, attr, nat_pool_policy,
			       extack);
	if (!err)
		err = need(tb, XPF_NAT_POOL_A_NAME, "NAT pool without a name",
			   fault);
	if (!err)
		err = need(tb, XPF_NAT_POOL_A_RANGES,
			   "NAT pool without addresses", fault);
	if (!err)
		err = get_pool(tb, &p, fault);
	if (!err)
		err = get_ranges(tb, XPF_NAT_POOL_A_RANGES, &ranges, &n, fault);
	if (!err)
		err = get_ranges(tb, XPF_NAT_POOL_A_HOSTS, &hosts, &n_hosts,
				 fault);
	if (err)
		return err;
	return xpf_builder_nat_pool(b, &p, ranges, n, hosts, n_hosts, fault);
}

int xpf_object_add(struct xpf_builder *b, const struct nlattr *attr,
		   struct xpf_fault *fault, struct netlink_ext_ack *extack)
{
	int type = nla_type(attr);

	fault->object = type;
	fault->index = xpf_builder_count(b, type);
	fault->text = NULL;
	switch (type) {
	case XPF_A_CONFIG:
		return add_config(b, attr, fault, extack);
	case XPF_A_ZONE:
		return add_zone(b, attr, fault, extack);
	case XPF_A_INTERFACE:
		return add_interface(b, attr, fault, extack);
	case XPF_A_POLICY:
		return add_policy(b, attr, fault, extack);
	case XPF_A_APP:
		return add_app(b, attr, fault, extack);
	case XPF_A_NAT_RULE:
		return add_nat_rule(b, attr, fault, extack);
	case XPF_A_NAT_POOL:
		return add_nat_pool(b, attr, fault, extack);
	case XPF_A_FW_FILTER:
	case XPF_A_FW_METER:
	case XPF_A_FW_TERM:
		return xpf_firewall_add(b, attr, fault, extack);
	case XPF_A_SCREEN:
		return add_screen(b, attr, fault, extack);
	}
	fault->text = "not an object of a ruleset";
	return -EINVAL;
}
