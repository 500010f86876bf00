// SPDX-License-Identifier: GPL-2.0
/*
 * The order of screens, and what follows when one strikes.
 *
 *   every packet        packets of its addresses -> headers -> overlapping
 *                       fragments -> floods of ICMP and UDP
 *   without a session   spoofing -> floods of SYNs -> scans and sweeps ->
 *                       sessions of its addresses
 *
 * The first screen that strikes decides: it is counted by the interface, told
 * as an event (at most ten a second of each kind: telling must not become a
 * flood of its own), and the packet is dropped for the screen's own reason.
 * With alarm-without-drop it passes instead, and no other screen looks at it.
 *
 * What the parser refuses never passes, alarm or not: the screen only has the
 * better name for it.
 *
 * SYNs above the attack threshold go on to routes, policy and NAT; what those
 * permit is answered in the server's place, see syncookie.c.
 *
 * Plain segments of TCP, which is what most packets are, leave at once.  Those
 * and datagrams of known sessions do not come here at all: see express.h; but
 * where packets are limited, all of them do.
 */
#include <linux/in.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

#include "event.h"
#include "flow/session.h"
#include "fwd/spoof.h"
#include "hook.h"
#include "pkt/pkt.h"
#include "policy/ruleset.h"
#include "screen/keyed.h"
#include "screen/limit.h"
#include "screen/overlap.h"
#include "screen/packet.h"
#include "screen/rate.h"
#include "screen/scan.h"
#include "screen/screen.h"
#include "screen/syncookie.h"
#include "stat.h"
#include "xpf.h"

#define TOLD_PER_SECOND 10
#define READABLE 1500 /* bytes of headers, at most */
#define PORT_FTP 21
#define PORT_TELNET 23

struct told {
	u32 second;
	atomic_t n;
};

struct xpf_screens {
	struct xpf_keyed *rates;
	struct xpf_keyed *scans;
	struct xpf_keyed *overlaps;
	struct xpf_limits *limits;
	struct xpf_syncookies *cookies;
	struct told told[__XPF_SCREEN_COUNT];
};

static void free_tables(struct xpf_screens *t)
{
	xpf_syncookies_free(t->cookies);
	xpf_limits_free(t->limits);
	xpf_keyed_free(t->overlaps);
	xpf_keyed_free(t->scans);
	xpf_keyed_free(t->rates);
	kfree(t);
}

int xpf_screens_new(struct xpf_net *xn)
{
	struct xpf_screens *t;

	lockdep_assert_held(&xn->ctl);
	BUILD_BUG_ON(__XPF_SCREEN_COUNT > 64);
	BUILD_BUG_ON(XPF_R_SCREEN_DSLITE - XPF_R_SCREEN_ICMP_FLOOD !=
		     XPF_SCREEN_DSLITE - XPF_SCREEN_ICMP_FLOOD);
	if (xn->screens)
		return 0;
	t = kzalloc(sizeof(*t), GFP_KERNEL_ACCOUNT);
	if (!t)
		return -ENOMEM;
	t->rates = xpf_rates_new();
	t->scans = xpf_scans_new();
	t->limits = xpf_limits_new();
	t->overlaps = xpf_overlaps_new();
	t->cookies = xpf_syncookies_new();
	if (!t->rates || !t->scans || !t->limits || !t->overlaps ||
	    !t->cookies) {
		free_tables(t);
		return -ENOMEM;
	}
	/* Seen by whoever sees the ruleset that is published after this. */
	WRITE_ONCE(xn->screens, t);
	return 0;
}

void xpf_screens_free(struct xpf_net *xn)
{
	if (!xn->screens)
		return;
	free_tables(xn->screens);
	xn->screens = NULL;
}

struct xpf_syncookies *xpf_screens_cookies(const struct xpf_net *xn)
{
	return xn->screens->cookies;
}

/* What follows. */

static bool may_tell(struct told *t, u32 second)
{
	if (READ_ONCE(t->second) != second) {
		WRITE_ONCE(t->second, second);
		atomic_set(&t->n, 0);
	}
	return atomic_read(&t->n) < TOLD_PER_SECOND &&
	       atomic_inc_return(&t->n) <= TOLD_PER_SECOND;
}

