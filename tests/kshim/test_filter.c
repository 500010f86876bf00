// SPDX-License-Identifier: GPL-2.0
/*
 * Firewall filters: what terms and class of service do with a packet,
 * at all their places.  The classifier is a list here: a term's rule matches
 * when its test says so.  What filters see: test_filter_fields.c; policers and
 * counters: test_filter_meter.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <kshim_run.h>
#include <linux/in6.h>

#include "lib/filter_world.h"

static void test_actions(void **state)
{
	reset();
	udp(AF_INET);
	assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
	assert_int_equal(dropped, XPF_R_FILTER_DISCARD);
	assert_int_equal(asked.in_if, 5);
	assert_int_equal(asked.class, 0);
	matches[1] = true;
	term[1].counter = &meter[1];
	dropped = XPF_R_NONE;
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(dropped, XPF_R_NONE);
	assert_int_equal(counted[1].packets, 1);
	assert_int_equal(counted[1].bytes, 100);
	term[1].action = XPF_FW_DISCARD;
	assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
	assert_int_equal(dropped, XPF_R_FILTER_DISCARD);
	assert_int_equal(counted[1].packets, 2);
	/* the next term, and none behind it */
	term[1].action = XPF_FW_NEXT_TERM;
	dropped = XPF_R_NONE;
	assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
	assert_int_equal(dropped, XPF_R_FILTER_DISCARD);
	matches[2] = true;
	term[2].counter = &meter[2];
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(counted[2].packets, 1);
	assert_int_equal(counted[1].packets, 4);
	/* a predicate that does not hold is no match */
	term[1].n_predicates = 1;
	term[1].predicate = &(struct xpf_predicate){
		.start = XPF_START_IP, .bits = 4, .mask = 15, .lo = 6, .hi = 6
	};
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(counted[1].packets, 4);
	assert_int_equal(counted[2].packets, 2);
	/* no filter for this family */
	udp(AF_INET6);
	here.filters.filter[XPF_FW_IN6] = NULL;
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(counted[2].packets, 2);
	/* and no memory for headers that are out of reach */
	skb.linear = 30;
	kshim_no_memory = true;
	assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
	kshim_no_memory = false;
	assert_int_equal(dropped, XPF_R_NO_MEMORY);
}

/* One of all families is the first of what is received, the last of what leaves. */
static void any(u8 family)
{
	reset();
	matches[0] = true;
	here.filters.filter[XPF_FW_IN_ANY] = &filters[1];
	here.filters.filter[XPF_FW_OUT_ANY] = &filters[1];
	term[0].counter = &meter[0];
	term[3].counter = &meter[1];
	udp(family);
	order = 0;
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(order, 21);
	order = 0;
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_NEXT);
	assert_int_equal(order, 12);
	assert_int_equal(counted[0].packets, 2);
	assert_int_equal(counted[1].packets, 2);
	/* what one discards the other does not see */
	term[3].action = XPF_FW_DISCARD;
	order = 0;
	assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
	assert_int_equal(order, 2);
	assert_int_equal(dropped, XPF_R_FILTER_DISCARD);
	term[0].action = XPF_FW_DISCARD;
	order = 0;
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_DROP);
	assert_int_equal(order, 1);
	/* alone */
	here.filters.filter[XPF_FW_OUT4] = here.filters.filter[XPF_FW_OUT6] =
		NULL;
	order = 0;
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_DROP);
	assert_int_equal(order, 2);
}

static void test_any(void **state)
{
	any(AF_INET);
	any(AF_INET6);
}

/* The link header can be asked about where a packet came by a link. */
static void test_link(void **state)
{
	static const struct xpf_predicate q = {
		.start = XPF_START_LINK,
		.bits = 8,
		.mask = 0xff,
		.offset = 13 * 8,
		.lo = 0xee,
		.hi = 0xee,
	};

	reset();
	matches[0] = true;
	term[0].n_predicates = 1;
	term[0].predicate = &q;
	udp(AF_INET);
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	skb.mac += 1; /* a shorter one */
	assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
	skb.mac = NULL;
	assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
	udp(AF_INET);
	pkt.in = NULL;
	assert_int_equal(xpf_filter_self(&pkt), XPF_DROP);
}

/*
 * What a predicate asks for may lie in pages: a driver puts as few bytes in
 * front as it likes, and TCP of a host next door puts headers there only.
 */
