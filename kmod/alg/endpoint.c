// SPDX-License-Identifier: GPL-2.0
/*
 * Where an end says that it will be reached, and where its peer must believe
 * that it is: the way that the control session is translated, carried over to
 * the data session.
 *
 * Of a control session, wing w is what its side w sends, as received: saddr is
 * what that side is, daddr what it takes the other side for.
 *
 *	side 0 is  wing[0].saddr   and side 1 takes it for  wing[1].daddr
 *	side 1 is  wing[1].saddr   and side 0 takes it for  wing[0].daddr
 *
 * A port on an address that source NAT gives out is taken from its ports while
 * the pinhole waits, and becomes the data session's.
 */
#include <linux/in.h>
#include <linux/string.h>

#include "alg/alg.h"
#include "flow/expect.h"
#include "flow/session.h"
#include "flow/table.h"
#include "nat/source.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

#define TRIES 8 /* ports that somebody else expects already */

/* What the sender is, and what its peer takes it for. */
static const struct in6_addr *is(const struct xpf_alg_msg *m)
{
	return &m->s->wing[m->wing].key.saddr;
}

static const struct in6_addr *seems(const struct xpf_alg_msg *m)
{
	return &m->s->wing[!m->wing].key.daddr;
}

bool xpf_alg_own_addr(const struct xpf_alg_msg *m,
		      const struct xpf_alg_end *end)
{
	u8 family = m->pkt->key.family;

	return end->family == family &&
	       (xpf_addr_equal(family, &end->addr, is(m)) ||
		xpf_addr_equal(family, &end->addr, seems(m)));
}

/* The flow that the peer will begin, as it leaves towards the sender. */
static void set_sent(const struct xpf_alg_msg *m, struct xpf_expect *e,
		     const struct xpf_alg_end *end)
{
	const struct xpf_wing *own = &m->s->wing[m->wing];
	const struct xpf_wing *peer = &m->s->wing[!m->wing];
	u8 family = m->pkt->key.family;

	e->sent.family = family;
	e->sent.proto = e->key.proto;
	e->sent.vrf = own->key.vrf;
	e->sent.daddr = end->addr;
	e->sent.dport = cpu_to_be16(end->port);
	if (xpf_addr_equal(family, &own->key.daddr, &peer->key.saddr))
		return;
	e->flags |= XPF_EXPECT_SRC;
	e->sent.saddr = own->key.daddr;
	if (m->alg->nat_side == !m->wing && e->key.proto != IPPROTO_GRE)
		e->flags |= XPF_EXPECT_SRC_ALLOC;
}

static void set_inherited(const struct xpf_alg_msg *m, struct xpf_expect *e)
{
	const struct xpf_session *s = m->s;

	e->policy = READ_ONCE(s->policy);
	e->app = s->app;
	e->idle_timeout = m->idle ?: s->idle_timeout;
	e->call = m->call;
	e->log = s->log;
	e->nat_rule = m->alg->nat_rule;
	e->group = m->alg->group;
	e->alg = m->alg->kind;
	e->control = xpf_session_id(m->pkt->xn->table, s);
	e->in_zone = s->wing[!m->wing].in_zone;
	e->out_zone = s->wing[m->wing].in_zone;
}

/* Where the peer will come to: the sender's address as it seems, and a port. */
static bool set_key(const struct xpf_alg_msg *m, struct xpf_expect *e, u8 proto,
		    const struct xpf_alg_end *end, u32 flags)
{
	const struct xpf_wing *peer = &m->s->wing[!m->wing];
	bool own = xpf_addr_equal(m->pkt->key.family, &end->addr, is(m));

	e->key.family = m->pkt->key.family;
	e->key.proto = proto;
	e->key.vrf = peer->key.vrf;
	e->key.daddr = own ? *seems(m) : end->addr;
	e->key.dport = cpu_to_be16(end->port);
	e->flags = XPF_EXPECT_ANY_SPORT;
	if (flags & XPF_ALG_ANY_PEER)
		e->flags |= XPF_EXPECT_ANY_SADDR;
	else
		e->key.saddr = peer->key.saddr;
	if (flags & XPF_ALG_KEEP)
		e->flags |= XPF_EXPECT_PERMANENT;
	if (flags & XPF_ALG_CONTROL)
		e->flags |= XPF_EXPECT_CONTROL;
	if (flags & XPF_ALG_SURVIVE)
		e->flags |= XPF_EXPECT_SURVIVE;
	if (!own || xpf_addr_equal(m->pkt->key.family, is(m), seems(m)))
		return false;
	e->flags |= XPF_EXPECT_DST;
	e->inside_nat = m->alg->nat_side == m->wing;
	return true;
}