/* @alarm: it is not dropped for this */
static void tell(struct xpf_pkt *pkt, enum xpf_screen_id id, bool alarm)
{
	struct xpf_net *xn = pkt->xn;

	if (may_tell(&xn->screens->told[id], pkt->now))
		xpf_event_screen(xn, pkt, id, pkt->bind->screen->threshold[id],
				 alarm);
}

static void note(struct xpf_pkt *pkt, enum xpf_screen_id id, bool alarm)
{
	xpf_dev_screened(pkt->in, id);
	tell(pkt, id, alarm);
}

static enum xpf_reason reason_of(enum xpf_screen_id id)
{
	return XPF_R_SCREEN_ICMP_FLOOD + (id - XPF_SCREEN_ICMP_FLOOD);
}

/* XPF_NEXT: with alarm-without-drop; the other screens are skipped. */
static enum xpf_verdict strike(struct xpf_pkt *pkt, enum xpf_screen_id id)
{
	bool alarm = pkt->bind->screen->flags & XPF_SCREEN_F_ALARM_ONLY;

	note(pkt, id, alarm);
	return alarm ? XPF_NEXT : xpf_drop(pkt, reason_of(id));
}

static bool on(const struct xpf_pkt *pkt, enum xpf_screen_id id)
{
	return xpf_screen_on(pkt->bind->screen->enabled, id);
}

/* Exceptions. */

static bool in_prefix(const struct in6_addr *a,
		      const struct xpf_screen_white *w)
{
	u32 bytes = w->len / 8, bits = w->len % 8;

	if (memcmp(a, w->addr, bytes))
		return false;
	return !bits || !((a->s6_addr[bytes] ^ w->addr[bytes]) >> (8 - bits));
}

/* Is its source in the prefix, or its destination, as is asked for? */
static bool meets(const struct xpf_key *key, const struct xpf_screen_white *w,
		  bool source, bool dest)
{
	return w->family == key->family &&
	       ((source && in_prefix(&key->saddr, w)) ||
		(dest && in_prefix(&key->daddr, w)));
}

/* Is one of the packet's addresses on a white list of this kind? */
static bool white(const struct xpf_screen *s, const struct xpf_key *key,
		  u8 source, u8 dest)
{
	u32 i;

	for (i = 0; i < s->n_white; i++)
		if (meets(key, &s->white[i], s->white[i].what & source,
			  s->white[i].what & dest))
			return true;
	return false;
}

/* The same for limits: XPF_WHITE_LIMIT. */
static bool unlimited(const struct xpf_pkt *pkt, u8 source, u8 dest)
{
	const struct xpf_screen *s = pkt->bind->screen;
	u32 i;

	for (i = 0; i < s->n_white; i++)
		if (meets(&pkt->key, &s->white[i], s->white[i].limits & source,
			  s->white[i].limits & dest))
			return true;
	return false;
}

/* Rates. */

/* How many there were in this second, this one included. */
static u32 count(struct xpf_net *xn, const struct xpf_rate_key *key)
{
	bool evicted;
	u32 n;

	n = xpf_rate_count(xn->screens->rates, key,
			   (u32)div_u64(ktime_get_ns(), NSEC_PER_MSEC),
			   &evicted);
	if (evicted)
		xpf_stat_inc(xn, XPF_S_SCREEN_EVICTED);
	return n;
}

static u32 count_rate(struct xpf_pkt *pkt, enum xpf_screen_id id,
		      const struct in6_addr *addr, __be16 port)
{
	struct xpf_rate_key key = {
		.addr = *addr,
		.zone = pkt->from_zone,
		.port = (__force u16)port,
		.vrf = pkt->key.vrf,
		.what = id,
		.family = pkt->key.family,
	};

	return count(pkt->xn, &key);
}

/* By how many more than the screen's threshold allows in this second? */
static u32 excess(struct xpf_pkt *pkt, enum xpf_screen_id id,
		  const struct in6_addr *addr, __be16 port)
{
	u32 threshold = pkt->bind->screen->threshold[id];
	u32 n = count_rate(pkt, id, addr, port);

	return n > threshold ? n - threshold : 0;
}

static bool floods(struct xpf_pkt *pkt, enum xpf_screen_id id,
		   const struct in6_addr *addr, __be16 port)
{
	return excess(pkt, id, addr, port);
}

