/* SPDX-License-Identifier: GPL-2.0 */
/* Counters of policies and NAT rules: per CPU, shared over rulesets. */
#ifndef XPF_POLICY_COUNTERS_H
#define XPF_POLICY_COUNTERS_H

#include "policy/ruleset.h"

struct xpf_counters_ref *xpf_counters_new(void);
struct xpf_counters_ref *xpf_counters_get(struct xpf_counters_ref *ref);
void xpf_counters_put(struct xpf_counters_ref *ref);	/* NULL is fine */
struct xpf_counters __percpu *
xpf_counters_percpu(const struct xpf_counters_ref *ref);

/* Summed over CPUs; sessions is never negative. */
void xpf_counters_read(const struct xpf_counters __percpu *c,
		       struct xpf_counters *sum);
/* Zero them, but for the live sessions. */
void xpf_counters_clear(struct xpf_counters __percpu *c);

#endif
