// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A snapshot as text that only changes when its meaning does: one line an
 * object, ids included, since ids are promised to be stable.  Images are
 * decoded to intervals and the rules they admit, which shows at a glance what
 * the classifier was told; what a table leaves out is open.
 */
#include "compile/compile.h"

#include <arpa/inet.h>
#include <string.h>

#include "compile/image.h"
#include "compile/snapshot.h"
#include "lib/addr.h"
#include "lib/buf.h"
#include "model/inbound.h"
#include "model/model.h"

static const char *rematch_name(uint8_t rematch)
{
	switch ((enum xpf_rematch)rematch) {
	case XPF_REMATCH_NONE:
		return "none";
	case XPF_REMATCH_MODIFIED:
		return "modified";
	case XPF_REMATCH_EXTENSIVE:
		return "extensive";
	}
	return "?";
}

static const char *nat_action_name(uint8_t action)
{
	switch ((enum xpf_nat_action)action) {
	case XPF_NAT_OFF:
		return "off";
	case XPF_NAT_INTERFACE:
		return "interface";
	case XPF_NAT_POOL:
		return "pool";
	case XPF_NAT_PREFIX:
		return "prefix";
	case XPF_NAT_INET:
		return "inet";
	case XPF_NAT_NPTV6:
		return "nptv6-prefix";
	}
	return "?";
}

struct flag_name {
	uint32_t flag;
	const char *name;
};

static void print_flags(struct buf *out, uint32_t flags,
			const struct flag_name *f)
{
	for (; f->name; f++)
		if (flags & f->flag)
			buf_printf(out, " %s", f->name);
}

/* When they are not what they are without a word. */
static void print_algs(const struct dp_ruleset *rs, struct buf *out)
{
	static const struct flag_name names[] = {
		{ XPF_ALG_FTP_MISMATCH, "ftp-allow-mismatch-ip-address" },
		{ XPF_ALG_FTP_FTPS, "ftp-ftps-extension" },
		{ XPF_ALG_FTP_BREAKS, "ftp-line-break-extension" },
		{ XPF_ALG_DNS_OVERSIZE, "dns-oversize-message-drop" },
		{ XPF_ALG_DNS_NO_DOCTORING, "dns-doctoring-none" },
		{ XPF_ALG_DNS_CHECK_ONLY, "dns-doctoring-sanity-check" },
		{ XPF_ALG_SIP_PERMIT_NAT, "sip-permit-nat-applied" },
		{ XPF_ALG_SIP_PERMIT_ROUTED, "sip-permit-routed" },
		{ XPF_ALG_SIP_KEEP_CALL_ID, "sip-keep-call-id" },
		{ 0, NULL },
	};
	uint8_t alg;

	if (rs->config.algs == model_algs_default() && !rs->config.alg_flags &&
	    !rs->config.alg_dns_length && !rs->config.alg_sip_media &&
	    !rs->config.alg_sip_ring && !rs->config.alg_sip_call &&
	    !rs->config.alg_sunrpc_map && !rs->config.alg_msrpc_map)
		return;
	buf_puts(out, "algs");
	for (alg = 0; alg < __XPF_ALG_COUNT; alg++)
		if (rs->config.algs >> alg & 1)
			buf_printf(out, " %s", dp_alg_str(alg));
	print_flags(out, rs->config.alg_flags, names);
	if (rs->config.alg_dns_length)
		buf_printf(out, " dns-maximum-message-length %u",
			   rs->config.alg_dns_length);
	if (rs->config.alg_sip_media)
		buf_printf(out, " sip-inactive-media-timeout %u",
			   rs->config.alg_sip_media);
	if (rs->config.alg_sip_ring)
		buf_printf(out, " sip-c-timeout %u", rs->config.alg_sip_ring);
	if (rs->config.alg_sip_call)
		buf_printf(out, " sip-maximum-call-duration %u",
			   rs->config.alg_sip_call);
	if (rs->config.alg_sunrpc_map)
		buf_printf(out, " sunrpc-map-entry-timeout %u",
			   rs->config.alg_sunrpc_map);
	if (rs->config.alg_msrpc_map)
		buf_printf(out, " msrpc-map-entry-timeout %u",
			   rs->config.alg_msrpc_map);
	buf_putc(out, '\n');
}