static void test_reach(void **state)
{
	struct xpf_predicate q = {
		.start = XPF_START_PAYLOAD,
		.bits = 16,
		.mask = 0xffff,
	};
	int i;

	reset();
	matches[0] = true;
	term[0].action = XPF_FW_DISCARD;
	matches[1] = true;
	term[0].n_predicates = 1;
	term[0].predicate = &q;
	for (i = 0; i < 2; i++) {
		q.offset = i ? 60 * 8 : 0;
		udp(AF_INET);
		q.lo = p.b[pkt.payload + q.offset / 8] << 8 |
		       p.b[pkt.payload + q.offset / 8 + 1];
		q.hi = q.lo;
		skb.linear = pkt.payload;
		assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
		assert_int_equal(dropped, XPF_R_FILTER_DISCARD);
		/* who cannot look does not let pass */
		skb.linear = pkt.payload + 16;
		q.offset = 60 * 8;
		kshim_no_memory = true;
		assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
		kshim_no_memory = false;
		assert_int_equal(dropped, XPF_R_NO_MEMORY);
	}
	/* and what is not there is no match */
	q.offset = 200 * 8;
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
}

static void test_reject(void **state)
{
	reset();
	matches[0] = true;
	term[0].action = XPF_FW_REJECT;
	term[0].reject = 10;
	udp(AF_INET);
	assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
	assert_int_equal(dropped, XPF_R_FILTER_REJECT);
	assert_int_equal(icmp_type, 3);
	assert_int_equal(icmp_code, 10);
	assert_int_equal(resets, 0);
	udp(AF_INET6);
	term[0].reject = 4;
	assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
	assert_int_equal(icmp_type, 1);
	assert_int_equal(icmp_code, 4);
	term[0].reject = XPF_FW_RESET;
	icmp_type = 0;
	assert_int_equal(xpf_filter_input(&pkt), XPF_DROP);
	assert_int_equal(resets, 1);
	assert_int_equal(icmp_type, 0);
}

static void test_telling(void **state)
{
	int i, taken = 0;

	reset();
	matches[0] = true;
	udp(AF_INET);
	xpf_filter_input(&pkt);
	assert_int_equal(logged.time_ns, 0);
	assert_int_equal(events + mirrored, 0);
	term[0].flags = XPF_TERM_LOG;
	xpf_filter_input(&pkt);
	assert_int_equal(logged.time_ns, 77);
	assert_int_equal(logged.length, 100);
	assert_int_equal(logged.proto, 17);
	assert_int_equal(logged.sport, 4000);
	assert_int_equal(logged.dport, 53);
	assert_int_equal(logged.family, AF_INET);
	assert_int_equal(logged.action, XPF_FW_ACCEPT);
	assert_string_equal(logged.filter, "F");
	assert_string_equal(logged.interface, "ge-0/0/0.0");
	assert_memory_equal(&logged.saddr, &pkt.key.saddr, 16);
	assert_memory_equal(&logged.daddr, &pkt.key.daddr, 16);
	assert_int_equal(stats.stat[XPF_S_FILTER_LOGGED], 1);
	assert_int_equal(events, 0);
	term[0].flags = XPF_TERM_SYSLOG;
	term[0].action = XPF_FW_DISCARD;
	xpf_filter_input(&pkt);
	assert_int_equal(events, 1);
	assert_int_equal(event_kind, XPF_EVENT_FILTER_LOG);
	assert_int_equal(event_action, XPF_FW_DISCARD);
	assert_int_equal(stats.stat[XPF_S_FILTER_LOGGED], 1);
	/* what goes on to the next term is told as accepted */
	term[0].action = XPF_FW_NEXT_TERM;
	xpf_filter_input(&pkt);
	assert_int_equal(event_action, XPF_FW_ACCEPT);
	term[0].action = XPF_FW_ACCEPT;
	term[0].flags = XPF_TERM_SAMPLE;
	xpf_filter_input(&pkt);
	assert_int_equal(events, 3);
	assert_int_equal(event_kind, XPF_EVENT_SAMPLE);
	/* one of five and one behind it */
	term[0].chosen = calloc(2, sizeof(*term[0].chosen));
	term[0].sample_rate = 5;
	term[0].sample_run = 1;
	for (i = 0; i < 20; i++)
		xpf_filter_input(&pkt);
	assert_int_equal(events, 3 + 8);
	term[0].flags = 0;
	snprintf(term[0].mirror, sizeof(term[0].mirror), "tap");
	term[0].mirror_rate = 7;
	for (i = 0; i < 21; i++) {
		xpf_filter_input(&pkt);
		taken += mirrored == i / 7 + 1;
	}
	assert_int_equal(taken, 21);
	term[0].mirror_rate = 1;
	xpf_filter_input(&pkt);
	assert_int_equal(mirrored, 4);
	free(term[0].chosen);
	/* of what has none: no ports */
	begin(AF_INET, 47);
	p.len += 20;
	finish(&p);
	arrive();
	term[0].flags = XPF_TERM_LOG;
	xpf_filter_input(&pkt);
	assert_int_equal(logged.proto, 47);
	assert_int_equal(logged.sport, 0);
	assert_int_equal(logged.dport, 0);
	/* of ICMP: type and code */
	begin(AF_INET, 1);
	add_l4(&p, 1, 1, 8);
	p.b[p.l4 + 1] = 9;
	finish(&p);
	arrive();
	term[0].flags = XPF_TERM_LOG;
	xpf_filter_input(&pkt);
	assert_int_equal(logged.sport, 8);
	assert_int_equal(logged.dport, 9);
}

