// SPDX-License-Identifier: GPL-2.0
/*
 * Sun RPC: a client that asks the port mapper for a program's port may go
 * there, as often as it likes, for as long as the map holds (map-entry-timeout);
 * the session that asked may be over by then.  The policy that let it ask must
 * name the program, too: an application with its number.
 *
 * A universal address in the answer becomes what the client must use.
 */
#include <linux/in.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "alg/alg.h"
#include "alg/sunrpc_parse.h"
#include "flow/session.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

#define LAST 0x80000000U /* of the pieces of a record */

static int frame(const struct xpf_alg_state *alg, int wing, const u8 *data,
		 u32 len, bool *hold)
{
	u32 n;

	*hold = true;
	if (len < 4)
		return 0;
	n = (get_unaligned_be32(data) & ~LAST) + 4;
	if (n > 0x100000) {
		*hold = false;
		return -1;
	}
	return n <= len || n > XPF_ALG_HOLD ? n : 0;
}

static void asked(struct xpf_alg_sunrpc *a, const struct xpf_sunrpc_call *c)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(a->call); i++)
		if (a->call[i].proto && a->call[i].xid == c->xid)
			break;
	if (i == ARRAY_SIZE(a->call))
		i = a->next++ % ARRAY_SIZE(a->call);
	a->call[i].xid = c->xid;
	a->call[i].proto = c->proto;
	a->call[i].universal = c->universal;
}

static bool is_any(const struct xpf_sunrpc_reply *r)
{
	static const struct in6_addr any;

	return !memcmp(&r->addr, &any, sizeof(any));
}

/* The text, with its length and padding, and the record around it. */
static bool put_universal(struct xpf_alg_msg *m, u32 base,
			  const struct xpf_sunrpc_reply *r,
			  const struct xpf_alg_end *end)
{
	u32 at = base + r->at, old = round_up(r->len, 4), n;
	u8 head[4], bytes[4 + 64] = { 0 };

	n = xpf_sunrpc_print(end->family, &end->addr, end->port,
			     (char *)bytes + 4);
	if (n == r->len && !memcmp(m->data + at, bytes + 4, n))
		return true;
	put_unaligned_be32(n, bytes);
	memset(bytes + 4 + n, 0, sizeof(bytes) - 4 - n);
	if (base) {
		put_unaligned_be32(get_unaligned_be32(m->data) - old +
					   round_up(n, 4),
				   head);
		if (!xpf_alg_replace(m, 0, 4, head, 4))
			return false;
	}
	return xpf_alg_replace(m, at - 4, 4 + old, bytes, 4 + round_up(n, 4));
}

static bool answered(struct xpf_alg_msg *m, u32 base,
		     const struct xpf_sunrpc_call *c)
{
	const struct xpf_key *own = &m->s->wing[m->wing].key;
	struct xpf_alg_end end = {
		.addr = own->saddr,
		.family = own->family,
	};
	struct xpf_sunrpc_reply r;
	bool any;

	if (!xpf_sunrpc_reply(m->data + base, m->len - base, c, &r))
		return true;
	any = !c->universal || is_any(&r);
	if (!any) {
		if (r.family != own->family)
			return true;
		end.addr = r.addr;
		/* Another host's program is not this one's to offer. */
		if (!xpf_alg_own_addr(m, &end))
			return true;
	}
	end.port = r.port;
	if (!xpf_alg_announce(m, c->proto, &end, XPF_ALG_KEEP | XPF_ALG_SURVIVE,
			      m->pkt->rs->alg.sunrpc_map))
		return false;
	return any || put_universal(m, base, &r, &end);
}

static bool message(struct xpf_alg_msg *m)
{
	u32 base = m->pkt->key.proto == IPPROTO_TCP ? 4 : 0, xid, i;
	struct xpf_alg_sunrpc *a = &m->alg->sunrpc;
	struct xpf_sunrpc_call c;
	bool reply;

	if (m->len < base ||
	    !xpf_sunrpc_head(m->data + base, m->len - base, &xid, &reply)) {
		xpf_stat_inc(m->pkt->xn, XPF_S_ALG_ERRORS);
		return true;
	}
	if (!reply) {
		if (!m->wing &&
		    xpf_sunrpc_call(m->data + base, m->len - base, &c) &&
		    xpf_policy_program(m->pkt->rs, m->s->policy, c.program))
			asked(a, &c);
		return true;
	}
	for (i = 0; m->wing && i < ARRAY_SIZE(a->call); i++) {
		if (!a->call[i].proto || a->call[i].xid != xid)
			continue;
		c.xid = xid;
		c.proto = a->call[i].proto;
		c.universal = a->call[i].universal;
		return answered(m, base, &c);
	}
	return true;
}

const struct xpf_alg_ops xpf_alg_sunrpc = {
	.frame = frame,
	.message = message,
};
