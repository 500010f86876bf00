/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The model: the configuration, typed and fully resolved.  One builder a
 * hierarchy turns an effective tree into these structs; every reference is a
 * pointer, every set is flat, every name known.  What does not resolve is a
 * fault in the diag list, and there is no model.
 *
 * A model is immutable, owns one arena, and knows no kernel: stable ids are
 * given here, from names (model/id.h), because everything later hangs on them.
 *
 * Names of Linux devices: ge-0/0/0 is ge-0-0-0; a unit of a tagged interface
 * is ge-0-0-0.UNIT; unit 0 of an untagged one is the device itself.  The mtu
 * of an interface counts its Ethernet header, as Junos' does, a Linux MTU does
 * not: 14 bytes less, 18 on a tagged interface.  The mtu of a family is taken
 * as it is.
 */
#ifndef XPF_MODEL_MODEL_H
#define XPF_MODEL_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/xpf.h>

#include "lib/addr.h"
#include "lib/map.h"
#include "lib/vec.h"
#include "model/account.h"
#include "model/alarm.h"
#include "model/log.h"
#include "model/scheduler.h"
#include "model/filter.h"
#include "model/trace.h"
#include "net/plan.h"

struct arena;
struct buf;
struct cnode;
struct diag;
struct tree;

/* A set of addresses of both families, as the user wrote it: ranges. */
struct model_address {
	const char *name;		/* "any", "any-ipv4", ... too */
	const char *book;		/* "global", zone or book name */
	const char *description;
	bool is_set;
	const struct addr_range *range;	/* members flattened */
	unsigned int n_ranges;		/* 0: no address at all */
	bool any;			/* both families, everything */
	unsigned int index;		/* in model->addresses */
};

struct model_term {
	bool any_proto;
	uint8_t proto;
	uint16_t sport_lo, sport_hi;
	uint16_t dport_lo, dport_hi;	/* ICMP: type << 8 | code */
	uint32_t timeout;		/* seconds, 0: default */
	uint8_t alg;			/* enum xpf_alg; NONE: by port */
	bool has_program, has_uuid;	/* what RPC may be asked for there */
	uint32_t program_lo, program_hi;
	uint8_t uuid[16];		/* as MS-RPC writes it */
};

struct model_app {
	const char *name;
	uint32_t id;			/* stable */
	const struct model_term *term;
	unsigned int n_terms;
	bool predefined;
	unsigned int index;		/* in model->apps */
};

/* What a zone's packets are searched for. */
struct model_screen {
	const char *name;
	const char *description;
	uint16_t id;				/* stable */
	bool alarm_only;
	uint64_t enabled;			/* bits of enum xpf_screen_id */
	uint32_t threshold[__XPF_SCREEN_COUNT];
	struct xpf_screen_limit limit[2][__XPF_LIMIT_COUNT];	/* by source,
						 * by destination
						 */
	uint32_t syn_alarm, syn_timeout, syn_queue;
	uint8_t headers[32];			/* IPv6, bit n: number n */
	uint8_t hop_options[32], dst_options[32];
	VEC(struct xpf_screen_white) white;
};

struct model_white_list {
	const char *name;
	VEC(const char *) addresses;		/* as written */
};

struct model_zone {
	const char *name;
	const char *description;
	const struct model_screen *screen;	/* NULL: none */
	uint16_t id;
	bool tcp_rst;
	bool policy_in, policy_out;	/* policies to and from junos-host */
	uint64_t services, protocols;
};

struct model_interface {		/* a logical unit in a zone or not */
	const char *name;		/* ge-0/0/0.0 */
	const char *ifname;		/* ge-0-0-0 */
	const char *description;
	uint16_t id;			/* stable */
	const struct model_zone *zone;	/* NULL: none */
	const struct model_instance *instance; /* NULL: inet.0 */
	const struct addr_range *proxy_arp;	/* IPv4: answered for */
	unsigned int n_proxy_arp;
	struct model_filters filters;
	const struct addr_range *proxy_ndp;	/* IPv6, likewise */
	unsigned int n_proxy_ndp;
	bool own_inbound;		/* services/protocols replace the zone's */
	uint64_t services, protocols;
};

struct model_instance {
	const char *name;
	const char *description;
	uint16_t id;			/* stable: VRF id */
	uint32_t table;
	bool forwarding;		/* a table, with main's interfaces */
};

