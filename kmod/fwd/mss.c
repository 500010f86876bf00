// SPDX-License-Identifier: GPL-2.0
/*
 * Which maximum segment size a SYN may announce: the least of
 *
 *   tcp-options of its policy, initial or reverse by direction; without them
 *   tcp-mss all-tcp
 *   tcp-mss gre-in where it came out of GRE, gre-out where it goes into it
 *   tcp-mss ipsec-vpn where it came out of IPsec or goes into it: what the
 *   hosts at both ends announce limits what the other one sends through it
 *
 * It is never raised.
 */
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/rtnetlink.h>
#include <net/xfrm.h>

#include "flow/session.h"
#include "fwd/mss.h"
#include "hook.h"
#include "pkt/mss.h"
#include "pkt/pkt.h"
#include "policy/ruleset.h"
#include "stat.h"

static bool is_gre(const struct net_device *dev)
{
	return dev->type == ARPHRD_IPGRE || dev->type == ARPHRD_IP6GRE;
}

/* An xfrm or VTI interface; by its kind, their types are other tunnels' too. */
static bool is_ipsec(const struct net_device *dev)
{
	const char *kind = dev->rtnl_link_ops ? dev->rtnl_link_ops->kind : "";

	return !strcmp(kind, "xfrm") || !strcmp(kind, "vti") ||
	       !strcmp(kind, "vti6");
}

static void least(u32 *mss, u32 limit)
{
	if (limit && limit < *mss)
		*mss = limit;
}

u32 xpf_mss_limit(const struct xpf_pkt *pkt, const struct xpf_policy *p,
		  int wing, const struct dst_entry *dst,
		  const struct net_device *in, const struct net_device *out)
{
	const struct xpf_mss *m = &pkt->rs->mss;
	u32 mss = U32_MAX;

	least(&mss, (p ? p->mss[wing] : 0) ?: m->all);
	if (is_gre(in))
		least(&mss, m->gre_in);
	if (is_gre(out))
		least(&mss, m->gre_out);
	if (m->ipsec && (skb_sec_path(pkt->skb) || dst_xfrm(dst) ||
			 is_ipsec(in) || is_ipsec(out)))
		least(&mss, m->ipsec);
	return mss;
}

void xpf_mss_clamp(struct xpf_pkt *pkt, const struct dst_entry *dst,
		   const struct xpf_dev *out, bool partial)
{
	const struct xpf_policy *p =
		xpf_policy_by_id(pkt->rs, READ_ONCE(pkt->session->policy));
	u32 mss = xpf_mss_limit(pkt, p, pkt->wing, dst, pkt->in->dev, out->dev);

	if (mss < U16_MAX &&
	    xpf_mss_lower(pkt->skb->data + pkt->l4, pkt->payload - pkt->l4, mss,
			  partial))
		xpf_stat_inc(pkt->xn, XPF_S_MSS_CLAMPED);
}
