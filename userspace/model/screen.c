// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit security screen]: what the packets of a zone are searched for.  Most
 * statements are one bit; floods, scans and limits have a threshold with
 * Junos' default.  White lists are resolved to the addresses they hold.
 *
 * Two words are taken as older xpf wrote them: tcp no-flag, and ip-sweep below
 * ip.
 */
#include "model/builder.h"

#include <stdlib.h>
#include <string.h>

#include "model/id.h"

#define SWEEP 5000 /* microseconds */

/* A statement that turns a screen on; with its default threshold, if any. */
struct word {
	const char *path[3]; /* below the screen */
	enum xpf_screen_id id;
	uint32_t threshold; /* 0: has none */
};

static const struct word words[] = {
	{ { "icmp", "flood" }, XPF_SCREEN_ICMP_FLOOD, 1000 },
	{ { "icmp", "ping-death" }, XPF_SCREEN_PING_DEATH, 0 },
	{ { "icmp", "fragment" }, XPF_SCREEN_ICMP_FRAGMENT, 0 },
	{ { "icmp", "large" }, XPF_SCREEN_ICMP_LARGE, 0 },
	{ { "icmp", "ip-sweep" }, XPF_SCREEN_IP_SWEEP, SWEEP },
	{ { "icmp", "icmpv6-malformed" }, XPF_SCREEN_ICMPV6_MALFORMED, 0 },
	{ { "udp", "flood" }, XPF_SCREEN_UDP_FLOOD, 1000 },
	{ { "udp", "udp-sweep" }, XPF_SCREEN_UDP_SWEEP, SWEEP },
	{ { "udp", "port-scan" }, XPF_SCREEN_UDP_PORT_SCAN, SWEEP },
	{ { "tcp", "land" }, XPF_SCREEN_LAND, 0 },
	{ { "tcp", "winnuke" }, XPF_SCREEN_WINNUKE, 0 },
	{ { "tcp", "syn-fin" }, XPF_SCREEN_SYN_FIN, 0 },
	{ { "tcp", "fin-no-ack" }, XPF_SCREEN_FIN_NO_ACK, 0 },
	{ { "tcp", "tcp-no-flag" }, XPF_SCREEN_NO_FLAG, 0 },
	{ { "tcp", "no-flag" }, XPF_SCREEN_NO_FLAG, 0 },
	{ { "tcp", "syn-frag" }, XPF_SCREEN_SYN_FRAG, 0 },
	{ { "tcp", "port-scan" }, XPF_SCREEN_TCP_PORT_SCAN, SWEEP },
	{ { "tcp", "tcp-sweep" }, XPF_SCREEN_TCP_SWEEP, SWEEP },
	{ { "tcp", "syn-ack-ack-proxy" }, XPF_SCREEN_SYN_ACK_ACK, 512 },
	{ { "ip", "spoofing" }, XPF_SCREEN_SPOOFING, 0 },
	{ { "ip", "tear-drop" }, XPF_SCREEN_TEAR_DROP, 0 },
	{ { "ip", "bad-option" }, XPF_SCREEN_BAD_OPTION, 0 },
	{ { "ip", "record-route-option" }, XPF_SCREEN_RECORD_ROUTE, 0 },
	{ { "ip", "timestamp-option" }, XPF_SCREEN_TIMESTAMP, 0 },
	{ { "ip", "security-option" }, XPF_SCREEN_SECURITY, 0 },
	{ { "ip", "stream-option" }, XPF_SCREEN_STREAM, 0 },
	{ { "ip", "source-route-option" }, XPF_SCREEN_SOURCE_ROUTE, 0 },
	{ { "ip", "loose-source-route-option" }, XPF_SCREEN_LOOSE_ROUTE, 0 },
	{ { "ip", "strict-source-route-option" }, XPF_SCREEN_STRICT_ROUTE, 0 },
	{ { "ip", "unknown-protocol" }, XPF_SCREEN_UNKNOWN_PROTOCOL, 0 },
	{ { "ip", "ip-sweep" }, XPF_SCREEN_IP_SWEEP, SWEEP },
	{ { "ip", "block-frag" }, XPF_SCREEN_BLOCK_FRAG, 0 },
	{ { "ip", "ipv6-malformed-header" }, XPF_SCREEN_IPV6_MALFORMED, 0 },
};

