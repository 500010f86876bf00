/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Source NAT: addresses and ports for new sessions.
 *
 * Ports are taken from a bitmap per (VRF, address, protocol), or from one of
 * the host's block of ports, shared by all CPUs and bounded; a port is free again
 * when its session is freed, and not before.  Interface NAT keeps the
 * client's port when it is free.  The invariant: bits set = live sessions
 * that translate to the address.
 */
#ifndef XPF_NAT_SOURCE_H
#define XPF_NAT_SOURCE_H

#include <linux/types.h>

#include "pkt/key.h"

struct net_device;
struct xpf_binding;
struct xpf_nat_pool;
struct xpf_nat_rule;
struct xpf_net;

/* What a session holds, to be given back; bits. */
#define XPF_SNAT_PORT 1 /* a port: xpf_snat_free() */
#define XPF_SNAT_BOUND 2 /* a binding: xpf_persist_put() */

/*
 * Choose the source address and port of a new session.
 * @rule: any but an "off" rule
 * @out: the egress device, whose primary address an interface rule takes
 * @vrf: of the egress
 * @key: in: the flow after destination NAT; out: saddr and sport replaced
 * @attempt: 0, then 1, ... when the flow that came out is another session's
 * ICMP echo: the id (sport and dport) is replaced.  Protocols without ports
 * only get the address: a second host that speaks one to the same destination
 * is refused (session-collision).  Fragments were reassembled before.
 * Returns XPF_SNAT_* bits, -EADDRNOTAVAIL (no address), -ENOSPC (no port), or
 * -EDQUOT (no binding, or it has all its sessions).
 * When the session cannot be inserted because its reply key exists already
 * (-EEXIST), allocate again from the untouched key first and free the first
 * port after: so the second is another one, at a random place.
 * Context: softirq or process, BH disabled.
 */
int xpf_snat_alloc(struct xpf_net *xn, const struct xpf_nat_rule *rule,
		   const struct net_device *out, u16 vrf, struct xpf_key *key,
		   u32 attempt);
/* A port of the address in @key, as a pool gives them.  Returns XPF_SNAT_PORT, 0
 * when the pool leaves ports alone, or -ENOSPC.
 */
int xpf_snat_port(struct xpf_net *xn, const struct xpf_nat_pool *p, u16 vrf,
		  struct xpf_key *key);
/*
 * Likewise, of the address that a rule gave a session of the same host; the
 * port in @key, if it is free.
 * @rule: NULL: gone
 * @host: a flow of the host, as it is inside
 */
int xpf_snat_port_like(struct xpf_net *xn, const struct xpf_nat_rule *rule,
		       const struct xpf_key *host, u16 vrf,
		       struct xpf_key *key);
/* Two of them, an even one and the next (RTP and RTCP): each is given back by
 * itself.
 */
int xpf_snat_twin(struct xpf_net *xn, const struct xpf_nat_rule *rule, u16 vrf,
		  struct xpf_key *key);
/* Give back the port that xpf_snat_alloc() put into @key. */
void xpf_snat_free(struct xpf_net *xn, u16 vrf, const struct xpf_key *key);
/* Ports in use now, over all addresses: for the self-check. */
u64 xpf_nat_ports_used(const struct xpf_net *xn);

/* Of the addresses and the port ranges of one pool; all 0 where ports stay. */
struct xpf_pool_use {
	u64 used, twins, total;
	u32 blocks, blocks_total;
};

void xpf_nat_pool_use(const struct xpf_net *xn, const struct xpf_nat_pool *p,
		      struct xpf_pool_use *u);

#endif
