/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ruleset: everything a commit decides, immutable once published, found
 * through xn->ruleset under RCU and freed a grace period after its
 * replacement.  Names live here so that every show command and event can be
 * answered with no manager running.
 *
 * Counters hang on stable ids and are carried over from ruleset to ruleset:
 * a policy that survives a commit keeps its hits.
 */
#ifndef XPF_RULESET_H
#define XPF_RULESET_H

#include <linux/percpu.h>
#include <linux/if.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <uapi/linux/xpf.h>
#include <xpf/image.h>

#include "pkt/key.h"
#include "policy/filterset.h"

struct net_device;
struct netlink_ext_ack;
struct xpf_net;

#define XPF_MAX_SLOTS	4096	/* of devices: rs->bind[]; 0 is never bound */

/* What a zone's packets are searched for: kmod/screen. */
struct xpf_screen {
	u16 id;
	u32 flags;			/* XPF_SCREEN_F_* */
	u64 enabled;			/* bits of enum xpf_screen_id */
	u32 threshold[__XPF_SCREEN_COUNT];
	/* of sessions, by source and by destination */
	struct xpf_screen_limit limit[2][__XPF_LIMIT_COUNT];
	bool packet_rates;		/* some limit is of packets */
	u32 syn_alarm;			/* proxied SYNs a second */
	u32 syn_timeout;		/* seconds */
	u32 syn_queue;			/* connections that may wait */
	DECLARE_BITMAP(ext_header, 256);	/* that are not let in */
	DECLARE_BITMAP(hop_option, 256);
	DECLARE_BITMAP(dst_option, 256);
	struct xpf_screen_white *white;	/* exceptions */
	u32 n_white;
	char name[XPF_NAME_MAX];
};

struct xpf_zone {
	u16 id;			/* 0: no such zone */
	u16 screen;		/* index in rs->screen plus one; 0: none */
	u32 flags;		/* XPF_ZONE_* */
	u64 services;		/* host-inbound system-services */
	u64 protocols;
	char name[XPF_NAME_MAX];
};

struct xpf_proxy {		/* IPv4, both ends included, host order */
	u32 lo, hi;
};

/*
 * What packets of an interface go through beside the session: a packet path
 * that asks for none of it tests one word on its way in and one on its way out.
 */
enum xpf_steps {
	XPF_STEP_SCREEN		= 1 << 0,	/* in: the zone has a screen */
	XPF_STEP_FILTER_IN	= 1 << 1,
	XPF_STEP_FILTER_OUT	= 1 << 2,
	XPF_STEP_FILTER_HOST	= 1 << 3,	/* to and from this host */
	/* These filters want all of the packet, whatever it is: filter/lane.c
	 * need not be asked.
	 */
	XPF_STEP_FULL_IN	= 1 << 4,
	XPF_STEP_FULL_OUT	= 1 << 5,
	/* Packets that come in here are perhaps traced: set and taken away while
	 * the ruleset runs, see flowtrace.c.
	 */
	XPF_STEP_TRACE		= 1 << 6,
};

/* Where a device belongs: found by the slot of its xpf_dev. */
struct xpf_binding {
	u16 id;			/* stable interface id; 0: not bound */
	u16 zone;
	u16 vrf;
	u16 steps;		/* enum xpf_steps */
	u64 services;		/* the zone's or its own */
	u64 protocols;
	const struct xpf_screen *screen;	/* with XPF_STEP_SCREEN */
	const struct xpf_proxy *proxy;	/* ARP is answered for these */
	u32 n_proxy;
	struct xpf_bind_filters filters;
	u32 n_proxy6;
	const struct xpf_nat_range *proxy6;	/* neighbour discovery too */
	char ifname[IFNAMSIZ];
	char name[XPF_NAME_MAX];
};

