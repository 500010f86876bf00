/* SPDX-License-Identifier: GPL-2.0 */
/* The ways that firewall filters choose: see steer.c. */
#ifndef XPF_STEER_H
#define XPF_STEER_H

#include "fwd/xmit.h"
#include "verdict.h"

struct in6_addr;
struct net_device;
struct xpf_adj;
struct xpf_hop;
struct xpf_pkt;

/*
 * As xpf_route(), by what pkt->steer says.
 * @hop: its family is set
 */
enum xpf_reason xpf_steer(struct xpf_pkt *pkt, const struct in6_addr *daddr,
			  struct net_device *dev, struct xpf_hop *hop);

/* Send a packet that is ready to go to the neighbour of an XPF_ADJ_VIA. */
enum xpf_verdict xpf_steer_xmit(struct xpf_pkt *pkt, struct xpf_adj *adj,
				enum xpf_exit how);

#endif