static void test_marks(void **state)
{
	reset();
	matches[0] = matches[1] = true;
	term[0].action = XPF_FW_NEXT_TERM;
	term[0].class = 6;
	term[0].loss = XPF_LOSS_HIGH;
	term[0].dscp = 46;
	udp(AF_INET);
	xpf_filter_input(&pkt);
	assert_int_equal(pkt.mark.set, 0);
	assert_null(pkt.steer);
	term[0].flags = XPF_TERM_SET_CLASS;
	xpf_filter_input(&pkt);
	assert_int_equal(pkt.mark.set, XPF_MARK_CLASS);
	assert_int_equal(pkt.mark.class, 6);
	assert_int_equal(asked.class, 6 << 2);
	term[0].flags = XPF_TERM_SET_LOSS;
	xpf_filter_input(&pkt);
	assert_int_equal(pkt.mark.set, XPF_MARK_CLASS | XPF_MARK_LOSS);
	assert_int_equal(asked.class, 6 << 2 | 3);
	term[0].flags = XPF_TERM_SET_DSCP;
	snprintf(term[0].route_by, sizeof(term[0].route_by), "vrf1");
	term[0].more = true;
	xpf_filter_input(&pkt);
	assert_true(pkt.mark.set & XPF_MARK_DSCP);
	assert_int_equal(pkt.mark.dscp, 46);
	assert_ptr_equal(pkt.steer, &term[0]);
	xpf_cos_mark(&pkt);
	assert_int_equal(skb.priority, 6);
	assert_int_equal(skb.data[1], 46 << 2);
	assert_int_equal(sum16(skb.data, 20, 0), 0xffff);
}

