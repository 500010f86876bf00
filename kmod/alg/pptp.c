// SPDX-License-Identifier: GPL-2.0
/*
 * PPTP (RFC 2637): each side gives a call an id, and the other one writes that
 * id into its GRE packets.  So GRE is a flow for each direction, known by where
 * it goes and the id, as others are by their ports (fwd/gre.c).
 *
 * Behind source NAT two clients may choose the same id for the same server: an
 * id that somebody waits for already is replaced, in the control session and in
 * the server's GRE packets.
 */
#include <linux/in.h>
#include <linux/kernel.h>
#include <linux/unaligned.h>

#include "alg/alg.h"
#include "alg/pptp_parse.h"
#include "flow/expect.h"
#include "flow/session.h"
#include "xpf.h"

#define WAIT 60 /* seconds until GRE comes, and between its packets */
#define CALL 0x80000000U /* and the group: never 0 */

static int frame(const struct xpf_alg_state *alg, int wing, const u8 *data,
		 u32 len, bool *hold)
{
	int n = xpf_pptp_frame(data, len);

	*hold = n >= 0;
	return n <= (int)len ? n : 0;
}

static bool put_id(struct xpf_alg_msg *m, u32 at, u16 id)
{
	u8 bytes[2];

	put_unaligned_be16(id, bytes);
	return xpf_alg_replace(m, at, 2, bytes, 2);
}

/* The sender waits for packets with its id. */
static bool open(struct xpf_alg_msg *m, u16 *id)
{
	const struct xpf_key *own = &m->s->wing[m->wing].key;
	struct xpf_alg_end end = {
		.addr = own->saddr,
		.port = *id,
		.family = own->family,
	};

	if (!xpf_alg_announce(m, IPPROTO_GRE, &end, XPF_ALG_KEEP, WAIT))
		return false;
	*id = end.port;
	return true;
}

/* What the receiver knows as the id that the sender gave. */
static u16 seen(const struct xpf_alg_msg *m, u16 id)
{
	const struct xpf_key *own = &m->s->wing[m->wing].key;
	struct xpf_key sent = {
		.daddr = own->saddr,
		.dport = cpu_to_be16(id),
		.proto = IPPROTO_GRE,
		.family = own->family,
	};
	struct xpf_expect e;

	if (!xpf_expect_of(m->pkt->xn->expects, m->ext, &sent, &e))
		return id;
	return be16_to_cpu(e.key.dport);
}

/* What the receiver itself called the id that the sender knows. */
static u16 own_of_peer(const struct xpf_alg_msg *m, u16 id)
{
	const struct xpf_key *own = &m->s->wing[m->wing].key;
	struct xpf_alg_end end = {
		.addr = own->daddr,
		.port = id,
		.family = own->family,
	};

	xpf_alg_announced(m, IPPROTO_GRE, &end);
	return end.port;
}

static bool message(struct xpf_alg_msg *m)
{
	struct xpf_alg_pptp *a = &m->alg->pptp;
	struct xpf_pptp p;

	if (!xpf_pptp_parse(m->data, m->len, &p))
		return true;
	m->call = CALL | m->alg->group;
	if (p.request || p.accepted) {
		if (p.own && !open(m, &p.own))
			return false;
	} else if (p.own_at) {
		p.own = seen(m, p.own);
	}
	if (p.peer_at)
		p.peer = own_of_peer(m, p.peer);
	if (p.own_at && !put_id(m, p.own_at, p.own))
		return false;
	if (p.peer_at && !put_id(m, p.peer_at, p.peer))
		return false;
	/* Those of one control session end with its last. */
	if (p.accepted)
		a->calls++;
	if (p.over && a->calls && !--a->calls)
		xpf_expect_end_call(m->pkt->xn->expects, m->ext, m->call);
	return true;
}

const struct xpf_alg_ops xpf_alg_pptp = {
	.frame = frame,
	.message = message,
};
