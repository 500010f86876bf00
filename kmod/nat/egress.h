/* SPDX-License-Identifier: GPL-2.0 */
/* The address of the egress interface: see egress.c. */
#ifndef XPF_NAT_EGRESS_H
#define XPF_NAT_EGRESS_H

#include <linux/types.h>

struct net_device;
struct xpf_key;

/* Put the address of @out that suits key->daddr and key->family into
 * key->saddr; false: there is none.  Context: RCU.
 */
bool xpf_egress_addr(const struct net_device *out, struct xpf_key *key);

#endif