static enum xpf_verdict icmp_flood(struct xpf_pkt *pkt)
{
	if (on(pkt, XPF_SCREEN_ICMP_FLOOD) &&
	    floods(pkt, XPF_SCREEN_ICMP_FLOOD, &pkt->key.daddr, 0))
		return strike(pkt, XPF_SCREEN_ICMP_FLOOD);
	return XPF_NEXT;
}

bool xpf_screen_datagram(struct xpf_net *xn, const struct xpf_binding *b,
			 const struct xpf_key *key)
{
	const struct xpf_screen *s = b->screen;
	struct xpf_rate_key of = {
		.addr = key->daddr,
		.zone = b->zone,
		.port = (__force u16)key->dport,
		.vrf = key->vrf,
		.what = XPF_SCREEN_UDP_FLOOD,
		.family = key->family,
	};

	return !xpf_screen_on(s->enabled, XPF_SCREEN_UDP_FLOOD) ||
	       white(s, key, XPF_WHITE_UDP, XPF_WHITE_UDP) ||
	       count(xn, &of) <= s->threshold[XPF_SCREEN_UDP_FLOOD];
}

static enum xpf_verdict udp_flood(struct xpf_pkt *pkt)
{
	if (xpf_screen_datagram(pkt->xn, pkt->bind, &pkt->key))
		return XPF_NEXT;
	return strike(pkt, XPF_SCREEN_UDP_FLOOD);
}

/* Every packet. */

static bool overlaps(struct xpf_pkt *pkt, const struct xpf_piece *piece)
{
	bool evicted, torn;

	torn = xpf_overlap(pkt->xn->screens->overlaps, &pkt->key, piece,
			   pkt->now, &evicted);
	if (evicted)
		xpf_stat_inc(pkt->xn, XPF_S_SCREEN_EVICTED);
	return torn;
}

static enum xpf_screen_id headers(struct xpf_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;
	struct xpf_piece piece;
	enum xpf_screen_id id;

	if (!pskb_may_pull(skb, min_t(u32, skb->len, READABLE)))
		return XPF_SCREEN_NONE;
	id = xpf_screen_headers(pkt->bind->screen, skb->data, skb_headlen(skb),
				skb->len, &piece);
	if (!id && piece.fragment && on(pkt, XPF_SCREEN_TEAR_DROP) &&
	    pkt->flags & XPF_PKT_FRAGMENT && overlaps(pkt, &piece))
		return XPF_SCREEN_TEAR_DROP;
	return id;
}

/* Limits of packets: each one, each piece, whatever session it is of. */

#define OF_PACKETS 0x8000 /* beside the rates of sessions */

static enum xpf_limit_of limit_of_proto(u8 proto)
{
	switch (proto) {
	case IPPROTO_TCP:
		return XPF_LIMIT_TCP;
	case IPPROTO_UDP:
		return XPF_LIMIT_UDP;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return XPF_LIMIT_ICMP;
	}
	return XPF_LIMIT_ALL;
}

static bool crowd(struct xpf_pkt *pkt, bool dest, enum xpf_limit_of of)
{
	const struct xpf_screen *s = pkt->bind->screen;
	u32 max = s->limit[dest][of].packets;
	u8 exempt = XPF_WHITE_LIMIT(dest, of);

	if (!max || (s->n_white &&
		     unlimited(pkt, dest ? 0 : exempt, dest ? exempt : 0)))
		return false;
	return count_rate(pkt,
			  dest ? XPF_SCREEN_DEST_LIMIT :
				 XPF_SCREEN_SOURCE_LIMIT,
			  dest ? &pkt->key.daddr : &pkt->key.saddr,
			  (__force __be16)(OF_PACKETS | of)) > max;
}

static enum xpf_screen_id crowds(struct xpf_pkt *pkt)
{
	enum xpf_limit_of of = limit_of_proto(pkt->key.proto);

	if (crowd(pkt, false, XPF_LIMIT_ALL) || (of && crowd(pkt, false, of)))
		return XPF_SCREEN_SOURCE_LIMIT;
	if (crowd(pkt, true, XPF_LIMIT_ALL) || (of && crowd(pkt, true, of)))
		return XPF_SCREEN_DEST_LIMIT;
	return XPF_SCREEN_NONE;
}