/* What few terms do: the way, sessions, hits, "don't fragment". */
static void test_more(void **state)
{
	reset();
	matches[0] = matches[1] = true;
	term[0].action = XPF_FW_NEXT_TERM;
	term[0].flags = XPF_TERM_HIT | XPF_TERM_PACKET_MODE;
	udp(AF_INET);
	xpf_filter_input(&pkt);
	assert_int_equal(asked.class, 0); /* the flag says that it has any */
	term[0].more = true;
	udp(AF_INET);
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(asked.class, XPF_F_CLASS_HIT);
	assert_true(pkt.flags & XPF_PKT_STATELESS);
	assert_null(pkt.steer);
	/* a hit stays when the class changes, and with a class of its own */
	term[0].flags |= XPF_TERM_SET_CLASS | XPF_TERM_SET_LOSS;
	term[0].class = 15;
	term[0].loss = 3;
	udp(AF_INET);
	xpf_filter_input(&pkt);
	assert_int_equal(asked.class, 127);
	/* one by one */
	term[0].flags = 0;
	snprintf(term[0].next_if, sizeof(term[0].next_if), "ge");
	udp(AF_INET);
	xpf_filter_input(&pkt);
	assert_ptr_equal(pkt.steer, &term[0]);
	assert_false(pkt.flags & XPF_PKT_STATELESS);
	*term[0].next_if = 0;
	term[0].next_family = AF_INET;
	udp(AF_INET);
	xpf_filter_input(&pkt);
	assert_ptr_equal(pkt.steer, &term[0]);
	/* whether it may be cut */
	term[0].next_family = 0;
	term[0].flags = XPF_TERM_SET_DF;
	udp(AF_INET);
	assert_int_equal(skb.data[6], 0);
	xpf_filter_input(&pkt);
	assert_true(pkt.flags & XPF_PKT_DF);
	xpf_cos_mark(&pkt);
	assert_int_equal(skb.data[6], 0x40);
	assert_int_equal(sum16(skb.data, 20, 0), 0xffff);
	term[0].flags = XPF_TERM_CLEAR_DF;
	xpf_filter_input(&pkt);
	assert_false(pkt.flags & XPF_PKT_DF);
	xpf_cos_mark(&pkt);
	assert_int_equal(skb.data[6], 0);
	assert_int_equal(sum16(skb.data, 20, 0), 0xffff);
	/* a piece stays one, and IPv6 has no such bit */
	skb.data[6] = 0x20;
	term[0].flags = XPF_TERM_SET_DF;
	xpf_filter_input(&pkt);
	xpf_cos_mark(&pkt);
	assert_int_equal(skb.data[6], 0x20);
	udp(AF_INET6);
	pkt.flags &= ~XPF_PKT_DF;
	xpf_filter_input(&pkt);
	assert_false(pkt.flags & XPF_PKT_DF);
	assert_int_equal(pkt.mark.set & (XPF_MARK_SET_DF | XPF_MARK_CLEAR_DF),
			 0);
}

/* What goes past sessions is judged as it is, one hop on. */
static void test_no_session(void **state)
{
	reset();
	matches[0] = true;
	udp(AF_INET);
	pkt.session = NULL;
	pkt.ttl = 9;
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_NEXT);
	assert_int_equal(asked.ttl, 8);
	assert_int_equal(asked.out_if, here.id);
	assert_memory_equal(&seen.daddr, &pkt.key.daddr, 16);
}

/* ---- output, behind NAT ---- */

static void test_output(void **state)
{
	reset();
	matches[0] = true;
	udp(AF_INET);
	known(false);
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_NEXT);
	assert_int_equal(asked.ttl, 63);
	assert_int_equal(asked.out_if, 5);
	assert_int_equal(asked.sport, 4000);
	assert_ptr_equal(asked.key, &pkt.key);
	known(true);
	pkt.mark.class = 3;
	pkt.mark.loss = 2;
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_NEXT);
	assert_int_equal(asked.class, 3 << 2 | 2);
	assert_int_equal(asked.sport, 7777);
	assert_int_equal(seen.saddr4, htonl(0xc6336401));
	assert_int_equal(seen.daddr4, pkt.key.daddr4);
	assert_int_equal(asked.dport, 5300);
	matches[0] = false;
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_DROP);
	/* the key of a ping has ports that its fields have not */
	matches[0] = true;
	begin(AF_INET, 1);
	add_l4(&p, 9, 9, 8);
	finish(&p);
	arrive();
	known(true);
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_NEXT);
	assert_int_equal(asked.sport, XPF_F_ABSENT);
	assert_int_equal(asked.icmp, 8 << 8);
}

/*
 * An ICMP error about what the inside sent: it comes from anywhere and is for
 * the translated address; one of the peer itself goes by the session's address.
 */
static void test_errors(void **state)
{
	struct xpf_key *in = &session.wing[0].key, *out = &session.wing[1].key;

	reset();
	matches[0] = true;
	udp(AF_INET);
	known(true);
	pkt.wing = 1;
	out->saddr4 = htonl(0xcb007109);
	session.wing[1].flags = XPF_WING_NAT;
	pkt.key.saddr4 = htonl(0x01020304);
	pkt.key.daddr4 = out->daddr4;
	pkt.flags |= XPF_PKT_ICMP_ERROR;
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_NEXT);
	assert_int_equal(seen.saddr4, htonl(0x01020304));
	assert_int_equal(seen.daddr4, in->saddr4);
	/* the destination was translated too: nobody sees the real one */
	in->daddr4 = htonl(0x0a090909);
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_NEXT);
	assert_int_equal(seen.saddr4, htonl(0x0a090909));
	assert_int_equal(seen.daddr4, in->saddr4);
}