static void print_config(const struct dp_ruleset *rs, struct buf *out)
{
	static const struct flag_name names[] = {
		{ XPF_CONFIG_NO_SYN_CHECK, "no-syn-check" },
		{ XPF_CONFIG_NO_SEQ_CHECK, "no-sequence-check" },
		{ XPF_CONFIG_RST_INVALIDATE, "rst-invalidate-session" },
		{ XPF_CONFIG_FIN_INVALIDATE, "fin-invalidate-session" },
		{ XPF_CONFIG_STRICT_SYN_CHECK, "strict-syn-check" },
		{ XPF_CONFIG_RST_SEQ_CHECK, "rst-sequence-check" },
		{ XPF_CONFIG_NO_SYN_CHECK_TUNNEL, "no-syn-check-in-tunnel" },
		{ XPF_CONFIG_ALLOW_DNS_REPLY, "allow-dns-reply" },
		{ XPF_CONFIG_ALLOW_STRAY_ERROR, "allow-embedded-icmp" },
		{ XPF_CONFIG_SYN_PROXY, "syn-proxy" },
		{ XPF_CONFIG_NO_V6_FRAG_HEADER, "no-v6-frag-header" },
		{ 0, NULL },
	};
	const struct dp_config *c = &rs->config;
	const struct dp_timeouts *t = &c->timeouts;

	buf_printf(out, "config default %s rematch %s",
		   dp_action_str(rs->config.default_action),
		   rematch_name(rs->rematch));
	print_flags(out, rs->config.flags, names);
	buf_printf(out, "\ntimeouts tcp %u/%u/%u/%u udp %u icmp %u other %u\n",
		   t->tcp_initial, t->tcp_established, t->tcp_half_closed,
		   t->tcp_time_wait, t->udp, t->icmp, t->other);
	if (c->mss_all || c->mss_ipsec || c->mss_gre_in || c->mss_gre_out)
		buf_printf(out, "mss %u ipsec %u gre-in %u gre-out %u\n",
			   c->mss_all, c->mss_ipsec, c->mss_gre_in,
			   c->mss_gre_out);
	if (c->aging_early)
		buf_printf(out, "aging early %u high %u low %u\n",
			   c->aging_early, c->aging_high, c->aging_low);
	if (c->route_timeout)
		buf_printf(out, "route-timeout %u\n", c->route_timeout);
	print_algs(rs, out);
}

static void print_inbound(struct buf *out, uint64_t services,
			  uint64_t protocols)
{
	buf_puts(out, " services ");
	inbound_print(services, inbound_service_name, out);
	buf_puts(out, " protocols ");
	inbound_print(protocols, inbound_protocol_name, out);
}

static const char *zone_name(const struct dp_ruleset *rs, uint32_t id)
{
	size_t i;

	if (id == XPF_ZONE_HOST)
		return "junos-host";
	for (i = 0; i < rs->n_zones; i++)
		if (rs->zones[i].id == id)
			return rs->zones[i].name;
	return "none";
}

static const char *screen_name(const struct dp_ruleset *rs, uint16_t id)
{
	size_t i;

	for (i = 0; i < rs->n_screens; i++)
		if (rs->screens[i].id == id)
			return rs->screens[i].name;
	return "?";
}

static void print_bits(struct buf *out, const char *what,
		       const uint8_t bits[32])
{
	const char *sep = " ";
	int n;

	for (n = 0; n < 256; n++) {
		if (!(bits[n / 8] >> n % 8 & 1))
			continue;
		if (*sep == ' ')
			buf_printf(out, "  %s", what);
		buf_printf(out, "%s%d", sep, n);
		sep = ",";
	}
	if (*sep == ',')
		buf_putc(out, '\n');
}

static void print_white_limits(uint8_t limits, struct buf *out)
{
	int i;

	if (limits)
		buf_puts(out, " limits");
	for (i = 0; i < 8; i++)
		if (limits >> i & 1)
			buf_printf(out, " %d", i);
}

static void print_white(const struct dp_screen *s, struct buf *out)
{
	static const struct flag_name names[] = {
		{ XPF_WHITE_SYN_SOURCE, "syn-source" },
		{ XPF_WHITE_SYN_DEST, "syn-destination" },
		{ XPF_WHITE_UDP, "udp" },
		{ 0, NULL },
	};
	char text[PREFIX_STRLEN];
	struct prefix p;
	size_t i;

	for (i = 0; i < s->n_white; i++) {
		p.addr.family = s->white[i].family;
		memcpy(p.addr.b, s->white[i].addr, sizeof(p.addr.b));
		p.len = s->white[i].len;
		buf_printf(out, "  white %s", prefix_str(&p, text));
		if (s->white[i].what)
			print_flags(out, s->white[i].what, names);
		print_white_limits(s->white[i].limits, out);
		buf_putc(out, '\n');
	}
}