/* A port by which the sender is reached; its own, if that can be. */
static bool take_port(struct xpf_alg_msg *m, struct xpf_expect *e, u16 want)
{
	struct xpf_key outside = {
		.saddr = e->key.daddr,
		.sport = cpu_to_be16(want),
		.vrf = e->key.vrf,
		.proto = e->key.proto,
		.family = e->key.family,
	};
	const struct xpf_nat_rule *rule;

	/* Of GRE only the call counts, and that nobody else waits for it. */
	if (m->alg->nat_side != m->wing || e->key.proto == IPPROTO_GRE)
		return true;
	rule = xpf_nat_rule_by_id(m->pkt->rs, m->alg->nat_rule);
	if (xpf_snat_port_like(m->pkt->xn, rule, &m->s->wing[m->wing].key,
			       outside.vrf, &outside) < 0)
		return false;
	e->key.dport = outside.sport;
	e->flags |= XPF_EXPECT_PORT;
	return true;
}

static void free_port(struct xpf_alg_msg *m, const struct xpf_expect *e)
{
	if (e->flags & XPF_EXPECT_PORT)
		xpf_expect_release(m->pkt->xn, e);
}

/* Open it; when somebody waits there already, elsewhere. */
static int open_at(struct xpf_alg_msg *m, struct xpf_expect *e,
		   const struct xpf_alg_end *end, u32 flags, bool translated)
{
	struct xpf_net *xn = m->pkt->xn;
	u32 base = e->flags, i;
	bool fixed = !translated || flags & XPF_ALG_SAME_PORT;
	int r = -ENOSPC;

	for (i = 0; i < TRIES; i++) {
		e->flags = base;
		if (!fixed)
			e->key.dport = cpu_to_be16(end->port + i);
		if (!fixed && !take_port(m, e, end->port))
			return -ENOSPC;
		r = xpf_expect_add(xn->expects, m->ext, e, m->pkt->now);
		if (r)
			free_port(m, e);
		if (r != -EEXIST || fixed)
			break;
	}
	return r;
}

static bool said_before(const struct xpf_expect *was,
			const struct xpf_expect *e)
{
	return was->in_zone == e->in_zone &&
	       (was->flags & ~XPF_EXPECT_PORT) == e->flags &&
	       was->sent.s[0] == e->sent.s[0] && was->sent.s[1] == e->sent.s[1];
}

/* What it will be; true: the destination is translated. */
static bool prepare(struct xpf_alg_msg *m, u8 proto, struct xpf_alg_end *end,
		    u32 flags, u32 timeout, struct xpf_expect *e)
{
	bool translated;

	memset(e, 0, sizeof(*e));
	e->timeout = timeout;
	if (xpf_addr_equal(m->pkt->key.family, &end->addr, seems(m)))
		end->addr = *is(m);
	translated = set_key(m, e, proto, end, flags);
	set_sent(m, e, end);
	set_inherited(m, e);
	return translated;
}

/* Was it said before?  Then the answer is the same: it is in @e. */
static bool said(struct xpf_alg_msg *m, struct xpf_expect *e)
{
	struct xpf_expect was;

	if (!xpf_expect_of(m->pkt->xn->expects, m->ext, &e->sent, &was) ||
	    !said_before(&was, e))
		return false;
	e->key.dport = was.key.dport;
	e->flags |= was.flags & XPF_EXPECT_PORT;
	return true;
}

static int open_again(struct xpf_alg_msg *m, const struct xpf_expect *e)
{
	return xpf_expect_add(m->pkt->xn->expects, m->ext, e, m->pkt->now);
}

static void answer(struct xpf_alg_end *end, const struct xpf_expect *e)
{
	end->addr = e->key.daddr;
	end->port = be16_to_cpu(e->key.dport);
}

