/* SPDX-License-Identifier: GPL-2.0 */
/* What static rules make of addresses: see static.c. */
#ifndef XPF_NAT_STATIC_H
#define XPF_NAT_STATIC_H

#include <linux/types.h>

struct xpf_key;
struct xpf_nat_pool;
struct xpf_nat_rule;

/*
 * Translate the destination of a flow from outside, or the source of one from
 * inside, ports included.  When the rule leads to the other family, only the
 * address is of it afterwards: key->family stays that of the other end.
 * Returns false when the address has no translation.
 */
bool xpf_static_in(const struct xpf_nat_rule *r, struct xpf_key *key);
bool xpf_static_out(const struct xpf_nat_rule *r, struct xpf_key *key);

/* Families of a static rule's two sides; AF_UNSPEC of any other rule. */
u8 xpf_static_outside(const struct xpf_nat_rule *r);
u8 xpf_static_inside(const struct xpf_nat_rule *r);

/* A pool that is one IPv6 prefix of 96 bits or less: an IPv4 source becomes
 * prefix and address, as Junos has it, and keeps its port.
 */
bool xpf_pool_embeds(const struct xpf_nat_pool *p);

#endif
