/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The plan of a new session: what each step of the first packet decides is
 * written here, and becomes a session in one go (session.c), or nothing.
 */
#ifndef XPF_FIRST_PLAN_H
#define XPF_FIRST_PLAN_H

#include "fwd/route.h"
#include "pkt/key.h"
#include "verdict.h"

struct net_device;
struct xpf_binding;
struct xpf_expect;
struct xpf_pkt;

struct xpf_plan {
	struct xpf_key inside; /* the flow after destination NAT */
	struct xpf_key reply; /* key of wing 1 */
	struct xpf_hop hop; /* of wing 0 */
	const struct xpf_policy *policy;
	const struct xpf_nat_rule *snat, *dnat;
	const struct xpf_app *app;
	u32 flags; /* XPF_SESSION_* */
	u16 from_zone, to_zone;
	u16 in_slot, out_slot;
	bool loose; /* TCP need not begin with a SYN */
	u8 family; /* of what leaves */
	u8 alg; /* enum xpf_alg that will read it */
	struct xpf_expect *expect; /* that waited for it; NULL: none */
};

/*
 * rules.c: may it be?  XPF_NEXT: yes, by what the plan now says; otherwise the
 * packet is gone, counted and answered as its reason asks for.
 */

/* Only what begins a conversation begins a session; sets plan->loose. */
enum xpf_verdict xpf_plan_check(struct xpf_pkt *pkt, struct xpf_plan *plan);

/* Policy and source NAT rule of a flow that leaves by @out. */
enum xpf_verdict xpf_plan_rules(struct xpf_pkt *pkt,
				const struct xpf_binding *out,
				struct xpf_plan *plan);

/* For a flow an ALG expected, its control session's policy decides. */
enum xpf_verdict xpf_plan_inherit(struct xpf_pkt *pkt, struct xpf_plan *plan);

/*
 * Policies to and from junos-host decide beside host-inbound-traffic, where
 * there are any for the zone.
 */
enum xpf_verdict xpf_plan_self_policy(struct xpf_pkt *pkt,
				      struct xpf_plan *plan);

/*
 * session.c: the session, both wings in the table before the packet moves on.
 * XPF_NEXT: pkt->session is it, or the one another CPU made meanwhile.
 */

/* @out: the device it leaves by, whose addresses interface NAT takes */
enum xpf_verdict xpf_plan_insert_transit(struct xpf_pkt *pkt,
					 struct xpf_plan *plan,
					 const struct net_device *out);

/* To or from this host: no source NAT. */
enum xpf_verdict xpf_plan_insert(struct xpf_pkt *pkt, struct xpf_plan *plan);

/* The drop reason of an error of NAT. */
enum xpf_reason xpf_nat_reason(int err);

#endif