static const struct word tunnels[] = {
	{ { "bad-inner-header" }, XPF_SCREEN_BAD_INNER, 0 },
	{ { "gre", "gre-6in4" }, XPF_SCREEN_GRE_6IN4, 0 },
	{ { "gre", "gre-4in6" }, XPF_SCREEN_GRE_4IN6, 0 },
	{ { "gre", "gre-6in6" }, XPF_SCREEN_GRE_6IN6, 0 },
	{ { "gre", "gre-4in4" }, XPF_SCREEN_GRE_4IN4, 0 },
	{ { "ip-in-udp", "teredo" }, XPF_SCREEN_TEREDO, 0 },
	{ { "ipip", "ipip-6to4relay" }, XPF_SCREEN_IPIP_6TO4, 0 },
	{ { "ipip", "ipip-6in4" }, XPF_SCREEN_IPIP_6IN4, 0 },
	{ { "ipip", "ipip-4in6" }, XPF_SCREEN_IPIP_4IN6, 0 },
	{ { "ipip", "ipip-4in4" }, XPF_SCREEN_IPIP_4IN4, 0 },
	{ { "ipip", "ipip-6in6" }, XPF_SCREEN_IPIP_6IN6, 0 },
	{ { "ipip", "ipip-6over4" }, XPF_SCREEN_IPIP_6OVER4, 0 },
	{ { "ipip", "isatap" }, XPF_SCREEN_ISATAP, 0 },
	{ { "ipip", "dslite" }, XPF_SCREEN_DSLITE, 0 },
};

struct number {
	const char *word;
	uint8_t value;
};

static const struct number headers[] = {
	{ "routing-header", 43 }, { "fragment-header", 44 },
	{ "ESP-header", 50 },	  { "AH-header", 51 },
	{ "no-next-header", 59 }, { "mobility-header", 135 },
	{ "HIP-header", 139 },	  { "shim6-header", 140 },
};

static const struct number hop_options[] = {
	{ "jumbo-payload-option", 0xc2 }, { "router-alert-option", 5 },
	{ "quick-start-option", 0x26 },	  { "CALIPSO-option", 7 },
	{ "SMF-DPD-option", 8 },	  { "RPL-option", 0x63 },
};

static const struct number dst_options[] = {
	{ "tunnel-encapsulation-limit-option", 4 },
	{ "home-address-option", 0xc9 },
	{ "ILNP-nonce-option", 0x8b },
	{ "line-identification-option", 0x8c },
};

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define ROUTER_HEADER_HOP 0
#define ROUTER_HEADER_DST 60

static void enable(struct model_screen *s, enum xpf_screen_id id,
		   uint32_t threshold)
{
	s->enabled |= 1ULL << id;
	s->threshold[id] = threshold;
}

static uint32_t number_of(const struct cnode *n, const char *word,
			  uint32_t dflt)
{
	long v = cn_number(n, word, 0);

	return v > 0 ? (uint32_t)v : dflt;
}

static void read_words(struct model_screen *s, const struct cnode *n,
		       const struct word *w, size_t count)
{
	const struct cnode *c;
	size_t i, k;

	for (i = 0; i < count; i++, w++) {
		for (c = n, k = 0; c && w->path[k]; k++)
			c = cn_child(c, w->path[k]);
		if (c)
			enable(s, w->id,
			       w->threshold ?
				       number_of(c, "threshold", w->threshold) :
				       0);
	}
}

static void set_bit(uint8_t bits[32], unsigned int n)
{
	bits[n / 8] |= (uint8_t)(1u << (n % 8));
}

/* Returns whether any was named. */
static bool read_numbers(const struct cnode *n, const struct number *v,
			 size_t count, uint8_t bits[32])
{
	bool any = false;
	size_t i;

	for (i = 0; i < count; i++) {
		if (!cn_has(n, v[i].word))
			continue;
		set_bit(bits, v[i].value);
		any = true;
	}
	return any;
}

/* "user-defined-... LOW to HIGH" */
static bool read_ranges(struct builder *b, const struct cnode *n,
			const char *list, uint8_t bits[32])
{
	const struct cnode *c;
	const char *high;
	bool any = false;
	long lo, hi;

	for (c = cn_first(n, list); c; c = cn_next(c)) {
		high = value_named(cn_child(c, "to"), "type-high");
		lo = strtol(cn_key(c, 0), NULL, 10);
		hi = high ? strtol(high, NULL, 10) : lo;
		if (lo > hi)
			fault_at(b, c, "low value must not exceed high value");
		for (; lo <= hi && lo >= 0 && lo < 256; lo++)
			set_bit(bits, (unsigned int)lo);
		any = true;
	}
	return any;
}

/* A header whose options may be named: if none is, all of it. */
static void read_options(struct builder *b, struct model_screen *s,
			 const struct cnode *n, uint8_t header,
			 const struct number *v, size_t count,
			 uint8_t options[32], enum xpf_screen_id id)
{
	bool any;

	if (!n)
		return;
	any = read_numbers(n, v, count, options);
	any |= read_ranges(b, n, "user-defined-option-type", options);
	if (any) {
		enable(s, id, 0);
		return;
	}
	set_bit(s->headers, header);
	enable(s, XPF_SCREEN_EXT_HEADER, 0);
}

