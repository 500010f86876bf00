/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Traffic of interfaces and zones, summed from the devices when asked for:
 * the packet path counts each packet once, by device.
 */
#ifndef XPF_CTL_TRAFFIC_H
#define XPF_CTL_TRAFFIC_H

#include <linux/types.h>
#include <uapi/linux/xpf.h>

struct xpf_binding;
struct xpf_net;
struct xpf_ruleset;

struct xpf_traffic {
	u32 ifindex;		/* of an interface, 0: no such device */
	u64 rx_packets, rx_bytes;
	u64 tx_packets, tx_bytes;
	u64 drops;
	u64 screen[__XPF_SCREEN_COUNT];
	u8 xdp_in, xdp_out;	/* of an interface: enum xpf_xdp_state */
};

/* Context of both: RTNL held. */
void xpf_traffic_interface(struct xpf_net *xn, const struct xpf_ruleset *rs,
			   const struct xpf_binding *b, struct xpf_traffic *t);
void xpf_traffic_zone(struct xpf_net *xn, const struct xpf_ruleset *rs,
		      u16 zone, struct xpf_traffic *t);

#endif
