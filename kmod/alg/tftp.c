// SPDX-License-Identifier: GPL-2.0
/*
 * TFTP (RFC 1350): the server answers a request from a port that it chooses,
 * to the port that asked.
 */
#include <linux/in.h>
#include <linux/unaligned.h>

#include "alg/alg.h"

#define RRQ 1
#define WRQ 2
#define WAIT 30

static bool message(struct xpf_alg_msg *m)
{
	struct xpf_alg_end end = {
		.addr = m->pkt->key.saddr,
		.port = be16_to_cpu(m->pkt->key.sport),
		.family = m->pkt->key.family,
	};
	u16 op;

	if (m->wing || m->len < 4)
		return true;
	op = get_unaligned_be16(m->data);
	if (op != RRQ && op != WRQ)
		return true;
	return xpf_alg_announce(m, IPPROTO_UDP, &end, XPF_ALG_SAME_PORT, WAIT);
}

const struct xpf_alg_ops xpf_alg_tftp = {
	.message = message,
};