static void print_limits(const struct dp_screen *s, struct buf *out)
{
	static const char *const names[] = { "all", "tcp", "udp", "icmp" };
	const struct xpf_screen_limit *l;
	int dest, of;

	for (dest = 0; dest < 2; dest++)
		for (of = 0; of < __XPF_LIMIT_COUNT; of++) {
			l = &s->limit[dest][of];
			if (!l->sessions && !l->rate && !l->packets)
				continue;
			buf_printf(out, "  limit %s %s sessions %u rate %u",
				   dest ? "destination" : "source", names[of],
				   l->sessions, l->rate);
			if (l->packets)
				buf_printf(out, " packets %u", l->packets);
			buf_putc(out, '\n');
		}
}

static void print_screens(const struct dp_ruleset *rs, struct buf *out)
{
	const struct dp_screen *s;
	size_t i;
	int id;

	for (i = 0; i < rs->n_screens; i++) {
		s = &rs->screens[i];
		buf_printf(out, "screen %u %s%s", s->id, s->name,
			   s->flags & XPF_SCREEN_F_ALARM_ONLY ?
				   " alarm-without-drop" :
				   "");
		for (id = 1; id < __XPF_SCREEN_COUNT; id++) {
			if (!(s->enabled >> id & 1))
				continue;
			buf_printf(out, " %s", dp_screen_str((uint8_t)id));
			if (s->threshold[id] || id == XPF_SCREEN_EXT_LIMIT)
				buf_printf(out, " %u", s->threshold[id]);
		}
		buf_putc(out, '\n');
		if (s->syn_alarm)
			buf_printf(out, "  syn alarm %u timeout %u queue %u\n",
				   s->syn_alarm, s->syn_timeout, s->syn_queue);
		print_bits(out, "headers", s->headers);
		print_bits(out, "hop-options", s->hop_options);
		print_bits(out, "destination-options", s->dst_options);
		print_white(s, out);
		print_limits(s, out);
	}
}

static void print_zones(const struct dp_ruleset *rs, struct buf *out)
{
	static const struct flag_name names[] = {
		{ XPF_ZONE_TCP_RST, "tcp-rst" },
		{ XPF_ZONE_POLICY_IN, "policies-in" },
		{ XPF_ZONE_POLICY_OUT, "policies-out" },
		{ 0, NULL },
	};
	const struct dp_interface *p;
	const struct dp_zone *z;
	size_t i;

	for (i = 0; i < rs->n_zones; i++) {
		z = &rs->zones[i];
		buf_printf(out, "zone %u %s", z->id, z->name);
		print_flags(out, z->flags, names);
		print_inbound(out, z->services, z->protocols);
		if (z->screen)
			buf_printf(out, " screen %s",
				   screen_name(rs, z->screen));
		buf_putc(out, '\n');
	}
	for (i = 0; i < rs->n_interfaces; i++) {
		p = &rs->interfaces[i];
		buf_printf(out, "interface %u %s device %s zone %s vrf %u",
			   p->id, p->name, p->ifname, zone_name(rs, p->zone),
			   p->vrf);
		if (p->has_services)
			print_inbound(out, p->services, p->protocols);
		filters_print_places(rs, p, out);
		buf_putc(out, '\n');
	}
}

static void print_ports(struct buf *out, const char *what, uint16_t lo,
			uint16_t hi)
{
	if (lo == 0 && hi == UINT16_MAX)
		return;
	buf_printf(out, " %s %u", what, lo);
	if (hi != lo)
		buf_printf(out, "-%u", hi);
}

/* ICMP: ranges of type * 256 + code. */
static void print_icmp(struct buf *out, uint16_t lo, uint16_t hi)
{
	if (lo == 0 && hi == UINT16_MAX)
		return;
	if (lo % 256 == 0 && hi == lo + 255)
		buf_printf(out, " type %u", lo / 256);
	else
		buf_printf(out, " type/code %u/%u-%u/%u", lo / 256, lo % 256,
			   hi / 256, hi % 256);
}

static void print_uuid(struct buf *out, const uint8_t *uuid)
{
	size_t i;

	buf_puts(out, " uuid ");
	for (i = 0; i < 16; i++)
		buf_printf(out, "%02x", uuid[i]);
}

