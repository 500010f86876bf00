// SPDX-License-Identifier: GPL-2.0
/*
 * MS-RPC: a client that asks the endpoint mapper (TCP port 135) where an
 * interface is may go there, as often as it likes, for as long as the map holds
 * (map-entry-timeout); the session that asked may be over by then.  The policy
 * that let it ask must name the interface, too: an application with its UUID.
 *
 * An address in the answer becomes what the client must use.
 */
#include <linux/in.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "alg/alg.h"
#include "alg/msrpc_parse.h"
#include "flow/session.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

static int frame(const struct xpf_alg_state *alg, int wing, const u8 *data,
		 u32 len, bool *hold)
{
	int n = xpf_msrpc_frame(data, len);

	*hold = n >= 0;
	return n <= (int)len || n > XPF_ALG_HOLD ? n : 0;
}

static bool tower(struct xpf_alg_msg *m, const struct xpf_msrpc_tower *t)
{
	const struct xpf_key *own = &m->s->wing[m->wing].key;
	struct xpf_alg_end end = {
		.addr = own->saddr,
		.port = t->port,
		.family = own->family,
	};
	__be32 addr = 0;

	if (!xpf_policy_uuid(m->pkt->rs, m->s->policy, t->uuid))
		return true;
	if (t->addr_at && own->family == AF_INET) {
		memcpy(&addr, m->data + t->addr_at, 4);
		end.addr.s6_addr32[0] = addr ?: own->saddr4;
		/* Another host's interface is not this one's to offer. */
		if (!xpf_alg_own_addr(m, &end))
			return true;
	}
	if (!xpf_alg_announce(m, t->proto, &end, XPF_ALG_KEEP | XPF_ALG_SURVIVE,
			      m->pkt->rs->alg.msrpc_map))
		return false;
	if (!addr)
		return true;
	return xpf_alg_replace(m, t->addr_at, 4, &end.addr, 4);
}

/* Was it a question to the mapper that this answers? */
static bool take(struct xpf_alg_msrpc *a, u32 call)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(a->call); i++)
		if (a->waits >> i & 1 && a->call[i] == call)
			return true;
	return false;
}

static void asked(struct xpf_alg_msrpc *a, u32 call)
{
	u32 i = a->next++ % ARRAY_SIZE(a->call);

	if (take(a, call))
		return;
	a->call[i] = call;
	a->waits |= 1U << i;
}

static bool read(struct xpf_alg_msg *m, struct xpf_msrpc *r)
{
	struct xpf_alg_msrpc *a = &m->alg->msrpc;
	u32 i;

	if (!xpf_msrpc_parse(m->data, m->len, false, r)) {
		xpf_stat_inc(m->pkt->xn, XPF_S_ALG_ERRORS);
		return true;
	}
	switch ((enum xpf_msrpc_kind)r->kind) {
	case XPF_MSRPC_BIND:
		if (!m->wing) {
			a->bound = true;
			a->context = r->context;
		}
		return true;
	case XPF_MSRPC_MAP:
		if (!m->wing && a->bound && a->context == r->context)
			asked(a, r->call);
		return true;
	case XPF_MSRPC_RESPONSE:
		break;
	case XPF_MSRPC_OTHER:
		return true;
	}
	if (!m->wing || !take(a, r->call))
		return true;
	xpf_msrpc_parse(m->data, m->len, true, r);
	for (i = 0; i < r->n_towers; i++)
		if (!tower(m, &r->tower[i]))
			return false;
	return true;
}

static bool message(struct xpf_alg_msg *m)
{
	struct xpf_msrpc r;

	return read(m, &r);
}

const struct xpf_alg_ops xpf_alg_msrpc = {
	.frame = frame,
	.message = message,
};