/* A segment without options before it, that no screen has words for. */
static bool plain_tcp(const struct xpf_pkt *pkt)
{
	const u8 odd = XPF_TCP_SYN | XPF_TCP_FIN | XPF_TCP_URG;

	return pkt->key.proto == IPPROTO_TCP &&
	       !(pkt->flags & (XPF_PKT_FRAGMENT | XPF_PKT_OPTIONS)) &&
	       pkt->l4 == (pkt->key.family == AF_INET ? 20 : 40) &&
	       (pkt->tcp.flags & (odd | XPF_TCP_ACK)) == XPF_TCP_ACK;
}

enum xpf_verdict xpf_screen(struct xpf_pkt *pkt)
{
	enum xpf_screen_id id;

	if (unlikely(pkt->bind->screen->packet_rates) &&
	    !(pkt->flags & XPF_PKT_REASSEMBLED)) {
		id = crowds(pkt);
		if (id)
			return strike(pkt, id);
	}
	if (likely(plain_tcp(pkt)))
		return XPF_NEXT;
	id = headers(pkt);
	if (id)
		return strike(pkt, id);
	if (pkt->flags & XPF_PKT_FRAGMENT)
		return XPF_NEXT;
	switch (pkt->key.proto) {
	case IPPROTO_UDP:
		return udp_flood(pkt);
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return icmp_flood(pkt);
	}
	return XPF_NEXT;
}

enum xpf_reason xpf_screen_refused(struct xpf_pkt *pkt, enum xpf_reason why)
{
	bool alarm = pkt->bind->screen->flags & XPF_SCREEN_F_ALARM_ONLY;
	enum xpf_screen_id id;
	struct xpf_piece piece;

	if (!pskb_may_pull(pkt->skb, min_t(u32, pkt->skb->len, READABLE)))
		return why;
	id = xpf_screen_headers(pkt->bind->screen, pkt->skb->data,
				skb_headlen(pkt->skb), pkt->skb->len, &piece);
	if (!id)
		return why;
	note(pkt, id, alarm);
	return alarm ? why : reason_of(id);
}

/* Without a session. */

/*
 * A SYN above the attack threshold is counted, and told when there are more of
 * these than the alarm threshold; that it is answered in the server's place is
 * no drop, but no mere alarm either.
 */
static void attack(struct xpf_pkt *pkt, u32 more)
{
	const struct xpf_screen *s = pkt->bind->screen;

	if (!more)
		return;
	xpf_dev_screened(pkt->in, XPF_SCREEN_SYN_FLOOD);
	if (more > s->syn_alarm)
		tell(pkt, XPF_SCREEN_SYN_FLOOD, true);
	if (!(s->flags & XPF_SCREEN_F_ALARM_ONLY))
		pkt->flags |= XPF_PKT_PROXY;
}

static enum xpf_screen_id syn_floods(struct xpf_pkt *pkt)
{
	if (!on(pkt, XPF_SCREEN_SYN_FLOOD) ||
	    white(pkt->bind->screen, &pkt->key, XPF_WHITE_SYN_SOURCE,
		  XPF_WHITE_SYN_DEST))
		return XPF_SCREEN_NONE;
	if (floods(pkt, XPF_SCREEN_SYN_FLOOD_SRC, &pkt->key.saddr, 0))
		return XPF_SCREEN_SYN_FLOOD_SRC;
	if (floods(pkt, XPF_SCREEN_SYN_FLOOD_DST, &pkt->key.daddr, 0))
		return XPF_SCREEN_SYN_FLOOD_DST;
	attack(pkt, excess(pkt, XPF_SCREEN_SYN_FLOOD, &pkt->key.daddr,
			   pkt->key.dport));
	return XPF_SCREEN_NONE;
}

static bool scan(struct xpf_pkt *pkt, enum xpf_screen_id id, bool ports)
{
	struct xpf_key who = {
		.saddr = pkt->key.saddr,
		.daddr = ports ? pkt->key.daddr : in6addr_any,
		.tail = xpf_key_tail(pkt->from_zone, pkt->key.vrf, id,
				     AF_INET6),
	};
	struct in6_addr target = ports ? in6addr_any : pkt->key.daddr;
	bool evicted, attack;

	if (!on(pkt, id))
		return false;
	if (ports)
		target.s6_addr16[0] = pkt->key.dport;
	attack = xpf_scan_meets(pkt->xn->screens->scans, &who, &target,
				pkt->bind->screen->threshold[id],
				div_u64(ktime_get_ns(), NSEC_PER_USEC),
				&evicted);
	if (evicted)
		xpf_stat_inc(pkt->xn, XPF_S_SCREEN_EVICTED);
	return attack;
}

