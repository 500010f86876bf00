// SPDX-License-Identifier: GPL-2.0
/*
 * Class of service: the class that a packet comes in with, by its code point or
 * by its tag, and the marks that it leaves with.  Filters stand between the two
 * and see, and change, the class.
 *
 * The priority of an 802.1Q tag is read and written by the VLAN device: what
 * its maps make of skb->priority is set by the manager.  Received priorities
 * are as they are; what leaves has its priority above the four bits of the
 * class, so that queueing disciplines go on seeing the class.
 */
#include <linux/if_vlan.h>
#include <linux/skbuff.h>
#include <net/dsfield.h>
#include <net/inet_ecn.h>
#include <net/ip.h>

#include "filter/cos.h"
#include "pkt/pkt.h"
#include "policy/ruleset.h"

static u8 tag_priority(const struct sk_buff *skb)
{
	if (skb_vlan_tag_present(skb)) /* tag 0: a priority only */
		return skb_vlan_tag_get_prio(skb);
	return skb->priority & 7;
}

void xpf_cos_classify(struct xpf_pkt *pkt)
{
	const struct xpf_cos *c = pkt->bind->filters.cos;
	bool v6 = pkt->key.family == AF_INET6;
	u8 class = c->classify[v6][pkt->tos >> 2];

	if (class == XPF_COS_NONE)
		class = c->classify_8021[tag_priority(pkt->skb)];
	if (class == XPF_COS_NONE)
		return;
	pkt->mark.class = class >> 2;
	pkt->mark.loss = class & 3;
	pkt->mark.set |= XPF_MARK_CLASS | XPF_MARK_LOSS;
}

void xpf_cos_rewrite(struct xpf_pkt *pkt, const struct xpf_cos *c, u8 family)
{
	struct xpf_mark *m = &pkt->mark;
	u8 at = (m->class << 2 | m->loss) & 63;
	u8 dscp = c->rewrite[family == AF_INET6][at];
	u8 tag = c->rewrite_8021[at];
	u8 old = m->set & XPF_MARK_DSCP ? m->dscp : pkt->tos >> 2;

	if (tag != XPF_COS_NONE) {
		m->tag = tag;
		m->set |= XPF_MARK_TAG;
	}
	if (dscp == XPF_COS_NONE)
		return;
	if (dscp & XPF_COS_PRECEDENCE)
		dscp = (dscp & 7) << 3 | (old & 7);
	m->dscp = dscp;
	m->set |= XPF_MARK_DSCP;
}

static void write_df(struct iphdr *ip, bool df)
{
	__be16 old = ip->frag_off;

	ip->frag_off &= htons(~IP_DF);
	/* A piece is no whole packet that could be kept from being cut. */
	if (df && !(old & htons(IP_MF | IP_OFFSET)))
		ip->frag_off |= htons(IP_DF);
	csum_replace2(&ip->check, old, ip->frag_off);
}

void xpf_cos_mark(struct xpf_pkt *pkt)
{
	const struct xpf_mark *m = &pkt->mark;
	struct sk_buff *skb = pkt->skb;
	u8 tos = m->dscp << 2;

	if (m->set & (XPF_MARK_CLASS | XPF_MARK_TAG))
		skb->priority = m->class;
	if (m->set & XPF_MARK_TAG)
		skb->priority |= m->tag << 4;
	if (m->set & (XPF_MARK_SET_DF | XPF_MARK_CLEAR_DF) &&
	    pkt->key.family == AF_INET)
		write_df((struct iphdr *)skb->data, m->set & XPF_MARK_SET_DF);
	if (!(m->set & XPF_MARK_DSCP))
		return;
	if (pkt->key.family == AF_INET)
		ipv4_change_dsfield((struct iphdr *)skb->data, INET_ECN_MASK,
				    tos);
	else
		ipv6_change_dsfield((struct ipv6hdr *)skb->data, INET_ECN_MASK,
				    tos);
	pkt->tos = tos | (pkt->tos & INET_ECN_MASK);
}