static void print_apps(const struct dp_ruleset *rs, struct buf *out)
{
	const struct dp_app *p;
	size_t i;

	for (i = 0; i < rs->n_apps; i++) {
		p = &rs->apps[i];
		buf_printf(out, "app %u %s", p->id, p->name);
		if (p->any_protocol)
			buf_puts(out, " any");
		else
			buf_printf(out, " protocol %u", p->protocol);
		print_ports(out, "sport", p->sport_lo, p->sport_hi);
		if (p->protocol == IPPROTO_ICMP ||
		    p->protocol == IPPROTO_ICMPV6)
			print_icmp(out, p->dport_lo, p->dport_hi);
		else
			print_ports(out, "dport", p->dport_lo, p->dport_hi);
		if (p->timeout)
			buf_printf(out, " timeout %u", p->timeout);
		if (p->alg)
			buf_printf(out, " alg %s", dp_alg_str(p->alg));
		if (p->has_program)
			buf_printf(out, " program %u-%u", p->program_lo,
				   p->program_hi);
		if (p->uuid)
			print_uuid(out, p->uuid);
		buf_putc(out, '\n');
	}
}

static void print_policies(const struct dp_ruleset *rs, struct buf *out)
{
	static const struct flag_name names[] = {
		{ XPF_POLICY_LOG_INIT, "session-init" },
		{ XPF_POLICY_LOG_CLOSE, "session-close" },
		{ XPF_POLICY_COUNT, "count" },
		{ XPF_POLICY_SYN_CHECK, "syn-check-required" },
		{ XPF_POLICY_SEQ_CHECK, "sequence-check-required" },
		{ XPF_POLICY_DROP_DNAT, "drop-translated" },
		{ XPF_POLICY_DROP_NO_DNAT, "drop-untranslated" },
		{ XPF_POLICY_INACTIVE, "inactive" },
		{ 0, NULL },
	};
	const struct dp_policy *p;
	size_t i, k;

	for (i = 0; i < rs->n_policies; i++) {
		p = &rs->policies[i];
		buf_printf(out, "policy %zu id %u", i, p->id);
		if (p->from_zone)
			buf_printf(out, " %s > %s", zone_name(rs, p->from_zone),
				   zone_name(rs, p->to_zone));
		else
			buf_puts(out, " global");
		buf_printf(out, " %s %s", p->name, dp_action_str(p->action));
		print_flags(out, p->flags, names);
		if (p->mss_initial || p->mss_reverse)
			buf_printf(out, " mss %u/%u", p->mss_initial,
				   p->mss_reverse);
		for (k = 0; k < p->n_apps; k++)
			buf_printf(out, "%s%u", k ? "," : " apps ", p->apps[k]);
		buf_printf(out, " digest %016llx\n",
			   (unsigned long long)p->digest);
	}
}

static void print_ranges(const struct xpf_nat_range *r, size_t n,
			 uint8_t family, struct buf *out)
{
	char lo[ADDR_STRLEN], hi[ADDR_STRLEN];
	struct addr a = { .family = family };

	for (; n; n--, r++) {
		memcpy(a.b, r->lo, sizeof(a.b));
		addr_str(&a, lo);
		memcpy(a.b, r->hi, sizeof(a.b));
		buf_printf(out, " %s-%s", lo, addr_str(&a, hi));
	}
}

static void print_pool_ports(const struct dp_nat_pool *p, struct buf *out)
{
	if (p->twin_lo)
		buf_printf(out, " twins %u-%u", p->twin_lo, p->twin_hi);
	if (p->overload > 1)
		buf_printf(out, " overload %u", p->overload);
	if (p->block_size)
		buf_printf(out, " block %u of %u timeout %u/%u interim %u",
			   p->block_size, p->block_max, p->block_timeout,
			   p->block_recycle, p->block_interim);
	if (p->n_hosts) {
		buf_printf(out, " hosts");
		print_ranges(p->hosts, p->n_hosts, p->hosts_family, out);
	}
	if (p->raise)
		buf_printf(out, " alarm %u/%u", p->raise, p->clear);
}