struct model_policy {
	const char *name;
	const char *description;
	uint32_t id;			/* stable, from zones and name */
	const struct model_zone *from, *to;	/* NULL: global */
	const struct model_zone **from_zone;	/* global: match from-zone */
	const struct model_zone **to_zone;
	unsigned int n_from, n_to;		/* 0: any */
	const struct model_address **src, **dst;
	unsigned int n_src, n_dst;
	bool src_excluded, dst_excluded;
	const struct model_app **app;		/* sets resolved */
	unsigned int n_app;			/* 0: any */
	const char **app_name;			/* as written: sets, "any" */
	unsigned int n_app_name;
	enum xpf_action action;
	bool log_init, log_close, count;
	uint64_t alarm_second, alarm_minute;	/* bytes; 0: no alarm */
	uint32_t options;			/* more XPF_POLICY_* */
	bool window_scale;			/* it always is; for show */
	uint16_t mss_initial, mss_reverse;	/* 0: as it is */
	const struct model_scheduler *scheduler;	/* NULL: always */
	bool inactive;			/* now: see schedulers_apply() */
	unsigned int index;			/* within its context, from 1 */
	const struct cnode *node;		/* while its tree lives */
};

struct model_nat_end {				/* from or to: one kind */
	const struct model_zone **zone;
	const struct model_interface **interface;
	const struct model_instance **instance;	/* may be model->main */
	unsigned int n_zone, n_interface, n_instance;
};

#define NAT_KINDS (XPF_NAT_STATIC + 1)

#define NAT_INTERFACE_OVERLOAD	32	/* unless the configuration says it */

struct model_nat_block {			/* of ports; size 0: none */
	uint16_t size, max;			/* ports; blocks of a host */
	uint32_t timeout, interim, recycle;	/* seconds, 0: never */
	bool fixed;				/* deterministic */
};

struct model_nat_pool {
	const char *name;
	uint32_t id;				/* stable */
	enum xpf_nat_kind kind;			/* source or destination */
	uint32_t flags;				/* XPF_POOL_* */
	struct addr_range *range;		/* of one family */
	unsigned int n_ranges;
	uint16_t port_lo, port_hi;		/* destination: 0: stays */
	uint16_t twin_lo, twin_hi;		/* pairs of ports; 0: none */
	uint16_t overload;			/* sessions that share a port */
	uint8_t raise, clear;			/* percent, 0: no alarm */
	struct model_nat_block block;
	struct addr_range *hosts;		/* of deterministic NAT */
	unsigned int n_hosts;
	struct addr host_base;
	const struct model_nat_pool *overflow;	/* NULL: none */
	const struct model_instance *instance;	/* NULL: not said */
	const struct cnode *node;		/* while its tree lives */
};

struct model_nat_rule {
	enum xpf_nat_kind kind;
	const char *set, *name;
	uint32_t id;
	const struct model_nat_end *from, *to;	/* to: of source rules only */
	const struct addr_range *src, *dst;
	unsigned int n_src, n_dst;		/* 0: any */
	const struct model_term *service;	/* protocol and ports */
	unsigned int n_service;			/* 0: any */
	enum xpf_nat_action action;
	const struct model_nat_pool *pool;	/* of action POOL */
	struct prefix outside, inside;		/* of static rules; action INET:
						 * no inside
						 */
	uint16_t outside_port, inside_port;	/* 0: ports stay */
	const struct model_instance *instance;	/* of inside; NULL: not said */
	enum xpf_persist_kind persist;
	bool persist_address;
	uint32_t persist_timeout, persist_sessions;
	uint32_t raise, clear;		/* sessions: of an alarm; 0: none */
	bool inert;				/* names what has no effect yet */
	const char *description;
	unsigned int index;			/* within its rule-set, from 1 */
	const struct cnode *node;		/* while its tree lives */
};

struct model_class {			/* a forwarding class */
	const char *name;
	uint8_t id;			/* what packets carry: below 16 */
	uint8_t queue;
	bool premium;			/* to hierarchical policers */
};

/* A policy that a former configuration had: sessions of it may still end. */
struct model_gone {
	uint32_t id;
	const char *name;
};

