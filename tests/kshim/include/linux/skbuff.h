/* SPDX-License-Identifier: GPL-2.0 */
/* A packet in one piece, of which the first `linear` bytes are in reach. */
#ifndef KSHIM_SKBUFF_H
#define KSHIM_SKBUFF_H

#include <linux/types.h>

struct skb_shared_info {
	u16 gso_size;
};

struct sk_buff {
	u8 *data, *mac;
	u32 len, linear;
	u32 priority;
	u16 protocol;
	u16 vlan_tci;
	bool vlan_present;
	struct skb_shared_info info;
};

#define skb_headlen(skb)	((skb)->linear)
#define skb_shinfo(skb)		(&(skb)->info)
#define skb_is_gso(skb)		((skb)->info.gso_size)
#define skb_mac_header_was_set(skb) ((skb)->mac)
#define skb_mac_header(skb)	((skb)->mac)
#define skb_vlan_tag_present(skb) ((skb)->vlan_present)
#define skb_vlan_tag_get_prio(skb) ((skb)->vlan_tci >> 13)

static inline bool pskb_may_pull(struct sk_buff *skb, u32 n)
{
	if (kshim_no_memory || n > skb->len)
		return false;
	skb->linear = max(skb->linear, n);
	return true;
}

static inline int skb_ensure_writable(struct sk_buff *skb, u32 n)
{
	return kshim_no_memory ? -ENOMEM : 0;
}

#endif
