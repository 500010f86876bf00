/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_LOST_H
#define XPF_LOST_H

struct xpf_pkt;
struct xpf_wing;

/* A packet of a session finds no route; or one again: see lost.c. */
void xpf_route_lost(struct xpf_pkt *pkt, struct xpf_wing *w);
void xpf_route_found(struct xpf_pkt *pkt, struct xpf_wing *w);

#endif