struct model {
	struct arena *arena;
	const char *host_name;
	VEC(struct model_screen *) screens;
	VEC(struct model_white_list *) white_lists;	/* of screens */
	VEC(struct model_zone *) zones;		/* junos-host last */
	VEC(struct model_interface *) interfaces;
	VEC(struct model_instance *) instances;
	struct model_instance main;		/* "default": inet.0 */
	VEC(struct model_address *) addresses;
	VEC(struct model_app *) apps;
	VEC(struct model_scheduler *) schedulers;
	VEC(struct model_policy *) policies;	/* pairs in order, then global */
	VEC(struct model_nat_rule *) nat[NAT_KINDS];	/* enum xpf_nat_kind */
	VEC(struct model_nat_pool *) nat_pools;		/* source first */
	bool nat_persist_silent;		/* bindings are not logged */
	bool nat_in_order;			/* ports of interfaces */
	uint16_t nat_overload;			/* sessions that share one */
	VEC(struct model_class) classes;	/* by id, those of Junos too */
	VEC(struct model_filter *) filters;	/* instances */
	VEC(struct model_meter *) meters;
	enum xpf_action default_action;
	enum xpf_rematch rematch;
	uint32_t flow_flags;			/* XPF_CONFIG_* */
	uint32_t tcp_initial, tcp_established, tcp_half_closed, tcp_time_wait;
	uint32_t udp, icmp, other;		/* seconds, 0: default */
	uint16_t mss_all, mss_ipsec, mss_gre_in, mss_gre_out; /* 0: as it is */
	uint32_t aging_early;			/* seconds; 0: never early */
	uint32_t route_timeout;			/* seconds; 0: as with a route */
	uint8_t aging_high, aging_low;		/* percent */
	struct model_log log;			/* where messages go */
	struct model_trace trace;		/* of packets */
	struct model_alarm alarms[ALARM_KINDS];	/* of denied packets */
	uint32_t algs;				/* bits of enum xpf_alg */
	uint32_t alg_flags;			/* XPF_ALG_* */
	uint32_t alg_dns_length;		/* bytes, 0: default */
	uint32_t alg_sip_media, alg_sip_ring, alg_sip_call; /* seconds, 0:
						 * default
						 */
	uint32_t alg_sunrpc_map, alg_msrpc_map;	/* likewise */
	struct net_plan *net;			/* links, addresses, routes */
	struct model_account *accounts;		/* who may log in */
	struct model_account *root;		/* NULL: nothing is said */
	VEC(struct model_gone) gone;		/* of former models, by id */
	/* by name, for the functions below */
	struct map zone_map, interface_map, ifname_map, instance_map, app_map;
	struct map screen_map;
};

/* inactivity-timeout never, in seconds: 34 years, as the dataplane counts in
 * 31 bits from boot.
 */
#define MODEL_NEVER 0x3fffffffU

/* Bits of the gateways that are enabled when nothing is said. */
uint32_t model_algs_default(void);
/* Bits of those that there are. */
uint32_t model_algs_built(void);

/* From an effective, validated tree. NULL when faults were added to @d. */
struct model *model_build(const struct tree *effective, struct diag *d);
void model_free(struct model *m);

const struct model_screen *model_screen(const struct model *m,
					const char *name);
const struct model_zone *model_zone(const struct model *m, const char *name);
const struct model_zone *model_zone_by_id(const struct model *m, uint16_t id);
const struct model_policy *model_policy_by_id(const struct model *m,
					      uint32_t id);
/*
 * @new takes the place of @old: it remembers the names of policies that it has
 * no more, the last MODEL_GONE of them.
 */
void model_succeed(struct model *new, const struct model *old);
#define MODEL_GONE 4096
/* The name of a policy, also of one that is gone; NULL: not known. */
const char *model_policy_name(const struct model *m, uint32_t id);
/* Of any kind; NULL: 0, or gone. */
const struct model_nat_rule *model_nat_rule_by_id(const struct model *m,
						  uint32_t id);
const struct model_nat_pool *model_nat_pool_by_id(const struct model *m,
						  uint32_t id);
const struct model_app *model_app(const struct model *m, const char *name);
const struct model_interface *model_interface(const struct model *m,
					      const char *name);
const struct model_interface *model_interface_by_ifname(const struct model *m,
							const char *ifname);
const struct model_instance *model_instance_by_id(const struct model *m,
						  uint16_t id);

/* Does a static rule lead from one family to the other? */
bool model_nat_crosses(const struct model *m);

/* How many blocks of ports a pool has, 0: none. */
uint64_t model_nat_blocks(const struct model_nat_pool *p);

/* The network plan as text, in the order of the configuration. */
void model_print_plan(const struct model *m, struct buf *out);

/* ge-0/0/0.0 -> ge-0-0-0; ge-0/0/0.100 -> ge-0-0-0.100; trust0 -> trust0 */
int model_ifname(const char *junos, char out[16]);

#endif
