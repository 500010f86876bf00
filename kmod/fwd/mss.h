/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_FWD_MSS_H
#define XPF_FWD_MSS_H

#include <linux/types.h>

struct dst_entry;
struct net_device;
struct xpf_dev;
struct xpf_pkt;
struct xpf_policy;

/*
 * A SYN of a session that is about to leave, writable: no larger segments than
 * the configuration allows.
 * @partial: see xpf_mss_lower()
 */
void xpf_mss_clamp(struct xpf_pkt *pkt, const struct dst_entry *dst,
		   const struct xpf_dev *out, bool partial);

/*
 * The limit for a SYN of wing @wing that comes by @in and goes by @out; more
 * than U16_MAX: none.
 * @p: its policy, NULL: none
 * @dst: the route that may go into IPsec
 */
u32 xpf_mss_limit(const struct xpf_pkt *pkt, const struct xpf_policy *p,
		  int wing, const struct dst_entry *dst,
		  const struct net_device *in, const struct net_device *out);

#endif
