/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What joins sessions and rulesets, see lifecycle.c.
 */
#ifndef XPF_LIFECYCLE_H
#define XPF_LIFECYCLE_H

#include <linux/types.h>

struct work_struct;
struct xpf_binding;
struct xpf_fields;
struct xpf_key;
struct xpf_nat_rule;
struct xpf_net;
struct xpf_policy;
struct xpf_ruleset;
struct xpf_session;

/* The fields of a flow; @type and @code are those of ICMP. */
void xpf_fields_set(struct xpf_fields *f, const struct xpf_key *key, u8 type,
		    u8 code, const struct xpf_binding *in,
		    const struct xpf_binding *out);

/* Seconds that a session may be idle in its state. */
u32 xpf_session_timeout(const struct xpf_ruleset *rs,
			const struct xpf_session *s);

/* A session was inserted: count it, tell of it.  Policy and NAT rules may be
 * NULL.
 */
void xpf_session_opened(struct xpf_net *xn, const struct xpf_session *s,
			const struct xpf_policy *p,
			const struct xpf_nat_rule *snat,
			const struct xpf_nat_rule *dnat);

/*
 * A session that an older ruleset permitted: does this one?  If not, it is
 * closed.  Context: BH disabled, RCU.
 */
bool xpf_session_rematch(struct xpf_net *xn, const struct xpf_ruleset *rs,
			 struct xpf_session *s);

/* Devices changed: soon look at the route and binding of all sessions. */
void xpf_sweep_start(struct xpf_net *xn);
/* No sweep runs or will. */
void xpf_sweep_stop(struct xpf_net *xn);
void xpf_sweep_init(struct xpf_net *xn);

#endif
