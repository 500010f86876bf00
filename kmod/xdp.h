/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_XDP_H
#define XPF_XDP_H

#include <linux/types.h>

struct net_device;

/*
 * How far frames of a device are XDP's, coming and going: enum xpf_xdp_state.
 * Context: RCU.
 */
void xpf_xdp_read(struct net_device *dev, u8 *in, u8 *out);

struct xdp_md;

/* For the program: see xdp.c. */
int bpf_xpf_xdp(struct xdp_md *ctx);

/* Let XDP programs call us.  There is nothing to undo. */
int xpf_xdp_init(void);

#endif