struct xpf_app {
	u32 id;
	u32 timeout;		/* seconds, 0: of the protocol */
	u16 sport_lo, sport_hi;
	u16 dport_lo, dport_hi;	/* ICMP: type << 8 | code */
	u8 proto;
	bool any_proto;
	u8 alg;			/* enum xpf_alg */
	bool has_program, has_uuid;
	u32 program_lo, program_hi;	/* of Sun RPC */
	u8 uuid[16];		/* of MS-RPC; all ones: any */
	char name[XPF_NAME_MAX];
};

struct xpf_counters {		/* per CPU */
	u64 hits;
	u64 packets;		/* of sessions that are closed: initiators' */
	u64 bytes;
	u64 reply_packets;	/* responders' */
	u64 reply_bytes;
	s64 sessions;		/* live: sums up over CPUs */
	u64 failures;
};

/* Shared by all rulesets that hold the same id. */
struct xpf_counters_ref;

struct xpf_policy {
	u32 id;
	u32 flags;		/* XPF_POLICY_* */
	u64 digest;
	u16 from_zone, to_zone;
	u8 action;		/* enum xpf_action */
	bool rematch_any;	/* any policy may take its sessions over */
	u32 rematch;		/* generation that last asked to look its
				 * sessions up again, 0 = none
				 */
	u32 since;		/* generation where its counters began */
	u16 mss[2];		/* of a wing's SYN at most; 0: as it is */
	u32 n_apps;
	const u32 *app;		/* indices into rs->app, term by term */
	struct xpf_counters __percpu *counters;
	struct xpf_counters_ref *ref;	/* owns counters */
	char name[XPF_NAME_MAX];
};

/* Addresses to translate to: see policy/pool.h. */
struct xpf_nat_range_at {
	struct in6_addr lo;
	u32 first;		/* its index among all of the pool's */
};

/* Port block allocation; size 0: of ports one by one.  See nat/block.c. */
struct xpf_nat_block {
	u16 size, max;		/* ports; blocks of a host */
	u32 timeout, recycle, interim;	/* seconds; 0: never */
};

struct xpf_nat_pool {
	u32 id;
	u32 flags;		/* XPF_POOL_* */
	u32 size;		/* addresses, never 0 */
	u32 n_ranges;
	struct xpf_nat_range_at *range;	/* by index */
	const struct xpf_nat_pool *overflow;	/* NULL: none */
	struct in6_addr host_base;
	struct xpf_nat_block block;
	struct xpf_nat_range_at *host;	/* of deterministic NAT */
	u32 n_hosts, host_count;	/* ranges, and addresses; 0: not so */
	u8 host_family;
	u8 raise, clear;	/* percent in use that raise the alarm, 0: none */
	u16 overload;		/* sessions that may share a port, never 0 */
	u16 port_lo, port_hi;
	u16 twin_lo, twin_hi;	/* for pairs of ports; 0: there are none */
	u16 vrf;		/* of its addresses, if has_vrf */
	bool has_vrf;
	bool source;		/* of a source rule, or it overflows to it */
	u8 family;
	struct xpf_counters __percpu *counters;
	struct xpf_counters_ref *ref;
	u32 overflow_id;
	char name[XPF_NAME_MAX];
};

/* A static rule: see nat/static.c. */
struct xpf_nat_map {
	struct in6_addr outside, inside;
	u16 outside_port, inside_port;	/* 0: ports stay */
	u8 family, inside_family;
	u8 len;			/* of outside */
	u16 adjust_in, adjust_out;	/* of action NPTV6 */
};

/* Of a source rule; kind NONE: it makes no bindings. */
struct xpf_nat_persist {
	u8 kind;		/* enum xpf_persist_kind */
	bool address;		/* bind hosts to addresses, not ports to ports */
	u32 timeout, max;	/* seconds without a session; sessions */
};