static void read_ip6(struct builder *b, struct model_screen *s,
		     const struct cnode *ip)
{
	const struct cnode *n = cn_child(ip, "ipv6-extension-header");
	const char *limit = cn_value(ip, "ipv6-extension-header-limit");
	bool any = read_numbers(n, headers, COUNT(headers), s->headers);

	any |= read_ranges(b, n, "user-defined-header-type", s->headers);
	if (any)
		enable(s, XPF_SCREEN_EXT_HEADER, 0);
	read_options(b, s, cn_child(n, "hop-by-hop-header"), ROUTER_HEADER_HOP,
		     hop_options, COUNT(hop_options), s->hop_options,
		     XPF_SCREEN_HOP_OPTION);
	read_options(b, s, cn_child(n, "destination-header"), ROUTER_HEADER_DST,
		     dst_options, COUNT(dst_options), s->dst_options,
		     XPF_SCREEN_DST_OPTION);
	if (limit)
		enable(s, XPF_SCREEN_EXT_LIMIT,
		       (uint32_t)strtoul(limit, NULL, 10));
}

/* White lists. */

static void add_white(struct builder *b, struct model_screen *s,
		      const struct cnode *n, uint8_t what, uint8_t limits)
{
	struct xpf_screen_white *w;
	struct prefix p;

	if (prefix_parse(n->value, &p)) {
		fault_at(b, n, "invalid ip prefix '%s'", n->value);
		return;
	}
	if (s->white.n == XPF_MAX_WHITE)
		fault_at(b, n, "number of addresses exceeds the limit (%d)",
			 XPF_MAX_WHITE);
	if (s->white.n >= XPF_MAX_WHITE)
		return;
	p = prefix_network(&p);
	w = vec_add(&s->white);
	memset(w, 0, sizeof(*w));
	memcpy(w->addr, p.addr.b, p.addr.family == AF_INET ? 4 : 16);
	w->family = p.addr.family;
	w->len = p.len;
	w->what = what;
	w->limits = limits;
}

static void add_whites(struct builder *b, struct model_screen *s,
		       const struct cnode *n, const char *word, uint8_t what)
{
	const struct cnode *c;

	for (c = cn_first(n, word); c; c = cn_next(c))
		add_white(b, s, c, what, 0);
}

static void read_udp_white(struct builder *b, struct model_screen *s,
			   const struct cnode *screens,
			   const struct cnode *flood)
{
	const struct cnode *c, *list;

	for (c = cn_first(flood, "white-list"); c; c = cn_next(c)) {
		list = cn_entry(screens, "white-list", c->value, NULL);
		if (!list)
			fault_at(
				b, c,
				"White-list %s must be defined under [security screen]",
				c->value);
		add_whites(b, s, list, "address", XPF_WHITE_UDP);
	}
}

static void read_syn_flood(struct builder *b, struct model_screen *s,
			   const struct cnode *n)
{
	const struct cnode *c;

	if (!n)
		return;
	enable(s, XPF_SCREEN_SYN_FLOOD, number_of(n, "attack-threshold", 200));
	enable(s, XPF_SCREEN_SYN_FLOOD_SRC,
	       number_of(n, "source-threshold", 4000));
	enable(s, XPF_SCREEN_SYN_FLOOD_DST,
	       number_of(n, "destination-threshold", 4000));
	s->syn_alarm = number_of(n, "alarm-threshold", 512);
	s->syn_timeout = number_of(n, "timeout", 20);
	s->syn_queue = number_of(n, "queue-size", 1024);
	for (c = cn_first(n, "white-list"); c; c = cn_next(c)) {
		add_whites(b, s, c, "source-address", XPF_WHITE_SYN_SOURCE);
		add_whites(b, s, c, "destination-address", XPF_WHITE_SYN_DEST);
	}
}

/* Limits of sessions. */

static void read_limit_white(struct builder *b, struct model_screen *s,
			     const struct cnode *screens, const struct cnode *n,
			     uint8_t limits)
{
	const struct cnode *list, *c, *a;

	for (c = cn_first(n, "whitelist"); c; c = cn_next(c)) {
		list = cn_entry(screens, "white-list", c->value, NULL);
		for (a = cn_first(list, "address"); a; a = cn_next(a))
			add_white(b, s, a, 0, limits);
	}
}

