/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The XDP program on devices: where it may be, it forwards what belongs to
 * established sessions before the kernel has made a packet of the frame, see
 * xdp/xpf.bpf.c and kmod/xdp.c.  The program stays on its devices when the
 * manager ends, as the rest of the dataplane does; while it is on one, the
 * module cannot be unloaded.
 */
#ifndef XPF_DATAPLANE_XDP_H
#define XPF_DATAPLANE_XDP_H

#include <stdbool.h>
#include <stddef.h>

enum xdp_mode {
	/*
	 * On every device whose driver runs XDP itself and delivers frames with
	 * complete checksums and their VLAN tags: hardware, virtio.
	 */
	XDP_AUTO,
	XDP_NEVER,
	/*
	 * On veth too, whose peer decides what its frames are like: the operator
	 * vouches that they are complete (ethtool -K PEER tx off txvlan off).
	 */
	XDP_ALWAYS,
};

struct xdp;

/* NULL: no memory. */
struct xdp *xdp_new(enum xdp_mode mode);
/* The programs stay. */
void xdp_free(struct xdp *x);

/*
 * Have the program on these devices of this network namespace as far as it may
 * be there, and on no others.  Cheap when nothing has changed.
 * @names: of Linux; a VLAN unit's stands for the device below
 */
void xdp_update(struct xdp *x, const char *const *names, size_t n);

/* Why it is not on a device (a VLAN unit's: the one below); NULL: it is. */
const char *xdp_reason(const struct xdp *x, const char *name);

/* Take it off all devices of this namespace: how many, or negative errno. */
int xdp_detach_all(void);

#endif