static void print_nat_pools(const struct dp_ruleset *rs, struct buf *out)
{
	static const struct flag_name names[] = {
		{ XPF_POOL_NO_PORTS, "no-translation" },
		{ XPF_POOL_SHIFT, "shift" },
		{ XPF_POOL_PAIRED, "paired" },
		{ XPF_POOL_OVERFLOW_IF, "overflow-interface" },
		{ XPF_POOL_IN_ORDER, "in-order" },
		{ XPF_POOL_BLOCK_LOG, "log" },
		{ 0, NULL },
	};
	const struct dp_nat_pool *p;
	size_t i;

	for (i = 0; i < rs->n_nat_pools; i++) {
		p = &rs->nat_pools[i];
		buf_printf(out, "pool %u %s", p->id, p->name);
		print_ranges(p->ranges, p->n_ranges, p->family, out);
		buf_printf(out, " ports %u-%u", p->port_lo, p->port_hi);
		print_pool_ports(p, out);
		print_flags(out, p->flags, names);
		if (p->overflow)
			buf_printf(out, " overflow %u", p->overflow);
		if (p->has_vrf)
			buf_printf(out, " instance %u", p->vrf);
		buf_putc(out, '\n');
	}
}

static void print_map(const struct dp_nat_rule *p, struct buf *out)
{
	char a[ADDR_STRLEN], b[ADDR_STRLEN];

	if (p->action == XPF_NAT_INET) {
		buf_printf(out, " %s/%u", addr_str(&p->outside, a),
			   p->prefix_len);
		return;
	}
	buf_printf(out, " %s <> %s/%u", addr_str(&p->outside, a),
		   addr_str(&p->inside, b), p->prefix_len);
	if (p->outside_port)
		buf_printf(out, " ports %u <> %u", p->outside_port,
			   p->inside_port);
}

static void print_nat_rules(const struct dp_ruleset *rs, struct buf *out)
{
	static const char *const kinds[] = {
		[XPF_NAT_SOURCE] = "source",
		[XPF_NAT_DESTINATION] = "destination",
		[XPF_NAT_STATIC] = "static",
	};
	const struct dp_nat_rule *p;
	size_t i, n[XPF_NAT_STATIC + 1] = { 0 };

	for (i = 0; i < rs->n_nat_rules; i++) {
		p = &rs->nat_rules[i];
		buf_printf(out, "%s-nat %zu id %u %s/%s %s", kinds[p->kind],
			   n[p->kind]++, p->id, p->set, p->name,
			   nat_action_name(p->action));
		if (p->pool)
			buf_printf(out, " %u", p->pool);
		if (p->action >= XPF_NAT_PREFIX)
			print_map(p, out);
		if (p->persist)
			buf_printf(out,
				   " persistent %s%s timeout %u sessions %u",
				   dp_persist_str(p->persist),
				   p->persist_address ? " address" : "",
				   p->persist_timeout, p->persist_sessions);
		if (p->overload > 1 && p->action == XPF_NAT_INTERFACE)
			buf_printf(out, " overload %u", p->overload);
		if (p->in_order)
			buf_printf(out, " in-order");
		if (p->raise)
			buf_printf(out, " alarm %u-%u", p->clear, p->raise);
		if (p->has_vrf)
			buf_printf(out, " instance %u", p->vrf);
		buf_putc(out, '\n');
	}
}

/* ---- images ---- */

static const char *const fields[__XPF_F_COUNT] = {
	[XPF_F_SADDR] = "source",
	[XPF_F_DADDR] = "destination",
	[XPF_F_SERVICE] = "service",
	[XPF_F_SPORT] = "source-port",
	[XPF_F_FROM_ZONE] = "from-zone",
	[XPF_F_TO_ZONE] = "to-zone",
	[XPF_F_IN_IF] = "from-interface",
	[XPF_F_OUT_IF] = "to-interface",
	[XPF_F_IN_VRF] = "from-vrf",
	[XPF_F_OUT_VRF] = "to-vrf",
	[XPF_F_PROTO] = "protocol",
	[XPF_F_NEXT_HEADER] = "next-header",
	[XPF_F_DPORT] = "destination-port",
	[XPF_F_ICMP] = "icmp",
	[XPF_F_TCP_FLAGS] = "tcp-flags",
	[XPF_F_TOS] = "tos",
	[XPF_F_LENGTH] = "packet-length",
	[XPF_F_TTL] = "ttl",
	[XPF_F_FRAGMENT] = "fragment",
	[XPF_F_OPTIONS] = "options",
	[XPF_F_CLASS] = "class",
};

