/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_XMIT_H
#define XPF_XMIT_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/xfrm.h>

#include "pkt/pkt.h"
#include "xpf.h"

struct xpf_adj;

/* How a packet leaves. */
enum xpf_exit {
	XPF_EXIT_NONE,		/* it does not fit: see *reason */
	XPF_EXIT_NEIGHBOUR,	/* straight to the next hop */
	XPF_EXIT_STACK,		/* by dst_output(): cut, encrypt, encapsulate */
};

/* The same for a packet that needs a closer look. */
enum xpf_exit xpf_xmit_fits_how(struct xpf_pkt *pkt, struct dst_entry *dst,
				u32 mtu);

/*
 * May the packet, as received, leave by this route?  Answers the sender when
 * it is too big.
 */
static inline enum xpf_exit
xpf_xmit_fits(struct xpf_pkt *pkt, struct dst_entry *dst, u32 mtu)
{
	if (likely(pkt->len <= mtu && !(pkt->flags & XPF_PKT_REASSEMBLED) &&
		   !dst->lwtstate))
		return XPF_EXIT_NEIGHBOUR;
	return xpf_xmit_fits_how(pkt, dst, mtu);
}

/* Make headroom for the device and @len bytes from the IP header on writable. */
static inline bool xpf_xmit_writable(struct sk_buff *skb,
				     const struct dst_entry *dst, u32 len)
{
	u32 need = LL_RESERVED_SPACE(dst->dev) + dst->header_len;
	u32 have = skb_headroom(skb);

	if (likely(have >= need) &&
	    likely(!skb_cloned(skb) || skb_clone_writable(skb, len)))
		return true;
	need = have < need ? SKB_DATA_ALIGN(need - have) : 0;
	return !pskb_expand_head(skb, need, 0, GFP_ATOMIC);
}

/* xpf_xmit_admits() where there are policies of IPsec. */
bool xpf_xmit_xfrm_admits(struct xpf_pkt *pkt);

/* IPsec policies look at what comes in; free when there are none. */
static inline bool xpf_xmit_admits(struct xpf_pkt *pkt)
{
	if (likely(!pkt->xn->net->xfrm.policy_count[XFRM_POLICY_FWD] &&
		   !skb_sec_path(pkt->skb)))
		return true;
	return xpf_xmit_xfrm_admits(pkt);
}

/* Send a packet that is ready to go. Always XPF_STOLEN, or XPF_DROP. */
enum xpf_verdict xpf_xmit(struct xpf_pkt *pkt, struct xpf_adj *adj,
			  enum xpf_exit how);

#endif