/* Through NAT64, in both directions. */
static void across(u8 family)
{
	struct xpf_key *k = &session.wing[1].key;

	memset(&session, 0, sizeof(session));
	k->family = family == AF_INET ? AF_INET6 : AF_INET;
	k->proto = pkt.key.proto;
	k->sport = htons(5353);
	k->dport = htons(6666);
	session.wing[0].key = pkt.key;
	session.wing[0].flags = XPF_WING_NAT | XPF_WING_XLAT;
	pkt.session = &session;
	pkt.wing = 0;
}

static void test_families(void **state)
{
	reset();
	matches[0] = true;
	here.filters.filter[XPF_FW_OUT6] = NULL;
	udp(AF_INET6);
	across(AF_INET6);
	term[0].counter = &meter[0];
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_NEXT);
	assert_int_equal(counted[0].packets, 1);
	assert_int_equal(asked.key->family, AF_INET);
	assert_int_equal(asked.proto, 17);
	assert_int_equal(asked.next_header, 17);
	assert_int_equal(asked.sport, 6666);
	assert_int_equal(asked.dport, 5353);
	assert_int_equal(asked.icmp, XPF_F_ABSENT);
	assert_int_equal(asked.length, p.len - 20);
	assert_int_equal(asked.ttl, 63);
	/* refused in the sender's own terms */
	term[0].action = XPF_FW_REJECT;
	term[0].reject = 10;
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_DROP);
	assert_int_equal(icmp_type, 1);
	assert_int_equal(icmp_code, 1);
	term[0].action = XPF_FW_ACCEPT;
	begin(AF_INET6, 58);
	add_l4(&p, 9, 9, 8);
	finish(&p);
	arrive();
	across(AF_INET6);
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_NEXT);
	assert_int_equal(asked.icmp, 8 << 8);
	assert_int_equal(asked.sport, XPF_F_ABSENT);
	assert_int_equal(asked.dport, XPF_F_ABSENT);
	assert_int_equal(asked.proto, 1);
	assert_int_equal(asked.next_header, 1);
	here.filters.filter[XPF_FW_OUT6] = &filters[0];
	here.filters.filter[XPF_FW_OUT4] = NULL;
	begin(AF_INET, 1);
	add_l4(&p, 9, 9, 8);
	p.b[p.l4] = 0; /* the reply */
	p.b[6] = 0x40; /* whose DF nobody sees afterwards */
	finish(&p);
	arrive();
	across(AF_INET);
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_NEXT);
	assert_int_equal(asked.icmp, 129 << 8);
	assert_int_equal(asked.fragment, 0);
	assert_int_equal(asked.proto, 58);
	assert_int_equal(asked.length, p.len + 20);
	term[0].action = XPF_FW_REJECT;
	term[0].reject = 4;
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_DROP);
	assert_int_equal(icmp_type, 3);
	assert_int_equal(icmp_code, 13);
}

/* ---- class of service ---- */