static void print_val(struct buf *out, const struct xpf_image_table *t,
		      const struct xpf_image_dim *d, struct val v)
{
	bool wide = xpf_image_wide(t->family, d->field);
	struct addr a = { .family = wide ? AF_INET6 : AF_INET };
	char text[ADDR_STRLEN];
	int i;

	if (d->field == XPF_F_SERVICE) {
		buf_printf(out, "%u/%u", (unsigned int)(v.lo >> 16),
			   (unsigned int)(v.lo & 0xffff));
		return;
	}
	if (d->field != XPF_F_SADDR && d->field != XPF_F_DADDR) {
		buf_printf(out, "%u", (unsigned int)v.lo);
		return;
	}
	if (!wide)
		v.hi = v.lo << 32;
	for (i = 0; i < 8; i++) {
		a.b[i] = (uint8_t)(v.hi >> (56 - 8 * i));
		a.b[i + 8] = (uint8_t)(v.lo >> (56 - 8 * i));
	}
	buf_puts(out, addr_str(&a, text));
}

static void print_interval(const void *data, const struct xpf_image_table *t,
			   const struct xpf_image_dim *d, uint32_t i,
			   struct buf *out)
{
	const char *sep = "";
	uint32_t bit;

	buf_puts(out, "      ");
	print_val(out, t, d, image_bound(data, t, d, i));
	buf_puts(out, ": ");
	for (bit = 0; bit < t->n_entries; bit++) {
		if (!image_bit(data, t, d, i, bit))
			continue;
		buf_printf(out, "%s%u", sep, image_rules(data, t)[bit]);
		sep = ",";
	}
	buf_puts(out, *sep ? "\n" : "-\n");
}

static void print_table(const void *data, const struct xpf_image_table *t,
			struct buf *out)
{
	const struct xpf_image_dim *d = image_dims(data, t);
	uint32_t i, k;

	buf_printf(out, "  table ipv%u", t->family);
	for (i = 0; i < t->n_entries; i++)
		buf_printf(out, "%s%u", i ? "," : " rules ",
			   image_rules(data, t)[i]);
	buf_putc(out, '\n');
	for (i = 0; i < t->n_dims; i++) {
		buf_printf(out, "    %s\n", fields[d[i].field]);
		for (k = 0; k < d[i].n_bounds; k++)
			print_interval(data, t, &d[i], k, out);
	}
}

static void print_context_name(const struct dp_ruleset *rs, const void *data,
			       uint32_t context, struct buf *out)
{
	const struct xpf_image_header *h = image_header(data);
	uint32_t from, to;

	buf_puts(out, " context");
	for (from = 0; from < h->n_zones; from++)
		for (to = 0; to < h->n_zones; to++)
			if (image_pair(data, from, to) == context)
				buf_printf(out, " %s > %s", zone_name(rs, from),
					   zone_name(rs, to));
	buf_puts(out, h->global == context ? " global\n" : "\n");
}

static void print_image(const struct dp_ruleset *rs, const char *name,
			const struct dp_image *image, struct buf *out)
{
	const struct xpf_image_header *h = image->data;
	const struct xpf_image_context *c;
	uint32_t i, k;

	if (!h)
		return;
	buf_printf(out, "image %s rules %u\n", name, h->n_rules);
	c = image_contexts(h);
	for (i = 0; i < h->n_contexts; i++) {
		print_context_name(rs, h, i, out);
		for (k = 0; k < c[i].n_tables; k++)
			print_table(h, &image_tables(h, &c[i])[k], out);
	}
}

void compile_print(const struct dp_ruleset *rs, bool images, struct buf *out)
{
	static const char *const image_names[] = {
		[XPF_IMAGE_POLICY] = "policy",
		[XPF_IMAGE_SOURCE_NAT] = "source-nat",
		[XPF_IMAGE_DESTINATION_NAT] = "destination-nat",
		[XPF_IMAGE_STATIC_NAT] = "static-nat",
		[XPF_IMAGE_STATIC_SOURCE] = "static-source",
		[XPF_IMAGE_FILTER] = "filter",
	};
	size_t kind;

	print_config(rs, out);
	print_screens(rs, out);
	print_zones(rs, out);
	print_apps(rs, out);
	print_policies(rs, out);
	print_nat_pools(rs, out);
	print_nat_rules(rs, out);
	filters_print(rs, out);
	for (kind = 0; images && kind < __XPF_IMAGE_KINDS; kind++)
		print_image(rs, image_names[kind], &rs->image[kind], out);
}