bool xpf_alg_announce(struct xpf_alg_msg *m, u8 proto, struct xpf_alg_end *end,
		      u32 flags, u32 timeout)
{
	struct xpf_expect e;
	bool translated = prepare(m, proto, end, flags, timeout, &e);
	int r;

	if (said(m, &e)) {
		r = open_again(m, &e);
	} else {
		if (flags & XPF_ALG_SAME_PORT && translated)
			e.key.dport = m->s->wing[!m->wing].key.dport;
		r = open_at(m, &e, end, flags, translated);
	}
	if (r < 0) {
		m->why = XPF_R_ALG_LIMIT;
		return false;
	}
	answer(end, &e);
	return true;
}

/* Both at these ports, which are taken; none if one of them cannot be. */
static int open_both(struct xpf_alg_msg *m, struct xpf_expect e[2], u16 port)
{
	struct xpf_net *xn = m->pkt->xn;
	int r, i;

	for (i = 0; i < 2; i++) {
		e[i].flags |= XPF_EXPECT_PORT;
		e[i].key.dport = cpu_to_be16(port + i);
	}
	r = open_again(m, &e[0]);
	if (r) {
		free_port(m, &e[0]);
		free_port(m, &e[1]);
		return r < 0 ? r : -EEXIST;
	}
	r = open_again(m, &e[1]);
	if (!r)
		return 0;
	free_port(m, &e[1]);
	xpf_expect_drop(xn->expects, m->ext, &e[0].sent);
	return r < 0 ? r : -EEXIST;
}

/* Two ports in a row, as source NAT keeps them for this. */
static int open_twins(struct xpf_alg_msg *m, struct xpf_expect e[2])
{
	const struct xpf_nat_rule *rule =
		xpf_nat_rule_by_id(m->pkt->rs, m->alg->nat_rule);
	struct xpf_key outside;
	int r = -ENOSPC, i;

	for (i = 0; i < TRIES; i++) {
		outside = (struct xpf_key){
			.saddr = e[0].key.daddr,
			.vrf = e[0].key.vrf,
			.proto = e[0].key.proto,
			.family = e[0].key.family,
		};
		r = xpf_snat_twin(m->pkt->xn, rule, outside.vrf, &outside);
		if (r < 0)
			return r;
		r = open_both(m, e, be16_to_cpu(outside.sport));
		if (r != -EEXIST)
			break;
	}
	return r;
}

static bool announce_each(struct xpf_alg_msg *m, struct xpf_alg_end end[2],
			  u32 flags, u32 timeout)
{
	return xpf_alg_announce(m, IPPROTO_UDP, &end[0], flags, timeout) &&
	       xpf_alg_announce(m, IPPROTO_UDP, &end[1], flags, timeout);
}

bool xpf_alg_announce_pair(struct xpf_alg_msg *m, struct xpf_alg_end end[2],
			   u32 flags, u32 timeout)
{
	bool ports = m->alg->nat_side == m->wing;
	struct xpf_expect e[2];
	int r;

	if (!prepare(m, IPPROTO_UDP, &end[0], flags, timeout, &e[0]) || !ports)
		return announce_each(m, end, flags, timeout);
	prepare(m, IPPROTO_UDP, &end[1], flags, timeout, &e[1]);
	if (said(m, &e[0]) && said(m, &e[1])) {
		r = open_again(m, &e[0]);
		r = r < 0 ? r : open_again(m, &e[1]);
	} else {
		r = open_twins(m, e);
	}
	/* A pool without such ports gives any two. */
	if (r == -ENOSPC)
		return announce_each(m, end, flags, timeout);
	if (r < 0) {
		m->why = XPF_R_ALG_LIMIT;
		return false;
	}
	answer(&end[0], &e[0]);
	answer(&end[1], &e[1]);
	return true;
}

bool xpf_alg_announced(const struct xpf_alg_msg *m, u8 proto,
		       struct xpf_alg_end *end)
{
	const struct xpf_wing *own = &m->s->wing[m->wing];
	struct xpf_expect was;
	struct xpf_key key = {
		.daddr = end->addr,
		.dport = cpu_to_be16(end->port),
		.vrf = own->key.vrf,
		.proto = proto,
		.family = own->key.family,
	};

	if (!xpf_expect_at(m->pkt->xn->expects, m->ext, &key, &was) ||
	    !(was.flags & XPF_EXPECT_DST))
		return false;
	end->addr = was.sent.daddr;
	end->port = be16_to_cpu(was.sent.dport);
	return true;
}