struct xpf_nat_rule {
	u32 id;
	u32 since;		/* generation where its counters began */
	u32 changed;		/* generation that began to translate so */
	u64 digest;
	u8 kind, action;
	bool has_vrf;
	u16 vrf;		/* of the inside of a static rule, if has_vrf */
	u32 pool_id;
	const struct xpf_nat_pool *pool;	/* of action POOL */
	struct xpf_nat_map map;			/* of static rules */
	struct xpf_nat_persist persist;
	u16 overload;		/* of the egress interface's ports, never 0 */
	bool in_order;		/* its ports are not random */
	u32 raise, clear;	/* sessions: of an alarm; 0: none */
	struct xpf_counters __percpu *counters;
	struct xpf_counters_ref *ref;
	char name[XPF_NAME_MAX];
	char set[XPF_NAME_MAX];
};

struct xpf_timeouts {		/* seconds */
	u32 tcp_initial, tcp_established, tcp_half_closed, tcp_time_wait;
	u32 udp, icmp, other;
};

struct xpf_mss {		/* bytes at most, 0: as it is */
	u16 all, ipsec, gre_in, gre_out;
	bool any;		/* one of them, or of a policy, is set */
};

struct xpf_aging {		/* early = 0: never early */
	u32 early;		/* seconds idle */
	u8 high, low;		/* percent of the table */
};

struct xpf_alg_config {
	u32 enabled;		/* bits of enum xpf_alg */
	u32 flags;		/* XPF_ALG_* */
	u32 dns_length;		/* bytes of a datagram, at most */
	u32 sip_media;		/* seconds that media may be silent */
	u32 sip_ring;		/* seconds until they must have begun */
	u32 sip_call;		/* seconds that a call may last */
	u32 sunrpc_map, msrpc_map; /* seconds that an answer holds */
};

struct xpf_image;		/* policy/image.h: verified */

struct xpf_ruleset {
	/* datapath: read only */
	u32 generation;			/* never 0 */
	u32 flags;			/* XPF_CONFIG_* */
	u8 default_action;
	bool rematch_any;		/* of sessions of the default policy */
	u32 rematch;			/* likewise, see struct xpf_policy */
	struct xpf_mss mss;
	struct xpf_aging aging;
	struct xpf_timeouts timeouts;	/* defaults filled in, never 0 */
	struct xpf_alg_config alg;
	u32 route_timeout;		/* seconds idle without a route; 0: as
					 * with one
					 */
	struct xpf_zone *zone;		/* by id, XPF_MAX_ZONES */
	struct xpf_binding **bind;	/* by device slot, may hold NULL */
	const struct xpf_image *policies;
	const struct xpf_image *nat[__XPF_IMAGE_KINDS];	/* of NAT rules */
	struct xpf_filterset filters;
	struct xpf_policy *policy;	/* in the image's order of rules */
	u32 n_policies;
	struct xpf_nat_rule *nat_rule;	/* kind by kind */
	u32 n_nat_rules;
	u32 nat_first[XPF_NAT_STATIC + 1];	/* of a kind, in nat_rule */
	u32 nat_count[XPF_NAT_STATIC + 1];

	/* control */
	u64 cookie;
	struct xpf_app *app;
	u32 n_apps;
	struct xpf_binding *binding;	/* as configured */
	u32 n_bindings;
	u32 n_zones;
	u32 *policy_by_id;		/* indices, sorted by id */
	u32 *nat_rule_by_id;
	struct xpf_nat_pool *nat_pool;
	u32 n_nat_pools;
	u32 *nat_pool_by_id;
	struct xpf_screen *screen;
	u32 n_screens;
	u32 *binding_by_ifname;
	u32 *policy_app;		/* what policy[].app points into */
	size_t bytes;
	struct rcu_work free_work;
};

/* Where a device slot belongs; NULL: to no zone.  Context: RCU. */
static inline const struct xpf_binding *
xpf_binding(const struct xpf_ruleset *rs, u16 slot)
{
	return READ_ONCE(rs->bind[slot]);
}

