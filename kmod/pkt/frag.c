// SPDX-License-Identifier: GPL-2.0
/*
 * Fragments are reassembled by the kernel's own code before anything is looked
 * up, so that policies, NAT and windows see whole packets; on the way out
 * ip_do_fragment() and ip6_fragment() cut them again, never larger than they
 * came (xmit.c).  Memory is bounded by net.ipv4.ipfrag_high_thresh and its
 * IPv6 sibling.  What does not become complete in time is given up by the
 * kernel, which counts it; see ctl/stats.c.
 *
 * Fragments of different routing instances must not meet.  IPv4 queues are
 * keyed by the l3mdev already; for both families the instance's id is part of
 * the "user", in the range of connection tracking, for which the kernel sends
 * no ICMP of its own when fragments of transit packets time out.
 */
#include <linux/netfilter_ipv6.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/ipv6_frag.h>
#include <net/netfilter/ipv6/nf_defrag_ipv6.h>

#include "pkt/frag.h"
#include "pkt/pkt.h"
#include "stat.h"
#include "xpf.h"

/* A fragment that the kernel has freed already: counted and told as well. */
static enum xpf_verdict refused(struct xpf_pkt *pkt)
{
	pkt->skb = NULL;
	xpf_drop(pkt, XPF_R_FRAGMENT);
	return XPF_STOLEN;
}

static enum xpf_verdict defrag4(struct xpf_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;
	int err = ip_defrag(pkt->xn->net, skb,
			    IP_DEFRAG_CONNTRACK_IN + pkt->key.vrf);

	if (err == -EINPROGRESS)
		return XPF_STOLEN;
	if (err)
		return refused(pkt);
	skb->ignore_df = 1;
	return XPF_NEXT;
}

static enum xpf_verdict defrag6(struct xpf_pkt *pkt)
{
	int err = nf_ct_frag6_gather(pkt->xn->net, pkt->skb,
				     IP6_DEFRAG_CONNTRACK_IN + pkt->key.vrf);

	if (err == -EINPROGRESS)
		return XPF_STOLEN;
	return err ? xpf_drop(pkt, XPF_R_FRAGMENT) : XPF_NEXT;
}

enum xpf_verdict xpf_defrag(struct xpf_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;
	struct xpf_net *xn = pkt->xn;
	enum xpf_verdict v;

	xpf_stat_inc(xn, XPF_S_FRAGMENTS_RX);
	if (pkt->flags & XPF_PKT_REASSEMBLED)
		return xpf_drop(pkt, XPF_R_FRAGMENT);
	memset(skb->cb, 0, sizeof(skb->cb));
	skb_orphan(skb);
	v = pkt->key.family == AF_INET ? defrag4(pkt) : defrag6(pkt);
	if (v != XPF_NEXT)
		return v;
	xpf_stat_inc(xn, XPF_S_FRAGMENTS_DONE);
	pkt->flags |= XPF_PKT_REASSEMBLED;
	return XPF_NEXT;
}

unsigned int xpf_frag_max(const struct xpf_pkt *pkt)
{
	if (!(pkt->flags & XPF_PKT_REASSEMBLED))
		return 0;
	return pkt->key.family == AF_INET ? IPCB(pkt->skb)->frag_max_size :
					    IP6CB(pkt->skb)->frag_max_size;
}