static enum xpf_screen_id scans(struct xpf_pkt *pkt)
{
	switch (pkt->key.proto) {
	case IPPROTO_TCP:
		if (scan(pkt, XPF_SCREEN_TCP_PORT_SCAN, true))
			return XPF_SCREEN_TCP_PORT_SCAN;
		if (scan(pkt, XPF_SCREEN_TCP_SWEEP, false))
			return XPF_SCREEN_TCP_SWEEP;
		break;
	case IPPROTO_UDP:
		if (scan(pkt, XPF_SCREEN_UDP_PORT_SCAN, true))
			return XPF_SCREEN_UDP_PORT_SCAN;
		if (scan(pkt, XPF_SCREEN_UDP_SWEEP, false))
			return XPF_SCREEN_UDP_SWEEP;
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		if (pkt->flags & XPF_PKT_ICMP_QUERY &&
		    scan(pkt, XPF_SCREEN_IP_SWEEP, false))
			return XPF_SCREEN_IP_SWEEP;
		break;
	}
	return XPF_SCREEN_NONE;
}

/* Limits of sessions. */

struct limit {
	enum xpf_screen_id id;
	u32 flag; /* XPF_SESSION_BY_* */
	bool dest;
	bool proto; /* sessions of the same protocol only */
};

static const struct limit limits[] = {
	{ XPF_SCREEN_SOURCE_LIMIT, XPF_SESSION_BY_SOURCE, false, false },
	{ XPF_SCREEN_SOURCE_LIMIT, XPF_SESSION_BY_SOURCE_PROTO, false, true },
	{ XPF_SCREEN_DEST_LIMIT, XPF_SESSION_BY_DEST, true, false },
	{ XPF_SCREEN_DEST_LIMIT, XPF_SESSION_BY_DEST_PROTO, true, true },
	{ XPF_SCREEN_SYN_ACK_ACK, XPF_SESSION_BY_LOGIN, false, false },
};

static enum xpf_limit_of limit_of(const struct limit *l, u8 proto)
{
	return l->proto ? limit_of_proto(proto) : XPF_LIMIT_ALL;
}

static struct xpf_limit_key limit_key(const struct limit *l,
				      const struct xpf_key *key, u16 zone)
{
	return (struct xpf_limit_key){
		.addr = l->dest ? key->daddr : key->saddr,
		.zone = zone,
		.vrf = key->vrf,
		.what = l->id,
		.family = key->family,
		.of = limit_of(l, key->proto),
	};
}

static bool is_login(const struct xpf_key *key)
{
	return key->proto == IPPROTO_TCP && (key->dport == htons(PORT_FTP) ||
					     key->dport == htons(PORT_TELNET));
}

/* What an address may have; all zero: this limit is not about the packet. */
static struct xpf_screen_limit allowed(const struct xpf_pkt *pkt,
				       const struct limit *l)
{
	enum xpf_limit_of of = limit_of(l, pkt->key.proto);
	const struct xpf_screen *s = pkt->bind->screen;
	struct xpf_screen_limit a = { 0 };
	u8 exempt;

	if (!on(pkt, l->id) || l->proto != (of != XPF_LIMIT_ALL))
		return a;
	if (l->flag == XPF_SESSION_BY_LOGIN) {
		a.sessions = is_login(&pkt->key) ? s->threshold[l->id] : 0;
		return a;
	}
	a = s->limit[l->dest][of];
	exempt = XPF_WHITE_LIMIT(l->dest, of);
	if ((a.sessions || a.rate) && s->n_white &&
	    unlimited(pkt, l->dest ? 0 : exempt, l->dest ? exempt : 0))
		a = (struct xpf_screen_limit){ 0 };
	return a;
}

/* Too many sessions of the address have begun within this second. */
static bool hurries(struct xpf_pkt *pkt, const struct limit *l, u32 rate)
{
	return count_rate(pkt, l->id,
			  l->dest ? &pkt->key.daddr : &pkt->key.saddr,
			  (__force __be16)limit_of(l, pkt->key.proto)) > rate;
}

