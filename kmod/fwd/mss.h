/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_FWD_MSS_H
#define XPF_FWD_MSS_H

#include <linux/types.h>

struct dst_entry;
struct xpf_dev;
struct xpf_pkt;

/*
 * A SYN of a session that is about to leave, writable: no larger segments than
 * the configuration allows.
 * @partial: see xpf_mss_lower()
 */
void xpf_mss_clamp(struct xpf_pkt *pkt, const struct dst_entry *dst,
		   const struct xpf_dev *out, bool partial);

#endif