static void test_cos(void **state)
{
	struct xpf_cos c;

	memset(&c, XPF_COS_NONE, sizeof(c));
	assert_true(xpf_cos_valid(&c));
	assert_false(xpf_cos_classifies(&c));
	assert_false(xpf_cos_rewrites(&c));
	assert_false(xpf_cos_classifies(NULL));
	assert_false(xpf_cos_rewrites(NULL));
	reset();
	memset(here.filters.filter, 0, sizeof(here.filters.filter));
	here.filters.cos = &c;
	udp(AF_INET);
	pkt.tos = 0xb8 | 1;
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(pkt.mark.set, 0);
	c.classify[0][46] = 5 << 2 | 1;
	assert_true(xpf_cos_classifies(&c));
	assert_int_equal(xpf_filter_input(&pkt), XPF_NEXT);
	assert_int_equal(pkt.mark.set, XPF_MARK_CLASS | XPF_MARK_LOSS);
	assert_int_equal(pkt.mark.class, 5);
	assert_int_equal(pkt.mark.loss, 1);
	/* the code point goes before the tag */
	c.classify_8021[3] = 2 << 2;
	skb.priority = 3;
	xpf_cos_classify(&pkt);
	assert_int_equal(pkt.mark.class, 5);
	pkt.tos = 0;
	xpf_cos_classify(&pkt);
	assert_int_equal(pkt.mark.class, 2);
	c.classify_8021[6] = 3 << 2;
	skb.vlan_present = true;
	skb.vlan_tci = 6 << 13;
	xpf_cos_classify(&pkt);
	assert_int_equal(pkt.mark.class, 3);
	udp(AF_INET6);
	pkt.tos = 0xb8;
	xpf_cos_classify(&pkt);
	assert_int_equal(pkt.mark.set, 0);
	c.classify[1][46] = 7 << 2;
	xpf_cos_classify(&pkt);
	assert_int_equal(pkt.mark.class, 7);
	/* marks of what leaves */
	pkt.mark = (struct xpf_mark){ .class = 5, .loss = 1 };
	xpf_cos_rewrite(&pkt, &c, AF_INET6);
	assert_int_equal(pkt.mark.set, 0);
	c.rewrite[1][5 << 2 | 1] = 34;
	assert_true(xpf_cos_rewrites(&c));
	xpf_cos_rewrite(&pkt, &c, AF_INET6);
	assert_int_equal(pkt.mark.set, XPF_MARK_DSCP);
	assert_int_equal(pkt.mark.dscp, 34);
	pkt.tos = 1; /* ECN stays */
	skb.data[1] |= 0x10;
	xpf_cos_mark(&pkt);
	assert_int_equal(skb.data[0] << 8 | skb.data[1],
			 0x6000 | 34 << 6 | 0x10);
	assert_int_equal(pkt.tos, 34 << 2 | 1);
	assert_int_equal(skb.priority, 0);
	/* the precedence alone; of what a filter set */
	c.rewrite[0][5 << 2 | 1] = XPF_COS_PRECEDENCE | 3;
	pkt.mark.set = 0;
	pkt.tos = 0x2e << 2;
	xpf_cos_rewrite(&pkt, &c, AF_INET);
	assert_int_equal(pkt.mark.dscp, 3 << 3 | 6);
	pkt.mark.set = XPF_MARK_DSCP;
	pkt.mark.dscp = 1;
	xpf_cos_rewrite(&pkt, &c, AF_INET);
	assert_int_equal(pkt.mark.dscp, 3 << 3 | 1);
	c.rewrite_8021[5 << 2 | 1] = 6;
	pkt.mark.set = XPF_MARK_CLASS;
	xpf_cos_rewrite(&pkt, &c, AF_INET);
	assert_true(pkt.mark.set & XPF_MARK_TAG);
	xpf_cos_mark(&pkt);
	assert_int_equal(skb.priority, 6 << 4 | 5);
	/* output and what the host sends are marked */
	udp(AF_INET);
	known(false);
	pkt.mark = (struct xpf_mark){ .class = 5, .loss = 1 };
	assert_int_equal(xpf_filter_output(&pkt, &here), XPF_NEXT);
	assert_int_equal(pkt.mark.set, XPF_MARK_DSCP | XPF_MARK_TAG);
	pkt.mark = (struct xpf_mark){ .class = 5, .loss = 1 };
	assert_int_equal(xpf_filter_self(&pkt), XPF_NEXT);
	assert_int_equal(skb.priority, 6 << 4 | 5);
	assert_int_equal(skb.data[1], 3 << 5);
}

static void test_cos_bad(void **state)
{
	struct xpf_cos c;
	u32 i;

	for (i = 0; i < sizeof(c); i++) {
		u8 end = i < offsetof(struct xpf_cos, rewrite)	    ? 64 :
			 i < offsetof(struct xpf_cos, rewrite_8021) ? 72 :
								      8;

		memset(&c, XPF_COS_NONE, sizeof(c));
		((u8 *)&c)[i] = end - 1;
		assert_true(xpf_cos_valid(&c));
		((u8 *)&c)[i] = end;
		assert_false(xpf_cos_valid(&c));
		((u8 *)&c)[i] = XPF_COS_NONE - 1;
		assert_false(xpf_cos_valid(&c));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_actions),
		cmocka_unit_test(test_any),
		cmocka_unit_test(test_link),
		cmocka_unit_test(test_reach),
		cmocka_unit_test(test_reject),
		cmocka_unit_test(test_telling),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_more),
		cmocka_unit_test(test_no_session),
		cmocka_unit_test(test_output),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_families),
		cmocka_unit_test(test_cos),
		cmocka_unit_test(test_cos_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