/* 0, or it is not counted: -EDQUOT, -ENOMEM */
static int count_limit(struct xpf_pkt *pkt, const struct limit *l,
		       const struct xpf_screen_limit *a)
{
	bool alarm = pkt->bind->screen->flags & XPF_SCREEN_F_ALARM_ONLY;
	struct xpf_limit_key key = limit_key(l, &pkt->key, pkt->from_zone);
	struct xpf_limits *t = pkt->xn->screens->limits;
	int err = 0;

	if (a->rate && hurries(pkt, l, a->rate)) {
		if (!alarm)
			return -EDQUOT;
		note(pkt, l->id, true);
	}
	if (a->sessions) {
		err = xpf_limit_take(t, &key, a->sessions, false);
		if (err == -EDQUOT && alarm) {
			note(pkt, l->id, true);
			err = xpf_limit_take(t, &key, 0, true);
		}
		if (!err)
			pkt->counted |= l->flag;
	}
	return err;
}

/* XPF_NEXT: it is counted, where there is a limit. */
static enum xpf_verdict count_limits(struct xpf_pkt *pkt)
{
	const struct limit *l;
	int err;

	for (l = limits; l < limits + ARRAY_SIZE(limits); l++) {
		struct xpf_screen_limit a = allowed(pkt, l);

		if (!a.sessions && !a.rate)
			continue;
		err = count_limit(pkt, l, &a);
		if (err == -EDQUOT)
			return strike(pkt, l->id);
		if (err) {
			xpf_stat_inc(pkt->xn, XPF_S_SCREEN_REFUSED);
			return xpf_drop(pkt, XPF_R_NO_MEMORY);
		}
	}
	return XPF_NEXT;
}

static void give_back(struct xpf_net *xn, const struct xpf_key *key, u16 zone,
		      u32 flags)
{
	const struct limit *l;

	for (l = limits; l < limits + ARRAY_SIZE(limits); l++) {
		struct xpf_limit_key k = limit_key(l, key, zone);

		if (flags & l->flag)
			xpf_limit_put(xn->screens->limits, &k);
	}
}

void xpf_screen_uncount(struct xpf_pkt *pkt)
{
	give_back(pkt->xn, &pkt->key, pkt->from_zone, pkt->counted);
	pkt->counted = 0;
}

void xpf_screen_closed(struct xpf_net *xn, const struct xpf_session *s)
{
	give_back(xn, xpf_session_key(s), s->wing[0].in_zone, s->flags);
}

/* A segment that opens a connection. */
static bool opens(const struct xpf_pkt *pkt)
{
	return (pkt->tcp.flags & (XPF_TCP_SYN | XPF_TCP_ACK)) == XPF_TCP_SYN;
}

/* A segment of no session that may bring a cookie. */
static bool may_bring(const struct xpf_pkt *pkt)
{
	const u8 others = XPF_TCP_SYN | XPF_TCP_FIN | XPF_TCP_RST;

	return pkt->key.proto == IPPROTO_TCP &&
	       (pkt->tcp.flags & (others | XPF_TCP_ACK)) == XPF_TCP_ACK &&
	       on(pkt, XPF_SCREEN_SYN_FLOOD);
}

enum xpf_verdict xpf_screen_first(struct xpf_pkt *pkt, struct xpf_proxied *p)
{
	enum xpf_screen_id id = XPF_SCREEN_NONE;

	if (pkt->flags & XPF_PKT_MULTICAST)
		return XPF_NEXT;
	if (on(pkt, XPF_SCREEN_SPOOFING) && !xpf_source_valid(pkt))
		return strike(pkt, XPF_SCREEN_SPOOFING);
	/* Its SYN has been counted. */
	if (may_bring(pkt) && xpf_syncookie_open(pkt, p)) {
		pkt->proxied = p;
		return count_limits(pkt);
	}
	if (pkt->key.proto == IPPROTO_TCP && !opens(pkt))
		return XPF_NEXT;
	if (pkt->key.proto == IPPROTO_TCP)
		id = syn_floods(pkt);
	if (!id)
		id = scans(pkt);
	if (id) {
		enum xpf_verdict v = strike(pkt, id);

		if (v != XPF_NEXT)
			return v;
	}
	return count_limits(pkt);
}
