/* SPDX-License-Identifier: GPL-2.0 */
/* Everything that source NAT keeps, of one namespace: see nat.c. */
#ifndef XPF_NAT_NAT_H
#define XPF_NAT_NAT_H

struct xpf_net;
struct xpf_ruleset;

int xpf_nat_start(struct xpf_net *xn);
/* No session is left; also after a start that failed. */
void xpf_nat_stop(struct xpf_net *xn);

/* The ruleset changed: what hosts keep without a session, ends where its rule
 * or pool is gone or another by now.
 */
void xpf_nat_sweep(struct xpf_net *xn, const struct xpf_ruleset *rs);

#endif