/* One level of by-source or by-destination; not everything in it has effect. */
static void read_limit(struct builder *b, struct model_screen *s,
		       const struct cnode *screens, const struct cnode *n,
		       int dest, enum xpf_limit_of of)
{
	struct xpf_screen_limit *l = &s->limit[dest][of];
	uint32_t sessions = number_of(n, "maximum-sessions", 0);

	l->rate = number_of(n, "session-rate", 0);
	l->packets = number_of(n, "packet-rate", 0);
	if (sessions && (!l->sessions || sessions < l->sessions))
		l->sessions = sessions;
	if (l->sessions || l->rate || l->packets)
		read_limit_white(b, s, screens, n,
				 XPF_WHITE_LIMIT(dest, (unsigned int)of));
}

static bool any_limit(const struct xpf_screen_limit l[__XPF_LIMIT_COUNT])
{
	int of;

	for (of = 0; of < __XPF_LIMIT_COUNT; of++)
		if (l[of].sessions || l[of].rate || l[of].packets)
			return true;
	return false;
}

/* The old word and the new one count the same sessions: the lower limit holds. */
static void read_limits(struct builder *b, struct model_screen *s,
			const struct cnode *screens, const struct cnode *n)
{
	static const char *const old[] = { "source-ip-based",
					   "destination-ip-based" };
	static const char *const by[] = { "by-source", "by-destination" };
	static const enum xpf_screen_id id[] = { XPF_SCREEN_SOURCE_LIMIT,
						 XPF_SCREEN_DEST_LIMIT };
	const struct cnode *c, *p;
	int d;

	for (d = 0; d < 2; d++) {
		c = cn_child(n, by[d]);
		p = cn_child(c, "by-protocol");
		if (cn_has(n, old[d]))
			s->limit[d][XPF_LIMIT_ALL].sessions =
				number_of(n, old[d], 128);
		read_limit(b, s, screens, c, d, XPF_LIMIT_ALL);
		read_limit(b, s, screens, cn_child(p, "tcp"), d, XPF_LIMIT_TCP);
		read_limit(b, s, screens, cn_child(p, "udp"), d, XPF_LIMIT_UDP);
		read_limit(b, s, screens, cn_child(p, "icmp"), d,
			   XPF_LIMIT_ICMP);
		if (any_limit(s->limit[d]))
			enable(s, id[d], s->limit[d][XPF_LIMIT_ALL].sessions);
	}
}

static void add_screen(struct builder *b, const struct cnode *screens,
		       const struct cnode *n)
{
	struct model_screen *s = arena_new_obj(b->a, struct model_screen);
	const struct cnode *tcp = cn_child(n, "tcp"), *ip = cn_child(n, "ip");

	s->name = keep(b, cn_key(n, 0));
	s->description = keep(b, cn_value(n, "description"));
	s->alarm_only = cn_has(n, "alarm-without-drop");
	read_words(s, n, words, COUNT(words));
	read_words(s, cn_child(ip, "tunnel"), tunnels, COUNT(tunnels));
	read_ip6(b, s, ip);
	read_syn_flood(b, s, cn_child(tcp, "syn-flood"));
	read_udp_white(b, s, screens, cn_child(cn_child(n, "udp"), "flood"));
	read_limits(b, s, screens, cn_child(n, "limit-session"));
	map_put(&b->m->screen_map, s->name, s);
	vec_push(&b->m->screens, s);
}

static void assign_ids(struct model *m)
{
	struct id_item *item = calloc(m->screens.n + 1, sizeof(*item));
	size_t i;

	if (!item)
		abort();
	for (i = 0; i < m->screens.n; i++)
		item[i].name = m->screens.v[i]->name;
	id_assign(item, m->screens.n, 1, XPF_MAX_SCREENS);
	for (i = 0; i < m->screens.n; i++)
		m->screens.v[i]->id = (uint16_t)item[i].id;
	free(item);
}

static void read_white_lists(struct builder *b, const struct cnode *screens)
{
	const struct cnode *n, *c;

	for (n = cn_first(screens, "white-list"); n; n = cn_next(n)) {
		struct model_white_list *l =
			arena_new_obj(b->a, struct model_white_list);

		l->name = keep(b, cn_key(n, 0));
		for (c = cn_first(n, "address"); c; c = cn_next(c))
			vec_push(&l->addresses, keep(b, c->value));
		vec_push(&b->m->white_lists, l);
	}
}

void build_screens(struct builder *b)
{
	const struct cnode *screens =
		cn_path(b->root, "security", "screen", NULL);
	const struct cnode *n;

	for (n = cn_first(screens, "ids-option"); n; n = cn_next(n))
		add_screen(b, screens, n);
	read_white_lists(b, screens);
	if (b->m->screens.n > XPF_MAX_SCREENS)
		fault_at(b, screens, "more than %d screens", XPF_MAX_SCREENS);
	else
		assign_ids(b->m);
}

const struct model_screen *model_screen(const struct model *m, const char *name)
{
	return name ? map_get(&m->screen_map, name) : NULL;
}
