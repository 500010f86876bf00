/* SPDX-License-Identifier: GPL-2.0 */
/* Destination NAT: where a new flow really goes; see destination.c. */
#ifndef XPF_NAT_DESTINATION_H
#define XPF_NAT_DESTINATION_H

struct xpf_fields;
struct xpf_key;
struct xpf_nat_rule;
struct xpf_ruleset;

/*
 * Static rules first, then destination rules, as Junos has it.
 * @f: the flow as received; to_zone, out_if and out_vrf are not known yet
 * @key: in: the flow as received; out: with its real destination
 * Returns the rule that did it; NULL: none, and @key is untouched.
 * Context: RCU.
 */
const struct xpf_nat_rule *xpf_dnat(const struct xpf_ruleset *rs,
				    const struct xpf_fields *f,
				    struct xpf_key *key);

#endif
