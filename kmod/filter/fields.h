/* SPDX-License-Identifier: GPL-2.0 */
/* What firewall filters see of a packet. Pure. */
#ifndef XPF_FILTER_FIELDS_H
#define XPF_FILTER_FIELDS_H

#include <linux/types.h>

#include "policy/ruleset.h"

struct xpf_pkt;

/* Bytes of the packet that are worth reading for the fields. */
u32 xpf_filter_need(const struct xpf_pkt *pkt);

/*
 * Read the fields of a parsed packet, a fragment too: its first piece shows
 * ports, the others none.
 * @f: out, but for in_if, out_if and class
 * @l3: the IP header
 * @linear: bytes that may be read there
 */
void xpf_filter_fields(struct xpf_fields *f, const struct xpf_pkt *pkt,
		       const u8 *l3, u32 linear);

/*
 * Do the predicates hold?
 * @link: the link header, @link_len bytes before @l3, or NULL
 */
bool xpf_filter_predicates(const struct xpf_predicate *p, u32 n,
			   const struct xpf_pkt *pkt, u8 proto, const u8 *l3,
			   u32 linear, const u8 *link, u32 link_len);

#endif
