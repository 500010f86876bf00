/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Firewall filters and what is around them: the classifier is a list, a term's
 * rule matches when its test says so; what they tell, answer and mirror is
 * written down.
 */
#ifndef KSHIM_FILTER_WORLD_H
#define KSHIM_FILTER_WORLD_H

#include <linux/in6.h>

#include "arrive.h"

static inline bool ipv6_addr_equal(const struct in6_addr *a,
				   const struct in6_addr *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static inline void *memchr_inv(const void *p, int c, size_t n)
{
	const u8 *b = p;

	for (; n; n--, b++)
		if (*b != (u8)c)
			return (void *)b;
	return NULL;
}

#define kmemdup(p, n, gfp) memcpy(malloc(n), p, n)
#define strscpy(to, from) snprintf(to, sizeof(to), "%s", from)

#include "filter/fields.c"
#include "filter/cos.c"
#define start run_start
#include "filter/filter.c"
#undef start
#include "filter/policer.c"
#undef NS_PER_SECOND
#include "pkt/parse.c"
#include "policy/cos.c"

/* ---- the world around filters ---- */

static u64 now_ns = 1000000000;
static enum xpf_reason dropped;
static int resets, mirrored, events, event_kind, event_action;
static u8 icmp_type, icmp_code;
static struct xpf_logged logged;
static struct xpf_stats stats;
static struct xpf_net xn = { .stats = &stats };
static bool matches[16];
static struct xpf_fields asked;
static struct xpf_key seen; /* asked.key */

u64 ktime_get_ns(void)
{
	return now_ns;
}

u64 ktime_get_real_ns(void)
{
	return 77;
}

enum xpf_verdict xpf_drop(struct xpf_pkt *pkt, enum xpf_reason reason)
{
	dropped = reason;
	return XPF_DROP;
}

void xpf_reply_reset(struct xpf_pkt *pkt)
{
	resets++;
}

void xpf_reply_icmp(struct xpf_pkt *pkt, u8 type, u8 code, u32 info)
{
	icmp_type = type;
	icmp_code = code;
}

void xpf_event_filter(struct xpf_net *net, const struct xpf_pkt *pkt,
		      enum xpf_event_kind kind, const char *filter, u8 action)
{
	assert_string_equal(filter, "F");
	events++;
	event_kind = kind;
	event_action = action;
}

void xpf_filter_log_add(struct xpf_filter_log *l, const struct xpf_logged *e)
{
	logged = *e;
}

void xpf_mirror(struct xpf_pkt *pkt, const struct xpf_filter_term *t)
{
	mirrored++;
}

int xpf_xlate_proto(u8 family, u8 proto)
{
	if (family == AF_INET)
		return proto == 1 ? 58 : proto;
	return proto == 58 ? 1 : proto;
}

static u32 order; /* filters that were asked, a digit each */

u32 xpf_classify_context(const struct xpf_image *img, u32 context,
			 const struct xpf_fields *f, u32 first)
{
	asked = *f;
	seen = *f->key;
	order = order * 10 + context + 1;
	if (context == 1) /* of all families: always the last term */
		return 3;
	assert_int_equal(context, 0);
	for (; first < ARRAY_SIZE(matches); first++)
		if (matches[first])
			return first;
	return U32_MAX;
}

/* ---- packets ---- */

static struct xpf_binding here;
static struct xpf_ruleset rs;

static int received(void)
{
	return receive_as((struct xpf_pkt){
		.xn = &xn, .rs = &rs, .bind = &here, .in = (void *)&xn });
}

static void arrive(void)
{
	assert_int_equal(received(), 0);
}

/* ---- terms ---- */

static struct xpf_filter filters[2] = { { .name = "F" }, { .name = "F" } };
static struct xpf_filter_term term[4];
static struct xpf_counters counted[4];
static struct xpf_meter meter[4];
static struct xpf_policer policer;

static void reset(void)
{
	int i;

	memset(term, 0, sizeof(term));
	memset(counted, 0, sizeof(counted));
	memset(meter, 0, sizeof(meter));
	memset(matches, 0, sizeof(matches));
	memset(&here, 0, sizeof(here));
	memset(&stats, 0, sizeof(stats));
	for (i = 0; i < 4; i++) {
		meter[i].counters = &counted[i];
		term[i].action = XPF_FW_ACCEPT;
	}
	meter[3].policer = &policer;
	meter[3].spec.kind = XPF_METER_POLICER;
	policer = (struct xpf_policer){ 0 };
	here.id = 5;
	snprintf(here.name, sizeof(here.name), "ge-0/0/0.0");
	rs.filters = (struct xpf_filterset){
		.filter = filters, .term = term, .n_terms = 4, .n_filters = 2
	};
	for (i = XPF_FW_IN4; i <= XPF_FW_OUT6; i++)
		here.filters.filter[i] = &filters[0];
	dropped = XPF_R_NONE;
	resets = mirrored = events = icmp_type = icmp_code = 0;
	memset(&logged, 0, sizeof(logged));
}

static void udp(u8 family)
{
	begin(family, 17);
	add_l4(&p, 4000, 53, 72 - (family == AF_INET6 ? 20 : 0));
	finish(&p);
	arrive();
}

static struct xpf_session session;

/* The packet is of a known session, whose source is translated or not. */
static inline void known(bool nat)
{
	struct xpf_key *k = &session.wing[1].key;

	memset(&session, 0, sizeof(session));
	session.wing[0].key = pkt.key;
	xpf_key_reverse(&pkt.key, k);
	if (nat) {
		if (k->family == AF_INET)
			k->daddr4 = htonl(0xc6336401);
		else
			k->daddr.s6_addr[15] ^= 1;
		k->dport = htons(7777);
		k->sport = htons(5300);
		session.wing[0].flags = XPF_WING_NAT;
	}
	pkt.session = &session;
	pkt.wing = 0;
}

#endif
