/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_STOP_H
#define XPF_STOP_H

struct net;

/*
 * The kernel routes no more in this namespace, in both families, as if somebody
 * had written 0 to ip_forward and all.forwarding.  Context: RTNL.
 */
void xpf_stop_forwarding(struct net *net);

#endif
