// SPDX-License-Identifier: GPL-2.0
/*
 * ARP that comes in: what its interface's policer lets through is answered for
 * addresses that only NAT knows, and goes to the stack all the same.
 */
#include <linux/skbuff.h>

#include "arp.h"
#include "filter/filter.h"
#include "fwd/proxyarp.h"
#include "hook.h"
#include "pkt/pkt.h"
#include "policy/ruleset.h"
#include "xpf.h"

static enum xpf_verdict police(struct xpf_dev *in, struct sk_buff *skb,
			       const struct xpf_ruleset *rs,
			       const struct xpf_binding *b)
{
	struct xpf_pkt pkt = {
		.skb = skb,
		.xn = in->xn,
		.rs = rs,
		.in = in,
		.bind = b,
		.from_zone = b->zone,
		.len = skb->len,
	};

	return xpf_filter_arp(&pkt);
}

enum xpf_verdict xpf_arp(struct xpf_dev *in, struct sk_buff *skb)
{
	const struct xpf_ruleset *rs = rcu_dereference(in->xn->ruleset);
	const struct xpf_binding *b = rs ? xpf_binding(rs, in->slot) : NULL;
	enum xpf_verdict v = XPF_NEXT;

	if (b && b->filters.policer[XPF_FW_ARP])
		v = police(in, skb, rs, b);
	if (v != XPF_NEXT)
		return v;
	xpf_proxy_arp(in, skb);
	return XPF_ACCEPT;
}
