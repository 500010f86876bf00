/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Persistent NAT: what an inside address and port once became stays so, for
 * every session that the same endpoint opens, and for sessions that others
 * open to the address and port outside, as far as the rule permits.
 *
 * A binding lives while sessions use it and for its inactivity timeout after.
 * Its port is taken as long as it lives.  See persist.c.
 */
#ifndef XPF_NAT_PERSIST_H
#define XPF_NAT_PERSIST_H

#include <linux/types.h>
#include <uapi/linux/xpf.h>

#include "nat/entry.h"
#include "pkt/key.h"

struct net_device;
struct xpf_nat_rule;
struct xpf_net;
struct xpf_persist;
struct xpf_ruleset;

struct xpf_persist *xpf_persist_new(struct xpf_net *xn);
/* No session is left. */
void xpf_persist_free(struct xpf_persist *p);

/*
 * The binding of a flow that goes out by @rule, found or made; a session more.
 * @key: in: the flow inside; out: saddr and sport as outside
 * @alloc: chooses an outside for it, as xpf_snat_alloc() without bindings
 * Returns XPF_SNAT_BOUND, with XPF_SNAT_PORT when the session holds a port of
 * its own, or -errno; -EDQUOT: the binding has all the sessions it may have,
 * or there are too many bindings.
 */
typedef int (*xpf_persist_alloc_fn)(struct xpf_net *xn,
				    const struct xpf_nat_rule *rule,
				    const struct net_device *out, u16 vrf,
				    struct xpf_key *key, u32 attempt);
int xpf_persist_out(struct xpf_net *xn, const struct xpf_nat_rule *rule,
		    const struct net_device *out, u16 vrf, struct xpf_key *key,
		    u32 attempt, xpf_persist_alloc_fn alloc);

/*
 * Does a flow come to the outside of a binding?
 * @key: in: the flow as received; out: with its destination inside
 * Returns the rule of the binding, with a session more in it, NULL: there is
 * none, or ERR_PTR(-EACCES): the binding does not permit it, -EDQUOT as above.
 */
const struct xpf_nat_rule *xpf_persist_in(struct xpf_net *xn,
					  const struct xpf_ruleset *rs,
					  struct xpf_key *key);

/* A session less. @outside: the destination of its flow from outside */
void xpf_persist_put(struct xpf_net *xn, const struct xpf_key *outside);

/* The ruleset changed: bindings of rules that are gone or changed end. */
void xpf_persist_sweep(struct xpf_net *xn, const struct xpf_ruleset *rs);

/* For the self-check. */
void xpf_persist_sums(struct xpf_persist *p, u64 *ports, u64 *sessions);

/* How much of its memory is in use. */
void xpf_persist_usage(const struct xpf_persist *p, u32 *bindings,
		       u32 *targets);

/*
 * Walk the bindings in the order in which they were made.
 * @cursor: in/out, start with 0
 * @fn: no lock is held; non-zero stops the walk before this binding
 */
int xpf_persist_walk(struct xpf_persist *p, u64 *cursor,
		     int (*fn)(const struct xpf_nat_entry *v, void *arg),
		     void *arg);

/* End what no session uses, if @fn says so (NULL: all).  How many were. */
u32 xpf_persist_clear(struct xpf_net *xn,
		      bool (*fn)(const struct xpf_nat_entry *v, void *arg),
		      void *arg);

#endif
