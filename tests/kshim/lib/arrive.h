/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For tests of what sees packets as they come in: a packet is built in p, and
 * received: parsed, as an skb of which all is in reach.
 */
#ifndef KSHIM_ARRIVE_H
#define KSHIM_ARRIVE_H

#include <linux/skbuff.h>

#include "packet.h"
#include "pkt/pkt.h"

static struct packet p;
static struct sk_buff skb;
static struct xpf_pkt pkt;

static const u8 src4[4] = { 10, 0, 1, 2 }, dst4[4] = { 203, 0, 113, 9 };
static const u8 src6[16] = { 0x20, 1, 0xd, 0xb8, [15] = 2 };
static const u8 dst6[16] = { 0x20, 1, 0xd, 0xb8, [14] = 1, [15] = 9 };

static void begin(u8 family, u8 proto)
{
	start(&p, family, proto);
	set_addr(&p, family == AF_INET ? src4 : src6,
		 family == AF_INET ? dst4 : dst6);
}

/* @as: what the packet is before its headers are read; returns as xpf_parse(). */
static int receive_as(struct xpf_pkt as)
{
	static u8 copy[PACKET_MAX + 16] __aligned(8);

	memcpy(copy + 16, p.b, p.len);
	memset(copy, 0xee, 16);
	pkt = as;
	skb = (struct sk_buff){ .data = copy + 16,
				.mac = copy + 2,
				.len = p.len,
				.linear = p.len };
	skb.protocol = htons(p.family == AF_INET ? 0x800 : 0x86dd);
	pkt.skb = &skb;
	return xpf_parse(&pkt, skb.data, p.len, p.len);
}

#endif