/*
 * Must a session that was last permitted by generation @since be looked up
 * again?  Given by the policy that permitted it; sessions of the default
 * policy and the firewall's own take the ruleset's.  If yes and @rematch_any
 * is not set, the session lives only when the same policy permits it.
 */
static inline bool xpf_rematch_due(u32 rematch, u32 since)
{
	return rematch && (s32)(rematch - since) > 0;
}

/* What the classifier sees of a first packet. Ports and ids in host order. */
struct xpf_fields {
	const struct xpf_key *key;	/* addresses: after DNAT, before SNAT */
	u32 service;			/* XPF_F_SERVICE */
	u32 sport;
	u32 from_zone, to_zone;
	u32 in_if, out_if;		/* binding ids */
	u32 in_vrf, out_vrf;
	/* of firewall filters: see enum xpf_image_field */
	u32 proto, next_header, dport, icmp, tcp_flags, tos, length, ttl;
	u32 fragment, options, class;
	u8 mixed;			/* key->daddr is of the other family:
					 * XPF_IMAGE_FAMILY_46, _64
					 */
};

/* What xpf_fields.mixed is, by the families of source and destination. */
static inline u8 xpf_fields_mixed(u8 source, u8 destination)
{
	if (likely(source == destination))
		return 0;
	return source == AF_INET ? XPF_IMAGE_FAMILY_46 : XPF_IMAGE_FAMILY_64;
}

/* First match over pair, then global; NULL: the default action applies. */
const struct xpf_policy *xpf_policy_lookup(const struct xpf_ruleset *rs,
					   const struct xpf_fields *f);
/* The first NAT rule of an image that matches; NULL: none. */
const struct xpf_nat_rule *xpf_nat_search(const struct xpf_ruleset *rs,
					  enum xpf_image_kind image,
					  const struct xpf_fields *f);

static inline const struct xpf_nat_rule *
xpf_nat_lookup(const struct xpf_ruleset *rs, enum xpf_image_kind image,
	       const struct xpf_fields *f)
{
	return rs->nat[image] ? xpf_nat_search(rs, image, f) : NULL;
}

/* The application of a permitted flow; NULL: any. */
const struct xpf_app *xpf_policy_app(const struct xpf_ruleset *rs,
				     const struct xpf_policy *p, u8 proto,
				     u16 sport, u16 dport);
/*
 * May who was permitted by the policy of this id (0: the default one) go to
 * this program of Sun RPC, to this interface of MS-RPC?  Its applications say
 * so; `any` does.
 */
bool xpf_policy_program(const struct xpf_ruleset *rs, u32 id, u32 program);
bool xpf_policy_uuid(const struct xpf_ruleset *rs, u32 id, const u8 uuid[16]);
/* By stable id; NULL: gone. */
const struct xpf_policy *xpf_policy_by_id(const struct xpf_ruleset *rs, u32 id);
const struct xpf_nat_rule *xpf_nat_rule_by_id(const struct xpf_ruleset *rs,
					      u32 id);
const struct xpf_nat_pool *xpf_nat_pool_by_id(const struct xpf_ruleset *rs,
					      u32 id);

/*
 * May this packet reach the firewall itself, by host-inbound-traffic?
 * @b: where it came in
 * Absent means no.  Knows protocols and multicast/broadcast services.
 */
struct xpf_pkt;
bool xpf_host_inbound(const struct xpf_binding *b, const struct xpf_pkt *pkt);

/* A device appeared, vanished (@ifname NULL) or was renamed: fill or clear
 * bind[slot] of the running ruleset.  Context: RTNL.
 */
void xpf_ruleset_bind(struct xpf_net *xn, u16 slot, const char *ifname);
/* The same for a ruleset that is not published yet. */
void xpf_ruleset_bind_to(struct xpf_ruleset *rs, u16 slot, const char *ifname);

/* Free a ruleset after the grace period; counters that a newer one shares
 * stay.  NULL is fine.
 */
void xpf_ruleset_free(struct xpf_ruleset *rs);

#endif
